import pytest

from assistant.commands import HANDLERS
from assistant.understood import in_words


@pytest.mark.parametrize("name", sorted(h.name for h in HANDLERS))
def test_every_command_has_words_of_its_own(name):
    assert "_" not in in_words([{"name": name, "args": {}}])


def test_values_that_read_as_code_are_put_into_words():
    said = in_words(
        [
            {"name": "feedback", "args": {"sentiment": "negative"}},
            {"name": "export", "args": {"what": "model"}},
            {"name": "promote", "args": {"rank": 2, "alias": "production"}},
        ]
    )
    assert said == "what you think of it: not good · save: the model · put a model into use: number 2"


def test_what_nobody_said_is_not_told_as_understood():
    goal = {"name": "set_goal", "args": {"target": "y"}, "restated": True}
    assert in_words([goal, {"name": "retrain", "args": {}}]) == "fit it anew"


def test_lists_and_bounds_read_as_they_are_meant():
    looked = {"name": "look_at_data", "args": {"columns": ["A2", "A9"]}}
    wished = {"name": "constrain", "args": {"columns_forbidden": ["A2", "A9"]}}
    assert "A2 and A9" in in_words([looked])
    assert "without A2 or A9" in in_words([wished])
    for name, bound in (("mae", "of at most 8"), ("recall", "of at least 8")):
        assert bound in in_words([{"name": "constrain", "args": {"min_metric": {"metric": name, "value": 8}}}])


def test_a_name_of_ones_own_puts_nothing_into_use():
    own, stage = ([{"name": "promote", "args": {"rank": 1, "alias": a}}] for a in ("heart-v1", "Production"))
    assert in_words(own) == "keep a model: number 1, heart-v1"
    assert in_words(stage).startswith("put a model into use")
