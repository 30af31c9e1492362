"""How far off a prediction may be, told without the name of a metric."""

import pytest

from assistant.understanding import Context, understand

HEAT = Context(columns=("hour", "outside_c", "demand_mwh"), target="demand_mwh", kind="regression", results=3)


def said(text, context=HEAT):
    return [(c.name, c.args) for c in understand(text, context).commands]


@pytest.mark.parametrize(
    ("text", "bound"),
    [
        ("a mean error under 4 MWh is what the plant asks for", {"metric": "mae", "value": 4}),
        ("it may be out by 2.5 MWh at most", {"metric": "mae", "value": 2.5}),
        ("we cannot accept a typical error over three MWh", {"metric": "mae", "value": 3}),
        ("off by more than half an hour and our drivers will not look at it", {"metric": "mae", "value": 0.5}),
        ("predictions must never be wrong by more than 8 percent", {"metric": "mape", "value": 0.08}),
        ("no average error above 6 please", {"metric": "mae", "value": 6}),
        ("it may be off by at most zero", {"metric": "mae", "value": 0}),
        ("over an hour off on average and nobody will use it", {"metric": "mae", "value": 1}),
        ("RMSE can't be more than 8 min, else it is a joke", {"metric": "rmse", "value": 8}),
        ("keep it below 35 MWh", {"metric": "mae", "value": 35}),
        ("can be wrong maximum five MWh in average", {"metric": "mae", "value": 5}),
        ("off by two MWh at most, on average", {"metric": "mae", "value": 2}),
        ("an average error beyond 7 MWh would be pointless", {"metric": "mae", "value": 7}),
    ],
)
def test_a_bound_in_the_targets_own_unit(text, bound):
    assert said(text) == [("constrain", {"min_metric": bound})]


@pytest.mark.parametrize(
    "text",
    [
        "how far is it off on average?",
        "is it off by more than 4 MWh on average?",
        "the second one was off by more than 4 MWh yesterday",
        "outside_c, it may be off by two degrees at most, is fine",
        "the errors over 4 MWh happen in winter",
    ],
)
def test_a_question_a_report_or_a_sensor_bounds_nothing(text):
    assert not any("min_metric" in args for _, args in said(text))


def test_other_limits_of_the_message_stay():
    assert said("leave out hour. no average error above 100 and each run at most 2 minutes") == [
        ("constrain", {"columns_forbidden": ["hour"], "max_run_s": 120, "min_metric": {"metric": "mae", "value": 100}}),
    ]


def test_a_bound_is_told_in_the_unit_of_a_target_of_time():
    delay = HEAT.model_copy(update={"columns": ("line", "delay_min"), "target": "delay_min"})
    assert said("mae under 90 seconds", delay) == [("constrain", {"min_metric": {"metric": "mae", "value": 1.5}})]
    assert said("use mae and be done in under 8 min", delay)[-1] == ("set_budget", {"seconds": 480})


def test_classes_are_not_off_by_a_figure():
    binary = Context(columns=("a", "y"), target="y", kind="binary")
    read = said("it may be off by 4 at most", binary)
    assert not any(args.get("min_metric", {}).get("metric") == "mae" for _, args in read)
    assert said("the mae must be below 4", binary) == [("constrain", {"min_metric": {"metric": "mae", "value": 4}})]
