import pytest

from assistant.understanding import Context, understand

CONTEXT = Context(
    columns=("crew", "age", "fail_30d"),
    target="fail_30d",
    kind="binary",
    results=3,
    recommendations=5,
    models=("pump",),
)


def read(text: str) -> list[tuple[str, dict]]:
    return [(c.name, c.args) for c in understand(text, CONTEXT).commands]


@pytest.mark.parametrize(
    ("text", "args"),
    [
        ("who said no SVMs and why?", {"families": ["svm"]}),
        ("when did we rule out boosting?", {"families": ["boosting"]}),
        ("why did we drop crew?", {}),
        ("why was age excluded?", {}),
        ("list everything we decided so far with reasons", {}),
    ],
)
def test_an_earlier_decision_is_looked_up_and_not_taken_again(text: str, args: dict) -> None:
    assert read(text) == [("history", args)]


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("why did you choose the first?", ("explain_recommendation", {"rank": 1})),
        ("forget what we decided, drop crew", ("constrain", {"columns_forbidden": ["crew"]})),
        ("no SVMs", ("constrain", {"families_forbidden": ["svm"]})),
    ],
)
def test_what_asks_for_no_earlier_decision_stays(text: str, meant: tuple[str, dict]) -> None:
    assert read(text) == [meant]


def test_who_approved_these_names_no_model() -> None:
    assert read("who approved these runs and when") == [("who_approved", {})]
