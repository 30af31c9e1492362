"""What a person asks not to do is never read as the act."""

import pytest

from assistant.understanding import Context, understand

MODELS = Context(columns=("age", "Churn"), target="Churn", results=4, models=("churn",))
RUNNING = Context(columns=("age", "Churn"), target="Churn", running=True)
PENDING = Context(columns=("age", "Churn"), target="Churn", proposal=True, recommendations=4)


@pytest.mark.parametrize(
    "text", ["don't stop", "Do not stop the runs.", "never stop", "no need to stop", "don't pause"]
)
def test_a_running_search_is_left_alone(text: str) -> None:
    understood = understand(text, RUNNING)
    assert not understood.commands
    assert understood.question is not None


@pytest.mark.parametrize(
    "text", ["don't retrain the churn model", "no need to promote it", "do not reset my profile", "don't undo it"]
)
def test_models_and_memory_are_left_alone(text: str) -> None:
    assert not understand(text, MODELS).commands


@pytest.mark.parametrize("text", ["do not approve", "don't run it", "don't approve it yet", "don't start anything"])
def test_no_denial_is_a_yes(text: str) -> None:
    assert "approve" not in {c.name for c in understand(text, PENDING).commands}


def test_what_is_wanted_beside_it_is_done() -> None:
    understood = understand("don't stop anything, just tell me how it is going", RUNNING)
    assert [c.name for c in understood.commands] == ["status"]


def test_a_family_that_must_not_run_is_forbidden() -> None:
    understood = understand("don't run neural networks", RUNNING)
    assert [(c.name, c.args) for c in understood.commands] == [
        ("constrain", {"families_forbidden": ["neural_network"]})
    ]
