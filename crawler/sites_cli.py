"""`warraq sites`: those that have a file, whether a file still fits its site, a first file for a new one.

`check` and `new` look at a site with the crawler itself: robots.txt, delays and limits hold for them too.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from cleaners.page.sites import Site

PAGES = 8
"""Pages that `check` and `new` look at."""


def _check_addresses(
    _context: click.Context, _option: click.Parameter, values: tuple[str, ...]
) -> tuple[str, ...]:
    """What --allow was given, if each is an address, a network or a host name; a port belongs to none of these."""
    from crawler.guard import AllowList

    for value in values:
        try:
            AllowList.parse([value])
        except ValueError:
            raise click.BadParameter(f"no address, network or host name: {value!r}") from None
    return values


ALLOW = click.option(
    "--allow",
    multiple=True,
    metavar="ADDRESS",
    callback=_check_addresses,
    help="A private address that may be reached.",
)
_DELAY = click.option(
    "--delay", type=click.FloatRange(0, 3600), metavar="SECONDS", help="Between requests to a host."
)


@dataclass(frozen=True, slots=True)
class Seen:
    """A URL that a look at a site fetched, and what came of it."""

    url: str
    kind: str
    state: str
    reason: str | None
    is_article: bool

    @property
    def works(self) -> bool:
        return self.state == "done" and self.reason is None


@click.group()
def sites() -> None:
    """List the sites that have a file, check files, begin a new one.

    \b
    Examples:
      warraq sites list --country IQ
      warraq sites check burathanews.com
      warraq sites new https://example.com/ > example.com.toml
    """


@sites.command("list")
@click.option("--country", metavar="CODE", help="Only those of a country.")
@click.option("--kind", metavar="KIND", help="Only those of a kind, such as agency or daily.")
def list_sites(country: str | None, kind: str | None) -> int:
    """Print the sites: domain, country, kind, confidence, name; by domain.

    \b
    Example:
      warraq sites list --country IQ --kind agency
    """
    from cleaners.page.sites import SiteError, load_sites

    try:
        found = [
            site
            for site in load_sites()
            if (country is None or site.country == country.upper()) and kind in (None, site.kind)
        ]
    except SiteError as error:
        raise click.UsageError(str(error)) from None
    for site in found:
        mark = "verified" if site.verified else f"unverified ({site.confidence})"
        print(f"{site.domain:32} {site.country or '--'}  {site.kind:13} {mark:20} {site.name}")
    print(f"{len(found)} sites", file=sys.stderr)
    return 0


@sites.command("check")
@click.argument("targets", nargs=-1, required=True, metavar="DOMAIN|URL...")
@click.option("--sites", "folder", metavar="FOLDER", help="Site files of your own, which come before ours.")
@ALLOW
@_DELAY
def check_sites(
    targets: tuple[str, ...], folder: str | None, allow: tuple[str, ...], delay: float | None
) -> int:
    """Fetch what the files of sites name, and say what works. Exit code 3 where something does not.

    \b
    Examples:
      warraq sites check burathanews.com aliraqnews.com
      warraq sites check example.com --sites my-sites
    """
    from cleaners.page.sites import find_site
    from crawler.job import BadArgumentError

    arguments = {
        "site": ",".join(target for target in targets if "://" not in target) or None,
        "url": " ".join(target for target in targets if "://" in target) or None,
        "sites": folder,
    }
    try:
        seen = look_at(arguments, allow, delay)
    except BadArgumentError as error:
        raise click.UsageError(str(error)) from None
    files = [find_site(target, Path(folder) if folder else None) for target in targets]
    named = {url for site in files if site for url in (*site.feeds, *site.sitemaps, *site.sections)}
    bad = 0
    for each in seen:
        is_asked = each.kind == "home" or each.url in named
        # Where lists commonly lie is asked for, too; it is no fault of a file that they are not there.
        if each.kind != "page" and (is_asked or each.works):
            bad += not each.works
            word = ("works" if is_asked else "found") if each.works else "FAILS"
            print(f"{word} {each.kind:8} {each.url}  {each.reason or ''}".rstrip())
    articles = [each.url for each in seen if each.is_article]
    for site in files:
        if site is not None and site.article_url is not None:
            bad += not _tell_pattern(site, articles)
    print(f"{len(articles)} articles among {sum(each.kind == 'page' for each in seen)} pages looked at")
    return 3 if bad or not articles else 0


def _tell_pattern(site: Site, articles: Sequence[str]) -> bool:
    """Say of how many articles of a site the pattern in its file knows the address; whether of most."""
    from crawler.discovery.links import matches_pattern, on_site

    own = [url for url in articles if on_site(url, site.domain)]
    known = [url for url in own if matches_pattern(url, site)]
    works = 2 * len(known) > len(own)
    print(f"{'works' if works else 'FAILS'} pattern  {site.article_url}  {len(known)} of {len(own)} articles")
    return works


@sites.command("new")
@click.argument("url", metavar="URL")
@ALLOW
@_DELAY
def new_site(url: str, allow: tuple[str, ...], delay: float | None) -> int:
    """Look at a site and print a first file for it; complete it by hand. Exit code 1 where nothing was found.

    \b
    Example:
      warraq sites new https://example.com/ > example.com.toml
    """
    from cleaners.page.sites import SiteError, host_of, parse_site
    from crawler.job import BadArgumentError

    try:
        seen = look_at({"url": url}, allow, delay)
    except BadArgumentError as error:
        raise click.UsageError(str(error)) from None
    if not any(each.works for each in seen):
        print(f"{url}: nothing could be fetched", file=sys.stderr)
        return 1
    domain = host_of(url) or ""
    text = draft_file(domain, seen)
    try:
        parse_site(text, f"{domain}.toml")
    except SiteError as error:
        raise click.UsageError(str(error)) from None
    print(text, end="")
    return 0


def look_at(arguments: Mapping[str, str | None], allow: Iterable[str], delay: float | None) -> list[Seen]:
    """Crawl a few pages into a folder that is thrown away, and tell what was seen.

    Raises BadArgumentError.
    """
    import sqlite3

    from crawler.runner import run_crawl

    overrides: dict[str, Any] = {"WARRAQ_ALLOW_ADDRESSES": list(allow), "WARRAQ_PROGRESS": False}
    if delay is not None:
        overrides["DOWNLOAD_DELAY"] = delay
    with tempfile.TemporaryDirectory(prefix="warraq-look-") as folder:
        run_crawl({**arguments, "max_pages": str(PAGES)}, {**overrides, "WARRAQ_OUTPUT": folder})
        store = Path(folder, "store.db")
        if not store.is_file():
            return []
        db = sqlite3.connect(store)
        rows = db.execute(
            "SELECT url, kind, state, reason, article FROM url WHERE looked_run IS NOT NULL ORDER BY id"
        ).fetchall()
        db.close()
    return [Seen(url, kind, state, reason, article is not None) for url, kind, state, reason, article in rows]


def draft_file(domain: str, seen: Sequence[Seen]) -> str:
    """A site file from what was seen, in TOML."""
    by_kind: dict[str, list[str]] = {}
    for each in seen:
        if each.works:
            by_kind.setdefault(each.kind, []).append(each.url)
    lines = [f"domain = {quote(domain)}", 'name = ""', 'kind = "portal"']
    for key, kind in (("feeds", "feed"), ("sitemaps", "sitemap"), ("sections", "section")):
        if urls := by_kind.get(kind, [])[:20]:
            lines.append(f"{key} = [\n" + "".join(f"    {quote(url)},\n" for url in urls) + "]")
    lines += ["verified = false", 'confidence = "low"']
    articles = [each.url for each in seen if each.is_article]
    lines += [f"# article: {url}" for url in articles[:5]]
    lines.append("# To add: name, name_en, country, time_zone, kind, article_url and the cleaning keys.")
    return "\n".join(lines) + "\n"


def quote(text: str) -> str:
    """A TOML string; a URL or a domain holds nothing that needs more."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
