from pathlib import Path

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from experiments.pictures import Confusion, PredictedTrue, RocCurve, plots_of
from experiments.run_folder import folder_of
from store.records import ErrorCosts, Limits, Run, Task, Validation
from tests.experiments.laboratory import EPOCH
from tests.experiments.strategies.contract import plan


def shown(
    home: Path, oof: pd.DataFrame, kind: str = "binary", positive: str | None = "1", costs: ErrorCosts | None = None
) -> tuple[object, ...]:
    task = Task.model_validate(
        {"id": "t", "version_id": "v", "target": "y", "kind": kind, "metric": "rmse" if kind == "regression" else "f1",
         "validation": Validation(method="cv"), "positive_class": positive}
    )  # fmt: skip
    run = Run(
        id="run-1", experiment_id="e", position=0, variant=plan().runs[0].variant, task=task, seed=0, limits=Limits(),
        queued_at=EPOCH,
    )  # fmt: skip
    folder = folder_of(home, run.id)
    folder.mkdir(parents=True, exist_ok=True)
    oof.to_parquet(folder / "oof.parquet")
    return plots_of(home, run, costs)


def binary(truth: list[bool], probability: list[float]) -> pd.DataFrame:
    names = np.where(truth, "1.0", "0.0")
    guess = np.where(np.array(probability) > 0.5, "1.0", "0.0")
    p = np.array(probability)
    return pd.DataFrame({"truth": names, "prediction": guess, "probability_0.0": 1 - p, "probability_1.0": p})


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.booleans(), st.sampled_from([0.0, 0.1, 0.25, 0.5, 0.7, 1.0])), min_size=2, max_size=60))
def test_the_area_under_the_curve_is_the_share_of_pairs_in_order(
    tmp_path_factory: object, drawn: list[tuple[bool, float]]
) -> None:
    home = tmp_path_factory.mktemp("home")  # type: ignore[attr-defined]
    truth, probability = [t for t, _ in drawn], [p for _, p in drawn]
    roc = shown(home, binary(truth, probability))[0]
    if len(set(truth)) < 2:
        assert isinstance(roc, Confusion)
        return
    assert isinstance(roc, RocCurve) and roc.positive == "1.0"
    positives = [p for t, p in drawn if t]
    negatives = [p for t, p in drawn if not t]
    pairs = np.mean([(p > n) + 0.5 * (p == n) for p in positives for n in negatives])
    assert abs(np.trapezoid(roc.found, roc.false_alarms) - pairs) < 1e-3


def test_a_long_curve_is_thinned_to_its_ends_and_between(tmp_path: Path) -> None:
    random = np.random.default_rng(0)
    probability = random.random(5000)
    roc = shown(tmp_path, binary(list(random.random(5000) < probability), list(probability)))[0]
    assert isinstance(roc, RocCurve) and len(roc.found) == 200 and (roc.found[0], roc.found[-1]) == (0.0, 1.0)


def test_many_classes_are_gathered(tmp_path: Path) -> None:
    names = [f"c{i % 40:02d}" for i in range(4000)]
    (confusion,) = shown(tmp_path, pd.DataFrame({"truth": names, "prediction": names}), "multiclass")
    assert isinstance(confusion, Confusion)
    assert len(confusion.classes) == 20 and confusion.classes[-1] == "all others"
    assert sum(map(sum, confusion.counts)) == 4000


def test_points_of_a_large_table_are_sampled_over_its_whole_range(tmp_path: Path) -> None:
    truth = np.linspace(-5, 900, 7000)
    (points,) = shown(tmp_path, pd.DataFrame({"truth": truth, "prediction": truth + 1}), "regression")
    assert isinstance(points, PredictedTrue) and len(points.truth) == 500 and points.rows == 7000
    assert (points.truth[0], points.truth[-1]) == (-5, 900)


def test_a_spoilt_file_gives_no_picture(tmp_path: Path) -> None:
    shown(tmp_path, binary([True, False], [0.2, 0.7]))
    (folder_of(tmp_path, "run-1") / "oof.parquet").write_bytes(b"PAR1 but not really")
    run = Run(
        id="run-1", experiment_id="e", position=0, variant=plan().runs[0].variant, task=plan().task, seed=0,
        limits=Limits(), queued_at=EPOCH,
    )  # fmt: skip
    assert plots_of(tmp_path, run) == ()


def test_with_stated_costs_classes_are_counted_from_their_threshold_on(tmp_path):
    rng = np.random.default_rng(3)
    chance = rng.random(400)
    oof = binary(list(rng.random(400) < chance), list(chance))
    usual = shown(tmp_path, oof)[1]
    oof = oof.assign(row=range(400), fold=[i % 5 for i in range(400)])
    costly = shown(tmp_path, oof, costs=ErrorCosts(false_negative=5, false_positive=1))[1]
    assert usual.threshold is None
    assert costly.positive == "1.0" and costly.threshold < 0.4
    assert costly.counts[1][0] < usual.counts[1][0], "fewer are missed"
