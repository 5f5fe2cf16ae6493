"""The pages in a WARC: responses with HTML, and texts that others extracted (WET)."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from cleaners.corpus.inputs import MAX_BYTES, InputFile, SavedPage, make_fault, tell_error
from cleaners.corpus.remote import Reading, open_file

MAX_BLOCK = 64 * 1024 * 1024
"""Of a record with its HTTP headers."""
_HTML = ("text/html", "application/xhtml+xml")


def read_warc(file: InputFile, reading: Reading) -> Iterator[SavedPage]:
    """Responses, those that hold no HTML being said to be no pages, and texts.

    Raises OSError, EOFError, ValueError and zlib.error for a file that is broken, after what it holds.
    """
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
                page = make_fault(source, f"broken response: {tell_error(error)}")
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
        return make_fault(source, f"{len(block)} of {record.content_length} bytes are there", url)
    record.set_bytes_content(block)
    record.parse_http(auto_decode="all")
    status = record.http_headers.status_code if record.http_headers else None
    if status is None:
        return make_fault(source, "no HTTP response", url)
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
        return make_fault(source, f"{len(body)} of {record.content_length} bytes are there", url)
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
