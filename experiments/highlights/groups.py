"""Groups of runs that are alike in what was chosen and what came of it, each with a typical run and a rule in words."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from experiments.highlights.importance import Floats, encoded

Places = npt.NDArray[np.int64]
FEWEST_RUNS = 12
MOST_GROUPS = 4
_LEAST_SHARE = 0.08
"""Part of the runs that a group has at least."""


@dataclass(frozen=True)
class Group:
    """Runs that are alike."""

    runs: tuple[int, ...]
    """Places of its runs in the given table."""
    medoid: int
    """Place of the run nearest to all others of the group."""
    score: float
    """Median score, in the metric's own unit."""
    cost_s: float | None
    """Median wall seconds, None where they are not known."""
    rule: str
    """What sets it apart from the others, in words."""
    precision: float
    """Part of the runs under the rule that are of the group, 0 to 1."""
    recall: float
    """Part of the group's runs that are under the rule, 0 to 1."""
    sentence: str
    """The group in words: its rule, its score and cost beside the others'."""


def groups_of(
    choices: pd.DataFrame,
    score: "pd.Series[float]",
    cost_s: "pd.Series[float]",
    metric: str,
    seed: int = 0,
    *,
    higher_is_better: bool = True,
) -> tuple[Group, ...]:
    """Groups of runs alike, those with the best median score first; none where there are too few runs.

    Args:
        choices: one row a run, one column a choice; missing where it does not apply.
        score: scores in the metric's own unit, missing for runs without one; such runs are in no group.
        cost_s: wall seconds, missing where not known.
        metric: name of the metric, for the sentences.
        seed: the same seed gives the same groups.
        higher_is_better: the metric's direction.
    """
    from sklearn.cluster import KMeans
    from sklearn.metrics import silhouette_score

    kept: Places = np.flatnonzero(score.notna().to_numpy()).astype(np.int64)
    x, names = encoded(choices.iloc[kept])
    if len(kept) < FEWEST_RUNS or not names:
        return ()
    y: Floats = np.asarray(score.iloc[kept], dtype=np.float64)
    cost: Floats = np.asarray(cost_s.iloc[kept], dtype=np.float64)
    space = _space(x, y, cost)
    best: tuple[float, Floats] | None = None
    for k in range(2, MOST_GROUPS + 1):
        labels = KMeans(k, n_init=5, random_state=seed).fit_predict(space)
        if np.bincount(labels).min() < _LEAST_SHARE * len(kept):
            continue
        quality = float(silhouette_score(space, labels, sample_size=min(len(kept), 1000), random_state=seed))
        if best is None or quality > best[0]:
            best = (quality, labels)
    if best is None:
        return ()
    made = [
        _group(np.flatnonzero(best[1] == g).astype(np.int64), kept, choices.iloc[kept], space, y, cost, metric)
        for g in set(best[1])
    ]
    return tuple(sorted(made, key=lambda g: g.score, reverse=higher_is_better))


def _space(x: Floats, y: Floats, cost: Floats) -> Floats:
    """Choices, score and the logarithm of the cost on one scale; what came of a run weighs as much as its choices."""
    scaled = (x - x.mean(axis=0)) / np.where(x.std(axis=0) > 0, x.std(axis=0), 1) / np.sqrt(x.shape[1])
    log = np.log(np.where(cost > 0, cost, np.nan))
    log = np.where(np.isnan(log), np.nanmean(log) if np.isfinite(log).any() else 0.0, log)
    outcome = np.column_stack([y, log])
    spread = np.where(outcome.std(axis=0) > 0, outcome.std(axis=0), 1)
    return np.hstack([scaled, (outcome - outcome.mean(axis=0)) / spread / np.sqrt(2)])


def _group(
    members: Places, kept: Places, choices: pd.DataFrame, space: Floats, y: Floats, cost: Floats, metric: str
) -> Group:
    inside = np.zeros(len(y), dtype=bool)
    inside[members] = True
    own = space[members]
    distances = np.sqrt(((own[:, None] - own[None]) ** 2).sum(axis=2)).sum(axis=1)
    rule, precision, recall = rule_of(choices, inside)
    known = cost[members][np.isfinite(cost[members])]
    seconds = float(np.median(known)) if len(known) else None
    score = float(np.median(y[members]))
    others = float(np.median(y[~inside]))
    spent = f", {seconds:.3g} s" if seconds is not None else ""
    rest = cost[~inside][np.isfinite(cost[~inside])]
    beside = f" (the others: {others:.4g}" + (f", {np.median(rest):.3g} s)" if len(rest) else ")")
    sentence = f"{len(members)} runs with {rule}: median {metric} {score:.4g}{spent}{beside}."
    places = tuple(int(kept[m]) for m in members)
    return Group(places, places[int(distances.argmin())], score, seconds, rule, precision, recall, sentence)


def rule_of(choices: pd.DataFrame, inside: "np.ndarray[tuple[int], np.dtype[np.bool_]]") -> tuple[str, float, float]:
    """A rule of at most two conditions on choices that tells some runs from the others.

    Returns:
        The rule in words, its precision and its recall.
    """
    from sklearn.tree import DecisionTreeClassifier

    table = _conditions(choices)
    tree = DecisionTreeClassifier(max_depth=2, min_samples_leaf=2, class_weight="balanced", random_state=0)
    tree.fit(table.to_numpy(float), inside)
    leaves = tree.apply(table.to_numpy(float))
    good = {leaf: (inside[leaves == leaf]).sum() / (leaves == leaf).sum() for leaf in set(leaves)}
    leaf = max(good, key=lambda i: (good[i] * inside[leaves == i].sum(), good[i]))
    under = leaves == leaf
    words = _path(tree.tree_, list(table.columns), int(leaf))
    return words or "all choices", float(good[leaf]), float((under & inside).sum() / inside.sum())


def _conditions(choices: pd.DataFrame) -> pd.DataFrame:
    """Numbers as they are, one column for each value of all else, so that a split reads as a sentence."""
    found: dict[str, Floats] = {}
    for name in choices:
        values = choices[name]
        numbers = pd.to_numeric(values, errors="coerce")
        if values.astype(str).nunique() < 2:
            continue
        if numbers.notna().sum() == values.notna().sum() and not values.map(lambda v: isinstance(v, bool)).any():
            found[f"{name}"] = numbers.fillna(numbers.min() - 1).to_numpy(float)
        else:
            for value in pd.unique(values.astype(str))[:20]:
                found[f"{name} = {value}"] = (values.astype(str) == value).to_numpy(float)
    return pd.DataFrame(found if found else {"all": np.zeros(len(choices))})


def _path(tree: "object", names: list[str], leaf: int) -> str:
    left, right = tree.children_left, tree.children_right  # type: ignore[attr-defined]
    parents = {int(c): (p, c == left[p]) for p in range(len(left)) for c in (left[p], right[p]) if c >= 0}
    said = []
    node = leaf
    while node in parents:
        parent, below = parents[node]
        name, at = names[tree.feature[parent]], tree.threshold[parent]  # type: ignore[attr-defined]
        if " = " in name:
            said.append(name.replace(" = ", " other than ") if below else name)
        else:
            said.append(f"{name} {'at most' if below else 'above'} {at:.3g}")
        node = parent
    return " and ".join(reversed(said)).replace(" = ", " ")
