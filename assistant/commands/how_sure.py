"""How far a model's probabilities may be taken at their word, from which one it says yes, and what advice rests on."""

from __future__ import annotations

from assistant import wording
from assistant.cards import TableCard
from assistant.caring import kept
from assistant.commands.meant import at_start, model_meant, unseen_of
from assistant.keeping import rule_of_run
from assistant.plain import plain_threshold
from assistant.visit import Visit
from store.records import MetaModelCard

_PARTS = 5
_FEW = 40
"""Rows below which chances are compared with what came true in fewer parts."""
_CLOSE = 0.05
"""How far apart what was said and what came true may be, on average, for chances to be called right."""


def say_calibration(visit: Visit) -> None:
    """Sets what the kept model, else the best run, said of rows it had not learned from against what came true."""
    import numpy as np

    found = unseen_of(visit)
    if found is None:
        visit.say("No run has ended with a score yet, so there are no probabilities to hold against what came true.")
        return
    shares = found.predicted.probability
    if not found.measuring.of_classes or shares is None:
        visit.say(f"{at_start(found.name)} gives numbers and no probabilities, so there is nothing to be calibrated.")
        return
    classes = list(found.measuring.classes)
    positive = found.task.positive_class if found.task.positive_class in classes else None
    place = classes.index(positive) if positive is not None and len(classes) == 2 else None
    said = shares[:, place] if place is not None else shares.max(axis=1)
    true = np.asarray(found.truth) == (place if place is not None else shares.argmax(axis=1))
    what = f"“{positive}”" if place is not None else "its class"
    order = np.argsort(said, kind="stable")
    parts = np.array_split(order, min(_PARTS, max(2, len(order) // _FEW)))
    rows = [(float(said[p].mean()), float(true[p].mean()), len(p)) for p in parts if len(p)]
    apart = sum(abs(a - b) * n for a, b, n in rows) / len(order)
    chance = sum((2 * a * (1 - a) * n / np.pi) ** 0.5 for a, _, n in rows) / len(order)  # what luck alone would make
    rough = "roughly right" if apart <= 2 * _CLOSE else "not to be taken at their word"
    told = "as good as said" if apart <= max(_CLOSE, 2 * chance) else rough
    visit.say(
        f"Its probabilities are {told}: between what {found.name} said of {len(order):,} rows it had not learned from "
        f"and what came true lie {100 * apart:.0f} points on average."
    )
    low, high = rows[0], rows[-1]
    visit.say(
        f"Of those it gave the highest chance of {what} ({high[0]:.0%} on average) {high[1]:.0%} were; of the lowest "
        f"({low[0]:.0%}), {low[1]:.0%}."
    )
    visit.show(
        TableCard(
            title="Do chances come true?",
            columns=("it said, on average", "came true", "rows"),
            rows=tuple((f"{a:.0%}", f"{b:.0%}", n) for a, b, n in rows),
        )
    )


def say_threshold(visit: Visit) -> None:
    """From which probability on the kept model, else the best run's, says yes, and why there."""
    found = model_meant(visit)
    goal = found[0] if found is not None else visit.state.goal
    if goal is not None and goal.task.kind != "binary":
        visit.say("There is no threshold: that is where a yes begins, and this goal is no question of yes or no.")
        return
    if found is None:
        visit.say(
            "No run has ended with a score yet. Without costs of errors a yes begins at 0.5; say what a missed case "
            "costs beside a false alarm, and it is put where it costs least."
        )
        return
    goal, model, ranked = found
    rule = kept.loaded(visit.services, model).whole.rule if model is not None else None
    if model is None and ranked:
        rule = rule_of_run(visit.services, goal, *ranked[0])
    if rule is not None and rule.threshold is not None:
        visit.say(plain_threshold(rule.threshold) if visit.plain else rule.threshold.in_words)
        return
    positive = goal.task.positive_class
    visit.say(f"It says “{positive}” from a probability of 0.5 on." if positive else "A yes begins at 0.5.")
    if visit.state.goal is not None and visit.state.goal.error_costs is not None:
        visit.say("It was made before you said what errors cost: save the best model again to have it begin there.")
    else:
        visit.say("Say what a missed case costs beside a false alarm, and it is put where it costs least.")


def say_evidence(visit: Visit) -> None:
    """What the recommendations on the table rest on: the runs that were learned from, and the tables most like this."""
    items = visit.state.recommendations
    if not items:
        visit.say("Nothing is recommended yet, so there is nothing to rest on runs.")
        return
    cards = visit.store.find(MetaModelCard, id=items[0].meta_model)
    counts = cards[-1].trained_on if cards else {}
    if counts.get("runs"):
        own = counts.get("own_runs", 0)
        mine = f", {own:,} of them made here" if own else ", none of them made here"
        tables = wording.count(counts["datasets"], "table") if counts.get("datasets") else "tables"
        visit.say(f"What I recommend was learned from {counts['runs']:,} past runs on {tables}{mine}.")
    like = list(dict.fromkeys(e.dataset for e in items[0].evidence))
    if like:
        visit.say(
            f"The first rests most on what was measured on the tables most like yours: {wording.listed(like, 4)}."
        )
    else:
        visit.say("No past run on a table like yours is known, so it rests on how such models do in general.")
