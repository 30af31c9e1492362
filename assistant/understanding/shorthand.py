"""Chat shorthand written out before anything is read: "nr3", "10fold", "last 30d", "+1 on nr 4".

Rules and the trained reader then see the same words. Only what is short for one thing is written out; what columns and
kept models are called, files and what stands in quotes stay as they are.
"""
# ruff: noqa: E501 - a pattern or a list of words broken over lines is harder to read than a long one

import re
from collections.abc import Callable

from assistant.understanding.columns import parts
from assistant.understanding.context import Context
from assistant.understanding.lexicon import FAMILIES, ORDINALS

_FREE = r"(?<![\w./\\#\"'`@-])"
_ENDS = r"(?![\w/\\\"'`@]|[.:-]\w)"
_LABELLED = re.compile(rf"{_FREE}(?P<label>n[ro]|nrs|num|ranks?|runs?|recs?|reco|options?|opt|models?|top|best|first|last)\.?(?P<n>\d{{1,2}}){_ENDS}(?! ?%)", re.IGNORECASE)  # fmt: skip
_FOLDS = re.compile(rf"{_FREE}(?P<n>\d{{1,2}})x?(?P<fold>folds?){_ENDS}|{_FREE}cv-?(?P<of>\d{{1,2}}){_ENDS}", re.IGNORECASE)  # fmt: skip
_SPAN = re.compile(rf"\b(?P<lead>(?:last|past|previous|prior|recent|since|within|over|of)(?: the)?(?: last| past)? )(?P<n>\d{{1,3}}) ?(?P<unit>d|w|wks?|mo|mos|mths?|yrs?){_ENDS}", re.IGNORECASE)  # fmt: skip
_UNITS = {"d": "day", "w": "week", "wk": "week", "mo": "month", "mth": "month", "yr": "year"}
_PLACE = rf"(?:(?:the|number|no\.?|nr\.?|rank|run|model|option|suggestion|#) ?)*(?:\d{{1,2}}\b(?! ?%|[.,]\d)|{'|'.join(ORDINALS)}|last|top|best|winner|leader)\b"
_KINDS = "|".join(sorted((re.escape(n) for names in FAMILIES.values() for n in names if len(n) > 2), key=len, reverse=True))  # fmt: skip
_VOTE = re.compile(
    rf"(?<![\w+.,-])(?:(?P<sign>[+-])1|(?P<vote>up|down)[ -]?vot(?:e|ed|ing))(?: (?:on|for|to))? (?={_PLACE}|(?:the )?(?:{_KINDS})\b)|(?<=\d) (?P<after>[+-])1(?=\s*(?:$|[,;.!]))",
    re.IGNORECASE,
)
_HISTORY = re.compile(rf"{_FREE}hist(?=\.? (?:(?:of|for|from|over|since) )?(?:the |our |my )*(?:last|past|previous|since|this (?:week|month|year))\b)", re.IGNORECASE)  # fmt: skip
_PREDICTION = re.compile(r"\bpreds?(?= (?:(?:for|of) )?(?:row |case |no\.? ?|nr\.? ?|# ?)*\d)", re.IGNORECASE)
_MEANT = re.compile(r"^(?P<lead>(?:(?:sorry|no+|oops|ah|oh|wait|nah|hm+|ups|my bad)[,.]? )*)(?:i )?(?:ment|meant) (?!to\b|for\b|as\b|is\b)", re.IGNORECASE)  # fmt: skip
_IN_FOLDER = re.compile(
    r"(?<![\w/\\.-])(?P<file>[\w-]+(?:\.[\w-]+)*\.(?:csv|tsv|parquet|xlsx?|jsonl?|feather|zip|db|sqlite3?))\"? (?:(?:is|lies|lying|stored|which is|that is) )?(?:from|in|inside|under|out of) (?:the |our |my )?(?:(?:folder|directory|dir|path) )?(?:called )?(?P<folder>(?:~|\.{0,2})/[\w./-]*[\w/])(?![\w.]*\.\w)",
    re.IGNORECASE,
)
"""A file by its name and the folder that it is in."""
_IN_PASSING = re.compile(
    r"^\W*(?:(?:just|only|sorry|hi|hello|hey|ok),? )*(?:an? )?(?:quick|short|small|little|brief) (?:one|question|thing|request|favou?r)(?: (?:for you|first|please))?\s*(?:[:,;–—.]|-+(?=\s))\s+(?=\w)",
    re.IGNORECASE,
)
"""What a message is called before it is said: no wish for anything quick."""
_NO_TOO = re.compile(r"^(no thx|no thanks|no thank you|no|nope|nah) (?=(?:way |far )?too (?:many|much|long|slow|few|big|dear|expensive|costly)\b)", re.IGNORECASE)  # fmt: skip
_ARE_YOU = re.compile(r"^\W*r (?:u|you|ya) ", re.IGNORECASE)
_LISTED = re.compile(r"(?<![\w.,)-])\(?(?P<n>[1-9]|[a-d])\)[ \t]+(?=[^\W\d_]{2})", re.IGNORECASE)
"""What items of a list are counted with."""
_WORDS = {
    "tgt": "target", "regr": "regression", "convo": "conversation", "convos": "conversations", "multicls": "multiclass",
    "mclass": "multiclass", "feats": "features", "leaderbd": "leaderboard", "ldrboard": "leaderboard", "xval": "cross validation", "crossval": "cross validation",
    "hparams": "hyperparameters", "champ": "champion",
}  # fmt: skip
_SHORT = re.compile(rf"{_FREE}(?:{'|'.join(_WORDS)}){_ENDS}", re.IGNORECASE)


def written_out(text: str, context: Context) -> str:
    """The message with its shorthand written out.

    Args:
        text: the message.
        context: the moment. A place on a list is one only where there is a list, and a vote where no plan waits.
    """
    own = {name.lower() for name in (*context.columns, *context.models, *context.datasets)}
    own |= {part for column in context.columns for part in parts(column)}

    def unless_named(write: Callable[[re.Match[str]], str]) -> Callable[[re.Match[str]], str]:
        return lambda said: said.group() if said.group().lower() in own else write(said)

    if context.results or context.recommendations or context.running or context.proposal:
        text = _LABELLED.sub(unless_named(lambda m: f"{m['label']} {m['n']}"), text)
        if not context.proposal:
            text = _VOTE.sub(_vote, text)
    text = _uncounted(text)
    text = _ARE_YOU.sub("are you ", _IN_PASSING.sub("", text))
    text = _FOLDS.sub(unless_named(lambda m: f"{m['n']} {m['fold']}" if m["n"] else f"{m['of']} fold cv"), text)
    text = _SPAN.sub(lambda m: f"{m['lead']}{m['n']} {_unit(m['unit'], int(m['n']))}", text)
    text = _IN_FOLDER.sub(lambda m: f"{m['folder'].rstrip('/')}/{m['file']}", text)
    text = _NO_TOO.sub(r"\1, ", text) if context.proposal else text
    text = _MEANT.sub(lambda m: f"{m['lead']}i meant ", text)
    text = _PREDICTION.sub(unless_named(lambda m: "prediction"), _HISTORY.sub(unless_named(lambda m: "history"), text))
    return _SHORT.sub(unless_named(lambda m: _WORDS[m.group().lower()]), text)


def _uncounted(text: str) -> str:
    """The message without the figures or letters that count its items: "I need 1) the table 2) the chat" names no places."""
    items = list(_LISTED.finditer(text))
    if len(items) < 2 or [m["n"].lower() for m in items] not in (
        list("123456789"[: len(items)]),
        list("abcd"[: len(items)]),
    ):
        return text
    for i, item in reversed(list(enumerate(items))):
        before = text[: item.start()].rstrip()
        joined = "; " if i and not before.endswith((";", ",", ".", "!", "?", ":")) else " " if before else ""
        text = f"{before}{joined}{text[item.end() :]}"
    return text


def _vote(said: re.Match[str]) -> str:
    up = (said["sign"] or said["after"]) == "+" or (said["vote"] or "").lower() == "up"
    return f" thumbs {'up' if up else 'down'}" if said["after"] else f"thumbs {'up' if up else 'down'} for "


def _unit(short: str, n: int) -> str:
    unit = _UNITS[re.sub(r"s$", "", short.lower())]
    return unit if n == 1 else f"{unit}s"
