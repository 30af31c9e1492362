"""Does knowledge make later experiments cheaper? A series of tasks, with and without what the earlier ones taught.

    python -m benchmarks.bench_knowledge --out RESULTS.jsonl [--kinds regression,…] [--orders 5] [--tasks 20]
        [--runs 30] [--seconds 10] [--tables DIR] [--minutes 5]

Each task is an experiment of so many runs by the strategy `recommended`, carried out by the launcher and written to a
knowledge store. *Without* knowledge its store is empty; *with* knowledge the store holds the earlier experiments of the
series and nothing else: the experience that ships with Sextant is left out of both, and before anything is known both
begin with each kind of model's own best practice. Series are drawn in several orders, and each task of a series is
compared with itself without knowledge. Told are the runs and the seconds until a score within 1 % of the best known;
what never gets there counts with all of its runs. With --seconds there is a third arm, in which the meta-model is told
that a task may take so many seconds, as where a person gives a budget of time; without it, it looks at scores alone.

Without --tables the runs are answered from those recorded in the shipped experience (about 130 variants a table), as
are their seconds. With --tables (a folder with Parquet tables and `manifest.csv`: name, kind, target, rows) every run
is done for real, and the best known is the best of all of them. Results are appended as they come; a second call goes
on, and with --minutes begins nothing after so long. `--report` only prints.
"""

import argparse
import contextlib
import json
import os
import shutil
import tempfile
import threading
import time
import uuid
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from benchmarks.series_report import report
from benchmarks.series_tasks import METRICS, SeriesTask, now, pool_of, real_tasks, recorded_tasks
from experiments.launcher import Launcher
from experiments.strategies import Tried
from experiments.strategies.space import space_of
from store.duck import DuckStore
from store.knowledge import KnowledgeStore
from store.prior import PriorPack, load_prior
from store.records import (
    Budget,
    Decision,
    Experiment,
    ExperimentSignal,
    Goal,
    Limits,
    Plan,
    PlannedRun,
    Proposal,
    Run,
    RunEnd,
    TaskKind,
    Variant,
    metric,
)

RUN_S = 200.0
"""Limit of one run; recorded ones had at most 40 processor seconds."""
Line = dict[str, Any]


class Advice:
    """The order of what is worth running next, by a meta-model fitted on what the store knows when a task begins.

    This is what the app does between two runs, without wishes and reasons and on a fixed pool of variants.
    """

    def __init__(self, store: KnowledgeStore, of: SeriesTask, pool: dict[str, Variant], seconds: float | None) -> None:
        from recommender import Recommender
        from store.experience import experience, in_unit

        task = of.task
        folds = task.validation.folds
        known = experience(store, _nothing(), task.kind, task.metric, speed=None, folds=folds)
        self._store, self._of, self._pool, self._seconds = store, of, pool, seconds
        self._recommender = Recommender.fit(known, seed=0)
        self._scale = (of.baseline or 1.0) if in_unit(metric(task.metric)) else 1.0

    def __call__(self, plan: Plan, tried: Sequence[Tried]) -> Sequence[Variant]:
        """The variants worth running next, the best first."""
        import pandas as pd

        from store.experience import observed, variants_frame

        gone = {t.variant.id for t in tried}
        left = [v for v in self._pool.values() if v.id not in gone]
        if self._recommender.model is None:
            left = [v for v in best_practice(plan.task.kind) if v.id not in gone and v.id in self._pool] or left
        if not left:
            return ()
        seen = observed(self._store, plan.task)
        seen = seen.assign(score=seen["score"] / self._scale)
        features = pd.Series(self._of.profile.features, dtype=float)
        budget_s = None
        if self._seconds is not None:  # what is over its time goes on as if a tenth of it were left
            budget_s = max(self._seconds - float(seen["cost_s"].sum()), self._seconds / 10.0)
        found = self._recommender.recommend(features, variants_frame(left), seen, 1, budget_s)
        return [self._pool[str(v)] for v in found["variant_id"]]


def best_practice(kind: TaskKind) -> list[Variant]:
    """Every estimator with its own best practice, a quick linear one among the first."""
    from experiments.families import FAMILIES
    from experiments.workflows.tabular import default_variant

    places = {e.name: 0.5 if e.name == "linear" else float(i) for i, e in enumerate(FAMILIES) if kind in e.kinds}
    return [default_variant(name, kind) for name in sorted(places, key=lambda n: places[n])]


def _nothing() -> PriorPack:
    shipped = load_prior()
    return PriorPack(shipped.runs.head(0), shipped.datasets.head(0), shipped.variants.head(0), {})


def carry_out(
    store: KnowledgeStore, home: Path, of: SeriesTask, pool: dict[str, Variant], runs: int, seconds: float | None = None
) -> list[Any]:
    """One experiment through the launcher; with `seconds` the meta-model is told that there are so many.

    Returns:
        For each run, in order: variant id, score in the metric's unit (None without one), seconds.
    """
    store.append(of.version, of.profile)
    changed = threading.Event()
    launcher = Launcher(
        store, home, now, _new_id, of.backend(), on_run_end=lambda _: changed.set(), places=1, importance=False,
        advice=Advice(store, of, pool, seconds),
    )  # fmt: skip
    try:
        experiment, plan = _approved(store, of, pool, runs)
        launcher.launch(experiment, plan)
        while not store.find(ExperimentSignal, experiment_id=experiment.id, signal="done"):
            changed.wait(0.2)
            changed.clear()
    finally:
        launcher.close()
    ends = {e.run_id: e for e in store.find(RunEnd)}
    made = sorted(store.find(Run, experiment_id=experiment.id), key=lambda r: r.position)
    return [[r.variant.id, ends[r.id].score, round(ends[r.id].wall_s or 0.0, 4)] for r in made]


def _approved(store: KnowledgeStore, of: SeriesTask, pool: dict[str, Variant], runs: int) -> tuple[Experiment, Plan]:
    """The plan of an experiment with a person's yes to it, all on record."""
    goal = Goal(
        id=_new_id("goal"), conversation_id="series", person="benchmark", statement=f"Predict {of.task.target}",
        task=of.task, stated_at=now(),
    )  # fmt: skip
    listed = tuple(PlannedRun(variant=v) for v in best_practice(of.task.kind) if v.id in pool)
    plan = Plan(
        goal_id=goal.id, task=of.task, runs=listed, strategy="recommended", budget=Budget(runs=runs),
        space=space_of(of.task.kind), limits=Limits(run_s=RUN_S),
    )  # fmt: skip
    proposal = Proposal(id=_new_id("proposal"), conversation_id="series", plan=plan, plan_hash=plan.hash, made_at=now())
    decision = Decision(
        id=_new_id("decision"), proposal_id=proposal.id, plan_hash=plan.hash, verdict="approve", person="benchmark",
        channel="flag", decided_at=now(),
    )  # fmt: skip
    experiment = Experiment(
        id=_new_id("experiment"), proposal_id=proposal.id, decision_id=decision.id, goal_id=goal.id,
        approved_by="benchmark", approved_at=now(),
    )  # fmt: skip
    store.append(goal, proposal, decision)
    return experiment, plan


def _new_id(prefix: str) -> str:
    return f"{prefix}-{uuid.uuid4().hex[:12]}"


def drawn(tasks: Sequence[SeriesTask], n: int, order: int) -> list[SeriesTask]:
    """The series of a number: so many of the tasks in an order that the number draws."""
    import numpy as np

    at = np.random.default_rng(order).permutation(len(tasks))[:n]
    return [tasks[i] for i in at]


class Bench:
    """What is done already, and what is still to do."""

    def __init__(self, wish: argparse.Namespace, home: Path) -> None:
        self._wish, self._home = wish, home
        self._until = time.monotonic() + wish.minutes * 60.0
        self._done = {_key(line): len(line["runs"]) for line in read_lines(wish.out)}

    def run(self, kind: TaskKind) -> None:
        """All series of one kind of task."""
        wish = self._wish
        found = real_tasks(wish.tables, kind, self._home, wish.rows) if wish.tables else recorded_tasks(kind)
        pool = pool_of(kind)
        for order in range(wish.orders):
            series = drawn(found, wish.tasks, order)
            for of in series:
                self._alone(of, pool)
            self._series(kind, order, series, pool, None)
            if wish.seconds:
                self._series(kind, order, series, pool, wish.seconds)

    def _alone(self, of: SeriesTask, pool: dict[str, Variant]) -> None:
        """One task with an empty store; which series it belongs to makes no difference."""
        line = _line(of.task.kind, "without", -1, 0, of)
        if _key(line) in self._done or self._late:
            return
        with tempfile.TemporaryDirectory() as folder, _opened(Path(folder)) as store:
            self._keep(line, of, carry_out(store, self._home, of, pool, self._wish.runs))

    def _series(
        self, kind: TaskKind, order: int, series: Sequence[SeriesTask], pool: dict[str, Variant], seconds: float | None
    ) -> None:
        """A series whose store is kept beside the results, so that it can be gone on with after any of its tasks.

        A store that holds more or less than the results say was left in the middle of a task; it is made anew.
        """
        arm = "with" if seconds is None else f"with {seconds:g} s"
        folder = self._wish.out.with_suffix("") / f"{kind}-{order}{arm.removeprefix('with').replace(' ', '-')}"
        lines = [_line(kind, arm, order, place, of) for place, of in enumerate(series)]
        wanted = sum(self._done.get(_key(line), 0) for line in lines)
        if folder.exists() and _runs_in(folder) != wanted:
            shutil.rmtree(folder)
        with _opened(folder) as store:
            known = {r.task.version_id for r in store.find(Run)}
            for line, of in zip(lines, series, strict=True):
                if of.version.id in known:
                    continue
                if self._late:
                    return
                self._keep(line, of, carry_out(store, self._home, of, pool, self._wish.runs, seconds))

    @property
    def _late(self) -> bool:
        return bool(time.monotonic() > self._until)

    def _keep(self, line: Line, of: SeriesTask, runs: list[Any]) -> None:
        if _key(line) in self._done:
            return  # carried out again only for what it teaches
        line |= {"metric": of.task.metric, "baseline": of.baseline, "runs": runs}
        if line["arm"] == "without":
            line["recorded"] = {v: [e.result.score, e.wall_s] for v, e in of.recorded.items() if e.result is not None}
        with self._wish.out.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")
        self._done[_key(line)] = len(runs)
        print(f"{line['kind']} {line['arm']} {line['order']} {line['place']} {of.name}", flush=True)


def _opened(folder: Path) -> contextlib.closing[DuckStore]:
    folder.mkdir(parents=True, exist_ok=True)
    return contextlib.closing(DuckStore.open(folder / "knowledge.duckdb"))


def _runs_in(folder: Path) -> int:
    with _opened(folder) as store:
        return len(store.find(Run))


def _line(kind: TaskKind, arm: str, order: int, place: int, of: SeriesTask) -> Line:
    return {"kind": kind, "arm": arm, "order": order, "place": place, "name": of.name}


def _key(line: Line) -> tuple[Any, ...]:
    return line["kind"], line["arm"], line["order"], line["place"], line["name"]


def read_lines(path: Path) -> Iterator[Line]:
    """The results so far; a line cut short by a crash is left out."""
    if not path.exists():
        return
    for text in path.read_text(encoding="utf-8").splitlines():
        try:
            yield json.loads(text)
        except ValueError:
            continue


def main() -> None:
    """Runs what is missing and prints the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--kinds", default=",".join(METRICS))
    parser.add_argument("--orders", type=int, default=5)
    parser.add_argument("--tasks", type=int, default=20)
    parser.add_argument("--runs", type=int, default=30)
    parser.add_argument("--seconds", type=float, help="also tell the meta-model that a task may take so long")
    parser.add_argument("--tables", type=Path)
    parser.add_argument("--rows", type=int, default=2000, help="rows that real tables are cut to")
    parser.add_argument("--minutes", type=float, default=1e6)
    parser.add_argument("--report", action="store_true", help="print what is there and run nothing")
    wish = parser.parse_args()
    wish.out.parent.mkdir(parents=True, exist_ok=True)
    if not wish.report:
        with tempfile.TemporaryDirectory() as home:
            bench = Bench(wish, Path(home))
            for kind in wish.kinds.split(","):
                bench.run(kind)
    print(report(list(read_lines(wish.out)), wish.runs, wish.seconds))


if __name__ == "__main__":
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    main()
