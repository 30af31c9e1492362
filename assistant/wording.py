"""Figures as people read them: durations, scores with their unit, lists, shares."""

from collections import Counter
from collections.abc import Sequence

from store.records import Metric, Plan, metric


def seconds(value: float | None) -> str:
    """A duration in words: `about 40 s`, `about 3 min`, `about 2 h`; `an unknown time` for None."""
    if value is None:
        return "an unknown time"
    if value < 1:
        return "under 1 s"
    if value < 10:
        return f"about {value:.0f} s"
    if value < 90:
        return f"about {round(value / 5) * 5} s"
    if value < 5400:
        return f"about {max(round(value / 60), 2)} min"
    return f"about {value / 3600:.1f} h".replace(".0 h", " h")


def of_fitting(plan: Plan) -> str:
    """How much of a plan's time is what was told of its recommendations, where starting the runs adds to that."""
    fitting = seconds(plan.fitting_s)
    told = plan.fitting_s is not None and fitting != seconds(plan.expected_s)
    return f"{fitting} of fitting, the rest for starting" if told else ""


def limit(value: float) -> str:
    """An exact duration: `45 s`, `5 min`, `1 h 30 min`."""
    whole = round(value)
    if whole < 120 and whole % 60:
        return f"{value:g} s"
    minutes, rest = divmod(whole, 60)
    hours, minutes = divmod(minutes, 60)
    parts = [f"{hours} h"] * bool(hours) + [f"{minutes} min"] * bool(minutes) + [f"{rest} s"] * bool(rest)
    return " ".join(parts) or f"{value:g} s"


def score(value: float | None, name: str | Metric) -> str:
    """A metric value in its own unit, see `Metric.shown`; "unknown" where there is none."""
    return (metric(name) if isinstance(name, str) else name).shown(value)


def best_of(runs: int) -> str:
    """The best of so many runs with a score."""
    return f"the best of {runs} runs" if runs > 1 else "the one run with a score"


def plain_score(value: float | None, name: str, positive: str | None = None, target: str = "it") -> str:
    """What a score means, in words about cases: `right in about 87 of 100 cases`; the score where there are none.

    Args:
        value: the score in the metric's own unit.
        name: the metric.
        positive: the class that is looked for, where there is one.
        target: the column that is predicted.
    """
    if value is None:
        return "how good it will be I cannot say yet"
    one, many = (f"“{positive}”", f"“{positive}”") if positive else ("case looked for", "cases looked for")
    n = f"about {round(100 * value)}" if value < 0.995 or name == "mape" else "more than 99"
    meaning = _MEANINGS.get(name)
    if meaning is None:
        return f"{metric(name).label} about {score(value, name)}"
    return meaning.format(n=n, one=one, many=many, value=_figure(value), target=target)


def in_hundred(chance: float) -> str:
    """A probability from 0 to 1 in everyday words: `38 in 100`; never certain where it is not."""
    if 0.995 <= chance < 1:
        return "over 99 in 100"
    return "under 1 in 100" if 0 < chance < 0.005 else f"{100 * chance:.0f} in 100"


def _figure(value: float) -> str:
    """Three digits that mean something, large numbers in full: `12.3`, `3,170`."""
    return f"{float(f'{value:.3g}'):,.0f}" if 1000 <= abs(value) < 1e12 else f"{value:.3g}"


_MEANINGS = {
    "accuracy": "right in {n} of 100 cases",
    "balanced_accuracy": "right in {n} of 100 cases of each kind, taken together",
    "recall": "it finds {n} of 100 {many}",
    "precision": "{n} of 100 of its alarms are right",
    "roc_auc": "shown a {one} and another case, it tells them apart in {n} of 100 pairs",
    "average_precision": "of those it names first, {n} of 100 are {many}",
    "f1": "finding {many} and being right about them together score {n} of 100",
    "rmse": "off by about {value} in {target}, large misses counting more",
    "mae": "off by about {value} in {target} on average",
    "median_ae": "off by less than {value} in {target} in half of all cases",
    "mape": "off by {n} % on average",
    "r2": "it explains {n} % of the differences in {target}",
}


def plain_family(name: str) -> str:
    """A family as someone says it who does not build models."""
    return _PLAIN_FAMILIES.get(name, family(name))


_PLAIN_FAMILIES = {
    "linear": "a weighted sum of the columns",
    "tree": "one chain of yes-or-no questions",
    "forest": "a vote of many chains of yes-or-no questions",
    "extra_trees": "a vote of many random chains of yes-or-no questions",
    "boosting": "many short chains of questions, each mending what the last got wrong",
    "svm": "a line drawn between similar cases",
    "knn": "a look at the most similar cases",
    "naive_bayes": "counting how often each value goes with each outcome",
    "neural_network": "a small neural network, which nobody can read",
    "ensemble": "an average of several models",
}


def interval(low: float | None, high: float | None, name: str | Metric) -> str:
    """`0.84 to 0.90`, or an empty text where an end is missing."""
    if low is None or high is None:
        return ""
    return f"{score(low, name)} to {score(high, name)}"


def listed(things: Sequence[str], most: int = 5, joint: str = "and") -> str:
    """`a, b and c`; beyond `most` the rest is counted."""
    names = [str(t) for t in things]
    if len(names) > most:
        return f"{', '.join(names[:most])} {joint} {len(names) - most} more"
    if len(names) < 2:
        return names[0] if names else ""
    return f"{', '.join(names[:-1])} {joint} {names[-1]}"


def count(number: int, noun: str, plural: str = "") -> str:
    """`1 run`, `3 runs`, `1,200 rows`."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def most_runs(plan: Plan) -> str:
    """How many runs a plan has: "3 runs", or "at most 8 runs" where they are chosen one after the other."""
    return f"at most {count(plan.most_runs, 'run')}" if plan.grows else count(len(plan.runs), "run")


def over_of(over: int, runs: int, most: int) -> str:
    """How many runs are over: "2 of 3 runs", or "2 of at most 8 runs" where further ones may be chosen yet."""
    return f"{over} of {'at most ' if most > runs else ''}{count(max(most, runs), 'run')}"


def fitted(lines: Sequence[str], most: int = 5) -> list[str]:
    """The lines of a reply, short neighbours put together until there are at most `most`; lists stay lists."""
    kept = [line for text in lines for line in text.splitlines() if line.strip()]
    while len(kept) > most:
        pairs = [
            i for i in range(len(kept) - 1) if not any(line.lstrip().startswith(_LISTED) for line in kept[i : i + 2])
        ]
        if not pairs:
            break
        at = min(pairs, key=lambda i: len(kept[i]) + len(kept[i + 1]))
        kept[at : at + 2] = [f"{kept[at]} {kept[at + 1]}"]
    return kept


_LISTED = ("-", "*", "|", "#", "`")


def interrupted(number: int) -> str:
    """That runs were broken off, and how they go on."""
    which, them = ("was", "it") if number == 1 else ("were", "them")
    return f"{number:,} {which} interrupted, say “resume” to run {them}."


def without_score(outcomes: Sequence[str]) -> str:
    """How runs ended that gave no score, counted: `1 failed and 2 over the time limit`; empty for none."""
    counts = Counter(outcomes)
    return listed([f"{n:,} {_WITHOUT_SCORE.get(outcome, outcome)}" for outcome, n in counts.items()], len(counts))


_WITHOUT_SCORE = {
    "timeout": "over the time limit",
    "memory": "over the memory limit",
    "partial": "measured on a part only, as planned",
    "pruned": "given up early",
}


def family(name: str) -> str:
    """A family's name in plain words."""
    return _FAMILY_WORDS.get(name, name.replace("_", " "))


_FAMILY_WORDS = {
    "linear": "linear models",
    "tree": "single decision trees",
    "forest": "random forests",
    "extra_trees": "extremely randomised trees",
    "boosting": "gradient boosting",
    "svm": "support vector machines",
    "knn": "nearest neighbours",
    "naive_bayes": "naive Bayes",
    "neural_network": "neural networks",
    "ensemble": "ensembles",
}


def cut(text: str, most: int) -> str:
    """A text of at most so many characters as it is; a longer one up to a whole word, marked as going on."""
    return text if len(text) <= most else text[:most].rsplit(" ", 1)[0] + " …"
