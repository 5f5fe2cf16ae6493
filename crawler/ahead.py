"""The process that those of `crawler.workers` are forked from. Imports nothing of ours, so that it can be started first
of all: its imports and the run's own, a second each, are made side by side.
"""

from __future__ import annotations

import multiprocessing
from multiprocessing import forkserver

PRELOADED = ["crawler.packing", "crawler.cli"]
"""Imported once, in that process: a killed one is replaced in milliseconds. Python runs the main module, which is the
command's, in each."""


def start_ahead() -> None:
    """Begin the imports of the processes now, beside what the caller does before it needs them."""
    multiprocessing.get_context("forkserver").set_forkserver_preload(PRELOADED)
    forkserver.ensure_running()
