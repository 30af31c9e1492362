"""After all listed variants were run the search goes on with new ones, within the constraints, without repeating."""

import random
from datetime import UTC, datetime

import pytest

from assistant.advising import WIDER, Advising
from assistant.refining import allowed, widened
from experiments.workflows.tabular import sample_variants
from store.memory import MemoryStore
from store.records import (
    Constraints,
    DatasetProfile,
    DatasetVersion,
    Goal,
    Limits,
    Run,
    RunEnd,
    Task,
    UserProfile,
    Validation,
    Variant,
)

NOW = datetime(2026, 11, 21, tzinfo=UTC)
VERSION = DatasetVersion(id="v", dataset_id="d", rows=500, columns=(), snapshot="s", size_bytes=1, recorded_at=NOW)


def goal(**constraints) -> Goal:
    task = Task(id="t", version_id="v", target="y", kind="binary", metric="roc_auc", validation=Validation(method="cv"))
    return Goal(
        id="g", conversation_id="c", person="ann", statement="predict y", task=task,
        constraints=Constraints(**constraints), stated_at=NOW,
    )  # fmt: skip


def run(store: MemoryStore, aim: Goal, variants: list[Variant]) -> None:
    """Keeps runs that ended, with scores that differ a little."""
    chance = random.Random(0)
    for place, variant in enumerate(variants):
        key = f"r-{variant.id}"
        made = Run(
            id=key, experiment_id="e", position=place, variant=variant, task=aim.task, seed=0, limits=Limits(),
            queued_at=NOW,
        )  # fmt: skip
        score = 0.8 + 0.01 * chance.random()
        store.append(
            made, RunEnd(run_id=key, outcome="ok", score=score, metrics={"roc_auc": score}, wall_s=1.0, ended_at=NOW)
        )


def test_after_all_listed_variants_new_ones_are_recommended_and_never_one_that_was_run(tmp_path):
    store = MemoryStore()
    store.append(VERSION)
    advising = Advising(store, tmp_path, lambda: NOW, lambda prefix: f"{prefix}-1")
    aim = goal(families_allowed=("linear", "tree"))
    profile = DatasetProfile(
        id="p", version_id="v", target="y", kind="binary", profiler="p", features={"mf_rows": 500.0}, made_at=NOW
    )
    listed = advising.candidates(aim)
    run(store, aim, listed)
    begun, before = {v.id for v in listed}, ()
    for _ in range(3):
        advice = advising.advise(aim, profile, person=UserProfile(person="ann"), n=5, prior_set=before)
        fresh = [r.variant for r in advice.recommendations]
        assert len(fresh) == 5 and not begun & {v.id for v in fresh}
        assert {v.family for v in fresh} <= {"linear", "tree"} and WIDER in advice.basis
        assert all(r.score is not None for r in advice.recommendations)
        run(store, aim, fresh[:2])
        begun |= {v.id for v in fresh[:2]}
        before = advice.recommendations
    advising.close()


@pytest.mark.parametrize("kind", ["binary", "multiclass", "regression"])
@pytest.mark.parametrize("seed", [0, 3])
def test_new_variants_are_new_within_the_constraints_and_repeat_with_the_seed(kind, seed):
    aim = goal(families_forbidden=("boosting", "neural_network"))
    aim = aim.model_copy(update={"task": aim.task.model_copy(update={"kind": kind})})
    known = sample_variants(kind, 150)
    found = widened(aim, VERSION, known[:40], {v.id for v in known}, seed)
    assert len({v.id for v in found}) == len(found) > 60
    assert not {v.id for v in found} & {v.id for v in known}
    assert all(allowed(aim, v) for v in found)
    assert found == widened(aim, VERSION, known[:40], {v.id for v in known}, seed)
