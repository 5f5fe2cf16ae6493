"""Lists that a template repeats, hidden tabs, headings and kinds of lists; lists and links that are the story's."""

from __future__ import annotations

import pytest
from story_pages import HEADLINES, OTHER, STORY, labels_of, page_of, paragraphs, story_of, tell, tell_text

from cleaners.page.labels import Label

OTHERS = {Label.RELATED, Label.LATEST, Label.MOST_READ, Label.READ_ALSO}

ENTRIES = {
    "writer before": '<div class="w"><b>سامي الحداد</b> <a href="/n/{n}">{title}</a></div>',
    "section and time behind": '<div class="w"><a href="/n/{n}">{title}</a> <span>رياضة - 20:47</span></div>',
    "date behind": '<div class="w"><a href="/n/{n}">{title}</a> <i>12 مايو 2024</i></div>',
}


def listed(entry: str) -> str:
    return "<div>" + "".join(entry.format(n=n, title=title) for n, title in enumerate(HEADLINES)) + "</div>"


@pytest.mark.parametrize("entry", ENTRIES.values(), ids=ENTRIES)
@pytest.mark.parametrize("where", ["before", "after"])
def test_entries_with_words_beside_the_link(entry: str, where: str) -> None:
    told = tell(page_of(paragraphs(*STORY), **{where: listed(entry)}))
    assert story_of(told) == list(STORY)
    entries = [block for block in told if any(title in block.text for title in HEADLINES)]
    assert {block.label for block in entries} <= OTHERS


def test_short_headlines_of_a_list_are_headlines() -> None:
    titles = (*HEADLINES[:4], "في مديح التأني")
    items = "".join(f'<li class="r"><a href="/n/{n}">{title}</a></li>' for n, title in enumerate(titles))
    told = tell(page_of(paragraphs(*STORY), after=f"<ul>{items}</ul>"))
    assert set(labels_of(told, "في مديح التأني")) <= OTHERS


def test_a_menu_is_no_list() -> None:
    names = ("الرئيسية", "سياسة", "اقتصاد ومال", "رياضة", "علوم وتقنية")
    menu = "".join(f'<li><a href="/s/{n}">{name}</a></li>' for n, name in enumerate(names))
    told = tell(page_of(paragraphs(*STORY), before=f"<ul>{menu}</ul>"))
    assert not set(labels_of(told, *names)) & OTHERS


def test_a_list_of_links_that_the_story_gives_is_the_storys() -> None:
    forms = [f"نتيجة محافظة {name} من هنا" for name in ("القاهرة", "الجيزة", "الفيوم", "المنيا")]
    items = "".join(
        f'<li><a href="https://forms{n}.example/x">{form}</a></li>' for n, form in enumerate(forms)
    )
    told = tell(page_of(paragraphs(*STORY[:2]) + f"<ul>{items}</ul>" + paragraphs(*STORY[2:])))
    assert story_of(told) == [*STORY[:2], *forms, *STORY[2:]]


def test_a_hidden_tab_of_headlines_is_a_list() -> None:
    tab = "".join(f'<li><a href="/n/{n}">{title}</a></li>' for n, title in enumerate(HEADLINES))
    after = (
        f'<div class="tabs"><ul style="display:none">{tab}</ul><p hidden>جار التحميل الآن من فضلك</p></div>'
    )
    told = tell(page_of(paragraphs(*STORY), after=after))
    assert set(labels_of(told, *HEADLINES)) <= OTHERS
    assert labels_of(told, "جار التحميل الآن من فضلك") == [Label.HIDDEN]


@pytest.mark.parametrize("heading", ["كتّاب وآراء", "من أقلامهم", "أخبار الجهات"])
def test_the_line_over_a_list_names_it_whatever_it_says(heading: str) -> None:
    box = f"<div><h3>{heading}</h3><ul>{listed(ENTRIES['date behind'])}</ul></div>"
    told = tell(page_of(paragraphs(*STORY), after=box))
    assert set(labels_of(told, heading)) <= OTHERS


def test_text_under_a_linked_headline_is_a_teaser() -> None:
    excerpt = "يدرس طلبة السنة الثالثة الرسم والمسرح لتحسين قدرتهم على ملاحظة المرضى"
    card = "".join(
        f'<div class="c"><h4><a href="/n/{n}">{title}</a></h4><div class="x">{excerpt}</div></div>'
        for n, title in enumerate(HEADLINES)
    )
    told = tell(page_of(paragraphs(*STORY), after=f"<div>{card}</div>"))
    assert set(labels_of(told, excerpt)) == {Label.TEASER}


PAIRS = ("السابق {0}\nالتالي {1}", "المقال السابق: {0}\nالمقال التالي: {1}", "التالي {0}\nالسابق {1}")


@pytest.mark.parametrize("pair", PAIRS)
def test_previous_and_next_in_a_text(pair: str) -> None:
    told = tell_text("\n".join([*STORY, pair.format(*HEADLINES)]))
    assert story_of(told) == list(STORY)


def test_a_sentence_that_says_next_is_prose() -> None:
    line = "التالي في القائمة مشروع الري الجديد الذي تنتظره القرى منذ سنوات."
    assert line in story_of(tell_text("\n".join([STORY[0], line, *STORY[1:]])))


def test_cards_of_a_text() -> None:
    cards = [
        line for n, title in enumerate(HEADLINES[:3]) for line in (title, OTHER[n][:90] + " ...", "منذ ساعة")
    ]
    told = tell_text("\n".join(cards))
    assert story_of(told) == []


def test_paragraphs_that_end_in_dots_are_no_cards() -> None:
    lines = [text.rstrip(".") + "..." for text in STORY]
    assert story_of(tell_text("\n".join(lines))) == lines


def test_headlines_that_close_a_text() -> None:
    told = tell_text("\n".join([*STORY, *HEADLINES]))
    assert story_of(told) == list(STORY)


BIO = ("يوسف الدريهمي", "صحافي وكاتب مغربي مهتم بالثقافة الشعبية، له مجموعة قصصية")


def test_who_the_writer_is() -> None:
    told = tell_text("\n".join([*STORY, *BIO]))
    assert story_of(told) == list(STORY)
    assert labels_of(told, *BIO) == [Label.BYLINE, Label.BYLINE]


def test_people_that_a_story_lists_stay() -> None:
    told = tell_text("\n".join([*STORY[:2], *BIO, *STORY[2:]]))
    assert story_of(told) == [*STORY[:2], *BIO, *STORY[2:]]


ANNOUNCED = {
    "any words with a colon": "<p><strong>من دفاترنا:</strong> <a href='/n/3'>{title}</a></p>",
    "an arrow": "<p>اطّلع على ⬅️ <a href='/n/3'>{title}</a></p>",
    "label above": "<p><strong>محطات أخرى في الملف</strong></p><p><a href='/n/3'>{title}</a></p>",
    "no separator": "<blockquote><p>إقرأ أيضاً {title}</p></blockquote>",
    "both genders": "<p>اقرأ/ي أيضًا: <a href='/n/3'>{title}</a></p>",
}


@pytest.mark.parametrize("line", ANNOUNCED.values(), ids=ANNOUNCED)
def test_links_announced_by_a_few_words(line: str) -> None:
    told = tell(page_of(paragraphs(*STORY[:2]) + line.format(title=HEADLINES[0]) + paragraphs(*STORY[2:])))
    assert story_of(told) == list(STORY)


def test_a_link_to_a_channel_is_no_story() -> None:
    line = '<div><a href="https://t.me/x">قناة الموقع عالتلكرام.. كل جديد</a></div>'
    told = tell(page_of(paragraphs(*STORY[:2]) + line + paragraphs(*STORY[2:])))
    assert story_of(told) == list(STORY)
    assert labels_of(told, "قناة الموقع عالتلكرام.. كل جديد") == [Label.SHARE]


def test_a_live_blog_of_entries_is_one_story() -> None:
    entries = "".join(
        f'<div class="e"><span>1{n}:20</span><p>{text}</p><button>مشاركة</button></div>'
        for n, text in enumerate(STORY)
    )
    told = tell(page_of(f"<div>{entries}</div>", name="c1"))
    assert [text for text in story_of(told) if text in STORY] == list(STORY)
