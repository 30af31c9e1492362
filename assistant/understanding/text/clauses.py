"""From tagged words to clauses: fixed phrases made one word, sentences and clauses cut apart."""
# ruff: noqa: E501 - a pattern broken over lines is harder to read than a long one

from collections.abc import Sequence
from dataclasses import replace

from assistant.understanding.text.words import Word, bag

_COLLOQUIAL: dict[str, tuple[str, ...]] = {
    "drop": ("bin", "ditch", "axe", "nuke", "scrap", "chuck", "chuck out", "boot", "boot out", "yank", "zap", "jettison", "give the boot to", "kiss goodbye to", "trash", "can the"),
    "all_but": ("everything bar", "all bar", "the lot bar", "every one bar", "everyone bar", "the whole lot except", "the lot except", "the lot but", "all of it except", "each one except"),
    "tries": ("trys",), "plan": ("line up", "tee up", "pencil in"),
    "recommend": ("cook up", "dream up", "whip up", "rustle up", "hit me with", "throw me", "sling me", "toss me", "conjure up", "serve up"),
    "show me": ("spit out", "cough up", "dish out", "dish up", "whip out", "lay out for me", "let us have a gander at", "let me have a look at"),
    "look at": ("have a gander at", "take a gander at", "have a peek at", "take a peek at", "have a squint at", "have a nose around in", "dig into", "dig around in", "poke around in"),
    "stop": ("pull the plug on", "knock off", "kill off", "put an end to", "bring to an end", "call a halt to"),
    "stop everything": ("kill them all", "kill em all", "knock it off", "pack it in", "call it a day", "call it quits", "pull the plug", "stop the presses"),
    "pause": ("hang fire on", "put on ice", "take five", "hit pause on", "hit pause", "put a pin in", "hang fire", "sit tight"),
    "resume": ("unfreeze", "un freeze", "hit play", "fire back up", "crack on with", "crack on", "back at it", "get back to it", "un pause"),
    "side by side": ("head to head", "toe to toe", "cheek by jowl", "one next to the other"),
    "compare": ("pit", "stack up", "weigh up"),
    "import": ("suck in", "slurp in", "slurp up", "haul in", "hoover up", "ingest"),
    "load": ("slurp", "crack open", "munch", "chew on", "chew through"),
    "watch": ("keep tabs on", "keep your eyes on", "keep your eye on", "eyes on", "babysit", "baby sit", "stand guard over", "keep a close eye on", "keep an eye out on"),
    "try": ("have a go at", "have a crack at", "have a shot at", "have a stab at", "take a stab at", "give a whirl to"),
    "run with": ("redo with", "redo it with", "rerun with", "rerun it with", "retry with", "do it again with", "again with"),
    "run": ("crank up", "crank", "get cracking with", "get cracking on", "let rip", "set in motion", "put in motion"),
    "number 1": ("numero uno", "number uno", "nr uno"), "number 2": ("numero dos", "number dos"), "number 3": ("numero tres",),
    "column": ("col",), "columns": ("cols",), "them": ("em",), "nothing": ("nothin", "nuthin"), "something": ("somethin", "summat"), "anything": ("anythin",),
    "what do you": ("whaddya", "whatcha", "wotcha", "whadya"), "do not know": ("dunno",), "kind of": ("kinda",), "ok": ("k", "kk", "okey", "okey dokey", "oki"), "yes": ("yea", "ye", "yass", "yessir"),
    "your": ("ur",), "about": ("bout",), "because": ("cos", "coz"), "probably": ("prolly",), "going to": ("gon",), "what": ("wot",), "recommendation": ("reco",), "please ": ("plox",),
    "a": ("da",), "model": ("mdl",), "predict": ("foresee", "foretell", "prdct", "suss out", "work out in advance", "call in advance"), "fast": ("zippy", "nippy", "speedy quick"), "simple": ("dead simple", "bare bones", "no frills", "dumbed down", "vanilla"),
    "cheap": ("dirt cheap", "on the cheap", "budget friendly", "gentle on the budget", "easy on the wallet"), "robust": ("rock solid", "bulletproof", "bomb proof"), "interpretable": ("less of a black box", "not such a black box", "less black boxy", "less opaque"),
    "accurate": ("spot on as possible", "dead on", "razor sharp"), "best": ("top notch",), "without": ("with out",), "boss": ("gaffer", "higher ups", "higher up"),
}  # fmt: skip

_EVERYDAY: dict[str, str] = {said: plain.strip() for plain, many in _COLLOQUIAL.items() for said in many}
"""What is said, to the words that rules know."""

_PHRASES: dict[str, str] = {
    "at most": "LE", "at the most": "LE", "at maximum": "LE", "in the maximum": "LE", "at the maximum": "LE", "as maximum": "LE", "as a maximum": "LE", "at max": "LE", "no more than": "LE", "not more than": "LE",
    "not any more than": "LE", "up to": "LE", "maximum of": "LE", "a maximum of": "LE", "max of": "LE", "no longer than": "LE",
    "not longer than": "LE", "any longer than": "GE", "not over": "LE", "no greater than": "LE", "not exceed": "LE", "not exceeding": "LE",
    "never exceed": "LE", "without exceeding": "LE", "no slower than": "LE", "not slower than": "LE", "no bigger than": "LE", "not go over": "LE",
    "not go above": "LE", "not be more than": "LE", "not take more than": "LE", "not take longer than": "LE", "no higher than": "LE",
    "not higher than": "LE", "never over": "LE", "never above": "LE", "never more than": "LE", "never longer than": "LE", "not be longer than": "LE",
    "less than": "LE", "fewer than": "LE", "lower than": "LE", "smaller than": "LE", "shorter than": "LE", "quicker than": "LE",
    "not be slower than": "LE", "not be over": "LE", "not above": "LE", "nothing over": "LE", "nothing above": "LE", "nothing longer than": "LE",
    "nothing more than": "LE", "nothing slower than": "LE", "not use more than": "LE", "not last longer than": "LE", "not run longer than": "LE",
    "not need more than": "LE", "max .": "LE", "< =": "LE", "<=": "LE", "≤": "LE", "<": "LE", "capped at": "LE", "limited to": "LE", "cap of": "LE",
    "not spend more than": "LE", "stay under": "LE", "stay below": "LE", "stays under": "LE", "stays below": "LE", "staying under": "LE",
    "at least": "GE", "at the least": "GE", "at minimum": "GE", "at a minimum": "GE", "no less than": "GE", "not less than": "GE", "minimum of": "GE",
    "a minimum of": "GE", "not below": "GE", "not under": "GE", "not lower than": "GE", "no lower than": "GE", "not fall below": "GE",
    "not drop below": "GE", "not go below": "GE", "never below": "GE", "never under": "GE", "never fall below": "GE", "never drop below": "GE", "not go under": "GE", "not drop under": "GE",
    "not sink below": "GE", "never go below": "GE", "not be below": "GE", "not be under": "GE", "not be lower than": "GE", "no worse than": "GE", "not worse than": "GE",
    "more than": "GE", "greater than": "GE", "higher than": "GE", "longer than": "GE", "bigger than": "GE", "larger than": "GE", "slower than": "GE",
    "better than": "GE", "> =": "GE", ">=": "GE", "≥": "GE", ">": "GE", "north of": "GE", "upwards of": "GE",
    "anything but": "all_but", "all but": "all_but", "everything but": "all_but", "everything except": "all_but", "all except": "all_but", "every one except": "all_but",
    "anything except": "all_but", "everything apart from": "all_but", "anything other than": "all_but", "all of them except": "all_but", "all of them but": "all_but", "them all except": "all_but",
    "all apart from": "all_but", "anything apart from": "all_but", "any but": "all_but", "all excluding": "all_but", "all save": "all_but", "every one but": "all_but", "all without": "all_but",
    "everything without": "all_but", "all other than": "all_but", "them all but": "all_but", "everything save": "all_but", "all minus": "all_but", "everything minus": "all_but", "everyone but": "all_but",
    "nothing but": "only", "nothing except": "only", "nothing other than": "only", "nothing else than": "only", "exclusively": "only", "solely": "only", "no other than": "only",
    "rather than": "instead_of", "instead of": "instead_of", "in place of": "instead_of", "as opposed to": "instead_of", "in lieu of": "instead_of",
    "as well as": "and", "along with": "and", "together with": "with", "and also": "and", "and then": "then", "after that": "then", "from then on": "then", "from there on": "then", "from that moment on": "then", "thereafter": "then", "subsequently": "then", "in addition": "also", "on top of that": "also", "afterwards": "then", "next": "next",
    "in order to": "to", "please to": "", "give to me": "give me", "explication": "explanation", "explications": "explanations", "precise me": "tell me", "explain me": "explain", "explain us": "explain", "explain to me": "explain", "show to me": "show me", "tell to me": "tell me", "say me": "tell me", "propose to me": "propose me", "so as to": "to", "apart from": "except", "other than": "except", "aside from": "except", "except for": "except", "with the exception of": "except", "excluding": "except", "excl": "except",
    "i would like": "i want", "we would like": "we want", "i would love": "i want", "would prefer": "prefer", "would rather have": "prefer", "would rather": "prefer",
    "i am afraid": "", "to my mind": "", "if you please": "", "if i may": "", "if i may say so": "", "so to say": "", "so to speak": "", "that is to say": "", "as it were": "", "in my view": "", "i must say": "", "i have to say": "",
    "if you do not mind": "", "if you would": "", "sir": "", "madam": "", "dear sextant": "", "once and for all": "", "were not permitted": "could not", "was not permitted": "could not", "please": "", "kindly": "", "pls": "", "a lot": "much", "lots of": "many", "kind of": "", "sort of": "", "a bit": "bit", "a little": "bit", "of course": "", "to be honest": "",
    "neither": "no", "nor": "or", "does not": "do not", "did not": "did not", "is not": "is not", "hands off": "avoid", "hands off of": "avoid", "keep your hands off": "avoid", "away with": "drop", "say no to": "avoid", "let go of": "drop", "letting go of": "drop", "part with": "drop", "parted with": "drop", "part ways with": "drop", "say goodbye to": "drop", "spare me": "avoid", "spare us": "avoid", "no need for": "avoid", "no room for": "avoid", "strip out": "drop", "pull out": "drop", "screen out": "drop", "carve out": "drop", "get rid of": "drop", "leave out": "drop", "leave off": "drop", "throw out": "drop", "take out": "drop",
    "throw away": "drop", "kick out": "drop", "rule out": "drop", "cut out": "drop", "stay away from": "avoid", "steer clear of": "avoid", "keep away from": "avoid", "do away with": "drop", "strike out": "drop", "cross out": "drop", "filter out": "drop", "weed out": "drop", "toss out": "drop", "toss": "drop",
    "what about": "what_about", "how about": "what_about", "as soon as possible": "asap", "so far": "so_far", "as yet": "so_far", "right now": "now", "at the moment": "now", "currently": "now",
}  # fmt: skip
_EVERY = ("all", "everything", "everyone", "every one", "all of them", "all of em", "all of these", "all of those", "all of it", "them all", "em all", "the lot", "the whole lot", "the lot of them", "the lot of em", "each of them", "every one of them", "every single one")  # fmt: skip
_BARRING = ("bar", "barring", "except", "except for", "excepting", "save", "save for", "apart from", "aside from", "other than", "minus", "excluding", "besides", "with the exception of", "with exception of", "not counting")  # fmt: skip
_ALL_BUT = {f"{every} {barring}": "all_but" for every in _EVERY for barring in _BARRING}
_SINK = ("fall", "drop", "sink", "go", "dip", "slip", "slide", "get", "come", "end up", "be", "decline", "decrease")
_NOT_BELOW = {f"{no} {sink} {below}": "GE" for no in ("not", "never", "does not", "did not") for sink in _SINK for below in ("below", "under", "beneath")}  # fmt: skip
_NOT_BELOW |= {f"is not {below}": "GE" for below in ("below", "under", "beneath", "lower than", "less than")}
_TABLE = {tuple(k.split()): v for k, v in (_ALL_BUT | _EVERYDAY | _NOT_BELOW | _PHRASES).items()}
_LONGEST = max(len(k) for k in _TABLE)
_LE_BEFORE = frozenset({"under", "below", "within", "max", "maximum", "maximal", "inside", "maximally", "cap", "limit"})
_GE_BEFORE = frozenset({"over", "above", "min", "minimum", "exceeding", "beyond", "exceeds", "exceed", "minimally"})
_AMOUNTS = frozenset({"NUM", "PCT", "DUR", "MEM"})

_CIRCUMSTANCES = bag("circumstance circumstances condition conditions pretext")

_ABBREVIATED = bag("nr mr mrs dr prof approx etc vs incl resp e g max min nos w r t")
"""A full stop after these ends no sentence."""
_STRONG = frozenset({".", "!", "?", ";", "\n", "…"})

_WEAK = frozenset(
    {
        ",",
        "and",
        "but",
        "then",
        "also",
        "plus",
        "so",
        "while",
        "however",
        "though",
        "although",
        "yet",
        "&",
        "+",
        "next",
        "otherwise",
    }
)
_STARTERS = bag(
    """i we you he she they it there that this these those my our your who what which why how when where is are was were did does do
    can could would should will has have had may must please let never nothing nobody none make
    show give list tell explain compare run launch start execute kick begin try train fit test stop pause resume halt abort cancel continue kill hold
    optimise optimize maximise maximize minimise minimize predict forecast classify estimate use load open read import take drop remove exclude ignore
    avoid forbid recommend suggest propose find look describe inspect summarise summarize profile watch monitor export save download promote deploy
    roll retrain score apply keep limit set change switch undo revert forget reset repeat replay rerun plan schedule queue add skip only
    prefer validate split hold go put check treat assume consider focus optimising aim target measure rank sort order cross
    maybe also what_about no not without dont avoid because ideally preferably give call thanks thank group display print rate
    publish ship push bring wait drop proceed share send draw plot name drift feature importances leaderboard status rerank shortlist history kindly forecast grid random bayesian hyperband decline approve reject select pick choose leave cap redo strike retrain import peek ban"""
)  # fmt: skip
_ADVERBS = bag("just simply rather better instead perhaps")
_BARE_IF_LAST = frozenset({"why", "how", "when", "who", "where", "which", "what"})


def canonical(words: Sequence[Word]) -> list[Word]:
    """The words with fixed phrases made one word: comparisons are LE and GE, "anything but" is all_but."""
    out: list[Word] = []
    i = 0
    while i < len(words):
        n = _phrase_length(words, i)
        if n:
            text = _TABLE[tuple(w.text for w in words[i : i + n])]
            if text:
                out.extend(replace(words[i], text=part, end=words[i + n - 1].end, entity=None) for part in text.split())
            i += n
        else:
            out.append(words[i])
            i += 1
    return [_compared(out, i) for i in range(len(out))]


def _colon(words: Sequence[Word], i: int) -> bool:
    """Whether a sign parts like a comma: a bracket, or a colon that introduces. Between figures a colon is a ratio."""
    before = words[i - 1].entity if i else None
    if words[i].text in ("(", ")"):
        return True
    return words[i].text == ":" and not (before is not None and before.kind == "NUM")


def _phrase_length(words: Sequence[Word], i: int) -> int:
    for n in range(min(_LONGEST, len(words) - i), 0, -1):
        if tuple(w.text for w in words[i : i + n]) in _TABLE:
            return 0 if _limits(words, i) or _whatever_happens(words, i + n) else n
    return 0


def _whatever_happens(words: Sequence[Word], i: int) -> bool:
    """Whether what was taken for a comparison goes on so: "do not drop under any circumstances"."""
    return len(words) > i + 1 and words[i].text in ("any", "no") and words[i + 1].text in _CIRCUMSTANCES


def _limits(words: Sequence[Word], i: int) -> bool:
    """Whether a "max." belongs to the amount before it, so that its full stop ends the sentence: "12 runs max. Go"."""
    if i + 1 >= len(words) or words[i].text not in ("max", "min") or words[i + 1].text != ".":
        return False
    return any(w.entity is not None and w.entity.kind in _AMOUNTS for w in words[max(0, i - 2) : i])


def _compared(words: Sequence[Word], i: int) -> Word:
    """ "under", "over" and the like compare only where an amount follows."""
    word = words[i]
    if word.text not in _LE_BEFORE and word.text not in _GE_BEFORE:
        return word
    after = [w for w in words[i + 1 : i + 3] if w.text not in ("a", "an", "the", "of", "is", ":")]
    if not after or after[0].entity is None or after[0].entity.kind not in _AMOUNTS:
        return word
    return replace(word, text="LE" if word.text in _LE_BEFORE else "GE")


def sentences(words: Sequence[Word], message: str) -> list[list[Word]]:
    """The words cut at full stops, question and exclamation marks, semicolons, brackets and line ends.

    The closing "?" stays with its sentence.
    """
    parts: list[list[Word]] = [[]]
    for i, word in enumerate(words):
        if i and "\n" in message[words[i - 1].end : word.start]:
            parts.append([])
        abbreviated = i and words[i - 1].text in _ABBREVIATED and not _limits(words, i - 1)
        if word.text == "." and i and (abbreviated or _initial(words, i, message)):
            continue
        if word.text in _STRONG and word.entity is None:
            if word.text == "?":
                parts[-1].append(word)
            parts.append([])
        else:
            parts[-1].append(replace(word, text=",") if _colon(words, i) else word)
    return [kept for p in parts if (kept := _without_end(p))]


def _initial(words: Sequence[Word], i: int, message: str) -> bool:
    """Whether a full stop stands behind a capital letter within a name: "E. coli"."""
    before, after = words[i - 1], words[i + 1] if i + 1 < len(words) else None
    capital = before.end - before.start == 1 and message[before.start : before.end].isupper()
    return capital and after is not None and message[after.start : after.start + 1].islower()


def _without_end(part: list[Word]) -> list[Word]:
    """A sentence without commas at its ends, which dropped words leave behind."""
    while part and part[-1].text == ",":
        part = part[:-1]
    while part and part[0].text == ",":
        part = part[1:]
    return part


def clauses(sentence: Sequence[Word]) -> list[list[Word]]:
    """A sentence cut where a comma or a joining word is followed by what can begin a clause."""
    parts: list[list[Word]] = [[]]
    i = j = 0
    while i < len(sentence):
        word = sentence[i]
        if word.entity is None and word.text in _WEAK:
            j = max(i, j)
            while j < len(sentence) and sentence[j].text in _WEAK and sentence[j].entity is None:
                j += 1
            if parts[-1] and _starts(sentence, j, parts[-1]):
                parts.append([])
                i = j
                continue
        parts[-1].append(word)
        i += 1
    return [p for p in parts if p]


def _starts(sentence: Sequence[Word], j: int, before: Sequence[Word]) -> bool:
    if j >= len(sentence):
        return False
    while j + 1 < len(sentence) and sentence[j].text in _ADVERBS and sentence[j + 1].text in _STARTERS:
        j += 1
    word = sentence[j]
    rest = [w for w in sentence[j + 1 :] if w.text not in ("?", "not", "so")]
    if word.text in _BARE_IF_LAST and not rest:
        return False
    if (
        word.text in ("nothing", "no", "not")
        and rest
        and rest[0].text in ("else", "more", "other", "others", "less", "longer", "later")
    ):
        return False
    if all(w.text in ("no", "yes", "ok", "please", "well", "hi", "hello", "hey", "thanks", "sorry") for w in before):
        return False
    if word.entity is not None:
        return any(
            w.text in ("is", "are", "must", "should", "can", "has", "have", "counts", "instead", "matters")
            for w in rest[:2]
        )
    return word.text in _STARTERS or (
        word.text in ("the", "a", "an")
        and any(w.text in ("is", "are", "must", "should", "has", "costs") for w in rest[:4])
    )
