"""What is read out of a response: URLs with their kind and priority, counts of a record."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from news_site import article

from cleaners.page.article import Article, Comment, Reason, Rejected, Related, Removed, Teaser
from crawler.counts import count_record
from crawler.reading import (
    READERS,
    Reading,
    Source,
    read_feed,
    read_home,
    read_page,
    read_robots,
    read_section,
    read_sitemap,
)
from crawler.schedule import DAY
from crawler.store import Found, Kind

BASE = "https://example.com"
NOW = datetime(2024, 5, 14, 12, tzinfo=UTC)
TODAY = int(NOW.timestamp() // DAY)
HEADLINE = "عنوان خبر طويل بما يكفي ليكون عنوانا"


def source(body: str, path: str = "/", *, depth: int = 0, since: datetime | None = None) -> Source:
    return Source(body=body.encode(), url=BASE + path, depth=depth, fetched_at=NOW, since=since)


def found(reading: Reading, kind: Kind) -> list[str]:
    return [each.url.removeprefix(BASE) for each in reading.found if each.kind is kind]


def links(*paths: str, extra: str = "") -> str:
    return (
        "<html><body>"
        + "".join(f'<a href="{path}">{HEADLINE}</a>' for path in paths)
        + extra
        + "</body></html>"
    )


def urlset(*entries: tuple[str, str]) -> str:
    body = "".join(f"<url><loc>{BASE}{path}</loc><lastmod>{when}</lastmod></url>" for path, when in entries)
    return f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{body}</urlset>'


def test_every_kind_has_a_reader() -> None:
    assert set(READERS) == set(Kind)


def test_robots_names_sitemaps_and_else_they_are_guessed() -> None:
    assert found(read_robots(source(f"Sitemap: {BASE}/s.xml")), Kind.SITEMAP) == ["/s.xml"]
    assert "/sitemap.xml" in found(read_robots(source("User-agent: *")), Kind.SITEMAP)


def test_a_home_page_gives_all_kinds() -> None:
    feed = '<link rel="alternate" type="application/rss+xml" href="/rss.xml">'
    reading = read_home(source(links("/news/12345", "/section/politics", extra=feed)))
    assert found(reading, Kind.FEED) == ["/rss.xml"]
    assert found(reading, Kind.PAGE) == ["/news/12345"]
    assert found(reading, Kind.SECTION) == ["/section/politics"]


def test_a_home_page_without_feeds_has_them_guessed() -> None:
    assert "/feed/" in found(read_home(source(links("/news/12345"))), Kind.FEED)


def test_lists_come_before_pages_and_later_days_before_earlier() -> None:
    sitemap = read_sitemap(source(urlset(("/news/10001", "2024-05-01"), ("/news/10002", "2024-05-12"))))
    priorities = {each.url[-5:]: each.priority for each in sitemap.found}
    assert priorities["10001"] == TODAY - 13
    assert priorities["10002"] == TODAY - 2
    lists = read_home(source(links("/section/politics")))
    assert min(each.priority for each in lists.found if each.kind is not Kind.PAGE) > TODAY


def test_a_date_to_come_gives_no_precedence() -> None:
    (entry,) = read_sitemap(source(urlset(("/news/10001", "2034-05-01")))).found
    assert entry.priority == TODAY


def test_what_did_not_change_since_is_left_out() -> None:
    body = urlset(("/news/10001", "2024-05-01"), ("/news/10002", "2024-05-12"))
    since = datetime(2024, 5, 10, tzinfo=UTC)
    assert found(read_sitemap(source(body, since=since)), Kind.PAGE) == ["/news/10002"]


def test_an_index_names_sitemaps_with_their_dates_down_to_a_depth() -> None:
    index = (
        '<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
        f"<sitemap><loc>{BASE}/posts-1.xml</loc><lastmod>2024-05-01</lastmod></sitemap>"
        f"<sitemap><loc>{BASE}/category-sitemap.xml</loc></sitemap></sitemapindex>"
    )
    (child,) = read_sitemap(source(index)).found
    assert (child.url, child.kind, child.hint) == (
        f"{BASE}/posts-1.xml", Kind.SITEMAP, datetime(2024, 5, 1, tzinfo=UTC).timestamp(),
    )  # fmt: skip
    assert read_sitemap(source(index, depth=3)).found == []


def test_addresses_unlike_articles_are_believed_only_where_all_are() -> None:
    mixed = read_sitemap(source(urlset(("/news/10001", "2024-05-01"), ("/about-this", "2024-05-01"))))
    assert found(mixed, Kind.PAGE) == ["/news/10001"]
    alone = read_sitemap(source(urlset(("/gaza", "2024-05-01"), ("/baghdad", "2024-05-01"))))
    assert found(alone, Kind.PAGE) == ["/gaza", "/baghdad"]


def test_a_feed_gives_pages_with_hints() -> None:
    item = f"<item><link>{BASE}/news/10001</link><pubDate>Tue, 14 May 2024 10:00:00 GMT</pubDate></item>"
    (entry,) = read_feed(source(f"<rss><channel>{item}</channel></rss>")).found
    assert entry == Found(
        f"{BASE}/news/10001",
        Kind.PAGE,
        TODAY,
        1,
        datetime(2024, 5, 14, 10, tzinfo=UTC).timestamp(),
        f"{BASE}/",
    )


def test_what_is_no_feed_has_a_problem_and_no_pages() -> None:
    reading = read_feed(source("<html><body>not found</body></html>"))
    assert reading.problem is not None
    assert list(reading.found) == []


def test_a_section_gives_pages_and_where_it_goes_on() -> None:
    more = '<a class="next" rel="next" href="/section/politics/page/2">التالي</a>'
    reading = read_section(source(links("/news/12345", extra=more), "/section/politics", depth=1))
    assert found(reading, Kind.PAGE) == ["/news/12345"]
    (following,) = [each for each in reading.found if each.kind is Kind.MORE]
    assert following.again
    assert following.depth == 1


def test_sections_below_sections_end() -> None:
    page = links("/section/politics/iraq")
    first = read_section(source(page, "/section/politics", depth=1))
    assert found(first, Kind.SECTION) == ["/section/politics/iraq"]
    assert found(read_section(source(page, "/section/politics", depth=2)), Kind.SECTION) == []


def test_a_numbered_section_may_turn_out_to_be_an_article() -> None:
    reading = read_section(source(article(1001), "/archive/10010", depth=1))
    assert isinstance(reading.record, Article)
    assert read_section(source(links("/news/12345"), "/archive/10010", depth=1)).record is None


def test_a_list_that_was_taken_for_an_article_gives_its_links() -> None:
    many = [f"/news/{number}" for number in range(10001, 10013)]
    reading = read_page(source(links(*many), "/news/99999", depth=1))
    assert isinstance(reading.record, Rejected)
    assert found(reading, Kind.PAGE) == many


def test_counts_of_an_article_and_of_a_rejection() -> None:
    record = Article(
        id="1",
        text="ثلاث كلمات هنا",
        word_count=3,
        confidence=0.4,
        comments=[Comment(text="أحسنتم جدا", author="قارئ")],
        related=[Related(title="خبر آخر", kind="latest")],
        teasers=[Teaser(text="مقتطف", title="عنوان")],
        removed=[Removed(label="ad", rule="x", text="إعلان")],
    )
    assert count_record(record) == {
        "words:story": 3, "words:comment": 3, "words:latest": 2, "words:teaser": 2, "words:ad": 1,
        "comments": 1, "related": 1, "teasers": 1, "confidence": 0.4, "low_confidence": 1,
    }  # fmt: skip
    assert count_record(Rejected(reason=Reason.TOO_SHORT)) == {"rejected:too_short": 1}


@pytest.mark.parametrize("body", ["", "\0", "<", "%PDF-1.4", "<rss", "<html>" * 50])
@pytest.mark.parametrize("kind", list(Kind))
def test_no_reader_breaks_on_junk(kind: Kind, body: str) -> None:
    reading = READERS[kind](source(body, "/x"))
    assert isinstance(reading, Reading)


def test_addresses_and_dates_outside_the_time_asked_for_are_left_out() -> None:
    entry = "<url><loc>{base}{path}</loc>{date}</url>"
    news = '<n:publication_date xmlns:n="http://www.google.com/schemas/sitemap-news/0.9">{}</n:publication_date>'
    rows = [
        ("/2019/05/14/a-b-c-d", ""),
        ("/2024/05/14/a-b-c-d", ""),
        ("/news/10001", news.format("2024-05-20T00:00:00Z")),
        ("/news/10002", news.format("2024-05-14T00:00:00Z")),
        ("/news/10003", ""),
    ]
    urls = "".join(entry.format(base=BASE, path=path, date=date) for path, date in rows)
    body = f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{urls}</urlset>'
    since, until = datetime(2024, 5, 10, tzinfo=UTC), datetime(2024, 5, 18, tzinfo=UTC)
    asked = replace(source(body, since=since), until=until)
    assert found(read_sitemap(asked), Kind.PAGE) == ["/2024/05/14/a-b-c-d", "/news/10002", "/news/10003"]
