"""Readers' comments that no name and no heading gives away.

Reads: (1) the site-wide list of an agency: `name : text`, «الموضوع :», the headline of the story it is about, again and
again; (2) threads: siblings of one shape that hold a short name, a time, a text outside links, and a word of comment
areas («رد», «أعجبني», «يقول»). Must not match: an interview (names and colons, but no «الموضوع», no reply), a live
blog (times, but no names and no reply), cards of other stories (their headlines are links).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import pairwise

from lxml.html import HtmlElement

from cleaners.page.blocks import Block, Span
from cleaners.page.dates import is_date_line
from cleaners.page.gazetteer import is_place
from cleaners.page.labels import Label
from cleaners.page.lines import bare_line, fold_line
from cleaners.page.markers import find_heading, find_line
from cleaners.page.rules.evidence import Cut, Evidence
from cleaners.page.rules.read_also import is_internal
from cleaners.page.rules.sections import kind_of, label_section

SUBJECT = "الموضوع"
TOPIC = re.compile(r"^\W*الموضوع\s*[:：]")
SAID = re.compile(r"^(.{2,40}?)\s*[:：]\s*\S")
SAYS = re.compile(r"\s(?:يقول|قال|كتب|تقول)\s*:?\s*(?:$|\d)")

NAME_WORDS = 5


@lru_cache(maxsize=2_048)
def _has_name_and_date(text: str, *, counted: bool) -> bool:
    """Whether a line is a name of a few words and a date with its time: «ام زياد 2 يونيو 2018 at 9:14 ص».

    `counted`: behind the comment's number, its subject and the writer's town may stand on the line too.
    """
    words = text.split()
    most = 2 * NAME_WORDS if counted else NAME_WORDS
    for count in range(1, min(most, len(words) - 2) + 1):
        name = " ".join(words[:count])
        if any(char.isdigit() for char in name) or is_date_line(name):
            return False
        if is_date_line(" ".join(words[count:])):
            return (
                not is_place(name)
                and find_line(bare_line(fold_line(name))) is None
                and not DATING.match(name)
            )
    return False


CLOCK = re.compile(r"\d\s*[:.]\s*\d\d")
# «تاريخ النشر 2 يونيو», «آخر تحديث الأحد …», «نشر في …»: what stands before a date is no name.
DATING = re.compile(
    r"\W*(?:تاريخ|نشر|تم|[آأا]خر|تحديث|حرر|كتب|بتاريخ|يوم|الساعة|السبت|ال[أا]حد|ال[إا]ثنين|الثلاثاء|ال[أا]ربعاء|"
    r"الخميس|الجمعة)"
)
COUNT = re.compile(r"^\W{0,2}\d{1,4}\W{0,2}$")

NUMBERED = re.compile(r"^\W{0,3}\d{1,4}\s*[-–.):#]\s*[^\W\d]")

LONGEST_THREAD_ITEM = 14
"""Blocks of one comment with its buttons; a thread's replies are items of their own."""


def find_topic_lists(evidence: Evidence) -> Iterable[Cut]:
    """Site-wide comments: at least two «الموضوع :» lines, each behind `name : text`."""
    topics = [
        block.number
        for block in evidence.blocks
        if block.words <= HEAD_WORDS
        and block.bare.startswith(SUBJECT)
        and TOPIC.match(block.folded)
        and block.number > 0
    ]
    groups = [_topic_group(evidence, number) for number in topics]
    found = [group for group in groups if group]
    if len(found) >= 2:
        numbers = sorted({n for group in found for n in group})
        yield Cut(label_section(evidence, Label.COMMENT, numbers, "shape:name-colon-topic"), proven=True)


HEAD_WORDS = 40


def _topic_group(evidence: Evidence, number: int) -> list[int]:
    blocks = evidence.blocks
    if not SAID.match(blocks[number - 1].text):
        return []
    group = [number - 1, number]
    if blocks[number].bare == SUBJECT and number + 1 < len(blocks):
        group.append(number + 1)
    return group


def find_threads(evidence: Evidence) -> Iterable[Cut]:
    """Threads without telling names: two siblings or more in the shape of a comment."""
    for span in _thread_spans(evidence):
        verdicts = label_section(evidence, Label.COMMENT, range(span.first, span.last + 1), "shape:thread")
        yield Cut(verdicts)


def find_flat_threads(evidence: Evidence) -> Iterable[Cut]:
    """Threads without an element a comment: «فلان قال:» or «3 - فلان», a date, a text, at least twice."""
    names = [block.number for block in evidence.blocks[:-1] if _is_flat_name(evidence, block.number)]
    for group in _groups(names) or _groups(_plain_names(evidence)):
        # The last comment has at most as many lines as the longest above it.
        period = max(2, *(two - one for one, two in pairwise(group)))
        end = group[-1] + 1
        while end + 1 < min(group[-1] + period, len(evidence.blocks)):
            if evidence.heading_level(end + 1) or not evidence.free(end + 1):
                break
            if find_heading(evidence.blocks[end + 1].bare) is not None:
                break
            end += 1
        start = group[0] - _subjects(evidence, group)
        verdicts = label_section(evidence, Label.COMMENT, range(start, end + 1), "shape:flat-thread")
        yield Cut(verdicts)


def _subjects(evidence: Evidence, names: list[int]) -> int:
    """How many lines above each name are its comment's: a number, a subject, in elements of a kind of their own.

    Must not match: the last line of the story above the first comment, though it stands in such an element.
    """
    blocks = evidence.blocks
    bodies = {kind_of(blocks[name + offset]) for name in names for offset in (0, 1)}
    for count in range(MOST_SUBJECTS):
        above = [blocks[name - count - 1] for name in names if name > count]
        kinds = set(map(kind_of, above))
        short = all(block.words <= LONGEST_HEAD_LINE and not block.link_words for block in above)
        if len(above) < len(names) or len(kinds) > 1 or kinds <= bodies or not short:
            return count
        if not evidence.free(above[0].number):
            return count
    return MOST_SUBJECTS


MOST_SUBJECTS = 2

LONGEST_FLAT_ITEM = 12
"""Blocks from one name to the next: a masthead's clock or a byline with its date is no name of the thread's."""


def _groups(names: list[int]) -> list[list[int]]:
    """Names that follow each other as those of one thread do, two or more together."""
    groups: list[list[int]] = []
    for name in names:
        if groups and name - groups[-1][-1] <= LONGEST_FLAT_ITEM:
            groups[-1].append(name)
        else:
            groups.append([name])
    return [group for group in groups if len(group) >= 2]


PLAIN_NAMES = 3


def _plain_names(evidence: Evidence) -> list[int]:
    """Three lines or more of one kind: a name alone, a date and a time under it, and then words that are no link."""
    found: dict[tuple[str, str], list[int]] = {}
    for block in evidence.blocks[:-2]:
        n = block.number
        if block.words > 4 or not evidence.is_date(n + 1) or not evidence.free(n):
            continue
        date, text = evidence.blocks[n + 1], evidence.blocks[n + 2]
        if text.links or block.links or evidence.is_date(n + 2) or not CLOCK.search(date.text):
            continue
        if _is_name(evidence, n):
            found.setdefault(kind_of(block), []).append(n)
    return max((names for names in found.values() if len(names) >= PLAIN_NAMES), key=len, default=[])


# «بواسطة abu_noor بتاريخ 4-6-2006», folded: an article's byline says so too.
SENT_BY = re.compile(
    r"^\W*(?:(?:ارسلت?|كتبت?|اضيفت?|نشرت?)\s+)?(?:بواسطه|من قبل)\s*:?\s+\S.{1,38}?\s+(?:بتاريخ|في)\s+(.+)$"
)
BUTTON = 6
"""Words, brackets included; notices have more."""
ITEM = 6
"""Blocks from a comment's name to its button."""


def _is_flat_name(evidence: Evidence, number: int) -> bool:
    block = evidence.blocks[number]
    if block.words > 14 or (number and 0 < evidence.heading_level(number - 1) <= 2):
        return False  # under a headline stands an article's byline
    sent = SENT_BY.match(block.folded)
    if sent is not None and _is_answered(evidence, range(number + 1, number + ITEM)) and is_date_line(sent[1]):
        return True
    dated_below = evidence.is_date(number + 1)
    if not block.links and CLOCK.search(block.text):
        counted = number > 0 and COUNT.match(evidence.blocks[number - 1].text) is not None
        if _has_name_and_date(block.text, counted=counted):
            return not dated_below
    if block.words > 8 or not dated_below:
        return False
    if SAYS.search(block.folded) or (NUMBERED.match(block.text) and not block.link_words):
        return True
    return not evidence.prose[number] and _is_answered(evidence, range(number + 2, number + ITEM))


def _is_answered(evidence: Evidence, numbers: range) -> bool:
    """Whether a button or a link to answer stands among some blocks."""
    blocks = evidence.blocks[numbers.start : numbers.stop]
    return any(block.words <= BUTTON and find_line(block.bare) is Label.COMMENT_FORM for block in blocks)


def _thread_spans(evidence: Evidence) -> Iterator[Span]:
    for siblings in evidence.alike:
        around = evidence.page.spans[siblings[0].getparent()]
        if around.last - around.first < 3 or not evidence.open_prose(range(around.first, around.last + 1)):
            continue
        spans = [evidence.page.spans[element] for element in siblings if _is_comment(evidence, element)]
        if len(spans) >= 2:
            yield Span(spans[0].first, spans[-1].last)


def _is_comment(evidence: Evidence, element: HtmlElement) -> bool:
    span = evidence.page.spans.get(element)
    if span is None or not 1 <= span.last - span.first < LONGEST_THREAD_ITEM:
        return False
    blocks = evidence.blocks[span.first : span.last + 1]
    if evidence.title is not None and span.first <= evidence.title <= span.last:
        return False
    texts = [b for b in blocks if b.own_words >= 3 and not evidence.is_date(b.number)]
    if not texts or any(b.words >= 5 and b.link_share > 0.6 for b in blocks):
        return False
    if any(b.words <= 14 and SAYS.search(b.folded) for b in blocks[:2]):
        return True
    named = (blocks[0].words <= 5 or _ends_with_date(blocks[0])) and not blocks[0].text.endswith((".", "؟"))
    if not named:
        return False
    if any(b.words <= 4 and find_line(b.bare) is Label.COMMENT_FORM for b in blocks):
        return True
    dated = any(evidence.is_date(b.number) or _ends_with_date(b) for b in blocks)
    return dated and (_is_name(evidence, blocks[0].number) or _has_head(evidence, blocks))


HEAD_LINES = 3
"""A number, a subject and a name beside the date, and more lines than the card of a story has above its text."""
LONGEST_HEAD_LINE = 6


def _has_head(evidence: Evidence, blocks: list[Block]) -> bool:
    """Whether short lines without links stand over one text: a number, a subject, a date and a name, in any order."""
    head, text = blocks[:-1], blocks[-1]
    if len(head) < HEAD_LINES or any(block.words > LONGEST_HEAD_LINE or block.link_words for block in head):
        return False
    return text.words >= 3 and any(not any(map(str.isdigit, block.text)) for block in head)


def _is_name(evidence: Evidence, number: int) -> bool:
    """One to four words without digits: a person's name, as far as its shape tells."""
    block = evidence.blocks[number]
    if _ends_with_date(block):
        return block.words <= 9
    if is_place(block.text) or (block.links and is_internal(block.links[0].href, None)):
        return False  # the section of another story, not who wrote a comment
    return block.words <= 4 and not evidence.is_date(number) and not any(c.isdigit() for c in block.text)


def _ends_with_date(block: Block) -> bool:
    """Whether a short line is a name and a date in elements of their own: «عائلة جبارة 22/9/2017»."""
    return len(block.pieces) > 1 and block.words <= 10 and is_date_line(block.pieces[-1].text)
