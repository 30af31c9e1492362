import pytest

from assistant.elsewhere.columns import said_of_columns

COLUMNS = ("learning_rate", "max depth", "wonder", "time", "data", "node", "loss")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("learning_rate is a parameter", {"learning_rate": "parameter"}),
        ("learning_rate and max depth are parameters", {"learning_rate": "parameter", "max depth": "parameter"}),
        ("wonder is a metric, lower is better", {"wonder": "metric min"}),
        ("wonder is a score where higher is better", {"wonder": "metric max"}),
        ("wonder is a metric", {"wonder": "metric"}),
        ("time is the cost in minutes", {"time": "cost min"}),
        ("data is the dataset and node is context", {"data": "dataset", "node": "context"}),
        ("ignore node", {"node": "ignore"}),
        ("please ignore node and wonder", {"node": "ignore", "wonder": "ignore"}),
        ("No: max depth is a parameter, wonder is a metric, higher is better, and ignore node",
         {"max depth": "parameter", "wonder": "metric max", "node": "ignore"}),
        ("LOSS is a metric, the lower the better", {"loss": "metric min"}),
        ("use data as the dataset", {"data": "dataset"}),
        ("take wonder as a parameter", {"wonder": "parameter"}),
    ],
)  # fmt: skip
def test_roles_in_words(text, found):
    assert said_of_columns(text, COLUMNS) == found


@pytest.mark.parametrize(
    "text", ["recommend what to try next", "why is the loss so high", "how long did it take in time", "yes", ""]
)
def test_other_messages_say_nothing_of_columns(text):
    assert said_of_columns(text, COLUMNS) == {}
