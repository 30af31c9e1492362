"""Exactly what would run, and the decision: approve, change, decline."""

import streamlit as st

from assistant import wording
from assistant.actions import Approve, Decline, EditPlan
from assistant.declared.laid import choices_words, stage_line, stages_before
from assistant.goal_card import validation_words
from assistant.plain import plain_metric, plain_names
from assistant.searching import most_words, space_words
from assistant.views import ProposalState
from pages.components import marks
from pages.components.desk import Desk, draw_again
from pages.components.words import capital, duration_range, escape, figure, label, metric_name, when
from store.records import Plan, PlannedRun

_SECONDS = (30.0, 60.0, 120.0, 300.0, 600.0, 1800.0)
_MEGABYTES = (1024.0, 2048.0, 4096.0, 8192.0)
_STATES = {
    "approved": "Approved",
    "declined": "Declined",
    "replaced": "Replaced by a newer plan",
    "outdated": "The goal changed after this plan",
}


def plan_html(plan: Plan, begun: int = 0, *, plain: bool = False) -> str:
    """The plan: every run with what is expected of it, then the bounds that hold for all.

    Args:
        plan: what was proposed.
        begun: of an experiment from a file, how many of its stages were approved before; the others are shown.
        plain: whether to use everyday words, for somebody who does not build models.
    """
    plain = plain and plan.workflow is None and plan.space is None  # what a person chose by name is shown by name
    if plain:
        return _plain_plan(plan)
    ran = plan.extends is not None and plan.workflow is not None  # it lists what ran already
    rows = "" if ran else "".join(_run(i, run, plan) for i, run in enumerate(plan.runs))
    rule = '<div class="sx-rule" style="margin-top:.7rem"></div>'
    return f'<div class="sx">{_stages(plan, begun)}{rows}{rule}{marks.lines(_bounds(plan))}</div>'


def _stages(plan: Plan, begun: int) -> str:
    """What the stages of an experiment from a file do, a line each."""
    if plan.workflow is None:
        return ""
    lines = "".join(f"<li>{escape(capital(stage_line(s)))}</li>" for s in plan.stages[begun:])
    return f"<ul>{lines}</ul>" if lines else ""


def _run(i: int, run: PlannedRun, plan: Plan) -> str:
    score = ""
    if run.expected_score is not None:
        metric = plan.task.metric
        score = f"{metric_name(metric)} about {figure(run.expected_score, metric)}"
    between = duration_range(run.expected_low_s, run.expected_high_s)
    cost = f"{wording.seconds(run.expected_s)} of fitting" + (f" ({between})" if between else "")
    small = " · ".join(filter(None, (cost, score)))
    return (
        f'<div class="sx-row" style="margin-bottom:.55rem"><span class="sx-rank plain">{i + 1}</span><div>'
        f'<div class="sx-name">{escape(capital(run.variant.label))}</div>'
        f'<div class="sx-muted sx-small">{escape(small)}</div></div></div>'
    )


def _plain_plan(plan: Plan) -> str:
    """The runs by how they decide and what is expected of them, and the bounds, without names of methods."""
    names = plain_names([run.variant.family for run in plan.runs])
    rows = "".join(_plain_run(i, run, name, plan) for i, (run, name) in enumerate(zip(plan.runs, names, strict=True)))
    budget = f"your budget: {wording.limit(plan.budget.seconds)}" if plan.budget.seconds else ""
    judged = f"judged by {plain_metric(plan.task.metric)} on rows it has not seen"
    bounds = [
        ("In all", wording.seconds(plan.expected_s), _beside(budget, plan)),
        ("Each of them", f"stopped after {wording.limit(plan.limits.run_s)}", ""),
        ("Predicts", wording.listed(plan.task.targets), judged),
    ]
    rule = '<div class="sx-rule" style="margin-top:.7rem"></div>'
    technical = "".join(_run(i, run, plan) for i, run in enumerate(plan.runs)) + marks.lines(_bounds(plan))
    folded = f"<details><summary>In technical words</summary>{technical}</details>"
    return f'<div class="sx">{rows}{rule}{marks.lines(bounds)}{folded}</div>'


def _plain_run(i: int, run: PlannedRun, name: str, plan: Plan) -> str:
    score = run.expected_score
    meant = "" if score is None else capital(wording.plain_score(score, plan.task.metric, plan.task.positive_class))
    small = ". ".join(filter(None, (meant, f"Fitting it takes {wording.seconds(run.expected_s)}")))
    return (
        f'<div class="sx-row" style="margin-bottom:.55rem"><span class="sx-rank plain">{i + 1}</span><div>'
        f'<div class="sx-name">{escape(capital(name))}</div><div class="sx-muted sx-small">{escape(small)}.</div>'
        "</div></div>"
    )


def _beside(budget: str, plan: Plan) -> str:
    """What stands beside the time of a whole plan: how much of it is fitting, and the budget."""
    return " · ".join(filter(None, (wording.of_fitting(plan), budget)))


def _bounds(plan: Plan) -> list[tuple[str, str, str]]:
    limits = plan.limits
    together = "one after the other" if plan.parallel == 1 else f"{plan.parallel} at the same time"
    known = plan.expected_s
    budget = f"your budget: {wording.limit(plan.budget.seconds)}" if plan.budget.seconds else ""
    threads = wording.count(limits.threads, "core")
    each = f"stopped after {wording.limit(limits.run_s)} or above {_memory(limits.memory_mb)}, {threads}"
    checked = f"{validation_words(plan.task.validation)}, seed {plan.seed}"
    if plan.workflow is not None:
        measured = f"{plan.workflow.name}, by {metric_name(plan.task.metric)}"
        often = f"each variant {wording.count(plan.task.validation.folds, 'time')}, seed {plan.seed}"
        return [
            ("Chooses among", choices_words(plan.workflow), f"at most {wording.count(plan.most_runs, 'run')} in all"),
            *([("In all", wording.limit(plan.budget.seconds), "at most")] if plan.budget.seconds else []),
            ("Each run", each, ""),
            ("Order", together, ""),
            ("Measures", measured, often),
        ]
    search = [("Chooses among", space_words(plan.space), most_words(plan))] if plan.space is not None else []
    return [
        *search,
        ("In all", wording.seconds(known), _beside(budget, plan)),
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
    begun = stages_before(desk.assistant.services.store, proposal)
    if state.state != "pending" or not live:
        title = f"{label(state_words(state, desk))}: {runs_words(proposal.plan)}"
        with st.expander(f"Plan · {title}"):
            st.html(plan_html(proposal.plan, begun, plain=desk.plain))
        return
    with st.container(border=True, key=f"card-proposal-{key}"):
        head = marks.head("This would run", "Nothing runs before you approve")
        st.html(f'<div class="sx">{head}</div>{plan_html(proposal.plan, begun, plain=desk.plain)}')
        _decide(state, desk, key)


def runs_words(plan: Plan) -> str:
    """How many runs a plan allows, those chosen on the way and those that ran before it included."""
    most = "at most " if plan.most_runs > len(plan.runs) else ""
    return f"{most}{wording.count(max(plan.most_runs, len(plan.runs)), 'run')}{' in all' if plan.extends else ''}"


def approve_words(plan: Plan) -> str:
    """What pressing the button does: how many runs it allows, those chosen on the way included."""
    listed, most = len(plan.runs), plan.most_runs
    if most > listed:
        return f"Approve and run up to {most}{' in all' if plan.extends else ''}"
    return "Approve and run it" if listed == 1 else f"Approve and run these {listed}"


def _decide(state: ProposalState, desk: Desk, key: str) -> None:
    proposal = state.proposal
    approve = Approve(proposal_id=proposal.id, plan_hash=proposal.plan_hash)
    decline = Decline(proposal_id=proposal.id, plan_hash=proposal.plan_hash)
    with st.container(horizontal=True, key=f"decide-{key}", gap="small"):
        st.button(
            approve_words(proposal.plan), key=f"approve-{key}", type="primary", on_click=desk.press, args=(approve,)
        )
        if proposal.plan.workflow is None:  # an experiment from a file is changed in its file
            with st.popover("Change"):
                _change(state, desk, key)
        st.button("Decline", key=f"decline-{key}", on_click=desk.press, args=(decline,))


def _change(state: ProposalState, desk: Desk, key: str) -> None:
    """What would run and its bounds, to be changed all at once: one press, one new plan."""
    plan = state.proposal.plan
    plain = desk.plain and plan.workflow is None and plan.space is None
    called = plain_names([r.variant.family for r in plan.runs]) if plain else [r.variant.label for r in plan.runs]
    names = {i: label(f"{i + 1}. {capital(name)}") for i, name in enumerate(called)}
    minutes, gigabytes = _choices(plan.limits.run_s, _SECONDS), _choices(plan.limits.memory_mb, _MEGABYTES)
    with st.form(f"change-{key}", border=False):
        kept = {i: st.checkbox(name, value=True, key=f"keep-{key}-{i}") for i, name in names.items()}
        run_s = st.selectbox(
            "Stop each run after",
            minutes,
            index=minutes.index(plan.limits.run_s),
            format_func=wording.limit,
            key=f"run-s-{key}",
        )
        memory_mb = st.selectbox(
            "or when it uses more than",
            gigabytes,
            index=gigabytes.index(plan.limits.memory_mb),
            format_func=_memory,
            key=f"memory-{key}",
        )
        if st.form_submit_button("Show the changed plan", type="primary", key=f"changed-{key}"):
            drop = tuple(i for i, keep in kept.items() if not keep)
            limits = plan.limits
            action = EditPlan(
                proposal_id=state.proposal.id,
                drop=drop,
                run_s=run_s if run_s != limits.run_s else None,
                memory_mb=memory_mb if memory_mb != limits.memory_mb else None,
            )
            desk.press(action)
            draw_again()
    st.caption("Or say it in your own words, such as “only the first two”.")


def _choices(now: float, usual: tuple[float, ...]) -> list[float]:
    """What can be chosen: the usual bounds and the one in force."""
    return sorted({now, *usual})
