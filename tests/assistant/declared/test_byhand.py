"""A variant added by hand: what its words choose, and that it runs within what was approved."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.assembly import App, assemble
from assistant.declared.byhand import _ADD, choices_in
from store.records import Run, VariationPoint
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


@pytest.fixture
def app(tmp_path: Path) -> Iterator[App]:
    made = assemble(tmp_path / "home", places=1)
    yield made
    made.close()


def test_a_variant_by_hand_runs_in_the_experiment_and_a_smaller_budget_asks_for_no_table(
    app: App, tmp_path: Path
) -> None:
    code = by_steps(tmp_path / "code").parent
    steps = (code / "steps.py").read_text()
    gate = tmp_path / "gate"
    waits = f"    import pathlib, time\n    while not pathlib.Path({str(gate)!r}).exists():\n        time.sleep(0.05)\n"
    (code / "steps.py").write_text(steps.replace("    return [seed", f"{waits}    return [seed"))
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
    reply = talk.say("limit the experiment to 4 runs")
    assert "may use 4 runs in all" in reply.text and reply.question is None and "table" not in reply.text
    gate.touch()
    talk.wait()
    runs = app.store.find(Run)
    assert len(runs) == 4
    assert {"x": 0.25, "model": "product", "power": 2} in [r.variant.choices for r in runs]
