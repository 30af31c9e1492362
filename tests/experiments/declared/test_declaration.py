"""Workflows' files: what they mean, and what is said of those that are wrong."""

from pathlib import Path

import pytest

from experiments.declared.declaration import read_workflow
from store.errors import BadRequest
from tests.experiments.declared.workshop import COMMAND, MODULE, STEPS, by_command, by_steps, write


def test_a_file_gives_steps_points_with_conditions_and_named_variants(tmp_path: Path) -> None:
    found = read_workflow(by_command(tmp_path))
    workflow = found.workflow("k")
    points = {p.name: p for p in workflow.points}
    assert list(points) == ["x", "model", "depth"]
    assert points["depth"].condition == (("model", ("tree",)),)
    assert found.declaration.metrics == {"loss": "min loss", "f1": "f1"}
    assert found.variant(workflow, "near").choices == {"x": 0.5, "model": "flat"}
    assert found.variant(workflow, "nearer").choices == {"x": 0.5, "model": "tree", "depth": 2}


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("low: -2, high: 2", "low: 2, high: -2", r"line 8, field .*steps.1.parameters.x.*low not above high"),
        ("x: {type", "prepare: {type", r"line 8, field “steps.1.parameters.prepare”: a step's own name stands for"),
        ("type: int", "type: integer", r"line 14, field .*depth.type.*not 'integer'"),
        ("{depth}", "{depth", r"line 3, field “command”: “\{depth” is not closed"),
        ("train.py", "gone.py", r"line 3, field “command”: there is no file gone.py in"),
        (
            "high: 5",
            "high: 5, when: {x: 9}",
            r"line 14, field “steps.2.implementations.tree.parameters.depth.when”: .*x must",
        ),
        ("{depth}", "{deep}", r"line 3, field “command”: there is no choice called \{deep\}"),
        (" --depth {depth}", "", r"line 3, field “command”: “depth” is varied but does not occur"),
        ("loss: lower", "loss: downwards", r"line 4, field “metrics.loss”.*not 'downwards'"),
        ("name: model", "name: prepare", r"line 9, field “steps.2”: there are several steps called “prepare”"),
        (
            "inherits: near,",
            "inherits: far,",
            r"line 17, field “variants.nearer.inherits”: there is no variant called “far”",
        ),
        ("depth: 2}", "depth: 9}", r"line 17, field “variants.nearer”: depth must lie between 1 and 5"),
        ("variants:", "variant:", r"line 15, field “variant”: there is no such field here"),
        ("default: 1.5", "default: 3", r"does not lie between -2 and 2"),
        ("low: 1, high: 5", "low: 0.5, high: 0.9", r"of an int, low, high and default are whole numbers, not 0.5"),
        ("low: 1, high: 5", "low: 1, high: 5, default: 2.5", r"whole numbers, not 2.5"),
        ("name: parabola", "name: &a [*a]", r"stand in each other without end"),
        ("name: parabola", "name: parabola\nname: twice", r"line 3: “name” is there twice, first in line 2"),
        ("metrics: {", "metrics: {{", r"line \d+: this is not YAML"),
        ("name: parabola", "name: parabola\npython: train.py", r"either “command” or “python”.*there is both"),
        ("metrics:", "metrcs:", r"line 4, field “metrcs”: there is no such field here. Did you mean “metrics”\?$"),
        ("type: int,", "type: int, lower: 0,", r"depth.lower”: there is no such field here. Did you mean “low”\?"),
        ("low: 1, high: 5", "low: one, high: 5", r"line 14, field .*depth.low”: this must be a number, not 'one'.$"),
        ("{type: int, low: 1, high: 5}", "3", r"depth”: this must be fields, such as name: value, not 3.$"),
        ("flat: {}", "flat:", r"implementations.flat”: this must be fields, such as name: value, not nothing.$"),
        ("name: parabola", "name: a parabola", r"field “name”: a name begins with a letter and has .*'a parabola'"),
        ("type: int,", "type: categorical,", r"a categorical parameter needs choices"),
        ("type: int, low: 1", "type: categorical, choices: [2], low: 1", r"and neither low nor high"),
        ("type: int, low: 1, high: 5", "type: categorical, choices: [2, 2]", r"depth.choices”: 2 is there twice"),
        (
            "type: int, low: 1, high: 5",
            "type: categorical, choices: [[2]]",
            r"choices.1”: this must be true or false, ",
        ),
        ("type: int,", "type: int, choices: [1, 2],", r"depth.choices”: only a parameter of type categorical"),
        ("type: int,", "type: int, when: {model: []},", r"depth.when.model”: without any value it never applies"),
        ("type: int,", "type: int, when: {modle: tree},", r"depth.when”: there is no choice called “modle”. There are"),
        (
            "type: int,",
            "type: int, when: {depth: 1},",
            r"line 14, field .*depth.when”: The condition of 'depth' depends",
        ),
        ("python train.py", "cd code && python train.py", r"“command”: no shell reads the command, so “&&” means"),
        ("  - name: prepare", "\t- name: prepare", r"line 6: this is not YAML: .*Indent with spaces instead of tabs.$"),
        ("f1: higher}", "f1: higher", r"line 5: this is not YAML: .*begins in line 4"),
        ("name: parabola", "name: is it? a: b", r"line 2: this is not YAML: mapping values .* in double quotes.$"),
        ("name: parabola", "name: a\0b", r"workflow.yaml: this is not YAML: it has the character #x0000"),
        ("name: parabola", "name: parabel # f\udcfcr", r"workflow.yaml, line 2: a letter there .* Save it as UTF-8"),
    ],
)
def test_what_is_wrong_is_said_with_its_line_and_field(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert old in COMMAND
    path = by_command(tmp_path)
    path.write_bytes(COMMAND.replace(old, new, 1).encode("utf-8", errors="surrogateescape"))
    with pytest.raises(BadRequest, match=said):
        read_workflow(path)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('@step("model", "sum")', '@step("model", "total")', r'has no function marked @step\("model", "sum"\)'),
        ("def judge(model)", "def judge(model, truth)", r"takes “truth”, which is no choice"),
        ("def product(numbers, x, power=1)", "def product(numbers, x)", r"“power” is varied but no step takes"),
        ('@step("judge")', "@step(NAME)", r"line 17: write the step's names out"),
        ("def judge(model):", "def judge(model:", r"this is not Python"),
        ('@step("model", "sum")', '@step("numbers")', r"steps.py, line \d+: “numbers” is marked twice. Keep one"),
        ("def judge(model):", "def judge(model):\0", r"this is not Python: source code"),
    ],
)
def test_a_module_is_held_against_the_steps_without_running_it(tmp_path: Path, old: str, new: str, said: str) -> None:
    path = by_steps(tmp_path)
    (tmp_path / "steps.py").write_text("open('ran', 'w')\n" + MODULE.replace(old, new, 1))
    with pytest.raises(BadRequest, match=said):
        read_workflow(path)
    assert not (tmp_path / "ran").exists()


@pytest.mark.parametrize(
    ("inputs", "said"),
    [
        ("[seed]", ""),
        ("[seeds]", r"line 7, field “steps.1.inputs”: “seeds” is no input: no choice or step before gives it"),
        ("[x]", r"line 7, field “steps.1.inputs”: “x” is no input: no function of the step takes it"),
    ],
)
def test_inputs_that_a_file_names_are_held_against_the_functions(tmp_path: Path, inputs: str, said: str) -> None:
    path = by_steps(tmp_path)
    path.write_text(STEPS.replace("- name: numbers", f"- name: numbers\n    inputs: {inputs}"))
    if not said:
        assert read_workflow(path).declaration.steps[0].name == "numbers"
        return
    with pytest.raises(BadRequest, match=said):
        read_workflow(path)


def test_a_step_that_is_a_workflow_has_no_fields_of_its_own(tmp_path: Path) -> None:
    path = by_command(tmp_path)
    own = "  - {name: more, workflow: other.yaml, parameters: {y: {type: int, low: 1, high: 2}}}\n"
    path.write_text(COMMAND.replace("variants:", f"{own}variants:"))
    with pytest.raises(BadRequest, match=r"line 15, field “steps.3.parameters”: a step that is a workflow has no"):
        read_workflow(path)


def test_a_workflow_inherits_from_another_and_changes_single_steps(tmp_path: Path) -> None:
    by_command(tmp_path)
    narrow = "{name: prepare, parameters: {x: {type: float, low: 0, high: 1}}}"
    child = f"name: child\ninherits: workflow.yaml\nsteps:\n- {narrow}\n"
    write(tmp_path, child_yaml=child)
    found = read_workflow(tmp_path / "child.yaml")
    assert [s.name for s in found.declaration.steps] == ["prepare", "model"]
    assert found.declaration.steps[0].points[0].high == 1
    assert found.declaration.command is not None
    assert set(found.choices) == {"near", "nearer"}


def test_a_workflow_can_stand_in_another_as_a_step(tmp_path: Path) -> None:
    by_steps(tmp_path)
    last = 'from experiments.declared import step\n\n@step("twice")\ndef twice(judge):\n    return judge\n'
    steps = "- {name: inner, workflow: workflow.yaml}\n- {name: twice}\n"
    outer = f"name: outer\npython: outer.py\nmetrics: {{score: higher}}\nsteps:\n{steps}"
    write(tmp_path, outer_yaml=outer, outer_py=last)
    found = read_workflow(tmp_path / "outer.yaml")
    assert [s.name for s in found.declaration.steps] == ["numbers", "model", "judge", "twice"]
    assert found.declaration.python == ("outer.py", "steps.py")


def test_paths_of_what_is_inherited_are_seen_from_where_they_stand(tmp_path: Path) -> None:
    """A workflow lies beside its code; who inherits from it, over two files, may lie anywhere."""
    by_command(tmp_path / "base" / "first")
    write(tmp_path / "base", second_yaml="name: second\ninherits: first/workflow.yaml\n")
    write(
        tmp_path / "own", child_yaml="name: child\ninherits: ../base/second.yaml\nvariants: {far: {inherits: near}}\n"
    )
    found = read_workflow(tmp_path / "own" / "child.yaml")
    assert found.folder == (tmp_path / "base" / "first").resolve()
    assert found.choices["far"] == {"x": 0.5}


@pytest.mark.parametrize(
    ("above", "own", "said"),
    [
        ("low: one", "", r"^workflow.yaml, line 8, field “steps.1.parameters.x.low”: .*not 'one'"),
        ("low: -2", "metrics: {f1: up}", r"^child.yaml, line 3, field “metrics.f1”"),
        (
            "low: -2",
            "steps: [{name: new, parameters: {x: {type: int, low: 0, high: 1}}}]",
            r"^child.yaml, line 3, field “steps.3",
        ),
        ("low: -2", "variants: {far: {choices: {x: 9}}}", r"^child.yaml, line 3, field “variants.far”"),
        ("low: 1", "", r"^workflow.yaml, line 16, field “variants.near”"),
    ],
)
def test_what_is_wrong_in_what_is_inherited_is_said_where_it_stands(
    tmp_path: Path, above: str, own: str, said: str
) -> None:
    path = by_command(tmp_path)
    path.write_text(COMMAND.replace("low: -2", above, 1))
    write(tmp_path, child_yaml=f"name: child\ninherits: workflow.yaml\n{own}\n")
    with pytest.raises(BadRequest, match=said) as raised:
        read_workflow(tmp_path / "child.yaml")
    assert "\n" not in str(raised.value)


def test_a_file_to_inherit_from_that_is_not_there_is_said_with_line_and_field(tmp_path: Path) -> None:
    write(tmp_path, child_yaml="name: child\ninherits: gone.yaml\n")
    with pytest.raises(BadRequest, match=r"child.yaml, line 2, field “inherits”: .*gone.yaml cannot be read"):
        read_workflow(tmp_path / "child.yaml")


def test_workflows_that_inherit_in_a_circle_are_refused(tmp_path: Path) -> None:
    write(tmp_path, a_yaml="inherits: b.yaml\n" + STEPS, b_yaml="inherits: a.yaml\n" + STEPS)
    with pytest.raises(BadRequest, match="inherits from itself"):
        read_workflow(tmp_path / "a.yaml")


def test_words_that_old_yaml_takes_for_truth_values_or_dates_stay_words(tmp_path: Path) -> None:
    text = COMMAND.replace("low: -2, high: 2, default: 1.5", "low: 1e-4, high: 2, default: 1e-3")
    text = text.replace("flat: {}", "on: {}").replace("near: {", "no: {").replace("inherits: near", "inherits: no")
    path = by_command(tmp_path)
    path.write_text(text)
    found = read_workflow(path)
    assert set(found.choices) == {"no", "nearer"}
    points = {p.name: p for p in found.workflow("k").points}
    assert points["model"].choices == ("on", "tree")
    assert points["x"].default == 1e-3


@pytest.mark.parametrize(
    "open_", ["type: float, low: 1.23456, high: 1.23457", "type: log-float, low: 1e-300, high: 1e300"]
)
def test_what_a_choice_begins_with_lies_in_its_range(tmp_path: Path, open_: str) -> None:
    path = by_command(tmp_path)
    said = COMMAND.replace("type: float, low: -2, high: 2, default: 1.5", open_)
    path.write_text(said[: said.index("variants:")])
    point = read_workflow(path).workflow("k").points[0]
    assert point.low is not None and point.high is not None and isinstance(point.default, float)
    assert point.low <= point.default <= point.high
