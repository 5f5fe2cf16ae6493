"""Read-also lines inside the story: taken with their headline, and the story goes on."""

from __future__ import annotations

import pytest
from story_pages import HEADLINES, STORY, URL, labels_of, page_of, paragraphs, story_of, tell, tell_text

from cleaners.page.labels import Label
from cleaners.page.rules.read_also import is_internal

HEADLINE = HEADLINES[0]
LINES = {
    "label in bold, headline plain": f"<p><strong>اقرأ أيضاً..</strong> {HEADLINE}</p>",
    "label and link": f'<p>اقرأ أيضا: <a href="/news/7">{HEADLINE}</a></p>',
    "label without separator, link": f'<p>شاهد أيضا <a href="/news/7">{HEADLINE}</a></p>',
    "everything in the link": f'<p><a href="/news/7">اقرأ أيضا: {HEADLINE}</a></p>',
    "label paragraph, link paragraph": f'<p><strong>اقرأ أيضا</strong></p><p><a href="/news/7">{HEADLINE}</a></p>',
    "label and two links": f'<p>للمزيد: <a href="/7">{HEADLINE}</a> <a href="/8">{HEADLINES[1]}</a></p>',
    "a paragraph that is one link": f'<p><a href="/news/7">{HEADLINE}</a></p>',
    "brackets": f"<p>(اقرأ أيضا: {HEADLINE})</p>",
    "a question": "<p>اقرأ أيضا: لماذا ارتفعت أسعار الذهب في الأسواق؟</p>",
    "glued behind a sentence": f"<p>وانتهى اليوم الأول من دون حوادث تذكر. اقرأ أيضا: {HEADLINE}</p>",
}


@pytest.mark.parametrize("line", LINES.values(), ids=LINES)
def test_a_line_is_taken_and_the_story_goes_on(line: str) -> None:
    told = tell(page_of(paragraphs(*STORY[:2]) + line + paragraphs(*STORY[2:])))
    assert not [text for text in story_of(told) if "الذهب" in text or "اقرأ" in text or "معرض" in text]
    assert [text for text in story_of(told) if text in STORY] == list(STORY)


@pytest.mark.parametrize(
    "line", [f"اقرأ أيضا: {HEADLINE}", f"◄ شاهد أيضاً.. {HEADLINE}", f"• إقرأ أيضا | {HEADLINE}"]
)
def test_the_same_in_bare_text(line: str) -> None:
    told = tell_text("\n".join([*STORY[:2], line, *STORY[2:]]))
    assert labels_of(told, HEADLINE) == [Label.READ_ALSO]
    assert story_of(told) == list(STORY)


STORY_LINES = {
    "no separator": "<p>اقرأ أيضاً ما كتبه الرحالة عن هذه الحقول قبل مئة عام.</p>",
    "no separator, a link in prose": '<p>شاهد أيضا آلاف الزوار <a href="/v">الحقول</a> '
    "المحيطة بالمدينة في أيام الحصاد.</p>",
    "a sentence with a full stop": "<p>المزيد: هذا ما يطلبه المزارعون كل عام حين يسألون عن دعم الدولة.</p>",
    "a link to another site": '<p><a href="https://docs.example.org/wheat.pdf">نص القرار '
    "الكامل بشأن تسعير القمح هذا الموسم</a></p>",
    "an embedded post": '<p><a href="https://twitter.com/a/status/1">تغريدة مدير الزراعة عن بدء موسم الحصاد</a></p>',
}


@pytest.mark.parametrize("line", STORY_LINES.values(), ids=STORY_LINES)
def test_a_line_of_the_story_stays(line: str) -> None:
    told = tell(page_of(paragraphs(*STORY[:2]) + line + paragraphs(*STORY[2:])))
    assert len(story_of(told)) == 5, [item for item in told if item.label != Label.STORY]


INTERNAL = {
    "/news/7": True,
    "news/7": True,
    "?p=7": True,
    "//www.example.com/7": True,
    "https://example.com/7": True,
    "https://ar.example.com/7": True,
    "https://other.example.net/7": False,
    "https://t.me/channel": False,
    "mailto:a@example.com": False,
    "tel:100": False,
    "http://[::1": True,  # no address: the host cannot be told
}


@pytest.mark.parametrize(("href", "internal"), INTERNAL.items())
def test_is_internal(href: str, internal: bool) -> None:
    assert is_internal(href, URL) is internal


@pytest.mark.parametrize(("href", "internal"), [("https://any.example/7", True), ("https://x.com/a", False)])
def test_without_an_address_only_networks_are_foreign(href: str, internal: bool) -> None:
    assert is_internal(href, None) is internal


def test_sub_headings_behind_a_read_also_of_a_text_are_no_cards() -> None:
    lines = [*STORY[:2], "اقرأ أيضا:", HEADLINES[0], STORY[2], "الخطوة التالية", STORY[3], *STORY[:1]]
    told = tell_text("\n".join(lines))
    assert [line for line in story_of(told) if line in STORY] == [*STORY, STORY[0]]
