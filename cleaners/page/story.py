"""Where the story stands among the blocks that no rule took, and which of them it is.

On a tree: prose that shares an element is a cluster; the cluster that follows the headline, in an element that is named
for it, speaks of the headline's matter and is kept by trafilatura is the story, with what stands between its
paragraphs. On a text: the lines from the first prose to the last.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from math import sqrt

from lxml.html import HtmlElement

from cleaners.page.blocks import Block, Span, ends_sentence
from cleaners.page.judge import judge
from cleaners.page.labels import Label, Verdict
from cleaners.page.markers import find_heading
from cleaners.page.rules.continuity import END_LABELS, has_ended
from cleaners.page.rules.evidence import RELATED_LABELS, Evidence
from cleaners.page.rules.headings import find_reach
from cleaners.page.rules.lists import find_closing_list, is_linked_headline
from cleaners.page.rules.read_also import POINTERS, is_internal
from cleaners.page.rules.sections import is_under_headline
from cleaners.page.rules.teasers import find_appended, is_headline
from cleaners.page.vocabulary import overlap, stems

ARTICLE_TYPES = frozenset(("article", "newsarticle", "blogposting", "reportagenewsarticle"))

SHORTEST_OPENER = 4
"""Words of a line above the first paragraph that is the story's («بسم الله الرحمن الرحيم»); badges have fewer."""

SHORTEST_ITEM = 15
"""Characters of a story that is a single line, such as a link or the sentence under a picture."""


@dataclass(eq=False)
class Cluster:
    """Open prose that shares an element."""

    home: HtmlElement
    prose: list[int]
    score: float = 0.0
    timed: bool = False
    """Whether it is made of entries with a time each, which change the matter as they please."""


@dataclass(frozen=True, slots=True)
class Story:
    """The blocks of the story and how sure that is."""

    blocks: list[int]
    confidence: float


def find_story(evidence: Evidence) -> Story:
    """The story's blocks, in page order; none where the page has no story."""
    if evidence.page.root is None:
        return _find_in_lines(evidence)
    clusters = _find_clusters(evidence)
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


JUDGED = 0.3
"""Share of a cluster's score that is trafilatura's to give."""


def _is_decided(evidence: Evidence, clusters: Sequence[Cluster], everything: set[int]) -> bool:
    """Whether trafilatura could change nothing: one cluster stands alone, and no verdict would put another first."""
    chosen = _choose(evidence, clusters, everything)
    if len(chosen) > 1 or evidence.title is None or evidence.title > chosen[0].prose[0]:
        return False
    others = [cluster.score for cluster in clusters if cluster is not chosen[0]]
    return chosen[0].score * (1 - JUDGED) >= max(others, default=0.0)


def _choose(evidence: Evidence, clusters: Sequence[Cluster], kept: set[int]) -> list[Cluster]:
    """The clusters of the story, in page order, where trafilatura keeps the blocks in `kept`."""
    for cluster in clusters:
        cluster.score = _score(evidence, cluster, clusters, kept)
    best = max(clusters, key=lambda cluster: cluster.score)
    return _gather(evidence, clusters, best, kept)


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
    return judge(root, closed, [block for block in evidence.blocks if evidence.open(block.number)])


def _find_clusters(evidence: Evidence) -> list[Cluster]:
    by_home: dict[HtmlElement, Cluster] = {}
    for block in evidence.blocks:
        n = block.number
        if evidence.prose[n] and evidence.open(n):
            home = evidence.home(n)
            if home is not None:
                by_home.setdefault(home, Cluster(home, [])).prose.append(n)
    return _merge_nested(evidence, _join_entries(evidence, by_home))


ENTRIES = 3
CLOCK = re.compile(r"^\W*\d{1,2}\s*[:.]\s*\d{2}\b")


def _join_entries(evidence: Evidence, by_home: dict[HtmlElement, Cluster]) -> dict[HtmlElement, Cluster]:
    """The clusters, with the entries of a live blog as one: siblings alike that each open with a time of day."""
    joined = dict(by_home)
    for siblings in evidence.alike:
        entries = [element for element in siblings if element in joined and _is_timed(evidence, element)]
        parent = siblings[0].getparent()
        if len(entries) < ENTRIES or parent is None:
            continue
        prose = sorted(n for element in entries for n in joined.pop(element).prose)
        whole = joined.setdefault(parent, Cluster(parent, []))
        whole.prose = sorted(whole.prose + prose)
        whole.timed = True
    return joined


def _is_timed(evidence: Evidence, element: HtmlElement) -> bool:
    first = evidence.page.spans[element].first
    return any(block.words <= 4 and CLOCK.match(block.text) for block in evidence.blocks[first : first + 2])


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


CARD_BLOCKS = 8
CARD_WORDS = 90


def _is_card(evidence: Evidence, cluster: Cluster) -> bool:
    """Whether a cluster is the excerpt on a card: a small element that opens with another story's linked headline."""
    if _mass(evidence, cluster) > CARD_WORDS:
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
    if _mass(evidence, outer) < 0.3 * _mass(evidence, inner):
        return False
    first, last = inner.prose[0], inner.prose[-1]
    return any(first - ADJACENT <= n <= last + ADJACENT for n in outer.prose)


def _depth(element: HtmlElement) -> int:
    return sum(1 for _ in element.iterancestors())


def _mass(evidence: Evidence, cluster: Cluster) -> int:
    return sum(evidence.blocks[n].own_words for n in cluster.prose)


def _score(evidence: Evidence, cluster: Cluster, clusters: Sequence[Cluster], kept: set[int]) -> float:
    """Square root of the cluster's words, so that a short story under its headline outweighs a long one elsewhere."""
    mass = _mass(evidence, cluster)
    score = sqrt(_densest(evidence, cluster))
    first = cluster.prose[0]
    title = evidence.title
    if title is not None:
        score *= _nearness(evidence, title, first, clusters)
        title_stems = stems(evidence.blocks[title].folded)
        passage = {s for n in cluster.prose[:6] for s in stems(evidence.blocks[n].folded)}
        score *= 0.6 + overlap(title_stems, passage)
    if any(span.first <= first <= span.last for span in evidence.named):
        score *= 1.6
    if first > 0 and _is_other_headline(evidence, first - 1):
        score *= 0.5
    if any(
        other.prose[-1] < first and _lies_behind_lists(evidence, other.prose[-1], first) for other in clusters
    ):
        score *= 0.6
    judged = sum(evidence.blocks[n].own_words for n in cluster.prose if n in kept) / mass
    return score * (1 - JUDGED + JUDGED * judged)


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


def _gather(evidence: Evidence, clusters: Sequence[Cluster], best: Cluster, kept: set[int]) -> list[Cluster]:
    """The best cluster and those that continue it, outwards from it."""
    chosen = [best]
    at = list(clusters).index(best)
    named = _named_span(evidence, best)
    for cluster in clusters[at + 1 :]:
        if _stands_with(evidence, cluster, chosen[-1], named) or _belongs(
            evidence, cluster, chosen[-1], kept
        ):
            chosen.append(cluster)
    for cluster in reversed(clusters[:at]):
        if _belongs(evidence, cluster, chosen[0], kept):
            chosen.insert(0, cluster)
    return chosen


def _named_span(evidence: Evidence, best: Cluster) -> Span | None:
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
    listed = sum(_is_listed(evidence, n) for n in gap)
    return listed <= INLINE_LIST and not any(_splits(evidence, n) for n in gap if not _is_listed(evidence, n))


INLINE_LIST = 6
"""Lines of a list of other stories, heading included, that may stand between two parts of a story."""


def _is_listed(evidence: Evidence, number: int) -> bool:
    verdict = evidence.verdicts[number]
    return verdict is not None and verdict.label in RELATED_LABELS


def _belongs(evidence: Evidence, cluster: Cluster, best: Cluster, kept: set[int]) -> bool:
    """Whether a second cluster is part of the story: near it, under no headline of its own, and judged so."""
    first, last = best.prose[0], best.prose[-1]
    start, end = cluster.prose[0], cluster.prose[-1]
    if start > last:
        gap = range(last + 1, start)
    elif end < first:
        if evidence.title is None or end < evidence.title:
            return False
        if any(_is_other_headline(evidence, n) for n in range(evidence.title + 1, start)):
            return False
        gap = range(end + 1, first)
    else:
        return True
    if any(_splits(evidence, n) for n in gap) or len(gap) > 12:
        return False
    common = _common(best.home, cluster.home)
    if common is None or min(_steps(best.home, common), _steps(cluster.home, common)) > 2:
        return False
    return end < first or any(n in kept for n in cluster.prose)


def _splits(evidence: Evidence, number: int) -> bool:
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
    named = _named_span(evidence, one)
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
    return story + _tail(evidence, last, set(region))


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
    if (inside and number in evidence.data_cells) or _is_quoted(evidence, number):
        return True
    home = evidence.home(number)
    if block.tag == evidence.blocks[last].tag and home is evidence.home(last):
        return True
    if block.tag in ("li", "td", "th") and home is evidence.home(number - 1):
        return True
    return inside and (block.words >= 4 or ends_sentence(block.text))


def _find_small(evidence: Evidence) -> list[int]:
    """What is left where no prose is: the lines of an element named for the story, or under the headline."""
    if evidence.title is None:
        return []
    open_lines = [b for b in evidence.blocks if evidence.open(b.number) and b.number > evidence.title]
    for span in evidence.named:
        inside = [b.number for b in open_lines if span.first <= b.number <= span.last]
        if sum(len(evidence.blocks[n].text) for n in inside) >= SHORTEST_ITEM:
            return inside
    lines = _first_lines(evidence, open_lines)
    if lines or not evidence.head.types & ARTICLE_TYPES:
        return lines
    # No element is named: paragraphs between the headline and the first list, on a page that calls itself an article.
    end = next((n for n in range(evidence.title + 1, len(evidence.blocks)) if _splits(evidence, n)), 0)
    return [b.number for b in open_lines if b.number < end and b.tag == "p" and len(b.text) >= SHORTEST_ITEM]


LINES_OF_STORY = 3
WORDS_OF_STORY = 20


def _first_lines(evidence: Evidence, open_lines: Sequence[Block]) -> list[int]:
    """Lines without full stops that share an element right under the headline: breaking news told in lines."""
    lines: list[int] = []
    for block in open_lines:
        if evidence.heading_level(block.number) or any(_splits(evidence, n) for n in lines[-1:]):
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
    total = sum(_mass(evidence, cluster) for cluster in clusters) or 1
    share = sum(_mass(evidence, cluster) for cluster in chosen) / total
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


HEADLINES = 6
"""Lines of a text without prose: so many, and hardly one that ends a sentence, are the headlines of a list."""


def _are_headlines(evidence: Evidence, lines: Sequence[int]) -> bool:
    ends = sum(evidence.blocks[n].text[-1] in ".؟!" for n in lines)
    return len(lines) >= HEADLINES and 4 * ends <= len(lines)


def label_rest(evidence: Evidence, story: Story) -> None:
    """A verdict for every block that has none: the story's, and for the others what their shape says."""
    for number in story.blocks:
        evidence.verdicts[number] = Verdict(Label.STORY, "story")
    first = story.blocks[0] if story.blocks else len(evidence.blocks)
    for block in evidence.blocks:
        n = block.number
        if evidence.verdicts[n] is None:
            rule = evidence.barred[n] or "outside"
            evidence.verdicts[n] = Verdict(_shape(evidence, n, first), rule)
        _absorb(evidence, n)
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
    for block in evidence.blocks[:-2]:
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
    below = [evidence.verdicts[n] for n in range(number + 1, min(span.last, number + 6) + 1)]
    listed = [verdict is not None and verdict.label in RELATED_LABELS for verdict in below]
    return listed[:1] == [True] and sum(listed) >= LIST_ENTRIES


LIST_ENTRIES = 2


def _is_bare_headline(evidence: Evidence, block: Block) -> bool:
    verdict = evidence.verdicts[block.number]
    if verdict is None or verdict.label is not Label.OTHER or not 4 <= block.words <= 25:
        return False
    return (
        not evidence.prose[block.number]
        and block.text[-1] not in ".:"
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
        if (
            verdict is None
            or above is None
            or above.label is not Label.TEASER
            or verdict.label not in BETWEEN
        ):
            continue
        below = next(
            (n for n in range(number + 1, min(number + 4, len(evidence.blocks))) if evidence.prose[n]), None
        )
        if below is not None and (behind := verdicts[below]) is not None and behind.label is Label.TEASER:
            verdicts[number] = above


def _absorb(evidence: Evidence, number: int) -> None:
    """A byline, credit or tag line right behind the text of another article is that article's own."""
    verdict = evidence.verdicts[number]
    before = evidence.verdicts[number - 1] if number else None
    if verdict is None or before is None or verdict.label not in ABSORBED:
        return
    own = before.rule.startswith(ARTICLE_RULES) or (before.rule == "outside" and evidence.prose[number - 1])
    if before.label is Label.TEASER and own:
        evidence.verdicts[number] = before


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
    return Label.NAV if block.link_share > 0.5 else Label.OTHER
