"""What the names of an element say: role, id, class, schema.org property, tag; from `data/containers.toml`.

Must not match: a wrapper that holds the headline, or one that holds most of the page's prose; names lie (a story in
`div.related`, comments in `div.entry`), so a name alone never takes the story. Names of whole regions (`sidebar`,
`nav`, `footer`) only bar their blocks: what these are is told by headings and by their shape.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple

from lxml.html import HtmlElement

from cleaners.page.blocks import Span
from cleaners.page.labels import Label
from cleaners.page.rules.evidence import Cut, Evidence
from cleaners.page.rules.sections import label_section

PARTS = re.compile(r"[a-z0-9]+|[A-Z][a-z0-9]*")
FORM_PROSE = 40
"""Words of prose that a form, a footer or a button may hold though the page has no more; a form that holds more may be
that of ASP.NET, which wraps the whole page."""

WIDE = ("html", "body")


class Names(NamedTuple):
    """The names of `data/containers.toml`, each with the kind that it speaks for."""

    exact: dict[str, str]
    parts: dict[str, str]
    tags: dict[str, str]
    roles: dict[str, str]


@cache
def load_names() -> Names:
    """The table of names, read once."""
    data = tomllib.loads(files("cleaners.page.data").joinpath("containers.toml").read_text("utf-8"))
    names = Names({}, {}, {}, {})
    for kind, entry in data.items():
        for field, table in zip(("exact", "parts", "tags", "roles"), names, strict=True):
            for name in entry.get(field, ()):
                table.setdefault(name, kind)
    return names


def find_kind(element: HtmlElement) -> tuple[str, str] | None:
    """The kind that an element's names speak for and the name that says so, None where they say nothing."""
    names = dict(element.items())  # one question for all four
    return _find_kind(
        element.tag, names.get("id"), names.get("class"), names.get("role"), names.get("itemprop")
    )


@lru_cache(maxsize=20_000)
def _find_kind(
    tag: str, given_id: str | None, classes: str | None, role: str | None, itemprop: str | None
) -> tuple[str, str] | None:
    names = load_names()
    kind = names.tags.get(tag) or (_kind_of_parts(tag) if "-" in tag else None)
    if kind is not None:
        return kind, f"<{tag}>"
    given = given_id, *(classes or "").split()
    for token in given:
        if token:
            kind = names.exact.get(token.lower())
            if kind is not None:
                return kind, f".{token}"
    for token in given:
        if token and len(token) < 60:
            kind = _kind_of_parts(token)
            if kind is not None:
                return kind, f".{token}"
    if role is not None and role in names.roles:
        return names.roles[role], f"[role={role}]"
    if itemprop == "articleBody":
        return "story", "[itemprop=articleBody]"
    return None


def _kind_of_parts(token: str) -> str | None:
    """The kind that a part of a name speaks for; custom elements (`app-footer`) have such names too."""
    parts = load_names().parts
    return next((parts[part] for part in _parts(token) if part in parts), None)


@lru_cache(maxsize=20_000)
def _parts(token: str) -> tuple[str, ...]:
    return tuple(part.lower() for part in PARTS.findall(token))


def find_containers(evidence: Evidence) -> Iterable[Cut]:
    """One cut an element whose name speaks for something, inner elements first."""
    for element, span in evidence.page.spans.items():
        tag = element.tag
        found = find_kind(element) if tag not in WIDE else None
        if (found is None and tag != "header") or _holds_title(evidence, span):
            continue
        numbers = range(span.first, span.last + 1)
        if found is None:
            evidence.bar(numbers, "container:<header>")
            continue
        if tag == "footer" and (parent := element.getparent()) is not None and parent.tag == "blockquote":
            continue  # who said it, under a quotation
        kind, name = found
        if kind == "story":
            evidence.named.append(span)
        elif kind == "barred":
            evidence.bar(numbers, f"container:{name}", spare=FORM_PROSE if name.startswith("<") else 0)
        else:
            yield Cut(label_section(evidence, Label(kind), numbers, f"container:{name}"))


def _holds_title(evidence: Evidence, span: Span) -> bool:
    return evidence.title is not None and span.first <= evidence.title <= span.last
