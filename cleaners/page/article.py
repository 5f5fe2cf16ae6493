"""The record that a page becomes: `Article`, or `Rejected` with its reason.

Column order of the dataset is field order here. Times are in UTC. `None` and an empty list mean that the page
does not say; nothing here is a guess that looks like a fact.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Literal

RelatedKind = Literal["read_also", "related", "most_read", "latest"]
DatePrecision = Literal["second", "minute", "hour", "day", "relative"]


class Reason(StrEnum):
    """Why a page gave no article. A closed set: reports count by it."""

    NOT_ARTICLE = "not_article"
    """A list, a home page, a gallery of headlines, an article whose body is missing, or what an authority tells of
    itself on its own site.
    """
    TOO_SHORT = "too_short"
    """Nothing readable on the page."""
    WRONG_LANGUAGE = "wrong_language"
    """The story is in a language that the caller did not ask for."""
    TOO_LARGE = "too_large"
    """The page is over a limit of size, depth or element count."""
    TIMEOUT = "timeout"
    """Cleaning took longer than its limit."""
    UNDECODABLE = "undecodable"
    """The bytes are no text, or no HTML."""
    HTTP_ERROR = "http_error"
    """The server answered with an error."""
    CRASHED = "crashed"
    """The process that cleaned the page died: memory, or a fault in a library."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """A reader's comment."""

    author: str | None = None
    text: str
    posted_raw: str | None = None
    """When it was posted, as printed."""
    topic: str | None = None
    """The line that names the story it is about, as printed, where the page lists comments of the whole site."""
    reply_to: str | None = None
    """The author it answers, where the page nests or names it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Related:
    """A headline of another story."""

    title: str
    url: str | None = None
    kind: RelatedKind = "related"


@dataclass(frozen=True, slots=True, kw_only=True)
class Teaser:
    """Another article found on the page: whole, or an excerpt."""

    title: str | None = None
    text: str
    url: str | None = None
    source_agency: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Removed:
    """A block that is not the story: its label, the rule that gave it, its text as on the page."""

    label: str
    rule: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Quality:
    """Signals about the story's text, each a share in 0..1 unless said otherwise. Not judgements."""

    arabic_share: float
    """Letters of the Arabic script among all letters."""
    punctuated_lines: float
    """Lines that end a sentence (. ! ? ؟ … : ؛ or a closing quotation mark)."""
    repeated_lines: float
    """Lines that stood before in the same text."""
    mean_word_length: float
    """In characters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One page's story and everything that was separated from it."""

    id: str
    """Stable: 32 hex digits from the canonical URL, or from the text where there is none."""
    url: str | None = None
    """The address as fetched."""
    canonical_url: str | None = None
    """The address the page calls its own, without tracking parameters."""
    site: str | None = None
    """The host without `www.`."""
    country: str | None = None
    """ISO 3166-1 alpha-2, from the site file."""
    title: str | None = None
    subtitle: str | None = None
    text: str
    """The story; paragraphs parted by one newline."""
    authors: list[str] = field(default_factory=list)
    """Names only, without «كتب», «بقلم» and titles."""
    dateline: str | None = None
    """The place and agency that the story opens with."""
    source_agency: str | None = None
    """The credited agency or paper."""
    section: str | None = None
    tags: list[str] = field(default_factory=list)
    image_url: str | None = None
    captions: list[str] = field(default_factory=list)
    published_at: datetime | None = None
    """UTC."""
    published_raw: str | None = None
    """What the page printed, or its structured data held."""
    published_precision: DatePrecision | None = None
    """How exact `published_at` is; `relative` where it counts from `fetched_at`."""
    modified_at: datetime | None = None
    """UTC."""
    language: str | None = None
    """ISO 639 code of the story's language."""
    language_score: float | None = None
    """0..1."""
    comments: list[Comment] = field(default_factory=list)
    related: list[Related] = field(default_factory=list)
    teasers: list[Teaser] = field(default_factory=list)
    removed: list[Removed] = field(default_factory=list)
    """Everything else that is not the story, in page order."""
    confidence: float = 1.0
    """How sure the separation is, 0..1: see `cleaners.page.clean`."""
    word_count: int = 0
    """Words of `text`."""
    quality: Quality | None = None
    duplicate_of: str | None = None
    """Id of the article that this one repeats; set by the corpus."""
    cluster: str | None = None
    """Id of the group of near-duplicates; set by the corpus."""
    fetched_at: datetime | None = None
    """UTC; set by who fetched the page."""
    http_status: int | None = None
    content_sha256: str | None = None
    """Of the bytes that were cleaned."""
    cleaner_version: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    """A page that gave no article. Kept beside the articles."""

    url: str | None = None
    site: str | None = None
    reason: Reason
    detail: str = ""
    """One line for people."""
    comments: list[Comment] = field(default_factory=list)
    related: list[Related] = field(default_factory=list)
    """What a list page lists: the headlines that were found on it."""
    teasers: list[Teaser] = field(default_factory=list)
    fetched_at: datetime | None = None
    http_status: int | None = None
    content_sha256: str | None = None
    cleaner_version: str = ""
