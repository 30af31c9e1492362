"""What is wanted of a search that nobody can be asked about: the options of `sextant run`."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from assistant.cards import Command
from store.records import Budget


@dataclass(frozen=True)
class Wish:
    """What is wanted of a headless search."""

    data: str
    target: str
    metric: str | None = None
    kind: str | None = None
    positive_class: str | None = None
    exclude: tuple[str, ...] = ()
    interpretable: bool = False
    error_costs: dict[str, float] | None = None
    """`false_negative` and `false_positive`: what a miss and a false alarm cost."""
    budget: Budget = field(default_factory=lambda: Budget(seconds=60.0))
    seed: int = 0
    person: str = "me"

    def commands(self) -> list[Command]:
        """The same in the commands of a conversation."""
        said: dict[str, Any] = {
            "target": self.target,
            "kind": self.kind,
            "metric": self.metric,
            "positive_class": self.positive_class,
        }
        commands = [
            Command(name="use_data", args={"source": self.data}),
            Command(name="set_goal", args={k: v for k, v in said.items() if v is not None}),
            Command(name="set_budget", args=self.budget.model_dump(exclude_none=True)),
        ]
        if self.error_costs is not None:
            commands.append(Command(name="set_error_costs", args=self.error_costs))
        limits: dict[str, Any] = {"columns_forbidden": list(self.exclude)} if self.exclude else {}
        if self.interpretable:
            limits["interpretable"] = True
        return commands + ([Command(name="constrain", args=limits)] if limits else [])
