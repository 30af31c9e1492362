"""The goal as said so far is a pure fold of what was said and not taken back."""

from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.draft import Draft, fold
from store.records import Effect, Feedback

NOW = datetime(2026, 5, 1, tzinfo=UTC)


def folded(*turns, feedback=(), withdrawn=()):
    named = {f.id: f for f in feedback}
    return fold([("words", commands) for commands in turns], named, frozenset(withdrawn))


def command(name, **args):
    return {"name": name, "args": args}


def data(version, *columns):
    return {"name": "use_data", "args": {"source": "x"}, "version_id": version, "columns": list(columns)}


def said(feedback_id, *effects):
    return Feedback(
        id=feedback_id,
        conversation_id="c",
        subject_kind="general",
        words="never mind",
        understood=effects,
        person="ana",
        said_at=NOW,
    )


def test_what_was_said_before_the_data_counts_once_the_data_is_there():
    draft = folded([command("set_goal", target="churn")], [data("v1", "churn", "age")])
    assert (draft.target, draft.version_id) == ("churn", "v1")


def test_another_table_without_the_target_starts_afresh_but_keeps_the_budget():
    draft = folded(
        [data("v1", "churn")],
        [command("set_goal", target="churn", metric="f1"), command("set_budget", seconds=60)],
        [data("v2", "price")],
    )
    assert (draft.target, draft.metric, draft.budget.seconds) == (None, None, 60)


def test_a_share_and_a_number_of_folds_take_each_others_place():
    share = command("set_validation", method="time", holdout_fraction=0.2)
    kept = folded([data("v1", "churn")], [command("set_validation", method="time", folds=4)], [share])
    assert dict(kept.validation) == {"method": "time", "holdout_fraction": 0.2}
    folds = folded([data("v1", "churn")], [share], [command("set_validation", folds=4)])
    assert dict(folds.validation) == {"method": "time", "folds": 4}


def test_a_new_version_with_the_target_keeps_the_goal():
    draft = folded([data("v1", "churn")], [command("set_goal", target="churn", metric="f1")], [data("v2", "churn")])
    assert (draft.version_id, draft.target, draft.metric) == ("v2", "churn", "f1")


def test_a_new_target_forgets_the_metric_of_the_old_one():
    draft = folded([command("set_goal", target="a", metric="f1")], [command("set_goal", target="b")])
    assert draft.metric is None


def test_a_refused_command_did_not_happen():
    assert folded([{**command("set_goal", target="nope"), "refused": "no such column"}]) == Draft()


def test_what_is_asked_beside_an_undo_holds():
    turns = [command("set_goal", target="a")], [command("set_budget", runs=3)]
    beside = [command("undo"), command("constrain", columns_forbidden=["b"])]
    draft = folded(*turns, beside)
    assert (draft.budget.runs, draft.constraints.columns_forbidden) == (None, ("b",))
    assert folded(*turns, beside, [command("undo")]) == folded(turns[0])


def test_undo_takes_back_the_last_change_only():
    draft = folded(
        [command("set_goal", target="a")], [command("set_budget", runs=3)], [command("status")], [command("undo")]
    )
    assert (draft.target, draft.budget.runs) == ("a", None)


def test_families_forbidden_gather_and_can_be_allowed_again():
    draft = folded(
        [command("constrain", families_forbidden=["svm"])],
        [command("constrain", families_forbidden=["knn"])],
        [command("constrain", families_allowed=["svm", "linear"])],
    )
    assert draft.constraints.families_forbidden == ("knn",)
    assert draft.constraints.families_allowed == ("svm", "linear")


def test_a_column_required_after_it_was_forbidden_is_required():
    draft = folded([command("constrain", columns_forbidden=["id"])], [command("constrain", columns_required=["id"])])
    assert (draft.constraints.columns_forbidden, draft.constraints.columns_required) == ((), ("id",))


def test_feedback_counts_until_it_is_withdrawn():
    no_networks = said("f1", Effect(kind="family_forbidden", value="neural_network"))
    turn = [{**command("feedback", about="neural nets"), "feedback_id": "f1"}]
    assert folded(turn, feedback=[no_networks]).constraints.families_forbidden == ("neural_network",)
    assert folded(turn, feedback=[no_networks], withdrawn=["f1"]) == Draft()


def test_a_constraint_kept_as_feedback_is_restored_by_its_withdrawal():
    turn = [{**command("constrain", columns_forbidden=["age"]), "feedback_id": "f1"}]
    assert folded(turn).constraints.columns_forbidden == ("age",)
    assert folded(turn, withdrawn=["f1"]) == Draft()


def test_accurate_and_fast_replace_each_other():
    draft = folded([command("prefer", wish="fast")], [command("prefer", wish="accurate")])
    assert [p.wish for p in draft.preferences] == ["accurate"]


_COMMANDS = st.one_of(
    st.builds(lambda t: command("set_goal", target=t), st.sampled_from("abc")),
    st.builds(lambda n: command("set_budget", runs=n), st.integers(1, 9)),
    st.builds(lambda f: command("constrain", families_forbidden=[f]), st.sampled_from(["svm", "knn", "linear"])),
)


@settings(max_examples=40)
@given(st.lists(_COMMANDS, max_size=6), _COMMANDS)
def test_undo_restores_exactly_what_was(before, last):
    turns = [[c] for c in before]
    changed = folded(*turns, [last])
    if changed != folded(*turns):
        assert folded(*turns, [last], [command("undo")]) == folded(*turns)


@settings(max_examples=40)
@given(st.lists(_COMMANDS, max_size=6))
def test_saying_the_same_again_changes_nothing(turns):
    once = folded(*[[c] for c in turns])
    if turns:
        assert folded(*[[c] for c in turns], [turns[-1]]) == once
