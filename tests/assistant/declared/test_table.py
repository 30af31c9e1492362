"""Experiments on tables from files: what is left open is settled, and what was approved comes back the same."""

from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from assistant.assembly import App, assemble
from assistant.declared.opening import begun, read_file
from assistant.declared.table import file_of
from experiments.declared.table import written
from store.errors import BadRequest
from store.records import Dataset, DatasetVersion, Experiment, Plan, Proposal
from tests.experiments.declared.workshop import write
from tests.experiments.laboratory import table

FILE = """
workflow: tabular
data: customers.csv
goal: {target: churn, metric: accuracy, constraints: {interpretable: true}}
runs: [{estimator: linear}]
stages:
  - {strategy: halving, runs: 9}
  - parallel:
      - {strategy: random, runs: 2, filter: "ideas:shallow"}
      - {strategy: grid, runs: 2}
  - {ask: "Which kind?", choose: estimator}
  - {generate: "ideas:more", runs: 2, when: best < 0.99 and estimator == linear}
budget: {runs: 12, seconds: 60}
seed: 3
"""
IDEAS = "def shallow(variant):\n    return True\n\ndef more(results):\n    yield {'estimator': 'linear'}\n"


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    made = assemble(tmp_path_factory.mktemp("home"), places=1, headless=True)
    yield made
    made.close()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    table(120).to_csv(tmp_path / "customers.csv", index=False)
    return write(tmp_path, experiment_yaml=FILE, ideas_py=IDEAS) / "experiment.yaml"


def proposed(app: App, file: Path) -> Proposal:
    return begun(app.services, read_file(file), "ada").propose()


def same(plan: Plan) -> dict[str, object]:
    """A plan but for ids and predictions."""
    content = plan.content()
    return {k: v for k, v in content.items() if k not in ("goal_id", "runs")} | {
        "runs": [r.variant.id for r in plan.runs]
    }


def test_what_a_file_leaves_open_is_settled_and_its_stages_hold(app: App, file: Path) -> None:
    plan = proposed(app, file).plan
    assert plan.task.kind == "binary" and plan.task.metric == "accuracy" and plan.space is not None
    assert [s.strategy for s in plan.stages] == ["halving", "random", "grid"] and plan.stages[2].beside
    assert plan.stages[0].rungs and plan.space.interpretable and plan.functions and plan.most_runs == 12


def test_a_plan_that_was_written_comes_back_the_same(app: App, file: Path, tmp_path: Path) -> None:
    proposal = proposed(app, file)
    course = begun(app.services, read_file(file), "ada")
    version = app.store.get(DatasetVersion, course.task.version_id)
    goal = begun(app.services, read_file(file), "ada").goal
    assert goal is not None
    text = written(proposal.plan, goal, app.store.get(Dataset, version.dataset_id), version)
    again = write(tmp_path, again_yaml=text) / "again.yaml"
    assert same(proposed(app, again).plan) == same(proposal.plan)


def test_the_next_stages_keep_to_what_was_chosen_and_the_file_comes_back_whole(app: App, file: Path) -> None:
    course = begun(app.services, read_file(file), "ada")
    proposal = course.propose()
    gate = app.services.confirmation
    course.experiment = gate.approve(proposal.id, proposal.plan_hash, "ada", "flag")
    gate.signal(course.experiment.id, "stop", "ada")
    human = course.file.human_steps[0]
    course.answer(human, "linear", "ada", "typed")
    plan = course.lay_next().plan
    assert plan.space is not None and plan.space.estimators == ("linear",) and plan.answers == {"estimator": "linear"}
    assert plan.extends == course.experiment.id and len(plan.stages) == 4
    text = file_of(app.store, app.store.get(Experiment, course.experiment.id).id)
    again = write(file.parent / "elsewhere", again_yaml=text) / "again.yaml"
    assert same(proposed(app, again).plan) == same(proposal.plan)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("choose: estimator", "choose: depth", "line 11, field “stages.3.choose”: the workflow has no choice “depth”"),
        ("ideas:more", "ideas:none", "line 12, field “stages.4.generate”: ideas.py has no function called “none”"),
        ("ideas:shallow", "notions:all", "line 9, field “stages.2.parallel.1.filter”: there is no file notions.py"),
        ("== linear", "== crystal", "line 12, field “stages.4.when”: “estimator” can never be so"),
        ("seed: 3", "sed: 3", "field “sed”: there is no such field here"),
    ],
)
def test_what_is_wrong_is_said_with_its_line_and_field(file: Path, old: str, new: str, said: str) -> None:
    file.write_text(FILE.replace(old, new))
    with pytest.raises(BadRequest, match=said):
        read_file(file)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("target: churn", "target: leaving", "line 4, field “goal.target”: There is no column `leaving`"),
        ("metric: accuracy", "metric: rmse", "line 4, field “goal.metric”: RMSE measures numbers"),
        ("metric: accuracy", "positive_class: perhaps", "line 4, field “goal.positive_class”: .*perhaps"),
        ("customers.csv", "clients.csv", "line 3, field “data”: .*clients.csv"),
    ],
)
def test_what_is_wrong_with_a_goal_or_its_table_is_said_with_line_and_field(
    app: App, file: Path, old: str, new: str, said: str
) -> None:
    file.write_text(FILE.replace(old, new))
    with pytest.raises(BadRequest, match=said):
        proposed(app, file)


def test_rungs_of_halving_on_a_table_go_over_what_the_file_says(app: App, file: Path) -> None:
    file.write_text(FILE.replace("halving, runs: 9", "halving, runs: 9, over: folds"))
    assert all(r.fidelity is None or r.fidelity.folds for r in proposed(app, file).plan.stages[0].rungs)
    file.write_text(FILE.replace("halving, runs: 9", "halving, runs: 9, over: share"))
    with pytest.raises(BadRequest, match=r"line 7, field “stages.1.over”: “share” is not for this workflow"):
        read_file(file)


def test_the_forecast_workflow_forecasts_as_its_file_says(app: App, tmp_path: Path) -> None:
    series = pd.DataFrame({"month": pd.date_range("2015-01-01", periods=96, freq="MS"), "fair": [0, 1, 2] * 32})
    series.assign(sales=[100 + i + 9 * (i % 12) for i in range(96)]).to_csv(tmp_path / "sales.csv", index=False)
    said = "workflow: forecast\ndata: sales.csv\ngoal: {target: sales, forecast: {horizon: 6, known: [fair]}}\n"
    file = write(tmp_path, series_yaml=said + "stages: [{strategy: random, runs: 2}]\n") / "series.yaml"
    task = proposed(app, file).plan.task
    assert task.kind == "forecast" and task.forecast is not None
    assert (task.forecast.column, task.forecast.horizon, task.forecast.known) == ("month", 6, ("fair",))
    pd.read_csv(tmp_path / "sales.csv").assign(
        booked=pd.date_range("2014-06-01", periods=96, freq="MS"), fair=0
    ).to_csv(tmp_path / "two.csv", index=False)
    both = "goal: {target: sales, forecast: {horizon: 6, column: booked}, validation: {method: time, folds: 3}}\n"
    file.write_text(f"workflow: forecast\ndata: two.csv\n{both}")
    task = proposed(app, file).plan.task
    assert task.forecast is not None and (task.forecast.column, task.validation.folds) == ("booked", 3)
    file.write_text(said.replace("target: sales", "target: sales, kind: regression"))
    with pytest.raises(BadRequest, match="“workflow: forecast” does not do the goal's kind, regression"):
        read_file(file)
    file.write_text(said + "runs: [{estimator: nothing}]\n")
    with pytest.raises(BadRequest, match=r"line 4, field “runs\.1”"):
        read_file(file)
    file.write_text(said.replace("workflow: forecast", "workflow: tabular"))
    with pytest.raises(BadRequest, match="say “workflow: forecast”"):
        read_file(file)
