import shutil
from collections.abc import Callable
from datetime import timedelta

import pytest

from store.duck import DuckStore
from store.memory import MemoryStore
from store.records import AliasProposal, Decision, ModelVersion
from tests.store import facts


@pytest.fixture(params=["memory", "duckdb"])
def store(request, tmp_path, empty_store):
    made = (
        MemoryStore()
        if request.param == "memory"
        else DuckStore.open(shutil.copy(empty_store, tmp_path / "store.duckdb"))
    )
    yield made
    made.close()


@pytest.fixture
def clock() -> Callable:
    """A clock that goes a minute a look."""
    now = [facts.NOON]

    def look():
        now[0] += timedelta(minutes=1)
        return now[0]

    return look


@pytest.fixture
def new_id() -> Callable:
    return facts.Ids()


def version(number: int, name: str = "churn", run_id: str | None = None, rows: int = 1000) -> ModelVersion:
    return ModelVersion(
        id=f"{name}-{number}", name=name, version=number, run_id=run_id, goal_id=None, path=f"models/{name}/{number}",
        signature={"age": "int64"}, metrics={"roc_auc": 0.8}, rows=rows, saved_by="ada", saved_at=facts.at(number),
    )  # fmt: skip


def decide(
    proposal: AliasProposal, verdict: str = "approve", person: str = "ada", id: str = "", plan_hash: str = ""
) -> Decision:
    return Decision(
        id=id or f"decision-{proposal.id}-{verdict}", proposal_id=proposal.id,
        plan_hash=plan_hash or proposal.plan_hash, verdict=verdict, person=person, channel="button",
        decided_at=facts.at(99),
    )  # fmt: skip
