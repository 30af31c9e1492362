"""Figures, times and other people's words as safe, readable text."""

import html
import re
from datetime import UTC, datetime, timedelta, tzinfo

from assistant import wording
from store.records import METRICS, Metric, label_of, metric

NOTHING = "–"
"""Stands where a value is missing."""
OUTCOMES = {
    "ok": "done", "failed": "failed", "timeout": "out of time", "memory": "out of memory", "stopped": "stopped",
    "interrupted": "interrupted", "skipped": "skipped", "partial": "on a part", "pruned": "given up early",
    "queued": "waits", "running": "running",
}  # fmt: skip
"""How a run ended, or how far it is, in a word or three."""
_MEANING = re.compile(r"[\\`*_{}\[\]()#+!$|:<>~&]|(?<!\w)-|-(?!\w)")
"""Signs with a meaning in Markdown. A hyphen amid letters has none: screen readers would spell its escape."""
ENDED = {
    "failed": "failed", "timeout": "stopped at its time limit", "memory": "stopped at its memory limit",
    "stopped": "stopped", "interrupted": "interrupted", "skipped": "skipped", "pruned": "given up early",
}  # fmt: skip
"""How runs ended that gave no score of their own, where there is room for it."""
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+\-.!$|:<>~&])")
_BULLET = re.compile(r"^\s*(?:[-*•]|\d+[.)])\s+(.*)$")
_CODE = re.compile(r"`([^`]+)`")
_UNIVERSAL = re.compile(r"\b(\d{4}-[01]\d-[0-3]\d [0-2]\d:[0-5]\d) (?:UTC\b|\(UTC\))")
_BOLD = re.compile(r"\*\*(?=\S)(.+?)(?<=\S)\*\*")


def escape(text: object) -> str:
    """The text for HTML, so that nothing a person or a file says can become markup."""
    return html.escape(str(text), quote=True)


def rich(text: str) -> str:
    """A reply's text as HTML: paragraphs, lists, **bold**, `code` and nothing else.

    Replies carry the names of columns and files. Streamlit's Markdown also knows links, pictures, formulas, icons and
    colours, any of which a name could forge; this small subset knows none of them and escapes all the rest.
    """
    blocks: list[str] = []
    for paragraph in re.split(r"\n\s*\n", text.strip()):
        lines: list[str] = []
        items: list[str] = []
        for line in paragraph.splitlines():
            bullet = _BULLET.match(line)
            if bullet:
                items.append(f"<li>{inline(bullet.group(1))}</li>")
                continue
            if items:
                blocks.append(_block(lines, items))
                lines, items = [], []
            lines.append(inline(line.lstrip("# ").rstrip()))
        blocks.append(_block(lines, items))
    return "".join(blocks)


def _block(lines: list[str], items: list[str]) -> str:
    """Lines, then the list that they introduce."""
    return (f"<p>{'<br>'.join(lines)}</p>" if lines else "") + (f"<ul>{''.join(items)}</ul>" if items else "")


def inline(line: str) -> str:
    """One sentence of Sextant as HTML: `code` and **bold** only, everything else escaped.

    Code and escaped signs are set aside first, so that nothing inside them is read as markup.
    """
    aside: list[str] = []

    def set_aside(piece: str) -> str:
        aside.append(piece)
        return f"\x00{len(aside) - 1}\x00"

    line = line.replace("\x00", "")
    line = _ESCAPED.sub(lambda m: set_aside(escape(m.group(1))), line)
    line = _CODE.sub(lambda m: set_aside(f"<code>{escape(m.group(1))}</code>"), line)
    line = _BOLD.sub(r"<b>\1</b>", escape(line))
    for _ in range(2):  # an escaped sign may stand inside code
        line = re.sub(r"\x00(\d+)\x00", lambda m: aside[int(m.group(1))], line)
    return line


def plain(text: str) -> str:
    """What a person typed, word for word, line breaks kept."""
    return "<br>".join(escape(line) for line in text.splitlines()) or "&nbsp;"


def label(text: object, length: int = 80) -> str:
    """A button's text: Streamlit reads buttons as Markdown, so every sign with a meaning is escaped."""
    short = str(text).replace("\n", " ")
    short = short if len(short) <= length else short[: length - 1].rstrip() + "…"
    return _MEANING.sub(r"\\\g<0>", short)


def duration_range(low: float | None, high: float | None) -> str:
    """An interval of expected times: "20–85 s", "40 s – 3 min"; nothing where both ends round to the same."""
    if low is None or high is None:
        return ""
    first, last = (wording.seconds(max(s, 1.0)).removeprefix("about ") for s in (low, high))
    if first == last:
        return ""
    if first.split(" ")[1] == last.split(" ")[1]:
        return f"{first.split(' ')[0]}–{last}"
    return f"{first} – {last}"


def elapsed(seconds: float | None) -> str:
    """A measured time: "0.8 s", "38 s", "2 min 5 s"."""
    if seconds is None:
        return "–"
    if seconds < 9.95:
        return f"{seconds:.1f} s"
    if seconds < 120:
        return f"{round(seconds)} s"
    minutes, rest = divmod(round(seconds), 60)
    if minutes < 60:
        return f"{minutes} min {rest} s" if rest else f"{minutes} min"
    return f"{minutes // 60} h {minutes % 60} min"


def bytes_words(size_bytes: float) -> str:
    """A size as people read it: "600 bytes", "24 KB", "1.5 MB"."""
    if size_bytes < 1000:
        return f"{size_bytes:.0f} bytes"
    for unit, bytes_ in (("KB", 2**10), ("MB", 2**20)):
        if size_bytes < 1000 * bytes_:
            return f"{size_bytes / bytes_:.{0 if size_bytes >= 10 * bytes_ else 1}f} {unit}"
    return f"{size_bytes / 2**30:.1f} GB"


def number(value: float) -> str:
    """Three significant digits, thousands set apart, no exponent where people can do without."""
    if value == 0:
        return "0"
    if abs(value) >= 1e9 or abs(value) < 1e-4:
        return f"{value:.2e}"
    if abs(value) >= 1000:
        return f"{value:,.0f}"
    text = f"{value:.3g}"
    return text if "e" not in text else f"{value:.0f}"


def figure(value: float | None, metric: str | Metric | None = None) -> str:
    """A score with the digits that its metric deserves."""
    if value is None:
        return "–"
    known = METRICS.get(metric) if isinstance(metric, str) else metric
    if known is not None and abs(value) < 1e9 and (abs(value) >= 1e-4 or known.unit in ("share", "nats")):
        return wording.score(value, known)
    return number(value)


def spread(value: float | None, std: float | None, metric: str | Metric | None = None) -> str:
    """A score with its standard deviation over folds: "0.873 ± 0.012"; outside of shares two digits of the latter.

    A run that measured once has none.
    """
    if value is None or not std:
        return figure(value, metric)
    known = METRICS.get(metric) if isinstance(metric, str) else metric
    return figure(value, metric) + (f" ± {figure(std)}" if known is None else known.shown_spread(std))


def share(value: float | None) -> str:
    """A chance or a share, 0 to 1, as per cent."""
    if value is None:
        return "–"
    if 0 < value < 0.01:
        return "under 1 %"
    if 0.99 < value < 1:
        return "over 99 %"
    return f"{round(100 * value)} %"


def metric_name(name: str) -> str:
    """The metric as people read it."""
    own = name.startswith(("max ", "min "))  # of a workflow of a person's own, with its direction
    return metric(name).label if own else label_of(name).replace("_", " ")


def stored_words(column: str, value: str) -> str:
    """What people read for a value that the store has in a column of runs."""
    if column == "metric":
        return metric_name(value)
    if column == "family":
        return value.replace("_", " ")
    return OUTCOMES.get(value, value) if column == "state" else value


def metric_words(name: str) -> str:
    """The metric with its direction."""
    return METRICS[name].in_words if name in METRICS else metric_name(name)


def when(moment: datetime, now: datetime, zone: tzinfo | None = None) -> str:
    """A moment as people say it: "just now", "5 min ago", "today 14:03", "12 Nov 09:30"."""
    ago = now - moment
    if timedelta(0) <= ago < timedelta(minutes=1):
        return "just now"
    if timedelta(0) <= ago < timedelta(hours=1):
        return f"{int(ago.total_seconds() // 60)} min ago"
    local, today = moment.astimezone(zone), now.astimezone(zone)
    if local.date() == today.date():
        return f"today {local:%H:%M}"
    if local.date() == (today - timedelta(days=1)).date():
        return f"yesterday {local:%H:%M}"
    return f"{local.day} {local:%b %H:%M}" if local.year == today.year else f"{local.day} {local:%b %Y}"


def clock_time(moment: datetime, now: datetime, zone: tzinfo | None = None) -> str:
    """A moment that tells two things apart and does not grow old: "14:03" of today, else "12 Nov 09:30"."""
    local = moment.astimezone(zone)
    if local.date() == now.astimezone(zone).date():
        return f"{local:%H:%M}"
    return f"{local.day} {local:%b %H:%M}" if local.year == now.astimezone(zone).year else f"{local.day} {local:%b %Y}"


def local_times(text: str, zone: tzinfo | None) -> str:
    """The text with each "2026-11-22 14:03 UTC" in the reader's own time, as all other times of a page are.

    Args:
        text: a sentence, or several.
        zone: the reader's; that of this machine where None.
    """

    def local(found: re.Match[str]) -> str:
        moment = datetime.fromisoformat(found[1]).replace(tzinfo=UTC)
        return f"{moment.astimezone(zone):%Y-%m-%d %H:%M}"

    return _UNIVERSAL.sub(local, text)


def capital(sentence: str) -> str:
    """The sentence with a capital first letter, the rest as it is; a name with an underscore stays as it is written."""
    first = sentence.split(" ", 1)[0]
    return sentence if "_" in first else sentence[:1].upper() + sentence[1:]
