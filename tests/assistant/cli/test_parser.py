import argparse

import pytest

from assistant.cli import main
from assistant.cli.parser import budget, directions, duration, horizon, parser


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("60s", {"seconds": 60}),
        ("90", {"seconds": 90}),
        ("5min", {"seconds": 300}),
        ("20runs", {"runs": 20}),
        ("1 hour", {"seconds": 3600}),
        ("2.5 Minutes", {"seconds": 150}),
        ("10min-cpu", {"cost": 600}),
        ("90 cpu", {"cost": 90}),
    ],
)
def test_budgets_are_in_seconds_runs_or_processor_time(text, found):
    assert budget(text) == found


@pytest.mark.parametrize("text", ["", "soon", "-5s", "0s", "2.5runs", "nan", "inf", "cpu", "2runs-cpu"])
def test_a_budget_of_nothing_or_nonsense_is_refused(text):
    with pytest.raises(argparse.ArgumentTypeError):
        budget(text)


@pytest.mark.parametrize(
    ("text", "found"), [("12", (12, None)), ("6 months", (6, "month")), ("1week", (1, "week")), ("3steps", (3, None))]
)
def test_horizons_are_steps_or_units_of_time(text, found):
    assert horizon(text) == found


@pytest.mark.parametrize("text", ["", "0", "-3", "6 moons", "soon", "2.5days"])
def test_a_horizon_of_nothing_or_nonsense_is_refused(text):
    with pytest.raises(argparse.ArgumentTypeError):
        horizon(text)


def test_directions_name_a_column_and_a_way():
    assert directions("size:up") == {"column": "size", "direction": "rising"}
    assert directions("a:b: falling") == {"column": "a:b", "direction": "falling"}
    for text in ("size", "size:sideways", ":up"):
        with pytest.raises(argparse.ArgumentTypeError):
            directions(text)


def test_milliseconds_are_no_minutes():
    with pytest.raises(argparse.ArgumentTypeError, match="no time; write 60s, 5min or 1h"):
        duration("5ms")


@pytest.mark.parametrize("text", ["99999999", "-5", "x", "", "80.5", "²"])
def test_a_port_that_is_none_is_wrong_usage(text, capsys):
    for command in (["app"], ["serve", "--model", "m"], ["share"]):
        with pytest.raises(SystemExit) as left:
            parser().parse_args([*command, f"--port={text}"])
        assert left.value.code == 2 and "0 to 65535" in capsys.readouterr().err


def test_wrong_usage_exits_with_two():
    with pytest.raises(SystemExit) as left:
        parser().parse_args(["predict", "--data", "x.csv"])
    assert left.value.code == 2


@pytest.mark.parametrize("words", [["run"], ["run", "--data", "x.csv"], ["run", "--target", "y"]])
def test_a_run_of_nothing_says_what_to_add(words, capsys):
    assert main(words) == 2
    assert "--target COLUMN" in capsys.readouterr().err


@pytest.mark.parametrize(
    "words",
    [
        ["app"],
        ["chat", "--json"],
        ["understand"],
        ["run", "--data", "a", "--target", "b"],
        ["sql", "SELECT 1"],
        ["predict", "--model", "m", "--data", "d", "--out", "o.csv"],
        ["replay", "run-1"],
        ["export", "x"],
        ["import", "x"],
        ["warm-up"],
    ],
)
def test_every_subcommand_knows_what_to_run(words):
    assert callable(parser().parse_args(words).run)
