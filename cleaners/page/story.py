"""Where the story stands among the blocks that no rule took, and which of them it is.

On a tree: prose that shares an element is a cluster; the cluster that follows the headline, in an element that is named
for it, speaks of the headline's matter and is kept by trafilatura is the story, with what stands between its
paragraphs. On a text: the lines from the first prose to the last.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from cleaners.page.blocks import Block, ends_sentence
from cleaners.page.clusters import JUDGED, Cluster, find_clusters, gather, mass, named_span, score, splits
from cleaners.page.judge import judge, squeeze
from cleaners.page.labels import Label
from cleaners.page.rules.continuity import has_ended
from cleaners.page.rules.evidence import Evidence
from cleaners.page.rules.lists import find_closing_list, is_linked_headline
from cleaners.page.rules.read_also import POINTERS, is_internal
from cleaners.page.rules.teasers import find_appended

ARTICLE_TYPES = frozenset(("article", "newsarticle", "blogposting", "reportagenewsarticle"))

SHORTEST_OPENER = 4
"""Words of a line above the first paragraph that is the story's («بسم الله الرحمن الرحيم»); badges have fewer."""

SHORTEST_ITEM = 15
"""Characters of a story that is a single line, such as a link or the sentence under a picture."""


@dataclass(frozen=True, slots=True)
class Story:
    """The blocks of the story and how sure that is."""

    blocks: list[int]
    confidence: float


def find_story(evidence: Evidence) -> Story:
    """The story's blocks, in page order; none where the page has no story."""
    if evidence.page.root is None:
        return _find_in_lines(evidence)
    clusters = find_clusters(evidence)
    if not clusters:
        return Story(_find_small(evidence), 0.5)
    everything = {n for cluster in clusters for n in cluster.prose}
    kept = everything if _is_decided(evidence, clusters, everything) else _ask_judge(evidence)
    chosen = _choose(evidence, clusters, kept)
    region = _region(evidence, chosen)
    appended = None if any(cluster.timed for cluster in chosen) else find_appended(evidence, region)
    if appended is not None:
        evidence.take([appended])
    blocks = _fill(evidence, chosen, region)
    return Story(blocks, _confidence(evidence, blocks, clusters, chosen, kept))


def _is_decided(evidence: Evidence, clusters: Sequence[Cluster], everything: set[int]) -> bool:
    """Whether trafilatura could change nothing: no verdict would put another cluster first or keep one from it."""
    chosen = _choose(evidence, clusters, everything)
    if evidence.title is None or evidence.title > chosen[0].prose[0]:
        return False
    best = max(chosen, key=lambda cluster: cluster.score)
    rivals = [cluster.score for cluster in clusters if cluster is not best]
    if best.score * (1 - JUDGED) < max(rivals, default=0.0):
        return False
    return gather(evidence, clusters, best, set()) == chosen


def _choose(evidence: Evidence, clusters: Sequence[Cluster], kept: set[int]) -> list[Cluster]:
    """The clusters of the story, in page order, where trafilatura keeps the blocks in `kept`."""
    if len(clusters) == 1:  # as on most pages: there is nothing to weigh
        return list(clusters)
    for cluster in clusters:
        cluster.score = score(evidence, cluster, clusters, kept)
    best = max(clusters, key=lambda cluster: cluster.score)
    return gather(evidence, clusters, best, kept)


def _ask_judge(evidence: Evidence) -> set[int]:
    root = evidence.page.root
    assert root is not None
    # How many open blocks stand before each block: an element is closed where none stands in it.
    opened = [0, *accumulate(int(evidence.open(n)) for n in range(len(evidence.blocks)))]
    closed = [
        element
        for element, span in evidence.page.spans.items()
        if element.tag not in ("html", "body") and opened[span.first] == opened[span.last + 1]
    ]
    return judge(root, closed, evidence.open_blocks())


def _region(evidence: Evidence, chosen: Sequence[Cluster]) -> list[int]:
    """All blocks of the clusters' elements behind the headline, and what stands between these, in page order."""
    numbers = {
        n
        for one, two in pairwise(chosen)
        if one.prose[-1] < two.prose[0]
        for n in _between(evidence, one, two)
    }
    for cluster in chosen:
        span = evidence.page.spans[cluster.home]
        start = span.first
        title = evidence.title
        if (
            title is not None
            and span.first <= title < cluster.prose[-1]
            and evidence.heading_level(title) in (1, 2)
        ):
            start = title + 1
            cluster.prose = [n for n in cluster.prose if n > title]
        for n in range(span.first, cluster.prose[0]):
            verdict = evidence.verdicts[n]
            if verdict is not None and verdict.label is Label.TITLE:
                start = n + 1
        numbers.update(range(start, span.last + 1))
    return sorted(numbers)


def _between(evidence: Evidence, one: Cluster, two: Cluster) -> range:
    """The blocks between two clusters where an element named for the story holds both."""
    named = named_span(evidence, one)
    inside = named is not None and two.prose[-1] <= named.last
    return range(one.prose[-1] + 1, two.prose[0]) if inside else range(0)


def _fill(evidence: Evidence, chosen: Sequence[Cluster], region: Sequence[int]) -> list[int]:
    """The story's prose with the short lines that belong to it: sub-headings, list items, cells, verses."""
    prose = {n for cluster in chosen for n in cluster.prose if evidence.open(n)}
    if not prose:
        return []
    first, last = min(prose), max(prose)
    story = []
    for n in region:
        if n in prose or (n > first and _is_inner_date(evidence, n, first)):
            story.append(n)
        elif not evidence.open(n):
            continue
        elif (
            _opens_story(evidence, n, first) if n < first else n < last and not _is_foreign_line(evidence, n)
        ):
            story.append(n)
    above = {*_find_standfirst(evidence, story), *_find_points(evidence, story)}
    return _without_heading(evidence, sorted(above) + story + _tail(evidence, last, set(region)))


LIST_HEADING = 10
"""Words of a line such as «للاطلاع على أخبار الشركة السابقة:»."""


INVITES = re.compile(r"\W*(?:لل?اطلاع|للمزيد|لمزيد|لقراءه|لمتابعه|لمشاهده|انظر|طالع|اقرا|شاهد)\b")
"""How a line of the story that heads other headlines begins, folded; the last one may begin as it likes."""


def _without_heading(evidence: Evidence, story: list[int]) -> list[int]:
    """The story without lines that end in a colon and head the headlines of other stories right behind them.

    Must not match: «وقال الوزير:» over a read-also line, behind which the quotation follows.
    """
    return [n for n in story if not _heads_others(evidence, n, is_last=n == story[-1] and len(story) > 1)]


def _heads_others(evidence: Evidence, number: int, *, is_last: bool) -> bool:
    block = evidence.blocks[number]
    if block.words > LIST_HEADING or not block.text.endswith(":") or number + 1 >= len(evidence.blocks):
        return False
    if not (is_last or INVITES.match(block.folded)):
        return False
    return evidence.is_related(number + 1) or is_linked_headline(evidence.blocks[number + 1])


def _find_standfirst(evidence: Evidence, story: Sequence[int]) -> list[int]:
    """The paragraph between the headline and the story's element that stands in the headline's own element, or that
    the head gives as the page's description.

    Must not match: a second headline, which ends in no full stop; a summary of what the story begins with, which would
    stand there twice.
    """
    title = evidence.title
    home = evidence.home(title) if title is not None else None
    header = evidence.span(home) if home is not None else None
    if title is None or header is None:
        return []
    within = header.last if header.last < story[0] else title
    stated = squeeze(evidence.head.description or "").rstrip(".…")
    for n in range(title + 1, story[0]):
        block = evidence.blocks[n]
        if not evidence.prose[n] or not evidence.open(n) or block.link_words:
            continue
        printed = squeeze(block.text)
        if not (n <= within and ends_sentence(block.text)) and not _begin_alike(printed, stated):
            continue
        told_again = any(_begin_alike(printed, squeeze(evidence.blocks[m].text)) for m in story)
        return [] if told_again or n in story else [n]
    return []


def _find_points(evidence: Evidence, story: Sequence[int]) -> list[int]:
    """A list of lines between the headline and the story's element, in the element that holds these two: the points of
    an interview or a report.

    Must not match: a list of headlines, whose lines are links or have a heading; names and buttons, of few words.
    """
    title, first = evidence.title, story[0]
    if title is None:
        return []
    points: list[int] = []
    for n in range(title + 1, first):
        block, home = evidence.blocks[n], evidence.home(n)
        if not evidence.open(n) or block.tag != "li" or home is None or home.tag not in ("ul", "ol"):
            continue
        around = evidence.span(home.getparent())
        if around is not None and around.first <= title and around.last >= first:
            points.append(n)
    long = all(evidence.blocks[n].words >= SHORTEST_OPENER and not evidence.blocks[n].link_words for n in points)
    return points if long and len(points) >= 2 else []


def _begin_alike(one: str, other: str) -> bool:
    """Whether the shorter of two texts is the beginning of the other, and long enough to say so."""
    return min(len(one), len(other)) >= SHORTEST_STANDFIRST and (one.startswith(other) or other.startswith(one))


SHORTEST_STANDFIRST = 40
"""Letters that have to agree: a sentence of eight words or so."""


def _opens_story(evidence: Evidence, number: int, first: int) -> bool:
    """Whether a line above the first paragraph is the story's: of its element, of some words and no link."""
    block = evidence.blocks[number]
    if block.words < SHORTEST_OPENER or (block.link_words and not block.bare.endswith(POINTERS)):
        return False
    home = evidence.home(number)
    if home is evidence.home(first):
        return True
    # What an interview or a report opens with: its points, as a list in the story's element.
    return home is not None and home.tag in ("ul", "ol") and home.getparent() is evidence.home(first)


def _is_inner_date(evidence: Evidence, number: int, first: int) -> bool:
    """A date or a time among the story's paragraphs: of a schedule, a live blog, an embedded post."""
    verdict = evidence.verdicts[number]
    if verdict is None or verdict.rule != "line:date" or evidence.home(number) is not evidence.home(first):
        return False
    below = number + 1
    return (
        below < len(evidence.blocks) and evidence.open(below) and evidence.home(below) is evidence.home(first)
    )


PASSING = frozenset((Label.AD, Label.CAPTION, Label.HIDDEN, Label.SHARE, Label.READ_ALSO))
"""What may stand between a story's last paragraph and a last line of it."""


SHORT_LINES = 2
"""Lines of few words in a row that a fact box or a list of figures has before a longer one."""


def _tail(evidence: Evidence, last: int, region: set[int]) -> list[int]:
    """The short lines right behind the last paragraph that still belong to it."""
    tail: list[int] = []
    short: list[int] = []
    for n in range(last + 1, len(evidence.blocks)):
        verdict = evidence.verdicts[n]
        if (
            verdict is None and evidence.open(n) and _ends_story(evidence, n, last, inside=n in region)
        ) or _is_inner_date(evidence, n, last):
            tail += [*short, n]
            short = []
        elif verdict is None and n in region and _may_lead_on(evidence, n) and len(short) < SHORT_LINES:
            short.append(n)
        elif verdict is None or verdict.label not in PASSING:
            break
    return tail


def _may_lead_on(evidence: Evidence, number: int) -> bool:
    """A short line in the story's element that is no link: the story's, if a longer line of it follows."""
    return evidence.open(number) and not evidence.blocks[number].link_words


def _is_foreign_line(evidence: Evidence, number: int) -> bool:
    """A line between the story's paragraphs that is a link to another page of the site."""
    block = evidence.blocks[number]
    if block.bare.endswith(POINTERS):
        return False  # to results, a form, a document that the story gives
    return block.link_share > 0.8 and any(is_internal(link.href, evidence.url) for link in block.links)


def _ends_story(evidence: Evidence, number: int, last: int, *, inside: bool) -> bool:
    """Whether a line behind the last paragraph still belongs to it: of its element and kind, or of some length."""
    block = evidence.blocks[number]
    if block.link_share > 0.5 and not (inside and block.bare.endswith(POINTERS)):
        return False
    if block.words <= LIST_HEADING and not ends_sentence(block.text) and _is_offer(evidence, number + 1):
        return False  # the heading of what is offered
    if (inside and number in evidence.data_cells) or _is_quoted(evidence, number):
        return True
    home = evidence.home(number)
    if block.tag == evidence.blocks[last].tag and home is evidence.home(last):
        return True
    if block.tag in ("li", "td", "th") and home is evidence.home(number - 1):
        return True
    return inside and (block.words >= 4 or ends_sentence(block.text))


def _is_offer(evidence: Evidence, number: int) -> bool:
    return number < len(evidence.blocks) and evidence.line_label(number) is Label.NEWSLETTER


def _find_small(evidence: Evidence) -> list[int]:
    """What is left where no prose is: the lines of an element named for the story, or under the headline."""
    if evidence.title is None:
        return []
    open_lines = [b for b in evidence.open_blocks() if b.number > evidence.title]
    for span in evidence.named:
        inside = [b.number for b in open_lines if span.first <= b.number <= span.last]
        if sum(len(evidence.blocks[n].text) for n in inside) >= SHORTEST_ITEM:
            return inside
    lines = _first_lines(evidence, open_lines)
    if lines or not evidence.head.types & ARTICLE_TYPES:
        return lines
    # No element is named: paragraphs between the headline and the first list, on a page that calls itself an article.
    end = next((n for n in range(evidence.title + 1, len(evidence.blocks)) if splits(evidence, n)), 0)
    return [b.number for b in open_lines if b.number < end and b.tag == "p" and len(b.text) >= SHORTEST_ITEM]


LINES_OF_STORY = 3
WORDS_OF_STORY = 20


def _first_lines(evidence: Evidence, open_lines: Sequence[Block]) -> list[int]:
    """Lines without full stops that share an element right under the headline: breaking news told in lines."""
    lines: list[int] = []
    for block in open_lines:
        if evidence.heading_level(block.number) or any(splits(evidence, n) for n in lines[-1:]):
            break
        if block.words >= SHORTEST_OPENER and not block.link_words:
            if lines and evidence.home(block.number) is not evidence.home(lines[0]):
                break
            lines.append(block.number)
    words = sum(evidence.blocks[n].words for n in lines)
    return lines if len(lines) >= LINES_OF_STORY and words >= WORDS_OF_STORY else []


def _is_quoted(evidence: Evidence, number: int) -> bool:
    """Whether a line is in a quotation, as embedded posts are: they stand in elements of their own."""
    element = evidence.blocks[number].element
    for _ in range(3):
        if element is None:
            return False
        if element.tag == "blockquote":
            return True
        element = element.getparent()
    return False


def _confidence(
    evidence: Evidence,
    blocks: Sequence[int],
    clusters: Sequence[Cluster],
    chosen: Sequence[Cluster],
    kept: set[int],
) -> float:
    """Mean of two shares: of the story's words those that trafilatura keeps too, and of the open prose the story."""
    words = sum(evidence.blocks[n].words for n in blocks) or 1
    agreed = sum(evidence.blocks[n].words for n in blocks if n in kept) / words
    total = sum(mass(evidence, cluster) for cluster in clusters) or 1
    share = sum(mass(evidence, cluster) for cluster in chosen) / total
    return round((agreed + share) / 2, 3)


def _find_in_lines(evidence: Evidence) -> Story:
    lines = [block.number for block in evidence.blocks]
    appended = find_appended(evidence, lines) if lines else None
    if appended is not None:
        evidence.take([appended])
    prose = [n for n in lines if evidence.prose[n] and evidence.open(n)]
    if not prose:
        story = [n for n in lines if evidence.open(n)]
        return Story([] if _are_headlines(evidence, story) else story, 0.3)
    prose = _before_answers(evidence, prose)
    first, last = prose[0], prose[-1]
    evidence.take(find_closing_list(evidence, prose))
    story = []
    for n in lines:
        block = evidence.blocks[n]
        if not evidence.open(n):
            continue
        if first <= n <= last or (n > last and not has_ended(evidence, last, n) and block.words >= 4):
            story.append(n)
    total = sum(evidence.blocks[n].words for n in lines if evidence.prose[n])
    share = sum(evidence.blocks[n].words for n in story) / max(1, total)
    return Story(story, round(min(1.0, 0.5 + 0.5 * share), 3))


def _before_answers(evidence: Evidence, prose: list[int]) -> list[int]:
    """The prose of a text before the heading that asks its readers for comments, where most of it stands there.

    Must not match: a counter of comments or a call above the story.
    """
    words = [0, *accumulate(evidence.prose_words[n] for n in prose)]
    for block in evidence.blocks:
        verdict = evidence.verdicts[block.number]
        if verdict is not None and verdict.label is Label.COMMENT_FORM and verdict.rule.startswith("heading:"):
            before = bisect_left(prose, block.number)
            if words[before] >= MOSTLY * words[-1]:
                return prose[:before]
    return prose


MOSTLY = 0.6
"""Of a text's words: more than its readers' comments have where they are not told one by one."""

HEADLINES = 6
"""Lines of a text without prose: so many, and hardly one that ends a sentence, are the headlines of a list."""


def _are_headlines(evidence: Evidence, lines: Sequence[int]) -> bool:
    ends = sum(evidence.blocks[n].text[-1] in ".؟!" for n in lines)
    return len(lines) >= HEADLINES and 4 * ends <= len(lines)
