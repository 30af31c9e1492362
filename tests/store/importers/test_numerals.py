import pytest

from store.importers.numerals import reading_of, seconds_of


@pytest.mark.parametrize(
    ("name", "texts", "values"),
    [
        ("accuracy", ["90%", " 7.5 %", "100%"], [0.9, 0.075, 1]),
        ("batch_size", ["1,024", "512", "2,048"], [1024, 512, 2048]),
        ("accuracy", ["0,912", "0,9", "1"], [0.912, 0.9, 1]),
        ("train_s", ["1.024,5", "1 512,25", "950,5"], [1024.5, 1512.25, 950.5]),
        ("depth", ["3", "3.0", "auto", "True"], [3, 3, "auto", True]),
        ("nodes", ["8", "8-16", "16"], ["8", "8-16", "16"]),
        ("penalty", ["none", "l1", "1"], ["none", "l1", "1"]),
        ("duration", ["10s", "1m 30s", "2 h", "1,200 s", "1,5 min"], [10, 90, 7200, 1200, 90]),
        ("time (ms)", ["10ms", "1.5 s"], [10, 1500]),
        ("training_time", ["00:01:30", "02:10", "1 days 00:00:01.5"], [90, 130, 86401.5]),
        ("duration", ["10s", "long"], ["10s", "long"]),
        ("label", ["10s", "5s"], ["10s", "5s"]),
    ],
)
def test_texts_that_stand_for_numbers(name, texts, values):
    read = reading_of(name, texts)
    assert [(type(v), v) for v in map(read, texts)] == [(type(v), v) for v in values]


@pytest.mark.parametrize("text", ["", "s", "10", "10 apples", "1:2:3:4", "-5s x", "10sd"])
def test_what_is_no_duration(text):
    assert seconds_of(text) is None
