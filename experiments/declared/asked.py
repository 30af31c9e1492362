"""The process that calls a person's own functions: `python -m experiments.declared.asked FOLDER`, a JSON line each way.

It ends with the end of its input, and by itself where a function takes longer than it may.
"""

import importlib.util
import inspect
import itertools
import json
import os
import random
import signal
import sys
import traceback
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

MOST = 200
"""Variants that a generator is asked for at once."""


def main() -> None:
    """Answers questions until there are no more."""
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what the functions print must not be taken for an answer
    folder = Path(sys.argv[1])
    sys.path.insert(0, str(folder))
    sys.dont_write_bytecode = True
    modules: dict[str, Any] = {}
    for line in sys.stdin:
        question = json.loads(line)
        signal.setitimer(signal.ITIMER_REAL, question["limit_s"])
        out.write(json.dumps(answer(folder, modules, question)) + "\n")
        out.flush()
        signal.setitimer(signal.ITIMER_REAL, 0.0)


def answer(folder: Path, modules: dict[str, Any], question: Mapping[str, Any]) -> dict[str, Any]:
    """What a function says, under `said`; or what was wrong, under `error`.

    Args:
        folder: where the modules lie.
        modules: those imported so far.
        question: `function` as `module:function`, `wants` (`filter`, `generate` or `when`), what it can take under
            `given`, and the `seed` of whatever is random in it.
    """
    module, name = question["function"].split(":")
    try:
        random.seed(question["seed"])
        if module not in modules:
            modules[module] = _imported(folder, module)
        function = getattr(modules[module], name)
        said = function(**_taken(function, question["given"]))
        return {"said": _checked(said, question["wants"])}
    except BaseException as error:  # whatever a person's code raises is an answer, even an exit
        where = next((f for f in reversed(traceback.extract_tb(error.__traceback__)) if _within(f, folder)), None)
        at = f" ({Path(where.filename).name}, line {where.lineno})" if where is not None else ""
        return {"error": f"{type(error).__name__}: {error}{at}"}


def _within(frame: traceback.FrameSummary, folder: Path) -> bool:
    return Path(frame.filename).is_relative_to(folder)


def _imported(folder: Path, module: str) -> Any:
    path = folder.joinpath(*module.split(".")).with_suffix(".py")
    found = importlib.util.spec_from_file_location(module, path)
    assert found is not None and found.loader is not None
    made = importlib.util.module_from_spec(found)
    sys.modules[module] = made
    found.loader.exec_module(made)
    return made


def _taken(function: Callable[..., Any], given: Mapping[str, Any]) -> dict[str, Any]:
    return {name: given[name] for name in inspect.signature(function).parameters if name in given}


def _checked(said: Any, wants: str) -> Any:
    """The answer as plain values.

    Raises:
        TypeError: it is of another kind than was asked for.
    """
    if wants != "generate":
        if said is None:
            raise TypeError("it must return True or False, and it returned None")
        return bool(said)
    variants = list(itertools.islice(said, MOST)) if said is not None else []
    for one in variants:
        if not isinstance(one, Mapping):
            raise TypeError(f"it must yield choices such as {{'depth': 3}}, and it yielded {one!r}")
    return [{str(k): _plain(v) for k, v in one.items()} for one in variants]


def _plain(value: Any) -> Any:
    """Numbers of NumPy as Python's own."""
    return value.item() if hasattr(value, "item") else value


if __name__ == "__main__":
    main()
