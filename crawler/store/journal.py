"""Records on their way to part files.

A record is committed here together with its URL's state. Parts are then made in three steps that may be cut
off anywhere: records are promised to a part, whose name is fixed with that; the file is written; the records
are struck off. A part promised and not struck is made again, under the same name and with the same rows.
"""

from __future__ import annotations

import sqlite3
from enum import StrEnum
from typing import NamedTuple


class Table(StrEnum):
    """The two tables of a dataset."""

    ARTICLES = "articles"
    REJECTED = "rejected"


class Part(NamedTuple):
    """A part file to be: its table, its site, and its name without folder and suffix."""

    table: Table
    site: str
    name: str


class Waiting(NamedTuple):
    """Records of one table and site that no part was promised."""

    table: Table
    site: str
    rows: int


class Journal:
    """The table of records. Its methods neither begin nor end a transaction."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def add(self, table: Table, site: str, record: str) -> None:
        """Append a record, as JSON."""
        self._db.execute("INSERT INTO journal (kind, site, record) VALUES (?, ?, ?)", (table, site, record))

    def waiting(self) -> list[Waiting]:
        """What could be made into parts, by table and site."""
        rows = self._db.execute(
            "SELECT kind, site, count(*) AS n FROM journal AS record WHERE id > coalesce("
            "(SELECT max(last) FROM part WHERE part.kind = record.kind AND part.site = record.site), 0)"
            " GROUP BY kind, site ORDER BY kind, site"
        )
        return [Waiting(Table(row["kind"]), row["site"], row["n"]) for row in rows]

    def promise(self, table: Table, site: str, limit: int) -> Part | None:
        """Promise the oldest `limit` waiting records to a part; None where none waits."""
        # Promises are made in order, and numbers are never used again: all that was promised comes before.
        first, last = self._db.execute(
            "SELECT min(id), max(id) FROM (SELECT id FROM journal WHERE kind = ?1 AND site = ?2 AND id > coalesce("
            "(SELECT max(last) FROM part WHERE kind = ?1 AND site = ?2), 0) ORDER BY id LIMIT ?3)",
            (table, site, limit),
        ).fetchone()
        if first is None:
            return None
        part = Part(table, site, f"{self.store_name()}-{first:09d}-{last:09d}")
        self._db.execute("INSERT INTO part VALUES (?, ?, ?, ?, ?)", (part.name, table, site, first, last))
        return part

    def store_name(self) -> str:
        """What the names of all parts made from this store begin with."""
        return str(self._db.execute("SELECT name FROM store").fetchone()[0])

    def promised(self) -> list[Part]:
        """Parts that were promised and not struck off: to be made, or made again."""
        rows = self._db.execute("SELECT kind, site, name FROM part ORDER BY name")
        return [Part(Table(row["kind"]), row["site"], row["name"]) for row in rows]

    def records(self, part: Part) -> list[str]:
        """The records of `part`, as JSON, in the order they came."""
        rows = self._db.execute(f"SELECT record FROM journal WHERE {_OF_PART} ORDER BY id", (part.name,))
        return [row["record"] for row in rows]

    def strike(self, part: Part) -> None:
        """Forget `part` and its records: its file is whole."""
        self._db.execute(f"DELETE FROM journal WHERE {_OF_PART}", (part.name,))
        self._db.execute("DELETE FROM part WHERE name = ?", (part.name,))


_OF_PART = (
    "(kind, site) = (SELECT kind, site FROM part WHERE name = ?1)"
    " AND id BETWEEN (SELECT first FROM part WHERE name = ?1) AND (SELECT last FROM part WHERE name = ?1)"
)
