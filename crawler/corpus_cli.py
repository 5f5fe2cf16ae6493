"""`warraq corpus`: what is done to many records. A thin layer over `cleaners.corpus`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from crawler.clean_cli import separate_repeated
from crawler.mistakes import user_mistakes

if TYPE_CHECKING:
    from cleaners.corpus.compaction import Compacted
    from cleaners.corpus.export import Format

_FOLDER = click.argument("root", metavar="FOLDER")


@click.group()
def corpus() -> None:
    """Care for a dataset: compact it, mark duplicates, describe it, export it.

    \b
    Examples:
      warraq corpus compact corpus
      warraq corpus dedup corpus
      warraq corpus export corpus train --preset fineweb2-ar
    """


@corpus.command()
@_FOLDER
@click.option("--keep-columns", is_flag=True, help="FOLDER was made by `warraq clean --keep-columns`.")
@click.option("--text-column", default="text", show_default=True, metavar="NAME", help="With --keep-columns.")
def repeated(root: str, keep_columns: bool, text_column: str) -> int:
    """Take out of the stories what a site's other pages show to be none of theirs.

    Lines that many of its stories begin or end with, and other stories of it that follow a story. They stand
    in `removed` then, with the rule `site:repeated` or `site:another_story`. Run it again when more pages
    have come.

    \b
    Example:
      warraq corpus repeated corpus
    """
    separate_repeated(root, text_column if keep_columns else None)
    return 0


@corpus.command()
@_FOLDER
@click.option("--versions", type=click.Choice(["all", "latest"]), default="all", show_default=True,
              help="Of pages that were fetched again and had changed.")  # fmt: skip
def compact(root: str, versions: str) -> int:
    """Make small parts into large ones, sorted by date. Readers and crawls may go on meanwhile.

    \b
    Example:
      warraq corpus compact output
    """
    from cleaners.corpus import compact as compact_dataset

    with user_mistakes():
        _print_compacted(compact_dataset(root, versions="latest" if versions == "latest" else "all"))
        _print_compacted(compact_dataset(root, "rejected"))
    return 0


@corpus.command()
@_FOLDER
@click.option("--index", metavar="FILE", help="The index of stories; FOLDER/_stories.db, if not given.")
def dedup(root: str, index: str | None) -> int:
    """Mark near-duplicates over all sites and days in the columns `cluster` and `duplicate_of`.

    \b
    Example:
      warraq corpus dedup output
    """
    try:
        from cleaners.corpus.dedup import mark_dataset
        from cleaners.corpus.duplicates import DuplicateIndex
    except ImportError as error:
        raise click.UsageError(f"needs the package {error.name}: pip install 'warraq[corpus]'") from None

    if not Path(root).is_dir():
        raise click.UsageError(f"{root}: no such folder")
    with user_mistakes(), DuplicateIndex(index or Path(root) / "_stories.db") as stories:
        _print_compacted(mark_dataset(root, stories))
        click.echo(f"{len(stories):,} stories in the index")
    return 0


@corpus.command()
@_FOLDER
@click.option("--title", default="News corpus", show_default=True)
def card(root: str, title: str) -> int:
    """Write the dataset card to FOLDER/README.md: counts, how it was made, columns, limits.

    \b
    Example:
      warraq corpus card output --title "Iraqi news"
    """
    from cleaners.corpus.card import write_card

    if "://" not in root and not Path(root).is_dir():
        raise click.UsageError(f"{root}: no such folder")
    with user_mistakes():
        click.echo(write_card(root, title=title))
    return 0


@corpus.command()
@_FOLDER
@click.argument("out", metavar="OUT")
@click.option(
    "--preset", default="unique", show_default=True, metavar="NAME", help="all, unique, fineweb2-ar"
)
@click.option("--format", "kind", type=click.Choice(["parquet", "jsonl", "text"]), default="parquet",
              show_default=True)  # fmt: skip
@click.option("--versions", type=click.Choice(["all", "latest"]), default="latest", show_default=True)
@click.option("--title", default="News corpus", show_default=True)
def export(root: str, out: str, preset: str, kind: str, versions: str, title: str) -> int:
    """Write what a preset takes of FOLDER to the new folder OUT, and beside it what it drops and why.

    \b
    Examples:
      warraq corpus export output train
      warraq corpus export output train --preset fineweb2-ar --format jsonl
    """
    from cleaners.corpus.export import export as export_dataset
    from cleaners.corpus.quality import load_preset

    with user_mistakes():
        done = export_dataset(
            root,
            out,
            load_preset(preset),
            format=cast("Format", kind),
            versions="all" if versions == "all" else "latest",
            title=title,
        )
    click.echo(f"{done.kept:,} articles in {out}")
    for reason, count in done.dropped.items():
        click.echo(f"  dropped {count:,}: {reason}")
    return 0


@corpus.command()
@_FOLDER
@click.argument("sha256", metavar="SHA256")
def page(root: str, sha256: str) -> int:
    """Print the page that a record was made from, of a crawl with --keep-pages.

    SHA256 is the record's `content_sha256`.

    \b
    Example:
      warraq corpus page output 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08 > page.html
    """
    try:
        from cleaners.corpus.archive import find_kept, read_kept
    except ImportError as error:
        raise click.UsageError(f"needs the package {error.name}: pip install 'warraq[corpus]'") from None

    folder = Path(root) / "pages"
    with user_mistakes():
        if (kept := find_kept(folder, sha256.lower())) is None:
            raise click.UsageError(f"{folder}: holds no page with the SHA-256 {sha256}")
        click.echo(read_kept(folder, kept).body, nl=False)
    return 0


def _print_compacted(folders: Iterator[Compacted]) -> None:
    for done in folders:
        dropped = done.rows[0] - done.rows[1]
        versions = f", {dropped:,} old versions dropped" if dropped else ""
        click.echo(
            f"{done.folder}: {done.parts[0]} parts are now {done.parts[1]}, {done.rows[1]:,} rows{versions}"
        )
