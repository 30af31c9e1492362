"""The same questions to MLflow's search and to the knowledge store, over runs with 20 metrics and 20 parameters each.

MLflow wants an environment of its own, which is named; both sides are asked in one go, question by question:

    python -m venv /tmp/mlflow && /tmp/mlflow/bin/pip install mlflow
    python -m benchmarks.bench_mlflow --peer /tmp/mlflow/bin/python

MLflow's SQLite back end is filled by SQL, in the tables that MLflow itself has made; it is asked through its own
client, `mlflow.search_runs`, as its users do. Both sides bring back the same kind of rows, with every parameter and
metric. Each question is asked five times (those over ten seconds once), the median counts; before each, both sides are
asked something else, so that what is measured is a process that has been at work, as a notebook or the app is.
"""

import argparse
import importlib
import json
import random
import sqlite3
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

SIZE = 30_000
_TIMES = 5
_LONG_S = 10.0
_GOOD = "CAST(v.metrics.m3 AS DOUBLE)"
_WHOLE = "SELECT r.* FROM runs r JOIN run_values v USING (run_id) WHERE "
OURS = {
    "the 20 best of all": "SELECT * FROM runs WHERE state = 'ok' ORDER BY score DESC LIMIT 20",
    "the newest 100": "SELECT * FROM runs ORDER BY queued_at DESC LIMIT 100",
    "the 20 best of a family with m3 > 0.5":
        f"{_WHOLE} r.family = 'boosting' AND {_GOOD} > 0.5 ORDER BY r.score DESC LIMIT 20",
    "all of a family with m3 > 0.5, best first":
        f"{_WHOLE} r.family = 'boosting' AND {_GOOD} > 0.5 ORDER BY r.score DESC",
    "all with m3 > 0.9": f"{_WHOLE} {_GOOD} > 0.9",
    "all with w0 = 'high'": f"{_WHOLE} v.parameters.w0::VARCHAR = 'high'",
    "mean score by family": "SELECT family, count(*), avg(score) FROM runs WHERE state = 'ok' GROUP BY ALL",
    "best per dataset": "SELECT dataset, max(score), arg_max(label, score) FROM runs WHERE state = 'ok' GROUP BY 1",
    "all runs as a table": "SELECT * FROM runs",
}  # fmt: skip
"""Question to SQL."""
_FAMILY = "params.family = 'boosting' and metrics.m3 > 0.5"
THEIRS: dict[str, dict[str, Any]] = {
    "the 20 best of all": {"order_by": ["metrics.score DESC"], "max_results": 20},
    "the newest 100": {"order_by": ["attributes.start_time DESC"], "max_results": 100},
    "the 20 best of a family with m3 > 0.5":
        {"filter_string": _FAMILY, "order_by": ["metrics.score DESC"], "max_results": 20},
    "all of a family with m3 > 0.5, best first": {"filter_string": _FAMILY, "order_by": ["metrics.score DESC"]},
    "all with m3 > 0.9": {"filter_string": "metrics.m3 > 0.9"},
    "all with w0 = 'high'": {"filter_string": "params.w0 = 'high'"},
    "mean score by family": {},
    "best per dataset": {},
    "all runs as a table": {},
}  # fmt: skip
"""Question to arguments of `search_runs`; where none says how many, all come, as is its default."""


def timed(work: Callable[[], Any]) -> tuple[float, int]:
    """Median seconds of a few times, and the rows that came."""
    taken: list[float] = []
    while len(taken) < _TIMES and (not taken or taken[0] < _LONG_S):
        began = time.perf_counter()
        rows = len(work())
        taken.append(time.perf_counter() - began)
    return median(taken), rows


def ours(size: int) -> dict[str, tuple[float, int]]:
    """Asks the knowledge store."""
    from benchmarks.filling import fill
    from store.duck import DuckStore

    with tempfile.TemporaryDirectory() as folder:
        store = DuckStore.open(Path(folder) / "store.duckdb")
        fill(store, size)
        store.publish()
        store.query("SELECT 1")
        found = {name: timed(lambda sql=sql: store.query(sql, max_rows=size + 100)) for name, sql in OURS.items()}  # type: ignore[misc]
        store.close()
    return found


def theirs(size: int) -> dict[str, tuple[float, int]]:
    """Asks MLflow; it has no grouping, so that whoever wants a mean or a maximum loads all runs first."""
    mlflow = importlib.import_module("mlflow")  # of another environment
    grouped: dict[str, Callable[[Any], Any]] = {
        "mean score by family": lambda f: f.groupby("params.family")["metrics.score"].mean(),
        "best per dataset": lambda f: f.groupby("params.dataset")["metrics.score"].max(),
    }
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "mlflow.db"
        mlflow.set_tracking_uri(f"sqlite:///{file}")
        experiment = mlflow.create_experiment("bench", artifact_location=folder)
        fill_mlflow(file, experiment, size)
        mlflow.search_runs([experiment], max_results=1)
        found = {}
        for name, how in THEIRS.items():
            then = grouped.get(name, lambda f: f)
            found[name] = timed(lambda how=how, then=then: then(mlflow.search_runs([experiment], **how)))  # type: ignore[misc]
        return found


def fill_mlflow(file: Path, experiment: str, size: int) -> None:
    """Puts runs into MLflow's own tables."""
    drawn = random.Random(0)
    with sqlite3.connect(file) as base:
        for i in range(size):
            run = f"{i:032x}"
            values = {"run_uuid": run, "name": f"run{i}", "source_type": "LOCAL", "source_name": "", "user_id": "ada",
                      "status": "FINISHED", "start_time": i * 1000, "end_time": i * 1000 + 500, "source_version": "",
                      "lifecycle_stage": "active", "artifact_uri": "x", "experiment_id": int(experiment)}  # fmt: skip
            _insert(base, "runs", [values])
            params = {f"p{k}": f"{drawn.random() * 100:.3f}" for k in range(15)}
            params |= {f"w{k}": drawn.choice(["low", "middle", "high"]) for k in range(3)}
            params |= {"family": drawn.choice(["boosting", "forest", "linear", "svm"]), "dataset": f"table {i % 100}"}
            _insert(base, "params", [{"key": k, "value": v, "run_uuid": run} for k, v in params.items()])
            metrics = {f"m{k}": drawn.random() for k in range(19)} | {"score": drawn.random()}
            for table in ("metrics", "latest_metrics"):
                rows = [{"key": k, "value": v, "timestamp": 1, "run_uuid": run, "step": 0, "is_nan": 0}
                        for k, v in metrics.items()]  # fmt: skip
                _insert(base, table, rows)
        base.execute("ANALYZE")


def _insert(base: sqlite3.Connection, table: str, rows: list[dict[str, object]]) -> None:
    names = ", ".join(rows[0])
    marks = ", ".join("?" for _ in rows[0])
    base.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", [tuple(r.values()) for r in rows])


def main() -> None:
    """Asks both sides, or MLflow alone in its own environment."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--peer", help="Python of the environment that has MLflow")
    parser.add_argument("--mlflow", action="store_true", help="ask MLflow alone and print JSON (done in that process)")
    parser.add_argument("--runs", type=int, default=SIZE)
    args = parser.parse_args()
    if args.mlflow:
        print(json.dumps(theirs(args.runs)))
        return
    mine = ours(args.runs)
    peer = {}
    if args.peer:
        command = [args.peer, __file__, "--mlflow", "--runs", str(args.runs)]
        said = subprocess.run(command, stdout=subprocess.PIPE, check=True, text=True).stdout
        peer = json.loads(said.splitlines()[-1])
    print(f"| {args.runs:,} runs | rows, MLflow · Sextant | MLflow, s | Sextant, s | times faster |")
    print("|---|---|---|---|---|")
    for name, (seconds, rows) in mine.items():
        other, rows_there = peer.get(name, (float("nan"), 0))
        told = f"{rows_there:,} · {rows:,} | {other:.3f} | {seconds:.4f} | {other / seconds:,.0f}"
        print(f"| {name} | {told} |", flush=True)


if __name__ == "__main__":
    main()
