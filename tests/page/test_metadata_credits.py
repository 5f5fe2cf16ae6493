"""People, agencies, sections and tags."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hand_labelled import STORY, Line, about, labelled, page
from lxml.html import document_fromstring

from cleaners.page.blocks import Block, Link, Piece
from cleaners.page.credits import find_authors, find_dateline, find_source, parse_source
from cleaners.page.keywords import find_section, find_tags, split_tags
from cleaners.page.labels import Label
from cleaners.page.metadata import find_metadata, read_head
from cleaners.page.openings import OpeningLine, read_opening_line


def line(text: str, *links: str) -> Block:
    words = len(text.split())
    return Block(
        number=0,
        text=text,
        element=None,
        links=tuple(Link(link, "/x") for link in links),
        words=words,
        link_words=sum(len(link.split()) for link in links),
    )


# --- people ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("bylines", "datelines", "stated", "weak", "authors"),
    [
        (["كتب: أحمد علي"], [], ["Super Admin"], [], ["أحمد علي"]),
        (["كتب: أحمد علي", "أحمد علي", "ليلى حسن"], [], [], [], ["أحمد علي", "ليلى حسن"]),
        ([], ["الرباط / محمد الطاهري / الأناضول"], [], [], ["محمد الطاهري"]),
        ([], [], ["ليلى حسن"], [], ["ليلى حسن"]),
        # The byline credits an agency: the name in the data filed the report.
        (["القاهرة - أ ش أ"], [], ["ليلى حسن"], [], []),
        # Accounts, desks and the site itself.
        ([], [], ["nour", "محرر 2", "admin", "مدير التحرير", "صحيفة المثال", "وكالات"], [], []),
        # An uploader, unless the page prints the name.
        ([], [], [], ["هاني عبد المحسن"], []),
        ([], [], [], ["ليلى حسن"], ["ليلى حسن"]),
        ([], [], [], [], []),
    ],
)
def test_find_authors(
    bylines: list[str], datelines: list[str], stated: list[str], weak: list[str], authors: list[str]
) -> None:
    assert find_authors(bylines, datelines, stated, weak, ["المثال"], printed=["بقلم ليلى حسن"]) == authors


def test_a_writer_that_no_rule_has_named() -> None:
    html = '<div class="post-meta-author"><a href="/editors/7"><h5>نورهان نبيل</h5></a></div>'
    found = about(
        (Label.TITLE, "عنوان طويل للخبر"),
        (Label.NAV, "نورهان نبيل", ("نورهان نبيل",), html),
        (Label.STORY, STORY),
    )
    assert found.authors == ["نورهان نبيل"]
    plain = about(
        (Label.TITLE, "عنوان طويل للخبر"), (Label.NAV, "نورهان نبيل", ("نورهان نبيل",)), (Label.STORY, STORY)
    )
    assert plain.authors == []


@pytest.mark.parametrize(
    ("text", "people", "agency", "dated"),
    [
        ("هدير سالم الخميس، 15 فبراير 2024 11:26 ص", ("هدير سالم",), None, True),
        ("الدمام – ناصر العجمي أخر تحديث ديسمبر 14, 2021", ("ناصر العجمي",), None, True),
        ("نشر يوم 3 مايو 2024 بواسطة محمود الديب", ("محمود الديب",), None, True),
        ("17/04/2020آخر تحديث: 04:30مبقلم: نور الشمري", ("نور الشمري",), None, True),
        ("مشاركةتغريدة كتبت - إسراء عبدالحليم", ("إسراء عبدالحليم",), None, False),
        ("نُشر بواسطة admin_culture في أحد, 22/11/2015 - 09:14", (), None, True),
        ("نشر في الصعيد الجديد يوم 14 - 01 - 2013", (), "الصعيد الجديد", True),
        ("رويترز | 2024/06/02 07:45", (), "رويترز", True),
        ("جريدة المثال | 2024/06/02 07:45", (), None, True),
        ("خاص - 23 أغسطس, 2019", (), None, True),
        # Without a date or a label a name is a caption, a section or a tag; a sentence is a standfirst.
        ("هدير سالم", (), None, False),
        ("محافظ المدينة هدير سالم خلال الافتتاح", (), None, False),
        ("قال محمود الديب إن الجسر افتتح في 3 مايو 2024.", (), None, False),
        ("محليات | 3 مايو 2024", (), None, True),
    ],
)
def test_read_opening_line(text: str, people: tuple[str, ...], agency: str | None, dated: bool) -> None:
    credited = text.startswith("نشر في")
    assert read_opening_line(text) == OpeningLine(
        people=people, agency=agency, credited=credited, dated=dated
    )


def test_where_else_a_writer_is_named() -> None:
    title: Line = (Label.TITLE, "عنوان طويل للخبر")
    box = '<div class="writer-box"><h3>د. لطيفة الفهيد</h3></div>'
    assert about((Label.OTHER, "د. لطيفة الفهيد", (), box), title, (Label.STORY, STORY)).authors == [
        "لطيفة الفهيد"
    ]
    meta = '<ul class="elementor-post-info"><li>صالح الغامدي</li></ul>'
    assert about(title, (Label.OTHER, "صالح الغامدي", (), meta), (Label.STORY, STORY)).authors == [
        "صالح الغامدي"
    ]
    assert about(title, (Label.OTHER, "أخبار الرياضة", (), meta), (Label.STORY, STORY)).authors == []
    behind = about(title, (Label.STORY, STORY), (Label.OTHER, "مرسلة بواسطة محمد بامطرف في 7:45 م"))
    assert behind.authors == ["محمد بامطرف"]


def test_an_opening_line_that_no_rule_has_named() -> None:
    found = about(
        (Label.TITLE, "عنوان طويل للخبر"),
        (Label.OTHER, "هدير سالم الخميس، 15 فبراير 2024"),
        (Label.STORY, STORY),
    )
    assert found.authors == ["هدير سالم"]
    assert found.published_at == datetime(2024, 2, 15, tzinfo=UTC)


def test_bylines_of_other_stories() -> None:
    found = about(
        *page((Label.READ_ALSO, "اقرأ أيضاً"), (Label.BYLINE, "كتب: أحمد علي"), (Label.TEASER, STORY))
    )
    assert found.authors == []


def test_an_organisation_as_author_is_no_person() -> None:
    script = """<script type="application/ld+json">{"@type": "NewsArticle", "headline": "عنوان الخبر هنا",
        "author": {"@type": "Organization", "name": "رويترز"}}</script>"""
    head = read_head(document_fromstring(f"<html><head>{script}</head><body><p>x</p></body></html>"), None)
    found = find_metadata(head, labelled((Label.STORY, STORY)))
    assert found.authors == []
    assert found.source_agency == "رويترز"


# --- datelines and sources ------------------------------------------------------------------------


def test_find_dateline() -> None:
    assert find_dateline(["بغداد/ شبكة أخبار العراق- "]) == "بغداد/ شبكة أخبار العراق"
    assert find_dateline(["القاهرة (أ ف ب) -"]) == "القاهرة (أ ف ب)"
    assert find_dateline([" - "]) is None


def test_a_dateline_on_a_line_of_its_own() -> None:
    found = about((Label.TITLE, "عنوان طويل للخبر"), (Label.OTHER, "الحديدة، نيوزيمن:"), (Label.STORY, STORY))
    assert found.dateline == "الحديدة، نيوزيمن"
    assert found.source_agency == "نيوزيمن"
    masthead = about(
        (Label.TITLE, "عنوان طويل للخبر"), (Label.OTHER, "جريدة المثال - فاس"), (Label.STORY, STORY)
    )
    assert (masthead.dateline, masthead.source_agency) == (None, None)


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("المصدر: صحيفة الخليج", "صحيفة الخليج"),
        ("المصدر : الجزيرة + وكالات", "الجزيرة + وكالات"),
        ("المصدر: وكالات", "وكالات"),
        ("المصدر الخليج", "الخليج"),
        ("مصدر الخبر / سانا", "سانا"),
        ("2024/05/08 - المصدر: رويترز", "رويترز"),
        ("نقلاً عن رويترز", "رويترز"),
        ("نقلا عن: «الشرق الأوسط»", "الشرق الأوسط"),
        ("Source: Reuters", "Reuters"),
        ("المصدر: https://www.example.com/a/b", "example.com"),
        ("ظهرت المقالة افتتاح الجسر أولاً على موقع المثال.", "موقع المثال"),
        ("المصدرفرانس برس", "فرانس برس"),
        ("المصدر: الشبيبة الوسوم: نزوى", None),
        ("انقر هنا لقراءة الخبر من مصدره.", None),
        ("المصدر: فرانس 24", "فرانس 24"),
        ("المصدر:", None),
        ("الخبر وتفاصيله كاملة من المصدر", None),
        ("المصدر: " + "كلمة " * 20, None),
    ],
)
def test_parse_source(text: str, source: str | None) -> None:
    assert parse_source(text) == source


@pytest.mark.parametrize(
    ("sources", "datelines", "bylines", "last", "stated", "source"),
    [
        (["المصدر: الخليج"], ["القاهرة (أ ف ب)"], [], "", [], "الخليج"),
        (["المصدر:"], ["القاهرة (أ ف ب)"], [], "", [], "أ ف ب"),
        ([], ["جبال المثال الاخباري:"], [], "", [], "جبال المثال الاخباري"),
        ([], [], ["القاهرة ـ أ ش أ"], "", [], "أ ش أ"),
        ([], [], ["كتب: وكالات"], "", [], "وكالات"),
        ([], [], ["كتب: أحمد علي"], "وانتهى اللقاء (رويترز).", [], "رويترز"),
        ([], [], [], "وانتهى اللقاء (بالتعادل).", [], None),
        ([], ["بغداد"], [], "", ["رويترز"], "رويترز"),
        ([], [], [], "", ["شركة ما"], None),
    ],
)
def test_find_source(
    sources: list[str],
    datelines: list[str],
    bylines: list[str],
    last: str,
    stated: list[str],
    source: str | None,
) -> None:
    assert find_source(sources, datelines, bylines, last, stated, ["جبال المثال الإخباري"]) == source


# --- tags and sections ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("block", "tags"),
    [
        (line("كلمات دلالية: جسور، بغداد، نقل"), ["جسور", "بغداد", "نقل"]),
        (line("الوسوم جسور - بغداد"), ["جسور", "بغداد"]),
        (line("#جسور #بغداد"), ["جسور", "بغداد"]),
        (line("الوسوم جسور وطرق بغداد", "جسور وطرق", "بغداد"), ["جسور وطرق", "بغداد"]),
        (line("كلمات دلالية", "كلمات دلالية"), []),
        (line("کلمات دلالیة: الولایات المتحدة"), ["الولایات المتحدة"]),
        # Nothing says where a tag ends: none, but where it is certain.
        (line("كلمات دلالية: فيديوهات العراق الجسر قوات الأمن"), []),
        (line("كلمات دلالية العراق سوريا مصر"), ["العراق", "سوريا", "مصر"]),
        (line("كلمات دلالية: اقتصاد"), ["اقتصاد"]),
        (line("الكلمات الدالة :"), []),
        (line("مدرسة البنات"), ["مدرسة البنات"]),
    ],
)
def test_split_tags(block: Block, tags: list[str]) -> None:
    assert find_tags([block], []) == tags
    assert len(split_tags(block)) >= len(tags)


@pytest.mark.parametrize(
    ("words", "tags"),
    [
        ("كربلاء العتبة الحسينية نخاع العظم", ["كربلاء", "العتبة الحسينية", "نخاع العظم"]),
        ("نخاع العظم زراعة", ["نخاع العظم", "زراعة"]),
        # One tag or two? A word that the story does not hold?
        ("مستشفى الأطفال كربلاء", []),
        ("كربلاء العتبة الحسينية فيديوهات كثيرة", []),
    ],
)
def test_a_line_of_tags_is_parted_by_the_story(words: str, tags: list[str]) -> None:
    story = "افتتحت العتبة الحسينية في كربلاء مركز زراعة نخاع العظم وزاره الأطفال من مستشفى قريب."
    assert split_tags(line(f"كلمات دلالية: {words}"), story) == tags


def test_links_side_by_side_with_one_address() -> None:
    block = line("جسور بغداد", "جسور بغداد")
    block.pieces = (Piece("جسور", "#", False), Piece("بغداد", "#", False))
    assert split_tags(block) == ["جسور", "بغداد"]


def test_links_under_a_label_of_their_own() -> None:
    found = about(
        *page(
            (Label.OTHER, "الكلمات المفتاح"),
            (Label.NAV, "السدود", ("السدود",)),
            (Label.NAV, "سبو", ("سبو",)),
            (Label.OTHER, "نص لا رابط فيه"),
            (Label.NAV, "قسم", ("قسم",)),
        )
    )
    assert found.tags == ["السدود", "سبو"]
    blogger = (Label.NAV, "التسميات: شبام, حرف يدوية", ("شبام", "حرف يدوية"))
    assert about(*page(blogger)).tags == ["شبام", "حرف يدوية"]
    assert about(*page((Label.NAV, "#دبي #هيئة_الصحة", ("#دبي #هيئة_الصحة",)))).tags == ["دبي", "هيئة_الصحة"]


def test_printed_tags_before_stated_ones() -> None:
    assert find_tags([line("جسور"), line("جسُور"), line("مشاركة الخبر :")], ["نقل,طرق"]) == ["جسور"]
    assert find_tags([], ["نقل,طرق (12)", "نقل"]) == ["نقل", "طرق"]


@pytest.mark.parametrize(
    ("stated", "trails", "blocks", "section"),
    [
        (["محليات", "أخبار"], [], [], "محليات"),
        (["غير مصنف"], [["الرئيسية", "محليات", "عنوان الخبر"]], [], "محليات"),
        ([], [], [line("الرئيسية / سياسة / عنوان الخبر")], "سياسة"),
        ([], [], [line("الرئيسية سياسة عربي", "الرئيسية", "سياسة", "عربي")], "عربي"),
        ([], [], [line("أخبار محلية", "أخبار محلية")], "أخبار محلية"),
        ([], [], [line("الرئيسية")], None),
        ([], [], [], None),
    ],
)
def test_find_section(
    stated: list[str], trails: list[list[str]], blocks: list[Block], section: str | None
) -> None:
    assert find_section(stated, trails, blocks, "عنوان الخبر") == section


def test_captions_once_each() -> None:
    assert about(*page((Label.CAPTION, "الجسر"), (Label.CAPTION, "الجسر"))).captions == ["الجسر"]
