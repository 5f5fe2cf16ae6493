"""What the documents say is so: examples run, commands and options exist, links lead somewhere, fields are named."""

from __future__ import annotations

import doctest
import importlib.util
import json
import os
import re
import shlex
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import fields
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner

from cleaners import Article, Comment, Quality, Reason, Rejected, Related, Removed, Teaser, clean_html
from cleaners.corpus import SCHEMA_VERSION, write_articles
from cleaners.corpus.repeated import RULE as REPEATED
from cleaners.evaluate.gold import load_gold, page_blocks
from cleaners.evaluate.report import clean_page, evaluate_page
from cleaners.evaluate.score import SEPARATED, summary
from cleaners.page.blocks import split_html, split_text
from cleaners.page.clean import label_page
from cleaners.page.decode import decode
from cleaners.page.labels import Label
from cleaners.page.metadata import Head, read_head
from cleaners.page.parting import part
from cleaners.page.record import record_to_dict
from crawler.cli import cli
from crawler.demo import DemoSite
from crawler.spiders.news import NewsSpider

ROOT = Path(__file__).resolve().parents[1]
DOCUMENTS = [
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "tests/golden/README.md")),
    *sorted((ROOT / "docs").glob("*.md")),
]
README = (ROOT / "README.md").read_text("utf-8")
RECORD = (ROOT / "docs" / "record.md").read_text("utf-8")

# A fence opens and closes at the start of a line; what is between may hold single backticks.
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
# Runs of lines indented by four spaces after an empty line: Markdown's other kind of code.
INDENTED = re.compile(r"(?<=\n\n)((?:    .*\n)+)")
# `text`; not inside a fence, which is cut out before.
SPAN = re.compile(r"`([^`\n]+)`")
LINK = re.compile(r"\[[^\]\n]*\]\(([^)\s]+)\)")


def by_name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def fences(text: str, language: str) -> list[str]:
    return [body for found, body in FENCE.findall(text) if found == language]


def shell_lines(text: str) -> Iterator[str]:
    """Every line of a document's code that is not Python or JSON, continued lines joined."""
    blocks = [body for language, body in FENCE.findall(text) if language not in ("python", "json")]
    blocks += INDENTED.findall(FENCE.sub("", text))
    for block in blocks:
        yield from block.replace("\\\n", " ").splitlines()


def commands(line: str, name: str) -> Iterator[list[str]]:
    """The arguments of each call of the program `name` in a shell line, without comments, pipes and redirections."""
    # «warraq» as a word of its own or at the end of a path; not «warraq.service», nor an image's name.
    for match in re.finditer(rf"(?:^|[\s/]){name}(?=\s|$)", line):
        lexer = shlex.shlex(line[match.end() :], posix=True, punctuation_chars="|&;>()")
        lexer.whitespace_split = True
        arguments: list[str] = []
        for token in lexer:
            if set(token) <= set("|&;>()"):
                break
            arguments.append(token)
        yield arguments


def all_calls(name: str) -> list[Any]:
    return [
        pytest.param(arguments, id=f"{by_name(path)}: {name} {' '.join(arguments)}"[:100])
        for path in DOCUMENTS
        for line in shell_lines(path.read_text("utf-8"))
        for arguments in commands(line, name)
    ]


# --- Commands ---


def leaf_commands(group: click.Group, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from leaf_commands(command, (*path, name))
        else:
            yield (*path, name)


def find_command(arguments: list[str]) -> tuple[click.Command, list[str]]:
    """The command that arguments call, and what is left for it."""
    command: click.Command = cli
    rest = list(arguments)
    while isinstance(command, click.Group) and rest and not rest[0].startswith("-"):
        assert rest[0] in command.commands, f"no command {rest[0]}"
        command = command.commands[rest.pop(0)]
    return command, rest


@pytest.mark.parametrize("arguments", all_calls("warraq"))
def test_a_command_takes_what_the_documents_give_it(
    arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    command, rest = find_command(arguments)
    if isinstance(command, click.Group):
        assert not rest
        return
    monkeypatch.chdir(tmp_path)
    for token in rest:
        if re.fullmatch(r"[\w.]+\.\w+", token):
            Path(token).touch()  # some commands want their files to exist
    command.make_context(command.name, list(rest))  # raises for what the command does not take


@pytest.mark.parametrize("path", sorted(leaf_commands(cli)), ids=" ".join)
def test_every_command_has_help_with_an_example_and_a_line_in_the_readme(path: tuple[str, ...]) -> None:
    shown = CliRunner().invoke(cli, [*path, "--help"])
    assert shown.exit_code == 0
    assert re.search(r"Examples?:", shown.output)
    assert f"warraq {' '.join(path)}" in shown.output
    assert any(
        arguments[: len(path)] == list(path)
        for line in shell_lines(README)
        for arguments in commands(line, "warraq")
    ), "not in the README"


@pytest.mark.parametrize("arguments", all_calls("scrapy"))
def test_arguments_of_the_spider_exist(arguments: list[str]) -> None:
    assert arguments[:2] == ["crawl", NewsSpider.name]
    given = [value for option, value in pairwise(arguments) if option == "-a"]
    assert given
    NewsSpider(**dict(pair.split("=", 1) for pair in given))


@pytest.mark.parametrize("arguments", all_calls("python"))
def test_modules_and_scripts_exist(arguments: list[str]) -> None:
    if arguments[0] == "-m":
        assert importlib.util.find_spec(arguments[1]) is not None
    elif arguments[0] == "-c":
        compile(arguments[1], "README.md", "exec")
    else:
        # A path of the reader's own machine is theirs.
        assert arguments[0].startswith("/") or (ROOT / arguments[0]).is_file()


@pytest.mark.parametrize("arguments", all_calls("make"))
def test_make_targets_exist(arguments: list[str]) -> None:
    targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    assert arguments[0] in targets


# --- Examples in Python ---


@pytest.mark.parametrize("example", [body for body in fences(README, "python") if ">>>" in body])
def test_an_example_gives_what_it_says(example: str) -> None:
    test = doctest.DocTestParser().get_doctest(example, {}, "README", "README.md", 0)
    out: list[str] = []
    results = doctest.DocTestRunner().run(test, out=out.append)
    assert results.attempted
    assert not results.failed, "".join(out)


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the dataset that `make demo` leaves, of two records."""
    folder = tmp_path_factory.mktemp("docs")
    articles = [
        Article(
            id=f"{number:032x}",
            url=f"http://127.0.0.1/{number}",
            site="127.0.0.1",
            title="خبر",
            text="نص الخبر.",
            published_at=datetime(2024, 5, 14, tzinfo=UTC),
        )
        for number in range(2)
    ]
    write_articles(folder / "output" / "demo", articles, name="one")
    return folder


@pytest.mark.parametrize("example", [body for body in fences(README, "python") if ">>>" not in body])
def test_the_dataset_opens_as_shown(example: str, dataset: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(dataset)
    if "datasets" in example:
        monkeypatch.setenv("HF_HUB_OFFLINE", "1")
        monkeypatch.setenv("HF_DATASETS_OFFLINE", "1")
        datasets = pytest.importorskip("datasets")
        monkeypatch.setattr(datasets.config, "HF_DATASETS_OFFLINE", True)
        monkeypatch.setattr(datasets.config, "HF_DATASETS_CACHE", dataset / "cache")
    scope: dict[str, Any] = {}
    exec(compile(example, "README.md", "exec"), scope)
    assert len(scope["articles"]) == 2


def test_from_a_warc_to_a_dataset_as_the_readme_says(tmp_path: Path) -> None:
    """Its lines as they stand, in a shell, without network; the WARC is one of `--keep-pages`."""
    archive = pytest.importorskip("cleaners.corpus.archive", reason="the extra `corpus` is not installed")
    pytest.importorskip("datasets")
    site = DemoSite(20)
    with archive.ArchiveWriter(tmp_path, software="test") as writer:
        for path in site.urls:
            page, at = site.page(path), datetime(2024, 5, 14, tzinfo=UTC)
            response = archive.Response(
                url=site.base + path, status=200, headers=list(page.headers.items()), body=page.body, fetched_at=at
            )  # fmt: skip
            writer.add(response)
    (warc,) = tmp_path.glob("*.warc.gz")
    warc.rename(tmp_path / "crawl.warc.gz")
    (lines,) = (body for body in fences(README, "sh") if "load_dataset" in body)
    assert len(lines.splitlines()) == 3
    environment = {
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "HF_HUB_OFFLINE": "1",
        "HF_DATASETS_OFFLINE": "1",
        "HF_HOME": str(tmp_path / "home"),
    }
    done = subprocess.run(
        ["bash", "-ec", lines], cwd=tmp_path, env=os.environ | environment, capture_output=True, text=True, check=False
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    stories = sum(site.truth(path).kind == "article" for path in site.urls)
    (rows,) = re.findall(r"num_rows: (\d+)", done.stdout)
    assert 0 < int(rows) <= stories
    (kept,) = re.findall(r"(\d+) articles in output/train", done.stdout)
    assert rows == kept


# --- The record ---


def agrees(shown: Any, real: Any) -> bool:
    """Whether a shortened value is the real one: «…» ends a beginning, lists and objects may leave things out."""
    if isinstance(shown, str) and shown.endswith("…"):
        return isinstance(real, str) and real.startswith(shown[:-1])
    if isinstance(shown, dict):
        return isinstance(real, dict) and all(key in real and agrees(shown[key], real[key]) for key in shown)
    if isinstance(shown, list):
        rest = iter(real)
        return all(any(agrees(item, other) for other in rest) for item in shown)
    return bool(shown == real)


def test_the_record_in_the_readme_is_the_demo_sites() -> None:
    (text,) = fences(README, "json")
    shown = json.loads(text)
    base, path = re.fullmatch(r"(http://[^/]+)(/.+)", shown["url"]).groups()  # type: ignore[union-attr]
    response = DemoSite(60, 1, base=base).page(path)
    assert response.status == 200
    record = record_to_dict(clean_html(response.body, shown["url"]))
    for column, value in shown.items():
        assert agrees(value, record[column]), column
    assert list(shown) == [column for column in record if column in shown], "not in the columns' order"
    assert f"{len(shown)} of its {len(record)}" in README


def test_shortened_values_are_compared() -> None:
    assert agrees({"a": ["b…", "d"]}, {"a": ["bc", "x", "d"], "e": 1})
    assert not agrees({"a": ["d", "b…"]}, {"a": ["bc", "d"]})
    assert not agrees({"a": "b…"}, {"a": "c"})
    assert not agrees({"a": None}, {})


def section(heading: str) -> str:
    """The text of docs/record.md under a heading, up to the next one."""
    return RECORD.split(f"\n## {heading}\n", 1)[1].split("\n## ", 1)[0]


def first_cells(text: str) -> list[str]:
    """The first cell of each row of the tables in `text`, where it is a code span."""
    return re.findall(r"^\| `([^`]+)` \|", text, re.MULTILINE)


def table_after(mark: str) -> list[str]:
    """First cells of the table that follows the line `mark`."""
    return first_cells(RECORD.split(f"\n{mark}", 1)[1].split("\n\n", 2)[1])


def names(record: Any) -> list[str]:
    return [field.name for field in fields(record)]


def test_every_column_of_an_article_is_described_in_order() -> None:
    columns = section("Article").split("\n`comments`:", 1)[0]
    assert first_cells(columns) == names(Article)


@pytest.mark.parametrize(
    ("mark", "record"),
    [
        ("`comments`:", Comment),
        ("`related`:", Related),
        ("`teasers`:", Teaser),
        ("`removed`:", Removed),
        ("`quality` describes", Quality),
    ],
)
def test_every_field_of_a_nested_record_is_described(mark: str, record: type) -> None:
    assert table_after(mark) == names(record)


def test_every_column_and_reason_of_a_rejection_is_described() -> None:
    assert first_cells(section("Rejected")) == [*names(Rejected), *(reason.value for reason in Reason)]


def test_every_label_is_described() -> None:
    assert first_cells(section("Labels")) == [label.value for label in Label]


def test_every_family_of_rules_is_described() -> None:
    described = {name.split(":")[0] for name in first_cells(section("Rules"))}
    used = {REPEATED.split(":")[0]}  # of many pages, not of one
    for path in sorted((ROOT / "tests" / "golden" / "pages").glob("*/page.*")):
        used |= {rule.split(":")[0] for rule in rules_of(path)}
    assert used == described


def rules_of(path: Path) -> set[str]:
    """The rules that spoke on a golden page."""
    if path.suffix == ".txt":
        head, page = Head(), split_text(path.read_text("utf-8"), part)
    else:
        import lxml.html

        decoded = decode(path.read_bytes(), None)
        assert decoded is not None
        root = lxml.html.document_fromstring(
            decoded.text.encode(),
            parser=lxml.html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True),
        )
        head, page = read_head(root, None), split_html(root, part)
    return {item.verdict.rule for item in label_page(page, head).labelled}


def test_counts_in_the_changelog() -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text("utf-8")
    numbers = {8: "eight"}
    assert f"one of {len(Label)} labels" in changelog
    assert f"one of {numbers[len(Reason)]} reasons" in changelog
    assert f"`schema_version` {SCHEMA_VERSION}" in changelog
    version = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    assert re.search(r"^## (\S+)", changelog, re.MULTILINE)[1] == version  # type: ignore[index]


def test_the_readme_claims_no_more_than_is_measured() -> None:
    """The row of our own; `python -m tests.benchmarks.peers` measures the others."""
    row = re.search(
        r"^\| warraq \| ([\d.]+) % \| ([\d.]+) \| ([\d.]+) \| ([\d.]+) % \|", README, re.MULTILINE
    )
    assert row is not None
    clean, recall, precision, leak = (float(figure) for figure in row.groups())
    gold = [page for page in load_gold(ROOT / "tests" / "golden" / "pages") if page.path.suffix == ".html"]
    scores = [evaluate_page(page, page_blocks(page.path), clean_page(page.path)).score for page in gold]
    figures = summary(scores)
    assert f"are HTML ({len(gold)}:" in README
    assert clean <= round(100 * figures["clean_pages"], 1)
    assert recall <= round(figures["recall"], 3)
    assert precision <= round(figures["precision"], 3)
    assert leak >= round(100 * sum(figures[f"leak_{kind}"] for kind in SEPARATED), 2)


# --- Links and paths ---


@pytest.mark.parametrize("path", DOCUMENTS, ids=by_name)
def test_links_lead_to_files(path: Path) -> None:
    for target in LINK.findall(FENCE.sub("", path.read_text("utf-8"))):
        if "://" not in target:
            assert (path.parent / target.split("#")[0]).exists(), target


@pytest.mark.parametrize("path", DOCUMENTS, ids=by_name)
def test_paths_of_the_project_exist(path: Path) -> None:
    """Code spans that begin with one of the project's folders; `<domain>` and `*` stand for any name."""
    for span in SPAN.findall(FENCE.sub("", path.read_text("utf-8"))):
        if re.match(r"(?:cleaners|crawler|tests|docs|\.ci)/\S+$", span):
            pattern = re.sub(r"<[^>]+>", "*", span).rstrip("/")
            assert any(ROOT.glob(pattern)), span


def test_contributing_is_one_page() -> None:
    assert len((ROOT / "CONTRIBUTING.md").read_text("utf-8").splitlines()) <= 75
