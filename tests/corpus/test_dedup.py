from __future__ import annotations

from pathlib import Path

import pytest

from cleaners.corpus import articles_to_table, list_parts, read_dataset, table_to_articles, write_articles
from cleaners.corpus import dedup as dedup_module
from cleaners.corpus.dedup import mark_dataset, mark_table
from cleaners.corpus.duplicates import DuplicateIndex
from cleaners.page.article import Article
from tests.corpus.samples import make_article
from tests.corpus.test_duplicates import LEAD, OTHER, QUOTATION, day


def marks(root: Path) -> dict[int, tuple[str | None, str | None]]:
    found: list[Article] = list(table_to_articles(read_dataset(root).to_table()))
    return {int(each.id, 16): (each.cluster, each.duplicate_of) for each in found}


def copy(number: int, site: str, text: str, when: int) -> Article:
    return make_article(
        number,
        site=site,
        text=text,
        published_at=day(when),
        source_agency=None,
        cluster=None,
        duplicate_of=None,
    )


def test_a_dataset_is_marked_over_sites_and_days(tmp_path: Path) -> None:
    write_articles(tmp_path, [copy(1, "a.example", LEAD, 2), copy(2, "b.example", OTHER, 2)], name="monday")
    late = [copy(3, "b.example", f"{LEAD}\n{QUOTATION}", 1), copy(4, "c.example", LEAD, 3)]
    write_articles(tmp_path, late, name="tuesday")
    ids = [make_article(number).id for number in range(5)]
    expected = {1: (ids[1], ids[3]), 2: (ids[2], None), 3: (ids[1], None), 4: (ids[1], ids[3])}
    with DuplicateIndex(tmp_path / "stories.db") as index:
        folders = [done.folder for done in mark_dataset(tmp_path, index)]
        assert folders == ["host=a.example", "host=b.example", "host=c.example"]
        assert marks(tmp_path) == expected
        # Once more: nothing changes, nothing is written.
        parts = list_parts(tmp_path)
        assert list(mark_dataset(tmp_path, index)) == []
        assert list_parts(tmp_path) == parts
        # A new copy touches its own folder only.
        write_articles(tmp_path, [copy(5, "d.example", LEAD, 9)], name="wednesday")
        assert [done.folder for done in mark_dataset(tmp_path, index)] == ["host=d.example"]
        assert marks(tmp_path) == expected | {5: (ids[1], ids[3])}


def test_two_versions_of_a_page_are_marked_the_same_way_every_time(tmp_path: Path) -> None:
    write_articles(tmp_path, [copy(1, "a.example", LEAD, 1)], name="monday")
    write_articles(tmp_path, [copy(1, "a.example", f"{LEAD}\n{QUOTATION}", 1)], name="tuesday")
    with DuplicateIndex() as index:
        list(mark_dataset(tmp_path, index))
        assert list(mark_dataset(tmp_path, index)) == []
        assert len(index) == 1
    assert marks(tmp_path) == {1: (make_article(1).id, None)}


def test_of_a_part_that_the_index_knows_no_text_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_articles(tmp_path, [copy(1, "a.example", LEAD, 1), copy(2, "a.example", OTHER, 1)], name="monday")
    with DuplicateIndex() as index:
        list(mark_dataset(tmp_path, index))
        write_articles(tmp_path, [copy(3, "b.example", LEAD, 2)], name="tuesday")
        read: list[str] = []
        real = dedup_module.table_to_articles
        monkeypatch.setattr(
            dedup_module,
            "table_to_articles",
            lambda table: read.extend(table.column("id").to_pylist()) or real(table),
        )
        assert [done.folder for done in mark_dataset(tmp_path, index)] == ["host=b.example"]
        assert read == [make_article(3).id]
        list(mark_dataset(tmp_path, index))
        assert read == [make_article(3).id]


def test_a_table_is_marked_against_what_the_index_knows(tmp_path: Path) -> None:
    """Last month's story, in a file; tonight's copy of it, and the same table again after a kill."""
    with DuplicateIndex(tmp_path / "stories.db") as index:
        mark_table(articles_to_table([copy(1, "a.example", LEAD, 1)])[0], index)
    tonight = articles_to_table([copy(2, "b.example", LEAD, 30), copy(3, "b.example", OTHER, 30)])[0]
    for _ in range(2):
        with DuplicateIndex(tmp_path / "stories.db") as index:
            marked = mark_table(tonight, index)
        assert marked.column("duplicate_of").to_pylist() == [make_article(1).id, None]
        assert marked.column("cluster").to_pylist() == [make_article(1).id, make_article(3).id]
