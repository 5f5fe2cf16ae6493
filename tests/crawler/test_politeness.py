"""Politeness as a server sees it: crawls of sites on loopback that refuse, fail, ask for time, or forbid."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from itertools import pairwise
from pathlib import Path

from news_site import Answer, NewsSite, crawl, crawl_arguments, rows, run, scrapy_command, serve_site


def once(site: NewsSite, path: str, answer: Answer) -> None:
    """Let `path` give `answer` to its first request and what it gave before to the later ones."""
    later, before = site.answers[path], site.before

    def count(asked: str) -> None:
        before(asked)
        site.answers[path] = later if site.asked[path] else answer

    site.before = count


NOTED_LATE = 0.1
"""Seconds after a client has an answer within which the server's thread notes that it gave it."""


def pause_after(site: NewsSite, path: str) -> float:
    """Seconds between the end of the first answer of `path` and the next request of any kind."""
    hits = sorted(site.hits, key=lambda hit: hit.began)
    first = next(place for place, hit in enumerate(hits) if hit.path == path)
    return hits[first + 1].began - hits[first].ended


def test_retry_after_is_kept_in_seconds_as_a_date_and_up_to_a_cap(tmp_path: Path) -> None:
    with serve_site(6) as site:
        date = datetime.now(UTC) + timedelta(seconds=3600)
        told = {1001: "2", 1003: "999999999", 1004: format_datetime(date, usegmt=True)}
        for number, value in told.items():
            refusal = Answer(b"", 503 if number == 1004 else 429, headers={"Retry-After": value})
            once(site, f"/news/{number}", refusal)
        done = run(scrapy_command(site.base, tmp_path, "WARRAQ_LONGEST_WAIT=3"))
        assert done.returncode == 0, done.stderr
        assert all(later.began >= earlier.ended - NOTED_LATE for earlier, later in pairwise(site.hits))
        pauses = [pause_after(site, f"/news/{number}") for number in told]
        assert site.pages_asked() == 6 + len(told)
    assert 2.0 - NOTED_LATE <= pauses[0] < 3.0 - NOTED_LATE
    assert 3.0 - NOTED_LATE <= pauses[1] < 4.0
    assert 3.0 - NOTED_LATE <= pauses[2] < 4.0
    assert len(rows(tmp_path)) == 6


def test_a_date_near_by_is_waited_for(tmp_path: Path) -> None:
    with serve_site(2) as site:
        answer = Answer(b"", 503)
        once(site, "/news/1001", answer)
        before = site.before

        def stamp(path: str) -> None:
            moment = datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=3)
            answer.headers["Retry-After"] = format_datetime(moment, usegmt=True)
            before(path)

        site.before = stamp
        done = crawl(site.base, tmp_path)
        assert done.returncode == 0, done.stderr
        assert 1.9 <= pause_after(site, "/news/1001") < 3.5
    assert len(rows(tmp_path)) == 2


def test_a_host_that_refuses_slows_no_other(tmp_path: Path) -> None:
    with serve_site(3) as busy, serve_site(30) as other:
        once(busy, "/news/1001", Answer(b"", 429, headers={"Retry-After": "3"}))
        named = other.base.replace("127.0.0.1", "localhost")
        done = crawl(busy.base, tmp_path, f"{named}/", "--allow", "localhost")
        assert done.returncode == 0, done.stderr
        refused = next(hit for hit in busy.hits if hit.path == "/news/1001").ended
        meanwhile = [hit for hit in other.hits if refused < hit.began < refused + 3]
        back = [hit.began for hit in busy.hits if hit.began > refused]
        assert min(back) >= refused + 3 - NOTED_LATE
        assert max(hit.ended for hit in other.hits) < min(back)
        assert meanwhile or max(hit.ended for hit in other.hits) < refused
    assert len(rows(tmp_path)) == 33


def test_a_host_that_fails_again_and_again_is_left_and_named(tmp_path: Path) -> None:
    with serve_site(40) as site:
        broken = Answer(b"", 500)
        good = dict(site.answers)

        def fall_over(path: str) -> None:
            if site.pages_asked() == 10:
                site.answers = dict.fromkeys(good, broken)

        site.before = fall_over
        command = scrapy_command(site.base, tmp_path, "WARRAQ_BACKOFF_SECONDS=0.2")
        done = run(command)
        assert done.returncode == 3, done.stderr
        assert "left for a later run with " in done.stdout
        assert "host_in_trouble" in done.stdout
        failures = [hit for hit in site.hits if hit.path.startswith("/news/")][10:]
        assert len(failures) == 5, "five in a row are enough"
        gaps = [later.began - earlier.ended for earlier, later in pairwise(failures)]
        assert all(gap >= wait - NOTED_LATE for gap, wait in zip(gaps, (0, 0.2, 0.4, 0.8), strict=True)), gaps
        site.before, site.answers = lambda path: None, good
        assert run(command).returncode == 0
    assert len(rows(tmp_path)) == 40


def test_a_wait_never_outlasts_the_time_of_the_run(tmp_path: Path) -> None:
    with serve_site(5) as site:
        site.answers["/news/1003"] = Answer(b"", 429, headers={"Retry-After": "600"})
        done = crawl(site.base, tmp_path, "--max-time", "20")
        assert done.returncode == 0, done.stderr
        assert site.asked["/news/1003"] == 1
        assert site.hits[-1].ended - site.hits[0].began < 10
        site.add_articles(range(1003, 1004))
        assert crawl(site.base, tmp_path).returncode == 0
    assert len(rows(tmp_path)) == 5


def test_the_delay_that_robots_txt_asks_for_is_kept(tmp_path: Path) -> None:
    with serve_site(3) as site:
        site.answers["/robots.txt"] = Answer(b"User-agent: *\nCrawl-delay: 0.3\n", content_type="text/plain")
        done = crawl(site.base, tmp_path)
        assert done.returncode == 0, done.stderr
        begins = sorted(hit.began for hit in site.hits)
    gaps = [later - earlier for earlier, later in pairwise(begins)]
    # The server stamps a request a moment after it was sent.
    assert min(gaps[1:]) > 0.28, gaps
    assert len(rows(tmp_path)) == 3


def test_a_slow_host_is_asked_less_often(tmp_path: Path) -> None:
    with serve_site(3) as site:
        site.before = lambda path: time.sleep(0.15)
        done = run(scrapy_command(site.base, tmp_path, "WARRAQ_SLOW_SECONDS=0.1"))
        assert done.returncode == 0, done.stderr
        hits = sorted(site.hits, key=lambda hit: hit.began)
    pauses = [later.began - earlier.ended for earlier, later in pairwise(hits)]
    assert min(pauses[1:]) > 0.1, pauses


def test_robots_that_fail_forbid_everything_for_this_run(tmp_path: Path) -> None:
    with serve_site(2) as site:
        rules = site.answers["/robots.txt"]
        site.answers["/robots.txt"] = Answer(b"User-agent: *\nAllow: /\n", 500, "text/plain")
        command = scrapy_command(site.base, tmp_path, "WARRAQ_BACKOFF_SECONDS=0.1")
        done = run(command)
        assert done.returncode == 1, done.stderr
        assert site.asked.keys() == {"/robots.txt"}
        assert "nothing could be fetched" in done.stdout
        assert "robots_http_500" in done.stdout
        site.answers["/robots.txt"] = rules
        assert run(command).returncode == 0
    assert len(rows(tmp_path)) == 2


def test_robots_that_are_missing_allow_everything_and_error_pages_are_no_rules(tmp_path: Path) -> None:
    with serve_site(2) as site:
        site.answers["/robots.txt"] = Answer(b"User-agent: *\nDisallow: /\n", 404, "text/plain")
        assert crawl(site.base, tmp_path).returncode == 0
    assert len(rows(tmp_path)) == 2


def test_robots_by_way_of_a_redirect_long_and_with_a_byte_order_mark(tmp_path: Path) -> None:
    rules = b"\xef\xbb\xbfUser-agent: *\nDisallow: /news/1001\n" + b"# filler line\n" * 50_000
    with serve_site(3) as site:
        site.answers["/robots.txt"] = Answer(b"", 301, headers={"Location": "/rules.txt"})
        site.answers["/rules.txt"] = Answer(rules, content_type="text/plain")
        done = crawl(site.base, tmp_path)
        assert done.returncode == 0, done.stderr
        assert "/news/1001" not in site.asked
        assert site.asked["/robots.txt"] == site.asked["/rules.txt"] == 1
    assert len(rows(tmp_path)) == 2


def test_a_run_that_waits_ends_at_once_when_told(tmp_path: Path) -> None:
    refused = threading.Event()
    with serve_site(2) as site:
        site.answers["/news/1001"] = Answer(b"", 429, headers={"Retry-After": "300"})
        site.before = lambda path: refused.set() if path == "/news/1001" else None
        command = [sys.executable, "-m", "crawler.cli", *crawl_arguments(site.base, tmp_path)]
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
            assert refused.wait(30)
            time.sleep(0.3)
            told = time.monotonic()
            process.send_signal(signal.SIGTERM)
            assert process.wait(30) == 5
        assert time.monotonic() - told < 10
