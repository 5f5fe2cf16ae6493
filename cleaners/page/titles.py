"""The headline: without the site's name, without the breaking-news prefix, as the page prints it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from typing import Final

from cleaners.page.dates import is_date_line
from cleaners.page.gazetteer import gazetteer, is_outlet, key

# «… | الجزيرة نت», « - صحيفة …», «… » أخبار». A hyphen or colon inside a word or with a space on one side
# only is the headline's own («كورونا: …», «36 عامًا.. سر»); « : » with spaces on both sides parts a title
# from a site.
# «الموقع>>العنوان»: a quotation's `>>` has no word behind it.
_PARTS: Final = re.compile(r"\s*[|｜¦]\s*|\s+(?:[-–—―»«›‹•·:]|::|<<|>>|ـ)\s+|(?<=\w)>>(?=\w)")
_SIGN: Final = re.compile(r"[|｜¦\-–—―»«›‹•·:<>ـ]").search
_BREAKING: Final = re.compile(
    r"^\W*(?:خبر\s+)?(?:عاجل(?:ة|\s+وهام|\s+جدا|\s+الآن)?|breaking(?:\s+news)?|urgent)\s*(?:[|｜:：\-–—ـ/!»…]|\.\.)[\s|:\-–—!.…]*(?=\S)",
    re.IGNORECASE,
).match
_SEPARATED_HOST: Final = re.compile(r"[^a-z0-9]+")


def strip_breaking(title: str) -> str:
    """`title` without «عاجل |» and its kin. The word stays where nothing parts it from the sentence.

    >>> strip_breaking("عاجل | وصول الوفد")
    'وصول الوفد'
    """
    word = _BREAKING(title)
    return title[word.end() :] if word else title


def strip_site(title: str, names: Collection[str], host: str = "", headings: Sequence[str] = ()) -> str:
    """`title` without the site's name before or behind it; empty where it is nothing else.

    `names`: what the site calls itself, folded by `gazetteer.key`; `host`: without `www.`; `headings`: the
    page's `h1` texts, which tell where the headline ends.
    """
    spans = _part_spans(title)
    parts = [title[start:end] for start, end in spans]
    if len(parts) > 1 and (agreed := _agreed(parts, headings)):
        return agreed
    first, last = 0, len(parts)
    while first < last and _is_site(parts[last - 1], names, host, last=last - first > 1):
        last -= 1
    # Two names of the site and no headline: «الصباح | Assabah».
    while first < last and _is_site(parts[first], names, host, last=last < len(parts) and last - first == 1):
        first += 1
    if first == last or (
        last - first == 1 and is_outlet(parts[first]) and key(title) not in map(key, headings)
    ):
        return ""
    return title[spans[first][0] : spans[last - 1][1]]


def split_title(title: str) -> list[str]:
    """The parts of a page title between separators.

    >>> split_title("الصباح | Assabah")
    ['الصباح', 'Assabah']
    """
    return [title[start:end].strip() for start, end in _part_spans(title)]


def same_headline(one: str, other: str) -> bool:
    """Whether two texts are one headline: the same words, or one cut short, or most words shared."""
    first, second = key(strip_breaking(one)), key(strip_breaking(other))
    if not first or not second:
        return False
    if first == second:
        return True
    shorter, longer = sorted((first.split(), second.split()), key=len)
    if len(shorter) < 3:
        return False
    if longer[: len(shorter)] == shorter or " ".join(shorter) in " ".join(longer):
        return True
    shared = len(set(shorter) & set(longer))
    return shared / len(set(longer)) >= 0.7


def choose_title(candidates: Sequence[str], printed: Sequence[str]) -> str | None:
    """The headline: the first candidate that the page prints, in the printed words; else the best of either.

    `candidates`: the head's, best first; `printed`: blocks that are a title, in page order.
    """
    for candidate in candidates:
        exact = [text for text in printed if key(text) == key(candidate)]
        alike = exact or [text for text in printed if same_headline(text, candidate)]
        if alike:
            best = max(alike, key=lambda text: _likeness(text, candidate))
            # «… في حافلة الأحد 06 نوفمبر 2022»: the date line stands in the headline's element.
            dated = best.startswith(candidate) and is_date_line(best[len(candidate) :])
            return strip_breaking(candidate if dated else best) or None
    if candidates:
        return strip_breaking(candidates[0]) or None
    return strip_breaking(printed[0]) or None if printed else None


def choose_subtitle(title: str | None, printed: Sequence[str], stated: Iterable[str]) -> str | None:
    """A second headline of three to sixty words: printed under the title, then over it, then in the data.

    `printed`: what stands beside the headline, itself included, in page order.
    """
    if title is None:
        return None
    place = max((number for number, text in enumerate(printed) if same_headline(text, title)), default=-1)
    for text in (*printed[place + 1 :], *reversed(printed[: max(place, 0)]), *stated):
        if 3 <= len(text.split()) <= 60 and not same_headline(text, title) and key(title) not in key(text):
            return text
    return None


def _agreed(parts: list[str], headings: Sequence[str]) -> str | None:
    """The heading that is made of the first parts of a title."""
    folded = [key(part) for part in parts]
    starts = {" ".join(folded[:number]) for number in range(1, len(folded))}
    return next((text for text in headings if key(text) in starts and len(key(text).split()) > 2), None)


def _part_spans(title: str) -> list[tuple[int, int]]:
    """Where the parts of a title stand, separators left out."""
    spans, start = [], 0
    sign = _SIGN(title)  # no search for separators before the first sign of one
    marks = _PARTS.finditer(title, len(title[: sign.start()].rstrip())) if sign else ()
    for mark in (*marks, None):
        end = mark.start() if mark else len(title)
        if title[start:end].strip():
            spans.append((start, end))
        start = mark.end() if mark else end
    return spans


def _is_site(part: str, names: Collection[str], host: str, *, last: bool) -> bool:
    folded = key(part)
    if not folded or folded in names:
        return True
    lists = gazetteer()
    words = folded.split()
    if words[0] in lists.outlet_heads and " ".join(words[1:]) in names:
        return True
    if host and _names_host(part, host):
        return True
    if last and len(words) <= 5:
        known = folded in lists.outlets or folded in lists.agencies
        return known or words[0] in lists.outlet_heads or words[-1] in lists.outlet_tails
    return False


def _names_host(part: str, host: str) -> bool:
    """«Assabah» for assabah.com.tn, «sputniknews.com»."""
    squeezed = _SEPARATED_HOST.sub("", part.lower())
    if len(squeezed) < 3 or not part.isascii():
        return False
    labels = host.lower().split(".")
    names = {label.replace("-", "") for label in labels[:-1]}
    return squeezed in names or squeezed == _SEPARATED_HOST.sub("", host.lower())


def _likeness(text: str, candidate: str) -> float:
    words, wanted = set(key(text).split()), set(key(candidate).split())
    return len(words & wanted) / max(len(words | wanted), 1)
