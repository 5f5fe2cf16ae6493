"""How a run went: counts by site, the exit code, the report. Pure but for `judge_run` and `write_report`."""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from enum import IntEnum
from pathlib import Path
from typing import Any

from crawler.dataset import Dataset, PartError
from crawler.job import Job
from crawler.store import Run, State
from crawler.troubles import Tally, Trouble, articles_of, family, find_troubles

logger = logging.getLogger(__name__)

FINISHED = "finished"
"""Scrapy's word for a run that came to its end."""
HISTORY = 10
"""Earlier runs of a site that its run is compared with."""


class ExitCode(IntEnum):
    """What `warraq crawl` and `scrapy crawl news` end with."""

    DONE = 0
    NOTHING_WORKED = 1
    """No site gave anything, or the dataset could not be opened."""
    BAD_USE = 2
    TROUBLE = 3
    """Done; some sites are in trouble, and the report names them."""
    BUSY = 4
    """Another run is on in this dataset."""
    STOPPED = 5
    """Ended before its time by a signal or a full disk; the same command goes on from there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteOutcome:
    """How a site went."""

    site: str
    tally: Tally
    troubles: tuple[Trouble, ...] = ()

    def count(self, key: str) -> int:
        return int(self.tally.get(key, 0))

    def by(self, prefix: str) -> dict[str, int]:
        """Counts of one family, such as `rejected`, largest first."""
        return family(self.tally, prefix)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How a run went."""

    code: ExitCode
    message: str = ""
    """Why there is no more to say: the run was refused."""
    run: Run | None = None
    reason: str = ""
    seconds: float = 0.0
    faults: int = 0
    """Errors of our own program."""
    sites: tuple[SiteOutcome, ...] = field(default=())
    report: str = ""
    """Where the report lies."""

    @classmethod
    def refused(cls, code: ExitCode, message: str) -> Outcome:
        """Of a run that never began."""
        return cls(code=code, message=message)

    def total(self, key: str) -> int:
        return sum(site.count(key) for site in self.sites)

    def totals(self, prefix: str) -> dict[str, int]:
        """Counts of one family over all sites, largest first."""
        merged: dict[str, float] = {}
        for site in self.sites:
            for key, n in site.tally.items():
                merged[key] = merged.get(key, 0) + n
        return family(merged, prefix)


def judge_run(dataset: Dataset, run: Run, job: Job, *, reason: str, faults: int, now: float) -> Outcome:
    """Judge a run that has ended, write that down in the store, and write its report."""
    runs = dataset.store.runs
    tallies = runs.tallies(run.id)
    left = dataset.store.frontier.counts()
    sites = []
    for target in job.targets:
        waiting = left.get((target.site, State.FOUND), 0) + left.get((target.site, State.WORK), 0)
        tally = {**tallies.get(target.site, {}), "waiting": waiting}
        history = runs.history(target.site, before=run.id, limit=HISTORY)
        troubles = find_troubles(tally, history, _silence(dataset, target.site, now))
        # What a run that was cut off had not reached is no one's trouble.
        kept = tuple(troubles) if reason == FINISHED else ()
        sites.append(SiteOutcome(site=target.site, tally=tally, troubles=kept))
    code = exit_code(sites, reason=reason, faults=faults)
    outcome = Outcome(
        code=code, run=run, reason=reason, seconds=max(0.0, now - run.started), faults=faults, sites=tuple(sites),
    )  # fmt: skip
    if code is not ExitCode.STOPPED:  # a run that was stopped stays open: the next one goes on with it
        with dataset.store.transaction(durable=True):
            runs.finish(run.id, outcome=reason, exit_code=code, now=now)
    try:
        return replace(outcome, report=write_report(dataset.root, f"{run.name}.json", describe(outcome, now)))
    except (OSError, PartError) as error:
        logger.error("The report could not be written: %s", error)
        return replace(outcome, report="not written", code=max(code, ExitCode.TROUBLE))


def exit_code(sites: Sequence[SiteOutcome], *, reason: str, faults: int) -> ExitCode:
    """The exit code of a run that ended for `reason`; «finished» is the good one."""
    if reason != FINISHED:
        return ExitCode.STOPPED
    if sites and all(any(trouble.dead for trouble in site.troubles) for site in sites):
        return ExitCode.NOTHING_WORKED
    if faults or any(site.troubles for site in sites):
        return ExitCode.TROUBLE
    return ExitCode.DONE


def _silence(dataset: Dataset, site: str, now: float) -> float | None:
    last = dataset.store.runs.last_with(site, "article:new")
    return None if last is None else now - last


def describe(outcome: Outcome, now: float) -> dict[str, Any]:
    """The report of a run, for `json.dumps`."""
    assert outcome.run is not None
    return {
        "run": outcome.run.name,
        "started": _iso(outcome.run.started),
        "ended": _iso(now),
        "seconds": round(outcome.seconds, 3),
        "outcome": outcome.reason,
        "exit_code": int(outcome.code),
        "exit_meaning": outcome.code.name.lower(),
        "faults": outcome.faults,
        "job": outcome.run.job,
        "sites": {site.site: _describe_site(site) for site in outcome.sites},
    }


def _describe_site(site: SiteOutcome) -> dict[str, Any]:
    articles = articles_of(site.tally)
    return {
        "troubles": [trouble.what for trouble in site.troubles],
        "fetched": site.count("fetched"),
        "not_modified": site.count("not_modified"),
        "pages": site.count("pages"),
        "found": site.count("found"),
        "waiting": site.count("waiting"),
        "left": site.by("left"),
        "cut": site.count("cut"),
        "articles": {kind: site.count(f"article:{kind}") for kind in ("new", "changed", "same")},
        "forbidden": site.count("forbidden"),
        "outside_dates": site.count("outside_dates"),
        "rejected": site.by("rejected"),
        "errors": site.by("error"),
        "bytes": site.count("bytes"),
        "seconds_of_download": round(site.tally.get("seconds", 0.0), 3),
        "mean_confidence": round(site.tally.get("confidence", 0.0) / articles, 4) if articles else None,
        "low_confidence": site.count("low_confidence"),
        "dated": site.count("dated"),
        "future_dated": site.count("future_dated"),
        "separated": {kind: site.count(kind) for kind in ("comments", "related", "teasers")},
        "words": site.by("words"),
    }


def write_report(root: str, name: str, report: Mapping[str, Any]) -> str:
    """Put a report among the dataset's `runs`; returns where it lies. Raises OSError, PartError."""
    if "://" in root:
        return _upload_report(root, name, report)
    folder = Path(root).absolute() / "runs"
    folder.mkdir(parents=True, exist_ok=True)
    aside = folder / f".{name}.tmp"
    aside.write_text(_as_json(report), encoding="utf-8")
    os.replace(aside, folder / name)
    return str(folder / name)


def _upload_report(root: str, name: str, report: Mapping[str, Any]) -> str:
    # Here, as in `dataset.make_part`: a run on a local disk can do without.
    from pyarrow import ArrowException

    from cleaners.corpus.layout import open_root

    opened = open_root(root)
    if opened.is_local:
        return write_report(opened.path, name, report)
    try:
        opened.filesystem.create_dir(opened.join("runs"), recursive=True)
        with opened.filesystem.open_output_stream(opened.join("runs", name)) as stream:
            stream.write(_as_json(report).encode())
    except ArrowException as error:
        raise PartError(f"{root}: {error}") from error
    return opened.join("runs", name)


def _as_json(report: Mapping[str, Any]) -> str:
    return json.dumps(report, ensure_ascii=False, indent=2) + "\n"


def _iso(moment: float) -> str:
    return datetime.fromtimestamp(moment, UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
