"""Which places of a list a message sets side by side: "one against three", "runs 2, 4 and 5 next to one another".

A row of places counts where the words right before, between or behind it compare; then no other figure of the message
("before the go at four", "one another") is a side of it.
"""
# ruff: noqa: E501 - a pattern broken over lines is harder to read than a long one

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from assistant.understanding.commands.outcomes import models_named
from assistant.understanding.context import Context
from assistant.understanding.merging import Piece
from assistant.understanding.text.lexicon import ORDINALS, place_named

_OWN = r"(?:(?:the|our|your|my|number|numbers|no\.?|nr\.?|runs?|models?|ranks?|results?|suggestions?|recommendations?|places?|options?|variants?|place)\s+)*#?"
_ONES = r"(?:\s+(?:ones?|runs?|models?|results?|suggestions?|recommendations?|options?|variants?|ideas?|picks?|place|in (?:the|your) (?:list|table)))?"
_COUNT = r"\d{1,2}|two|three|four|five|six"
_PLACE = (
    r"(?:one (?:right |just |directly )?(?:below|under|behind|after|above|before) (?:it|that)"
    r"|(?:(?:second|third|2nd|3rd)[ -])?(?:best|worst)|winner|leader|runner[ -]up|(?:top|last|bottom)(?!\s+(?:\d|two|three|four|five|six))"
    rf"|(?:{'|'.join(sorted(ORDINALS, key=len, reverse=True))}|\d{{1,2}}(?:st|nd|rd|th)?|one|two|three|four|five|six|seven|eight|nine|ten)(?!\w|[.:/-]\w|\s*(?:%|(?:another|minutes?|mins?|hours?|seconds?|h|s|folds?|stars?|points?|percent|rows?|columns?|days?|weeks?|months?|times)\b)))"
)
_SINGLE = rf"{_OWN}(?P<p>{_PLACE}){_ONES}"
_VERSUS = r"(?:against|versus|vs\.?|compared (?:to|with)|relative to|next to|beside|alongside|set against|held against|in comparison (?:to|with))"
_JOIN = rf"(?:\s*,\s*(?:and|or|{_VERSUS})\s+|\s*[,&+]\s*|\s+(?:(?:(?!and\b|then\b)\w+\s+){{0,3}}?{_VERSUS}|with|to|and(?: not)?|or|from)\s+)"
_ROW = re.compile(
    rf"(?<![\w.#-])(?:{_OWN}(?:(?P<end>first|top|best|last|worst|bottom|leading|strongest)\s+(?P<n>{_COUNT})|(?:the\s+|our\s+|your\s+)?(?P<m>{_COUNT})\s+(?P<of>best|top|leading|strongest|worst|last))(?!\w|[.:/-]\w|\s*%){_ONES}"
    rf"|all (?P<all>{_COUNT})\b(?!\s+(?:folds?|columns?|minutes?|hours?|metrics?|families|kinds)\b)"
    rf"|(?P<row>{_OWN}{_PLACE}{_ONES}(?:{_JOIN}{_OWN}{_PLACE}{_ONES}){{1,7}}))",
    re.IGNORECASE,
)
_EACH = re.compile(rf"(?<![\w.#-]){_SINGLE}", re.IGNORECASE)
_AGAINST = re.compile(rf"\b{_VERSUS}(?=\s)", re.IGNORECASE)
_BESIDE = r"(?:side by side|(?:next to|beside|against|alongside) (?:each other|one another)|head[ -]to[ -]head|(?:in|into|on) (?:one|a single|the same) (?:table|view|picture|chart|page))"
_BEHIND = re.compile(rf"(?:\s+(?:(?!and\b|then\b)[\w'’]+)){{0,3}}?\s+(?P<set>{_BESIDE})\b|\s*,?\s*(?:how (?:do|does|did) (?:they|these|those) )?(?:really |actually )?(?:compared?|differ|stack up)\b|\s+together\b", re.IGNORECASE)  # fmt: skip
_BEFORE = re.compile(
    r"\b(?:compar\w+|cmp|contrast|difference|differences|differ|duel|distinguish\w*|separates?|comparison|weigh|sets?|diff)(?:\s+(?:me|us|up|for|please|between|of|apart|the|that|just|now|with|in|table))*\s*[:,]?\s*$",
    re.IGNORECASE,
)
_RUNS = re.compile(r"\b(?:run|start|launch|train|fit|execute|queue|try)(?: the)?\s+$", re.IGNORECASE)
_RANGE = re.compile(r"\D*\d{1,2} to \d{1,2}\D*", re.IGNORECASE)
"""Places from one to another, where they are set beside each other."""
_BOTH = re.compile(rf"\b(?:both|the two|them|the pair|those two|these two|the three)\b(?:\s+[\w'’]+){{0,3}}?\s+(?:{_BESIDE}|together)\b", re.IGNORECASE)  # fmt: skip
_STARTS = frozenset({"propose_runs", "edit_proposal", "approve", "stop", "pause", "resume", "promote", "correct", "undo"})  # fmt: skip
_REPLACED = frozenset({"show_results", "explain_model", "explain_recommendation", "export", "feedback", "constrain"})
_OF_ONE = frozenset({"explain_model", "explain_recommendation"})
_EXPLAINS = re.compile(r"\b(?:explain\w*|why|reasons?|tell me (?:more )?about|look inside|what (?:drives|matters|counts|decides)|how does \S+ (?:work|decide)|interpret|columns?|features?)\b", re.IGNORECASE)  # fmt: skip
_LONGEST = 1500
"""Characters of a message in which sides are looked for."""


def with_sides(text: str, pieces: Sequence[Piece], context: Context) -> list[Piece]:
    """The pieces with comparisons of exactly the places that are set side by side.

    Args:
        text: the message.
        pieces: what was read, with where it stands.
        context: the moment.
    """
    count = context.results or context.recommendations
    asked = [p for p in pieces if p.name == "compare" and "models" not in p.args]
    if not count:
        models = models_named(text, context.models) if asked else []
        return [replace(p, args={"models": models}) if p in asked and len(models) > 1 else p for p in pieces]
    found = next(_compared(text, count), None) if len(text) <= _LONGEST else None
    if found is None:
        return list(pieces)
    at, end, ranks, plainly = found
    if len(asked) == 1:
        explained = (
            [] if _EXPLAINS.search(text) else [p for p in pieces if p.name in _OF_ONE and p.args.get("rank") in ranks]
        )
        kept = [p for p in pieces if p not in explained]
        return [replace(p, args={**p.args, "ranks": ranks}) if p is asked[0] else p for p in kept]
    if asked or not plainly or any(p.name in _STARTS and at <= p.at < end for p in pieces):
        return list(pieces)
    begins = max(text.rfind(sign, 0, at) for sign in ",.;!?:") + 1
    shown = [p for p in pieces if p.name == "show_results" and not p.args and begins <= p.at < end]
    kept = [p for p in pieces if p not in shown and not (p.name in _REPLACED and at <= p.at < end)]
    return sorted([*kept, Piece(at, "compare", {"ranks": ranks})], key=lambda p: p.at)


def _compared(text: str, count: int) -> Iterator[tuple[int, int, list[int], bool]]:
    """The rows of places that are compared: where each begins and ends, its places, whether it is set side by side in so many words."""
    told: list[int] = []
    for row in _ROW.finditer(text):
        ranks = _ranks(row, count)
        if len(ranks) < 2 or not all(1 <= r <= count for r in ranks) or _RUNS.search(text[: row.start()][-40:]):
            continue
        behind, before = _BEHIND.match(text, row.end()), _BEFORE.search(text[max(0, row.start() - 60) : row.start()])
        between = bool(row["row"]) and bool(_AGAINST.search(row["row"]))
        if behind or before or between or row["all"]:
            end = behind.end() if behind else row.end()
            if behind and behind["set"] and _RANGE.fullmatch(row["row"] or ""):
                ranks = list(range(ranks[0], ranks[1] + 1))
            yield row.start(), end, ranks, bool(behind and behind["set"])
            return
        told = told or ranks
    both = _BOTH.search(text)
    if both and len(told) == 2:
        yield both.start(), both.end(), told, "together" not in both.group().lower()


def _ranks(row: re.Match[str], count: int) -> list[int]:
    """The places of a row, in its order; empty where one of them cannot be told."""
    if row["all"]:
        n = place_named(row["all"])
        return list(range(1, n + 1)) if n == count else []
    n = place_named(row["n"] or row["m"] or "")
    if n:
        low = (row["end"] or row["of"]).lower() in ("last", "worst", "bottom")
        return list(range(count - n + 1, count + 1)) if low else list(range(1, n + 1))
    out: list[int] = []
    for each in _EACH.finditer(row["row"]):
        rank = _place(each["p"].lower(), out, count)
        if not rank:
            return []
        out.append(rank)
    return list(dict.fromkeys(out))


def _place(said: str, before: Sequence[int], count: int) -> int:
    """The place that words name; 0 where none."""
    if said.startswith("one ") and before:
        return before[-1] + (-1 if re.search(r"above|before", said) else 1)
    from_end = re.fullmatch(r"(?:(second|third|2nd|3rd)[ -])?(best|worst)", said)
    if from_end:
        n = place_named(from_end[1] or "first")
        return n if from_end[2] == "best" else count - n + 1
    if re.fullmatch(r"runner[ -]up", said):
        return 2
    named = {"winner": 1, "leader": 1, "top": 1, "last": count, "bottom": count}
    return named.get(said) or place_named(said)


_THOSE = re.compile(r"\b(?:them|those|these|they)\b", re.IGNORECASE)
_FEW = 5


def of_shown(text: str, pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces with a comparison of "those" that the table just asked for shows: "the top three by mae, compare them"."""
    out: list[Piece] = []
    for piece in pieces:
        shown = out[-1].args.get("n") if out and out[-1].name == "show_results" else None
        points = piece.name == "compare" and not piece.args and _THOSE.search(text[max(piece.at, 0) :])
        if points and isinstance(shown, int) and 2 <= shown <= _FEW:
            piece = replace(piece, args={"ranks": list(range(1, shown + 1))})
        out.append(piece)
    return out
