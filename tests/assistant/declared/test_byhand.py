"""A variant added by hand: what its words choose, and that it runs within what was approved."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.assembly import App, assemble
from assistant.cli.chat import _Talk
from assistant.declared.builtin_words import variant_told
from assistant.declared.byhand import _ADD, choices_in
from experiments.workflows.tabular import points
from store.errors import BadRequest
from store.records import Experiment, Run, RunEnd, VariationPoint
from tests.assistant.declared.test_asking import Talk
from tests.experiments.declared.workshop import by_steps, write
from tests.experiments.laboratory import until

POINTS = (
    VariationPoint(name="lr", kind="float", low=0, high=1, default=0.1),
    VariationPoint(name="model", kind="categorical", choices=("tree", "linear"), default="tree"),
    VariationPoint(name="max_depth", kind="int", low=1, high=9, default=3),
)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("add a run with lr 0.5 and model tree", {"lr": 0.5, "model": "tree"}),
        ("please try lr=0.3, max depth 4", {"lr": 0.3, "max_depth": 4}),
        ("add a variant: LR: 0.2; max_depth: 3.", {"lr": 0.2, "max_depth": 3}),
        ("run one more where model is Linear", {"model": "linear"}),
        ("add a run with lr high", None),
        ("add a run with lr 0.1 and something else", None),
        ("add 5 more runs", None),
        ("run the third", None),
        ("try lightgbm", None),
        ("try something else", None),
    ],
)
def test_choices_are_read_only_where_nothing_else_is_said(text: str, found: dict[str, object] | None) -> None:
    match = _ADD.match(text)
    assert match is not None and choices_in(match[1], POINTS) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("add a run with model neural_network and hidden 64", {
            "estimator": "neural_network", "neural_network.units": 64
        }),
        ("also queue an rbf svm with C=10", {"estimator": "svm_rbf", "svm_rbf.c": 10}),
        ("try lightgbm with 500 trees and lr 0.05", {
            "estimator": "lightgbm", "lightgbm.trees": 500, "lightgbm.learning_rate": 0.05
        }),
        ("add a decision tree of depth 4", {"estimator": "decision_tree", "decision_tree.depth": 4}),
        ("add a knn with k = 7", {"estimator": "knn", "knn.neighbours": 7}),
        ("try lightgbm", None),
        ("add 5 more runs", None),
        ("run the forest for 5 minutes", None),
        ("try boosting with 3 folds", None),
    ],
)  # fmt: skip
def test_a_kind_of_model_with_its_parameters_is_a_variant_of_the_built_in_workflow(
    text: str, found: dict[str, object] | None
) -> None:
    match = _ADD.match(text)
    assert match is not None and variant_told(match[1], points("multiclass")) == found


def test_a_parameter_that_a_model_does_not_have_is_refused_with_those_it_has() -> None:
    with pytest.raises(BadRequest, match=r"no parameter 'dropout'.*units, layers"):
        variant_told("a neural network with dropout=0.2", points("binary"))


@pytest.fixture
def app(tmp_path: Path) -> Iterator[App]:
    made = assemble(tmp_path / "home", places=1)
    yield made
    made.close()


def _gated(code: Path, gate: Path) -> None:
    """Has runs wait until a file is there."""
    steps = (code / "steps.py").read_text()
    waits = f"    import pathlib, time\n    while not pathlib.Path({str(gate)!r}).exists():\n        time.sleep(0.05)\n"
    (code / "steps.py").write_text(steps.replace("    return [seed", f"{waits}    return [seed"))


def test_a_variant_by_hand_runs_in_the_experiment_and_a_smaller_budget_asks_for_no_table(
    app: App, tmp_path: Path
) -> None:
    code, gate = by_steps(tmp_path / "code").parent, tmp_path / "gate"
    _gated(code, gate)
    made = "workflow: workflow.yaml\ngoal: {metric: score}\nstages: [{strategy: random, runs: 12}]\n"
    talk = Talk(app)
    talk.say(f"run {write(code, plain_yaml=made) / 'plain.yaml'}")
    talk.say("yes")
    until(lambda: app.store.find(Run))
    assert "x must lie between 0 and 1" in talk.say("add a run with x 7").text
    assert (
        "Added, to run next: product, x 0.25, power 2."
        in talk.say("add a run with x 0.25, model product, power 2").text
    )
    for said, runs in (("limit the experiment to 5 runs", 5), ("not more than 4 runs", 4)):
        reply = talk.say(said)
        assert f"may use {runs} runs in all" in reply.text and reply.question is None and "table" not in reply.text
    gate.touch()
    talk.wait()
    runs = app.store.find(Run)
    assert len(runs) == 4
    assert {"x": 0.25, "model": "product", "power": 2} in [r.variant.choices for r in runs]


def _refused(*_: object, **__: object) -> None:
    raise BadRequest("That cannot be done now.")


def test_a_larger_plan_that_waits_is_changed_told_and_a_pause_ends_the_waiting(app: App, tmp_path: Path) -> None:
    code, gate = by_steps(tmp_path / "code").parent, tmp_path / "gate"
    _gated(code, gate)
    made = "workflow: workflow.yaml\ngoal: {metric: score}\nstages: [{strategy: random, runs: 8}]\n"
    talk = Talk(app)
    talk.say(f"run {write(code, plain_yaml=made) / 'plain.yaml'}")
    as_laid = talk.say("make it 4 runs")
    assert "what its file says" in as_laid.text and as_laid.question is None
    assert "A plan of at most 8 runs waits" in talk.say("status").text
    talk.say("yes")
    if not app.store.find(Experiment):
        talk.say("yes")  # it was shown again
    until(lambda: app.store.find(Run))
    assert "At most 18 runs" in talk.say("give it 10 more runs").text
    status = talk.say("status").text
    assert "A larger plan, of at most 18 runs in all, waits" in status and "0 of at most 8 runs done" in status
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(app.services.confirmation, "steer", _refused)
        assert "cannot be done now" in talk.say("limit the experiment to 5 runs").text
    assert "A larger plan, of at most 18 runs in all, waits" in talk.say("status").text, "it was not declined for that"
    limited = talk.say("limit the experiment to 5 runs")
    assert "may use 5 runs in all" in limited.text and limited.question is None
    assert "waits for your decision" not in talk.say("status").text
    paused = talk.say("pause").text
    assert "“resume the runs”" in paused
    gate.touch()
    until(lambda: app.store.find(RunEnd))  # the one at work went to its end
    told = talk.say("status").text
    assert told.startswith("Paused, 1 of at most 5 runs done.") and "to go." not in told
    line = _Talk(app, "ada", talk.conversation)
    line.wait_for_runs()  # would wait for ever for what waits for a person
    talk.say("resume the runs")
    talk.wait()
    assert len(app.store.find(Run)) == 5
