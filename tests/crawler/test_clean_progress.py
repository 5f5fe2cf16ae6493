"""What `warraq clean` tells while it is at work."""

from __future__ import annotations

import io
import sys

import pytest

from cleaners.corpus.outcome import Outcome
from cleaners.page.article import Reason
from crawler import clean_progress
from crawler.clean_progress import show_progress, tell


def outcome() -> Outcome:
    done = Outcome(files=3, passed_over=1, bytes_given=4_000, bytes_done=1_000)
    done.count([None] * 1_200 + [Reason.TIMEOUT])
    return done


def test_one_line_says_what_was_done() -> None:
    line = "1,201 records from 3 files, 1 done before: 1,200 articles, 1 rejected"
    assert tell(outcome()) == line


def test_a_log_gets_plain_lines_now_and_then(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with show_progress() as report:
        report(outcome())
    assert capsys.readouterr().err == ""
    monkeypatch.setattr(clean_progress, "SECONDS_BETWEEN_LINES", 0.0)
    with show_progress() as report:
        report(outcome())
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith(tell(outcome()))
    assert said.err.endswith(" a second, 25 % read\n")


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_terminal_gets_a_bar_that_leaves_nothing_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "120")
    with show_progress() as report:
        report(outcome())
    said = terminal.getvalue()
    assert "1,201 records" in said
    assert "25%" in said
    assert "\x1b[2K" in said
