"""Steps of a workflow in Python: marked in the person's module, read without running it, called one after another."""

import ast
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from experiments.declared.functions import Written, parsed, written
from store.errors import BadRequest

F = TypeVar("F", bound=Callable[..., Any])
_MARK = "__sextant_step__"
GIVEN = ("data", "seed", "share")
"""What every step can take: path of the data (None without any), the seed, and the share of the work to do."""


def step(name: str, implementation: str = "") -> Callable[[F], F]:
    """Marks a function as a step of a workflow, or as one of several implementations of it.

    The function takes what it names: parameters of the workflow, what earlier steps give, `data`, `seed`, `share`. What
    it returns is known to later steps under the step's name or, where the file declares several outputs, under those;
    the last step returns the metrics, a dict of name to number.

    Args:
        name: of the step, as in the workflow's file.
        implementation: which of the step's implementations it is; empty where there is one.
    """

    def mark(function: F) -> F:
        setattr(function, _MARK, (name, implementation))
        return function

    return mark


@dataclass(frozen=True)
class Marked:
    """A step as it is written in a module."""

    step: str
    implementation: str
    function: Written


def read_steps(path: Path) -> tuple[Marked, ...]:
    """The marked functions of a module, read from its text: nothing of it runs.

    Raises:
        BadRequest: the module cannot be read or is not Python, or a mark's names are not written out.
    """
    found = []
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            for call in node.decorator_list:
                if isinstance(call, ast.Call) and _called(call) == "step":
                    found.append(_marked(path, node, call))
    return tuple(found)


def _called(call: ast.Call) -> str:
    function = call.func
    return function.id if isinstance(function, ast.Name) else getattr(function, "attr", "")


def _marked(path: Path, node: ast.FunctionDef | ast.AsyncFunctionDef, call: ast.Call) -> Marked:
    said = dict(zip(("name", "implementation"), call.args, strict=False))
    said |= {k.arg: k.value for k in call.keywords if k.arg}
    values = {k: v.value for k, v in said.items() if isinstance(v, ast.Constant) and isinstance(v.value, str)}
    if "name" not in values or len(values) < len(said):
        raise BadRequest(f'{path.name}, line {call.lineno}: write the step\'s names out, such as @step("features").')
    return Marked(values["name"], values.get("implementation", ""), written(node))


def functions_of(module: Any) -> dict[tuple[str, str], Callable[..., Any]]:
    """The marked functions of a module that was imported, by step and implementation."""
    marked = [f for f in vars(module).values() if callable(f) and hasattr(f, _MARK)]
    return {getattr(f, _MARK): f for f in marked}


def taken(function: Callable[..., Any], known: Mapping[str, Any]) -> dict[str, Any]:
    """What a function takes of what is known; names with dots or dashes are taken with underscores."""
    import inspect

    plain = {plain_name(name): value for name, value in known.items()}
    return {name: plain[name] for name in inspect.signature(function).parameters if name in plain}


def plain_name(name: str) -> str:
    """A choice's name as a function takes it: with underscores for dots and dashes."""
    return name.replace(".", "_").replace("-", "_")
