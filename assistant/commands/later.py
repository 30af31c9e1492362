"""Commands whose part does not exist yet: understood, and answered honestly."""

from __future__ import annotations

from collections.abc import Callable

from assistant.commands._base import Args, Handler
from assistant.visit import Visit


class Anything(Args):
    """Whatever was said with it."""

    rank: int | None = None
    model: str | None = None
    alias: str | None = None
    source: str | None = None
    key: str | int | None = None


def _not_yet(what: str, instead: str) -> Callable[[Visit, Anything], None]:
    def handle(visit: Visit, args: Anything) -> None:
        visit.say(f"{what} is not available yet, so nothing was done. {instead}")

    return handle


HANDLERS = tuple(
    Handler(name, summary, Anything, _not_yet(what, instead))
    for name, summary, what, instead in (
        (
            "explain_prediction",
            "Say why one row was predicted so.",
            "Explaining a single prediction",
            "I can say which columns matter for a model as a whole.",
        ),
    )
)
