"""The dataset, and an export of it, in the five readers that people use, each as its own documentation calls it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from cleaners.corpus import ARTICLE_SCHEMA, write_articles
from cleaners.corpus.export import Format, export
from cleaners.corpus.quality import load_preset
from tests.corpus.samples import make_article

SITES = ["news.example", "a/b", None, "2024", "20minutes.example", "خبر.example", "x" * 200]
TITLES = [f"خبر رقم {number}" for number in range(len(SITES))]


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("dataset")
    articles = [make_article(number, site=site) for number, site in enumerate(SITES)]
    write_articles(root, articles[:4], name="monday")
    write_articles(root, articles[4:], name="tuesday")
    return root


@pytest.fixture(scope="module", params=["dataset", "export"])
def files(request: pytest.FixtureRequest, root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with the Parquet files."""
    if request.param == "dataset":
        return root / "articles"
    out = tmp_path_factory.mktemp("export") / "train"
    assert export(root, out, load_preset("all")).kept == len(SITES)
    return out / "data"


def check(rows: list[dict[str, Any]], columns: list[str]) -> None:
    """All readers agree: the schema's columns in its order, and `site` as it was, whatever the folder is
    called.
    """
    assert [name for name in columns if name != "host"] == ARTICLE_SCHEMA.names
    found = {row["title"]: row["site"] for row in rows}
    assert found == dict(zip(TITLES, SITES, strict=True))
    for row in rows:
        assert row["comments"][0]["author"] == "سعد"
        assert row["quality"]["mean_word_length"] == 4.5
        assert row["published_at"].isoformat() == "2024-05-14T09:30:00.123456+00:00"


@pytest.mark.parametrize("partitioning", [None, "hive"])
def test_pyarrow(files: Path, partitioning: str | None) -> None:
    import pyarrow.dataset as ds

    table = ds.dataset(files, partitioning=partitioning).to_table()
    check(table.to_pylist(), table.column_names)


def test_pandas(files: Path) -> None:
    import pandas as pd

    frame = pd.read_parquet(files).astype({"site": object})
    frame["site"] = frame["site"].where(frame["site"].notna(), None)
    check(frame.to_dict("records"), list(frame.columns))


def test_polars(files: Path) -> None:
    import polars as pl

    frame = pl.read_parquet(files)
    check(frame.to_dicts(), frame.columns)


def test_duckdb(files: Path) -> None:
    import duckdb

    with duckdb.connect() as connection:
        connection.execute("set timezone = 'UTC'")
        table = connection.sql(f"from '{files}/**/*.parquet'").to_arrow_table()
    check(table.to_pylist(), table.column_names)


def test_hugging_face_datasets(files: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    monkeypatch.setenv("HF_DATASETS_OFFLINE", "1")
    datasets = pytest.importorskip("datasets")
    monkeypatch.setattr(datasets.config, "HF_DATASETS_OFFLINE", True)
    loaded = datasets.load_dataset(
        "parquet", data_files=f"{files}/**/*.parquet", split="train", cache_dir=str(tmp_path)
    )
    check(list(loaded), loaded.column_names)


@pytest.mark.parametrize("format", ["jsonl", "text"])
def test_other_formats_in_hugging_face_datasets(
    root: Path, tmp_path: Path, format: Format, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By their card alone, as the hub opens them."""
    datasets = pytest.importorskip("datasets")
    monkeypatch.setattr(datasets.config, "HF_DATASETS_OFFLINE", True)
    export(root, tmp_path / "train", load_preset("all"), format=format)
    loaded = datasets.load_dataset(
        str(tmp_path / "train"), split="train", cache_dir=str(tmp_path / "cache"),
        **({"sample_by": "paragraph"} if format == "text" else {}),
    )  # fmt: skip
    assert sorted(loaded["text"]) == sorted(make_article(number).text for number in range(len(SITES)))


def test_folders_can_be_skipped_by_host(root: Path) -> None:
    import polars as pl

    frame = pl.scan_parquet(root / "articles").filter(pl.col("host") == "a/b").collect()
    assert frame["site"].to_list() == ["a/b"]
