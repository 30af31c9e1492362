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


HALVED = """
workflow: {name: little, command: "python train.py --x {x} --data {share}", metrics: {loss: lower}, steps: [STEP]}
goal: {metric: loss}
stages:
  - {strategy: halving, runs: 13}
""".replace("STEP", "{name: prepare, parameters: {x: {type: float, low: -2, high: 2}}}")


def shares(found: DeclaredExperiment, stage: int = 0) -> list[tuple[int, int, float | int]]:
    """Bracket, runs, and folds or else rows of each rung."""
    return [
        (r.bracket, r.runs, (r.fidelity.folds or r.fidelity.rows) if r.fidelity else 1.0)
        for r in found.stages[stage].rungs
    ]


def test_halving_gives_a_workflow_that_runs_once_less_of_its_work_at_first(tmp_path: Path) -> None:
    assert shares(read(tmp_path, HALVED)) == [(0, 9, 1 / 9), (0, 3, 1 / 3), (0, 1, 1.0)]
    repeated = HALVED + "repeats: 3\n"
    assert shares(read(tmp_path, repeated)) == [(0, 10, 1), (0, 3, 1.0)]
    chosen = repeated.replace("runs: 13", "runs: 13, over: share")
    assert shares(read(tmp_path, chosen)) == [(0, 9, 1 / 9), (0, 3, 1 / 3), (0, 1, 1.0)]


def test_hyperband_has_brackets_from_many_on_little_to_few_on_all(tmp_path: Path) -> None:
    found = read(tmp_path, HALVED.replace("halving, runs: 13", "hyperband, runs: 18"))
    assert [bracket for bracket, _, _ in shares(found)] == [0, 0, 0, 1, 1, 2]
    assert sum(runs for _, runs, _ in shares(found)) == 18


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("{share}", "{seed}", r"line 5, field “stages.1.strategy”: halving does less of each run at first: give “rep"),
        ("runs: 13", "runs: 13, over: repeats", r"line 5, field “stages.1.over”: it cannot go over “repeats”: give"),
        ("runs: 13", "runs: 13, over: rows", r"line 5, field “stages.1.over”: “rows” is not for this workflow. Choose"),
        ("halving, runs: 13", "grid, runs: 13, over: share", r"line 5, field “stages.1”: only halving and hyperband"),
        ("halving, runs: 13", "random, runs: 13, cost: loss", r"line 5, field “stages.1”: only pareto weighs a cost"),
    ],
)
def test_what_halving_cannot_make_less_is_refused(tmp_path: Path, old: str, new: str, said: str) -> None:
    with pytest.raises(BadRequest, match=said):
        read(tmp_path, HALVED.replace(old, new, 1))


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
        (
            "workflow.yaml\ngoal: {metric: loss}",
            "tablar\ngoal: {target: y}",
            r"^experiment.yaml, line 2, .*Of a table, say",
        ),
        ("goal: {metric: loss}", "goal: loss", r"line 3, field “goal”: this must be fields, such as name: value"),
        (
            "workflow: workflow.yaml",
            "workflow: [a]",
            r"field “workflow”: this must be text or fields, .*, not a list.$",
        ),
        ("[near]", "near", r"line 4, field “variants”: this must be a list, such as \[a, b\], not 'near'"),
        ("repeats: 3", "repeats: 99", r"line 5, field “repeats”: this must be at most 50, not 99"),
        ("repeats: 3", "repeats: often", r"line 5, field “repeats”: this must be a whole number, not 'often'"),
        ("strategy: random", "strategy: randm", r"field “stages.2.strategy”: .*not 'randm'. Did you mean “random”\?"),
        ("name: verdict", "name: best", r"line 11, field “stages.5”: “best” means a result in conditions"),
        (
            "halving, runs: 9",
            "halving, runs: 9, when: best > 1",
            r"“stages.1.when”: before the first stage there is no",
        ),
        ("enough: 0.01", "when: model > 3", r"“stages.4.when”: “model” can never be so: only numbers are above or"),
        (
            "- {strategy: bayesian",
            "- {ask: Mark, name: mark, rating: 5}\n  - {when: mark > 5, strategy: bayesian",
            r"“stages.5.when”: “mark” can never be so: it is at most 5",
        ),
        ("stages:", "stages:\n  - {ask: First}", r"line 7, field “stages.1”: the first stage must run something"),
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
