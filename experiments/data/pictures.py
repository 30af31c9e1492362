"""Small bar pictures of a table: how the target is spread, where values are missing."""

from itertools import pairwise

import numpy as np
import pandas as pd

from experiments.data.columns import as_text
from experiments.data.targets import guess_kind
from store.records import Picture

_BARS = 10


def target_picture(values: pd.Series, target: str) -> Picture | None:
    """Rows per class (the ten largest and the rest), or per tenth of the range for numbers; None without values."""
    known = values.dropna()
    if known.empty:
        return None
    title = f"How is {target[:80]} spread?"
    if guess_kind(known, target).kind != "regression":
        counts = known.value_counts()
        labels = [as_text(v)[:40] for v in counts.index[:_BARS]]
        heights = [float(c) for c in counts.iloc[:_BARS]]
        if len(counts) > _BARS:
            labels.append(f"{len(counts) - _BARS:,} others")
            heights.append(float(counts.iloc[_BARS:].sum()))
        return Picture(title=title, labels=tuple(labels), values=tuple(heights))
    numbers = known.to_numpy(dtype="float64")
    numbers = numbers[np.isfinite(numbers)]
    largest = max(float(np.abs(numbers).max(initial=0.0)), 1e-300)  # so that the range itself cannot overflow
    try:
        heights_array, edges = np.histogram(numbers / largest, bins=_BARS)
    except ValueError:  # the values differ by less than ten bars could show
        return None
    marks = [f"{e * largest:.4g}" for e in edges]
    ranges = tuple(f"{a} to {b}" for a, b in pairwise(marks))
    return Picture(title=title, labels=ranges, values=tuple(float(h) for h in heights_array))


def missing_picture(frame: pd.DataFrame) -> Picture | None:
    """Share of missing values of the ten columns with most; None where nothing is missing."""
    shares = frame.isna().mean()
    shares = shares[shares > 0].sort_values(ascending=False, kind="stable").iloc[:_BARS]
    if shares.empty:
        return None
    return Picture(
        title="Where are values missing?",
        labels=tuple(str(c)[:40] for c in shares.index),
        values=tuple(round(float(s) * 100, 1) for s in shares),
        unit="% of rows",
    )
