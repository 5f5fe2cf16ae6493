"""Bulk cleaning of one site three ways: WARC, folder, and text that trafilatura extracted.

    python tests/benchmarks/corpus.py [--pages 500] [--processes 2] [--seed 1] [--failing 5]

The pages are the demo site's, whose every word has a label. Printed are the counts and the speed of each
way, and what the texts hold before and after: the story's words found (recall), and of the words kept those
that are comments, headlines of other stories (related) and their texts (teaser). `--failing` prints the
pages with the longest leaks and the longest losses.
"""

from __future__ import annotations

import argparse
import io
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq
import trafilatura
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from cleaners.corpus import read_dataset, table_to_articles
from cleaners.corpus.bulk import clean_inputs
from cleaners.corpus.furniture import separate_dataset
from cleaners.corpus.outcome import Outcome
from cleaners.corpus.pool import Limits
from cleaners.evaluate.alignment import align
from cleaners.evaluate.score import words
from crawler.demo import DemoSite

RELATED = ("read_also", "related", "most_read", "latest")
LEAKS = ("comment", "related", "teaser")


class Scored(NamedTuple):
    """The words of one text by their labels; those that stand nowhere on the page are `alien`."""

    path: str
    kept: Counter[str]
    gold: Counter[str]
    passages: list[tuple[str, str]]
    """Runs of words of one label that leaked, and, as `lost`, those of the story that are not there."""


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pages", type=int, default=500)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--failing", type=int, default=0)
    options = parser.parse_args()
    site = DemoSite(options.pages, options.seed)
    limits = Limits(processes=options.processes)
    with TemporaryDirectory() as folder:
        root = Path(folder)
        texts = {path: extract(site.page(path).body) for path in site.urls}
        inputs = {
            "warc": write_warc(root / "pages.warc.gz", site),
            "folder": write_folder(root / "pages", site),
            "text": write_texts(root / "text.parquet", site, texts),
        }
        print(f"{'input':8}{'records':>9}{'articles':>9}{'rejected':>9}{'pages/s':>9}")
        for name, path in inputs.items():
            begin = time.monotonic()
            outcome = clean_inputs([path], root / name, limits=limits)
            print_counts(name, outcome, time.monotonic() - begin)
        list(separate_dataset(root / "text"))
        agreed = read_texts(root / "warc") == read_texts(root / "folder")
        print(f"\nWARC and folder give the same texts: {'yes' if agreed else 'NO'}\n")
        found = {name: by_path(root / name, site) for name in ("warc", "text")}
        scored = {
            "trafilatura": [score(site, path, texts[path]) for path in articles_of(site)],
            "its text, cleaned": [
                score(site, path, found["text"].get(path, "")) for path in articles_of(site)
            ],
            "pages, cleaned": [score(site, path, found["warc"].get(path, "")) for path in articles_of(site)],
        }
        print_table(scored)
        print_failing(scored["its text, cleaned"], options.failing)


def extract(body: bytes) -> str:
    """What trafilatura makes of a page when nothing is asked of it."""
    return trafilatura.extract(body) or ""


def articles_of(site: DemoSite) -> list[str]:
    return [path for path in site.urls if site.truth(path).kind == "article"]


def write_warc(path: Path, site: DemoSite) -> Path:
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=True)
        for url in site.urls:
            response = site.page(url)
            headers = StatusAndHeaders("200 OK", list(response.headers.items()), protocol="HTTP/1.1")
            record = writer.create_warc_record(
                site.base + url, "response", payload=io.BytesIO(response.body), http_headers=headers
            )
            writer.write_record(record)
    return path


def write_folder(folder: Path, site: DemoSite) -> Path:
    folder.mkdir()
    for number, path in enumerate(site.urls):
        (folder / f"{number:06}.html").write_bytes(site.page(path).body)
    return folder


def write_texts(path: Path, site: DemoSite, texts: dict[str, str]) -> Path:
    urls = [site.base + url for url in texts]
    pq.write_table(pa.table({"text": list(texts.values()), "url": urls}), path)
    return path


def read_texts(root: Path) -> list[str]:
    return sorted(read_dataset(root).to_table(columns=["text"]).column("text").to_pylist())


def by_path(root: Path, site: DemoSite) -> dict[str, str]:
    """The texts of a dataset by the paths of their pages."""
    articles = table_to_articles(read_dataset(root).to_table())
    return {(article.url or "").removeprefix(site.base): article.text for article in articles}


def score(site: DemoSite, path: str, text: str) -> Scored:
    page = list(label_words(site, path))
    kept = words(text)
    places = align(kept, [word for word, _ in page])
    labels = ["alien" if place is None else page[place][1] for place in places]
    used = {place for place in places if place is not None}
    lost = [
        (word, "lost" if label == "story" and i not in used else "") for i, (word, label) in enumerate(page)
    ]
    leaked = [(word, label if label in LEAKS else "") for word, label in zip(kept, labels, strict=True)]
    gold = Counter(label for _, label in page)
    return Scored(path, Counter(labels), gold, [*list_runs(leaked), *list_runs(lost)])


def label_words(site: DemoSite, path: str) -> Iterator[tuple[str, str]]:
    """All words of a page in order; the headline is the headline wherever the page repeats it."""
    title = words(site.truth(path).title)
    for label, text in site.gold(path):
        found = words(text)
        kind = "related" if label in RELATED else str(label)
        kind = "title" if found == title and label != "story" else kind
        yield from ((word, kind) for word in found)


def list_runs(labelled: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Neighbouring words of one label as one text; words without a label part them."""
    runs: list[tuple[str, list[str]]] = []
    before = ""
    for word, label in labelled:
        if label and label == before:
            runs[-1][1].append(word)
        elif label:
            runs.append((label, [word]))
        before = label
    return [(label, " ".join(found)) for label, found in runs]


def print_counts(name: str, outcome: Outcome, seconds: float) -> None:
    rejected = outcome.rejected.total()
    print(
        f"{name:8}{outcome.records:9,}{outcome.articles:9,}{rejected:9,}{outcome.records / seconds:9.1f}"
        f"  {', '.join(f'{reason} {count}' for reason, count in outcome.rejected.most_common())}"
    )


def print_table(scored: dict[str, list[Scored]]) -> None:
    first = next(iter(scored.values()))
    before = sum_kept(first)
    print(f"{'':20}{'recall':>8}{'of input':>9}" + "".join(f"{f'{kind} %':>11}" for kind in LEAKS) +
          f"{'words leaked':>14}{'cut':>7}")  # fmt: skip
    for name, pages in scored.items():
        kept = sum_kept(pages)
        story = sum(page.gold["story"] for page in pages)
        # What trafilatura lost, nobody can find in its text.
        share = sum(
            min(page.kept["story"], given.kept["story"]) for page, given in zip(pages, first, strict=True)
        )
        leaked = sum(kept[kind] for kind in LEAKS)
        total = kept.total() or 1
        print(f"{name:20}{kept['story'] / story:8.4f}{share / before['story']:9.4f}" +
              "".join(f"{100 * kept[kind] / total:11.3f}" for kind in LEAKS) +
              f"{leaked:14,}{sum(before[kind] for kind in LEAKS) / max(leaked, 1):6.1f}x")  # fmt: skip


def sum_kept(pages: Iterable[Scored]) -> Counter[str]:
    total: Counter[str] = Counter()
    for page in pages:
        total.update(page.kept)
    return total


def print_failing(pages: Sequence[Scored], most: int) -> None:
    found = [(page.path, label, text) for page in pages for label, text in page.passages]
    for kinds in (LEAKS, ("lost",)):
        long = sorted((each for each in found if each[1] in kinds), key=lambda each: -len(each[2]))
        for path, label, text in long[:most]:
            print(f"\n{path} {label}, {len(text.split())} words: {text[:400]}")


if __name__ == "__main__":
    sys.exit(main())
