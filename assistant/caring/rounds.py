"""The round that looks after models: new files, alerts, suggestions, and what a standing policy approved beforehand.

Everything that a round did is in the store under an id made of what it was about (a file's content, a policy's slot),
so that a round after a restart catches up on what was missed and does nothing twice.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from typing import TYPE_CHECKING

from assistant import wording
from assistant.caring import kept
from assistant.caring.alerts import (
    QUIET,
    RECOMMENDER,
    alert_of_report,
    alert_of_suggestion,
    send_again,
    send_on,
)
from assistant.caring.laying import laid_plans
from assistant.caring.monitors import monitors
from assistant.caring.recommending import look_at_recommender
from assistant.caring.reported import batch_words, verdict_words
from assistant.caring.retraining import outlook
from assistant.caring.scored_rows import watch_scored
from assistant.caring.shadowing import suggested
from assistant.caring.slots import slot_of, standing_work
from assistant.caring.sources import files_waiting, new_reports
from assistant.services import Services
from lifecycle import registry, triggers
from store.errors import DuplicateFact, SextantError
from store.records import (
    Alert,
    DriftReport,
    Metric,
    Monitor,
    Policy,
    Suggestion,
    metric,
    standing,
)
from store.settings import Settings

if TYPE_CHECKING:
    from assistant.assistant import Assistant

_log = logging.getLogger(__name__)
_GOING = threading.Lock()
LEAST_CHANCE = 0.6
"""A variant is suggested from knowledge when it is at least that likely to beat the version in use."""


def go_round(assistant: Assistant) -> list[str]:
    """One round over everything that is watched; returns what was done, a sentence each.

    What goes wrong with one model is told and does not keep the others from being looked at.
    """
    with _GOING:  # two at once would plan the same work twice
        return _round(assistant)


def _round(assistant: Assistant) -> list[str]:
    services = assistant.services
    said: list[str] = []
    for name in registry.models(services.store):
        with _told_of(name, said):
            moves = registry.history(services.store, name, registry.CHAMPION)
            if moves:  # for the person who put the model into use
                watch_scored(services, name, moves[-1].person)
    for monitor in monitors(services):
        if monitor.settings.get("source") is None:
            continue
        with _told_of(monitor.model, said):
            for report in (found := new_reports(services, monitor)):
                seen = f"{batch_words(report)}, {verdict_words(report)}"
                said.append(f"{monitor.model}: {seen}. {' '.join(report.reasons[:1])}")
            if (waiting := files_waiting(services, monitor, len(found))) > 0:
                said.append(f"{monitor.model}: {wording.count(waiting, 'more new file')} wait for the next round.")
        with _told_of(monitor.model, said):
            _tell_of_reports(services, monitor)
    with _told_of("The recommender", said):
        for report in look_at_recommender(services):
            said.append(f"The recommender, {report.batch}: {' '.join(report.reasons[:1])}")
            _tell(services, alert_of_report(services, RECOMMENDER, report))
    for name in registry.models(services.store):
        with _told_of(name, said):
            said += _suggested(services, name)
        with _told_of(name, said):
            said += laid_plans(assistant, policy_in_force(services, name), name)
        with _told_of(name, said):
            said += standing_work(assistant, name)
    send_again(services)
    return said


@contextmanager
def _told_of(name: str, said: list[str]) -> Iterator[None]:
    """What goes wrong inside is told, a sentence of that name."""
    try:
        yield
    except SextantError as error:
        said.append(f"{name}: {error}")
    except OSError as error:
        said.append(f"{name}: {error.filename or 'a file'} cannot be used ({error.strerror or error}).")
    except Exception as error:  # it would end each later round at the same place, before all that comes after it
        _log.exception("looking after %s went wrong", name)
        said.append(f"{name}: {type(error).__name__} while looking after it; the log says more.")


def _tell_of_reports(services: Services, monitor: Monitor) -> None:
    """Alerts of what was seen lately, also of what was seen before Sextant was ended or a later file went wrong."""
    since = services.clock() - QUIET
    for report in standing(services.store.find(DriftReport, monitor_id=monitor.id)):
        if report.made_at >= since:
            _tell(services, alert_of_report(services, monitor.model, report))


def _tell(services: Services, alert: Alert | None) -> None:
    if alert is not None:
        send_on(services, alert)


def _suggested(services: Services, name: str) -> list[str]:
    """What the triggers suggest, each told once."""
    found = list(triggers.suggest(services.store, name, clock=services.clock, new_id=services.new_id))
    found += [s for s in (suggested(services, name),) if s is not None]
    policy = policy_in_force(services, name)
    if policy is not None:
        found += [s for s in (_scheduled(services, policy), _from_knowledge(services, policy)) if s is not None]
    for suggestion in found:
        _tell(services, alert_of_suggestion(services, suggestion))
    return [s.sentence for s in found]


def policy_in_force(services: Services, name: str) -> Policy | None:
    """What a person wrote; where nobody ever wrote anything, what was learned since is told to who put it into use."""
    moves = registry.history(services.store, name, registry.CHAMPION)
    if services.store.find(Policy, model=name) or not moves or moves[-1].version is None:
        return triggers.policy_of(services.store, name)
    who = moves[-1]
    return Policy(id=f"default-{name}", model=name, person=who.person, written_at=who.moved_at)


def _scheduled(services: Services, policy: Policy) -> Suggestion | None:
    """The suggestion of the present slot of a policy's schedule; slots that were slept through are made up for once."""
    schedule = triggers.schedule_of(services.store, policy)
    slot = slot_of(schedule, services.clock())
    if slot < 1:
        return None
    ident = f"{schedule.id}-slot-{slot}"
    if services.store.find(Suggestion, id=ident):
        return None
    try:
        found = outlook(services, policy.model)
    except SextantError:
        return None
    made = Suggestion(
        id=ident,
        model=policy.model,
        cause="schedule",
        action="retrain",
        sentence=f"{policy.model} is due for retraining by the schedule that {schedule.person} wrote: "
        f"“{schedule.words}”.",
        version=found.model.version,
        expected_gain=found.gain,
        gain_low=found.gain_low,
        gain_high=found.gain_high,
        expected_s=found.seconds,
        policy_id=policy.id,
        made_at=services.clock(),
    )
    with suppress(DuplicateFact):  # another process was quicker
        services.store.append(made)
        return made
    return None


def _from_knowledge(services: Services, policy: Policy) -> Suggestion | None:
    """A variant that what was learned since makes likely to be better than the version in use."""
    store, name = services.store, policy.model
    number = registry.aliases(store, name).get(registry.CHAMPION)
    if number is None:
        return None
    model = registry.version(store, name, number)
    goal = kept.goal_of(services, model)
    day = f"{services.clock():%Y%m%d}"
    score = None if goal is None else model.metrics.get(goal.task.metric)
    told = store.find(Suggestion, model=name, cause="knowledge", version=number)
    if goal is None or score is None:
        return None
    if not services.advising.is_ready(goal.task):
        services.advising.prepare(goal.task)  # the next round has it
        return None
    quiet, now = timedelta(days=max(policy.quiet_days, 1.0)), services.clock()
    if any(now - quiet < s.made_at <= now for s in told):
        return None
    advice = services.advising.advise(
        goal, services.data_profile(goal.task), person=services.person_profile(policy.person), n=1, families=(),
        prior_set=(), scale=services.score_scale(goal.task),
    )  # fmt: skip
    best = next(iter(advice.recommendations), None)
    measure = metric(goal.task.metric)
    if best is None or best.score is None or (best.chance_of_best or 0.0) < LEAST_CHANCE:
        return None
    gain = measure.gain(best.score) - measure.gain(score)
    if gain <= 0:
        return None
    ends = sorted(
        measure.gain(v) - measure.gain(score) for v in (best.score_low, best.score_high) if v is not None
    )  # fmt: skip
    near = max(best.evidence, key=lambda e: e.similarity, default=None)
    source = f"What was learned on {near.dataset}" if near else "What was learned since"
    made = Suggestion(
        id=f"{policy.id}-knowledge-{number}-{day}",
        model=name,
        cause="knowledge",
        action="retrain",
        sentence=f"{source} would probably improve {name} by {_gained(gain, ends, measure)}, for "
        f"{wording.seconds(best.cost_s)}: {best.variant.label}.",
        version=number,
        evidence=tuple(r for e in best.evidence for r in e.run_ids),
        expected_gain=gain,
        gain_low=ends[0] if len(ends) == 2 else None,
        gain_high=ends[1] if len(ends) == 2 else None,
        expected_s=best.cost_s,
        policy_id=policy.id,
        made_at=services.clock(),
    )
    store.append(made)
    return made


def _gained(gain: float, ends: list[float], measure: Metric) -> str:
    """A gain with its interval: shares in points, anything else in the metric's unit."""
    points, times = (" points", 100.0) if measure.unit == "share" else ("", 1.0)
    between = f" (between {times * ends[0]:.2g} and {times * ends[1]:.2g})" if len(ends) == 2 else ""
    return f"{times * gain:.2g}{points} in {measure.label}{between}"


class Rounds:
    """Goes round every so often in a thread of its own until it is stopped."""

    def __init__(self, assistant: Assistant, every_s: float | None = None) -> None:
        self._assistant = assistant
        self._every_s = Settings.read().look_every_s if every_s is None else every_s
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begins, unless it has begun or the settings say never."""
        if self._thread is None and self._every_s > 0:
            self._thread = threading.Thread(target=self._go, name="rounds", daemon=True)
            self._thread.start()

    def stop(self, patience_s: float = 5.0) -> None:
        """Ends after the look under way; stopping again does nothing."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join(patience_s)

    def _go(self) -> None:
        while not self._stop.wait(self._every_s):
            try:
                go_round(self._assistant)
            except SextantError as error:
                _log.info("a round ended early: %s", error)
            except Exception:
                _log.exception("a round failed")
