"""What a page says of itself to machines: JSON-LD, OpenGraph and other meta elements, microdata.

Such data is often broken and sometimes lies. Nothing here raises on it, and nothing costs more than a fixed
amount: what is too long, too deep or no JSON is left out, and the field with it.
"""

from __future__ import annotations

import html
import json
import re
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from lxml import etree
from lxml.html import HtmlElement

from cleaners.page.arabic import mend

Node = Mapping[str, Any]

# Real pages: at most 60 KB a block and a few hundred brackets. 2.5 million brackets are a few megabytes.
_MOST_CHARACTERS: Final = 300_000
_MOST_CHARACTERS_OF_PAGE: Final = 600_000
_MOST_BRACKETS: Final = 10_000
_MOST_NODES: Final = 200
_MOST_META: Final = 500
_MOST_VALUES: Final = 50
_LONGEST_VALUE: Final = 1_000

_WRAPPING: Final = re.compile(
    r"^[\s;]*(?:<!--|//\s*<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/|<!\[CDATA\[)|"
    r"(?:-->|//\s*\]\]>|/\*\s*\]\]>\s*\*/|\]\]>)[\s;]*$"
)
_WRAPPINGS: Final = ("<!--", "CDATA[", "-->", "]]>")
"""One of which stands in all that `_WRAPPING` finds: telling so costs less than its search."""
# A string, to be left alone, or a comma before a closing bracket. Strings first, so no comma inside one
# matches; one that is never closed reaches to the end, so that no quote is tried twice.
_TRAILING_COMMA: Final = re.compile(r'"(?:[^"\\]|\\.)*+(?:"|\Z)|,(?=\s*[}\]])', re.DOTALL)
# By the attribute, since a predicate on all elements takes five times as long.
_ITEMPROP: Final = etree.XPath("/descendant::*/@itemprop/..")
_TAG: Final = re.compile(r"<[^<>]{0,500}>")
_LOOSE_DATE: Final = re.compile(r'"(datePublished|dateModified)"\s*:\s*"([^"\\\n]{4,40})"')

ARTICLE_TYPES: Final = frozenset(
    (
        "article", "newsarticle", "blogposting", "reportagenewsarticle", "opinionnewsarticle",
        "analysisnewsarticle", "backgroundnewsarticle", "reviewnewsarticle", "askpublicnewsarticle",
        "liveblogposting", "report", "techarticle", "scholarlyarticle", "socialmediaposting",
        "satiricalarticle", "advertisercontentarticle",
    )
)  # fmt: skip
"""schema.org types whose node describes one story, in lower case."""


@dataclass(slots=True)
class Elements:
    """The elements that speak to machines, from one walk over the page, in page order."""

    meta: dict[str, list[str]] = field(default_factory=dict)
    """Contents of `meta` by name or property in lower case."""
    links: dict[str, list[str]] = field(default_factory=dict)
    """`href` of `link` elements by each word of `rel`."""
    titles: list[str] = field(default_factory=list)
    headings: list[str] = field(default_factory=list)
    """Texts of `h1` elements, at most eight."""
    base: str | None = None
    scripts: list[str] = field(default_factory=list)
    """Texts of JSON-LD scripts."""


def read_elements(root: HtmlElement) -> Elements:
    """One walk for everything but microdata."""
    found = Elements()
    for element in root.iter("meta", "link", "title", "h1", "base", "script"):
        match element.tag:
            case "meta":
                _add_meta(found, element)
            case "link":
                for rel in (element.get("rel") or "").lower().split()[:4]:
                    _append(found.links, rel, element.get("href") or "")
            case "script":
                if "ld+json" in (element.get("type") or "").lower() and element.text:
                    found.scripts.append(element.text)
            case "title":
                # An SVG has titles too; the page's own stands in the head and first.
                if not found.titles:
                    found.titles.append(clean_value(element.text_content()))
            case "h1":
                if len(found.headings) < 8 and (text := clean_value(element.text_content())):
                    found.headings.append(text)
            case _:
                found.base = found.base or element.get("href")
    return found


def read_microdata(root: HtmlElement) -> dict[str, list[str]]:
    """Values of `itemprop` attributes that matter here, each property's distinct values in page order."""
    found: dict[str, list[str]] = {}
    marked = _ITEMPROP(root)
    assert isinstance(marked, list)
    for element in marked[:_MOST_META]:
        assert isinstance(element, HtmlElement)
        for name in (element.get("itemprop") or "").lower().split()[:4]:
            if name in _PROPERTIES and (value := _microdata_value(element)):
                values = found.setdefault(name, [])
                if value not in values:
                    values.append(value)
    return found


def read_json_ld(scripts: Iterable[str]) -> list[Node]:
    """The nodes of JSON-LD scripts: top level, `@graph` and main entities, at most 200."""
    nodes: list[Node] = []
    budget = _MOST_CHARACTERS_OF_PAGE
    for script in scripts:
        if len(script) > min(budget, _MOST_CHARACTERS):
            continue
        budget -= len(script)
        for value in _parse(script):
            nodes += _flatten(value, _MOST_NODES - len(nodes))
    return nodes


def read_loose_dates(scripts: Iterable[str]) -> dict[str, str]:
    """`datePublished` and `dateModified` of scripts that are no JSON, where each is named with one value
    only.

    Arabic pages often quote inside a headline without escaping; the dates beside it are sound.
    """
    found: dict[str, set[str]] = {}
    for script in scripts:
        if len(script) <= _MOST_CHARACTERS:
            for name, value in _LOOSE_DATE.findall(script):
                found.setdefault(name, set()).add(value)
    return {name: values.pop() for name, values in found.items() if len(values) == 1}


def types_of(node: Node) -> list[str]:
    """The node's types in lower case, without the address of the vocabulary."""
    return [value.rsplit("/", 1)[-1].rsplit(":", 1)[-1].lower() for value in texts(node.get("@type"))]


def texts(value: object, key: str = "name") -> list[str]:
    """The strings that a value holds: itself, its items, its `@value` or `key`; cleaned, none empty."""
    found: list[str] = []
    for item in value[:50] if isinstance(value, list) else [value]:
        if isinstance(item, Mapping):
            item = item.get("@value") or item.get(key)
        if isinstance(item, str) and (text := clean_value(item)):
            found.append(text)
    return found


def resolve(value: object, nodes: Sequence[Node]) -> list[object]:
    """The items of a value, those that only point to another node (`{"@id": …}`) replaced by it."""
    items = value[:50] if isinstance(value, list) else [value]
    known = {str(node["@id"]): node for node in nodes if "@id" in node and len(node) > 1}
    return [
        known.get(str(item.get("@id")), item) if isinstance(item, Mapping) and len(item) <= 2 else item
        for item in items
    ]


def clean_value(value: str) -> str:
    """A value as text: references resolved, tags dropped, mended, white space folded, at most 1,000
    characters.
    """
    text = value[: 2 * _LONGEST_VALUE]
    if "&" in text:
        # Some systems escape twice: «&amp;quot;».
        text = html.unescape(html.unescape(text))
    if "<" in text:
        text = _TAG.sub(" ", text)
    return " ".join(mend(text).split())[:_LONGEST_VALUE]


_PROPERTIES: Final = frozenset(
    (
        "headline",
        "alternativeheadline",
        "datepublished",
        "datemodified",
        "author",
        "articlesection",
        "keywords",
    )
)


def _add_meta(found: Elements, element: HtmlElement) -> None:
    content = element.get("content")
    if not content:
        return
    for attribute in ("property", "name"):
        if name := element.get(attribute):
            _append(found.meta, name.strip().lower(), clean_value(content))


def _append(table: dict[str, list[str]], name: str, value: str) -> None:
    if name in table or len(table) < _MOST_META:
        values = table.setdefault(name, [])
        if len(values) < _MOST_VALUES:
            values.append(value)


def _microdata_value(element: HtmlElement) -> str:
    value = element.get("content") or element.get("datetime")
    if value is None and element.get("itemscope") is not None:
        # A person or an organisation: its name is a property of its own.
        name = element.xpath("(.//*[@itemprop='name'])[1]")
        element = name[0] if name else element
        value = element.get("content")
    if value is None:
        text = element.text_content()
        value = text if len(text) <= _LONGEST_VALUE else ""
    return clean_value(value)


def _parse(script: str) -> Iterator[object]:
    """The JSON values of a script; nothing where it is none."""
    if script.count("[") + script.count("{") > _MOST_BRACKETS:
        return
    text = script.strip()
    if any(map(text.__contains__, _WRAPPINGS)):
        text = _WRAPPING.sub("", text)
    text = text.strip("; \t\r\n\ufeff")
    if not text.startswith(("{", "[")):
        return
    for mend_commas in (False, True):
        if mend_commas:
            text = _TRAILING_COMMA.sub(lambda match: "" if match[0] == "," else match[0], text)
        try:
            # Not strict: raw newlines inside strings are common.
            yield json.loads(text, strict=False)
        except (ValueError, RecursionError):
            continue
        return


def _flatten(value: object, room: int) -> list[Node]:
    """The nodes in a parsed script. Lists of items (`ItemList`) are not entered: they are other stories."""
    nodes: list[Node] = []
    queue: deque[object] = deque([value])
    while queue and len(nodes) < room:
        item = queue.popleft()
        if isinstance(item, list):
            queue.extend(item[:_MOST_NODES])
        elif isinstance(item, dict):
            nodes.append(item)
            queue.extend(item[name] for name in ("@graph", "mainEntity", "mainEntityOfPage") if name in item)
    return nodes
