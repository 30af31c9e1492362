"""YAML with the line of every field, so that what is wrong can be shown where it is."""

import codecs
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ValidationError

from experiments.declared.faults import Path_, faults
from store.errors import BadRequest

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

_ADVICE = (
    (r"'tab'", " Indent with spaces instead of tabs."),
    (
        r"got '\?'|found '\?'|mapping values|'<scalar>'|cannot start any token",
        " Check how far it is indented, and put text that has one of ? : # % @ ' in it in double quotes.",
    ),
)
"""What to do about what PyYAML finds, by its words."""


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

    def invalid(self, error: ValidationError, form: type[BaseModel]) -> BadRequest:
        """All that pydantic found wrong with what was to be a form, each with its line and field; one line each."""
        found = faults(error, form, self.content)
        return BadRequest("\n".join(dict.fromkeys(str(self.wrong(at, problem)) for at, problem in found.items())))


def read_marked(path: Path) -> Marked:
    """A YAML file with the lines of its fields.

    Raises:
        BadRequest: there is no such file, it is not YAML, or a field occurs twice.
    """
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise BadRequest(f"{path} cannot be read: {error.strerror or error}.") from error
    try:
        text = raw.decode("utf-16" if raw[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE) else "utf-8")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise BadRequest(f"{path}, line {line}: a letter there is not written in UTF-8. Save it as UTF-8.") from error
    try:
        node = yaml.compose(text, Loader=_Loader)
        lines: dict[Path_, Place] = {}
        if node is not None:
            _mark(node, (), lines, path)
        content = yaml.load(text, Loader=_Loader)
    except yaml.YAMLError as error:
        raise _no_yaml(path, error) from error
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


def _no_yaml(path: Path, error: yaml.YAMLError) -> BadRequest:
    """What is wrong with the form of a file, with its line and, where there is one, what to do about it."""
    if not isinstance(error, yaml.MarkedYAMLError):
        odd = getattr(error, "character", None)
        why = f"it has the character #x{odd:04x}, which is none of a text" if isinstance(odd, int) else str(error)
        return BadRequest(f"{path.name}: this is not YAML: {why}.")
    at, begun = error.problem_mark, error.context_mark
    line = at.line + 1 if at else 1
    said = str(error.problem or error.context).replace("\\t", "tab")
    if begun is not None and begun.line + 1 != line:
        said += f"; what is not closed, or not in line with the rest, begins in line {begun.line + 1}"
    advice = next((a for form, a in _ADVICE if re.search(form, said)), "")
    return BadRequest(f"{path.name}, line {line}: this is not YAML: {said}.{advice}")
