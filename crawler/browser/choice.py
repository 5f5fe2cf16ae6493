"""Whether a run can use a browser. Imports no browser itself: the extra may be missing."""

from __future__ import annotations

import shutil
from importlib.util import find_spec

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
INSTALL = "pip install 'warraq[browser]', and Chromium from the system's packages"


def find_chromium(named: str | None = None) -> str | None:
    """The path of the system's Chromium, or of the program that the settings name; None where there is none."""
    return next((path for name in ([named] if named else NAMES) if (path := shutil.which(name))), None)


def what_is_missing(named: str | None = None) -> str | None:
    """Why pages cannot be fetched with a browser here; None where they can."""
    if find_spec("scrapy_playwright") is None:
        return f"the extra is not installed ({INSTALL})"
    if find_chromium(named) is None:
        return f"no Chromium was found ({named or ', '.join(NAMES)})"
    return None
