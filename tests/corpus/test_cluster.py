"""Runs as tasks: the rows of one process, whatever executor, and whatever was killed."""

from __future__ import annotations

import os
import random
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

pytest.importorskip("datatrove", reason="the extra `cluster` is not installed")

from cleaners.corpus.bulk import clean_inputs
from cleaners.corpus.cluster import CleanShare, Cluster, make_executor
from cleaners.corpus.inputs import InputError
from cleaners.corpus.pool import Limits
from cleaners.page.article import Reason
from tests.corpus.test_bulk import articles, rejected, write_folder, write_warc

ROOT = Path(__file__).resolve().parents[2]


def write_inputs(folder: Path) -> list[Path]:
    """A WARC, a folder of pages, and a page that is none."""
    (folder / "empty.html").write_text("")
    return [write_warc(folder), write_folder(folder), folder / "empty.html"]


def rows(root: Path) -> tuple[list[object], list[object]]:
    return list(articles(root)), sorted(rejected(root), key=lambda each: each.detail)  # type: ignore[return-value]


@pytest.fixture
def inputs(tmp_path: Path) -> list[Path]:
    found = write_inputs(tmp_path)
    clean_inputs(found, tmp_path / "one", limits=Limits(processes=1))
    assert len(articles(tmp_path / "one")) == 24
    assert [each.reason for each in rejected(tmp_path / "one")] == [Reason.UNDECODABLE]
    return found


def warraq(*arguments: object, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "crawler.cli", "clean", *map(str, arguments)],
        cwd=ROOT,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_tasks_on_this_machine_give_the_rows_of_one_process(tmp_path: Path, inputs: list[Path]) -> None:
    out = tmp_path / "out"
    done = warraq(*inputs, "-o", out, "--executor", "local", "--tasks", 3, "--workers", 2)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("3 of 3 tasks are done")
    assert rows(out) == rows(tmp_path / "one")
    # What is done is passed over; what is new is not.
    before = sorted(path for path in out.rglob("*.parquet"))
    warraq(*inputs, "-o", out, "--executor", "local", "--tasks", 3)
    assert sorted(out.rglob("*.parquet")) == before
    (tmp_path / "late.txt").write_bytes((tmp_path / "pages" / "s0" / "0.html").read_bytes()[:0])
    warraq(*inputs, tmp_path / "late.txt", "-o", out, "--executor", "local", "--tasks", 3, "--workers", 1)
    assert len(articles(out)) == 24
    assert len(rejected(out)) == 2


def test_tasks_that_were_killed_go_on(tmp_path: Path, inputs: list[Path]) -> None:
    out = tmp_path / "out"
    arguments = [*inputs, "-o", out, "--executor", "local", "--tasks", "4", "--workers", "2"]
    command = [sys.executable, "-m", "crawler.cli", "clean", *map(str, arguments)]
    chance = random.Random(7)
    for _ in range(2):
        process = subprocess.Popen(
            command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
        )
        time.sleep(chance.uniform(0.8, 1.8))
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    for _ in range(20):
        # Cleaning processes of a killed task end when they notice; until then they may hold its ledger.
        done = warraq(*arguments)
        if done.returncode == 0:
            break
        time.sleep(0.5)
    assert done.returncode == 0, done.stderr
    assert rows(out) == rows(tmp_path / "one")


def test_ray(tmp_path: Path, inputs: list[Path]) -> None:
    pytest.importorskip("ray", reason="ray is not installed")
    done = warraq(*inputs, "-o", tmp_path / "out", "--executor", "ray", "--tasks", 2, RAY_DEDUP_LOGS="0")
    assert done.returncode == 0, done.stderr
    assert "2 of 2 tasks are done" in done.stdout
    assert rows(tmp_path / "out") == rows(tmp_path / "one")


def write_command(folder: Path, name: str, script: str) -> None:
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)


def test_the_script_for_slurm_and_what_it_runs(tmp_path: Path, inputs: list[Path]) -> None:
    commands, out = tmp_path / "bin", tmp_path / "out"
    write_command(commands, "sbatch", 'echo "Submitted batch job 17"')
    write_command(commands, "scontrol", "echo node1")
    path = f"{commands}:{Path(sys.executable).parent}:{os.environ['PATH']}"
    options = [
        "--executor",
        "slurm",
        "--tasks",
        "3",
        "--workers",
        "2",
        "--partition",
        "news",
        "--time",
        "2:00:00",
    ]
    done = warraq(*inputs, "-o", out, *options, "--setup", ". /opt/warraq/bin/activate", PATH=path)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("3 tasks are with Slurm")
    (script,) = (out / "_cluster").rglob("launch_script.slurm")
    text = script.read_text()
    lines = text.splitlines()
    assert lines[0] == "#!/bin/bash"
    for option in (
        "array=0-2%2",
        "partition=news",
        "time=2:00:00",
        "cpus-per-task=2",
        "mem-per-cpu=2G",
        "requeue",
    ):
        assert f"#SBATCH --{option}" in lines
    assert ". /opt/warraq/bin/activate" in lines
    assert lines[-1].startswith("srun ")
    assert lines[-1].endswith(f"launch_pickled_pipeline {script.parent / 'executor.pik'}")
    assert subprocess.run(["bash", "-n", script], check=False).returncode == 0
    # What a node does with it.
    for task in ("2", "0", "1"):
        environment = {"PATH": path, "SLURM_ARRAY_TASK_ID": task, "SLURM_NODELIST": "node1"}
        done = subprocess.run(
            ["launch_pickled_pipeline", script.parent / "executor.pik"],
            cwd=ROOT,
            env=os.environ | environment | {"PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == 0, done.stderr
    assert rows(out) == rows(tmp_path / "one")


def test_a_step_in_a_pipeline_of_ones_own(tmp_path: Path, inputs: list[Path]) -> None:
    names = [str(path) for path in inputs]
    for rank in range(2):
        step = CleanShare(names, str(tmp_path / "out"))
        assert list(step.run(iter(["passed on"]), rank, 2)) == ["passed on"]
    assert rows(tmp_path / "out") == rows(tmp_path / "one")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["{}/nowhere", "--executor", "local"], "no such file"),
        (["{}", "--tasks", "3"], "--tasks goes with --executor"),
        (["{}", "--executor", "local", "--share", "0/2"], "--share does not go with --executor"),
        (["{}", "--executor", "slurm"], "no sbatch here"),
    ],
)
def test_mistakes(tmp_path: Path, arguments: list[str], message: str) -> None:
    filled = [each.format(tmp_path) for each in arguments]
    done = warraq(*filled, "-o", tmp_path / "out", PATH=str(tmp_path))
    assert done.returncode == 2
    assert message in done.stderr
    assert "Traceback" not in done.stderr


def test_a_dataset_far_away_needs_a_folder_for_the_state(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text("<p>")
    with pytest.raises(InputError, match="state"):
        make_executor([tmp_path / "a.html"], "memory://far", Cluster())
    with pytest.raises(InputError, match="0 tasks"):
        make_executor([tmp_path / "a.html"], tmp_path, Cluster(tasks=0))
