"""Turns histories of runs that others have published into folders that `benchmarks/bench_recommender.py` reads.

    python -m benchmarks.public_histories --out DIR [--aslib CLONE] [--srbench CLONE] [--tst CLONE]

CLONE is a checkout of github.com/coseal/aslib_data (algorithm selection: Weka classifiers on OpenML tables, solvers
with time-outs), of github.com/EpistasisLab/regression-benchmark (21 regressors on 122 tables; Cava et al., 2021) or of
github.com/wistuba/TST (288 settings of a support vector machine on 50 tables; Wistuba et al., 2016). Each history
becomes a folder DIR/<name> of runs.parquet, datasets.parquet and variants.parquet. Times are logarithmic scores and
costs at once; where no cost was published every run costs one second.
"""

import argparse
import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

SCENARIOS = {"OPENML-WEKA-2017": None, "SAT18-EXP": None, "QBF-2016": 400}
"""Of the algorithm selection library: how many instances are drawn, seed 0; None takes all."""
LEAST_S = 1e-3
"""Shorter times are taken for that long."""


def written(out: Path, name: str, runs: pd.DataFrame, datasets: pd.DataFrame, variants: pd.DataFrame) -> None:
    """Writes one history.

    Args:
        out: the folder of all histories.
        name: of this one.
        runs: dataset_id, variant_id, score (higher is better), cost_s, status.
        datasets: index of ids; `mf_*` and perhaps group.
        variants: index of ids; algorithm and `p__*`.
    """
    folder = out / name
    folder.mkdir(parents=True, exist_ok=True)
    datasets = datasets if "group" in datasets else datasets.assign(group=datasets.index.astype(str))
    runs.to_parquet(folder / "runs.parquet")
    datasets.rename_axis("dataset_id").reset_index().to_parquet(folder / "datasets.parquet")
    variants.rename_axis("variant_id").reset_index().to_parquet(folder / "variants.parquet")
    failed = float((runs.status != "ok").mean())
    print(f"{name}: {len(datasets)} datasets, {len(variants)} variants, {len(runs)} runs, {failed:.0%} failed")


def arff(text: str) -> pd.DataFrame:
    """The rows of a file in Weka's format, columns by their names."""
    head, _, body = re.split(r"(@data)\s*\n", text, maxsplit=1, flags=re.IGNORECASE)
    names = re.findall(r"^@attribute\s+('[^']*'|\"[^\"]*\"|\S+)", head, re.IGNORECASE | re.MULTILINE)
    rows = "\n".join(line for line in body.splitlines() if line.strip() and not line.startswith("%"))
    return pd.read_csv(
        io.StringIO(rows), names=[n.strip("'\"") for n in names], na_values="?", quotechar="'", skipinitialspace=True,
        dtype={"instance_id": str},
    )  # fmt: skip


def scenario(clone: Path, name: str, most: int | None) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """One scenario of the algorithm selection library as runs, datasets and variants."""
    found = arff((clone / name / "algorithm_runs.arff").read_text())
    features = arff((clone / name / "feature_values.arff").read_text())
    features = (
        features.groupby("instance_id").mean(numeric_only=True).drop(columns="repetition", errors="ignore").copy()
    )
    measure = next(str(c) for c in found if c not in ("instance_id", "repetition", "algorithm", "runstatus"))
    found = found.groupby(["instance_id", "algorithm"]).agg(value=(measure, "mean"), ended=("runstatus", "first"))
    found = found.reset_index()
    ids = sorted(set(found.instance_id) & set(features.index))
    ids = ids if most is None else list(np.random.default_rng(0).permutation(ids)[:most])
    found = found[found.instance_id.isin(ids)].reset_index(drop=True)
    status = found.ended.where(found.ended.isin(["ok", "timeout"]), "failed")
    timed = measure.lower().startswith(("runtime", "par10"))
    seconds = found.value.clip(lower=LEAST_S)
    score = -np.log10(seconds) if timed else found.value
    runs = pd.DataFrame(
        {"dataset_id": found.instance_id, "variant_id": found.algorithm, "score": score.where(status == "ok"),
         "cost_s": seconds if timed else 1.0, "status": status}
    )  # fmt: skip
    names = sorted(found.algorithm.unique())
    families = [re.sub(r"[-_.]?\d.*$", "", re.sub(r"^\d+_", "", n)) for n in names]
    return runs, features.loc[ids].add_prefix("mf_"), pd.DataFrame({"algorithm": families}, index=names)


def regressors(clone: Path) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """The regression benchmark: the median R² and seconds over repeats; families of made-up tables stay together."""
    repeats = pd.read_csv(clone / "docs" / "csv" / "blackbox_results_datasets.csv").groupby(["dataset", "algorithm"])
    found = repeats.agg(
        score=("r2_test", "median"), cost_s=("training time (s)", "median"), rows=("nsamples", "first"),
        columns=("nfeatures", "first"),
    ).reset_index()  # fmt: skip
    tables = found.groupby("dataset")[["rows", "columns"]].first()
    made_up = tables.index.str.contains("fri_c")
    datasets = pd.DataFrame(
        {"mf_rows": tables.rows, "mf_features": tables["columns"], "mf_log_rows": np.log(tables.rows),
         "mf_ratio": tables.rows / tables["columns"], "mf_synthetic": made_up.astype(float)}
    )  # fmt: skip
    datasets["group"] = np.where(made_up, [f"fri{k // 8}" for k in np.cumsum(made_up) - 1], tables.index)
    runs = found.rename(columns={"dataset": "dataset_id", "algorithm": "variant_id"}).drop(columns=["rows", "columns"])
    runs = runs.assign(status=np.where(np.isfinite(runs.score), "ok", "failed"), cost_s=runs.cost_s.fillna(1.0))
    names = sorted(found.algorithm.unique())
    return runs, datasets, pd.DataFrame({"algorithm": names}, index=names)


def machines(clone: Path) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """The settings of a support vector machine: accuracy, kernel, log C, degree and gamma, 22 meta-features."""
    runs, datasets, variants = [], {}, pd.DataFrame()
    for file in sorted((clone / "data" / "svm").iterdir()):
        table = pd.read_csv(file, sep=" ", header=None).dropna(axis=1, how="all")
        chosen = table.iloc[:, 1:7].to_numpy(float)
        ids = ["_".join(f"{x:.3g}" for x in row) for row in chosen]
        if variants.empty:
            kernel = np.array(["linear", "poly", "rbf"])[chosen[:, :3].argmax(1)]
            variants = pd.DataFrame(
                {"algorithm": kernel, "p__log_c": chosen[:, 3],
                 "p__degree": np.where(kernel == "poly", chosen[:, 4], np.nan),
                 "p__gamma": np.where(kernel == "rbf", chosen[:, 5], np.nan)}, index=ids,
            )  # fmt: skip
        one = {"dataset_id": file.name, "variant_id": ids, "score": table.iloc[:, 0], "cost_s": 1.0, "status": "ok"}
        runs.append(pd.DataFrame(one))
        datasets[file.name] = table.iloc[0, 7:].to_numpy(float)
    profiles = pd.DataFrame(datasets).T
    return pd.concat(runs, ignore_index=True), profiles.rename(columns=lambda c: f"mf_{c}"), variants


def main() -> None:
    """Converts what is named."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True)
    for name in ("aslib", "srbench", "tst"):
        parser.add_argument(f"--{name}", type=Path)
    args = parser.parse_args()
    found: dict[str, Callable[[], Any]] = {}
    if args.aslib:
        found |= {s.lower(): lambda s=s, n=n: scenario(args.aslib, s, n) for s, n in SCENARIOS.items()}  # type: ignore[misc]
    if args.srbench:
        found["srbench"] = lambda: regressors(args.srbench)
    if args.tst:
        found["tst-svm"] = lambda: machines(args.tst)
    for name, read in found.items():
        written(args.out, name, *read())


if __name__ == "__main__":
    main()
