"""The rows a question speaks of: "with age above 60", "in zone frozen", "where he_leak is null"."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from assistant.numbers.table.names import Names
from assistant.numbers.table.tokens import Token
from assistant.understanding.text.words import bag

MISSING = bag("missing null nulls empty blank nan nans na absent unknown")
"""Words for a missing value."""
_PRESENT = bag("present filled known")
_SIGNED = {"negative": "<", "positive": ">"}
_ENTRIES = bag("value values entry entries figure figures")
PEOPLE = bag(
    "people persons person women men woman man girls boys females males patients patient customers clients students"
    " employees members users voters adults workers donors players residents children anyone"
)
"""Words for the rows of a table of people."""
_NOT = bag("not no without never non neither nor isn't aren't wasn't weren't hasn't haven't didn't don't")
_IS = bag("is are was were be been being value values of has have had the a an at equal to than = with")


@dataclass(frozen=True)
class Condition:
    """One test of a row."""

    column: str
    test: str
    """=, <>, >, >=, <, <=, between, in, missing or present."""
    values: tuple[Any, ...] = ()
    part: str = ""
    """The part of a date that is compared, in DuckDB's words (`isodow`, `month`); empty for the value itself."""


def conditions(found: list[Token], names: Names) -> list[Condition]:
    """The tests that the tokens speak of; their tokens are marked as used.

    Args:
        found: a question's tokens; those of the figure and of what it is split by are marked already.
        names: the table.
    """
    out: list[Condition] = []
    for i, token in enumerate(found):
        if not token.used:
            out += _at(found, i, names)
    return _joined(out)


def _at(found: list[Token], i: int, names: Names) -> list[Condition]:
    token = found[i]
    if token.kind == "sign":
        return _comparison(found, i, names)
    if token.kind == "word" and token.text == "between":
        return _between(found, i, names)
    if token.kind == "word" and token.text in MISSING | _PRESENT:
        return _missing(found, i)
    if token.kind == "word" and token.text in _SIGNED:
        return _signed(found, i, names)
    if token.kind == "word" and token.text in _ENTRIES:
        return _no_entry(found, i)
    if token.kind == "number":
        return _counted(found, i, names)
    if token.kind == "value":
        return _value(found, i)
    if token.kind == "column" and i + 1 < len(found):
        return _equal(found, i, names)
    return []


def _signed(found: list[Token], i: int, names: Names) -> list[Condition]:
    """ "negative inflation", "inflation is positive"."""
    for j in (i + 1, i - 1, i - 2):
        if (
            0 <= j < len(found)
            and found[j].kind == "column"
            and not found[j].used
            and names.seen(found[j].column).measures
        ):
            found[i].used = found[j].used = True
            return [Condition(found[j].column, _SIGNED[found[i].text], (0.0,))]
    return []


def _no_entry(found: list[Token], i: int) -> list[Condition]:
    """ "no value in pulse", "without an entry for pulse"."""
    no = next((t for t in found[max(0, i - 2) : i] if t.text in _NOT and not t.used), None)
    column = next((t for t in found[i + 1 : i + 4] if t.kind == "column" and not t.used), None)
    if no is None or column is None:
        return []
    no.used = column.used = True
    return [Condition(column.column, "missing")]


def _counted(found: list[Token], i: int, names: Names) -> list[Condition]:
    """ "two doors", "3 children", "in 1960"."""
    token, after = found[i], found[i + 1] if i + 1 < len(found) else None
    before = found[i - 1] if i else None
    if before is not None and before.kind == "sign":
        return []
    if after is not None and after.kind == "column" and not after.used:
        seen = names.seen(after.column)
        plain = str(int(token.value)) if token.value == int(token.value) else str(token.value)
        if (
            known := next((v for form in (token.text, plain) if (v := seen.values.get(form)) is not None), None)
        ) is None:
            return []
        token.used = after.used = True
        return [Condition(after.column, "=", (known,))]
    if before is not None and before.text in ("in", "of", "from", "for", "during") and _a_year(token) and names.year:
        token.used = True
        return [_in_year(names, "=", token.value)]
    return []


def _a_year(token: Token) -> bool:
    return token.kind == "number" and 1500 <= token.value <= 2200 and token.value == int(token.value)


def _in_year(names: Names, test: str, year: float) -> Condition:
    return Condition(names.year, test, (year,), "year" if names.year in names.dates else "")


def _comparison(found: list[Token], i: int, names: Names) -> list[Condition]:
    """ "age > 60", "exceed 50 ug/L of arsenic", "older than 60"."""
    at = _next(found, i, ("number", "value"))
    if at is None or isinstance(found[at].value, tuple):
        return []
    column = found[i].column or _column_of(found, i, at, names)
    if not column and _a_year(found[at]) and names.year:
        found[i].used = found[at].used = True
        return [_in_year(names, found[i].text, found[at].value)]
    column = column or _age(found, names)
    if not column:
        return []
    if found[at].kind == "value" and found[at].column != column:
        return []
    dated = names.seen(column).kind == "date"
    if dated and not _a_year(found[at]):
        return []
    found[i].used = found[at].used = True
    _use_unit(found, at)
    test = _negated(found, i, found[i].text)
    return [Condition(column, test, (found[at].value,), "year" if dated else "")]


def _between(found: list[Token], i: int, names: Names) -> list[Condition]:
    low = _next(found, i, ("number",))
    high = _next(found, low, ("number",), reach=3) if low is not None else None
    column = (_column_of(found, i, high, names) or _age(found, names)) if high is not None else ""
    if low is None or high is None or not column or names.seen(column).kind == "date":
        return []
    for t in found[i : high + 1]:
        t.used = True
    _use_unit(found, high)
    return [Condition(column, "between", tuple(sorted((found[low].value, found[high].value))))]


def _missing(found: list[Token], i: int) -> list[Condition]:
    """ "he_leak is null", "nulls in bmi", "missing age", "age is not missing"."""
    before = [j for j in range(max(0, i - 4), i) if found[j].kind == "column" and not found[j].used]
    after = [j for j in range(i + 1, min(len(found), i + 5)) if found[j].kind == "column" and not found[j].used]
    linked = before and all(t.text in _IS | _NOT for t in found[before[-1] + 1 : i])
    at = before[-1] if linked else (after[0] if after else (before[-1] if before else None))
    if at is None or (found[i].text in _PRESENT and not linked):
        return []
    no = any(t.text in _NOT for t in found[max(0, i - 2) : i])
    lacking = (found[i].text in MISSING) != no
    for j in (*range(min(i, at), max(i, at) + 1), *([i - 1] if no else [])):
        found[j].used = True
    return [Condition(found[at].column, "missing" if lacking else "present")]


def _value(found: list[Token], i: int) -> list[Condition]:
    """A value by its own name, with its column before or after it or not named at all."""
    token = found[i]
    part, value = token.value if isinstance(token.value, tuple) else ("", token.value)
    for j in range(max(0, i - 4), min(len(found), i + 3)):
        if found[j].kind == "column" and found[j].column == token.column and _linked(found, j, i):
            found[j].used = True
    token.used = True
    return [Condition(token.column, _negated(found, i, "="), (value,), part)]


def _linked(found: list[Token], j: int, i: int) -> bool:
    """Whether only small words stand between a column and its value."""
    return all(t.text in _IS | _NOT for t in found[min(i, j) + 1 : max(i, j)])


def _equal(found: list[Token], i: int, names: Names) -> list[Condition]:
    """ "gel_count = 0", "floor 3", "term is 60"; a bare number after a column that was measured is no test."""
    column, j = found[i].column, i + 1
    while j < len(found) and (found[j].text in _IS | {"="} | _NOT) and j - i < 5:
        j += 1
    if j >= len(found) or found[j].kind != "number" or found[j].used:
        return []
    seen = names.seen(column)
    value: Any = found[j].value
    if not seen.measures or seen.yes is not None:
        name = str(int(value)) if value == int(value) else str(value)
        if name not in seen.values:
            return []
        value = seen.values[name]
    test = _negated(found, j, "=")
    for t in found[i : j + 1]:
        t.used = True
    _use_unit(found, j)
    return [Condition(column, test, (value,))]


def _next(found: list[Token], i: int, kinds: tuple[str, ...], reach: int = 3) -> int | None:
    for j in range(i + 1, min(len(found), i + 1 + reach)):
        if found[j].kind in kinds and not found[j].used:
            return j
    return None


def _column_of(found: list[Token], i: int, number: int, names: Names) -> str:
    """The column that is compared: "of arsenic" after the number, named before or after it, or its unit ("20 days")."""
    if column := _of_column(found, number, names) or _before(found, i, names) or _after(found, number, names):
        return column
    near = (names.alluded([t.text]) for t in found[i + 1 : number] if t.kind == "word")
    return next((c for c in near if c), "")


def _of_column(found: list[Token], number: int, names: Names) -> str:
    for j in range(number + 1, min(len(found) - 1, number + 4)):
        if found[j].text == "of" and found[j + 1].kind == "column" and _compares(found[j + 1].column, names):
            for t in found[number + 1 : j + 2]:
                t.used = True
            return found[j + 1].column
    return ""


def _before(found: list[Token], i: int, names: Names) -> str:
    for j in range(i - 1, max(-1, i - 7), -1):
        if found[j].kind == "column" and not found[j].used and _compares(found[j].column, names):
            found[j].used = True
            return found[j].column
        if found[j].kind in ("sign", "number", "value") or found[j].text in ("and", "or"):
            break
    return ""


def _after(found: list[Token], number: int, names: Names) -> str:
    for j in range(number + 1, min(len(found), number + 6)):
        if found[j].kind == "column" and not found[j].used and _compares(found[j].column, names):
            for t in found[number + 1 : j + 1]:
                t.used = True
            return found[j].column
        if found[j].kind in ("sign", "number", "break") or found[j].text in ("and", "or", "with", "per", "by"):
            break
    return ""


def _compares(column: str, names: Names) -> bool:
    """Whether a column can be compared with a number."""
    return names.seen(column).kind in ("numeric", "date")


def _age(found: list[Token], names: Names) -> str:
    """The column of ages, where people are spoken of: "women over 60"."""
    if not any(t.text in PEOPLE for t in found):
        return ""
    return names.column(["age"], "age") or names.alluded(["age"]) or ""


def _use_unit(found: list[Token], number: int) -> None:
    """Marks what is said right after a number as its unit: "50 ug/L", "300 m radius"."""
    for t in found[number + 1 : number + 3]:
        if t.kind != "word" or t.used or t.text in _CLOSING:
            return
        t.used = True


_CLOSING = bag(
    "and or with where when if per by in for of that which who have has had are is was were on at from not without"
    " during does do did how than between each every but while as there"
)
"""Words that are no unit: something else begins."""


def _negated(found: list[Token], i: int, test: str) -> str:
    """The test, turned round where it is denied just before."""
    opposite = {"=": "<>", "<>": "=", ">": "<=", "<": ">=", ">=": "<", "<=": ">"}
    for j in range(i - 1, max(-1, i - 3), -1):
        if found[j].text in _NOT and not found[j].used:
            found[j].used = True
            return opposite[test]
        if found[j].kind != "word" or found[j].text not in _IS:
            break
    return test


def _joined(found: list[Condition]) -> list[Condition]:
    """The conditions with several values of one column made one: "solvent DMF vs THF", "on mondays or sundays"."""
    out: list[Condition] = []
    for one in found:
        same = next((c for c in out if (c.column, c.part) == (one.column, one.part) and c.test in ("=", "in")), None)
        if same is not None and one.test == "=" and one.values[0] not in same.values:
            out[out.index(same)] = Condition(one.column, "in", same.values + one.values, one.part)
        elif one not in out:
            out.append(one)
    return out
