"""A typed yes or no to a plan, by exact rules alone: no likeness, no spelling tolerance, no guess.

A message consents only if nothing is left of it once the agreed words for yes and polite fillers are taken away. Any
other word, be it a condition, a number or a name, makes it something else; only an approval by name ("approved, …") may
be followed by its reason.
"""
# ruff: noqa: E501 - a list of words or a pattern broken over lines is harder to read than a long one

import re
import unicodedata
from typing import Literal

_YES = (
    "yes please do", "yes", "yep", "yeah", "yup", "aye", "ok", "okay", "okey", "sure", "fine", "agreed", "i agree",
    "approve", "approved", "i approve", "confirm", "confirmed", "i confirm", "go", "go for it", "go ahead", "do it",
    "lets go", "let us go", "lets do it", "let us do it", "run it", "run them", "start it", "start them", "launch it",
    "launch them", "launch", "start", "proceed", "make it so", "sounds good", "looks good", "looks good to me", "lgtm",
    "all good", "thats fine", "that is fine", "thats good", "good to go", "you may start", "you can start",
    "please do", "run the plan", "start the plan", "approve it", "approve the plan", "approve the proposal",
    "approve this", "approve that", "i approve it", "i approve the plan", "i approve this plan", "approve this plan",
    "execute", "execute it", "green light", "absolutely", "of course", "certainly", "definitely", "by all means",
    "with pleasure", "perfect", "great", "good", "alright", "all right", "right", "correct", "works for me",
    "im happy with that", "i am happy with that", "happy with that", "thats ok", "that is ok", "its ok", "it is ok",
    "fire away", "kick it off", "run", "go on", "continue", "carry on", "begin", "yes do", "approve plan",
    "run this plan", "start the runs", "launch the runs", "run the runs", "this is approved", "plan approved",
    "its approved", "aprove", "aproved", "aprrove", "approv", "confrim", "procede", "yess", "okk", "lets start", "let us start", "you can begin",
    "you may begin", "begin with it", "start with it", "with it", "do the needful", "go with it", "do that", "do this", "run this", "start this", "go on with it",
    "lets roll", "let us roll", "sounds fine", "looks fine", "looks right", "fine by me", "fine with me", "ok by me", "i am fine with it", "im fine with it",
    "i am ok with it", "go then", "yes go", "permission granted", "you have my ok", "you have my approval", "start the experiment", "run the experiment",
    "run the proposal", "start the proposal", "launch the plan", "launch the experiment", "start them all", "run them all", "run all of it", "i am agree", "agree", "do your thing", "hit it", "punch it", "be my guest", "go go go", "yea", "roger", "roger that", "aye aye", "sure thing", "you bet", "bring it on",
    "go on then", "lets gooo", "k go", "ship it", "ship the runs", "ack", "make it happen", "off we go", "send it", "it is approved", "start now", "run now", "i accept", "accept", "accepted", "accept it",
)  # fmt: skip
_YES_ALONE = frozenset({"good", "great", "perfect", "right", "correct", "fine", "continue", "go on", "carry on"})
"""Words that agree to nothing by themselves: "great" is praise. They may stand beside a yes."""

_NO = (
    "no", "nope", "nah", "no thanks", "no thank you", "decline", "declined", "i decline", "reject", "rejected",
    "i reject", "cancel", "cancel it", "cancel that", "cancel the plan", "cancel the proposal", "abort", "abort it",
    "dont", "do not", "dont run", "do not run", "dont run it", "do not run it", "dont run that", "do not run that",
    "dont run them", "do not run them", "dont do it", "do not do it", "dont start", "do not start", "dont start it",
    "do not start it", "reject it", "reject that", "reject this", "reject the plan", "reject the proposal",
    "reject this plan", "decline it", "decline that", "decline this", "decline the plan", "decline the proposal",
    "not now", "not yet", "never mind", "nevermind", "forget it", "leave it", "rather not", "id rather not",
    "i would rather not", "id rather not run this",
    "id rather not run it",
    "i would rather not run this", "i would rather not run it", "better not",
    "drop it", "drop the plan", "scrap it", "scrap that", "scrap the plan",
    "not approved", "i do not approve", "i dont approve", "disapprove", "i disapprove", "i disagree", "disagree",
    "no go", "hold off", "discard it", "discard the plan", "discard the proposal", "thumbs down", "no way",
    "not this time", "i do not agree", "i dont agree", "dont approve", "do not approve", "i refuse", "refuse", "nack", "veto", "hard pass", "pass", "no can do", "hell no", "no chance", "not a chance", "not happening", "thats a no", "no dice", "nay",
    "not doing that", "not doing this", "im not doing that", "i am not doing that", "skip it", "lets not", "let us not", "i pass", "not for me", "i would rather not have this plan", "i would rather not have this", "i would rather not have it", "decline this one", "not this one", "reject this one",
)  # fmt: skip
_FILLERS = (
    "please", "pls", "thanks", "thank you", "then", "now", "all", "so", "well", "hi", "hello", "hey", "sextant",
    "hereby", "kindly", "herewith", "gladly", "ah", "oh", "hm", "hmm", "mm", "cool", "super", "and", "dude", "mate", "bro", "man", "thx", "ta", "cheers", "k", "sir", "team", "buddy",
    "with the plan", "with this plan", "with that plan", "with the proposal", "with this proposal", "with the runs", "with these runs", "on the plan", "to the plan", "to this plan", "to the proposal",
)  # fmt: skip


def _alternation(phrases: tuple[str, ...]) -> str:
    return "|".join(sorted((re.escape(p) for p in phrases), key=len, reverse=True))


_ONLY_YES = re.compile(rf"(?:(?:{_alternation(_YES + _FILLERS)})(?: |$))+")
_ONLY_NO = re.compile(rf"(?:(?:{_alternation(_NO + _FILLERS)})(?: |$))+")
_A_YES = re.compile(rf"\b(?:{_alternation(tuple(y for y in _YES if y not in _YES_ALONE))})\b")
_A_NO = re.compile(rf"\b(?:{_alternation(_NO)})\b")


_EXPLICIT = re.compile(
    r"\s*(?:i )?(?:hereby )?(?:approved?|confirm(?:ed)?|accept(?:ed)?|agreed|go ahead|proceed|permission granted|green light)\s*(?:[,;:!.–—]|\s-\s|\bbecause\b|\bsince\b|\bas\b)\s*(?P<why>.+)",
    re.I | re.S,
)
_TURNS = re.compile(
    r"[\n?\d]|^(?:and |so |now )*(?:delete|promote|run|start|begin|deploy|launch|train|export|save|send|show|give|tell|explain|compare|try|retrain|score|watch|predict|undo|set|switch|optimi[sz]e|exclude|forbid|forget|reset|roll|publish|import|load|what|how|why|who|when|where|which)\b|\b(?:but|if|when|once|after|unless|except|only|without|not|no|never|first|wait|until|till|before|instead|change|drop|add|less|more|fewer|remove|leave|skip|make|use|let|provided|assuming|however|though|although|please|can|could|should|would|must|need|want|"
    r"question|wonder|maybe|perhaps|unsure|worried|concern|hold|stop|pause|cancel|later|tomorrow|half|part|rest|other|others|next|then|also|limit|max|maximum|budget|minutes?|hours?|seconds?|runs?)\b|n't\b|n’t\b",
    re.I,
)
"""Words that may turn an approval into a condition, a change, a doubt or another wish."""


def approval_with_reason(text: str) -> str | None:
    """Why a plan was approved, in "approved, finance agreed to it": an approval by name, then a plain statement.

    A bare yes with something after it is left to be asked about; so is anything that may be a condition or a change.
    """
    match = _EXPLICIT.fullmatch(text) if len(text) <= 160 else None
    if match is None or _TURNS.search(match.group("why")):
        return None
    return match.group("why").strip(" .!") or None


def plain(text: str) -> str:
    """The words of a short message: lower case, no punctuation; "" where a question or anything odd is in it."""
    if len(text) > 80 or "?" in text:
        return ""
    folded = unicodedata.normalize("NFKC", text).casefold().replace("’", "'")
    folded = re.sub(r"(?<=[a-z])'(?=[a-z])", "", folded)
    if re.search(r"[^\w\s.,!;:\-–—👍]", folded) or re.search(r"\d", folded):
        return ""
    folded = re.sub(r"\b(?:hereby|herewith|kindly|gladly)\b", " ", folded)
    return " ".join(re.sub(r"[^\w\s]", " ", folded.replace("👍", " yes ")).split())


def is_yes(text: str) -> bool:
    """Whether the message is a yes and nothing but a yes."""
    words = plain(text)
    return bool(words) and bool(_ONLY_YES.fullmatch(words)) and bool(_A_YES.search(words))


def is_no(text: str) -> bool:
    """Whether the message is a no and nothing but a no."""
    words = plain(text)
    return bool(words) and bool(_ONLY_NO.fullmatch(words)) and bool(_A_NO.search(words))


def consent(text: str) -> Literal["approve", "decline"] | None:
    """What a message typed at a pending plan decides; None where it isn't plainly one or the other."""
    if is_yes(text) or approval_with_reason(text):
        return "approve"
    return "decline" if is_no(text) else None
