"""The page's own headline, wherever the page prints it.

Reads: the head's titles (`og:title`, JSON-LD, `<title>`), `<h1>`. Must not match: the headline of another story in an
`<h1>` of its own, a section's name, the site's name in `<h1>`.
"""

from __future__ import annotations

from collections.abc import Iterable

from cleaners.page.arabic import fold
from cleaners.page.labels import Label
from cleaners.page.lines import bare
from cleaners.page.rules.evidence import Cut, Evidence, cut

SHORTEST = 12
"""Folded characters; a shorter headline may stand inside another by chance."""

WORDS_OF_LOGO = 2


def find_title(evidence: Evidence) -> Iterable[Cut]:
    """All blocks that repeat the headline; sets `evidence.title` to the one that the story stands under."""
    if evidence.page.root is None:
        return
    wanted = _agreeing([line for title in evidence.head.titles if (line := bare(fold(title)))])
    lines = [block.bare if block.words <= 60 else "" for block in evidence.blocks]
    same = [n for n, line in enumerate(lines) if line and _is_title(line, wanted) and evidence.free(n)]
    evidence.title = _choose(evidence, same)
    evidence.titled = evidence.title is not None or not wanted
    if evidence.title is None:
        evidence.title = _first_heading(evidence)
        same = (
            []
            if evidence.title is None
            else [n for n, line in enumerate(lines) if line == lines[evidence.title]]
        )
    if evidence.title is not None:
        yield cut(same, Label.TITLE, "title")
        yield cut(_beside(evidence, evidence.title), Label.TITLE, "title:beside")


def _agreeing(titles: list[str]) -> list[str]:
    """The titles that speak of the same story as the first: the others are `<h1>` of other stories."""
    if not titles:
        return []
    first = set(titles[0].split())
    return [t for t in titles if len(first & set(t.split())) * 2 >= min(len(first), len(t.split()))]


def _is_title(line: str, wanted: list[str]) -> bool:
    if line in wanted:
        return True
    if len(line) < SHORTEST:  # as most lines of a page
        return False
    for title in wanted:
        shorter, longer = (line, title) if len(line) <= len(title) else (title, line)
        if (
            len(shorter) >= SHORTEST
            and 3 * len(shorter) >= 2 * len(longer)
            and (longer.startswith(shorter) or longer.endswith(shorter))
        ):
            return True
    return False


def _choose(evidence: Evidence, same: list[int]) -> int | None:
    """`<h1>` before other headings before plain lines; among equals the first that prose follows."""

    def rank(number: int) -> tuple[int, int]:
        level = evidence.heading_level(number) or 9
        linked = evidence.blocks[number].link_share > 0.5
        return (level + (4 if linked and level > 1 else 0), number)

    visible = [
        n
        for n in same
        if not evidence.blocks[n].hidden and (evidence.blocks[n].words >= 3 or evidence.heading_level(n))
    ]
    # Where one has the words of a headline, a name of one or two words is the site's.
    whole = [n for n in visible if evidence.blocks[n].words > WORDS_OF_LOGO]
    return min(whole or visible, key=rank) if visible else None


def _first_heading(evidence: Evidence) -> int | None:
    """The first `<h1>` of three words or more outside links, where the head names no title that the page prints."""
    for level in (1, 2):
        for block in evidence.blocks:
            number = block.number
            if block.own_words >= 3 and evidence.open(number) and evidence.heading_level(number) == level:
                # A second-level heading behind paragraphs heads another story, or a part of this one.
                above = sum(evidence.prose[:number]) if level > 1 else 0
                return number if above < 2 else None
    return None


def _beside(evidence: Evidence, title: int) -> list[int]:
    """Kicker and subtitle: other lines of the headline's own heading element, or subheads right under it."""
    home = evidence.home(title)
    span = evidence.span(home) if home is not None else None
    beside = []
    if span is not None and home is not None and span.last - span.first <= 2:
        in_heading = home.tag in ("h1", "h2", "a", "hgroup") or any(
            parent.tag in ("h1", "hgroup", "a") for parent in home.iterancestors()
        )
        if in_heading:
            beside += [n for n in range(span.first, span.last + 1) if n != title and not evidence.prose[n]]
    below = title + 1
    if below < len(evidence.blocks) and evidence.open(below) and evidence.heading_level(below) == 2:
        block = evidence.blocks[below]
        if 4 <= block.words <= 40 and not block.link_words and evidence.home(below) is home:
            beside.append(below)
    return beside
