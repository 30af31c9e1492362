"""The search near the best keeps to the goal's constraints and to the time that is left."""

import pytest

from assistant.headless import Search
from assistant.refining import FEWEST_ENDED, made_for_it, refined, unexplained, worth_running
from assistant.wish import Wish
from experiments.workflows.tabular import default_variant, families_of, interpretable, sample_variants
from store.records import Constraints, DatasetVersion, Limits, Recommendation, Run, RunEnd


@pytest.fixture
def goal(app, churn):
    return Search(app, Wish(data=str(churn), target="churn"), 0.0).settle()


def ended(goal, services, variants, wall_s=1.0):
    found = []
    for place, variant in enumerate(variants):
        run = Run(
            id=f"r{place}", experiment_id="e", position=place, variant=variant, task=goal.task, seed=0,
            limits=Limits(), queued_at=services.clock(),
        )  # fmt: skip
        end = RunEnd(run_id=run.id, outcome="ok", score=0.9 - place / 100, wall_s=wall_s, ended_at=services.clock())
        found.append((run, end))
    return found


def test_nothing_is_refined_while_little_has_ended(app, goal):
    few = ended(goal, app.services, sample_variants("binary", FEWEST_ENDED - 1))
    assert refined(goal, few, set(), 100.0, 0) is None


def test_a_neighbour_fits_the_constraints_and_the_time(app, goal):
    goal = goal.model_copy(update={"constraints": Constraints(families_forbidden=("neural_network", "boosting"))})
    runs = ended(goal, app.services, sample_variants("binary", 30))
    begun = {r.variant.id for r, _ in runs}
    for seed in range(30):
        found = refined(goal, runs, begun, 100.0, seed)
        if found is not None:
            assert not families_of(found.variant) & {"neural_network", "boosting"}
            assert found.variant.id not in begun
    assert refined(goal, runs, begun, 1.0, 0) is None


def test_only_the_better_half_of_the_runs_has_neighbours(app, goal):
    variants = {v.choices["estimator"]: v for v in reversed(sample_variants("binary", 120))}
    runs = ended(goal, app.services, list(variants.values()))
    able = {r.variant.choices["estimator"] for r, _ in runs[: (len(runs) + 1) // 2]}
    found = {refined(goal, runs, set(), 100.0, seed).variant.choices["estimator"] for seed in range(60)}
    assert len(found) > 1
    assert found <= able


def test_a_table_of_many_rows_gets_boosting_with_room_once_and_within_the_constraints(app, goal):
    version = app.services.store.get(DatasetVersion, goal.task.version_id)
    large, begun = version.model_copy(update={"rows": 5000}), {"a", "b"}
    first = made_for_it(goal, large, [], begun, 60.0)
    assert first is not None
    assert first.variant.family == "boosting"
    assert made_for_it(goal, large, [], {*begun, first.variant.id}, 60.0) is None
    assert made_for_it(goal, large, [], {"a"}, 60.0) is None, "something quick comes first"
    assert made_for_it(goal, large, [], begun, 10.0) is None
    assert made_for_it(goal, large.model_copy(update={"rows": 3000}), [], begun, 60.0) is None
    without = goal.model_copy(update={"constraints": Constraints(families_forbidden=("boosting",))})
    assert made_for_it(without, large, [], begun, 60.0) is None


def test_what_is_made_for_a_table_waits_for_no_run_that_takes_most_of_the_time(app, goal):
    version = app.services.store.get(DatasetVersion, goal.task.version_id).model_copy(update={"rows": 5000})
    runs = ended(goal, app.services, [default_variant("lightgbm", "binary")])
    run, end = runs[0]
    quick, slow = ([(run, end.model_copy(update={"wall_s": wall_s}))] for wall_s in (2.0, 20.0))
    found = made_for_it(goal, version, quick, {"a", "b"}, 50.0)
    assert found is not None
    assert found.expected_s == pytest.approx(2.0 * found.variant.choices["lightgbm.trees"] / 160)
    assert made_for_it(goal, version, slow, {"a", "b"}, 50.0) is None


def test_numbers_that_may_be_codes_are_soon_tried_as_categories_where_time_is_short_too(app, goal):
    version = app.services.store.get(DatasetVersion, goal.task.version_id)
    plain = [c.model_copy(update={"kind": "categorical"}) for c in version.columns]
    first = next(i for i, c in enumerate(plain) if c.name != goal.task.target)
    coded = [*plain[:first], plain[first].model_copy(update={"kind": "numeric", "distinct": 5}), *plain[first + 1 :]]
    with_codes, without = (version.model_copy(update={"rows": 600, "columns": tuple(c)}) for c in (coded, plain))
    runs = ended(goal, app.services, sample_variants("binary", 60))
    twin = made_for_it(goal, with_codes, runs, {"a", "b"}, 8.0)
    assert twin is not None
    assert (twin.variant.choices["estimator"], twin.variant.choices["codes"]) == ("linear", "categories")
    assert made_for_it(goal, without, runs, {"a", "b"}, 8.0) is None
    assert made_for_it(goal, with_codes, runs[:2], {"a", "b"}, 8.0) is None, "experience comes first"


@pytest.mark.parametrize(("score", "baseline", "left"), [(0.995, 0.5, 0.01), (0.5, 0.5, 1.0), (0.4, 0.5, 1.2)])
def test_what_a_run_leaves_unexplained_is_its_error_beside_the_trivial_one(app, goal, score, baseline, left):
    (_, end), *_ = ended(goal, app.services, sample_variants("binary", 1))
    end = end.model_copy(update={"score": score, "baseline": baseline})
    assert goal.task.metric == "roc_auc"
    assert unexplained(goal.task, end) == pytest.approx(left)
    assert unexplained(goal.task, end.model_copy(update={"baseline": None})) is None


def test_who_wants_to_follow_the_model_gets_neighbours_that_can_be_followed(app, goal):
    goal = goal.model_copy(update={"constraints": Constraints(interpretable=True)})
    able = [v for v in sample_variants("binary", 120) if interpretable(v)]
    runs = ended(goal, app.services, able)
    found = [refined(goal, runs, set(), 100.0, seed) for seed in range(20)]
    assert any(found)
    assert all(interpretable(f.variant) for f in found if f is not None)


def test_what_cannot_become_the_best_is_run_only_of_a_new_family(app, goal):
    variants = sample_variants("binary", 16)
    runs = ended(goal, app.services, variants[:6])
    advice = [
        Recommendation(
            id=f"a{i}", set_id="s", goal_id=goal.id, rank=i + 1, variant=v, metric="roc_auc", score=0.5,
            chance_of_best=0.001, made_at=app.services.clock(),
        )
        for i, v in enumerate(variants)
    ]  # fmt: skip
    known = {r.variant.family for r, _ in runs}
    kept = worth_running(advice, runs, {r.variant.id for r, _ in runs})
    assert kept
    assert all(r.variant.family not in known for r in kept)
    assert len(worth_running(advice, runs[:2], set())) == len(advice)
