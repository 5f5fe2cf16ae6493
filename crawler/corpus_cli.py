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
    from cleaners.corpus.versions import Versions

_FOLDER = click.argument("root", metavar="FOLDER")
_STATE = click.option(
    "--state", metavar="DIR", help="A folder for the run's state, if FOLDER is not on a local disk."
)


@click.group()
def corpus() -> None:
    """Care for a dataset: compact it, mark duplicates, describe it, export it.

    FOLDER may be a URL (s3://bucket/corpus): what writes to it needs a local folder for its state then, the same
    one for all, and only one machine may be at it at a time.

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
@_STATE
def repeated(root: str, keep_columns: bool, text_column: str, state: str | None) -> int:
    """Take out of the stories what a site's other pages show to be none of theirs.

    Lines that many of its stories begin or end with, and other stories of it that follow a story. They stand
    in `removed` then, with the rule `site:repeated` or `site:another_story`. Run it again when more pages
    have come.

    \b
    Examples:
      warraq corpus repeated corpus
      warraq corpus repeated s3://bucket/corpus --state state
    """
    separate_repeated(root, text_column if keep_columns else None, state)
    return 0


@corpus.command()
@_FOLDER
@click.option("--versions", type=click.Choice(["all", "latest"]), default="all", show_default=True,
              help="Of pages that were fetched again and had changed.")  # fmt: skip
@_STATE
def compact(root: str, versions: str, state: str | None) -> int:
    """Make small parts into large ones, sorted by date. Readers and crawls may go on meanwhile.

    At a URL, readers that know the files only by a pattern (DuckDB, pandas) can for some seconds see old and new
    parts: give them an export.

    \b
    Examples:
      warraq corpus compact output
      warraq corpus compact s3://bucket/corpus --state state
    """
    from cleaners.corpus import compact as compact_dataset

    with user_mistakes():
        kept: Versions = "latest" if versions == "latest" else "all"
        _print_compacted(compact_dataset(root, versions=kept, state=_to_path(state)))
        _print_compacted(compact_dataset(root, "rejected", state=_to_path(state)))
    return 0


@corpus.command()
@_FOLDER
@click.option("--index", metavar="FILE", help="The index of stories; FOLDER/_stories.db, if not given.")
@_STATE
def dedup(root: str, index: str | None, state: str | None) -> int:
    """Mark near-duplicates over all sites and days in the columns `cluster` and `duplicate_of`.

    The index is a local file, so FOLDER at a URL needs one named; the state lies beside it, if --state is not given.

    \b
    Examples:
      warraq corpus dedup output
      warraq corpus dedup s3://bucket/corpus --index state/stories.db
    """
    try:
        from cleaners.corpus.dedup import mark_dataset
        from cleaners.corpus.duplicates import DuplicateIndex
    except ImportError as error:
        raise click.UsageError(f"needs the package {error.name}: pip install 'warraq[corpus]'") from None

    is_remote = "://" in root
    if is_remote and index is None:
        raise click.UsageError(
            f"{root}: is not local, so name a local file for the index of stories: --index FILE"
        )
    if not is_remote and not Path(root).is_dir():
        raise click.UsageError(f"{root}: no such folder")
    path = Path(index or Path(root, "_stories.db"))
    with user_mistakes(), DuplicateIndex(path) as stories:
        _print_compacted(mark_dataset(root, stories, state=_to_path(state) or path.absolute().parent))
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


def _to_path(name: str | None) -> Path | None:
    return Path(name) if name else None


def _print_compacted(folders: Iterator[Compacted]) -> None:
    for done in folders:
        dropped = done.rows[0] - done.rows[1]
        versions = f", {dropped:,} old versions dropped" if dropped else ""
        click.echo(
            f"{done.folder}: {done.parts[0]} parts are now {done.parts[1]}, {done.rows[1]:,} rows{versions}"
        )
