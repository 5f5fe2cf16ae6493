"""Lists of other headlines, with or without a heading: before the story, beside it, after it.

Reads: runs of lines that are links; siblings that each open with a linked headline, with or without an excerpt.
Must not match: a list in the story (its items are no links), a paragraph with many links inside its prose.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from lxml.html import HtmlElement

from cleaners.page.blocks import Block, ends_sentence
from cleaners.page.labels import Label, Verdict
from cleaners.page.markers import find_heading
from cleaners.page.rules.continuity import shared
from cleaners.page.rules.evidence import Cut, Evidence, cut
from cleaners.page.rules.read_also import POINTERS, is_internal
from cleaners.page.rules.sections import SHORTEST_EXCERPT, kind_of, label_section
from cleaners.page.vocabulary import overlap

SHORTEST_HEADLINE = 4
"""Words; menus and tags have fewer."""

LINES = 4
"""Headlines that follow each other on what was one line; fewer may be a table's row."""

LONGEST_EXCERPT = 70
"""Words of the excerpt on a card; the demo of the themes in the catalogue cut theirs at 15 to 60."""


def find_lists(evidence: Evidence) -> Iterable[Cut]:
    """Runs of two or more linked headlines, with the dates and badges between them."""
    run: list[int] = []
    between: list[int] = []
    headlines = 0
    for block in evidence.blocks:
        n = block.number
        if evidence.open(n) and is_linked_headline(block):
            # Dates and badges between two headlines are the list's; behind the last one they may be a sub-heading.
            run += [*between, n]
            between = []
            headlines += 1
        elif not run:
            continue
        elif evidence.open(n) and (evidence.is_date(n) or (block.words <= 3 and not block.link_words)):
            between.append(n)
        else:
            if headlines >= 2 and not is_under_comments(evidence, run[0]):
                yield Cut(label_section(evidence, Label.RELATED, run, "list:links"))
            run, between, headlines = [], [], 0
        if len(block.links) > 2 and run and run[-1] == n:
            headlines += 1
    if headlines >= 2 and not is_under_comments(evidence, run[0]):
        yield Cut(label_section(evidence, Label.RELATED, run, "list:links"))


def find_wide_lines(evidence: Evidence) -> Iterable[Cut]:
    """Headlines that were one line of a text, parted by wide gaps: see `blocks.WIDE_GAP`."""
    if evidence.page.root is not None:
        return
    run: list[int] = []
    for block in evidence.blocks:
        if block.gapped and evidence.open(block.number) and not evidence.prose[block.number]:
            run.append(block.number)
            continue
        if len(run) >= LINES:
            yield Cut(label_section(evidence, Label.LATEST, run, "list:gaps"))
        run = []
    if len(run) >= LINES:
        yield Cut(label_section(evidence, Label.LATEST, run, "list:gaps"))


TICKER = re.compile(r"\s(?:\*{2,3}|[•●■◄►◆|])\s")


def find_tickers(evidence: Evidence) -> Iterable[Cut]:
    """Headlines one after another on a line of a text: four or more, parted by one sign, none of them a sentence.

    Must not match: a row of a table, whose cells have few words; the two halves of a verse.
    """
    if evidence.page.root is not None:
        return
    for block in evidence.blocks:
        mark = TICKER.search(block.text)
        parts = block.text.split(mark[0]) if mark else []
        lengths = [len(part.split()) for part in parts]
        if len(parts) < LINES or sum(lengths) < SHORTEST_HEADLINE * len(parts):
            continue
        if min(lengths) >= 3 and max(lengths) <= HEADLINE and not any(part.endswith(".") for part in parts):
            yield cut([block.number], Label.LATEST, "list:ticker", proven=True)


TEXT_CARDS = 2
CUT_OFF = ("...", "…", "..")


def find_text_cards(evidence: Evidence) -> Iterable[Cut]:
    """Cards of a text: a headline, an excerpt that is cut off with dots, and a date before or behind; two or more.

    Must not match: paragraphs of a story that end in dots; they have no headline each.
    """
    if evidence.page.root is not None:
        return
    cards = [block.number for block in evidence.blocks[1:] if _is_cut_off(evidence, block)]
    if len(cards) >= TEXT_CARDS:
        numbers = sorted({m for n in cards for m in (n - 1, n)})
        verdicts = {
            n: Verdict(Label.TEASER if n in cards else Label.RELATED, "list:text-cards") for n in numbers
        }
        yield Cut(verdicts, proven=True)


def _is_cut_off(evidence: Evidence, block: Block) -> bool:
    n = block.number
    above = evidence.blocks[n - 1]
    if (
        not (evidence.open(n) and evidence.open(n - 1))
        or not SHORTEST_EXCERPT <= block.words <= LONGEST_EXCERPT
    ):
        return False
    if (
        not block.text.endswith(CUT_OFF)
        or not SHORTEST_HEADLINE <= above.words <= 20
        or evidence.prose[n - 1]
    ):
        return False
    return not ends_sentence(above.text) and any(
        0 <= m < len(evidence.blocks) and evidence.is_date(m) for m in (n - 2, n + 1)
    )


CLOSING_LINES = 4
STRANGE = 0.1
"""Share of their stems that the headlines behind a text have in common with its story. The lines of a poem and of a
list that belong to a story share more."""


def find_closing_list(evidence: Evidence, prose: Sequence[int]) -> Iterable[Cut]:
    """Headlines that close a text without a heading: four or more, no full stop, that speak of other matters each."""
    run: list[int] = []
    for n in range(prose[-1] + 1, len(evidence.blocks)):
        block = evidence.blocks[n]
        if not evidence.open(n) or not SHORTEST_HEADLINE <= block.words <= 20 or ends_sentence(block.text):
            if len(run) >= CLOSING_LINES:
                break
            run = []
        else:
            run.append(n)
    if len(run) >= CLOSING_LINES and overlap(shared(evidence, run), shared(evidence, prose)) < STRANGE:
        yield cut(run, Label.RELATED, "list:closing")


PREVIOUS = re.compile(r"^\W*(?:(?:المقال|الخبر|الموضوع|المقالة|المشاركة|البوست)\s+)?السابق[ةه]?\b")
NEXT = re.compile(r"^\W*(?:(?:المقال|الخبر|الموضوع|المقالة|المشاركة|البوست)\s+)?التالي[ةه]?\b")


BESIDE, NEXT_TO = "السابق", "التالي"


def find_previous_and_next(evidence: Evidence) -> Iterable[Cut]:
    """«السابق <headline>» and «التالي <headline>» in two lines that follow each other, in either order.

    Must not match: a sentence that begins so («التالي ذكره …»): the other line must stand beside it, and neither is
    prose with a full stop.
    """
    for one in evidence.blocks[:-1]:
        first = one.folded
        if (BESIDE not in first and NEXT_TO not in first) or not evidence.free(one.number):
            continue
        two = evidence.blocks[one.number + 1]
        if not (1 < one.words <= HEADLINE and 1 < two.words <= HEADLINE):
            continue
        second = two.folded
        if one.text.endswith(".") or two.text.endswith("."):
            continue
        if (PREVIOUS.match(first) and NEXT.match(second)) or (NEXT.match(first) and PREVIOUS.match(second)):
            yield cut([one.number, two.number], Label.RELATED, "line:previous-next", proven=True)


HEADLINE = 25

NAME_PART = re.compile(r"[a-z]+")
# What some sites print for screen readers before each entry.
COUNTER = re.compile(r"^(?:list\s+)?\d+\s+of\s+\d+$")


def link_share(block: Block) -> float:
    """The share of words in links, without the counter «list 1 of 3» that a page reads out before an entry."""
    first = block.pieces[0] if len(block.pieces) > 1 else None
    if first is not None and first.href is None and COUNTER.match(first.text):
        return block.link_words / max(1, block.words - len(first.text.split()))
    return block.link_share


def is_linked_headline(block: Block) -> bool:
    """Whether a block is a link of a headline's length and hardly anything else, or a run of such links."""
    if not block.link_words or block.words < SHORTEST_HEADLINE or link_share(block) < 0.8:
        return False
    # «👍 14 👎 1 رد» has five words and one of letters.
    if block.bare.count(" ") < 2 or block.bare.endswith(POINTERS):
        return False
    if not is_internal(block.links[0].href, None):
        return False
    return len(block.links) <= 2 or block.link_words >= 3.5 * len(block.links)


def find_cards(evidence: Evidence) -> Iterable[Cut]:
    """Two siblings or more of one tag and class that open with a linked headline and hold at most an excerpt."""
    for siblings in evidence.alike:
        cards = [element for element in siblings if _is_card(evidence, element)]
        if len(cards) >= 2 and not is_under_comments(evidence, _range(evidence, cards[0]).start):
            if len(cards) < len(siblings):
                cards = _with_shorter(evidence, siblings, cards)
            numbers = [n for card in cards for n in _range(evidence, card)]
            # Four cards of one shape are proof enough: no story is made of linked headlines.
            yield Cut(label_section(evidence, Label.RELATED, numbers, "list:cards"), proven=len(cards) >= 4)


def _with_shorter(
    evidence: Evidence, siblings: Sequence[HtmlElement], cards: Sequence[HtmlElement]
) -> list[HtmlElement]:
    """The cards and those among their siblings of the same shape whose headline is of two or three words."""
    shapes = {_card_shape(evidence, card) for card in cards}
    return [each for each in siblings if _may_be_card(evidence, each) and _card_shape(evidence, each) in shapes]


def _card_shape(evidence: Evidence, element: HtmlElement) -> tuple[tuple[tuple[str, str], bool, bool], ...]:
    """Of each block of an element its kind, whether it is a link of two words or more, and whether it is prose."""
    blocks = [evidence.blocks[n] for n in _range(evidence, element)]
    return tuple([(kind_of(block), block.link_words > 1, evidence.prose[block.number]) for block in blocks])


def is_under_comments(evidence: Evidence, first: int) -> bool:
    """Whether a list stands right under a heading such as «أحدث التعليقات»: its links are what readers said."""
    return first > 0 and find_heading(evidence.blocks[first - 1].bare) is Label.COMMENT


FLAT_CARDS = 3
HEADED_CARDS = 4
CARD_NAMES = frozenset("card result post news story".split())
LINKED_CARD_NAMES = CARD_NAMES | frozenset("item entry box".split())
"""The entries of a story that is a list are called so as well, but their headings are no links."""


def find_headed_cards(evidence: Evidence) -> Iterable[Cut]:
    """Four siblings or more of one tag and class, each a heading with one excerpt, named or dated as cards are.

    The sections of a story have sub-headings too, but no dates and no such names.
    """
    for siblings in evidence.alike:
        if len(siblings) < HEADED_CARDS:
            continue
        cards = [element for element in siblings if _is_headed_card(evidence, element)]
        if len(cards) >= HEADED_CARDS:
            numbers = [n for card in cards for n in _range(evidence, card)]
            yield Cut(label_section(evidence, Label.RELATED, numbers, "list:headed-cards"), proven=True)


def _is_headed_card(evidence: Evidence, element: HtmlElement) -> bool:
    span = evidence.page.spans.get(element)
    if span is None or not 1 <= span.last - span.first <= 5:
        return False
    numbers = range(span.first, span.last + 1)
    if evidence.title in numbers or not all(evidence.open(n) or evidence.line_label(n) for n in numbers):
        return False
    headings = [n for n in numbers if evidence.heading_level(n)]
    linked = [n for n in headings if link_share(evidence.blocks[n]) >= 0.8 and evidence.blocks[n].words >= 2]
    prose = [n for n in numbers if evidence.prose[n] and n not in headings]
    # A column has two: who wrote it, and a headline that may be of two words.
    named = len(linked) == len(headings) == 2 and len(prose) == 1
    one = [n for n in headings if evidence.blocks[n].words >= 4 or (linked and prose)]
    if not (named or len(one) == 1) or len(prose) > 1:
        return False
    if any(evidence.blocks[n].words > LONGEST_EXCERPT for n in prose):
        return False
    names = set(NAME_PART.findall((element.get("class") or "").lower()))
    return (
        element.tag in ("article", "li")
        or bool(names & (LINKED_CARD_NAMES if linked else CARD_NAMES))
        or any(evidence.is_date(n) for n in numbers)
    )


MORE = re.compile(
    r"\W*(?:اقرا|اكمل|تابع|واصل|طالع|للمزيد|المزيد|مزيد|لمتابعه|لقراءه|قراءه|مطالعه|التفاصيل|باقي|بقيه|تتمه)\b"
)
"""How a link to the whole of an article begins, folded."""
MORE_WORDS = 4
LONGEST_CARD = 7
"""Blocks from a card's headline to its link: who wrote it, when, four paragraphs."""


def find_framed_cards(evidence: Evidence) -> Iterable[Cut]:
    """The beginnings of articles that stand elsewhere: a linked headline, paragraphs, «أكمل المقال».

    Reads both links, which lead to one address. Must not match: the story under its own headline, though that be a
    link, nor what its site offers to read behind it, which has another address.
    """
    for more in evidence.blocks:
        if not more.link_words or more.words > MORE_WORDS or not MORE.match(more.folded):
            continue
        numbers = range(max(0, more.number - LONGEST_CARD), more.number)
        headline = next((n for n in reversed(numbers) if _heads_elsewhere(evidence, n)), None)
        if headline is None or not _same_address(evidence.blocks[headline].href, more.href):
            continue
        between = range(headline + 1, more.number)
        if evidence.title not in between and evidence.open_prose(between):
            verdicts = label_section(evidence, Label.RELATED, [headline, *between], "list:framed-card")
            yield Cut(verdicts, proven=True)


def _heads_elsewhere(evidence: Evidence, number: int) -> bool:
    """Whether a block is a heading and a link, and not the page's own headline."""
    block = evidence.blocks[number]
    told = evidence.verdicts[number]
    is_own = number == evidence.title or (told is not None and told.label is Label.TITLE)
    return bool(evidence.heading_level(number)) and link_share(block) >= 0.8 and not is_own and block.words >= 2


def _same_address(one: str | None, other: str | None) -> bool:
    """Whether two links lead to one address, or one of them is left to a script."""
    return one == other or not {one, other}.isdisjoint((None, "", "#"))


def find_flat_cards(evidence: Evidence) -> Iterable[Cut]:
    """Three headlines or more in headings, each a link with one excerpt under it, with no element around the pair.

    The read-also links of a story alternate with paragraphs too, but they are no headings.
    """
    headlines = {n - 1 for n in evidence.prose_words if n and _is_flat_card(evidence, n - 1)}
    if len(headlines) < FLAT_CARDS:
        return
    run: list[int] = []
    for number in range(len(evidence.blocks) - 1):
        if run and number <= run[-1]:
            continue
        if number in headlines:
            run += [number, number + 1]
        elif run and evidence.blocks[number].words > 3 and not evidence.is_date(number):
            if len(run) >= 2 * FLAT_CARDS:
                yield Cut(label_section(evidence, Label.RELATED, run, "list:flat-cards"), proven=True)
            run = []
    if len(run) >= 2 * FLAT_CARDS:
        yield Cut(label_section(evidence, Label.RELATED, run, "list:flat-cards"), proven=True)


def _is_flat_card(evidence: Evidence, number: int) -> bool:
    """Whether a headline stands over prose of an excerpt's length."""
    return (
        evidence.open(number)
        and evidence.blocks[number + 1].words <= LONGEST_EXCERPT
        and is_linked_headline(evidence.blocks[number])
        and bool(evidence.heading_level(number))
    )


def _range(evidence: Evidence, element: HtmlElement) -> range:
    span = evidence.page.spans[element]
    return range(span.first, span.last + 1)


CARD_BLOCKS = 8
"""Lines of a card: picture, section, headline, excerpt, date, writer, counters."""


def _is_card(evidence: Evidence, element: HtmlElement) -> bool:
    if not _may_be_card(evidence, element):
        return False
    numbers = _range(evidence, element)
    first = next((n for n in numbers[:3] if is_linked_headline(evidence.blocks[n])), None)
    return first is not None and not any(evidence.prose[numbers.start : first])


def _may_be_card(evidence: Evidence, element: HtmlElement) -> bool:
    """Whether an element has a card's size: a few lines, one of them prose at most, and not the page's headline."""
    span = evidence.page.spans.get(element)
    if span is None or not 1 <= span.last - span.first < CARD_BLOCKS:
        return False
    if evidence.title is not None and span.first <= evidence.title <= span.last:
        return False
    numbers = range(span.first, span.last + 1)
    if sum([evidence.blocks[n].own_words for n in numbers]) > LONGEST_EXCERPT:
        return False
    return sum(evidence.prose[span.first : span.last + 1]) <= 1
