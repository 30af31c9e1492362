"""What failed on data like the present one is not recommended there, and that is said."""

from pathlib import Path

import pytest

from assistant.advising import Advising
from assistant.avoiding import Avoiding
from experiments.workflows.tabular import default_variant
from store.memory import MemoryStore
from store.records import Constraints, DatasetVersion, Goal, RunEnd, Task, Variant
from tests.experiments.laboratory import Laboratory


@pytest.fixture
def laboratory(tmp_path: Path) -> Laboratory:
    return Laboratory(tmp_path, MemoryStore())


def goal(laboratory: Laboratory, version_id: str | None = None, **constraints: object) -> Goal:
    task = laboratory.task
    if version_id is not None:
        task = Task.model_validate(task.model_dump() | {"id": f"task-{version_id}", "version_id": version_id})
    return Goal(
        id=laboratory.new_id("goal"), conversation_id="c", person="ann", statement="predict churn", task=task,
        constraints=Constraints(**constraints), stated_at=laboratory.clock(),
    )  # fmt: skip


def like(laboratory: Laboratory, rows: int) -> str:
    """Another table of so many rows, with the same columns."""
    made = laboratory.version.model_dump() | {"id": f"version-{rows}", "rows": rows}
    laboratory.store.append(DatasetVersion.model_validate(made))
    return f"version-{rows}"


def failed(laboratory: Laboratory, variant: Variant) -> None:
    run = laboratory.run(variant)
    end = RunEnd(run_id=run.id, outcome="failed", error="The sum of all is not finite.", ended_at=laboratory.clock())
    laboratory.store.append(run, end)


def test_what_failed_on_like_data_is_no_candidate_and_is_told(laboratory: Laboratory) -> None:
    knn = default_variant("knn", "binary")
    other = goal(laboratory, like(laboratory, laboratory.version.rows + 10))
    advising = Advising(laboratory.store, laboratory.home, laboratory.clock, laboratory.new_id)
    assert knn.id in {v.id for v in advising.candidates(other)}
    failed(laboratory, knn)
    for found in (advising.candidates(other), advising.defaults(other)):
        assert found and knn.id not in {v.id for v in found}
    said = Avoiding(laboratory.store).said(other)
    assert len(said) == 1 and "failed on data like this" in said[0] and said[0].endswith("It is not proposed again.")
    far = goal(laboratory, like(laboratory, laboratory.version.rows * 50))
    assert knn.id in {v.id for v in advising.candidates(far)}, "data of another size is not like it"
    advising.close()


def test_where_nothing_else_is_left_it_is_offered_after_all(laboratory: Laboratory) -> None:
    knn = default_variant("knn", "binary")
    failed(laboratory, knn)
    other = goal(laboratory, like(laboratory, laboratory.version.rows + 10))
    assert Avoiding(laboratory.store).without(other, [knn]) == [knn]


def test_many_failures_are_counted(laboratory: Laboratory) -> None:
    names = ("knn", "linear", "naive_bayes", "decision_tree", "extra_trees")
    for name in names:
        failed(laboratory, default_variant(name, "binary"))
    run = laboratory.run(default_variant("lightgbm", "binary"))
    laboratory.store.append(
        run,
        RunEnd(run_id=run.id, outcome="ok", score=0.8, metrics={"roc_auc": 0.8}, ended_at=laboratory.clock()),
    )
    other = goal(laboratory, like(laboratory, laboratory.version.rows + 10))
    assert Avoiding(laboratory.store).said(other)[-1] == "So did 2 more."
