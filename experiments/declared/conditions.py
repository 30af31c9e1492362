"""Conditions as they are written in a file: `best < 0.9`, `verdict == yes and runs >= 5`, `ideas:stuck`."""

import operator
import re
from typing import Any

from experiments.declared.functions import FUNCTION
from store.records import Condition, Scalar

SIGNS = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge, "==": operator.eq, "!=": operator.ne,
}  # fmt: skip
"""How two values are compared."""
_SIGN = r"<=|>=|==|!=|<|>"
_RESULT = re.compile(r"^(best|runs|failed)\s*(<=|>=|<|>)\s*(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)$")
_ANSWER = re.compile(rf"^([A-Za-z_][\w\-]*(?:\.[A-Za-z_][\w\-]*)?)\s*({_SIGN}|is not|is)\s*(.+)$")
_TRUTH = {"yes": True, "true": True, "no": False, "false": False}


def condition(said: Any) -> Any:
    """The condition that some words mean; what is no text stays as it is.

    Raises:
        ValueError: they mean none.
    """
    if not isinstance(said, str):
        return said
    first, *others = [_one(part.strip()) for part in re.split(r"\band\b", said)]
    return {**first, "also": tuple(others)} if others else first


def _one(said: str) -> dict[str, Any]:
    found = _RESULT.match(said)
    if found is not None:
        return {"of": found[1], "sign": found[2], "value": float(found[3])}
    if re.match(FUNCTION, said):
        return {"of": "function", "sign": "==", "value": True, "name": said}
    answer = _ANSWER.match(said)
    if answer is None or answer[1] in ("best", "runs", "failed"):
        raise ValueError(
            "write a condition such as “best < 0.9”, “runs >= 5”, “failed > 2”, “verdict == yes” with the answer to a "
            "human step, “ideas:stuck” with a function of your own, or several of them with “and” between"
        )
    sign = {"is": "==", "is not": "!="}.get(answer[2], answer[2])
    return {"of": "answer", "sign": sign, "value": _value(answer[3].strip()), "name": answer[1]}


def _value(said: str) -> Scalar:
    if said.casefold() in _TRUTH:
        return _TRUTH[said.casefold()]
    try:
        number = float(said)
    except ValueError:
        return said.strip("'\"“”")
    return int(number) if number.is_integer() and not set(said) & set(".eE") else number


def in_words(one: Condition) -> str:
    """The condition as a person reads it."""
    value = one.value
    shown = {True: "yes", False: "no"}[value] if isinstance(value, bool) else f"{value:g}" if _number(value) else value
    own = f"{one.name or one.of} {one.sign} {shown}" if one.of != "function" else one.name
    return " and ".join([own, *map(in_words, one.also)])


def parts(one: Condition | None) -> tuple[Condition, ...]:
    """The condition and what else must hold with it."""
    return () if one is None else (one, *one.also)


def both(one: Condition | None, other: Condition | None) -> Condition | None:
    """What holds where both do."""
    if one is None or other is None:
        return one or other
    return one.model_copy(update={"also": (*one.also, *parts(other))})


def _number(value: Scalar) -> bool:
    return isinstance(value, int | float)
