"""What is there, what was said, and where one stood."""

import pytest

from assistant.understanding import Context, understand
from assistant.understanding.commands.whats_there import of_kept, recalls, where_stood, whose_history

WORK = Context(columns=("age", "tsh", "sick"), target="sick", kind="binary", recommendations=5, results=3,
               models=("ward-a",))  # fmt: skip


def said(text, context, encoder):
    return [(c.name, c.args) for c in understand(text, context, encoder).commands]


@pytest.mark.parametrize(
    "text",
    ["which models are there?", "what models do I have", "list all versions of ward-a", "history of ward-a",
     "history of the champion", "who approved the plan and when"],
)  # fmt: skip
def test_what_is_there_is_a_question_of_what_is_kept(text, encoder):
    assert said(text, WORK, encoder) == [("ask_numbers", {"question": text})]


@pytest.mark.parametrize(
    "text",
    ["hey, me again. where were we?", "where did we leave off", "what did we do last time?", "what have I ruled out",
     "what did I object to last time?", "what did i say about age", "what have I told you that still counts?"],
)  # fmt: skip
def test_what_was_said_and_done_is_looked_up(text, encoder):
    for context in (WORK, Context(columns=WORK.columns, question_slot="target")):
        assert said(text, context, encoder) == [("history", {})]


@pytest.mark.parametrize(
    "text",
    ["which models would you try?", "show me the models you recommend", "which models are best here", "no more models",
     "which models are allowed", "what did you find", "where are we with the runs", "what does the model say"],
)  # fmt: skip
def test_other_questions_are_none_of_these(text):
    assert not (of_kept(text) or where_stood(text) or recalls(text) or whose_history(text))


def test_who_promoted_it_names_no_target(encoder):
    asked = Context(columns=WORK.columns, question_slot="target")
    assert said("who promoted it, when, and with what argument?", asked, encoder) == [("who_approved", {})]


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("how do I call it from my code? I need a REST API", "serving"),
        ("what's the command to serve it", "serving"),
        ("what exactly happens when I say yes?", "after a yes"),
        ("does it send my data somewhere?", "after a yes"),
        ("how do I know it isn't just memorising", "how it is checked"),
        ("does the plan include a baseline?", "baseline"),
    ],
)
def test_what_a_newcomer_asks_is_help(text, topic, encoder):
    fresh = WORK.model_copy(update={"results": 0, "models": (), "proposal": True})
    assert said(text, fresh, encoder) == [("help", {"topic": topic})]


def test_the_baseline_stands_beside_the_results(encoder):
    for text in ("what was the baseline's score again?", "what would a trivial classifier get?"):
        assert said(text, WORK, encoder) == [("show_results", {})]
    assert said("make the linear model the baseline", WORK, encoder)[0][0] != "show_results"


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("what about row 3, why", ("explain_prediction", {"key": "3"})),
        ("how about case #17?", ("explain_prediction", {"key": "17"})),
        ("the metric was f1 or what", ("help", {"topic": "how it is checked"})),
        ("show me the confusion matrix", ("show_results", {})),
        ("which policies are there?", ("retrain", {})),
        ("list the policies", ("retrain", {})),
        ("which one's in prod and why", ("ask_numbers", {"question": "which one's in prod and why"})),
        ("whats live right now?", ("ask_numbers", {"question": "whats live right now?"})),
    ],
)
def test_short_questions_of_what_is_there(text, command, encoder):
    assert said(text, WORK, encoder) == [command]


def test_where_one_stood_keeps_what_it_is_limited_to(encoder):
    assert said("what did we do here with boosting last month?", WORK, encoder) == [
        ("history", {"families": ["boosting"], "since_days": 30})
    ]


@pytest.mark.parametrize(
    "text",
    ["how much better is the best model than the default baseline in F1?", "how much better is it than a plain guess?"],
)
def test_a_difference_to_the_baseline_is_a_figure(text, encoder):
    assert [name for name, _ in said(text, WORK, encoder)] != ["show_results"]


@pytest.mark.parametrize(
    "text", ["tell me how many policies there are in each region", "how many policies do we have per region"]
)
def test_policies_of_an_insurer_are_rows_to_be_counted(text, encoder):
    sold = Context(columns=("policy_nr", "region", "claim"), target="claim", kind="regression")
    assert [name for name, _ in said(text, sold, encoder)] == ["ask_numbers"]
