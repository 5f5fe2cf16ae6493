"""Who wrote a story, where it opens, and whom it credits."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Sequence
from typing import Final

from cleaners.page.bylines import parse_byline, person_name
from cleaners.page.datelines import Part, split_dateline
from cleaners.page.gazetteer import (
    Likeness,
    gazetteer,
    is_agency,
    is_outlet,
    is_place,
    is_role,
    key,
    person_likeness,
)
from cleaners.page.openings import OpeningLine
from cleaners.page.urls import site_of

_SOURCE_LABEL: Final = re.compile(
    r"^\W*(?:\d[\d/.\s:-]*\s-\s)?(?:ال)?(?:مصدر|مصادر)(?:\s+(?:الخبر|المقال|الأصلي|الاصلي|التقرير))?(?!\w)\s*(?:[:：/|\-–—ـ]|\.\.)*\s*|"
    r"^\W*(?:نقل[اأ]?ً?ا?ً?\s+عن|عن|من|خاص|source|via)\s*[:：/|\-–—]\s*|^\W*نقل[اأ]?ً?ا?ً?\s+عن\s+|"
    r"^ظهرت\s+المقالة\s.{0,200}?\s(?:أولاً|أولا)\s+على\s+|^The post\s.{0,300}?\sappeared first on\s+",
    re.IGNORECASE,
)
# «الخبر وتفاصيله كاملة من المصدر» is a link, no name.
_SOURCE_WORD: Final = re.compile(r"(?<!\w)(?:ال)?(?:مصدره?|مصدرها|مصادر|source)(?!\w)", re.IGNORECASE)
_SOURCE_PARTS: Final = re.compile(r"\s*[|•]\s*")
_LAST_CREDIT: Final = re.compile(r"[(（\[]\s*([^()\[\]（）]{2,30}?)\s*[)）\]]\s*[.。]?\s*$")
_CLOSING: Final = " \t\u00a0-–—−ـ:/|\\،,*"
_MOST_AUTHORS: Final = 8


def find_authors(
    bylines: Sequence[str],
    datelines: Sequence[str],
    stated: Sequence[str],
    weak: Sequence[str],
    names: Collection[str],
    opening: Sequence[OpeningLine] = (),
    printed: Iterable[str] = (),
    marked: Iterable[str] = (),
) -> list[str]:
    """Names of people.

    What the page prints counts first: names in `bylines` and `datelines`, then in the `opening` lines, then
    what is a name by its element (`marked`) though it does not look like one: «النور دفع السيد». A
    byline that credits a desk or an agency says that no one is named, and then `stated` (the structured
    data) names whoever filed the report. `weak` (`<meta name=author>`) is often the uploader: taken only
    where one of the `printed` texts holds it.
    """
    own = frozenset(map(key, names))
    shown = [name for line in bylines for name in parse_byline(line)]
    shown += [piece.text for line in datelines for piece in split_dateline(line) if piece.part is Part.PERSON]
    shown = shown or [name for line in opening for name in line.people] or [*filter(_is_marked_name, marked)]
    if shown := _distinct(shown, own):
        return shown
    if any(_credits_no_one(line) for line in bylines):
        return []
    if said := _distinct(filter(_is_full, map(_person, stated)), own):
        return said
    wanted = _distinct(filter(_is_full, map(_person, weak)), own)
    if not wanted:
        return []
    page = [key(text) for text in printed]
    likely = [name for name in wanted if person_likeness(name) is Likeness.LIKELY]
    return [name for name in likely if any(key(name) in text for text in page)]


def find_dateline(datelines: Sequence[str]) -> str | None:
    """The first dateline as printed, without the separator that ends it."""
    return next((bare for text in datelines if (bare := text.strip().rstrip(_CLOSING).strip())), None)


def find_source(
    sources: Sequence[str],
    datelines: Sequence[str],
    bylines: Sequence[str],
    last_line: str,
    stated: Sequence[str],
    names: Collection[str],
    opening: Sequence[OpeningLine] = (),
    furniture: Sequence[str] = (),
) -> str | None:
    """The credited agency or paper: a source line, the dateline, the byline, «(أ ف ب)» behind the story,
    the data.

    `furniture`: the page's own lines (rights, newsletter, menus), which name the site and no one whom it credits.
    """
    for text in sources:
        if source := parse_source(text):
            return source
    for text in datelines:
        for piece in split_dateline(text, names):
            if piece.part in (Part.AGENCY, Part.OUTLET, Part.OWN):
                return piece.text
    for text in bylines:
        if (source := _credited(text, names)) and (is_agency(source) or not _is_named(source, furniture)):
            return source
    own = frozenset(map(key, names))
    for line in opening:
        if line.agency and (line.credited or key(line.agency) not in own):
            return line.agency
    if (credit := _LAST_CREDIT.search(last_line[-60:])) and (is_agency(credit[1]) or is_outlet(credit[1])):
        return credit[1]
    return next((text for text in stated if is_agency(text) and key(text) not in own), None)


def parse_source(text: str) -> str | None:
    """What a source line credits, as printed, without its label; None where that is no name.

    >>> parse_source("المصدر: الجزيرة + وكالات")
    'الجزيرة + وكالات'
    """
    # «المصدرفرانس برس»: the label is glued to a name that we know.
    glued = text.strip().removeprefix("المصدر")
    rest = glued if glued[:1].isalpha() and is_outlet(glued) else _SOURCE_LABEL.sub("", text.strip(), count=1)
    if len(rest) > 100 or len(rest.split()) > 12 or _SOURCE_WORD.search(rest):
        return None
    if rest.startswith("http"):
        return site_of(rest) or None
    # «المصدر: الشبيبة الوسوم: …»: another label is glued to the name.
    if ":" in rest:
        return None
    return next((bare for part in _SOURCE_PARTS.split(rest) if (bare := _bare(part))), None)


def _bare(text: str) -> str:
    # «15:02أطلس ميديا»: a time is glued before it. Behind it a number is part of the name («فرانس 24»).
    return text.lstrip(" 0123456789٠١٢٣٤٥٦٧٨٩:").strip(" \t.،,:;-–—ـ|/*()[]«»\"“”'")


def _credited(text: str, names: Collection[str]) -> str | None:
    """The agency in a byline: «القاهرة ـ أ ش أ», «كتب: وكالات»."""
    own = frozenset(map(key, names))
    for part in re.split(r"\s*[:：/|،,]\s*|\s+[-–—ـ]\s*|[–—-]\s+", text):
        bare = _bare(part)
        long_outlet = is_outlet(bare) and len(bare.split()) > 1 and not is_role(bare)
        if (long_outlet or is_agency(bare)) and key(bare) not in own:
            return bare
    return None


def _is_named(source: str, furniture: Sequence[str]) -> bool:
    """Whether one of the page's own lines names a paper beside other words: «للنشر في أطلس بريس»."""
    name = re.compile(rf"(?:\b|\b[لوب]){re.escape(key(source))}\b")
    return any(name.search(line) is not None and line != key(source) for line in map(key, furniture))


def _credits_no_one(text: str) -> bool:
    parts = [_bare(part) for part in re.split(r"[:：/|،,]|\s[-–—ـ]\s|[–—]|ـ\s", text)]
    return any(part and (is_agency(part) or is_role(part)) for part in parts)


def _person(text: str) -> str:
    return person_name(text) or ""


_WORDS_OF_NAME: Final = range(2, 5)


def _is_marked_name(text: str) -> bool:
    """Whether a text in an author's element may be a name: no desk, paper or place, no phrase of definite words."""
    if is_role(text) or is_outlet(text) or is_place(text) or not _is_bare_words(text):
        return False
    words, lists = key(text).split(), gazetteer()
    if (
        len(words) not in _WORDS_OF_NAME
        or not lists.never.isdisjoint(words)
        or not lists.outlet_heads.isdisjoint(words)
    ):
        return False
    return not (words[0].startswith("ال") and words[1].startswith("ال")) and not any(map(is_role, words))


def _is_bare_words(text: str) -> bool:
    return all(char.isalpha() or char in " .'’" or unicodedata.combining(char) for char in text)


def _is_full(name: str) -> bool:
    """A single word in structured data is an account: «nour», «محرر1»."""
    return len(name.split()) >= 2


def _distinct(names: Iterable[str], own: frozenset[str]) -> list[str]:
    """Names once each, in order, without the site's own and without a part of a longer one."""
    kept: dict[str, str] = {}
    for name in names:
        folded = key(name)
        if folded and folded not in own and not any(folded in other for other in kept):
            kept = {other: text for other, text in kept.items() if other not in folded} | {folded: name}
    return list(kept.values())[:_MOST_AUTHORS]
