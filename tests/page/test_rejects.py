"""Pages without a story: lists, searches, errors, bodies that a script would have filled; and stories that look so."""

from __future__ import annotations

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
