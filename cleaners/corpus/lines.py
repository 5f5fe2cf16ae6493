"""Saved pages to lines of JSON, in the order given: for a few pages, and for pipes."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from contextlib import closing
from itertools import chain
from typing import TextIO

from cleaners.corpus.containers import check_columns, read_pages
from cleaners.corpus.inputs import Columns, check_readers, list_inputs
from cleaners.corpus.outcome import Outcome
from cleaners.corpus.packing import pack_lines
from cleaners.corpus.pool import Limits, batch_pages, clean_batches


def clean_to_lines(
    names: Iterable[str | os.PathLike[str]],
    out: TextIO,
    *,
    columns: Columns | None = None,
    limits: Limits | None = None,
    report: Callable[[Outcome], None] | None = None,
) -> Outcome:
    """Writes an object a page of files, folders, globs and `-`, the standard input, to `out`.

    A name given twice is cleaned twice. `report` is called after each batch. Raises InputError for an input
    that is not there, and for a column that no input has.
    """
    files = list(list_inputs(names))
    check_readers(files)
    check_columns(files, columns or Columns())
    outcome = Outcome(files=len(files))
    pages = chain.from_iterable(read_pages(file, columns) for file in files)
    kept = (page for page in pages if not outcome.passes_over(page))
    with closing(clean_batches(batch_pages(kept), limits or Limits(), pack_lines)) as batches:
        for lines in batches:
            out.write(lines.text)
            out.flush()
            outcome.count(lines.reasons)
            if report:
                report(outcome)
    return outcome
