"""Standing gates: what every later promotion must pass, set and taken back by a person, each a fact of its own."""

from __future__ import annotations

from typing import Any

from assistant import wording
from assistant.caring.kept import goal_of
from assistant.services import Services
from store.records import Gates, GroupLimit, ModelVersion, StandingGate

GROUPS = ("group_loss", "group_difference", "demographic_parity", "equalized_odds")
"""Gates on how groups are treated."""
_NAMES = {
    "at_least_as_good": "at least as good as the version in use",
    "group_loss": "no group worse off",
    "group_difference": "groups alike in the metric",
    "demographic_parity": "demographic parity",
    "equalized_odds": "equalized odds",
    "max_latency_ms": "latency",
    "max_size_bytes": "size",
}


def standing_gates(services: Services, model: str | None = None) -> tuple[StandingGate, ...]:
    """The gates in force, in the order in which they were set: of a model (with those for all), or every one."""
    newest: dict[tuple[Any, ...], StandingGate] = {}
    for gate in services.store.find(StandingGate):
        newest.pop(_key(gate), None)
        newest[_key(gate)] = gate
    return tuple(g for g in newest.values() if not g.revoked and model in (None, g.model or model))


def _key(gate: StandingGate) -> tuple[Any, ...]:
    return gate.model, gate.gate, gate.columns, gate.values


def set_gate(services: Services, person: str, words: str, **fields: Any) -> StandingGate:
    """Sets a gate for every later promotion; one of the same kind for the same model and groups is replaced.

    Args:
        services: the parts.
        person: who sets it.
        words: what they said.
        fields: `gate`, `most`, and where they matter `model`, `columns`, `values`, `certain`.
    """
    moment = {"id": services.new_id("gate"), "words": words[:300], "person": person, "set_at": services.clock()}
    made = StandingGate.model_validate({**fields, **moment})
    services.store.append(made)
    return made


def revoke_gate(services: Services, gate: StandingGate, person: str, words: str) -> StandingGate:
    """Takes a gate back; that it stood stays on record."""
    kept = gate.model_dump(exclude={"id", "person", "words", "set_at", "revoked"})
    return set_gate(services, person, words, **kept, revoked=True)


def gates_of(services: Services, model: ModelVersion) -> Gates:
    """What a candidate must pass: the gates that stand for its model, and the limits of its own goal."""
    gates = tightened(Gates(), standing_gates(services, model.name))
    goal = goal_of(services, model)
    if goal is None:
        return gates
    most = _least(gates.max_latency_ms, goal.constraints.max_latency_ms)
    return gates.model_copy(update={"max_latency_ms": most})


def tightened(gates: Gates, standing: tuple[StandingGate, ...]) -> Gates:
    """Gates as they were said, and every standing one on top: of two limits the stricter counts.

    How much worse is still as good is the exception: without a standing gate on it, what was said counts.
    """
    found = gates.model_dump()
    limits, columns = list(gates.group_losses), list(gates.columns)
    as_good = [g for g in standing if g.gate == "at_least_as_good"]
    if as_good:
        tolerance = min(g.most for g in as_good)
        lenient = gates == Gates() or not gates.at_least_as_good
        found["at_least_as_good"] = True
        found["tolerance"] = tolerance if lenient else min(tolerance, gates.tolerance)
        found["certain"] = gates.certain or any(g.certain for g in as_good)
    for gate in standing:
        if gate.gate == "group_loss":
            limits.append(GroupLimit(columns=gate.columns, values=gate.values, most=gate.most))
        elif gate.gate != "at_least_as_good":
            found[gate.gate] = _least(found[gate.gate], gate.most)
            columns += gate.columns
    whose = {"columns": tuple(dict.fromkeys(columns)), "group_losses": tuple(dict.fromkeys(limits))}
    return Gates.model_validate({**found, **whose})


def _least(one: float | None, other: float | None) -> float | None:
    known = [v for v in (one, other) if v is not None]
    return min(known) if known else None


def gate_name(gate: str) -> str:
    """A kind of gate in a few words."""
    return _NAMES[gate]


def gate_words(gate: StandingGate) -> str:
    """What a gate asks for, in a sentence."""
    whose = f" of {gate.model}" if gate.model else ""
    return f"No version{whose} is put into use {_condition(gate)}."


def _condition(gate: StandingGate) -> str:
    among = wording.listed(list(gate.columns)) if gate.columns else "the protected columns"
    who = f"{wording.listed(list(gate.values), joint='or')} ({among})" if gate.values else f"any group of {among}"
    most = f"more than {gate.most:g}"
    if gate.gate == "at_least_as_good":
        if gate.certain:
            return f"unless the whole interval of its gain is above {-gate.most:g}"
        return f"if it is worse than the one in use by {most}" if gate.most else "unless it is at least as good"
    return {
        "group_loss": f"if {who} would fare worse than with the one in use" + (f" by {most}" if gate.most else ""),
        "group_difference": f"if its metric differs between groups of {among} by {most}",
        "demographic_parity": f"if its demographic parity difference by {among} is {most}",
        "equalized_odds": f"if its equalized odds difference by {among} is {most}",
        "max_latency_ms": f"if it takes {most} ms a row",
        "max_size_bytes": f"if it is larger than {gate.most / 2**20:.3g} MB",
    }[gate.gate]
