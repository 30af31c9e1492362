"""A small real table, its task and records, for tests of runs."""

import functools
import itertools
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import psutil

from experiments.backends._base import Backend, Ending
from experiments.data.reading import Table
from experiments.data.versions import keep_version
from experiments.machine import this_machine
from experiments.run_folder import RunSpec, folder_of
from experiments.workflows.tabular import default_variant
from store.knowledge import KnowledgeStore
from store.memory import MemoryStore
from store.records import (
    Budget,
    DatasetVersion,
    Decision,
    Experiment,
    Goal,
    Limits,
    Plan,
    PlannedRun,
    Proposal,
    Run,
    Task,
    Validation,
    Variant,
    content_hash,
)

SOON_S = 20.0
"""What takes two seconds at most, on a machine that is busy with much else; `benchmarks.bench_runs` measures it."""
EPOCH = datetime(2026, 5, 1, 9, 0, tzinfo=UTC)


def ticking() -> Callable[[], datetime]:
    """A clock that goes with real time but starts at a fixed moment."""
    started = time.monotonic()
    return lambda: EPOCH + timedelta(seconds=time.monotonic() - started)


_numbers = itertools.count(1)


def counted(prefix: str) -> str:
    """An id that no other test has either, since some share a back end."""
    return f"{prefix}-{next(_numbers)}"


def table(rows: int = 120) -> pd.DataFrame:
    random = np.random.default_rng(3)
    age = random.integers(18, 80, rows)
    plan = random.choice(["basic", "plus", "pro"], rows)
    churn = np.where(age + 20 * (plan == "basic") + random.normal(0, 10, rows) > 55, "yes", "no")
    return pd.DataFrame({"age": age, "plan": plan, "spend": random.normal(30, 9, rows).round(2), "churn": churn})


def task_of(version: DatasetVersion, target: str = "churn", kind: str = "binary", metric: str = "roc_auc") -> Task:
    content = {
        "version_id": version.id, "target": target, "kind": kind, "metric": metric,
        "validation": Validation(method="cv", folds=3), "positive_class": "yes" if kind == "binary" else None,
    }  # fmt: skip
    return Task(id=content_hash([version.id, target, kind, metric]), **content)


@functools.cache
def measured() -> str:
    """This machine as it is kept in a home, so that not every test measures it for a second."""
    with tempfile.TemporaryDirectory() as folder:
        return this_machine(Path(folder), lambda: EPOCH).model_dump_json()


class Laboratory:
    """A store with one dataset version, a home folder, a clock and ids; makes what has to exist before a run."""

    def __init__(self, home: Path, store: KnowledgeStore | None = None, frame: pd.DataFrame | None = None) -> None:
        self.home, self.store = home, store or MemoryStore()
        self.clock, self.new_id = ticking(), counted
        kept = Table(frame=table() if frame is None else frame, name="customers", source="customers.csv", notes=())
        _, self.version, _ = keep_version(kept, self.store, home, "ana", self.clock, self.new_id)
        self.task = task_of(self.version)
        (home / "machine.json").write_text(measured())

    def run(self, variant: Variant | None = None, limits: Limits | None = None, seed: int = 0) -> Run:
        return Run(
            id=self.new_id("run"), experiment_id="experiment-1", position=0,
            variant=variant or default_variant("naive_bayes", self.task.kind), task=self.task, seed=seed,
            limits=limits or Limits(run_s=20), queued_at=self.clock(),
        )  # fmt: skip

    def spec(self, entry: str | None = None, run: Run | None = None, **limits: float) -> RunSpec:
        run = run or self.run(limits=Limits(**{"run_s": 20, **limits}))
        folder = folder_of(self.home, run.id)
        folder.mkdir(parents=True, exist_ok=True)
        chosen = {} if entry is None else {"entry": f"tests.experiments.behaviours:{entry}"}
        return RunSpec(run=run, version=self.version, home=str(self.home), folder=str(folder), **chosen)

    def approved(
        self, estimators: tuple[str, ...] = ("naive_bayes",), *, variants: tuple[Variant, ...] = (), **plan: object
    ) -> tuple[Experiment, Proposal]:
        """An experiment whose plan a person approved, all of it recorded."""
        chosen = variants or tuple(default_variant(e, self.task.kind) for e in estimators)
        goal = Goal(
            id=self.new_id("goal"), conversation_id="conversation-1", person="ana", statement="Predict churn",
            task=self.task, stated_at=self.clock(),
        )  # fmt: skip
        expected = {"expected_score": 0.8, "expected_s": 2.0}
        made = Plan(
            goal_id=goal.id, task=self.task, runs=tuple(PlannedRun(variant=v, **expected) for v in chosen),
            **{"limits": Limits(run_s=20), "budget": Budget(), **plan},
        )  # fmt: skip
        proposal = Proposal(
            id=self.new_id("proposal"), conversation_id="conversation-1", plan=made, plan_hash=made.hash,
            made_at=self.clock(),
        )  # fmt: skip
        decision = Decision(
            id=self.new_id("decision"), proposal_id=proposal.id, plan_hash=made.hash, verdict="approve", person="ana",
            channel="button", decided_at=self.clock(),
        )  # fmt: skip
        experiment = Experiment(
            id=self.new_id("experiment"), proposal_id=proposal.id, decision_id=decision.id, goal_id=goal.id,
            approved_by="ana", approved_at=decision.decided_at,
        )  # fmt: skip
        self.store.append(goal, proposal, decision, experiment)
        return experiment, proposal


def until(met: Callable[[], object], timeout_s: float = 90.0) -> float:
    """Waits until something holds and says how many seconds that took."""
    started = time.monotonic()
    while not met():
        assert time.monotonic() - started < timeout_s, "waited in vain"
        time.sleep(0.01)
    return time.monotonic() - started


def ended(backend: Backend, run_id: str, timeout_s: float = 90.0) -> Ending:
    until(lambda: backend.poll(run_id).ending is not None, timeout_s)
    ending = backend.poll(run_id).ending
    assert ending is not None
    return ending


def begun(backend: Backend, run_id: str) -> int:
    until(lambda: backend.poll(run_id).pid is not None)
    pid = backend.poll(run_id).pid
    assert pid is not None
    return pid


def alive(pid: int) -> bool:
    """Whether a process does anything; a zombie does not."""
    try:
        return bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False
