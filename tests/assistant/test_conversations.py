"""Conversations in `tests/conversations/*.txt`, played with the embedded understanding as it is.

One Sextant serves them all, each with a person of its own. A line `> words` is said; `> [churn] words` with that table
attached (`churn`, `houses` or `flowers`), `>> words` in a new conversation. `@bob` goes on as another person. The lines
under it must hold of the reply:

    commands: set_goal, constrain      understood in this order
    cards: goal, recommendations       shown, among others
    question: target                   slot of the question asked; `question: none` for no question
    says: words                        the reply (or its question) holds these words; `silent: words`, it does not
    goal: metric=f1, target=churn      the conversation's newest goal, by dotted path
    runs: 0                            runs there are in the conversation
    sql: FROM runs                     a card shows SQL that holds this
    known: role=analyst                a fact of the person's profile; `unknown: role`, none of that key
    first: linear                      family of the first recommendation; `never: svm`, none is of that family
    understood: words                  what is shown as understood holds these words
    wait                               lets what runs end

A file whose first line holds `slow` needs real runs and is left to the slow tests.
"""

import time
import zlib
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from assistant.assembly import assemble
from assistant.understood import in_words
from store.memory import MemoryStore
from store.records import Experiment, Goal, Proposal, Recommendation, Run

FOLDER = Path(__file__).parents[1] / "conversations"
FILES = sorted(FOLDER.glob("*.txt"))


def _marked(file: Path):
    slow = "slow" in file.read_text(encoding="utf-8").split("\n", 1)[0]
    return pytest.param(file, id=file.stem, marks=[pytest.mark.slow] if slow else [])


@pytest.fixture(scope="module")
def real(tmp_path_factory, meta_folder):
    home = tmp_path_factory.mktemp("talks")
    (home / "meta").symlink_to(meta_folder)
    made = assemble(home, store=MemoryStore())
    yield made
    made.close()


@pytest.fixture
def unknowing(home):
    made = assemble(home, store=MemoryStore())
    yield made
    made.close()


@pytest.fixture(scope="module")
def tables(tmp_path_factory):
    """Small tables that can be learned: two classes, a number, three classes."""
    random, folder = np.random.default_rng(7), tmp_path_factory.mktemp("tables")
    age, plan = random.integers(18, 80, 160), random.choice(["basic", "plus", "pro"], 160)
    left = np.where(age + 20 * (plan == "basic") + random.normal(0, 10, 160) > 55, "yes", "no")
    size, rooms = random.integers(30, 200, 140), random.integers(1, 7, 140)
    length = random.normal(4, 1, 150).round(2)
    price = (size * 3000 + rooms * 9000 + random.normal(0, 9000, 140)).round()
    made = {
        "churn": {"age": age, "plan": plan, "spend": random.normal(30, 9, 160).round(2), "churn": left},
        "houses": {"size": size, "rooms": rooms, "price": price},
        "flowers": {"length": length, "width": random.normal(2, 1, 150).round(2),
                    "kind": np.select([length < 3.5, length < 4.5], ["small", "middle"], "large")},
    }  # fmt: skip
    for name, columns in made.items():
        pd.DataFrame(columns).to_csv(folder / f"{name}.csv", index=False)
    return folder


def test_there_are_conversations_of_all_roles():
    assert len(FILES) >= 60
    text = "\n".join(f.read_text(encoding="utf-8") for f in FILES)
    for role in ("data_scientist", "domain_expert", "analyst"):
        assert f"role={role}" in text
    lengths = [sum(line.startswith(">") for line in f.read_text(encoding="utf-8").splitlines()) for f in FILES]
    assert min(lengths) >= 3 and max(lengths) <= 20


@pytest.mark.parametrize("file", [_marked(f) for f in FILES])
def test_conversation(request, tables, tmp_path, file):
    # one that must know of no table gets a Sextant of its own
    fresh = "fresh" in file.read_text(encoding="utf-8").split("\n", 1)[0]
    app = request.getfixturevalue("unknowing" if fresh else "real")
    talk = _Talk(app, _in_own_order(tables, tmp_path, file.stem), file.stem)
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        line = line.strip()
        talk.where = f"{file.name}:{number}: {line}"
        if not line or line.startswith("#"):
            continue
        if line.startswith("@"):
            talk.person = f"{file.stem}-{line[1:]}"
        elif line.startswith(">"):
            talk.say(line)
        elif line == "wait":
            talk.wait()
        else:
            kind, _, expected = line.partition(":")
            getattr(talk, f"check_{kind}")(expected.strip())


def _in_own_order(tables, folder, stem):
    """The tables with their rows in an order no other conversation has.

    Runs count for everybody who asks about the same table: without this, one conversation would be told of what another
    started, and of how far it happened to have come.
    """
    for file in tables.glob("*.csv"):
        pd.read_csv(file).sample(frac=1, random_state=zlib.crc32(stem.encode())).to_csv(folder / file.name, index=False)
    return folder


class _Talk:
    def __init__(self, app, tables, person):
        self.app, self.tables, self.person = app, tables, person
        self.conversation, self.reply, self.where = None, None, ""

    def say(self, line):
        words = line.lstrip(">").strip()
        files = []
        if words.startswith("["):
            name, _, words = words[1:].partition("]")
            files = [self.tables / f"{name}.csv"]
        started = None if line.startswith(">>") else self.conversation
        self.reply = self.app.assistant.say(started, words.strip(), self.person, files)
        self.conversation = self.reply.conversation_id
        assert len(self.reply.text.splitlines()) <= 6, f"{self.where}\n{self.reply.text}"

    def wait(self, seconds=90):
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            if self.app.assistant.turns(self.conversation)[-1].id.endswith("-ended"):
                return
            time.sleep(0.1)
        raise AssertionError("the experiment did not end")

    @property
    def said(self):
        question = self.reply.question
        options = " ".join(o.says for o in question.options) if question else ""
        return f"{self.reply.text} {question.text if question else ''} {options}"

    @property
    def goals(self):
        return self.app.store.find(Goal, conversation_id=self.conversation)

    def families(self):
        ids = {g.id for g in self.goals}
        made = [r for r in self.app.store.find(Recommendation) if r.goal_id in ids]
        return [r.variant.family for r in made if r.set_id == made[-1].set_id]

    def check_commands(self, expected):
        found = ", ".join(c.name for c in self.reply.commands)
        assert found == expected, f"{self.where}\n{self.reply.commands}\n{self.said}"

    def check_cards(self, expected):
        shown = {c.kind for c in self.reply.cards}
        assert set(expected.split(", ")) <= shown, f"{self.where}\n{shown}\n{self.said}"

    def check_question(self, expected):
        slot = self.reply.question.slot if self.reply.question else "none"
        assert slot == expected, f"{self.where}\n{self.reply.question}\n{self.said}"

    def check_says(self, expected):
        assert expected.casefold() in self.said.casefold(), f"{self.where}\n{self.said}"

    def check_silent(self, expected):
        assert expected.casefold() not in self.said.casefold(), f"{self.where}\n{self.said}"

    def check_goal(self, expected):
        assert self.goals, f"{self.where}\n{self.said}"
        goal = self.goals[-1]
        for pair in expected.split(", "):
            path, _, value = pair.partition("=")
            found = goal.task if hasattr(goal.task, path.split(".")[0]) else goal
            for name in path.split("."):
                found = getattr(found, name)
            if isinstance(found, tuple):
                found = "+".join(getattr(f, "wish", f) for f in found)
            assert str(found) == value, f"{self.where}\n{path} is {found}\n{self.said}"

    def check_runs(self, expected):
        proposals = {p.id for p in self.app.store.find(Proposal, conversation_id=self.conversation)}
        experiments = {e.id for e in self.app.store.find(Experiment) if e.proposal_id in proposals}
        found = [r for r in self.app.store.find(Run) if r.experiment_id in experiments]
        assert len(found) == int(expected), f"{self.where}\n{self.said}"

    def check_sql(self, expected):
        found = [c.sql for c in self.reply.cards if c.kind == "table"]
        assert any(expected in sql for sql in found), f"{self.where}\n{found}\n{self.said}"

    def check_known(self, expected):
        key, _, value = expected.partition("=")
        facts = {f.key: f.value for f in self.app.assistant.profile(self.person).facts}
        assert str(facts.get(key)) == value, f"{self.where}\n{facts}\n{self.said}"

    def check_unknown(self, expected):
        facts = [f.key for f in self.app.assistant.profile(self.person).facts]
        assert expected not in facts, f"{self.where}\n{facts}"

    def check_first(self, expected):
        assert self.families()[0] == expected, f"{self.where}\n{self.families()}"

    def check_never(self, expected):
        assert expected not in self.families(), f"{self.where}\n{self.families()}"

    def check_understood(self, expected):
        found = in_words(self.app.assistant.turns(self.conversation)[-1].commands)
        assert expected.casefold() in found.casefold(), f"{self.where}\n{found}"


def test_a_message_that_begins_with_a_table_is_read_with_its_columns(real, tables):
    first = real.assistant.say(None, f"use {tables / 'churn.csv'} and predict who is going to leave", "tabea")
    store = real.services.store
    goal = store.latest(Goal, conversation_id=first.conversation_id)
    assert goal.task.target == "churn"
    words = f"use {tables / 'houses.csv'} and predict what a house costs, without the rooms"
    second = real.assistant.say(first.conversation_id, words, "tabea")
    goal = store.latest(Goal, conversation_id=first.conversation_id)
    assert (goal.task.target, list(goal.task.columns_excluded)) == ("price", ["rooms"])
    assert "Not used here" not in second.text


def test_a_table_that_is_not_there_is_told_once_and_the_rest_is_kept(real, tables):
    reply = real.assistant.say(None, f"use {tables / 'nothing.csv'} and predict price, at most 20 runs", "tabea")
    assert reply.text.count("There is no file") == 1
    assert reply.question is not None and reply.question.slot == "data"
    assert "20 runs" in reply.text
