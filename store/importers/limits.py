"""What a person allows of an imported workflow's next combinations: values of parameters, foreseen metrics and time."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from store.importers.roles import is_number
from store.importers.wording import label_of
from store.records import Scalar

Sign = Literal["<", "<=", ">", ">=", "in", "not in"]
Of = Literal["parameter", "metric", "time", "expected", "combination"]
"""What is limited; `time` is to be kept to by nine runs of ten, `expected` is a time that is compared with another."""
TIME = "time"
"""Name of a limit on the seconds that a run takes."""
COMBINATION = "combination"
"""Name of a limit on whole combinations, by their labels."""
_WORDS = {"<": "below", "<=": "at most", ">": "above", ">=": "at least", "in": "only", "not in": "not"}
_UPPER, _LOWER = ("<", "<="), (">", ">=")


@dataclass(frozen=True)
class Limit:
    """One bound, or a choice among values."""

    name: str
    """The parameter or metric, as the workflow spells it; `TIME` for the time."""
    sign: Sign
    values: tuple[Scalar, ...]
    """One number for a bound, in the metric's own unit or in seconds; else the values that are meant."""
    of: Of = "parameter"

    def allows(self, value: Scalar) -> bool:
        """Whether a value keeps to it; what has no value, or none that compares with a number, keeps to bounds only."""
        if self.sign in ("in", "not in"):
            return any(same_value(value, v) for v in self.values) == (self.sign == "in")
        bound = self.values[0]
        if not (is_number(value) and is_number(bound)):
            return True
        apart = float(value) - float(bound)
        return {"<": apart < 0, "<=": apart <= 0, ">": apart > 0, ">=": apart >= 0}[self.sign]

    def allows_choices(self, choices: Mapping[str, Scalar]) -> bool:
        """Whether a combination keeps to it: one without the parameter does, unless it is to have certain values."""
        if self.of == "combination":
            return self.allows(label_of(choices))
        return self.allows(choices[self.name]) if self.name in choices else self.sign != "in"

    @property
    def words(self) -> str:
        """The limit as a person reads it, such as "epochs at most 50"."""
        values = " or ".join(f"{v:g}" if isinstance(v, float) else str(v) for v in self.values)
        if self.of == "time":
            return f"{_WORDS[self.sign]} {values} s a run"
        if self.of == "expected":
            return f"expected {_WORDS[self.sign]} {values} s a run"
        if self.of == "combination":
            return f"{_WORDS[self.sign]} the combination {values}"
        foreseen = "foreseen " if self.of == "metric" else ""
        return f"{foreseen}{self.name} {_WORDS[self.sign]} {values}"

    def content(self) -> dict[str, Any]:
        """The limit in JSON values."""
        return {"name": self.name, "sign": self.sign, "values": list(self.values), "of": self.of}

    @classmethod
    def of_content(cls, content: Mapping[str, Any]) -> "Limit":
        """The limit that `content` gave."""
        return cls(content["name"], content["sign"], tuple(content["values"]), content["of"])


def allowed(choices: Mapping[str, Scalar], limits: Sequence[Limit]) -> bool:
    """Whether a combination keeps to all limits on what it is; what is foreseen of it is not looked at."""
    return all(limit.allows_choices(choices) for limit in limits if limit.of in ("parameter", "combination"))


def joined(before: Sequence[Limit], said: Sequence[Limit]) -> tuple[Limit, ...]:
    """Limits with those that were said later: a new bound replaces the one on the same side, bans add up."""
    kept = list(before)
    for new in said:
        same = [old for old in kept if (old.name, old.of) == (new.name, new.of)]
        kept = [old for old in kept if old not in same]
        for old in same:
            if new.sign == "in" or (_side(old) == _side(new) != "not in"):
                continue
            if old.sign == "not in" == new.sign:
                new = Limit(new.name, "not in", tuple(dict.fromkeys((*old.values, *new.values))), new.of)
            elif old.sign == "in" and new.sign == "not in":
                left = tuple(v for v in old.values if new.allows(v))
                kept += [Limit(old.name, "in", left, old.of)] if left else []
            else:
                kept.append(old)
        kept.append(new)
    return tuple(kept)


def without(before: Sequence[Limit], names: Sequence[str], freed: Mapping[str, Sequence[Scalar]]) -> tuple[Limit, ...]:
    """Limits that are left after those on some names were lifted, and values that were ruled out allowed again.

    Args:
        before: the limits so far.
        names: parameters, metrics or `TIME` of which every limit falls; "*" for all of them.
        freed: parameter to values that may be proposed again.
    """
    kept = []
    for limit in before:
        if limit.name in names or "*" in names:
            continue
        again = freed.get(limit.name, ())
        values = limit.values
        if again and limit.sign == "not in":
            values = tuple(v for v in values if not any(same_value(v, a) for a in again))
        elif again and limit.sign == "in":
            values = (*values, *(a for a in again if not any(same_value(a, v) for v in values)))
        if values:
            kept.append(Limit(limit.name, limit.sign, values, limit.of))
    return tuple(kept)


def same_value(one: Scalar, other: Scalar) -> bool:
    """Whether two values are the same choice: 1 and 1.0 are, "Random Forest" and "random_forest" as well."""
    if is_number(one) and is_number(other):
        return float(one) == float(other)
    return _plain(one) == _plain(other)


def _side(limit: Limit) -> str:
    return "upper" if limit.sign in _UPPER else "lower" if limit.sign in _LOWER else limit.sign


def _plain(value: Scalar) -> str:
    text = str(value).casefold()
    return re.sub(r"[\W_]+", "", text) if re.search(r"[a-z]", text) else text
