"""`warraq corpus clean`: many pages into a dataset, here or on a cluster. A thin layer over `cleaners.corpus`."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from shutil import which
from typing import TYPE_CHECKING, Literal, NamedTuple

import click

if TYPE_CHECKING:
    from cleaners.corpus.inputs import Columns
    from cleaners.corpus.outcome import Outcome
    from cleaners.corpus.pool import Limits

_SECONDS_BETWEEN_LINES = 10.0


@contextmanager
def user_mistakes() -> Iterator[None]:
    """A mistake of the user's becomes one line and exit code 2."""
    try:
        yield
    # All errors of the library that tell of wrong use are ValueErrors.
    except (ValueError, OSError) as error:
        raise click.UsageError(str(error)) from None


@click.command()
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")
@click.option("-o", "--output", required=True, metavar="FOLDER", help="The dataset.")
@click.option(
    "--keep-columns", is_flag=True, help="Parquet text corpora: their own columns, and ours beside."
)
@click.option("--repeated", is_flag=True, help="Then take out what a site's other pages show to be no story.")
@click.option("--text-column", default="text", show_default=True, metavar="NAME")
@click.option("--html-column", default="html", show_default=True, metavar="NAME")
@click.option("--url-column", default="url", show_default=True, metavar="NAME")
@click.option("--processes", type=click.IntRange(1), metavar="N", help="One for each core, if not given.")
@click.option("--share", metavar="I/N", help="The Ith of N shares of the files, from 0: one a machine.")
@click.option("--seconds", default=10.0, show_default=True, help="Limit of time for one page.")
@click.option("--mebibytes", default=1024, show_default=True, help="Limit of memory for one page.")
@click.option(
    "--state", metavar="DIR", help="A folder for the run's state, if FOLDER is not on a local disk."
)
@click.option("--executor", type=click.Choice(["local", "slurm", "ray"]),
              help="Run as tasks of datatrove, on this machine or a cluster.")  # fmt: skip
@click.option("--tasks", type=click.IntRange(1), metavar="N", help="With --executor: shares of the files.")
@click.option("--workers", type=click.IntRange(1), metavar="N", help="With --executor: tasks at once.")
@click.option("--partition", default="cpu", show_default=True, metavar="NAME", help="With slurm.")
@click.option("--time", "limit", default="24:00:00", show_default=True, metavar="SPAN",
              help="With slurm: limit of a task.")  # fmt: skip
@click.option(
    "--setup", default="", metavar="LINE", help="With slurm: what makes this Python the one to use."
)
def clean(
    inputs: tuple[str, ...],
    output: str,
    keep_columns: bool,
    repeated: bool,
    text_column: str,
    html_column: str,
    url_column: str,
    processes: int | None,
    share: str | None,
    seconds: float,
    mebibytes: int,
    state: str | None,
    executor: Literal["local", "slurm", "ray"] | None,
    tasks: int | None,
    workers: int | None,
    partition: str,
    limit: str,
    setup: str,
) -> int:
    """Clean many saved pages or texts into a dataset. Killed and run again, it goes on where it was.

    INPUT is a file, a folder or a glob: WARC, zip or tar of HTML, Parquet or JSON lines, pages, texts.

    \b
    Examples:
      warraq corpus clean crawl.warc.gz -o corpus
      warraq corpus clean 'fineweb2/*.parquet' -o cleaned --keep-columns
      warraq corpus clean pages.zip -o corpus --repeated
      warraq corpus clean /archive/*.warc.gz -o corpus --share "$SLURM_ARRAY_TASK_ID/100"
      warraq corpus clean '/archive/*.warc.gz' -o corpus --executor slurm --tasks 100 --partition cpu
    """
    from cleaners.corpus.bulk import clean_inputs
    from cleaners.corpus.columns import clean_columns
    from cleaners.corpus.inputs import Columns
    from cleaners.corpus.pool import Limits

    columns = Columns(html=html_column, text=text_column, url=url_column)
    limits = Limits(seconds=seconds, mebibytes=mebibytes)
    if processes:
        limits = Limits(processes=processes, seconds=seconds, mebibytes=mebibytes)
    if executor:
        if keep_columns or share or repeated:
            raise click.UsageError("--executor goes without --keep-columns, --share and --repeated")
        cluster = _Tasks(executor, tasks or 1, workers or -1, partition, limit, setup)
        return _run_tasks(inputs, output, cluster, columns, replace(limits, processes=processes or 1), state)
    if tasks or workers:
        raise click.UsageError("--tasks and --workers go with --executor")
    with user_mistakes(), _show_progress() as report:
        if keep_columns and share:
            raise click.UsageError("--share: with --keep-columns, give each machine files of its own")
        if repeated and share:
            raise click.UsageError("--repeated: once all shares are done, run: warraq corpus repeated")
        if keep_columns:
            outcome = clean_columns(inputs, output, columns=columns, limits=limits, report=report)
        else:
            part = _parse_share(share)
            outcome = clean_inputs(
                inputs,
                output,
                columns=columns,
                limits=limits,
                state=Path(state, f"_bulk-{part[0]}-of-{part[1]}.db") if state else None,
                share=part,
                report=report,
            )
    click.echo(_tell(outcome))
    if repeated:
        separate_repeated(output, text_column if keep_columns else None)
    for reason, count in outcome.rejected.most_common():
        click.echo(f"  {reason}: {count:,}")
    for kind, count in outcome.no_pages.most_common(10):
        click.echo(f"  passed over, no page: {count:,} {kind!r}")
    return 0 if outcome.articles or outcome.passed_over else 1


class _Tasks(NamedTuple):
    """How a run on a cluster was asked for."""

    executor: Literal["local", "slurm", "ray"]
    tasks: int
    workers: int
    partition: str
    time: str
    setup: str


def _run_tasks(
    inputs: tuple[str, ...], output: str, asked: _Tasks, columns: Columns, limits: Limits, state: str | None
) -> int:
    try:
        from cleaners.corpus.cluster import Cluster, make_executor

        if asked.executor == "ray":
            import ray
    except ImportError as error:
        name = "ray" if error.name == "ray" else "'warraq[cluster]'"
        raise click.UsageError(f"needs the package {error.name}: pip install {name}") from None
    if asked.executor == "slurm" and which("sbatch") is None:
        raise click.UsageError("there is no sbatch here: start this where Slurm's commands are")
    with user_mistakes():
        cluster = Cluster(**asked._asdict())
        executor = make_executor(inputs, output, cluster, columns=columns, limits=limits, state=state)
        if asked.executor == "ray":
            # A cluster that is up (RAY_ADDRESS), or one of this machine alone.
            ray.init(ignore_reinit_error=True, log_to_driver=False)
        executor.run()
    if asked.executor == "slurm":
        click.echo(
            f"{asked.tasks:,} tasks are with Slurm; logs and what is done: {executor.logging_dir.path}"
        )
        return 0
    left = len(executor.get_incomplete_ranks())
    click.echo(f"{asked.tasks - left:,} of {asked.tasks:,} tasks are done; logs: {executor.logging_dir.path}")
    return 1 if left else 0


def separate_repeated(root: str, text_column: str | None) -> None:
    """Runs the second pass and tells what it changed."""
    from cleaners.corpus.furniture import separate_columns, separate_dataset

    if "://" not in root and not Path(root).is_dir():
        raise click.UsageError(f"{root}: no such folder")
    with user_mistakes():
        changed = list(separate_columns(root, text_column) if text_column else separate_dataset(root))
    unit = "files" if text_column else "sites"
    click.echo(f"repeated lines: separated in {len(changed):,} {unit}")


def _parse_share(text: str | None) -> tuple[int, int]:
    if text is None:
        return 0, 1
    number, _, shares = text.partition("/")
    if not (number.isdecimal() and shares.isdecimal()):
        raise click.UsageError(f"--share {text}: write it as 0/4")
    return int(number), int(shares)


def _tell(outcome: Outcome) -> str:
    passed = f", {outcome.passed_over:,} done before" if outcome.passed_over else ""
    return (
        f"{outcome.records:,} records from {outcome.files:,} files{passed}:"
        f" {outcome.articles:,} articles, {outcome.rejected.total():,} rejected"
    )


@contextmanager
def _show_progress() -> Iterator[Callable[[Outcome], None]]:
    """A line that moves on a terminal, a line every few seconds in a log."""
    begin = last = time.monotonic()
    on_terminal = sys.stderr.isatty()

    def report(outcome: Outcome) -> None:
        nonlocal last
        now = time.monotonic()
        if now - last < (0.2 if on_terminal else _SECONDS_BETWEEN_LINES):
            return
        last = now
        line = f"{_tell(outcome)}, {outcome.records / (now - begin):,.0f} a second"
        click.echo(f"\r\x1b[K{line}" if on_terminal else line, err=True, nl=not on_terminal)

    yield report
    if on_terminal and last > begin:
        click.echo("\r\x1b[K", err=True, nl=False)
