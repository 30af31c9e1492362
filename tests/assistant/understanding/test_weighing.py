"""Which of rules and the trained reader is believed."""

import pytest

from assistant.understanding import Context, understand

OFFERED = Context(columns=("plot_id", "rain_mm", "crop", "yield_t"), target="yield_t", kind="regression",
                  recommendations=5)  # fmt: skip


def said(text, context, encoder):
    return [(c.name, c.args) for c in understand(text, context, encoder).commands]


@pytest.mark.parametrize(
    ("text", "moment", "names"),
    [
        (
            "which columns have we got here, and what would you advise for a start? three ideas max",
            {"recommendations": 0},
            ["look_at_data", "recommend"],
        ),
        (
            "Resume what is paused, I'd like always cheap models in future, n show me what we did the last 3 weeks",
            {"running": True, "results": 4},
            ["resume", "prefer", "history"],
        ),
    ],
)
def test_what_a_clause_certainly_says_stands_whatever_surrounds_it(text, moment, names, encoder):
    assert [name for name, _ in said(text, OFFERED.model_copy(update=moment), encoder)] == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("what if MAE was the measure and only linear models were allowed", ["what_if"]),
        ("could i get 4 suggestions, only random forests and extra trees", ["recommend"]),
    ],
)
def test_what_a_clause_says_within_a_supposition_or_a_wish_is_of_it(text, names, encoder):
    assert [name for name, _ in said(text, OFFERED, encoder)] == names


def test_a_metric_goes_as_far_as_it_goes_within_a_bound(encoder):
    open_ = Context(columns=("age", "ill"), target="ill", kind="binary")
    text = "recall may not go under 0.8, and within this make the precision as high as it goes"
    assert said(text, open_, encoder) == [
        ("constrain", {"min_metric": {"metric": "recall", "value": 0.8}}), ("set_goal", {"metric": "precision"})
    ]  # fmt: skip
