"""YAML with the line of every field, so that what is wrong can be shown where it is."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from store.errors import BadRequest

Path_ = tuple[str | int, ...]
Place = tuple[str, int]
"""A file's name and a line in it, from 1."""


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
    """A YAML file, or a part of one: its content as plain values, and where each field stands."""

    def __init__(self, path: Path, content: Any, lines: Mapping[Path_, Place], within: Path_ = ()) -> None:
        """Takes a file's content.

        Args:
            path: of the file.
            content: plain values.
            lines: where each field stands, by keys and positions from the top of the content.
            within: where the content stands in the file.
        """
        self.path, self.content, self.lines, self.within = path, content, lines, within

    def part(self, at: str) -> "Marked":
        """The content of a field at the top."""
        return Marked(self.path, self.content[at], self.lines_in((at,)), (*self.within, at))

    def lines_in(self, at: Path_) -> dict[Path_, Place]:
        """Where the fields of a part stand, by keys and positions from that part's top."""
        return {p[len(at) :]: place for p, place in self.lines.items() if p[: len(at)] == at}

    def wrong(self, where: Path_, problem: str) -> BadRequest:
        """An error that names file, line and field.

        Args:
            where: keys and positions from the top of the content to the field.
            problem: what is wrong and what to do, a sentence.
        """
        known = where
        while known and known not in self.lines:
            known = known[:-1]
        field = ".".join(str(p + 1) if isinstance(p, int) else p for p in (*self.within, *where))
        at = f", field “{field}”" if field else ""
        file, line = self.lines.get(known, (self.path.name, 1))
        return BadRequest(f"{file}, line {line}{at}: {problem}")

    def invalid(self, error: ValidationError) -> BadRequest:
        """All that pydantic found wrong, each with its line and field; one line each."""
        errors = error.errors()
        said = [e for e in errors if not (e["type"] == "too_short" and _follows(e["loc"], errors))]
        found = [self.wrong(_plain(e["loc"]), _words(e)) for e in said]
        return BadRequest("\n".join(dict.fromkeys(str(one) for one in found)))


def _follows(at: Path_, errors: Sequence[Any]) -> bool:
    """Whether something in a list is wrong, so that it lacks what was found wrong."""
    return any(len(e["loc"]) > len(at) and e["loc"][: len(at)] == at for e in errors)


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
        lines: dict[Path_, Place] = {}
        if node is not None:
            _mark(node, (), lines, path)
        content = yaml.load(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise BadRequest(f"{path.name}, line {line}: this is not YAML: {error.problem or error.context}.") from error
    except yaml.YAMLError as error:
        raise BadRequest(f"{path.name}: this is not YAML: {error}.") from error
    except RecursionError as error:
        raise BadRequest(f"{path.name}: its fields stand in each other without end.") from error
    if not isinstance(content, dict):
        raise BadRequest(f"{path.name}, line 1: the file must hold fields, such as “name: my-workflow”.")
    return Marked(path, content, lines)


def _mark(node: yaml.Node, at: Path_, lines: dict[Path_, Place], path: Path) -> None:
    lines.setdefault(at, (path.name, node.start_mark.line + 1))
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            place = (*at, str(key.value))
            if place in lines:
                raise BadRequest(
                    f"{path.name}, line {key.start_mark.line + 1}: “{key.value}” is there twice, first in line "
                    f"{lines[place][1]}. Keep one."
                )
            lines[place] = path.name, key.start_mark.line + 1
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
