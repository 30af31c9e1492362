"""What a message takes back in the same breath: "retrain it every... no, just the promotion", "and a pdf, no, skip that".

What was begun and broken off is not asked for. It is cut out before anything is read, so that neither rules nor the
reader see it; while a plan waits for a decision nothing is cut, as every word may count against a yes.
"""
# ruff: noqa: E501 - a pattern broken over lines is harder to read than a long one

import re
from collections.abc import Sequence
from itertools import pairwise

from assistant.understanding.context import Context
from assistant.understanding.facts import tagged
from assistant.understanding.text.lexicon import NUMBER_WORDS
from assistant.understanding.text.words import Word, bag

_CUT = re.compile(r"[,;:.!?\n]+(?=\s)\s*(?:(?:and|then|but|also|plus)\s+)*|\s+(?:and|then|but|also|plus)\s+", re.IGNORECASE)  # fmt: skip
_BROKEN_OFF = re.compile(
    r"\s*(?:\.{2,}|…|\s[-–—]+(?=\s))[\s,]*(?:oh |ah |well |wait,? )?no[,.]?\s+(?:(?:wait|sorry|hold on|stop),?\s+)?(?=(?:just|only)\b)|\s*\?\s*(?:oh |ah |well |hm+ )?(?:no|nah|nope)[,.]?\s+(?:(?:hold|skip|leave|forget|drop|postpone|spare me) (?:the |that |off )*(?:\w+ing|it|that)(?: off)?,?\s+)?(?=(?:just|only)\b)",
    re.IGNORECASE,
)
_TAKEN_BACK = re.compile(
    r"[\s,;.!?…–—-]+(?:(?:oh|ah|well|actually|wait|hm+),?\s+)*(?:(?:no|nah|or no),?\s+(?:actually,?\s+)?(?:skip|forget|leave|scratch|drop|ignore|strike) (?:that|it|this|that (?:one|bit|part|last bit)|the [a-z]+ing)|(?<=[.!?;…] )(?:never ?mind|nevermind|scratch that|forget (?:that|it) again))\s*(?:[.!;]+|$)",
    re.IGNORECASE,
)
_NOT_AFTER_ALL = re.compile(
    r"(?P<ends>[\s,;.!?…–—-]+)(?:(?:oh|ah|well|hm+|no|nah|sorry|wait|actually|pardon)[,.]?\s+)+(?:do not|don['’]t|dont|better not|rather not)\b"
    r"(?: (?:do (?:it|that|this)|(?P<verb>[a-z-]{3,20})(?: (?:it|that|them))?))?\s*(?:[,.;!]+\s*|$)",
    re.IGNORECASE,
)
"""An act that is called off right behind: "retrain if you must, no actually, don't retrain"."""
_NOTHING = re.compile(
    r"[\s,;]+(?:and |but |then )*(?:re-?train|roll ?back|promote|demote|delete|stop|export|change|score|watch|touch|run|pause|do) (?:nothing|none of them|no other(?: (?:model|run|one)s?)?)(?: else| yet| for now)*(?=\s*(?:[.,;!]|$|and\b))",
    re.IGNORECASE,
)
_ONLY_THIS = re.compile(r"^\s*(?:just|only) (?:the |do the |a )?[a-z]+(?: it)?\s*[.!]*\s*$", re.IGNORECASE)
_COUNTS = "|".join(
    sorted((w for w, n in NUMBER_WORDS.items() if w.isalpha() and n >= 1 and len(w) > 2), key=len, reverse=True)
)
_FIGURE = rf"(?:\d+(?:[.,]\d+)?|{_COUNTS})"
_PUT_RIGHT = re.compile(
    rf"(?<![\w.])(?P<old>{_FIGURE})(?P<of>(?:\s?%|\s+(?!no\b|sorry\b|wait\b|make\b|or\b|and\b|but\b)[a-z]+)?(?: (?!no\b|sorry\b|wait\b|make\b|or\b|and\b|but\b)[a-z]+)?)"
    r"\s*[,;.!?…–—-]*\s+(?:(?:oh|ah|hm+|well|and|but|or|wait|stop|actually|please),?\s+)*"
    r"(?:(?:no|nah|nope|sorry|correction|wait)\s*[,.!:…-]+\s*(?:(?:i (?:mean|meant)|actually|rather|better|let['’]s say|say|sorry),?\s+)*(?:make (?:it|that) |take |do )?|(?:no )?(?:make (?:that|it)|or rather|i mean|i meant|better make it|let['’]s make (?:it|that)) )"
    rf"(?P<new>{_FIGURE})(?P<unit>\s?%|(?:\s+(?!please\b|instead\b|then\b|now\b|after\b)[a-z]+)?)(?P<rest>(?:\s+(?:please|instead|then|now|after all))*\s*(?=[.,;!]|$))",
    re.IGNORECASE,
)
"""A figure and the one that takes its place: "20 runs. no, make that 30"."""
_INTERJECTED = re.compile(r"\b(?:oh|ah|hm+|no|nah|wait|sorry|actually|ok|okay|well|yes|please|thanks|god|dear|my)\b", re.IGNORECASE)  # fmt: skip
_LEAST = 2
"""Words that must be left, so that something is still said."""


def without_retracted(text: str, context: Context) -> str:
    """The message without what it takes back itself; nothing where all of it is taken back.

    Args:
        text: the message.
        context: the moment.
    """
    text = _EITHER_WAY.sub("", text) if _enough(_EITHER_WAY.sub("", text)) else text
    text = _SAID_BEFORE.sub("", text)
    text = _swapped(_with_better_figure(text, context), context)
    text = _with_last_share(_with_last_figure(text, context), context)
    if context.proposal:
        return text
    text = _SELF_ANSWERED.sub(_without_question, text, count=1)
    text = _with_last_named(_decided(text, context), context)
    acts = _NOTHING.sub("", text)
    text = acts if _enough(acts) else text
    broken = _BROKEN_OFF.search(text)
    if broken:
        rest = text[broken.end() :]
        before = text[: _start(text, broken.start())].rstrip(" ,;:")
        kept = before if _ONLY_THIS.match(rest) and before else f"{before}, {rest}" if before else rest
        return kept if _enough(kept) else text
    text = _called_off(text, context)
    back = _TAKEN_BACK.search(text)
    if back:
        whole = "." in back.group()[:2] or "?" in back.group()[:2] or "!" in back.group()[:2]
        start = _start(text, back.start(), sentence=whole)
        kept = f"{text[:start].rstrip(' ,;:')} {text[back.end() :]}".strip()
        wished = _INTERJECTED.sub("", text[start : back.start()]).strip(" ,.!?")
        return kept if _enough(kept) else "" if _enough(wished) else text
    return text


_SELF_ANSWERED = re.compile(
    r"(?:^|(?<=[.!;\n] ))(?P<asked>(?!(?:what|which|who|whom|whose|when|where|why|how|is|are|was|were|did|does|do|has|have|had|will|would|can|could|may)\b)[^.!?;\n]{3,80})\s?\?+!?\s+(?:(?:oh|ah|well|hm+)[,.]?\s+)?(?:no|nope|nah)(?:\s*[,.:;!…–-]+\s*|\s+(?=wait\b))(?:wait[,.!…]*\s+)?(?P<rest>(?!\s|(?:not|just|only|but)\b)[^.!?;\n]+)",
    re.IGNORECASE,
)
"""A thought that its own writer answers with a no: "10 folds? No wait, it's a series. Split by time"."""
_LEANS_BACK = re.compile(r"\b(?:it|them|they|those|these|that one|this one)\b(?!['’]s an?\b| is an?\b)", re.IGNORECASE)


def _without_question(said: re.Match[str]) -> str:
    """What stands behind a thought that was answered with a no, where it does not lean on it."""
    return said.group() if _LEANS_BACK.search(said["rest"]) else said["rest"]


def _called_off(text: str, context: Context) -> str:
    """The message without an act that is called off right behind; the model that it named goes on to be "it"."""
    off = _NOT_AFTER_ALL.search(text)
    if off is None or not off.start():
        return text
    start = _start(text, off.start(), sentence=bool(set(off["ends"]) & set(".!?…")))
    act, rest = text[start : off.start()], text[off.end() :]
    if off["verb"] and off["verb"].lower()[:5] not in act.lower():
        return text
    model = next((m for m in context.models if m.lower() in act.lower()), None)
    if model and model.lower() not in rest.lower():
        rest = re.sub(r"\bit\b", model, rest, count=1)
    start += text[start : start + 1] in (".", "!", "?")
    kept = f"{text[:start].rstrip(' ,;:')} {rest}".strip()
    return kept if _enough(kept) else text


_BETTER = re.compile(
    rf"\b(?:you(?:['’]ve| have)? (?:put|set|used|use|take|took|taken|chose|chosen|made|make|planned|plan|wrote|proposed|propose)|there (?:are|is)|it (?:says|uses|has)|i see) (?:only |just |the |with )*(?P<old>{_FIGURE}) (?P<of>folds?|runs?|tries|trials|minutes?|hours?|mins?|seeds?|repeats?)"
    rf"[,;.:]? (?:but |and |however |though )?(?:(?:it |that |this |i |we |for us )?(?:would|will|is|could|should|['’]d)[^.,;!?\d]{{0,20}}?\b(?:better|prefer|rather|nicer|best|like|have)\b(?! than\b)[^.,;!?\d]{{0,15}}?|(?:i |we |please |better |rather )*(?:prefer|want|need|make (?:it|them|that)|take|change (?:it|them|that)?(?: to| into)?) |better |rather )(?:with |to |of |be |use |have )*(?P<new>{_FIGURE})\b(?! ?(?!(?:of|please|and|instead|then|(?P=of))\b)[a-z]+)(?: (?P=of))?",
    re.IGNORECASE,
)
"""A figure that was found and the better one: "you have put 5 folds, it would be better with eight"."""


_COUNTED = (
    r"(?:folds?|runs?|tries|trials|minutes?|mins?|hours?|hrs?|seconds?|seeds?|repeats?|recommendations?|suggestions?)"
)
_WANTING = (
    r"(?:(?:is|are|was|were|seems?|looks?|sounds?|feels?|would be|will be)(?: (?:a bit|a little|a touch|far|way|much|simply|just|clearly|really|rather|probably|perhaps|still|definitely|to me|i think))*"
    r" (?:too (?:few|many|much|little|short|long|low|high|small|big|large|stingy|generous|slow|costly|expensive|heavy|rough|coarse|fine)(?! to\b)|(?:not|hardly|scarcely) (?:really |quite |nearly |remotely )?(?:enough|sufficient)|insufficient|over ?kill|excessive|stingy)"
    r"|(?:takes?|costs?|lasts?|needs?)(?: (?:me|us|it|up))?(?: (?:far|way|much|simply|just))* (?:too (?:long|much)(?: (?:time|effort|compute))?|for ?ever|ages|an eternity)|(?:is|are|was|were)n['’]?t (?:really |quite |nearly )?(?:enough|sufficient)|(?:will|would) not (?:do|be enough|suffice)|won['’]?t (?:do|be enough|suffice))"
    r"(?: for (?:me|us|this|that|it|here|now|my taste|our taste|so few rows|(?:such )?(?:a |this )?(?:small|big|large|tiny|huge) (?:table|data|data ?set|sample)))?(?: here| i think| i find)?"
)
_FOUND_WANTING = re.compile(
    rf"(?:(?<![\w.])(?:because|as|since|but|though|i think|i find|i guess|well|hm+|no|only|just|those|these|the|your)[\s,]+){{0,4}}(?<![\w.])(?P<old>an|a|{_FIGURE})[ -](?P<of>{_COUNTED})(?: of \w+)? {_WANTING}(?P<end>\s*[,;:.!–—-]*\s*|$)",
    re.IGNORECASE,
)
"""A figure that is found too small or too large: "5 folds are too few"."""
_MADE = r"(?:(?:so|please|pls|and|better|rather|then|let['’]?s|let us|i['’]?d|i would|we['’]?d|we should|you should|can we|could you|can you|i|we|you|say|do|make|take|use|have|go|go for|go with|give|give it|set|set it|try|change|change it|it|that|them|this|want|like|need|prefer|with|to|for|at|only|just|at least|at most|up to)[\s,]+)*"
_DOES = r"(?:(?:will|would|should|may|might|['’]ll) (?:do|be (?:enough|plenty|fine|better|ok|good|right)|suffice)|(?:is|are|seems?|sounds?) (?:enough|plenty|better|fine|ok|good|right|sufficient)|suffices?|does it|do|please|instead|then|now)"
_INSTEAD = re.compile(
    rf"(?P<lead>^|(?<=[.;!,:–—-] )|(?<=\band )|(?<=^and ))(?P<made>{_MADE})(?P<new>an(?= hour)|{_FIGURE})(?:[ -](?P<unit>{_COUNTED}))?(?P<does>(?: {_DOES})*)(?=\s*(?:[,;.!)–—-]|$|and\b|but\b|because\b|as\b|since\b))",
    re.IGNORECASE,
)
"""The figure that is to take its place: "make it ten", "five will do"."""


_TOO_MANY = re.compile(
    rf"(?:(?<![\w.])(?:(?:that|it)(?:['’]s| is)|(?:these|those|they) are|there are|you (?:plan|propose|have)|i think|i find|no|hm+|just|way|far|much|a bit)[\s,]{1, 3}){0, 4}(?<![\w.])too (?:many|few) (?P<of>{_COUNTED})(?: (?:for (?:me|us|this|that|now)|here|i think))*(?P<end>\s*[,;:.!–—-]*\s*|$)",
    re.IGNORECASE,
)
"""The same with no figure: "too many runs for me, 10 is plenty"."""


def found_wanting(text: str) -> bool:
    """Whether a message only says that a figure is too small or too large, and not which it should be."""
    said = _FOUND_WANTING.search(text)
    return said is not None and not _enough(text[: said.start()] + text[said.end() :])


def _with_better_figure(text: str, context: Context) -> str:
    """The message with the figure that is wanted alone, where it says first which one was found."""
    text = _BETTER.sub(lambda m: f"make it {m['new']} {m['of']}", text)
    wanting = _FOUND_WANTING.search(text) or _TOO_MANY.search(text)
    if (
        wanting is None
        or text[wanting.end() :].lstrip().startswith("?")
        or "?" in text[wanting.start() : wanting.end()]
    ):
        return text
    before, after = text[: wanting.start()], text[wanting.end() :]
    of = wanting["of"]
    for rest in (after, before):
        new = next((m for m in _INSTEAD.finditer(rest) if not m["unit"] or _same_unit(m["unit"], of)), None)
        if new is not None:
            made = f"{rest[: new.start()]}make it {new['new']} {new['unit'] or of}{rest[new.end() :]}"
            told = before + made if rest is after else f"{made.rstrip(' ,;:–—-')} {after}"
            return told.strip()
    bare = wanting.re is _TOO_MANY or context.proposal
    return f"{before}{after}" if _enough(before + after) and not bare else text


def _same_unit(one: str, other: str) -> bool:
    """Whether two units count the same thing; minutes and hours are both time."""
    time = re.compile(r"(?:minute|min|hour|hr|second)s?$", re.IGNORECASE)
    return one.lower().rstrip("s") == other.lower().rstrip("s") or bool(time.match(one) and time.match(other))


def _with_last_figure(text: str, context: Context) -> str:
    """The message with a figure that is put right at once replaced by the right one.

    While a plan waits this is done only where nothing else is said, so that no word that counts against a yes is lost.
    """
    said = _PUT_RIGHT.search(text)
    if said is None or (context.proposal and not _NOTHING_ELSE.fullmatch(text[: said.start()] + text[said.end() :])):
        return text
    of, unit = said["of"].strip().lower(), said["unit"].strip().lower()
    same = not of or not unit or of.split()[-1].rstrip("s") == unit.split()[-1].rstrip("s")
    if unit in _NO_UNIT or not same:
        return text
    return f"{text[: said.start()]}{said['new']}{said['of'] or said['unit']}{said['rest']}{text[said.end() :]}"


_EITHER_WAY = re.compile(
    r"(?:^|(?<=[.;!] )|(?<=, ))(?:(?:and|but|whether(?: it is| they are)?) )?(?!if\b|can\b|do\b|should\b|is\b)[\w -]{2,40}? or not,? (?:(?:it|that|this) )?(?:(?:is|are)(?: really| quite)? (?:all (?:one|the same)|the same|all equal|equal|irrelevant|not important|no matter)|(?:does not|doesn['’]t|do not|don['’]t) (?:really )?matter|makes no (?:odds|difference)|(?:i|we) (?:do not|don['’]t) (?:care|mind))(?: (?:to|for) (?:me|us|them))?\s*(?:[,;.!]\s*|$)",
    re.IGNORECASE,
)
"""What is left open by those who say so: "trees or not is all the same to us, only nothing slow"."""
_NO_UNIT = frozenset({"too", "also", "as", "more", "not", "for", "in", "with", "of", "is", "was", "and"})
_NOTHING_ELSE = re.compile(
    r"[\s\W]*(?:(?:at most|only|just|max|use|take|make it|with|do|please|runs?)[\s\W]*)*", re.IGNORECASE
)


_PARTS = r"(?:half|(?:a|an|one|two|three|1|2|3) (?:half|third|quarter|fifth|sixth|eighth|tenth)s?)"
_SHARE = rf"(?:\d+(?:[.,]\d+)?\s?(?:%|percent|per cent)|(?:{_COUNTS})(?:[- ](?:{_COUNTS}))? ?(?:%|percent|per cent)|{_PARTS})"
_SHARE_PUT_RIGHT = re.compile(
    rf"(?<![\w.])(?P<old>{_SHARE})(?P<of>(?:\s+(?!no\b|sorry\b|wait\b|make\b|or\b|and\b|but\b|rather\b|not\b)[\w-]+){{0,7}}?)"
    r"\s*[,;.!?…–—-]+\s*(?:(?:oh|ah|hm+|well|and|but|or|stop|actually|please),?\s+)*"
    r"(?:(?:no|nah|nope|sorry|wait|correction|hang on|hold on)(?:\s*[,.!:…–-]+\s*|\s+))+(?:(?:i (?:mean|meant)|actually|rather|better|let['’]s say|say|sorry|make (?:it|that)|take),?\s+)*"
    rf"(?P<new>{_SHARE})(?P<rest>(?:\s+(?:please|instead|then|now|after all))*\s*(?=[.,;!]|$))",
    re.IGNORECASE,
)
"""A share and the one that takes its place, in figures or in words: "a third for the test, no wait, a quarter"."""


def _with_last_share(text: str, context: Context) -> str:
    """The message with a share that is put right at once replaced by the right one; not while a plan waits."""
    said = None if context.proposal else _SHARE_PUT_RIGHT.search(text)
    return (
        text if said is None else f"{text[: said.start()]}{said['new']}{said['of']}{said['rest']}{text[said.end() :]}"
    )


_PUT_SO = bag(
    "oh ah er erm uh um hm hmm well oops ouch pardon excuse me actually rather better or no nah nope not that it sorry wait stop correction my bad mistake scratch strike forget make i mean meant say let us please the a by with be should would to just only simply plain simple then hang hold on hey damn"
)
"""Words between two things where the second takes the place of the first."""
_SET_ASIDE_AGAIN = bag("hold holdout hold_out out keep back aside use take test reserve set split spend")
"""What may be said again of a share or a time that is put right: "hold out a fifth, no, hold out 30 percent"."""
_APOLOGY = r"(?:sorry|pardon|oops|correction|my bad|my mistake|(?:scratch|strike|forget) that|or rather|or better|make (?:that|it)|i mean|i meant|wait|(?:hang|hold) on|actually (?:, )?no(?= ,)|on (?:second|closer) (?:thoughts?|look)|come to think of it)"
_IT_IS = re.compile(
    r"(?<!\S)(?:it is|its|it's|this is|that is|they are|these are|we (?:have|predict)|the target is)(?: (?:an?|in|about|all|really|only|just|plain))* (?!not\b)[a-z]+(?: (?:here|though))?(?= ,|$| so| then)"
)
"""Why another thing takes the place of the first: "log loss... no wait, it's hours, mae"."""
_SET_RIGHT = re.compile(rf"(?<!\S){_APOLOGY}(?!\S)")
_NO_ALONE = re.compile(r"(?<!\S)(?:no|nah|nope) [,;:.!…-]")
_MAY_BE_SET_RIGHT = re.compile(
    r"\b(?:no|nah|nope|wait|sorry|pardon|oops|correction|my bad|scratch|strike|rather|make|mean|meant|hang on|hold on)\b",
    re.IGNORECASE,
)
_OF_ONE_KIND = frozenset({"MET", "FAM", "STRAT", "NUM", "RANK", "DUR", "PCT", "COL", "SRC"})
_SWAPS = bag("swap replace exchange trade switch substitute change")
_FOR = bag("for with by against to into")
_SMALL = bag("the a an your our my that this in some plain of out one teh te search strategy")
"""Words between the parts of an exchange: "swap the random search for a grid"."""
_SAYS_MORE = bag("too also as is was are has have looks seems needs should must stays")
"""Words behind a place or figure that say something of it: then it takes no place of another."""
_SET_ASIDE = frozenset({"not", "no", "never", "without", "instead_of", "than", "drop", "mean", "meant"})
"""Words before a thing that rule it out: what follows an apology then is said beside it and takes no place."""


def _with_last_named(text: str, context: Context) -> str:
    """The message with a thing that is put right at once replaced by the right one: "MAE - no, sorry, RMSE - by date"."""
    if not _MAY_BE_SET_RIGHT.search(text):
        return text
    words, _ = tagged(text, context)
    named = [i for i, w in enumerate(words) if w.entity and w.entity.kind in _OF_ONE_KIND]
    for i, j in pairwise(named):
        other = _OTHER_FILE.fullmatch(text[words[i].end : words[j].start]) if words[j].text[:3] == "SRC" else None
        if other and words[i].text[:3] == "SRC":
            return f"{text[: words[i].start]}{text[words[j].start : words[j].end]}{other['kept']}{text[words[j].end :]}"
        if not _replaced(words[i], words[j], words[i + 1 : j]) or (i and words[i - 1].text in _SET_ASIDE):
            continue
        if words[j].text[:3] in ("NUM", "RAN") and j + 1 < len(words) and words[j + 1].text in _SAYS_MORE:
            continue
        end = words[j].end
        dash = re.match(r"\s*[-–—]+(?=\s)", text[end:]) if re.match(r"\s*[-–—]", text[words[i].end :]) else None
        return text[: words[i].start] + text[words[j].start : end] + text[end + (dash.end() if dash else 0) :]
    return text


_OTHER_FILE = re.compile(
    r"(?P<kept>\s+(?:using|with|by|through|against) [\w.-]+(?: model)?)\s*[,;.!…–-]+\s*(?:(?:oh|ah|well|actually),?\s*)*(?:no|nah|nope|sorry|wait)(?:[,.]?\s*(?:sorry|wait|actually|rather|i mean|i meant|make (?:it|that)|take|use|the|it is|it['’]s))*[,.]?\s*",
    re.IGNORECASE,
)
"""What stands between a file and the one that takes its place: "score a.csv with churn, no, b.csv"."""


def _swapped(text: str, context: Context) -> str:
    """The message with what comes in alone, where one metric, strategy or kind is to be exchanged for another."""
    if not _MAY_SWAP.search(text):
        return text
    words, _ = tagged(text, context)
    named = [i for i, w in enumerate(words) if w.entity and w.entity.kind in ("STRAT", "MET", "FAM")]
    for i, j in pairwise(named):
        one, other = words[i].entity, words[j].entity
        if one is None or other is None or one.kind != other.kind or (one.kind == "FAM" and not context.proposal):
            continue
        begin = next((k for k in range(i - 1, -1, -1) if words[k].text not in _SMALL), -1)
        between = [w.text for w in words[i + 1 : j]]
        if begin < 0 or words[begin].text not in _SWAPS or not _FOR & set(between) or set(between) - _FOR - _SMALL:
            continue
        comes = words[i] if words[begin + 1].text == "in" else words[j]
        act = "change to" if context.proposal else "use"
        return f"{text[: words[begin].start]}{act} {text[comes.start : comes.end]}{text[words[j].end :]}"
    return text


_SAID_BEFORE = re.compile(
    r"^\W*(?:(?:oh|ok|okay|well|please|actually|and|but|no),? )*(?:scrap|forget|ignore|disregard|never ?mind|drop|cancel|strike|scratch) (?:what(?:ever)?|all|everything|anything) (?:i|we)(?:['’]ve| have| had)?(?: (?:just|earlier|before|first))? (?:said|told you|wrote|asked for|wanted|mentioned|set)(?: (?:before|earlier|just now|first))?(?: (?:about|on|of|for|regarding|as to) [^,.;:!?]{1,40})?\s*[,.;:!–—-]+\s*(?:(?:and|but|instead|rather) )*"
    r"(?=(?:please |now |just )*(?:use|take|make it|go with|set it|set|it is|it['’]s|now|let['’]?s (?:use|take|make|say)|let us (?:use|take|make|say))\b[^?]*$|[^?]*\b(?:instead|rather|now)\W*$)",
    re.IGNORECASE,
)
"""What was said before and is said anew right behind: "scrap what I said about the time, use two hours instead"."""
_WEIGHED = re.compile(
    r"(?:(?<=^)|(?<=[.!?;…\n] )|(?<=[.!?;…\n]))(?:(?:hm+|well|so|ok|okay|oh|er+m?|uh|um|either|maybe|perhaps|is it|should (?:it|i|we) (?:be|take|use|predict)|what about|the)[\s,.…]+)*$",
    re.IGNORECASE,
)
_CHOSEN = re.compile(
    r"(?:^|\b)(?:let['’]?s (?:take|use|go with|go for|say|do|have|predict|make it)|let us (?:take|use|go with|go for|say|do|have|predict)|(?:i|we)(?:['’]ll| will|['’]d| would| shall)?(?: rather| better)? (?:take|use|go with|go for|pick|choose|prefer|say)|take|use|go with|make it|pick|choose)(?: (?:the|it|just|simply|only))*\s*$",
    re.IGNORECASE,
)


def _decided(text: str, context: Context) -> str:
    """The message without two things that are weighed aloud before one of them is taken: "rain or wind... let's take wind"."""
    if not re.search(r"\bor\b", text, re.IGNORECASE):
        return text
    named = [w for w in tagged(text, context)[0] if w.entity and w.entity.kind in ("COL", "MET", "STRAT")]
    for pair, taken in pairwise(named):
        if pair.entity is None or taken.entity is None or len(pair.entity.values) != 2:
            continue
        again = pair.entity.kind == taken.entity.kind and taken.entity.values[0] in pair.entity.values
        between = text[pair.end : taken.start]
        apart = re.match(r"\s*(?:[.?!;…,]|[–—-] )[\s.…?!–—-]*", between)
        joined = re.search(r"\bor\b", text[pair.start : pair.end], re.IGNORECASE)
        if not (again and len(taken.entity.values) == 1 and joined and apart and _CHOSEN.search(between)):
            continue
        if begun := _WEIGHED.search(text[: pair.start]):
            return text[: begun.start()] + text[pair.end + apart.end() :]
    return text


_MAY_SWAP = re.compile(r"\b(?:swap|replace|exchange|trade|switch|substitute|change)\b", re.IGNORECASE)


def _replaced(first: Word, second: Word, between: Sequence[Word]) -> bool:
    """Whether the second of two named things takes the place of the first, by the words between them.

    A bare "no" between two columns or figures may begin what is said of the second.
    """
    if first.entity is None or second.entity is None or first.entity.kind != second.entity.kind:
        return False
    said = " ".join(w.text for w in between)
    meant = _SET_RIGHT.search(said) or (first.entity.kind not in ("COL", "NUM", "RANK") and _NO_ALONE.search(said))
    again = _SET_ASIDE_AGAIN if first.entity.kind in ("PCT", "DUR") else frozenset()
    left = _IT_IS.sub(" ", said).split() if first.entity.kind == "MET" else said.split()
    return bool(meant) and all(word in _PUT_SO | again or not word.isalpha() for word in left)


def _start(text: str, end: int, sentence: bool = False) -> int:
    """Where the part begins that ends at a place; the whole sentence where that is asked for."""
    ends = [m for m in _CUT.finditer(text, 0, end) if m.end() < end]
    if sentence:
        strong = [m for m in ends if re.search(r"[.!?;\n]", m.group())]
        ends = strong or []
    return ends[-1].start() if ends else 0


def _enough(kept: str) -> bool:
    return len(re.findall(r"\w+", kept)) >= _LEAST
