"""A command that is a workflow: whatever it is given, prints, writes or leaves running."""

import json
import os
import sys
from pathlib import Path

import pytest

from experiments.declared.execution import heard, measured
from experiments.declared.spoken import metrics_in
from store.errors import BadRequest
from tests.experiments.declared.test_execution import spec
from tests.experiments.declared.workshop import write
from tests.experiments.laboratory import alive, until

WORKFLOW = """
name: told
command: python say.py --said {said} --word={said} --out {out}
metrics: {f1: higher}
steps:
  - name: say
    parameters:
      said: {type: categorical, choices: %s}
"""


def workflow(folder: Path, script: str, *words: str) -> Path:
    """A workflow whose command runs a script, with one choice among words."""
    return write(folder, workflow_yaml=WORKFLOW % json.dumps(words or ("a", "b")), say_py=script) / "workflow.yaml"


def score(tmp_path: Path, script: str, *words: str, chosen: str = "a") -> float:
    file = workflow(tmp_path / "code", script, *words)
    return measured(spec(file, tmp_path / "home", {"said": chosen}, "f1"), lambda *_: None).score


@pytest.mark.parametrize(
    "word",
    ["two words", "it's", 'a "quoted" one', "naïve Überprüfung 漢字", "$HOME; rm -rf {x} `ls` \\ | > *", "-x", ""],
)
def test_a_word_reaches_the_command_as_it_is(tmp_path: Path, word: str) -> None:
    script = (
        "import json, sys\n"
        "known = dict(zip(sys.argv[1::2], sys.argv[2::2]))\n"
        f"right = sys.argv[2] == {word!r} and sys.argv[3] == '--word=' + {word!r}\n"
        "print(json.dumps({'f1': float(right)}))\n"
    )
    assert score(tmp_path, script, word, "other", chosen=word) == 1.0


WRITTEN = "import json, sys\nopen(sys.argv[-1], 'w').write({text!r})\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"f1": NaN}', "gave no finite “f1”"),
        ('{"f1": -Infinity}', "gave no finite “f1”"),
        ('{"f1": 1' + "0" * 400 + "}", "gave no finite “f1”"),
        ('{"f1": "high"}', "gave no finite “f1”"),
        ('{"f1": null, "n": 3}', "it came out as None"),
        ('{"n": 3}', "It gave: nothing. It printed: nothing"),
        ('{"f1": [0.9]}', "gave no finite “f1”"),
        ("{}", "It gave: nothing"),
        ("[0.9]", "are to be a JSON object"),
        ("0.9", "It gave: nothing"),
        ('{"f1": 0.9', "are no JSON"),
        ("", "It gave: nothing"),
    ],
)
def test_metrics_that_are_none_are_said_in_a_sentence(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(BadRequest, match=said) as raised:
        score(tmp_path, WRITTEN.format(text=text))
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize(
    "text",
    ['{\n  "f1": 0.75\n}', "f1: 0.75\n", '\ufeff{"f1": 0.75}', '{"f1": 0.1}\n{"f1": 0.75}', '{"test": {"f1": 0.75}}'],
)
def test_metrics_are_read_as_people_write_them(tmp_path: Path, text: str) -> None:
    assert score(tmp_path, WRITTEN.format(text=text)) == 0.75


def test_a_file_of_metrics_that_is_part_of_the_code_is_not_what_was_measured(tmp_path: Path) -> None:
    half = "json.dumps({'f1': json.load(open('metrics.json'))['f1'] / 2})"
    script = f"import json, sys\nopen(sys.argv[-1], 'x').write({half})\n"
    file = workflow(tmp_path / "code", script)
    file.write_text(file.read_text() + 'code: ["*.json"]\n')
    (tmp_path / "code" / "metrics.json").write_text('{"f1": 0.5}')
    assert measured(spec(file, tmp_path / "home", {"said": "a"}, "f1"), lambda *_: None).score == 0.25


def test_a_number_in_quotes_is_a_number(tmp_path: Path) -> None:
    assert score(tmp_path, WRITTEN.format(text='{"f1": "0.75", "note": "fine"}')) == 0.75


def test_of_much_output_the_end_is_heard(tmp_path: Path) -> None:
    script = "import sys\nfor _ in range(200): sys.stdout.write('x' * 100_000 + '\\n')\nprint('{\"f1\": 0.5}')\n"
    status, printed = heard([sys.executable, "-c", script], tmp_path, os.environ)
    assert status == 0 and len(printed) <= 4 * 2**20
    assert metrics_in(printed, {"f1": "f1"}) == {"f1": 0.5}


def test_what_is_no_text_is_heard_too(tmp_path: Path) -> None:
    script = "import sys\nsys.stdout.buffer.write(bytes(range(256)) * 10)\nprint('\\n{\"f1\": 0.5}')\n"
    _, printed = heard([sys.executable, "-c", script], tmp_path, os.environ)
    assert metrics_in(printed, {"f1": "f1"}) == {"f1": 0.5}


def test_nobody_waits_for_what_a_command_left_running(tmp_path: Path) -> None:
    """A server that it started holds its output open; the run ends with the command."""
    nap = "import time; time.sleep(600)"
    script = (
        "import subprocess, sys\n"
        f"print(subprocess.Popen([sys.executable, '-c', {nap!r}]).pid)\n"
        "print('{\"f1\": 0.5}', flush=True)\n"
    )
    status, printed = heard([sys.executable, "-c", script], tmp_path, os.environ)
    assert status == 0 and metrics_in(printed, {"f1": "f1"}) == {"f1": 0.5}
    left = int(printed.split()[0])
    os.kill(left, 9)
    until(lambda: not alive(left))


@pytest.mark.parametrize("word", ["there-is-no-such-program", "say\0so"])
def test_a_command_that_cannot_be_started_is_said(tmp_path: Path, word: str) -> None:
    with pytest.raises((OSError, ValueError)):
        heard([word], tmp_path, os.environ)
