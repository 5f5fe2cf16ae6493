"""Many saved pages to a dataset: files, folders, WARC, zip, tar, Parquet and JSONL.

Run it again after it was killed, or with more inputs: what is done is passed over, nothing is lost and
nothing is in the dataset twice. State lies beside the dataset, in ROOT/_bulk.db. Many machines take a
share of the files each.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from itertools import chain, islice
from pathlib import Path
from zlib import crc32

import pyarrow as pa

from cleaners.corpus.containers import check_columns, read_pages
from cleaners.corpus.inputs import (
    STDIN,
    Columns,
    FileKind,
    InputError,
    InputFile,
    SavedPage,
    check_readers,
    find_inputs,
)
from cleaners.corpus.layout import KINDS, Root, name_of_part, open_root
from cleaners.corpus.ledger import Chunk, Ledger, open_ledger
from cleaners.corpus.listing import list_parts
from cleaners.corpus.outcome import Outcome
from cleaners.corpus.packing import Packed, pack_tables
from cleaners.corpus.parts import Location, clear_unfinished, write_table
from cleaners.corpus.pool import Limits, batch_pages, clean_batches
from cleaners.corpus.remote import Reading, measure_file

CHUNK_RECORDS = 2_000
CHUNK_BYTES = 128 * 1024 * 1024
"""Of pages as saved; a chunk's records are held in memory until its parts are written."""


@dataclass(slots=True)
class _Open:
    """A chunk whose records are being made."""

    chunk: Chunk
    read: int = 0
    """Records of the input."""
    sent: int = 0
    """Pages among them, which were handed to the pool."""
    closed: bool = False
    """Whether no page will follow."""
    is_last: bool = False
    cleaned: list[Packed] = field(default_factory=list)
    returned: int = 0
    """Pages whose records are among them."""


def clean_inputs(
    names: Iterable[str | os.PathLike[str]],
    out: Location,
    *,
    columns: Columns | None = None,
    limits: Limits | None = None,
    state: Path | None = None,
    share: tuple[int, int] = (0, 1),
    mark: Callable[[pa.Table], pa.Table] | None = None,
    report: Callable[[Outcome], None] | None = None,
) -> Outcome:
    """Cleans all pages of files, folders and globs, local or at URLs, into the dataset at `out`.

    `share` (I, N) takes every Nth file from the Ith on, from 0: N such runs, on as many machines, give
    what one gives. `mark` is given each table of articles and returns what is written: `dedup.mark_table`
    does. `report` is called after each batch of records. Raises InputError for an input that is not there
    or has changed since it was read, and for a column that no input has; LayoutError where `out` cannot
    hold a dataset, or is not local and has no `state` file.
    """
    files = find_inputs(names)
    check_readers(files)
    if any(file.path == STDIN for file in files):
        raise InputError(
            "the standard input cannot be read again after a kill: it goes to lines of JSON only"
        )
    root = open_root(out)
    number, shares = share
    if not 0 <= number < shares:
        raise InputError(f"share {number} of {shares}: they are numbered from 0 to {shares - 1}")
    check_columns(files, columns or Columns())
    # By name and not by place: a file that is added later moves no other to another share.
    files = [file for file in files if _draw(file) % shares == number]
    with open_ledger(root, state, share) as ledger:
        clear_unfinished(root, ledger.token)
        run = _Run(root, ledger, columns or Columns(), limits or Limits(), mark, report)
        return run.clean(files)


def _measure(files: Iterable[InputFile]) -> int:
    return sum(measure_file(file.path) for file in files)


def _draw(file: InputFile) -> int:
    return crc32(os.fsencode(file.key))


class _Run:
    def __init__(
        self,
        root: Root,
        ledger: Ledger,
        columns: Columns,
        limits: Limits,
        mark: Callable[[pa.Table], pa.Table] | None,
        report: Callable[[Outcome], None] | None,
    ) -> None:
        self._root, self._ledger, self._columns, self._limits = root, ledger, columns, limits
        self._mark, self._report = mark, report
        self._outcome = Outcome()
        self._reading = Reading()
        self._closed_bytes = 0
        # Chunks with pages in the pool, in order; the pool returns records in the order of pages.
        self._open: deque[_Open] = deque()

    def clean(self, files: Sequence[InputFile]) -> Outcome:
        self._outcome.bytes_given = _measure(files)
        with closing(clean_batches(self._send(files), self._limits, pack_tables)) as cleaned:
            for packed in cleaned:
                self._finish_chunks()
                self._take(packed)
        self._finish_chunks()
        return self._outcome

    def _take(self, packed: Packed) -> None:
        opened = self._open[0]
        opened.cleaned.append(packed)
        opened.returned += len(packed.reasons)
        self._outcome.count(packed.reasons)
        self._outcome.bytes_done = self._closed_bytes + self._reading.tell()
        if self._report:
            self._report(self._outcome)

    def _finish_chunks(self) -> None:
        """Writes the chunks at the head of the queue that are complete; empty ones among them."""
        while self._open and self._open[0].closed and self._open[0].returned == self._open[0].sent:
            self._finish(self._open.popleft())

    def _finish(self, done: _Open) -> None:
        paths: set[str] = set()
        for kind in KINDS:
            if not done.cleaned:
                break
            table = pa.concat_tables([getattr(each, kind) for each in done.cleaned])
            if self._mark and kind == "articles":
                table = self._mark(table)
            paths.update(write_table(self._root, table, kind, done.chunk.name))
        if done.chunk.is_again:
            self._delete_others(done.chunk.name, paths)
        self._ledger.finish(done.chunk, records=done.read, is_last=done.is_last)

    def _delete_others(self, name: str, paths: set[str]) -> None:
        """Parts of a killed run in which a page fared otherwise (it took too long, say) and went
        elsewhere.
        """
        for kind in KINDS:
            for path in list_parts(self._root, kind):
                if name_of_part(path) == name and path not in paths:
                    self._root.filesystem.delete_file(path)

    def _send(self, files: Sequence[InputFile]) -> Iterator[list[SavedPage]]:
        """All pages that are not done, each counted in its chunk as it goes to the pool."""
        given = {file.key: file for file in files}
        for chunk in self._ledger.list_begun():
            # With the options of their URLs, which the ledger does not hold.
            yield from self._send_pages(
                replace(chunk, files=tuple(given.get(file.key, file) for file in chunk.files))
            )
        for file in files:
            if file.kind is not FileKind.PAGE:
                yield from self._send_container(file)
                self._closed_bytes += measure_file(file.path)
        pages = [file for file in files if file.kind is FileKind.PAGE]
        new = [file for file in pages if not self._ledger.has_page(file)]
        self._outcome.passed_over += len(pages) - len(new)
        self._closed_bytes += _measure(pages) - _measure(new)
        for start in range(0, len(new), CHUNK_RECORDS):
            yield from self._send_pages(self._ledger.begin_pages(new[start : start + CHUNK_RECORDS]))

    def _send_pages(self, chunk: Chunk) -> Iterator[list[SavedPage]]:
        opened = self._start(chunk)
        self._outcome.files += len(chunk.files)
        pages = chain.from_iterable(map(read_pages, chunk.files))
        for batch in batch_pages(pages):
            opened.read += len(batch)
            opened.sent += len(batch)
            yield batch
            self._closed_bytes += sum(len(page.body) for page in batch)
        opened.is_last = opened.closed = True

    def _send_container(self, file: InputFile) -> Iterator[list[SavedPage]]:
        start = self._ledger.find_start(file)
        if start is None:
            self._outcome.passed_over += 1
            return
        self._outcome.files += 1
        pages = islice(read_pages(file, self._columns, self._reading), start, None)
        ahead = list(islice(pages, 1))
        is_last = False
        while not is_last:
            opened = self._start(self._ledger.begin(file, start))
            rest, ahead = chain(ahead, pages), []
            yield from batch_pages(self._read_chunk(opened, rest, ahead))
            is_last = not ahead
            opened.is_last, opened.closed = is_last, True
            start += opened.read

    def _read_chunk(
        self, opened: _Open, pages: Iterable[SavedPage], ahead: list[SavedPage]
    ) -> Iterator[SavedPage]:
        """The pages of a chunk; the first of the next one, if there is one, goes to `ahead`."""
        size = 0
        for page in pages:
            if opened.sent and (opened.sent >= CHUNK_RECORDS or size >= CHUNK_BYTES):
                ahead.append(page)
                return
            opened.read += 1
            if self._outcome.passes_over(page):
                continue
            opened.sent += 1
            size += len(page.body)
            yield page

    def _start(self, chunk: Chunk) -> _Open:
        opened = _Open(chunk)
        self._open.append(opened)
        return opened
