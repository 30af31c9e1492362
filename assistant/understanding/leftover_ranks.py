"""What is left of the list once a place of it was judged: "4 is rubbish, run the other four"."""
# ruff: noqa: E501 - a pattern broken over lines is harder to read than a long one

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.understanding.context import Context
from assistant.understanding.lexicon import place_named
from assistant.understanding.merging import Piece, thinned

_OTHERS = re.compile(
    r"\b(?:run|start|try|launch|do|take|execute|go with|prepare|propose)\s+(?:all\s+)?(?:of\s+)?(?:the\s+)?(?:remaining|rest|others?)\b(?:\s+(?P<n>\d{1,2}|two|three|four|five|six|seven|eight|nine)\b)?(?!\s+(?:minutes?|hours?|columns?|table|file|metric|goal|way|half|day)\b)",
    re.IGNORECASE,
)
_EVEN_SO = re.compile(r"\b(?:anyway|any ?how|nevertheless|nonetheless|still|all the same|even so|despite|though)\b", re.IGNORECASE)  # fmt: skip
_PLANNED = {"ranks", "runs", "all"}


def without_blamed(text: str, pieces: Sequence[Piece], context: Context) -> list[Piece]:
    """The pieces with runs of the places that are left where the message blames some of them.

    Args:
        text: the message.
        pieces: what was read.
        context: the moment; it tells how many places there are.
    """
    blamed = {p.args.get("rank") for p in pieces if p.name == "feedback" and p.args.get("sentiment") == "negative"}
    blamed -= {None}
    plans = [p for p in pieces if p.name == "propose_runs"]
    if not blamed or len(plans) != 1 or _EVEN_SO.search(text):
        return list(pieces)
    plan = plans[0]
    left = [r for r in range(1, context.recommendations + 1) if r not in blamed]
    others = _OTHERS.search(text)
    count = place_named(others["n"]) if others and others["n"] else len(left)
    if others and left and count == len(left) and plan.args.keys() <= _PLANNED and not plan.args.get("ranks"):
        kept = replace(plan, args={"ranks": left})
    elif set(plan.args.get("ranks", ())) - blamed:
        kept = thinned(plan, "ranks", blamed)
    else:
        return list(pieces)
    return [kept if p is plan else p for p in pieces]
