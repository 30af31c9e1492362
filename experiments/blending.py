"""Blends as they are saved: several fitted variants whose predictions are averaged; `ensemble` chooses the weights."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import inf
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from experiments.deciding import apply_rule, load_rule
from store.errors import BadData
from store.records import Scalar
from store.writing import put_back

if TYPE_CHECKING:
    from experiments.models import LoadedModel

BLEND_FILE = "blend.json"


def save_blend(folder: Path, members: Sequence[tuple[str, float]], kind: str, meta: Mapping[str, Any]) -> None:
    """Writes down that a folder's model is the blend of the models in its sub-folders.

    Args:
        folder: where the blend lies; the members' folders are in it.
        members: name of the sub-folder and weight of each.
        kind: of the task.
        meta: kept with it.
    """
    content = {"kind": kind, "members": [{"folder": f, "weight": w} for f, w in members], **dict(meta)}
    (folder / BLEND_FILE).write_text(json.dumps(content, indent=1), encoding="utf-8")


@dataclass(frozen=True)
class WholeModel:
    """A saved model or blend in memory. Predicting changes nothing, so any thread may."""

    models: "tuple[tuple[LoadedModel, float], ...]"
    """The fitted members with their weights; one of weight 1 where it is no blend."""
    rule: Any
    """How probabilities become a decision, as `deciding.load_rule` gives it."""
    files: tuple[Path, ...] = ()
    """The members' model files."""

    def predict(self, frame: pd.DataFrame, say: Callable[[str], None] | None = None) -> pd.DataFrame:
        """Predictions, one row a row of the table.

        Args:
            frame: rows with at least the columns that the model needs.
            say: told in one sentence each what of the table was ignored or could not be read.

        Raises:
            BadData: the table lacks columns that the model needs.
        """
        from experiments.as_learned import as_learned

        frame = as_learned(frame, [model for model, _ in self.models])
        if say is not None:
            from experiments.models import notes, unseen

            told = (s for model, _ in self.models for s in (*notes(model.meta, frame), *unseen(model, frame)))
            for sentence in dict.fromkeys(told):
                say(sentence)
        meta = self.models[0][0].meta
        return apply_rule(self.rule, _averaged(self.models, frame), meta.classes, meta.class_values)


def load_whole(folder: Path) -> WholeModel:
    """The model or blend of a folder.

    Raises:
        BadData: there is no whole model in that folder.
        UntrustedModel: a file holds a type that is not allowed.
    """
    from experiments.models import MODEL_FILE, load_model

    put_back(folder)
    members = _members(folder) if (folder / BLEND_FILE).exists() else [(".", 1.0)]
    models = tuple((load_model(folder / name), weight) for name, weight in members)
    if not models:
        raise BadData(f"The blend in {folder} has no members; fit it again.")
    return WholeModel(models, load_rule(folder), tuple(folder / name / MODEL_FILE for name, _ in members))


def _averaged(models: "Sequence[tuple[LoadedModel, float]]", frame: pd.DataFrame) -> pd.DataFrame:
    """The weighted average of what the models predict."""
    from experiments.models import predict_with

    meta = models[0][0].meta
    return averaged([(predict_with(m, frame), w) for m, w in models], meta.classes, meta.class_values)


def averaged(
    tables: Sequence[tuple[pd.DataFrame, float]], classes: Sequence[str], written: Sequence[Scalar]
) -> pd.DataFrame:
    """The weighted average of predictions of the same rows; the likeliest class is what is predicted.

    Args:
        tables: `prediction`, `prediction_<further target>` and `probability_<class>`, each with its weight.
        classes: as texts; empty for numbers.
        written: the same classes as they are written in the table.

    Returns:
        The first table with the averages in their place.
    """
    out: pd.DataFrame = tables[0][0].copy()
    if len(tables) == 1:
        return out
    whole = sum(weight for _, weight in tables)
    shares = [f"probability_{c}" for c in classes]
    for column in shares or [c for c in out.columns if c == "prediction" or str(c).startswith("prediction_")]:
        out[column] = sum(t[column].to_numpy(float) * w for t, w in tables) / whole
    if shares:
        out["prediction"] = [written[i] for i in out[shares].to_numpy(float).argmax(axis=1)]
    return out


def blended_runs(folder: Path) -> dict[str, float]:
    """The runs whose variants a folder's blend is made of, with their weights; empty where it is none or does not say.

    Raises:
        BadData: the blend is damaged.
    """
    path = folder / BLEND_FILE
    if not path.exists():
        return {}
    weights = [weight for _, weight in _members(folder)]
    runs = json.loads(path.read_text(encoding="utf-8")).get("runs") or ()
    found: dict[str, float] = {}
    for run, weight in zip(runs, weights, strict=False):
        found[str(run)] = found.get(str(run), 0.0) + weight
    return found


def _members(folder: Path) -> list[tuple[str, float]]:
    """Sub-folder and weight of each model of a blend."""
    try:
        blend = json.loads((folder / BLEND_FILE).read_text(encoding="utf-8"))
        members = [(str(m["folder"]), float(m["weight"])) for m in blend["members"]]
        if members and not (all(0 <= w < inf for _, w in members) and sum(w for _, w in members) > 0):
            raise ValueError("weights are shares")
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise BadData(f"{folder / BLEND_FILE} is damaged and cannot be read. Save the model again.") from error
    outside = [name for name, _ in members if not (folder / name).resolve().is_relative_to(folder.resolve())]
    if outside:
        raise BadData(f"{folder / BLEND_FILE} names a member outside of its folder: {outside[0]!r}. It was not loaded.")
    return members
