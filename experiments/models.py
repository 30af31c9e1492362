"""Fitted pipelines kept in a folder, and used on new rows.

A folder holds `model.skops` (the pipeline, saved without pickle, so that loading runs no code of the file), `meta.json`
(what it expects and how it was made) and `sample.json` (a few input rows as an example). A folder is replaced as a
whole, so that a process killed at any moment leaves one whole model.
"""

import json
import shutil
import uuid
import warnings
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from pydantic import model_validator

from experiments.data.cleaning import DATE_ORDERS
from experiments.evaluation import aligned, known_classes, positive_of
from experiments.series.continuing import later_rows
from experiments.workflows.building import inputs, truths
from experiments.workflows.columns import MISSING, moments, text_of, texts
from store.errors import BadData, SextantError
from store.loading import patiently
from store.records import Record, Scalar, Task, Variant
from store.writing import moved_whole, put_back

TRUSTED = frozenset(
    {
        "collections.OrderedDict",
        "experiments.families._parts.CalibratedDecision",
        "experiments.families._parts.ColumnSplines",
        "experiments.families._parts.EquallyWeighted",
        "experiments.families._parts.RelativeGamma",
        "experiments.families._parts.TransformedTarget",
        "experiments.series.forecaster.Forecaster",
        "experiments.series.lags.LagRegression",
        "experiments.series.smoothing.ExponentialSmoothing",
        "experiments.series.smoothing.SeasonalNaive",
        "experiments.workflows.gaps.CodesAsMissing",
        "experiments.workflows.monotonic.DirectedPipeline",
        "experiments.workflows.preparation.TablePreparation",
        "experiments.workflows.selection.KeepColumns",
        "lightgbm.basic.Booster",
        "lightgbm.sklearn.LGBMClassifier",
        "lightgbm.sklearn.LGBMRegressor",
        "numpy.dtype",
        "scipy._lib.array_api_compat.numpy._aliases.asarray",
        "scipy.interpolate._bsplines.BSpline",
        "sklearn.ensemble._hist_gradient_boosting.predictor.TreePredictor",
        "sklearn.metrics._dist_metrics.EuclideanDistance64",
        "sklearn.metrics._dist_metrics.ManhattanDistance64",
        "sklearn.model_selection._split.KFold",
        "sklearn.model_selection._split.StratifiedKFold",
        "sklearn.neighbors._ball_tree.BallTree",
        "sklearn.neighbors._kd_tree.KDTree",
        "sklearn.neural_network._stochastic_optimizers.AdamOptimizer",
        "sklearn.tree._tree.Tree",
        "sklearn.utils._bunch.Bunch",
        "skrub._datetime_encoder.DatetimeEncoder",
        "skrub._string_encoder.StringEncoder",
        "skrub._to_str.ToStr",
    }
)
"""Types that a saved model may hold beside those that skops knows to be harmless. Anything else is refused."""

SAMPLE_ROWS = 20
MODEL_FILE = "model.skops"
_META, _SAMPLE = "meta.json", "sample.json"


class UntrustedModel(SextantError):
    """A saved model holds a type that is not on the list of those allowed."""


class ModelMeta(Record):
    """What a saved model expects, what it says, and how it was made."""

    signature: dict[str, str]
    """Input column to the pandas dtype it was fitted with."""
    task: Task
    variant: Variant
    seed: int
    rows: int
    """Rows it was fitted on."""
    classes: tuple[str, ...] = ()
    """Classes as texts, in the order of `probability_…`; empty for numbers."""
    class_values: tuple[Scalar, ...] = ()
    """The same classes as they are written in the table."""
    positive_class: str | None = None
    """As written in `classes`."""
    date_orders: dict[str, str] = {}
    """Input column to whether the day or the month came first in it, where the year comes last; see `Dates.order`."""
    metrics: dict[str, float] = {}
    """Measured by validation before the final fit."""
    libraries: dict[str, str] = {}
    extra: dict[str, Any] = {}
    """Whatever else is worth keeping, as JSON values."""

    @model_validator(mode="after")
    def _each_class_is_written_in_one_way(self) -> "ModelMeta":
        if len(self.class_values) != len(self.classes):
            raise ValueError(f"{len(self.classes)} classes cannot be written as {len(self.class_values)} values")
        return self


@dataclass(frozen=True)
class LoadedModel:
    """A model read from its folder."""

    pipeline: Any
    """The fitted scikit-learn pipeline: columns of the signature in, class texts or numbers out."""
    meta: ModelMeta


def meta_of(
    frame: pd.DataFrame,
    task: Task,
    variant: Variant,
    seed: int,
    metrics: Mapping[str, float] | None = None,
    **extra: Any,
) -> ModelMeta:
    """What to save with a pipeline that `fit_final` fitted on this table.

    Args:
        frame: the table it was fitted on, target included.
        task: what it predicts.
        variant: what was fitted.
        seed: it was fitted with.
        metrics: measured by validation.
        extra: JSON values to keep with it, such as the run's id.
    """
    from experiments.provenance import libraries

    X = inputs(frame, task)
    target = frame[task.target].dropna()
    y = truths(target, task)
    classes = known_classes(y, task)
    written = {text_of(v): _scalar(v) for v in pd.unique(target.astype("object"))} if classes else {}
    return ModelMeta(
        signature={str(c): str(X[c].dtype) for c in X.columns},
        task=task,
        variant=variant,
        seed=seed,
        rows=len(y),
        classes=tuple(classes),
        class_values=tuple(written[c] for c in classes),
        positive_class=positive_of(task, classes) if classes else None,
        date_orders={c: order for c, order in frame.attrs.get(DATE_ORDERS, {}).items() if c in X.columns},
        metrics=dict(metrics or {}),
        libraries=libraries(),
        extra=extra,
    )


def save_model(pipeline: Any, folder: Path, meta: ModelMeta, sample: pd.DataFrame) -> None:
    """Keep a fitted pipeline in a folder, and check that what was saved predicts the same.

    Args:
        pipeline: fitted.
        folder: where the model goes; what was there before is replaced.
        meta: see `meta_of`.
        sample: a few rows with the input columns; at most 20 are used for the check and kept as an example.

    Raises:
        UntrustedModel: the pipeline holds a type that could not be loaded again.
        SextantError: what was saved predicts something else.
    """
    import skops.io

    rows = sample[[c for c in sample.columns if str(c) in meta.signature]].head(SAMPLE_ROWS)
    beside = folder.with_name(f".{uuid.uuid4().hex[:12]}.tmp")
    beside.mkdir(parents=True)
    try:
        skops.io.dump(pipeline, beside / MODEL_FILE, compression=zipfile.ZIP_DEFLATED, compresslevel=6)
        again = _read(beside / MODEL_FILE)
        if not _predicted(pipeline, meta, rows).equals(_predicted(again, meta, rows)):
            raise SextantError(
                f"The model saved in {folder} does not predict what the fitted one does; it was not kept."
            )
        example = rows.to_json(orient="records", date_format="iso", default_handler=str) or "[]"
        told = json.dumps(json.loads(example), indent=1, ensure_ascii=False)
        for name, text in ((_SAMPLE, told), (_META, meta.model_dump_json(indent=1))):
            (beside / name).write_text(text + "\n", "utf-8")
        moved_whole(beside, folder)
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def load_model(folder: Path) -> LoadedModel:
    """The model of a folder.

    Raises:
        BadData: there is no whole model in the folder.
        UntrustedModel: the file holds a type that is not allowed; the message names it.
    """
    put_back(folder)
    model_file, about = folder / MODEL_FILE, folder / _META
    try:
        meta = ModelMeta.model_validate_json(about.read_text("utf-8"))
    except FileNotFoundError as error:
        raise BadData(f"There is no {_META} in {folder}, so it holds no whole model. Save the model again.") from error
    except (OSError, ValueError) as error:
        raise BadData(f"{folder / _META} is damaged and cannot be read. Save the model again.") from error
    if not model_file.exists():
        raise BadData(f"There is no model file in {folder}. Save the model again.")
    try:
        return LoadedModel(_fitting(patiently(lambda: _read(model_file)), meta, folder), meta)
    except SextantError:
        raise
    except ImportError as error:
        raise BadData(
            f"{folder / MODEL_FILE} is whole, but what it needs cannot be loaded here: {error}. Install Sextant again."
        ) from error
    except Exception as error:  # whatever a damaged file makes its reader raise
        raise BadData(
            f"{folder / MODEL_FILE} is damaged and cannot be read ({type(error).__name__}). Save the model again."
        ) from error


def _fitting(pipeline: Any, meta: ModelMeta, folder: Path) -> Any:
    """The pipeline, if it is one and says what its description promises.

    Raises:
        BadData: it is none, or the two were not saved together.
    """
    said = [str(c) for c in getattr(pipeline, "classes_", ())]
    prepare = getattr(pipeline, "named_steps", {}).get("prepare")
    strange = set(map(str, getattr(prepare, "columns_", ()))) - set(meta.signature)
    strange |= set(said) - set(meta.classes)
    if strange or not hasattr(pipeline, "predict") or bool(said) != bool(meta.classes):
        raise BadData(f"{folder / MODEL_FILE} is not the model that {_META} beside it describes. Save the model again.")
    return pipeline


def predict(folder: Path, frame: pd.DataFrame, say: Callable[[str], None] | None = None) -> pd.DataFrame:
    """Predictions of a saved model for raw rows.

    Args:
        folder: of the model.
        frame: rows with at least the input columns, raw as they were when fitting; others are ignored.
        say: told in one sentence each what was ignored or could not be read.

    Returns:
        `prediction` and, for classes, `probability_<class>` for each, for further targets `prediction_<target>`; the
        index is the frame's.

    Raises:
        BadData: no rows, a column that the model needs is missing, or no model.
        UntrustedModel: see `load_model`.
    """
    model = load_model(folder)
    for sentence in (*notes(model.meta, frame), *unseen(model, frame)):
        if say is not None:
            say(sentence)
    return predict_with(model, frame)


def predict_with(model: LoadedModel, frame: pd.DataFrame) -> pd.DataFrame:
    """As `predict`, with a model that is loaded already.

    Raises:
        BadData: no rows, or a column that the model needs is missing.
    """
    if not len(frame):
        raise BadData("There are no rows to predict.")
    if model.meta.task.forecast is not None:
        frame = later_rows(frame, model.pipeline)
    given = set(map(str, frame.columns))
    absent = [c for c in model.meta.signature if c not in given]
    if absent:
        shown = ", ".join(absent[:12]) + (f" and {len(absent) - 12} more" if len(absent) > 12 else "")
        rename = _written_otherwise(absent, [str(c) for c in frame.columns])
        raise BadData(f"The table lacks {_counted(len(absent), 'column')} that the model needs: {shown}.{rename}")
    rows = frame.rename(columns=str)[list(model.meta.signature)]
    return _predicted(model.pipeline, model.meta, rows)


def _written_otherwise(absent: Sequence[str], given: Sequence[str]) -> str:
    """Which columns are there under a name that differs in capitals, spaces or signs only, and are to be renamed."""
    plain = {"".join(filter(str.isalnum, name)).casefold(): name for name in given}
    pairs = [(plain.get("".join(filter(str.isalnum, name)).casefold()), name) for name in absent]
    found = [f"{there} to {name}" for there, name in pairs if there is not None][:8]
    return f" Rename {', '.join(found)}." if found else ""


def notes(meta: ModelMeta, frame: pd.DataFrame) -> tuple[str, ...]:
    """What a person should know of a table before they trust predictions for it, one sentence each."""
    ignored = [str(c) for c in frame.columns if str(c) not in {*meta.signature, *meta.task.targets}]
    found = []
    if ignored:
        shown = ", ".join(ignored[:8]) + (" …" if len(ignored) > 8 else "")
        were = "was" if len(ignored) == 1 else "were"
        found.append(f"{_counted(len(ignored), 'column')} that the model does not know {were} ignored: {shown}.")
    empty = [f"`{c}`" for c in map(str, frame.columns[frame.isna().all()]) if c in meta.signature]
    if empty and len(frame) >= _LEAST_EMPTY:
        shown = ", ".join(empty[:8]) + (" …" if len(empty) > 8 else "")
        verbs = ("is", "counts") if len(empty) == 1 else ("are", "count")
        found.append(f"{shown} {verbs[0]} empty in all {len(frame):,} rows and {verbs[1]} as missing.")
    for name in frame.columns:
        dtype = meta.signature.get(str(name), "")
        if dtype.startswith(_NUMERIC):
            read, what = pd.to_numeric(frame[name].astype("object"), errors="coerce"), "numbers"
        elif dtype.startswith("datetime"):
            read, what = moments(frame[name], ""), "dates such as 2026-03-01"
        else:
            continue
        unread = int((read.isna() & frame[name].notna()).sum())
        if unread:
            found.append(
                f"`{name}` should hold {what}; {_counted(unread, 'value')} of {len(frame):,} cannot be read as "
                "such and count as missing."
            )
    return tuple(found)


_NUMERIC = ("int", "Int", "float", "Float", "uint", "UInt")
_SHOWN_UNSEEN = 3
_LEAST_EMPTY = 5
"""Rows of which none has a value before that is told: of fewer it may be chance."""


def unseen(model: LoadedModel, frame: pd.DataFrame) -> tuple[str, ...]:
    """Which categories of a table the model has never met, one sentence a column."""
    prepare = getattr(model.pipeline, "named_steps", {}).get("prepare")
    encoder = getattr(prepare, "category_encoder_", None)
    if prepare is None or encoder is None:
        return ()
    found = []
    named = {str(c): c for c in frame.columns}
    for name, known in zip(prepare.category_, encoder.categories_, strict=True):
        if name not in named:
            continue
        words = pd.Series(texts(frame[named[name]]))
        strange = words[~words.isin({*map(str, known), MISSING})]
        if len(strange):
            values = [f"“{' '.join(v.split())[:40]}”" for v in strange.unique()[:_SHOWN_UNSEEN]]
            shown = ", ".join(values) + (" …" if strange.nunique() > _SHOWN_UNSEEN else "")
            found.append(
                f"`{name}` has {_counted(len(strange), 'value')} of {len(frame):,} that the model was not trained on "
                f"({shown}); they count as unknown."
            )
    return tuple(found)


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def held_types(path: Path) -> frozenset[str]:
    """The types that a model's file holds beside those that skops knows to be harmless; nothing of it is run."""
    import skops.io

    return frozenset(skops.io.get_untrusted_types(file=path))


def _read(path: Path) -> Any:
    import skops.io

    unknown = sorted(held_types(path) - TRUSTED)
    if unknown:
        raise UntrustedModel(
            f"{path.name} holds {', '.join(unknown)}, which is not on the list of types that a model may hold. "
            "It was not loaded."
        )
    return skops.io.load(path, trusted=sorted(TRUSTED))


def _predicted(pipeline: Any, meta: ModelMeta, rows: pd.DataFrame) -> pd.DataFrame:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # unseen categories are expected in new rows
        values = np.asarray(pipeline.predict(rows))
        if not meta.classes:
            numbers = values.astype(float).reshape(len(rows), -1)
            names = ["prediction", *(f"prediction_{t}" for t in meta.task.further_targets)]
            return pd.DataFrame(numbers, columns=names, index=rows.index)
        probability = aligned(pipeline.predict_proba(rows), [str(c) for c in pipeline.classes_], list(meta.classes))
    written = dict(zip(meta.classes, meta.class_values, strict=True))
    table = pd.DataFrame(probability, columns=[f"probability_{name}" for name in meta.classes], index=rows.index)
    table.insert(0, "prediction", [written[str(v)] for v in values])
    return table


def _scalar(value: Any) -> Scalar:
    plain = value.item() if isinstance(value, np.generic) else value
    return plain if isinstance(plain, bool | int | float | str) else str(plain)
