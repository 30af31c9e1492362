"""What was meant instead, and what is supposed: args of any fact, by the words that stand beside what is named."""
# ruff: noqa: E501 - a pattern broken over lines is harder to read than a long one

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

from assistant.understanding.acts.aliases import post_said
from assistant.understanding.context import Context
from assistant.understanding.facts import loose
from assistant.understanding.names.tagging import Tagger
from assistant.understanding.slots.alluded import kind_slot, positive_slot
from assistant.understanding.slots.exports import export_slots
from assistant.understanding.slots.measures import floor_slot, metric_alluded
from assistant.understanding.slots.plans import compare_ranks
from assistant.understanding.slots.sayings import prefer_slots, role_slots
from assistant.understanding.slots.spoken import neat, spoken
from assistant.understanding.slots.stories import cost_slots
from assistant.understanding.slots.things import place_in, prediction_slots
from assistant.understanding.speller_words import speller
from assistant.understanding.supposing import as_now, folded
from assistant.understanding.text.grammar import COLUMN_RULES, Args, Clause
from assistant.understanding.text.words import Word, stands_in

_CUT = re.compile(
    r"[.,;!?:]+(?=\s|$)|\s-+\s|\bbut\b|\binstead of\b|\brather than\b|\b(?:where(?:as)?|when|while|and|although|though)(?= (?:you|it|sextant)\b)|\b(?:when|where)(?= (?:i|we) (?:said|wrote|typed)\b)"
)
_TAKEN_WRONG = re.compile(r"\b(?:i|we) (?:was not|were not|was ?n['’]?t|were ?n['’]?t) (?:saying|talking|speaking|asking|thinking)\b|\b(?:you (?:have |had |'ve )?(?:took|taken|take|gave|given|understood|thought|heard|write|noted|typed|have|got|set|made|used|wrote|read|put|did|assumed|picked|chose|dropped|excluded|removed|kept|forbade|required|protected|left)|i (?:said nothing|mentioned nothing|wrote nothing|wrote|typed|put|did not|didn't|never)|it says|it said|shows)\b")  # fmt: skip
_DENIED = re.compile(
    r"^(?:no |and |so |well |please |sorry |oh |hey |it's |it is |that's |i (?:said|meant|mean) )*(?:not|instead of|rather than|never|n't)\b|\bnot\s*$"
)
_NEVER_SAID = re.compile(
    r"\bi (?:was not|was ?n['’]?t|am not) (?:saying|talking|speaking|asking|thinking|meaning)\b|\bi (?:never|did not|did ?n'?t|have not|have ?n'?t) (?:said|say|meant|mean|asked|ask|wrote|write|mentioned|mention|wanted|want)\b"
)
_RUNS = r"\b(?:runs?|trials?|tries|attempts?|experiments?|fits)\b"
_IDEAS = r"\b(?:suggestions?|recommendations?|ideas|options|variants|alternatives|proposals)\b"
_OUT = r"\b(?:out|drop\w*|without|exclud\w*|remov\w*|forb\w+|ban\w*|leave|left|skip\w*|off the table|off limits|ignor\w*|away|ditch\w*|not used|no longer|gone|missing|taboo|omit\w*|bar|barred|cut|lost|rid|disallow\w*|kick\w*|withh[eo]ld\w*|hid(?:e|den)|inadmissible|tabu|scrap(?:ped)?|struck|strike)\b"
_GOES = r"\b(?:must|should|has to|have to|had to|needs? to|ought to) go\b(?! in)"
_MUST = r"\b(?:insist\w*|must|requir\w*|has to|have to|had to|compulsory|mandatory|needs? to be|always in|stay\w*|keep|kept|included?|force\w*)\b"
_FAIR = r"\b(?:protect\w*|fair\w*|discriminat\w*|equal\w*|alike|bias\w*|sensitive)\b"
_LEAST = r"\b(?:at least|minimum|min|no less|not below|floor|above|over|reach\w*|had to be|exceed|least|or more|or better)\b|>="


_SAID_NO_FAMILY = re.compile(
    r"\b(?:said|told|wrote|meant|wanted|asked)\b(?: (?:you|for|that|clearly|already|explicitly|before|,|i|want|we))* (?:no|not|without|never|not any|avoid|drop)(?: (?:any|use|a|the))* FAM\d"
)
"""A kind of model that was ruled out before: "why the net? I said no neural networks"."""


def correction_slots(clause: Clause, context: Context) -> Args | None:
    """What was meant instead, without what it is set against; None where nothing is named."""
    if all(_NEVER_SAID.search(spoken(p)) for p in _parts(clause)):
        return None  # what was meant stands in another clause
    meant = _meant(clause, context)
    said = _as_denied(named_facts(meant, clause, context) if meant.words else {}, meant, clause)
    if len(said.get("columns_required", ())) == 1 and set(said) == {"columns_required"}:
        against = [clause.values("COL", *m.span()) for m in _NOT_IT.finditer(clause.text)]
        said = {"target": said["columns_required"][0]} if [context.target] in against else said
    if "families_allowed" in said and _SAID_NO_FAMILY.search(clause.text):
        said = {("families_forbidden" if k == "families_allowed" else k): v for k, v in said.items()}
    return said or folded([clause], context, Tagger(context, speller())) or None


_NOT_IT = re.compile(r"(?:^|(?<= ))(?:not|instead_of|no longer)(?: (?:the|our|my))* COL\d+")
"""What is meant instead of what is predicted is to be predicted: "it must be cancelled, not adr"."""
_POINTS = re.compile(r"(?:and |but |so )?(?:it|they|them|that|those|these|this|both)\b")


def ruled_instead(read: Args, parts: Sequence[Sequence[Word]], message: str, context: Context) -> Args:
    """What a correction says of columns, each by the words of its own part: "no, age stays in, it's the ward I want out".

    Args:
        read: what the rules for facts made of it.
        parts: the words of its sentences.
        message: the message.
        context: the moment.
    """
    clause = Clause(tuple(w for part in parts for w in part), message)
    if not set(read) <= {"target", *COLUMN_RULES} or not clause.words or _AIMED.search(spoken(clause)):
        return read
    roles: Args = {}
    named: list[Any] = []
    for part in _parts(clause):
        key = None if _wrong(spoken(part)) else _role_said(spoken(part))
        here = [c for c in _columns_in(part, context) if c != context.target]
        named = here or (named if _POINTS.match(spoken(part)) else [])
        roles |= {key: [*roles.get(key, ()), *named]} if key and named else {}
    if len(roles) > 1:
        return roles
    said = correction_slots(clause, context) or {} if roles and set(read) == {"target"} else {}
    return said if said and set(said) <= set(COLUMN_RULES) else read


def _as_denied(said: Args, meant: Clause, clause: Clause) -> Args:
    """The column that is meant in the role that another is denied: "not hp is forbidden, I meant fuel"."""
    if set(said) != {"target"} or _AIMED.search(spoken(meant)):
        return said
    for part in _parts(clause):
        denied = [c for c in part.values("COL") if c != said["target"]]
        if denied and _wrong(spoken(part)) and (key := _role_said(spoken(part))):
            return {key: [said["target"]]}
    return said


def supposed_slots(clause: Clause, context: Context) -> Args:
    """What is supposed, by the rules for facts, else by what stands beside what is named."""
    read = folded([as_now(clause)], context, Tagger(context, speller()))
    named = named_facts(clause, clause, context)
    bare = set(read) <= {"target", "rank"} and named.keys() & set(COLUMN_RULES)
    return named if bare or not read else read


def _meant(clause: Clause, context: Context) -> Clause:
    """The parts of a correction that say what was meant."""
    parts = list(_parts(clause))
    kept = [p for p in parts if not _wrong(spoken(p))]
    named = [p for p in kept if any(w.entity for w in p.words)] or [p for p in parts if not _DENIED.search(spoken(p))]
    words = tuple(w for p in (kept if named else parts) for w in p.words)
    out = Clause(words, clause.message)
    spans = [
        (w.start, w.end)
        for i, w in enumerate(words)
        if w.entity is not None and re.search(r"(?:^| )(?:not|no|than|never|instead_of)(?: (?:the|a|an|by|for|mean|meant|from))*$", " ".join(v.text for v in words[:i]))
    ]  # fmt: skip
    rest = out.without(spans)
    return rest if any(w.entity for w in rest.words) or not any(w.entity for w in out.words) else out


def _wrong(text: str) -> bool:
    if re.match(r"(?:when|where) (?:i|we) (?:said|wrote|typed)\b", text):
        return True
    if re.search(r"\b(?:i said(?! nothing)|i meant|i asked|i want\w*|what i)\b", text) and not _DENIED.search(text):
        return False
    return bool(_TAKEN_WRONG.search(text) or _DENIED.search(text))


def _parts(clause: Clause) -> Iterator[Clause]:
    """The clause cut at punctuation and at "but"."""
    start = clause.words[0].start
    text = clause.message[start : clause.words[-1].end].lower()
    cuts = [start + m.start() for m in _CUT.finditer(text)]
    edges = [start, *cuts, clause.words[-1].end + 1]
    for low, high in pairwise(edges):
        words = tuple(w for w in clause.words if low <= w.start < high and re.search(r"\w", w.text))
        while words and words[0].text in ("but", ","):
            words = words[1:]
        if words:
            yield Clause(words, clause.message)


def named_facts(clause: Clause, whole: Clause, context: Context) -> Args:
    """The args of all that is named in a clause, each by what is said beside it.

    Args:
        clause: the part that says what holds.
        whole: the sentence it is of, for nouns that are said only once.
        context: the moment it was said in.
    """
    for reader in (_thing, _cost, _floor):
        args = reader(clause, whole, context)
        if args:
            return args
    out: Args = {}
    for reader in (_split, _manner, _readable, _metric, _families, _positive, _sized, _counted, _columns):
        out |= reader(clause, whole, context) or {}
        if out:
            break
    return out


def _thing(clause: Clause, whole: Clause, context: Context) -> Args | None:
    place = place_in(clause, context)
    if place:
        return {"source": place}
    if re.search(r"\b(?:row|record|case|customer|patient|line|id|passenger|applicant)\s+(?:number |no\.? |#)?[\w-]*\d", spoken(clause)):  # fmt: skip
        return prediction_slots(clause, context) or None
    return None


def _cost(clause: Clause, whole: Clause, context: Context) -> Args | None:
    if not re.search(r"\bmiss\w*\b|\bfalse\b|\balarms?\b|\bcosts?\b", spoken(whole)):
        return None
    args = cost_slots(whole, context)
    return args if args and len(args) == 2 and re.search(r"\d|\b(?:one|two|ten|twice|times)\b", spoken(whole)) else None


def _split(clause: Clause, whole: Clause, context: Context) -> Args | None:
    """How to validate, where a column is said to order or group the rows."""
    text, columns = spoken(clause), clause.values("COL")
    if not columns or not re.search(r"\b(?:split\w*|validat\w*|fold\w*|test\w*|group\w*|order\w*|in time)\b", text):
        return None
    timed = re.search(r"\b(?:time|order\w*|past|later|date)\b", text) or re.search(
        r"date|time|_at$|_on$|^ts$", columns[0].lower()
    )
    return {"method": "time" if timed else "group", "column": columns[0]}


def _manner(clause: Clause, whole: Clause, context: Context) -> Args | None:
    """A strategy, a kind of task, a format, a role, a model or a wish, where nothing with a figure or a column is said."""
    text = spoken(clause)
    if any(w.entity is not None and w.entity.kind in ("NUM", "DUR", "PCT", "MEM", "MET") for w in clause.words):
        return None
    strategies = clause.values("STRAT")
    if strategies:
        return {"strategy": strategies[0]}
    models = [m for m in context.models if stands_in(m, text)]
    if models and not clause.values("COL"):
        return {"model": models[0]}
    if any(w.entity is not None for w in clause.words):
        return None
    kind = kind_slot(clause, context)
    if kind:
        return kind
    if re.search(r"\b(?:analyst|data scientist|domain expert|i am an?|i'm an?)\b", text):
        return role_slots(clause, context)
    if post := post_said(text):
        return {"alias": post}
    formats = export_slots(clause, context)
    if "format" in formats:
        return {"format": formats["format"]}
    return (
        prefer_slots(clause, context)
        if re.search(r"\b(?:fast\w*|simpl\w*|cheap\w*|accura\w*|robust|interpretable|divers\w*|readable)\b", text)
        else None
    )


def _readable(clause: Clause, whole: Clause, context: Context) -> Args | None:
    text = spoken(clause)
    if not re.search(
        r"\b(?:explainab\w*|interpretab\w*|transparen\w*|understandable|black.?box\w*|glass.?box)\b", text
    ):
        return None
    opaque = bool(re.search(r"\bblack.?box", text)) != bool(
        re.search(r"\b(?:not|no|never|without)\b|n't\b|\bdrop", text)
    )
    return {"interpretable": not opaque}


def _floor(clause: Clause, whole: Clause, context: Context) -> Args | None:
    if clause.values("MET") and (clause.values("PCT") or clause.values("NUM")) and re.search(_LEAST + r"|\bGE\b", clause.text + " " + spoken(clause)):  # fmt: skip
        return floor_slot(clause, context)
    return None


def _metric(clause: Clause, whole: Clause, context: Context) -> Args | None:
    names = clause.values("MET")
    return {"metric": names[-1]} if names else None


_NOT_LET = (
    r"(?:\bnot|n['’]t|\bnever|\bno longer)(?: (?:be|been|being|even|really))* "
    r"(?:permitted|allowed|used|available|possible|wanted|admitted|an option|there)\b|\bcould not\W*$"
)
"""Words that let no kind of model take part: "if boosting was not permitted"."""


def _families(clause: Clause, whole: Clause, context: Context) -> Args | None:
    families = clause.values("FAM")
    if not families:
        return None
    said = spoken(clause)
    kept = re.search(r"\b(?:only|keep|allow\w*|nothing but)\b", said)
    out = re.search(_NOT_LET, said) or (re.search(_OUT, said) and not kept)
    return {"families_forbidden" if out else "families_allowed": families}


def _positive(clause: Clause, whole: Clause, context: Context) -> Args | None:
    return positive_slot(clause, context) if re.search(r"\bpositive\b", spoken(whole)) else None


def _sized(clause: Clause, whole: Clause, context: Context) -> Args | None:
    """Durations and memory."""
    text, durations, memory = spoken(whole), clause.values("DUR"), clause.values("MEM")
    if memory:
        return {"max_memory_mb": memory[0]}
    if not durations:
        return None
    if re.search(r"\b(?:per|each|every|an?|one) (?:answer|prediction|row|request|response|query|call)\b|\blatenc\w*|\brespon\w*|\banswer (?:must|should|has|had)", text) or durations[0] < 1:  # fmt: skip
        return {"max_latency_ms": neat(durations[0] * 1000)}
    single = re.search(r"\b(?:per|each|every|a single|any|no|one) (?:run|fit|training|model|trial|experiment)\b", text)
    return {"max_run_s" if single else "seconds": durations[0]}


def _counted(clause: Clause, whole: Clause, context: Context) -> Args | None:
    """Shares and numbers, by the noun they count."""
    text, numbers, percents = spoken(whole), clause.values("NUM"), clause.values("PCT")
    share = percents[0] / 100 if percents else next((n for n in numbers if 0 < n < 1), None)
    if share is not None and re.search(r"\b(?:held|hold|holdout|test\w*|aside|back|reserve\w*|withh\w+)\b", text):
        return {"holdout_fraction": round(share, 6)}
    if not numbers and not clause.values("RANK"):
        return None
    if not numbers:
        ranks = compare_ranks(clause, context)
        return {"ranks": ranks} if len(ranks) > 1 else {"rank": ranks[0]} if ranks else None
    for noun, key in ((r"\bfold(?:s|ed)?\b", "folds"), (_IDEAS, "n"), (_RUNS, "runs"), (r"\bstars?\b", "rating")):
        if re.search(noun, spoken(clause)) or re.search(noun, text):
            return {key: int(numbers[0])}
    return None


def _columns(clause: Clause, whole: Clause, context: Context) -> Args | None:
    columns = _columns_in(clause, context)
    if not columns:
        metric = metric_alluded(spoken(clause)) if re.search(r"\b(?:measure\w*|judge\w*|metric|score)\b", spoken(clause)) else None  # fmt: skip
        return {"metric": metric} if metric else None
    key = _role_said(spoken(clause))
    return {key: columns} if key else {"target": columns[-1]}


def _columns_in(clause: Clause, context: Context) -> list[Any]:
    """The columns that a clause names, else those it names by a part."""
    return clause.values("COL") or loose(clause, Tagger(context, speller())).values("COL")


def _role_said(text: str) -> str | None:
    """What columns are to be by the words beside them; None where they are what is predicted, or nothing is said."""
    roles = (
        (_FAIR, "protected_columns"),
        (_GOES, "columns_forbidden"),
        (_MUST, "columns_required"),
        (_OUT, "columns_forbidden"),
    )
    return None if _AIMED.search(text) else next((key for said, key in roles if re.search(said, text)), None)


_AIMED = re.compile(r"\btarget\b|\bpredict\w*")
