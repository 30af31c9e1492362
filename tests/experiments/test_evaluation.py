import numpy as np
import pandas as pd
import pytest

from experiments.evaluation import RunFailed, evaluate, fit_final, trivial_metrics
from experiments.workflows.tabular import default_variant, variant_of
from store.errors import BadData, BadRequest
from store.records import METRICS, TaskKind, Validation
from tests.experiments.messy import messy, task_for
from tests.tables import tables_folder


@pytest.mark.parametrize("kind", ["binary", "multiclass", "regression"])
def test_an_evaluation_holds_every_metric_and_every_row(kind: TaskKind) -> None:
    table, told = messy(), []
    found = evaluate(
        table, default_variant("linear", kind), task_for(kind, 3), 0, on_fold=lambda *fold: told.append(fold)
    )
    task = task_for(kind, 3)
    assert set(found.metrics) == {m.name for m in METRICS.values() if kind in m.kinds}
    assert found.score == pytest.approx(np.mean([fold[task.metric] for fold in found.folds]))
    assert sorted(found.oof["row"]) == np.flatnonzero(table[task.target].notna()).tolist()
    assert [(i, n) for i, n, _ in told] == [(0, 3), (1, 3), (2, 3)]
    assert found.baseline is not None and METRICS[task.metric].better(found.score, found.baseline)
    assert trivial_metrics(table, task)[task.metric] == found.baseline
    assert found.latency_ms > 0
    if kind != "regression":
        shares = found.oof.filter(like="probability_")
        assert shares.shape[1] == table[task.target].nunique()
        assert np.allclose(shares.sum(axis=1), 1.0)


def test_the_row_of_a_prediction_is_its_place_in_the_table() -> None:
    table = messy()
    oof = evaluate(table, default_variant("decision_tree", "regression"), task_for("regression"), 0).oof
    assert np.allclose(table["spent"].to_numpy()[oof["row"]], oof["truth"])


def test_importance_finds_the_column_that_matters_and_names_the_persons_columns() -> None:
    found = evaluate(messy(), default_variant("linear", "regression"), task_for("regression"), 0, importance=True)
    assert found.importance is not None
    assert found.importance["column"][0] == 'age "{}[]:,'
    assert set(found.importance["column"]) == set(messy().columns) - {"spent", "left", "grade"}


def test_excluded_and_grouping_columns_are_not_used() -> None:
    task = task_for("regression", validation=Validation(method="group", folds=2, column="code"))
    task = task.model_copy(update={"columns_excluded": (*task.columns_excluded, 'age "{}[]:,')})
    fitted = fit_final(messy(), default_variant("linear", "regression"), task, 0)
    assert not {"code", 'age "{}[]:,', "left"} & set(fitted.steps[0][1].columns_)


def test_a_default_beats_the_trivial_baseline_on_real_tables() -> None:
    folder = tables_folder()
    for name, target, kind, metric, least in (
        ("credit_a", "class", "binary", "roc_auc", 0.90),
        ("autompg", "class", "regression", "r2", 0.80),
    ):
        task = task_for(kind, target=target, metric=metric, columns_excluded=(), positive_class=None)
        found = evaluate(pd.read_parquet(folder / f"{name}.parquet"), default_variant("lightgbm", kind), task, 0)
        assert found.score > least


def test_what_cannot_be_evaluated_is_said_in_words() -> None:
    table, task = messy(), task_for("binary")
    with pytest.raises(BadData, match="same class"):
        evaluate(table.assign(left=True), default_variant("linear", "binary"), task, 0)
    with pytest.raises(BadData, match="no column 'gone'"):
        evaluate(table, default_variant("linear", "binary"), task.model_copy(update={"target": "gone"}), 0)
    with pytest.raises(BadData, match="no column is left"):
        evaluate(table[["left"]], default_variant("linear", "binary"), task, 0)
    with pytest.raises(BadRequest, match="cannot do binary"):
        evaluate(table, default_variant("bayesian_ridge", "regression"), task, 0)
    with pytest.raises(BadData, match="not numbers"):
        evaluate(table, default_variant("linear", "regression"), task_for("regression", target="colour"), 0)
    quadratic = variant_of({"estimator": "discriminant", "discriminant.shape": "quadratic"}, "multiclass")
    with pytest.raises(RunFailed, match=r"Fold . of 2 failed: .*only 1 sample"):
        evaluate(table, quadratic, task_for("multiclass"), 0)


def test_the_positive_class_is_found_however_it_is_written() -> None:
    table = pd.DataFrame({"x": range(40), "left": [float(i > 25) for i in range(40)]})
    for written in ("1", "1.0"):
        task = task_for("binary", metric="recall", positive_class=written, columns_excluded=())
        assert evaluate(table, default_variant("decision_tree", "binary"), task, 0).score > 0.5
    flags = table.assign(left=table["left"] == 0)
    task = task_for("binary", metric="recall", positive_class="TRUE", columns_excluded=())
    assert evaluate(flags, default_variant("decision_tree", "binary"), task, 0).score > 0.8
