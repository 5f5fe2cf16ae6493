"""The second pass over cleaned records: what a site's other pages show to be none of a story leaves it.

First the stories of a site are read for what they have in common, then those that hold such lines at their
edges (`repeated.py`), or another page's story behind their own (`elsewhere.py`), are written anew: the lines
stand in `removed` with the rule `site:repeated` or `site:another_story`, and `word_count` and `quality` are
those of what is left. Every run begins from the stories as the page's own cleaning left them,
so a run that was killed, or one after more pages came, ends as a single run would.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq

from cleaners.corpus.columns import OURS, WholeFile
from cleaners.corpus.compaction import Compacted, rewrite
from cleaners.corpus.elsewhere import Known, Lines
from cleaners.corpus.inputs import InputError, tell_missing
from cleaners.corpus.layout import Root, name_folder, open_root
from cleaners.corpus.listing import list_parts
from cleaners.corpus.parts import Location
from cleaners.corpus.remote import ask_all, list_files
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


def separate_dataset(root: Location, *, state: Path | None = None) -> Iterator[Compacted]:
    """Separates repeated lines in every site's folder, as the caller asks for the next one that changes.

    Changed folders are compacted, too. Memory is bounded by a sample of one site's stories, and as that of
    `compaction.rewrite`, whose `state` and errors these are.
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

    yield from rewrite(opened, change, state=state)


def separate_columns(out: Location, text: str = "text") -> Iterator[str]:
    """Separates repeated lines in the column `text` of the files that `clean_columns` wrote to `out`, local or at
    a URL.

    Other stories are not looked for: text corpora hold a few pages of each of a million sites. Yields the
    paths of the files that changed. Files of other runs, whose text has another name, are passed over; raises
    InputError where no file has that column.
    """
    root = open_root(out)
    paths = _find_files(root, text)
    samples = Samples()
    for path in paths:
        for table in _read_file(root, path):
            ours = _unpack(table, text)
            for site, story in zip(ours.column("site").to_pylist(), _read_stories(ours), strict=True):
                if site:
                    samples.add(site, story)
    for path in paths:
        if _rewrite_file(root, path, samples, text):
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


def _find_files(root: Root, text: str) -> list[str]:
    """The files with a column `text` beside ours."""
    found = [path for path in sorted(list_files(root, root.join("data"))) if path.endswith(".parquet")]
    names = ask_all(lambda path: pq.read_schema(path, filesystem=root.filesystem).names, found)
    paths = [path for path, columns in zip(found, names, strict=True) if {text, OURS} <= set(columns)]
    if found and not paths:
        missing = text if OURS in names[0] else OURS
        raise InputError(tell_missing(found[0], missing, names[0]))
    return paths


def _rewrite_file(root: Root, path: str, samples: Samples, text: str) -> bool:
    """Writes a file anew where its rows change."""
    furniture: dict[str, Evidence] = {}

    def change(table: pa.Table) -> pa.Table:
        ours = _unpack(table, text)
        for site in set(ours.column("site").to_pylist()) - furniture.keys():
            furniture[site] = Evidence(samples.find_furniture(site))
        separated = separate_table(ours, furniture)
        return table if separated is ours else _pack(table, separated, text)

    if all(change(table) is table for table in _read_file(root, path)):
        return False
    with WholeFile(root, path) as file:
        for table in map(change, _read_file(root, path)):
            file.write(table)
    return True


def _read_file(root: Root, path: str) -> Iterator[pa.Table]:
    with pq.ParquetFile(path, filesystem=root.filesystem) as file:
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
