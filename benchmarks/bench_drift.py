"""How well watching finds drift that is known: streams built from real tables.

`python -m benchmarks.bench_drift --tables DIR [--names a,b] [--seeds 2] [--clean 100] [--harm 0.2]
[--labels now|never]` prints, for each kind of drift, how many streams were found within three batches of 500 rows of
the first harmful one, how many batches without drift raised an alarm, and whether harmless drift was told apart.

A stream has batches of rows that neither the model nor the reference has seen. What a drift costs is known: the same
drift is laid over all of those rows and the model measured on them.
"""

import argparse
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from lifecycle.measuring import Measuring
from lifecycle.watching import Watch

BATCH = 500
WITHIN = 3
NAMES = (
    "elevators", "ailerons", "fried", "mv", "2dplanes", "parkinsons", "protein", "puma8nh", "keggdirected",
    "pendigits", "optdigits", "mushroom", "visualizing_soil", "elevators>", "fried>", "ailerons>", "puma8nh>",
    "protein>",
)  # fmt: skip
"""Tables with rows enough; with a > the numeric target is replaced by whether it is above its median."""
KINDS = ("sudden", "gradual", "recurring", "relation", "harmless", "mix")
HARMFUL = frozenset({"sudden", "gradual", "recurring", "relation"})

Drift = Callable[[pd.DataFrame, pd.Series, np.random.Generator], tuple[pd.DataFrame, pd.Series]]
"""Rows and true values in, the same after the drift out."""


@dataclass
class Scene:
    """A table, a model on it, a reference and rows for streams."""

    name: str
    measuring: Measuring
    model: Any
    train: pd.DataFrame
    reference: tuple[pd.DataFrame, pd.Series]
    fresh: tuple[pd.DataFrame, pd.Series]
    minded: list[str] = field(default_factory=list)
    """Columns, the one that the model minds most first."""

    def predict(self, frame: pd.DataFrame) -> pd.DataFrame:
        """The model's words."""
        table = pd.DataFrame({"prediction": self.model.predict(frame)})
        if self.measuring.of_classes:
            chance = self.model.predict_proba(frame)
            for i, name in enumerate(self.model.classes_):
                table[f"probability_{name}"] = chance[:, i]
        return table

    def gain(self, X: pd.DataFrame, y: pd.Series) -> float:
        """The metric on these rows, higher is better."""
        return self.measuring.gain(self.measuring.truth(y), self.measuring.predicted(self.predict(X)))


def scene(folder: Path, name: str, seed: int) -> Scene:
    """Splits a table into training, reference and fresh rows, and fits a model."""
    from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor

    table = name.rstrip(">")
    manifest = pd.read_csv(folder / "manifest.csv").set_index("name").loc[table]
    frame = pd.read_parquet(folder / f"{table}.parquet").sample(frac=1.0, random_state=seed).reset_index(drop=True)
    frame = frame.dropna(subset=[manifest["target"]])
    y = frame.pop(str(manifest["target"]))
    kind: Any = "binary" if name.endswith(">") else str(manifest["kind"])
    if name.endswith(">"):
        y = pd.Series(np.where(y > y.median(), "high", "low"))
    X = frame.copy()
    for column in X.columns[[not pd.api.types.is_numeric_dtype(d) for d in X.dtypes]]:
        codes = X[column].astype("category").cat.codes.astype(float)
        X[column] = codes.where(codes >= 0).astype("category")
    a = min(len(X) * 2 // 5, 4_000)
    b = a + min(len(X) * 3 // 10, 3_000)
    model: Any
    metric = {"binary": "roc_auc", "multiclass": "accuracy", "regression": "rmse"}[kind]
    y = y.astype(float) if kind == "regression" else y.astype(str)
    if kind == "regression":
        model = HistGradientBoostingRegressor(max_iter=60, random_state=seed).fit(X[:a], y[:a])
        measuring = Measuring("regression", metric)
    else:
        model = HistGradientBoostingClassifier(max_iter=40, random_state=seed).fit(X[:a], y[:a])
        measuring = Measuring(kind, metric, tuple(map(str, model.classes_)))
    rest = (X[b:].reset_index(drop=True), y[b:].reset_index(drop=True))
    made = Scene(name, measuring, model, X[:a], (X[a:b].reset_index(drop=True), y[a:b].reset_index(drop=True)), rest)
    rng = np.random.default_rng(seed)
    before = made.gain(*made.reference)
    drops = {}
    for column in X.columns:
        mixed = made.reference[0].copy()
        mixed[column] = mixed[column].to_numpy()[rng.permutation(len(mixed))]
        drops[column] = before - made.gain(mixed, made.reference[1])
    made.minded = sorted(drops, key=lambda c: -drops[c])
    return made


def shifted(columns: list[str], strength: float, scene: Scene) -> Drift:
    """Numbers are offset by that many standard deviations; categories are drawn anew in that share of rows."""

    def drift(X: pd.DataFrame, y: pd.Series, rng: np.random.Generator) -> tuple[pd.DataFrame, pd.Series]:
        X = X.copy()
        for column in columns:
            known = scene.train[column]
            if isinstance(known.dtype, pd.CategoricalDtype):
                new = known.sample(len(X), replace=True, random_state=int(rng.integers(1 << 31))).to_numpy()
                hit = rng.random(len(X)) < min(strength, 1.0)
                X[column] = pd.Categorical(np.where(hit, new, X[column].to_numpy()), known.cat.categories)
            else:
                X[column] = X[column] + strength * float(known.std())
        return X, y

    return drift


def relation(scene: Scene, strength: float) -> Drift:
    """In half of the space (by the column minded most) the target changes: shifted, or another class in a share."""
    column = scene.minded[0]
    values = scene.train[column]
    numeric = not isinstance(values.dtype, pd.CategoricalDtype)
    middle = float(values.median()) if numeric else 0.0
    most = None if numeric else values.mode()[0]

    def drift(X: pd.DataFrame, y: pd.Series, rng: np.random.Generator) -> tuple[pd.DataFrame, pd.Series]:
        there = (X[column] > middle if numeric else X[column] == most).to_numpy(dtype=bool)
        if not scene.measuring.of_classes:
            return X, y + np.where(there, strength * float(scene.reference[1].std()), 0.0)
        classes = np.array(scene.measuring.classes)
        place = pd.Index(classes).get_indexer(y)
        hit = there & (rng.random(len(y)) < min(strength / 2, 1.0))
        return X, pd.Series(classes[np.where(hit, (place + 1) % len(classes), place)], index=y.index)

    return drift


def mixed(scene: Scene, share: float) -> Drift:
    """Which rows come changes, nothing else: those with the larger values of a minded column come more often."""
    column = scene.minded[min(1, len(scene.minded) - 1)]

    def drift(X: pd.DataFrame, y: pd.Series, rng: np.random.Generator) -> tuple[pd.DataFrame, pd.Series]:
        values = X[column].astype(float).rank(pct=True).fillna(0.5).to_numpy()
        weight = np.exp(share * 4.0 * values)
        rows = rng.choice(len(X), len(X), p=weight / weight.sum())
        return X.iloc[rows].reset_index(drop=True), y.iloc[rows].reset_index(drop=True)

    return drift


def cost(scene: Scene, drift: Drift, seed: int) -> float:
    """What a drift costs in the metric, measured on all fresh rows."""
    return scene.gain(*scene.fresh) - scene.gain(*drift(*scene.fresh, np.random.default_rng(seed)))


def strong_enough(scene: Scene, make: Callable[[float], Drift], least: float, seed: int) -> Drift | None:
    """The weakest drift of a series that costs enough; None where none does."""
    for strength in (0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.8, 1.0, 1.5, 2.0, 3.0, 5.0):
        if cost(scene, make(strength), seed) >= least:
            return make(strength)
    return None


def drift_of(kind: str, scene: Scene, least: float, tolerance: float, seed: int) -> Drift | None:
    """The drift of a kind of stream, None where this table does not allow it."""
    if kind == "relation":
        return strong_enough(scene, lambda s: relation(scene, s), least, seed)
    if kind in HARMFUL:
        return strong_enough(scene, lambda s: shifted(scene.minded[: 1 + seed % 2], s, scene), least, seed)
    if kind == "mix":
        made = mixed(scene, 1.0)
        return made if abs(cost(scene, made, seed)) <= 0.3 * tolerance else None
    idle = [c for c in scene.minded if not isinstance(scene.train[c].dtype, pd.CategoricalDtype)][::-1][:2]
    for strength in (1.5, 1.0, 0.7):
        made = shifted(idle, strength, scene)
        if idle and abs(cost(scene, made, seed)) <= 0.3 * tolerance:
            return made
    return None


SCHEDULES: dict[str, tuple[float, ...]] = {
    "gradual": (0, 0, 0, 0, 0.15, 0.3, 0.45, 0.6, 0.75, 0.9, 1, 1, 1),
    "recurring": (0, 0, 0, 0, 1, 1, 1, 0, 0, 0, 0, 1, 1, 1),
}
_STEP = (0.0,) * 4 + (1.0,) * 5


@dataclass
class Told:
    """What was told of one stream."""

    table: str
    kind: str
    verdicts: list[str]
    harms: list[float]
    """True loss of each batch over the loss that matters."""

    @property
    def onsets(self) -> list[int]:
        """Batches in which the loss that matters is reached."""
        return [i for i, h in enumerate(self.harms) if h >= 1.0 and (i == 0 or self.harms[i - 1] < 1.0)]

    def within(self, verdicts: tuple[str, ...]) -> list[bool]:
        """For each onset, whether one of these verdicts came in time."""
        return [any(v in verdicts for v in self.verdicts[i : i + WITHIN]) for i in self.onsets]


class Rows:
    """Fresh rows, each once; shuffled and begun anew when all are used."""

    def __init__(self, scene: Scene, rng: np.random.Generator) -> None:
        self._X, self._y = scene.fresh
        self._rng, self._order, self._at = rng, rng.permutation(len(self._y)), 0

    def next(self) -> tuple[pd.DataFrame, pd.Series]:
        """The next batch."""
        if self._at + BATCH > len(self._order):
            self._order, self._at = self._rng.permutation(len(self._y)), 0
        rows = self._order[self._at : self._at + BATCH]
        self._at += BATCH
        return self._X.iloc[rows].reset_index(drop=True), self._y.iloc[rows].reset_index(drop=True)


class Export:
    """Writes every stream as a Parquet file, so that `benchmarks/peers/drift.py` sees the very same rows."""

    def __init__(self, folder: Path | None, scene: Scene, seed: int) -> None:
        self._folder, self._scene, self._seed = folder, scene, seed
        self._parts: list[pd.DataFrame] = []
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)
            self.add(-1, *scene.reference, 0.0)

    def add(self, batch: int, X: pd.DataFrame, y: pd.Series, harm: float) -> None:
        """One batch; -1 is the reference. `harm` is its true loss over the loss that matters."""
        if self._folder is not None:
            said = self._scene.predict(X).add_prefix("_said_")
            extra: dict[str, Any] = {"_batch": batch, "_truth": y.to_numpy(), "_harm": harm}
            self._parts.append(pd.concat([X.reset_index(drop=True), said], axis=1).assign(**extra))

    def write(self, kind: str) -> None:
        """Ends a stream; the reference stays for the next one."""
        if self._folder is not None:
            path = self._folder / f"{self._scene.name.replace('>', '-binary')}-{self._seed}-{kind}.parquet"
            pd.concat(self._parts, ignore_index=True).to_parquet(path)
            self._parts = self._parts[:1]


def watch(scene: Scene) -> Watch:
    """A watch over the scene's model."""
    ids = count()
    return Watch(
        *scene.reference, scene.predict, scene.measuring, monitor_id="m", clock=lambda: datetime.now(UTC),
        new_id=lambda p: f"{p}-{next(ids)}",
    )  # fmt: skip


def stream(
    scene: Scene, kind: str, drift: Drift, tolerance: float, watching: Watch, labels: bool, seed: int, out: Export
) -> Told:
    """Runs one stream."""
    rng = np.random.default_rng(seed)
    rows, verdicts, harms = Rows(scene, rng), [], []
    watching.forget()
    full: dict[float, float] = {}
    for i, share in enumerate(SCHEDULES.get(kind, _STEP)):
        partly = part(drift, share)
        if share not in full:
            full[share] = cost(scene, partly, seed) / tolerance if share else 0.0
        X, y = partly(*rows.next(), rng)
        report = watching.observe(X, batch=f"{kind}-{i}", truth=y if labels else None)
        out.add(i, X, y, full[share])
        verdicts.append(str(report.verdict))
        harms.append(full[share])
    out.write(kind)
    return Told(scene.name, kind, verdicts, harms)


def part(drift: Drift, share: float) -> Drift:
    """The drift in that share of rows."""

    def partly(X: pd.DataFrame, y: pd.Series, rng: np.random.Generator) -> tuple[pd.DataFrame, pd.Series]:
        if share >= 1.0:
            return drift(X, y, rng)
        hit = rng.random(len(X)) < share
        if not hit.any():
            return X, y
        X2, y2 = drift(X[hit].reset_index(drop=True), y[hit].reset_index(drop=True), rng)
        return pd.concat([X[~hit], X2], ignore_index=True), pd.concat([y[~hit], y2], ignore_index=True)

    return partly


def clean(scene: Scene, watching: Watch, batches: int, labels: bool, seed: int, out: Export) -> list[str]:
    """Verdicts on batches without drift; each fresh row comes once."""
    rows, found = Rows(scene, np.random.default_rng(seed)), []
    watching.forget()
    for i in range(min(batches, len(scene.fresh[1]) // BATCH)):
        X, y = rows.next()
        report = watching.observe(X, batch=f"clean-{i}", truth=y if labels else None)
        found.append(str(report.verdict))
        out.add(i, X, y, 0.0)
        if report.verdict != "none":
            print(f"  false: {scene.name} batch {i}: {report.verdict}: {report.reasons[0]}", flush=True)
    out.write("clean")
    return found


def share(values: list[bool]) -> str:
    """A share in words."""
    return f"{sum(values):4d} of {len(values):4d} ({100 * np.mean(values):5.1f} %)" if values else "   none"


def main() -> None:
    """Runs all streams and prints the table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--tables", type=Path, required=True, help="folder with manifest.csv and Parquet tables")
    parser.add_argument("--names", default=",".join(NAMES))
    parser.add_argument("--seeds", type=int, default=2)
    parser.add_argument("--clean", type=int, default=100, help="batches without drift of one table and seed, at most")
    parser.add_argument("--harm", type=float, default=0.2, help="harmful drift takes that share of the skill, or more")
    parser.add_argument("--labels", choices=["now", "never"], default="now")
    parser.add_argument("--export", type=Path, help="folder to write the streams to, for other tools")
    args = parser.parse_args()
    labels, began = args.labels == "now", time.perf_counter()
    told: list[Told] = []
    quiet: list[str] = []
    before: list[str] = []
    for name in args.names.split(","):
        for seed in range(args.seeds):
            at = time.perf_counter()
            place = scene(args.tables, name, seed)
            watching, out = watch(place), Export(args.export, place, seed)
            ours: list[Told] = []
            for kind in KINDS:
                drift = drift_of(kind, place, args.harm * watching.skill, watching.tolerance, seed)
                if drift is not None:
                    ours.append(stream(place, kind, drift, watching.tolerance, watching, labels, seed, out))
                    pairs = zip(ours[-1].verdicts, ours[-1].harms, strict=True)
                    print(f"  {name} {kind}: {' '.join(f'{v}/{h:.1f}' for v, h in pairs)}", flush=True)
            quiet += clean(place, watching, args.clean, labels, seed, out)
            before += [v for t in ours for v in t.verdicts[:4]]
            told += ours
            print(f"{name} seed {seed}: {time.perf_counter() - at:.0f} s", flush=True)
    table(told, quiet, before)
    print(f"{time.perf_counter() - began:.0f} s")


def table(told: list[Told], quiet: list[str], before: list[str]) -> None:
    """Prints the result."""
    print(f"\n{'drift':<12}{'found within 3 batches':<28}{'called harmful in time':<28}")
    every: list[bool] = []
    for kind in [k for k in KINDS if k in HARMFUL]:
        ours = [t for t in told if t.kind == kind]
        found = [f for t in ours for f in t.within(("harmless", "harmful"))]
        every += found
        print(f"{kind:<12}{share(found):<28}{share([f for t in ours for f in t.within(('harmful',))]):<28}")
    print(f"{'all harmful':<12}{share(every)}")
    for kind in [k for k in KINDS if k not in HARMFUL]:
        ours = [t for t in told if t.kind == kind]
        seen = [any(v != "none" for v in t.verdicts[4 : 4 + WITHIN]) for t in ours]
        wrong = [v == "harmful" for t in ours for v in t.verdicts[4:]]
        print(f"{kind:<12}{share(seen):<28}batches wrongly called harmful: {share(wrong)}")
    print(f"no drift: alarms in {share([v != 'none' for v in quiet])} batches of rows that come once")
    print(f"before a drift: alarms in {share([v != 'none' for v in before])} batches")


if __name__ == "__main__":
    main()
