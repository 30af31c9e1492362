"""Words that let a kind of model take part again lift a ban, and neither ask for it nor rule it out."""

import pytest

from assistant.understanding import Context, understand

GOAL = Context(columns=("age", "ward", "fell"), target="fell", kind="binary", recommendations=4)


def said(text, context=GOAL):
    return [(c.name, c.args) for c in understand(text, context).commands]


@pytest.mark.parametrize(
    ("text", "family"),
    [
        ("keep the forests in", "forest"),
        ("ok, the SVMs may stay", "svm"),
        ("knn can come back", "knn"),
        ("put naive bayes back in please", "naive_bayes"),
        ("trees are back in", "tree"),
        ("lift the ban on neural networks", "neural_network"),
        ("you needn't exclude boosting any more", "boosting"),
        ("do not leave the forests out", "forest"),
        ("SVM is no longer forbidden", "svm"),
    ],
)
def test_a_ban_is_lifted(text, family):
    assert said(text) == [("constrain", {"families_allowed": [family]})]


def test_what_is_ruled_out_beside_it_stays_so():
    assert said("no SVMs but leave the forests in") == [
        ("constrain", {"families_forbidden": ["svm"], "families_allowed": ["forest"]})
    ]


@pytest.mark.parametrize(
    ("text", "context"),
    [
        ("the forests must stay out", GOAL),
        ("SVM may not stay", GOAL),
        ("leave boosting out", GOAL),
        ("keep age in", GOAL),
        ("run the forest again", GOAL),
        ("keep the forest in", GOAL.model_copy(update={"proposal": True})),
    ],
)
def test_what_lifts_no_ban(text, context):
    assert all("families_allowed" not in args for _, args in said(text, context))
