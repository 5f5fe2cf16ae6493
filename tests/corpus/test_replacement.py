"""Compaction, dedup and the second pass where folders cannot be exchanged: the same as on a local disk, whatever
happens when.
"""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.dataset as ds
import pytest
from pyarrow import fs as pafs

from cleaners.corpus import (
    LayoutError,
    Root,
    clear_unfinished,
    compact,
    list_parts,
    open_root,
    read_dataset,
    remote,
    replacement,
    table_to_articles,
    write_articles,
)
from cleaners.corpus.compaction import ChangedError, Compacted
from cleaners.corpus.dedup import mark_dataset
from cleaners.corpus.duplicates import DuplicateIndex
from cleaners.corpus.furniture import separate_dataset
from cleaners.corpus.layout import UNFINISHED
from cleaners.corpus.listing import list_all
from cleaners.corpus.markers import Marker, put_marker, read_marker
from cleaners.corpus.parts import Location
from cleaners.page.article import Article
from tests.corpus.samples import make_article
from tests.corpus.stores import make_bucket, make_memory, serve_s3
from tests.corpus.test_compaction import make_days
from tests.corpus.test_dedup import copy
from tests.corpus.test_duplicates import LEAD, OTHER, QUOTATION
from tests.corpus.test_repeated import write_sites
from tests.corpus.watched import CHANGES, QUESTIONS, KilledError, kill_at, once_at, watch

SITE, FOLDER = "a.example", "host=a.example"


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    yield from serve_s3()


@pytest.fixture(params=["memory", "s3"])
def url(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    if request.param == "memory":
        return make_memory()
    return make_bucket(request.getfixturevalue("endpoint"), monkeypatch)


@pytest.fixture
def memory(monkeypatch: pytest.MonkeyPatch) -> Root:
    """Where each step is taken after the other, so that they can be numbered."""
    monkeypatch.setattr(remote, "ASKED_AT_ONCE", 1)
    return open_root(make_memory())


def rows(root: Location) -> list[dict[str, Any]]:
    """In the order of parts, so that row for row is compared."""
    table = read_dataset(root).to_table()
    assert isinstance(table, pa.Table)
    found: list[dict[str, Any]] = table.to_pylist()
    return found


def read(root: Location) -> list[Article]:
    return sorted(table_to_articles(read_dataset(root).to_table()), key=lambda article: article.id)


def ids(root: Location) -> list[str]:
    return sorted(read_dataset(root).to_table(columns=["id"]).column("id").to_pylist())


def files(root: Location) -> list[str]:
    """All files of a dataset but its markers, below its root."""
    opened = open_root(root)
    selector = pafs.FileSelector(opened.path, recursive=True)
    found: list[Any] = [each for each in opened.filesystem.get_file_info(selector) if each.is_file]
    names = [each.path.removeprefix(opened.path).lstrip("/") for each in found]
    return sorted(name for name in names if not name.startswith("_"))


def is_clean(root: Location) -> bool:
    """Whether nothing lies there that readers do not see, and nothing unfinished."""
    opened = open_root(root)
    selector = pafs.FileSelector(opened.join(UNFINISHED), recursive=True, allow_not_found=True)
    left: list[Any] = [each for each in opened.filesystem.get_file_info(selector) if each.is_file]
    return not left and sorted(list_all(opened, "articles")) == list_parts(opened)


def count(root: Root, kind: frozenset[str], work: Callable[[Root], object]) -> int:
    """The steps that some work takes."""
    watched, handler = watch(root, kind, lambda step: None)
    work(watched)
    return handler.count


def test_the_same_as_on_a_local_disk(url: str, tmp_path: Path) -> None:
    for root in (tmp_path / "local", url):
        make_days(root)
    local = list(compact(tmp_path / "local", state=tmp_path))
    assert local == list(compact(url, state=tmp_path))
    assert local == [Compacted(FOLDER, (10, 1), (10, 10)), Compacted("host=~none", (10, 1), (10, 10))]
    assert rows(url) == rows(tmp_path / "local")
    assert is_clean(url)
    assert list(compact(url, state=tmp_path)) == []
    for root in (tmp_path / "local", url):
        write_articles(root, [make_article(0, site=SITE, title="new", fetched_at=None)], name="late")
        (done,) = compact(root, versions="latest", state=tmp_path)
        assert done.parts == (2, 1)
    assert rows(url) == rows(tmp_path / "local")


def test_duplicates_are_marked_there(url: str, tmp_path: Path) -> None:
    for root, name in ((tmp_path / "local", "l.db"), (url, "u.db")):
        with DuplicateIndex(tmp_path / name) as index:
            write_articles(root, [copy(1, SITE, LEAD, 2), copy(2, "b.example", OTHER, 2)], name="monday")
            late = [copy(3, "b.example", f"{LEAD}\n{QUOTATION}", 1), copy(4, "c.example", LEAD, 3)]
            write_articles(root, late, name="tuesday")
            assert len(list(mark_dataset(root, index, state=tmp_path))) == 3
            assert list(mark_dataset(root, index, state=tmp_path)) == []
            write_articles(root, [copy(5, "d.example", LEAD, 9)], name="wednesday")
            assert [done.folder for done in mark_dataset(root, index, state=tmp_path)] == ["host=d.example"]
    assert rows(url) == rows(tmp_path / "local")
    assert is_clean(url)


def test_repeated_lines_are_separated_there(url: str, tmp_path: Path) -> None:
    for root in (tmp_path / "local", url):
        write_sites(root)
        assert [done.folder for done in separate_dataset(root, state=tmp_path)] == [FOLDER]
        assert list(separate_dataset(root, state=tmp_path)) == []
    assert rows(url) == rows(tmp_path / "local")


def test_a_state_folder_is_held_by_one(url: str, tmp_path: Path) -> None:
    make_days(url, days=2)
    first = compact(url, state=tmp_path)
    next(first)
    with pytest.raises(LayoutError, match="another compaction"):
        next(compact(url, state=tmp_path))
    assert len(list(first)) == 1


def test_killed_at_every_step(memory: Root, tmp_path: Path) -> None:
    """Steps are changes of the filesystem; none is taken after the kill, those that tidy up among them."""
    articles = make_days(memory, (SITE,), days=3)
    killed = 0
    for moment in range(1_000):
        watched, handler = watch(memory, CHANGES, kill_at(moment))
        try:
            list(compact(watched, fewest_parts=1, state=tmp_path))
        except KilledError:
            killed += 1
        assert read(memory) == articles, moment
        if handler.count <= moment:
            break
    # All steps of a compaction of one part: the first kills leave three.
    assert killed > 12
    assert is_clean(memory)


def test_killed_and_run_again_it_is_as_one_that_was_not(memory: Root, tmp_path: Path) -> None:
    make_days(memory, (SITE, "b.example"), days=3)
    list(compact(memory, state=tmp_path))
    for moment in range(1_000):
        root = open_root(make_memory())
        make_days(root, (SITE, "b.example"), days=3)
        watched, handler = watch(root, CHANGES, kill_at(moment))
        with suppress(KilledError):
            list(compact(watched, state=tmp_path))
        if handler.count <= moment:
            break
        list(compact(root, state=tmp_path))
        assert rows(root) == rows(memory), moment
        assert is_clean(root)
        assert len(files(root)) == 2
    assert moment > 25


def test_killed_on_s3(endpoint: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The steps that a store takes otherwise: copies in place of moves."""
    monkeypatch.setattr(remote, "ASKED_AT_ONCE", 1)
    root = open_root(make_bucket(endpoint, monkeypatch))
    articles = make_days(root, (SITE,), days=2)
    for moment in range(1_000):
        watched, handler = watch(root, CHANGES - {"create_dir"}, kill_at(moment))
        assert watched.is_object_store
        try:
            list(compact(watched, fewest_parts=1, state=tmp_path))
        except KilledError:
            assert read(root) == articles, moment
        else:
            break
    assert handler.count == moment >= 5
    assert read(root) == articles
    assert is_clean(root)


KILLED = """
import os, signal, sys
from pathlib import Path
from cleaners.corpus import compact, replacement
put, calls = replacement.put_marker, 0
def kill(*arguments):
    global calls
    put(*arguments)
    calls += 1
    if calls == int(sys.argv[2]):
        os.kill(os.getpid(), signal.SIGKILL)
replacement.put_marker = kill
list(compact(sys.argv[1], state=Path(sys.argv[3])))
"""


@pytest.mark.parametrize("moment", [1, 2])
def test_a_process_that_is_killed(
    endpoint: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moment: int
) -> None:
    url = make_bucket(endpoint, monkeypatch)
    articles = make_days(url, (SITE,), days=2)
    done = subprocess.run([sys.executable, "-c", KILLED, url, str(moment), tmp_path], timeout=60, check=False)
    assert done.returncode == -signal.SIGKILL
    assert read(url) == articles
    assert not is_clean(url)
    list(compact(url, state=tmp_path))
    assert read(url) == articles
    assert is_clean(url)


def test_a_reader_at_every_step_sees_each_row_once(memory: Root, tmp_path: Path) -> None:
    make_days(memory, days=3)
    expected = ids(memory)
    seen: list[list[str]] = []
    steps = CHANGES | QUESTIONS
    watched, handler = watch(memory, steps, lambda step: seen.append(ids(memory)))
    list(compact(watched, state=tmp_path))
    assert len(seen) == handler.count > 50
    assert all(each == expected for each in seen)


def test_compactions_at_every_step_of_a_reader(memory: Root, tmp_path: Path) -> None:
    """Whole ones, so that a reader finds things before and after as if nothing had happened in between."""
    make_days(memory, days=2)
    expected = ids(memory)
    steps = count(memory, QUESTIONS, lambda root: list_parts(root))
    for moment in range(steps + 20):
        reader, _ = watch(
            memory, QUESTIONS, once_at(moment, lambda: list(compact(memory, fewest_parts=1, state=tmp_path)))
        )
        try:
            assert ids(reader) == expected, moment
        except FileNotFoundError:
            # Listed before the compaction, opened after it.
            assert moment > 3
            assert ids(reader) == expected


def test_a_reader_while_folders_are_compacted(
    endpoint: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = make_bucket(endpoint, monkeypatch)
    make_days(url, days=3)
    counts: set[int] = set()
    stop = threading.Event()

    def look() -> None:
        while not stop.is_set():
            # A file that is deleted before it is opened, or between its opening and its reading.
            with suppress(OSError):
                counts.add(read_dataset(url).to_table(columns=["id"]).num_rows)

    reader = threading.Thread(target=look)
    reader.start()
    for _ in range(4):
        list(compact(url, fewest_parts=1, state=tmp_path))
    stop.set()
    reader.join()
    assert counts == {6}


def write_day(root: Location, articles: list[Article]) -> None:
    """As a run that was killed after it wrote the part and before it noted so: once more, under the same name."""
    write_articles(root, articles[:1], name="day-0")


def test_a_part_that_is_written_again_at_every_step(memory: Root, tmp_path: Path) -> None:
    steps = 200
    for moment in range(steps):
        root = open_root(make_memory())
        articles = make_days(root, (SITE,), days=2)
        watched, handler = watch(
            root,
            CHANGES | QUESTIONS,
            once_at(moment, lambda r=root, a=articles: write_day(r, a)),  # type: ignore[misc]
        )
        list(compact(watched, state=tmp_path))
        assert read(root) == articles, moment
        write_day(root, articles)
        list(compact(root, fewest_parts=1, state=tmp_path))
        assert read(root) == articles, moment
        assert is_clean(root)
        if handler.count <= moment:
            break
    assert 30 < moment < steps - 1


@pytest.mark.parametrize("is_killed", [False, True])
def test_a_compaction_at_every_step_of_a_writer(memory: Root, tmp_path: Path, is_killed: bool) -> None:
    """And the writer killed at the step after it: what he wrote too late is never seen, and cleared away."""
    for moment in range(200):
        root = open_root(make_memory())
        articles = make_days(root, (SITE,), days=2)

        def act(step: int, moment: int = moment, root: Root = root) -> None:
            if step == moment:
                list(compact(root, state=tmp_path))
            if is_killed and step > moment:
                raise KilledError

        writer, handler = watch(root, CHANGES | QUESTIONS, act)
        try:
            write_day(writer, articles)
        except KilledError:
            pass
        else:
            assert is_clean(root) or is_killed
        assert read(root) == articles, moment
        list(compact(root, fewest_parts=1, state=tmp_path))
        # What every writer does of his own when he begins.
        clear_unfinished(root, "day-0")
        assert read(root) == articles
        assert is_clean(root)
        if handler.count <= moment:
            break
    assert 5 < moment < 199


def test_a_part_that_was_merged_does_not_come_back(url: str, tmp_path: Path) -> None:
    articles = make_days(url, (SITE,), days=3)
    list(compact(url, state=tmp_path))
    write_day(url, articles)
    write_articles(url, [make_article(999, site=SITE)], name="day-10")
    list(compact(url, state=tmp_path))
    for name in ("day-0", "day-10"):
        write_articles(url, articles[:1], name=name)
    assert len(read(url)) == 4
    assert len(files(url)) == 1


def test_a_part_that_comes_meanwhile_stays(memory: Root, tmp_path: Path) -> None:
    late = make_article(999, site=SITE)
    for moment in range(200):
        root = open_root(make_memory())
        articles = make_days(root, (SITE,), days=2)
        act = once_at(moment, lambda r=root: write_articles(r, [late], name="late"))  # type: ignore[misc]
        watched, handler = watch(root, CHANGES | QUESTIONS, act)
        list(compact(watched, state=tmp_path))
        if handler.count <= moment:
            break
        assert read(root) == [*articles, late], moment
        assert is_clean(root)


def test_a_part_that_is_replaced_meanwhile_is_read_again(memory: Root, tmp_path: Path) -> None:
    make_days(memory, (SITE,), days=2)
    changed = [make_article(500, site=SITE), make_article(501, site=SITE)]
    act = once_at(3, lambda: write_articles(memory, changed, name="day-0"))
    # The staged part's upload is among the first changes, and the marker's after it.
    (done,) = compact(watch(memory, CHANGES, act)[0], state=tmp_path)
    assert done.rows == (3, 3)
    assert read(memory)[1:] == changed
    assert is_clean(memory)


def test_a_store_that_fails_while_a_part_is_replaced(
    memory: Root, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was copied before is not seen when the second try begins with a marker of its own."""
    make_days(memory, (SITE,), days=2)
    changed = [make_article(500, site=SITE), make_article(501, site=SITE)]
    place_file = replacement.place_file
    failed: list[bool] = []

    def fail_once(*arguments: Any) -> None:
        place_file(*arguments)
        if not failed:
            failed.append(True)
            write_articles(memory, changed, name="day-0")
            raise OSError("the store is busy")

    monkeypatch.setattr(replacement, "place_file", fail_once)
    (done,) = compact(memory, state=tmp_path)
    assert done.rows == (3, 3)
    assert read(memory)[1:] == changed
    assert is_clean(memory)


def test_a_folder_that_never_rests_is_left_as_it_is(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    articles = make_days(url, (SITE,), days=2)
    places = iter(range(1000))
    monkeypatch.setattr("cleaners.corpus.replacement.fingerprint", lambda *_: str(next(places)))
    with pytest.raises(ChangedError, match="replaced meanwhile"):
        list(compact(url, state=tmp_path))
    assert read(url) == articles
    assert is_clean(url)


def test_another_machine_that_compacts_is_seen(memory: Root, tmp_path: Path) -> None:
    articles = make_days(memory, (SITE,), days=2)
    for moment in range(200):
        act = once_at(moment, lambda: list(compact(memory, fewest_parts=1, state=tmp_path / "other")))
        watched, handler = watch(memory, CHANGES | QUESTIONS, act)
        try:
            list(compact(watched, fewest_parts=1, state=tmp_path))
        except (ChangedError, FileNotFoundError):
            pass
        else:
            if handler.count <= moment:
                break
        assert set(ids(memory)) == {article.id for article in articles}, moment


def test_a_dataset_that_was_compacted_on_a_local_disk_first(memory: Root, tmp_path: Path) -> None:
    """And then copied: what it merged is known from its parts."""
    articles = make_days(tmp_path / "local", (SITE,), days=2)
    list(compact(tmp_path / "local"))
    (part,) = list_parts(tmp_path / "local")
    where = memory.join("articles", FOLDER)
    memory.filesystem.create_dir(where, recursive=True)
    with memory.filesystem.open_output_stream(f"{where}/{Path(part).name}") as stream:
        stream.write(Path(part).read_bytes())
    write_day(memory, articles)
    assert read(memory) == articles
    list(compact(memory, fewest_parts=1, state=tmp_path))
    write_day(memory, articles)
    assert read(memory) == articles
    assert is_clean(memory)


def test_what_readers_with_a_pattern_see(memory: Root, tmp_path: Path) -> None:
    """Old and new parts from the first copy to the last deletion: the docs say so."""
    make_days(memory, (SITE,), days=2)
    seen: list[int] = []

    def look(_: int) -> None:
        paths = list_all(memory, "articles")
        seen.append(ds.dataset(paths, format="parquet", filesystem=memory.filesystem).count_rows())

    list(compact(watch(memory, CHANGES, look)[0], state=tmp_path))
    assert (seen[0], max(seen), seen[-1]) == (2, 4, 2)


def test_a_marker_that_is_replaced_while_it_is_read(memory: Root, monkeypatch: pytest.MonkeyPatch) -> None:
    """A reader asks for its size, and then for so many bytes; of a longer one it gets the beginning."""
    markers = [
        Marker("writing", frozenset({"x"}), frozenset()),
        Marker("done", frozenset({"x"}), frozenset("abc")),
    ]
    put_marker(memory, "articles", FOLDER, markers[0])
    path = memory.join("_compacting", "articles", f"{FOLDER}.json")
    size = memory.filesystem.get_file_info(path).size
    put_marker(memory, "articles", FOLDER, markers[1])
    whole = memory.filesystem.open_input_stream(path).read()

    def write(text: bytes) -> None:
        with memory.filesystem.open_output_stream(path) as stream:
            stream.write(text)

    write(whole[:size])
    reader, _ = watch(memory, QUESTIONS, once_at(1, lambda: write(whole)))
    assert read_marker(reader, "articles", FOLDER) == markers[1]


def test_a_marker_that_is_none(memory: Root) -> None:
    make_days(memory, (SITE,), days=1)
    put_marker(memory, "articles", FOLDER, Marker("done", frozenset({"x"}), frozenset({"y"})))
    assert read_marker(memory, "articles", FOLDER) == Marker("done", frozenset({"x"}), frozenset({"y"}))
    path = memory.join("_compacting", "articles", f"{FOLDER}.json")
    for text in (b"{", b"[]", b"{}"):
        with memory.filesystem.open_output_stream(path) as stream:
            stream.write(text)
        with pytest.raises(LayoutError, match="no marker"):
            list_parts(memory)


def test_readers_of_a_local_disk_ask_nothing_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_days(tmp_path, (SITE,), days=2)
    monkeypatch.setattr("cleaners.corpus.listing.list_files", None)
    monkeypatch.setattr("cleaners.corpus.listing.read_markers", None)
    assert len(list_parts(tmp_path)) == 2
    assert list_parts(tmp_path, "articles", FOLDER) == list_parts(tmp_path)
