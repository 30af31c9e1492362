"""Exactly what would run, and the decision: approve, change, decline."""

import streamlit as st

from assistant import wording
from assistant.actions import Approve, Decline, DropRun
from assistant.cards import Option
from assistant.goal_card import validation_words
from assistant.views import ProposalState
from pages.components import marks
from pages.components.desk import Desk, says_buttons
from pages.components.words import capital, duration_range, escape, figure, label, metric_name, when
from store.records import Plan, PlannedRun

_STATES = {
    "approved": "Approved",
    "declined": "Declined",
    "replaced": "Replaced by a newer plan",
    "outdated": "The goal changed after this plan",
}


def plan_html(plan: Plan) -> str:
    """The plan: every run with what is expected of it, then the bounds that hold for all."""
    rows = "".join(_run(i, run, plan) for i, run in enumerate(plan.runs))
    return (
        f'<div class="sx">{rows}<div class="sx-rule" style="margin-top:.7rem"></div>{marks.lines(_bounds(plan))}</div>'
    )


def _run(i: int, run: PlannedRun, plan: Plan) -> str:
    score = ""
    if run.expected_score is not None:
        metric = plan.task.metric
        score = f"{metric_name(metric)} about {figure(run.expected_score, metric)}"
    between = duration_range(run.expected_low_s, run.expected_high_s)
    cost = wording.seconds(run.expected_s) + (f" ({between})" if between else "")
    small = " · ".join(filter(None, (cost, score)))
    return (
        f'<div class="sx-row" style="margin-bottom:.55rem"><span class="sx-rank plain">{i + 1}</span><div>'
        f'<div class="sx-name">{escape(capital(run.variant.label))}</div>'
        f'<div class="sx-muted sx-small">{escape(small)}</div></div></div>'
    )


def _bounds(plan: Plan) -> list[tuple[str, str, str]]:
    limits = plan.limits
    together = "one after the other" if plan.parallel == 1 else f"{plan.parallel} at the same time"
    known = plan.expected_s
    budget = f"your budget: {wording.limit(plan.budget.seconds)}" if plan.budget.seconds else ""
    threads = wording.count(limits.threads, "core")
    each = f"stopped after {wording.limit(limits.run_s)} or above {_memory(limits.memory_mb)}, {threads}"
    checked = f"{validation_words(plan.task.validation)}, seed {plan.seed}"
    return [
        ("In all", wording.seconds(known), budget),
        ("Each run", each, ""),
        ("Order", together, ""),
        ("Predicts", f"{plan.task.target}, measured by {metric_name(plan.task.metric)}", checked),
    ]


def _memory(mb: float) -> str:
    return f"{mb / 1024:g} GB" if mb >= 1024 and mb % 256 == 0 else f"{mb:,.0f} MB"


def state_words(state: ProposalState, desk: Desk) -> str:
    """What became of the plan, by whom and when."""
    words = _STATES.get(state.state, "Waits for you")
    decision = state.decision
    if decision is None:
        return words
    who = "you" if decision.person == desk.person else decision.person
    return f"{words} by {who}, {when(decision.decided_at, desk.now, desk.zone)}"


def draw_proposal(state: ProposalState, desk: Desk, key: str, *, live: bool) -> None:
    """Draws the plan; one that waits has buttons, any other folds to a line with what became of it."""
    proposal = state.proposal
    if state.state != "pending" or not live:
        title = f"{label(state_words(state, desk))}: {wording.count(len(proposal.plan.runs), 'run')}"
        with st.expander(f"Plan · {title}"):
            st.html(plan_html(proposal.plan))
        return
    with st.container(border=True, key=f"card-proposal-{key}"):
        head = marks.head("This would run", "Nothing runs before you approve")
        st.html(f'<div class="sx">{head}</div>{plan_html(proposal.plan)}')
        _decide(state, desk, key)


def _decide(state: ProposalState, desk: Desk, key: str) -> None:
    proposal = state.proposal
    n = len(proposal.plan.runs)
    approve = Approve(proposal_id=proposal.id, plan_hash=proposal.plan_hash)
    decline = Decline(proposal_id=proposal.id, plan_hash=proposal.plan_hash)
    with st.container(horizontal=True, key=f"decide-{key}", gap="small"):
        yes = "Approve and run it" if n == 1 else f"Approve and run these {n}"
        st.button(yes, key=f"approve-{key}", type="primary", on_click=desk.press, args=(approve,))
        with st.popover("Change"):
            _change(state, desk, key)
        st.button("Decline", key=f"decline-{key}", on_click=desk.press, args=(decline,))


def _change(state: ProposalState, desk: Desk, key: str) -> None:
    proposal = state.proposal
    if len(proposal.plan.runs) > 1:
        st.caption("Leave out")
        for i, run in enumerate(proposal.plan.runs):
            drop = DropRun(proposal_id=proposal.id, position=i)
            name = f"{i + 1}. {capital(run.variant.label)}"
            st.button(label(name), key=f"drop-{key}-{i}", on_click=desk.press, args=(drop,), width="stretch")
    st.caption("Stop each run after")
    options = tuple(Option(label=words, says=f"At most {words} per run") for words in ("30 s", "2 min", "10 min"))
    says_buttons(desk, options, f"limit-{key}")
    st.caption("Or say it in your own words, such as “only the first two”.")
