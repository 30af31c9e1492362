"""Models in use: are they still fine, what has changed, what is suggested."""

from pages import open_page
from pages.components.monitors import draw_monitors

with open_page("Monitors") as desk:
    draw_monitors(desk)
