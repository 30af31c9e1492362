"""Experiments from files in the conversation: laid out, asked about, answered by words or press, gone on by a yes."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from assistant.actions import AnswerStep
from assistant.assembly import App, assemble
from assistant.cards import Reply
from assistant.declared import hearing
from assistant.declared.asking import answer_words
from assistant.declared.session import awaited
from experiments.declared.human import Field, HumanStep
from store.records import Conversation, Experiment, Proposal, Run, Turn
from tests.experiments.declared.workshop import by_steps, write

FILE = """
name: little-one
workflow: workflow.yaml
goal: {metric: score}
stages:
  - {strategy: random, runs: 2}
  - ask: How do these look?
    name: review
    show: {text: Two were drawn., table: 1}
    form: {rating: {type: int, low: 1, high: 5}, note: {optional: true}}
  - {generate: "ideas:near", runs: 1, when: review.rating >= 3}
  - {ask: Which model?, choose: model}
  - {strategy: grid, runs: 1}
"""
IDEAS = """
def near(results):
    best = max(results, key=lambda r: r["score"])
    yield {**best["variant"], "x": round(best["variant"]["x"] / 2, 4)}
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    by_steps(tmp_path / "code")
    return write(
        tmp_path / "code", experiment_yaml=FILE.replace("Which model?,", '"Which model?",'), ideas_py=IDEAS
    ) / ("experiment.yaml")


@pytest.fixture
def app(tmp_path: Path) -> Iterator[App]:
    made = assemble(tmp_path / "home", places=2)
    yield made
    made.close()


class Talk:
    """A conversation with one person."""

    def __init__(self, app: App, conversation: str | None = None) -> None:
        self.app, self.conversation = app, conversation

    def say(self, text: str) -> Reply:
        reply = self.app.assistant.say(self.conversation, text, "ada")
        self.conversation = reply.conversation_id
        return reply

    def press(self, action: Any) -> Reply:
        assert self.conversation is not None
        return self.app.assistant.press(self.conversation, action, "ada")

    def wait(self) -> None:
        """Until the runs have ended and their end is told."""
        experiment = self.app.store.find(Experiment)[-1]
        awaited(self.app.store, experiment.id, True, set(), lambda _line: None)
        self.app.assistant.experiment_ended(experiment.id)

    def last(self) -> Turn:
        assert self.conversation is not None
        return self.app.assistant.turns(self.conversation)[-1]

    def ran(self) -> int:
        return len(self.app.store.find(Run))


def test_a_file_is_laid_out_asked_about_and_gone_on_with_only_by_a_yes(app: App, file: Path) -> None:
    talk = Talk(app)
    reply = talk.say(f"run {file}")
    assert "then you are asked: How do these look?" in reply.text and talk.ran() == 0
    talk.say("yes")
    talk.wait()
    asked = talk.last()
    assert asked.question is not None and asked.question["slot"] == "human_step"
    assert [c["kind"] for c in asked.cards] == ["results", "human_step"]
    about = asked.question["about"]
    assert [f["name"] for f in about["fields"]] == ["rating", "note"] and about["shown"]["text"] == "Two were drawn."
    assert len(about["shown"]["table"]) == 1 and len(about["shown"]["picture"]) == 2
    assert json.loads(json.dumps(about)) == about

    reply = talk.say("what can you do?")
    assert reply.question is not None and reply.question.slot == "human_step", "what waits is asked again"
    assert "no answer to" in talk.say("rating: 9").text
    reply = talk.say("rating: 4, note: fine so far")
    assert "Next, at most 1 run if review.rating >= 3: ideas:near says what runs next." in reply.text
    assert talk.ran() == 2, "an answer is no yes"
    assert "nothing runs" in talk.say("no").text
    assert [c.kind for c in talk.say("go on").cards] == ["proposal"]
    talk.say("yes")
    talk.wait()
    assert talk.ran() == 3
    reply = talk.press(AnswerStep(experiment_id=about["experiment"], step="model", answer="product"))
    assert "Noted: product." in reply.text and "Next, at most 1 run" in reply.text
    talk.say("yes")
    talk.wait()
    runs = app.store.find(Run)
    assert len(runs) == 4 and runs[-1].variant.choices["model"] == "product"
    view = app.store.query(
        "SELECT step, state, answer, words, person, channel, decision_id FROM human_steps ORDER BY asked_at"
    )
    assert view["step"].to_list() == ["review", "model"] and set(view["state"]) == {"answered"}
    assert json.loads(view["answer"][0]) == {"rating": 4, "note": "fine so far"}
    assert view["words"][0] == "rating: 4, note: fine so far" and view["channel"].to_list() == ["typed", "button"]
    assert (
        app.store.query(
            "SELECT count(*) AS n FROM human_steps h JOIN decisions d USING (decision_id) WHERE d.verdict = 'approve'"
        )["n"][0]
        == 2
    )


@pytest.mark.slow  # Sextant is started twice
def test_what_waits_is_known_after_a_restart_though_the_files_are_gone(tmp_path: Path, file: Path) -> None:
    first = Talk(one := assemble(tmp_path / "home", places=2))
    try:
        first.say(f"run {file}")
        first.say("yes")
        first.wait()
    finally:
        one.close()
    for path in file.parent.iterdir():
        path.unlink() if path.is_file() else None
    again = Talk(other := assemble(tmp_path / "home", places=2), first.conversation)
    try:
        assert "Noted: rating: 5; note: nothing." in again.say("answer: rating=5").text
        again.say("yes")
        again.wait()
        assert again.ran() == 3 and again.last().question is not None
    finally:
        other.close()


def test_words_that_ask_for_something_else_are_no_answer(app: App, file: Path) -> None:
    file.write_text(
        FILE.replace("form: {rating: {type: int, low: 1, high: 5}, note: {optional: true}}", "answer: text")
        .replace(", when: review.rating >= 3", "")
        .replace("Which model?,", '"Which model?",')
    )
    talk = Talk(app)
    talk.say(f'run "{file}"')
    talk.say("yes")
    talk.wait()
    assert [c.name for c in talk.say("show the results").commands] == ["show_results"]
    assert [c.name for c in talk.say("they look promising").commands] == ["answer_step"]


def test_a_function_that_fails_breaks_the_experiment_off_with_its_reason(app: App, file: Path) -> None:
    (file.parent / "ideas.py").write_text("def near(results):\n    raise ValueError('no idea')\n")
    file.write_text("workflow: workflow.yaml\ngoal: {metric: score}\nstages:\n  - {generate: 'ideas:near', runs: 2}\n")
    talk = Talk(app)
    talk.say(f"run {file}")
    talk.say("yes")
    talk.wait()
    assert "It was broken off: ideas:near failed with ValueError: no idea (ideas.py, line 2)." in talk.last().text
    state = app.store.query("SELECT state FROM experiments")["state"].to_list()
    assert state == ["interrupted"] and talk.ran() == 0


def test_what_is_wrong_in_a_file_is_said_and_nothing_is_proposed(app: App, file: Path) -> None:
    file.write_text(file.read_text().replace("ideas:near", "ideas:far"))
    reply = Talk(app).say(f"run {file}")
    assert "experiment.yaml, line 11, field “stages.3.generate”: ideas.py has no function called “far”" in reply.text
    assert not app.store.find(Proposal)


def test_an_experiment_is_saved_as_a_file_that_lays_the_same_out(app: App, file: Path) -> None:
    talk = Talk(app)
    talk.say(f"run {file}")
    talk.say("yes")
    talk.wait()
    said = talk.say("save this experiment as a file").text
    written = Path(said.split("Written to ")[1].split(": “")[0])
    other = Talk(app)
    reply = other.say(f"run {written}")
    assert "then you are asked: How do these look?" in reply.text
    one, two = (p.plan for p in app.store.find(Proposal))
    assert one.stages == two.stages and one.workflow == two.workflow and one.functions == two.functions
    assert len(app.store.find(Conversation)) == 2


@pytest.mark.parametrize(("name", "way", "label"), [("rmse", "lower", "RMSE"), ("f1", "higher", "F1")])
def test_a_workflow_may_measure_what_tables_are_measured_by(
    app: App, tmp_path: Path, name: str, way: str, label: str
) -> None:
    """Its own F1 is the F1: the end of its runs and their results are told like any other."""
    code = by_steps(tmp_path / "code").parent
    for file in (code / "workflow.yaml", code / "steps.py"):
        file.write_text(
            file.read_text().replace("{score: higher}", f"{{{name}: {way}}}").replace('"score"', f'"{name}"')
        )
    made = f"workflow: workflow.yaml\ngoal: {{metric: {name}}}\nstages: [{{strategy: random, runs: 2}}]\n"
    talk = Talk(app)
    talk.say(f"run {write(code, plain_yaml=made) / 'plain.yaml'}")
    talk.say("yes")
    talk.wait()
    assert talk.last().text.startswith("2 runs finished. The best is ") and f": {label} " in talk.last().text
    assert f"{label}" in talk.say("show the results").text


FORM = HumanStep(
    "review", "How do these look?",
    (Field("rating", "int", 1, 5), Field("share", "number", 0, 1), Field("keep", "yes"), Field("note", "text")),
    "form", 1,
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("rating 4, share 1.5, keep yes", True),
        ("rating is 4; share 0.5", True),
        ("rating 9", True),
        ("note: what?", True),
        ("what is the share for?", False),
        ("is a rating 4 a share 0.5?", False),
        ("note that the rating is by runs", False),
        ("keep going", False),
    ],
)
def test_a_form_is_answered_by_its_fields_and_their_values(text: str, meant: bool) -> None:
    assert hearing._meant(FORM, text) is meant


def test_an_answer_that_was_left_out_is_told_as_such() -> None:
    assert answer_words({"rating": 4, "note": ""}) == "rating: 4; note: nothing"
