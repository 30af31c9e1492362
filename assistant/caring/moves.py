"""Moves of aliases in conversation: proposing one, finding the one that waits, saying what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from assistant.cards import MoveCard, Option
from assistant.caring.gates import gate_name, standing_gates
from assistant.caring.plainly import plain_comparison, plain_shut
from assistant.state import State
from lifecycle import registry
from store.records import AliasProposal, Decision

if TYPE_CHECKING:
    from assistant.visit import Visit
    from store.knowledge import KnowledgeStore

IN_USE = frozenset({"production", "prod", "live", "champion", "default", "deployed"})
"""What people call the alias of the version in use."""


_RESULT_OF = {"max_latency_ms": "latency", "max_size_bytes": "size"}
"""A standing gate to the name of its result in a comparison, where that is another."""


def alias_of(said: str | None) -> str:
    """The alias that is meant: `champion` for production and where none was said."""
    return registry.CHAMPION if said is None or said.casefold() in IN_USE else said


def alias_words(alias: str) -> str:
    """An alias as a person would say where the model goes."""
    known = {registry.CHAMPION: "in production (as champion)", "challenger": "its challenger"}
    return known.get(alias, f"“{alias}”")


def shown_move(store: KnowledgeStore, state: State) -> AliasProposal | None:
    """The undecided move that the newest message of Sextant showed to who speaks now; None otherwise."""
    last = None if state.said_unseen else state.last_turn
    cards: tuple[dict[str, Any], ...] = last.cards if last is not None else ()
    shown = [c["proposal_id"] for c in cards if c.get("kind") == "move"]
    if not shown or store.find(Decision, proposal_id=shown[-1]):
        return None
    return store.get(AliasProposal, shown[-1])


def waiting_move(store: KnowledgeStore, state: State) -> AliasProposal | None:
    """The newest move shown in the conversation, if nobody has decided on it."""
    cards = [c for turn in state.turns for c in turn.cards if c.get("kind") in ("move", "proposal")]
    if not cards or cards[-1]["kind"] != "move" or store.find(Decision, proposal_id=cards[-1]["proposal_id"]):
        return None
    return store.get(AliasProposal, cards[-1]["proposal_id"])


def show_move(visit: Visit, move: AliasProposal) -> None:
    """Lays a move before the person; the turn ends with it."""
    visit.show(MoveCard(proposal_id=move.id))
    for line in move_lines(move, plain=visit.plain):
        visit.say(line)
    if move.report is not None and not move.report.passed:
        _offer_gates(visit, move)
    else:
        visit.say("Nothing moves before you agree: say yes or decline.")


def move_lines(move: AliasProposal, *, plain: bool = False) -> list[str]:
    """What would move, and what the comparison says, in a few sentences; plain, without names of methods."""
    if move.kind == "roll_back":
        head = f"{move.model} would go back from version {move.from_version} to version {move.to_version}."
    else:
        place = f", in place of version {move.from_version}" if move.from_version is not None else ""
        where = "into use" if plain and move.alias == registry.CHAMPION else alias_words(move.alias)
        put = f"be put {where}" if move.alias == registry.CHAMPION else f"become {where}"
        head = f"Version {move.to_version} of {move.model} would {put}{place}."
    if move.report is None:
        return [head]
    if not plain:
        return [head, *move.report.sentences[:3]]
    report = move.report
    shut = {r.sentence: plain_shut(r) for r in report.results if not r.passed}
    alone = "Nothing is in use yet that it could be compared with." if report.champion is None else ""
    meant = alone or plain_comparison(report)
    said = [meant, *report.sentences[1:]] if meant else list(report.sentences)
    return [head, *(shut.get(line, line) for line in said[:3])]


def carried_out(move: AliasProposal) -> str:
    """What was done, in a sentence."""
    if move.kind == "roll_back":
        return f"Done: {move.model} is back at version {move.to_version}."
    where = "in production" if move.alias == registry.CHAMPION else alias_words(move.alias)
    return f"Done: version {move.to_version} of {move.model} is now {where}."


def _offer_gates(visit: Visit, move: AliasProposal) -> None:
    """Says that a gate is shut, and how a person opens it: by asking again with other gates."""
    report = move.report
    assert report is not None
    standing = standing_gates(visit.services, move.model)
    shut = {r.gate for r in report.results if not r.passed}
    held = [g for g in standing if _RESULT_OF.get(g.gate, g.gate) in shut]
    if held:
        shut_words, word = ("A condition is not met", "condition") if visit.plain else ("A gate is shut", "gate")
        visit.say(f"{shut_words} that {held[0].person} set for every promotion: “{held[0].words}”.")
        visit.suggest(f"Take that {word} back", f"Revoke the {gate_name(held[0].gate)} gate")
        return
    visit.say("A gate is shut, so this cannot be approved as it stands. Ask again with other gates, or leave it.")
    if report.gain is not None and report.gain < 0:
        allowed = float(f"{-report.gain * 1.05:.2g}")
        says = f"Promote version {move.to_version} of {move.model} even if it is up to {allowed:g} worse"
        visit.suggestions.append(Option(label=f"Allow {allowed:g} worse", says=says))
