# ruff: noqa: E501 - one case a line reads better than one broken over several
"""Models kept under a name of one's own."""

import pytest

from assistant.understanding import Context, understand

DONE = Context(columns=("age", "kwh", "churn"), target="churn", recommendations=5, results=4, models=("loans",))


def said(text, context=DONE):
    return [(c.name, c.args) for c in understand(text, context).commands]


@pytest.mark.parametrize(
    ("text", "args"),
    [
        ("save the best one as tides-v2", {"rank": 1, "alias": "tides-v2"}),
        ("please keep the winner under the name tides", {"rank": 1, "alias": "tides"}),
        ("store number 3 as harbour_3, thanks", {"rank": 3, "alias": "harbour_3"}),
        ("register it as Pier 4 tides", {"alias": "Pier 4 tides"}),
        ("save the model, call it tides", {"alias": "tides"}),
        ("let's keep the second, name: tides_b", {"rank": 2, "alias": "tides_b"}),
        ("call the best one tides and keep it", {"rank": 1, "alias": "tides"}),
    ],
)
def test_a_model_is_kept_under_the_name_that_is_said(text, args):
    assert said(text) == [("promote", args)]


@pytest.mark.parametrize(
    "text",
    ["keep it under five minutes", "keep the model under 100 MB", "keep it as simple as possible", "save the model as onnx", "keep the second as well", "call the first one useless", "keep it as it is", "keep kwh as an input", "save the results as csv"],
)  # fmt: skip
def test_what_stands_behind_as_is_not_always_a_name(text):
    assert all("alias" not in args and args.get("model") != "well" for _, args in said(text))


def test_a_post_is_no_name():
    assert said("register the winner as production") == [("promote", {"rank": 1, "alias": "production"})]
