"""The spider: from a site's home page, feeds and sitemaps to its articles."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from typing import Any, Self

from scrapy import Request, Spider
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.settings import BaseSettings
from twisted.python.failure import Failure
from w3lib.encoding import http_content_type_encoding

from cleaners.page.article import Article, Reason, Rejected
from cleaners.page.urls import same_site
from crawler.browser.choice import find_chromium, what_is_missing
from crawler.crawl import Crawl
from crawler.extensions import crawl_of
from crawler.failures import forget_frames, reason_of
from crawler.items import Page
from crawler.job import parse_job
from crawler.politeness.gate import HostLeftError
from crawler.reading import READERS, Source
from crawler.store import Kind, Look, State, Task
from crawler.workers import WorkError, WorkersStoppedError

_READ_BY_PEOPLE = frozenset({Kind.HOME, Kind.SECTION, Kind.MORE, Kind.PAGE})
LARGEST_SITEMAP = 50 << 20
"""Bytes, as the protocol allows; 50,000 Arabic addresses, escaped, are more than a page may have."""


class NewsSpider(Spider):
    """Crawls news sites. Arguments, all optional, of which one of the first four names the sites:

    site       domains of sites that we have a file for, parted by commas
    url        home pages of any sites, parted by spaces
    country    all sites of a country, by its code (IQ)
    all        1: all sites
    sites      a folder with site files of your own, which come before ours
    since      only stories from this date on (2024-05-14, or a span back from now: 2d)
    until      only stories before this date
    max_pages  pages of each site
    max_time   of the whole run (90, 30m, 2h)
    shard      2/8: the second of eight machines
    """

    name = "news"

    def __init__(
        self,
        *,
        site: str | None = None,
        url: str | None = None,
        country: str | None = None,
        all: str | None = None,
        sites: str | None = None,
        since: str | None = None,
        until: str | None = None,
        max_pages: str | None = None,
        max_time: str | None = None,
        shard: str | None = None,
    ) -> None:
        """Raises BadArgumentError."""
        super().__init__()
        given = {
            "site": site, "url": url, "country": country, "all": all, "sites": sites, "since": since, "until": until,
            "max_pages": max_pages, "max_time": max_time, "shard": shard,
        }  # fmt: skip
        self.job = parse_job(given, now=datetime.now(UTC))
        self._needy: frozenset[str] = frozenset()
        """Sites whose pages a browser fetches."""
        self._browser_meta: Callable[[], dict[str, Any]] = dict

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        spider = super().from_crawler(crawler, *args, **kwargs)
        spider._prepare_browser(crawler.settings)
        return spider

    def _prepare_browser(self, settings: BaseSettings) -> None:
        """Have a browser ready where a site's file asks for one; without it the site is crawled as any other."""
        needy = [target.site for target in self.job.targets if target.file is not None and target.file.browser]
        if not needy:
            return
        missing = what_is_missing(settings["WARRAQ_CHROMIUM"])
        if missing is not None:
            self.logger.error("%s: the pages need a browser: %s", ", ".join(needy[:5]), missing)
            return
        from crawler.browser import handler

        chromium = find_chromium(settings["WARRAQ_CHROMIUM"])
        settings.setdict(handler.settings(chromium, settings.getfloat("DOWNLOAD_TIMEOUT")), priority="spider")
        self._browser_meta = handler.meta
        self._needy = frozenset(needy)

    def _crawl(self) -> Crawl:
        return crawl_of(self.crawler)

    async def start(self) -> AsyncIterator[Any]:
        async for task in self._crawl().tasks():
            yield self._request(task)

    def _request(self, task: Task) -> Request:
        headers: dict[str, str] = {}
        if task.etag:
            headers["If-None-Match"] = task.etag
        if task.last_modified:
            headers["If-Modified-Since"] = task.last_modified
        meta: dict[str, Any] = {"download_maxsize": LARGEST_SITEMAP} if task.kind is Kind.SITEMAP else {}
        if task.site in self._needy and task.kind in _READ_BY_PEOPLE:
            meta, headers = self._browser_meta(), {}
        return Request(
            task.url,
            callback=self.read,
            errback=self.fail,
            headers=headers,
            cb_kwargs={"task": task},
            meta=meta,
        )

    async def read(self, response: Response, task: Task) -> AsyncIterator[Any]:
        """Settle a response: a list here, an article in the pipeline."""
        if response.status == 304:
            self._crawl().settle(
                task, Look(state=State.DONE, status=304, changed=False), counts=_counts(response, task)
            )
        elif not 200 <= response.status < 300:
            self._settle_error(response, task)
        elif not same_site(response.url, task.url):
            self._settle_moved(response, task)
        elif task.kind is Kind.PAGE:
            yield _page(response, task)
        elif await self._read_list(page := _page(response, task)) is not None:
            yield page  # taken for a list, and an article after all

    async def _read_list(self, page: Page) -> Article | None:
        """Settle a page that lists articles; give the article, unsettled, where it turns out to be one."""
        task = page.task
        counts = page.counts
        try:
            reading = await self._crawl().workers.run(READERS[task.kind], self.source(page))
        except WorkError as error:
            self.logger.warning("%r cannot be read: %s", task.url, error.detail)
            counts[f"error:list_{error.reason}"] = 1
            self._crawl().settle(task, _look(page, State.FAILED, str(error.reason)), counts=counts)
        except WorkersStoppedError:
            self._crawl().drop(task)
        else:
            if isinstance(reading.record, Article):
                return reading.record
            counts["listed"] = sum(found.kind is Kind.PAGE for found in reading.found)
            if reading.problem:
                counts["list_problems"] = 1
            look = _look(page, State.DONE, reading.problem)
            self._crawl().settle(task, look, found=reading.found, counts=counts, final_url=page.url)
        return None

    def source(self, page: Page) -> Source:
        """What a reader needs of a page."""
        return Source(
            body=page.body,
            url=page.url,
            encoding=page.encoding,
            site=self._crawl().target(page.task).file,
            depth=page.task.depth,
            fetched_at=page.fetched_at,
            since=self.job.since,
            until=self.job.until,
        )

    def _settle_error(self, response: Response, task: Task) -> None:
        """An answer that is no page: gone for good, or to be tried again by a later run."""
        gone = response.status in (404, 410)
        reason = f"http_{response.status}"
        counts = _counts(response, task)
        if not gone or not task.depth or task.kind is Kind.PAGE:
            # Lists that are not there count for nothing: where feeds lie is often a guess.
            counts[f"error:{reason}"] = 1
        record = None
        if gone and task.kind is Kind.PAGE:
            record = Rejected(
                url=task.url,
                site=task.site,
                reason=Reason.HTTP_ERROR,
                detail=f"HTTP status {response.status}",
                fetched_at=datetime.now(UTC),
                http_status=response.status,
            )
            counts[f"rejected:{record.reason}"] = 1
        look = Look(state=State.GONE if gone else State.FAILED, status=response.status, reason=reason)
        self._tell_of_home(task, f"answers with HTTP status {response.status}")
        self._crawl().settle(task, look, record=record, counts=counts)

    def _settle_moved(self, response: Response, task: Task) -> None:
        """A redirect that left the site."""
        counts = _counts(response, task) | {"error:moved_away": 1}
        self._tell_of_home(task, f"leads to another site, {response.url!r}")
        state = State.FAILED if task.kind is Kind.HOME else State.GONE
        self._crawl().settle(
            task, Look(state=state, status=response.status, reason="moved_away"), counts=counts
        )

    def fail(self, failure: Failure) -> None:
        """Settle a URL that gave no answer."""
        task: Task = failure.request.cb_kwargs["task"]  # type: ignore[attr-defined]
        error = failure.value
        forget_frames(error)
        reason = reason_of(error)
        if isinstance(error, HostLeftError) and self._crawl().leave(task, error.url, reason):
            return
        if reason != "robots":
            self._tell_of_home(task, f"cannot be reached: {reason.replace('_', ' ')} ({error})")
        if reason == "too_large" and task.kind is Kind.PAGE:
            self._settle_too_large(task, str(error))
            return
        is_forbidden = reason == "robots" and task.kind is Kind.PAGE
        counts = {"forbidden" if is_forbidden else f"error:{reason}": 1.0}
        self._crawl().settle(task, Look(state=State.FAILED, reason=reason), counts=counts)

    def _settle_too_large(self, task: Task, detail: str) -> None:
        """A body that was cut off: the page is kept as rejected, and asking again would bring no more."""
        record = Rejected(
            url=task.url,
            site=task.site,
            reason=Reason.TOO_LARGE,
            detail=" ".join(detail.split())[:300],
            fetched_at=datetime.now(UTC),
        )
        counts = {"fetched": 1.0, "pages": 1.0, f"rejected:{record.reason}": 1.0}
        look = Look(state=State.DONE, reason=str(record.reason))
        self._crawl().settle(task, look, record=record, counts=counts)

    def _tell_of_home(self, task: Task, what: str) -> None:
        """One line for a site that cannot be crawled at all; the others go on."""
        if task.kind is Kind.HOME:
            self.logger.error("%s: the home page %s", task.site, " ".join(what.split())[:300])


def _counts(response: Response, task: Task) -> dict[str, float]:
    counts: dict[str, float] = {
        "fetched": 1,
        "bytes": len(response.body),
        "seconds": float(response.meta.get("download_latency", 0.0)),
    }
    if task.kind is Kind.PAGE and not 200 <= response.status < 300:
        counts["pages"] = 1  # the pipeline counts those that it reads
    if response.status == 304:
        counts["not_modified"] = 1
    return counts


def _look(page: Page, state: State, reason: str | None = None) -> Look:
    return Look(
        state=state, status=page.status, reason=reason, etag=page.etag, last_modified=page.last_modified
    )


def _header(response: Response, name: str) -> str | None:
    value = response.headers.get(name)
    return value.decode("latin-1") if value is not None else None


def _page(response: Response, task: Task) -> Page:
    content_type = _header(response, "Content-Type") or ""
    return Page(
        task=task,
        url=response.url,
        body=response.body,
        status=response.status,
        encoding=http_content_type_encoding(content_type),
        content_type=content_type,
        etag=_header(response, "ETag"),
        last_modified=_header(response, "Last-Modified"),
        fetched_at=datetime.now(UTC),
        counts=_counts(response, task),
    )
