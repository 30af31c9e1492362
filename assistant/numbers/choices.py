"""What a question about imported runs narrows to, or splits by, of their own parameters: "which used adam?"."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.effects import families_in
from assistant.elsewhere.limiting import choices_said
from assistant.elsewhere.space_words import SpaceWords
from assistant.numbers.bounds import metric_in
from assistant.numbers.parts import Group, quoted
from store.errors import BadRequest
from store.importers.limits import Limit
from store.importers.roles import is_number
from store.importers.wording import in_words
from store.records import Direction


@dataclass(frozen=True)
class Space:
    """An imported workflow that can be asked about."""

    workflow: str
    words: SpaceWords
    metric: str | None
    """What it is usually judged by; None where nobody has said which way its metrics are better."""
    directions: Mapping[str, Direction | None]
    """Every metric, with its better direction where that is known."""


@dataclass(frozen=True)
class Chosen:
    """What a question says of choices."""

    where: tuple[str, ...] = ()
    groups: tuple[Group, ...] = ()
    rest: str = ""
    """The question without the conditions."""
    space: Space | None = None


_USED = re.compile(
    r"\b(?:used?|using|with|had|have|having|ran (?:on|with)|were)\s+(?:(?:an?|the)\s+)?(?P<name>[A-Za-z][\w-]*)",
    re.IGNORECASE,
)
_EACH = "per|by|each|every|which|what|for each|across"
_PLAIN = re.compile(
    r"(?:an?|the|no|any|all|most|more|less|least|fewest|over|under|above|below|at|up|good|better|best|worst|errors?|imported"
    r"|there|we|i|you|it|them|they|each|every|per|than|scores?|values?|metrics?|results?|runs?|brought|made|done|slow\w*|fast\w*"
    r"|fail\w*|stopped|ok|high\w*|low\w*|long\w*|short\w*|data|tables?|time)",
    re.IGNORECASE,
)


def chosen_in(text: str, spaces: Sequence[Space]) -> Chosen:
    """What a question says of the choices of one of the workflows; nothing where it says nothing of any."""
    for space in spaces:
        limits, rest = choices_said(text, space.words)
        where = tuple(_sql(limit) for limit in limits)
        groups = tuple(
            Group(name, f"choices->>{quoted(_pointer(name))}")
            for name, spelt in space.words.parameters.items()
            if re.search(rf"\b(?:{_EACH})\s+(?:{spelt})(?!\w)", rest, re.IGNORECASE)
        )
        if where or groups:
            return Chosen(where, groups[:2], rest, space)
    return Chosen(rest=text, space=next(iter(spaces), None))


def refuse_unknown_choices(text: str, spaces: Sequence[Space], measures: Sequence[str]) -> None:
    """Refuses to count all runs where the question narrows to something that no run has.

    Raises:
        BadRequest: it speaks of runs that used something unknown; the message says what runs had.
    """
    found = _USED.search(text)
    if not found or not spaces or _PLAIN.fullmatch(found["name"]) or metric_in(found["name"], measures):
        return
    space = spaces[0]
    free = {n: v for n, v in space.words.values.items() if n not in space.words.constants}
    had = "; ".join(f"{n} ({in_words(v)})" for n, v in list(free.items())[:6])
    raise BadRequest(f"No run of {space.workflow} has anything called {found['name']!r}. What they had: {had}.")


def of_own_runs(text: str, chosen: Chosen) -> bool:
    """Whether one's own runs are meant: no choice of an imported workflow is named, or families, which both have."""
    return not (chosen.where or chosen.groups) or bool(families_in(text))


def _pointer(name: str) -> str:
    return "/" + name.replace("~", "~0").replace("/", "~1")


def _sql(limit: Limit) -> str:
    value = f"choices->>{quoted(_pointer(limit.name))}"
    number = f"TRY_CAST({value} AS DOUBLE)"
    if limit.sign not in ("in", "not in"):
        return f"{number} {limit.sign} {limit.values[0]}"
    numbers = [f"{v}" for v in limit.values if is_number(v)]
    texts = [quoted(str(v).lower() if isinstance(v, bool) else str(v)) for v in limit.values if not is_number(v)]
    parts = [f"{number} IN ({', '.join(numbers)})"] * bool(numbers) + [f"{value} IN ({', '.join(texts)})"] * bool(texts)
    any_of = " OR ".join(parts) if len(parts) == 1 else f"({' OR '.join(parts)})"
    return any_of if limit.sign == "in" else f"NOT coalesce({any_of}, FALSE)"
