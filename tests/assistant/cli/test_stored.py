"""`sextant sql` and other commands about what is kept, within this process: each takes milliseconds."""

import argparse
import json

import pytest

from assistant.cli import main
from assistant.cli.stored import _whole
from experiments.replay import ExperimentReplay, ReplayReport
from tests.store import homes


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    return homes.published(tmp_path_factory.mktemp("home"))


@pytest.fixture
def sextant(home, capsys, monkeypatch):
    monkeypatch.delenv("SEXTANT_HOME", raising=False)

    def call(*words, code=0):
        assert main(["--home", str(home), *words]) == code
        said = capsys.readouterr()
        assert "Traceback" not in said.err
        return said

    return call


def test_every_value_has_its_json(sextant):
    sql = """SELECT 0.1234567890123456789::DOUBLE AS exact, 'NaN'::DOUBLE AS none, 9223372036854775807 AS large,
      '11b7bb6f-7228-4920-8e81-f0cb13275ae2'::UUID AS id, '101'::BIT AS bits, '\\xAA\\xFF'::BLOB AS bytes,
      [1, 2] AS list, {'a': [0.5]} AS nested, TIMESTAMP '2026-01-02 03:04:05.123456' AS moment, NULL AS nothing,
      NULL::BIGINT AS unknown"""
    (row,) = json.loads(sextant("sql", sql, "--format", "json").out)
    assert (row["exact"], row["none"], row["large"], row["nothing"]) == (0.12345678901234568, None, 2**63 - 1, None)
    assert row["unknown"] is None
    assert (row["id"], row["bytes"]) == ("11b7bb6f-7228-4920-8e81-f0cb13275ae2", "aaff")
    assert (row["list"], row["nested"]) == ([1, 2], {"a": [0.5]})
    assert row["moment"] == "2026-01-02T03:04:05.123456" and isinstance(row["bits"], str)


def test_rows_that_are_cut_off_are_said_and_the_homes_own_settings_count(sextant, home):
    settings = home / "sextant.toml"
    settings.write_text("sql_rows = 3\n")
    try:
        said = sextant("sql", "FROM range(7)", "--format", "csv")
    finally:
        settings.unlink()
    assert said.out.split() == ["range", "0", "1", "2"]
    assert "first 3 rows" in said.err and "SEXTANT_SQL_ROWS" in said.err
    assert sextant("sql", "FROM range(7)").err == ""


@pytest.mark.parametrize(
    ("words", "said"),
    [(["experiment"], "Say which experiment"), (["model"], "Say which model"), (["out", "e1"], "e1 goes with"),
     (["out", "--out", "x"], "--out goes with"), ([""], "Name a folder"), (["http://x/", "--as", "csv"], "an address"),
     (["https://x/"], "an address"), (["experiment", "e1", "--out", "."], "no file is there"),
     (["experiment", "e1", "--format", "yaml", "--out", "."], "cannot be written"), ([".", "--as", "rdf"], "no file")],
)  # fmt: skip
def test_exports_that_make_no_sense_are_refused_before_anything_is_written(sextant, tmp_path, monkeypatch, words, said):
    monkeypatch.chdir(tmp_path)
    told = sextant("export", *words, code=1)
    assert said in told.err and told.err.count("\n") == 1 and told.out == ""
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("checked", "said"),
    [(3, "3 choices of strategies were made"), (1, "1 choice of a strategy was"), (0, "no choice of a")],
)
def test_a_repeated_experiment_says_what_was_asked_again(capsys, checked, said):
    run = ReplayReport(run_id="r", identical=True, before={}, after={})
    report = ExperimentReplay(experiment_id="e", identical=True, runs=(run,), choices_checked=checked)
    assert _whole(argparse.Namespace(json=False), report) == 0
    told = capsys.readouterr().out
    assert "1 of 1 run gave the same numbers" in told and said in told


def test_predictions_never_take_the_place_of_the_table_they_are_of(sextant, tmp_path):
    table = tmp_path / "rows.csv"
    table.write_text("a\n1\n")
    (tmp_path / "link.csv").symlink_to(table)
    said = sextant("predict", "--model", "m", "--data", str(table), "--out", str(tmp_path / "link.csv"), code=1)
    assert "is the table itself" in said.err and table.read_text() == "a\n1\n"
