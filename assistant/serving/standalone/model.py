"""A model read from the files of an exported package, predicting as it did where it was made."""

from __future__ import annotations

import json
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from store.errors import BadData

if TYPE_CHECKING:
    import pandas as pd

ABOUT, SAMPLE, EXPECTED = "about.json", "sample.json", "expected.json"
TOLERANCE = 1e-6
"""What a probability, or a number in units of the largest of them, may differ by on another machine."""


class UntrustedModel(Exception):
    """A model file holds a type that is not among those that the package was made with."""


@dataclass(frozen=True)
class Member:
    """One fitted pipeline of the model."""

    pipeline: Any
    weight: float
    signature: dict[str, str]


class Model:
    """A model in memory. Predicting changes nothing, so any thread may."""

    def __init__(self, folder: Path, trusted: Sequence[str]) -> None:
        """Reads the files.

        Args:
            folder: with `about.json` and a file of each member.
            trusted: types that those files may hold.

        Raises:
            UntrustedModel: a file holds another type; the message names it.
        """
        self.folder = folder
        self.about: dict[str, Any] = json.loads((folder / ABOUT).read_text("utf-8"))
        self.name, self.version = str(self.about["name"]), int(self.about["version"])
        self.classes: tuple[str, ...] = tuple(self.about["classes"])
        self.signature: dict[str, str] = self.about["signature"]
        self.task = SimpleNamespace(target=self.about["target"], kind=self.about["kind"])
        self.meta = SimpleNamespace(classes=self.classes)
        self.members = tuple(
            Member(_read(folder / m["file"], trusted), float(m["weight"]), m["signature"])
            for m in self.about["members"]
        )

    def __call__(self, frame: pd.DataFrame) -> pd.DataFrame:
        """As `predict`."""
        return self.predict(frame)

    def predict(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Predictions of raw rows, shape (n_rows, 1 + n_classes): `prediction` and `probability_<class>`.

        Raises:
            BadData: there are no rows, or a column that the model needs is missing.
        """
        import pandas as pd

        rows = frame.rename(columns=str)
        absent = [c for c in self.signature if c not in set(rows.columns)]
        if not len(rows) or absent:
            raise BadData(f"The rows lack columns: {', '.join(absent)}." if absent else "There are no rows to predict.")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # unseen categories are expected in new rows
            if not self.classes:
                return pd.DataFrame({"prediction": self._numbers(rows)}, index=frame.index)
            share = self._shares(rows)
            first = self.members[0]
            said: Any = None
            if len(self.members) == 1:
                said = [str(v) for v in first.pipeline.predict(rows[list(first.signature)])]
        share, said = self._ruled(share, said)
        written = dict(zip(self.classes, self.about["class_values"], strict=True))
        table = pd.DataFrame({"prediction": [written[v] for v in said]}, index=frame.index)
        for i, name in enumerate(self.classes):
            table[f"probability_{name}"] = share[:, i]
        return table

    def _numbers(self, rows: pd.DataFrame) -> NDArray[np.float64]:
        parts = [
            np.asarray(m.pipeline.predict(rows[list(m.signature)]), dtype=float).ravel() * m.weight
            for m in self.members
        ]
        return np.asarray(sum(parts) / sum(m.weight for m in self.members))

    def _shares(self, rows: pd.DataFrame) -> NDArray[np.float64]:
        """Probabilities in the order of the classes, shape (n_rows, n_classes); 0 for what a member never saw."""
        whole = np.zeros((len(rows), len(self.classes)))
        for member in self.members:
            seen = [self.classes.index(str(c)) for c in member.pipeline.classes_]
            whole[:, seen] += member.weight * member.pipeline.predict_proba(rows[list(member.signature)])
        return whole / sum(m.weight for m in self.members)

    def _ruled(self, share: NDArray[np.float64], said: list[str] | None) -> tuple[NDArray[np.float64], list[str]]:
        """Calibrated probabilities, and what is said of them: from a threshold on, or the likeliest."""
        rule = self.about.get("rule") or {}
        calibration, threshold = rule.get("calibration"), rule.get("threshold")
        if calibration:
            frequent = np.array(calibration["shares"])
            bent = np.power(np.clip(share, 0.0, 1.0), 1.0 / calibration["temperature"])
            total = bent.sum(axis=1, keepdims=True)
            bent = np.where(total > 0, bent / np.where(total > 0, total, 1.0), frequent)
            share = (1.0 - calibration["mixed"]) * bent + calibration["mixed"] * frequent
        if threshold and threshold["positive"] in self.classes:
            yes = self.classes.index(threshold["positive"])
            return share, [self.classes[yes if s >= threshold["value"] else 1 - yes] for s in share[:, yes]]
        if said is None or calibration:
            said = [self.classes[i] for i in share.argmax(axis=1)]
        return share, said


def differences(model: Model) -> list[str]:
    """What the model says of the kept sample that differs from what it said where it was made; nothing if all is well.

    Probabilities may differ by a millionth, numbers by a millionth of the largest.
    """
    import pandas as pd

    expected = pd.DataFrame(json.loads((model.folder / EXPECTED).read_text("utf-8")))
    if expected.empty:
        return []
    rows = pd.DataFrame(json.loads((model.folder / SAMPLE).read_text("utf-8")))
    found = model.predict(rows)
    wrong = []
    for column in expected.columns:
        then, now = expected[column], found[column]
        if column == "prediction" and model.classes:
            bad = [str(a) != str(b) for a, b in zip(then, now, strict=True)]
        else:
            unit = max(1.0, float(then.abs().max())) if column == "prediction" else 1.0
            bad = list((then.astype(float) - now.astype(float)).abs() > TOLERANCE * unit)
        if any(bad):
            wrong.append(f"{column}: {sum(bad)} of {len(bad)} sample rows differ")
    return wrong


def _read(path: Path, trusted: Sequence[str]) -> Any:
    import skops.io

    unknown = sorted(set(skops.io.get_untrusted_types(file=path)) - set(trusted))
    if unknown:
        raise UntrustedModel(f"{path.name} holds {', '.join(unknown)}, which this package was not made with.")
    return skops.io.load(path, trusted=list(trusted))
