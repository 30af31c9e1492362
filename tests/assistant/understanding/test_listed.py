import pytest

from assistant.understanding import Context
from assistant.understanding.acts.listed import listed
from assistant.understanding.merging import Piece

LIST = Context(columns=("a", "b"), target="b", recommendations=5)
WHY = Piece(0, "explain_recommendation", {})


@pytest.mark.parametrize(
    ("text", "ranks"),
    [("why 4 and 2 of your suggestions?", [4, 2]), ("explain 1 and 5 from this list, please", [1, 5])],
)
def test_each_place_of_the_list_is_explained(text: str, ranks: list[int]) -> None:
    assert [p.args["rank"] for p in listed(text, [WHY, WHY], LIST)] == ranks
    one = Piece(0, "explain_recommendation", {"rank": ranks[0]})
    assert [p.args["rank"] for p in listed(text, [one], LIST)] == ranks


@pytest.mark.parametrize(
    "text", ["why these?", "why 4 and 2 folds?", "why 9 and 8 of your suggestions?", "why 2 of your ideas"]
)
def test_other_figures_are_no_places(text: str) -> None:
    assert listed(text, [WHY], LIST) == [WHY]


def test_what_is_left_away_is_not_run() -> None:
    plan = Piece(0, "propose_runs", {"ranks": [2], "exclude_ranks": [2]})
    assert listed("the whole lot, only leave 2 away", [plan], LIST)[0].args == {"exclude_ranks": [2], "all": True}
    other = Piece(0, "propose_runs", {"ranks": [1, 3], "exclude_ranks": [2]})
    assert listed("1 and 3, not 2", [other], LIST) == [other]
