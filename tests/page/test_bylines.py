"""Bylines: who wrote it and nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaners.page.bylines import is_byline, parse_byline, person_name
from cleaners.page.gazetteer import Likeness, person_likeness

BYLINES = [
    ("كتب: أحمد علي", ["أحمد علي"]),
    ("كتب أحمد علي", ["أحمد علي"]),
    ("بواسطة أحمد علي مايو 3, 2022", ["أحمد علي"]),
    ("كتبت - سارة محمود", ["سارة محمود"]),
    ("كتبت/ هبة الله مصطفى", ["هبة الله مصطفى"]),
    ("كتب/ محمد علي ومحمود حسن", ["محمد علي", "محمود حسن"]),
    ("كتب: على عبدالرحمن", ["على عبدالرحمن"]),
    ("كتب د. نبيل العبيدي – الخبير في القانون الدولي", ["نبيل العبيدي"]),
    ("كتب: سامح عاشور - تصوير: كريم فؤاد", ["سامح عاشور"]),
    ("بقلم/ نبيل العبيدي", ["نبيل العبيدي"]),
    ("بقلم د. نبيل العبيدي", ["نبيل العبيدي"]),
    ("بقلم : أ.د. علي عباس", ["علي عباس"]),
    ("بقلم: م. رضا البدري", ["رضا البدري"]),
    ("بقلم ميشال كيلو", ["ميشال كيلو"]),
    ("بقلم عبد السلام محمد", ["عبد السلام محمد"]),
    ("( بقلم : فاروق يوسف )", ["فاروق يوسف"]),
    ("بقلم: الدكتور حيدر عبد الأمير", ["حيدر عبد الأمير"]),
    ("إعداد وحوار: ليلى حسن", ["ليلى حسن"]),
    ("حوار: آسيا العتروس", ["آسيا العتروس"]),
    ("تحرير: خالد عبدالرحمن", ["خالد عبدالرحمن"]),
    ("ترجمة: سامي كمال", ["سامي كمال"]),
    ("متابعة: بندر الزهراني", ["بندر الزهراني"]),
    ("تقرير: عمر حمدان / عدن", ["عمر حمدان"]),
    ("الكاتب: عبد الباري عطوان", ["عبد الباري عطوان"]),
    ("كتب بواسطة: نورهان نبيل", ["نورهان نبيل"]),
    ("بغداد: زيدان الربيعي", ["زيدان الربيعي"]),
    ("القاهرة - أحمد علي", ["أحمد علي"]),
    ("عمّان: ليث الجنيدي", ["ليث الجنيدي"]),
    ("محمد أحمد - القاهرة", ["محمد أحمد"]),
    ("بيروت - «القدس العربي» - سعد الياس", ["سعد الياس"]),
    ("حوار: وائل قاسم | 02-09-2022", ["وائل قاسم"]),
    ("سوهاج - محمود عبدالرحيم: 24 يناير 2024", ["محمود عبدالرحيم"]),
    ("كتب : عصام شلبي الجمعة، 01 مارس 2024 10:12 م", ["عصام شلبي"]),
    ("By Ahmed Ali", ["Ahmed Ali"]),
    ("Par Karim Benali", ["Karim Benali"]),
    # A desk or an agency is no person.
    ("القاهرة ـ مراسلنا", []),
    ("بغداد - خاص", []),
    ("كتب: وكالات", []),
    ("كتب - أ ش أ:", []),
    ("بواسطة admin", []),
]

PROSE = [
    "كتب الرئيس على تويتر أن الحرب انتهت",
    "كتب محمد صلاح على تويتر",
    "كتب الوزير على حسابه",
    "كتب الطلاب رسالة مؤثرة",
    "كتب أحمد علي:",
    "كتب: لن ننسى",
    "كتب: الحرب مستمرة",
    "كتب بواسطة أحد الطلاب رسالة مؤثرة",
    "بقلم رصاص",
    "تم الاتفاق بواسطة لجنة مشتركة",
    "تحرير المدينة",
    "وصف الحادث تحرير المدينة",
    "ترجمة القرآن الكريم",
    "حوار: هل تنتهي الحرب؟",
    "تقرير: ارتفاع أسعار النفط",
    "صور: مشاهد من الحياة",
    "المحرر: لماذا اخترت هذا",
    "متابعات",
    "س: كيف بدأت؟",
    "أحمد: نعم هذا صحيح",
    "محمد صلاح: القاهرة جميلة",
    "أحمد علي",
    "بغداد: اجتماع طارئ",
    "بغداد: مجلس النواب العراقي",
    "القاهرة: مقتل خمسة",
    "بغداد / شبكة أخبار العراق",
    "كتب أحمد علي مقالاً. وقال فيه إن الحرب انتهت",
    "By the end of the year",
    "By 2030",
    "كتب: أحمد علي 3 روايات",
    "",
    "كتب",
]


@pytest.mark.parametrize(("line", "names"), BYLINES)
def test_bylines(line: str, names: list[str]) -> None:
    assert is_byline(line)
    assert parse_byline(line) == names


@pytest.mark.parametrize("line", PROSE)
def test_prose_is_no_byline(line: str) -> None:
    assert not is_byline(line)


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("نورهان نبيل", ["نورهان نبيل"]),
        ("محمد أحمد 12 مايو 2020", ["محمد أحمد"]),
        ("بواسطة نورهان نبيل - 12 مايو", ["نورهان نبيل"]),
        ("أحمد علي (القاهرة)", ["أحمد علي"]),
        ("أحمد علي @ahmedali", ["أحمد علي"]),
        ("د. نبيل العبيدي، أستاذ القانون الدولي", ["نبيل العبيدي"]),
        ("بقلم: الحكيم", []),
        ("رويترز", []),
        ("هيئة التحرير", []),
        ("صحيفة الخليج", []),
        ("", []),
    ],
)
def test_lines_known_to_be_bylines(line: str, names: list[str]) -> None:
    assert parse_byline(line) == names


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("د. علي حسن", "علي حسن"),
        ("  علي حسن ", "علي حسن"),
        ("Dr. Ahmed Ali", "Ahmed Ali"),
        ("admin", None),
        ("مدير التحرير", None),
        ("الجزيرة نت", None),
        ("وكالات", None),
        ("بغداد", None),
        ("محرر 2", None),
        ("", None),
    ],
)
def test_person_name(text: str, name: str | None) -> None:
    assert person_name(text) == name


def test_likeness() -> None:
    assert person_likeness("زيدان الربيعي") is Likeness.LIKELY
    assert person_likeness("برنامج جيد") is Likeness.POSSIBLE
    # Nouns in -ي that are no surnames, and the name that Egypt writes like a preposition.
    assert person_likeness("رئيس النادي") is Likeness.NONE
    assert person_likeness("أحمد على حسن") is Likeness.LIKELY
    assert person_likeness("محمد صلاح على تويتر") is Likeness.NONE


@given(st.text("كتب بقلم:أحمد علي/-ـ–،.()د١2\n«»|", max_size=160))
def test_any_line_is_judged_without_an_error(line: str) -> None:
    names = parse_byline(line)
    if is_byline(line):
        assert all(name in " ".join(line.split()) or "." in line or "/" in line for name in names)
    assert all(name.strip() for name in names)


@pytest.mark.parametrize(
    "line",
    [
        "كتب" + ":" * 5_000,
        "كتب " * 2_000,
        "أ." * 2_000,
        "(" * 5_000,
        "و " * 4_000,
        "كتب:" + " - أحمد علي" * 60,
    ],
)
def test_long_lines_are_no_trap(line: str) -> None:
    assert not is_byline(line)
    assert len(parse_byline(line)) <= 70
