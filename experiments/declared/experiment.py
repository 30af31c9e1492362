"""From an experiment's file to what is proposed: workflow, data, goal, and stages between which a person is asked."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, cast

from pydantic import ValidationError

from experiments.declared.conditions import SIGNS, both, parts
from experiments.declared.declaration import Declared, declared, read_workflow, takes_share
from experiments.declared.faults import Path_
from experiments.declared.form import ExperimentForm, StageForm
from experiments.declared.functions import TAKES, check_function
from experiments.declared.human import Field, HumanStep, human_step
from experiments.declared.marked import Marked, read_marked
from store.errors import BadRequest
from store.home import expanded
from store.records import Budget, Condition, Rung, Scalar, Stage, VariationPoint, metric


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

    @property
    def budget(self) -> Budget:
        """What may be spent; a metric by the name it is recorded under."""
        said = self.form.budget
        of = self.declared.declaration.metrics[said.cost_of] if said.cost_of is not None else None
        return Budget(seconds=said.seconds, runs=said.runs, cost=said.cost, cost_of=of)

    @property
    def folder(self) -> Path:
        """Where its functions lie."""
        return self.path.parent / self.form.functions if self.form.functions else self.path.parent

    @property
    def functions(self) -> tuple[str, ...]:
        """The functions of the person's own that it names."""
        return named_functions(self.stages, self.human_steps)


def named_functions(stages: Sequence[Stage], human_steps: Sequence[HumanStep]) -> tuple[str, ...]:
    """The functions of the person's own that stages and human steps name."""
    found = [name for s in stages for name in (s.filter, s.generate)]
    when = [*(s.when for s in stages), *(h.when for h in human_steps)]
    found += [c.name for one in when for c in parts(one) if c.of == "function"]
    return tuple(dict.fromkeys(filter(None, found)))


def read_experiment(path: Path) -> DeclaredExperiment:
    """An experiment's file with the workflow that it names.

    Raises:
        BadRequest: something in either file is wrong; the message names line and field.
    """
    marked = read_marked(path)
    folder = path.parent
    _check_there(marked, folder)
    form = _form(marked)
    workflow = _workflow(marked, form, folder)
    known = workflow.declaration.metrics
    if form.goal.metric not in known:
        raise marked.wrong(
            ("goal", "metric"), f"the workflow measures no “{form.goal.metric}”, but {', '.join(known)}."
        )
    if form.budget.cost_of is not None and form.budget.cost_of not in known:
        raise marked.wrong(
            ("budget", "cost_of"), f"the workflow measures no “{form.budget.cost_of}”, but {', '.join(known)}."
        )
    for number, name in enumerate(form.variants):
        if name not in workflow.choices:
            there = ", ".join(workflow.choices) or "none"
            raise marked.wrong(("variants", number), f"the workflow has no variant called “{name}”. It has: {there}.")
    check_functions(marked, form.stages, folder / form.functions if form.functions else folder)
    cheap = [name for name, of in known.items() if metric(of).direction == "min" and name != form.goal.metric]
    check_costs(marked, form.stages, ("wall_s", "peak_mb", *cheap))
    data = _data(marked, form, folder)
    check_rungs(marked, form.stages, _ladders(form, workflow))
    return assembled(marked, form, workflow, data)


def _ladders(form: ExperimentForm, workflow: Declared) -> dict[str, str]:
    """What halving can do less of at first, each with what is lacking for it."""
    none = "give “repeats: 2” or more"
    share = "have the workflow take its share of the work, as {share} in its command or in a step of its module"
    return {"repeats": "" if form.repeats > 1 else none, "share": "" if takes_share(workflow) else share}


def experiment_of(content: dict[str, Any], workflow: Declared, path: Path) -> DeclaredExperiment:
    """The experiment of a file as it was read before, its workflow as it was kept; its files are not looked at.

    Raises:
        BadRequest: it was kept by another Sextant that knew other fields.
    """
    marked = Marked(path, content, {})
    return assembled(marked, _form(marked), workflow, None)


def assembled(marked: Marked, form: ExperimentForm, workflow: Declared, data: Path | None) -> DeclaredExperiment:
    """What a checked form declares."""
    points = [p for s in workflow.declaration.steps for p in s.points]
    metrics = workflow.declaration.metrics
    make = partial(_stage, repeats=form.repeats, metrics=metrics)
    stages, steps = in_sequence(marked, form.planned, points, make)
    return DeclaredExperiment(form, workflow, metrics[form.goal.metric], stages, steps, data, marked.path)


def _form(marked: Marked) -> ExperimentForm:
    try:
        return ExperimentForm.model_validate(marked.content)
    except ValidationError as error:
        raise marked.invalid(error, ExperimentForm) from error


def _workflow(marked: Marked, form: ExperimentForm, folder: Path) -> Declared:
    if isinstance(form.workflow, dict):
        return declared(marked.part("workflow"), folder)
    return read_workflow(folder / form.workflow)


def _check_there(marked: Marked, folder: Path) -> None:
    """Before all else: of a table's experiment whose workflow is misspelt, every other field would be wrong."""
    named = marked.content.get("workflow")
    if isinstance(named, str) and not (folder / named).is_file():
        raise marked.wrong(
            ("workflow",), f"there is no file {named} beside this one. Of a table, say “tabular” or “forecast” here."
        )


def _data(marked: Marked, form: ExperimentForm, folder: Path) -> Path | None:
    if form.data is None:
        return None
    path = (folder / expanded(form.data)).resolve()
    if not path.exists():
        raise marked.wrong(("data",), f"there is nothing at {path}.")
    return path


def check_functions(marked: Marked, stages: Sequence[StageForm], folder: Path, within: Path_ = ("stages",)) -> None:
    """Makes sure that all functions that stages name are there and can be called.

    Raises:
        BadRequest: one is not; the message names line and field.
    """
    for number, one in enumerate(stages):
        at = (*within, number)
        wanted = [("filter", one.filter, ("variant", *TAKES)), ("generate", one.generate, TAKES)]
        wanted += [("when", c.name, TAKES) for c in parts(one.when) if c.of == "function"]
        for field, name, takes in wanted:
            if name is not None:
                try:
                    check_function(folder, name, takes)
                except BadRequest as error:
                    raise marked.wrong((*at, field), str(error)) from error
        check_functions(marked, one.parallel or (), folder, (*at, "parallel"))


def check_costs(marked: Marked, stages: Sequence[StageForm], known: Sequence[str], within: Path_ = ("stages",)) -> None:
    """Makes sure that what stages weigh against the score is measured and better low.

    Raises:
        BadRequest: it is not; the message names line and field.
    """
    for number, one in enumerate(stages):
        if one.cost is not None and one.cost not in known:
            raise marked.wrong(
                (*within, number, "cost"), f"“{one.cost}” is no cost that is measured. There are: {', '.join(known)}."
            )
        check_costs(marked, one.parallel or (), known, (*within, number, "parallel"))


def check_rungs(
    marked: Marked, stages: Sequence[StageForm], ladders: Mapping[str, str], within: Path_ = ("stages",)
) -> None:
    """Makes sure that halving and Hyperband have something that can be less at first.

    Args:
        marked: the file.
        stages: of it.
        ladders: what can be less, each with what is lacking for it; an empty text for nothing.
        within: where the stages stand.

    Raises:
        BadRequest: there is nothing; the message names line and field.
    """
    able = [name for name, lacking in ladders.items() if not lacking]
    for number, one in enumerate(stages):
        at = (*within, number)
        check_rungs(marked, one.parallel or (), ladders, (*at, "parallel"))
        if one.strategy not in ("halving", "hyperband"):
            continue
        if one.over is not None and one.over not in ladders:
            raise marked.wrong((*at, "over"), f"“{one.over}” is not for this workflow. Choose: {', '.join(ladders)}.")
        if one.over is not None and one.over not in able:
            raise marked.wrong((*at, "over"), f"it cannot go over “{one.over}”: {ladders[one.over]}.")
        if not able:
            ways = ", or ".join(ladders.values())
            raise marked.wrong((*at, "strategy"), f"{one.strategy} does less of each run at first: {ways}.")


MakeStage = Callable[[StageForm, Condition | None, bool], Stage]
"""Makes a stage of what a file says, the whole condition, and whether it goes on beside the one before."""


def in_sequence(
    marked: Marked, forms: Sequence[StageForm], points: Sequence[VariationPoint], make: MakeStage
) -> tuple[tuple[Stage, ...], tuple[HumanStep, ...]]:
    """The stages in their order, and the human steps between them.

    Args:
        marked: the file.
        forms: its stages.
        points: what human steps can choose.
        make: makes a stage.

    Raises:
        BadRequest: names or conditions do not fit together; the message names line and field.
    """
    stages: list[Stage] = []
    steps: list[HumanStep] = []
    for number, one in enumerate(forms):
        at: Path_ = ("stages", number)
        _check_answers(marked, at, one, steps)
        if one.ask is not None:
            steps.append(_human(marked, at, forms, len(stages), points, steps))
        for place, own in enumerate(one.parallel or ((one,) if one.runs_something else ())):
            _check_answers(marked, (*at, "parallel", place), own, steps)
            when = both(one.when, own.when) if one.parallel else own.when
            if not number and any(c.of == "best" for c in parts(when)):
                raise marked.wrong((*at, "when"), "before the first stage there is no best score: leave “when” out.")
            stages.append(make(own, when, place > 0))
    return tuple(stages), tuple(steps)


def _check_answers(marked: Marked, at: Path_, form: StageForm, steps: Sequence[HumanStep]) -> None:
    """What conditions say of answers must be answers that are there by then, and can be so."""
    known = {f"{s.name}.{f.name}" if f.name else s.name: f for s in steps for f in s.fields}
    for one in parts(form.when):
        if one.of != "answer":
            continue
        if one.name not in known:
            there = f"There are: {', '.join(known)}." if known else "There is no human step before."
            raise marked.wrong((*at, "when"), f"no human step before it gives “{one.name}”. {there}")
        field = known[one.name]
        if never := _never(field, one):
            raise marked.wrong((*at, "when"), f"“{one.name}” can never be so: {never}")


def _never(field: Field, one: Condition) -> str:
    """Why no answer can be as a condition says; empty where one can."""
    if one.sign in ("==", "!="):
        if field.kind != "text":
            try:
                field.read(one.value)
            except BadRequest as error:
                return str(error)
        return ""
    ordered = field.kind in ("number", "int") or (field.kind == "choice" and not any(map(_text, field.choices)))
    if not ordered or _text(one.value):
        return "only numbers are above or below each other; write == or !=."
    low, high = (field.low, field.high) if field.kind != "choice" else (min(field.choices), max(field.choices))  # type: ignore[type-var]
    value, up = cast(float, one.value), one.sign.startswith(">")
    end = high if up else low
    if end is None or SIGNS[one.sign](end, value):
        return ""
    return f"it is {'at most' if up else 'at least'} {end:g}."


def _text(value: Scalar) -> bool:
    return not isinstance(value, int | float)


def _human(
    marked: Marked, at: Path_, forms: Sequence[StageForm], after: int, points: Sequence[VariationPoint],
    before: Sequence[HumanStep],
) -> HumanStep:  # fmt: skip
    number = int(at[-1])
    form = forms[number]
    name = form.name or form.choose or f"step-{number + 1}"
    if any(h.name == name for h in before):
        raise marked.wrong(at, f"there is a human step called “{name}” already. Name this one.")
    asked_for = any(c.of == "answer" and c.name == name for later in forms[number + 1 :] for c in _conditions(later))
    try:
        return human_step(form, name, after, points, ends=not asked_for)
    except BadRequest as error:
        raise marked.wrong((*at, "choose"), str(error)) from error


def _conditions(form: StageForm) -> tuple[Condition, ...]:
    inner = (c for one in form.parallel or () for c in parts(one.when))
    return (*parts(form.when), *inner)


def _stage(form: StageForm, when: Condition | None, beside: bool, repeats: int, metrics: Mapping[str, str]) -> Stage:
    assert form.runs is not None
    rungs = _rungs(form, repeats)
    made = stage_of(form, when, beside, rungs)
    return made.model_copy(update={"cost": metrics.get(made.cost, made.cost)}) if made.cost else made


def stage_of(form: StageForm, when: Condition | None, beside: bool, rungs: tuple[Rung, ...]) -> Stage:
    """The stage that a part of a file declares."""
    assert form.runs is not None
    cost = form.cost or ("wall_s" if form.strategy == "pareto" else None)
    return Stage(
        strategy=form.strategy or "generated", runs=form.runs, patience=form.patience, enough=form.enough, cost=cost,
        when=when, rungs=rungs, beside=beside, filter=form.filter or "", generate=form.generate or "",
    )  # fmt: skip


def _rungs(form: StageForm, repeats: int) -> tuple[Rung, ...]:
    """Halving over repeats: many variants once, the best third more often, the best of those as often as planned.

    Where each variant runs once only, it is over the share of its work that the workflow does.
    """
    from experiments.strategies.halving import stage_in_rungs
    from store.records import Task, Validation

    if form.strategy not in ("halving", "hyperband") or form.runs is None:
        return ()
    how = Validation(method="cv", folds=repeats)
    whole = Task(id="-", version_id="-", target="-", kind="declared", metric="-", validation=how)
    over = form.over or ("repeats" if repeats > 1 else "share")
    return stage_in_rungs(form.strategy, whole, form.runs, 0, "folds" if over == "repeats" else over).rungs


def flattened(answers: Scalar | dict[str, Scalar], step: HumanStep) -> dict[str, Scalar]:
    """A recorded answer by the names that conditions use."""
    if isinstance(answers, dict):
        return {f"{step.name}.{name}": value for name, value in answers.items()}
    return {step.name: answers}
