"""Where in a message each command is said, so that they are done in that order: "bruch_m: roll back + retrain".

The trained reader tells that a command is meant, but of a sentence that asks for several things not where. Each command
has words of its own; a piece that stands where none of them is moves to where one does, or to what it is about. What is
to be done "before that" moves in front.
"""
# ruff: noqa: E501 - a pattern or a list of words broken over lines is harder to read than a long one

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.understanding.merging import FACTS, Piece
from assistant.understanding.text.lexicon import ORDINALS

BETWEEN = re.compile(r"[,;:!?\n]+\s*|\.+(?=\s|$)\s*|\s+(?:and|then|plus|but|&|\+|n|->|→|[-–—])\s+|(?<=[a-z])\s*\+\s*(?=[a-z])", re.IGNORECASE)  # fmt: skip
"""What parts the things that a sentence asks for."""
_SENTENCE = re.compile(r"[.!?;\n]\s")
"""Where a sentence ends, or a part of one that could be one."""
_SAYS: dict[str, str] = {
    "approve": r"approv\w*|go ahead|start",
    "retrain": r"re-?train\w*|re-?fit\w*|re-?learn\w*|(?:train|fit|learn|teach|make)(?:ed|ing)?\b(?:(?! and | then |[,;.:]).){0,30}?\b(?:again|anew|afresh|new\w*|fresh\w*|once more|from scratch)|(?:new|another|fresh) training|refresh\w*|renew\w*|update\w*|up to date",
    "roll_back": r"roll\w*(?: \w+)? ?-?back|rb|revert\w*|(?:goes|go|put|take|set|step|switch|bring|move)\b(?:(?! and | then |[,;.:]).){0,30}?\bback|(?:previous|older|earlier|old|last|former|prior) (?:version|release|model|one|state)|(?:version|one|release) before|back to",
    "check_drift": r"drift\w*|shift\w*|psi|moved|changed|(?:still|no longer) (?:good|valid|fit|ok|holds?)",
    "who_approved": r"who\b|whose|approv\w*|signed|sign-?off|permi\w+|released by|responsible",
    "promote": r"promot\w*|deploy\w*|releas\w*|ship\w*|go(?:es|ing)? live|live|productions?|prod|champion|challenger|staging|shadow|canary|alias\w*|active|crown\w*|register\w*|publish\w*|roll\w* out",
    "score_data": r"scor(?:e|es|ed|ing)|predict\w*|apply|classif\w*|forecast\w*|run (?:it|over|on)",
    "watch": r"watch\w*|monitor\w*|(?:an )?eye on|observ\w*|look after|alert\w*|tell me (?:when|if)|warn\w*",
    "export": r"export\w*|download\w*|sav(?:e|ing)|as (?:an? )?(?:csv|pdf|json|xlsx?|excel|html|onnx|pickle|markdown|parquet|docker|notebook|pmml|skops|joblib|tsv|word|latex)|(?<!\.)(?:csv|pdf|json|xlsx|excel|html|onnx|pickle|markdown)|send|hand (?:me|us|out)",
    "show_results": r"show|display|best ?\d+|results?|leaderboard|rankings?|standings|table|scores|outcomes?|top ?\d+|top (?:two|three|four|five|ten)|best (?:two|three|four|five|ten)|(?:\d+|two|three|four|five|six|seven|eight|ten) best|sort\w*|for all|of (?:all|everything)|list|what we (?:got|have)",
    "compare": r"compar\w*|cmp|versus|vs|against|side by side|next to (?:each other|one another)|differ\w*|contrast\w*|beside",
    "explain_recommendation": r"why|how come|reason\w*|explain\w*|justif\w*|rationale|thinking|behind|argument",
    "explain_model": r"expl\w*|importan\w*|learn\w*|what drives|drivers?|matters?|role of|effect of|uses?|depends?|how (?:does|do|did)|decid\w*|count (?:the )?most|look inside|works?",
    "explain_prediction": r"why|explain\w*|how come|reason\w*|row|case",
    "feedback": r"stars?|points|like\w*|good|bad|thumbs?|rubbish|trust\w*|great|poor|nonsense",
    "propose_runs": r"prep\w*|propos\w*|plan\w*|run|start|launch|set (?:it |them |that )?up|go with|try|fit|train",
    "recommend": r"recom\w*|recs?|suggest\w*|advice|ideas?|shortlist|what (?:next|to try)|proposals?",
    "stop": r"stop\w*|kill\w*|abort\w*|halt\w*|cancel\w*|end|cut",
    "pause": r"paus\w*|hold|suspend\w*|freeze|park\w*|interrupt\w*|(?<!the )(?<!for )rest|wait",
    "resume": r"resum\w*|go on|continu\w*|unpaus\w*|carry on|pick up|proceed\w*|keep going",
    "status": r"status|state|progress|how far|how(?:'s| is| are)\b.{0,20}?\b(?:it|going|runs?|doing|getting on|coming along)|how (?:the |my )?(?:others?|rest|remaining|runs?|they|it|things)\b|going on|eta|left|how (?:much )?long(?:er)?",
    "undo": r"undo\w*|take (?:it |that )?back|revers\w*|revert\w*",
    "replay": r"replay\w*|repeat\w*|re-?run\w*|reproduc\w*|run .{0,12}again|redo",
    "import_history": r"import\w*|load\w*|bring in|read in|old runs|history",
    "history": r"history|past|before|decid\w*|earlier|last (?:week|month|year)|was done|tried|worked",
    "ask_numbers": r"how (?:many|much|often|long)|average|count|number of|share of|total",
    "look_at_data": r"look|data|columns?|rows?|table|distribution|missing",
    "use_data": r"use|load|open|data|file|switch|take",
    "show_profile": r"profile|know (?:about|of) me|preferences",
    "help": r"help|what (?:is|are|does|can)|how (?:does|do|can)|explain|mean\w*",
}  # fmt: skip
_WORDS = {name: re.compile(rf"\b(?:{said})\b", re.IGNORECASE) for name, said in _SAYS.items()}
_BEFORE = re.compile(
    r"\b(?:before ?hand|(?<!version )(?<!one )(?<!model )(?<!release )(?<!state )before (?:that|this|it|doing (?:so|that|it))|prior to (?:that|this|it)|but first"
    r"|(?:tell|show|let|see|check|look|say|find out|give)\b(?: \w+){0,2}? first(?= (?:if|whether|how|what|why|which|who)\b)"
    r"|(?<=[;,.] )first(?=,? (?:check|compare|validate|test|explain|inspect|show|look|re-?train|re-?fit|score|export|refresh|update|tell|roll)\b)"
    r"|(?:check|compare|validate|test|explain|inspect|show|look|re-?train|re-?fit|refresh|update|score|export|roll)\b[^,;:.!?]{0,30}?(?<!\bthe)(?<!\byour)(?<!\bour) first(?=(?: though| please| of all| pls)?\s*(?:[.!;]|$)))\b",
    re.IGNORECASE,
)
_STAYS = frozenset({"approve", "decline", "edit_proposal", "correct", "what_if"})
"""Beside these the order is that of the decision, not of the words."""
_ONCE = frozenset(
    {"retrain", "roll_back", "check_drift", "who_approved", "score_data", "watch", "show_results", "status"}
)
"""Acts that are done once where rules and reader each found them."""
_LONGEST = 600
"""Characters of a message whose commands are placed; a longer one is a story told in its own order."""


def sentence_around(text: str, start: int, end: int) -> tuple[int, int]:
    """Where the sentence begins and ends that holds the words between two places of a text."""
    begins = max((m.end() for m in _SENTENCE.finditer(text, 0, max(start, 0))), default=0)
    return begins, next((m.start() for m in _SENTENCE.finditer(text, end)), len(text))


def placed(text: str, pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces in the order in which the message says them, each with the place of its own words.

    Args:
        text: the message.
        pieces: what was read; where two stand in one place, in any order.
    """
    if len(pieces) < 2 or len(text) > _LONGEST or any(p.name in _STAYS for p in pieces):
        return sorted(pieces, key=lambda p: p.at)
    pieces = [p for i, p in enumerate(pieces) if not _said_again(i, p, pieces)]
    out = [replace(p, at=_place(text, p, pieces)) for p in pieces]
    out = _in_time(text, out)
    return _opened_first(text, _first_things(text, sorted(out, key=lambda p: (p.at, _named_at(text, p)))))


AHEAD_OF = re.compile(
    r"(?:^|(?<=[.!?;,:] )|\b(?:and|but|ok|so) )before (?P<who>i|we|you|it)(?: (?:can|may|will|should|actually|finally|decide to|go on to|have to|let you)){0,3} (?:run|start|launch|try|plan|prepare|propose|go (?:with|for)|choose|pick|take|begin|queue|train|promote|deploy)\b[^.;!?,]{0,120}(?=,|$)",
    re.IGNORECASE,
)
"""What comes after what is asked: "before I run 1 and 2, tell me why"."""


def _in_time(text: str, pieces: list[Piece]) -> list[Piece]:
    """The pieces without what somebody means to do later, and with what is to be done later behind the rest."""
    said = AHEAD_OF.search(text)
    later = [p for p in pieces if said and said.start() <= p.at < said.end() and p.name in ("propose_runs", "promote")]
    if said is None or not later or said.end() == len(text):
        return pieces
    rest = [p for p in pieces if p not in later]
    return rest if said["who"].lower() in ("i", "we") else [*rest, *(replace(p, at=len(text)) for p in later)]


def _opened_first(text: str, pieces: list[Piece]) -> list[Piece]:
    """The pieces with the one table opened before it is looked at as a whole: "open sales.csv and show me"."""
    names = [p.name for p in pieces]
    later = re.search(r"\b(?:then|after\w*|later|next)\b", text, re.IGNORECASE)
    if names[:2] != ["look_at_data", "use_data"] or pieces[0].args or names.count("use_data") > 1 or later:
        return pieces
    opened, looked = pieces[1], pieces[0]
    return [opened, replace(looked, at=opened.at), *pieces[2:]]


def _named_at(text: str, piece: Piece) -> int:
    """Where what a piece is about is named, as the order of two that begin in one place."""
    found = [m.start() for name in _about(piece) if (m := re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text.lower()))]
    if isinstance(rank := piece.args.get("rank"), int):
        words = "|".join(w for w, n in ORDINALS.items() if n == rank) or "-"
        said = re.search(
            rf"(?:#|\b(?:rank|number|no|nr|model|run|result|suggestion)\.?) ?{rank}\b|\b(?:{rank}(?:st|nd|rd|th)|{words})\b",
            text, re.IGNORECASE,
        )  # fmt: skip
        found += [said.start()] if said else []
    return min(found, default=-1)


def _said_again(i: int, piece: Piece, pieces: Sequence[Piece]) -> bool:
    """Whether another piece is the same act with as many particulars or more."""
    if piece.name not in _ONCE or piece.firm:
        return False
    others = [(j, p) for j, p in enumerate(pieces) if j != i and p.name == piece.name]
    return any(piece.args.items() <= p.args.items() and (len(p.args) > len(piece.args) or j < i) for j, p in others)


def said_at(text: str, name: str) -> list[int]:
    """Where a message has words of a command's own."""
    words = _WORDS.get(name)
    return [m.start() for m in words.finditer(text)] if words else []


def _place(text: str, piece: Piece, pieces: Sequence[Piece]) -> int:
    """Where a piece is said: at its word in its own part, else at its word elsewhere, else at what it is about."""
    if piece.firm or piece.name in FACTS or sum(p.name == piece.name for p in pieces) > 1:
        return piece.at
    words = said_at(text, piece.name)
    end = next((m.start() for m in BETWEEN.finditer(text, max(piece.at, 0)) if m.start() > piece.at), len(text))
    if any(piece.at <= w < end for w in words):
        return piece.at
    about = [at for value in _about(piece) if (at := text.lower().find(value)) >= 0]
    if not words:
        return min(about) if about and min(about) >= end else piece.at
    near = [w for w in words if w >= piece.at]
    return near[0] if near else piece.at


def _about(piece: Piece) -> list[str]:
    """The names that a piece is about, as they may stand in the message."""
    values = [piece.args.get(k) for k in ("model", "source", "metric", "key")]
    values += list(piece.args.get("columns", ()))
    return [str(v).lower() for v in values if v]


def _first_things(text: str, pieces: list[Piece]) -> list[Piece]:
    """The pieces with what is to be done "before that" in front of what stands before it."""
    before = _BEFORE.search(text)
    if before is None or not pieces or before.start() <= min(p.at for p in pieces):
        return pieces
    parts = [m.end() for m in BETWEEN.finditer(text) if m.end() <= before.start()]
    start = parts[-1] if parts else 0
    end = next((m.start() for m in BETWEEN.finditer(text, before.end()) if m.start() > before.end()), len(text))
    here = [p for p in pieces if start <= p.at < end]
    if not here or len(here) == len(pieces):
        return pieces
    opened = [p.at for p in pieces if p.name == "use_data" and p not in here and p.at < min(h.at for h in here)]
    looks = opened and all(p.name == "look_at_data" for p in here)  # a file is open before it is looked at
    ahead = max(opened) if looks else min(p.at for p in pieces) - 1
    return sorted((replace(p, at=ahead) if p in here else p for p in pieces), key=lambda p: p.at)
