"""Plots of out-of-fold predictions, as plain numbers: nothing here draws."""

from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from experiments.run_folder import folder_of, kept_table
from store.home import PREDICTIONS
from store.records import ErrorCosts, Record, Run

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    from experiments.deciding import Threshold

MOST_CURVE_POINTS = 200
MOST_SAMPLE_POINTS = 500
MOST_CLASSES = 20


class RocCurve(Record):
    """Share of the positives found against share of false alarms, over all thresholds."""

    kind: Literal["roc"] = "roc"
    title: str = "How many positives are found, at the price of how many false alarms?"
    run_id: str
    label: str
    positive: str
    false_alarms: tuple[float, ...]
    """False-positive rate, rising from 0 to 1; at most 200 points."""
    found: tuple[float, ...]
    """True-positive rate at each of them."""


class Confusion(Record):
    """How often each class was taken for each."""

    kind: Literal["confusion"] = "confusion"
    title: str = "Which classes are taken for which?"
    run_id: str
    label: str
    classes: tuple[str, ...]
    """At most 20, the most frequent; the others together are the last."""
    counts: tuple[tuple[int, ...], ...]
    """Rows of the table: `(n_classes, n_classes)`, true class by predicted class."""
    positive: str | None = None
    """The class that is said from `threshold` on, where stated costs of errors set one."""
    threshold: float | None = None
    """Probability, 0 to 1."""


class PredictedTrue(Record):
    """Predictions against the truth, for at most 500 rows."""

    kind: Literal["predicted_true"] = "predicted_true"
    title: str = "How near are the predictions to the truth?"
    run_id: str
    label: str
    truth: tuple[float, ...]
    prediction: tuple[float, ...]
    rows: int
    """Rows that the points were drawn from."""


Plot = RocCurve | Confusion | PredictedTrue


def plots_of(home: Path, run: Run, costs: ErrorCosts | None = None) -> tuple[Plot, ...]:
    """What a run's out-of-fold predictions show; empty where they are not kept any more.

    Args:
        home: Sextant's folder.
        run: a run that ended with a score.
        costs: of a miss and of a false alarm, where stated: classes are counted from the threshold on that they set.
    """
    oof = kept_table(folder_of(home, run.id) / PREDICTIONS)
    if oof is None:
        return ()
    if run.task.kind in ("regression", "forecast"):
        return (_predicted_true(run, oof),)
    confusion = _confusion(run, oof, costs)
    curve = _roc(run, oof) if run.task.kind == "binary" else None
    return (confusion,) if curve is None else (curve, confusion)


def _roc(run: Run, oof: "pd.DataFrame") -> RocCurve | None:
    import numpy as np

    classes = _classes(oof)
    if not classes:
        return None
    positive = _named(run.task.positive_class, classes)
    hit = (oof["truth"].astype(str) == positive).to_numpy()
    if hit.all() or not hit.any():
        return None
    probability = oof[f"probability_{positive}"].to_numpy(dtype=float)
    order = np.argsort(-probability, kind="stable")
    last_of_ties = np.append(np.diff(probability[order]) != 0, True)
    found = np.append(0.0, np.cumsum(hit[order])[last_of_ties] / hit.sum())
    alarms = np.append(0.0, np.cumsum(~hit[order])[last_of_ties] / (~hit).sum())
    kept = _thinned(len(found), MOST_CURVE_POINTS)
    return RocCurve(
        run_id=run.id, label=run.variant.label, positive=positive, false_alarms=_rounded(alarms[kept]),
        found=_rounded(found[kept]),
    )  # fmt: skip


def _named(wanted: str | None, classes: list[str]) -> str:
    """The class a person called positive, as the predictions spell it; the last by name where none was said."""
    for name in classes:
        if wanted is not None and name.lower() == wanted.lower():
            return name
    for name in classes:
        try:
            if wanted is not None and float(name) == float(wanted):
                return name
        except ValueError:
            continue
    return classes[-1]


def _confusion(run: Run, oof: "pd.DataFrame", costs: ErrorCosts | None) -> Confusion:
    import pandas as pd

    threshold = _threshold(run, oof, costs) if costs is not None and run.task.kind == "binary" else None
    if threshold is not None:
        said = oof[f"probability_{threshold.positive}"] >= threshold.value
        other = next(c for c in _classes(oof) if c != threshold.positive)
        oof = oof.assign(prediction=said.map({True: threshold.positive, False: other}))
    truth, prediction = oof["truth"].astype(str), oof["prediction"].astype(str)
    frequent = [str(c) for c in pd.concat([truth, prediction]).value_counts().index]
    classes = sorted(frequent)
    if len(frequent) > MOST_CLASSES:
        classes = [*sorted(frequent[: MOST_CLASSES - 1]), "all others"]
        truth, prediction = (s.where(s.isin(classes), "all others") for s in (truth, prediction))
    table = pd.crosstab(truth, prediction).reindex(index=classes, columns=classes, fill_value=0)
    return Confusion(
        run_id=run.id, label=run.variant.label, classes=tuple(classes),
        counts=tuple(tuple(int(n) for n in row) for row in table.to_numpy()),
        positive=threshold.positive if threshold else None, threshold=threshold.value if threshold else None,
    )  # fmt: skip


def _classes(oof: "pd.DataFrame") -> list[str]:
    return sorted(str(c).removeprefix("probability_") for c in oof.columns if str(c).startswith("probability_"))


def _threshold(run: Run, oof: "pd.DataFrame", costs: ErrorCosts) -> "Threshold | None":
    """From which probability on a kept model would say yes; None where one half is as good or that is not known."""
    from experiments.deciding import settle_rule
    from experiments.ensemble import out_of_fold

    if len(_classes(oof)) != 2 or not {"row", "fold"} <= set(oof.columns):
        return None
    shared = out_of_fold([oof], run.seed)
    rule = settle_rule(shared, shared.members[0], run.task, costs, calibrate=False)
    return None if rule is None else rule.threshold


def _predicted_true(run: Run, oof: "pd.DataFrame") -> PredictedTrue:
    ordered = oof.sort_values("truth", kind="stable", ignore_index=True)
    kept = ordered.iloc[_thinned(len(ordered), MOST_SAMPLE_POINTS)]
    return PredictedTrue(
        run_id=run.id, label=run.variant.label, truth=_rounded(kept["truth"]), prediction=_rounded(kept["prediction"]),
        rows=len(oof),
    )  # fmt: skip


def _thinned(n: int, most: int) -> "NDArray[np.intp]":
    """Places of at most `most` of n points, evenly spread, first and last included."""
    import numpy as np

    return np.unique(np.linspace(0, n - 1, min(n, most)).round().astype(np.intp))


def _rounded(values: Any) -> tuple[float, ...]:
    return tuple(float(f"{v:.5g}") for v in values)
