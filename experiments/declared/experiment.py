"""From an experiment's file to what is proposed: workflow, data, goal, and stages between which a person is asked."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from experiments.declared.declaration import Declared, declared, read_workflow
from experiments.declared.form import ExperimentForm, StageForm
from experiments.declared.marked import Marked, read_marked
from store.errors import BadRequest
from store.records import Rung, Stage, Step

ETA = 3


@dataclass(frozen=True)
class HumanStep:
    """Where an experiment waits for a person."""

    name: str
    question: str
    choose: str | None
    """The variation point that the answer settles."""
    kind: str
    """`choice`, `yes`, `number` or `text`."""
    after: int
    """Number of stages before it."""


@dataclass(frozen=True)
class DeclaredExperiment:
    """An experiment's file, read and checked."""

    form: ExperimentForm
    declared: Declared
    metric: str
    """The goal's metric as it is recorded."""
    stages: tuple[Stage, ...]
    human_steps: tuple[HumanStep, ...]
    data: Path | None
    path: Path

    @property
    def name(self) -> str:
        """Its own name, or the workflow's."""
        return self.form.name or self.declared.declaration.name


def read_experiment(path: Path) -> DeclaredExperiment:
    """An experiment's file with the workflow that it names.

    Raises:
        BadRequest: something in either file is wrong; the message names line and field.
    """
    marked = read_marked(path)
    try:
        form = ExperimentForm.model_validate(marked.content)
    except ValidationError as error:
        raise marked.invalid(error) from error
    workflow = _workflow(marked, form, path.parent)
    known = workflow.declaration.metrics
    if form.goal.metric not in known:
        raise marked.wrong(
            ("goal", "metric"), f"the workflow measures no “{form.goal.metric}”, but {', '.join(known)}."
        )
    for number, name in enumerate(form.variants):
        if name not in workflow.choices:
            there = ", ".join(workflow.choices) or "none"
            raise marked.wrong(("variants", number), f"the workflow has no variant called “{name}”. It has: {there}.")
    return DeclaredExperiment(
        form, workflow, known[form.goal.metric], tuple(_stage(s, form) for s in form.stages if s.strategy is not None),
        _human(marked, form, workflow), _data(marked, form, path.parent), path,
    )  # fmt: skip


def _workflow(marked: Marked, form: ExperimentForm, folder: Path) -> Declared:
    if isinstance(form.workflow, dict):
        return declared(marked, ("workflow",), folder)
    path = folder / form.workflow
    if not path.is_file():
        raise marked.wrong(("workflow",), f"there is no file {form.workflow} beside this one.")
    return read_workflow(path)


def _data(marked: Marked, form: ExperimentForm, folder: Path) -> Path | None:
    if form.data is None:
        return None
    path = (folder / Path(form.data).expanduser()).resolve()
    if not path.exists():
        raise marked.wrong(("data",), f"there is nothing at {path}.")
    return path


def _human(marked: Marked, form: ExperimentForm, workflow: Declared) -> tuple[HumanStep, ...]:
    points = [p.name for s in workflow.declaration.steps for p in s.points]
    found: list[HumanStep] = []
    before = 0
    for number, one in enumerate(form.stages):
        if one.ask is None:
            before += 1
            continue
        if one.choose is not None and one.choose not in points:
            raise marked.wrong(
                ("stages", number, "choose"), f"the workflow has no choice “{one.choose}”. It has: {', '.join(points)}."
            )
        name = one.name or one.choose or f"step-{number + 1}"
        if any(h.name == name for h in found):
            raise marked.wrong(("stages", number), f"there is a human step called “{name}” already. Name this one.")
        kind = "choice" if one.choose is not None else one.answer or "yes"
        found.append(HumanStep(name, one.ask, one.choose, kind, before))
    return tuple(found)


def _stage(form: StageForm, experiment: ExperimentForm) -> Stage:
    assert form.strategy is not None and form.runs is not None
    rungs = _rungs(form.runs, experiment.repeats) if form.strategy in ("halving", "hyperband") else ()
    cost = form.cost or ("wall_s" if form.strategy == "pareto" else None)
    return Stage(
        strategy=form.strategy, runs=form.runs, patience=form.patience, enough=form.enough, cost=cost, when=form.when,
        rungs=rungs,
    )  # fmt: skip


def _rungs(runs: int, repeats: int) -> tuple[Rung, ...]:
    """Halving over repeats: many variants once, the best third more often, the best of those as often as planned."""
    from experiments.strategies.halving import halving_stage
    from store.records import Task, Validation

    how = Validation(method="cv", folds=repeats)
    whole = Task(id="-", version_id="-", target="-", kind="declared", metric="-", validation=how)
    return halving_stage(whole, runs, 0, over="folds").rungs


def in_words(human: HumanStep, steps: tuple[Step, ...]) -> str:
    """The question with what can be answered."""
    if human.choose is not None:
        point = next(p for s in steps for p in s.points if p.name == human.choose)
        what = ", ".join(map(str, point.choices)) if point.choices else f"a number from {point.low:g} to {point.high:g}"
        return f"{human.question} ({what})"
    return f"{human.question} ({ {'yes': 'yes or no', 'number': 'a number', 'text': 'in words'}[human.kind] })"


def answer_of(human: HumanStep, said: str, steps: tuple[Step, ...]) -> Any:
    """What a person's words mean at a human step: the choice, a truth value, a number, or the words themselves.

    Raises:
        BadRequest: they are no answer to it; the message says what would be one.
    """
    plain = said.strip()
    if human.choose is not None:
        from experiments.declared.choosing import settled

        point = next(p for s in steps for p in s.points if p.name == human.choose)
        if point.kind == "categorical":
            known = {str(c).casefold(): c for c in point.choices}
            if plain.casefold() in known:
                return known[plain.casefold()]
        elif _is_number(plain):
            return settled(point, int(plain) if point.kind == "int" and plain.isdigit() else float(plain))
    elif human.kind == "yes" and plain.casefold() in ("y", "yes", "n", "no"):
        return plain.casefold() in ("y", "yes")
    elif human.kind == "number" and _is_number(plain):
        return float(plain)
    elif human.kind == "text" and plain:
        return plain
    raise BadRequest(f"“{said}” is no answer to: {in_words(human, steps)}")


def _is_number(text: str) -> bool:
    try:
        return abs(float(text)) < float("inf")
    except ValueError:
        return False
