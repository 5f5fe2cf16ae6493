"""Traps: what shows in an address, what shows in what it gives, and crawls of sites that are full of them."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from news_site import Answer, article, crawl, rows, serve_site, site_report

from crawler.discovery.traps import (
    BARREN_LISTS,
    BARREN_PAGES,
    SLUGS,
    Traps,
    grows,
    numbers_in,
    shape_of,
)
from crawler.settings import WARRAQ_AT_HAND

HOST = "http://news.example"


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/a/b/a/b/a/b", True),
        ("/news/news/news/1", True),
        ("/x/a/b/c/a/b/c/a/b/c/y", True),
        ("/a" + "/b/c" * 11, True),
        ("/list?f=1&f=2&f=3", True),
        ("/list?f[]=1&f[]=2&f[]=3", False),
        ("/news/news/1", False),
        ("/2024/07/07/slug", False),
        ("/a/b/a/b", False),
        ("/", False),
        ("/" + quote("أخبار-العراق") * 40, False),
    ],
)
def test_addresses_that_grow(path: str, expected: bool) -> None:
    assert grows(HOST + path) is expected


@pytest.mark.parametrize(
    ("path", "shape"),
    [
        ("/news/123/the-dam-is-full", "/news/#/*"),
        ("/news/123/" + quote("سد-الموصل-ممتلئ-اليوم"), "/news/#/*"),
        ("/section/" + quote("اقتصاد") + "/page/7", "/section/اقتصاد/page/#"),
        ("/calendar/2031/05", "/calendar/#/#"),
        ("/calendar?month=5&year=2031", "/calendar?month=#&year=#"),
        ("/(S(lit3py55t21z5v55vlm25s55))/x.aspx", "/*/x.aspx"),
        ("/?sid=9f86d081884c7d65", "/?sid=*"),
        ("/world-news", "/world-news"),
        ("/article-5512.html", "*"),
    ],
)
def test_shapes(path: str, shape: str) -> None:
    assert shape_of(HOST + path) == f"news.example{'/' if shape == '*' else ''}{shape}"


def test_numbers_tell_articles_apart() -> None:
    assert numbers_in(f"{HOST}/news/10010/a?utm_campaign=900") == ("10010",)
    assert numbers_in(f"{HOST}/news/10010/{quote('ارتفاع 250 بالمئة')}") == ("10010", "250")
    assert numbers_in(f"{HOST}/{quote('سد-الموصل')}") == ()


@given(st.text(max_size=60))
def test_any_address_has_one_shape(path: str) -> None:
    url = f"{HOST}/{quote(path, errors='replace')}"
    assert shape_of(url) == shape_of(url)
    assert isinstance(grows(url), bool)


def test_a_shape_is_cut_after_so_many_in_a_row_and_fruit_begins_the_count_anew() -> None:
    traps = Traps()
    urls = [f"{HOST}/calendar/2031/{number}" for number in range(500)]
    for url in urls[: BARREN_LISTS - 1]:
        assert traps.note(url, new=False, limit=BARREN_LISTS) is None
    traps.note(urls[0], new=True, limit=BARREN_LISTS)
    told = [traps.note(url, new=False, limit=BARREN_LISTS) for url in urls]
    assert told.index("news.example/calendar/#/#") == BARREN_LISTS - 1
    assert sum(each is not None for each in told) == 1
    assert traps.is_cut(urls[-1])
    assert not traps.is_cut(f"{HOST}/news/5")


def test_a_site_of_sessions_lists_without_end_and_growing_links_costs_little(tmp_path: Path) -> None:
    """Every page of the trap leads to new ones, so that a crawl without a limit never ends."""
    with serve_site(8) as site:
        home = site.answers["/"].body

        def page() -> Answer:
            number = len(site.asked)
            links = [
                *(f"/?sid={number:06x}{n:06x}abcd" for n in range(40)),
                *(f"/show.aspx?session={number:06x}{n:04x}ffff" for n in range(40)),
                "/x/y/x/y/x/y",
                "/x/y/x/y",
            ]
            anchors = "".join(
                f'<li><a href="{link}">موعد آخر من مواعيد هذا الشهر الطويل</a></li>' for link in links
            )
            more = f'<a rel="next" href="/section/all?page={number}">التالي</a>'
            return Answer(home.replace(b"</ul>", f"{anchors}</ul>{more}".encode()))

        def trap(path: str) -> None:
            if not path.startswith(("/news", "/robots", "/feed", "/rss", "/sitemap")):
                site.answers[path] = page()

        site.answers["/"] = Answer(home.replace(b"</ul>", '</ul><a href="/section/all">قسم</a>'.encode()))
        site.before = trap
        done = crawl(site.base, tmp_path)
        assert done.returncode in (0, 3), done.stderr
        asked = {
            path: n for path, n in site.asked.items() if path.startswith(("/?", "/show", "/x", "/section"))
        }
    by_kind = Counter(path.partition("?")[0] for path in asked)
    assert by_kind["/"] <= BARREN_PAGES + WARRAQ_AT_HAND + 1
    assert by_kind["/show.aspx"] <= BARREN_PAGES + WARRAQ_AT_HAND + 1
    assert by_kind["/section/all"] <= BARREN_LISTS + WARRAQ_AT_HAND + 1
    assert "/x/y/x/y/x/y" not in asked
    assert "gave nothing new" in done.stderr
    assert len(rows(tmp_path)) == 8
    assert site_report(tmp_path)["cut"] > 0


def test_one_article_under_many_slugs_is_one_record(tmp_path: Path) -> None:
    with serve_site(3) as site:
        slugs = [
            f"/news/777/{quote('خبر-السد')}-{chr(97 + n // 26)}{chr(97 + n % 26)}-alpha-beta"
            for n in range(200)
        ]
        links = "".join(
            f'<li><a href="{slug}">خبر السد الكبير الذي له أسماء كثيرة</a></li>' for slug in slugs
        )
        site.answers["/"] = Answer(site.answers["/"].body.replace(b"</ul>", links.encode() + b"</ul>"))
        for slug in slugs:
            site.answers[slug] = Answer(article(777).encode())
        done = crawl(site.base, tmp_path)
        assert done.returncode == 0, done.stderr
        fetched = sum(n for path, n in site.asked.items() if path in slugs)
    assert fetched <= SLUGS + WARRAQ_AT_HAND + 1, "a few are at hand when the pattern is cut"
    assert len(rows(tmp_path)) == 4
    assert len({row["text"] for row in rows(tmp_path)}) == 4


def test_the_same_words_under_another_number_are_another_article(tmp_path: Path) -> None:
    with serve_site(2) as site:
        site.answers["/news/1002"] = Answer(article(1001).encode())
        assert crawl(site.base, tmp_path).returncode == 0
    assert len(rows(tmp_path)) == 2
