"""The card of an experiment as Markdown, JSON-LD (schema.org) or PDF."""

import json
from pathlib import Path
from typing import Any

from experiments.cards import words
from experiments.cards.card import ExperimentCard
from store.errors import BadRequest
from store.records import metric
from store.writing import written_whole

FORMATS = ("md", "jsonld", "pdf")
_MOST_ROWS = 15


def write_card(card: ExperimentCard, target: Path, form: str) -> None:
    """Writes a card into a file, whole or not at all.

    Args:
        card: what is written.
        target: the file; replaced if it is there.
        form: md, jsonld or pdf.

    Raises:
        BadRequest: there is no such form, or the file cannot be written.
    """
    makers = {"md": lambda: markdown(card).encode(), "jsonld": lambda: jsonld(card).encode(), "pdf": lambda: pdf(card)}
    if form not in makers:
        raise BadRequest(f"An experiment card cannot be written as {form!r}; choose one of {', '.join(FORMATS)}.")
    if target.exists() and not target.is_file():  # a folder, or a device, which a file would replace
        raise BadRequest(f"{target} cannot be written: something that is no file is there. Name another file.")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with written_whole(target) as partial:
            partial.write_bytes(makers[form]())
    except OSError as error:
        raise BadRequest(f"{target} cannot be written: {error.strerror or error}. Name another file.") from error


def sections(card: ExperimentCard) -> list[tuple[str, list[str]]]:
    """Headings with their lines: the same words for every form."""
    task, measure = card.goal.task, metric(card.goal.task.metric)
    version, kind = card.version, words.KINDS.get(task.kind, task.kind)
    data = [f"{card.dataset.name if card.dataset else task.version_id}, version {task.version_id}"]
    if version is not None:
        data.append(f"{version.rows:,} rows, {len(version.columns)} columns")
    left_out = task.columns_excluded
    data += [f"Left out: {', '.join(left_out)}"] if left_out else []
    plan = card.proposal.plan
    done = ", ".join(f"{n} {words.OUTCOMES.get(outcome, outcome)}" for outcome, n in card.outcomes.items())
    cost = [f"{card.wall_s:.3g} s of computing" + (f", {card.cpu_s:.3g} s of processor time" if card.cpu_s else "")]
    runs = f"{len(plan.runs)} run{'' if len(plan.runs) == 1 else 's'}"
    if plan.expected_s is not None:
        cost.append(f"Predicted before: {plan.expected_s:.3g} s")
    return [
        ("Goal", [card.goal.statement, f"Predict {task.target} ({kind}), measured by {measure.in_words}.",
                  f"Checked by {words.validation(task.validation)}. {task.validation.reason}".strip()]),
        ("Constraints", words.constraints(card.goal)),
        ("Data", data),
        ("Strategy", [f"{words.STRATEGIES.get(plan.strategy, plan.strategy)}: {runs} planned, {done or 'none made'}."]),
        ("Decisions", [words.decision(d) for d in card.decisions]),
        ("Results", _results(card)),
        ("What mattered", list(card.importance.sentences) if card.importance else ["Too few runs to say."]),
        ("Runs alike", [g.sentence for g in card.groups] or ["Too few runs to say."]),
        ("Costs", cost),
        ("Feedback", [f"“{f.words}” ({f.person}, {f.said_at:%Y-%m-%d})" for f in card.feedback] or ["None so far."]),
        ("Lessons", list(card.results.lessons) or ["None yet."]),
        ("How to repeat it", _repeat(card)),
    ]  # fmt: skip


def markdown(card: ExperimentCard) -> str:
    """The card as Markdown."""
    lines = [f"# {_md(card.title)}", "", f"Experiment `{card.experiment.id}`, {card.experiment.approved_at:%Y-%m-%d}."]
    for heading, said in sections(card):
        lines += ["", f"## {heading}", "", *(f"- {_md(line)}" for line in said)]
    return "\n".join(lines) + "\n"


def jsonld(card: ExperimentCard) -> str:
    """The card as JSON-LD in the words of schema.org and PROV."""
    task, best = card.goal.task, card.results.best
    people = sorted({card.goal.person, card.experiment.approved_by, *(d.person for d in card.decisions)})
    document: dict[str, Any] = {
        "@context": {"@vocab": "https://schema.org/", "prov": "http://www.w3.org/ns/prov#", "sextant": "urn:sextant:"},
        "@type": ["CreativeWork", "prov:Activity"],
        "@id": f"sextant:experiment/{card.experiment.id}",
        "name": card.title,
        "dateCreated": card.experiment.approved_at.isoformat(),
        "author": [{"@type": "Person", "@id": f"sextant:person/{p}", "name": p} for p in people],
        "prov:used": {
            "@type": "Dataset", "@id": f"sextant:dataset/{task.version_id}",
            "name": card.dataset.name if card.dataset else task.version_id, "version": task.version_id,
        },
        "variableMeasured": {
            "@type": "PropertyValue", "name": task.metric, "value": best.score if best else None,
            "description": best.label if best else None,
        },
        "softwareVersion": list(card.code_versions),
        "sextant:goal": card.goal.content(),
        "sextant:outcomes": card.outcomes,
        "sextant:wallSeconds": card.wall_s,
        "sextant:importance": list(card.importance.alone) if card.importance else [],
        "sextant:surrogateR2": card.importance.r2 if card.importance else None,
        "hasPart": [{"@type": "CreativeWork", "name": h, "text": "\n".join(w)} for h, w in sections(card)],
    }  # fmt: skip
    return json.dumps(document, ensure_ascii=False, indent=1)


def pdf(card: ExperimentCard) -> bytes:
    """The card as a PDF of a page or two."""
    from fpdf import FPDF
    from fpdf.enums import WrapMode

    page = FPDF(format="A4")
    page.set_title(card.title)
    page.set_creation_date(card.experiment.approved_at)
    font = _font(page)
    plain = font == "Helvetica"

    def write(text: str, size: int, height: float, style: str = "") -> None:
        page.set_font(font, style if plain else "", size)
        shown = text.encode("latin-1", "replace").decode("latin-1") if plain else text
        page.multi_cell(0, height, shown, new_x="LMARGIN", new_y="NEXT", wrapmode=WrapMode.CHAR)

    page.add_page()
    write(card.title, 18, 9, "B")
    write(f"Experiment {card.experiment.id}, {card.experiment.approved_at:%Y-%m-%d}", 10, 6)
    for heading, said in sections(card):
        page.ln(2)
        write(heading, 13, 7, "B")
        for line in said:
            write(f"- {line}", 10, 5)
    return bytes(page.output())


def _font(page: Any) -> str:
    """A font that knows every script's letters, where one is installed; else the one that every PDF reader has."""
    import matplotlib

    path = Path(matplotlib.get_data_path()) / "fonts" / "ttf" / "DejaVuSans.ttf"
    if not path.exists():
        return "Helvetica"
    page.add_font("DejaVu", "", str(path))
    return "DejaVu"


def _results(card: ExperimentCard) -> list[str]:
    found, measure = [], metric(card.results.metric)
    for row in card.results.rows[:_MOST_ROWS]:
        place = f"{row.rank}. " if row.rank else ""
        score = "no score" if row.score is None else f"{measure.shown(row.score)}{measure.shown_spread(row.score_std)}"
        expected = f", predicted {measure.shown(row.expected_score)}" if row.expected_score is not None else ""
        found.append(f"{place}{row.label}: {score}{expected}" + (f" ({row.error})" if row.error else ""))
    more = len(card.results.rows) - _MOST_ROWS
    return [*found, *([f"and {more} more"] if more > 0 else [])] or ["No run has ended yet."]


def _repeat(card: ExperimentCard) -> list[str]:
    best = card.results.best
    lines = [f"`sextant replay {best.run_id}` repeats the best run and compares every metric."] if best else []
    seeds = sorted({r.seed for r in card.runs})
    lines.append(
        f"Data version {card.goal.task.version_id}; seeds {', '.join(map(str, seeds[:5]))}" + ("…" * (len(seeds) > 5))
    )
    if card.code_versions:
        libraries = ", ".join(f"{k} {v}" for k, v in sorted(card.libraries.items()))
        lines.append(f"Sextant {', '.join(card.code_versions)}; {libraries}".rstrip("; "))
    return lines


def _md(text: str) -> str:
    return " ".join(text.split()).replace("<", "&lt;")
