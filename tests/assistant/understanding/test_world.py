import pytest

from assistant.understanding import Context, understand
from assistant.understanding.merging import Piece
from assistant.understanding.placing import placed

HERD = Context(columns=("cow", "milk_kg", "breed", "sick"), target="sick", kind="binary", results=2)


@pytest.mark.parametrize(
    "text",
    [
        "do cows dream at night?",
        "By the way, can bulls swim?",
        "can it say which pill my uncle should take",
        "may we feed our pony apples?",
        "what is the share price today?",
    ],
)
def test_questions_of_the_world_are_none_of_ours(text: str) -> None:
    assert [c.name for c in understand(text, HERD).commands] == ["out_of_scope"]


@pytest.mark.parametrize(
    "text",
    [
        "does the breed matter?",
        "do trees work here?",
        "what should my model use?",
        "should we give our model more rows?",
        "what is the average milk_kg today?",
    ],
)
def test_questions_of_the_work_are_ours(text: str) -> None:
    assert "out_of_scope" not in [c.name for c in understand(text, HERD).commands]


def test_a_toast_is_a_courtesy() -> None:
    assert [c.name for c in understand("thanks, that helped a lot, prost", HERD).commands] == ["small_talk"]


@pytest.mark.parametrize(
    ("text", "days"), [("what did we try since 3 weeks?", 21), ("what was tried since two months?", 60)]
)
def test_since_so_long_limits_a_look_back(text: str, days: int) -> None:
    (said,) = understand(text, HERD).commands
    assert (said.name, said.args.get("since_days")) == ("history", days)


def test_what_was_learned_may_be_forgotten() -> None:
    said = understand("forget all what you learned about me", HERD).commands
    assert [c.name for c in said] == ["reset_profile"]


def test_what_a_model_learned_is_of_the_model() -> None:
    assert [c.name for c in understand("what has the best model learned", HERD).commands] == ["explain_model"]


def test_a_table_is_opened_before_it_is_looked_at() -> None:
    found = [Piece(0, "look_at_data", {}), Piece(0, "use_data", {"source": "iris"})]
    assert [p.name for p in placed("open the sample iris and just show me", found)] == ["use_data", "look_at_data"]
    later = [Piece(0, "look_at_data", {}), Piece(18, "use_data", {"source": "b.csv"})]
    assert placed("look at the data, then open b.csv", later) == later


def test_how_far_a_wish_holds_may_stand_amid_it() -> None:
    (said,) = understand("prefer, from now on and in everything you do for us, what is robust", HERD).commands
    assert (said.name, said.args) == ("prefer", {"wish": "robust", "scope": "always"})
