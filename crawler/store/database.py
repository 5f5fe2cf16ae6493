"""The one SQLite file of a dataset: how it is opened, and how a transaction is made."""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path

VERSION = 2
"""Of the tables; kept in the file's `user_version`."""
UPGRADES = {
    1: """
        CREATE TABLE part (
            name TEXT PRIMARY KEY, kind TEXT NOT NULL, site TEXT NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        INSERT INTO part
            SELECT part, kind, site, min(id), max(id) FROM journal WHERE part IS NOT NULL GROUP BY part, kind, site;
        DROP INDEX journal_part;
        ALTER TABLE journal DROP COLUMN part;
        CREATE INDEX journal_site ON journal (kind, site);
        CREATE INDEX IF NOT EXISTS article_digest ON article (digest);
    """,
}
"""How the tables of a version become those of the next."""

BUSY_SECONDS = 30
"""How long to wait for a reader of the store (`warraq status`, a backup) before giving up."""


class StoreError(Exception):
    """The store cannot be opened or is not one of ours; the message is one line for people."""


def connect(path: Path, *, read_only: bool = False) -> sqlite3.Connection:
    """Open the store at `path`, making it where it is missing.

    Raises `StoreError` when the file is no store of ours, was written by a later version, or, for a reader,
    is not there.
    """
    if read_only and not path.is_file():
        raise StoreError(f"{path}: no store here; nothing has been crawled into this folder yet")
    try:
        # A transaction may be committed by the thread that writes parts; `Store` never uses two at once.
        db = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
    except sqlite3.Error as error:
        raise StoreError(f"{path}: {error}") from None
    db.row_factory = sqlite3.Row
    try:
        if read_only:
            db.execute("PRAGMA query_only = ON")
        else:
            # WAL: readers never wait for the crawl. NORMAL: no committed record is lost to a kill; a power
            # cut may undo the last commits, record and URL state together, so the pages are fetched again.
            db.execute("PRAGMA journal_mode = WAL")
            db.execute("PRAGMA synchronous = NORMAL")
            db.execute("PRAGMA foreign_keys = ON")
        _check_version(db, path, make=not read_only)
    except (sqlite3.Error, StoreError) as error:
        db.close()
        raise error if isinstance(error, StoreError) else StoreError(f"{path}: {error}") from None
    return db


@contextmanager
def transaction(db: sqlite3.Connection, *, durable: bool = False) -> Iterator[sqlite3.Connection]:
    """All or nothing. `durable` waits for the disk: no power cut undoes it, or what went before."""
    if durable:
        db.execute("PRAGMA synchronous = FULL")
    try:
        db.execute("BEGIN IMMEDIATE")
        try:
            yield db
            db.execute("COMMIT")
        except BaseException:
            if db.in_transaction:  # a full disk may have rolled it back already
                db.execute("ROLLBACK")
            raise
    finally:
        if durable:
            db.execute("PRAGMA synchronous = NORMAL")


def _check_version(db: sqlite3.Connection, path: Path, *, make: bool) -> None:
    found = db.execute("PRAGMA user_version").fetchone()[0]
    if found == VERSION:
        return
    if found > VERSION:
        raise StoreError(f"{path}: written by a later version of warraq (store version {found})")
    if found in UPGRADES and make:
        db.executescript(f"BEGIN IMMEDIATE;\n{UPGRADES[found]}\nPRAGMA user_version = {found + 1};\nCOMMIT;")
        _check_version(db, path, make=make)
        return
    if found in UPGRADES:
        raise StoreError(f"{path}: written by an earlier version of warraq; the next crawl brings it up to date")
    if db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
        raise StoreError(f"{path}: a database, but not a store of warraq")
    if not make:
        raise StoreError(f"{path}: an empty store")
    schema = files("crawler.store").joinpath("schema.sql").read_text(encoding="utf-8")
    name = secrets.token_hex(4)
    db.executescript(
        f"BEGIN;\n{schema}\nINSERT INTO store VALUES ('{name}');\nPRAGMA user_version = {VERSION};\nCOMMIT;"
    )
