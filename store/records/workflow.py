"""Workflows: pipelines with open choices, and variants: pipelines with all choices made."""

from typing import Any, Literal

from pydantic import model_validator

from store.records.base import Name, Record, Scalar, content_hash


class VariationPoint(Record):
    """One open choice of a workflow: a parameter with its range, or alternatives."""

    name: Name
    """Unique within the workflow, such as `encoder` or `boosting.learning_rate`."""
    kind: Literal["categorical", "int", "float"]
    choices: tuple[Scalar, ...] = ()
    low: float | None = None
    high: float | None = None
    log: bool = False
    """Whether the range is searched on a logarithmic scale (low > 0)."""
    default: Scalar = None
    condition: tuple[tuple[str, tuple[Scalar, ...]], ...] = ()
    """Other variation points and the values they must have for this one to apply."""

    @model_validator(mode="after")
    def _has_values(self) -> "VariationPoint":
        if self.kind == "categorical":
            if not self.choices:
                raise ValueError(f"variation point {self.name!r} is categorical but has no choices")
        elif self.low is None or self.high is None or self.low > self.high or (self.log and self.low <= 0):
            raise ValueError(f"variation point {self.name!r} needs low ≤ high (and low > 0 where log)")
        return self


class Step(Record):
    """One step of a workflow and the choices it leaves open."""

    name: Name
    points: tuple[VariationPoint, ...] = ()


class Workflow(Record):
    """A pipeline with open choices."""

    id: Name
    """Name and version, such as `tabular-1`."""
    name: Name
    version: int
    steps: tuple[Step, ...]

    @property
    def points(self) -> tuple[VariationPoint, ...]:
        """All variation points, in the order of the steps."""
        return tuple(p for s in self.steps for p in s.points)


class Variant(Record):
    """A workflow with all choices made. Its id is the hash of its content: equal choices, equal id."""

    id: Name
    workflow_id: Name
    family: Name
    """The kind of estimator: linear, tree, forest, extra_trees, boosting, svm, knn, naive_bayes, neural_network,
    ensemble (or another, for workflows other than the built-in one)."""
    choices: dict[str, Scalar]
    """Variation point to value; points that don't apply are left out."""
    label: str
    """The variant in words, such as "gradient boosting, target-encoded categories, 300 trees"."""

    @classmethod
    def of(cls, workflow_id: str, family: str, choices: dict[str, Scalar], label: str) -> "Variant":
        """The variant of these choices, with its id."""
        content: dict[str, Any] = {"workflow": workflow_id, "choices": choices}
        return cls(id=content_hash(content), workflow_id=workflow_id, family=family, choices=choices, label=label)

    @model_validator(mode="after")
    def _id_is_hash(self) -> "Variant":
        if self.id != content_hash({"workflow": self.workflow_id, "choices": self.choices}):
            raise ValueError(f"the variant's id {self.id!r} is not the hash of its content; build it with Variant.of")
        return self
