"""A home on a disk that is full or may only be read: a clear sentence, and nothing stored is lost. Real disks."""

import json
import os
import subprocess
import sys

import pytest

from tests.tables import small_table

PATIENCE_S = 180
MEGABYTES = 24

pytestmark = pytest.mark.slow  # each of its many processes takes seconds


@pytest.fixture
def disk(tmp_path):
    """A small disk of its own."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={MEGABYTES}m", "tmpfs", str(place)]
    try:
        done = subprocess.run(mount, capture_output=True, text=True, timeout=30)
    except OSError as error:
        pytest.skip(f"no disk can be mounted here: {error}")
    if done.returncode:
        pytest.skip(f"no disk can be mounted here: {done.stderr.strip()}")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True, timeout=30)


@pytest.fixture
def table(tmp_path):
    return small_table(tmp_path / "small.csv", 80, "abc")


def _sextant(home, *words, lines=()):
    """Runs a command in a process; what it printed line by line, what it told, and its exit status."""
    environment = os.environ | {"SEXTANT_HOME": str(home), "SEXTANT_LLM": "", "OMP_NUM_THREADS": "1"}
    done = subprocess.run(
        [sys.executable, "-m", "assistant.cli", *map(str, words)],
        input="".join(json.dumps(line) + "\n" for line in lines),
        capture_output=True,
        text=True,
        env=environment,
        timeout=PATIENCE_S,
    )
    assert "Traceback" not in done.stderr, done.stderr
    return done.stdout.splitlines(), done.stderr, done.returncode


def _goals(home):
    out, err, code = _sextant(home, "sql", "--format", "json", "SELECT target FROM goals ORDER BY target")
    assert code == 0, err
    return [row["target"] for row in json.loads("".join(out))]


def _fill(disk):
    with (disk / "filler").open("wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(4096))
        except OSError:
            pass


def _started(home, table):
    """A home that knows one goal."""
    out, err, code = _sextant(home, "chat", "--json", lines=[{"text": "Predict y", "attachments": [str(table)]}])
    assert code == 0, err
    assert json.loads(out[0])["goal"]["task"]["target"] == "y"


def test_a_full_disk_is_said_and_what_was_stored_stays(disk, table):
    home = disk / "home"
    _started(home, table)
    _fill(disk)
    out, _, _ = _sextant(home, "chat", "--json", lines=[{"text": "Predict a", "attachments": [str(table)]}])
    told = [json.loads(line)["reply"] for line in out]
    assert all("disk is full" in reply for reply in told)
    out, err, code = _sextant(home, "run", "--data", table, "--target", "b", "--budget", "8s", "--approve")
    assert code == 1
    assert "disk is full" in err
    (disk / "filler").unlink()
    assert _goals(home)[:1] == ["y"]
    out, err, code = _sextant(home, "chat", "--json", lines=[{"text": "Predict a", "attachments": [str(table)]}])
    assert code == 0, err
    assert "a" in _goals(home)


def test_a_disk_that_may_only_be_read_is_said_and_what_was_stored_can_be_read(disk, table):
    home = disk / "home"
    _started(home, table)
    subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True, timeout=30)
    _, err, code = _sextant(home, "chat", "--json", lines=[{"text": "Predict a", "attachments": [str(table)]}])
    assert code == 1
    assert "cannot be written to" in err
    _, err, code = _sextant(home, "run", "--data", table, "--target", "b", "--budget", "8s", "--approve")
    assert code == 1
    assert "cannot be written to" in err
    assert _goals(home) == ["y"]
