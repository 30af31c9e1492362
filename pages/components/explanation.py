"""Why something is as it is: a few sentences, a picture, a little evidence."""

import streamlit as st

from assistant.cards import Bars, ExplanationCard
from pages.components import marks
from pages.components.words import capital, escape, inline, number


def bars_html(picture: Bars) -> str:
    """Bars with optional intervals under the question that they answer."""
    unit = f" {picture.unit}" if picture.unit else ""
    texts = [f"{number(v)}{unit}" for v in picture.values]
    drawn = marks.bars(picture.labels, picture.values, lows=picture.lows, highs=picture.highs, texts=texts)
    return f"<h4>{escape(picture.title)}</h4>{drawn}"


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
