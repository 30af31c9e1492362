"""How long reading, keeping, looking and profiling take: `python benchmarks/bench_data.py [--repeat 3]`.

Prints wall and CPU seconds of the fastest of some repetitions, beside the time each may take. Set OMP_NUM_THREADS=1
for one core.
"""

import argparse
import itertools
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pandas as pd

from experiments.data.cleaning import canonical
from experiments.data.look import look
from experiments.data.profile import profile
from experiments.data.reading import Table, read_table
from experiments.data.versions import frame_hash, keep_version, load_version
from experiments.task import TaskWish, settle
from store.memory import MemoryStore


def made(rows: int, numbers: int, words: int) -> pd.DataFrame:
    """A table of numbers and categories `(rows, numbers + words + 1)` with a target of two classes."""
    random = np.random.default_rng(0)
    frame = pd.DataFrame(random.normal(size=(rows, numbers)).round(5)).add_prefix("n")
    for i in range(words):
        frame[f"w{i}"] = random.choice([f"word {j}" for j in range(5 * (i + 1))], rows)
    frame["y"] = np.where(frame["n0"] + frame["n1"] * frame["n2"] + random.normal(size=rows) > 0, "yes", "no")
    return canonical(frame)[0]


def clock() -> datetime:
    """The present moment."""
    return datetime.now(UTC)


def timed(repeat: int, work: Callable[[], object]) -> tuple[float, float]:
    """Wall and CPU seconds of the fastest run."""
    found = []
    for _ in range(repeat):
        wall, cpu = time.perf_counter(), time.process_time()
        work()
        found.append((time.perf_counter() - wall, time.process_time() - cpu))
    return min(found)


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeat", type=int, default=3)
    repeat = parser.parse_args().repeat
    large, middle = made(100_000, 44, 5), made(10_000, 15, 4)
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        large.to_csv(home / "large.csv", index=False)
        large.to_parquet(home / "large.parquet")
        numbers = itertools.count()

        def new_id(prefix: str) -> str:
            return f"{prefix}-{next(numbers)}"

        store = MemoryStore()
        _, version, _ = keep_version(Table(large, "large", "large"), store, home, "bench", clock, new_id)
        _, version_m, _ = keep_version(Table(middle, "middle", "middle"), store, home, "bench", clock, new_id)
        report = look(middle, version_m, "y", clock)
        task = settle(version_m, report, middle, TaskWish(target="y")).task
        assert task is not None

        def keep() -> object:
            table = Table(large, "large", "large")
            return keep_version(table, MemoryStore(), home, "bench", clock, new_id)

        rows: list[tuple[str, float, Callable[[], object]]] = [
            ("read 100,000 × 50 CSV", 3.0, lambda: read_table(home / "large.csv")),
            ("read 100,000 × 50 Parquet", 1.0, lambda: read_table(home / "large.parquet")),
            ("hash 100,000 × 50", 1.0, lambda: frame_hash(large)),
            ("keep 100,000 × 50", 3.0, keep),
            ("load 100,000 × 50, verified", 2.0, lambda: load_version(version, home)),
            ("look at 100,000 × 50 with a target", 3.0, lambda: look(large, version, "y", clock)),
            ("settle a task on 10,000 × 20", 0.5, lambda: settle(version_m, report, middle, TaskWish(target="y"))),
            ("profile 10,000 × 20 with landmarks", 0.6, lambda: profile(middle, task, clock)),
        ]
        print(f"{'what':38} {'wall s':>8} {'CPU s':>8} {'may take':>9}")
        for name, limit, work in rows:
            wall, cpu = timed(repeat, work)
            print(f"{name:38} {wall:8.2f} {cpu:8.2f} {limit:9.1f}{'' if cpu <= limit else '  over'}")


if __name__ == "__main__":
    main()
