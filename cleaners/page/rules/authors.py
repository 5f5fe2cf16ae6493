"""Who the writer is, told behind the story: «يوسف الدريهمي» and under it «صحافي وكاتب مغربي، له …».

Reads: a line that is a name, and under it one that begins with a profession, behind the story's last paragraph.
Must not match: the people that a story lists with what they are; more prose follows on those.
"""

from __future__ import annotations

from collections.abc import Iterable

from cleaners.page.blocks import Block
from cleaners.page.gazetteer import gazetteer, key, person_likeness
from cleaners.page.labels import Label
from cleaners.page.rules.continuity import story_before
from cleaners.page.rules.evidence import Cut, Evidence, cut

LONGEST_BIO = 70
"""Words; the longest of the golden pages has 40."""

NAME_WORDS = 5

SHORTEST_BIO = 5
"""Words; shorter lines («كاتب سوري») are a sign-off, which the story's end may keep."""


def find_bios(evidence: Evidence) -> Iterable[Cut]:
    """At most one cut: the name and what stands under it."""
    for block in evidence.open_blocks():
        n = block.number
        # What costs little is asked first.
        if n == 0 or not SHORTEST_BIO <= block.words <= LONGEST_BIO:
            continue
        above = evidence.blocks[n - 1]
        if not 2 <= above.words <= NAME_WORDS or not evidence.free(n - 1):
            continue
        if not (_is_bio(block) and _is_name(above)):
            continue
        if len(story_before(evidence, n)) >= 2 and _is_last(evidence, n):
            yield cut([n - 1, n], Label.BYLINE, "shape:bio")
            return


def _is_bio(block: Block) -> bool:
    return block.link_share <= 0.5 and key(block.text.split(" ", 1)[0]) in gazetteer().posts


def _is_name(block: Block) -> bool:
    return block.text[-1].isalpha() and bool(person_likeness(block.text))


def _is_last(evidence: Evidence, number: int) -> bool:
    """Whether no open prose follows in the element of the paragraphs, or in the text."""
    home = evidence.home(number)
    end = evidence.page.spans[home].last if home is not None else len(evidence.blocks) - 1
    return not any(evidence.prose[n] and evidence.open(n) for n in range(number + 1, end + 1))
