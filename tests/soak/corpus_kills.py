"""The long form of the corpus' kill tests: cleaning, compaction and the second pass, killed at random moments.

    python tests/soak/corpus_kills.py [--kills 20] [--seed 1]

Each is killed so often, run to its end, and compared with a run that nobody killed. Ends with 0 when all three
are the same, record for record, and nothing unfinished is left.
"""

from __future__ import annotations

import argparse
import random
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from cleaners.corpus import read_dataset, table_to_articles, table_to_rejected, write_articles
from cleaners.page.article import Article, Rejected
from crawler.demo import DemoSite

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = """
import os, signal, sys
from cleaners.corpus import bulk, compact
from cleaners.corpus.furniture import separate_dataset
from cleaners.corpus.pool import Limits
work, root, moment, *inputs = sys.argv[1:]
calls = 0
def kill(frame, event, argument):
    global calls
    calls += event == "call"
    if calls == int(moment):
        os.kill(os.getpid(), signal.SIGKILL)
def run():
    if work == "clean":
        bulk.clean_inputs(inputs, root, limits=Limits(processes=1))
    elif work == "compact":
        list(compact(root, fewest_parts=1))
    else:
        list(separate_dataset(root))
if __name__ == "__main__":
    bulk.CHUNK_RECORDS = 7
    sys.setprofile(kill)
    run()
    sys.setprofile(None)
    print(calls)
"""
LINE = "موقع الرافد صوت المدينة وأهلها"


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    failed = False
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "script.py").write_text(SCRIPT)
        inputs = write_pages(folder / "pages")
        run(folder, "clean", folder / "whole", 0, inputs)
        for work in ("clean", "compact", "repeated"):
            dice = random.Random(options.seed)
            same, met = kill_often(folder, work, options.kills, dice, inputs)
            print(f"{work}: killed {met} times, {'the same' if same else 'NOT THE SAME'}", flush=True)
            failed |= not same
    return int(failed)


def write_pages(folder: Path) -> list[Path]:
    folder.mkdir()
    site = DemoSite(60)
    for number, path in enumerate(site.urls):
        (folder / f"{number}.html").write_bytes(site.page(path).body)
    return [folder]


def kill_often(
    folder: Path, work: str, kills: int, dice: random.Random, inputs: Sequence[Path]
) -> tuple[bool, int]:
    """Whether a run that was killed so often, each time alive, ends as one that was not; and after how many kills."""
    whole, killed = folder / f"{work}-whole", folder / f"{work}-killed"
    if work != "clean":
        for root in (whole, killed):
            begin(root, folder / "whole", with_line=work == "repeated")
    calls = int(run(folder, work, whole, 0, inputs).stdout)
    met = 0
    while met < kills:
        was_killed = run(folder, work, killed, dice.randrange(1, calls), inputs).returncode == -signal.SIGKILL
        met += was_killed
        # What is left to do grows less; begin again now and then, so that late moments are met, too.
        if work == "clean" and not was_killed:
            if read(killed) != read(whole):
                return False, met
            shutil.rmtree(killed)
        elif work != "clean" and met % 4 == 0:
            if len(read(killed)[0]) != len(read(whole)[0]):
                return False, met
            begin(killed, folder / "whole", with_line=work == "repeated")
    run(folder, work, killed, 0, inputs)
    unfinished = list((killed / "_unfinished").glob("*"))
    return read(killed) == read(whole) and not unfinished, met


def begin(root: Path, cleaned: Path, *, with_line: bool) -> None:
    """A dataset of three sites in four parts each; with a line that all stories of two of them end with."""
    shutil.rmtree(root, ignore_errors=True)
    articles = read(cleaned)[0]
    for number in range(12):
        site = f"{number % 3}.example"
        part = [replace(each, site=site, id=f"{number}{each.id}") for each in articles[number::12]]
        if with_line and number % 3:
            part = [replace(each, text=f"{each.text}\n{LINE}") for each in part]
        write_articles(root, part, name=f"part{number}")


def run(
    folder: Path, work: str, root: Path, moment: int, inputs: Sequence[Path]
) -> subprocess.CompletedProcess[str]:
    """Does the work, and is killed at its so-manieth call of a function; 0 for never."""
    command = [sys.executable, folder / "script.py", work, root, str(moment), *inputs]
    done = subprocess.run(
        command, env={"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, timeout=120, check=False
    )
    if done.returncode not in (0, -signal.SIGKILL):
        sys.exit(done.stderr)
    return done


def read(root: Path) -> tuple[list[Article], list[Rejected]]:
    articles = table_to_articles(read_dataset(root).to_table())
    rejected = table_to_rejected(read_dataset(root, "rejected").to_table())
    return sorted(articles, key=lambda each: each.id), sorted(rejected, key=lambda each: each.detail)


if __name__ == "__main__":
    sys.exit(main())
