"""How mistakes are told: what is missed of how many, and which class is taken for which."""

import numpy as np
import pandas as pd
import pytest

from assistant.caring.fair import fairness_of_run
from assistant.commands.how_good import say_by_group
from assistant.commands.meant import Unseen
from assistant.commands.mistakes import _told, say_mistakes
from assistant.headless import Search
from assistant.state import state_of
from assistant.visit import Visit
from assistant.wish import Wish
from lifecycle.measuring import Measuring, Predicted
from store.errors import BadRequest
from store.records import Conversation
from tests.assistant.made_runs import kept, measured


def _unseen(truth, said, measuring):
    values, rows = np.array(said), np.arange(len(truth))
    return Unseen(None, "the best run", rows, np.array(truth), Predicted(values), measuring, ())


def test_of_several_classes_the_one_it_gets_wrong_most_is_named():
    rust, rot, spot = 0, 1, 2
    found = _unseen(
        [rust, rot, rot, rot, spot, spot], [rust, spot, spot, rot, spot, rust],
        Measuring("multiclass", "accuracy", ("rust", "rot", "spot")),
    )  # fmt: skip
    wrong = np.flatnonzero(found.truth != found.predicted.value)
    told = _told(found, wrong, "")
    assert "wrong about 3 of 6 rows" in told
    assert told.endswith("Most often that is true “rot” (2 of 3), for which it mostly says “spot”.")
    assert _told(found, np.array([], dtype=int), "").endswith("had not learned from.")


@pytest.mark.parametrize(
    ("kind", "says"), [("missed", "missed 1 of 2 “yes” in 4 rows"), ("alarms", "said “yes” for nothing 2 times")]
)
def test_what_is_missed_is_told_with_what_it_costs_in_false_alarms(kind, says):
    found = _unseen([1, 1, 0, 0], [1, 0, 1, 1], Measuring("binary", "accuracy", ("no", "yes"), "yes"))
    told = _told(found, np.flatnonzero(found.truth != found.predicted.value), kind)
    assert says in told and (kind == "alarms" or told.endswith("with 2 false alarms beside."))


def test_what_a_kept_model_said_is_told_of_its_own_table_and_by_its_own_metric(app, churn, tmp_path):
    """The conversation has gone on to another table and another metric since it was kept."""
    services, rows = app.services, pd.read_csv(churn)
    first, second = tmp_path / "first.csv", tmp_path / "second.csv"
    rows.assign(account=[f"A{i}" for i in range(len(rows))]).to_csv(first, index=False)
    rows.tail(90).assign(account=[f"B{i}" for i in range(90)]).to_csv(second, index=False)
    goal = Search(app, Wish(data=str(first), target="churn", metric="accuracy"), 0.0).settle()
    kept(services, goal, *measured(services, goal, "one"), "churn")
    conversation = services.store.get(Conversation, goal.conversation_id)
    newer = Search(app, Wish(data=str(second), target="churn", metric="roc_auc"), 0.0).settle(conversation)
    run, end = measured(services, newer, "two")
    with pytest.raises(BadRequest, match="no column “height” to compare groups by"):
        fairness_of_run(services, newer, run, end, "height")
    visit = Visit(services, state_of(services.store, conversation), "me", "where was it wrong?")
    assert visit.state.goal.task.metric == "roc_auc"
    say_mistakes(visit, visit.text)
    (card,) = visit.cards
    accounts = [row[card.columns.index("account")] for row in card.rows]
    assert accounts == [f"A{row[0] - 1}" for row in card.rows]
    assert "The rows are those of first, the table it was fitted on." in visit.lines and not visit.suggestions
    say_by_group(visit, "plan")
    told = next(line for line in visit.lines if line.startswith("By plan"))
    assert "accuracy" in told and "ROC AUC" not in told
