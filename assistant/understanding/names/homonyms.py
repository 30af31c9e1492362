"""Words that are no names although they sound like some: the grid of a utility, trees that grow, "in our hospital"."""

from collections.abc import Sequence

from assistant.understanding.text.words import Word, bag

NAMED_AFTER = bag("column columns field variable feature")
"""What follows the name of a column."""


_UTILITY = bag("the our power electricity electric national regional local smart")
"""What stands before the grid of a utility."""


def a_network(words: Sequence[Word], i: int) -> bool:
    """ "the grid" of a utility is no search."""
    if words[i].text != "grid":
        return False
    before, after = (words[j].text if 0 <= j < len(words) else "" for j in (i - 1, i + 1))
    return before in _UTILITY and after not in ("search", "strategy")


def counts_trees(words: Sequence[Word], i: int) -> bool:
    """ "more trees" and "500 trees" speak of a forest's size, not of the family."""
    if words[i].text not in ("trees", "neighbours", "neighbors") or i == 0:
        return False
    before = words[i - 1].text
    return before in ("more", "fewer", "deeper", "shallower", "many") or before[:1].isdigit()


_WOOD = bag(
    "grow grows grew growing grown die dies died dead dying species felled planted logged bark trunk trunks crown"
    " crowns height heights rings canopy seedlings cover floor fire fires ranger rangers owner owners"
    " soil wood timber edge"
)
"""What is said of trees and forests that stand in the country, and of no model."""


def grows(words: Sequence[Word], i: int) -> bool:
    """Whether trees or a forest are those that grow: "which trees grow there", "trees from the same plot"."""
    if words[i].text not in ("tree", "trees", "forest", "forests"):
        return False
    after = [w.text for w in words[i + 1 : i + 4]]
    return after[:1] != [] and (
        after[0] in _WOOD or after == ["from", "the", "same"] or after[:2] == ["per", "hectare"]
    )


def is_setting(words: Sequence[Word], i: int) -> bool:
    """Whether a word only says where somebody works: "in our hospital" is no part of `time_in_hospital`."""
    before, after = [w.text for w in words[max(0, i - 2) : i]], words[i + 1].text if i + 1 < len(words) else ""
    here = len(before) == len(_HERE) and all(w in some for w, some in zip(before, _HERE, strict=True))
    return _in_a_turn(words, i) or (here and after not in NAMED_AFTER)


def is_done(words: Sequence[Word], i: int) -> bool:
    """Whether a word is what somebody does, or of a turn of speech, and no name: "I grade timber", "make sure"."""
    return _in_a_turn(words, i) or (i > 0 and words[i - 1].text in ("i", "we", "they"))


def _of_the_file(words: Sequence[Word], i: int) -> bool:
    """ "this ward file" is the table, and no column of it."""
    before, after = (words[j].text if 0 <= j < len(words) else "" for j in (i - 1, i + 1))
    return before in ("this", "my", "our") and after in ("file", "table", "dataset", "sheet", "spreadsheet")


_HERE = (frozenset({"in", "at"}), frozenset({"our", "my"}))


_TURNS = {
    "left": bag("out behind aside off over to in unused"),
    "make": bag("sure certain do sense use it them me us this that a an the no any some one"),
    "source": bag("of"), "run": bag("out"),
    "light": bag("of on"), "reason": bag("why to for"), "reasons": bag("why to for"), "round": bag("off up down"),
    "return": bag("to for"), 
}  # fmt: skip
"""Words that say something else where certain words follow: "left out" is no `iop_left`, "make sure" no car's make."""


def _in_a_turn(words: Sequence[Word], i: int) -> bool:
    """Whether a word belongs to a turn of speech, and names nothing."""
    turned = i + 1 < len(words) and words[i + 1].text in _TURNS.get(words[i].text, ())
    return turned or _of_the_file(words, i)
