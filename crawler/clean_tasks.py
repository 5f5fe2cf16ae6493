"""`warraq clean --executor`: the tasks of a cluster, or of this machine, and what is told of them."""

from __future__ import annotations

from shutil import which
from typing import TYPE_CHECKING, Any

import click

from crawler.mistakes import user_mistakes

if TYPE_CHECKING:
    from cleaners.corpus.inputs import Columns
    from cleaners.corpus.pool import Limits


def run_tasks(
    inputs: tuple[str, ...], output: str, columns: Columns, limits: Limits, options: dict[str, Any]
) -> int:
    """Runs the tasks, or hands them to Slurm; the exit code is 1 where some of them are not done."""
    executor_name, tasks = options["executor"], options["tasks"] or 1
    try:
        from cleaners.corpus.cluster import Cluster, make_executor

        if executor_name == "ray":
            import ray
    except ImportError as error:
        name = "ray" if error.name == "ray" else "'warraq[cluster]'"
        raise click.UsageError(f"needs the package {error.name}: pip install {name}") from None
    if executor_name == "slurm" and which("sbatch") is None:
        raise click.UsageError("there is no sbatch here: start this where Slurm's commands are")
    with user_mistakes():
        cluster = Cluster(
            executor=executor_name,
            tasks=tasks,
            workers=options["workers"] or -1,
            **{name: options[name] for name in ("partition", "time", "setup")},
        )
        executor = make_executor(
            inputs, output, cluster, columns=columns, limits=limits, state=options["state"]
        )
        if executor_name == "ray":
            # A cluster that is up (RAY_ADDRESS), or one of this machine alone.
            ray.init(ignore_reinit_error=True, log_to_driver=False)
        executor.run()
    if executor_name == "slurm":
        click.echo(f"{tasks:,} tasks are with Slurm; logs and what is done: {executor.logging_dir.path}")
        return 0
    left = len(executor.get_incomplete_ranks())
    click.echo(f"{tasks - left:,} of {tasks:,} tasks are done; logs: {executor.logging_dir.path}")
    return 1 if left else 0
