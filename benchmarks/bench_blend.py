"""What blending finished runs is worth on rows that no run saw: `python -m benchmarks.bench_blend --tables DIR`.

Each table is split as by `bench_quality`; thirty variants that did well on other tables of the experience are validated
and fitted on three quarters of the rows, and the ways to combine them are compared on the last quarter. What is
computed is kept in `--work`, so that it can be done in parts.
"""

import argparse
import json
import pickle
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from benchmarks.bench_quality import METRICS, score, split
from experiments.ensemble import blend_weights
from store.records import Task, Validation, Variant, metric

TABLES = (
    "hepatitis", "pharynx", "autos", "autohorse", "triazines", "heart_statlog", "breasttumor", "breast_cancer",
    "heart_c", "ecoli", "colic", "pbc", "irish", "no2", "pm10", "cps_85_wages", "sensory", "strikes", "soybean",
    "diabetes", "credit_a", "socmob", "colleges_usnews", "cmc", "skillcraft",
)  # fmt: skip
VARIANTS = 30
OFFERED = 24
"""The best of them, as many as a search offers."""


def likely(kind: str, name: str) -> list[Variant]:
    """Variants of the experience with the best mean rank on other tables of that kind, quick ones."""
    from store.prior.pack import FOLDER

    datasets, runs = pd.read_parquet(FOLDER / "datasets.parquet"), pd.read_parquet(FOLDER / "runs.parquet")
    known = datasets[(datasets.kind == kind) & ~datasets.group.isin(datasets.group[datasets.name == name])]
    runs = runs[(runs.status == "ok") & (runs.cost_s < 3) & runs.dataset_id.isin(known.dataset_id)]
    gains = runs.assign(gain=runs[f"m__{METRICS[kind]}"] * metric(METRICS[kind]).gain(1.0))
    ranks = gains.pivot_table(index="dataset_id", columns="variant_id", values="gain").rank(axis=1, pct=True)
    often = ranks.count() >= 0.4 * len(known)
    best = ranks.mean()[often].sort_values(ascending=False).index[:VARIANTS]
    rows = pd.read_parquet(FOLDER / "variants.parquet").set_index("variant_id").loc[best]
    columns = (rows.workflow_id, rows.family, rows.choices.map(json.loads), rows.label)
    return [Variant.of(*entry) for entry in zip(*columns, strict=True)]


def computed(tables: Path, entry: Any, work: Path) -> dict[str, Any]:
    """Out-of-fold and test predictions of the variants on one table."""
    from experiments.evaluation import evaluate, fit_final
    from experiments.workflows.building import inputs

    place = work / f"{entry.name}.pickle"
    if place.exists():
        held: dict[str, Any] = pickle.loads(place.read_bytes())
        return held
    frame = pd.read_parquet(tables / f"{entry.name}.parquet").sample(frac=1, random_state=1)
    train, test = split(frame, entry.target, entry.kind)
    task = Task(
        id="t", version_id="v", target=entry.target, kind=entry.kind, metric=METRICS[entry.kind],
        validation=Validation(method="cv", folds=5),
        positive_class=sorted(train[entry.target].unique())[1] if entry.kind == "binary" else None,
    )  # fmt: skip
    members = []
    for variant in likely(entry.kind, entry.name):
        done, fitted = evaluate(train, variant, task, 0), fit_final(train, variant, task, 0)
        new = inputs(test, task)
        if entry.kind == "regression":
            said = pd.DataFrame({"prediction": np.ravel(fitted.predict(new))})
        else:
            said = pd.DataFrame(fitted.predict_proba(new), columns=[f"probability_{c}" for c in fitted.classes_])
        members.append((variant.family, done.score, done.oof, said))
    members.sort(key=lambda m: -metric(task.metric).gain(m[1]))
    found = {"task": task, "members": members[:OFFERED], "test": test, "rows": len(train)}
    place.write_bytes(pickle.dumps(found))
    return found


def compared(held: dict[str, Any]) -> dict[str, float]:
    """Gain over the best run on the test rows, in percent of that run's error (1 - ROC AUC, log loss, RMSE)."""
    task, members, test = held["task"], held["members"], held["test"]
    families = [m[0] for m in members]
    few = [families.index(f) for f in dict.fromkeys(families)][:4]
    ways = {
        "the best run": np.eye(len(members))[0],
        "five best, equally": (np.arange(len(members)) < 5) / 5.0,
        "four families, equally": np.isin(np.arange(len(members)), few) / len(few),
        "shipped": np.array(blend_weights([m[2] for m in members], families, task)[0]),
    }
    errors = {}
    for way, weights in ways.items():
        said = sum(w * m[3] for w, m in zip(weights, members, strict=True) if w > 0)
        value = score(test, task.target, task.kind, said)
        errors[way] = 1.0 - value if task.kind == "binary" else value
    alone = errors["the best run"]
    return {way: 100.0 * (alone - error) / alone if alone > 0 else 0.0 for way, error in errors.items()}


def main() -> None:
    """Computes what is missing and prints the comparison."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tables", required=True, type=Path)
    parser.add_argument("--work", type=Path, default=Path("blend.work"))
    args = parser.parse_args()
    warnings.simplefilter("ignore")
    args.work.mkdir(parents=True, exist_ok=True)
    manifest = pd.read_csv(args.tables / "manifest.csv").set_index("name", drop=False)
    rows = {}
    for name in TABLES:
        held = computed(args.tables, manifest.loc[name], args.work)
        rows[f"{name}, {held['rows']}"] = compared(held)
        print(name, {k: round(v, 1) for k, v in rows[f"{name}, {held['rows']}"].items()}, flush=True)
    table = pd.DataFrame(rows).T
    print(table.round(1).to_string(), table.describe().round(1).to_string(), sep="\n\n")


if __name__ == "__main__":
    main()
