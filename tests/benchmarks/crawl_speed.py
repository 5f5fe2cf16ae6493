"""Pages a second of a crawl to Parquet, beside Scrapy with no cleaning and with trafilatura in the callback.

    python tests/benchmarks/crawl_speed.py [--pages 1000] [--rounds 1]

All three crawl the demo site on loopback, one request at a time, with no delay; the two others are given the
addresses of all articles. The rounds are interleaved, for the machine is not ours alone. Beside the pages a second
stand milliseconds of a core a page, which hardly change with what else is running: those of the crawling process
itself, and those of the processes that it started.
"""

from __future__ import annotations

import argparse
import ctypes
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from cleaners.corpus.parts import read_dataset
from crawler.demo.server import Server, serve

OTHERS = """
import sys
from pathlib import Path
from scrapy import Request, Spider
from scrapy.crawler import AsyncCrawlerProcess

mode, listed = sys.argv[1:]

class Plain(Spider):
    name = "plain"
    kept = 0

    async def start(self):
        for url in Path(listed).read_text().split():
            yield Request(url)

    def parse(self, response):
        if mode == "trafilatura":
            from trafilatura import bare_extraction
            self.kept += bare_extraction(response.body, url=response.url, with_metadata=True) is not None
        else:
            self.kept += bool(response.css("a::attr(href)").getall())

process = AsyncCrawlerProcess({
    "CONCURRENT_REQUESTS_PER_DOMAIN": 1, "ROBOTSTXT_OBEY": True, "LOG_LEVEL": "ERROR",
    "TELNETCONSOLE_ENABLED": False, "REMOTE_CONTROL_ENABLED": False,
})
process.crawl(Plain)
process.start()
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Crawled:
    """What a crawl did and took."""

    pages: int
    seconds: float
    """Its start and its end included."""
    main: float
    """Seconds of a core that the process itself took."""
    others: float
    """The same of the processes that it started."""

    @property
    def rate(self) -> float:
        return self.pages / self.seconds


def adopt_orphans() -> None:
    """Let processes that outlive the one that started them be ours to count; Linux."""
    pr_set_child_subreaper = 36
    ctypes.CDLL(None).prctl(pr_set_child_subreaper, 1, 0, 0, 0)


def timed(command: list[str]) -> tuple[float, float, float]:
    """Seconds of a command, and of a core those of its process and of all that it started."""
    before, began = cores_of_children(), time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    with suppress(ChildProcessError):
        while True:
            os.wait()
    main = used.ru_utime + used.ru_stime
    return seconds, main, cores_of_children() - before - main


def cores_of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def make_ahead(site: Server) -> None:
    """Make the pages before the clock runs: the server shares the cores with those whose work is measured."""
    make = site.site.page
    made = {path: make(path, {}) for path in site.site.urls}
    site.site.page = lambda path, headers=None: made.get(path) or make(path, headers)  # type: ignore[method-assign]


def ours(site: Server, folder: Path) -> Crawled:
    """From the site's home page to whole Parquet parts."""
    output = folder / "data"
    shutil.rmtree(output, ignore_errors=True)
    command = [sys.executable, "-m", "crawler.cli", "crawl", f"{site.base}/", "-o", str(output)]
    seconds, main, others = timed([*command, "--delay", "0", "--allow", "127.0.0.1"])
    pages = read_dataset(str(output)).count_rows()
    return Crawled(pages=pages, seconds=seconds, main=main, others=others)


def theirs(site: Server, folder: Path, mode: str) -> Crawled:
    """Scrapy alone or with trafilatura."""
    listed = folder / "urls"
    listed.write_text("\n".join(site.base + path for path in site.site.urls))
    seconds, main, others = timed([sys.executable, "-c", OTHERS, mode, str(listed)])
    return Crawled(pages=len(site.site.urls), seconds=seconds, main=main, others=others)


def line(who: str, rounds: list[Crawled]) -> str:
    """The medians of a crawler's rounds."""
    rate = statistics.median(each.rate for each in rounds)
    main = statistics.median(each.main / each.pages for each in rounds)
    others = statistics.median(each.others / each.pages for each in rounds)
    return f"{who:24} {rate:7.1f} {main * 1e3:10.2f} {others * 1e3:10.2f}"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pages", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=1)
    options = parser.parse_args()
    results: dict[str, list[Crawled]] = {"warraq": [], "scrapy alone": [], "scrapy and trafilatura": []}
    adopt_orphans()
    with tempfile.TemporaryDirectory() as name, serve(pages=options.pages, crawl_delay=0) as site:
        make_ahead(site)
        for _ in range(options.rounds):
            results["warraq"].append(ours(site, Path(name)))
            results["scrapy alone"].append(theirs(site, Path(name), "plain"))
            results["scrapy and trafilatura"].append(theirs(site, Path(name), "trafilatura"))
    print(f"{'':24} {'pages/s':>7} {'ms, itself':>10} {'ms, others':>10}")
    for who, rounds in results.items():
        print(line(who, rounds))
    rate = {who: statistics.median(each.rate for each in rounds) for who, rounds in results.items()}
    print(f"of scrapy alone:         {rate['warraq'] / rate['scrapy alone']:7.0%}")
    print(f"times trafilatura:       {rate['warraq'] / rate['scrapy and trafilatura']:7.1f}")


if __name__ == "__main__":
    main()
