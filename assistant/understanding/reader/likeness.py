"""What a message asks for by all it says: the senses that a trained reader finds in it.

Each text is shown to the reader (`assistant.sense_model`) with the moment before it and columns, files and
models named by what they are, so that a column's name doesn't decide what is asked. It tells for every sense how likely
it is present. It is trained by `assistant.understanding.reader.training` and shipped as a small file.
"""

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from assistant.cards import Command
from assistant.sense_model.numbers import sense_names
from assistant.understanding.asking import closest
from assistant.understanding.commands import MEANINGS
from assistant.understanding.consent.exact import is_unopposed
from assistant.understanding.context import Context, Understanding
from assistant.understanding.facts import tagged
from assistant.understanding.names.column_words import in_english
from assistant.understanding.once import asks_of_a_post
from assistant.understanding.reader.encoder import Encoder
from assistant.understanding.reader.mentions import AS, OF, Mention, mentions_in
from assistant.understanding.reader.senses import args_of, clause_of, command_of
from assistant.understanding.text.clauses import sentences
from assistant.understanding.text.grammar import Clause
from assistant.understanding.text.spelling import english
from assistant.understanding.text.words import Word, parts

if TYPE_CHECKING:
    from collections.abc import Sequence

SURE = 0.5
"""Probability from which a command is taken where no rule knows the message."""
MARGIN = 0.15
"""How far it must lie above the next command's."""
CAREFUL = {"approve": 2.0, "decline": 0.9, "promote": 0.6, "roll_back": 0.6, "reset_profile": 0.6, "stop": 0.6}
"""Commands with consequences need more; consent is never given by likeness (no probability reaches 2)."""
_LONGEST = 400
"""Characters that are shown to the reader."""
_DENIED = re.compile(r"(?<!\S)(?:not|never|no|without)(?!\S)")
"""An act in a sentence with one of these is likelier not wanted: "don't stop"."""
_ACTS = frozenset(
    {"stop", "pause", "resume", "promote", "roll_back", "retrain", "reset_profile", "propose_runs", "undo"}
)

Senses = dict[str, float]
"""Each sense that makes sense in the moment, with the probability that it is present."""


OF_COLUMNS = frozenset(
    {
        "set_goal.target", "constrain.columns_forbidden", "constrain.columns_required", "constrain.protected_columns",
        "set_validation.time", "set_validation.group",
    }
)  # fmt: skip
"""Senses that say what a column is to the goal."""
ROLE = "role."
"""Before the names of what a marked column is to the message; a column that is merely named has none."""
_SHORT = 200
"""Characters of a message that is read as one."""
Roles = dict[str, dict[str, float]]
"""Each column with the probability of each role."""
_MOST_COLUMNS = 12
"""Named columns whose roles are asked for."""
_MOST_ALLUDED = 16
"""Columns whose roles are asked for beside the message, named in it or not."""


_OPEN, _CLOSE = "\x01", "\x02"
_WITH = re.compile(r"(?<![\w'-])(?<!column )w(?:/(?!\w)|(?= [a-z0-9]))")
"""Shorthand that the reader was hardly shown: "carry on w the runs"."""


def shown(
    text: str, context: Context, marked: "Word | Mention | None" = None, named: "Sequence[Word] | None" = None
) -> str:
    """What the reader sees of a text: the moment in words, then the text with its names replaced.

    Args:
        text: a message or a part of it.
        context: the moment.
        marked: the word that names the column whose role is asked for, or the mention whose command is; None asks for
            the senses of the text.
        named: the text's `named_in`, where it is known already.
    """
    moment = (
        ("plan", context.proposal), ("running", context.running), ("results", context.results),
        ("models", context.models), ("list", context.recommendations), ("table", context.columns),
    )  # fmt: skip
    column = marked if isinstance(marked, Word) else None
    mention = None if isinstance(marked, Word) else marked
    out: list[str] = []
    at = 0
    for word in named_in(text, context) if named is None else named:
        if word.start < at:
            continue
        kind = word.entity.kind if word.entity else ""
        name = {"SRC": "file.csv", "QUOTE": '"x"'}.get(kind) or "column " + _spoken(text[word.start : word.end])
        if column is not None and word.start <= column.start and column.end <= word.end:
            around = text[word.start : column.start], text[column.end : word.end]
            name = f"{around[0]}>> column {_spoken(text[column.start : column.end])} <<{around[1]}"
        if mention is not None and word.start < mention.end and mention.start < word.end:
            if kind != "SRC":  # a name beside it, not it
                continue
            name, mention = f"{_OPEN}{name}{_CLOSE}", None
        elif mention is not None and mention.end <= word.start:
            out, at, mention = [*out, *_around(text, at, mention)], mention.end, None
        out += [text[at : word.start], name]
        at = word.end
    if mention is not None:
        out, at = [*out, *_around(text, at, mention)], mention.end
    said = "".join([*out, text[at:]])
    for model in context.models:
        said = re.sub(re.escape(model), "model churn", said, flags=re.IGNORECASE)
    said = _WITH.sub("with", said).replace(_OPEN, ">> ").replace(_CLOSE, " <<")
    return f"{' '.join(name for name, is_so in moment if is_so)} : {said[:_LONGEST]}"


def shown_beside(column: str, seen: str) -> str:
    """What the reader sees when it is asked for the role of a column that a message doesn't name.

    Args:
        column: its name in the data.
        seen: the message as it is `shown`.
    """
    return f">> column {' '.join(in_english(parts(column))) or column.lower()} << {seen}"


def _around(text: str, at: int, mention: Mention) -> tuple[str, ...]:
    """The text from a place to the end of a mention, which is marked."""
    return text[at : mention.start], _OPEN, mention.told, text[mention.start : mention.end], _CLOSE


def named_in(text: str, context: Context) -> list[Word]:
    """The words of a text that name columns (parts of their names too), files or quotes."""
    words, tagger = tagged(text, context)
    return [w for w in tagger.loosened(words) if w.entity and w.entity.kind in ("COL", "SRC", "QUOTE")]


def portions(text: str, context: Context) -> list[str]:
    """The sentences of a long message; a short one as it is."""
    if len(text) <= _SHORT:
        return [text]
    return [Clause(tuple(s), text).whole for s in sentences(tagged(text, context)[0], text) if s]


def roles_in(texts: "Sequence[str]", context: Context, encoder: Encoder) -> list[Roles]:
    """For each text the columns it names, with the probability of each role ("target" and so on)."""
    named = [named_in(t, context) for t in texts]
    asked = [(i, one) for i, t in enumerate(texts) for w in named[i] for one in _one_by_one(w, t)][:_MOST_COLUMNS]
    rows = encoder.senses([shown(texts[i], context, w, named[i]) for i, w in asked])
    found: list[Roles] = [{} for _ in texts]
    for (i, word), row in zip(asked, rows, strict=True):
        roles = {s.removeprefix(ROLE): float(p) for s, p in zip(sense_names(), row, strict=True) if s.startswith(ROLE)}
        for column in word.entity.values if word.entity else ():
            before = found[i].get(str(column), {})
            found[i][str(column)] = {r: max(p, before.get(r, 0.0)) for r, p in roles.items()}
    return found


def alluded_in(text: str, context: Context, encoder: Encoder) -> Roles:
    """The roles of columns, whether a message names them or not: "who comes back within a month" of `readmit_30d`.

    Args:
        text: the message.
        context: the moment.
        encoder: ready.
    """
    asked = context.columns[:_MOST_ALLUDED]
    seen = shown(text, context)
    rows = encoder.senses([shown_beside(c, seen) for c in asked])
    return {
        column: {s.removeprefix(ROLE): float(p) for s, p in zip(sense_names(), row, strict=True) if s.startswith(ROLE)}
        for column, row in zip(asked, rows, strict=True)
    }


def alike_in(text: str, columns: "Sequence[str]", encoder: Encoder) -> dict[str, float]:
    """How much more or less than the others each of some columns is called like what a message speaks of.

    Cosines of the packaged sentence model without what it was trained for here, less their mean: it knows that "how
    hard it blows" is of the wind where the trained reader only sees that some column is to be used.

    Args:
        text: the message.
        columns: two or more.
        encoder: ready.
    """
    (said,) = encoder.meanings([text])
    cosines = encoder.meanings([" ".join(in_english(parts(c))) or c.lower() for c in columns]) @ said
    return {c: float(x) for c, x in zip(columns, cosines - cosines.mean(), strict=True)}


Belonging = tuple[dict[str, float], dict[str, float]]
"""The probability that a mention belongs to each command, and that it fills each slot."""


def belonging_in(texts: "Sequence[str]", context: Context, encoder: Encoder) -> list[list[tuple[Mention, Belonging]]]:
    """For each text what it names besides columns, with the commands and slots it belongs to."""
    asked = [(i, m) for i, t in enumerate(texts) for m in mentions_in(t, context)][:_MOST_COLUMNS]
    named = {i: named_in(texts[i], context) for i in {i for i, _ in asked}}
    rows = encoder.senses([shown(texts[i], context, m, named[i]) for i, m in asked])
    found: list[list[tuple[Mention, Belonging]]] = [[] for _ in texts]
    for (i, mention), row in zip(asked, rows, strict=True):
        told = dict(zip(sense_names(), (float(p) for p in row), strict=True))
        of, slot = ({n.removeprefix(k): p for n, p in told.items() if n.startswith(k)} for k in (OF, AS))
        found[i].append((mention, (of, slot)))
    return found


_JOINING = re.compile(r"\s*(?:,|;|/|&|\+|\b(?:and|or|plus|as well as|the)\b)+\s*")


def _one_by_one(word: Word, text: str) -> list[Word]:
    """The columns of a list ("age, income and sex") as words of their own, where the list falls apart so."""
    if word.entity is None or word.entity.kind != "COL":
        return []
    if len(word.entity.values) == 1:
        return [word]
    said = text[word.start : word.end]
    ends = [m.span() for m in _JOINING.finditer(said)]
    edges = [0, *(e for span in ends for e in span), len(said)]
    spans = [(a, b) for a, b in zip(edges[::2], edges[1::2], strict=True) if b > a]
    if len(spans) != len(word.entity.values):
        return [word]
    return [
        replace(word, start=word.start + a, end=word.start + b, entity=replace(word.entity, values=(value,)))
        for (a, b), value in zip(spans, word.entity.values, strict=True)
    ]


def _spoken(name: str) -> str:
    return " ".join(parts(name)) or name.lower()


def senses_in(texts: "Sequence[str]", context: Context, encoder: Encoder) -> list[Senses]:
    """For each text the senses that make sense now, with the probability of each."""
    fitting = {m.name for m in MEANINGS if m.when(context)}
    rows = encoder.senses([shown(t, context) for t in texts])
    return [{s: float(p) for s, p in zip(sense_names(), row, strict=True) if command_of(s) in fitting} for row in rows]


def by_command(senses: Senses) -> dict[str, float]:
    """The probability of each command, that of its likeliest sense, the likeliest first."""
    found: dict[str, float] = {}
    for sense, probability in senses.items():
        name = command_of(sense)
        found[name] = max(found.get(name, 0.0), probability)
    return dict(sorted(found.items(), key=lambda pair: -pair[1]))


def filled(name: str, senses: Senses, clause: Clause, context: Context, least: float = SURE) -> Command | None:
    """The command with the slots of all its senses that are present; None where what it needs isn't named."""
    present = [s for s, p in senses.items() if command_of(s) == name and p >= least]
    present = present or [max((s for s in senses if command_of(s) == name), key=lambda s: senses[s])]
    args: dict[str, object] = {}
    found = False
    for sense in present:
        filled_in = args_of(sense, clause, context)
        if filled_in is not None:
            found, args = True, {**args, **filled_in}
    return Command(name=name, args=args) if found else None


def likely(text: str, context: Context, encoder: Encoder) -> Understanding | None:
    """The likeliest command of a message that no rule knows, else a question with the two likeliest.

    None where the message has no words, or a word or two that nobody knows.
    """
    spoken = re.findall(r"[^\W\d_]{2,}", text.lower())
    if not spoken or (len(spoken) < 3 and not any(w in english() for w in spoken) and not named_in(text, context)):
        return None  # nothing in it is a word
    senses = senses_in([text], context, encoder)[0]
    commands = by_command(senses)
    (first, probability), (_, second) = list(commands.items())[:2]
    clause = clause_of(text, context)
    command = None
    if probability >= max(SURE, CAREFUL.get(first, 0)) and probability - second >= MARGIN:
        command = filled(first, senses, clause, context)
    if command is not None and command.name in _ACTS and _DENIED.search(clause.text):
        command = None
    if command is not None and command.name == "promote" and asks_of_a_post(text):
        command = None
    if command is not None and command.name == "decline" and is_unopposed(text):
        command = None
    confidence = max(0.0, min(1.0, probability))
    if command is not None:
        return Understanding(commands=(command,), confidence=confidence, source="similar")
    names = [n for n in commands if n not in ("small_talk", "correct")][:2]
    question = closest(names)
    alternatives = tuple((Command(name=n),) for n in names)
    return Understanding(question=question, confidence=confidence, alternatives=alternatives, source="similar")
