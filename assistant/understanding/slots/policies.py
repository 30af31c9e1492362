"""Sentences that are a standing policy from end to end: "retrain churn weekly, at most 5 minutes, promote never".

What it may take and what it may never do belong to the policy: they are no budget of the goal and no promotion.
"""
# ruff: noqa: E501 - a pattern broken over lines is harder to read than a long one

import re
from collections.abc import Sequence

from assistant.understanding.text.grammar import Args, pruned

_POLITE = r"(?:(?:please|ok|okay|and|but|so|then|also|just|now|from now on|i want you to|i would like you to|i'd like you to|we want you to|you may|you can|you should|can you|could you|let us|let's) )*"
_SPAN = r"(?:minute|hour|day|week|fortnight|month|night|evening|morning|(?:mon|tues|wednes|thurs|fri|satur|sun)day)"
_EVERY = rf"(?:(?:hourly|daily|nightly|weekly|monthly)|(?:every|each|once an?|once every|once per|once each) (?:\w+ )?{_SPAN}s?(?: (?:night|morning|evening))?)"
_FIT = r"(?:re-?train|re-?fit|re-?fresh|renew|train|fit)"
_FITTING = r"(?:re-?train(?:ing|ed)?|re-?fit(?:ting|ted)?|re-?fresh(?:ing|ed)?)"
_WHICH = r"(?:the |our |my |this |that )?(?P<name>(?!(?:it|them|weekly|daily|hourly|monthly|nightly|every|each|once|again|anew|model|by|automatically|on|with)\b)[\w\-.]+)(?: model| classifier| forecast)?|it|them|(?:the|our|my|this|that) (?:model|one|classifier)"
_ADVERB = r"(?: (?:again|anew|afresh|automatically|by itself|by yourself|on your own|for me|for us|please))*"
_RETRAIN = re.compile(rf"{_POLITE}{_FIT}(?: (?:{_WHICH}))?{_ADVERB}(?: (?P<every>{_EVERY}))?{_ADVERB}")
_AMOUNT = r"(?:\d+(?:[.,]\d+)?|an?|one|two|three|four|five|six|eight|ten|twelve|fifteen|twenty|thirty|forty|sixty|half an) ?(?:s|secs?|seconds?|m|mins?|minutes?|h|hours?)"
_BOUND = re.compile(
    rf"{_POLITE}(?:it (?:may|can|must|should) )?(?:(?:for|take|taking|takes|use|using|spend|spending|with|in) )?(?:at most|no more than|not more than|no longer than|never (?:more|longer) than|max(?:imum)?|maximally|up to|within|under|less than) {_AMOUNT}(?: (?:each|every) time| each| a time| per run| of time)?|{_POLITE}{_AMOUNT} (?:at most|max(?:imum)?|tops|at the most)(?: (?:each|every) time| each)?"
)
_NEVER = re.compile(
    rf"{_POLITE}(?:(?:you )?(?:never|do not(?: ever)?|don't(?: ever)?|must not|may not|must never|may never|without) (?:ever )?(?:promot\w+|deploy\w*|releas\w+|put\w* (?:it|them|anything) (?:live|in(?:to)? production))(?! (?:if|when|unless|what|anything (?:that|which)|one that))(?: [\w']+){{0,6}}|(?:promot\w+|deploy\w*|releas\w+) (?:it |them |anything )?never|promote nothing|no (?:automatic )?(?:promotions?|promoting|deployments?)|(?:promot\w+|that) (?:is|stays|remains) (?:up to me|mine|my (?:call|decision|job)|with me))(?: (?:by yourself|on your own|without (?:me|asking|my word)))?"
)
_UNTIL = re.compile(
    rf"{_POLITE}(?:for|over|during) (?:the next )?\w+ (?:day|week|month)s?|{_POLITE}until [\w .\-]{{3,30}}"
)
_ONLY_EVERY = re.compile(rf"{_POLITE}(?:and )?{_EVERY}")
_CUT = re.compile(
    rf"\s*(?:[,;:(]|\s[-\u2013\u2014]+\s|\)|\.\s|\b(?:and|but)\b(?=\s)|(?<!\bfor)(?<!\btaking)(?<!\busing)\s(?=until |(?:for|over) (?:the next )?\w+ (?:day|week|month)s?\b|(?:(?:for|taking|using) )?(?:at most|no more than|not more than|no longer than|max(?:imum)?|up to) {_AMOUNT}))\s*"
)
_ENDS = re.compile(
    rf"{_POLITE}(?:(?:stop|end|quit|cancel|revoke|drop|withdraw|lift|delete|remove|suspend|call off|switch off|turn off|take back|no more|no longer|never(?: again)?|do not|don't) )(?:to |do |doing |the |our |my |that |this |any |all |further |standing |automatic |regular |scheduled |{_EVERY} )*(?:{_FITTING}|(?P<rule>(?:(?:retraining|refitting|standing|retrain) )?(?:policy|policies|schedule)))\b(?P<rest>.*)"
)
_BY_ITSELF = re.compile(
    rf"\b(?:{_EVERY}|any ?more|any longer|automatically|automatic|by itself|by yourself|on (?:a )?schedule|schedule[ds]?|standing|regular(?:ly)?|policy)\b"
)
_FOR = re.compile(r"\b(?:of|for) (?:the |our |my )?(?P<name>[\w\-.]+)")


def standing_slots(text: str, models: Sequence[str], running: bool = False) -> Args | None:
    """What a sentence says of a standing policy to fit a model anew, or of its end; None where it is none.

    Args:
        text: one sentence; the policy itself is read from its words by whoever carries it out.
        models: known ones.
        running: whether runs go on, which a plain "stop training" is then said of.
    """
    plain = re.sub(r"[’`]", "'", text).casefold().strip(" .!")
    if plain.endswith("?") or len(plain) > 300:
        return None
    ended = _ENDS.fullmatch(plain)
    if ended is not None and models and (_BY_ITSELF.search(plain) or not (running or _is_denied(plain))):
        return _of(_named(plain, models, _FOR.search(ended["rest"])), models)
    parts = [p for p in _CUT.split(plain) if p]
    fits = [m for p in parts if (m := _RETRAIN.fullmatch(p)) is not None]
    often = [p for p in parts if _ONLY_EVERY.fullmatch(p)]
    if len(fits) != 1 or not (fits[0]["every"] or often):
        return None
    if not all(any(kind.fullmatch(p) for kind in (_RETRAIN, _BOUND, _NEVER, _UNTIL, _ONLY_EVERY)) for p in parts):
        return None
    return _of(fits[0]["name"], models)


def _is_denied(plain: str) -> bool:
    """Whether a sentence only asks not to do it now: "don't retrain it"."""
    return bool(re.search(r"\b(?:do not|don't|never)\b(?! again)", plain))


def _named(plain: str, models: Sequence[str], said: re.Match[str] | None) -> str | None:
    known = [m for m in models if re.search(rf"(?<![\w.]){re.escape(m.casefold())}(?![\w.])", plain)]
    return known[0] if len(known) == 1 else said["name"] if said is not None else None


def _of(name: str | None, models: Sequence[str]) -> Args:
    """The model as it is written in the registry."""
    return pruned({"model": next((m for m in models if name and m.casefold() == name), name)})
