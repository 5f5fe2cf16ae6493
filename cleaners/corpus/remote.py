"""Files at URLs: what is there, and how they are opened. Local paths are opened the same way."""

from __future__ import annotations

import io
import os
import re
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar, cast

import pyarrow as pa
from pyarrow import fs as pafs

from cleaners.corpus.layout import Root, open_root

ASKED_AT_ONCE = 16
"""Requests to one store; each is some 20 ms of waiting and no work."""
_MAGIC = re.compile(r"[*\[]")
Thing = TypeVar("Thing")
Answer = TypeVar("Answer")


def is_url(name: str) -> bool:
    """Whether a name is a URL and no path."""
    return "://" in name


def strip_url(url: str) -> str:
    """A URL without user, password and options."""
    scheme, _, rest = url.partition("?")[0].partition("://")
    host, slash, path = rest.partition("/")
    return f"{scheme}://{host.rpartition('@')[2]}{slash}{path}"


def expand_url(url: str) -> tuple[bool, list[str]]:
    """The files that a URL names, as URLs, sorted: a file, all in a folder, or those that a pattern (`*`, `**`) fits;
    and whether it names one itself. What follows `?` are options of the filesystem.

    Raises LayoutError for a URL that no filesystem opens.
    """
    address, mark, options = url.partition("?")
    fixed = _MAGIC.split(address)[0].rpartition("/")[0] if _MAGIC.search(address) else address
    root = open_root(f"{fixed}{mark}{options}")
    path = root.path.rstrip("/")
    prefix = address[: len(fixed) - len(path.lstrip("/"))] if fixed.endswith(path.lstrip("/")) else ""
    if fixed is address and _info(root, path).is_file:
        return True, [url]
    selector = pafs.FileSelector(path, recursive=True, allow_not_found=True)
    files = sorted(each.path for each in root.filesystem.get_file_info(selector) if each.is_file)
    urls = [prefix + each.lstrip("/") for each in files if not _is_hidden(each[len(path) :])]
    if fixed is not address:
        fits = re.compile(_translate(address))
        urls = [each for each in urls if fits.fullmatch(each)]
    return False, [f"{each}{mark}{options}" for each in urls]


def open_file(path: str) -> io.BufferedReader:
    """A file to read, at a path or a URL. Raises OSError."""
    if not is_url(path):
        return open(path, "rb")
    return io.BufferedReader(cast(io.RawIOBase, open_arrow(path)), 1 << 20)


def open_arrow(path: str) -> pa.NativeFile:
    """The same as pyarrow's own file, which Parquet is read from. Raises OSError."""
    root = open_root(path)
    return root.filesystem.open_input_file(root.path)


class Reading:
    """Opens a file, and tells how far its reader is."""

    def __init__(self) -> None:
        self._open: io.BufferedReader | pa.NativeFile | None = None

    def open(self, path: str) -> io.BufferedReader:
        """As `open_file`."""
        self._open = stream = open_file(path)
        return stream

    def open_arrow(self, path: str) -> pa.NativeFile:
        """As `open_arrow`."""
        self._open = open_arrow(path)
        return self._open

    def tell(self) -> int:
        """Bytes before the place that is read; 0 where no file is open."""
        return 0 if self._open is None or self._open.closed else int(self._open.tell())


def identify(path: str) -> tuple[int, int]:
    """Size in bytes and time of the last change in nanoseconds: other where the file is another.

    Raises OSError where it is not there.
    """
    if not is_url(path):
        status = os.stat(path)
        return status.st_size, status.st_mtime_ns
    root = open_root(path)
    info = _info(root, root.path)
    if not info.is_file:
        raise FileNotFoundError(strip_url(path))
    return info.size or 0, info.mtime_ns or 0


def measure_file(path: str) -> int:
    """Bytes of a local file; 0 of one that is not there, or whose size costs a request."""
    try:
        return 0 if is_url(path) else os.path.getsize(path)
    except OSError:
        return 0


def ask_all(ask: Callable[[Thing], Answer], things: Iterable[Thing]) -> list[Answer]:
    """The answers to a question about each of many files, in their order, many asked at once."""
    with ThreadPoolExecutor(ASKED_AT_ONCE) as pool:
        return list(pool.map(ask, things))


def list_files(root: Root, folder: str) -> list[str]:
    """Paths of all files below a folder, as they are now; none where there is no such folder."""
    refresh(root)
    selector = pafs.FileSelector(folder, recursive=True, allow_not_found=True)
    found: list[pafs.FileInfo] = root.filesystem.get_file_info(selector)
    return [info.path for info in found if info.is_file]


def refresh(root: Root) -> None:
    """Lets a filesystem of fsspec ask the store again: else it answers from what it was told last."""
    if (filesystem := _fsspec_of(root)) is not None:
        filesystem.invalidate_cache()


def fingerprint(root: Root, path: str) -> str:
    """Other where the file at `path` is replaced. Raises FileNotFoundError.

    Stores know a file's time of change to the second, which a killed writer's second try may fall into; so what
    they say of its content (`ETag`) is asked for.
    """
    if (filesystem := _fsspec_of(root)) is not None:
        filesystem.invalidate_cache()
        return str(filesystem.checksum(path))
    with root.filesystem.open_input_file(path) as file:
        described = sorted((file.metadata() or {}).items())
    info = _info(root, path)
    return f"{info.size} {info.mtime_ns} {described}"


def _fsspec_of(root: Root) -> Any:
    """The filesystem of fsspec that a root lies on, or None."""
    handler = getattr(root.filesystem, "handler", None)
    return handler.fs if isinstance(handler, pafs.FSSpecHandler) else None


def _info(root: Root, path: str) -> pafs.FileInfo:
    return root.filesystem.get_file_info(path)


def _is_hidden(path: str) -> bool:
    return any(part.startswith(".") for part in path.split("/"))


def _translate(pattern: str) -> str:
    """A glob as a regular expression; `**/` stands for any folders."""
    parts = re.split(r"(\*\*/|\*\*|\*|\[[^\]]+\])", pattern)
    meaning = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*"}
    return "".join(meaning.get(part) or (part if part.startswith("[") else re.escape(part)) for part in parts)
