"""Runs of other tools on the page Runs: found, compared and pictured by their own parameters and metrics."""

from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from benchmarks.bench_store import story, surroundings, variants
from pages.components import finding, frame, scoring
from store.importers import apply, importer_of
from store.knowledge import KnowledgeStore
from store.records import ImportedRecommendation, ImportedRun
from tests.pages.conftest import html_of, page
from tests.store import facts


@pytest.fixture
def both(home: Path) -> Iterator[KnowledgeStore]:
    """Twenty runs of one's own and six of another tool, with a metric whose direction nobody knows."""
    store = frame.services().app.store
    store.append(*surroundings(), *story(0, 20, variants(20), folds=0))
    table = home / "elsewhere.csv"
    rows = [f"{0.1 * i},{'ab'[i % 2]},{0.5 + i / 20},{0.9 - i / 20},{i * 3 % 5}" for i in range(6)]
    table.write_text("\n".join(["param.rate,param.kind,metric.f1,metric.val_loss,metric.wonder", *rows]))
    apply(store, importer_of(str(table)).read(str(table)), "bob", facts.at)
    yield store


def test_imported_runs_are_found_beside_ones_own(both: KnowledgeStore) -> None:
    at = page("runs").run()
    assert not at.exception
    assert len(at.dataframe[0].value) == 26
    at = page("runs")
    at.query_params["workflow"] = "elsewhere"
    at.run()
    found = at.dataframe[0].value
    assert len(found) == 6
    assert set(found["metric"]) == {"F1"}
    assert set(found["person"]) == {"bob"}
    assert "Best of these 6" in html_of(at)
    assert len(at.get("plotly_chart")) >= 1


def test_an_imported_run_is_scored_by_any_metric_of_its_own(both: KnowledgeStore) -> None:
    sql = finding.runs_sql(finding.Wanted(metrics=("val_loss",), sort="Best score first"), "ada")
    found = both.frame(*sql)
    assert found["score"].tolist() == sorted(found["score"])
    assert len(found) == 6
    assert not found["higher_is_better"].any()
    assert int(both.frame(*finding.count_sql(finding.Wanted(metrics=("val_loss", "roc_auc"))))["runs"].item()) == 26


def test_pictures_are_drawn_by_a_chosen_metric_and_call_none_best_without_a_direction(both: KnowledgeStore) -> None:
    at = page("runs")
    at.query_params["workflow"] = "elsewhere"
    at.run()
    by = next(s for s in at.selectbox if s.label == "By")
    by.set_value("wonder").run()
    assert not at.exception
    assert "none of these is called best" in html_of(at)
    assert "Best of these" not in html_of(at)
    by = next(s for s in at.selectbox if s.label == "By")
    by.set_value("val_loss").run()
    assert "0.65" in html_of(at)


def test_imported_and_own_runs_are_compared_by_what_differs(both: KnowledgeStore) -> None:
    ids = [r.id for r in both.find(ImportedRun)[:2]]
    at = page("runs")
    at.query_params["runs"] = ",".join([*ids, "run1"])
    at.run()
    assert not at.exception
    assert "could not be drawn" not in html_of(at)
    compared = at.dataframe[1].value
    assert {"rate", "val_loss", "workflow", "made by", "trees"} <= set(compared["what"])
    at.button(key="star").click().run()
    assert len(both.frame("SELECT * FROM facts.star")) == 3


def test_what_was_predicted_stands_beside_what_came(both: KnowledgeStore) -> None:
    run = both.find(ImportedRun)[2]
    assert run.variant is not None
    both.append(
        ImportedRecommendation(
            id="w1", set_id="s", workflow="elsewhere", dataset=run.dataset, person="bob", metric="val_loss",
            direction="min", rank=1, variant=run.variant, score=0.7, cost_s=3, made_at=facts.at(),
        )
    )  # fmt: skip
    found = both.frame(*finding.runs_sql(finding.Wanted(metrics=("val_loss",)), "ada")).set_index("run_id")
    assert found["expected_score"][run.id] == 0.7
    assert found["expected_score"].notna().sum() == 1
    assert both.frame("SELECT expected_score FROM all_runs WHERE metric = 'f1'")["expected_score"].isna().all()


def test_tasks_and_metrics_of_mixed_runs() -> None:
    runs = pd.DataFrame(
        {
            "tool": ["sextant", "mlflow", "mlflow"], "workflow": ["tabular-1", "w", "w"], "dataset": ["d", None, "e"],
            "target": ["y", None, None], "metric": ["f1", "loss", "loss"], "higher_is_better": [True, None, None],
            "metrics": ['{"f1": 1}', '{"loss": 2, "auc": 0.5}', '{"loss": 3, "auc": 0.6}'],
            "directions": [None, '{"loss": "min", "auc": null}', '{"loss": "min", "auc": null}'],
            "predictions": [None, None, None], "rating": [None, 3.0, 4.0], "score": [1.0, 2.0, 3.0],
        }
    )  # fmt: skip
    assert scoring.tasks(runs).tolist() == ["d: y by F1", "w", "w on e"]
    part = runs[1:].reset_index(drop=True)
    assert scoring.metrics(part) == {"loss": None, "auc": None, "rating": True}
    assert scoring.by_metric(part, "auc", None)["score"].tolist() == [0.5, 0.6]
    assert scoring.by_metric(part, "rating", True)["score"].tolist() == [3.0, 4.0]


def test_runs_on_another_version_of_a_table_are_another_task() -> None:
    runs = pd.DataFrame(
        {
            "tool": ["sextant"] * 3, "workflow": ["w"] * 3, "dataset": ["d", "d", "e"], "target": ["y"] * 3,
            "metric": ["roc_auc"] * 3, "version_id": ["aaaaaaaa1", "bbbbbbbb2", "cccccccc3"],
        }
    )  # fmt: skip
    said = scoring.tasks(runs).tolist()
    assert said == ["d: y by ROC AUC (version aaaaaaaa)", "d: y by ROC AUC (version bbbbbbbb)", "e: y by ROC AUC"]
