"""English in the order and words of other mother tongues, and good English that only looks like it."""

# ruff: noqa: E501 - one case a line reads better than one broken over several
import time

import pytest

from assistant.understanding import Context, understand
from assistant.understanding.text.learners import in_english_order

COLUMNS = ("plot_id", "rain_mm", "soil", "yield_t")
RESULTS = Context(columns=COLUMNS, target="yield_t", kind="regression", recommendations=5, results=5)
RUNNING = RESULTS.model_copy(update={"running": True})
WAITING = RESULTS.model_copy(update={"proposal": True})


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("Who is in the moment in front?", "Who is at the moment in front?"),
        ("It may take two hours and half", "It may take 2.5 hours"),
        ("Pause the two last", "Pause the last two"),
        ("Is there something more fast?", "Is there something faster?"),
        ("Which is the model more precise of all?", "Which is the most precise model of all?"),
        ("Show the run the most stable", "Show the most stable run"),
        ("Not longer as 20 minutes", "Not longer than 20 minutes"),
        ("Everything less the fifth", "Everything except the fifth"),
        ("For which reason is it on the list?", "Why is it on the list?"),
        ("What means pruning?", "What does pruning mean?"),
        ("Stacking what means?", "What does Stacking mean?"),
        ("What tested Ingrid last month?", "What did Ingrid test last month?"),
        ("Oleg did what?", "What did Oleg do?"),
        ("And our client asks how many plots are dry", "how many plots are dry"),
        ("Its RMSE how much is?", "What is its RMSE?"),
        ("I pretend to forecast the yield", "I want to forecast the yield"),
        ("Retire the column soil", "Remove the column soil"),
        ("The plot_id doesn't serve for nothing", "The plot_id is useless"),
        ("The second not works", "The second does not work"),
        ("Can you me the table as Excel send?", "Can you send me the table as Excel?"),
        ("Could you the fourth with the first compare?", "Could you compare the fourth with the first?"),
        ("The third is stuck, it stop", "Stop the third, it is stuck"),
        ("Number 2 from the plan throw, please", "Throw out number 2 from the plan, please"),
        ("The first very fast goes", "The first goes very fast"),
        ("Compare them, and the second put as staging", "Compare them, and put the second as staging"),
        ("time 30 minutes make", "make the time 30 minutes"),
        ("Stop No. 4. It hangs", "Stop number 4. It hangs"),
        ("Until when is it ready?", "When is it ready?"),
        ("The two last, stop them", "The last two, stop them"),
        ("What has tried Ingrid this year?", "What has Ingrid tried this year?"),
        ("Oleg last week what did?", "What did Oleg do last week?"),
        ("How much time lacks?", "How much longer does it take?"),
        ("What is the mean of RMSE?", "What is the meaning of RMSE?"),
        ("Teach me why it rained", "Tell me why it rained"),
        ("Confront the first with the second", "Compare the first with the second"),
        ("Rain must stay, without it not possible", "Rain must stay"),
        ("Without of soil the model has no sense", "Soil must be used"),
        ("Which is at the moment the best?", "Which is the best at the moment?"),
        ("Yield predict I want", "I want to predict yield"),
        ("Number 2 first stop", "Stop number 2"),
        ("What did Ines do since two weeks?", "What did Ines do in the last two weeks?"),
        ("The trials we did over crops_2021?", "The trials we did on crops_2021?"),
        ("Remove the second of the plan", "Remove the second from the plan"),
        ("The fourth didn't please me", "The fourth didn't convince me"),
        ("Substitute a forest for the tree", "Replace the tree with a forest"),
        ("We want to tell the species apart", "We want to classify the species"),
    ],
)
def test_a_habit_of_another_language_is_put_into_english(said, meant):
    assert in_english_order(said, RESULTS) == meant


@pytest.mark.parametrize(
    "said",
    [
        "In the moment of truth it failed", "Use more time", "Show me two more fast ones", "No more slow ones, please",
        "Run the two first, then stop", "An hour and a half", "Is no. 5 folds enough?", "Keep on? No. 2 hours is too long",
        "It did better as a team", "All of it in less than an hour", "Can you show me the results and export them?",
        "I know what the drop does", "This makes sense, it stops", "It serves farmers", "What means were used?",
        "Do the same", "The second is very slow", "Why is it so?", "Compare the first with the second, then stop",
        "The first looks good and the third does not", 'Call it "more fast"', "load more_fast.csv", "I want to retire the model", "I farm here since 20 years", "The first of the plan is odd", "It is over the limit_max", "Run the model over new_plots.csv", "What is the mean of rain_mm?", "Train without it", "The first I take as champion, the second put as shadow", "Go on from where they stopped", "Without soil it is worse",
    ],
)  # fmt: skip
def test_good_english_stays_as_it_is(said):
    assert in_english_order(said, RESULTS) == said


@pytest.mark.parametrize(
    ("said", "context", "meant"),
    [
        ("All less the second please run", RESULTS, [("propose_runs", {"all": True, "exclude_ranks": [2]})]),
        ("The first and the third are going badly, them stop", RUNNING, [("stop", {"ranks": [1, 3]})]),
        ("Could you the fourth with the first compare?", RESULTS, [("compare", {"ranks": [4, 1]})]),
        ("Number 4 from the plan throw", WAITING, [("edit_proposal", {"exclude_ranks": [4]})]),
        ("Please stop No. 2 and No. 5", RUNNING, [("stop", {"ranks": [2, 5]})]),
        ("Is there something more quick?", RESULTS, [("recommend", {"wish": "fast"})]),
    ],
)
def test_what_is_said_so_is_understood(said, context, meant):
    assert [(c.name, c.args) for c in understand(said, context).commands] == meant


@pytest.mark.parametrize(
    "text", ["a" * 1990, "first, second, " * 130, "can you the " * 160, "x_y/" * 490, "Anna " * 390]
)
def test_the_order_of_a_long_message_is_looked_at_in_time(text):
    started = time.process_time()
    in_english_order(text, RESULTS)
    assert time.process_time() - started < 1


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        (
            "First I see rain and soil, then we predict the yield",
            "First show me rain and soil, then we predict the yield",
        ),
        ("now we look at the soil", "now show me the soil"),
        ("First I see that the soil matters", "First I see that the soil matters"),
        ("now I see no reason for it", "now I see no reason for it"),
    ],
)
def test_what_is_seen_first_is_asked_for(said, meant):
    assert in_english_order(said, RESULTS) == meant
