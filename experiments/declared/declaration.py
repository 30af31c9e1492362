"""From a workflow's file to a workflow: steps, open choices, metrics and named variants, checked against each other."""

import re
import shlex
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError

from experiments.declared.choosing import in_order, variant_of
from experiments.declared.form import Parameter, StepForm, WorkflowForm
from experiments.declared.marked import Marked, Path_, read_marked
from experiments.declared.steps import GIVEN, read_steps
from store.errors import BadRequest
from store.records import Record, Scalar, Step, Variant, VariationPoint, Workflow, declared_metric

PLACE = re.compile(r"\{([A-Za-z_][A-Za-z0-9_.\-]*)\}")
_SPECIAL = (*GIVEN, "out")
_DEEPEST = 10


class Declaration(Record):
    """How a declared workflow is run; kept beside its code."""

    name: str
    version: int
    command: str | None = None
    python: tuple[str, ...] = ()
    """Modules with marked steps, relative to the workflow's folder."""
    metrics: dict[str, str]
    """The workflow's own name of a metric to the name it is recorded under."""
    steps: tuple[Step, ...]
    outputs: dict[str, tuple[str, ...]] = Field(default={})
    """Step to the names of what it gives, where they are not just its own."""


@dataclass(frozen=True)
class Declared:
    """A workflow's file, read and checked."""

    declaration: Declaration
    folder: Path
    """Where its code lies."""
    code: tuple[str, ...] = ()
    """Patterns of further files that belong to it."""
    choices: dict[str, dict[str, Scalar]] = field(default_factory=dict)
    """Named variants: their choices, what they inherit included."""

    def workflow(self, key: str) -> Workflow:
        """The workflow; `key` tells it from others of the same name and version."""
        it = self.declaration
        return Workflow(id=f"{it.name}-{it.version}-{key}", name=it.name, version=it.version, steps=it.steps)

    def variant(self, workflow: Workflow, name: str) -> Variant:
        """One of the named variants."""
        return variant_of(workflow, self.choices[name])


def read_workflow(path: Path) -> Declared:
    """A workflow's file.

    Raises:
        BadRequest: something in it is wrong; the message names line and field.
    """
    return declared(read_marked(path), (), path.parent)


def declared(marked: Marked, within: Path_, folder: Path) -> Declared:
    """The workflow that stands in a file at `within`."""
    content = marked.content
    for key in within:
        content = content[key]
    form = _form(marked, within, content, folder)
    steps, outputs, modules = _steps(marked, within, form, folder, 0)
    _check_points(marked, within, steps)
    if form.command is not None:
        _check_command(marked, within, form.command, steps)
    else:
        _check_modules(marked, within, modules, steps, outputs)
    metrics = {name: declared_metric(name, way) for name, way in form.metrics.items()}
    made = Declaration(
        name=form.name, version=form.version, command=form.command, metrics=metrics, steps=steps, outputs=outputs,
        python=tuple(_inside(marked, within, m, folder) for m in modules),
    )  # fmt: skip
    found = Declared(made, folder.resolve(), form.code, _named(marked, within, form))
    for name in found.choices:
        try:
            found.variant(found.workflow("draft"), name)
        except BadRequest as error:
            raise marked.wrong((*within, "variants", name), str(error)) from error
    return found


def _inside(marked: Marked, within: Path_, module: Path, folder: Path) -> str:
    try:
        return module.resolve().relative_to(folder.resolve()).as_posix()
    except ValueError:
        raise marked.wrong((*within, "python"), f"{module} does not lie in the workflow's folder.") from None


def _form(marked: Marked, within: Path_, content: Any, folder: Path) -> WorkflowForm:
    """What the file says, with all that it inherits."""
    seen = {marked.path.resolve()}
    parent = content.get("inherits") if isinstance(content, dict) else None
    while isinstance(parent, str):
        path = (folder / parent).resolve()
        if path in seen:
            raise marked.wrong((*within, "inherits"), f"{parent} inherits from itself.")
        seen.add(path)
        above = read_marked(path).content
        parent = above.get("inherits")
        content = _over(above, content)
    try:
        return WorkflowForm.model_validate(content)
    except ValidationError as error:
        raise marked.invalid(error, within) from error


def _over(above: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    """A file over the one that it inherits from: fields replace, metrics and variants add, steps by their names."""
    made = {**above, **own}
    for name in ("metrics", "variants"):
        if isinstance(above.get(name), dict) and isinstance(own.get(name), dict):
            made[name] = {**above[name], **own[name]}
    if "command" in own:
        made.pop("python", None) if "python" not in own else None
    elif "python" in own:
        made.pop("command", None)
    old, new = above.get("steps"), own.get("steps")
    if isinstance(old, list) and isinstance(new, list):
        by_name = {s.get("name"): s for s in new if isinstance(s, dict)}
        kept = [by_name.pop(s.get("name"), s) if isinstance(s, dict) else s for s in old]
        made["steps"] = [*kept, *by_name.values()]
    return made


def _steps(
    marked: Marked, within: Path_, form: WorkflowForm, folder: Path, depth: int
) -> tuple[tuple[Step, ...], dict[str, tuple[str, ...]], tuple[Path, ...]]:
    """All steps, those of workflows within it in their place; what steps give; modules that have their functions."""
    found: list[Step] = []
    modules = [folder / form.python] if form.python is not None else []
    outputs: dict[str, tuple[str, ...]] = {}
    for number, one in enumerate(form.steps):
        at = (*within, "steps", number)
        if one.workflow is not None:
            if depth >= _DEEPEST:
                raise marked.wrong((*at, "workflow"), "workflows stand in each other without end.")
            path = folder / one.workflow
            inner = read_marked(path)
            its_form = _form(inner, (), inner.content, path.parent)
            steps, given, more = _steps(inner, (), its_form, path.parent, depth + 1)
            found += steps
            outputs |= given
            modules += more
            continue
        try:
            found.append(Step(name=one.name, points=_points(one)))
        except (ValidationError, BadRequest) as error:
            raise marked.wrong(at, str(error)) from error
        if one.outputs:
            outputs[one.name] = one.outputs
    return tuple(found), outputs, tuple(dict.fromkeys(modules))


def _points(form: StepForm) -> tuple[VariationPoint, ...]:
    """A step's open choices: which implementation, its own parameters, and those of each implementation."""
    found = []
    if form.implementations:
        names = tuple(form.implementations)
        found.append(
            VariationPoint(name=form.name, kind="categorical", choices=names, default=form.default or names[0])
        )
    found += [_point(name, one) for name, one in form.parameters.items()]
    for choice, implementation in form.implementations.items():
        found += [_point(n, one, (form.name, (choice,))) for n, one in implementation.parameters.items()]
    return tuple(found)


def _point(name: str, form: Parameter, only: tuple[str, tuple[Scalar, ...]] | None = None) -> VariationPoint:
    condition = [] if only is None else [only]
    for other, values in form.when.items():
        condition.append((other, tuple(values) if isinstance(values, list) else (values,)))
    if form.type == "categorical":
        default = form.choices[0] if form.default is None and None not in form.choices else form.default
        return VariationPoint(
            name=name, kind="categorical", choices=form.choices, default=default, condition=tuple(condition)
        )
    whole, log = form.type.endswith("int"), form.type.startswith("log")
    assert form.low is not None and form.high is not None
    middle = (form.low * form.high) ** 0.5 if log else (form.low + form.high) / 2
    default = form.default if form.default is not None else round(middle) if whole else float(f"{middle:.4g}")
    return VariationPoint(
        name=name, kind="int" if whole else "float", low=form.low, high=form.high, log=log, default=default,
        condition=tuple(condition),
    )  # fmt: skip


def _check_points(marked: Marked, within: Path_, steps: tuple[Step, ...]) -> None:
    names: dict[str, VariationPoint] = {}
    for number, one in enumerate(steps):
        at = (*within, "steps", number)
        if sum(s.name == one.name for s in steps) > 1:
            raise marked.wrong(at, f"there are several steps called “{one.name}”. Give each a name of its own.")
        for point in one.points:
            if point.name in names or point.name in _SPECIAL:
                taken = "is a name of Sextant's" if point.name in _SPECIAL else "stands for another choice already"
                raise marked.wrong((*at, "parameters", point.name), f"“{point.name}” {taken}. Call it otherwise.")
            names[point.name] = point
    _check_conditions(marked, within, steps, names)
    try:
        in_order(tuple(names.values()))
    except BadRequest as error:
        raise marked.wrong((*within, "steps"), str(error)) from error


def _check_conditions(marked: Marked, within: Path_, steps: tuple[Step, ...], names: dict[str, VariationPoint]) -> None:
    for number, one in enumerate(steps):
        for point in one.points:
            at = (*within, "steps", number, "parameters", point.name)
            for other, values in point.condition:
                if other not in names:
                    raise marked.wrong((*at, "when"), f"there is no choice called “{other}”.")
                known = names[other].choices
                wrong = [v for v in values if known and v not in known]
                if wrong:
                    raise marked.wrong((*at, "when"), f"“{other}” cannot be {wrong[0]!r}. It can be: {known}.")


def _check_command(marked: Marked, within: Path_, command: str, steps: tuple[Step, ...]) -> None:
    at = (*within, "command")
    try:
        words = shlex.split(command)
    except ValueError as error:
        raise marked.wrong(at, f"the command cannot be split into words: {error}.") from error
    if not words:
        raise marked.wrong(at, "the command is empty.")
    named = set(PLACE.findall(command))
    points = {p.name for s in steps for p in s.points}
    unknown = sorted(named - points - set(_SPECIAL))
    if unknown:
        known = ", ".join(sorted({*points, *_SPECIAL}))
        raise marked.wrong(at, f"there is no choice called {{{unknown[0]}}}. There are: {known}.")
    unused = sorted(points - named)
    if unused:
        raise marked.wrong(at, f"“{unused[0]}” is varied but does not occur in the command. Add {{{unused[0]}}}.")


def _check_modules(
    marked: Marked, within: Path_, paths: tuple[Path, ...], steps: tuple[Step, ...], outputs: dict[str, tuple[str, ...]]
) -> None:
    """Every step has its functions, and each of them gets what it takes; modules are read, not run."""
    files = ", ".join(p.name for p in paths)
    try:
        written = {(m.step, m.implementation): m for path in paths for m in read_steps(path)}
    except BadRequest as error:
        raise marked.wrong((*within, "python"), str(error)) from error
    known = {p.name.replace(".", "_").replace("-", "_") for s in steps for p in s.points} | set(GIVEN)
    for number, one in enumerate(steps):
        at = (*within, "steps", number)
        wanted = next((p.choices for p in one.points if p.name == one.name), ("",))
        for choice in wanted:
            function = written.get((one.name, str(choice)))
            mark = f'@step("{one.name}"' + (f', "{choice}")' if choice else ")")
            if function is None:
                raise marked.wrong(at, f"{files} has no function marked {mark}.")
            lacking = [n for n in function.needs if n not in known]
            if lacking:
                raise marked.wrong(
                    at,
                    f"the function in line {function.line} of {files} takes “{lacking[0]}”, which is no choice and "
                    "which no step before gives.",
                )
        known |= set(outputs.get(one.name, (one.name,)))


def _named(marked: Marked, within: Path_, form: WorkflowForm) -> dict[str, dict[str, Scalar]]:
    """The choices of each named variant, with what it inherits."""
    found: dict[str, dict[str, Scalar]] = {}
    for name in form.variants:
        chain, at = [], name
        while at is not None:
            one = form.variants.get(at)
            if one is None or at in chain:
                problem = "inherits from itself." if one is not None else f"there is no variant called “{at}”."
                raise marked.wrong((*within, "variants", name, "inherits"), problem)
            chain.append(at)
            at = one.inherits  # type: ignore[assignment]
        found[name] = {k: v for parent in reversed(chain) for k, v in form.variants[parent].choices.items()}
    return found
