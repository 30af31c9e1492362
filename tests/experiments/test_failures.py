"""What failed on like data is known, and what was not the variant's fault is not held against it."""

import pytest

from experiments.failures import known_failures
from experiments.workflows.tabular import default_variant
from store.records import DatasetVersion, Limits, RunEnd, Variant
from tests.experiments.laboratory import Laboratory


def ended(laboratory: Laboratory, variant: Variant, outcome: str, error: str = "", version: str | None = None) -> None:
    run = laboratory.run(variant)
    if version is not None:
        run = run.model_copy(update={"task": run.task.model_copy(update={"version_id": version})})
    scored = {"score": 0.8, "metrics": {"roc_auc": 0.8}} if outcome == "ok" else {}
    end = RunEnd(run_id=run.id, outcome=outcome, error=error, ended_at=laboratory.clock(), **scored)
    laboratory.store.append(run, end)


def other_table(laboratory: Laboratory, rows: int) -> str:
    """A version of another size with the same columns."""
    made = laboratory.version.model_copy(update={"id": f"version-{rows}", "rows": rows})
    laboratory.store.append(DatasetVersion.model_validate(made.model_dump()))
    return made.id


@pytest.fixture
def knn(laboratory: Laboratory) -> Variant:
    return default_variant("knn", laboratory.task.kind)


def test_a_failure_on_this_data_is_known_with_its_sentence(laboratory: Laboratory, knn: Variant) -> None:
    ended(laboratory, knn, "failed", "The column 'age' has no numbers.")
    found = known_failures(laboratory.store, laboratory.task)
    assert list(found) == [knn.id] and "on this data" in found[knn.id] and "no numbers" in found[knn.id]


def test_a_variant_that_also_succeeded_is_not_held_back(laboratory: Laboratory, knn: Variant) -> None:
    ended(laboratory, knn, "failed", "Once.")
    ended(laboratory, knn, "ok")
    assert known_failures(laboratory.store, laboratory.task) == {}


@pytest.mark.parametrize(
    "error",
    [
        "The run's process was killed from outside (SIGKILL)",
        "The run could not write into x: is the disk full?",
        "The kept copy of dataset version 1 is gone from x.",
        "The cluster could not finish this run: OSError",
        "The file x is no longer what dataset version 1 was recorded with.",
    ],
)
def test_a_fault_of_the_machine_is_not_the_variants(laboratory: Laboratory, knn: Variant, error: str) -> None:
    ended(laboratory, knn, "failed", error)
    assert known_failures(laboratory.store, laboratory.task) == {}


def test_data_of_like_size_counts_and_other_data_does_not(laboratory: Laboratory, knn: Variant) -> None:
    rows = laboratory.version.rows
    linear = default_variant("linear", laboratory.task.kind)
    ended(laboratory, knn, "failed", "Near.", other_table(laboratory, rows * 2))
    ended(laboratory, linear, "failed", "Far.", other_table(laboratory, rows * 5))
    found = known_failures(laboratory.store, laboratory.task)
    assert list(found) == [knn.id] and "on data like this" in found[knn.id]


def test_what_a_smaller_table_had_no_memory_for_is_avoided_on_a_larger_one(
    laboratory: Laboratory, knn: Variant
) -> None:
    linear = default_variant("linear", laboratory.task.kind)
    rows = laboratory.version.rows
    ended(laboratory, knn, "memory", "Too large.", other_table(laboratory, rows // 10))
    ended(laboratory, linear, "timeout", "Too slow.", other_table(laboratory, rows * 10))
    assert list(known_failures(laboratory.store, laboratory.task)) == [knn.id]


def test_data_on_which_nothing_works_says_nothing_of_other_data(laboratory: Laboratory) -> None:
    """A target that no model can learn must not take all models from every table of that size."""
    names = ("linear", "knn", "naive_bayes", "decision_tree")
    near = other_table(laboratory, laboratory.version.rows + 1)
    variants = [default_variant(name, laboratory.task.kind) for name in names]
    for variant in variants:
        ended(laboratory, variant, "failed", "The target has too few values.", near)
    assert known_failures(laboratory.store, laboratory.task) == {}
    ended(laboratory, default_variant("lightgbm", laboratory.task.kind), "ok", version=near)
    assert set(known_failures(laboratory.store, laboratory.task)) == {v.id for v in variants}


def test_a_run_stopped_at_less_than_it_may_use_now_may_be_tried_again(laboratory: Laboratory, knn: Variant) -> None:
    ended(laboratory, knn, "timeout", "Stopped after 20 s, the limit for one run.")
    assert known_failures(laboratory.store, laboratory.task) == {}, "five minutes are usual"
    assert list(known_failures(laboratory.store, laboratory.task, Limits(run_s=20))) == [knn.id]
    assert list(known_failures(laboratory.store, laboratory.task, Limits(run_s=5))) == [knn.id]
