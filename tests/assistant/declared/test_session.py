"""Experiments from files, run for real: proposed, approved, paused at a human step, gone on with, repeated."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.assembly import App, assemble
from assistant.cli import main
from assistant.declared.session import Session, _part, awaited, given
from experiments.declared.experiment import read_experiment
from experiments.replay import replay_experiment
from experiments.workflows.tabular import default_variant
from store.errors import BadRequest
from store.memory import MemoryStore
from store.records import Experiment, Limits, Partial, Run, Task, Validation
from tests.experiments.declared.workshop import STEPS, by_command, by_steps, write
from tests.experiments.laboratory import EPOCH
from tests.store.facts import end, run, variant

STAGES = """
workflow: workflow.yaml
goal: {metric: score}
variants: []
stages:
  - {strategy: random, runs: 3}
  - {ask: Which model, choose: model}
  - {strategy: recommended, runs: 3}
  - {strategy: grid, runs: 5, when: best < -5}
parallel: 2
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    by_steps(tmp_path / "code")
    return write(tmp_path / "code", experiment_yaml=STAGES) / "experiment.yaml"


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    made = assemble(tmp_path_factory.mktemp("home"), places=2, headless=True)
    yield made
    made.close()


def session_of(app: App, file: Path) -> Session:
    return Session(app, read_experiment(file), "ada")


def test_trouble_while_it_waits_is_told_once_as_long_as_it_lasts() -> None:
    store, said, rounds = (
        MemoryStore(),
        list[str](),
        iter(["The disk is full.", "The disk is full.", None, "Full again."]),
    )
    store.append(run(variant()))

    def trouble() -> str | None:
        now = next(rounds)
        if now == "Full again.":
            store.append(end())
        return now

    ended = awaited(store, "e1", False, set(), said.append, trouble)
    assert [e.score for _, e in ended] == [0.81]
    assert [line for line in said if "ull" in line] == ["The disk is full.", "Full again."]


def test_a_human_step_pauses_and_its_answer_holds_for_what_follows(app: App, file: Path) -> None:
    first = session_of(app, file)
    proposal = first.propose()
    assert not app.store.find(Experiment, proposal_id=proposal.id)
    first.approve(proposal)
    first.run(given({}))
    assert first.experiment is not None and first.waits_for is not None
    assert len(first.ranked()) == 3
    again = session_of(app, file)
    again.go_on(first.experiment.id)
    again.run(given({"model": "product"}))
    _went_on(again)
    with pytest.raises(BadRequest, match="answered otherwise before"):
        session_of(app, file).go_on(first.experiment.id, {"model": "sum"})
    report = replay_experiment(app.store, app.home, first.experiment.id)
    assert report.identical and len(report.runs) == 6


def _went_on(again: Session) -> None:
    runs = again.ranked()
    assert again.waits_for is None and len(runs) == 6
    later = [r for r, _ in runs if r.stage == 1]
    assert {r.variant.choices["model"] for r in later} == {"product"} and len(later) == 3
    assert runs[0][0].task.metric == "max score"


@pytest.mark.slow  # Sextant is started twice
def test_the_pause_survives_a_restart(tmp_path: Path, file: Path) -> None:
    first = session_of(assemble(tmp_path / "home", places=2, headless=True), file)
    try:
        first.approve(first.propose())
        first.run(given({}))
        assert first.experiment is not None
    finally:
        first.app.close()
    again = session_of(assemble(tmp_path / "home", places=2, headless=True), file)
    try:
        again.go_on(first.experiment.id)
        again.run(given({"model": "product"}))
        _went_on(again)
    finally:
        again.app.close()


def test_what_earlier_experiments_found_is_known_to_the_next(app: App, file: Path) -> None:
    (file.parent / "workflow.yaml").write_text(STEPS.replace("name: little", "name: known"))
    file.write_text(STAGES.replace("random, runs: 3", "random, runs: 6").replace("runs: 3}", "runs: 1}"))
    one = session_of(app, file)
    one.approve(one.propose())
    one.run(given({"model": "sum"}))
    text = "workflow: workflow.yaml\ngoal: {metric: score}\nstages:\n  - {strategy: recommended, runs: 4}\n"
    other = Session(app, read_experiment(write(file.parent, next_yaml=text) / "next.yaml"), "bob")
    plan = other.propose().plan
    tried = {r.variant.id for r, _ in one.ended()}
    assert all(p.expected_score is not None and p.expected_s is not None for p in plan.runs)
    assert not tried & {p.variant.id for p in plan.runs}


def test_a_no_ends_the_experiment_and_a_wrong_answer_is_refused(app: App, file: Path) -> None:
    file.write_text(STAGES.replace("ask: Which model, choose: model", "ask: Go on, name: on"))
    one = session_of(app, file)
    one.approve(one.propose())
    with pytest.raises(BadRequest, match="no answer to “Go on"):
        one.run(given({"on": "perhaps"}))
    one.run(given({"on": "no"}))
    assert one.ended_by is not None and len(one.ended()) == 3


def test_an_experiment_does_not_go_on_with_other_code(app: App, file: Path) -> None:
    one = session_of(app, file)
    one.approve(one.propose())
    one.run(given({}))
    assert one.experiment is not None
    (file.parent / "steps.py").write_text((file.parent / "steps.py").read_text() + "\n# changed\n")
    with pytest.raises(BadRequest, match="made with other code"):
        session_of(app, file).go_on(one.experiment.id)


def test_a_run_that_fails_is_kept_with_what_it_said(app: App, tmp_path: Path) -> None:
    workflow = by_command(tmp_path / "code")
    workflow.write_text(workflow.read_text() + "  far: {choices: {x: 2}}\n")
    text = (
        "workflow: workflow.yaml\ngoal: {metric: loss}\ndata: train.py\nvariants: [near, far]\n"
        "stages: [{strategy: recommended, runs: 2}, {strategy: grid, runs: 3}]\nrepeats: 2\nparallel: 2\n"
    )
    one = session_of(app, write(tmp_path / "code", experiment_yaml=text) / "experiment.yaml")
    one.approve(one.propose())
    one.run(given({}))
    assert len(one.ended()) == 5
    assert [r.variant.choices["x"] for r, _ in one.ended()][:2] == [0.5, 2]
    scores = [e.score or 0.0 for _, e in one.ranked()]
    assert scores == sorted(scores)
    failed = [e for _, e in one.ended() if e.outcome == "failed"]
    assert failed and all("x is too large" in e.error for e in failed)
    assert one.experiment is not None
    view = app.store.query(
        f"SELECT best_score, failed, state FROM experiments WHERE experiment_id = '{one.experiment.id}'"
    )
    assert view.iloc[0].to_list() == [scores[0], len(failed), "done"]


@pytest.mark.parametrize(("of", "runs", "said"), [("f1", 2, "budget of 1.2 of “f1” was used up"),
                                                  ("dollars", 1, "do not say what they cost")])  # fmt: skip
def test_where_the_budget_of_cost_ends_it_that_is_told(app: App, tmp_path: Path, of: str, runs: int, said: str) -> None:
    workflow = by_command(tmp_path / "code")
    workflow.write_text(workflow.read_text().replace("f1: higher", "f1: higher, dollars: lower"))
    text = (
        "workflow: workflow.yaml\ngoal: {metric: loss}\ndata: train.py\n"
        f"stages: [{{strategy: random, runs: 6}}]\nbudget: {{cost: 1.2, cost_of: {of}}}\n"
    )
    one = session_of(app, write(tmp_path / "code", experiment_yaml=text) / "experiment.yaml")
    one.approve(one.propose())
    one.run(given({}))
    assert len(one.ranked()) == runs and said in str(one.course.spent())


def test_nothing_runs_before_a_yes_even_where_a_file_is_read(app: App, file: Path, tmp_path: Path) -> None:
    steps = file.parent / "steps.py"
    steps.write_text(f"open({str(tmp_path / 'ran')!r}, 'w')\n" + steps.read_text())
    proposal = session_of(app, file).propose()
    assert not app.store.find(Experiment, proposal_id=proposal.id)
    assert not (tmp_path / "ran").exists()


def test_the_command_line_proposes_and_runs_nothing(
    tmp_path: Path, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    home = ["--home", str(tmp_path / "home")]
    assert main([*home, "run", str(file), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["approved"] is False
    assert main([*home, "run", str(file)]) == 0
    said = capsys.readouterr().out
    assert "then you are asked: Which model (sum, product)" in said and "if best < -5" in said
    assert main([*home, "run", str(file), "--target", "x"]) == 1
    assert "leave out --target, or say it in the file" in capsys.readouterr().err
    assert main([*home, "run", str(file), "--budget", "5s", "--metric", "f1", "--seed", "3"]) == 1
    assert "leave out --metric, --budget, --seed" in capsys.readouterr().err
    assert main([*home, "run", "--data", "wine", "--target", "cultivar", "--answer", "colour=red"]) == 1
    assert "Only an experiment from a file" in capsys.readouterr().err
    assert main([*home, "run", str(file), "--answer", "colour=red"]) == 1
    assert "answers no human step" in capsys.readouterr().err


@pytest.mark.slow  # a whole Sextant for each command
def test_the_command_line_runs_with_a_yes_and_waits_with_a_status_of_its_own(
    tmp_path: Path, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    home = ["--home", str(tmp_path / "home")]
    assert main([*home, "run", str(file), "--approve", "--json"]) == 3
    done = json.loads(capsys.readouterr().out)
    assert done["state"] == "waiting" and len(done["leaderboard"]) == 3
    more = ["--resume", done["experiment_id"], "--answer", "model=sum", "--json"]
    assert main([*home, "run", str(file), "--approve", *more]) == 0
    done = json.loads(capsys.readouterr().out)
    assert done["state"] == "done" and done["answers"] == {"model": "sum"} and len(done["leaderboard"]) == 6
    assert main([*home, "replay", done["best"]["run_id"]]) == 0


def test_the_front_is_the_answer_where_a_metric_of_ones_own_is_weighed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    by_command(tmp_path / "code")
    weighed = "workflow: workflow.yaml\ngoal: {metric: loss}\nstages:\n  - {strategy: random, runs: 1}\n"
    weighed += "  - {ask: Further, name: further}\n  - {strategy: pareto, runs: 5, cost: size}\n"
    flow = tmp_path / "code" / "workflow.yaml"
    flow.write_text(flow.read_text().replace("f1: higher", "f1: higher, size: lower").replace(" --data {data}", ""))
    train = tmp_path / "code" / "train.py"
    train.write_text(train.read_text().replace('"f1": 0.5', '"f1": 0.5, "size": 9 - 4 * args.x'))
    file = write(tmp_path / "code", experiment_yaml=weighed) / "experiment.yaml"
    words = ["--home", str(tmp_path / "home"), "run", str(file), "--approve", "--answer", "further=yes"]
    assert main([*words, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    rows = {r["run_id"]: (r["score"], r["metrics"]["min size"]) for r in told["leaderboard"]}
    best = {
        i for i, (a, b) in rows.items() if not any(x <= a and y <= b and (x, y) != (a, b) for x, y in rows.values())
    }
    assert set(told["front"]) == best and len(best) > 1
    assert main(words) == 0
    assert "None beats these in both loss and cost:" in capsys.readouterr().out


def test_a_part_is_told_in_rows_folds_or_repeats() -> None:
    lab_task = Task(
        id="t", version_id="v", target="y", kind="binary", metric="roc_auc", validation=Validation(method="cv", folds=5)
    )
    variant = default_variant("linear", "binary")
    run = Run(
        id="r", experiment_id="e", position=0, variant=variant, task=lab_task, seed=0, limits=Limits(), queued_at=EPOCH
    )
    own = run.model_copy(update={"task": lab_task.model_copy(update={"kind": "declared"})})
    part = Partial(score=0.5, folds=1, folds_total=5)
    assert _part(part, run) == "1 of 5 folds" and _part(part, own) == "1 of 5 repeats"
    assert _part(Partial(score=0.5, folds=5, folds_total=5, rows=1 / 9), run) == "1/9 of the rows"
