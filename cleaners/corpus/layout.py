"""Where a dataset's files lie: its root on any filesystem, the folder of a site, the name of a part.

    ROOT/articles/host=<folder>/part-<name>.parquet
    ROOT/rejected/host=<folder>/part-<name>.parquet
    ROOT/_unfinished/            files being written; never part of the dataset
    ROOT/_compacting/            not on a local disk: which parts count, see markers.py

The folder's key is `host`, not `site`: a column may not stand both in the file and in the path (pyarrow and
pandas then disagree on its type and refuse the dataset), and it has to stand in the file, because Hugging
Face `datasets` does not read paths. So every reader finds `site` in the file, and those that know Hive can
skip folders by `host`.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Literal

import pyarrow as pa
from pyarrow import fs as pafs

Kind = Literal["articles", "rejected"]
KINDS: tuple[Kind, ...] = ("articles", "rejected")
FOLDER_KEY = "host"
NO_SITE = "~none"
"""No site is called so: `~` is escaped in names. Hive's own mark for null stops pandas («Cannot yet unify
dictionaries with nulls»)."""
UNFINISHED = "_unfinished"
STAGED = "compacting-"
"""How the names of what compaction makes begin under `_unfinished`."""
COMPACTED = "compact-"
"""How the names of compacted parts begin."""

# Characters that mean nothing to any filesystem, shell or URL. Capitals are escaped too, so that two sites
# never meet in one folder where the filesystem ignores case.
_PLAIN = frozenset(b"abcdefghijklmnopqrstuvwxyz0123456789._-")
_LONGEST_FOLDER = 150
_PART_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}", re.ASCII)
# Stores where a file appears when its upload ends, and where a rename is a copy.
_OBJECT_STORES = frozenset(
    {"s3", "gcs", "abfs", "s3a", "gs", "az", "adl", "abfss", "oss", "hf", "http", "https"}
)


class LayoutError(ValueError):
    """A root, a part name or a filesystem that cannot hold a dataset."""


@dataclass(frozen=True, slots=True)
class Root:
    """An opened root: a filesystem and the path on it."""

    filesystem: pafs.FileSystem
    path: str

    @property
    def is_local(self) -> bool:
        """Whether files can be synced, linked and locked here."""
        return isinstance(self.filesystem, pafs.LocalFileSystem)

    @property
    def is_object_store(self) -> bool:
        """Whether a file appears at once when its upload ends, so that nothing needs to be renamed."""
        kind = str(self.filesystem.type_name)
        return kind.removeprefix("py::fsspec+").strip("()'").split("'")[0] in _OBJECT_STORES

    def join(self, *parts: str) -> str:
        """A path below the root."""
        return "/".join([self.path.rstrip("/"), *parts])


def open_root(root: str | os.PathLike[str] | Root) -> Root:
    """The root at a local path, or at a URL that pyarrow (`s3://`, `gs://`, `file://`, …) or fsspec opens.

    Raises LayoutError where no filesystem is known for the URL.
    """
    if isinstance(root, Root):
        return root
    text = os.fspath(root)
    if "://" not in text:
        return Root(pafs.LocalFileSystem(), Path(text).absolute().as_posix())
    try:
        return Root(*pafs.FileSystem.from_uri(text))
    except pa.ArrowInvalid:
        return _open_with_fsspec(text)


def _open_with_fsspec(url: str) -> Root:
    try:
        from fsspec.core import url_to_fs  # type: ignore[import-untyped]
    except ImportError as error:
        raise LayoutError(f"{url}: this kind of URL needs the package fsspec") from error
    try:
        filesystem, path = url_to_fs(url)
    except (ValueError, ImportError) as error:
        raise LayoutError(f"{url}: {error}") from error
    return Root(pafs.PyFileSystem(pafs.FSSpecHandler(filesystem)), str(path))


def name_folder(site: str | None) -> str:
    """The folder of a site: one path element on every filesystem, whatever the name holds.

    Readers of Hive folders decode it to the name, unless it is so long that a digest stands for its end.
    """
    if not site:
        return f"{FOLDER_KEY}={NO_SITE}"
    # A lone surrogate has no UTF-8 of its own; what it becomes matters little, as long as it is one name
    # always.
    raw = site.encode("utf-8", "surrogatepass")
    escaped = [chr(byte) if byte in _PLAIN else f"%{byte:02x}" for byte in raw]
    # «.» at the end is dropped by some filesystems, and «..» would be a way out were there no key before it.
    if escaped[-1] == ".":
        escaped[-1] = "%2e"
    folder = "".join(escaped)
    if len(folder) > _LONGEST_FOLDER:
        cut = len(escaped)
        while sum(map(len, escaped[:cut])) > _LONGEST_FOLDER - 33:
            cut -= 1
        folder = f"{''.join(escaped[:cut])}~{sha256(raw).hexdigest()[:32]}"
    return f"{FOLDER_KEY}={folder}"


def name_part(name: str) -> str:
    """The file name of a part. Raises LayoutError for names that a path could read as something else."""
    if not _PART_NAME.fullmatch(name):
        raise LayoutError(
            f"part name {name!r}: up to 100 letters, digits, dots, dashes and underscores are allowed"
        )
    return f"part-{name}.parquet"


def name_of_part(path: str) -> str:
    """The name that a part was given: the way back from `name_part`."""
    return path.rsplit("/", 1)[-1].removeprefix("part-").removesuffix(".parquet")
