"""What changed on a list is told by how its models decide, each kind once, without names of methods."""

from datetime import UTC, datetime

import pandas as pd

from assistant.plain import plain_changes, plain_evidence
from experiments.workflows.tabular import default_variant
from recommender.reasons import changes
from recommender.taste import Wishes
from store.records import Evidence, Recommendation


def listed(*estimators):
    return [
        Recommendation(
            id=f"{e}-{rank}", set_id="s", goal_id="g", rank=rank, variant=default_variant(e, "binary"),
            metric="roc_auc", score=0.8, made_at=datetime(2026, 11, 21, tzinfo=UTC),
        )
        for rank, e in enumerate(estimators, 1)
    ]  # fmt: skip


def test_a_change_of_the_list_names_each_kind_of_model_once_and_no_method():
    before = listed("random_forest", "neural_network", "linear")
    after = listed("decision_tree", "linear")
    ran = pd.DataFrame({"variant_id": [before[1].variant.id]})
    said = plain_changes(before, after, changes(before, after, Wishes(), ran, "you said: simpler"))
    assert said == (
        "What was run and is not repeated: a small neural network, which nobody can read.",
        "No longer among the first: a vote of many chains of yes-or-no questions.",
        "New on the list: one chain of yes-or-no questions.",
    )
    assert plain_changes(before, before, ()) == ()


def test_another_order_alone_is_told_as_that():
    before = listed("random_forest", "neural_network")
    after = [r.model_copy(update={"rank": rank}) for rank, r in enumerate(reversed(before), 1)]
    said = plain_changes(
        before, after, changes(before, after, Wishes(), pd.DataFrame({"variant_id": []}), "you said: simpler")
    )
    assert said == ("The same as before, in another order.",)


def test_what_did_worst_is_said_to_have_done_so():
    (item,) = listed("neural_network")
    past = Evidence(dataset="wards", similarity=0.8, rank=3, of=3)
    assert "did worst of 3 that were tried" in plain_evidence(item.model_copy(update={"evidence": (past,)}))
