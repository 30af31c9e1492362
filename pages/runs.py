"""All runs: found, starred, seen as pictures and compared by what differs."""

from pages import open_page
from pages.components.runs import draw_runs

with open_page("Runs", wide=True) as desk:
    draw_runs(desk)
