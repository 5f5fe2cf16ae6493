"""The second pass over cleaned records: what a site's other pages show to be none of a story leaves it.

First the stories of a site are read for what they have in common, then those that hold such lines at their
edges (`repeated.py`), or another page's story behind their own (`elsewhere.py`), are written anew: the lines
stand in `removed` with the rule `site:repeated` or `site:another_story`, and `word_count` and `quality` are
those of what is left. Every run begins from the stories as the page's own cleaning left them,
so a run that was killed, or one after more pages came, ends as a single run would.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq

from cleaners.corpus.aside import replace_file
from cleaners.corpus.columns import OURS
from cleaners.corpus.compaction import Compacted, rewrite
from cleaners.corpus.elsewhere import Known, Lines
from cleaners.corpus.layout import Root, list_parts, name_folder, open_root
from cleaners.corpus.parquet import GroupWriter
from cleaners.corpus.parts import Location
from cleaners.corpus.repeated import NOTHING_KNOWN, Samples, SiteSample, Story, hash_lines, separate
from cleaners.corpus.schema import ARTICLE_SCHEMA
from cleaners.page.article import Comment, Removed
from cleaners.page.quality import measure_quality


class Evidence(NamedTuple):
    """What a site's stories have in common."""

    furniture: frozenset[int]
    known: Known = NOTHING_KNOWN


_NONE = Evidence(frozenset())
_READ = ["site", "text", "removed", "comments"]
_BATCH_ROWS = 1_000


def separate_dataset(root: Location) -> Iterator[Compacted]:
    """Separates repeated lines in every site's folder, as the caller asks for the next one that changes.

    Changed folders are compacted, too. Memory is bounded by a sample of one site's stories and by its
    largest month. Raises LayoutError for a root that is not local.
    """
    opened = open_root(root)
    known: dict[str, dict[str, Evidence]] = {}

    def change(table: pa.Table) -> pa.Table:
        folder = name_folder(table.column("site")[0].as_py()) if table.num_rows else ""
        if folder and folder not in known:
            # Tables come folder by folder.
            known.clear()
            known[folder] = _read_furniture(opened, folder)
        return separate_table(table, known[folder]) if folder else table

    yield from rewrite(opened, change)


def separate_columns(out: str | os.PathLike[str], text: str = "text") -> Iterator[Path]:
    """Separates repeated lines in the column `text` of the files that `clean_columns` wrote to `out`.

    Other stories are not looked for: text corpora hold a few pages of each of a million sites. Yields the
    paths of the files that changed.
    """
    paths = sorted((Path(out) / "data").glob("*.parquet"))
    samples = Samples()
    for path in paths:
        for table in _read_file(path):
            ours = _unpack(table, text)
            for site, story in zip(ours.column("site").to_pylist(), _read_stories(ours), strict=True):
                if site:
                    samples.add(site, story)
    for path in paths:
        if _rewrite_file(path, samples, text):
            yield path


def separate_table(table: pa.Table, furniture: dict[str, Evidence]) -> pa.Table:
    """A table of articles with their sites' furniture in `removed`; the same table where nothing changes."""
    changed: dict[int, Story] = {}
    sites = table.column("site").to_pylist()
    for number, story in enumerate(_read_stories(table)):
        evidence = furniture.get(sites[number] or "", _NONE)
        separated = separate(story, evidence.furniture, evidence.known)
        if separated != story:
            changed[number] = separated
    return _set_stories(table, changed) if changed else table


def _read_furniture(root: Root, folder: str) -> dict[str, Evidence]:
    """Of the sites in a folder; there are several only where their names are one to the filesystem."""
    samples: defaultdict[str, tuple[SiteSample, Lines]] = defaultdict(lambda: (SiteSample(), Lines()))
    paths = list_parts(root, "articles", folder)
    data = ds.dataset(paths, schema=ARTICLE_SCHEMA, format="parquet", filesystem=root.filesystem)
    for batch in data.to_batches(columns=_READ, batch_size=_BATCH_ROWS):
        for site, story in zip(batch.column("site").to_pylist(), _read_stories(batch), strict=True):
            # Pages of unknown sites have nothing in common.
            if site:
                sample, lines = samples[site]
                sample.add(story)
                lines.add(*hash_lines(story))
    return {
        site: Evidence(sample.find_furniture(), lines.find_known())
        for site, (sample, lines) in samples.items()
    }


def _read_stories(table: pa.Table | pa.RecordBatch) -> Iterator[Story]:
    texts, removed, comments = (table.column(name).to_pylist() for name in _READ[1:])
    for number, text in enumerate(texts):
        yield Story(
            text,
            tuple(Removed(**each) for each in removed[number] or ()),
            tuple(Comment(**each) for each in comments[number] or ()),
        )


def _set_stories(table: pa.Table, changed: dict[int, Story]) -> pa.Table:
    """The table with other stories in the rows numbered."""
    columns = {name: table.column(name).to_pylist() for name in ("text", "removed", "word_count", "quality")}
    for number, story in changed.items():
        quality = measure_quality(story.text)
        columns["text"][number] = story.text
        columns["removed"][number] = [_to_cells(each) for each in story.removed]
        columns["word_count"][number] = len(story.text.split())
        columns["quality"][number] = {name: getattr(quality, name) for name in quality.__slots__}
    for name, values in columns.items():
        place = table.schema.get_field_index(name)
        item = table.schema.field(place)
        table = table.set_column(place, item, pa.array(values, item.type))
    return table


def _to_cells(removed: Removed) -> dict[str, str]:
    return {"label": removed.label, "rule": removed.rule, "text": removed.text}


def _rewrite_file(path: Path, samples: Samples, text: str) -> bool:
    """Writes a file anew where its rows change."""
    furniture: dict[str, Evidence] = {}

    def change(table: pa.Table) -> pa.Table:
        ours = _unpack(table, text)
        for site in set(ours.column("site").to_pylist()) - furniture.keys():
            furniture[site] = Evidence(samples.find_furniture(site))
        separated = separate_table(ours, furniture)
        return table if separated is ours else _pack(table, separated, text)

    if all(change(table) is table for table in _read_file(path)):
        return False
    with replace_file(path) as aside:
        writer = GroupWriter(aside, pq.read_schema(path))
        for table in map(change, _read_file(path)):
            writer.write(table)
        writer.close()
    return True


def _read_file(path: Path) -> Iterator[pa.Table]:
    with pq.ParquetFile(path) as file:
        for batch in file.iter_batches(_BATCH_ROWS):
            yield pa.Table.from_batches([batch])


def _unpack(table: pa.Table, text: str) -> pa.Table:
    """The article columns of rows that keep their own."""
    cells = table.column(OURS).combine_chunks()
    columns = {item.name: cells.field(item.name) for item in cells.type}
    return pa.table({**columns, "text": table.column(text)})


def _pack(table: pa.Table, ours: pa.Table, text: str) -> pa.Table:
    """The rows with other article columns."""
    place = table.schema.get_field_index(OURS)
    item = table.schema.field(place)
    cells = [ours.column(each.name).combine_chunks() for each in item.type]
    table = table.set_column(place, item, pa.StructArray.from_arrays(cells, fields=list(item.type)))
    place = table.schema.get_field_index(text)
    return table.set_column(place, table.schema.field(place), ours.column("text"))
