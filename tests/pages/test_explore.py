"""Runs, experiments, the graph and what the recommender knows: with facts in the store, and by links."""

import json
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from assistant.caring.overview import model_overviews
from benchmarks.bench_store import story, surroundings, variants
from pages.components import charts, differences, finding, frame, known
from pages.components.runs import still_chosen
from store.knowledge import KnowledgeStore
from store.records import ErrorCosts, Goal, Run, StandingGate
from tests.pages.conftest import html_of, page
from tests.store import facts


@pytest.fixture
def filled(home: Path) -> Iterator[KnowledgeStore]:
    """A hundred runs of five experiments on five tables."""
    store = frame.services().app.store
    store.append(*surroundings(), *story(0, 100, variants(20), folds=0))
    yield store


def downloads(at: AppTest) -> set[str]:
    """What can be saved on a page."""
    return {str(b.proto.label) for b in at.get("download_button")}


def test_runs_are_found_by_words_and_filters_and_each_view_is_a_link(filled: KnowledgeStore) -> None:
    at = page("runs").run()
    assert not at.exception
    assert "The first" not in html_of(at)
    assert len(at.dataframe[0].value) == 100
    at = page("runs")
    at.query_params["family"] = "svm"
    at.query_params["state"] = "ok"
    at.run()
    found = at.dataframe[0].value
    assert set(found["family"]) == {"svm"}
    assert set(found["state"]) == {"done"}
    at.text_input(key="words").set_value("v3 table").run()
    assert not at.exception
    assert set(at.dataframe[0].value["label"]) <= {"V3"}


def test_filters_and_groups_have_the_words_of_people_and_links_by_either_name(filled: KnowledgeStore) -> None:
    for link in ("ROC AUC", "roc_auc"):
        at = page("runs")
        at.query_params["metric"] = link
        at.run()
        assert not at.exception
        (metric,) = (m for m in at.multiselect if m.label == "Metric")
        assert (metric.options, metric.value) == (["ROC AUC"], ["roc_auc"])
        assert len(at.dataframe[0].value) == 100
    at.segmented_control(key="group").set_value("By outcome").run()
    assert {"done", "failed"} <= set(at.dataframe[0].value["group"])
    assert set(at.dataframe[0].value["metric"].dropna()) == {"ROC AUC"}


def test_chosen_runs_are_compared_by_what_differs(filled: KnowledgeStore) -> None:
    at = page("runs")
    at.query_params["runs"] = "run1,run5"
    at.run()
    assert not at.exception
    compared = at.dataframe[1].value
    assert "trees" in set(compared["what"])
    assert "target" not in set(compared["what"])
    at.toggle(key="differences").set_value(False).run()
    assert "target" in set(at.dataframe[1].value["what"])


def test_chosen_runs_stay_chosen_in_another_order(filled: KnowledgeStore) -> None:
    def ticked() -> set[str]:
        rows = json.loads(at.dataframe[0].proto.selection_default)["selection"]["rows"]
        return {str(at.dataframe[0].value["run_id"].iloc[row]) for row in rows}

    at = page("runs")
    at.query_params["runs"] = "run1,run5"
    at.run()
    assert ticked() == {"run1", "run5"}
    at.selectbox(key="order").set_value("Slowest first").run()
    assert ticked() == {"run1", "run5"}
    assert set(at.dataframe[1].value.columns) >= {"what", "1. v1", "2. v5"}
    assert still_chosen(["a", "b", "c"], ["a", "b", "d"], ["d", "a"]) == ["a", "c", "d"], "c is not shown here"


def test_many_chosen_runs_stand_below_each_other(filled: KnowledgeStore) -> None:
    at = page("runs")
    at.query_params["runs"] = ",".join(f"run{i}" for i in range(30))
    at.run()
    assert not at.exception
    assert len(at.dataframe[1].value) == 30
    assert "trees" in at.dataframe[1].value.columns


def test_a_link_to_a_single_or_unknown_run_is_drawn_calmly(filled: KnowledgeStore) -> None:
    for ids, said in (("run3", "Choose some"), ("run-of-nobody", "not known here")):
        at = page("runs")
        at.query_params["runs"] = ids
        at.run()
        assert not at.exception
        assert said in html_of(at)
        assert "could not be drawn" not in html_of(at)


def test_stars_are_kept_for_a_person_and_taken_off(filled: KnowledgeStore) -> None:
    at = page("runs")
    at.query_params["runs"] = "run1,run2"
    at.run()
    at.button(key="star").click().run()
    at.toggle(key="starred").set_value(True).run()
    assert set(at.dataframe[0].value["run_id"]) == {"run1", "run2"}
    at.button(key="star").click().run()
    assert not at.exception
    assert "No run is like that" in html_of(at)


def test_runs_are_grouped_without_mixing_metrics(filled: KnowledgeStore) -> None:
    at = page("runs")
    at.query_params["group"] = "By family"
    at.run()
    assert not at.exception
    found = at.dataframe[0].value
    assert found["runs"].sum() == 100
    assert set(found["metric"]) == {"ROC AUC"}


def test_an_experiment_shows_its_card_and_highlights(filled: KnowledgeStore) -> None:
    at = page("experiment")
    at.query_params["experiment"] = "e2"
    at.run()
    assert not at.exception
    html = html_of(at)
    assert "could not be drawn" not in html
    assert "How to repeat it" in html
    assert {"Save as Markdown", "Save as PDF", "Save as JSON-LD"} <= downloads(at)


def test_experiments_are_found_by_words(filled: KnowledgeStore) -> None:
    at = page("experiment").run()
    at.text_input(key="experiment-words").set_value("table 3").run()
    assert not at.exception
    assert len(at.selectbox(key="experiment-id").options) == 1
    at.text_input(key="experiment-words").set_value("100% nothing").run()
    assert "No experiment is like that" in html_of(at)


def test_the_graph_is_explored_from_any_node(filled: KnowledgeStore) -> None:
    at = page("graph").run()
    assert not at.exception
    assert "could not be drawn" not in html_of(at)
    at = page("graph")
    at.query_params["node"] = "run:run7"
    at.run()
    assert not at.exception
    around = at.dataframe[0].value
    assert {"executes", "works on", "belongs to", "solves"} <= set(around["relation"])
    at.text_input(key="node-words").set_value("ada").run()
    assert "person" in html_of(at)
    at.button(key="make-graphml").click().run()
    assert not at.exception
    assert any("GraphML" in name for name in downloads(at))


def test_a_dataset_says_what_did_well_on_it(filled: KnowledgeStore) -> None:
    at = page("graph")
    at.query_params["node"] = "dataset:v1"
    at.run()
    assert not at.exception
    best = at.dataframe[1].value
    assert best["best"].is_monotonic_decreasing


def test_the_graph_says_who_said_what_and_what_did_well_on_data_like_it(home: Path) -> None:
    frame.services().app.store.append(*facts.one_of_each())
    at = page("graph")
    at.query_params["node"] = "dataset:v1"
    at.run()
    assert not at.exception
    assert "could not be drawn" not in html_of(at)
    did_well, like_it = at.dataframe[1].value, at.dataframe[2].value
    assert "“too slow” (ada)" in set(did_well["said"])
    assert like_it[["dataset", "alike", "place"]].values.tolist() == [["loans", 90.0, 2.0]]
    at.button(key="make-rdf").click().run()
    assert any("RDF" in name for name in downloads(at))


def test_classes_of_compared_runs_are_counted_as_the_costs_of_the_goal_call_for(home: Path) -> None:
    store = frame.services().app.store
    costly = facts.goal().model_copy(update={"error_costs": ErrorCosts(false_negative=20, false_positive=1)})
    store.append(*(costly if isinstance(r, Goal) else r for r in facts.one_of_each()), facts.end("run2", score=0.7))
    positive = store.get(Run, "run1").task.positive_class or "yes"
    truth = ["no"] * 60 + [positive] * 40
    chance = [i / 150 for i in range(60)] + [0.2 + i / 60 for i in range(40)]
    for run_id in ("run1", "run2"):
        (home / "runs" / run_id).mkdir(parents=True)
        pd.DataFrame(
            {
                "truth": truth, "prediction": ["no" if p < 0.5 else positive for p in chance],
                f"probability_{positive}": chance, "probability_no": [1 - p for p in chance],
                "row": range(100), "fold": [i % 5 for i in range(100)],
            }
        ).to_parquet(home / "runs" / run_id / "oof.parquet")  # fmt: skip
    at = page("runs")
    at.query_params["runs"] = "run1,run2"
    at.run()
    assert not at.exception
    assert "as your costs call for" in html_of(at)


def test_the_card_of_a_model_is_made_when_it_is_opened(home: Path) -> None:
    frame.services().app.store.append(*facts.one_of_each(), facts.end("run2"))
    at = page("models").run()
    assert not at.exception
    assert "gone or damaged" not in html_of(at), "its files were read though nobody asked"
    approval = model_overviews(frame.services().app.assistant.services)[0].approval
    assert " UTC" in approval and " UTC" not in html_of(at), "all times of the page are the reader's own"
    at.session_state["model-card-churn-1"] = True
    at.run()
    assert not at.exception
    assert "gone or damaged" in html_of(at)


def test_a_gate_is_set_with_a_figure_that_can_be_and_with_groups_to_compare(home: Path) -> None:
    store = frame.services().app.store
    store.append(*facts.one_of_each(), facts.end("run2"))
    before = len(store.find(StandingGate))
    at = page("models").run()
    assert at.number_input[0].proto.form_id, "what the browser calls no figure is not sent, nor anything in its place"
    at.selectbox(key="gate-kind").set_value("demographic_parity").run()
    at.button(key="gate-set").click().run()
    assert not at.exception
    assert [w.value for w in at.warning] == ["Choose at least one column: without one there are no groups to compare."]
    assert len(store.find(StandingGate)) == before
    choice = at.multiselect(key="gate-columns-demographic_parity")
    at.number_input[0].set_value(0.2)
    choice.set_value(choice.options[:1])
    at.button(key="gate-set").click().run()
    assert not at.exception
    gate = store.find(StandingGate)[-1]
    assert (gate.gate, gate.most, gate.columns) == ("demographic_parity", 0.2, tuple(choice.options[:1]))


def test_shares_inside_are_called_what_they_are() -> None:
    assert "too narrow" in known.held(0.5, 20, "times")
    assert "about as promised" in known.held(0.82, 20, "scores")
    assert "too wide" in known.held(1.0, 20, "scores")
    assert "too few to judge by" in known.held(1.0, 7, "scores")


def test_what_the_recommender_knows_is_told_before_there_is_anything(home: Path) -> None:
    at = page("knowledge")
    at.query_params["part"] = "The recommender"
    at.run()
    assert not at.exception
    assert "could not be drawn" not in html_of(at)
    assert "rest on the experience that Sextant comes with" in html_of(at)


def test_a_link_to_one_experiment_says_so_and_can_be_left(filled: KnowledgeStore) -> None:
    at = page("runs")
    at.query_params["experiment"] = "e1"
    at.run()
    assert "Only the runs of one experiment" in html_of(at)
    assert len(at.dataframe[0].value) == 20
    at.button(key="all-runs").click().run()
    assert len(at.dataframe[0].value) == 100


def test_calibration_is_the_share_inside_until_then_and_knows_gaps() -> None:
    judged = pd.DataFrame(
        {
            "made_at": pd.date_range("2026-01-01", periods=4),
            "score_inside": [True, None, False, True],
            "cost_inside": [None, None, True, True],
        }
    )
    shares = known.calibration(judged)
    assert shares["score_share"].round(3).tolist() == [1.0, 1.0, 0.5, 0.667]
    assert shares["cost_share"].iloc[-1] == 1.0
    drawn = charts.share_over_time(shares, 0.8)
    assert drawn.data and drawn.layout.legend.yanchor == "bottom" and drawn.layout.legend.y > 1, "above the lines"


def test_the_card_of_a_meta_model_names_its_figures_in_words() -> None:
    quality = {"regret_auc": 0.235, "regret_auc_before": 0.263, "datasets": 18.0, "coverage": 0.78}
    row = {"trained_on": {"datasets": 19}, "quality": quality, "why": "", "kind": "binary", "metric": "roc_auc"}
    html = known.card_html(row | {"made_at": pd.Timestamp("2026-01-01")})
    assert "with the meta-model before" in html and "datasets it had not seen" in html
    assert "auc before" not in html.lower()


def test_the_worst_predictions_are_those_furthest_outside_of_their_interval() -> None:
    judged = pd.DataFrame(
        {
            "label": ["wide", "narrow", "right"],
            "metric": ["roc_auc"] * 3,
            "predicted_score": [0.7, 0.9, 0.8],
            "score_low": [0.5, 0.89, 0.7],
            "score_high": [0.75, 0.91, 0.9],
            "actual_score": [0.8, 0.8, 0.8],
            "score_inside": [False, False, True],
        }
    )
    assert [row[0] for row in known.wrong(judged)] == ["narrow", "wide"]


def test_a_value_that_one_run_lacks_is_a_difference() -> None:
    runs = pd.DataFrame(
        {
            "run_id": ["a", "b"],
            "label": ["one", "one"],
            "choices": ['{"depth": 3, "kind": "x"}', '{"kind": "x"}'],
            "state": ["ok", "timeout"],
            "seed": [1, 1],
        }
    )
    table = differences.differing(differences.table_of(runs))
    assert [tuple(c) for c in table.columns] == [("choice", "depth"), ("figure", "outcome")]
    beside = differences.side_by_side(table, {"a": "one", "b": "one"})
    assert beside.iloc[0].tolist() == ["choice", "depth", "3", "–"]
    assert beside.iloc[1].tolist() == ["figure", "outcome", "done", "out of time"], "in the words of the table above"


def test_words_that_mean_something_to_sql_are_taken_as_they_are(filled: KnowledgeStore) -> None:
    for words in ("100%", "_", "'; DROP TABLE x", "\\"):
        found = filled.frame(*finding.count_sql(finding.Wanted(words=words)))
        assert int(found["runs"].item()) in range(101)
    assert int(filled.frame(*finding.count_sql(finding.Wanted(words="100%")))["runs"].item()) == 0


@pytest.mark.parametrize("order", finding.SORTS)
def test_every_order_and_group_is_answered(order: str, filled: KnowledgeStore) -> None:
    assert len(filled.frame(*finding.runs_sql(finding.Wanted(sort=order), "ada"))) == 100
    for group in finding.GROUPS:
        assert filled.frame(*finding.groups_sql(finding.Wanted(), group))["runs"].sum() == 100


def test_facts_of_a_thing_carry_no_names_from_the_code() -> None:
    from pages.components.graph import called, fact_words

    assert fact_words("metrics", {"roc_auc": 0.7402}) == "ROC AUC 0.74"
    assert fact_words("rows", 2400) == "2,400" and fact_words("state", "ok") == "done"
    nodes = pd.DataFrame({"kind": ["task", "run"], "label": ["predict y by roc_auc", "sorted by roc_auc"]})
    assert called(nodes)["label"].tolist() == ["predict y by ROC AUC", "sorted by roc_auc"]


def test_what_was_recommended_again_before_it_ran_is_one_result(home: Path) -> None:
    made = """
WITH recommendations AS (
  SELECT 'boosting' AS label, 'boosting' AS family, 'roc_auc' AS metric, score AS predicted_score, 0.0 AS score_low,
    1.0 AS score_high, 0.9 AS actual_score, true AS score_inside, 1.0 AS predicted_s, 1.0 AS actual_s,
    true AS cost_inside, day AS made_at, 'g' AS goal_id, run AS run_id, 1 AS rank
  FROM (VALUES ('a', 0.7, 1), ('a', 0.8, 2), ('b', 0.6, 1)) AS v(run, score, day))"""
    judged = frame.services().app.store.frame(made + known.JUDGED)
    assert sorted(zip(judged["run_id"], judged["predicted_score"].astype(float), strict=True)) == [
        ("a", 0.8), ("b", 0.6),
    ]  # fmt: skip
