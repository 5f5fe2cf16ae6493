"""Pages a second of `clean_html` against trafilatura's `bare_extraction(with_metadata=True)`.

    python -m tests.benchmarks.speed [ROUNDS] [FOLDER]

Both clean the same pages in one process, round by round: all pages with one, then all with the other, as
a run over many pages does; page about, each would find its memory caches filled by the other. Processor
time counts, so that other work on the machine hits both alike; who is first changes each round. FOLDER
holds `.html` pages at any depth; without it the pages of `../shared/gold` where it is there, else the
golden pages of the tests. The ratio is of the whole; the pages on which we are slowest stand below it.
"""

from __future__ import annotations

import gc
import sys
import time
from collections.abc import Callable
from pathlib import Path

from trafilatura import bare_extraction

from cleaners import clean_html
from cleaners.page import clean

ROOT = Path(__file__).resolve().parents[2]
GOLD = ROOT.parent / "shared" / "gold" / "pages"
GOLDEN = ROOT / "tests" / "golden" / "pages"
SHOWN = 5


def ours(page: bytes) -> None:
    """All of a page's record."""
    clean_html(page, "https://www.example.com/news/1")


def theirs(page: bytes) -> None:
    """The same, as far as trafilatura gives it."""
    bare_extraction(page, url="https://www.example.com/news/1", with_metadata=True)


def spent(tool: Callable[[bytes], None], page: bytes) -> float:
    """Seconds of processor time for one page."""
    start = time.process_time()
    tool(page)
    return time.process_time() - start


def measure(pages: list[bytes], rounds: int) -> list[tuple[float, float]]:
    """Ours and theirs for each page, in seconds, the mean of all rounds."""
    times = {ours: [0.0] * len(pages), theirs: [0.0] * len(pages)}
    for number in range(rounds):
        for tool in (ours, theirs) if number % 2 == 0 else (theirs, ours):
            gc.collect()
            for n, page in enumerate(pages):
                times[tool][n] += spent(tool, page) / rounds
    return list(zip(times[ours], times[theirs], strict=True))


def render(paths: list[Path], times: list[tuple[float, float]]) -> str:
    """The table."""
    us, them = (sum(column) for column in zip(*times, strict=True))
    count = len(times)
    lines = [
        f"{count} pages, {sum(path.stat().st_size for path in paths) / count / 1024:.0f} KB each on average; "
        f"the cleaner {'is Python' if clean.__file__.endswith('.py') else 'is compiled'}",
        f"{'':14}{'ms a page':>10}{'pages/s':>10}",
        f"{'clean_html':14}{us / count * 1000:10.2f}{count / us:10.1f}",
        f"{'trafilatura':14}{them / count * 1000:10.2f}{count / them:10.1f}",
        f"ratio {them / us:.2f}",
        "",
        f"slowest of ours, ms: {'ours':>8}{'theirs':>10}",
    ]
    slowest = sorted(zip(times, paths, strict=True), key=lambda row: -row[0][0])[:SHOWN]
    for (a, b), path in slowest:
        name = path.parent.name if path.stem == "page" else path.name
        lines.append(f"{a * 1000:28.2f}{b * 1000:10.2f}  {name}")
    return "\n".join(lines)


def main(arguments: list[str]) -> int:
    """Prints the table; 2 where there is no page."""
    rounds = int(arguments[0]) if arguments else 3
    folder = Path(arguments[1]) if len(arguments) > 1 else GOLD if GOLD.exists() else GOLDEN
    paths = sorted(folder.rglob("*.html"))
    if not paths:
        print(f"no .html page under {folder}", file=sys.stderr)
        return 2
    pages = [path.read_bytes() for path in paths]
    for page in pages:  # tables, models and caches are made once a process
        ours(page)
        theirs(page)
    gc.collect()
    print(render(paths, measure(pages, rounds)))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
