from __future__ import annotations

from pathlib import Path

import pytest

from cleaners.corpus import ARTICLE_SCHEMA, write_articles, write_rejected
from cleaners.corpus.card import Summary, make_card, read_notes, summarise, write_card
from cleaners.corpus.quality import load_preset
from cleaners.page import article
from tests.corpus.samples import make_article, make_rejected

huggingface_hub = pytest.importorskip("huggingface_hub")


@pytest.fixture
def summary(tmp_path: Path) -> Summary:
    articles = [
        make_article(1),
        make_article(2, site="b|<c>.example", country=None, language=None, published_at=None),
        make_article(3, duplicate_of=None, word_count=5),
    ]
    write_articles(tmp_path, articles, name="a")
    return summarise(tmp_path)


def test_summary(summary: Summary) -> None:
    assert (summary.articles, summary.words, summary.duplicates) == (3, 25, 2)
    assert summary.counts["site"] == {"news.example": 2, "b|<c>.example": 1}
    assert summary.counts["country"] == {"IQ": 2, None: 1}
    assert summary.counts["month"] == {"2024-05": 2, None: 1}
    assert summary.counts["language"] == {"ar": 2, None: 1}


def test_hugging_face_reads_the_head(summary: Summary) -> None:
    card = huggingface_hub.DatasetCard(make_card(summary, title='News: "a" & b'))
    data = card.data.to_dict()
    assert data["pretty_name"] == 'News: "a" & b'
    assert data["language"] == ["ar"]
    assert data["size_categories"] == ["n<1K"]
    assert data["license"] == "other"
    (config,) = data["configs"]
    assert config["data_files"] == [{"split": "train", "path": "articles/**/*.parquet"}]


def test_the_card_tells_counts_columns_and_limits(summary: Summary) -> None:
    card = make_card(summary)
    assert "3 news stories of 25 words from 2 sites, 2 of them marked as copies" in card
    for line in ("| IQ | 2 |", "| 2024-05 | 2 |", "| unknown | 1 |", "| b\\|&lt;c>.example | 1 |"):
        assert line in card
    for name in ARTICLE_SCHEMA.names:
        assert f"| {name} | " in card
    assert "The story; paragraphs parted by one newline." in card
    assert "## Licence" in card
    assert "## Known limits" in card


def test_the_card_tells_what_a_preset_dropped(summary: Summary) -> None:
    card = make_card(summary, preset=load_preset("fineweb2-ar"), dropped={"words below 50": 1234})
    assert "| language_score | at least 0.711 |" in card
    assert "| words below 50 | 1,234 |" in card


def test_a_long_table_is_cut_and_says_so() -> None:
    summary = Summary(articles=150)
    summary.counts["site"].update({f"s{number}.example": 1 for number in range(150)})
    assert "| 50 more | 50 |" in make_card(summary)


def test_an_empty_corpus_has_a_card(tmp_path: Path) -> None:
    assert huggingface_hub.DatasetCard(make_card(summarise(tmp_path))).data.size_categories == ["n<1K"]


def test_notes_are_the_strings_under_the_fields() -> None:
    notes = read_notes(article, "Article")
    assert notes["site"] == "The host without `www.`."
    assert "section" not in notes


def test_hugging_face_opens_a_dataset_by_its_card(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The card keeps the rejected pages, which have other columns, out of `load_dataset`."""
    datasets = pytest.importorskip("datasets")
    monkeypatch.setattr(datasets.config, "HF_DATASETS_OFFLINE", True)
    root = tmp_path / "root"
    write_articles(root, [make_article(1), make_article(2, site="b.example")], name="a")
    write_rejected(root, [make_rejected()], name="a")
    assert write_card(root, title="أخبار") == str(root / "README.md")
    loaded = datasets.load_dataset(str(root), split="train", cache_dir=str(tmp_path / "cache"))
    assert sorted(loaded["id"]) == [make_article(1).id, make_article(2).id]
