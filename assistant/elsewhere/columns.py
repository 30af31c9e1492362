"""What a person says of columns: "learning_rate is a parameter", "wonder is a metric, lower is better"."""

import re
from collections.abc import Sequence

_ROLES = {
    "parameter": r"(?:hyper-?)?parameters?|settings?|choices?|variation points?",
    "metric": r"metrics?|measures?|scores?|objectives?|results?|outcomes?",
    "cost": r"costs?|durations?|run ?times?|times?(?: taken)?",
    "dataset": r"datasets?|data ?sets?|data",
    "status": r"status|states?",
    "seed": r"(?:random )?seeds?",
    "rating": r"ratings?|feedback",
    "name": r"(?:run )?names?|ids?",
    "context": r"context|notes?|book-?keeping|neither",
}
_AFTER = re.compile(
    r"\b(?:is|are|as|was|were|=|:)\s*(?:both |all |really |not [^,.;]{1,30} but )?(?:a |an |the |our |my )?(?:"
    + "|".join(f"(?P<{role}>{words})" for role, words in _ROLES.items())
    + r")\b",
    re.IGNORECASE,
)
_IGNORE = re.compile(r"\b(?:ignore|leave out|drop|skip|forget about|don'?t use|do not use)\b", re.IGNORECASE)
_HIGHER = re.compile(r"\b(?:higher|larger|bigger|more|greater|max(?:imi[sz]e)?)\b", re.IGNORECASE)
_LOWER = re.compile(r"\b(?:lower|smaller|less|fewer|min(?:imi[sz]e)?)\b", re.IGNORECASE)
_UNITS = (("ms", r"ms|milliseconds?"), ("min", r"min|minutes?"), ("h", r"h|hours?"), ("s", r"s|sec|seconds?"))


def said_of_columns(text: str, columns: Sequence[str]) -> dict[str, str]:
    """What a message says columns are.

    Args:
        text: the message.
        columns: names of the columns, as in the source.

    Returns:
        Column to role as `store.importers.roles.corrected` takes it, such as "metric max"; empty where the message says
        nothing of the kind.
    """
    masked, places = _masked(text, columns)
    found: dict[str, str] = {}
    before = None
    for clause_start, clause_end in _clauses(masked):
        clause = masked[clause_start:clause_end]
        named = [name for at, name in places if clause_start <= at < clause_end]
        role = _role(clause) or ("ignore" if before == "ignore" and named else None)
        before = role
        if role and named:
            found.update(dict.fromkeys(named, role))
        elif not named and found and (way := _direction(clause)):
            last = next(reversed(found))  # "wonder is a metric, lower is better": the direction is a clause of its own
            for name, words in found.items():
                if words == "metric" and (name == last or found[last] == "metric"):
                    found[name] = f"metric {way}"
    return found


def _masked(text: str, columns: Sequence[str]) -> tuple[str, list[tuple[int, str]]]:
    """The text with the names of columns taken out, so that a column called `data` is no role, and their places."""
    places: list[tuple[int, str]] = []
    masked = text
    for name in sorted(columns, key=len, reverse=True):
        pattern = rf"(?<![\w.]){re.escape(name)}(?![\w])"
        for match in re.finditer(pattern, masked, re.IGNORECASE):
            rest = re.match(r"\s*(?:is|are|as|was|=|,|and|&|:|$|[.;!])", masked[match.end() :], re.IGNORECASE)
            before = re.search(
                r"(?:ignore|out|drop|skip|and|use|,|take|about)\s*$", masked[: match.start()], re.IGNORECASE
            )
            if rest or before:
                masked = masked[: match.start()] + "\x00" * len(match.group()) + masked[match.end() :]
                places.append((match.start(), name))
                break
    return masked, sorted(places)


def _clauses(masked: str) -> list[tuple[int, int]]:
    """Ends of the clauses: a clause goes on over `and` and commas until it has told a role."""
    ends, start = [], 0
    for match in re.finditer(r"[;.]\s|,|\band\b|\bbut\b|$", masked):
        piece = masked[start : match.end()]
        if match.start() == len(masked) or _role(piece) or _direction(piece):
            ends.append((start, match.end()))
            start = match.end()
    return ends


def _role(clause: str) -> str | None:
    if _IGNORE.search(clause):
        return "ignore"
    match = _AFTER.search(clause)
    if match is None or match.lastgroup is None:
        return None
    if match.lastgroup == "metric":
        way = _direction(clause)
        return f"metric {way}" if way else "metric"
    if match.lastgroup == "cost":
        rest = clause[match.end() :]
        unit = next((u for u, words in _UNITS if re.search(rf"\b(?:{words})\b", rest, re.IGNORECASE)), "s")
        return f"cost {unit}"
    return match.lastgroup


def _direction(clause: str) -> str | None:
    if _LOWER.search(clause):
        return "min"
    return "max" if _HIGHER.search(clause) else None
