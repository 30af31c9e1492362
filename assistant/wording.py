"""Figures as people read them: durations, scores with their unit, lists, shares."""

from collections.abc import Sequence

from store.records import Metric, metric


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
    """A metric value in its own unit, three significant decimals for shares: `0.871`, `12.4`."""
    if value is None:
        return "unknown"
    measure = metric(name) if isinstance(name, str) else name
    if measure.unit in ("share", "nats", "none"):
        return f"{value:.3f}"
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.4g}"


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


def interrupted(number: int) -> str:
    """That runs were broken off, and how they go on."""
    which, them = ("was", "it") if number == 1 else ("were", "them")
    return f"{number:,} {which} interrupted, say “resume” to run {them}."


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
