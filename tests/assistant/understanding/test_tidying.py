"""What was read twice is said once; what a message rules in it does not rule out."""

import pytest

from assistant.understanding import Context
from assistant.understanding.joining.tidying import tidied
from assistant.understanding.merging import Piece

CONTEXT = Context(columns=("age", "ward", "late"), target="late", recommendations=4, results=3)


def left(text, *pieces, context=CONTEXT):
    return [(p.name, p.args) for p in tidied(text, [Piece(i, *p) for i, p in enumerate(pieces)], context)]


def test_an_act_with_its_particulars_stands_for_the_same_without():
    save = ("export", {"what": "results", "format": "csv"})
    assert left("save the results as csv", ("export", {"what": "results"}), save) == [save]
    both = [("explain_recommendation", {"rank": 1}), ("explain_recommendation", {"rank": 3})]
    assert left("why one and three", *both) == both


def test_a_goal_that_stands_is_stated_again_only_in_words_for_it():
    cost = ("set_error_costs", {"false_negative": 60, "false_positive": 4})
    goal = ("set_goal", {"target": "late"})
    assert left("a late parcel costs 60, a needless call 4", cost, goal) == [cost]
    assert left("predict late", goal) == [goal]
    assert left("a delay nobody foresaw is 5 times as bad", goal, cost) == [cost]
    assert left("we want to foresee what is late, it is not easy", goal) == [goal]
    assert left("a late one, by f1", ("set_goal", {"target": "late", "metric": "f1"})) == [
        ("set_goal", {"metric": "f1"})
    ]


def test_one_duration_limits_one_thing():
    pieces = [("constrain", {"max_run_s": 3600.0}), ("set_budget", {"runs": 15, "seconds": 3600.0})]
    assert left("15 runs within one hour", *pieces) == pieces[1:]
    assert left("an hour in all, and an hour for every run", *pieces) == pieces


def test_places_are_no_number_of_runs():
    plan = ("propose_runs", {"ranks": [2, 3], "runs": 3})
    assert left("prepare 2 and 3 as runs", plan) == [("propose_runs", {"ranks": [2, 3]})]
    assert left("plan 2 and 3 with 3 runs", plan) == [plan]


@pytest.mark.parametrize("text", ["never drop the ward", "the ward may not be left out", "nobody may remove the ward"])
def test_what_must_not_be_dropped_is_not_forbidden(text):
    rules = ("constrain", {"columns_required": ["ward"], "columns_forbidden": ["ward", "age"]})
    assert left(text, rules) == [("constrain", {"columns_required": ["ward"], "columns_forbidden": ["age"]})]


def test_a_halt_for_now_is_a_pause():
    assert left("halt run 1 for now", ("stop", {"ranks": [1]}), ("pause", {"ranks": [1]})) == [
        ("pause", {"ranks": [1]})
    ]


def test_the_end_of_a_scale_is_no_rating():
    rated = ("feedback", {"rank": 1, "rating": 4})
    assert left("number 1 gets 4 out of 5", rated, ("feedback", {"rating": 5})) == [rated]
    assert left("number 1 gets 4, the plan 5", rated, ("feedback", {"rating": 5}))[1:] == [("feedback", {"rating": 5})]


def test_the_column_of_a_split_is_not_ruled_in_by_that():
    split = ("set_validation", {"method": "group", "column": "ward"})
    rules = ("constrain", {"columns_required": ["age", "ward"]})
    assert left("one ward in one part only, age stays", split, rules) == [
        split,
        ("constrain", {"columns_required": ["age"]}),
    ]
    assert left("ward has to stay in; split by ward", split, rules) == [split, rules]


@pytest.mark.parametrize(
    ("text", "allowed"),
    [
        ("drop everything that isn't a tree", True),
        ("Exclude all models except trees.", True),
        ("no models other than trees", True),
        ("exclude all boosting models but keep trees", False),
        ("ban the trees, everything else may stay", False),
    ],
)
def test_what_is_set_apart_from_all_that_goes_is_allowed(text, allowed):
    (found,) = left(text, ("constrain", {"families_forbidden": ["tree"]}))
    assert found == ("constrain", {f"families_{'allowed' if allowed else 'forbidden'}": ["tree"]})


def test_who_wants_no_recommendations_gets_none():
    plan = ("propose_runs", {"ranks": [3]})
    assert left("recommend nothing, just run the third", ("recommend", {}), plan) == [plan]


def test_places_that_are_ruled_out_or_only_asked_about_are_not_run():
    assert left("stop run 1. not run 2!!", ("stop", {"ranks": [1, 2]})) == [("stop", {"ranks": [1]})]
    for text in ("sooner the second than the fourth", "I'd prefer number 2 rather than no. 4"):
        assert left(text, ("edit_proposal", {"ranks": [2, 4]})) == [("edit_proposal", {"ranks": [2]})]
    for text in ("rather 2 and 4 than the rest", "2 and 4, rather in less than 4 minutes"):
        assert left(text, ("edit_proposal", {"ranks": [2, 4]})) == [("edit_proposal", {"ranks": [2, 4]})]
    why = ("explain_recommendation", {"rank": 5})
    plan = ("propose_runs", {"ranks": [2, 5]})
    assert left("why is 5 there? 2 you may run", why, plan) == [why, ("propose_runs", {"ranks": [2]})]
    assert left("run 2 and 5, and why 5?", why, plan) == [why, plan]
    assert left("all five but the first two: run them", ("propose_runs", {"ranks": [1, 2]})) == [
        ("propose_runs", {"all": True, "exclude_ranks": [1, 2]})
    ]


def test_what_is_allowed_is_not_forbidden_by_the_rest():
    both = {"families_allowed": ["tree", "linear"], "families_forbidden": ["tree", "linear"]}
    assert left("trees and linear models are allowed, the rest is not", ("constrain", both)) == [
        ("constrain", {"families_allowed": ["tree", "linear"]})
    ]


def test_what_is_not_to_be_done_yet_is_not_done():
    back = ("roll_back", {"model": "late"})
    assert left("go one version back, and retrain it not yet", back, ("retrain", {"model": "late"})) == [back]


def test_words_behind_recommendations_say_what_they_are_to_be_like():
    for text, wish in (("three that keep it robust", "robust"), ("three that differ from each other", "diverse")):
        assert left(text, ("recommend", {"n": 3})) == [("recommend", {"n": 3, "wish": wish})]


def test_a_table_to_learn_from_is_not_scored():
    data, goal = ("use_data", {"source": "loans.csv"}), ("set_goal", {"target": "sold"})
    scored = ("score_data", {"source": "loans.csv"})
    assert left("use loans.csv and predict sold", data, scored, goal) == [data, goal]
    assert left("use loans.csv, predict sold, and score loans.csv", data, goal, scored) == [data, goal, scored]


@pytest.mark.parametrize(
    "text", ["Group split not needed", "no time-based split please", "we do not need a group split"]
)
def test_a_split_that_is_not_wanted_is_not_made(text):
    assert left(text, ("set_validation", {"method": "group"})) == []


def test_a_split_beside_another_no_is_made():
    split = ("set_validation", {"method": "group", "folds": 5})
    assert left("group split with 5 folds, no more", split) == [split]


def test_what_alone_is_permitted_is_a_rule():
    families = {"families": ["boosting", "forest"]}
    assert left("boosting or forests; nothing else allowed", ("recommend", families)) == [
        ("constrain", {"families_allowed": ["boosting", "forest"]})
    ]
    assert left("recommend boosting or forests, nothing else", ("recommend", families)) == [("recommend", families)]


def test_a_bound_of_the_metric_named_before_is_kept():
    goal = ("set_goal", {"metric": "mape"})
    bound = ("constrain", {"min_metric": {"metric": "mape", "value": 0.15}})
    assert left("use MAPE; it must be 0.15 or lower", goal) == [goal, bound]
    assert left("use MAPE; it should be 15% or less", goal) == [goal, bound]
    assert left("use MAPE; five runs or fewer", goal) == [goal]


def test_a_change_of_strategy_ends_with_the_second():
    assert left("grid -> halving", ("edit_proposal", {"strategy": "grid"})) == [
        ("edit_proposal", {"strategy": "halving"})
    ]


@pytest.mark.parametrize(
    ("text", "key", "whole"),
    [
        ("why was 2024-11-03 so high?", "2024-11", "2024-11-03"),
        ("explain why 4 O 118/21 was rejected", "4", "4 O 118/21"),
        ("why was SDSS-J1030 called a star?", "J1030", "SDSS-J1030"),
        ("explain row 17 of 2024", "17", "17"),
    ],
)
def test_the_number_of_a_row_is_read_whole(text, key, whole):
    assert left(text, ("explain_prediction", {"key": key})) == [("explain_prediction", {"key": whole})]


@pytest.mark.parametrize(
    "text",
    [
        "age is not matter?? i not believe",
        "the age is not important? I can't believe that",
        "age counts for nothing, how can that be",
    ],
)
def test_a_finding_that_is_doubted_rules_no_column_out(text):
    doubt = ("feedback", {"about": "age", "sentiment": "negative", "reason": text})
    assert left(text, ("constrain", {"columns_forbidden": ["age"]})) == [doubt]


@pytest.mark.parametrize(
    "text",
    [
        "age does not matter, drop it",
        "age is not important",
        "surprising, but do not use age, it has no effect",
        "I do not believe in age",
    ],
)
def test_what_is_ordered_stays_ordered_beside_a_doubt(text):
    rule = ("constrain", {"columns_forbidden": ["age"]})
    assert left(text, rule) == [rule]


def test_cases_missed_out_of_so_many_are_no_costs():
    costs = ("what_if", {"false_negative": 100, "false_positive": 1})
    assert left("how many late ones would we miss out of 100?", costs) == [("show_results", {})]
    asked = ("ask_numbers", {"question": "how many would be missed of 200"})
    assert left("how many would be missed of 200", asked, costs) == [asked]
    assert left("what if a missed one cost 100 times a false alarm", costs) == [costs]
    assert left("how many would we miss if a miss cost 100 times a false alarm", costs) == [costs]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Is the data of churn_a different from before? Please look into it.", ["check_drift"]),
        ("Has the data of churn_a changed, and why does it say no so often?", ["check_drift", "explain_model"]),
    ],
)
def test_who_has_the_data_looked_into_asks_for_no_explanation(text, names):
    both = [Piece(0, "check_drift", {"model": "churn_a"}), Piece(30, "explain_model", {"model": "churn_a"})]
    assert [p.name for p in tidied(text, both, Context(models=("churn_a",)))] == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Why a net? We already said no nets!", ["constrain"]),
        ("Why a net? And no nets any more.", ["explain_recommendation", "constrain"]),
    ],
)
def test_who_repeats_a_rule_asks_for_no_reasons(text, names):
    both = [Piece(0, "explain_recommendation", {}), Piece(12, "constrain", {"families_forbidden": ["neural_network"]})]
    assert [p.name for p in tidied(text, both, Context(recommendations=5))] == names


VALVES = Context(columns=("valve_nr", "p1", "p2", "stroke_mm", "failed"), target="failed", kind="binary", results=3)


@pytest.mark.parametrize(
    ("text", "gone"),
    [
        ("p1 and p2 are the same gauge, so throw out p2", ["p2"]),
        ("p1 tells exactly the same as p2: drop p1", ["p1"]),
        ("p1 and p2 are twins. exclude p1 and stroke_mm", ["p1", "stroke_mm"]),
    ],
)
def test_of_two_columns_that_say_one_thing_the_one_that_is_named_goes(text, gone):
    read = [Piece(0, "constrain", {"columns_forbidden": ["p1", "p2", "stroke_mm"]}), Piece(0, "recommend", {})]
    kept = tidied(text, read, VALVES)
    assert set(kept[0].args["columns_forbidden"]) >= set(gone)
    assert {"p1", "p2"} & set(kept[0].args["columns_forbidden"]) == {"p1", "p2"} & set(gone)


def test_columns_that_only_look_alike_both_go_where_both_are_named():
    read = [Piece(0, "constrain", {"columns_forbidden": ["p1", "p2"]})]
    assert tidied("p1 and p2 are the same as last year, drop p1 and drop p2", read, VALVES) == read
    assert tidied("p1 and p2 are unreliable, leave them out", read, VALVES) == read
