"""What each named column is to a message: the target, forbidden, required, to be treated fairly, the order of a test.

Rules read columns by the words beside them; in a sentence about several columns ("income in, the loan number never, and
be fair to either gender") the trained reader, asked for one column after the other, sees better which is which.
"""
# ruff: noqa: E501 - a pattern broken over lines is harder to read than a long one

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from math import log

from assistant.understanding.context import Context
from assistant.understanding.merging import WEAK, Piece
from assistant.understanding.names.column_words import MEASURED_IN
from assistant.understanding.names.columns import BARE_VERBS
from assistant.understanding.reader.encoder import Encoder
from assistant.understanding.reader.likeness import OF_COLUMNS, Roles, Senses, alike_in, alluded_in, portions, roles_in
from assistant.understanding.text.grammar import COLUMN_RULES, Args
from assistant.understanding.text.words import parts as parts_of
from assistant.understanding.text.words import stands_in, stem, stems_of

CAST = 0.85
"""Probability from which a column gets a role that no rule gave it. This and the next were chosen on 800 messages that
the reader wasn't trained on; between 0.8 and 0.95 little changes."""
ALLUDED = 0.9
"""The same for a column that isn't named."""
_LIKELY = 0.7
"""The same where the message certainly gives the role and no column that it names has it."""
_NEARLY = 0.3
"""Of columns that aren't named only those get a role that are so near to the likeliest, in log odds."""
_ALIKE = 8.0
"""What a cosine between message and name counts for, in log odds. With this and the two before, chosen on 480 messages,
80 of 163 roles go to just the columns that are described, 43 without; where none is, none gets it in 141 of 147, 143
without."""
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


SAID = 0.9
"""Probability from which a message certainly says what a column is to be."""
_SUREST = 1 - 1e-6
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
    alike = cache(lambda: alike_in(text, list(beside), encoder))
    if max(present.get(sense, 0.0) for sense in OF_COLUMNS) >= _MEANT or any(_target(p) for p in pieces):
        beside = {c: r for c, r in alluded_in(text, context, encoder).items() if not _only_asked_with(c, text)}
        rest = {c: r for c, r in beside.items() if c not in named}
        found.append((0, _unruled(foremost(_sure(rest, context), rest, named, present, context, alike), pieces)))
    roles = _together([r for _, r in found])
    if not roles:
        return list(pieces), ()
    out = [kept for p in pieces if (kept := p if _leaves_no_doubt(text, p) else _kept(p, roles)) is not None]
    for at, here in found:
        out += _added(at, here, out, present)
    out += _certain(pieces, out, present, context)
    chances = {c: rs.get("target", 0.0) for c, rs in _together([named, beside]).items()}
    out = _aimed(text, out, _told_apart(chances, named, alike), present, context)
    torn = _unnamed(text, pieces, out) or (
        torn_between(text, chances) if any(_target(p) in chances for p in out) else ()
    )
    return [_ordered(p, roles, text) for p in out], torn


_POINTS_BACK = re.compile(
    r"(?:please |so |and |just |then )*"
    r"(?:(?:do not|don['’]t|never|can not|cannot|must not) (?:use|take|consider|include|trust)"
    r"|drop|remove|exclude|ignore|leave|kick|throw|take|skip|forget) (?:it|them|both|this|that one|these|those|that)\b",
    re.IGNORECASE,
)


_PREDICTED = re.compile(
    r"(?:^|[.;!?] )(?:(?:and|so|now|please|i|we|want to|let us) )*(?:predict|forecast|estimate|classify|model)\b"
    r"(?:(?!\b(?:not|never|nothing|impossible|if)\b)[^.;!?])*$",
    re.IGNORECASE,
)
_WITHOUT = re.compile(r"(?:without|excluding|ignoring|leaving out|minus) [^.;!?]*", re.IGNORECASE)


def _leaves_no_doubt(text: str, piece: Piece) -> bool:
    """Whether a piece was read in a sentence that points back, or says without what something is predicted.

    Of what "it" is the sentence before tells no role, and "without the age" may be thought to need it.
    """
    at = max(piece.at, 0)
    if piece.name != "constrain":
        return False
    left_out = set(piece.args) == {"columns_forbidden"} and _WITHOUT.match(text, at)
    return bool(_POINTS_BACK.match(text, at)) or bool(left_out and _PREDICTED.search(text[:at]))


_CERTAIN = 0.97
"""A role that the message has with at least this probability is some column's."""


def _certain(before: Sequence[Piece], after: Sequence[Piece], present: Senses, context: Context) -> list[Piece]:
    """What rules read of a role that the message certainly has, where no column is left that has it."""
    out: list[Piece] = []
    for key in COLUMN_RULES:
        if present.get(f"constrain.{key}", 0.0) < _CERTAIN or any(key in p.args for p in after):
            continue
        ruled = {c for p in after for k in COLUMN_RULES for c in p.args.get(k, ())}
        ruled |= {p.args.get(k) for p in after for k in ("column", "target")}
        read = [(p.at, c) for p in before if p.name == "constrain" for c in p.args.get(key, ())]
        left = [(at, c) for at, c in read if c not in ruled and c != context.target]
        out += [Piece(left[0][0], "constrain", {key: [c for _, c in left]})] if left else []
    return out


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
    """Columns that share a part of their names and are alike as targets, where nothing said tells them apart.

    A unit is no such part: `yield_t_ha` and `N_kg_ha` are not called alike.
    """
    first = max(chances, key=lambda c: chances[c])
    said = stems_of(text)
    own = _own(first)
    rivals = []
    for column, chance in chances.items():
        other = _own(column)
        near = column != first and chance >= ALLUDED - 0.05 and chance >= _TORN * chances[first]
        if near and own & other and not (own ^ other) & said:
            rivals.append(column)
    in_full = any(stands_in(c, text) for c in (first, *rivals))
    return (first, *rivals) if rivals and not in_full else ()


def _own(column: str) -> set[str]:
    """The stems of a name's parts, without units behind what is measured."""
    return {stem(p) for i, p in enumerate(parts_of(column)) if not i or p not in MEASURED_IN}


_TOLD_FROM = re.compile(
    r"\b(?:tell|guess|infer|determin|identif|recogni[sz]|deduc|deriv|work out|read off|figure out)\w*"
    r"(?: the| its| their)? _(?: of \w+(?: \w+)?)? (?:from|by|out of|given)\b",
    re.IGNORECASE,
)
"""What is to be found from what: "tell the species from the measurements"."""


_WANTED_OUTRIGHT = re.compile(
    r"\bwhat (?:we|i)(?:['’]re|['’]m| are| am)?(?: (?:really|mainly|mostly|most|actually|only))* (?:want|need|care about|interested in|after|looking for)"
    r"(?: to (?:know|predict|see|find out))? is (?:(?:the|our|how many) ){0,2}(?:(?:number|amount|count|level|share|rate|value|size|sum) of )?(?:(?:the|our) )?_(?!\w)",
    re.IGNORECASE,
)
"""A column that is said to be what is wanted: "what we are after is the number of passengers"."""


def _told_of(column: str, text: str) -> bool:
    """Whether a column is told from others, or is called a target and told what it holds: "class is e or p"."""
    if _TOLD_FROM.search(re.sub(rf"(?<!\w){re.escape(column)}(?!\w)", "_", text, flags=re.IGNORECASE)):
        return True
    if _WANTED_OUTRIGHT.search(re.sub(rf"(?<!\w){re.escape(column)}(?!\w)", "_", text, flags=re.IGNORECASE)):
        return True
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


def foremost(
    sure: Roles,
    roles: Roles,
    named: Roles,
    present: Senses,
    context: Context,
    alike: Callable[[], Mapping[str, float]],
) -> Roles:
    """Roles of columns that aren't named, where several could be meant only the foremost of them.

    The reader often sees that something is ruled out or needed and gives it to half of the table; what the message is
    about tells those apart.

    Args:
        sure: what each would have by itself.
        roles: their probabilities.
        named: those of the columns that the message names.
        present: the highest probability of each sense.
        context: the moment.
        alike: how much each is called like what the message speaks of.
    """
    out = {c: dict(r) for c, r in sure.items()}
    for role in COLUMN_RULES:
        certain = present.get(f"constrain.{role}", 0.0) >= SAID and all(r.get(role, 0.0) < 0.5 for r in named.values())
        least = _LIKELY if certain else ALLUDED
        fit = {c: r[role] for c, r in roles.items() if r.get(role, 0.0) >= least and c != context.target}
        if len(fit) > 1:
            odds = _odds(fit, alike())
            fit = {c: p for c, p in fit.items() if odds[c] >= max(odds.values()) - _NEARLY}
        for column, by_role in roles.items() if fit else ():
            if len(fit) <= _FEW_ALLUDED and by_role.get(role, 0.0) > MISCAST:
                out[column][role] = max(by_role[role], CAST) if column in fit else CAST / 2
    return out


def _odds(chances: Mapping[str, float], alike: Mapping[str, float]) -> dict[str, float]:
    """Log odds of columns that aren't named, with what their names have in common with the message."""
    return {c: log(min(p, _SUREST) / (1 - min(p, _SUREST))) + _ALIKE * alike[c] for c, p in chances.items()}


def _told_apart(
    chances: Mapping[str, float], named: Roles, alike: Callable[[], Mapping[str, float]]
) -> Mapping[str, float]:
    """Chances of being the target; where several that aren't named are likely, the foremost of them has the most."""
    rivals = {c: p for c, p in chances.items() if c not in named and p >= AIMED}
    likeliest = max(chances, key=lambda c: chances[c], default="")
    if likeliest not in rivals or len(rivals) < 2:
        return chances
    odds = _odds(rivals, alike())
    first = max(odds, key=lambda c: odds[c])
    return {**chances, first: chances[likeliest], likeliest: chances[first]}


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
        more = [c for c in more if not _said_contrary(c, key, here[c], pieces)]
        if more and present.get(f"constrain.{key}", 0.0) >= _MEANT:
            out.append(Piece(at, "constrain", {key: more}))
    return out


_CONTRARY = {"columns_forbidden": "columns_required", "columns_required": "columns_forbidden"}
_AS_LIKELY = 0.2
"""A rule's reading that is by so much less likely than its contrary is still believed."""


def _said_contrary(column: str, role: str, chances: Mapping[str, float], pieces: Sequence[Piece]) -> bool:
    """Whether a rule says of a column what excludes a role, and the reader sees that nearly as well."""
    other = _CONTRARY.get(role)
    if other is None or chances.get(other, 0.0) < chances.get(role, 0.0) - _AS_LIKELY:
        return False
    return any(column in p.args.get(other, ()) for p in pieces if p.name == "constrain")


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
