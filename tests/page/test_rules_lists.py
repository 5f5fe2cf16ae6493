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
