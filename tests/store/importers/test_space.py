"""From imported runs to what to try next."""

import itertools
from datetime import UTC, datetime

import numpy as np
import pandas as pd
import pytest

from recommender.regression import ChoiceRegression
from store.errors import BadRequest
from store.experience import variants_frame
from store.importers import apply, importer_of
from store.importers.experience import (
    imported_directions,
    imported_experience,
    imported_metric,
    imported_runs,
    imported_workflows,
    spread_of_repeats,
)
from store.importers.limits import Limit
from store.importers.space import candidates, shapes_of
from tests.store.importers import sources


def now():
    return datetime(2026, 3, 1, tzinfo=UTC)


def bring(store, path, **how):
    apply(store, importer_of(str(path)).read(str(path), **how), "ada", now)


def learned(known):
    return ChoiceRegression.fit(known, known.datasets.index[0])


def quality(choices):
    """The true accuracy in the made table."""
    rate = 0.03 * np.log10(choices["lr"])
    if choices["algorithm"] == "conv":
        return 0.8 + 0.01 * choices["kernel"] + rate
    return 0.7 + 0.05 * choices["nodes"].count("-") + (0.04 if choices["act"] == "relu" else 0) + rate


def made_table(folder):
    """A foreign workflow: dense networks whose sizes settle their layers, and convolutional ones with a kernel."""
    rates = (0.001, 0.01, 0.1)
    every = [
        {"algorithm": "dense", "nodes": nodes, "layers": nodes.count("-") + 1, "lr": rate, "act": act}
        for nodes, rate, act in itertools.product(("8", "8-8", "16-8", "8-8-8"), rates, ("relu", "tanh"))
    ] + [{"algorithm": "conv", "kernel": kernel, "lr": rate} for kernel, rate in itertools.product((3, 5, 7), rates)]
    untried = (-9, -7, -5, -3)
    tried = [c for i, c in enumerate(every, -len(every)) if i not in untried] + every[:2]  # two are repeated
    noise = np.random.default_rng(0).normal(0, 0.004, len(tried))
    rows = [{**c, "accuracy": quality(c) + e, "seconds": 10.0 + 5 * len(c)} for c, e in zip(tried, noise, strict=True)]
    pd.DataFrame(rows).to_csv(folder / "made.csv", index=False)
    return folder / "made.csv"


def test_shapes_keep_what_belongs_together(store, tmp_path):
    bring(store, made_table(tmp_path))
    dense, conv = shapes_of(imported_runs(store, "made"))
    assert dense.fixed == {"algorithm": "dense"} and conv.fixed == {"algorithm": "conv"}
    assert set(conv.values) == {"kernel", "lr"}
    assert dense.follows["layers"][0] == "nodes" and "layers" not in dense.values
    assert dense.values["lr"] == (0.001, 0.01, 0.1, 0.00316, 0.0316)


def test_candidates_are_untried_possible_and_repeatable(store, tmp_path):
    bring(store, made_table(tmp_path))
    found = candidates(store, "made", metric="accuracy", n=30)
    assert found == candidates(store, "made", metric="accuracy", n=30)
    assert found != candidates(store, "made", metric="accuracy", n=30, seed=1)
    assert len({v.id for v in found}) == len(found) == 30
    assert not {v.id for v in found} & {r.variant.id for r in imported_runs(store, "made")}
    for choices in (v.choices for v in found):
        if choices["algorithm"] == "dense":
            assert choices["layers"] == choices["nodes"].count("-") + 1 and "kernel" not in choices
        else:
            assert set(choices) == {"algorithm", "kernel", "lr"}
    observed = {0.001, 0.01, 0.1}
    assert {v.choices["lr"] for v in candidates(store, "made", interpolate=False)} <= observed
    assert len(candidates(store, "made", n=10_000)) == 4 * 5 * 2 + 5 * 5 - 24 - 5  # all there are


def test_the_recommender_proposes_untried_combinations_with_intervals(store, tmp_path):
    bring(store, made_table(tmp_path))
    check_recommendations(store, "made", "accuracy", costs=True)


def check_recommendations(store, workflow, metric, costs):
    known = imported_experience(store, workflow, metric)
    tried = set(known.variants.index)
    untried = candidates(store, workflow, metric=metric, n=150)
    found = learned(known).recommend(variants_frame(untried), n=5)
    assert len(found) == 5 and not set(found.variant_id) & tried
    assert (found.score_low < found.score).all() and (found.score < found.score_high).all()
    assert found.score.mean() >= known.runs.score.mean() - 1e-9  # the mean where no choice tells
    if costs:
        assert (found.cost_low_s <= found.cost_s).all() and (found.cost_s <= found.cost_high_s).all()
    else:
        assert found.cost_s.isna().all()


def test_predictions_follow_what_was_learned(store, tmp_path):
    bring(store, made_table(tmp_path))
    known = imported_experience(store, "made", "accuracy")
    untried = {v.id: v for v in candidates(store, "made", n=10_000)}
    found = learned(known).recommend(variants_frame(untried.values()), n=len(untried))
    truth = [quality(untried[v].choices) for v in found.variant_id]
    assert np.corrcoef(truth, found.score)[0, 1] > 0.6


def test_repeats_are_averaged_and_their_spread_is_told(store, tmp_path):
    frame = pd.DataFrame({"depth": [1, 1, 2, 2, 3], "accuracy": [0.5, 0.7, 0.8, 0.8, 0.9], "rating": [1, 3, 4, 4, 5]})
    frame.to_csv(tmp_path / "r.csv", index=False)
    bring(store, tmp_path / "r.csv")
    assert imported_workflows(store) == ("r",)
    known = imported_experience(store, "r", "accuracy")
    assert sorted(known.runs.score.round(6)) == [0.6, 0.8, 0.9]
    assert spread_of_repeats(store, "r", "accuracy") == pytest.approx(0.1)
    assert sorted(imported_experience(store, "r", "rating").runs.score) == [2, 4, 5]


def test_a_lower_metric_becomes_a_gain_and_costs_may_be_unknown(store, tmp_path):
    (tmp_path / "l.csv").write_text("depth,loss\n1,0.5\n2,0.2\n3,0.9\n")
    bring(store, tmp_path / "l.csv")
    known = imported_experience(store, "l", "loss")
    assert sorted(known.runs.score) == [-0.9, -0.5, -0.2] and known.runs.cost_s.isna().all()


def test_a_direction_is_asked_for_never_guessed(store, tmp_path):
    (tmp_path / "d.csv").write_text("depth,metric.wonder\n1,0.5\n2,0.2\n3,0.9\n")
    plan = importer_of(str(tmp_path / "d.csv")).read(str(tmp_path / "d.csv"))
    assert any("wonder" in note for note in plan.notes)
    bring(store, tmp_path / "d.csv")
    with pytest.raises(BadRequest, match="wonder=metric max"):
        imported_experience(store, "d", "wonder")
    assert len(imported_experience(store, "d", "wonder", direction="min").runs) == 3
    bring(store, tmp_path / "d.csv", take={"wonder": "metric min"})
    assert imported_directions(store, "d") == {"wonder": "min"}
    assert imported_metric(store, "d", "Wonder") == ("wonder", "min")


def test_what_is_not_there_is_named(store, tmp_path):
    with pytest.raises(BadRequest, match="none yet"):
        imported_runs(store, "nothing")
    bring(store, made_table(tmp_path))
    with pytest.raises(BadRequest, match="made"):
        imported_runs(store, "nothing")
    with pytest.raises(BadRequest, match="accuracy"):
        imported_experience(store, "made", "auc")


def test_a_table_that_grew_adds_only_what_is_new(store, tmp_path):
    path = tmp_path / "g.csv"
    path.write_text("depth,accuracy,kind\n1,0.5,a\n2,0.6,a\n")
    bring(store, path)
    path.write_text("depth,accuracy,kind\n1,0.5,a\n2,0.6,a\n2.5,0.7,b\n")
    done = apply(store, importer_of(str(path)).read(str(path)), "ada", now)
    assert (done.new, done.changed) == ({"g": 3}, {"g": 2})  # `kind` varies now, so the old runs are read anew
    assert [r.variant.choices for r in imported_runs(store, "g")] == [
        {"depth": 1, "kind": "a"}, {"depth": 2, "kind": "a"}, {"depth": 2.5, "kind": "b"}]  # fmt: skip


folder = sources.extremexp_folder()
real = pytest.mark.skipif(folder is None, reason="no history of ExtremeXP here (SEXTANT_EXTREMEXP)")


@real
@pytest.mark.parametrize(("name", "metric", "costs", "runs"), [
    ("uc2", "accuracy", False, 72), ("uc2", "f1_score", False, 72), ("uc5", "f1_score", True, 84),
    ("uc5", "loss", True, 84), ("uc5", "rating", True, 84)])  # fmt: skip
def test_use_cases_of_extremexp_get_recommendations(store, name, metric, costs, runs):
    bring(store, folder / f"{name}.csv")
    assert len(imported_runs(store, name)) == 100
    assert len(imported_experience(store, name, metric).runs) == runs
    assert spread_of_repeats(store, name, metric) > 0
    check_recommendations(store, name, metric, costs)


@real
def test_intervals_hold_on_configurations_left_out(store):
    """80 % intervals of configurations that were kept out, by configuration and never by row."""
    bring(store, folder / "uc2.csv")
    bring(store, folder / "uc5.csv")
    for workflow, metric in (("uc2", "accuracy"), ("uc5", "f1_score")):
        known = imported_experience(store, workflow, metric)
        ids = np.random.default_rng(0).permutation(known.variants.index.to_numpy())
        inside = []
        for part in range(4):
            out = ids[part::4]
            rest = type(known)(known.runs[~known.runs.variant_id.isin(out)], known.datasets,
                               known.variants.drop(out), known.set_aside)  # fmt: skip
            found = learned(rest).recommend(known.variants.loc[out], n=len(out))
            truth = known.runs.set_index("variant_id").score[found.variant_id].to_numpy()
            inside += list((truth >= found.score_low) & (truth <= found.score_high))
        assert 0.72 <= np.mean(inside) <= 0.97, (workflow, np.mean(inside))


@real
def test_the_messy_layer_of_extremexp_is_read_and_the_rest_is_explained(store):
    plan = importer_of(str(folder)).read(str(folder))
    skipped = plan.all_skipped()
    assert sum(len(s.runs) for s in plan.spaces) == 86
    assert skipped["the experiment was never started"] == 293 and skipped["no metric of the run has a value"] == 49
    grid = next(s for s in plan.spaces if s.space.workflow == "I2CAT_workflow1_Explainability")
    assert len(grid.runs) == 58 and all(r.variant is not None for r in grid.runs)
    bring(store, folder)
    check_recommendations(store, "I2CAT_workflow1_Explainability", "I2CAT_f1score", costs=False)


@real
def test_the_grids_order_gives_the_configurations(store):
    """Two experiments of that layer share grid points: where they do, the same configuration has the same scores."""
    bring(store, folder)
    by_variant = {}
    for run in imported_runs(store, "I2CAT_workflow1_Explainability"):
        if run.context["experiment"] in ("YUwOxZYBpHPS2GeINiAT", "_DXnrpYBc0POvO1cmcGO"):
            by_variant.setdefault(run.variant.id, set()).add(run.metrics.get("I2CAT_f1score"))
    shared = [scores for scores in by_variant.values() if scores]
    assert all(len(scores) == 1 for scores in shared)
    assert len(by_variant) < 36 + 17  # so some are shared


def test_candidates_keep_to_limits_and_what_settles_others_is_limited_by_them(store, tmp_path):
    bring(store, made_table(tmp_path))
    limits = (Limit("layers", "<=", (2,)), Limit("kernel", ">", (3,)), Limit("act", "not in", ("tanh",)))
    found = [v.choices for v in candidates(store, "made", metric="accuracy", limits=limits)]
    dense = [c for c in found if c["algorithm"] == "dense"]
    assert dense and all(c["layers"] <= 2 == 1 + max(d["nodes"].count("-") for d in dense) for c in dense)
    assert {c["act"] for c in dense} == {"relu"}
    conv = [c for c in found if c["algorithm"] == "conv"]
    assert conv and all(c["kernel"] > 3 for c in conv)
    only = candidates(store, "made", limits=(Limit("kernel", "in", (5,)),))
    assert only and {v.choices["algorithm"] for v in only} == {"conv"}


def test_a_bound_between_values_is_a_candidate_and_one_beyond_them_is_refused(store, tmp_path):
    bring(store, made_table(tmp_path))
    found = candidates(store, "made", limits=(Limit("lr", "<=", (0.05,)), Limit("algorithm", "in", ("conv",))))
    assert max(v.choices["lr"] for v in found) == 0.05
    with pytest.raises(BadRequest, match=r"kernel at least 9.*Runs had kernel 3 to 7, algorithm conv or dense"):
        candidates(store, "made", limits=(Limit("kernel", ">=", (9,)), Limit("algorithm", "in", ("conv",))))


def test_the_best_configurations_within_the_limits_are_varied(store, tmp_path):
    bring(store, made_table(tmp_path))
    limits = (Limit("lr", "<", (0.1,)),)
    near = candidates(store, "made", metric="accuracy", n=6, limits=limits)
    assert all(v.choices["lr"] < 0.1 for v in near)
    assert np.mean([quality(v.choices) for v in near]) > np.mean(
        [quality(v.choices) for v in candidates(store, "made", n=50, limits=limits)]
    )


def test_runs_are_read_once_until_others_come(store, tmp_path):
    bring(store, made_table(tmp_path))
    first = imported_runs(store, "made")
    assert imported_runs(store, "made") is first
    more = tmp_path / "more.csv"
    more.write_text("algorithm,kernel,lr,accuracy\nconv,9,0.1,0.9\nconv,9,0.01,0.8\n")
    bring(store, more, workflow="made")
    assert len(imported_runs(store, "made")) == len(first) + 2


def test_the_time_can_be_learned_like_a_metric(store, tmp_path):
    bring(store, made_table(tmp_path))
    known = imported_experience(store, "made", "cost_s")
    assert (known.runs["score"] == -known.runs["cost_s"]).all() and imported_metric(store, "made", "cost_s")[1] == "min"
