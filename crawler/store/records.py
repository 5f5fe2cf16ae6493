"""Records as the journal keeps them: JSON, because a store may outlive the version that wrote it.

`Kept` holds the JSON and the little that the store wants to know of it, so that the process that cleaned a page can
make it and the event loop has nothing to convert.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from typing import Any, TypeVar

from cleaners.page.article import Article, Comment, Quality, Reason, Rejected, Related, Removed, Teaser

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Kept:
    """A record on its way to the journal."""

    json: str
    article: str | None
    """Its id; None of a rejection."""
    digest: str | None = None
    """Of what makes a version of an article."""

    @classmethod
    def of(cls, record: Article | Rejected) -> Kept:
        """`record`, ready for the journal."""
        if isinstance(record, Rejected):
            return cls(record_to_json(record), None)
        return cls(record_to_json(record), record.id, version_digest(record))

    def renamed(self, article: str) -> Kept:
        """The same under another id."""
        values = json.loads(self.json) | {"id": article}
        return Kept(json.dumps(values, ensure_ascii=False), article, self.digest)


def version_digest(article: Article) -> str:
    """Of the headline and the story: a new comment or another teaser is no new version."""
    story = "\0".join((article.title or "", article.subtitle or "", article.text))
    return hashlib.sha256(story.encode("utf-8", "surrogatepass")).hexdigest()


_NESTED = {"comments": Comment, "related": Related, "teasers": Teaser, "removed": Removed}
_FIELDS: dict[type, tuple[str, ...]] = {
    kind: tuple(item.name for item in fields(kind))
    for kind in (Article, Rejected, Quality, *_NESTED.values())
}
_KNOWN: dict[Callable[..., Any], frozenset[str]] = {kind: frozenset(names) for kind, names in _FIELDS.items()}
_MOMENTS = frozenset({"published_at", "modified_at", "fetched_at"})


def record_to_json(record: Article | Rejected) -> str:
    """`record` as JSON; half a surrogate pair, which no file can hold, becomes a question mark."""
    text = json.dumps(record, default=_plain, ensure_ascii=False, check_circular=False)
    return text.encode("utf-8", "replace").decode("utf-8")


def _plain(value: Any) -> Any:
    """What JSON has for a part of a record; strings, numbers and lists it knows itself."""
    if isinstance(value, datetime):  # one without a zone is in UTC, by the contract of `Article`
        return (value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)).isoformat()
    return {name: getattr(value, name) for name in _FIELDS[type(value)]}


def record_from_json(text: str) -> Article | Rejected:
    """The record that `record_to_json` wrote. Fields that this version does not know are dropped."""
    values = json.loads(text)
    revived = {name: _revive(name, value) for name, value in values.items()}
    return _make(Rejected, revived) if "reason" in values else _make(Article, revived)


def _make(kind: Callable[..., T], values: dict[str, Any]) -> T:
    known = _KNOWN[kind]
    return kind(
        **(values if values.keys() <= known else {name: values[name] for name in known & values.keys()})
    )


def _revive(name: str, value: Any) -> Any:
    if value is None:
        return None
    if name in _NESTED:
        return [_make(_NESTED[name], each) for each in value]
    if name in _MOMENTS:
        return datetime.fromisoformat(value)
    if name == "quality":
        return _make(Quality, value)
    return Reason(value) if name == "reason" else value
