"""Absolute days among the tokens of a line.

Day first is the rule of Arabic sites; a number of four digits is the year wherever it stands. Two-digit years
are read only where a weekday settles them.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from cleaners.page.dates.days import (
    HIJRI_YEARS,
    HIJRI_YEARS_UNMARKED,
    Day,
    around,
    from_hijri,
    gregorian,
)
from cleaners.page.dates.fold import fold
from cleaners.page.dates.tokens import Token
from cleaners.page.dates.words import Kind

_MONTHS: Final = frozenset({Kind.MONTH, Kind.HIJRI_MONTH})
_INSIDE_MARKS: Final = frozenset(",-./()|")
_INSIDE_WORDS: Final = frozenset(
    fold("من|شهر|عام|سنة|لعام|لسنة|من شهر|من عام|في|of|the|th|st|nd|rd|er|de").split("|")
)
_DUAL_MARKS: Final = frozenset("/-(\\,|")
_LIBYAN_YEARS: Final = range(1969, 2013)
_NOT_ITS_OWN: Final = frozenset(fold("من|قبل|بعد|حتى|لغاية|إلى|وحتى|ولغاية|وإلى|until|before").split("|"))
"""A day after one of these bounds a span: «حتى 5 مايو 2024»."""
_RANGE_WORDS: Final = frozenset(fold("و|إلى|حتى|to|au").split("|"))
_SOLAR: Final = frozenset(fold("ش|شمسي|شمسية|الشمسي|الشمسية").split("|"))
"""After «هـ»: the calendar of Iran, which is not read."""
_MOST_LINKS: Final = 4


def find_days(tokens: Sequence[Token]) -> list[Day]:
    """All days in order. One look ahead of bounded length from each token: linear."""
    days: list[Day] = []
    index = 0
    while index < len(tokens):
        day = _day_at(tokens, index)
        if day and not _bounds_a_span(tokens, index):
            days.append(day)
        index = day.end if day else index + 1
    return days


def _day_at(tokens: Sequence[Token], index: int) -> Day | None:
    kind = tokens[index].kind
    if kind is Kind.DATE:
        return _numeric(tokens, index)
    if kind is Kind.NUMBER:
        return _year_first(tokens, index) or _day_first(tokens, index)
    if kind in _MONTHS:
        return _month_first(tokens, index)
    return None


def _bounds_a_span(tokens: Sequence[Token], index: int) -> bool:
    """Whether the day is the end of a span: «12 - 20 مايو 2024», «حتى 20 مايو 2024»."""
    if index == 0:
        return False
    before = tokens[index - 1]
    if before.text in _NOT_ITS_OWN:
        return True
    if index == 1 or (before.text not in "-/" and before.text not in _RANGE_WORDS):
        return False
    first = tokens[index - 2]
    return first.kind in _MONTHS or (first.kind is Kind.NUMBER and len(first.text) < 3 and first.value <= 31)


def _skip(tokens: Sequence[Token], index: int) -> int:
    """The first index from `index` on that holds no link between the parts of a date."""
    end = min(index + _MOST_LINKS, len(tokens))
    while index < end and (tokens[index].text in _INSIDE_MARKS or tokens[index].text in _INSIDE_WORDS):
        index += 1
    return index


def _is_year(tokens: Sequence[Token], index: int) -> bool:
    return index < len(tokens) and tokens[index].kind is Kind.NUMBER and len(tokens[index].text) == 4


def _is_short(tokens: Sequence[Token], index: int) -> bool:
    return index < len(tokens) and tokens[index].kind is Kind.NUMBER and len(tokens[index].text) <= 2


def _month(tokens: Sequence[Token], index: int) -> tuple[Token, int] | None:
    """The month at `index` with its second and third name, and the index after it.

    Names of different months («مايو - يونيو») are no month.
    """
    if index >= len(tokens) or tokens[index].kind not in _MONTHS:
        return None
    month, index = tokens[index], index + 1
    for _ in range(2):
        other = index
        while other < len(tokens) and other < index + 2 and tokens[other].text in _DUAL_MARKS:
            other += 1
        if other >= len(tokens) or tokens[other].kind is not month.kind:
            break
        if tokens[other].value != month.value:
            return None
        if month.name == "libya":
            month = tokens[other]
        index = other + 1
        if index < len(tokens) and tokens[index].text == ")":
            index += 1
    return month, index


def _day_first(tokens: Sequence[Token], index: int) -> Day | None:
    """«14 آب 2024», «14 من شهر آب / أغسطس لعام 2024»"""
    month = _month(tokens, _skip(tokens, index + 1)) if _is_short(tokens, index) else None
    if not month:
        return None
    year = _skip(tokens, month[1])
    if not _is_year(tokens, year):
        return None
    return _named(tokens, index, year + 1, tokens[year].value, month[0], tokens[index].value)


def _year_first(tokens: Sequence[Token], index: int) -> Day | None:
    """«2024 آب 14» and «2015 05 14»"""
    if not _is_year(tokens, index):
        return None
    month = _month(tokens, _skip(tokens, index + 1))
    if month:
        day = _skip(tokens, month[1])
        if not _is_short(tokens, day) or _is_year(tokens, _skip(tokens, day + 1)):
            return None
        return _named(tokens, index, day + 1, tokens[index].value, month[0], tokens[day].value)
    spaced = tokens[index : index + 3]
    if [len(token.text) for token in spaced] != [4, 2, 2] or any(t.kind is not Kind.NUMBER for t in spaced):
        return None
    if spaced[1].start - spaced[0].end != 1 or spaced[2].start - spaced[1].end != 1:
        return None
    # «2015 12 14 مايو 2024» is two counters and a date.
    if index + 3 < len(tokens) and tokens[index + 3].kind in {Kind.NUMBER, *_MONTHS}:
        return None
    found = gregorian(*(token.value for token in spaced))
    return Day(index, index + 3, found) if found else None


def _month_first(tokens: Sequence[Token], index: int) -> Day | None:
    """«مايو 15, 2018», «May 4 12:30:00 2024»"""
    month = _month(tokens, index)
    if not month:
        return None
    day = _skip(tokens, month[1])
    if not _is_short(tokens, day):
        return None
    year = _skip(tokens, day + 1)
    if year < len(tokens) and tokens[year].kind is Kind.TIME:
        year = year + 2 if year + 1 < len(tokens) and tokens[year + 1].kind is Kind.ZONE else year + 1
    if not _is_year(tokens, year):
        return None
    return _named(tokens, index, year + 1, tokens[year].value, month[0], tokens[day].value)


def _era(tokens: Sequence[Token], index: int) -> tuple[str, int]:
    """The calendar by «هـ», «هـ.ش» or «م» at `index`, also in brackets, and the index after it."""
    opened = index < len(tokens) and tokens[index].text == "("
    at = index + 1 if opened else index
    if at >= len(tokens) or tokens[at].kind is not Kind.ERA:
        return "", index
    name, at = tokens[at].name, at + 1
    solar = next((i for i in range(at, min(at + 2, len(tokens))) if tokens[i].text in _SOLAR), None)
    if solar is not None and name == "hijri":
        name, at = "solar", solar + 1
    closed = opened and at < len(tokens) and tokens[at].text == ")"
    return name, at + 1 if closed else at


def _named(tokens: Sequence[Token], first: int, end: int, year: int, month: Token, day: int) -> Day | None:
    era, end = _era(tokens, end)
    if month.kind is Kind.HIJRI_MONTH:
        found = from_hijri(year, month.value, day) if era in ("", "hijri") else None
        return Day(first, end, found, around(found), hijri=True) if found else None
    if era in ("hijri", "solar") or (month.name == "libya" and year not in _LIBYAN_YEARS):
        return None
    plain = gregorian(year, month.value, day)
    return Day(first, end, plain) if plain else None


def _numeric(tokens: Sequence[Token], index: int) -> Day | None:
    one, mark, two, three = tokens[index].parts
    era, end = _era(tokens, index + 1)
    if len(one) == 4 and len(three) <= 2:
        return _from_numbers(index, end, int(one), int(two), int(three), era)
    if len(three) == 4 and len(one) <= 2:
        day = _from_numbers(index, end, int(three), int(two), int(one), era)
        return _with_american(day, index, end, (one, mark, two, three))
    if [len(one), len(two), len(three)] != [2, 2, 2] or era in ("hijri", "solar"):
        return None
    century = (2000 + int(three), int(two), int(one)), (2000 + int(one), int(two), int(three))
    possible = tuple(dict.fromkeys(found for ymd in century if (found := gregorian(*ymd))))
    return Day(index, end, None, possible) if possible else None


def _from_numbers(first: int, end: int, year: int, month: int, day: int, era: str) -> Day | None:
    hijri_years = HIJRI_YEARS if era == "hijri" else HIJRI_YEARS_UNMARKED
    if year in hijri_years and era in ("", "hijri"):
        found = from_hijri(year, month, day)
        return Day(first, end, found, around(found), hijri=True) if found else None
    plain = gregorian(year, month, day) if era in ("", "gregorian") else None
    return Day(first, end, plain) if plain else None


def _with_american(day: Day | None, first: int, end: int, printed: tuple[str, str, str, str]) -> Day | None:
    """The day and its month-first reading: the only one for «12/31/2024», one to weigh for «05/04/2024»."""
    one, mark, two, year = printed
    if day and day.hijri:
        return day
    other: date | None = gregorian(int(year), int(one), int(two))
    if not day:
        return Day(first, end, other) if other and mark == "/" else None
    if not other or other == day.default:
        return day
    american = (
        mark == "/" and not (one.startswith("0") or two.startswith("0")) and min(len(one), len(two)) == 1
    )
    return Day(first, end, day.default, (other,), american=american)
