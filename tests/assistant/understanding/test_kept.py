# ruff: noqa: E501 - one case a line reads better than one broken over several
"""Models kept under a name of one's own."""

import pytest

from assistant.understanding import Context, understand

DONE = Context(columns=("age", "kwh", "churn"), target="churn", recommendations=5, results=4, models=("loans",))


def said(text, context=DONE):
    return [(c.name, c.args) for c in understand(text, context).commands]


@pytest.mark.parametrize(
    ("text", "args"),
    [
        ("save the best one as tides-v2", {"rank": 1, "alias": "tides-v2"}),
        ("please keep the winner under the name tides", {"rank": 1, "alias": "tides"}),
        ("store number 3 as harbour_3, thanks", {"rank": 3, "alias": "harbour_3"}),
        ("register it as Pier 4 tides", {"alias": "Pier 4 tides"}),
        ("save the model, call it tides", {"alias": "tides"}),
        ("let's keep the second, name: tides_b", {"rank": 2, "alias": "tides_b"}),
        ("call the best one tides and keep it", {"rank": 1, "alias": "tides"}),
    ],
)
def test_a_model_is_kept_under_the_name_that_is_said(text, args):
    assert said(text) == [("promote", args)]


@pytest.mark.parametrize(
    "text",
    ["keep it under five minutes", "keep the model under 100 MB", "keep it as simple as possible", "save the model as onnx", "keep the second as well", "call the first one useless", "keep it as it is", "keep kwh as an input", "save the results as csv"],
)  # fmt: skip
def test_what_stands_behind_as_is_not_always_a_name(text):
    assert all("alias" not in args and args.get("model") != "well" for _, args in said(text))


def test_a_post_is_no_name():
    assert said("register the winner as production") == [("promote", {"rank": 1, "alias": "production"})]


@pytest.mark.parametrize(
    ("text", "args"),
    [
        ("every Tuesday somebody drops a file into /data/tides, look at it", {"source": "/data/tides"}),
        ("new measurements arrive nightly in incoming/tides/", {"source": "incoming/tides/"}),
        ("once a month we copy the rows to /srv/loans for loans", {"source": "/srv/loans", "model": "loans"}),
    ],
)
def test_a_place_where_files_come_in_again_and_again_is_watched(text, args):
    assert said(text) == [("watch", args)]


def test_what_it_is_retrained_on_is_not_opened():
    assert [n for n, _ in said("every Friday we put a file into /in, look at it and retrain")] == ["watch", "retrain"]


@pytest.mark.parametrize(
    "text", ["every week we get tides.csv and I want to predict churn", "every patient has a row in tides.csv", "every Friday I look at the results"]
)  # fmt: skip
def test_a_table_to_learn_from_is_not_watched(text):
    assert "watch" not in dict(said(text))


@pytest.mark.parametrize(
    ("text", "args"),
    [
        ("use it on tides_may.csv", {"source": "tides_may.csv"}),
        ("now apply the saved model to /data/may.parquet please", {"source": "/data/may.parquet"}),
        ("run loans on may.csv", {"source": "may.csv", "model": "loans"}),
    ],
)
def test_a_model_that_is_used_on_a_file_predicts_it(text, args):
    assert said(text) == [("score_data", args)]


def test_a_file_that_is_named_alone_is_opened():
    assert said("use tides.csv") == [("use_data", {"source": "tides.csv"})]


@pytest.mark.parametrize(
    "text", ["is it live?", "is the model in production yet?", "is loans deployed already?", "what is live right now?"]
)
def test_what_is_in_use_is_asked_of_the_record(text):
    assert said(text) == [("ask_numbers", {"question": text})]


@pytest.mark.parametrize("text", ["is the data in use complete?", "is it running?", "put it live"])
def test_what_only_sounds_like_it_is_not(text):
    assert "ask_numbers" not in dict(said(text))


def test_a_known_model_may_get_another_version_under_its_name():
    known = Context(columns=("age", "sex", "num"), target="num", kind="binary", results=3, models=("heart-v2",))
    (found,) = understand("save the best one as heart-v2", known).commands
    assert (found.name, found.args) == ("promote", {"rank": 1, "alias": "heart-v2"})
    (moved,) = understand("save heart-v2 as production", known).commands
    assert moved.args == {"model": "heart-v2", "alias": "production"}


@pytest.mark.parametrize(
    ("text", "args"),
    [
        ("put it in production as tides", {"alias": "production", "name": "tides"}),
        ("make it the harbour one", {"model": "loans", "alias": "harbour"}),
        ("make loans the pier model please", {"model": "loans", "alias": "pier"}),
    ],
)
def test_a_name_beside_a_post_and_an_alias_of_ones_own(text, args):
    assert said(text) == [("promote", args)]


@pytest.mark.parametrize("text", ["deploy it as soon as possible", "put it live as planned", "make it the best one",
                                  "make it the fast model", "put it in production as agreed"])  # fmt: skip
def test_manners_and_comparisons_are_no_names(text):
    assert all("name" not in args and args.get("alias") in (None, "production") for _, args in said(text))


def test_what_is_to_be_kept_before_anything_ran_rules_no_column_out():
    fresh = DONE.model_copy(update={"results": 0, "models": ()})
    assert said("keep it as kwh-watch. Do not deploy it yet.", fresh) == [("promote", {"alias": "kwh-watch"})]
