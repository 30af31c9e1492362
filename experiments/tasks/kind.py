"""The kind of task, and where it is binary the class that counts as positive."""

import re

import pandas as pd

from experiments.data.cleaning import quote
from experiments.data.targets import class_texts, guess_kind, may_be_codes, percent
from experiments.tasks.wish import Answer, OpenPoint, TaskWish
from store.records import TaskKind, metric

_MOST_CLASSES_OF_NUMBERS = 50
_POSITIVE = frozenset(
    {"yes", "true", "positive", "pos", "tested_positive", "malignant", "churn", "churned", "default", "defaulted"}
    | {"fraud", "fraudulent", "sick", "disease", "diseased", "present", "infected", "died", "dead", "die", "fail"}
    | {"failed", "failure", "spam", "bad", "abnormal", "anomaly", "attack", "defect", "defective", "late", "left"}
    | {"leaver", "exited", "cancelled", "canceled", "recurrence", "recurrence-events", "bought", "clicked"}
)
_POSITIVE_PAIRS = (("1", "0"), ("1", "-1"), ("y", "n"), ("t", "f"), ("+", "-"))
"""Signs that say which class is positive only beside their counterpart."""
_CLASS_WORDS = re.compile(r"\b(?:classif\w*|which (?:class|category|kind|type)|categor\w+|class label)\b", re.I)
_NUMBER_WORDS = re.compile(
    r"\b(?:how (?:much|many|long|far|high)|estimate|regress\w*|amount of|number of|as a number)\b", re.I
)


def settle_kind(wish: TaskWish, values: pd.Series, target: str) -> tuple[TaskKind, str] | OpenPoint:
    """The kind with its reason, or a question where the values leave it open or speak against what was said.

    Args:
        wish: what was said.
        values: the target without missing values.
        target: its name.
    """
    guess = guess_kind(values, target)
    if wish.kind is not None:
        return _said(wish.kind, values, target)
    if guess.sure:
        return guess.kind, f"{guess.why} So this is {_named(guess.kind)}."
    clue = _clue(wish)
    if clue == "classes":
        return "multiclass", f"{guess.why} They are taken as classes, as what you said asks for."
    if clue == "numbers":
        return "regression", f"{guess.why} They are taken as amounts, as what you said asks for."
    first, second = ("multiclass", "regression") if guess.kind == "multiclass" else ("regression", "multiclass")
    return OpenPoint(
        slot="kind",
        question=f"{guess.why} Are they classes to tell apart, or amounts where being near counts?",
        options=(_answer(first), _answer(second)),
    )


def _clue(wish: TaskWish) -> str:
    """What other parts of the wish say of a doubtful kind: classes, numbers or nothing."""
    if wish.metric is not None:
        return "numbers" if "regression" in metric(wish.metric).kinds else "classes"
    if wish.positive_class is not None:
        return "classes"
    classes, numbers = _CLASS_WORDS.search(wish.words), _NUMBER_WORDS.search(wish.words)
    if bool(classes) == bool(numbers):
        return ""
    return "classes" if classes else "numbers"


def _said(kind: TaskKind, values: pd.Series, target: str) -> tuple[TaskKind, str] | OpenPoint:
    name, distinct = quote([target]), int(values.nunique())
    numeric = pd.api.types.is_numeric_dtype(values.dtype) and not pd.api.types.is_bool_dtype(values.dtype)
    if kind in ("regression", "forecast"):
        if not numeric:
            question = (
                f"{name} holds words ({quote(list(values.unique()), 3)}), not numbers. Tell its classes apart instead?"
            )
            return OpenPoint(
                slot="kind", question=question, options=(_answer("binary" if distinct == 2 else "multiclass"),)
            )
        if kind == "forecast":
            return kind, "You asked for a forecast: the series is continued from its own past."
        return kind, "You asked for a number to be predicted."
    if distinct == 2:
        return "binary", f"{name} has two classes, so this is {_named('binary')}."
    if numeric and distinct > _MOST_CLASSES_OF_NUMBERS and not may_be_codes(values):
        question = (
            f"{name} is a number with {distinct:,} different values, too many for classes. Predict the number instead?"
        )
        return OpenPoint(slot="kind", question=question, options=(_answer("regression"),))
    if kind == "binary":
        question = f"{name} has {distinct:,} classes, not two. Tell all of them apart?"
        return OpenPoint(
            slot="kind", question=question, options=(_answer("multiclass"), _answer("regression"))[: 1 + numeric]
        )
    return "multiclass", f"You asked for classes; {name} has {distinct:,}."


def _answer(kind: str) -> Answer:
    label = {"binary": "Two classes", "multiclass": "Classes", "regression": "Amounts"}[kind]
    says = {
        "binary": "It is binary classification",
        "multiclass": "It is multiclass classification",
        "regression": "It is regression",
    }
    return Answer(label=label, says=says[kind], sets={"kind": kind})


def _named(kind: str) -> str:
    return {
        "binary": "binary classification",
        "multiclass": "multiclass classification",
        "regression": "regression",
    }[kind]


def settle_positive(wish: TaskWish, values: pd.Series, target: str) -> tuple[str, str] | OpenPoint:
    """The positive class with its reason: the one said, else the one whose name says so, else the rarer.

    Args:
        wish: what was said.
        values: a binary target without missing values.
        target: its name.
    """
    counts = class_texts(values).value_counts()
    classes = sorted(map(str, counts.index))
    if wish.positive_class is not None:
        said = wish.positive_class.casefold().strip()
        found = [c for c in classes if c.casefold() == said]
        if len(found) == 1:
            return found[0], f"You said that {quote(found)} counts as positive."
        options = tuple(Answer(label=c, says=f"The positive class is {c}", sets={"positive_class": c}) for c in classes)
        question = f"{quote([target])} has no class {quote([wish.positive_class])}. Which one is to be found?"
        return OpenPoint(slot="positive_class", question=question, options=options)
    lower = {c.casefold() for c in classes}
    pair = next((yes for yes, no in _POSITIVE_PAIRS if lower == {yes, no}), "")
    named = [c for c in classes if c.casefold() in _POSITIVE or c.casefold() == pair]
    if len(named) == 1:
        return named[0], f"{quote(named)} counts as positive, as its name says."
    if counts.iloc[0] != counts.iloc[-1]:
        rarer = str(counts.index[-1])
        share = counts.iloc[-1] / counts.sum()
        return rarer, f"{quote([rarer])} counts as positive: it is the rarer class ({percent(share)} of the rows)."
    return classes[
        -1
    ], f"{quote([classes[-1]])} counts as positive: the classes are equally frequent; say so if it is the other."
