"""A request behind a judgement, a no or another request is one of its own, and what is only spoken of is none."""
# ruff: noqa: E501 - one case a line reads better than one broken over several

import pytest

from assistant.understanding import Context, understand
from assistant.understanding.corrections.retracted import without_retracted

COLUMNS = ("ticket", "opened_at", "soil_ph", "wait_min", "agent", "solved")
GOAL = Context(columns=COLUMNS, target="solved", kind="binary", results=4, models=("desk_v1", "desk_v2"))
OFFERED = Context(columns=("plot_id", "rain_mm", "crop", "yield_t"), target="yield_t", kind="regression",
                  recommendations=5)  # fmt: skip
PENDING = Context(columns=COLUMNS, target="solved", kind="binary", recommendations=4, proposal=True)


def said(text, context=GOAL, encoder=None):
    return [(c.name, c.args) for c in understand(text, context, encoder).commands]


@pytest.mark.parametrize(
    ("text", "reason", "then"),
    [
        ("2 sucks as it uses agent. drop that column", "it uses agent", "constrain"),
        ("nr 1 is useless, it looks at agent only. kick that col out", "it looks at agent only", "constrain"),
    ],
)
def test_a_reason_ends_where_a_request_begins(text, reason, then, encoder):
    judged, after = said(text, GOAL, encoder)
    assert (judged[0], judged[1]["reason"], after[0]) == ("feedback", reason, then)


def test_a_reason_may_hold_the_words_of_a_request(encoder):
    judged = said("nr 2 is great because it lets us drop half of the checks", GOAL, encoder)
    assert [(name, args["reason"]) for name, args in judged] == [("feedback", "it lets us drop half of the checks")]


@pytest.mark.parametrize(
    ("text", "commands"),
    [
        ("no, too slow. rerun with 6 runs", [("decline", {"reason": "too slow"}), ("propose_runs", {"runs": 6})]),
        ("nah, too many. redo it w 20 min", [("decline", {"reason": "too many"}), ("propose_runs", {"seconds": 1200})]),
        ("no thx too much, redo w 4 runs", [("decline", {"reason": "too much"}), ("propose_runs", {"runs": 4})]),
        ("approve, and show me the status right after", [("approve", {}), ("status", {})]),
        ("approve right after the audit", []),
        ("approved, but only after lunch", []),
    ],
)  # fmt: skip
def test_what_follows_a_decision(text, commands):
    assert said(text, PENDING) == commands


@pytest.mark.parametrize("text", ["help w drift", "can you help me with drift checks?", "help on drift please"])
def test_help_with_a_thing_does_not_do_it(text):
    assert [name for name, _ in said(text)] == ["help"]


def test_drift_is_checked_where_it_is_asked_for():
    assert [name for name, _ in said("check desk_v1 for drift")] == ["check_drift"]


@pytest.mark.parametrize(
    ("text", "commands"),
    [
        ("roll out desk_v2 under the label spring", [("promote", {"model": "desk_v2", "alias": "spring"})]),
        ("put desk_v1 into service under the name of dawn", [("promote", {"model": "desk_v1", "alias": "dawn"})]),
        ("roll back desk_v2", [("roll_back", {"model": "desk_v2"})]),
        (
            "explain row 8 and the model behind it (rank 2)",
            [("explain_prediction", {"key": "8"}), ("explain_model", {"rank": 2})],
        ),
        ("peek at the ph and the wait", [("look_at_data", {"columns": ["soil_ph", "wait_min"]})]),
    ],
)  # fmt: skip
def test_each_request_with_what_it_is_of(text, commands, encoder):
    assert said(text, GOAL, encoder) == commands


def test_a_forecast_that_is_spoken_of_is_no_new_goal(encoder):
    calls = Context(columns=("day", "agents", "calls"), target="calls", kind="forecast")
    assert said("The forecast must be ready for the shift plan.", calls, encoder) == []
    assert said("forecast agents instead", calls, encoder) == [("set_goal", {"target": "agents", "kind": "forecast"})]


LISTED = Context(columns=COLUMNS, target="solved", kind="binary", recommendations=5)


@pytest.mark.parametrize(
    ("text", "context", "commands"),
    [
        ("do 2 and 3. actually no, 2 and 5", LISTED, [("propose_runs", {"ranks": [2, 5]})]),
        ("run the third. actually no, the fourth", LISTED, [("propose_runs", {"ranks": [4]})]),
        ("run all but the forest on rank 3", LISTED, [("propose_runs", {"all": True, "exclude_ranks": [3]})]),
        ("start all except the svm in fourth place", LISTED, [("propose_runs", {"all": True, "exclude_ranks": [4]})]),
        ("pause 1, let the rest go on", LISTED.model_copy(update={"running": True}), [("pause", {"ranks": [1]})]),
        ("load pots.csv from the folder /srv/kiln", Context(), [("use_data", {"source": "/srv/kiln/pots.csv"})]),
    ],
)  # fmt: skip
def test_places_put_right_and_places_with_their_kind(text, context, commands):
    assert said(text, context) == commands


def test_a_language_is_no_role(encoder):
    assert said("you may speak german with me. regression please", Context(columns=COLUMNS), encoder) == [
        ("set_goal", {"kind": "regression"})
    ]
    assert said("I am a nurse, plain words please", Context(columns=COLUMNS), encoder)[0][0] == "set_role"


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("open flats.csv, target is the rent price", "rent price"),
        ("forecast heat demand please", "heat demand"),
        ("predict churn please", "churn"),
        ("open wine.csv, target quality", "quality"),
    ],
)
def test_a_target_may_have_two_words_where_no_column_is_known(text, target):
    assert [args["target"] for name, args in said(text, Context()) if name == "set_goal"] == [target]


@pytest.mark.parametrize(
    "text",
    ["the third takes ages, stop it", "Number 3 is too slow, stop number 3 please", "stop the third, it is hopeless"],
)
def test_what_is_said_against_a_run_that_is_stopped_tells_why(text):
    running = OFFERED.model_copy(update={"running": True, "results": 4, "recommendations": 0})
    assert said(text, running) == [("stop", {"ranks": [3]})]


def test_a_judgement_of_another_run_than_that_stopped_stands():
    running = OFFERED.model_copy(update={"running": True, "results": 4})
    assert {name for name, _ in said("stop 3. the second is useless", running)} == {"stop", "feedback"}


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("a quarter goes to the test set... no wait, thirty percent", 0.3),
        ("keep a third back for testing, sorry, a fifth please", 0.2),
        ("hold out 20 % of the rows, no, wait, 25 %", 0.25),
    ],
)
def test_a_share_is_put_right_in_figures_or_words(text, share):
    kept = without_retracted(text, Context())
    assert not {"quarter", "third", "20"} & set(kept.split())
    found = [c.args for c in understand(kept, Context(columns=("a", "b"), target="b")).commands]
    assert all(args.get("holdout_fraction") == share for args in found)


@pytest.mark.parametrize(
    "text", ["hold out 20 %, no less", "a third of them is late, no matter what, 20 % come from one farm"]
)
def test_shares_that_are_not_put_right_stay(text):
    assert without_retracted(text, Context()) == text


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("forests or not is all the same to us, only no svm", {"families_forbidden": ["svm"]}),
        ("Linear or not doesn't matter to me, just no knn please", {"families_forbidden": ["knn"]}),
    ],
)
def test_what_is_left_open_either_way_rules_nothing(text, rule):
    table = Context(columns=("a", "b"), target="b")
    assert [(c.name, c.args) for c in understand(text, table).commands] == [("constrain", rule)]


@pytest.mark.parametrize(
    ("text", "context", "kept"),
    [
        ("5 folds are too few, make it ten", GOAL, "make it ten folds"),
        ("10 runs are too many, 6 will do", GOAL, "make it 6 runs"),
        ("30 minutes is not enough; give it an hour", GOAL, "make it an hour"),
        ("two hours is overkill, and drop agent", GOAL, "and drop agent"),
        ("are 5 folds too few?", GOAL, "are 5 folds too few?"),
        ("swap accuracy for auc", GOAL, "use auc"),
        ("ok but swap the random search for grid, then start", PENDING, "ok but change to grid, then start"),
        ("swap the svm for a knn", GOAL, "swap the svm for a knn"),
    ],
)
def test_what_is_found_wanting_or_exchanged_gives_way(text, context, kept):
    assert without_retracted(text, context).strip() == kept


def test_a_metric_is_put_right_with_the_reason_between():
    hours = Context(columns=("opened_at", "hrs"), target="hrs")
    assert without_retracted("metric log loss... no wait its hours, mae", hours) == "metric mae"
    assert without_retracted("f1 - no wait, it's a number, rmse", hours) == "rmse"
    for text in ("auc no matter what it is, f1 too", "log loss, wait for the second run, then mae"):
        assert without_retracted(text, hours) == text


@pytest.mark.parametrize(
    ("text", "context", "commands"),
    [
        ("load sales.csv - no wait, sales_weekly.csv", Context(), [("use_data", {"source": "sales_weekly.csv"})]),
        ("ten folds is too slow for this, three is enough", GOAL, [("set_validation", {"method": "cv", "folds": 3})]),
        ("scrap what I said about the time, use 1h30 instead", GOAL, [("set_budget", {"seconds": 5400})]),
        (
            "hm, wait_min or soil_ph... ok let's take soil_ph",
            Context(columns=COLUMNS),
            [("set_goal", {"target": "soil_ph"})],
        ),
        ("take that constraint back, and run number 3", OFFERED, [("undo", {}), ("propose_runs", {"ranks": [3]})]),
    ],
)
def test_what_takes_the_place_of_the_first(text, context, commands):
    assert said(text, context) == commands


@pytest.mark.parametrize(
    ("text", "commands"),
    [
        ("three suggestions, none with neural networks", [("constrain", {"families_forbidden": ["neural_network"]}), ("recommend", {"n": 3})]),
        ("five ideas, none of them should be a forest", [("constrain", {"families_forbidden": ["forest"]}), ("recommend", {"n": 5})]),
        ("why did none of the forests work?", []),
        ("black boxes are fine, nobody here needs to read it", [("constrain", {"interpretable": False})]),
        ("number 2 seems promising. start this one please", [("feedback", {"rank": 2, "sentiment": "positive"}), ("propose_runs", {"ranks": [2]})]),
        ("I don't get why this one is at the top of your list", [("explain_recommendation", {"rank": 1})]),
        ("why is that one last on your list?", [("explain_recommendation", {"rank": 5})]),
    ],
)  # fmt: skip
def test_what_is_ruled_out_or_pointed_at_on_the_list(text, commands):
    assert said(text, OFFERED) == commands


@pytest.mark.parametrize(
    ("text", "commands"),
    [
        ("compare 2 and 4 and explain the better one", [("compare", {"ranks": [2, 4]}), ("explain_model", {"rank": 2})]),
        ("show me what matters in the second, and then put it on staging", [("explain_model", {"rank": 2}), ("promote", {"rank": 2, "alias": "staging"})]),
        ("Give me the model as onnx", [("export", {"what": "model", "format": "onnx"})]),
        ("use it on production data", []),
        ("what have we got so far by f1", [("show_results", {"metric": "f1"})]),
        ("I have saved all of it as desk.csv", [("use_data", {"source": "desk.csv"})]),
    ],
)  # fmt: skip
def test_what_is_done_with_results(text, commands):
    assert said(text) == commands
