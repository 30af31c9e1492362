"""What is said of columns: of several with a share of a name, of one again, of a rule just made."""
# ruff: noqa: E501 - a table broken over lines is harder to read than a long one

import pytest

from assistant.understanding import Context, understand
from assistant.understanding.joining.columns_asked import of_columns
from assistant.understanding.merging import Piece

TABLE = Context(columns=("age", "income", "sex", "churned"), target="churned", recommendations=5)


def said(text, context=TABLE):
    return [(c.name, c.args) for c in understand(text, context).commands]


def test_a_column_called_seed_is_no_setting():
    sown = Context(columns=("seed", "plot", "yield_t"), target="yield_t", recommendations=3)
    assert said("seed 3", sown) != [("propose_runs", {"seed": 3})]
    assert "seed" not in understand("drop the seed", sown).commands[0].args


@pytest.mark.parametrize(("text", "columns"), [
    ("please use income again", ["income"]), ("you may use sex and income again", ["sex", "income"]), ("allow age again", ["age"]), ("income can be used after all", ["income"]),
    ("take sex back in", ["sex"]),
])  # fmt: skip
def test_a_column_is_allowed_again(text, columns):
    assert said(text) == [("constrain", {"columns_allowed": columns})]


@pytest.mark.parametrize("text", ["you must use income", "run it again", "use the model again"])
def test_again_is_not_always_of_a_column(text):
    assert all("columns_allowed" not in args for _, args in said(text))


SCORES = Context(columns=("mathScore1", "mathScore2", "age", "passed"), target="passed")

LEGS = Context(columns=("left_knee", "right_knee", "GripFrom", "GripTo", "has_pain", "is_pain", "fell"), target="fell")
BANDS = Context(columns=("mag_g", "mag_r", "ra", "dec", "is_quasar"), target="is_quasar")
KILN = Context(columns=("flow_in", "flow_out", "HeatMax", "HeatMin", "rain_am", "rain_pm", "cracked"), target="cracked")
SAWN = Context(columns=("Holztemperatur", "Wassertemperatur", "Schnittdruck", "Gewicht"), target="Gewicht")


@pytest.mark.parametrize(("text", "context", "offered"), [
    ("leave the math score out", SCORES, ["leave the mathScore1 out", "leave the mathScore2 out"]),
    ("drop math score", SCORES, ["drop mathScore1", "drop mathScore2"]), ("predict the math score", SCORES, ["predict the mathScore1", "predict the mathScore2"]),
    ("drop the magnitude", BANDS, ["drop the mag_g", "drop the mag_r"]), ("leave mag out", BANDS, ["leave mag_g out", "leave mag_r out"]),
    ("split by magnitude", BANDS, ["split by mag_g", "split by mag_r"]),
    ("drop a magnitude", BANDS, ["drop a mag_g", "drop a mag_r"]), ("drop the z magnitude", BANDS, ["drop the z mag_g", "drop the z mag_r"]),
    ("take out flow", KILN, ["take out flow_in", "take out flow_out"]),
    ("ignore the temperature", SAWN, ["ignore the Holztemperatur", "ignore the Wassertemperatur"]),
    ("drop the knee", LEGS, ["drop the left_knee", "drop the right_knee"]), ("drop the three knees", LEGS, ["drop left_knee", "drop right_knee"]),
])  # fmt: skip
def test_a_name_that_columns_share_is_asked_once(text, context, offered):
    understood = understand(text, context)
    assert not understood.commands and understood.question is not None
    assert [o.says for o in understood.question.options] == offered


@pytest.mark.parametrize(("text", "context", "columns"), [
    ("without the math scores", SCORES, ["mathScore1", "mathScore2"]), ("drop both magnitudes", BANDS, ["mag_g", "mag_r"]), ("do not use the magnitudes", BANDS, ["mag_g", "mag_r"]),
    ("ignore mathScore1", SCORES, ["mathScore1"]), ("drop math score 2", SCORES, ["mathScore2"]), ("drop mag g", BANDS, ["mag_g"]), ("drop mag_g and ra", BANDS, ["mag_g", "ra"]),
    ("drop the g magnitude", BANDS, ["mag_g"]), ("leave the r and g magnitudes out", BANDS, ["mag_r", "mag_g"]),
    ("drop the outlet flow", KILN, ["flow_out"]), ("ignore the maximum heat", KILN, ["HeatMax"]), ("drop the morning and evening rain", KILN, ["rain_am", "rain_pm"]),
    ("ignore both temperatures", SAWN, ["Holztemperatur", "Wassertemperatur"]), ("drop the water temperature", SAWN, ["Wassertemperatur"]),
    ("drop both knees", LEGS, ["left_knee", "right_knee"]), ("leave the two knees out", LEGS, ["left_knee", "right_knee"]), ("without the grips", LEGS, ["GripFrom", "GripTo"]),
    ("ignore all knees except the left", LEGS, ["right_knee"]), ("drop right_knee and the other knee", LEGS, ["right_knee", "left_knee"]), ("drop the left knee", LEGS, ["left_knee"]), ("drop has_pain", LEGS, ["has_pain"]),
])  # fmt: skip
def test_a_plural_is_all_of_them_and_a_whole_name_is_one(text, context, columns):
    assert said(text, context) == [("constrain", {"columns_forbidden": columns})]


@pytest.mark.parametrize(
    ("text", "columns"),
    [("mag_g", ["mag_g"]), ("the mag_r one", ["mag_r"]), ("both", ["mag_g", "mag_r"]), ("drop ra", ["ra"])],
)
def test_the_question_which_column_is_answered_in_a_word(text, columns):
    asked = BANDS.model_copy(
        update={"question_slot": "column", "question_options": ("drop mag_g please", "drop mag_r please")}
    )
    assert said(text, asked) == [("constrain", {"columns_forbidden": columns})]


TRAINS = Context(
    columns=(
        "coach_no",
        "dep_station",
        "arr_station",
        "dep_load",
        "arr_load",
        "fare_eur",
        "fare_usd",
        "stop_1",
        "stop_2",
    )
)


@pytest.mark.parametrize(("text", "command"), [
    ("leave out the station of departure", ("constrain", {"columns_forbidden": ["dep_station"]})),
    ("predict the load on arrival, drop the one at departure", ("constrain", {"columns_forbidden": ["dep_load"]})),
    ("predict the load on arrival, drop the one at departure", ("set_goal", {"target": "arr_load"})),
    ("drop the euro fare", ("constrain", {"columns_forbidden": ["fare_eur"]})),
    ("the fare in euro is out, and drop the dollar one", ("constrain", {"columns_forbidden": ["fare_eur", "fare_usd"]})),
    ("drop coach_no, and the second one is good", ("constrain", {"columns_forbidden": ["coach_no"]})),
])  # fmt: skip
def test_one_of_two_columns_is_told_by_the_part_it_has_alone(text, command):
    assert command in said(text, TRAINS)


HERD = Context(columns=("tag", "farm", "breed", "milk_kg", "vet_eur", "mastitis"), target="mastitis", kind="binary")

RULED = HERD.model_copy(update={"last_columns": "columns_forbidden"})


@pytest.mark.parametrize(("text", "columns"), [
    ("No, that is wrong. I only meant the tag, the farm and the breed.", ["tag", "farm", "breed"]), ("no, only the farm and the breed", ["farm", "breed"]),
    ("that's not right, I meant just the breed", ["breed"]), ("No. I meant milk_kg, not breed", ["milk_kg"]), ("not those, only farm and breed", ["farm", "breed"]),
])  # fmt: skip
def test_a_correction_of_columns_is_of_the_rule_just_made(text, columns):
    assert said(text, RULED) == [("correct", {"columns_forbidden": columns})]


@pytest.mark.parametrize(("text", "args"), [
    ("no, the target is breed", {"target": "breed"}), ("wrong, I meant to predict breed", {"target": "breed"}), ("no, I meant F1", {"metric": "f1"}),
])  # fmt: skip
def test_a_correction_of_the_target_stays_one(text, args):
    assert said(text, RULED) == [("correct", args)]


def test_what_columns_were_is_not_always_known():
    assert said("No, I meant breed", HERD) == [("correct", {"target": "breed"})]
    assert said("No, I only meant the farm and the breed", HERD) == [
        ("correct", {"columns_forbidden": ["farm", "breed"]})
    ]


def test_columns_of_things_of_their_own_share_no_name():
    loans = Context(
        columns=("loan_amnt", "loan_status", "income"), target="loan_status", datasets=("loans",), recommendations=3
    )
    assert said("What if the loan amount couldn't be used?", loans) == [
        ("what_if", {"columns_forbidden": ["loan_amnt"]})
    ]
    assert ("history", {"families": ["boosting"], "dataset": "loans", "since_days": 7}) in said(
        "Who tried boosting on the loans data last week?", loans
    )


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("drop the knee, both the left and the right one", ["left_knee", "right_knee"]),
        ("without the knee, neither of them", ["left_knee", "right_knee"]),
    ],
)
def test_both_may_be_said_behind_what_two_columns_share(text, columns):
    assert said(text, LEGS) == [("constrain", {"columns_forbidden": columns})]
    assert understand("drop the knee, it hurts", LEGS).question is not None


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("I can tell you wind and load go together. explain those two in the winner", ["wind", "load"]),
        ("is it the wind or the load? explain the best model", ["wind", "load"]),
        ("my gut says wind. am i right? explain the best model", ["wind"]),
    ],
)
def test_an_explanation_is_of_the_columns_that_are_pointed_at(text: str, columns: list[str]) -> None:
    context = Context(columns=("wind", "load", "late"), target="late", kind="binary", results=3)
    explained = of_columns(text, [Piece(text.index("explain"), "explain_model", {"rank": 1})], context)
    assert sorted(explained[0].args["columns"]) == sorted(columns)
