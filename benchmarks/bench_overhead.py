"""What measuring a variant costs beyond fitting and using its estimator: preparation, metrics, bookkeeping.

`python -m benchmarks.bench_overhead` prints, for a few estimators and table sizes, the processor seconds of `evaluate`
and of the bare estimator on a matrix that was prepared already, with the same folds.
"""

import argparse
import time
import warnings

import numpy as np
import pandas as pd

from experiments.evaluation import evaluate
from experiments.validation import splits
from experiments.workflows.building import build, inputs, truths
from experiments.workflows.tabular import default_variant
from store.records import Task, Validation

ESTIMATORS = ("linear", "decision_tree", "lightgbm", "random_forest")
SIZES = ((1_000, 10), (4_000, 20), (4_000, 100))


def table(rows: int, columns: int) -> pd.DataFrame:
    """Numbers, a fifth of them categories of ten words, and a target that depends on both."""
    random = np.random.default_rng(0)
    frame = pd.DataFrame(random.normal(size=(rows, columns))).rename(columns=lambda i: f"number {i}")
    signal = frame["number 0"] + frame["number 1"] ** 2
    for i in range(0, columns, 5):
        words = random.integers(0, 10, rows)
        signal += 0.3 * (words == 3)
        frame[f"number {i}"] = pd.Series(words).map("word {}".format)
    frame["target"] = np.where(signal + random.normal(size=rows) > signal.median(), "yes", "no")
    return frame


def measure(estimator: str, frame: pd.DataFrame) -> tuple[float, float]:
    """Processor seconds of `evaluate`, and of fitting and predicting alone on prepared matrices."""
    task = Task(
        id="benchmark", version_id="benchmark", target="target", kind="binary", metric="roc_auc",
        validation=Validation(method="cv", folds=3), positive_class="yes",
    )  # fmt: skip
    variant = default_variant(estimator, "binary")
    started = time.process_time()
    evaluate(frame, variant, task, 0)
    whole = time.process_time() - started
    X, y = inputs(frame, task), truths(frame["target"], task)
    bare = 0.0
    for learn, test in splits(frame, task):
        pipeline = build(variant, task, frame, 0)
        prepare, model = pipeline.steps[0][1], pipeline.steps[-1][1]
        learnt, measured = prepare.fit_transform(X.iloc[learn], y[learn]), prepare.transform(X.iloc[test])
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            started = time.process_time()
            model.fit(learnt, y[learn])
            model.predict(measured)
            model.predict_proba(measured)
            bare += time.process_time() - started
    return whole, bare


def main() -> None:
    """Print one line for each table and estimator."""
    argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter).parse_args()
    measure("lightgbm", table(200, 5))  # imports are not what is measured
    print(f"{'table':>14} {'estimator':>15} {'whole s':>9} {'bare s':>9} {'overhead s':>11} {'share':>7}")
    for rows, columns in SIZES:
        frame = table(rows, columns)
        for estimator in ESTIMATORS:
            whole, bare = measure(estimator, frame)
            over = whole - bare
            size = f"{rows}×{columns}"
            print(f"{size:>14} {estimator:>15} {whole:9.3f} {bare:9.3f} {over:11.3f} {over / whole:7.0%}")


if __name__ == "__main__":
    main()
