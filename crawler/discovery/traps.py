"""Traps: addresses without end behind which there is nothing new.

Calendars, session ids, filters that combine, links that grow by a folder with each click, one article under a
thousand slugs. Some show in the address (`grows`). The others show only in what they give: `Traps` counts, for
each shape of address, how many in a row gave nothing, and cuts the shape.
"""

from __future__ import annotations

import re
from collections import Counter, OrderedDict
from urllib.parse import parse_qsl, unquote, urlsplit

from cleaners.page.urls import canonical_url

BARREN_PAGES = 60
"""First looks in a row at pages of one shape without a new article. Sections of galleries and films reach it too:
they hold no articles."""
BARREN_LISTS = 20
"""The same for lists: 20 pages of a section are some 400 headlines, all known."""
SLUGS = 10
"""Addresses that differ from a known article's in words alone."""
MAX_SEGMENTS = 20
MAX_SHAPES = 50_000
"""Kept in memory; the ones not met for longest are forgotten."""
_NUMBER = re.compile(r"\d+")
# What stands for one of many: eight or more letters with digits among them (a session, a hash), or a slug of
# three words and more. Must not match a section's name: «sports», «world-news», «اقتصاد».
_CODE = re.compile(r"(?=[^\d]*\d)[\w().-]{8,}")
_SLUG = re.compile(r"[^-_+ ]+(?:[-_+ ][^-_+ ]+){2,}|.{30,}", re.DOTALL)


def grows(url: str) -> bool:
    """Whether an address repeats itself: a row of segments three times on end, a parameter three times, or too
    many segments."""
    parts = urlsplit(url)
    segments = [segment for segment in parts.path.split("/") if segment]
    if len(segments) > MAX_SEGMENTS:
        return True
    names = Counter(name for name, _ in parse_qsl(parts.query, keep_blank_values=True))
    if any(n > 2 for name, n in names.items() if not name.endswith("[]")):
        return True
    return any(
        segments[start : start + size] * 2 == segments[start + size : start + 3 * size]
        for size in range(1, len(segments) // 3 + 1)
        for start in range(len(segments) - 3 * size + 1)
    )


def shape_of(url: str) -> str:
    """What an address shares with its many neighbours: `/news/123/a-b-c?page=2` is `/news/#/*?page=#`."""
    parts = urlsplit(canonical_url(url) or url)
    path = "/".join(_wild(unquote(segment)) for segment in parts.path.split("/"))
    query = "&".join(f"{name}={_wild_value(value)}" for name, value in sorted(parse_qsl(parts.query)))
    return f"{parts.netloc}{path}?{query}" if query else f"{parts.netloc}{path}"


def numbers_in(url: str) -> tuple[str, ...]:
    """The numbers in an address: those of its day and its article, and those of its headline."""
    parts = urlsplit(canonical_url(url) or url)
    return tuple(_NUMBER.findall(unquote(f"{parts.path}?{parts.query}")))


def _wild(segment: str) -> str:
    if _CODE.fullmatch(segment) and not segment.isdigit():
        return "*"
    return "*" if _SLUG.fullmatch(segment) else _NUMBER.sub("#", segment)


def _wild_value(value: str) -> str:
    return "#" if value.isdigit() else "*"


class Traps:
    """The shapes of one run."""

    def __init__(self) -> None:
        self._barren: OrderedDict[str, int] = OrderedDict()
        self._cut: set[str] = set()

    @property
    def any(self) -> bool:
        """Whether any shape is cut; as long as none is, there is nothing to ask."""
        return bool(self._cut)

    def note(self, url: str, *, new: bool, limit: int) -> str | None:
        """What the first look at a URL gave. Returns its shape where this was the one too many."""
        return self._count(shape_of(url), new, limit)

    def note_twin(self, url: str) -> str | None:
        """A URL held an article that is known by another address. Returns what such addresses share, where
        this was the one too many."""
        return self._count(_twins(url), False, SLUGS) if numbers_in(url) else None

    def is_cut(self, url: str) -> bool:
        """Whether a URL is of a shape that was cut."""
        return bool(self._cut) and (shape_of(url) in self._cut or _twins(url) in self._cut)

    def _count(self, shape: str, new: bool, limit: int) -> str | None:
        if new:
            self._barren.pop(shape, None)
            return None
        n = self._barren[shape] = self._barren.pop(shape, 0) + 1
        while len(self._barren) > MAX_SHAPES:
            self._barren.popitem(last=False)
        if n < limit or shape in self._cut:
            return None
        self._cut.add(shape)
        return shape


def _twins(url: str) -> str:
    """What the addresses of one article share: all its numbers, whatever words stand around them."""
    parts = urlsplit(canonical_url(url) or url)
    return f"{parts.netloc} {' '.join(numbers_in(url))}"
