# ruff: noqa: E501 - one case a line reads better than one broken over several
import io
import json

import pytest

from assistant.understanding.lines import run, understand_json
from store.errors import BadRequest


def test_a_line_of_json_gives_commands_and_null():
    line = json.dumps(
        {"text": "no SVM", "context": {"columns": ["age"], "recommendations": 5, "proposal": False, "models": None}}
    )
    assert json.loads(understand_json(line)) == {
        "commands": [{"name": "constrain", "args": {"families_forbidden": ["svm"]}}],
        "question": None,
    }


def test_a_question_has_its_text_and_options():
    answer = json.loads(understand_json('{"text": "by lunch"}'))
    assert answer["commands"] == [] and answer["question"]["text"] and answer["question"]["options"]


@pytest.mark.parametrize(
    "line", ["", "no json", "[]", '{"context": {}}', '{"text": 3}', '{"text": "a", "context": [1]}']
)
def test_a_bad_line_is_refused_in_a_sentence(line):
    with pytest.raises(BadRequest, match=r"[A-Z].*\."):
        understand_json(line)


def test_unknown_and_odd_parts_of_the_context_are_taken_as_they_come():
    line = '{"text": "hi", "context": {"proposal": {"id": 1}, "recommendations": ["a", "b"], "weather": "fine", "columns": [1, 2]}}'
    assert json.loads(understand_json(line))["commands"][0]["name"] == "small_talk"


def test_lines_are_answered_one_by_one_and_a_bad_one_does_not_stop_the_rest():
    out = io.StringIO()
    assert run(io.StringIO('{"text": "undo"}\nbroken\n\n{"text": "pause"}\n'), out) == 1
    answers = [json.loads(line) for line in out.getvalue().splitlines()]
    assert (
        answers[0]["commands"][0]["name"] == "undo"
        and "error" in answers[1]
        and answers[2]["commands"][0]["name"] == "pause"
    )
