"""What people ask for in passing, in several wordings each, with neighbours that mean something else."""
# ruff: noqa: E501 - a table broken over lines is harder to read than a long one

import pytest

from assistant.cards import Command
from assistant.understanding import Context, understand
from assistant.understanding.corrections.recast import no_new_target

TABLE = Context(columns=("age", "income", "sex", "churned"), target="churned", recommendations=5)
PENDING = TABLE.model_copy(update={"proposal": True})
RUNNING = TABLE.model_copy(update={"running": True})


def said(text, context=TABLE):
    return [(c.name, c.args) for c in understand(text, context).commands]


def names(text, context=TABLE):
    return [c.name for c in understand(text, context).commands]


KEPT = Context(columns=("age", "income", "churned"), target="churned", results=4, models=("churn",))
TRIED = TABLE.model_copy(update={"results": 2, "tried": (1, 2)})


@pytest.mark.parametrize("text", [
    "What is my goal now?", "what's the goal at the moment?", "remind me what we are trying to predict", "show me the goal", "what am I predicting again?",
    "which goal is set?", "so what exactly is my aim?", "what have I asked for so far?",
])  # fmt: skip
def test_the_goal_can_be_asked_for(text):
    assert said(text) == [("status", {})]


@pytest.mark.parametrize("text", [
    "What is a goal?", "my goal is to predict income", "what is the goal of this tool?", "change my goal to accuracy", "go back to the first goal",
])  # fmt: skip
def test_other_talk_of_goals_is_no_question_for_it(text):
    assert said(text) != [("status", {})]


@pytest.mark.parametrize(("text", "name"), [
    ("how is the model doing?", "check_drift"), ("what happened to the model in march?", "check_drift"), ("why is it worse than in February?", "check_drift"),
    ("how has it been doing lately?", "check_drift"), ("what went wrong with the model in April?", "check_drift"), ("how is the model holding up?", "check_drift"),
    ("how is it going?", "status"), ("how does the model work?", "explain_model"),
    ("what are you watching?", "watch"), ("which folders are being watched?", "watch"), ("what do you keep an eye on?", "watch"), ("stop watching it", "watch"),
    ("is anything being watched?", "watch"), ("show me what is monitored", "watch"), ("which version is in production?", "ask_numbers"),
    ("show me the alias history", "ask_numbers"), ("list all promotions", "ask_numbers"), ("how did the aliases move?", "ask_numbers"),
    ("what was in production before?", "ask_numbers"), ("who put it there?", "who_approved"), ("what did we run on loans last week?", "history"),
    ("put the best model in production", "promote"),
])  # fmt: skip
def test_a_model_in_use_is_asked_after(text, name):
    assert name in names(text, KEPT)


@pytest.mark.parametrize("text", ["how is the model doing?", "how is it going?"])
def test_while_runs_go_on_their_state_is_told(text):
    assert names(text, KEPT.model_copy(update={"running": True})) == ["status"]


@pytest.mark.parametrize(("text", "topic"), [
    ("What does 68 of 100 mean?", "68 of 100"), ("what is 0.87 supposed to tell me?", "0.87"), ("what do the 72 % mean?", "72 %"),
    ("is 0.81 a good score?", "0.81"), ("explain the 68 of 100", "68 of 100"), ("how should I read 0.93?", "0.93"),
])  # fmt: skip
def test_a_figure_is_explained_as_such(text, topic):
    assert said(text, KEPT) == [("help", {"topic": topic})]


@pytest.mark.parametrize(
    "text", ["explain row 68", "why was customer 68 predicted to leave?", "explain the prediction for row 100"]
)
def test_a_row_is_still_a_row(text):
    assert names(text, KEPT) == ["explain_prediction"]


@pytest.mark.parametrize(
    "text",
    [
        "Which signs told you most?",
        "what gave it away?",
        "which clues count most?",
        "what tipped you off?",
        "which symptoms helped most?",
    ],
)
def test_what_told_most_is_what_the_model_rests_on(text):
    assert said(text, KEPT) == [("explain_model", {})]


@pytest.mark.parametrize(("text", "args"), [
    ("ok, run the other three", {"ranks": [3, 4, 5]}), ("now run the rest", {"ranks": [3, 4, 5]}), ("try the others too", {"ranks": [3, 4, 5]}),
    ("and the other two?", {"ranks": [3, 4]}), ("run the ones we have not tried yet", {"ranks": [3, 4, 5]}),
    ("run the other three please, 10 minutes", {"ranks": [3, 4, 5], "seconds": 600}), ("run the first three", {"ranks": [1, 2, 3]}), ("run number three", {"ranks": [3]}),
])  # fmt: skip
def test_the_others_are_those_not_tried(text, args):
    assert said(text, TRIED) == [("propose_runs", args)]


def test_the_others_of_a_plan_are_those_not_in_it():
    waiting = TRIED.model_copy(update={"proposal": True})
    assert said("add the other three", waiting) == [("edit_proposal", {"ranks": [3, 4, 5]})]
    assert said("run the other three") == [("propose_runs", {"runs": 3})], "which were tried is not known"


@pytest.mark.parametrize(("text", "context", "args"), [
    ("change it to 10 runs, 2 in parallel", PENDING, {"runs": 10, "parallel": 2}), ("2 in parallel please", PENDING, {"parallel": 2}),
    ("4 in parallel, seed 11", TABLE, {"parallel": 4, "seed": 11}), ("seed 3 please", TABLE, {"seed": 3}),
    ("top 3, 2 in parallel", TABLE, {"ranks": [1, 2, 3], "parallel": 2}),
    ("make it 8 runs, three at a time", PENDING, {"runs": 8, "parallel": 3}), ("use both cores", PENDING, {"parallel": 2}),
    ("run them one after the other", PENDING, {"parallel": 1}),
    ("use a random search over boosting with 6 runs, seed 3, 60 s in all", TABLE, {"families": ["boosting"], "runs": 6, "seed": 3, "seconds": 60, "strategy": "random"}),
    ("random search, 12 runs, seed 42", TABLE, {"runs": 12, "seed": 42, "strategy": "random"}), ("run the first two with seed 3", TABLE, {"ranks": [1, 2], "seed": 3}),
    ("run 1 and 2, 60 s in total", TABLE, {"ranks": [1, 2], "seconds": 60}), ("run the first three, 2 in parallel", TABLE, {"ranks": [1, 2, 3], "parallel": 2}),
    ("run 1 and 2 at once", TABLE, {"ranks": [1, 2]}), ("propose all with 60 runs, but no rank 4", TABLE, {"all": True, "runs": 60, "exclude_ranks": [4]}),
    ("all of them with 60 runs, not the fourth", TABLE, {"all": True, "runs": 60, "exclude_ranks": [4]}), ("run all, no 4", TABLE, {"all": True, "exclude_ranks": [4]}),
    ("run 1 and 2, no 3", TABLE, {"ranks": [1, 2]}), ("run 1, 2 and 4 but no 5", TABLE, {"ranks": [1, 2, 4]}), ("run no 1, no 3", TABLE, {"ranks": [1, 3]}),
    ("run no 4", TABLE, {"ranks": [4]}), ("2 pls run it, 10 min", TABLE, {"ranks": [2], "seconds": 600}), ("3, run it please", TABLE, {"ranks": [3]}),
])  # fmt: skip
def test_figures_of_a_plan_keep_apart(text, context, args):
    (command,) = understand(text, context).commands
    assert command.name == ("edit_proposal" if context.proposal else "propose_runs")
    assert command.args == args


@pytest.mark.parametrize(
    ("text", "ranks"),
    [("run 3 again with another seed", [3]), ("repeat run 2 with a different seed", [2]), ("the first two with a fresh random seed, run them", [1, 2])],
)  # fmt: skip
def test_another_seed_makes_a_repetition_a_plan(text, ranks):
    done = TABLE.model_copy(update={"results": 4})
    assert said(text, done) == [("propose_runs", {"ranks": ranks, "seed": 1})]
    assert said("repeat run 2", done) == [("replay", {"run": "2"})]


@pytest.mark.parametrize(("text", "first"), [
    ("how far is it? and what does class balanced mean?", [("status", {}), ("help", {"topic": "class balanced"})]),
    ("is it done? and what is recall?", [("status", {}), ("help", {"topic": "recall"})]),
])  # fmt: skip
def test_two_questions_get_two_answers(text, first):
    assert said(text, RUNNING) == first


@pytest.mark.parametrize(("text", "value"), [
    ("the positive class is '>50K'", ">50K"), ("the positive class is >50K", ">50K"), ("the positive class is <=50K", "<=50K"),
])  # fmt: skip
def test_a_class_keeps_its_sign(text, value):
    context = Context(columns=("age", "income"), target="income", column_values={"income": ("<=50K", ">50K")})
    assert said(text, context) == [("set_goal", {"positive_class": value})]
    asked = context.model_copy(update={"question_slot": "positive_class", "question_options": ("<=50K", ">50K")})
    assert said(f"‘{value}’", asked) == said(f"'{value}'", asked) == [("set_goal", {"positive_class": value})]


@pytest.mark.parametrize(("text", "context", "meant"), [
    ("don't stop the first, only the second and third", RUNNING, [("stop", {"ranks": [2, 3]})]), ("don't stop the first", RUNNING, []),
    ("don't promote the first, but the second", KEPT, [("promote", {"rank": 2})]), ("Explain the model at rank 1. Don't promote it, mind you.", KEPT, [("explain_model", {"rank": 1})]),
])  # fmt: skip
def test_what_is_denied_is_not_done(text, context, meant):
    assert said(text, context) == meant


def test_a_place_on_the_list_is_no_figure():
    assert names("explain 3", KEPT) != ["help"]
    assert said("What does 81 of 100 mean for my clients?", KEPT) == [("help", {"topic": "81 of 100"})]
    assert said("Which things told the model most that somebody leaves?", KEPT) == [("explain_model", {})]
    assert names("which is best?", KEPT) != ["explain_model"]


def test_while_runs_go_on_the_rest_is_of_them_and_a_counted_rest_of_the_list():
    going = TRIED.model_copy(update={"running": True})
    assert said("run the other three", going) == [("propose_runs", {"ranks": [3, 4, 5]})]
    assert said("let the rest run", going) == said("run the rest", going) == [("resume", {})]


@pytest.mark.parametrize(
    "text",
    [
        "goal?",
        "could you tell me the goal we set?",
        "is the goal still churned?",
        "which column are we predicting?",
        "recap the goal for me",
    ],
)
def test_asking_for_the_goal_never_changes_it(text):
    assert said(text) == [("status", {})]


@pytest.mark.parametrize(("text", "name"), [
    ("when did version 2 go live?", "who_approved"), ("what is serving at the moment?", "ask_numbers"), ("do you watch anything for me?", "watch"),
    ("which of the measurements were most telling?", "explain_model"), ("what are the main signs?", "explain_model"),
])  # fmt: skip
def test_more_is_asked_of_a_model(text, name):
    assert names(text, KEPT) == [name]


def test_a_question_sets_no_target_by_allusion():
    goal = Command(name="set_goal", args={"target": "income"})
    asked = Command(name="help", args={"topic": "goal"})
    assert no_new_target("What is a goal?", (asked, goal), TABLE) == (asked,)
    assert no_new_target("help me predict income", (asked, goal), TABLE) == (asked, goal)
    assert no_new_target("What is a goal?", (goal,), TABLE) == (goal,)


@pytest.mark.parametrize("text", [
    "fewer", "a little less, please", "more of these and less of those", "keep the ones in between", "use the other column instead",
    "the month", "take care of the thing with the wards", "I preferred it the other way round", "the early batch, you know the one",
])  # fmt: skip
def test_words_that_only_point_are_asked_about(text):
    understood = understand(text, TABLE)
    assert not understood.commands
    assert understood.question is not None


@pytest.mark.parametrize(("text", "name"), [
    ("more suggestions please", "recommend"), ("the results", "show_results"), ("keep the age column", "constrain"), ("the second", "propose_runs"),
    ("you know what I want: run the top three", "propose_runs"),
])  # fmt: skip
def test_words_that_name_what_they_are_about_are_read(text, name):
    assert name in names(text)


@pytest.mark.parametrize("text", ["give up on the runs", "enough of this search", "we abandon these experiments"])
def test_giving_up_on_the_runs_stops_them(text):
    assert said(text, RUNNING) == [("stop", {})]
    assert ("stop", {}) not in said(f"don't {text}", RUNNING)


@pytest.mark.parametrize(("text", "promoted"), [
    ("make the test harder", False), ("make the baseline a bit stricter", False), ("make the second the baseline", True), ("make 2 our challenger", True),
])  # fmt: skip
def test_making_a_post_harder_gives_it_to_nothing(text, promoted):
    assert ("promote" in names(text, TABLE.model_copy(update={"results": 3}))) is promoted


@pytest.mark.parametrize(("text", "expected"), [
    ("use the sample iris", [("use_data", {"source": "iris"})]), ("take the example dataset called wine", [("use_data", {"source": "wine"})]),
    ("use the dataset again", []), ("use the sample weights", []),
])  # fmt: skip
def test_a_sample_is_opened_by_its_name_behind_the_word(text, expected):
    assert said(text, Context()) == expected


@pytest.mark.parametrize(
    "text", ["boosting keeps predicting income wrongly", "it still insists on predicting income for children"]
)
def test_what_a_model_does_is_no_goal(text):
    assert "set_goal" not in names(text, Context(columns=TABLE.columns))
    assert said("keep predicting income", Context(columns=TABLE.columns)) == [("set_goal", {"target": "income"})]


@pytest.mark.parametrize(("text", "expected"), [
    ("optimise mcc rather than f1", [("set_goal", {"metric": "mcc"})]), ("use mcc, not accuracy", [("set_goal", {"metric": "mcc"})]),
    ("drop mcc", [("constrain", {"columns_forbidden": ["mcc"]})]), ("drop mcc, not age", None),
])  # fmt: skip
def test_a_name_of_a_column_and_a_metric_is_the_metric_beside_another_metric(text, expected):
    shop = TABLE.model_copy(update={"columns": (*TABLE.columns, "mcc")})
    assert said(text, shop) == expected if expected else all("metric" not in args for _, args in said(text, shop))


@pytest.mark.parametrize(
    "text",
    [
        "squeeze all the recall you can out of it",
        "get us as much recall as you can",
        "squeeze every bit of recall out of it",
    ],
)
def test_all_there_is_of_a_metric_is_what_it_is_optimised_for(text):
    assert said(text) == [("set_goal", {"metric": "recall"})]


@pytest.mark.parametrize(("text", "split"), [
    ("split in order of age, tested on the final 15 percent", {"holdout_fraction": 0.15}), ("split along age, the newest 20% are kept for testing", {"holdout_fraction": 0.2}),
    ("order by age, 25 percent held out", {"holdout_fraction": 0.25}), ("the last 5 percent are noise, split in order of age", {}),
    ("split in order of age with 5 folds, the last 10 percent are tested by hand", {"folds": 5}),
])  # fmt: skip
def test_a_split_along_time_has_the_share_that_is_tested(text, split):
    (args,) = [a for n, a in said(text) if n == "set_validation"]
    assert args == {"method": "time", "column": "age", **split}


def test_a_share_is_no_place_on_the_list():
    assert said("hold out the last 10 percent") == [("set_validation", {"method": "holdout", "holdout_fraction": 0.1})]


def test_a_full_stop_behind_a_limit_ends_the_sentence():
    fresh = Context(columns=TABLE.columns)
    assert said("predict income. 12 runs max. cheap please", fresh) == [
        ("set_goal", {"target": "income"}), ("set_budget", {"runs": 12}), ("prefer", {"wish": "cheap"}),
    ]  # fmt: skip
    assert said("max. 12 runs please", fresh) == [("set_budget", {"runs": 12})]


def test_a_thing_and_its_format_may_be_called_a_base():
    assert said("export the model as onnx and last week's knowledge base as json too") == [
        ("export", {"what": "model", "format": "onnx"}), ("export", {"what": "knowledge", "format": "json"}),
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["f-one is the metric", "the measure is f-one"])
def test_a_metric_spelt_out_is_known(text):
    assert said(text) == [("set_goal", {"metric": "f1"})]
    assert said("forrests please") == said("forests please") == [("recommend", {"families": ["forest"]})]


@pytest.mark.parametrize(
    ("text", "columns"),
    [("we learn the kwh figure only two weeks later", ["kwh"]), ("they get the rain figures a few days afterwards", ["rain_mm"])],
)  # fmt: skip
def test_what_comes_later_is_left_out(text, columns):
    field = Context(columns=("kwh", "rain_mm", "farm", "fails"), target="fails")
    assert said(text, field) == [("constrain", {"columns_forbidden": columns})]


@pytest.mark.parametrize(
    ("text", "target", "kept"),
    [
        ("the tariff number is only a name, keep it out", "tariff", False),
        ("will income be taxed next year?", "income", False),
        ("we also measure by default as target metric", "default", True),
        ("f1 as the target metric", "default", False),
        ("from now on income is the goal", "income", True),
        ("let us go for income", "income", True),
        ("income with rmse", "income", True),
        ("another question: income", "income", True),
    ],
)
def test_another_target_needs_words_of_what_is_to_be_predicted(text, target, kept):
    context = Context(columns=("tariff", "income", "default"), target="default", kind="binary")
    goal = Command(name="set_goal", args={"target": target, "metric": "f1"})
    found = no_new_target(text, (goal,), context)
    assert ("target" in found[0].args) is kept
    assert found[0].args["metric"] == "f1"


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("every svm or knn we ran in the past 40 days", ("history", {"families": ["svm", "knn"], "since_days": 40})),
        (
            "What did the runner-up learn from region and rain",
            ("explain_model", {"rank": 2, "columns": ["region", "rain"]}),
        ),
        ("What would you advise if the rain were not known?", ("what_if", {"columns_forbidden": ["rain"]})),
        ("something an inspector can read, please", ("constrain", {"interpretable": True})),
        ("leave whole regions out when you validate", ("set_validation", {"method": "group", "column": "region"})),
    ],
)
def test_what_is_asked_in_other_words(text, command, encoder):
    table = Context(columns=("region", "rain", "hail"), target="hail", kind="binary", results=4)
    assert [(c.name, c.args) for c in understand(text, table, encoder).commands] == [command]


@pytest.mark.parametrize("said", ["look over it", "go through it", "read it over"])
def test_a_file_just_named_is_looked_over(said):
    commands = understand(f"take vats.csv, {said}, and suggest something simple", Context()).commands
    assert [c.name for c in commands] == ["use_data", "look_at_data", "recommend"]


@pytest.mark.parametrize(
    ("said", "args"),
    [
        ("look at logp and tpsa", {"columns": ["logp", "tpsa"]}),
        ("look at the columns age and income", {"columns": ["age", "income"]}),
        ("show me soil_ph please", {"columns": ["soil_ph"]}),
        ("show me the table", {}),
    ],
)
def test_columns_of_a_file_just_named_are_looked_at(said, args):
    commands = understand(f"open x.csv, then {said}", Context()).commands
    assert [(c.name, c.args) for c in commands][1:] == [("look_at_data", args)]


@pytest.mark.parametrize(("text", "meant"), [
    ("what's the difference between recall and precision?", [("help", {"topic": "recall and precision"})]), ("what's the difference between 1 and 3?", [("compare", {"ranks": [1, 3]})]),
    ("is the top one really using income?", [("explain_model", {"rank": 1, "columns": ["income"]})]), ("look at age and income again", [("look_at_data", {"columns": ["age", "income"]})]),
    ("f1, 45 min, no svm, then run 1 and 2", [("set_goal", {"metric": "f1"}), ("set_budget", {"seconds": 2700}), ("constrain", {"families_forbidden": ["svm"]}), ("propose_runs", {"ranks": [1, 2]})]),
    ("fit forests, knn and svm, at most 10 minutes a run", [("propose_runs", {"families": ["forest", "knn", "svm"]}), ("constrain", {"max_run_s": 600})]),
    ("explain the third, promote it", [("explain_model", {"rank": 3}), ("promote", {"rank": 3})]), ("give me the model file as onnx", [("export", {"what": "model", "format": "onnx"})]),
])  # fmt: skip
def test_words_places_and_limits_are_of_what_they_are_said_of(text, meant):
    assert said(text, TABLE.model_copy(update={"results": 3})) == meant
