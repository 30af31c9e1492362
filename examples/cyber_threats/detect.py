"""Says in which windows of time a network is under attack: `python detect.py --data events.csv --window 120 …`.

A plain program: it knows nothing of Sextant. It learns from the first part of the log, is tested on the rest, and
prints its metrics as JSON.
"""

import argparse
import json

import numpy as np
import pandas as pd


def windows(events, size, stride):
    """Counts for each window of time; a window is under attack where any of its events is part of one."""
    rows, truth = [], []
    seconds = events["second"].to_numpy()
    for start in np.arange(0, seconds.max() - size, stride):
        part = events.iloc[np.searchsorted(seconds, start) : np.searchsorted(seconds, start + size)]
        n = max(len(part), 1)
        by_source = part.groupby("source").size()
        rows.append(
            [
                len(part) / size,
                part["port"].nunique() / n,
                part["failed"].sum() / n,
                part["bytes"].mean() if len(part) else 0.0,
                by_source.max() / n if len(part) else 0.0,
                part["failed"].sum() / size,
            ]
        )
        truth.append(int(part["attack"].max() if len(part) else 0))
    return np.array(rows), np.array(truth)


def model(args):
    """The model that the options ask for."""
    if args.model == "logistic":
        from sklearn.linear_model import LogisticRegression
        from sklearn.pipeline import make_pipeline
        from sklearn.preprocessing import StandardScaler

        return make_pipeline(StandardScaler(), LogisticRegression(C=args.c, max_iter=500))
    from sklearn.ensemble import HistGradientBoostingClassifier

    return HistGradientBoostingClassifier(
        learning_rate=args.lr, max_leaf_nodes=args.leaves, max_iter=60, random_state=args.seed
    )


def main():
    """Learns, tests, prints."""
    known = argparse.ArgumentParser()
    for name, kind in (
        ("window", int),
        ("overlap", float),
        ("lr", float),
        ("leaves", int),
        ("c", float),
        ("seed", int),
    ):
        known.add_argument(f"--{name}", type=kind, default=1)
    known.add_argument("--data", required=True)
    known.add_argument("--model", choices=("logistic", "boosting"), required=True)
    args = known.parse_args()
    events = pd.read_csv(args.data)
    x, y = windows(events, args.window, max(1, int(args.window * (1 - args.overlap))))
    cut = int(len(x) * 0.6)
    chance = model(args).fit(x[:cut], y[:cut]).predict_proba(x[cut:])[:, 1]
    from sklearn.metrics import average_precision_score, f1_score

    print(f"{len(x)} windows, {y.mean():.0%} of them under attack")
    print(
        json.dumps(
            {
                "f1": f1_score(y[cut:], chance > 0.5, zero_division=0),
                "average_precision": average_precision_score(y[cut:], chance),
                "delay_s": args.window * (1 - args.overlap),
            }
        )
    )


if __name__ == "__main__":
    main()
