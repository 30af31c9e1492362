"""Chat shorthand is written out first, and only where it is short for one thing."""

import pytest

from assistant.understanding import Context, understand
from assistant.understanding.text.shorthand import written_out

COLUMNS = ("site", "o2_sat", "no2_ppb", "tgt_code", "depth_m", "species")
RAN = Context(columns=COLUMNS, target="species", kind="multiclass", results=5, models=("nr7", "reef_v2"))
GOAL = Context(columns=COLUMNS, target="species", kind="multiclass")
PENDING = Context(columns=COLUMNS, target="species", recommendations=3, proposal=True)
OFFERED = Context(columns=COLUMNS, target="species", kind="multiclass", recommendations=3)
RUNS = Context(columns=COLUMNS, target="species", kind="multiclass", running=True)


def said(text, context, encoder=None):
    return [(c.name, c.args) for c in understand(text, context, encoder).commands]


@pytest.mark.parametrize(
    ("text", "context", "plain"),
    [
        ("deploy nr2 as champ", RAN, "deploy nr 2 as champion"),
        ("four stars of five for 2", RAN, "four out of five for 2"),
        ("hold out one in four", GOAL, "hold 25 %"),
        ("a.csv <- use this one", GOAL, "use a.csv"),
        ("1½ hours, or 2 ¼", GOAL, "1.5 hours, or 2.25"),
        ("7fold cv", GOAL, "7 fold cv"),
        ("cv8 pls", GOAL, "8 fold cv pls"),
        ("runs of the past 3wks", GOAL, "runs of the past 3 weeks"),
        ("hist of the last 1mo", GOAL, "history of the last 1 month"),
        ("why pred 12", RAN, "why prediction 12"),
        ("-1 for number 2, +1 for the forest", RAN, "thumbs down for number 2, thumbs up for the forest"),
        ("nr 3 +1", RAN, "nr 3 thumbs up"),
        ("nope way too slow, 3 runs", PENDING, "nope, way too slow, 3 runs"),
        ("tgt depth_m, regr", Context(columns=("depth_m",)), "target depth_m, regression"),
        ("6f grp cv by site", GOAL, "6 fold group cv by site"),
        ("tscv w 3 folds", GOAL, "time series cv w 3 folds"),
        ("strat 8 fold", GOAL, "stratified 8 fold"),
        ("15% ho", GOAL, "15% holdout"),
        ("species = coral, bin clf, bal acc", GOAL, "species = coral, binary classification, balanced accuracy"),
        ("treat it as mc", GOAL, "treat it as multiclass"),
        ("reg, mae", GOAL, "regression, mae"),
        ("max prec with rec > .7", GOAL, "max precision with recall > .7"),
        ("whale is the pos cls", GOAL, "whale is the positive class"),
        ("lb by avg prec", RAN, "leaderboard by average precision"),
        ("dump exp as md", RAN, "dump experiment as md"),
        ("wut is xgb, thx", GOAL, "what is xgb, thanks"),
        ("DTs or lin models, smth small", GOAL, "decision trees or linear models, something small"),
        ("rm depth_m", GOAL, "remove depth_m"),
        ("kk show nr2? n what drives it", RAN, "ok show nr 2? and what drives it"),
    ],
)
def test_what_is_short_for_one_thing_is_written_out(text, context, plain):
    assert written_out(text, context) == plain


@pytest.mark.parametrize(
    ("text", "context"),
    [
        ("retrain nr7", RAN),  # a model is called so
        ("show nr2", GOAL),  # there is no list
        ("look at no2", RAN),  # a part of a column's name
        ("drop tgt_code", RAN),
        ("-1 in depth_m means missing", RAN),
        ("-1 for missing depths", RAN),
        ("load tgt.csv", GOAL),
        ("an error is 3fold_x", GOAL),
        ("hist of depth_m", GOAL),
        ("+1 on nr 2", PENDING),
        ('save it as "nr2"', RAN),
        ("drop mc, bin and prec", Context(columns=("mc", "bin", "prec_mm"))),
        ("bin it", PENDING),
        ("drop n, what is left", Context(columns=("n", "kk"))),
        ("put depth_m in bins", GOAL),
        ("a catch of 20 lb per day", GOAL),
        ("the rec for reef 3", GOAL),
        ("look at exp", Context(columns=("exp", "age"))),
        ("score exp.csv with reef_v2", RAN),
        ("log of exp(depth_m)", GOAL),
        ("ask mr. lin or tom", GOAL),
    ],
)
def test_names_and_what_may_mean_something_else_stay(text, context):
    assert written_out(text, context) == text


@pytest.mark.parametrize(
    ("text", "context", "commands"),
    [
        ("put nr2 live", RAN, [("promote", {"rank": 2, "alias": "production"})]),
        ("history of past 3wks", GOAL, [("history", {"since_days": 21})]),
        ("halt 1 and 3 leave the others", RUNS, [("stop", {"ranks": [1, 3]})]),
        ("stop 2 keep the rest running", RUNS, [("stop", {"ranks": [2]})]),
        ("kill 1,3", RUNS, [("stop", {"ranks": [1, 3]})]),
        ("keep 4 going, stop 1", RUNS, [("stop", {"ranks": [1]})]),
    ],
)
def test_terse_requests_are_read(text, context, commands):
    assert said(text, context) == commands


def test_the_reader_sees_shorthand_written_out(encoder):
    assert said("kk go on w the runs now", RUNS, encoder) == [("resume", {})]
    assert said("upvote nr 2", RAN, encoder) == [("feedback", {"rank": 2, "sentiment": "positive"})]
    assert said("peek at o2 and depth", RAN, encoder) == [("look_at_data", {"columns": ["o2_sat", "depth_m"]})]
    two = [("history", {"since_days": 14}), ("import_history", {"source": "trials.db"})]
    assert said("history of last 2w + import trials.db", GOAL, encoder) == two
    both = [("ask_numbers", {"question": "avg depth_m by site"}), ("look_at_data", {"columns": ["o2_sat"]})]
    assert said("avg depth_m by site + look at o2_sat", GOAL, encoder) == both


def test_what_tells_the_outcome_is_turned_down_as_an_input():
    told = [
        ("not no2_ppb, that is measured afterwards", "drop no2_ppb, that is measured afterwards"),
        (
            "Test by site. Not the depth, it IS the definition of it",
            "Test by site. drop the depth, it IS the definition of it",
        ),
    ]
    for text, plain in told:
        assert written_out(text, GOAL) == plain
    for text in ("not rmse, that is too hard to explain", "no, not the depth, that is fine"):
        assert written_out(text, GOAL) == text


@pytest.mark.parametrize(
    ("text", "context", "plain"),
    [
        ("no2_ppb fc, mae", GOAL, "no2_ppb forecast, mae"),
        ("rec 4, boosting only", GOAL, "recommend 4, boosting only"),
        ("mae; and would you mind keeping it short", GOAL, "mae; and please keep it short"),
        ("row 81 - why 0.7?", RAN, "why 0.7 for row 81?"),
        ("and customer 1187, how come so low?", RAN, "and how come so low for customer 1187?"),
        ("put run 2 out of its misery", RUNS, "stop run 2"),
        ("oops wrong site, undo", GOAL, "undo"),
        ("Great, another forest. Anything else please?", OFFERED, "anything but forest please?"),
    ],
)  # fmt: skip
def test_more_that_is_said_in_short(text, context, plain):
    assert written_out(text, context) == plain


@pytest.mark.parametrize(
    ("text", "context"),
    [
        ("wind fc stays out", Context(columns=("wind_fc", "load"), target="load")),
        ("rec 3", GOAL),
        ("would you mind if I left the depth out?", GOAL),
        ("would you mind starting?", PENDING),
        ("run 2 - why 0.7?", RAN),
        ("the wrong site is undone in the data", GOAL),
        ("a forest would be nice. Anything else with boosting?", GOAL),
    ],
)
def test_what_is_not_short_for_these_stays(text, context):
    assert written_out(text, context) == text
