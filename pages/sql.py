"""Read-only SQL over everything Sextant knows."""

from pages import open_page
from pages.components.query import draw_query

with open_page("SQL", wide=True) as desk:
    draw_query(desk)
