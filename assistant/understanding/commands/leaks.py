"""Whether a column gives the answer away, asked and not stated: "could exit_call be cheating?", "is that a leak?"."""
# ruff: noqa: E501 - a pattern broken over lines is harder to read than a long one

import re

from assistant.understanding.context import Context
from assistant.understanding.text.grammar import Args, Found, Rule, rules

_LEAK = re.compile(
    r"\b(?:leak(?:s|ing|age|y)?|cheat(?:s|ing)?|(?:giv|betray|reveal|spoil|tell)(?:e|es|s|ing)? (?:it |the (?:answer|target|result|outcome|game|label|solution)s? |us |too much |everything )*(?:away|too much|everything|in advance)|(?:giv|betray|reveal)(?:e|es|s|ing)? (?:the |too )(?:answer|target|outcome|much)|(?:comes?|came|known|filled in|recorded|written|measured|entered|decided|happens?|settled) (?:only |just )?(?:after(?:wards)?|later|too late)|too good to be true|suspiciously good|from the future|target leakage|known (?:only )?(?:afterwards?|too late|after the fact)|spoilers?|unfair advantage)\b",
    re.IGNORECASE,
)
_ASKED = re.compile(
    r"^\W*(?:(?:and|so|but|ok|okay|now|well|hm+|wait|please|sorry|also|then|one question|tell me|say),? )*(?:anything|something|nothing|is|are|was|were|could|can|might|may|would|does|do|did|will|should|isn't|aren't|couldn't|doesn't|don't|which|what|any|whether|how)\b.*\?\s*$"
    r"|^\W*(?:(?:and|so|but|well|hm+),? )*(?:could|may|might|can) (?:it|this|that) be\b|\bis it possible\b"
    r"|^(?=.*\?\s*$).*\b(?:is|are|could|might|may|does|do|would)(?:n't| not)? (?:it|that|this|they|these|those|there)\b"
    r"|\b(?:i|we)(?:['’](?:m|re))? (?:wonder|(?:am |are )?not sure|would like to know|want to know|have to know|do not know|don't know|ask myself|ask ourselves|fear|am afraid|am worried|worry|suspect)(?: (?:if|whether|that))?\b"
    r"|\b(?:check|see|find out|tell me|look|test|examine|verify)(?: (?:it|for me|again))? (?:if|whether)\b",
    re.IGNORECASE,
)
_ORDER = re.compile(
    r"\b(?:drop|remove|exclude|ignore|leave (?:it|them|that|this|\w+) out|take (?:it|them|that|this|\w+) out|get rid|throw|must not|not be used|do not use|don't use|never use|forbid|ban|without)\b",
    re.IGNORECASE,
)
"""Words with which a column is to go at once."""
_IS_IT = re.compile(r",? (?:(?:is|does|do|are|would|was|has)(?:n['’]t| not)? (?:it|they|that|this)|right|no|or|or not|correct)\s*\?\s*$", re.IGNORECASE)  # fmt: skip
"""What turns a statement before it into a question."""
_WHAT_IS = re.compile(r"^\W*(?:what|wht) (?:is|are|does|do)(?: you mean by)?(?: an?| the)?(?: data| target| feature)? ?(?:leak(?:s|age)?|cheating)(?: columns?)?(?: mean)?\W*$", re.IGNORECASE)  # fmt: skip


def of_leak(text: str) -> bool:
    """Whether a message asks if columns give away what is to be predicted, and orders nothing."""
    asked = _ASKED.search(text) or _IS_IT.search(text)
    return bool(_LEAK.search(text) and asked) and not (_ORDER.search(text) or _WHAT_IS.match(text))


def _suspected(found: Found) -> Args | None:
    context, said = found.context, found.clause.whole
    tag = _IS_IT.search(found.clause.message)
    said += tag.group() if tag else ""
    if not of_leak(said) or any(found.all(kind) for kind in ("RANK", "FAM", "SRC")):
        return None
    columns = [c for c in found.all("COL") or _named(found) if c != context.target]
    whole = re.search(
        r"\b(?:it|that|this|any(?:thing)?|which|what|there|some|one of|columns?|data|table|leakage)\b",
        found.clause.text,
    )
    return {"columns": columns} if columns else {} if whole else None


def _named(found: Found) -> list[str]:
    """The columns named in other words' guise ("is day a leak?"), or that "that" stands for: "the fee, isn't that one?"."""
    if re.search(r"(?<!\S)(?:any(?:thing)?|something|nothing|which|other|others|else)(?!\S)", found.clause.text):
        return []
    pointed = re.search(r"(?<!\S)(?:it|that|this|they|those|these)(?!\S)", found.clause.text)
    message = found.clause.message if pointed else found.clause.whole
    return [c for c in found.context.columns if re.search(rf"(?<!\w){re.escape(c)}(?!\w)", message, re.IGNORECASE)]


def _with_target(context: Context) -> bool:
    return bool(context.target)


RULES: dict[str, tuple[Rule, ...]] = {
    "look_at_data": rules("closed", _suspected, r".+", order=1, when=_with_target, firm=True),
    "constrain": rules(
        "closed",
        lambda f: (
            {"columns_forbidden": list(f.all("COL"))} if f.all("COL") and f.context.target not in f.all("COL") else None
        ),
        r"(?:(?:but|and|so|also|of course|obviously|i think|imo) )*(?:the )?COL (?:column )?(?:clearly |obviously |definitely |certainly |just |also )*(?:leaks?|gives away|leaking)(?: (?:the|our|my|its))?(?: (?:target|outcome|label|answer|class|result|truth|future|COL))?(?: (?:imo|in my (?:opinion|view)|i think|imho|obviously|clearly|here|too|as well|,|anyway|if you ask me))*$",
        order=1,
        when=_with_target,
        firm=True,
    ),
    "help": rules("closed", lambda f: {"topic": "leak"} if _WHAT_IS.match(f.clause.whole) else None, r".+", order=1),
}
"""Rules of commands that are found elsewhere, tried before those."""
