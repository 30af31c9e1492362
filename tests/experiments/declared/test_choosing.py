"""The variants of a declared workflow."""

import itertools
import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from experiments.declared.choosing import (
    always_open,
    applies,
    chosen,
    covers,
    drawn,
    grid,
    in_order,
    narrowed,
    spread,
    variant_of,
)
from experiments.declared.declaration import read_workflow
from experiments.strategies.grid import values
from store.errors import BadRequest
from store.records import Step, VariationPoint, Workflow
from tests.experiments.declared.workshop import by_command

NET_ONLY = (("model", ("net",)),)
WORKFLOW = Workflow(
    id="w-1", name="w", version=1,
    steps=(
        Step(name="features", points=(VariationPoint(name="width", kind="int", low=1, high=9, default=3),)),
        Step(name="model", points=(
            VariationPoint(name="lr", kind="float", low=1e-4, high=1, log=True, default=0.1, condition=NET_ONLY),
            VariationPoint(name="model", kind="categorical", choices=("net", "tree"), default="net"),
            VariationPoint(name="deep", kind="categorical", choices=(True, False), default=False),
        )),
    ),
)  # fmt: skip


@given(st.integers(0, 10_000))
@settings(max_examples=60)
def test_whatever_is_drawn_is_covered_and_only_what_applies_is_chosen(seed: int) -> None:
    source = random.Random(seed)
    variant = chosen(WORKFLOW, lambda p: drawn(p, source))
    assert covers(WORKFLOW, variant)
    for point in WORKFLOW.points:
        assert (point.name in variant.choices) == applies(point, variant.choices)
    assert variant_of(WORKFLOW, variant.choices) == variant


def test_points_come_after_those_they_depend_on() -> None:
    assert [p.name for p in in_order(WORKFLOW.points)] == ["width", "model", "lr", "deep"]


def test_a_circle_of_conditions_is_refused() -> None:
    a = VariationPoint(name="a", kind="categorical", choices=(1,), condition=(("b", (1,)),))
    b = VariationPoint(name="b", kind="categorical", choices=(1,), condition=(("a", (1,)),))
    with pytest.raises(BadRequest, match="depends on itself"):
        in_order((a, b))


@pytest.mark.parametrize("choices", [{"width": 10}, {"model": "forest"}, {"wide": 1}, {"deep": 1.5}, {"width": True}])
def test_what_is_not_open_is_refused(choices: dict[str, object]) -> None:
    with pytest.raises(BadRequest):
        variant_of(WORKFLOW, choices)  # type: ignore[arg-type]


def test_the_grid_has_every_combination_once() -> None:
    found = [v.id for v in grid(WORKFLOW, values)]
    assert len(found) == len(set(found)) == 3 * (3 * 2 + 2)


def test_the_shorter_spread_is_the_beginning_of_the_longer() -> None:
    long = spread(WORKFLOW, 20, 1)
    assert spread(WORKFLOW, 7, 1) == long[:7]
    assert len({v.id for v in long}) == 20
    assert long[0] == variant_of(WORKFLOW, {})


def test_a_settled_choice_leaves_ids_as_they_are_and_closes_the_others() -> None:
    one = narrowed(WORKFLOW, "model", "tree")
    tree, net = variant_of(WORKFLOW, {"model": "tree"}), variant_of(WORKFLOW, {})
    assert covers(one, tree) and not covers(one, net)
    source = random.Random(0)
    assert {chosen(one, lambda p: drawn(p, source)).choices["model"] for _ in range(20)} == {"tree"}
    assert variant_of(one, {}).id == tree.id
    assert all(
        covers(narrowed(WORKFLOW, "width", 4), v)
        for v in itertools.islice(spread(narrowed(WORKFLOW, "width", 4), 9, 0), 9)
    )


def test_which_points_every_variant_has(tmp_path: Path) -> None:
    whole = read_workflow(by_command(tmp_path)).workflow("k")
    assert always_open(whole) == (), "depth is open for a tree only"
    assert [p.name for p in always_open(narrowed(whole, "model", "flat"))] == ["x", "model"]
    assert [p.name for p in always_open(narrowed(whole, "model", "tree"))] == ["x", "model", "depth"]
