"""Readers' comments, split: who, when, what, on which topic, in answer to whom."""

from __future__ import annotations

import pytest
from hand_labelled import labelled
from story_pages import HEADLINES, STORY, page_of, paragraphs

from cleaners import Article, Comment, clean_html, clean_text
from cleaners.page.blocks import Block, Labelled
from cleaners.page.labels import Label, Verdict
from cleaners.page.threads import list_comments

URL = "https://www.example.com/news/1"


def article(html: str) -> Article:
    record = clean_html(html, URL)
    assert isinstance(record, Article)
    return record


TEXTS = ("خبر مفرح بعد سنوات الجفاف الطويلة، شكرا لكم.", "أسعار الوقود هي المشكلة الأولى كل موسم يا سادة.")


def comments_of(items: str) -> list[Comment]:
    return article(
        page_of(paragraphs(*STORY), after=f'<div id="comments"><h3>التعليقات (2)</h3>{items}</div>')
    ).comments


THREADS = {
    "name, time, text": "<li><b>{who}</b><div>12 مايو 2024 - 10:30</div><p>{text}</p><a href='#'>رد</a></li>",
    "name and time in one line": "<li><div><b>{who}</b> <time>12 مايو 2024 - 10:30</time></div><p>{text}</p></li>",
    "says": "<li><div><cite>{who}</cite> <span>يقول:</span></div><div>12 مايو 2024 - 10:30</div><p>{text}</p></li>",
}


@pytest.mark.parametrize("item", THREADS.values(), ids=THREADS)
def test_a_thread_is_split(item: str) -> None:
    names = ("سامي الحداد", "ليلى منصور")
    rows = "".join(item.format(who=who, text=text) for who, text in zip(names, TEXTS, strict=True))
    comments = comments_of(f"<ol>{rows}</ol>")
    assert [(c.author, c.text, c.posted_raw) for c in comments] == [
        (who, text, "12 مايو 2024 - 10:30") for who, text in zip(names, TEXTS, strict=True)
    ]


def test_a_comment_of_two_paragraphs_is_one() -> None:
    rows = f"<li><b>سامي الحداد</b><div>12 مايو 2024</div><p>{TEXTS[0]}</p><p>{TEXTS[1]}</p></li>"
    (comment,) = comments_of(f"<ol>{rows}</ol>")
    assert comment.text == "\n".join(TEXTS)


@pytest.mark.parametrize("words", ["ردّ على", "رداً على", "رد على", "In reply to"])
def test_a_reply_names_whom_it_answers(words: str) -> None:
    lines = ("سامي الحداد", TEXTS[0], "ليلى منصور", f"{words} سامي الحداد", TEXTS[1])
    first, second = list_comments(labelled(*((Label.COMMENT, line) for line in lines)))
    assert first == Comment(author="سامي الحداد", text=TEXTS[0])
    assert second == Comment(author="ليلى منصور", text=TEXTS[1], reply_to="سامي الحداد")


def test_a_reply_to_nobody_on_the_page_is_text() -> None:
    lines = ("سامي الحداد", TEXTS[0], "ليلى منصور", "أحسن رد على أعداء النجاح")
    assert list_comments(labelled(*((Label.COMMENT, line) for line in lines)))[-1].reply_to is None


def test_the_site_wide_list_is_split() -> None:
    lines = [line for n in (0, 1) for line in (f"سامي : {TEXTS[n]}", "الموضوع :", HEADLINES[n])]
    record = clean_text("\n".join([*STORY, "التعليقات", *lines]))
    assert isinstance(record, Article)
    assert [(c.author, c.text) for c in record.comments] == [("سامي", TEXTS[0]), ("سامي", TEXTS[1])]
    for comment, headline in zip(record.comments, HEADLINES, strict=False):
        assert comment.topic is not None
        assert comment.topic.endswith(headline)


def test_a_topic_without_its_comment() -> None:
    blocks = labelled((Label.COMMENT, "الموضوع :"), (Label.COMMENT, HEADLINES[0]))
    site_wide = [Labelled(block, Verdict(Label.COMMENT, "shape:name-colon-topic")) for block, _ in blocks]
    assert list_comments(site_wide)


def test_two_topics_in_a_row_are_two_comments() -> None:
    lines = ("سامي : نص", "الموضوع : أول", "الموضوع : ثان")
    blocks = [
        Labelled(
            Block(number=n, text=line, element=None, words=3),
            Verdict(Label.COMMENT, "shape:name-colon-topic"),
        )
        for n, line in enumerate(lines)
    ]
    assert [(c.author, c.topic) for c in list_comments(blocks)] == [("سامي", lines[1]), (None, lines[2])]


def test_no_comments() -> None:
    assert list_comments(labelled((Label.STORY, STORY[0]), (Label.COMMENT_FORM, "اترك تعليقا"))) == []


SHAPES = {
    "number, subject, date, name, text": "<div class=c><p>{n}</p><p>[{n}] كلام طيب</p><p>12 مايو 2024</p>"
    "<p>{who}</p><p>{text}</p></div>",
    "the date last": "<div class=c><p>{who}</p><p>{text}</p><p>12 مايو 2024 - 10:30</p></div>",
    "numbered name": "<div class=c><p>{n} - {who}</p><p>12 مايو 2024 - 10:30</p><p>{text}</p></div>",
}


@pytest.mark.parametrize("item", SHAPES.values(), ids=SHAPES)
def test_where_the_first_date_stands_all_stand(item: str) -> None:
    names = ("سامي الحداد", "ليلى منصور")
    rows = "".join(
        item.format(n=n, who=who, text=text) for n, who, text in zip((1, 2), names, TEXTS, strict=True)
    )
    comments = comments_of(rows)
    assert [c.author for c in comments] == list(names)
    assert all(text in c.text for c, text in zip(comments, TEXTS, strict=True))


def test_an_answer_inside_a_comment_names_its_author() -> None:
    item = "<li class=comment><b>{who}</b><div>12 مايو 2024 - 10:30</div><p>{text}</p>{inner}</li>"
    inner = item.format(who="ليلى منصور", text=TEXTS[1], inner="")
    comments = comments_of(
        f"<ol>{item.format(who='سامي الحداد', text=TEXTS[0], inner=f'<ul>{inner}</ul>')}</ol>"
    )
    assert [(c.author, c.reply_to) for c in comments] == [
        ("سامي الحداد", None),
        ("ليلى منصور", "سامي الحداد"),
    ]


def test_name_answer_and_date_on_one_line() -> None:
    lines = (
        "سامي الحداد 12/05/2024 10:30", TEXTS[0],
        "ليلى منصور ردا على سامي الحداد 12/05/2024 11:02", TEXTS[1],
    )  # fmt: skip
    first, second = list_comments(labelled(*((Label.COMMENT, line) for line in lines)))
    assert (first.author, first.posted_raw) == ("سامي الحداد", "12/05/2024 10:30")
    assert (second.author, second.reply_to) == ("ليلى منصور", "سامي الحداد")
    assert second.text == f"ردا على سامي الحداد\n{TEXTS[1]}", "no printed word is lost"


FURNISHED = {
    "buttons glued behind the text": (
        "<li><b>{who}</b> <i>12 مايو 2024 - 10:30</i><p>{text}</p><span><a>رد</a></span><span><a>حذف</a></span></li>"
    ),
    "votes behind the text": (
        "<div><b>{who}</b> <i>12 مايو 2024 - 10:30</i><p>{text}</p>"
        "<div><a>أوافق</a> <a>لا أوافق</a> [23] <a>إبلاغ عن إساءة</a></div></div>"
    ),
    "link, date, by whom": (
        "<li><a>رابط التعليق</a> <i>12 مايو 2024 - 10:30</i> <b>أرسلت بواسطة {who}</b><p>{text}</p><a>تقرير</a></li>"
    ),
    "counter, by whom, date, last": (
        "<div><p>{text}</p><div><i>عدد الردود 0</i> <i>بواسطة: {who}</i> <i>12 مايو 2024 - 10:30</i></div></div>"
    ),
    "an age without «ago»": "<div><b>{who}</b><div>٣ أ</div><p>{text}</p></div>",
}


@pytest.mark.parametrize("item", FURNISHED.values(), ids=FURNISHED)
def test_buttons_and_labels_are_no_one_s_words(item: str) -> None:
    names = ("سنية", "قارئ من قليبية")
    rows = "".join(item.format(who=who, text=text) for who, text in zip(names, TEXTS, strict=True))
    comments = comments_of(rows)
    assert [(c.author, c.text) for c in comments] == list(zip(names, TEXTS, strict=True))
    assert {c.posted_raw for c in comments} <= {"12 مايو 2024 - 10:30", "٣ أ"}


@pytest.mark.parametrize(
    "controls",
    [
        "<div class=bar>اشتراك</div><div class=sort><a>الأحدث</a><a>الأكثر تصويت</a></div>",
        "<div class=bar>كلام لا نعرفه</div><div class=view>ضوابط جديدة</div>",
    ],
    ids=["known by their words", "known by their elements alone"],
)
def test_controls_before_the_first_comment(controls: str) -> None:
    names = ("سامي الحداد", "ليلى منصور")
    item = "<div class=c><div class=who>{who}</div><div class=when>قبل 10 ساعات</div><p>{text}</p></div>"
    rows = "".join(item.format(who=who, text=text) for who, text in zip(names, TEXTS, strict=True))
    assert [(c.author, c.text) for c in comments_of(controls + rows)] == list(zip(names, TEXTS, strict=True))


def test_subjects_above_the_names_of_a_flat_thread() -> None:
    date = "GMT 9:40 الخميس 19 يوليو 2012"
    item = f"<div class=s>{{subject}}</div><div class=n>{{who}} - {date}</div><div class=t>{{text}}</div>"
    subjects, names = ("تحية", "رأي"), ("مهاجر", "سالم الراوي")
    rows = zip(subjects, names, TEXTS, strict=True)
    html = "".join(item.format(subject=subject, who=who, text=text) for subject, who, text in rows)
    comments = article(page_of(paragraphs(*STORY), after=f"<h3>آخر</h3>{html}")).comments
    assert [(c.author, c.text) for c in comments] == [
        (who, f"{subject}\n{text}") for subject, who, text in zip(subjects, names, TEXTS, strict=True)
    ]


def test_a_number_that_a_reader_wrote_stays() -> None:
    lines = (
        "سامي الحداد",
        "12 مايو 2024 - 10:30",
        "20 سنة ونحن ننتظر هذا الجسر",
        "ليلى منصور",
        "13 مايو 2024 - 10:30",
        "صدقت",
    )
    first, _ = comments_of("".join(f"<p>{line}</p>" for line in lines))
    assert first.text == lines[2]


def test_one_name_that_is_no_word_does_not_undo_the_others() -> None:
    lines = (
        "سامي 12/05/2024 10:30",
        TEXTS[0],
        "؟؟؟ 12/05/2024 11:02",
        TEXTS[1],
        "ليلى 12/05/2024 12:00",
        TEXTS[0],
    )
    assert len(list_comments(labelled(*((Label.COMMENT, line) for line in lines)))) == 3


def test_no_comments_yet_is_no_comment() -> None:
    assert comments_of("<p>لا توجد تعليقات، كن أول من يعلّق</p>") == []


def test_times_of_day_split_a_thread_without_dates() -> None:
    items = "".join(
        f"<div><b>{who}</b> {at}</div><div>{text}</div>"
        for who, at, text in zip(("يوسف", "ليلى ناصر"), ("8:12", "21:40"), TEXTS, strict=True)
    )
    assert comments_of(items) == [
        Comment(author="يوسف", text=TEXTS[0], posted_raw="8:12"),
        Comment(author="ليلى ناصر", text=TEXTS[1], posted_raw="21:40"),
    ]
