"""Approved plans run, nothing else does, and whatever happens is on record."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from experiments.backends._base import Ending
from experiments.backends.replaying import ReplayingBackend
from experiments.launcher import Launcher
from experiments.workflows.tabular import default_variant
from store.errors import BadRequest, NotApproved, UnknownRecord
from store.memory import MemoryStore
from store.records import (
    Budget,
    Decision,
    Experiment,
    ExperimentSignal,
    Limits,
    Measurement,
    Record,
    Run,
    RunEnd,
)
from tests.experiments.backends.test_replaying import RESULT
from tests.experiments.laboratory import Laboratory, until

NAMES = ("linear", "naive_bayes", "decision_tree", "knn")
Make = Callable[..., Launcher]


def launcher_of(laboratory: Laboratory, pace: float = 0.0, **options: object) -> Launcher:
    ending = Ending("ok", RESULT, RESULT.wall_s, RESULT.cpu_s, RESULT.peak_mb)
    recorded = {default_variant(name, "binary").id: ending for name in NAMES}
    backend = ReplayingBackend(recorded, pace=pace)
    parts = (laboratory.store, laboratory.home, laboratory.clock, laboratory.new_id, backend)
    return Launcher(*parts, **options)  # type: ignore[arg-type]


@pytest.fixture
def make(laboratory: Laboratory) -> Iterator[Make]:
    made: list[Launcher] = []

    def build(pace: float = 0.0, **options: object) -> Launcher:
        made.append(launcher_of(laboratory, pace, **options))
        return made[-1]

    yield build
    for launcher in made:
        launcher.close()


def ends(laboratory: Laboratory, experiment: Experiment) -> dict[int, RunEnd]:
    """Latest end by position."""
    found = {}
    for run in laboratory.store.find(Run, experiment_id=experiment.id):
        for end in laboratory.store.find(RunEnd, run_id=run.id):
            found[run.position] = end
    return found


def outcomes(laboratory: Laboratory, experiment: Experiment) -> list[str]:
    return [end.outcome for _, end in sorted(ends(laboratory, experiment).items())]


def test_an_approved_plan_runs_in_its_order_and_is_recorded(laboratory: Laboratory, make: Make) -> None:
    told: list[str] = []
    experiment, proposal = laboratory.approved(NAMES[:3])
    make(on_run_end=lambda run: told.append(run.id)).launch(experiment, proposal.plan)
    until(lambda: len(told) == 3)
    assert outcomes(laboratory, experiment) == ["ok"] * 3
    runs = laboratory.store.find(Run, experiment_id=experiment.id)
    assert [r.variant for r in runs] == [p.variant for p in proposal.plan.runs]
    assert told == [r.id for r in runs]
    measured = laboratory.store.find(Measurement, run_id=runs[0].id)
    assert {m.fold for m in measured} == {-1, 0, 1, 2}
    assert {m.value for m in measured if m.fold == -1} == {ends(laboratory, experiment)[0].score}


@pytest.mark.parametrize("change", ["reject", "edit", "other plan", "other proposal", "absent", "other person", "goal"])
def test_nothing_runs_without_a_yes_to_this_very_plan(laboratory: Laboratory, make: Make, change: str) -> None:
    experiment, proposal = laboratory.approved(NAMES[:1])
    decision = laboratory.store.get(Decision, experiment.decision_id)
    plan = proposal.plan
    if change in ("reject", "edit"):
        decision = decision.model_copy(update={"id": "decision-x", "verdict": change})
        laboratory.store.append(decision)
        experiment = experiment.model_copy(update={"id": "experiment-x", "decision_id": decision.id})
    elif change == "other plan":
        plan = plan.model_copy(update={"limits": Limits(run_s=9999)})
    elif change == "other proposal":
        _, other = laboratory.approved(NAMES[1:2])
        experiment, plan = experiment.model_copy(update={"id": "e", "proposal_id": other.id}), other.plan
    elif change == "absent":
        experiment = experiment.model_copy(update={"id": "e", "decision_id": "decision-forged"})
    elif change == "other person":
        experiment = experiment.model_copy(update={"id": "e", "approved_by": "mallory"})
    else:
        experiment = experiment.model_copy(update={"id": "e", "goal_id": "goal-x"})
    with pytest.raises(NotApproved):
        make().launch(experiment, plan)
    assert not laboratory.store.find(Run)


def test_one_yes_is_good_for_one_launch(laboratory: Laboratory, make: Make) -> None:
    experiment, proposal = laboratory.approved(NAMES[:1])
    launcher = make()
    launcher.launch(experiment, proposal.plan)
    with pytest.raises(NotApproved, match="launched already"):
        launcher.launch(experiment, proposal.plan)
    again = experiment.model_copy(update={"id": "experiment-again"})
    with pytest.raises(NotApproved, match="used for another"):
        launcher.launch(again, proposal.plan)


def test_at_most_the_planned_number_runs_at_once(laboratory: Laboratory, make: Make) -> None:
    experiment, proposal = laboratory.approved(NAMES, parallel=2)
    launcher = make(pace=2.0, places=4)
    most = 0
    launcher.launch(experiment, proposal.plan)
    while len(ends(laboratory, experiment)) < 4:
        work = launcher._supervisor.works.get(experiment.id)
        most = max(most, len(work.running) if work else 0)
    assert most == 2


def test_a_stopped_experiment_skips_what_waits(laboratory: Laboratory, make: Make) -> None:
    experiment, proposal = laboratory.approved(NAMES[:3])
    launcher = make(pace=100)
    launcher.launch(experiment, proposal.plan)
    until(lambda: launcher._supervisor.works[experiment.id].running)
    launcher.signal(experiment.id, None, "stop", "ana")
    until(lambda: len(ends(laboratory, experiment)) == 3)
    assert outcomes(laboratory, experiment) == ["stopped", "skipped", "skipped"]
    assert ends(laboratory, experiment)[0].error == "Stopped by ana."
    assert laboratory.store.find(ExperimentSignal)[0].person == "ana"
    launcher.signal(experiment.id, None, "stop", "ana")
    assert len(laboratory.store.find(ExperimentSignal)) == 1


def test_a_single_run_can_be_stopped(laboratory: Laboratory, make: Make) -> None:
    experiment, proposal = laboratory.approved(NAMES[:2])
    launcher = make(pace=1)
    launcher.launch(experiment, proposal.plan)
    second = laboratory.store.find(Run, position=1)[0]
    launcher.signal(experiment.id, second.id, "stop", "ana")
    until(lambda: len(ends(laboratory, experiment)) == 2)
    assert outcomes(laboratory, experiment) == ["ok", "skipped"]


def test_pausing_lets_what_runs_end_and_starts_nothing(laboratory: Laboratory, make: Make) -> None:
    experiment, proposal = laboratory.approved(NAMES[:2])
    launcher = make(pace=1)
    launcher.launch(experiment, proposal.plan)
    until(lambda: launcher._supervisor.works[experiment.id].running)
    launcher.signal(experiment.id, None, "pause", "ana")
    until(lambda: ends(laboratory, experiment))
    threading.Event().wait(0.6)
    assert outcomes(laboratory, experiment) == ["ok"]
    launcher.signal(experiment.id, None, "resume", "ana")
    until(lambda: len(ends(laboratory, experiment)) == 2)


def test_the_budget_of_seconds_holds_for_the_whole(laboratory: Laboratory, make: Make) -> None:
    experiment, proposal = laboratory.approved(NAMES[:3], budget=Budget(seconds=0.5))
    make(pace=100).launch(experiment, proposal.plan)
    until(lambda: len(ends(laboratory, experiment)) == 3)
    assert outcomes(laboratory, experiment) == ["timeout", "skipped", "skipped"]
    assert all("budget of 0.5 s" in end.error for end in ends(laboratory, experiment).values())


def test_the_budget_of_runs_holds(laboratory: Laboratory, make: Make) -> None:
    experiment, proposal = laboratory.approved(NAMES, budget=Budget(runs=2))
    launcher = make()
    launcher.launch(experiment, proposal.plan)
    until(lambda: experiment.id not in launcher._supervisor.works)
    assert outcomes(laboratory, experiment) == ["ok", "ok"]


def test_the_budget_of_cost_holds_over_all_runs(laboratory: Laboratory, make: Make) -> None:
    """No run is begun that would go beyond it, at what runs cost so far; what waits is skipped and says why."""
    experiment, proposal = laboratory.approved(NAMES[:4], budget=Budget(cost=2.5 * RESULT.cpu_s))
    launcher = make()
    launcher.launch(experiment, proposal.plan)
    until(lambda: experiment.id not in launcher._supervisor.works)
    assert outcomes(laboratory, experiment) == ["ok", "ok", "skipped", "skipped"]
    assert any("of processor time was used up" in e.error for e in ends(laboratory, experiment).values())


def test_a_search_goes_on_after_its_list_until_the_budget_of_runs(laboratory: Laboratory, make: Make) -> None:
    experiment, proposal = laboratory.approved(NAMES[:2], strategy="random", budget=Budget(runs=5))
    launcher = make()
    launcher.launch(experiment, proposal.plan)
    until(lambda: experiment.id not in launcher._supervisor.works)
    runs = laboratory.store.find(Run, experiment_id=experiment.id)
    assert [r.position for r in runs] == [0, 1, 2, 3, 4]
    assert len({r.variant.id for r in runs}) == 5


def test_a_folder_that_cannot_be_written_fails_the_run_with_a_sentence(laboratory: Laboratory, make: Make) -> None:
    (laboratory.home / "runs").write_text("a file where the folder should be")
    experiment, proposal = laboratory.approved(NAMES[:1])
    make().launch(experiment, proposal.plan)
    until(lambda: ends(laboratory, experiment))
    end = ends(laboratory, experiment)[0]
    assert end.outcome == "failed" and "could not be started" in end.error and "folder" in end.error


class FillingStore(MemoryStore):
    """A store on a disk that can be full."""

    full = False

    def append(self, *facts: Record) -> None:
        if self.full:
            raise OSError(28, "No space left on device")
        super().append(*facts)


def test_facts_survive_a_store_that_cannot_be_written_for_a_while(tmp_path: Path) -> None:
    store = FillingStore()
    laboratory = Laboratory(tmp_path, store)
    experiment, proposal = laboratory.approved(NAMES[:2])
    launcher = launcher_of(laboratory, pace=1)
    launcher.launch(experiment, proposal.plan)
    until(lambda: launcher._supervisor.works[experiment.id].running)
    store.full = True
    until(lambda: launcher.trouble is not None)
    assert launcher.trouble is not None and "No space left" in launcher.trouble
    store.full = False
    until(lambda: len(ends(laboratory, experiment)) == 2)
    assert launcher.trouble is None and outcomes(laboratory, experiment) == ["ok", "ok"]
    launcher.close()


def test_closing_interrupts_and_resuming_runs_again(laboratory: Laboratory, make: Make) -> None:
    experiment, proposal = laboratory.approved(NAMES[:3])
    first = make(pace=3)
    first.launch(experiment, proposal.plan)
    until(lambda: ends(laboratory, experiment))
    first.close()
    assert outcomes(laboratory, experiment) == ["ok", "interrupted", "interrupted"]
    with pytest.raises(BadRequest, match="closing"):
        first.launch(experiment, proposal.plan)
    second = make()
    assert second.recover() == ()
    second.signal(experiment.id, None, "resume", "ana")
    until(lambda: len(laboratory.store.find(RunEnd)) == 5)
    runs = laboratory.store.find(Run, experiment_id=experiment.id)
    assert [r.resumes for r in runs] == [None, None, None, runs[1].id, runs[2].id]
    assert outcomes(laboratory, experiment) == ["ok", "ok", "ok"]
    assert second.resume_experiment(experiment.id) == ()


def test_runs_left_without_an_end_are_interrupted_never_ok(laboratory: Laboratory, make: Make) -> None:
    run = laboratory.run()
    laboratory.store.append(run)
    left = make().recover()
    assert left == (run,)
    end = laboratory.store.get(RunEnd, run.id)
    assert end.outcome == "interrupted" and "before this run began" in end.error


def test_a_listener_that_fails_harms_nobody(laboratory: Laboratory, make: Make) -> None:
    experiment, proposal = laboratory.approved(NAMES[:2])
    launcher = make(on_run_end=lambda run: 1 / 0)
    launcher.launch(experiment, proposal.plan)
    until(lambda: len(ends(laboratory, experiment)) == 2)


def test_signals_to_what_does_not_exist_are_refused(laboratory: Laboratory, make: Make, tmp_path: Path) -> None:
    launcher = make()
    with pytest.raises(UnknownRecord):
        launcher.signal("experiment-x", None, "stop", "ana")
    experiment, _ = laboratory.approved(NAMES[:1])
    run = laboratory.run()
    laboratory.store.append(run)
    with pytest.raises(BadRequest, match="does not belong"):
        launcher.signal(experiment.id, run.id, "stop", "ana")
