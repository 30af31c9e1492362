"""The contract of a command's handler: one frozen description and one function, in one file."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ConfigDict

from assistant.visit import Visit


class Args(BaseModel):
    """The arguments of a command, all optional unless the command means nothing without them."""

    model_config = ConfigDict(extra="forbid")


class NoArgs(Args):
    """A command without arguments."""


@dataclass(frozen=True)
class Handler:
    """What a command does.

    `handle` gets the turn under way and the validated args, adds lines and cards to the turn, and returns what was
    settled about the command beyond its args (kept with the turn; None for nothing). It raises a `SextantError` to
    refuse: the text is shown and the command is kept as refused.
    """

    name: str
    summary: str
    """One sentence: what the command does, for people and for language models."""
    args: type[Args]
    handle: Callable[[Visit, Any], dict[str, Any] | None]
    for_models: bool = True
    """Whether a language model may call it. Deciding on a plan is for people only."""
