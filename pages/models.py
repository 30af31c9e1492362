"""Kept models: versions, which one is in use and by whose decision, comparisons, cards."""

from pages import open_page
from pages.components.models import draw_models

with open_page("Models") as desk:
    draw_models(desk)
