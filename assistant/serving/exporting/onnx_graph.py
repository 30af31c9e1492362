"""A fitted pipeline as nodes of an ONNX graph: raw columns in, class shares or a number out."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.serving.exporting.onnx_trees import tree_nodes
from experiments.workflows.columns import MISSING
from store.errors import SextantError

OPSET, ML_OPSET = 19, 3
"""Comparing texts came with 19."""
_UNSEEN = "\x00unseen"
_GAP = -1e300
"""Stands for a missing number where numbers are compared; data hold none beyond 1e30."""


class NoOnnx(SextantError):
    """A part of the model has no ONNX form; the message names it."""

    def __init__(self, why: str) -> None:
        super().__init__(f"This model cannot be exported as ONNX: {why} Export it as a package instead.")


class Graph:
    """Nodes in the making. Numbers are 64-bit floats throughout."""

    def __init__(self) -> None:
        from onnx import NodeProto, TensorProto

        self.nodes: list[NodeProto] = []
        self.constants: list[TensorProto] = []
        self.inputs: dict[str, str] = {}
        """Column to `number` or `text`."""
        self._n = 0

    def constant(self, value: NDArray[Any]) -> str:
        """The name of a constant tensor."""
        from onnx import helper, numpy_helper

        name = self._name("c")
        if value.dtype.kind in "OU":
            from onnx import TensorProto

            texts: Any = [str(v).encode() for v in value.ravel()]
            self.constants.append(helper.make_tensor(name, TensorProto.STRING, value.shape, texts))
        else:
            self.constants.append(numpy_helper.from_array(np.array(value, order="C"), name))
        return name

    def add(self, kind: str, *inputs: str, domain: str = "", **attributes: Any) -> str:
        """A node with one output; returns that output's name."""
        from onnx import helper

        name = self._name(kind.lower())
        self.nodes.append(helper.make_node(kind, list(inputs), [name], domain=domain, **attributes))
        return name

    def number(self, value: float) -> str:
        """A constant number."""
        return self.constant(np.array(value, dtype=np.float64))

    def filled(self, x: str, kept: str, filling: str) -> str:
        """`filling` where x is missing, `kept` elsewhere."""
        return self.add("Where", self.add("IsNaN", x), filling, kept)

    def splice(self, model: Any, matrix: str) -> list[str]:
        """Puts another model's graph in, fed with a matrix; returns the names of its outputs."""
        from onnx import compose

        self._n += 1
        whole = compose.add_prefix(model, f"m{self._n}_")
        graph = whole.graph
        from onnx import helper

        self.nodes.append(helper.make_node("Identity", [matrix], [graph.input[0].name]))
        self.nodes.extend(graph.node)
        self.constants.extend(graph.initializer)
        return [o.name for o in graph.output]

    def _name(self, kind: str) -> str:
        self._n += 1
        return f"{kind}_{self._n}"


def prepared(graph: Graph, preparation: Any) -> str:
    """The nodes of a fitted `TablePreparation`; returns the name of the matrix.

    Raises:
        NoOnnx: it has columns or a scaling without an ONNX form.
    """
    for kind, names in (("dates", preparation.date_), ("texts", preparation.text_)):
        if names:
            raise NoOnnx(f"{', '.join(names)} are {kind}, and ONNX has no form of how they are read.")
    scaled: list[str] = []
    plain: list[str] = []
    if preparation.numeric_:
        scaled.append(_numbers(graph, preparation))
    if preparation.category_encoder_ is not None:
        (plain if preparation.categories == "onehot" else scaled).append(_categories(graph, preparation))
    if scaled and preparation.scaler_ is not None and preparation.n_scaled_:
        scaled = [_scaled(graph, _joined(graph, scaled), preparation.scaler_)]
    if not scaled + plain:
        raise NoOnnx("the model uses no column at all.")
    return _joined(graph, scaled + plain)


def _joined(graph: Graph, parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else graph.add("Concat", *parts, axis=1)


def _numbers(graph: Graph, preparation: Any) -> str:
    for name in preparation.numeric_:
        graph.inputs.setdefault(name, "number")
    raw = _joined(graph, [f"in_{n}" for n in preparation.numeric_])
    endless = graph.add("IsInf", graph.add("Cast", raw, to=1))
    raw = graph.add("Where", endless, graph.number(np.nan), raw)
    imputer = preparation.imputer_
    if imputer is None:
        return raw
    filled = graph.filled(raw, raw, graph.constant(np.asarray(imputer.statistics_, dtype=np.float64)))
    if not imputer.add_indicator:
        return filled
    which = graph.constant(np.asarray(imputer.indicator_.features_, dtype=np.int64))
    marks = graph.add("Cast", graph.add("IsNaN", graph.add("Gather", raw, which, axis=1)), to=11)
    return graph.add("Concat", filled, marks, axis=1)


def _categories(graph: Graph, preparation: Any) -> str:
    """Each category as its row of a table of what the fitted encoder makes of it, the last row of what it never saw."""
    encoder, names = preparation.category_encoder_, preparation.category_
    belongs = np.array([int(str(n).partition("_")[0]) for n in _output_names(encoder, len(names))])
    usual = [column[0] for column in encoder.categories_]
    parts = []
    for i, name in enumerate(names):
        known = [str(c) for c in encoder.categories_[i]]
        rows = np.array([[*usual[:i], c, *usual[i + 1 :]] for c in [*known, _UNSEEN]], dtype=object)
        table = np.asarray(encoder.transform(rows), dtype=np.float64)[:, belongs == i]
        if name in preparation.coded_:
            parts.append(_coded(graph, name, known, table))
            continue
        graph.inputs.setdefault(name, "text")
        text = graph.add("Where", graph.add("Equal", f"in_{name}", graph.constant(np.array([""]))),
                         graph.constant(np.array([MISSING])), f"in_{name}")  # fmt: skip
        place = graph.add("LabelEncoder", text, domain="ai.onnx.ml", keys_strings=known,
                          values_int64s=list(range(len(known))), default_int64=len(known))  # fmt: skip
        flat = graph.add("Reshape", place, graph.constant(np.array([-1], dtype=np.int64)))
        parts.append(graph.add("Gather", graph.constant(table), flat, axis=0))
    return _joined(graph, parts)


def _coded(graph: Graph, name: str, known: list[str], table: NDArray[Any]) -> str:
    """The same of a column of numbers, which are compared as such; a missing one is a number that none of them is."""
    graph.inputs.setdefault(name, "number")
    raw, gap = f"in_{name}", graph.number(_GAP)
    endless = graph.add("IsInf", graph.add("Cast", raw, to=1))
    values = graph.filled(graph.add("Where", endless, gap, raw), graph.add("Where", endless, gap, raw), gap)
    keys = np.array([[_GAP if c == MISSING else float(c) for c in known]])
    same = graph.add("Cast", graph.add("Equal", values, graph.constant(keys)), to=11)
    learned = graph.add("MatMul", same, graph.constant(table[:-1] - table[-1]))
    return graph.add("Add", learned, graph.constant(table[-1:]))


def _output_names(encoder: Any, columns: int) -> list[str]:
    return [str(n) for n in encoder.get_feature_names_out([f"{i}" for i in range(columns)])]


def _scaled(graph: Graph, raw: str, scaler: Any) -> str:
    from experiments.workflows.preparation import LARGEST_SCALED

    centre = getattr(scaler, "mean_", getattr(scaler, "center_", None))
    if centre is None or getattr(scaler, "scale_", None) is None:
        raise NoOnnx("numbers are mapped to a normal curve, which ONNX has no form of.")
    moved = graph.add("Sub", raw, graph.constant(np.asarray(centre, dtype=np.float64)))
    moved = graph.add("Div", moved, graph.constant(np.asarray(scaler.scale_, dtype=np.float64)))
    cut = graph.add("Clip", moved, graph.number(-LARGEST_SCALED), graph.number(LARGEST_SCALED))
    return graph.filled(moved, cut, moved)


def estimated(graph: Graph, model: Any, matrix: str, width: int) -> str:
    """The nodes of a fitted estimator; returns shares in the order of its classes, or numbers of shape (n_rows, 1).

    Raises:
        NoOnnx: skl2onnx has no form of it.
    """
    from sklearn.ensemble import VotingClassifier, VotingRegressor
    from sklearn.neighbors import KNeighborsClassifier, KNeighborsRegressor

    from experiments.families._parts import CalibratedDecision, EquallyWeighted, RelativeGamma, TransformedTarget

    if isinstance(model, CalibratedDecision):
        raise NoOnnx("the probabilities of a support vector machine are made of its distances, which ONNX leaves out.")
    if isinstance(model, KNeighborsClassifier | KNeighborsRegressor):
        raise NoOnnx("nearest neighbours are chosen by distances that ONNX Runtime rounds otherwise.")
    if isinstance(model, TransformedTarget):
        return _backward(graph, model, estimated(graph, model.regressor_, matrix, width))
    if isinstance(model, EquallyWeighted | RelativeGamma):
        return estimated(graph, getattr(model, "classifier_", None) or model.machine_, matrix, width)
    if isinstance(model, VotingClassifier | VotingRegressor):
        parts = [estimated(graph, m, matrix, width) for m in model.estimators_]
        return graph.add("Mul", graph.add("Sum", *parts), graph.number(1.0 / len(parts)))
    by_hand = tree_nodes(graph, model, matrix) or _discriminant(graph, model, matrix)
    if by_hand is not None:
        return by_hand
    made = _converted(model, width)
    if (
        made.graph.input[0].type.tensor_type.elem_type == 1
    ):  # a runtime may know some operators in single precision only
        matrix = graph.add("Cast", matrix, to=1)
    outputs = graph.splice(made, matrix)
    said = graph.add("Cast", outputs[-1], to=11)
    wide = len(model.classes_) if hasattr(model, "classes_") else 1
    return graph.add("Reshape", said, graph.constant(np.array([-1, wide], dtype=np.int64)))


def _discriminant(graph: Graph, model: Any, matrix: str) -> str | None:
    """Linear discriminant analysis of two classes, of which skl2onnx gives other shares; None for all else."""
    from sklearn.discriminant_analysis import LinearDiscriminantAnalysis

    if not isinstance(model, LinearDiscriminantAnalysis) or len(model.classes_) > 2:
        return None
    slope, start = np.asarray(model.coef_, dtype=np.float64).T, np.asarray(model.intercept_, dtype=np.float64)
    yes = graph.add(
        "Sigmoid", graph.add("Add", graph.add("MatMul", matrix, graph.constant(slope)), graph.constant(start))
    )
    return graph.add("Concat", graph.add("Sub", graph.number(1.0), yes), yes, axis=1)


def _converted(model: Any, width: int) -> Any:
    from skl2onnx import convert_sklearn
    from skl2onnx.common.data_types import DoubleTensorType, FloatTensorType
    from sklearn.svm import SVR

    options = {id(model): {"zipmap": False}} if hasattr(model, "classes_") else None
    try:
        return convert_sklearn(
            model,
            initial_types=[("X", (FloatTensorType if isinstance(model, SVR) else DoubleTensorType)([None, width]))],
            target_opset={"": OPSET, "ai.onnx.ml": ML_OPSET},
            options=options,
        )
    except Exception as error:  # converters raise whatever they meet
        said = str(error).strip().splitlines()
        raise NoOnnx(
            f"{type(model).__name__} has no ONNX form ({said[0][:160] if said else 'no converter'})."
        ) from error


def _backward(graph: Graph, model: Any, said: str) -> str:
    """Undoes a target's transform, and keeps predictions within what was seen widened by its half."""
    if model.quantiles_ is not None:
        raise NoOnnx("its target is mapped to a normal curve, which ONNX has no form of.")
    moved = graph.add("Add", graph.add("Mul", said, graph.number(model.deviation_)), graph.number(model.mean_))
    if model.method == "log":
        size = graph.add("Min", graph.add("Abs", moved), graph.number(700.0))
        grown = graph.add("Sub", graph.add("Exp", size), graph.number(1.0))
        moved = graph.add("Mul", graph.add("Mul", graph.add("Sign", moved), grown), graph.number(model.scale_))
    margin = 0.5 * (model.high_ - model.low_)
    return graph.add("Clip", moved, graph.number(model.low_ - margin), graph.number(model.high_ + margin))
