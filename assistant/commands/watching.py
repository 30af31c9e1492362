"""Watching models in use: is it still fine, watching a folder, and fitting anew."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from assistant import wording
from assistant.cards import Option
from assistant.caring import kept
from assistant.caring.alerts import alert_of_report, send_on
from assistant.caring.forecasts import forecast_lines, is_forecast, refuse
from assistant.caring.health import Words, health_card, health_lines, unseen, why_lines
from assistant.caring.meaning import OF_RECOMMENDER
from assistant.caring.monitors import WATCHES, add_monitor, moment_of, monitors, reports_of
from assistant.caring.plainly import plain_reasons
from assistant.caring.policies import policy_lines, write_policy
from assistant.caring.policy_words import said_policy
from assistant.caring.recommending import tell_of_recommender
from assistant.caring.retraining import outlook, outlook_lines, propose_retraining
from assistant.caring.saying_policies import ASKS, CAUSES, ENDS, end_policy, keep_policy, stop_watching, tell_policy
from assistant.caring.scored_rows import watch_scored
from assistant.caring.sources import files_waiting, look_at_file, new_reports, source_folder
from assistant.commands._base import Args, Handler
from assistant.commands.data import place_of
from assistant.periods import period_of
from assistant.state import models_of
from assistant.visit import Visit
from lifecycle.triggers import policy_of
from store.errors import BadRequest, SextantError
from store.home import expanded
from store.records import Dataset, DatasetVersion, DriftReport, ModelVersion, Monitor

_WHY = re.compile(r"\b(?:why|what made|what happened|since when|when did)\b", re.IGNORECASE)
_COST = re.compile(
    r"\b(?:cost\w*|how long|how much|how expensive|worth|what would|would it (?:take|bring|help)|gain)\b", re.IGNORECASE
)
_STOP = re.compile(r"\b(?:stop|end|no longer|don.?t|quit|revoke|cancel|no more)\b", re.IGNORECASE)
_WATCH = re.compile(
    r"\W*(?:please |ok |then |so |just |yes )*(?:watch|monitor|keep (?:an eye on|watching))\b", re.IGNORECASE
)
_IN_BRACKETS = re.compile(r" \(([^()]{20,})\)")


class CheckDrift(Args):
    """Which model, and which rows to look at; what is known already where none are named."""

    model: str | None = None
    source: str | None = None


class Watch(Args):
    """What to watch, and for which model."""

    source: str | None = None
    model: str | None = None


class Retrain(Args):
    """Which model."""

    model: str | None = None


def _check_drift(visit: Visit, args: CheckDrift) -> None:
    services = visit.services
    if OF_RECOMMENDER.search(visit.text):
        tell_of_recommender(visit)
        return
    name = kept.named(services, args.model, visit.state.goal)
    model = kept.in_use(services, name)
    unit = kept.loaded(services, model).task.metric
    asked: list[DriftReport] = []
    begin = len(visit.lines)
    if is_forecast(kept.loaded(services, model)):
        _forecast(visit, model, args.source)
        return
    if args.source and _WATCH.match(visit.text):  # it came as the answer to which rows to look at
        _watch(visit, Watch(source=args.source, model=args.model))
        return
    if args.source:
        asked = _look_at(visit, name, place_of(visit, args.source))
    else:
        watch_scored(services, name, visit.person)
        for monitor in monitors(services, name):
            _told(visit, name, new_reports(services, monitor))
    if _WHY.search(visit.text):
        _why(visit, name, unit)
        return
    if not asked and not reports_of(services, name, model.version) and not _look_at_newer_table(visit, name, model):
        visit.say(
            f"I have seen no rows since {name} version {model.version} was fitted, so I cannot say. "
            "Give me newer rows, or a folder to watch."
        )
        visit.ask(f"Which newer rows shall I compare with what {name} was fitted on? Give me a path.", "source")
        return
    # of a file that was asked about, the answer is about that file, whatever came before or since
    every = reports_of(services, name, model.version)
    if seen := every if asked else _of_time(visit, every):
        _say_health(visit, model, asked, seen, begin)


def _say_health(
    visit: Visit, model: ModelVersion, asked: Sequence[DriftReport], seen: Sequence[DriftReport], begin: int
) -> None:
    """Says before the lines since `begin` whether a model is still fine: by what was asked about, else by all seen."""
    name, plain, reports = model.name, _plainly(visit, model), asked or seen
    unit = kept.loaded(visit.services, model).task.metric
    head, *others = health_lines(
        name, model.version, reports, unit, visit.text, seen=seen, plain=plain, counted=len(asked) != 1
    )
    visit.lines.insert(begin, head)  # before the figures on the file that was asked about
    for line in others:
        visit.say(_not_twice(line, visit.lines))
    visit.show(health_card(name, reports, unit, plain))
    if reports[-1].verdict == "harmful":
        visit.suggest("Why did it get worse?", f"Why did {name} get worse?")
        visit.suggest("What would retraining cost?", f"What would retraining {name} cost?")


def _of_time(visit: Visit, reports: tuple[DriftReport, ...]) -> tuple[DriftReport, ...]:
    """The reports of the time that is asked about; says so where there are none."""
    period = period_of(visit.text, visit.services.clock())
    held = reports if period is None else tuple(r for r in reports if period.holds(moment_of(r)))
    if period is None or held:
        return held
    if period.words == "today":  # "is it fine today?" asks about what is known by now
        return reports
    visit.say(unseen(reports, period))
    return ()


def _not_twice(line: str, said: Sequence[str]) -> str:
    """A line without what stands in its brackets, where that was said word for word before."""
    for inside in _IN_BRACKETS.findall(line):
        if any(inside in before for before in said):
            line = line.replace(f" ({inside})", "")
    return line


def _plainly(visit: Visit, model: ModelVersion) -> Words | None:
    """How reasons are told to somebody who does not build models; None for all others."""
    if not visit.plain:
        return None
    whole = kept.loaded(visit.services, model)
    return lambda r: plain_reasons(r, whole.task.metric, whole.meta.positive_class, whole.task.target)


def _forecast(visit: Visit, model: ModelVersion, source: str | None) -> None:
    """How far off a forecast was, on a file of later values."""
    from experiments.data.reading import read_table

    whole = kept.loaded(visit.services, model)
    if not source:
        refuse(whole, "watch")
        return
    for line in forecast_lines(model, whole, read_table(place_of(visit, source)).frame):
        visit.say(line)
    visit.suggest("What would retraining cost?", f"What would retraining {model.name} cost?")


def _why(visit: Visit, name: str, unit: str) -> None:
    reports = reports_of(visit.services, name)
    if not reports:
        raise BadRequest(f"I have looked at no newer rows of {name} yet. Say “watch /a/folder” or give me a table.")
    lines, card = why_lines(name, reports, period_of(visit.text, visit.services.clock()), unit,
                            _plainly(visit, kept.in_use(visit.services, name)))  # fmt: skip
    for line in lines:
        visit.say(line)
    if card is not None:
        visit.show(card)
        visit.suggest("What would retraining cost?", f"What would retraining {name} cost?")


def _look_at(visit: Visit, name: str, source: str) -> list[DriftReport]:
    from experiments.data.reading import read_table

    path = expanded(source)
    if path.is_dir():
        found = new_reports(visit.services, add_monitor(visit.services, name, visit.person, str(path.resolve())))
        _told(visit, name, found)
        return found
    monitor = add_monitor(visit.services, name, visit.person, None)
    if path.is_file():
        report = _look_at_file(visit, name, monitor, path)
    else:
        table = read_table(source)
        report = WATCHES.look(visit.services, monitor, table.frame, table.name)
    _told(visit, name, [report])
    return [report]


def _look_at_file(visit: Visit, name: str, monitor: Monitor, path: Path) -> DriftReport:
    """Looks at the rows of a file, or at those that its labels belong to; says the real performance on labelled ones.

    Raises:
        BadRequest: it brings labels alone, and no scored row belongs to them.
    """
    from assistant.caring.arriving import labels_arrived, labels_only, performance_lines, written_as
    from experiments.data.reading import read_table

    services, model = visit.services, kept.in_use(visit.services, name)
    whole = kept.loaded(services, model)
    try:
        frame = written_as(read_table(path).frame, [whole.task.target])
    except SextantError:  # a file that cannot be read is a report too
        return look_at_file(services, monitor, path)
    if labels_only(whole, frame):
        arrived = labels_arrived(services, name, visit.person, path, frame, visit.plain)
        for line in arrived.lines:
            visit.say(line)
        return arrived.report
    report = look_at_file(services, monitor, path)
    if whole.task.target in frame.columns and all(c in frame.columns for c in whole.signature):
        for line in performance_lines(model, whole, frame, report, visit.plain):
            visit.say(line)
    return report


def _look_at_newer_table(visit: Visit, name: str, model: ModelVersion) -> bool:
    """Looks at the conversation's table, or the newest of the model's dataset, unless the model was fitted on it."""
    services = visit.services
    goal = kept.goal_of(services, model)
    fitted = goal.task.version_id if goal else None
    first = services.store.find(DatasetVersion, id=fitted) if fitted else ()
    newest = services.store.latest(DatasetVersion, dataset_id=first[0].dataset_id) if first else None
    for candidate in (visit.draft.version_id, newest.id if newest else None):
        if candidate is None or candidate == fitted:
            continue
        version = services.store.get(DatasetVersion, candidate)
        if not all(version.column(c) for c in kept.loaded(services, model).signature):
            continue
        monitor = add_monitor(services, name, visit.person, None)
        data = services.store.get(Dataset, version.dataset_id).name
        report = WATCHES.look(services, monitor, services.frame(candidate), f"{data} {version.recorded_at:%Y-%m-%d}")
        _told(visit, name, [report])
        return True
    return False


def _told(visit: Visit, name: str, reports: Any) -> None:
    for report in reports:
        alert = alert_of_report(visit.services, name, report)
        if alert is not None:
            send_on(visit.services, alert)


_TOLD_WORSE = re.compile(
    r"\b(?:tell|let|warn|alert|notify|inform|ping|mail|email)\b.*\b(?:worse|bad|degrad|deteriorat|drift|declin)",
    re.IGNORECASE,
)
"""Who wants to be told of a loss, which a watched model's policy does by itself."""
_ASKED_WHAT = re.compile(
    r"\b(?:what|which|whom)\b.*\b(?:watch\w*|monitor\w*|eye on)\b"
    r"|\b(?:is|are|do) (?:you |we |it |there |any\w* |some\w* )+.*\b(?:watch\w*|monitor\w*)\b"
    r"|\b(?:show|list|display)\b.*\b(?:monitors|watch ?list|watches|watched)\b",
    re.IGNORECASE,
)
"""A question for what is watched, rather than a wish to watch something."""


def _say_watched(visit: Visit, model: str | None) -> None:
    """Says what is watched, for one model or for all."""
    services = visit.services
    names = [kept.named(services, model, visit.state.goal)] if model else list(models_of(visit.store))
    for name in names:
        found = monitors(services, name)
        places = [str(m.settings.get("source") or "rows that I am given") for m in found]
        seen = wording.count(len(reports_of(services, name)), "look", "looks")
        visit.say(f"For {name} I watch {wording.listed(places)}; {seen} so far." if places else "")
    if not visit.lines:
        visit.say(
            "I watch nothing yet. Say “watch” and a folder: each new file there is compared with what was fitted on."
        )
        return
    visit.suggest("Is it still fine?", f"Is the {names[0]} model still fine?")


def _watch(visit: Visit, args: Watch) -> None:
    services = visit.services
    if not args.source and _ASKED_WHAT.search(visit.text) and not _STOP.search(visit.text):
        _say_watched(visit, args.model)
        return
    name = kept.named(services, args.model, visit.state.goal)
    if _STOP.search(visit.text):
        stop_watching(visit, name, args.source)
        return
    refuse(kept.loaded(services, kept.in_use(services, name)), "watch")
    said = said_policy(visit.text)
    if not args.source and CAUSES & set(said):  # "tell me when its accuracy falls below 0.8"
        keep_policy(visit, name, said)
        return
    if not args.source:
        _ask_for_folder(visit, name)
        return
    path, address = expanded(args.source), args.source.startswith(("http://", "https://"))
    if not address and not path.exists():
        raise BadRequest(f"There is nothing at {path}. Make the folder first, or name another one.")
    if CAUSES & set(said):
        keep_policy(visit, name, said)
    monitor = add_monitor(services, name, visit.person, args.source if address else str(path.resolve()))
    if policy_of(services.store, name) is None:
        write_policy(services, name, visit.person, visit.text, visit.state.conversation.id)
    seen = new_reports(services, monitor)
    _told(visit, name, seen)
    what, each = ("address", "content") if address else ("folder" if path.is_dir() else "file", "file")
    visit.say(
        f"I watch the {what} {args.source if address else path} for {name}: each new {each} is compared with what the "
        "model was fitted on, as long as Sextant runs, and what came meanwhile is caught up on."
    )
    policy = policy_of(services.store, name)
    if policy is not None and not CAUSES & set(said):  # else it was told when it was written
        visit.say(" ".join(policy_lines(policy)))
    if seen:
        _say_what_lay_there(visit, name, seen, files_waiting(services, monitor, len(seen)))
    visit.suggest("Is it still fine?", f"Is the {name} model still fine?")


def _say_what_lay_there(visit: Visit, name: str, seen: list[DriftReport], waiting: int) -> None:
    """What the files show that were there before the watching began."""
    model = kept.in_use(visit.services, name)
    unit = kept.loaded(visit.services, model).task.metric
    rest = f" {len(seen)} of them were looked at; each round takes as many of the others." if waiting else ""
    visit.say(f"{wording.count(len(seen) + waiting, 'file')} lay there already.{rest}")
    plain = _plainly(visit, model)
    lines = health_lines(name, model.version, seen, unit, plain=plain)
    for line in (*lines[:2], lines[-1]):  # the newest may be fine and others not
        visit.say(line)
    visit.show(health_card(name, seen, unit, plain))


def _ask_for_folder(visit: Visit, name: str) -> None:
    services = visit.services
    standing = policy_of(services.store, name)
    if standing is not None and standing.on_drift and _TOLD_WORSE.search(visit.text):
        visit.say(f"That is so already. {' '.join(policy_lines(standing))}")
        return
    goal = kept.goal_of(services, kept.in_use(services, name))
    options: list[Option] = []
    if goal is not None:
        version = services.store.get(DatasetVersion, goal.task.version_id)
        source = Path(services.store.get(Dataset, version.dataset_id).source)
        if source.is_absolute() and source.parent.is_dir():
            options.append(Option(label=f"Watch {source.parent}", says=f"Watch {source.parent}"))
    watched = [source_folder(services.home, m) for m in monitors(services, name)]
    known = wording.listed([str(p) for p in watched if p is not None])
    if known:
        visit.say(f"For {name} I watch {known}.")
    visit.ask(f"Which folder shall I watch for {name}? Say “watch” and its path.", "source", tuple(options))


def _retrain(visit: Visit, args: Retrain) -> dict[str, Any] | None:
    services = visit.services
    name = kept.named(services, args.model, visit.state.goal)
    said = said_policy(visit.text)
    if ASKS.search(visit.text) and not _COST.search(visit.text):
        tell_policy(visit, name)
        return None
    if ENDS.search(visit.text):
        end_policy(visit, name)
        return None
    if CAUSES & set(said):
        keep_policy(visit, name, said)
        return None
    if _COST.search(visit.text):
        unit = kept.loaded(services, kept.in_use(services, name)).task.metric
        for line in outlook_lines(outlook(services, name), unit):
            visit.say(line)
        visit.say("Nothing is fitted before you ask for a plan and agree to it.")
        visit.suggest("Propose it", f"Retrain the {name} model")
        return None
    return propose_retraining(visit, name)


HANDLERS = (
    Handler(
        "check_drift",
        "Say whether a model is still fine, why it got worse, or compare new data.",
        CheckDrift,
        _check_drift,
    ),
    Handler("watch", "Watch a folder or file of new rows for a model, or stop it.", Watch, _watch),
    Handler("retrain", "Say what retraining would cost, or propose it as a plan. Runs nothing.", Retrain, _retrain),
)
