"""Calls to act inside the story's element: support us, subscribe, download, each with its button.

Reads: a small element of its own between or behind paragraphs that ends with a short link or button.
Must not match: a paragraph whose last words are a link, a card of another story (its link is a headline).
"""

from __future__ import annotations

from collections.abc import Iterable

from cleaners.page.arabic import fold
from cleaners.page.labels import Label
from cleaners.page.markers import find_line
from cleaners.page.rules.evidence import Cut, Evidence, cut
from cleaners.page.rules.lists import is_linked_headline
from cleaners.page.rules.sections import label_section

LONGEST = 70
"""Words of a call with its button."""

MOST_LINES = 4
"""Lines of a call: a heading, two of what is offered, a button; one of small print may follow."""

REPEATED = 3

NO_CALLS = frozenset(("p", "ul", "ol", "table", "tr", "tbody", "blockquote"))

SHARE_OF_PROSE = 0.3
"""The most of the page's open prose that a call may hold."""


def find_calls(evidence: Evidence) -> Iterable[Cut]:
    """One cut a call. What a template repeats is none: the entries of a live blog have a button each."""
    repeated = {element for siblings in evidence.alike if len(siblings) >= REPEATED for element in siblings}
    for element, span in evidence.page.spans.items():
        if not 1 <= span.last - span.first <= MOST_LINES or element in repeated or element.tag in NO_CALLS:
            continue
        last = span.last
        while last > span.first + 1 and _is_small_print(evidence, last):
            last -= 1
        if last - span.first >= MOST_LINES:
            continue
        blocks = evidence.blocks[span.first : last + 1]
        button = blocks[-1]
        if not (
            (button.link_share == 1.0 or button.tag == "button") and button.words <= 4 and button.tag != "li"
        ):
            continue
        if find_line(button.bare) is Label.NAV:
            continue  # «قراءة المزيد»: an excerpt's
        if any(is_linked_headline(block) for block in blocks):
            continue
        words = sum(block.words for block in blocks)
        prose = evidence.open_prose(range(span.first, span.last + 1))
        total = evidence.open_prose(evidence.prose_words)
        told = any(evidence.line_label(block.number) is Label.NEWSLETTER for block in blocks)
        if words <= LONGEST and (prose > 0 or told) and prose <= SHARE_OF_PROSE * total:
            yield cut(range(span.first, span.last + 1), Label.NEWSLETTER, "shape:call")


def _is_small_print(evidence: Evidence, number: int) -> bool:
    """Whether a line is a notice, as «by pressing … you agree to …» under a button."""
    verdict = evidence.verdicts[number]
    return verdict is not None and verdict.label is Label.LEGAL


SKIP, RESUME = fold("تخطى"), (fold("واصل القراءة"), fold("تابع القراءة"))


def find_skipped(evidence: Evidence) -> Iterable[Cut]:
    """Elements that offer to be skipped: «تخطى البودكاست وواصل القراءة» stands first in what is not the story."""
    for block in evidence.blocks:
        if (
            block.words > 9
            or not block.bare.startswith(SKIP)
            or not any(word in block.bare for word in RESUME)
        ):
            continue
        home = evidence.home(block.number)
        span = evidence.span(home) if home is not None else None
        if span is None or span.first != block.number:
            continue
        numbers = range(span.first, span.last + 1)
        if evidence.open_prose(numbers) <= SHARE_OF_PROSE * evidence.open_prose(evidence.prose_words):
            yield Cut(label_section(evidence, Label.RELATED, numbers, "shape:skipped"))
