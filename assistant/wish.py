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
    further_targets: tuple[str, ...] = ()
    horizon: tuple[int, str | None] | None = None
    """Steps to forecast, or so many of a unit of time."""
    known: tuple[str, ...] = ()
    """Columns known in advance where a series is forecast."""
    validation: dict[str, Any] = field(default_factory=dict)
    """method, folds, column, holdout_fraction: those that were said."""
    monotonic: tuple[dict[str, str], ...] = ()
    """Column and direction, `rising` or `falling`, of each."""
    missing_codes: tuple[dict[str, Any], ...] = ()
    """Column and values of it that mean missing, of each."""
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
            "further_targets": list(self.further_targets) or None,
            "horizon": self.horizon[0] if self.horizon else None,
            "horizon_unit": self.horizon[1] if self.horizon else None,
            "known": list(self.known) or None,
        }
        commands = [
            Command(name="use_data", args={"source": self.data}),
            Command(name="set_goal", args={k: v for k, v in said.items() if v is not None}),
            Command(name="set_budget", args=self.budget.model_dump(exclude_none=True)),
        ]
        if self.validation:
            commands.append(Command(name="set_validation", args=self.validation))
        if self.error_costs is not None:
            commands.append(Command(name="set_error_costs", args=self.error_costs))
        limits: dict[str, Any] = {"columns_forbidden": list(self.exclude)} if self.exclude else {}
        if self.interpretable:
            limits["interpretable"] = True
        if self.monotonic:
            limits["monotonic"] = list(self.monotonic)
        if self.missing_codes:
            limits["missing_codes"] = list(self.missing_codes)
        return commands + ([Command(name="constrain", args=limits)] if limits else [])
