"""From characters to words: one character stays one character, so every word knows where it stood."""
# ruff: noqa: E501 - a pattern or a list of words broken over lines is harder to read than a long one

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

LOOSE_FROM = 500
"""Entities numbered from here stand for a part of a column's name only."""
MAX_LENGTH = 10_000
"""Characters of a message that are read; the rest is ignored."""


def bag(text: str) -> frozenset[str]:
    """The words of a text as a set: a list of words is easier to read and to extend as a text."""
    return frozenset(text.split())


@lru_cache(maxsize=4096)
def parts(name: str) -> tuple[str, ...]:
    """The words of a column name: camel case, underscores, dots and digits taken apart."""
    spaced = re.sub(r"(?<=[a-zäöüß])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|[^\w]|_", " ", name)
    return tuple(p.lower() for p in spaced.split())


@dataclass(frozen=True)
class Entity:
    """Something that a word or several stand for."""

    kind: str
    """COL, MET, FAM, DUR, MEM, PCT, NUM, RANK, MODEL, SRC, QUOTE, WHEN."""
    values: tuple[Any, ...]


@dataclass(frozen=True)
class Word:
    """A word, number, sign or entity of a message."""

    text: str
    """As rules see it: lower case; for an entity, its kind and number such as `COL3`."""
    start: int
    end: int
    """Half-open range in the message."""
    entity: Entity | None = None

    @property
    def is_plain(self) -> bool:
        """Whether it is a word of letters and stands for nothing yet."""
        return self.entity is None and self.text[:1].isalpha()


_FOLDED = str.maketrans(
    {"’": "'", "‘": "'", "´": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "–": "-", "—": "-", "−": "-"}
)
_URL = r"[a-z][a-z0-9+]{1,11}://[^\s,;'\"<>]+[^\s,;'\"<>.!?)]"
FILE_ENDS = r"\.(?:csv|tsv|parquet|pq|xlsx?|jsonl?|ndjson|zip|txt|sqlite|sqlite3|log|pkl|feather|arff|db|duckdb|gz|tgz|tar|orc|avro|dta|sav|mat|ods)"
A_FILE = re.compile(r"\.[a-z0-9]{2,7}$", re.IGNORECASE)
"""What a source ends with that is a file, and no folder."""
_ENDS = rf"{FILE_ENDS}\b"
_ROOT = r"(?:(?<!\w)[a-z]:[\\/]|(?<![\w:/\\])(?://|\\\\)(?=[a-z_])|~/|\.{1,2}/|(?<![\w.<])/(?=[a-z_]))"
_PATH = (
    rf"{_ROOT}[\w\-/\\]*\w (?!(?:and|or|with|to|from|in|into|for|then|as|using|plus|by|on|at|against)\b)[\w\-]+{_ENDS}"
    rf"|{_ROOT}[\w.\-/\\]*[\w/]"
    rf"|[\w\-][\w.\-/\\]*{_ENDS}"
)
_SEGMENTS = r"[a-z_][\w.\-]*(?:/[\w.\-]*\w)*"
_CALLED = ("folder ", "directory ", "dir ", "bucket ", "path ", "watch ", "watching ", "monitor ", "monitoring ")
_FOLDER = re.compile(
    rf"(?<![\w/.])(?:(?!(?:and|or|the)/){_SEGMENTS}(?<=\w\w\w)/(?!\w)"
    rf"|(?:{'|'.join(f'(?<={name})' for name in _CALLED)}){_SEGMENTS}/{_SEGMENTS}"
    r"|(?:(?<=folder )|(?<=directory )|(?<=bucket ))\w+_\w+(?![\w/.-]*\w))"
)
"""Folders without a beginning of their own: what ends with a slash or is called one, as "the folder lab_out" is;
"train/test" is none."""
_QUOTE = r"\"[^\"\n]{1,200}\"|`[^`\n]{1,200}`|(?<!\w)'[^'\n]{1,100}'(?!\w)"
_UNITS = r"(?:hours?|hrs?|h|minutes?|mins?|min|m|seconds?|secs?|sec|s|milliseconds?|millis|ms|days?|d|gb|mb|gib|mib|kb|tb|k|x|g)"
_TOKEN = re.compile(
    rf"(?P<url>{_URL})|(?P<path>{_PATH})|(?P<quote>{_QUOTE})"
    r"|(?P<ordinal>\d+(?:st|nd|rd|th)\b)"
    rf"|(?P<number>\d+(?:[.,]\d+)*)(?=(?:{_UNITS}(?![a-z]))|(?:h\d))"
    r"|(?P<between>(?<=\d)h(?=\d))|(?P<code>\d*[^\W\d]\w*)"
    r"|(?P<dotted>(?<![\w.])\.\d+\b)|(?P<plainnumber>\d+(?:[.,]\d+)*)"
    r"|(?P<sign><=|>=|==|!=|[^\w\s])"
)
_CONTRACTIONS = {
    "don't": "do not", "dont": "do not", "doesn't": "does not", "doesnt": "does not", "didn't": "did not",
    "didnt": "did not", "can't": "can not", "cant": "can not", "cannot": "can not", "won't": "will not",
    "wont": "will not", "wouldn't": "would not", "shouldn't": "should not", "shouldnt": "should not",
    "mustn't": "must not", "isn't": "is not", "isnt": "is not", "aren't": "are not", "arent": "are not",
    "wasn't": "was not", "weren't": "were not", "haven't": "have not", "hasn't": "has not", "couldn't": "could not",
    "i'd": "i would", "i'm": "i am", "im": "i am", "i've": "i have", "ive": "i have", "i'll": "i will", "we'd": "we would",
    "we're": "we are", "we've": "we have", "we'll": "we will", "you're": "you are", "you've": "you have", "you'd": "you would",
    "it's": "it is", "that's": "that is", "thats": "that is", "what's": "what is", "whats": "what is", "let's": "let us", "lets": "let us",
    "there's": "there is", "who's": "who is", "how's": "how is", "hows": "how is", "where's": "where is", "here's": "here is",
    "they're": "they are", "they've": "they have", "it'll": "it will", "needn't": "need not", "wanna": "want to",
    "gonna": "going to", "gotta": "got to", "gimme": "give me", "lemme": "let me", "u": "you", "pls": "please", "plz": "please",
    "w/o": "without", "w/": "with", "thx": "thanks", "sth": "something", "smth": "something", "sthg": "something", "n": "and", "whos": "who is", "wheres": "where is", "theres": "there is", "couldnt": "could not", "wouldnt": "would not", "mustnt": "must not", "werent": "were not", "wasnt": "was not", "havent": "have not", "hasnt": "has not", "youre": "you are", "theyre": "they are", "id": "id", "b/c": "because", "tho": "though", "cuz": "because", "nd": "and", "abt": "about", "thru": "through", "ppl": "people", "prob": "probably", "ok": "ok", "ur": "your", "ya": "you",
    "neednt": "need not", "w": "with", "esp": "especially", "approx": "about", "ca": "about", "circa": "about",
}  # fmt: skip


def fold(text: str) -> str:
    """The text in lower case with plain quotes and dashes, of the very same length."""
    out = []
    for ch in text[:MAX_LENGTH].translate(_FOLDED):
        folded = unicodedata.normalize("NFKC", ch).lower()
        out.append(folded if len(folded) == 1 else ch)
    return "".join(out)


def _lexed(folded: str) -> list[tuple[str, int, int, str]]:
    folders = {m.start(): m for m in _FOLDER.finditer(folded)}
    found = []
    position = 0
    for token in _TOKEN.finditer(folded):
        if token.start() < position:
            continue
        folder = folders.get(token.start())
        match = folder if folder is not None and folder.end() >= token.end() else token
        position = match.end()
        found.append((match.group(), match.start(), match.end(), "path" if match is folder else token.lastgroup or ""))
    return found


_COUNTING = bag(
    "rank ranks run runs number numbers nr nos # models variants options recommendations suggestions"
    " stop pause resume kill halt abort cancel unpause hold compare cmp"
)
"""After these, figures with a comma between are several."""


def split(text: str) -> list[Word]:
    """The words of a message.

    Quoted text, addresses and file names are entities at once (`QUOTE`, `SRC`): nothing in them is read as a wish.
    Contractions are opened ("don't" is "do", "not"); a possessive "'s" is dropped; hyphens inside words are spaces.
    """
    folded = re.sub(r"(?<=\s)->(?=\s)", "to", fold(text))
    folded = re.sub(r"\bw\.r\.t\.?", lambda m: "about".ljust(len(m.group())), folded)
    words: list[Word] = []
    for token, start, end, kind in _lexed(folded):
        before = words[-1].text if words else ""
        if kind == "dotted":  # ".98"
            words.append(Word(f"0{token}", start, end))
            continue
        listed = kind in ("number", "plainnumber") and re.fullmatch(r"\d{1,2}(?:,\d{1,2})+", token)
        if listed and (token.count(",") > 1 or before in _COUNTING):  # "1,2,5" and "ranks 1,3" are no decimals
            words += [Word(m.group(), start + m.start(), start + m.end()) for m in re.finditer(r"\d+|,", token)]
            continue
        words.extend(_words_of(token, start, end, kind, text))
    return _contracted(_without_hyphens(words))


def _words_of(token: str, start: int, end: int, kind: str, text: str) -> list[Word]:
    if kind in ("url", "path"):
        if token.strip("/.\\") == "":
            return []
        return [Word("SRC", start, end, Entity("SRC", (text[start:end],)))]
    if kind == "quote":
        if re.search(rf"(?:{_PATH}|{_URL}|\.(?:csv|tsv|parquet|xlsx?|jsonl?))$", token[1:-1].strip()):
            return [Word("SRC", start, end, Entity("SRC", (text[start + 1 : end - 1].strip(),)))]
        return [Word("QUOTE", start, end, Entity("QUOTE", (text[start + 1 : end - 1].strip(),)))]
    return [Word(token, start, end)]


_ASKED_FIRST = bag("how which what count number rows records cases share percentage avg average mean median")
_BEFORE_A_SIGN = bag("below above under over than is = < > <= >= between and least most exceeds of")


def _is_sign(before: Word, hyphen: Word, after: Word) -> bool:
    """Whether a hyphen is the sign of a number that something is compared with: "how many rows are below -5?"."""
    return before.text in _BEFORE_A_SIGN and after.start == hyphen.end and after.text[:1].isdigit()


def _without_hyphens(words: Sequence[Word]) -> list[Word]:
    """Drops hyphens between a word and a word, as in "cross-validation"; keeps ranges and dashes."""
    kept: list[Word] = []
    counting = bool(words) and words[0].text in _ASKED_FIRST
    for i, word in enumerate(words):
        if word.text in "-_" and 0 < i < len(words) - 1:
            before, after = words[i - 1], words[i + 1]
            tight = before.end == word.start and after.start == word.end
            numbers = before.text[:1].isdigit() and after.text[:1].isdigit()
            if (tight and not numbers) or (counting and _is_sign(before, word, after)):
                continue
            if not tight and word.text == "-":
                word = replace(word, text=";")
        kept.append(word)
    return kept


def _contracted(words: Sequence[Word]) -> list[Word]:
    """Opens contractions, which the lexer has cut at the apostrophe."""
    out: list[Word] = []
    i = 0
    while i < len(words):
        word = words[i]
        two = i + 2 < len(words) and words[i + 1].text == "'" and words[i + 2].start == words[i + 1].end == word.end + 1
        if two and word.entity is None:
            joined = f"{word.text}'{words[i + 2].text}"
            parts = _CONTRACTIONS.get(joined)
            if parts or words[i + 2].text in ("s", "t", "re", "ve", "ll", "d", "m"):
                out.extend(_parts(parts or word.text, word.start, words[i + 2].end))
                i += 3
                continue
        slash = i + 1 < len(words) and word.text == "w" and words[i + 1].text == "/"
        if slash:
            tail = i + 2 < len(words) and words[i + 2].text == "o"
            out.append(Word("without" if tail else "with", word.start, words[i + 1 + tail].end))
            i += 3 if tail else 2
            continue
        opened = _CONTRACTIONS.get(word.text) if word.entity is None else None
        out.extend(_parts(opened, word.start, word.end) if opened else [word])
        i += 1
    return out


def _parts(phrase: str, start: int, end: int) -> list[Word]:
    return [Word(part, start, end) for part in phrase.split()]


def number_of(token: str) -> float | None:
    """The number a token writes: `5,000` is 5000, `0,9` is 0.9, `1.5` is 1.5; None where it is none."""
    if not token[:1].isdigit():
        return None
    if re.fullmatch(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?", token):
        return float(token.replace(",", ""))
    if re.fullmatch(r"\d+,\d+", token):
        return float(token.replace(",", "."))
    try:
        return float(token)
    except ValueError:
        return None


_SUFFIXES = ("ations", "ation", "ings", "ing", "ers", "ies", "er", "ed", "es", "al", "s", "e", "y")


def parts_said(text: str) -> list[str]:
    """A text cut behind the signs that end a sentence or stand between two, with those signs."""
    return re.split(r"(?<=[.!?;])\s+", text)


def stands_in(name: str, text: str) -> bool:
    """Whether a name stands in a text as a word of its own, in any case of letters."""
    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text, re.IGNORECASE) is not None


@lru_cache(maxsize=16384)
def stem(word: str) -> str:
    """The word without its ending, so that churners, churned and churn meet."""
    for suffix in _SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= 3:
            cut = word[: -len(suffix)]
            if len(cut) >= 4 and cut[-1] == cut[-2] and cut[-1] not in "sl":
                cut = cut[:-1]
            return cut
    return word


def stems_of(text: str) -> frozenset[str]:
    """The words of a text, small and without their endings."""
    return frozenset(stem(w) for w in re.findall(r"[^\W_]+", text.lower()))
