"""The price of one error and how many times worse the other is: two figures that are no two prices."""

import pytest

from assistant.understanding import Context, understand
from assistant.understanding.belonging import _with_costs
from assistant.understanding.merging import Piece

ILL = Context(columns=("age", "ill"), target="ill", kind="binary")
TWENTY = {"false_negative": 20, "false_positive": 1}


@pytest.mark.parametrize(
    "text",
    [
        "Calling in somebody healthy costs us maybe 40 euros, overlooking somebody is much worse, let's say 20 times.",
        "A false alarm costs 40 euros, a miss is 20 times worse.",
        "overlooking one is 20 times worse, a needless call costs 40 euros",
        "a miss costs 20 times a false alarm, which is 40 euros",
    ],
)
def test_a_factor_is_of_the_other_error(text):
    assert [(c.name, c.args) for c in understand(text, ILL).commands] == [("set_error_costs", TWENTY)]


def test_two_prices_stay_two_prices():
    (said,) = understand("overlooking a case costs 900 euros and a needless call 30", ILL).commands
    assert said.args == {"false_negative": 900, "false_positive": 30}


def test_a_factor_is_not_taken_for_a_price_by_whoever_sees_two_figures():
    from assistant.understanding.mentions import mentions_in

    text = "A false alarm costs 40 euros, a miss is 20 times worse."
    price, factor = (m for m in mentions_in(text, ILL) if m.values in ((40,), (20,)))
    found = [
        (price, ({"set_error_costs": 1.0}, {"false_positive": 1.0})),
        (factor, ({"set_error_costs": 1.0}, {"false_negative": 1.0})),
    ]
    piece = Piece(0, "set_error_costs", TWENTY)
    assert _with_costs(piece, found, text) == piece
