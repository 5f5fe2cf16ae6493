"""Processes that read pages: they can be killed, and the loop that fetches never waits for one.

A page that takes too long, or takes too much memory, ends its process and nothing else.
"""

from __future__ import annotations

import asyncio
import gc
import multiprocessing
import os
import resource
import signal
from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures import TimeoutError as TaskTimeoutError
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from pebble import ProcessExpired, ProcessPool

from cleaners.page.article import Reason
from crawler.ahead import start_ahead

P = ParamSpec("P")
T = TypeVar("T")

MEBIBYTE = 1 << 20
NICENESS = 10
TASKS_PER_PROCESS = 5_000
"""A process is replaced after so many pages: libraries that parse pages keep some memory of each."""


class WorkError(Exception):
    """A page that could not be read: it took too long, or the process died twice over it."""

    def __init__(self, reason: Reason, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason
        self.detail = detail


class WorkersStoppedError(Exception):
    """The run is stopping: the page was neither read nor found to be bad."""


class Workers:
    """A pool of processes with a limit of time and of memory for each task."""

    def __init__(self, processes: int, *, seconds: float, mebibytes: int) -> None:
        """`seconds` is the limit of one task, `mebibytes` that of one process's data."""
        self.processes = processes
        self._seconds = seconds
        self._mebibytes = mebibytes
        self._stopping = False
        self._pending: set[Future[Any]] = set()
        self._pool = self._open()

    def _open(self) -> ProcessPool:
        # Not fork: the loop has threads, and a forked process would hold the dataset's lock after our death.
        start_ahead()
        return ProcessPool(
            max_workers=self.processes,
            max_tasks=TASKS_PER_PROCESS,
            initializer=limit_process,
            initargs=(self._mebibytes * MEBIBYTE,),
            context=multiprocessing.get_context("forkserver"),
        )

    async def run(self, function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """The value of `function`, a function of a module, in one of the processes.

        Raises WorkError where it took too long, or where its process died on the second try too (the first
        death may have been another's fault); WorkersStoppedError where the pool was told to stop meanwhile.
        What the function itself raises is raised here.
        """
        self._check_stopping()
        for last in (False, True):
            pool = self._pool
            try:
                future = pool.schedule(function, args=args, kwargs=kwargs, timeout=self._seconds)
                return await self._wait(future)
            except TaskTimeoutError:
                raise WorkError(Reason.TIMEOUT, f"took over {self._seconds:g} s") from None
            except MemoryError:
                raise WorkError(Reason.CRASHED, f"took over {self._mebibytes} MiB of memory") from None
            except (ProcessExpired, BrokenProcessPool, RuntimeError) as error:
                self._check_stopping()
                if _is_own(error) and pool.active:
                    raise
                self._replace(pool)
                if last:
                    raise WorkError(Reason.CRASHED, _describe(error)) from None
        raise AssertionError("unreachable")

    async def _wait(self, future: Future[T]) -> T:
        """The value of a task; WorkersStoppedError where the pool was stopped before there was one."""
        self._pending.add(future)
        try:
            return await asyncio.wrap_future(future)
        except asyncio.CancelledError:
            self._check_stopping()
            raise
        finally:
            self._pending.discard(future)

    async def stop(self) -> None:
        """End the processes; tasks that are on raise WorkersStoppedError."""
        self._stopping = True
        await asyncio.to_thread(_end, self._pool)
        # A task that no process had taken yet is left by the pool for ever: whoever waits for it must not.
        for future in tuple(self._pending):
            Future.cancel(future)

    def _check_stopping(self) -> None:
        if self._stopping:
            raise WorkersStoppedError

    def _replace(self, broken: ProcessPool) -> None:
        """A new pool for one that has given up; a pool that lost only a process mends itself."""
        if self._pool is broken and not broken.active:
            _end(broken)
            self._pool = self._open()


def _end(pool: ProcessPool) -> None:
    pool.stop()  # type: ignore[no-untyped-call]
    pool.join()


def limit_process(data_bytes: int) -> None:
    """Set up a process of the pool, which may take `data_bytes` beyond what its libraries have reserved."""
    # A signal meant for the run (Ctrl-C, systemd) must not end the processes before their pages are read.
    os.setsid()
    # Where cores are few, the loop that fetches goes first: what it fetches is what there is to do here.
    os.nice(NICENESS)
    # The pool kills with SIGTERM; libxml2 at work would keep a Python handler waiting.
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    most = data_size() + data_bytes
    resource.setrlimit(resource.RLIMIT_DATA, (most, most))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    gc.freeze()  # what was imported stays, and stays shared with the other processes


def data_size() -> int:
    """Bytes of data that this process has reserved; 0 where the system does not tell."""
    try:
        pages = Path("/proc/self/statm").read_text(encoding="ascii").split()[5]
    except (OSError, IndexError):
        return 0
    return int(pages) * resource.getpagesize()


def _is_own(error: Exception) -> bool:
    """Whether the function raised it, and not the pool."""
    return isinstance(error, RuntimeError) and not isinstance(error, BrokenProcessPool)


def _describe(error: Exception) -> str:
    if isinstance(error, ProcessExpired):
        code = error.exitcode or 0
        return (
            f"the process died of {signal.Signals(-code).name}"
            if code < 0
            else f"the process ended with {code}"
        )
    return f"the process died ({error})"
