"""What a person's judgement means for the ranking: typed effects, in and out of words."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal, cast, get_args

from assistant import wording
from store.records import Effect, ErrorCosts, Family

Scope = Literal["goal", "dataset", "always", "domain"]
_SCOPES: tuple[tuple[Scope, re.Pattern[str]], ...] = (
    (
        "domain",
        re.compile(
            r"\b(for everyone|for all of us|everybody here|all of us|whole team|(company|team)[- ]wide|"
            r"our (team|field|domain|company|department|industry))\b",
            re.IGNORECASE,
        ),
    ),
    (
        "dataset",
        re.compile(
            r"\b(on|for|in|with) (this|these|that|the present) (data ?sets?|data|tables?|files?)\b", re.IGNORECASE
        ),
    ),
    (
        "always",
        re.compile(
            r"\b(always|in general|generally|from now on|in (the )?future|whatever i do|for all my|never ever|"
            r"as a rule)\b",
            re.IGNORECASE,
        ),
    ),
)
"""Words that say how far something holds; without any it holds for the goal at hand."""


def scope_in(text: str) -> Scope:
    """How far something said holds: this goal, this data, always for this person, or for everyone here."""
    return next((scope for scope, words in _SCOPES if words.search(text)), "goal")


def scoped(effects: Sequence[Effect], scope: Scope) -> tuple[Effect, ...]:
    """The effects with a wider scope where the words gave one; ratings stay with what was rated."""
    if scope == "goal":
        return tuple(effects)
    fixed = ("rating", "correction", "error_costs")
    return tuple(e if e.kind in fixed or e.scope != "goal" else e.model_copy(update={"scope": scope}) for e in effects)


def effects_of_args(name: str, args: Mapping[str, Any]) -> tuple[Effect, ...]:
    """The effects of a `constrain`, `prefer` or `set_error_costs` command; empty for other commands."""
    if name == "prefer" and args.get("wish"):
        return (Effect(kind="preference", value=args["wish"], scope=args.get("scope") or "goal"),)
    if name == "set_error_costs":
        costs = [args.get("false_negative") or 1.0, args.get("false_positive") or 1.0]
        return (Effect(kind="error_costs", value=costs),)
    if name != "constrain":
        return ()
    found = [Effect(kind=kind, value=v) for kind, key in _LISTS for v in args.get(key) or ()]
    if args.get("max_run_s"):
        found.append(Effect(kind="max_run_s", value=args["max_run_s"]))
    if args.get("interpretable") is not None:
        found.append(Effect(kind="interpretable", value=args["interpretable"]))
    return tuple(found)


_LISTS: tuple[tuple[Any, str], ...] = (
    ("family_forbidden", "families_forbidden"),
    ("family_allowed", "families_allowed"),
    ("column_forbidden", "columns_forbidden"),
    ("column_required", "columns_required"),
)


def effects_of_words(
    reason: str, sentiment: str, rating: float | None, variant_id: str | None, family: str | None
) -> tuple[Effect, ...]:
    """The effects of a judgement in words.

    Args:
        reason: what the person gave as a reason, or all their words.
        sentiment: `positive` or `negative`.
        rating: 0 to 1 where one was given.
        variant_id: the variant judged, where it is one.
        family: the family judged, where one is named.
    """
    found = []
    if variant_id is not None:
        worth = rating if rating is not None else (1.0 if sentiment == "positive" else 0.0)
        found.append(Effect(kind="rating", value={"variant": variant_id, "rating": worth}))
    if sentiment != "positive":
        found += [Effect(kind="preference", value=wish) for wish, words in _COMPLAINTS if words.search(reason)]
        if family is not None and variant_id is None:
            found.append(Effect(kind="family_forbidden", value=family))
    elif family is not None and variant_id is None:
        found.append(Effect(kind="lesson", value=f"{wording.family(family)} are trusted"))
    return tuple(found)


def family_in(text: str) -> str | None:
    """The family of models that a text names, None where it names none."""
    return next((name for name, words in _FAMILY_PATTERNS if words.search(text)), None)


def families_in(text: str) -> tuple[str, ...]:
    """Every family of models that a text names."""
    return tuple(name for name, words in _FAMILY_PATTERNS if words.search(text))


def in_words(effect: Effect) -> str:
    """An effect as a short sentence."""
    sentence = _SENTENCES[effect.kind](effect.value)
    return sentence + _SCOPE_WORDS[effect.scope] + "."


def _corrected(value: str) -> str:
    """What a correction settled; those kept by earlier versions name the command and its args as code has them."""
    import ast

    from assistant.understood import in_words as command_words

    name, _, args = value.partition(": ")
    try:
        said = ast.literal_eval(args) if args.startswith("{") else None
    except (ValueError, SyntaxError):
        said = None
    return command_words([{"name": name, "args": said}]) if isinstance(said, dict) else value


def costs_in_words(miss: float, alarm: float) -> str:
    """What errors cost, such as `A missed case costs 20 times a false alarm`."""
    said = ErrorCosts(false_negative=miss, false_positive=alarm).in_words()
    return said[0].upper() + said[1:]


def profile_facts(effects: Sequence[Effect]) -> list[tuple[str, Any]]:
    """Key and value of the profile facts that effects for always leave behind."""
    facts: list[tuple[str, Any]] = []
    for effect in effects:
        if effect.scope != "always":
            continue
        if effect.kind == "preference":
            facts.append((f"preference:{effect.value}", True))
        elif effect.kind == "family_forbidden":
            facts.append((f"family_forbidden:{effect.value}", True))
        elif effect.kind in ("interpretable", "max_run_s"):
            facts.append((effect.kind, effect.value))
    return facts


def _worth(value: Any) -> float:
    return float(value["rating"] if isinstance(value, dict) else value)


_SENTENCES: dict[str, Callable[[Any], str]] = {
    "preference": lambda value: f"You prefer models that are {value}",
    "family_forbidden": lambda value: f"No {wording.family(str(value))}",
    "family_allowed": lambda value: f"Use {wording.family(str(value))}",
    "column_forbidden": lambda value: f"The column {value} must not be used",
    "column_required": lambda value: f"The column {value} is to be used",
    "error_costs": lambda value: costs_in_words(value[0], value[1]),
    "rating": lambda value: "You liked it" if _worth(value) >= 0.5 else "You did not like it",
    "max_run_s": lambda value: f"A single run may take {wording.limit(float(value))} at most",
    "interpretable": lambda value: "Only models that can be explained" if value else "Models need not be explainable",
    "lesson": lambda value: f"Kept as a note: “{value}”",
    "correction": lambda value: f"Corrected: {_corrected(str(value))}",
}
_SCOPE_WORDS = {"goal": "", "dataset": ", on this data", "always": ", always", "domain": ", for everyone here"}

_COMPLAINTS = tuple(
    (wish, re.compile(pattern, re.IGNORECASE))
    for wish, pattern in (
        ("fast", r"\b(too |so |very )?(slow|sluggish)|takes? (far )?too long|took too long|\blong to (run|train)"),
        ("cheap", r"\bexpensive|costs? too much|\bcostly"),
        ("simple", r"\b(complex|complicated|overkill|too big|too many parameters)"),
        ("interpretable", r"black.?box|can.?t (be )?(explain|understand)|hard to explain|not explainable|opaque"),
        ("robust", r"\b(unstable|overfit|varies too much|not robust|fragile)"),
        ("accurate", r"\b(inaccurate|not accurate|too weak|poor|bad score|low score)"),
        ("diverse", r"all the same|too similar|more variety"),
    )
)
_FAMILY_PATTERNS = tuple(
    (cast(Family, name), re.compile(pattern, re.IGNORECASE))
    for name, pattern in (
        ("svm", r"\bSVMs?\b|support vector"),
        ("knn", r"\bk-?NN\b|nearest neighbou?rs?"),
        ("neural_network", r"neural|\bMLPs?\b|deep learning|\bNNs?\b"),
        ("naive_bayes", r"naive bayes"),
        ("boosting", r"boost|\bGBMs?\b|lightgbm|xgboost"),
        ("extra_trees", r"extra[- _]?trees|extremely randomi[sz]ed"),
        ("forest", r"forests?\b"),
        ("linear", r"\blinear\b|logistic|regression models?\b|\bridge\b|\blasso\b"),
        ("ensemble", r"ensembles?\b|voting|stacking"),
        ("tree", r"decision trees?\b|single trees?\b"),
    )
)
assert {name for name, _ in _FAMILY_PATTERNS} == set(get_args(Family)), "every family has its words"
