"""What a page says of itself.

Two steps: `read_head` reads the page's head and structured data before any block is labelled, and
`find_metadata` joins it with the blocks that are title, byline, date and so on. Where both speak, what a
reader sees decides about people, tags and the wording of the title; structured data decides about dates,
section and image. A field is right or empty: names that may be a desk, tags without borders, addresses of
other sites are left out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from cleaners.page.article import DatePrecision
from cleaners.page.blocks import Block, Labelled
from cleaners.page.credits import find_authors, find_dateline, find_source
from cleaners.page.dates import choose_date, parse_date
from cleaners.page.gazetteer import key
from cleaners.page.head import Head, read_head
from cleaners.page.keywords import find_section, find_tags
from cleaners.page.labels import Label
from cleaners.page.printed import read_printed, read_spaced, texts_of
from cleaners.page.titles import choose_subtitle, choose_title, strip_site
from cleaners.page.urls import canonical_url, site_of

__all__ = ["Head", "Metadata", "find_metadata", "read_head"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """The fields of an `Article` that are not its text."""

    title: str | None = None
    subtitle: str | None = None
    canonical_url: str | None = None
    authors: list[str] = field(default_factory=list)
    dateline: str | None = None
    source_agency: str | None = None
    section: str | None = None
    tags: list[str] = field(default_factory=list)
    image_url: str | None = None
    captions: list[str] = field(default_factory=list)
    published_at: datetime | None = None
    published_raw: str | None = None
    published_precision: DatePrecision | None = None
    modified_at: datetime | None = None


# «نشر: … (آخر تحديث: …)» names the publication first, «آخر تحديث: …» only the change.
_BEGINS_WITH_UPDATE: Final = re.compile(r"\W*(?:[آأا]خر\s+)?(?:تحديث|تعديل|حدث|updated)", re.IGNORECASE).match
_UPDATE: Final = re.compile(r"تحديث|محدث|تعديل|updated|modified|mis à jour", re.IGNORECASE)


_ITS_OWN: Final = frozenset((Label.LEGAL, Label.NEWSLETTER, Label.NAV, Label.SHARE))


def find_metadata(
    head: Head,
    labelled: Sequence[Labelled],
    *,
    url: str | None = None,
    time_zone: str | None = None,
    fetched_at: datetime | None = None,
) -> Metadata:
    """All fields, from the head and the labelled blocks.

    `time_zone`: IANA name, for printed times without an offset; `fetched_at`: for «منذ 3 ساعات».
    """
    printed = read_printed(labelled, head.titles)
    names, host = frozenset(map(key, head.names)), site_of(url)
    titles = [strip_site(text, names, host) or text for text in texts_of(printed.titles)]
    title = choose_title(head.titles, titles)
    bylines, datelines = [*map(read_spaced, printed.bylines)], texts_of(printed.datelines)
    date = choose_date(
        (*head.published, *_machine_dates(printed.dates)),
        sorted(texts_of(printed.dates), key=lambda text: bool(_BEGINS_WITH_UPDATE(text))),
        url or head.canonical_url,
        fetched_at=fetched_at,
        time_zone=time_zone,
    )
    published = date.at if date else None
    short = _short_texts(labelled) if head.weak_authors else []
    return Metadata(
        title=title,
        subtitle=choose_subtitle(title, titles, head.subtitles),
        canonical_url=head.canonical_url or canonical_url(url),
        authors=find_authors(
            bylines,
            datelines,
            head.authors,
            head.weak_authors,
            head.names,
            printed.opening,
            short,
            printed.marked,
        ),
        dateline=find_dateline(datelines),
        source_agency=find_source(
            [*map(read_spaced, printed.sources)],
            datelines,
            bylines,
            printed.last_line,
            head.agencies,
            head.names,
            printed.opening,
            _furniture(labelled),
        ),
        section=find_section(head.sections, head.trails, printed.sections, title),
        tags=find_tags(printed.tags, head.tags, printed.story),
        image_url=head.image_url,
        captions=list(dict.fromkeys(texts_of(printed.captions))),
        published_at=published,
        published_raw=date.raw if date else None,
        published_precision=date.precision if date else None,
        modified_at=_modified(head.modified, published, fetched_at, time_zone),
    )


def _machine_dates(blocks: Sequence[Block]) -> list[str]:
    """`datetime` of the `time` elements that the date blocks are made of, without those of updates."""
    found: list[str] = []
    for block in blocks:
        if block.element is not None:
            for element in list(block.element.iter("time"))[:3]:
                if not _UPDATE.search(element.get("class") or "") and (value := element.get("datetime")):
                    found.append(value)
    return found


def _furniture(labelled: Sequence[Labelled]) -> list[str]:
    """The lines in which a page speaks of itself: by their label, or in its masthead and footer."""
    return [
        block.text
        for block, verdict in labelled
        if 2 < block.words < 40
        and (
            verdict.label in _ITS_OWN
            or (verdict.label is Label.OTHER and verdict.rule.startswith("container:"))
        )
    ]


def _short_texts(labelled: Sequence[Labelled]) -> list[str]:
    """Lines that may be a byline though no rule said so."""
    return [block.text for block, _ in labelled if block.words <= 12 and not block.hidden]


def _modified(
    stated: Sequence[str], published: datetime | None, fetched_at: datetime | None, time_zone: str | None
) -> datetime | None:
    """The last change, unless it lies before the publication or after the fetch."""
    for text in stated:
        found = parse_date(text, fetched_at=fetched_at, time_zone=time_zone)
        if found is None or found.precision == "relative":
            continue
        early = published is not None and found.at < published - timedelta(days=1)
        late = fetched_at is not None and found.at > fetched_at + timedelta(days=1)
        if not early and not late:
            return found.at
    return None
