"""The dataset's life around a run: opened and locked before it, written and reported after it."""

from __future__ import annotations

import asyncio
import logging
import os
import sqlite3
import time
from typing import Any, Self

from scrapy import Spider, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import CloseSpider, NotConfigured
from scrapy.http import Response
from scrapy.settings import BaseSettings
from scrapy.utils.log import get_scrapy_root_handler
from twisted.python.failure import Failure

from crawler.crawl import WRITE_ERRORS, Crawl, Limits
from crawler.dataset import PART_MEBIBYTES, PART_SECONDS, Dataset, DatasetBusyError, DatasetError
from crawler.items import Page
from crawler.job import Job
from crawler.logs import EscapeFilter
from crawler.outcome import ExitCode, Outcome, judge_run
from crawler.store import StoreError
from crawler.workers import Workers

logger = logging.getLogger(__name__)


class DatasetExtension:
    """Holds the `Crawl` of a run. After the run, `outcome` says how it went."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self.crawl: Crawl | None = None
        self.outcome: Outcome | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        if not isinstance(getattr(crawler.spider, "job", None), Job):
            raise NotConfigured("only for spiders with a job")
        extension = cls(crawler)
        if (handler := get_scrapy_root_handler()) is not None:
            handler.addFilter(EscapeFilter())
        crawler.signals.connect(extension.spider_opened, signal=signals.spider_opened)
        crawler.signals.connect(extension.spider_closed, signal=signals.spider_closed)
        crawler.signals.connect(extension.spider_error, signal=signals.spider_error)
        crawler.signals.connect(extension.item_error, signal=signals.item_error)
        return extension

    def spider_opened(self, spider: Spider) -> None:
        settings = self._crawler.settings
        job: Job = spider.job  # type: ignore[attr-defined]
        try:
            dataset = Dataset(settings["WARRAQ_OUTPUT"], store=settings["WARRAQ_STORE"], shard=job.shard)
        except DatasetBusyError as error:
            self.outcome = Outcome.refused(ExitCode.BUSY, str(error))
            raise CloseSpider("busy") from None
        except (DatasetError, StoreError, *WRITE_ERRORS) as error:
            self.outcome = Outcome.refused(ExitCode.NOTHING_WORKED, str(error))
            raise CloseSpider("no_dataset") from None
        workers = Workers(
            settings.getint("WARRAQ_PROCESSES") or available_cores(),
            seconds=settings.getfloat("WARRAQ_PAGE_SECONDS"),
            mebibytes=settings.getint("WARRAQ_PAGE_MEBIBYTES"),
        )
        try:
            writer = Workers(1, seconds=PART_SECONDS, mebibytes=PART_MEBIBYTES)
            self.crawl = Crawl(
                dataset, job, workers, writer, limits_of(settings), ScrapyEngine(self._crawler)
            )
        except sqlite3.Error as error:
            dataset.close()
            self.outcome = Outcome.refused(ExitCode.NOTHING_WORKED, f"{dataset.store.path}: {error}")
            raise CloseSpider("no_dataset") from None
        if self.crawl.resumed:
            logger.info("Going on with run %s, which was cut off", self.crawl.run.name)

    def spider_error(self, failure: Failure, response: Response | None, spider: Spider) -> None:
        """A fault in a callback: its URL is left for a later run."""
        task = response.request.cb_kwargs.get("task") if response is not None and response.request else None
        if self.crawl is not None and task is not None:
            self.crawl.drop(task)

    def item_error(self, item: Any, response: Response, spider: Spider, failure: Failure) -> None:
        """A fault in a pipeline: the same."""
        self._crawler.stats.inc_value("warraq/item_faults")
        if self.crawl is not None and isinstance(item, Page):
            self.crawl.drop(item.task)

    async def spider_closed(self, spider: Spider, reason: str) -> None:
        if self.crawl is None:
            return
        crawl, dataset = self.crawl, self.crawl.dataset
        try:
            await crawl.workers.stop()
            written = await crawl.finish_writing()
            stats = self._crawler.stats
            faults = int(stats.get_value("spider_exceptions/count", 0))
            faults += sum(int(stats.get_value(f"warraq/{kind}_faults", 0)) for kind in ("cleaner", "item"))
            faults += crawl.lost
            self.outcome = judge_run(
                dataset, crawl.run, crawl.job, reason=reason if written else "write_failed", faults=faults,
                now=time.time(),
            )  # fmt: skip
        finally:
            await crawl.writer.stop()
            dataset.close()


def crawl_of(crawler: Crawler) -> Crawl:
    """The run that is on. Raises RuntimeError where the settings lack the extension that holds it."""
    extension = crawler.get_extension(DatasetExtension)
    if extension is None or extension.crawl is None:
        raise RuntimeError("no run is on: crawler.extensions.DatasetExtension has to stand in EXTENSIONS")
    return extension.crawl


def limits_of(settings: BaseSettings) -> Limits:
    """The limits that the settings name."""
    return Limits(
        at_hand=settings.getint("WARRAQ_AT_HAND"),
        part_rows=settings.getint("WARRAQ_PART_ROWS"),
        free_mebibytes=settings.getint("WARRAQ_FREE_MEBIBYTES"),
    )


class ScrapyEngine:
    """The engine of a crawler, as `Crawl` needs it."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    def stop(self, reason: str) -> None:
        closing = asyncio.ensure_future(self._crawler.engine.close_spider_async(reason=reason))
        closing.add_done_callback(_closed)

    def is_idle(self) -> bool:
        engine = self._crawler.engine
        reading = engine.scraper.slot is not None and not engine.scraper.slot.is_idle()
        waiting = engine.scheduler is not None and engine.scheduler.has_pending_requests()
        return not (engine.downloader.active or reading or waiting)


def available_cores() -> int:
    """Cores that this process may use, which in a container are fewer than the machine has."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _closed(closing: asyncio.Future[Any]) -> None:
    """The spider may be closing already, for another reason."""
    if not closing.cancelled() and (error := closing.exception()) is not None:
        logger.debug("While closing: %s", error)
