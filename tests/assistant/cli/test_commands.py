"""The command line as a stranger runs it: real processes, few of them since each takes seconds."""

import json
import os
import subprocess
import sys
import time

import numpy as np
import pandas as pd
import pytest


@pytest.fixture(scope="module")
def table(tmp_path_factory):
    random = np.random.default_rng(7)
    age = random.integers(18, 80, 200)
    left = np.where(age + random.normal(0, 10, 200) > 50, "yes", "no")
    path = tmp_path_factory.mktemp("data") / "churn.csv"
    pd.DataFrame({"age": age, "spend": random.normal(30, 9, 200).round(2), "churn": left}).to_csv(path, index=False)
    return path


@pytest.fixture
def home(tmp_path, furnished):
    return furnished(tmp_path / "home")


@pytest.fixture
def sextant(home):
    def call(*words, lines=None, code=0):
        environment = os.environ | {"SEXTANT_HOME": str(home), "SEXTANT_LLM": "", "OMP_NUM_THREADS": "1"}
        text = "".join(json.dumps(line) + "\n" for line in lines or ())
        done = subprocess.run(
            [sys.executable, "-m", "assistant.cli", *words],
            input=text,
            capture_output=True,
            text=True,
            env=environment,
            timeout=200,
        )
        assert done.returncode == code, done.stderr
        assert "Traceback" not in done.stderr, done.stderr
        return done.stdout

    return call


def test_understand_shows_commands_and_does_nothing(sextant, home):
    out = sextant("understand", lines=[{"text": "no svm please"}, {"text": "status", "context": {"running": True}}])
    first, second = [json.loads(line) for line in out.splitlines()]
    assert first["commands"] == [{"name": "constrain", "args": {"families_forbidden": ["svm"]}}]
    assert second["commands"][0]["name"] == "status"
    assert not (home / "store.duckdb").exists()


def test_run_without_approval_proposes_and_runs_nothing(sextant, table):
    words = ["--data", str(table), "--target", "churn", "--metric", "F1-score", "--budget", "30s"]
    out = json.loads(sextant("run", *words, "--json"))
    assert out["approved"] is False
    assert out["proposal"]["plan"]["runs"]
    assert out["proposal"]["plan"]["task"]["metric"] == "f1"
    rows = json.loads(sextant("sql", "SELECT count(*) AS n FROM runs", "--format", "json"))
    assert rows == [{"n": 0}]


def test_run_with_approval_keeps_its_time_saves_a_model_and_can_be_replayed(sextant, table, tmp_path):
    model = tmp_path / "model"
    started = time.monotonic()
    words = ["--data", str(table), "--target", "churn", "--budget", "2runs", "--save-model", str(model)]
    out = json.loads(sextant("run", *words, "--approve", "--json"))
    assert time.monotonic() - started < 150
    assert len(out["leaderboard"]) == 2
    assert out["best"]["score"] >= out["best"]["baseline"]
    decisions = sextant("sql", "SELECT DISTINCT channel, verdict FROM decisions", "--format", "csv")
    assert decisions.split() == ["channel,verdict", "flag,approve"]
    sextant("predict", "--model", str(model), "--data", str(table), "--out", str(tmp_path / "p.csv"))
    predicted = pd.read_csv(tmp_path / "p.csv")
    assert len(predicted) == 200
    assert set(predicted["prediction"]) == {"yes", "no"}
    replayed = json.loads(sextant("replay", out["best"]["run_id"], "--json"))
    assert replayed["identical"] is True


def test_chat_answers_a_line_for_a_line_and_remembers(sextant, table):
    lines = [{"text": "Predict churn", "attachments": [str(table)]}, {"text": "run the first one"}, {"text": "no"}]
    answers = [json.loads(line) for line in sextant("chat", "--json", lines=lines).splitlines()]
    assert len(answers) == 3
    assert answers[0]["goal"]["task"]["target"] == "churn"
    assert answers[0]["recommendations"]
    assert answers[1]["proposal"]["plan_hash"]
    assert answers[2]["proposal"] is None
    again = sextant("chat", "--json", "--conversation", answers[0]["conversation"], lines=[{"text": "status"}])
    assert json.loads(again)["goal"]["task"]["target"] == "churn"


def test_what_cannot_be_done_is_one_sentence_and_exit_code_one(sextant, tmp_path):
    sextant("run", "--data", str(tmp_path / "none.csv"), "--target", "x", code=1)
    sextant("sql", "DROP TABLE runs", code=1)
    sextant("predict", "--model", "nowhere", "--data", "x.csv", "--out", "o.csv", code=1)
