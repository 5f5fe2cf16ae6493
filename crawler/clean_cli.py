"""`warraq clean`: pages and texts into a dataset or lines of JSON, here or on a cluster. A thin layer over
`cleaners.corpus`.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from crawler.clean_progress import show_progress, tell
from crawler.clean_tasks import run_tasks
from crawler.mistakes import user_mistakes

if TYPE_CHECKING:
    from cleaners.corpus.inputs import Columns
    from cleaners.corpus.outcome import Outcome
    from cleaners.corpus.pool import Limits

# What each way of running has no use for.
_NOT_WITH = {
    "--format jsonl": {"keep_columns", "repeated", "stories", "share", "state", "executor"},
    "--executor": {"keep_columns", "repeated", "stories", "share"},
    "--keep-columns": {"stories", "share", "state", "html_column"},
    "--share": {"repeated", "stories"},
}
_OF_CLUSTERS = {"tasks", "workers", "partition", "time", "setup"}


@click.command()
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")
@click.option("-o", "--output", metavar="OUT", help="The dataset, or a file that ends in .jsonl.")
@click.option("--format", "kind", type=click.Choice(["jsonl", "parquet"]),
              help="Lines of JSON, if there is no OUT; else a dataset in Parquet.")  # fmt: skip
@click.option(
    "--keep-columns", is_flag=True, help="Parquet text corpora: their own columns, and ours beside."
)
@click.option("--repeated", is_flag=True, help="Then take out what a site's other pages show to be no story.")
@click.option("--stories", metavar="FILE", help="Mark what repeats a story of this index, and add to it.")
@click.option("--text-column", default="text", show_default=True, metavar="NAME")
@click.option("--html-column", default="html", show_default=True, metavar="NAME")
@click.option("--url-column", default="url", show_default=True, metavar="NAME")
@click.option("--processes", type=click.IntRange(1), metavar="N", help="One for each core, if not given.")
@click.option("--share", metavar="I/N", help="The Ith of N shares of the files, from 0: one a machine.")
@click.option("--seconds", type=click.FloatRange(0, min_open=True), default=10.0, show_default=True,
              help="Limit of time for one page.")  # fmt: skip
@click.option("--mebibytes", type=click.IntRange(16), default=1024, show_default=True,
              help="Limit of memory for one page.")  # fmt: skip
@click.option("--state", metavar="DIR", help="A folder for the run's state, if OUT is not on a local disk.")
@click.option("--executor", type=click.Choice(["local", "slurm", "ray"]),
              help="Run as tasks of datatrove, on this machine or a cluster.")  # fmt: skip
@click.option("--tasks", type=click.IntRange(1), metavar="N", help="With --executor: shares of the files.")
@click.option("--workers", type=click.IntRange(1), metavar="N", help="With --executor: tasks at once.")
@click.option("--partition", default="cpu", show_default=True, metavar="NAME", help="With slurm.")
@click.option("--time", default="24:00:00", show_default=True, metavar="SPAN",
              help="With slurm: limit of a task.")  # fmt: skip
@click.option(
    "--setup", default="", metavar="LINE", help="With slurm: what makes this Python the one to use."
)
def clean(inputs: tuple[str, ...], output: str | None, kind: str | None, **options: Any) -> int:
    """Clean saved pages and texts, one or many. Killed and run again, it goes on where it was.

    INPUT is a file, a folder, a glob or a URL: pages (HTML) and texts (.txt), WARC, zip or tar of pages, Parquet or
    JSON lines with a column of HTML or text, a list of Common Crawl's (warc.paths.gz); - is a page on standard input.
    A page that is no article is a record too: its `reason` says why.

    \b
    Examples:
      warraq clean page.html
      curl -s https://example.com/news/1 | warraq clean -
      warraq clean crawl.warc.gz -o corpus
      warraq clean 's3://bucket/crawl/*.warc.gz' -o s3://bucket/corpus --state state
      warraq clean 'fineweb2/*.parquet' -o cleaned --keep-columns --repeated
      warraq clean '/archive/*.warc.gz' -o corpus --share 0/4
      warraq clean '/archive/*.warc.gz' -o corpus --executor slurm --tasks 100 --partition cpu
    """
    if kind is None:
        kind = "jsonl" if output is None or output.endswith(".jsonl") else "parquet"
    _check_options(kind, options)
    from cleaners.corpus.inputs import Columns
    from cleaners.corpus.pool import Limits, count_cores

    columns = Columns(*(options[f"{name}_column"] for name in ("html", "text", "url")))
    # A task of an executor is one of many on its machine.
    processes = options["processes"] or (1 if options["executor"] else count_cores())
    limits = Limits(processes=processes, seconds=options["seconds"], mebibytes=options["mebibytes"])
    if kind == "jsonl":
        return _write_lines(inputs, output, columns, limits)
    if output is None:
        raise click.UsageError("--format parquet needs a folder: -o FOLDER")
    if options["executor"]:
        return run_tasks(inputs, output, columns, limits, options)
    with user_mistakes(), show_progress() as report:
        outcome = _fill_dataset(inputs, output, columns, limits, options, report)
    click.echo(tell(outcome))
    if options["repeated"]:
        separate_repeated(output, columns.text if options["keep_columns"] else None, options["state"])
    _tell_rest(outcome)
    return 0 if outcome.articles or outcome.passed_over else 1


def _check_options(kind: str, options: dict[str, Any]) -> None:
    context = click.get_current_context()
    given = {name for name in options if context.get_parameter_source(name) is not ParameterSource.DEFAULT}
    ways = {"--executor", "--keep-columns", "--share"} & {f"--{name.replace('_', '-')}" for name in given}
    for way in ("--format jsonl", *sorted(ways)) if kind == "jsonl" else sorted(ways):
        if clash := given & _NOT_WITH[way]:
            raise click.UsageError(f"--{min(clash).replace('_', '-')} does not go with {way}")
    if not options["executor"] and (lost := given & _OF_CLUSTERS):
        raise click.UsageError(f"--{min(lost)} goes with --executor")


def _write_lines(inputs: tuple[str, ...], output: str | None, columns: Columns, limits: Limits) -> int:
    from cleaners.corpus.aside import replace_file
    from cleaners.corpus.lines import clean_to_lines

    with user_mistakes():
        if output is None:
            outcome = clean_to_lines(inputs, sys.stdout, columns=columns, limits=limits)
        else:
            with (
                show_progress() as report,
                replace_file(Path(output)) as aside,
                aside.open("w", encoding="utf-8") as lines,
            ):
                outcome = clean_to_lines(inputs, lines, columns=columns, limits=limits, report=report)
            click.echo(tell(outcome))
    return 0


def _fill_dataset(
    inputs: tuple[str, ...],
    output: str,
    columns: Columns,
    limits: Limits,
    options: dict[str, Any],
    report: Any,
) -> Outcome:
    from cleaners.corpus.bulk import clean_inputs
    from cleaners.corpus.columns import clean_columns

    if options["keep_columns"]:
        return clean_columns(inputs, output, columns=columns, limits=limits, report=report)
    part = _parse_share(options["share"])
    state = Path(options["state"], f"_bulk-{part[0]}-of-{part[1]}.db") if options["state"] else None
    with ExitStack() as stack:
        mark = _open_stories(options["stories"], stack) if options["stories"] else None
        return clean_inputs(
            inputs,
            output,
            columns=columns,
            limits=limits,
            state=state,
            share=part,
            mark=mark,
            report=report,
        )


def _open_stories(path: str, stack: ExitStack) -> Callable[[Any], Any]:
    try:
        from cleaners.corpus.dedup import mark_table
        from cleaners.corpus.duplicates import DuplicateIndex
    except ImportError as error:
        raise click.UsageError(
            f"--stories needs the package {error.name}: pip install 'warraq[corpus]'"
        ) from None
    return partial(mark_table, index=stack.enter_context(DuplicateIndex(path)))


def separate_repeated(root: str, text_column: str | None, state: str | None) -> None:
    """Runs the second pass and tells what it changed. A dataset that is not local needs a folder for its state."""
    from cleaners.corpus.furniture import separate_columns, separate_dataset

    if "://" not in root and not Path(root).is_dir():
        raise click.UsageError(f"{root}: no such folder")
    with user_mistakes():
        if text_column:
            changed = len(list(separate_columns(root, text_column)))
        else:
            changed = len(list(separate_dataset(root, state=Path(state) if state else None)))
    unit = "files" if text_column else "sites"
    click.echo(f"repeated lines: separated in {changed:,} {unit}")


def _parse_share(text: str | None) -> tuple[int, int]:
    if text is None:
        return 0, 1
    number, _, shares = text.partition("/")
    if not (number.isdecimal() and shares.isdecimal()):
        raise click.UsageError(f"--share {text}: write it as 0/4")
    return int(number), int(shares)


def _tell_rest(outcome: Outcome) -> None:
    for reason, count in outcome.rejected.most_common():
        click.echo(f"  {reason}: {count:,}")
    for kind, count in outcome.no_pages.most_common(10):
        click.echo(f"  passed over, no page: {count:,} {kind!r}")
