# ruff: noqa: E501 - one case a line reads better than one broken over several
import numpy as np
import pytest

from assistant.sense_model.numbers import WEIGHTS, sense_names
from assistant.understanding import Context, understand
from assistant.understanding.goals.siblings import which_target
from assistant.understanding.joining.weighing import weighed
from assistant.understanding.merging import Piece
from assistant.understanding.reader.belonging import errors_by_name
from assistant.understanding.reader.casting import CAST, foremost, torn_between
from assistant.understanding.reader.encoder import EncoderProcess
from assistant.understanding.reader.known import known_sentences
from assistant.understanding.reader.likeness import alike_in, by_command, named_in, senses_in, shown
from assistant.understanding.reader.training import examples_hash, joined
from assistant.understanding.reading import Reading


def test_the_shipped_numbers_belong_to_the_shipped_examples():
    with np.load(WEIGHTS, allow_pickle=False) as file:
        assert str(file["examples"]) == examples_hash(), "run python -m assistant.understanding.reader.training"


def test_the_reader_is_shown_what_names_are_and_the_moment():
    context = Context(columns=("customer_id",), proposal=True, models=("leavers",))
    assert (
        shown("drop customer_id from leavers.csv", context)
        == "plan models table : drop column customer id from file.csv"
    )
    assert shown("is leavers fine?", context) == "plan models table : is model churn fine?"


def test_probabilities_come_for_every_sense_that_makes_sense(encoder):
    rows = senses_in(["stop everything", "which columns are mostly empty?"], Context(columns=("a",)), encoder)
    assert all(0 <= p <= 1 for row in rows for p in row.values())
    assert "approve" not in rows[0], "nothing waits for a yes"
    assert next(iter(by_command(rows[1]))) == "look_at_data"


def test_a_paraphrase_no_rule_knows_is_read(encoder):
    understood = understand("I wonder which of them came out on top in the end", Context(results=3), encoder)
    assert [c.name for c in understood.commands] == ["show_results"] or understood.question is not None


def test_a_reading_that_the_message_speaks_against_gives_way(encoder):
    text = "I'm a nurse and patients come back within thirty days far too often"
    reading = Reading(pieces=[Piece(text.index("thirty"), "set_budget", {"seconds": 2592000.0})])
    kept = weighed(text, reading, Context(columns=("age", "readmitted")), encoder)
    assert "set_budget" not in [p.name for p in kept.pieces] or kept.pieces == reading.pieces


def test_consent_is_left_to_rules(encoder):
    reading = Reading(pieces=[Piece(0, "approve", {})])
    assert weighed("approved", reading, Context(proposal=True), encoder) is reading


def names_of(text, encoder, **moment):
    context = Context(columns=("age", "bmi", "ill"), target="ill", recommendations=4, **moment)
    return [c.name for c in understand(text, context, encoder).commands]


def test_a_yes_by_name_keeps_a_request_that_only_the_reader_knows(encoder):
    asked = "okay approve it. and tell me once more why rank 1 is at the top"
    assert names_of(asked, encoder, proposal=True) == ["approve", "explain_recommendation"]


@pytest.mark.parametrize(
    "text",
    [
        "go ahead once legal agrees",
        "yes if it stays under ten minutes",
        "start it but show me the cost first",
        "start it unless it takes long. status?",
        "go ahead with half of it",
        "yes, start it. Actually what would it cost?",
        "run 2 never finishes. Take it out, and then go ahead. What is left?",
    ],
)
def test_a_yes_with_a_condition_or_a_change_is_none_for_the_reader_either(text, encoder):
    assert "approve" not in names_of(text, encoder, proposal=True)


def test_what_is_certainly_not_said_beside_a_yes_is_not_done(encoder):
    assert names_of("I have read the plan and I give my consent; kindly proceed.", encoder, proposal=True) == [
        "approve"
    ]


def test_a_sentence_that_rules_are_sure_of_leaves_the_others_to_the_reader(encoder):
    text = "Nobody here remembers who approved clinique at Easter. Could you tell me, and then score may.csv with it?"
    assert names_of(text, encoder, models=("clinique", "ward"), results=3) == ["who_approved", "score_data"]


def test_consent_is_never_given_by_likeness(encoder):
    for text in (
        "that seems to be a fine plan to me",
        "nothing speaks against it in my view",
        "my answer is affirmative",
        "we are on board with this",
    ):
        commands = understand(text, Context(proposal=True, recommendations=5), encoder).commands
        assert not any(c.name == "approve" for c in commands)


def test_unsure_is_asked_with_two_readings(encoder):
    understood = understand("purple monkey dishwasher yes maybe banana", Context(), encoder)
    assert understood.commands == () or understood.commands[0].name == "out_of_scope"


def test_an_encoder_that_is_not_ready_says_so():
    with pytest.raises(RuntimeError, match="not loaded"):
        EncoderProcess().senses(["x"])


def test_examples_cover_the_commands_and_what_asks_for_nothing():
    known = known_sentences()
    senses = frozenset().union(*(one.senses for one in known))
    assert {"set_goal.target", "constrain.columns_forbidden", "history"} <= senses
    assert any(not one.senses for one in known)
    assert senses == {name for name in sense_names() if not name.startswith(("role.", "of.", "as."))}


def test_joined_messages_have_the_senses_of_their_parts():
    known = known_sentences()
    made = joined(known, 20)
    assert made == joined(known, 20)
    assert all(one.senses for one in made)
    assert any(len(one.senses) > 1 for one in made)


def test_columns_of_one_sentence_get_roles_of_their_own(encoder):
    columns = ("income", "loan_number", "gender", "default")
    text = "Income should always be in, the loan number never, and be fair to either gender"
    understood = understand(text, Context(columns=columns, target="default"), encoder)
    told = {c.name: c.args for c in understood.commands}
    assert told["constrain"] == {
        "columns_required": ["income"], "columns_forbidden": ["loan_number"], "protected_columns": ["gender"]
    }  # fmt: skip


def test_only_a_named_column_is_marked():
    context = Context(columns=("income", "loan_number"))
    word = next(
        w for w in named_in("income in, loan number out", context) if w.entity and w.entity.values == ("income",)
    )
    assert (
        shown("income in, loan number out", context, word) == "table : >> column income << in, column loan number out"
    )


def test_columns_that_the_reader_cannot_tell_apart_are_not_all_ruled_out(encoder):
    columns = ("Ohrmarke", "Betrieb", "Rasse", "Laktation", "Abkalbedatum", "Stallform", "Bemerkung", "Mastitis")
    text = "The ear tag and the farm must not play a role, and the vet costs I only know afterwards."
    understood = understand(text, Context(columns=columns, target="Mastitis", kind="binary"), encoder)
    ruled = [c for command in understood.commands for c in command.args.get("columns_forbidden", ())]
    assert len(ruled) <= 4
    assert "Mastitis" not in ruled


def test_the_target_is_what_is_meant_and_not_the_first_column_that_is_named(encoder):
    context = Context(columns=("orchard", "age_trees", "irrigated", "fruit_lost_next_year", "soil"))
    told = understand("Please tell us which orchards will have lost their fruit next year", context, encoder)
    assert [(c.name, c.args) for c in told.commands] == [("set_goal", {"target": "fruit_lost_next_year"})]


@pytest.mark.parametrize(
    ("text", "chances", "torn"),
    [
        ("how heavy will it be", {"kg_out": 0.97, "kg_in": 0.95, "wind": 0.1}, ("kg_out", "kg_in")),
        ("how heavy will it be on the way in", {"kg_out": 0.97, "kg_in": 0.95, "wind": 0.1}, ()),
        ("how heavy will kg_out be", {"kg_out": 0.97, "kg_in": 0.95, "wind": 0.1}, ()),
        ("how heavy will it be", {"kg_out": 0.97, "kg_in": 0.5, "wind": 0.1}, ()),
        ("how heavy will it be", {"kg_out": 0.97, "weight": 0.96, "wind": 0.1}, ()),
    ],
)
def test_columns_of_one_name_that_may_both_be_the_target_are_asked(text, chances, torn):
    assert torn_between(text, chances) == torn
    if torn:
        assert [o.label for o in which_target(text, torn).options] == list(torn)


@pytest.mark.parametrize(
    "text", ["a false negative costs 70 euros and a false positive 6", "a false positive is 6, a false negative is 70"]
)
def test_errors_called_by_their_names_cost_what_is_said_of_each(text, encoder):
    told = understand(text, Context(columns=("age", "left"), target="left", kind="binary"), encoder)
    assert [c.args for c in told.commands] == [{"false_negative": 70, "false_positive": 6}]


@pytest.mark.parametrize(
    ("text", "name", "args"),
    [
        ("bmi by mean absolute error, and no linear stuff", "constrain", {"families_forbidden": ["linear"]}),
        ("It need not be explainable at all, BUT training must stay under two minutes", "constrain", {"interpretable": False, "max_run_s": 120}),
        ("Precision must be 0.8 or more; within that, squeeze out all the recall you can", "set_goal", {"metric": "recall"}),
        ("wagon_id is noise; positive class is 1; go by PR-AUC", "constrain", {"columns_forbidden": ["wagon_id"]}),
        ("Hi! I'm the new analyst. How many patients left the ward late?", "ask_numbers", {"question": "How many patients left the ward late?"}),
    ],
)  # fmt: skip
def test_what_a_part_of_a_message_says_outright_stays_beside_the_rest(text, name, args, encoder):
    context = Context(columns=("wagon_id", "age", "bmi", "ill"), kind="binary", recommendations=0)
    told = {c.name: c.args for c in understand(text, context, encoder).commands}
    assert told.get(name) == args


@pytest.mark.parametrize(
    ("text", "context", "name", "args"),
    [
        ("gimme three cheap ones and 80s budget", Context(columns=("date", "carrier", "delay"), target="delay", kind="regression"), "set_budget", {"seconds": 80}),
        ("everything but knn - so how do the recommendations look now?", Context(columns=("vat", "ph", "grade"), target="grade", kind="multiclass", recommendations=5), "recommend", {}),
        (
            "In our rolling mill the line runs at 18 m/s, a reply later than 6 milliseconds is worthless, and the shift leader has to understand it. Carbon is measured badly since June, better without.",
            Context(columns=("coil_no", "CarbonPct", "RollSpeed", "FurnaceTemp", "Thickness", "CoolRate", "Defect"), target="Defect", kind="multiclass", role="domain_expert"),
            "constrain", {"columns_forbidden": ["CarbonPct"], "max_latency_ms": 6, "interpretable": True},
        ),
        (
            "I'm the keeper of the herd. A lame goat that is overlooked costs around 200 euros, treating a sound goat about 20. The number of the goat says nothing. And I must be able to explain it to my wife.",
            Context(columns=("goat_id", "age_no", "milk_kg", "lame"), target="lame", kind="binary"), "constrain", {"columns_forbidden": ["goat_id"], "interpretable": True},
        ),
    ],
)  # fmt: skip
def test_a_clause_that_says_one_thing_and_no_more_holds_in_a_story(text, context, name, args, encoder):
    told = {c.name: c.args for c in understand(text, context, encoder).commands}
    assert told.get(name) == args


def test_a_question_about_a_budget_sets_none(encoder):
    context = Context(columns=("date", "carrier", "delay"), target="delay", kind="regression", recommendations=5)
    told = understand("what would you try with another 80s budget?", context, encoder).commands
    assert "set_budget" not in [c.name for c in told]


def test_a_family_there_is_too_much_of_is_not_put_into_the_plan(encoder):
    context = Context(columns=("age", "ill"), target="ill", recommendations=4, proposal=True)
    for text in ("Too many forests in there. Only keep the boosting runs, ten of them.", "less boosting, keep the svm"):
        plans = [c.args for c in understand(text, context, encoder).commands if c.name == "edit_proposal"]
        kept = ["boosting"] if "forests" in text else ["svm"]
        assert all(args.get("families", kept) == kept for args in plans)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("a false negative costs 70 euros and a false positive 6", True),
        ("a false positive is 6, a false-negative is 70", True),
        ("costs: FP 6, FN 70", True),
        ("a false alarm costs 6 and a missed one 70", False),
        ("a false negative costs 70", False),
    ],
)
def test_rules_are_left_alone_where_both_errors_are_named(text, named):
    assert errors_by_name(text) is named


def test_families_that_are_asked_for_are_not_ruled_out_by_a_column_that_is(encoder):
    context = Context(columns=("tip", "maid", "complaint"), target="complaint", kind="binary")
    text = "Nothing should hang on the tip, so omit that column, and recommend two models with nearest neighbours."
    found = {c.name: c.args for c in understand(text, context, encoder).commands}
    assert found == {"constrain": {"columns_forbidden": ["tip"]}, "recommend": {"n": 2, "families": ["knn"]}}


def test_a_metric_that_stands_for_itself_at_the_end_is_pursued(encoder):
    context = Context(columns=("age", "ward", "ill"), target="ill", kind="binary", recommendations=4)
    text = "we need something that spots the ones that come back, leaves the others alone, works at night and that my chief gets, f-one"
    assert [(c.name, c.args) for c in understand(text, context, encoder).commands] == [("set_goal", {"metric": "f1"})]
    asked = understand("show the best, f1", context.model_copy(update={"results": 3}), encoder).commands
    assert [c.name for c in asked] == ["show_results"]


def test_a_test_that_will_do_is_kept_beside_what_will_not(encoder):
    context = Context(columns=("tip", "maid", "complaint"), target="complaint", kind="binary", results=2)
    text = "I changed my mind: no cross-validation, a simple holdout is enough, and give it a budget of 300 seconds."
    found = [(c.name, c.args) for c in understand(text, context, encoder).commands]
    assert found == [("set_validation", {"method": "holdout"}), ("set_budget", {"seconds": 300})]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("fit a logistic regression and a decision tree", [("propose_runs", {"families": ["linear", "tree"]})]),
        ("let's see if a linear one is nearly as good", [("recommend", {"families": ["linear"]})]),
        ("I like 2, but run all of them", [("feedback", {"rank": 2, "sentiment": "positive"}), ("propose_runs", {"all": True})]),
    ],
)  # fmt: skip
def test_kinds_and_places_that_are_to_be_run(encoder, text, found):
    context = Context(columns=("tip", "maid", "complaint"), target="complaint", kind="binary", recommendations=4)
    assert [(c.name, c.args) for c in understand(text, context, encoder).commands] == found


def test_what_is_to_be_seen_before_a_plan_starts_is_shown(encoder):
    context = Context(columns=("tip", "maid", "late"), target="late", kind="binary", recommendations=4, proposal=True)
    text = "don't start that yet, first show me what's in the maid column"
    found = [(c.name, c.args) for c in understand(text, context, encoder).commands]
    assert found == [("look_at_data", {"columns": ["maid"]})]


def test_a_file_that_one_act_is_on_is_not_put_to_another(encoder):
    context = Context(columns=("pm10", "pm25"), target="pm25", models=("air_town", "air_land"))
    text = "Watch s3://air/new with the model air_town, and check air_town for drift against s3://air/june.csv."
    found = [(c.name, c.args.get("source")) for c in understand(text, context, encoder).commands]
    assert found == [("watch", "s3://air/new"), ("check_drift", "s3://air/june.csv")]


def test_a_total_that_stands_for_itself_is_the_budget(encoder):
    context = Context(columns=("a", "b"), target="b", kind="binary")
    found = understand("svm and knn only, no fit over 80 s; total 2 d", context, encoder).commands
    assert ("set_budget", {"seconds": 172800}) in [(c.name, c.args) for c in found]
    told = understand("svm and knn only. A total of 2 days is what most patients stay.", context, encoder).commands
    assert "set_budget" not in {c.name for c in told}


STATION = Context(
    columns=("station", "obs_time", "ozone_ppb", "wind_ms", "wind_dir", "road_count", "technician", "smog_next"),
    target="smog_next", kind="forecast",
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        ("who looked after the sensor doesn't matter, leave that out", {"columns_forbidden": ["technician"]}),
        ("leave out the ozone and the station", {"columns_forbidden": ["ozone_ppb", "station"]}),
    ],
)  # fmt: skip
def test_of_columns_that_are_described_only_the_foremost_gets_the_role(encoder, text, rules):
    found = [c for c in understand(text, STATION, encoder).commands if c.name == "constrain"]
    assert [{k: sorted(v) for k, v in c.args.items()} for c in found] == [rules]


def test_of_several_likely_columns_the_one_that_the_message_is_about_has_the_role():
    roles = {"wind_ms": {"columns_required": 0.95}, "ozone_ppb": {"columns_required": 0.97}, "station": {"target": 0.1}}
    present = {"constrain.columns_required": 0.99}
    alike = {"wind_ms": 0.3, "ozone_ppb": -0.1, "station": -0.2}
    found = foremost(roles, roles, {}, present, STATION, lambda: alike)
    assert found["wind_ms"]["columns_required"] >= CAST > found["ozone_ppb"]["columns_required"]
    unsure = {"wind_ms": {"columns_required": 0.75}}
    assert foremost(unsure, unsure, {}, present, STATION, dict)["wind_ms"]["columns_required"] >= CAST
    named = {"ozone_ppb": {"columns_required": 0.99}}
    assert foremost(unsure, unsure, named, present, STATION, dict)["wind_ms"]["columns_required"] < CAST


def test_a_description_is_alike_the_column_that_it_describes(encoder):
    likeness = alike_in("how hard it blows", ["wind_ms", "invoice_no", "technician"], encoder)
    assert max(likeness, key=lambda c: likeness[c]) == "wind_ms"
    assert sum(likeness.values()) == pytest.approx(0, abs=1e-5)


def test_columns_with_one_unit_are_not_called_alike():
    assert torn_between("how much will we harvest", {"yield_t_ha": 0.97, "N_kg_ha": 0.96}) == ()
    assert set(torn_between("how bright is it", {"mag_g": 0.97, "mag_r": 0.96})) == {"mag_g", "mag_r"}
