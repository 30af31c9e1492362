"""What an estimator of the tabular workflow is: one file, one space of choices, one function that builds it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from store.records import Family, Scalar, TaskKind, VariationPoint

CLASSIFICATION: tuple[TaskKind, ...] = ("binary", "multiclass")
ALL_KINDS: tuple[TaskKind, ...] = ("binary", "multiclass", "regression")
AND_FORECAST: tuple[TaskKind, ...] = (*ALL_KINDS, "forecast")
"""Kinds of an estimator that is used on lags of a series as well."""


@dataclass(frozen=True)
class Setting:
    """What a build function knows beside its choices."""

    kind: TaskKind
    seed: int
    rows: int
    """Rows of the table that the pipeline will be fitted on, folds not yet taken off."""
    rarest: int
    """Rows of the rarest class; equal to `rows` in regression."""
    balanced: bool = False
    """Whether classes are to weigh the same, however many rows they have."""
    threads: int = 1
    absolute: bool = False
    """Whether a fit is to make the absolute error small instead of the squared one, so that it predicts medians."""
    season: int = 1
    """Steps of a season of the series that is forecast."""

    @property
    def classifies(self) -> bool:
        """Whether classes are predicted, not numbers."""
        return self.kind in CLASSIFICATION

    @property
    def class_weight(self) -> str | None:
        """What scikit-learn's `class_weight` takes."""
        return "balanced" if self.balanced else None


def is_absolute(choices: Mapping[str, Scalar]) -> bool:
    """Whether a variant with these choices learns the absolute error of numbers, not the squared one."""
    return choices.get("loss") == "absolute"


Choices = Mapping[str, Any]
"""An estimator's own choices, without its name in front: `trees`, not `lightgbm.trees`."""


@dataclass(frozen=True)
class Estimator:
    """One kind of estimator: what it is called, which choices it has, how it is built."""

    name: str
    """The file's name and the value of the choice `estimator`."""
    family: Family
    words: str
    """What a person calls it, for any kind of task."""
    build: Callable[[Choices, Setting], Any]
    """Own choices and setting in, unfitted scikit-learn estimator out. Classifiers give `predict_proba`."""
    points: tuple[VariationPoint, ...] = ()
    """Own choices, their names without the estimator's."""
    kinds: tuple[TaskKind, ...] = ALL_KINDS
    also_called: tuple[str, ...] = ()
    """Other names, in lower case, by which it is told from others of its family."""
    weight: float = 1.0
    """How often it is drawn, relative to the others."""
    categories: str = "onehot"
    """How categories are encoded unless chosen otherwise."""
    scaling: str | None = "standard"
    """How numbers are scaled unless chosen otherwise; None where scale does not matter and is no choice."""
    takes_missing: bool = False
    """Whether it copes with missing values by itself, which is then the default."""
    weighs_classes: bool = True
    """Whether `class_weight` is a choice."""
    learns_absolute: bool = False
    """Whether `loss` is a choice where numbers are predicted."""
    lagged: bool = True
    """Whether in a forecast it learns from lags; else it takes the series as it is."""
    monotonic: str = ""
    """Its parameter for directions of columns (1 rising, -1 falling, 0 free); empty where it has none."""
    scales_target: bool = False
    """Whether it needs a target of mean 0 and deviation 1 in regression."""
    interpretable: Callable[[Choices], bool] = field(default=lambda _: False)
    """Whether a person can follow how it decides, by its own choices."""
    phrase: Callable[[Choices], str] = field(default=lambda _: "")
    """The choices worth a word in a label, such as "300 trees"."""

    @property
    def named_points(self) -> tuple[VariationPoint, ...]:
        """Own points as the workflow lists them: with the estimator's name in front and conditional on it."""
        condition = (("estimator", (self.name,)),)
        return tuple(
            p.model_copy(update={"name": f"{self.name}.{p.name}", "condition": (*condition, *p.condition)})
            for p in self.points
        )

    def own(self, choices: Mapping[str, Scalar]) -> dict[str, Any]:
        """This estimator's choices out of a variant's, names shortened, defaults filled in."""
        return {p.name: choices.get(f"{self.name}.{p.name}", p.default) for p in self.points}


def whole(name: str, low: int, high: int, default: int, *, log: bool = True) -> VariationPoint:
    """A choice of a whole number from `low` to `high`."""
    return VariationPoint(name=name, kind="int", low=low, high=high, default=default, log=log)


def number(name: str, low: float, high: float, default: float, *, log: bool = True) -> VariationPoint:
    """A choice of a number from `low` to `high`."""
    return VariationPoint(name=name, kind="float", low=low, high=high, default=default, log=log)


def one_of(name: str, *choices: Scalar) -> VariationPoint:
    """A choice among alternatives, the first of which is the default."""
    return VariationPoint(name=name, kind="categorical", choices=choices, default=choices[0])
