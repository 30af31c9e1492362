"""What open pages ask again and again."""

import pytest

from assistant.services import Services
from assistant.views import Views
from store.memory import MemoryStore
from store.records import Budget, ExperimentSignal
from tests.store import facts


@pytest.fixture
def views(tmp_path):
    return Views(Services(MemoryStore(), tmp_path, lambda: facts.at(0), facts.Ids(), None, None, None))


def test_the_newest_experiment_under_way_is_found_and_none_where_all_have_ended(views):
    store, v = views.services.store, facts.variant()
    for n in (1, 2, 3):
        store.append(
            facts.proposal(v, id=f"pr{n}"), facts.experiment(f"e{n}", f"pr{n}"), facts.run(v, f"run{n}", f"e{n}")
        )
    store.append(facts.end("run3"))
    assert views.running_experiment() == "e2"
    store.append(facts.end("run2"), facts.end("run1", outcome="failed", score=None))
    assert views.running_experiment() is None


def test_an_experiment_that_chooses_its_runs_is_under_way_until_it_is_over(views):
    store, v = views.services.store, facts.variant()
    listed = facts.proposal(v)
    plan = listed.plan.model_copy(update={"budget": Budget(runs=5)})
    store.append(
        listed.model_copy(update={"plan": plan, "plan_hash": plan.hash}), facts.experiment(), facts.run(v), facts.end()
    )
    assert views.running_experiment() == "e1"
    store.append(
        ExperimentSignal(id="s", experiment_id="e1", signal="done", person="sextant", given_at=facts.at(9), reason="")
    )
    assert views.running_experiment() is None
