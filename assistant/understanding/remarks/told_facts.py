"""What somebody tells of their field and asks nothing by: "for your information: on paydays people draw more cash".

Words that only tell ("you should know", "just so you know") mark it as such; it is kept as a note of the column it is
about, and changes no rule. What asks for something besides is read as that.
"""
# ruff: noqa: E501 - a pattern broken over lines is harder to read than a long one

import re

from assistant.cards import Command
from assistant.understanding.context import Context
from assistant.understanding.facts import tagged

_MARK = (
    r"(?:you (?:should|must|ought to|need to|may want to|might want to) know|just so (?:that )?you(?:['’]re| are)? (?:know|aware)"
    r"|so (?:that )?you know|for your (?:information|background)|fyi|for the record|for what it['’]s worth|(?:please )?(?:keep|bear) (?:that |this |it )?in mind|(?:know|remember|note) (?:this|that)\b|take note"
    r"|mind you|be aware|(?:please )?note|by the way|btw|it['’]?(?: is|s) (?:well[ -])?known|what you (?:should|need to) know(?: is)?"
    r"|(?:as )?(?:every(?:body|one)(?: [a-z]+){0,4}|(?:every|any|each) [a-z]+(?: [a-z]+)?) (?:knows?|(?:will|can|could) tell you)"
    r"|one thing (?:you should|to) know|worth knowing|(?:let me|i can) tell you|(?:from|in) (?:my|our) (?:own )?experience|from experience)"
)
_OPENS = re.compile(
    rf"\W*(?:(?:and|also|oh|ah|hey|well|ok|but),? )*{_MARK}(?: that\b|[ ]?[,:–—-])?(?: is that\b)?\s*", re.IGNORECASE
)
_CLOSES = re.compile(
    rf"\s*[,;–—-]+ ?(?:{_MARK}|(?:and )?(?:that|this)(?:['’]s| is) (?:well[ -]|common(?:ly)? )?(?:known|knowledge)\b[^.;!?]{{0,40}})\W*$",
    re.IGNORECASE,
)
_LONGEST, _FEWEST = 400, 4
"""Characters of a message, words of a fact."""


def fact_told(text: str, context: Context) -> Command | None:
    """A judgement that keeps what a message tells of the field; None where no words mark it as told.

    Args:
        text: a message that nothing else was read of.
        context: the moment.
    """
    if len(text) > _LONGEST or "?" in text:
        return None
    opens = _OPENS.match(text)
    told = _CLOSES.sub("", text[opens.end() :] if opens else text).strip(" .!")
    if told == text.strip(" .!") or len(told.split()) < _FEWEST:
        return None
    named = {str(v) for w in tagged(told, context)[0] if w.entity and w.entity.kind == "COL" for v in w.entity.values}
    return Command(name="feedback", args={**({"about": named.pop()} if len(named) == 1 else {}), "reason": told})
