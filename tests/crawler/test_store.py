"""The store: URLs, journal, runs, and that one transaction holds them together."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaners.page.article import Article, Comment, Quality, Reason, Rejected, Related, Removed, Teaser
from crawler.schedule import DAY, changed_since_look, next_look
from crawler.store import Found, Kind, Look, News, Part, State, Store, StoreError, Table, Task
from crawler.store.frontier import MAX_TRIES
from crawler.store.records import record_from_json, record_to_json

NOW = 1_700_000_000.0
SITE = "example.com"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store(tmp_path / "store.db")
    yield opened
    opened.close()


@pytest.fixture
def run(store: Store) -> int:
    with store.transaction():
        return store.runs.begin({"sites": [SITE]}, now=NOW)[0].id


def at(name: str) -> str:
    return f"https://{SITE}/{name}"


def add(store: Store, *found: Found, now: float = NOW) -> tuple[int, int]:
    with store.transaction():
        return tuple(store.frontier.add(SITE, [f._replace(url=at(f.url)) for f in found], run=99, now=now))  # type: ignore[return-value]


def claim(store: Store, limit: int = 10) -> list[Task]:
    with store.transaction():
        return store.frontier.claim(SITE, limit)


def article(name: str = "a", text: str = "نص") -> Article:
    return Article(id=name, url=f"https://{SITE}/{name}", text=text)


def waiting_ids(store: Store) -> list[str]:
    """Ids of all articles in the journal, promised or not, in order."""
    rows = sqlite3.connect(store.path).execute(
        "SELECT record FROM journal WHERE kind = 'articles' ORDER BY id"
    )
    return [record_from_json(row[0]).id for row in rows]  # type: ignore[union-attr]


def test_one_story_under_another_slug_is_nothing_new_and_under_another_number_it_is(
    store: Store, run: int
) -> None:
    add(store, Found("news/7/a-b"), Found("news/7/c-d"), Found("news/8/a-b"), Found("e-f"), Found("g-h"))
    news = [
        store.settle(run, task, Look(state=State.DONE), record=article(str(task.id), "النص نفسه"))[0]
        for task in claim(store, 5)
    ]
    assert news == [News.NEW, News.SAME, News.NEW, News.NEW, News.SAME]


def test_urls_set_aside_come_back_in_later_runs_and_are_gone_in_the_end(store: Store) -> None:
    add(store, Found("u1"))
    for later in range(2, MAX_TRIES + 2):
        store.frontier.set_aside(claim(store, 1), "trap")
        assert claim(store, 1) == []
        with store.transaction():
            store.frontier.begin([SITE], run=later, now=NOW)
    assert store.frontier.counts() == {(SITE, "gone"): 1}


def test_claims_best_first_then_in_order_of_finding(store: Store) -> None:
    add(store, Found("u1"), Found("u2", priority=5), Found("u3"), Found("u4", priority=5))
    assert [task.url.rpartition("/")[2] for task in claim(store, 3)] == ["u2", "u4", "u1"]
    assert [task.url.rpartition("/")[2] for task in claim(store, 3)] == ["u3"]
    assert claim(store) == []


def test_a_known_url_is_taken_in_once(store: Store) -> None:
    assert add(store, Found("u1"), Found("u1")) == (1, 0)
    assert add(store, Found("u1")) == (0, 0)


def test_settle_commits_record_state_links_and_counts_together(store: Store, run: int) -> None:
    add(store, Found("u1"))
    (task,) = claim(store)
    news, added = store.settle(
        run, task, Look(state=State.DONE, status=200), record=article(), found=[Found(at("u2"))],
        counts={"fetched": 1}, now=NOW,
    )  # fmt: skip
    assert (news, added.new) == (News.NEW, 1)
    assert store.frontier.counts() == {(SITE, "done"): 1, (SITE, "found"): 1}
    assert store.runs.tallies(run) == {SITE: {"article:new": 1, "fetched": 1, "found": 1}}
    assert waiting_ids(store) == ["a"]


def test_a_failure_inside_settle_leaves_nothing(store: Store, run: int) -> None:
    add(store, Found("u1"))
    (task,) = claim(store)

    def broken() -> Iterator[Found]:
        yield Found(at("u2"))
        raise RuntimeError("cut off")

    with pytest.raises(RuntimeError, match="cut off"):
        store.settle(
            run, task, Look(state=State.DONE), record=article(), found=broken(), counts={"fetched": 1}
        )
    assert store.frontier.counts() == {(SITE, "work"): 1}
    assert waiting_ids(store) == []
    assert store.runs.tallies(run) == {}


def settle_text(store: Store, run: int, url: str, text: str, now: float = NOW) -> News | None:
    add(store, Found(url), now=now)
    with store.transaction():
        store._db.execute("UPDATE url SET state = 'found' WHERE url = ?", (at(url),))
    (task,) = claim(store)
    return store.settle(run, task, Look(state=State.DONE), record=article("a", text), now=now)[0]


def test_an_article_is_new_then_the_same_then_changed(store: Store, run: int) -> None:
    assert settle_text(store, run, "u1", "one") is News.NEW
    assert settle_text(store, run, "u1", "one") is News.SAME
    assert settle_text(store, run, "u1", "two") is News.CHANGED
    assert settle_text(store, run, "u2", "two") is News.SAME, "another address of the same article"
    assert waiting_ids(store) == ["a", "a"]


def test_a_comment_more_is_no_new_version(store: Store, run: int) -> None:
    add(store, Found("u1"), Found("u2"))
    first, second = claim(store)
    store.settle(run, first, Look(state=State.DONE), record=article())
    commented = replace(article(), comments=[Comment(text="أحسنتم")])
    assert store.settle(run, second, Look(state=State.DONE), record=commented)[0] is News.SAME


def test_what_a_killed_run_had_in_work_is_found_again(store: Store, run: int) -> None:
    add(store, Found("u1"), Found("u2"))
    done, _killed = claim(store)
    store.settle(run, done, Look(state=State.DONE), now=NOW)
    store.close()
    again = Store(store.path)
    with again.transaction():
        again.frontier.begin([SITE], run=run, now=NOW)
    assert [task.url.rpartition("/")[2] for task in claim(again)] == ["u2"]
    again.close()


def test_lists_are_looked_at_once_in_every_run(store: Store, run: int) -> None:
    add(store, Found("feed", Kind.FEED), Found("page"))
    for task in claim(store):
        store.settle(run, task, Look(state=State.DONE), now=NOW)
    with store.transaction():
        store.frontier.begin([SITE], run=run, now=NOW + 1)
    assert claim(store) == [], "the same run, continued"
    with store.transaction():
        store.frontier.begin([SITE], run=run + 1, now=NOW + 1)
    assert [task.url.rpartition("/")[2] for task in claim(store)] == ["feed"]


def test_a_failed_url_is_tried_in_later_runs_and_given_up(store: Store, run: int) -> None:
    add(store, Found("u1"))
    for later in range(5):
        with store.transaction():
            store.frontier.begin([SITE], run=run + later, now=NOW + later)
        (task,) = claim(store)
        assert task.tries == later
        store.settle(run, task, Look(state=State.FAILED, status=500), now=NOW)
    assert store.frontier.counts() == {(SITE, "gone"): 1}


def test_a_later_hint_queues_a_page_again_and_an_equal_one_does_not(store: Store, run: int) -> None:
    add(store, Found("u1", hint=NOW - DAY))
    (task,) = claim(store)
    store.settle(run, task, Look(state=State.DONE), now=NOW)
    assert add(store, Found("u1", hint=NOW - DAY)) == (0, 0)
    assert add(store, Found("u1", hint=NOW - DAY / 2)) == (0, 1)


def test_a_source_that_dates_everything_today_is_believed_less_each_time(store: Store, run: int) -> None:
    add(store, Found("u1", hint=NOW))
    (task,) = claim(store)
    store.settle(run, task, Look(state=State.DONE), now=NOW)
    assert add(store, Found("u1", hint=NOW + 60), now=NOW + 60) == (0, 1)
    (task,) = claim(store)
    store.settle(run, task, Look(state=State.DONE, changed=False), now=NOW + 60)
    assert add(store, Found("u1", hint=NOW + 120), now=NOW + 120) == (0, 0)
    assert add(store, Found("u1", hint=NOW + 30 * DAY), now=NOW + 30 * DAY) == (0, 1)


def test_addresses_of_one_page_are_one_url(store: Store) -> None:
    twins = ["a/?utm_source=x", "a", "a/amp/", "a#top"]
    assert add(store, *(Found(twin) for twin in twins)) == (1, 0)


def test_where_a_list_goes_on_is_looked_at_again_when_asked(store: Store, run: int) -> None:
    add(store, Found("page2", Kind.MORE))
    (task,) = claim(store)
    store.settle(run, task, Look(state=State.DONE), now=NOW)
    with store.transaction():
        store.frontier.begin([SITE], run=run + 1, now=NOW + DAY)
    assert claim(store) == []
    assert add(store, Found("page2", Kind.MORE, again=True)) == (0, 1)


def test_a_dated_sitemap_is_read_again_when_its_index_says_so(store: Store, run: int) -> None:
    add(store, Found("s1.xml", Kind.SITEMAP, hint=NOW - DAY), Found("s2.xml", Kind.SITEMAP))
    for task in claim(store):
        store.settle(run, task, Look(state=State.DONE), now=NOW)
    with store.transaction():
        store.frontier.begin([SITE], run=run + 1, now=NOW + DAY)
    assert [task.url.rpartition("/")[2] for task in claim(store)] == ["s2.xml"]
    assert add(store, Found("s1.xml", Kind.SITEMAP, hint=NOW + 1), now=NOW + DAY) == (0, 1)


def test_where_a_redirect_led_is_not_fetched_for_itself(store: Store, run: int) -> None:
    add(store, Found("short"), Found("long"))
    short, _ = claim(store, 1), None
    store.settle(run, short[0], Look(state=State.DONE), record=article(), final_url=at("long"))
    assert claim(store) == []


def test_pages_outside_the_dates_wait_for_a_run_that_wants_them(store: Store, run: int) -> None:
    add(store, Found("u1"))
    (task,) = claim(store)
    store.settle(run, task, Look(state=State.DONE, reason="outside_dates", published=NOW - 9 * DAY))
    for since, until, expected in [
        (NOW - DAY, None, 0),
        (None, NOW - 10 * DAY, 0),
        (NOW - 10 * DAY, None, 1),
    ]:
        with store.transaction():
            store.frontier.requeue_outside(SITE, since, until)
        assert len(claim(store)) == expected


def fill(store: Store, run: int, names: list[str]) -> None:
    add(store, *(Found(name) for name in names))
    for task in claim(store, len(names)):
        store.settle(
            run, task, Look(state=State.DONE), record=article(name := task.url.rpartition("/")[2], name)
        )


def test_a_part_is_promised_made_and_struck(store: Store, run: int) -> None:
    fill(store, run, ["a", "b", "c"])
    with store.transaction(durable=True):
        part = store.journal.promise(Table.ARTICLES, SITE, 2)
    assert part is not None
    assert store.journal.promised() == [part]
    assert [record_from_json(text).url for text in store.journal.records(part)] == [
        f"https://{SITE}/a", f"https://{SITE}/b",
    ]  # fmt: skip
    assert [(w.table, w.rows) for w in store.journal.waiting()] == [(Table.ARTICLES, 1)]
    with store.transaction():
        store.journal.strike(part)
    assert store.journal.promised() == []
    assert waiting_ids(store) == ["c"]


def test_a_promised_part_keeps_its_name_and_rows_over_a_restart(store: Store, run: int) -> None:
    fill(store, run, ["a", "b"])
    with store.transaction(durable=True):
        part = store.journal.promise(Table.ARTICLES, SITE, 10)
    assert part is not None
    before = store.journal.records(part)
    store.close()
    again = Store(store.path)
    fill(again, run, ["c"])
    assert again.journal.promised() == [part]
    assert again.journal.records(part) == before
    again.close()


def test_part_names_of_two_stores_never_collide(tmp_path: Path) -> None:
    names = set()
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        opened = Store(tmp_path / folder / "store.db")
        with opened.transaction():
            opened.journal.add(Table.REJECTED, SITE, "{}")
            part = opened.journal.promise(Table.REJECTED, SITE, 1)
        assert isinstance(part, Part)
        names.add(part.name)
        opened.close()
    assert len(names) == 2


def test_rejected_pages_are_kept_and_counted(store: Store, run: int) -> None:
    add(store, Found("u1"))
    (task,) = claim(store)
    rejected = Rejected(url="u1", reason=Reason.NOT_ARTICLE, detail="a list")
    assert store.settle(run, task, Look(state=State.DONE), record=rejected)[0] is News.REJECTED
    with store.transaction():
        part = store.journal.promise(Table.REJECTED, SITE, 10)
    assert part is not None
    assert record_from_json(store.journal.records(part)[0]) == rejected


def test_a_killed_run_is_continued_and_a_finished_one_is_not(store: Store) -> None:
    with store.transaction():
        first, resumed = store.runs.begin({"sites": ["a"]}, now=NOW)
        assert not resumed
        assert store.runs.begin({"sites": ["a"]}, now=NOW + 60) == (first, True)
        other, resumed = store.runs.begin({"sites": ["b"]}, now=NOW + 120)
        assert not resumed
        store.runs.finish(other.id, outcome="finished", exit_code=0, now=NOW + 180)
        assert store.runs.begin({"sites": ["b"]}, now=NOW + 240)[1] is False
    assert [run.outcome for run in store.runs.latest(3)] == [None, "finished", "interrupted"]


def test_a_run_killed_long_ago_is_not_continued(store: Store) -> None:
    with store.transaction():
        store.runs.begin({}, now=NOW)
        assert store.runs.begin({}, now=NOW + 3 * DAY)[1] is False


def test_history_leaves_out_runs_that_did_not_fetch_from_the_site(store: Store) -> None:
    with store.transaction():
        for number, key in enumerate(["fetched", "found", "fetched", "fetched"]):
            run, _ = store.runs.begin({"n": number}, now=NOW)
            store.runs.count(run.id, SITE, {key: number + 1})
    assert [tally["fetched"] for tally in store.runs.history(SITE, before=4, limit=5)] == [3, 1]


@pytest.mark.parametrize("content", [b"not a database at all, whatever its name says", b""])
def test_what_is_no_store_is_refused_to_readers_in_one_line(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "store.db"
    path.write_bytes(content)
    with pytest.raises(StoreError, match=r"store\.db") as caught:
        Store(path, read_only=True)
    assert "\n" not in str(caught.value)


def test_a_foreign_database_and_a_later_version_are_refused(tmp_path: Path) -> None:
    foreign = tmp_path / "foreign.db"
    db = sqlite3.connect(foreign)
    db.execute("CREATE TABLE theirs (x)")
    db.close()
    with pytest.raises(StoreError, match="not a store of warraq"):
        Store(foreign)
    Store(tmp_path / "later.db").close()
    db = sqlite3.connect(tmp_path / "later.db")
    db.execute("PRAGMA user_version = 99")
    db.close()
    with pytest.raises(StoreError, match="later version"):
        Store(tmp_path / "later.db")


@pytest.mark.parametrize(
    ("is_page", "is_list", "same", "hinted", "days"),
    [
        (True, False, 0, True, None),
        (True, False, 0, False, 1),
        (True, False, 1, True, 4),
        (True, False, 3, False, 64),
        (True, False, 50, False, 256),
        (False, True, 0, False, 0),
        (False, True, 3, False, 8 / 24),
        (False, True, 50, False, 0.5),
        (False, False, 50, False, 0),
    ],
)
def test_next_look(is_page: bool, is_list: bool, same: int, hinted: bool, days: float | None) -> None:
    expected = None if days is None else NOW + days * DAY
    assert next_look(is_page, is_list, same, hinted, NOW) == expected


@pytest.mark.parametrize(
    ("hint", "known", "waits_until", "expected"),
    [(5, None, None, True), (5, 5, None, False), (6, 5, None, True), (6, 5, 11, False), (6, 5, 10, True)],
)
def test_changed_since_look(
    hint: float, known: float | None, waits_until: float | None, expected: bool
) -> None:
    assert changed_since_look(hint, known, waits_until, 10) is expected


FULL = Article(
    id="1", url="https://example.com/1", text="نص\nثان", authors=["كاتب"], tags=["وسم"],
    published_at=datetime(2024, 5, 14, 9, 30, 0, 5, tzinfo=UTC), published_precision="second",
    comments=[Comment(text="تعليق", author="قارئ")], related=[Related(title="عنوان", kind="latest")],
    teasers=[Teaser(text="مقتطف")], removed=[Removed(label="ad", rule="container:.ad", text="إعلان")],
    quality=Quality(arabic_share=1, punctuated_lines=0.5, repeated_lines=0, mean_word_length=4.5),
)  # fmt: skip


@pytest.mark.parametrize("record", [FULL, Rejected(reason=Reason.TIMEOUT, url="u", detail="d")])
def test_records_come_back_from_the_journal_as_they_went(record: Article | Rejected) -> None:
    assert record_from_json(record_to_json(record)) == record


@given(st.text())
def test_any_text_can_be_kept(text: str) -> None:
    kept = record_from_json(record_to_json(Article(id="x", text=text)))
    assert isinstance(kept, Article)
    assert kept.text == text.encode("utf-8", "replace").decode()


def test_half_a_surrogate_pair_is_replaced(store: Store) -> None:
    with store.transaction():
        store.journal.add(Table.ARTICLES, SITE, record_to_json(Article(id="x", text="a\ud800b")))
    assert waiting_ids(store) == ["x"]


def test_fields_of_another_version_are_dropped() -> None:
    text = record_to_json(FULL).replace('"dateline"', '"gone_since"', 1)
    assert record_from_json(text) == FULL


def test_a_full_disk_leaves_a_whole_store(store: Store, run: int) -> None:
    add(store, *(Found(f"u{number}") for number in range(200)))
    tasks = claim(store, 200)
    pages = store._db.execute("PRAGMA page_count").fetchone()[0]
    store._db.execute(f"PRAGMA max_page_count = {pages + 20}")
    settled = 0

    def settle_all() -> None:
        nonlocal settled
        for task in tasks[settled:]:
            store.settle(run, task, Look(state=State.DONE), record=article(task.url, "نص " * 500), now=NOW)
            settled += 1

    with pytest.raises(sqlite3.OperationalError, match="full"):
        settle_all()
    assert 0 < settled < 200
    assert store.frontier.counts() == {(SITE, "done"): settled, (SITE, "work"): 200 - settled}
    assert len(waiting_ids(store)) == settled
    store._db.execute("PRAGMA max_page_count = 1000000")
    settle_all()
    assert len(waiting_ids(store)) == 200


@pytest.mark.parametrize("shift", [-DAY, DAY])
def test_a_clock_that_was_set_changes_neither_order_nor_resumption(
    store: Store, run: int, shift: float
) -> None:
    add(store, Found("u1"), Found("u2"), now=NOW)
    add(store, Found("u3"), now=NOW + shift)
    (first,) = claim(store, 1)
    store.settle(run, first, Look(state=State.DONE), record=article(), now=NOW + shift)
    with store.transaction():
        again, resumed = store.runs.begin({"sites": [SITE]}, now=NOW + shift)
        store.frontier.begin([SITE], run=run, now=NOW + shift)
    assert (again.id, resumed) == (run, True)
    assert [task.url.rpartition("/")[2] for task in claim(store)] == ["u2", "u3"]


def test_a_page_that_claims_another_s_identity_gets_its_own(store: Store, run: int) -> None:
    add(store, Found("u1"), Found("u2"))
    first, second = claim(store)
    for task, text in ((first, "one"), (second, "two")):
        assert store.settle(run, task, Look(state=State.DONE), record=article("home", text))[0] is News.NEW
    kept = waiting_ids(store)
    assert kept[0] == "home"
    assert len(set(kept)) == 2
    with store.transaction():
        store._db.execute("UPDATE url SET state = 'found'")
    for task, text, news in zip(claim(store), ("one", "three"), (News.SAME, News.CHANGED), strict=True):
        assert store.settle(run, task, Look(state=State.DONE), record=article("home", text))[0] is news
    assert waiting_ids(store)[2] == kept[1]


def test_a_store_of_the_first_version_is_brought_up_to_date(tmp_path: Path) -> None:
    path = tmp_path / "old.db"
    store = Store(path)
    with store.transaction():
        for number in range(5):
            store.journal.add(Table.ARTICLES, SITE, record_to_json(article(f"a{number}")))
    store.close()
    db = sqlite3.connect(path)
    db.executescript(
        "DROP TABLE part; DROP INDEX journal_site; ALTER TABLE journal ADD COLUMN part TEXT;"
        "CREATE INDEX journal_part ON journal (kind, site, part);"
        "UPDATE journal SET part = 'x-000000001-000000002' WHERE id <= 2; PRAGMA user_version = 1;"
    )
    db.close()
    with pytest.raises(StoreError, match="earlier version"):
        Store(path, read_only=True)
    store = Store(path)
    (part,) = store.journal.promised()
    assert part == Part(Table.ARTICLES, SITE, "x-000000001-000000002")
    assert [record_from_json(text).id for text in store.journal.records(part)] == ["a0", "a1"]  # type: ignore[union-attr]
    assert [each.rows for each in store.journal.waiting()] == [3]
    with store.transaction():
        store.journal.strike(part)
    assert waiting_ids(store) == ["a2", "a3", "a4"]


def test_promises_are_made_in_order(store: Store) -> None:
    with store.transaction():
        for number in range(5):
            store.journal.add(Table.ARTICLES, SITE, record_to_json(article(f"a{number}")))
        parts = [store.journal.promise(Table.ARTICLES, SITE, 2) for _ in range(4)]
    assert parts[3] is None
    assert store.journal.promised() == parts[:3]
    assert store.journal.waiting() == []
    with store.transaction():
        store.journal.strike(parts[1])  # type: ignore[arg-type]
        store.journal.add(Table.ARTICLES, SITE, record_to_json(article("a5")))
    assert [each.rows for each in store.journal.waiting()] == [1]
    assert store.journal.promised() == [parts[0], parts[2]]
    assert waiting_ids(store) == ["a0", "a1", "a4", "a5"]
