"""The language of a text: in the Arabic script by its letters and short words, in others by langdetect.

langdetect knows three languages of the Arabic script and takes Uyghur and Sindhi for one of these. So
letters and short words are asked first; what they leave open goes to langdetect, whose answer the letters
can refuse.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from operator import mul
from typing import TYPE_CHECKING, Final

from cleaners.page.arabic import decode_page, encode_page, mend, page_table, strip_harakat, strip_tatweel

if TYPE_CHECKING:
    from langdetect.detector_factory import DetectorFactory


@dataclass(frozen=True, slots=True)
class Language:
    """ISO 639 code and score 0..1; both None where the text does not tell."""

    code: str | None
    """639-1 where there is one (`ar`, `fa`, `ur`, `ps`, `sd`, `ug`, `en`), else 639-3 (`ckb`, `azb`)."""
    score: float | None
    """The evidence for this language as a share of the evidence for it and its nearest rival."""


UNKNOWN: Final = Language(None, None)


def name_language(text: str) -> Language:
    """The language of `text`, judged on a sample of at most 2,000 characters.

    A text in Arabic with many Latin names is Arabic: the Arabic script needs two fifths of the
    letters or of the words. The same text gives the same answer always, whatever langdetect's seed.
    """
    sample = _sample(text)
    words, others = _words(sample)
    letters, other_letters = sum(map(len, words)), sum(map(len, others))
    if letters + other_letters < _FEWEST_LETTERS:
        return UNKNOWN
    if letters * 3 < other_letters * 2 and len(words) * 3 < len(others) * 2:
        return _ask_langdetect(_bare(sample))
    counts = Counter(words)
    return _name_by_words(counts) or _ask_about_arabic_script(_bare(sample), counts)


def _words(sample: str) -> tuple[list[str], list[str]]:
    """The bare words of a sample in the Arabic script and those in others."""
    page = encode_page(sample)
    if page is None:
        sample = _bare(sample)
        return _ARABIC_WORDS(sample), _OTHER_WORDS(sample)
    words, others = (decode_page(page.translate(*table)).split() for table in (_PAGE_ARABIC, _PAGE_OTHER))
    return words, others


_SAMPLE: Final = 2000
_FEWEST_LETTERS: Final = 3
_LETTERS: Final = (
    "\u0620-\u063f\u0641-\u064a\u066e-\u06d3\u06d5\u06ee\u06ef\u06fa-\u06ff\u0750-\u077f\u08a0-\u08c9"
)
# Parted at ZWNJ: of «می\u200cشود» both parts are frequent words.
_ARABIC_WORDS: Final = re.compile(f"[{_LETTERS}]+").findall
_OTHER_WORDS: Final = re.compile(f"[^\\W\\d_{_LETTERS}]+").findall


def _sample(text: str) -> str:
    """The beginning and the middle: an opening quotation in another language does not speak for a story."""
    if len(text) > _SAMPLE:
        middle = len(text) // 2
        text = f"{text[: _SAMPLE // 2]} {text[middle : middle + _SAMPLE // 2]}"
    return text


def _bare(text: str) -> str:
    return strip_tatweel(strip_harakat(mend(text)))


def _bare_or_space(char: str, find: Callable[[str], list[str]]) -> str:
    """A character bare, or a space where it is none of these."""
    bare = _bare(char)
    return bare if not bare or find(bare) else " "


_PAGE_ARABIC: Final = page_table(lambda char: _bare_or_space(char, _ARABIC_WORDS))
_PAGE_OTHER: Final = page_table(lambda char: _bare_or_space(char, _OTHER_WORDS))


# --- the Arabic script ----------------------------------------------------------------------------

# Evidence per word of the text. Arabic has 0.3 and more and its neighbours 0.3 to 1.5; of the other's words
# either has some 0.05. Arabic is named if it leads every neighbour so far, a neighbour if it leads Arabic
# so far.
_LEAD: Final = 1.5
_LEAST: Final = 0.06
# So much, and no foreign letter: the neighbours need no closer look.
_PLAINLY: Final = 0.25
# Letters that a language does not use. «چان» and «ڤيديو» are counted too, but such words are few in Arabic.
_FOREIGN: Final = re.compile("[^\u0621-\u063a\u0641-\u064aیکھ]")
# Yeh, kaf and heh in another form, which some keyboards and a few Arabic sites write throughout.
_OTHER_FORM: Final = re.compile("[یکھ]")
_FOREIGN_TO_PERSIAN: Final = re.compile("[^\u0621-\u063a\u0641-\u064aیکھپچژگۀ]")
_FOREIGN_TO_URDU: Final = re.compile("[^\u0621-\u063a\u0641-\u064aیکپچژگۀہھٹڈڑںےۓۃ]")
_ONE_FORM: Final = str.maketrans("یکہھ", "يكهه")


@dataclass(frozen=True, slots=True)
class _Marks:
    """What marks a word as one of a language."""

    words: frozenset[str]
    mark: Callable[[str], int]
    """1 for a word with a letter or an affix of the language, 2 for a letter that no other language here uses."""

    def weigh(self, counts: Counter[str], plain: Counter[str]) -> int:
        """Marked words of `counts`; `plain` are the same in one form of yeh, kaf and heh."""
        marks: Iterable[int] = map(mul, map(self.mark, counts), counts.values())
        return self.weigh_words(plain) + sum(marks)

    def weigh_words(self, plain: Counter[str]) -> int:
        return sum(map(plain.__getitem__, plain.keys() & self.words))


@cache
def _languages() -> dict[str, _Marks]:
    """Read when the first text is named, so that importing stays cheap."""
    source = files("cleaners.page").joinpath("data/languages.toml").read_text("utf-8")
    return {code: _read_marks(entry) for code, entry in tomllib.loads(source).items()}


def _read_marks(entry: dict[str, str]) -> _Marks:
    patterns = []
    if "letters" in entry:
        patterns.append(f"([{entry['letters']}])")
    if "shared" in entry:
        patterns.append(f"[{entry['shared']}]")
    if "beginnings" in entry:
        patterns.append(f"^{entry['beginnings']}")
    if "endings" in entry:
        patterns.append(f"..{entry['endings']}$")
    find = "|".join(patterns) if "letters" in entry else "()" + "|".join(patterns)
    words = frozenset(entry["words"].translate(_ONE_FORM).split())
    return _Marks(words, _marker(re.compile(find).search) if patterns else lambda word: 0)


def _marker(search: Callable[[str], re.Match[str] | None]) -> Callable[[str], int]:
    """`_Marks.mark` by a pattern whose group 1 counts twice; the words of a language are remembered."""

    @lru_cache(maxsize=8_192)
    def mark(word: str) -> int:
        match = search(word)
        return 0 if match is None else 2 if match[1] else 1

    return mark


def _name_by_words(counts: Counter[str]) -> Language | None:
    """The language that leads by its letters and short words, None where none does."""
    languages = _languages()
    plain, foreign = counts, _foreign_to_arabic(counts)
    if foreign:
        plain = Counter()
        for word, n in counts.items():
            plain[word.translate(_ONE_FORM)] += n
    weights = {"ar": languages["ar"].weigh(counts, plain)}
    # Without a foreign letter the short words of the others suffice to rule them out.
    plainly = not foreign and weights["ar"] > _PLAINLY * counts.total()
    for code, marks in languages.items():
        if code != "ar":
            weights[code] = marks.weigh_words(plain) if plainly else marks.weigh(counts, plain)
    first, second = sorted(weights, key=weights.__getitem__, reverse=True)[:2]
    # Among the neighbours the better one is named; Arabic must be far from all of them, and they from Arabic.
    rival = max(weights[second], foreign) if first == "ar" else weights["ar"]
    if weights[first] < _LEAD * rival or weights[first] <= _LEAST * counts.total():
        return None
    return Language(first, round(weights[first] / (weights[first] + max(weights[second], rival)), 3))


def _ask_about_arabic_script(sample: str, counts: Counter[str]) -> Language:
    """langdetect, where words leave it open; not believed against letters that its language does not use."""
    named = _ask_langdetect(sample)
    foreign = {
        "ar": _foreign_to_arabic(counts),
        "fa": _count(_FOREIGN_TO_PERSIAN, counts),
        "ur": _count(_FOREIGN_TO_URDU, counts),
    }.get(named.code or "", counts.total())
    return named if foreign <= _LEAST * counts.total() else UNKNOWN


def _foreign_to_arabic(counts: Counter[str]) -> float:
    """Words with letters that Arabic does not use, and a third of those with another form of its own."""
    return _count(_FOREIGN, counts) + _count(_OTHER_FORM, counts) / 3


def _count(letters: re.Pattern[str], counts: Counter[str]) -> int:
    if letters.search("".join(counts)) is None:
        return 0
    return sum(n for word, n in counts.items() if letters.search(word))


# --- langdetect -----------------------------------------------------------------------------------

_ENOUGH: Final = 1000


def _ask_langdetect(sample: str) -> Language:
    """The answer for the first 1,000 characters, from a detector with a seed of its own."""
    from langdetect.lang_detect_exception import LangDetectException

    detector = _detectors().create()
    detector.seed = 0
    try:
        detector.append(sample[:_ENOUGH])
        found = detector.get_probabilities()
    except LangDetectException:  # No letter that any of its profiles knows.
        return UNKNOWN
    if not found:
        return UNKNOWN
    return Language(found[0].lang.split("-")[0], round(min(found[0].prob, 1.0), 3))


@cache
def _detectors() -> DetectorFactory:
    """langdetect's profiles, apart from those that `langdetect.detect` shares: 0.4 s, once a process."""
    from langdetect.detector_factory import PROFILES_DIRECTORY, DetectorFactory

    factory = DetectorFactory()
    factory.load_profile(PROFILES_DIRECTORY)
    # It has 90,000 lists of numbers, which the garbage collector visits with every full collection, and it only reads
    # them: tuples of numbers are left alone.
    probabilities = factory.word_lang_prob_map
    for word, shares in probabilities.items():
        probabilities[word] = tuple(shares)
    return factory
