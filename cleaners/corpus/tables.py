"""Records as Arrow tables and back. A record that does not fit is named and left out; the others go on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import MISSING, Field, dataclass, fields
from datetime import UTC, datetime
from typing import Any, TypeVar

import pyarrow as pa
import pyarrow.json as pj

from cleaners.corpus.schema import ARTICLE_SCHEMA, REJECTED_SCHEMA, SchemaError, check_version
from cleaners.page.article import Article, Comment, Quality, Reason, Rejected, Related, Removed, Teaser

Record = TypeVar("Record", Article, Rejected)
# What the elements of the nested columns are.
_NESTED: dict[str, type] = {
    "comments": Comment,
    "related": Related,
    "teasers": Teaser,
    "removed": Removed,
    "quality": Quality,
}
_NAMES = {element: tuple(item.name for item in fields(element)) for element in _NESTED.values()}
_CONVERSION_ERRORS = (pa.ArrowException, TypeError, ValueError, OverflowError, AttributeError)


@dataclass(frozen=True, slots=True)
class BadRow:
    """A record that does not fit the schema: which, in which field, and why."""

    record: object
    field: str
    problem: str

    def __str__(self) -> str:
        name = getattr(self.record, "url", None) or getattr(self.record, "id", None) or "record"
        return f"{name}: field {self.field!r}: {self.problem}"


def articles_to_table(articles: Iterable[Article]) -> tuple[pa.Table, list[BadRow]]:
    """A table of `ARTICLE_SCHEMA` and the articles that do not fit it. A wrong-typed one never loses the
    others.
    """
    return _to_table(list(articles), Article, ARTICLE_SCHEMA)


def rejected_to_table(rejected: Iterable[Rejected]) -> tuple[pa.Table, list[BadRow]]:
    """A table of `REJECTED_SCHEMA` and the rejections that do not fit it."""
    return _to_table(list(rejected), Rejected, REJECTED_SCHEMA)


def read_json(texts: Sequence[str], kind: type[Article] | type[Rejected]) -> pa.Table | None:
    """The table of records that are JSON, in a fifth of the time that it takes by way of the records; None where
    one of them is not exactly as `kind` wants it: then the way by the records finds out which.
    """
    schema = ARTICLE_SCHEMA if kind is Article else REJECTED_SCHEMA
    data = "\n".join(texts).encode()
    options = pj.ReadOptions(
        use_threads=False, block_size=max(_JSON_BLOCK, 4 * max(map(len, texts), default=0) + 1)
    )
    try:
        table = pj.read_json(
            pa.BufferReader(data),
            read_options=options,
            parse_options=pj.ParseOptions(explicit_schema=schema, unexpected_field_behavior="ignore"),
        ).cast(schema)
    except pa.ArrowException:
        return None
    required = [item.name for item in _record_fields(kind) if not _may_be_none(item)]
    if table.num_rows != len(texts) or any(table.column(name).null_count for name in required):
        return None
    return table.replace_schema_metadata(schema.metadata)


_JSON_BLOCK = 1 << 20
"""Bytes; a record has to fit into one."""


def table_to_articles(table: pa.Table | pa.RecordBatch) -> Iterator[Article]:
    """The articles of a table, lazily. A column that the table lacks has its default; foreign columns are
    dropped.

    Raises SchemaError where a column without a default (`id`, `text`) is missing or the file's version is
    newer.
    """
    return _from_table(table, Article, ARTICLE_SCHEMA)


def table_to_rejected(table: pa.Table | pa.RecordBatch) -> Iterator[Rejected]:
    """The rejections of a table, lazily; as `table_to_articles`."""
    return _from_table(table, Rejected, REJECTED_SCHEMA)


def _to_table(
    records: Sequence[Record], record_type: type[Record], schema: pa.Schema
) -> tuple[pa.Table, list[BadRow]]:
    columns = _record_fields(record_type)
    try:
        return _build(records, columns, record_type, schema), []
    except _CONVERSION_ERRORS:
        # Rare: look at every row alone, so that only the wrong ones go.
        found = [_find_problem(record, columns, record_type, schema) for record in records]
    good = [record for record, problem in zip(records, found, strict=True) if problem is None]
    return _build(good, columns, record_type, schema), [problem for problem in found if problem]


def _build(
    records: Sequence[Record], columns: Sequence[Field[Any]], record_type: type, schema: pa.Schema
) -> pa.Table:
    for record in records:
        _check_type(record, record_type)
    arrays = [_column(records, item, schema.field(item.name).type) for item in columns]
    return pa.Table.from_arrays(arrays, schema=schema)


def _column(records: Sequence[Any], item: Field[Any], type_: pa.DataType) -> pa.Array:
    values = [getattr(record, item.name) for record in records]
    if pa.types.is_list(type_):
        # Arrow would take a string for the list of its letters.
        for value in values:
            _check_type(value, list)
    if item.name in _NESTED:
        values = [_plain(value, _NESTED[item.name]) for value in values]
    else:
        _check_cells(values, item.name)
    column = pa.array(values, type=type_)
    if column.null_count and not _may_be_none(item):
        raise TypeError("None is not allowed")
    return column


def _plain(value: Any, element: type) -> Any:
    """The dicts that Arrow reads as structs."""
    if isinstance(value, list):
        return [_plain(each, element) for each in value]
    if value is None and element is Quality:
        return None
    _check_type(value, element)
    cells = {name: getattr(value, name) for name in _NAMES[element]}
    _check_cells(cells.values(), element.__name__)
    return cells


def _check_cells(values: Iterable[Any], name: str) -> None:
    """Refuses what Arrow would take in silence: bytes for a string, a truth value for a number."""
    for value in values:
        if isinstance(value, list):
            _check_cells(value, name)
        elif isinstance(value, (bytes, bool)):
            raise TypeError(f"{type(value).__name__} in {name}")


def _check_type(value: object, expected: type) -> None:
    if not isinstance(value, expected):
        raise TypeError(f"{type(value).__name__} where {expected.__name__} belongs")


def _find_problem(
    record: Record, columns: Sequence[Field[Any]], record_type: type, schema: pa.Schema
) -> BadRow | None:
    for item in columns:
        try:
            _check_type(record, record_type)
            _column([record], item, schema.field(item.name).type)
        except _CONVERSION_ERRORS as error:
            return BadRow(record, item.name, str(error).splitlines()[0])
    return None


def _record_fields(record_type: type) -> Sequence[Field[Any]]:
    return fields(record_type)


def _required_fields(record_type: type) -> set[str]:
    return {
        item.name
        for item in _record_fields(record_type)
        if item.default is MISSING and item.default_factory is MISSING
    }


def _may_be_none(item: Field[Any]) -> bool:
    # Annotations are strings here (`from __future__ import annotations` in article.py).
    return "None" in str(item.type)


def _from_table(
    table: pa.Table | pa.RecordBatch, record_type: type[Record], schema: pa.Schema
) -> Iterator[Record]:
    check_version(table.schema)
    names = [name for name in schema.names if name in table.schema.names]
    if missing := _required_fields(record_type) - set(names):
        raise SchemaError(f"no column {min(missing)!r}: these are no records of {record_type.__name__}")
    return _read_rows(table.select(names), record_type)


def _read_rows(table: pa.Table | pa.RecordBatch, record_type: type[Record]) -> Iterator[Record]:
    # Null where the record has no None (an empty list, a count) stands for the default.
    nullable = {item.name for item in fields(record_type) if _may_be_none(item)}
    required = _required_fields(record_type)
    batches = table.to_batches(max_chunksize=1024) if isinstance(table, pa.Table) else [table]
    for batch in batches:
        for row in batch.to_pylist():
            cells = {name: _revive(name, value) for name, value in row.items()}
            cells = {name: value for name, value in cells.items() if value is not None or name in nullable}
            if missing := required - cells.keys():
                raise SchemaError(f"null in column {min(missing)!r}, where every record has a value")
            yield record_type(**cells)


def _revive(name: str, value: Any) -> Any:
    """The Python value of a cell."""
    if isinstance(value, datetime):
        return value.astimezone(UTC)
    if name == "reason" and value is not None:
        return Reason(value)
    element = _NESTED.get(name)
    if element is None or value is None:
        return value
    return [element(**each) for each in value] if isinstance(value, list) else element(**value)
