"""The pages that this project exists to get right: three bad extractions, and their structures as HTML.

The extractions stand beside the project, never in it. Their structures as HTML are the demo site's layouts,
each with stories of our own.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from cleaners import Article, clean_html
from cleaners.evaluate.gold import load_gold
from cleaners.evaluate.report import PageResult, clean_page, evaluate
from cleaners.evaluate.score import PageScore, PageWords, all_strings, score_page, summary, words
from cleaners.page.dates import is_date_line
from cleaners.page.labels import Label
from cleaners.page.record import record_to_dict
from crawler.demo.layouts.registry import LAYOUTS
from crawler.demo.site import DemoSite

SEEDS = Path(__file__).resolve().parents[3] / "shared" / "seeds"
SEPARATED = 0.98
"""The least share of a page's comments, related links and teasers that stands in the columns for them."""

needs_seeds = pytest.mark.skipif(
    not (SEEDS / "gold.jsonl").exists(), reason="no ../shared/seeds beside the project"
)


@cache
def seed_results() -> dict[str, PageResult]:
    results = evaluate(SEEDS / "gold.jsonl", SEEDS).results
    return {result.gold.name: result for result in results}


def _names() -> list[str]:
    return [page.name for page in load_gold(SEEDS / "gold.jsonl", SEEDS)] if SEEDS.exists() else ["none"]


@needs_seeds
@pytest.mark.parametrize("name", _names())
def test_a_seeds_story_is_exactly_right(name: str) -> None:
    result = seed_results()[name]
    assert result.rejected is None
    assert not result.lost
    assert not result.leaked
    assert not result.strayed
    assert (result.score.recall, result.score.precision) == (1.0, 1.0)


@needs_seeds
@pytest.mark.parametrize("kind", ["comment", "related", "teaser"])
def test_the_seeds_parts_are_separated(kind: str) -> None:
    figures = summary([result.score for result in seed_results().values()])
    assert figures[f"separated_{kind}"] >= SEPARATED


@needs_seeds
def test_a_seeds_paragraphs_are_its_lines() -> None:
    for page in load_gold(SEEDS / "gold.jsonl", SEEDS):
        record = clean_page(page.path)
        lines = {"".join(line.split()) for line in page.path.read_text(encoding="utf-8").splitlines()}
        for paragraph in str(record["text"]).splitlines():
            squeezed = "".join(paragraph.split())
            assert any(squeezed in line for line in lines), paragraph


# The demo's layouts

MEANT = {
    Label.STORY: "story",
    Label.TITLE: "title",
    Label.DATE: "meta",
    Label.BYLINE: "meta",
    Label.DATELINE: "meta",
    Label.CAPTION: "caption",
    Label.TAGS: "tags",
    Label.SOURCE: "source",
    Label.COMMENT: "comment",
    Label.READ_ALSO: "related",
    Label.RELATED: "related",
    Label.MOST_READ: "related",
    Label.LATEST: "related",
    Label.TEASER: "teaser",
}
"""The demo's labels as those of gold rows; all others are chrome."""


SITE = DemoSite(pages=66, seed=7)


class Cleaned(NamedTuple):
    """A page of the demo site, cleaned and scored."""

    path: str
    score: PageScore
    record: dict[str, object]


@cache
def cleaned() -> dict[str, list[Cleaned]]:
    """The story pages of each layout."""
    found: dict[str, list[Cleaned]] = {}
    for path in SITE.urls:
        truth = SITE.truth(path)
        if truth.kind == "article":
            record = record_to_dict(clean_html(SITE.page(path).body, SITE.base + path))
            score = score_page(_gold_words(SITE, path), record)
            found.setdefault(truth.layout, []).append(Cleaned(path, score, record))
    return found


def _gold_words(site: DemoSite, path: str) -> PageWords:
    page = PageWords([], [], [])
    for number, (label, text) in enumerate(site.gold(path)):
        split = words(text)
        page.words.extend(split)
        page.labels.extend([MEANT.get(label, "chrome")] * len(split))
        page.blocks.extend([number] * len(split))
    return page


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_layouts_stories_are_right(layout: str) -> None:
    pages = cleaned()[layout]
    assert len(pages) >= 4
    wrong = {
        page.path: (round(page.score.recall, 3), {k: n for k, n in page.score.leaks.items() if n})
        for page in pages
        if page.score.recall < 1 or page.score.leaked
    }
    assert not wrong


HEADLINE = 4
"""Words: what is shorter among related links is a heading, a date or a section's name."""
PASSAGE = 8
"""Words: what is shorter in a teaser is its byline, its date or a label."""


def _share(wanted: list[str], column: str) -> float:
    """Share of the texts that stand in a column of the record."""
    squeezed = "".join(words(column))
    return sum("".join(words(text)) in squeezed for text in wanted) / len(wanted) if wanted else 1.0


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_layouts_headlines_and_teasers_are_separated(layout: str) -> None:
    headlines: list[str] = []
    passages: list[str] = []
    listed, teased = "", ""
    for page in cleaned()[layout]:
        for label, text in SITE.gold(page.path):
            if MEANT.get(label) == "related" and len(text.split()) >= HEADLINE and not is_date_line(text):
                headlines.append(text)
            elif label is Label.TEASER and len(text.split()) >= PASSAGE:
                passages.append(text)
        listed += all_strings(page.record["related"]) + all_strings(page.record["teasers"])
        teased += all_strings(page.record["teasers"])
    assert _share(headlines, listed) >= SEPARATED
    assert _share(passages, teased + listed) >= SEPARATED


@pytest.mark.parametrize(
    "layout",
    [name for name, entry in LAYOUTS.items() if {"comments", "elsewhere"} & entry.shows],
)
def test_a_layouts_comments_are_told_apart(layout: str) -> None:
    """Author and text of every comment, in order."""
    for page in cleaned()[layout]:
        wanted = [(words(c.author), words(c.text)) for c in SITE.truth(page.path).comments]
        comments = page.record["comments"]
        assert isinstance(comments, list)
        assert [(words(c["author"] or ""), words(c["text"])) for c in comments] == wanted


def test_pages_without_a_story_keep_nothing() -> None:
    site = DemoSite(pages=66, seed=7)
    for path in (
        "/",
        "/section/politics",
        *(path for path in site.urls if site.truth(path).kind == "gallery"),
    ):
        record = clean_html(site.page(path).body, site.base + path)
        assert not isinstance(record, Article), path
        assert record.detail
