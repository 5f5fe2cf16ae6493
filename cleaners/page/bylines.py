"""Bylines as Arabic news pages print them: «كتب: …», «بقلم», «بغداد: زيدان الربيعي», «القاهرة ـ مراسلنا»."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from cleaners.page.datelines import dateline_end, read_dateline
from cleaners.page.dates import parse_date
from cleaners.page.dates.words import MONTHS
from cleaners.page.gazetteer import (
    WORD,
    Likeness,
    gazetteer,
    is_outlet,
    is_place,
    is_role,
    key,
    person_likeness,
)

__all__ = ["dateline_end", "is_byline", "parse_byline", "person_name", "read_dateline"]

_LONGEST: Final = 120
_MOST_WORDS: Final = 16

# Labels that name a writer and hardly open a sentence when a colon or the like follows.
_STRONG: Final = (
    r"كتب(?:ت|ه|ها|وا)?(?:\s+بواسطة|\s+وصور(?:ت)?)?|بقلم|(?:نشر|أضيف|أُضيف|تم النشر)\s+بواسطة|بواسطة|"
    r"(?:اسم\s+)?الكاتب(?:ة)?|"
    r"كاتب\s+المقال|المؤلف(?:ة)?|[أا]عد(?:ه|ها|ته|تها|وه)|حاور(?:ه|ها|ته|تها|هم|تهم)|"
    r"[أا]جرى\s+(?:الحوار|المقابلة|اللقاء)|"
    r"[أا]جرت\s+(?:الحوار|المقابلة|اللقاء)|[أا]عد(?:ت)?\s+(?:التقرير|الملف|التحقيق)|من\s+إعداد|جميع\s+المقالات\s+بواسطة"
)
# Labels that are everyday nouns: a name that looks like one must follow.
_WEAK: Final = (
    r"[إا]عداد|تحرير|ترجمة|حوار|تقرير|تحقيق|متابعة|متابعات|تغطية|رصد|المحرر(?:ة)?|المراسل(?:ة)?|"
    r"مراسل(?:ة|نا|تنا)?|موفد(?:نا)?|قراءة|ربورتاج|روبورتاج|ريبورتاج|استطلاع|نص|نص\s+وصور"
)
_LATIN: Final = r"by|written\s+by|posted\s+by|author|par|publié\s+par|rédigé\s+par|auteur"
_LABELS: Final = rf"(?:{_STRONG}|{_WEAK})(?:\s*(?:و|و\s|/|-)\s*(?:{_STRONG}|{_WEAK}))*"
_OPENING: Final = re.compile(
    rf"[\s(\[«\"*#•|-]*(?:(?P<label>{_LABELS})|(?P<latin>{_LATIN}))(?!\w)"
    r"\s*(?P<mark>[:：/\\|؛;،,ـ–—-]|\.\.)?[\s:/\\.ـ–—-]*",
    re.IGNORECASE,
)
_ONLY_STRONG: Final = re.compile(rf"(?:{_STRONG})\Z")
_SPLIT: Final = re.compile(r"\s*(?:[:：/\\|؛;،,•]|\s[-–—ـ]+\s|[–—]|(?<=\w)[-ـ]\s|\s[-ـ](?=\w))\s*")
_SIGN: Final = re.compile(r"[:：/\\|؛;،,•\-–—ـ]").search
"""What every separator of `_SPLIT` holds."""
_BRACKETS: Final = re.compile(r"[(\[（][^()\[\]（）]{0,80}[)\]）]")
_ENDS_SENTENCE: Final = re.compile(r"[؟?!…]|\.\s*\S")
_MONTHS: Final = "|".join(
    sorted({name for system in MONTHS if system != "libya" for name in MONTHS[system]}, key=len)[::-1]
)
_TIME_WORD: Final = re.compile(
    rf"\d|(?<!\w)(?:{_MONTHS})\s+\d|(?<!\w)(?:[آأا]خر\s+تحديث|تحديث|نشرت?|تاريخ|منذ|في|يوم|السبت|ال[أا]حد|ال[إا]ثنين|الثلاثاء|"
    r"ال[أا]ربعاء|الخميس|الجمعة)(?!\w)"
).search
"""Where a date or its label begins."""
_NUMBER: Final = re.compile(r"\d")
_SPEAKER_LINE: Final = re.compile(r"[:：]\s*$")
_HANDLE: Final = re.compile(r"\S*@\S*|https?://\S+|\S+\.(?:com|net|org)\b\S*")
_ABBREVIATED: Final = re.compile(r"(?<!\w)(?:[^\W\d_]\s?[./]\s?){1,3}(?=\w)")
_AND: Final = re.compile(r"\s+(?:و\s*|and\s+|et\s+|&\s*)(?=\w)")


@dataclass(frozen=True, slots=True)
class _Reading:
    """A line taken apart: what its label is worth and what the rest holds."""

    label: str = ""
    """`strong`, `weak` or empty."""
    mark: bool = False
    """Whether a colon or the like parts the label from the rest."""
    names: tuple[str, ...] = ()
    likely: bool = False
    """Whether every name looks like one, not merely nothing against it."""
    credits: int = 0
    """Agencies, desks and places."""
    unread: bool = False
    """Whether something remains that no byline holds."""


def is_byline(text: str) -> bool:
    """Whether a short line names who wrote the story and nothing else.

    Labels that are also verbs and nouns count only where a name, a desk or an agency follows. A name alone is
    no byline here: on a line of its own it may be a heading, a list entry or a speaker.

    >>> is_byline("كتب: أحمد علي"), is_byline("كتب الرئيس على تويتر"), is_byline("أحمد: نعم، هذا صحيح")
    (True, False, False)
    """
    line = text.strip()
    if not 4 <= len(line) <= _LONGEST or len(line.split()) > _MOST_WORDS:
        return False
    bare = line.strip(".… ")
    if _ENDS_SENTENCE.search(_ABBREVIATED.sub("", bare) if _may_abbreviate(bare) else bare):
        return False
    if number := _NUMBER.search(line):
        # «حوار: وائل قاسم | 02-09-2022»: a date may close the line, nothing else with a number.
        if len(line[number.start() :].split()) > 8 or parse_date(line) is None:
            return False
        line = line[: number.start()].rstrip(" -–—|/:،,")
    opening = _OPENING.match(line)
    speaker = _SPEAKER_LINE.search(line) is not None
    if opening is None or opening.end() >= len(line):
        return not speaker and _is_placed_name(line)
    reading = _read(line)
    return _label_holds(reading) and not (speaker and not reading.mark)


def parse_byline(text: str) -> list[str]:
    """The names of people that a byline holds, without labels, titles, posts, places and agencies.

    For a line known to be a byline: a bare name is taken as it is. Empty where only an agency or a desk is
    credited.

    >>> parse_byline("كتب د. نبيل العبيدي – الخبير في القانون الدولي")
    ['نبيل العبيدي']
    >>> parse_byline("القاهرة ـ أ ش أ")
    []
    """
    line = text.strip()
    if not line or len(line) > 3 * _LONGEST:
        return []
    return list(_read(line).names)


def person_name(text: str) -> str | None:
    """The name of one person, without titles; None where `text` is a desk, an agency, a place or a phrase."""
    name = _strip_titles(" ".join(_HANDLE.sub(" ", text).split()).strip(" \t.،,:;-–—ـ|/()[]«»\"'“”*"))[0]
    if not name or is_role(name) or is_outlet(name) or is_place(name):
        return None
    return name if person_likeness(name) else None


def cut_at_time(text: str) -> str:
    """A text up to a date or its label: what follows is no part of a name."""
    time = _TIME_WORD(text)
    return text if time is None else text[: time.start()].rstrip()


def _label_holds(reading: _Reading) -> bool:
    if reading.unread:
        return False
    if reading.label == "weak":
        return reading.mark and (reading.likely or (bool(reading.credits) and not reading.names))
    if reading.mark:
        return bool(reading.names or reading.credits)
    return reading.likely if reading.names else bool(reading.credits)


def _read(line: str) -> _Reading:
    opening = _OPENING.match(line)
    label, mark, rest = "", False, line
    if opening and opening.end() < len(line):
        rest = line[opening.end() :]
        mark = bool(opening["mark"]) or bool(opening["latin"])
        label = "strong" if opening["latin"] or _ONLY_STRONG.match(opening["label"]) else "weak"
    return _read_parts(rest, label, mark)


def _read_parts(rest: str, label: str, mark: bool) -> _Reading:
    names: list[str] = []
    credited, likely, unread = 0, True, False
    for part in _parts(rest):
        bare, titled = _strip_titles(part)
        if not bare:
            continue
        if is_role(part) or is_role(bare) or is_outlet(part) or (is_place(bare) and not titled):
            credited += 1
            continue
        if (names and _is_post(part)) or key(part) in gazetteer().other_crafts:
            break
        likeness = person_likeness(bare)
        single = len(WORD.findall(bare)) < 2
        if not likeness or (single and not (label == "strong" and mark)):
            unread = True
            if names:
                break
            continue
        likely = likely and (titled or likeness is Likeness.LIKELY)
        names.append(bare)
    return _Reading(label, mark, tuple(dict.fromkeys(names)), likely and bool(names), credited, unread)


def _parts(rest: str) -> list[str]:
    """The stretches between separators, without brackets, handles and what follows a number."""
    # Most lines hold none of the signs that these patterns need, which costs less to tell than to search for them.
    plain = _BRACKETS.sub(" ", rest) if any(map(rest.__contains__, "([（")) else rest
    if "@" in plain or "." in plain or "://" in plain:
        plain = _HANDLE.sub(" ", plain)
    plain = cut_at_time(plain.strip(" \t()[]«»\"'“”*•"))
    if _may_abbreviate(plain):
        # «د/ أحمد», «أ.د. أحمد», «م. علي»: the mark belongs to the title.
        plain = _ABBREVIATED.sub(lambda match: re.sub(r"[\s./]", "", match[0]) + ". ", plain)
    parts = [part.strip(" \t.،,-–—ـ") for part in (_SPLIT.split(plain) if _SIGN(plain) else [plain])]
    return [name for part in parts if part for name in _split_and(part)]


def _may_abbreviate(text: str) -> bool:
    """Whether `_ABBREVIATED` may match."""
    return "." in text or "/" in text


def _split_and(part: str) -> list[str]:
    """«أحمد علي ومحمد حسن» in two, where what follows the conjunction begins with a known first name."""
    for joint in _AND.finditer(part):
        tail = part[joint.end() :]
        if person_likeness(part[: joint.start()]) and person_likeness(tail) is Likeness.LIKELY:
            return [part[: joint.start()], *_split_and(tail)]
    return [part]


def _strip_titles(part: str) -> tuple[str, bool]:
    """`part` without the titles before the name, and whether there were any."""
    titles, start, words = gazetteer().titles, 0, list(WORD.finditer(part))
    for number, word in enumerate(words[:-1]):
        if key(word[0]) not in titles:
            break
        start = words[number + 1].start()
    return part[start:].strip(" ./،:-"), start > 0


def _is_post(part: str) -> bool:
    first = key(part).split(" ", 1)[0]
    posts = gazetteer().posts
    return first in posts or first.removeprefix("ال") in posts


def _is_placed_name(line: str) -> bool:
    """«بغداد: زيدان الربيعي», «القاهرة ـ مراسلنا», «محمد علي - القاهرة»: a place and a person or desk, no
    more.
    """
    parts = _parts(line)
    if not 2 <= len(parts) <= 4:
        return False
    places = [part for part in parts if is_place(part)]
    if not places:
        return False
    others = [part for part in parts if not is_place(part)]
    people = [part for part in others if person_likeness(_strip_titles(part)[0]) is Likeness.LIKELY]
    desks = [part for part in others if part not in people and (is_role(part) or is_outlet(part))]
    if len(people) + len(desks) < len(others):
        return False
    if people:
        # «محمد صلاح: القاهرة …» is a speaker: after a name a colon ends no byline.
        return bool(places[0] == parts[0] or ":" not in line)
    return any(is_role(desk) for desk in desks)
