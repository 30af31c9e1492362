"""`sextant run`: proposes experiments on a table; with `--approve` runs them, adaptively, within the budget."""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import signal
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.cli.interrupts import HEARD, hear
from store.errors import BadRequest, SextantError
from store.home import expanded

if TYPE_CHECKING:
    from assistant.final import Kept
    from assistant.headless import Search
    from experiments.fitting import Fitter
    from store.records import Goal, Run, RunEnd

_USUAL_S = 60.0
"""Budget of a search where none is said."""
_OF_A_TABLE = (
    "data", "target", "metric", "kind", "horizon", "known", "time", "group", "folds", "monotonic", "positive_class",
    "budget", "exclude", "interpretable", "error_costs", "save_model", "seed",
)  # fmt: skip
"""Options that an experiment's file takes the place of."""
SLACK_SHARE = 0.15
SLACK_S = 10.0
"""The whole command ends within budget × (1 + share) + seconds: the final fit lives in that slack."""
FITTER_AHEAD_S = 10.0
"""Processes for the final fit are started that long before the search ends: they import for seconds."""
_FITTER_STARTS = 1.5
"""Or so many times as long as this process took to start, if that is longer: a busy machine is slow with them, too."""
_ENDING_S = 3.0
"""Kept of the slack for writing everything out."""
_STOPPED = 130
"""Exit status of a search that a person ended, as shells have it."""
_STOPPED_FIT_S, _FIT_TIMES_EXPECTED = 20.0, 3.0
"""For the final fit of a search that a person ended: at least so long, and so many times what it should take."""
_LONGEST_FIT_S = 600.0
"""For the final fit where the budget is in runs, not in seconds."""


def run(args: argparse.Namespace) -> int:
    """Proposes; or runs, saves and reports."""
    if args.file is not None:
        from assistant.cli.declared import run as run_file

        if said := [f"--{name.replace('_', '-')}" for name in _OF_A_TABLE if getattr(args, name, None)]:
            raise BadRequest(f"The file says what to run: leave out {', '.join(said)}, or say it in the file.")
        return run_file(args)
    if args.answer or args.resume:
        raise BadRequest("Only an experiment from a file is answered or resumed: name the file.")
    if not (args.data and args.target):
        print("sextant: Say what to run: --data TABLE and --target COLUMN, or an experiment's file.", file=sys.stderr)
        return 2
    from assistant.assembly import assemble
    from assistant.final import check_folder
    from assistant.headless import Search
    from assistant.wish import Wish
    from store.records import Budget
    from store.settings import Settings

    started = time.monotonic() - _age_s()
    signal.signal(signal.SIGINT, hear)  # a search can be ended also where a script began it in the background
    folder = Path(os.path.realpath(expanded(args.save_model))) if args.save_model else None
    if folder is not None:
        check_folder(folder)
    settings = Settings.read()
    wish = Wish(
        data=args.data,
        target=args.target,
        metric=_metric(args.metric),
        kind=args.kind,
        positive_class=args.positive_class,
        horizon=args.horizon,
        known=tuple(args.known),
        validation=_validation(args),
        monotonic=tuple(args.monotonic),
        exclude=tuple(args.exclude),
        interpretable=args.interpretable,
        error_costs=args.error_costs,
        budget=Budget(**(args.budget or {"seconds": _USUAL_S})),
        seed=args.seed,
        person=args.person or settings.person,
    )
    places = _places()
    app = assemble(args.home, places=places, headless=True)
    try:
        search = Search(app, wish, started, lambda line: print(line, file=sys.stderr, flush=True), places)
        if args.approve:
            app.warm_launcher()
        search.settle()
        for line in (*search.noted, *search.assumed, *_settled_words(search.goal)):
            print(line, file=sys.stderr)
        if not args.approve:
            _print_proposal(search, args.json)
            return 0
        return _carry_out(search, folder, args.json)
    finally:
        app.close()


def _settled_words(goal: Goal) -> list[str]:
    """What was settled that a person would not guess: columns that are left out, and how a series is taken."""
    told = ["forecast"] if goal.task.forecast is not None else []
    told += ["columns"] if goal.task.columns_excluded else []
    return [goal.why[key] for key in (*told, "order") if goal.why.get(key)]


def _metric(said: str | None) -> str | None:
    """The name of a metric, said also as people and other tools write it: AUC, f1-score, neg_mean_squared_error."""
    from store.records import METRICS

    if said is None or said in METRICS:
        return said
    from assistant.understanding.text.lexicon import METRICS as SPOKEN

    words = " ".join(said.casefold().replace("_", " ").replace("-", " ").split()).removeprefix("neg ")
    return next((name for name, ways in SPOKEN.items() if words in ways), said)


def _validation(args: argparse.Namespace) -> dict[str, Any]:
    """What was said of how to validate."""
    said: dict[str, Any] = {"folds": args.folds} if args.folds else {}
    for method in ("time", "group"):
        if getattr(args, method):
            said |= {"method": method, "column": getattr(args, method)}
    return said


def _carry_out(search: Search, folder: Path | None, as_json: bool) -> int:
    """Searches until the time for the final fit has come, then saves the model."""
    from assistant.confirming import confirm, reserved_s
    from assistant.final import LATE_S, STOPPING_S, expected_fit_s, keep
    from assistant.headless import QUICK_FIT_S
    from assistant.hurrying import LITTLE_S
    from assistant.refining import allowed_runs

    app, goal = search.app, search.goal
    budget_s = search.wish.budget.seconds
    little = budget_s is not None and budget_s <= LITTLE_S
    if not little:  # a few quick runs need no meta-model, and its fit would take their time
        app.services.advising.prepare(goal.task)
    end_by = search.started + (budget_s * (1 + SLACK_SHARE) + SLACK_S - _ENDING_S if budget_s else 1e9)
    fitters = _Fitters(0 if folder is None else 1 if little else search.places)

    def search_until() -> float:
        if budget_s is None:
            if search.nearly_over:
                fitters.make_in(0.0)
            return float("inf")
        ended = search.ended()
        if little and not ended:  # starting took it all, on a busy machine: a first score may be late
            return end_by - (QUICK_FIT_S if folder is not None else 0.0) + LATE_S
        reserve = STOPPING_S + expected_fit_s(*ended[0]) if folder is not None and ended else 0.0
        return min(search.started + budget_s, end_by - reserve)

    try:
        if budget_s is not None:
            ahead_s = max(FITTER_AHEAD_S, _FITTER_STARTS * (time.monotonic() - search.started))
            fitters.make_in(search.started + budget_s - ahead_s - time.monotonic())
        with _stoppable(search):
            search.begin(lambda: search_until() - reserved_s(search))
            confirm(search, search_until)
        ended = allowed_runs(goal, search.ended())
        kept = None
        if not ended and not search.stopped and budget_s:
            ended = allowed_runs(goal, search.baseline(end_by, folder is not None))
        if folder is not None and ended:
            until = _fit_until(search, ended, end_by)
            with _told_all_the_same(search, as_json):
                kept = keep(app.services, goal, ended, folder, until, fitters.ready(), search.wish.person)
    finally:
        fitters.stop()
    _say_if_nothing_learned(search, ended)
    _print_results(search, kept, as_json)
    if not ended:
        print("No run ended with a score, so there is no model. Allow more time, or fewer rows.", file=sys.stderr)
    return _STOPPED if search.stopped else 0 if ended else 1


@contextlib.contextmanager
def _told_all_the_same(search: Search, as_json: bool) -> Iterator[None]:
    """What was found is told also where no model can be made of it."""
    try:
        yield
    except SextantError:
        _print_results(search, None, as_json)
        raise


def _say_if_nothing_learned(search: Search, ended: Sequence[tuple[Run, RunEnd]]) -> None:
    """Says so where the best run is not better than a trivial prediction."""
    from store.records import metric

    measure = metric(search.goal.task.metric)
    score, trivial = (ended[0][1].score, ended[0][1].baseline) if ended else (None, None)
    if score is None or trivial is None or measure.better(score, trivial):
        return
    search.noted.append(
        f"No run did better than a trivial prediction ({measure.name} {measure.shown(trivial)}): do not rely on the "
        "model. Allow more time, more rows or other columns, or choose another metric."
    )
    print(search.noted[-1], file=sys.stderr)


def _fit_until(search: Search, ended: Sequence[tuple[Run, RunEnd]], end_by: float) -> float:
    """The moment by which the final fit must be done; a person who stopped the search waits for one quick fit only."""
    from assistant.final import expected_fit_s

    if search.stopped:
        return time.monotonic() + max(_STOPPED_FIT_S, _FIT_TIMES_EXPECTED * expected_fit_s(*ended[0]))
    return end_by if search.wish.budget.seconds else time.monotonic() + _LONGEST_FIT_S


@contextlib.contextmanager
def _stoppable(search: Search) -> Iterator[None]:
    """While the search goes on, a first interrupt ends it and keeps what it found; a second one ends the program."""

    def stop(number: int, frame: Any) -> None:
        if search.stopped:
            hear(number, frame)
        search.stopped = True
        signal.signal(signal.SIGINT, hear)
        print("Stopping; what was found so far is kept. Press again to end at once.", file=sys.stderr, flush=True)

    before = signal.signal(signal.SIGINT, stop)
    try:
        if HEARD:  # what it was raised in has dropped it
            raise KeyboardInterrupt
        yield
    finally:
        signal.signal(signal.SIGINT, before)


class _Fitters:
    """Processes for the final fit, started a little before they are needed."""

    def __init__(self, count: int) -> None:
        self._count = count
        self._made: list[Fitter] = []
        self._lock = threading.Lock()
        self._timer: threading.Timer | None = None
        self._stopped = False

    def make_in(self, seconds: float) -> None:
        if self._count and self._timer is None:
            self._timer = threading.Timer(max(0.0, seconds), self.ready)
            self._timer.daemon = True
            self._timer.start()

    def ready(self) -> list[Fitter]:
        from experiments.fitting import Fitter

        with self._lock:
            while len(self._made) < self._count and not self._stopped:
                self._made.append(Fitter())
            return self._made

    def stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        with self._lock:
            self._stopped = True
            for fitter in self._made:
                fitter.stop()


def _print_proposal(search: Search, as_json: bool) -> None:
    from assistant import wording

    proposal = search.propose()
    plan = proposal.plan
    if as_json:
        out: dict[str, Any] = {"proposal": proposal.content(), "expected_s": plan.expected_s, "approved": False}
        out |= {"goal": search.goal.content(), "noted": search.noted, "assumed": search.assumed}
        print(json.dumps(out, ensure_ascii=False))
        return
    print(f"Proposed: {wording.count(len(plan.runs), 'run')}, {wording.seconds(plan.expected_s)} in all.")
    for i, line in enumerate(plan.runs, 1):
        expected = wording.score(line.expected_score, plan.task.metric)
        print(f"{i:3}. {line.variant.label}: {plan.task.metric} {expected}, {wording.seconds(line.whole_s)}")
    print("Nothing has run. Add --approve to run within the budget.", file=sys.stderr)


def _print_results(search: Search, kept: Kept | None, as_json: bool) -> None:
    from assistant import wording
    from assistant.refining import allowed_runs

    elapsed = time.monotonic() - search.started
    rows = [
        {
            "run_id": r.id,
            "variant": r.variant.label,
            "family": r.variant.family,
            "score": e.score,
            "score_std": e.score_std,
            "baseline": e.baseline,
            "wall_s": e.wall_s,
        }
        for r, e in allowed_runs(search.goal, search.ended())
    ]
    if as_json:
        print(json.dumps(_summary(search, kept, rows, elapsed), ensure_ascii=False))
        return
    for place, row in enumerate(rows[:10], 1):
        spread = f" ± {row['score_std']:.4f}" if row["score_std"] else ""
        print(f"{place:3}. {row['score']:.4f}{spread}  {row['variant']}")
    if kept is not None:
        print(f"Saved to {kept.folder}: {' + '.join(dict.fromkeys(m.run.variant.label for m in kept.members))}")
        if kept.threshold is not None:
            print(kept.threshold.in_words)
    print(f"{wording.count(len(rows), 'run')} with a score in {elapsed:.1f} s.", file=sys.stderr)


def _summary(search: Search, kept: Kept | None, rows: list[dict[str, Any]], elapsed: float) -> dict[str, Any]:
    goal = search.goal
    model: dict[str, Any] | None = None
    if kept is not None:
        members = [{"run_id": m.run.id, "variant": m.run.variant.label, "weight": m.weight} for m in kept.members]
        model = {"folder": str(kept.folder), "members": members, "score": kept.score, "threshold": None}
        if kept.threshold is not None:
            model["threshold"] = {**kept.threshold.content(), "in_words": kept.threshold.in_words}
    return {
        "approved": True,
        "goal": goal.content(),
        "noted": search.noted,
        "assumed": search.assumed,
        "best": rows[0] if rows else None,
        "leaderboard": rows,
        "model": model,
        "elapsed_s": round(elapsed, 2),
    }


def _places() -> int:
    """Runs at the same time: nobody looks at pages here, so every core may work."""
    with contextlib.suppress(AttributeError):  # not on every system
        return max(1, len(os.sched_getaffinity(0)))
    return max(1, os.cpu_count() or 1)


def _age_s() -> float:
    """Seconds since this process began: starting Python counts towards the budget."""
    import psutil

    return float(max(0.0, min(60.0, time.time() - psutil.Process().create_time())))
