"""Runs on a part: the part is what was asked for, recorded as such, and never beside whole runs."""

import pandas as pd
import pytest

from experiments.backends.local import LocalBackend
from experiments.facts import facts_of
from experiments.fidelity import in_words, rows_of
from experiments.run_folder import Rival
from experiments.workflows.tabular import default_variant
from store.records import Fidelity, Measurement, RunEnd, Validation
from tests.experiments.laboratory import Laboratory, ended, table


def test_a_larger_share_contains_a_smaller_one_and_classes_keep_theirs(laboratory: Laboratory) -> None:
    frame = table(900)
    parts = [rows_of(frame, laboratory.task, Fidelity(rows=share), 0) for share in (1 / 9, 1 / 3, 1.0)]
    assert [len(p) for p in parts] == [100, 300, 900]
    assert set(parts[0].index) < set(parts[1].index)
    share = (frame.churn == "yes").mean()
    assert abs((parts[0].churn == "yes").mean() - share) < 0.02
    assert parts[0].index.is_monotonic_increasing


def test_the_latest_rows_are_kept_where_time_orders_them_and_groups_stay_whole(laboratory: Laboratory) -> None:
    frame = pd.DataFrame({"day": [3, 1, 2, 6, 5, 4], "who": list("aabbcc"), "churn": list("ynynyn")})
    timed = laboratory.task.model_copy(update={"validation": Validation(method="time", column="day", folds=2)})
    assert set(rows_of(frame, timed, Fidelity(rows=0.5), 0).day) == {4, 5, 6}
    standing = laboratory.task.model_copy(update={"validation": Validation(method="time", folds=2)})
    assert list(rows_of(frame, standing, Fidelity(rows=0.5), 0).day) == [6, 5, 4]
    grouped = laboratory.task.model_copy(update={"validation": Validation(method="group", column="who", folds=2)})
    assert set(rows_of(frame, grouped, Fidelity(rows=0.5), 0).who.value_counts()) == {2}


@pytest.fixture(scope="module", autouse=True)
def processes(lending):
    with lending():
        yield


@pytest.fixture
def backend(laboratory: Laboratory):
    made = LocalBackend(laboratory.home)
    yield made
    made.close()


@pytest.mark.parametrize("fidelity", [Fidelity(rows=0.5), Fidelity(folds=1)])
def test_a_run_on_a_part_has_no_score(laboratory: Laboratory, backend: LocalBackend, fidelity: Fidelity) -> None:
    run = laboratory.run().model_copy(update={"fidelity": fidelity})
    backend.start(laboratory.spec(run=run))
    (end, *rest) = facts_of(run, ended(backend, run.id), laboratory.clock())
    assert isinstance(end, RunEnd) and not [m for m in rest if isinstance(m, Measurement)]
    assert (end.outcome, end.score, end.metrics) == ("partial", None, {})
    assert end.partial is not None and end.partial.score == end.partial.metrics["roc_auc"]
    assert (end.partial.rows, end.partial.folds) == (fidelity.rows, fidelity.folds or 3)
    laboratory.store.append(run, end)
    from experiments.results import results
    from store.records import Goal

    goal = Goal(id="goal-1", conversation_id="c", person="ana", statement="s", task=laboratory.task,
                stated_at=laboratory.clock())  # fmt: skip
    laboratory.store.append(goal)
    found = results(laboratory.store, laboratory.home, goal.id)
    assert found.best is None and [r.rank for r in found.rows] == [None]


def test_a_run_far_behind_is_given_up_in_its_own_process(laboratory: Laboratory, backend: LocalBackend) -> None:
    spec = laboratory.spec(run=laboratory.run(default_variant("naive_bayes", "binary")))
    rival = Rival(label="an oracle", folds=(1.5, 1.501, 1.502))
    backend.start(spec.model_copy(update={"rival": rival}))
    ending = ended(backend, spec.run.id)
    assert ending.outcome == "pruned" and "an oracle" in ending.error
    assert ending.result is not None and ending.result.saved_s is not None and len(ending.result.folds) == 2


def test_fidelities_are_said_in_words() -> None:
    assert in_words(Fidelity(rows=1 / 9)) == "1/9 of the rows"
    assert in_words(Fidelity(folds=1), 5) == "1 of 5 folds"
    assert in_words(None) == "all of the data"
