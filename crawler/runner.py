"""Run the spider in this process: what `warraq crawl` and `warraq demo` do."""

from __future__ import annotations

import gc
import logging
import sys
from collections.abc import Mapping
from typing import Any

# Here, and not by the engine within the running reactor: what it imports looks through the stack, frame by frame.
import scrapy.core.downloader.handlers.http11  # noqa: F401
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.settings import Settings

from crawler.extensions import DatasetExtension
from crawler.logs import make_handler
from crawler.outcome import ExitCode, Outcome
from crawler.spiders.news import NewsSpider


def run_crawl(
    arguments: Mapping[str, str | None],
    overrides: Mapping[str, Any],
    *,
    log_file: str | None = None,
    verbose: bool = False,
) -> Outcome:
    """Crawl with the spider's `arguments` and the project's settings, `overrides` before them.

    Once a process, for the reactor cannot be started twice. Raises BadArgumentError, and OSError for a log
    file that cannot be written.
    """
    NewsSpider(**arguments)
    settings = Settings()
    settings.setmodule("crawler.settings", priority="project")
    settings.setdict({**overrides, "LOG_INSTALL_ROOT_HANDLER": False}, priority="cmdline")
    target = (
        logging.FileHandler(log_file, encoding="utf-8") if log_file else logging.StreamHandler(sys.stderr)
    )
    handler = make_handler(target, verbose=verbose)
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(logging.INFO)  # from WARNING, which would drop what we say of the run
    if not verbose:  # the filter would drop them, after they were made: two for each page
        logging.getLogger("scrapy").setLevel(logging.INFO)
    try:
        process = AsyncCrawlerProcess(settings)
        crawler = process.create_crawler(NewsSpider)
        process.crawl(crawler, **arguments)
        gc.freeze()  # what the imports made stays: neither the collector nor the end of the process goes through it
        process.start()
    finally:
        root.removeHandler(handler)
        target.close()
    extension = crawler.get_extension(DatasetExtension)
    if extension is None or extension.outcome is None:
        return Outcome.refused(
            ExitCode.NOTHING_WORKED, "the run broke down before it could report; see the log"
        )
    return extension.outcome
