"""Human steps: where an experiment waits for a person, what they are shown, and what their answers mean."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from experiments.declared.choosing import settled
from experiments.declared.form import FieldForm, ShowForm, StageForm
from store.errors import BadRequest
from store.records import Condition, Scalar, VariationPoint

FieldKind = Literal["number", "int", "text", "yes", "choice"]
_YES, _NO = ("y", "yes", "true", "ja", "ok", "okay", "yep", "yeah"), ("n", "no", "false", "nein", "nope")


@dataclass(frozen=True)
class Field:
    """One thing that a person answers."""

    name: str
    """Empty where the step asks for one thing only."""
    kind: FieldKind
    low: float | None = None
    high: float | None = None
    choices: tuple[Scalar, ...] = ()
    optional: bool = False
    words: str = ""

    @property
    def label(self) -> str:
        """What is asked for, as people say it."""
        return self.words or self.name.replace("_", " ")

    @property
    def hint(self) -> str:
        """What can be answered."""
        if self.kind == "choice":
            said = ", ".join(map(str, self.choices))
        elif self.kind in ("number", "int"):
            whole = "a whole number" if self.kind == "int" else "a number"
            low = f" from {self.low:g}" if self.low is not None else ""
            high = f" to {self.high:g}" if self.high is not None else ""
            said = f"{whole}{low}{high}" if low or not high else f"{whole} up to {self.high:g}"
        else:
            said = {"yes": "yes or no", "text": "in words"}[self.kind]
        return f"{said}, or nothing" if self.optional else said

    def read(self, said: Any) -> Scalar:
        """What an answer means, typed as words or as the value itself.

        Raises:
            BadRequest: it is no answer; the message says what would be one.
        """
        if said is None or (isinstance(said, str) and not said.strip()):
            if self.optional:
                return None
            raise BadRequest(f"Nothing was said{f' of {self.label}' if self.name else ''}: {self.hint}.")
        said = said.strip() if isinstance(said, str) else said
        found = self._read(said)
        if found is None:
            raise BadRequest(f"“{said}” is no answer{f' for {self.label}' if self.name else ''}: {self.hint}.")
        return found

    def _read(self, said: Any) -> Scalar:
        if self.kind == "choice":
            return next((c for c in self.choices if str(c).casefold() == str(said).casefold()), None)
        if self.kind == "text":
            return str(said)
        if self.kind == "yes":
            plain = str(said).casefold().rstrip(".!")
            return True if plain in _YES else False if plain in _NO else None
        return self._number(said)

    def _number(self, said: Any) -> Scalar:
        if isinstance(said, bool):
            return None
        try:
            number = float(said)
        except (TypeError, ValueError):
            return None
        if not abs(number) < float("inf") or (self.kind == "int" and number != int(number)):
            return None
        if (self.low is not None and number < self.low) or (self.high is not None and number > self.high):
            return None
        return int(number) if self.kind == "int" else number

    def content(self) -> dict[str, Any]:
        """As a program reads it."""
        kept = {"name": self.name, "type": self.kind, "label": self.label, "low": self.low, "high": self.high}
        return {k: v for k, v in kept.items() if v not in (None, "")} | (
            {"choices": list(self.choices)} if self.choices else {}
        ) | {"optional": self.optional}  # fmt: skip


@dataclass(frozen=True)
class HumanStep:
    """Where an experiment waits for a person."""

    name: str
    question: str
    fields: tuple[Field, ...]
    kind: Literal["choice", "yes", "number", "text", "rating", "form"]
    after: int
    """Number of stages before it."""
    choose: str | None = None
    """The variation point that the answer settles."""
    show: ShowForm = field(default_factory=ShowForm)
    when: Condition | None = None
    """What must hold of the stages before; else nobody is asked."""
    ends: bool = False
    """Whether the experiment ends after a no."""

    @property
    def in_words(self) -> str:
        """The question with what can be answered."""
        if self.kind == "form":
            return f"{self.question} ({'; '.join(f'{f.label}: {f.hint}' for f in self.fields)})"
        return f"{self.question} ({self.fields[0].hint})"

    def read(self, said: Any) -> dict[str, Scalar]:
        """What a person's answer means.

        Args:
            said: words; of a form `rating=4; note=fine`, its values in order with commas between, a JSON object, or the
                values by field.

        Returns:
            The values by the names that conditions use: the step's, or of a form the step's and the field's.

        Raises:
            BadRequest: it is no answer; the message says what would be one.
        """
        try:
            if self.kind != "form":
                return {self.name: self.fields[0].read(said)}
            given = said if isinstance(said, Mapping) else _fields_said(str(said), self.fields)
            unknown = sorted(set(given) - {f.name for f in self.fields})
            if unknown:
                raise BadRequest(f"There is no field “{unknown[0]}”.")
            return {f"{self.name}.{f.name}": f.read(given.get(f.name)) for f in self.fields}
        except BadRequest as error:
            raise BadRequest(f"That is no answer to “{self.question}”. {error}") from error


def _fields_said(said: str, fields: Sequence[Field]) -> dict[str, Any]:
    """The fields of a form that some words name, the others in their order."""
    if said.strip().startswith("{"):
        try:
            found = json.loads(said)
        except ValueError as error:
            raise BadRequest(f"It is not JSON: {error}.") from error
        return dict(found)
    by_name = {n.casefold(): f.name for f in fields for n in (f.name, f.name.replace("_", " "), f.label)}
    pieces = [p for p in re.split(r"[;\n]", said) if p.strip()]
    if len(pieces) == 1:
        pieces = _at_commas(pieces[0], by_name, len(fields))
    given: dict[str, Any] = {}
    left: list[str] = []
    for piece in pieces:
        named = re.match(rf"^\s*({_any(by_name)})\s*(?:[:=]|\bis\b|\s)\s*(.+?)\s*$", piece, re.IGNORECASE | re.DOTALL)
        if named is not None:
            given[by_name[named[1].casefold()]] = named[2]
        else:
            left.append(piece.strip())
    free = [f.name for f in fields if f.name not in given]
    if len(left) > len(free):
        raise BadRequest(f"More was said than is asked for: “{left[len(free)]}”.")
    return given | dict(zip(free, left, strict=False))


def _at_commas(said: str, by_name: Mapping[str, str], n: int) -> list[str]:
    """Cut at commas and “and” before a field's name; without any name into as many pieces as there are fields."""
    names = _any(by_name)
    if re.match(rf"^\s*(?:{names})\b", said, re.IGNORECASE):
        return re.split(rf"(?:,\s*(?:and\s+)?|\s+and\s+)(?=(?:{names})\b)", said, flags=re.IGNORECASE)
    return said.split(",", n - 1)


def _any(names: Iterable[str]) -> str:
    """A pattern of any of the names, the longest first."""
    return "|".join(re.escape(n) for n in sorted(names, key=len, reverse=True))


def human_step(form: StageForm, name: str, after: int, points: Sequence[VariationPoint], ends: bool) -> HumanStep:
    """The step that a file declares.

    Args:
        form: what the file says.
        name: what its answer is called.
        after: number of stages before it.
        points: the workflow's open choices.
        ends: whether the experiment ends after a no.

    Raises:
        BadRequest: it chooses what is no open choice of the workflow.
    """
    fields, kind = _fields(form, points)
    return HumanStep(
        name, form.ask or "", fields, kind, after, form.choose, form.show or ShowForm(), form.when,
        ends and kind == "yes",
    )  # fmt: skip


def _fields(form: StageForm, points: Sequence[VariationPoint]) -> tuple[tuple[Field, ...], Any]:
    if form.choose is not None:
        point = next((p for p in points if p.name == form.choose), None)
        if point is None:
            known = ", ".join(p.name for p in points)
            raise BadRequest(f"the workflow has no choice “{form.choose}”. It has: {known}.")
        if point.kind == "categorical":
            return (Field("", "choice", choices=point.choices),), "choice"
        return (Field("", "int" if point.kind == "int" else "number", point.low, point.high),), "choice"
    if form.form:
        return tuple(_field(name, one) for name, one in form.form.items()), "form"
    if form.rating is not None:
        return (Field("", "int", 1, form.rating),), "rating"
    if form.choices:
        return (Field("", "choice", choices=form.choices),), "choice"
    kind = form.answer or "yes"
    return (Field("", kind),), kind


def _field(name: str, form: FieldForm) -> Field:
    return Field(name, form.type, form.low, form.high, form.choices, form.optional, form.words)


def settled_by(step: HumanStep, answers: Mapping[str, Scalar], points: Sequence[VariationPoint]) -> Scalar:
    """The value that a step's answer gives the variation point it chooses."""
    point = next(p for p in points if p.name == step.choose)
    return settled(point, answers[step.name])
