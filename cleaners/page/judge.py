"""trafilatura's verdict on what the rules left: the only module that knows trafilatura."""

from __future__ import annotations

import copy
import logging
from collections.abc import Iterable
from typing import NamedTuple

from lxml.html import HtmlElement

from cleaners.page.arabic import mend
from cleaners.page.blocks import Block

CUT = "data-cut"

# trafilatura warns of every page it finds nothing on; that is a value here, not news.
logging.getLogger("trafilatura").setLevel(logging.CRITICAL)


def judge(root: HtmlElement, cut: Iterable[HtmlElement], blocks: Iterable[Block]) -> set[int]:
    """The numbers of the blocks whose text trafilatura keeps, once the elements in `cut` are gone from the tree.

    Its fast mode: what its second extractors add is found by our own evidence where it is the story's.
    """
    gone = set(cut)
    for element in gone:
        # What stands inside another goes with it.
        if element.getparent() not in gone:
            element.set(CUT, "")
    tree = copy.deepcopy(root)
    for element in tree.xpath(f"//*[@{CUT}]"):
        if element.getparent() is not None:
            element.drop_tree()
    kept = extract(tree, fast=True)
    return {block.number for block in blocks if keeps(kept, block.text)} if kept.text else set()


SURE = 25
"""Characters without white space; a shorter text may stand inside another by chance, and counts as a line only."""


class Kept(NamedTuple):
    """What trafilatura keeps of a page, without white space."""

    text: str
    lines: frozenset[str]


def keeps(kept: Kept, text: str) -> bool:
    """Whether a text is among what trafilatura keeps."""
    squeezed = squeeze(text)
    return squeezed in kept.lines or (len(squeezed) >= SURE and squeezed in kept.text)


def extract(tree: HtmlElement, *, fast: bool = False) -> Kept:
    """The main text of a tree as trafilatura sees it; empty where it finds none. Changes the tree."""
    # Here, for it is asked about few pages, and takes longer to load than all of ours.
    from trafilatura import bare_extraction
    from trafilatura.settings import Document

    document = bare_extraction(
        tree, fast=fast, include_comments=False, include_tables=True, with_metadata=False
    )
    text = mend(document.text) if isinstance(document, Document) and document.text else ""
    return Kept(squeeze(text), frozenset(squeeze(line) for line in text.splitlines()))


def squeeze(text: str) -> str:
    """The text without white space: trafilatura sets its own."""
    return "".join(text.split())
