"""The metrics in what a command printed or wrote: as JSON wherever it stands, or as names with numbers."""

import contextlib
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

_MOST_TRIES = 5_000
"""Braces that are looked at, the last ones: a log may be full of them."""
_DEEPEST = 3
"""Metrics may stand in objects that stand in each other so deep."""
_LOOKED_AT = 2**18
"""Characters at the end of a text in which JSON is looked for."""
_COLOURS = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
_VALUE = r"(?P<value>[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?(?: ?%)?|nan|[-+]?inf(?:inity)?)(?![\w%]|[.,:/]\w)"
_BETWEEN = r"(?:[ \t]*[:=|][ \t]*|[ ]{2,}|[ ]*\t[ \t]*)"
"""What stands between a name and its number: a colon, an equals sign, or the room between columns."""
_DECODER = json.JSONDecoder()


def metrics_in(text: str, names: Mapping[str, object]) -> dict[str, Any]:
    """The last value that is given of each metric, whatever it is; objects of JSON count before all else.

    Args:
        text: what was printed or written. JSON may stand behind other words, over several lines, or be followed by
            more; else each metric is looked for as `f1: 0.9`, `f1=0.9`, `'f1': 0.9`, `f1: 90%` or in columns.
        names: of the metrics.

    Returns:
        Name to value as it was given; metrics that were not named are missing.
    """
    plain = _COLOURS.sub("", text)
    found: dict[str, Any] = {}
    for one in _objects(plain[-_LOOKED_AT:]):
        found |= _named(one, names, _DEEPEST)
    for name in names:
        if name not in found and (said := _last_of(name, plain)) is not None:
            found[name] = said
    return found


def others_in(text: str) -> dict[str, Any]:
    """The numbers with a name in the JSON of a text, whatever they are called: what was given instead of a metric."""
    found: dict[str, Any] = {}
    for one in _objects(_COLOURS.sub("", text)[-_LOOKED_AT:]):
        found |= {str(n): v for n, v in one.items() if isinstance(v, int | float) and not isinstance(v, bool)}
    return found


def _objects(text: str) -> Iterator[Mapping[str, Any]]:
    """The JSON objects in a text, in their order; those within others are parts of these."""
    end = 0
    for at in [brace.start() for brace in re.finditer("{", text)][-_MOST_TRIES:]:
        if at >= end:
            with contextlib.suppress(ValueError, RecursionError):
                one, end = _DECODER.raw_decode(text, at)
                yield one


def _named(said: Mapping[str, Any], names: Mapping[str, object], deep: int) -> dict[str, Any]:
    """The metrics of an object; where it has none, those of the objects in it."""
    own = {name: value for name, value in said.items() if name in names}
    if own or not deep:
        return own
    for value in said.values():
        own |= _named(value, names, deep - 1) if isinstance(value, Mapping) else {}
    return own


def _last_of(name: str, text: str) -> str | float | None:
    """The last number that a text gives a name."""
    said = None
    for match in re.finditer(rf"(?<![\w.\-])[\"']?{re.escape(name)}[\"']?{_BETWEEN}{_VALUE}", text):
        said = match["value"]
    if said is not None and said.endswith("%"):
        return float(said.removesuffix("%")) / 100
    return said
