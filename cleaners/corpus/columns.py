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
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from types import TracebackType
from typing import Self

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from cleaners.corpus.aside import make_folder, name_aside, sync_folder
from cleaners.corpus.bulk import Outcome
from cleaners.corpus.containers import read_row
from cleaners.corpus.inputs import Columns, FileKind, InputError, InputFile, SavedPage, find_inputs
from cleaners.corpus.packing import Packed, pack_tables
from cleaners.corpus.parquet import parquet_options, split_rows
from cleaners.corpus.pool import Limits, batch_pages, clean_batches
from cleaners.corpus.schema import ARTICLE_SCHEMA
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
    """Cleans the text column of Parquet files, folders and globs into the local folder `out`.

    `report` is called after each batch of rows. Raises InputError for an input that is not there, is no
    Parquet, has no text column, or has a column `warraq` already.
    """
    columns, limits = columns or Columns(), limits or Limits()
    outcome = Outcome()
    files = find_inputs(names)
    for file in files:
        _check(file, columns)
    for file in files:
        target = _name_target(Path(out), file)
        if target.exists():
            outcome.passed_over += 1
            continue
        outcome.files += 1
        for reasons in _clean_file(file, target, columns, limits):
            outcome.count(reasons)
            if report:
                report(outcome)
    return outcome


def _check(file: InputFile, columns: Columns) -> None:
    if file.kind is not FileKind.PARQUET:
        raise InputError(f"{file.path}: only Parquet files have columns to keep")
    try:
        found = pq.read_schema(file.path).names
    except (OSError, pa.ArrowException) as error:
        raise InputError(f"{file.path}: {error}") from error
    if columns.text not in found:
        raise InputError(f"{file.path}: no column {columns.text!r}; there are {', '.join(found)}")
    if OURS in found:
        raise InputError(f"{file.path}: has a column {OURS!r}: it was cleaned before")


def _name_target(out: Path, file: InputFile) -> Path:
    """Files of one name in two folders stay apart."""
    path = Path(file.path).absolute()
    return out.absolute() / "data" / f"{path.stem}-{sha256(os.fsencode(path)).hexdigest()[:8]}.parquet"


def _clean_file(
    file: InputFile, target: Path, columns: Columns, limits: Limits
) -> Iterator[Sequence[Reason | None]]:
    """Writes the two files of an input; yields for the rows of each batch why they gave no story, or None."""
    source = pq.ParquetFile(file.path)
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
                yield read_row(row, replace(columns, html=""), f"{file.path}!{number}")
                number += 1

    rejected = target.parent.parent / "rejected" / target.name
    # The second is renamed first: where `target` is, both are.
    with _Parquet(target) as kept_file, _Parquet(rejected) as rejected_file:
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


class _Parquet:
    """A file that appears when its block ends without an error, and only if something was written."""

    def __init__(self, target: Path) -> None:
        self._target = target
        make_folder(target.parent)
        self._aside = name_aside(target)
        self._writer: pq.ParquetWriter | None = None

    @property
    def has_rows(self) -> bool:
        return self._writer is not None

    def write(self, table: pa.Table) -> None:
        if self._writer is None:
            self._writer = pq.ParquetWriter(self._aside, table.schema, **parquet_options())
        for piece in split_rows(table):
            self._writer.write_table(piece)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._writer is None:
            return
        self._writer.close()
        if error is not None:
            self._aside.unlink()
            return
        with self._aside.open("rb+") as file:
            os.fsync(file.fileno())
        self._aside.replace(self._target)
        sync_folder(self._target.parent)
