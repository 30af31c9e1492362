"""The supervisor: one thread that starts approved runs, watches them, and records what happens."""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from experiments.backends._base import Backend, Ending
from experiments.facts import facts_of, never_begun
from experiments.machine import this_machine
from experiments.provenance import code_version, libraries
from experiments.recorder import Recorder
from experiments.run_folder import RunSpec, folder_of
from experiments.work import Work
from store.errors import SextantError
from store.knowledge import KnowledgeStore
from store.records import DatasetVersion, Experiment, Machine, Plan, PlannedRun, Record, Run, RunEnd, RunStart

_log = logging.getLogger(__name__)
_BUSY_S = 0.25
"""How often budgets are looked at while something runs; beginnings and ends wake the supervisor by themselves."""
_IDLE_S = 5.0


@dataclass(frozen=True)
class Manner:
    """How runs are executed."""

    places: int
    """Runs of all experiments together at once."""
    importance: bool
    """Whether runs measure permutation importance."""
    entry: str
    """What a run's process calls, see `RunSpec.entry`."""


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
        self.lock = threading.RLock()
        self.works: dict[str, Work] = {}
        """Experiments under way, by id."""
        self.closing = False
        self._told: list[Run] = []
        """Runs whose end the listeners have not heard of yet."""
        self._thread = threading.Thread(target=self._supervise, name="supervisor", daemon=True)
        self._thread.start()

    @property
    def trouble(self) -> str | None:
        """Why facts cannot be recorded at the moment, None where all is well."""
        return self._recorder.trouble

    def run_of(self, experiment: Experiment, plan: Plan, position: int, planned: PlannedRun) -> Run:
        """A new run of a plan, queued now."""
        return Run(
            id=self._new_id("run"), experiment_id=experiment.id, position=position, variant=planned.variant,
            task=plan.task, seed=plan.seed, limits=plan.limits, expected_score=planned.expected_score,
            expected_s=planned.expected_s, queued_at=self._clock(),
        )  # fmt: skip

    def stop(self, work: Work, ids: set[str], person: str) -> None:
        """Stops those of the runs that run and skips those that wait."""
        for run_id in ids & set(work.running):
            self._backend.stop(run_id, "stopped", f"Stopped by {person}.")
        self._skip(work, ids, f"Stopped by {person} before it began.")

    def close(self) -> None:
        """Ends what runs or waits as interrupted and returns when that is recorded; calling it again does nothing."""
        with self.lock:
            self.closing = True
        self._backend.close()
        self._backend.nudge()
        self._thread.join()

    def _skip(
        self, work: Work, ids: set[str], reason: str, outcome: Literal["skipped", "interrupted"] = "skipped"
    ) -> None:
        for run in [r for r in work.queue if r.id in ids]:
            work.queue.remove(run)
            self._ended(work, run, (never_begun(run, outcome, reason, self._clock()),))

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
            work.stopped = True
            ids = {r.id for r in work.queue}
            self._skip(work, ids, "Sextant was closed before this run began; resume to run it.", "interrupted")
        elif work.over_budget:
            self._spent(work)
        else:
            self._start_more(work)
        if work.finished:
            del self.works[work.experiment.id]

    def _collect(self, work: Work) -> None:
        """Records beginnings and ends since the last look."""
        for run in list(work.running.values()):
            now = self._backend.poll(run.id)
            if now.pid is not None and run.id not in work.begun:
                work.begun.add(run.id)
                self._recorder.record(self._start_fact(run, now.pid))
            if now.ending is not None:
                del work.running[run.id]
                self._ended(work, run, facts_of(run, now.ending, self._clock()))

    def _spent(self, work: Work) -> None:
        spent = f"the experiment's budget of {work.plan.budget.seconds:g} s was used up"
        for run_id in work.running:
            self._backend.stop(run_id, "timeout", f"Stopped because {spent}.")
        self._skip(work, {r.id for r in work.queue}, f"Not started: {spent} before its turn.")

    def _start_more(self, work: Work) -> None:
        while (
            not work.paused and len(work.running) < work.plan.parallel and self._free() and not self._recorder.blocked
        ):
            if work.wants_more and not self._queue_another(work):
                return
            run = work.startable
            if run is None:
                return
            work.queue.remove(run)
            try:
                self._begin(run)
            except (OSError, SextantError) as error:
                self._ended(work, run, facts_of(run, Ending("failed", error=_why(error, self._home)), self._clock()))
            else:
                work.running[run.id] = run

    def _queue_another(self, work: Work) -> bool:
        try:
            variant = work.next_variant()
        except Exception:
            _log.exception("the strategy of %s failed; it ends with what it has", work.experiment.id)
            variant = None
        if variant is None:
            work.stopped = True  # nothing more to choose: what runs is the last of it
            return False
        run = self.run_of(work.experiment, work.plan, work.positions, PlannedRun(variant=variant))
        self._recorder.record(run)
        work.queue.append(run)
        work.known.append(run)
        return True

    def _free(self) -> bool:
        return sum(len(w.running) for w in self.works.values()) < self._manner.places

    def _begin(self, run: Run) -> None:
        folder = folder_of(self._home, run.id)
        folder.mkdir(parents=True, exist_ok=True)
        version = self._store.get(DatasetVersion, run.task.version_id)
        self._backend.start(
            RunSpec(
                run=run, version=version, home=str(self._home), folder=str(folder), importance=self._manner.importance,
                entry=self._manner.entry,
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
        self._recorder.record(*facts)
        self._told.append(run)

    def _tell(self, run: Run) -> None:
        for listener in self._listeners:
            try:
                listener(run)
            except Exception:
                _log.exception("a listener to ends of runs failed")


def _why(error: OSError | SextantError, home: Path) -> str:
    if isinstance(error, SextantError):
        return str(error)
    return f"The run could not be started in {home}: {error.strerror or error}. Free some space or check the folder."
