"""Scrapy's download handler with one limit more: on the head of a response. Without it a server that sends headers
without end fills the memory, gigabytes within the time-out of a request.
"""

from __future__ import annotations

from typing import Any

from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from twisted.web._newclient import HEADER, STATUS

MAX_HEAD_BYTES = 256 << 10
"""Of status line and headers; browsers take as much."""


class CappedHead:
    """For handlers over HTTP/1.1: ends a connection whose response has a longer head than `MAX_HEAD_BYTES`."""

    _pool: Any

    def __init__(self, crawler: Any) -> None:
        super().__init__(crawler)  # type: ignore[call-arg]
        self._pool._factory = _capped(self._pool._factory)


class CappedDownloadHandler(CappedHead, HTTP11DownloadHandler):
    """Scrapy's handler, with that limit."""


def _capped(factory: Any) -> Any:
    """The class of client factories `factory`, its connections capped."""

    class CappedFactory(factory):  # type: ignore[misc]
        def buildProtocol(self, addr: Any) -> Any:  # noqa: N802 - Twisted's name
            protocol = super().buildProtocol(addr)
            _cap(protocol)
            return protocol

    return CappedFactory


def _cap(protocol: Any) -> None:
    take, ask = protocol.dataReceived, protocol.request
    head = 0

    def request(*args: Any, **kwargs: Any) -> Any:
        nonlocal head
        head = 0
        return ask(*args, **kwargs)

    def data_received(data: bytes) -> None:
        nonlocal head
        if protocol._parser is not None and protocol._parser.state in (STATUS, HEADER):
            head += len(data)
            if head > MAX_HEAD_BYTES:
                protocol.transport.abortConnection()
                return
        take(data)

    protocol.request, protocol.dataReceived = request, data_received
