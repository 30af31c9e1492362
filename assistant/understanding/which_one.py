"""Which one "the other one" or "the good model" is: who points at one of several and does not tell which is asked.

What such a message would do is known, and to what is not; to stop, run or promote all or the best would be a guess.
"""

import re
from collections.abc import Sequence

from assistant.cards import Command, Option, Question
from assistant.understanding.context import Context
from assistant.understanding.words import fold

_THAT = (
    r"other|good|nice|nicer|right|proper|correct|bad|wrong|weird|odd|strange|slow|slower|fast|faster|quick|heavy|big|"
    r"bigger|small|smaller|cheap|cheaper|expensive|dear|weak|strong|silly|fancy|worse|better|usual"
)
_ONE = re.compile(
    rf"\b(?:the|that|this) (?P<that>{_THAT}) (?P<noun>one|model|run|variant|column|field)\b"
    r"(?! (?:of|in|with|that|which|called|from)\b)"
)
_ACTS = {
    "propose_runs": "run", "stop": "stop", "pause": "pause", "resume": "resume", "explain_recommendation": "explain",
    "explain_model": "explain", "promote": "promote", "roll_back": "roll back", "retrain": "retrain",
    "check_drift": "check", "score_data": "score with", "set_validation": "split by",
}  # fmt: skip
"""What is done to one of several, and how one says so."""
_OF_MODELS = frozenset({"promote", "roll_back", "retrain", "check_drift", "score_data"})
_TELL = frozenset(
    {"rank", "ranks", "exclude_ranks", "model", "families", "column", "columns", "run", "key", "wish", "n"}
)
"""Args that tell which one."""


def which_one(text: str, commands: Sequence[Command], context: Context) -> Question | None:
    """Which of several is meant, where the one command of a message only points at it; None where it is told.

    Args:
        text: the message.
        commands: what was understood.
        context: the moment; a single kept model needs no name.
    """
    said = _ONE.search(fold(text)) if len(commands) == 1 else None
    command = commands[0] if said else None
    if said is None or command is None or command.name not in _ACTS:
        return None
    told = {k for k in _TELL & command.args.keys() if command.args[k] != said["that"]}
    if told or (command.name == "set_validation") != (said["noun"] in ("column", "field")):
        return None
    if command.name in _OF_MODELS and len(context.models) == 1 and "model" not in command.args:
        return None
    act = _ACTS[command.name]
    if command.name == "set_validation":
        return Question(
            text="Which column do you mean? Say its name.", slot="column", options=_named(act, context.columns)
        )
    if command.name in _OF_MODELS and context.models:
        return Question(text="Which model do you mean?", slot="model", options=_named(act, context.models))
    count = max(context.recommendations, context.results)
    places = [str(n) for n in range(1, min(count, 4) + 1)]
    ask = f"Which one do you mean? Say its number, such as “{act} 2”."
    return Question(text=ask, slot="reading", options=_named(act, places))


def _named(act: str, names: Sequence[str]) -> tuple[Option, ...]:
    return tuple(Option(label=n, says=f"{act} {n}") for n in names[:4])
