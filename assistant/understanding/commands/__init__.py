"""The closed set of commands as people ask for them: each with its rules and examples, in one explicit tuple."""

from assistant.understanding.commands import costs, data, goal, limits, memory, models, outcomes, plan, talk, wishes
from assistant.understanding.grammar import Meaning

MEANINGS: tuple[Meaning, ...] = (
    *data.MEANINGS,
    *goal.MEANINGS,
    *costs.MEANINGS,
    *limits.MEANINGS,
    *wishes.MEANINGS,
    *plan.MEANINGS,
    *outcomes.MEANINGS,
    *models.MEANINGS,
    *memory.MEANINGS,
    *talk.MEANINGS,
)
"""Every command, in no particular order: rules carry their own."""
