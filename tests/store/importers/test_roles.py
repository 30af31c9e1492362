import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from store.errors import BadRequest
from store.importers.roles import Taken, corrected, cost_unit, metric_direction, recognise, without_prefix


def roles(columns):
    return {t.column: t.text for t in recognise(columns)}


@pytest.mark.parametrize(
    ("name", "direction"),
    [("accuracy", "max"), ("val_loss", "min"), ("I2CAT_f1score", "max"), ("test/roc_auc", "max"), ("RMSE", "min"),
     ("balanced accuracy", "max"), ("train_error_rate", "min"), ("log_loss", "min"), ("MyMetric", None),
     ("neg_mean_squared_error", "max"), ("mean_test_neg_log_loss", "max"),
     ("value", None), ("fpr", "min"), ("valid_0's auc", "max"), ("", None), ("depth", None)],
)  # fmt: skip
def test_a_metrics_direction_is_known_by_its_name_or_not_at_all(name, direction):
    assert metric_direction(name) == direction


@pytest.mark.parametrize(
    ("name", "unit"),
    [("duration", "s"), ("training_time", "s"), ("train_time_ms", "ms"), ("Runtime", "s"), ("wall_time_minutes", "min"),
     ("elapsed_hours", "h"), ("_runtime", "s"), ("inference_time", None), ("time_windows", None), ("lifetime", None),
     ("Time taken (min)", "min"), ("duration [ms]", "ms"), ("wall-clock time", "s"), ("gain (dB)", None),
     ("Dauer (min)", "min"), ("Laufzeit", "s")],
)  # fmt: skip
def test_a_duration_is_known_by_its_name(name, unit):
    assert cost_unit(name) == unit


@pytest.mark.parametrize(
    ("column", "found"),
    [("params.lr", ("lr", "parameter")), ("param_C", ("C", "parameter")), ("metrics/auc", ("auc", "metric")),
     ("config.model.depth", ("model.depth", "parameter")), ("tags.team", ("team", "context")),
     ("metric_depth", ("metric_depth", None)), ("params.", ("params.", None)), ("depth", ("depth", None))],
)  # fmt: skip
def test_prefixes_tell_the_role(column, found):
    assert without_prefix(column) == found


def test_a_table_without_prefixes_is_read_by_names_and_values():
    assert roles({
        "id": [1, 2, 3, 4, 5, 6], "dataset": list("aabbcc"), "lr": [0.1, 0.2, 0.1, 0.2, 0.1, 0.2], "host": ["x"] * 6,
        "trees": [10, 20, 10, 20, 10, 20], "early": [True, False] * 3, "f1": [0.1, 0.2, 0.3, 0.4, 0.5, 0.6],
        "state": ["ok"] * 6, "rating": [1, 2, 3, 4, 5, 5], "seed": [0, 1, 2, 3, 4, 5], "runtime_ms": [1.5] * 6,
        "empty": [None] * 6, "odd": [0.13, 0.72, 0.55, 0.91, 0.42, 0.66], "reward_score": [1, 2, 3, 4, 6, 9],
    }) == {
        "id": "name", "dataset": "dataset", "lr": "parameter", "host": "context", "trees": "parameter",
        "early": "parameter", "f1": "metric max", "state": "status", "rating": "rating", "seed": "seed",
        "runtime_ms": "cost ms", "empty": "ignore", "odd": "context", "reward_score": "metric max",
    }  # fmt: skip


def test_a_time_that_no_rule_knows_is_asked_about():
    (taken,) = recognise({"tempo (s)": [1.5, 2.5, 1.5, 2.5, 1.5, 2.5]})
    assert (taken.role, taken.sure) == ("context", False)


def test_columns_that_are_called_alike_without_their_prefixes_keep_their_own_names():
    columns = {"params.lr": [0.1, 0.2], "config.lr": [1, 2], "lr": [3, 4], "metrics.lr": [5.5, 6.5]}
    assert [(t.role, t.name) for t in recognise(columns)] == [
        ("parameter", "params.lr"), ("parameter", "config.lr"), ("parameter", "lr"), ("metric", "lr")]  # fmt: skip
    found = recognise({"params.depth": [1, 2], "tags.depth": [3, 4]})
    assert [t.name for t in found] == ["depth", "depth"]
    assert [t.name for t in corrected(found, {"tags.depth": "parameter"})] == ["depth", "tags.depth"]


def test_a_table_of_one_run_has_parameters():
    assert roles({"lr": [0.1], "acc": [0.5]}) == {"lr": "parameter", "acc": "metric max"}
    assert roles({"lr": [0.1, 0.1], "acc": [0.5, 0.6]}) == {"lr": "context", "acc": "metric max"}


def test_what_nothing_explains_is_never_guessed():
    (one,) = recognise({"odd": [0.13, 0.72, 0.55, 0.91, 0.42, 0.66]})
    assert one.role == "context" and not one.sure
    (told,) = corrected([one], {"odd": "metric min"})
    assert told.sure and told.text == "metric min" and told.why == "you said so"


def test_a_role_for_one_column_goes_to_the_first():
    found = recognise({"duration": [1.0, 2.0], "runtime": [3.0, 4.0]})
    assert [t.text for t in found] == ["cost s", "context"]
    changed = corrected(found, {"runtime": "cost min"})
    assert [t.text for t in changed] == ["context", "cost min"]
    with pytest.raises(BadRequest, match="Only one column"):
        corrected(found, {"runtime": "cost", "duration": "cost"})


@pytest.mark.parametrize("words", ["", "metric up", "cost years", "parameter max", "parameters"])
def test_a_wrong_correction_says_what_there_is(words):
    with pytest.raises(BadRequest, match="Choose parameter"):
        corrected([Taken("x", "context", "")], {"x": words})


values = st.one_of(st.none(), st.booleans(), st.integers(-9, 9), st.floats(-2, 2), st.text(max_size=4))


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(st.text(max_size=12), st.lists(values, min_size=3, max_size=3), max_size=6))
def test_every_column_gets_one_role_whatever_it_holds(columns):
    found = recognise(columns)
    assert [t.column for t in found] == list(columns)
    single = [t.role for t in found if t.role in ("cost", "status", "seed", "rating", "name", "dataset")]
    assert len(single) == len(set(single))
    assert all(t.why for t in found)
