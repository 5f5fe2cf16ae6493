"""The record of a saved page, with what its input knows of it."""

from __future__ import annotations

from dataclasses import replace

from cleaners.corpus.inputs import MAX_BYTES, SavedPage
from cleaners.page.article import Article, Reason, Rejected
from cleaners.page.clean import CLEANER_VERSION, clean_html, clean_text
from cleaners.page.decode import decode
from cleaners.page.urls import site_of

Record = Article | Rejected


def clean_page(page: SavedPage) -> Record:
    """The record of a page. The same page gives the same record."""
    if page.fault is not None:
        return reject_page(page, Reason.UNDECODABLE, page.fault)
    if page.status is not None and page.status >= 400:
        return reject_page(page, Reason.HTTP_ERROR, f"status {page.status}")
    if isinstance(page.body, bytes) and len(page.body) > MAX_BYTES:
        return reject_page(page, Reason.TOO_LARGE, f"over {MAX_BYTES} bytes")
    record = replace(_clean(page), http_status=page.status, fetched_at=page.fetched_at)
    if isinstance(record, Rejected):
        return record
    # A saved page has no address but the one that it calls its own.
    return replace(record, site=record.site or site_of(record.canonical_url) or None)


def reject_page(page: SavedPage, reason: Reason, detail: str) -> Rejected:
    """The rejection of a page that was not cleaned."""
    return Rejected(
        url=page.url,
        site=site_of(page.url) or None,
        reason=reason,
        detail=detail,
        fetched_at=page.fetched_at,
        http_status=page.status,
        cleaner_version=CLEANER_VERSION,
    )


def _clean(page: SavedPage) -> Record:
    if not page.is_text:
        return clean_html(page.body, page.url, encoding=page.encoding, fetched_at=page.fetched_at)
    if isinstance(page.body, str):
        return clean_text(page.body, page.url, fetched_at=page.fetched_at)
    decoded = decode(page.body)
    if decoded is None:
        return reject_page(page, Reason.UNDECODABLE, "no text in any known encoding")
    return clean_text(decoded.text, page.url, fetched_at=page.fetched_at)
