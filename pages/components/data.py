"""What was seen in a table: a summary, findings by weight, small bar pictures."""

import streamlit as st

from assistant.cards import DataCard
from assistant.wording import count
from pages.components import marks
from pages.components.words import escape, inline, metric_name, number, share
from store.records import DataReport, Finding, Picture

_WEIGHTS = {"problem": 0, "warning": 1, "info": 2}
_CLASSES = {"problem": "sx-bad", "warning": "sx-warn", "info": "sx-muted"}
_MARKS = {"problem": "Problem. ", "warning": "Careful. ", "info": ""}
_OPEN_FINDINGS = 5


def data_html(card: DataCard, known: str = "", *, summary: bool = True) -> str:
    """The card: size, what needs care first, pictures, the rest folded away."""
    report = card.report
    size = f"{count(report.rows, 'row')} × {count(report.n_columns, 'column')}"
    aside = size + (f", known since {known}" if known else "")
    return f'<div class="sx">{marks.head(card.name, aside)}{report_html(report, summary=summary)}</div>'


def report_html(report: DataReport, *, summary: bool = True) -> str:
    """Summary, findings and pictures of a report; without its summary where that was said already."""
    findings = sorted(report.findings, key=lambda f: _WEIGHTS[f.severity])
    top, rest = findings[:_OPEN_FINDINGS], findings[_OPEN_FINDINGS:]
    parts = [f"<p>{inline(report.summary)}</p>" if summary else "", _findings(top)]
    if rest:
        parts.append(f"<details><summary>{count(len(rest), 'more thing')} seen</summary>{_findings(rest)}</details>")
    if report.pictures:
        parts.append(f'<div class="sx-pictures">{"".join(picture_html(p) for p in report.pictures)}</div>')
    return "".join(parts)


def picture_html(picture: Picture) -> str:
    """A small bar picture under the question that it answers."""
    texts = [_value(v, picture.unit) for v in picture.values]
    bars = marks.bars(picture.labels, picture.values, texts=texts, most=12)
    return f"<div><h4>{escape(picture.title)}</h4>{bars}</div>"


def _value(value: float, unit: str) -> str:
    if unit == "share":
        return share(value)
    if unit == "rows":
        return f"{value:,.0f}"
    return f"{number(value)} {metric_name(unit)}".strip()


def _findings(findings: list[Finding]) -> str:
    items = "".join(
        f'<li><span class="{_CLASSES[f.severity]}">{_MARKS[f.severity]}</span>{inline(f.sentence)}</li>'
        for f in findings
    )
    return f'<ul style="list-style:none;padding:0">{items}</ul>' if items else ""


def draw_data(card: DataCard, key: str, *, known: str = "", summary: bool = True) -> None:
    """Draws the card."""
    with st.container(border=True, key=f"card-data-{key}"):
        st.html(data_html(card, known, summary=summary))
