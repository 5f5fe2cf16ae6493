from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaners.corpus import list_parts, read_dataset, repeated, table_to_articles, write_articles
from cleaners.corpus.columns import clean_columns
from cleaners.corpus.furniture import separate_columns, separate_dataset
from cleaners.corpus.inputs import Columns
from cleaners.corpus.parts import Location
from cleaners.corpus.pool import Limits
from cleaners.corpus.repeated import RULE, Samples, SiteSample, Story, restore, separate
from cleaners.page.article import Article, Comment, Removed
from cleaners.page.quality import measure_quality
from tests.corpus.samples import make_article
from tests.corpus.test_duplicates import make_stories

CALL = "اشترك في قناة الرافد على تلغرام"
NOTE = "المقالات المنشورة تعبر عن رأي كاتبها ولا تعبر بالضرورة عن رأي الموقع."
SHARE = Removed(label="share", rule="shape:share", text="شارك")


def prose(number: int, lines: int = 4) -> list[str]:
    """A story's lines, like no other's."""
    return [
        f"قال المتحدث رقم {number} إن البند {line} من الخطة {number} سيبدأ قريبا." for line in range(lines)
    ]


def sample_of(stories: Sequence[Sequence[str]]) -> SiteSample:
    sample = SiteSample()
    for lines in stories:
        sample.add(Story("\n".join(lines)))
    return sample


def separated(lines: Sequence[str], others: Sequence[Sequence[str]]) -> list[str]:
    """The lines that a story keeps on a site with other stories."""
    furniture = sample_of([lines, *others]).find_furniture()
    return separate(Story("\n".join(lines)), furniture).text.split("\n")


MANY = range(1, 20)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ([], [CALL]),
        ([], [NOTE, CALL]),
        ([CALL], []),
        (["تابعونا", "حجم الخط"], [NOTE, CALL]),
    ],
)
def test_lines_at_the_edges_of_many_stories_leave(before: list[str], after: list[str]) -> None:
    pages = [[*before, *prose(number), *after] for number in MANY]
    furniture = sample_of(pages).find_furniture()
    story = separate(Story("\n".join(pages[0]), (SHARE,)), furniture)
    assert story.text.split("\n") == prose(1)
    assert [each.text for each in story.removed] == [*before, "شارك", *after]
    assert {each.rule for each in story.removed} == {RULE, SHARE.rule}


def test_the_share_counts_and_not_the_number() -> None:
    """A line on twelve stories of a hundred is the editors' own; on twelve of twenty it is the site's."""
    ended = [[*prose(number), CALL] for number in range(12)]
    assert separated(ended[0], [*ended, *([*prose(number)] for number in range(12, 100))])[-1] == CALL
    assert separated(ended[0], [*ended, *([*prose(number)] for number in range(12, 20))]) == prose(0)


def test_few_stories_prove_nothing() -> None:
    pages = [[*prose(number), CALL] for number in range(4)]
    assert separated(pages[0], pages)[-1] == CALL
    pages.append([*prose(4), CALL])
    assert separated(pages[0], pages) == prose(0)


REFRAIN = "يا وطني الذي لا ينام"
INSIDE = [
    pytest.param([*prose(1, 2), REFRAIN, *prose(1001, 2)], id="once"),
    pytest.param([prose(1)[0], REFRAIN, *prose(2001, 2), REFRAIN, prose(1)[3]], id="a refrain"),
    pytest.param([prose(1)[0], REFRAIN, prose(1)[1]], id="in a short story"),
]


@pytest.mark.parametrize("lines", INSIDE)
def test_what_is_repeated_inside_stories_stays(lines: list[str]) -> None:
    others = [[*prose(number, 2), REFRAIN, *prose(number + 3000, 2)] for number in MANY]
    assert separated(lines, others) == lines
    # Also where other pages begin or end with it: between it and the edge stand words of the story.
    others = [[REFRAIN, *prose(number), REFRAIN] for number in range(2, 20)]
    assert separated(lines, others) == lines


@pytest.mark.parametrize(
    ("lines", "place"),
    [
        (["بغداد/ شبكة أخبار العراق"], "before"),
        (["رام الله - وفا -"], "before"),
        (["بسم الله الرحمن الرحيم"], "before"),
        (["«من زرع حصد، ومن جد وجد»"], "before"),
        (["﴿وقل رب زدني علما﴾"], "after"),
        (["والله من وراء القصد."], "after"),
    ],
)
def test_datelines_quotations_and_formulas_stay_on_every_page(lines: list[str], place: str) -> None:
    pages = [[*lines, *prose(n)] if place == "before" else [*prose(n), *lines] for n in MANY]
    assert separated(pages[0], pages) == pages[0]


def test_copies_of_one_story_are_one_story() -> None:
    """Under other addresses, with other tails: their own last lines are no furniture."""
    copies = [[*prose(1, 6), f"عدد القراءات {number}"] for number in range(30)]
    others = [prose(number) for number in range(2, 12)]
    for copy in copies:
        assert separated(copy, [*copies, *others]) == copy


@pytest.mark.parametrize("length", [2, 4, 8, 12, 30])
def test_the_story_that_other_pages_end_with_stays(length: int) -> None:
    """«الأكثر قراءة» printed whole under each story: on its own page it is the story."""
    own = prose(1, length)
    pages = [[*prose(number, 14), *own] for number in range(2, 22)]
    assert separated(own, pages) == own


def test_no_cut_takes_most_of_a_story() -> None:
    short = ["عاجل: هزة أرضية.", NOTE]
    pages = [[*prose(number), NOTE] for number in MANY]
    assert separated(short, pages) == short


def test_what_other_pages_know_as_furniture_counts() -> None:
    sample = sample_of([prose(number) for number in range(5)])
    for number in range(10, 15):
        known = Removed(label="newsletter", rule="container:.box", text=f"انضم إلينا\n{CALL}")
        sample.add(Story("\n".join(prose(number)), (known,)))
    story = Story("\n".join([*prose(100), CALL]))
    assert separate(story, sample.find_furniture()).text.split("\n") == prose(100)


def test_comments_that_stand_on_every_page() -> None:
    """A site's list of comments, which one page's cleaning took for the story."""
    comment = Comment(author="حميد كريم", text="نتمنى لكم التوفيق ...", topic="الموضوع :\nافتتاح معرض الكتاب")
    sample = SiteSample()
    for number in MANY:
        sample.add(Story("\n".join(prose(number)), comments=(comment,)))
    tail = ["حميد كريم : نتمنى لكم التوفيق ...", "الموضوع :", "افتتاح معرض الكتاب"]
    story = separate(Story("\n".join([*prose(50), *tail])), sample.find_furniture())
    assert story.text.split("\n") == prose(50)


@pytest.mark.parametrize("label", ["dateline", "byline", "title", "source", "tags"])
def test_what_belongs_to_a_story_is_no_furniture_elsewhere(label: str) -> None:
    line = "أحمد سالم كاتب وباحث"
    sample = SiteSample()
    for number in MANY:
        sample.add(Story("\n".join(prose(number)), (Removed(label=label, rule="x", text=line),)))
    story = Story("\n".join([line, *prose(50)]))
    assert separate(story, sample.find_furniture()) == story


LINES = st.lists(
    st.sampled_from([CALL, NOTE, REFRAIN, "", "1", *prose(1), *prose(2)]), min_size=1, max_size=30
)
REMOVED = st.lists(
    st.sampled_from([SHARE, Removed(label="nav", rule="container:nav", text="القائمة")]), max_size=3
)


@given(pages=st.lists(LINES, min_size=1, max_size=30), removed=REMOVED)
def test_nothing_is_lost_and_twice_is_once(pages: list[list[str]], removed: list[Removed]) -> None:
    furniture = sample_of(pages).find_furniture()
    for lines in pages:
        story = Story("\n".join(lines), tuple(removed))
        once = separate(story, furniture)
        assert restore(once) == story
        assert separate(once, furniture) == once
        assert separate(once, frozenset()) == story


@given(pages=st.lists(LINES, max_size=30), seed=st.integers(0, 99), cut=st.integers(0, 30))
def test_a_sample_is_the_same_in_any_order_and_in_parts(pages: list[list[str]], seed: int, cut: int) -> None:
    def sample(some: Sequence[Sequence[str]]) -> SiteSample:
        made = SiteSample(6)
        for lines in some:
            made.add(Story("\n".join(lines)))
        return made

    whole = sample(pages)
    mixed = list(pages)
    random.Random(seed).shuffle(mixed)
    one = sample(mixed[:cut])
    one.merge(sample(mixed[cut:]))
    assert one._stories == whole._stories
    assert len(whole) <= 6
    assert one.find_furniture() == whole.find_furniture()


def test_samples_of_many_sites_are_bounded() -> None:
    samples = Samples(most_stories=100)
    for number in range(40):
        for site in range(10):
            samples.add(f"{site}.example", Story("\n".join([*prose(site * 1000 + number), CALL])))
    assert samples._held <= 100
    story = Story("\n".join([*prose(77), CALL]))
    assert separate(story, samples.find_furniture("3.example")).text.split("\n") == prose(77)
    assert samples.find_furniture("never.example") == samples.find_furniture(None) == frozenset()


# Datasets


def make_page(number: int, site: str, lines: Sequence[str]) -> Article:
    text = "\n".join(lines)
    return make_article(
        number, site=site, text=text, word_count=len(text.split()), quality=measure_quality(text), comments=[]
    )


def read(root: Location) -> dict[int, Article]:
    return {int(each.id, 16): each for each in table_to_articles(read_dataset(root).to_table())}


def write_sites(root: Location) -> dict[int, Article]:
    """Ten stories of a site that ends them all with one line, in two parts; ten of a site that does not."""
    ended = [make_page(number, "a.example", [*prose(number), CALL]) for number in range(10)]
    plain = [make_page(number, "b.example", prose(number)) for number in range(10, 20)]
    # One page of the second site quotes the first; a page of no known site ends so, too.
    quoting = make_page(20, "b.example", [*prose(20), CALL])
    nowhere = [make_page(number, "", [*prose(number), CALL]) for number in range(30, 40)]
    write_articles(root, [*ended[:5], *plain, quoting], name="one")
    write_articles(root, [*ended[5:], *nowhere], name="two")
    return read(root)


def test_a_dataset_is_separated_site_by_site(tmp_path: Path) -> None:
    before = write_sites(tmp_path)
    assert [done.folder for done in separate_dataset(tmp_path)] == ["host=a.example"]
    after = read(tmp_path)
    assert after.keys() == before.keys()
    assert all(after[number] == before[number] for number in before if number >= 10)
    for number in range(10):
        assert after[number].text.split("\n") == prose(number)
        assert after[number].removed == [
            *before[number].removed,
            Removed(label="other", rule=RULE, text=CALL),
        ]
        assert after[number].word_count == before[number].word_count - len(CALL.split())
        assert after[number].quality == measure_quality(after[number].text)
    # Once more: nothing changes, nothing is written.
    parts = list_parts(tmp_path)
    assert list(separate_dataset(tmp_path)) == []
    assert list_parts(tmp_path) == parts


def test_what_comes_later_is_judged_with_all(tmp_path: Path) -> None:
    """A run after every part ends as one run after the last."""
    parts = [
        [make_page(n, "a.example", [*prose(n), *([CALL] if n % 2 else [])]) for n in range(start, start + 4)]
        for start in range(0, 40, 4)
    ]
    # Then the line is gone from the site, and in the end below a quarter: it is back where it was.
    parts.extend([[make_page(n, "a.example", prose(n))] for n in range(100, 160)])
    for number, part in enumerate(parts):
        write_articles(tmp_path / "often", part, name=f"{number}")
        write_articles(tmp_path / "once", part, name=f"{number}")
        if number % 7 == 0:
            list(separate_dataset(tmp_path / "often"))
            assert (read(tmp_path / "often")[1].text.split("\n") == prose(1)) is (7 <= number < 56)
    list(separate_dataset(tmp_path / "often"))
    list(separate_dataset(tmp_path / "once"))
    assert read(tmp_path / "often") == read(tmp_path / "once")


def test_a_run_that_ended_between_two_sites_goes_on(tmp_path: Path) -> None:
    for root in (tmp_path / "killed", tmp_path / "whole"):
        for site in ("a", "b", "c"):
            pages = [make_page(n, f"{site}.example", [*prose(n), CALL]) for n in range(8)]
            write_articles(root, pages, name=site)
    killed = separate_dataset(tmp_path / "killed")
    next(killed)
    killed.close()
    assert len(list(separate_dataset(tmp_path / "killed"))) == 2
    assert len(list(separate_dataset(tmp_path / "whole"))) == 3
    assert read(tmp_path / "killed") == read(tmp_path / "whole")


@pytest.mark.parametrize("text_type", [pa.string(), pa.large_string()])
def test_text_corpora_keep_their_own_columns(
    tmp_path: Path, text_type: pa.DataType, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A line that no single page's cleaning can know for what it is.
    line = "موقع الرافد صوت المدينة وأهلها"
    stories = make_stories(12)
    monkeypatch.setattr(repeated, "FEWEST", 3)
    for number in range(2):
        half = stories[number * 6 : number * 6 + 6]
        rows = {
            "id": [f"{number}-{row}" for row in range(6)],
            "content": pa.array(["\n".join([*story, line]) for story in half], text_type),
            "url": [f"https://a.example/{number}/{row}" for row in range(6)],
        }
        pq.write_table(pa.table(rows), tmp_path / f"{number}.parquet")
    out = tmp_path / "out"
    clean_columns([tmp_path / "0.parquet", tmp_path / "1.parquet"], out, columns=Columns(text="content"),
                  limits=Limits(processes=1))  # fmt: skip
    before = pa.concat_tables(pq.read_table(path) for path in sorted((out / "data").iterdir()))
    assert all(text.endswith(line) for text in before.column("content").to_pylist())
    assert len(list(separate_columns(out, "content"))) == 2
    after = pa.concat_tables(pq.read_table(path) for path in sorted((out / "data").iterdir()))
    assert after.schema == before.schema
    assert after.column("id") == before.column("id")
    assert sorted(after.column("content").to_pylist()) == sorted("\n".join(story) for story in stories)
    for row in after.to_pylist():
        assert row["warraq"]["removed"][-1] == {"label": "other", "rule": RULE, "text": line}
        assert row["warraq"]["word_count"] == len(row["content"].split())
    assert list(separate_columns(out, "content")) == []
    assert not list((out / "data").glob(".*"))
