"""The closed set of commands as people ask for them: each with its rules and examples, in one explicit tuple."""

from dataclasses import replace

from assistant.understanding.commands import (
    ahead,
    asked,
    beginnings,
    briefly,
    costs,
    data,
    figures,
    followups,
    gaps,
    goal,
    in_use,
    kept,
    leaks,
    limits,
    memory,
    models,
    of_work,
    outcomes,
    plan,
    steering,
    talk,
    turns,
    validation,
    whats_there,
    wishes,
)
from assistant.understanding.text.grammar import Fill, Meaning

_FILLS: dict[str, Fill] = {**data.FILLS, **wishes.FILLS, **outcomes.FILLS, **models.FILLS, **memory.FILLS}
_ALL: tuple[Meaning, ...] = (
    *briefly.MEANINGS,
    *turns.MEANINGS,
    *data.MEANINGS,
    *ahead.MEANINGS,
    *gaps.MEANINGS,
    *goal.MEANINGS,
    *validation.MEANINGS,
    *costs.MEANINGS,
    *limits.MEANINGS,
    *wishes.MEANINGS,
    *plan.MEANINGS,
    *steering.MEANINGS,
    *outcomes.MEANINGS,
    *models.MEANINGS,
    *memory.MEANINGS,
    *talk.MEANINGS,
)
MEANINGS: tuple[Meaning, ...] = tuple(
    replace(
        m,
        fill=m.fill or _FILLS.get(m.name),
        rules=(
            *beginnings.RULES.get(m.name, ()),
            *whats_there.RULES.get(m.name, ()),
            *followups.RULES.get(m.name, ()),
            *leaks.RULES.get(m.name, ()),
            *figures.RULES.get(m.name, ()),
            *asked.RULES.get(m.name, ()),
            *in_use.RULES.get(m.name, ()),
            *kept.RULES.get(m.name, ()),
            *of_work.RULES.get(m.name, ()),
            *m.rules,
        ),
        words=m.words | in_use.WORDS.get(m.name, frozenset()),
    )
    for m in _ALL
)
"""Every command, in no particular order: rules carry their own."""
