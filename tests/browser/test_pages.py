"""The pages SQL, Runs and Graph in a real browser, over ten runs, thousands, and a hundred thousand."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from benchmarks.filling import fill
from store.duck import DuckStore
from tests.browser.conftest import LATER_MS, Person, opened

pytestmark = [pytest.mark.browser]
FEW, SOME, MANY = 10, 3_000, 100_000


@pytest.fixture(scope="module")
def some(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the app over more runs than a page shows."""
    with filled(tmp_path_factory.mktemp("some"), SOME) as where:
        yield where


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the app over very many runs."""
    with filled(tmp_path_factory.mktemp("many"), MANY) as where:
        yield where


def filled(folder: Path, runs: int) -> Any:
    (folder / "home").mkdir()
    store = DuckStore.open(folder / "home" / "store.duckdb")
    fill(store, runs)
    store.close()
    return opened(folder / "home")


def within_the_screen(page: Any) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


def test_a_query_is_completed_asked_by_keyboard_charted_and_kept(page: Any, person: Person, some: str) -> None:
    page.goto(f"{some}sql")
    editor = page.locator(".st-key-sql textarea")
    editor.wait_for(timeout=LATER_MS)
    page.locator(".st-key-sql textarea[aria-autocomplete=list]").wait_for(timeout=LATER_MS)
    editor.fill("")
    editor.press_sequentially("SELECT fami")
    page.get_by_role("option", name=re.compile("^family")).wait_for()
    person.looks("sql-completion")
    editor.press("Tab")
    assert editor.input_value() == "SELECT family"
    editor.press_sequentially(", count(*) AS runs FROM runs r WHERE r.wall")
    page.get_by_role("option", name=re.compile("^wall_s.*column of runs")).wait_for()
    editor.press("Enter")
    editor.press_sequentially(" > 1 GROUP BY ALL")
    editor.press("Escape")
    assert editor.input_value().endswith("WHERE r.wall_s > 1 GROUP BY ALL")
    editor.press("Control+Enter")
    person.sees(re.compile(r"4 rows in"), LATER_MS)
    assert "sql=SELECT" in page.url
    page.get_by_role("tab", name="Chart").click()
    page.get_by_test_id("stVegaLiteChart").filter(visible=True).wait_for()
    person.looks("sql-chart")
    with page.expect_download() as kept:
        person.press("Save as Parquet")
    assert Path(kept.value.path()).read_bytes()[:4] == b"PAR1"


def test_a_name_of_the_list_is_put_into_the_query(page: Any, person: Person, some: str) -> None:
    page.goto(f"{some}sql?sql=SELECT%20count(*)%20FROM")
    page.locator(".st-key-sql textarea[aria-autocomplete=list]").wait_for(timeout=LATER_MS)
    person.sees(re.compile("That did not work"), LATER_MS)
    page.get_by_text("What there is to ask").click()
    page.get_by_text("datasets", exact=True).filter(visible=True).first.click()
    page.locator('button[data-sx-put="datasets"]').click()
    assert page.locator(".st-key-sql textarea").input_value() == "SELECT count(*) FROM datasets"
    person.press("Run the query")
    person.sees(re.compile(r"1 row in"), LATER_MS)


@pytest.mark.slow
def test_a_hundred_thousand_runs_are_grouped_and_a_group_opens(page: Any, person: Person, many: str) -> None:
    page.goto(f"{many}runs")
    person.sees(re.compile("first 1,000 of 100,0"), LATER_MS)
    person.looks("runs-many")
    page.goto(f"{many}runs?group=By+family&family=forest")
    person.sees("By family", LATER_MS)
    person.looks("runs-groups")
    page.goto(f"{many}runs?runs=run100999,run100998,run100997&words=run1009")
    person.sees("What differs between these 3 runs?", LATER_MS)
    person.sees("Which choices go with good scores?", LATER_MS)
    page.get_by_text("What differs between").scroll_into_view_if_needed()
    person.looks("runs-compared")


@pytest.mark.slow
def test_ten_runs_read_well_in_the_dark_on_a_phone(page: Any, person: Person, tmp_path: Path) -> None:
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size({"width": 390, "height": 844})
    with filled(tmp_path, FEW) as where:
        for name, words in (
            ("runs", re.compile("30 runs")), ("graph", "What lies around it"), ("sql", "What there is to ask"),
        ):  # fmt: skip
            page.goto(f"{where}{name}")
            person.sees(words, LATER_MS)
            assert within_the_screen(page), f"nothing on {name} is wider than a phone"
            person.looks(f"{name}-few-phone-dark")


def test_the_graph_is_walked_by_link_and_table_and_taken_along(page: Any, person: Person, some: str) -> None:
    page.goto(f"{some}graph?node=run:run1005")
    person.sees("What lies around it", LATER_MS)
    page.locator(".js-plotly-plot").first.wait_for(timeout=LATER_MS)
    person.looks("graph-run")
    page.goto(f"{some}graph?node=dataset:v1")
    person.sees("Which variants did well on it, and who said what about them?", LATER_MS)
    person.looks("graph-dataset")
    with page.expect_download() as kept:
        person.press("Save this part as CSV")
    assert "works on" in Path(kept.value.path()).read_text(encoding="utf-8")
