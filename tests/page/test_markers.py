"""The phrases that announce what is not the story: found however they are spelled, never in a sentence of prose."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

import pytest
from story_pages import STORY, TITLE, page_of, paragraphs, story_of, tell

from cleaners import Article, clean_html, clean_text
from cleaners.page.arabic import fold
from cleaners.page.labels import Label
from cleaners.page.lines import bare
from cleaners.page.markers import (
    ends_with_heading,
    find_heading,
    find_label,
    find_line,
    find_notice,
    is_buttons,
)

CATALOG = Path(__file__).resolve().parents[3] / "shared" / "catalog" / "markers.jsonl"
MARKERS = tomllib.loads(files("cleaners.page.data").joinpath("markers.toml").read_text("utf-8"))


def label_of(text: str) -> Label | None:
    found = find_label(fold(text))
    return found.label if found else None


def heading(text: str) -> Label | None:
    return find_heading(bare(fold(text)))


def line(text: str) -> Label | None:
    return find_line(bare(fold(text)))


# Every phrase of the data is found as what it is

FORMS = [
    (form, entry["label"], phrase)
    for form in ("heading", "line", "begins", "notice", "label")
    for entry in MARKERS[form]
    for phrase in entry["phrases"]
    if (form, phrase) != ("label", "Mots-clés")  # see test_a_label_with_a_hyphen
]


@pytest.mark.parametrize("form", ["heading", "line", "begins", "notice", "label"])
def test_every_phrase_is_found(form: str) -> None:
    finders: dict[str, Callable[[str], Label | None]] = {
        "heading": heading,
        "line": line,
        "begins": line,
        "notice": lambda text: find_notice(fold(text)),
        "label": lambda text: label_of(f"{text}: كلمة"),
    }
    missed = [phrase for f, _, phrase in FORMS if f == form and finders[form](phrase) is None]
    assert not missed


@pytest.mark.xfail(reason="labels are matched without their inner punctuation, lines with it")
def test_a_label_with_a_hyphen() -> None:
    assert label_of("Mots-clés : blé, récolte") is Label.TAGS


@pytest.mark.parametrize("form", ["heading", "opening", "label", "begins", "notice"])
def test_no_phrase_stands_under_two_labels(form: str) -> None:
    seen: dict[str, str] = {}
    for entry in MARKERS[form]:
        for phrase in entry["phrases"]:
            assert seen.setdefault(bare(fold(phrase)), entry["label"]) == entry["label"], phrase


def test_labels_are_known() -> None:
    for form, entries in MARKERS.items():
        for entry in entries if isinstance(entries, list) else [entries]:
            assert Label(entry["label"]) is not Label.STORY, form


# Spelling

SPELLINGS = {
    "hamza below": "إقرأ أيضاً",
    "hamza above": "أقرأ أيضا",
    "no hamza": "اقرا ايضا",
    "hamza on the line": "اقراء ايضا",
    "harakat": "اِقْرَأْ أَيْضًا",
    "tanwin behind the alef": "اقرأ أيضاً",
    "tanwin before the alef": "اقرأ أيضًا",
    "tatweel": "اقــرأ أيـــضاً",
    "Persian yeh": "اقرأ أیضا",
    "alef maksura": "اقرأ أىضا",
    "presentation forms": "ﺍﻗﺮﺃ ﺃﻳﻀﺎً",
    "bidi marks": "\u200fاقرأ\u200e أيضا\u202c",
    "isolates": "\u2067اقرأ أيضا\u2069",
    "NBSP": "اقرأ\u00a0أيضا",
    "thin space": "اقرأ\u2009أيضا",
    "BOM": "\ufeffاقرأ أيضا",
    "decomposed": "اقرا\u0654 ا\u0654يضا",
    "colon": "اقرأ أيضاً :",
    "full-width colon": "اقرأ أيضا：",
    "dots": "اقرأ أيضا..",
    "ellipsis": "اقرأ أيضا…",
    "brackets": "[اقرأ أيضا]",
    "bullet": "◄ اقرأ أيضا",
    "emoji": "👈 اقرأ أيضا 👇",
    "dashes": "— اقرأ أيضا —",
    "exclamation": "اقرأ أيضا!",
    "guillemets": "«اقرأ أيضا»",
    "stars": "*** اقرأ أيضاً ***",
}


@pytest.mark.parametrize("text", SPELLINGS.values(), ids=SPELLINGS)
def test_spellings_of_a_heading(text: str) -> None:
    assert heading(text) is Label.READ_ALSO
    told = tell(page_of(paragraphs(*STORY[:2], text) + '<p><a href="/2">عنوان خبر آخر في الموقع</a></p>'))
    assert story_of(told) == list(STORY[:2])


HEADINGS = {
    "مقالات مشابهة": "related",
    "مقالات مشابهه": "related",
    "مَقالاتٌ ذاتُ صِلة": "related",
    "أخبار ذات صلة:": "related",
    "الاكثر قراءه": "most_read",
    "الأكثر قراءة": "most_read",
    "الأكثر قراءة اليوم": "most_read",
    "الأكثر قراءة في الرياضة": "most_read",
    "آخر الأخبار": "latest",
    "اخر الاخبار": "latest",
    "التعليقات": "comment",
    "(6) التعليقات :": "comment",
    "التعليقات (٠)": "comment",
    "3 تعليقات": "comment",
    "اضف تعليقك": "comment_form",
    "أضف تعليقك": "comment_form",
    "الكلمات المفتاحية": "tags",
    "کلمات دلالیة": "tags",
    "النشرة البريدية": "newsletter",
    "شارك الخبر": "share",
    "تابعونا على:": "share",
    "المزيد من أخبار الاقتصاد": "related",
    "Related Articles": "related",
    "LIRE AUSSI": "read_also",
    "عن الكاتب": "byline",
}


@pytest.mark.parametrize(("text", "label"), HEADINGS.items())
def test_headings(text: str, label: str) -> None:
    assert heading(text) == label


NO_HEADINGS = (
    "اقرأ أيضا ما كتبه ابن خلدون",
    "التعليقات على القرار",
    "التعليقات الإسرائيلية على البيان",
    "أثارت التعليقات جدلا",
    "الأكثر قراءة بين روايات هذا العام كانت رواية بيروتية",
    "آخر الأخبار التي وصلت من غرفة العمليات تقول إن الرئيس غادر",
    "مقالات مشابهة نشرت في الثمانينيات",
    "المزيد من التنازلات في الجولة الأخيرة من المفاوضات بين الطرفين",
    "شارك في المؤتمر",
    "الطقس المعتدل",
    "مواعيد الصلاة في رمضان",
    "مرتبط بتحسن الأوضاع",
    "تعليق الدراسة",
    "",
    "...",
    "12",
)


@pytest.mark.parametrize("text", NO_HEADINGS)
def test_what_is_no_heading(text: str) -> None:
    assert heading(text) is None


# Labels

LABELS = {
    "المصدر: وكالات": "source",
    "المصدر : صحيفة الغد": "source",
    "الـمـصـدر: وكالات": "source",
    "المَصدر: وكالات": "source",
    "المصدر | وكالات": "source",
    "المصدر- وكالات": "source",
    "(المصدر: وكالات)": "source",
    "نقلاً عن: صحيفة الغد": "source",
    "كلمات دلالية: قمح، حصاد": "tags",
    "الکلمات الدلالیة : قمح": "tags",
    "الوسوم قمح حصاد": "tags",
    "إقرأ أيضاً: عنوان خبر آخر": "read_also",
    "◄ اقرأ أيضا.. عنوان خبر آخر": "read_also",
    "ﺍﻗﺮﺃ ﺃﻳﻀﺎ: عنوان": "read_also",
    "للمزيد: عنوان": "read_also",
    "تصوير: كريم سالم": "caption",
    "عدد المشاهدات: 120": "widget",
    "رابط مختصر: http://x.example/1": "share",
}


@pytest.mark.parametrize(("text", "label"), LABELS.items())
def test_labels(text: str, label: str) -> None:
    assert label_of(text) == label


def test_a_label_knows_where_its_words_begin() -> None:
    for text, rest in (
        ("المصدر: وكالات", "وكالات"),
        ("اقرأ أيضا.. عنوان", "عنوان"),
        ("المصدر:", ""),
        ("الوسوم قمح", "قمح"),
    ):
        folded = fold(text)
        found = find_label(folded)
        assert found is not None
        assert folded[found.end :] == fold(rest)
        assert found.separated is (":" in text or ".." in text)


@pytest.mark.parametrize(
    "text", ["قال المصدر: لا", "مصدرنا: فلان", "المصدرية: كلمة", "الوسومات: قمح", ": المصدرون", ""]
)
def test_what_is_no_label(text: str) -> None:
    assert label_of(text) is None


# Whole lines, openings of lines, notices, calls

LINES = {
    "نسخ الرابط": "share",
    "طباعة": "share",
    "فيسبوك": "share",
    "شارك فيسبوك تويتر واتساب": "share",
    "إعلان": "ad",
    "- إعلان -": "ad",
    "الرئيسية": "nav",
    "رد": "comment_form",
    "أعجبني": "comment_form",
    "لا توجد تعليقات": "comment_form",
    "تابعونا على تلغرام وفيسبوك": "share",
    "اشترك في قناة وكالة الأنباء على التلجرام": "share",
    "إشتركوا في قناتنا على يوتيوب": "share",
    "تابعوا آخر الأخبار عبر غوغل نيوز": "share",
    "انضموا الآن إلى مجموعتنا لتصلكم الأخبار أولا بأول": "share",
    "لن يتم نشر عنوان بريدك الإلكتروني. الحقول الإلزامية مشار إليها بـ *": "comment_form",
    "ظهرت المقالة بدء موسم الحصاد أولاً على موقع الأخبار.": "legal",
    "جميع الحقوق محفوظة © 2024": "legal",
    "اشترك في نشرتنا البريدية ليصلك كل جديد": "newsletter",
    "أقل من دقيقة": "widget",
    "صورة أرشيفية": "caption",
}


@pytest.mark.parametrize(("text", "label"), LINES.items())
def test_lines(text: str, label: str) -> None:
    assert line(text) == label


NO_LINES = (
    "صدر عن الوزارة إعلان مشترك",
    "إعلان مشترك للدولتين",
    "رد الوزير على أسئلة النواب",
    "طباعة الأوراق النقدية الجديدة",
    "المدينة الرئيسية في الإقليم",
    "السابق كان أفضل",
    "تابع الرئيس من غرفة العمليات سير المعارك على الجبهة",
    "اشترك اللاعب في جميع المباريات",
    "شاهدوا الأهرامات لأول مرة في حياتهم أمس",
    "نعم للسلام",
)


@pytest.mark.parametrize("text", NO_LINES)
def test_what_is_no_line(text: str) -> None:
    assert line(text) is None


NOTICES = {
    "التعليقات المنشورة لا تعبر بالضرورة عن رأي الموقع بل عن رأي كاتبيها وحدهم.": "legal",
    "يستخدم هذا الموقع ملفات تعريف الارتباط لتحسين تجربتك، وباستمرارك توافق على ذلك.": "legal",
    "يرجى من القراء الالتزام بآداب الحوار والابتعاد عن الألفاظ النابية.": "comment_form",
}


@pytest.mark.parametrize(("text", "label"), NOTICES.items())
def test_notices(text: str, label: str) -> None:
    assert find_notice(fold(text)) == label


def test_a_heading_at_a_lines_end() -> None:
    assert ends_with_heading(bare(fold("ارتفاع أسعار الذهب في الأسواق.. اقرأ أيضا"))) is Label.READ_ALSO
    assert ends_with_heading(bare(fold("اقرأ أيضا"))) is None
    assert ends_with_heading(bare(fold("أثار الخبر كثيرا من التعليقات"))) is None


# Prose that says the same words

TAKEN = {"m185": "«تابعونا على» begins a line of furniture, whatever follows"}
"""Examples that are not kept yet, and why."""


def _examples() -> list[object]:
    if not CATALOG.exists():
        return []
    rows = map(json.loads, CATALOG.read_text(encoding="utf-8").splitlines())
    return [
        pytest.param(
            row["prose_example"],
            id=row["id"],
            marks=[pytest.mark.xfail(reason=TAKEN[row["id"]])] if row["id"] in TAKEN else [],
        )
        for row in rows
        if row.get("prose_example")
    ]


needs_catalog = pytest.mark.skipif(not CATALOG.exists(), reason="no ../shared/catalog beside the project")


@needs_catalog
@pytest.mark.parametrize("example", _examples() or [""])
def test_prose_of_the_catalogue_is_no_heading(example: str) -> None:
    assert heading(example) is None
    assert line(example) is None
    assert find_notice(fold(example)) is None


@needs_catalog
@pytest.mark.parametrize("example", _examples() or [""])
def test_a_story_keeps_prose_of_the_catalogue(example: str) -> None:
    """As a paragraph of its own and inside one, in HTML and in bare text."""
    sentence = f"{example.rstrip('. ')}."
    alone = [*STORY[:2], sentence, *STORY[2:]]
    inside = [STORY[0], f"{STORY[1]} {sentence}", *STORY[2:]]
    for lines in (alone, inside):
        for record in (clean_html(page_of(paragraphs(*lines))), clean_text("\n".join([TITLE, *lines]))):
            assert isinstance(record, Article)
            assert sentence in record.text
            assert record.text.endswith(STORY[3])


# Buttons of comment areas

BUTTONS = {
    "أوافق لا أوافق [23] إبلاغ عن إساءة": True,
    "رد حذف": True,
    "الأحدث الأكثر تصويت": True,
    "عدد الردود 0": True,
    "لا توجد تعليقات، كن أول من يعلّق": True,
    "رابط التعليق": True,
    "رد على 2": False,  # whom a comment answers
    "12": False,
    "": False,
    "أوافق على كل كلمة": False,
    "حذف التعليقات عيب": False,
    "رد جميل": False,
    "الأحدث أن تقولوا الحقيقة": False,
}


@pytest.mark.parametrize(("text", "told"), BUTTONS.items())
def test_buttons(text: str, told: bool) -> None:
    assert is_buttons(bare(fold(text))) is told


def test_every_button_is_one() -> None:
    assert not [p for entry in MARKERS["button"] for p in entry["phrases"] if not is_buttons(bare(fold(p)))]
