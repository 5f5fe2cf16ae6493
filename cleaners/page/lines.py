"""Folded lines without what stands around their words."""

from __future__ import annotations

import re
from functools import lru_cache

from cleaners.page.arabic import FOLDED, WORDS_ONLY, decode_page, encode_page, fold

SHORT = 60
"""Characters of a line whose folding is remembered: a site prints its menus and labels on every page."""

# Everything but letters, at the ends of a line: «(6) التعليقات :», «- إعلان -», «◄ اقرأ أيضا..».
EDGES = re.compile(r"^[\W\d_]+|[\W\d_]+$")
INNER = re.compile(r"[^\w]+")
_OUTER = b" _0123456789"
"""The same characters as `EDGES` has, once a text is folded and the others are spaces."""


def fold_line(text: str) -> str:
    """`arabic.fold`, remembered for short lines."""
    return _fold_short(text) if len(text) <= SHORT else fold(text)


def bare_line(folded: str) -> str:
    """`bare`, remembered for short lines."""
    return _bare_short(folded) if len(folded) <= SHORT else bare(folded)


def fold_both(text: str) -> tuple[str, str]:
    """A text folded, and that bare: see `fold_line` and `bare_line`."""
    return _both_short(text) if len(text) <= SHORT else _both(text)


def _both(text: str) -> tuple[str, str]:
    page = encode_page(text)
    if page is None:
        folded = fold(text)
        return folded, bare(folded)
    page = page.translate(*FOLDED)
    return decode_page(page), _bare_page(page)


def bare(folded: str) -> str:
    """A folded line without digits, punctuation and bullets at its ends; inner punctuation becomes a space."""
    page = encode_page(folded)
    if page is None:
        return INNER.sub(" ", EDGES.sub("", folded)).strip()
    return _bare_page(page)


def _bare_page(page: bytes) -> str:
    return decode_page(b" ".join(page.translate(*WORDS_ONLY).strip(_OUTER).split()))


_both_short = lru_cache(maxsize=16_384)(_both)
_fold_short = lru_cache(maxsize=16_384)(fold)
_bare_short = lru_cache(maxsize=16_384)(bare)
