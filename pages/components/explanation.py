"""Why something is as it is: a few sentences, a picture, a little evidence."""

import streamlit as st

from assistant.cards import Bars, ExplanationCard
from pages.components import marks
from pages.components.words import capital, escape, inline, number


def bars_html(picture: Bars) -> str:
    """Bars under the question that they answer; intervals far from zero as points on an axis of their own.

    Scores such as 0.90 and 0.91 are bars of the same length: only on an axis around them is the difference seen.
    """
    unit = f" {picture.unit}" if picture.unit else ""
    texts = [f"{number(v)}{unit}" for v in picture.values]
    if picture.lows and picture.highs and min(picture.lows) > 0.3 * max(picture.highs) > 0:
        drawn = _ranges(picture, texts)
    else:
        drawn = marks.bars(picture.labels, picture.values, lows=picture.lows, highs=picture.highs, texts=texts)
    return f"<h4>{escape(picture.title)}</h4>{drawn}"


def _ranges(picture: Bars, texts: list[str]) -> str:
    axis = marks.Axis.over([*picture.lows, *picture.highs])
    rows = zip(picture.labels, picture.values, picture.lows, picture.highs, texts, strict=True)
    cells = (
        f"<span>{escape(name)}</span>{marks.range_bar(axis, value, low, high, says=text)}"
        f'<span class="sx-num">{escape(text)}</span>'
        for name, value, low, high, text in rows
    )
    return f'<div class="sx-bars">{"".join(cells)}</div>'


def explanation_html(card: ExplanationCard) -> str:
    """The whole card."""
    said = "".join(f"<p>{inline(s)}</p>" for s in card.sentences)
    picture = f'<div style="margin-top:.8rem">{bars_html(card.bars)}</div>' if card.bars else ""
    table = ""
    if card.rows:
        table = f'<div style="margin-top:.8rem">{marks.table(card.columns, card.rows)}</div>'
    return f'<div class="sx">{marks.head(capital(card.title))}{said}{picture}{table}</div>'


def draw_explanation(card: ExplanationCard, key: str) -> None:
    """Draws the card."""
    with st.container(border=True, key=f"card-explanation-{key}"):
        st.html(explanation_html(card))
