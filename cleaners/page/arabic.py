"""Arabic letters: what is mended always, and the foldings that one may ask for.

`mend` gives the page's own characters and removes only what no reader sees. `fold` is for comparing words and
never for output. The foldings with names (`fold_alef`, `strip_harakat`, …) are for those who train or search:
nothing in this library applies them to a story. They expect composed letters (NFC), which `mend` gives.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections.abc import Callable
from typing import Final

from cleaners.page.zero_width import weigh

# --- mend -----------------------------------------------------------------------------------------

# Blocks made of these alone are right as they are: no mark to compose, nothing invisible. Most blocks of a
# page end here. No combining mark may enter this class: `fullmatch` would then vouch for text that is not
# NFC.
_PLAIN_CHARACTERS: Final = "\t\n\r -~«»،؛؟\u0621-\u063a\u0640-\u064a\u0660-\u066c‘-”–—…•"
_PLAIN: Final = re.compile(f"[{_PLAIN_CHARACTERS}]*").fullmatch


# The same and the no-break space, which `mend` makes a space and which parts words as one does.
_PLAIN_WORDS: Final = re.compile(f"[\xa0{_PLAIN_CHARACTERS}]*").fullmatch


def has_plain_words(text: str) -> bool:
    """Whether `mend` leaves the words of a text as they are, told without mending it: true of most texts of a page."""
    return _PLAIN_WORDS(text) is not None


# Bidi controls, soft hyphens, word joiners, invisible operators, interlinear anchors, tags, C0 controls
# that are not white space. Must not hold the *visible* format characters U+0600-0605, U+06DD, U+08E2
# (number and verse signs), nor variation selectors, which choose the shape of an emoji.
_UNSEEN: Final = (
    "\x00-\x08\x0e-\x1b\x7f\u00ad\u061c\u180e\u200e\u200f\u202a-\u202e\u2060-\u206f\ufff9-\ufffb\U000e0001"
)
_SPACES: Final = "\x1f\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000\ufffc"
_LINE_ENDS: Final = "\x0b\x0c\x1c-\x1e\u2028\u2029"
# Zero-width space, ZWNJ, ZWJ, BOM: what becomes of these hangs on their neighbours.
_ZERO_WIDTH: Final = "\u200b\u200c\u200d\ufeff"
# U+FDFA-FDFD (ﷺ and its kin) are signs of their own, not letters in a fixed shape.
_PRESENTATION: Final = "\ufb50-\ufdf9\ufe70-\ufefc"
# A numeric reference such as &#150; means a windows-1252 character (HTML standard, 13.2.5.80); parsers
# leave it.
_C1: Final = "\x80-\x9f"

_TO_NOTHING: Final = re.compile(f"[{_UNSEEN}]+")
_TO_SPACE: Final = re.compile(f"[{_SPACES}]")
_TO_LINE_END: Final = re.compile(f"[{_LINE_ENDS}]")
_TO_LETTERS: Final = re.compile(f"[{_PRESENTATION}{_C1}]")
_ZERO_WIDTHS: Final = re.compile(f"[{_ZERO_WIDTH}]+")
_TAGS: Final = re.compile("(?<![\U0001f3f4\U000e0020-\U000e007f])[\U000e0020-\U000e007f]+")
_AFFECTED: Final = re.compile(
    f"[{_UNSEEN}{_SPACES}{_LINE_ENDS}{_ZERO_WIDTH}{_PRESENTATION}{_C1}\U000e0020-\U000e007f]"
).search


def mend(text: str) -> str:
    """The page's own characters, without what no reader sees.

    NFC; bidi controls, soft hyphens, controls and stray format characters removed; NBSP and other wide or
    narrow spaces become a space, line separators a newline; presentation forms (U+FB50-FDF9, U+FE70-FEFC)
    become letters, ﷺ and its kin stay. ZWNJ stays between two letters of the Arabic script, ZWJ inside an
    emoji. Idempotent; digits, harakat, tatweel and spelling are untouched. Mojibake must be repaired before
    (`decode.repair_mojibake`): half of its characters are NBSP, soft hyphens and bidi marks.

    >>> mend("ﻣﺮﺣﺒﺎ\\u200f\\xa0بالعالم")
    'مرحبا بالعالم'
    """
    if _PLAIN(text):
        return text
    if "\xa0" in text:  # By far the most common; what is left is often plain.
        text = text.replace("\xa0", " ")
        if _PLAIN(text):
            return text
    if _AFFECTED(text):
        text = _TO_NOTHING.sub("", text)
        text = _TO_SPACE.sub(" ", text)
        text = _TO_LINE_END.sub("\n", text)
        text = _TO_LETTERS.sub(_as_letters, text)
        text = _TAGS.sub("", text)
        text = _ZERO_WIDTHS.sub(weigh, text)
    if len(text) > _LONG:
        text = _MANY_MARKS.sub(_drop_marks, text)
    return unicodedata.normalize("NFC", text)


def _as_letters(match: re.Match[str]) -> str:
    """A presentation form as its letters, a C1 control as the windows-1252 character that was meant."""
    char = match[0]
    if char < "\xa0":
        return char.encode("latin-1").decode("windows-1252", "ignore")
    # The isolated forms of harakat decompose to a space and the mark: the space would part the word.
    return unicodedata.normalize("NFKC", char).lstrip(" ") or char


# NFC sorts the marks of a letter in quadratic time, and a page may hold a million of them on one letter. 30
# are the limit of Unicode's own "stream-safe" text; shorter texts cost too little to look.
_MANY_MARKS: Final = re.compile("[^\\w\\s\x00-\x7f\u2000-\u2bff]{31,}")
_LONG: Final = 1000


def _drop_marks(match: re.Match[str]) -> str:
    """The characters of a run without those that would be the 31st mark on a letter, or a later one."""
    kept, marks = [], 0
    for char in match[0]:
        marks = marks + 1 if unicodedata.combining(char) else 0
        if marks <= 30:
            kept.append(char)
    return "".join(kept)


# --- fold -----------------------------------------------------------------------------------------

_HARAKAT: Final = "".join(
    chr(code)
    for block in (
        (0x610, 0x61A),
        (0x64B, 0x65F),
        (0x670, 0x670),
        (0x6D6, 0x6DC),
        (0x6DF, 0x6E4),
        (0x6E7, 0x6E8),
        (0x6EA, 0x6ED),
    )
    for code in range(block[0], block[1] + 1)
)
_TATWEEL: Final = "\u0640"
_DIGITS: Final = {0x660 + n: str(n) for n in range(10)} | {0x6F0 + n: str(n) for n in range(10)}
_ALEF: Final = dict.fromkeys(map(ord, "أإآٱٲٳٵ"), "ا")
_YEH: Final = dict.fromkeys(map(ord, "ىیے"), "ي")
_HEH: Final = dict.fromkeys(map(ord, "ةۃۀہۂھە"), "ه")
_KAF: Final = dict.fromkeys(map(ord, "کڪ"), "ك")

# Hamza goes with its seat: شؤون, شئون and قراءة, قرائة, قراة are each one word in several spellings, and no
# choice of a letter for each seat brings these together.
_FOLDING: Final[dict[int, str | None]] = {
    **dict.fromkeys(map(ord, "ءؤئ" + _HARAKAT + _TATWEEL + "\u200c\u200d"), None),
    **_ALEF,
    **_YEH,
    **_HEH,
    **_KAF,
    **_DIGITS,
}


def encode_page(text: str) -> bytes | None:
    """A text, one byte a character (see `_PAGE`); None where a character is none of ordinary pages."""
    try:
        return codecs.charmap_encode(text, "strict", _PAGE_OF)[0]
    except UnicodeEncodeError:
        return None


def decode_page(page: bytes) -> str:
    """What `encode_page` encoded."""
    return codecs.charmap_decode(page, "strict", _PAGE)[0]


def fold(text: str) -> str:
    """`text` for matching only: one spelling for what writers spell in several ways. Never for output.

    Lower case; alef with or without hamza is ا, ى and ی are ي, ة is ه, ک is ك, ء ؤ ئ are dropped with their
    seats; harakat, tatweel, ZWNJ and all that `mend` removes are gone; digits are ASCII. Punctuation stays.
    Idempotent. Fold both sides of a comparison: a phrase folded by hand is easily wrong.

    >>> fold("إِقْـرأ أيضاً") == fold("اقرا ايضا"), fold("قراءة") == fold("قراة"), fold("٢٠٢٤")
    (True, True, '2024')
    """
    page = encode_page(text)
    if page is None:
        return mend(mend(text).lower().translate(_FOLDING))
    return decode_page(page.translate(*FOLDED))


# `str.translate` looks up every character in a dictionary. The characters of ordinary pages fit into one
# byte each, and `bytes.translate` maps these twenty times faster; any other character sends the text the
# slow way. The code page never leaves this package: ASCII, then what Arabic and Persian news prints. It
# holds nothing that `mend` would compose or weigh by its neighbours, so that both ways give the same.
_PAGE: Final = "".join(map(chr, range(128))) + "".join(
    (
        *map(chr, range(0x621, 0x63B)),
        *map(chr, range(0x640, 0x653)),
        *map(chr, range(0x660, 0x66D)),
        *map(chr, range(0x6F0, 0x6FA)),
        "پچژگڤکیە«»،؛؟‘’“”–—…•\u00a0\u200e\u200f\u061c\u202a\u202b\u202c\u00ad",
    )
)
_PAGE_OF: Final = codecs.charmap_build(_PAGE.ljust(256, "\ufffe"))


def page_table(become: Callable[[str], str]) -> tuple[bytes, bytes]:
    """The table and the bytes to drop for `bytes.translate` of `encode_page`: what each character becomes, itself or
    another one of the code page, or nothing.
    """
    table, dropped = bytearray(range(256)), bytearray()
    for byte, char in enumerate(_PAGE):
        if new := become(char):
            table[byte] = _PAGE.index(new)
        else:
            dropped.append(byte)
    return bytes(table), bytes(dropped)


def _fold_character(char: str) -> str:
    return mend(char).lower().translate(_FOLDING)


def _word_character(char: str) -> str:
    return char if char.isalnum() or char == "_" else " "


def _folded_word_character(char: str) -> str:
    folded = _fold_character(char)
    return folded if not folded or folded.isalnum() else " "


FOLDED: Final = page_table(_fold_character)
"""As `fold` does."""
WORDS_ONLY: Final = page_table(_word_character)
"""A space for all but letters, digits and underscores."""
FOLDED_WORDS: Final = page_table(_folded_word_character)
"""Folded, and a space for all but letters and digits."""


# --- foldings by name -----------------------------------------------------------------------------


_TEH_MARBUTA: Final = {ord("ة"): "ه"}
_HARAKAT_RUNS: Final = re.compile(f"[{_HARAKAT}]+")


def fold_alef(text: str) -> str:
    """Alef with hamza, madda or wasla as bare alef: «أحمد إلى آخر» to «احمد الى اخر»."""
    return text.translate(_ALEF)


def fold_yeh(text: str) -> str:
    """Alef maqsura and the Persian yeh as yeh: «على» to «علي»."""
    return text.translate(_YEH)


def fold_teh_marbuta(text: str) -> str:
    """Teh marbuta as heh: «مدينة» to «مدينه»."""
    return text.translate(_TEH_MARBUTA)


def fold_digits(text: str) -> str:
    """Arabic-Indic (٢٣) and Persian (۲۳) digits as ASCII; separators (٫ ٬ ٪) stay."""
    return text.translate(_DIGITS)


def strip_harakat(text: str) -> str:
    """Without vowel signs, tanween, shadda, sukun, superscript alef and Quranic annotation marks."""
    return _HARAKAT_RUNS.sub("", text)


def strip_tatweel(text: str) -> str:
    """Without the stretching of letters: «العـــراق» to «العراق»."""
    return text.replace(_TATWEEL, "")
