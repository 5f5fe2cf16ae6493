"""A dataset in the making: its folder, its store, the lock that one run at a time holds, its parts.

ROOT/articles, ROOT/rejected   Parquet, see cleaners.corpus.parts; ROOT may lie on an object store
ROOT/runs/<run>.json           reports
STORE/store.db                 what was seen, fetched and not yet written; always on a local disk
STORE/run.lock                 held by the run that is on
"""

from __future__ import annotations

import fcntl
import json
import logging
import os
import shutil
import socket
import time
from datetime import UTC, datetime
from io import TextIOWrapper
from pathlib import Path
from typing import Any

from cleaners.page.article import Article, Reason, Rejected
from crawler.store import Part, Store, Table
from crawler.store.records import record_from_json
from crawler.workers import Workers

MEBIBYTE = 1 << 20
PART_SECONDS = 900.0
PART_MEBIBYTES = 6144
"""pyarrow reserves a gigabyte before it does anything."""
logger = logging.getLogger(__name__)


class DatasetError(Exception):
    """The dataset's folder cannot be used; the message is one line for people."""


class DatasetBusyError(DatasetError):
    """Another run holds the dataset."""


class PartError(Exception):
    """A part cannot be written; its records stay in the journal."""


class DiskFullError(DatasetError):
    """There is too little room to go on; nothing is lost, and a later run continues."""


class Dataset:
    """An open dataset. One run at a time holds it; the system frees the lock of a dead one."""

    def __init__(self, root: str, *, store: str | None = None, shard: tuple[int, int] | None = None) -> None:
        """Take the lock, open the store and finish the parts that a killed run left unfinished.

        `root` is a folder or an address that pyarrow opens; `store` the folder of the store, else `root`.
        Raises DatasetBusyError, DatasetError, StoreError.
        """
        self.root = root
        self.home = store_folder(root, store, shard)
        try:
            self.home.mkdir(parents=True, exist_ok=True)
            self._lock = _take_lock(self.home)
        except OSError as error:
            raise DatasetError(f"{self.home}: {error.strerror or error}") from None
        try:
            self.store = Store(self.home / "store.db")
            self._write_promised()
        except BaseException:
            self._lock.close()
            raise

    def promise_parts(self, *, rows: int = 0) -> None:
        """Promise parts to records that wait, of each site with at least `rows` of them."""
        for waiting in self.store.journal.waiting():
            if waiting.rows >= rows:
                with self.store.transaction(durable=True):
                    self.store.journal.promise(waiting.table, waiting.site, waiting.rows)

    def _write_promised(self) -> None:
        """Make the parts that a killed run had promised. Raises OSError, PartError."""
        parts = self.store.journal.promised()
        if parts or "://" in self.root:  # of a wrong address we want to hear now
            _clear_unfinished(self.root, self.store.journal.store_name())
        for part in parts:
            make_part(self.root, part, self.store.journal.records(part))
            self._strike(part)

    async def write_promised(self, writer: Workers) -> int:
        """Make the parts that were promised, in a process of `writer`; returns how many.

        Not here: a thousand records are 150 MB on their way to Arrow, and seconds of the interpreter's lock. Raises
        OSError, PartError, and WorkError where that process died.
        """
        parts = self.store.journal.promised()
        for part in parts:
            await writer.run(make_stored_part, self.store.path, self.root, part)
            self._strike(part)
        return len(parts)

    def _strike(self, part: Part) -> None:
        with self.store.transaction():
            self.store.journal.strike(part)

    def check_room(self, mebibytes: int) -> None:
        """Raises DiskFullError where the store's disk or the dataset's has less free space than that."""
        folders = [self.home] if "://" in self.root else [self.home, Path(self.root)]
        for folder in folders:
            free = shutil.disk_usage(folder).free // MEBIBYTE
            if free < mebibytes:
                raise DiskFullError(f"{folder}: {free} MiB free, below the floor of {mebibytes} MiB")

    def close(self) -> None:
        """Let go of the store and the lock."""
        self.store.close()
        self._lock.close()


def make_stored_part(store: Path, root: str, part: Part) -> None:
    """Write the records that the store at `store` promised to `part`. For a process of its own."""
    opened = Store(store, read_only=True)
    try:
        make_part(root, part, opened.journal.records(part))
    finally:
        opened.close()


def make_ready() -> None:
    """Load what `make_part` needs."""
    import cleaners.corpus.parts  # noqa: F401


def make_part(root: str, part: Part, texts: list[str]) -> None:
    """Write the records of a part, as JSON, to its file. Making it again gives the same file.

    A record that does not fit the schema is kept among the rejected, with what is wrong. Raises OSError, PartError.
    """
    # Here, for the process that crawls can do without: pyarrow and what it draws in take a third of a second to load.
    from pyarrow import ArrowException

    from cleaners.corpus.parts import write_articles, write_rejected, write_table
    from cleaners.corpus.tables import read_json

    try:
        table = read_json(texts, Article if part.table is Table.ARTICLES else Rejected)
        if table is not None:
            write_table(root, table, part.table.value, part.name)
            return
        records = [record_from_json(text) for text in texts]
        articles = [record for record in records if isinstance(record, Article)]
        rejected = [record for record in records if isinstance(record, Rejected)]
        if articles:
            written = write_articles(root, articles, name=part.name)
            rejected += [_misfit(bad.record, str(bad)) for bad in written.bad]
        if rejected:
            write_rejected(root, rejected, name=part.name)
    except ArrowException as error:
        raise PartError(f"{root}: {error}") from error


def _clear_unfinished(root: str, store: str) -> None:
    """Delete the files that a killed run of `store` left half-written; it had promised a part to each."""
    from pyarrow import ArrowException

    from cleaners.corpus.parts import clear_unfinished

    try:
        clear_unfinished(root, store)
    except ArrowException as error:
        raise PartError(f"{root}: {error}") from error


def store_folder(root: str, store: str | None, shard: tuple[int, int] | None) -> Path:
    """Where the store of a dataset lies. Each shard has its own."""
    if store is None and "://" in root:
        raise DatasetError(f"{root}: is not on a local disk; say where the store shall lie (--store FOLDER)")
    home = Path(store if store is not None else root)
    return home / f"shard-{shard[0]}-of-{shard[1]}" if shard else home


def _misfit(record: object, problem: str) -> Rejected:
    url = getattr(record, "url", None)
    return Rejected(
        url=url if isinstance(url, str) else None,
        site=getattr(record, "site", None),
        reason=Reason.CRASHED,
        detail=f"the record does not fit the schema: {problem}",
    )


def _take_lock(folder: Path) -> TextIOWrapper:
    """The lock file, held. The lock is the system's: it ends with its process, however that dies."""
    file = (folder / "run.lock").open("a+", encoding="utf-8")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        owner = _owner(file)
        file.close()
        raise DatasetBusyError(f"{folder}: another run is on{owner}") from None
    file.seek(0)
    file.truncate()
    json.dump({"pid": os.getpid(), "host": socket.gethostname(), "since": time.time()}, file)
    file.flush()
    return file


def _owner(file: TextIOWrapper) -> str:
    try:
        file.seek(0)
        owner: dict[str, Any] = json.load(file)
        since = datetime.fromtimestamp(owner["since"], UTC)
        return f" (process {owner['pid']} on {owner['host']}, since {since:%Y-%m-%d %H:%M} UTC)"
    except (ValueError, KeyError, TypeError, OSError):
        return ""
