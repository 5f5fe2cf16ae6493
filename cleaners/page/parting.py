"""Lines that are several things glued together, parted.

Before labelling: a source line, a read-also or tags behind the last sentence of a paragraph. After it: the date and the
dateline that the story's first paragraph opens with. Must not match: the same words inside a sentence; a label counts
only behind the end of a sentence and with its colon or dots.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from itertools import groupby

from cleaners.page.blocks import Block, Labelled, Link, Piece, number_from
from cleaners.page.bylines import dateline_end, is_byline
from cleaners.page.dates import date_prefix_end
from cleaners.page.labels import Label, Verdict

# Alternatives share no prefix that could be retried in many ways, and the look-behind is one character: linear.
GLUED_LABEL = re.compile(
    r"(?<=[.!؟?»”\")…])\s*(?=[(\[]?(?:"
    r"[إأا]قر[أا]ء?\s+[أإا]يض\w*|[شط]ا[هل][دع]\s+[أإا]يض\w*|قد\s+يهمك(?:\s+[أإا]يض\w*)?|مواضيع\s+ذات\s+صلة|[أا]خبار\s+ذات\s+صلة|"
    r"المصدر|كلمات\s+دلالي\w+|الكلمات\s+(?:الدلالية|المفتاحية|الدالة)|الوسوم|التعليقات|مقالات\s+(?:مشابهة|ذات\s+صلة)|"
    r"[آأا]خر\s+تحديث|تابعونا\s+على"
    r")[ً-ْ]*\s*(?:[:：]|\.\.))"
)
BULLETS = re.compile(r"\s+(?=•\s)")

SHORTEST = 6
"""Words; shorter lines are one thing."""


def part(block: Block) -> list[Block]:
    """The block, or its parts in order; the words stay the same."""
    text = block.text
    if block.words < SHORTEST:
        return [block]
    marked = ":" in text or ".." in text or "：" in text  # what every label of `GLUED_LABEL` ends in
    cuts = [match.end() for match in GLUED_LABEL.finditer(text)] if marked else []
    if block.element is None and text.count(" • ") >= 2:
        cuts = sorted({*cuts, *(match.end() for match in BULLETS.finditer(text))})
    return split_block(block, cuts) if cuts else [block]


def split_block(block: Block, cuts: Sequence[int]) -> list[Block]:
    """A block parted at indexes into its text."""
    parts: list[Block] = []
    pieces = list(block.pieces)
    for start, end in zip([0, *cuts], [*cuts, len(block.text)], strict=True):
        text = block.text[start:end].strip()
        if not text:
            continue
        words = len(text.split())
        taken, pieces = _take_letters(pieces, len(text.replace(" ", "")))
        parts.append(_part_of(block, text, words, tuple(taken), glued=bool(parts)))
    return parts


def _part_of(block: Block, text: str, words: int, pieces: tuple[Piece, ...], *, glued: bool) -> Block:
    link_words = min(words, sum(len(piece.text.split()) for piece in pieces if piece.href is not None))
    return replace(
        block,
        text=text,
        words=words,
        pieces=pieces,
        links=tuple(Link(piece.text, piece.href) for piece in pieces if piece.href is not None),
        link_words=link_words,
        bold_words=min(words, sum(len(piece.text.split()) for piece in pieces if piece.bold)),
        bulleted=block.bulleted if not glued else text.startswith("•"),
        glued=glued or block.glued,
        _forms=None,
    )


def _take_letters(pieces: list[Piece], count: int) -> tuple[list[Piece], list[Piece]]:
    """The pieces of the first `count` characters that are no space, and the rest: pieces may be glued inside a word."""
    taken: list[Piece] = []
    for at, piece in enumerate(pieces):
        size = len(piece.text.replace(" ", ""))
        if size > count:
            end = _index_of(piece.text, count)
            halves = [_with_text(piece, piece.text[:end]), _with_text(piece, piece.text[end:])]
            return [*taken, *(half for half in halves[:1] if half.text)], [halves[1], *pieces[at + 1 :]]
        taken.append(piece)
        count -= size
        if not count:
            return taken, pieces[at + 1 :]
    return taken, []


def _index_of(text: str, count: int) -> int:
    """The index behind the first `count` characters of a text that are no space."""
    for index, char in enumerate(text):
        if not count:
            return index
        count -= char != " "
    return len(text)


def _with_text(piece: Piece, text: str) -> Piece:
    """A piece with another text, without the space at its ends."""
    return replace(piece, text=text.strip())


def part_pieces(block: Block, test: Callable[[Piece], bool]) -> list[Block]:
    """A block parted where the test of its text nodes changes; whole where a word of two nodes would lose a joiner."""
    if "".join(piece.text for piece in block.pieces).replace(" ", "") != block.text.replace(" ", ""):
        return [block]
    runs = [list(run) for _, run in groupby(block.pieces, key=test)]
    parts: list[Block] = []
    for run in runs:
        text = " ".join(piece.text for piece in run)
        parts.append(_part_of(block, text, len(text.split()), tuple(run), glued=bool(parts)))
    return parts


OPENERS = 3
"""Blocks of the story that may be a date line, a byline or open with a dateline: the first ones."""


def part_opening(labelled: Sequence[Labelled], names: Collection[str] = ()) -> list[Labelled]:
    """The labelled blocks with the date, byline and dateline that open the story parted from it.

    `names`: what the site calls itself, for datelines that name it.
    """
    parted = list(labelled)
    story = [place for place, item in enumerate(labelled) if item.verdict.label is Label.STORY]
    for place in story[:OPENERS]:
        pieces = _open(labelled[place].block, names)
        parted[place : place + 1] = pieces  # one, where none is the story: the places behind it hold
        if any(item.verdict.label is Label.STORY for item in pieces):
            break
    if len(parted) > len(labelled):
        number_from(0, [item.block for item in parted])
    return parted


def _open(block: Block, names: Collection[str]) -> list[Labelled]:
    """One story block as date, byline or dateline, and what is left for the story."""
    if block.words <= 16 and is_byline(block.text):
        return [Labelled(block, Verdict(Label.BYLINE, "opening:byline"))]
    date_end = date_prefix_end(block.text)
    rest = block.text[date_end:]
    line_end = date_end + dateline_end(rest, names)
    cuts = sorted({end for end in (date_end, line_end) if 0 < end < len(block.text)})
    if line_end >= len(block.text) and line_end > 0:
        label = Label.DATELINE if line_end > date_end else Label.DATE
        return [Labelled(block, Verdict(label, f"opening:{label}"))]
    if not cuts:
        return [Labelled(block, Verdict(Label.STORY, "story"))]
    parts = split_block(block, cuts)
    labels = [Label.DATE] if date_end else []
    if line_end > date_end:
        labels.append(Label.DATELINE)
    labels += [Label.STORY] * (len(parts) - len(labels))
    return [
        Labelled(part_, Verdict(label, "story" if label is Label.STORY else f"opening:{label}"))
        for part_, label in zip(parts, labels, strict=True)
    ]
