"""Splitting: every visible word in exactly one block, and a block where a browser begins a new line."""

from __future__ import annotations

import json
import re
import sys
import unicodedata
from collections import Counter
from pathlib import Path

import pytest
from story_pages import parse

from cleaners.evaluate.gold import split_blocks, split_lines
from cleaners.page.blocks import Block, is_prose, make_block, split_html, split_text
from cleaners.page.decode import decode
from cleaners.page.parting import part, split_block

SHARED = Path(__file__).resolve().parents[3] / "shared"
GOLDEN = Path(__file__).resolve().parents[1] / "golden" / "pages"

TEXTS = {
    "paragraphs": ("<p>واحد</p><p>اثنان</p>", ["واحد", "اثنان"]),
    "bare text in a div": ("<div>قبل<p>وسط</p>بعد</div>", ["قبل", "وسط", "بعد"]),
    "text of nested divs": ("<div>أ<div>ب<div>ج</div>د</div>هـ</div>", ["أ", "ب", "ج", "د", "هـ"]),
    "list items": ("<ul><li>أول<li>ثان<ul><li>داخلي</ul><li>ثالث</ul>", ["أول", "ثان", "داخلي", "ثالث"]),
    "cells": ("<table><tr><td>الاسم<td>السعر<tr><th>ذهب<td>٢٤</table>", ["الاسم", "السعر", "ذهب", "٢٤"]),
    "spans parted by br": (
        "<span>سطر أول<br>سطر <i>ثان</i><br/>سطر ثالث</span>",
        ["سطر أول", "سطر ثان", "سطر ثالث"],
    ),
    "br in a paragraph": ("<p>أ<br>ب<br><br>ج</p>", ["أ", "ب", "ج"]),
    "mixed inline": (
        "<p>قال <b>الوزير</b> <a href='/x'>أمس</a>، <em>وأضاف</em></p>",
        ["قال الوزير أمس، وأضاف"],
    ),
    "inline glue is kept": ("<p><span>فيسبوك</span><span>آخر تحديث</span></p>", ["فيسبوكآخر تحديث"]),
    "no space before a mark": ("<p><b>الوزير</b>: نعم</p>", ["الوزير: نعم"]),
    "text behind a closed child": ("<p>قبل <b>غامق</b> بعد</p>ذيل", ["قبل غامق بعد", "ذيل"]),
    "comments are no words": ("<p>قبل<!-- سر --> بعد</p>", ["قبل بعد"]),
    "a word is not split by a comment": ("<p>كل<!-- x -->مة</p>", ["كلمة"]),
    "scripts and styles": (
        "<p>نص</p><script>var a='كلمة'</script><style>p{}</style><p>نص ثان</p>",
        ["نص", "نص ثان"],
    ),
    "script inside a sentence": ("<p>نص <script>x()</script>واحد</p>", ["نص واحد"]),
    "unclosed": ("<p>أول<p>ثان<div>ثالث<b>غامق<p>رابع", ["أول", "ثان", "ثالثغامق", "رابع"]),
    "stray end tags": ("</div></p><p>نص</span></p></td>بعد", ["نص", "بعد"]),
    "entities": (
        "<p>قال&nbsp;&nbsp;الوزير &amp; النائب &#1575;&#1604;&#1587;&#1604;&#1575;&#1605;</p>",
        ["قال الوزير & النائب السلام"],
    ),
    "white space": ("<p>\n  قال\t\t الوزير \r\n أمس\n</p>", ["قال الوزير أمس"]),
    "empty elements": ("<p></p><p> </p><div>&nbsp;</div><p>نص</p><p>\u200f</p>", ["نص"]),
    "figure": (
        "<figure><img src=x alt='وصف'><figcaption>تعليق الصورة</figcaption></figure>",
        ["تعليق الصورة"],
    ),
    "definition list": ("<dl><dt>س<dd>ج</dl>", ["س", "ج"]),
    "buttons and options": (
        "نص <button>زر</button> <select><option>خيار<option>آخر</select>",
        ["نص", "زر", "خيار", "آخر"],
    ),
    "a link around blocks": ("<a href='/x'><h3>عنوان</h3><p>مقتطف</p></a>", ["عنوان", "مقتطف"]),
    "details": ("<details><summary>ملخص</summary>تفاصيل</details>", ["ملخص", "تفاصيل"]),
    "unknown elements are inline": ("<amp-x>كلمة</amp-x><x-y> أخرى</x-y>", ["كلمة أخرى"]),
    "pre keeps its words": ("<pre>سطر أول\nسطر ثان</pre>", ["سطر أول سطر ثان"]),
    "ruby's second spelling": ("<p><ruby>漢<rt>かん</rt></ruby></p>", ["漢"]),
}


@pytest.mark.parametrize(("body", "texts"), TEXTS.values(), ids=TEXTS)
def test_texts(body: str, texts: list[str]) -> None:
    blocks = split_html(parse(f"<html><body>{body}</body></html>")).blocks
    assert [block.text for block in blocks] == texts
    assert [block.number for block in blocks] == list(range(len(texts)))
    assert [block.words for block in blocks] == [len(text.split()) for text in texts]


HIDDEN = {
    "hidden": ("<p hidden>سر</p><p>ظاهر</p>", ["سر"]),
    "display:none": ("<div style='color:red; DISPLAY : none'>سر<p>وأخوه</p></div>ظاهر", ["سر", "وأخوه"]),
    "inline": ("<p>ظاهر <span style='display:none'>سر</span> ظاهر</p>", ["سر"]),
    "template": ("<template><p>سر</p></template><p>ظاهر</p>", ["سر"]),
    "noscript": ("<noscript>فعل الجافا سكريبت</noscript><p>ظاهر</p>", ["فعل الجافا سكريبت"]),
    "hidden inside hidden": (
        "<div hidden>سر<div style='display:none'>سران</div>سر آخر</div>ظاهر",
        ["سر", "سران", "سر آخر"],
    ),
    "shown": ("<p style='display:block'>ظاهر</p><p data-hidden>ظاهر</p><p class='hidden-x'>ظاهر</p>", []),
}


@pytest.mark.parametrize(("body", "hidden"), HIDDEN.values(), ids=HIDDEN)
def test_hidden_parts_are_told_apart(body: str, hidden: list[str]) -> None:
    blocks = split_html(parse(f"<html><body>{body}</body></html>")).blocks
    assert [block.text for block in blocks if block.hidden] == hidden
    assert all("ظاهر" in block.text for block in blocks if not block.hidden)


def test_links_and_bold_words_are_counted() -> None:
    body = "<p>قال <b>وزير النقل</b> في <a href='/a'>حديث <i>إذاعي</i></a> و<a href='/b'>بيان</a></p>"
    (block,) = split_html(parse(f"<html><body>{body}</body></html>")).blocks
    assert [(link.text, link.href) for link in block.links] == [("حديث إذاعي", "/a"), ("بيان", "/b")]
    assert (block.words, block.link_words, block.bold_words) == (7, 3, 2)
    assert block.own_words == 4
    assert block.href == "/a"
    assert block.link_share == pytest.approx(3 / 7)


def test_link_words_never_exceed_words() -> None:
    (block,) = split_html(
        parse("<html><body><p><a href=1>أ</a><a href=2>ب</a><b>ج</b></p></body></html>")
    ).blocks
    assert (block.words, block.link_words, block.bold_words) == (1, 1, 1)
    assert block.link_share == 1.0


def test_glued_text_nodes_are_parted_in_spaced() -> None:
    (block,) = split_html(parse("<html><body><p><i>2020</i>آخر تحديث</p></body></html>")).blocks
    assert block.text == "2020آخر تحديث"
    assert block.spaced == "2020 آخر تحديث"


def test_an_elements_span_holds_its_blocks() -> None:
    root = parse(
        "<html><body><div id=a>١<p id=b>٢</p><ul id=c><li>٣<li>٤</ul></div><p id=d>٥</p><p id=e></p></body></html>"
    )
    page = split_html(root)
    spans = {element.get("id"): (span.first, span.last) for element, span in page.spans.items() if element.get("id")}
    assert spans == {"a": (0, 3), "b": (1, 1), "c": (2, 3), "d": (4, 4)}
    assert all(
        block.element is not None and block.number in range(*_range(page.spans, block))
        for block in page.blocks
    )


def _range(spans: dict, block: Block) -> tuple[int, int]:  # type: ignore[type-arg]
    span = spans[block.element]
    return span.first, span.last + 1


def test_a_page_without_a_body_has_no_blocks() -> None:
    assert split_html(parse("<html><head><title>عنوان</title></head></html>")).blocks == []


def test_make_block_of_white_space_is_none() -> None:
    assert make_block(0, [(" \u200f\xa0 ", None, False)], None) is None


# Lines of a text


LINES = {
    "lines": ("سطر أول\nسطر ثان\r\nسطر ثالث\rرابع", ["سطر أول", "سطر ثان", "سطر ثالث", "رابع"]),
    "empty lines": ("\n\n سطر \n \n\u200f\n آخر\n", ["سطر", "آخر"]),
    "a line separator parts": ("أول\u2028ثان\u2029ثالث", ["أول", "ثان", "ثالث"]),
    "a form feed does not": ("كلمة\x0cأخرى", ["كلمة أخرى"]),
    "three wide gaps make a list": ("عنوان أول    عنوان ثان    عنوان ثالث    عنوان رابع", 4),
    "two do not": ("عنوان أول    عنوان ثان    عنوان ثالث", ["عنوان أول عنوان ثان عنوان ثالث"]),
    "no line": (" \n\u200f \n", []),
}


@pytest.mark.parametrize(("text", "texts"), LINES.values(), ids=LINES)
def test_lines(text: str, texts: list[str] | int) -> None:
    page = split_text(text)
    found = [block.text for block in page.blocks]
    assert found == texts if isinstance(texts, list) else len(found) == texts
    assert all(block.tag == "line" and block.element is None for block in page.blocks)
    assert page.spans == {}


def test_bullets_are_kept_and_noticed() -> None:
    blocks = split_text("• عنوان أول\n- عنوان ثان\n-5 درجات في الشمال\nسطر عادي\n» عنوان").blocks
    assert [block.bulleted for block in blocks] == [True, True, False, False, True]
    assert blocks[0].text == "• عنوان أول"


# Prose

PROSE = {
    "a paragraph": ("قال الوزير في مؤتمر صحفي عقده في العاصمة إن الأعمال ستنتهي قبل نهاية العام.", True),
    "a short sentence": ("وقال إن المشروع سيفتتح يوم الأحد المقبل بحضور الوزير.", True),
    "a headline": ("الوزير: الأعمال في الجسر الجديد تنتهي قبل نهاية العام", False),
    "a headline cut with dots": ("الوزير يقول إن الأعمال في الجسر الجديد ستنتهي قبل...", False),
    "a label": ("المصدر: وكالات", False),
    "four words": ("هذا خبر قصير جدا.", False),
}


@pytest.mark.parametrize(("text", "prose"), PROSE.values(), ids=PROSE)
def test_is_prose(text: str, prose: bool) -> None:
    (block,) = split_html(parse(f"<html><body><p>{text}</p></body></html>")).blocks
    assert is_prose(block) is prose
    (line,) = split_text(text).blocks
    assert is_prose(line) is prose


def test_links_and_hidden_words_are_no_prose() -> None:
    text = "قال الوزير في مؤتمر صحفي عقده في العاصمة إن الأعمال ستنتهي قبل نهاية العام."
    page = split_html(parse(f"<html><body><p><a href='/x'>{text}</a></p><p hidden>{text}</p></body></html>"))
    assert [is_prose(block) for block in page.blocks] == [False, False]


# Glued labels

GLUED = {
    "source behind the last sentence": (
        "وختم الوزير حديثه بالقول إن العمل مستمر. المصدر: صحيفة الغد",
        ["وختم الوزير حديثه بالقول إن العمل مستمر.", "المصدر: صحيفة الغد"],
    ),
    "glued without a space": (
        "وختم الوزير حديثه بالقول إن العمل مستمر.المصدر: صحيفة الغد",
        ["وختم الوزير حديثه بالقول إن العمل مستمر.", "المصدر: صحيفة الغد"],
    ),
    "several": (
        "انتهى اللقاء عند الظهر. المصدر: وكالات. كلمات دلالية: قمح، حصاد. إقرأ أيضاً: عنوان",
        ["انتهى اللقاء عند الظهر.", "المصدر: وكالات.", "كلمات دلالية: قمح، حصاد.", "إقرأ أيضاً: عنوان"],
    ),
    "read also in brackets": (
        "انتهى اللقاء عند الظهر وغادر الجميع. (اقرأ أيضا: عنوان خبر آخر)",
        ["انتهى اللقاء عند الظهر وغادر الجميع.", "(اقرأ أيضا: عنوان خبر آخر)"],
    ),
    "not in the midst of a sentence": ("وقال المصدر: لن نسمح بتكرار ما حدث أمس في السوق", None),
    "not without a colon": ("انتهى اللقاء عند الظهر. المصدر الذي طلب عدم كشف اسمه نفى ذلك", None),
}


@pytest.mark.parametrize(("text", "parts"), GLUED.values(), ids=GLUED)
def test_glued_labels_are_parted(text: str, parts: list[str] | None) -> None:
    for page in (split_text(text, part), split_html(parse(f"<html><body><p>{text}</p></body></html>"), part)):
        assert [block.text for block in page.blocks] == (parts or [text])
        assert [block.glued for block in page.blocks] == [False, *[True] * (len(page.blocks) - 1)]
        assert [block.number for block in page.blocks] == list(range(len(page.blocks)))
        assert "".join("".join(block.text.split()) for block in page.blocks) == "".join(text.split())


def test_parts_take_their_links_along() -> None:
    body = "<p>انتهى اللقاء عند الظهر وغادر الجميع. المصدر: <a href='http://x.example/'>صحيفة الغد</a></p>"
    story, source = split_html(parse(f"<html><body>{body}</body></html>"), part).blocks
    assert (story.links, story.link_words) == ((), 0)
    assert source.href == "http://x.example/"
    assert source.link_words == 2


def test_split_block_keeps_words_and_counts() -> None:
    (block,) = split_html(
        parse("<html><body><p>واحد <b>اثنان ثلاثة</b> <a href=x>أربعة</a></p></body></html>")
    ).blocks
    parts = split_block(block, [block.text.index("ثلاثة")])
    assert [piece.text for piece in parts] == ["واحد اثنان", "ثلاثة أربعة"]
    assert [piece.words for piece in parts] == [2, 2]
    assert [piece.bold_words for piece in parts] == [1, 1]
    assert [piece.link_words for piece in parts] == [0, 1]


# Against the splitters that people labelled by

FORMAT = re.compile(r"[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]")


def _plain(texts: list[str]) -> Counter[str]:
    joined = unicodedata.normalize("NFKC", FORMAT.sub("", "\n".join(texts)))
    return Counter("".join(joined.split()))


def _visible_texts(html: str) -> list[str]:
    """Texts of the blocks that stand outside what only this splitter reads: templates and `noscript`."""
    root = parse(re.sub(r"^\s*(?:<\?xml[^>]*\?>|<!doctype[^>]*>)", "", html, flags=re.IGNORECASE))
    for element in root.xpath("//template|//noscript"):
        if element.getparent() is not None:
            element.drop_tree()
    return [block.text for block in split_html(root, part).blocks]


@pytest.mark.parametrize("folder", sorted(GOLDEN.iterdir()), ids=lambda folder: folder.name)
def test_golden_pages_keep_their_letters(folder: Path) -> None:
    page = next(folder.glob("page.*"))
    decoded = decode(page.read_bytes(), None)
    assert decoded is not None
    if page.suffix == ".txt":
        ours, theirs = (
            [block.text for block in split_text(decoded.text, part).blocks],
            split_lines(decoded.text),
        )
    else:
        ours, theirs = _visible_texts(decoded.text), split_blocks(decoded.text)
    if any(block.repaired for block in split_text("\n".join(theirs)).blocks):
        pytest.skip("mojibake: its letters change on purpose")
    assert _plain(ours) == _plain(theirs)


def _gold_pages() -> list[str]:
    gold = SHARED / "gold" / "gold.jsonl"
    if not gold.exists():
        return []
    return [
        json.loads(line)["page"] for line in gold.read_text(encoding="utf-8").splitlines() if line.strip()
    ]


@pytest.mark.skipif(not (SHARED / "bench" / "blocks.py").exists(), reason="no ../shared beside the project")
@pytest.mark.parametrize("name", _gold_pages() or ["none"])
def test_gold_pages_keep_their_letters(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(SHARED / "bench"))
    monkeypatch.delitem(sys.modules, "blocks", raising=False)
    import blocks as bench  # type: ignore[import-not-found]

    path = SHARED / "gold" / "pages" / name
    theirs = [block.text for block in bench.page_blocks(path)]
    if any(block.repaired for block in split_text("\n".join(theirs)).blocks):
        pytest.skip("mojibake: its letters change on purpose")
    assert _plain(_visible_texts(bench.read_page(path))) == _plain(theirs)


def test_glued_parts_hold_their_own_pieces() -> None:
    body = "<p>انتهى اللقاء عند الظهر وغادر الجميع.اقرأ أيضا: عنوان خبر آخر</p>"
    parts = split_html(parse(f"<html><body>{body}</body></html>"), part).blocks
    assert [" ".join(piece.text for piece in block.pieces) for block in parts] == [
        block.text for block in parts
    ]
