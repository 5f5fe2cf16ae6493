"""Which parts a dataset has: what its readers, its writers and its compaction take for the records.

On a local disk they are the files in the folders. Elsewhere a compaction cannot exchange a folder in one
step, so each folder that was compacted has a marker, which says what of the folder counts (see markers.py).
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

from pyarrow import fs as pafs

from cleaners.corpus.layout import Kind, Root, open_root
from cleaners.corpus.markers import Marker, read_marker, read_markers
from cleaners.corpus.remote import list_files


def list_parts(
    root: str | os.PathLike[str] | Root, kind: Kind = "articles", folder: str | None = None
) -> list[str]:
    """Paths of the finished parts, sorted; of one folder or of all. A root that does not exist yet has
    none.
    """
    opened = open_root(root)
    if not opened.is_local:
        return sorted(_list_marked(opened, kind, folder))
    where = opened.join(kind, folder) if folder else opened.join(kind)
    selector = pafs.FileSelector(where, allow_not_found=True, recursive=True)
    found: list[Any] = opened.filesystem.get_file_info(selector)
    return sorted(info.path for info in found if info.is_file and info.path.endswith(".parquet"))


def list_folders(root: str | os.PathLike[str] | Root, kind: Kind = "articles") -> list[str]:
    """Names of the folders that have finished parts, sorted."""
    return sorted(set(map(_folder_of, list_parts(root, kind))))


def list_all(root: Root, kind: Kind, folder: str | None = None) -> list[str]:
    """The parts that lie there, those among them that a marker hides."""
    where = root.join(kind, folder) if folder else root.join(kind)
    return [path for path in list_files(root, where) if path.endswith(".parquet")]


def hidden_parts(root: Root, kind: Kind, folder: str | None = None) -> list[str]:
    """The parts that markers hide: of a compaction that did not come to its end, or merged into others."""
    markers = _read(root, kind, folder)
    # Most datasets were never compacted there.
    return [path for path in list_all(root, kind, folder) if _hides(markers, path)] if markers else []


def _list_marked(root: Root, kind: Kind, folder: str | None) -> Iterator[str]:
    """Markers are read before and after: where a folder's did not change, its listing is of one moment. The
    others are listed again, each alone, so that a compaction of many folders keeps no reader waiting.
    """
    before = _read(root, kind, folder)
    found = list_all(root, kind, folder)
    after = _read(root, kind, folder)
    changed = {name for name in after if after[name] != before.get(name)}
    for path in found:
        if _folder_of(path) not in changed and not _hides(after, path):
            yield path
    for name in changed:
        yield from _list_marked(root, kind, name)


def _read(root: Root, kind: Kind, folder: str | None) -> dict[str, Marker]:
    if folder is None:
        return read_markers(root, kind)
    marker = read_marker(root, kind, folder)
    return {folder: marker} if marker else {}


def _hides(markers: dict[str, Marker], path: str) -> bool:
    marker = markers.get(_folder_of(path))
    return marker is not None and marker.hides(path)


def _folder_of(path: str) -> str:
    return path.rsplit("/", 2)[1]
