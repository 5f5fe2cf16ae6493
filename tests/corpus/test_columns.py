from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from cleaners.corpus import ARTICLE_SCHEMA, columns
from cleaners.corpus.columns import clean_columns
from cleaners.corpus.inputs import Columns, InputError
from cleaners.corpus.outcome import Outcome
from cleaners.corpus.pool import Limits
from cleaners.page.article import Reason
from tests.corpus.test_bulk import text, url_of

LIMITS = Limits(processes=2)
TAIL = """
المصدر: وكالة الرافد
كلمات دلالية: جسر، سوق
مقالات مشابهة
افتتاح معرض الكتاب غدا
أسعار الخضار ترتفع"""


def write(path: Path, text_type: pa.DataType = pa.string()) -> Path:  # noqa: B008 - a constant
    """As FineWeb has it, three rows: a story with a tail that is none of it, an empty row, another story."""
    table = pa.table(
        {
            "id": ["<urn:1>", "<urn:2>", "<urn:3>"],
            "text": pa.array([text(0) + TAIL, None, text(1)], text_type),
            "url": [url_of(0), url_of(1), None],
            "dump": ["CC-MAIN-2024-10"] * 3,
            "language_score": pa.array([0.9, 0.8, 0.7], pa.float32()),
        }
    )
    pq.write_table(table, path)
    return path


@pytest.mark.parametrize("text_type", [pa.string(), pa.large_string()])
def test_own_columns_stay_and_the_story_takes_the_place_of_the_text(
    tmp_path: Path, text_type: pa.DataType
) -> None:
    outcome = clean_columns([write(tmp_path / "a.parquet", text_type)], tmp_path / "out", limits=LIMITS)
    assert (outcome.articles, outcome.rejected) == (2, {Reason.UNDECODABLE: 1})
    (path,) = (tmp_path / "out" / "data").iterdir()
    kept = pq.read_table(path)
    assert kept.column_names == ["id", "text", "url", "dump", "language_score", "warraq"]
    assert kept.schema.field("text").type == text_type
    assert kept.schema.field("language_score").type == pa.float32()
    assert kept.column("id").to_pylist() == ["<urn:1>", "<urn:3>"]
    assert kept.column("text").to_pylist() == [text(0), text(1)]
    ours = kept.column("warraq")[0].as_py()
    assert list(ours) == [name for name in ARTICLE_SCHEMA.names if name != "text"]
    assert ours["source_agency"] == "وكالة الرافد"
    assert "افتتاح معرض الكتاب غدا" in [each["title"] for each in ours["related"]]
    (path,) = (tmp_path / "out" / "rejected").iterdir()
    (row,) = pq.read_table(path).to_pylist()
    assert (row["id"], row["dump"], row["rejected_for"]) == ("<urn:2>", "CC-MAIN-2024-10", "undecodable")


def test_what_is_done_is_passed_over(tmp_path: Path) -> None:
    write(tmp_path / "a.parquet")
    (tmp_path / "deep").mkdir()
    clean_columns([tmp_path], tmp_path / "out", limits=LIMITS)
    write(tmp_path / "deep" / "a.parquet")
    seen: list[int] = []

    def report(outcome: Outcome) -> None:
        seen.append(outcome.articles)

    inputs = [tmp_path / "a.parquet", tmp_path / "deep"]
    outcome = clean_columns(inputs, tmp_path / "out", limits=LIMITS, report=report)
    assert (outcome.files, outcome.passed_over, seen) == (1, 1, [2])
    assert len(list((tmp_path / "out" / "data").iterdir())) == 2


def test_batches_keep_rows_and_records_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(columns, "_BATCH_ROWS", 3)
    rows = [{"n": number, "text": text(number % 12) if number % 5 else ""} for number in range(20)]
    pq.write_table(pa.Table.from_pylist(rows), tmp_path / "a.parquet")
    clean_columns([tmp_path / "a.parquet"], tmp_path / "out", limits=LIMITS)
    (path,) = (tmp_path / "out" / "data").iterdir()
    kept = pq.read_table(path).to_pylist()
    assert [row["n"] for row in kept] == [number for number in range(20) if number % 5]
    assert all(row["text"] == text(row["n"] % 12) for row in kept)


def test_a_file_without_a_story_and_one_without_rows(tmp_path: Path) -> None:
    pq.write_table(pa.table({"text": ["", ""]}), tmp_path / "a.parquet")
    pq.write_table(pa.table({"text": pa.array([], pa.string())}), tmp_path / "b.parquet")
    names = [tmp_path / "a.parquet", tmp_path / "b.parquet"]
    outcome = clean_columns(names, tmp_path / "out", limits=LIMITS)
    assert (outcome.articles, outcome.rejected.total()) == (0, 2)
    tables = [pq.read_table(path) for path in (tmp_path / "out" / "data").iterdir()]
    assert [table.num_rows for table in tables] == [0, 0]
    assert {tuple(table.column_names) for table in tables} == {("text", "warraq")}


def test_a_run_that_fails_leaves_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> object:
        raise RuntimeError("stop")

    monkeypatch.setattr(columns, "_part", fail)
    with pytest.raises(RuntimeError):
        clean_columns([write(tmp_path / "a.parquet")], tmp_path / "out", limits=LIMITS)
    assert [path for path in (tmp_path / "out").rglob("*") if path.is_file()] == []


def no_parquet(path: Path) -> Path:
    path.write_bytes(b"no parquet")
    return path


def no_text(path: Path) -> Path:
    pq.write_table(pa.table({"content": ["x"]}), path)
    return path


def cleaned_before(path: Path) -> Path:
    pq.write_table(pa.table({"text": ["x"], "warraq": ["y"]}), path)
    return path


def lines(path: Path) -> Path:
    path = path.with_suffix(".jsonl")
    path.write_text("{}")
    return path


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (no_parquet, r"a\.parquet"),
        (no_text, r"a\.parquet: no column 'text'; did you mean 'content'\?"),
        (cleaned_before, "cleaned before"),
        (lines, "only Parquet"),
    ],
)
def test_inputs_that_are_refused(tmp_path: Path, make: Callable[[Path], Path], message: str) -> None:
    with pytest.raises(InputError, match=message):
        clean_columns([make(tmp_path / "a.parquet")], tmp_path / "out", limits=LIMITS)
    assert not (tmp_path / "out").exists()


def test_the_text_column_can_be_named(tmp_path: Path) -> None:
    pq.write_table(pa.table({"content": [text(0)]}), tmp_path / "a.parquet")
    clean_columns([tmp_path / "a.parquet"], tmp_path / "out", columns=Columns(text="content"), limits=LIMITS)
    (path,) = (tmp_path / "out" / "data").iterdir()
    assert pq.read_table(path).column("content").to_pylist() == [text(0)]
