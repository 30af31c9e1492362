"""The supervisor: one thread that starts approved runs, watches them, and records what happens."""

import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from experiments.backends._base import Backend, Ending
from experiments.declared.consulting import Consultant
from experiments.facts import facts_of, never_begun
from experiments.machine import this_machine
from experiments.prospects import not_worth_starting
from experiments.provenance import code_version, libraries
from experiments.recorder import Recorder
from experiments.run_folder import Rival, RunSpec, folder_of
from experiments.strategies import WAIT, Advise, Choice, choose_next
from experiments.strategies.space import broken, sort_of
from experiments.work import Work, folds_of
from store.errors import SextantError
from store.knowledge import KnowledgeStore
from store.records import (
    DatasetVersion,
    Experiment,
    ExperimentSignal,
    Machine,
    Measurement,
    Plan,
    PlannedRun,
    Record,
    Run,
    RunEnd,
    RunStart,
    SignalName,
    metric,
)

_log = logging.getLogger(__name__)
_BUSY_S = 0.25
"""How often budgets are looked at while something runs; beginnings and ends wake the supervisor by themselves."""
_IDLE_S = 5.0
_CLOSED = "Sextant was closed while this run was going on; resume to run it again."
_CLOSE_S = 30.0


@dataclass(frozen=True)
class Manner:
    """How runs are executed."""

    places: int
    """Runs of all experiments together at once."""
    importance: bool
    """Whether runs measure permutation importance."""
    entry: str
    """What a run's process calls, see `RunSpec.entry`."""
    advice: Advise | None = None
    """Orders variants by what is known now; asked apart from the supervisor's thread."""


class Supervisor:
    """Works through experiments that the launcher hands over; it asks nobody whether they are approved.

    Public attributes are for the launcher alone, under `lock`.
    """

    def __init__(
        self,
        store: KnowledgeStore,
        home: Path,
        clock: Callable[[], datetime],
        new_id: Callable[[str], str],
        backend: Backend,
        manner: Manner,
        listeners: list[Callable[[Run], None]],
    ) -> None:
        self._store, self._home, self._clock, self._new_id = store, home, clock, new_id
        self._backend, self._manner, self._listeners = backend, manner, listeners
        self._machine: Machine | None = None
        self._recorder = Recorder(store)
        self._consult = Consultant(home)
        self.lock = threading.RLock()
        self.works: dict[str, Work] = {}
        """Experiments under way, by id."""
        self.closing = False
        self._nothing_runs = False
        """Whether the back end is closed, so that what it has not ended will never end there."""
        self._told: list[Run] = []
        """Runs whose end the listeners have not heard of yet."""
        self._chooser = ThreadPoolExecutor(1, thread_name_prefix="strategy")
        self._thread = threading.Thread(target=self._supervise, name="supervisor", daemon=True)
        self._thread.start()

    @property
    def trouble(self) -> str | None:
        """Why facts cannot be recorded at the moment, None where all is well."""
        return self._recorder.trouble

    def run_of(
        self, experiment: Experiment, plan: Plan, position: int, planned: PlannedRun, choice: Choice | None = None
    ) -> Run:
        """A new run of a plan, queued now; without a choice a person added it."""
        run = Run(
            id=self._new_id("run"), experiment_id=experiment.id, position=position, variant=planned.variant,
            task=plan.task, seed=plan.seed, limits=plan.limits, expected_score=planned.expected_score,
            expected_s=planned.expected_s, queued_at=self._clock(),
        )  # fmt: skip
        if choice is None:
            return run
        told = {"fidelity": choice.fidelity, "stage": choice.stage, "rung": choice.rung}
        return run.model_copy(update={**told, "chosen_because": choice.reason})

    def stop(self, work: Work, ids: set[str], person: str, reason: str = "") -> None:
        """Stops those of the runs that run and skips those that wait."""
        why = f": {reason.rstrip('.')}." if reason else "."
        for run_id in ids & set(work.running):
            self._backend.stop(run_id, "stopped", f"Stopped by {person}{why}")
        self.skip(work, ids, f"Stopped by {person} before it began{why}")

    def close(self) -> None:
        """Ends what runs or waits as interrupted and returns when that is recorded; calling it again does nothing."""
        with self.lock:
            self.closing = True
        self._backend.close()
        self._nothing_runs = True
        self._backend.nudge()
        self._thread.join(_CLOSE_S)
        if self._thread.is_alive():
            _log.error("the supervisor has not come to its end in %g s; closing without it", _CLOSE_S)
        self._chooser.shutdown(wait=False, cancel_futures=True)
        self._consult.close()

    def skip(
        self,
        work: Work,
        ids: set[str],
        reason: str,
        outcome: Literal["skipped", "interrupted"] = "skipped",
        saved_s: float | None = None,
    ) -> None:
        """Ends runs that wait, before they began."""
        gone = [r for r in work.queue if r.id in ids]
        work.queue[:] = [r for r in work.queue if r.id not in ids]
        if gone:
            ends = [never_begun(run, outcome, reason, self._clock(), saved_s) for run in gone]
            work.ends.update({end.run_id: end for end in ends})
            self._recorder.record(*ends)
            self._told += gone

    def _supervise(self) -> None:
        try:
            self._machine = this_machine(self._home, self._clock)
            self._backend.warm()
        except Exception:
            _log.exception("measuring the machine or warming up went wrong; runs will say so themselves")
        seen, last = 0, time.monotonic()
        while True:
            with self.lock:
                busy = bool(self.works) or self._recorder.blocked
            seen = self._backend.wait(seen, _BUSY_S if busy else _IDLE_S)
            now = time.monotonic()
            if not self._round(now - last):
                return
            last = now

    def _round(self, passed_s: float) -> bool:
        """One look at all experiments; False when it is time to leave."""
        with self.lock:
            self._recorder.retry()
            for work in list(self.works.values()):
                try:
                    self._tend(work, passed_s)
                except Exception:
                    # one experiment's trouble must not leave the others without a supervisor
                    _log.exception("looking after %s went wrong; going on", work.experiment.id)
            leaving = self.closing and not self.works
            told, self._told = self._told, []
        for run in told:
            self._tell(run)
        return not leaving

    def _tend(self, work: Work, passed_s: float) -> None:
        work.used_s += passed_s if work.busy else 0.0
        self._collect(work)
        if self.closing:
            self._leave(work)
        elif spent := work.spent:
            self._spent(work, spent)
        else:
            self._start_more(work)
        if work.finished and work.experiment.id in self.works:
            if work.plan.grows and not work.stopped:  # on record before it counts as over
                self._say(work, "done")
                self._told += work.known[-1:]
            del self.works[work.experiment.id]

    def _leave(self, work: Work) -> None:
        """Breaks off what waits; what a person has paused stays as it is, and so does its pause."""
        if not work.paused:
            grew = work.may_grow and work.plan.grows
            ids = {r.id for r in work.queue}
            self.skip(work, ids, "Sextant was closed before this run began; resume to run it.", "interrupted")
            if grew:
                self._say(work, "interrupted")
        work.stopped = True
        if work.paused and not work.running:
            del self.works[work.experiment.id]

    def _say(self, work: Work, signal: SignalName, reason: str = "") -> None:
        self._recorder.record(
            ExperimentSignal(
                id=self._new_id("signal"), experiment_id=work.experiment.id, signal=signal, person="sextant",
                given_at=self._clock(), reason=reason,
            )
        )  # fmt: skip

    def _collect(self, work: Work) -> None:
        """Records beginnings and ends since the last look."""
        for run in list(work.running.values()):
            now = self._backend.poll(run.id)
            if now.pid is not None and run.id not in work.begun:
                work.begun.add(run.id)
                self._recorder.record(self._start_fact(run, now.pid))
            ending = now.ending or (Ending("interrupted", error=_CLOSED) if self._nothing_runs else None)
            if ending is not None:
                del work.running[run.id]
                self._ended(work, run, self._facts(run, ending))

    def _facts(self, run: Run, ending: Ending) -> tuple[Record, ...]:
        """The facts of an end; a result that cannot be kept is a failure, not an end that nobody hears of."""
        try:
            return facts_of(run, ending, self._clock())
        except Exception as error:
            _log.exception("the result of %s cannot be recorded", run.id)
            return facts_of(
                run, Ending("failed", error=f"What this run left cannot be recorded: {error}"), self._clock()
            )

    def _spent(self, work: Work, spent: str) -> None:
        for run_id in work.running:
            self._backend.stop(run_id, "timeout", f"Stopped because {spent}.")
        self.skip(work, {r.id for r in work.queue}, f"Not started: {spent}.")

    def _start_more(self, work: Work) -> None:
        while (
            not work.paused and len(work.running) < work.plan.parallel and self._free() and not self._recorder.blocked
        ):
            if not work.queue:
                self._choose(work)
            run = work.startable
            if run is None or not work.affords_another:
                return
            if self._spared(work, run):
                continue
            work.queue.remove(run)
            try:
                self._begin(work, run)
            except Exception as error:
                # whatever it was: a run that was taken from the queue must have an end
                self._ended(work, run, self._facts(run, Ending("failed", error=_why(error, self._home))))
            else:
                work.running[run.id] = run

    def _choose(self, work: Work) -> None:
        """Takes up the strategies' answer, or asks them; choosing takes a while and happens in a thread of its own."""
        if work.choosing is not None and work.choosing.done():
            asked, work.choosing = work.choosing, None
            try:
                self._take_up(work, asked.result())
            except SextantError as error:
                # a function of the person's own failed: that is told, and the experiment can be resumed
                work.stopped = True
                self._say(work, "interrupted", str(error))
                self._told += work.known[-1:]
            except Exception:
                _log.exception("the strategy of %s failed; it ends with what it has", work.experiment.id)
                work.exhausted = True
        if work.wants_more:
            work.asked_at = work.moment
            advice = self._manner.advice
            work.choosing = self._chooser.submit(choose_next, work.plan, work.tried(), advice, self._consult)
            work.choosing.add_done_callback(lambda _: self._backend.nudge())

    def _take_up(self, work: Work, choice: Choice | Literal["wait"] | None) -> None:
        if choice is None and work.asked_at == work.moment:
            work.exhausted = not work.running
        if choice is None or choice == WAIT or not work.may_grow:
            return
        if any(r.variant.id == choice.variant.id and r.fidelity == choice.fidelity for r in work.known):
            work.asked_at = None  # a person added it meanwhile: ask again
            return
        planned = work.planned(self.run_of(work.experiment, work.plan, 0, PlannedRun(variant=choice.variant)))
        if choice.fidelity is not None:
            planned = PlannedRun(variant=choice.variant)  # what was predicted is of the whole task
        run = self.run_of(work.experiment, work.plan, work.positions, planned, choice)
        self._recorder.record(run)
        work.queue.append(run)
        work.known.append(run)

    def _spared(self, work: Work, run: Run) -> bool:
        """Skips a run that nothing speaks for any more, unless a person wants it; whether it was skipped."""
        if not work.plan.prune or run.stage is None or run.insisted or run.id in work.insisted or run.fidelity:
            return False
        best = work.best()
        end = work.ends[best.id] if best is not None else None
        verdict = not_worth_starting(
            work.planned(run), end.score if end else None, (end.score_std or 0.0) if end else 0.0, work.left_s,
            metric(run.task.metric),
        )  # fmt: skip
        reason, saved_s = (verdict.reason, verdict.saved_s) if verdict else ("", run.expected_s)
        error = broken(work.tried()).get(sort_of(run.variant))
        if verdict is None and error is not None:
            reason = f"Skipped: this kind of model failed twice in this experiment, last with: {error}"
        if reason:
            self.skip(work, {run.id}, reason, saved_s=saved_s)
        return bool(reason)

    def _free(self) -> bool:
        return sum(len(w.running) for w in self.works.values()) < self._manner.places

    def _begin(self, work: Work, run: Run) -> None:
        folder = folder_of(self._home, run.id)
        folder.mkdir(parents=True, exist_ok=True)
        version = self._store.get(DatasetVersion, run.task.version_id)
        self._backend.start(
            RunSpec(
                run=run, version=version, home=str(self._home), folder=str(folder), importance=self._manner.importance,
                entry=self._manner.entry, rival=_rival(work, run),
            )
        )  # fmt: skip

    def _start_fact(self, run: Run, pid: int) -> RunStart:
        machine = self._machine or this_machine(self._home, self._clock)
        return RunStart(
            run_id=run.id, pid=pid, machine=machine.id, code_version=code_version(), libraries=libraries(),
            started_at=self._clock(),
        )  # fmt: skip

    def _ended(self, work: Work, run: Run, facts: tuple[Record, ...]) -> None:
        work.ends.update({fact.run_id: fact for fact in facts if isinstance(fact, RunEnd)})
        work.folds[run.id] = folds_of(run, [f for f in facts if isinstance(f, Measurement)])
        self._recorder.record(*facts)
        self._told.append(run)

    def _tell(self, run: Run) -> None:
        for listener in self._listeners:
            try:
                listener(run)
            except Exception:
                _log.exception("a listener to ends of runs failed")


def _rival(work: Work, run: Run) -> Rival | None:
    """The best so far, where the run may be given up for falling behind it."""
    best = work.best()
    kept = run.insisted or run.id in work.insisted or run.stage is None or run.fidelity is not None
    if not work.plan.prune or kept or best is None or len(work.folds.get(best.id, ())) < 2:
        return None
    return Rival(label=best.variant.label, folds=work.folds[best.id])


def _why(error: Exception, home: Path) -> str:
    if isinstance(error, SextantError):
        return str(error)
    if not isinstance(error, OSError) or isinstance(error, TimeoutError | ConnectionError):
        _log.error("a run could not be started", exc_info=error)
        return f"The run could not be started: {type(error).__name__}: {error}"
    return f"The run could not be started in {home}: {error.strerror or error}. Free some space or check the folder."
