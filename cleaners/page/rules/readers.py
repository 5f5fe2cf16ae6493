"""Readers' comments behind a text whose extraction lost their names, times and headings.

Reads: how readers speak («كلامك صحيح يا أخي», «حسبنا الله ونعم الوكيل»); that short lines stand together at the text's
end, and that half of them or more speak so; that hardly a line of the story before does.
Must not match: a column, an interview or a poem (all of it speaks so), a last quotation (it stands in quotation marks),
one closing line («والله من وراء القصد»). Bare text only: in a page the thread's element tells more.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Sequence
from functools import cache
from importlib.resources import files

from cleaners.page.arabic import fold
from cleaners.page.blocks import Block
from cleaners.page.labels import Label
from cleaners.page.rules.evidence import Cut, Evidence, cut

RULE = "shape:readers"
LONGEST = 35
"""Words of a comment's line; longer ones are paragraphs."""
FEWEST = 2
"""Lines that speak as readers do: one may be the author's own farewell."""
GAP = 2
"""Lines in a row that do not."""
STORY_LINES = 2
STORY_SHARE = 0.15
"""Of the story's lines, those that may speak so too: what people told the reporter."""
_SHOUTS = re.compile(r"[؟?!]\s*[؟?!]|\.{4,}")
_QUOTES = ("«", "“", '"', "”")


def find_readers(evidence: Evidence) -> Iterable[Cut]:
    """One cut, where a text ends with readers' lines."""
    if evidence.page.root is not None:
        return
    lines = [block for block in evidence.blocks if evidence.open(block.number)]
    spoken = [_speaks(block) for block in lines]
    start = _find_start(lines, spoken)
    before = spoken[:start]
    if start is None or len(before) < STORY_LINES or sum(before) > STORY_SHARE * len(before):
        return
    yield cut((block.number for block in lines[start:]), Label.COMMENT, RULE)


def _find_start(lines: Sequence[Block], spoken: Sequence[bool]) -> int | None:
    """Where the run of readers' lines begins that ends the text; None where none does."""
    start, gap, count = None, 0, 0
    for place in reversed(range(len(lines))):
        if lines[place].words > LONGEST:
            break
        gap = 0 if spoken[place] else gap + 1
        if gap > GAP:
            break
        count += spoken[place]
        if spoken[place] and count >= FEWEST and 2 * count >= len(lines) - place:
            start = place
    return start


def _speaks(block: Block) -> bool:
    """Whether a line speaks as readers do."""
    if block.words > LONGEST or (block.text.startswith(_QUOTES) and block.text.rstrip(".").endswith("»")):
        return False
    opens, holds = _phrases()
    return bool(opens.match(block.folded) or holds.search(block.folded) or _SHOUTS.search(block.text))


@cache
def _phrases() -> tuple[re.Pattern[str], re.Pattern[str]]:
    table = tomllib.loads(files("cleaners.page.data").joinpath("readers.toml").read_text("utf-8"))
    opens, holds = ("|".join(sorted(map(re.escape, map(fold, table[key])))) for key in ("opens", "holds"))
    return re.compile(rf"\W*(?:{opens})\b"), re.compile(rf"\b(?:{holds})\b")
