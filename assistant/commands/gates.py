"""Standing gates by sentence: set, shown and taken back; every later promotion must pass them."""

from __future__ import annotations

import re
from typing import Any

from pydantic import Field

from assistant import wording
from assistant.caring import kept
from assistant.caring.gates import GROUPS, gate_name, gate_words, revoke_gate, set_gate, standing_gates
from assistant.caring.groups import groups_called
from assistant.commands._base import Args, Handler
from assistant.state import models_of
from assistant.visit import Visit
from store.errors import BadRequest
from store.records import DatasetVersion, StandingGate

_FOR_GOOD = re.compile(
    r"\b(?:from now on|from here on|always|henceforth|hereafter|in (?:the )?future|for good"
    r"|every (?:promotion|model|version)|each (?:promotion|model|version)|permanently|as a rule)\b",
    re.IGNORECASE,
)
_PROMOTED = re.compile(
    r"\b(?:never|no|nothing|not|don.?t|only|always|every|each|any)\b.{0,40}"
    r"\b(?:promot\w+|deploy\w*|releas\w+|ship|goe?s? live|into production)\b",
    re.IGNORECASE,
)
_MOST = ("group_difference", "demographic_parity", "equalized_odds", "max_latency_ms")
"""Gates that are a limit and nothing else, under the name of their argument."""


class SetGates(Args):
    """What every later promotion must pass; shows the gates in force where nothing is said."""

    model: str | None = None
    """Name of the one model that it holds for; all where none is named."""
    at_least_as_good: bool | None = None
    """The candidate must be at least as good as the version in use."""
    tolerance: float | None = Field(default=None, ge=0)
    """How much worse is still as good, in the metric's unit (2 points of a share are 0.02)."""
    certain: bool | None = None
    """Whether the whole interval of the gain must hold that."""
    group: str | None = None
    """Who must not fare worse, as said: women, smokers, over 60; every group where left out."""
    group_loss: float | None = Field(default=None, ge=0)
    """By how much groups may fare worse at most, in the metric's unit."""
    columns: list[str] | None = None
    """Columns whose groups count."""
    group_difference: float | None = Field(default=None, ge=0)
    """How far the metric may lie apart between groups."""
    demographic_parity: float | None = Field(default=None, ge=0)
    equalized_odds: float | None = Field(default=None, ge=0)
    max_latency_ms: float | None = Field(default=None, gt=0)
    max_size_mb: float | None = Field(default=None, gt=0)
    revoke: list[str] | None = None
    """Gates to take back, by their argument's name (max_latency_ms, group_loss …), or all."""


def _set_gates(visit: Visit, args: SetGates) -> dict[str, Any] | None:
    model = kept.named(visit.services, args.model) if args.model else None
    if args.revoke is not None:
        _revoke(visit, model, args.revoke)
        return None
    wanted = _wanted(visit, args)
    if wanted is None:
        return None
    if not wanted:
        show_gates(visit)
        return None
    made = []
    for fields in wanted:
        if visit.by_model:
            _only_tighter(visit, model, fields)
        made.append(set_gate(visit.services, visit.person, visit.text, model=model, **fields))
        visit.say(gate_words(made[-1]))
    visit.say("This stands for every later promotion until somebody takes it back.")
    visit.suggest("Show the gates", "Which gates are set?")
    visit.suggest("Take it back", f"Revoke the {gate_name(made[-1].gate)} gate")
    return {"gates": [g.id for g in made]}


def _wanted(visit: Visit, args: SetGates) -> list[dict[str, Any]] | None:
    """The gates that were said; None where a question is asked first."""
    found: list[dict[str, Any]] = []
    columns = tuple(args.columns or ())
    if args.group_loss is not None:
        whose = _whose(visit, args)
        if whose is None:
            return None
        found.append({"gate": "group_loss", "most": args.group_loss, **whose})
    for name in _MOST:
        most = getattr(args, name)
        if most is not None:
            found.append({"gate": name, "most": most, "columns": columns if name in GROUPS else ()})
    if args.max_size_mb is not None:
        found.append({"gate": "max_size_bytes", "most": args.max_size_mb * 2**20})
    if args.at_least_as_good or args.tolerance is not None or args.certain:
        found.append({"gate": "at_least_as_good", "most": args.tolerance or 0.0, "certain": bool(args.certain)})
    return found


def _whose(visit: Visit, args: SetGates) -> dict[str, tuple[str, ...]] | None:
    """Columns and values of the groups that were named; None where it was asked which are meant."""
    if not args.group:
        return {"columns": tuple(args.columns or ())}
    frame = _table(visit, args)
    found = groups_called(args.group, frame, args.columns) if frame is not None else {}
    if len(found) == 1:
        ((column, values),) = found.items()
        return {"columns": (column,), "values": values}
    if found:
        ways = wording.listed([f"{c} = {' or '.join(v)}" for c, v in found.items()], joint="or")
        visit.ask(f"Who are “{args.group}” in the table: {ways}? Say it again with the column.", "group")
    else:
        visit.ask(
            f"Which column says who are “{args.group}”? Say it again with the column and its value, such as “never "
            "promote if sex = F fares worse by more than 0.02”.",
            "group",
        )
    return None


def _table(visit: Visit, args: SetGates) -> Any:
    """The rows in which groups are looked for: the table at hand, else that of the model in use."""
    services, version = visit.services, visit.draft.version_id
    if version is None and models_of(visit.store):
        name = kept.named(services, args.model, visit.state.goal)
        goal = kept.goal_of(services, kept.in_use(services, name))
        version = goal.task.version_id if goal else None
    if version is None or not services.store.find(DatasetVersion, id=version):
        return None
    return services.frame(version)


def is_for_good(text: str) -> bool:
    """Whether a limit is said for every later promotion, too."""
    return bool(_PROMOTED.search(text) or _FOR_GOOD.search(text))


def stands_too(visit: Visit, max_latency_ms: float) -> None:
    """Keeps a limit said for good (“from now on”, “never deploy …”) as a gate as well."""
    spoken = _PROMOTED.search(visit.text) or (_FOR_GOOD.search(visit.text) and models_of(visit.store))
    if not spoken:
        return
    fields = {"gate": "max_latency_ms", "most": max_latency_ms}
    if visit.by_model:
        _only_tighter(visit, None, fields)
    made = set_gate(visit.services, visit.person, visit.text, **fields)
    visit.say(f"{gate_words(made)} That stands for every later promotion.")
    visit.suggest("Show the gates", "Which gates are set?")


def show_gates(visit: Visit) -> None:
    """Says which gates stand, who set them, and in which words."""
    from assistant.cards import TableCard

    standing = standing_gates(visit.services)
    if not standing:
        visit.say(
            "No gate was set. Without one, a version takes the place of another only if it is at least as good on the "
            "same rows; a sentence such as “latency under 5 ms from now on” sets more."
        )
        return
    stand = "stands" if len(standing) == 1 else "stand"
    visit.say(f"{wording.count(len(standing), 'gate')} {stand} for every promotion.")
    rows = tuple((gate_words(g), g.words, g.person, f"{g.set_at:%Y-%m-%d %H:%M}") for g in standing)
    visit.show(TableCard(title="Standing gates", columns=("gate", "said", "by", "when (UTC)"), rows=rows))
    visit.suggest("Take one back", f"Revoke the {gate_name(standing[-1].gate)} gate")


def _revoke(visit: Visit, model: str | None, named: list[str]) -> None:
    """Takes gates back; only a person may, for it opens what was shut."""
    if visit.by_model:
        raise BadRequest("A gate is taken back by a person only: say “revoke the latency gate” or use the page Models.")
    standing = [g for g in standing_gates(visit.services) if model in (None, g.model)]
    if not standing:
        raise BadRequest("No gate stands, so there is none to take back.")
    meant = standing if "all" in named else [g for g in standing if g.gate in named]
    if not named and len(standing) == 1:
        meant = standing
    if not meant:
        kinds = wording.listed(list(dict.fromkeys(gate_name(g.gate) for g in standing)), joint="or")
        visit.ask(f"Which gate shall I take back: {kinds}? Say “revoke all gates” for every one.", "gate")
        return
    for gate in meant:
        revoke_gate(visit.services, gate, visit.person, visit.text)
        visit.say(f"Taken back: {gate_words(gate)}")


def _only_tighter(visit: Visit, model: str | None, fields: dict[str, Any]) -> None:
    """A language model may add a gate, never loosen one that a person set."""
    same = ("gate", "columns", "values")
    key = tuple(fields.get(n, ()) for n in same)
    for gate in standing_gates(visit.services):
        if gate.model == model and tuple(getattr(gate, n) for n in same) == key and _looser(gate, fields):
            raise BadRequest(f"That would loosen a gate that {gate.person} set. A person must say it: “{gate.words}”.")


def _looser(gate: StandingGate, fields: dict[str, Any]) -> bool:
    return fields["most"] > gate.most or (gate.certain and not fields.get("certain"))


HANDLERS = (
    Handler(
        "set_gates",
        "Set what every later promotion must pass (as good, groups, latency, size); show or take back such gates.",
        SetGates,
        _set_gates,
    ),
)
