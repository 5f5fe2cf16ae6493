"""Small parts into large ones, with no moment in which a reader sees a record twice or not at all.

The parts of a site's folder are read, sorted by date and written anew under `_unfinished`; then the new ones take
the place of the old in a single step (replacement.py), and the old ones are deleted. Writers go on meanwhile:
what they add stays. Killed at any moment, the dataset has either the old parts or the new ones, and the next
compaction clears what was left. A new part knows the names of the parts in it: a run that was killed between
writing a part and noting so writes it again, and finds it merged.

On a local disk the folder is exchanged; a reader that has listed it before and opens its files after it is
told that they are gone, and reads again; it never gets half of each. One that was in the midst of listing would
find the old folder emptied: so it is deleted only a moment after the exchange. On any other filesystem a marker
beside the folder says which of its parts count, and `list_parts` and `read_dataset` go by it. Readers with a plain
glob do not: for some seconds they can see old and new parts. They read an export.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain, groupby
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds

from cleaners.corpus.layout import (
    COMPACTED,
    STAGED,
    UNFINISHED,
    Kind,
    LayoutError,
    Root,
    name_folder,
    name_of_part,
    open_root,
)
from cleaners.corpus.listing import list_folders, list_parts
from cleaners.corpus.locks import try_lock
from cleaners.corpus.parts import MERGED_KEY, SCHEMAS, Location, PartWriter, merged_names
from cleaners.corpus.remote import ask_all
from cleaners.corpus.replacement import ChangedError, clear_left, delete_folder, open_place
from cleaners.corpus.versions import Latest, Versions

PART_BYTES = 512 * 1024 * 1024
"""Of a part in memory; on disk it is a fifth to a tenth."""
SLICE_BYTES = 256 * 1024 * 1024
"""Of the rows that are read and sorted at once, as far as the parts' sizes tell."""
# The scanner would read row groups ahead that are larger than the slice.
_READAHEAD = {"batch_size": 2_000, "batch_readahead": 1, "fragment_readahead": 1}
Change = Callable[[pa.Table], pa.Table]


@dataclass(frozen=True, slots=True)
class Compacted:
    """What became of a folder."""

    folder: str
    parts: tuple[int, int]
    """Before and after."""
    rows: tuple[int, int]
    """Before and after; they differ where old versions were dropped."""


def compact(
    root: Location,
    kind: Kind = "articles",
    *,
    versions: Versions = "all",
    fewest_parts: int = 2,
    state: Path | None = None,
) -> Iterator[Compacted]:
    """Compacts the folders of at least `fewest_parts` parts, one by one, as the caller asks for the next.

    With `versions` latest, of articles with the same id only the one fetched last is kept. `state` is the local
    folder for the lock of a root that is not local; only one machine may compact such a root at a time. Raises
    LayoutError where it is missing, or while another compaction works on the root, and ChangedError for a
    folder whose parts are replaced again and again.
    """
    if versions == "latest" and kind != "articles":
        raise LayoutError("only articles have versions")
    with _alone(root, state) as opened:
        for folder in list_folders(opened, kind):
            if len(list_parts(opened, kind, folder)) >= fewest_parts:
                yield _try_twice(opened, kind, folder, versions)


def rewrite(
    root: Location,
    change: Change,
    kind: Kind = "articles",
    *,
    check: Sequence[str] | None = None,
    state: Path | None = None,
) -> Iterator[Compacted]:
    """Compacts every folder whose rows `change` changes; it is given tables and returns them with the same
    columns.

    Whether a folder changes is seen by giving `change` the columns `check` alone, where they are named. `state` and
    errors as those of `compact`.
    """
    with _alone(root, state) as opened:
        for name in list_folders(opened, kind):
            folder = _Folder(opened, kind, name)
            tables = folder.read_slices() if check is None else folder.read_columns(check)
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
def _alone(root: Location, state: Path | None) -> Iterator[Root]:
    opened = open_root(root)
    # All compactions of a local dataset have to meet at one lock, whatever state folder they name.
    folder = Path(opened.path) if opened.is_local else state
    if folder is None:
        raise LayoutError(f"{opened.path}: is not local, so name a local folder for the state of the run")
    with try_lock(folder / "_compact.lock") as free:
        if not free:
            raise LayoutError(f"{opened.path}: another compaction is at work")
        clear_left(opened)
        yield opened


class _Folder:
    """The rows of one site's folder, as they were when it was first looked at."""

    def __init__(self, root: Root, kind: Kind, folder: str) -> None:
        self._root, self._kind, self._folder = root, kind, folder
        self._place = open_place(root, kind, folder)
        self._parts = self._place.parts
        self._data = ds.dataset(
            self._parts, schema=SCHEMAS[kind], format="parquet", filesystem=root.filesystem
        )

    def read_slices(self) -> Iterator[pa.Table]:
        """The rows in order of time, so many at a time as are of SLICE_BYTES: that bounds memory.

        For each slice all row groups are read whose times overlap its own: a few where parts were written day
        by day, all of them where a site's pages have no dates.
        """
        keys = ["published_at", "fetched_at"] if self._kind == "articles" else ["fetched_at"]
        keys.append("url")
        order = [(key, "ascending") for key in keys]
        for slice_ in self._split(keys, pc.scalar(True), self._count_slice()):
            yield self._data.to_table(filter=slice_, **_READAHEAD).sort_by(order)

    def read_columns(self, columns: Sequence[str]) -> Iterator[pa.Table]:
        """Some columns of all rows."""
        for batch in self._data.to_batches(columns=list(columns)):
            yield pa.Table.from_batches([batch])

    def rewrite(self, versions: Versions, change: Change | None = None) -> Compacted:
        """Writes the rows anew and puts them in the place of the old. Raises ChangedError."""
        staged = Root(self._root.filesystem, self._root.join(UNFINISHED, f"{STAGED}{uuid.uuid4().hex}"))
        tables = self.read_slices()
        if versions == "latest":
            tables = map(Latest(self._data), tables)
        if change is not None:
            tables = map(change, tables)
        try:
            rows = self._write(staged, tables)
            written = len(list_parts(staged, self._kind))
            before = self._data.count_rows()
            self._place.replace(staged)
        except (OSError, pa.ArrowException):
            # Of a part that was replaced while it was read, nothing better can be expected.
            self._place.check()
            raise
        finally:
            delete_folder(self._root, staged.path)
        return Compacted(self._folder, (len(self._parts), written), (before, rows))

    def _count_slice(self) -> int:
        """Rows of a slice."""
        sizes = ask_all(lambda part: sum(group.total_byte_size for group in part.row_groups),
                        self._data.get_fragments())  # fmt: skip
        return int(self._data.count_rows() * SLICE_BYTES // max(sum(sizes), 1)) or 1

    def _split(self, keys: Sequence[str], inside: pc.Expression, most: int) -> Iterator[pc.Expression]:
        """Filters that take every row once, in the order of the keys, and `most` rows each or fewer; more only of
        rows whose keys are the same.
        """
        if not keys or self._data.count_rows(filter=inside) <= most:
            yield inside
            return
        key, *others = keys
        field = pc.field(key)
        column = self._data.to_table(columns=[key], filter=inside).column(key)
        found = column.drop_null().value_counts()
        found = found.take(pc.sort_indices(found.field("values")))
        values = found.field("values")
        for first, last in _group(found.field("counts").to_pylist(), most):
            if first == last:
                yield from self._split(others, inside & (field == values[first]), most)
            else:
                yield inside & (field >= values[first]) & (field <= values[last])
        if column.null_count:
            yield from self._split(others, inside & field.is_null(), most)

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


def _group(counts: Sequence[int], most: int) -> Iterator[tuple[int, int]]:
    """Neighbours, by the first and the last place, that add up to `most` or less; a larger one is alone."""
    first = total = 0
    for place, count in enumerate(counts):
        if place > first and total + count > most:
            yield first, place - 1
            first, total = place, 0
        total += count
    if counts:
        yield first, len(counts) - 1
