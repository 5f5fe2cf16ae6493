"""The pages in a file, in its order: WARC, zip, tar, Parquet, JSONL, or a page by itself.

A broken record is a page with a fault, and reading goes on where the format allows it; a container that
breaks off ends with a fault of its own. Nothing here raises for what a file holds.
"""

from __future__ import annotations

import gzip
import json
import sys
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import astuple
from itertools import chain, islice
from typing import IO, Any

import pyarrow as pa
import pyarrow.parquet as pq

from cleaners.corpus.inputs import (
    MAX_BYTES,
    STDIN,
    Columns,
    FileKind,
    InputError,
    InputFile,
    SavedPage,
    find_kind,
    is_text,
    make_fault,
    tell_error,
    tell_missing,
)
from cleaners.corpus.remote import Reading
from cleaners.corpus.warcs import read_warc

MAX_LINE = 64 * 1024 * 1024
"""Of JSON."""
PEEKED = 1_000
"""Lines of JSON that tell which columns a file has: rows leave out what they have not."""
_BROKEN = (OSError, EOFError, ValueError, zlib.error, zipfile.BadZipFile, tarfile.TarError, pa.ArrowException)


def read_pages(
    file: InputFile, columns: Columns | None = None, reading: Reading | None = None
) -> Iterator[SavedPage]:
    """All pages of a file, which `reading` opens. A file that cannot be opened gives one page with a fault."""
    pages = _READERS[file.kind](file, columns or Columns(), reading or Reading())
    while True:
        try:
            page = next(pages)
        except StopIteration:
            return
        except _BROKEN as error:
            yield make_fault(file.source, f"broken {file.kind}: {tell_error(error)}")
            return
        yield page


def check_columns(files: Iterable[InputFile], columns: Columns) -> None:
    """Raises InputError where a column was named that none of the tables among the files has: one that is called
    otherwise than usual. Where one table has it, the others are rejected when they are read.
    """
    usual = Columns()
    pairs = zip(astuple(columns), astuple(usual), strict=True)
    missing = {name for name, usual_name in pairs if name and name != usual_name}
    first: tuple[InputFile, Iterable[str]] | None = None
    for file in files:
        if missing and (names := _list_columns(file)):
            first = first or (file, names)
            missing -= set(names)
    if missing and first:
        raise InputError(tell_missing(first[0].source, min(missing), list(first[1])))


def _list_columns(file: InputFile) -> Iterable[str]:
    """The columns of a table; none of a file of another kind, or one that is broken."""
    try:
        if file.kind is FileKind.PARQUET:
            return list(pq.read_schema(Reading().open_arrow(file.path)).names)
        if file.kind is FileKind.JSONL:
            pages = islice(_read_rows(file, Reading()), PEEKED)
            return dict.fromkeys(key for _, row in pages if isinstance(row, dict) for key in row)
    except _BROKEN:
        pass
    return []


def _read_zip(file: InputFile, _: Columns, reading: Reading) -> Iterator[SavedPage]:
    with reading.open(file.path) as stream, zipfile.ZipFile(stream) as archive:
        for info in archive.infolist():
            if info.is_dir() or find_kind(info.filename) is not FileKind.PAGE:
                continue
            source = f"{file.source}!{info.filename}"
            try:
                with archive.open(info) as member:
                    page = _read_member(member, source)
            # RuntimeError: the member is encrypted. NotImplementedError: an exotic compression.
            except (*_BROKEN, RuntimeError, NotImplementedError) as error:
                page = make_fault(source, f"broken member: {tell_error(error)}")
            yield page


def _read_tar(file: InputFile, _: Columns, reading: Reading) -> Iterator[SavedPage]:
    # As a stream: a compressed archive cannot seek, and a member is read when it passes.
    with reading.open(file.path) as stream, tarfile.open(fileobj=stream, mode="r|*") as archive:
        for info in archive:
            if info.isfile() and find_kind(info.name) is FileKind.PAGE:
                member = archive.extractfile(info)
                assert member is not None
                yield _read_member(member, f"{file.source}!{info.name}")


def _read_file(file: InputFile, _: Columns, reading: Reading) -> Iterator[SavedPage]:
    if file.path == STDIN:
        yield _read_member(sys.stdin.buffer, STDIN)
        return
    with reading.open(file.path) as stream:
        yield _read_member(stream, file.source)


def _read_member(file: IO[bytes], source: str) -> SavedPage:
    if source.lower().endswith(".gz"):
        with gzip.open(file) as unpacked:
            body = unpacked.read(MAX_BYTES + 1)
    else:
        body = file.read(MAX_BYTES + 1)
    return SavedPage(source=source, body=body, is_text=is_text(source, body))


def _read_parquet(file: InputFile, columns: Columns, reading: Reading) -> Iterator[SavedPage]:
    table = pq.ParquetFile(reading.open_arrow(file.path))
    names = [name for name in (columns.html, columns.text, columns.url) if name in table.schema_arrow.names]
    if not {columns.html, columns.text} & set(names):
        raise ValueError(f"no column {columns.html!r} and none {columns.text!r}")
    rows = chain.from_iterable(batch.to_pylist() for batch in table.iter_batches(100, columns=names))
    for number, row in enumerate(rows):
        yield read_row(row, columns, f"{file.source}!{number}")


def _read_jsonl(file: InputFile, columns: Columns, reading: Reading) -> Iterator[SavedPage]:
    for source, row in _read_rows(file, reading):
        if isinstance(row, dict):
            yield read_row(row, columns, source)
        else:
            yield make_fault(source, row)


def _read_rows(file: InputFile, reading: Reading) -> Iterator[tuple[str, dict[str, Any] | str]]:
    """The objects of a file of JSON lines, each with its source; for a line that is none, what is wrong with it."""
    with reading.open(file.path) as packed:
        is_packed = file.source.lower().endswith(".gz")
        lines = gzip.GzipFile(fileobj=packed) if is_packed else packed
        number = 0
        while line := lines.readline(MAX_LINE):
            number += 1
            source = f"{file.source}!{number}"
            if not line.strip():
                continue
            try:
                row = json.loads(line)
            except (ValueError, RecursionError) as error:
                yield source, f"no JSON: {tell_error(error)}"
                continue
            yield source, row if isinstance(row, dict) else "no object"


def read_row(row: Mapping[str, Any], columns: Columns, source: str) -> SavedPage:
    """The page in a row of a table; one with a fault where it holds neither HTML nor text."""
    url = row.get(columns.url)
    url = _mend(url) if isinstance(url, str) else None
    html, text = row.get(columns.html), row.get(columns.text)
    body = text if html is None else html
    if not isinstance(body, str | bytes):
        return make_fault(source, f"no {columns.html!r} and no {columns.text!r}", url)
    body = _mend(body) if isinstance(body, str) else body
    return SavedPage(source=source, body=body, is_text=html is None, url=url)


def _mend(text: str) -> str:
    """JSON may hold halves of surrogate pairs («\\ud83d»), which no file can: pairs are joined, halves
    replaced.
    """
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


_READERS: dict[FileKind, Callable[[InputFile, Columns, Reading], Iterator[SavedPage]]] = {
    FileKind.WARC: lambda file, _, reading: read_warc(file, reading),
    FileKind.ZIP: _read_zip,
    FileKind.TAR: _read_tar,
    FileKind.PARQUET: _read_parquet,
    FileKind.JSONL: _read_jsonl,
    FileKind.PAGE: _read_file,
}
