"""Models: what was kept after a run, and the meta-model's own record."""

from collections.abc import Iterable
from typing import Any, Literal

from pydantic import Field, NonNegativeFloat, NonNegativeInt

from store.records.base import Moment, Name, Record, content_hash


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
    files_hash: str | None = None
    """Hash of the files that predict, so that others put in their place are noticed; None where it was not taken."""


USUAL_ALIASES = ("champion", "challenger", "production", "staging", "live", "candidate", "archived", "shadow", "canary")
"""Aliases that say what a model is used for; any other word is the name that it is to be kept under."""


class Alias(Record):
    """A move of an alias such as `champion` to a version; the newest move counts."""

    id: Name
    model: Name
    alias: Name
    version: int | None
    """None takes the alias away."""
    person: Name
    reason: str = ""
    proposal_id: str | None = None
    """The alias proposal it carries out; None for a move from before there were such proposals."""
    decision_id: str | None = None
    """The decision that approved it."""
    moved_at: Moment


class GroupLimit(Record):
    """How much worse a candidate may be than the champion in groups of rows."""

    columns: tuple[str, ...] = ()
    """Whose groups count; those that the goal protects where empty."""
    values: tuple[str, ...] = ()
    """The groups that count, as the columns have them; all where empty."""
    most: NonNegativeFloat
    """In the metric's unit."""


class Gates(Record):
    """What a candidate must satisfy before it may take the champion's place; a person sets them."""

    at_least_as_good: bool = True
    """Whether the candidate must not be worse than the champion by more than `tolerance`."""
    tolerance: NonNegativeFloat = 0.0
    """How much worse is still as good, in the metric's unit."""
    confidence: float = Field(default=0.95, gt=0.5, lt=1)
    """Confidence of the intervals: of 100 such intervals, about that share hold the true difference."""
    certain: bool = False
    """Whether the whole interval must be at or above -tolerance, not the estimate alone."""
    group_loss: NonNegativeFloat | None = None
    """No group may get worse by more than that, in the metric's unit; None asks nothing of groups."""
    group_losses: tuple[GroupLimit, ...] = ()
    """The same of named groups, each with its own limit."""
    group_difference: NonNegativeFloat | None = None
    """The candidate's metric may differ between groups by at most that; None asks nothing."""
    demographic_parity: NonNegativeFloat | None = None
    """Greatest difference between groups of the shares predicted positive, 0 to 1; None asks nothing."""
    equalized_odds: NonNegativeFloat | None = None
    """Greatest difference between groups of true or false positive rates, 0 to 1; None asks nothing."""
    columns: tuple[str, ...] = ()
    """Columns whose groups are compared; those that the goal protects where empty."""
    max_latency_ms: NonNegativeFloat | None = None
    """Greatest median milliseconds a row."""
    max_size_bytes: NonNegativeFloat | None = None
    """Greatest size of the saved model."""


class StandingGate(Record):
    """A gate that every later promotion must pass, as a person set it or took it back.

    The newest of a kind for the same model, columns and values counts.
    """

    id: Name
    model: str | None = None
    """The model it holds for; None for all."""
    gate: Literal[
        "at_least_as_good", "group_loss", "group_difference", "demographic_parity", "equalized_odds",
        "max_latency_ms", "max_size_bytes",
    ]  # fmt: skip
    most: NonNegativeFloat
    """The limit in the gate's unit: a loss or a difference in the metric, milliseconds a row, bytes."""
    certain: bool = False
    """Whether the whole interval of the gain must hold it, not the estimate alone."""
    columns: tuple[str, ...] = ()
    """Whose groups count; those that the goal protects where empty."""
    values: tuple[str, ...] = ()
    """The groups that count; all where empty."""
    words: str = ""
    """What the person said."""
    revoked: bool = False
    """A revoked gate asks nothing."""
    person: Name
    set_at: Moment


class GateResult(Record):
    """Whether one gate let the candidate through, and why."""

    gate: Name
    passed: bool
    sentence: str


class GroupDifference(Record):
    """Candidate minus champion in one group of rows; positive is better, whichever way the metric points."""

    column: str
    value: str
    rows: NonNegativeInt
    candidate: float | None
    """The metric there; None where it cannot be computed."""
    champion: float | None
    gain: float | None
    low: float | None = None
    high: float | None = None


class PromotionReport(Record):
    """A candidate beside the champion, on the same rows or folds."""

    model: Name
    candidate: int
    """Version."""
    champion: int | None
    """Version; None where there is no champion yet."""
    metric: Name
    basis: Literal["rows", "folds", "none"]
    """What was paired: rows, folds, or nothing because there is no champion."""
    n: NonNegativeInt
    """Pairs."""
    candidate_score: float | None
    champion_score: float | None
    gain: float | None
    """How much better the candidate is, in the metric's unit; negative is worse."""
    low: float | None = None
    """Ends of the interval of the gain."""
    high: float | None = None
    chance_better: float | None = Field(default=None, ge=0, le=1)
    """Share of resamples in which the candidate is better."""
    groups: tuple[GroupDifference, ...] = ()
    latency_ms: tuple[float | None, float | None] = (None, None)
    """Median milliseconds a row: candidate, champion."""
    size_bytes: tuple[int | None, int | None] = (None, None)
    """Size of the saved model: candidate, champion."""
    gates: Gates = Gates()
    results: tuple[GateResult, ...] = ()
    passed: bool
    """Whether every gate let it through."""
    sentences: tuple[str, ...] = ()
    """The comparison in words, the most important first."""


class AliasProposal(Record):
    """A move of an alias laid before a person. Nothing moves until a decision approves exactly it."""

    id: Name
    model: Name
    alias: Name
    from_version: int | None
    """Where the alias points as this is written; the move is refused once it points elsewhere."""
    to_version: int | None
    """None takes the alias away."""
    kind: Literal["promote", "roll_back", "retire"]
    report: PromotionReport | None = None
    """The comparison with the champion, for a promotion."""
    why: str = ""
    plan_hash: Name
    """Hash of all of the above; the decision carries it."""
    made_at: Moment

    @staticmethod
    def hash_of(
        model: str,
        alias: str,
        from_version: int | None,
        to_version: int | None,
        kind: str,
        report: PromotionReport | None,
        why: str,
    ) -> str:
        """The hash a decision is bound to: another move, another hash."""
        shown = report.content() if report else None
        return content_hash([model, alias, from_version, to_version, kind, shown, why], 32)


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
    verdict: Literal["none", "harmless", "harmful"] | None = None
    """Nothing has changed, something has that costs nothing, or the model got worse; None in older reports."""
    reasons: tuple[str, ...] = ()
    """One sentence each, the most important first."""
    rows: NonNegativeInt | None = None
    """Rows of the batch."""
    made_at: Moment


def standing(reports: Iterable[DriftReport]) -> list[DriftReport]:
    """Reports but for those that later ones took the place of, because true values were corrected."""
    every = list(reports)
    gone = {i for r in every for i in r.details.get("replaces", ())}
    return [r for r in every if r.id not in gone]


class Policy(Record):
    """When Sextant shall suggest work on a model, as a person wrote it. The newest of a model counts."""

    id: Name
    model: Name
    on_drift: bool = True
    """Suggest when a monitor calls a drift harmful."""
    new_rows: NonNegativeInt | None = None
    """Suggest when so many rows came since the version in use was fitted."""
    floor: float | None = None
    """Suggest when the metric is worse than this."""
    max_age_days: NonNegativeFloat | None = None
    """Suggest when the version in use is older."""
    quiet_days: NonNegativeFloat = 7.0
    """A suggestion is not repeated for the same cause within so many days."""
    every_days: NonNegativeFloat | None = None
    """Suggest retraining once in so many days, whatever was seen."""
    starts_at: Moment | None = None
    """When the first time is due; one span after it was written where None."""
    standing: bool = False
    """Whether retraining within these bounds is approved beforehand; promoting never is."""
    most_s: NonNegativeFloat | None = None
    """Wall seconds that one standing retraining may take in all."""
    until: Moment | None = None
    """After this moment nothing is approved beforehand any more."""
    words: str = ""
    """What the person wrote."""
    conversation_id: str | None = None
    """Where it was written, and where what it brings is told."""
    schedule_id: str | None = None
    """The policy that wrote its schedule and approved it, where later words changed another part; None: its own."""
    revoked: bool = False
    """A revoked policy suggests nothing."""
    person: Name
    written_at: Moment


class Suggestion(Record):
    """Work that Sextant thinks worth proposing. It starts nothing: a person may ask for a proposal, or let it be."""

    id: Name
    model: Name
    cause: Literal["drift", "new_data", "floor", "age", "schedule", "knowledge", "challenger"]
    action: Literal["retrain", "look"]
    """Fit again on newer data, or have a look first."""
    sentence: str
    """What was seen and what is suggested, with the figures."""
    version: int | None = None
    """The version in use it is about."""
    evidence: tuple[str, ...] = ()
    """Ids of the facts it rests on, such as drift reports."""
    expected_gain: float | None = None
    """What retraining would bring back, in the metric's unit, as far as is known."""
    gain_low: float | None = None
    gain_high: float | None = None
    expected_s: NonNegativeFloat | None = None
    """Seconds it would take, from past runs of the same variant."""
    policy_id: str | None = None
    made_at: Moment


class Alert(Record):
    """Something about a model that a person should know of. Alerts of one group are told of together."""

    id: Name
    group: Name
    """Model, version and cause: alerts of the same group are about the same trouble."""
    model: Name
    cause: Literal["drift", "unreadable", "suggestion", "recommender"]
    severity: NonNegativeFloat = 0.0
    """Expected loss in the model's metric."""
    sentence: str
    about: str | None = None
    """Id of the report or suggestion it is about."""
    made_at: Moment


class AlertAct(Record):
    """What a person did about a group of alerts."""

    id: Name
    group: Name
    act: Literal["acknowledge", "silence", "wake"]
    """Seen; say nothing of it for a while; speak of it again."""
    until: Moment | None = None
    """How long it is silent."""
    newest: str | None = None
    """Id of the newest alert of the group then: what comes after it waits to be seen, whatever clocks say."""
    person: Name
    acted_at: Moment


class AlertDelivery(Record):
    """That an alert was sent somewhere, or could not be."""

    id: Name
    alert_id: Name
    channel: Literal["webhook", "mail"]
    ok: bool
    detail: str = ""
    sent_at: Moment


class ModelCheck(Record):
    """What was measured of a kept version beyond its score: how it bears up, or how it treats groups."""

    id: Name
    model: Name
    version: int
    kind: Literal["robustness", "fairness"]
    column: str | None = None
    """Whose groups were compared; None for robustness."""
    metric: Name
    rows: NonNegativeInt
    """Rows measured on, which no fit that was measured had learned from."""
    figures: dict[str, Any]
    """All figures with their intervals, as JSON values."""
    sentences: tuple[str, ...] = ()
    """In words, the most important first."""
    person: Name
    """Who asked."""
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
