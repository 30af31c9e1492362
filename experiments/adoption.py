"""Taking up an experiment again from the facts: its plan as it stands, its queue in the order that was wished for."""

from experiments.approval import verify, verify_extension
from experiments.steering import narrower, smaller, wished_order
from experiments.work import Work, budget_used, folds_of
from store.knowledge import KnowledgeStore
from store.records import Experiment, ExperimentSignal, Measurement, Plan, Proposal, Run, RunEnd, RunStart

_WHOLE = ("pause", "resume", "stop", "done", "interrupted")


def signals_of(store: KnowledgeStore, experiment_id: str) -> tuple[ExperimentSignal, ...]:
    """All that was said to an experiment, oldest first."""
    return store.find(ExperimentSignal, experiment_id=experiment_id)


def last_word(signals: tuple[ExperimentSignal, ...]) -> str:
    """The last signal on whether the whole goes on; empty where there was none."""
    return next((s.signal for s in reversed(signals) if s.run_id is None and s.signal in _WHOLE), "")


def plan_of(store: KnowledgeStore, experiment: Experiment) -> Plan:
    """The plan as it stands: as it was approved, enlarged by approval and made smaller since.

    Raises:
        NotApproved: an approval is not on record.
    """
    plan = store.get(Proposal, experiment.proposal_id).plan
    verify(store, experiment, plan)
    for signal in signals_of(store, experiment.id):
        if signal.signal == "extend":
            value = signal.value
            plan = verify_extension(store, experiment, str(value["proposal_id"]), str(value["decision_id"]))
        elif signal.signal == "budget":
            plan = smaller(plan, signal.value.get("seconds"), signal.value.get("runs"))
        elif signal.signal == "narrow":
            plan = narrower(plan, signal.value.get("families", ()), bool(signal.value.get("interpretable")))
    return plan


def adopted(store: KnowledgeStore, experiment: Experiment) -> Work:
    """An experiment that nobody looks after, as its supervisor sees it; runs that never began wait.

    Raises:
        NotApproved: its plan's approval is not on record.
    """
    plan, signals = plan_of(store, experiment), signals_of(store, experiment.id)
    known = list(store.find(Run, experiment_id=experiment.id))
    ids = tuple(run.id for run in known)
    ends = {end.run_id: end for end in store.find(RunEnd, run_id=ids)}
    begun = {start.run_id for start in store.find(RunStart, run_id=ids)}
    waiting = [r for r in known if r.id not in ends and r.id not in begun]
    work = Work(experiment, plan, waiting, known, ends=ends)
    work.used_s = budget_used(plan, list(ends.values()))
    measured: dict[str, list[Measurement]] = {run.id: [] for run in known if run.id in ends}
    for one in store.find(Measurement, run_id=tuple(measured), metric=plan.task.metric):
        measured[one.run_id].append(one)
    scored = [run for run in known if run.id in ends and ends[run.id].score is not None]
    work.folds = {run.id: folds_of(run, measured[run.id]) for run in scored}
    turns = wished_order([r.position for r in waiting], signals, {r.id: r.position for r in known})
    work.queue.sort(key=lambda r: turns[r.position])
    wanted = {p for s in signals if s.signal == "pin" for p in s.value.get("positions", [])}
    work.insisted = {r.id for r in known if r.position in wanted}
    work.paused = last_word(signals) == "pause"
    return work


def broken_off(work: Work) -> list[Run]:
    """Runs that were interrupted and not done again since."""
    latest = {run.position: run for run in work.known}
    return [r for r in latest.values() if r.id in work.ends and work.ends[r.id].outcome == "interrupted"]
