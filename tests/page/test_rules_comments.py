"""Comments that no name gives away, and what looks like them."""

from __future__ import annotations

import pytest
from story_pages import HEADLINES, STORY, labels_of, page_of, paragraphs, story_of, tell, tell_text

from cleaners.page.labels import Label

READERS = (
    ("سامي الحداد", "خبر مفرح بعد سنوات الجفاف الطويلة، شكرا لكم على هذه المتابعة."),
    ("ليلى منصور", "أسعار الوقود هي المشكلة الأولى كل موسم، ولا أحد يستمع إلى شكوانا."),
    ("أبو كريم", "في قريتنا لم تصل الحصادات بعد، ونحن ننتظر منذ أسبوع كامل."),
)


def thread(item: str) -> str:
    return "<div>" + "".join(item.format(who=who, text=text) for who, text in READERS) + "</div>"


THREADS = {
    "name, time, text, reply": "<div><b>{who}</b> <span>منذ ساعتين</span><p>{text}</p><a href='#'>رد</a></div>",
    "name and date lines": "<div><div>{who}</div><div>12 مايو 2024 - 10:30</div><div>{text}</div></div>",
    "says": "<div><p>{who} يقول:</p><p>{text}</p></div>",
    "like and reply": "<div><div>{who}</div><div>{text}</div><div>أعجبني</div><div>رد</div></div>",
    "articles": "<article><footer>{who}</footer><time>12 مايو 2024</time><p>{text}</p></article>",
}


@pytest.mark.parametrize("item", THREADS.values(), ids=THREADS)
@pytest.mark.parametrize("inside", [False, True], ids=["behind the story", "in its element"])
def test_threads(item: str, inside: bool) -> None:
    html = thread(item)
    told = tell(page_of(paragraphs(*STORY) + (html if inside else ""), after="" if inside else html))
    assert story_of(told) == list(STORY)
    assert labels_of(told, *(text for _, text in READERS)) == [Label.COMMENT] * 3


SITEWIDE = [
    line
    for n, (who, text) in enumerate(READERS)
    for line in (f"{who} : {text[:-1]} ...", "الموضوع :", HEADLINES[n])
]


def test_the_site_wide_list_in_html_and_in_text() -> None:
    for told in (
        tell(page_of(paragraphs(*STORY), after=paragraphs(*SITEWIDE))),
        tell(page_of(paragraphs(*STORY), after="<table><tr><td>" + "<br>".join(SITEWIDE) + "</table>")),
        tell_text("\n".join([*STORY, *SITEWIDE])),
        tell_text("\n".join([*STORY, "التعليقات", *SITEWIDE])),
    ):
        assert story_of(told) == list(STORY)
        assert set(labels_of(told, *SITEWIDE)) == {Label.COMMENT}


def test_the_topic_on_one_line() -> None:
    lines = [
        line for who, text in READERS for line in (f"{who} : {text}", "الموضوع : خبر عن الطرق في المدينة")
    ]
    told = tell_text("\n".join([*STORY, *lines]))
    assert story_of(told) == list(STORY)


def test_a_comment_that_quotes_the_story() -> None:
    html = thread(THREADS["name, time, text, reply"]).replace(
        READERS[1][1], f"«{STORY[3]}» هذا كلام صحيح تماما."
    )
    told = tell(page_of(paragraphs(*STORY), after=html))
    assert story_of(told) == list(STORY)


INTERVIEW = (
    "المذيع: متى بدأ الحصاد في حقولكم؟",
    "المزارع: بدأنا قبل أسبوعين من الموعد، ونأمل أن ننتهي قبل نهاية الشهر الجاري.",
)


def test_an_interview_stays() -> None:
    lines = [STORY[0], *INTERVIEW, *INTERVIEW]
    assert story_of(tell(page_of(paragraphs(*lines)))) == lines
    assert story_of(tell_text("\n".join(lines))) == lines


@pytest.mark.xfail(reason="«الموضوع:» begins a tag line, even where a sentence follows")
def test_one_topic_in_prose_stays() -> None:
    lines = [
        *STORY[:2],
        "وقال الوزير: لا تعليق على ما نشر اليوم.",
        "الموضوع: دعم المزارعين هو ما شغل الحاضرين.",
        *STORY[2:],
    ]
    assert story_of(tell(page_of(paragraphs(*lines)))) == lines


def test_a_live_blog_stays() -> None:
    entries = "".join(f"<div><b>1{n}:30</b><p>{text}</p></div>" for n, text in enumerate(STORY))
    told = tell(page_of(entries))
    assert [text for text in story_of(told) if text in STORY] == list(STORY)


def test_a_byline_under_a_headline_begins_no_thread() -> None:
    next_articles = "".join(
        f"<article><h1>{head}</h1><div>ليلى منصور 12 مايو 2024 - 10:3{n}</div>{paragraphs(*STORY[:2])}</article>"
        for n, head in enumerate(HEADLINES[:2])
    )
    told = tell(page_of(paragraphs(*STORY), after=f"<div>{next_articles}</div>"))
    assert Label.COMMENT not in {each.label for each in told}
