"""How the new parts of a folder take the place of the old, with no moment in which a reader sees a record
twice or not at all.

On a local disk the new folder and the old one change places in one step of the filesystem; the dataset's lock
keeps writers out for that moment.

Elsewhere nothing changes places in one step but one object, and nobody holds a lock. There the new parts are
made whole under `_unfinished`, as on a local disk, and then

1. the folder's marker says `writing`, with their names: readers do not take them for parts;
2. they are copied into the folder, by the store itself;
3. the old parts are looked at again. If one was replaced, the new ones are deleted (ChangedError); else the
   marker says `done`, with the names of the old: from now on readers take the new parts and not the old;
4. the old parts are deleted. The marker stays (see markers.py).

Killed anywhere, the marker hides one of the two, and what it hides is what is to be deleted: the next
compaction begins with that, whatever the state is. In the same way it deletes a part that a writer was
late with: `PartWriter` asks before its upload and after it whether the part was merged, and then takes it back. The
upload falls

- before the look of step 3: the part is another than the one that was read, and nothing is merged;
- between that look and `done`, or later: the part counts as merged, as one on a local disk does whose writer
  comes after the exchange. The marker hides it from `done` on, and the writer, who asks after his upload, sees
  `done` and deletes it. If he is killed before, it stays hidden.

A part under a new name is in no list, so it stays, whenever it comes.

What a reader with a plain glob sees (DuckDB, pandas): old and new parts together from step 2 to the end of step
4, seconds for a folder, or after a killed run until the next one. Whoever cannot have that reads through
`list_parts` or `read_dataset`, or reads an export. A reader of any kind that listed the folder before step 4 and
opens its files after it is told that they are gone, as on a local disk, and reads again.

Two machines must not compact one dataset at once. That is seen in step 3 where they meet in a folder, but
for its last request.
"""

from __future__ import annotations

import os
import time
from abc import ABC, abstractmethod
from contextlib import suppress
from pathlib import Path

from pyarrow import fs as pafs

from cleaners.corpus.aside import sync_folder
from cleaners.corpus.exchange import exchange_folders
from cleaners.corpus.layout import KINDS, STAGED, UNFINISHED, Kind, Root, name_of_part
from cleaners.corpus.listing import hidden_parts, list_all, list_parts
from cleaners.corpus.locks import lock_dataset
from cleaners.corpus.markers import Marker, put_marker, read_marker
from cleaners.corpus.parts import merged_names
from cleaners.corpus.remote import ask_all, fingerprint
from cleaners.corpus.uploads import delete_file, place_file

LISTING = 0.2
"""Seconds that a local folder's old parts outlive it: a listing of one folder takes milliseconds."""


class ChangedError(RuntimeError):
    """A part was replaced while its folder was being compacted; nothing was changed. Try again."""


class Place(ABC):
    """A site's folder, and the parts that it had when it was first looked at."""

    def __init__(self, root: Root, kind: Kind, folder: str) -> None:
        self._root, self._kind, self._folder = root, kind, folder
        self._path = root.join(kind, folder)
        self._seen = self._look(list_parts(root, kind, folder))

    @property
    def parts(self) -> list[str]:
        """Their paths."""
        return list(self._seen)

    @abstractmethod
    def replace(self, staged: Root) -> None:
        """Puts the parts that `staged` has of this folder in their place. Raises ChangedError."""

    def check(self) -> None:
        """Raises ChangedError where one of the parts is not what it was."""
        try:
            is_same = self._look(self.parts) == self._seen
        except FileNotFoundError:
            is_same = False
        if not is_same:
            raise ChangedError(f"{self._path}: a part was replaced meanwhile")

    @abstractmethod
    def _look(self, paths: list[str]) -> dict[str, object]:
        """What tells each part from one that takes its place. Raises FileNotFoundError."""


class LocalPlace(Place):
    """A folder that can be exchanged for another in one step."""

    def replace(self, staged: Root) -> None:
        place, new = Path(self._path), Path(staged.join(self._kind, self._folder))
        with lock_dataset(Path(self._root.path), alone=True):
            self.check()
            # Parts that came meanwhile are taken along.
            for path in list_parts(self._root, self._kind, self._folder):
                if path not in self._seen:
                    os.link(path, new / Path(path).name)
            sync_folder(new)
            exchange_folders(new, place)
            sync_folder(place.parent)
        time.sleep(LISTING)

    def _look(self, paths: list[str]) -> dict[str, object]:
        return {path: _identify(path) for path in paths}


class MarkedPlace(Place):
    """A folder whose parts are told by a marker."""

    def replace(self, staged: Root) -> None:
        # Of a run that was killed, or of the first of two tries: the marker that hides it is about to go.
        self._clear()
        made = list_all(staged, self._kind, self._folder)
        merged = self._list_merged()
        marker = Marker("writing", frozenset(map(name_of_part, made)), merged)
        self._put(marker)
        for path in made:
            place_file(self._root, path, f"{self._path}/{path.rsplit('/', 1)[1]}")
        try:
            self.check()
            self._check_marker(marker)
        except ChangedError:
            self._clear()
            raise
        self._put(Marker("done", marker.new, merged | frozenset(map(name_of_part, self.parts))))
        self._clear()

    def _list_merged(self) -> frozenset[str]:
        """The names that the marker holds, and those that parts hold which were compacted on a local disk."""
        before = read_marker(self._root, self._kind, self._folder)
        names = ask_all(lambda path: merged_names(self._root, path), self.parts)
        return frozenset(before.merged if before else ()).union(*names)

    def _put(self, marker: Marker) -> None:
        put_marker(self._root, self._kind, self._folder, marker)

    def _check_marker(self, marker: Marker) -> None:
        """Another machine's compaction would have replaced the marker, and deleted what that hid."""
        there = set(map(name_of_part, list_all(self._root, self._kind, self._folder)))
        if not marker.new <= there or read_marker(self._root, self._kind, self._folder) != marker:
            raise ChangedError(f"{self._path}: another compaction is at work")

    def _clear(self) -> None:
        for path in hidden_parts(self._root, self._kind, self._folder):
            delete_file(self._root, path)

    def _look(self, paths: list[str]) -> dict[str, object]:
        return dict(zip(paths, ask_all(lambda path: fingerprint(self._root, path), paths), strict=True))


def open_place(root: Root, kind: Kind, folder: str) -> Place:
    """A site's folder, with the way to replace its parts that the filesystem allows."""
    return LocalPlace(root, kind, folder) if root.is_local else MarkedPlace(root, kind, folder)


def clear_left(root: Root) -> None:
    """Deletes what compactions left behind that were killed."""
    selector = pafs.FileSelector(root.join(UNFINISHED), allow_not_found=True)
    found: list[pafs.FileInfo] = root.filesystem.get_file_info(selector)
    for info in found:
        if info.base_name.startswith(STAGED):
            delete = delete_file if info.is_file else delete_folder
            delete(root, info.path)
    for kind in () if root.is_local else KINDS:
        for path in hidden_parts(root, kind):
            delete_file(root, path)


def delete_folder(root: Root, path: str) -> None:
    """Deletes a folder and all in it, if it is there."""
    with suppress(FileNotFoundError):
        root.filesystem.delete_dir(path)


def _identify(path: str) -> tuple[int, int, int]:
    """Changes where the file is replaced."""
    status = os.stat(path)
    return status.st_ino, status.st_size, status.st_mtime_ns
