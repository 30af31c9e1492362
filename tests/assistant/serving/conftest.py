"""A small kept model, fitted and saved as Sextant keeps them."""

import numpy as np
import pandas as pd
import pytest

from experiments.evaluation import fit_final
from experiments.models import meta_of, save_model
from experiments.workflows.building import inputs
from experiments.workflows.tabular import default_variant
from store.records import Task, Validation


def people(n: int, seed: int = 0) -> pd.DataFrame:
    random = np.random.default_rng(seed)
    age = random.integers(18, 80, n)
    plan = random.choice(["basic", "plus, large", 'pro "x"', "two\nlines"], n)
    spend = random.normal(30, 9, n).round(2)
    left = np.where(age + 20 * (plan == "basic") > 55, "yes", "no")
    return pd.DataFrame({"age": age, "plan": plan, "spend": spend, "churn": left})


@pytest.fixture(scope="session")
def saved(tmp_path_factory):
    """The home with two versions of a saved classifier, `churn`."""
    home = tmp_path_factory.mktemp("served")
    frame = people(400)
    task = Task(id="t", version_id="v", target="churn", kind="binary", metric="roc_auc", positive_class="yes",
                validation=Validation(method="cv", folds=3, reason=""))  # fmt: skip
    for version, estimator in ((1, "linear"), (2, "lightgbm")):
        variant = default_variant(estimator, "binary")
        fitted = fit_final(frame, variant, task, 0)
        folder = home / "models" / "churn" / str(version)
        save_model(fitted, folder, meta_of(frame, task, variant, 0, {"roc_auc": 0.9}), inputs(frame, task))
    return home
