"""Labelled blocks to the columns of a record: headlines of other stories, their teasers, and the rest."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from urllib.parse import urljoin

from cleaners.page.article import Related, RelatedKind, Removed, Teaser
from cleaners.page.blocks import Block, Labelled, Link
from cleaners.page.labels import Label

KINDS: dict[Label, RelatedKind] = {
    Label.READ_ALSO: "read_also",
    Label.RELATED: "related",
    Label.MOST_READ: "most_read",
    Label.LATEST: "latest",
}
COLUMNS = frozenset((Label.STORY, Label.COMMENT, Label.TEASER, *KINDS))
"""Labels that have a column of their own; the others go to `removed`."""
NAMES = {label: label.value for label in Label}
"""As plain strings: an enumeration's `value` is a call each time."""


def join_story(labelled: Iterable[Labelled]) -> str:
    """The story's paragraphs, parted by one newline; parts of one line are joined by a space."""
    lines: list[str] = []
    last = -2
    for block, verdict in labelled:
        if verdict.label is not Label.STORY:
            continue
        if block.glued and lines and last == block.number - 1:
            lines[-1] += " " + block.text
        else:
            lines.append(block.text)
        last = block.number
    return "\n".join(lines)


def list_related(labelled: Iterable[Labelled], url: str | None) -> list[Related]:
    """Headlines of other stories with their headings, in page order; one entry a block, or a link where it has many."""
    related = []
    for block, verdict in labelled:
        kind = KINDS.get(verdict.label)
        if kind is None:
            continue
        if len(block.links) > 2 or _holds_two(block):
            links = part_links(block)
            related += [Related(title=link.text, url=_absolute(link.href, url), kind=kind) for link in links]
        else:
            href = block.links[0].href if block.links else None
            related.append(Related(title=block.text, url=_absolute(href, url), kind=kind))
    return related


HEADLINE = 4
"""Words of the shortest of two headlines on a line; a section or a button beside one has fewer."""


def _holds_two(block: Block) -> bool:
    """Whether a block is two headlines, often glued: links of a headline's length to two stories."""
    two = len(block.links) == 2 and block.links[0].href != block.links[1].href
    return two and all(link.text.count(" ") + 1 >= HEADLINE for link in block.links)


def part_links(block: Block) -> list[Link]:
    """A block of many links as one entry a link, each with the words up to the next: no word is left out."""
    parts: list[Link] = []
    before: str | None = None
    for piece in block.pieces:
        if not parts or (piece.href is not None and piece.href != before and parts[-1].href):
            parts.append(Link(piece.text, piece.href or ""))
        else:
            parts[-1] = Link(f"{parts[-1].text} {piece.text}", parts[-1].href or piece.href or "")
        before = piece.href if piece.href is not None else before
    return parts


def list_removed(labelled: Iterable[Labelled]) -> list[Removed]:
    """All blocks that have no column of their own, in page order."""
    return [
        Removed(label=NAMES[verdict.label], rule=verdict.rule, text=block.text)
        for block, verdict in labelled
        if verdict.label not in COLUMNS
    ]


def list_teasers(labelled: Sequence[Labelled], url: str | None) -> list[Teaser]:
    """Runs of teaser blocks: the first short line of a run that is no sentence is its headline, the rest its text."""
    return [_teaser(run, url) for run in _runs(labelled, Label.TEASER)]


def _runs(labelled: Sequence[Labelled], label: Label) -> list[list[Labelled]]:
    runs: list[list[Labelled]] = []
    last = -9
    for item in labelled:
        if item.verdict.label is label:
            if item.block.number - last > 2:
                runs.append([])
            runs[-1].append(item)
            last = item.block.number
    return runs


def _teaser(run: Sequence[Labelled], url: str | None) -> Teaser:
    texts = [item.block.text for item in run]
    headed = len(texts) > 1 and run[0].block.words <= 30 and not texts[0].endswith(".")
    title = texts.pop(0) if headed else None
    href = next((item.block.href for item in run if item.block.href), None)
    return Teaser(title=title, text="\n".join(texts), url=_absolute(href, url))


# An absolute address without dots as segments, brackets or signs at its end: joining would give the same.
STANDS = re.compile(r"https?://[^/?#;\[\]\s]+(?:/(?!\.)[^?#;\[\]\s]*)")
# The path of one, from the root of the site: joining would only put scheme and host before it.
ROOTED = re.compile(r"/(?![/\\])[^?#;\[\]\s]*")
# Scheme and host of a page's address; others than plain ones are for `urljoin` to judge.
ORIGIN = re.compile(r"https?://[A-Za-z0-9.:_-]+(?=[/?#]|\Z)")


def _absolute(href: str | None, url: str | None) -> str | None:
    if not href or href.startswith(("#", "javascript:")):
        return None
    if url is None:
        return href
    if STANDS.fullmatch(href):
        return href
    if "/." not in href and ROOTED.fullmatch(href) and (origin := ORIGIN.match(url)):
        return origin[0] + href
    try:
        return urljoin(url, href)
    except ValueError:
        return None
