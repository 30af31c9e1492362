"""Experiments and their runs: what is under way, what came of the others."""

from pages import open_page
from pages.components.experiments import draw_experiments

with open_page("Runs", wide=True) as desk:
    draw_experiments(desk)
