"""The whole command on small tables, in real processes."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from experiments.prior.pack import _without_paths
from experiments.prior.running import Limits, Work, read_lines, run_all
from experiments.prior.tables import cut, read_manifest
from store.errors import BadData


def _folder(path: Path, rows: int = 60) -> Path:
    random = np.random.default_rng(0)
    frame = pd.DataFrame({"a": random.normal(size=rows), "b": random.choice(["x", "y"], rows)})
    frame["n"] = frame["a"] * 2 + random.normal(size=rows)
    frame["c"] = np.where(frame["n"] > 0, "yes", "no")
    frame.drop(columns="n").to_parquet(path / "classes.parquet")
    frame.drop(columns="c").to_parquet(path / "numbers.parquet")
    lines = [{"name": "classes", "kind": "binary", "target": "c", "rows": rows},
             {"name": "numbers", "kind": "regression", "target": "n", "rows": rows}]  # fmt: skip
    pd.DataFrame(lines).to_csv(path / "manifest.csv", index=False)
    return path


def test_a_cut_keeps_classes_in_proportion_and_the_rare_ones() -> None:
    frame = pd.DataFrame({"x": range(1000), "y": ["a"] * 900 + ["b"] * 97 + ["c"] * 3})
    small = cut(frame, "y", "multiclass", 100)
    assert small["y"].value_counts().to_dict() == {"a": 90, "b": 10, "c": 2}
    assert small.equals(cut(frame, "y", "multiclass", 100))
    assert len(cut(frame, "x", "regression", 100)) == 100
    assert len(cut(frame, "y", "multiclass", None)) == 1000


def test_the_manifest_gives_each_table_once_and_large_ones_in_more_sizes(tmp_path: Path) -> None:
    tables = read_manifest(_folder(tmp_path), 30, (20, 1000))
    assert {t.dataset_id for t in tables} == {"classes@30", "numbers@30", "classes@20", "numbers@20"}
    assert {t.name for t in tables if t.main} == {"classes", "numbers"}
    with pytest.raises(BadData, match=r"manifest\.csv"):
        read_manifest(tmp_path / "nothing", 30, ())


def test_a_run_that_takes_too_long_too_much_or_dies_is_written_down(tmp_path: Path) -> None:
    def forever() -> dict[str, object]:
        while True:
            pass

    def fails() -> dict[str, object]:
        raise ValueError("no such luck")

    def greedy() -> dict[str, object]:
        return {"status": "ok", "size": len(bytearray(10**10))}

    def dies() -> dict[str, object]:
        os.kill(os.getpid(), signal.SIGKILL)
        return {}

    def sleeps() -> dict[str, object]:
        time.sleep(60)
        return {}

    works = [Work({"key": do.__name__}, do, Limits(cpu_s=1, wall_s=3)) for do in (forever, fails, greedy, dies, sleeps)]
    assert run_all(iter(works), tmp_path / "lines.jsonl", 2, time.monotonic() + 60, print) == 5
    found = {line["key"]: line["status"] for line in read_lines(tmp_path / "lines.jsonl")}
    assert found == {"forever": "timeout", "fails": "failed", "greedy": "memory", "dies": "failed", "sleeps": "timeout"}


def test_a_line_cut_off_by_a_crash_is_skipped(tmp_path: Path) -> None:
    (tmp_path / "lines.jsonl").write_text('{"a": 1}\n{"a": 2')
    assert read_lines(tmp_path / "lines.jsonl") == [{"a": 1}]


def test_no_path_of_this_machine_gets_into_the_pack() -> None:
    assert _without_paths("cannot open /home/ana/tables/x.parquet: gone") == "cannot open x.parquet: gone"


@pytest.mark.slow
def test_the_command_makes_a_pack_and_resumes(tmp_path: Path) -> None:
    command = [
        sys.executable, "-m", "experiments.prior", "--tables", str(_folder(tmp_path)), "--out", str(tmp_path / "pack"),
        "--work", str(tmp_path / "work"), "--max-rows", "50",
    ]  # fmt: skip
    for variants in ("1", "3"):
        subprocess.run([*command, "--variants", variants], check=True, capture_output=True, timeout=120)
        lines = read_lines(tmp_path / "work" / "runs.jsonl")
        assert len(lines) == 2 * int(variants)  # nothing is done twice
    runs = pd.read_parquet(tmp_path / "pack" / "runs.parquet")
    datasets = pd.read_parquet(tmp_path / "pack" / "datasets.parquet")
    variants_table = pd.read_parquet(tmp_path / "pack" / "variants.parquet")
    facts = json.loads((tmp_path / "pack" / "prior.json").read_text())
    assert (len(runs), len(datasets), len(variants_table)) == (facts["runs"], facts["datasets"], facts["variants"])
    assert len(runs) == 6 and (runs["status"] == "ok").all() and (runs["cost_s"] > 0).all()
    binary = runs[runs["dataset_id"] == "classes@50"]
    assert binary["m__roc_auc"].notna().all() and binary["m__rmse"].isna().all() and binary["folds"].eq(5).all()
    assert set(datasets["group"]) == {"classes", "numbers"} and datasets["subsample"].eq(50).all()
    assert {"p__estimator", "p__categories", "p__lightgbm.trees"} <= set(variants_table.columns)
    assert facts["machine"]["speed"] > 0
    further = [*command[:6], str(tmp_path / "more"), *command[7:]]
    work = further.index("--work") + 1
    further[work:] = [str(tmp_path / "other"), "--max-rows", "50", "--variants", "4", "--kinds", "regression"]
    subprocess.run([*further, "--add-to", str(tmp_path / "pack")], check=True, capture_output=True, timeout=120)
    assert len(read_lines(tmp_path / "other" / "runs.jsonl")) == 1  # what the pack has is not done again
    more = pd.read_parquet(tmp_path / "more" / "runs.parquet")
    assert len(more) == 7
    both = more.merge(runs, on=["dataset_id", "variant_id"])
    assert len(both) == 6 and both["cost_s_x"].equals(both["cost_s_y"])
