"""Processes that can be killed, and what becomes of the task that was in them."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from cleaners.page.article import Reason
from crawler import workers
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


def run(*tasks: Callable[[Workers], Awaitable[Any]]) -> list[Any]:
    """What comes of tasks, one after another, of a pool of one process."""

    async def in_turn() -> list[Any]:
        pool = Workers(1, seconds=1.5, mebibytes=1024)
        try:
            return [await task(pool) for task in tasks]
        finally:
            await pool.stop()

    return asyncio.run(in_turn())


async def double_21(pool: Workers) -> int:
    return await pool.run(double, 21)


def error_of(function: Callable[..., Any], *args: Any) -> Callable[[Workers], Awaitable[WorkError]]:
    async def task(pool: Workers) -> WorkError:
        with pytest.raises(WorkError) as caught:
            await pool.run(function, *args)
        return caught.value

    return task


def test_many_tasks_at_once() -> None:
    def all_of_them(pool: Workers) -> Awaitable[list[int]]:
        return asyncio.gather(*(pool.run(double, number) for number in range(50)))

    assert run(all_of_them) == [[number * 2 for number in range(50)]]


def test_large_values_travel() -> None:
    text = "ورّاق" * 1_000_000
    assert run(lambda pool: pool.run(str.join, "", [text, text])) == [text * 2]


def test_a_wedged_task_is_killed_and_the_next_one_runs() -> None:
    error, value = run(error_of(wedge), double_21)
    assert error.reason is Reason.TIMEOUT
    assert value == 42


def test_a_process_that_dies_on_both_tries_is_named() -> None:
    error, value = run(error_of(die, signal.SIGSEGV), double_21)
    assert error.reason is Reason.CRASHED
    assert "SIGSEGV" in error.detail
    assert value == 42


def test_a_process_that_ends_is_named() -> None:
    error, value = run(error_of(os._exit, 7), double_21)
    assert error.detail == "the process ended with 7"
    assert value == 42


def test_a_process_killed_once_is_no_fault_of_the_page(tmp_path: Path) -> None:
    assert run(lambda pool: pool.run(die_once, f"{tmp_path}/marker")) == ["second try"]


def test_a_process_is_replaced_when_it_is_used_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "TASKS_PER_PROCESS", 2)
    first, second, third = run(*[lambda pool: pool.run(session)] * 3)
    assert first == second != third


def test_memory_is_limited() -> None:
    error, value = run(error_of(fill_memory), double_21)
    assert error.reason is Reason.CRASHED
    assert "1024 MiB" in error.detail
    assert value == 42


def test_what_runs_in_a_process_is_light() -> None:
    """pyarrow alone reserves more than a page may take, and every process would pay for Scrapy."""
    heavy = "{'pyarrow', 'scrapy', 'twisted'}"
    probe = f"import sys, crawler.packing; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_what_the_function_raises_is_raised() -> None:
    async def task(pool: Workers) -> None:
        with pytest.raises(ValueError, match="a bug"):
            await pool.run(fail)

    assert run(task, double_21) == [None, 42]


def test_processes_have_a_session_of_their_own() -> None:
    process, own_session = run(lambda pool: pool.run(session))[0]
    assert process == own_session != os.getsid(0)


@pytest.mark.parametrize("seconds", [0.0, 0.3], ids=["before a process took it", "under way"])
def test_a_task_that_a_stop_overtakes_is_not_called_bad(seconds: float) -> None:
    async def stop_meanwhile() -> None:
        pool = Workers(1, seconds=60, mebibytes=1024)
        tasks = [asyncio.ensure_future(pool.run(wedge)) for _ in range(3)]
        await asyncio.sleep(seconds)
        await pool.stop()
        for task in tasks:
            with pytest.raises(WorkersStoppedError):
                await asyncio.wait_for(task, 20)
        with pytest.raises(WorkersStoppedError):
            await pool.run(double, 1)

    asyncio.run(stop_meanwhile())


def test_no_process_outlives_a_run_that_is_killed() -> None:
    code = (
        "import asyncio, os, signal, crawler.workers\n"
        "from tests.crawler.test_workers import session\n"
        "async def go():\n"
        "    pool = crawler.workers.Workers(1, seconds=60, mebibytes=1024)\n"
        "    print((await pool.run(session))[0], flush=True)\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
        "if __name__ == '__main__':\n"
        "    asyncio.run(go())\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    process = int(done.stdout)
    for _ in range(100):
        if not Path(f"/proc/{process}").exists():
            return
        time.sleep(0.1)
    pytest.fail("it is still there")
