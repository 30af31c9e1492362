"""Metrics in what commands print and write: wherever they stand, the last value said, and never half a number."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from experiments.declared.spoken import metrics_in

NAMES = {"f1": "f1", "delay_s": "min delay_s"}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('noise\n{"f1": 0.5}\nbye', {"f1": 0.5}),
        ('{"f1": 0.1}\n{"f1": 0.2, "n": "x"}\n{"level": "info"}', {"f1": 0.2}),
        ('{\n  "f1": 0.5,\n  "delay_s": 3\n}\n', {"f1": 0.5, "delay_s": 3}),
        ('INFO result: {"f1": 0.5} in 3 s', {"f1": 0.5}),
        ('{"metrics": {"f1": 0.5}, "lr": 0.1}', {"f1": 0.5}),
        ('{"f1": 0.5, "folds": {"f1": 0.1}}', {"f1": 0.5}),
        ('{"f1": 0.5}\n{"delay_s": 2}', {"f1": 0.5, "delay_s": 2}),
        ('{"f1": 0.5}\nf1: 0.1\ndelay_s: 2', {"f1": 0.5, "delay_s": "2"}),
        ('\x1b[32m{"f1": 0.5}\x1b[0m', {"f1": 0.5}),
        ('{"f1": 0.5}\n{"f1": null}', {"f1": None}),
        ('{"f1": [1, 2]}', {"f1": [1, 2]}),
        ("f1: 0.25\nother: 3", {"f1": "0.25"}),
        ("Epoch 3: loss=0.1 f1=0.5, delay_s=2 s.", {"f1": "0.5", "delay_s": "2"}),
        ("f1: 0.1\nf1 = -2.5e-1", {"f1": "-2.5e-1"}),
        ("{'f1': 0.5}", {"f1": "0.5"}),
        ("f1: 90.5 %", {"f1": 0.905}),
        ("metric   value\nf1       0.5", {"f1": "0.5"}),
        ("f1: nan", {"f1": "nan"}),
        ("f1: 0,91", {}),
        ("f1: 1/3 or 12:30 or 3x", {}),
        ("val_f1: 0.5 --f1 is 3", {}),
        ("{" * 50_000, {}),
        ("", {}),
    ],
)
def test_metrics_are_found_where_they_stand(text: str, found: dict[str, object]) -> None:
    assert metrics_in(text, NAMES) == found


def test_the_last_words_count_behind_any_number_of_braces() -> None:
    assert metrics_in('{"x": ' * 60_000 + '\n{"f1": 0.5}', NAMES) == {"f1": 0.5}


@settings(max_examples=50)
@given(st.text(), st.floats(allow_nan=False, allow_infinity=False))
def test_whatever_is_printed_before_them_metrics_in_the_last_line_count(noise: str, value: float) -> None:
    found = metrics_in(f'{noise}\n{{"f1": {value!r}}}', NAMES)
    assert math.isclose(float(found["f1"]), value)
