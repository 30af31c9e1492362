"""Which strategy suits an experiment, and why: plain rules on how many runs there is room for."""

from dataclasses import dataclass

from store.records import StrategyName

_FEW = 6
_SOME = 25
_LARGE_ROWS = 5_000
_LONG_S = 20.0


@dataclass(frozen=True)
class Counsel:
    """A strategy with the reason for it."""

    strategies: tuple[StrategyName, ...]
    """One, or several after one another."""
    reason: str


def counsel(
    room: float | None, run_s: float | None, rows: int, estimators: int, frugal: bool = False, known: bool = True
) -> Counsel:
    """The strategy that suits best.

    Args:
        room: whole runs that the budget has room for; None where it is not bounded or nothing is known of the cost.
        run_s: seconds that a usual run takes; None where unknown.
        rows: of the table.
        estimators: kinds of estimators to choose among.
        frugal: whether the person wants fast or cheap models.
        known: whether experience with like data stands behind the recommendations.
    """
    runs = f"about {room:.0f} runs" if room is not None else "as many runs as you like"
    if frugal:
        return Counsel(("pareto",), "You want cheap models as well as good ones: cost is weighed against score.")
    if room is not None and room <= _FEW:
        why = "those that past runs speak for come first" if known else "a search has no room to learn"
        return Counsel(("recommended",), f"There is room for {runs} only, and {why}.")
    if estimators == 1:
        return Counsel(("bayesian",), f"One kind of model, {runs}: a Gaussian process over its choices.")
    slow = run_s is not None and run_s >= _LONG_S
    if rows >= _LARGE_ROWS and slow:
        name: StrategyName = "hyperband" if room is not None and room > _SOME else "halving"
        return Counsel((name,), f"A run on {rows:,} rows takes about {run_s:.0f} s; fewer rows sort most out.")
    if room is not None and room <= _SOME:
        return Counsel(("recommended",), f"There is room for {runs}: an order updated after each gets far.")
    return Counsel(
        ("recommended", "bayesian"),
        f"There is room for {runs}: what past runs speak for first, then a search around what did well here.",
    )
