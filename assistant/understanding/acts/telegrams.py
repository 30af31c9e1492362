"""What shall go on, wait or end among the runs, several in one breath: "pause 1, stop 2, and 3 you may resume".

A small grammar of its own over the plain words: an act binds the numbers that follow it up to the next act, or those
right before it in its part of the sentence. A word it does not know ends it, so that nothing else is taken for an act.
"""
# ruff: noqa: E501 - a list of words broken over lines is harder to read than a long one

import re
from dataclasses import dataclass, field

from assistant.understanding.context import Context
from assistant.understanding.merging import Piece
from assistant.understanding.text.lexicon import ORDINALS, PLACES
from assistant.understanding.text.spelling import Speller
from assistant.understanding.text.words import bag

_ACTS: dict[str, frozenset[str]] = {
    "stop": bag("stop kill abort terminate cancel end halt quit stopp axe drop stopped killed ends stops abgebrochen stoppe stopp brich arrête arrêtez detén para"),
    "pause": bag("pause hold suspend freeze park paused pausing pausiere halte pausa"),
    "resume": bag("resume continue proceed unpause unfreeze restart resumes continues proceeds reprends reanuda continúa"),
    "": bag("finish leave keep untouched alone running going"),
}  # fmt: skip
"""Words of each act; those of the last row speak of runs that are only let be."""
_LETS_BE = bag("leave keep let")
"""Words of those that take what follows them: in "4 leave the rest" they do not speak of 4."""
_ACTS["pause"] |= {"hol"}
_ACT_OF = {word: act for act, words in _ACTS.items() for word in words}
_PHRASES: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"\b(?:cut|cuts) (?=(?:(?:the|run|number|rank|nr|no|#|model)\b ?)*(?:\w+) loose)|\bput an end to\b|\bpull the plug on\b|\bcall off\b|\bbreak off\b|\bshut down\b|\bpack in\b|\bget rid of\b"), "stop "),
    (re.compile(r"\b(?:halt|stop|cut)(?= (?:(?:the|run|number|rank|nr|no|#|model)\b ?)*(?:\w+) (?:for now|for the moment|for the time being|for a (?:while|moment|bit)|temporarily)\b)"), "pause "),
    (re.compile(r"\b(?:on hold|on ice|on pause|loose)\b"), " "),
    (re.compile(r"\b(?:carry|carries|go(?:es)?|keeps?|move) on(?: with)?\b|\bgo on with\b|\bpick up\b|\btake up\b|\bkeep going(?: with)?\b"), "resume "),
    (re.compile(r"\blet (?=(?:\S+ +){1,5}(?:go on|continue|resume|proceed|carry on)\b)"), " "),
)  # fmt: skip
_DONE_BEFORE = re.compile(
    r"(?<=\bthe )(?:paused|stopped|held|suspended|frozen|halted)(?= (?:run|one|experiment|model|number|#|\d)\b)|\bthe (?:ones?|runs?|others?)(?: that| which)? (?:(?:you|i|we|they) (?:(?:have|had|just) )*|(?:is|are|was|were) )(?:paused|stopped|held|suspended|frozen)(?: (?:before|earlier|just now|a while ago))?[,:]?(?= *(?:the )?(?:\w+|#? ?\d+)\s*[.!]*$)",
    re.IGNORECASE,
)
"""A run told by what was done to it, before its place: "go on with the one you paused, the second"."""
_SMALL = bag(
    "please plz pls the a run runs rank ranks number numbers nr no # model models variant variants experiment experiments and then but also now for may can could you we i want need to should must will be is are"
    " first ok okay yes hey so just only again too as well with both of them it immediately already at once right away other ones one while moment bit short thanks thx please , again later temporarily briefly would like let us let"
)
_ALL = bag("all everything")
_REST = bag("rest others remaining")
_TOKEN = re.compile(r"#|[^\W\d_]+|\d+|[^\w\s]")
_SLIPS = {"adn": "and", "nad": "and", "sotp": "stop", "stpo": "stop", "resmue": "resume", "reusme": "resume", "resme": "resume", "puase": "pause", "pasue": "pause", "kil": "kill", "cancle": "cancel", "contineu": "continue", "contiue": "continue"}  # fmt: skip


@dataclass
class _Act:
    """An act with the runs it is about."""

    name: str
    at: int
    ranks: list[int] = field(default_factory=list)
    rest: bool = False
    """Whether it is said of what else runs."""
    denied: bool = False
    before_the_others: bool = False
    again: bool = False
    """Whether its word says that it had been halted."""


def steered(text: str, context: Context, speller: Speller) -> tuple[list[Piece], int]:
    """The acts on runs at the beginning of a text, and how many of its characters they take (0 where there are none).

    Args:
        text: a sentence.
        context: the moment; runs must be under way.
        speller: puts slips of the finger right.
    """
    if not context.running or context.proposal or not re.search(r"\d|\b(?:one|two|three|four|five|six|first|second|third|fourth|fifth|last|all|everything|rest|others)\b", text.lower()):  # fmt: skip
        return [], 0
    text = _DONE_BEFORE.sub(lambda m: " " * len(m.group()), text)
    text = re.sub(r"\bput(?=\b.{1,40}\bon (?:hold|ice|pause)\b)", "hol", text, flags=re.IGNORECASE)
    acts: list[_Act] = []
    taken = 0
    segments = _segments(text)
    ahead: list[int] = []
    for i, (start, end) in enumerate(segments):
        found = _segment(text[start:end], start, speller)
        if found is None or not (found or acts):
            break
        if len(found) == 1 and found[0].name == "?":
            if not acts or _goes_with_next(text, segments, i):
                ahead += found[0].ranks
                continue
            acts[-1].ranks += found[0].ranks
        else:
            if found[0].name == "?":  # "2 and 4 leave the rest"
                ahead = [*ahead, *found.pop(0).ranks]
                if acts:
                    acts[-1].ranks, ahead = [*acts[-1].ranks, *ahead], []
            found[0].ranks = [*ahead, *found[0].ranks]
            ahead = []
            acts += found
        taken = end
    meant = [a for a in acts if a.name and not a.denied and not (_only_goes_on(a) and a is not acts[0])]
    if not any(a.ranks for a in acts) or not meant or any(a.rest and not a.ranks and not a.again for a in meant):
        return [], 0
    ordered = sorted(meant, key=lambda a: not a.before_the_others)
    return [Piece(a.at, a.name, {"ranks": list(dict.fromkeys(a.ranks))} if a.ranks else {}) for a in ordered], taken


def _only_goes_on(act: _Act) -> bool:
    """Whether others are only let be: "stop 2, the rest goes on". "Stop 2 and resume the others" takes a pause back."""
    return act.rest and act.name == "resume" and not act.again


def _goes_with_next(text: str, segments: list[tuple[int, int]], i: int) -> bool:
    """Whether numbers alone begin the next part's list: "halt 3; 1 and 2 keep running"."""
    if i + 1 >= len(segments) or not i or re.search(r"\b(?:and|adn)\s*$", text[: segments[i][0]]):
        return False
    joined = re.search(r"\b(?:and|adn)\s*$", text[segments[i][0] : segments[i][1]])
    after = text[slice(*segments[i + 1])].strip().lower()
    return bool(joined) and bool(re.match(r"(?:#\s*|nr\.? |number )?(?:\d+|[a-z]+) (?:\w+ )*?\w{4,}", after)) and not re.fullmatch(r"\W*\w+\W*", after)  # fmt: skip


def _segments(text: str) -> list[tuple[int, int]]:
    """The text between commas and joining words, in order."""
    out, at = [], 0
    for cut in re.finditer(r"[,;:()]|\.(?=\s)|\s(?:and|adn|but|then|while)\s|$", text, re.IGNORECASE):
        if text[at : cut.start()].strip():
            out.append((at, cut.end()))
        at = cut.end()
    return out


def _segment(part: str, at: int, speller: Speller) -> list[_Act] | None:
    """The acts of a part; `?` for numbers alone; None where a word is of something else."""
    said = part.lower().strip(" ,;:()").replace("'", " ")
    lead = len(part) - len(part.lstrip(" ,;:("))
    denied = bool(re.match(r"(?:please )?(?:do not|don t|dont|never|not)\b", said))
    said = re.sub(r"^(?:please )?(?:do not|don t|dont|never|not)\b", "", said)
    early = bool(re.match(r"(?:but |and )?(?:first|before that)\b", said))
    for pattern, plain in _PHRASES:
        said = pattern.sub(plain, said)
    acts: list[_Act] = []
    loose: list[int] = []
    rest = False
    said = re.sub(r"\b(\d)\s?-\s?(\d)\b", lambda m: " ".join(map(str, range(int(m[1]), int(m[2]) + 1))), said)
    tokens = [_SLIPS.get(w, w) for w in _TOKEN.findall(said)]
    for i, word in enumerate(tokens):
        word = word if word in _SMALL or word in _ACT_OF else _spelt(word, speller)
        number = _number(tokens, i, word)
        if (
            word in _LETS_BE
            and loose
            and not acts
            and re.match(r"(?:the |all |other )*(?:rest|others|remaining)\b", " ".join(tokens[i + 1 :]))
        ):
            acts.append(_Act("?", at + lead, loose))
            loose = []
        if word in _ACT_OF:
            again = bool(re.search(r"\b(?:resum|unpaus|unfreez|restart)", part.lower()))
            acts.append(_Act(_ACT_OF[word], at + lead, [*loose], rest, denied, early, again))
            loose, rest = [], False
        elif number is not None and not (i and tokens[i - 1] == "other"):
            (acts[-1].ranks if acts else loose).append(number)
        elif word in _REST or number is not None:  # "the other two"
            rest = True
            if acts and not acts[-1].ranks:
                acts[-1].rest = True
        elif word not in _ALL and word not in _SMALL and word not in (".", "!", "-", "&", "/", "+"):
            return None
    if loose and not acts:
        return [_Act("?", at + lead, loose)]
    return acts if acts or not tokens else None


def _number(tokens: list[str], i: int, word: str) -> int | None:
    """The place that a word names; None for "first" as an adverb and "one" after what it stands for."""
    if word == "first" and (i == 0 or (i + 1 < len(tokens) and tokens[i + 1] in _ACT_OF)):
        return None
    if word == "one" and i and (tokens[i - 1] in ORDINALS or tokens[i - 1] in ("other", "that", "this")):
        return None
    return PLACES.get(word) or (int(word) if word.isdigit() and 1 <= int(word) <= 50 else None)


def _spelt(word: str, speller: Speller) -> str:
    return speller.corrected(word) if len(word) > 3 and word.isalpha() and word not in PLACES else word
