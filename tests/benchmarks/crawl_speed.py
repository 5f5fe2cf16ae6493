"""Pages a second of a crawl to Parquet, beside Scrapy with no cleaning and with trafilatura in the callback.

    python tests/benchmarks/crawl_speed.py [--pages 1000] [--rounds 1]

All three crawl the demo site on loopback, one request at a time, with no delay; the two others are given the
addresses of all articles. The rounds are interleaved, for the machine is not ours alone.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
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


def timed(command: list[str]) -> float:
    """Seconds of a command, its start included."""
    began = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.perf_counter() - began


def ours(site: Server, folder: Path) -> float:
    """Articles a second from the site's home page to whole Parquet parts."""
    output = folder / "data"
    shutil.rmtree(output, ignore_errors=True)
    command = [
        sys.executable,
        "-m",
        "crawler.cli",
        "crawl",
        f"{site.base}/",
        "-o",
        str(output),
        "--delay",
        "0",
    ]
    seconds = timed([*command, "--allow", "127.0.0.1"])
    return read_dataset(str(output)).count_rows() / seconds


def theirs(site: Server, folder: Path, mode: str, pages: int) -> float:
    """Pages a second of Scrapy alone or with trafilatura."""
    listed = folder / "urls"
    listed.write_text("\n".join(site.base + path for path in site.site.urls[:pages]))
    return len(site.site.urls[:pages]) / timed([sys.executable, "-c", OTHERS, mode, str(listed)])


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pages", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=1)
    options = parser.parse_args()
    results: dict[str, list[float]] = {"warraq": [], "scrapy alone": [], "scrapy and trafilatura": []}
    with tempfile.TemporaryDirectory() as name, serve(pages=options.pages, crawl_delay=0) as site:
        for _ in range(options.rounds):
            results["warraq"].append(ours(site, Path(name)))
            results["scrapy alone"].append(theirs(site, Path(name), "plain", options.pages))
            results["scrapy and trafilatura"].append(theirs(site, Path(name), "trafilatura", options.pages))
    for who, rates in results.items():
        print(f"{who:24} {statistics.median(rates):7.1f} pages/s")
    rate = {who: statistics.median(rates) for who, rates in results.items()}
    print(f"of scrapy alone:         {rate['warraq'] / rate['scrapy alone']:7.0%}")
    print(f"times trafilatura:       {rate['warraq'] / rate['scrapy and trafilatura']:7.1f}")


if __name__ == "__main__":
    main()
