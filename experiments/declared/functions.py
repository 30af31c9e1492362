"""A person's own filters, generators and conditions: found in their module's text, and kept with what was approved.

Nothing of them runs before an approved plan asks for it: modules are read, not imported.
"""

import ast
import hashlib
import re
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from store.errors import BadData, BadRequest
from store.home import Home
from store.writing import made_whole

FUNCTION = r"^[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)*:[A-Za-z_][A-Za-z0-9_]*$"
"""`module:function`; a module in a folder beside the file is `folder.module`."""
TAKES = ("results", "answers", "space", "seed")
"""What every function can take by name; a filter takes `variant`, too."""
_DIGITS = 24


@dataclass(frozen=True)
class Written:
    """A function as it is written in its module."""

    takes: tuple[str, ...]
    needs: tuple[str, ...]
    """Those without a default."""
    line: int


def check_function(folder: Path, name: str, takes: Iterable[str]) -> None:
    """Makes sure that there is such a function and that it can be given all that it takes.

    Args:
        folder: where the experiment's file lies.
        name: `module:function`.
        takes: what it can be given, by name.

    Raises:
        BadRequest: there is no such file or function, or it takes something else.
    """
    if not re.match(FUNCTION, name):
        raise BadRequest(f"“{name}” names no function. Write module:function, such as ideas:affordable.")
    module, _, function = name.partition(":")
    path = folder.joinpath(*module.split(".")).with_suffix(".py")
    shown = path.relative_to(folder).as_posix()
    if not path.is_file():
        raise BadRequest(f"there is no file {shown} beside this one.")
    there = functions_in(path)
    found = there.get(function)
    if found is None:
        raise BadRequest(f"{shown} has no function called “{function}”. It has: {', '.join(there) or 'none'}.")
    lacking = [n for n in found.needs if n not in takes]
    if lacking:
        raise BadRequest(
            f"the function in line {found.line} of {shown} takes “{lacking[0]}”, which it cannot be given. "
            f"It can take: {', '.join(takes)}."
        )


def functions_in(path: Path) -> dict[str, Written]:
    """The functions of a module, read from its text.

    Raises:
        BadRequest: the module cannot be read or is not Python.
    """
    return {n.name: written(n) for n in parsed(path).body if isinstance(n, ast.FunctionDef)}


def parsed(path: Path) -> ast.Module:
    """A Python file as it is written; nothing of it runs.

    Raises:
        BadRequest: it cannot be read or is not Python.
    """
    try:
        return ast.parse(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise BadRequest(f"{path} cannot be read: {getattr(error, 'strerror', None) or error}.") from error
    except (SyntaxError, ValueError) as error:
        line, why = getattr(error, "lineno", 1), getattr(error, "msg", error)
        raise BadRequest(f"{path.name}, line {line}: this is not Python: {why}.") from error


def written(node: ast.FunctionDef | ast.AsyncFunctionDef) -> Written:
    """What a function takes."""
    plain = (*node.args.posonlyargs, *node.args.args)
    required = plain[: len(plain) - len(node.args.defaults)]
    alone = [a for a, d in zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True) if d is None]
    takes = tuple(a.arg for a in (*plain, *node.args.kwonlyargs))
    return Written(takes, tuple(a.arg for a in (*required, *alone)), node.lineno)


def functions_folder(home: Path, key: str) -> Path:
    """Where the code of functions is kept."""
    return Home(home).functions / key


def keep_functions(folder: Path, names: Iterable[str], home: Path) -> str:
    """Keeps the Python files beside an experiment's file, where it names functions of its own.

    Returns:
        The hash of the code; empty where no function is named.

    Raises:
        BadRequest: it cannot be kept.
    """
    from experiments.declared.keeping import python_files

    if not any(names):
        return ""
    files = python_files(folder, home)
    key = _key(folder, files)
    place = functions_folder(home, key)
    if place.exists():
        return key
    try:
        with made_whole(place) as beside:
            for file in files:
                (beside / file).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(folder / file, beside / file)
    except OSError as error:
        raise BadRequest(f"The functions cannot be kept in {place}: {error.strerror or error}.") from error
    return key


def kept_functions(home: Path, key: str) -> Path:
    """The folder of kept functions, checked against their hash.

    Raises:
        BadData: they are gone or were changed.
    """
    place = functions_folder(home, key)
    files = sorted(p.relative_to(place).as_posix() for p in place.rglob("*.py")) if key else []
    try:
        same = bool(files) and _key(place, files) == key
    except OSError:
        same = False
    if not same:
        raise BadData(f"The functions in {place} are gone or no longer what was approved. Run the file again.")
    return place


def _key(folder: Path, files: Iterable[str]) -> str:
    whole = hashlib.sha256(b"sextant-functions-1")
    for file in files:
        whole.update(b"\0" + file.encode() + b"\0" + (folder / file).read_bytes())
    return whole.hexdigest()[:_DIGITS]
