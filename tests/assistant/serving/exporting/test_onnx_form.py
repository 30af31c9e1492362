"""ONNX Runtime says the same as the model; where it could not, the export is refused with the reason."""

import json

import numpy as np
import onnxruntime
import pytest

from assistant.serving.exporting.onnx_form import NoOnnx, export_onnx, onnx_inputs
from experiments.blending import load_whole
from tests.assistant.serving.exporting.conftest import keep, table

GOOD = [
    ("binary", {"estimator": "linear", "missing": "indicator", "scaling": "robust"}),
    ("binary", {"estimator": "discriminant"}),
    ("binary", {"estimator": "hist_boosting"}),
    ("multiclass", {"estimator": "decision_tree", "categories": "target"}),
    ("multiclass", {"estimator": "random_forest", "random_forest.trees": 50, "class_weight": "balanced"}),
    ("multiclass", {"estimator": "lightgbm", "lightgbm.trees": 40, "selection": "univariate"}),
    ("regression", {"estimator": "extra_trees", "extra_trees.trees": 50, "target": "log"}),
    ("regression", {"estimator": "elastic_net"}),
    ("regression", {"estimator": "linear", "codes": "categories"}),
]


@pytest.mark.parametrize(("kind", "choices"), GOOD, ids=lambda v: v if isinstance(v, str) else v["estimator"])
def test_what_has_a_form_says_the_same_of_rows_it_has_not_seen(tmp_path, kind, choices):
    import onnx

    folder = keep(tmp_path / "kept", kind, **choices)
    made = export_onnx(folder, tmp_path / "m.onnx", "m", 1)
    assert made.rows_checked > 1000
    rows = table(400, seed=5)
    rows.loc[:5, "plan"] = "never seen"
    rows.loc[6:9, "plan"] = None
    session = onnxruntime.InferenceSession(str(made.file), providers=["CPUExecutionProvider"])
    said = session.run(None, onnx_inputs(onnx.load(made.file), rows))
    expected = load_whole(folder).predict(rows)
    if kind == "regression":
        np.testing.assert_allclose(said[0].ravel(), expected["prediction"], atol=1e-4)
    else:
        np.testing.assert_allclose(said[1], expected.filter(like="probability_"), atol=1e-4)
        assert np.mean(said[0].astype(str) == expected["prediction"].astype(str)) > 0.99


def test_inputs_are_called_as_the_columns_are_and_otherwise_only_where_a_part_is_called_so(tmp_path):
    import onnx

    folder = keep(tmp_path / "kept", "binary", names={"age": "label", "spend": "in_label"}, estimator="linear")
    made = onnx.load(export_onnx(folder, tmp_path / "m.onnx", "m", 1).file)
    columns = json.loads({p.key: p.value for p in made.metadata_props}["columns"])
    assert {i.name for i in made.graph.input} == set(columns)
    assert columns["in_label"] == "label" and columns["in_in_label"] == "in_label" and columns["plan"] == "plan"


def test_a_blend_with_its_calibration_and_threshold_is_one_file(tmp_path, blend):
    made = export_onnx(blend, tmp_path / "m.onnx", "m", 1, table(200, seed=3))
    assert made.rows_checked == 200 and made.largest_difference < 1e-5


@pytest.mark.parametrize(
    ("choices", "why"),
    [
        ({"estimator": "svm_linear"}, "distances"),
        ({"estimator": "spline"}, "no ONNX form"),
        ({"estimator": "knn"}, "nearest neighbours"),
        ({"estimator": "linear", "scaling": "quantile"}, "normal curve"),
    ],
)
def test_what_has_no_form_is_refused_with_the_reason(tmp_path, choices, why):
    folder = keep(tmp_path / "kept", "binary", **choices)
    with pytest.raises(NoOnnx, match=why):
        export_onnx(folder, tmp_path / "m.onnx", "m", 1)
    assert not list(tmp_path.glob("*.onnx"))
