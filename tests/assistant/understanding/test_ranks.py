# ruff: noqa: E501 - one case a line reads better than one broken over several
import pytest

from assistant.understanding.context import Context
from assistant.understanding.names.tagging import Tagger
from assistant.understanding.speller_words import speller


def ranks(text, count=5):
    words = Tagger(Context(recommendations=count), speller()).tag(text)
    return [v for w in words if w.entity and w.entity.kind == "RANK" for v in w.entity.values]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("the second one", [2]), ("the fifth idea", [5]), ("ideas one and two", [1, 2]), ("#2 and #4", [2, 4]), ("the first three", [1, 2, 3]), ("top 2", [1, 2]), ("1-3", [1, 2, 3]), ("number 2", [2]), ("the last two", [4, 5]),
        ("the first, third and fifth", [1, 3, 5]), ("option three", [3]), ("the last one", [5]), ("the 3rd", [3]), ("the winner", [1]), ("variants 2 to 4", [2, 3, 4]),
        ("the middle one", [3]), ("the middle one of the three", [2]), ("the middle one of the three and the fourth", [2, 4]), ("first run number 3", [3]), ("the first run", [1]),
        ("the one at the bottom", [5]), ("the run at the top", [1]), ("the second from the bottom", [4]), ("third from the top", [3]), ("the one in the middle", [3]),
        ("contrast first and last", [1, 5]), ("the best against the worst", [1, 5]), ("the top one and the weakest", [1, 5]), ("#1 and last", [1, 5]),
        ("the one on third place", [3]), ("whatever is at second position", [2]), ("the three best", [1, 2, 3]), ("the two best models, please", [1, 2]), ("compare the 2 best with number 4", [1, 2, 4]),
        ("the top three of your list", [1, 2, 3]), ("the last two of those", [4, 5]), ("first 2 of your suggestions", [1, 2]),
        ("the first and the last on your list", [1, 5]), ("first and last of these", [1, 5]), ("the top one and the bottom one", [1, 5]), ("the first two of yours", [1, 2]),
    ],
)  # fmt: skip
def test_ranks_in_many_forms(text, expected):
    assert ranks(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "first, load the data",
        "the middle class",
        "the top three of the columns",
        "last month",
        "the first goal",
        "in a second",
        "wait 5 seconds",
        "10-fold",
        "the one at the end of the year",
        "the rows at the bottom",
        "our team leader wants it",
        "a shift leader",
        "show it to the crew leader",
        "the best and last month's data",
        "load it and last save it",
        "save me from the worst",
        "the three best teams",
        "two best",
        "no. 10 minutes instead",
    ],
)
def test_ordinals_that_rank_nothing(text):
    assert ranks(text) == []
