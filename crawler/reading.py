"""What is read out of a response: a record, and the URLs that it names. Pure functions, run in a process of
`workers`, so that no input of theirs can hold or end the crawl.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256

from cleaners.page.article import Article, Reason, Rejected
from cleaners.page.sites import Site
from crawler.counts import count_record
from crawler.discovery.feeds import Entry, parse_feed
from crawler.discovery.links import LinkKind, classify, day_in
from crawler.discovery.sections import COMMON_FEEDS, COMMON_SITEMAPS, Link, read_list
from crawler.discovery.sitemaps import Child, SitemapReader, names_no_articles, robots_sitemaps
from crawler.schedule import DAY
from crawler.store.frontier import Found, Kind

MAX_ADDRESSES = 50_000
"""Of one sitemap, as the protocol allows."""
MAX_SITEMAP_DEPTH = 3
MAX_LIST_DEPTH = 2
"""Clicks from the home page to a page that lists articles: sections and what they are divided into."""
PRIORITY = {
    Kind.ROBOTS: 900_000,
    Kind.HOME: 800_000,
    Kind.FEED: 700_000,
    Kind.SITEMAP: 600_000,
    Kind.SECTION: 500_000,
}
"""Lists come first, for they say what is new; a page's priority is its day, so that the newest come first. Where a
list goes on comes after the articles that it named so far: a list without end must not keep them waiting."""

# A number of three digits or more in the path, as articles have; sections may have one too («/section/117»).
# Must not match a port, a year alone or the numbers inside an escaped letter.
_NUMBERED = re.compile(r"//[^/?#]+/[^?#]*?(?<![%0-9A-Fa-f])(?!(?:19|20)\d\d(?!\d))\d{3,}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A response to read."""

    body: bytes
    url: str
    """Where redirects led."""
    encoding: str | None = None
    site: Site | None = None
    status: int = 200
    depth: int = 0
    fetched_at: datetime
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a response held."""

    record: Article | Rejected | None = None
    found: Sequence[Found] = ()
    counts: dict[str, float] = field(default_factory=dict)
    content_sha256: str
    problem: str | None = None
    """Why something is missing."""


def read_robots(source: Source) -> Reading:
    """The sitemaps that robots.txt names; where it names none, where sitemaps commonly lie."""
    named = robots_sitemaps(source.body, source.url)
    addresses = named or _at_root(source.url, COMMON_SITEMAPS)
    return _lists(source, [_found(url, Kind.SITEMAP, source) for url in addresses])


def read_feed(source: Source) -> Reading:
    """The articles that a feed names."""
    feed = parse_feed(
        source.body,
        source.url,
        encoding=source.encoding,
        time_zone=_zone(source),
    )
    return _lists(source, list(_entries(feed.entries, source)), feed.problem)


def read_sitemap(source: Source) -> Reading:
    """The articles and sitemaps that a sitemap names; not those that did not change since `source.since`."""
    reader = SitemapReader(source.url, time_zone=_zone(source), max_urls=MAX_ADDRESSES)
    entries: list[Entry] = []
    children: list[Found] = []
    for each in reader.read(source.body):
        if isinstance(each, Entry):
            entries.append(each)
        elif source.depth < MAX_SITEMAP_DEPTH and not names_no_articles(each.url) and _is_asked(each, source):
            hint = each.updated.timestamp() if each.updated else None
            children.append(_found(each.url, Kind.SITEMAP, source)._replace(hint=hint))
    kept = [entry for entry in entries if _is_likely(entry, source)]
    # Addresses that do not look like articles are believed only of a sitemap in which none does.
    return _lists(source, [*children, *_entries(kept or entries, source)], reader.problem)


def read_home(source: Source) -> Reading:
    """The feeds, sitemaps, sections and articles that a home page links to."""
    page = read_list(source.body, source.url, source.site, encoding=source.encoding)
    known = source.site.feeds if source.site else ()
    feeds = page.feeds or known or _at_root(source.url, COMMON_FEEDS)
    return _lists(
        source,
        [
            *(_found(url, Kind.FEED, source) for url in feeds),
            *(_found(url, Kind.SITEMAP, source) for url in page.sitemaps),
            *(_found(link.url, Kind.SECTION, source) for link in page.lists),
            *_articles(page.articles, source),
        ],
    )


def read_section(source: Source) -> Reading:
    """The articles on a page that lists them, where the list goes on, and the lists below it.

    An address with a number in it may be an article's, whatever it looks like: then that is what is read.
    """
    if _NUMBERED.search(source.url) and isinstance((reading := read_page(source)).record, Article):
        return reading
    page = read_list(source.body, source.url, source.site, encoding=source.encoding)
    below = page.lists if source.depth < MAX_LIST_DEPTH else ()
    return _lists(
        source,
        [
            *_articles(page.articles, source),
            *(_more(url, source) for url in page.next_pages),
            *(_found(link.url, Kind.SECTION, source) for link in below),
        ],
    )


def read_page(source: Source) -> Reading:
    """The page's record; where it turns out to list articles, those."""
    # Here: the process that fetches knows this module, and does not clean.
    from cleaners.page.clean import clean_html

    record = clean_html(
        source.body,
        source.url,
        encoding=source.encoding,
        site=source.site,
        fetched_at=source.fetched_at,
    )
    found: list[Found] = []
    if isinstance(record, Rejected) and record.reason is Reason.NOT_ARTICLE and source.depth < MAX_LIST_DEPTH:
        page = read_list(source.body, source.url, source.site, encoding=source.encoding)
        found = _articles(page.articles, source)
    return Reading(
        record=record, found=found, counts=count_record(record), content_sha256=digest_of(source.body)
    )


READERS = {
    Kind.ROBOTS: read_robots,
    Kind.HOME: read_home,
    Kind.FEED: read_feed,
    Kind.SITEMAP: read_sitemap,
    Kind.SECTION: read_section,
    Kind.MORE: read_section,
    Kind.PAGE: read_page,
}


def _lists(source: Source, found: Sequence[Found], problem: str | None = None) -> Reading:
    return Reading(found=found, content_sha256=digest_of(source.body), problem=problem)


def _found(url: str, kind: Kind, source: Source) -> Found:
    return Found(url, kind, PRIORITY[kind], source.depth + 1, source=source.url)


def _more(url: str, source: Source) -> Found:
    """Where a list goes on. The pages of one list are as deep as each other; whether it goes on is asked when all
    are known."""
    yesterday = int(source.fetched_at.timestamp() // DAY) - 1
    return Found(url, Kind.MORE, yesterday, source.depth, source=source.url, again=True)


def _articles(links: Iterable[Link], source: Source) -> list[Found]:
    """Links that look like articles. The list is read now: they are of today, as far as anyone knows."""
    today = int(source.fetched_at.timestamp() // DAY)
    return [Found(link.url, Kind.PAGE, today, source.depth + 1, source=source.url) for link in links]


def _entries(entries: Iterable[Entry], source: Source) -> Iterable[Found]:
    today = int(source.fetched_at.timestamp() // DAY)
    for entry in entries:
        if not _is_asked(entry, source):
            continue
        if classify(entry.url, source.site, entry.title or "") is LinkKind.OTHER:
            continue
        moment = _changed(entry)
        hint = moment.timestamp() if moment else None
        day = min(int(hint // DAY), today) if hint is not None else today
        yield Found(entry.url, Kind.PAGE, day, source.depth + 1, hint, source.url)


def _is_asked(each: Entry | Child, source: Source) -> bool:
    """Whether it may be of the time asked for; what says nothing may be.

    What changed since may have been published before: only the page itself tells. What was published after the
    end of the time was not published within it.
    """
    if isinstance(each, Entry) and source.until and each.published and each.published >= source.until:
        return False
    if source.since is None:
        return True
    changed = _changed(each)
    if changed is not None:
        return changed >= source.since
    day = day_in(each.url)
    return day is None or day + timedelta(days=2) > source.since


def _zone(source: Source) -> str:
    """The zone of dates that name none. They only say what to look at again: a day's error does no harm."""
    return (source.site.time_zone if source.site else None) or "UTC"


def _is_likely(entry: Entry, source: Source) -> bool:
    """Whether an address of a sitemap looks like an article's, or at least has a number or a long slug."""
    kind = classify(entry.url, source.site, entry.title or "")
    return kind is LinkKind.ARTICLE or (kind is LinkKind.LIST and _NUMBERED.search(entry.url) is not None)


def _changed(each: Entry | Child) -> datetime | None:
    return each.updated or each.published if isinstance(each, Entry) else each.updated


def _at_root(url: str, paths: Iterable[str]) -> list[str]:
    scheme, _, rest = url.partition("://")
    return [f"{scheme}://{rest.partition('/')[0]}{path}" for path in paths]


def digest_of(body: bytes) -> str:
    """SHA-256 of a body, in hex digits."""
    return sha256(body).hexdigest()
