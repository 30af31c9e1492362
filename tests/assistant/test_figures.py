"""Figures of a language model are held against what the tools returned."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.figures import figures, marked, unsourced


@pytest.mark.parametrize(
    ("text", "source", "missing"),
    [
        ("the best reaches 0.871", "best\n0.8714", []),
        ("about 87 % of them", "best\n0.8714", []),
        ("1,200 rows", "rows: 1200", []),
        ("1.2k rows", "rows\n1200", []),
        ("two minutes, 2 min", "wall_s\n120\n2", []),
        ("ninety-nine per cent", "0.99", []),
        ("it scored 0.95", "0.8714", ["0.95"]),
        ("twelve runs failed", "runs\n7", ["twelve"]),
        ("F1 of run-12ab is fine", "", []),
        ("1. do this\n2. do that", "", []),
        ("on 2026-03-04", "day\n2026-03-04 12:00", []),
        ("on 2026-03-05", "day\n2026-03-04 12:00", ["2026-03-05"]),
        ("costs 5 times as much", "ratio\n20", ["5"]),
    ],
)
def test_what_has_a_source(text, source, missing):
    assert [f.text for f in unsourced(text, [source])] == missing


@given(st.floats(min_value=0.001, max_value=1e6), st.integers(min_value=1, max_value=4))
@settings(max_examples=60)
def test_a_rounded_figure_has_its_source_and_marks_change_nothing_else(value, digits):
    text = f"It is {value:.{digits}f} here."
    assert not unsourced(text, [repr(value)]) or float(f"{value:.{digits}f}") == 0
    assert marked(text, figures(text)).replace(" (no source)", "") == text
