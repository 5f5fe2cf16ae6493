"""Stories of a site that stand, whole or cut short, behind other stories of it.

Where a page's cleaning took the next article for the end of this one, that article's own page tells: its
first line is the first line there. What begins so and goes on so, to the end of the text, is another story,
unless it speaks of the same matter: newsrooms put a new lead over yesterday's story. They do not put
yesterday's headline in between, and a lead is short: behind a headline, or a whole story, more of the matter
may be the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import pyarrow as pa
import pyarrow.compute as pc

from cleaners.page.arabic import fold
from cleaners.page.vocabulary import overlap, stems

RULE = "site:another_story"
OPENING_WORDS = 8
"""Of a first line at least; shorter ones («قال الوزير اليوم») open many stories."""
KEPT_LINES, KEPT_WORDS = 2, 25
"""What has to stand before another story. Below it, this page is a copy of that story whose first line is
its own.
"""
KNOWN_SHARE = 0.7
"""Of the words behind the border, those in lines that stand on other pages, too. The rest are headlines,
credits and lines that one of the pages prints differently.
"""
SAME_MATTER = 0.4
"""Of a passage's stems, those that the story before it has. Stories of one site on other matters share a
fifth; a story and its follow-up share a half.
"""
SAME_STORY = 0.75
"""The same behind a headline, or behind so much that it is a story and no lead: two reports of one war share
a half, too.
"""
WHOLE_LINES, WHOLE_WORDS = 4, 100
_TOP = 3
_HEADLINE_WORDS = range(4, 21)
_ENDS = (".", "!", "?", "؟", "…", "۔", "؛", ":", "»", "”", '"')
_QUOTES = ("«", "“", '"')
_CHUNK = 1_000_000


@dataclass(frozen=True, slots=True)
class Known:
    """Lines of a site's stories, as hashes."""

    openings: frozenset[int] = frozenset()
    """Lines that a page opens with and another page has, too."""
    lines: frozenset[int] = frozenset()
    """Lines that stand on two pages or more."""


@dataclass(slots=True)
class Lines:
    """All lines of one site's stories; 8 bytes a line."""

    _openings: set[int] = field(default_factory=set)
    _chunks: list[pa.Array] = field(default_factory=list)
    _last: list[int] = field(default_factory=list)

    def add(self, lines: Sequence[str], hashes: Sequence[int]) -> None:
        """Takes a story's lines and their hashes."""
        self._openings.update(hashes[place] for place in list_openings(lines))
        self._last.extend(set(hashes))
        if len(self._last) >= _CHUNK:
            self._flush()

    def find_known(self) -> Known:
        """What is there more than once."""
        self._flush()
        counts = pa.chunked_array(self._chunks, pa.uint64()).value_counts()
        often = counts.filter(pc.greater(counts.field("counts"), 1)).field("values")
        lines = frozenset(often.to_pylist())
        return Known(frozenset(self._openings & lines), lines)

    def _flush(self) -> None:
        self._chunks.append(pa.array(self._last, pa.uint64()))
        self._last = []


def list_openings(lines: Sequence[str]) -> list[int]:
    """The places of the lines that a story opens with: its first sentence, and a headline over it."""
    places: list[int] = []
    for place, line in enumerate(lines[:_TOP]):
        # A quotation may stand over two stories.
        if len(line.split()) >= OPENING_WORDS and not line.lstrip().startswith(_QUOTES):
            places.append(place)
            if line.rstrip().endswith(_ENDS):
                break
    return places


def find_border(lines: Sequence[str], hashes: Sequence[int], known: Known) -> int | None:
    """Where another story begins that goes on to the end; None where none does."""
    own = {hashes[place] for place in list_openings(lines)}
    words = [len(line.split()) for line in lines]
    is_known = [number in known.lines for number in hashes]
    repeated = [count if known_ else 0 for count, known_ in zip(words, is_known, strict=True)]
    for place in range(KEPT_LINES, len(lines)):
        if hashes[place] not in known.openings or hashes[place] in own:
            continue
        if sum(repeated[place:]) < KNOWN_SHARE * sum(words[place:]):
            continue
        border = place if _is_headline(lines[place]) or not _is_headline(lines[place - 1]) else place - 1
        if _is_story(words[:border]) and _is_other_matter(lines[:border], lines[border:]):
            return border
    return None


def _is_headline(line: str) -> bool:
    bare = line.strip()
    return len(bare.split()) in _HEADLINE_WORDS and not bare.endswith(_ENDS)


def _is_story(words: Sequence[int]) -> bool:
    return len(words) >= KEPT_LINES and sum(words) >= KEPT_WORDS


def _is_other_matter(before: Sequence[str], behind: Sequence[str]) -> bool:
    one, other = (stems(fold(" ".join(lines))) for lines in (before, behind))
    # The shorter of the two is asked: a long story has many words of any other.
    shared = overlap(one, other) if len(one) < len(other) else overlap(other, one)
    is_whole = len(before) >= WHOLE_LINES and sum(len(line.split()) for line in before) >= WHOLE_WORDS
    return shared < (SAME_STORY if is_whole or _is_headline(behind[0]) else SAME_MATTER)
