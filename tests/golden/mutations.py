"""Changes of a page that change nothing for a reader: the same words in the same blocks, other markup."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable

from lxml import html as lxml_html
from lxml.html import HtmlElement

Mutation = Callable[[HtmlElement], None]

# lxml refuses a str that declares an encoding.
_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_NAMES = ("class", "id", "itemprop", "itemtype", "role", "property", "aria-label", "aria-labelledby")


def mutate(source: str, mutation: Mutation) -> str:
    """A page after a mutation, as HTML text."""
    root = lxml_html.document_fromstring(_XML_DECLARATION.sub("", source))
    mutation(root)
    return lxml_html.tostring(root, encoding="unicode", doctype="<!DOCTYPE html>")


def scramble_names(root: HtmlElement) -> None:
    """Every class and id becomes a hash of itself, as CSS modules do: what was alike stays alike."""
    for element in root.iter():
        for name in ("class", "id"):
            if value := element.get(name):
                element.set(name, " ".join(_hashed(word) for word in value.split()))


def drop_names(root: HtmlElement) -> None:
    """No class, id, role or microdata is left."""
    for element in root.iter():
        for name in _NAMES:
            element.attrib.pop(name, None)


def paragraphs_to_divs(root: HtmlElement) -> None:
    """Every p becomes a div."""
    for element in root.iter("p"):
        element.tag = "div"


def semantic_tags_to_divs(root: HtmlElement) -> None:
    """article, aside, nav and their like become divs."""
    for element in root.iter("article", "aside", "nav", "header", "footer", "main", "section", "figure"):
        element.tag = "div"


def wrap_blocks(root: HtmlElement) -> None:
    """Every p and div inside the body gets a div of its own around it."""
    for element in list(root.iter("p", "div")):
        parent = element.getparent()
        if parent is None or parent.tag == "html":
            continue
        wrapper = lxml_html.Element("div")
        parent.replace(element, wrapper)
        wrapper.tail, element.tail = element.tail, None
        wrapper.append(element)


def drop_head(root: HtmlElement) -> None:
    """No title, no meta, no structured data. A title that a broken tag puts into the body is words of the page."""
    for element in list(root.iter("head", "script", "meta", "title")):
        shown = element.tag == "title" and next(element.iterancestors("body"), None) is not None
        if element.getparent() is not None and not shown:
            element.drop_tree()


def _hashed(name: str) -> str:
    return "x" + hashlib.blake2s(name.encode(), digest_size=4).hexdigest()
