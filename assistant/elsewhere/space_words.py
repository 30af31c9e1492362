"""How people write what an imported workflow has: its parameters, their values, its metrics and the time it takes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from assistant.elsewhere.model_families import families_of, groups_of, words_of_family
from store.importers.limits import TIME, same_value
from store.records import Direction, ImportedRun, Scalar

_LEADING = frozenset({"max", "min", "n", "num", "number", "of", "nb", "no", "total"})
"""Words before the one that people say: "depth" for max_depth."""
_ALSO = {
    "learning_rate": ("lr", "step size"),
    "lr": ("learning rate",),
    "n_estimators": ("trees",),
    "epochs": ("passes",),
}
TIME_WORDS = r"(?:(?:training|train|fit|fitting|run|wall|execution)[\s_-]*)?(?:time|duration|runtime)"
"""How the time that a run takes is spoken of, as a pattern."""
_COMMON = frozenset(
    {
        "none", "auto", "true", "false", "yes", "no", "on", "off", "same", "valid", "mean", "max", "min", "best",
        "full", "all", "default", "first", "last", "new", "old", "low", "high", "small", "large", "fast", "slow",
        "good", "any", "other",
    }
)  # fmt: skip
"""Values that are words of any sentence: they count beside their parameter only."""
_LONGEST_VALUE = 60


@dataclass(frozen=True)
class SpaceWords:
    """The names of a workflow as patterns; each pattern has no group of its own."""

    parameters: Mapping[str, str]
    """Parameter to its spellings, those of context that is the same in every run among them."""
    values: Mapping[str, tuple[Scalar, ...]]
    """Parameter to the values it had."""
    texts: Mapping[str, tuple[tuple[tuple[Scalar, ...], str], ...]]
    """Parameter to its texts with their spellings, which count beside its name; then families of models among them."""
    alone: tuple[tuple[str, tuple[Scalar, ...], str], ...]
    """Parameter, texts and spellings of those that say by themselves which parameter is meant; families come last."""
    metrics: Mapping[str, str]
    """Metric to its spellings."""
    shares: frozenset[str]
    """Metrics whose values all lie within 0 and 1."""
    constants: frozenset[str]
    """Parameters that were the same in every run: nothing can be chosen of them."""

    def named(self, text: str) -> str | None:
        """The parameter, metric or `TIME` that a text spells."""
        found = {TIME: TIME_WORDS, **self.metrics, **self.parameters}
        exact = [n for n in found if n != TIME and n.casefold() == text.strip().casefold()]
        fits = [n for n, p in found.items() if re.fullmatch(rf"(?:{p})", text.strip(), re.IGNORECASE)]
        return next(iter((*exact, *reversed(fits))), None)

    def values_of(self, text: str, name: str | None = None) -> tuple[str, tuple[Scalar, ...]] | None:
        """The parameter and the text that is spelt, of the named parameter or of any; all texts of a family that is."""
        every = self.alone if name is None else tuple((name, v, p) for v, p in self.texts.get(name, ()))
        fits = ((n, v) for n, v, p in every if re.fullmatch(rf"(?:{p})", text.strip(), re.IGNORECASE))
        return next(fits, None)


def words_of(runs: Sequence[ImportedRun], metrics: Mapping[str, Direction | None]) -> SpaceWords:
    """The words of a workflow, read from its runs.

    Args:
        runs: of one workflow.
        metrics: its metrics.
    """
    values = _values(runs)
    constants = frozenset(name for name in values if len(values[name]) == 1)
    names = [*values]
    exact = {name: _texts(values[name]) for name in names}
    parameters = {name: _spellings(name, [*names, *metrics]) for name in names}
    families = {name: _families(of, [*parameters.values()]) for name, of in families_of(values).items()}
    texts = {name: (*(((v,), p) for v, p in exact[name]), *families.get(name, ())) for name in names}
    alone = [
        (name, (value,), pattern)
        for name in names
        for value, pattern in exact[name]
        if not _is_common(value) and not _elsewhere(value, name, values)
    ]
    of_families = [(name, some, pattern) for name, found in families.items() for some, pattern in found]
    figures = {m: [r.metrics[m] for r in runs if m in r.metrics] for m in metrics}
    return SpaceWords(
        parameters,
        values,
        texts,
        (*sorted(alone, key=lambda t: -len(str(t[1][0]))), *of_families),
        {name: _spellings(name, [*names, *metrics]) for name in metrics},
        frozenset(m for m, v in figures.items() if v and min(v) >= 0 and max(v) <= 1),
        constants,
    )


def _values(runs: Sequence[ImportedRun]) -> dict[str, tuple[Scalar, ...]]:
    """Every parameter with its values, in their order; of the rest what is the same in every run."""
    found: dict[str, dict[str, Scalar]] = {}
    for run in runs:
        for name, value in (run.variant.choices if run.variant is not None else {}).items():
            found.setdefault(name, {}).setdefault(f"{type(value).__name__}:{value}", value)
    kept = {name: tuple(values.values()) for name, values in found.items()}
    first = runs[0].context if runs else {}
    same = {n: v for n, v in first.items() if n not in kept and all(r.context.get(n) == v for r in runs)}
    return {**kept, **{name: (value,) for name, value in same.items() if not isinstance(value, str)}}


def _texts(values: Iterable[Scalar]) -> tuple[tuple[Scalar, str], ...]:
    short = [v for v in values if isinstance(v, str) and 1 < len(v) <= _LONGEST_VALUE]
    return tuple((v, _loose(v)) for v in sorted(short, key=len, reverse=True))


def _families(of: Mapping[str, tuple[Scalar, ...]], parameters: Sequence[str]) -> list[tuple[tuple[Scalar, ...], str]]:
    """Values of each family, and of groups of them, with what people call them unless that is a parameter's name."""
    found = []
    for families, values in groups_of(of).items():
        words = [w for w in words_of_family(families) if not any(re.fullmatch(p, w, re.IGNORECASE) for p in parameters)]
        forms = [_form(re.split(r"[\s_\-]+", w)) for w in sorted(words, key=len, reverse=True)]
        if forms:
            found.append((values, "|".join(dict.fromkeys(forms))))
    return found


def _elsewhere(value: Scalar, name: str, values: Mapping[str, tuple[Scalar, ...]]) -> bool:
    return any(same_value(value, v) for other in values if other != name for v in values[other] if isinstance(v, str))


def _is_common(value: Scalar) -> bool:
    return str(value).casefold() in _COMMON


def _loose(text: str) -> str:
    """A name as people may write it: "random forests" for RandomForest; digits and signs as they are."""
    parts = re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+|[^\w\s]+", text)
    if not parts or re.search(r"\d[^\w\s]+\d", text):
        return re.escape(text)
    joint = r"[\s_\-]*".join(re.escape(p) for p in parts if not re.fullmatch(r"[_\-]+", p))
    return joint + (r"(?:s|es)?" if parts[-1][-1].isalpha() else "")


def _spellings(name: str, every: Sequence[str]) -> str:
    """A name's spellings as one pattern: with and without what leads it, in the plural, its first word alone."""
    words = [w for w in re.split(r"[\W_]+", name) if w]
    forms = [_form(words), re.escape(name)]
    bare = words[next((i for i, w in enumerate(words) if w.casefold() not in _LEADING), 0) :]
    others = {tuple(re.split(r"[\W_]+", n.casefold())) for n in every if n != name}
    if len(bare) < len(words) and not any(_ends_with(o, bare) for o in others):
        forms.append(_form(bare))
    if len(bare) > 1 and len(bare[0]) > 3 and not any(o and o[0].startswith(bare[0].casefold()) for o in others):
        forms.append(rf"{re.escape(bare[0])}\w*(?:[\s_]+function)?")
    if len(bare) > 1 and bare[-1].casefold() == "score":
        forms.append(_form(bare[:-1]))
    forms += [_form(re.split(r"[\s_]+", a)) for a in _ALSO.get(name.casefold(), ()) if tuple(a.split()) not in others]
    return "|".join(dict.fromkeys(sorted(forms, key=len, reverse=True)))


def _form(words: Sequence[str]) -> str:
    joint = r"[\s_\-.]*".join(re.escape(w) for w in words)
    return joint if joint.endswith("s") else joint + "s?"


def _ends_with(other: Sequence[str], bare: Sequence[str]) -> bool:
    return tuple(other[-len(bare) :]) == tuple(w.casefold() for w in bare)


def any_of(patterns: Iterable[str]) -> str:
    """Any of the patterns, the longest first; one that never matches where there are none."""
    found = sorted((p for p in patterns if p), key=len, reverse=True)
    return rf"(?:{'|'.join(found)})" if found else r"(?:(?!))"
