"""Stories behind other stories of their site."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaners.corpus import elsewhere, write_articles
from cleaners.corpus.elsewhere import Lines, find_border
from cleaners.corpus.furniture import separate_dataset
from cleaners.corpus.repeated import Story, hash_lines, restore, separate
from cleaners.page.article import Removed
from tests.corpus.test_repeated import make_page, prose, read

BRIDGE = [
    "افتتح محافظ الأنبار صباح الثلاثاء جسرا حديديا فوق نهر الفرات قرب مدينة هيت.",
    "ويبلغ طول الجسر مئتي متر، وشيدته شركة محلية خلال عشرة أشهر.",
    "وقال المحافظ إن الجسر سيخدم سكان القرى الزراعية على الضفتين.",
]
FLOOD = [
    "أجلت فرق الدفاع المدني عشرات العائلات بعد أمطار غزيرة أغرقت شوارع صفاقس التونسية.",
    "وغمرت السيول المدارس والمتاجر، وانقطعت الكهرباء ساعات طويلة.",
    "وحذر المعهد الجوي من عواصف جديدة مساء الخميس.",
]
MATCH = [
    "فاز منتخب عمان لكرة القدم على ضيفه القطري بهدفين نظيفين في تصفيات كأس آسيا.",
    "وسجل المهاجم الهدفين في الشوط الثاني من ركلتي جزاء.",
]
HEADLINE = "السيول تغرق صفاقس والدفاع المدني ينقذ عائلات"
CREDIT = "تصوير: سامي قاسم"


def kept(lines: Sequence[str], *others: Sequence[str]) -> list[str]:
    """What a story keeps on a site with other stories."""
    known = Lines()
    for each in (lines, *others):
        known.add(*hash_lines(Story("\n".join(each))))
    return separate(Story("\n".join(lines)), (), known.find_known()).text.split("\n")


@pytest.mark.parametrize(
    "behind",
    [
        pytest.param(FLOOD, id="whole"),
        pytest.param([HEADLINE, *FLOOD], id="under its headline"),
        pytest.param(FLOOD[:1], id="its beginning"),
        pytest.param([*FLOOD, CREDIT], id="with a credit that its own page has not"),
        pytest.param([*FLOOD, HEADLINE, *MATCH], id="two of them"),
    ],
)
def test_another_story_behind_a_story_leaves(behind: list[str]) -> None:
    assert kept([*BRIDGE, *behind], FLOOD, MATCH) == BRIDGE
    # Where the other page opens with its headline, too.
    assert kept([*BRIDGE, *behind], [HEADLINE, *FLOOD], MATCH) == BRIDGE


def test_both_pages_may_end_with_the_other() -> None:
    assert kept([*BRIDGE, *FLOOD], [*FLOOD, *BRIDGE]) == BRIDGE
    assert kept([*FLOOD, *BRIDGE], [*BRIDGE, *FLOOD]) == FLOOD


@pytest.mark.parametrize(
    ("lines", "others"),
    [
        pytest.param(FLOOD, [[*BRIDGE, *FLOOD]], id="on its own page"),
        pytest.param([*BRIDGE, *FLOOD], [], id="no page of its own"),
        pytest.param([*BRIDGE, *FLOOD[1:]], [FLOOD], id="without its first line"),
        pytest.param([*BRIDGE, FLOOD[0], *prose(7)], [FLOOD], id="a quotation, and the story goes on"),
        pytest.param([BRIDGE[0], *FLOOD], [FLOOD], id="nothing before it that could be a story"),
        pytest.param(BRIDGE, [BRIDGE, BRIDGE], id="copies"),
        pytest.param(BRIDGE, [BRIDGE[1:], BRIDGE[2:]], id="copies that lost their first lines"),
        pytest.param([*BRIDGE, "وقال الوزير أمس"], [["وقال الوزير أمس", *MATCH]], id="a short first line"),
    ],
)
def test_what_stays(lines: list[str], others: list[list[str]]) -> None:
    assert kept(lines, *others) == lines


def test_a_new_lead_over_yesterdays_story_stays() -> None:
    lead = [
        "أغلقت شرطة الأنبار الجسر الحديدي فوق نهر الفرات قرب هيت بعد يوم من افتتاح المحافظ له.",
        "وقالت الشركة المحلية التي شيدت الجسر خلال أشهر إن أعمالا صغيرة بقيت على الضفتين.",
    ]
    assert kept([*lead, *BRIDGE], BRIDGE) == [*lead, *BRIDGE]


def test_a_quotation_over_two_stories_opens_neither() -> None:
    quotation = "«لن نترك بيوتنا مهما اشتدت السيول وارتفعت المياه في شوارع المدينة القديمة»"
    assert kept([*BRIDGE, quotation], [quotation, *FLOOD]) == [*BRIDGE, quotation]


LINES = st.lists(st.sampled_from([*BRIDGE, *FLOOD, *MATCH, HEADLINE, CREDIT, ""]), min_size=1, max_size=14)


@given(pages=st.lists(LINES, min_size=1, max_size=8))
def test_nothing_is_lost_and_twice_is_once(pages: list[list[str]]) -> None:
    lines = Lines()
    for page in pages:
        lines.add(*hash_lines(Story("\n".join(page))))
    known = lines.find_known()
    for page in pages:
        story = Story("\n".join(page), (Removed(label="teaser", rule="heading:read_also", text="خبر"),))
        once = separate(story, (), known)
        assert restore(once) == story
        assert separate(once, (), known) == once
        words = "\n".join([once.text, *(each.text for each in once.removed[1:])]).split()
        assert words == story.text.split()


def test_many_lines_are_counted_in_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(elsewhere, "_CHUNK", 3)
    assert kept([*BRIDGE, *FLOOD], FLOOD, MATCH) == BRIDGE
    assert find_border([], [], Lines().find_known()) is None


def test_in_a_dataset(tmp_path: Path) -> None:
    pages = [[*BRIDGE, HEADLINE, *FLOOD], FLOOD, [*MATCH, "انتهت المباراة مساء الأحد في ملعب مسقط الكبير."]]
    write_articles(tmp_path, [make_page(n, "a.example", page) for n, page in enumerate(pages)], name="one")
    # On another site the same text is that site's story.
    write_articles(tmp_path, [make_page(9, "b.example", pages[0])], name="two")
    assert [done.folder for done in separate_dataset(tmp_path)] == ["host=a.example"]
    found = read(tmp_path)
    assert found[0].text.split("\n") == BRIDGE
    assert [(each.rule, each.label, each.text) for each in found[0].removed[1:]] == [
        ("site:another_story", "teaser", line) for line in [HEADLINE, *FLOOD]
    ]
    assert [found[n].text.split("\n") for n in (1, 2, 9)] == [pages[1], pages[2], pages[0]]
    assert list(separate_dataset(tmp_path)) == []


RAID = [
    "قصفت طائرات مجهولة مخازن حبوب في مدينة عدن اليمنية فجر الأحد.",
    "وقال سكان في المدينة اليمنية إن القصف أحرق مخازن الحبوب قرب الميناء.",
    "وأعلنت الحكومة اليمنية فتح تحقيق في القصف.",
]
SECOND_RAID = [
    "أغلقت الحكومة اليمنية ميناء عدن بعد قصف مخازن حبوب في المدينة.",
    "وحذر تجار من نقص الطحين في الأسواق، وطلبوا فتح طريق بري إلى المكلا قبل نهاية الأسبوع.",
]
RAID_HEADLINE = "طائرات مجهولة تقصف مخازن الحبوب في عدن"


def test_another_story_on_the_same_matter_is_told_by_its_headline() -> None:
    assert kept([*SECOND_RAID, *RAID], RAID) == [*SECOND_RAID, *RAID]
    assert kept([*SECOND_RAID, RAID_HEADLINE, *RAID], RAID) == SECOND_RAID


def test_another_story_on_the_same_matter_is_told_by_the_length_of_what_stands_before() -> None:
    long = [*SECOND_RAID, *prose(1), *prose(2), *prose(3), *prose(4), *prose(5), *prose(6)]
    assert sum(len(line.split()) for line in long) >= elsewhere.WHOLE_WORDS
    assert kept([*long, *RAID], RAID) == long
