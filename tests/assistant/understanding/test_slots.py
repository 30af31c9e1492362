"""Slots of sentences whose sense is known, in words that no rule was written for."""
# ruff: noqa: E501 - a table of sentences is harder to read with broken lines

import pytest

from assistant.understanding import Context
from assistant.understanding.reader.senses import args_of, clause_of
from assistant.understanding.slots.alluded import named_or_alluded

CREDIT = Context(
    columns=("loan_id", "applicant_age", "gender", "marital_status", "income", "postcode", "loan_amount", "defaulted"),
    target="defaulted",
    kind="binary",
    recommendations=6,
    results=4,
    models=("loans", "fraud_watch"),
)
WATER = Context(columns=("well_id", "nitrate_mg", "ph", "potable"), target="potable", kind="binary")
PARCELS = Context(columns=("parcel_id", "depot", "distance_km", "pickup_time", "delivery_minutes"))

SAID = (
    ("set_error_costs", "each unit that dies unannounced: 9,000. Sending a crew for nothing: 300.", {"false_negative": 9000, "false_positive": 300}),
    ("set_error_costs", "letting a cheat slip through sets us back 800 while pestering an honest buyer is 20", {"false_negative": 800, "false_positive": 20}),
    ("set_error_costs", "we'd sooner scan thirty healthy people than overlook one ill", {"false_negative": 30, "false_positive": 1}),
    ("set_error_costs", "to us the two errors weigh the same", {"false_negative": 1, "false_positive": 1}),
    ("set_error_costs", "half as bad to miss one as to accuse an honest person", {"false_negative": 1, "false_positive": 2}),
    ("constrain.min_metric", "we have to catch nine of ten failures", {"min_metric": {"metric": "recall", "value": 0.9}}),
    ("constrain.min_metric", "can't miss more than one in twenty", {"min_metric": {"metric": "recall", "value": 0.95}}),
    ("constrain.min_metric", "when it flags somebody it has to be right 8 times out of 10", {"min_metric": {"metric": "precision", "value": 0.8}}),
    ("constrain.min_metric", "nothing that gets fewer than 70 percent correct", {"min_metric": {"metric": "accuracy", "value": 0.7}}),
    ("set_goal.metric", "the typical miss in tonnes, not the squared stuff", {"metric": "mae"}),
    ("set_goal.metric", "how many of the sick ones it finds is what counts", {"metric": "recall"}),
    ("set_goal.metric", "how much of the variation it explains", {"metric": "r2"}),
    ("propose_runs", "train them all, skip 2 and 5", {"all": True, "exclude_ranks": [2, 5]}),
    ("propose_runs", "carry out ideas one through three", {"ranks": [1, 2, 3]}),
    ("propose_runs", "grid search over the forests, 40 trials", {"families": ["forest"], "strategy": "grid", "runs": 40}),
    ("propose_runs", "kick off the top three within ten minutes", {"ranks": [1, 2, 3], "seconds": 600}),
    ("propose_runs", "the whole lot please", {"all": True}),
    ("edit_proposal", "kick out three", {"exclude_ranks": [3]}),
    ("history", "everything Maja trained on wheat_yield during the past three weeks please", {"dataset": "wheat_yield", "person": "Maja", "since_days": 21}),
    ("history", "anything we ran on loans before", {"dataset": "loans"}),
    ("history", "earlier knn runs, anybody's, 90 days", {"families": ["knn"], "since_days": 90}),
    ("history", "all that was done on tides_2019, forests only", {"families": ["forest"], "dataset": "tides_2019"}),
    ("history", "what happened on this table since last week", {"since_days": 7}),
    ("prefer", "cheap ones, now and later on", {"wish": "cheap", "scope": "always"}), ("prefer", "I want it simple, in this and everything else", {"wish": "simple", "scope": "always"}), ("prefer", "make it fast, and that holds for anything I'll ask", {"wish": "fast", "scope": "always"}),
    ("prefer", "cheap, now", {"wish": "cheap"}), ("prefer", "simple above everything else", {"wish": "simple"}),
    ("help", "how does one keep a folder in view?", {"topic": "keep a folder in view"}), ("help", "what is meant by 'stacking'?", {"topic": "stacking"}), ("help", "I never got how grouping works, can you tell?", {"topic": "grouping"}),
    ("help", "what happens if a run breaks down?", {"topic": "what happens if a run breaks down"}), ("help", "how does it work", {}), ("help", "how do I start?", {}), ("help", "how does all this work?", {}),
    ("history", "what did Frau Berger try with forests", {"person": "Frau Berger", "families": ["forest"]}),
    ("decline", "no thanks, too expensive", {"reason": "too expensive"}),
    ("decline", "I can't agree because it touches private data", {"reason": "it touches private data"}),
    ("decline", "nope", {}),
    ("feedback", "number 2 is way too slow", {"rank": 2, "sentiment": "negative", "reason": "way too slow"}),
    ("feedback", "3 stars for the second", {"rank": 2, "rating": 3}),
    ("prefer", "we can't pay for much compute", {"wish": "cheap"}),
    ("prefer", "from now on something I can follow", {"wish": "interpretable", "scope": "always"}),
    ("prefer", "simple over fancy, a general rule of mine", {"wish": "simple", "scope": "always"}),
    ("prefer", "accurate ones, not only this time", {"wish": "accurate", "scope": "always"}),
    ("prefer", "robust despite every odd day, for the present goal only", {"wish": "robust", "scope": "goal"}),
    ("prefer", "accuracy comes before everything, a slow model is fine", {"wish": "accurate"}),
    ("prefer", "better sturdy than brilliant", {"wish": "robust"}),
    ("help", "how can I forbid a column", {"topic": "constrain"}),
    ("help", "what does rmse mean", {"topic": "rmse"}),
    ("help", "gimme a tutorial", {}),
    ("set_role", "I do ML for a living", {"role": "data_scientist"}),
    ("set_role", "I'm a midwife, so no computer lingo", {"role": "domain_expert"}),
    ("use_data", 'I\'d like to use "sales of may.csv"', {"source": "sales of may.csv"}),
    ("use_data", "work on the california housing sample", {"source": "california housing"}),
    ("use_data", "postgres://shop/sales is where the data live", {"source": "postgres://shop/sales"}),
    ("export", "put the leaderboard in a spreadsheet", {"what": "results", "format": "spreadsheet"}),
    ("export", "convert the model to pmml", {"what": "model", "format": "pmml"}),
    ("replay", "could you reproduce experiment 31", {"run": "31"}),
    ("explain_prediction", "tell me about the prediction for parcel 00912", {"key": "00912"}),
    ("history", "dig up what sofia found on house prices", {"person": "sofia", "dataset": "house prices"}),
    ("recommend", "six quick ones", {"n": 6, "wish": "fast"}),
    ("compare", "which of the two leading models is preferable?", {"ranks": [1, 2]}),
    ("constrain.protected_columns", "it should treat men and women alike", {"protected_columns": ["gender"]}),
    ("constrain.max_memory_mb", "keep the model below half a gigabyte of ram", {"max_memory_mb": 512}),
    ("correct", "that's not what I meant: ten runs, not ten minutes", {"runs": 10}),
    ("correct", "I'm talking about row 412, not 421", {"key": "412"}),
    ("correct", "I want svm excluded, not kept", {"families_forbidden": ["svm"]}),
    ("set_validation.cv", "use eightfold cross-validation", {"method": "cv", "folds": 8}),
    ("watch", "watch over fraud_watch on incoming/cards", {"model": "fraud_watch", "source": "incoming/cards"}),
)  # fmt: skip


@pytest.mark.parametrize(("sense", "text", "args"), SAID)
def test_slots_are_read_once_the_sense_is_known(sense: str, text: str, args: dict[str, object]) -> None:
    got = args_of(sense, clause_of(text, CREDIT), CREDIT)
    assert got == args


def test_where_the_good_class_is_positive_a_good_one_turned_away_is_the_miss() -> None:
    text = "I would sooner close nine clean wells than leave one poisoned open"
    assert args_of("set_error_costs", clause_of(text, WATER), WATER) == {"false_negative": 1, "false_positive": 9}


def test_the_target_is_what_a_question_asks_for_and_not_the_thing_it_asks_of() -> None:
    clause = clause_of("how long until the parcel is there", PARCELS)
    assert args_of("set_goal.target", clause, PARCELS) == {"target": "delivery_minutes"}


def test_a_target_set_aside_is_not_the_target() -> None:
    clause = clause_of("forget defaulted, I'd rather predict the loan amount", CREDIT)
    assert args_of("set_goal.target", clause, CREDIT) == {"target": "loan_amount"}


def test_columns_are_named_or_alluded_to() -> None:
    assert named_or_alluded(clause_of("leave out the postcode", CREDIT), CREDIT) == ["postcode"]
    assert named_or_alluded(clause_of("old and young alike", CREDIT), CREDIT) == ["applicant_age"]
    assert named_or_alluded(clause_of("thank you so much", CREDIT), CREDIT) == []


def test_no_words_have_no_slots() -> None:
    assert args_of("set_goal.target", clause_of("", CREDIT), CREDIT) is None


def test_a_ratio_of_classes_bounds_no_metric() -> None:
    assert (
        args_of("constrain.min_metric", clause_of("accuracy means nothing, the classes are 98:2", CREDIT), CREDIT)
        is None
    )
