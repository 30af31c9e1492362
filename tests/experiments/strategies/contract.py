"""What every strategy must do; a strategy's own test inherits `StrategyContract` and gives the fixture `strategy`."""

import pytest

from experiments.strategies import Choice, Scene, Strategy, Tried
from experiments.strategies.halving import halving_stage, hyperband_stage
from experiments.strategies.space import inside, space_of
from experiments.workflows.tabular import default_variant, variant_of
from store.records import Plan, PlannedRun, Stage, Task, TaskKind, Validation

LISTED = ("linear", "naive_bayes", "decision_tree")
KINDS: tuple[TaskKind, ...] = ("binary", "multiclass", "regression")


def task(kind: TaskKind = "binary") -> Task:
    metric = "rmse" if kind == "regression" else "roc_auc" if kind == "binary" else "accuracy"
    return Task(
        id="task-1", version_id="v", target="churn", kind=kind, metric=metric, validation=Validation(method="cv")
    )


def stage_of(name: str, kind: TaskKind = "binary", runs: int = 20) -> Stage:
    if name == "halving":
        return halving_stage(task(kind), runs, 9000)
    if name == "hyperband":
        return hyperband_stage(task(kind), runs, 9000)
    return Stage.model_validate({"strategy": name, "runs": runs, "cost": "wall_s" if name == "pareto" else None})


def plan(name: str = "random", kind: TaskKind = "binary", seed: int = 0, runs: int = 20, **space: object) -> Plan:
    names = LISTED if kind != "regression" else ("linear", "knn", "decision_tree")
    listed = tuple(PlannedRun(variant=default_variant(n, kind)) for n in names)
    return Plan(
        goal_id="goal-1", task=task(kind), runs=listed, seed=seed, stages=(stage_of(name, kind, runs),),
        space=space_of(kind, **space),  # type: ignore[arg-type]
    )  # fmt: skip


def tried_of(choice: Choice, i: int) -> Tried:
    """How a choice ends: every third fails, the others score by how many came before."""
    failed = i % 3 == 2
    score = None if failed else 0.5 + 0.01 * (i * 7 % 13)
    return Tried(
        choice.variant, score, cost=float(i % 5), fidelity=choice.fidelity, stage=choice.stage, rung=choice.rung,
        failed=failed, error="too few rows" if failed else "",
    )  # fmt: skip


def played(strategy: Strategy, made: Plan, n: int) -> list[Tried]:
    """What is tried when one run ends before the next is chosen."""
    tried: list[Tried] = []
    for i in range(n):
        choice = strategy.choose(Scene(made, made.stages[0], tried))
        if choice is None:
            break
        assert isinstance(choice, Choice), "with nothing running there is nothing to wait for"
        tried.append(tried_of(choice, i))
    return tried


class StrategyContract:
    """Needs a fixture `strategy`."""

    def test_the_listed_come_first_in_their_order(self, strategy: Strategy) -> None:
        made = plan(strategy.name)
        assert [t.variant for t in played(strategy, made, 3)] == [r.variant for r in made.runs]

    def test_nothing_is_tried_twice_at_one_fidelity(self, strategy: Strategy) -> None:
        marks = [(t.variant.id, t.fidelity) for t in played(strategy, plan(strategy.name), 20)]
        assert len(set(marks)) == len(marks)

    def test_what_is_running_is_not_chosen(self, strategy: Strategy) -> None:
        made = plan(strategy.name)
        running = [Tried(r.variant, over=False) for r in made.runs]
        choice = strategy.choose(Scene(made, made.stages[0], running))
        if isinstance(choice, Choice) and choice.fidelity is None:
            assert choice.variant.id not in {r.variant.id for r in made.runs}

    def test_the_same_past_gives_the_same_choice(self, strategy: Strategy) -> None:
        made = plan(strategy.name)
        tried = played(strategy, made, 12)
        again = plan(strategy.name)
        assert strategy.choose(Scene(made, made.stages[0], tried)) == strategy.choose(
            Scene(again, again.stages[0], list(tried))
        )

    @pytest.mark.parametrize("kind", KINDS)
    def test_all_choices_suit_the_kind_of_task(self, strategy: Strategy, kind: TaskKind) -> None:
        for t in played(strategy, plan(strategy.name, kind), 12):
            assert variant_of(t.variant.choices, kind) == t.variant

    def test_nothing_outside_the_approved_space_is_chosen(self, strategy: Strategy) -> None:
        made = plan(strategy.name, families=("linear", "tree", "naive_bayes"), readable=True)
        listed = {r.variant.id for r in made.runs}
        for t in played(strategy, made, 12):
            assert t.variant.id in listed or inside(made.space, t.variant)
            assert t.variant.family in ("linear", "tree", "naive_bayes")

    def test_a_variant_to_avoid_is_not_chosen(self, strategy: Strategy) -> None:
        made = plan(strategy.name)
        chosen = [t.variant.id for t in played(strategy, made, 12)][3:]
        if chosen:
            again = plan(strategy.name, avoid=tuple(chosen))
            later = [t.variant.id for t in played(strategy, again, 12)][3:]
            assert not set(later) & set(chosen)

    def test_a_kind_of_model_that_failed_twice_is_left_alone(self, strategy: Strategy) -> None:
        made = plan(strategy.name)
        listed = {r.variant.id for r in made.runs}
        failing = [
            Tried(variant_of({"estimator": "lightgbm", "lightgbm.trees": n}, "binary"), failed=True, error="no memory",
                  stage=None)
            for n in (100, 200)
        ]  # fmt: skip
        tried = list(failing)
        for i in range(8):
            choice = strategy.choose(Scene(made, made.stages[0], tried))
            if not isinstance(choice, Choice):
                break
            assert choice.variant.id in listed or choice.variant.choices["estimator"] != "lightgbm"
            tried.append(tried_of(choice, 0 if i % 3 == 2 else i))

    def test_it_says_what_it_does(self, strategy: Strategy) -> None:
        assert len(strategy.words.split()) > 4 and not strategy.words.endswith(".")
