"""A plan told in a row of names and figures: "top 2 only, 15 min", "-2, then 4 as well", "100 => 40", "1 and 2, 3 not".

A small grammar of its own: every word is a place on the list, a figure with what it counts, a word that takes in or
leaves out, or one that says nothing. A word it does not know ends it, so that nothing else is taken for a plan.
"""

import re
from collections.abc import Sequence

from assistant.understanding.acts.jotted_words import (
    BEGINS,
    COUNTS,
    LAID,
    LAYS,
    LEAVES_OUT,
    Jotted,
    kind_at,
    put,
    taken,
    text_at,
)
from assistant.understanding.acts.narrowing import topic_inside
from assistant.understanding.context import Context
from assistant.understanding.text.grammar import Args, Clause, pruned
from assistant.understanding.text.words import Word, bag

_MOST_WORDS = 40
_OF_COUNTS = bag("more different random further in other total")
_TOO_MUCH = re.compile(r"(?:runs? )?(?:is |are )?(?:way |far |much )?(?:too (?:much|many)|a lot|overkill|mad|crazy)\b")
_LIKED = re.compile(
    r"(?:(?:it|that|this|the plan|all) )?(?:is|looks|sounds|seems) (?:good|fine|ok|okay|nice|great|right)(?= (?:,|but))"
)


def jotted(clause: Clause, context: Context) -> tuple[str, Args] | None:
    """A plan, or a change of the plan that waits, in which every word is understood; None where one isn't.

    Args:
        clause: a whole message, or a sentence of it.
        context: the moment; there must be something to plan.
    """
    clause = topic_inside(clause)
    words = [w for w in clause.words if w.text != "_"]
    if not (context.recommendations or context.proposal) or not 0 < len(words) <= _MOST_WORDS or context.question_slot:
        return None
    if _asks(words) and not _LIKED.match(clause.text):
        return None
    words = words[:-1] if _begs(words) else words
    plan = Jotted(context.recommendations, context.proposal)
    liked = _LIKED.match(clause.text) if context.proposal else None
    i = len(liked[0].split()) if liked else 0
    while i < len(words):
        used = _entity(plan, words, i, clause.message) if words[i].entity is not None else taken(plan, words, i)
        if not used:
            return None
        i += used
    args = _told(plan)
    if not args or (not context.proposal and not _laid(words, context)):
        return None
    return ("edit_proposal" if context.proposal else "propose_runs"), args


def _laid(words: Sequence[Word], context: Context) -> bool:
    """Whether a plan is spoken of where other things could be: the runs under way, or those that ended."""
    said = {w.text for w in words if w.entity is None}
    if context.running:
        return bool(said & LAID)
    return not context.results or bool(said & (LAID | LAYS))


def _begs(words: Sequence[Word]) -> bool:
    """Whether a question is only a polite request: "could we do 2 and 3?"."""
    return (
        words[-1].text == "?"
        and words[0].text in ("can", "could", "would", "will")
        and text_at(words, 1) in ("you", "we", "i", "it")
    )


def _asks(words: Sequence[Word]) -> bool:
    return words[0].text in ("is", "are", "was", "has", "does", "did", "what", "which", "why", "how", "when")


def _entity(plan: Jotted, words: Sequence[Word], i: int, message: str) -> int:
    """Takes up a name or a figure; returns how many words that took, 0 where it is nothing of a plan."""
    entity = words[i].entity
    assert entity is not None
    kind, values = entity.kind, list(entity.values)
    refused = ("instead_of", "not", "no")
    article = text_at(words, i - 1) in ("a", "the")
    denied = text_at(words, i - 1 - article) in refused
    if kind in ("DUR", "STRAT"):
        if not denied:
            plan.args["seconds" if kind == "DUR" else "strategy"] = values[0]
        return 1
    if kind == "FAM":
        plan.families += [v for v in values if v not in plan.families]
        return 0 if denied or plan.out or text_at(words, i - 1) in ("less", "fewer", "many", "much") else 1
    if kind not in ("RANK", "NUM"):
        return 0
    said = message[words[i].start : words[i].end]
    if said.lower() == "first" and text_at(words, i + 1) in BEGINS | LEAVES_OUT | {"the"}:
        return 1  # to begin with
    used = _counted(plan, words, i, values, denied) if kind == "NUM" else 0
    return used or _put(plan, words, i, _places(plan, words[i], values, message), said)


def _put(plan: Jotted, words: Sequence[Word], i: int, places: list[int], said: str) -> int:
    """Takes up places on the list; 0 where there are none."""
    plan.named = plan.named or kind_at(words, i) == "RANK" or len(places) > 1
    if places and text_at(words, i - 1) != "instead_of":
        put(plan, places, said)
    return 1 if places else 0


def _counted(plan: Jotted, words: Sequence[Word], i: int, values: list[float], denied: bool) -> int:
    """Takes up a figure that counts runs; 0 where it is one of places."""
    if len(values) > 1 or values[0] != int(values[0]):
        return 0
    j = i + 1
    while text_at(words, j) in _OF_COUNTS or kind_at(words, j) == "STRAT":
        j += 1
    counts = text_at(words, j) in COUNTS and not (text_at(words, j) == "run" and j > i + 1)
    after = " ".join(text_at(words, k) for k in range(i + 1, min(i + 6, len(words))))
    much = _TOO_MUCH.match(after)
    if much:
        plan.figure = True
        return 1 + len(much[0].split())
    if text_at(words, i + 1) in ("=", "GE", "to") and _next_figure(words, i) and (plan.figure or values[0] > plan.top):
        plan.figure = True
        return 2 + (text_at(words, i + 2) == "GE")
    limited = text_at(words, i - 1) in ("LE", "=") or text_at(words, i + 1) == "LE"
    if text_at(words, i - 1) == "the" and text_at(words, i - 2) == "of" and values[0] == plan.top:
        return 1
    if _heads(words, i):
        plan.chosen = []
        return 1
    if (plan.out and not counts) or not (counts or limited or plan.figure or values[0] > max(plan.top, 1)):
        return 0
    if not denied:
        if not (counts or limited or plan.figure or plan.pending):
            return 0
        plan.args["runs"] = int(values[0])
    plan.figure = counts and text_at(words, j + 1) in ("to", "=", "GE")
    return (1 + j - i) if counts else 1


def _heads(words: Sequence[Word], i: int) -> bool:
    """Whether a figure only says how many places follow: "just two of them, 1 and 4", "keep two only: the first …"."""
    j = i + 1
    while text_at(words, j) in ("only", "of", "them", "these", "those"):
        j += 1
    ahead = j + 1 + (text_at(words, j + 1) == "the")
    limits = text_at(words, i - 1) in ("with", "just", "only", "keep") or j > i + 1
    return limits and text_at(words, j) in (":", ",") and kind_at(words, ahead) in ("RANK", "NUM")


def _next_figure(words: Sequence[Word], i: int) -> bool:
    """Whether "100 =>" or "100 to" is followed by the figure that replaces it."""
    return any(kind_at(words, i + k) == "NUM" for k in (2, 3))


def _places(plan: Jotted, word: Word, values: list[float], message: str) -> list[int]:
    """The places of a figure or a list of them; "1,2" is two of them, a negative one counts from the end."""
    said = message[word.start : word.end]
    if len(values) == 1 and values[0] != int(values[0]):
        values = [float(v) for v in said.split(",")] if re.fullmatch(r"\d,\d", said) else []
    elif any(v != int(v) for v in values):
        figures = re.findall(r"\d+", said)
        values = [float(v) for v in figures] if "." not in said else []
    places = [int(v) if v > 0 else plan.top + 1 + int(v) for v in values if v > 0 or plan.top]
    return places if all(1 <= p <= max(plan.top, 12) for p in places) else []


def _told(plan: Jotted) -> Args:
    """The args of all that was said; empty where it isn't plain what is to run."""
    args: Args = {**plan.args, **_chosen(plan)}
    if plan.families:
        args["families"] = plan.families
    places = args.keys() & {"ranks", "all", "exclude_ranks"}
    limits = args.keys() & {"seconds", "runs", "strategy"}
    joins = plan.pending and plan.added  # "knn too"
    vague = (plan.families and not (limits or plan.ofplan or joins)) or (places and not plan.named)
    planned = plan.pending or (plan.named and places) or plan.families
    return pruned(args) if planned and not vague else {}


def _chosen(plan: Jotted) -> Args:
    """Which places run, and which do not."""
    if plan.every and not plan.chosen:
        out: Args = {"exclude_ranks": plan.dropped} if plan.dropped else {}
        return out if plan.dropped and plan.pending else {"all": True, **out}
    if not plan.chosen:
        return {"exclude_ranks": plan.dropped} if plan.dropped else {}
    beside = plan.pending and plan.dropped and plan.added and not plan.only
    return {"ranks": plan.chosen, **({"exclude_ranks": plan.dropped} if beside else {})}
