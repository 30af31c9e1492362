"""The same questions to MLflow's search and to the knowledge store, over runs with 20 metrics and 20 parameters each.

MLflow wants an environment of its own; Sextant's is enough for the other side:

    python -m venv /tmp/mlflow && /tmp/mlflow/bin/pip install mlflow
    /tmp/mlflow/bin/python benchmarks/bench_mlflow.py --mlflow
    python -m benchmarks.bench_mlflow

MLflow's SQLite back end is filled by SQL, in the tables that MLflow itself has made; it is asked through its own
client, `mlflow.search_runs`, as its users do. Each question is asked three times, the quickest counts.
"""

import argparse
import importlib
import random
import sqlite3
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

SIZE = 30_000
_TIMES = 3
OURS = {
    "filter by a parameter": "SELECT run_id, score FROM run_values WHERE CAST(parameters.p3 AS DOUBLE) > 99 LIMIT 100",
    "filter by a metric": "SELECT run_id, score FROM run_values WHERE CAST(metrics.m3 AS DOUBLE) > 0.99 LIMIT 100",
    "leaderboard": "SELECT * FROM runs WHERE state = 'ok' ORDER BY score DESC LIMIT 20",
    "newest 100": "SELECT * FROM runs ORDER BY queued_at DESC LIMIT 100",
    "mean score by family": "SELECT family, count(*), avg(score) FROM runs WHERE state = 'ok' GROUP BY ALL",
    "best per dataset": "SELECT dataset, max(score), arg_max(label, score) FROM runs WHERE state = 'ok' GROUP BY 1",
    "all runs as a table": "SELECT * FROM runs",
}


def timed(name: str, work: Callable[[], object]) -> None:
    """Prints the least of a few times, as a row of a table."""
    taken = []
    for _ in range(_TIMES):
        began = time.perf_counter()
        work()
        taken.append(time.perf_counter() - began)
    print(f"| {name} | {min(taken):.3f} |", flush=True)


def ours(size: int) -> None:
    """Asks the knowledge store."""
    from benchmarks.filling import fill
    from store.duck import DuckStore

    with tempfile.TemporaryDirectory() as folder:
        store = DuckStore.open(Path(folder) / "store.duckdb")
        fill(store, size)
        store.publish()
        for name, sql in OURS.items():
            timed(name, lambda sql=sql: store.query(sql, max_rows=size + 100))  # type: ignore[misc]
        store.close()


def theirs(size: int) -> None:
    """Asks MLflow."""
    mlflow = importlib.import_module("mlflow")  # of another environment

    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "mlflow.db"
        mlflow.set_tracking_uri(f"sqlite:///{file}")
        experiment = mlflow.create_experiment("bench", artifact_location=folder)
        fill_mlflow(file, experiment, size)

        def search(**how: object) -> object:
            return mlflow.search_runs([experiment], **how)

        some = {"filter_string": "params.w0 = 'high' and metrics.m3 > 0.97", "max_results": 100}
        timed("filter by a parameter", lambda: search(filter_string="params.p3 LIKE '99.%'", max_results=100))
        timed("filter by a metric", lambda: search(filter_string="metrics.m3 > 0.99", max_results=100))
        timed("filter by both", lambda: search(**some))
        timed("leaderboard", lambda: search(order_by=["metrics.score DESC"], max_results=20))
        timed("newest 100", lambda: search(order_by=["attributes.start_time DESC"], max_results=100))
        whole: dict[str, Callable[[object], object]] = {
            "mean score by family": lambda f: f.groupby("params.family")["metrics.score"].mean(),  # type: ignore[attr-defined]
            "best per dataset": lambda f: f.groupby("params.dataset")["metrics.score"].max(),  # type: ignore[attr-defined]
            "all runs as a table": lambda f: f,
        }
        for name, then in whole.items():
            timed(name, lambda then=then: then(search(max_results=size)))  # type: ignore[misc]


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
    """Asks one side."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mlflow", action="store_true", help="ask MLflow instead of the knowledge store")
    parser.add_argument("--runs", type=int, default=SIZE)
    args = parser.parse_args()
    print(f"| {args.runs:,} runs | seconds |\n|---|---|")
    (theirs if args.mlflow else ours)(args.runs)


if __name__ == "__main__":
    main()
