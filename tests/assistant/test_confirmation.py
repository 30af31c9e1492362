"""Only a person's yes to exactly the plan that was shown lets it run."""

import pytest

from assistant.confirmation import Confirmation
from store.errors import NotApproved
from store.records import Decision, Experiment, Run
from tests.experiments.laboratory import Laboratory


class Launched:
    """Stands where the launcher is: keeps what it was asked to run."""

    def __init__(self):
        self.plans = []

    def launch(self, experiment, plan):
        self.plans.append(plan)


@pytest.fixture
def laboratory(tmp_path):
    return Laboratory(tmp_path)


@pytest.fixture
def gate(laboratory):
    launched = Launched()
    made = Confirmation(laboratory.store, lambda: launched, laboratory.clock, laboratory.new_id)
    return made, launched


@pytest.fixture
def proposal(laboratory):
    from store.records import Goal, Plan, PlannedRun, Proposal

    goal = Goal(
        id="goal-1",
        conversation_id="c",
        person="ana",
        statement="s",
        task=laboratory.task,
        stated_at=laboratory.clock(),
    )
    from experiments.workflows.tabular import default_variant

    plan = Plan(goal_id=goal.id, task=goal.task, runs=(PlannedRun(variant=default_variant("linear", "binary")),))
    made = Proposal(id="p-1", conversation_id="c", plan=plan, plan_hash=plan.hash, made_at=laboratory.clock())
    laboratory.store.append(goal, made)
    return made


def test_a_plain_yes_is_recorded_with_its_words_and_starts_the_plan(laboratory, gate, proposal):
    confirmation, launched = gate
    experiment = confirmation.approve("p-1", proposal.plan_hash, "ana", "typed", "yes please")
    (decision,) = laboratory.store.find(Decision)
    assert (decision.words, decision.person, decision.plan_hash) == ("yes please", "ana", proposal.plan_hash)
    assert laboratory.store.get(Experiment, experiment.id).decision_id == decision.id
    assert launched.plans == [proposal.plan]


@pytest.mark.parametrize("words", ["yes, if it is cheap", "maybe", "", "no", "yes to the first", "approve?", "not yes"])
def test_anything_but_a_plain_yes_starts_nothing(laboratory, gate, proposal, words):
    confirmation, launched = gate
    with pytest.raises(NotApproved):
        confirmation.approve("p-1", proposal.plan_hash, "ana", "typed", words)
    assert not launched.plans
    assert not laboratory.store.find(Decision)


def test_another_hash_than_the_one_shown_starts_nothing(laboratory, gate, proposal):
    confirmation, launched = gate
    with pytest.raises(NotApproved, match="changed since"):
        confirmation.approve("p-1", "0" * 32, "ana", "button")
    assert not launched.plans


def test_a_plan_is_decided_on_once(laboratory, gate, proposal):
    confirmation, launched = gate
    confirmation.decline("p-1", proposal.plan_hash, "ana", "button", reason="too long")
    with pytest.raises(NotApproved, match="declined by ana"):
        confirmation.approve("p-1", proposal.plan_hash, "ana", "button")
    assert not launched.plans


def test_a_replaced_plan_does_not_run(laboratory, gate, proposal):
    confirmation, _ = gate
    longer = proposal.plan.model_copy(update={"seed": 5})
    newer = proposal.model_copy(update={"id": "p-2", "plan": longer, "plan_hash": longer.hash, "replaces": "p-1"})
    laboratory.store.append(newer)
    with pytest.raises(NotApproved, match="newer plan"):
        confirmation.approve("p-1", proposal.plan_hash, "ana", "button")
    assert confirmation.pending("c") == newer


def test_a_plan_for_a_goal_that_changed_does_not_run(laboratory, gate, proposal):
    from store.records import Goal

    confirmation, launched = gate
    goal = laboratory.store.get(Goal, "goal-1")
    laboratory.store.append(goal.model_copy(update={"id": "goal-2", "supersedes": "goal-1"}))
    with pytest.raises(NotApproved, match="goal has changed"):
        confirmation.approve("p-1", proposal.plan_hash, "ana", "button")
    assert not launched.plans
    assert not laboratory.store.find(Run)
