"""What a message is like: the nearest known sentences, for what no exact rule knows. Unsure means a question."""

import re
from dataclasses import dataclass

from assistant.cards import Command, Question
from assistant.understanding.asking import options_for
from assistant.understanding.clauses import sentences
from assistant.understanding.commands import MEANINGS
from assistant.understanding.context import Context, Understanding
from assistant.understanding.encoder import Encoder
from assistant.understanding.grammar import Args, Clause, Found, Meaning
from assistant.understanding.reading import folded, tagged

SURE = 0.60
"""Cosine of the nearest known sentence from which its command is taken, where no other command comes close."""
MARGIN = 0.05
"""How much nearer than any other command's it must be."""
UNRELATED = 0.30
"""Below this nothing known is like the message at all."""
_FACTS = ("set_goal", "set_budget", "set_validation", "constrain", "set_error_costs")
_PART = r".+"
_DECIDING = frozenset({"approve", "decline", "promote", "roll_back", "reset_profile"})
"""Never done for likeness alone: asked back instead."""


@dataclass(frozen=True)
class Likely:
    """A command and how near the nearest of its sentences is, cosine in [-1, 1]."""

    meaning: Meaning
    score: float


def ranked(text: str, context: Context, encoder: Encoder) -> list[Likely]:
    """All commands that make sense now, the likeliest first."""
    known = [(m, e) for m in MEANINGS for e in m.examples]
    vectors = encoder.encode_known([e for _, e in known])
    scores = vectors @ encoder.encode([text[:500]])[0]
    best: dict[str, Likely] = {}
    for (meaning, _), score in zip(known, scores, strict=True):
        if meaning.when(context) and (meaning.name not in best or score > best[meaning.name].score):
            best[meaning.name] = Likely(meaning, float(score))
    return sorted(best.values(), key=lambda one: -one.score)


def likely(text: str, context: Context, encoder: Encoder) -> Understanding | None:
    """The likeliest command where one stands out, else a question with the two likeliest.

    None where the message has no words.
    """
    if not re.search(r"\w", text):
        return None
    first, second, *_ = ranked(text, context, encoder)
    if first.score < UNRELATED and len(text.split()) > 2:
        return Understanding(commands=(Command(name="out_of_scope"),), confidence=1 - max(first.score, 0), source="similar")
    args = _args(first.meaning, text, context)
    sure = first.score >= SURE and first.score - second.score >= MARGIN and first.meaning.name not in _DECIDING
    if sure and args is not None:
        return Understanding(
            commands=(Command(name=first.meaning.name, args=args),), confidence=min(1.0, first.score), source="similar"
        )
    names = [one.meaning.name for one in (first, second)]
    return Understanding(
        question=Question(
            text="I am not sure what you mean. Which of these comes closest?", options=options_for(names), slot="reading"
        ),
        confidence=max(0.0, min(1.0, first.score)),
        alternatives=tuple((Command(name=n),) for n in names),
        source="similar",
    )


def _args(meaning: Meaning, text: str, context: Context) -> Args | None:
    """The slots that the message fills; None where the command means nothing without any."""
    words, tagger = tagged(text, context)
    clause = Clause(tuple(w for s in sentences(words, text) for w in s), text)
    if meaning.name in _FACTS:
        return folded([clause], context, tagger) or None
    if meaning.fill is None:
        return {} if meaning.name not in ("prefer", "feedback") else None
    match = re.match(_PART, clause.text)
    return meaning.fill(Found(match, clause, context)) if match else {}
