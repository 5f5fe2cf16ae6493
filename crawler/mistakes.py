"""What a user did wrong, told in one line."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import click


@contextmanager
def user_mistakes() -> Iterator[None]:
    """A mistake of the user's becomes one line and exit code 2."""
    try:
        yield
    except BrokenPipeError:
        raise
    # All errors of the library that tell of wrong use are ValueErrors; a full disk may be SQLite's to tell.
    except (ValueError, OSError, sqlite3.Error) as error:
        raise click.UsageError(" ".join(str(error).split())) from None
