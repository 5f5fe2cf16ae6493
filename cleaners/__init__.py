"""Separates the story of an Arabic news page from everything else on it, and says of each part what it is and why.

>>> from cleaners import clean_text
>>> article = clean_text("أعلنت الوزارة اليوم الخميس افتتاح الجسر الجديد أمام حركة المرور.\\nالمصدر: وكالات")
>>> article.text
'أعلنت الوزارة اليوم الخميس افتتاح الجسر الجديد أمام حركة المرور.'

A page is split into blocks, each rule says of some blocks what they are, and what no rule takes is judged by its place,
its words and trafilatura. Nothing is thrown away: what is not the story stands in the record's other columns.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cleaners.page.article import Article, Comment, Quality, Reason, Rejected, Related, Removed, Teaser

if TYPE_CHECKING:
    from cleaners.page.clean import clean_html, clean_text

__all__ = [
    "Article",
    "Comment",
    "Quality",
    "Reason",
    "Rejected",
    "Related",
    "Removed",
    "Teaser",
    "clean_html",
    "clean_text",
]


def __getattr__(name: str) -> Any:
    # The cleaner is loaded when it is first asked for: who only fetches pages, or reads records, can do without.
    if name not in ("clean_html", "clean_text"):
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from cleaners.page import clean

    return getattr(clean, name)
