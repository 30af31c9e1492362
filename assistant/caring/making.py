"""What made a version: code and data, what was measured in each fold and group, and who approved it."""

from __future__ import annotations

from contextlib import suppress

from assistant.caring import kept
from assistant.caring.comparing import groups_of
from assistant.services import Services
from assistant.unseen import unseen_of_model
from lifecycle import registry
from store.errors import SextantError
from store.records import Measurement, ModelVersion, RunStart, metric

_MOST_GROUPS = 12


def making_lines(services: Services, model: ModelVersion) -> list[tuple[str, str]]:
    """Lines of a model's card, label and value; what is not known is left out."""
    found = kept.run_of(services, model)
    goal = kept.goal_of(services, model)
    lines: list[tuple[str, str]] = []
    if goal is not None:
        lines.append(("Goal", f"{goal.id}, on the table whose content has the hash {goal.task.version_id}"))
    if found is not None:
        run, unit = found[0], found[0].task.metric
        folds = sorted(services.store.find(Measurement, run_id=run.id, metric=unit), key=lambda m: m.fold)
        shown = ", ".join(f"{m.value:.3g}" for m in folds if m.fold >= 0)
        lines += [("By fold", f"{metric(unit).label} {shown}")] if shown else []
        started = services.store.find(RunStart, run_id=run.id)
        lines += [("Code", started[-1].code_version)] if started else []
    with suppress(SextantError):  # the table or the files may be gone; the rest of the card still stands
        lines += _by_group(services, model)
    lines.append(("Approved", _approvals(services, model)))
    return lines


def _by_group(services: Services, model: ModelVersion) -> list[tuple[str, str]]:
    """The metric of each group, on predictions of rows that fits had not seen."""
    import numpy as np

    rows = unseen_of_model(services, model)
    if rows is None:
        return []
    whole = kept.loaded(services, model)
    frame = services.frame(whole.task.version_id).iloc[rows["row"]].reset_index(drop=True)
    measuring = whole.measuring()
    truth, said = measuring.truth(rows["truth"]), measuring.predicted(rows)
    lines = []
    for column, values in groups_of(services, model, frame).items():
        texts = np.array(values)
        names, counts = np.unique(texts, return_counts=True)
        parts = []
        for name in names[np.argsort(-counts, kind="stable")][:_MOST_GROUPS]:
            there = np.flatnonzero(texts == name)
            value = measuring.of(truth[there], said.take(there))
            parts.append(f"{name} {value:.3g} ({len(there):,})" if np.isfinite(value) else f"{name} – ({len(there):,})")
        lines.append((f"By {column}", f"{metric(whole.task.metric).label} {', '.join(parts)}, with rows in brackets"))
    return lines


def _approvals(services: Services, model: ModelVersion) -> str:
    """Every decision that put an alias on this very version, after that of its experiment."""
    said = [registry.experiment_words(services.store, model)]
    for move in registry.history(services.store, model.name):
        if move.version == model.version:
            said.append(f"{move.alias}: {move.person}, {move.moved_at:%Y-%m-%d %H:%M} UTC")
    return "; ".join(s for s in said if s) or "nobody yet"
