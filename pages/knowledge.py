"""What a person has told Sextant, what it changed, and how to take it back."""

from pages import open_page
from pages.components.told import draw_told

with open_page("Knowledge") as desk:
    draw_told(desk)
