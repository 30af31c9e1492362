"""How good the best model is at a budget, side by side with peers on the same machine.

    python -m benchmarks.bench_quality --tables DIR [--names a,b,…] [--budgets 60] [--metric regression=mae …]
        [--peer flaml=/path/python …]

DIR has Parquet tables and `manifest.csv` (name, kind, target). Each table is split once into 75 % training and 25 %
test rows. Sextant runs with an experience from which the benchmark's tables are left out. A peer is a name that
`benchmarks/peers/fit.py` knows and the Python of an environment in which it is installed. Prints one row per table
and system: test score (ROC AUC for two classes, log loss for more, RMSE for numbers, unless `--metric` asks for
accuracy, balanced accuracy or MAE) and wall seconds; then mean ranks and on how many tables Sextant is ahead of each
peer. Rows are appended to --out as they come: a second call goes on.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd

from store.records import metric

METRICS = {"binary": "roc_auc", "multiclass": "log_loss", "regression": "rmse"}
HELD_OUT = (
    "credit_a", "colic", "spambase", "cmc", "vowel", "autos", "soybean", "csb_ch12", "housing", "autompg", "pbc",
    "colleges_usnews", "elevators", "space_ga", "skillcraft", "diabetes", "tic_tac_toe", "irish",
)  # fmt: skip


def prior_without(names: set[str], folder: Path) -> None:
    """Writes the shipped experience without the runs of the named tables to a folder."""
    from store.prior.pack import FOLDER

    folder.mkdir(parents=True, exist_ok=True)
    datasets = pd.read_parquet(FOLDER / "datasets.parquet")
    kept = datasets[~datasets.name.isin(names) & ~datasets.group.isin(datasets.group[datasets.name.isin(names)])]
    runs = pd.read_parquet(FOLDER / "runs.parquet")
    kept.to_parquet(folder / "datasets.parquet")
    runs[runs.dataset_id.isin(kept.dataset_id)].to_parquet(folder / "runs.parquet")
    (folder / "variants.parquet").write_bytes((FOLDER / "variants.parquet").read_bytes())
    about = json.loads((FOLDER / "prior.json").read_text()) | {"without": sorted(names)}
    (folder / "prior.json").write_text(json.dumps(about))


def split(frame: pd.DataFrame, target: str, kind: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """75 % of the rows to train on and 25 % to test on, classes in equal shares, seed 0."""
    from sklearn.model_selection import train_test_split

    frame = frame[frame[target].notna()]
    if kind != "regression":
        frame = frame.assign(**{target: frame[target].astype(str)})
        frame = frame[frame[target].map(frame[target].value_counts()) >= 8]
    shares = None if kind == "regression" else frame[target]
    train, test = train_test_split(frame, test_size=0.25, random_state=0, stratify=shares)
    return train.reset_index(drop=True), test.reset_index(drop=True)


def score(test: pd.DataFrame, target: str, kind: str, predicted: pd.DataFrame) -> float:
    """The test score of predictions, by the metric of the kind."""
    from sklearn.metrics import accuracy_score, balanced_accuracy_score, log_loss, roc_auc_score

    if kind == "regression":
        error = test[target].to_numpy(float) - predicted.prediction.to_numpy(float)
        return float(np.mean(np.abs(error)) if METRICS[kind] == "mae" else np.sqrt(np.mean(error**2)))
    if METRICS[kind].endswith("accuracy"):
        judge = accuracy_score if METRICS[kind] == "accuracy" else balanced_accuracy_score
        return float(judge(test[target].astype(str), predicted.prediction.astype(str)))
    classes = sorted(test[target].unique())
    chances = np.column_stack(
        [predicted.get(f"probability_{c}", pd.Series(0.0, index=predicted.index)) for c in classes]
    )
    if kind == "binary":
        return float(roc_auc_score(test[target] == classes[1], chances[:, 1]))
    chances = np.clip(chances, 1e-6, None)
    return float(log_loss(test[target], chances / chances.sum(axis=1, keepdims=True), labels=classes))


def sextant(work: Path, target: str, kind: str, seconds: float, prior: Path) -> None:
    """`sextant run` on train.csv, in a home of its own."""
    command = str(Path(sys.executable).parent / "sextant")
    environment = {**os.environ, "SEXTANT_HOME": str(work / "home"), "SEXTANT_PRIOR": str(prior)}
    run = [command, "run", "--data", "train.csv", "--target", target, "--metric", METRICS[kind]]
    run += ["--budget", f"{seconds:g}s", "--approve", "--save-model", "model", "--json"]
    with (work / "run.json").open("w") as out, (work / "run.log").open("w") as log:
        subprocess.run(run, cwd=work, env=environment, stdout=out, stderr=log, check=True)


def keep_log(work: Path, folder: Path, name: str) -> None:
    """Keeps what `sextant run` printed, to see later what it did with its time."""
    folder.mkdir(parents=True, exist_ok=True)
    for kind in ("json", "log"):
        (folder / f"{name}.{kind}").write_bytes((work / f"run.{kind}").read_bytes())


def sextant_predictions(work: Path) -> pd.DataFrame:
    """What the model that Sextant saved predicts."""
    command = [str(Path(sys.executable).parent / "sextant"), "predict", "--model", "model", "--data", "test.csv"]
    subprocess.run([*command, "--out", "predicted.csv"], cwd=work, check=True, capture_output=True)
    return pd.read_csv(work / "predicted.csv")


def measure(args: argparse.Namespace, table: pd.Series, system: str, python: str, seconds: float) -> dict[str, object]:
    """One system on one table at one budget."""
    frame = pd.read_parquet(Path(args.tables) / f"{table['name']}.parquet")
    train, test = split(frame, table.target, table.kind)
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        if system == "sextant":
            train.to_csv(work / "train.csv", index=False)
            test.drop(columns=table.target).to_csv(work / "test.csv", index=False)
        else:
            train.to_parquet(work / "train.parquet")
            test.to_parquet(work / "test.parquet")
        started = time.perf_counter()
        if system == "sextant":
            sextant(work, table.target, table.kind, seconds, Path(args.prior))
        else:
            script = Path(__file__).parent / "peers" / "fit.py"
            command = [python, str(script), system, "train.parquet", "test.parquet", table.target, table.kind]
            command += [METRICS[table.kind], f"{seconds:g}", "predicted.parquet"]
            subprocess.run(command, cwd=work, check=True, capture_output=True)
        wall = time.perf_counter() - started
        if system == "sextant":
            keep_log(work, Path(args.out).resolve().with_suffix(".runs"), f"{table['name']}-{seconds:g}s")
        predicted = sextant_predictions(work) if system == "sextant" else pd.read_parquet(work / "predicted.parquet")
        return {
            "table": table["name"], "kind": table.kind, "system": system, "budget_s": seconds,
            "score": score(test, table.target, table.kind, predicted), "wall_s": wall,
        }  # fmt: skip


def summary(rows: pd.DataFrame) -> str:
    """Mean ranks per budget, and Sextant's share of wins against each peer."""
    lines = []
    for budget, part in rows.groupby("budget_s"):
        wide = part.pivot(index="table", columns="system", values="score").dropna()
        better = part.drop_duplicates("table").set_index("table").kind.map(METRICS)[wide.index]
        gain = wide.mul([metric(m).gain(1.0) for m in better], axis=0)
        lines.append(f"budget {budget:g} s, {len(wide)} tables; mean rank (1 is best):")
        for system, rank in gain.rank(axis=1, ascending=False).mean().sort_values().items():
            lines.append(f"  {system:28} {rank:.2f}")
        for peer in [c for c in wide if c != "sextant" and "sextant" in wide]:
            ahead = (gain["sextant"] > gain[peer]).mean()
            lines.append(f"  ahead of {peer} on {100 * ahead:.0f} % of tables")
    return "\n".join(lines)


def main() -> None:
    """Measures what is not measured yet, then prints everything."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tables", required=True)
    parser.add_argument("--names", default=",".join(HELD_OUT))
    parser.add_argument("--budgets", default="60")
    parser.add_argument("--metric", action="append", default=[], metavar="KIND=METRIC")
    parser.add_argument("--peer", action="append", default=[], metavar="NAME=PYTHON")
    parser.add_argument("--out", default="quality.csv")
    args = parser.parse_args()
    names = args.names.split(",")
    METRICS.update(m.split("=", 1) for m in args.metric)
    args.prior = str(Path(args.out).resolve().with_suffix(".prior"))
    prior_without({*names, *HELD_OUT}, Path(args.prior))
    manifest = pd.read_csv(Path(args.tables) / "manifest.csv").set_index("name", drop=False).loc[names]
    systems = [("sextant", ""), *((p.split("=", 1)[0], p.split("=", 1)[1]) for p in args.peer)]
    for seconds in map(float, args.budgets.split(",")):
        for _, table in manifest.iterrows():
            for system, python in systems:
                done = pd.read_csv(args.out) if Path(args.out).exists() else pd.DataFrame()
                if (
                    len(done)
                    and ((done.table == table["name"]) & (done.system == system) & (done.budget_s == seconds)).any()
                ):
                    continue
                try:
                    row = measure(args, table, system, python, seconds)
                except subprocess.CalledProcessError as error:
                    print(f"{table['name']}, {system}: {(error.stderr or b'')[-300:]!r}", file=sys.stderr)
                    continue
                pd.concat([done, pd.DataFrame([row])]).to_csv(args.out, index=False)
                print(f"{row['table']:20} {system:28} {row['score']:.4f} in {row['wall_s']:.0f} s", flush=True)
    print(summary(pd.read_csv(args.out)))


if __name__ == "__main__":
    main()
