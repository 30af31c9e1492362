"""Questions of figures over the table of a conversation: read, computed, told."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from assistant import wording
from assistant.cards import TableCard
from assistant.numbers.bounds import metric_in
from assistant.numbers.table.asked import Asked
from assistant.numbers.table.asking import read
from assistant.numbers.table.ends import ends_asked
from assistant.numbers.table.names import Names
from assistant.numbers.table.of_some import as_share
from assistant.numbers.table.sql import columns_of, gap, sql_of
from assistant.numbers.table.telling import sentence, shown, title
from assistant.understanding.commands.figures import of_rows
from assistant.understanding.context import Context
from assistant.understanding.text.words import parts, stem
from assistant.visit import Visit
from store.records import Dataset, DatasetVersion
from store.rows import query_rows

if TYPE_CHECKING:
    import pandas as pd

_AND = re.compile(
    r"\s*(?:[,?;]\s*)?\band (?=(?:how (?:many|much|often)|what|which|number of|count|avg|average|mean|median|share"
    r"|percent\w*|max|min|highest|lowest)\b)",
    re.IGNORECASE,
)
_FIGURE = (
    r"(?:how many rows|number of rows|(?:row )?count|avg|averages?|mean|median|max(?:imum)?|min(?:imum)?|highest|lowest"
    r"|sum|total|std|spread)"
)
_FIGURES = re.compile(
    rf"^\W*(?:(?:please|show|give|tell|me|us|the|what|is|are|compute|get) )*(?P<figures>{_FIGURE}"
    rf"(?:\s*(?:,|/|&|\+|\band\b)\s*(?:and )?(?:the )?{_FIGURE})+) (?P<rest>.+)$",
    re.IGNORECASE,
)
"""Several figures of one column: "avg and max no2 by hour"."""
_MOST_ROWS = 30
_OWN = re.compile(
    r"\b(?:runs?|experiments?|proposals?|plans?|decisions?|approv\w*|declin\w*|models?|recommend\w*|feedback|drift\w*"
    r"|alias\w*|promot\w*|compute|cpu|tokens|variants?|famil(?:y|ies)|datasets|conversations?)\b",
    re.IGNORECASE,
)
"""Words of Sextant's own work: what has none of them and names a column is of the table."""


def about_table(visit: Visit, question: str) -> bool:
    """Whether a question of numbers is about the rows of the conversation's table."""
    if visit.draft.version_id is None or not question:
        return False
    version = visit.store.get(DatasetVersion, visit.draft.version_id)
    context = Context(columns=[c.name for c in version.columns], target=visit.draft.target or "-")
    if of_rows_in(question, context):
        return True
    own = _OWN.search(_without_columns(question, context))
    return not own and metric_in(question) is None and _names_column(question, context)


def _without_columns(question: str, context: Context) -> str:
    """The question without words of the table's own columns: "approvals" of a column `approved` are none of ours."""
    own = {_root(p) for c in context.columns for p in parts(c) if len(p) > 3}
    return re.sub(r"[^\W\d_]+", lambda m: "" if _root(m.group()) in own else m.group(), question)


def _root(word: str) -> str:
    """The first letters of a word that its other forms share: approv of approvals and approved."""
    said = stem(word.lower())
    return said[:6] if len(said) > 6 else said


def may_be_of_table(visit: Visit, question: str) -> bool:
    """Whether a question that nothing in the store answers may be one over the conversation's table."""
    return visit.draft.version_id is not None and bool(question) and not _OWN.search(question)


def of_rows_in(question: str, context: Context) -> bool:
    """Whether the words alone ask for a figure of the table."""
    from assistant.understanding.facts import loose, tagged
    from assistant.understanding.text.grammar import Clause

    words, tagger = tagged(question, context)
    plain = Clause(tuple(words), question)
    return bool(words) and (of_rows(loose(plain, tagger), context))


def _names_column(question: str, context: Context) -> bool:
    from assistant.understanding.facts import loose, tagged
    from assistant.understanding.text.grammar import Clause

    words, tagger = tagged(question, context)
    return bool(loose(Clause(tuple(words), question), tagger).values("COL"))


def _each(question: str) -> list[str]:
    """The questions that are asked in one: those joined by "and", each of several figures of one column by itself."""
    several = _FIGURES.match(question)
    if several is None:
        return _AND.split(question)
    rest, split = several["rest"], re.search(r"\b(?:by|per|for each|in each)\b.*$", several["rest"])
    of_rows_alone = re.compile(r"(?:how many rows|number of rows|(?:row )?count)", re.IGNORECASE)
    said = re.findall(_FIGURE, several["figures"], re.IGNORECASE)
    return [
        f"how many rows {split.group() if split else ''}".strip() if of_rows_alone.fullmatch(f) else f"{f} {rest}"
        for f in said
    ]


def answer(visit: Visit, question: str) -> None:
    """Answers a question over the conversation's table; each of several that "and" joins by itself.

    Raises:
        BadRequest: it names what the table does not have; the message says which word.
    """
    assert visit.draft.version_id is not None
    version = visit.store.get(DatasetVersion, visit.draft.version_id)
    frame, codes = visit.services.frame(version.id), visit.draft.constraints.codes
    table = visit.store.get(Dataset, version.dataset_id).name
    positive = {visit.draft.target: visit.draft.positive_class} if visit.draft.target else {}
    looked_for = {k: v for k, v in positive.items() if v}
    kinds: dict[str, str] = {c.name: c.kind for c in version.columns}
    names = Names(visit.services.known_frame(version.id, codes), kinds, looked_for)
    for one in _each(question.strip()):
        plain, most, least = ends_asked(one)
        asked = read(as_share(plain), names)
        if asked.by and most:
            asked.most, asked.best = most, "least" if least else asked.best
        used = columns_of(asked) or list(frame.columns[:1])
        apart = {c: values for c, values in codes.items() if c in used and not _asks_for(asked, c, values)}
        gaps = {c: gap(c, values, numbers=_are_numbers(frame[c])) for c, values in apart.items()}
        sql = sql_of(asked, table, names, gaps)
        rows = _rows(query_rows(frame[used], table, sql))
        visit.say(sentence(asked, rows, Names(visit.services.known_frame(version.id, apart), kinds, looked_for)))
        visit.say(counted_missing(apart))
        visit.show(_card(asked, rows, sql))


def counted_missing(codes: Mapping[str, Sequence[str]]) -> str:
    """That some values were counted as missing, as the person said; empty where there are none."""
    said = [f"{wording.listed(list(values), joint='or')} in {column}" for column, values in codes.items()]
    return f"As you said, {wording.listed(said)} count{'s' * (len(said) == 1)} as missing." if said else ""


def _asks_for(asked: Asked, column: str, values: Sequence[str]) -> bool:
    """Whether a question is about just those values of a column that mean missing, such as how many there are."""
    import pandas as pd

    from experiments.workflows.columns import is_code

    named = [v for c in (*asked.where, *asked.of) if c.column == column and c.test in ("=", "in") for v in c.values]
    return bool(named) and bool(is_code(pd.Series(named), values).any())


def _are_numbers(values: pd.Series) -> bool:
    from pandas.api.types import is_bool_dtype, is_numeric_dtype

    return bool(is_numeric_dtype(values.dtype) and not is_bool_dtype(values.dtype))


def _rows(found: Any) -> list[dict[str, Any]]:
    lines = found.astype(object).where(found.notna(), None).to_dict("records")
    return [{str(k): v.item() if hasattr(v, "item") else v for k, v in line.items()} for line in lines]


def _card(asked: Asked, rows: list[dict[str, Any]], sql: str) -> TableCard:
    """The figures with the SQL that gave them."""
    head = [asked.by] if asked.by else []
    share = "percent" if asked.per == 100 else f"of {asked.per:,.0f}"
    figure = {"count": "rows", "share": share, "mean": "average", "spread": "standard deviation"}.get(
        asked.figure, asked.figure
    )
    cells = []
    for row in rows[:_MOST_ROWS]:
        first = [] if not asked.by else ["no value" if row[asked.by] is None else _cell(row[asked.by])]
        value = row["figure"] if asked.figure != "share" else round(float(row["figure"] or 0), 2)
        rest = [int(row["rows"])] if asked.figure != "count" else []
        of = [int(row["of_rows"])] if not (asked.figure == "count" and asked.by) else []
        cells.append((*first, _cell(value), *rest, *of))
    names = {"share": ["rows that fit"], "count": []}.get(asked.figure, ["rows with a value"])
    of_rows = ["of rows"] if not (asked.figure == "count" and asked.by) else []
    return TableCard(
        title=title(asked), columns=(*head, figure, *names, *of_rows), rows=tuple(cells), sql=sql, of_table=True
    )


def _cell(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, 4) if abs(value) < 10_000 else round(value, 1)
    return value if isinstance(value, bool | int | str) else shown(value)
