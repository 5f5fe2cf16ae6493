"""The place, date and agency that a story opens with: «بغداد/ شبكة أخبار العراق-», «دمشق، سوريا (CNN) --».

Every word that is cut here is a word that the story loses, so a dateline must be made of known places,
agencies, desks, dates and names, must end in a separator, and must not read as «speaker: words» or «place,
clause – verb».
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from typing import Final

from cleaners.page.arabic import fold
from cleaners.page.gazetteer import (
    WORD,
    Likeness,
    gazetteer,
    is_agency,
    is_outlet,
    is_role,
    key,
    person_likeness,
)


class Part(StrEnum):
    """What a piece of a dateline is."""

    CITY = "city"
    COUNTRY = "country"
    AGENCY = "agency"
    """Known as an agency wherever it stands, or in brackets."""
    OUTLET = "outlet"
    """A paper or site whose name may be an everyday word."""
    OWN = "own"
    """The page's own site."""
    ROLE = "role"
    PERSON = "person"
    DATE = "date"


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a dateline and its words as printed."""

    part: Part
    text: str


@dataclass(frozen=True, slots=True)
class Dateline:
    """What a paragraph opens with, and where it ends (an index into the paragraph, separator included)."""

    pieces: tuple[Piece, ...] = ()
    end: int = 0


_NONE: Final = Dateline()
_LENGTH: Final = 64
_DATED_LENGTH: Final = 96
# A run of dashes, slashes, colons and bars, or the space behind a bracket. A tatweel is a dash where no
# letter follows it, but not in «هـ». No two parts can match the same character, so the run cannot backtrack.
_DASH: Final = r"(?:[-–—―−:/\\|*]|(?<!\sه)ـ(?!\w))"
_SEPARATOR: Final = re.compile(rf"\s*{_DASH}(?:\s*{_DASH})*\s*|(?<=[)»])\s+")
_SIGN: Final = re.compile(r"[-–—―−:/\\|*ـ)»]").search
"""What every separator holds, or stands behind."""
_BRACKETED: Final = re.compile(r"\s*[(（\[«“\"]\s*([^()\[\]«»“”\"]{2,40}?)\s*[)）\]»”\"]")
_BAR: Final = re.compile(r"[|/]\s*$")
# As far as a first sentence may go before it names its place.
_SENTENCE: Final = 160
_QUOTES: Final = re.compile(r"[«»()\[\]“”\"]")
_DIGITS: Final = re.compile(r"\d{1,4}").fullmatch
_DATE_TOKEN: Final = re.compile(r"\s*(?:\d{1,4}|[^\W\d_]+)\s*[-/،,.]?")


def read_dateline(text: str, names: Collection[str] = ()) -> Dateline:
    """The dateline that a story's first paragraph opens with; empty where it opens with none.

    `names`: what the site calls itself; a paragraph may open with one of these and a colon.
    """
    if len(text) > _DATED_LENGTH and _SIGN(text, 0, _DATED_LENGTH + 4) is None:
        return _NONE
    own = frozenset(map(key, names)) - {""}
    return _add_bare_place(text, _read_parted(text, own))


def _read_parted(text: str, own: frozenset[str]) -> Dateline:
    """The longest dateline that ends in a separator, or is all of the text."""
    pieces: list[Piece] = []
    best = _NONE
    start = 0
    for mark in _separators(text):
        found = _read_chunk(text[start : mark.start()], pieces, own)
        if found is None:
            return best
        pieces += found
        start = mark.end()
        longest = _DATED_LENGTH if any(piece.part is Part.DATE for piece in pieces) else _LENGTH
        if mark.start() <= longest and _may_end(pieces, text[mark.start() : start], text[start:]):
            best = Dateline(tuple(pieces), start)
    if len(text) <= _DATED_LENGTH and text[start:].strip():
        return _whole_line(text, start, pieces, own) or best
    return best


def _separators(text: str) -> Iterable[re.Match[str]]:
    """The separators in the opening of a text. Most texts hold no sign of one, and before the first is none."""
    sign = _SIGN(text, 0, _DATED_LENGTH + 4)
    if sign is None:
        return ()
    return _SEPARATOR.finditer(text, len(text[: sign.start()].rstrip()), _DATED_LENGTH + 4)


def dateline_end(text: str, names: Collection[str] = ()) -> int:
    """Where the place and agency that a paragraph opens with end, 0 where it opens with none.

    An index into `text` behind the separator and the spaces that follow it. For the first paragraph of a
    story only: further down, «الرياض -» may be a list entry. `names`: what the site calls itself.

    >>> text = "القاهرة (أ ف ب) - أعلنت الوزارة"
    >>> text[dateline_end(text):]
    'أعلنت الوزارة'
    """
    return read_dateline(text, names).end


def split_dateline(text: str, names: Collection[str] = ()) -> tuple[Piece, ...]:
    """The pieces of a text that is known to be a dateline; what is none of them is left out."""
    own = frozenset(map(key, names)) - {""}
    pieces: list[Piece] = []
    for chunk in _SEPARATOR.split(text[:_DATED_LENGTH]):
        pieces += _read_chunk(chunk, pieces, own) or []
    return tuple(pieces)


def _add_bare_place(text: str, found: Dateline) -> Dateline:
    """With the place that stands between an agency's bar and a verb: «وكالة الأنباء | أبها طلب الوزير».

    Must not take the subject of the sentence: see `_opens_report`.
    """
    if not found.pieces or found.pieces[-1].part not in (Part.AGENCY, Part.OUTLET, Part.OWN):
        return found
    if len(found.pieces) > 1 or not _BAR.search(text[: found.end]):
        return found
    rest = text[found.end :]
    for word in reversed([*islice(WORD.finditer(rest, 0, _DATED_LENGTH), 3)]):
        place, behind = rest[: word.end()], rest[word.end() :]
        if key(place) in gazetteer().cities and _opens_report(place, behind):
            spaces = len(behind) - len(behind.lstrip())
            end = found.end + word.end() + spaces
            return Dateline((*found.pieces, Piece(Part.CITY, place)), end)
    return found


def _opens_report(place: str, rest: str) -> bool:
    """Whether `rest` begins with a verb whose subject is not the place before it.

    Names of cities are feminine: «أبها طلب الوزير» has another subject, «أبها طلبت …» only where the place is
    named again, or a noun follows the verb («أبها أعلنت الوزارة»).
    """
    words = WORD.findall(rest[:60])[:2]
    if len(words) < 2 or key(words[0]) not in gazetteer().opening_verbs or not rest[:1].isspace():
        return False
    verb, second = (key(word) for word in words)
    feminine = verb.endswith("ت") or verb.startswith("ت")
    return not feminine or _named_again(place, rest) or second not in gazetteer().sentence_words


def _named_again(place: str, rest: str) -> bool:
    """Whether the sentence names the place again: «في أبها», «مدينة أبها». A speaker does not name itself so."""
    return (
        re.search(rf" (?:في|مدينة|من|إلى) {re.escape(key(place))}(?!\w)", f" {key(rest[:_SENTENCE])}")
        is not None
    )


def _whole_line(text: str, start: int, pieces: list[Piece], own: frozenset[str]) -> Dateline | None:
    """A line that is a dateline and nothing else: «الرباط/الأناضول»."""
    found = _read_chunk(text[start:], pieces, own)
    if found is None:
        return None
    parts = {piece.part for piece in (*pieces, *found)}
    if parts & {Part.CITY, Part.COUNTRY} and parts & {Part.AGENCY, Part.OUTLET, Part.ROLE, Part.OWN}:
        return Dateline((*pieces, *found), len(text))
    return None


def _read_chunk(chunk: str, before: list[Piece], own: frozenset[str]) -> list[Piece] | None:
    """The pieces that a stretch between two separators is made of; None where a word remains."""
    rest = chunk.strip(" \t\n\u00a0،,.*")
    if not rest:
        # Two separators in a row are one; a text that begins with one is no dateline, unless it is
        # decoration.
        return []
    pieces: list[Piece] = []
    while rest:
        piece, rest = _next_piece(rest, bool(before or pieces), own)
        if piece is None:
            return None
        pieces.append(piece)
        rest = rest.lstrip(" \t\n\u00a0،,.")
    return pieces


def _next_piece(text: str, inside: bool, own: frozenset[str]) -> tuple[Piece | None, str]:
    if bracketed := _BRACKETED.match(text):
        part = _bracketed_part(bracketed[1], own)
        return (Piece(part, bracketed[1]) if part else None), text[bracketed.end() :]
    if part := _whole_part(text, inside, own):
        return Piece(part, text.strip()), ""
    if end := _date_end(text):
        return Piece(Part.DATE, text[:end].strip(" -/،,.")), text[end:]
    return _leading_piece(text, inside, own)


def _bracketed_part(text: str, own: frozenset[str]) -> Part | None:
    if key(text) in own:
        return Part.OWN
    if is_agency(text) or is_outlet(text):
        return Part.AGENCY
    return Part.ROLE if is_role(text) else None


def _whole_part(text: str, inside: bool, own: frozenset[str]) -> Part | None:
    """What all of `text` is. Names of people count only after a place or an agency."""
    folded, lists = key(text), gazetteer()
    if not folded or _QUOTES.search(text):
        return None
    if folded in own:
        return Part.OWN
    if folded in lists.cities:
        # Ambiguous names («قنا», «الرياض») are the place where nothing stands before, the paper behind a
        # place.
        return Part.OUTLET if inside and folded in lists.outlets else Part.CITY
    if folded in lists.countries:
        return Part.COUNTRY
    if is_role(text):
        return Part.ROLE
    if folded in lists.agencies:
        return Part.AGENCY
    if is_outlet(text):
        return Part.OUTLET
    named = inside and " " in folded and person_likeness(text) is Likeness.LIKELY
    return Part.PERSON if named else None


def _leading_piece(text: str, inside: bool, own: frozenset[str]) -> tuple[Piece | None, str]:
    """The longest place, agency or desk of one to four words that `text` begins with."""
    for word in reversed([*islice(WORD.finditer(text), 4)]):
        head = text[: word.end()]
        if (part := _whole_part(head, inside, own)) and part is not Part.PERSON:
            return Piece(part, head.strip()), text[word.end() :]
    return None, text


def _date_end(text: str) -> int:
    """Where the day, month and year that `text` begins with end; 0 without a number."""
    end, numbers = 0, 0
    while token := _DATE_TOKEN.match(text, end):
        bare = token[0].strip(" -/،,.")
        number = bool(_DIGITS(bare))
        if not number and key(bare) not in gazetteer().date_words:
            break
        numbers += number
        end = token.end()
    return end if numbers else 0


def _may_end(pieces: list[Piece], separator: str, rest: str) -> bool:
    """Whether a dateline of these pieces may end at this separator, before `rest`."""
    parts = {piece.part for piece in pieces}
    last = pieces[-1].part if pieces else None
    first_words = [key(word) for word in WORD.findall(rest[:60])[:2]]
    verb = bool(first_words) and first_words[0] in gazetteer().opening_verbs
    colon = ":" in separator
    place = bool(parts & {Part.CITY, Part.COUNTRY})
    if last is None or (first_words and first_words[0] in gazetteer().clause_openers):
        return False
    if last is Part.PERSON:
        # «القاهرة - أحمد علي: نرفض …» is a speaker.
        return place and (not colon or verb)
    if Part.OWN in parts or (parts & {Part.AGENCY, Part.ROLE} and (place or not colon)):
        return True
    if last is Part.OUTLET:
        return place or (_opens_alone(pieces[-1].text) and _has_dash(separator) and bool(first_words))
    if parts == {Part.AGENCY}:
        # «رويترز: مقتل …» names one source; «وكالات الإغاثة: …» is no key of the lists.
        return True
    if parts & {Part.ROLE}:
        return fold(separator).strip() == ":"
    return place and _place_alone_may_end(pieces, separator, rest, verb)


def _place_alone_may_end(pieces: list[Piece], separator: str, rest: str, verb: bool) -> bool:
    cities = [piece for piece in pieces if piece.part is Part.CITY]
    if verb or (len(cities) == len(pieces) == 1 and _named_again(cities[0].text, rest)):
        return True
    if ":" in separator or "/" in separator or not _spaced(separator) or not rest.strip():
        return False
    # «بغداد – واشنطن: …» and «سوريا - لبنان» are relations between places.
    return len(cities) == 1 and not _begins_with_place(rest)


def _opens_alone(outlet: str) -> bool:
    """Whether an outlet may open a story without a place: one of the lists, or «شبكة …», «وكالة …»."""
    folded, lists = key(outlet), gazetteer()
    return folded in lists.outlets or folded in lists.agencies or folded.split()[0] in lists.outlet_heads


def _has_dash(separator: str) -> bool:
    return _spaced(separator) and ":" not in separator and bool(separator.strip())


def _begins_with_place(text: str) -> bool:
    lists = gazetteer()
    places = (key(text[: word.end()]) for word in islice(WORD.finditer(text[:60]), 3))
    return any(place in lists.cities or place in lists.countries for place in places)


def _spaced(separator: str) -> bool:
    """A hyphen inside a compound («الأفرو-آسيوي») has no space on either side."""
    return separator != separator.strip()
