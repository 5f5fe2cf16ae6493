"""Pages that are made to hang or to swell a cleaner: rows 5 and 6 of what it must withstand.

    python -m hostile_pages NAME

cleans one of them in this process under a limit of memory and prints a JSON line: `outcome` (`article` or the reason
of the rejection), `seconds` of processor time and `megabytes` at the peak, the interpreter's own included.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path

MEMORY = 4 * 2**30
"""Bytes of address space: more than a page may cost, so that the figure is told rather than a crash."""

STORY = (
    "<p>أعلنت وزارة الزراعة اليوم الخميس بدء موسم الحصاد في المحافظات "
    "الشمالية، وقالت إن المساحات المزروعة زادت.</p>"
)


def _page(body: str, head: str = "") -> str:
    return f"<html><head><title>بدء موسم الحصاد</title>{head}</head><body><h1>بدء موسم الحصاد</h1>{body}</body></html>"


def _links(count: int) -> str:
    return "".join(f'<a href="/news/{n}">عنوان خبر آخر في هذا الموقع رقم {n}</a> ' for n in range(count))


PAGES: dict[str, Callable[[], str]] = {
    "million_paragraphs": lambda: _page(STORY * 5 + "<p>x" * 1_000_000),
    "hundred_thousand_paragraphs": lambda: _page("<p>نص قصير" * 100_000)[:1_150_000],
    "hundred_thousand_attributes": lambda: _page(
        "<div " + " ".join(f'a{n}="{n}"' for n in range(100_000)) + ">" + STORY * 5 + "</div>"
    ),
    "hundred_thousand_links": lambda: _page(STORY * 5 + _links(100_000)),
    "links_in_one_paragraph": lambda: _page(STORY * 5 + "<p>" + '<a href="/a">خبر</a>' * 100_000 + "</p>"),
    "nesting": lambda: _page("<div>" * 100_000 + STORY * 5),
    "nested_inline": lambda: _page("<b>" * 100_000 + STORY * 5),
    "huge_attribute": lambda: _page('<div data-x="' + "a" * 20_000_000 + '">' + STORY * 5 + "</div>"),
    "attribute_under_the_limit": lambda: _page(
        '<div class="' + "a " * 4_000_000 + '">' + STORY * 5 + "</div>"
    ),
    "spaces": lambda: _page(" " * 10_000_000 + STORY * 5),
    "spaces_in_a_paragraph": lambda: _page(STORY * 5 + "<p>قال" + " " * 5_000_000 + "الوزير</p>"),
    "json_brackets": lambda: _page(
        STORY * 5, '<script type="application/ld+json">' + "[" * 2_500_000 + "</script>"
    ),
    "one_long_word": lambda: _page(STORY * 5 + "<p>" + "ا" * 3_000_000 + "</p>"),
    "one_long_paragraph": lambda: _page("<p>" + "قال الوزير إن العمل مستمر، وأضاف: " * 50_000 + "</p>"),
    "many_cells": lambda: _page(STORY * 5 + "<table>" + "<tr><td>1<td>2<td>3" * 30_000 + "</table>"),
    "comments_only": lambda: _page(STORY * 5 + "<!-- x -->" * 300_000),
    "markers": lambda: _page((STORY + "<p>اقرأ أيضاً:</p>") * 5_000),
    "many_headings": lambda: _page(STORY * 5 + "<p>التعليقات</p>" * 40_000 + STORY),
    "many_prose_paragraphs": lambda: _page(STORY * 20_000),
    "cards": lambda: _page(
        STORY * 5 + '<div><h3><a href="/n">عنوان خبر آخر في الموقع</a></h3><p>نص الخبر.</p></div>' * 20_000
    ),
    "many_clusters": lambda: _page(f"<div><p>تاريخ التسجيل: 1</p>{STORY}</div>" * 6_000),
    "brackets": lambda: _page(STORY * 5 + "<" * 2_000_000),
}
"""Each page's name and how it is made."""


def peak_kibibytes() -> int:
    """The most memory that this program has held. `ru_maxrss` would count what the process that started it holds."""
    for line in Path("/proc/self/status").read_text("ascii").splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1])
    raise AssertionError("the system tells no VmHWM")


def main(name: str) -> None:
    """Cleans one page and prints what it cost."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    from cleaners import Article, clean_html

    page = PAGES[name]().encode()
    clean_html(_page(STORY * 5))  # tables and models are read once a process
    start = time.process_time()
    record = clean_html(page, "https://www.example.com/news/1")
    seconds = time.process_time() - start
    outcome = "article" if isinstance(record, Article) else str(record.reason)
    peak = peak_kibibytes() // 1024
    print(json.dumps({"outcome": outcome, "seconds": round(seconds, 2), "megabytes": peak}))


if __name__ == "__main__":
    main(sys.argv[1])
