# ruff: noqa: E501 - one case a line reads better than one broken over several
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.understanding.text.quantities import quantity_at
from assistant.understanding.text.words import split


def first(text):
    words = split(text)
    return next((f.entity for i in range(len(words)) if (f := quantity_at(words, i))), None)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("half an hour", 1800), ("1h30", 5400), ("1h 30m", 5400), ("90s", 90), ("1.5 minutes", 90), ("1,5 minutes", 90), ("a quarter of an hour", 900),
        ("an hour and a half", 5400), ("one and a half hours", 5400), ("twenty minutes", 1200), ("two hours and 15 minutes", 8100), ("a couple of minutes", 120),
        ("5 min", 300), ("three quarters of an hour", 2700), ("50 ms", 0.05), ("a whole hour", 3600), ("ten more minutes", 600), ("½ hour", 1800), ("¾ of an hour", 2700), ("a day", 86400), ("three tenths of a second", 0.3), ("six hundredths of a second", 0.06),
        ("1 hour, 30 minutes", 5400), ("not 45 minutes, 45 seconds", 2700), ("not an hour, 5 minutes", 3600), ("5 m per run", 300),
        ("three and a quarter hours", 11700), ("1 and three quarter hours", 6300),
        ("3/4 of an hour", 2700), ("1/3 hour", 1200), ("three hours forty", 13200), ("an hour and a quarter", 4500), ("one hour and twenty at most", 4800), ("2 hrs 15, please", 8100), ("half a dozen minutes", 360),
        ("two hours and 15 runs", 7200), ("an hour and 20 and 30", 3600), ("2 hours, 30", 7200), ("an hour and seven", 3600),
    ],
)  # fmt: skip
def test_durations_in_many_forms(text, seconds):
    found = first(text)
    assert (found.kind, found.values) == ("DUR", (seconds,))


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("90 %", "PCT", 90), ("ninety percent", "PCT", 90), ("2 GB", "MEM", 2048), ("512 MB", "MEM", 512), ("5,000 euros", "NUM", 5000), ("12k", "NUM", 12000),
        ("20 000 euros", "NUM", 20000), ("a hundred runs", "NUM", 100), ("a dozen", "NUM", 12), ("half a dozen", "NUM", 6), ("twenty-five tries", "NUM", 25), ("€50", "NUM", 50),
        ("last week", "WHEN", 7), ("the past 3 months", "WHEN", 90), ("yesterday", "WHEN", 1), ("two weeks ago", "WHEN", 14), ("0,9 recall", "NUM", 0.9),
        ("hold out a third", "PCT", 33.33), ("keep back one tenth", "PCT", 10), ("set aside half", "PCT", 50), ("holdout of a quarter", "PCT", 25),
        ("keep a third aside for testing", "PCT", 33.33), ("twenty cases a day", "NUM", 20),
        ("seven and a half times", "NUM", 7.5), ("one and a half gigabytes", "MEM", 1536), ("one giga of memory", "MEM", 1024),
    ],
)  # fmt: skip
def test_amounts_in_many_forms(text, kind, value):
    found = first(text)
    assert (found.kind, found.values) == (kind, (value,))


@pytest.mark.parametrize(
    "text",
    [
        "the second one",
        "that one",
        "a model",
        "which one won",
        "no quantities here",
        "hold out the third",
        "leave out a third column",
    ],
)
def test_words_that_only_look_like_amounts(text):
    assert first(text) is None


@pytest.mark.parametrize("text", ["the belt does 12 m/s", "3 m per minute", "wind of 8 m / s"])
def test_a_speed_is_no_duration(text):
    assert first(text).kind == "NUM"


@settings(max_examples=40)
@given(st.integers(1, 500), st.sampled_from([("s", 1), ("min", 60), ("minutes", 60), ("h", 3600), ("hours", 3600)]))
def test_any_number_with_any_unit(number, unit):
    name, factor = unit
    assert first(f"at most {number} {name}").values == (number * factor,)
    assert first(f"{number}{name}").values == (number * factor,)


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("a gig of ram", "MEM", 1024),
        ("one gb of memory", "MEM", 1024),
        ("hold back a quarter for testing", "PCT", 25),
        ("keep back a third as a test", "PCT", 33.33),
        ("look back a quarter", "WHEN", 90),
    ],
)
def test_what_is_kept_back_is_a_share_and_a_gig_of_ram_an_amount(text, kind, value):
    found = first(text)
    assert (found.kind, found.values) == (kind, (value,))


def test_a_gig_alone_is_no_amount():
    assert first("we played a gig") is None
