"""What is said in passing beside a request changes nothing, and what doubles another place goes."""

import pytest

from assistant.understanding import Context, understand
from assistant.understanding.remarks.in_passing import with_double_named, with_metric_named, without_passing

LISTED = Context(columns=("age", "income", "default"), target="default", kind="binary", recommendations=5)
PLANNED = LISTED.model_copy(update={"proposal": True})


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("start the first three, why not?", "start the first three"),
        ("let's try 2 and 4 - why not", "let's try 2 and 4"),
        ("What would you try? In words I can follow, please.", "What would you try?"),
        ("which one is best, in plain words that my nurses understand?", "which one is best?"),
        ("recommend something, I'm no computer person.", "recommend something"),
        ("roll back churn_a, quick!!", "roll back churn_a"),
        ("score june.csv and if needed I'll tell you to promote it", "score june.csv"),
        ("no svm, our research group doesn't trust them", "no svm, our research team doesn't trust them"),
        ("the outcome - whether it lived - is not known then", "the outcome is not known then"),
    ],
)
def test_what_is_said_in_passing_is_left_out(said: str, left: str) -> None:
    assert without_passing(said, LISTED) == left


@pytest.mark.parametrize(
    "said",
    [
        "you did not take 2, why not?",
        "why not the second?",
        "nobody in the group may stand on both sides",
        "we never tried a forest; why not?",
        "I want a model that I can explain",
        "in words I can follow, please",
        "I told you I like things quick",
        "I'll tell you what the target is: income",
        "I am no data scientist, I am a doctor",
    ],
)
def test_what_asks_for_something_stays(said: str) -> None:
    assert without_passing(said, LISTED) == said


def test_beside_a_plan_that_waits_every_word_counts() -> None:
    assert without_passing("run the first three, why not?", PLANNED) == "run the first three, why not?"


@pytest.mark.parametrize(
    ("said", "place"),
    [
        ("3 is a duplicate of 1, drop it", 3),
        ("the fourth is just the same as the second. leave it out please", 4),
        ("no. 2 looks like 5, so skip that one", 2),
        ("2 is identical to 4, ditch the latter", 4),
    ],
)
def test_the_place_that_doubles_another_goes(said: str, place: int) -> None:
    commands = [(c.name, c.args) for c in understand(said, LISTED).commands]
    assert commands == [("propose_runs", {"exclude_ranks": [place]})]
    assert [(c.name, c.args) for c in understand(said, PLANNED).commands] == [
        ("edit_proposal", {"exclude_ranks": [place]})
    ]


@pytest.mark.parametrize("said", ["2 is better than 1, take it", "4 beat 2, drop it", "is 2 the same as 1?"])
def test_no_place_is_named_where_none_doubles_another(said: str) -> None:
    assert with_double_named(said, LISTED) == said


@pytest.mark.parametrize(
    ("said", "named"),
    [
        ("what is log loss, and use it", "what is log loss, and measure by log loss"),
        ("how does mcc work? then go with that please", "how does mcc work? then measure by mcc please"),
        ("what is a forest, and use it", "what is a forest, and use it"),
        ("use mae", "use mae"),
    ],
)
def test_a_metric_that_is_asked_about_and_then_wanted_is_named(said: str, named: str) -> None:
    assert with_metric_named(said) == named
