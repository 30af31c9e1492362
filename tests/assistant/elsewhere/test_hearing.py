"""From "import these runs" to combinations to try, as a person says it."""

import pandas as pd
import pytest

from store.records import ImportedRecommendation, Proposal
from tests.store.importers.sources import extremexp_folder


def card(reply, title):
    return next(c for c in reply.cards if title in getattr(c, "title", ""))


def test_a_table_of_runs_becomes_recommendations_with_intervals(talk, runs):
    brought = talk(f"import the runs in {runs}")
    taken = {row[0]: row[1] for row in card(brought, "columns").rows}
    assert taken["depth"] == "parameter" and taken["accuracy"] == "metric, higher is better"
    assert taken["train_time_s"] == "cost in seconds"
    assert "60 runs of forge are new" in brought.text and brought.question.slot == "import_columns"
    assert "Noted" in talk("yes").text
    advised = talk("recommend what to try next")
    assert "cannot start forge" in advised.text and "accuracy around" in advised.text
    made = talk.app.store.find(ImportedRecommendation)
    tried = {(r.depth, r.rate) for r in pd.read_csv(runs).itertuples()}
    assert len(made) == 5 == len(card(advised, "try next").rows)
    assert all((r.variant.choices["depth"], r.variant.choices["rate"]) not in tried for r in made)
    assert all(r.score_low <= r.score <= r.score_high <= 1 and r.cost_s and r.reasons for r in made)
    assert talk.app.store.find(Proposal) == ()


def test_what_came_of_a_recommendation_is_told_by_the_next_import(talk, runs):
    talk(f"import the runs in {runs}")
    talk("recommend 3 to try next")
    first = talk.app.store.find(ImportedRecommendation)[0]
    frame = pd.read_csv(runs)
    frame.loc[len(frame)] = {**first.variant.choices, "accuracy": 0.87, "train_time_s": 9.0}
    frame.to_csv(runs, index=False)
    talk(f"import the runs in {runs}")
    known = talk.app.store.query("SELECT * FROM imported_recommendations ORDER BY rank")
    assert known["actual_score"][0] == pytest.approx(0.87) and known["runs"].tolist() == [1, 0, 0]


def test_unclear_columns_are_asked_about_before_anything_is_imported(talk, runs):
    riddle = runs.with_name("riddle.csv")
    asked = talk(f"import the runs in {riddle} and recommend what to try next")
    assert "wonder" in asked.question.text and "would be imported" in asked.text
    assert talk.app.store.query("SELECT * FROM imported_runs").empty
    told = talk("wonder is a metric, lower is better")
    assert "60 runs of riddle are new" in told.text
    advised = talk("recommend what to try next by wonder")
    assert "wonder" in card(advised, "try next").columns and "lower is better" in advised.text


def test_unclear_columns_can_be_kept_as_notes(talk, runs):
    talk(f"import the runs in {runs.with_name('riddle.csv')}")
    assert "60 runs of riddle are new" in talk("Keep the unclear columns as notes").text
    assert set(talk.app.store.query("SELECT context FROM imported_runs")["context"].str.contains("wonder")) == {True}


def test_a_correction_reads_the_runs_anew(talk, runs):
    talk(f"import the runs in {runs}")
    again = talk("depth is context")
    assert "60 runs of forge are read anew" in again.text
    assert "depth" not in card(talk("recommend what to try next"), "try next").columns


def test_the_metric_can_be_changed_and_results_reasons_and_launching_are_answered(talk, runs):
    frame = pd.read_csv(runs)
    frame.assign(f1_score=frame["accuracy"] - 0.05).to_csv(runs, index=False)
    talk(f"import the runs in {runs} and recommend what to try next")
    assert "f1_score" in card(talk("optimise f1 instead"), "try next").columns
    assert "cannot start forge" in talk("run the first two").text
    assert talk("why the first one?").cards[0].kind == "explanation"
    assert card(talk("show me the results"), "best of forge").rows[0][3] > 0.8


def test_an_attached_history_is_no_table_to_learn_from(talk, runs):
    reply = talk("import these past runs and recommend what to try next", [str(runs)])
    assert "60 runs of forge are new" in reply.text and card(reply, "try next").rows


def test_another_conversation_goes_on_with_what_was_imported(talk, runs):
    talk(f"import the runs in {runs}")
    fresh = talk.app.assistant.say(None, "recommend what to try next for forge", "bob")
    assert card(fresh, "try next").rows
    assert card(talk.app.assistant.say(None, "recommend what to try next", "bob"), "try next").rows


def test_a_table_taken_up_since_is_what_the_conversation_is_about(talk, runs, churn):
    talk(f"import the runs in {runs}")
    talk(f"use {churn}")
    reply = talk("predict churn")
    assert any(c.kind == "recommendations" for c in reply.cards)


def test_real_runs_of_a_use_case(talk):
    folder = extremexp_folder()
    if folder is None:
        pytest.skip("the history of ExtremeXP is not here")
    talk(f"import the runs in {folder / 'uc2.csv'}")
    reply = talk("recommend what to try next")
    shown = card(reply, "try next")
    assert shown.columns[1:5] == ("max_depth", "learning_rate", "n_estimators", "min_child_weight")
    assert "hardly tell configurations apart" in reply.text and len(shown.rows) == 5
