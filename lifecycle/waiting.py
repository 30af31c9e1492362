"""True values that come a few at a time, as of a service that is little used: they wait until they can be judged."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from lifecycle.measuring import Floats, Predicted, Truth

LEAST_ROWS = 50
"""Rows below which a metric says nothing: of three rows an area under the curve is 0 or 1 by chance."""


@dataclass(frozen=True)
class Labelled:
    """Rows with their true values, in one order."""

    truth: Truth
    said: Predicted
    leading: list[Floats]
    """The columns that the model minds most, each of shape (n_rows,)."""

    def content(self) -> dict[str, Any]:
        """As JSON values, so that another process can go on waiting."""
        chances = self.said.probability
        return {
            "truth": _plain(self.truth),
            "value": _plain(self.said.value),
            "probability": None if chances is None else [_plain(row) for row in chances],
            "leading": [_plain(column) for column in self.leading],
        }

    @classmethod
    def of(cls, content: Mapping[str, Any]) -> "Labelled":
        """Rows as `content` gave them."""
        chances = content["probability"]
        probability = None if chances is None else np.array(chances, dtype=float)
        leading = [np.array(column, dtype=float) for column in content["leading"]]
        return cls(np.array(content["truth"]), Predicted(np.array(content["value"]), probability), leading)


def _plain(values: Truth) -> list[int | float | None]:
    """Numbers as JSON has them, None for what is missing."""
    return [None if v != v else v for v in values.tolist()]


@dataclass
class Waiting:
    """Gathers labelled rows. One thread at a time."""

    _parts: list[Labelled] = field(default_factory=list)

    @property
    def rows(self) -> int:
        """How many wait."""
        return sum(len(p.truth) for p in self._parts)

    def take(self, given: Labelled) -> Labelled | None:
        """These rows together with those that waited, which wait no longer; None while they are too few."""
        parts = [*self._parts, given]
        if sum(len(p.truth) for p in parts) < LEAST_ROWS:
            self._parts = parts
            return None
        self._parts = []
        chances = [p.said.probability for p in parts if p.said.probability is not None]
        said = Predicted(
            np.concatenate([p.said.value for p in parts]),
            np.concatenate(chances) if len(chances) == len(parts) else None,
        )
        leading = [np.concatenate(same) for same in zip(*(p.leading for p in parts), strict=True)]
        return Labelled(np.concatenate([p.truth for p in parts]), said, leading)

    def clear(self) -> None:
        """Nothing waits any more."""
        self._parts = []
