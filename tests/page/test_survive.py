"""What must survive: stories that say what furniture says, or that look like lists, threads and headlines.

Each story stands on a page with a menu, related headlines and comments, in an element named for it and in one without
a telling name, and as bare text.
"""

from __future__ import annotations

import pytest
from story_pages import HEADLINES, OTHER, STORY, TITLE, links, page_of, paragraphs, story_of, tell

from cleaners import Article, clean_html, clean_text

MENU = (
    '<nav><ul><li><a href="/">الرئيسية</a></li><li><a '
    'href="/p">سياسة</a></li><li><a href="/s">رياضة</a></li></ul></nav>'
)
TAIL = (
    f"<section><h3>مقالات ذات صلة</h3>{links()}</section>"
    '<div class="comment-list"><h3>التعليقات</h3><div><b>سامي الحداد</b><span>منذ ساعتين</span>'
    "<p>خبر مفرح بعد سنوات الجفاف الطويلة، شكرا لكم على المتابعة.</p></div></div>"
)

PROSE = {
    "says read also": "قال الأستاذ لطلابه: اقرؤوا أيضا ما كتبه ابن خلدون في هذا "
    "الباب، ثم اقرأ أيضاً ما كتبه المقريزي عن الغلاء.",
    "begins with read also": "اقرأ أيضاً ما كتبه الرحالة عن هذه الحقول، هكذا كان المعلم يبدأ درسه كل صباح.",
    "says comments": "أثارت التعليقات على القرار جدلا واسعا، وقال الوزير إن التعليقات لا تغير شيئا من موعد الحصاد.",
    "begins with comments": "التعليقات التي كتبها المزارعون على صفحة المديرية طالبت كلها بخفض سعر الوقود.",
    "says source": "وأضاف المصدر: لن نسمح بتكرار ما حدث العام الماضي، وختم المصدر حديثه بالشكر.",
    "begins with source": "المصدر الذي طلب عدم كشف اسمه قال إن الكميات تكفي حتى نهاية العام المقبل.",
    "begins with share": "شارك في الاجتماع وزراء خمس دول مجاورة، وناقشوا أسعار النقل بين الموانئ.",
    "begins with most read": "الأكثر قراءة بين الكتب التي تناولت الزراعة في البلاد كتاب صدر قبل خمسين عاما.",
    "says latest news": "وتابع الرئيس آخر الأخبار من غرفة العمليات، ثم أجرى اتصالا بمدير الصوامع.",
    "says tags": "يبحث المحرك عن كلمات دلالية في النصوص، وهو ما استعانت به المديرية لحصر الطلبات.",
    "says weather and prayer": "الطقس المعتدل ساعد المزارعين، وأعلنت الوزارة مواعيد الصلاة الخاصة بعمال الحقول.",
    "says photo": "تصوير الحقول من الجو كشف أن المساحات المزروعة أكبر مما قدرته اللجان.",
    "begins with rights": "جميع الحقوق محفوظة للمزارعين في العقود الجديدة، كما قال نقيبهم أمام الصحفيين.",
    "says follow": "تابعوا الطريق حتى آخره تجدوا الحقول عن يمينكم، هكذا يصف أهل القرية الدرب إلى الصوامع.",
}


def _check(lines: list[str], html: str, *, keep: list[str] | None = None) -> None:
    """All lines are the story, and nothing but them, in three shapes of the page."""
    wanted = " ".join(" ".join(keep or lines).split())
    for name in ("entry-content", "x7f3a"):
        record = clean_html(page_of(html, before=MENU, after=TAIL, name=name), "https://www.example.com/n/1")
        assert isinstance(record, Article), record
        assert " ".join(record.text.split()) == wanted, name


def _check_text(lines: list[str]) -> None:
    tail = ["التعليقات", "سامي الحداد : خبر مفرح بعد سنوات الجفاف الطويلة ...", "مقالات مشابهة", *HEADLINES]
    record = clean_text("\n".join([TITLE, *lines, *tail]))
    assert isinstance(record, Article), record
    kept = record.text.splitlines()
    assert [line for line in kept if line != TITLE] == lines


TAKEN = {"begins with rights": "«جميع الحقوق محفوظة» begins a legal line, whatever follows"}


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(text, id=name, marks=[pytest.mark.xfail(reason=TAKEN[name])] if name in TAKEN else [])
        for name, text in PROSE.items()
    ],
)
@pytest.mark.parametrize("place", [1, 2, 4], ids=["second", "middle", "last"])
def test_prose_that_says_what_furniture_says(text: str, place: int) -> None:
    lines = [*STORY[:place], text, *STORY[place:]]
    _check(lines, paragraphs(*lines))
    _check_text(lines)


INTERVIEW = (
    "الحداد: متى بدأ موسم الحصاد في حقولكم هذا العام؟",
    "العلي: بدأنا قبل أسبوعين من الموعد المعتاد، لأن الحر جاء مبكرا ونضجت السنابل كلها في وقت واحد.",
    "الحداد: وهل تكفي الحصادات المتوفرة؟",
    "العلي: لا، نحتاج إلى ضعف العدد على الأقل.",
    "الحداد: ما الذي تطلبونه من المديرية؟",
    "العلي: الوقود أولا، ثم الأكياس، ثم أن تفتح مراكز التسلم في الليل أيضا حتى لا تقف الشاحنات ساعات طويلة.",
)


def test_interview_with_names_and_colons() -> None:
    lines = [STORY[0], *INTERVIEW]
    _check(
        lines,
        paragraphs(STORY[0], *(f"<strong>{x.split(':')[0]}:</strong>{x.split(':')[1]}" for x in INTERVIEW)),
    )
    _check_text(lines)


def test_interview_with_questions_as_headings() -> None:
    lines = [STORY[0], *INTERVIEW]
    turns = [f"<h3>{line}</h3>" if n % 2 == 0 else f"<p>{line}</p>" for n, line in enumerate(INTERVIEW)]
    _check(lines, paragraphs(STORY[0]) + "".join(turns))


STATEMENT = (
    "وجاء في البيان الختامي للاجتماع ما يلي:",
    "أولا: فتح مراكز التسلم من السادسة صباحا حتى العاشرة ليلا.",
    "ثانيا: صرف ثمن المحصول خلال أسبوع من التسليم.",
    "ثالثا: توفير الوقود للحصادات بالسعر المدعوم.",
    "رابعا: تشكيل لجنة للمتابعة.",
)


def test_numbered_statement() -> None:
    lines = [STORY[0], *STATEMENT, STORY[3]]
    _check(lines, paragraphs(*lines))
    _check_text(lines)


def test_list() -> None:
    items = ["قمح قاس: 450 ألف ليرة", "قمح طري: 420 ألف ليرة", "شعير: 300 ألف ليرة", "عدس أحمر: 600 ألف ليرة"]
    lines = [STORY[0], "وحددت الأسعار على النحو الآتي:", *items, STORY[1]]
    _check(
        lines,
        paragraphs(*lines[:2])
        + "<ul>"
        + "".join(f"<li>{x}</li>" for x in items)
        + "</ul>"
        + paragraphs(STORY[1]),
    )


def test_list_at_the_end() -> None:
    items = ["فتح مراكز التسلم ليلا", "صرف الثمن خلال أسبوع", "دعم الوقود المخصص للحصادات"]
    lines = [*STORY[:2], "وخرج المجتمعون بهذه المطالب:", *items]
    _check(lines, paragraphs(*lines[:3]) + "<ol>" + "".join(f"<li>{x}</li>" for x in items) + "</ol>")


def test_table_of_prices() -> None:
    rows = [("العيار", "السعر بالدينار"), ("عيار 24", "61.40"), ("عيار 21", "53.70"), ("عيار 18", "46.10")]
    table = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    lines = [
        STORY[0],
        "وجاءت أسعار الذهب في السوق كما يلي:",
        *(cell for row in rows for cell in row),
        STORY[1],
    ]
    _check(lines, paragraphs(*lines[:2]) + f"<table>{table}</table>" + paragraphs(STORY[1]))


def test_table_of_line_ups() -> None:
    names = ["سامر جابر", "علي منصور", "كريم ناصر", "فادي حنا", "رامي عودة", "وليد شاكر"]
    table = "".join(f"<tr><td>{n}</td><td>{name}</td></tr>" for n, name in enumerate(names, 1))
    cells = [cell for n, name in enumerate(names, 1) for cell in (str(n), name)]
    lines = [OTHER[0], "وضمت التشكيلة:", *cells, OTHER[1]]
    title = "المنتخب الوطني يفوز في افتتاح بطولة كرة اليد"
    body = paragraphs(*lines[:2]) + f"<table>{table}</table>" + paragraphs(OTHER[1])
    record = clean_html(page_of(body, title=title, before=MENU, after=TAIL), "https://www.example.com/n/1")
    assert isinstance(record, Article)
    assert record.text.split() == " ".join(lines).split()


def test_verses() -> None:
    verses = ["يا حقل قمح في الشمال", "تمشي إليك خطا الرجال", "سنبلة في كل كف", "وأغنية فوق التلال"]
    lines = [STORY[0], "وأنشد الشاعر أمام الحصادين:", *verses, STORY[1]]
    _check(lines, paragraphs(*lines))
    _check(
        lines,
        paragraphs(*lines[:2])
        + "<blockquote>"
        + "<br>".join(verses)
        + "</blockquote>"
        + paragraphs(STORY[1]),
    )
    _check(
        lines,
        paragraphs(*lines[:2])
        + "<p style='text-align:center'>"
        + "<br>".join(verses)
        + "</p>"
        + paragraphs(STORY[1]),
    )
    _check_text(lines)


def test_live_blog() -> None:
    entries = [
        ("14:30", "وصول أول قافلة من الشاحنات إلى صوامع الحبوب في المدينة وسط زحام عند المدخل الرئيسي."),
        ("15:10", "مدير الصوامع يعلن تسلم ألف طن من القمح منذ الصباح، ويعد بصرف الأثمان خلال أسبوع."),
        ("16:05", "انقطاع الكهرباء عن مركز التسلم ربع ساعة، والعمل يستأنف بمولدات احتياطية."),
    ]
    html = paragraphs(STORY[0]) + "".join(f"<div><h4>{at}</h4><p>{text}</p></div>" for at, text in entries)
    record = clean_html(page_of(html, before=MENU, after=TAIL), "https://www.example.com/n/1")
    assert isinstance(record, Article)
    for text in (STORY[0], *(text for _, text in entries)):
        assert text in record.text
    assert "سنوات الجفاف" not in record.text


ENTRIES = (
    "قال مدير الدفاع المدني إن فرق الإنقاذ وصلت إلى الحي الشرقي وأخرجت 12 شخصاً من المبنى المنهار.",
    "أغلقت البلدية الجسر القديم أمام الشاحنات حتى إشعار آخر بسبب ارتفاع منسوب المياه في الوادي.",
    "عادت الكهرباء إلى نصف أحياء المدينة بعد إصلاح المحطة الرئيسية، وتتوقع الشركة عودتها كلها مساءً.",
)
POINTS = ("إخراج 12 شخصاً من المبنى", "إغلاق الجسر القديم", "عودة الكهرباء إلى نصف الأحياء")


def test_live_blog_with_an_author_and_a_date_beside_each_time() -> None:
    """As plug-ins print it, with a list of its points above that links to the entries."""
    points = "".join(f'<li><a href="#entry-{n}">{point}</a></li>' for n, point in enumerate(POINTS))
    entries = "".join(
        f'<div id="entry-{n}" class="entry comment"><header><span>ليلى حسن</span> <span>20 نوفمبر 2023</span> '
        f"<span>1{n}:40</span></header><div><p>{text}</p></div><div><a href='#'>مشاركة</a></div></div>"
        for n, text in enumerate(ENTRIES)
    )
    body = f"{paragraphs(STORY[0])}<ul>{points}</ul><div>{entries}</div>"
    html = page_of(body).replace(TITLE, f"مباشر: {TITLE}")
    assert story_of(tell(html)) == [STORY[0], *POINTS, *ENTRIES]


def test_opinion_with_the_authors_note() -> None:
    lines = [*STORY, "* كاتب وباحث في شؤون الزراعة والمياه، صدر له كتاب عن تاريخ الحبوب في المشرق."]
    for name in ("entry-content", "x7f3a"):
        record = clean_html(
            page_of(paragraphs(*lines), before=MENU, after=TAIL, name=name), "https://www.example.com/n/1"
        )
        assert isinstance(record, Article)
        assert record.text.startswith("\n".join(STORY))
        assert "سنوات الجفاف" not in record.text


def test_two_sentences_on_a_page_full_of_headlines() -> None:
    lines = ["أعلنت مديرية الزراعة بدء حصاد القمح في المحافظة.", "وقالت إن الموسم يستمر شهرين."]
    boxes = "".join(
        f"<div><h3>{name}</h3>{links()}</div>" for name in ("الأكثر قراءة", "آخر الأخبار", "اقتصاد", "رياضة")
    )
    for name in ("entry-content", "x7f3a"):
        html = page_of(paragraphs(*lines), before=MENU + boxes, after=boxes, name=name)
        record = clean_html(html, "https://www.example.com/n/1")
        assert isinstance(record, Article), record
        assert record.text.splitlines() == lines


def test_one_paragraph_of_900_words() -> None:
    text = " ".join([*STORY, *OTHER] * 8)
    assert len(text.split()) >= 900
    _check([text], f"<p>{text}</p>")
    _check([text], text)


def test_embedded_posts() -> None:
    post = "بدأنا الحصاد هذا الصباح في حقول القرية، والمحصول أفضل مما توقعنا بكثير."
    embed = (
        f'<blockquote class="twitter-tweet"><p>{post}</p>— سامي (@sami) <a '
        f'href="https://twitter.com/sami/status/1">May 5</a></blockquote>'
    )
    record = clean_html(
        page_of(paragraphs(*STORY[:2]) + embed + paragraphs(*STORY[2:]), before=MENU, after=TAIL),
        "https://www.example.com/1",
    )
    assert isinstance(record, Article)
    for text in (*STORY, post):
        assert text in record.text


def test_sub_headings() -> None:
    lines = [
        STORY[0],
        "نقص الوقود يقلق المزارعين",
        STORY[3],
        "أسعار جديدة هذا الموسم",
        STORY[2],
        "مراكز التسلم",
        STORY[1],
    ]
    for tag in ("h2", "h3", "strong"):
        inner = "".join(
            f"<p>{x}</p>"
            if x in STORY
            else f"<{tag}>{x}</{tag}>"
            if tag != "strong"
            else f"<p><strong>{x}</strong></p>"
            for x in lines
        )
        _check(lines, inner)
    _check_text(lines)


@pytest.mark.parametrize(
    "name",
    [
        "التعليقات الرسمية على القرار",
        "آخر التطورات",
        "المصادر والأرقام",
        pytest.param(
            "المزيد من الوقود", marks=pytest.mark.xfail(reason="«المزيد من …» opens a list of stories")
        ),
    ],
)
def test_sub_headings_that_sound_like_furniture(name: str) -> None:
    lines = [STORY[0], STORY[1], name, STORY[2], STORY[3]]
    _check(lines, "".join(f"<h3>{x}</h3>" if x == name else f"<p>{x}</p>" for x in lines))


def test_editors_correction() -> None:
    note = "تصحيح: ورد في نسخة سابقة من هذا الخبر أن الإنتاج مليون طن، والصحيح مليونا طن بحسب بيان المديرية."
    lines = [*STORY, note]
    _check(lines, paragraphs(*lines))
    _check(lines, paragraphs(*STORY) + f"<p><em>{note}</em></p>")


def test_links_inside_the_prose() -> None:
    linked = STORY[1].replace("مراكز تسلم القمح", '<a href="/tag/1">مراكز تسلم القمح</a>')
    _check(list(STORY), paragraphs(STORY[0], linked, *STORY[2:]))


def test_a_story_in_an_element_named_related() -> None:
    for name in ("related", "comments", "sidebar", "share-buttons", "ads"):
        record = clean_html(page_of(paragraphs(*STORY), name=name), "https://www.example.com/n/1")
        assert isinstance(record, Article), name
        assert record.text.splitlines() == list(STORY), name


@pytest.mark.parametrize(
    "tail",
    [
        pytest.param(TAIL.partition('<div class="comment-list">')[0], id="lists"),
        pytest.param(
            TAIL,
            id="a comment",
            marks=pytest.mark.xfail(reason="the one comment is the page's only prose and becomes the story"),
        ),
    ],
)
def test_a_six_word_item(tail: str) -> None:
    html = page_of(
        '<p>العدد الجديد من الجريدة بصيغة <a href="/a.pdf">PDF</a></p>',
        title="العدد الجديد من الجريدة اليومية",
        before=MENU,
        after=tail,
    )
    record = clean_html(html, "https://www.example.com/n/1")
    assert isinstance(record, Article), record
    assert record.text == "العدد الجديد من الجريدة بصيغة PDF"
