"""Small pictures as HTML: an interval on an axis, a share, bars with labels. Pure; what they show is escaped."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pages.components.words import escape, inline, number


@dataclass(frozen=True)
class Axis:
    """A stretch of numbers that several ranges share, so that they can be compared by eye."""

    low: float
    high: float

    @classmethod
    def over(cls, values: Iterable[float | None]) -> "Axis":
        """The axis that holds all values, with a little room at both ends."""
        known = [v for v in values if v is not None] or [0.0, 1.0]
        low, high = min(known), max(known)
        room = (high - low) * 0.06 or max(abs(low) * 0.05, 1e-6)
        return cls(low - room, high + room)

    def place(self, value: float) -> float:
        """Where a value lies, 0 to 100 per cent from the left."""
        return round(min(max(100 * (value - self.low) / (self.high - self.low), 0.0), 100.0), 2)


def range_bar(
    axis: Axis,
    point: float | None,
    low: float | None = None,
    high: float | None = None,
    *,
    tick: float | None = None,
    ring: float | None = None,
    says: str = "",
) -> str:
    """An interval with its point.

    Args:
        axis: the shared axis.
        point: the figure itself, a dot.
        low: lower end of the interval, a band.
        high: its upper end.
        tick: something to compare with, such as the baseline: an upright line.
        ring: a second figure, such as the prediction beside the result: a hollow dot.
        says: the same in words, for screen readers and as a tip.
    """
    parts = ['<i class="axis"></i>']
    if low is not None and high is not None:
        start, end = axis.place(low), axis.place(high)
        parts.append(f'<i class="band" style="left:{start}%;width:{max(end - start, 0):.2f}%"></i>')
    if tick is not None:
        parts.append(f'<i class="tick" style="left:{axis.place(tick)}%"></i>')
    if ring is not None:
        parts.append(f'<i class="ring" style="left:{axis.place(ring)}%"></i>')
    if point is not None:
        parts.append(f'<i class="dot" style="left:{axis.place(point)}%"></i>')
    return f'<div class="sx-range" role="img" aria-label="{escape(says)}" title="{escape(says)}">{"".join(parts)}</div>'


def share_bar(fraction: float, *, done: bool = False, says: str = "") -> str:
    """How much of a whole, 0 to 1."""
    width = round(100 * min(max(fraction, 0.0), 1.0), 1)
    kind = "sx-bar done" if done else "sx-bar"
    return f'<div class="{kind}" role="img" aria-label="{escape(says)}"><i style="width:{width}%"></i></div>'


def bars(
    labels: Sequence[str],
    values: Sequence[float],
    *,
    lows: Sequence[float] = (),
    highs: Sequence[float] = (),
    texts: Sequence[str] = (),
    most: int = 10,
) -> str:
    """Horizontal bars, at most `most` of them; values below zero grow to the left of a common zero.

    Args:
        labels: one a bar.
        values: lengths, in the same unit.
        lows: lower ends of intervals, none or one a bar.
        highs: their upper ends.
        texts: what stands at the end of a bar; the number where not given.
        most: bars drawn; the rest is counted.
    """
    shown = min(len(values), most)
    ends = [*values[:shown], *lows[:shown], *highs[:shown], 0.0]
    low, high = min(ends), max(ends)
    width = (high - low) or 1.0

    def place(value: float) -> float:
        return round(100 * (value - low) / width, 2)

    cells = []
    for i in range(shown):
        start, end = sorted((place(0.0), place(values[i])))
        whisker = ""
        if i < len(lows) and i < len(highs):
            a, b = place(lows[i]), place(highs[i])
            whisker = f'<i class="whisker" style="left:{a}%;width:{max(b - a, 0):.2f}%"></i>'
        text = texts[i] if i < len(texts) else number(values[i])
        cells.append(
            f'<span>{escape(labels[i])}</span><span class="track">'
            f'<i style="left:{start}%;width:{max(end - start, 0):.2f}%"></i>{whisker}</span>'
            f'<span class="sx-num">{escape(text)}</span>'
        )
    rest = len(values) - shown
    more = f'<p class="sx-muted sx-small" style="margin-top:.4rem">and {rest} more</p>' if rest > 0 else ""
    return f'<div class="sx-bars">{"".join(cells)}</div>{more}'


def lines(pairs: Iterable[tuple[str, str, str]]) -> str:
    """Labels with values and, smaller, why; all is escaped here; why may carry `code`."""
    cells = []
    for label, value, why in pairs:
        small = f"<small>{inline(why)}</small>" if why else ""
        cells.append(f"<dt>{escape(label)}</dt><dd>{escape(value)}{small}</dd>")
    return f'<dl class="sx-lines">{"".join(cells)}</dl>'


_LONG = 24
"""Signs from which on a text needs a column of some width, where there is little room."""
_SENTENCE = 60
"""Signs from which on the last column of a table of many stands below its row, over the whole width."""
_WRITTEN = re.compile(r"[-+−]?\d[\d,]*(\.\d+( ?%)?| ?%)|–")
"""A number written with decimals, a share in per cent, or the sign that there is none."""
_MANY = 6
"""Columns from which on a table has no room for sentences."""


def table(columns: Sequence[str], rows: Sequence[Sequence[object]], *, right: Sequence[int] = ()) -> str:
    """A small table; columns of numbers (or named in `right`) stand to the right. Cells are escaped here.

    Sentences in the last of many columns would be squeezed out of sight: they stand below their row.
    """
    below = len(columns) >= _MANY and any(isinstance(r[-1], str) and len(r[-1]) > _SENTENCE for r in rows)
    said = [_text(r[-1]) if below and r[-1] is not None else "" for r in rows]
    if below:
        columns, rows = columns[:-1], [r[:-1] for r in rows]
    numeric = set(right) | {i for i in range(len(columns)) if rows and all(_is_number(r[i]) for r in rows)}

    long = {i for i in range(len(columns)) if any(len(_text(r[i])) > _LONG for r in rows)} - numeric

    def cell(tag: str, i: int, value: object) -> str:
        kind = ' class="r"' if i in numeric else ' class="w"' if i in long else ""
        return f"<{tag}{kind}>{escape(_text(value))}</{tag}>"

    def row(values: Sequence[object], sentence: str) -> str:
        cells = "".join(cell("td", i, v) for i, v in enumerate(values))
        under = (
            f'<tr><td class="under" colspan="{len(columns)}"><p>{escape(sentence)}</p></td></tr>' if sentence else ""
        )
        return f"{'<tr class=above>' if sentence else '<tr>'}{cells}</tr>{under}"

    head = "".join(cell("th", i, c) for i, c in enumerate(columns))
    body = "".join(row(r, sentence) for r, sentence in zip(rows, said, strict=True))
    return f'<div class="sx-table"><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'


def _is_number(value: object) -> bool:
    """Whether a cell is a number or lacks one: as it is, or as text with decimals or per cent. Versions are names."""
    return value is None or isinstance(value, int | float) or bool(_WRITTEN.fullmatch(str(value)))


def _text(value: object) -> str:
    if value is None:
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return f"{value:,}"
    return number(value) if isinstance(value, float) else str(value)


def head(title: str, aside: str = "") -> str:
    """A card's title with something small to its right."""
    small = f'<span class="sx-muted sx-small">{escape(aside)}</span>' if aside else ""
    return f'<div class="sx-head"><p class="sx-title">{escape(title)}</p>{small}</div>'


def sentences(said: Sequence[str], most: int = 3) -> str:
    """Sentences as a list, `code` kept; beyond the first few they fold away."""
    items = [f"<li>{inline(s[:1].upper() + s[1:])}</li>" for s in said]
    if not items:
        return ""
    top, rest = items[:most], items[most:]
    more = f"<details><summary>{len(rest)} more</summary><ul>{''.join(rest)}</ul></details>" if rest else ""
    return f"<ul>{''.join(top)}</ul>{more}"
