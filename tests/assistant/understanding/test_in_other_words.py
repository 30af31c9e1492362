"""Requests in words that are less usual: groups that straddle a split, accuracy given up, a profile that is wiped."""

import pytest

from assistant.understanding import Context, understand
from assistant.understanding.commands.plan_limits import planned
from assistant.understanding.merging import Piece

WELLS = Context(columns=("hole_id", "unit", "depth_m", "rock"), target="rock", kind="multiclass", results=4,
                models=("rock_v2",), recommendations=3)  # fmt: skip


def said(text, context=WELLS):
    return [(c.name, c.args) for c in understand(text, context).commands]


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ("one drillhole must not be on both sides", "hole_id"),
        ("units must never straddle the split", "unit"),
        ("no unit may span the folds", "unit"),
        ("per hole_id splitting", "hole_id"),
        ("by unit folds please", "unit"),
    ],
)
def test_rows_that_belong_together_stay_on_one_side(text, column):
    assert said(text) == [("set_validation", {"method": "group", "column": column})]


def test_a_border_that_is_crossed_is_no_split():
    assert "set_validation" not in dict(said("the road crosses the border"))


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("I would give up a bit of accuracy for a model that survives a change of season", "robust"),
        ("slightly less accurate is fine as long as it is quick", "fast"),
        ("we could sacrifice two points if it is cheaper to run", "cheap"),
    ],
)
def test_what_accuracy_is_given_up_for_is_the_wish(text, wish):
    assert said(text) == [("prefer", {"wish": wish})]


def test_accuracy_that_is_not_given_up_for_it_makes_no_wish():
    assert ("prefer", {"wish": "simple"}) not in said("never give up accuracy for simplicity")


@pytest.mark.parametrize(
    ("text", "args"),
    [
        ("is rock_v2 still mostly looking at depth_m?", {"model": "rock_v2", "columns": ["depth_m"]}),
        ("does it really only rely on depth_m?", {"columns": ["depth_m"]}),
    ],
)
def test_what_a_model_still_looks_at_is_no_drift(text, args):
    assert said(text) == [("explain_model", args)]


@pytest.mark.parametrize("wipe", ["wipe the lot", "delete the whole thing", "throw away all that"])
def test_a_profile_is_shown_and_wiped_in_other_words(wipe):
    assert said(f"show me my profile, then {wipe}") == [("show_profile", {}), ("reset_profile", {})]


@pytest.mark.parametrize(
    ("text", "metric"),
    [
        ("no, recall. I never said precision", "recall"),
        ("F1 is what I meant, I did not say accuracy", "f1"),
    ],
)
def test_what_was_never_said_is_not_what_was_meant(text, metric):
    assert said(text) == [("correct", {"metric": metric})]


def test_what_was_never_said_alone_corrects_nothing():
    assert said("I never said accuracy") == []


@pytest.mark.parametrize("text", ["no neurons please", "without neurons"])
def test_neurons_are_neural_networks(text):
    assert said(text) == [("constrain", {"families_forbidden": ["neural_network"]})]


@pytest.mark.parametrize("text", ["puase all of it", "pause the whole lot"])
def test_all_of_it_is_paused(text):
    assert said(text, WELLS.model_copy(update={"running": True})) == [("pause", {})]


def test_a_whole_thing_behind_it_is_exported_too():
    assert said("export the model as onnx, plus the entire experiment behind it") == [
        ("export", {"what": "model", "format": "onnx"}),
        ("export", {"what": "experiment"}),
    ]


def test_a_family_is_no_person_who_did_something():
    past = {"families": ["forest"], "since_days": 21}
    assert said("what have forests done in the last 3 weeks") == [("history", past)]


@pytest.mark.parametrize(
    ("text", "plan"),
    [
        ("search for the best model with 8 runs", {"runs": 8}),
        ("look for the best one, 10 minutes", {"seconds": 600}),
        ("run the best one, 10 minutes", {"ranks": [1], "seconds": 600}),
        ("look for the best one: run number 1 for 10 minutes", {"ranks": [1], "seconds": 600}),
    ],
)
def test_a_search_for_the_best_is_no_run_of_the_first(text, plan):
    advised = WELLS.model_copy(update={"results": 0, "models": ()})
    read = [
        Piece(0, "propose_runs", {"ranks": [1]}),
        Piece(0, "set_budget", {k: v for k, v in plan.items() if k != "ranks"}),
    ]
    assert planned(text, read, advised) == [Piece(0, "propose_runs", plan)]


@pytest.mark.parametrize(
    ("text", "looks_back"),
    [
        ("search for the best model with 8 runs", False),
        ("look for the best one, 6 runs at most", False),
        ("search the past runs for this column", True),
        ("what did you find best in earlier runs?", True),
    ],
)
def test_a_search_for_the_best_is_no_look_back(text, looks_back):
    read = said(text, WELLS.model_copy(update={"results": 0}))
    assert read and ("history" in dict(read)) == looks_back


@pytest.mark.parametrize("text", ["I'm not a statistics person", "no computer person here", "i am not a numbers guy"])
def test_whoever_is_no_such_person_wants_plain_words(text):
    assert said(text) == [("set_role", {"role": "domain_expert"})]


def test_what_is_no_such_problem_is_no_role():
    assert not said("this is not a data problem")


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("time split, last 25%", 0.25),
        ("chronological split, 70/30", 0.3),
        ("use the newest fifth for testing, in time order", 0.2),
        ("validate in time order, last 20%, no cross validation", 0.2),
    ],
)
def test_a_share_of_the_latest_rows_is_kept(text, share):
    assert said(text) == [("set_validation", {"method": "time", "holdout_fraction": share})]


def test_a_time_split_without_a_share_names_none():
    assert said("time split with 4 folds") == [("set_validation", {"method": "time", "folds": 4})]


@pytest.mark.parametrize(
    ("text", "name", "args"),
    [
        ("open up rock_v2 for me", "explain_model", {"model": "rock_v2"}),
        ("unpack the 4th model please", "explain_model", {"rank": 4}),
        ("put the finished runs in a table", "show_results", {}),
        ("may I have the leaderboard", "show_results", {}),
        ("what should come next, given these results", "recommend", {}),
    ],
)
def test_what_is_looked_into_in_other_words(text, name, args):
    assert said(text) == [(name, args)]


def test_a_halt_that_is_to_end_again_is_a_pause():
    running = WELLS.model_copy(update={"running": True})
    assert said("halt the experiment for now, I'll tell you when to go on", running) == [("pause", {})]
    assert said("stop the runs, I'll tell you later why", running)[0][0] == "stop"


def test_the_figure_that_another_takes_the_place_of_is_no_place_and_no_amount():
    waiting = WELLS.model_copy(update={"proposal": True})
    assert said("can the plan have 30 rather than 20 tries", waiting) == [("edit_proposal", {"runs": 30})]


@pytest.mark.parametrize(
    ("text", "args"),
    [
        ("what happens if interpretability was required?", {"interpretable": True}),
        ("imagine I demanded an interpretable model - what changes?", {"interpretable": True}),
        ("suppose I gave you another quarter of an hour - would that change anything?", {"seconds": 900}),
        ("if the unit went out, what would change?", {"columns_forbidden": ["unit"]}),
    ],
)
def test_a_supposition_is_asked_with_what_it_demands(text, args):
    assert said(text) == [("what_if", args)]


@pytest.mark.parametrize(
    ("text", "bound"),
    [
        ("precision is the metric but never below 0.7 recall", {"metric": "recall", "value": 0.7}),
        ("precision must not drop under 60 %", {"metric": "precision", "value": 0.6}),
    ],
)
def test_a_bound_is_of_the_metric_beside_it(text, bound):
    assert ("constrain", {"min_metric": bound}) in said(text)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("simple beats clever in my book, for good", ("prefer", {"wish": "simple", "scope": "always"})),
        ("fast ones first please", ("prefer", {"wish": "fast"})),
        ("depth_m is not known at the time a unit is drilled", ("constrain", {"columns_forbidden": ["depth_m"]})),
        ("draft a letter to the owner of the well", ("out_of_scope", {})),
        ("what does rock_v2 say about week48.csv?", ("score_data", {"source": "week48.csv", "model": "rock_v2"})),
    ],
)
def test_everyday_words_are_read(text, read):
    assert said(text) == [read]


@pytest.mark.parametrize(
    ("text", "commands"),
    [
        ("interpretable is no longer required", [("constrain", {"interpretable": False})]),
        ("what if we let go of neural networks?", [("what_if", {"families_forbidden": ["neural_network"]})]),
        ("5/5 for the first, 1/5 for the second",
         [("feedback", {"rank": 1, "rating": 5}), ("feedback", {"rank": 2, "rating": 1})]),
    ],
)  # fmt: skip
def test_what_is_let_go_or_left_aside_is_not_read_as_its_opposite(text, commands):
    assert said(text) == commands
