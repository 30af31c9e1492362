"""What is said when a turn or an experiment ends."""

import pytest

from assistant.assembly import assemble
from assistant.finishing import differences, experiment_lines
from assistant.plain import RUNS_SINCE
from store.memory import MemoryStore
from store.records import Budget, Constraints, Experiment, Preference, Run, RunEnd, metric
from tests.assistant.conftest import churn_table
from tests.assistant.copies import Kept, in_order
from tests.assistant.scripted import by_json
from tests.assistant.test_assistant import Talk
from tests.store import facts


def _goal(**more):
    return facts.goal().model_copy(update=more)


def test_what_holds_no_more_is_said_once():
    before = _goal(
        constraints=Constraints(interpretable=True, max_run_s=30, families_forbidden=("svm",)),
        preferences=(Preference(wish="fast"), Preference(wish="simple")),
        budget=Budget(),
    )
    (gone,) = differences(before, _goal(budget=Budget(), preferences=()))
    assert gone.count("no longer") == 1
    assert "“only models that can be explained”" in gone
    assert gone.endswith("or preferring fast and simple")


def test_a_limit_that_changed_is_told_as_it_is_now():
    before = _goal(constraints=Constraints(families_forbidden=("svm",), protected_columns=("sex",)))
    now = _goal(constraints=Constraints(families_forbidden=("svm", "knn"), protected_columns=("sex", "age")))
    assert differences(before, now) == [
        "no support vector machines or nearest neighbours",
        "fair with regard to sex and age",
    ]


def test_the_budget_is_told_with_its_figure():
    assert differences(_goal(budget=Budget()), _goal(budget=Budget(runs=20))) == ["the budget is 20 runs"]


@pytest.fixture(scope="module")
def two_ended(tmp_path_factory, meta_folder, processes):
    """A home where two runs have ended well, to be copied, and the conversation about them."""
    folder = tmp_path_factory.mktemp("ended")
    (folder / "home").mkdir()
    (folder / "home" / "meta").symlink_to(meta_folder)
    app = assemble(folder / "home", store=MemoryStore(), understand=by_json)
    talk = Talk(app)
    source = str(churn_table(folder / "churn.csv"))
    talk.say(("use_data", {"source": source}), ("set_goal", {"target": "churn"}))
    talk.say(("propose_runs", {"ranks": [1, 2]}))
    talk.words("yes")
    talk.wait()
    kept = Kept(folder, in_order(app.store))
    app.close()
    return kept, talk.id


@pytest.fixture
def ended(two_ended, tmp_path):
    """Two runs that ended well and one that failed."""
    kept, conversation = two_ended
    store = kept.copy(tmp_path / "ended")
    app = assemble(tmp_path / "ended" / "home", store=store, understand=by_json)
    talk = Talk(app)
    talk.id = conversation
    run = store.find(Run)[-1]
    store.append(run.model_copy(update={"id": "run-lost", "position": 2}))
    store.append(RunEnd(run_id="run-lost", outcome="timeout", error="It took too long.", ended_at=run.queued_at))
    yield talk
    app.close()


def test_runs_without_a_score_are_accounted_for_wherever_runs_are_counted(ended):
    results = ended.say(("show_results", {})).text
    assert "The best of 2 runs with a score is" in results and "Beside these: 1 over the time limit." in results
    status = ended.say(("status", {})).text
    assert "All done: 3 of 3 runs over, 2 of them with a score: 1 over the time limit." in status
    (experiment,) = ended.app.store.find(Experiment)
    assert experiment_lines(ended.app.services, experiment)[0].startswith(
        "2 runs finished, 1 did not (1 over the time limit)."
    )


def test_an_end_is_told_in_plain_words_where_the_home_is_set_for_domain_experts(ended, monkeypatch):
    (experiment,) = ended.app.store.find(Experiment)
    label = metric(ended.app.store.find(Run)[-1].task.metric).label
    assert label in " ".join(experiment_lines(ended.app.services, experiment))
    monkeypatch.setenv("SEXTANT_ROLE", "domain_expert")
    assert label not in " ".join(experiment_lines(ended.app.services, experiment))


def test_what_changed_is_not_put_down_to_words_alone_where_runs_ended_meanwhile(ended):
    ended.say(("set_role", {"role": "domain_expert"}))
    (card,) = (c for c in ended.say(("prefer", {"wish": "simple"})).cards if c.kind == "feedback")
    assert card.changed[-1] == f"Part of this may come of {RUNS_SINCE}."
    again = ended.say(("prefer", {"wish": "fast"})).cards
    assert not any(RUNS_SINCE in sentence for c in again if c.kind == "feedback" for sentence in c.changed)
