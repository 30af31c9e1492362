"""Which column is meant: names as people say them ("monthly charges", "churners") to names as the data has them."""
# ruff: noqa: E501 - a pattern or a list of words broken over lines is harder to read than a long one

import re
from collections.abc import Sequence

from rapidfuzz.distance import OSA

from assistant.understanding.names.column_words import element_in, forms, means, plain, taken_apart, written_out
from assistant.understanding.text.words import bag, parts, stem

COMMON = bag(
    "a an the and or no not in is it of on to at by as be do go if me my us we you i run runs time cost costs class classes"
    " model models score result results best first last second third id date day month year target type name number value"
    " values data column columns row rows test train error rate index label group weight count total level code status"
    " metric budget goal plan y x b c s t v v1 duration default history job previous contact show results rank use state"
    " prediction output feature features key set all new change reason note notes comment price_per other"
)
"""Words that are columns only where something says so: another case in the data, quotes, or a word like "column"."""
_ORDERS = bag("a i run set use show plan test model do go if")
"""Words that go on with something else behind a column: "drop age and run 3"."""
LOOSE_STOP = COMMON | bag(
    "customer customers patient patients client clients user users total number average mean max min rate per flag is has have monthly daily"
    " yearly annual weekly level quality size ratio account service services product products house order cases case people"
    " person persons member members company business machine machines device devices high low big long short good bad more"
    " less most least only each every any some model run predict recall precision accuracy fast faster cheap simple cost money"
    " missed missing false alarm alarms alert alerts call calls training trained trained test share percent minutes minute hours hour"
    " seconds second tree trees forest linear boosting neural network networks compare explain stop start pause resume team legal reasons"
    " report reports question questions answer work works experiment experiments status help thanks file files table tables sample try tries"
    " loss lost miss churner sick healthy fraud boss manager read export import load save delete use using used keep optimise optimize"
    " whole entire complete full stay stays remain part want need like know tell show give make let look see think mean means best better worse worst budget limit final end begin from out off guess"
)
"""Words too general to stand for a column by a part of its name."""

BARE_VERBS = bag("leave drop keep run take make give put let show stop start try go throw kick pick accept allow")
"""What requests are made with: such a word is a column only as it is written, so "leave it out" speaks of no leaves."""


_FORMULA = re.compile(r"[a-z]\d")
"""Two signs that are a part of a name by themselves: "o2" of `o2_sat`."""
_COMPOUND = 7
"""Letters from which a word that begins with a whole name of several parts is that name."""


_SMALL_WORDS = bag(
    "ad ah ai am an as at be by do eg em en eu ex go he hi id ie if in is it me mr ms mu my no of oh ok on or os ox pi re so to uk up us vs we ye yo"
    " cv ml nr nn rf lr pr ha kg km cm mm mb gb kb ms hr hz kw mw pc tv dr st rd th pm de la le du et un und da wo se si su"
)
"""Words of two letters that say something else than a part of a name."""


def _is_name(word: str) -> bool:
    """Whether a word of two signs may be a part of a name by itself: "the ph" of `soil_ph`, "o2" of `o2_sat`."""
    return bool(_FORMULA.fullmatch(word)) or (len(word) == 2 and word.isalpha() and word not in _SMALL_WORDS)


_MEASURES = bag(
    "price prices sales rate rates count counts score scores cost costs amount amounts value values level levels status yield demand consumption"
    " duration weight quality income usage load output speed temperature pressure length height volume size risk class type time times delay loss"
)


def in_two_words(first: str, after: str) -> str:
    """A name of which the first word is known, with the noun behind it: "sale price"; the word itself without one.

    Args:
        first: the word as it is written.
        after: what follows it, as rules see it.
    """
    noun = re.match(r" (?P<noun>[a-z]+)(?= (?:,|and|with|by|in|for|as)(?: |$)|$)", after)
    return f"{first} {noun['noun']}" if noun and noun["noun"] in _MEASURES and first.lower() not in _MEASURES else first


_LONG_PART = 6
"""Letters of a part of a name in which a slip is still told from another word."""


class ColumnBook:
    """Finds columns in the words of a message."""

    def __init__(self, columns: Sequence[str]) -> None:
        self.columns = tuple(columns)
        self._parts = {c: parts(c) for c in columns}
        self._forms = {c: forms(have) for c, have in self._parts.items()}
        self._apart = {c: [p for part in have for p in taken_apart(part)] for c, have in self._parts.items()}
        self._stems = {
            c: [stem(p) for p in (*have, *self._apart[c], element_in(have) or "") if p]
            for c, have in self._parts.items()
        }
        self._starts = frozenset(p[:n] for have in self._parts.values() for p in have for n in range(3, len(p) + 1))
        self._exact = {c: c for c in columns}
        self._joined: dict[str, str | None] = {}
        self._stemmed: dict[str, str | None] = {}
        for column in columns:
            self._add(self._joined, "".join(self._parts[column]) or column.lower(), column)
            self._add(self._stemmed, "".join(stem(p) for p in self._parts[column]), column)
        self.longest = min(8, max([len(have) for have in self._parts.values()], default=0) + 1)

    @staticmethod
    def _add(index: dict[str, str | None], key: str, column: str) -> None:
        index[key] = None if key in index else column

    def __bool__(self) -> bool:
        return bool(self.columns)

    def exact(self, raw: str) -> str | None:
        """The column written exactly so, capitals included."""
        return self._exact.get(raw)

    def same(self, words: Sequence[str]) -> str | None:
        """The column with these very words, whatever the case and the separators."""
        return self._joined.get("".join(re.sub(r"[\W_]", "", w) for w in words))

    def stemmed(self, words: Sequence[str]) -> str | None:
        """The column whose words have the same stems."""
        pieces = [p for w in words for p in plain(w)]
        key = "".join(stem(p) for p in pieces)
        asks = len(pieces) == 1 and pieces[0] in BARE_VERBS
        return self._stemmed.get(key) if len(key) >= 3 and not asks else None

    def misspelt(self, word: str) -> str | None:
        """The one column that the word is a slip of the finger away from."""
        joined = re.sub(r"[\W_]", "", word)
        if len(joined) < 5 or joined in BARE_VERBS:
            return None
        limit = 1 if len(joined) < 8 else 2
        scored = sorted((OSA.distance(joined, key), c) for key, c in self._joined.items() if c)
        if not scored or scored[0][0] > limit or (len(scored) > 1 and scored[1][0] == scored[0][0]):
            return None
        return scored[0][1]

    def part_misspelt(self, word: str) -> str | None:
        """The one part of a longer name that a word is a slip of the finger away from: "vibraton" of `vibration_rms`."""
        if len(word) < _LONG_PART or not word.isalpha() or self.misspelt(word) or self.begins(word) or self.bends(word):
            return None
        near = {p for have in self._parts.values() if len(have) > 1 for p in have if len(p) >= _LONG_PART and p[0] == word[0]}  # fmt: skip
        near = {p for p in near if OSA.distance(p, word) == 1}
        return near.pop() if len(near) == 1 else None

    def begins(self, word: str) -> bool:
        """Whether a part of a column's name is cut short so: "cust" for `customer_id`."""
        return word in self._starts

    def bends(self, word: str) -> bool:
        """Whether a word is a part of a column's name with another ending: "sowing" for `sow_date`."""
        said = stem(word)
        return len(said) >= 3 and any(said in have for have in self._stems.values())

    def shortened(self, words: Sequence[str]) -> str | None:
        """The one column whose parts these words are written out, units left out or not: "loan amount" for `loan_amnt`."""
        spoken = [p for w in words for p in plain(w) if p not in ("of", "the", "in", "a")]
        if len(spoken) == 1 and _FORMULA.fullmatch(spoken[0]):
            own = [c for c in self.columns if spoken[0] in self._parts[c]]
            return own[0] if len(own) == 1 else None
        if not spoken or (len(spoken) == 1 and (spoken[0] in LOOSE_STOP | BARE_VERBS or len(spoken[0]) < 5)):
            return None
        numbers = bag("id no nr num code n key")
        hits = [
            c
            for c in self.columns
            if self._written_out(c, spoken) and not (len(spoken) == 1 and numbers & set(self._parts[c]))
        ]
        bare = [p for p in spoken if p not in ("to", "from")]
        inside = not {"to", "from"} & {spoken[0], spoken[-1]}  # and not "from brg_temp" of `brg_temp`
        if not hits and inside and 1 < len(bare) < len(spoken):  # "distance to the road" of `dist_road`
            hits = [c for c in self.columns if self._written_out(c, bare)]
        if len(spoken) == 1 and len(hits) == 1 and spoken[0] not in self._parts[hits[0]]:  # "player" of a `player_id`
            hits = [] if any(spoken[0] in have for have in self._parts.values()) else hits
        others = {self.same([w]) or self.stemmed([w]) for w in spoken} - {None, *hits} if len(spoken) > 1 else set()
        longer = set(self._parts[hits[0]]) if hits else set[str]()
        others = {o for o in others if o and not set(self._parts[o]) <= longer}  # "booth temperature" is no `booth`
        return hits[0] if len(hits) == 1 and not others else None  # words that name another column mean that one

    def listed(self, word: str) -> str | None:
        """The one column called so, or so but for a unit, for a word in a list of columns: "distance and weight"."""
        if word in COMMON - _ORDERS and (one := self.same([word])):
            return one
        hits = [c for c in self.columns if len(self._parts[c]) > 1 and self._written_out(c, [word])]
        return hits[0] if len(hits) == 1 else None

    def _written_out(self, column: str, spoken: Sequence[str]) -> bool:
        return any(written_out(one, spoken) for one in self._forms[column]) or self._goes_on(column, spoken)

    def _goes_on(self, column: str, spoken: Sequence[str]) -> bool:
        """Whether a compound is a name cut short at its end: "oiltemperature" of `OilTemp`."""
        own = self._parts[column]
        name = "".join(own)
        return len(own) > 1 and len(spoken) == 1 and len(name) >= _COMPOUND and spoken[0].startswith(name)

    def loosely(self, words: Sequence[str]) -> str | None:
        """The one column of whose name these words are a part; for places where a column is expected."""
        general = LOOSE_STOP | BARE_VERBS
        wanted = [w for w in words if not {w, w.removesuffix("s")} & general and (len(w) >= 3 or _is_name(w))]
        wanted = [stem(w) for w in wanted]
        if not wanted or len(wanted) < len(words):
            return None
        hits = []
        for column in self.columns:
            apart, have = self._apart[column], self._stems[column]
            if all(
                any(h == w or (len(w) >= 4 and h.startswith(w)) for h in have) or any(means(p, w) for p in apart)
                for w in wanted
            ):
                hits.append(column)
        return hits[0] if len(hits) == 1 else None

    def expected(self, phrase: str) -> str | None:
        """The column meant by a phrase that can only be a column, such as what follows "the target is"."""
        words = [w for w in re.findall(r"\w+", phrase.lower()) if w not in ("the", "a", "an", "column", "our", "my")]
        if not words:
            return None
        one = self.exact(phrase.strip()) or self.same(words) or self.stemmed(words)
        if (
            one is None
            and len(words) == 1
            and words[0] not in BARE_VERBS
            and len(hits := [c for c in self.columns if words[0] in self._parts[c]]) == 1
        ):
            return hits[0]
        return one or self.misspelt("".join(words)) or self.shortened(words) or self.loosely(words)
