"""robots.txt as RFC 9309 has it. Scrapy's own middleware takes an error page for rules and an outage for a yes."""

from __future__ import annotations

import asyncio
import logging
import time
from dataclasses import dataclass
from typing import Self
from urllib.parse import urlsplit

from protego import Protego
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK

from crawler.politeness.gate import GateMiddleware, HostLeftError

READ_BYTES = 500 << 10
"""Of robots.txt; RFC 9309 asks for at least that much."""
VALID_SECONDS = 86_400.0
"""RFC 9309: no longer than a day."""
LONGEST_DELAY = 300.0
"""Seconds kept of a Crawl-delay; who asks for more gets a line in the log."""
logger = logging.getLogger(__name__)


class ForbiddenError(IgnoreRequest):
    """A request that robots.txt forbids."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What a robots.txt says."""

    parsed: Protego | None = None
    """None: there are no rules."""
    unreachable: str | None = None
    """Why there is no answer; everything is forbidden then."""

    def allow(self, url: str, agent: str) -> bool:
        return self.unreachable is None and (self.parsed is None or self.parsed.can_fetch(url, agent))

    def delay(self, agent: str) -> float:
        """Seconds between two requests that are asked for, 0 where none are."""
        if self.parsed is None:
            return 0.0
        rate = self.parsed.request_rate(agent)
        spread = rate.seconds / rate.requests if rate and rate.requests else 0.0
        return max(self.parsed.crawl_delay(agent) or 0.0, spread)


def read_rules(status: int, body: bytes) -> Rules:
    """The rules of an answer: 2xx is read, 4xx means that there are none, anything else forbids all.

    429 is a server that has no time for us, not one that has no rules.
    """
    if 200 <= status < 300:
        return Rules(parsed=Protego.parse(_readable(body)))
    if 400 <= status < 500 and status != 429:
        return Rules()
    return Rules(unreachable=f"robots_http_{status}")


def _readable(body: bytes) -> str:
    if len(body) > READ_BYTES:
        # Whole lines only: half of «Disallow: /private» forbids everything.
        body = body[:READ_BYTES].rpartition(b"\n")[0]
    return body.decode("utf-8-sig", "replace")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    rules: Rules
    response: Response | None
    """None where none came."""
    until: float


class RobotsMiddleware:
    """Forbids what robots.txt forbids, and sees to it that its delay is kept.

    A request for robots.txt itself is answered with the one that was fetched for the rules.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._agent = str(crawler.settings["ROBOTSTXT_USER_AGENT"])
        self._known: dict[str, asyncio.Task[_Known]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    async def process_request(self, request: Request) -> Response | None:
        """Raises ForbiddenError, and HostLeftError where the host gives no robots.txt."""
        if request.meta.get("dont_obey_robotstxt"):
            return None
        known = await self._look_up(request.url)
        if urlsplit(request.url).path == "/robots.txt" and known.response is not None:
            return known.response.replace(request=request)
        if known.rules.unreachable is not None:
            why = known.rules.unreachable
            raise HostLeftError(request.url, why, f"its robots.txt cannot be had: {why.replace('_', ' ')}")
        if not known.rules.allow(request.url, self._agent):
            raise ForbiddenError("forbidden by robots.txt")
        return None

    async def _look_up(self, url: str) -> _Known:
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}"
        task = self._known.get(origin)
        if task is None or (task.done() and _is_old(task)):
            task = self._known[origin] = asyncio.ensure_future(self._fetch(origin))
        return await asyncio.shield(task)

    async def _fetch(self, origin: str) -> _Known:
        request = Request(
            f"{origin}/robots.txt", callback=NO_CALLBACK, meta={"dont_obey_robotstxt": True}, priority=1000
        )
        response = None
        try:
            response = await self._crawler.engine.download_async(request)
        except Exception as error:  # noqa: BLE001 - whatever kept it from coming, it did not come
            reason = _name(error)
            # RFC 9309: a chain of more than five redirects may be taken for a missing file.
            rules = Rules() if reason == "redirects" else Rules(unreachable=reason)
        else:
            rules = read_rules(response.status, response.body)
            response = response.replace(body=response.body[:READ_BYTES])  # it is kept for as long as the run lasts
            self._keep_delay(origin, rules)
        return _Known(rules=rules, response=response, until=time.monotonic() + VALID_SECONDS)

    def _keep_delay(self, origin: str, rules: Rules) -> None:
        asked = rules.delay(self._agent)
        if asked > LONGEST_DELAY:
            logger.warning("%s asks for %.0f s between requests: %.0f s kept", origin, asked, LONGEST_DELAY)
        gate = self._crawler.get_downloader_middleware(GateMiddleware)
        if asked and gate is not None:
            gate.ask(origin, min(asked, LONGEST_DELAY))


def _is_old(task: asyncio.Task[_Known]) -> bool:
    return task.cancelled() or task.exception() is not None or task.result().until < time.monotonic()


def _name(error: Exception) -> str:
    from crawler.failures import reason_of

    return reason_of(error)
