"""Functions whose single value may be of any size: DuckDB neither counts what they make nor stops while it is made."""

import re
from collections.abc import Sequence
from itertools import pairwise

MOST = 1_000_000
"""Letters or elements that one of them may be asked for."""
_PADDING = frozenset({"repeat", "lpad", "rpad", "list_resize", "array_resize", "bitstring"})
"""Their size must be said as a number."""
_LISTS = frozenset({"range", "generate_series"})
"""As values they are lists; as tables they come row by row, which can be stopped."""
_FORMATS = frozenset({"format", "printf"})
_CLAUSES = frozenset({"select", "from", "where", "by", "having", "qualify", "on", "values", "when", "limit"})
_NUMBER = re.compile(r"\d[\d_]*(?:\.\d*)?(?:e\+?\d+)?")
_WIDTH = re.compile(r"%[-+ #0]*\d{7}|\{[^}]*\d{7}")
_OPERATORS = frozenset({"*", "**", "^", "<<"})


def too_large(words: Sequence[str], sql: str) -> str | None:
    """The function that is asked for a value of more than `MOST`, or of a size that nobody can tell beforehand.

    Args:
        words: the statement's tokens in lower case, without texts.
        sql: the statement.
    """
    nested = sum(w in _PADDING and after == "(" for w, after in pairwise(words))
    for at, name in enumerate(words[:-1]):
        if words[at + 1] != "(":
            continue
        arguments = _arguments(words, at + 1)
        numbers = [_value(a[0]) for a in arguments if len(a) == 1 and _NUMBER.fullmatch(a[0])]
        if name in _PADDING and (not numbers or max(numbers) > (MOST if nested == 1 else MOST**0.5)):
            return name
        if name in _LISTS and not _is_table(words, at) and _may_grow(arguments):
            return name
        if name in _FORMATS and _WIDTH.search(sql):
            return name
    return None


def _arguments(words: Sequence[str], start: int) -> list[list[str]]:
    """The tokens of each argument between a bracket and the one that closes it."""
    found: list[list[str]] = [[]]
    depth = 0
    for word in words[start:]:
        depth += (word in ("(", "[", "{")) - (word in (")", "]", "}"))
        if depth == 0:
            break
        if word == "," and depth == 1:
            found.append([])
        elif word != "(" or depth > 1:
            found[-1].append(word)
    return found


def _may_grow(arguments: Sequence[Sequence[str]]) -> bool:
    words = [w for a in arguments for w in a]
    return bool(_OPERATORS.intersection(words)) or any(_value(w) > MOST for w in words if _NUMBER.fullmatch(w))


def _value(number: str) -> float:
    return float(number.replace("_", ""))


def _is_table(words: Sequence[str], at: int) -> bool:
    """Whether a function stands where a table does: in the clause FROM, of its own brackets."""
    depth = 0
    for word in reversed(words[:at]):
        depth += (word in (")", "]")) - (word in ("(", "["))
        if depth < 0:
            return False
        if depth == 0 and (word in _CLAUSES or word == "join"):
            return word in ("from", "join")
    return False
