"""The launcher: executes approved plans and records what happens. Nothing else in Sextant starts an experiment."""

import os
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from experiments.adoption import adopted, broken_off, last_word, signals_of
from experiments.approval import verify, verify_extension
from experiments.backends._base import Backend
from experiments.recovery import ends_of, unended
from experiments.run_folder import ENTRY
from experiments.steering import again, beyond, check_addition, narrower, reorder, smaller, unwanted
from experiments.strategies import Advise, Choice, stages_of, strategy
from experiments.supervisor import Manner, Supervisor
from experiments.work import Work
from store.errors import BadRequest, NotApproved
from store.knowledge import KnowledgeStore
from store.records import (
    Experiment,
    ExperimentSignal,
    Plan,
    PlannedRun,
    Run,
    RunStart,
    SignalName,
    Variant,
)

Signal = Literal["stop", "pause", "resume"]


class Launcher:
    """Runs approved plans in a supervisor thread, at most `plan.parallel` runs of an experiment at once.

    Pausing means that no further run begins; those that run go on to their end, since a frozen process would keep its
    memory and falsify its cost. Stopping ends what runs within 2 s and skips what waits. Whatever a person says to an
    experiment is on record with who and when; nothing here makes an experiment larger than what was approved.

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
        advice: orders variants by what is known now, for the strategy `recommended`.
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
        advice: Advise | None = None,
    ) -> None:
        self._store, self._home, self._clock, self._new_id = store, home, clock, new_id
        self._backend = backend if backend is not None else _local(home)
        self.on_run_end: list[Callable[[Run], None]] = [on_run_end] if on_run_end is not None else []
        manner = Manner(places or os.cpu_count() or 1, importance, entry, advice)
        self._supervisor = Supervisor(store, home, clock, new_id, self._backend, manner, self.on_run_end)

    @property
    def trouble(self) -> str | None:
        """Why facts cannot be recorded at the moment (a full disk, say), None where all is well."""
        return self._supervisor.trouble

    def launch(self, experiment: Experiment, plan: Plan) -> None:
        """Queues what an approved plan lists; returns at once. What a strategy chooses follows as places get free.

        Args:
            experiment: recorded together with the decision it rests on.
            plan: what was approved.

        Raises:
            NotApproved: the store holds no person's yes to this very plan, or the plan was launched before.
            BadRequest: the plan's strategy does not exist.
        """
        first = stages_of(plan)[0]
        for stage in stages_of(plan):
            strategy(stage.strategy)
        lists = strategy(first.strategy).lists(plan) and not first.filter  # what it drops must not be queued
        with self._supervisor.lock:
            self._check_open()
            verify(self._store, experiment, plan)
            if experiment.id in self._supervisor.works or self._store.find(Run, experiment_id=experiment.id):
                raise NotApproved("This plan has been launched already; ask for a new one to run more.")
            listed = plan.runs[: min(first.runs, plan.most_runs)] if lists else ()
            runs = [self._of_list(experiment, plan, i, planned) for i, planned in enumerate(listed)]
            self._store.append(experiment, *runs)
            self._supervisor.works[experiment.id] = Work(experiment, plan, list(runs), list(runs))
        self._backend.nudge()

    def signal(self, experiment_id: str, run_id: str | None, signal: Signal, person: str, reason: str = "") -> None:
        """Stops, pauses or resumes an experiment (or, with `run_id`, one of its runs), on record.

        Resuming an interrupted experiment runs what was interrupted again. A signal that comes too late, such as a stop
        after the end, does nothing.

        Raises:
            UnknownRecord: there is no such experiment or run.
            NotApproved: the experiment is to be resumed but its plan's approval is not on record.
        """
        experiment = self._experiment(experiment_id, run_id)
        with self._supervisor.lock:
            self._check_open()
            work = self._supervisor.works.get(experiment_id)
            if work is None:
                if signal == "resume":
                    self.resume_experiment(experiment_id, person)
                return
            self._note(experiment, run_id, signal, person, {}, reason)
            self._obey(work, run_id, signal, person, reason)
        self._backend.nudge()

    def steer(
        self,
        experiment_id: str,
        act: SignalName,
        person: str,
        run_ids: Sequence[str] = (),
        value: Mapping[str, Any] | None = None,
        reason: str = "",
    ) -> None:
        """Changes an experiment within what was approved, on record.

        Args:
            experiment_id: under way; `run_anyway` also takes one that has ended.
            act: `pin` (these runs next, in this order, and to their end), `reorder` (in this order), `skip` (these runs
                not; what runs of them is stopped), `run_anyway` (what was skipped, given up or failed), `budget`
                (smaller, `seconds` and `runs` in `value`), `narrow` (without `families`, or only what is
                `interpretable`, of what has not begun).
            person: who says so.
            run_ids: the runs meant.
            value: see `ExperimentSignal.value`.
            reason: the person's words.

        Raises:
            BadRequest: the runs are not in a state in which that can be done, or nothing is under way.
            NotApproved: it would enlarge what was approved.
        """
        runs = [self._store.get(Run, run_id) for run_id in run_ids]
        experiment = self._experiment(experiment_id, *run_ids)
        said = {**(value or {}), **({"positions": [r.position for r in runs]} if runs else {})}
        with self._supervisor.lock:
            self._check_open()
            work = self._under_way(experiment, adopt=act == "run_anyway")
            self._do(work, act, runs, said, person, reason)
            self._note(experiment, runs[0].id if len(runs) == 1 else None, act, person, said, reason)
            self._supervisor.works[experiment_id] = work
        self._backend.nudge()

    def add(self, experiment_id: str, variant: Variant, person: str, reason: str = "") -> Run:
        """Adds a variant by hand to an experiment under way, to run next.

        Raises:
            BadRequest: nothing is under way, or the variant is part of it already.
            NotApproved: the approved plan does not cover it.
        """
        experiment = self._experiment(experiment_id)
        with self._supervisor.lock:
            self._check_open()
            work = self._under_way(experiment)
            check_addition(work, variant)
            planned = next((p for p in work.plan.runs if p.variant.id == variant.id), PlannedRun(variant=variant))
            run = self._supervisor.run_of(experiment, work.plan, work.positions, planned)
            run = run.model_copy(update={"chosen_because": f"Added by {person}."})
            self._store.append(run)
            work.queue.insert(0, run)
            work.known.append(run)
            self._note(experiment, run.id, "add", person, {"label": variant.label}, reason)
        self._backend.nudge()
        return run

    def extend(self, experiment_id: str, proposal_id: str, decision_id: str, person: str) -> None:
        """Enlarges an experiment to a plan that a person approved for it; one that has ended goes on.

        Raises:
            NotApproved: the store holds no person's yes to that plan for this experiment.
        """
        experiment = self._experiment(experiment_id)
        with self._supervisor.lock:
            self._check_open()
            plan = verify_extension(self._store, experiment, proposal_id, decision_id)
            work = self._under_way(experiment, adopt=True)
            known = {r.variant.id for r in work.known}
            fresh = [p for p in plan.runs if p.variant.id not in known]
            runs = [self._supervisor.run_of(experiment, plan, work.positions + i, p) for i, p in enumerate(fresh)]
            work.plan, work.exhausted, work.asked_at, work.stopped = plan, False, None, False
            self._store.append(*runs)
            work.queue += runs
            work.known += runs
            value = {"proposal_id": proposal_id, "decision_id": decision_id}
            self._note(experiment, None, "extend", person, value, "")
            if last_word(signals_of(self._store, experiment_id)) in ("done", "stop", "interrupted"):
                self._note(experiment, None, "resume", person, {}, "")
            self._supervisor.works[experiment_id] = work
        self._backend.nudge()

    def resume_experiment(self, experiment_id: str, person: str = "") -> tuple[Run, ...]:
        """Runs again what was interrupted, as new runs that name those they resume; what is done stays done.

        Raises:
            UnknownRecord: there is no such experiment.
            NotApproved: its plan's approval is not on record.
        """
        experiment = self._store.get(Experiment, experiment_id)
        with self._supervisor.lock:
            self._check_open()
            if experiment_id in self._supervisor.works:
                return ()
            work = adopted(self._store, experiment)
            goes_on = last_word(signals_of(self._store, experiment_id)) == "interrupted"
            if not (broken_off(work) or goes_on):
                return ()
            if person or goes_on:
                self._note(experiment, None, "resume", person or experiment.approved_by, {}, "")
            work.paused = False
            again = self._requeue(work)
            self._supervisor.works[experiment_id] = work
        self._backend.nudge()
        return again

    def recover(self) -> tuple[Run, ...]:
        """Ends the runs that an earlier Sextant left behind, as interrupted unless their result is whole.

        To be called at the start, by the only process that holds the store; leftover processes are killed. What a
        person had paused stays paused, with its queue.
        """
        with self._supervisor.lock:
            left = tuple(r for r in unended(self._store) if r.experiment_id not in self._supervisor.works)
            paused = {e for e in {r.experiment_id for r in left} if self._is_paused(e)}
            ended = [
                run
                for run in left
                if run.experiment_id not in paused or self._store.find(RunStart, run_id=run.id)
            ]  # fmt: skip
            for run in ended:
                self._store.append(*ends_of(self._store, self._home, run, self._clock()))
            self._note_broken_off(paused)
            for experiment_id in paused:
                work = adopted(self._store, self._store.get(Experiment, experiment_id))
                self._supervisor.works[experiment_id] = work
        return tuple(ended)

    def close(self) -> None:
        """Ends what runs or waits as interrupted, records that, and returns when all of it is gone."""
        self._supervisor.close()

    def _do(
        self, work: Work, act: SignalName, runs: list[Run], said: Mapping[str, Any], person: str, reason: str
    ) -> None:
        if act in ("pin", "reorder"):
            reorder(work, said["positions"])
            work.insisted |= {r.id for r in runs} if act == "pin" else set()
        elif act == "skip":
            self._supervisor.stop(work, {r.id for r in runs}, person, reason)
        elif act == "run_anyway":
            for run in reversed(runs):
                anew = again(work, run, self._new_id, self._clock())
                self._store.append(anew)
                work.queue.insert(0, anew)
                work.known.append(anew)
        elif act == "budget":
            work.plan = smaller(work.plan, said.get("seconds"), said.get("runs"))
            self._supervisor.skip(work, beyond(work), f"Not started: {person} made the budget smaller.")
        elif act == "narrow":
            families, readable = tuple(said.get("families", ())), bool(said.get("interpretable"))
            work.plan = narrower(work.plan, families, readable)
            self._supervisor.skip(work, unwanted(work, families, readable), f"Not started: {person} ruled it out.")
        else:
            raise BadRequest(f"“{act}” is not something that can be said to an experiment under way.")

    def _under_way(self, experiment: Experiment, adopt: bool = False) -> Work:
        work = self._supervisor.works.get(experiment.id)
        if work is not None:
            return work
        if not adopt:
            raise BadRequest("That experiment is not under way any more, so there is nothing to change.")
        work = adopted(self._store, experiment)
        work.stopped = last_word(signals_of(self._store, experiment.id)) == "stop"
        work.exhausted = True  # what was over stays over: only what is asked for now runs
        return work

    def _requeue(self, work: Work) -> tuple[Run, ...]:
        """Queues anew what was broken off, in the order of the plan."""
        again = [
            run.model_copy(update={"id": self._new_id("run"), "resumes": run.id, "queued_at": self._clock()})
            for run in broken_off(work)
        ]
        self._store.append(*again)
        work.queue[:0] = again
        work.known += again
        return tuple(again)

    def _note_broken_off(self, paused: set[str]) -> None:
        """Says of experiments that choose their runs one by one that they were broken off, so that they can go on."""
        open_ones = self._store.frame(_OPEN).experiment_id
        for experiment_id in set(open_ones) - set(self._supervisor.works):
            if self._is_paused(experiment_id):
                paused.add(experiment_id)
            else:
                self._note(self._store.get(Experiment, experiment_id), None, "interrupted", "sextant", {}, "")

    def _is_paused(self, experiment_id: str) -> bool:
        return last_word(signals_of(self._store, experiment_id)) == "pause"

    def _of_list(self, experiment: Experiment, plan: Plan, position: int, planned: PlannedRun) -> Run:
        return self._supervisor.run_of(experiment, plan, position, planned, Choice(planned.variant))

    def _experiment(self, experiment_id: str, *run_ids: str | None) -> Experiment:
        for run_id in run_ids:
            if run_id is not None and self._store.get(Run, run_id).experiment_id != experiment_id:
                raise BadRequest(f"The run {run_id} does not belong to the experiment {experiment_id}.")
        return self._store.get(Experiment, experiment_id)

    def _check_open(self) -> None:
        if self._supervisor.closing:
            raise BadRequest("Sextant is closing, so nothing new can start. Open it again.")

    def _note(
        self,
        experiment: Experiment,
        run_id: str | None,
        signal: SignalName,
        person: str,
        value: Mapping[str, Any],
        reason: str,
    ) -> None:
        self._store.append(
            ExperimentSignal(
                id=self._new_id("signal"), experiment_id=experiment.id, run_id=run_id, signal=signal, person=person,
                given_at=self._clock(), value=dict(value), reason=reason,
            )
        )  # fmt: skip

    def _obey(self, work: Work, run_id: str | None, signal: Signal, person: str, reason: str) -> None:
        if run_id is not None:
            if signal == "stop":
                self._supervisor.stop(work, {run_id}, person, reason)
            else:
                (work.held.add if signal == "pause" else work.held.discard)(run_id)
        elif signal == "stop":
            work.stopped = True
            self._supervisor.stop(work, {r.id for r in (*work.queue, *work.running.values())}, person, reason)
        else:
            work.paused = signal == "pause"
            if signal == "resume":
                self._requeue(work)


_OPEN = """
SELECT e.id AS experiment_id
FROM facts.experiment e JOIN facts.proposal p ON p.id = e.proposal_id
WHERE coalesce(p.grows, false) AND coalesce(
  (SELECT arg_max(s.signal, s.seq) FROM facts.experiment_signal s WHERE s.experiment_id = e.id AND s.run_id IS NULL
     AND s.signal IN ('pause', 'resume', 'stop', 'done', 'interrupted')), '') NOT IN ('stop', 'done', 'interrupted')"""
"""Experiments that choose their runs one by one and were neither ended nor broken off."""


def _local(home: Path) -> Backend:
    from experiments.backends.local import LocalBackend

    return LocalBackend(home)
