from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from cleaners.corpus import (
    LayoutError,
    compact,
    compaction,
    exchange,
    list_parts,
    read_dataset,
    replacement,
    table_to_articles,
    table_to_rejected,
    write_articles,
    write_rejected,
)
from cleaners.corpus.compaction import ChangedError, Compacted
from cleaners.corpus.parts import Location
from cleaners.page.article import Article
from tests.corpus.samples import make_article, make_rejected

START = datetime(2024, 1, 30, tzinfo=UTC)
"""Ten days from here lie in two months."""


def make_days(
    root: Location, sites: tuple[str | None, ...] = ("a.example", None), days: int = 10
) -> list[Article]:
    """A dataset of one part a day and site, the last day first; some articles have no date."""
    articles = [
        make_article(
            day * 10 + place,
            site=site,
            published_at=None if day % 4 == 3 else START + timedelta(days=day),
            fetched_at=START + timedelta(days=day, hours=3),
        )
        for day in range(days)
        for place, site in enumerate(sites)
    ]
    for day in reversed(range(days)):
        write_articles(root, articles[day * len(sites) : (day + 1) * len(sites)], name=f"day-{day}")
    return articles


def read(root: Path) -> list[Article]:
    return sorted(table_to_articles(read_dataset(root).to_table()), key=lambda article: article.id)


def test_many_parts_become_one_a_site(tmp_path: Path) -> None:
    articles = make_days(tmp_path)
    done = list(compact(tmp_path))
    assert done == [
        Compacted("host=a.example", (10, 1), (10, 10)),
        Compacted("host=~none", (10, 1), (10, 10)),
    ]
    assert len(list_parts(tmp_path)) == 2
    assert read(tmp_path) == articles
    assert list((tmp_path / "_unfinished").iterdir()) == []
    assert list(compact(tmp_path)) == []


def test_rows_are_sorted_by_date(tmp_path: Path) -> None:
    make_days(tmp_path, ("a.example",))
    list(compact(tmp_path))
    dates = pq.read_table(list_parts(tmp_path)[0]).column("published_at").to_pylist()
    assert dates[:8] == sorted(dates[:8])
    assert dates[8:] == [None, None]


def test_a_part_is_not_larger_than_it_has_to_be(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    articles = make_days(tmp_path, ("a.example",))
    monkeypatch.setattr(compaction, "PART_BYTES", 100)
    monkeypatch.setattr(compaction, "SLICE_BYTES", 100)
    (done,) = compact(tmp_path)
    # A part for each slice, and a slice for each row: even the two without a date were fetched on two days.
    assert done.parts == (10, 10)
    assert read(tmp_path) == articles


@pytest.mark.parametrize("most", [1, 900, 5_000])
def test_rows_have_one_order_however_many_are_sorted_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    """Without a date, at one moment, of one address: in slices they come as they do at once."""
    rng = random.Random(2)
    articles = [
        make_article(
            number,
            site="a.example",
            url=rng.choice([None, "https://a.example/1", f"https://a.example/{number}"]),
            published_at=rng.choice([None, START, START + timedelta(days=rng.randrange(60))]),
            fetched_at=rng.choice([None, START, START + timedelta(days=number)]),
        )
        for number in range(120)
    ]
    for root in (tmp_path / "whole", tmp_path / "slices"):
        for day in range(4):
            write_articles(root, articles[day::4], name=f"{day}")
    list(compact(tmp_path / "whole"))
    monkeypatch.setattr(compaction, "SLICE_BYTES", most)
    slices: list[int] = []
    read_slices = compaction._Folder.read_slices

    def look(folder: compaction._Folder) -> Iterator[pa.Table]:
        for table in read_slices(folder):
            slices.append(table.num_rows)
            yield table

    monkeypatch.setattr(compaction._Folder, "read_slices", look)
    list(compact(tmp_path / "slices"))
    assert len(slices) > 5
    assert read_dataset(tmp_path / "slices").to_table() == read_dataset(tmp_path / "whole").to_table()


@pytest.mark.parametrize(
    ("counts", "groups"),
    [([], []), ([9], [(0, 0)]), ([1, 2, 3], [(0, 1), (2, 2)]), ([9, 1, 1, 9], [(0, 0), (1, 2), (3, 3)])],
)
def test_neighbours_are_grouped(counts: list[int], groups: list[tuple[int, int]]) -> None:
    assert list(compaction._group(counts, 3)) == groups


def test_the_latest_version_only(tmp_path: Path) -> None:
    old = make_article(1, title="old", published_at=START, fetched_at=START)
    new = make_article(
        1, title="new", published_at=START + timedelta(days=40), fetched_at=START + timedelta(1)
    )
    unknown = make_article(2, fetched_at=None)
    write_articles(tmp_path, [old, unknown], name="a")
    write_articles(tmp_path, [new, unknown], name="b")
    assert [done.rows for done in compact(tmp_path, versions="all")] == [(4, 4)]
    assert [done.rows for done in compact(tmp_path, versions="latest", fewest_parts=1)] == [(4, 2)]
    assert read(tmp_path) == [new, unknown]


def test_rejections_are_compacted_too(tmp_path: Path) -> None:
    rejected = [make_rejected(number) for number in range(4)]
    for number, each in enumerate(rejected):
        write_rejected(tmp_path, [each], name=f"{number}")
    (done,) = compact(tmp_path, "rejected")
    assert done.parts == (4, 1)
    assert list(table_to_rejected(read_dataset(tmp_path, "rejected").to_table())) == rejected
    with pytest.raises(LayoutError, match="only articles have versions"):
        list(compact(tmp_path, "rejected", versions="latest"))


def test_a_part_that_was_merged_is_not_written_again(tmp_path: Path) -> None:
    """A run that was killed after its part was in place, and before it noted so, makes the part again."""
    articles = make_days(tmp_path, ("a.example",))
    list(compact(tmp_path))
    write_articles(tmp_path, articles[:1], name="day-0")
    assert read(tmp_path) == articles
    write_articles(tmp_path, [make_article(999, site="a.example")], name="day-10")
    list(compact(tmp_path))
    for name in ("day-0", "day-10"):
        write_articles(tmp_path, articles[:1], name=name)
    assert len(read(tmp_path)) == 11
    assert len(list_parts(tmp_path)) == 1


def before_exchange(monkeypatch: pytest.MonkeyPatch, act: Callable[[], None]) -> None:
    """Lets something happen when the new folder is written and not yet in its place."""
    original = replacement.lock_dataset
    happened = []

    def lock(root: Path, *, alone: bool) -> object:
        if not happened:
            happened.append(True)
            act()
        return original(root, alone=alone)

    monkeypatch.setattr(replacement, "lock_dataset", lock)


def test_parts_that_come_meanwhile_are_taken_along(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    articles = make_days(tmp_path, ("a.example",))
    late = make_article(999, site="a.example")
    before_exchange(monkeypatch, lambda: void(write_articles(tmp_path, [late], name="late")))
    (done,) = compact(tmp_path)
    assert done.rows == (10, 10)
    assert read(tmp_path) == [*articles, late]
    assert len(list_parts(tmp_path)) == 2


def test_a_part_that_is_replaced_meanwhile_is_read_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_days(tmp_path, ("a.example",), days=2)
    changed = [make_article(500, site="a.example"), make_article(501, site="a.example")]
    before_exchange(monkeypatch, lambda: void(write_articles(tmp_path, changed, name="day-0")))
    (done,) = compact(tmp_path)
    assert done.rows == (3, 3)
    assert read(tmp_path)[1:] == changed


def test_a_folder_that_never_rests_is_left_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    articles = make_days(tmp_path, ("a.example",), days=2)
    places = iter(range(1000))
    monkeypatch.setattr(replacement, "_identify", lambda path: (next(places), 0, 0))
    with pytest.raises(ChangedError, match="replaced meanwhile"):
        list(compact(tmp_path))
    assert read(tmp_path) == articles
    assert list((tmp_path / "_unfinished").iterdir()) == []


def void(_: object) -> None:
    """For lambdas that are to return nothing."""


def test_a_reader_never_sees_too_much_or_too_little(tmp_path: Path) -> None:
    """Counts while folders are exchanged; a listing that has become stale is told so and made again."""
    make_days(tmp_path, ("a.example",))
    counts: set[int] = set()
    stop = threading.Event()

    def count() -> None:
        while not stop.is_set():
            try:
                counts.add(read_dataset(tmp_path).to_table(columns=["id"]).num_rows)
            except FileNotFoundError:
                continue

    reader = threading.Thread(target=count)
    reader.start()
    for _ in range(25):
        list(compact(tmp_path, fewest_parts=1))
    stop.set()
    reader.join()
    assert counts == {10}


KILLED = """
import os, signal, sys
from cleaners.corpus import compact
calls = 0
def kill(frame, event, argument):
    global calls
    calls += event in ("call", "c_call")
    if calls == int(sys.argv[2]):
        os.kill(os.getpid(), signal.SIGKILL)
sys.setprofile(kill)
list(compact(sys.argv[1], fewest_parts=1))
sys.setprofile(None)
print(calls)
"""


def run_killed(root: Path, moment: int) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", KILLED, root, str(moment)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_killed_at_any_moment_nothing_is_lost_and_nothing_is_there_twice(tmp_path: Path) -> None:
    articles = make_days(tmp_path, days=4)
    calls = int(run_killed(tmp_path, 0).stdout)
    rng = random.Random(6)
    killed = 0
    for moment in [rng.randrange(1, calls) for _ in range(5)]:
        killed += run_killed(tmp_path, moment).returncode == -signal.SIGKILL
        assert read(tmp_path) == articles, moment
    # One part is sooner compacted than four, so the latest of the moments may never come.
    assert killed >= 2
    assert run_killed(tmp_path, 0).returncode == 0
    assert read(tmp_path) == articles
    assert list((tmp_path / "_unfinished").iterdir()) == []


def test_two_compactions_at_once(tmp_path: Path) -> None:
    make_days(tmp_path)
    first = compact(tmp_path)
    next(first)
    with pytest.raises(LayoutError, match="another compaction"):
        next(compact(tmp_path))
    assert len(list(first)) == 1


def test_what_is_not_local_needs_a_place_for_its_lock() -> None:
    with pytest.raises(LayoutError, match="name a local folder for the state"):
        next(compact("memory://corpus"))


def test_a_filesystem_that_cannot_exchange_keeps_what_it_has(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    articles = make_days(tmp_path, ("a.example",), days=2)
    monkeypatch.setattr(exchange.sys, "platform", "plan9")
    with pytest.raises(exchange.ExchangeError, match="cannot exchange"):
        list(compact(tmp_path))
    assert read(tmp_path) == articles
    with pytest.raises(exchange.ExchangeError):
        exchange.exchange_folders(tmp_path / "a", tmp_path / "b")


def test_exchanging_what_is_not_there(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    with pytest.raises(exchange.ExchangeError, match="No such file"):
        exchange.exchange_folders(tmp_path / "a", tmp_path / "b")
    assert os.listdir(tmp_path) == ["a"]
