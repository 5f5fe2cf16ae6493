"""Signals about a story's text. They describe and never decide: thresholds belong to who filters a corpus."""

from __future__ import annotations

import re
from collections.abc import Callable

from cleaners.page.arabic import encode_page, page_table
from cleaners.page.article import Quality

# Letters, digits and the underscore; harakat are none of these to Python.
_WORD_CHARACTERS = re.compile(r"\w+")
# Letters only: no digit and no underscore.
_LETTERS = re.compile(r"[^\W\d_]+")
# The start of a word that has a letter or a digit, at most once between two spaces: «(بغداد» yes, «-» no. The
# look-behind keeps a run of 100,000 dots linear: only its first dot is tried.
_WORD_START = re.compile(r"(?<!\S)[^\w\s]*+\w")
# Letters of the Arabic script in every block that has some, tatweel among them; not ؟ ، ؛ and not the digits.
_ARABIC = re.compile(
    "[\u0620-\u064a\u066e\u066f\u0671-\u06d3\u06d5\u06e5\u06e6\u06ee\u06ef\u06fa-\u06fc\u06ff"
    "\u0750-\u077f\u0860-\u0887\u0889-\u088e\u08a0-\u08c9\ufb50-\ufbb1\ufbd3-\ufdfb\ufe70-\ufefc]+"
)
_SENTENCE_ENDS = tuple(".!?؟…۔:؛»”\"'’")
# Marks without width that may follow the last sign of a line: ZWSP to RLM, embeddings, isolates, BOM.
_INVISIBLE = (
    "\u200b\u200c\u200d\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"
)
_LINE_EDGE = _INVISIBLE + " \t\r\x0b\x0c\u00a0"


def measure_quality(text: str) -> Quality:
    """The signals of `text`, whose paragraphs are parted by newlines; empty lines do not count.

    A word is what white space parts and holds a letter or a digit; its length counts letters and digits, not
    harakat and not punctuation. A share of nothing is 0.0, so an empty text has all signals at 0.0.
    """
    lines = [line for raw in text.split("\n") if (line := raw.strip(_LINE_EDGE))]
    arabic, letters, written, words = _count(text)
    return Quality(
        arabic_share=_share(arabic, letters),
        punctuated_lines=_share(sum(line.endswith(_SENTENCE_ENDS) for line in lines), len(lines)),
        repeated_lines=_share(len(lines) - len(set(lines)), len(lines)),
        mean_word_length=_share(written, words),
    )


def _count(text: str) -> tuple[int, int, int, int]:
    """Letters of the Arabic script, letters, word characters and words of a text."""
    page = encode_page(text)
    if page is None:
        # One string without breaks: what follows then matches a few long runs in place of every word.
        written = "".join(_WORD_CHARACTERS.findall(text))
        arabic, letters = ("".join(pattern.findall(written)) for pattern in (_ARABIC, _LETTERS))
        return len(arabic), len(letters), len(written), len(_WORD_START.findall(text))
    words = page.translate(*_PAGE_WORDS).split()
    written_page = b"".join(words)
    arabic_page, letters_page = (
        written_page.translate(None, dropped) for dropped in (_NOT_ARABIC, _NOT_LETTERS)
    )
    return len(arabic_page), len(letters_page), len(written_page), len(words)


def _keep(pattern: re.Pattern[str]) -> Callable[[str], str]:
    """What a character of a code page becomes: itself or nothing."""
    return lambda char: char if pattern.match(char) else ""


# The same for texts of one byte a character. What is neither space nor word character is dropped, and so a word
# without one is none.
_PAGE_WORDS = page_table(lambda char: " " if char.isspace() else _keep(_WORD_CHARACTERS)(char))
_NOT_ARABIC = page_table(_keep(_ARABIC))[1]
_NOT_LETTERS = page_table(_keep(_LETTERS))[1]


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0
