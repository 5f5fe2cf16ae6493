"""What was seen, fetched and written: one SQLite file a dataset.

The rule that everything rests on: a page's record, the state of its URL, the URLs found on it and its counts
are committed in one transaction, `Store.settle`. Whatever is killed when, a page has happened or it has not.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import replace
from enum import StrEnum
from pathlib import Path

from cleaners.page.article import Article, Rejected
from cleaners.page.urls import article_id, url_key
from crawler.discovery.traps import numbers_in
from crawler.store.database import StoreError, connect, transaction
from crawler.store.frontier import Added, Found, Frontier, Kind, Look, State, Task
from crawler.store.journal import Journal, Part, Table, Waiting
from crawler.store.records import Kept
from crawler.store.runs import Run, Runs

__all__ = [
    "Added",
    "Found",
    "Kept",
    "Kind",
    "Look",
    "News",
    "Part",
    "Run",
    "State",
    "Store",
    "StoreError",
    "Table",
    "Task",
    "Waiting",
]


class News(StrEnum):
    """What a page added to the dataset."""

    NEW = "new"
    CHANGED = "changed"
    """Another version of an article that is there already, under the same id."""
    SAME = "same"
    """Nothing: the article is there, word for word."""
    REJECTED = "rejected"


class Store:
    """An open store. Used by one thread at a time."""

    def __init__(self, path: Path, *, read_only: bool = False) -> None:
        """Open the file at `path`, making it where it is missing; raises `StoreError`."""
        self._db: sqlite3.Connection = connect(path, read_only=read_only)
        self.path = path
        self.frontier = Frontier(self._db)
        self.journal = Journal(self._db)
        self.runs = Runs(self._db)

    def transaction(self, *, durable: bool = False) -> AbstractContextManager[sqlite3.Connection]:
        """All or nothing, for calls on `frontier`, `journal` and `runs`."""
        return transaction(self._db, durable=durable)

    def close(self) -> None:
        self._db.close()

    def settle(
        self,
        run: int,
        task: Task,
        look: Look,
        *,
        record: Article | Rejected | Kept | None = None,
        found: Iterable[Found] = (),
        counts: Mapping[str, float] | None = None,
        final_url: str | None = None,
        now: float | None = None,
    ) -> tuple[News | None, Added]:
        """Commit all that came of fetching `task`, in one transaction.

        `record` goes to the journal unless the dataset holds it already; `found` are the URLs that the page
        named; `final_url` is where redirects led. Returns what the record was to the dataset, and how many
        URLs were taken in.
        """
        moment = time.time() if now is None else now
        with self.transaction():
            kept = Kept.of(record) if isinstance(record, Article | Rejected) else record
            news = self._keep(task, kept) if kept is not None else None
            added = self.frontier.add(task.site, found, run=run, now=moment)
            if news is News.SAME or (task.kind is not Kind.PAGE and not any(added)):
                look = replace(look, changed=False)
            self.frontier.settle(task, look, run=run, now=moment)
            if kept is not None and kept.article is not None and task.kind is not Kind.PAGE:
                self.frontier.take_for_page(task)
            if final_url not in (None, task.url) and url_key(final_url) not in ("", url_key(task.url)):
                self.frontier.alias(task, final_url, run=run, now=moment)
            tally = dict(counts or {})
            if news is not None:
                tally[f"article:{news}" if news is not News.REJECTED else "rejected"] = 1
            tally["found"] = added.new
            self.runs.count(run, task.site, tally)
        return news, added

    def _keep(self, task: Task, kept: Kept) -> News:
        if kept.article is None:
            self.journal.add(Table.REJECTED, task.site, kept.json)
            return News.REJECTED
        holder = self._holder(kept)
        if holder is not None and holder["digest"] == kept.digest:
            return News.SAME
        if holder is not None and holder["url"] != task.id:
            # Another page has this id and says something else: one of them names a wrong canonical address.
            kept = kept.renamed(article_id(task.url))
            holder = self._holder(kept)
            if holder is not None and holder["digest"] == kept.digest:
                return News.SAME
        if holder is None and self._has_twin(task, kept):
            return News.SAME
        self._db.execute(
            "INSERT INTO article VALUES (?, ?, ?, 1) ON CONFLICT (id) DO UPDATE"
            " SET digest = excluded.digest, url = excluded.url, version = version + 1",
            (kept.article, task.id, kept.digest),
        )
        self.journal.add(Table.ARTICLES, task.site, kept.json)
        return News.NEW if holder is None else News.CHANGED

    def _has_twin(self, task: Task, kept: Kept) -> bool:
        """Whether the site gave the same headline and story before, at an address of the same numbers.

        That is one article under another slug. Under another number it is another one, by the site's own word:
        which of the two is a copy is the corpus' question.
        """
        rows = self._db.execute(
            "SELECT url.url FROM article JOIN url ON url.id = article.url"
            " WHERE article.digest = ? AND url.site = ?",
            (kept.digest, task.site),
        )
        return any(numbers_in(row["url"]) == numbers_in(task.url) for row in rows)

    def _holder(self, kept: Kept) -> sqlite3.Row | None:
        row: sqlite3.Row | None = self._db.execute(
            "SELECT url, digest FROM article WHERE id = ?", (kept.article,)
        ).fetchone()
        return row
