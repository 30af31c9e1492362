"""What the text of an ExtremeXP experiment tells of its configurations.

Its engine runs a grid search in the order of `itertools.product` over the parameters as they are declared, and makes
the runs one by one in that order. So where an experiment has one space, a grid, and as many runs as the grid has
points, the run at a place is the point at that place.
"""

import itertools
import re
from dataclasses import dataclass

from store.importers.wording import scalar
from store.records import Scalar

MOST_POINTS = 100_000
_COMMENT = re.compile(r"//[^\n]*|/\*.*?\*/", re.DOTALL)
_SPACE = re.compile(r"\bspace\s+(\w+)\s+of\s+(\w+)\s*\{")
_PARAMETER = re.compile(r"\bparam\s+(\w+)\s*=\s*(range|enum)\s*\(([^)]*)\)")
_INPUT = re.compile(r"\bdefine\s+input\s+data\s+(\w+)")
_PATH = re.compile(r"\bconfigure\s+data\s+(\w+)\s*\{\s*path\s+\"([^\"]*)\"")


@dataclass(frozen=True)
class Described:
    """What an experiment's text says."""

    grid: tuple[dict[str, Scalar], ...]
    """Every configuration in the order it was run, empty where the text does not settle it."""
    dataset: str
    """The input data's path, empty where there is none or more than one."""


def described(text: str) -> Described:
    """Reads the text of an experiment; what cannot be read is left empty."""
    plain = _COMMENT.sub("", text)
    inputs = {name: path for name, path in _PATH.findall(plain) if name in _INPUT.findall(plain)}
    paths = set(inputs.values())
    return Described(_grid(plain), paths.pop() if len(paths) == 1 else "")


def _grid(plain: str) -> tuple[dict[str, Scalar], ...]:
    spaces = [_block(plain, found.end()) for found in _SPACE.finditer(plain)]
    if len(spaces) != 1 or not re.search(r"\bstrategy\s+gridsearch\b", spaces[0]):
        return ()
    declared: dict[str, list[Scalar]] = {}
    for name, kind, inside in _PARAMETER.findall(spaces[0]):
        values = _values(kind, inside)
        if not values:
            return ()
        declared[name.removesuffix("_vp")] = values
    total = 1
    for values in declared.values():
        total *= len(values)
    if not declared or total > MOST_POINTS:
        return ()
    return tuple(dict(zip(declared, point, strict=True)) for point in itertools.product(*declared.values()))


def _block(text: str, start: int) -> str:
    """The text up to the brace that closes the one before `start`."""
    depth = 1
    for at in range(start, len(text)):
        depth += (text[at] == "{") - (text[at] == "}")
        if depth == 0:
            return text[start:at]
    return text[start:]


def _values(kind: str, inside: str) -> list[Scalar]:
    parts = [p.strip() for p in inside.split(",") if p.strip()]
    if kind == "enum":
        return [p.strip("\"'") if p[0] in "\"'" else scalar(p) for p in parts]
    numbers = [scalar(p) for p in parts]
    if not 2 <= len(numbers) <= 3 or not all(isinstance(n, int) and not isinstance(n, bool) for n in numbers):
        return []
    low, high, step = (*numbers, 1)[:3] if len(numbers) == 2 else numbers
    found = range(low, high, step or 1)  # type: ignore[arg-type]
    return list(found) if len(found) <= MOST_POINTS else []
