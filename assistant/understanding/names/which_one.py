"""Which one "the other one" or "the good model" is: who points at one of several and does not tell which is asked.

What such a message would do is known, and to what is not; to stop, run or promote all or the best would be a guess.
"""

import re
from collections.abc import Sequence

from assistant.cards import Command, Option, Question
from assistant.understanding.consent.exact import is_halt
from assistant.understanding.context import Context
from assistant.understanding.text.words import fold

_THAT = (
    r"other|good|nice|nicer|right|proper|correct|bad|wrong|weird|odd|strange|slow|slower|fast|faster|quick|heavy|big|"
    r"bigger|small|smaller|cheap|cheaper|expensive|dear|weak|strong|silly|fancy|worse|better|usual|"
    r"slowest|long|longer|longest|heaviest|biggest|largest|worst|weakest|dearest|cheapest|hopeless|greedy|greediest"
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
_RUNNING = ("stop", "pause", "resume")
"""Acts on what runs."""
_HALTS = {
    "stop": r"stop|kill|abort|terminate|cancel|halt|end|quit|axe|break off|shut down",
    "pause": r"pause|suspend|hold|freeze",
}
_ONE_THAT_RUNS = re.compile(
    r"(?:(?:please|pls|ok|okay|no|then|now|and|so|just|wait|can you|could you|would you)[\s,]+)*"
    rf"(?P<act>{'|'.join(_HALTS.values())})(?: (?:running|with))? "
    rf"(?:(?:that|this|the) (?:{_THAT})(?: running)?(?: (?:one|run|model|variant)s?)?|(?:that|this) one"
    r"|(?:whatever|whichever|what|(?:the |that |those )?(?:ones?|runs?|models?|variants?))(?: (?:one|run|ones|runs))?"
    r" (?:that |which )?(?!(?:is|are) (?:still |now )*(?:running|going|on|under way|left|in progress|there)\b)"
    r"(?:takes?|is|are|hogs?|eats?|uses?|needs?|costs?|looks?|seems?|runs?|blocks?)\b[^\d.;!?]{1,40}?)"
    r"(?:[\s,]+(?:please|pls|now|then|first|at once|immediately))*\s*[.!]*"
)
"""One of several runs, told by how it is and not which it is."""
_OF_MODELS = frozenset({"promote", "roll_back", "retrain", "check_drift", "score_data"})
_TELL = frozenset(
    {"rank", "ranks", "exclude_ranks", "model", "families", "column", "columns", "run", "key", "wish", "n"}
)
"""Args that tell which one."""


def one_that_runs(text: str) -> str:
    """What is asked to be done to a run that is only described: "stop", "pause" or "" for nothing of the kind.

    Args:
        text: the message.
    """
    said = _ONE_THAT_RUNS.fullmatch(fold(text).strip())
    return next((act for act, verbs in _HALTS.items() if said and re.fullmatch(verbs, said["act"])), "")


def which_to_stop(text: str, context: Context) -> Question | None:
    """What to ask after a "stop" that may be said of either runs or a plan, or of one run without saying which."""
    act = one_that_runs(text) if context.running else ""
    if act:
        return _which_run(act)
    if not (context.running and context.proposal and is_halt(text)):
        return None
    return Question(
        text="Runs are going on and a plan waits for your decision. Which shall I stop?",
        slot="stop",
        options=(
            Option(label="Stop the runs", says="stop the runs"),
            Option(label="Drop the plan", says="drop the plan"),
        ),
    )


def _which_run(act: str) -> Question:
    """Asks which of the runs under way is meant."""
    return Question(
        text=f"Which one shall I {act}? Say its number, such as “{act} 2”.",
        slot="stop",
        options=(
            Option(label=f"{act.capitalize()} all", says=f"{act} all runs"),
            Option(label="See how far they are", says="how is it going?"),
        ),
    )


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
    if command.name in _RUNNING:
        return _which_run(act) if context.running else None
    if command.name == "set_validation":
        return Question(
            text="Which column do you mean? Say its name.", slot="column", options=_named(act, context.columns)
        )
    if command.name in _OF_MODELS and context.models:
        return Question(text="Which model do you mean?", slot="model", options=_named(act, context.models))
    listed = command.name in ("propose_runs", "explain_recommendation")
    count = context.recommendations if listed else context.results
    places = [str(n) for n in range(1, min(count or context.recommendations or context.results, 4) + 1)]
    ask = f"Which one do you mean? Say its number, such as “{act} 2”."
    return Question(text=ask, slot="reading", options=_named(act, places))


def _named(act: str, names: Sequence[str]) -> tuple[Option, ...]:
    return tuple(Option(label=n, says=f"{act} {n}") for n in names[:4])
