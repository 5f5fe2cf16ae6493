"""What the site's own file says: `strip`, `cut_after`, `drop_lines` and `body` of `data/sites/<domain>.toml`.

Reads: the selectors and patterns of the file. Must not match: a page whose layout the file does not know any more: a
`body` that finds no words is no evidence. The `body` of a file that nobody has verified on the live site counts as a
name does; that of a verified one keeps everything outside it out of the story.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache

from lxml.cssselect import CSSSelector
from lxml.html import HtmlElement

from cleaners.page.head import Head
from cleaners.page.labels import Label
from cleaners.page.rules.evidence import Cut, Evidence, cut
from cleaners.page.sites import Site, split_attribute


@lru_cache(maxsize=1_000)
def _compile(selector: str) -> CSSSelector:
    return CSSSelector(selector)


def _find(root: HtmlElement, selector: str) -> list[HtmlElement]:
    """The elements that a selector finds, in page order."""
    found = _compile(selector)(root)
    return (
        [element for element in found if isinstance(element, HtmlElement)] if isinstance(found, list) else []
    )


def _select(root: HtmlElement, selectors: Iterable[str]) -> list[HtmlElement]:
    """The elements that the first selector with any finds."""
    for selector in selectors:
        found = _find(root, selector)
        if found:
            return found
    return []


def find_by_site_file(evidence: Evidence) -> Iterable[Cut]:
    """The cuts of the site's file; its `body` is written into the evidence."""
    site, root = evidence.site, evidence.page.root
    if site is None:
        return
    for block in evidence.blocks:
        if any(re.fullmatch(pattern, block.text) for pattern in site.drop_lines):
            yield cut([block.number], Label.OTHER, "site:drop_lines", proven=True)
    if root is None:
        return
    for element in (found for selector in site.strip for found in _find(root, selector)):
        yield cut(_numbers(evidence, element), Label.OTHER, "site:strip", proven=True)
    _mark_body(evidence, site, root)
    ends = [span.first for element in _select(root, site.cut_after) if (span := evidence.span(element))]
    if ends:
        evidence.bar(range(min(ends), len(evidence.blocks)), "site:cut_after", sure=True)


def _numbers(evidence: Evidence, element: HtmlElement) -> range:
    span = evidence.span(element)
    return range(span.first, span.last + 1) if span is not None else range(0)


def _mark_body(evidence: Evidence, site: Site, root: HtmlElement) -> None:
    spans = [span for element in _select(root, site.body) if (span := evidence.span(element)) is not None]
    inside = {n for span in spans for n in range(span.first, span.last + 1)}
    if not any(evidence.open(n) for n in inside):
        return
    evidence.named.extend(spans)
    if site.verified:
        outside = (block.number for block in evidence.blocks if block.number not in inside)
        evidence.bar(outside, "site:body", sure=True)


def read_by_site_file(head: Head, root: HtmlElement, site: Site | None) -> Head:
    """The head with the title, date and authors that the site's file points at put first."""
    if site is None or not (site.title or site.date or site.author):
        return head
    return replace(
        head,
        titles=(*_values(root, site.title), *head.titles),
        published=(*_values(root, site.date), *head.published),
        authors=(*_values(root, site.author), *head.authors),
    )


def _values(root: HtmlElement, selectors: Iterable[str]) -> list[str]:
    """The text, or the attribute, of what the first selector with any finds."""
    for selector in selectors:
        css, attribute = split_attribute(selector)
        elements = _find(root, css)
        texts = [(e.get(attribute) if attribute else e.text_content()) or "" for e in elements]
        values = [" ".join(text.split()) for text in texts if text.strip()]
        if values:
            return values
    return []
