"""Which statements are plain: what they make grows no faster than what they read, so that DuckDB can always stop them.

A rule of what is let through, not of what is not: DuckDB has some thousand functions, and many make a single value of
any size or take any time over one, in which nothing interrupts them. What is not known here is not refused: it runs
apart (see `store.apart`), which costs a process more.
"""

import re
from itertools import pairwise

_LONGEST = 20_000
"""Letters of a statement: reading one takes DuckDB memory that grows with it."""
_MOST_TOKENS = 4_000
_MOST_TABLES = 20
_MOST_STARS = 20
_DEEPEST = 40
_TOKEN = re.compile(r"""
    (?P<text>'(?:[^'\\]|'')*') | (?P<quoted>"[^"]*") | (?P<number>\d[\w.]*|\.\d+) | (?P<word>[a-z_]\w*)
  | (?P<sign>->>|->|::|<=|>=|<>|!=|==|[-+*/%=<>(),.;]) | (?P<space>\s+)
""", re.VERBOSE | re.IGNORECASE | re.ASCII)  # fmt: skip
_NAMES = """
    select from where by having qualify on and or not in as over filter values exists all any some when then else case
    between like ilike is distinct join using union except intersect with end limit offset interval within group
    partition order
    count sum avg min max median mode stddev stddev_samp stddev_pop variance var_samp var_pop corr covar_samp covar_pop
    quantile quantile_cont quantile_disc mad skewness kurtosis regr_slope regr_intercept regr_r2 entropy
    any_value arg_max arg_min max_by min_by first last bool_and bool_or count_if countif approx_count_distinct
    row_number rank dense_rank percent_rank cume_dist lag lead first_value last_value nth_value ntile
    coalesce nullif ifnull greatest least if cast try_cast
    abs ceil ceiling floor round trunc sign sqrt ln log log2 log10 exp pow power isnan isfinite isinf
    lower upper trim ltrim rtrim length len substring substr left right contains starts_with ends_with prefix suffix
    json_extract json_extract_string json_exists json_type json_array_length json_valid
    date_trunc datetrunc date_part datepart date_diff datediff date_add date_sub extract year quarter month week day
    dayofweek hour minute second dayname monthname strftime epoch epoch_ms age last_day today now current_date
    varchar decimal numeric duckdb_columns duckdb_views duckdb_tables
"""
_BEFORE_BRACKETS = frozenset(_NAMES.split())
"""Clauses, types and functions whose value is no larger than what they are given, made in one pass over it."""
_CLAUSES = frozenset(
    {"select", "from", "where", "by", "having", "qualify", "on", "using", "limit", "window", "with", "values"}
)
_GROWING = frozenset({
    "recursive", "materialized", "pivot", "unpivot", "lambda", "for", "sample", "tablesample", "positional",
    "bignum", "varint", "bit", "bitstring", "blob",
})  # fmt: skip
"""Words by which a statement may grow without any bracket."""


def is_plain(sql: str) -> bool:
    """Whether a statement, right or wrong, may run within this process: it ends soon after it is stopped."""
    if len(sql) > _LONGEST:
        return False
    tokens = _tokens(sql)
    if tokens is None or len(tokens) > _MOST_TOKENS:
        return False
    words = [text for kind, text in tokens if kind == "word"]
    tables = sum(w in ("from", "join") for w in words)
    stars = sum(a != "(" and b == "*" for (_, a), (_, b) in pairwise(tokens))
    if tables > _MOST_TABLES or stars > _MOST_STARS or not _GROWING.isdisjoint(words):
        return False
    return _is_simple(tokens) and all(
        kind in ("sign", "number") or (kind == "word" and (text in _BEFORE_BRACKETS or _is_table(before, text)))
        for (_, before), (kind, text), (_, following) in zip([("", ""), *tokens], tokens, tokens[1:], strict=False)
        if following == "("
    )


def _is_table(before: str, name: str) -> bool:
    """Whether a function stands where a table does, and gives its rows one by one."""
    return before in ("from", "join") and name in ("range", "generate_series")


def _tokens(sql: str) -> list[tuple[str, str]] | None:
    """Kind and text, in small letters, of each part; None where something is not known here, as a comment or a list."""
    found: list[tuple[str, str]] = []
    at = 0
    while at < len(sql):
        match = _TOKEN.match(sql, at)
        if match is None or (sql.startswith("--", at)):
            return None
        at = match.end()
        if match.lastgroup and match.lastgroup != "space":
            found.append((match.lastgroup, match[0].casefold()))
    return found


def _is_simple(tokens: list[tuple[str, str]]) -> bool:
    """Whether brackets are not nested too deeply, and every further table is named after the word JOIN."""
    clauses = [""]
    for _, text in tokens:
        if text == "(":
            clauses.append("")
        elif text == ")" and len(clauses) > 1:
            clauses.pop()
        elif text in _CLAUSES:
            clauses[-1] = text
        if len(clauses) > _DEEPEST or (text == "," and clauses[-1] == "from"):
            return False
    return True
