"""Whether prose behind a read-also line goes on with the story or belongs to another one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from cleaners.page.labels import Label
from cleaners.page.rules.evidence import Evidence
from cleaners.page.vocabulary import overlap, stems

END_LABELS = frozenset((Label.SOURCE, Label.TAGS, Label.COMMENT, Label.COMMENT_FORM))
"""What stands behind a story's last word, and never in the midst of it."""

END_LABELS_OF_TEXT = END_LABELS | {Label.LEGAL}
"""«The articles express …»: on a page such notices may stand between paragraphs, each in a box of its own."""

READ_AHEAD = 4
"""Paragraphs behind a headline that are compared: a lead and what it is built on."""


def story_before(evidence: Evidence, number: int) -> list[int]:
    """The open prose between the headline and a block."""
    start = -1 if evidence.title is None or evidence.title > number else evidence.title
    return [n for n in range(start + 1, number) if evidence.prose[n] and evidence.open(n)]


def has_ended(evidence: Evidence, after: int, before: int) -> bool:
    """Whether a source line, tags or comments stand between two blocks: then the story is over."""
    ends = END_LABELS_OF_TEXT if evidence.page.root is None else END_LABELS
    return any(
        verdict is not None and verdict.label in ends for verdict in evidence.verdicts[after + 1 : before]
    )


def shared(evidence: Evidence, numbers: Iterable[int]) -> set[str]:
    """The stems of some blocks."""
    found: set[str] = set()
    for number in numbers:
        found |= stems(evidence.blocks[number].folded)
    return found


def goes_on(
    evidence: Evidence, before: Sequence[int], headlines: Sequence[int], behind: Sequence[int]
) -> bool:
    """Whether the prose `behind` some headlines continues the prose `before` them.

    The words that a headline shares with its own article are those that the story before does not have; a story that
    goes on speaks of what its first paragraphs named. Where neither tells, it goes on: a cut needs proof.
    """
    if not behind:
        return False
    story = shared(evidence, before)
    if evidence.title is not None:
        story |= stems(evidence.blocks[evidence.title].folded)
    passage = shared(evidence, behind[:READ_AHEAD])
    own = shared(evidence, headlines) - story
    if not own:
        return True
    lead = shared(evidence, behind[:1])
    echo = overlap(own, passage)
    echo_in_lead = overlap(own, lead)
    same = overlap(lead, story)
    if echo_in_lead >= 0.5 and len(own & lead) >= 2:
        return same >= 0.5
    return not (echo >= 0.5 and len(own & passage) >= 3 and same < 0.25)


FAMILIAR = 0.1
"""Share of a passage's stems that the story before has. Of our own stories 8 in 10 passages share a word of the
headline or one that the story said twice, or reach this; of passages of other stories 1 in 8 does."""


def speaks_of_story(evidence: Evidence, before: Sequence[int], behind: Sequence[int]) -> bool:
    """Whether the prose behind names what the headline named or the prose before named twice, or much else of it."""
    topic, known = _topic(evidence, before)
    passage = shared(evidence, behind[:3])
    return bool(passage & topic) or overlap(passage, topic | known) >= FAMILIAR


FEWEST_STEMS = 30
UNKNOWN = 0.06
"""Of passages of so many stems from our own stories 3 in 100 name nothing of their story's and know as little of it; of
passages of other stories 67 in 100."""


def is_another_matter(evidence: Evidence, before: Sequence[int], behind: Sequence[int]) -> bool:
    """Whether a passage long enough to tell names nothing that the story named twice or in its headline."""
    passage = shared(evidence, behind[:READ_AHEAD])
    if len(passage) < FEWEST_STEMS:
        return False
    topic, known = _topic(evidence, before)
    return not passage & topic and overlap(passage, topic | known) < UNKNOWN


def _topic(evidence: Evidence, before: Sequence[int]) -> tuple[set[str], set[str]]:
    """The stems that the headline has or the prose says twice, and all stems of the prose."""
    counts = Counter(stem for n in before for stem in stems(evidence.blocks[n].folded))
    topic = {stem for stem, count in counts.items() if count >= 2}
    if evidence.title is not None:
        topic |= stems(evidence.blocks[evidence.title].folded)
    return topic, set(counts)
