"""Praise and blame with the words of why that stand beside it: "I don't trust the third one. Carriers change names."

A message is cut into parts; those that name what is judged or say the judgement are the verdict, a plain statement
before or after it is the reason. Requests beside it stay what they are.
"""
# ruff: noqa: E501 - a pattern broken over lines is harder to read than a long one

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.understanding.commands.memory import sentiment_of
from assistant.understanding.deciding import Part, asks, message_parts
from assistant.understanding.grammar import Args
from assistant.understanding.merging import Piece

_PLACED = re.compile(
    r"#\s?\d|\b(?:rank|number|no|nr|model|option|variant|suggestion|recommendation|rec|proposal|run)s?\.? (?:no\.? )?(?:\d|one|two|three|four|five|six)\b|\b(?:first|second|third|fourth|fifth|last|top)(?: \w+)? (?:one|suggestion|recommendation|variant|model|pick|idea|proposal|run)\b|\b(?:first|second|third|fourth|fifth)\b(?! (?:time|year|day|week|month|floor))|\b(?:stars?|out of \d+|\d/\d+)\b|\bthumbs (?:up|down)\b|\bthat one\b",
    re.IGNORECASE,
)
_EMPTY = re.compile(
    r"(?:thanks?|thank you|please|pls|sir|mate|well done|good one|great|good|nice|bad|terrible|again|seriously|honestly|really|no thanks|yes|no|ok|sorry|frankly|i(?:'m| am) glad|i like it|i don't like it|for me|by the way|in my opinion|it(?:'s| is) a no from me|that(?:'s| is) why .*|so i .*|thumbs (?:up|down))",
    re.IGNORECASE,
)
_LEAD = re.compile(r"^(?:and|but|so|because|since|as|for|well|honestly|frankly|because of)\s+", re.IGNORECASE)
_FEELS = re.compile(r"\b(?:trust|glad|like|love|hate|joke|rubbish|favou?rite|daft|comfortable|convinced?|right to|no from me|spot on)\b", re.IGNORECASE)  # fmt: skip


def judged(text: str, pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces with the reason of the one judgement among them, where none was found and a statement stands beside it."""
    verdicts = [p for p in pieces if p.name == "feedback"]
    if len(verdicts) != 1 or len(text) > 400:
        return [_felt(p) for p in pieces]
    verdict = verdicts[0]
    if "reason" in verdict.args or not verdict.args.keys() & {"rank", "about", "rating"}:
        return [_felt(p) for p in pieces]
    others = [p.at for p in pieces if p is not verdict]
    why = _statement(text, verdict, others)
    args: Args = {**verdict.args, "reason": why} if why else verdict.args
    return [_felt(replace(p, args=args)) if p is verdict else p for p in pieces]


def _felt(piece: Piece) -> Piece:
    """A rating with a reason says by itself whether it praises or blames."""
    rating = piece.args.get("rating")
    if piece.name != "feedback" or rating is None or "sentiment" in piece.args or "reason" not in piece.args:
        return piece
    felt = "negative" if float(rating) <= 2 else "positive" if float(rating) in (4, 5, 8, 9, 10) else None
    return replace(piece, args={**piece.args, "sentiment": felt}) if felt else piece


def _statement(text: str, verdict: Piece, others: Sequence[int]) -> str | None:
    """The plain words beside a judgement: those after it, else those before."""
    parts = message_parts(text)
    says = [_says(p.text) for p in parts]
    if not any(says):
        return None
    first, last = says.index(True), len(says) - 1 - says[::-1].index(True)
    after = _block(text, parts[last + 1 :], others)
    before = _block(text, parts[:first], others)
    return after or before


def _says(part: str) -> bool:
    """Whether a part says or names what is judged."""
    return bool(_PLACED.search(part) or _FEELS.search(part)) or (
        len(part.split()) < 7 and bool(sentiment_of(part.lower()))
    )


def _block(text: str, parts: Sequence[Part], others: Sequence[int]) -> str | None:
    """The statement that some parts make up to the first request; None where they make none."""
    kept: list[tuple[int, int]] = []
    for part in parts:
        if asks(part.text) or "?" in part.sign or any(part.start <= at < part.end for at in others):
            break
        if not _EMPTY.fullmatch(part.text):
            kept.append((part.start, part.end))
    if not kept:
        return None
    why = _LEAD.sub("", text[kept[0][0] : kept[-1][1]].strip(" .!,;:-"))
    return why if len(why.split()) >= 3 else None
