"""Another article behind the story in the story's own element, with or without a headline of its own.

Reads: a headline (heading tag, bold line, linked line) or a dateline, byline or date line in the midst of the prose;
what stood before it (a source line, tags); whether the prose behind still speaks of the story's matter.
Must not match: a sub-heading (the prose behind goes on with the story's words), an editor's note, an embedded post.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from cleaners.page.bylines import dateline_end
from cleaners.page.labels import Label
from cleaners.page.rules.continuity import goes_on, has_ended, is_another_matter, shared, speaks_of_story
from cleaners.page.rules.evidence import Cut, Evidence
from cleaners.page.rules.sections import kind_of, label_section
from cleaners.page.vocabulary import overlap, stems

# «عنوان المقال / بقلم: فلان الفلاني»: a headline that names its own writer.
BYLINED = re.compile(r"\S\s*[/|\-–—(]\s*(?:بقلم|كتبت?)\s*[:/]?\s*\w+(?:\s+\w+){1,4}\W*$")

SHORTEST_HEADLINE = 4
LONGEST_HEADLINE = 30

OPENING_LABELS = frozenset((Label.DATE, Label.BYLINE, Label.DATELINE, Label.CAPTION))
"""What stands between a headline and its article."""

RETOLD = 0.15
"""Share of known stems up to which a headline that its lead says again heads another story."""

STRANGE = 0.03
"""Share of known stems below which a passage is of another story: 1 in 25 passages of the golden pages' stories is,
and 1 in 4 of another's."""

DATELINE_LENGTH = 8
"""Characters of a dateline with its dash; shorter openings are a speaker's name or a list's mark."""

SEARCHED = 500
"""Blocks of the story's element where another article's beginning is looked for: each is compared with all above."""

QUOTED = re.compile(r"^[\"«“'].*[\"»”']$")

ECHOED_HEADLINE = 5
"""Words; a sub-heading of three or four is said again in its paragraph too."""

LONG_HEADLINE = 6
"""Words; most sub-headings have fewer."""

SUBHEADS = 3
"""So many headlines of one kind in a region are its sub-headings."""


def find_appended(evidence: Evidence, region: Sequence[int]) -> Cut | None:
    """The rest of the region from where another article begins; `region` is the story's element, in page order."""
    prose = [n for n in region if evidence.prose[n] and evidence.open(n)]
    for n in region[1:SEARCHED]:
        at = bisect_left(prose, n)
        before, behind = prose[:at], prose[at:]
        if not before or not behind:
            continue
        if _begins_article(evidence, n, before, behind, region):
            rest = [m for m in region if m >= n]
            verdicts = label_section(evidence, Label.TEASER, rest, "article:appended")
            return Cut(verdicts, proven=True)
    return None


def _begins_article(
    evidence: Evidence, number: int, before: Sequence[int], behind: Sequence[int], region: Sequence[int]
) -> bool:
    ended = has_ended(evidence, before[-1], number)
    if is_linked_heading(evidence, number):
        return ended or _is_opened(evidence, number, behind) or is_another_matter(evidence, before, behind)
    if not evidence.open(number):
        return False
    if _is_numbered(evidence, number, region):
        return False
    if not is_headline(evidence, number):
        return number == behind[0] and _begins_unannounced(evidence, before, behind, ended=ended)
    if (ended and evidence.heading_level(number)) or BYLINED.search(evidence.blocks[number].text):
        return True
    above = evidence.verdicts[number - 1] if number else None
    if above is not None and above.label is Label.CAPTION and above.rule.startswith("label:"):
        ended = True  # the photographer's credit closes an article
    if not ended and evidence.page.root is not None:
        below = region[bisect_left(region, before[0]) :]  # what stands above the first paragraph heads the story
        if _is_subhead(evidence, number, below):
            return False
    if _is_retold(evidence, number, behind, before):
        return True
    if ended or _is_opened(evidence, number, behind):
        return not goes_on(evidence, before, [number], behind) or not speaks_of_story(
            evidence, before, behind
        )
    if len(before) < 2:
        return False  # one paragraph has too few words to tell a change of matter by
    if (
        len(before) >= 3
        and evidence.blocks[number].words >= LONG_HEADLINE
        and (
            is_another_matter(evidence, before, behind)
            or (_is_lead(evidence, behind[0]) and not speaks_of_story(evidence, before, behind))
        )
    ):
        return True
    if evidence.page.root is not None and evidence.blocks[number].words < ECHOED_HEADLINE:
        return False
    if _echoes(evidence, number, behind, before) and not speaks_of_story(evidence, before, behind):
        return True
    strange = overlap(shared(evidence, behind[:3]), shared(evidence, before)) < STRANGE
    return strange and _echoes(evidence, number, behind, before, share=0.3)


POINT = re.compile(r"\W*(\d{1,2})\W*\s\s*\W*\w")


def _is_numbered(evidence: Evidence, number: int, region: Sequence[int]) -> bool:
    """Whether a heading is one of a story's numbered points: another of its kind bears the number before or behind."""
    point = POINT.match(evidence.blocks[number].text) if evidence.heading_level(number) else None
    if point is None:
        return False
    kind = kind_of(evidence.blocks[number])
    alike = [evidence.blocks[n] for n in region[:SEARCHED] if kind_of(evidence.blocks[n]) == kind]
    numbers = {int(other[1]) for block in alike if (other := POINT.match(block.text))}
    return not numbers.isdisjoint((int(point[1]) - 1, int(point[1]) + 1))


def is_linked_heading(evidence: Evidence, number: int) -> bool:
    """Whether a block is a heading that links to another story of the site."""
    verdict = evidence.verdicts[number]
    return verdict is not None and verdict.rule == "link:alone" and bool(evidence.heading_level(number))


def _is_opened(evidence: Evidence, number: int, behind: Sequence[int]) -> bool:
    """Whether a date, byline, caption or dateline stands between a headline and the prose behind it."""
    between = evidence.verdicts[number + 1 : behind[0]]
    if any(verdict is not None and verdict.label in OPENING_LABELS for verdict in between):
        return True
    return dateline_end(evidence.blocks[behind[0]].text) > 0


def _begins_unannounced(
    evidence: Evidence, before: Sequence[int], behind: Sequence[int], *, ended: bool
) -> bool:
    """Whether prose without a headline is another article's: the story is over, or it has a dateline of its own."""
    # A dateline alone is little: live blogs and round-ups have them too.
    dated = len(before) >= 2 and dateline_end(evidence.blocks[behind[0]].text) >= DATELINE_LENGTH
    return (ended or dated) and not speaks_of_story(evidence, before, behind)


# «أعلنت مديرية ماء ديالى، اليوم الاثنين، عن», «قررت الحكومة مساء أمس»: how the first sentence of a piece of news dates
# it; folded. Must not match «… حتى اليوم الأخير».
DAY = re.compile(
    r"\b(?:اليوم|امس|مساء|صباح|ظهر|فجر|يوم)\s+(?:امس\b|اليوم\b|(?:الاحد|الاثنين|الثلاثاء|الاربعاء|الخميس|الجمعه|السبت)\b)"
)
LEAD_WORDS = 14
"""Words from a lead's first within which its day stands."""


def _is_lead(evidence: Evidence, number: int) -> bool:
    """Whether a paragraph opens as a piece of news does: its first words name the day."""
    opening = " ".join(evidence.blocks[number].folded.split(maxsplit=LEAD_WORDS)[:LEAD_WORDS])
    return DAY.search(opening) is not None


def _is_subhead(evidence: Evidence, number: int, region: Sequence[int]) -> bool:
    """Whether a line is one of several headings of the same kind."""
    level, tag = evidence.heading_level(number), evidence.blocks[number].tag
    alike = [n for n in region if is_headline(evidence, n) and evidence.heading_level(n) == level]
    return sum(1 for n in alike if evidence.blocks[n].tag == tag and evidence.open(n)) >= SUBHEADS


def is_headline(evidence: Evidence, number: int) -> bool:
    """A heading, a bold line or a linked line, of a headline's length and without a full stop."""
    block = evidence.blocks[number]
    if not SHORTEST_HEADLINE <= block.words <= LONGEST_HEADLINE or evidence.prose[number]:
        return False
    if QUOTED.match(block.text):
        return False  # what somebody said, over the paragraph that tells it
    if (
        block.text[-1] in ".:؛،"
        or block.text[0] in "*-–•"
        or (not evidence.heading_level(number) and block.text[-1] in "؟?")
    ):
        return False
    if evidence.page.root is None:
        return not _is_quotation(block.text) and not _is_table_line(evidence, number)
    return (
        bool(evidence.heading_level(number)) or block.bold_words >= block.words - 1 or block.link_share > 0.8
    )


# «| تمر (كيلوغرام) | 1010 | -5.8% |», «النجمة 19 2 7»: two figures at the end. Must not match «هدفان في الدقيقة 90».
ROW = re.compile(r"^\||(?:\s[+\-−]?\d[\d.,:]*\s?[%٪]?){2,}\s*\|?$")


def _is_table_line(evidence: Evidence, number: int) -> bool:
    """Whether a line of a text is a row of a table, or the head right over one."""
    blocks = evidence.blocks
    return any(ROW.search(block.text) for block in blocks[number : number + 2])


def _is_quotation(text: str) -> bool:
    """Whether a line is a quotation as a whole, set off between two paragraphs."""
    return text[0] in '«“"' and text[-1] in '»”"' and "»" not in text[1:-1]


def _is_retold(evidence: Evidence, number: int, behind: Sequence[int], before: Sequence[int]) -> bool:
    """Whether a lead says its headline again, three in four of four own words or more, and hardly speaks of the story.

    Sub-headings are said again too, but their paragraphs speak of what the story spoke of.
    """
    known = shared(evidence, before)
    if evidence.title is not None:
        known |= stems(evidence.blocks[evidence.title].folded)
    own = stems(evidence.blocks[number].folded) - known
    if (
        evidence.page.root is None
        or len(own) < 4
        or 4 * len(own & shared(evidence, behind[:2])) < 3 * len(own)
    ):
        return False
    return overlap(shared(evidence, behind[:3]), known) < RETOLD


def _echoes(
    evidence: Evidence, number: int, behind: Sequence[int], before: Sequence[int], share: float = 0.5
) -> bool:
    """Whether the prose behind takes up at least this share of a headline's own words, and two of them."""
    own = stems(evidence.blocks[number].folded) - shared(evidence, before)
    taken = own & shared(evidence, behind[:2])
    return len(taken) >= 2 and len(taken) >= share * len(own)
