"""A question over a table, read: which figure, of which column, of which rows, split by what."""
# ruff: noqa: E501 - a pattern or a list of words broken over lines is harder to read than a long one

from __future__ import annotations

import re

from assistant.numbers.table.asked import BESIDE, Asked
from assistant.numbers.table.conditions import MISSING, Condition, conditions
from assistant.numbers.table.names import Names
from assistant.numbers.table.settling import refuse_unknown, settle
from assistant.numbers.table.tokens import Token, tokens
from assistant.understanding.text.words import bag
from store.errors import BadRequest

_LOW = r"min|minimum|lowest|smallest|least|shortest|lightest|coldest|cheapest|thinnest|worst"
_HIGH = r"max|maximum|highest|largest|biggest|greatest|longest|heaviest|hottest|most expensive|peak|top"
_FIGURES: tuple[tuple[str, str], ...] = (
    ("correlation", r"correlation|corr|correlated|correlate"),
    ("share", r"share|percentage|percent|pct|fraction|proportion|ratio|rate|how big a part|what part"),
    ("mode", r"most common|most frequent|commonest|mode"),
    ("spread", r"standard deviation|std dev|stdev|std|sd|spread|variance"),
    ("median", r"median|middle"),
    ("mean", r"average|avg|avrage|averages|mean|means|on average|typical|typically"),
    (
        "distinct",
        r"(?:how many|number of|count of|count|n of|no of|nr of) (?:the )?(?:distinct|different|unique|kinds of|types of)|distinct|unique|different",
    ),
    ("sum", r"sum|total|altogether|in total|added up"),
    ("first", r"oldest|earliest|first"),
    ("last", r"newest|latest|youngest|most recent|last"),
    ("min", _LOW),
    ("max", _HIGH),
    (
        "count",
        r"how many|how much|how often|how frequently|number|numbers|count|counts|n|no of|nr|amount|rows|records|entries|cases|lines|samples|observations|nulls?|nans?|missing|most|more often|most often",
    ),
)
_BY = bag("by per each every across")


def read(question: str, names: Names) -> Asked:
    """Reads a question.

    Raises:
        BadRequest: a word of it names neither a column nor a value, or the figure cannot be had; the message says which.
    """
    found = tokens(question, names)
    figure, at = _figure(found)
    asked = Asked(figure)
    _which(found, asked)
    _split(found, asked)
    _per_thousand(found, asked)
    counted = _counted_noun(found, at, asked)
    _refuse_or(found)
    _measure(found, at, asked, names)
    asked.where = conditions(found, names)
    asked.where += _said_yes(found, names)
    _counted_meant(counted, asked, found, names)
    counted += _called(found, counted)
    _compare_groups(question, asked)
    settle(asked, found, names)
    refuse_unknown(found, counted, names)
    left = [t.raw for t in counted if t.kind == "word" and not t.used]
    asked.noun = " ".join(left) if left and left[-1].lower() not in _ANY_ROW else ""
    return asked


def _figure(found: list[Token]) -> tuple[str, int]:
    """The figure that is asked for and the place after its words."""
    words = [t.text if t.kind == "word" else f"#{t.kind}" for t in found]
    text, starts = "", []
    for w in words:
        starts.append(len(text))
        text += w + " "
    for figure, pattern in _FIGURES:
        match = re.search(rf"(?<!\S)(?:{pattern})(?!\S)", text)
        if match is None:
            continue
        for i, start in enumerate(starts):
            if match.start() <= start < match.end() and found[i].text not in MISSING:
                found[i].used = True
        if figure in ("mean", "median", "sum", "min", "max", "first", "last"):
            _use_words(found, ("how", "many", "much"))
        return figure, next((i for i, s in enumerate(starts) if s >= match.end()), len(found))
    return "count", 0


def _use_words(found: list[Token], words: tuple[str, ...]) -> None:
    for t in found:
        if t.text in words and t.kind == "word":
            t.used = True


def _which(found: list[Token], asked: Asked) -> None:
    """ "which ward has the most falls", "in which hour is the median highest"."""
    for i, token in enumerate(found[:-1]):
        if token.text not in ("which", "what") or token.kind != "word":
            continue
        column = next((t for t in found[i + 1 : i + 3] if t.kind == "column"), None)
        end = re.search(
            rf"(?<!\S)(?:(?P<most>most|{_HIGH}|more often|oldest|newest)|(?P<least>least|fewest|{_LOW}))(?!\S)",
            " ".join(t.text for t in found[i + 1 :]),
        )
        if column is None or end is None:
            continue
        column.used = True
        _use_words(found, tuple(end.group().split()))
        asked.by, asked.best = column.column, "most" if end["most"] else "least"
        if asked.figure in ("max", "min", "first", "last"):
            asked.figure = "most" if asked.figure in ("max", "first") else "least"
        return


def _split(found: list[Token], asked: Asked) -> None:
    """The column after "per", "by", "for each"; what is not the name of a column there is left to be told."""
    if asked.by:
        return
    for i, token in enumerate(found[:-1]):
        if token.kind != "word" or token.text not in _BY:
            continue
        column = next(
            (t for t in found[i + 1 : i + 4] if t.kind != "word" or t.text not in ("the", "each", "every", "a")), None
        )
        if column is not None and column.kind == "column":
            column.used = True
            asked.by = column.column
            return


def _per_thousand(found: list[Token], asked: Asked) -> None:
    """ "how often per 1000 rows"."""
    for i, token in enumerate(found[:-1]):
        if (
            token.text in ("per", "of", "in")
            and found[i + 1].kind == "number"
            and found[i + 1].value in (100, 1000, 10_000)
        ):
            after = found[i + 2].text if i + 2 < len(found) else ""
            if token.text == "per" or after in ("rows", "cases", "records"):
                asked.figure, asked.per = "share", found[i + 1].value
                found[i + 1].used = token.used = True
                return


def _counted_noun(found: list[Token], at: int, asked: Asked) -> list[Token]:
    """The words right after "how many" and the like: what the rows are called, if no column or value is."""
    if asked.figure not in ("count", "share", "distinct"):
        return []
    i = at
    while (
        i < len(found)
        and found[i].kind == "word"
        and found[i].text in ("of", "the", "our", "my", "all", "these", "those", "different", "distinct", "confirmed")
    ):
        found[i].used = True
        i += 1
    noun: list[Token] = []
    while i < len(found) and len(noun) < 3 and found[i].kind in ("word", "column"):
        if found[i].kind == "word" and found[i].text in BESIDE | _VERB_LIKE:
            break
        noun.append(found[i])
        i += 1
        if noun[-1].kind == "column":
            return noun + [t for t in found[i : i + 1] if t.kind == "word" and t.text not in BESIDE | _VERB_LIKE]
    return noun


def _called(found: list[Token], known: list[Token]) -> list[Token]:
    """What the rows are called elsewhere: "average price of cars", "young horses", "the oldest patient"."""
    if any(t.kind == "word" for t in known):
        return []
    for i, token in enumerate(found):
        if token.kind != "word" or token.used or token.text in BESIDE | _NOT:
            continue
        before = found[i - 1] if i else None
        many = token.text.endswith("s") or token.text in _ANY_ROW
        if before is not None and (before.text in ("of", "for", "among") or before.kind == "value") and many:
            return [token]
        return []
    return []


_ANY_ROW = bag("people persons events times days customers patients clients items parts units things objects examples")
_NOT = bag("no not without never non")
_VERB_LIKE = bag("exceed exceeds exceeded lie lies missing null nulls exceeding more less fewer older younger")


def _refuse_or(found: list[Token]) -> None:
    """Refuses "or" between tests of different columns, which would be read as "and"."""
    for i, token in enumerate(found):
        if token.text != "or" or token.kind != "word":
            continue
        before = [t.column for t in found[max(0, i - 4) : i] if t.column]
        after = [t.column for t in found[i + 1 : i + 4] if t.column]
        if before and after and before[-1] != after[0]:
            raise BadRequest(
                "I can count rows for which all of several things hold, not one “or” the other. Ask for each by itself, please."
            )


def _measure(found: list[Token], at: int, asked: Asked, names: Names) -> None:
    """Finds the column that is measured: the first after the figure that is not compared, else the last before it."""
    wanted = 2 if asked.figure == "correlation" else 1
    if asked.figure in ("count", "share"):
        return
    free = [i for i, t in enumerate(found) if t.kind == "column" and not t.used and not _is_compared(found, i)]
    if asked.figure not in ("mode", "distinct", "correlation", "most", "least", "first", "last"):
        free = [
            i for i in free if names.seen(found[i].column).measures or names.seen(found[i].column).kind == "date"
        ] or free
    if asked.figure not in ("most", "least"):
        plain = [i for i in free if names.seen(found[i].column).yes is None]
        free = plain or free
    if not free and (i := _ambiguous(found, at, names)) is not None:
        free = [i]
    if not free and (column := _superlative(found, names)):
        asked.measured = (column,)
        return
    chosen = ([i for i in free if i >= at] + [i for i in reversed(free) if i < at])[:wanted]
    for i in chosen:
        found[i].used = True
    asked.measured = tuple(found[i].column for i in sorted(chosen))


def _superlative(found: list[Token], names: Names) -> str:
    """The column that a superlative speaks of by itself: "oldest patient", "cheapest car", with the noun after it."""
    for i, token in enumerate(found):
        for column in _SUPERLATIVES.get(token.text, ()) if token.used else ():
            if name := names.column([column], column) or names.alluded([column]):
                if i + 1 < len(found) and found[i + 1].kind == "word" and found[i + 1].text not in BESIDE:
                    found[i + 1].used = True
                return name
    return ""


_SUPERLATIVES = {
    "oldest": ("age", "year", "built"), "youngest": ("age",), "newest": ("year", "date"), "cheapest": ("price", "cost"),
    "longest": ("length", "duration"), "shortest": ("length", "duration"), "heaviest": ("weight", "mass"),
    "lightest": ("weight", "mass"), "hottest": ("temperature", "temp"), "coldest": ("temperature", "temp"),
}  # fmt: skip


def _ambiguous(found: list[Token], at: int, names: Names) -> int | None:
    """Where a word stands for the one of several columns that can be measured: "fuel" beside `fuel_mix` and `fuel_t`."""
    for i, token in enumerate(found):
        if token.kind != "word" or token.used or token.text in BESIDE or i < at:
            continue
        fitting = [c for c in names.candidates(token.text) if names.seen(c).measures and names.seen(c).yes is None]
        if len(fitting) == 1:
            token.kind, token.column = "column", fitting[0]
            return i
    return None


def _is_compared(found: list[Token], i: int) -> bool:
    """Whether a comparison or a value follows a column, or a missing value is asked of it."""
    for t in found[i + 1 : i + 4]:
        if t.kind == "sign" and t.raw in ("since", "after", "before", "until") and not t.column:
            return False  # of a year or a date
        if t.kind in ("sign", "number", "value") or t.text in ("between", "missing", "null", "empty"):
            return t.kind != "value" or t.column == found[i].column
        if t.kind != "word" or t.text not in ("is", "are", "was", "were", "of", "value", "not", "has", "the"):
            return False
    return False


def _said_yes(found: list[Token], names: Names) -> list[Condition]:
    """Columns of yes and no that are named by themselves: "with a police report", "when returned", "if not escalated"."""
    out = []
    for i, token in enumerate(found):
        if token.kind != "column" or token.used:
            continue
        seen = names.seen(token.column)
        before = [t.text for t in found[max(0, i - 2) : i]]
        denied = [t for t in found[max(0, i - 2) : i] if t.text in _NOT and not t.used]
        no = bool(denied)
        for t in denied:
            t.used = True
        if seen.yes is not None:
            token.used = True
            out.append(Condition(token.column, "<>" if no else "=", (seen.yes,)))
        elif no:
            token.used = True
            out.append(Condition(token.column, "missing"))
        elif before and before[-1] == "have" and seen.kind in ("numeric", "text", "date") and not seen.identifies:
            token.used = True
            out.append(Condition(token.column, "present"))
    return out


def _counted_meant(noun: list[Token], asked: Asked, found: list[Token], names: Names) -> None:
    """What counting a column's name means: its different values, or the sum of an amount; of an id, rows."""
    column = next((t for t in noun if t.kind == "column" and not t.used), None)
    if column is None:
        return
    column.used = True
    seen = names.seen(column.column)
    if asked.figure == "share" or seen.identifies or (asked.where and seen.kind == "numeric"):
        return
    ends = {"most": "max", "least": "min", "fewest": "min"}
    end = next((ends[t.text] for t in found if t.text in ends), "")
    if asked.figure == "count" and seen.kind == "numeric" and end and not asked.by:
        asked.figure, asked.measured = end, (column.column,)
    elif asked.figure == "count" and seen.kind != "numeric":
        asked.figure, asked.measured = ("distinct", (column.column,)) if seen.distinct < seen.rows else ("count", ())
    elif asked.figure == "count":
        asked.figure, asked.measured = "sum", (column.column,)


def _compare_groups(question: str, asked: Asked) -> None:
    """ "solvent DMF vs THF": each of several values of a column gets its own figure."""
    if not asked.by and re.search(r"\b(?:vs|versus|compared (?:to|with)|against)\b", question, re.IGNORECASE):
        several = next((c for c in asked.where if c.test == "in" and not c.part), None)
        asked.by = several.column if several else ""
