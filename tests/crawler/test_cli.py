"""The command `warraq`: its help, its answers to mistakes, `clean` and `demo`."""

from __future__ import annotations

import gzip
import io
import json
import sys
import zipfile
from pathlib import Path

import pytest
from news_site import article, rows, run

from crawler.cli import cli, main

COMMANDS = sorted(cli.commands)
TEXT = "أعلنت الوزارة انتهاء أعمال الصيانة في السد الكبير بعد شهرين من العمل.\n" * 3


def warraq(*arguments: str, capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as caught:
        main(list(arguments))
    said = capsys.readouterr()
    return int(caught.value.code or 0), said.out, said.err


@pytest.mark.parametrize("command", COMMANDS)
def test_help_shows_an_example(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = warraq(command, "--help", capsys=capsys)
    assert code == 0
    assert f"warraq {command}" in out.partition("Example")[2]


def test_help_of_crawl_says_what_exit_codes_mean(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = warraq("crawl", "--help", capsys=capsys)
    assert [line.split()[0] for line in out.partition("Exit codes:")[2].splitlines() if line] == list(
        "012345"
    )


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["craw"], "Did you mean 'crawl'"),
        (["clean"], "Missing argument"),
        (["clean", "no-such-file.html"], "no such file"),
        (["clean", "-", "-o", "somewhere"], "standard input"),
        (["clean", __file__, "--tasks", "2"], "--tasks goes with --executor"),
        (["clean", __file__, "--repeated"], "--repeated does not go with --format jsonl"),
        (["clean", __file__, "--fromat", "x"], "--format"),
        (["clean", __file__, "--format", "csv"], "'csv' is not one of"),
        (["clean", __file__, "--format", "parquet"], "needs a folder: -o FOLDER"),
        (["crawl"], "nothing to crawl"),
        (["crawl", "burathanew.com"], "did you mean burathanews.com?"),
        (["crawl", "https://example.com", "--max-pages", "x"], "max_pages"),
        (["crawl", "https://example.com", "--shard", "3/2"], "shard"),
        (["status", "-o", "no-such-folder"], "nothing has been crawled"),
        (["status", "--shard", "x"], "shard"),
        (["demo", "-o", str(Path(__file__).parent)], "is no earlier demo"),
    ],
)
def test_a_mistake_is_one_line_and_exit_code_2(
    arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = warraq(*arguments, capsys=capsys)
    assert code == 2
    assert out == ""
    (line,) = err.splitlines()
    assert line.startswith("warraq")
    assert message in line


def test_clean_gives_one_object_an_input_in_the_order_given(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    names = [f"{number}.html" for number in range(1001, 1009)]
    for name in names:
        (tmp_path / name).write_text(article(int(name[:4])), encoding="utf-8")
    (tmp_path / "slow.html").write_text("<p>" + article(1000) + "<p>x" * 3_000, encoding="utf-8")
    (tmp_path / "text.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "packed.html.gz").write_bytes(gzip.compress(article(1010).encode()))
    (tmp_path / "torn.html.gz").write_bytes(gzip.compress(article(1010).encode())[:-20])
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(article(1009).encode())))
    inputs = ["slow.html", *names, "text.txt", "packed.html.gz", "torn.html.gz", "-"]
    code, out, err = warraq("clean", *inputs, capsys=capsys)
    assert (code, err) == (0, "")
    lines = [json.loads(line) for line in out.splitlines()]
    assert [line["source"] for line in lines] == inputs
    titles = {line["source"]: line.get("title") for line in lines}
    assert titles["1004.html"] == "خبر رقم 1004"
    assert titles["packed.html.gz"] == "خبر رقم 1010"
    assert titles["-"] == "خبر رقم 1009"
    assert lines[-2]["reason"] == "undecodable"
    assert "broken page" in lines[-2]["detail"]


def test_clean_to_a_dataset_twice_is_the_same_dataset(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page, junk, out = tmp_path / "a.html", tmp_path / "b.html", tmp_path / "out"
    page.write_text(article(1001), encoding="utf-8")
    junk.write_text("<html><body></body></html>", encoding="utf-8")
    for told in ("2 records from 2 files: 1 articles, 1 rejected", "0 records from 0 files, 2 done before"):
        code, printed, _ = warraq("clean", str(page), str(junk), "-o", str(out), capsys=capsys)
        assert code == 0
        assert printed.startswith(told)
    assert [row["title"] for row in rows(out)] == ["خبر رقم 1001"]
    (rejected,) = rows(out, "rejected")
    assert "b.html" in rejected["detail"]


def test_clean_to_lines_reads_archives_and_counts_what_is_given_twice(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pages = tmp_path / "pages.zip"
    with zipfile.ZipFile(pages, "w") as archive:
        for number in (1001, 1002):
            archive.writestr(f"{number}.html", article(number))
    out = tmp_path / "out.jsonl"
    code, printed, _ = warraq("clean", str(pages), str(pages), "-o", str(out), capsys=capsys)
    assert (code, printed) == (0, "4 records from 2 files: 4 articles, 0 rejected\n")
    lines = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert [line["source"].rpartition("!")[2] for line in lines] == ["1001.html", "1002.html"] * 2


def test_clean_to_a_file_that_cannot_be_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = tmp_path / "a.html"
    page.write_text(article(1001), encoding="utf-8")
    code, _, err = warraq("clean", str(page), "-o", str(tmp_path / "no" / "x.jsonl"), capsys=capsys)
    assert code == 2
    assert "No such file" in err


def test_the_demo_shows_what_came_of_it_and_its_lines_work_when_pasted(tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    for _ in range(2):  # an earlier demo is replaced
        done = run([sys.executable, "-m", "crawler.cli", "demo", "--pages", "20", "-o", str(folder)])
        assert done.returncode == 0, done.stderr
    for expected in ("articles", "story", "teaser", "Kept, ", "Separated into `"):
        assert expected in done.stdout
    pasted = run([sys.executable, "-c", done.stdout[done.stdout.index("import pandas") :]])
    assert pasted.returncode == 0, pasted.stderr
    assert "word_count" in pasted.stdout
    assert "articles" in pasted.stdout.partition("section")[2]


@pytest.mark.parametrize("arguments", [["crawl", "a.example"], ["sites", "check", "a.example"]])
def test_an_address_with_a_port_is_a_mistake(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    code, _, err = warraq(*arguments, "--allow", "127.0.0.1:8123", capsys=capsys)
    assert code == 2
    assert "'127.0.0.1:8123'" in err
    assert len(err.splitlines()) == 1
