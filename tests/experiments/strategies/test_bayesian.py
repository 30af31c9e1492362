"""Bayesian search: by densities over all estimators, by a Gaussian process within one."""

from pathlib import Path

import pytest

from experiments.declared.choosing import narrowed
from experiments.declared.choosing import variant_of as variant_of_declared
from experiments.declared.declaration import read_workflow
from experiments.strategies import Choice, Scene, Tried
from experiments.strategies.bayesian import Bayesian
from experiments.workflows.tabular import variant_of
from store.records import Plan, PlannedRun, Space, Stage, Task
from tests.experiments.declared.workshop import by_command
from tests.experiments.strategies.contract import StrategyContract, plan, played


class TestBayesian(StrategyContract):
    @pytest.fixture
    def strategy(self) -> Bayesian:
        return Bayesian()


def test_what_did_well_is_looked_for_again() -> None:
    made = plan("bayesian", seed=1)
    tried: list[Tried] = []
    for _ in range(40):
        choice = Bayesian().choose(Scene(made, made.stages[0], tried))
        assert isinstance(choice, Choice)
        good = choice.variant.choices["estimator"] == "lightgbm"
        tried.append(Tried(choice.variant, 0.9 if good else 0.6))
    later = [t.variant.choices["estimator"] for t in tried[20:]]
    assert later.count("lightgbm") > len(later) / 3


def _of_one(made: Plan, n: int) -> list[Tried]:
    tried: list[Tried] = []
    for _ in range(n):
        choice = Bayesian().choose(Scene(made, made.stages[0], tried))
        assert isinstance(choice, Choice)
        k = float(choice.variant.choices.get("knn.neighbours", 5))  # type: ignore[arg-type]
        tried.append(Tried(choice.variant, 1.0 - abs(k - 20) / 100))
    return tried


def test_within_one_kind_of_model_a_gaussian_process_finds_the_best_value() -> None:
    made = plan("bayesian", families=("knn",)).model_copy(update={"runs": (plan().runs[0],)})
    tried = _of_one(made, 9)
    assert {t.variant.choices["estimator"] for t in tried[1:]} == {"knn"}
    assert max(t.score or 0 for t in tried) > 0.9


def test_the_list_is_worked_off_first_even_within_one_kind() -> None:
    made = plan("bayesian", families=("knn",))
    assert [t.variant for t in played(Bayesian(), made, 3)] == [r.variant for r in made.runs]
    assert variant_of(made.runs[0].variant.choices, "binary")


def test_of_a_declared_workflow_without_alternatives_a_gaussian_process_finds_the_best_value(tmp_path: Path) -> None:
    made = declared_plan(tmp_path, "flat")
    tried: list[Tried] = []
    for _ in range(9):
        choice = Bayesian().choose(Scene(made, made.stages[0], tried))
        assert isinstance(choice, Choice)
        tried.append(Tried(choice.variant, (float(choice.variant.choices["x"] or 0) - 0.3) ** 2))
    assert min(t.score or 0 for t in tried) < 0.01
    assert {t.variant.choices["model"] for t in tried} == {"flat"}


def declared_plan(folder: Path, model: str) -> Plan:
    """Of a little workflow, all but one number settled; the default is on the list."""
    declared = read_workflow(by_command(folder))
    whole = declared.workflow("k")
    workflow = narrowed(whole, "model", model)
    task = Task(
        id="t", version_id="v", target="w", kind="declared", metric="min loss", validation=plan().task.validation
    )
    stage = Stage(strategy="bayesian", runs=30)
    return Plan(
        goal_id="g", task=task, runs=(PlannedRun(variant=variant_of_declared(workflow, {})),), stages=(stage,),
        space=Space(workflow_id=workflow.id, estimators=()), workflow=workflow, seed=2,
    )  # fmt: skip
