"""Lists of other headlines with and without heading; lists that are the story's own."""

from __future__ import annotations

import pytest
from story_pages import (
    HEADLINES,
    OTHER,
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

OTHERS = {Label.RELATED, Label.LATEST, Label.MOST_READ, Label.READ_ALSO}


def cards(tag: str = "div", *, excerpt: bool = True) -> str:
    """Cards with a linked headline, a date and an excerpt."""
    return "".join(
        f'<{tag}><h3><a href="/n/{n}">{title}</a></h3><span>12 مايو 2024</span>'
        + (f"<p>{OTHER[n % 3][:80]}...</p>" if excerpt else "")
        + f"</{tag}>"
        for n, title in enumerate(HEADLINES)
    )


LISTS = {
    "items": links(),
    "links parted by br": "<div>"
    + "<br>".join(f'<a href="/n/{n}">{t}</a>' for n, t in enumerate(HEADLINES))
    + "</div>",
    "divs": "".join(f'<div><a href="/n/{n}">{title}</a></div>' for n, title in enumerate(HEADLINES)),
    "with dates": "".join(
        f'<div><a href="/n/{n}">{t}</a></div><div>12 مايو 2024</div>' for n, t in enumerate(HEADLINES)
    ),
    "cards": f"<section>{cards()}</section>",
    "cards without excerpt": f"<section>{cards(excerpt=False)}</section>",
    "cards in articles": f"<section>{cards('article')}</section>",
    "flat cards": "".join(
        f'<h3><a href="/n/{n}">{t}</a></h3><p>{OTHER[n % 3]}</p>' for n, t in enumerate(HEADLINES)
    ),
}


@pytest.mark.parametrize("listed", LISTS.values(), ids=LISTS)
@pytest.mark.parametrize("where", ["before", "after"])
def test_lists_without_heading(listed: str, where: str) -> None:
    told = tell(page_of(paragraphs(*STORY), **{where: listed}))
    assert story_of(told) == list(STORY)
    assert set(labels_of(told, *HEADLINES)) <= OTHERS


@pytest.mark.parametrize("name", ["items", "cards", "cards in articles"])
def test_lists_behind_the_story_in_its_own_element(name: str) -> None:
    told = tell(page_of(paragraphs(*STORY) + LISTS[name]))
    assert story_of(told) == list(STORY)


def test_excerpts_on_cards_are_teasers() -> None:
    told = tell(page_of(paragraphs(*STORY), after=LISTS["flat cards"]))
    assert set(labels_of(told, *OTHER)) == {Label.TEASER}


def test_a_list_that_repeats_the_storys_headline() -> None:
    told = tell(page_of(paragraphs(*STORY), before=links([*HEADLINES[:2], TITLE, *HEADLINES[2:]])))
    assert story_of(told) == list(STORY)
    assert set(labels_of(told, *HEADLINES)) <= OTHERS


def test_headlines_in_wide_gaps_before_a_text() -> None:
    told = tell_text("    ".join(HEADLINES) + "\n" + "\n".join(STORY))
    assert story_of(told) == list(STORY)
    assert labels_of(told, *HEADLINES) == [Label.LATEST] * 5


def test_a_list_in_the_story_stays() -> None:
    items = "".join(f"<li>{title}</li>" for title in HEADLINES)
    told = tell(
        page_of(paragraphs(*STORY[:2]) + f"<p>ومن العناوين:</p><ul>{items}</ul>" + paragraphs(*STORY[2:]))
    )
    assert [text for text in story_of(told) if text in HEADLINES] == list(HEADLINES)


def test_a_paragraph_with_many_links_stays() -> None:
    linked = (
        " ".join(f'زار الوفد <a href="/t/{n}">مدينة {n}</a> ثم غادرها عند المساء،' for n in range(6))
        + " وانتهت الجولة."
    )
    told = tell(page_of(paragraphs(STORY[0]) + f"<p>{linked}</p>" + paragraphs(*STORY[1:])))
    assert len(story_of(told)) == 5


def test_contents_of_a_story_that_links_into_itself() -> None:
    """Sub-headings with anchors are the story's."""
    heads = ("أسباب زيادة الإنتاج هذا العام", "ما الذي ينقص المزارعين اليوم")
    body = "".join(
        f'<h2><a id="s{n}"></a>{head}</h2>' + paragraphs(*STORY[2 * n : 2 * n + 2])
        for n, head in enumerate(heads)
    )
    told = tell(page_of(body))
    assert story_of(told) == [heads[0], *STORY[:2], heads[1], *STORY[2:]]


GLUED = "".join(f'<a href="/n/{n}"><span>{title}</span></a>' for n, title in enumerate(HEADLINES))
HEADED = {
    "a ticker in one block": f"<div><div>عاجل</div><div>{GLUED}</div></div>",
    "the length of a video before its headline": "<div><h3>فيديوهات</h3>"
    + "".join(
        f'<div><i>0{n}:10</i><p><a href="/n/{n}">{title}</a></p></div>' for n, title in enumerate(HEADLINES)
    )
    + "</div>",
    "two tabs": f"<div><div>مباشر الأكثر قراءة</div>{links()}</div>",
}


@pytest.mark.parametrize("html", HEADED.values(), ids=HEADED)
def test_the_heading_of_a_list_of_any_words_is_the_list_s(html: str) -> None:
    told = tell(page_of(paragraphs(*STORY), after=html))
    heading = next(t for t in told if t.text in ("عاجل", "فيديوهات", "مباشر الأكثر قراءة"))
    assert heading.label in OTHERS


def test_headlines_glued_to_each_other_are_no_excerpt() -> None:
    told = tell(page_of(paragraphs(*STORY), before=f"<div><h2>الأحدث</h2><div>{GLUED}</div></div>"))
    assert set(labels_of(told, HEADLINES[0] + HEADLINES[1])) <= OTHERS


SHORT_TITLES = ("فنجان مر", "مدن تنام باكرا", "سنوات الراديو", "العدالة البطيئة")


def columns(*titles: str) -> str:
    """Cards of columns: a writer, a headline of any length, an excerpt and a date."""
    return "".join(
        f'<div class="art"><h4><a href="/w/{n}">كاتب العمود</a></h4><h3><a href="/n/{n}">{title}</a></h3>'
        f"<p>{OTHER[n % 3][:90]}...</p><div>3 مايو 2020</div></div>"
        for n, title in enumerate(titles)
    )


def test_cards_of_columns_have_short_headlines() -> None:
    told = tell(page_of(paragraphs(*STORY), after=f"<div>{columns(*SHORT_TITLES)}</div>"))
    assert set(labels_of(told, *SHORT_TITLES)) == {Label.RELATED}
    assert labels_of(told, OTHER[0][:80], OTHER[1][:80]) == [Label.TEASER, Label.TEASER]
    assert story_of(told) == list(STORY)


def test_cards_of_one_shape_are_one_list_whatever_their_headlines_length() -> None:
    titles = (*HEADLINES[:2], *SHORT_TITLES[:2])
    each = (f'<li><h4><a href="/n/{n}">{t}</a></h4><p>{OTHER[0][:90]}...</p></li>' for n, t in enumerate(titles))
    told = tell(page_of(paragraphs(*STORY), after=f"<ul>{''.join(each)}</ul>"))
    assert set(labels_of(told, *titles)) <= OTHERS


def framed(href: str, more: str, *, tag: str = "h2") -> str:
    beginning = paragraphs(OTHER[0], OTHER[1])
    headline = f'<{tag}><a href="{href}">فنجان قهوة</a></{tag}><h3>كاتب العمود</h3>'
    return f'{headline}{beginning}<a href="{more}">أكمل المقال</a>'


def test_an_article_that_goes_on_elsewhere_is_no_story() -> None:
    url = "https://www.example.com/writers"
    record = clean_html(f"<html><body><h1>كتاب ومقالات</h1>{framed('/n/7', '/n/7')}{links()}</body></html>", url)
    assert isinstance(record, Rejected), record.text
    assert record.teasers[0].text.startswith(OTHER[0])
    told = tell(page_of(paragraphs(*STORY), after=f"<div>{framed('/n/7', '/n/7')}</div>"))
    assert story_of(told) == list(STORY)


def test_what_a_site_offers_to_read_behind_a_story_takes_nothing_from_it() -> None:
    more = '<a href="/section">المزيد من الأخبار</a>'
    told = tell(f'<html><body><h1><a href="/n/1">{TITLE}</a></h1>{paragraphs(*STORY)}{more}{links()}</body></html>')
    assert story_of(told) == list(STORY)
    told = tell(page_of(f'<h2><a href="/n/5">{HEADLINES[0]}</a></h2>' + paragraphs(*STORY) + more))
    assert set(STORY) <= set(story_of(told))


def test_headlines_glued_in_one_element_are_headlines_however_many() -> None:
    glued = " ".join(f'<a href="/n/{n}">11:5{n} {title}</a>' for n, title in enumerate(HEADLINES * 2))
    told = tell(page_of(paragraphs(*STORY), after=f"<div><h3>آخر الأخبار</h3><div>{glued}</div></div>"))
    assert labels_of(told, "11:50") == [Label.LATEST]


def test_what_readers_said_last_is_no_list_of_headlines() -> None:
    said = "".join(f'<li><a href="/n/{n}#c{n}">سامي: {title} ...</a></li>' for n, title in enumerate(HEADLINES))
    told = tell(page_of(paragraphs(*STORY), after=f"<div><h4>أحدث التعليقات</h4><ul>{said}</ul></div>"))
    assert labels_of(told, "سامي: ارتفاع") == [Label.COMMENT]
    assert story_of(told) == list(STORY)


def test_a_ticker_is_one_line_of_a_text() -> None:
    line = " *** ".join(HEADLINES)
    told = tell_text("\n".join([line, *STORY]))
    assert labels_of(told, HEADLINES[0]) == [Label.LATEST]
    assert story_of(told) == list(STORY)


@pytest.mark.parametrize(
    "line",
    ["إذا ما الليل طال على فؤادي *** ذكرت بأن بعد الليل فجرا", "الطراز | البطارية | التحديثات | السعر"],
    ids=["a verse", "a row of a table"],
)
def test_lines_with_signs_that_are_no_tickers(line: str) -> None:
    assert line in story_of(tell_text("\n".join([*STORY[:2], line, *STORY[2:]])))


@pytest.mark.parametrize("glued", ["اقرأ أيضا\nlist of 2 items", "اقرأ أيضاlist of 2 items"])
def test_a_list_that_is_announced_to_screen_readers(glued: str) -> None:
    listed = [glued, f"list 1 of 2{HEADLINES[0]}", f"list 2 of 2{HEADLINES[1]}", "end of list"]
    told = tell_text("\n".join([*STORY[:2], *listed, *STORY[2:]]))
    assert story_of(told) == list(STORY)
    assert labels_of(told, "list 1 of 2") == [Label.READ_ALSO]


def test_entries_of_a_story_that_is_a_list_are_no_cards() -> None:
    entry = '<div class="item"><h3>{head}</h3><p>{text}</p></div>'
    entries = [entry.format(head=head, text=OTHER[n % 3]) for n, head in enumerate(HEADLINES)]
    told = tell(page_of(paragraphs(*STORY[:2]) + "".join(entries)))
    assert set(OTHER) <= set(story_of(told))
