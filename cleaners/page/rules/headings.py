"""Headings and label lines that govern a section: «مقالات مشابهة», «التعليقات», «الأكثر قراءة», «إقرأ أيضاً».

Reads: a whole line that is such a heading; the tree around it, what stood before it, links, vocabulary. A heading that
opens an element of its own governs that element. One in the story's element governs what follows: of a list, up to
the next prose; of what is headed, to the end where the story is over (a source line, tags or comments stood before,
or the prose behind is another article's), else only its own links, and the story goes on.
Must not match: the same words in prose, or as a counter above the story («التعليقات (0)»).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from cleaners.page.blocks import ends_sentence
from cleaners.page.labels import Label, Verdict
from cleaners.page.markers import find_heading, find_line
from cleaners.page.rules.comments import SAID
from cleaners.page.rules.continuity import goes_on, has_ended, shared, speaks_of_story, story_before
from cleaners.page.rules.evidence import RELATED_LABELS, Cut, Evidence
from cleaners.page.rules.sections import FORM_RULES, label_section
from cleaners.page.vocabulary import overlap

GOVERNING = RELATED_LABELS | {Label.COMMENT, Label.COMMENT_FORM, Label.WIDGET, Label.NEWSLETTER, Label.BYLINE}
"""Headings of sections; the others («الوسوم», «شارك») govern short lines only."""

MOST_HEADINGS = 300
"""Headings of one page that are looked at: each looks at what stands around it, and no page of news has as many."""

HEADLINE_WORDS = 30
"""No headline of the catalogue's sites is longer."""


class Reach(NamedTuple):
    """How far a heading may govern."""

    last: int
    own: bool
    """Whether it opens an element of its own, which ends with `last`."""


def find_headed(evidence: Evidence) -> Iterable[Cut]:
    """One cut a heading, in page order."""
    headings = {
        block.number: label
        for block in evidence.blocks
        if block.words <= 9 and not block.hidden and (label := find_heading(block.bare)) is not None
    }
    for number, label in list(headings.items())[:MOST_HEADINGS]:
        if not evidence.free(number) and evidence.line_label(number) is not Label.NAV:
            continue
        if label in GOVERNING:
            yield _govern(evidence, number, label, headings)
        else:
            yield _govern_lines(evidence, number, label, headings)


def find_reach(evidence: Evidence, number: int) -> Reach:
    """The blocks behind a heading that its place in the tree puts under it; in a text, all lines that follow."""
    wrapper = evidence.wrapper(number)
    if wrapper is None:
        element = evidence.blocks[number].element
        if element is None:
            return Reach(len(evidence.blocks) - 1, own=False)
        span = evidence.span(element)
        assert span is not None
        return Reach(span.last, own=span.first == number)
    home = wrapper.getparent()
    span = evidence.span(home) if home is not None else None
    if span is None:
        return Reach(number, own=True)
    holds_title = evidence.title is not None and span.first <= evidence.title <= span.last
    return Reach(span.last, own=span.first == number and not holds_title)


def _govern(evidence: Evidence, number: int, label: Label, headings: dict[int, Label]) -> Cut:
    reach = find_reach(evidence, number)
    end = min(
        (n for n in headings if number < n <= reach.last and headings[n] in GOVERNING), default=reach.last + 1
    )
    before = story_before(evidence, number)
    poll = _poll_end(evidence, number, end) if label is Label.WIDGET else None
    if poll is not None:
        last = poll
    elif label in RELATED_LABELS:
        last = _related_end(evidence, number, end, reach, before)
    elif reach.own or (label is Label.COMMENT and before and _is_thread(evidence, number, end, before)):
        last = end - 1
    else:
        last = _lines_end(evidence, number, end)
    rule = f"heading:{label}"
    if last == number and _stands_alone(evidence, number, before):
        return Cut({})
    verdicts = label_section(evidence, label, range(number, last + 1), rule)
    if label in RELATED_LABELS:
        verdicts |= _whole_article(evidence, number, last, rule)
    proven = (
        bool(before)
        or (reach.own and _lists_headlines(evidence, number, last))
        or (label is Label.COMMENT and _answers_follow(evidence, number, last))
        or poll is not None
    )
    return Cut(verdicts, proven=proven)


MOST_ANSWERS = 20


def _poll_end(evidence: Evidence, number: int, end: int) -> int | None:
    """The last answer of a poll under a heading of widgets: a question, then what a form lets choose from."""
    question = number + 1
    if question >= end or not evidence.blocks[question].text.endswith(("؟", "?")):
        return None
    answers = [n for n in range(question + 1, min(end, question + MOST_ANSWERS)) if evidence.barred[n] in FORM_RULES]
    return answers[-1] if answers[:1] == [question + 1] else None


def _answers_follow(evidence: Evidence, number: int, last: int) -> bool:
    """Whether a date and an offer to answer stand under a heading of comments: proof where the item has no prose."""
    dated = any(evidence.is_date(n) for n in range(number + 1, last + 1))
    answers = (find_line(block.bare) for block in evidence.blocks[number + 1 : last + 3] if block.words <= 4)
    return dated and Label.COMMENT_FORM in answers


def _lists_headlines(evidence: Evidence, number: int, last: int) -> bool:
    """Whether two headlines or more stand in a section: a second piece of evidence beside its heading."""
    return (
        sum(_is_headline(evidence, n) and evidence.blocks[n].words >= 4 for n in range(number + 1, last + 1))
        >= 2
    )


NAME_WORDS = 5


def _is_thread(evidence: Evidence, number: int, end: int, before: list[int]) -> bool:
    """Whether comments, and not paragraphs of the story, stand under a heading in the story's own element.

    «التعليقات» may be a sub-heading of a story about comments: then nothing but its paragraphs follows.
    """
    first = next((n for n in range(number + 1, end) if evidence.prose[n]), None)
    if first is None or evidence.home(first) is not evidence.home(before[-1]):
        return True
    return any(
        evidence.is_date(n)
        or evidence.line_label(n) is Label.COMMENT_FORM
        or SAID.match(evidence.blocks[n].text)
        or (evidence.blocks[n].words <= NAME_WORDS and not evidence.heading_level(n))
        for n in range(number + 1, first + 1)
    )


def _whole_article(evidence: Evidence, number: int, last: int, rule: str) -> dict[int, Verdict]:
    """Verdicts for a whole article under a heading: its headline, which is no link, belongs to its text."""
    free = [n for n in range(number + 1, last + 1) if evidence.free(n)]
    prose = [n for n in free if evidence.prose[n] and not evidence.blocks[n].bulleted]
    if not prose:
        return {}
    lead = [n for n in free if n < prose[0]]
    if len(lead) > 3 or any(evidence.blocks[n].link_share > 0.5 for n in lead):
        return {}
    return {n: Verdict(Label.TEASER, rule) for n in lead if not evidence.is_date(n)}


def _stands_alone(evidence: Evidence, number: int, before: list[int]) -> bool:
    """Whether a heading that governs nothing may be the story's own sub-heading: long, with its paragraph under it."""
    below = number + 1
    if evidence.blocks[number].words < 4 or not before or below >= len(evidence.blocks):
        return False
    return evidence.prose[below] and evidence.home(below) is evidence.home(before[-1])


def _related_end(evidence: Evidence, number: int, end: int, reach: Reach, before: list[int]) -> int:
    """The last block that a heading of other stories governs."""
    if reach.own and not (evidence.title is not None and number < evidence.title <= reach.last):
        return end - 1
    ended = bool(before) and has_ended(evidence, before[-1], number)
    headlines: list[int] = []
    n = number + 1
    while n < end:
        if not evidence.free(n):
            if evidence.is_related(n):
                headlines.append(n)  # told by its shape: what the heading announces
            n += 1
            continue
        if evidence.prose[n] and not _is_headline(evidence, n):
            if ended:
                return end - 1
            behind = [m for m in range(n, end) if evidence.prose[m] and evidence.open(m)]
            if before and headlines and _is_article(evidence, before, headlines, behind):
                return end - 1
            if evidence.page.root is None and _alternates(evidence, number + 1, end):
                return end - 1
            return n - 1
        if (
            not _is_headline(evidence, n)
            and not evidence.is_date(n)
            and evidence.blocks[n].words > HEADLINE_WORDS
        ):
            return n - 1
        if (
            not ended
            and headlines
            and not _same_kind(evidence, headlines[0], n)
            and _prose_follows(evidence, n, end)
        ):
            return n - 1
        headlines.append(n)
        n += 1
    return end - 1


PAIRS = 2
CARD_WORDS = 4
"""Of the shortest headline on a card; a story's own sub-headings are often shorter."""


def _alternates(evidence: Evidence, start: int, end: int) -> bool:
    """Whether lines of a text are headlines with one paragraph each: what cards leave. A story has more under one."""
    pairs = 0
    for n in range(start, end - 1, 2):
        above, below = evidence.blocks[n], evidence.blocks[n + 1]
        if evidence.prose[n]:
            return False  # a second paragraph
        if (
            above.words < CARD_WORDS
            or ends_sentence(above.text)
            or not evidence.prose[n + 1]
            or below.words > EXCERPT
        ):
            break
        pairs += 1
    return pairs >= PAIRS


EXCERPT = 70
"""Words of the longest excerpt on a card."""

FAMILIAR = 0.25
"""Share of known stems in a lead that goes on with the story, though a heading stands above it."""


def _is_article(evidence: Evidence, before: list[int], headlines: list[int], behind: list[int]) -> bool:
    """Whether the prose behind a read-also heading and its headline is that headline's own article.

    A read-also is a link; a heading that is none, with prose under it, heads that prose.
    """
    if not goes_on(evidence, before, headlines, behind):
        return True
    first = evidence.blocks[headlines[0]]
    if len(headlines) > 1 or first.link_words:
        return False
    if not evidence.heading_level(headlines[0]):
        bold = first.bold_words >= first.words - 1
        return bold and len(before) >= 2 and not speaks_of_story(evidence, before, behind)
    return overlap(shared(evidence, behind[:1]), shared(evidence, before)) < FAMILIAR


def _prose_follows(evidence: Evidence, number: int, end: int) -> bool:
    return any(evidence.prose[n] and evidence.open(n) for n in range(number, end))


def _is_headline(evidence: Evidence, number: int) -> bool:
    block = evidence.blocks[number]
    return block.link_share >= 0.6 or bool(evidence.heading_level(number)) or block.bulleted


def _same_kind(evidence: Evidence, first: int, number: int) -> bool:
    """Whether a line can stand in one list with the first: both links or both not, both bulleted or both not."""
    a, b = evidence.blocks[first], evidence.blocks[number]
    if evidence.is_date(first) or evidence.is_date(number):
        return True
    if a.element is None:
        return a.bulleted and b.bulleted
    if a.text[0] in "-–•*" and a.text[0] == b.text[0]:
        return True
    if a.link_words or b.link_words:
        alike = bool(a.link_words) == bool(b.link_words)
        badge = b.words <= 4 and not evidence.prose[number] and not evidence.heading_level(number)
        return alike or badge
    return a.tag == b.tag and a.tag == "li"


def _lines_end(evidence: Evidence, number: int, end: int) -> int:
    """The last of the short lines right behind a heading."""
    n = number + 1
    while n < end and not evidence.prose[n]:
        n += 1
    return n - 1


def _govern_lines(evidence: Evidence, number: int, label: Label, headings: dict[int, Label]) -> Cut:
    """«الوسوم», «شارك», «تابعونا على»: the short lines behind them, in their own element or linked."""
    reach = find_reach(evidence, number)
    last = number
    for n in range(number + 1, reach.last + 1):
        block = evidence.blocks[n]
        if n in headings or evidence.prose[n] or block.words > 8 or n == evidence.title:
            break
        if not reach.own and not block.link_words and block.tag not in ("li", "button"):
            break
        last = n
    return Cut(label_section(evidence, label, range(number, last + 1), f"heading:{label}"))
