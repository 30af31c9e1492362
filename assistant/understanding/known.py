"""Known sentences and what each of them asks for: what the reading of sentence vectors is trained on.

`examples/known.jsonl` holds whole sentences with their sense and, where it matters, the columns they speak of;
`examples/*.txt` hold sentences with places for names, grouped under `## sense`; the examples beside the rules are known
too. Add a line and run `python -m assistant.understanding.training`.
"""
# ruff: noqa: E501 - a list of words or a pattern broken over lines is harder to read than a long one

import json
import random
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from assistant.understanding.commands import MEANINGS
from assistant.understanding.words import bag

FOLDER = Path(__file__).with_name("examples")
_NAMES: dict[str, tuple[str, ...]] = {
    "f": ("random forests", "neural networks", "boosting", "linear models", "SVMs", "xgboost", "a decision tree", "kNN", "logistic regression", "naive Bayes"),
    "m": ("recall", "F1", "accuracy", "ROC AUC", "mean absolute error", "RMSE", "precision", "log loss", "R2", "balanced accuracy"),
    "d": ("ten minutes", "an hour", "45 minutes", "90 seconds", "half an hour", "two hours", "5 min", "30s"),
    "n": ("5", "ten", "20", "three", "50", "12", "four", "100"),
    "p": ("20%", "30 percent", "a fifth of the rows", "25 %"),
    "mem": ("2 GB", "500 MB", "8 gigabytes", "4 GB of RAM"),
    "r": ("the second", "number 3", "the first one", "the first two", "#4", "the third", "the last one", "1 and 3"),
    "s": ("new.csv", "loans_2023.parquet", "/data/incoming", "sales.xlsx", "https://example.org/rows.csv", "leads.csv"),
    "v": ("yes", '"1"', "bad", "sick", '"Yes"', "failed"),
}  # fmt: skip
_COLUMNS = (
    "age", "postcode", "MonthlyCharges", "patient_id", "Lagertemperatur", "list_price", "region", "income", "customer_id", "Contract", "sowing_date", "farm", "gender",
    "Churn", "Tariff", "tenure", "visit_date", "store_id", "Schichtleiter", "overtime", "yield_t_ha", "arrival_delay", "ethnicity", "discount", "retard", "Escalated",
)  # fmt: skip
_MODELS = ("churn", "house_price", "fraud_v2", "demand", "mastitis")
_BY_SLOT = frozenset({"set_goal", "set_validation", "set_budget", "constrain"})
_PLACE = re.compile(r"\{(\w+)\}")

_VERBS = bag(
    "run start take work open show describe check compare explain give tell put make use deploy bring ship register go restore roll"
    " revert train refit update teach keep watch monitor warn observe score apply let save download export send write import read load"
    " repeat replay redo stop kill break abort shut cancel pause wait hold freeze suspend halt resume continue carry forget delete clear"
    " wipe erase reset talk speak treat list suggest try launch execute begin fire queue add drop cut swap tell compare put reinstate"
)
_FRAMES = (
    "would you be so kind as to", "I should be delighted if you would", "could you perhaps", "may I ask you to", "please be so good as to",
    "I would be grateful if you could", "might I ask you to", "it would please me if you would", "I'd ask that you", "do", "we would like you to",
    "if it is not too much trouble,", "I wonder whether you could", "let us", "can u", "now",
)  # fmt: skip
"""Courtesies that ask for the same."""

Known = tuple[str, dict[str, Any], str]
"""Sentence, context, sense."""


def known_sentences() -> list[Known]:
    """Every example once, in a fixed order, with names put in the places of those that have any."""
    found: list[Known] = [(e, {}, m.name) for m in MEANINGS for e in m.examples if m.name not in _BY_SLOT]
    for line in (FOLDER / "known.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        found.append((row["text"], row.get("context", {}), row["sense"]))
    for file in sorted(FOLDER.glob("*.txt")):
        found += _named(file)
    return found


def _named(file: Path) -> Iterator[Known]:
    """The sentences of a file, each with names chosen by its own words, so that the choice never changes."""
    sense = ""
    for line in file.read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            sense = line[3:].strip()
        elif line and not line.startswith("#"):
            yield _with_names(line, sense)
            if line.split()[0] in _VERBS:
                yield _with_names(f"{_FRAMES[len(line) % len(_FRAMES)]} {line}", sense)


def _with_names(line: str, sense: str) -> Known:
    chance = random.Random(line)
    context: dict[str, Any] = {}

    def name(match: re.Match[str]) -> str:
        place = match.group(1)
        if place == "c":
            context["columns"] = list(_COLUMNS)
            return chance.choice(_COLUMNS)
        if place == "mod":
            context["models"] = list(_MODELS)
            return chance.choice(_MODELS)
        return chance.choice(_NAMES[place])

    return _PLACE.sub(name, line), context, sense
