"""Pipelines whose predictions follow stated columns in one direction."""

from collections.abc import Sequence
from typing import Any

from sklearn.pipeline import Pipeline

from store.records import Monotonic

_INNER = ("regressor", "classifier", "estimator")


class DirectedPipeline(Pipeline):  # type: ignore[misc]  # scikit-learn has no types
    """A pipeline whose last step is told in which direction each column of its matrix may move the prediction.

    Which column of the matrix a table's column becomes is known only once the steps before are fitted, so the last
    step gets its parameter then. A column that they leave out moves nothing.

    Args:
        steps: as for `Pipeline`; one has `names_`, those between it and the last `kept_`.
        directions: column to 1 (rising) or -1 (falling).
        parameter: of the last step, or of what it wraps.
    """

    def __init__(self, steps: Any, directions: dict[str, int] | None = None, parameter: str = "monotonic_cst") -> None:
        super().__init__(steps)
        self.directions = directions
        self.parameter = parameter

    def fit(self, X: Any, y: Any = None, **params: Any) -> "DirectedPipeline":
        """Fit the steps, then the last one in the stated directions."""
        matrix = X
        for _, step in self.steps[:-1]:
            matrix = step.fit_transform(matrix, y)
        at = next(i for i, (_, step) in enumerate(self.steps) if hasattr(step, "names_"))
        names = list(self.steps[at][1].names_)
        for _, step in self.steps[at + 1 : -1]:
            names = [names[i] for i in step.kept_]
        ways = [int((self.directions or {}).get(name, 0)) for name in names] or [0] * matrix.shape[1]
        _innermost(self.steps[-1][1]).set_params(**{self.parameter: ways})
        self.steps[-1][1].fit(matrix, y)
        return self


def _innermost(model: Any) -> Any:
    """The estimator that a model wraps, however deep."""
    for name in _INNER:
        if name in model.get_params(deep=False):
            return _innermost(getattr(model, name))
    return model


def directions_of(
    monotonic: Sequence[Monotonic], classes: Sequence[str] = (), positive: str | None = None
) -> dict[str, int]:
    """Column to 1 or -1; of two classes estimators speak of the last one, so a positive first one turns all around."""
    turn = -1 if classes and positive is not None and sorted(classes)[0] == positive else 1
    return {d.column: turn * (1 if d.direction == "rising" else -1) for d in monotonic}
