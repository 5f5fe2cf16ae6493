"""Sitemaps that swell, loop, never end, or reach for what is not theirs: limited, in time and memory."""

from __future__ import annotations

import gzip
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from news_site import ROOT, Answer, rows, scrapy_command, serve_site, site_report

MIB = 1 << 20
URLSET = '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{}</urlset>'
INDEX = '<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{}</sitemapindex>'
BOMB = (
    '<?xml version="1.0"?><!DOCTYPE urlset [<!ENTITY a0 "http://127.0.0.1/news/9">'
    + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    + "]>"
    + URLSET.format("<url><loc>&a11;</loc></url>")
)
REACHING = (
    '<?xml version="1.0"?><!DOCTYPE urlset [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    + URLSET.format("<url><loc>http://127.0.0.1/news/&x;</loc></url><url><loc>file:///etc/passwd</loc></url>")
)


def xml(text: str, **headers: str) -> Answer:
    return Answer(text.encode(), content_type="application/xml", headers=headers)


@contextmanager
def most_memory(process: subprocess.Popen[bytes]) -> Iterator[list[int]]:
    """The most bytes that a process of the crawl held: it, or one of those that read pages for it."""
    most, over = [0], threading.Event()

    def look() -> None:
        while not over.wait(0.05):
            most[0] = max([most[0], *(memory for memory in _family(process.pid))])

    thread = threading.Thread(target=look)
    thread.start()
    try:
        yield most
    finally:
        over.set()
        thread.join()


def _family(first: int) -> Iterator[int]:
    parents: dict[int, tuple[int, int]] = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                fields = dict(line.split(":", 1) for line in (folder / "status").read_text().splitlines())
            except (OSError, ValueError):
                continue
            if "VmRSS" in fields:
                parents[int(folder.name)] = int(fields["PPid"]), int(fields["VmRSS"].split()[0]) << 10
    family = {first}
    for _ in range(3):
        family |= {process for process, (parent, _) in parents.items() if parent in family}
    return (parents[process][1] for process in family if process in parents)


@pytest.mark.skipif(not Path("/proc/self/status").is_file(), reason="reads memory from /proc")
def test_hostile_sitemaps_cost_little_and_the_articles_are_found(tmp_path: Path) -> None:
    with serve_site(4) as site:
        entry = "<url><loc>" + site.base + "/news/{}</loc></url>"
        many = gzip.compress(URLSET.format("".join(map(entry.format, range(1001, 1_001_001)))).encode(), 1)
        swollen = gzip.compress(URLSET.format(entry.format(1002) + " " * (400 * MIB)).encode(), 1)
        loop = INDEX.format(f"<sitemap><loc>{site.base}/loop.xml</loc></sitemap>" * 3)
        site.answers["/"] = Answer(b"<html><body><h1>x</h1></body></html>")
        names = ["many.xml.gz", "swollen.xml.gz", "bomb.xml", "reaching.xml", "loop.xml", "endless0.xml", "good.xml"]
        lines = "".join(f"Sitemap: {site.base}/{name}\n" for name in names) + "Sitemap: file:///etc/passwd\n"
        site.answers |= {
            "/robots.txt": Answer(lines.encode(), content_type="text/plain"),
            "/many.xml.gz": Answer(many, content_type="application/gzip"),
            "/swollen.xml.gz": Answer(swollen, content_type="application/gzip"),
            "/bomb.xml": xml(BOMB),
            "/reaching.xml": xml(REACHING),
            "/loop.xml": xml(loop),
            "/good.xml": xml(URLSET.format("".join(map(entry.format, range(1001, 1005))))),
        }

        def grow(path: str) -> None:
            """Each index names a further one."""
            if path.startswith("/endless"):
                child = f"{site.base}/endless{int(path[8:-4]) + 1}.xml"
                site.answers[path] = xml(INDEX.format(f"<sitemap><loc>{child}</loc></sitemap>"))

        site.before = grow
        command = scrapy_command(site.base, tmp_path)
        began = time.monotonic()
        with (
            subprocess.Popen(
                [*command, "-a", "max_pages=12"], cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
            ) as process,
            most_memory(process) as most,
        ):
            assert process.wait(100) == 0
        seconds = time.monotonic() - began
        assert site.asked["/loop.xml"] == 1
        assert sum(path.startswith("/endless") for path in site.asked) <= 4
        assert not [path for path in site.asked if "passwd" in path or "root" in path]
    assert most[0] <= 300 * MIB, f"{most[0] / MIB:.0f} MiB"
    assert seconds < 60
    assert len(rows(tmp_path)) == 4
    assert site_report(tmp_path)["found"] <= 51_000
