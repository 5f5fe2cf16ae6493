"""The same story on many sites and many days.

Two stories are near-duplicates where the Jaccard similarity of their 5-word shingles is at least THRESHOLD, or little
less and the shorter one stands in the longer: a short item that gained a quotation as long as itself.
Each story is looked up in an index of all before it and joins the cluster of the most similar one; the
cluster is called after its first member, so a cluster that grows tomorrow keeps its name. The index is one
SQLite file: a crawl of tonight knows the stories of last year. About 1.4 KB a story; 32 look-ups of an
integer key a story.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np

from cleaners.corpus.originals import Member, choose_original, find_moment, name_site
from cleaners.corpus.signatures import (
    PERMUTATIONS,
    VERSION,
    Signature,
    band_keys,
    digest,
    measure_containment,
    measure_similarity,
    sign,
)
from cleaners.corpus.spelling import normalise
from cleaners.page.article import Article

THRESHOLD = 0.5
"""A story that lost a third of its text, or gained half of it, is at 0.67; two that share a boilerplate
paragraph of a quarter of each are at 0.14."""
_GROWN, _CONTAINED = 0.7, 0.75
"""Share of the threshold, and share of the shorter story's shingles, from which a story is another that grew. Two
stories of 45 words that share a paragraph of 38 are at 0.29 and 0.45, one of them with the paragraph and without it at
0.46 and 0.9."""
_MOST_CANDIDATES = 200
# Empty texts and a line of three words are equal by chance.
_FEWEST_WORDS = 5
_COPY = 0.8

_SCHEMA = """
create table if not exists setting (name text primary key, value text not null) without rowid;
create table if not exists story (
    number integer primary key, id text not null, current integer not null default 1, cluster text not null,
    digest blob not null, signature blob not null, words integer not null,
    site text not null, source text not null, moment real not null
);
create unique index if not exists story_id on story (id, digest);
create index if not exists story_digest on story (digest);
create index if not exists story_cluster on story (cluster);
create table if not exists part (name text primary key) without rowid;
create table if not exists band (
    key integer not null, story integer not null, primary key (key, story)
) without rowid;
"""

_INSERT = """
insert into story (id, cluster, digest, signature, words, site, source, moment) values (?, ?, ?, ?, ?, ?, ?, ?)
"""
# Stories that share a band, those that share most of them first.
_FIND_ALIKE = """
select cluster, signature, words from story join (
    select story, count(*) as shared from band where key in ({}) group by story
    order by shared desc, story limit ?
) on number = story order by number
"""
_MEMBERS = """
select id, site, source from story where cluster = ? and current order by moment, number
"""


class DuplicateIndexError(ValueError):
    """A file that is no index, or one whose signatures this version cannot compare with its own."""


@dataclass(frozen=True, slots=True)
class Match:
    """Where an article stands among the copies of its story."""

    cluster: str
    """Id of the first article of the story that the index saw; an article without copies is its own
    cluster.
    """
    duplicate_of: str | None
    """Id of the story's original; None for the original itself."""


@dataclass(frozen=True, slots=True)
class _Story:
    article: Article
    digest: bytes
    signature: Signature
    words: int


class DuplicateIndex:
    """All stories seen so far, in one SQLite file; a context manager.

    `names` tells what a site is called, so that a cluster's original can be the agency that its copies
    credit.
    """

    def __init__(
        self,
        path: str | Path = ":memory:",
        *,
        threshold: float = THRESHOLD,
        names: Callable[[str], Sequence[str]] = name_site,
    ) -> None:
        self._threshold = threshold
        self._names = names
        try:
            # Transactions are ours: a batch is in the index whole or not at all.
            self._connection = sqlite3.connect(path, timeout=60, isolation_level=None)
        except sqlite3.Error as error:
            raise DuplicateIndexError(f"{path}: {error}") from error
        try:
            self._open()
        except sqlite3.DatabaseError as error:
            self.close()
            raise DuplicateIndexError(f"{path}: {error}") from error

    def add(self, articles: Iterable[Article]) -> list[Match]:
        """Looks articles up and keeps them, in the order given; one match each. Repeating a call changes
        nothing.

        An original that comes later than its copies is their original from then on: `find` tells.
        """
        stories = _read_stories(list(articles))
        with self._transaction():
            for story in stories:
                self._keep(story)
        return self.find([story.article.id for story in stories])

    def find(self, ids: Iterable[str]) -> list[Match]:
        """The matches of articles in the index as they are now. Raises KeyError for an id that is not
        there.
        """
        wanted = list(ids)
        clusters = [self._cluster_of(id_) for id_ in wanted]
        originals = {cluster: self._find_original(cluster) for cluster in set(clusters)}
        return [
            Match(cluster, None if originals[cluster] == id_ else originals[cluster])
            for id_, cluster in zip(wanted, clusters, strict=True)
        ]

    def __contains__(self, id_: object) -> bool:
        return self._connection.execute("select 1 from story where id = ?", (id_,)).fetchone() is not None

    def has_part(self, name: str) -> bool:
        """Whether all articles of a part of a dataset are in the index."""
        return self._connection.execute("select 1 from part where name = ?", (name,)).fetchone() is not None

    def note_part(self, name: str) -> None:
        """Says that they are."""
        self._connection.execute("insert or ignore into part values (?)", (name,))

    def __len__(self) -> int:
        return int(self._connection.execute("select count(*) from story where current").fetchone()[0])

    def close(self) -> None:
        """Closes the file."""
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _open(self) -> None:
        self._connection.execute("pragma journal_mode = wal")
        # A power cut may take the last batches; adding them again is harmless.
        self._connection.execute("pragma synchronous = normal")
        self._connection.executescript(_SCHEMA)
        self._connection.execute("insert or ignore into setting values ('version', ?)", (VERSION,))
        (found,) = self._connection.execute("select value from setting where name = 'version'").fetchone()
        if found != VERSION:
            self.close()
            raise DuplicateIndexError(
                f"the index was made by version {found}, this is {VERSION}: make it anew"
            )

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._connection.execute("begin immediate")
        try:
            yield
        except BaseException:
            self._connection.execute("rollback")
            raise
        self._connection.execute("commit")

    def _keep(self, story: _Story) -> None:
        known = self._connection.execute(
            "select 1 from story where id = ? and digest = ?", (story.article.id, story.digest)
        ).fetchone()
        if known:
            return
        # Where the page was changed since, its old text stays to be found by copies.
        self._connection.execute("update story set current = 0 where id = ?", (story.article.id,))
        keys = band_keys(story.signature)
        cluster, similarity = self._find_alike(story, keys)
        number = self._insert(story, cluster or story.article.id)
        # What resembles a near copy resembles what it is a copy of; leaving copies out of the bands keeps
        # look-ups short where a site repeats one text ten thousand times.
        if similarity < _COPY and story.words >= _FEWEST_WORDS:
            self._connection.executemany("insert into band values (?, ?)", [(key, number) for key in keys])

    def _insert(self, story: _Story, cluster: str) -> int:
        article = story.article
        values = (
            article.id,
            cluster,
            story.digest,
            story.signature.astype("<u4").tobytes(),
            story.words,
            article.site or "",
            normalise(article.source_agency or ""),
            find_moment(article),
        )
        cursor = self._connection.execute(_INSERT, values)
        assert cursor.lastrowid is not None
        return cursor.lastrowid

    def _find_alike(self, story: _Story, keys: Sequence[int]) -> tuple[str | None, float]:
        """The cluster of the most similar story that this one is a copy of, and the similarity."""
        if story.words < _FEWEST_WORDS:
            return None, 0.0
        same = self._connection.execute(
            "select cluster from story where digest = ? order by number limit 1", (story.digest,)
        ).fetchone()
        if same:
            return same[0], 1.0
        query = _FIND_ALIKE.format(",".join("?" * len(keys)))
        found = self._connection.execute(query, (*keys, _MOST_CANDIDATES)).fetchall()
        if not found:
            return None, 0.0
        others = np.frombuffer(b"".join(row[1] for row in found), dtype="<u4").reshape(-1, PERMUTATIONS)
        similarities = measure_similarity(story.signature, others)
        contained = measure_containment(similarities, story.words, np.array([row[2] for row in found]))
        grown = (similarities >= _GROWN * self._threshold) & (contained >= _CONTAINED)
        similarities = np.where((similarities >= self._threshold) | grown, similarities, 0.0)
        best = int(similarities.argmax())
        return (found[best][0], float(similarities[best])) if similarities[best] else (None, 0.0)

    def _cluster_of(self, id_: str) -> str:
        row = self._connection.execute(
            "select cluster from story where id = ? and current", (id_,)
        ).fetchone()
        if row is None:
            raise KeyError(id_)
        return str(row[0])

    def _find_original(self, cluster: str) -> str:
        rows = self._connection.execute(_MEMBERS, (cluster,)).fetchall()
        return choose_original([Member(*row) for row in rows], self._names)


def _read_stories(articles: Sequence[Article]) -> list[_Story]:
    texts = [normalise(article.text) for article in articles]
    return [
        _Story(article, digest(text), signature, len(text.split()))
        for article, text, signature in zip(articles, texts, sign(texts), strict=True)
    ]
