"""The launcher: executes approved plans and records what happens. Nothing else in Sextant starts an experiment."""

import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Literal

from experiments.approval import verify
from experiments.backends._base import Backend
from experiments.recovery import ends_of, unended
from experiments.run_folder import ENTRY
from experiments.strategies import strategy
from experiments.supervisor import Manner, Supervisor
from experiments.work import Work, budget_used
from store.errors import BadRequest, NotApproved
from store.knowledge import KnowledgeStore
from store.records import Experiment, ExperimentSignal, Plan, Proposal, Run, RunEnd

Signal = Literal["stop", "pause", "resume"]


class Launcher:
    """Runs approved plans in a supervisor thread, at most `plan.parallel` runs of an experiment at once.

    Pausing means that no further run begins; those that run go on to their end, since a frozen process would keep its
    memory and falsify its cost. Stopping ends what runs within 2 s and skips what waits.

    Args:
        store: where facts are appended; only the launcher writes facts about runs.
        home: Sextant's folder.
        clock: the present moment, UTC.
        new_id: makes an id from a prefix.
        backend: where runs execute; None takes processes of this machine. It is closed with the launcher.
        on_run_end: told of each run after its end is recorded, from the supervisor's thread.
        places: runs of all experiments together at once; None takes the machine's cores.
        importance: whether runs measure permutation importance.
        entry: what a run's process calls, see `RunSpec.entry`.
    """

    def __init__(
        self,
        store: KnowledgeStore,
        home: Path,
        clock: Callable[[], datetime],
        new_id: Callable[[str], str],
        backend: Backend | None = None,
        *,
        on_run_end: Callable[[Run], None] | None = None,
        places: int | None = None,
        importance: bool = True,
        entry: str = ENTRY,
    ) -> None:
        self._store, self._home, self._clock, self._new_id = store, home, clock, new_id
        self._backend = backend if backend is not None else _local(home)
        self.on_run_end: list[Callable[[Run], None]] = [on_run_end] if on_run_end is not None else []
        manner = Manner(places or os.cpu_count() or 1, importance, entry)
        self._supervisor = Supervisor(store, home, clock, new_id, self._backend, manner, self.on_run_end)

    @property
    def trouble(self) -> str | None:
        """Why facts cannot be recorded at the moment (a full disk, say), None where all is well."""
        return self._supervisor.trouble

    def launch(self, experiment: Experiment, plan: Plan) -> None:
        """Queues all runs of an approved plan; returns at once.

        Args:
            experiment: recorded together with the decision it rests on.
            plan: what was approved.

        Raises:
            NotApproved: the store holds no person's yes to this very plan, or the plan was launched before.
            BadRequest: the plan's strategy does not exist.
        """
        chosen = strategy(plan.strategy)
        with self._supervisor.lock:
            self._check_open()
            verify(self._store, experiment, plan)
            if self._store.find(Run, experiment_id=experiment.id):
                raise NotApproved("This plan has been launched already; ask for a new one to run more.")
            most = plan.budget.runs or len(plan.runs)
            runs = [self._supervisor.run_of(experiment, plan, i, planned) for i, planned in enumerate(plan.runs[:most])]
            self._store.append(experiment, *runs)
            self._supervisor.works[experiment.id] = Work(experiment, plan, chosen, list(runs), list(runs))
        self._backend.nudge()

    def signal(self, experiment_id: str, run_id: str | None, signal: Signal, person: str) -> None:
        """Stops, pauses or resumes an experiment (or, with `run_id`, one of its runs), on record.

        Resuming an interrupted experiment runs what was interrupted again. A signal that comes too late, such as a stop
        after the end, does nothing.

        Raises:
            UnknownRecord: there is no such experiment or run.
            NotApproved: the experiment is to be resumed but its plan's approval is not on record.
        """
        experiment = self._store.get(Experiment, experiment_id)
        if run_id is not None and self._store.get(Run, run_id).experiment_id != experiment_id:
            raise BadRequest(f"The run {run_id} does not belong to the experiment {experiment_id}.")
        with self._supervisor.lock:
            self._check_open()
            work = self._supervisor.works.get(experiment_id)
            if work is None:
                if signal == "resume":
                    self.resume_experiment(experiment_id, person)
                return
            self._store.append(self._signal_of(experiment, run_id, signal, person))
            self._obey(work, run_id, signal, person)
        self._backend.nudge()

    def resume_experiment(self, experiment_id: str, person: str = "") -> tuple[Run, ...]:
        """Runs again what was interrupted, as new runs that name those they resume; what is done stays done.

        Raises:
            UnknownRecord: there is no such experiment.
            NotApproved: its plan's approval is not on record.
        """
        experiment = self._store.get(Experiment, experiment_id)
        plan = self._store.get(Proposal, experiment.proposal_id).plan
        with self._supervisor.lock:
            self._check_open()
            if experiment_id in self._supervisor.works:
                return ()
            verify(self._store, experiment, plan)
            known = list(self._store.find(Run, experiment_id=experiment_id))
            ends = {e.run_id: e for run in known for e in self._store.find(RunEnd, run_id=run.id)}
            latest = {run.position: run for run in known}
            again = [
                run.model_copy(update={"id": self._new_id("run"), "resumes": run.id, "queued_at": self._clock()})
                for run in latest.values()
                if run.id not in ends or ends[run.id].outcome == "interrupted"
            ]
            if not again:
                return ()
            signal = (self._signal_of(experiment, None, "resume", person),) if person else ()
            self._store.append(*signal, *again)
            work = Work(experiment, plan, strategy(plan.strategy), list(again), [*known, *again], ends=ends)
            work.used_s = budget_used(plan, list(ends.values()))
            self._supervisor.works[experiment_id] = work
        self._backend.nudge()
        return tuple(again)

    def recover(self) -> tuple[Run, ...]:
        """Ends the runs that an earlier Sextant left behind, as interrupted unless their result is whole.

        To be called at the start, by the only process that holds the store; leftover processes are killed.
        """
        with self._supervisor.lock:
            mine = {run.id for work in self._supervisor.works.values() for run in work.known}
            left = tuple(run for run in unended(self._store) if run.id not in mine)
            for run in left:
                self._store.append(*ends_of(self._store, self._home, run, self._clock()))
        return left

    def close(self) -> None:
        """Ends what runs or waits as interrupted, records that, and returns when all of it is gone."""
        self._supervisor.close()

    def _check_open(self) -> None:
        if self._supervisor.closing:
            raise BadRequest("Sextant is closing, so nothing new can start. Open it again.")

    def _signal_of(self, experiment: Experiment, run_id: str | None, signal: Signal, person: str) -> ExperimentSignal:
        return ExperimentSignal(
            id=self._new_id("signal"), experiment_id=experiment.id, run_id=run_id, signal=signal, person=person,
            given_at=self._clock(),
        )  # fmt: skip

    def _obey(self, work: Work, run_id: str | None, signal: Signal, person: str) -> None:
        if run_id is not None:
            if signal == "stop":
                self._supervisor.stop(work, {run_id}, person)
            else:
                (work.held.add if signal == "pause" else work.held.discard)(run_id)
        elif signal == "stop":
            work.stopped = True
            self._supervisor.stop(work, {r.id for r in (*work.queue, *work.running.values())}, person)
        else:
            work.paused = signal == "pause"


def _local(home: Path) -> Backend:
    from experiments.backends.local import LocalBackend

    return LocalBackend(home)
