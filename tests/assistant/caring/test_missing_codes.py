"""What stands for a missing value is one when new rows are compared with those that a model knows."""

import numpy as np
import pandas as pd

from assistant.caring.comparing import groups_of
from assistant.caring.fair import fairness_of_run
from assistant.caring.monitors import WATCHES, add_monitor
from assistant.headless import Search
from assistant.wish import Wish
from store.records import Gates
from tests.assistant.made_runs import kept, measured


def patients(seed: int, gap: float) -> pd.DataFrame:
    """Whether people are ill by their sugar; three in ten were never measured, which `gap` stands for."""
    random = np.random.default_rng(seed)
    sugar, age = random.normal(110, 25, 600).round(), random.integers(20, 80, 600)
    ill = np.where(sugar + random.normal(0, 10, 600) > 120, "yes", "no")
    sugar = np.where(random.random(600) < 0.3, gap, sugar)
    return pd.DataFrame({"sugar": sugar, "age": age, "ill": ill})


def test_new_rows_with_another_sign_for_missing_have_not_drifted(app, tmp_path):
    services, data = app.services, tmp_path / "ill.csv"
    table = patients(1, np.nan)
    table.loc[0, "sugar"] = 0.0
    table.to_csv(data, index=False)
    codes = ({"column": "sugar", "values": ["0"]},)
    goal = Search(app, Wish(data=str(data), target="ill", missing_codes=codes), 0.0).settle()
    run, end = measured(services, goal, "r")
    model = kept(services, goal, run, end, "ill")
    seen = WATCHES.look(services, add_monitor(services, "ill", "me", None), patients(2, 0.0).drop(columns="ill"), "new")
    assert seen.verdict == "none", seen.reasons
    groups = fairness_of_run(services, goal, run, end, "sugar").rows
    assert groups["missing"] == int(table["sugar"].isna().sum()) + 1
    compared = groups_of(services, model, services.frame(goal.task.version_id), Gates(columns=("sugar",)))
    assert compared["sugar"].count("missing") == groups["missing"], "gates between groups count the same"
