"""The proxy that the browser is given: it connects to no private address, and ends what goes on for ever."""

from __future__ import annotations

import asyncio
import logging
import re
from contextlib import suppress
from urllib.parse import urlsplit

from crawler.guard import AllowList, refusal

LARGEST = 32 << 20
"""Bytes of one connection, down."""
HEAD_BYTES = 64 << 10
SECONDS = 60.0
"""Of one connection."""
logger = logging.getLogger(__name__)
# Headers of the browser to its proxy alone, and the one that would keep a connection open for another host.
_HOP = re.compile(rb"^(?:proxy-[a-z-]+|connection|keep-alive):", re.IGNORECASE)


class RefusedError(Exception):
    """An address that may not be reached; the message says why."""


class GuardedProxy:
    """An HTTP proxy on a loopback port of its own."""

    def __init__(self, allowed: AllowList) -> None:
        self._allowed = allowed
        self._server: asyncio.Server | None = None

    async def start(self) -> int:
        """Listen; returns the port."""
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0, limit=HEAD_BYTES)
        return int(self._server.sockets[0].getsockname()[1])

    async def stop(self) -> None:
        """Take no more connections."""
        if self._server is not None:
            self._server.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await asyncio.wait_for(self._relay(reader, writer), SECONDS)
        except (RefusedError, ValueError) as error:
            logger.info("Refused to the browser: %s", error)
            writer.write(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        except (OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, TimeoutError):
            pass  # the browser sees that the connection ends, and reports it
        finally:
            with suppress(OSError):
                writer.close()

    async def _relay(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        line, *headers = head.rstrip(b"\r\n").split(b"\r\n")
        method, target, _ = line.decode("latin-1").split(" ")
        parts = urlsplit(f"//{target}" if method == "CONNECT" else target)
        if not parts.hostname or (method != "CONNECT" and parts.scheme != "http"):
            raise RefusedError(f"{method} {target[:200]!r}")
        up_reader, up_writer = await self._connect(parts.hostname, parts.port or 80)
        try:
            if method == "CONNECT":
                writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
            else:
                path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
                kept = [header for header in headers if not _HOP.match(header)]
                first = f"{method} {path} HTTP/1.1".encode("latin-1")
                up_writer.write(b"\r\n".join([first, *kept, b"Connection: close", b"", b""]))
            up = asyncio.ensure_future(_pump(reader, up_writer))
            await _pump(up_reader, writer)
            up.cancel()
        finally:
            with suppress(OSError):
                up_writer.close()

    async def _connect(self, host: str, port: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """A connection to one of the very addresses that were checked."""
        found = await asyncio.get_running_loop().getaddrinfo(host, port)
        addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
        for address in addresses:
            reason = refusal(host, address, self._allowed)
            if reason is not None:
                raise RefusedError(f"{host}: {reason} {address}")
        return await asyncio.open_connection(addresses[0], port)


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Hand on what comes, to its end or to `LARGEST` bytes."""
    left = LARGEST
    while left > 0 and (data := await reader.read(65_536)):
        left -= len(data)
        writer.write(data)
        await writer.drain()
