"""What a newcomer sees: two lines, three tables to try, how to bring one's own, sentences to start with."""

import streamlit as st

from assistant.assistant import FirstScreen
from pages.components.desk import Desk, says_buttons
from pages.components.words import escape, label


def hero_html(screen: FirstScreen) -> str:
    """The two lines under the question that the page asks."""
    said = "".join(f"<p>{escape(line)}</p>" for line in screen.lines)
    return f'<div class="sx sx-hero"><h1>What would you like to predict?</h1>{said}</div>'


def draw_first_screen(desk: Desk) -> None:
    """Draws the screen; every button says a sentence that the person could have typed."""
    screen = desk.assistant.first_screen()
    st.html(hero_html(screen))
    st.html('<div class="sx sx-muted sx-small" style="margin-top:1.6rem">Try it on a table that comes along</div>')
    for column, sample in zip(st.columns(len(screen.samples), gap="small"), screen.samples, strict=True):
        with column, st.container(key=f"sample-{sample.name}"):
            words = f"**{label(sample.title)}**  \n{label(sample.sentence, 120)}"
            st.button(words, key=f"try-{sample.name}", on_click=desk.say, args=(sample.says,), width="stretch")
    st.html(
        '<div class="sx sx-muted sx-small" style="margin-top:1.1rem">Or bring your own: drop a CSV, Parquet, Excel or '
        "JSON-lines file into the box below, or type a path or a web address.</div>"
    )
    if screen.examples:
        says_buttons(desk, screen.examples, "examples")
