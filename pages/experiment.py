"""One experiment: what is under way in it, what came of it, its card and what it showed."""

from pages import open_page
from pages.components.experiments import draw_experiments

with open_page("Experiments", wide=True) as desk:
    draw_experiments(desk)
