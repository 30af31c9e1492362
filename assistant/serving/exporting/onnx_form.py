"""A kept model as one ONNX file: raw columns in, what it says out; refused with the reason where ONNX has no form."""

from __future__ import annotations

import json
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from assistant.serving.exporting.onnx_graph import ML_OPSET, OPSET, Graph, NoOnnx, estimated, prepared
from assistant.serving.exporting.package import ExportFailed
from store.errors import BadRequest
from store.writing import written_whole

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from experiments.blending import WholeModel

SHARE_MAY_DIFFER, NUMBER_MAY_DIFFER = 1e-4, 1e-5
"""Greatest difference of a probability, and of a number as a share of the spread of what is predicted."""
_CHECKED_ROWS = 1_000


@dataclass(frozen=True)
class OnnxExported:
    """What was written."""

    file: Path
    rows_checked: int
    largest_difference: float
    """Between what the file says and what the kept model says, of probabilities or of numbers."""


def export_onnx(folder: Path, target: Path, name: str, version: int, rows: pd.DataFrame | None = None) -> OnnxExported:
    """Writes a kept model as ONNX, after ONNX Runtime has said the same as the model of the rows at hand.

    Inputs are the model's columns by their names, each of shape (n_rows, 1): numbers as 64-bit floats with NaN for
    missing, texts with "" for missing; `columns` in the file's metadata says which input is which column. Outputs are
    `label` and `probabilities` in the order of `classes` in the metadata, or `prediction`.

    Args:
        folder: of the kept model.
        target: the file.
        name: of the model.
        version: of the model.
        rows: raw rows to compare on; the kept sample, varied, where None.

    Raises:
        BadRequest: the libraries for it are not installed, or the file cannot be written.
        NoOnnx: a part of the model has no ONNX form; the message names it.
        ExportFailed: what the file says differs from what the model says.
    """
    from experiments.blending import load_whole

    _check_installed()
    whole = load_whole(folder)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # encoders warn of unseen categories, converters of their own age
        made = _model_of(whole, name, version)
    compared = _rows_to_compare(whole, rows)
    largest = _largest_difference(made, whole, compared)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with written_whole(target) as partial:
            partial.write_bytes(made.SerializeToString())
    except OSError as error:
        raise BadRequest(f"{target} cannot be written ({error.strerror or error}). Name another file.") from error
    return OnnxExported(target, len(compared), largest)


def _check_installed() -> None:
    from importlib.util import find_spec

    absent = [n for n in ("onnx", "skl2onnx", "onnxruntime") if find_spec(n) is None]
    if absent:
        raise BadRequest(f"ONNX needs libraries that are not installed: pip install {' '.join(absent)}.")


def _model_of(whole: WholeModel, name: str, version: int) -> Any:
    """The ONNX model of a kept model or blend."""
    from onnx import TensorProto, helper

    graph = Graph()
    classes = whole.models[0][0].meta.classes
    total = sum(weight for _, weight in whole.models)
    parts = [graph.add("Mul", _member(graph, m, classes), graph.number(w / total)) for m, w in whole.models]
    said = parts[0] if len(parts) == 1 else graph.add("Sum", *parts)
    found: list[tuple[str, str, int, list[int | None]]]
    if classes:
        said, label = _ruled(graph, said, whole)
        found = [("label", label, TensorProto.STRING, [None]),
                 ("probabilities", said, TensorProto.DOUBLE, [None, len(classes)])]  # fmt: skip
    else:
        found = [("prediction", said, TensorProto.DOUBLE, [None, 1])]
    for out, made, _, _ in found:
        graph.nodes.append(helper.make_node("Identity", [made], [out]))
    kinds = {"number": TensorProto.DOUBLE, "text": TensorProto.STRING}
    names = _input_names(graph, [out for out, *_ in found])
    inputs = [helper.make_tensor_value_info(names[c], kinds[k], [None, 1]) for c, k in graph.inputs.items()]
    taken_in = [helper.make_node("Identity", [name], [f"in_{c}"]) for c, name in names.items() if name != f"in_{c}"]
    outputs = [helper.make_tensor_value_info(out, kind, shape) for out, _, kind, shape in found]
    body = helper.make_graph([*taken_in, *graph.nodes], "model", inputs, outputs, graph.constants)
    opsets = [helper.make_opsetid("", OPSET), helper.make_opsetid("ai.onnx.ml", ML_OPSET)]
    made = helper.make_model(body, opset_imports=opsets, producer_name="sextant", ir_version=9)
    about = {"name": name, "version": str(version), "target": whole.models[0][0].meta.task.target,
             "classes": json.dumps(list(classes), ensure_ascii=False),
             "columns": json.dumps({name: c for c, name in names.items()}, ensure_ascii=False)}  # fmt: skip
    helper.set_model_props(made, about)
    return made


def _input_names(graph: Graph, outputs: list[str]) -> dict[str, str]:
    """Column to the input it comes by: its own name, or with `in_` before it where something else is called so."""
    taken = {*outputs, *(f"in_{c}" for c in graph.inputs), *(c.name for c in graph.constants)}
    taken |= {made for node in graph.nodes for made in node.output}
    return {c: f"in_{c}" if c in taken else c for c in graph.inputs}


def _member(graph: Graph, member: Any, classes: tuple[str, ...]) -> str:
    """One pipeline's shares in the order of the classes, or its numbers."""
    steps = dict(member.pipeline.steps)
    if "gaps" in steps:
        raise NoOnnx("it counts values that were said to mean missing as such, which has no ONNX form.")
    unknown = set(steps) - {"prepare", "narrow", "select", "estimator"}
    if unknown or "prepare" not in steps:
        raise NoOnnx(f"its steps are {', '.join(steps)}, and only those of the tabular workflow have an ONNX form.")
    matrix, width = prepared(graph, steps["prepare"]), len(steps["prepare"].names_)
    for step in ("narrow", "select"):
        if step in steps:
            kept = np.asarray(steps[step].kept_, dtype=np.int64)
            matrix, width = graph.add("Gather", matrix, graph.constant(kept), axis=1), len(kept)
    said = estimated(graph, steps["estimator"], matrix, width)
    if not classes:
        return said
    seen = [str(c) for c in steps["estimator"].classes_]
    if sorted(seen) != sorted(classes):
        raise NoOnnx("one of its members never saw one of the classes.")
    return graph.add("Gather", said, graph.constant(np.array([seen.index(c) for c in classes])), axis=1)


def _ruled(graph: Graph, share: str, whole: WholeModel) -> tuple[str, str]:
    """Calibrated shares, and the label: from a threshold on, or the likeliest."""
    rule, classes = whole.rule, whole.models[0][0].meta.classes
    if rule is not None and rule.calibration is not None:
        c = rule.calibration
        bent = graph.add("Pow", graph.add("Clip", share, graph.number(0.0), graph.number(1.0)),
                         graph.number(1.0 / c.temperature))  # fmt: skip
        whole_ = graph.add("ReduceSum", bent, graph.constant(np.array([1], dtype=np.int64)), keepdims=1)
        part = graph.add("Mul", graph.add("Div", bent, whole_), graph.number(1.0 - c.mixed))
        share = graph.add("Add", part, graph.constant(c.mixed * np.array(c.shares)))
    names = graph.constant(np.array(classes, dtype=object))
    if rule is not None and rule.threshold is not None and rule.threshold.positive in classes:
        yes = classes.index(rule.threshold.positive)
        column = graph.add("Gather", share, graph.constant(np.array(yes, dtype=np.int64)), axis=1)
        says = graph.add("GreaterOrEqual", column, graph.number(rule.threshold.value))
        one, other = (graph.constant(np.array(i, dtype=np.int64)) for i in (yes, 1 - yes))
        place = graph.add("Where", says, one, other)
    else:
        place = graph.add("ArgMax", share, axis=1, keepdims=0)
    return share, graph.add("Gather", names, place, axis=0)


def _rows_to_compare(whole: WholeModel, rows: pd.DataFrame | None) -> pd.DataFrame:
    """The rows at hand, else many made of the kept sample by drawing each column by itself, some values missing."""
    import pandas as pd

    if rows is not None and len(rows):
        return rows.sample(min(len(rows), _CHECKED_ROWS), random_state=0).reset_index(drop=True)
    sample = whole.files[0].with_name("sample.json")
    known = pd.DataFrame(json.loads(sample.read_text("utf-8"))) if sample.is_file() else pd.DataFrame()
    if known.empty:
        raise BadRequest("No sample was kept with this model, so its ONNX form cannot be checked. Save it again.")
    random = np.random.default_rng(0)
    mixed = known.sample(_CHECKED_ROWS, replace=True, random_state=0).reset_index(drop=True)
    for i, column in enumerate(mixed.columns):
        mixed[column] = mixed[column].sample(frac=1.0, random_state=i).to_numpy()
        if pd.api.types.is_float_dtype(mixed[column].dtype):
            mixed.loc[random.random(len(mixed)) < 0.05, column] = np.nan
    return pd.concat([known, mixed], ignore_index=True)


def onnx_inputs(made: Any, rows: pd.DataFrame) -> dict[str, NDArray[Any]]:
    """Raw rows as the inputs of an exported file."""
    from onnx import TensorProto

    from experiments.workflows.columns import numbers, texts

    found: dict[str, NDArray[Any]] = {}
    columns = json.loads(next(p.value for p in made.metadata_props if p.key == "columns"))
    for value in made.graph.input:
        column = columns[value.name]
        if value.type.tensor_type.elem_type == TensorProto.DOUBLE:
            found[value.name] = numbers(rows[[column]])
        else:
            found[value.name] = texts(rows[column]).reshape(-1, 1)
    return found


def _largest_difference(made: Any, whole: WholeModel, rows: pd.DataFrame) -> float:
    """How far ONNX Runtime and the kept model are apart at most.

    Raises:
        ExportFailed: farther than rounding explains.
    """
    import onnxruntime

    try:
        session = onnxruntime.InferenceSession(made.SerializeToString(), providers=["CPUExecutionProvider"])
    except Exception as error:  # the runtime has many kinds of error without a common root
        raise NoOnnx(f"ONNX Runtime does not know a part of it ({str(error)[:160]}).") from error
    said = dict(zip([o.name for o in session.get_outputs()], session.run(None, onnx_inputs(made, rows)), strict=True))
    expected = whole.predict(rows)
    classes = whole.models[0][0].meta.classes
    if not classes:
        kept = expected["prediction"].to_numpy(float)
        apart = np.abs(said["prediction"].ravel() - kept)
        allowed = NUMBER_MAY_DIFFER * max(float(np.ptp(kept)), 1e-9)
    else:
        apart = np.abs(said["probabilities"] - expected[[f"probability_{c}" for c in classes]].to_numpy(float)).max(
            axis=1
        )
        allowed = SHARE_MAY_DIFFER
        meta = whole.models[0][0].meta
        written = dict(zip(meta.class_values, classes, strict=True))
        sure = apart <= allowed
        other = sum(
            str(a) != written[b] for a, b, s in zip(said["label"], expected["prediction"], sure, strict=True) if s
        )
        if other > 0.002 * len(rows):
            raise ExportFailed(f"The ONNX form names another class in {other} of {len(rows)} rows; it was not written.")
    far = int((apart > allowed).sum())
    if far:
        raise ExportFailed(
            f"The ONNX form differs from the model in {far} of {len(rows)} rows, by up to {float(apart.max()):.3g}; "
            "it was not written."
        )
    return float(apart.max())


__all__ = ["NoOnnx", "OnnxExported", "export_onnx", "onnx_inputs"]
