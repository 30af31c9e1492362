"""How a strategy, a budget and a goal become a plan: stages, what may be chosen, and what it can cost at most."""

import pytest

from assistant import searching
from assistant.state import state_of
from assistant.visit import Visit
from store.errors import BadRequest
from store.records import Budget, Constraints, Conversation, Goal, PlannedRun, Preference, RunEnd
from tests.assistant.test_assistant import Talk


@pytest.fixture(scope="module")
def said(tmp_path_factory, meta_folder):
    """A conversation with a goal on a small table."""
    import numpy as np
    import pandas as pd

    from assistant.assembly import assemble
    from store.memory import MemoryStore
    from tests.assistant.scripted import by_json

    home = tmp_path_factory.mktemp("searching")
    (home / "meta").symlink_to(meta_folder)
    random = np.random.default_rng(7)
    age = random.integers(18, 80, 160)
    pd.DataFrame({"age": age, "spend": random.normal(30, 9, 160), "left": np.where(age > 50, "yes", "no")}).to_csv(
        home / "left.csv", index=False
    )
    app = assemble(home, store=MemoryStore(), understand=by_json)
    talk = Talk(app)
    talk.say(("use_data", {"source": str(home / "left.csv")}), ("set_goal", {"target": "left"}))
    yield app, talk.id
    app.close()


@pytest.fixture
def visit(said) -> Visit:
    app, conversation = said
    services = app.assistant.services
    return Visit(services, state_of(services.store, services.store.get(Conversation, conversation)), "ana", "")


@pytest.fixture
def goal(visit) -> Goal:
    return visit.state.goal


def listed(visit, goal, expected_s=2.0):
    from experiments.workflows.tabular import default_variant

    return [PlannedRun(variant=default_variant("linear", goal.task.kind), expected_s=expected_s)]


def test_several_strategies_share_the_budget_and_later_ones_have_more(visit, goal):
    search = searching.search_for(visit, goal, ("recommended", "bayesian"), Budget(runs=20))
    assert [s.strategy for s in search.stages] == ["recommended", "bayesian"]
    assert [s.runs for s in search.stages] == [5, 15] and search.prune


def test_time_is_turned_into_runs_by_what_a_run_takes(visit, goal):
    few = searching.search_for(visit, goal, ("random",), Budget(seconds=30), listed=listed(visit, goal))
    many = searching.search_for(visit, goal, ("random",), Budget(seconds=3000), listed=listed(visit, goal))
    assert sum(s.runs for s in few.stages) < sum(s.runs for s in many.stages) <= 300


def test_where_cost_is_weighed_nothing_is_given_up_for_a_lower_score(visit, goal):
    assert not searching.search_for(visit, goal, ("pareto",), Budget(runs=8)).prune
    quick = goal.model_copy(update={"preferences": (Preference(wish="fast"),)})
    stages = searching.search_for(visit, quick, ("pareto",), Budget(runs=8)).stages
    assert stages[0].cost == "latency_ms"
    assert searching.search_for(visit, goal, ("pareto",), Budget(runs=8)).stages[0].cost == "wall_s"


def test_constraints_bound_what_may_be_chosen(visit, goal):
    readable = goal.model_copy(update={"constraints": Constraints(interpretable=True)})
    assert set(searching.space_for(visit, readable).estimators) < set(searching.space_for(visit, goal).estimators)
    none = goal.model_copy(update={"constraints": Constraints(families_forbidden=("linear",))})
    with pytest.raises(BadRequest):
        searching.space_for(visit, none, ("linear",))


def test_the_advised_strategy_follows_the_wish_for_cheap_models(visit, goal):
    cheap = goal.model_copy(update={"preferences": (Preference(wish="cheap"),)})
    assert searching.counsel_for(visit, cheap, Budget(), listed(visit, goal)).strategies == ("pareto",)
    assert searching.counsel_for(visit, goal, Budget(runs=4), listed(visit, goal)).strategies == ("recommended",)


def test_what_failed_here_is_left_out_of_the_space(said, visit, goal):
    from experiments.workflows.tabular import default_variant
    from store.records import Limits, Run

    services = visit.services
    variant = default_variant("knn", goal.task.kind)
    run = Run(
        id="run-failed", experiment_id="experiment-before", position=0, variant=variant, task=goal.task, seed=0,
        limits=Limits(run_s=5), queued_at=services.clock(),
    )  # fmt: skip
    end = RunEnd(run_id=run.id, outcome="failed", error="It does not fit.", ended_at=services.clock())
    visit.store.append(run, end)
    assert variant.id in searching.space_for(visit, goal).avoid
