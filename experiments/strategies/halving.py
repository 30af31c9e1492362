"""Successive halving: many variants on a part of the data, the best third of them on three times as much, and so on.

After Jamieson & Talwalkar (2016). The rungs are part of the plan, so that what may run is known before anything does.
"""

import math
from typing import ClassVar

from experiments.strategies._base import WAIT, Choice, Scene, Strategy, Tried, Wait
from experiments.strategies.random_search import drawn_variant
from experiments.strategies.space import broken, inside, sort_of
from store.records import Fidelity, Plan, Rung, Stage, StageStrategy, Task, Variant

ETA = 3
"""Of so many variants one goes on to the next rung."""
LEAST_ROWS = 300
"""A part of the data is never smaller than that."""
_SHARES = 2
"""Steps below the whole for a workflow that takes a share of its work, such as rows or epochs: 1/9 and 1/3."""


class Halving(Strategy):
    """Works through the stage's rungs, bracket by bracket; a rung waits until the one below is over."""

    name: ClassVar[str] = "halving"
    words: ClassVar[str] = "many variants on a part of the data, and only the best go on to more of it"

    def lists(self, plan: Plan) -> bool:
        """See `Strategy.lists`: what is listed enters the lowest rung."""
        return False

    def choose(self, scene: Scene) -> Choice | Wait | None:
        """See `Strategy.choose`."""
        rungs = scene.stage.rungs
        for number, rung in enumerate(rungs):
            here = _on(scene, number)
            first = number == 0 or rungs[number - 1].bracket != rung.bracket
            if first and len(here) < rung.runs:
                entered = _entrant(scene, rung, number)
                if entered is not None:
                    return entered
            if not first:
                below = _on(scene, number - 1)
                if not all(t.over for t in below):
                    return WAIT
                risen = _risen(scene, below, here, rung, number)
                if risen is not None:
                    return risen
            if first and not all(t.over for t in here):
                return WAIT
        return None


class Hyperband(Halving):
    """Several brackets of halving, from many variants on little data to few on all of it (Li et al., 2018)."""

    name: ClassVar[str] = "hyperband"
    words: ClassVar[str] = "several rounds of halving, from many variants on little data to few on all of it"


def _on(scene: Scene, number: int) -> list[Tried]:
    return [t for t in scene.own if t.rung == number]


def _entrant(scene: Scene, rung: Rung, number: int) -> Choice | None:
    """A variant that was in no bracket yet, nor run whole or as far by another stage: the listed first, then draws."""
    as_far = {t.variant.id for t in scene.tried if t.fidelity == rung.fidelity}
    seen = frozenset(t.variant.id for t in scene.own) | scene.known | as_far
    failing = broken(scene.tried)
    for run in scene.plan.runs:
        if run.variant.id not in seen and sort_of(run.variant) not in failing and scene.keeps(run.variant):
            return _choice(scene, run.variant, rung, number, "It is on the list that was approved.")
    variant = drawn_variant(scene, seen)
    return None if variant is None else _choice(scene, variant, rung, number, "It was drawn at random.")


def _risen(scene: Scene, below: list[Tried], here: list[Tried], rung: Rung, number: int) -> Choice | None:
    """The best of the rung below that has not risen, as long as there is room."""
    wanted = (t for t in below if scene.space is None or inside(scene.space, t.variant))  # it may be narrower by now
    scored = [t for t in wanted if t.score is not None]
    ranked = sorted(scored, key=lambda t: -scene.measure.gain(t.score or 0.0))[: rung.runs]
    done = {t.variant.id for t in here} | {t.variant.id for t in scene.tried if t.fidelity == rung.fidelity}
    for place, one in enumerate(ranked, 1):
        if one.variant.id not in done:
            return _choice(scene, one.variant, rung, number, f"It was number {place} of {len(below)} on less data.")
    return None


def _choice(scene: Scene, variant: Variant, rung: Rung, number: int, reason: str) -> Choice:
    return Choice(variant, reason, rung.fidelity, scene.number, number)


def halving_stage(task: Task, runs: int, rows: int, over: str = "rows") -> Stage:
    """Successive halving with at most so many runs, all rungs together.

    Args:
        task: its folds bound halving over folds.
        runs: at most, at least 1.
        rows: of the table; no part has fewer than `LEAST_ROWS`.
        over: `rows`; `folds` where the table is small; `share` where a workflow itself does less of its work.
    """
    ladder = _ladder(task, rows, over)
    return Stage(strategy="halving", runs=runs, rungs=_bracket(ladder, runs, 0))


def hyperband_stage(task: Task, runs: int, rows: int, over: str = "rows") -> Stage:
    """Hyperband with at most so many runs: a bracket for each beginning of the ladder, as many as the runs allow."""
    ladder = _ladder(task, rows, over)
    while len(ladder) > 1 and sum(_least(i) for i in range(1, len(ladder) + 1)) > runs:
        ladder = ladder[1:]
    lengths = range(len(ladder), 0, -1)
    counts = [max(1, runs * _least(n) // sum(map(_least, lengths))) for n in lengths]
    counts[0] += runs - sum(counts)
    rungs = [
        r for i, (n, count) in enumerate(zip(lengths, counts, strict=True)) for r in _bracket(ladder[-n:], count, i)
    ]
    return Stage(strategy="hyperband", runs=runs, rungs=tuple(rungs))


def stage_in_rungs(name: StageStrategy, task: Task, runs: int, rows: int, over: str | None = None) -> Stage:
    """A stage of `halving` or `hyperband`.

    Args:
        name: which of them.
        task: its folds bound halving over folds.
        runs: at most.
        rows: of the table.
        over: `rows`, `folds` or `share`; None takes rows where there are enough of them, else folds.
    """
    by_rows = rows > ETA * LEAST_ROWS or task.validation.folds < ETA
    make = hyperband_stage if name == "hyperband" else halving_stage
    return make(task, runs, rows, over or ("rows" if by_rows else "folds"))


def _least(length: int) -> int:
    """Runs that a bracket of so many rungs needs at least, with one run on its last."""
    return sum(ETA**i for i in range(length))


def _ladder(task: Task, rows: int, over: str) -> list[Fidelity | None]:
    """Fidelities from the least to the whole, each about three times the one before."""
    if over == "folds":
        folds = task.validation.folds
        steps = sorted({max(1, folds // ETA**i) for i in range(1, 4)} - {folds})
        return [*(Fidelity(folds=k) for k in steps), None]
    if over == "share":
        return [*(Fidelity(rows=1 / ETA**i) for i in range(_SHARES, 0, -1)), None]
    levels = max(0, min(3, int(math.log(max(rows, 1) / LEAST_ROWS, ETA)))) if rows > LEAST_ROWS else 0
    return [*(Fidelity(rows=1 / ETA**i) for i in range(levels, 0, -1)), None]


def _bracket(ladder: list[Fidelity | None], runs: int, number: int) -> tuple[Rung, ...]:
    """Rungs of one bracket with exactly so many runs together; few runs climb only the upper end of the ladder."""
    while len(ladder) > 1 and _least(len(ladder)) > runs:
        ladder = ladder[1:]
    weights = [ETA ** (len(ladder) - 1 - i) for i in range(len(ladder))]
    counts = [max(1, runs * w // sum(weights)) for w in weights]
    counts[0] += runs - sum(counts)
    return tuple(Rung(bracket=number, runs=n, fidelity=f) for n, f in zip(counts, ladder, strict=True))
