"""Processes that can be killed, and what becomes of the task that was in them."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest

from cleaners.page.article import Reason
from crawler.workers import WorkError, Workers, WorkersStoppedError


def double(number: int) -> int:
    return number * 2


def wedge() -> None:
    while True:
        time.sleep(60)


def die(number: int) -> None:
    os.kill(os.getpid(), number)
    time.sleep(60)


def fill_memory() -> int:
    return len(bytes(1) * (2 << 30))


def fail() -> None:
    raise ValueError("a bug")


def die_once(marker: str) -> str:
    if not os.path.exists(marker):
        open(marker, "w").close()
        os.kill(os.getpid(), signal.SIGKILL)
    return "second try"


def session() -> tuple[int, int]:
    return os.getpid(), os.getsid(0)


@pytest.fixture(scope="module")
def workers() -> Iterator[Workers]:
    pool = Workers(1, seconds=1.5, mebibytes=1024)
    yield pool
    pool.stop()


def test_a_task_gives_its_value(workers: Workers) -> None:
    assert asyncio.run(workers.run(double, 21)) == 42


def test_many_tasks_at_once(workers: Workers) -> None:
    async def all_of_them() -> list[int]:
        return await asyncio.gather(*(workers.run(double, number) for number in range(50)))

    assert asyncio.run(all_of_them()) == [number * 2 for number in range(50)]


def test_a_wedged_task_is_killed_and_the_next_one_runs(workers: Workers) -> None:
    with pytest.raises(WorkError) as caught:
        asyncio.run(workers.run(wedge))
    assert caught.value.reason is Reason.TIMEOUT
    assert asyncio.run(workers.run(double, 1)) == 2


def test_a_process_that_dies_on_both_tries_is_named(workers: Workers) -> None:
    with pytest.raises(WorkError, match="SIGSEGV") as caught:
        asyncio.run(workers.run(die, signal.SIGSEGV))
    assert caught.value.reason is Reason.CRASHED
    assert asyncio.run(workers.run(double, 1)) == 2


def test_a_process_killed_once_is_no_fault_of_the_page(workers: Workers, tmp_path: object) -> None:
    assert asyncio.run(workers.run(die_once, f"{tmp_path}/marker")) == "second try"


def test_memory_is_limited(workers: Workers) -> None:
    with pytest.raises(WorkError, match="1024 MiB") as caught:
        asyncio.run(workers.run(fill_memory))
    assert caught.value.reason is Reason.CRASHED


def test_what_runs_in_a_process_is_light() -> None:
    """pyarrow alone reserves more than a page may take, and every process would pay for Scrapy."""
    heavy = "{'pyarrow', 'scrapy', 'twisted'}"
    probe = f"import sys, crawler.packing; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_what_the_function_raises_is_raised(workers: Workers) -> None:
    with pytest.raises(ValueError, match="a bug"):
        asyncio.run(workers.run(fail))


def test_processes_have_a_session_of_their_own(workers: Workers) -> None:
    process, own_session = asyncio.run(workers.run(session))
    assert process == own_session != os.getsid(0)


@pytest.mark.parametrize("seconds", [0.0, 0.3], ids=["before a process took it", "under way"])
def test_a_task_that_a_stop_overtakes_is_not_called_bad(seconds: float) -> None:
    pool = Workers(1, seconds=60, mebibytes=1024)

    async def stop_meanwhile() -> None:
        task = asyncio.ensure_future(pool.run(wedge))
        await asyncio.sleep(seconds)
        await asyncio.to_thread(pool.stop)
        await asyncio.wait_for(task, 20)

    with pytest.raises((WorkersStoppedError, asyncio.CancelledError)):
        asyncio.run(stop_meanwhile())
