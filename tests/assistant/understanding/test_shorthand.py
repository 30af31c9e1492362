"""Chat shorthand is written out first, and only where it is short for one thing."""

import pytest

from assistant.understanding import Context, understand
from assistant.understanding.shorthand import written_out

COLUMNS = ("site", "o2_sat", "no2_ppb", "tgt_code", "depth_m", "species")
RAN = Context(columns=COLUMNS, target="species", kind="multiclass", results=5, models=("nr7", "reef_v2"))
GOAL = Context(columns=COLUMNS, target="species", kind="multiclass")
PENDING = Context(columns=COLUMNS, target="species", recommendations=3, proposal=True)
RUNS = Context(columns=COLUMNS, target="species", kind="multiclass", running=True)


def said(text, context, encoder=None):
    return [(c.name, c.args) for c in understand(text, context, encoder).commands]


@pytest.mark.parametrize(
    ("text", "context", "plain"),
    [
        ("deploy nr2 as champ", RAN, "deploy nr 2 as champion"),
        ("7fold cv", GOAL, "7 fold cv"),
        ("cv8 pls", GOAL, "8 fold cv pls"),
        ("runs of the past 3wks", GOAL, "runs of the past 3 weeks"),
        ("hist of the last 1mo", GOAL, "history of the last 1 month"),
        ("why pred 12", RAN, "why prediction 12"),
        ("-1 for number 2, +1 for the forest", RAN, "thumbs down for number 2, thumbs up for the forest"),
        ("nr 3 +1", RAN, "nr 3 thumbs up"),
        ("nope way too slow, 3 runs", PENDING, "nope, way too slow, 3 runs"),
        ("tgt depth_m, regr", Context(columns=("depth_m",)), "target depth_m, regression"),
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
