"""Tells a person what was heard in a message and could not be read, with a way to say it."""

from assistant.visit import Visit

_SAY_IT = {
    "set_error_costs": "You also told me what wrong predictions cost, but I could not read the figures."
    " Say it like “a miss costs 90, a false alarm 6” or “a miss is eight times as bad”.",
    "set_goal.metric": "You also told me what to measure by, but I know no such measure."
    " Say it by its name, such as F1, recall or mean absolute error.",
    "export": "You also asked me for something to take away, but I did not catch what."
    " Say for example “export the results as CSV” or “export what you have learned as JSON”.",
    "constrain.columns_required": "You also told me of a column that must be in, but I could not tell which."
    " Say “keep” and its name.",
    "constrain.protected_columns": "You also told me whom to treat fairly, but I could not tell by which column."
    " Say “protect” and its name.",
    "constrain.columns_forbidden": "You also told me of a column to leave out, but I could not tell which."
    " Say “leave out” and its name.",
    "constrain.families_forbidden": "You also ruled out a kind of model, but I could not tell which."
    " Say for example “no neural networks”.",
}
"""For each sense that is told of: what is missing and how to say it."""


def tell_unheard(visit: Visit) -> None:
    """Adds to the reply of a turn what its message certainly said besides and no command says."""
    for sense in visit.unheard:
        visit.say(_SAY_IT[sense])
