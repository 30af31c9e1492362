"""Trains the reader of reasons: `python -m assistant.understanding.reader.learning_reasons`, after `.training`.

Which part of a message says why something is liked or turned down is told by sense, not by signs: the adapters of the
reader of senses are trained on with one part after the other beside its message. Takes five minutes on one core; the
same examples give the same numbers on one machine.
"""

from collections.abc import Sequence
from pathlib import Path

from assistant.sense_model.numbers import REASONS, WEIGHTS
from assistant.understanding.context import Context
from assistant.understanding.reader.known import Known, known_sentences
from assistant.understanding.reader.told_reasons import JUDGED, asked_of
from assistant.understanding.reader.training import Course, fit, learned, untrained, written

NAMES = ("reason",)
EPOCHS = 4
_ADAPTER_RATE, _HEAD_RATE = 1e-3, 3e-3
_PRESENT_WEIGHT = 2.0
_OVER_HALF, _MOST_OF_IT = 0.5, 0.6
"""A part is a reason where so much of it is one, or so much of one lies in it."""


def asked(known: Sequence[Known]) -> list[tuple[str, bool]]:
    """What the reader is shown of the verdicts among known messages, and whether that part is a reason."""
    return [pair for one in known for pair in _parts_of(one)]


def _parts_of(one: Known) -> list[tuple[str, bool]]:
    commands = [c for part in one.parts or () for c in part.commands if c[0] in JUDGED]
    if not commands:
        return []
    said = one.text.lower()
    reasons = [str(args["reason"]).lower().strip(" .!") for _, args in commands if args.get("reason")]
    spans = [(said.find(r), said.find(r) + len(r)) for r in reasons if r in said]
    return [
        (text, any(_is_one(part.start, part.end, *span) for span in spans))
        for part, text in asked_of(one.text, Context(**one.context))
    ]


def _is_one(start: int, end: int, first: int, last: int) -> bool:
    shared = max(0, min(end, last) - max(start, first))
    return shared > _OVER_HALF * (end - start) or shared > _MOST_OF_IT * (last - first)


def train(file: Path = REASONS, epochs: int = EPOCHS) -> int:
    """Trains the adapters of the reader of senses on and writes them.

    Args:
        file: where to.
        epochs: passes over all parts.

    Returns:
        The number of parts used.
    """
    shown = asked(known_sentences())
    reader = untrained(NAMES)
    reader.start_from(learned(WEIGHTS))
    course = Course(epochs, _ADAPTER_RATE, _HEAD_RATE, _PRESENT_WEIGHT)
    fit(reader, [(text, [is_one]) for text, is_one in shown], course)
    written(reader, NAMES, file)
    return len(shown)


def main() -> None:
    """Trains and says on how many parts."""
    print(f"trained on {train()} parts of messages → {REASONS}")


if __name__ == "__main__":
    main()
