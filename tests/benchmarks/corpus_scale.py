"""Bulk cleaning: pages a second for one process and for several, and memory as the input grows.

    python tests/benchmarks/corpus_scale.py [--records 1000 50000] [--processes 1 2] [--repeat 1] [--texts]

The pages are the demo site's, over and over at addresses of their own. Each figure is a run in a process of
its own; with `--repeat` the runs take turns, and the best of each is told too: what else runs on the machine makes
them slower and never faster. Memory is the largest resident set of the process that reads and writes, and beside
it of the largest cleaning process; `ms` is what the first takes of a core for a page: it bounds how many processes
it can feed.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import resource
import shutil
import subprocess
import sys
import time
from contextlib import suppress
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa
import pyarrow.parquet as pq
import trafilatura
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from cleaners.corpus.bulk import clean_inputs
from cleaners.corpus.outcome import Outcome
from cleaners.corpus.pool import Limits
from crawler.demo import DemoSite

PAGES = 400


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--records", type=int, nargs="+", default=[1_000, 5_000])
    parser.add_argument("--processes", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--repeat", type=int, default=1)
    parser.add_argument("--texts", action="store_true", help="trafilatura's text in place of pages")
    parser.add_argument("--run", nargs=3, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.run:
        return measure(options.run[0], options.run[1], int(options.run[2]))
    print(f"{'records':>9}{'processes':>11}{'pages/s':>9}{'MiB':>7}{'MiB, cleaning':>15}{'ms':>7}")
    best: dict[tuple[int, int], float] = {}
    with TemporaryDirectory() as folder:
        for records in options.records:
            write = write_texts if options.texts else write_warc
            path = write(Path(folder), records)
            for run, processes in product(range(options.repeat), options.processes):
                out = Path(folder, f"{records}-{processes}-{run}")
                command = [sys.executable, __file__, "--run", str(path), str(out), str(processes)]
                found = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
                print(
                    f"{found['records']:9,}{processes:11}{found['speed']:9.1f}{found['own']:7}{found['largest']:15}"
                    f"{found['ms']:7.2f}",
                    flush=True,
                )
                key = records, processes
                best[key] = max(best.get(key, 0.0), found["speed"])
                shutil.rmtree(out)
    for (records, processes), speed in best.items():
        times = speed / best[records, options.processes[0]]
        print(f"best of {records:,} records, {processes} processes: {speed:.1f} pages/s, {times:.2f} times")
    return None


def measure(path: str, out: str, processes: int) -> None:
    """One run; prints its figures as JSON."""
    begin = time.monotonic()
    largest = looked = 0.0

    def look(_: Outcome) -> None:
        nonlocal largest, looked
        if time.monotonic() - looked > 1:
            looked = time.monotonic()
            largest = max([largest, *map(read_peak, list_below(os.getpid()))])

    outcome = clean_inputs([path], out, limits=Limits(processes=processes), report=look)
    seconds = time.monotonic() - begin
    usage = resource.getrusage(resource.RUSAGE_SELF)
    found = {
        "records": outcome.records,
        "speed": outcome.records / seconds,
        "own": usage.ru_maxrss >> 10,
        "largest": round(largest),
        "ms": 1000 * (usage.ru_utime + usage.ru_stime) / outcome.records,
    }
    print(json.dumps(found))


def list_below(process: int) -> list[int]:
    """The processes that a process started, and those that they did."""
    parents = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            parents[int(path.parent.name)] = int(path.read_text().rpartition(")")[2].split()[1])
    found = [process]
    for each in found:
        found += [child for child, parent in parents.items() if parent == each]
    return found[1:]


def read_peak(process: int) -> float:
    """The largest resident set of a process so far, in MiB; 0 where it has ended."""
    with suppress(OSError, StopIteration):
        lines = Path(f"/proc/{process}/status").read_text().splitlines()
        return int(next(line for line in lines if line.startswith("VmHWM")).split()[1]) / 1024
    return 0.0


def write_warc(folder: Path, records: int) -> Path:
    site = DemoSite(PAGES)
    pages = [(path, site.page(path)) for path in site.urls]
    path = folder / f"{records}.warc.gz"
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=True)
        for number in range(records):
            url, response = pages[number % PAGES]
            headers = StatusAndHeaders("200 OK", list(response.headers.items()), protocol="HTTP/1.1")
            record = writer.create_warc_record(
                f"{site.base}{url}?n={number}",
                "response",
                payload=io.BytesIO(response.body),
                http_headers=headers,
            )
            writer.write_record(record)
    return path


def write_texts(folder: Path, records: int) -> Path:
    site = DemoSite(PAGES)
    texts = [trafilatura.extract(site.page(path).body) or "" for path in site.urls]
    path = folder / f"{records}.parquet"
    rows = [texts[number % PAGES] for number in range(records)]
    urls = [f"{site.base}{site.urls[number % PAGES]}?n={number}" for number in range(records)]
    pq.write_table(pa.table({"text": rows, "url": urls}), path)
    return path


if __name__ == "__main__":
    sys.exit(main())
