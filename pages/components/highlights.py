"""What an experiment showed (which choices mattered, which runs are alike) and its card, with the card's downloads."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from pages.components import marks
from pages.components.desk import Desk, attempt
from pages.components.notice import hint
from pages.components.words import capital, elapsed, escape, inline, share

if TYPE_CHECKING:
    from experiments.cards import ExperimentCard
    from experiments.highlights import Group, Importance

_CHANGES = """
SELECT (SELECT count(*) FROM facts.run r JOIN facts.run_end z ON z.run_id = r.id WHERE r.experiment_id = ?) AS ended,
  (SELECT count(*) FROM facts.feedback) AS said, (SELECT count(*) FROM facts.feedback_withdrawal) AS taken_back"""
_FEW = "Too few runs to say: from about a dozen runs with scores on, it shows which choices mattered."
_FORMS = {
    "md": ("Markdown", "text/markdown"),
    "pdf": ("PDF", "application/pdf"),
    "jsonld": ("JSON-LD", "application/ld+json"),
}


@st.cache_data(max_entries=30, show_spinner="Looking at what mattered")
def _card(_desk: Desk, home: str, experiment_id: str, changes: tuple[int, ...]) -> ExperimentCard:
    """The card as it stood after so many changes: its highlights take a moment to compute."""
    from experiments.cards import card_of

    services = _desk.assistant.services
    return card_of(services.store, services.home, experiment_id)


def found_card(desk: Desk, experiment_id: str) -> ExperimentCard:
    """The card of an experiment as it stands.

    Raises:
        UnknownRecord: there is no such experiment.
    """
    services = desk.assistant.services
    counted = services.store.frame(_CHANGES, [experiment_id]).iloc[0]
    return _card(desk, str(services.home), experiment_id, tuple(int(n) for n in counted))


def draw_highlights(desk: Desk, experiment_id: str) -> None:
    """Draws what mattered and the groups of runs alike."""
    card = found_card(desk, experiment_id)
    st.subheader("What mattered?", anchor=False)
    if card.importance is None:
        hint(_FEW)
    else:
        with st.container(border=True, key="card-mattered"):
            st.html(f'<div class="sx">{importance_html(card.importance)}</div>')
    if card.groups:
        st.subheader("Which runs are alike?", anchor=False)
        with st.container(border=True, key="card-alike"):
            labels = [r.variant.label for r in card.runs]
            st.html(f'<div class="sx">{groups_html(card.groups, labels)}</div>')


def importance_html(found: Importance) -> str:
    """Sentences, then bars of what each choice and each pair explains; only words where the surrogate is weak."""
    said = marks.sentences(found.sentences, most=5)
    if not found.trusted:
        return f'<div class="sx-warn">{said}</div>'
    names = [name for name, _ in found.alone] + [f"{a} with {b}" for a, b, s in found.together if s >= 0.01]
    values = [s for _, s in found.alone] + [s for _, _, s in found.together if s >= 0.01]
    order = sorted(range(len(values)), key=lambda i: -values[i])
    bars = marks.bars([names[i] for i in order], [values[i] for i in order], texts=[share(values[i]) for i in order])
    quality = f"Share of the differences that each explains, by a surrogate with R² {found.r2:.2f} on runs left out."
    title = '<h4 style="margin-top:.8rem">How much does each choice explain?</h4>'
    return f'{said}{title}{bars}<p class="sx-muted sx-small">{quality}</p>'


def groups_html(groups: tuple[Group, ...], labels: list[str]) -> str:
    """Each group: its sentence, its rule with how well it holds, and its most typical run."""
    parts = []
    for place, group in enumerate(groups, 1):
        typical = labels[group.medoid] if group.medoid < len(labels) else ""
        cost = "" if group.cost_s is None else f", {elapsed(group.cost_s)} each"
        rule = (
            f"{share(group.precision)} of the runs under it are of the group, {share(group.recall)} of which it holds"
        )
        parts.append(
            f'<div class="sx-row" style="margin-bottom:.7rem"><span class="sx-rank plain">{place}</span><div>'
            f'<div class="sx-name">{escape(f"{len(group.runs)} runs{cost}")}</div>'
            f"<div>{inline(capital(group.sentence))}</div>"
            f'<div class="sx-muted sx-small">Rule: {escape(group.rule)}; {escape(rule)}. '
            f"Typical: {escape(typical)}.</div></div></div>"
        )
    return "".join(parts)


def draw_card_of(desk: Desk, experiment_id: str) -> None:
    """Draws the card with its downloads."""
    from experiments.cards.writing import sections

    card = found_card(desk, experiment_id)
    st.subheader("The card of this experiment", anchor=False)
    with st.container(border=True, key="card-experiment"):
        body = "".join(
            f"<dt>{escape(heading)}</dt><dd>{''.join(f'<div>{inline(line)}</div>' for line in lines)}</dd>"
            for heading, lines in sections(card)
        )
        st.html(f'<div class="sx">{marks.head(card.title)}<dl class="sx-lines">{body}</dl></div>')
    _draw_downloads(card)


def _draw_downloads(card: ExperimentCard) -> None:
    """The card as a file; a form is written when it is asked for."""
    with st.container(horizontal=True, key="quiet-card-downloads", gap="small"):
        for form, (name, kind) in _FORMS.items():
            data = attempt(partial(_written, card, form))
            if data is not None:
                st.download_button(
                    f"Save as {name}", data, f"experiment-{card.experiment.id}.{form}", kind, key=f"card-{form}",
                    type="tertiary", on_click="ignore",
                )  # fmt: skip


def _written(card: ExperimentCard, form: str) -> bytes:
    from pathlib import Path
    from tempfile import TemporaryDirectory

    from experiments.cards import write_card

    with TemporaryDirectory() as folder:
        target = Path(folder) / f"card.{form}"
        write_card(card, target, form)
        return target.read_bytes()
