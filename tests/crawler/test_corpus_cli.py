"""`warraq corpus`, from saved pages to a folder that `datasets` loads."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import click
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner, Result

from cleaners.corpus import list_parts, write_articles
from cleaners.corpus.locks import try_lock
from crawler.cli import cli
from crawler.corpus_cli import corpus
from tests.corpus.samples import make_article
from tests.corpus.stores import make_memory
from tests.corpus.test_bulk import STORIES, write_lines, write_text_table, write_warc


def run(*arguments: object) -> Result:
    return CliRunner().invoke(_group(arguments), [str(each) for each in arguments], standalone_mode=False)


def _group(arguments: Sequence[object]) -> click.Group:
    """`clean` is no command of `corpus`."""
    return cli if arguments[:1] == ("clean",) else corpus


def mistake(*arguments: object) -> str:
    """What a user is told of a mistake: click prints it in one line and exits with 2."""
    result = CliRunner().invoke(_group(arguments), [str(each) for each in arguments])
    assert result.exit_code == 2, result.output
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result.stderr.splitlines()[-1]


def test_from_a_warc_to_a_corpus(tmp_path: Path) -> None:
    out, train = tmp_path / "out", tmp_path / "train"
    result = run("clean", write_warc(tmp_path), write_lines(tmp_path), "-o", out, "--processes", 2)
    assert result.output.startswith("24 records from 2 files: 24 articles, 0 rejected\n"), result.output
    assert result.return_value == 0
    assert "0 records from 0 files, 2 done before" in run("clean", tmp_path / "*.gz", "-o", out).output
    assert "stories in the index" in run("dedup", out).output
    assert "12 articles" in run("export", out, train, "--title", "Our news").output
    assert "title" in pq.read_table(train / "data" / "train-00000.parquet").column_names
    assert "# Our news" in (train / "README.md").read_text(encoding="utf-8")
    assert "README.md" in run("card", out).output


def test_text_corpora_keep_their_columns(tmp_path: Path) -> None:
    result = run("clean", write_text_table(tmp_path), "-o", tmp_path / "out", "--keep-columns")
    assert "12 articles" in result.output
    (path,) = (tmp_path / "out" / "data").iterdir()
    assert pq.read_table(path).column_names == ["text", "url", "dump", "score", "warraq"]
    assert pq.read_table(path).num_rows == len(STORIES)


LINE = "موقع الرافد صوت المدينة وأهلها"


def write_ended(path: Path) -> Path:
    """Twelve texts of one site that end with one line."""
    texts = ["\n".join([*story, LINE]) for story in STORIES]
    urls = [f"https://a.example/{number}" for number in range(len(texts))]
    pq.write_table(pa.table({"text": texts, "url": urls}), path)
    return path


@pytest.mark.parametrize("keep", [[], ["--keep-columns"]])
def test_repeated_lines(tmp_path: Path, keep: list[str]) -> None:
    path = write_ended(tmp_path / "a.parquet")
    result = run("clean", path, "-o", tmp_path / "one", "--repeated", *keep)
    assert result.output.endswith(f"repeated lines: separated in 1 {'files' if keep else 'sites'}\n")
    run("clean", path, "-o", tmp_path / "two", *keep)
    assert "separated in 1" in run("repeated", tmp_path / "two", *keep).output
    assert "separated in 0" in run("repeated", tmp_path / "two", *keep).output
    for root in ("one", "two"):
        (part,) = (path for path in (tmp_path / root).rglob("*.parquet") if "rejected" not in path.parts)
        assert LINE not in "".join(pq.ParquetFile(part).read(["text"]).column("text").to_pylist())


def test_compact(tmp_path: Path) -> None:
    for number in range(3):
        write_articles(tmp_path, [make_article(1, fetched_at=None)], name=f"{number}")
    assert run("compact", tmp_path).output == "host=news.example: 3 parts are now 1, 3 rows\n"
    assert len(list_parts(tmp_path)) == 1
    write_articles(tmp_path, [make_article(1, fetched_at=None)], name="late")
    assert "1 rows, 3 old versions dropped" in run("compact", tmp_path, "--versions", "latest").output


def test_nothing_that_is_an_article(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text("{}\n")
    result = run("clean", tmp_path / "a.jsonl", "-o", tmp_path / "out")
    assert "0 articles, 1 rejected\n  undecodable: 1" in result.output
    assert result.return_value == 1


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["clean", "{}/nowhere", "-o", "{}/out"], "no such file"),
        (["clean", "{}/a.txt", "-o", "{}/out", "--keep-columns"], "only Parquet"),
        (["clean", "{}/a.txt", "-o", "{}/out", "--share", "x"], "write it as 0/4"),
        (["clean", "{}/a.txt", "-o", "{}/out", "--share", "3/2"], "numbered from 0"),
        (["clean", "{}/a.txt", "-o", "{}/out", "--share", "0/2", "--keep-columns"], "--share does not go"),
        (
            ["clean", "{}/a.txt", "-o", "{}/out", "--share", "0/2", "--repeated"],
            "--repeated does not go with --share",
        ),
        (["clean", "{}/a.txt", "-o", "{}/out", "--stories", "{}/no/x.db"], "unable to open"),
        (["clean", "{}/a.txt", "-o", "{}/out", "--stories", "{}/a.txt"], "not a database"),
        (["clean", "{}/a.txt", "-o", "{}/bad"], "not a database"),
        (["clean", "{}/a.txt", "-o", "memory://loft"], "name a local file for the state"),
        (["repeated", "{}/nowhere"], "no such folder"),
        (["repeated", "memory://loft"], "name a local folder for the state"),
        (["dedup", "memory://loft"], "name a local file for the index"),
        (["dedup", "{}/nowhere"], "no such folder"),
        (["card", "{}/nowhere"], "no such folder"),
        (["export", "{}", "{}/out", "--preset", "mine"], "no preset 'mine'; there are: all"),
        (["export", "{}", "{}"], "new folder"),
        (["compact", "carrier-pigeon://loft"], "carrier-pigeon"),
        (["compact", "memory://loft"], "name a local folder for the state"),
        (
            ["clean", "{}/a.parquet", "-o", "{}/out", "--text-column", "txt"],
            "a.parquet: no column 'txt'; did you mean 'text'?",
        ),
        (
            ["clean", "{}/a.parquet", "-o", "{}/out", "--html-column", "body"],
            "a.parquet: no column 'body'; there are text, url",
        ),
        (
            ["clean", "{}/a.jsonl", "-o", "{}/out.jsonl", "--url-column", "uri"],
            "a.jsonl: no column 'uri'; did you mean 'url'?",
        ),
        (["clean", "{}/a.parquet", "--text-column", "txt"], "no column 'txt'"),
        (
            ["clean", "{}/a.parquet", "-o", "{}/out", "--executor", "local", "--text-column", "txt"],
            "no column 'txt'",
        ),
        (
            ["clean", "{}/a.parquet", "-o", "{}/out", "--keep-columns", "--text-column", "txt"],
            "did you mean 'text'?",
        ),
        (
            ["clean", "{}/a.parquet", "-o", "{}/out", "--keep-columns", "--url-column", "uri"],
            "did you mean 'url'?",
        ),
        (
            ["repeated", "{}/kept", "--keep-columns", "--text-column", "txt"],
            "b.parquet: no column 'txt'; did you mean 'text'?",
        ),
        (["repeated", "{}/raw", "--keep-columns"], "b.parquet: no column 'warraq'"),
    ],
)
def test_mistakes_are_told_in_one_line(tmp_path: Path, arguments: list[str], message: str) -> None:
    (tmp_path / "a.txt").write_text("x" * 100)
    (tmp_path / "bad").mkdir()
    (tmp_path / "bad" / "_bulk.db").write_text("no database" * 100)
    (tmp_path / "a.jsonl").write_text('{"text": "x"}\n{"url": "y"}\n')
    table = pa.table({"text": ["x"], "url": ["y"]})
    pq.write_table(table, tmp_path / "a.parquet")
    for name in ("raw", "kept"):
        (tmp_path / name / "data").mkdir(parents=True)
        ours = table if name == "raw" else table.append_column("warraq", [["z"]])
        pq.write_table(ours, tmp_path / name / "data" / "b.parquet")
    assert message in mistake(*(each.replace("{}", str(tmp_path)) for each in arguments))


def test_a_column_that_one_of_many_files_has(tmp_path: Path) -> None:
    """The others are rejected when they are read."""
    for number, column in enumerate(["body", "text"]):
        pq.write_table(pa.table({column: ["\n".join(STORIES[number])]}), tmp_path / f"{number}.parquet")
    result = run("clean", tmp_path / "*.parquet", "-o", tmp_path / "out", "--text-column", "body")
    assert "2 records from 2 files: 1 articles, 1 rejected" in result.output
    assert result.return_value == 0


def test_at_a_url(tmp_path: Path) -> None:
    url = make_memory()
    path = write_ended(tmp_path / "a.parquet")
    state = tmp_path / "state"
    result = run("clean", path, "-o", url, "--state", state, "--repeated")
    assert result.output.endswith("repeated lines: separated in 1 sites\n")
    write_articles(url, [make_article(1, site="a.example")], name="late")
    assert "2 parts are now 1, 13 rows" in run("compact", url, "--state", state).output
    assert "separated in 0 sites" in run("repeated", url, "--state", state).output
    assert "stories in the index" in run("dedup", url, "--index", state / "stories.db").output
    assert "another compaction is at work" in mistake_while_held(state, "compact", url, "--state", state)
    run("clean", path, "-o", f"{url}/kept", "--keep-columns")
    assert "separated in 1 files" in run("repeated", f"{url}/kept", "--keep-columns").output


def mistake_while_held(state: Path, *arguments: object) -> str:
    with try_lock(state / "_compact.lock") as free:
        assert free
        return mistake(*arguments)


def test_a_missing_extra_is_told_in_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("cleaners.corpus.dedup", "cleaners.corpus.duplicates", "cleaners.corpus.signatures"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    monkeypatch.setitem(sys.modules, "rensa", None)
    assert "needs the package rensa: pip install 'warraq[corpus]'" in mistake("dedup", tmp_path)


@pytest.mark.parametrize("name", [None, *corpus.commands])
def test_every_help_has_an_example(name: str | None) -> None:
    result = run(*([name] if name else []), "--help")
    assert "Example" in result.output
    assert "warraq corpus" in result.output
