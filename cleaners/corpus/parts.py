"""Part files of a dataset that nobody catches half-done.

A part is written under `_unfinished`, synced, and renamed to its place: a reader sees the whole part or
none. On an object store, where a file appears when its upload ends, it is prepared in a local temporary
file and uploaded as one. The caller fixes the name of a part beforehand; writing a name again replaces the
part, so a run that was killed repeats its last part and nothing is lost or doubled. A part that compaction
has merged meanwhile stays merged.
"""

from __future__ import annotations

import json
import os
import tempfile
import uuid
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds
import pyarrow.parquet as pq
from pyarrow import fs as pafs

from cleaners.corpus.aside import make_folder, sync_folder
from cleaners.corpus.layout import COMPACTED, UNFINISHED, Kind, Root, name_folder, name_part, open_root
from cleaners.corpus.listing import list_parts
from cleaners.corpus.locks import lock_dataset
from cleaners.corpus.markers import read_marker
from cleaners.corpus.parquet import GroupWriter
from cleaners.corpus.schema import ARTICLE_SCHEMA, REJECTED_SCHEMA, check_version
from cleaners.corpus.tables import BadRow, articles_to_table, rejected_to_table
from cleaners.corpus.uploads import delete_file, upload
from cleaners.page.article import Article, Rejected

MERGED_KEY = "merged_parts"
"""File metadata of a compacted part: a JSON list of the names of the parts in it."""

Location = str | os.PathLike[str] | Root
SCHEMAS: dict[str, pa.Schema] = {"articles": ARTICLE_SCHEMA, "rejected": REJECTED_SCHEMA}


@dataclass(frozen=True, slots=True)
class Written:
    """What a call wrote: the paths of its parts, its rows, and the records that did not fit the schema."""

    paths: tuple[str, ...]
    rows: int
    bad: tuple[BadRow, ...]


class PartWriter:
    """Writes one part, table by table; a context manager. The part appears when the block ends without an
    error.
    """

    def __init__(self, root: Location, *, kind: Kind = "articles", site: str | None, name: str) -> None:
        self.root = open_root(root)
        self._kind, self._name, self._key = kind, name, name_folder(site)
        self.folder = self.root.join(kind, self._key)
        self.path = f"{self.folder}/{name_part(name)}"
        self.rows = 0
        self._metadata: dict[str, str] = {}
        self._versions: set[str] = set()
        self._file = self._open_aside(name)
        self._writer = GroupWriter(self._file, SCHEMAS[kind])

    def write(self, table: pa.Table) -> None:
        """Adds rows. Raises pyarrow's ArrowInvalid where the columns are not those of the schema."""
        if table.num_rows:
            self._versions.update(pc.unique(table.column("cleaner_version").drop_null()).to_pylist())
        self._writer.write(table)
        self.rows += table.num_rows

    def add_metadata(self, key: str, value: str) -> None:
        """Puts a pair into the file's metadata."""
        self._metadata[key] = value

    def close(self) -> None:
        """Puts the part in its place."""
        versions = ", ".join(sorted(filter(None, self._versions)))
        self._writer.close({"cleaner_version": versions, **self._metadata})
        self._file.flush()
        if self.root.is_local:
            self._rename()
        else:
            self._upload()

    def discard(self) -> None:
        """Forgets what was written."""
        with suppress(OSError, pa.ArrowException):
            self._writer.discard()
        self._file.close()
        if self.root.is_local:
            Path(self._file.name).unlink(missing_ok=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is not None:
            self.discard()
            return
        try:
            self.close()
        except BaseException:
            self.discard()
            raise

    def _open_aside(self, name: str) -> IO[bytes]:
        if not self.root.is_local:
            return tempfile.TemporaryFile()
        aside = Path(self.root.join(UNFINISHED))
        aside.mkdir(parents=True, exist_ok=True)
        return (aside / f"{name}.{uuid.uuid4().hex}.tmp").open("wb")

    def _rename(self) -> None:
        os.fsync(self._file.fileno())
        self._file.close()
        folder = Path(self.folder)
        with lock_dataset(Path(self.root.path), alone=False):
            if self._is_merged():
                os.unlink(self._file.name)
                return
            make_folder(folder)
            os.replace(self._file.name, self.path)
            sync_folder(folder)

    def _upload(self) -> None:
        """No lock holds compaction off here, so it is asked again when the part is there: one that was merged
        during the upload is taken back. Until then its folder's marker hides it from readers.
        """
        if not self._is_merged():
            upload(self._file, self.root, self.path, aside=self._name)
        # Also what an earlier run uploaded, and was killed before it asked again.
        if self._is_merged():
            delete_file(self.root, self.path)
        self._file.close()

    def _is_merged(self) -> bool:
        return is_merged(self.root, self._kind, self._key, self._name)


def write_articles(root: Location, articles: Iterable[Article], *, name: str) -> Written:
    """Writes articles as one part a site, all of one name. Articles that do not fit the schema are in
    `bad`.
    """
    table, bad = articles_to_table(articles)
    return Written(write_table(root, table, "articles", name), table.num_rows, tuple(bad))


def write_rejected(root: Location, rejected: Iterable[Rejected], *, name: str) -> Written:
    """Writes rejections as one part a site, all of one name."""
    table, bad = rejected_to_table(rejected)
    return Written(write_table(root, table, "rejected", name), table.num_rows, tuple(bad))


def write_table(root: Location, table: pa.Table, kind: Kind, name: str) -> tuple[str, ...]:
    """Writes the rows of a table of the kind's schema as one part a site; returns the paths of the parts."""
    opened = open_root(root)
    name_part(name)
    paths: list[str] = []
    # Sites that share a folder (none, and the empty name) have to share the part too.
    folders: dict[str, list[str | None]] = {}
    for site in pc.unique(table.column("site")).to_pylist():
        folders.setdefault(name_folder(site), []).append(site)
    for _, sites in sorted(folders.items()):
        rows = pc.is_in(table.column("site"), value_set=pa.array(sites, type=table.schema.field("site").type))
        with PartWriter(opened, kind=kind, site=sites[0], name=name) as part:
            part.write(table.filter(rows))
        paths.append(part.path)
    return tuple(paths)


def is_merged(root: Location, kind: Kind, folder: str, name: str) -> bool:
    """Whether compaction has taken the part of this name into a larger one."""
    opened = open_root(root)
    if name.startswith(COMPACTED):
        return False
    if not opened.is_local and (marker := read_marker(opened, kind, folder)):
        return name in marker.merged
    prefix = name_part(COMPACTED + "x")[: -len("x.parquet")]
    return any(
        name in merged_names(opened, path)
        for path in list_parts(opened, kind, folder)
        if path.rsplit("/", 1)[1].startswith(prefix)
    )


def merged_names(root: Root, path: str) -> list[str]:
    """The names of the parts that a compacted part was made of; of any other part, none."""
    metadata = pq.read_metadata(path, filesystem=root.filesystem).metadata or {}
    return list(json.loads(metadata.get(MERGED_KEY.encode(), b"[]")))


def read_dataset(root: Location, kind: Kind = "articles") -> ds.Dataset:
    """The finished parts as a pyarrow dataset of the current schema; columns that old parts lack are null.

    A root without parts gives a dataset without rows. Raises SchemaError for parts of a newer version.
    """
    opened = open_root(root)
    schema = SCHEMAS[kind]
    paths = list_parts(opened, kind)
    if not paths:
        return ds.dataset(schema.empty_table())
    check_version(pq.read_schema(paths[-1], filesystem=opened.filesystem))
    return ds.dataset(paths, schema=schema, format="parquet", filesystem=opened.filesystem)


def clear_unfinished(root: Location, prefix: str = "") -> int:
    """Deletes what killed writers left behind and returns how many files that were.

    With a `prefix` only parts whose name begins so: where several runs write to one dataset, each clears
    its own.
    """
    opened = open_root(root)
    selector = pafs.FileSelector(opened.join(UNFINISHED), allow_not_found=True)
    left: list[Any] = [
        info
        for info in opened.filesystem.get_file_info(selector)
        if info.is_file and info.base_name.startswith(prefix)
    ]
    for info in left:
        opened.filesystem.delete_file(info.path)
    return len(left)
