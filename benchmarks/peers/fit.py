"""Fits one peer on one table and writes its predictions; runs in the peer's own environment, without Sextant.

    python fit.py PEER TRAIN.parquet TEST.parquet TARGET KIND METRIC SECONDS OUT.parquet

PEER is flaml, autogluon-medium_quality or autogluon-good_quality. OUT has the column `prediction`, and
`probability_<class>` for classifiers.
"""

import sys
import tempfile

import pandas as pd


def flaml(train, test, target, kind, metric, seconds):
    """FLAML's AutoML with its defaults, two jobs."""
    from flaml import AutoML

    features, fitted = train.drop(columns=target), AutoML()
    task = "regression" if kind == "regression" else "classification"
    fitted.fit(features, train[target], task=task, metric=metric, time_budget=seconds, n_jobs=2, verbose=0, seed=0)
    rows = test.drop(columns=target)
    probabilities = None if kind == "regression" else pd.DataFrame(fitted.predict_proba(rows), columns=fitted.classes_)
    return fitted.predict(rows), probabilities


def autogluon(preset):
    """AutoGluon's tabular predictor with a preset, two cores."""

    def fit(train, test, target, kind, metric, seconds):
        from autogluon.tabular import TabularPredictor

        metric = {"rmse": "root_mean_squared_error", "mae": "mean_absolute_error"}.get(metric, metric)
        with tempfile.TemporaryDirectory() as folder:
            fitted = TabularPredictor(target, problem_type=kind, eval_metric=metric, path=folder, verbosity=0)
            fitted.fit(train, presets=preset, time_limit=seconds, num_cpus=2)
            rows = test.drop(columns=target)
            return fitted.predict(rows), None if kind == "regression" else fitted.predict_proba(rows)

    return fit


PEERS = {
    "flaml": flaml,
    "autogluon-medium_quality": autogluon("medium_quality"),
    "autogluon-good_quality": autogluon("good_quality"),
}


def main():
    """Fits and writes."""
    peer, train, test, target, kind, metric, seconds, out = sys.argv[1:]
    train, test = pd.read_parquet(train), pd.read_parquet(test)
    # plain names: some peers refuse columns whose names have special characters
    plain = {c: f"c{i}" for i, c in enumerate(train.columns)}
    train, test, target = train.rename(columns=plain), test.rename(columns=plain), plain[target]
    prediction, probabilities = PEERS[peer](train, test, target, kind, metric, float(seconds))
    made = {"prediction": pd.Series(list(prediction)).astype(float if kind == "regression" else str)}
    if probabilities is not None:
        made |= {f"probability_{c}": probabilities[c].to_numpy() for c in probabilities.columns}
    pd.DataFrame(made).to_parquet(out)


if __name__ == "__main__":
    main()
