# ruff: noqa: E501 - one case a line reads better than one broken over several
import pytest

from assistant.understanding import Context, understand

RESULTS = Context(columns=("tenure", "Churn"), target="Churn", recommendations=5, results=5, running=True)


@pytest.mark.parametrize(
    "frame",
    [
        "{}", "please {}", "would you be so kind as to {}", "I should be delighted if you would {}", "could you perhaps {}",
        "might I ask you to {}", "I would be grateful if you could {}", "if it is not too much trouble, {}", "do {}",
    ],
)  # fmt: skip
@pytest.mark.parametrize(
    ("request_", "name"),
    [("stop the runs", "stop"), ("run the second", "propose_runs"), ("drop tenure", "constrain"), ("explain the best model", "explain_model")],
)  # fmt: skip
def test_courtesies_change_nothing(frame, request_, name):
    commands = understand(frame.format(request_), RESULTS).commands
    assert [c.name for c in commands] == [name]


def test_a_gerund_after_would_you_mind_is_a_request():
    commands = understand("Would you mind pausing the first calculation?", RESULTS).commands
    assert [(c.name, c.args) for c in commands] == [("pause", {"ranks": [1]})]
