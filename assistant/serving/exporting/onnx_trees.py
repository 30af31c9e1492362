"""Trees of scikit-learn and LightGBM as ONNX nodes, missing values and all.

skl2onnx's own form of them sends missing values the wrong way and does not end where a split only asks whether a value
is missing, and onnxmltools rounds the thresholds of LightGBM, so the nodes are written here. Thresholds stay 64-bit;
the trees and forests of scikit-learn compare values in single precision.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from assistant.serving.exporting.onnx_graph import Graph

Nodes = tuple[NDArray[Any], NDArray[Any], NDArray[Any], NDArray[Any], NDArray[Any], NDArray[Any]]
"""Of each node of a tree: feature, threshold, left, right (-1 for a leaf), missing goes left, values (n, n_targets)."""


@dataclass(frozen=True)
class Trees:
    """A fitted model as a sum of trees."""

    trees: list[Nodes]
    start: NDArray[np.float64]
    """What is added to their sum, shape (n_targets,)."""
    boosted: bool
    """Whether the sums of classes are raw, to be made shares; those of forests are shares already."""
    single: bool
    """Whether values are compared in single precision."""


def trees_of(model: Any) -> Trees | None:
    """The trees of a tree, a forest or boosted trees; None for other models."""
    from lightgbm import LGBMModel
    from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor
    from sklearn.ensemble._forest import BaseForest
    from sklearn.tree import BaseDecisionTree

    if isinstance(model, HistGradientBoostingClassifier | HistGradientBoostingRegressor):
        rounds, width = model._predictors, len(model._predictors[0])
        trees = [_of_predictor(p, k, width) for one in rounds for k, p in enumerate(one)]
        return Trees(trees, np.asarray(model._baseline_prediction, dtype=np.float64).ravel(), True, False)
    if isinstance(model, LGBMModel):
        dumped = model.booster_.dump_model()
        width = int(dumped["num_tree_per_iteration"])
        trees = [_of_dump(t["tree_structure"], i % width, width) for i, t in enumerate(dumped["tree_info"])]
        return Trees(trees, np.zeros(width), True, False)
    if not isinstance(model, BaseForest | BaseDecisionTree):
        return None
    members = model.estimators_ if isinstance(model, BaseForest) else [model]
    trees = [_of_tree(m, len(members)) for m in members]
    return Trees(trees, np.zeros(trees[0][-1].shape[1]), False, True)


def tree_nodes(graph: Graph, model: Any, matrix: str) -> str | None:
    """Shares (n_rows, n_classes) or numbers (n_rows, 1) of a tree, a forest or boosted trees; None for others."""
    found = trees_of(model)
    if found is None:
        return None
    if found.single:
        matrix = graph.add("Cast", graph.add("Cast", matrix, to=1), to=11)
    said = _ensemble(graph, matrix, found.trees)
    if not found.boosted:
        return said
    if found.start.any():
        said = graph.add("Add", said, graph.constant(found.start.reshape(1, -1)))
    return _linked(graph, model, said, len(found.start))


def _of_tree(model: Any, members: int) -> Nodes:
    tree = model.tree_
    values = tree.value[:, 0, :]
    if hasattr(model, "classes_"):
        values = values / values.sum(axis=1, keepdims=True)
    missing = np.asarray(tree.missing_go_to_left, dtype=bool)
    return tree.feature, tree.threshold, tree.children_left, tree.children_right, missing, values / members


def _linked(graph: Graph, model: Any, raw: str, width: int) -> str:
    """Raw sums as numbers, or as shares: by the logistic function of one sum, or softmax over several."""
    if not hasattr(model, "classes_"):
        return raw
    if width > 1:
        return graph.add("Softmax", raw, axis=1)
    yes = graph.add("Sigmoid", raw)
    return graph.add("Concat", graph.add("Sub", graph.number(1.0), yes), yes, axis=1)


def _of_dump(root: dict[str, Any], k: int, width: int) -> Nodes:
    """A tree of LightGBM's own description; where a split knows no missing values, they count as 0."""
    rows: list[list[float]] = []
    todo = [(root, -1, 0)]
    while todo:
        node, above, side = todo.pop()
        place = len(rows)
        if above >= 0:
            rows[above][2 + side] = place
        if "split_index" not in node:
            rows.append([0, 0.0, -1, -1, 0, float(node["leaf_value"])])
            continue
        zero = node["missing_type"] == "None" and float(node["threshold"]) >= 0.0
        missing = node["default_left"] if node["missing_type"] != "None" else zero
        rows.append([node["split_feature"], float(node["threshold"]), -1, -1, bool(missing), 0.0])
        todo += [(node["left_child"], place, 0), (node["right_child"], place, 1)]
    feature, threshold, left, right, missing_left, value = np.array(rows, dtype=np.float64).T
    values = np.zeros((len(rows), width))
    values[:, k] = value
    return feature, threshold, left.astype(np.int64), right.astype(np.int64), missing_left, values


def _of_predictor(predictor: Any, k: int, width: int) -> Nodes:
    nodes = predictor.nodes
    leaf = nodes["is_leaf"].astype(bool)
    values = np.zeros((len(nodes), width))
    values[:, k] = nodes["value"]
    left, right = (np.where(leaf, -1, nodes[side].astype(np.int64)) for side in ("left", "right"))
    missing = nodes["missing_go_to_left"].astype(bool)
    return nodes["feature_idx"], nodes["num_threshold"], left, right, missing, values


def _ensemble(graph: Graph, matrix: str, trees: Iterable[Nodes]) -> str:
    """The sum of what the trees say, shape (n_rows, n_targets), 64-bit."""
    from onnx import numpy_helper

    columns: dict[str, list[NDArray[Any]]] = {}
    modes: list[str] = []
    weights: dict[str, list[NDArray[Any]]] = {}
    targets = 1
    for number, (feature, threshold, left, right, missing, values) in enumerate(trees):
        leaf, n = left < 0, len(left)
        targets = values.shape[1]
        modes += ["LEAF" if end else "BRANCH_LEQ" for end in leaf]
        found = {
            "treeids": np.full(n, number), "nodeids": np.arange(n), "featureids": np.where(leaf, 0, feature),
            "truenodeids": np.where(leaf, 0, left), "falsenodeids": np.where(leaf, 0, right),
            "missing_value_tracks_true": np.where(leaf, 0, missing),
        }  # fmt: skip
        for key, column in found.items():
            columns.setdefault(key, []).append(column.astype(np.int64))
        columns.setdefault("values", []).append(np.where(leaf, 0.0, threshold))
        ends = np.flatnonzero(leaf)
        weights.setdefault("treeids", []).append(np.full(len(ends) * targets, number))
        weights.setdefault("nodeids", []).append(np.repeat(ends, targets))
        weights.setdefault("ids", []).append(np.tile(np.arange(targets), len(ends)))
        weights.setdefault("weights", []).append(values[ends].ravel())
    attributes: dict[str, Any] = {f"nodes_{k}": np.concatenate(v).tolist() for k, v in columns.items() if k != "values"}
    attributes |= {f"target_{k}": np.concatenate(v).tolist() for k, v in weights.items() if k != "weights"}
    for name, parts in (("nodes_values", columns["values"]), ("target_weights", weights["weights"])):
        attributes[f"{name}_as_tensor"] = numpy_helper.from_array(np.concatenate(parts).astype(np.float64), name)
    said = graph.add("TreeEnsembleRegressor", matrix, domain="ai.onnx.ml", n_targets=targets, nodes_modes=modes,
                     aggregate_function="SUM", post_transform="NONE", **attributes)  # fmt: skip
    return graph.add("Cast", said, to=11)
