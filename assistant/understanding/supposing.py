"""Suppositions and corrections: all that is said in them becomes the args of one command."""
# ruff: noqa: E501 - a pattern or a list of words broken over lines is harder to read than a long one

import re
from collections.abc import Iterable
from dataclasses import replace

from assistant.understanding.clauses import canonical, clauses
from assistant.understanding.context import Context
from assistant.understanding.facts import cut, facts
from assistant.understanding.grammar import Args, Clause, first_of
from assistant.understanding.merging import FACTS, Piece, merged
from assistant.understanding.tagging import Tagger

_NOW = {
    "dropped": "drop", "ruled": "rule", "threw": "throw", "barred": "forbid", "ditched": "drop", "kicked": "kick", "got rid": "get rid", "stopped": "stop", "forgot": "forget", "added": "add", "included": "include", "raised": "raise", "lowered": "lower", "doubled": "double", "halved": "halve", "cut": "cut", "set": "set", "measured": "measure", "doing": "do", "removed": "remove", "excluded": "exclude", "ignored": "ignore", "used": "use", "allowed": "allow", "gave": "give", "had": "have", "ran": "run",
    "tried": "try", "optimised": "optimise", "optimized": "optimize", "maximised": "maximise", "maximized": "maximize", "minimised": "minimise", "minimized": "minimize", "switched": "switch",
    "changed": "change", "took": "take", "predicted": "predict", "forbade": "forbid", "limited": "limit", "restricted": "restrict", "kept": "keep", "required": "require", "insisted": "insist", "left": "leave", "went": "go",
    "cared": "care", "focused": "focus", "banned": "ban", "skipped": "skip", "spent": "spend", "looked": "look", "wanted": "want", "needed": "need", "chose": "choose", "stuck": "stick", "dropping": "drop", "allowing": "allow", "using": "use", "excluding": "exclude", "leaving": "drop", "permitted": "permit", "discarded": "discard", "avoided": "avoid", "omitted": "omit",
}  # fmt: skip


def folded(parts: Iterable[Clause], context: Context, tagger: Tagger) -> Args:
    """The args of all facts in some clauses as one; where there are none, those of what is merely named."""
    pieces: list[Piece] = []
    spare: Args = {}
    for part in parts:
        for words in clauses(part.words):
            for piece in cut(words):
                clause = Clause(tuple(piece), part.message)
                rest = facts(clause, context, tagger, pieces, ("early", "late"))
                spare |= _bare(rest, context)
    out: Args = {}
    for command in merged([p for p in pieces if p.name in FACTS]):
        out |= command.args
    return out or spare


def _bare(clause: Clause, context: Context) -> Args:
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
    families = clause.values("FAM")
    if families:
        without = re.search(
            r"(?:no|not|without|drop|exclude|remove|forbid|forbade|dropped|excluded|except) (?:\S+ )?FAM"
            r"|FAM\d+ (?:(?:models?|is|are|was|were|be|been|had|have|has|to|would|not) )*(?:off the (?:table|list|menu)|off limits|out|gone|dropped|excluded|banned|forbidden|ruled out|taboo|no option|not allowed|unavailable|not available)(?!\S)",
            clause.text,
        )
        args["families_forbidden" if without else "families_allowed"] = families
    if not args and (
        runs := re.search(r"NUM\d+ (?:more |other |further )?(?:runs|tries|trials|attempts|experiments)", clause.text)
    ):
        args["runs"] = clause.values("NUM", *runs.span())[0]
    return args


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
