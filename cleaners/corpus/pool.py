"""Pages are cleaned in processes that can be killed: no page holds a run, none takes it down.

Pages travel in batches, and what a batch becomes is made ready where it is cleaned: the process that reads and
writes would hold the others up else.
"""

from __future__ import annotations

import multiprocessing
import os
import re
import resource
import signal
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import Future
from concurrent.futures import TimeoutError as TaskTimeoutError
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import pyarrow as pa
from pebble import ProcessExpired, ProcessPool

from cleaners.corpus.cleaning import Record, clean_page, reject_page
from cleaners.corpus.inputs import SavedPage
from cleaners.page.article import Reason

T = TypeVar("T")
Pack = Callable[[Sequence[SavedPage], Sequence[Record]], T]
"""Makes of pages and their records what the caller takes; a function of a module."""
MEBIBYTE = 1 << 20
BATCH_PAGES, BATCH_BYTES = 32, MEBIBYTE
"""Of a batch: about a third of a second's work."""
_TASKS_PER_PROCESS = 5_000 // BATCH_PAGES
"""Then a process is replaced: libraries that parse pages keep some memory of each."""
_AHEAD = 3
"""Batches a process that wait or are worked on; they keep it busy while a part is written."""

_OUT_OF_MEMORY = 77


def count_cores() -> int:
    """Cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What cleaning may take."""

    processes: int = count_cores()
    seconds: float = 10.0
    """For one page."""
    mebibytes: int = 1024
    """Of one process's data, beyond what it begins with."""


def batch_pages(pages: Iterable[SavedPage]) -> Iterator[list[SavedPage]]:
    """Pages in batches of at most BATCH_PAGES pages, and of BATCH_BYTES where they are more than one."""
    batch: list[SavedPage] = []
    size = 0
    for page in pages:
        if batch and (len(batch) >= BATCH_PAGES or size + len(page.body) > BATCH_BYTES):
            yield batch
            batch, size = [], 0
        batch.append(page)
        size += len(page.body)
    if batch:
        yield batch


def clean_batches(
    batches: Iterable[Sequence[SavedPage]], limits: Limits, pack: Pack[T]
) -> Generator[T, None, None]:
    """What `pack` makes of the records of each batch, in order.

    A batch that breaks a limit is cleaned again page by page, each its own piece; the page that breaks it once
    more is rejected.
    """
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__])
    pool = ProcessPool(
        max_workers=limits.processes,
        max_tasks=_TASKS_PER_PROCESS,
        initializer=_limit_process,
        initargs=(limits.mebibytes * MEBIBYTE,),
        context=context,
    )

    def send(batch: Sequence[SavedPage]) -> Future[T]:
        return pool.schedule(_work, args=(batch, pack), timeout=limits.seconds)

    def take(batch: Sequence[SavedPage], future: Future[T]) -> Iterator[T]:
        rejected = _wait(future, limits)
        if rejected is None:
            yield future.result()
        elif len(batch) > 1:
            alone = [(page, send([page])) for page in batch]
            for page, each in alone:
                yield from take([page], each)
        else:
            yield pack(batch, [reject_page(batch[0], *rejected)])

    waiting: deque[tuple[Sequence[SavedPage], Future[T]]] = deque()
    try:
        for batch in batches:
            waiting.append((batch, send(batch)))
            if len(waiting) > _AHEAD * limits.processes:
                yield from take(*waiting.popleft())
        while waiting:
            yield from take(*waiting.popleft())
    finally:
        pool.stop()  # type: ignore[no-untyped-call]
        pool.join()


def _work(pages: Sequence[SavedPage], pack: Pack[T]) -> T:
    try:
        return pack(pages, [clean_page(page) for page in pages])
    except MemoryError:
        # What the page took is not all given back; the next page deserves a process with all its memory.
        os._exit(_OUT_OF_MEMORY)


def _wait(future: Future[T], limits: Limits) -> tuple[Reason, str] | None:
    """Why there is no result; None where there is one."""
    try:
        future.result()
    except TaskTimeoutError:
        return Reason.TIMEOUT, f"took over {limits.seconds:g} s"
    except ProcessExpired as error:
        if error.exitcode == _OUT_OF_MEMORY:
            return Reason.CRASHED, f"took over {limits.mebibytes} MiB of memory"
        return Reason.CRASHED, f"the process ended with {error.exitcode}"
    except Exception as error:  # noqa: BLE001 - a fault in a library ends its page, and is told, not the run
        return Reason.CRASHED, f"{type(error).__name__}: {error}"
    return None


def _limit_process(data_bytes: int) -> None:
    # Ctrl-C is meant for the run, which ends its processes in order.
    os.setsid()
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    # Its own pool reserves a gigabyte at a time, which the limit below would count.
    pa.set_memory_pool(pa.system_memory_pool())
    # Beyond what the process has when it begins.
    data_bytes += _measure_data()
    resource.setrlimit(resource.RLIMIT_DATA, (data_bytes, data_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _measure_data() -> int:
    """Bytes of data that this process has reserved; 0 where the system does not tell."""
    try:
        status = Path("/proc/self/status").read_text()
    except OSError:
        return 0
    found = re.search(r"^VmData:\s+(\d+) kB$", status, re.MULTILINE | re.ASCII)
    return int(found[1]) * 1024 if found else 0
