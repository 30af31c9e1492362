"""A Sextant with two endless runs, to be killed: `python -m tests.experiments.app_to_kill HOME`."""

import sys
import time
from pathlib import Path

from experiments.launcher import Launcher
from store.duck import DuckStore
from store.records import RunStart
from tests.experiments.laboratory import Laboratory


def main(home: Path) -> None:
    laboratory = Laboratory(home, DuckStore.open(home / "knowledge.duckdb"))
    launcher = Launcher(
        laboratory.store, home, laboratory.clock, laboratory.new_id, entry="tests.experiments.behaviours:endless"
    )
    experiment, proposal = laboratory.approved(("linear", "naive_bayes", "knn"), parallel=2)
    launcher.launch(experiment, proposal.plan)
    while len(started := laboratory.store.find(RunStart)) < 2:
        time.sleep(0.02)
    print(experiment.id, *(s.pid for s in started), flush=True)
    time.sleep(600)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
