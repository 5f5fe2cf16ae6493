"""Where the story stands: under its headline, in one element or several, whatever their names."""

from __future__ import annotations

import pytest
from story_pages import (
    HEADLINES,
    OTHER,
    OTHER_TITLE,
    STORY,
    TITLE,
    links,
    page_of,
    paragraphs,
    story_of,
    tell,
    tell_text,
)

from cleaners import Article, clean_html
from cleaners.page.labels import Label

SHAPES = {
    "paragraphs": paragraphs(*STORY),
    "divs": "".join(f"<div>{text}</div>" for text in STORY),
    "br": "<br><br>".join(STORY),
    "br in one paragraph": f"<p>{'<br>'.join(STORY)}</p>",
    "spans and br": "<br>".join(f"<span>{text}</span>" for text in STORY),
    "spans in divs": "".join(f"<div><span style='font-size:14px'>{text}</span></div>" for text in STORY),
    "a cell": f"<table><tr><td>{'<br>'.join(STORY)}</td></tr></table>",
    "cells": "<table>" + "".join(f"<tr><td>{text}</td></tr>" for text in STORY) + "</table>",
    "each in a section": "".join(f"<section><div><p>{text}</p></div></section>" for text in STORY),
    "two elements": f"<div>{paragraphs(*STORY[:2])}</div><div class=ad></div><div>{paragraphs(*STORY[2:])}</div>",
    "quotation": paragraphs(STORY[0])
    + f"<blockquote><p>{STORY[1]}</p></blockquote>"
    + paragraphs(*STORY[2:]),
    "article tag": f"<article>{paragraphs(*STORY)}</article>",
    "fonts": "".join(f"<p><font size=4><b>{text}</b></font></p>" for text in STORY),
    "pre": "<pre>" + "\n\n".join(STORY) + "</pre>",
    "headed lead": f"<h2>{STORY[0]}</h2>" + paragraphs(*STORY[1:]),
    "bold lead": f"<p><strong>{STORY[0]}</strong></p>" + paragraphs(*STORY[1:]),
    "list": "<ul>" + "".join(f"<li>{text}</li>" for text in STORY) + "</ul>",
}


@pytest.mark.parametrize("body", SHAPES.values(), ids=SHAPES)
@pytest.mark.parametrize("name", ["entry-content", "x7f3a", "related"])
def test_shapes_of_a_story(body: str, name: str) -> None:
    html = page_of(
        body, name=name, before=links(HEADLINES[:3]), after=f"<aside><h4>آخر الأخبار</h4>{links()}</aside>"
    )
    kept = " ".join(story_of(tell(html)))
    assert kept.split() == " ".join(STORY).split()


def test_without_a_headline() -> None:
    html = f"<html><body><div>{links()}</div><div>{paragraphs(*STORY)}</div></body></html>"
    assert story_of(tell(html)) == list(STORY)


def test_the_headline_decides_between_two_texts() -> None:
    for title, wanted in ((TITLE, STORY), (OTHER_TITLE, OTHER)):
        first = f"<section><h2>{TITLE}</h2>{paragraphs(*STORY)}</section>"
        second = f"<section><h2>{OTHER_TITLE}</h2>{paragraphs(*OTHER)}</section>"
        html = f"<html><head><title>{title}</title></head><body>{first}{second}</body></html>"
        assert story_of(tell(html)) == list(wanted)


def test_advertising_lines_between_paragraphs() -> None:
    body = "<p>إعلان</p>".join(paragraphs(text) for text in STORY)
    assert story_of(tell(page_of(body))) == list(STORY)


def test_an_opening_line_above_the_first_paragraph() -> None:
    told = tell(page_of(paragraphs("بسم الله الرحمن الرحيم", *STORY)))
    assert story_of(told) == ["بسم الله الرحمن الرحيم", *STORY]


def test_a_text_from_its_first_prose_to_its_last() -> None:
    lines = ["الرئيسية", "سياسة", TITLE, *STORY[:2], "نقص الوقود", *STORY[2:], "طباعة", "جميع الحقوق محفوظة"]
    kept = story_of(tell_text("\n".join(lines)))
    assert kept[-5:] == [*STORY[:2], "نقص الوقود", *STORY[2:]]
    assert "طباعة" not in kept


def test_two_lines_of_text_are_a_story() -> None:
    lines = ["افتتاح الجسر الجديد اليوم", "المصدر: وكالات"]
    assert story_of(tell_text("\n".join(lines))) == lines[:1]


def test_every_block_has_a_label_that_says_what_it_is() -> None:
    html = page_of(
        paragraphs(*STORY, "المصدر: وكالات", "كلمات دلالية: قمح، حصاد"),
        before=f"<nav>{links(['سياسة', 'رياضة'])}</nav>",
        after=f"<h3>مقالات مشابهة</h3>{links()}<footer>جميع الحقوق محفوظة 2024</footer>",
    )
    labels = {item.text: item.label for item in tell(html)}
    assert labels["سياسة"] == Label.NAV
    assert labels[TITLE] == Label.TITLE
    assert labels["المصدر: وكالات"] == Label.SOURCE
    assert labels["كلمات دلالية: قمح، حصاد"] == Label.TAGS
    assert labels["مقالات مشابهة"] == Label.RELATED
    assert labels["جميع الحقوق محفوظة 2024"] == Label.LEGAL


def test_confidence_is_high_on_a_plain_page() -> None:
    record = clean_html(page_of(paragraphs(*STORY)))
    assert isinstance(record, Article)
    assert record.confidence >= 0.9


@pytest.mark.xfail(reason="prose of an element beside the story's is gathered, whatever it speaks of")
def test_another_text_beside_the_story_without_a_headline() -> None:
    html = page_of(paragraphs(*STORY), name="x7f3a", after=f"<div>{paragraphs(*OTHER, *OTHER)}</div>")
    assert story_of(tell(html)) == list(STORY)


@pytest.mark.xfail(reason="what is gathered counts as agreed")
def test_confidence_is_lower_beside_another_text() -> None:
    html = page_of(paragraphs(*STORY), name="x7f3a", after=f"<div>{paragraphs(*OTHER, *OTHER)}</div>")
    record = clean_html(html)
    assert isinstance(record, Article)
    assert record.confidence < 0.9


LEAD = "يتوقع خبراء تحدثوا إلى الصحيفة أن يبلغ الحصاد ذروته بعد أسبوعين إن بقي الطقس صحوا في السهول الشمالية."


def headed(under: str, *, head: str = "", story: tuple[str, ...] = STORY) -> list[str]:
    """The story of a page whose headline stands in an element of its own, with `under` in it or right behind."""
    return story_of(
        tell(
            f"<html><head><title>{TITLE}</title>{head}</head><body><article>"
            f"<div><time>12 مايو 2024</time><h1>{TITLE}</h1>{under}</div>"
            f'<div class="text">{paragraphs(*story)}</div></article></body></html>'
        )
    )


def test_a_standfirst_in_the_headlines_element_is_the_storys() -> None:
    assert headed(f"<div>© وكالة</div><p>{LEAD}</p><div>تابعنا عبر تلغرام</div>") == [LEAD, *STORY]


def test_a_standfirst_that_the_head_gives_as_description_is_the_storys() -> None:
    meta = f'<meta name="description" content="{LEAD[:70]}...">'
    assert headed(f"</div><div><p>{LEAD}</p>", head=meta) == [LEAD, *STORY]


def test_a_second_headline_is_none_of_the_story() -> None:
    assert headed(f"<p>{LEAD[:-1]}</p>") == list(STORY)


def test_a_summary_of_what_follows_does_not_stand_twice() -> None:
    story = (f"{LEAD} {STORY[0]}", *STORY[1:])
    assert headed(f"<div>© وكالة</div><p>{LEAD}</p><div>تابعنا عبر تلغرام</div>", story=story) == list(story)


POINTS = ("سعر الطن هذا الموسم أعلى من الماضي", "نقص الوقود أول ما يشكو منه المزارعون")


def test_points_between_the_headline_and_the_body_are_the_storys() -> None:
    points = "".join(f"<li>{point}</li>" for point in POINTS)
    assert headed(f"<ul><li>طباعة</li><li>تكبير</li></ul></div><ul>{points}</ul><div>") == [*POINTS, *STORY]


@pytest.mark.parametrize(
    "under",
    [links(HEADLINES[:2]), "<ul><li>صفحة أولى</li><li>أخبار محلية</li></ul>", f"<ul><li>{POINTS[0]}</li></ul>"],
    ids=["linked headlines", "sections", "one line"],
)
def test_lists_under_a_headline_that_are_no_points(under: str) -> None:
    assert headed(f"</div>{under}<div>") == list(STORY)


def boxed(*parts: str) -> list[str]:
    """The story of a page whose parts stand in boxes of their own in one article."""
    boxes = "".join(f"<div class=box>{part}</div>" for part in parts)
    return story_of(tell(f"<html><head><title>{TITLE}</title></head><body><article><h1>{TITLE}</h1>{boxes}</article>"))


def test_a_story_goes_on_behind_a_row_of_pictures() -> None:
    pictures = "".join(f"<div>صورة من الحقل عند الصباح</div><div>{n} / 6</div>" for n in range(1, 7))
    buttons = "<button>السابق</button><button>التالي</button>"
    told = boxed(paragraphs(*STORY[:2]), pictures + buttons, paragraphs(*STORY[2:]))
    assert set(STORY) <= set(told)


def test_a_live_blog_goes_on_behind_its_buttons() -> None:
    entries = "".join(
        f"<div class=entry><div>2{n}:10</div><h3>تحديث من الميدان</h3><p>{text}</p><a href='#u{n}'>رابط</a></div>"
        for n, text in enumerate(STORY)
    )
    order = "<label>ترتيب</label><select><option>الأحدث أولا</option></select><button>تحديث تلقائي</button>"
    told = boxed(paragraphs(*OTHER[:1]), order + f"<div>{entries}</div>")
    assert {*STORY, OTHER[0]} <= set(told)


def test_numbered_points_of_a_story_are_no_appended_articles() -> None:
    points = [
        f"<section class=item><div>مصدر الصورة: أرشيف</div><h2>{n} {head}</h2><p>{text}</p></section>"
        for n, (head, text) in enumerate(zip(HEADLINES[:3], OTHER, strict=True), 1)
    ]
    html = f"<main class=article><h1>{TITLE}</h1>{paragraphs(*STORY[:1])}{''.join(points)}{paragraphs(STORY[3])}</main>"
    told = story_of(tell(f"<html><head><title>{TITLE}</title></head><body>{html}</body></html>"))
    assert {STORY[0], *OTHER, STORY[3]} <= set(told)


def test_a_text_ends_where_its_readers_are_asked_for_comments() -> None:
    said = ("أم عمر — رحمه الله ورحم أمواتنا جميعا، أبكيتنا يا دكتور.", "طالب — شيخنا الكريم، بارك الله فيك وفي علمك.")
    assert story_of(tell_text("\n".join([*STORY, "شارك برأيك", *said]))) == list(STORY)
    assert story_of(tell_text("\n".join(["اترك تعليقا", *STORY]))) == list(STORY)


def test_a_line_that_heads_other_headlines_is_none_of_the_story() -> None:
    told = tell(page_of(paragraphs(*STORY, "للاطلاع على أخبار الشركة السابقة:") + links()))
    assert story_of(told) == list(STORY)


def test_the_heading_of_an_offer_behind_the_story_is_none_of_it() -> None:
    told = tell(page_of(paragraphs(*STORY, "صباحكم أجمل مع رسالتنا", "اشترك لتصلك كل جمعة خمس أفكار للبيت.")))
    assert story_of(told) == list(STORY)


def test_an_article_in_the_next_element_with_a_dated_headline_is_none_of_the_story() -> None:
    following = f"<h2>{OTHER_TITLE}</h2><div>06 فبراير 2022، 10:02 ص</div>{paragraphs(*OTHER)}"
    told = boxed(paragraphs(*STORY), "<div>#القمح #الحصاد</div>", following)
    assert told == list(STORY)
