"""Readers' comments behind bare text, without names, times and headings."""

from __future__ import annotations

import pytest

from cleaners import Article, clean_html, clean_text

STORY = [
    "أعلنت وزارة الزراعة في أربيل، اليوم الخميس، خطة لزراعة مليون شجرة زيتون في قرى المحافظة خلال خمس سنوات.",
    "وقال مدير الزراعة آزاد كريم إن الوزارة ستوزع الشتلات مجانا على المزارعين قبل نهاية الشتاء.",
    "وتشمل الخطة حفر آبار صغيرة وتدريب مئتي مهندس زراعي على الري بالتنقيط.",
    "ومن المنتظر أن يبدأ العمل في قضاء سوران مطلع الشهر المقبل.",
]
COMMENTS = [
    "والله خبر يفرح القلب، لكن من يسقي هذه الأشجار في الصيف؟",
    "كلامك صحيح يا أخي، الماء أولا.",
    "قريتنا تنتظر البئر منذ عشرين سنة ولم نر أحدا.",
    "حسبنا الله ونعم الوكيل.",
]


def clean(lines: list[str]) -> Article:
    article = clean_text("\n".join(lines))
    assert isinstance(article, Article)
    return article


def test_readers_lines_behind_a_story_are_comments() -> None:
    article = clean([*STORY, *COMMENTS])
    assert article.text.split("\n") == STORY
    assert [comment.text for comment in article.comments] == COMMENTS


@pytest.mark.parametrize(
    "behind",
    [
        pytest.param([], id="nothing"),
        pytest.param(["والله من وراء القصد."], id="a farewell"),
        pytest.param(["«نحن لن نترك أرضنا، والله شاهد»", "«شكرا لكل من زرع شجرة»"], id="quotations"),
        pytest.param([COMMENTS[0], *(f"{line} {line}" for line in STORY[1:])], id="the story goes on"),
        pytest.param([COMMENTS[0], *STORY[1:], COMMENTS[1]], id="too little of it"),
    ],
)
def test_what_stays(behind: list[str]) -> None:
    assert clean([*STORY, *behind]).text.split("\n") == [*STORY, *behind]


def test_a_column_in_which_all_speaks_so_stays() -> None:
    column = ["أنا لا أزرع الزيتون من أجل المال.", "أعتقد أن في كل شجرة حكاية من حكايات القرية.", *COMMENTS]
    assert clean([STORY[0], *column]).text.split("\n") == [STORY[0], *column]


def test_a_page_is_told_by_its_elements() -> None:
    body = "".join(f"<p>{line}</p>" for line in [*STORY, *COMMENTS[:2]])
    article = clean_html(f"<title>زيتون</title><h1>زيتون</h1><article>{body}</article>")
    assert isinstance(article, Article)
    assert article.comments == []
