"""A table that a message opens with a goal is not scored, too, whatever models are kept."""

import pytest

from assistant.cards import Command
from assistant.reading import _of_the_opened
from assistant.understanding import Understanding

OPENS = Command(name="use_data", args={"source": "wide.csv"})
GOAL = Command(name="set_goal", args={"target": "ill"})


def read(*commands: Command) -> Understanding:
    return Understanding(commands=commands)


@pytest.mark.parametrize("source", [{"source": "wide.csv"}, {}])
def test_its_words_are_of_the_goal(source: dict[str, str]) -> None:
    again = read(OPENS, Command(name="score_data", args=source))
    assert _of_the_opened(again, read(OPENS, GOAL), "wide.csv").commands == (GOAL, OPENS)


def test_another_file_may_be_scored_with_it() -> None:
    other = Command(name="score_data", args={"source": "june.csv"})
    assert _of_the_opened(read(OPENS, other), read(OPENS, GOAL), "wide.csv").commands == (OPENS, other)
    asked = read(OPENS, Command(name="score_data", args={"source": "wide.csv"}))
    assert _of_the_opened(asked, asked, "wide.csv") == asked
