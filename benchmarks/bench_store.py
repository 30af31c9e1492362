"""How fast the knowledge store is.

`python -m benchmarks.bench_store [--runs 100000] [--append 10000]` prints a table; with `--wide`, of runs with twenty
metrics and twenty parameters each, filled in by SQL.
"""

import argparse
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from store.duck import DuckStore
from store.experience import experience, observed
from store.prior import load_prior
from store.records import (
    Column,
    Dataset,
    DatasetProfile,
    DatasetVersion,
    Decision,
    Experiment,
    Goal,
    Limits,
    Machine,
    Measurement,
    Plan,
    PlannedRun,
    Proposal,
    Record,
    Run,
    RunEnd,
    RunStart,
    Task,
    Validation,
    Variant,
)

_NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
_EACH = 20
"""Runs of one experiment."""
_METRICS = ("roc_auc", "accuracy", "f1", "log_loss")

QUERIES = {
    "runs of the last experiments": "SELECT * FROM runs ORDER BY queued_at DESC LIMIT 100",
    "best of each dataset": "SELECT dataset, max(score), arg_max(label, score) FROM runs WHERE state = 'ok' GROUP BY 1",
    "failures by family": "SELECT family, count(*), avg((state = 'failed')::INT) FROM runs GROUP BY 1",
    "experiments": "SELECT state, count(*), sum(wall_s) FROM experiments GROUP BY 1",
    "a choice's effect": "SELECT choices->>'$.trees' AS trees, avg(score) FROM runs GROUP BY 1 ORDER BY 1",
    "spread over folds": "SELECT run_id, stddev(value) FROM measurements GROUP BY 1 ORDER BY 2 DESC LIMIT 10",
}


WIDE = {
    "filter": "SELECT run_id, score FROM runs WHERE family = 'boosting' AND score > 0.99 ORDER BY score DESC LIMIT 99",
    "filter by a parameter": "SELECT run_id, score FROM run_values WHERE CAST(parameters.p3 AS DOUBLE) > 99.9999",
    "filter by a metric": "SELECT run_id, score FROM run_values WHERE CAST(metrics.m3 AS DOUBLE) > 0.9999",
    "group by a parameter": "SELECT parameters.w1::VARCHAR, avg(CAST(metrics.m3 AS DOUBLE)) FROM run_values GROUP BY 1",
    "filter by a parameter in JSON": "SELECT run_id FROM runs WHERE CAST(choices->>'$.p3' AS DOUBLE) > 99.9999",
    "leaderboard": "SELECT * FROM runs WHERE state = 'ok' ORDER BY score DESC LIMIT 20",
    "group by": "SELECT dataset, family, count(*), avg(score) FROM runs WHERE state = 'ok' GROUP BY ALL",
    "diff of two runs": "SELECT run_id, choices, metrics FROM runs WHERE run_id IN ('run5000', 'run7777')",
    "best per dataset": "SELECT dataset, max(score), arg_max(label, score) FROM runs WHERE state = 'ok' GROUP BY 1",
    "newest runs": "SELECT * FROM runs ORDER BY queued_at DESC LIMIT 100",
    "experiments": "SELECT state, count(*), sum(wall_s) FROM experiments GROUP BY 1",
}


def variants(n: int) -> list[Variant]:
    """Different variants of a few families."""
    families = ("boosting", "forest", "linear", "svm")
    return [
        Variant.of("tabular-1", families[i % 4], {"estimator": families[i % 4], "trees": i}, f"v{i}") for i in range(n)
    ]


def story(first: int, n: int, pool: list[Variant], folds: int) -> list[Record]:
    """The facts of `n` ended runs from number `first`, with their experiments, goals, data and measurements."""
    facts: list[Record] = []
    for start in range(first, first + n, _EACH):
        e = start // _EACH
        version, at = f"v{e % 100}", _NOON + timedelta(seconds=start)
        task = Task(
            id=f"t{e % 100}", version_id=version, target="y", kind="binary", metric="roc_auc",
            validation=Validation(method="cv", folds=max(folds, 1)),
        )  # fmt: skip
        plan = Plan(goal_id=f"g{e}", task=task, runs=tuple(PlannedRun(variant=v) for v in pool[:3]))
        facts += [
            Goal(id=f"g{e}", conversation_id=f"c{e}", person="ada", statement="predict y", task=task, stated_at=at),
            Proposal(id=f"p{e}", conversation_id=f"c{e}", plan=plan, plan_hash=plan.hash, made_at=at),
            Decision(
                id=f"d{e}", proposal_id=f"p{e}", plan_hash=plan.hash, verdict="approve", person="ada",
                channel="button", decided_at=at,
            ),
            Experiment(
                id=f"e{e}", proposal_id=f"p{e}", decision_id=f"d{e}", goal_id=f"g{e}", approved_by="ada", approved_at=at
            ),
        ]  # fmt: skip
        for i in range(start, min(start + _EACH, first + n)):
            facts += _run(i, pool[i % len(pool)], task, f"e{e}", at, folds)
    return facts


def _run(i: int, variant: Variant, task: Task, experiment: str, at: datetime, folds: int) -> list[Record]:
    ok, score = i % 10 != 0, 0.5 + (i * 7919 % 5000) / 10000
    figures = {m: score for m in _METRICS}
    facts: list[Record] = [
        Run(
            id=f"run{i}", experiment_id=experiment, position=i % _EACH, variant=variant, task=task, seed=i,
            limits=Limits(), expected_score=0.8, expected_s=5.0, queued_at=at,
        ),
        RunStart(
            run_id=f"run{i}", pid=1, machine="m", code_version="0", libraries={"scikit-learn": "1.9"}, started_at=at
        ),
        RunEnd(
            run_id=f"run{i}", outcome="ok" if ok else "failed", score=score if ok else None,
            metrics=figures if ok else {}, wall_s=1 + i % 60, ended_at=at,
        ),
    ]  # fmt: skip
    folded = range(-1, folds) if folds else ()
    return facts + [Measurement(run_id=f"run{i}", fold=f, metric=m, value=score) for f in folded for m in _METRICS]


def surroundings() -> list[Record]:
    """A hundred datasets and a machine."""
    facts: list[Record] = [Machine(id="m", cores=2, memory_mb=8000, speed=100, measured_at=_NOON)]
    column = Column(name="y", kind="boolean", dtype="bool", missing=0, distinct=2)
    for i in range(100):
        facts += [
            Dataset(id=f"d{i}", name=f"table {i}", source="-", recorded_at=_NOON, recorded_by="ada"),
            DatasetVersion(
                id=f"v{i}", dataset_id=f"d{i}", rows=100, columns=(column,), snapshot="-", size_bytes=1,
                recorded_at=_NOON,
            ),
            DatasetProfile(
                id=f"p{i}", version_id=f"v{i}", target="y", kind="binary", profiler="sextant-1",
                features={"mf_rows": float(i)}, made_at=_NOON,
            ),
        ]  # fmt: skip
    return facts


def timed(name: str, work: Callable[[], object]) -> None:
    """Prints how long it took."""
    began = time.perf_counter()
    work()
    print(f"| {name} | {time.perf_counter() - began:.3f} |", flush=True)


def main() -> None:
    """Fills a store in a temporary folder and times what Sextant and analysts do with it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=100_000, help="runs that are in the store when it is queried")
    parser.add_argument("--append", type=int, default=10_000, help="runs appended at once, with 5 folds × 4 metrics")
    parser.add_argument("--wide", action="store_true", help="twenty metrics and parameters a run, filled in by SQL")
    args = parser.parse_args()
    if args.wide:
        wide(args.runs)
        return
    pool = variants(200)
    with tempfile.TemporaryDirectory() as folder:
        store = DuckStore.open(Path(folder) / "store.duckdb")
        store.append(*surroundings())
        print(f"| {args.runs:,} runs in the store | seconds |\n|---|---|")
        facts = story(0, args.append, pool, folds=5)
        timed(f"append {args.append:,} runs ({len(facts):,} facts)", lambda: store.append(*facts))
        for first in range(args.append, args.runs, 50_000):
            store.append(*story(first, min(50_000, args.runs - first), pool, folds=0))
        measure(store)
        store.close()
        timed("open", lambda: DuckStore.open(Path(folder) / "store.duckdb").close())


def wide(runs: int) -> None:
    """Times queries and publishing over runs with twenty metrics and twenty parameters each."""
    from benchmarks.filling import fill

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "store.duckdb"
        store = DuckStore.open(path)
        fill(store, runs)
        print(f"| {runs:,} runs, 20 metrics, 20 parameters | seconds |\n|---|---|")
        timed("publish the whole", store.publish)
        store.append(RunEnd(run_id="new", outcome="failed", ended_at=_NOON))
        timed("publish one change", store.publish)
        print(f"| copy, MB | {store.published_path.stat().st_size / 1e6:.0f} |")
        for name, sql in WIDE.items():
            timed(name, lambda sql=sql: store.query(sql, timeout_s=300))  # type: ignore[misc]
        store.close()
        again = DuckStore.open(path)
        again.append(RunEnd(run_id="newer", outcome="failed", ended_at=_NOON))
        timed("publish one change after a restart", again.publish)
        again.close()


def measure(store: DuckStore) -> None:
    """Times reading, querying and publishing on a filled store."""
    task = store.get(Run, "run7").task
    timed("get a run", lambda: store.get(Run, "run77"))
    timed("find the runs of an experiment", lambda: store.find(Run, experiment_id="e77"))
    timed("append one run's end", lambda: store.append(RunEnd(run_id="new", outcome="failed", ended_at=_NOON)))
    timed("publish the whole", store.publish)
    store.append(RunStart(run_id="new", pid=1, machine="m", code_version="0", libraries={}, started_at=_NOON))
    timed("publish one change", store.publish)
    for name, sql in QUERIES.items():
        timed(name, lambda sql=sql: store.query(sql, timeout_s=300))  # type: ignore[misc]
    timed("observed runs of a task", lambda: observed(store, task))
    timed("experience", lambda: experience(store, load_prior(), "binary", "roc_auc", speed=100.0))


if __name__ == "__main__":
    main()
