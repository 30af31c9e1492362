"""The page Graph: what is known around any thing, as a picture to click through and as a table."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import streamlit as st

from assistant.wording import count
from pages.components import marks, network
from pages.components.charts import CONFIG
from pages.components.desk import Desk, attempt, draw_again
from pages.components.differences import text_of, unpacked
from pages.components.notice import empty, hint
from pages.components.stored import stored
from pages.components.tables import CHAT
from pages.components.words import NOTHING, OUTCOMES, bytes_words, capital, escape, metric_name

if TYPE_CHECKING:
    import pandas as pd

_SAID = """
  SELECT about.target AS node,
    string_agg(DISTINCT '“' || n.label || '” (' || coalesce(p.label, '?') || ')', ' ') AS words
  FROM kg_edges about JOIN kg_nodes n ON n.node = about.source AND n.kind = 'feedback'
    LEFT JOIN kg_edges whose ON whose.source = n.node AND whose.relation = 'was said by'
    LEFT JOIN kg_nodes p ON p.node = whose.target
  WHERE about.relation = 'is about' GROUP BY 1"""
_DID_WELL = f"""
SELECT r.label AS variant, r.metric, count(*) AS runs,
  CASE WHEN any_value(r.higher_is_better) THEN max(r.score) ELSE min(r.score) END AS best, avg(r.wall_s) AS seconds,
  coalesce(any_value(said.words), '') AS said
FROM runs r LEFT JOIN ({_SAID}) said ON said.node IN ('variant:' || r.variant_id, 'run:' || r.run_id)
WHERE r.version_id = ? AND r.state = 'ok'
GROUP BY r.variant_id, r.label, r.metric
ORDER BY max(CASE WHEN r.higher_is_better THEN r.score ELSE -r.score END) DESC LIMIT 10"""
_LIKE_IT = f"""
WITH seen AS (
  SELECT r.variant_id, r.label, r.metric, unnest(CAST(r.evidence AS JSON[])) AS e
  FROM recommendations r JOIN goals g USING (goal_id) WHERE g.version_id = ?),
best AS (
  SELECT e->>'$.dataset' AS dataset, CAST(e->>'$.similarity' AS DOUBLE) AS alike, label AS variant, metric,
    CAST(e->>'$.score' AS DOUBLE) AS score, CAST(e->>'$.rank' AS DOUBLE) AS place, CAST(e->>'$.of' AS DOUBLE) AS of_all,
    variant_id
  FROM seen
  QUALIFY row_number() OVER (PARTITION BY dataset, metric ORDER BY place NULLS LAST, alike DESC, label) = 1)
SELECT dataset, alike, variant, metric, score, place, of_all, coalesce(said.words, '') AS said
FROM best LEFT JOIN ({_SAID}) said ON said.node = 'variant:' || best.variant_id
ORDER BY alike DESC, dataset, metric LIMIT 10"""
"""The tables that recommendations for this one rest on, with the best of what was recommended."""

_LATELY = "SELECT 'dataset:' || version_id AS node FROM runs ORDER BY queued_at DESC LIMIT 1"
"""The dataset of the newest run: around a table on which nothing ran there is nothing to see."""
_FORMS = (("graphml", "GraphML", "graphml"), ("prov-json", "PROV-JSON", "json"), ("rdf", "RDF", "nt"))
_CALLED = {"feedback": ("piece of feedback", "pieces of feedback"), "person": ("person", "people")}
_FACTS = {"wall_s": "Seconds", "cost_s": "Seconds", "best": "Best score"}


def draw_graph(desk: Desk) -> None:
    """Draws the page."""
    st.title("Graph", anchor=False)
    kinds = _frame(desk, network.KINDS)
    if not (set(kinds["kind"]) - {"person"}):
        empty(
            "Nothing is known yet",
            "Tables, variants, runs, what people said of them and how it all hangs together show here as a picture.",
        )
        st.page_link(CHAT, label="Begin in the chat", icon=":material/arrow_forward:")
        return
    counted = {str(k): int(n) for k, n in zip(kinds["kind"], kinds["n"], strict=True)}
    said = ", ".join(count(n, *_CALLED.get(kind, (kind,))) for kind, n in counted.items())
    st.html(
        f'<div class="sx sx-muted"><p>{escape(capital(said))}. Click on anything to see what lies around it.</p></div>'
    )
    centre = _centre(desk)
    if centre is None:
        hint("Nothing is called that.")
        return
    part = _part(desk, centre, 2 if st.session_state.get("steps") == "two steps" else 1)
    _draw_part(part)
    if centre.startswith("dataset:"):
        _draw_did_well(desk, centre.removeprefix("dataset:"))
    _draw_export(desk, part)


def _frame(desk: Desk, sql: str, *values: str) -> pd.DataFrame:
    return stored(desk, sql, values)


def _centre(desk: Desk) -> str | None:
    """The node that the address names, the dataset run on last where it names none, or one that words find."""
    columns = st.columns([3, 3, 2], vertical_alignment="bottom")
    words = columns[0].text_input("Find", key="node-words", placeholder="A table, variant, person, words of feedback …")
    columns[2].segmented_control("How far", ["one step", "two steps"], default="one step", required=True, key="steps")
    asked = st.query_params.get("node", "")
    if words:
        wanted = [w.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") for w in words.split()]
        condition = " AND ".join(["concat_ws(' ', kind, label, id) ILIKE ? ESCAPE '\\'"] * len(wanted))
        found = _frame(desk, network.FOUND.format(condition=condition), *(f"%{w}%" for w in wanted))
    else:
        found = _frame(desk, network.FOUND.format(condition="kind IN ('dataset', 'experiment', 'model', 'workflow')"))
        if asked and asked not in set(found["node"]):
            import pandas as pd

            found = pd.concat([_frame(desk, network.NAMED.format(places="?"), asked), found], ignore_index=True)
    if found.empty:
        return None
    found = called(found)
    names = {str(r.node): f"{r.kind}: {network.short(r.label, 70)}" for r in found.itertuples()}
    ids = list(names)
    lately = [str(n) for n in _frame(desk, _LATELY)["node"]]
    first = next((ids.index(n) for n in (*lately, *ids) if n in ids and n.startswith("dataset:")), 0)
    at = ids.index(asked) if asked in ids and not words else (0 if words else first)
    chosen = columns[1].selectbox("From", ids, index=at, format_func=lambda i: names[i], key=f"from-{asked}-{words}")
    if chosen and chosen != asked:
        st.query_params["node"] = chosen
    return chosen


def _part(desk: Desk, centre: str, steps: int) -> network.Part:
    """What lies around a node, one or two steps far."""
    import pandas as pd

    seen, edges, hidden = [centre], [], dict[tuple[str, str], int]()
    ring = [centre]
    for _ in range(steps):
        places = ", ".join("?" * len(ring))
        near = _frame(desk, network.AROUND.format(places=places), *ring, *ring)
        some, left = network.edges_of(near)
        edges.append(some)
        hidden |= left
        ring = [n for n in dict.fromkeys(near["there"]) if n not in seen][: network.MOST_NODES - len(seen)]
        seen += ring
        if not ring:
            break
    nodes = called(_frame(desk, network.NAMED.format(places=", ".join("?" * len(seen))), *seen))
    known = set(nodes["node"])
    lines = pd.concat(edges, ignore_index=True).drop_duplicates(ignore_index=True)
    lines = lines[lines["source"].isin(known) & lines["target"].isin(known)].reset_index(drop=True)
    return network.Part(centre, nodes, lines, hidden)


def called(nodes: pd.DataFrame) -> pd.DataFrame:
    """The nodes with what they are called: a task ends with its metric, which is said as people read it."""

    def words(kind: str, label: str) -> str:
        what, by, metric = label.rpartition(" by ")
        return f"{what}{by}{metric_name(metric)}" if kind == "task" and by else label

    pairs = zip(nodes["kind"].astype(str), nodes["label"].astype(str), strict=True)
    return nodes.assign(label=[words(kind, label) for kind, label in pairs])


def _go(node: str) -> None:
    """Makes another node the centre."""
    if node and node != st.query_params.get("node"):
        st.query_params["node"] = node
        st.session_state.pop("node-words", None)
        draw_again()


def _draw_part(part: network.Part) -> None:
    """Picture, what is known of the centre, and the table of what lies around it."""
    event = st.plotly_chart(
        network.picture(part), width="stretch", key=f"graph-{part.centre}", on_select="rerun", selection_mode="points",
        config={**CONFIG, "scrollZoom": False},
    )  # fmt: skip
    points = event.selection.points if hasattr(event, "selection") else []
    if points and points[0].get("customdata"):
        data = points[0]["customdata"]
        _go(str(data[0] if isinstance(data, list) else data))
    left = sum(part.hidden.values())
    if left:
        said = f"{count(left, 'more neighbour')} not drawn; find them by words."
        st.html(f'<div class="sx sx-muted sx-small">{escape(said)}</div>')
    _draw_centre(part)
    _draw_neighbours(part)


def _draw_centre(part: network.Part) -> None:
    known = part.nodes[part.nodes["node"] == part.centre]
    if known.empty:
        hint("This is not known here.")
        return
    row = known.iloc[0]
    known_facts = {k: v for k, v in unpacked(row["facts"]).items() if v not in (None, {}, [])}
    facts = [(_FACTS.get(k, capital(k.replace("_", " "))), fact_words(k, v), "") for k, v in known_facts.items()]
    head = marks.head(str(row["label"]), str(row["kind"]))
    with st.container(border=True, key="card-node"):
        st.html(f'<div class="sx">{head}{marks.lines(facts)}</div>')


def fact_words(name: str, value: Any) -> str:
    """A fact of a node in words: names of metrics as people read them, no braces."""
    if isinstance(value, dict):
        named = metric_name if name == "metrics" else (lambda k: k.replace("_", " "))
        return ", ".join(f"{named(str(k))} {fact_words(str(k), v)}" for k, v in value.items())
    if isinstance(value, list):
        return ", ".join(fact_words(name, v) for v in value)
    if name == "metric":
        return metric_name(str(value))
    if name == "state":
        return OUTCOMES.get(str(value), str(value))
    return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else text_of(value)


def _draw_neighbours(part: network.Part) -> None:
    st.subheader("What lies around it", anchor=False)
    table = neighbours(part)
    if table.empty:
        hint("Nothing is connected with it yet.")
        return
    hint("Choose one at its left edge, or with Shift+Space, to go there.")
    event = st.dataframe(
        table, hide_index=True, key=f"neighbours-{part.centre}", on_select="rerun", selection_mode="single-row",
        height=min(38 + 35 * len(table), 320), column_order=("from", "relation", "to", "kind"),
        placeholder=NOTHING,
    )  # fmt: skip
    rows = event.selection.rows if hasattr(event, "selection") else []
    if rows and rows[0] < len(table):
        _go(str(table["node"].iloc[rows[0]]))


def neighbours(part: network.Part) -> pd.DataFrame:
    """Each edge in words, and the node that choosing it leads to: the end that is not the centre."""
    import pandas as pd

    names = dict(zip(part.nodes["node"], part.nodes["label"].astype(str), strict=True))
    kinds = dict(zip(part.nodes["node"], part.nodes["kind"].astype(str), strict=True))
    rows = []
    for edge in part.edges.itertuples():
        other = edge.source if edge.target == part.centre else edge.target
        rows.append((names[edge.source], edge.relation, names[edge.target], kinds[other], other))
    return pd.DataFrame(rows, columns=["from", "relation", "to", "kind", "node"])


def _draw_did_well(desk: Desk, version_id: str) -> None:
    found = _frame(desk, _DID_WELL, version_id)
    number, words = st.column_config.NumberColumn, st.column_config.TextColumn
    if len(found):
        st.subheader("Which variants did well on it, and who said what about them?", anchor=False)
        st.dataframe(
            found.assign(metric=found["metric"].map(metric_name)), hide_index=True, key="did-well", placeholder=NOTHING,
            column_config={
                "variant": words("variant", width=300), "said": words("what people said", width=240),
                "best": number(format="%.4g"), "seconds": number(format="%.1f"),
            },
        )  # fmt: skip
    alike = _frame(desk, _LIKE_IT, version_id)
    if len(alike):
        st.subheader("And on data like it?", anchor=False)
        st.dataframe(
            alike.assign(alike=100 * alike["alike"], metric=alike["metric"].map(metric_name)), hide_index=True,
            key="like-it", placeholder=NOTHING,
            column_config={
                "dataset": "table", "alike": number(format="%.0f %%"), "score": number(format="%.4g"),
                "variant": words("what did well there", width=300), "said": words("what people said", width=200),
                "place": number(format="%.0f"), "of_all": number("of", format="%.0f"),
            },
        )  # fmt: skip
        st.html(
            '<div class="sx sx-muted sx-small">The tables that the recommendations for this one rest on, each with the '
            "best of what was recommended.</div>"
        )


def _draw_export(desk: Desk, part: network.Part) -> None:
    """This part as a table at once; the whole graph for other tools when it is asked for."""
    with st.container(horizontal=True, key="quiet-graph-downloads", gap="small"):
        csv = neighbours(part).to_csv(index=False).encode()
        st.download_button("Save this part as CSV", csv, "graph.csv", "text/csv", type="tertiary", on_click="ignore")
        for form, name, ending in _FORMS:
            if st.session_state.get("graph-form") == form:
                data = attempt(partial(_whole, desk, form))
                if data is not None:
                    st.download_button(
                        f"Save {name} ({bytes_words(len(data))})", data, f"knowledge.{ending}", key=f"save-{form}",
                        on_click="ignore",
                    )  # fmt: skip
            else:
                st.button(
                    f"The whole graph as {name}", key=f"make-{form}", type="tertiary", on_click=_make, args=(form,)
                )


def _make(form: str) -> None:
    st.session_state["graph-form"] = form


def _whole(desk: Desk, form: str) -> bytes:
    from pathlib import Path
    from tempfile import TemporaryDirectory

    from store.exporters.graph import export_graph

    with TemporaryDirectory() as folder, st.spinner("Writing the graph"):
        target = Path(folder) / "knowledge"
        export_graph(desk.assistant.services.store, target, form)
        return target.read_bytes()
