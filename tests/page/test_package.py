"""What `cleaners` offers, and what it leaves unloaded until it is asked for."""

from __future__ import annotations

import subprocess
import sys

import pytest

import cleaners


def test_every_name_that_the_package_lists_is_there() -> None:
    assert all(getattr(cleaners, name) for name in cleaners.__all__)
    with pytest.raises(AttributeError, match="has no attribute 'nothing'"):
        cleaners.nothing  # noqa: B018


@pytest.mark.parametrize(
    ("statement", "unloaded"),
    [
        ("from cleaners import Article", ("cleaners.page.clean", "trafilatura", "lxml")),
        ("from cleaners import clean_html", ("trafilatura", "pyarrow")),
        ("import crawler.pipelines", ("cleaners.page.clean", "pyarrow")),
    ],
)
def test_what_is_not_needed_is_not_loaded(statement: str, unloaded: tuple[str, ...]) -> None:
    check = f"import sys; {statement}; print([name for name in {unloaded!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", check], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
