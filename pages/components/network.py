"""A part of the knowledge graph: what lies around a node, where it stands in the picture, and the picture. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

PER_RELATION = 12
"""Neighbours drawn of one node by one relation; the others are counted."""
MOST_NODES = 90
_NAMED_AT_MOST = 12
"""Nodes of a kind up to which each bears its name; of more, the pointer tells."""
COLOURS = {
    "dataset": "#0072B2", "task": "#56B4E9", "workflow": "#6B7680", "variant": "#E69F00", "experiment": "#CC79A7",
    "run": "#009E73", "feedback": "#D55E00", "model": "#8C6BB1", "person": "#B8A200",
}  # fmt: skip
"""Okabe and Ito's palette, a tone a kind; kinds are told apart by their marks too."""
MARKS = {
    "dataset": "square", "task": "diamond", "workflow": "hexagon", "variant": "circle", "experiment": "star",
    "run": "circle-open", "feedback": "triangle-up", "model": "pentagon", "person": "cross",
}  # fmt: skip

AROUND = f"""
WITH near AS (
  SELECT source AS here, 'out' AS way, relation, target AS there FROM kg_edges WHERE source IN ({{places}})
  UNION ALL SELECT target, 'in', relation, source FROM kg_edges WHERE target IN ({{places}}))
SELECT here, way, relation, there, count(*) OVER (PARTITION BY here, way, relation) AS of_all FROM near
QUALIFY row_number() OVER (PARTITION BY here, way, relation ORDER BY there DESC) <= {PER_RELATION}
ORDER BY ALL"""
NAMED = "SELECT node, any_value(kind) AS kind, any_value(label) AS label, any_value(facts) AS facts, " \
    "max(happened_at) AS happened_at FROM kg_nodes WHERE node IN ({places}) GROUP BY node"  # fmt: skip
FOUND = """
SELECT node, any_value(kind) AS kind, any_value(label) AS label, max(happened_at) AS happened_at FROM kg_nodes
WHERE {condition} GROUP BY node
ORDER BY any_value(kind) <> 'dataset', max(happened_at) DESC NULLS LAST, node LIMIT 50"""
KINDS = "SELECT kind, count(DISTINCT node) AS n FROM kg_nodes GROUP BY kind ORDER BY n DESC"


@dataclass(frozen=True)
class Part:
    """What is drawn."""

    centre: str
    nodes: pd.DataFrame
    """One row a node: node, kind, label, facts, happened_at."""
    edges: pd.DataFrame
    """One row an edge: source, relation, target."""
    hidden: dict[tuple[str, str], int]
    """Node and relation to how many neighbours are not drawn."""


def edges_of(near: pd.DataFrame) -> tuple[pd.DataFrame, dict[tuple[str, str], int]]:
    """The edges as they point, and how many were left out.

    Args:
        near: what the query `AROUND` gave.
    """
    out = near["way"] == "out"
    edges = near[["relation"]].assign(
        source=near["here"].where(out, near["there"]), target=near["there"].where(out, near["here"])
    )
    hidden: dict[tuple[str, str], int] = {}
    for (here, _, relation), part in near.groupby(["here", "way", "relation"]):
        left = int(part["of_all"].iloc[0]) - len(part)
        if left > 0:
            hidden[(str(here), str(relation))] = hidden.get((str(here), str(relation)), 0) + left
    return edges[["source", "relation", "target"]].drop_duplicates(ignore_index=True), hidden


def picture(part: Part) -> Any:
    """The part as a Plotly figure; each node carries its id, so that a click can go there."""
    import networkx as nx
    import plotly.graph_objects as go

    graph = nx.Graph()
    graph.add_nodes_from(part.nodes["node"])
    graph.add_edges_from((e.source, e.target) for e in part.edges.itertuples())
    at = nx.spring_layout(graph, seed=7, iterations=80, k=1.6 / max(len(graph), 1) ** 0.5)
    figure = go.Figure()
    figure.add_scatter(**_lines(part, at))
    figure.add_scatter(**_relations(part, at))
    for kind, nodes in part.nodes.groupby("kind"):
        figure.add_scatter(**_points(str(kind), nodes, at, part.centre))
    hidden = {"visible": False, "fixedrange": False}
    across = {**hidden, "range": _with_room([x for x, _ in at.values()])}
    figure.update_layout(
        height=540, margin={"l": 5, "r": 5, "t": 5, "b": 5}, xaxis=across, yaxis=hidden, clickmode="event+select",
        legend={"orientation": "h", "y": -0.02, "x": 0}, dragmode="pan", hovermode="closest",
    )  # fmt: skip
    return figure


def _with_room(places: list[float], share: float = 0.3) -> list[float]:
    """From the first to the last place, with room at both sides for the names that stand above them."""
    low, high = min(places), max(places)
    room = (high - low) * share or 1.0
    return [float(low - room), float(high + room)]


def _lines(part: Part, at: Any) -> dict[str, Any]:
    x: list[float | None] = []
    y: list[float | None] = []
    for edge in part.edges.itertuples():
        (x0, y0), (x1, y1) = at[edge.source], at[edge.target]
        x += [x0, x1, None]
        y += [y0, y1, None]
    line = {"color": "#8A97A0", "width": 1}
    return {"x": x, "y": y, "mode": "lines", "line": line, "opacity": 0.55, "hoverinfo": "skip", "showlegend": False}


def _relations(part: Part, at: Any) -> dict[str, Any]:
    """The relation's name in the middle of each edge, told when the pointer is there."""
    edges = list(part.edges.itertuples())
    middle = [(sum(at[n][i] for n in (e.source, e.target)) / 2) for i in (0, 1) for e in edges]
    names = dict(zip(part.nodes["node"], part.nodes["label"], strict=True))
    return {
        "x": middle[: len(edges)], "y": middle[len(edges) :], "mode": "markers", "showlegend": False,
        "marker": {"size": 9, "opacity": 0}, "hovertemplate": "%{text}<extra></extra>",
        "text": [f"{short(names[e.source])} <i>{e.relation}</i> {short(names[e.target])}" for e in edges],
    }  # fmt: skip


def _points(kind: str, nodes: pd.DataFrame, at: Any, centre: str) -> dict[str, Any]:
    here = [n == centre for n in nodes["node"]]
    few = len(nodes) <= _NAMED_AT_MOST
    return {
        "x": [at[n][0] for n in nodes["node"]], "y": [at[n][1] for n in nodes["node"]], "name": kind,
        "mode": "markers+text", "customdata": nodes["node"].tolist(),
        "text": [short(w, 22) if one or few else "" for w, one in zip(nodes["label"], here, strict=True)],
        "hovertext": [f"{kind}: {short(label, 90)}" for label in nodes["label"]], "hoverinfo": "text",
        "textposition": "top center", "textfont": {"size": 11},
        "marker": {
            "size": [26 if one else 14 for one in here], "color": COLOURS.get(kind, "#6B7680"),
            "symbol": MARKS.get(kind, "circle"), "line": {"width": 2, "color": COLOURS.get(kind, "#6B7680")},
        },
        "selected": {"marker": {"opacity": 1}}, "unselected": {"marker": {"opacity": 1}},
    }  # fmt: skip


def short(text: Any, most: int = 40) -> str:
    """A label that fits into the picture; signs with a meaning in its markup are taken as they are."""
    words = " ".join(str(text).split()).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return words if len(words) <= most else words[: most - 1].rstrip() + "…"
