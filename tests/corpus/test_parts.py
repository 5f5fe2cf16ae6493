from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from cleaners.corpus import (
    ARTICLE_SCHEMA,
    REJECTED_SCHEMA,
    LayoutError,
    PartWriter,
    SchemaError,
    articles_to_table,
    clear_unfinished,
    list_parts,
    parquet,
    read_dataset,
    table_to_articles,
    table_to_rejected,
    write_articles,
    write_rejected,
)
from cleaners.corpus.parquet import split_rows
from tests.corpus.samples import make_article, make_rejected


def names(root: Path) -> list[str]:
    return sorted(str(path.relative_to(root)) for path in root.rglob("*") if path.is_file())


def test_one_part_a_site(tmp_path: Path) -> None:
    articles = [make_article(1), make_article(2, site="a/b"), make_article(3, site=None), make_article(4)]
    written = write_articles(tmp_path, articles, name="run-1")
    assert names(tmp_path) == [
        "_lock",
        "articles/host=a%2fb/part-run-1.parquet",
        "articles/host=news.example/part-run-1.parquet",
        "articles/host=~none/part-run-1.parquet",
    ]
    assert (written.rows, written.bad, len(written.paths)) == (4, (), 3)
    found = table_to_articles(read_dataset(tmp_path).to_table())
    assert sorted(found, key=lambda article: article.id) == articles


def test_rejections_lie_beside_the_articles(tmp_path: Path) -> None:
    write_rejected(tmp_path, [make_rejected(1)], name="run-1")
    assert list_parts(tmp_path) == []
    table = read_dataset(tmp_path, "rejected").to_table()
    assert table.schema.equals(REJECTED_SCHEMA)
    assert list(table_to_rejected(table)) == [make_rejected(1)]


def test_a_site_without_a_name_and_one_with_an_empty_name_share_a_part(tmp_path: Path) -> None:
    write_articles(tmp_path, [make_article(1, site=None), make_article(2, site="")], name="a")
    assert read_dataset(tmp_path).count_rows() == 2


def test_the_same_name_again_replaces_the_part(tmp_path: Path) -> None:
    write_articles(tmp_path, [make_article(1)], name="a")
    write_articles(tmp_path, [make_article(1), make_article(2)], name="a")
    assert read_dataset(tmp_path).count_rows() == 2


def test_a_wrong_row_does_not_lose_the_part(tmp_path: Path) -> None:
    wrong: Any = make_article(2, title=7)
    written = write_articles(tmp_path, [make_article(1), wrong], name="a")
    assert [row.field for row in written.bad] == ["title"]
    assert read_dataset(tmp_path).count_rows() == 1


def test_no_rows_write_no_part(tmp_path: Path) -> None:
    assert write_articles(tmp_path, [], name="a").paths == ()
    assert list_parts(tmp_path) == []


def test_a_bad_part_name_writes_nothing(tmp_path: Path) -> None:
    with pytest.raises(LayoutError):
        write_articles(tmp_path, [make_article()], name="../up")
    assert names(tmp_path) == []


def test_the_file_says_what_it_is(tmp_path: Path) -> None:
    articles = [
        make_article(1),
        make_article(2, cleaner_version="0.0.9"),
        make_article(3, cleaner_version=""),
    ]
    (path,) = write_articles(tmp_path, articles, name="a").paths
    metadata = pq.read_metadata(path)
    assert metadata.metadata[b"schema_version"] == b"1"
    assert metadata.metadata[b"record"] == b"article"
    assert metadata.metadata[b"cleaner_version"] == b"0.0.9, 0.1.0"
    column = metadata.row_group(0).column(0)
    assert column.compression == "ZSTD"
    assert column.has_column_index
    assert column.has_offset_index
    assert pq.read_schema(path).equals(ARTICLE_SCHEMA)


def write_and_fail(root: Path) -> None:
    table, _ = articles_to_table([make_article()])
    with PartWriter(root, site="x", name="a") as part:
        part.write(table)
        raise RuntimeError("stop")


def write_other_columns(root: Path) -> None:
    with PartWriter(root, site="x", name="a") as part:
        part.write(pa.table({"x": [1]}))


def test_an_error_while_writing_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="stop"):
        write_and_fail(tmp_path)
    assert names(tmp_path) == []


def test_a_table_of_other_columns_is_refused_and_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises((ValueError, KeyError)):
        write_other_columns(tmp_path)
    assert names(tmp_path) == []


def test_a_part_is_invisible_until_it_is_whole(tmp_path: Path) -> None:
    write_articles(tmp_path, [make_article(1)], name="a")
    table, _ = articles_to_table([make_article(2)])
    with PartWriter(tmp_path, site="news.example", name="b") as part:
        part.write(table)
        assert read_dataset(tmp_path).count_rows() == 1
        assert [path.suffix for path in (tmp_path / "_unfinished").iterdir()] == [".tmp"]
    assert read_dataset(tmp_path).count_rows() == 2
    assert list((tmp_path / "_unfinished").iterdir()) == []


KILLED = """
import sys, time
from cleaners.corpus import PartWriter, articles_to_table
from tests.corpus.samples import make_article
with PartWriter(sys.argv[1], site="news.example", name="b") as part:
    part.write(articles_to_table([make_article(2)])[0])
    print("written", flush=True)
    time.sleep(60)
"""


def test_a_killed_writer_leaves_a_readable_dataset_and_its_part_can_be_made_again(tmp_path: Path) -> None:
    write_articles(tmp_path, [make_article(1)], name="a")
    with subprocess.Popen([sys.executable, "-c", KILLED, tmp_path], stdout=subprocess.PIPE) as writer:
        assert writer.stdout is not None
        assert writer.stdout.readline() == b"written\n"
        os.kill(writer.pid, signal.SIGKILL)
    assert read_dataset(tmp_path).count_rows() == 1
    assert clear_unfinished(tmp_path, "another-run") == 0
    assert clear_unfinished(tmp_path, "b") == 1
    write_articles(tmp_path, [make_article(2)], name="b")
    assert read_dataset(tmp_path).count_rows() == 2


def test_clearing_a_root_that_is_not_there(tmp_path: Path) -> None:
    assert clear_unfinished(tmp_path / "nowhere") == 0


def test_reading_a_root_that_is_not_there(tmp_path: Path) -> None:
    dataset = read_dataset(tmp_path / "nowhere")
    assert dataset.schema.equals(ARTICLE_SCHEMA)
    assert dataset.count_rows() == 0


def test_older_parts_without_a_column_are_read(tmp_path: Path) -> None:
    (path,) = write_articles(tmp_path, [make_article(1)], name="a").paths
    pq.write_table(pq.ParquetFile(path).read().drop_columns(["country", "captions"]), path)
    write_articles(tmp_path, [make_article(2)], name="b")
    found = list(table_to_articles(read_dataset(tmp_path).to_table()))
    assert [(each.country, each.captions) for each in found] == [(None, []), ("IQ", ["الجسر"])]


def test_newer_parts_are_refused(tmp_path: Path) -> None:
    (path,) = write_articles(tmp_path, [make_article(1)], name="a").paths
    table = pq.ParquetFile(path).read()
    pq.write_table(table.replace_schema_metadata({"schema_version": "99"}), path)
    with pytest.raises(SchemaError, match="99"):
        read_dataset(tmp_path)


def test_row_groups_are_bounded_by_bytes_and_a_row_is_never_cut() -> None:
    rows = [make_article(number, text="م" * length) for number, length in enumerate([5, 400, 5, 90_000, 5])]
    table, _ = articles_to_table(rows)
    pieces = list(split_rows(table, 8_000))
    assert [article.id for piece in pieces for article in table_to_articles(piece)] == [
        row.id for row in rows
    ]
    assert all(piece.nbytes <= 8_000 or piece.num_rows == 1 for piece in pieces)
    assert 2 <= len(pieces) < len(rows)


def test_small_tables_are_gathered_and_large_ones_cut(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parquet, "ROW_GROUP_BYTES", 20_000)
    rows = [make_article(number, text="م" * 100) for number in range(200)]
    with PartWriter(tmp_path, site="news.example", name="a") as part:
        for start in range(0, len(rows), 3):
            part.write(articles_to_table(rows[start : start + 3])[0])
    file = pq.ParquetFile(part.path)
    groups = [file.read_row_group(number) for number in range(file.num_row_groups)]
    assert [article.id for group in groups for article in table_to_articles(group)] == [
        row.id for row in rows
    ]
    assert all(group.nbytes <= 24_000 for group in groups)
    assert all(group.nbytes >= 14_000 for group in groups[:-1])


def test_parts_on_a_filesystem_that_only_fsspec_opens() -> None:
    root = f"memory://corpus-{time.time_ns()}"
    write_articles(root, [make_article(1)], name="a")
    write_articles(root, [make_article(1), make_article(2, site=None)], name="a")
    assert len(list_parts(root)) == 2
    assert sorted(a.id for a in table_to_articles(read_dataset(root).to_table())) == [
        make_article(1).id,
        make_article(2).id,
    ]
    assert clear_unfinished(root) == 0
