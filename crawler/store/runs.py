"""The history of runs: what each was asked, what it counted site by site, how it ended."""

from __future__ import annotations

import json
import secrets
import sqlite3
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple

from crawler.schedule import DAY

RESUME_WITHIN = 2 * DAY
"""A killed run is continued by the next one that is asked the same within this time; a clock may be a day off."""


class Run(NamedTuple):
    """A run that is on or was."""

    id: int
    name: str
    started: float
    ended: float | None
    outcome: str | None
    exit_code: int | None
    job: dict[str, Any]


class Runs:
    """The tables of runs and their tallies. Its methods neither begin nor end a transaction."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def begin(self, job: Mapping[str, Any], *, now: float) -> tuple[Run, bool]:
        """The run that does `job`: the last one where it was killed at the same job, else a new one.

        The second value is true for a run continued. Other runs without an end are marked as interrupted.
        """
        asked = json.dumps(job, sort_keys=True, ensure_ascii=False)
        last = self._db.execute("SELECT * FROM run ORDER BY id DESC LIMIT 1").fetchone()
        if last is not None and last["ended"] is None and last["job"] == asked and _recent(last, now):
            return _run(last), True
        self._db.execute("UPDATE run SET ended = ?, outcome = 'interrupted' WHERE ended IS NULL", (now,))
        name = f"{datetime.fromtimestamp(now, UTC):%Y%m%dT%H%M%SZ}-{secrets.token_hex(2)}"
        self._db.execute("INSERT INTO run (name, started, job) VALUES (?, ?, ?)", (name, now, asked))
        return _run(self._db.execute("SELECT * FROM run WHERE name = ?", (name,)).fetchone()), False

    def finish(self, run: int, *, outcome: str, exit_code: int, now: float) -> None:
        """Write down how a run ended."""
        self._db.execute(
            "UPDATE run SET ended = ?, outcome = ?, exit_code = ? WHERE id = ?",
            (now, outcome, exit_code, run),
        )

    def count(self, run: int, site: str, counts: Mapping[str, float]) -> None:
        """Add to the tallies of a site."""
        self._db.executemany(
            "INSERT INTO tally (run, site, key, n) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (run, site, key) DO UPDATE SET n = n + excluded.n",
            [(run, site, key, n) for key, n in counts.items() if n],
        )

    def latest(self, limit: int = 1) -> list[Run]:
        """The last runs, the latest first."""
        return [_run(row) for row in self._db.execute("SELECT * FROM run ORDER BY id DESC LIMIT ?", (limit,))]

    def tallies(self, run: int) -> dict[str, dict[str, float]]:
        """What a run counted, by site and key."""
        tallies: dict[str, dict[str, float]] = {}
        rows = self._db.execute("SELECT site, key, n FROM tally WHERE run = ? ORDER BY site, key", (run,))
        for row in rows:
            tallies.setdefault(row["site"], {})[row["key"]] = row["n"]
        return tallies

    def history(self, site: str, *, before: int, limit: int) -> list[dict[str, float]]:
        """What the last `limit` runs before `before` that fetched from `site` counted, latest first."""
        rows = self._db.execute(
            "SELECT run FROM tally WHERE site = ? AND run < ? AND key = 'fetched' ORDER BY run DESC LIMIT ?",
            (site, before, limit),
        ).fetchall()
        return [self.tallies(row["run"])[site] for row in rows]

    def last_with(self, site: str, key: str) -> float | None:
        """When the last run began that counted `key` at `site`."""
        row = self._db.execute(
            "SELECT max(started) FROM run JOIN tally ON run.id = tally.run WHERE site = ? AND key = ?",
            (site, key),
        ).fetchone()
        return row[0] if row is not None else None


def _recent(row: sqlite3.Row, now: float) -> bool:
    return bool(abs(now - row["started"]) <= RESUME_WITHIN)


def _run(row: sqlite3.Row) -> Run:
    return Run(**{**dict(row), "job": json.loads(row["job"])})
