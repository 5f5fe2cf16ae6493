"""The gate that every request passes last: one at a time to a host, at the pace that the host bears.

Scrapy's own slots know a fixed delay only; they cannot be told to hold a host after a failure before the next
request has left. Here a request waits for its host's turn, and what waits costs the other hosts nothing.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import DownloadCancelledError, IgnoreRequest
from scrapy.http import Response
from scrapy.settings import BaseSettings

from cleaners.page.urls import site_of
from crawler.job import Job
from crawler.politeness.pace import Manners, Pace
from crawler.politeness.retry_after import parse_retry_after

ANSWERS_OF_TROUBLE = frozenset({500, 502, 504, 520, 521, 522, 523, 524, 408})
COME_BACK_LATER = frozenset({429, 503})
LOOK_UP_SECONDS = 0.25
"""A request that waits looks so often whether the run is ending."""
WORTH_A_LINE = 5.0
"""Seconds; shorter waits are not told."""
logger = logging.getLogger(__name__)


class HostLeftError(IgnoreRequest):
    """A request to `url`, whose host this run leaves alone. `reason` is a word for counts."""

    def __init__(self, url: str, reason: str, detail: str) -> None:
        super().__init__(detail)
        self.url = url
        self.reason = reason


class _Host:
    """A host: its pace, and the queue of requests before it."""

    def __init__(self, pace: Pace) -> None:
        self.pace = pace
        self.turn = asyncio.Lock()
        """Held from a request's beginning to its end; those that wait for it are served in order."""


class GateMiddleware:
    """Lets requests through. Must stand nearest to the downloader."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._manners = manners_of(crawler.settings)
        self._asked = delays_of(getattr(crawler.spider, "job", None))
        self._hosts: dict[str, _Host] = {}
        self._inside: dict[Request, tuple[str, float]] = {}
        self._transfers = asyncio.Semaphore(crawler.settings.getint("WARRAQ_TRANSFERS"))

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def ask(self, url: str, seconds: float) -> None:
        """The host of `url` asks for so much time between two requests."""
        self._host(host_key(url)).pace.ask(seconds)

    async def process_request(self, request: Request) -> None:
        """Wait for the host's turn. Raises HostLeftError where it will not come in this run."""
        key = host_key(request.url)
        host = self._host(key)
        # Redirects keep the meta of the request they answer: the slot has to be named anew.
        request.meta["download_slot"] = key
        await host.turn.acquire()
        try:
            await self._wait(request.url, host.pace)
            await self._transfers.acquire()
        except BaseException:
            host.turn.release()
            raise
        now = time.monotonic()
        host.pace.begin(now)
        self._inside[request] = key, now

    def process_response(self, request: Request, response: Response) -> Response:
        if (entry := self._leave(request)) is not None:
            key, pace, began = entry
            now = time.monotonic()
            if response.status in COME_BACK_LATER:
                told = response.headers.get("Retry-After")
                seconds = parse_retry_after(told.decode("latin-1") if told else None, datetime.now(UTC))
                self._tell(key, pace, f"answers {response.status}", pace.refused(now, seconds))
            elif response.status in ANSWERS_OF_TROUBLE:
                self._tell(key, pace, f"answers {response.status}", pace.failed(now))
            else:
                pace.answered(now, float(request.meta.get("download_latency", now - began)))
        return response

    def process_exception(self, request: Request, exception: Exception) -> None:
        if (entry := self._leave(request)) is not None:
            key, pace, began = entry
            now = time.monotonic()
            if isinstance(exception, DownloadCancelledError):  # it answered, with more than we take
                pace.answered(now, now - began)
            else:
                self._tell(key, pace, f"gives no answer ({type(exception).__name__})", pace.failed(now))

    def _host(self, key: str) -> _Host:
        if key not in self._hosts:
            self._hosts[key] = _Host(Pace(self._manners, self._asked.get(key, 0.0)))
        return self._hosts[key]

    def _leave(self, request: Request) -> tuple[str, Pace, float] | None:
        """End a request; None for one that never came through here."""
        entry = self._inside.pop(request, None)
        if entry is None:
            return None
        host = self._hosts[entry[0]]
        self._transfers.release()
        host.turn.release()
        return entry[0], host.pace, entry[1]

    async def _wait(self, url: str, pace: Pace) -> None:
        while True:
            if pace.is_hopeless:
                raise HostLeftError(url, "host_in_trouble", "its host failed too often in a row")
            deadline = self._deadline()
            if deadline is not None and pace.ready_at > deadline:
                raise HostLeftError(url, "no_time", "its host is to be asked again only after this run")
            left = pace.ready_at - time.monotonic()
            if left <= 0:
                return
            if self._is_ending():
                raise HostLeftError(url, "no_time", "the run is ending")
            await asyncio.sleep(min(left, LOOK_UP_SECONDS))

    def _deadline(self) -> float | None:
        crawl = self._crawl()
        return crawl.deadline if crawl is not None else None

    def _is_ending(self) -> bool:
        crawl = self._crawl()
        return not self._crawler.engine.running or (crawl is not None and crawl.is_over)

    def _crawl(self) -> Any:
        from crawler.extensions import DatasetExtension

        extension = self._crawler.get_extension(DatasetExtension)
        return extension.crawl if extension is not None else None

    def _tell(self, key: str, pace: Pace, what: str, wait: float) -> None:
        if pace.is_hopeless:
            logger.warning("%s %s: left for a later run", key, what)
        elif wait >= WORTH_A_LINE:
            logger.warning("%s %s: the next request to it in %.0f s", key, what, wait)


def host_key(url: str) -> str:
    """What hosts are told apart by: the name without `www.`, which is the same machine."""
    return site_of(url) or url.partition("://")[2].partition("/")[0]


def manners_of(settings: BaseSettings) -> Manners:
    """The manners that the settings name."""
    return Manners(
        delay=settings.getfloat("DOWNLOAD_DELAY"),
        slow=settings.getfloat("WARRAQ_SLOW_SECONDS"),
        backoff=settings.getfloat("WARRAQ_BACKOFF_SECONDS"),
        longest_wait=settings.getfloat("WARRAQ_LONGEST_WAIT"),
    )


def delays_of(job: Job | None) -> Mapping[str, float]:
    """The delays that site files name, by host."""
    targets = job.targets if isinstance(job, Job) else ()
    return {
        key: target.file.delay
        for target in targets
        if target.file is not None and target.file.delay is not None
        for key in {target.site, host_key(target.home)}
    }
