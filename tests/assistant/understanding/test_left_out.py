"""What a message leaves out or speaks against is not taken for the opposite."""

import pytest

from assistant.understanding import Context, understand

LAID = Context(columns=("age", "sex", "school_level", "left"), target="left", kind="binary", recommendations=5)


def said(text, encoder, **moment):
    return [(c.name, c.args) for c in understand(text, LAID.model_copy(update=moment), encoder).commands]


@pytest.mark.parametrize(
    ("text", "runs", "family"),
    [
        ("make it 4 runs and drop the logreg one", 4, "linear"),
        ("make it 3 runs without the boosting ones", 3, "boosting"),
        ("6 runs please, and leave the svm out", 6, "svm"),
    ],
)
def test_kinds_that_a_changed_plan_leaves_out_are_ruled_out(text, runs, family, encoder):
    found = dict(said(text, encoder, proposal=True))
    assert found["edit_proposal"] == {"runs": runs}
    assert found["constrain"] == {"families_forbidden": [family]}


def test_kinds_that_stay_are_not_ruled_out(encoder):
    assert said("run 1 to 3, don't drop the linear one", encoder) == [("propose_runs", {"ranks": [1, 2, 3]})]


def test_what_is_belittled_bounds_nothing(encoder):
    for text in (
        "don't give me accuracy, it is meaningless at 92 % negatives",
        "accuracy of 92 % is meaningless here",
    ):
        assert all("min_metric" not in args for _, args in said(text, encoder))
    assert said("accuracy of at least 92 %", encoder) == [
        ("constrain", {"min_metric": {"metric": "accuracy", "value": 0.92}})
    ]


def test_a_wish_that_went_too_far_goes(encoder):
    assert said("not that cheap", encoder) == [("recommend", {})]
    assert all(args.get("wish") != "fast" for _, args in said("not so fast models please", encoder))


def test_two_are_compared(encoder):
    assert said("now compare it to the second", encoder, results=4) == [("compare", {"ranks": [1, 2]})]


def test_what_is_not_used_for_fairness_is_no_question_of_it(encoder):
    (command,) = said("dont use sex for fairness", encoder)
    assert command[0] == "constrain" and command[1]["columns_forbidden"] == ["sex"]


def test_a_column_that_is_said_to_leak_is_ruled_out(encoder):
    assert said("school_level leaks the outcome imo", encoder) == [
        ("constrain", {"columns_forbidden": ["school_level"]})
    ]


def test_a_metric_that_is_asked_about_is_no_goal(encoder):
    fresh = {"target": None, "recommendations": 0, "kind": None}
    assert [n for n, _ in said("runs by family on harbour, avg mae", encoder, **fresh)] == ["ask_numbers"]
    both = dict(said("use f1 instead, and how many runs were there so far?", encoder))
    assert both["set_goal"] == {"metric": "f1"}


def test_the_share_of_a_class_bounds_no_metric(encoder):
    for text in (
        "auc tells me little at 2 % positives, change over to mcc",
        "accuracy is useless with 5 percent churners, go by f1 and list at least 4 ideas",
    ):
        assert all("min_metric" not in args for _, args in said(text, encoder)), text
    assert said("precision of at least 40%, though there are 5% positives", encoder) == [
        ("constrain", {"min_metric": {"metric": "precision", "value": 0.4}})
    ]


@pytest.mark.parametrize(
    ("text", "args"),
    [
        ("bench the fourth one", {"exclude_ranks": [4]}),
        ("cut number 2 and number 3", {"exclude_ranks": [2, 3]}),
        ("nobody needs ranks 1 and 2", {"exclude_ranks": [1, 2]}),
        ("the fifth need not be in there", {"exclude_ranks": [5]}),
        ("ranks 4 and 5 crossed off, please", {"exclude_ranks": [4, 5]}),
        ("exchange 2 for 5", {"ranks": [5], "exclude_ranks": [2]}),
        ("replace the third by the first", {"ranks": [1], "exclude_ranks": [3]}),
        ("cut the second to 10 minutes", {"ranks": [2], "seconds": 600}),
        ("keep 2, 3 and 4", {"ranks": [2, 3, 4]}),
    ],
)
def test_places_that_go_or_come_in_for_others(text, args, encoder):
    assert said(text, encoder, proposal=True) == [("edit_proposal", args)]


@pytest.mark.parametrize(
    ("text", "ranks"),
    [
        ("prepare three of them: 1, 4, 5", [1, 4, 5]),
        ("I begin with two: rank 2 and rank 5", [2, 5]),
        ("run 3, 4 and 5", [3, 4, 5]),
        ("run 2. also 3 and 5", [2, 3, 5]),
        ("run three of these: 1, 3 and 4", [1, 3, 4]),
    ],
)
def test_how_many_places_are_told_is_none_of_them(text, ranks, encoder):
    assert [(n, a.get("ranks")) for n, a in said(text, encoder)] == [("propose_runs", ranks)]
