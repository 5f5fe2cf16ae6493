"""What a batch of cleaned pages becomes where it is cleaned: Arrow tables for a dataset, or lines of JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace

import pyarrow as pa

from cleaners.corpus.cleaning import Record, reject_page
from cleaners.corpus.inputs import SavedPage
from cleaners.corpus.tables import articles_to_table, rejected_to_table
from cleaners.page.article import Article, Reason, Rejected
from cleaners.page.record import record_to_dict


@dataclass(frozen=True, slots=True)
class Packed:
    """The records of a batch, in its order."""

    articles: pa.Table
    rejected: pa.Table
    reasons: tuple[Reason | None, ...]
    """Of each page: why it gave no article; None where it did."""


def pack_tables(pages: Sequence[SavedPage], records: Sequence[Record]) -> Packed:
    """The tables of a batch. An article that does not fit the schema is a rejection."""
    articles, bad = articles_to_table(each for each in records if isinstance(each, Article))
    refused = {id(row.record): str(row) for row in bad}
    rejected: list[Rejected] = []
    reasons: list[Reason | None] = []
    for page, record in zip(pages, records, strict=True):
        if isinstance(record, Article):
            if id(record) not in refused:
                reasons.append(None)
                continue
            record = reject_page(page, Reason.CRASHED, refused[id(record)])
        rejected.append(_make_fit(record, page.source))
        reasons.append(record.reason)
    return Packed(articles, rejected_to_table(rejected)[0], tuple(reasons))


@dataclass(frozen=True, slots=True)
class Lines:
    """A batch as JSON, a line a record: its fields, and `source`, the input's name."""

    text: str
    reasons: tuple[Reason | None, ...]
    """As those of `Packed`."""


def pack_lines(pages: Sequence[SavedPage], records: Sequence[Record]) -> Lines:
    """The lines of a batch."""
    rows = [
        {**record_to_dict(record), "source": page.source} for page, record in zip(pages, records, strict=True)
    ]
    text = "".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows)
    reasons = tuple(record.reason if isinstance(record, Rejected) else None for record in records)
    # Half a surrogate pair fits no file; it becomes a question mark.
    return Lines(_printable(text) or "", reasons)


def _make_fit(record: Rejected, source: str) -> Rejected:
    """Names the input, and has no halves of surrogate pairs, which file names and addresses may hold."""
    return replace(
        record,
        url=_printable(record.url),
        site=_printable(record.site),
        detail=_printable(f"{source}: {record.detail}") or "",
    )


def _printable(text: str | None) -> str | None:
    return text.encode("utf-8", "replace").decode() if text else text
