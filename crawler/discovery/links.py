"""What an address promises: an article, a list of articles, or nothing for us.

Judged from the address alone (and the words of the link), before anything is fetched. A site file's pattern
`article_url` decides where it matches; where it does not, it decides only if the file is verified. A wrong
guess costs one fetch: the cleaner rejects a list taken for an article, the spider reads the links of both.
"""

from __future__ import annotations

import re
import tomllib
from datetime import UTC, datetime
from enum import StrEnum
from functools import lru_cache
from importlib.resources import files
from urllib.parse import parse_qsl, unquote, urlsplit

from cleaners.page.sites import Site
from cleaners.page.urls import canonical_url, is_home, site_of
from crawler.discovery.traps import grows


class LinkKind(StrEnum):
    """What stands behind a link."""

    ARTICLE = "article"
    LIST = "list"
    """A section, a tag, an archive, a page of one of them, the home page."""
    OTHER = "other"
    """A file, a form, a share button, an account page, another site."""


_FILE = re.compile(
    r"\.(?:jpe?g|png|gif|webp|avif|svg|ico|bmp|tiff?|pdf|docx?|xlsx?|pptx?|zip|rar|7z|gz|tar|apk|exe|dmg|iso|"
    r"mp[34]|m4[av]|ogg|wav|webm|mov|avi|flv|m3u8?|css|m?js|json|xml|rss|atom|txt|woff2?|ttf|eot|swf)$"
)
_WORDS = tomllib.loads((files("crawler.discovery") / "url_words.toml").read_text("utf-8"))
_OTHER_SEGMENTS: frozenset[str] = frozenset(_WORDS["other_segments"])
_LIST_SEGMENTS: frozenset[str] = frozenset(_WORDS["list_segments"])
_OTHER_PARAMETERS: frozenset[str] = frozenset(_WORDS["other_parameters"])
_LIST_PARAMETERS: frozenset[str] = frozenset(_WORDS["list_parameters"])
# Names of the parameter that holds an article's number; never `page` or `cat`.
_ID_PARAMETER = re.compile(
    r"(?:p|id|nid|aid|sid|newsid|articleid|article|storyid|story|postid|post|news|itemid|item)"
)
# /2024/07/09/slug, /2024-07-09/slug, /20240709/slug, /2024/07/slug; the year is what tells them from ids.
_DATE_IN_PATH = re.compile(
    r"/(?:19|20)[0-9]{2}(?:[/-][01]?[0-9](?:[/-][0-3]?[0-9])?|[01][0-9][0-3][0-9])(?=/|-|$)"
)
_PAGE_NUMBER = re.compile(r"/(?:page|صفحة|p)[/-]?[0-9]{1,5}/?$")
_HEX_ID = re.compile(r"(?=[0-9a-f-]*[0-9])(?=[0-9-]*[a-f])[0-9a-f]{8}(?:-?[0-9a-f]{4,}){0,5}")
# Ten or more letters and digits mixed without a word break: an opaque article code.
_CODE = re.compile(r"(?=[a-zA-Z]*[0-9])(?=[0-9]*[a-zA-Z])[a-zA-Z0-9]{10,40}")
_INDEX = re.compile(r"(?:index|default)\.(?:html?|php|aspx?)")
_WORD_BREAK = re.compile(r"[-_\s+.،,]+")
_LONG_ANCHOR = 6
"""Words of link text from which it reads as a headline; menu labels have one to four."""
_LONG_SLUG = 4
"""Words of a slug from which it reads as a headline; sections have one to three («سياسة», `world-news`)."""


def classify(url: str, site: Site | None = None, anchor: str = "") -> LinkKind:
    """What `url` (absolute) promises. `anchor`: the link's text, which decides where the address does not."""
    canonical = canonical_url(url)
    if canonical is None or (site is not None and not on_site(canonical, site.domain)):
        return LinkKind.OTHER
    if is_home(canonical):
        return LinkKind.LIST
    if grows(canonical):
        return LinkKind.OTHER
    parts = urlsplit(canonical)
    path = unquote(parts.path)
    parameters = dict(parse_qsl(parts.query.lower()))
    segments = [segment.lower() for segment in path.split("/") if segment]
    if _is_other(segments, parameters):
        return LinkKind.OTHER
    if site is not None and site.article_url is not None:
        if matches_pattern(canonical, site):
            return LinkKind.ARTICLE
        if site.verified:
            return LinkKind.LIST
    return _guess(path, segments, parameters, anchor)


def matches_pattern(url: str, site: Site) -> bool:
    """Whether the pattern in a site's file knows an address as an article's."""
    parts = urlsplit(url)
    tail = unquote(parts.path) + (f"?{unquote(parts.query)}" if parts.query else "")
    return site.article_url is not None and _compiled(site.article_url).search(tail) is not None


def _is_other(segments: list[str], parameters: dict[str, str]) -> bool:
    if segments and _FILE.search(segments[-1]):
        return True
    if not _OTHER_PARAMETERS.isdisjoint(parameters):
        return True
    # A word such as «search» or `live` may stand inside an article's path: first and last segments decide.
    return bool(segments) and (segments[0] in _OTHER_SEGMENTS or segments[-1] in _OTHER_SEGMENTS)


def _guess(path: str, segments: list[str], parameters: dict[str, str], anchor: str) -> LinkKind:
    if any(
        _ID_PARAMETER.fullmatch(name) and re.search(r"[0-9]{2}", value) for name, value in parameters.items()
    ):
        return LinkKind.ARTICLE if _LIST_SEGMENTS.isdisjoint(segments) else LinkKind.LIST
    if not _LIST_PARAMETERS.isdisjoint(parameters) or _PAGE_NUMBER.search(path):
        return LinkKind.LIST
    if not segments:
        return LinkKind.LIST
    # `/category/...` and `/author/...`; but an article may stand in a section named `topics`.
    if segments[0] in _LIST_SEGMENTS or segments[-1] in _LIST_SEGMENTS or segments[-2:-1] == ["tag"]:
        return LinkKind.LIST
    last = segments[-1]
    if len(segments) > 1 and _INDEX.fullmatch(last):
        last = segments[-2]
    return LinkKind.ARTICLE if _reads_as_article(path, last, anchor) else LinkKind.LIST


def _reads_as_article(path: str, last: str, anchor: str) -> bool:
    last = re.sub(r"\.(?:html?|php|aspx?|jsp|shtml)$", "", last)
    date = _DATE_IN_PATH.search(path)
    if date is not None:
        # A date with nothing after it is an archive's day.
        return date.end() < len(path.rstrip("/"))
    # /news/123456/slug: sections have short numbers, articles long ones.
    if re.search(r"/[0-9]{5,}/[^/]+/?$", path):
        return True
    words = [word for word in _WORD_BREAK.split(last) if word]
    numbers = [word for word in words if word.isdigit()]
    if any(len(number) >= 4 and not 1990 <= int(number[:9]) <= 2100 for number in numbers):
        return True
    if any(len(number) >= 2 for number in numbers) and len(words) > 2:
        return True
    if _HEX_ID.fullmatch(last) or _CODE.fullmatch(last) or re.search(r"[a-z][0-9]{4,}$", last):
        return True
    return len(words) >= _LONG_SLUG or len(anchor.split()) >= _LONG_ANCHOR


# /2024/07/09/, /2024-07-09/, /20240709/. Must not match a month alone, or digits of a longer number.
_DAY_IN_PATH = re.compile(r"/((?:19|20)[0-9]{2})([/-]?)([01]?[0-9])\2([0-3]?[0-9])(?=/|-|$)")


def day_in(url: str) -> datetime | None:
    """The day that an address names, at midnight in UTC; None where it names none."""
    match = _DAY_IN_PATH.search(urlsplit(url).path)
    if match is None:
        return None
    try:
        return datetime(int(match[1]), int(match[3]), int(match[4]), tzinfo=UTC)
    except ValueError:
        return None


@lru_cache(maxsize=512)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def on_site(url: str, domain: str) -> bool:
    """Whether `url` is on `domain` or on a host under it."""
    host = site_of(url)
    return host == domain or host.endswith(f".{domain}")
