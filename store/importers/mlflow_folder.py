"""A folder that MLflow keeps its runs in (`mlruns/`): one folder an experiment, in it one folder a run."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from store.errors import BadData
from store.importers._base import Gathered, Importer
from store.importers.mlflow_runs import STATUS, MLflowRun, gathered, newest
from store.importers.wording import Skipped
from store.importers.yaml_text import read_yaml

META = "meta.yaml"


class MLflowFolder(Importer):
    """Reads meta.yaml, params/, metrics/, tags/ and inputs/ of each run, as the file store of MLflow writes them."""

    kind = "mlflow-folder"
    title = "a folder of MLflow (mlruns)"
    tool = "mlflow"

    def recognises(self, source: str) -> bool:  # noqa: D102 - the port says it
        root = _root(source)
        return root.is_dir() and next(_experiments(root), None) is not None

    def gather(self, source: str) -> tuple[Gathered, ...]:  # noqa: D102
        root = _root(source)
        if not root.is_dir():
            raise BadData(f"There is no folder {root}.")
        found: dict[str, tuple[list[MLflowRun], Skipped]] = {}
        for folder in sorted(f for f in root.glob("[!.]*") if f.is_dir()):
            skipped = Skipped()
            name = _name(folder, skipped)
            runs = list(_runs(folder, skipped)) if name is not None else []
            if runs or skipped.counts:
                all_runs, reasons = found.setdefault(name or folder.name, ([], Skipped()))
                all_runs.extend(runs)
                for reason, count in skipped.counts.items():
                    reasons(reason, count)
        if not found:
            raise BadData(f"{root} has no experiments of MLflow with runs in them.")
        return tuple(gathered(name, runs, skipped) for name, (runs, skipped) in found.items())


def _root(source: str) -> Path:
    path = Path(source.removeprefix("file://"))
    return path / "mlruns" if not (path / "0").exists() and (path / "mlruns").is_dir() else path


def _experiments(root: Path) -> Iterator[Path]:
    """Folders with a description of an experiment."""
    for meta in root.glob(f"*/{META}"):
        if not meta.parent.name.startswith("."):
            yield meta.parent


def _name(folder: Path, skipped: Skipped) -> str | None:
    """What an experiment is called; None for what is none, was deleted, or has no description that can be read."""
    if not (folder / META).is_file():  # lost, or never written; a folder without runs is of something else
        if lost := sum(_is_run(f) for f in folder.iterdir()):
            skipped("the description of its experiment is not there", lost)
        return None
    try:
        meta = read_yaml(folder / META)
    except BadData:
        skipped("the description of its experiment cannot be read", len(list(folder.glob(f"*/{META}"))) or 1)
        return None
    return str(meta.get("name") or folder.name) if meta.get("lifecycle_stage", "active") == "active" else None


def _is_run(folder: Path) -> bool:
    """Whether a folder has what runs have, whether or not it has a description."""
    return (folder / "metrics").is_dir() or (folder / "params").is_dir()


def _runs(folder: Path, skipped: Skipped) -> Iterator[MLflowRun]:
    if lost := sum(_is_run(f) and not (f / META).exists() for f in folder.glob("[!.]*")):
        skipped(f"it has no description ({META})", lost)
    for meta in sorted(folder.glob(f"*/{META}")):
        if meta.parent.name in ("datasets", "models", "traces"):
            continue
        try:
            about = read_yaml(meta)
            if about.get("lifecycle_stage", "active") != "active":
                skipped("it was deleted in MLflow")
                continue
            yield _run(meta.parent, about)
        except (BadData, OSError, UnicodeDecodeError):
            skipped("its files cannot be read")


def _run(folder: Path, about: dict[str, Any]) -> MLflowRun:
    status = about.get("status")
    return MLflowRun(
        run_id=str(about.get("run_id") or about.get("run_uuid") or folder.name),
        status=STATUS.get(status, str(status)) if isinstance(status, int) else str(status),
        start_ms=_float(about.get("start_time")),
        end_ms=_float(about.get("end_time")),
        name=str(about.get("run_name") or ""),
        dataset=_dataset(folder),
        params={k: p.read_text(encoding="utf-8") for k, p in _files(folder / "params")},
        metrics={k: v for k, p in _files(folder / "metrics") if (v := _metric(p)) is not None},
        tags={k: p.read_text(encoding="utf-8") for k, p in _files(folder / "tags")},
    )


def _files(folder: Path) -> Iterator[tuple[str, Path]]:
    """Names and files; a name with slashes lies in folders."""
    if folder.is_dir():
        for path in sorted(folder.rglob("*")):
            if path.is_file() and not path.name.startswith("."):
                yield path.relative_to(folder).as_posix(), path


def _metric(path: Path) -> float | None:
    """The newest value in a metric's file of lines `timestamp value step`."""
    rows = []
    for line in path.read_text(encoding="utf-8").splitlines(keepends=True):
        parts = line.split()
        if not line.endswith("\n") and len(parts) < 3:
            continue  # cut off within its value: of "0.87" only "0." may be there
        try:
            rows.append((float(parts[0]), float(parts[1]), float(parts[2]) if len(parts) > 2 else 0.0))
        except (IndexError, ValueError):
            continue  # a line cut off by a crash; those before it still count
    return newest(rows)


def _dataset(folder: Path) -> str:
    """Name of the first dataset that the run took as input."""
    for meta in sorted((folder / "inputs").glob(f"*/{META}")):
        source = str(read_yaml(meta).get("source_id") or "")
        described = folder.parent / "datasets" / source / META
        if source and "/" not in source and described.is_file():
            return str(read_yaml(described).get("name") or "")
    return ""


def _float(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) else None
