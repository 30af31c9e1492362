"""The page Models: each model with its versions, who put which into use, and comparisons on the same rows."""

from __future__ import annotations

from functools import partial

import streamlit as st

from assistant.actions import CareFor
from assistant.caring.checks import checks_of, robustness_card, robustness_of
from assistant.caring.overview import ModelOverview, compared, model_card, model_overviews
from assistant.plain import plain_figure
from assistant.wording import count, plain_family
from lifecycle.registry import CHAMPION, version_before
from pages.components import marks
from pages.components.choosing import chosen
from pages.components.desk import Desk, attempt, draw_again, next_errand
from pages.components.explanation import draw_explanation
from pages.components.gates import draw_gates
from pages.components.move import report_html
from pages.components.notice import empty
from pages.components.shadowed import draw_shadowed
from pages.components.tables import CHAT
from pages.components.words import capital, escape, figure, local_times, metric_name, when
from store.records import DatasetVersion, ModelVersion


def draw_models(desk: Desk) -> None:
    """Draws the page."""
    st.title("Models", anchor=False)
    found = model_overviews(desk.assistant.services)
    if not found:
        empty("No model yet", "Models that you save or put into use show here: versions, history, comparisons, cards.")
        st.page_link(CHAT, label="Run something in the chat", icon=":material/arrow_forward:")
        return
    model = chosen("Model", found, lambda m: m.name, "model")
    if next_errand():  # something was pressed here: the model's conversation answers
        where = {"conversation": model.goal.conversation_id} if model.goal else {}
        st.switch_page(CHAT, query_params=where)
    _draw_model(model, desk)


def _draw_model(model: ModelOverview, desk: Desk) -> None:
    with st.container(border=True, key=f"card-model-{model.name}"):
        use = f"version {model.champion} is in production" if model.champion is not None else "none is in production"
        head = marks.head(model.name, f"{count(len(model.versions), 'version')}, {use}")
        st.html(f'<div class="sx">{head}{_versions_html(model, desk)}</div>')
        said = plain_approval(model, desk) if desk.plain else local_times(model.approval, desk.zone)
        st.html(f'<div class="sx"><p class="sx-muted sx-small">{escape(said)}</p></div>')
        _buttons(model, desk)
    if len(model.versions) > 1:
        draw_shadowed(desk, model.name)
        _comparison(model, desk)
    protected = model.goal.constraints.protected_columns if model.goal else ()
    draw_gates(desk, model.name, model.metric, _columns(model, desk), protected)
    _history(model, desk)
    _cards(model, desk)


def _columns(model: ModelOverview, desk: Desk) -> list[str]:
    """The columns of the table it was made for, without the target; where that is not known, those it takes."""
    if model.goal is None:
        return list(model.versions[-1].signature)
    table = desk.assistant.services.store.get(DatasetVersion, model.goal.task.version_id)
    return [c.name for c in table.columns if c.name != model.goal.task.target]


def _versions_html(model: ModelOverview, desk: Desk) -> str:
    plain = desk.plain
    rows = [
        (*version_cells(m, model, plain=plain), m.rows, f"{m.saved_by}, {when(m.saved_at, desk.now, desk.zone)}")
        for m in reversed(model.versions)
    ]
    score = "score" if model.metric is None or plain else metric_name(model.metric)
    return marks.table(
        ("version", "in use as", "how it decides" if plain else "kind", score, "rows", "saved"), rows, right=(3, 4)
    )


def version_cells(version: ModelVersion, model: ModelOverview, *, plain: bool) -> tuple[str, str, str, str]:
    """A version's number, what it is in use as, its kind and its score.

    Args:
        version: of the model.
        model: the whole.
        plain: whether to use everyday words, for somebody who does not build models.
    """
    names = sorted(a for a, n in model.aliases.items() if n == version.version)
    known = version.metrics.get(model.metric) if model.metric else None
    kind, score = model.labels[version.version], "–"
    if known is not None and model.metric is not None:
        score = plain_figure(known, model.metric) if plain else figure(known, model.metric)
    if plain:
        names = [_alias(name) for name in names]
        kind = plain_family(model.families[version.version]) if version.version in model.families else kind
    if version.version in model.blends:
        kind = f"{model.blends[version.version]} models together, most of all: {kind}"
    return str(version.version), ", ".join(names) or "–", capital(kind), score


def plain_approval(model: ModelOverview, desk: Desk) -> str:
    """Who put the version in use there, in everyday words."""
    moves = [m for m in model.history if m.alias == CHAMPION]
    if model.champion is None or not moves:
        return "No version of it is in use."
    why = f", and said: “{moves[-1].reason.rstrip('.')}”" if moves[-1].reason else ""
    who = "You" if moves[-1].person == desk.person else moves[-1].person
    return f"{who} put version {model.champion} into use, {when(moves[-1].moved_at, desk.now, desk.zone)}{why}."


def _alias(name: str) -> str:
    """An alias in everyday words."""
    return {"champion": "the one in use", "challenger": "on trial beside it"}.get(name, name)


def _buttons(model: ModelOverview, desk: Desk) -> None:
    others = [m.version for m in reversed(model.versions) if m.version != model.champion]
    with st.container(horizontal=True, key=f"model-{model.name}", gap="small"):
        for number in others[:3]:
            action = CareFor(what="promote", model=model.name, version=number)
            label = f"Put version {number} into use"
            st.button(label, key=f"promote-{model.name}-{number}", on_click=desk.press, args=(action,))
        if version_before(desk.assistant.services.store, model.name) is not None:
            action = CareFor(what="roll_back", model=model.name)
            st.button("Go back", key=f"back-{model.name}", on_click=desk.press, args=(action,))
        action = CareFor(what="retrain", model=model.name)
        st.button("Propose retraining", key=f"retrain-{model.name}", on_click=desk.press, args=(action,))
    st.caption("Each of these is compared or planned in the chat first; nothing moves or runs before you agree there.")


def _comparison(model: ModelOverview, desk: Desk) -> None:
    st.subheader("Which version is better on the same rows?", anchor=False)
    numbers = [m.version for m in reversed(model.versions)]
    left, right = st.columns(2)
    ours = left.selectbox("Version", numbers, index=0, key=f"ours-{model.name}")
    others = [n for n in numbers if n != ours]
    known = others.index(model.champion) if model.champion in others else 0
    theirs = right.selectbox("against", others, index=known, key=f"theirs-{model.name}")
    if not st.button("Compare them", key=f"compare-{model.name}"):
        return
    with st.spinner("Comparing on rows that neither fit has seen"):
        report = attempt(lambda: compared(desk.assistant.services, model.name, ours, theirs))
    if report is None:
        draw_again()
    with st.container(border=True, key=f"card-compared-{model.name}"):
        said = "" if desk.plain else "".join(f"<p>{escape(s)}</p>" for s in report.sentences[:1])
        shown = report_html(report, plain=desk.plain, moves=theirs == model.champion)
        st.html(f'<div class="sx">{said}{shown}</div>')


def _history(model: ModelOverview, desk: Desk) -> None:
    st.subheader("Who put which version into use?", anchor=False)
    if not model.history:
        st.html('<div class="sx"><p class="sx-muted">No version of it was put into use yet.</p></div>')
        return
    rows = [
        (
            when(m.moved_at, desk.now, desk.zone),
            _alias(m.alias) if desk.plain else m.alias,
            "taken away" if m.version is None else f"version {m.version}",
            m.person,
            m.reason,
        )
        for m in reversed(model.history)
    ]
    st.html(f'<div class="sx">{marks.table(("when", "as", "which", "decided by", "why"), rows)}</div>')


def _cards(model: ModelOverview, desk: Desk) -> None:
    st.subheader("What made each version?", anchor=False)
    for version in reversed(model.versions):
        key = f"model-card-{version.name}-{version.version}"
        box = st.expander(f"Card of version {version.version}", key=key, on_change="rerun")
        if box.open:  # a card opens the model itself, which takes seconds where it is the first
            with box:
                _card(version, desk)


def _card(version: ModelVersion, desk: Desk) -> None:
    with st.spinner("Opening the model"):
        lines = attempt(partial(model_card, desk.assistant.services, version))
    if lines is None:
        st.html('<div class="sx"><p class="sx-warn">Its files are gone or damaged.</p></div>')
        return
    st.html(f'<div class="sx">{marks.lines((a, local_times(b, desk.zone), "") for a, b in lines)}</div>')
    _checks(version, desk)


def _checks(version: ModelVersion, desk: Desk) -> None:
    """How a version bears up on worse rows, as a picture; measured when it is asked for."""
    services = desk.assistant.services
    known = [c for c in checks_of(services, version) if c.kind == "robustness"]
    if not known and st.button("Measure how it bears up on worse rows", key=f"robust-{version.id}"):
        with st.spinner("Measuring the model on disturbed rows"):
            attempt(partial(robustness_of, services, version, desk.person))
        draw_again()
    for check in known:
        draw_explanation(robustness_card(version, check), f"robust-{version.id}")
    fair = (
        f"Ask in the chat “is {version.name} fair by …?” with a column, and how it treats groups stands here as well."
    )
    if not any(c.kind == "fairness" for c in checks_of(services, version)):
        st.caption(escape(fair))
