"""`sextant run FILE.yaml`: proposes the experiment that a file declares; with `--approve` runs it."""

from __future__ import annotations

import argparse
import json
import sys
import time
from typing import TYPE_CHECKING, Any

from store.errors import BadRequest
from store.home import expanded

if TYPE_CHECKING:
    from assistant.declared.session import Ask, Session
    from experiments.declared.human import Field, HumanStep
    from store.records import Proposal

WAITING = 3
"""Exit status of an experiment that waits for a person's answer."""


def run(args: argparse.Namespace) -> int:
    """Proposes; or runs, asks where a person is to be asked, and reports."""
    from assistant.assembly import assemble
    from assistant.declared.opening import read_file
    from assistant.declared.session import Session
    from store.settings import Settings

    started = time.monotonic()
    file = read_file(expanded(args.file))
    answers = _answers(args.answer, {h.name for h in file.human_steps})
    app = assemble(args.home, places=file.form.parallel, headless=True)
    try:
        person = args.person or Settings.read().person
        session = Session(app, file, person, lambda line: print(line, file=sys.stderr, flush=True))
        if args.resume and args.approve:
            session.go_on(args.resume, answers)
        else:
            proposal = session.propose()
            if not args.approve:
                _print_proposal(session, proposal, args.json)
                return 0
            session.approve(proposal)
        session.run(_asker(answers))
        return _report(session, args, time.monotonic() - started)
    finally:
        app.close()


def _answers(said: list[str], known: set[str]) -> dict[str, str]:
    found = {}
    for one in said:
        name, sign, answer = one.partition("=")
        if not sign or name not in known:
            raise BadRequest(
                f"{one!r} answers no human step. Write STEP=ANSWER; there are: {', '.join(known) or 'none'}."
            )
        found[name] = answer
    return found


def _asker(answers: dict[str, str]) -> Ask:
    """Answers from the command line first, then the person at the terminal; a wrong answer is asked for again."""

    def ask(human: HumanStep, session: Session) -> str | None:
        from assistant.declared.seen import lines, seen

        if human.name in answers:
            return answers[human.name]
        print("\n".join(lines(seen(session.course, human))), file=sys.stderr)
        if not sys.stdin.isatty():
            print(human.in_words, file=sys.stderr)
            return None
        return _at_terminal(human)

    return ask


def _at_terminal(human: HumanStep) -> str | None:
    """What the person types, field by field; None at the end of input."""
    if human.kind != "form":
        return _typed(human.in_words, human.fields[0])
    print(human.question, file=sys.stderr)
    given = {}
    for field in human.fields:
        said = _typed(f"  {field.label} ({field.hint}):", field)
        if said is None:
            return None
        given[field.name] = said
    return json.dumps(given, ensure_ascii=False)


def _typed(question: str, field: Field) -> str | None:
    while True:
        print(question, end=" ", file=sys.stderr, flush=True)
        said = sys.stdin.readline()
        if not said:
            return None
        try:
            field.read(said)
        except BadRequest as error:
            print(error, file=sys.stderr)
        else:
            return said.strip()


def _best_lines(session: Session) -> str:
    from store.records import metric

    lines = []
    for place, (run, end) in enumerate(session.ranked()[:5], 1):
        measure = metric(run.task.metric)
        score = f"{measure.shown(end.score)}{measure.shown_spread(end.score_std)}"
        lines.append(f"{place:3}. {score}  {run.variant.label}")
    return "\n".join(lines) or "No run has a score yet."


def _print_proposal(session: Session, proposal: Proposal, as_json: bool) -> None:
    from assistant import wording
    from assistant.declared.laid import course_lines
    from store.records import metric

    plan = proposal.plan
    if as_json:
        assert session.course.goal is not None
        out = {"proposal": proposal.content(), "expected_s": plan.expected_s, "approved": False}
        print(json.dumps({**out, "goal": session.course.goal.content()}, ensure_ascii=False))
        return
    print(f"Proposed: {session.file.name}, by {metric(plan.task.metric).in_words}.")
    for said in course_lines(session.course.file):
        print(f"  {said}")
    budget = wording.limit(plan.budget.seconds) if plan.budget.seconds else "no limit on time"
    cost = f", {plan.budget.cost_in_words} at most" if plan.budget.cost else ""
    print(f"Budget: {budget}{cost}; a run {plan.limits.run_s:g} s at most.")
    if plan.strategy != "generated" and not (plan.stages and plan.stages[0].filter):
        print("First:" if len(plan.runs) < plan.most_runs else "Runs:")
        for i, line in enumerate(plan.runs, 1):
            known = line.expected_score is not None
            expected = f": {wording.score(line.expected_score, plan.task.metric)} expected" if known else ""
            print(f"{i:3}. {line.variant.label}{expected}")
    print("Nothing has run. Add --approve to run it.", file=sys.stderr)


def _report(session: Session, args: argparse.Namespace, elapsed_s: float) -> int:
    from assistant import wording

    waits, ranked, experiment = session.waits_for, session.ranked(), session.experiment
    assert experiment is not None
    if args.json:
        print(json.dumps(_summary(session, elapsed_s), ensure_ascii=False))
    else:
        print(_best_lines(session))
        for said in _front(session)[1]:
            print(said)
        scored = wording.count(len(ranked), "run")
        print(f"{experiment.id}: {scored} with a score in {elapsed_s:.1f} s.", file=sys.stderr)
    if waits is not None:
        home = f"--home {args.home} " if args.home else ""
        print(
            f"It waits for you. Go on with: sextant {home}run {args.file} --approve --resume {experiment.id} "
            f"--answer {waits.name}=…",
            file=sys.stderr,
        )
        return WAITING
    if session.broken_off:
        print(f"It was broken off: {session.broken_off}", file=sys.stderr)
        return 1
    if spent := session.course.spent():
        print(f"No more runs began: {spent}.", file=sys.stderr)
    if not ranked:
        print("No run ended with a score; the errors are above.", file=sys.stderr)
    return 0 if ranked else 1


def _front(session: Session) -> tuple[list[str], list[str]]:
    """The ids of the runs that none beats in both score and cost, and these in words; none where cost did not count."""
    from experiments.lessons import front_lesson
    from experiments.results import results
    from store.records import metric

    assert session.experiment is not None and session.course.goal is not None
    services = session.course.services
    found = results(services.store, services.home, session.course.goal.id, session.experiment.id)
    rows = {row.run_id: row for row in found.rows}
    said = front_lesson([rows[i] for i in found.front], metric(found.metric), found.front_cost)
    return list(found.front), list(said)


def _state(session: Session) -> str:
    if session.waits_for or session.broken_off:
        return "waiting" if session.waits_for else "interrupted"
    return "ended by a person" if session.ended_by else "done"


def _waits_for(session: Session) -> dict[str, Any] | None:
    """The question that waits, with what the person should see."""
    from assistant.declared.laid import question_content

    return question_content(session.course, session.waits_for) if session.waits_for else None


def _summary(session: Session, elapsed_s: float) -> dict[str, Any]:
    from store.records import metric

    measure = metric(session.course.task.metric)
    rows = [
        {
            "run_id": r.id, "variant": r.variant.label, "choices": r.variant.choices, "score": e.score,
            "score_std": e.score_std, "metrics": e.metrics, "wall_s": e.wall_s, "peak_mb": e.peak_mb,
        }
        for r, e in session.ranked()
    ]  # fmt: skip
    without = [
        {"run_id": r.id, "variant": r.variant.label, "outcome": e.outcome, "error": e.error}
        for r, e in session.ended()
        if e.score is None
    ]
    assert session.experiment is not None
    return {
        "approved": True,
        "experiment_id": session.experiment.id,
        "workflow": session.workflow.id,
        "metric": measure.label,
        "direction": measure.direction,
        "state": _state(session),
        "waits_for": _waits_for(session),
        "answers": session.answers,
        "best": rows[0] if rows else None,
        "leaderboard": rows,
        "front": _front(session)[0],
        "without_score": without,
        "elapsed_s": round(elapsed_s, 2),
    }
