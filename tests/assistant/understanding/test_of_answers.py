import pytest

from assistant.understanding import Context, understand
from assistant.understanding.merging import Piece
from assistant.understanding.of_answers import of_answers

DONE = Context(columns=("weight", "age", "ill"), target="ill", kind="binary", results=2)


@pytest.mark.parametrize(
    ("text", "about", "felt", "reason"),
    [
        ("the explanation of age is wrong: calves are young", "the explanation of age", "negative", "calves are young"),
        ("Your answer was very helpful", "Your answer", "positive", None),
        ("that chart is not clear", "that chart", "negative", None),
        ("your summary makes no sense", "your summary", "negative", None),
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
