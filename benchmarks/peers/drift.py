"""What other tools' defaults say of the streams that `bench_drift --export` wrote; runs in their own environments.

`python drift.py evidently|nannyml FOLDER` prints the same lines as `bench_drift`. Evidently: `DataDriftPreset`, drift
where at least half of the columns drift. NannyML, binary tasks: univariate drift of any column, estimated ROC AUC
(CBPE) and, where labels are given, realised ROC AUC, each outside its own default thresholds.
"""

import json
import sys
import time
import warnings
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import pandas as pd

WITHIN = 3
HARMFUL = ("sudden", "gradual", "recurring", "relation")
Judge = Callable[[pd.DataFrame, list[pd.DataFrame]], dict[str, list[bool]]]
"""Reference and batches in, for each way of the tool whether each batch raises an alarm out."""


def evidently(reference: pd.DataFrame, batches: list[pd.DataFrame]) -> dict[str, list[bool]]:
    """Whether each batch has drifted, by Evidently's preset."""
    from evidently import Report
    from evidently.presets import DataDriftPreset

    keep = [c for c in reference.columns if not c.startswith("_") or c == "_said_prediction"]
    found, some = [], []
    for batch in batches:
        made = Report([DataDriftPreset()]).run(batch[keep], reference[keep]).dict()
        value = made["metrics"][0]["value"]
        found.append(value["share"] >= 0.5)
        some.append(value["count"] >= 1)
    return {"half of the columns": found, "any column": some}


def nannyml(reference: pd.DataFrame, batches: list[pd.DataFrame]) -> dict[str, list[bool]]:
    """Whether each batch raises an alert of NannyML."""
    import nannyml as nml

    positive = sorted(reference["_truth"].unique())[-1]
    whole = {"reference": reference, "analysis": pd.concat(batches, ignore_index=True)}
    for frame in whole.values():
        frame["_y"] = (frame["_truth"] == positive).astype(int)
        frame["_hat"] = (frame["_said_prediction"] == positive).astype(int)
    columns = [c for c in reference.columns if not c.startswith("_")]
    size, proba = 500, f"_said_probability_{positive}"
    drift = nml.UnivariateDriftCalculator(column_names=columns, chunk_size=size).fit(whole["reference"])
    frame = drift.calculate(whole["analysis"]).filter(period="analysis").to_df()
    alerts = frame.loc[:, [c for c in frame.columns if c[-1] == "alert"]]
    more = {"problem_type": "classification_binary", "metrics": ["roc_auc"], "chunk_size": size}
    cbpe = nml.CBPE(y_pred_proba=proba, y_pred="_hat", y_true="_y", **more).fit(whole["reference"])
    told = cbpe.estimate(whole["analysis"]).filter(period="analysis").to_df()[("roc_auc", "alert")]
    real = nml.PerformanceCalculator(y_pred_proba=proba, y_pred="_hat", y_true="_y", **more).fit(whole["reference"])
    seen = real.calculate(whole["analysis"]).filter(period="analysis").to_df()[("roc_auc", "alert")]
    return {
        "any column": alerts.any(axis=1).tolist(),
        "estimated performance": told.tolist(),
        "realised performance": seen.tolist(),
        "estimated or realised": (told | seen).tolist(),
    }


def judged(path: Path, judge: Judge) -> dict[str, list[list[bool]]]:
    """One stream: for each way of the tool the onsets found in time, the false alarms, and the alarms without harm."""
    kind = path.stem.split("-")[-1]
    table = pd.read_parquet(path)
    reference = table[table["_batch"] == -1].reset_index(drop=True)
    batches = [b.reset_index(drop=True) for _, b in table[table["_batch"] >= 0].groupby("_batch")]
    harms = [float(b["_harm"].iloc[0]) for b in batches]
    onsets = [i for i, h in enumerate(harms) if h >= 1 and (i == 0 or harms[i - 1] < 1)]
    found = {}
    for way, alarms in judge(reference, batches).items():
        hits = [any(alarms[i : i + WITHIN]) for i in onsets] if kind in HARMFUL else []
        false = [bool(a) for a in alarms] if kind == "clean" else []
        idle = [] if kind in HARMFUL or kind == "clean" else [bool(a) for a in alarms[4:]]
        found[way] = [hits, false, idle]
    return found


def main() -> None:
    """Goes through all streams of a folder. What was judged is kept in it, so that it goes on where it was ended."""
    tool, folder = sys.argv[1], Path(sys.argv[2])
    judge: Judge = {"evidently": evidently, "nannyml": nannyml}[tool]
    kept = folder / f"{tool}.json"
    known = json.loads(kept.read_text()) if kept.exists() else {}
    for path in sorted(folder.glob("*.parquet")):
        if path.stem in known or (tool == "nannyml" and not _binary(path)):
            continue
        began = time.perf_counter()
        known[path.stem] = judged(path, judge)
        kept.write_text(json.dumps(known))
        print(f"  {path.stem}: {time.perf_counter() - began:.0f} s", file=sys.stderr, flush=True)
    total: dict[str, list[list[bool]]] = defaultdict(lambda: [[], [], []])
    for found in known.values():
        for way, parts in found.items():
            for sum_, part in zip(total[way], parts, strict=True):
                sum_ += part
    for way, (hits, false, idle) in total.items():
        print(f"{tool}, {way}: found {_share(hits)}; no drift: alarms {_share(false)}; harmless: alarms {_share(idle)}")


def _binary(path: Path) -> bool:
    from pyarrow.parquet import read_schema

    return sum(name.startswith("_said_probability_") for name in read_schema(path).names) == 2


def _share(values: list[bool]) -> str:
    return f"{sum(values)} of {len(values)} ({100 * sum(values) / max(len(values), 1):.1f} %)"


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    main()
