"""The words that belong to the field and to the commands: what a slip of the finger is measured against."""
# ruff: noqa: E501 - a pattern or a list of words broken over lines is harder to read than a long one

import re
from collections.abc import Iterable
from functools import lru_cache

from assistant.understanding.commands import MEANINGS
from assistant.understanding.text.lexicon import (
    FAMILIES,
    FORMATS,
    KINDS,
    METRICS,
    NUMBER_WORDS,
    ORDINALS,
    STRATEGIES,
    WISHES,
)
from assistant.understanding.text.spelling import Speller
from assistant.understanding.text.words import bag

_MORE = bag(
    """about actually again against allow allowed already always another anything because before best better between boss both
    budget cannot cheaper classes column columns compare conversation cost costs could customer data dataset decision decline different each
    every everything except exclude experiment experiments explain explainable export fair fairer fairest false faster features feedback first forbid forbidden found good
    history hour hours important improve instead interpretable interested kind last least leaderboard less look maximum mean meant memory minimum minutes
    missing model models more most must need negative never next nothing number only option options other please positive predict prediction
    predictions prefer previous probability production profile progress proposal quick quicker rather really recommend recommendation
    recommendations remember remove repeat replay results retrain right roughly running second seconds should show similar simple simpler simplest
    something split start status stop strategy suggest suggestion table target than thanks their there these third those three through times together
    tomorrow tree trees tried understand undo using validate validation variants version want what when where which while without would wrong year
    yesterday your require required requires weight height length width temperature pressure humidity distance income gender salary optimise optimize optimised optimized maximise maximize minimise minimize protected discriminate approve approved overfitting lgtm wip fyi nack ack eta diff config configs recs covariate rerank shortlist foresee"""
)


@lru_cache(maxsize=1)
def speller() -> Speller:
    """The speller that knows the whole domain; made once."""
    known = set(_MORE)
    for names in (FAMILIES, KINDS, METRICS, STRATEGIES, WISHES):
        known.update(word for many in names.values() for name in many for word in name.split())
    known.update(NUMBER_WORDS, ORDINALS, FORMATS)
    for meaning in MEANINGS:
        known |= meaning.words
        known.update(w.strip("?,.'").lower() for e in meaning.examples for w in e.split())
    return Speller(known)


_ACTS = bag(
    "export download compare explain promote retrain recommend suggest predict forecast validate exclude resume replay pause"
    " results conversation experiment knowledge ideas suggestions recommendations"
)
"""What is asked for, and of what, where a slip hides the whole request from the trained reader."""
_PLAIN_WORD = re.compile(r"(?<![\w./\"'“-])[A-Za-z]{5,}(?![\w/\"'”]|[.-]\w)")


def with_acts_spelt(text: str, names: Iterable[str]) -> str:
    """The message with slips in the words that ask for something put right: "exprot the chat".

    Args:
        text: the message.
        names: what columns and models are called; words of theirs stay as they are.
    """
    own = {part.lower() for name in names for part in (name, *re.findall(r"[A-Za-z]+", name))}

    def spelt(match: re.Match[str]) -> str:
        word = match.group()
        right = speller().corrected(word.lower()) if word.lower() not in own else word
        if right not in _ACTS or right == word.lower():
            return word
        return right.capitalize() if word[0].isupper() else right

    return _PLAIN_WORD.sub(spelt, text)
