"""What rules read and what they give."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from lxml.html import HtmlElement

from cleaners.page.blocks import HEADING_TAGS, Block, Page, Span, is_prose, number_from
from cleaners.page.dates import is_date_line
from cleaners.page.labels import Label, Verdict
from cleaners.page.metadata import Head
from cleaners.page.sites import Site


class Cut(NamedTuple):
    """Blocks that one piece of evidence takes from the story, together or not at all."""

    verdicts: Mapping[int, Verdict]
    """By block number."""
    proven: bool = False
    """Whether a second piece of evidence stands behind it: only then may it take most of a page's prose."""


@lru_cache(maxsize=8_192)
def _is_date_line(text: str) -> bool:
    """Remembered: the cards and tickers of a site bear the same few dates on every page."""
    return is_date_line(text)


DATED_LINE = 20
"""Words of a line of name, place, date and time."""


def ends_with_date(block: Block) -> bool:
    """Whether a short line of several text nodes ends in a date of its own: its commas part names, not clauses."""
    return 1 < len(block.pieces) <= block.words <= DATED_LINE and _is_date_line(block.pieces[-1].text)


def cut(numbers: Iterable[int], label: Label, rule: str, *, proven: bool = False) -> Cut:
    """A cut whose blocks all get the same label."""
    return Cut(dict.fromkeys(numbers, Verdict(label, rule)), proven)


NEAR = 8
"""Blocks between a headline or a paragraph and the byline that belongs to it."""


@dataclass(eq=False)
class Evidence:
    """A page while it is being labelled. Rules read it; only `take` and `bar` write."""

    page: Page
    head: Head
    site: Site | None = None
    url: str | None = None
    title: int | None = None
    """Number of the block that is the story's headline."""
    titled: bool = True
    """Whether one of the head's titles stands on the page."""
    verdicts: list[Verdict | None] = field(default_factory=list)
    named: list[Span] = field(default_factory=list)
    """The blocks of elements whose name says that they hold the story."""
    barred: list[str | None] = field(default_factory=list)
    """The rule that keeps a block out of the story while its label is left to its shape."""

    def __post_init__(self) -> None:
        # Rules ask for these thousands of times a page: attributes, not properties.
        self.blocks = self.page.blocks
        """The page's blocks."""
        self.verdicts = [None] * len(self.blocks)
        self.barred = [None] * len(self.blocks)
        self.prose = [is_prose(block) and not ends_with_date(block) for block in self.blocks]
        self.prose_words = {block.number: block.own_words for block in self.blocks if self.prose[block.number]}
        """Words outside links of each block of prose."""
        self._dates: list[bool | None] = [None] * len(self.blocks)
        self._levels: list[int | None] = [None] * len(self.blocks)
        self._data_cells: frozenset[int] | None = None
        self._alike: list[list[HtmlElement]] | None = None
        self._near: range | None = None

    def replace_blocks(self, blocks: list[Block]) -> None:
        """Puts parted blocks in the place of the page's, before any rule has spoken."""
        self.page = Page(number_from(0, blocks), self.page.root)
        self.__post_init__()

    def is_date(self, number: int) -> bool:
        """Whether a block is a date and nothing else."""
        known = self._dates[number]
        if known is None:
            block = self.blocks[number]
            known = self._dates[number] = block.words <= 16 and _is_date_line(block.spaced)
        return known

    @property
    def data_cells(self) -> frozenset[int]:
        """Blocks of tables that hold data (line-ups, prices, times), not of those that lay out a page."""
        if self._data_cells is None:
            self._data_cells = _find_data_cells(self.page)
        return self._data_cells

    @property
    def alike(self) -> list[list[HtmlElement]]:
        """Siblings of one tag and class, two or more with blocks: what a template repeats. Inner elements first."""
        if self._alike is None:
            self._alike = _find_alike(self.page.spans)
        return self._alike

    def near_story(self, number: int) -> bool:
        """Whether a block is among the page's prose or a few lines from it or from the headline."""
        if self._near is None:
            self._near = self._find_near()
        return self._near.start <= number < self._near.stop

    def _find_near(self) -> range:
        anchors = [n for n, prose in enumerate(self.prose) if prose and self.open(n)]
        if self.title is not None:
            anchors.append(self.title)
        return range(min(anchors) - NEAR, max(anchors) + NEAR + 1) if anchors else range(0)

    def is_related(self, number: int) -> bool:
        """Whether a block is told to be a headline of another story, or the heading of such."""
        verdict = self.verdicts[number]
        return verdict is not None and verdict.label in RELATED_LABELS

    def free(self, number: int) -> bool:
        """Whether no rule has spoken on a block."""
        return self.verdicts[number] is None

    def line_label(self, number: int) -> Label | None:
        """The label of a block that was told by its own words alone, None for others."""
        verdict = self.verdicts[number]
        return verdict.label if verdict is not None and verdict.rule.startswith(("line:", "label:")) else None

    def open(self, number: int) -> bool:
        """Whether a block may still be story."""
        return self.verdicts[number] is None and self.barred[number] is None

    def open_blocks(self) -> list[Block]:
        """The blocks that may still be story."""
        told = zip(self.blocks, self.verdicts, self.barred, strict=True)
        return [block for block, verdict, rule in told if verdict is None and rule is None]

    def open_prose(self, numbers: Collection[int]) -> int:
        """Words outside links of the prose among `numbers` that may still be story."""
        words, verdicts, barred = self.prose_words, self.verdicts, self.barred
        if words.keys().isdisjoint(numbers):  # as of most numbers that rules ask about, and told at once
            return 0
        return sum([words[n] for n in numbers if n in words and verdicts[n] is None and barred[n] is None])

    def take(self, cuts: Iterable[Cut]) -> None:
        """Applies cuts in order; one that takes most of the page's prose needs a second piece of evidence.

        «Most» is half of what is still open: a page may hold more of other stories than of its own, and then the
        rules that found them bring their second piece.
        """
        for verdicts, proven in cuts:
            numbers = [n for n in verdicts if self.verdicts[n] is None or self.line_label(n) is not None]
            if not proven and self._takes_most(numbers):
                continue
            for number in numbers:
                self.verdicts[number] = verdicts[number]

    def bar(self, numbers: Iterable[int], rule: str, *, spare: int = 0, sure: bool = False) -> None:
        """Keeps blocks out of the story, unless they hold most of the page's prose and more than `spare` words.

        `sure`: a person has said so in the site's file; then they may hold anything.
        """
        verdicts, barred = self.verdicts, self.barred
        # Names stand inside names: most blocks are barred already.
        still = [n for n in numbers if barred[n] is None and verdicts[n] is None]
        if sure or not self._takes_most(still, spare):
            for number in still:
                self.barred[number] = rule

    def _takes_most(self, numbers: list[int], spare: int = 0) -> bool:
        """Whether these blocks hold more than `spare` words of prose and most of what is open."""
        taken = self.open_prose(numbers)
        return taken > spare and 2 * taken > self.open_prose(self.prose_words)

    def span(self, element: HtmlElement) -> Span | None:
        """The blocks of an element, None where it holds none."""
        return self.page.spans.get(element)

    def heading_level(self, number: int) -> int:
        """1 to 6 for a block in `<h1>` to `<h6>`, 0 for others."""
        known = self._levels[number]
        if known is None:
            known = self._levels[number] = self._find_level(self.blocks[number].element)
        return known

    def _find_level(self, element: HtmlElement | None) -> int:
        for _ in range(3):
            if element is None:
                return 0
            level = HEADING_TAGS.get(element.tag)
            if level:
                return level
            span = self.span(element)
            if span is None or span.first != span.last:
                return 0
            element = element.getparent()
        return 0

    def wrapper(self, number: int) -> HtmlElement | None:
        """The outermost element that holds this block and no other."""
        element = self.blocks[number].element
        if element is None or not self._holds_one(element):
            return None
        parent = element.getparent()
        while parent is not None and self._holds_one(parent):
            element, parent = parent, parent.getparent()
        return element

    def _holds_one(self, element: HtmlElement) -> bool:
        """Whether an element other than the body holds exactly one block."""
        span = self.page.spans.get(element)
        return span is not None and span.first == span.last and element.tag != "body"

    def home(self, number: int) -> HtmlElement | None:
        """The innermost element that holds this block and others beside it."""
        wrapper = self.wrapper(number)
        if wrapper is not None:
            return wrapper.getparent()
        element = self.blocks[number].element
        # A paragraph of several lines is one paragraph still: its home is where its neighbours are.
        return element.getparent() if element is not None and element.tag == "p" else element


DATA_CELLS = 6
"""Cells of the smallest table of data: three rows of two."""


def _find_data_cells(page: Page) -> frozenset[int]:
    cells: set[int] = set()
    for element, span in page.spans.items():
        if element.tag == "table":
            blocks = page.blocks[span.first : span.last + 1]
            if _holds_data(blocks):
                cells.update(block.number for block in blocks)
    return frozenset(cells)


def _find_alike(spans: Mapping[HtmlElement, Span]) -> list[list[HtmlElement]]:
    found: list[list[HtmlElement]] = []
    for element, span in spans.items():
        if span.first == span.last or len(element) < 2:
            continue
        children = [child for child in element if child in spans]
        if len(children) < 2:
            continue
        groups: dict[tuple[str, str], list[HtmlElement]] = {}
        for child in children:
            groups.setdefault((child.tag, child.get("class") or ""), []).append(child)
        found += [group for group in groups.values() if len(group) >= 2]
    return found


def _holds_data(blocks: list[Block]) -> bool:
    cells = sum(block.tag in ("td", "th") for block in blocks)
    words = sum(block.words for block in blocks)
    linked = sum(block.link_words for block in blocks)
    return cells >= DATA_CELLS and cells >= 0.8 * len(blocks) and words <= 8 * cells and linked <= 0.3 * words


Rule = Callable[[Evidence], Iterable[Cut]]

RELATED_LABELS = frozenset((Label.READ_ALSO, Label.RELATED, Label.MOST_READ, Label.LATEST))
"""Labels of headlines of other stories."""
