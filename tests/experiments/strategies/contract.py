"""What every strategy must do; a strategy's own test inherits `StrategyContract` and gives the fixture `strategy`."""

from experiments.strategies import Strategy, Tried
from experiments.workflows.tabular import default_variant, variant_of
from store.records import Plan, PlannedRun, Task, TaskKind, Validation

LISTED = ("linear", "naive_bayes", "decision_tree")


def plan(kind: TaskKind = "binary", seed: int = 0, strategy: str = "recommended") -> Plan:
    metric = "rmse" if kind == "regression" else "roc_auc"
    task = Task(
        id="task-1", version_id="v", target="churn", kind=kind, metric=metric, validation=Validation(method="cv")
    )
    names = LISTED if kind != "regression" else ("linear", "knn", "decision_tree")
    runs = tuple(PlannedRun(variant=default_variant(name, kind)) for name in names)
    return Plan.model_validate({"goal_id": "goal-1", "task": task, "runs": runs, "strategy": strategy, "seed": seed})


def played(strategy: Strategy, made: Plan, n: int) -> list[Tried]:
    """What is tried when every third run fails and the others score by how many came before."""
    tried: list[Tried] = []
    for i in range(n):
        variant = strategy.next_variant(made, tried)
        if variant is None:
            break
        tried.append(Tried(variant, None if i % 3 == 2 else 0.5 + 0.01 * (i * 7 % 13)))
    return tried


class StrategyContract:
    """Needs a fixture `strategy`."""

    def test_the_listed_come_first_in_their_order(self, strategy: Strategy) -> None:
        made = plan()
        assert [t.variant for t in played(strategy, made, 3)] == [r.variant for r in made.runs]

    def test_nothing_is_tried_twice(self, strategy: Strategy) -> None:
        ids = [t.variant.id for t in played(strategy, plan(), 25)]
        assert len(set(ids)) == len(ids)

    def test_what_is_running_is_not_chosen(self, strategy: Strategy) -> None:
        made = plan()
        running = [Tried(r.variant, over=False) for r in made.runs]
        chosen = strategy.next_variant(made, running)
        assert chosen is None or chosen.id not in {r.variant.id for r in made.runs}

    def test_the_same_past_gives_the_same_choice(self, strategy: Strategy) -> None:
        tried = played(strategy, plan(), 12)
        assert strategy.next_variant(plan(), tried) == strategy.next_variant(plan(), list(tried))

    def test_all_choices_suit_the_kind_of_task(self, strategy: Strategy) -> None:
        for kind in ("binary", "multiclass", "regression"):
            for t in played(strategy, plan(kind), 12):
                assert variant_of(t.variant.choices, kind) == t.variant
