"""How Parquet files are written here: compression, pages, row groups."""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Mapping
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

ROW_GROUP_BYTES = 64 * 1024 * 1024
"""Of a row group in memory: what a reader has to hold at least."""
ROW_GROUP_ROWS = 50_000


def split_rows(table: pa.Table, most_bytes: int = ROW_GROUP_BYTES) -> Iterator[pa.Table]:
    """Cuts a table into pieces of at most `most_bytes` in memory and ROW_GROUP_ROWS rows; a row is never
    cut.
    """
    if table.num_rows <= 1 or (table.nbytes <= most_bytes and table.num_rows <= ROW_GROUP_ROWS):
        if table.num_rows:
            yield table
        return
    half = table.num_rows // 2
    yield from split_rows(table.slice(0, half), most_bytes)
    yield from split_rows(table.slice(half), most_bytes)


class GroupWriter:
    """Writes tables of one schema as row groups, full ones as long as there are rows; closes with `close`."""

    def __init__(self, where: Any, schema: pa.Schema) -> None:
        self._writer = pq.ParquetWriter(where, schema, **parquet_options())
        self._waiting: list[pa.Table] = []
        self._bytes = self._rows = 0

    def write(self, table: pa.Table) -> None:
        """Adds rows. Raises pyarrow's ArrowInvalid where the columns are not those of the schema."""
        if not table.schema.equals(self._writer.schema, check_metadata=False):
            raise pa.ArrowInvalid(f"columns {table.schema.names} where {self._writer.schema.names} belong")
        for piece in split_rows(table):
            if self._bytes + piece.nbytes > ROW_GROUP_BYTES or self._rows + piece.num_rows > ROW_GROUP_ROWS:
                self._flush()
            self._waiting.append(piece)
            self._bytes += piece.nbytes
            self._rows += piece.num_rows

    def close(self, metadata: Mapping[str, str] | None = None) -> None:
        """Writes what waits, and `metadata` into the file's foot."""
        self._flush()
        if metadata:
            self._writer.add_key_value_metadata(metadata)
        self._writer.close()

    def discard(self) -> None:
        """Closes without what waits."""
        self._waiting = []
        self._writer.close()

    def _flush(self) -> None:
        if self._waiting:
            self._writer.write_table(pa.concat_tables(self._waiting))
        self._waiting, self._bytes, self._rows = [], 0, 0


def parquet_options() -> dict[str, Any]:
    """How parts are written; what this version of pyarrow does not offer is left out."""
    wished: dict[str, Any] = {
        "compression": "zstd",
        "write_page_index": True,
        # Pages are cut by content: a hub that stores chunks then keeps unchanged rows once.
        "use_content_defined_chunking": True,
    }
    offered = inspect.signature(pq.ParquetWriter.__init__).parameters
    return {key: value for key, value in wished.items() if key in offered}
