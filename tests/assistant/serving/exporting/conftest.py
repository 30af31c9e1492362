"""Kept models of several kinds, small and quick to fit."""

import json

import numpy as np
import pytest

from assistant.serving.exporting.container import export_container
from experiments.deciding import Calibration, Rule, Threshold, save_rule
from experiments.evaluation import fit_final
from experiments.models import meta_of, save_model
from experiments.workflows.building import inputs
from experiments.workflows.tabular import variant_of
from store.records import Task, Validation
from tests.assistant.serving.conftest import people

TARGETS = {"binary": "churn", "multiclass": "plan", "regression": "spend"}


def table(n=300, seed=0):
    """Customers of whom some have not said their age, with a number that may be a code."""
    frame = people(n, seed)
    frame["age"] = frame["age"].astype(float)
    frame.loc[frame.index % 13 == 0, "age"] = np.nan
    frame["branch"] = np.where(frame.index % 17 == 0, np.nan, frame.index % 5)
    return frame


def keep(folder, kind, names=None, **choices):
    """A kept model of a variant; `names` gives columns other ones."""
    metric = {"binary": "roc_auc", "multiclass": "accuracy", "regression": "rmse"}[kind]
    task = Task(id="t", version_id="v", target=TARGETS[kind], kind=kind, metric=metric,
                positive_class="yes" if kind == "binary" else None,
                validation=Validation(method="cv", folds=3, reason=""))  # fmt: skip
    frame, variant = table().rename(columns=names or {}), variant_of(choices, kind)
    save_model(fit_final(frame, variant, task, 0), folder, meta_of(frame, task, variant, 0), inputs(frame, task))
    return folder


@pytest.fixture(scope="session")
def blend(tmp_path_factory):
    """A blend of two members with a calibration and a threshold."""
    folder = tmp_path_factory.mktemp("blend")
    for name, choices in (("a", {"estimator": "linear"}), ("b", {"estimator": "lightgbm", "lightgbm.trees": 40})):
        keep(folder / name, "binary", **choices)
    members = [{"folder": "a", "weight": 0.3}, {"folder": "b", "weight": 0.7}]
    (folder / "blend.json").write_text(json.dumps({"kind": "binary", "members": members}))
    calibration = Calibration(temperature=1.4, mixed=0.01, shares=(0.6, 0.4))
    save_rule(folder, Rule(calibration=calibration, threshold=Threshold(positive="yes", value=0.2, reason="costs")))
    return folder


@pytest.fixture(scope="session")
def exported(tmp_path_factory, blend):
    """The blend as files for a container."""
    return export_container(blend, tmp_path_factory.mktemp("exported") / "out", "Müller & Söhne 2", 3, "## Card")
