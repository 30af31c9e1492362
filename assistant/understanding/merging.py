"""What was read in several places made one list of commands, in the order it was said."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.cards import Command
from assistant.understanding.text.grammar import Args

FACTS = ("set_goal", "set_validation", "set_budget", "set_error_costs", "constrain")
"""Commands that state facts: said in several places they make one command."""
_BESIDE_A_TARGET = frozenset({*FACTS, "use_data", "prefer", "recommend", "set_role", "small_talk", "help", "feedback"})
"""Commands beside which a column that is merely named may still be the target."""
_STRENGTH = {"time": 3, "group": 2, "holdout": 1, "cv": 0}
"""A method that says how rows hang together wins over one that only counts folds."""
_ONCE = frozenset({"recommend", "show_results", "explain_model", "explain_recommendation", "compare", "look_at_data"})
"""Acts that say nothing more where the same act is said with its particulars."""
_PARTICULARS = _ONCE - {"compare"} | {"propose_runs", "score_data", "promote", "export"}
"""Acts whose particulars may stand in two clauses."""
_STRATEGIES = frozenset({"save_strategy", "show_strategies", "recommend_strategy"})
WEAK = "_weak"
"""Marks args that hold only where nothing stronger says the same."""

Said = tuple[str, Args]


@dataclass(frozen=True)
class Piece:
    """One command found, and where in the message."""

    at: int
    name: str
    args: Args
    firm: bool = False
    """Whether it is believed whatever the trained reader makes of the message."""


def thinned(piece: Piece, key: str, out: Collection[object]) -> Piece:
    """The piece with fewer things in one of its lists, and without the list where none is left."""
    kept = [v for v in piece.args.get(key) or () if v not in out]
    return replace(piece, args={k: kept if k == key else v for k, v in piece.args.items() if k != key or kept})


def without_args(piece: Piece, *keys: str) -> Piece | None:
    """The piece without some of its args; None where nothing is left."""
    args = {k: v for k, v in piece.args.items() if k not in keys}
    return replace(piece, args=args) if set(args) - {WEAK} else None


def relieved(pieces: Sequence[Piece], keys: Collection[str], out: Collection[object]) -> list[Piece]:
    """The pieces with fewer things in some lists of rules, and without the rules that say nothing any more."""
    kept: list[Piece] = []
    for piece in pieces:
        for key in keys if piece.name == "constrain" else ():
            piece = thinned(piece, key, out)
        kept += [piece] if piece.args or piece.name != "constrain" else []
    return kept


def with_ends(text: str, pieces: Sequence[Piece]) -> Iterator[tuple[Piece, int]]:
    """Each piece with the place of the message where the next one stands; its end for the last."""
    return zip(pieces, [*(p.at for p in pieces[1:]), len(text)], strict=False)


def merged(pieces: Sequence[Piece], pending: bool = False) -> tuple[Command, ...]:
    """Commands in the order they were said; facts of a kind make one, lists joined, later figures winning.

    Args:
        pieces: what was found, in any order.
        pending: whether a plan waits for a decision; a limit of time or runs is then said of it.
    """
    out: list[Said] = []
    pending = pending and not any(p.name == "decline" for p in pieces)  # a plan that is turned down is not changed
    for piece in _settled(pieces):
        if piece.name == "set_budget" and pending:
            piece = replace(piece, name="edit_proposal")
        if not _joined(piece, out) and (piece.name, piece.args) not in out:
            out.append((piece.name, dict(piece.args)))
    out = _of_strategies(_facts_first(_without_courtesies(out)))
    return tuple(Command(name=name, args={k: _once(v) for k, v in args.items()}) for name, args in out)


def _once(value: object) -> object:
    """A list without repeats; anything else as it is."""
    if not isinstance(value, list):
        return value
    return [v for i, v in enumerate(value) if v not in value[:i]]


def _of_strategies(out: list[Said]) -> list[Said]:
    """A message on strategies speaks of them alone: what it may be taken for besides, such as a plan with as many runs
    as a kept strategy is to have, is dropped.
    """
    told = [args for name, args in out if name in _STRATEGIES]
    if not told:
        return out
    known = {str(v) for args in told for v in args.values()}
    other = ("recommend", "propose_runs", "edit_proposal", "set_goal")
    return [(n, a) for n, a in out if n not in other or not {str(v) for v in a.values()} <= known]


def _facts_first(out: list[Said]) -> list[Said]:
    """Facts said right after a wish for recommendations hold for it: "recommend four, no SVMs"."""
    for i in range(1, len(out)):
        j = i
        while j and out[j][0] in FACTS and out[j - 1][0] == "recommend":
            out[j - 1], out[j] = out[j], out[j - 1]
            j -= 1
    return out


def _settled(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces in their order, weak ones only where nothing stronger says it."""
    strong = [p for p in pieces if WEAK not in p.args]
    targets = any("target" in p.args for p in strong)
    kept: list[Piece] = []
    for piece in sorted(pieces, key=lambda p: p.at):
        if WEAK not in piece.args:
            kept.append(piece)
            continue
        args = {k: v for k, v in piece.args.items() if k != WEAK}
        if piece.name in ("undo", "help") and strong:
            continue
        if "target" in args and (targets or not all(_beside_a_target(p) for p in strong)):
            continue
        targets = targets or "target" in args
        kept.append(replace(piece, args=args))
    return kept


def _beside_a_target(piece: Piece) -> bool:
    return piece.name in _BESIDE_A_TARGET or (piece.name == "what_if" and not piece.args)


def _joined(piece: Piece, out: list[Said]) -> bool:
    """Joins a piece to what was said of the same before; returns whether it did."""
    if piece.name == "feedback" and out and out[-1][0] == "feedback":
        stars = _goes_on_with_stars(piece.args, out[-1][1])
        if {"rank", "about", "rating"} & set(piece.args) and not stars:
            return False
        out[-1] = ("feedback", {**piece.args, **out[-1][1]})
        return True
    if piece.name == "ask_numbers" and out and out[-1][0] == "ask_numbers":
        both = dict.fromkeys((out[-1][1]["question"], piece.args["question"]))
        out[-1] = ("ask_numbers", {"question": " and ".join(both)})
        return True
    if piece.name == "look_at_data" and out and out[-1][0] == "look_at_data" and piece.args and out[-1][1]:
        seen = out[-1][1]["columns"]
        out[-1] = ("look_at_data", {"columns": [*seen, *(c for c in piece.args["columns"] if c not in seen)]})
        return True
    if piece.name == "recommend" and out and out[-1][0] == "recommend" and _of_more_families(piece.args, out[-1][1]):
        before = out[-1][1]
        out[-1] = ("recommend", {**before, **piece.args, "families": [*before["families"], *piece.args["families"]]})
        return True
    if piece.name == "propose_runs" and out and out[-1][0] == "propose_runs" and set(piece.args) == {"exclude_ranks"}:
        out[-1] = ("propose_runs", _narrowed(out[-1][1], piece.args["exclude_ranks"]))
        return True
    if out and out[-1][0] == piece.name and piece.name in _PARTICULARS and not set(piece.args) & set(out[-1][1]):
        out[-1] = (piece.name, {**out[-1][1], **piece.args})
        return True
    mergeable = (*FACTS, "edit_proposal")
    known = next((args for name, args in out if name == piece.name and name in mergeable), None)
    if known is None:
        return False
    for key, value in piece.args.items():
        _put(known, key, value)
    return True


def _of_more_families(args: Args, before: Args) -> bool:
    """Whether suggestions of other families are asked for beside some: "an ensemble and maybe a linear thing"."""
    return set(args) & set(before) == {"families"} and not set(args["families"]) & set(before["families"])


def _goes_on_with_stars(args: Args, before: Args) -> bool:
    """Whether a rating of nothing in particular is of what was judged just before: "the first is good! 5 stars"."""
    if (
        "rating" not in args
        or "rating" in before
        or {"rank", "about"} & set(args)
        or not {"rank", "about"} & set(before)
    ):
        return False
    return len({a["sentiment"] for a in (args, before) if "sentiment" in a}) < 2


def _narrowed(plan: Args, excluded: list[int]) -> Args:
    """A plan without some ranks: taken from those that were named, else told apart."""
    if "ranks" in plan:
        return {**plan, "ranks": [r for r in plan["ranks"] if r not in excluded]}
    return {**plan, "exclude_ranks": excluded}


def _put(known: Args, key: str, value: object) -> None:
    before = known.get(key)
    if key == "method" and _STRENGTH.get(str(before or "cv"), 0) > _STRENGTH.get(str(value), 0):
        return
    if isinstance(value, list) and isinstance(before, list):
        known[key] = before + [v for v in value if v not in before]
    elif not (key == "target" and before is not None and value in known.values()):
        known[key] = value


def _without_target(args: Args, out: list[Said]) -> Args:
    """Constraints without the target among the forbidden columns: "written after the failure" only speaks of it."""
    target = next((a["target"] for n, a in out if n == "set_goal" and "target" in a), None)
    forbidden = args.get("columns_forbidden", [])
    if target not in forbidden or len(forbidden) < 2:
        return args
    return {**args, "columns_forbidden": [c for c in forbidden if c != target]}


def _without_courtesies(out: list[Said]) -> list[Said]:
    """Greetings, offers of help and empty suppositions are dropped beside anything else."""
    if len(out) < 2:
        return out
    said = {n for n, a in out if a}
    out = [(n, _without_target(a, out) if n == "constrain" else a) for n, a in out]
    if said & set(FACTS):  # what is told of the data or of oneself asks for no help and judges no run
        out = [one for one in out if one not in (("help", {}), ("feedback", {"sentiment": "negative"}))]
    praise = ("feedback", {"sentiment": "positive"})
    if praise in out and said & {*FACTS, "edit_proposal", "propose_runs"}:
        out = [one for one in out if one != praise]
    if {"stop", "pause", "decline", "skip_run"} & {n for n, _ in out}:  # "cancel it, it is a waste" says why
        out = [one for one in out if one != ("feedback", {"sentiment": "negative"})]
    out = _without_why_halted(out)
    out = [(n, a) for n, a in out if n != "feedback" or set(a) - {"rank", "about"}] or out[:1]
    if "correct" in {n for n, _ in out}:  # "that is the wrong kind" only says so
        out = [one for one in out if one != ("feedback", {"sentiment": "negative"})]
    planned = bool(said & {"propose_runs", "edit_proposal"})
    kept = [
        (n, a)
        for n, a in out
        if a
        or not (n in ("what_if", "small_talk") or (n in said and n != "feedback") or (n == "propose_runs" and planned))
    ]
    return kept or out[:1]


def _without_why_halted(out: list[Said]) -> list[Said]:
    """What is said against runs that are stopped in the same breath tells why: "the third takes ages, stop it"."""
    halts = [a for n, a in out if n in ("stop", "pause")]
    ranks = {r for a in halts for r in a.get("ranks", ())}

    def why(name: str, args: Args) -> bool:
        blames = name == "feedback" and args.get("sentiment") == "negative"
        return blames and "about" not in args and (args["rank"] in ranks if "rank" in args else bool(ranks))

    return [one for one in out if not why(*one)]
