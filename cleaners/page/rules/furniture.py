"""Lines that belong to the page and not to the story: dates, bylines, sources, tags, captions, share, notices.

Reads: whole lines and the labels that lines begin with. Must not match: prose that holds the same words
(«المصدر الذي طلب عدم كشف اسمه …», «شارك في المؤتمر …»): a label needs its separator, and a source or a tag line is
short; a notice in the midst of the story's paragraphs is the story.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from cleaners.page.arabic import fold
from cleaners.page.blocks import Block, ends_sentence
from cleaners.page.bylines import is_byline
from cleaners.page.labels import Label
from cleaners.page.markers import find_label, find_line, find_notice
from cleaners.page.rules.evidence import RELATED_LABELS, Cut, Evidence, cut

LABEL_WORDS = {Label.SOURCE: 14, Label.TAGS: 60, Label.CAPTION: 25, Label.SHARE: 12, Label.WIDGET: 10}
"""The longest line that a label may govern."""

# «© REUTERS / …»; a year makes it the site's own copyright line.
URGENT = re.compile(r"^\W*(?:خبر\s)?عاجل\b")
URGENT_MARKS = 2
"""Marks between the headlines of a ticker on one line."""

PAGE_OF = re.compile(r"^\W*(?:ال)?صفحه \d+ (?:من|/) \d+\W*$")
COPYRIGHT = re.compile(r"^\s*(?:©|\(c\))\s*(?:19|20)\d\d\b|^\s*©.{0,40}\b(?:19|20)\d\d\b", re.IGNORECASE)
CREDIT = re.compile(r"^\s*©(?!.*\b(?:19|20)\d\d\b)\s*\w")

CAPTION_TAGS = frozenset(("figcaption", "caption", "figure"))


def find_furniture(evidence: Evidence) -> Iterable[Cut]:
    """One cut a line."""
    for block in evidence.open_blocks():
        if block.number not in evidence.data_cells:
            found = _find(evidence, block)
            if found is not None:
                # The words themselves are the evidence: a line needs no second piece.
                yield cut([block.number], *found, proven=True)


def _find(evidence: Evidence, block: Block) -> tuple[Label, str] | None:
    if block.tag in CAPTION_TAGS and not (block.tag != "figcaption" and block.words > 30):
        return Label.CAPTION, f"tag:{block.tag}"
    if evidence.is_date(block.number):
        return Label.DATE, "line:date"
    line = find_line(block.bare)
    if line is not None and not (line in RELATED_LABELS and ends_sentence(block.text)):
        return line, f"line:{line}"
    if URGENT.match(block.folded) and block.text.count(" .. ") >= URGENT_MARKS:
        return Label.LATEST, "line:ticker"
    if PAGE_OF.match(block.folded):
        return Label.NAV, "line:page"
    if COPYRIGHT.match(block.text):
        return Label.LEGAL, "line:copyright"
    if block.words <= 14 and CREDIT.match(block.text):
        return Label.CAPTION, "line:credit"
    if is_menu_line(block.text):
        return Label.NAV, "line:menu"
    if _is_channel(evidence, block):
        return Label.SHARE, "line:channel"
    labelled = _find_labelled(block)
    if labelled is not None:
        return labelled, f"label:{labelled}"
    if (
        block.words <= 16
        and block.link_share <= 0.8
        and block.tag != "blockquote"
        and evidence.near_story(block.number)
        and is_byline(block.spaced)
    ):
        return Label.BYLINE, "line:byline"
    return None


MENU_MARK = re.compile(r"\s[.|•·/»>«\-–]\s|\s*\|\s*")
MENU_ITEMS = 6
# As many of its signs as a menu has: one look at a line, which ends at the last of them. It cannot backtrack.
MAY_BE_MENU = re.compile(rf"(?:[^.|•·/»>«\-–]*+[.|•·/»>«\-–]){{{MENU_ITEMS - 1}}}").match
CHANNEL = re.compile(r"https?://(?:www\.)?(?:t\.me|telegram\.me|whatsapp\.com|chat\.whatsapp\.com)/\S+$")


def is_menu_line(text: str) -> bool:
    """Whether a line is short names parted by marks: «الرئيسية | سياسة | رياضة | …».

    Six names or more, of two and a half words on average at the most; the scores of a match day or a list of names
    in prose are parted by commas.
    """
    if not MAY_BE_MENU(text):
        return False
    items = [item for item in MENU_MARK.split(text) if item.strip()]
    return len(items) >= MENU_ITEMS and text.count(" ") + 1 - (len(items) - 1) <= 2.5 * len(items)


def _is_channel(evidence: Evidence, block: Block) -> bool:
    """A bare address of a messenger's channel, or any bare address right behind a call to follow."""
    if block.words != 1 or "://" not in block.text:
        return False
    before = evidence.verdicts[block.number - 1] if block.number else None
    return bool(CHANNEL.match(block.text)) or (before is not None and before.label is Label.SHARE)


# «م ع / المصدر: مديرية الأسواق»: the editor's initials before a label.
INITIALS = re.compile(r"(?:[ء-ي]{1,2}[\s.]+){1,3}[/|\-–]\s*")


def _find_labelled(block: Block) -> Label | None:
    initials = INITIALS.match(block.folded)
    line = block.folded if initials is None else block.folded[initials.end() :]
    label = find_label(line, block.bare if initials is None else None)
    if label is None or label.label not in LABEL_WORDS or block.words > LABEL_WORDS[label.label]:
        return None
    rest = line[label.end :]
    linked = bool(block.links) and block.link_words >= len(rest.split())
    if rest and not any(char.isalpha() for char in rest):
        return label.label  # «رقم الخبر 8812»
    if not (label.separated or linked):
        # «كلمات دلالية المغرب سبتة»: without a colon only tags are sure, and only where no sentence follows.
        return (
            label.label
            if label.label is Label.TAGS
            and not ends_sentence(block.text)
            and " " in line[: label.end].strip()  # only labels of two words are told from prose without a separator
            else None
        )
    if label.label is Label.SOURCE and ends_sentence(block.text) and block.words > 8:
        return None
    return label.label


# «دلتا نيوز موقع إخباري مستقل …»: a name of at most four words, then what kind of paper it is.
ABOUT_US = re.compile(
    r"^(?:\w+[،,:]?\s+){1,4}(?:هي |هو )?(?:اول )?"
    r"(?:يوميه|اسبوعيه|موقع|صحيفه|جريده|بوابه|منصه|وكاله|شبكه|مجله)\s+(?:\w+\s+){0,2}?"
    r"(?:اخباري|الكتروني|مستقل|شامل|متخصص|معني|يوميه|انبا)\w*"
)
ABOUT_WORDS = (
    "تصدر عن", "يصدر عن", "مرخص", "مدار الساعة", "نسعى", "ننقل", "نرصد", "ينقل الخبر", "قرائنا", "قراؤنا", "نرحب",
    "أسسه", "أسسها", "يطمح", "تطمح", "رأسمالها", "رأس مالها", "السجل التجاري",
    "تأسست", "تأسس", "يعنى ب", "تعنى ب", "معنية ب", "صوت المواطن", "هيئة تحرير", "فيه فريق",
)  # fmt: skip
ABOUT_PATTERN = re.compile("|".join(fold(words) for words in ABOUT_WORDS))


def is_about_us(folded: str, names: Collection[str]) -> bool:
    """Whether a paragraph presents the site itself: its kind, and its name or what such paragraphs say.

    A story about another paper names it too, but does not say «ننقل», «مرخصة», «على مدار الساعة» of it.
    """
    if len(folded) > 600 or not ABOUT_US.match(folded):
        return False
    return bool(ABOUT_PATTERN.search(folded)) or any(
        folded.startswith(fold(name)) for name in names if len(name) > 3
    )


SHORTEST_NOTICE = 2
"""Words of the shortest phrase: most lines of a page are menus of one."""


def find_notices(evidence: Evidence) -> Iterable[Cut]:
    """Notices that read like prose, where the story's paragraphs do not surround them."""
    for block in evidence.blocks:
        n = block.number
        if not evidence.free(n):
            continue
        if evidence.prose[n] and is_about_us(block.folded, evidence.head.names):
            yield cut([n], Label.NAV, "notice:about-us")
        elif block.words >= SHORTEST_NOTICE and not block.hidden:
            label = find_notice(block.bare)
            if label is not None and not _is_surrounded(evidence, n):
                yield cut([n], label, f"notice:{label}", proven=block.words <= 40)


def _is_surrounded(evidence: Evidence, number: int) -> bool:
    """Whether open prose of the same element stands right before and right behind a block."""
    home = evidence.home(number)
    before, behind = number - 1, number + 1
    if before < 0 or behind >= len(evidence.blocks) or home is None:
        return False
    return all(
        evidence.prose[n]
        and evidence.open(n)
        and evidence.home(n) is home
        and find_notice(evidence.blocks[n].bare) is None
        for n in (before, behind)
    )
