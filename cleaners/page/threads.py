"""Readers' comments, each split into who wrote it, when, what, on which topic and in answer to whom.

Most threads print one date a comment, at one place of each: where the first comment has it tells where every other
begins. Threads without dates are split at short lines, which are names.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto
from itertools import pairwise, zip_longest
from typing import NamedTuple

from lxml.html import HtmlElement

from cleaners.page.article import Comment
from cleaners.page.blocks import Block, Labelled, Piece
from cleaners.page.dates import is_date_line
from cleaners.page.labels import Label, Verdict
from cleaners.page.lines import bare_line, fold_line
from cleaners.page.markers import is_buttons
from cleaners.page.parting import part_pieces, split_block
from cleaners.page.rules.sections import kind_of

SITE_WIDE = "shape:name-colon-topic"
ANSWER = "line:answer"

SAID = re.compile(r"^[\W_]*(?P<author>[^:：]{2,40}?)\s*[:：]\s*(?P<text>\S.*)$", re.DOTALL)
TOPIC = re.compile(r"^\W*الموضوع\s*[:：]")
REPLIES = re.compile(
    r"^(?P<who>[^:]{0,40}?)\W*(?:(?:ال)?رد[ّ]?ا?ً?ا?\s+على|in reply to)\s+(?P<author>\S.{0,38}?)\W*$",
    re.IGNORECASE,
)
SAYS = re.compile(r"\s(?:يقول|تقول|كتب|كتبت|قال|قالت)\s*:?\s*$")
# «3 - », «#12 », «+3#1 »: the comment's number and votes, before a name.
NUMBER = re.compile(r"^[\W\d_]+")
SIGNS = re.compile(r"^[\W_]+")

# «أرسلت بواسطة سنية», «بواسطة: أم ياسين», «الاسم: سامي»: what stands before a name; a word that opens sentences
# («من قبل») only behind its verb, a noun only with its colon.
POSTED_BY = re.compile(
    r"\s*(?:(?:[أا]رسلت?|كتبت?|نشرت?|[أا]ضيفت?)\s+(?:بواسطة|من\s+قبل|من\s+طرف)\s*[:：]?\s+|بواسطة\s*[:：]?\s+|"
    r"(?:الاسم|الكاتب|المعلق|المرسل|كتبت?|[أا]ضافت?)\s*[:：]\s*|(?:posted|written|submitted)\s+by\s*:?\s+)(?=\w)",
    re.IGNORECASE,
)

# «4 سنوات», «٣ أ», «2w» as plug-ins print the age of a comment, alone on a line; in a story it is no date.
AGE = re.compile(
    r"\W*\d{1,2}\s?(?:ثواني?|دقيقة|دقائق|ساعة|ساع[اة]ت|يوما?|[أا]يام|[أا]سبوعا?|[أا]سابيع|شهرا?|[أا]شهر|شهور|سنة|سنوات|"
    r"عاما?|[أا]عوام|[دسيأش]|min|[smhdwy])\W*"
)

NAME_WORDS = 5
LINE_WORDS = 14
"""Words of a line that is a name and a date."""

LONGEST_HEAD = 12
"""Lines before the first date of a thread: the controls of a plug-in, then a number, a subject and a name."""

GAP = 8
"""Blocks between two threads: the page's own and the site-wide one, or the same widget twice."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A comment while its blocks are read."""

    first: Block
    comment: Comment


class Dated(NamedTuple):
    """A block that dates a comment: its date, and what stands before it on the same line."""

    posted: str
    name: str


NO_DATE = Dated("", "")


def list_comments(labelled: Sequence[Labelled]) -> list[Comment]:
    """Readers' comments in page order."""
    comments: list[Comment] = []
    for kind, blocks in _runs(labelled):
        match kind:
            case Kind.SITE_WIDE:
                comments += _split_site_wide(blocks)
            case Kind.LINES:
                comments += [Comment(text=block.text) for block in blocks]
            case _:
                comments += _name_answered(_split_thread(blocks))
    return comments


class Kind(Enum):
    """How comments stand: in the list of an agency, a line each and nothing else, in a thread."""

    SITE_WIDE = auto()
    LINES = auto()
    THREAD = auto()


def _runs(labelled: Sequence[Labelled]) -> Iterator[tuple[Kind, list[Block]]]:
    """The comments of one thread each: of one kind, with no more than buttons between them."""
    comments = [
        (place, item)
        for place, item in enumerate(labelled)
        if item.verdict.label is Label.COMMENT or item.verdict.rule == ANSWER
    ]
    run: list[Block] = []
    last, last_kind = 0, Kind.THREAD
    for (place, item), following in zip_longest(comments, comments[1:]):
        kind = _kind(item, following[1] if following else None)
        if run and (place - last > GAP or kind is not last_kind):
            yield last_kind, run
            run = []
        run.append(item.block)
        last, last_kind = place, kind
    if run:
        yield last_kind, run


def _kind(item: Labelled, following: Labelled | None) -> Kind:
    if item.verdict.rule == "shape:readers":
        return Kind.LINES
    if item.verdict.rule == SITE_WIDE:
        return Kind.SITE_WIDE
    # `name : text` right above a topic of the list belongs to it, whatever rule told it.
    above = (
        following is not None and following.verdict.rule == SITE_WIDE and TOPIC.match(following.block.text)
    )
    return Kind.SITE_WIDE if above and SAID.match(item.block.text) else Kind.THREAD


def _number_end(block: Block) -> int:
    """Where the number before a short line ends; 0 where there is none, or where it is a date's."""
    number = NUMBER.match(block.text) if block.words <= LINE_WORDS else None
    if number is None or number.end() == len(block.text) or not any(map(str.isdigit, number[0])):
        return 0
    if number[0].replace(" ", "").isdigit() and not (
        block.pieces and block.pieces[0].text == number[0].strip()
    ):
        return 0  # «20 سنة ونحن ننتظر»
    return 0 if is_date_line(block.text) else number.end()


def part_numbers(labelled: Iterable[Labelled]) -> list[Labelled]:
    """The labelled blocks with what is no one's words parted from a comment's lines.

    The number before a name: «3 - », «#12 », «+3#1 »; what says that a name follows: «بواسطة: »; buttons and counters
    beside a date: «رابط التعليق», «عدد الردود 0».
    """
    parted: list[Labelled] = []
    for item in labelled:
        if item.verdict.label is Label.COMMENT and item.block.words <= LINE_WORDS:
            parted += [
                part for one in _part_buttons(item) for two in _part_label(one) for part in _part_number(two)
            ]
        else:
            parted.append(item)
    for place, (block, _) in enumerate(parted):
        block.number = place
    for run in [run for kind, run in _runs(parted) if kind is Kind.THREAD]:
        for block in _strays(run):
            rule = parted[block.number].verdict.rule
            parted[block.number] = Labelled(block, Verdict(Label.COMMENT_FORM, rule))
    for run in [run for kind, run in _runs(parted) if kind is Kind.THREAD]:
        for block in _answers(run):
            parted[block.number] = Labelled(block, Verdict(Label.COMMENT_FORM, ANSWER))
    return parted


def _answers(blocks: Sequence[Block]) -> Iterator[Block]:
    """Lines of their own that say whom a comment answers, somebody of the thread: `reply_to` says it too."""
    if not any(block.words <= NAME_WORDS + 2 and REPLIES.match(block.text) for block in blocks):
        return
    drafts = _split_thread(blocks)
    authors = {draft.comment.author for draft in drafts}
    for draft in drafts:
        if _answered(draft.comment.text, authors):
            line = draft.comment.text.partition("\n")[0]
            # Where it shares a block with the name and the date, `reply_to` alone says it.
            yield from [b for b in blocks if b.number >= draft.first.number and b.text == line][:1]


def _strays(blocks: Sequence[Block]) -> Sequence[Block]:
    """What stands before a thread's first comment and was taken with it: the controls of a plug-in.

    Read from the elements: the line right before the first date is the comment's, and so is what stands above it in an
    element of a kind that occurs again behind the date. Nothing where the date does not occur again either, nor in a
    text, whose lines are all of one kind.
    """
    dates = ((place, _read_date(block)) for place, block in enumerate(blocks[:LONGEST_HEAD]))
    first, dated = next(((place, found) for place, found in dates if found), (0, NO_DATE))
    before = first if dated.name else first - 1
    if before < 1:
        return ()
    behind = set(map(kind_of, blocks[first + 1 :]))
    if kind_of(blocks[first]) not in behind:
        return ()
    odd = [place for place, block in enumerate(blocks[:before]) if kind_of(block) not in behind]
    return blocks[: odd[-1] + 1] if odd else ()


def _part_number(item: Labelled) -> list[Labelled]:
    block, verdict = item
    end = _number_end(block) if verdict.label is Label.COMMENT else 0
    if not end:
        return [item]
    first, *rest = split_block(block, [end])
    form = Labelled(first, Verdict(Label.COMMENT_FORM, verdict.rule))
    return [form, *(Labelled(part, verdict) for part in rest)]


def _part_label(item: Labelled) -> list[Labelled]:
    """A line with «بواسطة: » parted from the name behind it, where the line or one of its text nodes begins so."""
    block, verdict = item
    found = next(
        ((piece, label) for piece in block.pieces or (block,) if (label := POSTED_BY.match(piece.text))), None
    )
    if found is None or verdict.label is not Label.COMMENT:
        return [item]
    piece, label = found
    start = block.text.find(piece.text)
    if start < 0:
        return [item]
    form = Verdict(Label.COMMENT_FORM, verdict.rule)
    parts = split_block(block, [cut for cut in (start, start + label.end()) if cut])
    return [Labelled(part, form if POSTED_BY.match(f"{part.text} x") else verdict) for part in parts]


def _part_buttons(item: Labelled) -> list[Labelled]:
    """A short line with the text nodes parted that are nothing but a button or a counter, where others remain.

    Only beside a date: without one, a word such as «تعديل» may be somebody's.
    """
    block, verdict = item
    if len(block.pieces) < 2:
        return [item]
    if not any(map(_is_button, block.pieces)) or not any(is_date_line(piece.text) for piece in block.pieces):
        return [item]
    form = Verdict(Label.COMMENT_FORM, verdict.rule)
    parts = part_pieces(block, _is_button)
    return [Labelled(part, form if _is_button(part.pieces[0]) else verdict) for part in parts]


def _is_button(piece: Piece) -> bool:
    return is_buttons(bare_line(fold_line(piece.text)))


# --- the site-wide list ---------------------------------------------------------------------------


def _split_site_wide(blocks: Iterable[Block]) -> list[Comment]:
    """`name : text`, then «الموضوع :» and the headline that the comment is about, on the line or under it."""
    comments: list[Comment] = []
    topic_open = False
    last = -1
    for block in blocks:
        text = block.text
        # Where the page's own headline is the topic, it has been told as such and is missing here.
        topic_open = topic_open and block.number == last + 1
        last = block.number
        topic = TOPIC.match(text)
        if topic:
            if not comments or comments[-1].topic is not None:
                comments.append(Comment(text=""))
            comments[-1] = replace(comments[-1], topic=text)
            topic_open = not text[topic.end() :].strip()
        elif topic_open:
            comments[-1] = replace(comments[-1], topic=f"{comments[-1].topic} {text}")
            topic_open = False
        else:
            said = SAID.match(text)
            comments.append(Comment(author=said["author"], text=said["text"]) if said else Comment(text=text))
    return comments


# --- threads --------------------------------------------------------------------------------------


def _split_thread(blocks: Sequence[Block]) -> list[Draft]:
    dated = {place: found for place, block in enumerate(blocks) if (found := _read_date(block))}
    alone = {place: found for place, found in dated.items() if not found.name}
    if 2 * len(alone) >= len(dated):
        # Lines of their own date this thread: a text may end in «منذ 45 سنة» too. One among many is somebody's «؟؟؟».
        dated = alone
    dated = dated or _read_clocks(blocks)
    if not dated:
        return _split_at_names(blocks)
    starts = _starts(list(dated), len(blocks), named=bool(dated[next(iter(dated))].name))
    drafts = []
    for start, end in zip(starts, [*starts[1:], len(blocks)], strict=True):
        at = next((place for place in dated if start <= place < end), end)
        lines = [block for place, block in enumerate(blocks[start:end], start) if place != at]
        drafts.append(Draft(blocks[start], _read_comment(lines, dated.get(at, NO_DATE), at - start)))
    return drafts


def _starts(dates: Sequence[int], length: int, *, named: bool) -> list[int]:
    """Where each comment begins: as many lines before its date as the first comment has."""
    if dates[-1] == length - 1 and dates[0] > 0 and not named:
        return [0, *(date + 1 for date in dates[:-1])]  # the date closes a comment
    starts = [0]
    for before, date in pairwise(dates):
        starts.append(max(before + 1, date - dates[0]))
    return starts


def _read_date(block: Block) -> Dated | None:
    text = block.text if len(block.pieces) < 2 else " ".join(piece.text for piece in block.pieces)
    if is_date_line(text) or AGE.fullmatch(text):
        return Dated(text, "")
    if len(block.pieces) > 1 and block.words <= LINE_WORDS:
        *before, last = [piece.text for piece in block.pieces]
        if is_date_line(last):
            return Dated(last, " ".join(before))
    words = text.split()
    if len(words) > LINE_WORDS or text.endswith(".") or not any(char.isdigit() for char in text):
        return None
    for count in range(1, min(2 * NAME_WORDS, len(words) - 1) + 1):
        if is_date_line(" ".join(words[count:])):
            return Dated(" ".join(words[count:]), " ".join(words[:count]))
    return None


NAME_AND_CLOCK = re.compile(r"(\D{2,40}?)\s+(\d{1,2}:\d\d)")


def _read_clocks(blocks: Sequence[Block]) -> dict[int, Dated]:
    """Lines of a name and a time of day, «يوسف 8:12», where two or more of a thread without dates are such."""
    found = {
        place: match for place, block in enumerate(blocks) if (match := NAME_AND_CLOCK.fullmatch(block.text))
    }
    return {place: Dated(match[2], match[1]) for place, match in found.items()} if len(found) > 1 else {}


def _read_comment(lines: Sequence[Block], dated: Dated, head: int) -> Comment:
    """One comment, of which `head` lines stand before the date: its name is on the date's line or beside it."""
    posted = dated.posted or None
    if dated.name:
        return _comment(dated.name, [block.text for block in lines], posted)
    place = _name_place(lines, head)
    name = lines[place].text if place is not None else None
    return _comment(name, [block.text for other, block in enumerate(lines) if other != place], posted)


def _name_place(lines: Sequence[Block], head: int) -> int | None:
    """Which line is the name: right before the date, which `head` lines precede, or right behind it; never the last.

    Where the date closes a comment, the name opens it. A number stands before a name or before a subject; where a
    second name follows the date, it was the subject's.
    """
    places = [head - 1, head] if head < len(lines) else [0]
    named = [place for place in places if 0 <= place < len(lines) - 1 and _is_name(lines[place])]
    if len(named) > 1 and lines[named[0]].glued:  # a number was parted from it
        return named[1]
    return named[0] if named else None


def _is_name(block: Block) -> bool:
    words = SAYS.sub("", NUMBER.sub("", block.text)).split()
    return 0 < len(words) <= NAME_WORDS and not any(word.strip("/:.-").isdigit() for word in words)


def _comment(name: str | None, lines: Sequence[str], posted: str | None) -> Comment:
    author, answered, texts = None, None, list(lines)
    if name is not None:
        author = SAYS.sub("", SIGNS.sub("", name)).strip(" |:-–") or None
        answers = REPLIES.match(author) if author else None
        if author and answers and answers["who"]:
            # No printed word is lost: the answer stays above what the comment says.
            texts.insert(0, author[answers.end("who") :].strip(" |:-–"))
            author, answered = answers["who"].strip(" |:-–"), answers["author"]
    return Comment(author=author, text="\n".join(texts), posted_raw=posted, reply_to=answered)


def _split_at_names(blocks: Sequence[Block]) -> list[Draft]:
    """A thread without dates: a line of few words behind another comment's text is a name."""
    drafts: list[Draft] = []
    for block in blocks:
        said = SAID.match(block.text) if block.words > NAME_WORDS else None
        last = drafts[-1].comment if drafts else None
        if block.words <= NAME_WORDS and (last is None or last.text):
            drafts.append(Draft(block, Comment(author=SAYS.sub("", block.text), text="")))
        elif said and len(said["author"].split()) <= NAME_WORDS and (last is None or last.text):
            drafts.append(Draft(block, Comment(author=said["author"], text=said["text"])))
        elif last is None or (last.text and last.author is None):
            drafts.append(Draft(block, Comment(text=block.text)))
        else:
            text = f"{last.text}\n{block.text}" if last.text else block.text
            drafts[-1] = replace(drafts[-1], comment=replace(last, text=text))
    return drafts


# --- answers --------------------------------------------------------------------------------------

ITEM = re.compile(r"^(?:li-|div-)?comment-\d+$")


def _name_answered(drafts: Sequence[Draft]) -> list[Comment]:
    """The comments, each with whom it answers: named in a line, where such an author is there, or by nesting."""
    authors = {draft.comment.author for draft in drafts}
    firsts: dict[HtmlElement, Draft] = {}
    comments = []
    for draft in drafts:
        comment = draft.comment
        named = comment.reply_to
        if named is None and (answered := _answered(comment.text, authors)):
            named = answered
            comment = replace(comment, text=comment.text.partition("\n")[2])
        above = None
        for item in _items(draft.first):
            holder = firsts.setdefault(item, draft)
            above = above or (holder if holder is not draft else None)
        nested = above.comment.author if above is not None else None
        comments.append(replace(comment, reply_to=named or nested))
    return comments


def _answered(text: str, authors: Collection[str | None]) -> str | None:
    """«ردّ على أبو أحمد» as the first of a comment's lines; «رد على الظلم» names nobody of the thread."""
    first, _, rest = text.partition("\n")
    match = REPLIES.match(first) if rest else None
    return match["author"] if match and not match["who"] and match["author"] in authors else None


def _items(block: Block) -> Iterator[HtmlElement]:
    """The elements around a block that hold one comment and its answers, innermost first."""
    element = block.element
    while element is not None:
        classes = (element.get("class") or "").split()
        if element.tag == "li" or "comment" in classes or ITEM.match(element.get("id") or ""):
            yield element
        element = element.getparent()
