"""One short question, with the likely answers as buttons."""

import streamlit as st

from assistant.cards import Question
from pages.components.desk import Desk, says_buttons
from pages.components.words import rich


def draw_question(question: Question, desk: Desk, key: str, *, open_: bool = True) -> None:
    """Draws the question; one that was answered already keeps its words and loses its buttons."""
    st.html(f'<div class="sx"><b>{rich(question.text)}</b></div>')
    if open_ and question.options:
        says_buttons(desk, question.options, key)
