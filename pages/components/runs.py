"""The page Runs: find runs among many, star them, see them as pictures, and compare any number by what differs."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

import streamlit as st

from assistant.wording import count
from pages.components import comparison, finding
from pages.components.desk import Desk, attempt
from pages.components.finding import GROUPS, SORTS, Wanted
from pages.components.notice import empty, hint
from pages.components.stored import stored
from pages.components.tables import CHAT, EXPERIMENTS
from pages.components.words import NOTHING, capital, escape, label, metric_name, stored_words
from store.records import Star

if TYPE_CHECKING:
    import pandas as pd

_TABLE = (
    "starred", "label", "score", "metric", "state", "workflow", "dataset", "target", "score_std", "expected_score",
    "rating", "wall_s", "expected_s", "queued_at", "person", "family", "seed", "error", "run_id",
)  # fmt: skip
_ALWAYS = ("starred", "label", "score", "metric", "state", "dataset", "run_id")
_WHOLE = "One table"
_CHOICE = "sextant-chosen-runs"
_LINKED = 100
"""Chosen runs that stand in the address: browsers and servers refuse longer ones."""


def draw_runs(desk: Desk) -> None:
    """Draws the page."""
    st.title("Runs", anchor=False)
    position = desk.assistant.services.store.position
    facets = _facets(desk, position)
    if facets.empty:
        empty("No experiment yet", "What you approve in the chat shows here, live while it runs and with its results.")
        st.page_link(CHAT, label="Plan one in the chat", icon=":material/arrow_forward:")
        return
    _draw_under_way(desk)
    _draw_scope()
    wanted = _wanted(facets, desk)
    group = st.segmented_control(
        "Show as", [_WHOLE, *GROUPS], default=_WHOLE, required=True, key="group", bind="query-params",
    )  # fmt: skip
    if group != _WHOLE and group in GROUPS:
        _draw_groups(desk, wanted, group)
        return
    runs = stored(desk, *finding.runs_sql(wanted, desk.person), position)
    total = int(stored(desk, *finding.count_sql(wanted), position)["runs"].iloc[0])
    chosen = _draw_table(runs, total)
    _draw_chosen(desk, runs, chosen)


def _facets(desk: Desk, position: int) -> pd.DataFrame:
    return stored(desk, finding.FACETS, (), position)


def _draw_under_way(desk: Desk) -> None:
    """A line where something runs now, with the way to it."""
    sql = (
        "SELECT experiment_id FROM experiments WHERE state IN ('running', 'queued', 'paused') ORDER BY approved_at DESC"
    )
    running = stored(desk, sql)
    if len(running):
        where = {"experiment": str(running["experiment_id"].iloc[0])}
        said = f"{count(len(running), 'experiment')} under way: see it live"
        st.page_link(EXPERIMENTS, label=said, icon=":material/arrow_forward:", query_params=where)


def _draw_scope() -> None:
    """Says that the address holds the page to one experiment, and lets go of it."""
    experiment = st.query_params.get("experiment", "")
    if experiment:
        with st.container(horizontal=True, vertical_alignment="center", key="quiet-scope", gap="small"):
            st.html('<div class="sx sx-muted">Only the runs of one experiment.</div>')
            st.page_link(EXPERIMENTS, label="Its card", query_params={"experiment": experiment})
            st.button("Show all runs", key="all-runs", type="tertiary", on_click=_leave_scope)


def _leave_scope() -> None:
    st.query_params.pop("experiment", None)


def _wanted(facets: pd.DataFrame, desk: Desk) -> Wanted:
    """What the controls say; each of them is in the address, so that every view is a link."""
    known = {str(f): list(dict.fromkeys(part["value"])) for f, part in facets.groupby("facet")}
    top = st.columns([3, 2, 1], vertical_alignment="bottom")
    words = top[0].text_input(
        "Find", key="words", bind="query-params", placeholder="Words of a variant, table, error …"
    )
    sort = top[1].selectbox("Order", list(SORTS), key="order", bind="query-params")
    starred = top[2].toggle("Starred", key="starred", bind="query-params")
    several = len(known.get("workflow", [])) > 1
    with st.container(key="runs-filters"):
        cells = st.columns(4 + several)

    def pick(cell: Any, name: str, title: str) -> tuple[str, ...]:
        options = known.get(name, [])
        words = _in_words(name, options)
        if name not in st.session_state and (plain := [o for o in st.query_params.get_all(name) if o in options]):
            st.session_state[name] = plain  # a link written by hand or before has the names of the store
        some = cell.multiselect(
            title, options, key=name, bind="query-params", placeholder="All", format_func=lambda o: words.get(o, o),
        )  # fmt: skip
        return tuple(some)

    return Wanted(
        words=words or "",
        datasets=pick(cells[0], "dataset", "Dataset"),
        families=pick(cells[1], "family", "Family"),
        metrics=pick(cells[2], "metric", "Metric"),
        states=pick(cells[3], "state", "Outcome"),
        workflows=pick(cells[4], "workflow", "Workflow") if several else (),
        experiment=st.query_params.get("experiment", ""),
        starred_by=desk.person if starred else "",
        sort=sort or next(iter(SORTS)),
    )


def _in_words(name: str, values: list[str]) -> dict[str, str]:
    """What is shown for each value of a column; two values are never shown alike."""
    says = {v: stored_words(name, v) for v in values}
    alike = [w for w in says.values() if list(says.values()).count(w) > 1]
    return {v: v if w in alike else w for v, w in says.items()}


def _draw_table(runs: pd.DataFrame, total: int) -> list[str]:
    """The table, in which the chosen runs are ticked; returns their ids, also of those that are not shown."""
    ids = [str(i) for i in runs["run_id"]]
    before, key = _chosen_before(ids)
    if not len(runs):
        hint("No run is like that. Take a filter away.")
        return before
    said = count(total, "run") if total == len(runs) else f"The first {len(runs):,} of {total:,} runs"
    st.html(
        f'<div class="sx sx-muted sx-small">{escape(said)}. Choose some at their left edge, or with Shift+Space, to '
        "compare them; a column's head sorts what is shown.</div>"
    )
    filled = [c for c in _TABLE if c in _ALWAYS or runs[c].notna().any()]
    if runs["workflow"].nunique() < 2 and not (runs["tool"] != "sextant").any():
        filled.remove("workflow")
    shown = runs[filled].assign(
        starred=["★" if s else "" for s in runs["starred"]], metric=runs["metric"].map(metric_name),
        state=runs["state"].map(lambda s: stored_words("state", s)), label=runs["label"].map(capital),
    )  # fmt: skip
    if "family" in shown:
        shown["family"] = runs["family"].map(lambda f: stored_words("family", f), na_action="ignore")
    begun_with = set(before)
    event = st.dataframe(
        shown, hide_index=True, column_config=_columns(), key=key, on_select="rerun",
        selection_mode="multi-row", height=min(38 + 35 * max(len(runs), 1), 430), placeholder=NOTHING,
        selection_default={"selection": {"rows": [row for row, i in enumerate(ids) if i in begun_with]}},
    )  # fmt: skip
    rows = _ticked(event) or []
    chosen = still_chosen(before, ids, [ids[row] for row in rows if row < len(ids)])
    _tell_chosen(chosen, rows)
    with st.container(key="quiet-runs-download"):
        csv = runs.to_csv(index=False).encode()
        st.download_button("Save these as CSV", csv, "runs.csv", "text/csv", type="tertiary", on_click="ignore")
    return chosen


def _chosen_before(shown: list[str]) -> tuple[list[str], str]:
    """The runs that were chosen when a table of these began, and the key of that table.

    A table knows what is chosen in it by place. It is a new one where other runs stand in it, or the same in another
    order, and where something else changed the address: a link, a step back, or letting go of all. Where a tick came
    as well, the address may only be late: a browser sends the one from before what the last tick put into it.
    """
    address = st.query_params.get("runs", "")
    known = st.session_state.get(_CHOICE)
    rows = None if known is None else _ticked(st.session_state.get(known["key"]))
    if known is None or rows is None or (address != known["address"] and rows == known["rows"]):
        begun = [i for i in address.split(",") if i]
    elif known["shown"] != shown:
        begun = still_chosen(known["before"], known["shown"], [known["shown"][row] for row in rows])
    else:
        return known["before"], known["key"]
    known = {"before": begun, "shown": shown, "address": address, "rows": [], "key": f"runs-table-{uuid.uuid4().hex}"}
    st.session_state[_CHOICE] = known
    return known["before"], known["key"]


def _ticked(event: Any) -> list[int] | None:
    """The places that are ticked in a table, by what it told last; None where it is not there any more."""
    return None if event is None else list(event["selection"]["rows"])


def still_chosen(before: list[str], shown: list[str], ticked: list[str]) -> list[str]:
    """The chosen runs after a look at a table: what it does not show stays chosen, what came last stands last."""
    let_go = set(shown) - set(ticked)
    return list(dict.fromkeys([*(i for i in before if i not in let_go), *ticked]))


def _tell_chosen(chosen: list[str], rows: list[int]) -> None:
    """Puts the chosen runs into the address."""
    address = ",".join(chosen[:_LINKED])
    st.session_state[_CHOICE] |= {"address": address, "rows": rows}
    if address:
        st.query_params["runs"] = address
    else:
        st.query_params.pop("runs", None)


def _columns() -> dict[str, Any]:
    number = st.column_config.NumberColumn
    return {
        "starred": st.column_config.TextColumn("★", width=30),
        "label": st.column_config.TextColumn("variant", width=340),
        "state": "outcome",
        "dataset": st.column_config.TextColumn(width=150),
        "workflow": st.column_config.TextColumn(width=120),
        "score": number(format="%.4g"),
        "score_std": number("± over folds", format="%.2g"),
        "expected_score": number("predicted", format="%.4g"),
        "wall_s": number("seconds", format="%.1f"),
        "expected_s": number("predicted s", format="%.1f"),
        "queued_at": st.column_config.DatetimeColumn("queued (UTC)", format="YYYY-MM-DD HH:mm"),
        "person": st.column_config.TextColumn("person", help="Who approved it; of imported runs, who imported it"),
        "run_id": "run",
    }


def _draw_chosen(desk: Desk, runs: pd.DataFrame, chosen: list[str]) -> None:
    """Stars, comparison and pictures of what is chosen; pictures of all that is shown where nothing is."""
    if not chosen:
        comparison.draw_pictures(runs)
        return
    found = stored(desk, *finding.named_sql(tuple(chosen), desk.person))
    found = found.set_index("run_id", drop=False).reindex([i for i in chosen if i in set(found["run_id"])])
    found = found.reset_index(drop=True)
    if found.empty:
        hint("The runs that this link names are not known here.")
        st.button("Choose none", key="choose-none", on_click=_choose_none)
        return
    with st.container(horizontal=True, key="says-chosen", gap="small"):
        on = not bool(found["starred"].all())
        words = "Star" if on else "Unstar"
        ids = [str(i) for i in found["run_id"]]
        st.button(f"{words} {count(len(ids), 'run')}", key="star", on_click=_star, args=(desk, ids, on))
        st.button("Choose none", key="choose-none", on_click=_choose_none)
    comparison.draw_comparison(found)
    comparison.draw_pictures(found)
    comparison.draw_predictions(desk, found)


def _star(desk: Desk, run_ids: list[str], on: bool) -> None:
    """Puts a star to runs, or takes it off."""
    services = desk.assistant.services

    def act() -> None:
        services.store.append(
            *(
                Star(id=services.new_id("star"), run_id=i, person=desk.person, on=on, starred_at=services.clock())
                for i in run_ids
            )
        )

    attempt(act)


def _choose_none() -> None:
    st.query_params.pop("runs", None)
    st.session_state.pop(_CHOICE, None)


def _draw_groups(desk: Desk, wanted: Wanted, group: str) -> None:
    """One line a group; choosing one shows the way to its runs."""
    position = desk.assistant.services.store.position
    found = stored(desk, *finding.groups_sql(wanted, group), position)
    number = st.column_config.NumberColumn
    shown = found.assign(metric=found["metric"].map(metric_name, na_action="ignore"))
    shown["group"] = found["group"].map(lambda value: stored_words(GROUPS[group], value), na_action="ignore")
    listed = hash(tuple(map(str, found["group"])))  # what is chosen is known by place: another list begins anew
    event = st.dataframe(
        shown, hide_index=True, key=f"groups-{group}-{listed}", height=min(38 + 35 * max(len(found), 1), 520),
        on_select="rerun", selection_mode="single-row", placeholder=NOTHING,
        column_config={
            "group": st.column_config.TextColumn(group.removeprefix("By "), width="medium"),
            "best": number(format="%.4g"), "median": number(format="%.4g"),
            "spread": number("± between", format="%.2g"),
            "missed_by": number("prediction off by", format="%.2g", help="Mean distance of predicted and actual score"),
            "mean_s": number("mean s", format="%.1f"), "total_s": number("all s", format="%.0f"),
        },
    )  # fmt: skip
    rows = event.selection.rows if hasattr(event, "selection") else []
    if rows and rows[0] < len(found):
        value = str(found["group"].iloc[rows[0]])
        words = f"Show the {count(int(found['runs'].iloc[rows[0]]), 'run')} of {label(value, 60)}"
        st.button(words, key="open-group", on_click=_open_group, args=(group, value))
    with st.container(key="quiet-groups-download"):
        csv = found.to_csv(index=False).encode()
        st.download_button("Save this as CSV", csv, "groups.csv", "text/csv", type="tertiary", on_click="ignore")


def _open_group(group: str, value: str) -> None:
    """Narrows to one group and shows its runs: by the filter that suits, by words where none does."""
    column = GROUPS[group]
    if column == "experiment_id":
        st.query_params["experiment"] = value
    elif column in ("dataset", "family", "metric", "state", "workflow"):
        st.session_state[column] = [value]
    else:
        st.session_state["words"] = value
    st.session_state["group"] = _WHOLE
