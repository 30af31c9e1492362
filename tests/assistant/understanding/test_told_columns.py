"""The columns that an explanation or a look is of are read by the trained reader, wherever they stand."""

import pytest

from assistant.understanding import Context, understand

CONTEXT = Context(
    columns=("boat_id", "engine_hours", "hull_age", "fuel_use", "skipper", "breakdown"), target="breakdown",
    kind="binary", results=4,
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "rank", "columns"),
    [
        ("and fuel_use, how strong is that one in the second model?", 2, {"fuel_use"}),
        ("explain the third model to me, above all hull_age and skipper", 3, {"hull_age", "skipper"}),
        ("explain the best model", 1, set()),
    ],
)
def test_an_explanation_is_of_the_columns_named_beside_it(encoder, text, rank, columns):
    found = [c for c in understand(text, CONTEXT, encoder).commands if c.name == "explain_model"]
    assert [c.args.get("rank") for c in found] == [rank]
    assert set(found[0].args.get("columns", ())) == columns


@pytest.mark.parametrize(
    "text",
    [
        "The skipper is only written down afterwards, leave him out. Then explain the second model.",
        "My mechanic says that the engine_hours are nonsense. What is in the second model?",
    ],
)
def test_a_column_of_another_sentence_is_not_explained(encoder, text):
    found = [c for c in understand(text, CONTEXT, encoder).commands if c.name == "explain_model"]
    assert [set(c.args) for c in found] == [{"rank"}]


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("show me the column with the width of the leaf", {"leaf_mm"}),
        ("let me see shade and the height of the stem", {"shade", "stem_cm"}),
        ("have a look at the table please", set()),
        ("show me the shade, and only that", {"shade"}),
        ("what's in this file?", set()),
    ],
)
def test_a_look_is_of_the_columns_that_are_described(encoder, text, columns):
    context = Context(columns=("plot_no", "leaf_mm", "stem_cm", "shade", "flowers"))
    found = [c for c in understand(text, context, encoder).commands if c.name == "look_at_data"]
    assert set(found[0].args.get("columns", ())) == columns


def test_this_column_is_the_one_named_before():
    said = understand("is hull_age plausible? show me this column and fuel_use", CONTEXT).commands
    assert [(c.name, set(c.args["columns"])) for c in said] == [("look_at_data", {"hull_age", "fuel_use"})]
    said = understand("hull_age is out. show me this run and fuel_use", CONTEXT).commands
    assert all("hull_age" not in c.args.get("columns", ()) for c in said)


def test_whether_a_model_agrees_is_asked_of_the_column_named_before():
    said = understand("hull_age is what counts, every sailor says so. does the second model see it the same?", CONTEXT)
    assert [(c.name, c.args) for c in said.commands] == [("explain_model", {"rank": 2, "columns": ["hull_age"]})]
    (alone,) = understand("does model 2 agree?", CONTEXT).commands
    assert (alone.name, alone.args) == ("explain_model", {"rank": 2})
    assert all(c.name != "explain_model" for c in understand("my boss agrees", CONTEXT).commands)


def test_a_first_goal_beside_a_look_is_none_of_what_is_looked_at(encoder):
    first = CONTEXT.model_copy(update={"target": None, "results": 0, "kind": None})
    said = understand("hull age and skipper - can I see these? What we want is breakdown btw", first, encoder).commands
    assert {c.name: c.args for c in said} == {
        "look_at_data": {"columns": ["hull_age", "skipper"]}, "set_goal": {"target": "breakdown"}
    }  # fmt: skip


def test_of_two_columns_of_one_word_only_the_one_named_is_explained(encoder):
    wine = Context(columns=("fix_acidity", "vol_acidity", "sugar", "ph", "grade"), target="grade", results=2)
    said = understand("please explain what sugar and the volatile acidity do in no. 1", wine, encoder).commands
    assert [set(c.args.get("columns", ())) for c in said] == [{"sugar", "vol_acidity"}]
