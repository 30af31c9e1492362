import pytest

from assistant.understanding import Context, understand
from assistant.understanding.merging import Piece
from assistant.understanding.remarks.of_answers import of_answers

DONE = Context(columns=("weight", "age", "ill"), target="ill", kind="binary", results=2)


@pytest.mark.parametrize(
    ("text", "about", "felt", "reason"),
    [
        ("the explanation of age is wrong: calves are young", "the explanation of age", "negative", "calves are young"),
        ("Your answer was very helpful", "Your answer", "positive", None),
        ("that chart is not clear", "that chart", "negative", None),
        ("your summary makes no sense", "your summary", "negative", None),
        ("That drift report is useless", "That drift report", "negative", None),
        ("the explanation for C-204 read like a horoscope", "the explanation for C-204", "negative", None),
        ("your explanations are hard to follow for a nurse", "your explanations", "negative", None),
    ],
)  # fmt: skip
def test_an_answer_is_judged(text: str, about: str, felt: str, reason: str | None) -> None:
    (piece,) = of_answers(text, [Piece(0, "explain_prediction", {"key": "40"})])
    assert (piece.name, piece.args.get("about"), piece.args["sentiment"]) == ("feedback", about, felt)
    assert piece.args.get("reason") == reason


@pytest.mark.parametrize(
    "text", ["is the explanation wrong?", "show me the chart", "the age is wrong", "explain the answer"]
)
def test_what_judges_no_answer_stays(text: str) -> None:
    asked = Piece(0, "explain_model", {})
    assert of_answers(text, [asked]) == [asked]


def test_a_request_after_it_stays_one() -> None:
    said = understand("the explanation was good, show me the results", DONE).commands
    assert [c.name for c in said] == ["feedback", "show_results"]
    assert "reason" not in said[0].args


KEPT = DONE.model_copy(update={"models": ("ill_gb", "ill_lr")})


@pytest.mark.parametrize(
    ("text", "about", "felt", "reason"),
    [
        ("ill_lr is off for heavy calves", "ill_lr", "negative", "off for heavy calves"),
        ("well, ill_gb never misses a young one", "ill_gb", "positive", "never misses a young one"),
        ("ill_gb is useless", "ill_gb", "negative", None),
    ],
)
def test_a_kept_model_is_judged_by_its_name(text: str, about: str, felt: str, reason: str | None) -> None:
    (piece,) = of_answers(text, [Piece(0, "feedback", {"sentiment": "negative"})], KEPT)
    assert (piece.args["about"], piece.args["sentiment"], piece.args.get("reason")) == (about, felt, reason)


@pytest.mark.parametrize(
    "text", ["ill_gb is off, retrain it", "is ill_gb wrong?", "ill_gb is live", "ill_tree is wrong about calves"]
)
def test_what_is_no_judgement_of_a_kept_model_stays(text: str) -> None:
    asked = Piece(0, "retrain", {"model": "ill_gb"})
    assert of_answers(text, [asked], KEPT) == [asked]
    assert all(p.name != "feedback" for p in of_answers(text, [], KEPT))


def test_results_may_smell_right_or_odd() -> None:
    (right,) = of_answers("the results smell right to us, weight comes first as it should", [])
    assert right.args == {"about": "the results", "sentiment": "positive", "reason": "weight comes first as it should"}
    (odd,) = of_answers("the results feel odd", [])
    assert odd.args == {"about": "the results", "sentiment": "negative"}


def test_what_was_decided_of_a_row_is_judged() -> None:
    text = "The decision on claim K-881 is nonsense - the road was closed that week"
    (piece,) = of_answers(text, [Piece(0, "explain_prediction", {"key": "K-881"})])
    assert piece.args == {
        "about": "The decision on claim K-881",
        "sentiment": "negative",
        "reason": "the road was closed that week",
    }
    asked = Piece(0, "explain_prediction", {"key": "K-881"})
    assert of_answers("the prediction for K-881 is wrong, why?", [asked]) == [asked]
