"""What each named column is to a message: the target, forbidden, required, to be treated fairly, the order of a test.

Rules read columns by the words beside them; in a sentence about several columns ("income in, the loan number never, and
be fair to either gender") the trained reader, asked for one column after the other, sees better which is which.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from assistant.understanding.columns import BARE_VERBS
from assistant.understanding.columns import parts as parts_of
from assistant.understanding.context import Context
from assistant.understanding.encoder import Encoder
from assistant.understanding.grammar import COLUMN_RULES, Args
from assistant.understanding.likeness import OF_COLUMNS, Roles, Senses, alluded_in, portions, roles_in
from assistant.understanding.merging import WEAK, Piece
from assistant.understanding.words import stands_in, stem, stems_of

CAST = 0.85
"""Probability from which a column gets a role that no rule gave it. This and the next were chosen on 800 messages that
the reader wasn't trained on; between 0.8 and 0.95 little changes."""
ALLUDED = 0.9
"""The same for a column that isn't named."""
_FEW_ALLUDED = 3
"""So many columns may be alluded to for the same."""
MISCAST = 0.4
"""A role that a rule gave and the reader gives at most this probability is taken away."""
AIMED = 0.7
"""Probability from which the likeliest column becomes the target where no rule found one."""
_NOT_AT_ALL = 0.05
"""Where no column is likelier than that, a rule's target stays."""
_MEANT = 0.3
"""The message as a whole must speak for what a role is added to with at least this probability."""
_ELSEWHERE = frozenset({"correct", "what_if", "explain_model", "look_at_data", "compare", "ask_numbers", "history"})
"""Where a message asks for these, its columns belong to them."""


_TORN = 0.9
"""A column nearly as likely the target as the likeliest, relative to it."""


def cast(
    text: str, pieces: Sequence[Piece], present: Senses, context: Context, encoder: Encoder
) -> tuple[list[Piece], tuple[str, ...]]:
    """The pieces with every named column in the role that the reader sees it in.

    Args:
        text: the message.
        pieces: what was found in it.
        present: the highest probability of each sense in any part of the message.
        context: the moment.
        encoder: ready.

    Returns:
        The pieces, and the columns between which the target is to be asked; none where it is clear.
    """
    if not context.columns or any(p.name in _ELSEWHERE for p in pieces):
        return list(pieces), ()
    parts = portions(text, context)
    found = [
        (max(text.find(part), 0), roles) for part, roles in zip(parts, roles_in(parts, context, encoder), strict=True)
    ]
    named = _together([r for _, r in found])
    beside: Roles = {}
    if max(present.get(sense, 0.0) for sense in OF_COLUMNS) >= _MEANT or any(_target(p) for p in pieces):
        beside = {c: r for c, r in alluded_in(text, context, encoder).items() if not _only_asked_with(c, text)}
        found.append((0, _unruled(_sure({c: r for c, r in beside.items() if c not in named}, context), pieces)))
    roles = _together([r for _, r in found])
    if not roles:
        return list(pieces), ()
    out = [kept for p in pieces if (kept := _kept(p, roles)) is not None]
    for at, here in found:
        out += _added(at, here, out, present)
    chances = {c: rs.get("target", 0.0) for c, rs in _together([named, beside]).items()}
    out = _aimed(text, out, chances, present, context)
    torn = _unnamed(text, pieces, out) or (
        torn_between(text, chances) if any(_target(p) in chances for p in out) else ()
    )
    return [_ordered(p, roles, text) for p in out], torn


def _only_asked_with(column: str, text: str) -> bool:
    """Whether the word that sounds like a column is what a request is made with: "leave these out" and `leaves`."""
    words, own = re.findall(r"[^\W_]+", text.lower()), parts_of(column)
    alike = [w for w in words if stem(w) in {stem(p) for p in own}]
    partly = _WHOLE if len(own) > 1 else frozenset()
    return bool(alike) and all((w in BARE_VERBS and w not in own) or w in partly for w in alike)


_WHOLE = frozenset({"whole", "entire", "complete", "full", "all", "total"})
"""Parts of names that say how much of anything: "the whole thing" is no `whole_weight`."""


def _target(piece: Piece) -> str | None:
    """The one target that a piece states."""
    target = piece.args.get("target") if piece.name == "set_goal" else None
    return target if isinstance(target, str) else None


_CALLED_SO = frozenset(
    {"class", "label", "target", "outcome", "y", "response", "result", "dependent", "output", "variable"}
)
"""What columns that are there to be predicted are called, whatever they hold."""


def _unnamed(text: str, before: Sequence[Piece], after: Sequence[Piece]) -> tuple[str, ...]:
    """A column that is called a target, and the one that took its place though no word of the message names it."""
    was, now = (next((t for p in pieces if (t := _target(p))), None) for pieces in (before, after))
    if was is None or now is None or was == now or not set(parts_of(was)) <= _CALLED_SO:
        return ()
    said = stems_of(text)
    return () if {stem(p) for p in parts_of(now)} & said else (was, now)


def torn_between(text: str, chances: Mapping[str, float]) -> tuple[str, ...]:
    """Columns that share a part of their names and are alike as targets, where nothing said tells them apart."""
    first = max(chances, key=lambda c: chances[c])
    said = stems_of(text)
    own = {stem(p) for p in parts_of(first)}
    rivals = []
    for column, chance in chances.items():
        other = {stem(p) for p in parts_of(column)}
        near = column != first and chance >= ALLUDED - 0.05 and chance >= _TORN * chances[first]
        if near and own & other and not (own ^ other) & said:
            rivals.append(column)
    in_full = any(stands_in(c, text) for c in (first, *rivals))
    return (first, *rivals) if rivals and not in_full else ()


def _told_of(column: str, text: str) -> bool:
    """Whether a sentence begins with a column called a target and says what it holds: "class is e or p"."""
    if not set(parts_of(column)) <= _CALLED_SO:
        return False
    begins = r"(?:^|[.!?;,\n]\s*)(?:(?:the|my|our|column|in|so|and|ok) )*"
    said = rf"{begins}{re.escape(column)} (?:is|has|holds|means|says|tells|can be|=|:) "
    return re.search(said, text, re.IGNORECASE) is not None


def _aimed(
    text: str, pieces: Sequence[Piece], chances: Mapping[str, float], present: Senses, context: Context
) -> list[Piece]:
    """The pieces with the column as target that is the likeliest of all, named or not.

    Rules take the column whose name stands in the message; but "which stands will be dead next year" is not about
    `stand`. Where the two differ, the reader was right in 69 messages, a rule in 4.
    """
    if not chances or sum(p >= ALLUDED for p in chances.values()) > max(_FEW_ALLUDED, len(chances) // 2):
        return list(pieces)  # it did not tell them apart
    likeliest = max(chances, key=lambda c: chances[c])
    if any(_target(p) for p in pieces):
        if any(_told_of(str(_target(p)), text) for p in pieces if _target(p)):
            return list(pieces)
        if chances[likeliest] < _NOT_AT_ALL:
            return list(pieces)
        return [replace(p, args={**p.args, "target": likeliest}) if _target(p) else p for p in pieces]
    meant = present.get("set_goal.target", 0.0) >= _MEANT and likeliest != context.target
    if not meant or chances[likeliest] < AIMED:
        return list(pieces)
    return [*pieces, Piece(0, "set_goal", {"target": likeliest})]


def _sure(roles: Roles, context: Context) -> Roles:
    """Roles of columns that aren't named; what is not as likely as that of one that is alluded to counts half.

    What the goal predicts is not ruled in or out by speaking of it.
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
        stands = role in ("columns_forbidden", "columns_required") and column == context.target
        sure = probability >= ALLUDED and not stands and role not in blurred
        return probability if probability <= MISCAST or sure else CAST / 2

    return {c: {r: weighed(c, r, p) for r, p in rs.items()} for c, rs in roles.items()}


def _unruled(roles: Roles, pieces: Sequence[Piece]) -> Roles:
    """Roles of columns that aren't named, without what a rule says of others by name: one thing is ruled out once."""
    ruled = {k for p in pieces if p.name == "constrain" for k in COLUMN_RULES if p.args.get(k)}
    return {c: {r: min(p, CAST / 2) if r in ruled else p for r, p in rs.items()} for c, rs in roles.items()}


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
    args = {k: v for k, v in args.items() if v != []}
    return replace(piece, args=args) if set(args) - {WEAK} or not piece.args else None


def _added(at: int, here: Roles, pieces: Sequence[Piece], present: Senses) -> list[Piece]:
    """What the columns of one part may or must be, clearly, and no piece says."""
    out: list[Piece] = []
    for key in COLUMN_RULES:
        said = {c for p in pieces if p.name == "constrain" for c in p.args.get(key, ())}
        more = [c for c, by_role in here.items() if by_role.get(key, 0.0) >= CAST and c not in said]
        if more and present.get(f"constrain.{key}", 0.0) >= _MEANT:
            out.append(Piece(at, "constrain", {key: more}))
    return out


def _ordered(piece: Piece, roles: Roles, text: str) -> Piece:
    """A test by time or group with the column that it goes by; one named in full rather than by a part."""
    if piece.name != "set_validation" or piece.args.get("method") not in ("time", "group"):
        return piece
    in_full = {c for c, of in roles.items() if of.get("split", 0.0) > MISCAST and _written_in(text, c)}
    column = max(in_full or roles, key=lambda c: roles[c].get("split", 0.0))
    named = str(piece.args.get("column", ""))
    stays = bool(named) and roles.get(named, {}).get("split", 1.0) > MISCAST
    if stays or roles[column].get("split", 0.0) < (MISCAST if in_full else CAST):
        return piece
    return replace(piece, args={**piece.args, "column": column})


def _written_in(text: str, column: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(column)}(?!\w)", text) is not None
