# ruff: noqa: E501 - one case a line reads better than one broken over several
"""What an expert says of columns and families becomes feedback with its reason, and nothing else does."""

import pytest

from assistant.understanding import Context, understand

COLUMNS = ("pupil", "absences", "math_score", "ward", "left_school")
CONTEXT = Context(columns=COLUMNS, target="left_school", kind="binary")


def feedback(text, context=CONTEXT):
    return [c.args for c in understand(text, context).commands if c.name == "feedback"]


@pytest.mark.parametrize(
    ("text", "about", "sentiment", "reason"),
    [
        ("Absences tell you most, because they creep up early.", "absences", "positive", "they creep up early"),
        ("math_score is gold, teachers never fudge it", "math_score", "positive", "teachers never fudge it"),
        ("The ward is worthless since it changes daily.", "ward", "negative", "it changes daily"),
        ("Knn was useless at our school, it got lost every term.", "knn", "negative", "it got lost every term"),
        ("I trust random forests, they never went crazy.", "forest", "positive", "they never went crazy"),
        ("SVMs can't be trusted here as nobody understands them", "svm", "negative", "nobody understands them"),
    ],
)
def test_a_verdict_with_its_reason(text, about, sentiment, reason):
    assert feedback(text) == [{"about": about, "sentiment": sentiment, "reason": reason}]


def test_the_request_after_the_reason_is_none_of_it():
    commands = understand("svm was a letdown because it choked on holidays, so ban svm", CONTEXT).commands
    assert [c.name for c in commands] == ["feedback", "constrain"]
    assert commands[0].args["reason"] == "it choked on holidays"
    assert commands[1].args == {"families_forbidden": ["svm"]}


def test_each_of_two_verdicts_stands_by_itself():
    said = feedback("absences are the best sign because they creep up; the ward is misleading since it is typed late")
    assert [(a["about"], a["sentiment"]) for a in said] == [("absences", "positive"), ("ward", "negative")]


@pytest.mark.parametrize(
    ("text", "about", "sentiment"),
    [
        ("also ward is nonsense", "ward", "negative"),
        ("absences make no sense here", "absences", "negative"),
        ("an hour matters more than a day", "hour", "positive"),
    ],
)
def test_a_column_that_is_called_senseless_or_set_above_another_is_judged_and_not_ruled_on(text, about, sentiment):
    context = CONTEXT.model_copy(update={"columns": (*COLUMNS, "hour"), "results": 3})
    (found,) = understand(text, context).commands
    assert (found.name, found.args["about"], found.args["sentiment"]) == ("feedback", about, sentiment)


def test_time_that_is_to_be_spent_stays_a_budget():
    context = CONTEXT.model_copy(update={"columns": (*COLUMNS, "hour")})
    assert [c.name for c in understand("you have an hour", context).commands] == ["set_budget"]


@pytest.mark.parametrize(
    "text",
    [
        "The ward is useless, drop it.",
        "absences are important, they must stay in",
        "is knn bad because it is slow?",
        "left_school is what matters because we pay for it",
    ],
)
def test_rules_goals_and_questions_are_no_verdicts(text):
    assert not [a for a in feedback(text) if "reason" in a]


@pytest.mark.parametrize(
    ("text", "about", "reason"),
    [
        ("I don't believe that age matters so little", "age", "age matters so little"),
        ("it can't be that income has so little weight", "income", "income has so little weight"),
    ],
)
def test_what_is_not_believed_of_a_column_is_blame_with_its_reason(text, about, reason):
    context = Context(columns=("age", "income", "churn"), target="churn", kind="binary", results=3)
    args = {"about": about, "sentiment": "negative", "reason": reason}
    assert [(c.name, c.args) for c in understand(text, context).commands] == [("feedback", args)]


@pytest.mark.parametrize(
    ("text", "about", "sentiment"),
    [
        ("absences should weigh more", "absences", "positive"),
        ("I think the ward ought to count less", "ward", "negative"),
        ("give more weight to math_score", "math_score", "positive"),
        ("it should rely less on the ward", "ward", "negative"),
        ("absences matter more than the model thinks", "absences", "positive"),
        ("the ward should not matter so much", "ward", "negative"),
    ],
)
def test_how_much_a_column_should_weigh_is_an_opinion_of_it(text, about, sentiment):
    assert feedback(text) == [{"about": about, "sentiment": sentiment, "reason": text}]


@pytest.mark.parametrize(
    ("text", "about", "sentiment"),
    [
        ("the absences part is spot on", "absences", "positive"),
        ("the bit about the ward is nonsense", "ward", "negative"),
        ("what it says about absences is right", "absences", "positive"),
        ("the ward thing makes no sense", "ward", "negative"),
    ],
)
def test_the_part_on_a_column_is_judged_by_its_name(text, about, sentiment):
    assert feedback(text) == [{"about": about, "sentiment": sentiment}]


@pytest.mark.parametrize(
    "text",
    ["why should absences matter more?", "absences must be at least 3", "the ward must not be used", "more weight is in the ward", "recall should matter more", "left_school should matter more", "the absences part of the table", "the ward part is not known before noon"],
)  # fmt: skip
def test_other_sentences_with_a_column_judge_nothing(text):
    assert feedback(text) == []


@pytest.mark.parametrize(
    ("text", "about", "sentiment", "reason"),
    [
        ("the ward is guessed by the clerks and so unreliable", "ward", "negative", "guessed by the clerks and so unreliable"),
        ("math_score is read by a machine and accurate", "math_score", "positive", "read by a machine and accurate"),
        ("absences are spot on, they creep up early", "absences", "positive", "they creep up early"),
    ],
)  # fmt: skip
def test_a_verdict_may_follow_from_a_fact(text, about, sentiment, reason):
    assert feedback(text) == [{"about": about, "sentiment": sentiment, "reason": reason}]


@pytest.mark.parametrize("text", ["the ward is missing on Mondays and Tuesdays", "absences are known and not noise"])
def test_a_fact_alone_is_no_verdict(text):
    assert feedback(text) == []
