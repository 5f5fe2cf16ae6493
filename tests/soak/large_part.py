"""More text in one part than 32 bits can count: written, read back by every reader, compacted, read again.

    python tests/soak/large_part.py [--gigabytes 2.3]

Ends with 0 when all of them find the same number of rows and of characters. Prints seconds, the part's size and
the largest resident set so far.
"""

from __future__ import annotations

import argparse
import random
import resource
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

import duckdb
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds
import pyarrow.parquet as pq

from cleaners.corpus import PartWriter, articles_to_table, compact, list_parts, read_dataset, write_articles
from cleaners.corpus.schema import ARTICLE_SCHEMA
from tests.corpus.samples import make_article

T = TypeVar("T")
SITE = "news.example"
ROWS = 2_000
WORDS = (
    "أعلنت",
    "الوزارة",
    "اليوم",
    "افتتاح",
    "الجسر",
    "الجديد",
    "أمام",
    "حركة",
    "المرور",
    "مدينة",
    "خمسة",
    "عشر",
)


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--gigabytes", type=float, default=2.3)
    options = parser.parse_args()
    with TemporaryDirectory() as name:
        root = Path(name)
        rows, characters, size = tell("written", lambda: write(root, int(options.gigabytes * 1e9)))
        print(f"{rows:,} rows, {size:,} bytes of text, {characters:,} characters")
        (part,) = list_parts(root)
        print(f"the part has {Path(part).stat().st_size:,} bytes in {count_groups(part):,} row groups")
        readers = {"pyarrow, in batches": read_batches, "pyarrow, at once": read_table, "polars": read_polars}
        readers["duckdb"] = read_duckdb
        good = [
            tell(name, lambda read=read: read(root)) == (rows, characters) for name, read in readers.items()
        ]
        write_articles(root, [make_article(1, site=SITE)], name="late")
        expected = rows + 1, characters + len(make_article(1).text)
        tell("compacted", lambda: list(compact(root)))
        good += [len(list_parts(root)) < 10, tell("read again", lambda: read_batches(root)) == expected]
    print("the same everywhere" if all(good) else f"NOT THE SAME: {good}")
    return int(not all(good))


def tell(what: str, work: Callable[[], T]) -> T:
    """Does the work and prints how long it took."""
    begin = time.monotonic()
    found = work()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1 << 20)
    print(f"{what}: {time.monotonic() - begin:.1f} s, at most {peak:.1f} GiB so far", flush=True)
    return found


def write(root: Path, most: int) -> tuple[int, int, int]:
    """One part; its rows, its characters, and the bytes of its texts."""
    rows = characters = size = 0
    with PartWriter(root, site=SITE, name="large") as part:
        for table in make_tables():
            part.write(table)
            rows += table.num_rows
            characters += pc.sum(pc.utf8_length(table.column("text"))).as_py()
            size += pc.sum(pc.binary_length(table.column("text"))).as_py()
            if size >= most:
                break
    return rows, characters, size


def make_tables() -> Iterator[pa.Table]:
    """Tables of stories of 10 KB, no two alike."""
    rng = random.Random(1)
    base, _ = articles_to_table(make_article(number, site=SITE) for number in range(ROWS))
    place = ARTICLE_SCHEMA.get_field_index("text")
    while True:
        texts = [" ".join(rng.choices(WORDS, k=950)) for _ in range(ROWS)]
        yield base.set_column(
            place, ARTICLE_SCHEMA.field(place), pa.array(texts, ARTICLE_SCHEMA.field(place).type)
        )


def count_groups(part: str) -> int:
    return int(pq.read_metadata(part).num_row_groups)


def read_batches(root: Path) -> tuple[int, int]:
    rows = characters = 0
    for batch in read_dataset(root).to_batches(columns=["text"]):
        rows += batch.num_rows
        characters += pc.sum(pc.utf8_length(batch.column("text"))).as_py() or 0
    return rows, characters


def read_table(root: Path) -> tuple[int, int]:
    column = ds.dataset(root / "articles").to_table(columns=["text"]).column("text")
    return len(column), pc.sum(pc.utf8_length(column)).as_py()


def read_polars(root: Path) -> tuple[int, int]:
    frame = (
        pl.scan_parquet(root / "articles").select(pl.len(), pl.col("text").str.len_chars().sum()).collect()
    )
    return frame.row(0)[0], frame.row(0)[1]


def read_duckdb(root: Path) -> tuple[int, int]:
    with duckdb.connect() as connection:
        query = f"select count(*), sum(length(text)) from '{root}/articles/*/*.parquet'"
        rows, characters = connection.sql(query).fetchall()[0]
    return rows, int(characters)


if __name__ == "__main__":
    sys.exit(main())
