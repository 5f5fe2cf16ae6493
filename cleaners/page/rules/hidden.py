"""Words that no reader sees.

Reads: `hidden`, `display:none`, `template`, `noscript`, as the splitter marked them. Must not match: a story that a
page unfolds by script; the guard against taking most of the prose keeps it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cleaners.page.labels import Label
from cleaners.page.rules.evidence import Cut, Evidence, cut
from cleaners.page.rules.lists import is_linked_headline


def find_hidden(evidence: Evidence) -> Iterable[Cut]:
    """One cut of all hidden blocks."""
    numbers = [block.number for block in evidence.blocks if block.hidden]
    if numbers:
        listed = set(_find_tabs(evidence))
        yield cut(listed, Label.RELATED, "hidden:list", proven=True)
        yield cut([n for n in numbers if n not in listed], Label.HIDDEN, "hidden")


TABS = 3
"""Headlines of a hidden list; fewer may be what is left of a banner."""


def _find_tabs(evidence: Evidence) -> Iterator[int]:
    """Hidden lists of headlines: the tab «most read» stands behind the tab «latest», which is shown."""
    for siblings in evidence.alike:
        spans = [evidence.page.spans[element] for element in siblings]
        headlines = [
            span.first
            for span in spans
            if span.first == span.last
            and evidence.blocks[span.first].hidden
            and is_linked_headline(evidence.blocks[span.first])
        ]
        if len(headlines) >= TABS:
            yield from headlines
