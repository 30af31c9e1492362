"""What stands beside a request and asks for nothing itself."""

import pytest

from assistant.understanding.merging import Piece
from assistant.understanding.remarks.asides import without_asides
from assistant.understanding.text.grammar import Args

Said = tuple[str, Args]


def left(text: str, *found: Said) -> list[Said]:
    return [(p.name, p.args) for p in without_asides(text, [Piece(0, name, args) for name, args in found])]


@pytest.mark.parametrize(
    "text", ["would recall get better with an hour?", "so can you reach more recall if you had an hour?"]
)
def test_a_metric_that_is_asked_about_is_not_supposed(text: str) -> None:
    assert left(text, ("what_if", {"metric": "recall", "seconds": 3600})) == [("what_if", {"seconds": 3600})]


@pytest.mark.parametrize(
    "text",
    ["what if we took recall and an hour?", "would it be another list if recall counted, in an hour?"],
)  # fmt: skip
def test_a_metric_that_is_supposed_stays(text: str) -> None:
    supposed = ("what_if", {"metric": "recall", "seconds": 3600})
    assert left(text, supposed) == [supposed]
    alone = ("what_if", {"metric": "recall"})
    assert left("would recall matter if I asked for it?", alone) == [alone]


ROLE, SIMPLE = ("set_role", {"role": "domain_expert"}), ("prefer", {"wish": "simple"})


def test_how_to_speak_is_no_wish_for_models() -> None:
    assert left("I am a nurse, talk to me in plain words", ROLE, SIMPLE) == [ROLE]
    assert left("I keep bees, so write simply please", ROLE, SIMPLE) == [ROLE]
    for text in (
        "I am a nurse, keep it simple",
        "talk in plain words, and simple models please",
        "a nurse wants it plain",
    ):
        assert left(text, ROLE, SIMPLE) == [ROLE, SIMPLE]


def test_families_of_a_plan_are_no_rule_for_good() -> None:
    only, plan = ("constrain", {"families_allowed": ["tree"]}), ("propose_runs", {"families": ["tree"], "runs": 9})
    assert left("only trees, random, 9 runs", only, plan) == [plan]
    assert left("only trees from now on, 9 runs", only, plan) == [only, plan]
    other = ("propose_runs", {"ranks": [1]})
    assert left("only trees, and run the first", only, other) == [only, other]


def test_what_an_act_on_a_model_is_not_meant_for_is_not_ruled_out() -> None:
    kept, out = ("promote", {"model": "gate_lr"}), ("constrain", {"families_forbidden": ["forest"]})
    assert left("promote gate_lr, not the forest, to staging", kept, out) == [kept]
    assert left("promote gate_lr but not the forest", kept, out) == [kept]
    assert left("promote gate_lr, and no forests any more", kept, out) == [kept, out]
    assert left("tune it, not the forest", out) == [out]


def test_what_is_only_supposed_is_no_rule() -> None:
    supposed, rule = ("what_if", {"columns_forbidden": ["kwh"]}), ("constrain", {"columns_forbidden": ["kwh"]})
    assert left("what would you say if I left kwh out as well", supposed, rule) == [supposed]
    assert left("what if I left kwh out? leave it out anyway", supposed, rule) == [supposed, rule]
    other = ("constrain", {"columns_forbidden": ["age"]})
    assert left("age must go, and what if I left kwh out", other, supposed) == [other, supposed]
