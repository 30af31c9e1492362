"""What is offered to the recommender keeps the goal's constraints, whatever a variant is made of."""

from datetime import UTC, datetime

import pytest

from assistant.advising import Advising
from experiments.workflows.tabular import families_of
from store.memory import MemoryStore
from store.records import Constraints, Goal, Task, Validation

NOW = datetime(2026, 11, 21, tzinfo=UTC)


@pytest.fixture
def advising(tmp_path):
    made = Advising(MemoryStore(), tmp_path, lambda: NOW, lambda prefix: f"{prefix}-1")
    yield made
    made.close()


def goal(**constraints) -> Goal:
    task = Task(id="t", version_id="v", target="y", kind="binary", metric="roc_auc", validation=Validation(method="cv"))
    return Goal(
        id="g", conversation_id="c", person="ann", statement="predict y", task=task,
        constraints=Constraints(**constraints), stated_at=NOW,
    )  # fmt: skip


def test_a_forbidden_family_is_not_offered_as_part_of_an_average_either(advising):
    found = advising.candidates(goal(families_forbidden=("neural_network",)))
    assert any(v.family == "ensemble" for v in found)
    assert not any("neural_network" in families_of(v) for v in found)


def test_an_interpretable_goal_gets_no_average(advising):
    found = advising.candidates(goal(interpretable=True))
    assert found and not any(v.family == "ensemble" for v in found)


def test_only_allowed_families_are_offered(advising):
    assert {v.family for v in advising.candidates(goal(families_allowed=("tree", "linear")))} == {"tree", "linear"}
