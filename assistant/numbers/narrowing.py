"""What a question of numbers narrows to by name: tables, people, families and those left out; and what it must not guess."""
# ruff: noqa: E501 - a pattern broken over lines is harder to read than a long one

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.effects import families_in
from assistant.numbers import parts
from assistant.numbers.bounds import compared_with, metric_in
from assistant.numbers.parts import Subject, names, quoted
from store.errors import BadRequest

_LEFT_OUT = re.compile(
    r"\b(?:not|nor|neither|\w+n't|except(?:ing)?(?: for)?|excluding|other than|besides|apart from|without|but no)\s+(?:(?:be|use|used|using|with|of|by|from|an?|the|any|were|was)\s+)*(?=(?P<what>(?:[\w-]+\s*(?:,|and|or|nor)?\s*){1,5}))",
    re.IGNORECASE,
)
_FIGURE = re.compile(
    r"\b(?:ha(?:ve|s|d)|having|with|whose|where)\s+(?:(?:an?|the|its|their)\s+)?(?P<name>[A-Za-z_][\w./@-]*)\s+(?:values?\s+|scores?\s+)?(?:(?:of|is|was|are|were|being)\s+)?$",
    re.IGNORECASE,
)
_AVERAGED = re.compile(
    r"\b(?:average|mean|median|highest|lowest|total|largest|smallest|maximum|minimum)(?: of)?(?: the)? (?P<name>[A-Za-z]\w*[_\d@]\w*)",
    re.IGNORECASE,
)
_GENERAL = parts.pattern(
    r"scores?|results?|quality|performances?|values?|metrics?|figures?|times?|durations?|runtimes?|seconds|costs?|memory|latency|predictions?|baselines?|sizes?|rows?|columns?|runs?|models?|variants?|recommendations?|tokens?|any(?:thing)?|some(?:thing)?|one|it|them|those|these|that|more|less|scored|size|experiments?|intervals?|best|better|taken|needed|used|which|gains?"
)
"""Words before a comparison that are no name of a figure, or are read by themselves."""


def families(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The families of models that are asked for, and those that are left out."""
    out: list[str] = []
    for match in _LEFT_OUT.finditer(text):
        if families_in(" ".join(match["what"].split()[:2])):  # "not better than linear" leaves nothing out
            out += families_in(match["what"])
    return tuple(f for f in families_in(text) if f not in out), tuple(dict.fromkeys(out))


def tables(text: str, known: Sequence[str]) -> tuple[str, ...]:
    """The known tables that a text names; of names within each other the longest."""
    found: list[str] = []
    for name in sorted(known, key=len, reverse=True):
        if names(text, name):
            found.append(name)
            spoken = r"[^a-z0-9]+".join(re.findall(r"[a-z0-9]+", re.sub(r"\.\w+$", "", name.casefold())))
            text = re.sub(rf"(?<![a-z0-9]){spoken}(?![a-z0-9])", " , ", text.casefold())
    return tuple(n for n in known if n in found)


def one_of(column: str, values: Sequence[str], *, out: bool = False) -> str:
    """The condition that a column has one of some values, or none of them."""
    if len(values) == 1:
        return f"{column} {'<>' if out else '='} {quoted(values[0])}"
    return f"{column} {'NOT IN' if out else 'IN'} ({', '.join(map(quoted, values))})"


def refuse_unknown_figures(text: str, subject: Subject, measures: Sequence[str]) -> None:
    """Refuses to compare what nothing is known by the name of, instead of comparing the score.

    Raises:
        BadRequest: the text compares such a figure; the message says which are known.
    """
    if subject.view not in ("runs", "imported_runs"):
        return
    before = (_FIGURE.search(text[:start]) for start in compared_with(text))
    for found in (*before, *_AVERAGED.finditer(text)):
        if not found or _GENERAL.fullmatch(found["name"]) or families_in(found["name"]):
            continue
        if metric_in(found["name"], measures) is None:
            some = f" Figures of runs here are {', '.join(sorted(measures)[:8])}." if measures else ""
            raise BadRequest(f"No figure of runs is called {found['name']!r}, so I cannot answer by it.{some}")
