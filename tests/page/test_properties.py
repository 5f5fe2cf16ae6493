"""What holds for every page: kept and removed are the page, the same answer twice, no exception.

Over trees made at random and over mutations of the golden pages; about 2,000 examples, 50,000 with
`HYPOTHESIS_PROFILE=soak`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from random import Random

from hypothesis import event, example, given, settings
from hypothesis import strategies as st
from lxml import etree
from lxml.html import HtmlElement
from page_mutations import MUTATIONS, add_wrappers, flip_bytes, shuffle_elements
from story_pages import HEADLINES, OTHER, STORY, URL, parse

from cleaners import Article, Rejected, clean_html, clean_text
from cleaners.page.arabic import mend
from cleaners.page.blocks import SKIPPED_TAGS, Labelled, Page, split_html, split_text
from cleaners.page.clean import label_page
from cleaners.page.decode import decode
from cleaners.page.head import read_head
from cleaners.page.labels import Label, Verdict
from cleaners.page.metadata import Head
from cleaners.page.parting import part
from cleaners.page.record import record_to_dict

GOLDEN = Path(__file__).resolve().parents[1] / "golden" / "pages"
UNIT = settings.default.max_examples if settings.default else 100
"""Examples of the smallest test; the others take multiples, 20 in all."""


# What holds


# A comment's author is a name: «سامي يقول» loses its verb, as a byline does; glued to a time it has no borders.
SAYS = re.compile("يقول|تقول|كتب|قال")


def letters(text: str) -> Counter[str]:
    """Letters and digits of a text, mended as the cleaner mends them: words of a record, however they are parted."""
    return Counter(char for char in mend(text) if char.isalnum())


def reference(root: HtmlElement) -> str:
    """All text of a page that is words, in order."""
    body = root.find("body")
    found: list[str] = []

    def walk(element: HtmlElement) -> None:
        if element.tag not in SKIPPED_TAGS:
            found.append(element.text or "")
            for child in element:
                walk(child)
                found.append(child.tail or "")

    walk(root if body is None else body)
    return "".join(found)


def check_labelled(page: Page, labelled: list[Labelled]) -> None:
    """One verdict a block, and no letter lost or told twice."""
    before = Counter("".join(block.text for block in page.blocks if block.text))
    assert all(isinstance(verdict, Verdict) and verdict.rule for _, verdict in labelled)
    assert [block.number for block, _ in labelled] == list(range(len(labelled)))
    after = Counter("".join(block.text for block, _ in labelled))
    before.pop(" ", None), after.pop(" ", None)
    assert after == before


def check_record(record: Article | Rejected, labelled: list[Labelled]) -> None:
    """The story and everything separated from it are the page."""
    if isinstance(record, Rejected):
        assert record.detail
        return
    parts = [record.text, *(item.text for item in record.removed), *(item.title for item in record.related)]
    for comment in record.comments:
        parts += [comment.author or "", comment.text, comment.posted_raw or "", comment.topic or ""]
    for teaser in record.teasers:
        parts += [teaser.title or "", teaser.text]
    text = "\n".join(block.text for block, _ in labelled)
    page, told = letters(text), letters("\n".join(parts))
    lost = page - told - letters("".join(SAYS.findall(text)))
    assert not lost, f"lost {lost}"
    assert told <= page, f"told twice {told - page}"
    story = letters("\n".join(block.text for block, verdict in labelled if verdict.label is Label.STORY))
    assert letters(record.text) == story
    assert record.text
    assert 0 <= record.confidence <= 1
    assert record.word_count == len(record.text.split())


def check_html(html: str | bytes) -> None:
    """All of it, for one page."""
    record = clean_html(html, URL)
    assert record_to_dict(clean_html(html, URL)) == record_to_dict(record)
    event(record.reason if isinstance(record, Rejected) else "article")
    decoded = decode(html, None) if isinstance(html, bytes) else None
    text = decoded.text if decoded else html if isinstance(html, str) else ""
    try:
        root = parse(_parsable(text))
    except etree.LxmlError:
        assert isinstance(record, Rejected)
        return
    page = split_html(root, part)
    if not any(block.repaired for block in page.blocks):
        assert letters("\n".join(block.text for block in page.blocks)) == letters(reference(root))
    labelled = label_page(page, read_head(root, URL), url=URL).labelled
    check_labelled(split_html(root, part), labelled)
    check_record(record, labelled)


def _parsable(text: str) -> bytes:
    """As bytes, without the signs that no parser takes."""
    start = text[:400].lower().find("<!doctype")
    if start >= 0 and not text[:start].strip():
        text = text[text.find(">", start) + 1 :]
    return "".join(" " if ord(c) < 32 and c not in "\t\n\r" else c for c in text).encode("utf-8", "replace")


# Trees made at random

INLINE = ("b", "a", "span", "em", "strong", "i", "font", "x-y")
BLOCKS = (
    "p div li ul ol h1 h2 h3 section article aside nav table tr td "
    "blockquote figure figcaption footer header form label "
    "button br hr template noscript dl dt dd main time pre center iframe select option"
).split()
NAMES = (
    "entry-content comments comment-list related sidebar share tags read-also x7f3a menu footer widget post-source "
    "newsletter teaser ads author-box wp-caption-text"
).split()
LINES = (
    *STORY,
    *OTHER,
    *HEADLINES,
    "اقرأ أيضا:",
    "اقرأ أيضا: عنوان خبر آخر",
    "التعليقات",
    "الموضوع :",
    "سامي : نص تعليق ...",
    "المصدر: وكالات",
    "كلمات دلالية: قمح، حصاد",
    "مقالات مشابهة",
    "الأكثر قراءة",
    "12 مايو 2024",
    "منذ ساعتين",
    "رد",
    "سامي يقول:",
    "كتب: سامي الحداد",
    "بغداد/ وكالة المثال - قال الوزير إن العمل مستمر. المصدر: وكالات. اقرأ أيضا: عنوان",
    "تابعونا على تلغرام",
    "جميع الحقوق محفوظة",
    "نص\u200f مع\u00a0علامات\ufeff ﻣﺮﺣﺒﺎ",
    "2020آخر تحديث",
    ".",
    "English words in a line of their own.",
)
texts = st.sampled_from(LINES) | st.text(
    "اأبتةكی ء \u064b\u0640\u200c\u200f.:،؟!0٣aZ-•|«»()\n\u00a0", max_size=40
)
classes = st.sampled_from(["", *NAMES])
attributes = st.sampled_from(
    [
        "",
        "",
        "",
        " hidden",
        ' style="display:none"',
        ' href="/n/1"',
        ' href="http://[x"',
        ' role="navigation"',
    ]
)


def _element(tag: str, name: str, attribute: str, content: str, closed: bool) -> str:
    shown = f' class="{name}"' if name else ""
    return f"<{tag}{shown}{attribute}>{content}" + (f"</{tag}>" if closed else "")


trees = st.recursive(
    texts,
    lambda inner: st.builds(
        _element,
        st.sampled_from((*BLOCKS, *BLOCKS, *INLINE)),
        classes,
        attributes,
        st.lists(inner, max_size=6).map("".join),
        st.sampled_from([True, True, True, False]),
    ),
    max_leaves=40,
)
heads = st.sampled_from(
    [
        "",
        f"<title>{HEADLINES[0]}</title>",
        '<meta property="og:type" content="website">',
        f'<meta property="og:title" content="{OTHER[0]}">',
    ]
)


@settings(max_examples=6 * UNIT)
@given(st.lists(trees, max_size=8).map("".join), heads)
def test_trees(body: str, head: str) -> None:
    check_html(f"<html><head>{head}</head><body>{body}</body></html>")


@settings(max_examples=3 * UNIT)
@given(st.lists(texts, max_size=30), st.sampled_from(["\n", "\n\n", "    ", "\r\n", " • "]))
def test_texts(lines: list[str], joint: str) -> None:
    text = joint.join(lines)
    record = clean_text(text)
    assert record_to_dict(clean_text(text)) == record_to_dict(record)
    event(record.reason if isinstance(record, Rejected) else "article")
    page = split_text(text, part)
    if not any(block.repaired for block in page.blocks):
        assert letters("\n".join(block.text for block in page.blocks)) == letters(text)
    labelled = label_page(page, Head()).labelled
    check_labelled(split_text(text, part), labelled)
    check_record(record, labelled)


# Golden pages, changed


PAGES = {path.parent.name: path for path in sorted(GOLDEN.glob("*/page.html"))}
names = st.sampled_from(sorted(PAGES))
seeds = st.integers(0, 2**32 - 1)


@settings(max_examples=8 * UNIT)
@example("aspnet_iraq_tv_promo_lines_in_body", [shuffle_elements] * 3, 4_294_967_295)
@example("threads_in_nested_tables_dialect_reply_to_likes_quotes_story", [add_wrappers], 1)
@given(names, st.lists(st.sampled_from(MUTATIONS), min_size=1, max_size=4), seeds)
def test_mutations(name: str, changes: list[Callable[[str, Random], str]], seed: int) -> None:
    decoded = decode(PAGES[name].read_bytes(), None)
    assert decoded is not None
    text, chance = decoded.text, Random(seed)
    for change in changes:
        try:
            text = change(text, chance)
        except etree.LxmlError:  # an earlier one left nothing to parse
            break
    check_html(text)


@settings(max_examples=2 * UNIT)
@given(names, seeds)
def test_flipped_bytes(name: str, seed: int) -> None:
    check_html(flip_bytes(PAGES[name].read_bytes(), Random(seed)))


@settings(max_examples=UNIT)
@given(st.binary(max_size=400), st.sampled_from([None, "utf-8", "windows-1256", "x-nothing"]))
def test_bytes_made_at_random(data: bytes, encoding: str | None) -> None:
    record = clean_html(data, URL, encoding=encoding)
    assert record_to_dict(clean_html(data, URL, encoding=encoding)) == record_to_dict(record)
