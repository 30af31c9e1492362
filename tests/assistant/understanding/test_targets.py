import pytest

from assistant.cards import Command
from assistant.understanding import Context, understand
from assistant.understanding.targets import bare_column, checked_target

HEART = Context(
    columns=("age", "sex", "maximum_heart_rate_achieved", "class"),
    column_values={"sex": ("0", "1"), "class": ("absent", "present")},
)


def target(text: str, guessed: str, context: Context = HEART) -> str:
    (command,) = checked_target(text, [Command(name="set_goal", args={"target": guessed})], context)
    return str(command.args["target"])


@pytest.mark.parametrize("text", ["I want to know who has heart disease", "which patients will have a heart attack?"])
def test_a_yes_or_no_is_asked_of_a_column_with_two_values(text: str) -> None:
    assert target(text, "maximum_heart_rate_achieved") == "class"


@pytest.mark.parametrize(
    "text",
    ["predict the heart rate", "who has the highest maximum heart rate achieved", "how high is it for who has pain"],
)
def test_what_is_named_or_no_yes_or_no_stays(text: str) -> None:
    assert target(text, "maximum_heart_rate_achieved") == "maximum_heart_rate_achieved"


def test_without_one_column_that_fits_nothing_is_changed() -> None:
    both = Context(columns=("heart", "a", "b"), column_values={"a": ("0", "1"), "class": ("x", "y", "z")})
    assert target("who has heart disease", "heart", both) == "heart"
    assert target("who has heart disease", "heart", Context(columns=HEART.columns)) == "heart"


def test_a_bare_column_is_asked_about_with_buttons_that_are_understood() -> None:
    question = understand("oldpeak", Context(columns=("oldpeak", "class"), target="class")).question
    assert question is not None and "oldpeak" in question.text
    said = [
        understand(o.says, Context(columns=("oldpeak", "class"), target="class")).commands for o in question.options
    ]
    assert [c.name for (c,) in said] == ["set_goal", "look_at_data", "constrain"]


@pytest.mark.parametrize("text", ["the oldpeak column is odd", "", "yes", "hello"])
def test_other_messages_are_no_bare_columns(text: str) -> None:
    assert bare_column(text, Context(columns=("oldpeak", "class"))) is None
