"""The dataset card: what is in a corpus, how it was made, what it may be used for. Hugging Face shows it.

The head is YAML; each of its values is written as JSON, which YAML reads as it is.
"""

from __future__ import annotations

import ast
import inspect
import io
import json
import textwrap
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import ModuleType

import pyarrow as pa
import pyarrow.compute as pc

from cleaners.corpus.aside import replace_file
from cleaners.corpus.layout import open_root
from cleaners.corpus.parts import Location, read_dataset
from cleaners.corpus.quality import Limit, Preset
from cleaners.corpus.schema import ARTICLE_SCHEMA, SCHEMA_VERSION
from cleaners.corpus.uploads import upload
from cleaners.page import article as article_module

_MOST_ROWS = 100
_SIZES = [(1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"), (1_000_000, "100K<n<1M")]
_SIZES += [(10_000_000, "1M<n<10M"), (100_000_000, "10M<n<100M"), (1_000_000_000, "100M<n<1B")]
COLUMNS = ["site", "country", "language", "published_at", "word_count", "duplicate_of", "cleaner_version"]
"""What a summary needs of a table."""

LICENCE_NOTE = """\
The stories belong to their publishers and authors. This card grants no right to them: the files hold what
the sites showed to every reader, and who uses or passes them on answers for it under the law of the place
(quotation, text and data mining, research). The labels, the counts and the layout of the files are free to
use. Remove a site's stories when its owner asks: `site` and `url` are in every row."""

LIMITS = """\
- The story was separated from the rest of its page by rules; `confidence` says how sure that was, and
  `removed` holds what was taken away, with the rule.
- `language` comes from a detector of a few languages; dialects of Arabic are all `ar`.
- `published_at` is what the page says. Where it says nothing it is null, never a guess.
- News repeats itself: `cluster` groups near-duplicates over sites and days, `duplicate_of` names the
  original. What was rewritten beyond half of its five-word runs is not found.
- Names of people in the news, and of readers who commented, are in the data as they were published.
- Sites are not a sample of anything: who publishes much, and whom the crawl reached, weighs more."""


@dataclass(slots=True)
class Summary:
    """Counts over a corpus, added up table by table."""

    articles: int = 0
    words: int = 0
    duplicates: int = 0
    counts: dict[str, Counter[str | None]] = field(
        default_factory=lambda: {
            name: Counter() for name in ("country", "site", "language", "month", "version")
        }
    )

    def add(self, table: pa.Table) -> None:
        """Counts the rows of a table that has COLUMNS."""
        self.articles += table.num_rows
        self.words += pc.sum(table.column("word_count")).as_py() or 0
        self.duplicates += pc.sum(table.column("duplicate_of").is_valid()).as_py() or 0
        months = pc.strftime(table.column("published_at"), format="%Y-%m")
        for name, values in (
            *((name, table.column(name)) for name in ("country", "site", "language")),
            ("month", months),
            ("version", table.column("cleaner_version")),
        ):
            for pair in pc.value_counts(values.combine_chunks()).to_pylist():
                self.counts[name][pair["values"]] += pair["counts"]


def summarise(root: Location) -> Summary:
    """Counts over the dataset at `root`, reading the columns that it needs."""
    summary = Summary()
    for batch in read_dataset(root).to_batches(columns=COLUMNS):
        summary.add(pa.Table.from_batches([batch]))
    return summary


def write_card(root: Location, *, title: str = "News corpus") -> str:
    """Writes the card of a dataset to ROOT/README.md and returns its path."""
    opened = open_root(root)
    card, path = make_card(summarise(opened), title=title), opened.join("README.md")
    if opened.is_local:
        with replace_file(Path(path)) as aside:
            aside.write_text(card, encoding="utf-8")
    else:
        upload(io.BytesIO(card.encode()), opened, path)
    return path


def make_card(
    summary: Summary,
    *,
    title: str = "News corpus",
    data_files: str = "articles/**/*.parquet",
    preset: Preset | None = None,
    dropped: Mapping[str, int] | None = None,
) -> str:
    """The card as Markdown with a YAML head; `data_files` are relative to where the card lies."""
    sections = [
        _make_head(summary, title, data_files),
        f"# {title}",
        f"{summary.articles:,} news stories of {summary.words:,} words from {len(summary.counts['site']):,}"
        f" sites, {summary.duplicates:,} of them marked as copies of another.",
        "## How it was made",
        _tell_making(summary),
        *([_tell_preset(preset, dropped or {})] if preset else []),
        "## What is in it",
        *(_make_table(name, counts) for name, counts in summary.counts.items()),
        "## Columns",
        _make_schema(),
        "## Licence",
        LICENCE_NOTE,
        "## Known limits",
        LIMITS,
    ]
    return "\n\n".join(sections) + "\n"


def _make_head(summary: Summary, title: str, data_files: str) -> str:
    languages = sorted(name for name in summary.counts["language"] if name)
    size = next((name for most, name in _SIZES if summary.articles < most), "n>1B")
    head = {
        "pretty_name": title,
        "language": languages,
        "license": "other",
        "license_name": "publishers-rights",
        "license_link": "README.md#licence",
        "size_categories": [size],
        "task_categories": ["text-generation", "fill-mask", "summarization"],
        "tags": ["news", "arabic", "web", "deduplicated"],
        "configs": [{"config_name": "default", "data_files": [{"split": "train", "path": data_files}]}],
    }
    lines = [f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in head.items()]
    return "\n".join(["---", *lines, "---"])


def _tell_making(summary: Summary) -> str:
    versions = ", ".join(sorted(name for name in summary.counts["version"] if name)) or "unknown"
    return (
        "Made by warraq: pages were fetched politely or read from archives, and every block of a page was"
        f" given a label. `text` holds the story alone. Versions of the cleaner: {versions}; version of the"
        f" schema: {SCHEMA_VERSION}."
    )


def _tell_preset(preset: Preset, dropped: Mapping[str, int]) -> str:
    lines = [f"Filtered with the preset `{preset.name}`: {' '.join(preset.about.split())}"]
    if preset.limits:
        lines += ["", "| signal | limit |", "|---|---|", *map(_tell_limit, preset.limits)]
    if dropped:
        lines += ["", "| dropped for | articles |", "|---|--:|"]
        lines += [f"| {reason} | {count:,} |" for reason, count in dropped.items()]
    return "\n".join(lines)


def _tell_limit(limit: Limit) -> str:
    words = {"least": "at least", "most": "at most", "above": "above", "below": "below"}
    return f"| {limit.signal} | {words[limit.test]} {limit.value:g} |"


def _make_table(name: str, counts: Counter[str | None]) -> str:
    by_name = sorted(counts.items(), key=lambda row: row[0] or "")
    rows = by_name if name == "month" else counts.most_common()
    lines = [f"| {name} | articles |", "|---|--:|"]
    lines += [f"| {_escape(value or 'unknown')} | {count:,} |" for value, count in rows[:_MOST_ROWS]]
    if rest := rows[_MOST_ROWS:]:
        lines.append(f"| {len(rest):,} more | {sum(count for _, count in rest):,} |")
    return "\n".join(lines)


def _make_schema() -> str:
    notes = read_notes(article_module, "Article")
    lines = ["| column | type | |", "|---|---|---|"]
    for item in ARTICLE_SCHEMA:
        kind = str(item.type).replace("large_string", "string").replace("element: ", "")
        lines.append(f"| {item.name} | {_escape(kind)} | {_escape(notes.get(item.name, ''))} |")
    return "\n".join(lines)


@cache
def read_notes(module: ModuleType, name: str) -> dict[str, str]:
    """The strings under the fields of a class, by field: the record's own documentation."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(module)))
    (body,) = [node.body for node in tree.body if isinstance(node, ast.ClassDef) and node.name == name]
    return dict(_pair_notes(body))


def _pair_notes(body: Iterable[ast.stmt]) -> Iterable[tuple[str, str]]:
    field_name = None
    for node in body:
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            field_name = node.target.id
        elif field_name and isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            yield field_name, " ".join(str(node.value.value).split())
            field_name = None


def _escape(text: str) -> str:
    """For a cell: one line, no border, no tag."""
    return " ".join(text.split()).replace("|", "\\|").replace("<", "&lt;")
