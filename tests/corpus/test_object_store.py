"""A dataset on S3, which moto serves on loopback."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from pyarrow import fs as pafs

from cleaners.corpus import (
    PartWriter,
    Root,
    articles_to_table,
    clear_unfinished,
    list_parts,
    open_root,
    read_dataset,
    repeated,
    table_to_articles,
    write_articles,
)
from cleaners.corpus.bulk import clean_inputs
from cleaners.corpus.card import write_card
from cleaners.corpus.columns import clean_columns
from cleaners.corpus.export import ExportError, Format, export
from cleaners.corpus.furniture import separate_columns
from cleaners.corpus.inputs import InputError
from cleaners.corpus.pool import Limits
from cleaners.corpus.quality import load_preset
from tests.corpus.samples import make_article
from tests.corpus.stores import make_bucket, serve_s3
from tests.corpus.test_bulk import (
    EXPECTED,
    texts_of,
    write_html_table,
    write_lines,
    write_tar,
    write_text_table,
    write_warc,
    write_zip,
)
from tests.corpus.test_duplicates import make_stories
from tests.corpus.watched import watch


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    yield from serve_s3()


@pytest.fixture
def url(endpoint: str, monkeypatch: pytest.MonkeyPatch) -> str:
    return make_bucket(endpoint, monkeypatch)


def test_parts_are_written_replaced_and_read(url: str) -> None:
    articles = [make_article(1), make_article(2, site="a/b"), make_article(3, site=None)]
    write_articles(url, articles[:1], name="a")
    write_articles(url, articles, name="a")
    assert len(list_parts(url)) == 3
    found = table_to_articles(read_dataset(url).to_table())
    assert sorted(found, key=lambda article: article.id) == articles
    assert clear_unfinished(url) == 0


def write_and_fail(root: Root) -> None:
    with PartWriter(root, site="x", name="a") as part:
        part.write(articles_to_table([make_article(1)])[0])
        raise RuntimeError("stop")


def test_a_part_that_fails_is_never_uploaded(url: str) -> None:
    root = open_root(url)
    assert root.is_object_store
    with pytest.raises(RuntimeError):
        write_and_fail(root)
    assert (
        root.filesystem.get_file_info(pafs.FileSelector(root.path, recursive=True, allow_not_found=True))
        == []
    )


def test_a_part_whose_upload_is_interrupted_is_whole(url: str) -> None:
    articles = [make_article(number) for number in range(50)]

    def interrupt(_: int) -> None:
        # When the upload is waited for, and before its first byte.
        time.sleep(0.2)
        os.kill(os.getpid(), signal.SIGINT)
        time.sleep(0.2)

    root, _ = watch(open_root(url), frozenset({"open_output_stream"}), interrupt)
    with pytest.raises(KeyboardInterrupt):
        write_articles(root, articles, name="a")
    assert list(table_to_articles(read_dataset(url).to_table())) == articles


def test_pages_are_cleaned_into_it(url: str, tmp_path: Path) -> None:
    outcome = clean_inputs(
        [write_lines(tmp_path)], url, state=tmp_path / "state.db", limits=Limits(processes=2)
    )
    assert outcome.articles == 12
    assert len(texts_of(url)) == 12


def put(url: str, name: str, path: Path) -> None:
    root = open_root(url)
    root.filesystem.create_dir(root.path, recursive=True)
    with root.filesystem.open_output_stream(f"{root.path}/{name}", compression=None) as stream:
        stream.write(path.read_bytes())


def below(url: str, path: str) -> str:
    """A path in the root, with the options of its URL."""
    address, mark, options = url.partition("?")
    return f"{address}/{path}{mark}{options}"


@pytest.mark.parametrize("write", [write_warc, write_zip, write_tar, write_html_table, write_lines])
def test_pages_are_read_from_it(url: str, tmp_path: Path, write: Callable[[Path], Path]) -> None:
    path = write(tmp_path)
    put(url, f"in/{path.name}", path)
    for pattern in ("in", "in/*"):
        out = tmp_path / pattern.replace("*", "all")
        assert clean_inputs([below(url, pattern)], out, limits=Limits(processes=1)).articles == 12
        assert texts_of(out) == EXPECTED
        again = clean_inputs([below(url, pattern)], out, limits=Limits(processes=1))
        assert (again.records, again.passed_over) == (0, 1)
    (tmp_path / "other").write_bytes(b"other")
    put(url, f"in/{path.name}", tmp_path / "other")
    with pytest.raises(InputError, match="has changed"):
        clean_inputs([below(url, "in")], tmp_path / "in", limits=Limits(processes=1))


def test_a_text_corpus_is_read_from_it_and_written_to_it(url: str, tmp_path: Path) -> None:
    put(url, "in/a.parquet", write_text_table(tmp_path))
    out = below(url, "cleaned")
    assert clean_columns([below(url, "in")], out, limits=Limits(processes=1)).articles == 12
    assert clean_columns([below(url, "in")], out, limits=Limits(processes=1)).passed_over == 1
    root = open_root(out)
    (file,) = root.filesystem.get_file_info(pafs.FileSelector(f"{root.path}/data"))
    table = pq.read_table(file.path, filesystem=root.filesystem)
    assert table.column_names == ["text", "url", "dump", "score", "warraq"]
    assert sorted(table.column("text").to_pylist()) == EXPECTED


def test_repeated_lines_of_a_text_corpus_in_it(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(repeated, "FEWEST", 3)
    line = "موقع الرافد صوت المدينة وأهلها"
    texts = ["\n".join([*story, line]) for story in make_stories(12)]
    urls = [f"https://a.example/{number}" for number in range(12)]
    pq.write_table(pa.table({"text": texts, "url": urls}), tmp_path / "a.parquet")
    out = below(url, "cleaned")
    tables = []
    for root in (tmp_path / "local", out):
        clean_columns([tmp_path / "a.parquet"], root, limits=Limits(processes=1))
        (path,) = separate_columns(root)
        assert list(separate_columns(root)) == []
        tables.append(pq.read_table(path, filesystem=open_root(root).filesystem))
    assert tables[0].equals(tables[1])
    assert line not in "".join(tables[1].column("text").to_pylist())
    with pytest.raises(InputError, match="no column 'texts'; did you mean 'text'"):
        list(separate_columns(out, "texts"))


@pytest.mark.parametrize("format", ["parquet", "jsonl"])
def test_a_dataset_in_it_is_exported_to_it_with_its_card(url: str, format: Format) -> None:
    write_articles(url, [make_article(1, duplicate_of=None), make_article(2)], name="a")
    out = below(url, "train")
    assert export(url, out, load_preset("unique"), format=format).kept == 1
    root = open_root(out)
    selector = pafs.FileSelector(root.path, recursive=True)
    files = [each.path for each in root.filesystem.get_file_info(selector) if each.is_file]
    names = ["README.md", f"data/train-00000.{format}", f"dropped/dropped-00000.{format}"]
    assert sorted(each.removeprefix(f"{root.path}/") for each in files) == names
    with pytest.raises(ExportError, match="new folder"):
        export(url, out, load_preset("unique"))
    assert write_card(url).endswith("/corpus/README.md")
    assert b"2 news stories" in open_root(url).filesystem.open_input_file(write_card(url)).read()
