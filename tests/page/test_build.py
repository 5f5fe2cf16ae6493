"""`make test-compiled` tests what was compiled, not the sources that lie beside it."""

from __future__ import annotations

import os
import pickle
from pathlib import Path
from types import ModuleType

import pytest
from story_pages import STORY, page_of, paragraphs

from cleaners import clean_html, clean_text
from cleaners.page import clean, story
from cleaners.page.rules import lists
from cleaners.page.sites import Site

ROOT = Path(__file__).resolve().parents[2]
COMPILED = ROOT / "build" / "compiled"


@pytest.mark.parametrize("module", [clean, story, lists])
def test_the_cleaner_under_test_is_the_compiled_one(module: ModuleType) -> None:
    if str(COMPILED) not in os.environ.get("PYTHONPATH", ""):
        pytest.skip("the sources are tested: `make test-compiled` tests the compiled cleaner")
    path = Path(module.__file__ or "")
    assert path.is_relative_to(COMPILED)
    assert path.suffix != ".py"


def test_records_travel_between_processes() -> None:
    site = Site(domain="news.example", delay=2.0)
    page = page_of(paragraphs(*STORY)).encode()
    for record in (clean_html(page, "https://news.example/1", site=site), clean_html(b"<p>OK</p>"), clean_text("ok")):
        assert pickle.loads(pickle.dumps(record)) == record
    assert pickle.loads(pickle.dumps(site)) == site
