# ruff: noqa: E501 - one case a line reads better than one broken over several
import pytest

from assistant.understanding import Context, understand
from assistant.understanding.acts.described_models import models_in_full
from assistant.understanding.joining.binding import bound
from assistant.understanding.merging import Piece

MODELS = Context(models=("quit_tree", "quit_net"))
RUNNING = Context(running=True, recommendations=5, results=3)


def said(text, context):
    return [(c.name, c.args) for c in understand(text, context).commands]


@pytest.mark.parametrize(
    ("text", "commands"),
    [
        ("compare quit_tree with quit_net and tell me who approved the latter", [("compare", {"models": ["quit_tree", "quit_net"]}), ("who_approved", {"model": "quit_net"})]),
        ("quit_net: check for drift, and retrain it", [("check_drift", {"model": "quit_net"}), ("retrain", {"model": "quit_net"})]),
        ("quit_tree is stale, retrain; quit_net is bad, roll back", [("retrain", {"model": "quit_tree"}), ("roll_back", {"model": "quit_net"})]),
        ("Retrain quit_net. Then promote it to staging.", [("retrain", {"model": "quit_net"}), ("promote", {"alias": "staging", "model": "quit_net"})]),
        ("score june.csv with quit_net, afterwards check for drift in it", [("score_data", {"source": "june.csv", "model": "quit_net"}), ("check_drift", {"model": "quit_net", "source": "june.csv"})]),
    ],
)  # fmt: skip
def test_a_model_named_once_is_meant_by_all_that_speaks_of_it(text, commands):
    assert said(text, MODELS) == commands


def test_two_models_named_leave_an_act_elsewhere_without_one():
    pieces = bound("quit_tree and quit_net are here. retrain", [Piece(33, "retrain", {})], MODELS)
    assert pieces[0].args == {}


def test_limits_said_of_a_plan_go_into_it():
    plan, budget = Piece(0, "propose_runs", {"ranks": [1, 2]}), Piece(16, "set_budget", {"seconds": 900})
    (joined,) = bound("the first two, 15 min", [plan, budget], Context(recommendations=5))
    assert joined.args == {"ranks": [1, 2], "seconds": 900}
    assert len(bound("the budget is 15 min, run two", [budget, plan], Context(recommendations=5))) == 2


@pytest.mark.parametrize(
    ("text", "commands"),
    [
        ("pause 1, stop 2, and 3 you may resume", [("pause", [1]), ("stop", [2]), ("resume", [3])]),
        ("kill #3, #1 #2 proceed (they were on hold)", [("stop", [3]), ("resume", [1, 2])]),
        ("sotp 1 adn 3 plz, reusme 2", [("stop", [1, 3]), ("resume", [2])]),
        ("resume everything but first kill nr 3", [("stop", [3]), ("resume", None)]),
        ("cut number four loose and pause number two", [("stop", [4]), ("pause", [2])]),
        ("don't stop, only pause. 1 and 2.", [("pause", [1, 2])]),
        ("put 1 and 4 on hold, the rest carries on", [("pause", [1, 4])]),
        ("stop 2, it eats the machine", [("stop", [2])]),
    ],
)
def test_acts_on_runs_bind_the_numbers_beside_them(text, commands):
    assert said(text, RUNNING) == [(n, {"ranks": r} if r else {}) for n, r in commands]


@pytest.mark.parametrize("text", ["don't stop 2", "should I stop 2?", "why did 3 stop", "who stopped 2"])
def test_what_asks_of_an_act_or_denies_it_is_none(text):
    assert not {n for n, _ in said(text, RUNNING)} & {"stop", "pause"}


@pytest.mark.parametrize(
    ("text", "exports"),
    [
        ("export results to csv and the conversation to markdown", [("results", "csv"), ("conversation", "markdown")]),
        (
            "pdf of the conversation and json of the knowledge, export both",
            [("conversation", "pdf"), ("knowledge", "json")],
        ),
        ("export the results as csv", [("results", "csv")]),
        ("export the results as csv, not the conversation as pdf", [("results", "csv")]),
    ],
)
def test_each_thing_is_exported_in_its_own_format(text, exports):
    assert [(a["what"], a.get("format")) for n, a in said(text, RUNNING) if n == "export"] == exports


@pytest.mark.parametrize(
    ("text", "alias"),
    [
        ("promote quit_net, name it shadow", "shadow"),
        ("let quit_net go live under the alias prod", "prod"),
        ("promote quit_net with the alias 'night'", "night"),
        ("promote quit_net", None),
    ],
)
def test_a_promotion_has_the_alias_it_is_given(text, alias):
    pieces = bound(text, [Piece(0, "promote", {"model": "quit_net"})], MODELS)
    assert pieces[0].args.get("alias") == alias


@pytest.mark.parametrize(
    "text",
    ["show me my profile and erase it", "what do you know about me? Then forget all of it", "open my profile; now please clear it"],
)  # fmt: skip
def test_a_profile_may_be_shown_and_then_wiped(text):
    assert said(text, Context()) == [("show_profile", {}), ("reset_profile", {})]


@pytest.mark.parametrize(
    "text", ["show my profile, but never delete it", "what do you know about me? Don't forget it", "what do you know about me? Then clear all constraints", "show my profile and the data"]
)  # fmt: skip
def test_a_profile_that_is_only_shown_stays(text):
    assert "reset_profile" not in dict(said(text, Context()))


def test_what_is_asked_of_a_kept_model_is_asked_of_that_model():
    kept = Context(columns=("rel_hum", "wind_spd", "o3"), target="o3", models=("quit_tree", "quit_net"))
    asked = Piece(0, "explain_model", {})
    (one,) = bound("what weighs most in quit_net, is it the wind speed?", [asked], kept)
    assert one.args == {"model": "quit_net", "columns": ["wind_spd"]}
    (none,) = bound("what weighs most, in quit_tree and in quit_net?", [asked], kept)
    assert none.args == {}
    assert said("score may.csv with quit_tree, and what does humidity do in it?", kept) == [
        ("score_data", {"source": "may.csv", "model": "quit_tree"}),
        ("explain_model", {"model": "quit_tree", "columns": ["rel_hum"]}),
    ]


def test_a_common_word_that_names_a_column_is_one_in_a_list_of_columns():
    flows = Context(columns=("dst_bytes", "duration", "run", "label"), target="label")
    assert said("drop dst_bytes and duration", flows) == [
        ("constrain", {"columns_forbidden": ["dst_bytes", "duration"]})
    ]
    assert said("drop dst_bytes and run 2 trials", flows)[0] == ("constrain", {"columns_forbidden": ["dst_bytes"]})


TWO = Context(models=("stroke_ward", "bed_night"))
AGES = Context(models=("theft_v1", "theft_v2"))
ONE = Context(models=("leak_net",))


@pytest.mark.parametrize(
    ("text", "context", "commands"),
    [
        ("retrain the ward one and check the night model for drift", TWO, [("retrain", {"model": "stroke_ward"}), ("check_drift", {"model": "bed_night"})]),
        ("roll back the bed one, then score may.csv with the stroke one", TWO, [("roll_back", {"model": "bed_night"}), ("score_data", {"source": "may.csv", "model": "stroke_ward"})]),
        ("score may.csv with the latest theft model", AGES, [("score_data", {"source": "may.csv", "model": "theft_v2"})]),
        ("retrain the older of the two", AGES, [("retrain", {"model": "theft_v1"})]),
        ("retrain the older of the two theft models", AGES, [("retrain", {"model": "theft_v1"})]),
        ("check v2 for drift", AGES, [("check_drift", {"model": "theft_v2"})]),
        ("retrain the model", ONE, [("retrain", {"model": "leak_net"})]),
    ],
)  # fmt: skip
def test_a_kept_model_is_meant_by_a_part_of_its_name_or_by_its_age(text, context, commands):
    assert said(text, context) == commands


@pytest.mark.parametrize(
    ("text", "context"),
    [
        ("leave out the ward one", TWO),
        ("the night shift is short of people, drop the bed column", TWO),
        ("what is the newest theft ring", AGES),
        ("retrain the theft model", AGES),
    ],
)
def test_words_that_describe_no_kept_model_name_none(text, context):
    assert models_in_full(text, context) == text


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("roll back quit_net, retrain quit_tree and say who approved the latter", "roll back quit_net, retrain quit_tree and say who approved quit_tree"),
        ("compare quit_net with quit_tree, then explain the former", "compare quit_net with quit_tree, then explain quit_net"),
        ("put the second against the fourth and explain the latter one", "put the second against the fourth and explain number 4"),
        ("what did the former owner do?", "what did the former owner do?"),
        ("retrain quit_net, the latter half of the year is new", "retrain quit_net, the latter half of the year is new"),
        ("compare the first three and explain the latter", "compare the first three and explain the latter"),
    ],
)  # fmt: skip
def test_the_former_and_the_latter_are_what_was_named(text, meant):
    assert models_in_full(text, MODELS.model_copy(update={"results": 5})) == meant


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("has anybody signed quit_net off?", ["who_approved"]),
        ("did somebody approve this plan?", []),
        ("quit_net shall read june.csv and score all of its rows", ["score_data"]),
        ("watch /in with quit_net and score every file", ["watch", "score_data"]),
        ("retrain quit_net, and tell me first whether it drifted", ["check_drift", "retrain"]),
        ("where are we with the training?", ["status"]),
        ("compare quit_net and quit_tree, then explain me quit_net", ["compare", "explain_model"]),
    ],
)
def test_acts_on_a_kept_model_are_those_that_are_asked_for(encoder, text, names):
    found = understand(text, MODELS.model_copy(update={"running": True}), encoder).commands
    assert [c.name for c in found if names or c.name == "who_approved"] == names


def test_trying_something_because_why_not_asks_for_no_reason(encoder):
    context = Context(columns=("a", "b"), target="b", recommendations=4)
    assert [c.name for c in understand("just start all four, why not", context, encoder).commands] == ["propose_runs"]
    asked = understand("why not the second?", context, encoder).commands
    assert [c.name for c in asked] == ["explain_recommendation"]


def test_a_model_that_is_left_alone_rules_no_column_out(encoder):
    context = Context(columns=("tenure", "plan", "quits"), target="quits", models=("quit", "quit_v2"))
    found = understand("promote quit_v2 to staging, but don't touch quit", context, encoder).commands
    assert [(c.name, c.args) for c in found] == [("promote", {"model": "quit_v2", "alias": "staging"})]
    ruled = understand("retrain quit_v2 and never use tenure, leave plan alone too", context, encoder).commands
    assert "tenure" in next(c.args["columns_forbidden"] for c in ruled if c.name == "constrain")


@pytest.mark.parametrize(
    ("text", "commands"),
    [
        ("I'm no data scientist any more, I am an analyst now. Recommend three.", ["set_role", "recommend"]),
        ("how do budgets work and how do I set those?", ["help"]),
    ],
)
def test_what_is_over_or_said_again_is_read_once(encoder, text, commands):
    found = understand(text, Context(columns=("a", "b"), target="b"), encoder).commands
    assert [c.name for c in found] == commands
