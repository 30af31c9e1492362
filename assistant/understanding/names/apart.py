"""What is said of a plan besides what runs: its seed and how many runs go at once.

Both are figures beside other figures ("6 runs, seed 3, 2 in parallel"), so they are read first and set aside: no rule
then takes the seed for a place on the list.
"""
# ruff: noqa: E501 - a pattern broken over lines is harder to read than a long one

import re
from collections.abc import Sequence

from assistant.cards import Command
from assistant.understanding.context import Context
from assistant.understanding.text.grammar import Args
from assistant.understanding.text.lexicon import NUMBER_WORDS
from assistant.understanding.text.words import Word, bag, split

MOST_AT_ONCE = 64
_WORDS = {w: int(v) for w, v in NUMBER_WORDS.items() if v == int(v) and 1 <= v <= 12} | {"one": 1, "both": 2}
_NUMBER = rf"(\d+|{'|'.join(_WORDS)})"
_LEAD = r"(?: (?:,|and|but|with|on|in|use|using|keep|have|make it|run them|run it|let|always|at most|up to|just|only))*"
_SEED = re.compile(r"(?: (?:,|and|with|using|use|a|the|fix|set|random))* (?:seed|seeded|random state)(?: (?:of|is|to|=|:|number|with|at))* (\d+)(?= )")  # fmt: skip
_OTHER_SEED = re.compile(r"(?: (?:,|and|with|using|use|a|an|but|on|from|take|the))* (?:another|different|new|other|fresh|second|changed) (?:random )?(?:seed|random state)(?= )")  # fmt: skip
OTHER_SEED = 1
"""What "another seed" is: plans have the seed 0 where none is said."""
_AT_ONCE = re.compile(
    rf"{_LEAD} {_NUMBER}(?: (?:runs|of them|jobs))? (?:in parallel|at (?:a|the same|one) time|at once|parallel|simultaneously|concurrently)(?: runs?)?(?= )"
)
_PLACES = re.compile(rf"{_LEAD} {_NUMBER} (?:(?:parallel|of the|the) )?(?:workers?|processes|cores|cpus|threads)(?: in parallel)?(?= )")  # fmt: skip
_SINGLE = re.compile(r"(?: (?:,|and|but|please))* (?:one (?:after (?:the |an)other|by one)|one at a time|sequentially|not in parallel|nothing in parallel)(?= )")  # fmt: skip
_TELLS = re.compile(r" (?:seed|seeded|random state|parallel|simultaneously|concurrently|once|time|workers?|processes|cores|cpus|threads|sequentially|other|another|one by one) ")  # fmt: skip
"""Words of which one stands in each of these; without them nothing is looked for, however long a message is."""
_PLACE_BEFORE = re.compile(r"(?: (?:runs?|start|try|take|number|rank|launch|propose)(?: the| numbers?)?|(?<! top)(?<! first)(?<! best) \d+ (?:,|and|&))$")  # fmt: skip
"""What stands before a figure that is a place on the list: "run 2 in parallel", "1 and 2 at once"."""


def set_apart(words: Sequence[Word], context: Context) -> list[Word]:
    """The words of a message without what tells the seed and how many runs go at once."""
    taken, _ = _found(words, context)
    return [w for i, w in enumerate(words) if i not in taken]


def settings(text: str, context: Context) -> Args:
    """The seed and how many runs go at once, where a message tells them."""
    return _found(split(text), context)[1]


_FILLERS = bag("please pls ok okay and also then now , . ! ; : - a the use with at it them so just but make run")


def planned_so(text: str, said: Args, context: Context) -> tuple[Command, ...]:
    """The plan that a message asks for which tells settings and nothing else; none where nothing could be planned."""
    rest = {w.text for w in set_apart(split(text), context)}
    alone = context.recommendations > 0 and rest <= _FILLERS
    return (Command(name="propose_runs", args=said),) if alone else ()


def with_settings(commands: Sequence[Command], said: Args, context: Context) -> tuple[Command, ...]:
    """The commands with the settings in the plan among them, or as a change of the plan that waits."""
    commands = [_anew(c) if "seed" in said else c for c in commands]
    plan = next((c for c in commands if c.name in ("propose_runs", "edit_proposal")), None)
    if said and plan is not None and not plan.args and context.proposal:
        return tuple(c.model_copy(update={"name": "edit_proposal", "args": said}) if c is plan else c for c in commands)
    if said and plan is not None:
        return tuple(c.model_copy(update={"args": {**c.args, **said}}) if c is plan else c for c in commands)
    if said and context.proposal and not {c.name for c in commands} & {"approve", "decline"}:
        return (*commands, Command(name="edit_proposal", args=said))
    return tuple(commands)


def _anew(command: Command) -> Command:
    """A repetition as the plan that it is with another seed: what is repeated exactly has the seed it had."""
    if command.name != "replay":
        return command
    run = str(command.args.get("run", "1"))
    return Command(name="propose_runs", args={"ranks": [int(run)]}) if run.isdigit() and len(run) < 3 else command


def _found(words: Sequence[Word], context: Context) -> tuple[set[int], Args]:
    """The places of the words that tell either, and what they tell; none where nothing could be planned."""
    if not (context.proposal or context.recommendations or context.target):
        return set(), {}
    text, starts = " ", []
    for word in words:
        starts.append(len(text))
        text += f"{word.text} "
    if not _TELLS.search(text):
        return set(), {}
    taken: set[int] = set()
    args: Args = {}
    named = {c.lower() for c in context.columns}
    for name, pattern in (
        ("seed", _SEED),
        ("seed", _OTHER_SEED),
        ("parallel", _AT_ONCE),
        ("parallel", _PLACES),
        ("parallel", _SINGLE),
    ):
        match = pattern.search(text) if name not in args and name not in named else None
        value = _value(match, text) if match else None
        if match is not None and value is not None:
            args[name] = value
            taken |= {i for i, at in enumerate(starts) if match.start() <= at < match.end()}
    return taken, args


def _value(match: re.Match[str], text: str) -> int | None:
    """The figure of a setting; None where it is none that can be."""
    if match.re is _SINGLE:
        return 1
    if match.re is _OTHER_SEED:
        return OTHER_SEED
    value = _WORDS.get(match.group(1)) or int(match.group(1))
    if match.re is _SEED:
        return value
    place = match.re is _AT_ONCE and _PLACE_BEFORE.search(text[: match.start(1)].rstrip())
    return None if place or not 1 <= value <= MOST_AT_ONCE else value
