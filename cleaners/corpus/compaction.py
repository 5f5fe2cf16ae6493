"""Small parts into large ones, with no moment in which a reader sees a record twice or not at all.

The parts of a site's folder are read, sorted by date and written as a new folder under `_unfinished`; then
the two folders change places in one step of the filesystem, and the old one is deleted. Writers go on
meanwhile: what they add before the exchange is taken along, under the dataset's lock. Killed at any
moment, the dataset has either the old parts or the new ones, and the next compaction clears what was left.

A reader that has listed a folder before the exchange and opens its files after it is told that they are
gone, and reads again; it never gets half of each. One that was in the midst of listing would find the old
folder emptied: so it is deleted only a moment after the exchange. A new part knows the names of the parts in it: a run
that was killed between writing a part and noting so writes it again, and finds it merged.

Local filesystems only: an object store cannot exchange folders. There, export into a new root.
"""

from __future__ import annotations

import json
import os
import shutil
import time
import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain, groupby, zip_longest
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds

from cleaners.corpus.aside import sync_folder
from cleaners.corpus.exchange import exchange_folders
from cleaners.corpus.layout import (
    UNFINISHED,
    Kind,
    LayoutError,
    Root,
    list_folders,
    list_parts,
    name_folder,
    name_of_part,
    open_root,
)
from cleaners.corpus.locks import lock_dataset, try_lock
from cleaners.corpus.parts import (
    COMPACTED,
    MERGED_KEY,
    SCHEMAS,
    Location,
    PartWriter,
    merged_names,
)
from cleaners.corpus.schema import MOMENT
from cleaners.corpus.versions import Latest, Versions

PART_BYTES = 512 * 1024 * 1024
"""Of a part in memory; on disk it is a fifth to a tenth."""
LISTING = 0.2
"""Seconds that a folder's old parts outlive it: a listing of one folder takes milliseconds."""
_STAGED = "compacting-"
Change = Callable[[pa.Table], pa.Table]


@dataclass(frozen=True, slots=True)
class Compacted:
    """What became of a folder."""

    folder: str
    parts: tuple[int, int]
    """Before and after."""
    rows: tuple[int, int]
    """Before and after; they differ where old versions were dropped."""


class ChangedError(RuntimeError):
    """A part was replaced while its folder was being compacted; nothing was changed. Try again."""


def compact(
    root: Location, kind: Kind = "articles", *, versions: Versions = "all", fewest_parts: int = 2
) -> Iterator[Compacted]:
    """Compacts the folders of at least `fewest_parts` parts, one by one, as the caller asks for the next.

    With `versions` latest, of articles with the same id only the one fetched last is kept. Raises
    LayoutError for a root that is not local, or while another compaction works on it.
    """
    if versions == "latest" and kind != "articles":
        raise LayoutError("only articles have versions")
    with _alone(root) as opened:
        for folder in list_folders(opened, kind):
            if len(list_parts(opened, kind, folder)) >= fewest_parts:
                yield _try_twice(opened, kind, folder, versions)


def rewrite(
    root: Location, change: Change, kind: Kind = "articles", *, check: Sequence[str] | None = None
) -> Iterator[Compacted]:
    """Compacts every folder whose rows `change` changes; it is given tables and returns them with the same
    columns.

    Whether a folder changes is seen by giving `change` the columns `check` alone, where they are named.
    """
    with _alone(root) as opened:
        for name in list_folders(opened, kind):
            folder = _Folder(opened, kind, name)
            tables = folder.read_months() if check is None else folder.read_columns(check)
            if any(not change(table).equals(table) for table in tables):
                yield _try_twice(opened, kind, name, "all", change)


def _try_twice(
    root: Root, kind: Kind, folder: str, versions: Versions, change: Change | None = None
) -> Compacted:
    """A run that was killed replaces the part that it was at; it does so once, when it is started again."""
    try:
        return _Folder(root, kind, folder).rewrite(versions, change)
    except ChangedError:
        return _Folder(root, kind, folder).rewrite(versions, change)


@contextmanager
def _alone(root: Location) -> Iterator[Root]:
    opened = open_root(root)
    if not opened.is_local:
        raise LayoutError(f"{opened.path}: only a local dataset can be compacted; export it into a new root")
    unfinished = Path(opened.join(UNFINISHED))
    with try_lock(Path(opened.path) / "_compact.lock") as free:
        if not free:
            raise LayoutError(f"{opened.path}: another compaction is at work")
        for left in unfinished.glob(f"{_STAGED}*"):
            shutil.rmtree(left)
        yield opened


class _Folder:
    """One site's folder and the parts that it had when it was first looked at."""

    def __init__(self, root: Root, kind: Kind, folder: str) -> None:
        self._root, self._kind, self._folder = root, kind, folder
        self._parts = {path: _identify(path) for path in list_parts(root, kind, folder)}
        self._data = ds.dataset(
            list(self._parts), schema=SCHEMAS[kind], format="parquet", filesystem=root.filesystem
        )

    def read_months(self) -> Iterator[pa.Table]:
        """The rows in order of time, a month at a time: memory is bounded by a site's largest month."""
        names = ["published_at", "fetched_at"] if self._kind == "articles" else ["fetched_at"]
        order = [*((name, "ascending") for name in names), ("url", "ascending")]
        for part in self._split(names):
            yield self._data.to_table(filter=part).sort_by(order)

    def read_columns(self, columns: Sequence[str]) -> Iterator[pa.Table]:
        """Some columns of all rows."""
        for batch in self._data.to_batches(columns=list(columns)):
            yield pa.Table.from_batches([batch])

    def rewrite(self, versions: Versions, change: Change | None = None) -> Compacted:
        """Writes the rows anew and puts them in the place of the old. Raises ChangedError."""
        staged = Root(self._root.filesystem, self._root.join(UNFINISHED, f"{_STAGED}{uuid.uuid4().hex}"))
        tables = self.read_months()
        if versions == "latest":
            tables = map(Latest(self._data), tables)
        if change is not None:
            tables = map(change, tables)
        try:
            rows = self._write(staged, tables)
            written = len(list_parts(staged, self._kind))
            before = self._data.count_rows()
            self._exchange(Path(staged.join(self._kind, self._folder)))
            time.sleep(LISTING)
        finally:
            shutil.rmtree(staged.path, ignore_errors=True)
        return Compacted(self._folder, (len(self._parts), written), (before, rows))

    def _split(self, names: Sequence[str]) -> Iterator[pc.Expression]:
        """Filters that take every row once: by month of the first time, where that is null of the second."""
        empty = pc.scalar(True)
        for name in names:
            times = self._data.to_table(columns=[name], filter=empty).column(name)
            months = pc.unique(pc.floor_temporal(times.drop_null(), unit="month")).sort().to_pylist()
            for start, end in zip_longest(months, months[1:]):
                inside = empty & (pc.field(name) >= pa.scalar(start, MOMENT))
                yield inside & (pc.field(name) < pa.scalar(end, MOMENT)) if end else inside
            empty &= pc.field(name).is_null()
        yield empty

    def _write(self, staged: Root, tables: Iterable[pa.Table]) -> int:
        rows: int = 0
        size: int = 0

        def place(table: pa.Table) -> int:
            nonlocal size
            size += table.nbytes
            return (size - 1) // PART_BYTES

        token = uuid.uuid4().hex[:12]
        full = (table for table in tables if table.num_rows)
        for number, (_, group) in enumerate(groupby(full, place)):
            first = next(group)
            name = f"{COMPACTED}{token}-{number:05}"
            with PartWriter(staged, kind=self._kind, site=self._site_of(first), name=name) as part:
                for table in chain([first], group):
                    part.write(table)
                part.add_metadata(MERGED_KEY, json.dumps([] if number else self._names()))
            rows += part.rows
        return rows

    def _names(self) -> list[str]:
        """The names of all parts that are in this folder's rows, those of earlier compactions among them."""
        names = {name_of_part(path) for path in self._parts}
        for path in self._parts:
            names.update(merged_names(self._root, path))
        return sorted(name for name in names if not name.startswith(COMPACTED))

    def _site_of(self, table: pa.Table) -> str | None:
        site: str | None = table.column("site")[0].as_py()
        if name_folder(site) != self._folder:
            raise LayoutError(
                f"{self._folder}: has articles of {site!r}, which belong to {name_folder(site)}"
            )
        return site

    def _exchange(self, staged: Path) -> None:
        place = Path(self._root.join(self._kind, self._folder))
        with lock_dataset(Path(self._root.path), alone=True):
            now = {path: _identify(path) for path in list_parts(self._root, self._kind, self._folder)}
            if any(now.get(path) != identity for path, identity in self._parts.items()):
                raise ChangedError(f"{place}: a part was replaced meanwhile")
            for path in now.keys() - self._parts.keys():
                os.link(path, staged / Path(path).name)
            sync_folder(staged)
            exchange_folders(staged, place)
            sync_folder(place.parent)


def _identify(path: str) -> tuple[int, int, int]:
    """Changes where the file is replaced."""
    status = os.stat(path)
    return status.st_ino, status.st_size, status.st_mtime_ns
