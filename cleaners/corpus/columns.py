"""A text corpus in its own shape: the input's columns as they are, the story in place of the text, ours
beside.

One Parquet file a file of the input, under the same name:

    OUT/data/<name>.parquet       the rows with a story: own columns, `text` cleaned, and the struct `warraq`
    OUT/rejected/<name>.parquet   the rows without: own columns untouched, and `rejected_for`,
    `rejected_detail`

`warraq` holds the fields of `Article` but the text. A file appears when it is whole; one that is there
already is passed over, so a run that was killed goes on with the file that it was at.
"""

from __future__ import annotations

import os
import tempfile
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from hashlib import sha256
from pathlib import Path, PurePath
from types import TracebackType
from typing import IO, Self

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from cleaners.corpus.aside import make_folder, name_aside, sync_folder
from cleaners.corpus.containers import check_columns, read_row
from cleaners.corpus.inputs import (
    Columns,
    FileKind,
    InputError,
    InputFile,
    SavedPage,
    find_inputs,
    tell_missing,
)
from cleaners.corpus.layout import Root, open_root
from cleaners.corpus.outcome import Outcome
from cleaners.corpus.packing import Packed, pack_tables
from cleaners.corpus.parquet import GroupWriter
from cleaners.corpus.pool import Limits, batch_pages, clean_batches
from cleaners.corpus.remote import open_arrow
from cleaners.corpus.schema import ARTICLE_SCHEMA
from cleaners.corpus.uploads import upload
from cleaners.page.article import Reason

OURS = "warraq"
_OURS_TYPE = pa.struct([item for item in ARTICLE_SCHEMA if item.name != "text"])
_BATCH_ROWS = 500


def clean_columns(
    names: Iterable[str | os.PathLike[str]],
    out: str | os.PathLike[str],
    *,
    columns: Columns | None = None,
    limits: Limits | None = None,
    report: Callable[[Outcome], None] | None = None,
) -> Outcome:
    """Cleans the text column of Parquet files, folders and globs into the folder `out`, local or at a URL.

    `report` is called after each batch of rows. Raises InputError for an input that is not there, is no
    Parquet, has no text column, or has a column `warraq` already, and for a column of URLs that none has.
    """
    columns, limits = columns or Columns(), limits or Limits()
    root = open_root(out)
    files = find_inputs(names)
    outcome = Outcome()
    for file in files:
        _check(file, columns)
    check_columns(files, columns)
    for file in files:
        name = _name_target(file)
        if root.filesystem.get_file_info(root.join("data", name)).is_file:
            outcome.passed_over += 1
            continue
        outcome.files += 1
        for reasons in _clean_file(file, root, name, columns, limits):
            outcome.count(reasons)
            if report:
                report(outcome)
    return outcome


def _check(file: InputFile, columns: Columns) -> None:
    if file.kind is not FileKind.PARQUET:
        raise InputError(f"{file.source}: only Parquet files have columns to keep")
    try:
        found = pq.read_schema(open_arrow(file.path)).names
    except (OSError, pa.ArrowException) as error:
        raise InputError(f"{file.source}: {error}") from error
    if columns.text not in found:
        raise InputError(tell_missing(file.source, columns.text, found))
    if OURS in found:
        raise InputError(f"{file.source}: has a column {OURS!r}: it was cleaned before")


def _name_target(file: InputFile) -> str:
    """Files of one name in two folders stay apart."""
    return f"{PurePath(file.key).stem}-{sha256(os.fsencode(file.key)).hexdigest()[:8]}.parquet"


def _clean_file(
    file: InputFile, root: Root, name: str, columns: Columns, limits: Limits
) -> Iterator[Sequence[Reason | None]]:
    """Writes the two files of an input; yields for the rows of each batch why they gave no story, or None."""
    source = pq.ParquetFile(open_arrow(file.path))
    batches: deque[pa.Table] = deque()

    def send() -> Iterator[SavedPage]:
        number = 0
        for batch in source.iter_batches(_BATCH_ROWS):
            table = pa.Table.from_batches([batch])
            batches.append(table)
            for row in table.select(
                [n for n in (columns.text, columns.url) if n in table.column_names]
            ).to_pylist():
                # The text is what is cleaned here, also where the row has its HTML beside it.
                yield read_row(row, replace(columns, html=""), f"{file.source}!{number}")
                number += 1

    # The second appears first: where a file is in `data`, both are.
    with (
        WholeFile(root, root.join("data", name)) as kept_file,
        WholeFile(root, root.join("rejected", name)) as rejected_file,
    ):
        with closing(clean_batches(batch_pages(send()), limits, pack_tables)) as cleaned:
            rows = pa.table({})
            for packed in cleaned:
                while rows.num_rows < len(packed.reasons):
                    rows = pa.concat_tables([rows, batches.popleft()]) if rows.num_rows else batches.popleft()
                kept, others = _part(rows.slice(0, len(packed.reasons)), packed, columns.text)
                rows = rows.slice(len(packed.reasons))
                kept_file.write(kept)
                rejected_file.write(others)
                yield packed.reasons
        if not kept_file.has_rows:
            empty, _ = _part(source.schema_arrow.empty_table(), pack_tables([], []), columns.text)
            kept_file.write(empty)


def _part(table: pa.Table, packed: Packed, text: str) -> tuple[pa.Table, pa.Table]:
    """The rows with a story and those without, each with its columns of ours."""
    is_kept = pa.array([reason is None for reason in packed.reasons], pa.bool_())
    kept = table.filter(is_kept)
    place = kept.column_names.index(text)
    ours = packed.articles
    kept = kept.set_column(place, kept.field(place), ours.column("text").cast(kept.field(place).type))
    cells = [ours.column(item.name).combine_chunks() for item in _OURS_TYPE]
    kept = kept.append_column(OURS, pa.StructArray.from_arrays(cells, fields=list(_OURS_TYPE)))
    others = table.filter(pc.invert(is_kept))
    others = others.append_column("rejected_for", packed.rejected.column("reason"))
    return kept, others.append_column("rejected_detail", packed.rejected.column("detail"))


class WholeFile:
    """A Parquet file below `root` that appears at `path`, or takes the place of what is there, when its block
    ends without an error, and only if something was written.
    """

    def __init__(self, root: Root, path: str) -> None:
        self._root, self._path = root, path
        self._file: IO[bytes] | None = None
        self._writer: GroupWriter | None = None

    @property
    def has_rows(self) -> bool:
        """Whether something was."""
        return self._writer is not None

    def write(self, table: pa.Table) -> None:
        """Adds rows; the first table's schema is the file's."""
        if self._writer is None:
            self._file = self._open()
            self._writer = GroupWriter(self._file, table.schema)
        self._writer.write(table)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._writer is None or self._file is None:
            return
        if error is not None:
            self._writer.discard()
        else:
            self._writer.close()
            self._file.flush()
            self._put(self._file)
        self._file.close()
        if error is not None and self._root.is_local:
            Path(self._file.name).unlink()

    def _open(self) -> IO[bytes]:
        if not self._root.is_local:
            return tempfile.TemporaryFile()
        target = Path(self._path)
        make_folder(target.parent)
        return name_aside(target).open("wb")

    def _put(self, file: IO[bytes]) -> None:
        if not self._root.is_local:
            upload(file, self._root, self._path)
            return
        os.fsync(file.fileno())
        os.replace(file.name, self._path)
        sync_folder(Path(self._path).parent)
