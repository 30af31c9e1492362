"""A part of a sentence that is nothing but columns and what they are leaves no doubt, also of columns named by half."""

import pytest

from assistant.understanding import Context, understand
from assistant.understanding.goals.stated import said_of_columns, stated
from assistant.understanding.merging import Piece

COLUMNS = ("pump_no", "vib_rms", "brg_temp", "oil_in", "oil_out", "plan", "elo_home", "elo_away", "crew", "fail_30d")
OPEN, AIMED = Context(columns=COLUMNS), Context(columns=COLUMNS, target="fail_30d", kind="binary")


def read(text, context=AIMED):
    return [(c.name, c.args) for c in understand(text, context).commands]


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        ("bearing temp and vibration have to be in there", {"columns_required": ["brg_temp", "vib_rms"]}),
        ("the crew is something nobody knows at that time", {"columns_forbidden": ["crew"]}),
        ("oil_in is what we do not know beforehand", {"columns_forbidden": ["oil_in"]}),
        ("crew out, elo both in", {"columns_forbidden": ["crew"], "columns_required": ["elo_home", "elo_away"]}),
        ("crew not as inputs, oil_in must", {"columns_forbidden": ["crew"], "columns_required": ["oil_in"]}),
        ("crew no. vib_rms yes.", {"columns_forbidden": ["crew"], "columns_required": ["vib_rms"]}),
        ("vib_rms stays, crew goes", {"columns_forbidden": ["crew"], "columns_required": ["vib_rms"]}),
        ("leave crew out, leave vib_rms in always", {"columns_forbidden": ["crew"], "columns_required": ["vib_rms"]}),
        ("plan & crew required", {"columns_required": ["plan", "crew"]}),
        ("crew is taboo, brg_temp compulsory", {"columns_forbidden": ["crew"], "columns_required": ["brg_temp"]}),
        ("crew (all of it) is protected", {"protected_columns": ["crew"]}),
        ("the crew you can forget, and plan as well", {"columns_forbidden": ["crew", "plan"]}),
        ("vib_rms is out, the same goes for crew", {"columns_forbidden": ["vib_rms", "crew"]}),
        ("vib_rms has to stay. oil_out too", {"columns_required": ["vib_rms", "oil_out"]}),
        ("crew goes and also plan", {"columns_forbidden": ["crew", "plan"]}),
        ("crew not because they lie, vibration must be considered by it",
         {"columns_forbidden": ["crew"], "columns_required": ["vib_rms"]}),
    ],
)  # fmt: skip
def test_every_column_is_what_is_stated_of_it(text, rules):
    assert [(n, {k: sorted(v) for k, v in a.items()}) for n, a in read(text)] == [
        ("constrain", {k: sorted(v) for k, v in rules.items()})
    ]


@pytest.mark.parametrize(
    "text",
    [
        "vib_rms it is",
        "so the vibration is the thing to be predicted",
        "vibration shall be forecasted",
        "Vibration of the pump, that is what I am after",
        "vibration is what we want predicted, not the crew",
    ],
)
def test_a_target_is_stated_in_many_ways(text):
    goals = read(text, OPEN)
    assert [n for n, _ in goals] == ["set_goal"]
    assert goals[0][1]["target"] == "vib_rms"


def test_one_target_instead_of_another_forbids_none():
    for text in ("forget fail_30d, do vibration instead", "vibration instead of fail_30d as what we predict"):
        assert read(text) == [("set_goal", {"target": "vib_rms"})]


def test_what_is_stated_counts_for_more_than_what_was_read():
    pieces = [
        Piece(0, "constrain", {"columns_required": ["crew", "vib_rms"]}),
        Piece(0, "set_goal", {"target": "crew"}),
    ]
    out = stated("crew out and vibration is needed", pieces, OPEN)
    assert [(p.name, p.args) for p in out] == [
        ("constrain", {"columns_required": ["vib_rms"]}),
        ("constrain", {"columns_forbidden": ["crew"]}),
    ]


@pytest.mark.parametrize(
    "text", ["if crew is out, what changes?", "is vibration needed?", "the crew is what gives the outcome away"]
)
def test_questions_and_stories_state_nothing(text):
    assert stated(text, [], AIMED) == []


@pytest.mark.parametrize(
    ("text", "role", "columns"),
    [
        ("crew and pump_no are typed in by hand, take all two out", "columns_forbidden", ["crew", "pump_no"]),
        ("We learn from vibration and the crew. These two must stay in.", "columns_required", ["crew", "vib_rms"]),
        ("oil_in and the crew say little, leave all two of them away", "columns_forbidden", ["crew", "oil_in"]),
    ],
)  # fmt: skip
def test_several_columns_are_pointed_to_by_their_number(text, role, columns):
    assert [(n, {k: sorted(v) for k, v in a.items()}) for n, a in read(text)] == [("constrain", {role: columns})]


@pytest.mark.parametrize(
    "text",
    ["crew and vib_rms are alike. These three must stay in.", "crew is typed by hand. The two runs must stay in."],
)
def test_another_number_points_to_none_of_them(text):
    assert stated(text, [], AIMED) == []


def test_what_something_is_estimated_from_is_no_target():
    assert read("we estimate from brg_temp and vib_rms, these two are required") == [
        ("constrain", {"columns_required": ["brg_temp", "vib_rms"]})
    ]


def test_a_target_that_several_columns_may_be_is_asked():
    columns = Context(columns=("vial", "prim_dry_h", "sec_dry_h", "line"))
    for text, context in (("oil shall be our target", OPEN), ("drying time is what we need to predict", columns)):
        question = understand(text, context).question
        assert question is not None
        assert len(question.options) == 2


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        ("get rid of the crew thing", {"columns_forbidden": ["crew"]}),
        ("never take the crew into account", {"columns_forbidden": ["crew"]}),
        ("keep the vibration from being used", {"columns_forbidden": ["vib_rms"]}),
        ("kick crew and plan out", {"columns_forbidden": ["crew", "plan"]}),
        ("the crew is only known a week later => throw it out", {"columns_forbidden": ["crew"]}),
        ("what bothers me is crew: it is typed by hand, leave it out", {"columns_forbidden": ["crew"]}),
        ("crew is no input. nor the plan.", {"columns_forbidden": ["crew", "plan"]}),
        (
            "crew and vibration are typed in later, with those in there it is a joke. Without them please.",
            {"columns_forbidden": ["crew", "vib_rms"]},
        ),
        ("the crew changes daily. Throw it out please.", {"columns_forbidden": ["crew"]}),
        ("vibration though - that we need", {"columns_required": ["vib_rms"]}),
        ("the model needs the vibration and the plan", {"columns_required": ["vib_rms", "plan"]}),
        ("vibration in any case, crew in no case", {"columns_required": ["vib_rms"], "columns_forbidden": ["crew"]}),
    ],
)  # fmt: skip
def test_more_ways_to_rule_columns_in_and_out(text, rules):
    said = {one.role: list(one.columns) for one in said_of_columns(text, AIMED)}
    both = [c for one in said_of_columns(text, AIMED) for c in one.columns]
    assert set(said) == set(rules)
    assert both == [c for role in rules for c in rules[role]]


@pytest.mark.parametrize(
    "text",
    [
        "nor the plan",
        "never use boosting, nor an svm",
        "take the second out",
        "what bothers me is crew",
        "do not take more than an hour",
        "the crew is late -> predict it",
        "it needs more time",
        "we need a forecast by tomorrow",
        "the second run is awful. Drop it.",
    ],
)
def test_words_like_these_rule_no_column(text):
    assert not [one for one in said_of_columns(text, AIMED) if one.role != "target"]


def test_what_is_stated_holds_beside_a_look_at_another_column():
    assert read("crew out, vibration in - and show me brg_temp") == [
        ("constrain", {"columns_forbidden": ["crew"], "columns_required": ["vib_rms"]}),
        ("look_at_data", {"columns": ["brg_temp"]}),
    ]
    assert read("show me the crew") == [("look_at_data", {"columns": ["crew"]})]


def test_what_is_barred_and_what_is_not_is_no_rule_on_the_second():
    assert read("the crew is off limits by law, the vibration isn't") == [
        ("constrain", {"columns_forbidden": ["crew"]})
    ]
    both = {"columns_forbidden": ["crew", "vib_rms"]}
    assert read("the crew may not be used, the vibration is not an input") == [("constrain", both)]
    assert read("crew in, vibration is not")[0][1]["columns_forbidden"] == ["vib_rms"]


@pytest.mark.parametrize("text", ["crew is out, run the first as well", "crew goes, and show me plan as well"])
def test_what_is_asked_as_well_rules_nothing_out(text):
    ruled = [c for one in said_of_columns(text, AIMED) for c in one.columns]
    assert ruled == ["crew"]


def test_what_is_only_asked_for_its_reason_is_not_stated():
    assert said_of_columns("is crew not used because they change?", AIMED) == []
    assert said_of_columns("the plan is bad because of the weather", AIMED) == []
    assert said_of_columns("keep vib_rms as it is", AIMED) == []


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        ("brg_temp and vib_rms are always known to us, so without crew please", {"columns_forbidden": ["crew"]}),
        ("vib_rms is known to everyone, keep it", {"columns_required": ["vib_rms"]}),
    ],
)
def test_what_is_known_is_neither_ruled_in_nor_out_by_that(text, rules, encoder):
    assert [(c.name, c.args) for c in understand(text, AIMED, encoder).commands] == [("constrain", rules)]


def test_what_is_known_too_late_is_not_spared():
    for text in ("oil_out is only known later", "oil_out is known only after the repair"):
        assert all("oil_out" not in one.columns for one in said_of_columns(text, AIMED))


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        (
            "the humidity one stays, the breed one goes",
            {"columns_required": ["barn_humidity"], "columns_forbidden": ["breed"]},
        ),
        ("the humidity sensor is out", {"columns_forbidden": ["barn_humidity"]}),
        ("the other one stays", {}),
    ],
)
def test_a_column_is_named_by_the_part_that_is_its_own(text, rules):
    from assistant.understanding.goals.stated import said_of_columns

    barn = Context(columns=("barn_humidity", "breed", "lame"), target="lame")
    said = {one.role: list(one.columns) for one in said_of_columns(text, barn)}
    assert said == rules


@pytest.mark.parametrize(
    ("text", "dropped"),
    [
        ("the humidity meter was stuck all May, so don't rely on it", ["barn_humidity"]),
        ("never trust the breed", ["breed"]),
        ("the breed tells a lot, I don't trust it", None),
        ("don't trust the forests", None),
    ],
)
def test_a_column_that_is_not_to_be_trusted_is_left_out(text, dropped):
    from assistant.understanding.goals.stated import said_of_columns

    barn = Context(columns=("barn_humidity", "breed", "lame"), target="lame")
    ruled = [list(one.columns) for one in said_of_columns(text, barn) if one.role == "columns_forbidden"]
    assert ruled == ([dropped] if dropped else [])


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        ("oil_out is computed out of oil_in, so drop oil_out", {"columns_forbidden": ["oil_out"]}),
        ("brg_temp follows from vib_rms and oil_in, so brg_temp is out", {"columns_forbidden": ["brg_temp"]}),
        ("oil_in and oil_out say the same, drop both", {"columns_forbidden": ["oil_in", "oil_out"]}),
        ("vib_rms is a must, drop the crew", {"columns_required": ["vib_rms"], "columns_forbidden": ["crew"]}),
    ],
)
def test_what_a_column_comes_from_is_not_ruled_out_with_it(text, rules):
    assert read(text) == [("constrain", rules)]


def test_what_a_column_comes_from_is_let_go_where_it_was_taken_too():
    taken = [Piece(0, "constrain", {"columns_forbidden": ["oil_in", "oil_out"]})]
    kept = stated("oil_out is computed out of oil_in, so drop oil_out", taken, AIMED)
    assert {c for p in kept for c in p.args["columns_forbidden"]} == {"oil_out"}


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        ("the crew is entered by hand, better without it", {"columns_forbidden": ["crew"]}),
        ("crew comes from the old system, half of it is wrong. rather without.", {"columns_forbidden": ["crew"]}),
        ("I would rather go without the crew", {"columns_forbidden": ["crew"]}),
        ("the crew has nothing to do with it, leave it", {"columns_forbidden": ["crew"]}),
        ("vibration matters a lot. leave it", {"columns_required": ["vib_rms"]}),
        ("vibration is just noise. Leave it in anyway", {"columns_required": ["vib_rms"]}),
        ("vibration should stay no matter what", {"columns_required": ["vib_rms"]}),
    ],
)
def test_a_column_is_left_in_or_out_by_what_is_said_of_it(text, rules):
    assert read(text) == [("constrain", rules)]


def test_a_column_is_done_without_beside_a_plan():
    waiting = Context(columns=COLUMNS, target="fail_30d", kind="binary", recommendations=3, proposal=True)
    assert ("constrain", {"columns_forbidden": ["crew"]}) in read(
        "crew is guessed, rather without. the rest is fine", waiting
    )
