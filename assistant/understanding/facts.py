"""Facts in clauses: rules that may match several times beside one another, each taking its words."""

from collections.abc import Iterator, Sequence
from functools import lru_cache

from assistant.understanding.commands import MEANINGS
from assistant.understanding.context import Context
from assistant.understanding.merging import Piece
from assistant.understanding.names.tagging import Tagger
from assistant.understanding.speller_words import speller
from assistant.understanding.text.clauses import canonical
from assistant.understanding.text.grammar import Clause, Found, Rule, Span, Stage
from assistant.understanding.text.words import Word

LONGEST_CLAUSE = 70
"""Words of a clause that are read; longer ones are cut there, so that no message takes long."""


@lru_cache(maxsize=8)
def staged(stage: Stage) -> tuple[tuple[str, Rule], ...]:
    """All rules of a stage with their commands, in the order they are tried."""
    found = [(m.name, rule) for m in MEANINGS for rule in m.rules if rule.stage == stage]
    return tuple(sorted(found, key=lambda pair: pair[1].order))


def tagged(text: str, context: Context) -> tuple[list[Word], Tagger]:
    """The message's words with entities and fixed phrases in place, and the tagger that found them."""
    words, tagger = _tagged(text, _Moment(context))
    return list(words), tagger


class _Moment:
    """The very same context, told apart by identity: comparing all that it holds would take longer than tagging."""

    __slots__ = ("context",)

    def __init__(self, context: Context) -> None:
        self.context = context

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Moment) and self.context is other.context

    def __hash__(self) -> int:
        return id(self.context)


@lru_cache(maxsize=64)
def _tagged(text: str, moment: _Moment) -> tuple[tuple[Word, ...], Tagger]:
    """The parts of understanding tag the same two or three texts of a message some thirty times."""
    tagger = Tagger(moment.context, speller())
    return tuple(canonical(tagger.tag(text))), tagger


def cut(words: Sequence[Word]) -> Iterator[Sequence[Word]]:
    """The words in lengths that are read at once."""
    for start in range(0, len(words), LONGEST_CLAUSE):
        yield words[start : start + LONGEST_CLAUSE]


def loose(clause: Clause, tagger: Tagger) -> Clause:
    """The clause with parts of column names counted as columns."""
    return Clause(tuple(tagger.loosened(clause.words)), clause.message)


def facts(clause: Clause, context: Context, tagger: Tagger, pieces: list[Piece], stages: Sequence[Stage]) -> Clause:
    """Reads all facts of these stages; returns the clause with what was read blanked out."""
    loosened: Clause | None = None
    for stage in stages:
        for name, rule in staged(stage):
            if not rule.when(context):
                continue
            if rule.loose and loosened is None:
                loosened = loose(clause, tagger)
            subject = loosened if rule.loose and loosened is not None else clause
            spans: list[Span] = []
            for match in rule.pattern.finditer(subject.text):
                args = rule.fill(Found(match, subject, context))
                if args is None:
                    continue
                words = subject.covered(*match.span())
                spans.append((words[0].start, words[-1].end))
                after = subject.covered(match.start(), len(subject.text))
                spans.extend((w.start, w.end) for w in after if w.entity and w.entity.kind in rule.takes)
                pieces.append(Piece(words[0].start, name, args))
            if spans:
                clause = clause.without(spans)
                loosened = None
    return clause
