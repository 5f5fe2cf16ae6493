"""A run that is on: what it is fetching, what it has settled, when it is done.

The spider takes URLs from it and the pipeline and the spider settle them. Between the two a URL is «at hand».
"""

from __future__ import annotations

import asyncio
import logging
import sqlite3
import time
from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlsplit

from cleaners.page.article import Article, Rejected
from crawler.dataset import Dataset, DiskFullError, PartError, make_ready
from crawler.discovery.traps import BARREN_LISTS, BARREN_PAGES, Traps
from crawler.job import Job, Target
from crawler.reading import PRIORITY
from crawler.store import Found, Kept, Kind, Look, News, Run, State, Task
from crawler.workers import WorkError, Workers, WorkersStoppedError

ROOM_SECONDS = 5.0
"""Between two looks at the free space."""
EARLY_PAGES = 15
"""Stories in a row from before the time asked for, after which lists are not followed any further."""
STALL_SECONDS = 1.0
IDLE_CHECKS = 5
WRITE_ERRORS = (OSError, PartError, sqlite3.Error, WorkError)
"""What stops a part from being written; its records stay in the journal."""
logger = logging.getLogger(__name__)


class Engine(Protocol):
    """What a crawl needs of Scrapy."""

    def stop(self, reason: str) -> None:
        """End the run early."""

    def is_idle(self) -> bool:
        """Whether nothing is being fetched, read or waits for either."""


@dataclass(frozen=True, slots=True)
class Limits:
    """The settings that a crawl needs."""

    at_hand: int
    """URLs of a site that are out of the store at once."""
    part_rows: int
    """Records of a site that are made into a part before the run ends."""
    free_mebibytes: int
    """The floor of free space."""


class Crawl:
    """A run on an open dataset. Lives in the thread of the event loop."""

    def __init__(
        self, dataset: Dataset, job: Job, workers: Workers, writer: Workers, limits: Limits, engine: Engine
    ) -> None:
        self.dataset = dataset
        self.job = job
        self.workers = workers
        self.writer = writer
        self.run, self.resumed = self._begin(time.time())
        self._limits = limits
        self._engine = engine
        self._targets = {target.site: target for target in job.targets}
        self._pages = self._pages_so_far()
        self.done: Counter[str] = Counter()
        """What this process has settled: fetched, new, changed, same, rejected, failed."""
        self._at_hand: Counter[str] = Counter()
        self._tasks: dict[int, Task] = {}
        self._dry: set[str] = set()
        self._left: set[str] = set()
        self._traps = Traps()
        self._early: Counter[str] = Counter()
        """Stories in a row that lay before the time asked for, by site."""
        self._unwritten: Counter[str] = Counter()
        self._writing: asyncio.Task[None] | None = None
        self._woken = asyncio.Event()
        self.deadline = None if job.max_time is None else time.monotonic() + job.max_time
        """When the time of the run is up, on the monotonic clock."""
        self._room_seen = 0.0
        self._idle_checks = 0
        self.lost = 0
        """URLs that were claimed and never settled: a fault of ours."""
        self._over = False

    def _begin(self, now: float) -> tuple[Run, bool]:
        store = self.dataset.store
        sites = [target.site for target in self.job.targets]
        since = self.job.since.timestamp() if self.job.since else None
        until = self.job.until.timestamp() if self.job.until else None
        with store.transaction():
            run, resumed = store.runs.begin(self.job.describe(), now=now)
            store.frontier.begin(sites, run=run.id, now=now)
            for target in self.job.targets:
                store.frontier.add(target.site, first_urls(target), run=run.id, now=now)
                store.frontier.requeue_outside(target.site, since, until)
        return run, resumed

    def _pages_so_far(self) -> Counter[str]:
        tallies = self.dataset.store.runs.tallies(self.run.id)
        return Counter({site: int(tally.get("pages", 0)) for site, tally in tallies.items()})

    @property
    def is_over(self) -> bool:
        """Whether the run is being stopped before its time."""
        return self._over

    @property
    def at_hand(self) -> int:
        """URLs that are being fetched or cleaned."""
        return len(self._tasks)

    def target(self, task: Task) -> Target:
        """The site that a URL belongs to."""
        return self._targets[task.site]

    async def tasks(self) -> AsyncIterator[Task]:
        """The URLs to fetch, as there is room for them; ends when all are settled or the time is up."""
        while not self._over:
            self._check_room()
            try:
                claimed = self._claim()
            except sqlite3.Error as error:
                self._stop_for(error)
                return
            for task in claimed:
                yield task
            if not self._tasks or self._time_is_up():
                return
            self._woken.clear()
            try:
                await asyncio.wait_for(self._woken.wait(), STALL_SECONDS)
            except TimeoutError:
                self._look_for_lost()
            else:
                self._idle_checks = 0

    def _look_for_lost(self) -> None:
        """Let go of URLs that neither came back nor are anywhere: a later run fetches them."""
        self._idle_checks = self._idle_checks + 1 if self._engine.is_idle() else 0
        if self._idle_checks < IDLE_CHECKS:
            return
        for task in list(self._tasks.values()):
            logger.error("Lost on the way, left for a later run: %s", task.url)
            self.lost += 1
            self.drop(task)

    def _claim(self) -> list[Task]:
        """URLs of all sites that have room for more. Raises sqlite3.Error; nothing is claimed then."""
        sites = self._targets.keys() - self._dry - self._left
        rooms = {site: self._room_of(site) for site in sites}
        with self.dataset.store.transaction():
            found = {site: self._claim_of(site, room) if room > 0 else [] for site, room in rooms.items()}
        self._dry |= {site for site, tasks in found.items() if not tasks and not self._at_hand[site]}
        claimed = [task for tasks in found.values() for task in tasks]
        for task in claimed:
            self._tasks[task.id] = task
            self._at_hand[task.site] += 1
            self._pages[task.site] += task.kind is Kind.PAGE
        return claimed

    def _claim_of(self, site: str, room: int) -> list[Task]:
        """The next URLs of a site, without those that this run has learnt to leave out."""
        store = self.dataset.store
        tasks: list[Task] = []
        while len(tasks) < room and (claimed := store.frontier.claim(site, room - len(tasks))):
            cut = [task for task in claimed if self._traps.is_cut(task.url)]
            old = [task for task in claimed if task.kind is Kind.MORE and self._early[site] >= EARLY_PAGES]
            store.frontier.set_aside(cut, "trap")
            store.frontier.set_aside(old, "before_since", is_trial=False)
            store.runs.count(self.run.id, site, {"cut": len(cut)})
            tasks += [task for task in claimed if task not in cut and task not in old]
        return tasks

    def _room_of(self, site: str) -> int:
        room = self._limits.at_hand - self._at_hand[site]
        if self.job.max_pages is None:
            return room
        return min(room, self.job.max_pages - self._pages[site])

    def _time_is_up(self) -> bool:
        return self.deadline is not None and time.monotonic() > self.deadline

    def settle(
        self,
        task: Task,
        look: Look,
        *,
        record: Article | Rejected | Kept | None = None,
        found: Sequence[Found] = (),
        counts: Mapping[str, float] | None = None,
        final_url: str | None = None,
    ) -> News | None:
        """Commit what came of a URL. Where the store cannot take it the run ends; a later one fetches it."""
        news = None
        if self._traps.any:
            found = [each for each in found if not self._traps.is_cut(each.url)]
        try:
            news, added = self.dataset.store.settle(
                self.run.id, task, look, record=record, found=found, counts=counts, final_url=final_url
            )
        except sqlite3.Error as error:
            self._stop_for(error)
        else:
            if any(added):
                self._dry.discard(task.site)
            self._note_record(task.site, news)
            self._note_trap(task, look, news, any(added))
            self._note_day(task, look)
            self.done.update({"fetched": int((counts or {}).get("fetched", 0)), str(news or "list"): 1})
            self.done["failed"] += look.state is State.FAILED
        self._let_go(task)
        return news

    def _note_trap(self, task: Task, look: Look, news: News | None, is_fruitful: bool) -> None:
        """Count what first looks give, by the shape of their addresses."""
        if task.looked or look.state is not State.DONE:
            return
        shape = None
        if task.kind in (Kind.SECTION, Kind.MORE):
            shape = self._traps.note(task.url, new=is_fruitful or news is not None, limit=BARREN_LISTS)
        elif task.kind is Kind.PAGE and news is not None:
            is_new = news in (News.NEW, News.CHANGED)
            shape = self._traps.note(task.url, new=is_new, limit=BARREN_PAGES)
            if news is News.SAME:
                shape = self._traps.note_twin(task.url) or shape
        if shape is not None:
            logger.warning(
                "%s: too many pages like %s gave nothing new: no more of them in this run", task.site, shape
            )

    def _note_day(self, task: Task, look: Look) -> None:
        """See when the stories become too old: then there is no going on in lists, whose older pages follow."""
        since = self.job.since
        if since is None or look.published is None:
            return
        self._early[task.site] = self._early[task.site] + 1 if look.published < since.timestamp() else 0

    def leave(self, task: Task, url: str, reason: str) -> bool:
        """Leave the site of `task` for a later run, for the host of `url` is not to be asked any more in this.

        False where that is not the site's own host, or where `task` is what the site begins with: then the
        caller has to settle the task.
        """
        if _server_of(url) != _server_of(self.target(task).home):
            return False
        if task.site not in self._left:
            self._left.add(task.site)
            with self.dataset.store.transaction():
                self.dataset.store.runs.count(self.run.id, task.site, {f"left:{reason}": 1})
        if task.kind in (Kind.HOME, Kind.ROBOTS) and reason != "no_time":
            return False
        self.drop(task)
        return True

    def drop(self, task: Task) -> None:
        """Leave a URL for a later run: it was neither read nor found to be bad."""
        self._let_go(task)

    def _let_go(self, task: Task) -> None:
        if self._tasks.pop(task.id, None) is not None:
            self._at_hand[task.site] -= 1
        self._woken.set()

    def stop(self, reason: str, detail: str) -> None:
        """End the run early; nothing is lost and a later run goes on."""
        if not self._over:
            logger.error("Stopping (%s): %s", reason, detail)
            self._over = True
            self._woken.set()
            self._engine.stop(reason)

    def _stop_for(self, error: sqlite3.Error) -> None:
        self.stop("disk_full" if "full" in str(error) else "store_failed", str(error))

    def _check_room(self) -> None:
        now = time.monotonic()
        if now - self._room_seen < ROOM_SECONDS:
            return
        self._room_seen = now
        try:
            self.dataset.check_room(self._limits.free_mebibytes)
        except DiskFullError as error:
            self.stop("disk_full", str(error))

    def _note_record(self, site: str, news: News | None) -> None:
        """Write parts beside the crawl once a site has enough records for one."""
        if news in (News.NEW, News.CHANGED, News.REJECTED):
            if not self._unwritten:
                self._writing = asyncio.ensure_future(self._make_ready_to_write())
            self._unwritten[site] += 1
        idle = self._writing is None or self._writing.done()
        if self._unwritten[site] >= self._limits.part_rows and idle:
            self._unwritten[site] = 0
            self._writing = asyncio.ensure_future(self._write(self._limits.part_rows // 2))

    async def _make_ready_to_write(self) -> None:
        """Begin the imports of the process that writes parts, which would hold up the end of the run."""
        try:
            await self.writer.run(make_ready)
        except WorkError as error:
            logger.debug("The process that writes parts does not start: %s", error)
        except WorkersStoppedError:
            pass

    async def _write(self, rows: int) -> None:
        try:
            self.dataset.promise_parts(rows=rows)
            await self.dataset.write_promised(self.writer)
        except WRITE_ERRORS as error:
            self.stop("write_failed", str(error))

    async def finish_writing(self) -> bool:
        """Write all that waits; false where it could not be written, and stays in the journal."""
        if self._writing is not None:
            await self._writing
        try:
            self.dataset.promise_parts()
            await self.dataset.write_promised(self.writer)
        except WRITE_ERRORS as error:
            logger.error("Parts could not be written, their records stay in the store: %s", error)
            return False
        return True


def first_urls(target: Target) -> list[Found]:
    """Where the crawl of a site begins."""
    scheme, _, rest = target.home.partition("://")
    robots = f"{scheme}://{rest.partition('/')[0]}/robots.txt"
    named = target.file
    return [
        Found(robots, Kind.ROBOTS, PRIORITY[Kind.ROBOTS]),
        Found(target.home, Kind.HOME, PRIORITY[Kind.HOME]),
        *(Found(url, Kind.FEED, PRIORITY[Kind.FEED], 1) for url in (named.feeds if named else ())),
        *(Found(url, Kind.SITEMAP, PRIORITY[Kind.SITEMAP], 1) for url in (named.sitemaps if named else ())),
        *(Found(url, Kind.SECTION, PRIORITY[Kind.SECTION], 1) for url in (named.sections if named else ())),
    ]


def _server_of(url: str) -> str:
    """Host and port; what names differ by in the browser's address line alone is one server."""
    return urlsplit(url).netloc.lower().removeprefix("www.")
