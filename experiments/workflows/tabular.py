"""The workflow `tabular`: one pipeline with open choices for tables of any kind of column.

Its functions take the kind of a task: for a forecast they speak of the workflow `forecast`.
"""

from collections.abc import Mapping

from experiments.families import ESTIMATORS, FAMILIES
from experiments.families._base import ALL_KINDS, CLASSIFICATION, Estimator, is_absolute, one_of
from experiments.workflows.forecasting import FORECAST, describe_forecast
from store.errors import BadRequest
from store.records import Scalar, Step, Task, TaskKind, Variant, VariationPoint, Workflow

WORKFLOW_ID = "tabular-1"

_TABULAR = tuple(e for e in FAMILIES if set(e.kinds) & set(ALL_KINDS))
_SCALED = tuple(e.name for e in _TABULAR if e.scaling is not None)
_LEARN_ABSOLUTE = tuple(e.name for e in _TABULAR if e.learns_absolute)
_WEIGHED = tuple(e.name for e in _TABULAR if e.weighs_classes)

CATEGORIES = one_of("categories", "onehot", "ordinal", "target")
CODES = one_of("codes", "numbers", "categories")
"""What columns of numbers are that may be codes, see `columns.may_be_codes`."""
MISSING = one_of("missing", "median", "mean", "indicator", "native")
SCALING = one_of("scaling", "standard", "none", "robust", "quantile").model_copy(
    update={"condition": (("estimator", _SCALED),)}
)
SELECTION = one_of("selection", "none", "univariate", "model")
CLASS_WEIGHT = one_of("class_weight", "none", "balanced").model_copy(
    update={"condition": (("estimator", _WEIGHED), ("kind", CLASSIFICATION))}
)
TARGET = one_of("target", "none", "log", "quantile").model_copy(update={"condition": (("kind", ("regression",)),)})
LOSS = one_of("loss", "squared", "absolute").model_copy(
    update={"condition": (("estimator", _LEARN_ABSOLUTE), ("kind", ("regression",)))}
)
ESTIMATOR = one_of("estimator", *(e.name for e in _TABULAR))

TABULAR = Workflow(
    id=WORKFLOW_ID,
    name="tabular",
    version=1,
    steps=(
        Step(name="clean"),
        Step(name="encode", points=(CATEGORIES, CODES)),
        Step(name="fill", points=(MISSING,)),
        Step(name="scale", points=(SCALING,)),
        Step(name="select", points=(SELECTION,)),
        Step(
            name="estimate",
            points=(ESTIMATOR, CLASS_WEIGHT, TARGET, LOSS, *(p for e in _TABULAR for p in e.named_points)),
        ),
    ),
)
"""The whole space. A condition on `kind` speaks of the task's kind, not of a choice. What `LEFT_OUT` names is left
out of a variant where it has that value, so that one variant can serve several kinds of task."""

LEFT_OUT: Mapping[str, Scalar] = {"class_weight": "none", "target": "none", "loss": "squared", "codes": "numbers"}
"""Choices that a variant does not say where they have these values."""
ABSOLUTE = ("mae", "median_ae", "mape")
"""Metrics that medians serve better than means."""
BUILT_IN = (TABULAR.id, FORECAST.id)
"""Ids of the workflows that Sextant brings along."""


def workflow_of(kind: TaskKind) -> Workflow:
    """The built-in workflow for a kind of task."""
    return FORECAST if kind == "forecast" else TABULAR


def points(
    kind: TaskKind, estimators: tuple[str, ...] | None = None, metric: str | None = None
) -> tuple[VariationPoint, ...]:
    """The variation points that can apply to a kind of task, the choice of estimator limited to those that can do it.

    Args:
        kind: of the task.
        estimators: names to choose among; None for all that can do the kind.
        metric: what counts; None where any may. The loss is a choice only where absolute errors count.
    """
    names = tuple(e.name for e in FAMILIES if kind in e.kinds and (estimators is None or e.name in estimators))
    kept = []
    for point in workflow_of(kind).points:
        wanted = dict(point.condition)
        if point.name == "loss" and metric is not None and metric not in ABSOLUTE:
            continue
        if kind not in wanted.get("kind", (kind,)) or not set(names) & set(wanted.get("estimator", names)):
            continue
        if point.name == "estimator":
            point = point.model_copy(update={"choices": names, "default": names[0]})
        kept.append(point)
    return tuple(kept)


def applies(point: VariationPoint, choices: Mapping[str, Scalar], kind: TaskKind) -> bool:
    """Whether a point is open, given the choices made so far."""
    known: dict[str, Scalar] = {**choices, "kind": kind}
    return all(known.get(name) in values for name, values in point.condition)


def variant_of(choices: Mapping[str, Scalar], kind: TaskKind) -> Variant:
    """The variant of some choices: what is open gets its default, what does not apply is left out.

    Raises:
        BadRequest: an unknown estimator or one that cannot do the kind, an unknown point, a value out of its range.
    """
    estimator = _estimator(choices.get("estimator"), kind)
    workflow = workflow_of(kind)
    unknown = set(choices) - {p.name for p in workflow.points}
    if unknown:
        raise BadRequest(f"The workflow has no choice called {', '.join(sorted(unknown))}.")
    settled: dict[str, Scalar] = {}
    for point in workflow.points:
        if not applies(point, {"estimator": estimator.name}, kind):
            continue
        value = _settled(point, choices.get(point.name, _default(point, estimator)))
        if point.name == "missing" and value == "native" and not estimator.takes_missing:
            value = "median"
        if point.name == "codes" and settled["categories"] == "ordinal":
            value = "numbers"  # numbered categories would be these very numbers in another order
        if value != LEFT_OUT.get(point.name):
            settled[point.name] = value
    bare = Variant.of(workflow.id, estimator.family, settled, "")
    return bare.model_copy(update={"label": describe(bare)})


def _estimator(name: Scalar, kind: TaskKind) -> Estimator:
    estimator = ESTIMATORS.get(str(name))
    if estimator is None:
        raise BadRequest(f"There is no estimator {name!r}. Known: {', '.join(ESTIMATORS)}.")
    if kind not in estimator.kinds:
        raise BadRequest(f"{estimator.words} cannot do {kind} tasks. Choose another kind of model.")
    return estimator


def _default(point: VariationPoint, estimator: Estimator) -> Scalar:
    own: dict[str, Scalar] = {
        "estimator": estimator.name,
        "categories": estimator.categories,
        "missing": "native" if estimator.takes_missing else "median",
        "scaling": estimator.scaling,
        "calendar": "parts" if estimator.scaling is None else "waves",
    }
    return own.get(point.name, point.default)


def _settled(point: VariationPoint, value: Scalar) -> Scalar:
    """The value as it is written in a variant; equal choices must be written equally."""
    if point.kind == "categorical":
        if value not in point.choices:
            raise BadRequest(f"{point.name} cannot be {value!r}. Choose one of: {', '.join(map(str, point.choices))}.")
        return value
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise BadRequest(f"{point.name} must be a number, not {value!r}.")
    assert point.low is not None and point.high is not None
    if not point.low <= value <= point.high:
        raise BadRequest(f"{point.name} must lie between {point.low:g} and {point.high:g}, not at {value:g}.")
    return round(value) if point.kind == "int" else float(f"{value:.4g}")


def default_variant(estimator: str, kind: TaskKind) -> Variant:
    """An estimator with its own best practice.

    Raises:
        BadRequest: there is no such estimator, or it cannot do the kind of task.
    """
    return variant_of({"estimator": estimator}, kind)


_MANY_CLASSES = 30
"""A small tree has hardly more leaves, and linear models are fitted for each class."""


def quick(classes: int) -> tuple[str, ...]:
    """The estimators that end early and yet say something, the best first, for a target with so many classes."""
    if classes > _MANY_CLASSES:
        return ("naive_bayes", "discriminant", "decision_tree")
    return ("linear", "naive_bayes", "decision_tree")


def quickest(kind: TaskKind, classes: int = 0) -> str:
    """The estimator that surely ends in no time, for when nothing else did."""
    if kind == "forecast":
        return "seasonal_naive"
    return quick(classes)[0] if classes > _MANY_CLASSES else "decision_tree"


def fits(variant: Variant, task: Task) -> bool:
    """Whether a variant can do what a task asks of every model: keep to the directions that were stated."""
    if not task.monotonic:
        return True
    if variant.choices.get("codes") == "categories":
        return False  # categories have no direction
    estimator = ESTIMATORS.get(str(variant.choices.get("estimator")))
    return estimator is not None and keeps_directions(estimator, variant)


def keeps_directions(estimator: Estimator, variant: Variant) -> bool:
    """Whether a variant of an estimator can be held to rise or fall with a column: medians of leaves cannot."""
    return bool(estimator.monotonic) and not is_absolute(variant.choices)


def interpretable(variant: Variant) -> bool:
    """Whether a person can follow how the variant decides: linear, additive, naive Bayes, or a shallow tree."""
    estimator = ESTIMATORS.get(str(variant.choices.get("estimator")))
    return estimator is not None and estimator.interpretable(estimator.own(variant.choices))


def families_of(variant: Variant) -> frozenset[str]:
    """The families a variant is made of: its own and, for an average of models, those of its members."""
    estimator = ESTIMATORS.get(str(variant.choices.get("estimator")))
    members = str(variant.choices.get("voting.members", "")).split("+") if estimator else []
    return frozenset({variant.family, *(ESTIMATORS[m].family for m in members if m in ESTIMATORS)})


_ENCODED = {"onehot": "one-hot categories", "ordinal": "numbered categories", "target": "target-encoded categories"}
_SCALING_WORDS = {"none": "unscaled", "robust": "robustly scaled", "quantile": "numbers mapped to a normal curve"}
_SELECTION_WORDS = {"univariate": "better half of columns by F test", "model": "better half of columns by a forest"}
_MISSING_WORDS = {"mean": "gaps filled by means", "indicator": "gaps filled and marked"}


def describe(variant: Variant) -> str:
    """The variant in words, such as "gradient boosting (LightGBM), 160 trees, learning rate 0.06, one-hot categories".

    Only what a person may want to know is said: the estimator, its main choices, the encoding of categories, and
    whatever departs from the usual.
    """
    if variant.workflow_id == FORECAST.id:
        return describe_forecast(variant)
    choices = variant.choices
    estimator = ESTIMATORS[str(choices["estimator"])]
    usual_filling = "native" if estimator.takes_missing else "median"
    missing = str(choices.get("missing", usual_filling))
    parts = [
        estimator.words,
        estimator.phrase(estimator.own(choices)),
        _ENCODED[str(choices.get("categories", estimator.categories))],
        "few-valued numbers as categories" if choices.get("codes") == "categories" else "",
        _MISSING_WORDS.get(missing, "" if missing == usual_filling else "gaps filled by medians"),
        "" if choices.get("scaling") == estimator.scaling else _SCALING_WORDS.get(str(choices.get("scaling")), ""),
        _SELECTION_WORDS.get(str(choices.get("selection")), ""),
        "balanced classes" if choices.get("class_weight") == "balanced" else "",
        f"{choices['target']} target" if "target" in choices else "",
        "absolute loss" if is_absolute(choices) else "",
    ]
    return ", ".join(p for p in parts if p)


def sample_variants(kind: TaskKind, n: int, seed: int = 0) -> list[Variant]:
    """Variants that cover the space well: every estimator's default first, then samples of all, most of the strongest.

    The list for a smaller n is the beginning of the list for a larger one; see `experiments.workflows.sampling`.

    Args:
        kind: of the task.
        n: how many, at least 0.
        seed: another seed, other samples; the defaults stay.
    """
    from experiments.workflows.sampling import spread

    return spread(kind, n, seed)
