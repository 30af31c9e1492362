"""Conditions as they are written."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from experiments.declared.conditions import condition, in_words
from store.records import Condition

RESULTS = st.builds(
    Condition, of=st.sampled_from(["best", "runs", "failed"]), sign=st.sampled_from(["<", "<=", ">", ">="]),
    value=st.floats(-1e6, 1e6).map(lambda v: float(f"{v:g}")),
)  # fmt: skip
WORDS = st.sampled_from(["linear", "deep tree", "no-such", "x1"])
ANSWERS = st.builds(
    Condition, of=st.just("answer"), sign=st.sampled_from(["==", "!="]),
    value=st.booleans() | st.integers(0, 99) | WORDS, name=st.sampled_from(["verdict", "review.rating", "step-4"]),
)  # fmt: skip
FUNCTIONS = st.just(Condition(of="function", sign="==", value=True, name="ideas.deep:stuck"))


@given(st.lists(RESULTS | ANSWERS | FUNCTIONS, min_size=1, max_size=3))
@settings(max_examples=60)
def test_what_is_said_is_what_is_read(found: list[Condition]) -> None:
    whole = found[0].model_copy(update={"also": tuple(found[1:])})
    assert Condition.model_validate(condition(in_words(whole))) == whole


@pytest.mark.parametrize("said", ["best is good", "best", "> 3", "ideas:", "verdict", "runs == 3", ""])
def test_what_is_no_condition_is_said(said: str) -> None:
    with pytest.raises(ValueError, match="write a condition such as"):
        condition(said)


def test_words_of_truth_are_truth() -> None:
    assert condition("verdict is not yes")["value"] is True
    assert condition("verdict is not yes")["sign"] == "!="
