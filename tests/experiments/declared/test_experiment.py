"""Experiments' files."""

from pathlib import Path

import pytest

from experiments.declared.experiment import DeclaredExperiment, read_experiment
from store.errors import BadRequest
from store.records import Budget
from tests.experiments.declared.workshop import by_command, write

GOOD = """
workflow: workflow.yaml
goal: {metric: loss}
variants: [near]
repeats: 3
stages:
  - {strategy: halving, runs: 9}
  - {strategy: random, runs: 4, when: best > 0.5, patience: 2}
  - {ask: "Which model?", choose: model}
  - {strategy: bayesian, runs: 5, enough: 0.01}
  - {ask: "Good?", name: verdict}
"""


def read(folder: Path, text: str = GOOD) -> DeclaredExperiment:
    by_command(folder)
    return read_experiment(write(folder, experiment_yaml=text) / "experiment.yaml")


def test_a_budget_of_cost_is_of_the_metric_as_it_is_recorded(tmp_path: Path) -> None:
    found = read(tmp_path, GOOD + "budget: {runs: 9, cost: 3, cost_of: loss}\n")
    assert found.budget == Budget(runs=9, cost=3.0, cost_of="min loss")


def test_what_is_weighed_against_the_score_may_be_a_metric_that_is_better_low(tmp_path: Path) -> None:
    weighed = "workflow: workflow.yaml\ngoal: {metric: f1}\nstages:\n  - {strategy: pareto, runs: 4, cost: COST}\n"
    assert read(tmp_path, weighed.replace("COST", "loss")).stages[0].cost == "min loss"
    assert read(tmp_path, weighed.replace("COST", "peak_mb")).stages[0].cost == "peak_mb"
    assert read(tmp_path, weighed.replace(", cost: COST", "")).stages[0].cost == "wall_s"
    for none in ("f1", "dollars", "latency_ms"):
        with pytest.raises(BadRequest, match=rf"line 4, field “stages.1.cost”: “{none}” is no cost .*peak_mb, loss"):
            read(tmp_path, weighed.replace("COST", none))


def test_without_stages_the_named_variants_run(tmp_path: Path) -> None:
    found = read(tmp_path, "workflow: workflow.yaml\ngoal: {metric: loss}\nvariants: [near, nearer]\n")
    assert [(s.strategy, s.runs) for s in found.stages] == [("recommended", 2)]


def test_stages_conditions_rungs_and_human_steps_are_read(tmp_path: Path) -> None:
    by_command(tmp_path)
    found = read_experiment(write(tmp_path, experiment_yaml=GOOD) / "experiment.yaml")
    assert found.metric == "min loss"
    assert [s.strategy for s in found.stages] == ["halving", "random", "bayesian"]
    assert [r.runs for r in found.stages[0].rungs] == [7, 2]
    assert found.stages[1].when is not None and found.stages[1].when.value == 0.5
    assert [(h.name, h.kind, h.after) for h in found.human_steps] == [("model", "choice", 2), ("verdict", "yes", 3)]
    model, verdict = found.human_steps
    assert model.in_words == "Which model? (flat, tree)"
    assert model.read(" Tree ") == {"model": "tree"} and verdict.read("no") == {"verdict": False}
    with pytest.raises(BadRequest, match="no answer to “Which model"):
        model.read("forest")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("metric: loss", "metric: loose", r"line 3, field “goal.metric”: the workflow measures no “loose”"),
        ("[near]", "[far]", r"line 4, field “variants.1”: the workflow has no variant called “far”"),
        ("workflow.yaml", "nothing.yaml", r"line 2, field “workflow”: there is no file nothing.yaml"),
        ("best > 0.5", "best is good", r"line 8, field “stages.2.when”: write a condition such as"),
        ("choose: model", "choose: modell", r"line 9, field “stages.3.choose”: the workflow has no choice “modell”"),
        ("strategy: bayesian", "strategy: guess", r"line 10, field “stages.4.strategy”: .*not 'guess'"),
        ("runs: 5, ", "", r"line 10, field “stages.4”: a stage with a strategy needs “runs”"),
        ("repeats: 3", "data: none.csv", r"line 5, field “data”: there is nothing at"),
        ("repeats: 3", "repeats: 0", r"line 5, field “repeats”"),
        ("repeats: 3", "budget: {cost: 3, cost_of: dollars}", r"line 5, field “budget.cost_of”: .*no “dollars”"),
        ("repeats: 3", "budget: {cost_of: f1}", r"line 5, field “budget”: say how much in “cost”"),
    ],
)
def test_what_is_wrong_is_said_with_its_line_and_field(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert old in GOOD
    with pytest.raises(BadRequest, match=said):
        read(tmp_path, GOOD.replace(old, new, 1))
