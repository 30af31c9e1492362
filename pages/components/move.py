"""A move of a model's alias: the comparison with the version in use, the gates, and the decision."""

import streamlit as st

from assistant import wording
from assistant.actions import Approve, Decline
from assistant.caring.moves import IN_USE, alias_words, move_lines
from assistant.caring.plainly import plain_comparison, plain_shut
from assistant.views import MoveState
from lifecycle.promotion import gain_words
from pages.components import marks
from pages.components.desk import Desk
from pages.components.words import NOTHING, bytes_words, capital, escape, figure, label, metric_name, when
from store.records import GroupDifference, PromotionReport

_STATES = {"approved": "Done", "declined": "Declined", "outdated": "The alias has moved since"}
_MOST_GROUPS = 8


def report_html(report: PromotionReport, *, plain: bool = False, moves: bool = True) -> str:
    """Score, groups, latency and size side by side, then each gate with whether it is open.

    Args:
        report: two versions compared.
        plain: for somebody who does not build models: what the scores mean, gates that are shut, the rest folded away.
        moves: whether the one is to take the place of the other; else there is no gate to pass.
    """
    if not moves:
        report = report.model_copy(update={"results": ()})
    if plain:
        return _plain_html(report)
    rows: list[tuple[str, ...]] = [(metric_name(report.metric), *_both(report), _signed(report.gain))]
    rows += [_group(g, report.metric) for g in report.groups[:_MOST_GROUPS]]
    rows.append(("One prediction", *(_time(v) for v in report.latency_ms), ""))
    rows.append(("Size", *(_size(v) for v in report.size_bytes), ""))
    theirs = "in use" if report.champion is None else f"version {report.champion}"
    columns: tuple[str, ...] = ("", f"version {report.candidate}", theirs, "better by")
    if report.champion_score is None and report.gain is None:  # nothing to set beside it
        rows, columns = [row[:2] for row in rows], columns[:2]
    table = marks.table(columns, rows, right=range(1, len(columns)))
    return f"{_gain_html(report)}{table}{_gates(report)}"


def _plain_html(report: PromotionReport) -> str:
    score = report.candidate_score
    said = "" if score is None else f"{capital(wording.plain_score(score, report.metric))}."
    said = plain_comparison(report) or said
    shut = "".join(f"<li>{escape(plain_shut(r))}</li>" for r in report.results if not r.passed)
    against = f'<p class="sx-warn">What speaks against it:</p><ul>{shut}</ul>' if shut else ""
    folded = f"<details><summary>In technical words</summary><div>{report_html(report)}</div></details>"
    return f"<p>{escape(said)}</p>{against}{folded}" if said else f"{against}{folded}"


def _gain_html(report: PromotionReport) -> str:
    if report.gain is None or report.low is None or report.high is None:
        return ""
    axis = marks.Axis.over([report.low, report.high, 0.0])
    says = f"{capital(gain_words(report.gain))}, between {gain_words(report.low)} and {gain_words(report.high)}"
    picture = marks.range_bar(axis, report.gain, report.low, report.high, tick=0.0, says=says)
    chance = "" if report.chance_better is None else f" · better in {report.chance_better:.0%} of resamples"
    return (
        f'<div style="margin:.2rem 0 .8rem">{picture}<p class="sx-muted sx-small">'
        f"{escape(says)}{escape(chance)}; right of the line is better</p></div>"
    )


def _signed(gain: float | None) -> str:
    """A gain in a table, with a real minus: "+0.013", "−0.008"."""
    return NOTHING if gain is None else f"{gain:+.2g}".replace("-", "−") if gain else "0"


def _both(report: PromotionReport) -> tuple[str, str]:
    return _figure(report.candidate_score, report.metric), _figure(report.champion_score, report.metric)


def _group(group: GroupDifference, metric: str) -> tuple[str, ...]:
    name = f"{group.column} = {group.value} ({wording.count(group.rows, 'row')})"
    return name, _figure(group.candidate, metric), _figure(group.champion, metric), _signed(group.gain)


def _gates(report: PromotionReport) -> str:
    if not report.results:
        return ""
    lines = [f"<li><b>{'Open' if r.passed else 'Shut'}</b> · {escape(r.sentence)}</li>" for r in report.results]
    return f'<p class="sx-muted sx-small" style="margin:.7rem 0 .2rem">Gates</p><ul>{"".join(lines)}</ul>'


def _figure(value: float | None, metric: str) -> str:
    return "–" if value is None else figure(value, metric)


def _time(milliseconds: float | None) -> str:
    return NOTHING if milliseconds is None else f"{milliseconds:.2g} ms"


def _size(size_bytes: float | None) -> str:
    return NOTHING if size_bytes is None else bytes_words(size_bytes)


def draw_move(state: MoveState, desk: Desk, key: str, *, live: bool) -> None:
    """Draws the move; one that waits has buttons, any other folds to a line with what became of it."""
    move = state.move
    shown = report_html(move.report, plain=desk.plain) if move.report else ""
    if state.state != "pending" or not live:
        words = _STATES.get(state.state, "Not decided")
        if state.decision is not None:
            who = "you" if state.decision.person == desk.person else state.decision.person
            words += f" by {who}, {when(state.decision.decided_at, desk.now, desk.zone)}"
        with st.expander(label(f"{_title(state)} · {words}")):
            st.html(f'<div class="sx"><p>{escape(move_lines(move)[0])}</p>{shown}</div>')
        return
    passed = move.report is None or move.report.passed
    with st.container(border=True, key=f"card-move-{key}"):
        shut = "A condition is not met" if desk.plain else "A gate is shut"
        aside = "Nothing moves before you approve" if passed else shut
        st.html(f'<div class="sx">{marks.head(_title(state), aside)}{shown}</div>')
        _buttons(state, desk, key, passed=passed)


def _title(state: MoveState) -> str:
    move = state.move
    if move.kind == "promote" and move.alias not in IN_USE:
        role = alias_words(move.alias).replace("its ", "the ")
        return f"Make it {role}: {move.model}, version {move.to_version}"
    verb = {"promote": "Put into use", "roll_back": "Go back", "retire": "Take away"}[move.kind]
    return f"{verb}: {move.model}"


def _buttons(state: MoveState, desk: Desk, key: str, *, passed: bool) -> None:
    move = state.move
    yes = Approve(proposal_id=move.id, plan_hash=move.plan_hash)
    no = Decline(proposal_id=move.id, plan_hash=move.plan_hash)
    does = "Go back" if move.kind == "roll_back" else "Put it into use" if move.alias in IN_USE else "Do it"
    with st.container(horizontal=True, key=f"decide-move-{key}", gap="small"):
        if passed:
            st.button(does, key=f"approve-{key}", type="primary", on_click=desk.press, args=(yes,))
        st.button("Decline", key=f"decline-{key}", on_click=desk.press, args=(no,))
