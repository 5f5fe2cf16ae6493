"""What a template repeats: siblings of one tag and class that are entries of one list of other headlines.

Reads: many siblings alike of which each is one link with a few words beside it (a section, a time, who wrote it), or of
which most are told to be headlines already. Must not match: menus and tags (their links have one or two words), a list
in the story whose items are sentences with a link inside.
"""

from __future__ import annotations

from collections.abc import Iterable

from lxml.html import HtmlElement

from cleaners.page.blocks import Block
from cleaners.page.labels import Label
from cleaners.page.rules.evidence import Cut, Evidence, cut
from cleaners.page.rules.lists import is_under_comments
from cleaners.page.rules.read_also import POINTERS, is_internal
from cleaners.page.rules.sections import label_section

ENTRIES = 3
"""Fewer siblings alike may be chance."""

MOST = 0.6
"""Share of the siblings that must be entries: an advertisement or a title stands among them on many sites."""

LINK_WORDS = 4
"""Words of the links on average: menus and tags have one to three."""

NOTHING = range(0)

WORDS_BESIDE = 6
"""Words outside the link: a section and a time, a writer's name."""


def find_alike_links(evidence: Evidence) -> Iterable[Cut]:
    """One cut a list whose entries are a link and a few words beside it."""
    for siblings in evidence.alike:
        entries = [entry for element in siblings if (entry := _entry(evidence, element))]
        if len(entries) < ENTRIES or len(entries) < MOST * len(siblings):
            continue
        if is_under_comments(evidence, entries[0].start):
            continue
        link_words = sum(evidence.blocks[n].link_words for entry in entries for n in entry)
        if link_words >= LINK_WORDS * len(entries):
            numbers = [n for entry in entries for n in entry]
            yield Cut(
                label_section(evidence, Label.RELATED, numbers, "list:alike"), proven=len(entries) > ENTRIES
            )


def _entry(evidence: Evidence, element: HtmlElement) -> range:
    """The blocks of an element that is one link into the site and a few words, nothing for others."""
    span = evidence.page.spans[element]
    numbers = range(span.first, span.last + 1)
    if len(numbers) > 3:
        return NOTHING
    blocks = evidence.blocks[span.first : span.last + 1]
    linked = [block for block in blocks if block.link_words]
    if len(linked) != 1 or not evidence.prose_words.keys().isdisjoint(numbers):
        return NOTHING
    # A date beside the link is longer than a name and says no more.
    beside = sum([block.own_words for block in blocks if not evidence.is_date(block.number)])
    if beside > WORDS_BESIDE or beside >= linked[0].link_words:
        return NOTHING
    if not all(evidence.free(n) or evidence.is_related(n) for n in numbers):
        return NOTHING
    if len({link.href for link in linked[0].links}) != 1 or not _leads_inside(linked[0]):
        return NOTHING
    # «… من هنا» points to a document of the story; a full stop outside the link ends a sentence.
    ends = blocks[-1]
    points = linked[0].bare.endswith(POINTERS)
    return NOTHING if points or (ends.text.endswith(".") and ends.own_words) else numbers


def _leads_inside(block: Block) -> bool:
    return is_internal(block.links[0].href, None)


def find_rest_of_lists(evidence: Evidence) -> Iterable[Cut]:
    """One cut a list of which most entries are told already: the short headlines among them are headlines too."""
    for siblings in evidence.alike:
        if len(siblings) < ENTRIES:
            continue
        told = [element for element in siblings if _is_told(evidence, element)]
        if len(told) == len(siblings) or len(told) < MOST * len(siblings):
            continue
        rest = [n for element in siblings if element not in told for n in _short_link(evidence, element)]
        yield cut(rest, Label.RELATED, "list:alike")


def _is_told(evidence: Evidence, element: HtmlElement) -> bool:
    span = evidence.page.spans[element]
    return any(evidence.is_related(n) for n in range(span.first, span.last + 1))


def _short_link(evidence: Evidence, element: HtmlElement) -> list[int]:
    """The block of an element that is one link, a list of nothing for others."""
    span = evidence.page.spans[element]
    numbers = [n for n in range(span.first, span.last + 1) if evidence.free(n)]
    alone = len(numbers) == 1 and evidence.blocks[numbers[0]].link_share >= 0.8
    return numbers if alone else []
