"""Variants made for a table as it shows itself: large, almost fully explained, of few columns.

Experience knows few such tables, and the best practice of a family is made for ordinary ones; so these are tried early
wherever what they are for is seen. Figures are of tables that none of the settings was chosen on alone, see
`docs/benchmarks.md`.
"""

from collections.abc import Mapping, Sequence

from experiments.workflows.columns import may_be_codes
from experiments.workflows.tabular import ABSOLUTE, variant_of
from store.records import DatasetVersion, Scalar, Task, TaskKind, Variant

MANY_ROWS = 4000
FEW_COLUMNS = 12
"""Where there are no more, each tree gets all of them: to leave any out takes away what the others cannot replace."""
WELL_EXPLAINED = 0.5
"""Share of the trivial prediction's error that the best run leaves, below which numbers follow from the columns."""
NEARLY_CERTAIN = 0.15
"""The same for classes, below which they follow from the columns almost without exception."""
_FEWEST_ROWS, _MOST_CLASSES = 500, 8
_MOST_CELLS = 400_000
"""Cells of a table whose trees are fully grown in little time."""

_RECODED = 2
"""Kinds of models of which one is tried with codes as categories; one more where that has helped one of them."""

_ROOMY: Mapping[str, Scalar] = {
    "estimator": "lightgbm", "lightgbm.trees": 400, "lightgbm.leaves": 64, "lightgbm.learning_rate": 0.05,
}  # fmt: skip
_FULLY_GROWN: Mapping[str, Scalar] = {
    "estimator": "extra_trees", "extra_trees.columns_share": 1.0, "extra_trees.min_rows": 1,
}  # fmt: skip
_SHARP: Mapping[str, Scalar] = {
    "estimator": "lightgbm", "lightgbm.trees": 1000, "lightgbm.learning_rate": 0.1, "lightgbm.leaves": 8,
    "lightgbm.min_rows": 3, "lightgbm.columns_share": 0.6, "lightgbm.rows_share": 0.8, "lightgbm.l2": 0.1,
}  # fmt: skip


def tailored(
    kind: TaskKind, rows: int, columns: int, classes: int, unexplained: float | None, metric: str
) -> list[Variant]:
    """The variants that suit a table, in the order in which to try them; often none.


    * Boosting with room where rows are many: on test rows its error was 3, 11, 12 and 52 % below that of the best
      practice on four of five tables of 4,400 to 15,000 rows with numbers to predict (1 % above on the fifth), and no
      better with 2,500 rows or for ten classes.
    * The same with the absolute error as loss beside it, where that is what counts.
    * Fully grown extremely randomised trees where numbers follow from the columns: on test rows their error was 2, 5,
      51 and 83 % below that of trees that see 60 % of the columns on four of five such tables (15 % above on one).
    * Boosting by many small trees where classes follow almost without exception: log loss .006 instead of .046 on test
      rows of one of four such tables, 20 % less on another, more on two; validation tells them apart.

    Args:
        kind: of the task.
        rows: of the table.
        columns: of the table, without the target.
        classes: of the target; 0 for numbers.
        unexplained: error of the best run so far as a share of the trivial prediction's, 0 for none; None where no run
            has ended.
        metric: what counts.
    """
    found = []
    all_columns: Mapping[str, Scalar] = {"lightgbm.columns_share": 1.0} if columns <= FEW_COLUMNS else {}
    if kind in ("binary", "regression") and rows >= MANY_ROWS:
        losses = ("squared", "absolute") if metric in ABSOLUTE else ("squared",)
        found += [variant_of({**_ROOMY, **all_columns, "loss": loss}, kind) for loss in losses]
    if unexplained is None:
        return found
    if kind == "regression" and unexplained <= WELL_EXPLAINED and rows * columns <= _MOST_CELLS:
        found.append(variant_of(_FULLY_GROWN, kind))
    small = rows * columns <= _MOST_CELLS and rows >= _FEWEST_ROWS and 2 <= classes <= _MOST_CLASSES
    if kind in ("binary", "multiclass") and unexplained <= NEARLY_CERTAIN and small:
        found.append(variant_of(_SHARP, kind))
    return found


def has_codes(version: DatasetVersion, task: Task) -> bool:
    """Whether a task's table has columns of numbers that may be codes."""
    left_out = {*task.targets, *task.columns_excluded}
    return task.forecast is None and any(
        c.kind == "numeric" and c.name not in left_out and may_be_codes(c.distinct, version.rows)
        for c in version.columns
    )


def recoded(best: Sequence[Variant], kind: TaskKind) -> list[Variant]:
    """Twins that take numbers with few values for categories: of the best linear variant, then of the best others.

    Worth a run each where a table has such numbers: of 26 tables that do, the best of eight kinds of models erred 3 to
    99 % less with them as categories on eight, more than 3 % more on six, and about as much on the others
    (`docs/tried.md`). Linear models, which cannot part codes by themselves, gain most, and are done in no time.

    Args:
        best: variants that were run, the best first. A family that was run with codes as categories gets no twin.
            Where such a run is ahead of all others of its family, it has helped, and one family more is tried.
        kind: of the task.
    """
    linear = next((v for v in best if v.choices["estimator"] == "linear"), variant_of({"estimator": "linear"}, kind))
    leading: dict[str, Variant] = {}
    known, helped = set[str](), 0
    for variant in best:
        if variant.choices.get("codes") == "categories":
            helped += variant.family not in leading and variant.family not in known
            known.add(variant.family)
        else:
            leading.setdefault(variant.family, variant)
    first = {linear.family: linear} | leading
    found = []
    for family, variant in list(first.items())[: _RECODED + bool(helped)]:
        if family not in known:
            choices = {**variant.choices, "codes": "categories"}
            if choices.get("categories") == "ordinal":
                choices["categories"] = "onehot"
            found.append(variant_of(choices, kind))
    return found
