"""The headline and what stands beside it."""

from __future__ import annotations

import pytest
from lxml.html import document_fromstring

from cleaners.page.gazetteer import key
from cleaners.page.head import read_head
from cleaners.page.titles import (
    choose_subtitle,
    choose_title,
    same_headline,
    split_title,
    strip_breaking,
    strip_site,
)

TITLE = "افتتاح الجسر الجديد في بغداد"


@pytest.mark.parametrize(
    ("title", "bare"),
    [
        (f"{TITLE} | الجزيرة نت", TITLE),
        (f"{TITLE} - صحيفة المثال", TITLE),
        (f"{TITLE} – المثال", TITLE),
        (f"{TITLE} » المثال", TITLE),
        (f"المثال | {TITLE}", TITLE),
        (f"{TITLE} | almithal", TITLE),
        (f"{TITLE} - Al-Mithal.com", TITLE),
        (f"{TITLE} | رياضة | المثال", f"{TITLE} | رياضة"),
        (TITLE, TITLE),
        # Separators of the headline's own.
        ("كورونا: إصابات جديدة", "كورونا: إصابات جديدة"),
        ("مصر - السعودية : مباراة ودية", "مصر - السعودية : مباراة ودية"),
        ("المثال | Al-Mithal", ""),
        ("المثال", ""),
        ("", ""),
    ],
)
def test_strip_site(title: str, bare: str) -> None:
    assert strip_site(title, frozenset({key("المثال")}), "al-mithal.com") == bare


def test_a_heading_tells_where_the_headline_ends() -> None:
    assert strip_site(f"{TITLE} | اخبار الرياضة", frozenset(), "", [TITLE]) == TITLE
    assert strip_site(f"{TITLE} | اخبار الرياضة", frozenset(), "", ["رياضة"]) == f"{TITLE} | اخبار الرياضة"


@pytest.mark.parametrize(
    ("title", "bare"),
    [
        (f"عاجل | {TITLE}", TITLE),
        (f"عاجل: {TITLE}", TITLE),
        (f"#عاجل .. {TITLE}", TITLE),
        (f"خبر عاجل - {TITLE}", TITLE),
        (f"عاجل.. {TITLE}", TITLE),
        (f"Breaking: {TITLE}", TITLE),
        ("عاجل إلى وزير النقل", "عاجل إلى وزير النقل"),
        ("بالفيديو.. افتتاح الجسر", "بالفيديو.. افتتاح الجسر"),
        ("عاجل", "عاجل"),
    ],
)
def test_strip_breaking(title: str, bare: str) -> None:
    assert strip_breaking(title) == bare


def test_same_headline() -> None:
    assert same_headline(TITLE, "إفتتاح الجسر الجديد فى بغداد")
    assert same_headline("افتتاح الجسر الجديد", TITLE)
    assert not same_headline(TITLE, "افتتاح المعرض السنوي في البصرة")
    assert not same_headline("", TITLE)


@pytest.mark.parametrize(
    ("candidates", "printed", "title"),
    [
        ([], [], None),
        ([TITLE], [], TITLE),
        ([], [TITLE], TITLE),
        # The printed spelling, and the whole of what the data cut short.
        (["إفتتاح الجسر الجديد فى بغداد"], [TITLE], TITLE),
        (["افتتاح الجسر الجديد"], [TITLE], TITLE),
        # A headline written for search engines: the page's own heading is a candidate too.
        (["كل ما تريد معرفته عن الجسر", TITLE], ["محليات", TITLE], TITLE),
        # The data speak of nothing that is printed.
        ([TITLE], ["محليات"], TITLE),
        ([f"عاجل | {TITLE}"], [], TITLE),
    ],
)
def test_choose_title(candidates: list[str], printed: list[str], title: str | None) -> None:
    assert choose_title(candidates, printed) == title


def test_choose_subtitle() -> None:
    kicker, under = "بعد عامين من العمل", "الوزير: الأعمال تنتهي هذا الشهر"
    assert choose_subtitle(TITLE, [kicker, TITLE, under], []) == under
    assert choose_subtitle(TITLE, [kicker, TITLE], []) == kicker
    assert choose_subtitle(TITLE, [TITLE, "محليات"], [TITLE, kicker]) == kicker
    assert choose_subtitle(TITLE, [TITLE, f"{TITLE} | المثال"], []) is None
    assert choose_subtitle(None, [under], []) is None


def test_split_title() -> None:
    assert split_title(f"{TITLE} | المثال") == [TITLE, "المثال"]
    assert split_title(" | ") == []
    assert split_title(f"المثال>>{TITLE}") == ["المثال", TITLE]
    assert split_title("قال >>لا عودة>>، و<<الباب>> مفتوح") == ["قال >>لا عودة>>، و<<الباب>> مفتوح"]


@pytest.mark.parametrize(
    ("html", "titles", "names"),
    [
        # The site's name from the page title, where a heading says what the headline is.
        (f"<title>{TITLE} - وكالة ما</title><body><h1>{TITLE}</h1>", (TITLE,), ("وكالة ما",)),
        (
            f'<title>{TITLE} | المثال</title><meta property="og:site_name" content="المثال"><body><p>x',
            (TITLE,),
            ("المثال",),
        ),
        # Two spellings of the site and no headline.
        (
            '<title>الصباح | Assabah</title><meta property="og:site_name" content="Assabah News"><body><p>x',
            (),
            None,
        ),
        ("<title></title><body><h1></h1>", (), ()),
        # The logo is a heading.
        (f"<body><h1>جريدة الشاطئ</h1><h1>{TITLE}</h1>", (TITLE,), ()),
    ],
)
def test_titles_of_the_head(html: str, titles: tuple[str, ...], names: tuple[str, ...] | None) -> None:
    head = read_head(document_fromstring(html), "https://assabah.example/a")
    assert head.titles == titles
    assert names is None or head.names == names
