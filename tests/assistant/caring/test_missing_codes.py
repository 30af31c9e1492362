"""What stands for a missing value is one when new rows are compared with those that a model knows."""

import numpy as np
import pandas as pd

from assistant.caring.fair import fairness_of_run
from assistant.caring.monitors import WATCHES, add_monitor
from assistant.headless import Search
from assistant.keeping import register
from assistant.wish import Wish
from experiments.evaluation import evaluate, fit_final
from experiments.models import meta_of, save_model
from experiments.workflows.tabular import default_variant
from store.records import Limits, Run, RunEnd


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
    frame, variant = services.frame(goal.task.version_id), default_variant("linear", "binary")
    run = Run(
        id="r", experiment_id="e", position=0, variant=variant, task=goal.task, seed=3, limits=Limits(),
        queued_at=services.clock(),
    )  # fmt: skip
    measured, folder = evaluate(frame, variant, goal.task, 3), services.home / "models" / "ill" / "1"
    (services.home / "runs" / "r").mkdir(parents=True)
    measured.oof.to_parquet(services.home / "runs" / "r" / "oof.parquet")
    end = RunEnd(
        run_id="r", outcome="ok", score=measured.score, metrics=measured.metrics, wall_s=0.5, artefacts="runs/r",
        ended_at=services.clock(),
    )  # fmt: skip
    services.store.append(run, end)
    save_model(
        fit_final(frame, variant, goal.task, 3), folder, meta_of(frame, goal.task, variant, 3, {}),
        frame.drop(columns="ill"),
    )  # fmt: skip
    register(services, run, end, goal, "ill", 1, folder, "me")
    seen = WATCHES.look(services, add_monitor(services, "ill", "me", None), patients(2, 0.0).drop(columns="ill"), "new")
    assert seen.verdict == "none", seen.reasons
    groups = fairness_of_run(services, goal, run, end, "sugar").rows
    assert groups["missing"] == int(table["sugar"].isna().sum()) + 1
