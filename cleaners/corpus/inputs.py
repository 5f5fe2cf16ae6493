"""What a bulk run is given: files, folders and globs, on any filesystem, and what kind each file is."""

from __future__ import annotations

import glob
import gzip
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from difflib import get_close_matches
from enum import StrEnum
from importlib.util import find_spec
from pathlib import Path

from cleaners.corpus.remote import expand_url, is_url, strip_url

MAX_BYTES = 10 * 1024 * 1024
"""Of a page; what is longer is read one byte further, so that it is seen to be too large."""
STDIN = "-"


class InputError(ValueError):
    """An input that is not there, or of no kind that can be read."""


class FileKind(StrEnum):
    """How a file holds pages."""

    WARC = "warc"
    ZIP = "zip"
    TAR = "tar"
    PARQUET = "parquet"
    JSONL = "jsonl"
    PAGE = "page"
    """A page of HTML or a text: one record."""


@dataclass(frozen=True, slots=True)
class InputFile:
    """A file to read."""

    path: str
    """As given: a path, or a URL with its options."""
    kind: FileKind

    @property
    def key(self) -> str:
        """What the file is known by from run to run: no password and no option of a URL is in it."""
        return strip_url(self.path) if is_url(self.path) else os.path.abspath(self.path)

    @property
    def source(self) -> str:
        """How records name it."""
        return strip_url(self.path) if is_url(self.path) else self.path


@dataclass(frozen=True, slots=True)
class Columns:
    """Which columns of Parquet and JSONL files hold what. Where a row has HTML, its text is not looked at."""

    html: str = "html"
    text: str = "text"
    url: str = "url"


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedPage:
    """A page as an input holds it, before it is cleaned."""

    source: str
    """The file, and after `!` the member, the line or the record in it."""
    body: bytes | str = b""
    is_text: bool = False
    """Bare text that others extracted, and no HTML."""
    url: str | None = None
    encoding: str | None = None
    """What the HTTP header declared."""
    status: int | None = None
    fetched_at: datetime | None = None
    """UTC."""
    fault: str | None = None
    """Why there is nothing to clean: a broken record."""
    no_page: str | None = None
    """What it is in place of a page: `redirect`, or its content type. Such records are counted and passed
    over.
    """


def make_fault(source: str, fault: str, url: str | None = None) -> SavedPage:
    """A record that is broken."""
    return SavedPage(source=source, url=url, fault=fault)


def tell_error(error: BaseException) -> str:
    """An error in one line."""
    return " ".join(str(error).split())[:300] or type(error).__name__


_SUFFIXES = {
    FileKind.WARC: (".warc", ".warc.gz", ".warc.zst", ".warc.lz4", ".wet", ".wet.gz"),
    FileKind.ZIP: (".zip",),
    FileKind.TAR: (".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tar.xz"),
    FileKind.PARQUET: (".parquet",),
    FileKind.JSONL: (".jsonl", ".jsonl.gz", ".ndjson", ".ndjson.gz"),
    FileKind.PAGE: (".html", ".htm", ".xhtml", ".txt", ".text", ".html.gz", ".htm.gz", ".txt.gz"),
}
_TEXTS = (".txt", ".text", ".txt.gz")
_LISTS = (".paths", ".paths.gz")
"""Common Crawl's lists of its own files (`warc.paths.gz`), a path a line."""
# A doctype, a comment or a common element within the first thousand bytes. Must not match «a < b».
_MARKUP = re.compile(
    rb"<(?:!doctype|!--|html|head|body|div|p|article|meta|title|table|span)\b", re.IGNORECASE
)


def find_inputs(names: Iterable[str | os.PathLike[str]]) -> list[InputFile]:
    """The files behind paths, URLs, folders (with all below them), globs and lists of Common Crawl, each once,
    in a fixed order.

    In folders, files of no known kind and hidden ones are passed over; one that is named itself and has no
    known ending is read as a page. Raises InputError for what is not there.
    """
    found: dict[str, InputFile] = {}
    for file in list_inputs(names):
        found.setdefault(file.key, file)
    return list(found.values())


def list_inputs(names: Iterable[str | os.PathLike[str]]) -> Iterator[InputFile]:
    """As `find_inputs`, in the order given, and as often. `-` is the standard input, a page."""
    for name in names:
        yield from _expand(os.fspath(name))


def check_readers(files: Iterable[InputFile]) -> None:
    """Raises InputError where a package that reads one of the files is not installed."""
    if any(file.kind is FileKind.WARC for file in files) and find_spec("fastwarc") is None:
        raise InputError("WARC files need the package fastwarc: pip install 'warraq[corpus]'")


def tell_missing(source: str, column: str, names: Sequence[str]) -> str:
    """That a file has no such column, and which of its columns may be meant."""
    near = get_close_matches(column, names, 1, 0.5)
    hint = f"did you mean {near[0]!r}?" if near else f"there are {', '.join(names)}"
    return f"{source}: no column {column!r}; {hint}"


def find_kind(path: str) -> FileKind | None:
    """The kind that a file's name tells, or None."""
    lower = path.lower()
    return next((kind for kind, endings in _SUFFIXES.items() if lower.endswith(endings)), None)


def is_text(name: str, body: bytes) -> bool:
    """Whether a page is bare text and not HTML: by its name, or, where that does not tell, by its beginning."""
    if name.lower().endswith(_TEXTS):
        return True
    return find_kind(name) is None and _MARKUP.search(body[:1000]) is None


def _expand(name: str) -> list[InputFile]:
    if name == STDIN:
        return [InputFile(name, FileKind.PAGE)]
    if is_url(name):
        return _expand_url(name)
    path = Path(name)
    if path.is_dir():
        return _list_folder(path)
    if path.exists():
        return (
            _read_list(path) if name.endswith(_LISTS) else [InputFile(name, find_kind(name) or FileKind.PAGE)]
        )
    matches = sorted(glob.glob(name, recursive=True)) if glob.has_magic(name) else []
    if not matches:
        raise InputError(f"{name}: no such file or folder")
    return [file for match in matches for file in _expand(match)]


def _expand_url(url: str) -> list[InputFile]:
    named, paths = expand_url(url)
    if not paths:
        raise InputError(f"{strip_url(url)}: no such file or folder")
    kinds = [(path, find_kind(strip_url(path))) for path in paths]
    return [InputFile(path, kind or FileKind.PAGE) for path, kind in kinds if kind or named]


def _list_folder(folder: Path) -> list[InputFile]:
    found = []
    for path in sorted(folder.rglob("*")):
        kind = find_kind(path.name)
        hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
        if kind and not hidden and path.is_file():
            found.append(InputFile(str(path), kind))
    return found


def _read_list(path: Path) -> list[InputFile]:
    """The files of a list, below the nearest folder above it that has the first of them."""
    with gzip.open(path, "rt") if path.suffix == ".gz" else path.open() as lines:
        names = [line.strip() for line in lines if line.strip()]
    folder = next((each for each in path.absolute().parents if names and (each / names[0]).exists()), None)
    if folder is None:
        raise InputError(f"{path}: {names[0] if names else 'names no file'}: is in no folder above the list")
    return [file for name in names for file in _expand(str(folder / name))]
