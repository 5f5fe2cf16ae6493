"""Recall and precision of near-duplicates, on pairs made from our own texts.

    python -m tests.benchmarks.duplicates [STORIES]

Each story is put beside itself as another site prints it (see `EDITS`), all stories of the demo and of the golden pages
in one index. Recall is the share of these pairs that share a cluster, precision the share of such pairs among all that
share one. Under «boilerplate» nobody is copied: all stories get the same last paragraph, and no two may be taken for
one. «Longest missed» is the length of the longest story that a copy of was missed, in words: a quotation of 38 words
more than doubles the shingles of a story of 40, which leaves less than the threshold in common.
"""

from __future__ import annotations

import random
import sys
from collections import Counter
from collections.abc import Sequence
from math import comb
from pathlib import Path
from typing import NamedTuple

from cleaners.corpus.duplicates import THRESHOLD, DuplicateIndex
from cleaners.evaluate.gold import load_row, page_blocks
from tests.corpus.test_duplicates import article, edit, make_stories

GOLDEN = Path(__file__).resolve().parents[1] / "golden" / "pages"
EDITS = ("headline", "dateline", "paragraph cut", "quotation", "spelling")
FEWEST_PARAGRAPHS = 3


def golden_stories() -> list[list[str]]:
    """The stories of the golden pages, as paragraphs; those of the least length alone."""
    found = []
    for folder in sorted(GOLDEN.iterdir()):
        row = load_row(folder)
        blocks = page_blocks(row.path)
        story = [blocks[first : last + 1] for first, last, label in row.labels if label == "story"]
        found.append([paragraph for run in story for paragraph in run])
    return [paragraphs for paragraphs in found if len(paragraphs) >= FEWEST_PARAGRAPHS]


class Score(NamedTuple):
    """Of pairs; `pairs` is how many share a cluster."""

    recall: float
    precision: float
    pairs: int
    longest_missed: int


def score(groups: Sequence[Sequence[str]]) -> Score:
    """Each group is the texts of one story."""
    articles = [article(number, text) for number, text in enumerate(text for group in groups for text in group)]
    with DuplicateIndex() as index:
        found = iter([match.cluster for match in index.add(articles)])
    clusters = [[next(found) for _ in group] for group in groups]
    right = sum(comb(count, 2) for group in clusters for count in Counter(group).values())
    taken = sum(comb(count, 2) for count in Counter(each for group in clusters for each in group).values())
    wanted = sum(comb(len(group), 2) for group in groups)
    missed = [len(group[0].split()) for group, names in zip(groups, clusters, strict=True) if len(set(names)) > 1]
    return Score(right / (wanted or 1), right / (taken or 1), taken, max(missed, default=0))


def main(arguments: list[str]) -> int:
    """Prints the table."""
    stories = make_stories(int(arguments[0]) if arguments else 400) + golden_stories()
    print(f"{len(stories)} stories, similarity of {THRESHOLD} or more")
    print(f"{'':16}{'recall':>8}{'precision':>11}{'longest missed':>16}")
    rng = random.Random(7)
    found = {how: score([["\n".join(story), edit(story, how, rng)] for story in stories]) for how in EDITS}
    for how, each in found.items():
        print(f"{how:16}{each.recall:8.4f}{each.precision:11.4f}{each.longest_missed:16}")
    recall, precision = (sum(column) / len(found) for column in list(zip(*found.values(), strict=True))[:2])
    print(f"{'all pairs':16}{recall:8.4f}{precision:11.4f}")
    shared = score([[edit(story, "boilerplate", rng)] for story in stories])
    print(f"boilerplate: {shared.pairs} pairs of stories taken for one")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
