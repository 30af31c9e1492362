"""A Sextant that works through experiments and takes up what was broken off: `python -m tests.experiments.app_to_stress
HOME`. It is made to be killed at any moment.
"""

import sys
import time
import uuid
from datetime import UTC, datetime
from pathlib import Path

from experiments.launcher import Launcher
from store.duck import DuckStore
from store.records import Budget, DatasetVersion, Run, RunEnd
from tests.experiments.laboratory import Laboratory, task_of


def opened(home: Path) -> tuple[Laboratory, Launcher]:
    """The store and a launcher on it, all that was left behind recovered."""
    store = DuckStore.open(home / "knowledge.duckdb")
    if store.find(DatasetVersion):
        laboratory = Laboratory.__new__(Laboratory)
        laboratory.home, laboratory.store = home, store
        laboratory.version = store.find(DatasetVersion)[0]
        laboratory.task = task_of(laboratory.version)
    else:
        laboratory = Laboratory(home, store)
    laboratory.clock = lambda: datetime.now(UTC)
    laboratory.new_id = lambda prefix: f"{prefix}-{uuid.uuid4().hex[:12]}"
    launcher = Launcher(
        store, home, laboratory.clock, laboratory.new_id, places=2, entry="tests.experiments.behaviours:brief"
    )
    launcher.recover()
    return laboratory, launcher


def resume_all(laboratory: Laboratory, launcher: Launcher) -> None:
    """What a person would say who finds experiments broken off."""
    from store.records import Experiment

    for experiment in laboratory.store.find(Experiment):
        launcher.resume_experiment(experiment.id, "ana")


def launch(laboratory: Laboratory, launcher: Launcher, number: int) -> None:
    """A further experiment: every other one chooses its runs itself."""
    from experiments.strategies.space import space_of

    names = ("linear", "naive_bayes", "knn", "decision_tree")
    plan: dict[str, object] = {"parallel": 2}
    if number % 2:
        plan |= {"strategy": "random", "budget": Budget(runs=5), "space": space_of("binary"), "prune": True}
    experiment, proposal = laboratory.approved(names, **plan)
    launcher.launch(experiment, proposal.plan)


def main(home: Path) -> None:
    laboratory, launcher = opened(home)
    resume_all(laboratory, launcher)
    print("ready", flush=True)
    number = len(laboratory.store.find(Run))
    while True:
        if len(laboratory.store.find(Run)) - len(laboratory.store.find(RunEnd)) < 2:
            number += 1
            launch(laboratory, launcher, number)
        time.sleep(0.1)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
