"""Human steps: what can be asked, and what answers mean."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from experiments.declared.form import StageForm
from experiments.declared.human import HumanStep, human_step
from store.errors import BadRequest
from store.records import VariationPoint

POINTS = (
    VariationPoint(name="model", kind="categorical", choices=("flat", "tree"), default="flat"),
    VariationPoint(name="depth", kind="int", low=1, high=5, default=3),
)


SHARES = {"share": {"type": "number", "low": 0, "high": 1, "words": "share you would use"}, "note": {"optional": True}}


def step(**said: Any) -> HumanStep:
    return human_step(StageForm.model_validate({"ask": "What?", **said}), "it", 1, POINTS, ends=True)


FORM = step(
    form={
        "rating": {"type": "int", "low": 1, "high": 5},
        "model": {"type": "choice", "choices": ["flat", "tree"]},
        "fast_enough": {"type": "yes"},
        "note": {"optional": True},
    }
)


@pytest.mark.parametrize(
    ("said", "answer", "means"),
    [
        ({}, "Yes", True),
        ({"answer": "number"}, " 0.5 ", 0.5),
        ({"answer": "text"}, "as it is, and so on", "as it is, and so on"),
        ({"rating": 5}, "5", 5),
        ({"choices": ["a", 2, True]}, "2", 2),
        ({"choose": "model"}, "TREE", "tree"),
        ({"choose": "depth"}, 4, 4),
    ],
)
def test_an_answer_is_read_by_what_was_asked(said: dict[str, Any], answer: Any, means: Any) -> None:
    found = step(**said).read(answer)["it"]
    assert found == means and type(found) is type(means)


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ({}, "perhaps"), ({"answer": "number"}, "much"), ({"answer": "number"}, "nan"), ({"answer": "text"}, " "),
        ({"rating": 5}, "6"), ({"rating": 5}, "2.5"), ({"rating": 5}, True), ({"choices": ["a"]}, "b"),
        ({"choose": "model"}, "forest"), ({"choose": "depth"}, "9"),
    ],
)  # fmt: skip
def test_what_is_no_answer_is_said_with_what_would_be_one(said: dict[str, Any], answer: Any) -> None:
    with pytest.raises(BadRequest, match=r"no answer to “What\?”"):
        step(**said).read(answer)


@pytest.mark.parametrize(
    "said",
    [
        "rating=4; model=tree; fast_enough=yes; note=fine, all of it",
        "rating: 4, model: tree, fast enough: yes, note: fine, all of it",
        "rating 4, model tree and fast enough yes, and note fine, all of it",
        "rating 4\nmodel tree\nfast_enough yes\nnote fine, all of it",
        "4; tree; yes; fine, all of it",
        "4, tree, yes, fine, all of it",
        '{"rating": 4, "model": "tree", "fast_enough": true, "note": "fine, all of it"}',
        {"rating": 4, "model": "tree", "fast_enough": True, "note": "fine, all of it"},
    ],
)
def test_a_form_is_read_however_it_is_filled_in(said: Any) -> None:
    assert FORM.read(said) == {
        "it.rating": 4, "it.model": "tree", "it.fast_enough": True, "it.note": "fine, all of it",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        ("rating=9; model=tree; fast_enough=yes", "“9” is no answer for rating"),
        ("rating=4; model=tree", "Nothing was said of fast enough"),
        ("1; tree; yes; a; b", "More was said than is asked for"),
        ("{rating: 4}", "It is not JSON"),
        ({"rating": 4, "shape": 1}, "There is no field “shape”"),
    ],
)
def test_what_is_wrong_in_a_form_is_said(said: Any, wrong: str) -> None:
    with pytest.raises(BadRequest, match=wrong):
        FORM.read(said)


@given(
    rating=st.integers(1, 5), model=st.sampled_from(["flat", "tree"]), fast=st.booleans(),
    note=st.text("abc ,.", min_size=1).map(str.strip).filter(bool),
)  # fmt: skip
@settings(max_examples=40)
def test_what_a_page_gives_and_what_is_typed_mean_the_same(rating: int, model: str, fast: bool, note: str) -> None:
    values = {"rating": rating, "model": model, "fast_enough": fast, "note": note}
    typed = f"rating={rating}; model={model}; fast_enough={'yes' if fast else 'no'}; note={note}"
    assert FORM.read(values) == FORM.read(typed)


def test_the_question_says_what_can_be_answered() -> None:
    assert step(rating=5).in_words == "What? (a whole number from 1 to 5)"
    assert "model: flat, tree; fast enough: yes or no; note: in words, or nothing" in FORM.in_words
    assert step(choose="model").kind == "choice" and not step(answer="number").ends and step().ends


@pytest.mark.parametrize("said", ["share you would use: 0.5", "share you would use 0.5; note fine", "share=0.5"])
def test_a_field_answers_to_the_words_it_is_shown_with(said: str) -> None:
    assert step(form=SHARES).read(said)["it.share"] == 0.5
