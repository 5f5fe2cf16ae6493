"""What happens to scheduled crawls from night to night: clocks that jump, pages that forge, sites that fall silent,
disks that fill."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from news_site import (
    ROOT,
    Answer,
    article,
    crawl,
    crawl_and_kill,
    crawl_arguments,
    rows,
    run,
    serve_site,
    site_report,
)

from crawler.settings import WARRAQ_AT_HAND

DAY = 86_400
JUMP = """
import sys, time
from datetime import datetime, timedelta
shift, real = float(sys.argv.pop(1)), time.time
time.time = lambda: real() + shift
import crawler.spiders.news as news
class Shifted(datetime):
    @classmethod
    def now(cls, tz=None):
        return datetime.now(tz) + timedelta(seconds=shift)
news.datetime = Shifted
from crawler.cli import main
main(sys.argv[1:])
"""


def crawl_at(shift: int, target: str, output: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """A crawl on a machine whose clock is `shift` seconds ahead."""
    return run([sys.executable, "-c", JUMP, str(shift), *crawl_arguments(target, output, *options)])


def test_a_clock_that_jumps_a_day_loses_nothing_and_fetches_nothing_twice(tmp_path: Path) -> None:
    with serve_site(12) as site:
        ahead = [sys.executable, "-c", JUMP, str(DAY), *crawl_arguments(site.base, tmp_path)]
        crawl_and_kill(site, tmp_path, 5, command=ahead)
        assert crawl_at(0, site.base, tmp_path).returncode == 0
        fetched = site.pages_asked()
        assert fetched <= 12 + WARRAQ_AT_HAND + 1, "what was in flight at the kill"
        assert len(rows(tmp_path)) == 12
        for number, shift in enumerate((-DAY, DAY, 0), 2001):
            site.add_articles(range(number, number + 1))
            done = crawl_at(shift, site.base, tmp_path)
            assert done.returncode == 0, done.stdout + done.stderr
            assert len(rows(tmp_path)) == number - 2001 + 13
            if shift < 0:
                assert site.pages_asked() == fetched + 1, "a day ahead, pages are due for a second look"
    found = rows(tmp_path)
    assert len(found) == 15
    assert len({row["id"] for row in found}) == 15


def test_stories_dated_in_the_future_are_counted_and_named(tmp_path: Path) -> None:
    with serve_site(12) as site:
        ahead = (datetime.now(UTC) + timedelta(hours=20)).isoformat(timespec="seconds")
        meta = f'<meta property="article:published_time" content="{ahead}"></head>'
        for number in range(1001, 1013):
            dated = article(number).replace("</head>", meta)
            site.answers[f"/news/{number}"] = Answer(dated.encode())
        done = crawl(site.base, tmp_path)
    assert done.returncode == 3
    assert "12 articles are dated in the future" in done.stdout
    assert site_report(tmp_path)["future_dated"] == 12


def test_pages_cannot_forge_lines_of_the_log(tmp_path: Path) -> None:
    forged = "2026-01-01T00:00:00Z ERROR crawler.crawl: all is lost"
    bad = f"\r\n{forged}\x1b[31m\u202e\u2028{forged}"
    with serve_site(3) as site:
        page = article(1001).replace("خبر رقم 1001", f"خبر{bad}")
        site.answers["/news/1001"] = Answer(page.encode())
        site.answers["/news/1002"] = Answer(b"x", content_type="image/png\x1b[31m")
        address = "/news/9%0d%0a2026-01-01T00:00:00Z%1b[31m&#x202e;"
        link = f'<li><a href="{address}">خبر آخر عن السد الكبير في المدينة</a></li>'
        site.answers["/"].body = site.answers["/"].body.replace(b"</ul>", f"{link}</ul>".encode())
        log = tmp_path / "crawl.log"
        done = crawl(site.base, tmp_path / "data", "-v", "--log-file", str(log))
    assert done.returncode == 0, done.stderr
    lines = log.read_text(encoding="utf-8")
    assert not [line for line in lines.split("\n") if line.startswith(forged)]
    for mark in ("\x1b", "\u202e", "\u2028", "\r"):
        assert mark not in lines
        assert mark not in done.stdout + done.stderr


def test_a_site_whose_lists_are_empty_tonight_is_named(tmp_path: Path) -> None:
    with serve_site(12) as site:
        assert crawl(site.base, tmp_path).returncode == 0
        quiet = crawl(site.base, tmp_path)
        assert quiet.returncode == 0, "nothing new is no trouble"
        site.answers["/"] = Answer(b"<html><body><div id=app></div><script>load()</script></body></html>")
        done = crawl(site.base, tmp_path)
    assert done.returncode == 3
    assert "127.0.0.1: its lists name no article, usually 12" in done.stdout


FULL_AT = """
import sys
nth = int(sys.argv.pop(1))
from crawler import dataset
from crawler.workers import Workers
def limit(real):
    def write(*arguments, **named):
        global nth
        nth -= 1
        if nth == 0:
            raise OSError(28, "No space left on device")
        return real(*arguments, **named)
    return write
run = Workers.run
def run_limited(self, function, *arguments):
    real = limit(run) if function is dataset.make_stored_part else run
    return real(self, function, *arguments)
Workers.run = run_limited
import crawler.outcome as outcome
outcome.write_report = limit(outcome.write_report)
from crawler.cli import main
main(sys.argv[1:])
"""


@pytest.mark.skipif(not hasattr(os, "statvfs"), reason="needs POSIX")
@pytest.mark.parametrize("kibibytes", [64, 160, 320, 640])
def test_a_disk_that_is_full_at_any_write_loses_nothing(tmp_path: Path, kibibytes: int) -> None:
    """The limit of a file's size stands for the disk: the store and each part meet it where they grow past it."""
    limited = (
        "import resource, sys; n = int(sys.argv.pop(1)); resource.setrlimit(resource.RLIMIT_FSIZE, (n, n));"
        "from crawler.cli import main; main(sys.argv[1:])"
    )
    with serve_site(40) as site:
        for number in range(1001, 1041, 4):
            site.answers[f"/news/{number}"] = Answer(b"gone", 410)
        command = [sys.executable, "-c", limited, str(kibibytes << 10), *crawl_arguments(site.base, tmp_path)]
        full = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=100, check=False)
        assert full.returncode in (1, 5), full.stdout + full.stderr
        assert "Traceback" not in full.stderr
        before = {row["id"] for row in rows(tmp_path)} if (tmp_path / "articles").exists() else set()
        done = crawl(site.base, tmp_path)
        assert done.returncode == 0, done.stdout + done.stderr
    found = [row["id"] for row in rows(tmp_path)]
    assert len(found) == len(set(found)) == 30
    assert before <= set(found)
    assert len(rows(tmp_path, "rejected")) == 10


@pytest.mark.parametrize("nth", [1, 2, 3])
def test_a_disk_that_is_full_for_a_part_or_the_report_is_told_and_made_good(tmp_path: Path, nth: int) -> None:
    with serve_site(3) as site:
        site.answers["/news/1003"] = Answer(b"gone", 410)
        command = [sys.executable, "-c", FULL_AT, str(nth), *crawl_arguments(site.base, tmp_path)]
        full = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=100, check=False)
        assert full.returncode != 0, full.stdout
        assert "No space left on device" in full.stderr
        assert "Traceback" not in full.stderr
        assert crawl(site.base, tmp_path).returncode == 0
        assert site.pages_asked() == 3
    assert (len(rows(tmp_path)), len(rows(tmp_path, "rejected"))) == (2, 1)
