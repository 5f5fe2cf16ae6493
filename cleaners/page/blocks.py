"""Blocks: the runs of text that a reader sees as one piece, in page order.

`split_html` and `split_text` keep every word of the page in exactly one block. A block ends where a browser would
begin a new line: at the edges of block-level elements and at `<br>`. Words that no reader sees (`hidden`,
`display:none`, `template`, `noscript`) are in blocks of their own, marked `hidden`; scripts and styles are no words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from lxml import etree
from lxml.html import HtmlElement

from cleaners.page.arabic import has_plain_words, mend
from cleaners.page.decode import repair_mojibake
from cleaners.page.labels import Verdict
from cleaners.page.lines import fold_both

BLOCK_TAGS = frozenset(
    """address article aside blockquote body br button caption center dd details dialog dir div dl dt
    fieldset figcaption figure footer form frameset h1 h2 h3 h4 h5 h6 header hgroup hr html iframe label
    legend li main menu nav ol option p pre section select summary table tbody td textarea tfoot th
    thead tr ul video audio""".split()
)
SKIPPED_TAGS = frozenset("script style head svg object embed math rt rp".split())
"""No words, or, in ruby, a second spelling of the words beside them."""
_UNREAD = SKIPPED_TAGS | {etree.Comment, etree.ProcessingInstruction, etree.Entity}
"""With the tags of what is no element; `clean_html` drops these while it parses, others may not."""
HIDDEN_TAGS = frozenset(("template", "noscript"))
HEADING_TAGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
BOLD_TAGS = frozenset(["b", "strong"])

DISPLAY_NONE = re.compile(r"display\s*:\s*none", re.IGNORECASE)
# Few elements have one of these: finding them costs a fifth of asking each. By the attribute, since a predicate on all
# elements takes five times as long, and of elements only, since «//» asks the text nodes too.
MAY_HIDE = etree.XPath("descendant::*/@style/.. | descendant::*/@hidden/..")


@dataclass(slots=True)
class Link:
    """A link inside a block: its text and its href as written."""

    text: str
    href: str


@dataclass(slots=True)
class Piece:
    """A text node of a block: where two meet without a space, a page prints two things glued together."""

    text: str
    href: str | None
    bold: bool


@dataclass(slots=True, eq=False)
class Block:
    """A run of text that a reader sees as one piece; a line of plain text is a Block that knows less."""

    number: int
    """Its place on the page, from 0."""
    text: str
    """Mended (see `arabic.mend`), white space folded to one space."""
    element: HtmlElement | None
    """The block-level element that holds the text; None in plain text."""
    pieces: tuple[Piece, ...] = ()
    """The text nodes, white space folded; empty in plain text."""
    links: tuple[Link, ...] = ()
    words: int = 0
    link_words: int = 0
    """Words inside links."""
    bold_words: int = 0
    """Words inside `<b>` and `<strong>`."""
    hidden: bool = False
    gapped: bool = False
    """Plain text only: it was one of many parts of a line, with wide gaps between them."""
    repaired: bool = False
    """It stood on the page as mojibake: see `decode.repair_mojibake`."""
    bulleted: bool = False
    """Plain text only: the line began with a bullet, which `text` still holds."""
    glued: bool = False
    """It was parted from the block before it, with which it shares an element or a line."""
    _forms: tuple[str, str] | None = field(default=None, repr=False)
    """The text folded, and that bare: whoever asks for one asks for the other, and one reading gives both."""

    @property
    def folded(self) -> str:
        """The text for matching: see `arabic.fold`."""
        if self._forms is None:
            self._forms = fold_both(self.text)
        return self._forms[0]

    @property
    def bare(self) -> str:
        """The folded text without digits and punctuation at its ends: see `lines.bare`."""
        if self._forms is None:
            self._forms = fold_both(self.text)
        return self._forms[1]

    @property
    def own_words(self) -> int:
        """Words outside links."""
        return self.words - self.link_words

    @property
    def link_share(self) -> float:
        """Share of the words that are inside links, 0..1."""
        return self.link_words / self.words if self.words else 0.0

    @property
    def tag(self) -> str:
        """Tag of the element that holds it; `line` in plain text."""
        return str(self.element.tag) if self.element is not None else "line"

    @property
    def href(self) -> str | None:
        """Where its first link leads."""
        return self.links[0].href if self.links else None

    @property
    def spaced(self) -> str:
        """The text with a space wherever two text nodes meet: for reading lines whose labels are glued."""
        return " ".join([piece.text for piece in self.pieces]) if len(self.pieces) > 1 else self.text


class Labelled(NamedTuple):
    """A block and what it is."""

    block: Block
    verdict: Verdict


class Span(NamedTuple):
    """The blocks of an element: `first` to `last`, both included."""

    first: int
    last: int


Part = Callable[[Block], list[Block]]
Node = tuple[str, str | None, bool]
"""A text node as it stands: its text, the href it is inside of, whether it is bold."""
_Opened = tuple[HtmlElement, bool, int, HtmlElement, str | None, bool, bool, int]
"""An element that has begun: itself, whether it ends the block before and in it, how many blocks stood before it, and
what held around it: the owner of the text, the link, whether bold, whether hidden, how many children are to come."""


@dataclass(eq=False)
class Page:
    """The blocks of a page and, where there is a tree, which blocks each element holds."""

    blocks: list[Block]
    root: HtmlElement | None = None
    spans: dict[HtmlElement, Span] = field(default_factory=dict)


SENTENCE_END = re.compile(r"[.!?؟…։۔。]['\"»”’)\]]*\s*$")
SENTENCE_INSIDE = re.compile(r"[.!?؟…،؛,;:]['\"»”’)]*\s")


def ends_sentence(text: str) -> bool:
    """Whether the text ends as a sentence does."""
    return bool(SENTENCE_END.search(text[-8:]))


def is_prose(block: Block) -> bool:
    """Whether a block reads like running text rather than like a headline, a label or a menu.

    Twelve words outside links and a full stop, or 24 without one: of the headlines in the site catalogue's feeds
    and of menu lines none has both; a paragraph of a story seldom has less.
    """
    if block.hidden or block.own_words < 8 or block.link_words > block.own_words:
        return False
    if block.own_words >= 24:
        return True
    if block.own_words >= 12:
        return ends_sentence(block.text) or "،" in block.text or ". " in block.text
    return ends_sentence(block.text) and block.text[-1:] in '.؟!»”"' and not block.text.endswith("..")


def split_html(root: HtmlElement, part: Part = lambda block: [block]) -> Page:
    """The blocks of a parsed page; `part` parts a block that is several things glued together."""
    body = root.find("body")
    return _Splitter(part).split(root, root if body is None else body)


class _Splitter:
    """One walk over the tree in document order, with its state."""

    def __init__(self, part: Part) -> None:
        self.part = part
        self.blocks: list[Block] = []
        self.spans: dict[HtmlElement, Span] = {}
        self.pending: list[Node] = []

    def split(self, root: HtmlElement, body: HtmlElement) -> Page:
        """The walk: the one loop that touches every element of a page, so it calls little.

        Each element is met once, at its start. `left` counts the children that an open element still waits for; with
        the last of them it ends, and what held around it holds again. Most elements have no child and end at once.
        """
        blocks, spans, pending, flush = self.blocks, self.spans, self.pending, self._flush
        hiding = _find_hiding(body)
        owner, href, bold, hidden = body, None, False, False
        opened: list[_Opened] = []
        left = len(body) + 1  # The body itself never ends inside the loop.
        span = Span(0, -1)
        unseen = 0
        if body.text and not body.text.isspace():
            pending.append((body.text, None, False))
        for element in body.iterdescendants():
            if unseen:
                unseen -= 1
                continue
            tag, text, children = element.tag, element.text, len(element)
            if tag in _UNREAD:
                unseen = sum(1 for _ in element.iterdescendants()) if children else 0
            elif not children and not text:  # `<br>`, a picture, an icon: all it may do is end a line
                if pending and (tag in BLOCK_TAGS or element in hiding):
                    flush(owner, hidden)
            else:
                begins_line, hides = tag in BLOCK_TAGS, element in hiding
                parts = begins_line or hides
                if parts and pending:
                    flush(owner, hidden)
                if children:
                    opened.append((element, parts, len(blocks), owner, href, bold, hidden, left))
                    left = children
                    if begins_line:
                        owner = element
                    elif tag == "a":
                        href = element.get("href") or ""
                    elif tag in BOLD_TAGS:
                        bold = True
                    hidden = hidden or hides
                    if text and (pending or not text.isspace()):
                        pending.append((text, href, bold))
                    continue
                if text and (pending or not text.isspace()):
                    link = (element.get("href") or "") if tag == "a" else href
                    pending.append((text, link, bold or tag in BOLD_TAGS))
                    if parts:
                        first = len(blocks)
                        flush(element if begins_line else owner, hidden or hides)
                        if len(blocks) > first:
                            spans[element] = span = Span(first, len(blocks) - 1)
            text = element.tail
            if text and (pending or not text.isspace()):
                pending.append((text, href, bold))
            left -= 1
            while not left:
                ended = opened.pop()
                if ended[1] and pending:
                    flush(owner, hidden)
                element, _, first, owner, href, bold, hidden, left = ended
                last = len(blocks) - 1
                if last >= first:
                    if span.first != first or span.last != last:  # else it holds what its last child holds
                        span = Span(first, last)
                    spans[element] = span
                text = element.tail
                if text and (pending or not text.isspace()):
                    pending.append((text, href, bold))
                left -= 1
        if pending:
            flush(owner, hidden)
        if blocks:
            spans[body] = Span(0, len(blocks) - 1)
        return Page(blocks, root, spans)

    def _flush(self, owner: HtmlElement, hidden: bool) -> None:
        """Makes a block of the text nodes that are pending."""
        block = make_block(len(self.blocks), self.pending, owner)
        self.pending.clear()
        if block is not None:
            block.hidden = hidden
            parts = self.part(block)
            self.blocks += parts if len(parts) == 1 else number_from(len(self.blocks), parts)


def _find_hiding(body: HtmlElement) -> set[HtmlElement]:
    """The elements that hide what they hold."""
    styled = MAY_HIDE(body)
    assert isinstance(styled, list)
    return {element for element in styled if _hides(element)}.union(body.iter(*HIDDEN_TAGS))


def _hides(element: HtmlElement) -> bool:
    """Whether an element hides what it holds by an attribute."""
    return element.get("hidden") is not None or DISPLAY_NONE.search(element.get("style") or "") is not None


def make_block(number: int, nodes: list[Node], element: HtmlElement | None) -> Block | None:
    """A block from its text nodes; None where they hold no word."""
    raw = nodes[0][0] if len(nodes) == 1 else "".join([node[0] for node in nodes])
    # By far the most blocks are plain but for no-break spaces: nothing to repair or to mend, only to fold.
    plain = has_plain_words(raw)
    repaired = None if plain else repair_mojibake(raw)
    tokens = (raw if plain else mend(repaired or raw)).split()
    if not tokens:
        return None
    text, words = " ".join(tokens), len(tokens)
    if len(nodes) == 1 or repaired:
        _, href, bold = nodes[0]
        pieces: tuple[Piece, ...] = (Piece(text, href, bold),)
        links: tuple[Link, ...] = () if href is None else (Link(text, href),)
        link_words, bold_words = (0 if href is None else words), (words if bold else 0)
    else:
        pieces = _fold_nodes(nodes, plain)
        # Glued pieces are one word of the block.
        linked, in_bold = _count_words(pieces)
        link_words, bold_words = min(linked, words), min(in_bold, words)
        links = _links(pieces) if link_words else ()
    block = Block(number, text, element, pieces, links, words, link_words, bold_words)
    if repaired:
        block.repaired = True
    return block


def _fold_nodes(nodes: list[Node], plain: bool) -> tuple[Piece, ...]:
    """The text nodes that hold a word, white space folded; mended unless they are `plain`."""
    pieces: list[Piece] = []
    for raw, href, bold in nodes:
        words = (raw if plain else mend(raw)).split()
        if words:
            pieces.append(Piece(" ".join(words), href, bold))
    return tuple(pieces)


def _count_words(pieces: tuple[Piece, ...]) -> tuple[int, int]:
    """The words of pieces inside links and in bold type."""
    linked = bold = 0
    for piece in pieces:
        if piece.href is not None:
            linked += piece.text.count(" ") + 1
        if piece.bold:
            bold += piece.text.count(" ") + 1
    return linked, bold


def _links(pieces: tuple[Piece, ...]) -> tuple[Link, ...]:
    links: list[Link] = []
    before: str | None = None
    for piece in pieces:
        if piece.href is not None:
            if links and before == piece.href:
                links[-1] = Link(f"{links[-1].text} {piece.text}", piece.href)
            else:
                links.append(Link(piece.text, piece.href))
        before = piece.href
    return tuple(links)


# Not every character that str.splitlines takes: a form feed or U+0085 stands inside badly extracted lines.
SPLIT_LINES = re.compile(r"\r\n|[\n\r\u2028\u2029]")
BULLET = re.compile(r"^\s*(?:[•▪◾◦●■»›>|←→⬅➡◄►◀▶👈]\s*|[–\-*]\s*(?=\D))")
# Headlines of a list that lost its markup: parted by runs of spaces. Prose has no such runs.
WIDE_GAP = re.compile(r"[ \t\u00a0]{3,}")
GAPS = 4
"""Lines with so many parts or more are lists."""


LONGEST_ITEM = 160
"""Characters of a bulleted headline; what is longer is an answer or a paragraph that begins with a dash."""


def split_text(text: str, part: Part = lambda block: [block]) -> Page:
    """The blocks of a plain text: its lines that hold a word."""
    blocks: list[Block] = []
    for raw, gapped in _split_lines(text):
        repaired = repair_mojibake(raw)
        folded = " ".join(mend(repaired or raw).split())
        if folded:
            block = Block(
                number=len(blocks),
                text=folded,
                element=None,
                words=len(folded.split()),
                bulleted=len(folded) < LONGEST_ITEM and bool(BULLET.match(folded)),
                gapped=gapped,
                repaired=repaired is not None,
            )
            blocks.extend(number_from(len(blocks), part(block)))
    return Page(blocks)


def _split_lines(text: str) -> Iterator[tuple[str, bool]]:
    """The lines of a text, each with whether it is one of many parts of a line."""
    for line in SPLIT_LINES.split(text):
        parts = WIDE_GAP.split(line.strip())
        if len(parts) >= GAPS:
            yield from ((part, True) for part in parts)
        else:
            yield line, False


def number_from(start: int, blocks: list[Block]) -> list[Block]:
    """The blocks, numbered from `start` on."""
    for offset, block in enumerate(blocks):
        block.number = start + offset
    return blocks
