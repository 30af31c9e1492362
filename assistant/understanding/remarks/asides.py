"""What is said beside a request and asks for nothing: what is asked of a supposition, how to speak, what is not meant."""
# ruff: noqa: E501 - a pattern broken over lines is harder to read than a long one

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.understanding.merging import FACTS, Piece, thinned, without_args
from assistant.understanding.text.lexicon import METRICS, place_named

_WHETHER = re.compile(
    r"\W*(?:(?:and|so|but|ok|well),? )*(?:is|are|would|will|could|can|does|do|may|might|how (?:much|good|high|low|far))\b[^?.;]*?\b(?=(?:if|when|with|given|after|by (?:using|allowing|spending))\b)",
    re.IGNORECASE,
)
"""What is asked of a supposition that follows: "is more accuracy possible if …"."""
_SPEAKS = re.compile(
    r"\b(?:speak|talk|write|explain|answer|say|tell|put)\b[^.;!?,]{0,25}?\b(?:simpl\w*|plain(?:ly)?|easy|easily)(?: (?:words?|language|terms?|english|sentences))?\b",
    re.IGNORECASE,
)
_SIMPLE = re.compile(r"\bsimpl|\bplain|\beas(?:y|ily)\b", re.IGNORECASE)
_FOR_GOOD = re.compile(
    r"\b(?:from (?:now|here) on|always|allow\w*|permit\w*|forbid\w*|for (?:good|this goal)|in (?:general|future)|rule)\b",
    re.I,
)
_ON_A_MODEL = frozenset({"promote", "roll_back", "retrain", "score_data", "export"})
_NOT_THE_OTHER = re.compile(
    r"(?:[,;] ?(?:and |but )?|\bbut )not (?:the|that) (?!(?:use|want|any)\b)[\w -]{1,24}?(?= *(?:[,.;!)]|$| and\b| but\b))",
    re.IGNORECASE,
)
"""What an act on a model is not meant for: "promote churn_lr, not the forest"."""


def without_asides(text: str, pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces without what stands beside a request and asks for nothing itself.

    Args:
        text: the message.
        pieces: what was read.
    """
    imported = [p.args.get("source") for p in pieces if p.name == "import_history"]
    kept = [p for p in pieces if p.name != "use_data" or p.args.get("source") not in imported]  # past runs are no table
    kept = _priced(text, [p for p in kept if not _only_supposed(text, p, kept)])
    return [p for piece in kept if (p := _without(text, _spared(text, piece), kept)) is not None]


_AT_WHAT_PRICE = re.compile(
    r"\b(?:what|how much)(?: (?:accuracy|quality|precision|performance|score))? (?:(?:would|do|will|does|could|might|did) (?:i|we|it|that|this|one)(?: (?:then|really|actually))* (?:lose|give up|forgo|sacrifice|pay|cost|miss out on)"
    r"|(?:(?:is|would be|will be) (?:the|its) (?:price|cost|loss)))\b|\b(?:what|how much) (?:it|that|this) (?:costs|would cost|will cost)\b|\bwhat (?:i|we) (?:would |will |could )?(?:lose|give up|forgo|sacrifice)\b",
    re.IGNORECASE,
)
"""A question of what a rule costs: "no black boxes, but tell me what I would lose"."""
_ASKED_SO = frozenset({"ask_numbers", "what_if", "explain_recommendation", "show_results", "set_error_costs"})


def _priced(text: str, pieces: list[Piece]) -> list[Piece]:
    """The pieces with what a rule of the same message costs, asked as a supposition of it."""
    rule = next((p for p in pieces if p.name == "constrain" and p.args.keys() & _PRICED), None)
    asked = _AT_WHAT_PRICE.search(text)
    if rule is None or asked is None or rule.at > asked.start():
        return pieces
    supposed = {k: v for k, v in rule.args.items() if k in _PRICED}
    others = [p for p in pieces if p.name not in _ASKED_SO]
    return [*others, Piece(asked.start(), "what_if", supposed)]


_PRICED = frozenset({"interpretable", "families_allowed", "families_forbidden", "columns_forbidden", "max_run_s", "max_latency_ms", "max_memory_mb"})  # fmt: skip
"""Rules that may cost score."""


def _only_supposed(text: str, piece: Piece, pieces: Sequence[Piece]) -> bool:
    """Whether a fact is what a supposition at the end of the message supposes, and nothing states it besides."""
    last = next((p for p in pieces if p.name == "what_if" and p.args), None)
    if last is None or _AT_WHAT_PRICE.search(text) or piece.name not in FACTS or not set(piece.args) <= set(last.args):
        return False
    ended = re.search(r"[.!?;](?=\s+\w)", text[max(last.at, 0) :])
    return ended is None and all(last.args[k] == v for k, v in piece.args.items())


def _spared(text: str, piece: Piece) -> Piece:
    """A stop without runs that go on, and a kind of model that is only named to be refused ruled out."""
    if piece.name in ("stop", "pause") and piece.args.get("ranks"):
        fewer = thinned(piece, "ranks", {place_named(n) for n in _GOES_ON.findall(text)})
        return fewer if "ranks" in fewer.args else piece
    if piece.name == "recommend" and set(piece.args) == {"families"} and _NEVER.fullmatch(text.strip()):
        return replace(piece, name="constrain", args={"families_forbidden": piece.args["families"]})
    return piece


def _without(text: str, piece: Piece, pieces: Sequence[Piece]) -> Piece | None:
    if piece.name == "what_if" and len(piece.args) > 1 and _STILL_LEADS.search(text):
        piece = without_args(piece, "families_allowed") or piece
    if piece.name == "what_if" and _only_asked(text, piece):
        return without_args(piece, "metric")
    if piece.name == "prefer" and piece.args.get("wish") in ("simple", "interpretable") and len(pieces) > 1:
        rest = _SPEAKS.sub("", text)
        return piece if rest == text or _SIMPLE.search(rest) else None
    if piece.name != "constrain":
        return piece
    plans = [p.args.get("families") for p in pieces if p.name in ("propose_runs", "edit_proposal")]
    if piece.args.get("families_allowed") in plans and "families_allowed" in piece.args and not _FOR_GOOD.search(text):
        return without_args(piece, "families_allowed")
    beside = any(p.name in _ON_A_MODEL for p in pieces) and set(piece.args) == {"families_forbidden"}
    return None if beside and _NOT_THE_OTHER.search(text) else piece


_GOES_ON = re.compile(
    r"\b(?P<n>\d+|first|second|third|fourth|fifth|one|two|three|four|five)(?: (?:one|run))? (?:can|may|should|shall|must|will|is to|has to) (?:go on|continue|carry on|keep (?:going|running)|run on|stay|proceed|finish|live)\b",
    re.IGNORECASE,
)
"""A run that is said to go on beside others that are not."""
_NEVER = re.compile(
    r"(?:(?:an?|the|any|oh|well|and|so|again) )*[\w-]+(?: [\w-]+){0,2}\s*[?!.,:;…–-]+\s*(?:(?:oh|ah|please|god|not|no|sorry|thanks)[\s,.!]+)*(?:over my dead body|no way|never(?: ever| again)*|not (?:with|for|by) (?:me|us)|not in a (?:million|hundred) years|not on my watch|forget (?:it|them)|absolutely not|certainly not|no thanks|no thank you|god forbid|i(?: would|['’]d) rather not|keep (?:it|them) away(?: from me)?|spare me|(?:count|leave) (?:me|them) out)(?:[\s,]+(?:please|thanks|sorry))?\s*[.!]*",
    re.IGNORECASE,
)
"""A kind of model that is only named to be refused: "SVMs? No way"."""
_STILL_LEADS = re.compile(
    r"\b(?:would|will|does|do|might|could) (?:the |a )?[\w-]+(?: (?:model|models|trees?|forests?|regression|bayes|nets?|networks?|machines?))?(?: (?:still|then|also|ever))* (?:leads?|wins?|be (?:first|best|ahead|on top|in front|the best|number one)|come (?:out )?(?:first|on top|ahead)|stay (?:first|ahead|on top|best)|beat|keep)\b|\b(?:would|will|do) you (?:still|then|also) (?:go (?:for|with)|choose|pick|take|recommend|suggest|prefer|favou?r|put|stick with|advise)\b",
    re.IGNORECASE,
)
"""A question of who would win: whoever is named in it is not supposed to be the only one."""


def _only_asked(text: str, piece: Piece) -> bool:
    """Whether the metric of a supposition is named before what is supposed: it is asked about."""
    asked = _WHETHER.match(text)
    names = "|".join(re.escape(n) for n in METRICS.get(str(piece.args.get("metric")), ()))
    named = [m.start() for m in re.finditer(rf"\b(?:{names})\b", text, re.IGNORECASE)] if names else []
    return bool(asked and named and max(named) < asked.end() and set(piece.args) != {"metric"})
