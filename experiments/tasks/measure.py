"""The metric: the one said where it fits the kind, else by exact rules; its direction is always stated."""

import numpy as np
import pandas as pd

from experiments.data.cleaning import quote
from experiments.data.targets import class_texts, percent
from experiments.tasks.wish import Answer, OpenPoint, TaskWish
from store.records import METRICS, ErrorCosts, TaskKind, metric

RARE = 0.10
"""A positive class with a smaller share counts as rare."""
_DEFAULTS: dict[str, tuple[str, ...]] = {
    "binary": ("roc_auc", "balanced_accuracy", "f1", "recall"),
    "multiclass": ("balanced_accuracy", "accuracy", "f1", "log_loss"),
    "regression": ("rmse", "mae", "r2"),
    "forecast": ("mae", "rmse", "mape"),
}


def settle_metric(
    wish: TaskWish, kind: TaskKind, values: pd.Series, target: str, positive: str | None
) -> tuple[str, str] | OpenPoint:
    """The metric's name with its reason and direction, or a question where the metric said does not fit.

    Args:
        wish: what was said.
        kind: the settled kind.
        values: the target without missing values.
        target: its name.
        positive: the positive class where the kind is binary.

    Raises:
        BadRequest: there is no metric of that name.
    """
    if wish.metric is None:
        name, reason = _default(wish, kind, values, positive)
        return name, f"{_start(METRICS[name].in_words)}: {reason}"
    said = metric(wish.metric)
    if kind not in said.kinds:
        return _misfit(wish.metric, kind, values, target)
    return said.name, f"You asked for {said.in_words}.{_caution(said.name, values)}"


def _start(words: str) -> str:
    return words[0].upper() + words[1:]


def _misfit(said: str, kind: TaskKind, values: pd.Series, target: str) -> OpenPoint:
    measures = "numbers" if "regression" in METRICS[said].kinds else "classes"
    if kind in ("regression", "forecast"):
        is_what = "is a number"
    else:
        count = values.nunique()
        is_what = "has two classes" if count == 2 else f"has {count:,} classes"
    likely = _DEFAULTS[kind]
    answers = tuple(
        Answer(label=METRICS[m].label, says=f"Optimise {METRICS[m].label}", sets={"metric": m}) for m in likely
    )
    measured = f"{_start(METRICS[said].label)} measures {measures}; {quote([target])} {is_what}."
    question = f"{measured} What should be measured instead?"
    return OpenPoint(slot="metric", question=question, options=answers)


def _default(wish: TaskWish, kind: TaskKind, values: pd.Series, positive: str | None) -> tuple[str, str]:
    if kind == "forecast":
        return "mae", "the typical error of the forecast in the series' own unit."
    if kind == "regression":
        return _default_regression(values)
    texts = class_texts(values)
    shares = texts.value_counts(normalize=True)
    if kind == "binary":
        return _default_binary(float((texts == positive).mean()), positive or "", wish.error_costs)
    if shares.iloc[-1] >= 0.5 / len(shares):
        return "accuracy", "the classes are about equally frequent, so the share of right answers says it."
    return "balanced_accuracy", (
        "the classes are uneven, so each counts the same however rare it is; plain accuracy would hide the rare ones."
    )


def _default_binary(share: float, positive: str, costs: ErrorCosts | None) -> tuple[str, str]:
    name = quote([positive])
    if share < RARE:
        chosen = "average_precision"
        reason = f"{name} is rare ({percent(share)}), and this looks at how well the rare cases come out on top."
    else:
        chosen = "roc_auc"
        reason = f"it says how well {name} is told from the rest at every threshold, however frequent it is."
    if costs is None:
        return chosen, reason
    ratio = costs.false_negative / costs.false_positive
    if ratio == 1:
        return chosen, reason
    return chosen, f"{reason} As {costs.in_words(positive or None)}, the costs decide the threshold, not the ranking."


def _default_regression(values: pd.Series) -> tuple[str, str]:
    numbers = values.to_numpy(dtype="float64")
    numbers = numbers / max(float(np.abs(numbers).max()), 1e-300)  # so that squares cannot overflow
    spread = numbers.std()
    skew = float((((numbers - numbers.mean()) / spread) ** 3).mean()) if spread > 0 else 0.0
    if np.isfinite(skew) and abs(skew) > 3:
        return "mae", "a few values are far larger than the rest and would rule a squared error."
    return "rmse", "the typical error in the target's own unit, with large errors counting more."


def _caution(name: str, values: pd.Series) -> str:
    if name == "mape" and pd.api.types.is_numeric_dtype(values.dtype) and (values == 0).any():
        return " Some values are zero, where a percentage has no meaning; MAE would be safer."
    if name == "recall":
        return " Alone it is best when everything is called positive; keep an eye on precision."
    if name == "accuracy" and values.value_counts(normalize=True).iloc[0] > 0.8:
        return (
            f" Always saying the commonest class would reach {values.value_counts(normalize=True).iloc[0]:.0%} already."
        )
    return ""
