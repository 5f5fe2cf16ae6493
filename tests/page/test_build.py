"""`make test-compiled` tests what was compiled, not the sources that lie beside it."""

from __future__ import annotations

import os
from pathlib import Path
from types import ModuleType

import pytest

from cleaners.page import clean, story
from cleaners.page.rules import lists

ROOT = Path(__file__).resolve().parents[2]
COMPILED = ROOT / "build" / "compiled"


@pytest.mark.parametrize("module", [clean, story, lists])
def test_the_cleaner_under_test_is_the_compiled_one(module: ModuleType) -> None:
    if str(COMPILED) not in os.environ.get("PYTHONPATH", ""):
        pytest.skip("the sources are tested: `make test-compiled` tests the compiled cleaner")
    path = Path(module.__file__ or "")
    assert path.is_relative_to(COMPILED)
    assert path.suffix != ".py"
