"""What is asked for behind a first request is kept: a thing in a format, a look back, what a word means."""

import pytest

from assistant.understanding import Context, understand

FINISHED = Context(columns=("plot_id", "rain_mm", "crop", "yield_t"), target="yield_t", results=6,
                   models=("yield_gb", "yield_rf"))  # fmt: skip


def said(text, context, encoder=None):
    return [(c.name, c.args) for c in understand(text, context, encoder).commands]


@pytest.mark.parametrize(
    ("text", "commands"),
    [
        (
            "Make the winner our champion, and from then on keep an eye on /in/fields",
            [("promote", {"rank": 1, "alias": "champion"}), ("watch", {"source": "/in/fields"})],
        ),
        (
            "retrain yield_gb, and on top of that check yield_rf for drift",
            [("retrain", {"model": "yield_gb"}), ("check_drift", {"model": "yield_rf"})],
        ),
        (
            "What is a challenger, exactly? And who approved yield_rf?",
            [("help", {"topic": "challenger"}), ("who_approved", {"model": "yield_rf"})],
        ),
        (
            "compare 2, 4 and 5, and explain the best of them",
            [("compare", {"ranks": [2, 4, 5]}), ("explain_model", {"rank": 2})],
        ),
    ],
)
def test_what_is_asked_behind_a_first_request_is_kept(text, commands):
    assert said(text, FINISHED) == commands


def test_what_the_reader_sees_behind_a_first_request_is_kept(encoder):
    chat = ("export", {"what": "conversation", "format": "pdf"})
    assert said("promote number 2, and the chat as pdf for our auditors", FINISHED, encoder) == [
        ("promote", {"rank": 2}),
        chat,
    ]
    both = [("export", {"what": "experiment", "format": "markdown"}), ("export", {"what": "model", "format": "onnx"})]
    assert said("the run log as markdown, the winner as onnx", FINISHED, encoder) == both
    assert said("what is a drift report? did yield_gb drift?", FINISHED, encoder) == [
        ("help", {"topic": "drift report"}),
        ("check_drift", {"model": "yield_gb"}),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "compare 1 and 2, the results in a table",
        "explain the first one in plain words",
        "stop comparing the results in staging",
    ],
)
def test_a_thing_without_a_format_is_not_handed_out(text):
    assert "export" not in dict(said(text, FINISHED))


def test_which_is_champion_and_what_has_drifted_ask_for_no_help():
    for text in ("what is the champion?", "what has drifted?", "what is the drift of yield_gb now?"):
        assert "help" not in dict(said(text, FINISHED))


def test_a_figure_is_asked_for_behind_a_look_back(encoder):
    found = dict(said("What did Anna try last week, and how many hours did she use up?", FINISHED, encoder))
    assert found["history"] == {"person": "Anna", "since_days": 7}
    assert found["ask_numbers"]["question"].startswith("how many hours did she use up")
    alone = dict(said("What did Anna try last week, and how did it go?", FINISHED, encoder))
    assert "ask_numbers" not in alone


def test_a_format_that_a_part_is_nothing_but_is_of_what_is_handed_out(encoder):
    chat = [("export", {"what": "conversation", "format": "pdf"})]
    assert said("I need our whole talk on paper. As PDF, if you can.", FINISHED, encoder) == chat
    model = [("export", {"what": "model", "format": "onnx"})]
    assert said("Save the model. In ONNX, please.", FINISHED, encoder) == model
    bare = [("export", {"what": "results"})]
    assert said("export the results. In short: we are done", FINISHED, encoder)[:1] == bare


def test_what_is_shown_comes_before_what_is_handed_out(encoder):
    names = [n for n, _ in said("Give me the ten best by MAE, plus the results as a csv file", FINISHED, encoder)]
    assert names == ["show_results", "export"]


def test_whose_work_and_how_long_ago_may_stand_before_the_look_back(encoder):
    text = "A colleague of ours, Moreau, worked on similar fields in the last forty days. May I see what was tried?"
    assert said(text, FINISHED, encoder) == [("history", {"person": "Moreau", "since_days": 40})]
    plain = said("A colleague, who is away, asked. What was tried on this before?", FINISHED, encoder)
    assert plain == [("history", {})]
