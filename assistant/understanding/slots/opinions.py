"""What an expert says of a column or a family with the reason beside it: "absences tell you most, they creep up early".

Such a sentence asks for nothing, so no verb gives it away: it has a subject, a verdict and a reason. All three must be
there, in a sentence of its own or before a request ("svm was a letdown since it choked on holidays, so ban it"). Two kinds
need no reason: how much a column should weigh ("age should matter more"), and what is thought of the part that speaks of
a column ("the rain part is spot on").
"""
# ruff: noqa: E501 - a pattern or a list of words broken over lines is harder to read than a long one

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from assistant.understanding.context import Context
from assistant.understanding.facts import loose, tagged
from assistant.understanding.merging import WEAK, Piece
from assistant.understanding.text.clauses import sentences
from assistant.understanding.text.grammar import COLUMN_RULES, Args, Clause
from assistant.understanding.text.message_parts import asks
from assistant.understanding.text.polite import IMPERATIVES
from assistant.understanding.text.words import Entity

_OPENING = r"(?:(?:the|a|an|our|your|my|that|this|these|those|all|in|on|at|for|and|but|well|so|also|here|honestly|frankly|us|me|experience|opinion|view|farm|shop|ward|firm|company|practice|team|lab|plant|field|line|trade|to|with|from|by|experience|,|as|every|each|single|plain|simple|old|good|classic|measured|raw) )*"
_SUBJECT = r"(?P<subject>(?:COL|FAM)\d+)"
_AFTERWARDS = r"(?: (?:readings?|columns?|values?|fields?|counts?|numbers?|levels?|models?|ones?|measurements?|variables?|features?|signals?|on (?!the contrary)[^\s]+(?: data)?|we (?!must|need|should|want|have to)[^\s]+(?: [^\s]+){0,4}?|always|never|really|simply|just|clearly|still|alone|however|though|on the contrary|on the other hand|in contrast|by contrast))*"
_LINK = r"(?:is|are|was|were|has been|have been|had been|did|does|do|can not|can|could not|tells?|told|says?|said|works?|worked|performs?|performed|proved|turned out|turns out|matters?|mattered|counts?|surprised|surprises|gives?|gave|helps?|helped|fails?|failed|overfits?|overfitted|never|brings?|brought|makes?|made|predicts?|decides?|drives?|explains?|gets?|got)"
_SAID_FIRST = re.compile(rf"^{_OPENING}{_SUBJECT}{_AFTERWARDS} (?P<verdict>{_LINK}\b.*)$")
_SAID_LAST = re.compile(
    rf"^(?:and |but |well |so |as (?:an? |the )?[a-z]+ )*(?:i|we)(?: (?:would|do|did|can|could|will|really|personally|always|never|not|only|have|be|am|are|learned|come|to|most|put|my|our|full|little|great|no|much|a|weakness|soft|spot|think|highly|the|world))*? (?P<verdict>(?:trust|distrust|believe in|swear by|rely on|look at|watch|love|like|hate|dislike|doubt|faith in|confidence in|fond of|wary of|fan of|think much of|think highly of|care for|weakness for|spot for|praise for)(?: (?:in|of|on|the|our|a|an|those|these|that|this))*) {_SUBJECT}(?P<tail>.*)$"
    rf"|^(?:and |but |well )*for (?:the |our )?(?P<praised>(?:COL|FAM)\d+) (?:i|we) have (?P<words>(?:only|nothing but|little|no) praise)(?P<rest>.*)$"
)
_FACT_FIRST = re.compile(
    rf"^{_OPENING}{_SUBJECT}{_AFTERWARDS} (?:is|are|was|were|gets?|has|have) (?P<why>(?!not |no |known |available )(?:[^\s,?]+ ){{2,14}}?(?:, )?(?:and|so)(?: (?:so|thus|therefore|hence|then|mostly|largely|often|usually|is|are|was|were|it|they|just|simply|pure|complete|half|totally|completely|really|very|quite|always|all))* (?P<verdict>nonsense|rubbish|garbage|noise|noisy|junk|useless|worthless|unreliable|misleading|wrong|guesswork|meaningless|reliable|solid|trustworthy|accurate|dependable|precise))(?: (?:for us|to us|here|then|too))*$"
)
"""A fact of a column and what follows from it: "the weather is typed in by hand and mostly nonsense"."""
_DISBELIEVED = re.compile(
    rf"^(?:and |but |well |so |hmm |, )*(?:(?:i|we) (?:really |simply |just |still |honestly )*(?:(?:do|can|could|would) not|hardly|never) (?:really |quite )?(?:believe|buy|think|accept|see how|understand how|imagine)|(?:i|we) doubt|it (?:can|could) not be(?: true| right)?|it is (?:odd|strange|wrong|implausible|impossible|surprising|nonsense)|it (?:surprises|puzzles|worries) (?:me|us))(?: that| how)? {_SUBJECT} (?:matters?|counts?|plays?|has|have|is|are|does|do|did|would|should|weighs?|drives?|explains?|comes?|ranks?)(?!\S).*$"
)
"""What a model says of a column, and is not believed."""
_MUCH = r"(?:(?:much|far|a lot|a bit|a little|even|way|still|rather|quite|so|that|as|very|really) )*"
_MORE = rf"{_MUCH}(?P<more>more|stronger|heavier|higher|bigger|larger|greater|most|a lot|much)"
_LESS = rf"{_MUCH}(?P<less>less|weaker|lower|smaller|lighter|least|so much|that much|as much|so strongly|so heavily)"
_THAN = (
    r"(?: (?:than|then|in|for|to|here|for us|in the model|in it|by far|again|please|really|though|,)(?: [^\s]+){0,6})?$"
)
_OUGHT = r"(?:should|ought to|has to|have to|must|needs to|need to|shall|would have to)"
_BEARS = r"(?:matter|count|weigh|play|influence|decide|drive|have|carry|get|be given|be)"
_WEIGHED = (
    re.compile(rf"^{_OPENING}(?:(?:i|we) (?:would )?(?:think|feel|believe|say|find|expect|want|guess)(?: that)? )?(?:the )?{_SUBJECT}{_AFTERWARDS} {_OUGHT}(?P<not> not)? {_BEARS}(?: (?:in|for|a|an|as|up|for))* (?:{_LESS}|{_MORE})(?: (?:role|part|weight|influence|say|impact|important|relevant|decisive|of a role|of an influence))?{_THAN}"),
    re.compile(rf"^{_OPENING}(?:give|put|lay|place|attach) (?:{_LESS}|{_MORE}) (?:weight|importance|emphasis|influence|value|stress|attention)(?: (?:to|on|upon)) (?:the )?{_SUBJECT}{_THAN}"),
    re.compile(rf"^{_OPENING}(?:(?:it|the model|you|that model|models?) )?(?:{_OUGHT} )?(?:look|rely|depend|lean|rest|focus)(?: (?:{_LESS}|{_MORE})) (?:at|on|upon) (?:the )?{_SUBJECT}{_THAN}"),
    re.compile(rf"^{_OPENING}{_SUBJECT}{_AFTERWARDS} (?P<be>is|are|matters?|counts?|weighs?|tells?|says?)(?P<not> not)? (?:(?:{_LESS}|{_MORE})(?: (?P<kind>important|relevant|decisive|telling|informative))? than|GE)(?: [^\s]+){{1,6}}$"),
)  # fmt: skip
"""How much a column should weigh, or weighs for who knows the field."""
_PART = r"(?:part|bit|thing|piece|finding|effect|side|story|curve|bars?|aspect|point|stuff|result|influence|role|importance)"
_OF_PART = (
    re.compile(rf"^{_OPENING}{_SUBJECT} {_PART} (?P<verdict>(?:is|are|was|were|looks?|seems?|sounds?|feels?|makes?|fits?)\b.*)$"),
    re.compile(rf"^{_OPENING}{_PART} (?:about|with|on|of|for|concerning) (?:the )?{_SUBJECT} (?P<verdict>(?:is|are|was|were|looks?|seems?|sounds?|feels?|makes?|fits?)\b.*)$"),
    re.compile(rf"^{_OPENING}what (?:it|you|the model|they|this)(?: model)? (?:says?|said|tells?|found|finds?|shows?|thinks?|makes?)(?: (?:us|me))? (?:about|of|on|for|with) (?:the )?{_SUBJECT} (?P<verdict>(?:is|are|was|were|looks?|seems?|sounds?|feels?|makes?|fits?)\b.*)$"),
)  # fmt: skip
"""What is thought of the part of an answer that speaks of a column."""
_FELT = (
    ("negative", re.compile(r"(?<!\S)(?:(?:not|never|hardly)(?: (?:quite|at all|really|what we|that|so|very|a))* (?:right|true|correct|good|plausible|convincing|helpful|useful|accurate|see|likely|believable|great)|nonsense|wrong|odd|strange|weird|false|rubbish|silly|absurd|stupid|misleading|unlikely|implausible|suspicious|garbage|untrue|no sense|ridiculous|doubtful)(?!\S)")),
    ("positive", re.compile(r"(?<!\S)(?:spot_on|spot on|right|true|correct|good|great|perfect|convincing|exactly|plausible|sense|accurate|helpful|useful|excellent|sound|nice|bang on|on point)(?!\S)")),
)  # fmt: skip
_SENSELESS = re.compile(rf"^{_OPENING}{_SUBJECT}{_AFTERWARDS} (?:is|are|was|makes?|made|sounds?|looks?|seems?)(?: (?:just|simply|pure|plain|complete|complete and utter|total|absolute|utter|really|such|a bit of))* (?:nonsense|rubbish|no sense|bullshit|baloney|silly|absurd|ridiculous|implausible|strange|odd|weird|suspicious)(?: (?:here|there|to me|to us|for us|in it|in there|at all|though|too|as well|,|there|really|honestly))*$")  # fmt: skip
"""A column that is called senseless, and no word more: an opinion of it, as in answers, and no rule."""
_KNOWN_OF = re.compile(r"(?<!\S)(?:known|available|measured|recorded|missing|filled|there|taken|typed|entered|at|before|after|until|in the (?:data|table|file|model)|column|must|used?)(?!\S)")  # fmt: skip
"""What tells facts of a column, and no judgement."""
_GOOD = re.compile(
    r"(?<!\S)(?:(?:best|strongest|clearest|good|great|excellent|nice|brilliant|gold|golden|spot_on|spot on|perfect|reliable|solid|steady|stable|robust|useful|valuable|helpful|crucial|decisive|telling|informative|important|key|essential|fine|superb|fantastic|wonderful|clever|right|strong|sound|honest|trustworthy|accurate|dependable|king|winner|praise|well|nicely|trusted|weakness for|spot for|praise for|think highly of|splendidly|wonders|positively|everything|wins?)|(?:tells?|told|says?|counts?|matters?|helps?|explains?|gives?)(?: [a-z]+){0,2} (?:most|the most|a lot|much|everything|first)|(?:the )?(?:hint|sign|clue|thing to (?:watch|look at)|(?:first|one) thing)|(?:first|most) (?:sign|hint|thing)|what i want(?: to)? trust|what i (?:trust|look at|watch|go by)|trust|believe in|swear by|rely on|love|like|fond of|faith in|confidence in|fan of|watch|look at)(?!\S)"
)
_BAD = re.compile(
    r"(?<!\S)(?:useless|worthless|bad|badly|poor|poorly|terrible|awful|letdown|let down|disappointment|disappointing|disappointed|no use|no good|no help|not much use|miles off|way off|rubbish|rotten|misleading|garbage|junk|trash|unreliable|noise|noisy|nonsense|guesswork|joke|nothing|hopeless|a mess|weak|wrong|horrible|dreadful|lousy|fails?|failed|overfits?|overfitted|unusable|pointless|meaningless|suspicious|a disaster|catastrophe|a failure|a flop|flopped|unstable|shaky|never|distrust|hate|dislike|doubt|wary of|think much of|care for|little)(?!\S)"
)
_TURNED = re.compile(r"(?<!\S)(?:not|never|no|can not|could not|hardly|little|neither|nor)(?: [^\s]+){0,3}$")
_BECAUSE = re.compile(
    r"(?:, ?)?(?<!\S)(?:because(?: of)?|since|cause|cos|cuz|bc|(?<!soon )(?<!long )(?<!well )(?<!much )(?<!far )as(?= (?!as |much |well |soon |long |far |a |an |for |we decided)[^\s]+(?: [^\s]+){1,})|for(?= (?:it|they|there|nobody|we|you|he|she) )|given that|seeing that|due to|thanks to) "
)
_APART = re.compile(r" (?:,|:|;|-|–|—|\.) ")
_MODAL = re.compile(
    r"(?<!\S)(?:must|should|shall|has to|have to|needs? to|may not|want|GE|LE|please|drop|exclude|avoid|forbid|forbidden|ban|keep|leave|only|allowed|protected|fair|instead_of|in all|total|MET\d+|MEM\d+|\?)(?!\S)"
)
_ENDS = re.compile(r" ?(?:,|;|:|-) (?:so|and|but|therefore|hence|thus|then|also|please|i mean)\b|;|(?<= )so (?=please|let|do|drop|ban|use|give)")  # fmt: skip
_NO_REASON = re.compile(r"^(?:\d|so|and|but|then|therefore|hence|it (?:stays|goes|can go|can stay)|.*\b(?:neither|either|too|as well)$)", re.IGNORECASE)  # fmt: skip
_FEWEST = 2
"""Words that a reason has at least."""
_LONGEST = 3000
"""Characters of a message in which opinions are looked for."""
_MOST = 10
"""Words of a verdict before a reason that only a comma sets off."""


def opinions(text: str, pieces: Sequence[Piece], context: Context) -> list[Piece]:
    """The pieces with what is said for or against columns and families, each with its reason.

    Args:
        text: the message.
        pieces: what was read, with where it stands.
        context: the moment.
    """
    out = list(pieces)
    if len(text) > _LONGEST:
        return out
    for start, end, args in _found(text, context):
        about, sentence = args["about"], range(start, end)
        if args.pop(_WHOLE, False):  # every word of the sentence is of it, so nothing is ruled out there
            out = [p for p in out if not (p.at in sentence and (_ruled_alone(p, about) or p.name == "set_budget"))]
        if _claimed(about, out, context):
            continue
        near = [i for i, p in enumerate(out) if p.name == "feedback" and _same_subject(p.args, args, p.at in sentence)]
        if near:
            before = out[near[0]]
            told = text.find(str(before.args.get("reason", "\0"))) == start  # no more than how the sentence begins
            out[near[0]] = replace(before, args={**before.args, **args} if told else {**args, **before.args})
            continue
        out = [p for p in out if not _mistaken(p, about, sentence)]
        out.append(Piece(start, "feedback", args))
    return out


def _found(text: str, context: Context) -> Iterator[tuple[int, int, Args]]:
    """Verdicts with subject and reason: where each begins and ends in the message, and its slots."""
    words, tagger = tagged(text, context)
    for words_in in sentences(words, text):
        clause = _with_times(loose(Clause(tuple(words_in), text), tagger), context)
        if not clause.words or clause.text.endswith("?"):
            continue
        args = _read(clause)
        if args is not None:
            yield clause.words[0].start, clause.words[-1].end, args


def _with_times(clause: Clause, context: Context) -> Clause:
    """The clause where "a day" that matters is the column called so and no time to be spent."""
    columns = {c.casefold(): c for c in context.columns}
    words = list(clause.words)
    for i, word in enumerate(words[:-1]):
        if word.entity is None or word.entity.kind != "DUR":
            continue
        said = clause.message[word.start : word.end].split()
        column = columns.get(said[-1].casefold()) if len(said) == 2 and said[0].isalpha() else None
        if column is not None and _BEARING.match(words[i + 1].text):
            words[i] = replace(word, text="COL99", entity=Entity("COL", (column,)))
    return replace(clause, words=tuple(words))


_BEARING = re.compile(r"(?:matters?|counts?|weighs?|tells?|is|should|ought|must)$")
_WHOLE = "_whole"
"""Marks an opinion that its sentence consists of."""


def _ruled_alone(piece: Piece, about: str) -> bool:
    """Whether a piece does nothing but rule on one column, or take it for the goal."""
    values = [v for k, v in piece.args.items() if k != WEAK]
    return piece.name in ("constrain", "set_goal") and (values in ([[about]], [about]))


def _weighed(clause: Clause) -> Args | None:
    """How much a column should weigh, or what is thought of the part on it; None where a sentence says neither."""
    for pattern in (*_WEIGHED, *_OF_PART, _SENSELESS):
        match = pattern.match(clause.text)
        entity = clause.covered(*match.span("subject"))[0].entity if match else None
        if match is None or entity is None or entity.kind != "COL" or len(entity.values) != 1:
            continue
        about, told = str(entity.values[0]), match.groupdict()
        if pattern is _SENSELESS:
            return {"about": about, "sentiment": "negative", "reason": clause.whole.strip(" .!,;:"), _WHOLE: True}
        if told.get("be") in ("is", "are") and not told.get("kind"):
            continue  # "age is more than 60"
        if pattern in _OF_PART:
            verdict = match.group("verdict")
            felt = None if _KNOWN_OF.search(verdict) else next((f for f, words in _FELT if words.search(verdict)), None)
            return {"about": about, "sentiment": felt, _WHOLE: True} if felt else None
        more = not (told.get("less") or told.get("not"))
        reason = clause.whole.strip(" .!,;:")
        return {"about": about, "sentiment": "positive" if more else "negative", "reason": reason, _WHOLE: True}
    return None


def _read(clause: Clause) -> Args | None:
    weighed = _weighed(clause)
    if weighed is not None:
        return weighed
    doubted = _DISBELIEVED.match(clause.text)
    entity = clause.covered(*doubted.span("subject"))[0].entity if doubted else None
    if doubted and entity is not None and len(entity.values) == 1:
        return {
            "about": str(entity.values[0]), "sentiment": "negative",
            "reason": clause.raw(doubted.start("subject"), len(clause.text)).strip(" .!,;:"),
        }  # fmt: skip
    fact = _FACT_FIRST.match(clause.text)
    entity = clause.covered(*fact.span("subject"))[0].entity if fact else None
    if fact and entity is not None and len(entity.values) == 1 and (felt := _sentiment(fact["verdict"], "")):
        return {"about": str(entity.values[0]), "sentiment": felt, "reason": clause.raw(*fact.span("why"))}
    first = _SAID_FIRST.match(clause.text)
    last = None if first else _SAID_LAST.match(clause.text)
    match = first or last
    if match is None:
        return None
    praised = last is not None and bool(last.group("praised"))
    subject, words, tail = ("praised", "words", "rest") if praised else ("subject", "verdict", "tail")
    why = _reason(clause, match.start("verdict" if first else tail))
    if why is None:
        return None
    start, reason, marked = why
    verdict = clause.text[match.start("verdict") : start] if first else match.group(words)
    felt = _sentiment(verdict, "" if first else clause.text[: match.start(words)].rstrip())
    entity = clause.covered(*match.span(subject))[0].entity
    if felt is None or entity is None or len(entity.values) != 1:
        return None
    if _MODAL.search(verdict) or (not marked and len(verdict.split()) > _MOST):
        return None
    return {"about": str(entity.values[0]), "sentiment": felt, "reason": reason}


def _sentiment(verdict: str, before: str) -> str | None:
    """Praise or blame in a verdict; None where it is neither."""
    bad = _BAD.search(verdict)
    good = None if bad else _GOOD.search(verdict)
    if bad:
        return "negative"
    if good is None:
        return None
    return "negative" if _TURNED.search(f"{before} {verdict[: good.start()]}".strip()) else "positive"


def _reason(clause: Clause, start: int) -> tuple[int, str, bool] | None:
    """Where the reason is set off, its own words, and whether a "because" marks it."""
    text = clause.text
    marked = _BECAUSE.search(text, start)
    apart = None if marked else _APART.search(text, start)
    cut = marked or apart
    if cut is None:
        return None
    ends = _ENDS.search(text, cut.end())
    stop = ends.start() if ends else len(text)
    raw = clause.raw(cut.end(), stop).strip(" .!,;:")
    if len(raw.split()) < _FEWEST or asks(raw):
        return None
    if apart and (
        raw.split()[0].lower() in IMPERATIVES or _NO_REASON.match(raw) or _MODAL.search(text[cut.end() : stop])
    ):
        return None
    return cut.start(), raw, marked is not None


def _claimed(about: str, pieces: Sequence[Piece], context: Context) -> bool:
    """Whether the subject is something else to the message: the goal, or a column that is ruled in or out."""
    ruled = any(about in p.args.get(k, ()) for p in pieces for k in COLUMN_RULES)
    goal = any(p.name == "set_goal" and p.args.get("target") == about for p in pieces)
    return ruled or about == context.target or (goal and not context.target)


def _same_subject(before: Args, args: Args, near: bool) -> bool:
    """Whether feedback that was found is this one, with less in it."""
    if "rank" in before or "rating" in before:
        return False
    told = str(before.get("about", args["about"])).replace("_", " ").lower()
    return told == str(args["about"]).replace("_", " ").lower() if "about" in before else near


def _mistaken(piece: Piece, about: str, sentence: range) -> bool:
    """Whether a piece takes the subject of a verdict for what is to be predicted or watched."""
    if piece.name == "set_goal" and set(piece.args) - {"_weak"} == {"target"}:
        return bool(piece.args["target"] == about)
    return piece.name in ("watch", "explain_model", "out_of_scope") and piece.at in sentence
