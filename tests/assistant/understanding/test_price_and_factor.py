"""The price of one error and how many times worse the other is: two figures that are no two prices."""
# ruff: noqa: E501 - a table broken over lines is harder to read than a long one

import pytest

from assistant.understanding import Context, understand
from assistant.understanding.facts import tagged
from assistant.understanding.merging import Piece
from assistant.understanding.reader.belonging import _with_costs
from assistant.understanding.slots.stories import with_told_prices, with_told_times
from assistant.understanding.text.grammar import Clause

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


@pytest.mark.parametrize(("text", "costs"), [
    ("Binning a sound tyre is 25 euros out of the window. Letting a torn one through to a customer is 3000.", (3000, 25)),
    ("throwing away an intact valve is 12 dollars lost; a leaking one that reaches the customer is 700", (700, 12)),
    ("we'd rather write to six members in vain than lose one", (6, 1)), ("better visit eight barns for nothing than overlook a sick cow", (8, 1)),
])  # fmt: skip
def test_what_is_lost_and_what_is_in_vain_tell_the_errors_apart(text, costs):
    (told,) = understand(text, ILL).commands
    assert (told.name, told.args) == ("set_error_costs", {"false_negative": costs[0], "false_positive": costs[1]})


@pytest.mark.parametrize("text", [
    "I would rather wait 4 minutes for nothing than start now", "I paid 30 euros for the data and 20 euros for the server", "a visit is 25 euros lost",
])  # fmt: skip
def test_other_figures_are_no_costs_of_errors(text):
    assert all(c.name != "set_error_costs" for c in understand(text, ILL).commands)


@pytest.mark.parametrize(("text", "found", "costs"), [
    ("Digging for nothing sets us back 6,500. A burst main, with the cellars, 90k easily.", (1, 6500), (90_000, 6500)),
    ("A good one scrapped is 38. A miss, if it has to be a number, 5 thousand.", (38, 5000), (5000, 38)), ("prices of 5 to 1, the 5 for misses", (1, 5), (5, 1)),
    ("missing one costs us 900. About 40 of 300 rows are ill, and it takes 2.5 hours.", (900, 1), (900, 1)),
])  # fmt: skip
def test_each_price_is_of_what_is_told_before_it(text, found, costs):
    piece = Piece(0, "set_error_costs", dict(zip(("false_negative", "false_positive"), found, strict=True)))
    (told,) = with_told_prices(text, [piece], ILL)
    assert told.args == {"false_negative": costs[0], "false_positive": costs[1]}


def test_the_words_beside_two_prices_tell_whose_they_are():
    from assistant.understanding.reader.mentions import mentions_in

    text = "scrapping a sound one is 40 euros, letting a bad one out is 1200"
    first, second = (m for m in mentions_in(text, ILL) if m.values in ((40,), (1200,)))
    found = [
        (first, ({"set_error_costs": 1.0}, {"false_negative": 1.0})),
        (second, ({"set_error_costs": 1.0}, {"false_positive": 1.0})),
    ]
    piece = Piece(0, "set_error_costs", {"false_negative": 1200, "false_positive": 40})
    assert _with_costs(piece, found, text) == piece


def test_a_factor_is_not_taken_for_a_price_by_whoever_sees_two_figures():
    from assistant.understanding.reader.mentions import mentions_in

    text = "A false alarm costs 40 euros, a miss is 20 times worse."
    price, factor = (m for m in mentions_in(text, ILL) if m.values in ((40,), (20,)))
    found = [
        (price, ({"set_error_costs": 1.0}, {"false_positive": 1.0})),
        (factor, ({"set_error_costs": 1.0}, {"false_negative": 1.0})),
    ]
    piece = Piece(0, "set_error_costs", TWENTY)
    assert _with_costs(piece, found, text) == piece


def test_what_something_is_worth_to_somebody_is_the_price_of_what_stands_before():
    from assistant.understanding.reader.senses import clause_of
    from assistant.understanding.slots.stories import cost_slots

    said = clause_of("an empty bed is worth 90 euros to us and an overbooked patient 400", ILL)
    assert cost_slots(said, ILL) == {"false_negative": 90, "false_positive": 400}


@pytest.mark.parametrize(
    ("text", "costs"),
    [
        ("Missing a sick ewe is awful. Treating a healthy one for nothing costs a fifth of that.", {"false_negative": 5, "false_positive": 1}),
        ("an alarm in vain is half as bad as an overlooked fire", {"false_negative": 2, "false_positive": 1}),
        ("a missed leak costs 25% of what a needless repair costs", {"false_positive": 4, "false_negative": 1}),
    ],
)  # fmt: skip
def test_one_error_told_as_a_part_of_the_other(text, costs):
    read = understand(text, Context(columns=("age", "leak"), target="leak", kind="binary", recommendations=5)).commands
    assert [(c.name, c.args) for c in read] == [("set_error_costs", costs)]


@pytest.mark.parametrize(
    "text", ["a tenth of the rows is missing", "half of the leaks were missed", "only a third of that costs money"]
)
def test_a_part_of_rows_is_no_price(text):
    read = understand(text, Context(columns=("age", "leak"), target="leak", kind="binary", recommendations=5)).commands
    assert all(c.name != "set_error_costs" for c in read)


@pytest.mark.parametrize(("text", "costs"), [
    ("a missed one costs 8 euros, a needless call 40 cents", (8, 0.4)), ("a missed one costs 8 euros, a needless call 40", (8, 40)),
    ("a missed one costs 90 cents, a needless call fifty cents", (90, 50)),
])  # fmt: skip
def test_cents_are_parts_of_the_euros_beside_them(text, costs):
    (told,) = understand(text, ILL).commands
    assert told.args == {"false_negative": costs[0], "false_positive": costs[1]}


@pytest.mark.parametrize(
    ("text", "miss", "alarm"),
    [
        ("each parcel that gets lost unseen costs 80, an honest sender blocked 5", 80, 5),
        ("a blocked honest sender costs us about 5 euros of work, a theft that gets through 80", 80, 5),
        ("every thief that we let pass costs 80 and every good sender refused 5", 80, 5),
        ("a refused good payer costs us 20, an accepted bad one 100", 100, 20),
    ],
)
def test_two_prices_of_which_only_one_is_said_to_cost(text, miss, alarm):
    theft = Context(columns=("sender", "theft"), target="theft", kind="binary")
    assert [c.args for c in understand(text, theft).commands] == [{"false_negative": miss, "false_positive": alarm}]


VIRGIN = Context(columns=("acidity", "k232", "is_extra_virgin"), target="is_extra_virgin", kind="binary")


@pytest.mark.parametrize(
    ("text", "costs"),
    [
        ("to call it extra virgin when it is lampante weighs six times more than the opposite", (6, 1)),
        ("saying lampante when it is extra virgin is 4 times worse than the other way round", (1, 4)),
        ("predicting extra virgin though it is not extra virgin is 4 times worse than calling it bad", None),
        ("to call it extra virgin when it is lampante is bad", None),
    ],
)
def test_an_error_told_by_what_is_said_and_what_is_so_is_a_multiple_of_the_opposite(text, costs):
    from assistant.understanding.slots.stories import _called_so, _figures

    clause = Clause(tuple(tagged(text, VIRGIN)[0]), text)
    found = _called_so(text, _figures(clause, text), VIRGIN)
    assert found == (None if costs is None else {"false_positive": costs[0], "false_negative": costs[1]})


def test_a_year_is_no_price():
    from assistant.understanding.slots.stories import cost_slots

    text = "I run the desk since 2009. A call for nothing costs us 3 euros, an unseen cancellation 90."
    clause = Clause(tuple(tagged(text, ILL)[0]), text)
    assert cost_slots(clause, ILL) == {"false_positive": 3, "false_negative": 90}


@pytest.mark.parametrize(
    ("text", "costs"),
    [
        (
            "Calling in somebody healthy for nothing costs the town nine thousand. But sending a sick child home kills it. I would say 20 times as bad.",
            TWENTY,
        ),
        ("A needless visit costs us an hour. An overlooked case costs a life: twenty times worse.", TWENTY),
        (
            "An overlooked case is a nuisance. A needless alarm stops the whole plant. Twenty times worse, I would say.",
            {"false_negative": 1, "false_positive": 20},
        ),
    ],
)
def test_a_multiple_told_after_both_errors_is_of_the_one_spoken_of_last(text, costs):
    read = [Piece(0, "set_error_costs", {"false_negative": 1, "false_positive": 9000})]
    for pieces in ([], read):
        assert [p.args for p in with_told_times(text, pieces, ILL)] == [costs]


@pytest.mark.parametrize(
    "text",
    [
        "A miss is 20 times worse than a false alarm.",
        "It ran 20 times. It is bad.",
        "A false alarm costs 40, a miss 800.",
    ],
)
def test_no_multiple_is_made_of_other_figures(text):
    assert with_told_times(text, [], ILL) == []
