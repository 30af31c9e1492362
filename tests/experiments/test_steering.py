"""What a person changes while an experiment runs: done within what was approved, recorded, and kept over a restart."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from experiments.backends._base import Ending
from experiments.backends.replaying import ReplayingBackend
from experiments.launcher import Launcher
from experiments.progress import is_going, progress
from experiments.steering import smaller
from experiments.strategies.space import space_of
from experiments.workflows.tabular import default_variant, sample_variants
from store.errors import BadRequest, NotApproved
from store.records import (
    Budget,
    Decision,
    Experiment,
    ExperimentSignal,
    Plan,
    PlannedRun,
    Proposal,
    Run,
    RunEnd,
)
from tests.experiments.backends.test_replaying import RESULT
from tests.experiments.laboratory import Laboratory, until

NAMES = ("linear", "naive_bayes", "decision_tree", "knn")


def launcher_of(laboratory: Laboratory, pace: float = 0.0, **options: object) -> Launcher:
    """A launcher that answers every variant of the workflow with the same recorded result."""
    ending = Ending("ok", RESULT, RESULT.wall_s, RESULT.cpu_s, RESULT.peak_mb)
    variants = [*sample_variants("binary", 200), *(default_variant(n, "binary") for n in NAMES)]
    backend = ReplayingBackend({v.id: ending for v in variants}, pace=pace)
    return Launcher(
        laboratory.store, laboratory.home, laboratory.clock, laboratory.new_id, backend, **options  # type: ignore[arg-type]
    )  # fmt: skip


@pytest.fixture
def slow(laboratory: Laboratory) -> Iterator[Launcher]:
    made = launcher_of(laboratory, pace=1000)
    yield made
    made.close()


@pytest.fixture
def quick(laboratory: Laboratory) -> Iterator[Launcher]:
    made = launcher_of(laboratory)
    yield made
    made.close()


def runs_of(laboratory: Laboratory, experiment: Experiment) -> list[Run]:
    return list(laboratory.store.find(Run, experiment_id=experiment.id))


def begun(
    laboratory: Laboratory, launcher: Launcher, estimators: tuple[str, ...] = NAMES, **plan: object
) -> Experiment:
    """A launched experiment whose first run is under way."""
    experiment, proposal = laboratory.approved(estimators, **plan)
    launcher.launch(experiment, proposal.plan)
    until(lambda: launcher._supervisor.works[experiment.id].running)
    return experiment


def queue(launcher: Launcher, experiment: Experiment) -> list[int]:
    return [r.position for r in launcher._supervisor.works[experiment.id].queue]


def test_a_pinned_run_comes_next_and_who_said_so_is_on_record(laboratory: Laboratory, slow: Launcher) -> None:
    experiment = begun(laboratory, slow)
    third = runs_of(laboratory, experiment)[3]
    slow.steer(experiment.id, "pin", "ana", [third.id], reason="do the fourth first")
    assert queue(slow, experiment) == [3, 1, 2]
    said = laboratory.store.find(ExperimentSignal)[-1]
    assert (said.signal, said.person, said.value, said.reason) == (
        "pin", "ana", {"positions": [3]}, "do the fourth first",
    )  # fmt: skip


def test_a_run_is_left_out_and_run_anyway(laboratory: Laboratory, slow: Launcher) -> None:
    experiment = begun(laboratory, slow)
    second = runs_of(laboratory, experiment)[1]
    slow.steer(experiment.id, "skip", "ana", [second.id], reason="too simple")
    end = laboratory.store.get(RunEnd, second.id)
    assert end.outcome == "skipped" and "ana" in end.error and "too simple" in end.error
    slow.steer(experiment.id, "run_anyway", "bob", [second.id])
    anew = runs_of(laboratory, experiment)[-1]
    assert (anew.resumes, anew.position, anew.insisted) == (second.id, 1, True)
    assert queue(slow, experiment)[0] == 1
    with pytest.raises(BadRequest, match="done again already"):
        slow.steer(experiment.id, "run_anyway", "bob", [second.id])


def test_a_smaller_budget_needs_no_decision_and_a_larger_one_does(laboratory: Laboratory, slow: Launcher) -> None:
    experiment = begun(laboratory, slow)
    slow.steer(experiment.id, "budget", "ana", value={"runs": 2})
    assert queue(slow, experiment) == [1]
    with pytest.raises(NotApproved, match="your decision on a new plan"):
        slow.steer(experiment.id, "budget", "ana", value={"runs": 4})
    assert [s.signal for s in laboratory.store.find(ExperimentSignal)] == ["budget"]


def test_a_smaller_budget_keeps_the_limit_of_cost(laboratory: Laboratory) -> None:
    _, proposal = laboratory.approved(budget=Budget(seconds=900.0, cost=5.0, cost_of="min dollars"))
    shorter = smaller(proposal.plan, 60.0, None).budget
    assert shorter == Budget(seconds=60.0, cost=5.0, cost_of="min dollars")


def test_kinds_that_are_wanted_no_more_are_left_out_of_what_waits(laboratory: Laboratory, slow: Launcher) -> None:
    experiment = begun(laboratory, slow)
    runs = runs_of(laboratory, experiment)
    slow.steer(experiment.id, "pin", "ana", [runs[1].id])
    unwanted = {"families": ["naive_bayes", "tree", "linear"]}
    slow.steer(experiment.id, "narrow", "ana", value=unwanted, reason="no trees")
    assert queue(slow, experiment) == [1, 3], "who asked for a run by itself gets it, and what runs goes on"
    (end,) = laboratory.store.find(RunEnd)
    assert (end.run_id, end.outcome) == (runs[2].id, "skipped") and "ana ruled it out" in end.error


@pytest.mark.parametrize("strategy", ["random", "grid", "bayesian", "recommended"])
def test_a_search_chooses_none_of_them_from_then_on_also_after_a_restart(laboratory: Laboratory, strategy: str) -> None:
    space = space_of("binary", families=("linear", "naive_bayes"))
    first = launcher_of(laboratory, pace=1000, advice=lambda *_: sample_variants("binary", 40))
    plan = {"strategy": strategy, "budget": Budget(runs=5), "space": space}
    experiment = begun(laboratory, first, ("linear", "naive_bayes"), **plan)
    first.steer(experiment.id, "narrow", "ana", value={"families": ["naive_bayes"]})
    first.close()

    second = launcher_of(laboratory, advice=lambda *_: sample_variants("binary", 40))
    second.recover()
    begun_before = {r.id for r in runs_of(laboratory, experiment)}
    second.signal(experiment.id, None, "resume", "ana")
    until(lambda: experiment.id not in second._supervisor.works)
    second.close()
    later = [r for r in runs_of(laboratory, experiment) if r.id not in begun_before and r.resumes is None]
    assert later and {r.variant.family for r in later} == {"linear"}


def test_only_what_was_approved_can_be_added_by_hand(laboratory: Laboratory, slow: Launcher) -> None:
    space = space_of("binary", families=("linear", "knn"))
    experiment = begun(laboratory, slow, NAMES[:1], strategy="random", budget=Budget(runs=3), space=space)
    run = slow.add(experiment.id, default_variant("knn", "binary"), "ana")
    assert run.stage is None and "ana" in run.chosen_because
    for variant, words in (
        (default_variant("random_forest", "binary"), "not among what was approved"),
        (default_variant("knn", "binary"), "part of this experiment already"),
    ):
        with pytest.raises((NotApproved, BadRequest), match=words):
            slow.add(experiment.id, variant, "ana")


def larger(
    laboratory: Laboratory, experiment: Experiment, verdict: str = "approve", **update: object
) -> tuple[str, str]:
    """A proposal to enlarge an experiment, and the decision on it."""
    plan = laboratory.store.get(Proposal, experiment.proposal_id).plan
    made = Plan.model_validate({**plan.model_dump(), "extends": experiment.id, **update})
    proposal = Proposal(
        id=laboratory.new_id("proposal"),
        conversation_id="c",
        plan=made,
        plan_hash=made.hash,
        made_at=laboratory.clock(),
    )
    decision = Decision.model_validate(
        {"id": laboratory.new_id("decision"), "proposal_id": proposal.id, "plan_hash": made.hash, "verdict": verdict,
         "person": "ana", "channel": "button", "decided_at": laboratory.clock()}
    )  # fmt: skip
    laboratory.store.append(proposal, decision)
    return proposal.id, decision.id


def test_an_approved_enlargement_goes_on_even_after_the_end(laboratory: Laboratory, quick: Launcher) -> None:
    experiment, proposal = laboratory.approved(NAMES[:1])
    quick.launch(experiment, proposal.plan)
    until(lambda: not is_going(laboratory.store, experiment.id))
    more = (*proposal.plan.runs, PlannedRun(variant=default_variant("knn", "binary")))
    refused = larger(laboratory, experiment, "reject", runs=more)
    with pytest.raises(NotApproved, match="reject"):
        quick.extend(experiment.id, *refused, "ana")
    quick.extend(experiment.id, *larger(laboratory, experiment, runs=more), "ana")
    until(lambda: len(laboratory.store.find(RunEnd)) == 2)
    assert [r.variant.family for r in runs_of(laboratory, experiment)] == ["linear", "knn"]
    assert progress(laboratory.store, laboratory.home, experiment.id, laboratory.clock()).state == "done"


def test_a_plan_that_enlarges_is_no_experiment_of_its_own(laboratory: Laboratory, quick: Launcher) -> None:
    first, _ = laboratory.approved(NAMES[:1])
    experiment, proposal = laboratory.approved(NAMES[1:2], extends=first.id)
    with pytest.raises(NotApproved, match="enlarges an experiment"):
        quick.launch(experiment, proposal.plan)


def test_a_pause_and_the_order_survive_a_restart(laboratory: Laboratory) -> None:
    first = launcher_of(laboratory, pace=1000)
    experiment = begun(laboratory, first)
    runs = runs_of(laboratory, experiment)
    first.steer(experiment.id, "skip", "ana", [runs[1].id])
    first.steer(experiment.id, "reorder", "ana", [runs[3].id, runs[2].id])
    first.steer(experiment.id, "run_anyway", "ana", [runs[1].id])
    first.steer(experiment.id, "pin", "ana", [runs[3].id])
    first.signal(experiment.id, None, "pause", "ana")
    first.close()
    state = progress(laboratory.store, laboratory.home, experiment.id, laboratory.clock())
    assert [r.waits for r in state.runs] == [None, 1, 2, 0]
    assert state.state == "paused" and [r.state for r in state.runs] == ["interrupted", "queued", "queued", "queued"]

    second = launcher_of(laboratory)
    second.recover()
    assert queue(second, experiment) == [3, 1, 2]  # what was taken back keeps its turn
    assert not laboratory.store.find(RunEnd, outcome="ok")
    second.signal(experiment.id, None, "resume", "ana")
    until(lambda: experiment.id not in second._supervisor.works)
    after = progress(laboratory.store, laboratory.home, experiment.id, laboratory.clock())
    assert after.state == "done" and [r.state for r in after.runs] == ["ok"] * 4
    second.close()


def test_a_search_that_was_broken_off_between_runs_goes_on_when_the_person_says_so(laboratory: Laboratory) -> None:
    first = launcher_of(laboratory, pace=5)
    plan = {"strategy": "random", "budget": Budget(runs=4), "space": space_of("binary")}
    experiment = begun(laboratory, first, NAMES[:1], **plan)
    first.close()
    assert progress(laboratory.store, laboratory.home, experiment.id, laboratory.clock()).state == "interrupted"
    second = launcher_of(laboratory)
    second.recover()
    assert not is_going(laboratory.store, experiment.id)
    second.signal(experiment.id, None, "resume", "ana")
    until(lambda: experiment.id not in second._supervisor.works)
    seen = progress(laboratory.store, laboratory.home, experiment.id, laboratory.clock())
    assert len(seen.runs) == 4 and seen.state == "done" and seen.most_runs == 4
    assert laboratory.store.query("SELECT state FROM experiments").state[0] == "done"
    second.close()


def test_an_advised_search_asks_before_every_run_and_ends_at_its_bound(laboratory: Laboratory) -> None:
    asked: list[int] = []

    def advise(_: Plan, tried: object) -> list[object]:
        asked.append(len(tried))  # type: ignore[arg-type]
        return [default_variant(n, "binary") for n in ("knn", "decision_tree", "linear")]

    launcher = launcher_of(laboratory, advice=advise)
    experiment, proposal = laboratory.approved(NAMES[:2], space=space_of("binary"), budget=Budget(runs=3))
    launcher.launch(experiment, proposal.plan)
    until(lambda: experiment.id not in launcher._supervisor.works)
    runs = runs_of(laboratory, experiment)
    assert [r.variant.choices["estimator"] for r in runs] == ["knn", "decision_tree", "linear"] and asked == [0, 1, 2]
    assert all(r.chosen_because for r in runs)
    launcher.close()


def test_signals_to_what_has_ended_say_so(laboratory: Laboratory, quick: Launcher) -> None:
    experiment, proposal = laboratory.approved(NAMES[:1])
    quick.launch(experiment, proposal.plan)
    until(lambda: not is_going(laboratory.store, experiment.id))
    with pytest.raises(BadRequest, match="not under way"):
        quick.steer(experiment.id, "budget", "ana", value={"runs": 1})
    with pytest.raises(BadRequest, match="ended as planned"):
        quick.steer(experiment.id, "run_anyway", "ana", [runs_of(laboratory, experiment)[0].id])


def test_a_thousand_queued_runs_are_seen_in_an_instant(tmp_path: Path) -> None:
    import time

    from store.duck import DuckStore

    laboratory = Laboratory(tmp_path, DuckStore.open(tmp_path / "knowledge.duckdb"))
    launcher = launcher_of(laboratory, pace=100_000)
    variants = tuple(sample_variants("binary", 1000))
    experiment, proposal = laboratory.approved(variants=variants)
    launcher.launch(experiment, proposal.plan)
    started = time.process_time()
    seen = progress(laboratory.store, laboratory.home, experiment.id, laboratory.clock())
    assert len(seen.runs) == 1000 and is_going(laboratory.store, experiment.id)
    assert time.process_time() - started < 5.0, "a second on a machine that does nothing else"
    launcher.signal(experiment.id, None, "stop", "ana")
    launcher.close()
    laboratory.store.close()
