"""The URLs of a dataset: which are known, which is next, what became of each."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from cleaners.page.urls import url_key
from crawler.schedule import changed_since_look, next_look


class Kind(StrEnum):
    """What a URL is fetched for."""

    ROBOTS = "robots"
    """robots.txt, for the sitemaps that it names."""
    HOME = "home"
    FEED = "feed"
    SITEMAP = "sitemap"
    SECTION = "section"
    """A page that lists articles."""
    MORE = "more"
    """Where a list goes on; looked at again only when the page before it had something new."""
    PAGE = "page"
    """An article, or what may be one."""


class State(StrEnum):
    """Where a URL stands."""

    FOUND = "found"
    """To be fetched."""
    WORK = "work"
    """Being fetched or cleaned; found again when its run was killed."""
    DONE = "done"
    """Fetched, and what it gave is in the journal or in a part."""
    FAILED = "failed"
    """No answer, or a passing error; tried again in later runs, up to `MAX_TRIES` of them."""
    GONE = "gone"
    """404, 410, or failed too often."""


MAX_TRIES = 5
"""Runs that may fail on a URL before it counts as gone."""


class Found(NamedTuple):
    """A URL that a source named."""

    url: str
    kind: Kind = Kind.PAGE
    priority: int = 0
    """Higher is fetched earlier."""
    depth: int = 0
    """Clicks from the home page or the source."""
    hint: float | None = None
    """When it last changed, as the source says; seconds since 1970, UTC."""
    source: str = ""
    """The URL that named it."""
    again: bool = False
    """Look at it in this run even if it is known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A URL to fetch, and what its last look taught."""

    id: int
    url: str
    site: str
    kind: Kind
    depth: int
    hint: float | None
    etag: str | None
    last_modified: str | None
    content_sha256: str | None
    tries: int
    same: int
    looked: bool = False
    """Whether it was looked at before, in any run."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What came of fetching a URL."""

    state: State
    status: int | None = None
    reason: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    content_sha256: str | None = None
    article: str | None = None
    published: float | None = None
    changed: bool = True
    """False when the server or the content said that nothing is new."""


class Added(NamedTuple):
    """How many URLs `Frontier.add` took in."""

    new: int
    again: int
    """Known ones, queued once more because their source says that they changed."""


_TASK_COLUMNS = (
    "id, url, site, kind, depth, hint, etag, last_modified, content_sha256, tries, same, looked_at"
)
_EVERY_RUN = "'robots', 'home', 'feed', 'section', 'sitemap'"


class Frontier:
    """The table of URLs. Its methods neither begin nor end a transaction."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def add(self, site: str, founds: Iterable[Found], *, run: int, now: float) -> Added:
        """Take in what a source named; a known URL is queued again only when the source says it changed."""
        new = again = 0
        for found in founds:
            key = url_key(found.url)
            row = self._db.execute(
                "SELECT id, state, hint_read, looked_at, looked_run, next_look FROM url WHERE key = ?", (key,)
            ).fetchone()
            if row is None and key:
                self._insert(site, key, found, now)
                new += 1
            elif row is not None and self._is_due(row, found, run, now):
                again += 1
        return Added(new, again)

    def claim(self, site: str, limit: int) -> list[Task]:
        """The next URLs of `site`, marked as in work; best first, then in the order they were found."""
        rows = self._db.execute(
            f"SELECT {_TASK_COLUMNS} FROM url WHERE site = ? AND state = 'found'"
            " ORDER BY priority DESC, id LIMIT ?",
            (site, limit),
        ).fetchall()
        self._db.executemany("UPDATE url SET state = 'work' WHERE id = ?", [(row["id"],) for row in rows])
        return [_task(row) for row in rows]

    def set_aside(self, tasks: Iterable[Task], reason: str, *, is_trial: bool = True) -> None:
        """Leave claimed URLs to a later run, without a look. `is_trial`: after `MAX_TRIES` runs they count as
        gone."""
        changes = []
        for task in tasks:
            tries = task.tries + is_trial
            state = State.GONE if is_trial and tries >= MAX_TRIES else State.FAILED
            changes.append((state, reason, tries, task.id))
        self._db.executemany("UPDATE url SET state = ?, reason = ?, tries = ? WHERE id = ?", changes)

    def settle(self, task: Task, look: Look, *, run: int, now: float) -> None:
        """Write down what came of `task`."""
        failed = look.state is State.FAILED
        tries = task.tries + 1 if failed else 0
        state = State.GONE if failed and tries >= MAX_TRIES else look.state
        same = 0 if look.changed else task.same + 1
        is_list = task.kind in (Kind.SITEMAP, Kind.SECTION)
        when = next_look(task.kind is Kind.PAGE, is_list, same, task.hint is not None, now)
        outcome = (state, look.status, look.reason, tries, same, now, run, when, task.hint)
        learned = (look.etag, look.last_modified, look.content_sha256, look.article, look.published)
        self._db.execute(
            "UPDATE url SET state = ?, status = ?, reason = ?, tries = ?, same = ?, looked_at = ?,"
            " looked_run = ?, next_look = ?, hint_read = ?, etag = coalesce(?, etag),"
            " last_modified = coalesce(?, last_modified), content_sha256 = coalesce(?, content_sha256),"
            " article = coalesce(?, article), published = coalesce(?, published) WHERE id = ?",
            (*outcome, *learned, task.id),
        )

    def alias(self, task: Task, url: str, *, run: int, now: float) -> None:
        """Note that `task` was redirected to `url`, so that `url` is not fetched for itself."""
        self._db.execute(
            "INSERT INTO url (key, url, site, kind, depth, source, hint, hint_read, state, reason, found_at,"
            " looked_at, looked_run) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'done', 'redirect', ?, ?, ?)"
            " ON CONFLICT (key) DO UPDATE SET state = 'done', reason = 'redirect',"
            " looked_at = excluded.looked_at, looked_run = excluded.looked_run"
            " WHERE state IN ('found', 'failed')",
            (
                url_key(url),
                url,
                task.site,
                task.kind,
                task.depth,
                task.url,
                task.hint,
                task.hint,
                now,
                now,
                run,
            ),
        )

    def take_for_page(self, task: Task) -> None:
        """Note that what was taken for a list is an article."""
        self._db.execute("UPDATE url SET kind = 'page' WHERE id = ?", (task.id,))

    def begin(self, sites: Sequence[str], *, run: int, now: float) -> None:
        """Queue what a run of `sites` looks at: what a killed run left, lists, what failed, what is due.

        Lists that `run` itself has looked at, before it was killed, are not looked at again.
        """
        for site in sites:
            self._db.execute("UPDATE url SET state = 'found' WHERE site = ? AND state = 'work'", (site,))
            self._db.execute(
                "UPDATE url SET state = 'found' WHERE site = ? AND looked_run IS NOT ? AND ("
                # A look in the future was one before the clock was set back.
                f"(kind IN ({_EVERY_RUN}) AND state = 'done' AND (coalesce(next_look, 0) <= ? OR looked_at > ?)"
                # An index that dates its sitemaps says itself which to read again.
                " AND NOT (kind = 'sitemap' AND hint IS NOT NULL))"
                " OR state = 'failed' OR (kind IN ('home', 'robots') AND state = 'gone')"
                " OR (kind = 'page' AND state = 'done' AND next_look <= ?))",
                (site, run, now, now, now),
            )

    def requeue_outside(self, site: str, since: float | None, until: float | None) -> None:
        """Queue pages that an earlier run left out for their date, where this one's dates take them in."""
        first = float("-inf") if since is None else since
        end = float("inf") if until is None else until
        self._db.execute(
            "UPDATE url SET state = 'found' WHERE site = ? AND state = 'done' AND reason = 'outside_dates'"
            " AND published >= ? AND published < ?",
            (site, first, end),
        )

    def counts(self) -> dict[tuple[str, str], int]:
        """URLs by (site, state)."""
        rows = self._db.execute("SELECT site, state, count(*) AS n FROM url GROUP BY site, state")
        return {(row["site"], row["state"]): row["n"] for row in rows}

    def _insert(self, site: str, key: str, found: Found, now: float) -> None:
        self._db.execute(
            "INSERT INTO url (key, url, site, kind, priority, depth, source, hint, found_at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (key, found.url, site, found.kind, found.priority, found.depth, found.source, found.hint, now),
        )

    def _is_due(self, row: sqlite3.Row, found: Found, run: int, now: float) -> bool:
        """Note what the source says of a known URL; true where that queues it once more."""
        due = found.again and row["looked_run"] != run
        if found.hint is not None:
            known = row["hint_read"] if row["hint_read"] is not None else row["looked_at"]
            due = due or changed_since_look(found.hint, known, row["next_look"], now)
            self._db.execute("UPDATE url SET hint = ? WHERE id = ?", (found.hint, row["id"]))
        if not due or row["state"] != State.DONE:
            return False
        self._db.execute("UPDATE url SET state = 'found' WHERE id = ?", (row["id"],))
        return True


def _task(row: sqlite3.Row) -> Task:
    values = dict(row)
    looked = values.pop("looked_at") is not None
    return Task(**{**values, "kind": Kind(row["kind"])}, looked=looked)
