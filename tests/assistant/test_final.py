"""What is kept at the end: one run or a blend of several, fitted in time, with the rule that its goal asks for."""

import json
import time
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pandas as pd
import pytest

from assistant.assembly import assemble
from assistant.caring.kept import of_goal
from assistant.commands.models import called
from assistant.final import Member, blend_score, chosen, expected_fit_s, fit_model, rule_of, with_seeds
from assistant.headless import Search
from assistant.keeping import register
from assistant.keeping_once import keep_best, keep_run, kept_alone
from assistant.model_files import files_hash
from assistant.refining import eligible
from assistant.unseen import unseen_of_model, unseen_rows
from assistant.wish import Wish
from assistant.wording import listed
from experiments.blending import load_whole, save_blend
from experiments.deciding import save_rule
from experiments.fitting import Fitter
from experiments.workflows.tabular import default_variant
from lifecycle.registry import CHAMPION
from store.errors import BadRequest
from store.memory import MemoryStore
from store.records import Alias, Constraints, ErrorCosts, ModelVersion
from tests.assistant.conftest import churn_table
from tests.assistant.copies import Kept, in_order
from tests.assistant.made_runs import measured
from tests.assistant.scripted import by_json


@pytest.fixture(scope="module")
def prepared(tmp_path_factory, meta_folder):
    """A home with a goal and three finished runs of different families, to be copied; the goal, and the best first."""
    folder = tmp_path_factory.mktemp("final")
    (folder / "home").mkdir()
    (folder / "home" / "meta").symlink_to(meta_folder)
    app = assemble(folder / "home", store=MemoryStore(), understand=by_json)
    goal = Search(app, Wish(data=str(churn_table(folder / "churn.csv")), target="churn"), 0.0).settle()
    names = ("linear", "decision_tree", "naive_bayes")
    found = [measured(app.services, goal, f"r{place}", name, place) for place, name in enumerate(names)]
    kept = Kept(folder, in_order(app.store))
    app.close()
    return kept, goal, sorted(found, key=lambda pair: -pair[1].score)


@pytest.fixture
def app(prepared, tmp_path):
    store = prepared[0].copy(tmp_path / "prepared")
    made = assemble(tmp_path / "prepared" / "home", store=store, understand=by_json)
    yield made
    made.close()


@pytest.fixture
def goal(prepared):
    return prepared[1]


@pytest.fixture
def finished(prepared):
    return list(prepared[2])


def test_a_blend_is_expected_to_be_better_than_its_best_member(app, goal, finished):
    members, score = chosen(app.services, goal, finished, 60.0, 2)
    assert score >= finished[0][1].score
    assert sum(m.weight for m in members) == pytest.approx(1.0)
    count, blended = blend_score(app.services, goal) or (1, score)
    assert (count, blended) == (len(members), score)


def test_who_wants_to_follow_the_model_gets_a_single_one(app, goal, finished):
    goal = goal.model_copy(update={"constraints": Constraints(interpretable=True)})
    members, score = chosen(app.services, goal, finished, 60.0, 2)
    assert [m.run.id for m in members] == [finished[0][0].id]
    assert score == finished[0][1].score
    assert blend_score(app.services, goal) is None
    assert with_seeds(goal, members, 60.0, 2) == members


def test_what_the_goal_does_not_allow_becomes_no_model(app, goal, finished):
    """A run of an earlier goal on the same task may break what the goal asks for now."""
    best = finished[0][0].variant.family
    strict = goal.model_copy(update={"constraints": Constraints(families_forbidden=(best,))})
    assert best not in {r.variant.family for r, _ in eligible(strict, finished)}
    count, _ = blend_score(app.services, strict) or (1, 0.0)
    assert count <= len(finished) - 1
    families = tuple({r.variant.family for r, _ in finished})
    nothing = goal.model_copy(update={"constraints": Constraints(families_forbidden=families)})
    assert blend_score(app.services, nothing) is None
    with pytest.raises(BadRequest, match="allows none of the 3 runs with a score"):
        keep_best(app.services, nothing, "m", "me")


@pytest.mark.slow  # a process for the final fit imports for seconds
def test_a_kept_model_is_within_the_goal_though_a_better_run_is_not(app, goal, finished):
    best = finished[0][0].variant.family
    strict = goal.model_copy(update={"constraints": Constraints(families_forbidden=(best,))})
    kept = keep_best(app.services, strict, "allowed", "me")
    assert kept.runs and best not in {run.variant.family for run in kept.runs}


def test_a_quick_run_stands_by_where_the_members_take_long(app, goal, finished):
    slow = [(r, e.model_copy(update={"wall_s": 100.0 if i < 2 else 0.2})) for i, (r, e) in enumerate(finished)]
    members, _ = chosen(app.services, goal, slow, 45.0, 2)
    assert any(m.fit_s < 5.0 for m in members)
    assert sum(m.weight for m in members) == pytest.approx(1.0)


def test_the_best_run_is_tried_where_it_will_probably_be_ready_and_something_quick_is_in_any_case(app, goal, finished):
    slow = [(r, e.model_copy(update={"wall_s": 0.2 if i else 300.0})) for i, (r, e) in enumerate(finished)]
    best = slow[0][0].id
    assert expected_fit_s(*slow[0]) > 45.0
    members, _ = chosen(app.services, goal, slow, 45.0, 2)
    assert members[0].run.id == best and min(m.fit_s for m in members) < 5.0
    assert best not in {m.run.id for m in chosen(app.services, goal, slow, 30.0, 2)[0]}
    assert best not in {m.run.id for m in chosen(app.services, goal, [slow[0], _at(slow[1], 200.0)], 45.0, 2)[0]}


def _at(pair, wall_s):
    return pair[0], pair[1].model_copy(update={"wall_s": wall_s})


def test_fits_that_depend_on_chance_are_repeated_where_time_allows(app, goal, finished):
    run, end = finished[0]
    run = run.model_copy(update={"variant": default_variant("neural_network", "binary")})
    members = [Member(run, end, 0.6, 1.0, run.seed), Member(*finished[1], 0.4, 1.0, 3)]
    many = with_seeds(goal, members, 100.0, 2)
    assert len({m.seed for m in many if m.run.variant.family == "neural_network"}) == 4
    assert sum(m.weight for m in many) == pytest.approx(1.0)
    assert len(with_seeds(goal, members, 2.0, 2)) == 2


def test_stated_costs_move_the_threshold(app, goal, finished):
    goal = goal.model_copy(update={"error_costs": ErrorCosts(false_negative=20, false_positive=1)})
    assert rule_of(app.services, goal, [Member(*finished[0], 1.0, 1.0)]).threshold.value < 0.5


def test_what_a_run_said_of_unseen_rows_is_said_as_its_model_would(app, goal, finished):
    costly = goal.model_copy(update={"error_costs": ErrorCosts(false_negative=20, false_positive=1)})
    plain, measuring = unseen_rows(app.services, goal, *finished[0])
    moved, _ = unseen_rows(app.services, costly, *finished[0])
    assert plain["row"].is_unique and measuring.classes == ("no", "yes")
    value = rule_of(app.services, costly, [Member(*finished[0], 1.0, 1.0)]).threshold.value
    assert ((moved.prediction == "yes") == (moved.probability_yes >= value)).all()
    assert (moved.prediction == "yes").sum() > (plain.prediction == "yes").sum()


def test_a_kept_blend_is_counted_as_it_says_itself(app, goal, finished):
    """Its fairness, mistakes and comparisons rest on the average of its runs and on its own threshold."""
    costly = goal.model_copy(update={"error_costs": ErrorCosts(false_negative=20, false_positive=1)})
    members = [Member(*finished[0], 0.7, 1.0), Member(*finished[1], 0.3, 1.0)]
    folder, rule = app.services.home / "models" / "both" / "1", rule_of(app.services, costly, members)
    folder.mkdir(parents=True)
    save_blend(folder, [("a", 0.7), ("b", 0.3)], "binary", {"runs": [m.run.id for m in members]})
    save_rule(folder, rule)
    model = register(app.services, *finished[0], costly, "both", 1, folder, "me")
    said = unseen_of_model(app.services, model).set_index("row")
    first, second = (unseen_rows(app.services, goal, *pair)[0].set_index("row") for pair in finished[:2])
    expected = 0.7 * first.probability_yes + 0.3 * second.probability_yes
    assert said.probability_yes.to_numpy() == pytest.approx(expected.loc[said.index].to_numpy())
    assert ((said.prediction == "yes") == (said.probability_yes >= rule.threshold.value)).all()
    assert (said.prediction == "yes").sum() > (expected >= 0.5).sum()


def test_a_version_without_kept_predictions_of_all_its_runs_says_nothing_of_unseen_rows(app, goal, finished):
    folder = app.services.home / "models" / "both" / "1"
    folder.mkdir(parents=True)
    save_blend(folder, [("a", 0.7), ("b", 0.3)], "binary", {"runs": [finished[0][0].id, "gone"]})
    model = register(app.services, *finished[0], goal, "both", 1, folder, "me")
    assert unseen_of_model(app.services, model) is None


def test_the_model_that_is_meant_is_the_one_kept_or_put_into_use_last(app, goal, finished):
    services = app.services
    for name, pair in zip(("north", "south"), finished, strict=False):
        folder = services.home / "models" / name / "1"
        folder.mkdir(parents=True)
        register(services, *pair, goal, name, 1, folder, "me")
    assert of_goal(services, goal) == "south"
    services.store.append(
        Alias(id="a", model="north", alias=CHAMPION, version=1, person="me", moved_at=services.clock())
    )
    assert of_goal(services, goal) == "north"


def test_a_blend_is_named_for_who_builds_models_and_for_who_does_not(finished):
    variants = [run.variant for run, _ in finished]
    assert called(variants, plain=False) == "a blend of " + listed([f"“{v.label}”" for v in variants])
    told = called(variants, plain=True)
    assert told.startswith("what these say together: ") and not any(v.label in told for v in variants)
    assert called(variants[:1], plain=False) == variants[0].label


@pytest.mark.slow  # a process for the final fit imports for seconds
def test_what_two_pages_ask_for_at_once_is_kept_once_and_anew_where_it_decides_otherwise(app, goal, finished):
    services = app.services
    with ThreadPoolExecutor(2) as pages:
        both = [page.result() for page in [pages.submit(keep_best, services, goal, "twice", "me") for _ in range(2)]]
    assert sorted(kept.before for kept in both) == [False, True]
    assert both[0].model == both[1].model and both[0].score == both[1].score
    assert len(services.store.find(ModelVersion)) == 1
    costly = goal.model_copy(update={"error_costs": ErrorCosts(false_negative=20, false_positive=1)})
    assert keep_best(services, costly, "twice", "me").model.version == 2, "it says yes from another probability on"
    run, end = finished[0]
    alone = keep_run(services, goal, run, end, "alone", "me")
    assert kept_alone(services, run) == alone.model, "which is not the blend that begins with it"
    assert keep_run(services, goal, run, end, "alone", "me").before
    blend = services.home / both[0].model.path
    whole = json.loads((blend / "blend.json").read_text())
    assert len(whole["members"]) > 1
    for part in ("members", "runs", "seeds", "labels"):
        whole[part] = whole[part][:-1]  # as if one had not been ready in time
    (blend / "blend.json").write_text(json.dumps(whole))
    services.store.append(
        both[0].model.model_copy(update={"id": "short", "version": 3, "files_hash": files_hash(blend)})
    )
    short = keep_best(services, goal, "twice", "me")
    assert short.model.id == "short" and short.late == 1, "who asks at once gets what was kept just now"
    (services.home / alone.model.path / "meta.json").write_text("{}")
    assert not keep_run(services, goal, run, end, "alone", "me").before, "what was changed since is no such model"


@pytest.mark.slow  # a process for the final fit imports for seconds
def test_what_is_kept_predicts_with_the_threshold_for_stated_costs(app, goal, finished, churn):
    goal = goal.model_copy(update={"error_costs": ErrorCosts(false_negative=20, false_positive=1)})
    kept = keep_best(app.services, goal, "churners", "me")
    assert kept.threshold.value < 0.5
    assert kept.model.metrics["roc_auc"] == pytest.approx(kept.score)
    frame = pd.read_csv(churn)
    said = load_whole(app.services.home / kept.model.path).predict(frame)
    expected = np.where(said.probability_yes >= kept.threshold.value, "yes", "no")
    assert said.prediction.tolist() == expected.tolist()
    assert (said.prediction == "yes").sum() > (said.probability_yes >= 0.5).sum()


def test_where_time_is_over_before_any_fit_has_ended_a_late_model_is_better_than_none(app, goal, finished, tmp_path):
    run, end = finished[0]
    fitter = Fitter()
    try:
        made = fit_model(
            app.services, goal, [Member(run, end, 1.0, 1.0)], tmp_path / "late", time.monotonic() - 1.0, [fitter]
        )
    finally:
        fitter.stop()
    assert [m.run.id for m in made] == [run.id]
    assert (tmp_path / "late" / "model.skops").exists()
