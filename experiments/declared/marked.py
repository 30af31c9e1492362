"""YAML with the line of every field, so that what is wrong can be shown where it is."""

import re
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from store.errors import BadRequest

Path_ = tuple[str | int, ...]


class _Loader(yaml.SafeLoader):  # type: ignore[misc]  # PyYAML has no types
    """YAML as people expect it: `on`, `no` and dates are words, `1e-4` is a number (as in YAML 1.2)."""


_WORDS = ("tag:yaml.org,2002:bool", "tag:yaml.org,2002:float", "tag:yaml.org,2002:timestamp")
_Loader.yaml_implicit_resolvers = {
    first: [(tag, form) for tag, form in known if tag not in _WORDS]
    for first, known in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false|True|False)$"), list("tfTF"))
_Loader.add_implicit_resolver(
    "tag:yaml.org,2002:float",
    re.compile(r"^[-+]?(?:\d+\.\d*(?:[eE][-+]?\d+)?|\.\d+(?:[eE][-+]?\d+)?|\d+[eE][-+]?\d+|\.inf|\.nan)$"),
    list("-+.0123456789"),
)


class Marked:
    """A YAML file: its content as plain values, and the line of each field."""

    def __init__(self, path: Path, content: Any, lines: dict[Path_, int]) -> None:
        self.path, self.content, self._lines = path, content, lines

    def wrong(self, where: Path_, problem: str) -> BadRequest:
        """An error that names file, line and field.

        Args:
            where: keys and positions from the top of the file to the field.
            problem: what is wrong and what to do, a sentence.
        """
        known = where
        while known and known not in self._lines:
            known = known[:-1]
        field = ".".join(str(p + 1) if isinstance(p, int) else p for p in where)
        at = f", field “{field}”" if field else ""
        return BadRequest(f"{self.path.name}, line {self._lines.get(known, 1)}{at}: {problem}")

    def invalid(self, error: ValidationError, within: Path_ = ()) -> BadRequest:
        """All that pydantic found wrong, each with its line and field; one line each."""
        found = [self.wrong((*within, *_plain(e["loc"])), _words(e)) for e in error.errors()]
        return BadRequest("\n".join(dict.fromkeys(str(one) for one in found)))


def read_marked(path: Path) -> Marked:
    """A YAML file with the lines of its fields.

    Raises:
        BadRequest: there is no such file, it is not YAML, or a field occurs twice.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadRequest(f"{path} cannot be read: {getattr(error, 'strerror', None) or error}.") from error
    try:
        node = yaml.compose(text, Loader=_Loader)
        lines: dict[Path_, int] = {}
        if node is not None:
            _mark(node, (), lines, path)
        content = yaml.load(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise BadRequest(f"{path.name}, line {line}: this is not YAML: {error.problem or error.context}.") from error
    except yaml.YAMLError as error:
        raise BadRequest(f"{path.name}: this is not YAML: {error}.") from error
    if not isinstance(content, dict):
        raise BadRequest(f"{path.name}, line 1: the file must hold fields, such as “name: my-workflow”.")
    return Marked(path, content, lines)


def _mark(node: yaml.Node, at: Path_, lines: dict[Path_, int], path: Path) -> None:
    lines.setdefault(at, node.start_mark.line + 1)
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            place = (*at, str(key.value))
            if place in lines:
                raise BadRequest(
                    f"{path.name}, line {key.start_mark.line + 1}: “{key.value}” is there twice, first in line "
                    f"{lines[place]}. Keep one."
                )
            lines[place] = key.start_mark.line + 1
            _mark(value, place, lines, path)
    elif isinstance(node, yaml.SequenceNode):
        for number, value in enumerate(node.value):
            _mark(value, (*at, number), lines, path)


def _plain(where: tuple[str | int, ...]) -> Path_:
    return tuple(p for p in where if isinstance(p, int) or not p.startswith(("function-", "[")))


def _words(error: Any) -> str:
    """What pydantic found, in a sentence."""
    kind, given = error["type"], error.get("input")
    if kind == "extra_forbidden":
        return "there is no such field here. Check its spelling, or leave it out."
    if kind == "missing":
        return "this field is missing."
    said = str(error["msg"]).removeprefix("Value error, ").rstrip(".")
    shown = "" if isinstance(given, dict | list) or kind == "value_error" else f", not {given!r}"
    return f"{said[:1].lower()}{said[1:]}{shown}."
