"""What belongs to a plan though it is said beside it: "the first two, 15 minutes", "find the best with 8 runs"."""

# ruff: noqa: E501 - a pattern broken over lines is harder to read than a long one

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.understanding.context import Context
from assistant.understanding.merging import Piece

_SEARCHED = re.compile(
    r"\b(?:search|find|look|hunt|seek)(?:ing)?(?: (?:out|for|me|us|again))* (?:the |an? )?(?:very )?"
    r"(?:best|better|good|strongest|most accurate)\b(?! of (?:the|these|those|them)\b)",
    re.IGNORECASE,
)
_A_PLACE = re.compile(
    r"\b(?:first|number|no\.?|nr\.?|rank) ?(?:one|1)\b|\b(?:the )?(?:first|1st)\b|#1\b", re.IGNORECASE
)


def planned(text: str, pieces: Sequence[Piece], context: Context) -> list[Piece]:
    """The pieces with limits that are said with a plan in it, and no place in a plan to search for the best.

    Args:
        text: the message.
        pieces: what was read.
        context: the moment; while runs go on, limits are theirs.
    """
    plans = [p for p in pieces if p.name in ("propose_runs", "edit_proposal")]
    if len(plans) != 1 or context.running:
        return list(pieces)
    plan, out = plans[0], []
    extra: dict[str, object] = {}
    if "seconds" in plan.args and (each := _OF_EACH.search(text)):  # "fit trees and knn, at most 10 minutes a run"
        limit = Piece(each.start(), "constrain", {"max_run_s": plan.args["seconds"]})
        kept = replace(plan, args={k: v for k, v in plan.args.items() if k != "seconds"})
        pieces, plan = [*(kept if p is plan else p for p in pieces), limit], kept
    for piece in pieces:
        limits = {k: v for k, v in piece.args.items() if k in ("seconds", "runs")}
        if piece.name == "set_budget" and limits == piece.args and not _comes_before(text, piece, plan):
            extra |= {k: v for k, v in limits.items() if k not in plan.args}
        else:
            out.append(piece)
    args = {k: v for k, v in plan.args.items() if k != "ranks" or not _searches(text, plan)}
    return [replace(p, args={**args, **extra}) if p is plan else p for p in out]


def _comes_before(text: str, limit: Piece, plan: Piece) -> bool:
    """Whether a limit is one of all that is done: called a budget, or told before what is to be run "then"."""
    apart = limit.at < plan.at and _THEN.search(text, max(limit.at, 0), plan.at)
    return bool(apart or _OF_A_BUDGET.search(text))


_THEN = re.compile(r"[,;.]\s*(?:and )?then\b", re.IGNORECASE)
_OF_EACH = re.compile(
    r"\b(?:\d+(?:[.,]\d+)?|an?|one|two|three|five|ten|half an|twenty|thirty) ?(?:s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?)(?: (?:max|at most|tops|maximum))? ?"
    r"(?:(?:an?|per|each|every|for each|for every|/) ?(?:single )?(?:runs?|fits?|models?|tr(?:y|ies)|trials?|variants?|candidates?)\b|apiece\b|each\b)",
    re.IGNORECASE,
)
"""How long a single run may take, beside a plan."""
_OF_A_BUDGET = re.compile(r"\b(?:budget|in total for)\b", re.IGNORECASE)


def of_search(text: str) -> bool:
    """Whether words begin with a request to find the best: no look back, whatever they say of runs."""
    return bool(_SEARCHED.match(text.strip()))


def _searches(text: str, plan: Piece) -> bool:
    """Whether the best is what a plan is to find: it is not the first of the list that is run."""
    ranked = plan.name == "propose_runs" and plan.args.get("ranks") == [1]
    return ranked and bool(_SEARCHED.search(text)) and not _A_PLACE.search(text)
