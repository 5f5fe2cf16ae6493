"""What the page prints about its story: the labelled blocks that stand near enough to speak of it.

Cards of other stories have dates, names and tags of their own. A block speaks of the story where it stands
between the headline and the story's end, or a few blocks before or behind; of several dates, the nearest to
the headline.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Final

from lxml.html import HtmlElement

from cleaners.page.blocks import BLOCK_TAGS, Block, Labelled
from cleaners.page.datelines import Part, read_dateline
from cleaners.page.dates import is_date_line
from cleaners.page.gazetteer import Likeness, key, person_likeness
from cleaners.page.keywords import announces_tags, is_tag_label, is_tag_links
from cleaners.page.labels import Label
from cleaners.page.openings import OpeningLine, read_opening_line
from cleaners.page.titles import same_headline

# How many blocks before the headline and behind the story's last block a label still speaks of the story.
# Tags follow after sharing and reading lines; a breadcrumb stands before kickers; the masthead's clock is
# further off.
_BEFORE: Final = {
    Label.DATE: 4,
    Label.BYLINE: 4,
    Label.DATELINE: 4,
    Label.TAGS: 6,
    Label.SECTION: 8,
    Label.CAPTION: 5,
    Label.TITLE: 3,
}
_BEHIND: Final = {Label.DATE: 3, Label.BYLINE: 6, Label.TAGS: 20, Label.SOURCE: 10, Label.CAPTION: 2}
_BADGED: Final = 2
"""Blocks before the headline where a section and a date on one line are the story's; a masthead's clock stands further
off."""
_FARTHEST_BEFORE: Final = max(_BEFORE.values())
_FARTHEST_BEHIND: Final = max(_BEHIND.values())
# Between the story's first and last block these belong to cards and boxes.
_NOT_INSIDE: Final = frozenset((Label.DATE, Label.TITLE, Label.TAGS, Label.SECTION))
_OTHERS_TEXT: Final = frozenset((Label.TEASER, Label.COMMENT))
_OTHERS: Final = _OTHERS_TEXT | {Label.READ_ALSO, Label.RELATED, Label.MOST_READ, Label.LATEST}
_ABOVE_STORY: Final = 6
# More lines than any page has under its headline; a hostile page may have a million.
_MOST_LINES: Final = 30
_FIELDS: Final = frozenset((*_BEFORE, *_BEHIND, Label.DATELINE))
# Labels of blocks that no rule has named, or that look like a link to nowhere in particular.
_UNNAMED: Final = frozenset((Label.OTHER, Label.NAV))
_HOME: Final = frozenset(map(key, ("الرئيسية", "الصفحة الرئيسية", "home", "accueil")))
_META: Final = re.compile(r"(?:post|entry|article|news|story|single|detail)[_-]?(?:meta|info)", re.IGNORECASE)
_SOURCE_LIST: Final = frozenset(("source", "sources", "post-source", "entry-source", "article-source"))
_MOST_SOURCE_WORDS: Final = 12
_WRITER: Final = re.compile(
    r"(?:^|[\s_/-])(?:post-?)?(?:author|writer|byline|by-line|editor|editors|reporter|journalist|kateb|createby|createdby)"
    r"(?:s|[_-]?name)?(?=$|[\s_/?-])",
    re.IGNORECASE,
)


# Folded.
_COUNTED: Final = re.compile(
    r"(?<!\w)(?:(?:عدد )?(?:القراات|المشاهدات|الزيارات)|القسم|التصنيف)\s*:|(?<!\w)(?:مشاهده|قراه)(?!\w)"
)
# A name and no more: not the box about an author, his picture or a line that holds other things too.
_WRITER_NAME: Final = re.compile(
    r"(?:^|\s|-|/)(?:author|writer|reporter|journalist)s?(?:[_-]?(?:name|link))?(?:$|\s|/[^/\s]+/?$)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """Blocks by what they say of the story; page order, but dates by their distance from the headline."""

    titles: tuple[Block, ...] = ()
    """The headline and what stands beside it: kicker, subtitle."""
    dates: tuple[Block, ...] = ()
    bylines: tuple[Block, ...] = ()
    marked: tuple[str, ...] = ()
    """What elements of the bylines hold that are called an author's."""
    datelines: tuple[Block, ...] = ()
    sources: tuple[Block, ...] = ()
    sections: tuple[Block, ...] = ()
    tags: tuple[Block, ...] = ()
    captions: tuple[Block, ...] = ()
    opening: tuple[OpeningLine, ...] = ()
    """What the lines between headline and story say that no rule has named."""
    story: str = ""
    last_line: str = ""
    """The story's last block."""


def read_printed(labelled: Sequence[Labelled], titles: Sequence[str]) -> Printed:
    """The blocks that speak of the story. `labelled`: a page's blocks, each at the place that its number says;
    `titles`: what the head calls the story, best first.
    """
    story = [block for block, verdict in labelled if verdict.label is Label.STORY]
    if not story:
        return Printed(titles=tuple(block for block, verdict in labelled if verdict.label is Label.TITLE))
    first, last, past = story[0].number, story[-1].number, len(labelled)
    behind = labelled[last + 1 :]
    reach = _Reach(
        title=_headline(labelled, titles, first),
        first=first,
        last=last,
        end=_first_of(behind, _OTHERS, past),
        tags_end=_first_of(behind, _OTHERS_TEXT, past),
    )
    near = labelled[max(0, reach.title - _FARTHEST_BEFORE) : last + _FARTHEST_BEHIND + 1]
    found: dict[Label, list[Block]] = {label: [] for label in _FIELDS}
    for block, verdict in near:
        if reach.holds(block.number, verdict.label):
            found[verdict.label].append(block)
    unnamed = [block for block, verdict in near if verdict.label in _UNNAMED]
    opening = [b for b in unnamed if reach.title <= b.number < reach.first and not b.hidden]
    above = [b for b in unnamed if reach.title - _BEFORE[Label.SECTION] <= b.number < reach.title]
    opening = opening[:_MOST_LINES]
    bylines = found[Label.BYLINE][:_MOST_LINES]
    named = bylines or [block for block in (*above[-4:], *opening) if _names_writer(block)]
    lines = [(block, read_opening_line(read_spaced(block))) for block in (*opening, *bylines)]
    dates = [*found[Label.DATE], *(block for block, line in lines if line.dated)]
    dates += [b for b in above if b.number >= reach.title - _BEFORE[Label.DATE] and _is_story_line(b)]
    dates += [b for b in above if b.number >= reach.title - _BADGED and _is_badged_date(b)]
    tags = list(_tag_blocks(near, reach))
    return Printed(
        titles=tuple(found[Label.TITLE]) or (() if titles else _unnamed_headline(labelled, reach.first)),
        dates=tuple(sorted(dates, key=lambda block: reach.rank(block.number))),
        bylines=tuple(named),
        marked=tuple(dict.fromkeys(name for block in named for name in _marked_names(block))),
        datelines=tuple(found[Label.DATELINE]) or tuple(block for block in opening if _is_dateline(block)),
        opening=(*(line for _, line in lines[: len(opening)]), *_closing_lines(unnamed, reach)),
        sources=(*found[Label.SOURCE], *(block for block in found[Label.TAGS] if _is_source_list(block))),
        sections=tuple(found[Label.SECTION]) or tuple(block for block in above if _is_trail(block)),
        tags=tuple([block for block in tags if block.number > reach.title] or tags),
        captions=tuple(found[Label.CAPTION]),
        story=" ".join([block.text for block in story]),
        last_line=story[-1].text,
    )


@dataclass(frozen=True, slots=True)
class _Reach:
    """Block numbers of the headline, of the story's first and last block, and of what follows it."""

    title: int
    first: int
    last: int
    end: int
    """The first block behind the story that is about other stories."""
    tags_end: int
    """The first block behind the story that is the text of another: tags may stand behind a list of links."""

    def holds(self, number: int, label: Label) -> bool:
        """Whether a block with this label speaks of the story."""
        if label not in _FIELDS or number < self.title - _BEFORE.get(label, 0):
            return False
        if number <= self.last:
            return number <= self.first or label not in _NOT_INSIDE
        end = self.tags_end if label is Label.TAGS else self.end
        return number < end and number <= self.last + _BEHIND.get(label, 0)

    def rank(self, number: int) -> int:
        """Under the headline first, then above it, then behind the story; the nearest first in each."""
        if self.title <= number <= self.first:
            return number - self.title
        return 10_000 + self.title - number if number < self.title else 20_000 + number


def _unnamed_headline(labelled: Sequence[Labelled], first: int) -> tuple[Block, ...]:
    """The nearest line over the story that no rule has named and whose words the story takes up.

    For texts and pages that call nothing a title: at least three long words, two of them and half of them
    in the story, and no full stop.
    """
    story = {
        word
        for block, verdict in labelled
        if verdict.label is Label.STORY
        for word in key(block.text).split()
    }
    for block, verdict in reversed(labelled):
        if (
            not first - _ABOVE_STORY <= block.number < first
            or verdict.label is not Label.OTHER
            or block.hidden
        ):
            continue
        words = {word for word in key(block.text).split() if len(word) > 3}
        if block.words > 25 or len(words) < 3 or block.text.rstrip().endswith((".", "،", ":")):
            continue
        if len(words & story) >= max(2, len(words) / 2):
            return (block,)
    return ()


def _first_of(behind: Sequence[Labelled], labels: Collection[Label], past: int) -> int:
    """Number of the first block behind the story with one of these labels; `past` the page where none is."""
    return next((block.number for block, verdict in behind if verdict.label in labels), past)


def _headline(labelled: Sequence[Labelled], titles: Sequence[str], first: int) -> int:
    """Number of the last title block before the story that prints the headline; the story's first without
    one.
    """
    before = [block for block, verdict in labelled[: first + 1] if verdict.label is Label.TITLE]
    before = before[-_MOST_LINES:]
    ours = [block for block in before if any(same_headline(block.text, title) for title in titles[:3])]
    return max((block.number for block in ours or before[-1:]), default=first)


def _closing_lines(unnamed: Sequence[Block], reach: _Reach) -> list[OpeningLine]:
    """Unnamed lines right behind the story that name its writer: «مرسلة بواسطة محمد بامطرف في 7:45 م»."""
    numbers = range(reach.last + 1, min(reach.last + 4, reach.end))
    found = [block for block in unnamed if block.number in numbers]
    return [replace(read_opening_line(read_spaced(block)), agency=None) for block in found]


def _tag_blocks(labelled: Sequence[Labelled], reach: _Reach) -> Iterator[Block]:
    """Tag blocks, hashtag lines, and the short links that follow a tag label on a line of its own."""
    under_label = False
    list_element: HtmlElement | None = None
    for block, verdict in labelled:
        named = verdict.label is Label.TAGS and not _is_source_list(block)
        if not (named or verdict.label in _UNNAMED) or not reach.holds(block.number, Label.TAGS):
            under_label = False
            continue
        if is_tag_label(block.text):
            under_label, list_element = True, None
            continue
        parent = block.element.getparent() if block.element is not None else None
        list_element = parent if list_element is None else list_element
        short_link = block.links and block.words <= 6 and not block.own_words and parent is list_element
        behind = block.number > reach.last
        if (
            named
            or (under_label and short_link)
            or (behind and (_is_hashtags(block) or announces_tags(block)))
            or (block.number > reach.title and is_tag_links(block))
            or (behind and _is_called_tags(block))
        ):
            yield block
        else:
            under_label = False


# One name of an element: «tags», «story-tags», «tagsCont», «taxonomy-post_tag», «tag-links». Not «tagline», «tag-123».
_TAGS_NAME: Final = re.compile(
    r"(?:[a-z0-9]+[-_]{1,2})*(?:post|article|story|news|entry)?tag[sz]?(?:[-_]?(?:links?|lists?|cont|container|outer|box|wrap|wrapper|area|b|items?))?",
    re.IGNORECASE,
).fullmatch
_NO_NAMES: Final = frozenset(("article", "body", "main", "section"))


def _is_called_tags(block: Block) -> bool:
    """Whether an unnamed line of short links or words stands in an element, or is of links, called tags.

    Must not match: what stands in an article whose class lists its tags («post tag-aleppo»).
    """
    if block.element is None or block.words > _MOST_WORDS_OF_TAGS or block.text.endswith((".", "؟", ":")):
        return False
    near = (block.element, *islice(block.element.iterancestors(), 2), *islice(_inside(block.element), 2))
    names = [name for element in near if element.tag not in _NO_NAMES for name in _marks(element)[:3]]
    return any(len(name) < 60 and _TAGS_NAME(name) for name in " ".join(names).split())


_MOST_WORDS_OF_TAGS: Final = 30


def _is_source_list(block: Block) -> bool:
    """Whether a list that a theme builds like its tags is called a source: `entry-terms source`."""
    if block.element is None:
        return False
    names = {name for element in _lineage(block.element)[:2] for name in (element.get("class") or "").split()}
    return not _SOURCE_LIST.isdisjoint(names) and block.words <= _MOST_SOURCE_WORDS


def _is_hashtags(block: Block) -> bool:
    return all(word.startswith("#") for word in block.text.split())


def _is_story_line(block: Block) -> bool:
    """Whether an unnamed line above the headline holds a date and what no masthead's clock has beside it.

    A counter of readers, the label of a section, or an element that is called the story's meta.
    """
    if block.element is None or block.words > _MOST_SOURCE_WORDS or not read_opening_line(block.spaced).dated:
        return False
    return _COUNTED.search(block.folded) is not None or any(map(_META.search, _marks(block.element)))


def _is_badged_date(block: Block) -> bool:
    """«أمن | 2020-09-03»: a section and a date in elements of their own."""
    if len(block.pieces) != 2 or not is_date_line(block.pieces[1].text):
        return False
    section = block.pieces[0].text
    return len(section.split()) <= 2 and not any(map(str.isdigit, section))


def _names_writer(block: Block) -> bool:
    """Whether an unnamed line stands in an element that is called author, writer or the like.

    In one that is called meta or info a whole line that looks like a name is enough.
    """
    if block.element is None or block.words - _words_of_date(block) > 12:
        return False
    # On a line each: a space parts the words of both patterns, and one search does for all.
    marks = "\n".join([mark for element in _lineage(block.element) for mark in _marks(element)])
    if _WRITER.search(marks):
        return True
    named = 2 <= block.words <= 4 and person_likeness(block.text) is Likeness.LIKELY
    return named and _META.search(marks) is not None


def _words_of_date(block: Block) -> int:
    """Words of the text nodes that are dates, of a line that may be long for them."""
    if not 12 < block.words <= 20:
        return 0
    return sum(len(piece.text.split()) for piece in block.pieces if is_date_line(piece.text))


def _lineage(element: HtmlElement) -> list[HtmlElement]:
    return [element, *islice(element.iterancestors(), 2), *islice(_inside(element), 5)]


def _inside(element: HtmlElement) -> Iterator[HtmlElement]:
    """The links and spans of an element's own lines, not those of the blocks that it holds beside them."""
    for child in element:
        if child.tag not in BLOCK_TAGS:
            if child.tag in ("a", "span"):
                yield child
            yield from _inside(child)


def _marked_names(block: Block) -> Iterator[str]:
    """What a byline's own links and spans hold that are called an author's: names apart from dates beside them."""
    if block.element is not None:
        for inside in islice(_inside(block.element), 12):
            if any(map(_WRITER_NAME.search, _marks(inside))):
                yield _BEFORE_NAME.sub("", " ".join(inside.text_content().split()))


# «من <a>عبد المنعم الزوي</a>» in an element that is called author: a word that says so behind no other name.
_BEFORE_NAME: Final = re.compile(r"^(?:من|بواسطة|بقلم|كتب(?:ه|ته|ت)?|by|par)\s*[:：]?\s+", re.IGNORECASE)


def _marks(element: HtmlElement) -> list[str]:
    names = ("class", "id", "itemprop", "rel")
    path = (element.get("href") or "").partition("?")[0]
    return [value for name in names if (value := element.get(name))] + ([path] if path else [])


def _is_trail(block: Block) -> bool:
    """«الرئيسية / سياسة / عربي» on one line: two steps at least, the first the front page."""
    return len(block.links) > 1 and block.words <= 16 and key(block.links[0].text) in _HOME


def _is_dateline(block: Block) -> bool:
    """«الحديدة، نيوزيمن:» on a line of its own. «جريدة المثال - خنيفرة» is the masthead's."""
    if block.words > 10:
        return False
    dateline = read_dateline(block.text)
    return 0 < len(block.text) == dateline.end and dateline.pieces[0].part in (Part.CITY, Part.COUNTRY)


def read_spaced(block: Block) -> str:
    """The text of a line of labels and names, which themes print in elements side by side without a space:
    «كتب: <b>رنا العتيبي</b><span>في 18 مايو</span>». A letter alone is the large first one of a word.
    """
    if any(len(piece.text) == 1 and piece.text.isalpha() for piece in block.pieces):
        return block.text
    return block.spaced


def texts_of(blocks: Iterable[Block]) -> list[str]:
    """The texts of blocks."""
    return [block.text for block in blocks]
