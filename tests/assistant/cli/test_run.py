"""`sextant run` as a stranger runs it: little time, and a person who wants to end it."""

import json
import os
import signal
import subprocess
import sys
import time

import psutil
import pytest

from tests.tables import small_table

PATIENCE_S = 120.0


@pytest.fixture
def table(tmp_path):
    return small_table(tmp_path / "small.csv", 60, "abcd")


@pytest.fixture
def started(tmp_path, furnished):
    """Starts `sextant run` in a session of its own, as a shell does."""
    made = []
    home = furnished(tmp_path / "home")

    def start(*words):
        environment = os.environ | {"SEXTANT_HOME": str(home), "SEXTANT_LLM": "", "OMP_NUM_THREADS": "1"}
        process = subprocess.Popen(
            [sys.executable, "-m", "assistant.cli", "run", *map(str, words)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=environment,
            start_new_session=True,
        )
        made.append(process)
        return process

    yield start
    for process in made:
        if process.poll() is None:
            process.kill()
            process.communicate()


def _gone(processes):
    """Whether all of them have ended, given a while."""
    return not psutil.wait_procs(processes, timeout=PATIENCE_S)[1]


def test_a_budget_of_a_few_seconds_ends_with_a_score_and_a_model(started, table, tmp_path):
    process = started(
        "--data", table, "--target", "y", "--budget", "10s", "--approve", "--save-model", tmp_path / "m", "--json"
    )
    out, err = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 0, err
    told = json.loads(out)
    assert told["best"]["score"] is not None
    assert (tmp_path / "m").is_dir()
    assert told["model"]["members"]


def test_an_interrupt_keeps_the_best_model_so_far_and_leaves_no_process(started, table, tmp_path):
    process = started("--data", table, "--target", "y", "--budget", "600s", "--approve", "--save-model", tmp_path / "m")
    told = []
    for line in process.stderr:
        told.append(line)
        if "roc_auc " in line:  # a first run has ended
            break
    assert process.poll() is None, "".join(told)
    family = psutil.Process(process.pid).children(recursive=True)
    assert family
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does: the whole group hears it
    out, err = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 130, err
    assert "Traceback" not in err
    assert "what was found so far is kept" in err
    assert f"Saved to {tmp_path / 'm'}" in out
    assert _gone(family)


def test_an_interrupt_before_any_run_has_ended_says_that_there_is_no_model(started, table, tmp_path):
    process = started("--data", table, "--target", "y", "--budget", "600s", "--approve", "--save-model", tmp_path / "m")
    until = time.monotonic() + PATIENCE_S
    family = []
    while not family and process.poll() is None and time.monotonic() < until:
        family = psutil.Process(process.pid).children(recursive=True)
        time.sleep(0.02)
    os.killpg(process.pid, signal.SIGINT)
    _, err = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 130, err
    assert "Traceback" not in err
    assert _gone(family)
    assert not (tmp_path / "m").exists()
