"""Suppositions and corrections: all that is said in them becomes the args of one command."""
# ruff: noqa: E501 - a pattern or a list of words broken over lines is harder to read than a long one

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from assistant.cards import Command
from assistant.understanding.context import Context
from assistant.understanding.facts import cut, facts, tagged
from assistant.understanding.merging import FACTS, Piece, merged
from assistant.understanding.names.tagging import Tagger
from assistant.understanding.text.clauses import canonical, clauses
from assistant.understanding.text.grammar import COLUMN_RULES, Args, Clause, first_of

_NOW = {
    "dropped": "drop", "ruled": "rule", "threw": "throw", "barred": "forbid", "ditched": "drop", "kicked": "kick", "got rid": "get rid", "stopped": "stop", "forgot": "forget", "added": "add", "included": "include", "raised": "raise", "lowered": "lower", "doubled": "double", "halved": "halve", "cut": "cut", "set": "set", "measured": "measure", "doing": "do", "removed": "remove", "excluded": "exclude", "ignored": "ignore", "used": "use", "allowed": "allow", "gave": "give", "had": "have", "ran": "run",
    "tried": "try", "optimised": "optimise", "optimized": "optimize", "maximised": "maximise", "maximized": "maximize", "minimised": "minimise", "minimized": "minimize", "switched": "switch",
    "changed": "change", "took": "take", "predicted": "predict", "forbade": "forbid", "limited": "limit", "restricted": "restrict", "kept": "keep", "required": "require", "insisted": "insist", "left": "leave", "went": "go",
    "cared": "care", "focused": "focus", "banned": "ban", "skipped": "skip", "spent": "spend", "looked": "look", "wanted": "want", "needed": "need", "chose": "choose", "stuck": "stick", "dropping": "drop", "allowing": "allow", "using": "use", "excluding": "exclude", "leaving": "drop", "permitted": "permit", "discarded": "discard", "avoided": "avoid", "omitted": "omit",
}  # fmt: skip

_ABSENT = re.compile(
    r"(?<!\S)(?:COL\d+ (?:(?:and|or|,|the|COL\d+|columns?|fields?|features?|data|readings?|values?|figures?|names?|details?|'|s|both|all|is|are|was|were|be|been|being|go|goes|went|fall|falls|fell|drop|drops|come|comes|came|stay|stays|stayed|had|have|has|to|would|simply|just|suddenly|completely|no longer|not(?= (?:there|known|measured|recorded|available|usable|allowed|in|around|present|given|collected|used|counted|here|to hand|at hand|an? |any |among|part|one of|features?|inputs?|columns?|variables?|predictors?))) )*"
    r"(?:missing|gone|absent|forbidden|banned|barred|taboo|withheld|hidden|unavailable|unusable|unknown|unmeasured|out|away|lost|off (?:the table|limits|the list|the menu)|(?:taken|left|thrown|kicked|cut) (?:out|away|off)|dropped|excluded|removed|ignored|(?:ban|bar|forbid|drop|exclude|remove|ignore|omit|discard)(?= (?:,|and)|$)"
    r"|(?<=not )(?:there|known|measured|recorded|available|usable|allowed|in|around|present|given|collected|used|counted|here|to hand|at hand|(?:an? |any |among (?:the |our )?|part of (?:the |our )?|one of (?:the |our )?)?(?:features?|inputs?|columns?|variables?|predictors?|data|table|file)))(?!\S)"
    r"|(?:giv(?:e|es|ing|en)|gave) up (?:on )?(?:the |our )?(?:COL\d+(?: and | or | , |(?!\S)))+|(?:nobody|no one|none of us) (?:could|can|would|will|had|has|ever|measures?|measured|knows?|knew|records?|recorded)(?: (?:measure|know|record|see|get|have|count|tell))* (?:the |our |any )?(?:COL\d+(?: and | or | , |(?!\S)))+"
    r"|(?:not|never|no longer|without) (?:(?:ever|even) )?(?:count|counting|have|having|had|know|knowing|measure|measuring|record|recording|own|get|getting|see|seeing|trust|include|collect|collecting|allow|allowed|permit|permitted|given|granted) (?:the |our |any )?(?:COL\d+(?: and | or | , |(?!\S)))+)"
)
"""How a supposition says that columns are not there: "what if the hours were missing", "if we didn't have age"."""


def folded(parts: Iterable[Clause], context: Context, tagger: Tagger) -> Args:
    """The args of all facts in some clauses as one; where there are none, those of what is merely named."""
    pieces: list[Piece] = []
    spare: Args = {}
    for part in parts:
        for words in clauses(part.words):
            for piece in cut(words):
                clause = Clause(tuple(piece), part.message)
                rest = facts(clause, context, tagger, pieces, ("early", "late"))
                spare |= _bare(rest)
    out: Args = {}
    for command in merged([p for p in pieces if p.name in FACTS]):
        out |= command.args
    if out and "interpretable" in spare:
        out.setdefault("interpretable", spare["interpretable"])
    gone = spare.get("columns_forbidden")
    if gone and out and not out.keys() & {*COLUMN_RULES, "target"}:
        out["columns_forbidden"] = gone
    return out or spare


_JUST_ASKING = re.compile(
    r"\b(?:just|only|merely|simply|purely) (?:asking|wondering|curious|a (?:question|thought)|theoretical\w*|hypothetical\w*|out of curiosity)\b"
    r"|\b(?:do not|don['’]?t) (?:change|touch|set|alter) (?:anything|a thing)\b|\bchange nothing\b|\bnothing (?:is to|should|must|shall|need) be changed\b",
    re.IGNORECASE,
)
_COULD = re.compile(r"\b(?:could|can|would|might|is it possible|what about|how about)\b|\?", re.IGNORECASE)


def only_asked(text: str, commands: Sequence[Command], context: Context) -> tuple[Command, ...]:
    """Facts as a supposition, where the message says that it only asks: "could we do it by MAE? just asking".

    Args:
        text: the message.
        commands: what was read in it.
        context: the moment.
    """
    if _ASKS_WHICH.match(text):
        commands = _without_asked_bound(text, commands)
    if not commands or any(c.name not in FACTS for c in commands) or not _JUST_ASKING.search(text) or not _COULD.search(text):  # fmt: skip
        return tuple(commands)
    args = {k: v for c in commands for k, v in c.args.items()}
    times = [w.entity.values[0] for w in tagged(text, context)[0] if w.entity is not None and w.entity.kind == "DUR"]
    if len(times) == 1 and not args.keys() & {"seconds", "max_run_s", "max_latency_ms"}:
        args["seconds"] = times[0]
    return (Command(name="what_if", args=args),)


_ASKS_WHICH = re.compile(
    r"\W*(?:and |so |but |then )*(?:which|how many)\b[^?]{0,120}\b(?:had|has|have|did|got|gets?|reached|reach|was|were|came|scored)\b[^?]*\?\s*$",
    re.IGNORECASE,
)
"""A question of what is: a bound in it sorts what there is out, and sets none."""


def _without_asked_bound(text: str, commands: Sequence[Command]) -> tuple[Command, ...]:
    """The commands with a question in the place of a bound that is only asked by: "which model had recall over 0.8?"."""
    bounds = [c for c in commands if c.name == "constrain" and c.args.keys() == {"min_metric"}]
    others = tuple(c for c in commands if c not in bounds)
    if not bounds or any(c.name != "ask_numbers" for c in others):
        return tuple(commands)
    return others or (Command(name="ask_numbers", args={"question": text.strip()}),)


def _bare(clause: Clause) -> Args:
    """What is named without saying what for."""
    negative = r"(?:not|instead_of|no|without|than) (?:the |a )?"
    args: Args = {}
    for kind, key in (("MET", "metric"), ("COL", "target"), ("DUR", "seconds"), ("RANK", "rank")):
        named = [
            m
            for m in re.finditer(rf"{kind}\d+", clause.text)
            if not re.search(negative + "$", clause.text[: m.start()])
        ]
        if named:
            value = first_of(clause.values(kind, *named[-1 if kind in ("MET", "COL") else 0].span()))
            args[key] = value
    if "target" in args and (gone := _ABSENT.search(clause.text)):
        del args["target"]
        args["columns_forbidden"] = clause.values("COL", *gone.span())
    families = clause.values("FAM")
    if families:
        without = re.search(
            r"(?:no|not|without|drop|exclude|remove|forbid|forbade|dropped|excluded|except) (?:\S+ )?FAM"
            r"|FAM\d+ (?:(?:models?|is|are|was|were|be|been|had|have|has|to|would|not) )*(?:off the (?:table|list|menu)|off limits|out|gone|dropped|excluded|banned|forbidden|ruled out|taboo|no option|not allowed|unavailable|not available)(?!\S)",
            clause.text,
        )
        args["families_forbidden" if without else "families_allowed"] = families
    if _EXPLAINABLE.search(clause.text) and not _LIFTED.search(clause.text):
        args["interpretable"] = True
    if not args and (
        runs := re.search(r"NUM\d+ (?:more |other |further )?(?:runs|tries|trials|attempts|experiments)", clause.text)
    ):
        args["runs"] = clause.values("NUM", *runs.span())[0]
    return args


_EXPLAINABLE = re.compile(
    r"(?<!\S)(?:interpretab\w+|explainab\w+|transparent|transparency|intelligib\w+|auditable|explain (?:it|them|every|each|the model)|understand (?:it|them|the model)|(?:white|glass) box)(?!\S)"
)
_LIFTED = re.compile(
    r"(?<!\S)(?:not|no|without|never|drop|forget|skip|waive|give up|gave up|sacrifice|less|instead_of|stop|black box|irrelevant|optional)(?!\S)"
)
"""What takes the wish for a model that can be explained back."""


def as_now(clause: Clause) -> Clause:
    """A supposition said as a wish: "if we dropped age" is read as "if we drop age"."""
    passive = re.compile(r"\b(?:be|is|are|was|were|been|must be|not be)$")
    words = []
    for i, word in enumerate(clause.words):
        before = clause.words[i - 1].text if i else ""
        earlier = clause.words[i - 2].text if i > 1 else ""
        is_passive = passive.search(before) or (before == "not" and passive.search(earlier))
        words.append(replace(word, text=_NOW[word.text]) if word.text in _NOW and not is_passive else word)
    return Clause(tuple(canonical(words)), clause.message)
