"""Labelled blocks to the columns of a record: comments, headlines of other stories, their teasers, and the rest."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from urllib.parse import urljoin

from cleaners.page.article import Comment, Related, RelatedKind, Removed, Teaser
from cleaners.page.blocks import Block, Labelled, Link
from cleaners.page.dates import is_date_line
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
        if len(block.links) > 2:
            links = part_links(block)
            related += [Related(title=link.text, url=_absolute(link.href, url), kind=kind) for link in links]
        else:
            href = block.links[0].href if block.links else None
            related.append(Related(title=block.text, url=_absolute(href, url), kind=kind))
    return related


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
    """Runs of teaser blocks: the first short line of a run is its headline, the rest its text."""
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
    title = texts.pop(0) if len(texts) > 1 and run[0].block.words <= 30 else None
    href = next((item.block.href for item in run if item.block.href), None)
    return Teaser(title=title, text="\n".join(texts), url=_absolute(href, url))


SAID = re.compile(r"^[\W_]*(?P<author>[^:：]{2,40}?)\s*[:：]\s*(?P<text>\S.*)$", re.DOTALL)
TOPIC = re.compile(r"^\W*الموضوع\s*[:：]")
REPLIES = re.compile(r"^\W*(?:رد[ّ]?ا?ً?ا?\s+على|in reply to)\s+(?P<author>\S.{0,38}?)\W*$", re.IGNORECASE)
SAYS = re.compile(r"\s(?:يقول|تقول|كتب|كتبت|قال|قالت)\s*:?\s*$")


def list_comments(labelled: Sequence[Labelled]) -> list[Comment]:
    """Reader comments in page order, each split into author, time, text, topic and whom it answers."""
    drafts: list[dict[str, str]] = []
    topic_open = False
    for block, verdict in labelled:
        if verdict.label is not Label.COMMENT:
            topic_open = False
            continue
        if verdict.rule == "shape:name-colon-topic":
            topic_open = _add_site_wide(drafts, block.text, topic_open)
        elif verdict.rule == "shape:readers":
            drafts.append({"text": block.text})
        else:
            _add_thread_line(drafts, [piece.text for piece in block.pieces] or [block.text], block.words)
    return [
        Comment(
            author=draft.get("author"),
            text=draft.get("text", ""),
            posted_raw=draft.get("posted"),
            topic=draft.get("topic"),
            reply_to=draft.get("reply_to"),
        )
        for draft in drafts
    ]


def _add_site_wide(drafts: list[dict[str, str]], text: str, topic_open: bool) -> bool:
    """One line of a site-wide list; returns whether the next line is the topic's headline."""
    if TOPIC.match(text):
        if not drafts or "topic" in drafts[-1]:
            drafts.append({})
        drafts[-1]["topic"] = text
        return True
    if topic_open:
        drafts[-1]["topic"] += " " + text
        return False
    said = SAID.match(text)
    drafts.append({"author": said["author"], "text": said["text"]} if said else {"text": text})
    return False


def _add_thread_line(drafts: list[dict[str, str]], pieces: Sequence[str], words: int) -> None:
    """One block of a thread: an author's name begins a comment, a date dates it, all else is its text."""
    text = " ".join(pieces)
    if is_date_line(text):
        if not drafts or "posted" in drafts[-1]:
            drafts.append({})
        drafts[-1]["posted"] = text
        return
    if words <= 12 and len(pieces) > 1 and is_date_line(pieces[-1]):
        drafts.append({"author": SAYS.sub("", " ".join(pieces[:-1])), "posted": pieces[-1]})
        return
    if drafts and "text" not in drafts[-1] and (answered := _answered(drafts, text)):
        drafts[-1]["reply_to"] = answered
        return
    if words <= 5 and (not drafts or "text" in drafts[-1]):
        drafts.append({"author": SAYS.sub("", text)})
        return
    if not drafts or ("text" in drafts[-1] and "author" not in drafts[-1]):
        drafts.append({})
    draft = drafts[-1]
    draft["text"] = f"{draft['text']}\n{text}" if "text" in draft else text


def _answered(drafts: Sequence[dict[str, str]], text: str) -> str | None:
    """«ردّ على أبو أحمد»: the name, where one of the comments above is his; «رد على الظلم» is what somebody says."""
    match = REPLIES.match(text)
    if match and any(draft.get("author") == match["author"] for draft in drafts):
        return match["author"]
    return None


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
