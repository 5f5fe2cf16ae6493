"""What a run's counts say of its sites, and the exit code that follows."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from rich.console import Console

from crawler.outcome import ExitCode, Outcome, SiteOutcome, describe, exit_code
from crawler.report import print_outcome
from crawler.schedule import DAY
from crawler.store import Run
from crawler.troubles import Trouble, find_troubles

GOOD = {"fetched": 30, "pages": 20, "article:new": 18, "rejected:not_article": 2, "dated": 18}


def good(**changes: float) -> dict[str, float]:
    return GOOD | {key.replace("__", ":"): n for key, n in changes.items()}


@pytest.mark.parametrize(
    ("tally", "history", "expected"),
    [
        (GOOD, [], []),
        (GOOD, [GOOD, GOOD], []),
        ({"fetched": 6, "not_modified": 6}, [GOOD], []),
        ({"fetched": 9, "article:same": 4}, [GOOD], []),
        ({"error:timeout": 2}, [], ["nothing could be fetched (timeout 2)"]),
        ({"fetched": 2, "error:http_503": 2}, [GOOD], ["nothing could be fetched (http_503 2)"]),
        ({}, [GOOD], ["nothing could be fetched (no answer)"]),
        ({"fetched": 3}, [], ["no articles were found"]),
        ({"fetched": 3}, [GOOD], []),
        ({"fetched": 3, "listed": 0}, [good(listed=30)], ["its lists name no article, usually 30"]),
        ({"fetched": 3, "listed": 30}, [good(listed=30)], []),
        ({"fetched": 3, "not_modified": 3}, [good(listed=30)], []),
        ({"fetched": 3, "waiting": 9}, [good(listed=30)], []),
        ({"fetched": 3, "waiting": 9}, [], []),
        ({"fetched": 9, "rejected:too_short": 5}, [], ["none of its 5 pages is an article (too_short 5)"]),
        ({"fetched": 9, "outside_dates": 5}, [], []),
        (
            {"fetched": 9, "rejected:not_article": 7},
            [GOOD, GOOD],
            ["gave 18 articles a run and gives none: all 7 pages rejected (not_article 7)"],
        ),
        (
            {"fetched": 9, "rejected:not_article": 7},
            [{"fetched": 9, "rejected:not_article": 7}, GOOD],
            ["gave 9 articles a run and gives none: all 7 pages rejected (not_article 7)"],
        ),
        (good(rejected__not_article=12), [GOOD], ["rejected pages: 40%, usually 10%"]),
        (good(rejected__not_article=4), [GOOD], []),
        (good(rejected__http_error=90), [GOOD], []),
        (good(low_confidence=9), [GOOD], ["articles of low confidence: 50%, usually 0%"]),
        (good(dated=6), [GOOD], ["articles with a date: 33%, usually 100%"]),
        (good(dated=6), [], []),
        (
            good(future_dated=12),
            [GOOD],
            ["12 articles are dated in the future: is this machine's clock right?"],
        ),
        (good(forbidden=31), [GOOD], []),
        (
            good(left__host_in_trouble=1, waiting=7),
            [GOOD],
            ["left for a later run with 7 URLs (host_in_trouble 1)"],
        ),
        (good(left__no_time=1, waiting=7), [GOOD], []),
        ({"left:robots_http_503": 1}, [GOOD], ["nothing could be fetched (robots_http_503 1)"]),
        (good(error__timeout=31), [GOOD], ["31 of 61 requests failed (timeout 31)"]),
        (good(error__http_500=20), [GOOD], ["20 of 30 requests failed (http_500 20)"]),
    ],
)
def test_troubles(tally: dict[str, float], history: list[dict[str, float]], expected: list[str]) -> None:
    assert [trouble.what for trouble in find_troubles(tally, history)] == expected


def test_few_pages_say_nothing_of_shares() -> None:
    few = {"fetched": 9, "article:new": 2, "rejected:not_article": 6}
    assert find_troubles(few, [GOOD]) == []


@pytest.mark.parametrize(
    ("silence", "runs", "new", "named"),
    [
        (8 * DAY, 3, 0, True),
        (6 * DAY, 3, 0, False),
        (8 * DAY, 2, 0, False),
        (8 * DAY, 3, 1, False),
        (None, 3, 0, False),
    ],
)
def test_a_silent_site_is_named(silence: float | None, runs: int, new: int, named: bool) -> None:
    tally = {"fetched": 6, "not_modified": 5, "article:new": new}
    found = find_troubles(tally, [GOOD] * runs, silence)
    assert [trouble.what for trouble in found] == (["no new article for 8 days"] if named else [])


WELL = SiteOutcome(site="a.com", tally=GOOD)
SICK = SiteOutcome(site="b.com", tally=GOOD, troubles=(Trouble(what="rejected pages: 90%, usually 3%"),))
DEAD = SiteOutcome(site="c.com", tally={}, troubles=(Trouble(what="nothing could be fetched", dead=True),))


@pytest.mark.parametrize(
    ("sites", "reason", "faults", "code"),
    [
        ([WELL], "finished", 0, ExitCode.DONE),
        ([], "finished", 0, ExitCode.DONE),
        ([WELL, SICK], "finished", 0, ExitCode.TROUBLE),
        ([WELL, DEAD], "finished", 0, ExitCode.TROUBLE),
        ([WELL], "finished", 1, ExitCode.TROUBLE),
        ([DEAD], "finished", 0, ExitCode.NOTHING_WORKED),
        ([WELL], "shutdown", 0, ExitCode.STOPPED),
        ([DEAD], "disk_full", 0, ExitCode.STOPPED),
    ],
)
def test_exit_codes(sites: list[SiteOutcome], reason: str, faults: int, code: ExitCode) -> None:
    assert exit_code(sites, reason=reason, faults=faults) is code


OUTCOME = Outcome(
    code=ExitCode.TROUBLE,
    run=Run(1, "20240514T000000Z-abcd", 1_715_644_800.0, None, None, None, {"homes": ["https://a.com/"]}),
    reason="finished",
    seconds=61.5,
    sites=(WELL, SICK),
    report="out/runs/x.json",
)


def test_the_report_names_what_is_needed() -> None:
    report = describe(OUTCOME, 1_715_644_861.5)
    assert report["started"] == "2024-05-14T00:00:00Z"
    assert report["exit_meaning"] == "trouble"
    assert report["sites"]["a.com"]["articles"] == {"new": 18, "changed": 0, "same": 0}
    assert report["sites"]["a.com"]["rejected"] == {"not_article": 2}
    assert report["sites"]["b.com"]["troubles"] == ["rejected pages: 90%, usually 3%"]


@pytest.mark.parametrize("terminal", [True, False])
def test_it_is_told_on_a_terminal_and_in_a_log(terminal: bool) -> None:
    out = io.StringIO()
    print_outcome(
        OUTCOME, Console(file=out, force_terminal=terminal, color_system=None, width=160, soft_wrap=True)
    )
    told = out.getvalue()
    assert "b.com: rejected pages: 90%, usually 3%" in told
    assert "36 articles new" in told
    assert "exit code 3 (trouble)" in told
    assert ("site=a.com fetched=30" in told) is not terminal
    assert ("┃" in told) is terminal


def test_faults_of_our_own_and_refusals_are_told() -> None:
    for outcome, line in (
        (replace(OUTCOME, faults=2), "2 faults of the program itself"),
        (Outcome.refused(ExitCode.BUSY, "out: another run is on"), "another run is on"),
    ):
        out = io.StringIO()
        print_outcome(outcome, Console(file=out))
        assert line in out.getvalue()
