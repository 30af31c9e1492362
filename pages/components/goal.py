"""The goal as it stands, each line with why, and ways to change it in place."""

import streamlit as st

from assistant.cards import GoalCard, GoalLine
from pages.components import marks
from pages.components.desk import Desk
from pages.components.words import label

_QUIET = {"not limited", "none", ""}
"""Values that say nothing: their lines are left out of the card, not out of what can be changed."""


def goal_html(card: GoalCard) -> str:
    """Label, value and reason of every line that says something.

    Of a goal that was changed, what is new comes first, under what is predicted; the lines that stayed fold away.
    """
    new = [line for line in card.lines if line.key in card.changed]
    if not new:
        said = [line for line in card.lines if line.value not in _QUIET]
        return f'<div class="sx">{marks.head("Your goal")}{_lines(said)}</div>'
    target = [line for line in card.lines if line.key == "target" and line not in new]
    rest = [line for line in card.lines if line not in (*new, *target) and line.value not in _QUIET]
    folded = f"<details><summary>All of the goal</summary>{_lines(rest)}</details>" if rest else ""
    return f'<div class="sx">{marks.head("Your goal", "changed")}{_lines([*target, *new])}{folded}</div>'


def _lines(said: list[GoalLine]) -> str:
    return marks.lines([(line.label, line.value, line.why) for line in said])


def draw_goal(card: GoalCard, desk: Desk, key: str, *, live: bool) -> None:
    """Draws the card; only the goal in force can be changed."""
    if not live:
        with st.expander("The goal as it was then"):
            st.html(goal_html(card))
        return
    with st.container(border=True, key=f"card-goal-{key}"):
        st.html(goal_html(card))
        changeable = [line for line in card.lines if line.options]
        if changeable:
            _change(changeable, desk, key)


def _change(changeable: list[GoalLine], desk: Desk, key: str) -> None:
    with st.container(key=f"quiet-goal-{key}"), st.popover("Change something", type="tertiary"):
        st.caption("Choose here, or say it in your own words below.")
        for line in changeable:
            _choices(line, desk, f"{key}-{line.key}")


def _choices(line: GoalLine, desk: Desk, key: str) -> None:
    says = {label(option.label): option.says for option in line.options}
    name = f"goal-{key}"

    def chosen() -> None:
        choice = st.session_state.get(name)
        if choice in says:
            desk.say(says[choice])

    st.pills(label(line.label), list(says), key=name, on_change=chosen)
