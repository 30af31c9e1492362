import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from experiments.data.cleaning import canonical
from experiments.data.look import look
from experiments.task import Settled, TaskWish, ValidationWish, settle, task_id
from store.errors import BadData, BadRequest
from store.records import METRICS, ErrorCosts
from tests.experiments.data.made import churn, clock, version_of
from tests.tables import tables_folder


def settled(frame: pd.DataFrame, target: str | None = "Churn", seen: str | None = None, **wish: object) -> Settled:
    version = version_of(frame)
    report = look(frame, version, seen, clock)
    return settle(version, report, frame, TaskWish(target=target).told(**wish))


def asked(frame: pd.DataFrame, *args: object, **wish: object) -> tuple[str, str, list[str]]:
    found = settled(frame, *args, **wish)
    assert found.task is None
    point = found.open[0]
    return point.slot, point.question, [a.label for a in point.options]


def with_target(values: object, rows: int = 400) -> pd.DataFrame:
    return canonical(churn(rows).assign(Churn=pd.Series(values)))[0]


def test_a_plain_wish_becomes_a_task_with_a_reason_for_every_line():
    found = settled(churn())
    task = found.task
    assert task is not None and found.open == ()
    assert (task.kind, task.metric, task.positive_class) == ("binary", "roc_auc", "yes")
    assert (task.validation.method, task.validation.folds) == ("cv", 5)
    assert task.id == task_id(task)
    assert set(found.why) >= {"target", "kind", "metric", "positive_class", "validation", "columns"}
    assert all(why.endswith(".") for why in found.why.values())


def test_the_target_is_found_however_it_is_written():
    frame = churn().rename(columns={"Churn": "Has Churned"})
    for said in ("Has Churned", "has churned", "has_churned", "HasChurned"):
        assert settled(frame, said).task.target == "Has Churned"


def test_the_exact_name_wins_and_two_likenesses_are_asked():
    frame = churn().assign(churn=1.5)
    assert settled(frame, "Churn").task.target == "Churn"
    assert asked(frame, "CHURN")[2][:2] == ["Churn", "churn"]


def test_a_missing_target_is_asked_for_never_guessed():
    slot, _, options = asked(churn(customer_id=[f"c{i}" for i in range(400)]), None)
    assert slot == "target" and options[0] == "Churn" and "customer_id" not in options


def test_a_wrong_target_is_asked_back_with_the_nearest():
    slot, question, options = asked(churn(), "Chrun")
    assert slot == "target" and "no column `Chrun`" in question and options[0] == "Churn"


def test_an_answer_can_be_laid_over_the_wish():
    point = settled(churn(), "Chrun").open[0]
    wish = TaskWish(target="Chrun").told(**point.options[0].sets)
    assert wish.target == "Churn"


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        (["a", "b", "c", "a"] * 100, "multiclass"), ([True, False] * 200, "binary"), ([0, 1] * 200, "binary"),
        ([1, 2] * 200, "binary"), (np.linspace(0, 1, 400), "regression"), (list(range(21)) * 20, "regression"),
    ],
)  # fmt: skip
def test_the_kind_follows_from_the_values(values, kind):
    assert settled(with_target(values[:400])).task.kind == kind


@pytest.mark.parametrize("values", [[1, 2, 3, 4, 5] * 80, [0.5, 1.0, 1.5, 2.0] * 100, list(range(20)) * 20])
def test_few_numbers_are_asked_about_and_the_answer_settles_it(values):
    frame = with_target(values)
    slot, question, options = asked(frame)
    assert slot == "kind" and "only" in question and set(options) == {"Classes", "Amounts"}
    assert settled(frame, kind="regression").task.kind == "regression"
    assert settled(frame, kind="multiclass").task.kind == "multiclass"


@pytest.mark.parametrize(("name", "top", "first"), [("visits", 6, "Amounts"), ("category_code", 60, "Classes")])
def test_the_name_of_a_doubtful_target_says_which_kind_is_likelier(name, top, first):
    frame = with_target([i % top for i in range(400)]).rename(columns={"Churn": name})
    assert asked(frame, name)[2][0] == first
    assert settled(frame, name, kind="multiclass").task.kind == "multiclass"


def test_what_else_was_said_settles_a_doubtful_kind():
    frame = with_target([1, 2, 3, 4, 5] * 80)
    assert settled(frame, metric="rmse").task.kind == "regression"
    assert settled(frame, metric="accuracy").task.kind == "multiclass"
    assert settled(frame, words="classify the wines").task.kind == "multiclass"
    assert settled(frame, words="estimate how much it will be").task.kind == "regression"


def test_a_kind_that_does_not_fit_is_asked_back():
    assert asked(churn(), kind="regression")[0] == "kind"
    assert asked(with_target(np.arange(400) * 1.5), kind="multiclass")[2] == ["Amounts"]
    assert asked(with_target(["a", "b", "c", "d"] * 100), kind="binary")[2] == ["Classes"]
    assert settled(churn(), kind="multiclass").task.kind == "binary"


@pytest.mark.parametrize("metric", METRICS)
@pytest.mark.parametrize("kind", ["binary", "regression"])
def test_a_metric_fits_the_kind_or_is_asked_back(metric, kind):
    frame = churn() if kind == "binary" else with_target(np.random.default_rng(0).normal(size=400))
    found = settled(frame, metric=metric)
    if kind in METRICS[metric].kinds:
        assert found.task.metric == metric
        assert METRICS[metric].in_words in found.why["metric"]
    else:
        assert found.task is None and found.open[0].slot == "metric"
        assert all(kind in METRICS[a.sets["metric"]].kinds for a in found.open[0].options)


def test_a_metric_that_does_not_fit_says_why():
    _, question, options = asked(churn(), metric="rmse")
    assert "RMSE measures numbers; `Churn` has two classes" in question and "ROC AUC" in options


def test_default_metrics_state_their_direction():
    random = np.random.default_rng(0)
    cases = {
        "roc_auc": ["a"] * 150 + ["b"] * 250,
        "average_precision": ["a"] * 20 + ["b"] * 380,
        "accuracy": ["a", "b", "c", "d"] * 100,
        "balanced_accuracy": ["a"] * 300 + ["b"] * 60 + ["c"] * 40,
        "rmse": random.normal(size=400),
        "mae": np.exp(3 * random.normal(size=400)),
    }
    for metric, values in cases.items():
        found = settled(with_target(values))
        assert found.task.metric == metric
        assert ("higher is better" in found.why["metric"]) == (METRICS[metric].direction == "max")
        assert "is better" in found.why["metric"]


def test_costs_of_errors_are_explained_and_do_not_make_a_metric_that_can_be_cheated():
    found = settled(churn(), error_costs=ErrorCosts(false_negative=20, false_positive=1))
    assert found.task.metric == "roc_auc"
    assert "20 times" in found.why["metric"] and "20 times another case taken for one" in found.why["error_costs"]
    other = settled(with_target(np.arange(400) * 1.5), error_costs=ErrorCosts(false_negative=2, false_positive=1))
    assert "not used" in other.why["error_costs"]


@pytest.mark.parametrize(
    ("classes", "positive"),
    [
        (["no", "yes"], "yes"), ([0, 1], "1"), ([False, True], "True"), (["+", "-"], "+"),
        (["malignant", "benign"], "malignant"), (["g", "g", "b"], "b"), ([1, 2, 2], "1"), ([1, 1, 2], "2"),
    ],
)  # fmt: skip
def test_the_positive_class_is_named_with_its_reason(classes, positive):
    found = settled(with_target((classes * 400)[:400]))
    assert found.task.positive_class == positive and f"`{positive}`" in found.why["positive_class"]


def test_the_positive_class_that_was_said():
    assert settled(churn(), positive_class="NO").task.positive_class == "no"
    assert asked(churn(), positive_class="maybe")[2] == ["no", "yes"]


def test_validation_follows_from_rows_order_and_groups():
    days = pd.date_range("2024-01-01", periods=400)
    shuffled = days.to_series().sample(frac=1, random_state=0).to_numpy()
    cases = [
        (churn(400), "cv", 5), (churn(150), "cv", 10), (churn(20_001), "cv", 3), (churn(100_001), "holdout", 1),
        (churn(day=days), "time", 5), (churn(patient_id=np.arange(400) // 8), "group", 5),
        (churn(day=shuffled), "cv", 5),
    ]  # fmt: skip
    for frame, method, folds in cases:
        found = settled(frame)
        assert (found.task.validation.method, found.task.validation.folds) == (method, folds)
        assert found.why["validation"] == found.task.validation.reason != ""
    assert "not sorted by `day`" in settled(churn(day=shuffled)).why["validation"]


def test_rows_in_some_order_are_told_of_and_may_be_tested_in_it():
    walk = np.cumsum(np.random.default_rng(3).normal(size=400)).round(3)
    frame = churn().assign(price=walk)
    order = settled(frame, "price").why["order"]
    assert "tells much of `price` (R² 0." in order and "validate in time order" in order
    assert "order" not in settled(frame, "price", validation={"method": "cv"}).why
    assert "order" not in settled(frame, "price", validation={"column": "age"}).why
    assert "order" not in settled(frame.sample(frac=1, random_state=1), "price").why
    point = settled(frame, "price", validation={"method": "time"}).open[0]
    assert [a.label for a in point.options] == ["As the rows stand"]
    ordered = settled(frame, "price", **point.options[0].sets).task.validation
    assert (ordered.method, ordered.column, ordered.folds) == ("time", None, 5)
    counted = settled(frame.assign(id=np.arange(400)), "price", validation={"method": "time"}).task.validation
    assert (counted.method, counted.column) == ("time", "id")
    called = settled(frame.assign(year=2000 + np.arange(400) * 7 % 40), "price", validation={"method": "time"}).task
    assert called.validation.column == "year"


def test_a_rare_class_lessens_the_folds():
    found = settled(with_target(["a"] * 300 + ["b"] * 97 + ["c"] * 3))
    assert found.task.validation.folds == 3 and "only 3 rows" in found.why["validation"]
    found = settled(with_target(["a"] * 300 + ["b"] * 99 + ["c"]))
    assert found.task.validation.folds == 5 and "only 1 row" in found.why["validation"]


def test_validation_as_said():
    frame = churn(day=pd.date_range("2024-01-01", periods=400), shop=np.tile(list("abcd"), 100))
    assert settled(frame, validation={"method": "cv"}).task.validation.method == "cv"
    assert settled(frame, validation={"holdout_fraction": 0.3}).task.validation.holdout_fraction == 0.3
    assert settled(frame, validation={"folds": 8}).task.validation.folds == 8
    grouped = settled(frame, validation={"method": "group", "column": "SHOP"}).task.validation
    assert (grouped.column, grouped.folds) == ("shop", 4)
    assert settled(frame, validation={"column": "day"}).task.validation.method == "time"
    assert asked(churn(), validation={"method": "time"})[0] == "validation"
    assert asked(frame, validation={"method": "group", "column": "shops"})[2] == ["shop"]
    with pytest.raises(BadRequest, match=r"has 1 group"):
        settled(churn(one="x"), validation={"method": "group", "column": "one"})


def test_a_forecast_is_tested_in_time_order():
    frame = with_target(np.random.default_rng(0).normal(size=400)).assign(day=pd.date_range("2024-01-01", periods=400))
    found = settled(frame, kind="forecast")
    assert (found.task.kind, found.task.validation.method, found.task.validation.column) == ("forecast", "time", "day")
    assert found.task.forecast.column == "day" and set(found.task.columns_excluded) >= {"x", "y"} & set(frame.columns)


def test_ids_constants_and_groups_are_left_out_with_their_reason():
    frame = churn(customer_id=[f"c{i}" for i in range(400)], same=1, patient_id=np.arange(400) // 8)
    found = settled(frame, columns_forbidden=["Spend"])
    assert found.task.columns_excluded == ("spend", "customer_id", "same", "patient_id")
    for reason in (
        "`spend` (as you said)",
        "`customer_id` (an id",
        "`same` (one value only)",
        "`patient_id` (it names",
    ):
        assert reason in found.why["columns"]
    assert settled(frame, columns_required=["customer_id"]).task.columns_excluded == ("same", "patient_id")


def test_a_leak_is_asked_about_and_stays_until_then():
    frame = churn()
    frame["cancel_date"] = pd.Series(pd.date_range("2024-01-01", periods=400)).where(frame["Churn"] == "yes")
    for seen in (None, "Churn"):
        found = settled(frame, seen=seen)
        assert found.task is not None and found.task.columns_excluded == ()
        point = found.open[0]
        assert (point.slot, point.blocking) == ("leak", False)
        assert point.question.startswith("`cancel_date` alone predicts `Churn` almost perfectly (1.00)")
    without, kept = (TaskWish(target="Churn").told(**a.sets) for a in point.options)
    assert settled(frame, columns_forbidden=without.columns_forbidden).task.columns_excluded == ("cancel_date",)
    assert settled(frame, columns_forbidden=without.columns_forbidden).open == ()
    assert settled(frame, columns_required=kept.columns_required).open == ()


def test_columns_that_contradict():
    with pytest.raises(BadRequest, match="is the target"):
        settled(churn(), columns_forbidden=["churn"])
    wish = TaskWish(target="Churn", columns_forbidden=("plan",), columns_required=("plan",))
    frame = churn()
    with pytest.raises(BadRequest, match="used and to be left out"):
        settle(version_of(frame), look(frame, version_of(frame), None, clock), frame, wish)
    with pytest.raises(BadData, match="No column is left"):
        settled(churn(), columns_forbidden=["plan", "months", "spend"])
    assert "no column `plann` (did you mean `plan`?)" in settled(churn(), columns_forbidden=["plann"]).why["columns"]


def test_words_without_an_order_in_time_order_no_rows():
    frame = churn().assign(month=["may", "june", "october", "april"] * 100, week=["W01", "W02", "W03", "W04"] * 100)
    point = settled(frame, validation={"method": "time", "column": "month"}).open[0]
    assert "`month` holds words such as “may”" in point.question
    group, chance = (TaskWish(target="Churn").told(**a.sets).validation for a in point.options)
    assert (group.method, group.column, chance.method) == ("group", "month", "cv")
    assert settled(frame, validation={"method": "time", "column": "week"}).task.validation.method == "time"


def test_a_later_word_on_a_column_takes_back_the_earlier():
    wish = TaskWish().told(columns_forbidden=["a", "b"]).told(columns_required=["a"])
    assert (wish.columns_forbidden, wish.columns_required) == (("b",), ("a",))
    again = wish.told(columns_forbidden=["a"], validation={"folds": 3}).told(validation=ValidationWish(method="cv"))
    assert (again.columns_forbidden, again.columns_required) == (("b", "a"), ())
    assert (again.validation.folds, again.validation.method) == (3, "cv")


def test_rows_without_a_target_are_left_out_and_said():
    values = [None] * 100 + ["yes", "no"] * 150
    found = settled(with_target(pd.Series(values, dtype="str")))
    assert "100 of 400 rows have no value" in found.why["rows"] and "300 rows" in found.why["validation"]


@pytest.mark.parametrize(
    ("values", "error", "words"),
    [
        ([None] * 400, BadData, "no values at all"), (["yes"] * 400, BadData, "`yes` in all rows"),
        ([7] * 400, BadData, "`7` in all rows"), (["a", "b"] + [None] * 398, BadData, "Only 2 rows"),
        ([f"c{i}" for i in range(400)], BadRequest, "id or free text"), (range(400), BadRequest, "id or free text"),
        (pd.date_range("2024", periods=400), BadRequest, "is a date"),
        (["no"] * 399 + ["yes"], BadData, "Only 1 row has `yes`"),
        (np.linspace(0, 1, 400) * 1e-200, BadData, "Multiply them by a power of ten"),
    ],
)  # fmt: skip
def test_targets_that_cannot_be_learned_are_refused(values, error, words):
    with pytest.raises(error, match=words):
        settled(with_target(pd.Series(values)))


def test_an_unknown_metric_lists_the_known():
    with pytest.raises(BadRequest, match="roc_auc"):
        settled(churn(), metric="gini")


@settings(max_examples=30, deadline=None)
@given(
    st.sampled_from([None, "Churn", "months", "spend", "plan"]),
    st.sampled_from([None, "binary", "multiclass", "regression"]),
    st.sampled_from([None, "rmse", "f1", "roc_auc"]), st.sampled_from([None, "cv", "holdout", "time", "group"]),
)  # fmt: skip
def test_any_wish_gives_a_task_or_a_question_and_the_same_one_again(target, kind, metric, method):
    frame = churn(120)
    version = version_of(frame)
    wish = TaskWish(target=target, kind=kind, metric=metric, validation=ValidationWish(method=method))
    report = look(frame, version, None, clock)
    found = settle(version, report, frame, wish)
    assert found == settle(version, report, frame, wish)
    assert (found.task is None) == any(p.blocking for p in found.open)
    if found.task is not None:
        assert found.task.kind in METRICS[found.task.metric].kinds and found.task.id == task_id(found.task)


def test_kinds_of_real_tables_are_right_or_asked_and_never_wrong():
    folder = tables_folder()
    manifest = pd.read_csv(folder / "manifest.csv")
    right, doubtful, wrong = 0, [], []
    for row in manifest.itertuples():
        frame, _ = canonical(pd.read_parquet(folder / f"{row.name}.parquet"))
        version = version_of(frame)
        found = settle(version, look(frame, version, None, clock), frame, TaskWish(target=row.target))
        if found.task is None:
            doubtful.append(row.name)
        elif found.task.kind == row.kind:
            right += 1
        else:
            wrong.append((row.name, row.kind, found.task.kind))
    print(f"{right} right, {len(doubtful)} asked ({doubtful}), {len(wrong)} wrong ({wrong})")
    assert not wrong and right >= 0.9 * len(manifest)


def test_why_a_task_is_validated_so_does_not_make_it_another():
    task = settled(churn()).task
    assert task is not None
    said = task.model_copy(update={"validation": task.validation.model_copy(update={"reason": "You asked for it."})})
    assert task_id(said) == task.id
    other = task.model_copy(update={"validation": task.validation.model_copy(update={"folds": 3})})
    assert task_id(other) != task.id


def test_numbers_too_large_to_compute_with_are_refused_in_words() -> None:
    from experiments.data.structure import find_structure
    from experiments.tasks.target import check_target

    frame = pd.DataFrame({"a": range(30), "y": [1e307 / 30 * (i + 1) for i in range(30)]})
    with pytest.raises(BadData, match=r"values up to 1\.0e\+307.*power of ten"):
        check_target(frame, "y", find_structure(frame))
