"""What is meant set against what it was taken for is a correction, and what is denied is nothing else."""

# ruff: noqa: E501 - a table of sentences is harder to read with broken lines

import pytest

from assistant.understanding import Context, understand

CONTEXT = Context(columns=("turbidity", "chlorine", "visits", "churned"), target="churned", kind="binary")


def read(text, context=CONTEXT):
    return [(c.name, c.args) for c in understand(text, context).commands]


@pytest.mark.parametrize(
    ("text", "args"),
    [
        ("sry, target should be visits not churned", {"target": "visits"}),
        ("it's visits we need, not churned", {"target": "visits"}),
        ("no i meant turbidity out, not chlorine", {"columns_forbidden": ["turbidity"]}),
        ("I misspoke. Not chlorine; turbidity is the protected one.", {"protected_columns": ["turbidity"]}),
        ("you put chlorine as target but i said visits", {"target": "visits"}),
        ("wrong. min r2 is .95, not .59", {"min_metric": {"metric": "r2", "value": 0.95}}),
        ("No wait, 10 folds I said, not 5.", {"folds": 10}),
        ("no no, 15 minutes not 15 runs", {"seconds": 900}),
        ("sorry, the visits column should go, not turbidity", {"columns_forbidden": ["visits"]}),
        ("No, turbidity is the target.", {"target": "turbidity"}),
        ("No, I said challenger, not champion.", {"alias": "challenger"}),
        ("not chlorine is to be left out, I meant turbidity", {"columns_forbidden": ["turbidity"]}),
        ("not visits has to stay in! i meant chlorine", {"columns_required": ["chlorine"]}),
        ("No, what's off limits is turbidity. I never mentioned visits.", {"columns_forbidden": ["turbidity"]}),
        ("I said nothing about chlorine! The protected one is visits.", {"protected_columns": ["visits"]}),
        ("you removed turbidity! I said chlorine", {"columns_forbidden": ["chlorine"]}),
    ],
)
def test_a_contrast_corrects(text, args):
    assert read(text) == [("correct", args)]


def test_what_is_undone_before_it_stays():
    assert read("undo. i meant chlorine not turbidity as required") == [
        ("undo", {}),
        ("correct", {"columns_required": ["chlorine"]}),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "no neural nets and no svms, our IT won't host them",
        "not the chlorine column",
        "I never mentioned it, but chlorine should be left out",
        "We never wrote down the visits in May. Leave turbidity alone for now?",
        "Now I'd like turbidity predicted, not churned",
    ],
)
def test_a_rule_or_a_new_goal_is_no_correction(text):
    assert "correct" not in {n for n, _ in read(text)}


@pytest.mark.parametrize(
    ("text", "args"),
    [
        ("But you put a neural net on it? I said no neural networks!", {"families_forbidden": ["neural_network"]}),
        ("You took boosting. I clearly said only forests.", {"families_allowed": ["forest"]}),
        ("Wrong, I meant random forests when I said trees", {"families_allowed": ["forest"]}),
        ("I was talking about #4, you took #1", {"rank": 4}),
    ],
)
def test_what_was_said_to_be_ruled_out_is_ruled_out(text, args):
    assert read(text) == [("correct", args)]


GRID = Context(columns=("day", "wind_ms", "turbine", "price_eur", "load_mw"), target="load_mw", kind="regression")


@pytest.mark.parametrize(
    ("text", "args"),
    [
        ("what if turbine were unavailable", {"columns_forbidden": ["turbine"]}),
        ("suppose price_eur wasn't there, the exchange is closed on Sundays", {"columns_forbidden": ["price_eur"]}),
        ("what if we don't count price_eur in", {"columns_forbidden": ["price_eur"]}),
        ("if r2 was the metric and turbine banned, what then?", {"metric": "r2", "columns_forbidden": ["turbine"]}),
        ("what if the target were price_eur", {"target": "price_eur"}),
        ("what if turbine had to be in", {"columns_required": ["turbine"]}),
        ("what if I predicted wind_ms instead", {"target": "wind_ms"}),
    ],
)
def test_a_column_that_is_supposed_not_to_be_there_is_left_out_and_no_target(text, args):
    assert read(text, GRID) == [("what_if", args)]


@pytest.mark.parametrize(
    ("text", "args"),
    [
        ("I meant the TURBINE is what should be ignored, sorry", {"columns_forbidden": ["turbine"]}),
        ("wrong! i wanted price_eur forbidden", {"columns_forbidden": ["price_eur"]}),
        ("no, turbine has to be in, it's price_eur I want out", {"columns_required": ["turbine"], "columns_forbidden": ["price_eur"]}),
        ("sorry, I meant price_eur is the target", {"target": "price_eur"}),
        ("no, how long it stays up there, I meant price_eur", {"target": "price_eur"}),
        ("I did mean price_eur, it has to be inside", {"columns_required": ["price_eur"]}),
        ("no, I meant price_eur", {"target": "price_eur"}),
        ("wrong, I wanted mae where you wrote rmse", {"metric": "mae"}),
        ("No wait, I meant to predict price_eur", {"target": "price_eur"}),
    ],
)  # fmt: skip
def test_a_correction_gives_columns_the_role_that_is_said_beside_them(text, args):
    assert read(text, GRID) == [("correct", args)]
