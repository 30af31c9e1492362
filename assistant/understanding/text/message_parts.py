"""A message cut into parts at its signs and joining words, and what of it asks for something."""
# ruff: noqa: E501 - a pattern or a list of words broken over lines is harder to read than a long one

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

_CUT = re.compile(
    r"(?:(?<!\bDr)(?<!\bMr)(?<!\bMrs)(?<!\bProf)(?:(?<!\bno)(?<!\bnr)|(?!\.\s*\d))[.!?;…]+(?=\s|$)|\n)\s*|[,:]\s+(?:and\s+then\s+|and\s+|but\s+|so\s+|then\s+)?|\s+[-–—]+\s+|\s+(?:and\s+then|n\s+then|and|&|n|but|then|so|because|since)\s+",
    re.IGNORECASE,
)
_LEAD = re.compile(
    r"^(?:\s|,|and\b|but\b|then\b|so\b|und\b|dann\b|et\b|puis\b|y\b|otherwise\b|finally\b|(?:after|with) (?:that|this|these|those|the) (?:changes?|edits?|swap|correction)\b|after that\b|afterwards\b|apart from that\b|in that case\b|thereafter\b|because\b|since\b|meanwhile\b|also\b)+",
    re.IGNORECASE,
)
_IMPERATIVE = re.compile(
    r"^(?:show|display|list|give|suggest|recommend|propose|tell|pause|stop|resume|export|explain|compare|what|how|which|why|who|where|find|look|use|try|optimi[sz]e|run|plan|make|cook|come up|come with|let me see|(?:i|we) want (?:to (?:see|know|have)|the|a|my|our)|might|could|can|would|(?:i['’]d|i would|we['’]d|we would) (?:also |now |then |really )*(?:like|love|want)|d['’]you|do you|is there|have you|(?:you )?got any(?:thing)?|any(?:thing)? (?:cheaper|faster|simpler|quicker|better|lighter|smaller|else)|zeig|gib|schlag|propose|donne|montre|muestra|dame|just show|just give|help|ping|let me|keep|remind|remember|ask|send|write|prepare|queue(?: up)?|(?:i['’]d|i would|we['’]d|we would) (?:rather |much |strongly )*prefer|(?:[a-z]+er|more [a-z]+|less [a-z]+|other|new|different|fresh) (?:ideas?|ones?|suggestions?|models?|options?|recommendations?|alternatives?|proposals?|variants?) (?:please|pls)|undo|drop|remove|omit|discard|withdraw|come back|exclude|forbid|switch|set|recomm\w*|status|results?|history|redo|re-do|redoing|rerun|re-run|retry|gimme|ban|axe|ditch|kick|import|peek)\b",
    re.IGNORECASE,
)
DONE_SO = re.compile(
    r"^(?:(?:and|then|so|also|after (?:that|this|it)|afterwards|once (?:you(?:['’]ve| have) done (?:so|that|it|this)|done|started)|when (?:you have|that is) (?:done|started)"
    r"|(?:once|when|as soon as) (?:it|they|that|this|everything|all of (?:it|them)|the (?:runs?|experiments?|search)) ?(?:runs?|starts?|(?:['’]s|['’]re|is|are|has|have)(?: (?:all|been))? (?:running|started|under way|going|done|finished|over|through|complete\w*|ended)|ends?|finish(?:es)?)"
    r"|(?:while|whilst) (?:it|they|that|this|everything|all of (?:it|them)|the (?:runs?|experiments?|search|computer|machine)) ?(?:runs?|works?|(?:['’]s|['’]re|is|are) (?:running|busy|under way|going|at it|on|working|computing)))\b[\s,:]*)+",
    re.IGNORECASE,
)
"""What sets a request after the yes in time; no condition of it."""


@dataclass(frozen=True)
class Part:
    """A part of a message between signs or joining words."""

    start: int
    end: int
    text: str
    sign: str
    """What ends it."""


_IN_TIME = re.compile(r"after(?:wards| that)?|then|thereafter|later on|in the meantime", re.IGNORECASE)
"""Parts that only set the next one in time."""


def message_parts(text: str) -> list[Part]:
    """A message cut at its signs and joining words."""
    out, at = [], 0
    for cut in [*_CUT.finditer(text), None]:
        end = cut.start() if cut else len(text)
        lead = _LEAD.match(text[at:end])
        start = at + (lead.end() if lead else 0)
        if text[start:end].strip() and not _IN_TIME.fullmatch(text[start:end].strip()):
            out.append(Part(start, end, text[start:end].strip(), cut.group() if cut else ""))
        if cut:
            at = cut.end()
    return out


def units_of(middle: Sequence[Part], text: str) -> list[tuple[int, str]]:
    """What stands beside a yes or a no, cut at full stops and before requests: where it starts and its words."""
    out: list[tuple[int, str]] = []
    start = middle[0].start
    for before, part in zip(middle, [*middle[1:], None], strict=True):
        begun = _begins(before, part) if part else True
        strong = begun or re.search(r"[.!?;\n…]", before.sign)
        if strong:
            end = before.end + (1 if "?" in before.sign else 0)
            out.append((start, text[start:end].strip()))
            start = part.start if part else start
    return out


_RELATIVE = re.compile(r"(?:which|who|whose|where)\b", re.IGNORECASE)


def _begins(before: Part, part: Part) -> bool:
    """Whether a request begins with a part; what only goes on about the words before it asks for nothing."""
    goes_on = "," in before.sign and "?" not in part.sign and _RELATIVE.match(part.text)
    return asks(part.text) and not goes_on and ":" not in before.sign and not _in_time(before.text)


def _in_time(said: str) -> bool:
    """Whether words only set in time what is asked for next: "as soon as it runs"."""
    return bool(DONE_SO.fullmatch(said))


_REQUEST = re.compile(
    r"\s*(?:[,;.!]|\s[-–—]+(?=\s)|\b(?:so|then|n)(?= ))\s*(?:(?:and|so|then|please|pls|rather|instead|better|just|now|n|hence)\s+)*"
    r"(?:(?:ban|bin|axe|forbid|exclude|kick|remove|drop|throw|ditch|leave|take|cut|chuck|strike|scrap|ignore)\b(?=[^,;.!?]*\b(?:it|that|this|them|those|these|out|away|off|cols?|columns?|fields?|features?)\b)"
    r"|(?:re-?do|re-?run|retry|run|plan|propose|suggest|recommend|give|show|gimme)\b(?= (?:it|me|us|w|with|a|an|the|only|at most|new|another|other|some|fewer|less|\d|one|two|three|four|five|six|ten|something|again)\b)).*$",
    re.IGNORECASE | re.DOTALL,
)


def up_to_request(why: str) -> str:
    """A reason without the request that follows it: "it leaks the price" of "it leaks the price, ban that column"."""
    cut = _REQUEST.search(why)
    kept = why[: cut.start()].strip(" .!,;:-") if cut else why
    return kept if len(kept.split()) > 1 else why


def asks(said: str) -> bool:
    """Whether words begin as a request or a question does."""
    return bool(_IMPERATIVE.match(requested(said)))


_NO_REASON = re.compile(
    r"(?:never|don['’]?t ever|thanks?|thank you|cheers|bye|see you)\b|(?:no|none of the|any|every|each) (?:model|run|one|variant)s? (?:may|must|should|can|shall)\b"
    r"|(?:i|we)(?:['’]ll| will| shall| am going to| are going to)(?: (?:now|then|also|gladly|certainly|surely))* (?:show|present|tell|send|share|discuss|report|forward|bring|use|take|print|think|look|check|come|get back|let)\b",
    re.IGNORECASE,
)


def explains(said: str) -> bool:
    """Whether words may say why: no request, rule or thanks, nor what somebody is about to do with it."""
    return not asks(said) and not _NO_REASON.match(requested(said))


def requested(said: str) -> str:
    """Words without the politeness before what is asked for."""
    return re.sub(
        r"^(?:please|kindly|pls|now|just|instead|rather|meanwhile|also|bitte|s'il te plaît|por favor|\s|,)+",
        "",
        said,
        flags=re.I,
    )


def run_of(parts: Sequence[Part], text: str, is_so: Callable[[str], bool], last: bool = False) -> int:
    """How many parts from the front (or the end) are together one that is so, such as a plain yes."""
    for n in range(min(len(parts), 6), 0, -1):
        some = parts[-n:] if last else parts[:n]
        is_question = any("?" in p.sign for p in some)
        if not is_question and is_so(text[some[0].start : some[-1].end]):
            return n
    return 0


def around(parts: Sequence[Part], text: str, is_so: Callable[[str], bool]) -> tuple[int, list[Part], int]:
    """How many parts at the front and at the end are so, with what stands between them."""
    front = run_of(parts, text, is_so)
    back = run_of(parts[front:], text, is_so, last=True) if front < len(parts) else 0
    return front, list(parts[front : len(parts) - back]), back


def sentence_amid(text: str, parts: Sequence[Part], is_so: Callable[[str], bool]) -> range | None:
    """Where a sentence between others is so, such as a plain yes; None where none is, or one at either end."""
    if any(around(parts, text, is_so)[::2]):
        return None
    ends = [i + 1 for i, p in enumerate(parts[:-1]) if re.search(r"[.!;\n]", p.sign)]
    for first, end in pairwise([*ends, len(parts)]):
        if run := run_of(parts[first:end], text, is_so):
            return range(parts[first].start, parts[first + run - 1].end)
    return None
