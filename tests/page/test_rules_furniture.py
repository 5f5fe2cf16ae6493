"""Lines that belong to the page: told by their words, and left alone in prose."""

from __future__ import annotations

import pytest
from story_pages import OTHER, STORY, labels_of, page_of, paragraphs, story_of, tell, tell_text

from cleaners.page.labels import Label

LINES = {
    "المصدر: وكالات": Label.SOURCE,
    "المصدر : صحيفة الغد": Label.SOURCE,
    "(المصدر: رويترز)": Label.SOURCE,
    "م ع / المصدر: مديرية الأسواق": Label.SOURCE,
    "كلمات دلالية: قمح، حصاد، محافظات": Label.TAGS,
    "كلمات دلالية قمح حصاد محافظات الشمال": Label.TAGS,
    "تصوير: كريم سالم": Label.CAPTION,
    "© رويترز / كريم سالم": Label.CAPTION,
    "صورة أرشيفية": Label.CAPTION,
    "عدد المشاهدات: 120": Label.WIDGET,
    "نسخ الرابط": Label.SHARE,
    "شارك فيسبوك تويتر واتساب": Label.SHARE,
    "تابعونا على غوغل نيوز": Label.SHARE,
    "اشترك في قناتنا على تلغرام": Label.SHARE,
    "https://t.me/example_news": Label.SHARE,
    "إعلان": Label.AD,
    "طباعة": Label.SHARE,
    "ظهرت المقالة بدء موسم الحصاد أولاً على صحيفة المثال.": Label.LEGAL,
    "الآراء الواردة في المقال لا تعبر بالضرورة عن رأي الموقع.": Label.LEGAL,
    "الأحد 12 مايو 2024 - 10:30": Label.DATE,
    "آخر تحديث: 12 مايو 2024": Label.DATE,
    "كتب: سامي الحداد": Label.BYLINE,
    "بقلم / ليلى منصور": Label.BYLINE,
    "الرئيسية | سياسة | اقتصاد | رياضة | ثقافة | منوعات": Label.NAV,
}


@pytest.mark.parametrize(("line", "label"), LINES.items())
def test_lines_behind_the_story(line: str, label: Label) -> None:
    told = tell(page_of(paragraphs(*STORY, line)))
    assert labels_of(told, line) == [label]
    assert story_of(told) == list(STORY)


@pytest.mark.parametrize(
    "line", [line for line, label in LINES.items() if label in (Label.AD, Label.SHARE, Label.CAPTION)]
)
def test_lines_in_the_midst_of_the_story(line: str) -> None:
    told = tell(page_of(paragraphs(*STORY[:2], line, *STORY[2:])))
    assert story_of(told) == list(STORY)


@pytest.mark.parametrize(("line", "label"), LINES.items())
def test_lines_of_a_text(line: str, label: Label) -> None:
    told = tell_text("\n".join([*STORY, line]))
    assert labels_of(told, line) == [label]
    assert story_of(told) == list(STORY)


PROSE = (
    "المصدر الذي طلب عدم كشف اسمه قال إن الكميات تكفي حتى نهاية العام.",
    "وأضاف المصدر: لن نسمح بتكرار ما حدث العام الماضي.",
    "شارك في المؤتمر وزراء خمس دول مجاورة.",
    "كتب الوزير على حسابه أن الموسم هذا العام أفضل من سابقه.",
    "تصوير الحقول من الجو كشف مساحات لم تكن مسجلة.",
    "إعلان الأسعار الجديدة أثار ارتياح المزارعين في القرى.",
    "وفي 12 مايو 2024 افتتح الوزير مركزا جديدا للتسلم.",
    "طباعة الأكياس الجديدة استغرقت شهرا كاملا.",
    "أظهر استطلاع الرأي أن معظم المزارعين راضون.",
    "وخسر الفريق 1-2 أمام ضيفه، ثم فاز 3-1، وتعادل 2-2.",
)


@pytest.mark.parametrize("text", PROSE)
@pytest.mark.parametrize("place", [0, 2, 4], ids=["first", "middle", "last"])
def test_prose_stays(text: str, place: int) -> None:
    lines = [*STORY[:place], text, *STORY[place:]]
    assert story_of(tell(page_of(paragraphs(*lines)))) == lines


NOTICES = (
    "التعليقات المنشورة لا تعبر بالضرورة عن رأي الموقع، ويحتفظ الموقع "
    "بحق حذف أي تعليق يخالف شروط النشر أو يتضمن إساءة.",
    "يستخدم هذا الموقع ملفات تعريف الارتباط لتحسين تجربتك، وباستمرارك في "
    "التصفح فإنك توافق على سياسة الخصوصية المعتمدة لدينا.",
)


@pytest.mark.parametrize("notice", NOTICES)
def test_notices_that_read_like_prose(notice: str) -> None:
    for told in (
        tell(page_of(paragraphs(*STORY), after=f"<div><p>{notice}</p></div>")),
        tell(page_of(paragraphs(*STORY), before=f"<div><p>{notice}</p></div>")),
        tell(page_of(paragraphs(*STORY, notice))),
        tell_text("\n".join([*STORY, notice])),
    ):
        assert story_of(told) == list(STORY)


def test_a_notice_between_the_storys_paragraphs_is_the_story() -> None:
    text = (
        "وقال النقيب إن المقالات التي تنشرها الصحيفة لا تعبر بالضرورة عن رأي النقابة، وإن الباب مفتوح للرد."
    )
    lines = [*STORY[:2], text, *STORY[2:]]
    assert story_of(tell(page_of(paragraphs(*lines)))) == lines


def test_captions_by_their_tag() -> None:
    figure = "<figure><img src=/a.jpg><figcaption>حصادات في أحد حقول الشمال صباح الأحد</figcaption></figure>"
    told = tell(page_of(paragraphs(STORY[0]) + figure + paragraphs(*STORY[1:])))
    assert labels_of(told, "حصادات في أحد") == [Label.CAPTION]
    assert story_of(told) == list(STORY)


def test_a_source_at_the_end_of_the_last_paragraph() -> None:
    told = tell(page_of(paragraphs(*STORY[:3], f"{STORY[3]} المصدر: وكالات")))
    assert labels_of(told, "المصدر") == [Label.SOURCE]
    assert story_of(told) == list(STORY)


def test_a_menu_needs_six_names() -> None:
    line = "علي - سامر - كريم"
    assert line in story_of(tell(page_of(paragraphs(*STORY[:2], line, *STORY[2:]))))
    assert len(OTHER) == 3
