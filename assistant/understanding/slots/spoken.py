"""The sentence as it was written, and the figures in it, for readings that need the person's own words."""

import re

from assistant.understanding.text.grammar import Clause, Found

_SIGNS = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-"})


def spoken(clause: Clause) -> str:
    """The clause's own words in small letters, with plain quotes and dashes."""
    return clause.whole.translate(_SIGNS).lower()


def written(clause: Clause) -> str:
    """The clause's own words as written, with plain quotes and dashes."""
    return clause.whole.translate(_SIGNS)


def found_in(clause: Clause, context: object) -> Found:
    """The whole clause as what a rule would have found."""
    match = re.match(r".*", clause.text, re.DOTALL)
    assert match is not None
    return Found(match, clause, context)  # type: ignore[arg-type]


def numbers_at(clause: Clause, kinds: tuple[str, ...] = ("NUM",)) -> list[tuple[int, int, float]]:
    """Figures with where they begin and end in `spoken`; each value of a list of figures on its own."""
    base = clause.words[0].start if clause.words else 0
    return [
        (w.start - base, w.end - base, float(v))
        for w in clause.words
        if w.entity is not None and w.entity.kind in kinds
        for v in w.entity.values
    ]


def neat(value: float) -> float | int:
    """Whole numbers as such."""
    return int(value) if value == int(value) else round(value, 6)
