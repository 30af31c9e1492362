"""Known messages and what each of them asks for: what the reader of senses is trained on.

`examples/known.jsonl` holds sentences with their sense and, where it matters, the columns they speak of;
`examples/said.jsonl` whole messages with the moment they were written in and the commands they mean; `examples/*.txt` hold
sentences with places for names, grouped under `## sense`; the examples beside the rules are known too. `examples/roles.txt` holds what is said
of one column. Add a line and run `python -m assistant.understanding.reader.training`.
"""
# ruff: noqa: E501 - a list of words or a pattern broken over lines is harder to read than a long one

import json
import random
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from assistant.understanding.commands import MEANINGS
from assistant.understanding.text.grammar import COLUMN_RULES
from assistant.understanding.text.words import bag

FOLDER = Path(__file__).resolve().parents[1] / "examples"
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


class Part(NamedTuple):
    """A part of a message and the commands that it means."""

    start: int
    end: int
    commands: tuple[tuple[str, dict[str, Any]], ...]


class Known(NamedTuple):
    """A message whose meaning is known."""

    text: str
    context: dict[str, Any]
    senses: frozenset[str]
    """None where it asks for nothing."""
    roles: dict[str, frozenset[str]] = {}
    """What the columns it names are to it; a column that is merely named has none."""
    parts: tuple[Part, ...] | None = None
    """Which commands are meant in which part of it; None where only its senses are known."""


_ROLE_OF = {
    "set_goal.target": "target", "constrain.columns_forbidden": "columns_forbidden",
    "constrain.columns_required": "columns_required", "constrain.protected_columns": "protected_columns",
    "set_validation.group": "split", "set_validation.time": "split", "explain_model": "told", "look_at_data": "told",
}  # fmt: skip
"""The role of every column in a sentence of one of these senses."""
_NOTHING = "background"
"""The name in the files for sentences that ask for nothing."""


def known_sentences() -> list[Known]:
    """Every example once, in a fixed order, with names put in the places of those that have any."""
    found = [Known(e, {}, frozenset({m.name})) for m in MEANINGS for e in m.examples if m.name not in _BY_SLOT]
    found += [_with_roles(r["text"], r.get("context", {}), _of(r["sense"])) for r in _rows("known.jsonl")]
    found += [_said(row) for row in _rows("said.jsonl")]
    for file in sorted(f for f in FOLDER.glob("*.txt") if f.stem != "roles"):
        found += _named(file)
    return list({one.text: one for one in found}.values())


def latest_said(n: int) -> set[str]:
    """The texts of the last `n` whole messages."""
    return {row["text"] for row in _rows("said.jsonl")[-n:]}


def _said(row: dict[str, Any]) -> Known:
    """A whole message with the commands it means."""
    commands = tuple((c["name"], c["args"]) for c in row["commands"])
    senses = frozenset(sense for name, args in commands for sense in _senses(name, args))
    roles: dict[str, set[str]] = {}
    for name, args in commands:
        for column, role in _roles(name, args):
            roles.setdefault(column, set()).add(role)
    part = Part(0, len(row["text"]), commands)
    return Known(row["text"], row.get("context", {}), senses, {c: frozenset(r) for c, r in roles.items()}, (part,))


def _senses(name: str, args: dict[str, Any]) -> list[str]:
    """The senses of a command: one for each of its slots where these are senses of their own."""
    if name == "set_validation":
        return [f"{name}.{args.get('method', 'cv')}"]
    if name == "constrain":
        opaque = args.get("interpretable") is False
        return [f"{name}.opaque" if key == "interpretable" and opaque else f"{name}.{key}" for key in args]
    return [f"{name}.{key}" for key in args] if name in ("set_goal", "set_budget") else [name]


def _roles(name: str, args: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Each column that a command names, with what it is to the message."""
    if name in ("constrain", "correct", "what_if"):
        yield from ((column, key) for key in COLUMN_RULES for column in args.get(key) or ())
    if name in ("set_goal", "correct", "what_if") and isinstance(args.get("target"), str):
        yield args["target"], "target"
    if name == "set_validation" and args.get("column"):
        yield args["column"], "split"
    if name in ("explain_model", "look_at_data"):
        yield from ((column, "told") for column in args.get("columns", ()))


def _with_roles(text: str, context: dict[str, Any], senses: frozenset[str]) -> Known:
    """A sentence of one sense, whose columns all have the role that goes with it."""
    role = next((_ROLE_OF[s] for s in senses if s in _ROLE_OF), None)
    columns = context.get("columns", ()) if role else ()
    return Known(text, context, senses, {c: frozenset({role}) for c in columns if role})


def said_of_columns(n: int) -> list[Known]:
    """Messages made of what may be said of two to four columns (`examples/roles.txt`), the same each time."""
    phrases: list[tuple[str, str]] = []
    for line in (FOLDER / "roles.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            role = line[3:].strip()
        elif line and not line.startswith("#"):
            phrases.append((role, line))
    return [_of_columns(random.Random(i), phrases) for i in range(n)]


_SENSE_OF = {
    "columns_forbidden": "constrain.columns_forbidden", "columns_required": "constrain.columns_required",
    "protected_columns": "constrain.protected_columns", "target": "set_goal.target", "split": "set_validation.group",
}  # fmt: skip


def _of_columns(chance: random.Random, phrases: list[tuple[str, str]]) -> Known:
    columns = chance.sample(_COLUMNS, 5)
    text, roles = "", dict[str, frozenset[str]]()
    for role, phrase in chance.sample(phrases, chance.choice((2, 2, 3, 3, 4))):
        named = [columns.pop()] + ([columns.pop()] if len(columns) > 4 else [])
        said = phrase.replace("{c}", chance.choice((" and ", " and the ")).join(named))
        text += (chance.choice((", ", ", and ", "; ", ". ", ", but ", " and ")) if text else "") + said
        roles |= {c: frozenset({role} - {"nothing"}) for c in named}
    senses = frozenset(_SENSE_OF[r] for found in roles.values() for r in found)
    return Known(text, {"columns": list(_COLUMNS)}, senses, roles)


def _rows(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (FOLDER / name).read_text(encoding="utf-8").splitlines()]


def _of(sense: str) -> frozenset[str]:
    return frozenset() if sense == _NOTHING else frozenset({sense})


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

    return _with_roles(_PLACE.sub(name, line), context, _of(sense))
