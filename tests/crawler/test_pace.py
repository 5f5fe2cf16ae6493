"""Judgements of politeness, without a network: Retry-After, the pace of a host, what robots.txt means."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from crawler.politeness.pace import Manners, Pace
from crawler.politeness.retry_after import parse_retry_after
from crawler.politeness.robots import READ_BYTES, Rules, read_rules

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
MANNERS = Manners(delay=1.0, slow=1.0, backoff=10.0, longest_wait=900.0, longest_delay=60.0, patience=5)
PAGE = "http://news.example/a"


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120.0),
        (" 0 ", 0.0),
        ("Sun, 01 Mar 2026 12:00:30 GMT", 30.0),
        ("Sun, 01 Mar 2026 12:00:30 -0000", 30.0),
        ("Sun, 01 Mar 2026 15:00:30 +0300", 30.0),
        ("Sun, 01 Mar 2020 12:00:30 GMT", 0.0),
        ("9" * 400, None),
        ("999999999", 999999999.0),
        ("-5", None),
        ("1e9", None),
        ("inf", None),
        ("٣٠", None),
        ("soon", None),
        ("Sun, 99 Mar 2026 12:00:30 GMT", None),
        ("", None),
        (None, None),
    ],
)
def test_retry_after(value: str | None, seconds: float | None) -> None:
    assert parse_retry_after(value, NOW) == seconds


def test_requests_keep_the_delay_that_is_longest() -> None:
    pace = Pace(MANNERS, asked=3.0)
    pace.begin(100.0)
    assert pace.ready_at == 103.0
    pace.ask(7.0)
    pace.ask(2.0)
    pace.begin(110.0)
    assert pace.ready_at == 117.0


def test_a_slow_host_gets_twice_its_time_and_a_recovered_one_its_old_pace() -> None:
    pace = Pace(MANNERS)
    pace.begin(0.0)
    pace.answered(4.0, 4.0)
    assert pace.delay == 8.0
    assert pace.ready_at == 8.0
    delays = []
    for step in range(12):
        pace.begin(10.0 * step)
        pace.answered(10.0 * step + 0.1, 0.1)
        delays.append(pace.delay)
    assert delays == sorted(delays, reverse=True)
    assert delays[0] == 4.0
    assert delays[-1] == 1.0


def test_a_host_that_is_never_slow_is_never_slowed() -> None:
    pace = Pace(Manners(delay=0.0))
    for step in range(100):
        pace.begin(float(step))
        pace.answered(step + 0.9, 0.9)
    assert pace.delay == 0.0


def test_our_own_caution_has_an_end() -> None:
    pace = Pace(MANNERS)
    pace.answered(0.0, 500.0)
    assert pace.delay == 60.0
    pace.ask(120.0)
    assert pace.delay == 120.0


def test_a_refusal_waits_as_told_up_to_the_cap_and_doubles_when_not_told() -> None:
    assert Pace(MANNERS).refused(0.0, 30.0) == 30.0
    assert Pace(MANNERS).refused(0.0, 1e12) == 900.0
    pace = Pace(MANNERS)
    assert [pace.refused(0.0, None) for _ in range(4)] == [10.0, 20.0, 40.0, 80.0]
    assert pace.ready_at == 80.0


def test_one_failure_is_the_pages_more_are_the_hosts() -> None:
    pace = Pace(MANNERS)
    assert [pace.failed(0.0) for _ in range(4)] == [0.0, 10.0, 20.0, 40.0]
    assert not pace.is_hopeless
    pace.failed(0.0)
    assert pace.is_hopeless
    pace.answered(1.0, 0.1)
    assert not pace.is_hopeless
    assert pace.failed(2.0) == 0.0


def rules(text: str, status: int = 200) -> Rules:
    return read_rules(status, text.encode())


@pytest.mark.parametrize("status", [500, 502, 503, 301, 429])
def test_a_server_without_an_answer_forbids_everything(status: int) -> None:
    found = rules("User-agent: *\nAllow: /\n", status)
    assert found.unreachable == f"robots_http_{status}"
    assert not found.allow(PAGE, "warraq")


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410])
def test_a_missing_file_allows_everything_whatever_its_page_says(status: int) -> None:
    assert rules("User-agent: *\nDisallow: /\n", status).allow(PAGE, "warraq")


@pytest.mark.parametrize(
    ("text", "allowed"),
    [
        ("User-agent: *\nDisallow: /", False),
        ("\ufeffUser-agent: *\nDisallow: /a", False),
        ("User-agent: warraq\nAllow: /\n\nUser-agent: *\nDisallow: /", True),
        ("User-agent: Warraq\r\nDisallow: /a\r\n", False),
        ("User-agent: *\nDisallow: /\nAllow: /a", True),
        ("User-agent: otherbot\nDisallow: /", True),
        ("<html><body>not rules</body></html>", True),
        ("", True),
    ],
)
def test_rules(text: str, allowed: bool) -> None:
    assert rules(text).allow(PAGE, "warraq") is allowed


def test_arabic_paths_match_written_or_escaped() -> None:
    found = rules("User-agent: *\nDisallow: /أرشيف/\n")
    assert not found.allow("http://news.example/%D8%A3%D8%B1%D8%B4%D9%8A%D9%81/1", "warraq")


def test_a_long_file_is_read_to_the_last_whole_line_within_the_limit() -> None:
    head = "User-agent: *\nDisallow: /private/\n"
    filler = "#" * (READ_BYTES - len(head) - len("Disallow: /") - 1) + "\n"
    found = rules(head + filler + "Disallow: /archive/\n" + "# more\n" * 20_000)
    assert found.allow(PAGE, "warraq"), "the cut must not leave «Disallow: /»"
    assert not found.allow("http://news.example/private/1", "warraq")


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("User-agent: *\nCrawl-delay: 2.5", 2.5),
        ("User-agent: warraq\nCrawl-delay: 4\n\nUser-agent: *\nCrawl-delay: 9", 4.0),
        ("User-agent: *\nRequest-rate: 1/6", 6.0),
        ("User-agent: *\nCrawl-delay: -1", 0.0),
        ("User-agent: *\nCrawl-delay: inf", 0.0),
        ("User-agent: *\nCrawl-delay: soon", 0.0),
        ("User-agent: *\nDisallow:", 0.0),
    ],
)
def test_delays_that_are_asked_for(text: str, seconds: float) -> None:
    assert rules(text).delay("warraq") == seconds
