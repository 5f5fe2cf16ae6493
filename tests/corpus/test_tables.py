from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone
from typing import Any, cast

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaners.corpus import (
    ARTICLE_SCHEMA,
    REJECTED_SCHEMA,
    SchemaError,
    articles_to_table,
    rejected_to_table,
    table_to_articles,
    table_to_rejected,
)
from cleaners.corpus.tables import read_json
from cleaners.page.article import Article, Comment, Quality, Reason, Rejected, Related, Removed, Teaser
from crawler.store.records import record_to_json
from tests.corpus.samples import make_article, make_rejected

TEXT = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=30)
MAYBE = st.none() | TEXT
MOMENT = st.none() | st.datetimes(timezones=st.just(UTC))
SHARE = st.floats(0, 1)
ARTICLES = st.builds(
    Article,
    id=TEXT,
    text=TEXT,
    title=MAYBE,
    authors=st.lists(TEXT, max_size=3),
    tags=st.lists(TEXT, max_size=3),
    published_at=MOMENT,
    comments=st.lists(st.builds(Comment, author=MAYBE, text=TEXT, reply_to=MAYBE), max_size=3),
    related=st.lists(st.builds(Related, title=TEXT, url=MAYBE), max_size=3),
    teasers=st.lists(st.builds(Teaser, text=TEXT, title=MAYBE), max_size=3),
    removed=st.lists(st.builds(Removed, label=TEXT, rule=TEXT, text=TEXT), max_size=3),
    confidence=SHARE,
    word_count=st.integers(0, 10**6),
    quality=st.none()
    | st.builds(
        Quality,
        arabic_share=SHARE,
        punctuated_lines=SHARE,
        repeated_lines=SHARE,
        mean_word_length=st.floats(0, 100),
    ),
    language_score=st.none() | SHARE,
)


@given(st.lists(ARTICLES, max_size=4))
def test_articles_come_back_as_they_went(articles: list[Article]) -> None:
    table, bad = articles_to_table(articles)
    assert bad == []
    assert list(table_to_articles(table)) == articles


def test_full_records_come_back() -> None:
    articles = [make_article(1), Article(id="a", text="")]
    table, _ = articles_to_table(articles)
    assert table.schema.equals(ARTICLE_SCHEMA, check_metadata=True)
    assert list(table_to_articles(table)) == articles
    rejected = [make_rejected(1), make_rejected(2, reason=Reason.CRASHED, site=None)]
    table, _ = rejected_to_table(rejected)
    assert table.schema.equals(REJECTED_SCHEMA, check_metadata=True)
    assert list(table_to_rejected(table)) == rejected


def test_nothing_gives_a_table_without_rows() -> None:
    table, bad = articles_to_table([])
    assert table.num_rows == 0
    assert bad == []
    assert list(table_to_articles(table)) == []


def test_times_are_stored_in_utc() -> None:
    baghdad = datetime(2024, 5, 14, 12, 30, tzinfo=timezone(timedelta(hours=3)))
    table, _ = articles_to_table([make_article(published_at=baghdad)])
    (article,) = table_to_articles(table)
    assert article.published_at == baghdad
    assert article.published_at is not None
    assert article.published_at.tzinfo is UTC


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", 7),
        ("title", b"bytes"),
        ("text", None),
        ("id", None),
        ("tags", "بلدية"),
        ("tags", [None, 3]),
        ("tags", None),
        ("published_at", "14 May"),
        ("word_count", "many"),
        ("word_count", 2**40),
        ("confidence", True),
        ("confidence", "high"),
        ("comments", [{"text": "x"}]),
        ("comments", None),
        ("removed", [Removed(label="share", rule="r", text=cast(Any, 3))]),
        ("teasers", [Teaser(text=cast(Any, b"x"))]),
        ("quality", {"arabic_share": 1.0}),
        ("title", "\ud800"),
    ],
)
def test_a_wrong_row_is_named_and_the_others_are_kept(field: str, value: object) -> None:
    wrong = make_article(2, **{field: value})
    table, bad = articles_to_table([make_article(1), wrong, make_article(3)])
    assert [row.field for row in bad] == [field]
    assert bad[0].record is wrong
    assert repr(field) in str(bad[0])
    assert "news.example/2" in str(bad[0])
    assert list(table_to_articles(table)) == [make_article(1), make_article(3)]


def test_a_foreign_object_is_named_and_the_others_are_kept() -> None:
    table, bad = articles_to_table([make_article(1), cast(Any, {"id": "x"}), cast(Any, make_rejected())])
    assert table.num_rows == 1
    assert ["dict where Article" in row.problem for row in bad] == [True, False]
    assert "Rejected where Article" in bad[1].problem


@given(st.lists(ARTICLES, min_size=1, max_size=4))
def test_json_gives_the_table_that_the_records_give(articles: list[Article]) -> None:
    table = read_json([record_to_json(article) for article in articles], Article)
    assert table is not None
    assert table.equals(articles_to_table(articles)[0], check_metadata=True)


def test_rejections_are_read_from_json() -> None:
    rejected = [make_rejected(1), make_rejected(2, reason=Reason.CRASHED, site=None)]
    table = read_json([record_to_json(each) for each in rejected], Rejected)
    assert table is not None
    assert table.equals(rejected_to_table(rejected)[0], check_metadata=True)


def test_long_records_are_read_from_json() -> None:
    articles = [make_article(n, text="قمح\n" * 700_000 * n) for n in range(3)]
    table = read_json([record_to_json(article) for article in articles], Article)
    assert table is not None
    assert list(table_to_articles(table)) == articles


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", 7),
        ("text", None),
        ("tags", "بلدية"),
        ("tags", None),
        ("tags", [None, 3]),
        ("published_at", "14 May"),
        ("word_count", 2**40),
        ("word_count", 1.5),
        ("confidence", True),
        ("comments", [{"text": 3}]),
        ("quality", []),
    ],
)
def test_json_that_does_not_fit_is_left_to_the_records(field: str, value: object) -> None:
    row = json.loads(record_to_json(make_article(2)))
    texts = [record_to_json(make_article(1)), json.dumps(row | {field: value})]
    assert read_json(texts, Article) is None


def test_json_of_another_version() -> None:
    row = json.loads(record_to_json(make_article()))
    table = read_json([json.dumps(row | {"gone_since": "x"})], Article)
    assert table is not None
    assert list(table_to_articles(table)) == [make_article()]
    del row["comments"]  # what an older version did not write has its default, which records know
    assert read_json([json.dumps(row)], Article) is None
    assert read_json([], Article) is None


def test_missing_columns_have_their_defaults_and_foreign_ones_are_dropped() -> None:
    table = pa.table({"text": ["نص"], "id": ["a"], "host": ["x"], "word_count": pa.nulls(1, pa.int32())})
    assert list(table_to_articles(table)) == [Article(id="a", text="نص")]


def test_a_table_without_text_is_refused() -> None:
    with pytest.raises(SchemaError, match="'text'"):
        list(table_to_articles(pa.table({"id": ["a"]})))


def test_a_null_text_is_refused() -> None:
    with pytest.raises(SchemaError, match="'text'"):
        list(table_to_articles(pa.table({"id": ["a"], "text": pa.nulls(1, pa.large_string())})))
