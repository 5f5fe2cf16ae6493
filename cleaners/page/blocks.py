"""Blocks: the runs of text that a reader sees as one piece, in page order.

`split_html` and `split_text` keep every word of the page in exactly one block. A block ends where a browser would
begin a new line: at the edges of block-level elements and at `<br>`. Words that no reader sees (`hidden`,
`display:none`, `template`, `noscript`) are in blocks of their own, marked `hidden`; scripts and styles are no words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from lxml import etree
from lxml.html import HtmlElement

from cleaners.page.arabic import is_plain, mend
from cleaners.page.decode import repair_mojibake
from cleaners.page.labels import Verdict
from cleaners.page.lines import bare_line, fold_line

BLOCK_TAGS = frozenset(
    """address article aside blockquote body br button caption center dd details dialog dir div dl dt
    fieldset figcaption figure footer form frameset h1 h2 h3 h4 h5 h6 header hgroup hr html iframe label
    legend li main menu nav ol option p pre section select summary table tbody td textarea tfoot th
    thead tr ul video audio""".split()
)
SKIPPED_TAGS = frozenset("script style head svg object embed math rt rp".split())
"""No words, or, in ruby, a second spelling of the words beside them."""
HIDDEN_TAGS = frozenset(("template", "noscript"))
HEADING_TAGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
BOLD_TAGS = frozenset(["b", "strong"])

DISPLAY_NONE = re.compile(r"display\s*:\s*none", re.IGNORECASE)


class Link(NamedTuple):
    """A link inside a block: its text and its href as written."""

    text: str
    href: str


class Piece(NamedTuple):
    """A text node of a block: where two meet without a space, a page prints two things glued together."""

    text: str
    href: str | None
    bold: bool


class Labelled(NamedTuple):
    """A block and what it is."""

    block: Block
    verdict: Verdict


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
    _folded: str | None = field(default=None, repr=False)
    _bare: str | None = field(default=None, repr=False)

    @property
    def folded(self) -> str:
        """The text for matching: see `arabic.fold`."""
        if self._folded is None:
            self._folded = fold_line(self.text)
        return self._folded

    @property
    def bare(self) -> str:
        """The folded text without digits and punctuation at its ends: see `lines.bare`."""
        if self._bare is None:
            self._bare = bare_line(self.folded)
        return self._bare

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
        return " ".join(piece.text for piece in self.pieces) if len(self.pieces) > 1 else self.text


class Span(NamedTuple):
    """The blocks of an element: `first` to `last`, both included."""

    first: int
    last: int


Part = Callable[[Block], list[Block]]
Node = tuple[str, str | None, bool]
"""A text node as it stands: its text, the href it is inside of, whether it is bold."""


@dataclass(eq=False)
class Page:
    """The blocks of a page and, where there is a tree, which blocks each element holds."""

    blocks: list[Block]
    root: HtmlElement | None = None
    spans: dict[HtmlElement, Span] = field(default_factory=dict)

    @cached_property
    def prose_words(self) -> int:
        """Words outside links of all visible blocks that read like prose."""
        return sum(block.own_words for block in self.blocks if is_prose(block))


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
    return _Splitter(root if body is None else body, part).split(root)


class _Splitter:
    """One walk over the tree in document order, with its state."""

    def __init__(self, body: HtmlElement, part: Part) -> None:
        self.body = body
        self.part = part
        self.blocks: list[Block] = []
        self.spans: dict[HtmlElement, Span] = {}
        self.pending: list[Node] = []
        self.owners: list[HtmlElement] = [body]
        self.hiding: list[HtmlElement] = []
        # Few elements have one of these: asking each one costs more than the rest of the walk.
        may_hide = body.xpath(".//*[@hidden or @style]")
        assert isinstance(may_hide, list)
        self.hidden = {
            element for element in may_hide if isinstance(element, HtmlElement) and _hides(element)
        }

    def split(self, root: HtmlElement) -> Page:
        """The walk: the one loop that touches every element of a page, so it calls little."""
        first: list[int] = []
        links: list[str] = []
        bold = 0
        walk = etree.iterwalk(self.body, events=("start", "end"))
        for event, element in walk:
            tag = element.tag
            if event == "start":
                if tag in SKIPPED_TAGS:
                    walk.skip_subtree()
                    continue
                if tag in BLOCK_TAGS:
                    self._flush()
                    self.owners.append(element)
                elif tag == "a":
                    links.append(element.get("href") or "")
                elif tag in BOLD_TAGS:
                    bold += 1
                if tag in HIDDEN_TAGS or element in self.hidden:
                    self._flush()
                    self.hiding.append(element)
                first.append(len(self.blocks))
                text = element.text
            else:
                if tag not in SKIPPED_TAGS:
                    self._close(element, tag, first.pop())
                    if tag == "a":
                        links.pop()
                    elif tag in BOLD_TAGS:
                        bold -= 1
                text = element.tail if element is not self.body else None
            if text and (self.pending or not text.isspace()):
                self.pending.append((text, links[-1] if links else None, bold > 0))
        self._flush()
        return Page(self.blocks, root, self.spans)

    def _close(self, element: HtmlElement, tag: str, first: int) -> None:
        if self.hiding and self.hiding[-1] is element:
            self._flush()
            self.hiding.pop()
        if tag in BLOCK_TAGS:
            self._flush()
            self.owners.pop()
        last = len(self.blocks) - 1
        if last >= first:
            self.spans[element] = Span(first, last)

    def _flush(self) -> None:
        if not self.pending:
            return
        pending, self.pending = self.pending, []
        block = make_block(len(self.blocks), pending, self.owners[-1])
        if block is not None:
            block.hidden = bool(self.hiding)
            parts = self.part(block)
            self.blocks += parts if len(parts) == 1 else number_from(len(self.blocks), parts)


def _hides(element: HtmlElement) -> bool:
    if element.get("hidden") is not None:
        return True
    style = element.get("style")
    return style is not None and DISPLAY_NONE.search(style) is not None


def make_block(number: int, pending: list[Node], element: HtmlElement | None) -> Block | None:
    """A block from its text nodes; None where they hold no word."""
    raw = "".join([node[0] for node in pending])
    # By far the most blocks are plain but for no-break spaces: nothing to repair or to mend, only to fold.
    plain = is_plain(raw.replace("\xa0", " "))
    repaired = None if plain else repair_mojibake(raw)
    tokens = (raw if plain else mend(repaired or raw)).split()
    if not tokens:
        return None
    text, words = " ".join(tokens), len(tokens)
    pieces: tuple[Piece, ...]
    if len(pending) == 1 or repaired:
        _, href, bold = pending[0]
        pieces = (Piece(text, href, bold),)
        link_words, bold_words = words * (href is not None), words * bold
    else:
        pieces = tuple(
            Piece(folded, href, bold)
            for raw, href, bold in pending
            if (folded := " ".join((raw if plain else mend(raw)).split()))
        )
        link_words = sum(piece.text.count(" ") + 1 for piece in pieces if piece.href is not None)
        bold_words = sum(piece.text.count(" ") + 1 for piece in pieces if piece.bold)
    return Block(
        number=number,
        text=text,
        element=element,
        pieces=pieces,
        links=_links(pieces) if link_words else (),
        words=words,
        link_words=min(link_words, words),
        bold_words=min(bold_words, words),
        repaired=repaired is not None,
    )


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
BULLET = re.compile(r"^\s*(?:[•▪◾◦●■»›>|]\s*|[–\-*]\s*(?=\D))")
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
