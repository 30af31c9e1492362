"""What a message is like, for what no exact rule knows: a linear reading of sentence vectors. Unsure means a question.

Each sentence is encoded twice: as it is, and with names replaced by typical ones, so that a column's name doesn't decide
what is asked. A ridge regression onto the commands (one-hot, classes weighted by the root of their rarity) reads the
joined vectors; it is trained by `assistant.understanding.training` on known sentences and shipped as a small file.
"""
# ruff: noqa: E501 - a pattern or a list of words broken over lines is harder to read than a long one

import json
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from assistant.cards import Command, Question
from assistant.understanding.asking import options_for
from assistant.understanding.clauses import sentences
from assistant.understanding.commands import MEANINGS
from assistant.understanding.context import Context, Understanding
from assistant.understanding.encoder import Encoder, Vectors
from assistant.understanding.facts import tagged
from assistant.understanding.grammar import Args, Clause, Found, Meaning
from assistant.understanding.supposing import folded

BACKGROUND = "background"
"""Stands among the commands for sentences that ask for nothing ("We sell shoes.")."""
WEIGHTS = Path(__file__).with_name("likeness.npz")
EXAMPLES = Path(__file__).with_name("examples.jsonl")
SURE = 0.28
"""Score (about the share of a command in the sentence, 0 to 1) from which a command is taken."""
MARGIN = 0.04
"""How far it must lie above the next one."""
PART_SURE = 0.45
"""The same for one clause of a message that asks for something else already."""
_CAREFUL = {
    "approve": 2.0,
    "decline": 2.0,
    "promote": 0.4,
    "roll_back": 0.4,
    "reset_profile": 0.4,
    "stop": 0.4,
    "out_of_scope": 0.3,
}
"""Commands with consequences need more; consent is never given by likeness (no score reaches 2)."""
_BROAD = frozenset(
    {
        "propose_runs", "recommend", "use_data", "ask_numbers", "history", "show_results", "look_at_data", "compare", "export", "status",
        "explain_recommendation", "explain_model", "explain_prediction", "feedback", "pause", "stop", "resume",
    }
)  # fmt: skip
"""Commands whose rules cast a wide net."""
VETO = 0.38
VETO_MARGIN = 0.17
DOUBT = 0.17
"""A broad rule's reading gives way to another of at least VETO, VETO_MARGIN above the next, where its own score is at
most DOUBT."""
_FACTS = ("set_goal", "set_budget", "set_validation", "constrain", "set_error_costs", "what_if", "correct")
_NEEDS_ARGS = frozenset({"prefer", "feedback", "use_data", "import_history", "set_role"})
_TYPICAL = {
    "COL": "age", "FAM": "random forest", "MET": "recall", "DUR": "ten minutes", "MEM": "two gigabytes", "PCT": "90 percent", "RANK": "the second",
    "SRC": "file.csv", "QUOTE": '"x"', "STRAT": "random search", "WHEN": "last week", "NUM": "five",
}  # fmt: skip


@dataclass(frozen=True)
class Likely:
    """A command (or `background`) and its score."""

    name: str
    score: float


@lru_cache(maxsize=1)
def _weights() -> tuple[Vectors, tuple[str, ...]]:
    import numpy as np

    with np.load(WEIGHTS, allow_pickle=False) as file:
        return np.asarray(file["weights"], dtype=np.float32), tuple(str(n) for n in file["names"])


@lru_cache(maxsize=1)
def _meanings() -> dict[str, Meaning]:
    return {m.name: m for m in MEANINGS}


def known_sentences() -> list[tuple[str, dict[str, Any], str]]:
    """Sentence, context and command of every example: those beside the rules and those in `examples.jsonl`."""
    found: list[tuple[str, dict[str, Any], str]] = [(e, {}, m.name) for m in MEANINGS for e in m.examples]
    for line in EXAMPLES.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        found.append((row["text"], row.get("context", {}), row["command"]))
    return found


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


def vectors(pairs: list[tuple[str, Context]], encoder: Encoder) -> Vectors:
    """Joined vectors of sentences, shape (n_sentences, 768), unit length."""
    import numpy as np

    texts = [t[:400] for t, _ in pairs] + [masked(t, c)[:400] for t, c in pairs]
    both = encoder.encode(texts)
    joined = np.concatenate([both[: len(pairs)], both[len(pairs) :]], axis=1)
    return np.asarray(joined / np.sqrt(2), dtype=np.float32)


def ranked(text: str, context: Context, encoder: Encoder) -> list[Likely]:
    """All commands that make sense now, and `background`, the likeliest first."""
    weights, names = _weights()
    scores = vectors([(text, context)], encoder)[0] @ weights
    known = _meanings()
    fitting = [
        Likely(n, float(s))
        for n, s in zip(names, scores, strict=True)
        if n == BACKGROUND or (n in known and known[n].when(context))
    ]
    return sorted(fitting, key=lambda one: -one.score)


def likely(text: str, context: Context, encoder: Encoder) -> Understanding | None:
    """The likeliest command where one stands out, else a question with the two likeliest.

    None where the message has no words.
    """
    if len(re.findall(r"[^\W\d_]{2,}", text)) < 1:
        return None
    order = ranked(text, context, encoder)
    first, second = order[0], order[1]
    sure = first.score >= max(SURE, _CAREFUL.get(first.name, 0)) and first.score - second.score >= MARGIN
    command = _command(first.name, text, context) if sure else None
    confidence = max(0.0, min(1.0, first.score))
    if command is not None:
        return Understanding(commands=(command,), confidence=confidence, source="similar")
    names = [one.name for one in order if one.name not in (BACKGROUND, "small_talk", "correct")][:2]
    question = Question(
        text="I am not sure what you mean. Which of these comes closest?", options=options_for(names), slot="reading"
    )
    alternatives = tuple((Command(name=n),) for n in names)
    return Understanding(question=question, confidence=confidence, alternatives=alternatives, source="similar")


def likely_part(clause: Clause, context: Context, encoder: Encoder) -> Command | None:
    """The command of one clause of a message that asks for something else too; None unless it clearly is one."""
    if len(clause.words) < 3:
        return None
    first, second, *_ = ranked(clause.whole, context, encoder)
    if first.score < max(PART_SURE, _CAREFUL.get(first.name, 0)) or first.score - second.score < MARGIN:
        return None
    if first.name in ("small_talk", "out_of_scope", "help", "correct", "set_role"):
        return None
    return _command(first.name, clause.whole, context)


def better(understood: Command, text: str, context: Context, encoder: Encoder) -> Command | None:
    """Another reading of a message that a broad rule took for something that known sentences clearly are not."""
    if understood.name not in _BROAD:
        return None
    order = ranked(text, context, encoder)
    first, second = order[0], order[1]
    own = next((one.score for one in order if one.name == understood.name), 0.0)
    if first.name in (understood.name, BACKGROUND) or own > DOUBT:
        return None
    if first.score < VETO or first.score - second.score < VETO_MARGIN:
        return None
    return None if first.name in _CAREFUL else _command(first.name, text, context)


def _command(name: str, text: str, context: Context) -> Command | None:
    meaning = _meanings().get(name)
    args = _args(meaning, text, context) if meaning else None
    return Command(name=name, args=args) if args is not None else None


def _args(meaning: Meaning, text: str, context: Context) -> Args | None:
    """The slots that the message fills; None where the command means nothing without any."""
    words, tagger = tagged(text, context)
    clause = Clause(tuple(w for s in sentences(words, text) for w in s), text)
    if meaning.name in _FACTS:
        return _fact_args(meaning.name, folded([clause], context, tagger))
    if meaning.fill is None:
        return None if meaning.name in _NEEDS_ARGS else {}
    match = re.match(r".+", clause.text)
    return meaning.fill(Found(match, clause, context)) if match else None


_KEYS = {
    "set_goal": {"target", "kind", "metric", "positive_class"}, "set_budget": {"seconds", "runs"},
    "set_validation": {"method", "folds", "column", "holdout_fraction"}, "set_error_costs": {"false_negative", "false_positive"},
}  # fmt: skip


def _fact_args(name: str, args: Args) -> Args | None:
    """Only what belongs to the command; a supposition may say nothing more."""
    if name in ("what_if", "correct"):
        return args or ({} if name == "what_if" else None)
    other = {key for keys in _KEYS.values() for key in keys} | {"rank"}
    kept = {k: v for k, v in args.items() if (k in _KEYS[name] if name in _KEYS else k not in other)}
    if name == "constrain" and not kept and "seconds" in args:
        return None
    return kept or None
