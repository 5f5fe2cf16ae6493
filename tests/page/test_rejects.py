"""Pages without a story: lists, searches, errors, bodies that a script would have filled; and stories that look so."""

from __future__ import annotations

from pathlib import Path

import pytest
from story_pages import HEADLINES, OTHER, STORY, TITLE, links, page_of, paragraphs

from cleaners import Article, Reason, Rejected, clean_html, clean_text

MENU = '<nav><ul><li><a href="/">الرئيسية</a></li><li><a href="/p">سياسة</a></li></ul></nav>'
SECTION = [f"{head} {n}" for n in range(6) for head in HEADLINES]


def cards(excerpt: bool = True) -> str:
    return "".join(
        f'<article><h2><a href="/n/{n}">{head}</a></h2><time>12 مايو 2024</time>'
        + f"<p>{OTHER[n % 3]}</p>" * excerpt
        + "</article>"
        for n, head in enumerate(SECTION)
    )


def listing(body: str, *, name: str = "", kind: str = "website", title: str = "أخبار الاقتصاد") -> str:
    return (
        f'<html><head><title>{title}</title><meta property="og:type" content="{kind}"></head>'
        f'<body class="{name}">{MENU}<main>{body}</main><footer>جميع الحقوق محفوظة 2024</footer></body></html>'
    )


PAGES = {
    "section of headlines": (
        listing(f"<h1>اقتصاد</h1>{links(SECTION)}", name="archive category"),
        "/category/economy/",
    ),
    "section of cards": (listing(f"<h1>اقتصاد</h1>{cards()}", name="archive category"), "/category/economy/"),
    "cards without names": (listing(f"<h1>اقتصاد</h1>{cards()}"), "/economy/"),
    "home page": (
        listing(f"<h2>آخر الأخبار</h2>{links(SECTION)}<h2>رياضة</h2>{cards(False)}", name="home blog"),
        "/",
    ),
    "search results": (
        listing(f"<h1>نتائج البحث عن: قمح</h1>{cards()}", name="search search-results"),
        "/?s=wheat",
    ),
    "tag page": (listing(f"<h1>قمح</h1>{links(SECTION)}", name="archive tag"), "/tag/wheat/"),
    "gallery of headlines": (listing(f"<h1>صور اليوم</h1>{links(SECTION)}", kind="article"), "/gallery/7"),
    "not found": (
        listing("<h1>404</h1><p>عذرا، الصفحة التي تبحث عنها غير موجودة.</p>" + links(), name="error404"),
        "/x",
    ),
    "no results": (
        listing("<h1>نتائج البحث عن: س</h1><p>لا توجد نتائج، حاول بكلمات أخرى.</p>", name="search"),
        "/?s=x",
    ),
    "body filled by a script": (
        page_of(
            '<div class="loading">جاري تحميل المحتوى، الرجاء الانتظار...</div>',
            before=MENU,
            after=f"<h3>مقالات ذات صلة</h3>{links()}",
        ),
        "/news/1",
    ),
    "body missing": (page_of("", before=MENU, after=f"<h3>الأكثر قراءة</h3>{links()}"), "/news/1"),
}


@pytest.mark.parametrize(("html", "path"), PAGES.values(), ids=PAGES)
def test_pages_without_a_story(html: str, path: str) -> None:
    record = clean_html(html, f"https://www.example.com{path}")
    assert isinstance(record, Rejected), record.text
    assert record.reason in (Reason.NOT_ARTICLE, Reason.TOO_SHORT)
    assert record.detail
    assert record.url == f"https://www.example.com{path}"
    assert record.site == "example.com"
    assert record.content_sha256


def test_share_counters_are_no_story() -> None:
    body = "<span>شارك</span> <b>12</b> <span>فيسبوك</span> <b>7</b>"
    record = clean_html(page_of(body, before=MENU, after=links()), "https://www.example.com/news/1")
    assert isinstance(record, Rejected)


def test_what_a_list_lists_is_kept() -> None:
    html, path = PAGES["section of headlines"]
    record = clean_html(html, f"https://www.example.com{path}")
    assert isinstance(record, Rejected)
    assert [link.title for link in record.related] == SECTION
    assert record.related[0].url == "https://www.example.com/news/0"


@pytest.mark.parametrize(
    "html", ["<p>نص</p>", "<body>كلمتان هنا</body>", "<title>عنوان</title><body></body>"]
)
def test_nothing_readable(html: str) -> None:
    record = clean_html(html)
    assert isinstance(record, Rejected)
    assert record.reason is Reason.TOO_SHORT


def test_binary_is_undecodable_or_too_short() -> None:
    record = clean_html(bytes(range(256)) * 40)
    assert isinstance(record, Rejected)
    assert record.reason in (Reason.UNDECODABLE, Reason.TOO_SHORT, Reason.NOT_ARTICLE)


@pytest.mark.parametrize(
    "text",
    ["", " \n ", pytest.param("كلمة", marks=pytest.mark.xfail(reason="one word of bare text is a story"))],
)
def test_texts_without_a_story(text: str) -> None:
    record = clean_text(text)
    assert isinstance(record, Rejected)
    assert record.reason is Reason.TOO_SHORT


STORIES = {
    "calls itself a website": (listing(f"<h1>{TITLE}</h1>{paragraphs(*STORY)}", title=TITLE), "/news/1"),
    "stands under a section's path": (page_of(paragraphs(*STORY)), "/category/economy/1"),
    "stands on a body named archive": (
        listing(f"<h1>{TITLE}</h1>{paragraphs(*STORY)}", name="archive", title=TITLE),
        "/archive/1",
    ),
    "a short item among headlines": (
        page_of(paragraphs(STORY[0]), before=MENU, after=links(SECTION)),
        "/news/1",
    ),
    "a paragraph, nothing else": (f"<html><body><h1>{TITLE}</h1><p>{STORY[0]}</p></body></html>", "/news/1"),
}


@pytest.mark.parametrize(("html", "path"), STORIES.values(), ids=STORIES)
def test_stories_that_look_like_lists(html: str, path: str) -> None:
    record = clean_html(html, f"https://www.example.com{path}")
    assert isinstance(record, Article), record.detail
    assert record.text.startswith(STORY[0])
    assert HEADLINES[0] not in record.text


@pytest.mark.parametrize(
    "html", [f"<p>{STORY[0]}</p>", f"<html><body>{STORY[0]}</body></html>", f"<div><p>{STORY[0]}</p></div>"]
)
def test_a_page_that_is_one_paragraph(html: str) -> None:
    record = clean_html(html)
    assert isinstance(record, Article)
    assert record.text == STORY[0]


NAMED = "إدارة المياه في المحافظة الشرقية"
OWN_NEWS = (
    f"أقامت {NAMED} يوم الخميس لقاء تعريفيا لموظفيها الجدد، وعرضت عليهم برامج العام ومواعيد الدورات التي تعقدها.",
    "وفي ختام اللقاء شكر المدير جميع من حضر، ودعاهم إلى التسجيل في الدورات قبل نهاية الأسبوع.",
)
ABROAD = "https://water.example.gov.sa/pages/news_details.aspx?News_ID=8216"


def own_news(*texts: str, name: str = NAMED, joint: str = " - ") -> str:
    return page_of(paragraphs(*texts), title="لقاء تعريفي للموظفين الجدد").replace(
        "<title>", f"<title>{name}{joint}"
    )


@pytest.mark.parametrize(
    ("html", "url"),
    [
        (own_news(*OWN_NEWS), ABROAD),
        (own_news(*OWN_NEWS, joint=">>"), ABROAD),
        (own_news(*OWN_NEWS).replace("<title>", f'<link rel="canonical" href="{ABROAD}"><title>'), None),
        (own_news(OWN_NEWS[0].replace(NAMED, f"ب{NAMED}")), "https://east.example.edu.iq/news/12"),
    ],
    ids=["of a ministry's kind", "glued to the title", "by the page's own address", "of a school"],
)
def test_what_an_authority_tells_of_itself(html: str, url: str | None) -> None:
    record = clean_html(html, url)
    assert isinstance(record, Rejected), record.text
    assert (record.reason, record.detail) == (
        Reason.NOT_ARTICLE,
        f"a notice of an authority about itself ({NAMED}); kept where its site has a file",
    )


@pytest.mark.parametrize(
    ("html", "url"),
    [
        (own_news(*OWN_NEWS), "https://www.example.com/news/12"),
        (own_news(*OWN_NEWS), "https://gov.example.com/news/12"),
        (own_news(*STORY), ABROAD),
        (own_news(*OWN_NEWS, name="وكالة أنباء المحافظة"), "https://news.example.gov.sa/news/12"),
        (own_news(*OWN_NEWS), "https://www.spa.gov.sa/news/12"),
        (page_of(paragraphs(*OWN_NEWS), title=f"{NAMED} تعقد لقاء تعريفيا للموظفين الجدد"), ABROAD),
    ],
    ids=[
        "in a paper",
        "a name that is no registry's",
        "about others",
        "a state's agency",
        "a site with a file",
        "a publisher without a name",
    ],
)
def test_reports_about_authorities_are_stories(html: str, url: str) -> None:
    record = clean_html(html, url)
    assert isinstance(record, Article), record.detail
    assert record.text.startswith((OWN_NEWS[0], STORY[0]))


EXTRA = Path(__file__).resolve().parents[3] / "shared/extra"


@pytest.mark.skipif(not EXTRA.is_dir(), reason="the pages are not kept beside the project")
@pytest.mark.parametrize("addressed", [True, False])
def test_real_pages_that_are_no_arabic_news(addressed: bool) -> None:
    stories = {"khabaronline.ir", "varzesh3.com", "yjc.ir", "urdupoint.com", "globalvoicesonline.org"}
    for path in EXTRA.glob("*.*ml"):
        site = path.name.split("__")[0]
        record = clean_html(path.read_bytes(), f"https://{site}/news/1" if addressed else None)
        assert isinstance(record, Article if site in stories else Rejected), site
