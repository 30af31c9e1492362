"""Where rules and the trained reader disagree about a message: which of the two is believed.

Rules know exact words and fill slots; the reader (`likeness`) judges by the whole. So a rule's reading that the whole
speaks clearly against gives way, and what the whole clearly says and no rule found is added. Consent is left to rules.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace

from assistant.understanding.context import Context
from assistant.understanding.facts import tagged
from assistant.understanding.joining.plain_clauses import says_nothing_else
from assistant.understanding.merging import FACTS, WEAK, Piece
from assistant.understanding.reader.agreed_beside import agrees
from assistant.understanding.reader.belonging import belonging
from assistant.understanding.reader.casting import cast
from assistant.understanding.reader.encoder import Encoder
from assistant.understanding.reader.likeness import CAREFUL, Senses, by_command, senses_in
from assistant.understanding.reader.senses import args_of, command_of
from assistant.understanding.reader.told_columns import OF_SOME, told
from assistant.understanding.reading import Reading
from assistant.understanding.text.clauses import clauses, sentences
from assistant.understanding.text.grammar import Args, Clause

CLEAR = 0.9
"""Probability from which the reader is believed where no rule found it."""
LIKELIER = 0.5
"""A fact read by a rule that its own sentence bears out with this probability stands."""
HARDLY = 0.3
"""A rule's reading of at most this probability gives way. Both were chosen on messages the reader wasn't trained on."""
SETTLED = 0.85
"""Where every command is at least so likely, or at least so unlikely, exactly the likely ones are meant."""
_SHORT = 8
"""Words of a message in which rules that filled a slot are believed where the reader sees nothing at all."""
_MOST_SENTENCES = 8
_STORY = 3
"""Sentences of a message in which a single one is lost to a reading of the whole."""
_CERTAIN = 0.97
_FEWEST = 3
"""Words of a clause that says something by itself."""
_TOLD = frozenset({"set_validation", "set_error_costs", "constrain", "set_budget"})
"""Facts that stories tell in a sentence of their own."""
_FIRM = frozenset({"approve", "decline"})
"""Consent is read by rules alone."""
_SPLIT = ("constrain", "set_goal", "set_budget")
"""Commands each of whose slots is a sense of its own."""

_EITHER = (
    {"recommend", "prefer"}, {"stop", "pause"}, {"use_data", "score_data", "watch", "import_history", "check_drift"},
    {"history", "status", "ask_numbers", "import_history", "show_results"}, {"edit_proposal", "feedback"},
    {"help", "recommend"}, {"what_if", "recommend"}, {"undo", "correct", "roll_back"}, {"explain_model", "promote"},
    {"stop", "edit_proposal"}, {"show_profile", "reset_profile"}, {"out_of_scope", "help"}, {"set_role", "help"},
)  # fmt: skip
"""Ways to understand one thing: the reader adds none where another of the row was found."""
_ASKS = re.compile(r"(?:(?:and|also|so|but|then|,) )*(?:what|how|which|who|where|when)\b")
_OPPOSITE = {
    "constrain.interpretable": "constrain.opaque",
    "constrain.opaque": "constrain.interpretable",
    "set_validation.time": "set_validation.group",
    "set_validation.group": "set_validation.time",
}
_EMPTY_IS_NOTHING = frozenset(
    {
        "score_data",
        "use_data",
        "import_history",
        "watch",
        "replay",
        "explain_prediction",
        "check_drift",
        "export",
        "retrain",
    }
)
"""Acts on something: where nothing is named, they are not added beside what was found."""
_ONE_SLOT = frozenset({"max_run_s", "families"})
"""Slots of what a clause may say and nothing else, wherever the reader puts their figure or kind."""
_SAID_OF_A_PLAN = {
    "set_budget": ("edit_proposal",),
    "propose_runs": ("edit_proposal",),
    "edit_proposal": ("propose_runs",),
}
"""Limits and choices that are said of a waiting plan where there is one."""


@dataclass
class _Part:
    """A sentence of the message with what the reader finds in it and, when asked for, in its clauses."""

    clause: Clause
    senses: Senses
    context: Context
    encoder: Encoder
    _smaller: list[tuple[Clause, Senses]] | None = field(default=None)

    def holds(self, piece: Piece) -> bool:
        """Whether a piece was found in this sentence."""
        return _holds(self.clause, piece)

    def cut(self) -> list[Clause]:
        """The sentence's clauses."""
        return [Clause(tuple(c), self.clause.message) for c in clauses(self.clause.words)]

    def smaller(self) -> list[tuple[Clause, Senses]]:
        """The clauses of a sentence that has several, each with what the reader finds in it alone."""
        if self._smaller is None:
            cut = self.cut()
            found = senses_in([c.whole for c in cut], self.context, self.encoder) if len(cut) > 1 else []
            self._smaller = list(zip(cut, found, strict=True)) if found else []
        return self._smaller

    def where(self, sense: str) -> list[Clause]:
        """Where the slots of a sense may stand: the clause that has most of it, then the whole sentence."""
        if sense in OF_SOME and all(p <= HARDLY for s, p in self.senses.items() if s != sense):
            return [self.clause]  # it asks for nothing else: all that it names is of this
        best = max(self.smaller(), key=lambda one: one[1].get(sense, 0.0), default=None)
        return [*([best[0]] if best and best[1].get(sense, 0.0) > CLEAR else []), self.clause]


def weighed(text: str, reading: Reading, context: Context, encoder: Encoder) -> Reading:
    """The rules' reading with what the message as a whole speaks for and against.

    Args:
        text: the message.
        reading: what the rules made of it; not changed.
        context: the moment.
        encoder: ready.
    """
    words, _ = tagged(text, context)
    cut = [Clause(tuple(s), text) for s in sentences(words, text) if s][:_MOST_SENTENCES]
    firm = [p for p in reading.pieces if p.firm]
    if not cut or (firm and len(cut) == 1):
        return reading
    if any(p.name in _FIRM for p in reading.pieces):
        return _without_strange(text, reading, context, encoder)
    whole, *each = senses_in([text, *(c.whole for c in cut)], context, encoder)
    parts = [_Part(c, s, context, encoder) for c, s in zip(cut, each, strict=True)]
    best = {sense: max(p.senses.get(sense, 0.0) for p in parts) for sense in whole}
    others = [p for p in reading.pieces if not p.firm]
    pieces = [kept for p in others if (kept := _kept(p, _senses_at(p, parts), whole, best, parts))]
    for part in parts:
        if not any(part.holds(p) for p in firm):
            pieces += _added(part, len(parts), whole, [*firm, *pieces], context)
            pieces += _asked_too(part, pieces, context)
    present = {sense: max(whole[sense], best[sense]) for sense in whole}
    settled = _CERTAIN if pieces and not reading.leftovers else SETTLED
    pieces = pieces if firm else _agreed(pieces, parts, whole, context, settled)
    pieces, torn = cast(text, told(text, pieces, context, encoder), present, context, encoder)
    plain = [p for p in pieces if (p.name == "set_budget" or p.args.keys() & _ONE_SLOT) and _plainly_said(p, parts)]
    found = belonging(text, pieces, present, context, encoder)
    found += [p for p in plain if not _said_in(found, p)]
    pieces = [*firm, *(p for p in found if not any(f.name == p.name and p.args.keys() <= f.args.keys() for f in firm))]
    if (
        not pieces
        and len(words) <= _SHORT
        and any(set(p.args) - {WEAK} and p.name != "feedback" for p in reading.pieces)
    ):
        return reading
    yes = [Piece(-1, "approve", {})] if agrees(text, whole, context, encoder) else []
    certain = frozenset(s for s in whole if min(whole[s], best[s]) >= _CERTAIN)
    return replace(reading, pieces=[*yes, *sorted(_corrected(pieces), key=lambda p: p.at)], torn=torn, certain=certain)


def _without_strange(text: str, reading: Reading, context: Context, encoder: Encoder) -> Reading:
    """A decision without what the rules found beside it and the message certainly does not say."""
    if len(reading.pieces) == 1:
        return reading
    (whole,) = senses_in([text], context, encoder)
    pieces = [p for p in reading.pieces if p.name in _FIRM or not _strange(p, whole)]
    return replace(reading, pieces=pieces)


def _strange(piece: Piece, whole: Senses) -> bool:
    """Whether nothing of a piece is in the message; a change of the plan would be one under any of its names."""
    chances = by_command(whole)
    names = (piece.name, *_SAID_OF_A_PLAN.get(piece.name, ()), *(("edit_proposal",) if piece.name in _SPLIT else ()))
    return max(chances.get(name, 1.0) for name in names) <= 1 - _CERTAIN


def _agreed(
    pieces: Sequence[Piece], parts: Sequence[_Part], whole: Senses, context: Context, settled: float
) -> list[Piece]:
    """The pieces of exactly the commands that the reader sees, where it is sure of every command.

    One that no rule found is added from the probability `settled` on.
    """
    chances = by_command(whole)
    meant = {name for name, p in chances.items() if p >= SETTLED}
    if any(1.0 - SETTLED < p < SETTLED for p in chances.values()) or not meant or meant & _FIRM:
        return list(pieces)
    kept = [
        p for p in pieces if p.name in meant or meant & set(_SAID_OF_A_PLAN.get(p.name, ())) or _borne_out(p, parts)
    ]
    said = {p.name for p in kept} | {other for p in kept for other in _SAID_OF_A_PLAN.get(p.name, ())}
    for name in sorted(meant - said):
        if said_otherwise(name, said) or chances[name] < settled:
            continue
        sense = max((s for s in whole if command_of(s) == name), key=lambda s: whole[s])
        part = max(parts, key=lambda one: one.senses.get(sense, 0.0))
        found = ((c, args_of(sense, c, context)) for c in part.where(sense))
        kept += next(([Piece(c.words[0].start, name, args)] for c, args in found if args is not None), [])
    return kept or list(pieces)


def _said_in(pieces: Sequence[Piece], piece: Piece) -> bool:
    """Whether pieces hold what a piece says: its figures in any slot, a limit of each run as such."""
    if "max_run_s" in piece.args:
        return any("max_run_s" in other.args for other in pieces)
    return any(v in other.args.values() for v in piece.args.values() for other in pieces)


def _borne_out(piece: Piece, parts: Sequence[_Part]) -> bool:
    """Whether a fact's own sentence among several bears it out, or is nothing else."""
    if _plainly_said(piece, parts) or _said_alone(piece, parts):
        return True
    if piece.name == "ask_numbers":
        part = next((part for part in parts if part.holds(piece)), None)
        return part is not None and bool(_ASKS.match(part.clause.text)) and part.senses.get(piece.name, 0.0) >= CLEAR
    if piece.name not in _TOLD:
        return False
    here = _senses_at(piece, parts)
    return len(parts) > 1 and any(here.get(s, 0.0) >= LIKELIER for s in senses_of(piece).values())


def _plainly_said(piece: Piece, parts: Sequence[_Part]) -> bool:
    """Whether a clause is nothing but what a piece says: "no linear stuff", "within that, maximise recall"."""
    part = next((part for part in parts if part.holds(piece)), None)
    asked = part is not None and part.clause.text.endswith("?") and piece.name not in ("help", "recommend")
    if part is None or asked:
        return False
    return any(says_nothing_else(c.text, piece) for c in part.cut() if _holds(c, piece))


def _said_alone(piece: Piece, parts: Sequence[_Part], doubted: Collection[str] | None = None) -> bool:
    """Whether the reader is certain of a piece in its own clause of several: "which columns have we got, and …".

    In a supposition a clause says nothing by itself, nor do two words.

    Args:
        piece: what a rule read.
        parts: the sentences.
        doubted: the senses of the piece that must be certain; None means all.
    """
    part = next((part for part in parts if part.holds(piece)), None)
    if part is None or max(p.senses.get("what_if", 0.0) for p in parts) > HARDLY:
        return False
    clause, senses = next((one for one in part.smaller() if _holds(one[0], piece)), (None, {}))
    certain = [senses.get(sense, 0.0) >= _CERTAIN for sense in doubted or senses_of(piece).values()]
    said = [w for w in clause.words if w.text[0].isalnum()] if clause is not None else []
    return len(said) >= _FEWEST and all(certain)


def _holds(clause: Clause, piece: Piece) -> bool:
    return clause.words[0].start <= piece.at < clause.words[-1].end


def _corrected(pieces: Sequence[Piece]) -> list[Piece]:
    """Without facts that a correction in the same message states already, or states otherwise."""
    keys = {k for p in pieces if p.name == "correct" for k in p.args}
    return [p for p in pieces if p.name not in FACTS or not set(p.args) & keys]


def _senses_at(piece: Piece, parts: Sequence[_Part]) -> Senses:
    """The senses of the sentence a piece was found in."""
    return next((part.senses for part in parts if part.holds(piece)), {})


def senses_of(piece: Piece) -> dict[str, str]:
    """The sense of each arg of a piece, by the arg's name; the command itself under "" where it isn't split so."""
    if piece.name == "set_validation":
        return {"": f"set_validation.{piece.args.get('method', 'cv')}"}
    if piece.name not in _SPLIT:
        return {"": piece.name}
    opaque = piece.args.get("interpretable") is False
    return {
        k: "constrain.opaque" if k == "interpretable" and opaque else f"{piece.name}.{k}"
        for k in piece.args
        if k != WEAK
    }


def _kept(piece: Piece, senses: Senses, whole: Senses, best: Senses, parts: Sequence[_Part]) -> Piece | None:
    """The piece without what neither its sentence nor the message speaks for; None where nothing is left.

    Where another sentence clearly says it (`best` of all sentences), the piece's own sentence alone decides.
    """

    rule = ("constrain.interpretable",) if piece.args.get("wish") == "interpretable" else ()  # what is wished at least

    def hardly(sense: str) -> bool:
        same = [s for s in (sense, *_SAID_OF_A_PLAN.get(command_of(sense), ()), *rule) if s in whole]
        if command_of(sense) in _TOLD and senses.get(sense, 0.0) >= LIKELIER:
            return False
        elsewhere = any(best[s] >= CLEAR and senses.get(s, 1.0) <= HARDLY for s in same)
        return bool(same) and (elsewhere or max((senses.get(s, whole[s]) + whole[s]) / 2 for s in same) <= HARDLY)

    doubted = [key for key, sense in senses_of(piece).items() if hardly(sense)]
    alone = bool(doubted) and _said_alone(piece, parts, [senses_of(piece)[key] for key in doubted])
    if alone or (doubted and _plainly_said(piece, parts)):
        return piece
    if "" in doubted:
        return None
    args: Args = {k: v for k, v in piece.args.items() if k not in doubted}
    return replace(piece, args=args) if set(args) - {WEAK} or not piece.args else None


def _added(part: _Part, of: int, whole: Senses, pieces: Sequence[Piece], context: Context) -> list[Piece]:
    """What a sentence clearly says and nothing found yet in the message does.

    The more sentences there are (`of`), the less the message as a whole tells of one of them.
    """
    out: list[Piece] = []
    known = {s for p in pieces for s in senses_of(p).values()}
    found = {s: _told(s, p, whole.get(s, p), of, part.clause.text) for s, p in part.senses.items()}
    for sense, probability in sorted(found.items(), key=lambda one: -one[1]):
        name = command_of(sense)
        if probability < max(CLEAR, CAREFUL.get(name, 0)) or sense in known or _instead(sense, known, context):
            continue
        if _OPPOSITE.get(sense) in known:  # rules know a "not", and by what rows are kept together
            continue
        for clause in part.where(sense):
            args = args_of(sense, clause, context)
            if args is None or (not args and name in _EMPTY_IS_NOTHING and (pieces or out)):
                continue
            if sense == "constrain.families_forbidden" and _asked_for(args, [*pieces, *out]):
                continue
            if sense == "constrain.families_allowed" and _only_run(args, pieces, part):
                continue
            if not args and (part.senses[sense] + whole.get(sense, 1.0)) / 2 < CLEAR:  # nothing named speaks for it
                continue
            out.append(Piece(clause.words[0].start, name, args))
            known.add(sense)
            break
    return out


_HOW_MANY = re.compile(
    r"(?:(?:and|also|so|but|then|,) )*(?:how (?:many|much|long|often)|(?:what|which) (?:share|number|percentage))\b"
)


def _asked_too(part: _Part, pieces: Sequence[Piece], context: Context) -> list[Piece]:
    """A question for a figure behind a look back: "what did Anna run in May, and how many hours did she use up?"."""
    looks = any(p.name == "history" and part.holds(p) for p in pieces)
    if not looks or any(p.name == "ask_numbers" for p in pieces) or part.senses.get("ask_numbers", 0.0) < HARDLY:
        return []
    for clause, senses in part.smaller()[1:]:
        if _HOW_MANY.match(clause.text) and senses.get("ask_numbers", 0.0) >= CLEAR:
            return [Piece(clause.words[0].start, "ask_numbers", args_of("ask_numbers", clause, context) or {})]
    return []


def _asked_for(args: Args, pieces: Sequence[Piece]) -> bool:
    """Whether the families that were to be ruled out are those that recommendations are asked of."""
    asked = {f for p in pieces if p.name == "recommend" for f in p.args.get("families", ())}
    return asked >= set(args.get("families_forbidden", ())) > set()


def _only_run(args: Args, pieces: Sequence[Piece], part: _Part) -> bool:
    """Whether the families that were to be allowed are just those that a clause plainly asks to run."""
    plans = (p for p in pieces if p.name == "propose_runs" and p.args.get("families") and _plainly_said(p, [part]))
    return any(set(p.args["families"]) >= set(args.get("families_allowed", ())) for p in plans)


def _told(sense: str, here: float, whole: float, of: int, text: str) -> float:
    """How likely a sentence says something, by itself and by the message.

    A clear fact in a story counts by itself alone, and so does a question among other sentences.
    """
    if of > 1 and sense == "ask_numbers" and _ASKS.match(text):
        return here
    if of >= _STORY and here >= _CERTAIN and command_of(sense) in _TOLD:
        return here
    return (of * here + whole) / (of + 1)


def _instead(sense: str, known: set[str], context: Context) -> bool:
    """Whether something found already says the same in another way."""
    names = {command_of(s) for s in known}
    name = command_of(sense)
    if context.proposal and set(_SAID_OF_A_PLAN.get(name, ())) & names:
        return True
    return said_otherwise(name, names)


def said_otherwise(name: str, names: Collection[str]) -> bool:
    """Whether commands hold another way to understand what a command says."""
    return any(name in one and (one - {name}).intersection(names) for one in _EITHER)
