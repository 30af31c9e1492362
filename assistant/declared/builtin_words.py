"""A variant of the built-in workflow told by a kind of model and its parameters: “neural network with hidden 64”."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import chain

from assistant.understanding.text.lexicon import FAMILIES
from experiments.families import ESTIMATORS
from store.errors import BadRequest
from store.records import Scalar, VariationPoint

_PARAMETERS: dict[str, tuple[str, ...]] = {
    "units": ("hidden", "hidden units", "hidden size", "hidden layer size", "hidden_layer_sizes", "neurons", "width"),
    "layers": ("hidden layers", "depth"),
    "passes": ("epochs", "epoch", "iterations", "max_iter", "max iter"),
    "learning_rate": ("lr", "eta", "rate", "step size"),
    "trees": ("n_estimators", "n estimators", "estimators", "rounds"),
    "leaves": ("num_leaves", "num leaves", "max_leaf_nodes"),
    "min_rows": ("min_samples_leaf", "min samples leaf", "min_child_samples", "min child samples", "leaf size"),
    "columns_share": ("max_features", "max features", "colsample_bytree", "colsample"),
    "rows_share": ("subsample", "bagging_fraction"),
    "l2": ("reg_lambda", "lambda"),
    "penalty": ("alpha", "regularisation", "regularization"),
    "neighbours": ("neighbors", "n_neighbors", "n_neighbours", "k"),
    "depth": ("max_depth", "max depth"),
    "l1_share": ("l1_ratio", "l1 ratio"),
    "smoothing": ("var_smoothing",),
}
"""What other libraries, and people, call the parameters."""
_FILLER = re.compile(
    r"(?:with|and|of|a|an|the|also|run|variant|model|models|estimator|algorithm|classifier|regressor|kind|type|one|more|for|"
    r"please|having|set|to|using|its|is|be|each|at|by|in|parameters?|kernel|[,;:=.()!])*",
    re.IGNORECASE,
)


def variant_told(said: str, points: Sequence[VariationPoint]) -> dict[str, Scalar] | None:
    """The choices that words name, the estimator among them; None where they name no estimator or no value at all.

    Args:
        said: such as "model neural_network and hidden 64" or "rbf svm, C=10".
        points: the open choices of the built-in workflow, limited to what can do the task.

    Raises:
        BadRequest: a parameter that this kind of model does not have.
    """
    open_ = next((p for p in points if p.name == "estimator"), None)
    text = said.casefold()
    found = _estimator(text, [str(c) for c in open_.choices] if open_ is not None else [])
    if found is None:
        return None
    estimator, (start, end) = found
    mine = {p.name.removeprefix(f"{estimator}."): p for p in points if _is_of(p, estimator)}
    choices: dict[str, Scalar] = {"estimator": estimator}
    rest = f"{text[:start]} , {text[end:]}"
    for name, point in mine.items():
        value, rest = _said_of(name, point, rest)
        if value is not None:
            choices[point.name] = value
    if unknown := re.search(r"\b([a-z_]\w*)\s*(?:=|:|\s)\s*-?\d+(?:\.\d+)?\b", rest):
        if "=" in unknown[0] or ":" in unknown[0] or len(choices) > 1:
            raise BadRequest(
                f"{ESTIMATORS[estimator].words.capitalize()} has no parameter {unknown[1]!r} here. "
                f"It has: {', '.join(n for n, p in mine.items() if p.name.startswith(estimator))}."
            )
        return None
    plain = all(_FILLER.fullmatch(word) for word in rest.split())
    return choices if plain and len(choices) > 1 else None


def _is_of(point: VariationPoint, estimator: str) -> bool:
    """Whether a point may be set beside an estimator: its own parameters, and the steps before every model."""
    return point.name != "estimator" and ("." not in point.name or point.name.startswith(f"{estimator}."))


def _estimator(text: str, possible: Sequence[str]) -> tuple[str, tuple[int, int]] | None:
    """The estimator that words name by the longest of its names, with where; a family stands for its first."""
    by_name: dict[str, str] = {}
    for name in reversed(possible):
        family = ESTIMATORS[name].family
        by_name |= dict.fromkeys(chain(FAMILIES.get(family, ()), (family, family.replace("_", " "))), name)
    for name in possible:
        by_name |= dict.fromkeys(chain(ESTIMATORS[name].also_called, (name, name.replace("_", " "))), name)
    spots = [
        (m.end() - m.start(), -m.start(), m.span(), by_name[words])
        for words in by_name
        if (m := re.search(rf"(?<![\w.]){re.escape(words)}(?![\w.]|\s*[=:])", text)) and not _counted(text, m.start())
    ]
    if not spots:
        return None
    best = max(spots)
    return best[3], best[2]


def _counted(text: str, at: int) -> bool:
    """Whether a figure stands before a word: "200 trees" names no decision tree."""
    return bool(re.search(r"\d\s*$", text[:at]))


def _said_of(name: str, point: VariationPoint, text: str) -> tuple[Scalar, str]:
    """A parameter's value in some words, and the words without it."""
    names = sorted({name, name.replace("_", " "), *_PARAMETERS.get(name, ())}, key=len, reverse=True)
    called = "|".join(re.escape(n) for n in names)
    value = "|".join(re.escape(str(c).casefold()) for c in point.choices) or r"-?\d+(?:\.\d+)?(?:e-?\d+)?"
    ways = (
        rf"(?<![\w.])(?:{called})\s*(?:=|:|\bis\b|\bof\b|\bat\b|\bto\b|\bset to\b|\s)\s*(?P<value>{value})(?![\w.]*\w)",
        rf"(?<![\w.])(?P<value>{value})\s+(?:{called})(?!\w)",
    )
    for way in ways:
        if said := re.search(way, text):
            rest = f"{text[: said.start()]} {text[said.end() :]}"
            if point.choices:
                return next(c for c in point.choices if str(c).casefold() == said["value"]), rest
            number = float(said["value"])
            return (int(number) if number.is_integer() else number), rest
    return None, text
