"""A verdict for every block that no rule has spoken on and that is not the story's: what its shape and place say."""

from __future__ import annotations

from cleaners.page.blocks import Block
from cleaners.page.keywords import is_tag_links
from cleaners.page.labels import Label, Verdict
from cleaners.page.markers import find_heading
from cleaners.page.rules.evidence import RELATED_LABELS, Evidence, ends_with_date
from cleaners.page.rules.headings import find_reach
from cleaners.page.rules.lists import is_linked_headline
from cleaners.page.rules.sections import is_under_headline
from cleaners.page.rules.teasers import is_headline
from cleaners.page.story import Story


def label_rest(evidence: Evidence, story: Story) -> None:
    """A verdict for every block that has none: the story's, and for the others what their shape says."""
    told = Verdict(Label.STORY, "story")
    for number in story.blocks:
        evidence.verdicts[number] = told
    first = story.blocks[0] if story.blocks else len(evidence.blocks)
    for block in evidence.blocks:
        n = block.number
        if evidence.verdicts[n] is None:
            rule = evidence.barred[n] or "outside"
            evidence.verdicts[n] = Verdict(_shape(evidence, n, first), rule)
        if n and (above := evidence.verdicts[n - 1]) is not None and above.label is Label.TEASER:
            _absorb(evidence, n, above)
    _find_bare_lists(evidence)
    _find_list_headings(evidence)
    _name_lists(evidence)
    _complete_articles(evidence)


BARE_LIST = 3
"""Lines that follow each other; fewer may be an address or a motto."""


def _find_bare_lists(evidence: Evidence) -> None:
    """Headlines outside the story that are no links: runs of lines of a headline's length without a full stop."""
    run: list[int] = []
    for block in [*evidence.blocks, None]:
        if block is not None and _is_bare_headline(evidence, block):
            run.append(block.number)
            continue
        if len(run) >= BARE_LIST:
            for n in run:
                evidence.verdicts[n] = Verdict(Label.RELATED, "list:lines")
        run = []


def _name_lists(evidence: Evidence) -> None:
    """Lists that their shape told are of the kind that the heading over them names: «most read», «latest»."""
    kind, last = Label.RELATED, -1
    for block in evidence.blocks:
        n = block.number
        verdict = evidence.verdicts[n]
        if verdict is None or verdict.label not in RELATED_LABELS:
            continue
        if verdict.label is not Label.RELATED and find_heading(block.bare) is verdict.label:
            reach = find_reach(evidence, n)
            kind, last = verdict.label, reach.last if reach.own else n
        elif n <= last and verdict.label is Label.RELATED and verdict.rule.startswith("list:"):
            evidence.verdicts[n] = Verdict(kind, verdict.rule)


LIST_HEADING = 6
"""Words of the heading of a list: «مقالات الرأي», «كتاب وآراء»."""


def _find_list_headings(evidence: Evidence) -> None:
    """Lines over a list of headlines outside the story, whatever they say: they name the list."""
    for block in evidence.blocks[:-1]:
        n = block.number
        verdict = evidence.verdicts[n]
        if verdict is None or verdict.label not in (Label.OTHER, Label.NAV) or block.hidden:
            continue
        if block.words <= LIST_HEADING and _heads_list(evidence, n):
            evidence.verdicts[n] = Verdict(Label.RELATED, "list:heading")


def _heads_list(evidence: Evidence, number: int) -> bool:
    """Whether a heading, or what opens an element, stands over two headlines of other stories in its element."""
    home = evidence.home(number)
    span = evidence.span(home) if home is not None else None
    if span is None or not (evidence.heading_level(number) or span.first == number):
        return False
    # The length of a video or a date may stand before its headline.
    numbers = range(number + 1, min(span.last, number + 6) + 1)
    below = [n for n in numbers if any(map(str.isalpha, evidence.blocks[n].text)) and not evidence.is_date(n)]
    listed = [n for n in below if evidence.is_related(n)]
    entries = sum(max(1, len(evidence.blocks[n].links)) for n in listed)
    return listed[:1] == below[:1] != [] and entries >= LIST_ENTRIES


LIST_ENTRIES = 2


def _is_bare_headline(evidence: Evidence, block: Block) -> bool:
    verdict = evidence.verdicts[block.number]
    if verdict is None or verdict.label is not Label.OTHER or not 4 <= block.words <= 25:
        return False
    return (
        not evidence.prose[block.number]
        and block.text[-1] not in ".:"
        and not ends_with_date(block)
        and not any(c in block.text for c in "|@©")
    )


ARTICLE_RULES = ("heading:", "article:", "container:")
ABSORBED = frozenset((Label.CAPTION, Label.TAGS, Label.BYLINE, Label.DATELINE, Label.SOURCE, Label.OTHER))


BETWEEN = frozenset((Label.DATE, Label.BYLINE, Label.DATELINE, Label.CAPTION, Label.OTHER))


def _complete_articles(evidence: Evidence) -> None:
    """Dates, bylines and credits between the headline and the text of another article are that article's own."""
    verdicts = evidence.verdicts
    for number in range(1, len(evidence.blocks) - 1):
        verdict, above = verdicts[number], verdicts[number - 1]
        if above is None or above.label is not Label.TEASER or verdict is None or verdict.label not in BETWEEN:
            continue
        below = next(
            (n for n in range(number + 1, min(number + 4, len(evidence.blocks))) if evidence.prose[n]), None
        )
        if below is not None and (behind := verdicts[below]) is not None and behind.label is Label.TEASER:
            verdicts[number] = above


def _absorb(evidence: Evidence, number: int, above: Verdict) -> None:
    """A byline, credit or tag line right behind the text of another article is that article's own."""
    verdict = evidence.verdicts[number]
    own = above.rule.startswith(ARTICLE_RULES) or (above.rule == "outside" and evidence.prose[number - 1])
    if own and verdict is not None and verdict.label in ABSORBED:
        evidence.verdicts[number] = above


def _is_headed(evidence: Evidence, number: int) -> bool:
    """Whether a headline, or other prose that has one, stands above a block with only a date or a byline between."""
    for n in range(number - 1, max(-1, number - 6), -1):
        verdict = evidence.verdicts[n]
        if verdict is not None and verdict.label is Label.TEASER:
            return True
        if is_linked_headline(evidence.blocks[n]) or evidence.heading_level(n) or is_headline(evidence, n):
            return verdict is None or verdict.label not in (Label.STORY, Label.NAV)
        if verdict is not None and verdict.label is Label.OTHER and _reads_as_headline(evidence, n):
            return True
        if evidence.prose[n] or (verdict is not None and verdict.label is Label.STORY):
            return False
    return False


def _heads_prose(evidence: Evidence, number: int) -> bool:
    """Whether prose outside the story follows a headline, with only a date or a byline between."""
    for n in range(number + 1, min(number + 5, len(evidence.blocks))):
        if evidence.prose[n]:
            return evidence.free(n)
        if evidence.heading_level(n):
            return False
    return False


LONG_LINE = 12
"""Words of a line that is no link and ends in no full stop; under a headline it is an excerpt that was cut."""


def _reads_as_headline(evidence: Evidence, number: int) -> bool:
    """Whether a line in no heading has a headline's length and no full stop."""
    block = evidence.blocks[number]
    return (
        4 <= block.words <= 25
        and not block.link_words
        and block.text[-1] not in ".:؛،"
        and not evidence.prose[number]
    )


EXCERPT = 40
"""Words of the one paragraph that a card has under its headline; a whole article has more."""


def _has_article(evidence: Evidence, number: int) -> bool:
    """Whether more than an excerpt stands under a headline."""
    below = [n for n in range(number + 1, min(number + 8, len(evidence.blocks))) if evidence.prose[n]]
    return len(below) > 1 or (bool(below) and evidence.blocks[below[0]].words > EXCERPT)


def _shape(evidence: Evidence, number: int, first: int) -> Label:
    block = evidence.blocks[number]
    if is_linked_headline(block):
        return Label.RELATED if number > first else Label.LATEST
    if evidence.prose[number]:
        return Label.TEASER if _is_headed(evidence, number) else Label.OTHER
    if block.words >= LONG_LINE and not block.link_words and is_under_headline(evidence, number):
        return Label.TEASER
    if evidence.heading_level(number) and block.words >= 4:
        heads = _heads_prose(evidence, number) and _has_article(evidence, number)
        return Label.TEASER if heads else Label.RELATED
    if number > first and _reads_as_headline(evidence, number) and _heads_prose(evidence, number):
        return Label.TEASER if _has_article(evidence, number) else Label.RELATED
    if number > first and not block.own_words and is_tag_links(block):
        return Label.TAGS  # in a menu they are sections
    return Label.NAV if block.link_share > 0.5 else Label.OTHER
