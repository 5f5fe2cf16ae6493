"""Headings that govern a section, and the same words where they govern nothing."""

from __future__ import annotations

import pytest
from story_pages import (
    HEADLINES,
    OTHER,
    OTHER_TITLE,
    STORY,
    TITLE,
    labels_of,
    links,
    page_of,
    paragraphs,
    story_of,
    tell,
    tell_text,
)

from cleaners import Rejected, clean_html
from cleaners.page.labels import Label

OWN = {
    "مقالات مشابهة": Label.RELATED,
    "الأكثر قراءة": Label.MOST_READ,
    "آخر الأخبار": Label.LATEST,
    "اقرأ أيضا": Label.READ_ALSO,
}


@pytest.mark.parametrize(("heading", "label"), OWN.items())
@pytest.mark.parametrize("tag", ["h3", "div", "span"])
def test_a_heading_opens_an_element_of_its_own(heading: str, label: Label, tag: str) -> None:
    section = f"<div><{tag}>{heading}</{tag}>{links()}</div>"
    told = tell(page_of(paragraphs(*STORY), after=section))
    assert labels_of(told, heading) == [label]
    assert set(labels_of(told, *HEADLINES)) <= {label, Label.RELATED}
    assert story_of(told) == list(STORY)


@pytest.mark.parametrize(("heading", "label"), [item for item in OWN.items() if item[1] is not Label.RELATED])
def test_a_heading_tells_the_kind_of_its_links(heading: str, label: Label) -> None:
    told = tell(page_of(paragraphs(*STORY), after=f"<div><h3>{heading}</h3>{links()}</div>"))
    assert labels_of(told, *HEADLINES) == [label] * 5


@pytest.mark.parametrize(("heading", "label"), OWN.items())
def test_a_heading_before_the_story_ends_where_the_story_begins(heading: str, label: Label) -> None:
    told = tell(page_of(paragraphs(*STORY), before=f"<div><h4>{heading}</h4>{links()}</div>"))
    assert set(labels_of(told, *HEADLINES)) <= {label, Label.RELATED}
    assert story_of(told) == list(STORY)


def test_a_list_told_by_its_shape_ends_where_a_sub_heading_of_the_story_stands() -> None:
    inner = f"<p><b>اقرأ أيضا:</b></p>{links(HEADLINES[:2])}<h2>ماذا بعد؟</h2>"
    told = tell(page_of(paragraphs(*STORY[:2]) + inner + paragraphs(*OTHER)))
    assert story_of(told) == [*STORY[:2], "ماذا بعد؟", *OTHER]


def test_a_heading_in_the_storys_element_governs_its_own_links_only() -> None:
    inner = f"<p>اقرأ أيضا</p>{links(HEADLINES[:2])}"
    told = tell(page_of(paragraphs(*STORY[:2]) + inner + paragraphs(*STORY[2:])))
    assert set(labels_of(told, *HEADLINES[:2])) <= {Label.READ_ALSO, Label.RELATED}
    assert story_of(told) == list(STORY)


def test_behind_a_source_line_a_heading_governs_to_the_end() -> None:
    tail = paragraphs("المصدر: وكالات", "كلمات دلالية: قمح، حصاد", "إقرأ أيضاً:", OTHER_TITLE, *OTHER)
    told = tell(page_of(paragraphs(*STORY) + tail))
    assert labels_of(told, "المصدر", "كلمات دلالية") == [Label.SOURCE, Label.TAGS]
    assert set(labels_of(told, OTHER_TITLE, *OTHER)) <= {Label.TEASER, Label.READ_ALSO}
    assert story_of(told) == list(STORY)


def test_the_same_in_bare_text() -> None:
    lines = [*STORY, "المصدر: وكالات", "كلمات دلالية: قمح، حصاد", "إقرأ أيضاً:", OTHER_TITLE, *OTHER]
    told = tell_text("\n".join([*lines, "مقالات مشابهة", *HEADLINES]))
    assert story_of(told) == list(STORY)
    assert set(labels_of(told, *OTHER)) == {Label.TEASER}
    assert set(labels_of(told, *HEADLINES)) == {Label.RELATED}


def test_read_also_with_another_article_inside_the_story() -> None:
    """The headline echoes in the prose behind it, which shares no word with the story: it is another article."""
    told = tell(page_of(paragraphs(*STORY, "اقرأ أيضا") + f"<h3>{OTHER_TITLE}</h3>" + paragraphs(*OTHER)))
    assert story_of(told) == list(STORY)


COMMENTS = (
    "سامي الحداد : خبر مفرح بعد سنوات الجفاف الطويلة ...",
    "ليلى منصور : أسعار الوقود هي المشكلة الأولى كل موسم.",
)


def test_comments_under_their_heading() -> None:
    told = tell(
        page_of(paragraphs(*STORY), after=f"<div><h3>التعليقات (2)</h3>{paragraphs(*COMMENTS)}</div>")
    )
    assert labels_of(told, *COMMENTS) == [Label.COMMENT] * 2
    told = tell_text("\n".join([*STORY, "التعليقات", *COMMENTS]))
    assert labels_of(told, *COMMENTS) == [Label.COMMENT] * 2
    assert story_of(told) == list(STORY)


def test_a_counter_above_the_story_governs_nothing() -> None:
    told = tell(page_of("<div>التعليقات (0)</div>" + paragraphs(*STORY)))
    assert story_of(told) == list(STORY)
    told = tell_text("\n".join([TITLE, "التعليقات (0)", *STORY]))
    assert story_of(told)[-4:] == list(STORY)


@pytest.mark.parametrize(
    "heading",
    [
        pytest.param(
            "كلمات دلالية", marks=pytest.mark.xfail(reason="read as a label with nothing behind it")
        ),
        "الوسوم",
    ],
)
def test_tags_govern_short_linked_lines_only(heading: str) -> None:
    tags = "".join(f'<li><a href="/t/{tag}">{tag}</a></li>' for tag in ("قمح", "حصاد", "محافظات الشمال"))
    told = tell(
        page_of(paragraphs(*STORY) + f"<div>{heading}</div><ul>{tags}</ul>", after=paragraphs(*OTHER))
    )
    assert labels_of(told, heading, "حصاد", "محافظات الشمال")[0] == Label.TAGS
    assert [item.label for item in told if item.text in ("قمح", "حصاد", "محافظات الشمال")] == [Label.TAGS] * 3


def test_share_line_does_not_govern_the_story_behind_it() -> None:
    told = tell(page_of("<p>شارك الخبر</p>" + paragraphs(*STORY)))
    assert labels_of(told, "شارك الخبر") == [Label.SHARE]
    assert story_of(told) == list(STORY)


def test_widgets_and_newsletters() -> None:
    after = (
        "<div><h4>أسعار العملات</h4><p>دولار 1310</p><p>يورو "
        "1420</p></div><div><h4>النشرة البريدية</h4><p>سجل الآن</p></div>"
    )
    told = tell(page_of(paragraphs(*STORY), after=after))
    assert labels_of(told, "أسعار العملات", "دولار", "النشرة البريدية") == [
        Label.WIDGET,
        Label.WIDGET,
        Label.NEWSLETTER,
    ]
    assert story_of(told) == list(STORY)


POLL = (
    "<div>استطلاع رأي</div><p>هل تتوقع انخفاض أسعار القمح خلال الموسم القادم؟</p>"
    "<label><input type=radio> نعم</label><label><input type=radio> لا</label><button>صوّت</button>"
)


def test_a_poll_is_no_story_even_where_nothing_else_is_prose() -> None:
    record = clean_html(page_of(links(), after=f"<div>{links()}{POLL}</div>"), "https://www.example.com/x")
    assert isinstance(record, Rejected)
    told = tell(page_of(paragraphs(*STORY) + POLL))
    assert story_of(told) == list(STORY)
    assert labels_of(told, "هل تتوقع انخفاض") == [Label.WIDGET]


def test_a_question_under_such_a_heading_that_offers_no_answers_may_be_the_storys() -> None:
    asked = "هل تتوقع انخفاض أسعار القمح خلال الموسم القادم؟ هكذا سأل مركز الدراسات ألف مزارع في الشمال."
    told = tell(page_of("<h3>استطلاع رأي</h3>" + paragraphs(asked, *STORY)))
    assert asked in story_of(told)


def test_what_a_paper_offers_its_subscribers_is_no_story() -> None:
    offer = "بقي من هذا التقرير سبع فقرات، اشترك الآن لتقرأ كل تقاريرنا الاقتصادية ومقالات كتابنا بلا حدود."
    box = f"<div><h3>هذا المحتوى للمشتركين</h3><p>{offer}</p><ul><li>عشرون دينارا في السنة مع الأرشيف</li></ul></div>"
    told = tell(page_of(paragraphs(*STORY), after=box))
    assert story_of(told) == list(STORY)
    assert labels_of(told, "بقي من هذا") == [Label.NEWSLETTER]
