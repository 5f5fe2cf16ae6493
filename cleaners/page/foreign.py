"""Pages in other scripts: what we add for Arabic must cost nothing there, so trafilatura alone decides."""

from __future__ import annotations

import copy
import re

from cleaners.page.blocks import Page
from cleaners.page.judge import Kept, extract, keeps, squeeze
from cleaners.page.parting import part_pieces
from cleaners.page.rules.evidence import Evidence
from cleaners.page.story import Story

ARABIC_LETTERS = re.compile(
    r"[\u0620-\u064a\u066e-\u06d3\u06fa-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufefc]+"
)
ARABIC_LEADS = bytes(range(0xD8, 0xDC))
"""First bytes of U+0600 to U+06FF in UTF-8."""
OTHER_LETTERS = re.compile(r"[A-Za-zÀ-ɏͰ-ϿЀ-ӿ\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]+")


def is_foreign(page: Page) -> bool:
    """Whether most letters of the page's visible text are of another script than the Arabic."""
    text = " ".join([block.text for block in page.blocks if not block.hidden])
    if 4 * _arabic_bytes(text) > 3 * len(text):
        return False
    arabic = sum(map(len, ARABIC_LETTERS.findall(text)))
    return 4 * arabic < len(text) and arabic < sum(map(len, OTHER_LETTERS.findall(text)))


def _arabic_bytes(text: str) -> int:
    """Letters, marks, digits and punctuation of the Arabic block: a count that costs little."""
    data = text.encode("utf-8", "replace")
    return len(data) - len(data.translate(None, ARABIC_LEADS))


def find_foreign_story(evidence: Evidence) -> Story:
    """The blocks that trafilatura keeps of the whole page; of a plain text, all of them."""
    root = evidence.page.root
    if root is None:
        return Story([block.number for block in evidence.blocks], 0.5)
    kept = extract(copy.deepcopy(root))
    if not kept.text:
        return Story([], 0.5)
    _part_kept(evidence, kept)
    return Story(_find_kept(evidence, kept), 0.5)


def _find_kept(evidence: Evidence, kept: Kept) -> list[int]:
    """The blocks that are kept for sure, and the short ones beside them (list items, cells) that may be."""
    sure = {block.number for block in evidence.blocks if keeps(kept, block.text)}
    found = set(sure)
    for block in evidence.blocks:
        n = block.number
        if n not in found and squeeze(block.text) in kept.text and found & {n - 2, n - 1, n + 1, n + 2}:
            found.add(n)
    return sorted(found)


def _part_kept(evidence: Evidence, kept: Kept) -> None:
    """Parts the blocks of which trafilatura leaves some text nodes out, such as a credit behind a caption."""
    blocks = []
    for block in evidence.blocks:
        if len(block.pieces) > 1 and block.words >= 8 and not keeps(kept, block.text):
            blocks += part_pieces(block, lambda piece: keeps(kept, piece.text))
        else:
            blocks.append(block)
    if len(blocks) != len(evidence.blocks):
        evidence.replace_blocks(blocks)
