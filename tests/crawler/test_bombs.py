"""Bodies that swell or never end: cut at 10 MiB, with little memory, and told of."""

from __future__ import annotations

import gzip
import subprocess
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

import brotli
import pytest
from news_site import ROOT, Answer, rows, scrapy_command, serve_site

try:
    from compression import zstd  # type: ignore[import-not-found, unused-ignore]
except ImportError:
    from backports import zstd

SWOLLEN = b"<p>" + bytes(100 << 20)
MIB = 1 << 20


def raw_deflate(body: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(body) + packer.flush()


def endless_body(out: BinaryIO) -> None:
    out.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n")
    while True:
        out.write(b"10000\r\n" + b"x" * 0x10000 + b"\r\n")


def endless_body_to_the_close(out: BinaryIO) -> None:
    out.write(b"HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n")
    while True:
        out.write(b"<p>x</p>" * 8192)


def endless_headers(out: BinaryIO) -> None:
    out.write(b"HTTP/1.1 200 OK\r\n")
    while True:
        out.write(b"".join(b"X-%d: %s\r\n" % (n, b"y" * 500) for n in range(100)))


def endless_header_line(out: BinaryIO) -> None:
    out.write(b"HTTP/1.1 200 OK\r\nX-Long: ")
    while True:
        out.write(b"y" * 65536)


def announced(out: BinaryIO) -> None:
    out.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 99999999999\r\n\r\n<p>")
    while True:
        out.write(b"x" * 65536)


def packed(encoding: str, pack: Callable[[bytes], bytes]) -> Answer:
    return Answer(pack(SWOLLEN), headers={"Content-Encoding": encoding})


def memory_of(process: int, name: str) -> int:
    """Bytes: VmRSS is what it holds, VmHWM the most that it ever held."""
    for line in Path(f"/proc/{process}/status").read_text().splitlines():
        if line.startswith(f"{name}:"):
            return int(line.split()[1]) << 10
    raise LookupError(name)


@pytest.mark.skipif(not Path("/proc/self/status").is_file(), reason="reads memory from /proc")
def test_bombs_and_endless_answers_are_cut_and_told_of(tmp_path: Path) -> None:
    hostile = [
        packed("gzip", gzip.compress),
        packed("deflate", zlib.compress),
        packed("deflate", raw_deflate),
        packed("br", lambda body: brotli.compress(body, quality=1)),
        packed("zstd", zstd.compress),
        packed("gzip, gzip", lambda body: gzip.compress(gzip.compress(body))),
        Answer(b"", send=endless_body),
        Answer(b"", send=endless_body_to_the_close),
        Answer(b"", send=announced),
    ]
    headers = [Answer(b"", send=endless_header_line), Answer(b"", send=endless_headers)]
    with serve_site(len(hostile) + len(headers) + 4) as site:
        # Articles are asked for in the order of the home page: two good ones, the bombs, two good ones.
        for place, answer in enumerate(hostile + headers):
            site.answers[f"/news/{1003 + place}"] = answer
        seen: dict[str, int] = {}
        last = f"/news/{1004 + len(hostile) + len(headers)}"

        def look(path: str) -> None:
            if path == "/news/1003":
                seen["before"] = memory_of(process.pid, "VmRSS")
            elif path == last:
                seen["most"] = memory_of(process.pid, "VmHWM")

        site.before = look
        command = scrapy_command(site.base, tmp_path, "WARRAQ_BACKOFF_SECONDS=0.1")
        with subprocess.Popen(
            command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        ) as process:
            assert process.wait(90) in (0, 3)
    assert seen["most"] - seen["before"] <= 64 * MIB, (
        f"grew by {(seen['most'] - seen['before']) / MIB:.0f} MiB"
    )
    rejected = {str(row["url"]).rpartition("/")[2]: row["reason"] for row in rows(tmp_path, "rejected")}
    expected = {str(1003 + place): "too_large" for place in range(len(hostile))}
    assert {name: reason for name, reason in rejected.items() if name in expected} == expected
    assert len(rows(tmp_path)) == 4
