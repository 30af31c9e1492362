"""From a workflow's file to a workflow: steps, open choices, metrics and named variants, checked against each other."""

import math
import re
import shlex
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import Field, ValidationError

from experiments.declared.choosing import in_order, settled, variant_of
from experiments.declared.faults import Path_
from experiments.declared.form import Parameter, StepForm, WorkflowForm
from experiments.declared.functions import Written
from experiments.declared.inheriting import inherited
from experiments.declared.marked import Marked, read_marked
from experiments.declared.steps import GIVEN, plain_name, read_steps
from store.errors import BadRequest
from store.records import Record, Scalar, Step, Variant, VariationPoint, Workflow, declared_metric

PLACE = re.compile(r"\{([A-Za-z_][A-Za-z0-9_.\-]*)\}")
_SPECIAL = (*GIVEN, "out")
_SHELL = ("&&", "||", "|", ";", "&", ">", ">>", "<", "2>&1")
_DEEPEST = 10
_OPEN = re.compile(r"\{[A-Za-z_][A-Za-z0-9_.\-]*")
_SCRIPT = re.compile(r"^python3?\s+([^\s{}\"'/-][^\s{}\"']*\.py)\b")


@dataclass(frozen=True)
class _Placed:
    """A step, and where it stands."""

    step: Step
    marked: Marked
    at: Path_
    inputs: tuple[str, ...] = ()
    """What it takes, where the file says it."""

    def wrong(self, problem: str, *where: str) -> BadRequest:
        """An error that names the step, or a field of it."""
        return self.marked.wrong((*self.at, *where), problem)

    def wrong_point(self, name: str, problem: str, *where: str) -> BadRequest:
        """An error that names one of its open choices, which may be one of an implementation."""
        places = [("parameters", name), *(("implementations", c, "parameters", name) for c in self._implementations)]
        found = next((p for p in places if (*self.at, *p) in self.marked.lines), places[0])
        return self.wrong(problem, *found, *where)

    @property
    def _implementations(self) -> list[str]:
        return [str(c) for p in self.step.points if p.name == self.step.name for c in p.choices]


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


def takes_share(workflow: Declared) -> bool:
    """Whether a workflow can do a share of its work: its command, or a step of its modules, takes `share`."""
    it = workflow.declaration
    if it.command is not None:
        return "share" in PLACE.findall(it.command)
    return any("share" in m.function.takes for path in it.python for m in read_steps(workflow.folder / path))


def read_workflow(path: Path) -> Declared:
    """A workflow's file.

    Raises:
        BadRequest: something in it is wrong; the message names line and field.
    """
    return declared(read_marked(path), path.parent)


def declared(own: Marked, folder: Path) -> Declared:
    """The workflow that a file, or a part of one, declares.

    Raises:
        BadRequest: something in it is wrong; the message names line and field.
    """
    marked, folder = inherited(own, folder)
    form = _form(marked)
    placed, outputs, modules = _steps(marked, form, folder, 0)
    steps = tuple(p.step for p in placed)
    _check_points(placed)
    if form.command is not None:
        _check_command(marked, form.command, steps, folder)
    else:
        _check_modules(marked, modules, placed, outputs)
    metrics = {name: declared_metric(name, way) for name, way in form.metrics.items()}
    made = Declaration(
        name=form.name, version=form.version, command=form.command, metrics=metrics, steps=steps, outputs=outputs,
        python=tuple(_inside(marked, m, folder) for m in modules),
    )  # fmt: skip
    found = Declared(made, folder.resolve(), form.code, _named(marked, form))
    for name in found.choices:
        try:
            found.variant(found.workflow("draft"), name)
        except BadRequest as error:
            raise marked.wrong(("variants", name), str(error)) from error
    return found


def _inside(marked: Marked, module: Path, folder: Path) -> str:
    try:
        return module.resolve().relative_to(folder.resolve()).as_posix()
    except ValueError:
        raise marked.wrong(("python",), f"{module} does not lie in the workflow's folder.") from None


def _form(marked: Marked) -> WorkflowForm:
    """What a file says, with all that it inherits."""
    try:
        return WorkflowForm.model_validate(marked.content)
    except ValidationError as error:
        raise marked.invalid(error, WorkflowForm) from error


def _steps(
    marked: Marked, form: WorkflowForm, folder: Path, depth: int
) -> tuple[tuple[_Placed, ...], dict[str, tuple[str, ...]], tuple[Path, ...]]:
    """All steps, those of workflows within it in their place; what steps give; modules that have their functions."""
    found: list[_Placed] = []
    modules = [folder / form.python] if form.python is not None else []
    outputs: dict[str, tuple[str, ...]] = {}
    for number, one in enumerate(form.steps):
        at = ("steps", number)
        if one.workflow is not None:
            if depth >= _DEEPEST:
                raise marked.wrong((*at, "workflow"), "workflows stand in each other without end.")
            path = folder / one.workflow
            try:
                inner, place = inherited(read_marked(path), path.parent)
            except BadRequest as error:
                raise marked.wrong((*at, "workflow"), str(error)) from error
            steps, given, more = _steps(inner, _form(inner), place, depth + 1)
            found += steps
            outputs |= given
            modules += more
            continue
        try:
            found.append(_Placed(Step(name=one.name, points=_points(one)), marked, at, one.inputs))
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
    middle = math.sqrt(form.low) * math.sqrt(form.high) if log else form.low / 2 + form.high / 2
    # rounded where that stays within the range
    usual = round(middle) if whole else min(max(float(f"{middle:.4g}"), form.low), form.high)
    default = form.default if form.default is not None else usual
    return VariationPoint(
        name=name, kind="int" if whole else "float", low=form.low, high=form.high, log=log, default=default,
        condition=tuple(condition),
    )  # fmt: skip


def _check_points(steps: tuple[_Placed, ...]) -> None:
    names: dict[str, VariationPoint] = {}
    for number, one in enumerate(steps):
        if any(s.step.name == one.step.name for s in steps[:number]):
            raise one.wrong(f"there are several steps called “{one.step.name}”. Give each a name of its own.")
        for point in one.step.points:
            if point.name in names or point.name in _SPECIAL:
                taken = "is a name of Sextant's" if point.name in _SPECIAL else "stands for another choice already"
                raise one.wrong_point(point.name, f"“{point.name}” {taken}. Call it otherwise.")
            names[point.name] = point
    for one in steps:
        for point in one.step.points:
            _check_condition(one, point, names)
    try:
        in_order(tuple(names.values()))
    except BadRequest as error:
        around = next((s, p) for s in steps for p in s.step.points if f"{p.name!r}" in str(error))
        raise around[0].wrong_point(around[1].name, str(error), "when") from error


def _check_condition(one: _Placed, point: VariationPoint, names: dict[str, VariationPoint]) -> None:
    for other, values in point.condition:
        if other not in names:
            there = ", ".join(name for name in names if name != point.name)
            raise one.wrong_point(point.name, f"there is no choice called “{other}”. There are: {there}.", "when")
        known = names[other]
        for value in values:
            try:
                settled(known, value)
            except BadRequest as error:
                raise one.wrong_point(point.name, f"it can never apply: {error}", "when") from error


def _check_command(marked: Marked, command: str, steps: tuple[Step, ...], folder: Path) -> None:
    at = ("command",)
    try:
        words = shlex.split(command)
    except ValueError as error:
        raise marked.wrong(at, f"the command cannot be split into words: {error}.") from error
    if not words:
        raise marked.wrong(at, "the command is empty.")
    shell = next((w for w in words if w in _SHELL), None)
    if shell is not None:
        raise marked.wrong(at, f"no shell reads the command, so “{shell}” means nothing in it. Put it into a script.")
    open_ = _OPEN.search(PLACE.sub("", command))
    if open_ is not None:
        raise marked.wrong(at, f"“{open_[0]}” is not closed. Write {open_[0]}}}.")
    script = _SCRIPT.match(command)
    if script is not None and not (folder / script[1]).is_file():
        raise marked.wrong(at, f"there is no file {script[1]} in {folder.resolve()}.")
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
    marked: Marked, paths: tuple[Path, ...], steps: tuple[_Placed, ...], outputs: dict[str, tuple[str, ...]]
) -> None:
    """Every step has its functions, and each of them gets what it takes; modules are read, not run."""
    files = ", ".join(p.name for p in paths)
    try:
        written = _written(paths)
    except BadRequest as error:
        raise marked.wrong(("python",), str(error)) from error
    known = {plain_name(p.name) for s in steps for p in s.step.points} | set(GIVEN)
    used: set[str] = set()
    for placed in steps:
        used |= _check_functions(placed, written, known, files)
        known |= set(outputs.get(placed.step.name, (placed.step.name,)))
    for placed in steps:
        for point in placed.step.points:
            if point.name != placed.step.name and plain_name(point.name) not in used:
                raise placed.wrong_point(
                    point.name, f"“{point.name}” is varied but no step takes it. Name it in a function that uses it."
                )


def _written(paths: tuple[Path, ...]) -> dict[tuple[str, str], Written]:
    """The marked functions of modules, by step and implementation.

    Raises:
        BadRequest: a module cannot be read, or marks two functions alike.
    """
    found: dict[tuple[str, str], Written] = {}
    for path in paths:
        for one in read_steps(path):
            if (one.step, one.implementation) in found:
                said = one.implementation or one.step
                raise BadRequest(f"{path.name}, line {one.function.line}: “{said}” is marked twice. Keep one.")
            found[one.step, one.implementation] = one.function
    return found


def _check_functions(placed: _Placed, written: dict[tuple[str, str], Written], known: set[str], files: str) -> set[str]:
    """What the functions of a step take; each must be there and take nothing but what is known."""
    one, used = placed.step, set[str]()
    for choice in next((p.choices for p in one.points if p.name == one.name), ("",)):
        function = written.get((one.name, str(choice)))
        mark = f'@step("{one.name}"' + (f', "{choice}")' if choice else ")")
        if function is None:
            raise placed.wrong(f"{files} has no function marked {mark}.")
        used |= set(function.takes)
        lacking = [n for n in function.needs if n not in known]
        if lacking:
            raise placed.wrong(
                f"the function in line {function.line} of {files} takes “{lacking[0]}”, which is no choice and "
                "which no step before gives.",
            )
    for name in placed.inputs:
        if plain_name(name) not in known & used:
            why = (
                "no function of the step takes it" if plain_name(name) in known else "no choice or step before gives it"
            )
            raise placed.wrong(f"“{name}” is no input: {why}.", "inputs")
    return used


def _named(marked: Marked, form: WorkflowForm) -> dict[str, dict[str, Scalar]]:
    """The choices of each named variant, with what it inherits."""
    found: dict[str, dict[str, Scalar]] = {}
    for name in form.variants:
        chain, at = [], name
        while at is not None:
            one = form.variants.get(at)
            if one is None or at in chain:
                problem = "it inherits from itself." if one is not None else f"there is no variant called “{at}”."
                raise marked.wrong(("variants", name, "inherits"), problem)
            chain.append(at)
            at = one.inherits  # type: ignore[assignment]
        found[name] = {k: v for parent in reversed(chain) for k, v in form.variants[parent].choices.items()}
    return found
