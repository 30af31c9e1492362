"""Values that stand for missing ones, said in several ways, with neighbours that say something else."""
# ruff: noqa: E501 - a table broken over lines is harder to read than a long one

import pytest

from assistant.understanding import Context, understand

TABLE = Context(columns=("clinic", "glucose", "insulin", "bmi", "age", "diabetes"), target="diabetes", kind="binary", recommendations=5)  # fmt: skip


def codes(text, context=TABLE):
    found = [c.args for c in understand(text, context).commands if c.name == "constrain"]
    return {m["column"]: m["values"] for args in found for m in args.get("missing_codes", ())}


@pytest.mark.parametrize(("text", "meant"), [
    ("I forgot: zeros in glucose mean missing", {"glucose": ["0"]}),
    ("0 in insulin means it was not measured", {"insulin": ["0"]}),
    ("a glucose of 0 is not real, it means missing", {"glucose": ["0"]}),
    ("treat 0 in glucose, insulin and bmi as missing", {"glucose": ["0"], "insulin": ["0"], "bmi": ["0"]}),
    ("-999 in age stands for unknown", {"age": ["-999"]}),
    ("in bmi, 0 means not measured", {"bmi": ["0"]}),
    ("0 in bmi means the sensor was down", {"bmi": ["0"]}),
    ("missing insulin is coded as 0", {"insulin": ["0"]}),
    ('"unknown" in clinic means missing', {"clinic": ["unknown"]}),
    ("zeros in glucose are real after all", {"glucose": []}),
    ("-1 in age and 999 in bmi mean missing", {"age": ["-1"], "bmi": ["999"]}),
    ("zeros in glucose, -1 or -9 in age and 99 in bmi are missing values", {"glucose": ["0"], "age": ["-1", "-9"], "bmi": ["99"]}),
    ("hm, nobody has a glucose or a bmi of zero, those zeros mean it wasn't measured. Same for insulin.", {"glucose": ["0"], "bmi": ["0"], "insulin": ["0"]}),
    ("those zeros in glucose and bmi mean it wasn't measured", {"glucose": ["0"], "bmi": ["0"]}),
    ("a bmi of 0 is impossible, so it was not measured", {"bmi": ["0"]}),
    ("zero glucose can't be, treat it as missing", {"glucose": ["0"]}),
    ("no patient has an age of 999", {"age": ["999"]}),
    ("zeros in bmi are missing. the same goes for insulin and glucose.", {"bmi": ["0"], "insulin": ["0"], "glucose": ["0"]}),
])  # fmt: skip
def test_what_means_missing_is_a_rule_of_the_column(text, meant):
    assert codes(text) == meant
    assert [c.name for c in understand(text, TABLE).commands] == ["constrain"]


@pytest.mark.parametrize("text", [
    "does 0 in glucose mean missing?", "do 0 in glucose and 1 in age mean missing?", "how many zeros are in glucose?", "drop glucose", "same for bmi", "I want a bmi of 25 to be possible", "you have a glucose of 90", "how many have a bmi of 0?", "nobody has a say in that", "glucose is missing in the list",
])  # fmt: skip
def test_other_words_of_the_column_are_none(text):
    assert codes(text) == {}


def test_what_else_is_said_is_kept():
    commands = understand("zeros in bmi mean missing, and no SVM please", TABLE).commands
    assert codes("zeros in bmi mean missing, and no SVM please") == {"bmi": ["0"]}
    assert any(c.args.get("families_forbidden") == ["svm"] for c in commands)
    both = understand("Zeros in bmi mean missing. Run the first three", TABLE).commands
    assert [c.name for c in both] == ["constrain", "propose_runs"]


def test_a_cost_of_no_times_as_much_is_read_without_a_fault():
    from assistant.understanding.slots.stories import _relative

    assert _relative(1.0, 0.0) is None
