import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant import wording


@pytest.mark.parametrize(
    ("value", "words"),
    [(None, "an unknown time"), (0.2, "under 1 s"), (7.4, "about 7 s"), (43, "about 45 s"), (200, "about 3 min")],
)
def test_durations_are_rounded_to_what_people_say(value, words):
    assert wording.seconds(value) == words


@pytest.mark.parametrize(
    ("value", "words"), [(60, "1 min"), (45, "45 s"), (5400, "1 h 30 min"), (90, "90 s"), (0.5, "0.5 s")]
)
def test_limits_are_exact(value, words):
    assert wording.limit(value) == words


@given(st.floats(0.01, 1e6))
def test_no_duration_reads_as_zero(value):
    assert " 0 " not in wording.seconds(value)


def test_lists_are_cut_and_counted():
    assert wording.listed(["a", "b", "c"]) == "a, b and c"
    assert wording.listed(list("abcdefg"), 3) == "a, b, c and 4 more"
    assert wording.listed([]) == ""


def test_scores_have_their_unit():
    assert wording.score(0.87123, "roc_auc") == "0.871"
    assert wording.score(12345.6, "rmse") == "12,346"
    assert wording.score(0.012345, "mae") == "0.01235"


def test_a_score_in_plain_words_claims_no_certainty():
    from assistant import wording

    assert wording.plain_score(0.87, "recall", "yes") == "it finds about 87 of 100 “yes”"
    assert "more than 99 of 100" in wording.plain_score(0.9996, "accuracy")
    assert wording.plain_score(12.3, "mae", None, "price") == "off by about 12.3 in price on average"
    assert wording.plain_score(None, "mae").startswith("how good")


def test_large_figures_are_written_out():
    assert wording.plain_score(3171.4, "rmse", None, "price").startswith("off by about 3,170 in price")
    assert "12.3" in wording.plain_score(12.34, "mae")


def test_how_runs_without_a_score_ended_is_counted():
    assert wording.without_score(["failed", "timeout", "failed"]) == "2 failed and 1 over the time limit"
    assert wording.without_score([]) == ""
