"""How far `warraq clean` is: a bar on a terminal, a plain line now and then in a log; both on standard error."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

if TYPE_CHECKING:
    from cleaners.corpus.outcome import Outcome

SECONDS_BETWEEN_LINES = 10.0


def tell(outcome: Outcome) -> str:
    """What a run did, in one line."""
    passed = f", {outcome.passed_over:,} done before" if outcome.passed_over else ""
    return (
        f"{outcome.records:,} records from {outcome.files:,} files{passed}:"
        f" {outcome.articles:,} articles, {outcome.rejected.total():,} rejected"
    )


@contextmanager
def show_progress() -> Iterator[Callable[[Outcome], None]]:
    """What to call when some records are done."""
    if not sys.stderr.isatty():
        yield _write_lines()
        return
    bar = Progress(
        TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn(),
        console=Console(stderr=True), transient=True,
    )  # fmt: skip
    task = bar.add_task("reading", total=None)
    begin = time.monotonic()

    def update(outcome: Outcome) -> None:
        rate = outcome.records / max(time.monotonic() - begin, 0.001)
        # Sizes are known of local files only; without them the bar moves and does not fill.
        bar.update(
            task,
            description=f"{outcome.records:,} records, {rate:,.0f} a second",
            total=outcome.bytes_given or None,
            completed=outcome.bytes_done,
        )

    with bar:
        yield update


def _write_lines() -> Callable[[Outcome], None]:
    begin = last = time.monotonic()

    def write(outcome: Outcome) -> None:
        nonlocal last
        now = time.monotonic()
        if now - last < SECONDS_BETWEEN_LINES:
            return
        last = now
        share = (
            f", {100 * outcome.bytes_done / outcome.bytes_given:.0f} % read" if outcome.bytes_given else ""
        )
        click.echo(f"{tell(outcome)}, {outcome.records / (now - begin):,.0f} a second{share}", err=True)

    return write
