"""Corrections by contrast: "sorry, the target is csat, not churned" says what was meant and what it was taken for.

Who says that something was taken wrong ("no", "I said", "you misread") and sets what is meant against another thing of
its kind corrects the one; the other is neither ruled out nor anything else to the message.
"""
# ruff: noqa: E501 - a pattern broken over lines is harder to read than a long one

import re
from collections.abc import Sequence

from assistant.understanding.context import Context
from assistant.understanding.facts import loose
from assistant.understanding.merging import Piece
from assistant.understanding.names.tagging import Tagger
from assistant.understanding.slots.corrections import correction_slots
from assistant.understanding.speller_words import speller
from assistant.understanding.text.clauses import sentences
from assistant.understanding.text.grammar import Args, Clause
from assistant.understanding.text.words import Word, fold

_LONGEST = 24
"""Words of a message that does nothing but correct."""
_MOST_SENTENCES = 3
_SELF = r"(?:i|we)(?: (?:actually|really|have|had|only|just|had|clearly)|'ve)*"
_WRONG = re.compile(
    r"^\W*(?:no|nope|nah|wrong|incorrect|sorry|sry|oops|ups|wait|stop|undo)(?: (?:no|wait|again|sorry|no no))*(?= ?[,.!:;-]| not\b| i\b| the target\b| it\b|!)"
    rf"|\b{_SELF} (?:said|meant|ment|asked for|was talking|were talking|wrote|typed|wanted|misspoke|mistyped|misread)\b"
    r"|\byou (?:(?:have|had|'ve) )?(?:mis\w+|(?:got|understood|heard|read|took|take) (?:me |it |that |the )*(?:wrong|false|incorrect)\w*)"
    r"|\bshould(?:'ve| have) been\b|\b(?:sorry|sry|oops)\b|\bwas the one\b"
)
_AGAINST = re.compile(
    r"(?:^|(?<= ))(?:is not|was not|not|instead_of|no longer)(?: (?:the|a|an|my|our|for|to|by|on|as|in|that))* (?P<kind>COL|MET|FAM|NUM|DUR|PCT|MEM|QUOTE)\d+"
    r"| , not (?:the |a |an |my |our )?(?!only|just|yet|any|both|all|in|on|at|by|for|to|if|when)[a-z]+(?: [a-z]+)?$"
)
_TOOK = r"(?:put|puts|took|take|set|made|used|chose|picked|excluded|dropped|removed|kept|forbade|required|protected|left|wrote|write|read|heard|understood|noted|typed|got|have)"
_TAKEN = re.compile(
    rf"\byou (?:(?:have|had|'ve) )?{_TOOK}\b.*\b{_SELF} (?:said|meant|ment|wanted|asked)\b"
    rf"|\b{_SELF} (?:said|meant|ment|wanted|asked|was talking (?:about|of)|spoke of)\b.*\byou (?:(?:have|had|'ve) )?{_TOOK}\b"
    rf"|\b{_SELF} (?:mean|meant|ment)\b.*\b(?:when|where) {_SELF} (?:said|wrote|typed)\b"
)
_NEVER_SAID = re.compile(
    r"\b(?:i|we) (?:never|did not|have not|had not|have never) (?:say|said|mention(?:ed)?|mean|meant|write|wrote|name[d]?|speak|spoke|spoken|talk(?:ed)?|ask(?:ed)?)(?: (?:of|about|for|anything|to|a|the|word|drop|forbid|exclude|that|on))* (?P<kind>COL|MET|FAM)\d+"
    r"|\b(?:i|we) (?:said|mentioned|wrote) nothing (?:of|about|on) (?:the )?(?P<of>COL|MET|FAM)\d+"
)
"""What was taken though it was not said: "I never mentioned fuel"."""
_ASIDE = re.compile(
    r"\b(?:recommend\w*|suggest\w*|propos\w*|start\w*|launch\w*|paus\w*|resum\w*|compar\w*|explain\w*|show\w*|export\w*|promot\w*|retrain\w*|costs?|run \d|model \d|other way round)\b"
)
"""Other requests, which are read by what they ask for."""
_UNDONE = re.compile(r"^\W*(?:undo|i take (?:it|that) back|take (?:it|that) back)\b")
_AIMED = re.compile(r"\b(?:predict|forecast|estimate|classify)\b")
"""Words that state a goal of its own: "predict age instead of fail_30d" corrects nobody."""
_COLUMN_ONLY = re.compile(r"\b(?:group|grouping|time|date|split) column\b")


def contrasted(words: Sequence[Word], text: str, context: Context) -> list[Piece] | None:
    """A message that sets what was meant against what it was taken for, as a correction; None for any other.

    Args:
        words: the message's words, names in place.
        text: the message.
        context: the moment; figures that stand beside a waiting plan are changes of the plan.
    """
    said = fold(text)
    parts = sentences(words, text)
    if (
        len(said.split()) > _LONGEST
        or len(parts) > _MOST_SENTENCES
        or said.rstrip().endswith("?")
        or _ASIDE.search(said)
    ):
        return None
    clause = Clause(tuple(w for p in parts for w in p), text)
    if not clause.words or any(p[0].text in ("and", "also", "then") for p in parts[1:]):
        return None
    seen = loose(clause, Tagger(context, speller()))
    against = _AGAINST.search(seen.text)
    never = _NEVER_SAID.search(seen.text)
    unsaid = never is not None and len(seen.values(never["kind"] or never["of"])) > 1
    if not (_TAKEN.search(said) or unsaid or (against is not None and _marked(said, against, seen, context))):
        return None
    taken = bool(_TAKEN.search(said)) and len(seen.values("RANK")) > 1
    if context.proposal and not taken and not re.search(r"\b(?:COL|MET|FAM)\d", against.group() if against else ""):
        return None
    args = correction_slots(clause, context)
    if not args or not set(args) - {*(() if taken else ("rank", "ranks")), "source", "role"}:
        return None
    undone = [Piece(0, "undo", {})] if _UNDONE.match(said) else []
    return [*undone, Piece(clause.words[-1].start, "correct", _plain(args, said), firm=True)]


def _marked(said: str, against: re.Match[str], clause: Clause, context: Context) -> bool:
    """Whether a message says that something was taken wrong, or denies the very goal that stands."""
    if _WRONG.search(said):
        return True
    denied = clause.values("COL", against.start(), against.end())
    anew = re.match(r"\W*(?:now|next|then|switch|change|from now on|this time)\b", said) or _AIMED.search(said)
    return not anew and bool(context.target) and denied == [context.target] and len(clause.values("COL")) > 1


def _plain(args: Args, said: str) -> Args:
    """The args without the way to test, where only its column, its folds or the share held out are put right."""
    if "folds" in args or "holdout_fraction" in args or _COLUMN_ONLY.search(said):
        return {k: v for k, v in args.items() if k != "method"}
    return args
