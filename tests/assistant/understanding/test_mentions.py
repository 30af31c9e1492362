"""What a message names besides columns, what it belongs to, and how it is put into the commands found."""

import pytest

from assistant.understanding import Context
from assistant.understanding.merging import Piece
from assistant.understanding.reader.belonging import _put, _without_bounded_goal, _without_strangers
from assistant.understanding.reader.mentions import Mention, holds, mentions_in, slots_for, told_of, value_for

MOMENT = Context(columns=("age", "income"), models=("lot_a", "lot_a_old"), results=4, recommendations=4)


def test_ranks_models_files_times_and_families_are_found_in_order() -> None:
    text = "pause the second, retrain lot_a_old, score new.csv in 10 minutes with random forests"
    found = mentions_in(text, MOMENT)
    assert [(m.kind, m.values) for m in found] == [
        ("RANK", (2,)), ("MODEL", ("lot_a_old",)), ("SRC", ("new.csv",)), ("DUR", (600.0,)), ("FAM", ("forest",)),
    ]  # fmt: skip
    assert [text[m.start : m.end] for m in found][1:3] == ["lot_a_old", "new.csv"]


def test_a_model_whose_name_holds_anothers_is_found_once() -> None:
    assert [m.values for m in mentions_in("is lot_a_old better than LOT_A?", MOMENT)] == [("lot_a_old",), ("lot_a",)]


def test_columns_are_no_mentions() -> None:
    assert mentions_in("leave age out", MOMENT) == []


@pytest.mark.parametrize(
    ("slot", "mention", "value"),
    [
        ("ranks", Mention(0, 1, "NUM", (1, 3)), [1, 3]),
        ("rank", Mention(0, 1, "RANK", (2,)), 2),
        ("rank", Mention(0, 1, "RANK", (1, 2)), None),
        ("n", Mention(0, 1, "RANK", (1, 2, 3)), 3),
        ("n", Mention(0, 1, "RANK", (2,)), None),
        ("rank", Mention(0, 1, "NUM", (0.5,)), None),
        ("seconds", Mention(0, 1, "DUR", (600.0,)), 600.0),
        ("max_latency_ms", Mention(0, 1, "DUR", (0.005,)), 5.0),
        ("min_metric", Mention(0, 1, "MET", ("recall",)), {"metric": "recall"}),
    ],
)
def test_a_slot_is_filled_in_its_own_form(slot: str, mention: Mention, value: object) -> None:
    assert value_for(slot, mention) == value


def test_a_mention_fits_only_slots_of_its_kind() -> None:
    assert slots_for("propose_runs", Mention(0, 1, "DUR", (60.0,))) == ["seconds"]
    assert slots_for("promote", Mention(0, 1, "DUR", (60.0,))) == []
    assert slots_for("no such command", Mention(0, 1, "DUR", (60.0,))) == []


def test_what_a_slot_holds_is_told_whatever_its_form() -> None:
    assert holds({"ranks": ["1", 3]}, "ranks", Mention(0, 1, "RANK", (3,)))
    assert holds({"max_latency_ms": 5}, "max_latency_ms", Mention(0, 1, "DUR", (0.005,)))
    assert holds({"min_metric": {"metric": "recall", "value": 0.9}}, "min_metric", Mention(0, 1, "PCT", (90,)))
    assert not holds({"ranks": [1]}, "ranks", Mention(0, 1, "RANK", (3,)))
    assert not holds({}, "ranks", Mention(0, 1, "RANK", (3,)))


def test_a_mention_of_two_commands_belongs_to_both() -> None:
    commands = [("retrain", {"model": "lot_a"}), ("promote", {"model": "lot_a", "alias": "staging"}), ("status", {})]
    told = told_of(Mention(8, 13, "MODEL", ("lot_a",)), commands)
    assert told == {"of.retrain", "of.promote", "as.model"}


def told(mention: Mention, of: dict[str, float], slots: dict[str, float]) -> tuple[Mention, tuple[dict, dict]]:
    return mention, (of, slots)


def test_what_clearly_belongs_elsewhere_is_taken_out() -> None:
    one, two = Mention(6, 7, "NUM", (1,)), Mention(14, 15, "NUM", (2,))
    found = [told(one, {"pause": 0.9, "stop": 0.02}, {}), told(two, {"pause": 0.03, "stop": 0.9}, {})]
    assert _without_strangers(Piece(0, "pause", {"ranks": [1, 2]}), found) == Piece(0, "pause", {"ranks": [1]})
    assert _without_strangers(Piece(0, "pause", {"ranks": [2]}), found) is None
    assert _without_strangers(Piece(0, "status", {}), found) == Piece(0, "status", {})


def test_what_clearly_belongs_to_a_command_is_put_there_once() -> None:
    pieces = [Piece(0, "pause", {}), Piece(9, "stop", {"ranks": [2]})]
    mention = Mention(6, 7, "NUM", (1,))
    for _ in range(2):
        _put(mention, "pause", {"ranks": 0.95}, pieces, {"pause": 0.9, "stop": 0.9})
    assert pieces == [Piece(0, "pause", {"ranks": [1]}), Piece(9, "stop", {"ranks": [2]})]


def test_a_command_that_no_rule_found_is_added_only_where_the_message_speaks_for_it() -> None:
    pieces: list[Piece] = []
    mention = Mention(8, 13, "MODEL", ("lot_a",))
    _put(mention, "retrain", {"model": 0.95}, pieces, {"retrain": 0.2})
    assert pieces == []
    _put(mention, "retrain", {"model": 0.95}, pieces, {"retrain": 0.8})
    assert pieces == [Piece(8, "retrain", {"model": "lot_a"})]


def test_a_limit_said_of_a_plan_is_not_said_again_of_the_budget() -> None:
    pieces = [Piece(0, "propose_runs", {"ranks": [1, 2], "seconds": 600.0})]
    _put(Mention(12, 18, "DUR", (600.0,)), "set_budget", {"seconds": 0.9}, pieces, {"set_budget": 0.9})
    assert [p.name for p in pieces] == ["propose_runs"]


def test_a_metric_that_is_only_bounded_is_no_goal() -> None:
    bound = Piece(0, "constrain", {"min_metric": {"metric": "mae", "value": 3}})
    goal, other = Piece(0, "set_goal", {"metric": "mae"}), Piece(0, "set_goal", {"metric": "r2"})
    assert _without_bounded_goal("mae below 3 or forget it", [bound, goal]) == [bound]
    assert _without_bounded_goal("minimise mae, and it must stay below 3", [bound, goal]) == [bound, goal]
    assert _without_bounded_goal("mae below 3, then r2", [bound, other]) == [bound, other]
