from __future__ import annotations

import random
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from cleaners.corpus import duplicates
from cleaners.corpus.duplicates import DuplicateIndex, DuplicateIndexError, Match
from cleaners.page.article import Article
from crawler.demo.stories import Stories
from tests.corpus.samples import make_article

QUOTATION = (
    "وأكد المتحدث في ختام حديثه أن «ما تحقق اليوم ثمرة عمل طويل شارك فيه الجميع، وأن الباب مفتوح أمام كل "
    "من يريد أن يضيف إليه شيئاً»، مشدداً على أن التفاصيل ستعلن في مؤتمر صحفي يعقد مطلع الأسبوع المقبل."
)
BOILERPLATE = (
    "يذكر أن الموقع ينشر أخباره على مدار الساعة عبر شبكة من المراسلين في المحافظات، ويلتزم بذكر مصادره في "
    "كل خبر، ويرحب بتصحيحات القراء على عنوانه البريدي، ولا يتحمل مسؤولية ما ينشر في الصفحات المرتبطة به."
)
DATELINES = ["بغداد/ وكالة الرافد -", "عمّان - خاص:", "القاهرة (وكالات) -"]


def make_stories(count: int) -> list[list[str]]:
    """Paragraphs of the demo's stories of at least three paragraphs: no two are the same story."""
    stories = Stories(400, seed=11)
    found = []
    for number in range(400):
        story = stories.story(number)
        paragraphs = [part.text for part in story.parts if part.text]
        if stories.original(number) == number and story.language == "ar" and len(paragraphs) >= 3:
            found.append(paragraphs)
    return found[:count]


def edit(paragraphs: list[str], how: str, rng: random.Random) -> str:
    """The story as another site prints it."""
    first, *rest = paragraphs
    place = rng.randrange(1, len(paragraphs))
    edited = {
        "headline": ["عنوان آخر تماماً لهذا الخبر نفسه", *paragraphs],
        "dateline": [f"{rng.choice(DATELINES)} {first}", *rest],
        "paragraph cut": paragraphs[:place] + paragraphs[place + 1 :],
        "quotation": [*paragraphs[:place], QUOTATION, *paragraphs[place:]],
        "spelling": [each.replace("أ", "ا").replace("،", " ،").replace("ة ", "ه ") for each in paragraphs],
        "boilerplate": [*paragraphs, BOILERPLATE],
    }
    return "\n".join(edited[how])


def article(number: int, text: str, **changes: Any) -> Article:
    return make_article(number, text=text, source_agency=None, **changes)


def clusters(articles: list[Article]) -> list[str]:
    with DuplicateIndex() as index:
        return [match.cluster for match in index.add(articles)]


@pytest.mark.parametrize("how", ["headline", "dateline", "paragraph cut", "quotation", "spelling"])
def test_copies_are_found_and_nothing_else(how: str) -> None:
    """Recall and precision of pairs at the documented threshold, each at least 0.97."""
    rng = random.Random(how)
    stories = make_stories(80)
    originals = [article(number, "\n".join(story)) for number, story in enumerate(stories)]
    copies = [article(1000 + number, edit(story, how, rng)) for number, story in enumerate(stories)]
    found = clusters(originals + copies)
    right = sum(one == copy for one, copy in zip(found[:80], found[80:], strict=True))
    pairs = sum(one == other for i, one in enumerate(found) for other in found[:i])
    assert right / 80 >= 0.97
    assert right / pairs >= 0.97


def test_a_shared_boilerplate_paragraph_makes_no_copies() -> None:
    stories = make_stories(80)
    found = clusters(
        [
            article(number, edit(story, "boilerplate", random.Random(1)))
            for number, story in enumerate(stories)
        ]
    )
    assert len(set(found)) >= 79


SHORT = (
    "أعلنت بلدية السلط أن أعمال صيانة الشارع الدائري ستبدأ صباح السبت، ودعت السائقين إلى استخدام الطريق البديل عبر "
    "حي الجدعة حتى نهاية الشهر. وقال مدير الأشغال إن المشروع يشمل تعبيد أربعة كيلومترات وتركيب إنارة جديدة وإصلاح "
    "شبكة تصريف مياه الأمطار على جانبي الشارع.",
    "سجل ميناء طرطوس خلال الأسبوع الماضي وصول ثلاث بواخر محملة بالقمح، وبدأت الورشات تفريغ حمولتها في الصوامع القريبة. "
    "وذكر رئيس الدائرة أن الكمية تكفي حاجة المخابز مدة عشرين يوماً، وأن باخرة رابعة تنتظر دورها في عرض البحر منذ "
    "مساء الخميس بسبب الرياح.",
)


def test_a_short_item_that_gained_a_long_quotation_is_found() -> None:
    one, other = SHORT
    found = clusters(
        [article(number, text) for number, text in enumerate((one, f"{one}\n{QUOTATION}", other))]
    )
    assert found[0] == found[1] != found[2]


def test_short_items_that_share_a_long_paragraph_are_two() -> None:
    found = clusters([article(number, f"{text}\n{BOILERPLATE}") for number, text in enumerate(SHORT)])
    assert found[0] != found[1]


def test_a_chance_likeness_of_a_few_words_is_none() -> None:
    assert (
        len(set(clusters([article(number, text) for number, text in enumerate(["", "", "عاجل", "عاجل"])])))
        == 4
    )


LEAD = "\n".join(make_stories(1)[0])
OTHER = "\n".join(make_stories(2)[1])


def day(number: int) -> datetime:
    return datetime(2024, 5, number, 12, tzinfo=UTC)


def test_the_original_is_the_earliest() -> None:
    late = article(1, LEAD, published_at=day(3))
    early = article(2, LEAD + "\n" + QUOTATION, published_at=day(1))
    unknown = article(3, LEAD, published_at=None, fetched_at=day(2))
    with DuplicateIndex() as index:
        matches = index.add([late, early, unknown])
    assert matches == [Match(late.id, early.id), Match(late.id, None), Match(late.id, early.id)]


def test_a_time_is_earlier_than_its_bare_day() -> None:
    bare = article(1, LEAD, published_at=datetime(2024, 5, 1, tzinfo=UTC), published_precision="day")
    exact = article(2, LEAD, published_at=day(1), published_precision="minute")
    with DuplicateIndex() as index:
        assert [match.duplicate_of for match in index.add([bare, exact])] == [exact.id, None]


@pytest.mark.parametrize("source", ["وكالة الرافد", "وكالة الرافِد للأنباء", "alrafid.example"])
def test_the_original_is_the_agency_that_copies_credit(source: str) -> None:
    copy = make_article(1, text=LEAD, site="copier.example", source_agency=source, published_at=day(1))
    origin = make_article(2, text=LEAD, site="alrafid.example", source_agency=None, published_at=day(2))
    names = {"alrafid.example": ["وكالة الرافد"]}
    with DuplicateIndex(names=lambda site: names.get(site, [])) as index:
        assert [match.duplicate_of for match in index.add([copy, origin])] == [origin.id, None]


def test_an_agency_is_named_by_whole_words_only() -> None:
    copy = make_article(1, text=LEAD, site="a.example", source_agency="واعدة", published_at=day(1))
    other = make_article(2, text=LEAD, site="b.example", source_agency=None, published_at=day(2))
    with DuplicateIndex(names=lambda site: ["واع"] if site == "b.example" else []) as index:
        assert [match.duplicate_of for match in index.add([copy, other])] == [None, copy.id]


def test_tonight_knows_last_year(tmp_path: Path) -> None:
    path = tmp_path / "stories.db"
    stories = [article(1, LEAD, published_at=day(1)), article(2, OTHER)]
    with DuplicateIndex(path) as index:
        first, _ = index.add(stories)
    with DuplicateIndex(path) as index:
        assert len(index) == 2
        assert stories[0].id in index
        (again,) = index.add([article(3, LEAD + "\n" + QUOTATION, published_at=day(2))])
    assert (first.cluster, first.duplicate_of) == (stories[0].id, None)
    assert (again.cluster, again.duplicate_of) == (stories[0].id, stories[0].id)


def test_adding_again_changes_nothing(tmp_path: Path) -> None:
    articles = [article(1, LEAD), article(2, OTHER), article(3, LEAD)]
    with DuplicateIndex(tmp_path / "stories.db") as index:
        assert index.add(articles) == index.add(articles) == index.find(each.id for each in articles)
        assert len(index) == 3


def test_a_changed_page_is_looked_up_anew_and_its_old_text_is_remembered() -> None:
    with DuplicateIndex() as index:
        index.add([article(1, LEAD), article(2, OTHER)])
        (moved,) = index.add([article(1, OTHER)])
        assert moved.cluster == article(2, OTHER).id
        (copy,) = index.add([article(3, LEAD)])
        assert copy.cluster == article(1, LEAD).id


def test_a_batch_is_in_the_index_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: object) -> float:
        raise RuntimeError("stop")

    with DuplicateIndex(tmp_path / "stories.db") as index:
        index.add([article(1, LEAD)])
        monkeypatch.setattr(duplicates, "find_moment", fail)
        with pytest.raises(RuntimeError):
            index.add([article(2, OTHER)])
        assert len(index) == 1
        assert article(2, OTHER).id not in index


def test_a_story_that_is_not_there() -> None:
    with DuplicateIndex() as index, pytest.raises(KeyError):
        index.find(["nobody"])


def test_files_that_are_no_index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "text.db").write_text("no database" * 100)
    with pytest.raises(DuplicateIndexError, match=r"text\.db"):
        DuplicateIndex(tmp_path / "text.db")
    DuplicateIndex(tmp_path / "stories.db").close()
    monkeypatch.setattr(duplicates, "VERSION", "another")
    with pytest.raises(DuplicateIndexError, match="make it anew"):
        DuplicateIndex(tmp_path / "stories.db")
