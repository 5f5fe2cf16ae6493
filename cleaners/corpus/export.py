"""A dataset as files to train on: what a preset takes, and beside it what it dropped, with the reason.

    OUT/data/train-00000.parquet           the articles taken (or .jsonl, .txt)
    OUT/dropped/dropped-00000.parquet      the others, with the column `dropped_for`
    OUT/README.md                          the dataset card

On a local disk OUT appears when everything is written; elsewhere file by file, the card last. In text files
stories are parted by an empty line.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Literal, Self

import pyarrow as pa
import pyarrow.dataset as ds
from pyarrow import fs as pafs

from cleaners.corpus.aside import name_aside
from cleaners.corpus.card import Summary, make_card
from cleaners.corpus.layout import Root, open_root
from cleaners.corpus.parquet import GroupWriter
from cleaners.corpus.parts import Location, read_dataset
from cleaners.corpus.quality import Preset, find_reason
from cleaners.corpus.schema import ARTICLE_SCHEMA, STRING
from cleaners.corpus.tables import table_to_articles
from cleaners.corpus.uploads import upload
from cleaners.corpus.versions import Latest, Versions
from cleaners.page.record import record_to_dict

Format = Literal["parquet", "jsonl", "text"]
FILE_BYTES = 1024 * 1024 * 1024
"""Of a file's rows in memory; Parquet files are a fifth to a tenth of it."""
_BATCH_ROWS = 500
_SUFFIXES: dict[Format, str] = {"parquet": "parquet", "jsonl": "jsonl", "text": "txt"}
_JUDGED = [
    "id",
    "text",
    "language",
    "language_score",
    "confidence",
    "quality",
    "duplicate_of",
    "fetched_at",
]
DROPPED_SCHEMA = ARTICLE_SCHEMA.append(pa.field("dropped_for", STRING))


class ExportError(ValueError):
    """An export that cannot be made as asked."""


@dataclass(frozen=True, slots=True)
class Exported:
    """What an export took and what it dropped, by reason."""

    kept: int
    dropped: dict[str, int]


def export(
    root: Location,
    out: str | os.PathLike[str],
    preset: Preset,
    *,
    format: Format = "parquet",
    versions: Versions = "latest",
    title: str = "News corpus",
) -> Exported:
    """Writes what `preset` takes of the dataset at `root` to the new folder `out`, local or at a URL.

    With `versions` latest, older versions of a page are dropped as `old_version`. Raises ExportError where
    `out` exists and is not empty.
    """
    root_out = open_root(out)
    if _is_taken(root_out):
        raise ExportError(f"{out} exists: an export is written to a new folder")
    with _make_aside(root_out) as (aside, finish):
        exported, summary = _write(read_dataset(root), aside, preset, format, versions, finish)
        pattern = f"data/train-*.{_SUFFIXES[format]}"
        card = make_card(summary, title=title, data_files=pattern, preset=preset, dropped=exported.dropped)
        (aside / "README.md").write_text(card, encoding="utf-8")
        finish(aside / "README.md")
    return exported


def _is_taken(out: Root) -> bool:
    info = out.filesystem.get_file_info(out.path)
    selector = pafs.FileSelector(out.path, allow_not_found=True)
    return bool(info.is_file or out.filesystem.get_file_info(selector))


@contextmanager
def _make_aside(out: Root) -> Iterator[tuple[Path, Callable[[Path], None]]]:
    """A folder to write in, and what to call with each of its files that is whole."""
    if not out.is_local:
        with tempfile.TemporaryDirectory() as name:
            yield Path(name), partial(_send, out, Path(name))
        return
    target = Path(out.path)
    target.parent.mkdir(parents=True, exist_ok=True)
    aside = name_aside(target)
    try:
        yield aside, lambda path: None
        aside.replace(target)
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _send(out: Root, folder: Path, path: Path) -> None:
    with path.open("rb") as file:
        upload(file, out, out.join(path.relative_to(folder).as_posix()))
    path.unlink()


def _write(
    data: ds.Dataset,
    out: Path,
    preset: Preset,
    format: Format,
    versions: Versions,
    finish: Callable[[Path], None],
) -> tuple[Exported, Summary]:
    latest = Latest(data) if versions == "latest" else None
    dropped: Counter[str] = Counter()
    summary = Summary()
    with (
        _Files(out / "data", "train", format, ARTICLE_SCHEMA, finish) as kept_files,
        # A dropped article is of use with its reason only, which a text file has no place for.
        _Files(
            out / "dropped", "dropped", "jsonl" if format == "text" else format, DROPPED_SCHEMA, finish
        ) as rest,
    ):
        for batch in data.to_batches(batch_size=_BATCH_ROWS):
            table = pa.Table.from_batches([batch])
            reasons = pa.array(list(_judge(table, preset, latest)), STRING)
            dropped.update(reason for reason in reasons.to_pylist() if reason)
            kept = table.filter(reasons.is_null())
            summary.add(kept)
            kept_files.write(kept)
            rest.write(table.append_column("dropped_for", reasons).filter(reasons.is_valid()))
    return Exported(summary.articles, dict(dropped.most_common())), summary


def _judge(table: pa.Table, preset: Preset, latest: Latest | None) -> Iterator[str | None]:
    for article in table_to_articles(table.select(_JUDGED)):
        if latest and not latest.keeps(article.id, article.fetched_at):
            yield "old_version"
        else:
            yield find_reason(article, preset)


class _Files:
    """Numbered files of one format, a new one when FILE_BYTES are full; none where there are no rows."""

    def __init__(
        self, folder: Path, stem: str, format: Format, schema: pa.Schema, finish: Callable[[Path], None]
    ) -> None:
        self._finish = finish
        self._folder, self._stem, self._format, self._schema = folder, stem, format, schema
        self._number = self._size = 0
        self._file: IO[bytes] | None = None
        self._parquet: GroupWriter | None = None

    def write(self, table: pa.Table) -> None:
        if not table.num_rows:
            return
        if self._size >= FILE_BYTES:
            self._close()
        file = self._file or self._open()
        self._size += table.nbytes
        if self._parquet:
            self._parquet.write(table)
        elif self._format == "jsonl":
            file.writelines(_to_lines(table))
        else:
            file.writelines(f"{text}\n\n".encode() for text in table.column("text").to_pylist())

    def __enter__(self) -> Self:
        self._folder.mkdir(parents=True)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._close()

    def _open(self) -> IO[bytes]:
        name = f"{self._stem}-{self._number:05}.{_SUFFIXES[self._format]}"
        self._file = (self._folder / name).open("wb")
        if self._format == "parquet":
            self._parquet = GroupWriter(self._file, self._schema)
        return self._file

    def _close(self) -> None:
        if self._parquet:
            self._parquet.close()
        if self._file:
            self._file.flush()
            os.fsync(self._file.fileno())
            self._file.close()
            self._finish(Path(self._file.name))
            self._number += 1
        self._file = self._parquet = None
        self._size = 0


def _to_lines(table: pa.Table) -> Iterator[bytes]:
    reasons = table.column("dropped_for").to_pylist() if "dropped_for" in table.column_names else None
    for number, article in enumerate(table_to_articles(table)):
        row: dict[str, Any] = record_to_dict(article)
        if reasons:
            row["dropped_for"] = reasons[number]
        yield json.dumps(row, ensure_ascii=False).encode() + b"\n"
