"""Labelled blocks to columns: story, related headlines, teasers, and the rest with its reason."""

from __future__ import annotations

import pytest
from hand_labelled import labelled
from story_pages import HEADLINES, OTHER, OTHER_TITLE, STORY, links, page_of, paragraphs

from cleaners import Article, clean_html
from cleaners.page.assemble import join_story, list_related, list_removed, list_teasers
from cleaners.page.blocks import Block, Labelled
from cleaners.page.labels import Label, Verdict

URL = "https://www.example.com/news/1"


def article(html: str) -> Article:
    record = clean_html(html, URL)
    assert isinstance(record, Article)
    return record


def test_paragraphs_are_parted_by_one_newline() -> None:
    blocks = labelled((Label.TITLE, "عنوان"), (Label.STORY, "أ"), (Label.AD, "إعلان"), (Label.STORY, "ب"))
    assert join_story(blocks) == "أ\nب"


def test_parts_of_one_line_are_joined_by_a_space() -> None:
    parts = [Block(number=n, text=text, element=None, words=1, glued=n == 1) for n, text in enumerate("أب")]
    verdict = Verdict(Label.STORY, "story")
    assert join_story(Labelled(part, verdict) for part in parts) == "أ ب"


def test_no_story_is_no_text() -> None:
    assert join_story(labelled((Label.NAV, "قائمة"))) == ""


KINDS = {
    Label.READ_ALSO: "read_also",
    Label.RELATED: "related",
    Label.MOST_READ: "most_read",
    Label.LATEST: "latest",
}


@pytest.mark.parametrize(("label", "kind"), KINDS.items())
def test_a_related_headline(label: Label, kind: str) -> None:
    (related,) = list_related(labelled((label, HEADLINES[0], [HEADLINES[0]])), URL)
    assert (related.title, related.url, related.kind) == (HEADLINES[0], "https://www.example.com/x", kind)


def test_hrefs_are_made_absolute() -> None:
    hrefs = {
        "/n/2": "https://www.example.com/n/2",
        "?p=2": "https://www.example.com/news/1?p=2",
        "//other.example/2": "https://other.example/2",
        "https://other.example/2": "https://other.example/2",
        "#top": None,
        "javascript:void(0)": None,
        "": None,
        "http://[::1": None,
    }
    body = "".join(f'<li><a href="{href}">{HEADLINES[n % 5]} {n}</a></li>' for n, href in enumerate(hrefs))
    record = article(page_of(paragraphs(*STORY), after=f'<div class="related-posts"><ul>{body}</ul></div>'))
    assert [link.url for link in record.related] == list(hrefs.values())


def test_without_an_address_hrefs_stay_as_written() -> None:
    record = clean_html(page_of(paragraphs(*STORY), after=f'<div class="related-posts">{links()}</div>'))
    assert isinstance(record, Article)
    assert record.related[0].url == "/news/0"


def test_a_line_of_many_links_is_many_headlines() -> None:
    row = " ".join(f'<a href="/n/{n}">{title}</a>' for n, title in enumerate(HEADLINES))
    record = article(page_of(paragraphs(*STORY), after=f'<div class="related-posts"><p>{row}</p></div>'))
    assert [link.title for link in record.related] == list(HEADLINES)
    assert [link.url for link in record.related] == [f"https://www.example.com/n/{n}" for n in range(5)]


@pytest.mark.parametrize(
    ("first", "second", "entries"),
    [
        (HEADLINES[0], HEADLINES[1], [HEADLINES[0], HEADLINES[1]]),
        ("رياضة", HEADLINES[1], [f"رياضة{HEADLINES[1]}"]),  # a section beside a headline
    ],
)
def test_two_links_glued_to_each_other(first: str, second: str, entries: list[str]) -> None:
    row = f'<p><a href="/n/1">{first}</a><a href="/n/2">{second}</a></p>'
    record = article(page_of(paragraphs(*STORY), after=f'<div class="related-posts">{row}</div>'))
    assert [item.title for item in record.related] == entries


def test_words_between_many_links_are_kept() -> None:
    row = " ".join(f'<a href="/n/{n}">{title}</a> ({n + 1} مايو)' for n, title in enumerate(HEADLINES))
    record = article(page_of(paragraphs(*STORY), after=f'<div class="related-posts"><p>{row}</p></div>'))
    told = " ".join([*(item.text for item in record.removed), *(item.title for item in record.related)])
    assert "1 مايو" in told
    assert "5 مايو" in told


def test_teasers_have_title_text_and_url() -> None:
    after = f'<div class="next-article"><h2><a href="/n/9">{OTHER_TITLE}</a></h2>{paragraphs(*OTHER)}</div>'
    (teaser,) = article(page_of(paragraphs(*STORY), after=after)).teasers
    assert (teaser.title, teaser.url) == (OTHER_TITLE, "https://www.example.com/n/9")
    assert teaser.text == "\n".join(OTHER)


def test_a_gap_parts_teasers() -> None:
    blocks = labelled(
        (Label.TEASER, OTHER[0]),
        (Label.NAV, "أ"),
        (Label.NAV, "ب"),
        (Label.NAV, "ج"),
        (Label.TEASER, OTHER[1]),
    )
    assert [(teaser.title, teaser.text) for teaser in list_teasers(blocks, None)] == [
        (None, OTHER[0]),
        (None, OTHER[1]),
    ]


def test_the_rest_keeps_label_rule_and_order() -> None:
    blocks = labelled(
        (Label.NAV, "قائمة"), (Label.STORY, "نص"), (Label.COMMENT, "تعليق"), (Label.SOURCE, "المصدر: وكالات")
    )
    assert [(item.label, item.rule, item.text) for item in list_removed(blocks)] == [
        ("nav", "test", "قائمة"),
        ("source", "test", "المصدر: وكالات"),
    ]
