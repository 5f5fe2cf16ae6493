"""The command `warraq`: a thin layer over the library and the spider.

A mistake of the user's is one line on the standard error output and exit code 2, never a traceback.
"""

from __future__ import annotations

import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import click

from crawler.ahead import start_ahead
from crawler.clean_cli import clean
from crawler.corpus_cli import corpus
from crawler.sites_cli import ALLOW, sites

EXIT_CODES = """\b
Exit codes:
  0  done
  1  nothing worked: no site gave anything, or the dataset could not be opened
  2  bad use
  3  done, with sites in trouble, which the report names
  4  another run is on in this dataset
  5  stopped before its time (signal, full disk); the same command goes on"""


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="warraq", prog_name="warraq")
def cli() -> None:
    """Crawl Arabic news sites and turn each page into a clean, labelled record in Parquet.

    \b
    Example:
      warraq demo
    """


@cli.command(epilog=EXIT_CODES)
@click.argument("targets", nargs=-1, metavar="SITE|URL...")
@click.option("--country", metavar="CODE", help="All sites of a country, such as IQ.")
@click.option("--all", "everything", is_flag=True, help="All sites that have a file.")
@click.option("--sites", metavar="FOLDER", help="Site files of your own, which come before ours.")
@click.option("-o", "--output", default="output", show_default=True, metavar="FOLDER", help="The dataset.")
@click.option(
    "--store", metavar="FOLDER", help="Where the store lies, if the dataset is not on a local disk."
)
@click.option("--since", metavar="DATE|SPAN", help="Only stories from this date on: 2024-05-14, or 2d.")
@click.option("--until", metavar="DATE|SPAN", help="Only stories before this date.")
@click.option("--max-pages", metavar="N", help="Pages of each site.")
@click.option("--max-time", metavar="SPAN", help="Of the whole run: 90, 30m, 2h.")
@click.option("--shard", metavar="I/N", help="The sites that fall to machine I of N.")
@click.option(
    "--delay", type=click.FloatRange(0, 3600), metavar="SECONDS", help="Between requests to a host."
)
@ALLOW
@click.option("--keep-pages", is_flag=True, help="Keep the pages themselves, as WARC in FOLDER/pages.")
@click.option("--log-file", metavar="FILE", help="Write the log there instead of the terminal.")
@click.option("-v", "--verbose", is_flag=True, help="Log what Scrapy does, too.")
def crawl(targets: tuple[str, ...], **options: Any) -> int:
    """Crawl sites into a dataset. A run that was killed is continued by the same command.

    SITE is the domain of a site that has a file (see `warraq sites list`), URL the home page of any site.

    \b
    Examples:
      warraq crawl burathanews.com aliraqnews.com --since 2d
      warraq crawl https://example.com/ -o output/example --max-pages 200
      warraq crawl --country IQ --max-time 2h
      warraq crawl burathanews.com --keep-pages
    """
    start_ahead()
    from crawler.dataset import DatasetError, store_folder
    from crawler.job import BadArgumentError
    from crawler.report import print_outcome
    from crawler.runner import run_crawl

    arguments = {
        "site": ",".join(target for target in targets if "://" not in target) or None,
        "url": " ".join(target for target in targets if "://" in target) or None,
        "country": options["country"],
        "all": "1" if options["everything"] else None,
        **{name: options[name] for name in ("sites", "since", "until", "max_pages", "max_time", "shard")},
    }
    overrides: dict[str, Any] = {"WARRAQ_OUTPUT": options["output"], "WARRAQ_STORE": options["store"]}
    overrides["WARRAQ_ALLOW_ADDRESSES"] = list(options["allow"])
    overrides["WARRAQ_KEEP_PAGES"] = options["keep_pages"]
    if options["keep_pages"] and find_spec("warcio") is None:
        raise click.UsageError("--keep-pages needs the package warcio: pip install 'warraq[corpus]'")
    if options["delay"] is not None:
        overrides["DOWNLOAD_DELAY"] = options["delay"]
    try:
        store_folder(options["output"], options["store"], None)
        outcome = run_crawl(arguments, overrides, log_file=options["log_file"], verbose=options["verbose"])
    except (BadArgumentError, DatasetError, OSError) as error:
        raise click.UsageError(str(error)) from None
    print_outcome(outcome)
    return int(outcome.code)


@cli.command()
@click.option(
    "-o", "--output", default="output/demo", show_default=True, metavar="FOLDER", help="The dataset."
)
@click.option(
    "--pages", default=60, show_default=True, type=click.IntRange(10, 5000), help="Of the demo site."
)
@click.option("--seed", default=1, show_default=True, help="Another number, another site.")
def demo(output: str, pages: int, seed: int) -> int:
    """Serve a news site of our own on this machine, crawl it, and show what came of it.

    \b
    Example:
      warraq demo
    """
    start_ahead()
    from crawler.tour import TourError, run_tour

    try:
        return run_tour(output, pages=pages, seed=seed)
    except TourError as error:
        raise click.UsageError(str(error)) from None


@cli.command()
@click.argument("gold", type=click.Path(path_type=Path))
@click.argument("pages", type=click.Path(path_type=Path), required=False)
@click.option("--worst", type=int, metavar="N", help="Only the N worst pages.")
@click.option("--short", is_flag=True, help="Figures only, no passages.")
def evaluate(gold: Path, pages: Path | None, worst: int | None, short: bool) -> int:
    """Score the cleaner on pages labelled by hand: GOLD is a .jsonl with its PAGES, or a folder with a folder a page.

    \b
    Example:
      warraq evaluate tests/golden/pages
    """
    from cleaners.evaluate.gold import GoldError
    from cleaners.evaluate.report import evaluate as score
    from cleaners.evaluate.report import render

    try:
        evaluation = score(gold, pages)
    except GoldError as error:
        raise click.UsageError(str(error)) from error
    click.echo(render(evaluation, worst=worst, details=not short))
    return 0


@cli.command()
@click.option("-o", "--output", default="output", show_default=True, metavar="FOLDER", help="The dataset.")
@click.option("--store", metavar="FOLDER", help="Where the store lies, if not in the dataset's folder.")
@click.option("--shard", metavar="I/N", help="The store of this shard.")
def status(output: str, store: str | None, shard: str | None) -> int:
    """Show what a dataset's store holds. A run that is on is not held up.

    \b
    Example:
      warraq status -o output/demo
    """
    from rich.console import Console

    from crawler.dataset import DatasetError, store_folder
    from crawler.job import BadArgumentError, parse_shard
    from crawler.status import print_status
    from crawler.store import StoreError

    try:
        print_status(store_folder(output, store, parse_shard(shard) if shard else None), Console())
    except (BadArgumentError, DatasetError, StoreError) as error:
        raise click.UsageError(str(error)) from None
    return 0


cli.add_command(clean)
cli.add_command(corpus)
cli.add_command(sites)


def main(arguments: list[str] | None = None) -> None:
    """The entry point of the command `warraq`."""
    try:
        code = cli.main(args=arguments, prog_name="warraq", standalone_mode=False)
    except click.ClickException as error:
        context = getattr(error, "ctx", None)
        name = context.command_path if context is not None else "warraq"
        click.echo(f"{name}: {' '.join(error.format_message().split())}", err=True)
        sys.exit(2)
    except (click.Abort, KeyboardInterrupt):
        click.echo("warraq: stopped", err=True)
        sys.exit(130)
    except BrokenPipeError:
        # The reader of our output has gone; nothing is left to tell it.
        sys.stderr.close()
        sys.exit(141)
    sys.exit(code if isinstance(code, int) else 0)


if __name__ == "__main__":
    main()
