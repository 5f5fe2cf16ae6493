"""The process that those of `crawler.workers` are forked from. Imports nothing of ours, so that it can be started first
of all: its imports and the run's own, a second each, are made side by side.
"""

from __future__ import annotations

import multiprocessing
import sys
from multiprocessing import forkserver

PRELOADED = ["crawler.packing"]
"""Imported once, in that process: a killed one is replaced in milliseconds."""
COMMAND = "crawler.cli"
"""Imported there too, for Python runs a main script, which imports it, in each process; one that is run by `-m` it runs
anew, and would warn of having it already.
"""


def start_ahead() -> None:
    """Begin the imports of the processes now, beside what the caller does before it needs them."""
    is_script = getattr(sys.modules["__main__"], "__spec__", None) is None
    preloaded = [*PRELOADED, COMMAND] if is_script else PRELOADED
    multiprocessing.get_context("forkserver").set_forkserver_preload(preloaded)
    forkserver.ensure_running()
