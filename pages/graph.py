"""Everything that is known as a graph, explored from any thing in it."""

from pages import open_page
from pages.components.graph import draw_graph

with open_page("Graph", wide=True) as desk:
    draw_graph(desk)
