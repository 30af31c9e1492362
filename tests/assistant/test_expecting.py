import math

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.expecting import HEADLESS, SHARE, START_S, Beside, beside, dearer
from experiments.workflows.building import WIDE_COLUMNS, WIDE_KEPT
from experiments.workflows.tabular import default_variant
from store.records import PlannedRun


def _planned(expected_s: float | None) -> PlannedRun:
    return PlannedRun(variant=default_variant("linear", "binary"), expected_s=expected_s)


def test_without_runs_the_usual_figures_hold() -> None:
    assert beside([]) == Beside(START_S, SHARE)


def test_many_runs_outweigh_the_usual_figures() -> None:
    found = beside([(2.0, 2.0 + 1.0)] * 100)
    assert found.of(2.0) == pytest.approx(3.0, rel=0.1)


@settings(max_examples=40)
@given(st.lists(st.tuples(st.floats(0.01, 1e4), st.floats(0, 1e4)), max_size=30), st.floats(0, 1e4))
def test_time_beside_the_folds_is_finite_and_never_negative(took: list[tuple[float, float]], work_s: float) -> None:
    found = beside(took).of(work_s)
    assert found >= 0 and math.isfinite(found)


def test_a_run_of_unknown_cost_stays_unknown() -> None:
    assert Beside().added(_planned(None)).whole_s is None


def test_the_whole_of_a_run_is_its_folds_and_what_comes_beside() -> None:
    assert Beside(1.0, 0.5).added(_planned(4.0)).whole_s == 7.0
    assert HEADLESS.added(_planned(4.0)).whole_s == 4.0 + START_S


def _known(rows: int, columns: int) -> pd.DataFrame:
    return pd.DataFrame({"mf_log_rows": [math.log(rows)] * 4, "mf_log_columns": [math.log(columns)] * 4})


def _table(rows: int, columns: int) -> dict[str, float | None]:
    return {"mf_log_rows": math.log(rows), "mf_log_columns": math.log(columns)}


def test_within_what_is_known_nothing_is_dearer() -> None:
    assert dearer(_table(900, 10), _known(1000, 10)) == 1.0


def test_costs_grow_with_rows_and_with_columns_beyond_what_is_known() -> None:
    known = _known(1000, 50)
    by_columns = [dearer(_table(1000, c), known) for c in (50, 100, 300, 900)]
    by_rows = [dearer(_table(r, 50), known) for r in (1000, 5000, 50_000)]
    assert by_columns == sorted(by_columns) and by_columns[-1] > 3 * by_columns[0]
    assert by_rows == sorted(by_rows) and by_rows[-1] > 5 * by_rows[0]


def test_a_very_wide_table_costs_what_its_fits_go_on_with() -> None:
    known = _known(1000, 50)
    assert dearer(_table(100, 10 * WIDE_COLUMNS), known) == pytest.approx(dearer(_table(100, WIDE_KEPT), known))


def test_one_large_dataset_alone_does_not_settle_what_is_known() -> None:
    known = _known(1000, 50)
    known.loc[0, "mf_log_columns"] = math.log(5000)
    assert dearer(_table(1000, 500), known) > 1.5


def test_where_no_sizes_are_known_nothing_is_said() -> None:
    assert dearer({}, pd.DataFrame()) == 1.0
