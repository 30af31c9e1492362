from experiments.cards import words
from store.records import Budget, Constraints, ErrorCosts, Goal, MetricFloor, Monotonic, Preference, Validation
from tests.store import facts


def goal(**changes):
    known = next(f for f in facts.one_of_each() if isinstance(f, Goal))
    return known.model_copy(update=changes)


def test_limits_read_as_a_person_said_them():
    limits = Constraints(
        interpretable=True, families_forbidden=("neural_network",), columns_forbidden=("id",), max_run_s=60,
        min_metric=MetricFloor(metric="roc_auc", value=0.8), monotonic=(Monotonic(column="age", direction="rising"),),
    )  # fmt: skip
    said = words.constraints(
        goal(constraints=limits, budget=Budget(seconds=300), preferences=(Preference(wish="fast"),),
             error_costs=ErrorCosts(false_negative=5, false_positive=1))
    )  # fmt: skip
    assert said == [
        "Only models that can be explained", "At most 60 s a run", "No neural network", "Without id",
        "ROC AUC of at least 0.8", "Never falling when age grows", "At most 300 s in all",
        "A missed case costs 5 times a false alarm", "Rather fast",
    ]  # fmt: skip


def test_how_a_score_is_measured_is_said_without_codes():
    said = words.validation(Validation(method="cv", folds=5))
    assert said == "5-fold cross-validation"
    assert words.validation(Validation(method="group", folds=4, column="hospital")) == "4 folds grouped by hospital"
