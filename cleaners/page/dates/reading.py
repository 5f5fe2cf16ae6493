"""From a printed line to a moment: which day, which time, whose clock."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Final

from cleaners.page.article import DatePrecision
from cleaners.page.dates.clock import Clock, find_clocks
from cleaners.page.dates.days import Day, gregorian
from cleaners.page.dates.fold import READ_AT_MOST, fold, positions
from cleaners.page.dates.grammar import find_days
from cleaners.page.dates.relative import find_span
from cleaners.page.dates.tokens import Token, tokenize
from cleaners.page.dates.words import Kind
from cleaners.page.dates.zones import LOCAL, UNKNOWN, offset_zone, zone_of

_AHEAD: Final = timedelta(days=2)
"""How far after the fetch a date may lie: clocks run ahead, and every zone is at most 14 hours away."""
_HARD_MARKS: Final = frozenset("|-•·")


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundDate:
    """A date that was read, in UTC, with what was printed and how exact it is.

    Where only the day is known, `at` is midnight UTC of the printed day and `precision` is «day»: so it is
    for a time without a zone, since a wrong instant is worse than none, and for 00:00, which stands for
    «no time».
    """

    at: datetime
    raw: str
    """The printed date itself, without label and neighbours, characters untouched."""
    precision: DatePrecision


@dataclass(frozen=True, slots=True)
class Stamp:
    """A day of a line with the time, the weekday and the label that belong to it."""

    day: Day
    clock: Clock | None
    weekday: Token | None
    label: str
    """«published», «updated», «weak» or nothing."""
    first: int
    end: int
    """Its tokens, weekday and time included, label excluded."""


def parse_date(
    text: str, *, fetched_at: datetime | None = None, time_zone: str | None = None
) -> FoundDate | None:
    """The date that `text` (a printed line, or the value of an attribute) holds, or None.

    The first full date is read, or the first that is not the date of a change where labels say so. A day
    without its year or a month without its day is no date. A weekday that contradicts the day makes it None,
    and so does a day more than two days after `fetched_at`.

    `fetched_at`: an aware datetime, from which «منذ 3 ساعات» counts. `time_zone`: the IANA name of the site's
    zone, for times without one of their own. Raises ValueError where either is none.
    """
    if fetched_at is not None and fetched_at.utcoffset() is None:
        raise ValueError("fetched_at needs a time zone: a naive datetime names no instant")
    if time_zone:
        zone_of(time_zone)  # an unknown name is an error, also where no time is printed
    found = _read_iso(text)
    if found is None:
        found = _read_printed(text, fetched_at, time_zone)
    if found is None or (fetched_at is not None and found.at > fetched_at + _AHEAD):
        return None
    return found


# What nearly all structured data holds. Must not match what the grammar of printed lines reads otherwise: an offset
# over 14 hours, Hijri years.
_ISO: Final = re.compile(
    r"(?:19[0-9]{2}|20[0-9]{2})-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,9})?"
    r"(?:Z|[+-](?:0[0-9]|1[0-3]):[0-5][0-9])"
).fullmatch


def _read_iso(text: str) -> FoundDate | None:
    """A moment of RFC 3339 with its offset, as the grammar would read it; None where `text` is none."""
    if not _ISO(text):
        return None
    day = gregorian(int(text[:4]), int(text[5:7]), int(text[8:10]))
    hour, minute, second = int(text[11:13]), int(text[14:16]), int(text[17:19])
    if day is None or hour > 23 or minute > 59 or second > 59:
        return None
    clock = time(hour, minute, second)
    zone = offset_zone("z" if text[-1] == "Z" else text[-6:])
    if clock == time() or zone is None:
        return FoundDate(at=datetime.combine(day, time(), UTC), raw=text, precision="day")
    return FoundDate(at=datetime.combine(day, clock, zone).astimezone(UTC), raw=text, precision="second")


def _read_printed(text: str, fetched_at: datetime | None, time_zone: str | None) -> FoundDate | None:
    """The date among the words of a line."""
    head = text[:READ_AT_MOST]
    tokens, stamps = _read_stamps(head)
    if stamps:
        stamp = next((stamp for stamp in stamps if stamp.label != "updated"), stamps[0])
        day = _settled(stamp)
        if day is None:
            return None
        at, precision = _moment(day, stamp.clock, time_zone)
        return FoundDate(at=at, raw=_printed(head, tokens, stamp.first, stamp.end), precision=precision)
    return _relative(head, tokens, fetched_at, time_zone) if fetched_at else None


@lru_cache(maxsize=8)  # of one page: whether a line is dated, is a byline and what its date is are three questions
def _read_stamps(head: str) -> tuple[list[Token], list[Stamp]]:
    tokens = tokenize(fold(head))
    return tokens, find_stamps(tokens)


def find_stamps(tokens: Sequence[Token]) -> list[Stamp]:
    """The days of a line in order, each with what belongs to it. Words and labels part one from the next."""
    days, clocks = find_days(tokens), find_clocks(tokens)
    stamps: list[Stamp] = []
    for first, end, label in _runs(tokens):
        here = [day for day in days if first <= day.first < end]
        times = [clock for clock in clocks if first <= clock.first < end]
        if here:
            stamps.extend(_stamps_of_run(tokens, here, times, (first, end), label))
        elif times and stamps and label == "updated" and not stamps[-1].clock and not stamps[-1].label:
            last = stamps[-1]
            stamps[-1] = Stamp(last.day, times[0], last.weekday, label, last.first, times[0].end)
    return stamps


def _runs(tokens: Sequence[Token]) -> list[tuple[int, int, str]]:
    """Runs of tokens without a word of no meaning: first index, index after the last, label that opens it."""
    runs: list[tuple[int, int, str]] = []
    first, label = 0, ""
    for index, token in enumerate(tokens):
        if token.kind in (Kind.WORD, Kind.LABEL):
            if index > first:
                runs.append((first, index, label))
            first, label = index + 1, token.name if token.kind is Kind.LABEL else ""
    if len(tokens) > first:
        runs.append((first, len(tokens), label))
    return runs


def _stamps_of_run(
    tokens: Sequence[Token], days: list[Day], clocks: list[Clock], run: tuple[int, int], label: str
) -> list[Stamp]:
    """The Gregorian days of a run, or its Hijri days where there is no other."""
    chosen = [day for day in days if not day.hijri] or days
    stamps = []
    floor = run[0]
    for number, day in enumerate(chosen):
        ceiling = chosen[number + 1].first if number + 1 < len(chosen) else run[1]
        weekday = _nearest_weekday(tokens, day, floor, ceiling)
        clock = _own_clock(tokens, day, clocks, floor, ceiling)
        # «21 رمضان 1440هـ الموافق 26 مايو 2019م» is one date printed twice.
        edges = [day.first, day.end, *(other.first for other in days if floor <= other.first < day.first)]
        if clock:
            edges += [clock.first, clock.end]
        if weekday is not None:
            edges += [weekday, weekday + 1]
        stamps.append(
            Stamp(day, clock, None if weekday is None else tokens[weekday], label, min(edges), max(edges))
        )
        floor = max(edges)
    return stamps


def _own_clock(
    tokens: Sequence[Token], day: Day, clocks: list[Clock], floor: int, ceiling: int
) -> Clock | None:
    """The first time after the day, else the last before it. A zone may stand apart: «12:30 2024/5/4 GMT»."""
    after = [clock for clock in clocks if day.first < clock.first < ceiling]
    before = [clock for clock in clocks if floor <= clock.first < day.first]
    if not after and not before:
        return None
    clock = after[0] if after else before[-1]
    if not clock.zone:
        zone = next((t.name for t in tokens[floor:ceiling] if t.kind is Kind.ZONE), None)
        clock = replace(clock, zone=zone)
    # «3:25 2023/5/4 م»: PM, or the Gregorian calendar.
    bare = clock.at is not None and 1 <= clock.at.hour <= 12 and tokens[clock.end - 1].kind is Kind.TIME
    if not after and bare and tokens[day.end - 1].text == "م":
        clock = replace(clock, at=None)
    return clock


def _nearest_weekday(tokens: Sequence[Token], day: Day, floor: int, ceiling: int) -> int | None:
    before = [i for i in range(floor, day.first) if tokens[i].kind is Kind.WEEKDAY]
    after = [i for i in range(day.end, ceiling) if tokens[i].kind is Kind.WEEKDAY]
    return before[-1] if before else after[0] if after else None


def _settled(stamp: Stamp) -> date | None:
    weekday = None if stamp.weekday is None else stamp.weekday.value
    if stamp.day.american and stamp.clock and stamp.clock.latin_seconds and weekday is None:
        return None
    return stamp.day.on(weekday)


def _moment(day: date, clock: Clock | None, time_zone: str | None) -> tuple[datetime, DatePrecision]:
    midnight = datetime.combine(day, time(), UTC)
    if clock is None or clock.at is None or clock.at == time() or clock.zone == UNKNOWN:
        return midnight, "day"
    name = time_zone if clock.zone in (None, LOCAL) else clock.zone
    if name is None:
        return midnight, "day"
    zone = offset_zone(name) if name[0] in "+-z" else zone_of(name)
    if zone is None:
        return midnight, "day"
    return datetime.combine(day, clock.at, zone).astimezone(UTC), clock.precision


def _relative(
    head: str, tokens: Sequence[Token], fetched_at: datetime, time_zone: str | None
) -> FoundDate | None:
    """A span or «أمس», where nothing but its label and marks stands beside it: elsewhere it is prose."""
    yesterday = _day_word(tokens)
    if yesterday is not None:
        clock = next(iter(find_clocks(tokens)), None)
        local = fetched_at.astimezone(zone_of(time_zone) if time_zone else UTC)
        at, _ = _moment(local.date() - timedelta(days=yesterday), clock, time_zone)
        return FoundDate(at=at, raw=head.strip(), precision="relative")
    span = find_span(tokens)
    if span is None or not _stands_alone(tokens, span.first, span.end):
        return None
    at_or_none = span.before(fetched_at.astimezone(UTC))
    if at_or_none is None:
        return None
    raw = _printed(head, tokens, span.first, span.end)
    return FoundDate(at=at_or_none, raw=raw, precision="relative")


_BESIDE_DAY_WORDS: Final = frozenset(
    (
        Kind.DAY_WORD,
        Kind.WEEKDAY,
        Kind.TIME,
        Kind.MERIDIEM,
        Kind.ZONE,
        Kind.ZONE_MARK,
        Kind.CLOCK,
        Kind.LABEL,
        Kind.LINK,
        Kind.MARK,
    )
)


def _day_word(tokens: Sequence[Token]) -> int | None:
    """Days back, where a line is «أمس» or «اليوم 12:30» with label, weekday and time only."""
    if any(token.kind not in _BESIDE_DAY_WORDS for token in tokens):
        return None
    words = [token.value for token in tokens if token.kind is Kind.DAY_WORD]
    if words:
        return words[0]
    today = any(token.text == _TODAY for token in tokens) and sum(t.kind is Kind.TIME for t in tokens) == 1
    return 0 if today else None


_TODAY: Final = fold("اليوم")


def _stands_alone(tokens: Sequence[Token], first: int, end: int) -> bool:
    before, after = tokens[:first], tokens[end:]
    labelled = all(token.kind in (Kind.LABEL, Kind.MARK) for token in before)
    if not labelled and before[-1].text not in _HARD_MARKS:
        return False
    if not after or after[0].text in _HARD_MARKS:
        return True
    if tokens[first].kind is not Kind.AGO:
        # «حوالي ٥ سنوات فى العرب»: a list prints the section after the age.
        return len(after) == 2 and after[0].text == _IN
    return all(token.kind is Kind.MARK for token in after)


_IN: Final = fold("في")


def _printed(head: str, tokens: Sequence[Token], first: int, end: int) -> str:
    """The part of the text that these tokens were read from."""
    places = positions(head)
    start, stop = places[tokens[first].start], places[tokens[end - 1].end - 1] + 1
    while stop < len(head) and not fold(head[stop]):
        stop += 1
    if head.count("(", start, stop) > head.count(")", start, stop) and head[stop : stop + 1] == ")":
        stop += 1
    return head[start:stop].strip()
