"""What a page's head and structured data say, read before any block is labelled."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urljoin

from lxml.html import HtmlElement

from cleaners.page.gazetteer import is_outlet, key
from cleaners.page.nodes import is_story, name_organisations, name_people, read_trails, story_node
from cleaners.page.structured import (
    Elements,
    Node,
    read_elements,
    read_json_ld,
    read_loose_dates,
    read_microdata,
    resolve,
    texts,
    types_of,
)
from cleaners.page.titles import split_title, strip_breaking, strip_site
from cleaners.page.urls import canonical_url, is_home, same_site, site_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What the page's head and structured data say, before any block is labelled."""

    titles: tuple[str, ...] = ()
    """Candidates for the headline, best first, without the site's name."""
    site_name: str | None = None
    names: tuple[str, ...] = ()
    """What the site calls itself, its publisher included; for `bylines.dateline_end`."""
    description: str | None = None
    canonical_url: str | None = None
    types: frozenset[str] = frozenset()
    """schema.org and og types, lower case: `newsarticle`, `article`, `collectionpage`, `website`."""
    authors: tuple[str, ...] = ()
    """People that structured data names, as stated."""
    weak_authors: tuple[str, ...] = ()
    """`<meta name=author>` and its kin: often the uploader."""
    agencies: tuple[str, ...] = ()
    """Organisations that structured data names as author or source."""
    subtitles: tuple[str, ...] = ()
    published: tuple[str, ...] = ()
    """Dates of publication as stated, most trusted first."""
    modified: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    trails: tuple[tuple[str, ...], ...] = ()
    """Breadcrumbs of the structured data, outermost first."""
    tags: tuple[str, ...] = ()
    image_url: str | None = None


_PUBLISHED: Final = (
    "article:published_time",
    "og:article:published_time",
    "og:published_time",
    "datepublished",
    "parsely-pub-date",
    "pubdate",
    "publishdate",
    "publish_date",
    "publish-date",
    "publication_date",
    "dc.date.issued",
    "dcterms.issued",
    "dcterms.created",
    "dc.date",
    "cxenseparse:recs:publishtime",
    "cxenseparse:publishtime",
    "sailthru.date",
    "article.published",
    "date",
)
_MODIFIED: Final = (
    "article:modified_time",
    "og:updated_time",
    "og:article:modified_time",
    "datemodified",
    "dcterms.modified",
    "last-modified",
)
_WEAK_AUTHORS: Final = (
    "author",
    "dc.creator",
    "dcterms.creator",
    "article:author",
    "og:article:author",
    "parsely-author",
    "byl",
    "twitter:creator",
)
_SITE_NAMES: Final = (
    "og:site_name",
    "application-name",
    "apple-mobile-web-app-title",
    "al:android:app_name",
    "dc.publisher",
)
_TAGS: Final = ("article:tag", "og:article:tag", "parsely-tags", "news_keywords")
# Pictures that stand for the site, not for the story.
_NO_PICTURE: Final = re.compile(
    r"(?:^|[/_.-])(?:logo|default|placeholder|no-?image|favicon|blank|avatar)[^/]*$", re.IGNORECASE
)


def read_head(root: HtmlElement, url: str | None = None) -> Head:
    """The head of a parsed page. Two walks over the tree, whatever the page holds."""
    elements, microdata = read_elements(root), read_microdata(root)
    nodes = read_json_ld(elements.scripts)
    canonical = _canonical(elements, nodes, url)
    story = story_node(nodes, canonical or url, elements)
    names = _site_names(elements, nodes, story)
    loose = read_loose_dates(elements.scripts) if not nodes and elements.scripts else {}
    return Head(
        titles=_titles(elements, story, microdata, names, site_of(canonical or url)),
        site_name=names[0] if names else None,
        names=names,
        description=_first(elements, "og:description", "description", "twitter:description"),
        canonical_url=canonical,
        types=frozenset(kind for node in nodes for kind in types_of(node))
        | frozenset(kind.lower() for kind in elements.meta.get("og:type", [])),
        authors=(
            *name_people(resolve(story.get("author") or story.get("creator"), nodes)),
            *_single(microdata, "author"),
        ),
        weak_authors=_all(elements, _WEAK_AUTHORS),
        agencies=name_organisations(resolve(story.get("author"), nodes), story),
        subtitles=(*texts(story.get("alternativeHeadline")), *_single(microdata, "alternativeheadline")),
        published=_dates("datePublished", nodes, story, elements, microdata, loose, _PUBLISHED),
        modified=_dates("dateModified", nodes, story, elements, microdata, loose, _MODIFIED),
        sections=(
            *_all(elements, ("article:section", "og:article:section")),
            *texts(story.get("articleSection")),
        ),
        trails=read_trails(nodes),
        tags=_all(elements, _TAGS) or (*texts(story.get("keywords")), *_single(microdata, "keywords")),
        image_url=_image(elements, story, url),
    )


def _canonical(elements: Elements, nodes: Sequence[Node], url: str | None) -> str | None:
    """The address the page calls its own, unless it names another site or the front page."""
    stated = (
        *elements.links.get("canonical", [])[:1],
        *elements.meta.get("og:url", [])[:1],
        *(
            text
            for node in nodes
            if is_story(node)
            for text in texts(node.get("mainEntityOfPage"), "@id")[:1]
        ),
    )
    for href in stated:
        address = canonical_url(href, url or elements.base)
        if address is None or is_home(address):
            continue
        if url is None or same_site(address, url):
            return address
    return canonical_url(url)


def _site_names(elements: Elements, nodes: Sequence[Node], story: Node) -> tuple[str, ...]:
    """What the site calls itself: stated, or the end of the page title behind the headline."""
    stated = [text for name in _SITE_NAMES for text in elements.meta.get(name, [])]
    stated += [text for node in nodes if "website" in types_of(node) for text in texts(node.get("name"))]
    stated += texts(resolve(story.get("publisher"), nodes))
    # Many sites sign every page with their own name.
    stated += [text for text in _all(elements, _WEAK_AUTHORS) if is_outlet(text)]
    found = [part for text in stated for part in (text, *split_title(text))]
    headlines = (*elements.meta.get("og:title", []), *elements.headings, *texts(story.get("headline")))
    for title in elements.titles:
        parts = split_title(title)
        if len(parts) > 1 and any(key(parts[0]) == key(text) for text in headlines):
            found.append(parts[-1])
        if len(parts) > 1 and any(key(parts[-1]) == key(text) for text in headlines):
            found.append(parts[0])
        # Blogger: «the blog: the headline», with the blog's name in the `<h1>`.
        found += [text for text in elements.headings if _follows_colon(title, text)]
    return tuple(_once(name for name in found if len(name) <= 80 and "://" not in name))


_WORDS_OF_NAME: Final = 5


def _follows_colon(title: str, name: str) -> bool:
    """Whether a title is a name of few words, a colon, and more words than the name has."""
    if not title.startswith(name) or len(name.split()) > _WORDS_OF_NAME:
        return False
    rest = title[len(name) :].lstrip()
    return rest.startswith(":") and len(rest.split()) > len(name.split())


def _once(values: Iterable[str]) -> list[str]:
    """Each value once, first spelling kept; what holds no word is left out."""
    kept: dict[str, str] = {}
    for value in values:
        kept.setdefault(key(value), value)
    kept.pop("", None)
    return list(kept.values())


_WORDS_OF_LOGO: Final = 2


def _titles(
    elements: Elements, story: Node, microdata: Mapping[str, list[str]], names: Sequence[str], host: str
) -> tuple[str, ...]:
    # A logo is often the first heading.
    headings = [text for text in elements.headings if not (is_outlet(text) and len(text.split()) <= 3)]
    candidates = (
        *texts(story.get("headline")),
        *elements.meta.get("og:title", [])[:1],
        *_single(microdata, "headline"),
        *headings,
        *elements.meta.get("twitter:title", [])[:1],
        *elements.titles,
    )
    folded = frozenset(map(key, names))
    named = [_strip_name(text, names) for text in dict.fromkeys(candidates)]
    bare = _once(strip_breaking(strip_site(text, folded, host, headings)) for text in named)
    # A logo in an `<h1>` may be a name of no list; a headline has more words where the page has one that has.
    return tuple(sorted(bare, key=lambda title: len(title.split()) <= _WORDS_OF_LOGO))


def _strip_name(title: str, names: Sequence[str]) -> str:
    """A title without «name: » before it."""
    found = next((name for name in names if _follows_colon(title, name)), None)
    return title if found is None else title[len(found) :].lstrip(" :")


def _dates(
    name: str,
    nodes: Sequence[Node],
    story: Node,
    elements: Elements,
    microdata: Mapping[str, list[str]],
    loose: Mapping[str, str],
    metas: Sequence[str],
) -> tuple[str, ...]:
    """Stated dates, once each: the story's node, meta elements, microdata, then a page node's."""
    pages = [] if story else [node for node in nodes if {"webpage", "itempage"} & set(types_of(node))]
    values = (
        *texts(story.get(name)),
        *_all(elements, metas),
        *_single(microdata, name.lower()),
        *(text for node in pages for text in texts(node.get(name))),
        *([loose[name]] if name in loose else []),
    )
    return tuple(dict.fromkeys(values))


def _image(elements: Elements, story: Node, url: str | None) -> str | None:
    for href in (
        *elements.meta.get("og:image", []),
        *elements.meta.get("og:image:url", []),
        *elements.meta.get("og:image:secure_url", []),
        *texts(story.get("image"), "url"),
        *elements.meta.get("twitter:image", []),
        *elements.links.get("image_src", []),
    ):
        address = _absolute(href, elements.base or url)
        if address and not _NO_PICTURE.search(address.split("?", 1)[0].rsplit("/", 1)[-1]):
            return address
    return None


def _absolute(href: str, base: str | None) -> str | None:
    try:
        address = urljoin(base or "", href.strip())
    except ValueError:
        return None
    return address if address.startswith(("http://", "https://")) and site_of(address) else None


def _all(elements: Elements, names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for name in names for text in elements.meta.get(name, []) if text))


def _first(elements: Elements, *names: str) -> str | None:
    return next(iter(_all(elements, names)), None)


def _single(microdata: Mapping[str, list[str]], name: str) -> tuple[str, ...]:
    """A property that the page states once: cards of other stories state it too."""
    values = microdata.get(name, [])
    return tuple(values) if len(values) == 1 else ()
