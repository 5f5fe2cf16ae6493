"""Fields told by the names of elements, by the addresses of links, and by what else a page says of itself."""

from __future__ import annotations

import pytest
from story_pages import HEADLINES, STORY, TITLE, page_of, paragraphs

from cleaners import Article, clean_html


def article(under: str = "", after: str = "", before: str = "", above: str = "") -> Article:
    """The record of a page with lines above and under its headline, and behind its story."""
    html = page_of(paragraphs(*STORY), after=after, before=before)
    headline = f"<h1>{TITLE}</h1>"
    record = clean_html(html.replace(headline, f"<div class=head>{above}{headline}{under}</div>"))
    assert isinstance(record, Article)
    return record


AUTHORS = {
    # A name that does not look like one, by its element; the date beside it is none of its words.
    '<div class=meta><a class=author-name href="/author/5/">النور دفع السيد</a><i>نوفمبر 12, 2022</i></div>': [
        "النور دفع السيد"
    ],
    "<div class=meta><span class=author>أحمد علي</span> <i>نوفمبر 12, 2022</i></div>": ["أحمد علي"],
    # The paper, the place, the name, and commas of a date: no prose.
    (
        "<div class=node__meta><span class=author>الحياة نيوز - عمّان: مازن البرغوثي</span> "
        "<span>الأحد، 05 مايو 2024 09:00 م</span></div>"
    ): ["مازن البرغوثي"],
    # What says that a name follows stands in the element too.
    (
        "<div class=post-meta><span class='author vcard'>من <a href='#'>عبد المنعم الزوي</a></span> "
        "<i>مارس 22, 2015</i></div>"
    ): ["عبد المنعم الزوي"],
    # Desks, and phrases of definite words.
    '<div class=meta><a class=author-name href="/author/5/">غرفة الأخبار</a></div>': [],
    '<div class=meta><a class=author-name href="/author/5/">القسم الاقتصادي</a></div>': [],
    '<div class=meta><a class=author-name href="/author/5/">ترجمات - أبوظبي</a></div>': [],
    # A caption in an element that holds the byline's element too.
    (
        "<div class=box><div><span class=author>غرفة الأخبار</span></div>"
        '<img src="/1.jpg">وادي درنة، صباح الاثنين<div></div></div>'
    ): [],
    # A section beside such an element.
    '<div class=box><a href="/s">علوم وتكنولوجيا</a><div class=x><span class=author>خاص</span></div></div>': [],
}


@pytest.mark.parametrize(("under", "names"), AUTHORS.items())
def test_authors_by_their_elements(under: str, names: list[str]) -> None:
    assert article(under).authors == names


DATES = {
    "<div class=post-meta><i>26 نوفــمبر.2018 - 14:35</i> <i>القسم : <a href=/c>اقتصاد</a></i></div>": True,
    "<div class=x><i>26 نوفمبر 2018</i> <i>عدد القراءات: 1734</i></div>": True,
    "<div class=x><i>أمن</i> <i>2018-11-26 | 22:18</i></div>": True,
    "<div class=x><i>26 نوفمبر 2018</i> <i>1734 مشاهدة</i></div>": True,
    "<div class=x><i>القاهرة 25 درجة</i> <i>26 نوفمبر 2018</i></div>": False,  # the masthead's clock
}


@pytest.mark.parametrize(("above", "dated"), DATES.items())
def test_a_date_above_the_headline(above: str, dated: bool) -> None:
    assert (article(above=above).published_at is not None) is dated


def test_name_place_date_and_their_commas() -> None:
    line = "<span>ساحات الرأي - عمّان: مازن البرغوثي</span> <span>الأحد، 05 مايو 2024 09:00 م</span>"
    found = article(f"<header><div>{line}</div></header>").published_at
    assert found is not None
    assert found.date().isoformat() == "2024-05-05"


OWN = {
    "<p>جميع الحقوق محفوظة لأطلس بريس 2024</p>": None,
    "<p>اشترك الآن في النشرة البريدية لأطلس بريس</p>": None,
    '<nav><a href="/p">أطلس بريس</a></nav>': "أطلس بريس",  # may be a partner's
    "<p>تابعونا على تويتر</p>": "أطلس بريس",
}


@pytest.mark.parametrize(("line", "source"), OWN.items())
def test_a_page_s_own_lines_name_the_site(line: str, source: str | None) -> None:
    byline = "<div class=meta><span class=author>أطلس بريس - حفيظ أمزيل</span></div>"
    record = article(byline, after=f"<footer>{line}</footer>")
    assert record.authors == ["حفيظ أمزيل"]
    assert record.source_agency == source


TAGS = {
    '<div class=x><a href="/tag/1">الري</a><a href="/tag/2">القمح</a></div>': ["الري", "القمح"],
    '<ul><li><a href="/tagged/0">حوادث السير</a></li><li><a href="/tagged/1">البترون</a></li></ul>': [
        "حوادث السير",
        "البترون",
    ],
    (
        '<section><strong>مواضيع ذات صلة</strong><ul><li><a href="/topics/a">اليمن</a></li>'
        '<li><a href="/topics/b">تراث</a></li></ul></section>'
    ): ["اليمن", "تراث"],
    "<div class=story-tags><a href=/1>المرور</a> <a href=/2>الإسعاف</a></div>": ["المرور", "الإسعاف"],
    "<div class=tagsCont><span>أسيوط</span><span>تنسيق الثانوية</span></div>": ["أسيوط", "تنسيق الثانوية"],
    "<div class=tagz>أسواق المناطق | المحرق</div>": ["أسواق المناطق", "المحرق"],
    "<div class=tagline>صوت الناس</div>": [],
    "<div class=x><a href=/1>المرور</a> <a href=/2>الإسعاف</a></div>": [],
    f'<div class=x><a href="/topics/1">{HEADLINES[0]}</a><a href="/topics/2">{HEADLINES[1]}</a></div>': [],
}


@pytest.mark.parametrize(("after", "tags"), TAGS.items())
def test_tags_by_addresses_and_names(after: str, tags: list[str]) -> None:
    assert article(after=after).tags == tags


def test_tags_of_a_line_with_a_date() -> None:
    under = '<div><i>نوفمبر 20, 2023</i> <a href="/tag/derna">درنة</a>, <a href="/tag/f">سيول</a></div>'
    assert article(under).tags == ["درنة", "سيول"]


def test_tags_in_the_menu_are_sections() -> None:
    menu = '<ul><li><a href="/tag/1">سياسة</a></li><li><a href="/tag/2">رياضة</a></li></ul>'
    assert article(before=menu).tags == []
