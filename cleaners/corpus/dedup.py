"""Marks duplicates: of tables before they are written, and of a whole dataset."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.dataset as ds

from cleaners.corpus.compaction import Compacted, rewrite
from cleaners.corpus.duplicates import DuplicateIndex
from cleaners.corpus.layout import COMPACTED, Root, name_of_part, open_root
from cleaners.corpus.listing import list_parts
from cleaners.corpus.parts import Location
from cleaners.corpus.schema import ARTICLE_SCHEMA, STRING
from cleaners.corpus.tables import table_to_articles

_COLUMNS = ["id", "text", "site", "source_agency", "published_at", "published_precision", "fetched_at"]
_MARKED = ["id", "cluster", "duplicate_of"]


def mark_table(table: pa.Table, index: DuplicateIndex) -> pa.Table:
    """Articles with `cluster` and `duplicate_of` set; those that are new to the index are added to it."""
    index.add(table_to_articles(table.select(_COLUMNS)))
    return _set_marks(table, index)


def mark_dataset(root: Location, index: DuplicateIndex, *, state: Path | None = None) -> Iterator[Compacted]:
    """Sets `cluster` and `duplicate_of` of every article, as the caller asks for the next changed folder.

    First the articles of the parts that the index has not seen are added, so that every article's match counts
    those that came later; then the folders whose marks change are written anew, compacted. So a night's
    stories cost what they are, and of the older ones only ids and marks are read. `state` and errors as those of
    `compaction.rewrite`.
    """
    opened = open_root(root)
    for path in list_parts(opened):
        _add_part(opened, path, index)

    def change(table: pa.Table) -> pa.Table:
        if all(id_ in index for id_ in table.column("id").to_pylist()):
            return _set_marks(table, index)
        # Of a part that has come meanwhile; where its texts are not at hand, say that something changes.
        return mark_table(table, index) if "text" in table.column_names else table.slice(0, 0)

    for done in rewrite(opened, change, check=_MARKED, state=state):
        for path in list_parts(opened, "articles", done.folder):
            if name_of_part(path).startswith(COMPACTED):
                index.note_part(_name_part(opened, path))
        yield done


def _add_part(root: Root, path: str, index: DuplicateIndex) -> None:
    name = _name_part(root, path)
    if index.has_part(name):
        return
    data = ds.dataset([path], schema=ARTICLE_SCHEMA, format="parquet", filesystem=root.filesystem)
    for batch in data.to_batches(columns=_COLUMNS, batch_size=1_000):
        index.add(table_to_articles(batch))
    index.note_part(name)


def _name_part(root: Root, path: str) -> str:
    """Other where the part is replaced."""
    info = root.filesystem.get_file_info(path)
    return f"{path.removeprefix(root.path)} {info.size} {info.mtime_ns}"


def _set_marks(table: pa.Table, index: DuplicateIndex) -> pa.Table:
    matches = index.find(table.column("id").to_pylist())
    table = _set_column(table, "cluster", [match.cluster for match in matches])
    return _set_column(table, "duplicate_of", [match.duplicate_of for match in matches])


def _set_column(table: pa.Table, name: str, values: Sequence[str | None]) -> pa.Table:
    return table.set_column(table.schema.get_field_index(name), name, pa.array(values, STRING))
