"""The line between headline and story that says several things at once.

«هدير سالم الخميس، 15 فبراير 2024 11:26 ص», «الدمام – ناصر العجمي أخر تحديث …», «نشر يوم 3 مايو 2024 بواسطة
محمود الديب», «أحمد علي نشر في الصعيد الجديد يوم 14 - 01 - 2013».
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from cleaners.page.bylines import cut_at_time, parse_byline, person_name
from cleaners.page.dates import parse_date
from cleaners.page.gazetteer import Likeness, gazetteer, is_agency, key, person_likeness

_MOST_WORDS: Final = 18
_SENTENCE: Final = re.compile(r"[.؟?!…]\s*$")
# A label inside the line; before it stand a date, a time with its «م», or buttons that are glued to it.
_LABEL: Final = re.compile(
    r"(?:(?<!\w)|(?<=\dم)|(?<=\dص)|(?<=\d))(?:بقلم|كتبت?|بواسطة|من\s+قبل|إعداد|اعداد|تحرير|تقرير|نص\s+وصور|نص|ربورتاج|حوار)"
    r"(?!\w)(?P<mark>\s*[:/\-–—]+)?\s*(?P<rest>\S.*)",
)
# What every date holds: saves reading most lines.
_MAY_DATE: Final = re.compile(r"\d|منذ|قبل|أمس|امس|اليوم").search
_PUBLISHED_IN: Final = re.compile(r"(?:نشرت?|نُشر)\s+في\s+(?P<outlet>[^\d:]{3,40}?)\s+(?:يوم|بتاريخ)\s+\d")
_PARTS: Final = re.compile(r"\s*[|•·؛]\s*|\s+[-–—ـ/:]\s+|\s*[–—]\s*")


@dataclass(frozen=True, slots=True)
class OpeningLine:
    """What such a line says; empty where it is prose."""

    people: tuple[str, ...] = ()
    agency: str | None = None
    credited: bool = False
    """Whether the line says in words that the story is the agency's; else it may be the site's own sign."""
    dated: bool = False
    """Whether it holds a date."""


def read_opening_line(text: str) -> OpeningLine:
    """People, agency and date of a line that stands between the headline and the story.

    A name without a label counts only beside a date, and only where it looks like a name: in the same place
    stand standfirsts, captions and the names of sections.
    """
    if len(text.split()) > _MOST_WORDS or len(text) > 160 or _SENTENCE.search(text):
        return OpeningLine()
    if published := _PUBLISHED_IN.search(text):
        writer = _person(text[: published.start()].strip(" ،,.-–—|"))
        people: tuple[str, ...] = (writer,) if writer else ()
        return OpeningLine(people=people, agency=published["outlet"].strip(), credited=True, dated=True)
    dated = bool(_MAY_DATE(text)) and parse_date(text) is not None
    if label := _LABEL.search(text):
        people = _labelled(label["rest"], marked=bool(label["mark"]))
        return OpeningLine(people=people, dated=dated) if people or dated else OpeningLine()
    if not dated:
        return OpeningLine()
    parts = [part for chunk in _PARTS.split(text) if (part := cut_at_time(chunk).strip(" ،,.-–—|"))]
    # Only what is an agency everywhere: papers in such lines are mostly the site itself.
    agency = next(filter(is_agency, parts), None)
    return OpeningLine(people=tuple(filter(None, map(_person, parts))), agency=agency, dated=True)


def _labelled(rest: str, *, marked: bool) -> tuple[str, ...]:
    names = parse_byline("بقلم: " + cut_at_time(rest))
    return tuple(name for name in names if marked or person_likeness(name) is Likeness.LIKELY)


def _person(part: str) -> str | None:
    name = person_name(part)
    if name is None or " " not in name or key(name) in gazetteer().places:
        return None
    return name if person_likeness(name) is Likeness.LIKELY and len(name.split()) <= 4 else None
