"""The download handler with a browser behind it, for requests whose meta says `playwright`."""

from __future__ import annotations

import os
from typing import Any

from playwright.async_api import Error, Page
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy_playwright.handler import ScrapyPlaywrightDownloadHandler
from scrapy_playwright.page import PageMethod

from crawler.browser.proxy import GuardedProxy
from crawler.download import CappedHead
from crawler.guard import SETTING, AllowList

IDLE_SECONDS = 5.0
"""How long a page may take to fill itself once it is loaded; some ask their server for ever."""
_UNSEEN = frozenset({"image", "media", "font", "stylesheet", "websocket", "eventsource", "manifest", "ping"})


class BrowserDownloadHandler(CappedHead, ScrapyPlaywrightDownloadHandler):  # type: ignore[misc]
    """scrapy-playwright's handler, behind the guarded proxy."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._proxy = GuardedProxy(AllowList.parse(crawler.settings.getlist(SETTING)))
        self._is_ready = False

    async def download_request(self, request: Request) -> Response:
        if request.meta.get("playwright") and not self._is_ready:
            self._is_ready = True
            port = await self._proxy.start()
            # Chromium asks loopback addresses itself unless it is told not to.
            proxy = {"server": f"http://127.0.0.1:{port}", "bypass": "<-loopback>"}
            self.config.launch_options["proxy"] = proxy
        response: Response = await super().download_request(request)
        return response

    async def close(self) -> None:
        await super().close()
        await self._proxy.stop()


def is_unseen(request: Any) -> bool:
    """Whether the browser may spare itself a request: nothing of it becomes text."""
    return request.resource_type in _UNSEEN


async def fill(page: Page) -> None:
    """Wait until the page's scripts have what they asked for."""
    try:
        await page.wait_for_load_state("networkidle", timeout=IDLE_SECONDS * 1000)
    except Error:
        return  # it asks on and on: what is there by now is what there is


def meta() -> dict[str, Any]:
    """What the meta of a request for the browser holds."""
    # Not in PLAYWRIGHT_CONTEXTS: what stands there has the browser started before it is given its proxy.
    context = {"service_workers": "block", "accept_downloads": False}
    return {
        "playwright": True,
        "playwright_context_kwargs": context,
        "playwright_page_methods": [PageMethod(fill)],
    }


def settings(chromium: str | None, seconds: float) -> dict[str, Any]:
    """Scrapy settings for a run with a browser; `chromium` is its path, `seconds` the limit of one page."""
    handler = "crawler.browser.handler.BrowserDownloadHandler"
    # Chromium's own sandbox does not work for root, as whom containers run.
    arguments = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    arguments += ["--force-webrtc-ip-handling-policy=disable_non_proxied_udp", "--disable-dev-shm-usage"]
    return {
        "DOWNLOAD_HANDLERS": {
            "file": None, "data": None, "ftp": None, "s3": None, "http": handler, "https": handler,
        },
        "PLAYWRIGHT_LAUNCH_OPTIONS": {"executable_path": chromium, "args": arguments},
        "PLAYWRIGHT_DEFAULT_NAVIGATION_TIMEOUT": seconds * 1000,
        "PLAYWRIGHT_ABORT_REQUEST": is_unseen,
        "PLAYWRIGHT_MAX_PAGES_PER_CONTEXT": 4,
    }  # fmt: skip
