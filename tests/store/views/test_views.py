"""What the public views say, on both stores."""

from store.importers import apply, importer_of
from store.records import ExperimentSignal, FeedbackWithdrawal, ProfileFact, Proposal
from store.views import public_views
from tests.store import facts


def one(store, sql):
    return store.query(sql).iloc[0]


def test_every_view_has_exactly_the_columns_it_explains(store):
    store.append(*facts.one_of_each())
    for view in public_views():
        frame = store.query(f"SELECT * FROM {view.name}")
        assert list(frame.columns) == [c for c in frame.columns if c in view.columns], view.name
        assert set(view.columns) == set(frame.columns), view.name
        assert len(frame) > 0, view.name


def test_views_without_facts_are_empty(store):
    assert all(store.query(f"SELECT * FROM {v.name}").empty for v in public_views())


def test_a_run_is_queued_then_running_then_as_it_ended(store):
    store.append(*facts.dataset(), facts.goal(), facts.experiment(), facts.run(facts.variant()))
    states = [one(store, "SELECT state FROM runs").state]
    store.append(facts.start())
    states.append(one(store, "SELECT state FROM runs").state)
    store.append(facts.end("run1", "timeout"))
    row = one(store, "SELECT * FROM runs")
    assert [*states, row.state] == ["queued", "running", "timeout"]
    assert (row.dataset, row.goal_id, row.conversation_id, row.approved_by) == ("churners", "g1", "c1", "ada")
    assert row.higher_is_better and row.machine == "box" and row.error == "It did not fit."


def test_one_row_a_run_whatever_is_missing_around_it(store):
    store.append(facts.run(facts.variant()), facts.run(facts.variant(), "run2", of=facts.task(metric="log_loss")))
    frame = store.query("SELECT run_id, higher_is_better FROM runs ORDER BY 1")
    assert frame.higher_is_better.tolist() == [True, False]


def test_an_experiment_is_as_its_runs_are(store):
    a, b = facts.variant(), facts.variant(n=2)
    plan = facts.proposal(a, b)
    store.append(*facts.dataset(), facts.goal(), plan, facts.decision(plan), facts.experiment())

    def state():
        return one(store, "SELECT state FROM experiments").state

    assert state() == "queued"
    store.append(facts.run(a), facts.run(b, "run2", position=1))
    assert state() == "queued"
    store.append(facts.start())
    assert state() == "running"
    store.append(ExperimentSignal(id="s1", experiment_id="e1", signal="pause", person="ada", given_at=facts.at(9)))
    assert state() == "paused"
    store.append(ExperimentSignal(id="s2", experiment_id="e1", signal="resume", person="ada", given_at=facts.at(10)))
    store.append(facts.end(score=0.8))
    assert state() == "running"
    store.append(facts.end("run2", score=0.9))
    row = one(store, "SELECT * FROM experiments")
    assert (row.state, row.planned, row.ok, row.best_score, row.best_run_id) == ("done", 2, 2, 0.9, "run2")
    assert row.wall_s == 19.0 and row.expected_s == 20.0


def test_the_best_is_the_lowest_where_lower_is_better(store):
    task = facts.task(metric="log_loss")
    store.append(facts.goal(of=task), facts.experiment())
    for n, score in enumerate((0.5, 0.2, 0.4)):
        store.append(facts.run(facts.variant(n=n), f"run{n}", position=n, of=task), facts.end(f"run{n}", score=score))
    assert one(store, "SELECT best_score, best_run_id FROM experiments").tolist() == [0.2, "run1"]


def test_a_stopped_and_an_interrupted_experiment_are_never_done(store):
    store.append(facts.goal(), facts.experiment(), facts.experiment("e2"), facts.run(facts.variant()))
    store.append(
        facts.run(facts.variant(), "run2", "e2"), facts.end("run1", "stopped"), facts.end("run2", "interrupted")
    )
    assert store.query("SELECT state FROM experiments ORDER BY experiment_id").state.tolist() == [
        "stopped",
        "interrupted",
    ]


def test_an_experiment_whose_interrupted_runs_were_done_again_is_done(store):
    store.append(facts.goal(), facts.experiment(), facts.run(facts.variant()), facts.end(outcome="interrupted"))
    again = facts.run(facts.variant(), "run2").model_copy(update={"resumes": "run1"})
    store.append(again, facts.end("run2", score=0.9))
    row = one(store, "SELECT state, ok, interrupted, best_run_id FROM experiments")
    assert row.tolist() == ["done", 1, 0, "run2"]


def test_a_recommendation_meets_what_came_of_it(store):
    a, b = facts.variant(), facts.variant(n=2)
    store.append(facts.goal(), facts.recommendation(a), facts.recommendation(b, "r2", rank=2), facts.experiment())
    store.append(facts.run(a), facts.start(), facts.end(score=0.84, wall_s=25.0))
    rows = store.query("SELECT * FROM recommendations ORDER BY rank")
    assert rows.predicted_score[0] == 0.8 and rows.actual_score[0] == 0.84 and rows.actual_s[0] == 25.0
    assert bool(rows.score_inside[0]) and not bool(rows.cost_inside[0])
    assert rows.run_id[0] == "run1" and rows[["run_id", "actual_score", "score_inside"]].loc[1].isna().all()


def test_a_run_before_the_recommendation_is_not_what_came_of_it(store):
    store.append(facts.goal(), facts.experiment(), facts.recommendation(facts.variant()))
    store.append(facts.run(facts.variant(), seconds=1), facts.end())
    assert store.query("SELECT run_id FROM recommendations").run_id.isna().all()


def test_a_proposal_waits_and_is_then_as_it_was_decided(store):
    plans = {s: facts.proposal(facts.variant(), id=s) for s in ("waiting", "approved", "declined", "edited", "forged")}
    store.append(*plans.values())
    store.append(facts.decision(plans["approved"], id="d1"), facts.decision(plans["declined"], "reject", id="d2"))
    store.append(facts.decision(plans["edited"], "edit", id="d3"))
    forged = facts.decision(plans["forged"], id="d4").model_copy(update={"plan_hash": "another"})
    store.append(forged)
    store.append(plans["waiting"].model_copy(update={"id": "old"}))
    store.append(Proposal(**{**plans["waiting"].model_dump(), "id": "new", "replaces": "old"}))
    states = store.query("SELECT proposal_id, state FROM proposals").set_index("proposal_id").state.to_dict()
    assert states.pop("forged") == "waiting", "an approval of another plan approves nothing"
    assert states.pop("old") == "edited" and states.pop("new") == "waiting"
    assert all(key == state for key, state in states.items())
    assert not bool(one(store, "SELECT covers_plan FROM decisions WHERE decision_id = 'd4'").covers_plan)


def test_feedback_says_what_it_changed_and_whether_it_was_taken_back(store):
    story = facts.one_of_each()
    store.append(*(f for f in story if not isinstance(f, FeedbackWithdrawal)))
    row = one(store, "SELECT * FROM feedback")
    assert row.effect == "Boosting fell from 1 to 3." and not row.withdrawn and row.dataset == "churners"
    store.append(FeedbackWithdrawal(feedback_id="f1", person="bob", withdrawn_at=facts.at(30)))
    assert one(store, "SELECT withdrawn, withdrawn_by FROM feedback").tolist() == [True, "bob"]


def test_a_profile_is_the_newest_of_each_key(store):
    def learned(id, key, value, person="ada"):
        return ProfileFact(id=id, person=person, key=key, value=value, learned_at=facts.at())

    store.append(learned("1", "role", "analyst"), learned("2", "role", "data_scientist"), learned("3", "default:n", 5))
    store.append(learned("4", "default:n", None), learned("5", "role", "analyst", "bob"))
    frame = store.query("SELECT person, key, value FROM profiles ORDER BY 1")
    assert frame.to_numpy().tolist() == [["ada", "role", '"data_scientist"'], ["bob", "role", '"analyst"']]


def test_a_changed_goal_is_no_longer_in_force(store):
    store.append(facts.goal(), facts.goal("g2", supersedes="g1"))
    frame = store.query("SELECT goal_id, in_force, superseded_by, budget_s FROM goals ORDER BY goal_id")
    assert frame.in_force.tolist() == [False, True] and frame.superseded_by[0] == "g2" and frame.budget_s[0] == 300


def test_own_and_imported_runs_are_side_by_side_whatever_metrics_are_called(store, tmp_path):
    table = tmp_path / "odd.csv"
    table.write_text('param.x,"metric.a""b",metric.f1,started,runtime\n1,0.5,0.6,2025-01-01,1e300\n2,0.7,0.8,,\n')
    store.append(*facts.one_of_each())
    apply(store, importer_of(str(table)).read(str(table)), "ada", facts.at)
    frame = store.query("SELECT tool, count(*) AS n FROM all_runs GROUP BY tool").set_index("tool").n
    own, brought = len(store.query("FROM runs")), len(store.query("FROM imported_runs"))
    assert frame["sextant"] == own and frame.sum() == own + brought
    assert one(store, "SELECT score FROM all_runs WHERE run_id = 'run1'").score == 0.81
