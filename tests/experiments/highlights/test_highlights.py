import numpy as np
import pandas as pd
import pytest

from experiments.highlights import groups_of, importance_of


@pytest.fixture(scope="module")
def runs():
    """A score made by depth alone and by kind and rate together; noise says nothing."""
    rng = np.random.default_rng(1)
    n = 240
    depth, kind = rng.choice([2, 4, 8], n), rng.choice(["net", "tree"], n)
    rate, noise = rng.choice([0.1, 0.3], n), rng.choice([1, 2, 3], n)
    score = 0.02 * depth + 0.1 * ((kind == "net") == (rate > 0.2)) + rng.normal(0, 0.005, n)
    frame = pd.DataFrame({"depth": depth, "kind": kind, "rate": rate, "noise": noise, "same": 1})
    frame["width"] = pd.Series(np.where(kind == "net", rng.choice([8, 16], n), np.nan))
    return frame, pd.Series(score), pd.Series(np.where(kind == "net", 30.0, 2.0))


def test_what_mattered_is_found_alone_and_together(runs):
    found = importance_of(runs[0].drop(columns="width"), runs[1])
    shares, pairs = dict(found.alone), {frozenset(p[:2]): p[2] for p in found.together}
    assert found.alone[0][0] == "depth" and shares["noise"] < 0.05 and "same" not in shares
    assert shares["depth"] == pytest.approx(0.5, abs=0.2)
    assert pairs[frozenset(("kind", "rate"))] == max(pairs.values()) > 0.2
    assert found.r2 > 0.9 and found.trusted and "depend on each other" in " ".join(found.sentences)


def test_noise_explains_nothing_and_that_is_said(runs):
    found = importance_of(runs[0], pd.Series(np.random.default_rng(0).normal(size=240)))
    assert not found.trusted and "too little" in found.sentences[0]


def test_too_little_says_nothing(runs):
    assert importance_of(runs[0][:5], runs[1][:5]) is None
    assert importance_of(runs[0][["same"]], runs[1]) is None
    assert importance_of(runs[0], runs[1] * 0) is None
    assert groups_of(runs[0][:5], runs[1][:5], runs[2][:5], "accuracy") == ()


def test_groups_are_told_by_a_rule_and_a_typical_run(runs):
    found = groups_of(*runs, "accuracy")
    assert len(found) >= 2 and found[0].score >= found[-1].score
    assert sum(len(g.runs) for g in found) == 240
    for group in found:
        assert group.medoid in group.runs and 0 < group.precision <= 1 and 0 < group.recall <= 1
        assert group.rule in group.sentence and "the others" in group.sentence
    assert any("kind" in g.rule and g.precision > 0.9 for g in found)


def test_the_best_group_comes_first_also_where_lower_is_better(runs):
    found = groups_of(*runs, "rmse", higher_is_better=False)
    assert found[0].score < found[-1].score
    assert {g.runs for g in found} == {g.runs for g in groups_of(*runs, "accuracy")}
