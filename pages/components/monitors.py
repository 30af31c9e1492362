"""The page Monitors: is each model still fine, when did what change, which alerts wait, what is watched."""

from __future__ import annotations

from functools import partial
from typing import Any

import streamlit as st

from assistant.actions import CareFor
from assistant.caring.alerts import Group, act_on
from assistant.caring.monitors import SCORED, stop_monitor
from assistant.caring.overview import WHOLE, Watched, column_grid, timeline, watched_models
from assistant.caring.plainly import plain_reasons, plain_suggestion
from assistant.caring.policies import policy_lines, written_lines
from assistant.caring.reported import VERDICTS, batch_first, batch_words, verdict_words
from assistant.caring.scored_rows import watch_again
from assistant.caring.slots import revoked
from assistant.wording import count, seconds
from pages.components import marks
from pages.components.choosing import chosen
from pages.components.desk import Desk, attempt, next_errand, tell
from pages.components.notice import empty
from pages.components.shadowed import draw_shadowed
from pages.components.tables import CHAT
from pages.components.watched_recommender import draw_recommender
from pages.components.words import escape, label, metric_name, when
from store.records import DriftReport

_STATES = {
    "harmful": ("sx-bad", "Got worse"),
    "harmless": ("sx-warn", "Inputs have changed, without harm so far"),
    "unread": ("sx-warn", "The newest rows cannot be read, so nothing is known yet"),
    "none": ("sx-good", "As good as when it was measured"),
    "unknown": ("sx-muted", "No newer rows seen yet"),
}
_MARKS = {
    "none": ("#2C8FCB", "circle"), "harmless": ("#E8A93C", "diamond"), "harmful": ("#D55E00", "triangle-up"),
    "unknown": ("#8A97A0", "square"), "unread": ("#8A97A0", "cross"),
}  # fmt: skip
"""Colour and shape of a verdict: they are told apart by either."""
_TESTS = {
    "categorical": "shares of its values", "numeric": "how its values are spread", "missing": "missing values",
    "domain": "old rows told from new", "prediction": "how predictions are spread",
    "quality": "values never seen before",
}  # fmt: skip
"""A test to what it looks at."""
_LEVEL = 3
_LEGEND = {"orient": "top", "columns": 2, "labelLimit": 0}
_MOST_REPORTS = 15


def draw_monitors(desk: Desk) -> None:
    """Draws the page."""
    st.title("Monitors", anchor=False)
    found = watched_models(desk.assistant.services)
    if not found:
        empty("Nothing to watch yet", "Once a model is kept, newer rows are compared here with what it was fitted on.")
        st.page_link(CHAT, label="Save a model in the chat", icon=":material/arrow_forward:")
        draw_recommender(desk, _alert)
        return
    model = chosen("Model", found, lambda m: m.name, "model", lambda m: f"{m.name}: {state_words(m).lower()}")
    if next_errand():  # something was pressed here: the model's conversation answers
        st.switch_page(CHAT, query_params={"conversation": model.conversation_id} if model.conversation_id else {})
    _head(model, desk)
    _alerts(model, desk)
    if model.reports:
        _pictures(model, desk)
        _reports(model, desk)
    draw_shadowed(desk, model.name)
    _sources(model, desk)
    _suggestions(model, desk)
    draw_recommender(desk, _alert)


def state_words(model: Watched) -> str:
    """How a model stands, in a few words; without true values no more than its inputs tell."""
    told = model.told
    if model.state == "none" and told is not None and not told.details.get("realised"):
        return "Its newest rows look as usual"
    if model.state == "unknown" and model.waiting:
        return f"{count(model.waiting, 'predicted row')} not looked at yet"
    return _STATES[model.state][1]


def _head(model: Watched, desk: Desk) -> None:
    kind, words = _STATES[model.state][0], state_words(model)
    newest = model.reports[-1] if model.reports else None
    shown = [r for r in (model.told, newest if newest is not model.told else None) if r is not None]
    with st.container(border=True, key=f"card-watched-{model.name}"):
        aside = f"{count(len(model.reports), 'batch', 'batches')} looked at" if newest else ""
        most = 1 if len(shown) > 1 else 2
        reasons = [s for r in shown for s in _reasons(r, model, desk)[: None if desk.plain else most]]
        if model.waiting:
            more = "" if model.state == "unknown" else f"{count(model.waiting, 'newer predicted row')} wait. "
            reasons.append(f"{more}Press “Look again” to have them looked at now.")
        said = "".join(f"<p>{escape(r)}</p>" for r in reasons)
        head = marks.head(f"{model.name}, version {model.version}", aside)
        st.html(f'<div class="sx">{head}<p class="{kind}"><b>{escape(words)}</b></p>{said}</div>')
        with st.container(horizontal=True, key=f"watched-{model.name}", gap="small"):
            look = CareFor(what="check_drift", model=model.name)
            st.button("Look again", key=f"look-{model.name}", on_click=desk.press, args=(look,))
            if model.state == "harmful":
                again = CareFor(what="retrain", model=model.name)
                st.button(
                    "Propose retraining", key=f"again-{model.name}", on_click=desk.press, args=(again,), type="primary"
                )


def _alerts(model: Watched, desk: Desk) -> None:
    waiting = [g for g in model.groups if g.open]
    if not model.groups:
        return
    st.subheader("Which alerts wait?", anchor=False)
    if not waiting:
        st.html('<div class="sx"><p class="sx-muted">None: all were seen or silenced.</p></div>')
    for group in waiting:
        _alert(group, desk, model)
    quiet = [g for g in model.groups if g.silenced]
    for group in quiet:
        act = group.silenced
        until = f" until {act.until:%Y-%m-%d}" if act is not None and act.until else ""
        words = label(f"Wake {group.newest.cause}, silenced{until}")
        st.button(words, key=f"quiet-wake-{group.name}", on_click=_act, args=(desk, group, "wake"))


def _act(desk: Desk, group: Group, act: str, days: float | None = None) -> None:
    """Does it before the page is drawn anew, so that one drawing shows what came of it."""
    attempt(lambda: act_on(desk.assistant.services, group.name, act, desk.person, days))


def _alert(group: Group, desk: Desk, model: Watched | None = None) -> None:
    newest = group.newest
    about = next((r for r in model.reports if r.id == newest.about), None) if model is not None else None
    said = newest.sentence
    if about is not None and model is not None:
        why = _reasons(about, model, desk)
        said = f"{model.name}, {batch_words(about, desk.zone)}: {' '.join(why if desk.plain else why[:2])}"
    suggested = [s for s in model.suggestions if s.id == newest.about] if model is not None and desk.plain else []
    said = plain_suggestion(suggested[0]) if suggested else said
    first, last = (when(a.made_at, desk.now, desk.zone) for a in (group.alerts[0], newest))
    more = f" · {count(len(group.alerts), 'alert')}{'' if first == last else f', the first {first}'}"
    with st.container(border=True, key=f"card-alert-{group.name}"):
        head = marks.head(newest.cause.capitalize(), last + more)
        st.html(f'<div class="sx">{head}<p>{escape(said)}</p></div>')
        with st.container(horizontal=True, key=f"alert-{group.name}", gap="small"):
            st.button("I have seen it", key=f"seen-{group.name}", on_click=_act, args=(desk, group, "acknowledge"))
            quiet = (desk, group, "silence", 7.0)
            st.button("Silence for a week", key=f"silence-{group.name}", on_click=_act, args=quiet)


def timeline_spec(lines: list[dict[str, Any]], metric: str) -> dict[str, Any]:
    """The score of each batch in order, coloured by verdict; hollow where it is an estimate, with its interval."""
    order = [line["batch"] for line in lines]
    seen = [(VERDICTS[v], *_MARKS[v]) for v in VERDICTS if VERDICTS[v] in {line["verdict"] for line in lines}]
    words, colours, shapes = ([s[i] for s in seen] for i in range(3))
    scale = {"domain": words, "range": colours}
    x = {
        "field": "batch",
        "type": "ordinal",
        "sort": order,
        "title": None,
        "axis": _names_of(order),
    }
    along = {"tickCount": 5, "format": ".4~r"}
    scores = [s for line in lines for s in (line["score"], line["low"], line["high"]) if s is not None]
    scale_y: dict[str, Any] = {"zero": False, **_room(scores)}
    y = {"field": "score", "type": "quantitative", "title": metric, "scale": scale_y, "axis": along}
    colour = {"field": "verdict", "type": "nominal", "scale": scale, "title": None, "legend": _LEGEND}
    shape = {
        "field": "verdict",
        "type": "nominal",
        "scale": {"domain": words, "range": shapes},
        "title": None,
        "legend": _LEGEND,
    }
    tip = [{"field": f, "type": t} for f, t in (("batch", "nominal"), ("kind", "nominal"), ("score", "quantitative"),
                                                ("loss", "quantitative"), ("version", "nominal"))]  # fmt: skip
    known = [line for line in lines if line["score"] is not None]
    rule = {"mark": {"type": "rule", "color": "#8A97A0"}, "encoding": {
        "x": x, "y": {"field": "low", "type": "quantitative"}, "y2": {"field": "high"}}}  # fmt: skip
    line = {"mark": {"type": "line", "color": "#8A97A0", "strokeWidth": 1}, "encoding": {"x": x, "y": y}}
    dots = {
        "mark": {"type": "point", "size": 90, "strokeWidth": 2},
        "encoding": {"x": x, "y": y, "color": colour, "shape": shape, "tooltip": tip,
                     "fillOpacity": {"condition": {"test": "datum.kind == 'measured'", "value": 1}, "value": 0},
                     "fill": {"field": "verdict", "type": "nominal", "scale": scale, "legend": None}},
    }  # fmt: skip
    height = 320 if len(known) > 1 else 160
    return {
        "height": height,
        "data": {"values": known},
        "layer": [rule, line, dots],
        "config": {"view": {"stroke": None}},
    }


def _room(scores: list[float]) -> dict[str, Any]:
    """A tenth around scores that are all but the same: their ticks would read alike, and chance look like news."""
    middle = (min(scores) + max(scores)) / 2 if scores else 0.0
    least = 0.1 * (abs(middle) or 1.0)
    return {} if not scores or max(scores) - min(scores) >= least else {"domain": [middle - least, middle + least]}


def _names_of(batches: list[str]) -> dict[str, Any]:
    """The axis that names batches: level where there are so few that they have room."""
    return {"labelAngle": 0 if len(set(batches)) <= _LEVEL else -40, "labelLimit": 170}


def grid_spec(cells: list[dict[str, Any]], batches: list[str]) -> dict[str, Any]:
    """Columns by batches, the darker the farther from what is usual."""
    x = {
        "field": "batch",
        "type": "ordinal",
        "sort": batches,
        "title": None,
        "axis": _names_of(batches),
    }
    return {
        "height": {"step": 24},
        "data": {"values": cells},
        "mark": {"type": "rect", "cornerRadius": 3},
        "encoding": {
            "x": {**x, "scale": {"domain": batches}},
            "y": {"field": "column", "type": "nominal", "title": None, "axis": {"labelLimit": 140}},
            "color": {"field": "z", "type": "quantitative", "title": "from usual", "scale": {"scheme": "oranges"}},
            "tooltip": [{"field": "column"}, {"field": "batch"}, {"field": "z", "format": ".1f"}],
        },
        "config": {"view": {"stroke": None}},
    }


def _pictures(model: Watched, desk: Desk) -> None:
    lines = timeline(model.reports[-40:], desk.zone)
    if any(line["score"] is not None for line in lines):
        name = metric_name(model.metric) if model.metric else "score"
        st.subheader("Has it become better or worse?" if desk.plain else f"How has its {name} gone?", anchor=False)
        spec = timeline_spec(lines, "score" if desk.plain else name)
        st.vega_lite_chart(None, spec, width="stretch", key=f"timeline-{model.name}")
        st.caption(
            "Filled where the outcomes are known, hollow where it is estimated before they are; the line is where it "
            "lies in 9 of 10 cases."
            if desk.plain
            else "Filled where labels came, hollow where it is estimated without them, with its 90 % interval."
        )
    cells = column_grid(model.reports[-40:], zone=desk.zone)
    if cells:
        st.subheader("Which columns moved when?", anchor=False)
        spec = grid_spec(cells, [line["batch"] for line in lines])
        st.vega_lite_chart(None, spec, width="stretch", key=f"grid-{model.name}")
        unit = "" if desk.plain else ", in standard deviations"
        st.caption(f"The darker, the farther from usual{unit}. Blank: as usual.")


def _reports(model: Watched, desk: Desk) -> None:
    st.subheader("What was seen in each batch?", anchor=False)
    for report in list(reversed(model.reports))[:_MOST_REPORTS]:
        title = f"{batch_first(report, desk.zone)} · {verdict_words(report)} · {count(report.rows or 0, 'row')}"
        with st.expander(label(title)):
            st.html(f'<div class="sx">{report_body(report, model, desk)}</div>')


def _reasons(report: DriftReport, model: Watched, desk: Desk) -> tuple[str, ...]:
    """Why a report came to its verdict; in everyday words for somebody who does not build models."""
    return plain_reasons(report, model.metric) if desk.plain and model.metric else report.reasons


def report_body(report: DriftReport, model: Watched, desk: Desk) -> str:
    """One report: its reasons, the columns that moved, and when it was made."""
    said = "".join(f"<p>{escape(r)}</p>" for r in _reasons(report, model, desk)) or "<p>Nothing was seen.</p>"
    rows = []
    for seen in () if desk.plain else report.details.get("drifted", ())[:12]:
        figures = f"{float(seen['effect']):.3g}", f"{float(seen['usual']):.3g}", f"{float(seen['z']):.1f}"
        test = str(seen["test"]).replace("_", " ")
        rows.append((WHOLE.get(seen["test"], str(seen["subject"])), _TESTS.get(test, test), *figures))
    heads = ("what", "measured by", "now", "usually", "σ from usual")
    table = marks.table(heads, rows, right=(2, 3, 4)) if rows else ""
    made = f"Looked at {when(report.made_at, desk.now, desk.zone)} with version {report.details.get('version', '?')}."
    cost = f" Expected loss {report.severity:.3g}." if report.severity and not desk.plain else ""
    return f'{said}{table}<p class="sx-muted sx-small">{escape(made + cost)}</p>'


def _sources(model: Watched, desk: Desk) -> None:
    st.subheader("What is watched?", anchor=False)
    named = [m for m in model.sources if m.settings.get("source")]
    if model.stopped:
        left, right = st.columns([5, 1])
        left.html('<div class="sx"><p class="sx-muted">What it is asked to predict here is not watched now.</p></div>')
        again = partial(watch_again, desk.assistant.services, model.name, desk.person)
        right.button("Watch again", key=f"again-scored-{model.name}", on_click=attempt, args=(again,))
    elif not named:
        st.html(f'<div class="sx"><p class="sx-muted">No folder yet. Say in the chat: “watch /a/folder for '
                f'{escape(model.name)}”.</p></div>')  # fmt: skip
    for monitor in named:
        left, right = st.columns([5, 1])
        since = when(monitor.made_at, desk.now, desk.zone)
        source = str(monitor.settings["source"])
        what = "What it is asked to predict here" if source == SCORED else f"<code>{escape(source)}</code>"
        left.html(f'<div class="sx"><p>{what}, since {escape(since)}, by {escape(monitor.person)}</p></div>')
        stop = partial(stop_monitor, desk.assistant.services, monitor, desk.person)
        right.button("Stop", key=f"stop-{monitor.id}", on_click=attempt, args=(stop,))
    if model.policy is not None:
        said = "".join(f"<p>{escape(line)}</p>" for line in policy_lines(model.policy))
        who = " ".join(written_lines(desk.assistant.services.store, model.policy))
        left, right = st.columns([5, 1])
        left.html(f'<div class="sx">{said}<p class="sx-muted sx-small">{escape(who)}</p></div>')
        right.button("Revoke", key=f"revoke-policy-{model.name}", on_click=_revoke, args=(desk, model.name))


def _revoke(desk: Desk, name: str) -> None:
    """Takes a standing policy back and says for a moment what that ended."""
    said = attempt(partial(revoked, desk.assistant.services, name, desk.person, "revoked on the page Monitors"))
    if said is not None:
        tell(" ".join(said))


def _suggestions(model: Watched, desk: Desk) -> None:
    if not model.suggestions:
        return
    st.subheader("What was suggested?", anchor=False)
    gain = f"gain in {metric_name(model.metric)}" if model.metric else "gain"
    heads: tuple[str, ...] = ("when", "cause", "what", gain, "takes")
    rows: list[tuple[str, ...]] = [
        (when(s.made_at, desk.now, desk.zone), s.cause.replace("_", " "), s.sentence,
         "–" if s.expected_gain is None else f"{s.expected_gain:.3g}", seconds(s.expected_s))
        for s in model.suggestions
    ]  # fmt: skip
    if desk.plain:
        heads = ("when", "what", "takes")
        rows = [(row[0], plain_suggestion(s), row[4]) for row, s in zip(rows, model.suggestions, strict=True)]
    st.html(f'<div class="sx">{marks.table(heads, rows)}</div>')
