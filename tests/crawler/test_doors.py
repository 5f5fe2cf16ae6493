"""Doors that stay shut: private addresses in every spelling and by every way, other schemes, Scrapy's own servers."""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from news_site import ROOT, Answer, crawl, rows, run, scrapy_command, serve_site, site_report
from twisted.internet.address import IPv4Address, IPv6Address

from crawler.cli import main
from crawler.guard import AllowList, GuardedResolver

SPELLINGS = [
    "127.0.0.9", "127.9", "2130706441", "0x7f000009", "0177.0.0.011", "[::ffff:127.0.0.9]", "[::ffff:7f00:9]",
    "[64:ff9b::7f00:9]",
]  # fmt: skip


@contextmanager
def serve_inside() -> Iterator[tuple[int, list[str]]]:
    """A server inside, on all loopback addresses, and what was asked of it."""
    asked: list[str] = []

    class Inside(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("0.0.0.0", 0), Inside) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield server.server_port, asked
        finally:
            server.shutdown()
            thread.join()


def test_no_spelling_and_no_way_leads_inside(tmp_path: Path) -> None:
    with serve_inside() as (port, asked), serve_site(len(SPELLINGS) + 1) as site:
        addresses = [f"http://{host}:{port}/secret" for host in SPELLINGS]
        for number, address in enumerate(addresses, 1001):
            site.answers[f"/news/{number}"] = Answer(b"", 302, headers={"Location": address})
        feeds = "".join(f'<link rel="alternate" type="application/rss+xml" href="{url}">' for url in addresses)
        links = "".join(f'<a href="{url}/12345">خبر طويل عن أعمال الصيانة في السد</a>' for url in addresses)
        site.answers["/"].body = site.answers["/"].body.replace(b"<body>", f"{feeds}<body>{links}".encode())
        lines = "".join(f"Sitemap: {url}\n" for url in addresses)
        site.answers["/robots.txt"] = Answer(lines.encode(), content_type="text/plain")
        done = run(scrapy_command(site.base, tmp_path, "WARRAQ_BACKOFF_SECONDS=0.1"))
        assert done.returncode == 3, done.stderr
        assert "requests failed (refused_by_us" in done.stdout
    assert asked == []
    assert len(rows(tmp_path)) == 1
    assert site_report(tmp_path)["errors"]["refused_by_us"] >= len(SPELLINGS)


class Receiver:
    """Takes what a resolver gives."""

    def __init__(self) -> None:
        self.addresses: list[str] = []

    def resolutionBegan(self, resolution: object) -> None:  # noqa: N802
        pass

    def addressResolved(self, address: Any) -> None:  # noqa: N802
        self.addresses.append(address.host)

    def resolutionComplete(self) -> None:  # noqa: N802
        pass


class NameServer:
    """Gives one answer after another, as a name that is bound anew does."""

    def __init__(self, *answers: list[str]) -> None:
        self._answers = list(answers)

    def resolveHostName(self, receiver: Any, *_: object) -> None:  # noqa: N802
        receiver.resolutionBegan(None)
        for host in self._answers.pop(0):
            kind = IPv6Address if ":" in host else IPv4Address
            receiver.addressResolved(kind("TCP", host, 80))
        receiver.resolutionComplete()


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ([["93.184.216.34", "8.8.8.8"]], ["93.184.216.34", "8.8.8.8"]),
        ([["93.184.216.34", "10.0.0.5"]], []),
        ([["93.184.216.34", "::ffff:10.0.0.5"]], []),
        ([["169.254.169.254"]], []),
        ([["93.184.216.34"], ["127.0.0.1"]], []),
        ([["127.0.0.1"], ["93.184.216.34"]], ["93.184.216.34"]),
    ],
    ids=["public", "one private record", "mapped", "metadata", "bound anew", "bound anew, to the public"],
)
def test_a_name_is_judged_by_all_its_addresses_each_time(answers: list[list[str]], expected: list[str]) -> None:
    resolver = GuardedResolver(NameServer(*answers), AllowList())
    for _ in answers:
        receiver = Receiver()
        resolver.resolveHostName(receiver, "news.example")
    assert receiver.addresses == expected


@pytest.mark.parametrize("scheme", ["file:///etc/passwd", "data:text/html,<p>x</p>", "ftp://127.0.0.1/x", "s3://b/k"])
def test_other_schemes_are_refused_as_target_and_behind_redirects(tmp_path: Path, scheme: str) -> None:
    assert run(scrapy_command(scheme, tmp_path)).returncode == 2
    with serve_site(2) as site:
        site.answers["/news/1001"] = Answer(b"", 302, headers={"Location": scheme})
        site.answers["/robots.txt"] = Answer(f"Sitemap: {scheme}\n".encode(), content_type="text/plain")
        done = crawl(site.base, tmp_path)
        assert done.returncode == 0, done.stderr
    assert [row["url"] for row in rows(tmp_path)] == [f"{site.base}/news/1002"]
    assert "root:" not in str(rows(tmp_path)) + done.stdout + done.stderr


@pytest.mark.parametrize(
    "name",
    ["../../x", "..", "a/b", "/etc", "a\\b", "CON", "x" * 300, "\u202egnp.moc", "a\0b", "http://../x", "http://a\0b/",
     f"http://{'x' * 300}.example/", "http://\u202egnp.moc/"],
)  # fmt: skip
def test_no_name_of_a_site_leaves_the_output_folder(
    tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    output = tmp_path / "deep" / "inside"
    with pytest.raises(SystemExit) as caught:
        main(["crawl", name, "-o", str(output)])
    assert caught.value.code == 2
    assert len(capsys.readouterr().err.splitlines()) == 1
    assert list(tmp_path.rglob("*")) == []


@pytest.mark.skipif(not Path("/proc/net/tcp").is_file(), reason="reads listening ports from /proc")
def test_a_run_opens_no_port(tmp_path: Path) -> None:
    listening: list[set[str]] = []
    with serve_site(2) as site:

        def look(path: str) -> None:
            if path.startswith("/news/"):
                listening.append(_ports(process.pid))

        site.before = look
        command = scrapy_command(site.base, tmp_path)
        with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
            assert process.wait(60) == 0
    assert listening == [set(), set()]


def _ports(process: int) -> set[str]:
    """The TCP ports that a process listens on, as /proc writes them."""
    sockets = {link.readlink().name for link in Path(f"/proc/{process}/fd").iterdir()}
    found = set()
    for name in ("tcp", "tcp6"):
        for line in Path(f"/proc/{process}/net/{name}").read_text().splitlines()[1:]:
            fields = line.split()
            if fields[3] == "0A" and f"socket:[{fields[9]}]" in sockets:
                found.add(fields[1])
    return found
