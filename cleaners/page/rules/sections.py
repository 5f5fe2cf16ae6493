"""What the blocks of a section are, once the section's kind is known."""

from __future__ import annotations

from collections.abc import Iterable

from cleaners.page.blocks import Block
from cleaners.page.keywords import is_tag_links
from cleaners.page.labels import Label, Verdict
from cleaners.page.lines import bare_line, fold_line
from cleaners.page.markers import BUTTONS, find_heading, find_label, find_line, find_notice, is_buttons
from cleaners.page.rules.evidence import RELATED_LABELS, Evidence

FORM_RULES = frozenset(f"container:<{tag}>" for tag in ("form", "label", "button", "textarea", "select"))
FORM_LABELS = frozenset(
    (Label.SHARE, Label.NAV, Label.COMMENT_FORM, Label.LEGAL, Label.NEWSLETTER, Label.WIDGET)
)


def label_section(evidence: Evidence, kind: Label, numbers: Iterable[int], rule: str) -> dict[int, Verdict]:
    """A verdict for each block of a section of this kind that has none yet."""
    label_of = _LABELLERS.get(kind)
    own = OWN_LINES.get(kind, frozenset())
    inside = [n for n in numbers if evidence.free(n) or evidence.line_label(n) in own]
    if label_of is None:
        return dict.fromkeys(inside, Verdict(kind, rule))
    labels = [label_of(evidence, kind, n) for n in inside]
    verdicts = {label: Verdict(label, rule) for label in set(labels)}
    return {n: verdicts[label] for n, label in zip(inside, labels, strict=True)}


OWN_LINES = {
    Label.COMMENT: frozenset((Label.DATE, Label.BYLINE)),
    Label.TEASER: frozenset((Label.BYLINE, Label.CAPTION, Label.TAGS, Label.SOURCE, Label.DATELINE)),
}
"""Lines that were told by their words alone and belong to the section that they stand in: a comment's time."""


def _in_related(evidence: Evidence, kind: Label, number: int) -> Label:
    block = evidence.blocks[number]
    if evidence.is_date(number):
        return Label.DATE
    heading = find_heading(block.bare)
    if heading in RELATED_LABELS:
        return heading
    furniture = find_line(block.bare)
    if furniture is not None:
        return furniture
    if evidence.heading_level(number) or (len(block.links) >= GLUED and block.link_share >= 0.8):
        return kind
    if _repeats_headline(evidence, number):
        return kind
    if evidence.prose[number] or _is_excerpt(evidence, number):
        return Label.TEASER
    below = evidence.title is not None and number > evidence.title
    if below and block.link_words and not block.own_words and is_tag_links(block):
        return Label.TAGS
    return kind if block.words >= 4 or (block.link_words and block.words >= 3) else Label.OTHER


GLUED = 3
"""Links that are all of a block: headlines in one element, however long it is; an excerpt has one."""


def _repeats_headline(evidence: Evidence, number: int) -> bool:
    """Whether a card's text is its headline again, with a few words behind: then it is the headline's."""
    above = next((b for b in evidence.blocks[max(0, number - 2) : number][::-1] if b.words >= 4), None)
    return above is not None and evidence.blocks[number].text.startswith(above.text)


SHORTEST_EXCERPT = 8
"""Words; what stands under a linked headline with fewer is a section, a place or a name."""


def _is_excerpt(evidence: Evidence, number: int) -> bool:
    """Text behind a headline on the same card: no link, or inside the card's link and longer or cut off with dots."""
    block = evidence.blocks[number]
    if not block.link_words:
        return block.words >= SHORTEST_EXCERPT and is_under_headline(evidence, number)
    before = evidence.blocks[number - 1] if number else None
    if before is None or block.words < 12 or len({link.href for link in block.links}) > 1:
        return False  # links to several stories are headlines, glued to each other
    if evidence.heading_level(before.number) and not evidence.heading_level(number) and block.tag != "li":
        return True  # all of the card is one link
    if block.href in (None, "", "#") or block.href != before.href:
        return False
    return block.words > before.words or block.text.endswith(("...", "…", "."))


LONGEST_ENTRY = 20


def kind_of(block: Block) -> tuple[str, str]:
    """Tag and class of the element that holds a block: what the entries of one list share."""
    return block.tag, (block.element.get("class") or "") if block.element is not None else ""


def is_under_headline(evidence: Evidence, number: int) -> bool:
    """Whether a headline stands above a block that is none itself, with only dates and badges between."""
    kind = kind_of(evidence.blocks[number])
    for above in reversed(evidence.blocks[max(0, number - 3) : number]):
        if above.number == evidence.title:
            return False
        if above.words >= 3 and (above.link_share >= 0.8 or evidence.heading_level(above.number)):
            # In the same kind of element stand entries of one list, some of them without a link.
            same = kind_of(above) == kind and above.element is not evidence.blocks[number].element
            return not same or evidence.blocks[number].words > LONGEST_ENTRY
        if above.words >= 4 and not evidence.is_date(above.number):
            return False
    return False


def _in_comments(evidence: Evidence, kind: Label, number: int) -> Label:
    block = evidence.blocks[number]
    if evidence.barred[number] in FORM_RULES:
        return Label.COMMENT_FORM
    if find_heading(block.bare) in (Label.COMMENT, Label.COMMENT_FORM, Label.SHARE):
        return Label.COMMENT_FORM
    if find_line(block.bare) in FORM_LABELS or find_notice(block.bare) is not None:
        return Label.COMMENT_FORM
    if block.words <= BUTTONS:
        # Buttons are often glued: «الأحدثالأكثر تصويتا», «ردحذف».
        spaced = bare_line(fold_line(block.spaced)) if len(block.pieces) > 1 else block.bare
        if is_buttons(spaced) or (spaced != block.bare and find_line(spaced) in FORM_LABELS):
            return Label.COMMENT_FORM
    label = find_label(block.folded, block.bare)
    if label is not None and label.label is Label.COMMENT_FORM:
        return Label.COMMENT_FORM
    told = any(char.isalpha() or ord(char) > 0x2600 for char in block.text) or evidence.is_date(number)
    return kind if told else Label.COMMENT_FORM


def _in_teaser(evidence: Evidence, kind: Label, number: int) -> Label:
    block = evidence.blocks[number]
    if evidence.is_date(number):
        return Label.DATE
    label = find_label(block.folded, block.bare)
    if label is not None and label.label is Label.TAGS and not evidence.prose[number]:
        return kind
    return find_line(block.bare) or kind


def _in_tags(evidence: Evidence, kind: Label, number: int) -> Label:
    block = evidence.blocks[number]
    if evidence.prose[number]:
        return Label.TEASER
    if evidence.heading_level(number) and block.link_words >= 4:
        return Label.RELATED
    return kind


_LABELLERS = {
    Label.TAGS: _in_tags,
    Label.READ_ALSO: _in_related,
    Label.RELATED: _in_related,
    Label.MOST_READ: _in_related,
    Label.LATEST: _in_related,
    Label.COMMENT: _in_comments,
    Label.TEASER: _in_teaser,
}
