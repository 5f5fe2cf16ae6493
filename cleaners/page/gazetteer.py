"""Places, agencies and people as bylines and datelines name them: the lists of `data/`, folded for
matching.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from enum import IntEnum
from functools import cache, lru_cache
from importlib.resources import files
from typing import Final

from cleaners.page.arabic import FOLDED_WORDS, decode_page, encode_page, fold, page_table

# A word with its harakat; a tatweel may stand inside it («العـراق») but not at its end, where it is a dash.
_MARKS: Final = "[\u064b-\u065f\u0670]*"
WORD: Final = re.compile(rf"[^\W_ـ]{_MARKS}(?:ـ*[^\W_ـ]{_MARKS})*(?:['’‘-][^\W\d_]+)*")
# Agencies written letter by letter: «أ ف ب», «أ.ش.أ», «د. ب. أ.». Single letters only, so no word enters.
_SPELLED: Final = re.compile(r"(?<!\w)[^\W\d_](?:[. ]{1,2}[^\W\d_]){1,3}(?!\w)\.?")


_SERVANT: Final = "عبد"


class Likeness(IntEnum):
    """How much a run of words is like a person's name."""

    NONE = 0
    POSSIBLE = 1
    """Nothing speaks against it: enough after «بقلم»."""
    LIKELY = 2
    """A known first name, a title, or a surname of origin speaks for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gazetteer:
    """The lists, each folded by `key`."""

    countries: frozenset[str]
    cities: frozenset[str]
    agencies: frozenset[str]
    outlets: frozenset[str]
    outlet_heads: frozenset[str]
    outlet_tails: frozenset[str]
    institutions: frozenset[str]
    roles: frozenset[str]
    given: frozenset[str]
    titles: frozenset[str]
    posts: frozenset[str]
    never: frozenset[str]
    other_crafts: frozenset[str]
    date_words: frozenset[str]
    opening_verbs: frozenset[str]
    clause_openers: frozenset[str]
    sentence_words: frozenset[str]
    our_own: frozenset[str]

    @property
    def places(self) -> frozenset[str]:
        """Countries and cities."""
        return self.countries | self.cities


def key(text: str) -> str:
    """`text` for matching: folded, lower case, spelled agencies joined, one space between words.

    >>> key("أ. ف. ب.") == key("أ ف ب")
    True
    """
    return _short_key(text) if len(text) <= _SHORT else _key(text)


def _key(text: str) -> str:
    page = encode_page(text)
    if page is not None and not _may_join(page):
        # By far the most texts: every word is what stands between two spaces.
        return decode_page(b" ".join(page.translate(*FOLDED_WORDS).split()))
    joined = _SPELLED.sub(lambda match: re.sub(r"[. ]", "", match[0]), text)
    return " ".join(WORD.findall(fold(joined))).casefold()


def _shape(char: str) -> str:
    if char.isalpha():
        return "a"
    if char in "'’‘-":
        return "'"
    if char in ". ":
        return " "
    return "0" if char.isalnum() or char == "_" else "|"


_SHAPES: Final = page_table(_shape)


def _may_join(page: bytes) -> bool:
    """Whether there may be more to a text than words and what parts them: a sign that may stand inside a word of
    `WORD`, or a letter alone before a full stop or a space, as in `_SPELLED`.
    """
    shapes = page.translate(*_SHAPES)
    return b"'" in shapes or b" a " in shapes or b"|a " in shapes or shapes.startswith(b"a ")


_SHORT: Final = 60
"""Characters of a text whose key is remembered: one line is asked whether it is a place, a desk, an agency."""
_short_key = lru_cache(maxsize=4_096)(_key)


@cache
def gazetteer() -> Gazetteer:
    """The lists of `data/places.toml`, `credits.toml`, `names.toml` and `datelines.toml`, read once."""
    folder = files("cleaners.page") / "data"
    lists: dict[str, list[str]] = {}
    for name in ("places", "credits", "names", "datelines"):
        lists |= tomllib.loads((folder / f"{name}.toml").read_text(encoding="utf-8"))
    return Gazetteer(**{name: frozenset(map(key, entries)) for name, entries in lists.items()})


def is_agency(text: str) -> bool:
    """Whether `text` names an agency, whatever stands around it."""
    return key(text) in gazetteer().agencies


def is_outlet(text: str) -> bool:
    """Whether `text` may name an agency, a paper or a site: by the lists, or by its first or last word."""
    lists, folded = gazetteer(), key(text)
    if folded in lists.agencies or folded in lists.outlets:
        return True
    words = folded.split()
    if not 2 <= len(words) <= 6 or not (words[0] in lists.outlet_heads or words[-1] in lists.outlet_tails):
        return False
    return lists.sentence_words.isdisjoint(words)


def is_role(text: str) -> bool:
    """Whether `text` is a desk or a job instead of a name: «مراسلنا», «خاص», `admin`."""
    lists, folded = gazetteer(), key(text)
    return folded in lists.roles or (folded.split(" ", 1)[0] in lists.our_own and folded.count(" ") < 4)


def is_place(text: str) -> bool:
    """Whether `text` is a city or a country of the lists."""
    lists, folded = gazetteer(), key(text)
    return folded in lists.cities or folded in lists.countries


def person_likeness(text: str) -> Likeness:
    """How much `text`, without its titles, is like the name of one person."""
    words = WORD.findall(text)
    if not 1 <= len(words) <= 6 or len(text) > 60 or any(map(str.isdigit, text)):
        return Likeness.NONE
    lists, folded = gazetteer(), [key(word) for word in words]
    # «عبد السلام»: whatever follows «عبد» belongs to the name.
    judged = [word for before, word in zip(["", *folded], folded, strict=False) if before != _SERVANT]
    if not lists.never.isdisjoint(judged) or not lists.outlet_heads.isdisjoint(judged) or is_role(text):
        return Likeness.NONE
    # Folded, «هنا» (here) and the name «هناء» are one.
    if words[0] == "هنا" or _holds_preposition(words, folded, lists.given):
        return Likeness.NONE
    if text[:1].isascii():
        # «By Ahmed Ali»: every word begins with a capital letter, apart from particles such as «al».
        names = [word for word in words if word[0].isupper()]
        return Likeness.LIKELY if len(names) >= 2 and len(words) - len(names) <= 2 else Likeness.NONE
    if folded[0] in lists.given:
        return Likeness.LIKELY
    if folded[0].startswith("ال") or folded[0] in lists.posts:
        return Likeness.NONE
    if len(folded) == 2 and _SURNAME(folded[1]):
        return Likeness.LIKELY
    return Likeness.POSSIBLE


def _holds_preposition(words: list[str], folded: list[str], given: frozenset[str]) -> bool:
    """Whether «على» is the preposition: inside, not before a first name. In Egypt the name «علي» is so
    spelled.
    """
    return any(
        word == "على" and 0 < number < len(words) - 1 and folded[number + 1] not in given
        for number, word in enumerate(words)
    )


# «زيدان الربيعي»: an indefinite noun before a definite one in -ي is no adjective phrase, so it is a name
# unless the second word is one of the few nouns in -ي, which stand in `never`.
_SURNAME: Final = re.compile(r"ال\w{2,}[يى]").fullmatch
