"""What a second clause asks for, and what it leaves out because the first one said it."""

import pytest

from assistant.understanding import Context, understand

OFFERED = Context(columns=("plot_id", "rain_mm", "crop", "yield_t"), target="yield_t", kind="regression",
                  recommendations=5)  # fmt: skip
PLANNED = OFFERED.model_copy(update={"proposal": True})
KEPT = Context(columns=OFFERED.columns, target="yield_t", results=3, models=("yield_gb",))


def said(text, context, encoder=None):
    return [(c.name, c.args) for c in understand(text, context, encoder).commands]


@pytest.mark.parametrize(
    ("text", "ranks"),
    [
        ("number 2 is hopeless, start the other four", [1, 3, 4, 5]),
        ("The fifth makes no sense to me, it is rubbish. Run the rest", [1, 2, 3, 4]),
        ("number 1 is rubbish, try the others", [2, 3, 4, 5]),
    ],
)
def test_the_others_are_those_that_were_not_blamed(text, ranks):
    found = dict(said(text, OFFERED))
    assert found["feedback"]["sentiment"] == "negative"
    assert found["propose_runs"] == {"ranks": ranks}


@pytest.mark.parametrize(
    ("text", "plan"),
    [("number 2 is hopeless, start it anyway", {}), ("start the other four", {"runs": 4})],
)
def test_without_blame_or_in_spite_of_it_nothing_is_taken_away(text, plan):
    assert dict(said(text, OFFERED)).get("propose_runs") == plan


@pytest.mark.parametrize(
    ("text", "ranks"),
    [
        ("start numbers one, three and four", [1, 3, 4]),
        ("run recommendations one and two", [1, 2]),
        ("run numbers one to three", [1, 2, 3]),
        ("numbers two and four, 20 minutes in all", [2, 4]),
    ],
)
def test_places_are_spelled_out_behind_their_label(text, ranks):
    found = dict(said(text, OFFERED))
    assert found["propose_runs"]["ranks"] == ranks
    assert found["propose_runs"].get("runs") is None


@pytest.mark.parametrize(
    ("text", "changed"),
    [
        ("fine, but 40 minutes rather than 3", {"seconds": 2400}),
        ("make it 12 runs instead of 4", {"runs": 12}),
        ("everything instead of 4", {"all": True}),
        ("40 minutes, and not number 3", {"seconds": 2400, "exclude_ranks": [3]}),
    ],
)
def test_a_number_set_against_an_amount_is_no_place(text, changed):
    assert said(text, PLANNED) == [("edit_proposal", changed)]


@pytest.mark.parametrize(
    "text",
    [
        "either the second or the third, no matter which",
        "1 or 4, you decide",
        "any one of the first two, I don't care which",
    ],
)
def test_one_of_two_is_asked_back(text):
    assert understand(text, OFFERED).question is not None


def test_two_places_joined_by_or_may_be_run():
    assert said("run the second or the third", OFFERED) == [("propose_runs", {"ranks": [2, 3]})]


@pytest.mark.parametrize("text", ["please give it a little more time than last time", "a bit longer than usual"])
def test_more_time_than_before_is_asked_back(text):
    assert (understand(text, OFFERED).question or OFFERED).slot == "seconds"


@pytest.mark.parametrize(
    ("text", "model"),
    [
        ("retrain yield_gb and then score july.csv with it", "yield_gb"),
        ("promote yield_gb to production, then predict july.csv using the same model", "yield_gb"),
    ],
)
def test_a_file_is_scored_with_the_model_just_spoken_of(text, model):
    assert dict(said(text, KEPT))["score_data"] == {"source": "july.csv", "model": model}


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("I never understood what cross validation is", "cross validation"),
        ("no idea what overfitting means", "overfitting"),
        ("what is drift, by the way?", "drift"),
    ],
)
def test_a_word_is_explained_however_it_is_asked(text, topic):
    assert said(text, KEPT) == [("help", {"topic": topic})]


def test_the_drift_of_a_model_is_no_word_to_be_explained():
    assert said("what is the drift of yield_gb?", KEPT) == [("check_drift", {"model": "yield_gb"})]


@pytest.mark.parametrize(
    ("text", "out"),
    [
        ("What is the mean of rain_mm? Take that column out of the features.", ["rain_mm"]),
        ("how many plots have no rain_mm? please drop this field afterwards", ["rain_mm"]),
    ],
)
def test_that_column_is_the_one_just_asked_about(text, out):
    assert dict(said(text, OFFERED)).get("constrain") == {"columns_forbidden": out}


def test_a_column_left_as_it_is_stays():
    assert "constrain" not in dict(said("What is the mean of rain_mm? leave that column as it is", OFFERED))


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ("every rain_mm of one crop has to be on the same side of the split", "crop"),
        ("many plots share the weather, so one crop may not be in train and test", "crop"),
    ],
)
def test_what_stands_for_one_group_splits_the_rows(text, column):
    found = dict(said(text, OFFERED))
    assert found["set_validation"] == {"method": "group", "column": column}


@pytest.mark.parametrize(
    ("text", "costs"),
    [
        ("Letting a sick cow go is six times worse than calling the vet for nothing", (6, 1)),
        ("calling the vet in vain is three times less bad than letting a sick cow go", (3, 1)),
        ("I don't mind which kind of mistake happens, both weigh the same", (1, 1)),
    ],
)
def test_errors_are_weighed_in_words_of_ones_own(text, costs):
    context = Context(columns=("cow", "milk", "sick"), target="sick", kind="binary")
    assert said(text, context) == [("set_error_costs", {"false_negative": costs[0], "false_positive": costs[1]})]


@pytest.mark.parametrize(
    ("text", "approved"),
    [
        ("grid search instead of the random one, you have my ok", True),
        ("make it 4 runs, and with that you have my okay", True),
        ("you have my ok if it is 4 runs", False),
        ("do you have my ok?", False),
    ],
)
def test_my_ok_is_a_yes_by_name(text, approved):
    assert ("approve" in dict(said(text, PLANNED))) is approved


def test_what_somebody_did_is_looked_up():
    assert said("list what Nadia tried", KEPT) == [("history", {"person": "Nadia"})]
    assert said("what did Nadia try on herd_2 ?", KEPT) == [("history", {"person": "Nadia", "dataset": "herd_2"})]
    assert said("what did Nadia try on trees ?", KEPT) == [("history", {"person": "Nadia", "families": ["tree"]})]


def test_what_a_model_learned_is_no_lesson():
    assert "history" not in dict(said("explain what the best model has learned", KEPT))


@pytest.mark.parametrize(
    ("text", "excluded"),
    [
        ("number 4, take that out", [4]),
        ("I would like the second dropped", [2]),
        ("let's have the third thrown out and the time cut to 5 minutes", [3]),
        ("the fifth could be left out", [5]),
    ],
)
def test_a_place_that_goes_is_told_behind_it_too(text, excluded):
    ((name, args),) = said(text, PLANNED)
    assert name == "edit_proposal"
    assert args["exclude_ranks"] == excluded
    assert "ranks" not in args


@pytest.mark.parametrize("text", ["the third, leave it in", "cut the second down to 5 minutes"])
def test_a_place_that_stays_is_not_left_out(text):
    assert "exclude_ranks" not in dict(said(text, PLANNED)).get("edit_proposal", {})


@pytest.mark.parametrize(
    ("text", "commands"),
    [
        ("fine, but 10 minutes should do, and then go", [("edit_proposal", {"seconds": 600}), ("approve", {})]),
        ("fine except for number 3, leave that out and start",
         [("edit_proposal", {"exclude_ranks": [3]}), ("approve", {})]),
        ("approved, with some reluctance, only because my boss wants it",
         [("approve", {"reason": "only because my boss wants it"})]),
        ("you may start :)", [("approve", {})]),
    ],
)  # fmt: skip
def test_a_yes_with_a_change_or_a_mood_is_one(text, commands):
    assert said(text, PLANNED) == commands


@pytest.mark.parametrize(
    "text", ["approved only if my boss wants it", "go :(", "good except for the price, start", "fine, but 10 minutes?"]
)
def test_a_condition_or_a_frown_is_no_yes(text):
    assert "approve" not in dict(said(text, PLANNED))


def test_what_would_be_agreed_to_instead_is_a_request():
    refused = ("decline", {"reason": "too long for us"})
    assert said("declined, too long for us; eight runs with halving we could live with", PLANNED) == [
        refused,
        ("propose_runs", {"runs": 8, "strategy": "halving"}),
    ]
    assert said("no thanks, too pricey - anything cheaper?", PLANNED)[1] == ("recommend", {"wish": "cheap"})
    assert len(said("declined: I could never live with ten runs", PLANNED)) == 1


def test_the_strategy_is_the_one_that_takes_the_place_of_the_other():
    assert said("random instead of grid", PLANNED) == [("edit_proposal", {"strategy": "random"})]
    assert said("grid rather than random", PLANNED) == [("edit_proposal", {"strategy": "grid"})]
    assert "strategy" not in dict(said("random forest instead of knn", PLANNED)).get("edit_proposal", {})


@pytest.mark.parametrize(
    ("text", "supposed"),
    [
        ("just wondering: were it rmse we went by?", {"metric": "rmse"}),
        ("suppose forests were ruled out, what then?", {"families_forbidden": ["forest"]}),
        ("suppose an hour, would trees still win?", {"seconds": 3600}),
        ("what if only trees were allowed, would they win?", {"families_allowed": ["tree"]}),
    ],
)
def test_what_is_supposed_is_told_from_what_is_asked(text, supposed):
    assert said(text, OFFERED) == [("what_if", supposed)]


@pytest.mark.parametrize(
    ("text", "commands"),
    [
        ("explain number 4 and start it", [("explain_recommendation", {"rank": 4}), ("propose_runs", {"ranks": [4]})]),
        ("explain number 4 and run it with the first",
         [("explain_recommendation", {"rank": 4}), ("propose_runs", {"ranks": [1]})]),
        ("run 1 and 4, and why is 4 fourth?",
         [("propose_runs", {"ranks": [1, 4]}), ("explain_recommendation", {"rank": 4})]),
        ("trees? not for us, thanks", [("constrain", {"families_forbidden": ["tree"]})]),
        ("SVM - over my dead body!", [("constrain", {"families_forbidden": ["svm"]})]),
        ("trees? never heard of them", [("recommend", {"families": ["tree"]})]),
        ("forests?", [("recommend", {"families": ["forest"]})]),
        ("four ideas, all over the map please", [("recommend", {"n": 4, "wish": "diverse"})]),
        ("four ideas, the same as before", [("recommend", {"n": 4})]),
        ("use yield_t as the target, with 'low' counted as the positive class",
         [("set_goal", {"target": "yield_t", "positive_class": "low"})]),
    ],
)  # fmt: skip
def test_what_a_word_of_a_request_points_at_or_refuses(text, commands, encoder):
    found = said(text, OFFERED, encoder)
    assert [
        (
            n,
            {k: v for k, v in a.items() if k != "target" or n != "set_goal"}
            | ({"target": "yield_t"} if n == "set_goal" else {}),
        )
        for n, a in found
    ] == commands


@pytest.mark.parametrize(
    ("text", "ranks"),
    [
        ("stop 1 n 2, the third may go on", [1, 2]),
        ("stop the second, the first can finish", [2]),
        ("stop 1 and 3", [1, 3]),
    ],
)
def test_a_run_that_goes_on_is_not_stopped(text, ranks, encoder):
    running = OFFERED.model_copy(update={"running": True, "recommendations": 3})
    assert said(text, running, encoder) == [("stop", {"ranks": ranks})]


@pytest.mark.parametrize(
    ("text", "commands"),
    [
        ("the second of the runs I'd take as champion, the third put as canary",
         [("promote", {"rank": 2, "alias": "champion"}), ("promote", {"rank": 3, "alias": "canary"})]),
        ("the knowledge so far, export that as pdf; the chat I don't need",
         [("export", {"what": "knowledge", "format": "pdf"})]),
        ("export the chat, the results are not needed", [("export", {"what": "conversation"})]),
        ("import what is in before.json, then two suggestions",
         [("import_history", {"source": "before.json"}), ("recommend", {"n": 2})]),
        ("show me who I am to you, then switch me to analyst",
         [("show_profile", {}), ("set_role", {"role": "analyst"})]),
        ("I am baffled by these calibration curves, can you walk me through?",
         [("help", {"topic": "calibration curves"})]),
        ("not the slightest idea how one spots a leak", [("help", {"topic": "how one spots a leak"})]),
        ("what on earth is log loss supposed to mean?", [("help", {"topic": "log loss"})]),
        ("no idea how to start", [("help", {})]),
    ],
)  # fmt: skip
def test_other_words_for_what_is_wanted(text, commands, encoder):
    assert said(text, KEPT, encoder) == commands


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("open tides.csv, will you, and surge_cm is to be predicted", "surge_cm"),
        ("load tides.csv, we would like surge_cm estimated", "surge_cm"),
        ("nothing is to be predicted yet", None),
        ("open tides.csv, it has to be predicted", None),
    ],
)
def test_a_target_of_a_table_not_yet_opened_is_told_in_the_passive(text, target):
    assert dict(said(text, Context())).get("set_goal", {}).get("target") == target


def test_whatever_is_done_a_wish_holds_always(encoder):
    assert said("from now on, whatever I do, be quick", OFFERED, encoder) == [
        ("prefer", {"wish": "fast", "scope": "always"})
    ]
    assert "scope" not in dict(said("be quick", OFFERED, encoder))["prefer"]


def test_what_is_accepted_is_no_column_of_acceptors(encoder):
    molecules = Context(columns=("mol_id", "NumHAcceptors", "logS"), target="logS", kind="regression")
    text = "below 0.8 r2 I won't accept anything, and the mol id is not to be used"
    rules = dict(said(text, molecules, encoder))["constrain"]
    assert rules["columns_forbidden"] == ["mol_id"]
    assert said("leave out the acceptors", molecules, encoder) == [
        ("constrain", {"columns_forbidden": ["NumHAcceptors"]})
    ]


def test_who_is_fond_of_a_place_praises_it(encoder):
    ((_, args),) = said("I am rather fond of the second one, as it follows the rain", OFFERED, encoder)
    assert args == {"rank": 2, "sentiment": "positive", "reason": "it follows the rain"}


@pytest.mark.parametrize(
    ("text", "commands"),
    [
        ("what if you had two hours instead of 20 min?", [("what_if", {"seconds": 7200})]),
        ("suppose it got an hour rather than the usual ten minutes", [("what_if", {"seconds": 3600})]),
        ("what if instead of 10 minutes it had an hour", [("what_if", {"seconds": 3600})]),
        ("an hour instead of ten minutes please", [("set_budget", {"seconds": 3600})]),
    ],
)
def test_a_time_that_another_takes_the_place_of_is_none(text, commands):
    assert said(text, Context(columns=("age", "sold"), target="sold", recommendations=2)) == commands


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("recommend something with boosting and suggest a forest as well", [{"families": ["boosting", "forest"]}]),
        ("recommend something accurate with boosting. and suggest something simple with trees",
         [{"wish": "accurate", "families": ["boosting"]}, {"wish": "simple", "families": ["tree"]}]),
    ],
)  # fmt: skip
def test_suggestions_of_two_kinds_are_asked_for_once(text, asked):
    assert [a for n, a in said(text, OFFERED) if n == "recommend"] == asked


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("every kind is fine, just boosting and knn not", {"families_forbidden": ["boosting", "knn"]}),
        ("just boosting and knn please", {"families_allowed": ["boosting", "knn"]}),
    ],
)
def test_just_this_not_rules_it_out(text, rule):
    assert said(text, OFFERED) == [("constrain", rule)]


@pytest.mark.parametrize(
    ("text", "alias"),
    [
        ("put the second into production with the name champion", "champion"),
        ("promote number 2 under the alias of shadow", "shadow"),
        ("promote number 2 to production", "production"),
    ],
)
def test_a_model_gets_the_name_that_is_given(text, alias):
    assert said(text, KEPT) == [("promote", {"rank": 2, "alias": alias})]
