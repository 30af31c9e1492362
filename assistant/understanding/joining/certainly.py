"""The last word where the reader is certain: nothing is asked for that nobody said, and nothing plain is lost.

Rules look at words, and what they find in a clause may be no request at all ("number 2 looks good, prepare it" asks for
a run and praises nothing). In 3,000 messages that the reader had not seen, it saw nothing of 19 commands that were read
while it was certain of another; 18 of them were not meant. Of what it was certain of and nobody had read, 21 of 25 were
meant.
"""

from collections.abc import Sequence

from assistant.cards import Command
from assistant.sense_model.numbers import sense_names
from assistant.understanding.context import Context, Understanding
from assistant.understanding.joining.weighing import said_otherwise
from assistant.understanding.placing import said_at
from assistant.understanding.reader.encoder import Encoder
from assistant.understanding.reader.halves import cuts
from assistant.understanding.reader.likeness import Senses, by_command, senses_in
from assistant.understanding.reader.senses import args_of, clause_of, command_of
from assistant.understanding.text.clauses import sentences
from assistant.understanding.text.grammar import Args, Clause

_SEEN, _CERTAIN, _STRANGE = 0.97, 0.99, 0.03
"""Probability from which the reader is sure, from which it alone adds a command, and up to which it saw nothing."""
_OTHERS = 0.5
"""Where nothing was read, nothing else may be so likely."""
_LONGEST = 400
"""Characters of a message that the reader sees as a whole."""
_REMARKS = frozenset(
    {
        "ask_numbers", "compare", "explain_model", "explain_prediction", "explain_recommendation", "help",
        "history", "out_of_scope", "show_results", "small_talk", "status",
    }
)  # fmt: skip
"""What may be taken for said that was not: it changes nothing, so nothing is lost with it."""
_NEVER_ADDED = frozenset(
    {
        "approve", "correct", "decline", "out_of_scope", "prefer", "recommend", "set_goal", "set_validation",
        "small_talk", "undo", "who_approved",
    }
)  # fmt: skip
"""Consent is read by rules alone; the others say what another command may say as well."""
_WHOLE_BY_ITSELF = frozenset({"show_profile", "show_results", "status"})
"""What is added though nothing is named: what else names nothing may be said of others, or has to be asked about."""
_AT_ODDS = {"decline": ("edit_proposal", "propose_runs", "set_budget")}
"""What is wanted instead of a plan is its reason."""


def as_certain(text: str, understood: Understanding, context: Context, encoder: Encoder) -> Understanding:
    """What a message asks for, without remarks that the reader saw nothing of and with what it is certain of.

    Args:
        text: the message.
        understood: what was made of it; a question of more than which command is meant stands.
        context: the moment.
        encoder: ready.
    """
    asked = understood.question is not None and not understood.question.teaches
    if asked or len(text) > _LONGEST or context.question_slot not in (None, "", "reading"):
        return understood
    halves = [side for cut in cuts(text) for side in (cut.left, cut.right)]
    whole, *each = senses_in([text, *halves], context, encoder)
    chances = by_command(whole)
    unknown = any(not _is_known(c.name) for c in understood.commands)
    if unknown or max(chances.values(), default=0.0) < _SEEN:
        return understood
    found = [chances, *map(by_command, each)]
    strange = {n for n in _REMARKS if max(one.get(n, 1.0) for one in found) <= _STRANGE}
    if chances.get("feedback", 1.0) <= _STRANGE and _is_only_a_reason(understood.commands):
        strange.add("feedback")
    kept = [c for c in understood.commands if c.name not in strange]
    least = _CERTAIN if kept else _SEEN
    new = [n for n, p in chances.items() if p >= least and _is_new(n, kept)]
    if not understood.commands and any(p > _OTHERS for n, p in chances.items() if n not in new):
        return understood
    instead = bool(understood.commands) and not kept
    commands = tuple(_with(text, kept, new, whole, context, instead))
    if not commands or commands == understood.commands:
        return understood
    return understood.model_copy(update={"commands": commands, "question": None})


def says_no_goal(text: str, context: Context, encoder: Encoder) -> bool:
    """Whether the reader sees nothing of a goal in a message, and is sure of something else."""
    chances = by_command(senses_in([text], context, encoder)[0])
    return chances.get("set_goal", 1.0) <= _STRANGE and max(chances.values()) >= _SEEN


def _is_known(name: str) -> bool:
    """Whether the reader knows a command at all; what it takes another for it is certain of for nothing."""
    return any(command_of(sense) == name for sense in sense_names())


def _is_only_a_reason(commands: Sequence[Command]) -> bool:
    """Whether all judgements are of nothing named, or praise of what is to be run: "2 looks good, prepare it"."""
    planned = {r for c in commands if c.name == "propose_runs" for r in c.args.get("ranks", ())}
    judged = [c.args for c in commands if c.name == "feedback"]
    if len(commands) > len(judged) and all(a.keys() <= {"sentiment"} for a in judged):
        return bool(judged)
    praised = (a.get("sentiment") == "positive" and a.get("rank") in {None, *planned} for a in judged)
    return bool(planned) and "rating" not in {k for a in judged for k in a} and all(praised)


def _is_new(name: str, kept: Sequence[Command]) -> bool:
    """Whether a command says what none of the others may say."""
    known = {c.name for c in kept}
    at_odds = any(name in _AT_ODDS.get(n, ()) for n in known)
    told = name in known | _NEVER_ADDED or _is_within(name, kept)
    return not told and not at_odds and not said_otherwise(name, known)


def _is_within(name: str, kept: Sequence[Command]) -> bool:
    """Whether another command holds what a new one would say: how much a plan may take, or the number of a row."""
    if name == "set_budget":
        return any(c.args.keys() & {"runs", "seconds"} for c in kept)
    rows = (c.args.get("key", "") for c in kept if c.name == "explain_prediction")
    return name == "explain_recommendation" and any(str(key).isdigit() for key in rows)


def _with(
    text: str, kept: Sequence[Command], new: Sequence[str], whole: Senses, context: Context, instead: bool
) -> list[Command]:
    """The commands with the new ones where their own words stand; `instead` of others they need name nothing."""
    out = list(kept)
    for name in new:
        args = _args(text, name, whole, context)
        if args is None or not (args or name in _WHOLE_BY_ITSELF or instead):
            continue
        words = said_at(text, name)
        behind = (i for i, c in enumerate(out) if words and (said := said_at(text, c.name)) and said[0] > words[0])
        out.insert(next(behind, len(out)), Command(name=name, args=args))
    return out


def _args(text: str, name: str, whole: Senses, context: Context) -> Args | None:
    """The slots of a command, of all its senses that are present; None where what it needs isn't named."""
    clause = clause_of(text, context)
    present = [s for s, p in whole.items() if command_of(s) == name and p >= _SEEN]
    words = said_at(text, name)
    parts = (Clause(tuple(s), text) for s in sentences(clause.words, text) if s)
    here = next((p for p in parts if words and p.words[0].start <= words[0] < p.words[-1].end), clause)
    read = ([args_of(sense, c, context) for c in (here, clause)] for sense in present)
    found = [args for one in read if (args := one[0] if one[0] is not None else one[1]) is not None]
    return {k: v for args in found for k, v in args.items()} if found else None
