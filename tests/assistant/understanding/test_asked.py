"""What people ask for in passing, in several wordings each, with neighbours that mean something else."""
# ruff: noqa: E501 - a table broken over lines is harder to read than a long one

import pytest

from assistant.cards import Command
from assistant.understanding import Context, understand
from assistant.understanding.consent import consent, is_halt, is_unopposed
from assistant.understanding.recast import no_new_target

TABLE = Context(columns=("age", "income", "sex", "churned"), target="churned", recommendations=5)
PENDING = TABLE.model_copy(update={"proposal": True})
RUNNING = TABLE.model_copy(update={"running": True})
BOTH = TABLE.model_copy(update={"running": True, "proposal": True})


def said(text, context=TABLE):
    return [(c.name, c.args) for c in understand(text, context).commands]


def names(text, context=TABLE):
    return [c.name for c in understand(text, context).commands]


@pytest.mark.parametrize("text", [
    "I have no objections, you may begin.", "We have no objection, go ahead", "I don't object, proceed", "nothing against it, begin",
    "I have no problem with it, start", "no reason not to, go ahead", "nobody objects, start it",
])  # fmt: skip
def test_who_objects_to_nothing_agrees(text):
    assert consent(text) == "approve"
    assert said(text, PENDING) == [("approve", {})]


@pytest.mark.parametrize("text", [
    "I have no objections, but wait", "I have nothing against it", "no objections, unless it costs more", "no objections to the first one",
    "I have no objections if finance agrees", "I have no idea",
])  # fmt: skip
def test_no_objection_with_something_open_decides_nothing(text):
    assert consent(text) is None
    assert is_unopposed(text)
    assert not {"approve", "decline"} & set(names(text, PENDING))


@pytest.mark.parametrize("text", ["I have objections", "my objections stand", "no, it costs too much", "decline"])
def test_an_objection_is_no_yes(text):
    assert not is_unopposed(text)
    assert "approve" not in names(text, PENDING)


@pytest.mark.parametrize(("text", "second"), [
    ("go ahead, and tell me when half is through", ("status", {})),
    ("yes, and tell me when the first one is done", ("status", {})),
    ("go, and let me know when it is finished", ("status", {})),
    ("yes! keep me posted after each run", ("status", {})),
    ("approved; while it works, why was rank 2 recommended?", ("explain_recommendation", {"rank": 2})),
    ("approved. In the meantime, show me the results", ("show_results", {})),
    ("yes please. And what does f1 mean?", ("help", {"topic": "f1"})),
])  # fmt: skip
def test_a_yes_with_another_request_does_both(text, second):
    assert said(text, PENDING) == [("approve", {}), second]


@pytest.mark.parametrize("text", [
    "yes, if it takes less than 5 minutes", "go ahead once Anna agrees", "approved as long as it is cheap", "yes, but only if rank 2 is dropped",
    "ok, unless it takes over an hour", "yes, tell me before you start it", "yes, let me know if it is safe to start", "ok, tell me when I can approve it",
    "yes, but tell me when it costs more than planned", "go ahead after you told me the cost", "yes, ping me when it is done, if it may run at all",
    "approved, provided that memory stays under 2 GB", "start when I say so",
])  # fmt: skip
def test_a_yes_with_a_condition_starts_nothing(text):
    assert consent(text) is None
    assert "approve" not in names(text, PENDING)


@pytest.mark.parametrize(
    "text", ["stop", "stop it!", "please stop", "stop everything", "cancel", "abort it", "call it off", "that's enough"]
)
def test_a_bare_stop_while_runs_go_on_and_a_plan_waits_asks_which(text):
    assert is_halt(text)
    question = understand(text, BOTH).question
    assert question is not None
    assert [o.says for o in question.options] == ["stop the runs", "drop the plan"]
    assert [names(o.says, BOTH) for o in question.options] == [["stop"], ["decline"]]


@pytest.mark.parametrize(("text", "context", "meant"), [
    ("stop", PENDING, [("decline", {})]), ("stop it", PENDING, [("decline", {})]), ("stop everything", PENDING, [("decline", {})]),
    ("stop because it is too dear", PENDING, [("decline", {"reason": "it is too dear"})]),
    ("stop", RUNNING, [("stop", {})]), ("stop the runs", BOTH, [("stop", {})]), ("stop run 2", BOTH, [("stop", {"ranks": [2]})]),
    ("stop the plan", BOTH, [("decline", {})]), ("no", BOTH, [("decline", {})]), ("don't stop", BOTH, []),
])  # fmt: skip
def test_a_stop_is_of_what_can_be_stopped(text, context, meant):
    assert said(text, context) == meant


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
    ("make it 8 runs, three at a time", PENDING, {"runs": 8, "parallel": 3}), ("use both cores", PENDING, {"parallel": 2}),
    ("run them one after the other", PENDING, {"parallel": 1}),
    ("use a random search over boosting with 6 runs, seed 3, 60 s in all", TABLE, {"families": ["boosting"], "runs": 6, "seed": 3, "seconds": 60, "strategy": "random"}),
    ("random search, 12 runs, seed 42", TABLE, {"runs": 12, "seed": 42, "strategy": "random"}), ("run the first two with seed 3", TABLE, {"ranks": [1, 2], "seed": 3}),
    ("run 1 and 2, 60 s in total", TABLE, {"ranks": [1, 2], "seconds": 60}), ("run the first three, 2 in parallel", TABLE, {"ranks": [1, 2, 3], "parallel": 2}),
    ("run 1 and 2 at once", TABLE, {"ranks": [1, 2]}), ("propose all with 60 runs, but no rank 4", TABLE, {"all": True, "runs": 60, "exclude_ranks": [4]}),
    ("all of them with 60 runs, not the fourth", TABLE, {"all": True, "runs": 60, "exclude_ranks": [4]}), ("run all, no 4", TABLE, {"all": True, "exclude_ranks": [4]}),
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


def test_a_column_called_seed_is_no_setting():
    sown = Context(columns=("seed", "plot", "yield_t"), target="yield_t", recommendations=3)
    assert said("seed 3", sown) != [("propose_runs", {"seed": 3})]
    assert "seed" not in understand("drop the seed", sown).commands[0].args


@pytest.mark.parametrize(("text", "columns"), [
    ("please use income again", ["income"]), ("you may use sex and income again", ["sex", "income"]), ("allow age again", ["age"]), ("income can be used after all", ["income"]),
    ("take sex back in", ["sex"]),
])  # fmt: skip
def test_a_column_is_allowed_again(text, columns):
    assert said(text) == [("constrain", {"columns_allowed": columns})]


@pytest.mark.parametrize("text", ["you must use income", "run it again", "use the model again"])
def test_again_is_not_always_of_a_column(text):
    assert all("columns_allowed" not in args for _, args in said(text))


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


SCORES = Context(columns=("mathScore1", "mathScore2", "age", "passed"), target="passed")
BANDS = Context(columns=("mag_g", "mag_r", "ra", "dec", "is_quasar"), target="is_quasar")


@pytest.mark.parametrize(("text", "context", "offered"), [
    ("leave the math score out", SCORES, ["leave the mathScore1 out", "leave the mathScore2 out"]),
    ("drop math score", SCORES, ["drop mathScore1", "drop mathScore2"]), ("predict the math score", SCORES, ["predict the mathScore1", "predict the mathScore2"]),
    ("drop the magnitude", BANDS, ["drop the mag_g", "drop the mag_r"]), ("leave mag out", BANDS, ["leave mag_g out", "leave mag_r out"]),
    ("split by magnitude", BANDS, ["split by mag_g", "split by mag_r"]),
])  # fmt: skip
def test_a_name_that_columns_share_is_asked_once(text, context, offered):
    understood = understand(text, context)
    assert not understood.commands and understood.question is not None
    assert [o.says for o in understood.question.options] == offered


@pytest.mark.parametrize(("text", "context", "columns"), [
    ("without the math scores", SCORES, ["mathScore1", "mathScore2"]), ("drop both magnitudes", BANDS, ["mag_g", "mag_r"]), ("do not use the magnitudes", BANDS, ["mag_g", "mag_r"]),
    ("ignore mathScore1", SCORES, ["mathScore1"]), ("drop math score 2", SCORES, ["mathScore2"]), ("drop mag g", BANDS, ["mag_g"]), ("drop mag_g and ra", BANDS, ["mag_g", "ra"]),
])  # fmt: skip
def test_a_plural_is_all_of_them_and_a_whole_name_is_one(text, context, columns):
    assert said(text, context) == [("constrain", {"columns_forbidden": columns})]


@pytest.mark.parametrize(
    ("text", "columns"),
    [("mag_g", ["mag_g"]), ("the mag_r one", ["mag_r"]), ("both", ["mag_g", "mag_r"]), ("drop ra", ["ra"])],
)
def test_the_question_which_column_is_answered_in_a_word(text, columns):
    asked = BANDS.model_copy(
        update={"question_slot": "column", "question_options": ("drop mag_g please", "drop mag_r please")}
    )
    assert said(text, asked) == [("constrain", {"columns_forbidden": columns})]


HERD = Context(columns=("tag", "farm", "breed", "milk_kg", "vet_eur", "mastitis"), target="mastitis", kind="binary")
RULED = HERD.model_copy(update={"last_columns": "columns_forbidden"})


@pytest.mark.parametrize(("text", "columns"), [
    ("No, that is wrong. I only meant the tag, the farm and the breed.", ["tag", "farm", "breed"]), ("no, only the farm and the breed", ["farm", "breed"]),
    ("that's not right, I meant just the breed", ["breed"]), ("No. I meant milk_kg, not breed", ["milk_kg"]), ("not those, only farm and breed", ["farm", "breed"]),
])  # fmt: skip
def test_a_correction_of_columns_is_of_the_rule_just_made(text, columns):
    assert said(text, RULED) == [("correct", {"columns_forbidden": columns})]


@pytest.mark.parametrize(("text", "args"), [
    ("no, the target is breed", {"target": "breed"}), ("wrong, I meant to predict breed", {"target": "breed"}), ("no, I meant F1", {"metric": "f1"}),
])  # fmt: skip
def test_a_correction_of_the_target_stays_one(text, args):
    assert said(text, RULED) == [("correct", args)]


def test_what_columns_were_is_not_always_known():
    assert said("No, I meant breed", HERD) == [("correct", {"target": "breed"})]
    assert said("No, I only meant the farm and the breed", HERD) == [
        ("correct", {"columns_forbidden": ["farm", "breed"]})
    ]


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


def test_which_to_stop_teaches_nothing():
    question = understand("stop", BOTH).question
    assert question is not None and question.slot != "reading", "a choice there would be remembered for every stop"


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


def test_columns_of_things_of_their_own_share_no_name():
    loans = Context(
        columns=("loan_amnt", "loan_status", "income"), target="loan_status", datasets=("loans",), recommendations=3
    )
    assert said("What if the loan amount couldn't be used?", loans) == [
        ("what_if", {"columns_forbidden": ["loan_amnt"]})
    ]
    assert ("history", {"families": ["boosting"], "dataset": "loans", "since_days": 7}) in said(
        "Who tried boosting on the loans data last week?", loans
    )


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
