from collections.abc import Callable
from datetime import UTC, datetime
from itertools import count

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recommender import Recommender
from recommender.advice import Advice, Asker, DataAtHand, MetaModel, advise
from store.errors import BadRequest
from store.experience import variants_frame
from store.records import (
    Budget,
    Constraints,
    DatasetProfile,
    Effect,
    Feedback,
    Goal,
    Preference,
    ProfileFact,
    Task,
    Validation,
    Variant,
)
from tests.recommender.histories import History, no_runs

NOW = datetime(2026, 11, 21, tzinfo=UTC)
FAMILIES = ("linear", "tree", "forest", "boosting", "svm", "neural_network")
SECONDS = {"linear": 0.2, "tree": 0.3, "forest": 5.0, "boosting": 8.0, "svm": 20.0, "neural_network": 60.0}
LEVEL = {"linear": 0.80, "tree": 0.76, "forest": 0.86, "boosting": 0.88, "svm": 0.83, "neural_network": 0.84}


def variant(family: str, k: int) -> Variant:
    return Variant.of("made-1", family, {"estimator": family, "strength": 10.0 ** (k - 2)}, f"{family} of strength {k}")


VARIANTS = [variant(f, k) for f in FAMILIES for k in range(5)]


def knowledge(metric_sign: float = 1.0) -> History:
    rng = np.random.default_rng(0)
    datasets = pd.DataFrame({"mf_log_rows": rng.uniform(2, 6, 24), "mf_noise": rng.uniform(0, 1, 24)})
    datasets.index = pd.Index([f"d{k}" for k in range(24)], name="dataset_id")
    datasets["group"], datasets["name"] = datasets.index, [f"table {k}" for k in range(24)]
    runs = []
    for name, row in datasets.iterrows():
        for v in VARIANTS:
            k = np.log10(float(v.choices["strength"])) + 2  # type: ignore[arg-type]
            level = LEVEL[v.family] - 0.2 * row.mf_noise - 0.01 * abs(k - 2) + rng.normal(0, 0.01)
            score = level if metric_sign > 0 else -10 * (1 - level)
            runs.append((name, v.id, score, SECONDS[v.family] * np.exp(row.mf_log_rows - 4 + rng.normal(0, 0.1)), "ok"))
    table = pd.DataFrame(runs, columns=["dataset_id", "variant_id", "score", "cost_s", "status"])
    return History(table, datasets, variants_frame(VARIANTS))


@pytest.fixture(scope="module")
def known() -> History:
    return knowledge()


@pytest.fixture(scope="module")
def fitted(known: History) -> Recommender:
    return Recommender.fit(known)


def goal(metric: str = "roc_auc", **more: object) -> Goal:
    kind = "regression" if metric == "rmse" else "binary"
    task = Task(id="t", version_id="v", target="y", kind=kind, metric=metric, validation=Validation(method="cv"))
    return Goal(id="g", conversation_id="c", person="ann", statement="predict y", task=task, stated_at=NOW, **more)  # type: ignore[arg-type]


def profile() -> DatasetProfile:
    return DatasetProfile(
        id="p", version_id="v", target="y", kind="binary", profiler="made-1", made_at=NOW,
        features={"mf_log_rows": 4.0, "mf_noise": 0.5},
    )  # fmt: skip


def ids() -> Callable[[str], str]:
    numbers = count()
    return lambda prefix: f"{prefix}-{next(numbers)}"


def ask(
    fitted: Recommender, known: History, wanted: Goal, observed: pd.DataFrame | None = None, n: int = 5,
    scale: float = 1.0, dearer: float = 1.0, **asker: object,
) -> Advice:  # fmt: skip
    data = DataAtHand(profile(), no_runs() if observed is None else observed, scale, dearer)
    return advise(
        MetaModel(fitted, known, "m"), wanted, data, VARIANTS, Asker(**asker), n=n, clock=lambda: NOW, new_id=ids(),
    )  # type: ignore[arg-type]  # fmt: skip


def said(words: str, *understood: Effect, subject: str | None = None) -> Feedback:
    return Feedback(
        id="f", conversation_id="c", goal_id="g", subject_kind="variant" if subject else "general", subject_id=subject,
        words=words, sentiment="negative", understood=understood, person="ann", said_at=NOW,
    )  # fmt: skip


def ran(variant: Variant, status: str = "ok", score: float = 0.8) -> dict[str, object]:
    return {"variant_id": variant.id, "score": score if status == "ok" else np.nan, "cost_s": 1.0, "status": status}


def test_a_scale_brings_predictions_into_the_targets_unit_and_changes_no_choice(known: History) -> None:
    errors = knowledge(metric_sign=-1.0)
    errors.datasets["scale"] = 2.0
    by_error = Recommender.fit(errors, seed=0)
    wanted = goal().model_copy(update={"task": goal().task.model_copy(update={"kind": "regression", "metric": "rmse"})})
    plain, scaled = ask(by_error, errors, wanted, n=3), ask(by_error, errors, wanted, n=3, scale=100.0)
    for a, b in zip(plain.recommendations, scaled.recommendations, strict=True):
        assert a.variant == b.variant
        assert b.score == pytest.approx(100.0 * (a.score or 0.0)) and b.score_low == pytest.approx(100 * a.score_low)
        assert a.evidence[0].score == b.evidence[0].score  # past data keep their own scale


def test_recommendations_have_ranks_units_evidence_and_reasons(fitted: Recommender, known: History) -> None:
    advice = ask(fitted, known, goal(), n=4)
    assert [r.rank for r in advice.recommendations] == [1, 2, 3, 4]
    assert len({r.set_id for r in advice.recommendations}) == 1
    first = advice.recommendations[0]
    assert first.variant.family == "boosting" and first.meta_model == "m" and first.made_at == NOW
    assert first.score_low <= first.score <= first.score_high <= 1  # type: ignore[operator]
    assert first.cost_low_s < first.cost_s < first.cost_high_s  # type: ignore[operator]
    assert first.evidence and first.evidence[0].dataset.startswith("table ")
    assert any(first.evidence[0].dataset in reason for reason in first.reasons)
    assert "720 past runs of 30 variants on 24 datasets" in advice.basis


def test_a_metric_where_lower_is_better_comes_back_in_its_own_unit() -> None:
    known = knowledge(-1.0)
    first = ask(Recommender.fit(known), known, goal("rmse")).recommendations[0]
    assert 0 < first.score_low < first.score < first.score_high  # type: ignore[operator]
    assert first.evidence[0].score > 0  # type: ignore[operator]


@settings(max_examples=25, deadline=None)
@given(
    forbidden=st.sets(st.sampled_from(FAMILIES), max_size=4),
    interpretable=st.booleans(),
    limit=st.none() | st.floats(0.5, 100),
    n=st.integers(1, 8),
)
def test_a_constraint_is_never_violated(forbidden: set[str], interpretable: bool, limit: float | None, n: int) -> None:
    known, fitted = _cached()
    limits = Constraints(families_forbidden=tuple(forbidden), interpretable=interpretable, max_run_s=limit)  # type: ignore[arg-type]
    left = [v for v in VARIANTS if v.family not in forbidden and (not interpretable or v.family in ("linear", "tree"))]
    if not left:
        with pytest.raises(BadRequest, match="leave no variant"):
            ask(fitted, known, goal(constraints=limits), n=n)
        return
    advice = ask(fitted, known, goal(constraints=limits), n=n)
    assert advice.recommendations
    for made in advice.recommendations:
        assert made.variant in left
        if limit is not None and not any("No variant is sure" in s for s in advice.skipped):
            assert made.cost_high_s <= limit  # type: ignore[operator]


_made: list[tuple[History, Recommender]] = []


def _cached() -> tuple[History, Recommender]:
    if not _made:
        _made.append((known := knowledge(), Recommender.fit(known)))
    return _made[0]


@pytest.mark.parametrize(
    ("wish", "measure"),
    [
        ("fast", lambda r: r.cost_s),
        ("cheap", lambda r: r.cost_s),
        ("simple", lambda r: FAMILIES.index(r.variant.family)),
        ("interpretable", lambda r: r.variant.family not in ("linear", "tree")),
    ],
)
def test_a_wish_orders_and_is_stated(
    fitted: Recommender, known: History, wish: str, measure: Callable[[object], float]
) -> None:
    plain = ask(fitted, known, goal(), n=3).recommendations
    wished = ask(fitted, known, goal(preferences=(Preference(wish=wish),)), n=3).recommendations  # type: ignore[arg-type]
    assert np.mean([measure(r) for r in wished]) <= np.mean([measure(r) for r in plain])
    assert any(f"for {wish}" in reason for r in wished for reason in r.reasons), [r.reasons for r in wished]


def test_variety_spreads_over_families(fitted: Recommender, known: History) -> None:
    kinds = lambda g: len({r.variant.family for r in ask(fitted, known, g, n=6).recommendations})  # noqa: E731
    assert kinds(goal(preferences=(Preference(wish="diverse"),))) >= kinds(goal())


def test_runs_are_not_repeated_and_failures_are_named(fitted: Recommender, known: History) -> None:
    observed = pd.DataFrame([ran(VARIANTS[17]), ran(VARIANTS[12], "timeout")])
    advice = ask(fitted, known, goal(), observed, n=30)
    assert not {VARIANTS[17].id, VARIANTS[12].id} & {r.variant.id for r in advice.recommendations}
    assert any("ran out of time" in s and "orest of strength 2" in s for s in advice.skipped)
    assert any("need not be repeated" in s for s in advice.skipped)


def test_feedback_changes_the_ranking_and_says_why(fitted: Recommender, known: History) -> None:
    before = ask(fitted, known, goal(), n=5).recommendations
    disliked = before[0].variant
    effects = (
        Effect(kind="preference", value="fast"),
        Effect(kind="rating", value={"variant": disliked.id, "rating": 0.0}),
    )
    after = ask(
        fitted, known, goal(), n=5, prior_set=before, feedback=[said("too slow", *effects, subject=disliked.id)]
    )
    ranks = {r.variant.id: r.rank for r in after.recommendations}
    assert ranks.get(disliked.id, 99) > 1
    assert any("because you said: too slow" in sentence for sentence in after.changed)
    assert any("you said: too slow" in reason for r in after.recommendations for reason in r.reasons)


def test_a_family_that_feedback_rules_out_is_gone_and_one_it_lifts_is_back(fitted: Recommender, known: History) -> None:
    no_boosting = said("no boosting please", Effect(kind="family_forbidden", value="boosting"))
    advice = ask(fitted, known, goal(), n=30, feedback=[no_boosting])
    assert "boosting" not in {r.variant.family for r in advice.recommendations}
    assert any("no boosting please" in s for s in advice.skipped)
    back = ask(
        fitted,
        known,
        goal(),
        n=30,
        feedback=[no_boosting, said("fine", Effect(kind="family_allowed", value="boosting"))],
    )
    assert "boosting" in {r.variant.family for r in back.recommendations}


def test_what_is_known_of_the_person_counts(fitted: Recommender, known: History) -> None:
    facts = [ProfileFact(id="1", person="ann", key="family_forbidden:boosting", value=True, learned_at=NOW)]
    advice = ask(fitted, known, goal(), n=30, facts=facts)
    assert "boosting" not in {r.variant.family for r in advice.recommendations}


def test_nothing_changed_is_said_when_nothing_changed(fitted: Recommender, known: History) -> None:
    before = ask(fitted, known, goal(), n=3).recommendations
    assert ask(fitted, known, goal(), n=3, prior_set=before).changed == ()


def test_a_small_budget_buys_cheap_variants(fitted: Recommender, known: History) -> None:
    first = ask(fitted, known, goal(budget=Budget(seconds=3.0)), n=1).recommendations[0]
    assert first.cost_s < 3  # type: ignore[operator]
    assert any("left" in reason for reason in first.reasons)


def test_without_any_experience_the_space_is_explored(known: History) -> None:
    nothing = History(known.runs.iloc[:0], known.datasets.iloc[:0], known.variants.iloc[:0])
    advice = ask(Recommender.fit(nothing), nothing, goal(preferences=(Preference(wish="fast"),)), n=4)
    assert len({r.variant.family for r in advice.recommendations}) >= 3
    assert all(r.score is None and r.reasons for r in advice.recommendations)
    assert "No past run" in advice.basis


def test_what_would_change_the_first_choice_is_computed_and_told() -> None:
    from recommender import reasons

    known = knowledge()
    big = known.datasets.mf_log_rows.rank() > 12
    worse = known.runs.variant_id.isin([v.id for v in VARIANTS if v.family == "boosting"])
    small_ones = known.runs.dataset_id.map(~big).astype(bool)
    known.runs.loc[worse & small_ones, "score"] -= 0.15
    fitted = Recommender.fit(known)
    small = DatasetProfile(**profile().model_dump() | {"features": {"mf_log_rows": 2.3, "mf_noise": 0.5}})
    data = DataAtHand(small, no_runs())
    advice = advise(MetaModel(fitted, known), goal(), data, VARIANTS, clock=lambda: NOW, new_id=ids())
    first = advice.recommendations[0]
    assert first.variant.family != "boosting"
    told = [r for r in first.reasons if "I would start with" in r]
    assert told and "rows" in told[0] and "boosting" in told[0]
    assert reasons.bound("mf_log_rows", 2.3, True) == "over 10 rows"


def test_data_larger_than_all_known_ones_costs_more_and_less_surely(fitted: Recommender, known: History) -> None:
    def costs(dearer: float) -> dict[str, tuple[float, float]]:
        items = ask(fitted, known, goal(), n=len(VARIANTS), dearer=dearer).recommendations
        return {r.variant.id: (r.cost_s or 0.0, (r.cost_high_s or 0.0) / (r.cost_low_s or 1.0)) for r in items}

    usual, larger = costs(1.0), costs(5.0)
    for name, (seconds, spread) in usual.items():
        assert larger[name][0] == pytest.approx(5 * seconds)
        assert larger[name][1] > spread


def test_runs_seen_on_large_data_tell_more_than_its_size(fitted: Recommender, known: History) -> None:
    done = VARIANTS[0]
    observed = pd.DataFrame([(done.id, 0.8, SECONDS["linear"], "ok")], columns=no_runs().columns)
    said = ask(fitted, known, goal(), n=len(VARIANTS), dearer=5.0).recommendations
    after = ask(fitted, known, goal(), observed, n=len(VARIANTS), dearer=5.0).recommendations
    like = VARIANTS[1].id
    before_s = next(r.cost_s for r in said if r.variant.id == like)
    after_s = next(r.cost_s for r in after if r.variant.id == like)
    assert before_s is not None and after_s is not None and after_s < before_s
