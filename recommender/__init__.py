"""Which variants to run next, and why: pure functions of the knowledge that is handed in.

`Recommender` learns from past runs and chooses sets of variants; `recommender.advice` turns its choice into
recommendations a person can read; `recommender.quality` measures it on held-out datasets.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from recommender.recommender import Recommender

__all__ = ["Recommender"]


def __getattr__(name: str) -> Any:
    """Imports the recommender when it is first asked for: numpy and pandas stay off the path to the first page."""
    if name == "Recommender":
        from recommender.recommender import Recommender

        return Recommender
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
