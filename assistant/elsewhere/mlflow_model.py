"""How MLflow loads a model that Sextant registered there: `mlflow.pyfunc.load_model("models:/churn/1")`."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd


class _Predicting:
    """What MLflow asks to predict."""

    def __init__(self, model: Any) -> None:
        self._model = model

    def predict(self, model_input: "pd.DataFrame", params: dict[str, Any] | None = None) -> "pd.DataFrame":
        """One row of predictions a row, as `sextant predict` writes them; `params` say nothing to these models."""
        return self._model.predict(model_input)  # type: ignore[no-any-return]


def _load_pyfunc(path: str) -> _Predicting:
    """Called by MLflow with the folder of the model's files."""
    from experiments.blending import load_whole

    return _Predicting(load_whole(Path(path)))
