"""Something that needs care: what happened, which value, what to do."""

import streamlit as st

from assistant.cards import NoticeCard
from pages.components.words import rich

_MARKS = {"info": "", "warning": "Careful.", "error": "That did not work."}


def notice_html(card: NoticeCard) -> str:
    """The notice as a line with a quiet edge in its colour."""
    colour = {"info": "var(--sx-accent)", "warning": "var(--sx-warn)", "error": "var(--sx-bad)"}[card.level]
    mark = f"<b>{_MARKS[card.level]}</b> " if _MARKS[card.level] else ""
    body = rich(card.text).replace("<p>", f"<p>{mark}", 1) if mark else rich(card.text)
    role = "alert" if card.level == "error" else "note"
    style = f"border-left:3px solid {colour};padding:.15rem 0 .15rem .8rem"
    return f'<div class="sx" role="{role}" style="{style}">{body}</div>'


def draw_notice(card: NoticeCard) -> None:
    """Draws it."""
    st.html(notice_html(card))


def notice(level: str, text: str) -> None:
    """A notice from words alone: `info`, `warning` or `error`."""
    draw_notice(NoticeCard.model_validate({"level": level, "text": text}))


def empty(title: str, text: str) -> None:
    """What an empty page says: what will be there, and the first step."""
    from pages.components.words import escape

    st.html(
        f'<div class="sx sx-empty"><p class="sx-title">{escape(title)}</p><p class="sx-muted">{escape(text)}</p></div>'
    )


def hint(text: str) -> None:
    """A quiet line where a part of a page is empty: what will be there, and the first step."""
    from pages.components.words import escape

    st.html(f'<div class="sx sx-muted">{escape(text)}</div>')
