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
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from itertools import chain
from typing import IO, Any

import pyarrow as pa
import pyarrow.parquet as pq

from cleaners.corpus.inputs import (
    MAX_BYTES,
    STDIN,
    Columns,
    FileKind,
    InputFile,
    SavedPage,
    find_kind,
    is_text,
)
from cleaners.corpus.remote import Reading, open_file

MAX_LINE = MAX_BLOCK = 64 * 1024 * 1024
"""Of a line of JSON, and of a WARC record with its HTTP headers."""
_BROKEN = (OSError, EOFError, ValueError, zlib.error, zipfile.BadZipFile, tarfile.TarError, pa.ArrowException)
_HTML = ("text/html", "application/xhtml+xml")


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
            yield _fault(file.source, f"broken {file.kind}: {_tell(error)}")
            return
        yield page


def _read_warc(file: InputFile, _: Columns, reading: Reading) -> Iterator[SavedPage]:
    """Responses, those that hold no HTML being said to be no pages; and texts that others extracted (WET)."""
    # Imported here: the package is optional, and only this format needs it.
    from fastwarc.warc import ArchiveIterator, WarcRecordType

    kinds = WarcRecordType.response | WarcRecordType.conversion
    with reading.open(file.path) as stream:
        last = 0
        for record in ArchiveIterator(stream, record_types=kinds, parse_http=False):
            last = record.stream_pos
            source = f"{file.source}!{record.record_id}"
            read = _read_conversion if record.record_type == WarcRecordType.conversion else _read_response
            try:
                page = read(record, source)
            except (OSError, ValueError) as error:
                page = _fault(source, f"broken response: {_tell(error)}")
            if page is not None:
                yield page
    # The iterator takes a torn end for the end.
    if file.source.lower().endswith(".gz"):
        _check_gzip_end(file.path, last)


def _read_response(record: Any, source: str) -> SavedPage | None:
    url = record.headers.get("WARC-Target-URI", "").strip("<>") or None
    if url and url.startswith("dns:"):
        return None
    block = record.reader.read(MAX_BLOCK)
    if len(block) < record.content_length:
        return _fault(source, f"{len(block)} of {record.content_length} bytes are there", url)
    record.set_bytes_content(block)
    record.parse_http(auto_decode="all")
    status = record.http_headers.status_code if record.http_headers else None
    if status is None:
        return _fault(source, "no HTTP response", url)
    content_type = (record.http_content_type or "text/html").lower()
    if 300 <= status < 400:
        return SavedPage(source=source, no_page="redirect")
    if content_type not in _HTML:
        return SavedPage(source=source, no_page=content_type)
    return SavedPage(
        source=source,
        body=record.reader.read(MAX_BYTES + 1),
        url=url,
        encoding=record.http_charset,
        status=status,
        fetched_at=_find_date(record),
    )


def _read_conversion(record: Any, source: str) -> SavedPage:
    """A page's text, which WET files hold in UTF-8."""
    body = record.reader.read(MAX_BYTES + 1)
    url = record.headers.get("WARC-Target-URI", "").strip("<>") or None
    if len(body) < min(record.content_length, MAX_BYTES):
        return _fault(source, f"{len(body)} of {record.content_length} bytes are there", url)
    text = body if len(body) > MAX_BYTES else body.decode("utf-8", "replace")
    return SavedPage(source=source, body=text, is_text=True, url=url, fetched_at=_find_date(record))


def _find_date(record: Any) -> datetime | None:
    date = record.record_date
    return date.astimezone(UTC) if isinstance(date, datetime) else None


def _check_gzip_end(path: str, start: int) -> None:
    """Raises EOFError where the last of the members from `start` on is not whole."""
    with open_file(path) as file:
        file.seek(start)
        member = zlib.decompressobj(wbits=31)
        rest = b""
        while data := rest or file.read(1 << 20):
            member.decompress(data, 1 << 24)
            rest = member.unused_data or member.unconsumed_tail
            if member.eof:
                member = zlib.decompressobj(wbits=31) if rest or file.peek(1) else member
    if not member.eof:
        raise EOFError("the file ends within a record")


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
                page = _fault(source, f"broken member: {_tell(error)}")
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
                yield _fault(source, f"no JSON: {_tell(error)}")
                continue
            yield read_row(row, columns, source) if isinstance(row, dict) else _fault(source, "no object")


def read_row(row: Mapping[str, Any], columns: Columns, source: str) -> SavedPage:
    """The page in a row of a table; one with a fault where it holds neither HTML nor text."""
    url = row.get(columns.url)
    url = _mend(url) if isinstance(url, str) else None
    html, text = row.get(columns.html), row.get(columns.text)
    body = text if html is None else html
    if not isinstance(body, str | bytes):
        return _fault(source, f"no {columns.html!r} and no {columns.text!r}", url)
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


def _fault(source: str, fault: str, url: str | None = None) -> SavedPage:
    return SavedPage(source=source, url=url, fault=fault)


def _tell(error: BaseException) -> str:
    return " ".join(str(error).split())[:300] or type(error).__name__


_READERS: dict[FileKind, Callable[[InputFile, Columns, Reading], Iterator[SavedPage]]] = {
    FileKind.WARC: _read_warc,
    FileKind.ZIP: _read_zip,
    FileKind.TAR: _read_tar,
    FileKind.PARQUET: _read_parquet,
    FileKind.JSONL: _read_jsonl,
    FileKind.PAGE: _read_file,
}
