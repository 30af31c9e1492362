"""Carrying code along: the modules that a fitted pipeline and its command need, under the name of another package."""

from __future__ import annotations

import ast
import json
import re
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

PROJECT = ("assistant", "experiments", "store", "lifecycle", "recommender", "pages")
PARTS = "_parts"
_ROOT = Path(__file__).resolve().parents[3]
_IMPORT = re.compile(rf"^(\s*)(from|import) ((?:{'|'.join(PROJECT)})(?:\.[\w.]*)?)(?=[ \n])", re.MULTILINE)
_NAMED = ("__module__", "module_path")
"""Keys under which a model file names modules."""


def carried(roots: Iterable[str]) -> tuple[str, ...]:
    """The modules of the project that these need when they run, themselves included, sorted."""
    found: set[str] = set()
    todo = list(roots)
    while todo:
        name = todo.pop()
        if name not in found:
            found.add(name)
            todo += _needed(name)
    return tuple(sorted(found))


def write_parts(modules: Iterable[str], package: str, folder: Path) -> None:
    """Writes modules into a package under `_parts`, importing each other there and nothing of the project.

    Args:
        modules: as `carried` gives them.
        package: its name.
        folder: of the package.
    """
    for name in modules:
        path = folder / PARTS / (name.replace(".", "/") + ".py")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(moved_source(_file(name).read_text("utf-8"), package), encoding="utf-8")
        for above in path.parents:
            if above == folder:
                break
            (above / "__init__.py").touch()


def moved_source(text: str, package: str) -> str:
    """Source with the project's imports pointing into a package."""
    return _IMPORT.sub(lambda m: f"{m[1]}{m[2]} {package}.{PARTS}.{m[3]}", text)


def moved_type(name: str, package: str) -> str:
    """A type's or a module's name after the move; those of other libraries stay."""
    return f"{package}.{PARTS}.{name}" if name.split(".")[0] in PROJECT else name


def write_moved_model(source: Path, target: Path, package: str) -> frozenset[str]:
    """Copies a skops file with the project's types named as in a package.

    Returns:
        The modules of the project whose types it holds, by their names in the project.
    """
    used: set[str] = set()
    with zipfile.ZipFile(source) as before, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as after:
        for name in before.namelist():
            content = before.read(name)
            if name == "schema.json":
                content = json.dumps(_moved_schema(json.loads(content), package, used)).encode()
            after.writestr(zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return frozenset(used)


def _moved_schema(part: Any, package: str, used: set[str]) -> Any:
    if isinstance(part, list):
        return [_moved_schema(p, package, used) for p in part]
    if not isinstance(part, dict):
        return part
    found = {}
    for key, value in part.items():
        if key in _NAMED and isinstance(value, str) and value.split(".")[0] in PROJECT:
            used.add(value)
            value = moved_type(value, package)
        found[key] = _moved_schema(value, package, used)
    return found


def _file(module: str) -> Path:
    path = _ROOT / module.replace(".", "/")
    return path.with_suffix(".py") if path.with_suffix(".py").exists() else path / "__init__.py"


def _needed(module: str) -> list[str]:
    """The project's modules that a module imports when it runs: at its top or inside of functions."""
    tree = ast.parse(_file(module).read_text("utf-8"))
    typing_only = {
        id(node)
        for check in ast.walk(tree)
        if isinstance(check, ast.If) and isinstance(check.test, ast.Name) and check.test.id == "TYPE_CHECKING"
        for node in ast.walk(check)
    }
    found = []
    for node in ast.walk(tree):
        if not isinstance(node, ast.ImportFrom) or id(node) in typing_only:
            continue
        if node.module and node.module.split(".")[0] in PROJECT:
            names = [f"{node.module}.{a.name}" for a in node.names]
            found += [n if _file(n).exists() else node.module for n in names]
    return found
