"""Whether the budget holds on tables that make it hard: many rows, very many columns, many classes, few rows.

    python -m benchmarks.bench_budget [--budget 30] [--names rows,columns,classes,small]

Each table is generated, given to `sextant run … --approve --save-model` in a home of its own, and predicted with the
model that was saved. Prints wall seconds of the whole command (start of Python, reading, search, final fit, saving)
beside what is allowed: 1.15 × budget + 10 s.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd


def _many_rows(random: np.random.Generator) -> pd.DataFrame:
    """40,000 rows, 20 columns, two classes."""
    X = pd.DataFrame(random.normal(size=(40_000, 18)), columns=[f"n{i}" for i in range(18)])
    X["city"] = random.choice(["a", "b", "c", "d"], len(X))
    X["code"] = random.integers(0, 500, len(X)).astype(str)
    signal = X.n0 * X.n1 + np.sin(2 * X.n2) + (X.city == "b") + random.normal(size=len(X))
    return X.assign(target=np.where(signal > 0.7, "yes", "no"))


def _many_columns(random: np.random.Generator) -> pd.DataFrame:
    """400 rows, 10,000 columns, a number to predict."""
    X = pd.DataFrame(random.normal(size=(400, 10_000)), columns=[f"n{i}" for i in range(10_000)])
    return X.assign(target=X.n0 + X.n1 - X.n2 + random.normal(size=len(X)))


def _many_classes(random: np.random.Generator) -> pd.DataFrame:
    """8,000 rows, 25 columns, 30 classes."""
    centres = random.normal(size=(30, 25))
    label = random.integers(0, 30, 8_000)
    X = pd.DataFrame(centres[label] + random.normal(scale=1.5, size=(8_000, 25)), columns=[f"n{i}" for i in range(25)])
    return X.assign(target=[f"class {i}" for i in label])


def _few_rows(random: np.random.Generator) -> pd.DataFrame:
    """150 rows, 10 columns, gaps."""
    X = pd.DataFrame(random.normal(size=(150, 10)), columns=[f"n{i}" for i in range(10)])
    y = np.where(X.n0 + random.normal(size=150) > 0, "yes", "no")
    return X.mask(random.random(X.shape) < 0.1).assign(target=y)


TABLES: dict[str, Callable[[np.random.Generator], pd.DataFrame]] = {
    "rows": _many_rows, "columns": _many_columns, "classes": _many_classes, "small": _few_rows,
}  # fmt: skip


def measure(name: str, seconds: float) -> tuple[float, dict[str, object]]:
    """Wall seconds of `sextant run` on a table, and what it printed; its model must predict."""
    sextant = str(Path(sys.executable).parent / "sextant")
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        TABLES[name](np.random.default_rng(0)).to_csv(work / "train.csv", index=False)
        environment = {**os.environ, "SEXTANT_HOME": str(work / "home")}
        command = [sextant, "run", "--data", "train.csv", "--target", "target", "--budget", f"{seconds:g}s"]
        command += ["--approve", "--save-model", "model", "--json"]
        started = time.perf_counter()
        done = subprocess.run(command, cwd=work, env=environment, capture_output=True, text=True, check=False)
        wall = time.perf_counter() - started
        if done.returncode:
            raise SystemExit(f"{name}: {done.stderr[-500:]}")
        predict = [sextant, "predict", "--model", "model", "--data", "train.csv", "--out", "predicted.csv"]
        subprocess.run(predict, cwd=work, env=environment, check=True, capture_output=True)
        return wall, json.loads(done.stdout)


def main() -> None:
    """Prints one line a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--budget", type=float, default=30.0)
    parser.add_argument("--names", default=",".join(TABLES))
    args = parser.parse_args()
    allowed = 1.15 * args.budget + 10.0
    for name in args.names.split(","):
        wall, found = measure(name, args.budget)
        runs, best = found["leaderboard"], found["best"]
        assert isinstance(runs, list)
        assert isinstance(best, dict)
        print(
            f"{TABLES[name].__doc__} Budget {args.budget:g} s: {wall:.1f} s of {allowed:.1f} s allowed, "
            f"{'held' if wall <= allowed else 'NOT held'}; {len(runs)} runs, best {best['score']:.4f}.",
            flush=True,
        )


if __name__ == "__main__":
    main()
