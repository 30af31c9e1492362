import pytest

from assistant.understanding import Context, understand

COLUMNS = ("size", "price", "rent", "age", "month", "sales", "weather")


def said(text, **more):
    return [(c.name, c.args) for c in understand(text, Context(columns=COLUMNS, **more)).commands]


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("predict price and rent", ["rent"]),
        ("predict both price and rent together", ["rent"]),
    ],
)
def test_several_targets_are_predicted_together(text, columns):
    assert said(text) == [("set_goal", {"target": "price", "further_targets": columns})]


@pytest.mark.parametrize(
    ("text", "ahead"),
    [
        ("forecast 12 steps ahead", {"horizon": 12}),
        ("horizon of two quarters", {"horizon": 2, "horizon_unit": "quarter"}),
    ],
)
def test_how_far_ahead_is_read_in_its_own_unit(text, ahead):
    assert said(text, kind="forecast", target="sales") == [("set_goal", ahead)]


def test_a_span_is_no_horizon_where_nothing_is_forecast():
    assert all("horizon" not in args for _, args in said("score the next 7 days of orders"))


def test_what_is_known_in_advance_is_no_target():
    assert said("weather is known in advance", kind="forecast", target="sales") == [
        ("set_goal", {"known": ["weather"]})
    ]


@pytest.mark.parametrize(
    ("text", "column", "direction"),
    [
        ("price must not fall when size grows", "size", "rising"),
        ("the price never rises with age", "age", "falling"),
        ("larger size must never mean a lower price", "size", "rising"),
        ("price should only go up with size", "size", "rising"),
        ("monotonic decreasing in age", "age", "falling"),
        ("drop the direction of size", "size", "free"),
    ],
)
def test_directions_are_read(text, column, direction):
    assert said(text, target="price") == [("constrain", {"monotonic": [{"column": column, "direction": direction}]})]
