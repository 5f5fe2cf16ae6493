"""The dataset in the making: lock, parts, and what a kill between two steps leaves."""

from __future__ import annotations

import asyncio
import json
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from cleaners.corpus.parts import read_dataset
from cleaners.page.article import Article, Reason, Rejected
from crawler import dataset as dataset_module
from crawler.dataset import (
    PART_MEBIBYTES,
    Dataset,
    DatasetBusyError,
    DatasetError,
    DiskFullError,
    store_folder,
)
from crawler.store import Found, Look, State
from crawler.workers import Workers

HOLD = """
import sys, time
from crawler.dataset import Dataset
held = Dataset(sys.argv[1])
print("on", flush=True)
time.sleep(60)
"""


def open_dataset(root: Path) -> Dataset:
    return Dataset(str(root))


def put(dataset: Dataset, *records: Article | Rejected) -> None:
    """Commit records as a crawl does."""
    store = dataset.store
    with store.transaction():
        run = store.runs.begin({}, now=1.0)[0].id
        store.frontier.add("example.com", [Found(str(record.url)) for record in records], run=run, now=1.0)
        tasks = store.frontier.claim("example.com", len(records))
    for task, record in zip(tasks, records, strict=True):
        store.settle(run, task, Look(state=State.DONE), record=record, now=1.0)


def write(dataset: Dataset) -> int:
    """Write parts as a crawl does."""

    async def beside() -> int:
        writer = Workers(1, seconds=60, mebibytes=PART_MEBIBYTES)
        try:
            return await dataset.write_promised(writer)
        finally:
            await writer.stop()

    return asyncio.run(beside())


def article(name: str, site: str = "example.com") -> Article:
    return Article(id=name, url=f"https://{site}/{name}", site=site, text=f"نص {name}")


def ids(root: Path) -> list[str]:
    return sorted(read_dataset(str(root)).to_table(columns=["id"]).column("id").to_pylist())


def test_records_reach_the_dataset_once(tmp_path: Path) -> None:
    dataset = open_dataset(tmp_path)
    put(
        dataset,
        article("a"),
        article("b"),
        Rejected(url="https://example.com/u", site="example.com", reason=Reason.TIMEOUT),
    )
    for _ in range(2):
        dataset.promise_parts()
        write(dataset)
    dataset.close()
    assert ids(tmp_path) == ["a", "b"]
    assert read_dataset(str(tmp_path), "rejected").count_rows() == 1


def test_few_records_wait_for_more(tmp_path: Path) -> None:
    dataset = open_dataset(tmp_path)
    put(dataset, article("a"), article("b"))
    dataset.promise_parts(rows=3)
    assert write(dataset) == 0
    put(dataset, article("c"))
    dataset.promise_parts(rows=3)
    assert write(dataset) == 1
    dataset.close()
    assert ids(tmp_path) == ["a", "b", "c"]


def test_what_stops_the_writer_stops_the_part_and_loses_nothing(tmp_path: Path) -> None:
    dataset = open_dataset(tmp_path)
    put(dataset, *(article(f"{number:03d}") for number in range(101)))
    dataset.promise_parts()
    (tmp_path / "articles").write_text("in the way")
    with pytest.raises(OSError, match="articles"):
        write(dataset)
    (tmp_path / "articles").unlink()
    write(dataset)
    dataset.close()
    assert len(ids(tmp_path)) == 101


@pytest.mark.parametrize("step", ["promised", "written"])
def test_a_part_cut_off_is_made_again_on_the_next_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    dataset = open_dataset(tmp_path)
    put(dataset, article("a"), article("b"))
    dataset.promise_parts()
    if step == "written":
        monkeypatch.setattr(Dataset, "_strike", lambda self, part: (_ for _ in ()).throw(SystemExit))
        with pytest.raises(SystemExit):
            write(dataset)
        monkeypatch.undo()
        assert ids(tmp_path) == ["a", "b"]
    dataset.close()
    open_dataset(tmp_path).close()
    assert ids(tmp_path) == ["a", "b"]
    assert len(list(tmp_path.glob("articles/*/*.parquet"))) == 1


def test_a_record_that_does_not_fit_is_kept_among_the_rejected(tmp_path: Path) -> None:
    dataset = open_dataset(tmp_path)
    put(dataset, article("a"), Article(id="b", url="https://example.com/b", text="x", word_count=1 << 40))
    dataset.promise_parts()
    write(dataset)
    dataset.close()
    assert ids(tmp_path) == ["a"]
    (row,) = read_dataset(str(tmp_path), "rejected").to_table().to_pylist()
    assert row["reason"] == "crashed"
    assert "word_count" in row["detail"]


def test_a_second_run_is_told_who_holds_the_dataset(tmp_path: Path) -> None:
    dataset = open_dataset(tmp_path)
    with pytest.raises(DatasetBusyError, match=r"another run is on \(process \d+ on .+, since 20\d\d-"):
        open_dataset(tmp_path)
    dataset.close()
    open_dataset(tmp_path).close()


def test_the_lock_of_a_killed_run_is_taken_over(tmp_path: Path) -> None:
    holder = subprocess.Popen([sys.executable, "-c", HOLD, str(tmp_path)], stdout=subprocess.PIPE)
    with holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"on\n"
        with pytest.raises(DatasetBusyError):
            open_dataset(tmp_path)
        holder.send_signal(signal.SIGKILL)
        holder.wait()
    open_dataset(tmp_path).close()


def test_a_torn_owner_note_does_not_matter(tmp_path: Path) -> None:
    dataset = open_dataset(tmp_path)
    (tmp_path / "run.lock").write_text('{"pid": 1,')
    with pytest.raises(DatasetBusyError, match=r"another run is on$"):
        open_dataset(tmp_path)
    dataset.close()


def test_shards_have_stores_of_their_own_in_one_dataset(tmp_path: Path) -> None:
    shards = [Dataset(str(tmp_path), shard=(number, 2)) for number in (1, 2)]
    for name, shard in zip("ab", shards, strict=True):
        put(shard, article(name))
        shard.promise_parts()
        write(shard)
        shard.close()
    assert ids(tmp_path) == ["a", "b"]


def test_a_dataset_far_away_needs_a_store_here(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="--store"):
        store_folder("s3://bucket/x", None, None)
    assert store_folder("s3://bucket/x", str(tmp_path), (2, 8)) == tmp_path / "shard-2-of-8"


def test_a_folder_that_cannot_be_made_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(DatasetError, match="file"):
        open_dataset(tmp_path / "file" / "below")


def test_too_little_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    dataset = open_dataset(tmp_path)
    dataset.check_room(0)
    usage = shutil.disk_usage(tmp_path)
    monkeypatch.setattr(dataset_module.shutil, "disk_usage", lambda _: usage._replace(free=5 << 20))
    with pytest.raises(DiskFullError, match="5 MiB free, below the floor of 6 MiB"):
        dataset.check_room(6)
    dataset.check_room(5)
    dataset.close()


def test_the_owner_note_names_the_process(tmp_path: Path) -> None:
    dataset = open_dataset(tmp_path)
    assert json.loads((tmp_path / "run.lock").read_text())["pid"] > 0
    dataset.close()
