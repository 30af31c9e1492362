"""The page SQL: answers, limits, cancelling, saved and shared queries, names to add, links, downloads."""

import io
import time
from pathlib import Path
from uuid import UUID

import pandas as pd
import pytest

from pages.components import frame
from pages.components.answer import parquet, plain, suits
from pages.components.asking import Asking
from pages.components.completing import put_html
from store.records import SavedQuery, SavedQueryRemoval
from tests.pages.conftest import html_of, page

ENDLESS = (
    "SELECT count(*) FROM range(1000000) a, range(1000000) b, range(1000000) c WHERE (a.range * b.range) % 7 = c.range"
)
"""Takes hours and hardly any memory: one that holds much of it may be refused for that before it is stopped."""


def begun(at, sql):
    at.text_area(key="sql").set_value(sql)
    next(b for b in at.button if b.label == "Run the query").click().run()
    assert not at.exception
    return at


def asked(at, sql):
    """The page with the answer, however long that takes on a busy machine."""
    begun(at, sql)
    assert at.session_state["sql-asking"].wait(120)
    return at.run()


def test_a_link_opens_and_asks_a_query(home: Path) -> None:
    at = page("sql")
    at.query_params["sql"] = "SELECT 41 + 1 AS answer"
    at.run()
    assert at.session_state["sql-asking"].wait(120)
    at.run()
    assert not at.exception
    assert at.text_area(key="sql").value == "SELECT 41 + 1 AS answer"
    assert at.dataframe[0].value["answer"].tolist() == [42]


def test_rows_are_limited_as_set(home: Path) -> None:
    at = page("sql").run()
    at.number_input(key="sql-rows").set_value(7)
    asked(at, "SELECT range AS n FROM range(100)")
    assert len(at.dataframe[0].value) == 7
    assert "the first 7 rows" in html_of(at)


def test_a_query_is_cancelled_and_says_so(home: Path) -> None:
    at = begun(page("sql").run(), ENDLESS)
    at.button(key="sql-cancel").click()
    asking = at.session_state["sql-asking"]
    at.run()
    assert asking.wait(120)
    assert "cancelled" in html_of(at.run())


def test_what_would_fill_all_memory_ends_in_words(home: Path) -> None:
    at = asked(page("sql").run(), "SELECT repeat('x', 1000000) || repeat('y', 3000000000) AS text")
    assert not at.exception
    assert "That did not work" in html_of(at) and "more memory" in html_of(at)


def test_time_is_limited(home: Path) -> None:
    asking = Asking(frame.services().app.store, ENDLESS, 10, 0.3)
    assert asking.wait(120)
    assert "stopped after 0.3 s" in asking.trouble


def test_one_cancelled_before_it_began_is_never_asked(home: Path) -> None:
    asking = Asking(frame.services().app.store, ENDLESS, 10, 60)
    asking.stop()
    began = time.monotonic()
    assert asking.wait(120)
    assert "cancelled" in asking.trouble
    assert time.monotonic() - began < 30


def test_a_query_is_saved_shared_opened_and_removed(home: Path) -> None:
    store = frame.services().app.store
    at = page("sql").run()
    at.text_area(key="sql").set_value("SELECT 5 AS five")
    at.text_input(key="save-name").set_value("Five")
    at.checkbox(key="save-shared").check()
    next(b for b in at.button if b.label == "Save the query").click().run()
    assert not at.exception
    (query,) = store.find(SavedQuery)
    assert (query.name, query.shared, query.person) == ("Five", True, "ada")
    at.button(key=f"open-{query.id}").click().run()
    assert at.dataframe[0].value["five"].tolist() == [5]
    at.button(key=f"remove-{query.id}").click().run()
    assert not at.exception
    assert [b for b in at.button if b.key == f"open-{query.id}"] == []
    assert len(store.find(SavedQuery)) == len(store.find(SavedQueryRemoval)) == 1


@pytest.mark.parametrize(("shared", "seen"), [(True, True), (False, False)])
def test_others_see_what_is_shared_and_cannot_remove_it(home: Path, shared: bool, seen: bool) -> None:
    services = frame.services().app.services
    services.store.append(
        SavedQuery(id="q", name="Bo's", sql="SELECT 1", shared=shared, person="bo", saved_at=services.clock())
    )
    keys = {b.key for b in page("sql").run().button}
    assert ("open-q" in keys) is seen
    assert "remove-q" not in keys


def test_what_was_asked_is_a_link(home: Path) -> None:
    at = asked(page("sql").run(), "SELECT 3 AS three")
    assert at.query_params["sql"] in ("SELECT 3 AS three", ["SELECT 3 AS three"])
    assert len(at.dataframe) == 1


def test_names_are_offered_to_the_editor_and_in_the_list(home: Path) -> None:
    at = page("sql").run()
    assert not at.exception
    assert 'data-sx-put="runs"' in html_of(at)
    assert 'data-sx-put="wall_s"' in html_of(at)
    assert "<img" not in put_html('<img src=x onerror="alert(1)">')


def test_a_chart_is_drawn_of_numbers(home: Path) -> None:
    at = asked(page("sql").run(), "SELECT 'a' AS k, 1 AS n UNION ALL SELECT 'b', 2")
    assert at.selectbox(key="sql-chart-x").value == "k"
    assert at.selectbox(key="sql-chart-y").value == "n"
    many = pd.DataFrame({"k": map(str, range(99)), "n": range(99), "m": range(99), "at": pd.Timestamp("2026-01-01")})
    assert suits(many, ["n", "m"], ["k"]) == ("Points", ["n", "m", "k"])  # a bar for each would be a block of colour
    assert suits(many, ["n"], ["k", "at"]) == ("Line", ["at", "k", "n"])


@pytest.mark.parametrize(
    "columns",
    [{"a": [1, 2]}, {"a": [{"x": 1}, None]}, {"a": [[1], [2]]}, {"a": [1, "x"]}, {"a": pd.to_datetime(["2026-01-01"])}],
)
def test_any_result_is_written_as_parquet(columns) -> None:
    data = pd.DataFrame(columns)
    assert len(pd.read_parquet(io.BytesIO(parquet(plain(data))))) == len(data)


def test_values_that_a_browser_would_take_apart_are_texts() -> None:
    one = UUID("00000000-0000-0000-0000-00000000000a")
    frame = pd.DataFrame({"u": [one, None], "b": [b"\x00\xff", None], "l": [[1, 2], None]}, dtype=object)
    assert plain(frame).iloc[0].tolist() == [str(one), "00ff", "[1, 2]"]
    assert plain(frame).iloc[1].isna().all()
