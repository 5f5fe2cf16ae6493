"""A page's reading as the event loop wants it: nothing in it has to be converted there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from cleaners.page.article import Article, Reason, Rejected
from crawler.counts import count_record
from crawler.reading import Reading, Source, digest_of, read_page
from crawler.store.frontier import Found
from crawler.store.records import Kept

AHEAD = timedelta(hours=14)
"""A time that names no zone may be so far ahead of UTC. Days ahead are no dates to the cleaner: it leaves them out."""
FUTURE = {"future_dated": 1.0}
"""What a story counts that is dated later than it was fetched: its page is wrong, or our clock is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageReading:
    """What a page held, as the event loop wants it: nothing in it has to be converted there."""

    kept: Kept
    reason: Reason | None
    """Of a rejection."""
    published: float | None
    """Seconds since 1970, UTC."""
    item: Article | None
    """The article itself, where someone behind the pipeline wants it."""
    found: Sequence[Found]
    counts: dict[str, float]
    content_sha256: str


def pack_page(source: Source, record: Article | Rejected, *, wants_item: bool) -> PageReading:
    """`record` of `source`, for `Store.settle`."""
    return _pack(
        source,
        Reading(record=record, counts=count_record(record), content_sha256=digest_of(source.body)),
        wants_item,
    )


def read_and_pack(source: Source, wants_item: bool) -> PageReading:
    """`read_page`, packed."""
    return _pack(source, read_page(source), wants_item)


def _pack(source: Source, reading: Reading, wants_item: bool) -> PageReading:
    assert reading.record is not None
    record = replace(
        reading.record,
        url=reading.record.url or source.url,
        http_status=source.status,
        fetched_at=source.fetched_at,
        content_sha256=reading.content_sha256,
    )
    published = record.published_at if isinstance(record, Article) else None
    return PageReading(
        kept=Kept.of(record),
        reason=record.reason if isinstance(record, Rejected) else None,
        published=published.timestamp() if published else None,
        item=record if wants_item and isinstance(record, Article) else None,
        found=reading.found,
        counts=reading.counts | (FUTURE if published and published > source.fetched_at + AHEAD else {}),
        content_sha256=reading.content_sha256,
    )
