"""Which values of an imported workflow's parameters are models of a family: `NN`, `mlp` and `lstm` are neural networks.

The words are those that people use for families everywhere (`assistant/understanding/text/lexicon.py`); here are only
the names that libraries and tables have for kinds of neural networks, and what class names wear around them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

from assistant.understanding.text.lexicon import FAMILIES, FAMILY_GROUPS, table
from store.records import Scalar

_NETWORKS = frozenset(
    {
        "lstm", "bilstm", "gru", "rnn", "cnn", "convnet", "convolutional", "recurrent", "transformer", "bert", "gpt",
        "resnet", "densenet", "efficientnet", "mobilenet", "inception", "vgg", "unet", "tabnet", "deepar", "nbeats",
        "tcn", "wavenet", "autoencoder", "vae", "gan", "gnn", "gcn", "fcn", "ffnn", "keras", "pytorch",
    }
)  # fmt: skip
"""Kinds of neural networks by the names that values have; a number may follow (resnet50)."""
_WORN = re.compile(
    r"(?:[\s_\-]*(?:classifier|regressor|regression|classification|model|estimator|algorithm|cv))+$", re.I
)
_CHOOSES = re.compile(
    r"model|algo|estimator|classif|regressor|learner|method|architectur|network|family|predictor|approach|technique",
    re.I,
)
"""Parameters that are called so choose a kind of model."""


def families_of(values: Mapping[str, Iterable[Scalar]]) -> dict[str, dict[str, tuple[Scalar, ...]]]:
    """The families that a workflow can choose from: parameter to family to the values that are of it.

    A parameter counts where its name says that it chooses a kind of model, or where its values are of several families;
    the linear kernel of a support vector machine makes no linear model.

    Args:
        values: parameter to the values it had.
    """
    found: dict[str, dict[str, tuple[Scalar, ...]]] = {}
    for name, seen in values.items():
        of: dict[str, tuple[Scalar, ...]] = {}
        for value in seen:
            family = family_of_value(value) if isinstance(value, str) else None
            if family is not None:
                of[family] = (*of.get(family, ()), value)
        if len(of) > 1 or (of and _CHOOSES.search(name)):
            found[name] = of
    return found


def family_of_value(value: str) -> str | None:
    """The family that a value such as `sklearn.svm.SVC`, `lstm_2x64` or `RandomForest` names; None for none."""
    last = re.split(r"[.:/]", value.strip())[-1] if re.search(r"[A-Za-z]\.[A-Za-z]", value) else value.strip()
    known = table(FAMILIES)
    for text in (last, _WORN.sub("", last)):
        words = tuple(w.casefold() for w in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+", text))
        for way in (words, ("".join(words),)):
            if way in known:
                return known[way]
        if any(re.sub(r"s$", "", w) in _NETWORKS for w in (*words, *re.findall(r"[a-z]+", text.casefold()))):
            return "neural_network"
        for n in range(len(words) - 1, 0, -1):  # "LinearSVC" is known by its end, "xgb_tuned" by its begin
            for part in (words[-n:], words[:n]):
                if part in known and len("".join(part)) > 1:
                    return known[part]
    return None


@lru_cache(maxsize=32)
def words_of_family(families: frozenset[str]) -> tuple[str, ...]:
    """What people call one family, or several together (“tree based models”)."""
    if len(families) == 1:
        (family,) = families
        return tuple(dict.fromkeys((*FAMILIES[family], family.replace("_", " "))))
    return tuple(words for words, group in FAMILY_GROUPS.items() if frozenset(group) == families)


def groups_of(families: Mapping[str, tuple[Scalar, ...]]) -> dict[frozenset[str], tuple[Scalar, ...]]:
    """Families, and groups of them that have a name of their own, with all values of each."""
    found = {frozenset({name}): values for name, values in families.items()}
    for group in map(frozenset, FAMILY_GROUPS.values()):
        values = tuple(v for name in families if name in group for v in families[name])
        if values:
            found[group] = values
    return found
