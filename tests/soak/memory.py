"""How much the crawling process grows over many pages.

    python -m tests.soak.memory [--pages 10000] [--warm 1000] [--limit 50]

Samples the memory of the process from `--warm` articles on, when caches are full and pools stand, to the last one.
Ends with 0 when it grew by less than `--limit` MiB. `make soak` runs it.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from crawler.demo.server import Server, serve

MEBIBYTE = 1 << 20


def resident(process: int) -> int:
    """Bytes of a process in memory; 0 when it has ended."""
    try:
        pages = int(Path(f"/proc/{process}/statm").read_text(encoding="ascii").split()[1])
    except (OSError, IndexError):
        return 0
    return pages * 4096


def watch(site: Server, process: subprocess.Popen[bytes], every: int) -> list[tuple[int, int]]:
    """(requests so far, bytes) each time that `every` more requests were made."""
    samples: list[tuple[int, int]] = []
    while process.poll() is None:
        time.sleep(0.1)
        asked, memory = len(site.hits), resident(process.pid)
        if memory and asked >= (len(samples) + 1) * every:
            samples.append((asked, memory))
            print(f"{asked:7} requests {memory / MEBIBYTE:7.1f} MiB", flush=True)
    return samples


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pages", type=int, default=10_000)
    parser.add_argument("--warm", type=int, default=1_000)
    parser.add_argument("--limit", type=float, default=50.0)
    options = parser.parse_args()
    with (
        serve(pages=options.pages, crawl_delay=0) as site,
        tempfile.TemporaryDirectory(prefix="warraq-memory-") as folder,
    ):
        command = [sys.executable, "-m", "crawler.cli", "crawl", site.url, "-o", folder, "--delay", "0"]
        with subprocess.Popen(
            [*command, "--allow", "127.0.0.1"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        ) as process:
            samples = [sample for sample in watch(site, process, options.warm // 2) if sample[0] >= options.warm]
    first, most = samples[0][1], max(memory for _, memory in samples)
    grown = (most - first) / MEBIBYTE
    asked = f"from request {samples[0][0]} to {samples[-1][0]}"
    print(f"{grown:.1f} MiB more at most, {asked}; exit code {process.returncode}")
    return int(grown >= options.limit or process.returncode != 0)


if __name__ == "__main__":
    sys.exit(main())
