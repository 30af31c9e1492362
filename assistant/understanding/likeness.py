"""What a sentence is like, for what no exact rule knows: a linear reading of its vector and words.

Each sentence is encoded twice: as it is, and with names replaced by typical ones, so that a column's name doesn't
decide what is asked; the words and pairs of words of the second form are counted too (hashed). A logistic regression
onto senses reads these, and where it is unsure a question is asked. It is trained by `assistant.understanding.training`
on known sentences and shipped as a small file.
"""

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING
from zlib import crc32

from assistant.cards import Command, Question
from assistant.understanding.asking import options_for
from assistant.understanding.commands import MEANINGS
from assistant.understanding.context import Context, Understanding
from assistant.understanding.encoder import Encoder, Vectors
from assistant.understanding.facts import tagged
from assistant.understanding.grammar import Clause
from assistant.understanding.merging import FACTS
from assistant.understanding.senses import BACKGROUND, args_of, clause_of, command_of

if TYPE_CHECKING:
    from collections.abc import Sequence

WEIGHTS = Path(__file__).with_name("likeness.npz")
HASHED = 4096
"""Places for words and pairs of words."""
_WORD_WEIGHT = 0.6
"""Length of the words' part of the features beside the sentence vectors' 1."""
SURE = 0.42
"""Probability from which a sense is taken where no rule knows the message."""
MARGIN = 0.12
"""How far it must lie above the next command's."""
PART_SURE = 0.6
"""The same for one clause of a message that asks for something else already."""
_CAREFUL = {"approve": 2.0, "decline": 2.0, "promote": 0.55, "roll_back": 0.5, "reset_profile": 0.55, "stop": 0.5}
"""Commands with consequences need more; consent is never given by likeness (no probability reaches 2)."""
VETO = 0.8
DOUBT = 0.06
"""A rule's reading gives way to another of at least VETO where its own probability is at most DOUBT."""
_TYPICAL = {
    "COL": "age", "FAM": "random forest", "MET": "recall", "DUR": "ten minutes", "MEM": "two gigabytes",
    "PCT": "90 percent", "RANK": "the second",
    "SRC": "file.csv", "QUOTE": '"x"', "STRAT": "random search", "WHEN": "last week", "NUM": "five",
}  # fmt: skip
_FIRM = frozenset(
    {"approve", "decline", "edit_proposal", "correct", "undo", "pause", "stop", "resume", "set_role", "out_of_scope"}
)
"""Read by rules that look at the moment or at every word: likeness doesn't overrule these."""
_DENIED = re.compile(r"(?<!\S)(?:not|never|no|without)(?!\S)")
"""An act in a clause with one of these is likelier not wanted: "don't stop"."""
_ACTS = frozenset(
    {"stop", "pause", "resume", "promote", "roll_back", "retrain", "reset_profile", "propose_runs", "undo"}
)
"""Acts that a denial in the sentence may be about."""
_ASKING = frozenset(
    {"explain_model", "explain_recommendation", "status", "history", "show_results", "ask_numbers", "look_at_data"}
)
_TOLD = re.compile(r"(?:it|they|this|that|these|those|he|she|we|people|the \w+s?) (?!\?)(?!.*\?)")
"""What is told isn't asked: "it tells us the most" explains a wish and wants no explanation."""
_NOT_BESIDE = frozenset({"small_talk", "out_of_scope", "help", "correct", "set_role", BACKGROUND})
"""Never read into one clause of a message that asks for something else."""


@dataclass(frozen=True)
class Likely:
    """A sense (or `background`) and its probability."""

    sense: str
    probability: float

    @property
    def command(self) -> str:
        """The command that the sense belongs to."""
        return command_of(self.sense)


@lru_cache(maxsize=1)
def _weights() -> tuple[Vectors, tuple[str, ...]]:
    import numpy as np

    with np.load(WEIGHTS, allow_pickle=False) as file:
        return np.asarray(file["weights"], dtype=np.float32), tuple(str(n) for n in file["names"])


def masked(text: str, context: Context) -> str:
    """The sentence with typical names in place of its own."""
    words, _ = tagged(text, context)
    compared = {"LE": "at most", "GE": "at least"}
    out = " ".join(
        _TYPICAL.get(w.entity.kind, w.text) if w.entity else compared.get(w.text, w.text.replace("_", " "))
        for w in words
    )
    for model in context.models:
        out = out.replace(model.lower(), "churn")
    return out


def features(pairs: "Sequence[tuple[str, Context]]", encoder: Encoder) -> Vectors:
    """Vectors of sentences and counts of their words, shape (n_sentences, 768 + HASHED)."""
    import numpy as np

    plain = [masked(t, c)[:400] for t, c in pairs]
    both = np.concatenate([encoder.encode(part) for part in _portions([t[:400] for t, _ in pairs] + plain)])
    counted = np.zeros((len(pairs), HASHED), dtype=np.float32)
    for row, text in enumerate(plain):
        words = ["<", *re.findall(r"[^\s,;]+", text), ">"]
        for term in {*words, *(f"{a} {b}" for a, b in pairwise(words))}:
            counted[row, crc32(term.encode()) % HASHED] = 1.0
    counted *= _WORD_WEIGHT / np.maximum(1.0, np.linalg.norm(counted, axis=1, keepdims=True))
    return np.concatenate([both[: len(pairs)] / np.sqrt(2), both[len(pairs) :] / np.sqrt(2), counted], axis=1)


def _portions(texts: list[str], size: int = 200) -> list[list[str]]:
    return [texts[i : i + size] for i in range(0, len(texts), size)]


def ranked(texts: "Sequence[str]", context: Context, encoder: Encoder) -> list[list[Likely]]:
    """For each text all senses that make sense now, and `background`, the likeliest first."""
    import numpy as np

    weights, senses = _weights()
    scores = features([(t, context) for t in texts], encoder) @ weights[:-1] + weights[-1]
    scores = np.exp(scores - scores.max(axis=1, keepdims=True))
    scores /= scores.sum(axis=1, keepdims=True)
    fitting = {m.name for m in MEANINGS if m.when(context)} | {BACKGROUND}
    return [
        sorted(
            (Likely(s, float(p)) for s, p in zip(senses, row, strict=True) if command_of(s) in fitting),
            key=lambda one: -one.probability,
        )
        for row in scores
    ]


def by_command(order: "Sequence[Likely]") -> dict[str, float]:
    """The probability of each command, that of all its senses together, the likeliest first."""
    found: dict[str, float] = defaultdict(float)
    for one in order:
        found[one.command] += one.probability
    return dict(sorted(found.items(), key=lambda pair: -pair[1]))


def likely(text: str, context: Context, encoder: Encoder) -> Understanding | None:
    """The likeliest command where one stands out, else a question with the two likeliest.

    None where the message has no words.
    """
    if not re.search(r"[^\W\d_]{2,}", text):
        return None
    order = ranked([text], context, encoder)[0]
    commands = by_command(order)
    clause = clause_of(text, context)
    command = _sure(order, commands, SURE, clause, context)
    if command is not None and command.name in _ACTS and _DENIED.search(clause.text):
        command = None
    confidence = max(0.0, min(1.0, next(iter(commands.values()))))
    if command is not None:
        return Understanding(commands=(command,), confidence=confidence, source="similar")
    names = [n for n in commands if n not in (BACKGROUND, "small_talk", "correct")][:2]
    question = Question(
        text="I am not sure what you mean. Which of these comes closest?", options=options_for(names), slot="reading"
    )
    alternatives = tuple((Command(name=n),) for n in names)
    return Understanding(question=question, confidence=confidence, alternatives=alternatives, source="similar")


def likely_parts(clauses: "Sequence[Clause]", context: Context, encoder: Encoder) -> list[Command | None]:
    """The commands of clauses of a message that asks for something else too; None unless a clause clearly is one."""
    worth = [c.whole for c in clauses if len(c.words) > 1]
    found = dict(zip(worth, ranked(worth, context, encoder), strict=True)) if worth else {}
    out: list[Command | None] = []
    for clause in clauses:
        order = found.get(clause.whole)
        command = _sure(order, by_command(order), PART_SURE, clause, context) if order else None
        told = command is not None and command.name in FACTS
        fits = command is not None and command.name not in _NOT_BESIDE and (told or not _DENIED.search(clause.text))
        asked = command is not None and command.name in _ASKING and _TOLD.match(clause.text)
        out.append(command if fits and not asked else None)
    return out


def better(understood: Command, text: str, context: Context, encoder: Encoder) -> Command | None:
    """Another reading of a message that a rule took for something that known sentences clearly are not."""
    if understood.name in _FIRM:
        return None
    order = ranked([text], context, encoder)[0]
    commands = by_command(order)
    first = next(iter(commands))
    if first in (understood.name, BACKGROUND) or commands.get(understood.name, 0.0) > DOUBT:
        return None
    return None if first in _CAREFUL else _sure(order, commands, VETO, clause_of(text, context), context)


def _sure(
    order: "Sequence[Likely]", commands: dict[str, float], threshold: float, clause: Clause, context: Context
) -> Command | None:
    """The first command with its slots where it is likely enough and stands out; None otherwise."""
    (first, probability), (_, second) = list(commands.items())[:2]
    if first == BACKGROUND or probability < max(threshold, _CAREFUL.get(first, 0)) or probability - second < MARGIN:
        return None
    sense = next(one.sense for one in order if one.command == first)
    args = args_of(sense, clause, context)
    return Command(name=first, args=args) if args is not None else None
