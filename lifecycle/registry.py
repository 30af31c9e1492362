"""The registry: versions of models, and aliases whose every move is on record, decided by a person.

Functions of the knowledge store, without any state of their own. A move takes two steps: `propose_move` (or
`propose_roll_back`) writes what would move; a person's `Decision` that carries the proposal's hash lets `move_alias`
carry it out, once, and only while the alias still points where it did as the proposal was written.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from store.errors import BadRequest, NotApproved, UnknownRecord
from store.knowledge import KnowledgeStore
from store.records import (
    Alias,
    AliasProposal,
    Decision,
    Experiment,
    ModelVersion,
    PromotionReport,
    Run,
    StandingGate,
)

CHAMPION = "champion"
Clock = Callable[[], datetime]
NewId = Callable[[str], str]


def models(store: KnowledgeStore) -> tuple[str, ...]:
    """Names of all models, the longest known first."""
    return tuple(dict.fromkeys(m.name for m in store.find(ModelVersion)))


def versions(store: KnowledgeStore, name: str) -> tuple[ModelVersion, ...]:
    """The versions of a model, oldest first.

    Raises:
        UnknownRecord: there is no such model; the message lists those there are.
    """
    found = sorted(store.find(ModelVersion, name=name), key=lambda m: m.version)
    if not found:
        known = ", ".join(models(store)) or "none is saved yet"
        raise UnknownRecord(f"There is no model called {name!r}. Models: {known}.")
    return tuple(found)


def version(store: KnowledgeStore, name: str, number: int) -> ModelVersion:
    """One version of a model.

    Raises:
        UnknownRecord: there is no such model, or it has no such version.
    """
    known = versions(store, name)
    for one in known:
        if one.version == number:
            return one
    have = ", ".join(str(m.version) for m in known)
    raise UnknownRecord(f"{name!r} has no version {number}; it has {have}.")


def history(store: KnowledgeStore, name: str, alias: str | None = None) -> tuple[Alias, ...]:
    """Every move of a model's aliases (or of one), oldest first, also where moves came in later from another store."""
    moves = store.find(Alias, model=name) if alias is None else store.find(Alias, model=name, alias=alias)
    return tuple(sorted(moves, key=lambda move: move.moved_at))


def aliases(store: KnowledgeStore, name: str) -> dict[str, int]:
    """Where each alias of a model points now; aliases that were taken away are left out."""
    newest = {move.alias: move.version for move in history(store, name)}
    return {alias: number for alias, number in newest.items() if number is not None}


def resolve(store: KnowledgeStore, name: str, alias: str = CHAMPION) -> ModelVersion:
    """The version that an alias points to.

    Raises:
        UnknownRecord: there is no such model, or no such alias on it.
    """
    versions(store, name)
    pointing = aliases(store, name)
    if alias not in pointing:
        have = ", ".join(f"{a} (version {n})" for a, n in sorted(pointing.items())) or "none"
        raise UnknownRecord(f"{name!r} has no alias {alias!r} now. Aliases: {have}.")
    return version(store, name, pointing[alias])


def propose_move(
    store: KnowledgeStore,
    name: str,
    alias: str,
    to_version: int | None,
    *,
    clock: Clock,
    new_id: NewId,
    report: PromotionReport | None = None,
    why: str = "",
) -> AliasProposal:
    """Writes what would move. Nothing moves by it.

    Args:
        store: the knowledge.
        name: of the model.
        alias: which would move; it need not exist yet.
        to_version: where it would point; None takes it away.
        clock: the time.
        new_id: makes ids.
        report: the comparison with where it points now.
        why: in the words of who proposes.

    Raises:
        UnknownRecord: there is no such model or version.
        BadRequest: it points there already, the report is about something else, or a champion would be replaced
            without a comparison.
    """
    present = _pointing(store, name, alias)
    if to_version is not None:
        version(store, name, to_version)
    _check_report(report, name, present, to_version)
    if alias == CHAMPION and present is not None and to_version is not None and report is None:
        raise BadRequest(f"Version {to_version} must be compared with the champion, version {present}, first.")
    kind: Literal["retire", "promote"] = "retire" if to_version is None else "promote"
    return _proposed(store, name, alias, present, to_version, kind, report, why, clock, new_id)


def propose_roll_back(
    store: KnowledgeStore, name: str, alias: str = CHAMPION, *, clock: Clock, new_id: NewId, why: str = ""
) -> AliasProposal:
    """Writes that the alias would go back to the version it pointed to before.

    Going back twice goes two versions back: a version that was left by a roll back does not count as one before.

    Raises:
        UnknownRecord: there is no such model or alias.
        BadRequest: there is nothing to go back to.
    """
    present = resolve(store, name, alias).version
    before = version_before(store, name, alias)
    if before is None:
        left = sorted({m.version for m in history(store, name, alias)} - {present, None}, key=lambda v: v or 0)
        come = f" Version {left[-1]} was left by going back, and can be promoted again." if left else ""
        place = "in production" if alias == CHAMPION else f"as {alias}"
        raise BadRequest(f"{name} had no version before version {present} {place} to go back to.{come}")
    return _proposed(store, name, alias, present, before, "roll_back", None, why, clock, new_id)


def move_alias(
    store: KnowledgeStore, proposal_id: str, decision_id: str, *, person: str, reason: str, clock: Clock
) -> Alias:
    """Carries out an approved move of an alias.

    Args:
        store: the knowledge.
        proposal_id: what is to be moved.
        decision_id: the approval that covers it.
        person: who moves it; the one who approved.
        reason: why, in a few words; it goes into the history.
        clock: the time.

    Raises:
        UnknownRecord: there is no such proposal or decision.
        NotApproved: the decision is no approval of exactly this proposal by this person, the candidate failed a gate,
            the alias points elsewhere by now, or the proposal was carried out already.
        BadRequest: no person or no reason is given.
    """
    if not person.strip() or not reason.strip():
        raise BadRequest("A move of an alias needs a person and a reason: they go into its history.")
    proposal, decision = store.get(AliasProposal, proposal_id), store.get(Decision, decision_id)
    _check_covered(store, proposal, decision, person)
    move = Alias(
        # named by its proposal, so that the store itself refuses a second move by the same approval
        id=f"{proposal.id}-done",
        model=proposal.model,
        alias=proposal.alias,
        version=proposal.to_version,
        person=person,
        reason=reason,
        proposal_id=proposal.id,
        decision_id=decision.id,
        moved_at=clock(),
    )
    store.append(move)
    return move


def check_possible(store: KnowledgeStore, proposal: AliasProposal) -> None:
    """Whether a move could be carried out if a person approved it now.

    Raises:
        NotApproved: the candidate failed a gate, a gate was set since that it was not looked at by, or the alias points
            elsewhere than when this was written.
    """
    move = f"{proposal.alias!r} of {proposal.model!r}"
    if proposal.report is not None and not proposal.report.passed:
        failed = " ".join(r.sentence for r in proposal.report.results if not r.passed)
        raise NotApproved(f"The candidate failed a gate: {failed} To move {move} nevertheless, set other gates.")
    since = [
        g
        for g in store.find(StandingGate)
        if g.set_at > proposal.made_at and not g.revoked and g.model in (None, proposal.model)
    ]
    if since and proposal.kind == "promote":
        raise NotApproved(
            f"{since[-1].person} has set a gate since this was compared: “{since[-1].words}”. Propose {move} again."
        )
    present = aliases(store, proposal.model).get(proposal.alias)
    if present != proposal.from_version:
        raise NotApproved(
            f"{move} pointed to {_number(proposal.from_version)} when this was approved and points to "
            f"{_number(present)} now. Propose it again."
        )


def roll_back(
    store: KnowledgeStore, proposal_id: str, decision_id: str, *, person: str, reason: str, clock: Clock
) -> Alias:
    """As `move_alias`, for a proposal to go back only.

    Raises:
        BadRequest: the proposal is none to go back.
        NotApproved: see `move_alias`.
    """
    if store.get(AliasProposal, proposal_id).kind != "roll_back":
        raise BadRequest(f"Proposal {proposal_id!r} is no roll back.")
    return move_alias(store, proposal_id, decision_id, person=person, reason=reason, clock=clock)


@dataclass(frozen=True)
class Approval:
    """Who stands behind a version that is in use."""

    model: ModelVersion
    alias: str | None
    """The alias asked for, None where it points to nothing and the newest version is meant."""
    move: Alias | None
    """The move that put it there."""
    move_decision: Decision | None
    """The approval of that move."""
    run_decision: Decision | None
    """The approval of the experiment that the version came from."""
    sentence: str


def who_approved(store: KnowledgeStore, name: str, alias: str = CHAMPION, number: int | None = None) -> Approval:
    """Who approved a version: the experiment behind it, and the last move of the alias to it.

    Args:
        store: where it is on record.
        name: of the model.
        alias: whose move is told.
        number: of the version; None for the one in use, else the newest.

    Raises:
        UnknownRecord: there is no such model or version.
    """
    known, present = versions(store, name), aliases(store, name).get(alias)
    wanted = number if number is not None else present
    model = known[-1] if wanted is None else version(store, name, wanted)
    moves = [] if wanted is None else [m for m in history(store, name, alias) if m.version == wanted]
    move = moves[-1] if moves else None
    moved = _decision(store, move.decision_id if move else None)
    ran = _decision(store, _experiment_decision(store, model))
    words = _approval_words(model, alias, move, moved, ran)
    if move is not None and present != wanted:
        words.append(f"It is not {alias} now: {_number(present)} is.")
    sentence = " ".join(words)
    return Approval(model, alias if move else None, move, moved, ran, sentence)


def experiment_words(store: KnowledgeStore, model: ModelVersion) -> str:
    """Who approved the experiment that a version came from, in a few words; empty where that is not known."""
    found = _decision(store, _experiment_decision(store, model))
    return "" if found is None else f"experiment: {found.person}, {found.decided_at:%Y-%m-%d %H:%M} UTC"


def _approval_words(
    model: ModelVersion, alias: str, move: Alias | None, moved: Decision | None, ran: Decision | None
) -> list[str]:
    words = [f"{model.name} version {model.version} was saved by {model.saved_by} on {model.saved_at:%Y-%m-%d}."]
    if move is None:
        words.append(f"It was never made {alias}.")
    else:
        by = f", approved by {moved.person} ({moved.channel})" if moved else ", without a recorded approval"
        why = f"; why: “{move.reason.rstrip('.')}”" if move.reason else ""
        words.append(f"{move.person} made it {alias} on {move.moved_at:%Y-%m-%d %H:%M} UTC{by}{why}.")
    if ran is not None:
        words.append(
            f"The experiment behind it was approved by {ran.person} on {ran.decided_at:%Y-%m-%d %H:%M} UTC "
            f"({ran.channel})."
        )
    elif model.run_id is None:
        words.append("It did not come from a run.")
    return words


def _pointing(store: KnowledgeStore, name: str, alias: str) -> int | None:
    versions(store, name)
    return aliases(store, name).get(alias)


def version_before(store: KnowledgeStore, name: str, alias: str = CHAMPION) -> int | None:
    """The version to go back to: the past of the alias as a stack, in which a roll back takes the top away."""
    kinds = {p.id: p.kind for p in store.find(AliasProposal, model=name, alias=alias)}
    stack: list[int] = []
    for move in history(store, name, alias):
        if move.version is None:
            continue
        if kinds.get(move.proposal_id or "") == "roll_back" and len(stack) > 1:
            stack.pop()
        elif not stack or stack[-1] != move.version:
            stack.append(move.version)
    return stack[-2] if len(stack) > 1 else None


def _proposed(
    store: KnowledgeStore,
    name: str,
    alias: str,
    present: int | None,
    to: int | None,
    kind: Literal["promote", "roll_back", "retire"],
    report: PromotionReport | None,
    why: str,
    clock: Clock,
    new_id: NewId,
) -> AliasProposal:
    if present == to:
        where = f"points to version {to} already" if to is not None else "points to nothing already"
        raise BadRequest(f"{alias!r} of {name!r} {where}.")
    proposal = AliasProposal(
        id=new_id("move"),
        model=name,
        alias=alias,
        from_version=present,
        to_version=to,
        kind=kind,
        report=report,
        why=why,
        plan_hash=AliasProposal.hash_of(name, alias, present, to, kind, report, why),
        made_at=clock(),
    )
    store.append(proposal)
    return proposal


def _check_report(report: PromotionReport | None, name: str, present: int | None, to: int | None) -> None:
    if report is None:
        return
    if (report.model, report.candidate) != (name, to):
        raise BadRequest(f"The report compares {report.model!r} version {report.candidate}, not {name!r} version {to}.")
    if report.champion is not None and report.champion != present:
        raise BadRequest(
            f"The report compares with version {report.champion}, but the alias points to {present} now. Compare again."
        )


def _check_covered(store: KnowledgeStore, proposal: AliasProposal, decision: Decision, person: str) -> None:
    move = f"{proposal.alias!r} of {proposal.model!r}"
    shown = AliasProposal.hash_of(
        proposal.model, proposal.alias, proposal.from_version, proposal.to_version, proposal.kind, proposal.report,
        proposal.why,
    )  # fmt: skip
    if (decision.proposal_id, decision.plan_hash) != (proposal.id, shown) or decision.verdict != "approve":
        raise NotApproved(f"Decision {decision.id!r} does not approve exactly this move of {move}.")
    if decision.person != person:
        raise NotApproved(f"{decision.person} approved the move of {move}, not {person}.")
    last = store.latest(Decision, proposal_id=proposal.id)
    if last is not None and last.id != decision.id:
        raise NotApproved(f"A later decision ({last.verdict} by {last.person}) took the place of this approval.")
    if store.find(Alias, proposal_id=proposal.id):
        raise NotApproved(f"This move of {move} was carried out already; propose it again.")
    check_possible(store, proposal)


def _number(value: int | None) -> str:
    return "nothing" if value is None else f"version {value}"


def _experiment_decision(store: KnowledgeStore, model: ModelVersion) -> str | None:
    if model.run_id is None:
        return None
    try:
        return store.get(Experiment, store.get(Run, model.run_id).experiment_id).decision_id
    except UnknownRecord:
        return None  # an imported version may come without its run


def _decision(store: KnowledgeStore, key: str | None) -> Decision | None:
    found = store.find(Decision, id=key) if key else ()
    return found[0] if found else None
