"""What a message names once and means everywhere: "retrain quit_tree and check it for drift", "the first, 15 minutes".

The last step of reading, after rules and reader: commands on a kept model that name none get the one they stand
nearest to, limits said of a plan go into it, and words of praise or blame get the reason that stands beside them.
"""
# ruff: noqa: E501 - a pattern broken over lines is harder to read than a long one

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from assistant.understanding.acts.aliases import called, posts_in
from assistant.understanding.acts.brief_parts import brief_parts
from assistant.understanding.acts.challengers import with_places
from assistant.understanding.acts.each import for_each
from assistant.understanding.acts.in_use import put_to_work
from assistant.understanding.acts.leftover_ranks import others_stopped, without_blamed
from assistant.understanding.acts.listed import listed
from assistant.understanding.acts.sides import of_shown, with_sides
from assistant.understanding.commands.plan_limits import planned
from assistant.understanding.context import Context
from assistant.understanding.corrections.left_out import without_left_out
from assistant.understanding.goals.classes import with_class, with_kind
from assistant.understanding.goals.fairly import protected_stay
from assistant.understanding.goals.one_kept import one_kept
from assistant.understanding.goals.told_errors import with_told_error
from assistant.understanding.goals.told_metrics import with_told_metric
from assistant.understanding.joining.columns_asked import of_columns
from assistant.understanding.joining.handing_out import handed_out
from assistant.understanding.joining.tidying import RUN_IT, RUN_IT_WITH, tidied
from assistant.understanding.merging import Piece, with_ends
from assistant.understanding.once import meant_once
from assistant.understanding.placing import BETWEEN, placed, said_at
from assistant.understanding.remarks.asides import without_asides
from assistant.understanding.remarks.judging import judged
from assistant.understanding.remarks.looking_back import in_one_currency, looked_back, supposed_costs
from assistant.understanding.remarks.of_answers import of_answers, without_empty
from assistant.understanding.remarks.rated import rated
from assistant.understanding.remarks.verdicts import each_judged
from assistant.understanding.slots.opinions import opinions
from assistant.understanding.slots.splits import along_time, by_learnt_share, not_by_target, with_share
from assistant.understanding.slots.stories import with_told_prices
from assistant.understanding.text.words import bag

_OF_A_MODEL = frozenset({"retrain", "roll_back", "check_drift", "promote", "who_approved", "score_data", "watch"})
_POINTING = re.compile(r"\b(?:it|its|that model|this model|that one|this one|the (?:said )?(?:model|one)|the (?:latter|former|other(?: one)?)|them|they|that|both)\b", re.IGNORECASE)  # fmt: skip
_EITHER_ONE = re.compile(r"\b(?:former|latter|both|each|all|them|they|either|others?|respectively)\b", re.IGNORECASE)
_VAGUE = bag("latter former other two them both one good it same present current existing said new old live running")
_FILE = re.compile(
    r"[^\s,;'\"()]+\.(?:csv|tsv|parquet|xlsx?|jsonl?|ndjson|feather|zip)\b|(?:[a-z0-9+]+://|/|~/|[A-Za-z]:[\\/])[\w./-]+"
)
_IN_IT = re.compile(
    r"\b(?:in|on|of|against|with|for) (?:it|that file|the same(?: file| data)?|this file)\b", re.IGNORECASE
)
_IN_IT_OR_FILE = re.compile(
    rf"{_IN_IT.pattern}|\b(?:that|this|the same|said|the) (?:(?:new|very|same) )?(?:file|table|sheet)\b", re.IGNORECASE
)
_THAT_FILE = re.compile(r"\b(?:that|this|the same|said) (?:file|table|folder|path|place|sheet)\b", re.IGNORECASE)


def bound(text: str, pieces: Sequence[Piece], context: Context) -> list[Piece]:
    """The pieces with what the message names for them elsewhere.

    Args:
        text: the message.
        pieces: what was read, with where it stands.
        context: the moment.
    """
    out = with_places(text, called(text, placed(text, _posted(text, pieces, context))), context)
    out = _wiped(text, _of_the_rank(text, handed_out(text, out)))
    out = _with_models(text, out, context) if context.models else out
    out = of_columns(text, _of_the_model(text, put_to_work(text, out, context)), context)
    out = for_each(text, meant_once(text, planned(text, of_shown(text, out), context), context), context)
    out = without_left_out(text, tidied(text, out, context), context)
    out = without_asides(text, brief_parts(text, out, context))
    out = along_time(text, by_learnt_share(text, not_by_target(text, out, context), context), context)
    out = with_told_error(text, with_told_metric(text, out, context), context)
    out = with_share(text, one_kept(text, protected_stay(text, out), context))
    out = with_class(text, with_kind(text, out, context), context)
    out = looked_back(text, listed(text, of_answers(text, out, context), context), context)
    out = in_one_currency(text, supposed_costs(text, with_told_prices(text, out, context), context))
    out = judged(text, opinions(text, rated(text, out, context), context), context)
    out = with_sides(text, without_empty(each_judged(text, out, context)), context)
    return others_stopped(text, without_blamed(text, out, context), context)


def _of_the_rank(text: str, pieces: list[Piece]) -> list[Piece]:
    """The pieces with what is asked about "it" asked about the rank that the message speaks of just before."""
    out: list[Piece] = []
    for piece, end in with_ends(text, pieces):
        before = [r for p in out[-1:] for r in (p.args.get("rank"), *p.args.get("ranks", ())) if isinstance(r, int)]
        asked = piece.name == "explain_recommendation" and not piece.args and _POINTING.search(text[piece.at : end])
        praised = bool(out) and out[-1].name == "feedback" and out[-1].args.get("sentiment") == "positive"
        spoken = len(before) == 1 and (praised or out[-1].name == "explain_recommendation")
        if spoken and _runs_it(text, piece, out[-1].at, end):
            piece = replace(piece, args={**piece.args, "ranks": before})
        if before and piece.name == "propose_runs" and RUN_IT_WITH.search(text, max(out[-1].at, 0), max(end, piece.at)):
            more = [r for r in piece.args.get("ranks", ()) if r not in before]
            piece = replace(piece, args={**piece.args, "ranks": [*before, *more]}) if more else piece
        if len(before) == 1 and not piece.args and _HALT_IT.match(f"{piece.name}: {text[piece.at : end]}"):
            piece = replace(piece, args={"ranks": before})
        out.append(replace(piece, args={"rank": before[0]}) if asked and len(before) == 1 else piece)
    return out


_HALT_IT = re.compile(r"(?:stop|pause|resume): \W*(?:\w+ ){1,3}?(?:it|that one|this one)\b", re.IGNORECASE)
_NAMES_A_PLACE = re.compile(r"\b(?:number|rank|no\.?|the) ?(?:\d+|one|two|three|four|five|first|second|third|fourth|fifth|last|best)\b|#\d", re.IGNORECASE)  # fmt: skip


def _runs_it(text: str, piece: Piece, at: int, end: int) -> bool:
    """Whether a plan told between two places is of "it", the place that was asked about just before: "explain number 2, then run it"."""
    said = RUN_IT.search(text, max(at, 0), max(end, at))
    if piece.name != "propose_runs" or said is None or piece.args.keys() & {"families", "all", "exclude_ranks"}:
        return False
    return not _NAMES_A_PLACE.search(text[said.start() : end])


def _of_the_model(text: str, pieces: list[Piece]) -> list[Piece]:
    """The pieces with "how it decides" asked of the model or place that the message speaks of just before.

    A file is scored with it, too: "retrain the champion and score may.csv with it".
    """
    out: list[Piece] = []
    for piece, end in with_ends(text, pieces):
        points = _POINTS_BACK.get(piece.name)
        start = out[-1].at if out and piece.name == "promote" else piece.at
        if points and not piece.args.keys() & {"model", "rank"} and points[0].search(text[max(start, 0) : end]):
            spoken = {k: v for p in out[-1:] for k, v in p.args.items() if k in points[1]}
            piece = replace(piece, args={**spoken, **piece.args})
        out.append(piece)
    return out


_SAME = r"(?:it|its|that one|this one|that model|this model|the same(?: one| model)?)\b"
_MOVES = "(?:promote|deploy|ship|release|save|keep|register|put|bring|move|push|take|set|make|get|tag|mark)"
_POINTS_BACK = {
    "explain_model": (re.compile(rf"\b{_SAME}", re.IGNORECASE), ("model", "rank")),
    "score_data": (re.compile(rf"\b(?:with|by|using|through) {_SAME}", re.IGNORECASE), ("model",)),
    "promote": (re.compile(rf"\b{_MOVES} {_SAME}", re.IGNORECASE), ("rank",)),
}
"""Commands that may be of the model spoken of before, the words that say so, and the slots that hold it."""
_WIPE_IT = re.compile(
    r"(?:\bthen|\band|[,;.?!]) *(?:(?:please|then|now|after that|afterwards),? )*(?P<act>(?:wipe|delete|erase|clear|reset|forget|remove|empty|scrap|throw away|get rid of) (?:(?:all of )?(?:it|that|them|this)(?: all)?|everything|all|the (?:whole )?(?:lot|thing|stuff)|the whole of it|all that))(?= *(?:$|[.,;!?]|please\b|again\b|afterwards\b|completely\b))",
    re.IGNORECASE,
)
"""What is to be done to a profile that was asked for just before."""


def _wiped(text: str, pieces: list[Piece]) -> list[Piece]:
    """The pieces with a profile that is to be shown and then wiped: "let me see my profile, then delete it"."""
    shown = next((p for p in pieces if p.name == "show_profile"), None)
    wipe = _WIPE_IT.search(text, max(shown.at, 0)) if shown else None
    known = any(p.name == "reset_profile" for p in pieces)
    if shown is None or wipe is None or known or any(shown.at < p.at < wipe.start() for p in pieces):
        return pieces
    others = [p for p in pieces if p.at < wipe.start("act") or p.name not in ("undo", "propose_runs", "show_results")]
    return [*others, Piece(wipe.start("act"), "reset_profile", {})]


def _posted(text: str, pieces: Sequence[Piece], context: Context) -> list[Piece]:
    """The pieces with a promotion for each post that is handed out without a verb, where no promotion says as much."""
    posts = posts_in(text, context.models, context.results) if len(text) < _SHORT else []
    known = [p for p in pieces if p.name == "promote"]
    if not posts or (known and len(posts) < 2) or context.proposal:
        return list(pieces)
    subjects = {str(a.get("model", a.get("rank"))) for _, a in posts}
    others = [p for p in pieces if p.name != "promote" or str(p.args.get("model", p.args.get("rank"))) not in subjects]
    return [*others, *(Piece(at, "promote", args) for at, args in posts)]


_SHORT = 200


def _named(text: str, context: Context) -> list[tuple[int, int, str]]:
    """Where kept models are named: start, end and name, in order."""
    found: list[tuple[int, int, str]] = []
    for name in sorted(context.models, key=len, reverse=True):
        said = re.escape(name.lower()).replace("_", "[ _-]").replace(r"\-", "[ _-]").replace(r"\ ", "[ _-]")
        for match in re.finditer(rf"(?<![\w]){said}(?![\w])", text.lower()):
            if not any(a < match.end() and match.start() < b for a, b, _ in found):
                found.append((match.start(), match.end(), name))
    return sorted(found)


def _with_models(text: str, pieces: list[Piece], context: Context) -> list[Piece]:
    named = _named(text, context)
    if not named:
        return _of_the_only_one(text, pieces, context)
    if not _EITHER_ONE.search(text):
        pieces = _with_own_models(text, pieces, named)
    starts = [p.at for p in pieces]
    out = []
    for i, piece in enumerate(pieces):
        end = min((s for s in starts[i + 1 :] if s > piece.at), default=len(text))
        out.append(_with_model(text, piece, end, named))
    return out


def _of_the_only_one(text: str, pieces: list[Piece], context: Context) -> list[Piece]:
    """The pieces with the only kept model where "that model" can mean no other: none that ran is spoken of before."""
    if len(context.models) != 1:
        return pieces
    out: list[Piece] = []
    for piece, end in with_ends(text, pieces):
        ranked = any(p.args.keys() & {"rank", "ranks"} for p in out)
        bare = piece.name in _OF_A_MODEL and not piece.args.keys() & {"model", "rank"}
        start = max((m.end() for m in BETWEEN.finditer(text) if m.end() <= piece.at), default=0)
        said = text[start : end if end > start else len(text)]
        bare = bare and not (piece.name == "promote" and _KEPT_ANEW.search(text))
        if bare and not ranked and (_THAT_MODEL.search(said) or (not context.results and _IT_ALONE.search(said))):
            piece = replace(piece, args={**piece.args, "model": context.models[0]})
        out.append(piece)
    return out


_KEPT_ANEW = re.compile(r"\b(?:save|saving|keep|store|register)\b", re.IGNORECASE)
"""What is kept is what ran, not what is kept already."""
_THAT_MODEL = re.compile(r"\b(?:that|this|said|the|our|my) model\b", re.IGNORECASE)
_IT_ALONE = re.compile(r"\b(?:through|thru|with|by|using|into) (?:it|that one|this one)\b", re.IGNORECASE)
"""What a file is scored with."""


def _with_own_models(text: str, pieces: list[Piece], named: list[tuple[int, int, str]]) -> list[Piece]:
    """The pieces without acts on a model that the message names for another act: "check a for drift and retrain b"."""
    if len({name for *_, name in named}) < 2:
        return pieces
    own = _acts_and_models(text, {p.name for p in pieces} & _OF_A_MODEL, named)
    out: list[Piece] = []
    for piece in pieces:
        model, meant = piece.args.get("model"), own.get(piece.name, [])
        if not meant or model is None or "rank" in piece.args or model in meant:
            out.append(piece)
        elif not any(p.name == piece.name and p.args.get("model") in meant for p in pieces):
            out.append(replace(piece, args={**piece.args, "model": meant[0]}))
    return out


def _acts_and_models(text: str, acts: set[str], named: list[tuple[int, int, str]]) -> dict[str, list[str]]:
    """The models that each act is on: those in its part of the message, else before it, else right after it."""
    own: dict[str, list[str]] = {}
    here: list[str] = []
    model: str | None = None
    edges = [0, *(m.end() for m in BETWEEN.finditer(text)), len(text)]
    said = {name: said_at(text, name) for name in acts}
    for start, end in pairwise(edges):
        now = [name for name in sorted(acts) if any(start <= at < end for at in said[name])]
        models = [n for a, _, n in named if start <= a < end]
        waiting = [name for name in here if name not in own]
        for name in now or (here if models and (waiting or not now) else []):
            own[name] = [*own.get(name, []), *(models or ([model] if model else []))]
        here = now or here
        model = models[-1] if models else model
    return {name: models for name, models in own.items() if models}


def _with_model(text: str, piece: Piece, end: int, named: list[tuple[int, int, str]]) -> Piece:
    """A piece that ends at a place in the text, with the model it is about."""
    said = text[piece.at : end].lower()
    models = list(dict.fromkeys(n for _, _, n in named))
    if piece.name == "compare" and "models" not in piece.args and len(models) > 1:
        vague = not piece.args.get("ranks") or re.search(r"\b(?:the two|two of them|both|them|these two)\b", said)
        return (
            replace(piece, args={"models": models})
            if vague and not re.search(r"\b(?:run|rank|recommend)", said)
            else piece
        )
    if piece.name == "compare" and len(piece.args.get("models", ())) == 1 and re.search(rf"\b(?:{_SAME})", said):
        before = [n for a, _, n in named if a < piece.at and n not in piece.args["models"]][-1:]
        return replace(piece, args={**piece.args, "models": [*before, *piece.args["models"]]})
    if piece.name == "explain_model" and not piece.args.keys() & {"model", "rank"}:
        inside = list(dict.fromkeys(n for a, _, n in named if piece.at <= a < end))
        return replace(piece, args={"model": inside[0], **piece.args}) if len(inside) == 1 else piece
    if piece.name not in _OF_A_MODEL or "rank" in piece.args:
        return _source_again(text, piece, said)
    model = str(piece.args.get("model", "")).lower()
    if model and model not in _VAGUE:
        return _source_again(text, piece, said)
    found = _meant(text, piece.at, end, said, named)
    if found is None:
        return _source_again(text, piece, said)
    return _source_again(text, replace(piece, args={**piece.args, "model": found}), said)


def _meant(text: str, at: int, end: int, said: str, named: list[tuple[int, int, str]]) -> str | None:
    """The model that an act between two places speaks of: named there, just before it, or pointed at."""
    ends = re.search(r"[;.!?\n](?=\s|$)", text[at:end])
    end = at + ends.start() if ends else end
    inside = [n for a, _, n in named if at <= a < end]
    if inside:
        return inside[0]
    before = [n for a, _, n in named if a < at]
    if re.search(r"\bthe former\b", said):
        return before[0] if before else None
    stop = max((m.end() for m in re.finditer(r"[;.!?\n](?=\s)", text[:at])), default=-1)
    close = [n for a, _, n in named if stop < a < at]
    if close:
        return close[-1]
    if before and _POINTING.search(said):
        return before[-1]
    return named[0][2] if len({n for *_, n in named}) == 1 else None


def _source_again(text: str, piece: Piece, said: str) -> Piece:
    """A check of "it" that follows a file is a check of that file."""
    points = {"check_drift": _IN_IT_OR_FILE, "watch": _THAT_FILE, "score_data": _THAT_FILE}.get(piece.name)
    again = "source" not in piece.args and points is not None and points.search(said)
    files = [m.group() for m in _FILE.finditer(text[: piece.at])][-1:] if again else []
    return replace(piece, args={**piece.args, "source": files[0]}) if files else piece
