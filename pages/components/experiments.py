"""The page Runs."""

from pages.components.desk import Desk


def draw_experiments(desk: Desk) -> None:
    """Draws."""
    from pages.components.notice import empty

    empty("No experiment yet", "")
