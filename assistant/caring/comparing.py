"""A candidate beside the champion, on rows that neither fit has seen.

Every row of the candidate's table is predicted by fits that had not learned from it: the candidate's out-of-fold
predictions, and for the champion its own out-of-fold predictions where the row was in its table, else the kept model
itself. So a version fitted on more rows is compared fairly with one fitted on fewer.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from assistant.caring.kept import Loaded, goal_of, importance, loaded, run_of
from assistant.services import Services
from assistant.unseen import unseen_of_model
from store.errors import BadRequest, SextantError
from store.records import Gates, Measurement, ModelVersion, PromotionReport

if TYPE_CHECKING:
    import pandas as pd

    from lifecycle.measuring import Measuring
    from lifecycle.promotion import Contender

MOST_ROWS = 10_000
"""Rows compared; a sample where there are more."""
_LATENCY_ROWS = 200
_MOST_OLDER = 4_000
_FEW_VALUES = 8
_MOST_COLUMNS = 3


def compare(
    services: Services, candidate: ModelVersion, champion: ModelVersion | None, gates: Gates
) -> PromotionReport:
    """Compares two versions of a model on the same rows.

    Raises:
        BadRequest: they predict different things, or share neither rows nor folds.
        BadData: a version cannot be loaded.
    """
    from lifecycle.fair_gates import asks_for_fairness
    from lifecycle.promotion import Contender, promotion

    new = loaded(services, candidate)
    if champion is None:
        alone = Contender(
            candidate.version,
            score=candidate.metrics.get(new.task.metric),
            latency_ms=latency(services, new),
            size_bytes=new.size_bytes,
        )
        said_alone = unseen_of_model(services, candidate) if asks_for_fairness(gates) else None
        if said_alone is None:
            return promotion(candidate.name, alone, None, new.measuring(), gates=gates)
        rows = services.frame(new.task.version_id).iloc[said_alone["row"]].reset_index(drop=True)
        alone = replace(alone, predicted=new.measuring().predicted(said_alone))
        return promotion(
            candidate.name, alone, None, new.measuring(), truth=new.measuring().truth(said_alone["truth"]),
            groups=groups_of(services, candidate, rows, gates), gates=gates,
        )  # fmt: skip
    old = loaded(services, champion)
    if (new.task.target, new.task.kind) != (old.task.target, old.task.kind) or new.meta.classes != old.meta.classes:
        raise BadRequest(
            f"Version {candidate.version} predicts {new.task.target} ({new.task.kind}) and version "
            f"{champion.version} {old.task.target} ({old.task.kind}), so one cannot take the other's place."
        )
    said = _on_same_rows(services, candidate, champion, new, old)
    if said is None:
        ours_folds, theirs_folds = _folds(services, candidate, new), _folds(services, champion, old)
        return promotion(candidate.name, ours_folds, theirs_folds, new.measuring(), gates=gates)
    frame, truth, ours, theirs = said.frame, said.truth, said.ours, said.theirs
    measuring = new.measuring()

    def contender(model: ModelVersion, whole: Loaded, table: pd.DataFrame) -> Contender:
        return Contender(
            model.version, measuring.predicted(table), latency_ms=latency(services, whole),
            size_bytes=whole.size_bytes,
        )  # fmt: skip

    report = promotion(
        candidate.name,
        contender(candidate, new, ours),
        contender(champion, old, theirs),
        measuring,
        truth=measuring.truth(truth),
        groups=groups_of(services, candidate, frame, gates),
        gates=gates,
        resamples=300,
    )
    told = _before_and_since(services, champion, new, measuring, said)
    return report.model_copy(update={"sentences": (*report.sentences[:1], *told, *report.sentences[1:])})


@dataclass(frozen=True)
class _Said:
    """Rows that neither fit has seen, and what both say of them."""

    frame: pd.DataFrame
    truth: pd.Series
    ours: pd.DataFrame
    theirs: pd.DataFrame
    since: np.ndarray
    """Whether a row came after the champion was fitted."""


def _before_and_since(
    services: Services, champion: ModelVersion, new: Loaded, measuring: Measuring, said: _Said
) -> tuple[str, ...]:
    """How both do on rows from before the champion was fitted and on those since, a sentence; none without newer rows.

    A candidate that was fitted on the newer rows alone is asked of the older ones as well: that it forgot them counts.
    """
    from assistant import wording

    if not said.since.any():
        return ()
    parts = []
    for words, rows in (
        ("from before", _older(services, champion, new, said)),
        ("since then", _part(said, said.since)),
    ):
        if rows is None:
            continue
        truth = measuring.truth(rows.truth)
        ours, theirs = (measuring.of(truth, measuring.predicted(t)) for t in (rows.ours, rows.theirs))
        if np.isfinite(ours) and np.isfinite(theirs):
            parts.append(f"{ours:.4g} against {theirs:.4g} on {wording.count(len(truth), 'row')} {words}")
    label = measuring.metric.label
    return (f"By when the rows came, its {label} is {' and '.join(parts)}.",) if len(parts) == 2 else ()


def _part(said: _Said, which: np.ndarray) -> _Said | None:
    if not which.any():
        return None
    frame, ours, theirs = (t[which].reset_index(drop=True) for t in (said.frame, said.ours, said.theirs))
    return _Said(frame, said.truth[which].reset_index(drop=True), ours, theirs, said.since[which])


def _older(services: Services, champion: ModelVersion, new: Loaded, said: _Said) -> _Said | None:
    """The rows that the champion was fitted on: those compared, or its own table where the candidate saw none of it."""
    if not said.since.all():
        return _part(said, ~said.since)
    known = unseen_of_model(services, champion)
    if known is None:
        return None
    known = known.sample(min(len(known), _MOST_OLDER), random_state=0).reset_index(drop=True)
    try:
        frame = services.frame(loaded(services, champion).task.version_id).iloc[known["row"]].reset_index(drop=True)
        ours = new(frame)
    except SextantError:
        return None
    return _Said(frame, known["truth"], ours, known, np.zeros(len(known), dtype=bool))


def latency(services: Services, whole: Loaded) -> float | None:
    """Median milliseconds a row, of five batches of its own table; None where those rows are gone."""
    try:
        frame = services.frame(whole.task.version_id)
        rows = frame.head(_LATENCY_ROWS)
        took = []
        for _ in range(5):
            began = time.perf_counter()
            whole(rows)
            took.append(time.perf_counter() - began)
    except SextantError:
        return None
    return round(float(np.median(took)) * 1000.0 / len(rows), 4)


def _on_same_rows(
    services: Services, candidate: ModelVersion, champion: ModelVersion, new: Loaded, old: Loaded
) -> _Said | None:
    """The compared rows, their true values, and what each version says of them; None where that is not to be had."""
    import pandas as pd

    ours = unseen_of_model(services, candidate)
    if ours is None:
        return None
    if len(ours) > MOST_ROWS:
        ours = ours.sample(MOST_ROWS, random_state=0).sort_values("row").reset_index(drop=True)
    try:
        frame = services.frame(new.task.version_id).iloc[ours["row"]].reset_index(drop=True)
        before = _seen_before(services, frame, ours["row"].to_numpy(), new, old)
    except SextantError:
        return None
    known = unseen_of_model(services, champion)
    known = known.set_index("row") if known is not None else pd.DataFrame()
    direct = before < 0
    through = ~direct & np.isin(before, known.index.to_numpy())
    parts = []
    if direct.any():
        parts.append(old(frame[direct]))
    if through.any():
        told = known.loc[before[through]].drop(columns=["fold", "truth"])
        parts.append(told.set_index(frame.index[through]))
    if not parts:
        return None
    theirs = pd.concat(parts).sort_index()
    keep = theirs.index
    shared = [c for c in ours.columns if c == "prediction" or c.startswith("probability_")]
    rows = ours.loc[keep].reset_index(drop=True)
    return _Said(
        frame.loc[keep].reset_index(drop=True),
        rows["truth"],
        rows[shared],
        theirs.reset_index(drop=True),
        direct[keep.to_numpy()],
    )


def _seen_before(services: Services, frame: pd.DataFrame, rows: np.ndarray, new: Loaded, old: Loaded) -> np.ndarray:
    """For each row its position in the table that the old version was fitted on, -1 where it was not in it."""
    import pandas as pd

    if new.task.version_id == old.task.version_id:
        return rows
    table = services.frame(old.task.version_id)
    shared = [c for c in [*old.signature, old.task.target] if c in frame.columns and c in table.columns]
    theirs = pd.Series(np.arange(len(table)), index=row_hashes(table[shared]))
    theirs = theirs[~theirs.index.duplicated()]
    return theirs.reindex(row_hashes(frame[shared])).fillna(-1).to_numpy(dtype=int)


def row_hashes(frame: pd.DataFrame) -> np.ndarray:
    """A hash of each row's values, the same whether whole numbers lie in a column of int64 or of float64."""
    import pandas as pd

    plain = frame.copy()
    for column in plain.columns:
        if pd.api.types.is_numeric_dtype(plain[column].dtype):
            plain[column] = plain[column].astype(float)
    return np.asarray(pd.util.hash_pandas_object(plain, index=False))


def groups_of(
    services: Services, model: ModelVersion, frame: pd.DataFrame, gates: Gates | None = None
) -> dict[str, list[str]]:
    """The columns to compare by: those named, else those to be protected, else the most important of few values.

    Values that mean missing make the group of what is missing.
    """
    from experiments.workflows.gaps import codes_as_missing

    goal = goal_of(services, model)
    frame = codes_as_missing(frame, goal.task.codes) if goal else frame
    protected = goal.constraints.protected_columns if goal else ()
    named = (*gates.columns, *(c for limit in gates.group_losses for c in limit.columns)) if gates else ()
    wanted = [c for c in dict.fromkeys(named or protected) if c in frame.columns]
    if not wanted:
        minded = importance(services, model)
        few = [c for c in minded if c in frame.columns and 2 <= frame[c].nunique() <= _FEW_VALUES]
        wanted = sorted(few, key=lambda c: -minded[c])[:_MOST_COLUMNS]
    return {c: grouped(frame[c]) for c in wanted}


def grouped(values: pd.Series) -> list[str]:
    """The values as groups: numbers of many values in quarters, everything else as it is."""
    import pandas as pd

    if pd.api.types.is_numeric_dtype(values.dtype) and values.nunique() > _FEW_VALUES:
        quarters = pd.qcut(values, 4, duplicates="drop", labels=False)
        ends = values.groupby(quarters).agg(["min", "max"])
        names = {q: f"{low:g}" if low == high else f"{low:g} to {high:g}" for q, low, high in ends.itertuples()}
        return ["missing" if missing else names[q] for q, missing in zip(quarters, values.isna(), strict=True)]
    return ["missing" if missing else str(v) for v, missing in zip(values, values.isna(), strict=True)]


def _folds(services: Services, model: ModelVersion, whole: Loaded) -> Contender:
    """What was measured in each fold of its run."""
    from lifecycle.promotion import Contender

    found = run_of(services, model)
    name = whole.task.metric
    facts = services.store.find(Measurement, run_id=found[0].id, metric=name) if found else ()
    folds = tuple(m.value for m in sorted(facts, key=lambda m: m.fold) if m.fold >= 0)
    return Contender(
        model.version, folds=folds, score=model.metrics.get(name), latency_ms=latency(services, whole),
        size_bytes=whole.size_bytes,
    )  # fmt: skip
