"""Answers in a forum's thread, in the layouts of vBulletin and phpBB, and pages that only look like one."""

from __future__ import annotations

import pytest
from story_pages import STORY, TITLE, labels_of, page_of, paragraphs, story_of, tell

from cleaners import Article, clean_html
from cleaners.page.labels import Label

ANSWERS = (
    ("بنت الوادي", "الحمد لله خبر يثلج الصدر، ربي يبارك في زرعهم ويديم المطر."),
    ("ولد النخيل", "مشكور أخي على النقل، لكن سعر الطن ما زال قليلا على الفلاح."),
    ("صياد", "في قريتنا ما وصلت الحصادات، ننتظر من أسبوع وما في وقود."),
)
CARD = "<div>عضو مميز</div><div>تاريخ التسجيل: Mar 2008</div><div>الدولة: الواحة</div><div>المشاركات: 61{n}</div>"
ABOVE = (
    "<table><tr><td>09-03-2013, 1{n}:20 PM</td><td><a href='#p{n}'>#{n}</a></td></tr>"
    f"<tr><td><div><a href='/member/{{n}}'>{{who}}</a></div>{CARD}</td><td>{{text}}</td></tr></table>"
)
BEHIND = (
    "<div class=p><div><h3>رد: القمح</h3><p>بواسطة <b>{who}</b> » 12 مايو 2024, 1{n}:20</p><div>{text}</div></div>"
    f"<dl><dt><a href='/u/{{n}}'>{{who}}</a></dt><dd>{CARD}</dd></dl></div>"
)


def thread(post: str) -> str:
    first = post.format(n=1, who="محرر الأخبار", text=paragraphs(*STORY))
    return f"<h1>{TITLE}</h1>{first}" + answers(post)


def answers(post: str) -> str:
    return "".join(post.format(n=n, who=who, text=text) for n, (who, text) in enumerate(ANSWERS, 2))


def page(body: str) -> str:
    return f"<html><head><title>{TITLE}</title></head><body><div id=posts>{body}</div></body></html>"


@pytest.mark.parametrize("post", [ABOVE, BEHIND], ids=["card above the text", "card behind the text"])
def test_the_first_post_is_the_story_and_the_others_are_comments(post: str) -> None:
    told = tell(page(thread(post)))
    assert story_of(told) == list(STORY)
    assert labels_of(told, *(text for _, text in ANSWERS)) == [Label.COMMENT] * 3


def test_a_post_is_split() -> None:
    record = clean_html(page(thread(ABOVE)), "https://www.example.com/showthread.php?t=7")
    assert isinstance(record, Article)
    assert [(each.author, each.text) for each in record.comments] == list(ANSWERS)
    assert [each.posted_raw for each in record.comments] == [f"09-03-2013, 1{n}:20 PM" for n in (2, 3, 4)]


def test_all_posts_under_a_story_are_comments() -> None:
    told = tell(page_of(paragraphs(*STORY), after=f"<div>{answers(ABOVE)}</div>"))
    assert story_of(told) == list(STORY)
    assert labels_of(told, *(text for _, text in ANSWERS)) == [Label.COMMENT] * 3


@pytest.mark.parametrize(
    "beside",
    [
        "<div><b>سامي الحداد</b><div>محرر الشؤون الزراعية</div><div>عضو منذ: 2015</div></div>",
        "<p>تاريخ التسجيل: من الأحد إلى الخميس</p><p>تاريخ التسجيل: عن بعد طوال الشهر</p>",
    ],
    ids=["an author's box", "lines of the story"],
)
def test_what_is_no_thread(beside: str) -> None:
    told = tell(page_of(paragraphs(*STORY[:2]) + beside + paragraphs(*STORY[2:])))
    assert set(STORY) <= set(story_of(told))
    assert Label.COMMENT not in {each.label for each in told}
