"""The long form of the kill tests: many kills at random moments of one long crawl, then the count.

    python tests/soak/kills.py [--kills 50] [--pages 1000] [--seed 1]

Ends with 0 when nothing was lost, doubled or torn, and prints the figures. `make soak` runs it.
"""

from __future__ import annotations

import argparse
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from cleaners.corpus.parts import read_dataset
from cleaners.page.urls import url_key
from crawler.demo.server import serve
from crawler.settings import WARRAQ_AT_HAND


def crawl(base: str, output: Path) -> subprocess.Popen[bytes]:
    """A crawl in the background."""
    command = [sys.executable, "-m", "crawler.cli", "crawl", f"{base}/", "-o", str(output), "--delay", "0"]
    return subprocess.Popen(
        [*command, "--allow", "127.0.0.1"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )


def kill_often(base: str, output: Path, kills: int, dice: random.Random) -> int:
    """Start the crawl again and again, and kill it at random moments; returns how many kills met it alive."""
    met = 0
    for number in range(kills):
        with crawl(base, output) as process:
            time.sleep(dice.uniform(0.3, 2.5))
            if process.poll() is None:
                met += 1
            process.send_signal(signal.SIGKILL)
        if (output / "articles").exists():
            rows = read_dataset(str(output)).count_rows()  # a torn part would raise
            print(f"kill {number + 1}: {rows} rows in whole parts", flush=True)
    return met


def check(output: Path, expected: set[str], asked: Counter[str]) -> list[str]:
    """What is wrong with the dataset; empty when nothing is."""
    problems = []
    rows = read_dataset(str(output)).to_table(columns=["id", "url"]).to_pylist()
    ids = Counter(row["id"] for row in rows)
    problems += [f"{n} rows of {article}" for article, n in ids.items() if n > 1]
    db = sqlite3.connect(output / "store.db")
    kept = {row[0] for row in db.execute("SELECT id FROM article")}
    left = db.execute("SELECT count(*) FROM journal").fetchone()[0]
    # An article that has two addresses is in the dataset under the one that was fetched first.
    twins = {row[0] for row in db.execute("SELECT key FROM url WHERE kind = 'page' AND article IS NOT NULL")}
    open_urls = db.execute("SELECT count(*) FROM url WHERE state IN ('found', 'work')").fetchone()[0]
    db.close()
    problems += [f"{len(kept - ids.keys())} articles are in the store and not in a part"] * bool(
        kept - ids.keys()
    )
    problems += [f"{left} records wait"] * bool(left) + [f"{open_urls} URLs are open"] * bool(open_urls)
    missing = expected - {url_key(row["url"]) for row in rows} - twins
    problems += [f"missing: {url}" for url in sorted(missing)]
    problems += [f"{len(rows)} rows instead of {len(expected)}"] * (len(rows) != len(expected))
    more = sum(n - 1 for n in asked.values())
    print(f"{len(rows)} rows, {len(missing)} missing, {more} article fetches more than once")
    return problems


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--pages", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="warraq-soak-"))
    with serve(pages=options.pages, seed=options.seed, crawl_delay=0, latency=0.02) as site:
        # What a crawl that nobody disturbs finds is what the killed one has to find.
        assert crawl(site.base, folder / "calm").wait() == 0
        calm = read_dataset(str(folder / "calm")).to_table(columns=["url"]).column("url").to_pylist()
        before = Counter(hit.path for hit in site.hits)
        met = kill_often(site.base, folder / "killed", options.kills, random.Random(options.seed))
        code = crawl(site.base, folder / "killed").wait()
        asked = Counter(hit.path for hit in site.hits)
        asked.subtract(before)
        articles = {url_key(url) for url in calm}
        fetched = Counter(
            {path: n for path, n in asked.items() if url_key(site.base + path) in articles and n}
        )
    problems = check(folder / "killed", articles, fetched)
    more = sum(n - 1 for n in fetched.values())
    # What is out of the store at once is what a kill may cost.
    if more > options.kills * (WARRAQ_AT_HAND + 1):
        problems.append(f"{more} articles fetched again, over {WARRAQ_AT_HAND + 1} a kill")
    print(f"{met} of {options.kills} kills met a living run; the last run ended with {code}")
    print("\n".join(problems) or "nothing lost, nothing twice, nothing torn")
    if problems or code:
        print(f"see {folder}")
        return 1
    shutil.rmtree(folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
