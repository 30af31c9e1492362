"""The tables that were given: what was seen in them, their columns and versions."""

from pages import open_page
from pages.components.tables import draw_tables

with open_page("Data") as desk:
    draw_tables(desk)
