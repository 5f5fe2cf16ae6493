from __future__ import annotations

import gzip
import io
import json
import os
import random
import signal
import subprocess
import sys
import tarfile
import time
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from cleaners.corpus import LayoutError, bulk, inputs, read_dataset, table_to_articles, table_to_rejected
from cleaners.corpus.bulk import clean_inputs
from cleaners.corpus.inputs import Columns, InputError
from cleaners.corpus.outcome import Outcome
from cleaners.corpus.pool import Limits
from cleaners.page.article import Article, Reason, Rejected
from tests.corpus.test_duplicates import make_stories

STORIES = make_stories(12)
LIMITS = Limits(processes=2)


def url_of(number: int) -> str:
    return f"https://site{number % 2}.example/news/{number}"


def html(number: int) -> str:
    """A page of our own around a story, with a menu and a list that are none of it."""
    paragraphs = "".join(f"<p>{paragraph}</p>" for paragraph in STORIES[number])
    return (
        "<!doctype html><html lang=ar><head><meta charset=utf-8>"
        f"<title>خبر رقم {number}</title><link rel=canonical href='{url_of(number)}'></head><body>"
        "<nav><a href=/>الرئيسية</a> <a href=/sport>رياضة</a></nav>"
        f"<article><h1>خبر رقم {number}</h1><div class=entry-content>{paragraphs}</div></article>"
        "<footer>جميع الحقوق محفوظة</footer></body></html>"
    )


def text(number: int) -> str:
    return "\n".join(STORIES[number])


def articles(root: str | Path) -> list[Article]:
    found = table_to_articles(read_dataset(root).to_table())
    return sorted(found, key=lambda each: (each.text, each.title or "", each.url or ""))


def rejected(root: Path) -> list[Rejected]:
    return list(table_to_rejected(read_dataset(root, "rejected").to_table()))


def texts_of(root: str | Path) -> list[str]:
    return [article.text for article in articles(root)]


EXPECTED = sorted(text(number) for number in range(12))


def write_folder(folder: Path) -> Path:
    for number in range(12):
        path = folder / "pages" / f"s{number % 3}" / f"{number}.html"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(html(number), encoding="utf-8")
    (folder / "pages" / ".hidden.html").write_text("<p>x")
    (folder / "pages" / "style.css").write_text("p {}")
    return folder / "pages"


def write_zip(folder: Path) -> Path:
    with zipfile.ZipFile(folder / "pages.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(12):
            archive.writestr(f"pages/{number}.html", html(number))
        archive.writestr("pages/logo.png", b"\x89PNG")
    return folder / "pages.zip"


def write_tar(folder: Path) -> Path:
    with tarfile.open(folder / "pages.tar.gz", "w:gz") as archive:
        for number in range(12):
            body = html(number).encode("windows-1256", "xmlcharrefreplace")
            body = body.replace(b"charset=utf-8", b"charset=windows-1256")
            info = tarfile.TarInfo(f"pages/{number}.htm")
            info.size = len(body)
            archive.addfile(info, io.BytesIO(body))
    return folder / "pages.tar.gz"


def write_html_table(folder: Path) -> Path:
    table = pa.table({"html": [html(n) for n in range(12)], "url": [url_of(n) for n in range(12)]})
    pq.write_table(table, folder / "pages.parquet")
    return folder / "pages.parquet"


def write_text_table(folder: Path) -> Path:
    """As FineWeb and CulturaX have it: text, URL and more."""
    rows = [{"text": text(n), "url": url_of(n), "dump": "CC-MAIN", "score": 0.9} for n in range(12)]
    pq.write_table(pa.Table.from_pylist(rows), folder / "texts.parquet")
    return folder / "texts.parquet"


def write_lines(folder: Path) -> Path:
    with gzip.open(folder / "texts.jsonl.gz", "wt", encoding="utf-8") as file:
        for number in range(12):
            file.write(json.dumps({"text": text(number), "url": url_of(number)}) + "\n\n")
    return folder / "texts.jsonl.gz"


def http(body: bytes, status: str = "200 OK", *headers: str) -> bytes:
    return "\r\n".join([f"HTTP/1.1 {status}", *headers, "", ""]).encode() + body


def write_records(path: Path, records: Sequence[tuple[str, str, bytes]]) -> Path:
    """WARC records of a type, an URL and a block, each a member of its own as crawlers write them."""
    with path.open("wb") as file:
        for number, (kind, url, block) in enumerate(records):
            head = (
                f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\n"
                f"WARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-{number:012}>\r\n"
                "WARC-Date: 2024-05-14T09:30:00Z\r\n"
                f"Content-Type: application/http; msgtype={kind}\r\nContent-Length: {len(block)}\r\n\r\n"
            )
            file.write(gzip.compress(head.encode() + block + b"\r\n\r\n", 1))
    return path


def write_warc(folder: Path) -> Path:
    page = "Content-Type: text/html; charset=utf-8"
    records = []
    for number in range(12):
        records.append(("request", url_of(number), b"GET / HTTP/1.1\r\n\r\n"))
        body = html(number).encode()
        if number % 2:
            block = http(gzip.compress(body), "200 OK", page, "Content-Encoding: gzip")
        else:
            block = http(
                b"%x\r\n%b\r\n0\r\n\r\n" % (len(body), body), "200 OK", page, "Transfer-Encoding: chunked"
            )
        records.append(("response", url_of(number), block))
    records.append(("response", "https://site0.example/moved", http(b"", "301 Moved", "Location: /", page)))
    records.append(
        ("response", "https://site0.example/logo", http(b"\x89PNG", "200 OK", "Content-Type: image/png"))
    )
    return write_records(folder / "crawl.warc.gz", records)


@pytest.mark.parametrize(
    "write",
    [write_folder, write_zip, write_tar, write_html_table, write_text_table, write_lines, write_warc],
)
def test_every_kind_of_input_gives_the_same_stories(tmp_path: Path, write: Callable[[Path], Path]) -> None:
    path = write(tmp_path)
    outcome = clean_inputs([path], tmp_path / "out", limits=LIMITS)
    assert texts_of(tmp_path / "out") == EXPECTED
    assert (outcome.articles, outcome.records, outcome.rejected) == (12, 12, {})
    assert {article.site for article in articles(tmp_path / "out")} == {"site0.example", "site1.example"}
    again = clean_inputs([path], tmp_path / "out", limits=LIMITS)
    assert (again.records, again.files) == (0, 0)
    assert again.passed_over == outcome.files
    assert texts_of(tmp_path / "out") == EXPECTED


def test_a_warc_tells_address_status_and_time(tmp_path: Path) -> None:
    page = "Content-Type: text/html"
    windows = "Content-Type: text/html; charset=windows-1256"
    body = html(1).replace("<meta charset=utf-8>", "").encode("windows-1256", "replace")
    records = [
        ("response", url_of(1), http(body, "200 OK", windows)),
        ("response", "https://gone.example/1", http(b"<p>x", "404 Not Found", page)),
        ("response", "https://bad.example/1", b"no http at all"),
        ("response", "dns:site0.example", b"1.2.3.4"),
        ("response", "https://a.example/old", http(b"", "301 Moved", "Location: /new", page)),
        ("response", "https://a.example/logo", http(b"\x89PNG", "200 OK", "Content-Type: image/png")),
        ("metadata", url_of(2), b"x: y"),
    ]
    outcome = clean_inputs([write_records(tmp_path / "a.warc.gz", records)], tmp_path / "out", limits=LIMITS)
    assert outcome.rejected == {Reason.HTTP_ERROR: 1, Reason.UNDECODABLE: 1}
    assert outcome.no_pages == {"redirect": 1, "image/png": 1}
    (article,) = articles(tmp_path / "out")
    assert article.url == url_of(1)
    assert article.http_status == 200
    assert article.fetched_at is not None
    assert article.fetched_at.isoformat() == "2024-05-14T09:30:00+00:00"
    assert article.text == text(1).encode("windows-1256", "replace").decode("windows-1256")
    gone = next(each for each in rejected(tmp_path / "out") if each.reason is Reason.HTTP_ERROR)
    assert (gone.url, gone.site, gone.http_status) == ("https://gone.example/1", "gone.example", 404)
    assert "a.warc.gz!<urn:uuid:" in gone.detail


def cut(path: Path) -> Path:
    path.write_bytes(path.read_bytes()[: path.stat().st_size * 2 // 3])
    return path


@pytest.mark.parametrize("write", [write_warc, write_tar, write_lines])
def test_a_container_that_breaks_off_gives_what_it_has_and_says_so(
    tmp_path: Path, write: Callable[[Path], Path]
) -> None:
    outcome = clean_inputs([cut(write(tmp_path))], tmp_path / "out", limits=LIMITS)
    assert 0 < outcome.articles < 12
    assert set(texts_of(tmp_path / "out")) < set(EXPECTED)
    (fault,) = rejected(tmp_path / "out")
    assert fault.reason is Reason.UNDECODABLE
    assert "broken" in fault.detail


@pytest.mark.parametrize("name", ["a.zip", "a.tar", "a.parquet", "a.jsonl.gz", "a.html.gz"])
def test_a_file_that_is_not_what_its_name_says_is_one_rejection(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"something else" * 100)
    (tmp_path / "good.html").write_text(html(0), encoding="utf-8")
    outcome = clean_inputs([tmp_path / name, tmp_path / "good.html"], tmp_path / "out", limits=LIMITS)
    assert outcome.articles == 1
    (fault,) = rejected(tmp_path / "out")
    assert fault.reason is Reason.UNDECODABLE
    assert name in fault.detail


def test_bad_rows_are_rejected_one_by_one(tmp_path: Path) -> None:
    lines = [
        json.dumps({"text": text(0), "url": url_of(0)}),
        "{no json",
        "[1]",
        '{"url": "https://a.example/"}',
        "[" * 100_000,
        '{"text": 7}',
        json.dumps({"text": text(1) + " \ud83d", "url": "https://b.example/\udc00"}),
    ]
    (tmp_path / "a.jsonl").write_text("\n".join(lines), encoding="utf-8")
    outcome = clean_inputs([tmp_path / "a.jsonl"], tmp_path / "out", limits=LIMITS)
    assert (outcome.articles, outcome.rejected) == (2, {Reason.UNDECODABLE: 5})
    assert sorted(each.detail.rsplit("!", 1)[1].split(":")[0] for each in rejected(tmp_path / "out")) == list(
        "23456"
    )


def test_columns_can_be_named(tmp_path: Path) -> None:
    pq.write_table(pa.table({"content": [text(0)], "link": [url_of(0)]}), tmp_path / "a.parquet")
    columns = Columns(text="content", url="link")
    assert (
        clean_inputs([tmp_path / "a.parquet"], tmp_path / "out", columns=columns, limits=LIMITS).articles == 1
    )
    outcome = clean_inputs([tmp_path / "a.parquet"], tmp_path / "other", limits=LIMITS)
    assert outcome.rejected == {Reason.UNDECODABLE: 1}
    assert "no column 'html' and none 'text'" in rejected(tmp_path / "other")[0].detail


def test_a_page_that_takes_too_long_or_is_too_large_does_not_stop_the_others(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "1.html").write_text("<p>كلمة من كلام</p>" * 45_000, encoding="utf-8")
    (folder / "2.html").write_bytes(b"<p>" + b"x" * 11_000_000)
    (folder / "3.txt").write_text(text(0), encoding="utf-8")
    outcome = clean_inputs([folder], tmp_path / "out", limits=Limits(processes=2, seconds=0.15))
    assert outcome.records == 3
    reasons = {each.detail.split("/")[-1].split(":")[0]: each.reason for each in rejected(tmp_path / "out")}
    assert reasons == {"1.html": Reason.TIMEOUT, "2.html": Reason.TOO_LARGE}


def test_a_page_that_takes_too_much_memory_does_not_stop_the_others(tmp_path: Path) -> None:
    (tmp_path / "1.html").write_text("<p>كلمة من كلام</p>" * 45_000, encoding="utf-8")
    (tmp_path / "3.html").write_text(html(0), encoding="utf-8")
    limits = Limits(processes=1, seconds=60, mebibytes=48)
    outcome = clean_inputs([tmp_path / "1.html", tmp_path / "3.html"], tmp_path / "out", limits=limits)
    assert outcome.articles == 1
    assert rejected(tmp_path / "out")[0].reason is Reason.CRASHED


def test_more_inputs_are_added_to_what_is_there(tmp_path: Path) -> None:
    folder = write_folder(tmp_path)
    late = folder / "s0" / "0.html"
    body = late.read_text(encoding="utf-8")
    late.unlink()
    assert clean_inputs([folder], tmp_path / "out", limits=LIMITS).articles == 11
    late.write_text(body, encoding="utf-8")
    outcome = clean_inputs([folder, str(folder / "**" / "*.html")], tmp_path / "out", limits=LIMITS)
    assert (outcome.articles, outcome.passed_over) == (1, 11)
    assert texts_of(tmp_path / "out") == EXPECTED


def test_a_container_that_has_changed_is_refused(tmp_path: Path) -> None:
    path = write_lines(tmp_path)
    clean_inputs([path], tmp_path / "out", limits=LIMITS)
    path.write_bytes(path.read_bytes() + gzip.compress(b"{}\n"))
    with pytest.raises(InputError, match="has changed"):
        clean_inputs([path], tmp_path / "out", limits=LIMITS)
    assert texts_of(tmp_path / "out") == EXPECTED


def test_inputs_that_are_not_there(tmp_path: Path) -> None:
    for name in ("nowhere", "nowhere/*.html"):
        with pytest.raises(InputError, match="no such file"):
            clean_inputs([tmp_path / name], tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_warc_without_its_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write_warc(tmp_path)
    monkeypatch.setattr(inputs, "find_spec", lambda name: None)
    with pytest.raises(InputError, match=r"fastwarc: pip install 'warraq\[corpus\]'"):
        clean_inputs([path], tmp_path / "out", limits=LIMITS)


def test_an_output_that_is_not_local_needs_a_state_file(tmp_path: Path) -> None:
    path = write_lines(tmp_path)
    root = f"memory://bulk-{time.time_ns()}"
    with pytest.raises(LayoutError, match="state"):
        clean_inputs([path], root, limits=LIMITS)
    assert clean_inputs([path], root, state=tmp_path / "state.db", limits=LIMITS).articles == 12
    assert read_dataset(root).count_rows() == 12


def test_the_report_sees_every_batch(tmp_path: Path) -> None:
    seen: list[int] = []

    def report(outcome: Outcome) -> None:
        seen.append(outcome.records)

    clean_inputs([write_lines(tmp_path)], tmp_path / "out", limits=LIMITS, report=report)
    assert seen == [12]


def test_chunks_follow_one_another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "CHUNK_RECORDS", 5)
    clean_inputs([write_lines(tmp_path), write_folder(tmp_path)], tmp_path / "out", limits=LIMITS)
    assert texts_of(tmp_path / "out") == sorted(EXPECTED * 2)
    names = {path.name.split("-")[-1] for path in (tmp_path / "out" / "articles").rglob("*.parquet")}
    assert names == {f"000000{number}.parquet" for number in range(1, 7)}


def test_shares_together_give_what_one_run_gives(tmp_path: Path) -> None:
    inputs = [write_folder(tmp_path), write_warc(tmp_path), write_lines(tmp_path)]
    clean_inputs(inputs, tmp_path / "one", limits=LIMITS)
    for number in (2, 0, 1):
        outcome = clean_inputs(inputs, tmp_path / "three", limits=LIMITS, share=(number, 3))
        assert outcome.files < 14
    assert articles(tmp_path / "three") == articles(tmp_path / "one")
    again = [clean_inputs(inputs, tmp_path / "three", limits=LIMITS, share=(n, 3)).records for n in range(3)]
    assert again == [0, 0, 0]


def test_the_number_of_shares_is_kept_to(tmp_path: Path) -> None:
    path = write_lines(tmp_path)
    clean_inputs([path], tmp_path / "out", limits=LIMITS)
    with pytest.raises(InputError, match="another number of shares"):
        clean_inputs([path], tmp_path / "out", limits=LIMITS, share=(0, 2))
    for share in ((2, 2), (-1, 2)):
        with pytest.raises(InputError, match="numbered from 0"):
            clean_inputs([path], tmp_path / "out", limits=LIMITS, share=share)


KILLED = """
import os, signal, sys
from cleaners.corpus import bulk
from cleaners.corpus.pool import Limits
calls = 0
def kill(frame, event, argument):
    global calls
    calls += event == "call"
    if calls == int(sys.argv[2]):
        os.kill(os.getpid(), signal.SIGKILL)
if __name__ == "__main__":
    bulk.CHUNK_RECORDS = 5
    sys.setprofile(kill)
    bulk.clean_inputs(sys.argv[3:], sys.argv[1], limits=Limits(processes=1))
    sys.setprofile(None)
    print(calls)
"""


def test_killed_at_any_moment_nothing_is_lost_and_nothing_is_there_twice(tmp_path: Path) -> None:
    script = tmp_path / "killed.py"
    script.write_text(KILLED)
    inputs = [str(write_lines(tmp_path)), str(write_folder(tmp_path))]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}

    def run(root: Path, moment: int) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, script, root, str(moment), *inputs],
            env=environment, capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip

    calls = int(run(tmp_path / "whole", 0).stdout)
    rng = random.Random(3)
    for moment in [rng.randrange(calls // 3, calls) for _ in range(3)]:
        killed = run(tmp_path / "out", moment)
        assert killed.returncode in (0, -signal.SIGKILL), killed.stderr
    assert run(tmp_path / "out", 0).returncode == 0
    assert articles(tmp_path / "out") == articles(tmp_path / "whole")
    assert texts_of(tmp_path / "out") == sorted(EXPECTED * 2)
