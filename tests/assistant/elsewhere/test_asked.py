"""Questions about the runs of an imported workflow, by its own parameters and values."""

import pandas as pd
import pytest


@pytest.fixture
def told(talk, tmp_path):
    """A conversation about six imported runs; answers a question with its columns and rows."""
    frame = pd.DataFrame(
        {
            "model": ["mlp", "mlp", "lstm", "RandomForest", "RandomForest", "RandomForest"],
            "optimizer": ["adam", "sgd", "adam", None, None, None],
            "max_depth": [None, None, None, 79, 79, 200],
            "accuracy": [0.71, 0.62, 0.73, 0.81, 0.84, 0.79],
            "train_time_s": [10.0, 20.0, 300.0, 5.0, 6.0, 7.0],
        }
    )
    frame.to_csv(tmp_path / "tuning.csv", index=False)
    talk(f"import the runs in {tmp_path / 'tuning.csv'}")
    talk("yes")

    def ask(text):
        reply = talk(text)
        assert [c.name for c in reply.commands] == ["ask_numbers"], reply
        return reply, (reply.cards[-1] if reply.cards else None)

    return ask


@pytest.mark.parametrize(
    ("text", "runs"),
    [
        ("how many runs used adam?", 2),
        ("how many runs did not use adam?", 4),
        ("how many runs had max_depth 79?", 2),
        ("how many runs had a depth of at least 79?", 3),
        ("how many runs were there?", 6),
        ("how many runs used a neural net?", 3),
        ("how many runs used random forests or lstm?", 4),
        ("how many runs took longer than 15 s?", 2),
        ("how many runs with adam had an accuracy above 0.72?", 1),
    ],
)
def test_runs_are_counted_by_their_own_choices(told, text, runs):
    _, card = told(text)
    at = card.columns.index("runs")
    assert sum(row[at] for row in card.rows) == runs, card.sql


def test_the_runs_themselves_are_listed_where_they_are_asked_for(told):
    _, card = told("which runs had max_depth 79?")
    assert len(card.rows) == 2 and all("max_depth 79" in str(row) for row in card.rows)


def test_what_does_best_of_a_parameter_is_told_by_the_usual_metric(told):
    reply, card = told("which optimizer is best?")
    assert [row[0] for row in card.rows] == ["adam", "sgd"] and "0.72" in reply.text
    _, average = told("average accuracy per model")
    assert [row[0] for row in average.rows] == ["RandomForest", "lstm", "mlp"]
    _, best = told("the best run with a neural net")
    assert "lstm" in str(best.rows[0])


def test_what_no_run_had_is_named_instead_of_counting_all(told):
    reply, card = told("how many runs used rmsprop?")
    assert card is None and "rmsprop" in reply.text and "adam or sgd" in reply.text


def test_wishes_for_the_next_combinations_stay_wishes(told, talk):
    told("how many runs used adam?")
    reply = talk("use adam")
    assert [c.name for c in reply.commands] == ["recommend"], reply
