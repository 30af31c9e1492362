"""What failed on like data is known, and what was not the variant's fault is not held against it."""

import pytest

from experiments.failures import known_failures
from experiments.workflows.tabular import default_variant
from store.records import DatasetVersion, RunEnd, Variant
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
    ["The run's process was killed from outside (SIGKILL)", "The run could not write into x: is the disk full?"],
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
