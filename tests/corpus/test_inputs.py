"""What names stand for: files, folders, patterns, URLs, Common Crawl's lists."""

from __future__ import annotations

import gzip
import uuid
from pathlib import Path

import fsspec
import pytest

from cleaners.corpus import LayoutError
from cleaners.corpus.bulk import clean_inputs
from cleaners.corpus.inputs import FileKind, InputError, InputFile, find_inputs, is_text, list_inputs
from cleaners.corpus.pool import Limits
from cleaners.corpus.remote import Reading, identify, strip_url
from tests.corpus.test_bulk import EXPECTED, articles, http, text, texts_of, url_of, write_records, write_warc

LIMITS = Limits(processes=1)


@pytest.mark.parametrize(
    ("name", "body", "expected"),
    [
        ("a.txt", b"<p>x", True),
        ("a.txt.gz", b"<p>x", True),
        ("a.html", "نص".encode(), False),
        ("a.htm.gz", b"", False),
        ("-", b"<!DOCTYPE html>", False),
        ("-", b"\n<div class=x>", False),
        ("-", "3 < 5 و <ب>".encode(), True),
        ("page", b"<HTML>", False),
    ],
)
def test_is_text(name: str, body: bytes, expected: bool) -> None:
    assert is_text(name, body) is expected


def test_a_file_given_twice_is_listed_twice_and_found_once(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_text("x")
    assert list(list_inputs([path, tmp_path])) == [InputFile(str(path), FileKind.PAGE)] * 2
    assert find_inputs([path, tmp_path]) == [InputFile(str(path), FileKind.PAGE)]


@pytest.fixture
def loft() -> str:
    """A folder in memory, with two pages, a text below, and what is no input."""
    root = f"memory://loft{uuid.uuid4().hex}"
    filesystem, path = fsspec.url_to_fs(root)
    for name in ("a.html", "deep/b.html", "deep/c.txt", "deep/.d.html", "e.css"):
        filesystem.pipe(f"{path}/{name}", name.encode())
    return root


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("", ["a.html", "deep/b.html", "deep/c.txt"]),
        ("/a.html", ["a.html"]),
        ("/e.css", ["e.css"]),
        ("/*.html", ["a.html"]),
        ("/**/*.html", ["a.html", "deep/b.html"]),
        ("/deep/[bc].*", ["deep/b.html", "deep/c.txt"]),
    ],
)
def test_urls(loft: str, pattern: str, expected: list[str]) -> None:
    found = find_inputs([loft + pattern])
    assert [file.path for file in found] == [f"{loft}/{name}" for name in expected]
    assert [Reading().open(file.path).read().decode() for file in found] == expected


@pytest.mark.parametrize("pattern", ["/nothing", "/*.zip"])
def test_urls_of_nothing(loft: str, pattern: str) -> None:
    with pytest.raises(InputError, match="no such file or folder"):
        find_inputs([loft + pattern])
    with pytest.raises(FileNotFoundError):
        identify(f"{loft}/nothing")


def test_urls_that_nothing_opens() -> None:
    with pytest.raises(LayoutError, match="carrier-pigeon"):
        find_inputs(["carrier-pigeon://loft"])


def test_what_is_kept_of_a_url_holds_no_secret() -> None:
    url = "s3://key:se@cret@bucket/a/b.warc.gz?endpoint_override=127.0.0.1"
    assert strip_url(url) == "s3://bucket/a/b.warc.gz"
    assert InputFile(url, FileKind.WARC).key == InputFile(url, FileKind.WARC).source == strip_url(url)


@pytest.mark.parametrize("name", ["warc.paths", "warc.paths.gz"])
def test_common_crawls_list_names_files_below_the_nearest_folder_that_has_them(
    tmp_path: Path, name: str
) -> None:
    folder = tmp_path / "crawl-data" / "CC-MAIN-2024-10" / "segments" / "1" / "warc"
    folder.mkdir(parents=True)
    write_warc(folder)
    listed = tmp_path / "crawl-data" / "CC-MAIN-2024-10" / name
    line = b"crawl-data/CC-MAIN-2024-10/segments/1/warc/crawl.warc.gz\n"
    listed.write_bytes(gzip.compress(line) if name.endswith(".gz") else line)
    assert clean_inputs([listed], tmp_path / "out", limits=LIMITS).articles == 12
    assert texts_of(tmp_path / "out") == EXPECTED
    listed.write_bytes(gzip.compress(b"crawl-data/x.gz\n") if name.endswith(".gz") else b"crawl-data/x.gz\n")
    with pytest.raises(InputError, match="in no folder above"):
        find_inputs([listed])


def test_texts_that_common_crawl_extracted(tmp_path: Path) -> None:
    records = [("conversion", url_of(1), text(1).encode()), ("response", url_of(2), http(b"<p>x"))]
    outcome = clean_inputs(
        [write_records(tmp_path / "a.warc.wet.gz", records)], tmp_path / "out", limits=LIMITS
    )
    assert (outcome.articles, outcome.rejected.total()) == (1, 1)
    (article,) = articles(tmp_path / "out")
    assert (article.text, article.url, article.site) == (text(1), url_of(1), "site1.example")
    assert article.fetched_at is not None
