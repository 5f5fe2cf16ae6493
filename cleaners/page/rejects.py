"""When a page has no story: lists, home pages, search results, error pages, bodies that a script would have filled,
notices of an authority about itself.

One sign alone is not enough where prose is left: article pages call themselves `website` too, and two sentences may
stand on a page of a hundred headlines. What counts is how little is left against how much the page lists, and
whether the headline is one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

from cleaners.page.article import Reason, Rejected
from cleaners.page.blocks import Labelled, Page
from cleaners.page.gazetteer import gazetteer, key
from cleaners.page.labels import Label
from cleaners.page.metadata import Head
from cleaners.page.rules.evidence import RELATED_LABELS
from cleaners.page.sites import Site
from cleaners.page.titles import split_title
from cleaners.page.urls import site_of

LIST_NAMES = frozenset(
    "home archive category search search-results error404 tag author blog paged page-home homepage".split()
)
"""Classes that WordPress and its kin put on the body of a page that is no article."""

ARTICLE_TYPES = frozenset(
    "article newsarticle reportagenewsarticle blogposting opinionnewsarticle analysisnewsarticle".split()
)
LIST_TYPES = frozenset("collectionpage searchresultspage itemlist profilepage".split())
LIST_PATH = re.compile(
    r"^/?$|/(?:category|tags?|search|author|section|topics?)(?:/(?!\d+(?:[/-]|$))[^/]+)?/?$"
    r"|/page/\d+/?$|/archives?/?$|[?&](?:s|q|search)="
)
"""Not «/archive/10010» nor «/section/2024/05/slug»: many sites keep their articles under such names."""

SHORT = 80
"""Words: of the golden pages' stories one in eight is shorter, of what lists leave by mistake nearly all."""

EXCERPTS = 3
HEADLINE_TAG = re.compile(r"h[1-4]$")
ERROR_TITLE = re.compile(
    r"^\W*404\W*$|\b404\b.*not found|page not found|الصفحة (?:المطلوبة )?غير موجودة", re.IGNORECASE
)

ABOVE = 4
"""Blocks between a headline and its first paragraph: date, byline, picture."""

LISTED = 8
"""Headlines of other stories; a page with fewer is no list."""


OFFICIAL_LABELS = frozenset(("gov", "gouv", "gob", "mil", "edu", "ac", "sch"))
"""Of a host: under these, registries let in authorities and schools only."""


def find_reason(
    labelled: Sequence[Labelled],
    head: Head,
    page: Page,
    url: str | None,
    *,
    site: Site | None = None,
    titled: bool = True,
    foreign: bool = False,
) -> Rejected | None:
    """Why a page is no article, None where it is one. A site with a file is one whose pages somebody wants."""
    words = sum(item.block.words for item in labelled if item.verdict.label is Label.STORY)
    if words == 0:
        visible = sum(item.block.words for item in labelled if item.verdict.label is not Label.HIDDEN)
        if visible < 10:
            return Rejected(reason=Reason.TOO_SHORT, detail=f"{visible} words on the page")
        return Rejected(reason=Reason.NOT_ARTICLE, detail="no prose but that of other stories")
    if page.root is not None and words < SHORT and not foreign:
        signs = list(_list_signs(labelled, head, page, url, titled=titled))
        if len(signs) >= 2:
            return Rejected(
                reason=Reason.NOT_ARTICLE,
                detail=f"{words} words left on a page that is a list: {', '.join(signs)}",
            )
    teller = None if site else _tells_of_itself(labelled, head, url)
    if teller is not None:
        return Rejected(
            reason=Reason.NOT_ARTICLE,
            detail=f"a notice of an authority about itself ({teller}); kept where its site has a file",
        )
    return None


def _tells_of_itself(labelled: Sequence[Labelled], head: Head, url: str | None) -> str | None:
    """The authority or school that publishes the page and is named in its headline or first paragraph.

    Reads the host, the site's name and where the story begins. Must not match: a paper's report about an authority
    (its host is no authority's), a state's news agency (its name is an outlet's), what an authority's site tells of
    others.
    """
    host = site_of(url or head.canonical_url)
    if OFFICIAL_LABELS.isdisjoint(host.split(".")[1:][-2:]):
        return None
    names = [*head.names, *(part for title in head.titles for part in split_title(title))]
    first = next((n for n, item in enumerate(labelled) if item.verdict.label is Label.STORY), 0)
    opening = " ".join(
        key(block.text) for block, verdict in labelled[: first + 1] if verdict.label in (Label.TITLE, Label.STORY)
    )
    return next((name for name in names if _is_institution(name) and key(name) in opening), None)


def _is_institution(name: str) -> bool:
    """Whether a name of an authority or a school: with its kind before it, and short as no headline is."""
    words = key(name).split()
    return 2 <= len(words) <= _WORDS_OF_NAME and words[0] in gazetteer().institutions


_WORDS_OF_NAME = 6


def _list_signs(
    labelled: Sequence[Labelled], head: Head, page: Page, url: str | None, *, titled: bool
) -> Iterator[str]:
    body = page.root.find("body") if page.root is not None else None
    classes = set((body.get("class") or "").lower().split()) if body is not None else set()
    if classes & LIST_NAMES and not any(name.startswith("single") for name in classes):
        yield "named so"
    if head.types & LIST_TYPES or ("website" in head.types and not head.types & ARTICLE_TYPES):
        yield "typed so"
    if url is not None and LIST_PATH.search(_path(url)):
        yield "addressed so"
    listed = sum(item.verdict.label in RELATED_LABELS for item in labelled)
    teased = sum(item.verdict.label is Label.TEASER for item in labelled)
    if teased >= LISTED or listed >= 3 * LISTED:
        yield f"{listed} headlines and {teased} excerpts"
    if not _has_headline(labelled):
        yield "no headline"
    elif not titled and (teased >= EXCERPTS or _holds_headlines(labelled)):
        yield from ("a headline that is not the page's", "excerpts of others")
    if any(ERROR_TITLE.search(title) for title in head.titles):
        yield from ("an error", "by its title")


def _holds_headlines(labelled: Sequence[Labelled]) -> bool:
    """Whether what is left is headlines with an excerpt each, as on a home page."""
    story = [item.block for item in labelled if item.verdict.label is Label.STORY]
    return sum(HEADLINE_TAG.match(block.tag) is not None and block.words >= 4 for block in story) >= 1


def _path(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def _has_headline(labelled: Sequence[Labelled]) -> bool:
    """Whether a headline of three words or more outside links is marked as one, or stands right above the story."""
    first = next((n for n, item in enumerate(labelled) if item.verdict.label is Label.STORY), 0)
    for n, (block, verdict) in enumerate(labelled[:first]):
        near = verdict.label is Label.OTHER and first - n <= ABOVE
        if 3 <= block.words <= 30 and block.link_share < 0.5 and (near or verdict.label is Label.TITLE):
            return True
    return False
