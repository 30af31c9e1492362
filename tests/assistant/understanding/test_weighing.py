"""Which of rules and the trained reader is believed."""

import pytest

from assistant.understanding import Context, understand

OFFERED = Context(columns=("plot_id", "rain_mm", "crop", "yield_t"), target="yield_t", kind="regression",
                  recommendations=5)  # fmt: skip


def said(text, context, encoder):
    return [(c.name, c.args) for c in understand(text, context, encoder).commands]


@pytest.mark.parametrize(
    ("text", "moment", "names"),
    [
        (
            "which columns have we got here, and what would you advise for a start? three ideas max",
            {"recommendations": 0},
            ["look_at_data", "recommend"],
        ),
        (
            "Resume what is paused, I'd like always cheap models in future, n show me what we did the last 3 weeks",
            {"running": True, "results": 4},
            ["resume", "prefer", "history"],
        ),
    ],
)
def test_what_a_clause_certainly_says_stands_whatever_surrounds_it(text, moment, names, encoder):
    assert [name for name, _ in said(text, OFFERED.model_copy(update=moment), encoder)] == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("what if MAE was the measure and only linear models were allowed", ["what_if"]),
        ("could i get 4 suggestions, only random forests and extra trees", ["recommend"]),
    ],
)
def test_what_a_clause_says_within_a_supposition_or_a_wish_is_of_it(text, names, encoder):
    assert [name for name, _ in said(text, OFFERED, encoder)] == names


def test_a_metric_goes_as_far_as_it_goes_within_a_bound(encoder):
    open_ = Context(columns=("age", "ill"), target="ill", kind="binary")
    text = "recall may not go under 0.8, and within this make the precision as high as it goes"
    assert said(text, open_, encoder) == [
        ("constrain", {"min_metric": {"metric": "recall", "value": 0.8}}), ("set_goal", {"metric": "precision"})
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "others"),
    [
        ("start 2 and 5, fifty seconds apiece", [("propose_runs", {"ranks": [2, 5]})]),
        ("go for the first three, a minute and a half each will do", [("propose_runs", {"ranks": [1, 2, 3]})]),
        ("run all except 4, and nothing may go on longer than 2 minutes by itself",
         [("propose_runs", {"all": True, "exclude_ranks": [4]})]),
        ("9 runs at most, half an hour altogether, and nothing over 40 seconds on its own",
         [("set_budget", {"runs": 9, "seconds": 1800})]),
    ],
)  # fmt: skip
def test_a_limit_of_each_run_is_none_of_the_plan(text, others, encoder):
    found = said(text, OFFERED, encoder)
    assert [one for one in found if one[0] != "constrain"] == others
    assert [list(args) for name, args in found if name == "constrain"] == [["max_run_s"]]


@pytest.mark.parametrize(
    "text",
    ["how long did they take each?", "what if each run had ten minutes on its own?", "give it ten minutes in all"],
)
def test_what_is_no_limit_of_each_run(text, encoder):
    assert not any(name == "constrain" for name, _ in said(text, OFFERED, encoder))


def test_what_a_plan_jotted_down_turns_down_stays_out_of_it(encoder):
    waiting = OFFERED.model_copy(update={"proposal": True})
    assert said("grid no, random yes. 20 min.", waiting, encoder) == [
        ("edit_proposal", {"strategy": "random", "seconds": 1200})
    ]


def test_where_rules_know_every_clause_the_reader_must_be_certain_of_more(encoder):
    kept = OFFERED.model_copy(update={"running": True, "models": ("yield_v1", "yield_v2")})
    assert [name for name, _ in said("yield_v2 to staging, please, and what's running now?", kept, encoder)] == [
        "promote",
        "status",
    ]


def test_both_are_the_columns_of_two_sentences(encoder):
    text = (
        "We agronomists think the rain is mostly guessed, so a model that leans on it would be wrong. "
        "And the crop has nothing to do with it either. Remove both and suggest two more."
    )
    (rule,) = [args for name, args in said(text, OFFERED, encoder) if name == "constrain"]
    assert sorted(rule["columns_forbidden"]) == ["crop", "rain_mm"]


def test_groups_that_the_message_certainly_protects_are_protected(encoder):
    people = Context(columns=("case_no", "sex", "bmi", "back"), target="back", kind="binary")
    text = "the case no is only a number so kick it out, and it has to be fair to men and women"
    assert said(text, people, encoder) == [
        ("constrain", {"columns_forbidden": ["case_no"], "protected_columns": ["sex"]})
    ]


@pytest.mark.parametrize("text", ["predict yield_t without the crop", "forecast yield_t, without crop and rain please"])
def test_what_is_predicted_without_a_column_is_predicted_and_the_column_left_out(text, encoder):
    table = OFFERED.model_copy(update={"target": None, "kind": None, "recommendations": 0})
    found = dict(said(text, table, encoder))
    assert found["set_goal"]["target"] == "yield_t"
    assert "crop" in found["constrain"]["columns_forbidden"]


def test_a_column_without_which_nothing_can_be_predicted_is_not_left_out(encoder):
    table = OFFERED.model_copy(update={"target": None, "kind": None, "recommendations": 0})
    (rule,) = [
        args for name, args in said("we can't predict yield_t without the rain", table, encoder) if name == "constrain"
    ]
    assert rule == {"columns_required": ["rain_mm"]}


def test_who_only_asks_changes_nothing(encoder):
    text = "could we do it with rain_mm as target, done in 9 minutes? just asking, don't change anything"
    table = OFFERED.model_copy(update={"target": None, "kind": None, "recommendations": 0})
    assert said(text, table, encoder) == [("what_if", {"target": "rain_mm", "seconds": 540})]
    assert [n for n, _ in said("predict yield_t by mae, and don't change anything else", table, encoder)] == [
        "set_goal"
    ]


def test_what_is_written_into_a_format_is_what_stands_beside_it(encoder):
    done = OFFERED.model_copy(update={"results": 4, "recommendations": 0})
    assert said("Promote the winner as champion, then write the results into a csv for me", done, encoder) == [
        ("promote", {"rank": 1, "alias": "champion"}), ("export", {"what": "results", "format": "csv"})
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "commands"),
    [
        ("40 runs in 3 hrs, two minutes per run tops",
         [("set_budget", {"runs": 40, "seconds": 10800}), ("constrain", {"max_run_s": 120})]),
        ("2 hours, 30 minutes max", [("set_budget", {"seconds": 9000})]),
        ("something my boss understands, at most 40 ms per answer",
         [("constrain", {"interpretable": True, "max_latency_ms": 40})]),
        ("neither knn nor svm, forests yes",
         [("constrain", {"families_forbidden": ["knn", "svm"], "families_allowed": ["forest"]})]),
    ],
)  # fmt: skip
def test_of_two_things_in_a_row_each_is_what_it_is(text, commands, encoder):
    assert said(text, OFFERED, encoder) == commands


def test_a_row_may_end_with_how_long_it_may_take(encoder):
    text = "new one: tides_hourly.parquet, forecast level, 45 min"
    assert ("set_budget", {"seconds": 2700}) in said(text, Context(), encoder)
    assert not any(n == "set_budget" for n, _ in said("load tides.csv, forecast level, 2 weeks", Context(), encoder))


def test_a_column_is_not_ruled_out_and_required_at_once(encoder):
    staff = Context(columns=("Age", "ManagerID", "Dept", "Attrition"), target="Attrition", kind="binary")
    text = "Age and ManagerID must not play a role; Attrition = Yes is the class I care for"
    limits = [args for name, args in said(text, staff, encoder) if name == "constrain"]
    assert limits == [{"columns_forbidden": ["Age", "ManagerID"]}]


@pytest.mark.parametrize(
    ("text", "moment", "commands"),
    [
        ("2 and 5 look good, prepare those", {}, [("propose_runs", {"ranks": [2, 5]})]),
        ("what share of your recommendations beat the baseline?", {},
         [("ask_numbers", {"question": "what share of your recommendations beat the baseline?"})]),
        ("stop run 3, how are the others doing?", {"running": True}, [("stop", {"ranks": [3]}), ("status", {})]),
        ("I held field B-92 in my own hands, it's fine. What made you predict otherwise for it?",
         {"results": 4, "recommendations": 0}, [("explain_prediction", {"key": "B-92"})]),
    ],
)  # fmt: skip
def test_what_the_reader_is_certain_of_is_heard_and_nothing_that_it_saw_nothing_of(text, moment, commands, encoder):
    assert said(text, OFFERED.model_copy(update=moment), encoder) == commands


@pytest.mark.parametrize(
    ("text", "moment", "commands"),
    [
        ("take all but the neural one, which is number 5", {}, [("propose_runs", {"all": True, "exclude_ranks": [5]})]),
        ("I'd cut 2 and 4 before you start", {"proposal": True}, [("edit_proposal", {"exclude_ranks": [2, 4]})]),
        ("rain_mm belongs in the model for sure, crop does not", {},
         [("constrain", {"columns_required": ["rain_mm"], "columns_forbidden": ["crop"]})]),
    ],
)  # fmt: skip
def test_what_is_left_aside_is_not_taken(text, moment, commands, encoder):
    assert said(text, OFFERED.model_copy(update=moment), encoder) == commands


FACTORY = Context(columns=("pump_id", "pressure", "fails"), target="fails", kind="binary")


@pytest.mark.parametrize(
    ("text", "commands"),
    [
        ("you should know: pressure doubles in June",
         [("feedback", {"about": "pressure", "reason": "pressure doubles in June"})]),
        ("the gypsum feeder often sticks in winter, just so you know",
         [("feedback", {"reason": "the gypsum feeder often sticks in winter"})]),
        ("by the way, drop pump_id", [("constrain", {"columns_forbidden": ["pump_id"]})]),
        ("precision as high as you can get it while recall stays at 0.8 or above",
         [("constrain", {"min_metric": {"metric": "recall", "value": 0.8}}), ("set_goal", {"metric": "precision"})]),
        ("F1 would be better than plain accuracy here, go with that", [("set_goal", {"metric": "f1"})]),
        ("We lose 200 for every pump we replace needlessly and 5000 for each one we are late for.",
         [("set_error_costs", {"false_negative": 5000, "false_positive": 200})]),
    ],
)  # fmt: skip
def test_what_experts_tell_of_their_field_its_measures_and_prices(text, commands, encoder):
    assert said(text, FACTORY, encoder) == commands
