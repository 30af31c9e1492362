"""What is wrong in a file, in sentences: what pydantic found, as people say it, each with the place of its field."""

import difflib
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pydantic import BaseModel, ValidationError

Path_ = tuple[str | int, ...]
_KINDS = {
    "int_type": "a whole number", "int_parsing": "a whole number", "int_from_float": "a whole number",
    "float_type": "a number", "float_parsing": "a number", "finite_number": "a finite number",
    "bool_type": "true or false", "bool_parsing": "true or false", "string_type": "text",
    "dict_type": "fields, such as name: value", "model_type": "fields, such as name: value",
    "model_attributes_type": "fields, such as name: value", "tuple_type": "a list, such as [a, b]",
    "list_type": "a list, such as [a, b]",
}  # fmt: skip
"""What should stand where something of another kind stands."""
_BOUNDS = {"greater_than": ("gt", "above"), "greater_than_equal": ("ge", "at least"), "less_than": ("lt", "below")}
_BOUNDS |= {"less_than_equal": ("le", "at most")}
_LENGTHS = {"too_short": ("min_length", "at least"), "too_long": ("max_length", "at most")}


class FieldFault(ValueError):
    """What is wrong with a field of a part, found when the whole part was looked at."""

    def __init__(self, at: Path_, problem: str) -> None:
        """Takes the place of the field, from the top of the part, and a sentence without its full stop."""
        super().__init__(problem)
        self.at = at


def faults(error: ValidationError, form: type[BaseModel], content: Any) -> dict[Path_, str]:
    """All that pydantic found wrong: place of the field to a sentence.

    Args:
        error: as it was raised.
        form: what was to be read.
        content: what was read, plain values.
    """
    grouped: dict[Path_, list[Any]] = {}
    for one in error.errors():
        place = _place(one, content) + getattr(one.get("ctx", {}).get("error"), "at", ())
        grouped.setdefault(place, []).append(one)
    meant = {place: _meant(place, form) for place, found in grouped.items() if found[0]["type"] == "extra_forbidden"}
    said: dict[Path_, str] = {}
    for place, found in grouped.items():
        if found[0]["type"] == "missing" and any(
            name == place[-1] and at[:-1] == place[:-1] for at, name in meant.items()
        ):
            continue  # it is there, misspelt
        if found[0]["type"] == "too_short" and any(len(p) > len(place) and p[: len(place)] == place for p in grouped):
            continue  # it is too short since what is in it is wrong
        said[place] = _misspelt(place, meant[place], form) if place in meant else _sentence(found)
    return said


def _place(error: Any, content: Any) -> Path_:
    """Where a field stands: pydantic's place without the names of the types that it tried."""
    found: list[str | int] = []
    for number, part in enumerate(error["loc"]):
        inside = isinstance(content, dict) and part in content
        if inside or (isinstance(content, list) and isinstance(part, int) and part < len(content)):
            found.append(part)
            content = content[part]
        elif error["type"] == "missing" and number == len(error["loc"]) - 1:
            found.append(part)
    return tuple(found)


def _sentence(errors: Sequence[Any]) -> str:
    """What is wrong with one field, whatever kinds were tried for it."""
    if len(errors) > 1 and len({e["type"] for e in errors}) > 1 and all(e["type"] in _KINDS for e in errors):
        kinds = list(dict.fromkeys(_KINDS[e["type"]] for e in errors))
        return f"this must be {_either(kinds)}, not {_shown(errors[0]['input'])}."
    return _words(errors[0])


def _words(error: Any) -> str:
    kind, given, more = error["type"], error.get("input"), error.get("ctx", {})
    shown = _shown(given)
    if kind == "missing":
        return "this field is missing."
    if kind in _KINDS:
        return f"this must be {_KINDS[kind]}, not {shown}."
    if kind == "literal_error":
        choices = re.findall(r"'([^']*)'", more["expected"])
        near = difflib.get_close_matches(str(given), choices, 1)
        return f"this must be {_either(choices)}, not {shown}." + (f" Did you mean “{near[0]}”?" if near else "")
    if kind in _BOUNDS:
        bound, word = _BOUNDS[kind]
        return f"this must be {word} {more[bound]:g}, not {shown}."
    if kind in _LENGTHS and not isinstance(given, str):
        bound, word = _LENGTHS[kind]
        return f"there must be {word} {more[bound]} of them here, not {more.get('actual_length', 'as many')}."
    if kind == "string_pattern_mismatch":
        return f"a name begins with a letter and has letters, digits, “_”, “-” and “.” only; {shown} is none."
    said = str(error["msg"]).removeprefix("Value error, ").rstrip(".")
    but = "" if isinstance(given, dict | list) or kind == "value_error" else f", not {shown}"
    return f"{said[:1].lower()}{said[1:]}{but}."


def _misspelt(place: Path_, meant: str | None, form: type[BaseModel]) -> str:
    there = "there is no such field here."
    if meant is not None:
        return f"{there} Did you mean “{meant}”?"
    known = fields_at(form, place[:-1])
    return f"{there} There are: {', '.join(known)}." if known else f"{there} Leave it out."


def _meant(place: Path_, form: type[BaseModel]) -> str | None:
    near = difflib.get_close_matches(str(place[-1]), fields_at(form, place[:-1]), 1)
    return near[0] if near else None


def fields_at(form: type[BaseModel], at: Path_) -> tuple[str, ...]:
    """The fields that a part of a file may have; none where any may stand there.

    Args:
        form: of the whole.
        at: keys and positions from its top to the part.
    """
    schema = form.model_json_schema()
    parts: list[Mapping[str, Any]] = [schema]
    for step in at:
        parts = [inner for part in parts for inner in _inner(part, step, schema)]
    return tuple(
        dict.fromkeys(name for part in parts for one in _plain(part, schema) for name in one.get("properties", ()))
    )


def _inner(part: Mapping[str, Any], step: str | int, whole: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for one in _plain(part, whole):
        if isinstance(step, int):
            found = [one.get("items")]
        else:
            found = [one.get("properties", {}).get(step), one.get("additionalProperties")]
            found += one.get("patternProperties", {}).values()
        yield from (f for f in found if isinstance(f, dict))


def _plain(part: Mapping[str, Any], whole: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """What a part of a schema may be, references followed."""
    if "$ref" in part:
        yield from _plain(whole["$defs"][part["$ref"].rpartition("/")[2]], whole)
        return
    yield part
    for one in part.get("anyOf", ()):
        yield from _plain(one, whole)


def _either(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"


def _shown(value: Any) -> str:
    if value is None:
        return "nothing"
    return "a list" if isinstance(value, list) else "fields" if isinstance(value, dict) else repr(value)
