"""What is said of a program that failed."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from experiments.backends.verdict import explained
from experiments.diagnosis import failure_in, failure_of, signal_name


def printed(tmp_path: Path, code: str) -> str:
    (tmp_path / "train.py").write_text(code)
    done = subprocess.run([sys.executable, "train.py"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode
    return done.stdout + done.stderr


@pytest.mark.parametrize(
    ("code", "said"),
    [
        (
            "import nosuchmodule",
            "ModuleNotFoundError: No module named 'nosuchmodule' (train.py, line 1). Install it where Sextant runs, or "
            "put it beside the workflow's file.",
        ),
        ("x = 1\nint('a')", "ValueError: invalid literal for int() with base 10: 'a' (train.py, line 2)"),
        ("raise ValueError('not a float:\\n  abc\\n  def')", "ValueError: not a float: abc (train.py, line 1)"),
        (
            "import atexit\natexit.register(print, 'cleaning up')\nraise RuntimeError('diverged')",
            "RuntimeError: diverged (train.py, line 3)",
        ),
        ("def f(:\n  pass", "SyntaxError: invalid syntax (train.py, line 1)"),
        ("def f():\n    {}['age']\nf()", "KeyError: 'age' (train.py, line 2). There is no such key or column."),
        (
            "try:\n    1 / 0\nexcept ZeroDivisionError:\n    raise TypeError('none')",
            "TypeError: none (train.py, line 4)",
        ),
        (
            "import json\njson.loads('{')",
            "JSONDecodeError: Expecting property name enclosed in double quotes: line 1 column 2 (char 1) (train.py, "
            "line 2)",
        ),
        (
            "open('model.bin')",
            "FileNotFoundError: [Errno 2] No such file or directory: 'model.bin' (train.py, line 1). A run works in a "
            "fresh copy of the code: name the file in “code”, or hand it over as the experiment's “data”.",
        ),
    ],
)
def test_the_last_error_is_told_with_its_place_and_what_to_do(tmp_path: Path, code: str, said: str) -> None:
    found = failure_in(printed(tmp_path, code))
    assert found is not None and found.in_words == said and not found.of_memory


def test_an_error_of_memory_is_one_whatever_library_raised_it(tmp_path: Path) -> None:
    found = failure_in(printed(tmp_path, "import numpy\nnumpy.ones((10**7, 10**7))"))
    assert found is not None and found.of_memory


@pytest.mark.parametrize("text", ["", "done", "ValueError: said without a traceback", "  File 'x'\n  indented"])
def test_where_there_is_no_traceback_there_is_no_error(text: str) -> None:
    assert failure_in(text) is None


def test_of_an_error_in_this_process_the_place_in_the_person_s_code_is_told(tmp_path: Path) -> None:
    module = tmp_path / "steps.py"
    module.write_text("import json\n\ndef step():\n    json.loads('{')\n")
    known: dict[str, object] = {}
    exec(compile(module.read_text(), str(module), "exec"), known)
    with pytest.raises(ValueError, match="property name") as raised:
        known["step"]()  # type: ignore[operator]
    assert failure_of(raised.value, tmp_path).place == "steps.py, line 4"
    assert failure_of(raised.value, tmp_path / "elsewhere").place == ""


@pytest.mark.parametrize("number", [signal.SIGSEGV, signal.SIGABRT, signal.SIGFPE])
def test_a_crash_is_not_laid_at_the_machine_s_door(tmp_path: Path, number: signal.Signals) -> None:
    outcome, said, _ = explained(tmp_path, -number)
    assert outcome == "failed" and f"crashed by {number.name}" in said and "memory" not in said
    assert "killed from outside (SIGKILL)" in explained(tmp_path, -signal.SIGKILL)[1]


def test_a_signal_without_a_name_has_its_number() -> None:
    assert signal_name(signal.SIGSEGV).startswith("SIGSEGV (") and signal_name(40) == "signal 40"
    assert explained(Path("nowhere"), -40)[0] == "failed"
