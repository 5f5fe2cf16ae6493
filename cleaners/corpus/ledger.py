"""What of a bulk run's inputs is done: one SQLite file, so that a run that was killed goes on where it was.

Records are cleaned in chunks, and each chunk becomes parts of one name. A chunk is noted before it is
begun and struck off when its parts are in place; one that was begun and not struck off is done again under
the same name, which replaces what there is of it.
"""

from __future__ import annotations

import json
import sqlite3
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from cleaners.corpus.inputs import FileKind, InputError, InputFile
from cleaners.corpus.layout import LayoutError, Root
from cleaners.corpus.locks import try_lock
from cleaners.corpus.remote import identify

_SCHEMA = """
create table if not exists run (token text not null);
create table if not exists file (path text primary key, size integer not null, changed integer not null);
create table if not exists chunk (
    number integer primary key,
    path text,                 -- the container that it is a piece of, or
    files text,                -- the pages that it is made of, as a JSON list
    start integer not null,    -- records of the container before it
    stop integer,              -- records of the container before the next one; null until it is done
    is_last integer            -- whether the container ends with it
);
create unique index if not exists chunk_start on chunk (path, start) where path is not null;
create table if not exists page (path text primary key) without rowid;
"""


@dataclass(frozen=True, slots=True)
class Chunk:
    """A piece of the run."""

    number: int
    name: str
    """Of its parts."""
    files: tuple[InputFile, ...]
    """One container, or pages."""
    start: int = 0
    """Records of the container before this chunk."""
    is_again: bool = False
    """Whether a run that was killed began it."""


class Ledger:
    """The chunks of a run; a context manager."""

    def __init__(self, path: str | Path) -> None:
        self._connection = sqlite3.connect(path, timeout=60)
        # Parts outlive a power cut, and so has the note that they are there.
        self._connection.execute("pragma journal_mode = wal")
        self._connection.execute("pragma synchronous = full")
        self._connection.executescript(_SCHEMA)
        self.token = self._name_run()

    def find_start(self, file: InputFile) -> int | None:
        """How many of a container's records are done; None where all are.

        Raises InputError where the file is not what it was when the run began with it.
        """
        path, identity = file.key, identify(file.path)
        with self._connection:
            self._connection.execute("insert or ignore into file values (?, ?, ?)", (path, *identity))
        known = self._connection.execute("select size, changed from file where path = ?", (path,)).fetchone()
        if known != identity:
            raise InputError(
                f"{path}: has changed since it was read into this dataset; clean it into a new one"
            )
        row = self._connection.execute(
            "select stop, is_last from chunk where path = ? and stop is not null order by stop desc", (path,)
        ).fetchone()
        if row is None:
            return 0
        return None if row[1] else int(row[0])

    def begin(self, file: InputFile, start: int) -> Chunk:
        """The chunk of a container that begins after `start` records: a new one, or the one begun before."""
        path = file.key
        with self._connection:
            cursor = self._connection.execute(
                "insert or ignore into chunk (path, start) values (?, ?)", (path, start)
            )
        (number,) = self._connection.execute(
            "select number from chunk where path = ? and start = ?", (path, start)
        ).fetchone()
        return Chunk(number, self._name_chunk(number), (file,), start, is_again=cursor.rowcount == 0)

    def begin_pages(self, files: Sequence[InputFile]) -> Chunk:
        """A new chunk of pages."""
        paths = [file.key for file in files]
        with self._connection:
            cursor = self._connection.execute(
                "insert into chunk (files, start) values (?, 0)", (json.dumps(paths),)
            )
            self._connection.executemany("insert into page values (?)", [(path,) for path in paths])
        assert cursor.lastrowid is not None
        return Chunk(cursor.lastrowid, self._name_chunk(cursor.lastrowid), tuple(files))

    def list_begun(self) -> list[Chunk]:
        """Chunks of pages that were begun and are not done."""
        rows = self._connection.execute(
            "select number, files from chunk where files is not null and stop is null order by number"
        ).fetchall()
        return [
            Chunk(number, self._name_chunk(number), tuple(map(_page, json.loads(files))), is_again=True)
            for number, files in rows
        ]

    def has_page(self, file: InputFile) -> bool:
        """Whether a page is in a chunk, done or begun."""
        found = self._connection.execute("select 1 from page where path = ?", (file.key,)).fetchone()
        return found is not None

    def finish(self, chunk: Chunk, *, records: int, is_last: bool) -> None:
        """Strikes a chunk of so many records off."""
        with self._connection:
            self._connection.execute(
                "update chunk set stop = ?, is_last = ? where number = ?",
                (chunk.start + records, is_last, chunk.number),
            )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.close()

    def _name_run(self) -> str:
        with self._connection:
            self._connection.execute(
                "insert into run select ? where not exists (select 1 from run)",
                (f"bulk-{uuid.uuid4().hex[:12]}",),
            )
        return str(self._connection.execute("select token from run").fetchone()[0])

    def _name_chunk(self, number: int) -> str:
        return f"{self.token}-{number:07}"


def _page(path: str) -> InputFile:
    return InputFile(path, FileKind.PAGE)


@contextmanager
def open_ledger(root: Root, state: Path | None, share: tuple[int, int]) -> Iterator[Ledger]:
    """The ledger of a share (I, N) of a run into `root`, held for this process alone.

    Raises LayoutError where it cannot lie beside the dataset and `state` names no file, or while another
    run holds it; InputError where the dataset was begun with another number of shares.
    """
    if state is None and not root.is_local:
        raise LayoutError(f"{root.path}: is not local, so name a local file for the state of the run")
    number, shares = share
    name = "_bulk.db" if shares == 1 else f"_bulk-{number}-of-{shares}.db"
    path = state or Path(root.path) / name
    others = [each.name for each in path.parent.glob("_bulk*.db") if not _is_of(each.name, shares)]
    if state is None and others:
        raise InputError(f"{root.path}: was begun with another number of shares ({others[0]}); keep to it")
    with try_lock(path.with_name(f"{path.name}.lock")) as free:
        if not free:
            raise LayoutError(f"{path}: another run is at work")
        try:
            ledger = Ledger(path)
        except sqlite3.Error as error:
            raise LayoutError(f"{path}: {error}") from error
        with ledger:
            yield ledger


def _is_of(name: str, shares: int) -> bool:
    return name == "_bulk.db" if shares == 1 else name.endswith(f"-of-{shares}.db")
