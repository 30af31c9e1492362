"""Limits and wishes on the next combinations of an imported workflow, as a person says them turn by turn."""

import json

import pandas as pd
import pytest

from store.records import ImportedRecommendation
from tests.store.importers.sources import extremexp_folder


@pytest.fixture
def forge(talk, runs):
    """A conversation in which `forge` was imported and something recommended."""
    frame = pd.read_csv(runs)
    frame["loss"] = 1 - frame["accuracy"] + 0.02 * frame["depth"]
    frame["kind"] = ["net", "tree"] * 30
    frame["epochs"] = 50
    frame.to_csv(runs, index=False)
    talk(f"import the runs in {runs}")
    talk("yes")
    talk("recommend what to try next")
    return talk


def newest(talk):
    """Choices, predicted score and record of what was recommended last, the best first."""
    made = talk.app.store.find(ImportedRecommendation)
    return [r for r in made if r.set_id == made[-1].set_id]


def choices(talk, name):
    return {r.variant.choices[name] for r in newest(talk)}


def test_a_rule_narrows_what_is_proposed_until_it_is_lifted(forge):
    reply = forge("depth at most 4")
    assert "Within what you said: depth at most 4." in reply.text
    assert max(choices(forge, "depth")) <= 4
    forge("no trees, recommend 30")
    assert max(choices(forge, "depth")) <= 4 and choices(forge, "kind") == {"net"}
    assert any("depth at most 4" in reason for reason in newest(forge)[0].reasons)
    forge("lift the limit on depth")
    assert max(choices(forge, "depth")) > 4 and choices(forge, "kind") == {"net"}
    forge("recommend 30 more")
    assert choices(forge, "kind") == {"net"}
    assert "Within what you said" not in forge("lift all limits, recommend 30").text
    assert choices(forge, "kind") == {"net", "tree"}


def test_undo_takes_the_last_rule_back(forge):
    forge("depth at most 4")
    forge("only nets")
    assert choices(forge, "kind") == {"net"}
    reply = forge("undo")
    assert "depth at most 4" in reply.text and "kind" not in reply.text.split("Within what you said")[1].split(".")[0]
    assert "Within what you said" not in forge("undo").text


def test_a_supposition_does_not_stay(forge):
    assert "depth at most 2" in forge("what if depth were at most 2?").text
    assert max(choices(forge, "depth")) <= 2
    assert "Within what you said" not in forge("recommend what to try next").text


def test_one_that_was_shown_is_not_proposed_again_and_cheaper_ones_are_cheaper(forge):
    second, cost = newest(forge)[1].variant.id, newest(forge)[0].cost_s
    assert "not the combination" in forge("not the second one, recommend 10").text
    assert second not in {r.variant.id for r in newest(forge)}
    forge("cheaper ones")
    assert max(r.cost_s for r in newest(forge)) < max(cost, 18) and second not in {r.variant.id for r in newest(forge)}
    assert "s a run" in forge("which limits are in force?").text
    forge("lift all limits")
    assert "Nothing limits forge" in forge("which limits are in force?").text


def test_another_metric_is_what_is_recommended_by_from_then_on(forge):
    forge("minimise the loss")
    assert {(r.metric, r.direction) for r in newest(forge)} == {("loss", "min")}
    forge("depth at most 6")
    assert {r.metric for r in newest(forge)} == {"loss"}
    forge("as fast as possible")
    assert {(r.metric, r.direction) for r in newest(forge)} == {("cost_s", "min")}
    assert newest(forge)[0].score < 10 and newest(forge)[0].score_low >= 0


def test_a_bounded_metric_and_the_time_are_foreseen_and_kept_to(forge):
    forge("maximise accuracy with a loss below 0.25")
    assert {r.metric for r in newest(forge)} == {"accuracy"}
    loss = 1 - 0.9 + 0.02 * 2  # the bound is near the best that there is at all
    assert max(choices(forge, "depth")) <= 8 and loss < 0.25
    forge("lift all limits")
    forge("at most 8 seconds a run")
    assert all(r.cost_high_s <= 8 for r in newest(forge))
    refused = forge("loss below 0.01").text
    assert "is foreseen to have loss below 0.01" in refused and "lie between" in refused
    assert "loss" not in forge("recommend what to try next").text.split("Within what you said")[1].split(".")[0]


def test_what_was_the_same_in_every_run_is_said(forge):
    assert "epochs was 50 in every run" in forge("epochs at most 60").text
    refused = forge("epochs at most 20").text
    assert "nothing tells how it goes" in refused and "Import runs that vary it" in refused


def test_a_rule_beyond_all_runs_is_refused_with_what_there_is(forge):
    refused = forge("depth at least 40").text
    assert "depth at least 40" in refused and "2 to 12" in refused


def test_a_rule_about_nothing_that_it_has_is_said_to_change_nothing(forge):
    reply = forge("no SVM")
    assert "I find nothing in forge" in reply.text and "depth (2 to 12)" in reply.text
    both = forge("no SVM, recommend what to try next")
    assert "I find nothing in forge" in both.text and newest(forge)


def test_the_best_within_the_rule_is_what_is_compared_with(forge):
    forge("rate at least 0.1")
    best = newest(forge)[0]
    assert "rate 0.01" not in best.reasons[0] and best.chance_of_best is not None


def test_real_runs_of_two_use_cases_are_narrowed(talk):
    folder = extremexp_folder()
    if folder is None:
        pytest.skip("the history of ExtremeXP is not here")
    talk(f"import the runs in {folder / 'uc2.csv'}")
    talk("depth at most 79 and no more than 50 trees")
    assert max(choices(talk, "max_depth")) <= 79 and max(choices(talk, "n_estimators")) <= 50
    talk(f"import the runs in {folder / 'uc5.csv'}")
    assert "epochs was 50 in every run" in talk("epochs at most 50, recommend what to try next").text
    talk("no CNN and I have no GPU")
    assert "CNN" not in choices(talk, "algorithm") and choices(talk, "pu") == {"CPU"}
    talk("minimise the loss, recommend 10")
    assert {r.metric for r in newest(talk)} == {"loss"} and choices(talk, "pu") == {"CPU"}


def test_the_terminal_takes_the_same_rules(runs, tmp_path, capsys):
    from assistant.cli import main

    def sextant(*words):
        code = main(["--home", str(tmp_path / "home"), *map(str, words)])
        return (code, *capsys.readouterr())

    assert sextant("import", runs, "--person", "ada")[0] == 0
    code, out, _ = sextant("recommend", "forge", "--limit", "depth at most 4", "--metric", "time", "--json")
    told = json.loads(out)
    assert code == 0 and all(r["variant"]["choices"]["depth"] <= 4 for r in told["recommendations"])
    assert {r["metric"] for r in told["recommendations"]} == {"cost_s"}
    code, _, err = sextant("recommend", "forge", "--limit", "no SVM")
    assert code == 1 and "“no SVM” is about nothing that forge has" in err and "depth (2 to 12)" in err
