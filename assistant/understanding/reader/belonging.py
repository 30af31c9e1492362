"""What each mention belongs to, put into the commands that were found: "pause 1, stop 2, and 3 you may resume".

The trained reader (`likeness.belonging_in`) says of every mention how likely it belongs to each command and fills each
slot. What a rule put where the reader clearly sees it not is taken out; what the reader clearly sees somewhere is put
there, in a command that was found or, where the message as a whole speaks for it, in one that no rule found.
"""
# ruff: noqa: E501 - a pattern broken over lines is harder to read than a long one

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.understanding.context import Context
from assistant.understanding.merging import WEAK, Piece, thinned
from assistant.understanding.reader.encoder import Encoder
from assistant.understanding.reader.likeness import Belonging, Senses, belonging_in, by_command, portions
from assistant.understanding.reader.mentions import LISTS, Mention, holds, slots_for, value_for
from assistant.understanding.text.grammar import Args
from assistant.understanding.text.lexicon import ORDINALS

BELONGS = 0.7
"""Probability from which a mention belongs to a command."""
FILLS = 0.5
"""Probability from which it fills a slot of it."""
STRANGER = 0.1
"""At most so likely, a mention does not belong where a rule put it."""
_MEANT = 0.5
"""The message as a whole must speak for a command that is added with at least this probability."""
_NEVER_ADDED = frozenset({"correct", "what_if", "constrain", "set_goal", "set_validation", "set_error_costs"})
"""Their other slots say more than a mention does: they are only added to."""
_NEVER_FILLED = frozenset({"min_metric", "false_negative", "false_positive"})
"""Slots that need more than one mention to be filled."""
_MANY_TIMES = frozenset(
    {
        "feedback", "explain_recommendation", "explain_model", "check_drift", "retrain", "promote", "roll_back",
        "who_approved", "watch", "score_data",
    }
)  # fmt: skip
"""Commands that may be said twice, of different things."""
_ONE_OF_THESE = ({"propose_runs", "edit_proposal", "set_budget", "recommend"}, {"set_goal", "show_results", "correct"})
"""Commands that may say one thing; it is put into none where another of them holds it."""
_INSTEAD = {"model": "rank", "rank": "model", "models": "ranks", "ranks": "models"}
"""Slots that name the same thing in two ways: a command that has one gets no other."""
_OF_RANKS = frozenset({"stop", "pause", "resume", "propose_runs"})
_DENIED = re.compile(
    r"\b(?:don['’]?t|do not|not|never|except(?: for)?)"
    r"(?: (?:stop|halt|pause|resume|run|start|cancel|touch|the|number|no\.?|nr\.?|rank|one))*\s*$",
    re.IGNORECASE,
)
"""What stands right before a rank that is left alone: "don't stop the first, only the second"."""
_OF_FAMILIES = frozenset({"propose_runs", "edit_proposal"})
_TOO_MANY = re.compile(
    r"\b(?:(?:far |way )?too (?:many|much)|fewer|less|no(?: more)?|not|without|enough|sick of|tired of|instead of|rather than)(?: (?:of|the|those|these|them|all|any|your))*\s*$",
    re.IGNORECASE,
)
"""What stands right before a family that there is enough of: "too many forests, keep the boosting ones"."""
_ORDINAL = re.compile(rf"(?:the )?(?:{'|'.join(ORDINALS)}|\d+(?:st|nd|rd|th))", re.IGNORECASE)
_STARS = re.compile(
    r"\s*-?(?:folds?\b|stars?\b|points?\b|★|/ ?(?:5|10)\b|(?:out )?of (?:5|five|10|ten)\b)", re.IGNORECASE
)
"""What makes a figure a rating or a number of folds and no place: "4 stars"."""
_PLACE = frozenset({"rank", "ranks", "exclude_ranks"})
Found = tuple[Mention, Belonging]


_WHY = re.compile(
    r"\b(?:why|y|explain\w*|reasons?|justif\w*|rationale|how come|thinking|argument|behind)\b", re.IGNORECASE
)
_JOINED = re.compile(r"\s*(?:,|and|or|&|\+|/|also|as well as|the|number|rank|#|no\.?)*\s*", re.IGNORECASE)


def belonging(text: str, pieces: Sequence[Piece], present: Senses, context: Context, encoder: Encoder) -> list[Piece]:
    """The pieces with every mention where the reader sees it.

    Args:
        text: the message.
        pieces: what was found in it.
        present: the highest probability of each sense in any part of the message.
        context: the moment.
        encoder: ready.
    """
    found: list[Found] = []
    parts = portions(text, context)
    for part, here in zip(parts, belonging_in(parts, context, encoder), strict=True):
        at = max(text.find(part), 0)
        found += [(replace(m, start=m.start + at, end=m.end + at), told) for m, told in here]
    if not found:
        return list(pieces)
    out = [kept for p in pieces if (kept := _without_strangers(p, found)) is not None]
    out = [_with_costs(p, found, text) if p.name == "set_error_costs" else p for p in out]
    meant = by_command(present)
    for mention, (of, slots) in found:
        for command, probability in of.items():
            asked = command != "explain_recommendation" or _asked_why(text, mention, found, out)
            if command == "recommend" and _ORDINAL.fullmatch(text[mention.start : mention.end]):
                continue  # "what should we try first?" counts nothing
            starred = (command != "feedback" or "fold" in text[mention.end : mention.end + 6]) and _STARS.match(
                text, mention.end
            )
            if starred and not _PLACE.isdisjoint(slots_for(command, mention)):
                continue
            if probability >= BELONGS and command in meant and asked:
                _put(mention, command, slots, out, meant)
    out = _without_bounded_goal(text, [_without_denied(p, text, found) for p in out])
    return _without_too_many(out, text, found)


_PURSUED = re.compile(
    r"\b(?:optimi[sz]\w*|maximi[sz]\w*|minimi[sz]\w*|goal|target|metric|measure|judged?|scor\w* by|go for|use|with|by)\b",
    re.I,
)


def _without_bounded_goal(text: str, pieces: list[Piece]) -> list[Piece]:
    """The pieces without a goal by a metric that is only bounded: "rmse below 40 or I am not interested"."""
    bounds = [p.args["min_metric"].get("metric") for p in pieces if "min_metric" in p.args]
    if not bounds or _PURSUED.search(text):
        return pieces
    return [p for p in pieces if p.name != "set_goal" or p.args.keys() != {"metric"} or p.args["metric"] not in bounds]


def _asked_why(text: str, mention: Mention, found: Sequence[Found], pieces: Sequence[Piece]) -> bool:
    """Whether a place is asked about where another one is already: "why is #2 above #3?" asks about one of them."""
    if not any(p.name == "explain_recommendation" and "rank" in p.args for p in pieces):
        return True
    before = max((m.end for m, _ in found if m.end <= mention.start), default=0)
    after = min((m.start for m, _ in found if m.start >= mention.end), default=len(text))
    if before and _JOINED.fullmatch(text[before : mention.start]):
        return True
    return bool(
        _WHY.search(_within(text[before : mention.start], -1)) or _WHY.search(_within(text[mention.end : after], 0))
    )


def _within(said: str, which: int) -> str:
    """The part of some words that is in the sentence before (-1) or after (0) them."""
    return re.split(r"(?<=[.!?;\n])\s", said)[which]


def _without_denied(piece: Piece, text: str, found: Sequence[Found]) -> Piece:
    """The piece without ranks that the message says to leave alone, where others remain."""
    if piece.name not in _OF_RANKS or not piece.args.get("ranks"):
        return piece
    denied = {str(v) for m, _ in found if _DENIED.search(text[: m.start]) for v in m.values}
    left = [r for r in piece.args["ranks"] if str(r) not in denied]
    return replace(piece, args={**piece.args, "ranks": left}) if left else piece


def _without_too_many(pieces: list[Piece], text: str, found: Sequence[Found]) -> list[Piece]:
    """The pieces without families in the plan that the message has enough of, where it names others for it."""
    many = {str(v) for m, _ in found if _TOO_MANY.search(text[: m.start]) for v in m.values}
    planned = {f for p in pieces if p.name in _OF_FAMILIES for f in p.args.get("families", ())}
    if not many & planned or planned <= many:
        return pieces
    out: list[Piece] = []
    for piece in pieces:
        fewer = thinned(piece, "families", many) if piece.name in _OF_FAMILIES else piece
        if fewer.args or not piece.args:
            out.append(fewer)
    return out


_COSTS = ("false_negative", "false_positive")


_BY_NAME = (
    (re.compile(r"\bfalse[ -]?negatives?\b", re.IGNORECASE), re.compile(r"\bfalse[ -]?positives?\b", re.IGNORECASE)),
    (re.compile(r"\bfns?\b", re.IGNORECASE), re.compile(r"\bfps?\b", re.IGNORECASE)),
)


_FACTOR = re.compile(r"\s*-?(?:times|x|×|fold)\b", re.IGNORECASE)
"""Behind a figure that is no price."""


def errors_by_name(text: str) -> bool:
    """Whether a message calls both kinds of error by their names, in any order."""
    return any(all(name.search(text) for name in names) for names in _BY_NAME)


def _with_costs(piece: Piece, found: Sequence[Found], text: str) -> Piece:
    """What errors cost by the figures that the reader sees as the two costs, where it sees both.

    Where both kinds of error are called by their names, or one is so many times the other, rules know which is which.
    """
    if errors_by_name(text):
        return piece
    seen = [max(found, key=lambda one: _as_cost(one, slot)) for slot in _COSTS]
    if seen[0] is seen[1] or min(_as_cost(one, slot) for one, slot in zip(seen, _COSTS, strict=True)) < BELONGS:
        return piece
    if len(piece.args) == len(_COSTS) and any(_FACTOR.match(text, mention.end) for mention, _ in seen):
        return piece
    read: Args = {s: value_for(s, m) for s, (m, _) in zip(_COSTS, seen, strict=True)}
    prices = len(piece.args) == len(_COSTS) and 1 not in piece.args.values()
    turned = prices and [read[s] for s in _COSTS] == [piece.args[s] for s in reversed(_COSTS)]
    return piece if turned else replace(piece, args=read)  # which of two prices is whose, its own words tell


def _as_cost(one: Found, slot: str) -> float:
    mention, (_, slots) = one
    fits = slot in slots_for("set_error_costs", mention) and (value_for(slot, mention) or 0) > 0
    return slots.get(slot, 0.0) if fits else 0.0


def _without_strangers(piece: Piece, found: Sequence[Found]) -> Piece | None:
    """The piece without what belongs elsewhere; None where nothing is left of one that had something."""
    args: Args = dict(piece.args)
    for slot in list(args):
        holding = [(m, of.get(piece.name, 1.0)) for m, (of, _) in found if slot in slots_for(piece.name, m)]
        holding = [(m, p) for m, p in holding if holds(args, slot, m)]
        if not holding or slot in _NEVER_FILLED:
            continue
        if max(p for _, p in holding) <= STRANGER:
            del args[slot]
        elif slot in LISTS:
            strange = {str(v) for m, p in holding if p <= STRANGER for v in m.values}
            near = {str(v) for m, p in holding if p > STRANGER for v in m.values}
            args[slot] = [v for v in args[slot] if str(v) not in strange - near]
    if args == piece.args:
        return piece
    return replace(piece, args=args) if set(args) - {WEAK} else None


def _put(mention: Mention, command: str, slots: dict[str, float], out: list[Piece], meant: dict[str, float]) -> None:
    """Puts a mention into the command it belongs to, unless it is said already."""
    fitting = [s for s in slots_for(command, mention) if slots.get(s, 0.0) >= FILLS and s not in _NEVER_FILLED]
    if not fitting:
        return
    slot = max(fitting, key=lambda s: slots[s])
    held = any(p.name != command and holds(p.args, s, mention) for p in out for s in slots_for(p.name, mention))
    if held and command == "compare" and any(p.name == command and len(p.args.get("ranks", ())) > 1 for p in out):
        return
    if held and slot == "source" and any(p.name == command and slot in p.args for p in out):
        return
    if held and slot == "model" and any(p.name == command == "score_data" and len(p.args) > 1 for p in out):
        return
    if any(p.name == command and _INSTEAD.get(slot) in p.args for p in out):
        return
    alike = next((one for one in _ONE_OF_THESE if command in one), {command})
    if any(holds(p.args, s, mention) for p in out if p.name in alike for s in slots_for(p.name, mention)):
        return
    value = value_for(slot, mention)
    same = [i for i, p in enumerate(out) if p.name == command]
    open_ = [i for i in same if slot not in out[i].args or slot in LISTS]
    if open_:
        i = min(open_, key=lambda i: (out[i].at > mention.end, abs(out[i].at - mention.start)))
        before = out[i].args.get(slot, [])
        out[i] = replace(out[i], args={**out[i].args, slot: [*before, *value] if slot in LISTS else value})
    elif held and same:
        return  # "explain the second model, then send the winner to staging": each has its own
    elif meant.get(command, 0.0) >= _MEANT and command not in _NEVER_ADDED and (not same or command in _MANY_TIMES):
        out.append(Piece(mention.start, command, {slot: value}))
