"""The conversation: the first page."""

from pages import open_page
from pages.components.talk import draw_talk

with open_page("Chat") as desk:
    draw_talk(desk)
