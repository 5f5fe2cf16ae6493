"""Section and tags of a story."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

from cleaners.page.arabic import fold
from cleaners.page.blocks import Block
from cleaners.page.dates import is_date_line
from cleaners.page.gazetteer import gazetteer, is_place, key
from cleaners.page.labels import Label
from cleaners.page.markers import find_heading, find_label, find_line
from cleaners.page.titles import same_headline

_TAG_LABEL: Final = re.compile(
    r"^\W*(?:(?:ال)?[كک]لمات\s+(?:ال)?(?:(?:دلال|دليل|مفتاح)[يی][ةه]|مفتاح|دالة)|"
    r"(?:ال)?(?:وسوم|وسم|أوسمة|اوسمة|علامات|هاشتاغ|هاشتاج|تاغات|تاجات|مواضيع|موضوع)"
    r"(?:\s+(?:المقال|الخبر|الموضوع|ذات\s+صلة))?|مفاتيح\s+البحث|موسومة\s+تحت|(?:ال)?تسميات|اقرأ\s+المزيد\s+(?:عن|حول)|في\s+هذا\s+الموضوع|"
    r"tags?|keywords|mots[- ]clés|étiquettes)(?!\w)\s*[:：|/\-–—]*\s*",
    re.IGNORECASE,
)
# Where tags lead: «/tag/…», «/tagged/12», «/topics/c8», «/search/label/…», «/وسم/…», «?tag=…». Not «/tagline/», nor
# «/topic-name/».
_TAG_ADDRESS: Final = re.compile(
    r"(?:^|/)(?:tags?|tagged|topics?|keywords?|hashtags?|search/label|وسم|وسوم|%d9%88%d8%b3%d9%85)/.|[?&](?:tags?|keywords?)=.",
    re.IGNORECASE,
).search
_TAG_SEPARATOR: Final = re.compile(r"\s*[،,؛;|•·\n]\s*|\s+[-–—/]\s+|\s*#")
_COLON: Final = re.compile(r"[^:：]{2,30}[:：]\s*")
_COUNT: Final = re.compile(r"\s*[(\[]\s*\d+\s*[)\]]\s*$")
_CRUMBS: Final = re.compile(r"\s*[>»›/\\|←❯]\s*|\s+[-–—:]\s+")
_HOME: Final = (
    "الرئيسية",
    "الرئيسيه",
    "الصفحة الرئيسية",
    "الصفحة الأولى",
    "home",
    "accueil",
    "main",
    "أنت هنا",
    "أنت الآن في",
)
_NO_SECTION: Final = (*_HOME, "غير مصنف", "uncategorized", "بدون تصنيف", "التصنيف", "القسم", "تصنيف")
_HOMES: Final = frozenset(map(key, _NO_SECTION))
_MOST_TAGS: Final = 40
_LONGEST_TAG: Final = 60
_MOST_WORDS: Final = 6


def find_tags(blocks: Sequence[Block], stated: Iterable[str], story: str = "") -> list[str]:
    """The tags that the page prints; where it prints none, those of its structured data."""
    printed = [tag for block in blocks for tag in split_tags(block, story)]
    return _distinct(printed) or _distinct(tag for text in stated for tag in _separated(text))


def is_tag_label(text: str) -> bool:
    """Whether `text` announces tags and holds none: «الوسوم:», «الكلمات المفتاح»."""
    label = _TAG_LABEL.match(text)
    return label is not None and not text[label.end() :].strip()


def announces_tags(block: Block) -> bool:
    """Whether a block is a tag label and links: «التسميات: شبام, حرف يدوية»."""
    return len(block.links) > 0 and block.words <= _MOST_TAGS and _TAG_LABEL.match(block.text) is not None


_WORDS_OF_LINK: Final = 4


def is_tag_links(block: Block) -> bool:
    """Whether a block is short links to the pages of tags, beside signs or a date and nothing else.

    Must not match: a paragraph with such a link inside, a headline.
    """
    if (
        not block.links
        or block.words > _MOST_TAGS
        or any(not _TAG_ADDRESS(link.href) for link in block.links)
    ):
        return False
    if block.own_words:
        beside = [piece.text for piece in block.pieces if piece.href is None]
        if not all(is_date_line(text) or not any(map(str.isalnum, text)) for text in beside):
            return False
    return all(len(piece.text.split()) <= _WORDS_OF_LINK for piece in block.pieces if piece.href is not None)


def split_tags(block: Block, story: str = "") -> list[str]:
    """The tags of one block: its links, else the stretches between separators.

    A line without links and separators («كلمات دلالية العراق امريكا حرب») does not say where a tag ends. Its
    tags are taken only where that is certain: one word, known places, one compound of definite words
    («الولايات المتحدة»), or phrases that the `story` holds; or, without a label, at most four words. Else
    none: a wrong tag is worse.
    """
    label = _TAG_LABEL.match(block.text) or _marked_label(block)
    rest = block.text[label.end() :] if label else block.text
    # Text nodes, for links side by side may share an address («#») and so be one link.
    linked = [piece.text for piece in block.pieces if piece.href is not None] or [
        link.text for link in block.links
    ]
    links = [text for text in linked if text.strip() and not is_tag_label(text.strip())]
    if links:
        return [tag for text in links for tag in text.split("#")]
    parts = _separated(rest)
    if len(parts) != 1:
        return parts
    words = parts[0].split()
    if not label and len(block.pieces) > 1:
        return [piece.text for piece in block.pieces]
    if not label:
        return parts if len(words) <= 4 else []
    places = gazetteer().places
    if all(key(word) in places for word in words):
        return words
    definite = all(word.startswith("ال") for word in words)
    if len(words) == 1 or (definite and len(words) <= 3):
        return parts
    return _phrases_of(words, f" {key(story)} ") if story else []


def _marked_label(block: Block) -> re.Match[str] | None:
    """A tag label of `markers.toml` with a colon: «كلمات البحث :»."""
    label = find_label(block.folded)
    return _COLON.match(block.text) if label is not None and label.label is Label.TAGS else None


def _phrases_of(words: list[str], story: str) -> list[str]:
    """`words` parted into the longest phrases that the story holds; none where a word may belong to either
    side.

    A word that stands alone must be a place, or be in the story and not be followed by a definite word that
    stands alone too: «مستشفى الأطفال» may be one tag.
    """
    tags: list[str] = []
    loose = False
    while words:
        size = next((n for n in (4, 3, 2) if len(words) >= n and f" {key(' '.join(words[:n]))} " in story), 1)
        if size == 1 and not (is_place(words[0]) or f" {key(words[0])} " in story):
            return []
        if size == 1 and loose and words[0].startswith("ال"):
            return []
        loose = size == 1 and not is_place(words[0])
        tags.append(" ".join(words[:size]))
        words = words[size:]
    return tags


def find_section(
    stated: Sequence[str], trails: Sequence[Sequence[str]], blocks: Sequence[Block], title: str | None
) -> str | None:
    """The section: stated by the page's data, else the last step of a breadcrumb trail before the title."""
    for name in stated:
        if section := _last_section(re.split(r"\s*[,،;|]\s*", name)[:1], title):
            return section
    for trail in trails:
        if section := _last_section(trail, title):
            return section
    steps = [step for block in blocks for step in _steps(block)]
    return _last_section(steps, title)


def _steps(block: Block) -> list[str]:
    if len(block.links) > 1 or (block.links and block.link_words == block.words):
        return [link.text for link in block.links]
    return _CRUMBS.split(block.text)


def _last_section(steps: Sequence[str], title: str | None) -> str | None:
    for step in reversed(steps):
        name = step.strip(" \t:؛،,.|/»«>-–—")
        if not 1 < len(name) <= 60 or len(name.split()) > 6 or key(name) in _HOMES or not key(name):
            continue
        if title is None or not (same_headline(name, title) or key(name) == key(title)):
            return name
    return None


def _separated(text: str) -> list[str]:
    return [part for part in _TAG_SEPARATOR.split(text) if part.strip()]


def _is_furniture(folded: str) -> bool:
    """A label or a button inside the tag list: «مشاركة الخبر :». «الطقس» names a widget, and a topic."""
    if find_label(folded) or find_heading(folded):
        return True
    return find_line(folded) not in (None, Label.WIDGET)


def _distinct(tags: Iterable[str]) -> list[str]:
    kept: dict[str, str] = {}
    for tag in tags:
        bare = _COUNT.sub("", tag).strip(' \t#.،,:;-–—|"«»“”*[]')
        short = bare if len(bare) <= _LONGEST_TAG and len(bare.split()) <= _MOST_WORDS else ""
        if key(short) and not _is_furniture(fold(short)) and not is_date_line(bare):
            kept.setdefault(key(bare), bare)
    return list(kept.values())[:_MOST_TAGS]
