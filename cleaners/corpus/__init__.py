"""Many records: their Arrow schema, and the Parquet dataset that holds them.

Needs pyarrow; `cleaners` and `cleaners.page` do not.
"""

from cleaners.corpus.compaction import compact
from cleaners.corpus.layout import LayoutError, Root, name_folder, name_part, open_root
from cleaners.corpus.listing import list_parts
from cleaners.corpus.parts import (
    PartWriter,
    Written,
    clear_unfinished,
    read_dataset,
    write_articles,
    write_rejected,
)
from cleaners.corpus.schema import ARTICLE_SCHEMA, REJECTED_SCHEMA, SCHEMA_VERSION, SchemaError, conform
from cleaners.corpus.tables import (
    BadRow,
    articles_to_table,
    rejected_to_table,
    table_to_articles,
    table_to_rejected,
)

__all__ = [
    "ARTICLE_SCHEMA",
    "REJECTED_SCHEMA",
    "SCHEMA_VERSION",
    "BadRow",
    "LayoutError",
    "PartWriter",
    "Root",
    "SchemaError",
    "Written",
    "articles_to_table",
    "clear_unfinished",
    "compact",
    "conform",
    "list_parts",
    "name_folder",
    "name_part",
    "open_root",
    "read_dataset",
    "rejected_to_table",
    "table_to_articles",
    "table_to_rejected",
    "write_articles",
    "write_rejected",
]
