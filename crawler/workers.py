"""Processes that read pages: they can be killed, and the loop that fetches never waits for one.

A page that takes too long, or takes too much memory, ends its process and nothing else. A process is served by a task
of the loop, without threads: a message there and a message back for each page.
"""

from __future__ import annotations

import asyncio
import gc
import multiprocessing
import os
import pickle
import resource
import signal
import socket
import struct
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from cleaners.page.article import Reason
from crawler.ahead import start_ahead

P = ParamSpec("P")
T = TypeVar("T")

MEBIBYTE = 1 << 20
TASKS_PER_PROCESS = 5_000
"""A process is replaced after so many pages: libraries that parse pages keep some memory of each."""
_TRIES = 2
"""Of a task in whose process it died: the first death may have been another's fault."""
_LENGTH = struct.Struct("<Q")
"""Of an answer, before it."""
_CHUNK = 256 << 10
_BURIAL_SECONDS = 5.0
"""Longest that is waited for the exit code of a process that hung up."""


class WorkError(Exception):
    """A page that could not be read: it took too long, or the process died twice over it."""

    def __init__(self, reason: Reason, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason
        self.detail = detail


class WorkersStoppedError(Exception):
    """The run is stopping: the page was neither read nor found to be bad."""


@dataclass(slots=True)
class _Work:
    """A task that waits or is on."""

    message: bytes
    answer: asyncio.Future[bytes]
    deaths: int = 0
    """Processes that died over it."""

    def fail(self, error: Exception) -> None:
        if not self.answer.done():
            self.answer.set_exception(error)


class Workers:
    """A pool of processes with a limit of time and of memory for each task. Belongs to one event loop."""

    def __init__(self, processes: int, *, seconds: float, mebibytes: int) -> None:
        """`seconds` is the limit of one task, `mebibytes` that of one process's data."""
        start_ahead()
        self._processes = processes
        self._seconds = seconds
        self._mebibytes = mebibytes
        self._waiting: asyncio.Queue[_Work] = asyncio.Queue()
        self._works: set[asyncio.Future[bytes]] = set()
        self._servers: list[asyncio.Task[None]] = []
        self._stopping = False

    async def run(self, function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """The value of `function`, a function of a module, in one of the processes.

        Raises WorkError where it took too long or too much memory, or where its process died on the second try
        too; WorkersStoppedError where the pool was told to stop meanwhile. What the function itself raises is
        raised here.
        """
        if self._stopping:
            raise WorkersStoppedError
        if not self._servers:
            self._servers = [asyncio.ensure_future(self._serve()) for _ in range(self._processes)]
        message = pickle.dumps((function, args, kwargs), pickle.HIGHEST_PROTOCOL)
        work = _Work(message, asyncio.get_running_loop().create_future())
        self._works.add(work.answer)
        self._waiting.put_nowait(work)
        try:
            is_value, value = pickle.loads(await work.answer)
        finally:
            self._works.discard(work.answer)
        if isinstance(value, MemoryError):
            raise WorkError(Reason.CRASHED, f"took over {self._mebibytes} MiB of memory")
        if not is_value:
            raise value
        result: T = value
        return result

    async def stop(self) -> None:
        """End the processes; tasks that are on raise WorkersStoppedError."""
        self._stopping = True
        for answer in self._works:
            if not answer.done():
                answer.set_exception(WorkersStoppedError())
        for server in self._servers:
            server.cancel()
        await asyncio.gather(*self._servers, return_exceptions=True)

    async def _serve(self) -> None:
        """Keep one process at work; replace it where it is used up, was killed or died."""
        while True:
            process = _Process(self._mebibytes * MEBIBYTE)
            try:
                await self._feed(process)
            finally:
                process.end()

    async def _feed(self, process: _Process) -> None:
        """Give tasks to a process until it has to be replaced.

        It has its next task before anyone looks at what came of the last: whoever waits for an answer runs later.
        """
        for _ in range(TASKS_PER_PROCESS):
            work = await self._waiting.get()
            try:
                await process.start()
                async with asyncio.timeout(self._seconds):
                    answer = await process.ask(work.message)
            except TimeoutError:
                work.fail(WorkError(Reason.TIMEOUT, f"took over {self._seconds:g} s"))
                return
            except (OSError, EOFError):
                how = await process.death()
                work.deaths += 1
                if work.deaths < _TRIES:
                    self._waiting.put_nowait(work)
                else:
                    work.fail(WorkError(Reason.CRASHED, how))
                return
            if not work.answer.done():
                work.answer.set_result(answer)


class _Process:
    """A process and our end of the line to it."""

    def __init__(self, data_bytes: int) -> None:
        self._line, self._theirs = socket.socketpair()
        self._line.setblocking(False)
        # Not fork: a forked process would hold the dataset's lock after our death.
        self._process = multiprocessing.get_context("forkserver").Process(
            target=work_for, args=(self._theirs, data_bytes), daemon=True
        )
        self._is_ready = False

    async def start(self) -> None:
        """Start it, where that is still to be done. Raises OSError, EOFError."""
        if not self._is_ready:
            # In a thread, for it waits until the process that it is forked from has made its imports.
            await asyncio.to_thread(self._start)
            await self._read()
            self._is_ready = True

    def _start(self) -> None:
        with self._theirs:
            self._process.start()

    async def ask(self, message: bytes) -> bytes:
        """The answer to a task. Raises OSError, EOFError where the process died over it."""
        await asyncio.get_running_loop().sock_sendall(self._line, message)
        return await self._read()

    async def _read(self) -> bytes:
        loop = asyncio.get_running_loop()
        answer = bytearray()
        while len(answer) < _LENGTH.size or len(answer) < _LENGTH.size + _LENGTH.unpack_from(answer)[0]:
            chunk = await loop.sock_recv(self._line, _CHUNK)
            if not chunk:
                raise EOFError
            answer += chunk
        return bytes(memoryview(answer)[_LENGTH.size :])

    async def death(self) -> str:
        """How it died, in words."""
        if self._process.pid is not None:
            await asyncio.to_thread(self._process.join, _BURIAL_SECONDS)
        code = self._process.exitcode
        if code is None:
            return "the process died"
        return (
            f"the process died of {signal.Signals(-code).name}"
            if code < 0
            else f"the process ended with {code}"
        )

    def end(self) -> None:
        """Kill it, whatever it is at."""
        if self._process.pid is not None and self._process.is_alive():
            self._process.kill()
        self._line.close()


def work_for(line: socket.socket, data_bytes: int) -> None:
    """What a process of the pool does until the line to the run is closed."""
    limit_process(data_bytes)
    gc.freeze()  # what was imported stays, and stays shared with the other processes
    messages = line.makefile("rb", _CHUNK)
    answer = b""
    try:
        while True:
            line.sendall(_LENGTH.pack(len(answer)) + answer)
            answer = _answer(*pickle.load(messages))
    except (EOFError, ConnectionError):
        return


def _answer(function: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> bytes:
    try:
        return pickle.dumps((True, function(*args, **kwargs)), pickle.HIGHEST_PROTOCOL)
    except Exception as error:  # noqa: BLE001 - it is raised again where the value is waited for
        error.add_note(traceback.format_exc())
        try:
            return pickle.dumps((False, error))
        except Exception:  # noqa: BLE001 - one that cannot travel
            return pickle.dumps((False, RuntimeError(f"{type(error).__name__}: {error}")))


def limit_process(data_bytes: int) -> None:
    """Set up a process of the pool, which may take `data_bytes` beyond what its libraries have reserved."""
    # A signal meant for the run (Ctrl-C, systemd) must not end the processes before their pages are read.
    os.setsid()
    most = data_size() + data_bytes
    resource.setrlimit(resource.RLIMIT_DATA, (most, most))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def data_size() -> int:
    """Bytes of data that this process has reserved; 0 where the system does not tell."""
    try:
        pages = Path("/proc/self/statm").read_text(encoding="ascii").split()[5]
    except (OSError, IndexError):
        return 0
    return int(pages) * resource.getpagesize()
