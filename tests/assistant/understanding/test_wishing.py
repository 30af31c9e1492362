"""Wishes that stand by themselves are preferences; beside a request they say which recommendations are wanted."""

import pytest

from assistant.understanding import Context, understand

CONTEXT = Context(columns=("heat", "volt", "porous"), target="porous", kind="binary")


def read(text, **moment):
    return [(c.name, c.args) for c in understand(text, CONTEXT.model_copy(update=moment)).commands]


@pytest.mark.parametrize(
    ("text", "wishes"),
    [
        ("simple + fast pls", ["simple", "fast"]),
        ("i'd like it robust n also cheap", ["robust", "cheap"]),
        ("one hour, cheap please", ["cheap"]),
        ("12 min. 6 runs. cheapest ones.", ["cheap"]),
        ("cheaply if possible", ["cheap"]),
        ("robust rather than fast, please", ["robust"]),
        ("i prefer cheap models to accurate ones", ["cheap"]),
        ("rather fast than simple for this goal", ["fast"]),
        ("not that slow please", ["fast"]),
        ("simple, it doesn't have to be very accurate", ["simple"]),
        ("explainable would be great though not a requirement", ["interpretable"]),
    ],
)
def test_every_wish_is_a_preference(text, wishes):
    assert [a["wish"] for n, a in read(text) if n == "prefer"] == wishes
    assert "recommend" not in {n for n, _ in read(text)}


@pytest.mark.parametrize(
    ("text", "scope"),
    [
        ("in all my projects I want fast ones", "always"),
        ("robust ones, but only for this goal", "goal"),
        ("I prefer a cheap model, just this once", "goal"),
        ("I want it robust. For this goal anyway.", "goal"),
    ],
)
def test_a_wish_says_how_far_it_holds(text, scope):
    assert [(n, a.get("scope")) for n, a in read(text)] == [("prefer", scope)]


def test_what_is_preferred_to_be_explainable_is_no_rule_unless_it_must_be():
    preferred = read("Everything should be easy to understand, I prefer explainable models")
    assert [n for n, _ in preferred] == ["prefer"]
    ruled = read("I prefer explainable models, and the model must be explainable")
    assert ("constrain", {"interpretable": True}) in ruled


def test_recommendations_asked_for_are_of_that_kind():
    assert read("two more suggestions, cheap ones") == [("recommend", {"n": 2, "wish": "cheap"})]
    assert read("something faster", recommendations=4) == [("recommend", {"wish": "fast"})]


def test_models_that_must_be_interpretable_are_a_rule():
    assert read("volt out, interpretable only") == [
        ("constrain", {"columns_forbidden": ["volt"], "interpretable": True})
    ]


@pytest.mark.parametrize(
    "text",
    [
        "I usually present for fifteen minutes and they ask about scorecards",
        "a charge takes four hours",
        "every stop is 35 minutes",
        "it fails within 30 days",
        "the lab value comes two days later",
    ],
)
def test_a_duration_of_a_story_is_no_budget(text):
    assert "set_budget" not in {n for n, _ in read(text)}


@pytest.mark.parametrize(
    ("text", "seconds"), [("I can wait 3 hours", 10800), ("not more than a day", 86400), ("you have two days", 172800)]
)
def test_what_may_be_spent_is(text, seconds):
    assert read(text) == [("set_budget", {"seconds": seconds})]


def test_what_leaks_is_ruled_out_and_not_what_it_is_compared_with():
    for text in ("heat is the same as porous, forbid it", "heat is computed out of volt, so drop heat"):
        assert read(text) == [("constrain", {"columns_forbidden": ["heat"]})]
    assert read("heat is written down after the volt is out, so leave heat out") == [
        ("constrain", {"columns_forbidden": ["heat"]})
    ]


def test_a_name_with_an_initial_is_no_two_sentences():
    context = Context(columns=("station", "rain", "ecoli_exceed"))
    text = "The exceedance of E. coli should be predicted, validated by station so that no station is in both parts."
    assert {c.name: c.args for c in understand(text, context).commands} == {
        "set_goal": {"target": "ecoli_exceed"},
        "set_validation": {"method": "group", "column": "station"},
    }


@pytest.mark.parametrize(
    "text", ["target porous, positive 1, mae", "predict porous with 1 as positive class, heat and volt are protected"]
)
def test_a_positive_class_is_the_value_beside_it(text):
    goal = next(a for n, a in read(text) if n == "set_goal")
    assert goal["positive_class"] == "1"


@pytest.mark.parametrize(
    "text",
    [
        "an equation one can work out by hand would be best",
        "We bake bread. We'd like a score sheet that fits on a card.",
        "some formula to do in our heads would be great",
    ],
)
def test_what_can_be_worked_out_by_hand_is_a_wish(text):
    assert ("prefer", {"wish": "interpretable"}) in read(text)


@pytest.mark.parametrize(
    "text",
    ["what is the formula of the error?", "we write the formula on paper every day", "I'd like the results on a card"],
)
def test_other_formulas_are_no_wish(text):
    assert "prefer" not in dict(read(text))


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("suggest three at low cost", {"n": 3, "wish": "cheap"}),
        ("2 recommendations that cost very little", {"n": 2, "wish": "cheap"}),
        ("3 ideas which don't cost a lot", {"n": 3, "wish": "cheap"}),
        ("suggest a wider selection of 4", {"n": 4, "wish": "diverse"}),
        ("suggest four, these look all the same", {"n": 4, "wish": "diverse"}),
        ("recommend others, all four are identical", {"wish": "diverse"}),
        ("suggest four, all on the same data", {"n": 4}),
        ("recommend two, a miss costs little", {"n": 2}),
    ],
)
def test_words_behind_a_request_say_of_which_kind_recommendations_are_to_be(text, asked):
    from assistant.understanding.goals.wishing import with_wish
    from assistant.understanding.merging import Piece

    counted = {"n": asked.get("n", 4)}
    piece = Piece(0, "recommend", counted)
    assert with_wish(text, piece, [piece]).args == asked


@pytest.mark.parametrize(
    ("text", "scope"),
    [
        ("I prefer simple models. Keep that for all my next projects too.", "always"),
        ("I prefer simple models. The same holds for every other goal.", "always"),
        ("I prefer simple models. Use all my columns.", None),
        ("I prefer simple models. Try this on all columns for now.", None),
    ],
)
def test_a_wish_is_kept_for_good_where_a_sentence_of_its_own_says_so(text, scope):
    from assistant.understanding.goals.wishing import with_wish
    from assistant.understanding.merging import Piece

    piece = Piece(0, "prefer", {"wish": "simple"})
    assert with_wish(text, piece, [piece]).args.get("scope") == scope


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("the cheapest you've got, one will do", {"n": 1, "wish": "cheap"}),
        ("just the simplest one you have", {"wish": "simple"}),
        ("otherwise the same list but faster", {"wish": "fast"}),
    ],
)
def test_the_most_there_is_of_a_wish_is_asked_for(text, asked):
    table = Context(columns=("age", "ill"), target="ill", kind="binary")
    assert [(c.name, c.args) for c in understand(text, table).commands] == [("recommend", asked)]


def test_what_is_said_of_the_most_there_is_asks_for_nothing():
    table = Context(columns=("age", "ill"), target="ill", kind="binary", results=3)
    assert not any(c.name == "recommend" for c in understand("the fastest you have is too slow", table).commands)


def test_something_quick_behind_what_may_be_worth_it_says_of_which_kind():
    table = Context(columns=("age", "ill"), target="ill", kind="binary")
    commands = understand("are boosters worth a try? something cheap please", table).commands
    assert {"wish": "cheap"}.items() <= {c.name: c.args for c in commands}["recommend"].items()
    assert "prefer" not in {c.name for c in commands}


def test_a_wish_for_all_studies_is_for_always():
    (wish,) = [a for n, a in read("robust models please, in all my studies") if n == "prefer"]
    assert wish == {"wish": "robust", "scope": "always"}


def test_what_could_preferably_be_explained_is_a_wish_of_the_list(encoder):
    table = Context(columns=("age", "ill"), target="ill", kind="binary")
    text = "I would be grateful for four ideas, preferably ones that I could explain to the mayor"
    asked = {c.name: c.args for c in understand(text, table, encoder).commands}
    assert asked == {"recommend": {"n": 4, "wish": "interpretable"}}
