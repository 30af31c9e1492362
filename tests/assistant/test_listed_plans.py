"""A plan of listed runs is those runs and no more, whatever the budget would allow."""

from store.records import Proposal
from tests.assistant.test_assistant import Talk


def test_a_budget_of_more_runs_adds_none_to_those_that_were_chosen(app, churn):
    talk = Talk(app)
    talk.say(("use_data", {"source": str(churn)}), ("set_goal", {"target": "churn"}), ("set_budget", {"runs": 20}))
    talk.say(("propose_runs", {"ranks": [1, 2]}))
    plan = app.store.find(Proposal)[-1].plan
    assert (len(plan.runs), plan.most_runs, plan.grows) == (2, 2, False)
    talk.say(("edit_proposal", {"ranks": [3], "runs": 10}))
    plan = app.store.find(Proposal)[-1].plan
    assert (len(plan.runs), plan.most_runs, plan.grows) == (1, 1, False)


def test_one_place_that_comes_in_for_another_leaves_the_rest_of_the_plan(app, churn):
    talk = Talk(app)
    talk.say(("use_data", {"source": str(churn)}), ("set_goal", {"target": "churn"}))
    talk.say(("propose_runs", {"ranks": [1, 2]}))
    talk.words(
        'edit_proposal {"strategy": "swap", "strategy": null, "ranks": [3], "exclude_ranks": [2]}'
    )  # its words count
    plan = app.store.find(Proposal)[-1].plan
    assert [r.rank for r in plan.runs] == [1, 3]
