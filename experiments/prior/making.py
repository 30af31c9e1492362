"""Making, or going on to make, the experience that ships with Sextant: the command's arguments and order of work."""

import argparse
import signal
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType

import pandas as pd

from experiments.prior.pack import packed_runs, write_pack
from experiments.prior.running import Limits, Result, Work, one_run, read_lines, run_all
from experiments.prior.tables import PriorTable, read_manifest
from experiments.workflows.tabular import sample_variants
from store.errors import SextantError
from store.records import TaskKind, Variant

KINDS: tuple[TaskKind, ...] = ("binary", "multiclass", "regression")
EXTRA_EVERY = 3
"""Extra cuts of a table get one variant for so many of its usual cut."""


def main(arguments: list[str] | None = None) -> int:
    """Run what is missing until the time is up or SIGTERM comes, then profile and write the pack."""
    wish = _parser().parse_args(arguments)
    try:
        tables = read_manifest(wish.tables, wish.max_rows, tuple(wish.also_rows), wish.limit_tables)
    except SextantError as error:
        print(error, file=sys.stderr)
        return 2
    variants: dict[TaskKind, list[Variant]] = {
        kind: sample_variants(kind, wish.variants) if kind in wish.kinds else [] for kind in KINDS
    }
    runs_file, profiles_file = wish.work / "runs.jsonl", wish.work / "profiles.jsonl"
    deadline = _Deadline(wish.minutes)
    frames = {t.dataset_id: t.load() for t in tables}
    _import_libraries()
    limits = Limits(cpu_s=wish.run_s, wall_s=wish.run_s * 4)
    packed = packed_runs(wish.add_to)
    finished = {(r["dataset_id"], r["variant_id"]) for r in read_lines(runs_file)} | packed
    works = _stoppable(deadline, _runs(tables, variants, frames, finished, limits))
    done = run_all(works, runs_file, wish.parallel, deadline.moment, _say)
    _say(f"{done} runs done; profiling")
    from experiments.data.profile import PROFILER

    known = {p["dataset_id"] for p in read_lines(profiles_file) if p.get("profiler") == PROFILER}
    known |= {dataset for dataset, _ in packed}
    run_all(_profiles(tables, frames, known), profiles_file, wish.parallel, time.monotonic() + 3600.0, _say)
    _write(wish, tables, variants)
    return 0


def _write(wish: argparse.Namespace, tables: list[PriorTable], variants: dict[TaskKind, list[Variant]]) -> None:
    from experiments.machine import this_machine
    from experiments.provenance import code_version, libraries

    everything = {v.id: v for kind in KINDS for v in variants[kind]}
    counts = write_pack(
        wish.out,
        tables,
        everything.values(),
        read_lines(wish.work / "runs.jsonl"),
        read_lines(wish.work / "profiles.jsonl"),
        this_machine(wish.work, _now),
        libraries(),
        code_version(),
        _now,
        wish.add_to,
    )
    _say(f"wrote {wish.out}: {counts}")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m experiments.prior", description=__doc__)
    parser.add_argument("--tables", type=Path, required=True, help="folder with manifest.csv and <name>.parquet")
    parser.add_argument("--out", type=Path, required=True, help="folder that the pack is written to")
    parser.add_argument("--work", type=Path, default=Path(".prior-work.tmp"), help="folder of single results")
    parser.add_argument("--limit-tables", type=int, help="use only so many tables")
    parser.add_argument("--variants", type=int, default=60, help="variants per kind of task")
    parser.add_argument("--kinds", nargs="*", choices=KINDS, default=KINDS, help="kinds of task to run variants of")
    parser.add_argument(
        "--add-to", type=Path, help="an older pack, such as store/prior: its runs stay and are not repeated"
    )
    parser.add_argument("--max-rows", type=int, default=2000, help="rows that tables are cut to")
    parser.add_argument("--also-rows", type=int, nargs="*", default=[], help="extra cuts of tables with more rows")
    parser.add_argument("--minutes", type=float, default=1e6, help="stop starting runs after so long")
    parser.add_argument("--run-s", type=float, default=40.0, help="processor seconds that one run may take")
    parser.add_argument("--parallel", type=int, default=1, help="runs side by side")
    return parser


class _Deadline:
    """When to stop starting runs: after some minutes, or as soon as SIGTERM or SIGINT comes."""

    def __init__(self, minutes: float) -> None:
        self.moment = time.monotonic() + minutes * 60.0
        self.stopped = False
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, self._stop)

    def _stop(self, number: int, frame: FrameType | None) -> None:
        self.stopped = True


def _stoppable(deadline: _Deadline, works: Iterator[Work]) -> Iterator[Work]:
    for work in works:
        if deadline.stopped:
            return
        yield work


def _runs(
    tables: list[PriorTable],
    variants: dict[TaskKind, list[Variant]],
    frames: dict[str, pd.DataFrame],
    finished: set[tuple[str, str]],
    limits: Limits,
) -> Iterator[Work]:
    """What is missing, the first variants of all tables first, so that stopping at any time leaves them balanced."""
    longest = max(len(v) for v in variants.values())
    for i in range(longest):
        for table in tables:
            place = i if table.main else i // EXTRA_EVERY
            if not table.main and i % EXTRA_EVERY:
                continue
            if place >= len(variants[table.kind]):
                continue
            variant = variants[table.kind][place]
            if (table.dataset_id, variant.id) in finished:
                continue
            frame = frames[table.dataset_id]
            yield Work(
                {"dataset_id": table.dataset_id, "variant_id": variant.id},
                _run(frame, variant, table),
                limits if table.main else Limits(limits.cpu_s * 3, limits.wall_s * 3, limits.memory_mb),
            )


def _run(frame: pd.DataFrame, variant: Variant, table: PriorTable) -> Callable[[], Result]:
    return lambda: one_run(frame, variant, table.task(len(frame)))


def _profiles(tables: list[PriorTable], frames: dict[str, pd.DataFrame], known: set[str]) -> Iterator[Work]:
    for table in tables:
        if table.dataset_id not in known:
            do = _profile(frames[table.dataset_id], table)
            yield Work({"dataset_id": table.dataset_id}, do, Limits(120.0, 600.0))


def _profile(frame: pd.DataFrame, table: PriorTable) -> Callable[[], Result]:
    def do() -> Result:
        from experiments.data.profile import profile
        from experiments.evaluation import trivial_metrics

        task = table.task(len(frame))
        found = profile(frame, task, _now)
        return {
            "status": "ok",
            "rows": len(frame),
            "columns": frame.shape[1] - 1,
            "profiler": found.profiler,
            "features": found.features,
            "baseline": trivial_metrics(frame, task),
        }

    return do


def _import_libraries() -> None:
    """Import, without computing anything, what every run needs: forked processes then have it already."""
    import lightgbm
    import skrub

    from experiments import evaluation
    from experiments.families import FAMILIES
    from experiments.families._base import Setting
    from experiments.workflows import preparation, selection

    assert all((lightgbm, skrub, evaluation, preparation, selection))
    for estimator in FAMILIES:
        for kind in estimator.kinds:
            estimator.build(estimator.own({}), Setting(kind=kind, seed=0, rows=100, rarest=50))


def _now() -> datetime:
    return datetime.now(UTC)


def _say(sentence: str) -> None:
    print(f"{_now():%H:%M:%S} {sentence}", flush=True)
