"""Ranked variants to try next: words, expected score on a shared axis, chance, cost, reasons, evidence."""

import streamlit as st

from assistant import wording
from assistant.actions import Rate
from assistant.cards import RecommendationsCard
from assistant.plain import plain_evidence, plain_metric, plain_names
from pages.components import marks
from pages.components.desk import Desk, says_buttons
from pages.components.words import capital, duration_range, escape, figure, inline, metric_name, metric_words, share
from store.records import Evidence, Recommendation, metric

_SHOWN_OPEN = 3
"""Cards with all their figures at once; the others wait behind one press."""


def axis_of(items: tuple[Recommendation, ...]) -> marks.Axis:
    """The axis that all predicted scores of a set share."""
    return marks.Axis.over(v for r in items for v in (r.score, r.score_low, r.score_high))


def plain_html(item: Recommendation, name: str = "", *, first: bool = False) -> str:
    """One ranked variant for somebody who does not build models: how it decides, what its score means, how sure.

    Args:
        item: the recommendation.
        name: how it decides, where it must be told apart from others of its kind.
        first: whether nothing has run yet that it could beat.
    """
    name = name or wording.plain_family(item.variant.family)
    meant = wording.plain_score(item.score, item.metric)
    said = (meant, _probably(item), _plain_chance(item, first=first), _plain_cost(item))
    reason = f'<p class="sx-muted sx-small">{escape(plain_evidence(item))}</p>'
    return (
        f'<div class="sx sx-row"><span class="sx-rank">{item.rank}</span><div>'
        f'<div class="sx-name">{escape(capital(name))}</div>'
        f"<p>{escape(' '.join(f'{capital(text)}.' for text in said if text))}</p>"
        f"{_hundred(item)}{reason}{_evidence(item, plain=True)}</div></div>"
    )


def _probably(item: Recommendation) -> str:
    """The interval of a score in everyday words."""
    low, high = item.score_low, item.score_high
    if low is None or high is None:
        return ""
    if metric(item.metric).unit == "share" and 0 <= low <= high <= 1:
        return f"probably between {100 * low:.0f} and {100 * high:.0f} of 100"
    return f"probably between {figure(low, item.metric)} and {figure(high, item.metric)}"


def _plain_chance(item: Recommendation, *, first: bool) -> str:
    if item.chance_of_best is None:
        return ""
    return f"chance that it does better than {'most do' if first else 'the best so far'}: {share(item.chance_of_best)}"


def _plain_cost(item: Recommendation) -> str:
    if item.cost_s is None:
        return ""
    between = duration_range(item.cost_low_s, item.cost_high_s)
    return f"fitting it takes {wording.seconds(item.cost_s)}" + (f" ({between})" if between else "")


def _hundred(item: Recommendation) -> str:
    """A share as a bar out of a hundred; nothing for scores that are none."""
    share_like = item.score is not None and 0 <= item.score <= 1 and metric(item.metric).unit == "share"
    return marks.share_bar(item.score or 0.0, says="out of a hundred") if share_like else ""


def recommendation_html(item: Recommendation, axis: marks.Axis, *, first: bool = False) -> str:
    """One ranked variant; `first`: nothing has run yet that it could beat."""
    figures = "".join((_score(item, axis), _chance(item, first=first), _cost(item)))
    reason = f'<p class="sx-muted sx-small">{inline(capital(item.reasons[0]))}</p>' if item.reasons else ""
    return (
        f'<div class="sx sx-row"><span class="sx-rank">{item.rank}</span><div>'
        f'<div class="sx-name">{escape(capital(item.variant.label))}</div>'
        f'<div class="sx-figures">{figures}</div>{reason}{_evidence(item)}</div></div>'
    )


def _score(item: Recommendation, axis: marks.Axis) -> str:
    name = metric_name(item.metric)
    if item.score is None:
        return f'<div><small>Expected {escape(name)}</small><div class="sx-muted">not known yet</div></div>'
    words = f"{figure(item.score, item.metric)}"
    interval = ""
    if item.score_low is not None and item.score_high is not None:
        interval = f"{figure(item.score_low, item.metric)} to {figure(item.score_high, item.metric)}"
    says = f"expected {name} {words}" + (f", probably {interval}" if interval else "")
    bar = marks.range_bar(axis, item.score, item.score_low, item.score_high, says=says)
    aside = f' <span class="sx-muted sx-small">{escape(interval)}</span>' if interval else ""
    return f'<div><small>Expected {escape(name)}</small><div class="sx-figure">{words}{aside}</div>{bar}</div>'


def _chance(item: Recommendation, *, first: bool) -> str:
    beaten = "an average variant" if first else "the best so far"
    return f'<div><small>Beats {beaten}</small><div class="sx-figure">{share(item.chance_of_best)}</div></div>'


def _cost(item: Recommendation) -> str:
    between = duration_range(item.cost_low_s, item.cost_high_s)
    small = f"<small>{escape(between)}</small>" if between else ""
    return f'<div><small>Fitting takes</small><div class="sx-figure">{wording.seconds(item.cost_s)}</div>{small}</div>'


def _evidence(item: Recommendation, *, plain: bool = False) -> str:
    """Further reasons and past runs, folded away; nothing where there are none."""
    technical = (f"In technical words: {item.variant.label}.", *item.reasons) if plain else item.reasons[1:]
    reasons = "".join(f"<li>{inline(capital(r))}</li>" for r in technical)
    rows = [_evidence_row(e, item.metric) for e in item.evidence]
    if not reasons and not rows:
        return ""
    body = f"<ul>{reasons}</ul>" if reasons else ""
    if rows:
        body += marks.table(("Past dataset", "How alike", metric_name(item.metric), "Place"), rows, right=(1, 2, 3))
    if item.success_probability is not None:
        body += f'<p class="sx-muted sx-small">Chance that it runs through: {share(item.success_probability)}.</p>'
    return f"<details><summary>On what this rests</summary><div>{body}</div></details>"


def _evidence_row(evidence: Evidence, metric: str) -> tuple[str, str, str, str]:
    place = "–" if evidence.rank is None else f"{evidence.rank} of {evidence.of}" if evidence.of else str(evidence.rank)
    return evidence.dataset, share(evidence.similarity), figure(evidence.score, metric), place


def heading_html(card: RecommendationsCard, *, plain: bool = False) -> str:
    """Title, how to read the figures, and what changed since the last set.

    Args:
        card: the recommendations.
        plain: whether to say what is measured in everyday words.
    """
    if not card.items:
        return f'<div class="sx">{marks.head("Nothing to recommend")}{marks.sentences(card.skipped)}</div>'
    changed = ""
    if card.changed:
        changed = f'<div class="sx-note"><b>What changed</b>{marks.sentences(card.changed)}</div>'
    measured = card.items[0].metric
    aside = f"by {plain_metric(measured)}" if plain else metric_words(measured)
    return f'<div class="sx">{marks.head("Worth trying next", aside)}{changed}</div>'


def footing_html(card: RecommendationsCard, *, plain: bool = False) -> str:
    """What the figures rest on, and what was left out."""
    if plain:
        return f'<div class="sx"><details><summary>On what all this rests</summary>{footing_html(card)}</details></div>'
    basis = f"{inline(card.basis)} " if card.basis else ""
    read = "" if card.basis else "Bars show where the score will lie in 8 of 10 cases."
    skipped = ""
    if card.skipped:
        count = len(card.skipped)
        skipped = f"<details><summary>{count} left out</summary>{marks.sentences(card.skipped, count)}</details>"
    return f'<div class="sx sx-muted sx-small"><p>{basis}{read}</p>{skipped}</div>'


def draw_recommendations(card: RecommendationsCard, desk: Desk, key: str, *, live: bool) -> None:
    """Draws the set; only the newest one can be run, asked about and judged."""
    axis = axis_of(card.items)
    if not live:
        with st.expander(f"Earlier recommendations ({len(card.items)})"):
            for item in card.items:
                st.html(plain_html(item) if desk.plain else recommendation_html(item, axis))
        return
    with st.container(border=True, key=f"card-recommendations-{key}"):
        st.html(heading_html(card, plain=desk.plain))
        names = plain_names([item.variant.family for item in card.items]) if desk.plain else [""] * len(card.items)
        named = list(zip(card.items, names, strict=True))
        for item, name in named[:_SHOWN_OPEN]:
            _draw_item(item, axis, desk, f"{key}-{item.rank}", card, name=name)
        if named[_SHOWN_OPEN:]:
            with st.expander(f"{len(named) - _SHOWN_OPEN} more"):
                for item, name in named[_SHOWN_OPEN:]:
                    _draw_item(item, axis, desk, f"{key}-{item.rank}", card, name=name)
        if card.items:
            st.html(footing_html(card, plain=desk.plain))
            _next_steps(card, desk, key)


def _draw_item(
    item: Recommendation, axis: marks.Axis, desk: Desk, key: str, card: RecommendationsCard, *, name: str
) -> None:
    rule = "" if item in (card.items[0], *card.items[_SHOWN_OPEN : _SHOWN_OPEN + 1]) else '<div class="sx-rule"></div>'
    shown = (
        plain_html(item, name, first=card.first) if desk.plain else recommendation_html(item, axis, first=card.first)
    )
    st.html(rule + shown)
    thumbs = f"thumbs-{key}"

    def judged() -> None:
        thumb = st.session_state.get(thumbs)
        if thumb is not None:
            desk.press(Rate(subject_kind="recommendation", subject_id=item.id, up=bool(thumb)))

    with st.container(horizontal=True, vertical_alignment="center", key=f"quiet-rank-{key}", gap="small"):
        says = f"Run number {item.rank}"
        st.button("Run this", key=f"run-{key}", type="tertiary", on_click=desk.say, args=(says,))
        why = f"Why number {item.rank}?"
        st.button("Why?", key=f"why-{key}", type="tertiary", on_click=desk.say, args=(why,))
        st.feedback("thumbs", key=thumbs, on_change=judged)


def _next_steps(card: RecommendationsCard, desk: Desk, key: str) -> None:
    from assistant.cards import Option

    n = min(3, len(card.items))
    first = "Run it" if n == 1 else f"Run the first {('two', 'three')[n - 2]}"
    says = "Run number 1" if n == 1 else first
    options = (
        Option(label=first, says=says),
        Option(label="Something cheaper", says="Something cheaper"),
        Option(label="A simple baseline", says="Something simple as a baseline"),
    )
    says_buttons(desk, options, f"next-{key}", primary=True)
