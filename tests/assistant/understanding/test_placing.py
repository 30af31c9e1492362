# ruff: noqa: E501 - one case a line reads better than one broken over several
import pytest

from assistant.understanding import Context, understand
from assistant.understanding.corrections.retracted import without_retracted
from assistant.understanding.joining.binding import bound
from assistant.understanding.merging import Piece
from assistant.understanding.once import meant_once
from assistant.understanding.placing import placed

TWO = Context(models=("mill_a", "mill_b"), results=3, recommendations=5)


@pytest.mark.parametrize(
    ("text", "found", "order"),
    [
        ("mill_a rollback + retrain", ["retrain", "roll_back"], ["roll_back", "retrain"]),
        ("mill_a: drift, approver", ["who_approved", "check_drift"], ["check_drift", "who_approved"]),
        ("the third: why? and run it", ["propose_runs", "explain_recommendation"], ["explain_recommendation", "propose_runs"]),
        ("make 2 active, then mill_b train new", ["retrain", "promote"], ["promote", "retrain"]),
        ("leaderboard, afterwards a csv of it", ["export", "show_results"], ["show_results", "export"]),
        ("score may.parquet, check it for drift first", ["score_data", "check_drift"], ["check_drift", "score_data"]),
        ("export the ranking, compare the best two first though", ["export", "compare"], ["compare", "export"]),
        ("score may.parquet; then compare it with the first", ["score_data", "compare"], ["score_data", "compare"]),
        ("watch in/daily with mill_a, and retrain it first", ["watch", "retrain"], ["retrain", "watch"]),
        ("park runs 1 and 4, what's the state of the rest", ["status", "pause"], ["pause", "status"]),
        ("replay run 8, and undo before that what I said last", ["replay", "undo"], ["undo", "replay"]),
    ],
)  # fmt: skip
def test_what_the_reader_adds_stands_where_its_own_words_do(text, found, order):
    assert [p.name for p in placed(text, [Piece(0, name, {}) for name in found])] == order


def test_what_is_done_beforehand_comes_first_and_a_decision_keeps_its_order():
    plan, rule = Piece(0, "propose_runs", {}), Piece(20, "constrain", {"columns_forbidden": ["x"]})
    assert [p.name for p in placed("number two please, and drop x beforehand", [plan, rule])] == ["constrain", "propose_runs"]  # fmt: skip
    yes = [Piece(0, "status", {}), Piece(4, "approve", {})]
    assert [p.name for p in placed("how far? go", yes)] == ["status", "approve"]


def test_two_models_each_belong_to_their_own_act():
    text = "check drift of mill_a and if you're at it retrain mill_b"
    both = [Piece(0, n, {"model": m}) for n in ("check_drift", "retrain") for m in ("mill_a", "mill_b")]
    assert [(p.name, p.args["model"]) for p in bound(text, both, TWO)] == [("check_drift", "mill_a"), ("retrain", "mill_b")]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("mill_a to staging; retrain it each... no, only the promotion", "mill_a to staging"),
        ("show the ranking, and a pdf of it, no, skip that.", "show the ranking"),
        ("what is left? Never mind. Compare 1 and 2.", "Compare 1 and 2."),
        ("promote the first and retrain nothing", "promote the first"),
        ("forget that", "forget that"),
        ("promote the second. no, forget it", ""),
        ("the best precision, never mind the cost", "the best precision, never mind the cost"),
    ],
)  # fmt: skip
def test_what_is_taken_back_in_the_same_breath_is_not_read(text, kept):
    assert without_retracted(text, Context()) == kept


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("40 tries. No, make that 60", "60 tries"),
        ("hold out 20 percent, sorry, 25", "hold out 25 percent"),
        ("spend 10 minutes, or rather 15 minutes, on it", "spend 15 minutes, on it"),
        ("five folds... wait, no, make it ten", "ten folds"),
        ("three ideas, no, four please", "four ideas please"),
        ("run 1 and 2, no 3", "run 1 and 2, no 3"),
        ("run 1, 2 and 3. No, 4 too", "run 1, 2 and 3. No, 4 too"),
        ("5 folds. Make it 20 runs", "5 folds. Make it 20 runs"),
        ("at most 10 minutes. No svm", "at most 10 minutes. No svm"),
        ("20 runs, sorry I am late", "20 runs, sorry I am late"),
    ],
)
def test_a_figure_put_right_in_the_same_breath_takes_the_place_of_the_first(text, kept):
    assert without_retracted(text, Context()) == kept


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("judge it by R2 - oh no, sorry, MAPE - please", "judge it by MAPE please"),
        ("try trees, or rather forests", "try forests"),
        ("predict age, oops, I meant churn", "predict churn"),
        ("grid, no wait, bayesian search", "bayesian search"),
        ("mcc... hold on, only recall please", "recall please"),
        ("boosting, no wait, just plain trees", "trees"),
        ("r2, then only mape", "r2, then only mape"),
        ("no trees, sorry, and no svm", "no trees, sorry, and no svm"),
        ("exclude age, no, churn stays", "exclude age, no, churn stays"),
        ("not mae, sorry, rmse", "not mae, sorry, rmse"),
        ("metric mae, no trees", "metric mae, no trees"),
    ],
)
def test_a_thing_put_right_in_the_same_breath_takes_the_place_of_the_first(text, kept):
    assert without_retracted(text, Context(columns=("age", "churn"))) == kept


def test_while_a_plan_waits_a_figure_is_put_right_only_where_nothing_else_is_said():
    waiting = Context(proposal=True, recommendations=3)
    assert without_retracted("40 runs. no, make that 60", waiting) == "60 runs"
    assert without_retracted("yes. 40 runs. no, make that 60", waiting) == "yes. 40 runs. no, make that 60"


def test_two_things_of_one_place_come_in_the_order_they_are_named():
    both = [Piece(0, "explain_model", {"model": "mill_a"}), Piece(0, "explain_prediction", {"key": "31"})]
    text = "explain sack 31's prediction and the model behind it, mill_a"
    assert [p.name for p in placed(text, both)] == ["explain_prediction", "explain_model"]
    assert [p.name for p in placed("explain mill_a and its prediction for 31", both)] == [p.name for p in both]


def test_two_questions_of_one_sentence_are_one_in_its_own_words():
    first, second = "how many sacks burst", "how heavy were they?"
    text = f"{first}, and {second}"
    asked = [Piece(0, "ask_numbers", {"question": first}), Piece(len(first) + 6, "ask_numbers", {"question": second})]
    assert [p.args for p in meant_once(text, asked, TWO)] == [{"question": text}]
    apart = f"{first}. Also show 2. And {second}"
    asked[1] = Piece(apart.index(second), "ask_numbers", {"question": second})
    assert len(meant_once(apart, asked, TWO)) == 2


def test_nothing_is_cut_while_a_plan_waits():
    text = "start it... no, just show me the results"
    assert without_retracted(text, Context(proposal=True)) == text
    assert "approve" not in {c.name for c in understand(text, Context(proposal=True, recommendations=3)).commands}


@pytest.mark.parametrize(
    ("text", "context", "commands"),
    [
        ("compare 1 and 3, then explain 3", TWO, [("compare", {"ranks": [1, 3]}), ("explain_model", {"rank": 3})]),
        ("explain 3", Context(recommendations=5), [("explain_recommendation", {"rank": 3})]),
        ("explain the second suggestion", TWO, [("explain_recommendation", {"rank": 2})]),
        ("explain the better one", TWO, [("explain_model", {"rank": 1})]),
        ("put the winner and the third next to each other", TWO, [("compare", {"ranks": [1, 3]})]),
        ("compare the two results", TWO, [("compare", {"ranks": [1, 2]})]),
        ("recall of all runs", TWO, [("show_results", {"metric": "recall"})]),
        ("score jan.csv with mill_a, retrain it regardless", TWO, [("score_data", {"source": "jan.csv", "model": "mill_a"}), ("retrain", {"model": "mill_a"})]),
    ],
)  # fmt: skip
def test_places_and_models_are_what_the_moment_makes_of_them(text, context, commands):
    assert [(c.name, c.args) for c in understand(text, context).commands] == commands


@pytest.mark.parametrize(
    ("text", "commands"),
    [
        ("promote mill_a as backup", [("promote", {"model": "mill_a", "alias": "backup"})]),
        ("ship 3 as north-prod", [("promote", {"rank": 3, "alias": "north-prod"})]),
        ("retrain mill_a and put rank 2 live as challenger", [("retrain", {"model": "mill_a"}), ("promote", {"rank": 2, "alias": "challenger"})]),
        ("save the second model as mill_a too", [("promote", {"rank": 2, "alias": "mill_a"})]),
        ("who put mill_a into production", [("who_approved", {"model": "mill_a"})]),
        ("is mill_a in production?", [("ask_numbers", {"question": "is mill_a in production?"})]),
        ("has mill_b gone live?", []),
        ("promote the third and explain it", [("promote", {"rank": 3}), ("explain_model", {"rank": 3})]),
        ("score may.csv with mill_b and show me how it decides", [("score_data", {"source": "may.csv", "model": "mill_b"}), ("explain_model", {"model": "mill_b"})]),
        ("watch kafka://mill/feed with mill_b", [("watch", {"source": "kafka://mill/feed", "model": "mill_b"})]),
    ],
)  # fmt: skip
def test_a_post_is_given_by_a_wish_and_never_by_a_question(text, commands):
    found = [(c.name, c.args) for c in understand(text, TWO).commands]
    assert found == commands


def test_what_two_readings_made_of_one_mention_is_kept_once():
    both = [Piece(0, n, {"rank": 2}) for n in ("explain_model", "explain_recommendation")]
    assert [p.name for p in meant_once("why the second suggestion?", both, TWO)] == ["explain_recommendation"]
    assert [p.name for p in meant_once("compare 1 and 3; explain 2", both, TWO)] == ["explain_model"]
    row = [Piece(0, "replay", {"run": "r-9"}), Piece(0, "explain_prediction", {"key": "r-9"})]
    assert [p.name for p in meant_once("replay r-9", row, TWO)] == ["replay"]
    table = Piece(0, "show_results", {"n": 3, "metric": "f1"})
    assert meant_once("the f1 of all three", [table], TWO)[0].args == {"metric": "f1"}
    assert meant_once("the best three by f1", [table], TWO)[0].args == table.args
    goal = [Piece(0, "set_goal", {"target": "x"}), Piece(9, "show_results", {"metric": "mae"})]
    assert [p.args for p in meant_once("predict x from now on, by mae", goal, TWO)] == [{"metric": "mae", "target": "x"}]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "exports"),
    [
        ("show the results, then send them as xlsx", [{"what": "results", "format": "xlsx"}]),
        ("promote 1 to staging; afterwards export it as pickle", [{"what": "model", "format": "pickle"}]),
        ("export the results as csv and the knowledge too", [{"what": "results", "format": "csv"}, {"what": "knowledge"}]),
        ("save everything we said as markdown", [{"what": "conversation", "format": "markdown"}]),
    ],
)  # fmt: skip
def test_what_is_handed_out_is_what_was_spoken_of(text, exports):
    assert [c.args for c in understand(text, TWO).commands if c.name == "export"] == exports


@pytest.mark.parametrize(
    ("text", "posts"),
    [
        ("mill_a -> production, mill_b -> archive", [("mill_a", "production"), ("mill_b", "archive")]),
        ("2nd place into production as champion, 3rd as challenger", [(2, "champion"), (3, "challenger")]),
        ("mill_b: champion. Then show the results.", [("mill_b", "champion")]),
        ("mill_a shadow, mill_b stays where it is", [("mill_a", "shadow")]),
        ("let the best one - rank 1 - be the shadow", [(1, "shadow")]),
        ("is mill_a shadow?", []),
        ("mill_a is production, mill_b is challenger", []),
    ],
)
def test_posts_are_handed_out_without_a_verb(text, posts):
    found = [c.args for c in understand(text, TWO).commands if c.name == "promote"]
    assert [(a.get("model", a.get("rank")), a["alias"]) for a in found] == posts


def test_nothing_is_promoted_without_a_verb_beside_a_plan():
    waits = TWO.model_copy(update={"proposal": True})
    assert "promote" not in {c.name for c in understand("mill_a shadow, mill_b stays", waits).commands}


@pytest.mark.parametrize(
    ("text", "args"),
    [
        ("explain 1 w.r.t. dust_mg and feed_t", {"rank": 1, "columns": ["dust_mg", "feed_t"]}),
        ("what role does the feed play in the second one?", {"rank": 2, "columns": ["feed_t"]}),
        ("explain model 1", {"rank": 1}),
    ],
)
def test_columns_of_an_explanation_are_named_in_full_or_in_part(text, args):
    context = TWO.model_copy(update={"columns": ("dust_mg", "feed_t", "wear"), "target": "wear"})
    assert [(c.name, c.args) for c in understand(text, context).commands] == [("explain_model", args)]


def test_what_is_asked_or_found_too_bad_is_not_promoted():
    post = Piece(0, "promote", {"rank": 2, "alias": "staging"})
    blame = Piece(0, "feedback", {"rank": 2, "sentiment": "negative"})
    assert [p.name for p in meant_once("rank 2 is too slow for staging", [blame, post], TWO)] == ["feedback"]
    assert [p.name for p in meant_once("promote rank 2 to staging, it is not too slow", [post], TWO)] == ["promote"]
    model = Piece(0, "promote", {"model": "mill_a", "alias": "production"})
    assert not meant_once("should mill_a be in production?", [model], TWO)
    assert meant_once("mill_a shall be production, and who approved mill_b?", [model], TWO)


def test_praise_that_only_says_that_it_will_do_is_none():
    pieces = [Piece(0, "feedback", {"rank": 3, "sentiment": "positive"}), Piece(30, "promote", {"alias": "challenger"})]
    found = meant_once("number three is good enough. tag it as challenger", pieces, TWO)
    assert [(p.name, p.args) for p in found] == [("promote", {"rank": 3, "alias": "challenger"})]
    assert len(meant_once("number three convinces me. tag it as challenger", pieces, TWO)) == 2


GRID = Piece(0, "propose_runs", {"strategy": "grid", "runs": 30, "seconds": 60})


@pytest.mark.parametrize(
    ("text", "plan", "budget", "left"),
    [
        ("grid search, a minute, no more than 30 tries overall", GRID, {"runs": 30}, None),
        ("grid search, a minute is the budget, 30 tries", GRID, {"runs": 30, "seconds": 60}, None),
        ("grid search with 30 tries for a minute, an hour in all", GRID, {"seconds": 3600}, {"seconds": 3600}),
        ("no try may last longer than a minute", Piece(0, "constrain", {"max_run_s": 60}), {"seconds": 60}, None),
        ("a minute per run, one minute in all", Piece(0, "constrain", {"max_run_s": 60}), {"seconds": 60}, {"seconds": 60}),
        ("no try longer than a minute, 9 tries", Piece(0, "constrain", {"max_run_s": 60}), {"runs": 9, "seconds": 60}, {"runs": 9}),
    ],
)  # fmt: skip
def test_a_limit_of_the_plan_or_of_each_run_is_none_of_the_whole_as_well(text, plan, budget, left):
    kept = meant_once(text, [plan, Piece(20, "set_budget", budget)], Context())
    assert [p.args for p in kept if p.name == "set_budget"] == ([left] if left else [])


def test_the_past_of_a_family_is_not_looked_up_where_suggestions_are_asked_for():
    both = [Piece(0, "recommend", {"families": ["knn"]}), Piece(0, "history", {"families": ["knn"]})]
    assert [p.name for p in meant_once("have you anything with knn", both, Context())] == ["recommend"]
    assert len(meant_once("have you anything with knn that worked before", both, Context())) == 2
    assert (
        len(meant_once("any knn? what about trees", [both[0], Piece(9, "history", {"families": ["tree"]})], Context()))
        == 2
    )


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("hold out a fifth, no, hold out 30 percent", "hold out 30 percent"),
        ("you have an hour... no, take two hours", "you have two hours"),
        ("drop age, sorry, keep churn", "drop age, sorry, keep churn"),
        ("recall of 80 percent, no leaks, hold out 30 percent", "recall of 80 percent, no leaks, hold out 30 percent"),
    ],
)
def test_a_share_or_time_is_put_right_with_its_verb_said_again(text, kept):
    assert without_retracted(text, Context(columns=("age", "churn"))) == kept


@pytest.mark.parametrize(
    ("text", "asked", "n"),
    [
        ("a forest and something linear, three in total", [{"families": ["forest"]}, {"families": ["linear"]}], 3),
        ("give me a forest instead and not more than one", [{"families": ["forest"]}], 1),
        ("forests please, two ideas altogether", [{"families": ["forest"]}], 2),
        ("forests please, with 20 in reserve overall", [{"families": ["forest"]}], None),
        ("forests please, at most 1.5", [{"families": ["forest"]}], None),
    ],
)
def test_how_many_are_wanted_may_be_said_behind_what_they_are_to_be(text, asked, n):
    kept = meant_once(text, [Piece(i, "recommend", a) for i, a in enumerate(asked)], Context())
    assert [p.args.get("n") for p in kept] == [*(None for _ in asked[1:]), n]


def test_another_figure_is_no_number_of_suggestions():
    asked = Piece(0, "recommend", {"families": ["tree"]})
    for other in (Piece(9, "set_budget", {"runs": 9}), Piece(9, "constrain", {"min_metric": {"metric": "mae"}})):
        assert "n" not in meant_once("trees, 9 in total", [asked, other], Context())[0].args


def test_what_is_sent_where_sextant_writes_to_nobody_is_no_export():
    both = [Piece(0, "out_of_scope", {}), Piece(20, "export", {})]
    assert [p.name for p in meant_once("write to my aunt and send it to her", both, Context())] == ["out_of_scope"]
    both[1] = Piece(20, "export", {"what": "results"})
    assert len(meant_once("sing a song and export the results", both, Context())) == 2


def test_that_file_is_the_one_named_before():
    said = understand(
        "has mill_a drifted in may.csv? then watch that file as well", Context(models=("mill_a",))
    ).commands
    assert [(c.name, c.args.get("source")) for c in said] == [("check_drift", "may.csv"), ("watch", "may.csv")]
    one = [Piece(0, "watch", {"model": "mill_a"})]
    assert "source" not in bound("watch mill_a closely, may.csv is old", one, Context(models=("mill_a",)))[0].args


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("the wait is for sure the main thing. compare 1 and 3", 1),
        ("wait is what counts here, compare 1 and 3", 1),
        ("the wait is the main thing, keep it. compare 1 and 3", 2),
        ("wait must be in, it is the most important factor; compare 1 and 3", 2),
        ("we want the wait in. compare 1 and 3", 2),
    ],
)
def test_what_only_matters_is_not_required_by_that(text, kept):
    both = [Piece(0, "constrain", {"columns_required": ["wait"]}), Piece(40, "compare", {"ranks": [1, 3]})]
    assert len(meant_once(text, both, Context(columns=("wait",), results=3))) == kept
    assert len(meant_once(text, both[:1], Context(columns=("wait",)))) == 1


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("You have put 5 folds, it would be better with eight", "make it eight folds"),
        ("There are 20 runs, but I prefer 12", "make it 12 runs"),
        ("You used 3 folds. Better take 6 folds, please", "make it 6 folds, please"),
        ("You made 5 folds, that is better than 3", "You made 5 folds, that is better than 3"),
        ("You used 5 folds and 20 runs", "You used 5 folds and 20 runs"),
        ("You took 10 minutes, would it be better in 2 runs?", "You took 10 minutes, would it be better in 2 runs?"),
    ],
)
def test_the_better_figure_takes_the_place_of_the_one_that_was_found(text, kept):
    assert without_retracted(text, Context()) == kept


def test_a_file_is_open_before_it_is_looked_at():
    said = [
        (c.name, c.args)
        for c in understand("Here's x.csv. Have a look at tail_mm and sex before anything else.", Context()).commands
    ]
    assert said == [("use_data", {"source": "x.csv"}), ("look_at_data", {"columns": ["tail_mm", "sex"]})]
    pieces = [Piece(0, "use_data", {"source": "x.csv"}), Piece(12, "show_profile", {})]
    assert [p.name for p in placed("load x.csv, show my profile before that", pieces)] == ["show_profile", "use_data"]


@pytest.mark.parametrize(
    ("text", "commands"),
    [
        ("put the winner live, call it ada", [("promote", {"rank": 1, "alias": "ada"})]),
        ("promote the second as tram_prod", [("promote", {"rank": 2, "alias": "tram_prod"})]),
        ("promote number 3 to production as hearty", [("promote", {"rank": 3, "alias": "production", "name": "hearty"})]),
        ("pickle export of the model and the leaderboard as json", [("export", {"what": "model", "format": "pickle"}), ("export", {"what": "results", "format": "json"})]),
        ("the second is a keeper, it knows the hills. promote it as hilly_prod", [("feedback", {"rank": 2, "sentiment": "positive", "reason": "it knows the hills"}), ("promote", {"rank": 2, "alias": "hilly_prod"})]),
        ("csv export of the results", [("export", {"what": "results", "format": "csv"})]),
    ],
)  # fmt: skip
def test_a_name_belongs_to_the_promotion_and_a_format_to_its_thing(text, commands, encoder):
    assert [(c.name, c.args) for c in understand(text, Context(results=3), encoder).commands] == commands


def test_a_time_of_one_training_is_none_of_one_answer_and_kinds_ruled_out_are_not_suggested():
    both = [Piece(0, "constrain", {"max_latency_ms": 30000.0}), Piece(9, "constrain", {"max_run_s": 30})]
    assert meant_once("at most 30 seconds for one training", both, Context()) == both[1:]
    assert meant_once("30 s for one prediction, 30 s for one training", both, Context()) == both
    kinds = [Piece(0, "constrain", {"families_forbidden": ["svm"]}), Piece(9, "recommend", {"families": ["svm"]})]
    assert meant_once("anything but svms, show me", kinds, Context())[1].args == {}
