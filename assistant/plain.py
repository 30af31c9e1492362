"""Plain words for people who do not build models: what a metric asks, what past runs of a variant say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from assistant import wording
from store.records import Recommendation, Task, metric

if TYPE_CHECKING:
    from experiments.deciding import Threshold
    from experiments.lessons import NextStep
    from experiments.results import LeaderboardRow, Results

_ASKS = {
    "accuracy": "how often it is right",
    "balanced_accuracy": "how often it is right in each kind of case",
    "recall": "how many of the cases looked for it finds",
    "precision": "how many of its alarms are right",
    "roc_auc": "how well it tells the cases apart",
    "average_precision": "how many of those it names first are cases looked for",
    "f1": "how well it finds the cases and is right about them",
    "mcc": "how well its answers agree with what happened",
    "log_loss": "how near its probabilities come to what happened",
    "brier": "how near its probabilities come to what happened",
    "rmse": "how far off it is, large misses counting more",
    "mae": "how far off it is on average",
    "median_ae": "how far off it is in the middle case",
    "mape": "how many per cent it is off",
    "r2": "how much of the differences it explains",
}


def plain_metric(name: str) -> str:
    """What a metric asks of a model: `how well it tells the cases apart`; its label where there are no words for it."""
    return _ASKS.get(name, metric(name).label)


def plain_evidence(item: Recommendation) -> str:
    """What past runs say of a recommendation: how it did, among all that were tried, on the most similar table."""
    placed = [e for e in item.evidence if e.rank is not None and e.of is not None and e.of > 1]
    if not placed:
        return "Nothing like it was tried on a table like yours yet, so trying it tells much."
    near = max(placed, key=lambda e: e.similarity)
    rank, of = near.rank or 1, near.of or 1
    where = f"On {near.dataset}, the table I know that is most like yours ({near.similarity:.0%} alike)"
    if rank == 1:
        return f"{where}, it or one very like it did best of {of:,} that were tried."
    if rank >= of:
        return f"{where}, it or one very like it did worst of {of:,} that were tried."
    share = (of - rank) / (of - 1)
    return f"{where}, it or one very like it did better than {100 * share:.0f} of every 100 that were tried."


def plain_run(family: str, score: float | None, metric_name: str, positive: str | None, target: str) -> str:
    """A run for somebody who does not build models: how it decides, and what its score means."""
    return f"{wording.plain_family(family)}: {wording.plain_score(score, metric_name, positive, target)}"


def told_score(value: float, name: str, task: Task, *, plain: bool) -> str:
    """A score for who builds models, or what it means for who does not."""
    measure = metric(name)
    if plain:
        return wording.plain_score(value, measure.name, task.positive_class, task.target)
    return f"{measure.label} {wording.score(value, measure)}"


def plain_names(families: Sequence[str]) -> list[str]:
    """How each of several models decides, in everyday words; those of one kind are told apart."""
    seen: Counter[str] = Counter()
    names = []
    for family in families:
        names.append(wording.plain_family(family) + _AGAIN[min(seen[family], len(_AGAIN) - 1)])
        seen[family] += 1
    return names


_AGAIN = ("", ", set otherwise", ", set in a third way", ", set in a fourth way", ", set in a further way")
_FAR = 2.0
"""Spreads of a score by which it must miss what was expected of it to be called clearly less."""


def plain_changes(
    before: Sequence[Recommendation], after: Sequence[Recommendation], changed: Sequence[str]
) -> tuple[str, ...]:
    """What changed on a list, by how its models decide: what was run, what went, what came; why is told beside it.

    Args:
        before: the list that was shown before.
        after: the new one.
        changed: the same in technical words, a sentence for each place; empty where nothing changed.
    """
    if not changed:
        return ()
    old, new = {r.variant.id for r in before}, {r.variant.id for r in after}
    starts = tuple(s.partition(", before at ")[0].casefold() for s in changed if RAN in s)
    gone = [r for r in before if r.variant.id not in new]
    ran = [r for r in gone if r.variant.label.casefold() in starts]
    told = (
        (f"What {RAN}", ran),
        ("No longer among the first", [r for r in gone if r not in ran]),
        ("New on the list", [r for r in after if r.variant.id not in old]),
    )
    found = tuple(f"{words}: {_kinds(items)}." for words, items in told if items)
    return found or ("The same as before, in another order.",)


RAN = "was run and is not repeated"
"""In sentences on changes that come of runs, not of what was said."""
RUNS_SINCE = "the runs since"
"""In sentences on changes that what was said has not made alone."""


def _kinds(items: Sequence[Recommendation]) -> str:
    """How several models decide, each kind once with how many there are."""
    kinds = Counter(wording.plain_family(r.variant.family) for r in items)
    return wording.listed([name if n == 1 else f"{name} ({n} of them)" for name, n in kinds.items()], len(kinds))


def plain_figure(value: float, name: str) -> str:
    """A score as short as it goes: `68 of 100` for shares, in its own unit otherwise."""
    measure = metric(name)
    if measure.unit == "share" and 0 <= value <= 1:
        return f"{100 * value:.0f} of 100" if value < 0.995 or name == "mape" else "over 99 of 100"
    return wording.score(value, measure)


def _surprise(best: LeaderboardRow, name: str) -> str:
    """That the best run did clearly worse than was predicted of it; empty where it did not."""
    measure = metric(name)
    if best.score is None or best.expected_score is None:
        return ""
    short = measure.gain(best.expected_score) - measure.gain(best.score)
    if short <= max(_FAR * (best.score_std or 0.0), 0.05 * abs(best.expected_score)):
        return ""
    return f"That is clearly less than the {plain_figure(best.expected_score, name)} I expected from past tables."


def plain_lessons(found: Results, target: str = "it") -> tuple[str, ...]:
    """What the runs teach, for somebody who does not build models: is it any good, is it clearly ahead, as foreseen."""
    measure, scored = metric(found.metric), [r for r in found.rows if r.score is not None and not r.baseline]
    if not scored:
        return found.lessons
    best, said = scored[0], []
    gain = None if found.baseline is None else measure.gain(best.score or 0.0) - measure.gain(found.baseline)
    if gain is not None and gain <= 0:
        said.append("It does no better than guessing without looking at the columns, so do not rely on it.")
    elif gain is not None:
        guess = wording.plain_score(found.baseline, measure.name, target=target)
        said.append(f"Guessing without looking at the columns would be: {guess}.")
    said.append(_surprise(best, measure.name))
    if len(scored) > 1:
        lead = measure.regret(scored[1].score or 0.0, best.score or 0.0)
        noise = max(best.score_std or 0.0, scored[1].score_std or 0.0)
        close = "Number 1 and number 2 are so close that chance may decide which is ahead."
        ahead = f"Number 1 is {'clearly ahead of' if noise else 'ahead of'} number 2"
        ahead += "." if noise else "; each was measured once, so chance may have made that."
        said.append(ahead if lead > noise else close)
    return tuple(filter(None, said))


def plain_step(step: NextStep) -> tuple[str, str]:
    """What may be done next, as its button reads, and why, without kinds of models and measures; it says the same."""
    if step.says.startswith("More variants of "):
        return "More of the kind of number 1", "The best of that kind did better here than all other kinds."
    if step.says in ("Something faster", "Something different"):
        why = "The best are about as good as one another, so more runs of their kinds will hardly help"
        return step.says, f"{why}{'; another is much quicker' if step.says.endswith('faster') else ''}."
    return step.says, step.reason


def plain_threshold(threshold: Threshold) -> str:
    """From which probability a yes is said, and what that saves, in plain words."""
    said = f"It says “{threshold.positive}” once it is {100 * threshold.value:.0f} % sure, because {threshold.reason}"
    found = threshold.expected
    if found is None or not found.half:
        return f"{said}."
    saved = 1 - found.chosen / found.half
    less = f"{100 * saved:.0f} % less" if saved > 0.005 else "no less"
    return f"{said}. Its errors then cost about {less} than if it waited to be half sure."
