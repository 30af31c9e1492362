"""How runs and seconds until a score are counted, and how a series is told."""

import pytest

from benchmarks.series_report import aim, needed, report, table
from store.records import METRICS


def line(arm: str, place: int, name: str, scores: list[float], order: int = 0) -> dict[str, object]:
    runs = [[f"v{score}", score, 2.0] for score in scores]
    made: dict[str, object] = {"kind": "binary", "arm": arm, "order": order, "place": place, "name": name}
    made |= {"metric": "roc_auc", "baseline": 0.5, "runs": runs}
    return made | ({"recorded": {"best": [0.9, 3.0], "poor": [0.6, 1.0]}} if arm == "without" else {})


def test_what_is_aimed_at_is_one_per_cent_off_the_best() -> None:
    assert aim([0.6, 0.9], 0.5, "score") == pytest.approx(0.891)
    assert aim([0.6, 0.9], 0.5, "way") == pytest.approx(0.896)
    assert aim([-10.0, -8.0], -12.0, "score") == pytest.approx(-8.08), "an error may be one per cent larger"
    assert aim([-10.0, -8.0], None, "way") == pytest.approx(-8.08), "without a baseline it is the score itself"


def test_runs_and_seconds_until_the_aim_are_counted_and_all_of_them_where_it_is_missed() -> None:
    made = [(0.5, 1.0), (0.9, 2.0), (0.95, 4.0)]
    assert needed(made, 0.9, 10) == (2, 3.0, True)
    assert needed(made, 0.99, 10) == (3, 7.0, False)
    assert needed(made, 0.95, 2) == (2, 3.0, False)
    assert needed(made, 0.9, 10, 5.0) == (2, 3.0, True)
    assert needed(made, 0.95, 10, 5.0) == (3, 5.0, False), "it came there, but too late"
    assert needed(made, 0.99, 10, 60.0) == (3, 60.0, False)


def test_each_task_of_a_series_is_compared_with_itself() -> None:
    lines = [
        line("without", 0, "a", [0.6, 0.7, 0.9]), line("without", 0, "b", [0.6, 0.6, 0.6]),
        line("with", 0, "a", [0.6, 0.7, 0.9]), line("with", 1, "b", [0.9, 0.6, 0.6]),
    ]  # fmt: skip
    found = table(lines, 3).query("how == 'score'").set_index("name")
    assert list(found.runs_with) == [3, 1] and list(found.runs_without) == [3, 3]
    assert list(found.reached_with) == [True, True] and list(found.reached_without) == [True, False]
    assert list(found.s_with) == [6.0, 2.0] and list(found.place) == [1, 2]
    said = report(lines, 3)
    assert "| 2 to 5 | 1 | 1.0 | 3.0 |" in said and "0.33" in said


def test_nothing_run_yet_is_said() -> None:
    assert report([], 3) == "Nothing was run yet."


def test_the_metrics_of_the_series_are_known() -> None:
    from benchmarks.series_tasks import METRICS as OF_SERIES

    assert all(kind in METRICS[name].kinds for kind, name in OF_SERIES.items())
