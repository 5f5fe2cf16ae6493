"""Clusters, prose that shares an element: which there are, how like a story each is, which belong together."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

from lxml.html import HtmlElement

from cleaners.page.blocks import Span
from cleaners.page.labels import Label
from cleaners.page.rules.continuity import END_LABELS
from cleaners.page.rules.evidence import RELATED_LABELS, Evidence
from cleaners.page.rules.lists import CARD_BLOCKS, is_linked_headline
from cleaners.page.rules.sections import FORM_RULES
from cleaners.page.vocabulary import overlap, stems


@dataclass(eq=False)
class Cluster:
    """Open prose that shares an element."""

    home: HtmlElement
    prose: list[int]
    score: float = 0.0
    timed: bool = False
    """Whether it is made of entries with a time each, which change the matter as they please."""


def find_clusters(evidence: Evidence) -> list[Cluster]:
    by_home: dict[HtmlElement, Cluster] = {}
    for block in evidence.blocks:
        n = block.number
        if evidence.prose[n] and evidence.open(n):
            home = evidence.home(n)
            if home is not None:
                by_home.setdefault(home, Cluster(home, [])).prose.append(n)
    return _largest(evidence, _merge_nested(evidence, _join_entries(evidence, by_home)))


MOST_CLUSTERS = 200
"""Of one page: each is compared with all others, and no page of news has as many."""


def _largest(evidence: Evidence, clusters: list[Cluster]) -> list[Cluster]:
    """The clusters, in page order; of too many those with the most words."""
    if len(clusters) <= MOST_CLUSTERS:
        return clusters
    kept = sorted(clusters, key=lambda cluster: -mass(evidence, cluster))[:MOST_CLUSTERS]
    return sorted(kept, key=lambda cluster: cluster.prose[0])


ENTRIES = 3
NAME_AND_TIME = 12
"""Words of a line with an author, a date and a time."""
CLOCK = re.compile(r"\b\d{1,2}\s*[:.]\s*\d{2}\b")
CLOCK_FIRST = re.compile(rf"^\W*{CLOCK.pattern}")
LIVE = re.compile(r"\bمباشر\b|\bلحظه بلحظه\b|\bاولا باول\b|\bتغطيه (?:حيه|مستمره)\b")
"""In a folded headline."""


def _join_entries(evidence: Evidence, by_home: dict[HtmlElement, Cluster]) -> dict[HtmlElement, Cluster]:
    """The clusters, with the entries of a live blog as one: siblings alike that each open with a time of day.

    Where the page says that it is one, an author and a date may stand beside the time, as they do over comments.
    """
    joined = dict(by_home)
    live = _is_live(evidence)
    for siblings in evidence.alike:
        entries = [element for element in siblings if _is_timed(evidence, element, live=live)]
        homes = [home for element in entries for home in _homes_in(element, joined)]
        parent = siblings[0].getparent()
        if len(homes) < ENTRIES or parent is None:
            continue
        prose = sorted(n for home in homes for n in joined.pop(home).prose)
        whole = joined.setdefault(parent, Cluster(parent, []))
        whole.prose = sorted(whole.prose + prose)
        whole.timed = True
    return joined


def _is_live(evidence: Evidence) -> bool:
    """Whether a page calls itself a live blog, by its type or in its headline."""
    title = "" if evidence.title is None else evidence.blocks[evidence.title].folded
    return "liveblogposting" in evidence.head.types or LIVE.search(title) is not None


def _homes_in(element: HtmlElement, by_home: dict[HtmlElement, Cluster]) -> list[HtmlElement]:
    """An entry's element, or those inside it, that hold prose."""
    return [element] if element in by_home else [each for each in element.iterdescendants() if each in by_home]


def _is_timed(evidence: Evidence, element: HtmlElement, *, live: bool) -> bool:
    first = evidence.page.spans[element].first
    return any(
        (block.words <= 4 and CLOCK_FIRST.match(block.text))
        or (live and block.words <= NAME_AND_TIME and CLOCK.search(block.text))
        for block in evidence.blocks[first : first + 2]
    )


def _merge_nested(evidence: Evidence, by_home: dict[HtmlElement, Cluster]) -> list[Cluster]:
    """Clusters inside another's element become part of it (quotations, lists), unless they outweigh it."""
    clusters = []
    for cluster in sorted(by_home.values(), key=lambda c: _depth(c.home), reverse=True):
        outer = next((by_home[up] for up in cluster.home.iterancestors() if up in by_home), None)
        if outer is not None and _embraces(evidence, outer, cluster):
            outer.prose = sorted(outer.prose + cluster.prose)
        else:
            clusters.append(cluster)
    return sorted((c for c in clusters if not _is_card(evidence, c)), key=lambda c: c.prose[0])


CARD_WORDS = 90


def _is_card(evidence: Evidence, cluster: Cluster) -> bool:
    """Whether a cluster is the excerpt on a card: a small element that opens with another story's linked headline."""
    if mass(evidence, cluster) > CARD_WORDS:
        return False
    element: HtmlElement | None = cluster.home
    for _ in range(3):
        span = evidence.page.spans.get(element) if element is not None else None
        if element is None or span is None or span.last - span.first >= CARD_BLOCKS:
            return False
        if evidence.title is not None and span.first <= evidence.title <= span.last:
            return False
        if any(is_linked_headline(evidence.blocks[n]) for n in range(span.first, cluster.prose[0])):
            return True
        element = element.getparent()
    return False


ADJACENT = 4
"""Blocks between two parts of one story: a picture with its credit, a read-also link."""


def _embraces(evidence: Evidence, outer: Cluster, inner: Cluster) -> bool:
    """Whether the paragraphs of an outer element stand around or right beside those of an inner one."""
    if mass(evidence, outer) < 0.3 * mass(evidence, inner):
        return False
    first, last = inner.prose[0], inner.prose[-1]
    return any(first - ADJACENT <= n <= last + ADJACENT for n in outer.prose)


def _depth(element: HtmlElement) -> int:
    return sum(1 for _ in element.iterancestors())


def mass(evidence: Evidence, cluster: Cluster) -> int:
    return sum(evidence.blocks[n].own_words for n in cluster.prose)


def score(evidence: Evidence, cluster: Cluster, clusters: Sequence[Cluster], kept: set[int]) -> float:
    """Square root of the cluster's words, so that a short story under its headline outweighs a long one elsewhere."""
    words = mass(evidence, cluster)
    value = sqrt(_densest(evidence, cluster))
    first = cluster.prose[0]
    title = evidence.title
    if title is not None:
        value *= _nearness(evidence, title, first, clusters)
        title_stems = stems(evidence.blocks[title].folded)
        passage = {s for n in cluster.prose[:6] for s in stems(evidence.blocks[n].folded)}
        value *= 0.6 + overlap(title_stems, passage)
    if any(span.first <= first <= span.last for span in evidence.named):
        value *= 1.6
    if first > 0 and _is_other_headline(evidence, first - 1):
        value *= 0.5
    # Of the clusters before it, the one that ends first has all between it and this that others have.
    if _lies_behind_lists(evidence, min(other.prose[-1] for other in clusters), first):
        value *= 0.6
    judged = sum(evidence.blocks[n].own_words for n in cluster.prose if n in kept) / words
    return value * (1 - JUDGED + JUDGED * judged)


JUDGED = 0.3
"""Share of a cluster's score that is trafilatura's to give."""

LISTED = 3


def _lies_behind_lists(evidence: Evidence, after: int, before: int) -> bool:
    """Whether comments or a list of other headlines stand between two blocks: what follows them is seldom the story."""
    labels = [verdict.label for verdict in evidence.verdicts[after + 1 : before] if verdict is not None]
    return sum(label in RELATED_LABELS or label is Label.COMMENT for label in labels) >= LISTED


def _densest(evidence: Evidence, cluster: Cluster) -> int:
    """Words of the cluster's longest run: notices strewn over a page are no story together."""
    best = run = 0
    last = cluster.prose[0]
    for n in cluster.prose:
        run = run + evidence.blocks[n].own_words if n - last <= ADJACENT + 1 else evidence.blocks[n].own_words
        best, last = max(best, run), n
    return best


def _nearness(evidence: Evidence, title: int, first: int, clusters: Sequence[Cluster]) -> float:
    """What a cluster's place under the headline weighs: right under it most, before it least."""
    if first < title:
        return 0.4
    if any(_is_other_headline(evidence, n) for n in range(title + 1, first)):
        return 1.0
    return 1.3 if any(title < other.prose[0] < first for other in clusters) else 2.5


def _is_other_headline(evidence: Evidence, number: int) -> bool:
    verdict = evidence.verdicts[number]
    if verdict is not None and verdict.label is not Label.TEASER:
        return False
    return evidence.heading_level(number) in (1, 2, 3) and evidence.blocks[number].words >= 4


def gather(evidence: Evidence, clusters: Sequence[Cluster], best: Cluster, kept: set[int]) -> list[Cluster]:
    """The best cluster and those that continue it, outwards from it."""
    chosen = [best]
    at = list(clusters).index(best)
    named = named_span(evidence, best)
    for cluster in clusters[at + 1 :]:
        if _stands_with(evidence, cluster, chosen[-1], named) or _belongs(
            evidence, cluster, chosen[-1], kept
        ):
            chosen.append(cluster)
    for cluster in reversed(clusters[:at]):
        if _belongs(evidence, cluster, chosen[0], kept):
            chosen.insert(0, cluster)
    return chosen


def named_span(evidence: Evidence, best: Cluster) -> Span | None:
    """The largest element named for the story that holds all of a cluster."""
    first, last = best.prose[0], best.prose[-1]
    around = [span for span in evidence.named if span.first <= first and last <= span.last]
    return max(around, key=lambda span: span.last - span.first, default=None)


def _stands_with(evidence: Evidence, cluster: Cluster, best: Cluster, named: Span | None) -> bool:
    """Whether prose behind the best cluster is in the element that is named for the story, with no border between.

    Recipes, instructions and statements stand in boxes and lists of their own there.
    """
    start = cluster.prose[0]
    if named is None or not best.prose[-1] < start or cluster.prose[-1] > named.last:
        return False
    gap = range(best.prose[-1] + 1, start)
    listed = sum(evidence.is_related(n) for n in gap)
    return listed <= INLINE_LIST and not any(splits(evidence, n) for n in gap if not evidence.is_related(n))


INLINE_LIST = 6
"""Lines of a list of other stories, heading included, that may stand between two parts of a story."""


WIDEST_GAP = 23
"""Blocks between two parts of a story: a row of pictures, each with its caption and its number."""
WIDEST_GAP_OF_OTHERS = 12
"""The same of blocks that are links or that a rule has told."""


def _belongs(evidence: Evidence, cluster: Cluster, best: Cluster, kept: set[int]) -> bool:
    """Whether a second cluster is part of the story: near it, under no headline of its own, and judged so."""
    first, last = _bounds(evidence, best)
    start, end = _bounds(evidence, cluster)
    behind = start > last
    if not behind:
        title = evidence.title
        if end >= first:
            return True
        if title is None or end < title or any(_is_other_headline(evidence, n) for n in range(title + 1, start)):
            return False
    gap = range(last + 1, start) if behind else range(end + 1, first)
    if len(gap) > (WIDEST_GAP if behind else WIDEST_GAP_OF_OTHERS):
        return False
    # Behind a story's beginning, and in a live blog, the buttons of a row of pictures or of a list are no border.
    buttons = FORM_RULES if behind or best.timed else frozenset()
    if any(splits(evidence, n) and evidence.barred[n] not in buttons for n in gap):
        return False
    if behind and sum(not evidence.free(n) or evidence.blocks[n].link_words > 0 for n in gap) > WIDEST_GAP_OF_OTHERS:
        return False
    if behind and not cluster.timed and _holds_dated_headline(evidence, gap):
        return False
    common = _common(best.home, cluster.home)
    if common is None or min(_steps(best.home, common), _steps(cluster.home, common)) > 2:
        return False
    return not behind or any(n in kept for n in cluster.prose)


def _holds_dated_headline(evidence: Evidence, gap: range) -> bool:
    """Whether a heading with a date under it stands between two clusters: what follows is another article."""
    headline = next((n for n in gap if _is_other_headline(evidence, n)), gap.stop)
    return any(evidence.is_date(n) for n in range(headline + 1, gap.stop))


def _bounds(evidence: Evidence, cluster: Cluster) -> Span:
    """The blocks from a cluster's first prose to its last; of a live blog, with the times, authors and buttons of its
    entries.
    """
    return evidence.page.spans[cluster.home] if cluster.timed else Span(cluster.prose[0], cluster.prose[-1])


def splits(evidence: Evidence, number: int) -> bool:
    verdict = evidence.verdicts[number]
    if evidence.heading_level(number) and is_linked_headline(evidence.blocks[number]):
        return True
    if verdict is not None:
        return verdict.label in END_LABELS or verdict.label in RELATED_LABELS or verdict.label is Label.SHARE
    return evidence.barred[number] is not None


def _common(a: HtmlElement, b: HtmlElement) -> HtmlElement | None:
    above = {a, *a.iterancestors()}
    return next((element for element in (b, *b.iterancestors()) if element in above), None)


def _steps(element: HtmlElement, above: HtmlElement) -> int:
    steps = 0
    node: HtmlElement | None = element
    while node is not None and node is not above:
        steps, node = steps + 1, node.getparent()
    return steps
