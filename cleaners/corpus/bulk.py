"""Many saved pages to a dataset: files, folders, WARC, zip, tar, Parquet and JSONL.

Run it again after it was killed, or with more inputs: what is done is passed over, nothing is lost and
nothing is in the dataset twice. State lies beside the dataset, in ROOT/_bulk.db. Many machines take a
share of the files each.
"""

from __future__ import annotations

import os
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from importlib.util import find_spec
from itertools import chain, islice
from pathlib import Path
from zlib import crc32

import pyarrow as pa

from cleaners.corpus.containers import read_pages
from cleaners.corpus.inputs import Columns, FileKind, InputError, InputFile, SavedPage, find_inputs
from cleaners.corpus.layout import KINDS, Root, list_parts, name_of_part, open_root
from cleaners.corpus.ledger import Chunk, Ledger, open_ledger
from cleaners.corpus.packing import Packed, pack_tables
from cleaners.corpus.parts import Location, clear_unfinished, write_table
from cleaners.corpus.pool import Limits, batch_pages, clean_batches
from cleaners.page.article import Reason

CHUNK_RECORDS = 2_000
CHUNK_BYTES = 128 * 1024 * 1024
"""Of pages as saved; a chunk's records are held in memory until its parts are written."""


@dataclass(slots=True)
class Outcome:
    """What a run did; grows while it goes on."""

    files: int = 0
    """Files that the run read, in whole or from where an earlier run stopped."""
    passed_over: int = 0
    """Files that an earlier run had done."""
    articles: int = 0
    rejected: Counter[Reason] = field(default_factory=Counter)
    no_pages: Counter[str] = field(default_factory=Counter)
    """Records of archives that are no pages, by what they are: `redirect`, `image/png`. They give no
    record.
    """

    @property
    def records(self) -> int:
        """Articles and rejections."""
        return self.articles + self.rejected.total()

    def count(self, reasons: Iterable[Reason | None]) -> None:
        """Adds pages: for each, why it gave no article, or None."""
        found = Counter(reasons)
        self.articles += found.pop(None, 0)
        self.rejected.update({reason: count for reason, count in found.items() if reason})


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
    report: Callable[[Outcome], None] | None = None,
) -> Outcome:
    """Cleans all pages of files, folders and globs into the dataset at `out`.

    `share` (I, N) takes every Nth file from the Ith on, from 0: N such runs, on as many machines, give
    what one gives. `report` is called after each batch of records. Raises InputError for an input that is not there
    or has changed since it was read, and LayoutError where `out` cannot hold a dataset, or is not local
    and has no `state` file.
    """
    files = find_inputs(names)
    if any(file.kind is FileKind.WARC for file in files) and find_spec("fastwarc") is None:
        raise InputError("WARC files need the package fastwarc: pip install 'warraq[corpus]'")
    root = open_root(out)
    number, shares = share
    if not 0 <= number < shares:
        raise InputError(f"share {number} of {shares}: they are numbered from 0 to {shares - 1}")
    # By name and not by place: a file that is added later moves no other to another share.
    files = [file for file in files if _draw(file) % shares == number]
    with open_ledger(root, state, share) as ledger:
        clear_unfinished(root, ledger.token)
        run = _Run(root, ledger, columns or Columns(), limits or Limits(), report)
        return run.clean(files)


def _draw(file: InputFile) -> int:
    return crc32(os.fsencode(os.path.abspath(file.path)))


class _Run:
    def __init__(
        self,
        root: Root,
        ledger: Ledger,
        columns: Columns,
        limits: Limits,
        report: Callable[[Outcome], None] | None,
    ) -> None:
        self._root, self._ledger, self._columns, self._limits = root, ledger, columns, limits
        self._report = report
        self._outcome = Outcome()
        # Chunks with pages in the pool, in order; the pool returns records in the order of pages.
        self._open: deque[_Open] = deque()

    def clean(self, files: Sequence[InputFile]) -> Outcome:
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
        if self._report:
            self._report(self._outcome)

    def _finish_chunks(self) -> None:
        """Writes the chunks at the head of the queue that are complete; empty ones among them."""
        while self._open and self._open[0].closed and self._open[0].returned == self._open[0].sent:
            self._finish(self._open.popleft())

    def _finish(self, done: _Open) -> None:
        paths: set[str] = set()
        for kind in KINDS:
            tables = [getattr(each, kind) for each in done.cleaned]
            if tables:
                paths.update(write_table(self._root, pa.concat_tables(tables), kind, done.chunk.name))
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
        for chunk in self._ledger.list_begun():
            yield from self._send_pages(chunk)
        for file in files:
            if file.kind is not FileKind.PAGE:
                yield from self._send_container(file)
        pages = [file for file in files if file.kind is FileKind.PAGE]
        new = [file for file in pages if not self._ledger.has_page(file)]
        self._outcome.passed_over += len(pages) - len(new)
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
        opened.is_last = opened.closed = True

    def _send_container(self, file: InputFile) -> Iterator[list[SavedPage]]:
        start = self._ledger.find_start(file)
        if start is None:
            self._outcome.passed_over += 1
            return
        self._outcome.files += 1
        pages = islice(read_pages(file, self._columns), start, None)
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
            if page.no_page:
                self._outcome.no_pages[page.no_page] += 1
                continue
            opened.sent += 1
            size += len(page.body)
            yield page

    def _start(self, chunk: Chunk) -> _Open:
        opened = _Open(chunk)
        self._open.append(opened)
        return opened
