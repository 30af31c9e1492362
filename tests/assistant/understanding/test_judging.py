# ruff: noqa: E501 - one case a line reads better than one broken over several
import pytest

from assistant.understanding import Context, understand
from assistant.understanding.merging import Piece
from assistant.understanding.remarks.judging import judged

LIST = Context(recommendations=5, results=5)


@pytest.mark.parametrize(
    ("text", "rank", "sentiment", "reason"),
    [
        ("#2 confuses night and day, bad", 2, "negative", "confuses night and day"),
        ("Number 4 i dont trust, is too perfect", 4, "negative", "is too perfect"),
        ("3rd one sucks, it merely echoes the price", 3, "negative", "it merely echoes the price"),
        ("The second result contradicts all we know of soil.", 2, "negative", "contradicts all we know of soil"),
        ("run 1 uses the depot as a stand-in for the year, that's bad", 1, "negative", "uses the depot as a stand-in for the year"),
        ("On number 3: the wind effect is what the pilots say, good.", 3, "positive", "the wind effect is what the pilots say"),
        ("Rust is the first thing to show, so I like the second model.", 2, "positive", "Rust is the first thing to show"),
        ("Number 1 was tuned on calm seas, hence I mistrust it.", 1, "negative", "was tuned on calm seas"),
        ("the second one is great", 2, "positive", None),
        ("I like number 2, it's quite nice", 2, "positive", None),
        ("number three is good enough", 3, "positive", None),
    ],
)  # fmt: skip
def test_a_judgement_has_its_reason_wherever_it_stands(text, rank, sentiment, reason):
    (piece,) = judged(text, [Piece(0, "feedback", {"rank": rank})], LIST)
    assert (piece.args["sentiment"], piece.args.get("reason")) == (sentiment, reason)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Model 2 ok for me, model 3 never, he ignores the slope", [("positive", None), ("negative", "he ignores the slope")]),
        ("Run 2 is superb. Run 3 isn't.", [("positive", None), ("negative", None)]),
        ("number 2 helps as it points at the valve. I find number 3 unusable", [("positive", "it points at the valve"), ("negative", None)]),
    ],
)  # fmt: skip
def test_two_judgements_each_have_their_own(text, expected):
    found = judged(text, [Piece(0, "feedback", {"rank": 2}), Piece(1, "feedback", {"rank": 3})], LIST)
    assert [(p.args.get("sentiment"), p.args.get("reason")) for p in found] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I like the 2nd, the fourth not at all", [(2, "positive"), (4, "negative")]),
        ("the second is great, number 4 not so much", [(2, "positive"), (4, "negative")]),
        ("I like the second, not the third", [(2, "positive"), (3, "negative")]),
        ("I like the second, the third is not done yet", [(2, "positive")]),
        ("I like the second. Why the third?", [(2, "positive")]),
        ("I like the second and the third", [(2, "positive")]),
    ],
)
def test_of_a_second_place_a_not_says_enough(text, expected):
    found = judged(text, [Piece(0, "feedback", {"rank": 2, "sentiment": "positive"})], LIST)
    assert [(p.args["rank"], p.args["sentiment"]) for p in found] == expected
    assert not any("reason" in p.args for p in found[1:])


def test_places_that_are_judged_are_not_run():
    found = [Piece(0, "feedback", {"rank": 2, "sentiment": "positive"}), Piece(9, "propose_runs", {"ranks": [2, 1]})]
    assert [p.name for p in judged("I trust run 2, and the first not", found, LIST)] == ["feedback", "feedback"]


def test_a_judgement_of_nothing_is_of_the_one_family_the_message_begins_with():
    blame = [Piece(20, "feedback", {"sentiment": "negative"})]
    assert judged("Boosting keeps predicting rain. I don't trust it.", blame, LIST)[0].args["about"] == "boosting"
    assert "about" not in judged("I don't trust it, Bob likes boosting", blame, LIST)[0].args


@pytest.mark.parametrize("text", ["my view of result 1: 4 of 5 stars", "result 1 is a good job, 4 points from me"])
def test_stars_are_no_reason(text):
    (piece,) = judged(text, [Piece(0, "feedback", {"rank": 1, "rating": 4})], LIST)
    assert "reason" not in piece.args


def test_a_judgement_of_nothing_is_of_the_one_place_named():
    (piece,) = judged("Result 4 predicts rain in July. Absurd!", [Piece(0, "feedback", {"sentiment": "negative"})], LIST)  # fmt: skip
    assert piece.args == {"rank": 4, "sentiment": "negative", "reason": "predicts rain in July"}


@pytest.mark.parametrize(
    ("text", "found", "expected"),
    [
        ("forests always gave us silly steps", [{"about": "forest", "sentiment": "negative"}], [{"about": "forest", "sentiment": "negative", "reason": "always gave us silly steps"}]),
        ("Second is better than first since it never looks at rent.", [{"rank": 2}, {"rank": 1}], [{"rank": 2, "sentiment": "positive", "reason": "it never looks at rent"}]),
        ("the third was fine, I'd rate it 4 out of 5", [{"rank": 3, "rating": 5}, {"rating": 4}], [{"rank": 3, "rating": 4}]),
        ("2 yes, 4 no because bees aren't linear", [{"rank": 2}, {"rank": 4}], [{"rank": 2, "sentiment": "positive"}, {"rank": 4, "sentiment": "negative", "reason": "bees aren't linear"}]),
    ],
)  # fmt: skip
def test_judgements_of_families_and_beside_one_another(text, found, expected):
    pieces = judged(text, [Piece(i, "feedback", args) for i, args in enumerate(found)], LIST)
    assert [p.args for p in pieces] == expected


def test_stars_in_a_sentence_of_their_own_are_of_what_was_judged_before():
    context = Context(columns=("a", "b"), target="b", results=3)
    (said,) = understand("the second one is really nice! 4 stars.", context).commands
    assert said.args == {"rank": 2, "sentiment": "positive", "rating": 4}
    low = understand("the first is good at night, but two points out of five from me", context).commands
    assert [c.args.get("sentiment") for c in low if c.name == "feedback"] == ["negative"]


def test_a_request_is_no_reason_of_a_remark():
    context = Context(columns=("rain", "wind", "sold"), target="sold", models=("ice_v2",), results=2)
    said = understand("wind is not like it used to be, check ice_v2 for drift", context).commands
    assert [c.name for c in said] == ["check_drift"]


def test_stars_beside_another_act_are_of_the_one_place():
    used, stars = Piece(0, "promote", {"rank": 2, "alias": "production"}), Piece(29, "feedback", {"rating": 4})
    assert judged("put the second in production, 4 stars", [used, stars], LIST)[1].args["rank"] == 2
    both = [Piece(0, "compare", {"ranks": [1, 2]}), stars]
    assert "rank" not in judged("compare the first and the second, 4 stars", both, LIST)[1].args


def test_stars_are_no_place(encoder):
    said = understand(
        "Number 3 did well in my eyes, 4 stars. Make it production.", Context(results=5), encoder
    ).commands
    assert [(c.name, c.args.get("rank")) for c in said] == [("feedback", 3), ("promote", 3)]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Old farms come out far too cheap, that is my complaint about the first model; otherwise I find it fine",
         "Old farms come out far too cheap"),
        ("Old farms come out far too cheap, so I don't like number 1. Apart from that it works well for us",
         "Old farms come out far too cheap"),
    ],
)  # fmt: skip
def test_what_is_fine_otherwise_is_no_reason(text, reason):
    (piece,) = judged(text, [Piece(0, "feedback", {"rank": 1, "sentiment": "negative"})], LIST)
    assert piece.args["reason"] == reason
