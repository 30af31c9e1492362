"""Which strategy is advised: always one that exists, with a reason that names the room there is."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from experiments.strategies import strategy
from experiments.strategies.counsel import counsel


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        ({"room": 4, "run_s": 1.0, "rows": 300, "estimators": 8}, ("recommended",)),
        ({"room": 20, "run_s": 1.0, "rows": 300, "estimators": 8}, ("recommended",)),
        ({"room": 90, "run_s": 1.0, "rows": 300, "estimators": 8}, ("recommended", "bayesian")),
        ({"room": 90, "run_s": 1.0, "rows": 300, "estimators": 1}, ("bayesian",)),
        ({"room": 15, "run_s": 40.0, "rows": 50_000, "estimators": 8}, ("halving",)),
        ({"room": 60, "run_s": 40.0, "rows": 50_000, "estimators": 8}, ("hyperband",)),
        ({"room": None, "run_s": None, "rows": 300, "estimators": 8}, ("recommended", "bayesian")),
        ({"room": 90, "run_s": 1.0, "rows": 300, "estimators": 8, "frugal": True}, ("pareto",)),
    ],
)
def test_what_suits_the_room_the_table_and_the_wish(known: dict[str, float], expected: tuple[str, ...]) -> None:
    assert counsel(**known).strategies == expected  # type: ignore[arg-type]


@settings(max_examples=50)
@given(
    st.none() | st.floats(0, 1e4), st.none() | st.floats(0, 1e4), st.integers(1, 10**7), st.integers(1, 30),
    st.booleans(), st.booleans(),
)  # fmt: skip
def test_every_situation_has_strategies_that_exist_and_a_sentence(
    room: float | None, run_s: float | None, rows: int, estimators: int, frugal: bool, known: bool
) -> None:
    found = counsel(room, run_s, rows, estimators, frugal, known)
    assert found.strategies and all(strategy(name) for name in found.strategies)
    assert found.reason.endswith(".") and (frugal or "known" not in found.reason)
