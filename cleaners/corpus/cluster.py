"""Bulk cleaning as tasks of datatrove's executors: on this machine, on Slurm, or on Ray.

A task is a share of the input files, cleaned as `clean_inputs` cleans it: with a ledger of its own, into parts
that appear when they are whole. So N tasks give, row for row, what one process gives; a task that was killed
goes on where it was, and one that is done is passed over. What datatrove keeps of a run (completed tasks,
logs, counts) lies in ROOT/_cluster, in a folder for each list of inputs. On more than one machine, inputs,
dataset and that folder have to lie where all machines see them.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, Literal

from datatrove.data import DocumentsPipeline
from datatrove.executor import LocalPipelineExecutor, RayPipelineExecutor, SlurmPipelineExecutor
from datatrove.executor.base import PipelineExecutor
from datatrove.pipeline.base import PipelineStep

from cleaners.corpus.bulk import clean_inputs
from cleaners.corpus.containers import check_columns
from cleaners.corpus.inputs import Columns, InputError, find_inputs
from cleaners.corpus.layout import open_root
from cleaners.corpus.pool import Limits
from cleaners.corpus.remote import is_url

ExecutorName = Literal["local", "slurm", "ray"]


class CleanShare(PipelineStep):  # type: ignore[misc]
    """The step of a task: cleans the files that fall to it, each page in a process that can be killed."""

    name = "📰 warraq"
    type = "✂️ - CLEANER"

    def __init__(
        self,
        names: Sequence[str],
        out: str,
        *,
        columns: Columns | None = None,
        limits: Limits | None = None,
        state: str | None = None,
    ) -> None:
        """`state` is a folder for the tasks' ledgers, where `out` is not local."""
        super().__init__()
        self.names, self.out, self.state = list(names), out, state
        self.columns, self.limits = columns or Columns(), limits or Limits(processes=1)

    def run(self, data: DocumentsPipeline = None, rank: int = 0, world_size: int = 1) -> Iterator[Any]:
        """Writes the share's parts; passes on what comes before it in the pipeline, which is nothing."""
        yield from data or ()
        state = Path(self.state, f"_bulk-{rank}-of-{world_size}.db") if self.state else None
        with self.track_time("share"):
            outcome = clean_inputs(
                self.names,
                self.out,
                columns=self.columns,
                limits=self.limits,
                state=state,
                share=(rank, world_size),
            )
        self.stat_update("files", value=outcome.files)
        self.stat_update("articles", value=outcome.articles)
        for reason, count in outcome.rejected.items():
            self.stat_update(f"rejected_{reason}", value=count)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cluster:
    """Where tasks run, and what each is given."""

    executor: ExecutorName = "local"
    tasks: int = 1
    """Shares of the files. A run is continued with the same number."""
    workers: int = -1
    """Tasks at once; -1: as many as the executor takes, and on this machine one for each core."""
    partition: str = "cpu"
    """Of Slurm."""
    time: str = "24:00:00"
    """Limit of a task, for Slurm."""
    gigabytes: int = 4
    """Memory of a task, for Slurm and Ray."""
    setup: str = ""
    """A line of shell before each task, for Slurm: what makes this Python the one on the path."""


def make_executor(
    names: Sequence[str | os.PathLike[str]],
    out: str | os.PathLike[str],
    cluster: Cluster,
    *,
    columns: Columns | None = None,
    limits: Limits | None = None,
    state: str | None = None,
) -> PipelineExecutor:
    """The executor, whose `run` does the work, or hands it to Slurm. Raises InputError for inputs that are
    not there, and for a column that none of them has.
    """
    if cluster.tasks < 1:
        raise InputError(f"{cluster.tasks} tasks: at least one is needed")
    found = find_inputs(names)
    check_columns(found, columns or Columns())
    files = [file.key for file in found]
    root = open_root(out)
    if not root.is_local and not state:
        raise InputError(f"{out}: is not local, so name a folder for the state that all machines see")
    # Other inputs, another folder: else datatrove would take their tasks for done.
    digest = sha256(json.dumps([cluster.tasks, files]).encode()).hexdigest()[:12]
    logs = str(Path(state or root.path, "_cluster", digest))
    asked = [str(name) if is_url(str(name)) else os.path.abspath(name) for name in names]
    step = CleanShare(
        asked, root.path if root.is_local else os.fspath(out), columns=columns, limits=limits, state=state
    )
    if cluster.executor == "slurm":
        return SlurmPipelineExecutor(
            [step],
            tasks=cluster.tasks,
            workers=cluster.workers,
            time=cluster.time,
            partition=cluster.partition,
            # The process that reads and writes, and the one that cleans.
            cpus_per_task=2,
            mem_per_cpu_gb=max(1, cluster.gigabytes // 2),
            job_name="warraq",
            qos="",
            env_command=cluster.setup or None,
            logging_dir=logs,
        )
    if cluster.executor == "ray":
        return RayPipelineExecutor(
            [step],
            tasks=cluster.tasks,
            workers=cluster.workers,
            mem_per_cpu_gb=cluster.gigabytes,
            logging_dir=logs,
        )
    workers = min(cluster.tasks, os.cpu_count() or 1) if cluster.workers == -1 else cluster.workers
    return LocalPipelineExecutor([step], tasks=cluster.tasks, workers=workers, logging_dir=logs)
