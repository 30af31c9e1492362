"""What each named column is to a message: the target, forbidden, required, to be treated fairly, the order of a test.

Rules read columns by the words beside them; in a sentence about several columns ("income in, the loan number never, and
be fair to either gender") the trained reader, asked for one column after the other, sees better which is which.
"""

from collections.abc import Sequence
from dataclasses import replace

from assistant.understanding.context import Context
from assistant.understanding.encoder import Encoder
from assistant.understanding.grammar import COLUMN_RULES, Args
from assistant.understanding.likeness import OF_COLUMNS, Roles, Senses, alluded_in, portions, roles_in
from assistant.understanding.merging import WEAK, Piece

CAST = 0.7
"""Probability from which a column gets a role that no rule gave it."""
ALLUDED = 0.8
"""The same for a column that isn't named."""
_FEW_ALLUDED = 3
"""So many columns may be alluded to for the same."""
MISCAST = 0.15
"""A role that a rule gave and the reader gives at most this probability is taken away."""
_MEANT = 0.3
"""The message as a whole must speak for what a role is added to with at least this probability."""
_ELSEWHERE = frozenset({"correct", "what_if", "explain_model", "look_at_data", "compare", "ask_numbers", "history"})
"""Where a message asks for these, its columns belong to them."""


def cast(text: str, pieces: Sequence[Piece], present: Senses, context: Context, encoder: Encoder) -> list[Piece]:
    """The pieces with every named column in the role that the reader sees it in.

    Args:
        text: the message.
        pieces: what was found in it.
        present: the highest probability of each sense in any part of the message.
        context: the moment.
        encoder: ready.
    """
    if not context.columns or any(p.name in _ELSEWHERE for p in pieces):
        return list(pieces)
    parts = portions(text, context)
    found = [
        (max(text.find(part), 0), roles) for part, roles in zip(parts, roles_in(parts, context, encoder), strict=True)
    ]
    if max(present.get(sense, 0.0) for sense in OF_COLUMNS) >= _MEANT:
        named = {c for _, here in found for c in here}
        found.append((0, _sure(alluded_in(text, sorted(named), context, encoder), context)))
    roles = _together([r for _, r in found])
    if not roles:
        return list(pieces)
    out = [kept for p in pieces if (kept := _kept(p, roles)) is not None]
    for at, here in found:
        out += _added(at, here, out, present, context)
    return [_ordered(p, roles) for p in out]


def _sure(roles: Roles, context: Context) -> Roles:
    """Roles of columns that aren't named; what is not as likely as that of one that is alluded to counts half.

    A goal that stands is not stated again by speaking of what is predicted, nor is what it predicts ruled in or out.
    Where most columns would be the same, as where their names are in a language the reader does not know, it did not
    tell them apart: then none is.
    """
    most = max(_FEW_ALLUDED, len(roles) // 2)
    blurred = {
        role
        for role in {r for rs in roles.values() for r in rs}
        if sum(rs.get(role, 0.0) >= ALLUDED for rs in roles.values()) > most
    }

    def weighed(column: str, role: str, probability: float) -> float:
        stands = role in ("target", "columns_forbidden", "columns_required") and column == context.target
        sure = probability >= ALLUDED and not stands and role not in blurred
        return probability if probability <= MISCAST or sure else CAST / 2

    return {c: {r: weighed(c, r, p) for r, p in rs.items()} for c, rs in roles.items()}


def _together(found: Sequence[Roles]) -> Roles:
    out: Roles = {}
    for roles in found:
        for column, by_role in roles.items():
            before = out.get(column, {})
            out[column] = {r: max(p, before.get(r, 0.0)) for r, p in by_role.items()}
    return out


def _kept(piece: Piece, roles: Roles) -> Piece | None:
    """The piece without columns that are something else to the message; None where nothing is left."""

    def miscast(column: object, role: str) -> bool:
        return str(column) in roles and roles[str(column)].get(role, 1.0) <= MISCAST

    args: Args = dict(piece.args)
    if piece.name == "constrain":
        for key in COLUMN_RULES:
            if key in args:
                args[key] = [c for c in args[key] if not miscast(c, key)]
    elif piece.name == "set_goal" and miscast(args.get("target", ""), "target"):
        del args["target"]
    args = {k: v for k, v in args.items() if v != []}
    return replace(piece, args=args) if set(args) - {WEAK} or not piece.args else None


def _added(at: int, here: Roles, pieces: Sequence[Piece], present: Senses, context: Context) -> list[Piece]:
    """What the columns of one part clearly are and no piece says."""
    out: list[Piece] = []
    for key in COLUMN_RULES:
        said = {c for p in pieces if p.name == "constrain" for c in p.args.get(key, ())}
        more = [c for c, by_role in here.items() if by_role.get(key, 0.0) >= CAST and c not in said]
        if more and present.get(f"constrain.{key}", 0.0) >= _MEANT:
            out.append(Piece(at, "constrain", {key: more}))
    if any(p.name == "set_goal" and "target" in p.args for p in pieces) or present.get("set_goal.target", 0.0) < _MEANT:
        return out
    target, by_role = max(here.items(), key=lambda one: one[1].get("target", 0.0), default=("", {}))
    if by_role.get("target", 0.0) >= CAST:
        out.append(Piece(at, "set_goal", {"target": target}))
    return out


def _ordered(piece: Piece, roles: Roles) -> Piece:
    """A test by time or group with the column that it goes by."""
    if piece.name != "set_validation" or piece.args.get("method") not in ("time", "group"):
        return piece
    column = max(roles, key=lambda c: roles[c].get("split", 0.0))
    named = str(piece.args.get("column", ""))
    if roles[column].get("split", 0.0) < CAST or (named and roles.get(named, {}).get("split", 1.0) > MISCAST):
        return piece
    return replace(piece, args={**piece.args, "column": column})
