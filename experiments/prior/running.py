"""Runs in forked processes that can be stopped at any moment, their results appended to a file line by line."""

import contextlib
import json
import multiprocessing
import os
import resource
import signal
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from store.records import Task, Variant

Result = dict[str, Any]


@dataclass(frozen=True)
class Limits:
    """What one run may use."""

    cpu_s: float = 40.0
    wall_s: float = 160.0
    """More than `cpu_s`, since the machine may be shared."""
    memory_mb: int = 6000


@dataclass(frozen=True)
class Work:
    """One thing to do in a process of its own."""

    key: dict[str, str]
    """What its line in the file is found by."""
    do: Callable[[], Result]
    limits: Limits


@dataclass
class _Running:
    work: Work
    process: Any
    channel: Connection
    started: float = field(default_factory=time.monotonic)


def run_all(works: Iterator[Work], file: Path, parallel: int, until: float, say: Callable[[str], None]) -> int:
    """Do works side by side, append each result; stop starting new ones at a moment of `time.monotonic()`.

    A process is forked for each, so libraries are imported once in the parent (which must not compute itself:
    threads do not survive a fork).

    Returns:
        How many were done.
    """
    running: list[_Running] = []
    done = 0
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("a", encoding="utf-8") as lines:
        exhausted = False
        while running or not exhausted:
            while not exhausted and len(running) < parallel:
                work = next(works, None) if time.monotonic() < until else None
                if work is None:
                    exhausted = True
                else:
                    running.append(_start(work))
            wait([r.channel for r in running], timeout=1.0)
            for ended in [r for r in running if _is_over(r)]:
                running.remove(ended)
                result = _collect(ended)
                lines.write(json.dumps({**ended.work.key, **result}, allow_nan=False) + "\n")
                lines.flush()
                done += 1
                if done % 100 == 0:
                    say(f"{done} done, last: {ended.work.key} {result['status']} {result.get('cost_s')} s")
    return done


def read_lines(file: Path) -> list[Result]:
    """All whole lines of a file of results; one that was cut off by a crash is skipped."""
    found: list[Result] = []
    if file.exists():
        for line in file.read_text(encoding="utf-8").splitlines():
            with contextlib.suppress(json.JSONDecodeError):
                found.append(json.loads(line))
    return found


def one_run(frame: pd.DataFrame, variant: Variant, task: Task) -> Result:
    """Evaluate a variant; metrics, deviations over folds, and the processor seconds that it took."""
    from experiments.evaluation import evaluate

    wall, cpu = time.perf_counter(), time.process_time()
    found = evaluate(frame, variant, task, seed=0)
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    names = {name for fold in found.folds for name in fold}
    deviations = {n: float(np.std([f[n] for f in found.folds if n in f])) for n in sorted(names)}
    return {
        "status": "ok",
        "cost_s": round(cpu, 4),
        "wall_s": round(wall, 4),
        "folds": len(found.folds),
        "metrics": {n: float(f"{v:.7g}") for n, v in found.metrics.items()},
        "deviations": {n: float(f"{v:.4g}") for n, v in deviations.items()},
        "latency_ms": float(f"{found.latency_ms:.4g}"),
    }


def _start(work: Work) -> _Running:
    context = multiprocessing.get_context("fork")
    here, there = context.Pipe(duplex=False)
    process = context.Process(target=_child, args=(work, there), daemon=True)
    process.start()
    there.close()
    return _Running(work, process, here)


def _child(work: Work, channel: Connection) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent finishes cleanly on its own
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    resource.setrlimit(resource.RLIMIT_CPU, (int(work.limits.cpu_s), int(work.limits.cpu_s) + 5))
    size = work.limits.memory_mb * 2**20
    resource.setrlimit(resource.RLIMIT_AS, (size, size))
    cpu = time.process_time()
    try:
        result = work.do()
    except MemoryError:
        result = {"status": "memory", "error": f"More than {work.limits.memory_mb} MB were needed."}
    except Exception as error:
        result = {"status": "failed", "error": f"{type(error).__name__}: {error}"[:500]}
    result.setdefault("cost_s", round(time.process_time() - cpu, 4))
    channel.send(result)
    channel.close()
    os._exit(0)


def _is_over(running: _Running) -> bool:
    return bool(
        running.channel.poll()
        or not running.process.is_alive()
        or time.monotonic() - running.started > running.work.limits.wall_s
    )


def _collect(running: _Running) -> Result:
    result: Result | None = None
    if running.channel.poll():
        with contextlib.suppress(EOFError):
            result = running.channel.recv()
    if result is None:
        late = time.monotonic() - running.started > running.work.limits.wall_s
        if running.process.is_alive():
            running.process.kill()
        running.process.join()
        code = running.process.exitcode
        limit = running.work.limits.cpu_s
        if late or code == -signal.SIGXCPU:
            result = {"status": "timeout", "cost_s": limit, "error": f"Stopped at its limit of {limit:g} s."}
        else:
            result = {"status": "failed", "cost_s": None, "error": f"The process ended by itself with code {code}."}
    running.process.join()
    running.channel.close()
    return result
