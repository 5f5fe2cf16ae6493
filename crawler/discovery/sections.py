"""Pages that list articles: home pages, sections, tags, archives.

`read_list` gives a page's links told apart, its next page, its feeds and its sitemaps; `COMMON_FEEDS` and
`COMMON_SITEMAPS` are where to ask when a site names none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from lxml import html as lxml_html
from lxml.etree import LxmlError

from cleaners.page.decode import decode
from cleaners.page.sites import Site
from cleaners.page.urls import same_site, url_key
from crawler.discovery.feeds import absolute_url
from crawler.discovery.links import LinkKind, classify, on_site
from crawler.discovery.traps import grows

COMMON_FEEDS = (
    "/feed/",
    "/rss",
    "/rss.xml",
    "/feed.xml",
    "/atom.xml",
    "/rss/news",
    "/index.php?format=feed&type=rss",
)
COMMON_SITEMAPS = (
    "/sitemap.xml",
    "/sitemap_index.xml",
    "/news-sitemap.xml",
    "/sitemap-news.xml",
    "/wp-sitemap.xml",
    "/sitemap.xml.gz",
)
MAX_LINKS = 5_000
_FEED_TYPES = frozenset({"application/rss+xml", "application/atom+xml", "application/rdf+xml"})
_FEED_PATH = re.compile(
    r"(?:/(?:rss|feed|atom)(?:\.(?:xml|php|aspx))?/?|\.rss|/rss/[^?#]{1,80}|[?&]feed=(?:rss2?|atom))$"
)
# «التالي», «الصفحة التالية», «المزيد», «عرض المزيد من الأخبار», «أخبار أقدم», «Load more», «››». A whole
# anchor only: «المزيد من القتلى في غزة» is a headline.
_NEXT = re.compile(
    r"(?:الصفحة )?التالي(?:ة)?"
    r"|(?:عرض |تحميل |شاهد |اقرأ |إقرأ |قراءة )?(?:ال)?مزيد(?: من (?:الأخبار|المقالات|المواضيع|المواد))?"
    r"|(?:(?:أخبار|مقالات|مواضيع|تدوينات) )?(?:أقدم|الأقدم|اقدم|السابقة)"
    r"|next(?: page)?|(?:load |show |view |read )?more(?: posts| news)?|older(?: posts)?"
    r"|(?:(?:التالي|next) ?)?[»›→>«‹←<]{1,2}",
    re.IGNORECASE,
)
_PAGINATION = re.compile(
    r"\b(?:pagination|pager|page-numbers|nav-links|wp-pagenavi|pages-nav|paging|load-?more|next)\b"
)
_LATER_URL = ("data-next", "data-next-url", "data-url", "data-href", "data-page-url", "data-next-page")


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A link: its absolute address without fragment, its words in one line, and what it promises."""

    url: str
    text: str
    kind: LinkKind


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPage:
    """What a page that lists articles holds. Every address once, in page order, none of another site."""

    articles: tuple[Link, ...] = ()
    lists: tuple[Link, ...] = ()
    """Sections, tags, archives; without `next_pages`."""
    next_pages: tuple[str, ...] = ()
    """Where the same list goes on: `rel=next`, «التالي», «المزيد», numbered pages."""
    feeds: tuple[str, ...] = ()
    sitemaps: tuple[str, ...] = ()


def read_list(
    source: bytes | str, url: str, site: Site | None = None, *, encoding: str | None = None
) -> ListPage:
    """The links of the page at `url`. A page that cannot be parsed has none."""
    root = _parse(source, encoding)
    if root is None:
        return ListPage()
    base = absolute_url(next(iter(root.xpath("//base/@href")), ""), url) or url
    domain = site.domain if site is not None else None
    found: dict[str, Link] = {}
    following: dict[str, str] = {}
    for address, text, element in _anchors(root, base):
        if not (on_site(address, domain) if domain else same_site(address, url)):
            continue
        key = url_key(address)
        if grows(address):
            continue
        if _goes_on(element, text, address, url):
            following.setdefault(key, address)
            continue
        kind = classify(address, site, text)
        known = found.get(key)
        if known is None or (known.kind is LinkKind.LIST and kind is LinkKind.ARTICLE):
            found[key] = Link(url=known.url if known else address, text=text, kind=kind)
        elif len(text) > len(known.text):
            found[key] = Link(url=known.url, text=text, kind=known.kind)
        if len(found) >= MAX_LINKS:
            break
    links = [link for key, link in found.items() if key not in following and key != url_key(url)]
    return ListPage(
        articles=tuple(link for link in links if link.kind is LinkKind.ARTICLE),
        lists=tuple(link for link in links if link.kind is LinkKind.LIST),
        next_pages=tuple(address for key, address in following.items() if key != url_key(url)),
        feeds=tuple(_feeds(root, base)),
        sitemaps=tuple(_sitemaps(root, base)),
    )


def _parse(source: bytes | str, encoding: str | None) -> Any:
    if isinstance(source, bytes):
        decoded = decode(source, encoding)
        if decoded is None:
            return None
        source = decoded.text
    # lxml refuses a str that declares an encoding, so it gets bytes and is told theirs.
    parser = lxml_html.HTMLParser(encoding="utf-8", huge_tree=False, no_network=True)
    try:
        return lxml_html.document_fromstring(source.encode("utf-8", "replace"), parser=parser)
    except (LxmlError, ValueError):
        return None


def _anchors(root: Any, base: str) -> Iterator[tuple[str, str, Any]]:
    for element in root.iter("a", "area", "link", "button", "div"):
        for href in _hrefs(element):
            address = absolute_url(href, base)
            if address is not None:
                yield address, _words(element), element


def _hrefs(element: Any) -> Iterator[str]:
    if element.tag == "link":
        if element.get("rel", "").lower() == "next":
            yield element.get("href", "")
        return
    href = element.get("href", "") if element.tag in ("a", "area") else ""
    if href and not href.startswith("#"):
        yield href
    elif _PAGINATION.search(element.get("class", "").lower() + " " + element.get("id", "").lower()):
        # A «المزيد» button keeps its address in an attribute.
        yield from (value for name in _LATER_URL if (value := element.get(name)))


def _words(element: Any) -> str:
    if element.tag in ("link", "div"):
        return ""
    text = " ".join("".join(element.itertext()).split())
    if not text:
        text = element.get("title") or next(iter(element.xpath(".//img/@alt")), "")
    return " ".join(text.split())[:300]


def _goes_on(element: Any, text: str, address: str, url: str) -> bool:
    """Whether a link leads to more of the same list."""
    if element.tag in ("button", "div"):
        return True
    if "next" in element.get("rel", "").lower().split():
        # On an article's page the next page is another article.
        return _same_list(address, url) or classify(address) is LinkKind.LIST
    if _NEXT.fullmatch(text.strip(" .…")):
        return _same_list(address, url)
    if not (text.isdigit() and len(text) <= 4):
        return False
    around = " ".join(each.get("class", "") for each in (element, *_two_above(element))).lower()
    return _same_list(address, url) and (_PAGINATION.search(around) is not None or "page" in address)


def _two_above(element: Any) -> list[Any]:
    above = list(element.iterancestors())
    return above[:3]


def _same_list(address: str, url: str) -> bool:
    """Whether `address` is `url` with another page number; «المزيد» of a box leads to a section instead."""
    return _without_page(address) == _without_page(url)


_PAGE_PARAMETERS = frozenset({"page", "paged", "pg", "pageno", "offset", "start", "pagenumber"})


def _without_page(url: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    parts = urlsplit(url_key(url).partition("?")[0])
    path = re.sub(r"(?:/(?:page|صفحة|p))?/[0-9]{1,5}$|/(?:page|p)-?[0-9]{1,5}$", "", parts.path)
    query = tuple(pair for pair in parse_qsl(urlsplit(url).query) if pair[0].lower() not in _PAGE_PARAMETERS)
    return path, query


def _feeds(root: Any, base: str) -> Iterator[str]:
    """Feeds of the page, those of its comments left out."""
    seen: set[str] = set()
    for element in root.iter("link", "a"):
        href = element.get("href", "")
        if element.tag == "link" and element.get("type", "").lower().strip() not in _FEED_TYPES:
            continue
        if element.tag == "a" and not _FEED_PATH.search(href.lower()):
            continue
        address = absolute_url(href, base)
        if address and "comments" not in address.lower() and address not in seen and len(seen) < 50:
            seen.add(address)
            yield address


def _sitemaps(root: Any, base: str) -> Iterator[str]:
    seen: set[str] = set()
    for element in root.iter("link", "a"):
        href = element.get("href", "")
        is_link = element.tag == "link" and element.get("rel", "").lower() == "sitemap"
        is_anchor = element.tag == "a" and re.search(r"sitemap[^/?#]{0,40}\.xml(?:\.gz)?$", href.lower())
        address = absolute_url(href, base) if is_link or is_anchor else None
        if address and address not in seen:
            seen.add(address)
            yield address
