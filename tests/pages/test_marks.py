"""Small pictures: places on an axis, bars, tables; everything that they show is escaped."""

import re

from hypothesis import given, settings
from hypothesis import strategies as s

from pages.components import marks
from tests.pages.made import NASTY
from tests.pages.test_words import Tags

FINITE = s.floats(-1e9, 1e9)


@given(s.lists(FINITE, min_size=1, max_size=8), FINITE)
@settings(max_examples=60)
def test_every_place_on_an_axis_is_between_its_ends(values: list[float], other: float) -> None:
    axis = marks.Axis.over(values)
    places = [axis.place(v) for v in sorted(values)]
    assert places == sorted(places)
    assert all(0 <= p <= 100 for p in [*places, axis.place(other)])


def test_an_axis_of_nothing_still_stands() -> None:
    assert marks.Axis.over([None]).place(0.5) == 50.0


def test_a_range_shows_what_is_known_and_nothing_else() -> None:
    axis = marks.Axis(0, 1)
    assert re.findall(r'class="(\w+)"', marks.range_bar(axis, 0.5)) == ["axis", "dot"]
    full = marks.range_bar(axis, 0.5, 0.4, 0.7, tick=0.3, ring=0.45, says="a score")
    assert re.findall(r'<i class="(\w+)"', full) == ["axis", "band", "tick", "ring", "dot"]
    assert "left:40.0%;width:30.00%" in full


def test_bars_below_zero_grow_to_the_left_of_zero() -> None:
    html = marks.bars(("up", "down"), (3.0, -1.0))
    assert "left:25.0%;width:75.00%" in html
    assert "left:0.0%;width:25.00%" in html


def test_bars_beyond_the_most_are_counted() -> None:
    assert "and 4 more" in marks.bars([str(i) for i in range(12)], list(range(12)), most=8)


def test_names_in_pictures_and_tables_stay_words() -> None:
    drawn = (
        marks.bars((NASTY,), (1.0,)),
        marks.table((NASTY,), ((NASTY,),)),
        marks.lines(((NASTY, NASTY, NASTY),)),
        marks.head(NASTY, NASTY),
        marks.range_bar(marks.Axis(0, 1), 0.5, says=NASTY),
        marks.share_bar(0.3, says=NASTY),
    )
    for html in drawn:
        tags = Tags(html)
        assert "img" not in tags.found
        assert not [name for name, _ in tags.attributes if name.startswith("on")]


def test_a_share_stays_a_share() -> None:
    assert "width:100" in marks.share_bar(7)
    assert "width:0.0%" in marks.share_bar(-1)


def test_numbers_stand_to_the_right() -> None:
    html = marks.table(("name", "runs"), (("a", 1200), ("b", None)))
    assert '<td class="r">1,200</td>' in html
    assert '<td class="r">–</td>' in html


def test_a_column_of_long_texts_keeps_its_width_on_a_phone() -> None:
    shown = marks.table(("version", "kind"), [("1", "elastic-net linear model, one-hot categories")])
    assert '<td class="w">elastic-net' in shown and "<td>1</td>" in shown


def test_sentences_in_the_last_of_many_columns_stand_below_their_row() -> None:
    why = "Beside the best so far: n_estimators 34 instead of 49 and min_child_weight 22 instead of 10."
    columns = ("rank", "depth", "rate", "trees", "accuracy", "why")
    shown = marks.table(
        columns, [(1, 10, 0.1, 34, 0.857, why), (2, 20, 0.1, 34, 0.851, ""), (3, 9, 0.1, 34, 0.85, None)]
    )
    assert f'<td class="under" colspan="5"><p>{why}</p></td>' in shown and "<th>why</th>" not in shown
    assert shown.count("under") == 1, "rows without a sentence have none below them"
    assert "under" not in marks.table(columns[-3:], [(34, 0.857, why)]), "few columns leave it room"


def test_figures_that_are_written_out_stand_to_the_right_as_well_and_versions_do_not() -> None:
    html = marks.table(("score", "chance", "version"), (("0.857", "7%", "1.9.1"), ("–", "6 %", "2")))
    assert '<td class="r">0.857</td>' in html and '<td class="r">6 %</td>' in html and "<td>1.9.1</td>" in html
