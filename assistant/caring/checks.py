"""What is measured of a kept version beyond its score, kept as facts: how it bears up, how it treats groups."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from assistant.cards import Bars, ExplanationCard
from assistant.caring import kept
from assistant.services import Services
from store.errors import BadRequest
from store.records import ModelCheck, ModelVersion, metric

if TYPE_CHECKING:
    from lifecycle.explaining._said import Predict
    from lifecycle.fairness import Fairness

MOST_FITTED, MOST_MEASURED = 4_000, 1_000
"""Rows fitted on and measured on, at most: a check is to take seconds."""
_FEW = 1_500
"""Rows up to which every fold is fitted again."""
_COLUMNS = 6


def checks_of(services: Services, model: ModelVersion) -> tuple[ModelCheck, ...]:
    """The newest check of each kind and column of a version."""
    found = services.store.find(ModelCheck, model=model.name, version=model.version)
    return tuple({(c.kind, c.column): c for c in found}.values())


def robustness_of(services: Services, model: ModelVersion, person: str) -> ModelCheck:
    """How a version bears up on worse rows, measured now or before.

    The version itself has learned all rows of its table. So its variants are fitted again on a part of them, in the
    same way, and measured on rows of the rest.

    Raises:
        BadRequest: too few rows are left to measure on.
        BadData: the version or its table is gone.
    """
    from lifecycle.robustness import robustness

    known = next((c for c in checks_of(services, model) if c.kind == "robustness"), None)
    if known is not None:
        return known
    whole = kept.loaded(services, model)
    need_rows(whole)
    frame, truth, predict = _set_aside(services, whole)
    minded = kept.importance(services, model)
    columns = sorted((c for c in minded if c in frame.columns), key=lambda c: -minded[c]) or list(frame.columns)
    measuring = whole.measuring()
    found = robustness(frame, measuring.truth(truth), predict, measuring, columns=columns[:_COLUMNS])
    return _keep(services, model, "robustness", None, found.metric, found.rows, asdict(found), found.sentences, person)


def keep_fairness(services: Services, model: ModelVersion, found: Fairness, metric_name: str, person: str) -> None:
    """Keeps how groups are treated, so that the model's card shows it; what was measured before is not kept again."""
    if not any((c.kind, c.column) == ("fairness", found.column) for c in checks_of(services, model)):
        rows = sum(found.rows.values())
        _keep(services, model, "fairness", found.column, metric_name, rows, asdict(found), found.sentences, person)


def _keep(
    services: Services, model: ModelVersion, kind: str, column: str | None, metric_name: str, rows: int,
    figures: dict[str, Any], sentences: tuple[str, ...], person: str,
) -> ModelCheck:  # fmt: skip
    made = ModelCheck.model_validate(
        {
            "id": services.new_id("check"), "model": model.name, "version": model.version, "kind": kind,
            "column": column, "metric": metric_name, "rows": rows, "figures": figures, "sentences": sentences,
            "person": person, "made_at": services.clock(),
        }
    )  # fmt: skip
    services.store.append(made)
    return made


def _set_aside(services: Services, whole: kept.Loaded) -> tuple[pd.DataFrame, pd.Series, Predict]:
    """Rows set aside as the task's validation does it, and the version's variants fitted on the others.

    Small tables are gone through fold by fold, so that every row is one that was set aside.
    """
    from experiments.validation import splits

    task = whole.task
    table = services.frame(task.version_id)
    table = table[table[task.target].notna()]
    if len(table) > MOST_FITTED + MOST_MEASURED:  # in their order: rows may belong to a time
        table = table.sample(MOST_FITTED + MOST_MEASURED, random_state=0).sort_index()
    table = table.reset_index(drop=True)
    parts = splits(table, task)
    parts = parts if len(table) <= _FEW else parts[-1:]
    fits, places = [], []
    for i, (learn, test) in enumerate(parts):
        fits.append(_fitted_again(whole, table.iloc[learn]))
        places += [(int(row), i) for row in test[:MOST_MEASURED]]
    rows = table.iloc[[row for row, _ in places]].reset_index(drop=True)
    fold = np.array([i for _, i in places])

    def predict(frame: pd.DataFrame) -> pd.DataFrame:
        return pd.concat([fit(frame[fold == i]) for i, fit in enumerate(fits) if (fold == i).any()]).sort_index()

    return rows[list(whole.signature)], rows[task.target], predict


def _fitted_again(whole: kept.Loaded, table: pd.DataFrame) -> Predict:
    """The version's variants fitted on other rows."""
    from experiments.blending import WholeModel
    from experiments.evaluation import fit_final
    from experiments.models import LoadedModel

    members = tuple(
        (LoadedModel(fit_final(table, one.meta.variant, whole.task, one.meta.seed), one.meta), weight)
        for one, weight in whole.whole.models
    )
    return WholeModel(members, whole.whole.rule).predict


def robustness_card(model: ModelVersion, check: ModelCheck) -> ExplanationCard:
    """What each disturbance costs, with 90 % intervals, and how far to trust it."""
    figures = check.figures
    label = metric(check.metric).label
    strains = [*figures["strains"], *figures["columns"]]
    shown = _shown(figures["strains"]) + [c for c in figures["columns"] if c["loss"] is not None][:2]
    rows = tuple((s["words"], _score(s["score"]), _score(s["loss"], "+"), _ends(s)) for s in strains)
    return ExplanationCard(
        title=f"How does {model.name} version {model.version} bear up on worse rows?",
        sentences=(
            *check.sentences,
            f"Undisturbed, {label} is {figures['score']:.4g} on {check.rows:,} rows; what it gains over guessing is "
            f"{figures['skill']:.3g}. Its kind of model was fitted again on other rows, so that none was learned.",
            "The disturbances are made up: they say what such rows would cost, not that they will come.",
        ),
        bars=Bars(
            title=f"How much {label} is lost?",
            labels=tuple(s["words"] for s in shown),
            values=tuple(s["loss"] for s in shown),
            lows=tuple(s["low"] for s in shown),
            highs=tuple(s["high"] for s in shown),
        ),
        columns=("rows with", label, "worse by", "90 % interval"),
        rows=rows,
    )


def _shown(strains: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Of each kind the mildest and the worst."""
    found = []
    for kind in dict.fromkeys(s["kind"] for s in strains):
        ours = [s for s in strains if s["kind"] == kind and s["loss"] is not None and s["low"] is not None]
        found += ours if len(ours) < 2 else [ours[0], ours[-1]]
    return found


def _score(value: float | None, sign: str = "") -> str:
    return "cannot predict" if value is None else f"{value:{sign}.4g}"


def _ends(strain: dict[str, Any]) -> str:
    return "" if strain["low"] is None else f"{strain['low']:+.3g} to {strain['high']:+.3g}"


def plain_line(check: ModelCheck) -> str:
    """The gist of a robustness check for people who do not read metrics."""
    bad = [s for s in check.figures["strains"] if s["loss"] is None or s["loss"] > 0.1 * check.figures["skill"]]
    kinds = list(dict.fromkeys(_IN_SHORT[s["kind"]] for s in bad))
    if not kinds:
        return "It goes on working well when rows have gaps, noise, offsets or categories it never saw."
    worst = max(bad, key=lambda s: float("inf") if s["loss"] is None else s["loss"])
    skill = check.figures["skill"]
    share = "all" if worst["loss"] is None or skill <= 0 else f"{min(worst['loss'] / skill, 1.0):.0%}"
    listed = " and ".join([", ".join(kinds[:-1]), kinds[-1]] if len(kinds) > 1 else kinds)
    return f"Be careful with {listed}: with {worst['words']} it loses {share} of what it is better than guessing."


_IN_SHORT = {
    "missing": "gaps in the rows",
    "noise": "noisy numbers",
    "shift": "numbers that are all too high",
    "unseen": "categories it never saw",
}


def check_lines(services: Services, model: ModelVersion) -> list[tuple[str, str]]:
    """Checks as lines of a model's card: label and value."""
    lines = []
    for check in checks_of(services, model):
        if check.kind == "robustness":
            lines.append(("Robustness", plain_line(check)))
        else:
            lines.append((f"Fairness by {check.column}", " ".join(check.sentences) or "measured, nothing to say"))
    return lines


def need_rows(whole: kept.Loaded) -> None:
    """Refuses models whose rows cannot be disturbed one by one.

    Raises:
        BadRequest: it predicts the next values of a series.
    """
    if whole.task.kind not in ("binary", "multiclass", "regression"):
        raise BadRequest(f"Robustness is measured of models of rows, not of a {whole.task.kind}.")
