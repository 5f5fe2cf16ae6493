"""Answers in a forum's thread, where papers and readers post news too.

Reads: the cards of members («تاريخ التسجيل: Mar 2008», «المشاركات: 617»), one a post; a post is the widest element
around a card that holds no other. The first post is the story where it holds more prose than the page does beside
the posts; all others are comments. Must not match: one such line, as in an author's box; a thread whose posts stand in
no elements of their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from cleaners.page.blocks import Span
from cleaners.page.labels import Label, Verdict
from cleaners.page.rules.evidence import Cut, Evidence
from cleaners.page.rules.sections import label_section

JOINED = re.compile(
    r"\W*(?:تاريخ (?:التسجيل|الانضمام|الاشتراك|العضويه)|عضو منذ|join date|joined|registered|inscription)\W*[:：]"
)
"""Which line every card of a member has, folded."""
CARD = re.compile(
    r"\W*(?:تاريخ |عضو منذ|(?:عدد )?(?:ال)?(?:مشاركات|مساهمات|مواضيع|نقاط|ردود)|الدوله|البلد|الاقامه|المكان|الموقع|"
    r"العمر|الجنس|رقم العضويه|معدل|السمعه|المهنه|join|posts|location|registered|messages)[^:：]{0,20}[:：]"
)
CARD_WORDS = 8
MOST_POSTS = 200
"""Of one page of a thread; forums show ten to fifty, and each is compared with all."""
POST_NUMBER = re.compile(r"\W*\d+\W*")
RULE = "shape:forum"
FORM = Verdict(Label.COMMENT_FORM, RULE)


def find_forum_answers(evidence: Evidence) -> Iterable[Cut]:
    """One cut: the posts behind the first, or all of them where the story stands elsewhere."""
    joined = [b.number for b in evidence.blocks if b.words <= CARD_WORDS and JOINED.match(b.folded)]
    posts = _posts(evidence, joined) if 2 <= len(joined) <= MOST_POSTS else []
    if len(posts) < 2:
        return
    first = posts[0]
    own = evidence.open_prose(range(first.first, first.last + 1))
    inside = evidence.open_prose(range(first.first, posts[-1].last + 1))
    beside = evidence.open_prose(evidence.prose_words) - inside
    answers = posts[1:] if own > beside else posts
    verdicts = label_section(evidence, Label.COMMENT, range(answers[0].first, answers[-1].last + 1), RULE)
    card = {n for post in answers for n in _card(evidence, post)}
    yield Cut({n: FORM if n in card else verdict for n, verdict in verdicts.items()}, proven=True)


def _posts(evidence: Evidence, joined: Sequence[int]) -> list[Span]:
    """The posts around these lines, where each stands in an element of its own."""
    posts: list[Span] = []
    for number in joined:
        element = evidence.blocks[number].element
        post: Span | None = None
        while element is not None and (span := evidence.span(element)) is not None:
            if sum(span.first <= other <= span.last for other in joined) > 1:
                break
            post, element = span, element.getparent()
        if post is None or post.first == post.last:
            return []
        posts.append(post)
    return posts


def _card(evidence: Evidence, post: Span) -> Iterable[int]:
    """What a post says of its writer but the name: rank, town, number of posts; and the post's own number."""
    numbers = range(post.first, post.last + 1)
    blocks = evidence.blocks
    told = [n for n in numbers if blocks[n].words <= CARD_WORDS and CARD.match(blocks[n].folded)]
    name = next(
        (n for n in numbers if not evidence.is_date(n) and not POST_NUMBER.fullmatch(blocks[n].text)), None
    )
    if name is not None and told and told[0] - name <= CARD_WORDS:
        told += [n for n in range(name + 1, told[-1]) if not evidence.is_date(n) and not evidence.prose[n]]
    return [*told, *(n for n in numbers if POST_NUMBER.fullmatch(blocks[n].text))]
