"""Models: what was kept after a run, and the meta-model's own record."""

from typing import Any

from pydantic import NonNegativeInt

from store.records.base import Moment, Name, Record


class ModelVersion(Record):
    """A fitted pipeline kept for use, with everything that made it."""

    id: Name
    name: Name
    version: int
    run_id: str | None
    goal_id: str | None
    path: str
    """Folder of the saved model, absolute or relative to SEXTANT_HOME."""
    signature: dict[str, str]
    """Input column to dtype."""
    metrics: dict[str, float]
    rows: NonNegativeInt
    """Rows it was fitted on."""
    saved_by: Name
    saved_at: Moment


class Alias(Record):
    """A move of an alias such as `champion` to a version; the newest move counts."""

    id: Name
    model: Name
    alias: Name
    version: int | None
    """None takes the alias away."""
    person: Name
    reason: str = ""
    moved_at: Moment


class Monitor(Record):
    """What is watched of a deployed model."""

    id: Name
    model: Name
    settings: dict[str, Any]
    person: Name
    made_at: Moment


class DriftReport(Record):
    """What a monitor saw in one batch."""

    id: Name
    monitor_id: Name
    batch: str
    drifted: bool
    severity: float
    """Expected loss in the model's metric, ≥ 0."""
    details: dict[str, Any]
    made_at: Moment


class MetaModelCard(Record):
    """A fitted meta-model: what it was trained on and how good it was on datasets held out."""

    id: Name
    kind: str
    metric: Name
    trained_on: dict[str, int]
    """Counts: datasets, variants, runs, own_runs."""
    quality: dict[str, float]
    """Figure to value, such as regret_auc, portfolio_auc, coverage, cost_factor."""
    promoted: bool
    why: str
    path: str = ""
    made_at: Moment
