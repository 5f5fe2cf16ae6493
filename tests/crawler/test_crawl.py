"""Whole crawls, as a user or cron starts them, against sites on loopback."""

from __future__ import annotations

import signal
import sqlite3
import sys
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from news_site import (
    Answer,
    article,
    crawl,
    crawl_and_kill,
    crawl_arguments,
    rows,
    run,
    scrapy_command,
    serve_site,
    site_report,
    start_crawl,
)
from pyarrow import fs as pafs

from cleaners.corpus.parts import read_dataset
from crawler.settings import WARRAQ_AT_HAND


def urls(output: Path) -> list[str]:
    return sorted(str(row["url"]).rpartition("/")[2] for row in rows(output))


def names(first: int, count: int) -> list[str]:
    return [str(number) for number in range(first, first + count)]


def test_the_demo_site_becomes_a_dataset_and_a_second_crawl_costs_nothing(tmp_path: Path) -> None:
    from crawler.demo.server import serve

    with serve(pages=30, seed=3, crawl_delay=0) as site:
        first = crawl(f"{site.base}/", tmp_path)
        assert first.returncode == 0, first.stderr
        found = rows(tmp_path)
        second = crawl(f"{site.base}/", tmp_path)
        assert second.returncode == 0, second.stderr
    assert len(found) >= 25
    assert all(row["text"] and row["title"] and row["http_status"] == 200 for row in found)
    assert len({row["id"] for row in found}) == len(found)
    assert rows(tmp_path) == found
    assert site_report(tmp_path)["pages"] == 0
    assert "Traceback" not in first.stderr + second.stderr


def test_a_changed_article_is_a_new_version_of_the_same_id(tmp_path: Path) -> None:
    with serve_site(3) as site:
        feed = "<rss><channel><item><link>{}/news/1002</link><pubDate>{}</pubDate></item></channel></rss>"
        site.answers["/feed/"] = Answer(feed.format(site.base, "Tue, 14 May 2024 10:00:00 GMT").encode())
        assert crawl(site.base, tmp_path).returncode == 0
        site.answers["/feed/"] = Answer(feed.format(site.base, "Tue, 14 May 2090 10:00:00 GMT").encode())
        site.answers["/news/1002"] = Answer(
            article(1002, "وتبين لاحقاً أن الصيانة لم تنته وأن الأعمال مستمرة.").encode()
        )
        assert crawl(site.base, tmp_path).returncode == 0
        assert site.asked["/news/1001"] == 1
        assert site.asked["/news/1002"] == 2
    versions = [row for row in rows(tmp_path) if str(row["url"]).endswith("/1002")]
    assert len(versions) == 2
    assert len({row["id"] for row in versions}) == 1
    assert len(rows(tmp_path)) == 4


def test_bad_pages_are_kept_with_their_reason_and_the_run_goes_on(tmp_path: Path) -> None:
    with serve_site(4) as site:
        site.answers["/news/1001"] = Answer(b"%PDF-1.4 \x00\x01", content_type="application/pdf")
        site.answers["/news/1002"] = Answer(b"gone", 410)
        site.answers["/news/1003"] = Answer(b"", 302, headers={"Location": "http://127.0.0.1:9/elsewhere"})
        done = crawl(site.base, tmp_path)
        assert done.returncode == 0, done.stderr
    assert urls(tmp_path) == ["1004"]
    reasons = {str(row["url"]).rpartition("/")[2]: row["reason"] for row in rows(tmp_path, "rejected")}
    assert reasons == {"1001": "undecodable", "1002": "http_error"}
    errors = site_report(tmp_path)["errors"]
    assert errors == {"http_410": 1, "refused": 1}


def test_hostile_pages_hold_nothing_up(tmp_path: Path) -> None:
    hostile = {
        "1001": b"<p>x" * 600_000,
        "1002": b"<div>" * 100_000 + b"x",
        "1003": b"<p " + b"".join(b"a%d=1 " % n for n in range(100_000)) + b">x</p>",
        "1004": b"<a href=/news/9>x</a>" * 100_000,
        "1005": b" " * 9_000_000,
    }
    with serve_site(6) as site:
        for name, body in hostile.items():
            site.answers[f"/news/{name}"] = Answer(body)
        done = run(scrapy_command(site.base, tmp_path, "WARRAQ_PAGE_SECONDS=2"))
        assert done.returncode == 0, done.stderr
    assert "1006" in urls(tmp_path)
    rejected = {str(row["url"]).rpartition("/")[2]: row["reason"] for row in rows(tmp_path, "rejected")}
    assert rejected.keys() | set(urls(tmp_path)) >= {*hostile, "1006"}
    assert rejected["1001"] == "too_large"
    assert rejected["1003"] == "too_large"


def test_the_time_of_a_run_is_limited_and_the_rest_waits(tmp_path: Path) -> None:
    with serve_site(40) as site:
        site.before = lambda path: time.sleep(0.1)
        assert crawl(site.base, tmp_path, "--max-time", "3").returncode == 0
        assert site.pages_asked() < 40
        site.before = lambda path: None
        assert crawl(site.base, tmp_path).returncode == 0
        assert site.pages_asked() == 40
    assert len(rows(tmp_path)) == 40


def test_a_dead_site_is_one_line_and_the_others_are_crawled(tmp_path: Path) -> None:
    with serve_site(2) as site:
        done = crawl(site.base, tmp_path, "http://localhost:9/", "--allow", "localhost")
    assert done.returncode == 3
    assert urls(tmp_path) == names(1001, 2)
    assert "localhost: nothing could be fetched (refused" in done.stdout
    (told,) = [line for line in done.stderr.splitlines() if "localhost" in line]
    assert "localhost: the home page cannot be reached: refused" in told
    assert "Traceback" not in done.stderr


def test_when_nothing_works_the_exit_code_says_so(tmp_path: Path) -> None:
    with serve_site() as site:
        empty = crawl(site.base, tmp_path / "empty")
        site.answers["/"] = Answer(b"\x89PNG\r\n\x1a\n\x00\x00", content_type="image/png")
        picture = crawl(site.base, tmp_path / "picture")
    assert (empty.returncode, picture.returncode) == (1, 1)
    assert "127.0.0.1: no articles were found" in empty.stdout
    assert "127.0.0.1: no articles were found" in picture.stdout
    assert "Traceback" not in empty.stderr + picture.stderr


@pytest.mark.parametrize("argument", ["sute=burathanews.com", "site=burathanew.com"])
def test_scrapy_crawl_answers_a_slip_with_one_line(argument: str) -> None:
    done = run([sys.executable, "-m", "scrapy", "crawl", "news", "-a", argument])
    assert done.returncode == 2
    (line,) = done.stderr.splitlines()
    assert "did you mean" in line


def test_scrapy_crawl_writes_a_feed_and_the_dataset(tmp_path: Path) -> None:
    feed = str(tmp_path / "out.parquet")
    with serve_site(3) as site:
        command = scrapy_command(site.base, tmp_path / "data")
        done = run([*command, "-O", feed])
        assert done.returncode == 0, done.stderr
        again = run([*command, "-o", feed])
    assert pq.read_table(feed).num_rows == 3
    assert urls(tmp_path / "data") == names(1001, 3)
    assert again.returncode == 2
    assert "use -O" in again.stderr


def test_a_second_run_ends_at_once_with_its_own_code(tmp_path: Path) -> None:
    held, release = threading.Event(), threading.Event()

    def hold(path: str) -> None:
        held.set()
        release.wait(30)

    with serve_site(1) as site:
        site.before = hold
        with start_crawl(site.base, tmp_path) as first:
            assert held.wait(30)
            second = crawl(site.base, tmp_path)
            release.set()
            assert first.wait(30) == 0
    assert second.returncode == 4
    assert "another run is on (process" in second.stdout


def test_nothing_is_lost_or_doubled_by_kills(tmp_path: Path) -> None:
    count, kills = 24, (1, 7, 9)
    with serve_site(count) as site:
        for after in kills:
            assert crawl_and_kill(site, tmp_path, after) == -signal.SIGKILL
            rows(tmp_path)  # a torn part would raise
        done = crawl(site.base, tmp_path)
        assert done.returncode == 0, done.stderr
        assert "INFO crawler.extensions: Going on with run" in done.stderr
        assert count <= site.pages_asked() <= count + len(kills) * (WARRAQ_AT_HAND + 1)
    assert urls(tmp_path) == names(1001, count)
    runs = {path.name for path in (tmp_path / "runs").glob("*.json")}
    assert len(runs) == 1, "the killed run was continued, not begun anew"
    assert site_report(tmp_path)["articles"]["new"] == count


def test_a_run_that_is_told_to_stop_keeps_what_it_has_and_goes_on_later(tmp_path: Path) -> None:
    with serve_site(30) as site:
        assert crawl_and_kill(site, tmp_path, 5, signal.SIGTERM) == 5
        before = urls(tmp_path)
        assert 1 <= len(before) < 30
        assert crawl(site.base, tmp_path).returncode == 0
        assert site.pages_asked() == 30
    assert urls(tmp_path) == names(1001, 30)


def test_too_little_room_stops_the_run_and_room_lets_it_go_on(tmp_path: Path) -> None:
    with serve_site(3) as site:
        full = run(scrapy_command(site.base, tmp_path, "WARRAQ_FREE_MEBIBYTES=999999999"))
        assert full.returncode == 5
        assert "MiB free, below the floor" in full.stderr
        assert crawl(site.base, tmp_path).returncode == 0
    assert urls(tmp_path) == names(1001, 3)


def test_a_fault_of_the_program_is_told_and_its_page_is_fetched_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parent))
    broken = '{"news_site.BrokenPipeline": 100, "crawler.pipelines.RecordPipeline": 300}'
    with serve_site(3) as site:
        faulty = run(scrapy_command(site.base, tmp_path, f"ITEM_PIPELINES={broken}"))
        assert faulty.returncode == 3, faulty.stderr
        assert "1 faults of the program itself" in faulty.stdout
        assert urls(tmp_path) == ["1001", "1003"]
        assert crawl(site.base, tmp_path).returncode == 0
    assert urls(tmp_path) == names(1001, 3)


FULL = """
import resource, sys
limit = int(sys.argv.pop(1))
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
from crawler.cli import main
main(sys.argv[1:])
"""


def test_a_store_that_cannot_grow_stops_the_run_and_loses_nothing(tmp_path: Path) -> None:
    with serve_site(60) as site:
        arguments = crawl_arguments(site.base, tmp_path)
        full = run([sys.executable, "-c", FULL, str(400 << 10), *arguments])
        assert full.returncode == 5, full.stdout + full.stderr
        assert "Stopping (" in full.stderr
        assert "Traceback" not in full.stderr
        assert 0 < site.pages_asked() < 60
        assert crawl(site.base, tmp_path).returncode == 0
    assert urls(tmp_path) == names(1001, 60)


def test_a_dataset_may_lie_on_an_object_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    moto = pytest.importorskip("moto.server", reason="moto serves S3 for this test")
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_EC2_METADATA_DISABLED"):
        monkeypatch.setenv(name, "true")
    server = moto.ThreadedMotoServer(port=0, verbose=False)
    server.start()
    try:
        host, port = server.get_host_and_port()
        options = f"endpoint_override={host}:{port}&scheme=http&region=us-east-1&allow_bucket_creation=true"
        filesystem, _ = pafs.FileSystem.from_uri(f"s3://news/?{options}")
        filesystem.create_dir("news")
        root = f"s3://news/data?{options}"
        with serve_site(3) as site:
            command = [sys.executable, "-m", "crawler.cli", "crawl", site.base, "-o", root, "--delay", "0"]
            refused = run(command)
            assert (refused.returncode, "--store" in refused.stderr) == (2, True)
            done = run([*command, "--allow", "127.0.0.1", "--store", str(tmp_path)])
            assert done.returncode == 0, done.stderr
        assert read_dataset(root).count_rows() == 3
        assert filesystem.get_file_info(pafs.FileSelector("news/data/runs"))[0].size > 0
    finally:
        server.stop()


def test_a_site_whose_layout_breaks_is_named(tmp_path: Path) -> None:
    with serve_site(12) as site:
        assert crawl(site.base, tmp_path).returncode == 0
        for number in range(2001, 2013):
            site.answers[f"/news/{number}"] = Answer(b"<html><body><div id=app></div></body></html>")
        site.set_home()
        done = crawl(site.base, tmp_path)
    assert done.returncode == 3
    assert "127.0.0.1: gave 12 articles a run and gives none: all 12 pages rejected" in done.stdout


def test_limits_of_pages_and_dates(tmp_path: Path) -> None:
    with serve_site(9) as site:
        assert crawl(site.base, tmp_path, "--max-pages", "3").returncode == 0
        assert site.pages_asked() == 3
        for number, day in ((1001, "2024-05-14"), (1002, "2024-05-20")):
            dated = article(number).replace(
                "</head>", f'<meta property="article:published_time" content="{day}T10:00:00Z"></head>'
            )
            site.answers[f"/news/{number}"] = Answer(dated.encode())
        assert crawl(site.base, tmp_path / "late", "--since", "2024-05-15").returncode == 0
        assert "1001" not in urls(tmp_path / "late")
        asked = site.pages_asked()
        assert crawl(site.base, tmp_path / "late", "--since", "2024-05-01").returncode == 0
        assert site.pages_asked() == asked + 1
    assert urls(tmp_path / "late") == names(1001, 9)


def test_a_list_is_not_followed_into_the_years_before_since(tmp_path: Path) -> None:
    """A section of 60 pages, newest stories first; two days are asked for."""
    now = datetime.now(UTC)
    with serve_site() as site:
        site.answers["/"] = Answer('<html><body><a href="/section/all">الأخبار</a></body></html>'.encode())
        for page in range(60):
            numbers = range(5000 - 5 * page, 4995 - 5 * page, -1)
            links = "".join(
                f'<li><a href="/news/{number}">خبر رقم {number} عن أعمال الصيانة في السد</a></li>' for number in numbers
            )
            more = f'<a rel="next" href="/section/all?page={page + 1}">التالي</a>'
            body = f"<html><body><ul>{links}</ul>{more}</body></html>"
            site.answers[f"/section/all?page={page}" if page else "/section/all"] = Answer(body.encode())
            for number in numbers:
                day = (now - timedelta(days=page / 2)).isoformat()
                meta = f'<meta property="article:published_time" content="{day}"></head>'
                site.answers[f"/news/{number}"] = Answer(article(number).replace("</head>", meta).encode())
        assert crawl(site.base, tmp_path, "--since", "49h").returncode == 0
        assert site.pages_asked() <= 25 + 15 + WARRAQ_AT_HAND + 1
    assert len(rows(tmp_path)) == 25


def test_no_process_outlives_a_killed_run(tmp_path: Path) -> None:
    with serve_site(6) as site:
        held = threading.Event()
        site.before = lambda path: held.set() if path == "/news/1004" else None
        with start_crawl(site.base, tmp_path) as process:
            assert held.wait(30)
            process.kill()
            process.wait()
        # The system frees the lock with its last holder: a process left behind would keep it.
        assert crawl(site.base, tmp_path).returncode == 0


def test_the_store_is_readable_while_a_run_is_on(tmp_path: Path) -> None:
    held, release = threading.Event(), threading.Event()

    def hold(path: str) -> None:
        if path == "/news/1002":
            held.set()
            release.wait(30)

    with serve_site(3) as site:
        site.before = hold
        with start_crawl(site.base, tmp_path) as process:
            assert held.wait(30)
            status = run([sys.executable, "-m", "crawler.cli", "status", "-o", str(tmp_path)])
            release.set()
            process.wait(30)
    assert status.returncode == 0
    assert "A run is on." in status.stdout


def test_the_store_keeps_what_the_site_told(tmp_path: Path) -> None:
    with serve_site(1) as site:
        site.answers["/news/1001"].headers["ETag"] = '"v1"'
        assert crawl(site.base, tmp_path).returncode == 0
    db = sqlite3.connect(tmp_path / "store.db")
    (row,) = db.execute("SELECT etag, status, article FROM url WHERE kind = 'page'").fetchall()
    db.close()
    assert row[:2] == ('"v1"', 200)
    assert len(row[2]) == 32
