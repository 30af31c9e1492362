"""A person's own filters, generators and conditions: found in their text, kept, called in a process of their own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from experiments.declared.consulting import Consultant
from experiments.declared.functions import TAKES, check_function, functions_folder, keep_functions
from experiments.strategies import Tried
from store.errors import BadData, BadRequest
from store.records import Plan, PlannedRun, Stage, Task, Validation, Variant
from tests.experiments.declared.workshop import write

IDEAS = """
import random

def small(variant, results):
    print("this is no answer")
    return variant["x"] < 1 + len(results)

def beside(results, answers, seed):
    for r in results:
        yield {"x": r["metrics"]["loss"] + answers.get("step", 0), "lucky": random.random()}

def sleepy(results):
    import time
    time.sleep(60)

def broken(results):
    return 1 / 0

def silent(results):
    pass

def odd(results):
    yield 3

def far(distance):
    return True
"""


def variant(x: float) -> Variant:
    return Variant.of("w-1", "workflow", {"x": x}, f"x {x}")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write(tmp_path / "code", ideas_py=IDEAS)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def consult(home: Path) -> Iterator[Consultant]:
    made = Consultant(home)
    yield made
    made.close()


def plan(folder: Path, home: Path, generate: str = "ideas:beside") -> Plan:
    task = Task(
        id="t", version_id="v", target="w", kind="declared", metric="min loss", validation=Validation(method="holdout")
    )
    stage = Stage(strategy="generated", runs=3, generate=generate, filter="ideas:small")
    return Plan(
        goal_id="g", task=task, runs=(PlannedRun(variant=variant(0.5)),), stages=(stage,), seed=4,
        answers={"step": 0.25}, functions=keep_functions(folder, [generate], home),
    )  # fmt: skip


def test_functions_are_given_what_they_name_and_what_they_print_is_no_answer(
    folder: Path, home: Path, consult: Consultant
) -> None:
    made = plan(folder, home)
    tried = [Tried(variant(0.5), 2.0, metrics={"min loss": 2.0})]
    assert consult(made, "ideas:small", [], variant(0.5)) is True
    assert consult(made, "ideas:small", [], variant(1.5)) is False
    assert consult(made, "ideas:small", tried, variant(1.5)) is True
    yielded = consult(made, "ideas:beside", tried)
    assert yielded[0]["x"] == 2.25
    assert consult(made, "ideas:beside", tried) == yielded, "the same past gives the same answer, chance included"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("ideas:broken", r"ideas:broken failed with ZeroDivisionError: .* \(ideas.py, line [0-9]+\)"),
        ("ideas:odd", "it must yield choices such as"),
    ],
)
def test_what_is_wrong_in_a_function_is_said(
    folder: Path, home: Path, consult: Consultant, name: str, said: str
) -> None:
    with pytest.raises(BadRequest, match=said):
        consult(plan(folder, home, name), name, [])


def test_a_filter_that_says_nothing_is_refused(folder: Path, home: Path, consult: Consultant) -> None:
    with pytest.raises(BadRequest, match="must return True or False"):
        consult(plan(folder, home), "ideas:silent", [], variant(0.5))


def test_a_function_that_takes_too_long_is_ended_and_the_next_is_called(folder: Path, home: Path) -> None:
    consult = Consultant(home, limit_s=0.5)
    try:
        with pytest.raises(BadRequest, match=r"no answer within 0\.5 s"):
            consult(plan(folder, home), "ideas:sleepy", [])
    finally:
        consult.close()
    patient = Consultant(home)
    try:
        assert patient(plan(folder, home), "ideas:small", [], variant(0.5)) is True
    finally:
        patient.close()


def test_what_was_approved_is_what_is_called(folder: Path, home: Path, consult: Consultant) -> None:
    made = plan(folder, home)
    (folder / "ideas.py").write_text("def small(variant):\n    return False\n")
    assert consult(made, "ideas:small", [], variant(0.5)) is True
    consult.close()
    (functions_folder(home, made.functions) / "ideas.py").write_text("def small(variant):\n    return False\n")
    with pytest.raises(BadData, match="no longer what was approved"):
        consult(made, "ideas:small", [], variant(0.5))


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("ideas.small", "write module:function|Write module:function"),
        ("notions:small", "there is no file notions.py"),
        ("ideas:large", "has no function called “large”. It has: small, beside"),
        ("ideas:far", "takes “distance”, which it cannot be given"),
        ("ideas:small", "takes “variant”, which it cannot be given. It can take: results"),
    ],
)
def test_a_function_that_cannot_be_called_is_found_in_its_text(folder: Path, name: str, said: str) -> None:
    with pytest.raises(BadRequest, match=said):
        check_function(folder, name, TAKES)
