"""How a model bears up when the rows it gets are worse than those it was measured on.

Inputs are disturbed in four ways, each to several degrees: values are missing, numbers are noisy, numbers are offset as
by a gauge set wrong, categories are some that were never seen. Each disturbed table is predicted and measured beside
the same rows undisturbed; intervals are percentile bootstraps over rows and repetitions.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lifecycle.explaining._said import Predict, is_number
from lifecycle.measuring import Measuring, Truth
from store.errors import BadRequest, SextantError

Kind = Literal["missing", "noise", "shift", "unseen"]
LEVELS: Mapping[Kind, tuple[float, ...]] = {
    "missing": (0.05, 0.1, 0.3),
    "noise": (0.1, 0.3, 1.0),
    "shift": (0.25, 0.5, 1.0),
    "unseen": (0.1, 0.3, 1.0),
}
"""Share of values missing or never seen, 0 to 1; noise and offset in standard deviations of the column."""
WORDS: Mapping[Kind, str] = {
    "missing": "{share:.0f} % of all values missing",
    "noise": "noise of {level:g} {deviations} on every number",
    "shift": "every number too high by {level:g} {deviations}",
    "unseen": "{share:.0f} % of the categories never seen before",
}
STRANGE = "never seen before"
LEAST_ROWS = 50
MATTERS = 0.1
"""A loss matters when it takes that share of what the model gains over guessing."""
_BOOTSTRAPS = 60
_ONE_COLUMN: tuple[tuple[Kind, float], ...] = (("missing", 1.0), ("shift", 1.0), ("unseen", 1.0))


@dataclass(frozen=True)
class Strain:
    """The model on rows disturbed in one way to one degree."""

    kind: Kind
    level: float
    """See `LEVELS`."""
    words: str
    score: float | None
    """The metric there, in its own unit; None where the model cannot predict such rows."""
    loss: float | None
    """How much worse than undisturbed, in the metric's unit; negative is better."""
    low: float | None = None
    """Ends of the 90 % interval of the loss."""
    high: float | None = None
    column: str | None = None
    """The only column disturbed; None where all were."""
    trouble: str = ""
    """Why the model cannot predict such rows."""


@dataclass(frozen=True)
class Robustness:
    """How a model bears up."""

    metric: str
    rows: int
    score: float
    """The metric undisturbed, in its own unit."""
    skill: float
    """What the model gains over a prediction that ignores the inputs, in the metric's unit, ≥ 0."""
    strains: tuple[Strain, ...]
    """All columns disturbed, by kind and degree."""
    columns: tuple[Strain, ...]
    """One column lost or offset, the worst first."""
    sentences: tuple[str, ...]


def robustness(
    frame: pd.DataFrame,
    truth: Truth,
    predict: Predict,
    measuring: Measuring,
    *,
    columns: Sequence[str] = (),
    repeats: int = 3,
    seed: int = 0,
) -> Robustness:
    """Measures a model on rows as they are and disturbed.

    Args:
        frame: rows the model was not fitted on, shape (n_rows, n_columns), 50 or more; 1,000 are plenty.
        truth: their true values as `measuring.truth` gives them.
        predict: the model.
        measuring: the metric.
        columns: those to disturb one at a time as well, such as the most important ones.
        repeats: disturbances of each kind and degree.
        seed: of the disturbances.

    Raises:
        BadRequest: there are fewer than 50 rows, or they do not define the metric.
    """
    if len(frame) < LEAST_ROWS:
        raise BadRequest(f"Robustness is measured on {LEAST_ROWS} rows or more; there are {len(frame)}.")
    trying = _Trying(frame.reset_index(drop=True), truth, predict, measuring, repeats, seed)
    if not np.isfinite(trying.gain):
        raise BadRequest(f"{measuring.metric.label} cannot be computed on these {len(frame)} rows.")
    whole = list(map(str, frame.columns))
    strains = [
        trying.strain(kind, level, whole) for kind, levels in LEVELS.items() if _touches(frame, kind)
        for level in levels
    ]  # fmt: skip
    single = [trying.worst_of(c) for c in columns if c in whole]
    ordered = sorted((s for s in single if s is not None), key=lambda s: -np.inf if s.loss is None else -s.loss)
    trivial = measuring.gain(truth, measuring.trivial(truth, len(truth)))
    skill = max(0.0, trying.gain - trivial) if np.isfinite(trivial) else 0.0
    score = measuring.metric.gain(trying.gain)
    said = _sentences(measuring.metric.label, skill, strains, ordered)
    return Robustness(measuring.metric_name, len(frame), float(score), skill, tuple(strains), tuple(ordered), said)


class _Trying:
    """One model on one table, disturbed again and again."""

    def __init__(
        self, frame: pd.DataFrame, truth: Truth, predict: Predict, measuring: Measuring, repeats: int, seed: int
    ) -> None:
        self._frame, self._truth, self._predict, self._measuring = frame, truth, predict, measuring
        self._repeats, self._rng = repeats, np.random.default_rng(seed)
        self._before = measuring.predicted(predict(frame))
        self.gain = measuring.gain(truth, self._before)
        n = len(frame)
        self._draws = [self._rng.integers(0, n, n) for _ in range(_BOOTSTRAPS)]
        self._usual = [measuring.gain(truth[r], self._before.take(r)) for r in self._draws]

    def strain(self, kind: Kind, level: float, columns: Sequence[str], alone: str | None = None) -> Strain:
        """The metric with these columns disturbed."""
        words = f"{alone} {_ALONE[kind]}" if alone else _words(kind, level)
        gains, losses = [], []
        for repeat in range(self._repeats):
            try:
                disturbed = DISTURB[kind](self._frame, columns, level, self._rng)
                after = self._measuring.predicted(self._predict(disturbed))
            except (SextantError, ValueError, TypeError) as error:  # an estimator may refuse what it never saw
                why = " ".join(str(error).split())[:200]
                return Strain(kind, level, words, None, None, column=alone, trouble=why)
            gains.append(self._measuring.gain(self._truth, after))
            for i in range(repeat, _BOOTSTRAPS, self._repeats):
                rows = self._draws[i]
                losses.append(self._usual[i] - self._measuring.gain(self._truth[rows], after.take(rows)))
        gain = float(np.mean(gains))
        known = np.array(losses)[np.isfinite(losses)]
        low, high = (float(v) for v in np.quantile(known, [0.05, 0.95])) if len(known) else (None, None)
        score = float(self._measuring.metric.gain(gain))
        return Strain(kind, level, words, score, self.gain - gain, low, high, alone)

    def worst_of(self, column: str) -> Strain | None:
        """The worst that can befall one column: lost, offset by a standard deviation, or of strange categories."""
        found = [
            self.strain(kind, level, [column], column)
            for kind, level in _ONE_COLUMN
            if _touches(self._frame[[column]], kind)
        ]
        return max(found, key=lambda s: np.inf if s.loss is None else s.loss, default=None)


_ALONE: Mapping[Kind, str] = {
    "missing": "is missing altogether",
    "noise": "is noisy",
    "shift": "is too high by a standard deviation",
    "unseen": "has categories never seen before only",
}


def _words(kind: Kind, level: float) -> str:
    deviations = "standard deviation" if level == 1.0 else "standard deviations"
    return WORDS[kind].format(share=100 * level, level=level, deviations=deviations)


def _touches(frame: pd.DataFrame, kind: Kind) -> bool:
    """Whether a table has columns that can be disturbed so."""
    if kind == "missing":
        return True
    return any(is_number(frame[c]) == (kind != "unseen") for c in frame.columns)


def _missing(frame: pd.DataFrame, columns: Sequence[str], level: float, rng: np.random.Generator) -> pd.DataFrame:
    out = frame.copy()
    for column in columns:
        lost = rng.random(len(out)) < level
        values = out[column]
        # whole numbers cannot be missing as they are; as fractions they can
        out[column] = (values.astype(float) if is_number(values) else values.astype("object")).mask(lost)
    return out


def _noise(frame: pd.DataFrame, columns: Sequence[str], level: float, rng: np.random.Generator) -> pd.DataFrame:
    def add(values: NDArray[np.float64], spread: float) -> NDArray[np.float64]:
        return values + rng.normal(0.0, level * spread, len(values))

    return _numbers(frame, columns, add)


def _shift(frame: pd.DataFrame, columns: Sequence[str], level: float, rng: np.random.Generator) -> pd.DataFrame:
    return _numbers(frame, columns, lambda values, spread: values + level * spread)


def _numbers(
    frame: pd.DataFrame,
    columns: Sequence[str],
    change: Callable[[NDArray[np.float64], float], NDArray[np.float64]],
) -> pd.DataFrame:
    """The table with numbers changed; whole numbers stay whole, since that is how they come."""
    out = frame.copy()
    for column in columns:
        if not is_number(out[column]):
            continue
        values = np.asarray(out[column].to_numpy(dtype=float), dtype=np.float64)
        spread = float(np.nanstd(values)) if np.isfinite(values).any() else 0.0
        made: NDArray[np.float64] = np.asarray(change(values, spread), dtype=np.float64)
        whole = pd.api.types.is_integer_dtype(frame[column].dtype)
        out[column] = np.round(made) if whole else made
    return out


def _unseen(frame: pd.DataFrame, columns: Sequence[str], level: float, rng: np.random.Generator) -> pd.DataFrame:
    out = frame.copy()
    for column in columns:
        if not is_number(out[column]):
            hit = rng.random(len(out)) < level
            out[column] = out[column].astype("object").where(~hit, STRANGE)
    return out


Disturb = Callable[[pd.DataFrame, Sequence[str], float, np.random.Generator], pd.DataFrame]
DISTURB: Mapping[Kind, Disturb] = {"missing": _missing, "noise": _noise, "shift": _shift, "unseen": _unseen}
"""A new way to disturb is one function and one line here, in `LEVELS`, `WORDS` and `_ALONE`."""


def _sentences(label: str, skill: float, strains: Sequence[Strain], columns: Sequence[Strain]) -> tuple[str, ...]:
    """What was found, what a person should know first."""
    broken = [s for s in (*strains, *columns) if s.loss is None]
    said = [f"It cannot predict rows with {s.words}: {s.trouble}" for s in broken[:1]]
    known = [s for s in strains if s.loss is not None]
    kinds = [_of_kind(label, skill, ours) for kind in LEVELS if (ours := [s for s in known if s.kind == kind])]
    said += sorted(kinds, key=lambda words: words.startswith("It bears"))
    worst = next((s for s in columns if s.loss is not None and s.loss > MATTERS * skill), None)
    if worst is not None and worst.loss is not None:
        said.append(f"Of single columns it leans most on {worst.column}: where it {_verb(worst)}, {label} is "
                    f"{worst.loss:.3g} worse{_between(worst)}.")  # fmt: skip
    return tuple(said)


def _verb(strain: Strain) -> str:
    return strain.words.removeprefix(f"{strain.column} ")


def _of_kind(label: str, skill: float, strains: Sequence[Strain]) -> str:
    """The least degree at which a loss matters, or that none does."""
    bar = MATTERS * skill
    bad = next((s for s in strains if s.loss is not None and s.loss > bar and (s.low is None or s.low > 0)), None)
    if bad is None:
        last = max(strains, key=lambda s: s.loss or 0.0)
        worse = f"{abs(last.loss or 0.0):.3g} {'worse' if (last.loss or 0.0) >= 0 else 'better'}"
        return f"It bears {strains[-1].words}: {label} is at most {worse}{_between(last)}."
    return f"It suffers from {bad.words}: {label} is {bad.loss:.3g} worse{_between(bad)}."


def _between(strain: Strain) -> str:
    return "" if strain.low is None else f" (90 % interval {strain.low:+.3g} to {strain.high:+.3g})"
