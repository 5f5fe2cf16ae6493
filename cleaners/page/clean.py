"""One page: bytes or text in, `Article` or `Rejected` out.

The confidence of an article is the mean of two shares, 0..1: of the story's words, those that trafilatura keeps too
(all its prose, where trafilatura could change nothing and is not asked); and of the prose that no rule took, what the
story holds. 1 means that nothing else on the page reads like a story and that both judges agree; below 0.5 a person
should look. It says nothing about the words that rules took by name.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from typing import NamedTuple

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from cleaners.page.article import Article, Reason, Rejected
from cleaners.page.assemble import join_story, list_related, list_removed, list_teasers
from cleaners.page.blocks import Labelled, Page, split_html, split_text
from cleaners.page.decode import decode
from cleaners.page.foreign import find_foreign_story, is_foreign
from cleaners.page.language import name_language
from cleaners.page.metadata import Head, find_metadata, read_head
from cleaners.page.parting import part, part_opening
from cleaners.page.quality import measure_quality
from cleaners.page.rejects import find_reason
from cleaners.page.rest import label_rest
from cleaners.page.rules import RULES, Evidence
from cleaners.page.rules.site_file import read_by_site_file
from cleaners.page.sites import Site, find_site
from cleaners.page.story import find_story
from cleaners.page.threads import list_comments, part_numbers
from cleaners.page.urls import article_id, site_of

MAX_CHARACTERS = 10 * 1024 * 1024
MAX_ELEMENTS = 60_000
"""The largest news pages of the development sets have 4,000."""
MAX_ATTRIBUTES = 2_000
"""Of one tag: libxml2 compares each with all before it."""

LONG_TAG = re.compile(rb"<[A-Za-z][^<>]{20000,}")
WINDOW = 10_000
"""Bytes: half of a long tag, which therefore holds a whole window without a bracket."""
BEGINNING = 8_192
"""Bytes, from the first that is no space: room for all that `DOCTYPE` and `FEED` match."""
# A document type makes libxml2 lose nodes when a tree is copied (lxml issue 1955915).
DOCTYPE = re.compile(r"^\s*<!doctype[^>]{0,300}>", re.IGNORECASE)
FEED = re.compile(
    r"\s*(?:<\?xml[^>]{0,300}>\s*)?(?:<[!?][^>]{0,300}>\s*){0,5}<(rss|feed|rdf:RDF|urlset|sitemapindex)\b"
)
TAG = re.compile(rb"<[A-Za-z!]")
# Not allowed in XML, and so in no text node of lxml.
CONTROLS = bytes(32 if byte < 32 and byte not in b"\t\n\r" else byte for byte in range(256))

try:
    CLEANER_VERSION = version("warraq")
except PackageNotFoundError:  # run from a checkout that is not installed
    CLEANER_VERSION = "0"


def clean_html(
    source: bytes | str,
    url: str | None = None,
    *,
    encoding: str | None = None,
    site: Site | None = None,
    fetched_at: datetime | None = None,
) -> Article | Rejected:
    """Separates a page's story from everything else on it.

    `encoding` is what the HTTP header says; `site` overrides the site file that `url` finds; relative dates count from
    `fetched_at` (aware), without it they stay unread. Pure: the same input gives the same output.
    """
    sha256 = _digest(source)
    page_bytes = _decode(source, encoding)
    if isinstance(page_bytes, Rejected):
        return _stamp(page_bytes, url, sha256, fetched_at)
    root = _parse(page_bytes)
    if isinstance(root, Rejected):
        return _stamp(root, url, sha256, fetched_at)
    site = site or (find_site(url) if url else None)
    head = read_by_site_file(read_head(root, url), root, site)
    page = split_html(root, part)
    labelling = label_page(page, head, url=url, site=site)
    return _finish(labelling, head, page, url=url, site=site, fetched_at=fetched_at, sha256=sha256)


def clean_text(
    text: str, url: str | None = None, *, fetched_at: datetime | None = None
) -> Article | Rejected:
    """Separates the story from everything else in a text that others extracted from a page."""
    sha256 = _digest(text)
    if len(text) > MAX_CHARACTERS:
        return _stamp(_too_large(f"{len(text)} characters"), url, sha256, fetched_at)
    site = find_site(url) if url else None
    head = Head()
    page = split_text(text, part)
    labelling = label_page(page, head, url=url, site=site)
    return _finish(labelling, head, page, url=url, site=site, fetched_at=fetched_at, sha256=sha256)


class Labelling(NamedTuple):
    """A page's blocks with their verdicts, and how sure the separation is."""

    labelled: list[Labelled]
    confidence: float
    titled: bool
    """Whether one of the head's titles stands on the page."""
    foreign: bool
    """Whether the page is in another script, so that trafilatura alone decided."""


def label_page(page: Page, head: Head, *, url: str | None = None, site: Site | None = None) -> Labelling:
    """Every block of a page with its verdict."""
    evidence = Evidence(page, head, site, url)
    foreign = is_foreign(page)
    if foreign:
        story = find_foreign_story(evidence)
    else:
        for rule in RULES:
            evidence.take(rule(evidence))
        story = find_story(evidence)
    label_rest(evidence, story)
    labelled = [
        Labelled(b, v) for b, v in zip(evidence.blocks, evidence.verdicts, strict=True) if v is not None
    ]
    labelled = part_numbers(part_opening(labelled, head.names))
    return Labelling(labelled, story.confidence, evidence.titled, foreign)


def _decode(source: bytes | str, encoding: str | None) -> bytes | Rejected:
    """The page in UTF-8. Most pages are so already: what follows reads bytes, so that nothing is encoded again."""
    if len(source) > MAX_CHARACTERS:
        return _too_large(f"{len(source)} bytes")
    if isinstance(source, str):
        return source.encode("utf-8", "replace")
    decoded = decode(source, encoding)
    if decoded is None:
        return Rejected(reason=Reason.UNDECODABLE, detail="the bytes are no text")
    return decoded.text.encode("utf-8", "replace") if decoded.utf8 is None else decoded.utf8


def _parse(data: bytes) -> HtmlElement | Rejected:
    """The tree of a page in UTF-8."""
    beginning = data.lstrip()[:BEGINNING].decode("utf-8", "ignore")
    feed = FEED.match(beginning)
    if feed is not None:
        return Rejected(reason=Reason.NOT_ARTICLE, detail=f"a feed or a sitemap: <{feed[1]}>")
    if TAG.search(data) is None:
        return Rejected(reason=Reason.UNDECODABLE, detail="the text holds no HTML")
    if _holds_long_tag(data):
        return _too_large(f"a tag with more than {MAX_ATTRIBUTES} attributes")
    parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    # lxml.html looks an element's class up in Python each time one is touched; we need but one class.
    parser.set_element_class_lookup(etree.ElementDefaultClassLookup(element=HtmlElement))
    if doctype := DOCTYPE.match(beginning):
        data = data.lstrip()[len(doctype[0].encode()) :]
    try:
        root = document_fromstring(data.translate(CONTROLS), parser=parser)
    except etree.LxmlError:
        return Rejected(reason=Reason.TOO_SHORT, detail="the page holds no HTML")
    if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):
        # libxml2 drops what lies deeper, and all that follows it.
        return _too_large("elements nested too deeply")
    # A page has about half as many elements as brackets; only one with many is worth counting.
    elements = sum(1 for _ in root.iter()) if data.count(b"<") > MAX_ELEMENTS else 0
    return _too_large(f"{elements} elements") if elements > MAX_ELEMENTS else root


def _holds_long_tag(data: bytes) -> bool:
    """Whether a tag has more attributes than libxml2 reads in reasonable time."""
    known = False
    for at in range(0, len(data), WINDOW):
        if data.find(b"<", at, at + WINDOW) >= 0:
            known = False
        elif not known:  # one look at the tag that reaches over this window and those behind it
            known = True
            tag = LONG_TAG.match(data, max(data.rfind(b"<", 0, at), 0))
            if tag is not None and tag[0].count(b"=") > MAX_ATTRIBUTES:
                return True
    return False


def _too_large(detail: str) -> Rejected:
    return Rejected(reason=Reason.TOO_LARGE, detail=detail)


def _finish(
    labelling: Labelling,
    head: Head,
    page: Page,
    *,
    url: str | None,
    site: Site | None,
    fetched_at: datetime | None,
    sha256: str,
) -> Article | Rejected:
    """The record of a labelled page."""
    labelled = labelling.labelled
    rejected = find_reason(
        labelled, head, page, url, site=site, titled=labelling.titled, foreign=labelling.foreign
    )
    if rejected is not None:
        return _stamp(rejected, url, sha256, fetched_at, labelled)
    text = join_story(labelled)
    time_zone = site.time_zone if site else None
    about = find_metadata(head, labelled, url=url, time_zone=time_zone, fetched_at=fetched_at)
    language = name_language(text)
    return Article(
        id=article_id(about.canonical_url or url or text),
        url=url,
        canonical_url=about.canonical_url,
        site=site_of(url) if url else None,
        country=site.country if site else None,
        title=about.title,
        subtitle=about.subtitle,
        text=text,
        authors=about.authors,
        dateline=about.dateline,
        source_agency=about.source_agency,
        section=about.section,
        tags=about.tags,
        image_url=about.image_url,
        captions=about.captions,
        published_at=about.published_at,
        published_raw=about.published_raw,
        published_precision=about.published_precision,
        modified_at=about.modified_at,
        language=language.code,
        language_score=language.score,
        comments=list_comments(labelled),
        related=list_related(labelled, url),
        teasers=list_teasers(labelled, url),
        removed=list_removed(labelled),
        confidence=labelling.confidence,
        word_count=len(text.split()),
        quality=measure_quality(text),
        fetched_at=fetched_at.astimezone(UTC) if fetched_at else None,
        content_sha256=sha256,
        cleaner_version=CLEANER_VERSION,
    )


def _stamp(
    rejected: Rejected,
    url: str | None,
    sha256: str,
    fetched_at: datetime | None,
    labelled: Sequence[Labelled] = (),
) -> Rejected:
    """The rejection with what is known of its page."""
    return Rejected(
        url=url,
        site=site_of(url) if url else None,
        reason=rejected.reason,
        detail=rejected.detail,
        comments=list_comments(labelled),
        related=list_related(labelled, url),
        teasers=list_teasers(labelled, url),
        fetched_at=fetched_at.astimezone(UTC) if fetched_at else None,
        content_sha256=sha256,
        cleaner_version=CLEANER_VERSION,
    )


def _digest(source: bytes | str) -> str:
    data = source.encode("utf-8", "surrogatepass") if isinstance(source, str) else source
    return hashlib.sha256(data).hexdigest()
