"""The exact reading of a message: rules over its clauses, facts merged, acts in order. No likeness is used here."""
# ruff: noqa: E501 - a pattern or a list of words broken over lines is harder to read than a long one

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from assistant.cards import Command
from assistant.understanding.acts.jotting import jotted
from assistant.understanding.acts.narrowing import chosen, narrows, protects, rest_goes_on
from assistant.understanding.acts.telegrams import steered
from assistant.understanding.commands.figures import in_one
from assistant.understanding.commands.guesses import guess
from assistant.understanding.consent.deciding import decided
from assistant.understanding.consent.exact import is_yes
from assistant.understanding.context import Context
from assistant.understanding.corrections.contrasted import contrasted
from assistant.understanding.corrections.unwanted import unwanted_act
from assistant.understanding.facts import LONGEST_CLAUSE, cut, facts, loose, staged, tagged
from assistant.understanding.merging import Piece, merged
from assistant.understanding.names.pronouns import Named, pointed_to
from assistant.understanding.names.tagging import Tagger
from assistant.understanding.slots.corrections import ruled_instead
from assistant.understanding.slots.gates import gate_slots
from assistant.understanding.slots.policies import standing_slots
from assistant.understanding.speller_words import speller
from assistant.understanding.supposing import as_now, folded
from assistant.understanding.text import polite
from assistant.understanding.text.clauses import clauses, sentences
from assistant.understanding.text.grammar import COLUMN_RULES, Args, Clause, Found, Rule, Span, Stage
from assistant.understanding.text.words import Word

_MOST_CLAUSES = 80
_LEAD = re.compile(
    r"^(?:(?:please|kindly|now|ok|okay|so|then|and|also|hey|hi|hello|well|actually|just|maybe|perhaps|alright|right|(?:great|good|cool|perfect|nice|fine|super|excellent)(?= ,)|yes|yeah|but|next|first|first of all|before (?:we|i|you) (?:do anything(?: else)?|start|begin|go (?:on|any further|further)|get started|continue)|before anything(?: else)?|first things first|finally|"
    r"sextant|,|oh|ah|hm|hmm|um|uh|thanks|thank you|sorry|for now|to start|to begin|to begin with|right now|in the meantime|meanwhile|as well|again|still|this time|by the way|btw|today|at first|"
    r"do you mind|would you mind|would you be so kind as to|would you please|can you|could you|would you|will you|can we|could we|can i|could i|may i|might i|shall we|should we|"
    r"i want you to|i want to|i would want to|we want to|i need you to|i need to|we need to|we should|i should|let us|let me|i think we should|i think you should|i think|i guess|i suppose|"
    r"go ahead and|try to|you should|you can|you could|you may|is it possible to|would it be possible to|it would be (?:great|nice|good|helpful|cool) (?:if you (?:could|would|can)|to)|i wonder if you could|i was wondering if you could|"
    r"i am interested in|i would be interested in|i am curious|just curious|tell me|(?:show|tell) (?:me|us)(?= (?:what|how|why|which|who|where|whether|when))|do you know|could you tell me|can you tell me|i would be happy if you could|i like to|we like to|i have to|we have to|be so kind and|one more thing|another thing|one question|question|quick question) )+"
)
_DENIED = re.compile(
    r"(?:^|(?<= ))not (?:the )?(?:COL|MET|FAM|DUR|NUM|RANK)\d+(?: column| field| one)?(?= ,| but| ;|$)"
)
_NEGATED = re.compile(
    r"(?:^| )(?:not|never|no|without|dont|instead_of)(?: (?:want to|want|like to|ever|please|even|yet|need to|have to|the|to|simply|just|going to|intend to|plan to))* ?$"
)


@dataclass
class Reading:
    """What the exact rules made of a message."""

    pieces: list[Piece] = field(default_factory=list)
    pending: bool = False
    """Whether a plan waits for a decision: time and runs are then said of it."""
    named: list[Named] = field(default_factory=list)
    """Columns and families that were named, in their order."""
    leftovers: list[Clause] = field(default_factory=list)
    """Clauses that no rule knew."""
    unwanted: str = ""
    """What the message asks not to do ("stop"), where it says so."""
    torn: tuple[str, ...] = ()
    """Columns of one name that the target may be alike, as the trained reader sees it."""
    certain: frozenset[str] = frozenset()
    """Senses of which the trained reader is certain, in the message and in one of its sentences."""

    @property
    def commands(self) -> tuple[Command, ...]:
        """The commands in the order they were said, facts of a kind merged into the first."""
        return merged(self.pieces, self.pending)


def read(text: str, context: Context) -> Reading:
    """All commands that the exact rules find in a message."""
    words, tagger = tagged(text, context)
    reading = Reading(pending=context.proposal)
    if not words:
        return reading
    if (whole := _entire(words, text, context)) is not None:
        reading.pieces.extend(whole)
        return reading
    if _steering(text, context, reading):
        return reading
    rest = [s for s in sentences(words, text)]
    taken = _costs(rest, text, context, reading)
    left = _MOST_CLAUSES
    for i, sentence in enumerate(rest):
        clause = chosen(Clause(tuple(sentence), text).without(taken))
        if _at_once(clause, context, reading, bool(taken)):
            continue
        if _folding(clause, rest[i + 1 :], "sentence", context, tagger, reading):
            break
        for part in _parts_of(clause, context, tagger, reading):
            for piece in cut(part):
                if left <= 0:
                    return reading
                left -= 1
                _read_clause(Clause(tuple(piece), text), context, tagger, reading)
    return reading


def _entire(words: Sequence[Word], text: str, context: Context) -> list[Piece] | None:
    """A message that is one thing from end to end: a plan told in a row, a decision, a correction, a greeting."""
    going = context.running and re.search(r"\bruns?\b", text)  # "go on with the runs" is of those under way
    if context.proposal and is_yes(text) and not going:  # "yes, all of it", "+1"
        return [Piece(0, "approve", {})]
    plan = jotted(Clause(tuple(words), text), context) or _standing(text, context)
    said = decided(text, context, lambda t, c: read(t, c).pieces) if plan is None or context.proposal else None
    if plan is not None and {p.name for p in said or ()} != {"edit_proposal", "approve"}:
        return [Piece(words[0].start, *plan, firm=True)]
    return said or _whole(words, text, context)


def _standing(text: str, context: Context) -> tuple[str, Args] | None:
    """A standing policy to fit anew, or its end, as the command that sees to it."""
    args = standing_slots(text, context.models, context.running)
    return None if args is None else ("retrain", args)


def _at_once(clause: Clause, context: Context, reading: Reading, priced: bool) -> bool:
    """Reads a sentence that is one command from end to end: a gate ("never promote if …"), a plan jotted down."""
    gates = gate_slots(clause.whole, context.columns, context.models) if not priced else None
    if gates is not None:  # no act that is not wanted, and no condition of one
        reading.pieces.append(Piece(clause.words[0].start, "set_gates", gates, firm=True))
        return True
    if (standing := _standing(clause.whole, context)) is not None:
        reading.pieces.append(Piece(clause.words[0].start, *standing, firm=True))
        return True
    plan = jotted(clause, context)
    if plan is not None:
        reading.pieces.append(Piece(clause.words[0].start, *plan))
    return plan is not None


def _steering(text: str, context: Context, reading: Reading) -> bool:
    """Reads a message that begins with acts on runs, then what follows them; whether it does."""
    acts, taken = steered(text, context, speller())
    if not acts:
        return False
    after = read(text[taken:], context)
    whole = not after.pieces and not after.leftovers
    at = min(a.at for a in acts)
    acts = [replace(a, at=at + i, firm=whole or len(acts) > 1) for i, a in enumerate(acts)]
    reading.pieces += [*acts, *(replace(p, at=p.at + taken) for p in after.pieces)]
    reading.leftovers += after.leftovers
    return True


def _parts_of(clause: Clause, context: Context, tagger: Tagger, reading: Reading) -> list[list[Word]]:
    """The clauses of a sentence; a supposition ("if I allowed 4 GB, would that help?") is read whole and leaves none."""
    parts = in_one(clauses(clause.words), clause)
    if len(parts) < 2 or len(clause.words) > LONGEST_CLAUSE:
        return parts
    bare = led(clause)
    for name, rule in staged("closed"):
        match = rule.pattern.match(bare.text) if name == "what_if" else None
        args = rule.fill(Found(match, bare, context)) if match else None
        if args is not None and "_fold" in args:
            args = folded([as_now(clause)], context, tagger)
            if args:
                reading.pieces.append(Piece(clause.words[0].start, name, args))
                return []
    return parts


def _whole(words: Sequence[Word], text: str, context: Context) -> list[Piece] | None:
    """Readings of a message from end to end: what was meant instead, a yes, a no, a greeting."""
    meant = contrasted(words, text, context)
    if meant is not None:
        return meant
    plain = tuple(w for w in words if w.text not in (".", "!", "?", ";", "…"))
    if not plain or len(plain) > 60:
        return None
    clause = Clause(plain, text)
    for name, rule in staged("whole"):
        match = rule.pattern.match(clause.text) if rule.when(context) else None
        args = rule.fill(Found(match, clause, context)) if match else None
        if args is not None and (name in ("approve", "decline") or not _said_not_to(clause, context)):
            return [Piece(0, name, args, rule.firm)]
    return None


def _said_not_to(clause: Clause, context: Context) -> bool:
    """Whether the message begins with what is not to be done: "don't undo it, …"."""
    return any(unwanted_act(Clause(tuple(part), clause.message), context) for part in clauses(clause.words)[:1])


def _costs(rest: Sequence[Sequence[Word]], text: str, context: Context, reading: Reading) -> list[Span]:
    """What errors cost, read over one sentence or two neighbouring ones, before clauses are cut."""
    pairs = [[*a, *b] for a, b in pairwise(rest)]
    for words in (*rest, *pairs):
        clause = Clause(tuple(words[:LONGEST_CLAUSE]), text)
        for name, rule in staged("sentence"):
            match = rule.pattern.search(clause.text) if name == "set_error_costs" else None
            args = rule.fill(Found(match, clause, context)) if match else None
            if args is not None:
                start, end = args.pop("_span")
                covered = clause.covered(start, end)
                reading.pieces.append(Piece(covered[0].start, name, args))
                return [(covered[0].start, covered[-1].end)]
    return []


def _folding(
    clause: Clause,
    following: Sequence[Sequence[Word]],
    stage: Stage,
    context: Context,
    tagger: Tagger,
    reading: Reading,
) -> bool:
    """Corrections: all facts of the rest of the message become the args of one command."""
    if not clause.words:
        return False
    for name, rule in staged(stage):
        match = rule.pattern.match(clause.text) if name == "correct" else None
        if match is None or not rule.when(context):
            continue
        at = clause.words[0].start
        denied = [(w.start, w.end) for m in _DENIED.finditer(clause.text) for w in clause.covered(*m.span())]
        clause = _closed_up(clause.without(denied)) if denied else clause
        args = folded([clause, *(Clause(tuple(s), clause.message) for s in following)], context, tagger)
        args = ruled_instead(args, [clause.words, *following], clause.message, context)
        if args:
            command = (
                "edit_proposal" if context.proposal and set(args) <= {"ranks", "rank", "seconds", "runs"} else name
            )
            if command == "edit_proposal" and "rank" in args:
                args = {"ranks": [args["rank"]]}
            reading.pieces.append(Piece(at, command, args))
            return True
    return False


def _closed_up(clause: Clause) -> Clause:
    """The clause without what was blanked out and the commas around it."""
    kept: list[Word] = []
    for i, word in enumerate(clause.words):
        beside = {w.text for w in clause.words[max(0, i - 1) : i + 2]}
        if word.text != "_" and not (word.text == "," and "_" in beside):
            kept.append(word)
    return Clause(tuple(kept), clause.message)


def _read_clause(clause: Clause, context: Context, tagger: Tagger, reading: Reading) -> None:
    before = len(reading.pieces)
    if unwanted := unwanted_act(clause, context):
        reading.unwanted = unwanted
        return
    if (
        narrows(clause, context, reading.pieces)
        or rest_goes_on(clause, reading.pieces)
        or protects(clause, reading.pieces)
    ):
        return
    if _same_again(clause, reading) or _its_column(clause, reading):
        return
    if not _IT.search(clause.text) and _closed(clause, context, tagger, reading):
        return
    if _taken_back_to(clause, reading):
        return
    rest = facts(clause, context, tagger, reading.pieces, ("early",))
    _remember(clause, reading)
    rest = _open(rest, context, reading)
    facts(rest, context, tagger, reading.pieces, ("late",))
    if len(reading.pieces) == before and any(w.is_plain or w.entity for w in clause.words if w.text != "_"):
        guessed = guess(clause)
        if guessed is not None:
            reading.pieces.append(Piece(clause.words[0].start, *guessed))
        else:
            reading.leftovers.append(clause)


_IT = re.compile(
    r"^(?:(?:please|so|and|just|then|we|i|you|should|can not|must not|do not|better|therefore|let us|never|use) )*"
    r"(?:drop|remove|exclude|ignore|skip|avoid|forget|discard|forbid|ban|leave|take|throw|put|kick|strike|get rid of|not use|never use|do not use|can not use|must not use|use)(?: (?:(?:this|that) (?:column|field|feature|variable)|it|them|both|those|these|all))+(?: (?:out|off|away|please|too|completely|altogether|then|aside))*$"
    r"|^(?:it|they|both|those|these) (?:must|should|may|can|is|are|has|have)(?: to)? (?:stay out|go|be out|not be used|not allowed|be ignored|be dropped|be excluded|be left out|be removed|forbidden|not be part .*)$"
)
_KEEP = re.compile(r"(?:^|(?<!not )(?<!never ))use (?:it|them|both|those|these|all|this|that)")


def _remember(clause: Clause, reading: Reading) -> None:
    """Keeps what "it" or "both" may stand for in the next clause."""
    for word in clause.words:
        if word.entity is not None and word.entity.kind in ("COL", "FAM"):
            reading.named.append((word.entity.kind, word.entity.values))


_TOO = re.compile(
    r"^(?:(?:and|also|the|plus|so|same for|likewise|,) )*(?P<what>(?:COL|FAM)\d+)(?: (?:too|as well|also|likewise|ditto|the same|same|equally|goes too|same thing|same here|is too|are too|,))+$|^(?:same|ditto|likewise|the same)(?: (?:goes|holds|is true))? (?:for|with|about) (?:the )?(?P<also>(?:COL|FAM)\d+)$"
)
_KEYS_OF = {"COL": COLUMN_RULES, "FAM": ("families_forbidden", "families_allowed")}


def _same_again(clause: Clause, reading: Reading) -> bool:
    """Reads "objid and plate too" as what was said of other columns or families just before."""
    match = _TOO.match(clause.text)
    if match is None:
        return False
    kind = "COL" if clause.values("COL") else "FAM"
    for piece in reversed(reading.pieces):
        key = next((k for k in piece.args if k in _KEYS_OF[kind]), None)
        if piece.name == "constrain" and key:
            reading.pieces.append(Piece(clause.words[0].start, "constrain", {key: clause.values(kind)}))
            return True
    return False


_USE_IT = re.compile(
    r"^(?:(?:and|so|just|please) )*(?:use|take|with|by|on|using|via|the column is|it is|that is|namely) (?:the |column |field )*COL\d+(?: column)?(?: (?:for (?:it|that|this)|there|as the (?:column|time|group)))*$"
)


def _its_column(clause: Clause, reading: Reading) -> bool:
    """Reads "…, use timestamp" as the column of the validation just spoken of."""
    before = reading.pieces[-1] if reading.pieces else None
    if before is None or before.name != "set_validation" or "column" in before.args or not _USE_IT.match(clause.text):
        return False
    if before.args.get("method") not in ("time", "group"):
        return False
    column = clause.values("COL")[0]
    reading.pieces.append(Piece(clause.words[0].start, "set_validation", {**before.args, "column": column}))
    return True


def _taken_back_to(clause: Clause, reading: Reading) -> bool:
    """Reads "… , drop both" as said of the columns or families just named."""
    if not reading.named or not _IT.search(clause.text) or _KEEP.search(clause.text):
        return False
    kind, values = pointed_to(clause.text, reading.named)
    if kind != "COL" and re.search(r"column|field|feature|variable", clause.text):
        return False
    key = "columns_forbidden" if kind == "COL" else "families_forbidden"
    reading.pieces = [
        p for p in reading.pieces if not (p.name == "recommend" and p.args.get("families") == list(values))
    ]
    reading.pieces.append(Piece(clause.words[0].start, "constrain", {key: list(values)}))
    return True


def led(clause: Clause) -> Clause:
    """The clause without polite and joining words before what it is about."""
    bare = clause
    for _ in range(4):
        match = polite.LEAD.match(bare.text + " ") or _LEAD.match(bare.text + " ")
        rest = bare.text[match.end() :].split() if match else []
        if not rest or len(rest) == len(bare.words):
            break
        bare = Clause(polite.imperative(bare.words[len(bare.words) - len(rest) :]), bare.message)
    return bare


def _closed(clause: Clause, context: Context, tagger: Tagger, reading: Reading) -> bool:
    bare = led(clause)
    unasked = Clause(bare.words[:-1], bare.message) if bare.text.endswith(" ?") else bare
    candidates = [c for i, c in enumerate((clause, bare, unasked)) if c.words and c not in (clause, bare)[:i]]
    for name, rule in staged("closed"):
        if not rule.when(context):
            continue
        for candidate in candidates:
            subject = loose(candidate, tagger) if rule.loose else candidate
            match = rule.pattern.match(subject.text)
            args = rule.fill(Found(match, subject, context)) if match else None
            if args is None:
                continue
            if args.pop("_fold", False):
                args = folded([as_now(clause)], context, tagger)
            reading.pieces.append(Piece(clause.words[0].start, name, args, rule.firm))
            return True
    return False


def _open(clause: Clause, context: Context, reading: Reading) -> Clause:
    """Reads the clause's act, if any; returns the clause without what belongs to it."""
    for name, rule in staged("open"):
        if not rule.when(context):
            continue
        found = _found_open(rule, clause, context)
        args = rule.fill(found) if found else None
        if found is None or args is None:
            continue
        covered = found.clause.covered(*found.match.span())
        words = [w for w in covered if w.text != "_"] or list(clause.words)
        spans = [(words[0].start, words[-1].end)] if not rule.takes else []
        head = [(w.start, w.end) for w in covered if w.entity is None]
        taken = [(w.start, w.end) for w in clause.words if w.entity and w.entity.kind in rule.takes]
        reading.pieces.append(Piece(words[0].start, name, args))
        return clause.without([*spans, *head, *taken])
    return clause


def _found_open(rule: Rule, clause: Clause, context: Context) -> Found | None:
    """The rule's act in a clause, with or without its polite beginning, unless it is denied there."""
    for subject in (clause, led(clause)):
        match = rule.pattern.search(subject.text) if subject.words else None
        if match is not None and not _NEGATED.search(subject.text[: match.start()]):
            return Found(match, subject, context)
    return None
