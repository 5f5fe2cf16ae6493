"""Another article behind the story in its own element, and stories that only look as if one began."""

from __future__ import annotations

import pytest
from story_pages import (
    OTHER,
    OTHER_TITLE,
    STORY,
    TITLE,
    labels_of,
    page_of,
    paragraphs,
    story_of,
    tell,
    tell_text,
)

from cleaners.page.labels import Label

HEADS = {
    "h2": f"<h2>{OTHER_TITLE}</h2>",
    "linked h3": f'<h3><a href="/n/9">{OTHER_TITLE}</a></h3>',
    "bold line": f"<p><strong>{OTHER_TITLE}</strong></p>",
    "h2 and date": f"<h2>{OTHER_TITLE}</h2><div>12 مايو 2024</div>",
    "h2 and byline": f"<h2>{OTHER_TITLE}</h2><div>كتب: سامر جابر</div>",
}


@pytest.mark.parametrize(
    "head",
    [pytest.param(head, id=name) for name, head in HEADS.items()],
)
def test_a_next_article_in_the_same_element(head: str) -> None:
    told = tell(page_of(paragraphs(*STORY) + head + paragraphs(*OTHER)))
    assert story_of(told) == list(STORY)
    assert set(labels_of(told, *OTHER)) == {Label.TEASER}


@pytest.mark.parametrize("head", HEADS.values(), ids=HEADS)
def test_a_next_article_behind_a_source_line(head: str) -> None:
    told = tell(page_of(paragraphs(*STORY, "المصدر: وكالات") + head + paragraphs(*OTHER)))
    assert story_of(told) == list(STORY)


def test_a_next_article_in_an_element_of_its_own() -> None:
    after = f'<article><h2><a href="/n/9">{OTHER_TITLE}</a></h2>{paragraphs(*OTHER)}</article>'
    told = tell(page_of(paragraphs(*STORY), after=after))
    assert story_of(told) == list(STORY)
    assert set(labels_of(told, *OTHER)) == {Label.TEASER}


MORE = (
    (
        "البنك المركزي يرفع أسعار الفائدة للمرة الثانية منذ بداية العام",
        "رفع البنك المركزي أسعار الفائدة بمقدار نصف نقطة مئوية في اجتماع "
        "لجنة السياسة النقدية مساء الخميس، للمرة الثانية.",
        "وقال محافظ البنك إن القرار يهدف إلى كبح التضخم الذي بلغ أعلى مستوى له منذ عشر سنوات بسبب أسعار الطاقة.",
    ),
    (
        "مهرجان السينما يكرم ثلاثة مخرجين رواد في دورته العشرين",
        "أعلنت إدارة مهرجان السينما تكريم ثلاثة مخرجين رواد في حفل الافتتاح الذي يقام على خشبة المسرح الكبير.",
        "ويعرض المهرجان على مدى أسبوع خمسين فيلما من عشرين بلدا، بينها أفلام تعرض للمرة الأولى أمام الجمهور.",
    ),
)


@pytest.mark.xfail(reason="three headings of a kind count as sub-headings, though each opens an article")
def test_three_next_articles() -> None:
    after = "".join(f"<h2>{head}</h2>{paragraphs(*body)}" for head, *body in ((OTHER_TITLE, *OTHER), *MORE))
    assert story_of(tell(page_of(paragraphs(*STORY) + after))) == list(STORY)


def test_the_order_does_not_matter() -> None:
    """The story is the headline's, whichever of two articles is longer or comes first."""
    told = tell(page_of(paragraphs(*OTHER) + f"<h2>{TITLE}</h2>" + paragraphs(*STORY), title=OTHER_TITLE))
    assert story_of(told) == list(OTHER)


def test_an_unannounced_article_behind_a_source_line_of_a_text() -> None:
    told = tell_text("\n".join([*STORY, "المصدر: وكالات", OTHER_TITLE, *OTHER]))
    assert story_of(told) == list(STORY)


SUBHEADS = ("نقص الوقود يقلق مزارعي القمح", "أسعار القمح الجديدة هذا الموسم")


@pytest.mark.parametrize("tag", ["h2", "h3", "strong"])
def test_sub_headings_of_the_story(tag: str) -> None:
    first, second = (
        f"<{tag}>{text}</{tag}>" if tag != "strong" else f"<p><strong>{text}</strong></p>"
        for text in SUBHEADS
    )
    told = tell(
        page_of(paragraphs(*STORY[:2]) + first + paragraphs(STORY[3]) + second + paragraphs(STORY[2]))
    )
    assert story_of(told) == [*STORY[:2], SUBHEADS[0], STORY[3], SUBHEADS[1], STORY[2]]


def test_one_sub_heading_before_new_matter() -> None:
    """A story may turn to other matter under a sub-heading that the prose behind takes up little."""
    turn = "وفي القطن أيضا قال مدير الزراعة إن المحافظات الشمالية زرعت مساحات أكبر من العام الماضي."
    told = tell(page_of(paragraphs(*STORY) + "<h3>القطن على الطريق</h3>" + paragraphs(turn)))
    assert story_of(told) == [*STORY, "القطن على الطريق", turn]


def test_an_editors_note_and_an_embedded_post_are_no_articles() -> None:
    note = "ملاحظة المحرر: حدث هذا الخبر لإضافة تصريحات مدير الزراعة عن حصاد القمح."
    post = "<blockquote><p>بدأنا حصاد القمح هذا الصباح في حقول الشمال.</p></blockquote>"
    told = tell(page_of(paragraphs(*STORY[:2]) + post + paragraphs(*STORY[2:], note)))
    assert len(story_of(told)) == 6


def test_a_dateline_in_the_midst_of_a_round_up_stays() -> None:
    second = "دمشق (وكالات) - قالت وزارة الزراعة إن حصاد القمح في المحافظات الشمالية يسير كما خطط له."
    told = tell(page_of(paragraphs(*STORY, second)))
    assert second in story_of(told)


TABLE = ["| السلعة | السعر (دينار) | التغير |", "| قمح (طن) | 850 | +10.0% |", "| شعير (طن) | 620 | -1.5% |"]
PLAIN_TABLE = ["السلعة السعر (دينار) التغير", "قمح (طن) 850 +10.0%", "شعير (طن) 620 -1.5%"]
QUOTATION = ["«الوقود الذي يصل لا يكفي نصف الحصادات هذا الموسم»"]


@pytest.mark.parametrize(
    "between", [TABLE, PLAIN_TABLE, QUOTATION], ids=["table", "plain table", "quotation"]
)
def test_a_table_or_a_set_off_quotation_in_a_text_heads_no_other_article(between: list[str]) -> None:
    behind = [
        "وعزا تقرير المصرف هذا التغير إلى ستة عوامل، أولها كلفة الشحن من الميناء، ثم تأخر البواخر القادمة عبر المضيق "
        "وارتفاع أقساط التأمين البحري وتقلب سعر الصرف خلال الفصل الأخير.",
        "ويتوقع خبراء أن يهدأ الطلب مع حلول الخريف، ما لم تطرأ مفاجآت في البورصات المجاورة أو تفرض رسوم إضافية على "
        "الشاحنات العابرة للحدود.",
    ]
    told = tell_text("\n".join([*STORY[:2], *between, *behind]))
    assert [line for line in story_of(told) if line in behind] == behind
