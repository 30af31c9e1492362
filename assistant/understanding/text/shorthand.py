"""Chat shorthand written out before anything is read: "nr3", "10fold", "last 30d", "+1 on nr 4".

Rules and the trained reader then see the same words. Only what is short for one thing is written out; what columns and
kept models are called, files and what stands in quotes stay as they are.
"""
# ruff: noqa: E501 - a pattern or a list of words broken over lines is harder to read than a long one

import re
from collections.abc import Callable

from assistant.understanding.context import Context
from assistant.understanding.text.lexicon import FAMILIES, NUMBER_WORDS, ORDINALS, WHOLE_NUMBER, place_named
from assistant.understanding.text.polite import IMPERATIVES
from assistant.understanding.text.words import parts

_FREE = r"(?<![\w./\\#\"'`@-])"
_ENDS = r"(?![\w/\\\"'`@]|[.:-]\w)"
_LABELLED = re.compile(rf"{_FREE}(?P<label>n[ro]|nrs|num|ranks?|runs?|recs?|reco|options?|opt|models?|top|best|first|last)\.?(?P<n>\d{{1,2}}){_ENDS}(?! ?%)", re.IGNORECASE)  # fmt: skip
_FOLDS = re.compile(rf"{_FREE}(?P<n>\d{{1,2}})(?:x?(?P<fold>folds?)|-?f(?= (?:\w+ )?(?:cv|cross|x-?val|splits?|validation)\b)){_ENDS}|{_FREE}cv-?(?P<of>\d{{1,2}}){_ENDS}", re.IGNORECASE)  # fmt: skip
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
_REC = re.compile(
    rf"^(?P<lead>\W*(?:please |pls |ok |and )?)rec (?P<n>\d{{1,2}})(?=(?:[,:]? (?:(?:only|just) )?|, )(?:fast|cheap|simple|quick|accurate|{_KINDS})\b(?! (?:why|how|what)))",
    re.IGNORECASE,
)
"""A wish for so many suggestions, whose kind follows: "rec 3, boosting only"."""
_ROW_WHY = re.compile(
    r"^(?P<lead>\W*(?:(?:and|hm+|ok|so|hey),? )*)(?P<who>(?:row|case|customer|patient|client|person|record|id|applicant|student|machine|order|loan)s? (?:no\.? ?|nr\.? ?|number |id |# ?)?[\w-]*\d[\w-]*)\s*(?:[-–—:,]+\s*|\s)(?P<why>why|how come)\b(?P<what>[^?;!]{0,40}?)\s*\?+\s*$",
    re.IGNORECASE,
)
"""A row with a question of its prediction behind it: "row 17 - why 0.9?"."""
_MISERY = re.compile(
    r"\bput (?P<what>it|this one|that one|(?:the )?(?:run|number|nr|no\.?|model)? ?#?\w+) out of (?:its|his|her|our|everyone['’]s|the) misery(?:,? (?:will|would|could|can) you)?",
    re.IGNORECASE,
)
_WRONG_UNDO = re.compile(
    r"^\W*(?:(?:oops|ups|oh no|oh|ah|no|sorry|argh|damn|my bad|whoops|hm+),? )*(?:that was )?(?:the )?wrong (?:one|\w+)[\s,;.!–—-]+(?:so |please |pls )*(?P<undo>undo\b|take (?:it|that) back\b)",
    re.IGNORECASE,
)
"""What is undone and why, in one breath."""
_ANYTHING_ELSE = re.compile(
    rf"(?:^|(?<=[.!?] ))[^.;!?]{{0,40}}?\b(?P<kind>{_KINDS})\b[^.;!?]{{0,40}}[.!?…]+\s+(?P<lead>[^.;!?]{{0,40}}?)\b(?:(?:literally|really|absolutely|just) )*(?:anything|something) (?:else|different)\b(?! than\b| but\b| with\b| about\b)",
    re.IGNORECASE,
)
"""A kind of model that is sighed at, and the wish for anything else."""
_SIGHS = re.compile(r"^\W*(?:ah|oh|great|wonderful|brilliant|fantastic|lovely|seriously|really|sigh|not)\b|\b(?:again|another|yet another|really|seriously)\b", re.IGNORECASE)  # fmt: skip
_FC = re.compile(r"(?P<before>[^\W_]+)?(?P<sep>^|[\s,:])fc(?=\s*(?:$|[,;.!)]| (?:for|of|with|by)\b))", re.IGNORECASE)
_MIND = re.compile(
    r"\b(?:would|could|do) you (?:very much |terribly |please )?mind (?P<verb>[a-z]{2,10}?)ing\b(?! of\b)",
    re.IGNORECASE,
)
"""A request that is asked for as a favour: "would you mind keeping it short"."""
_NOT_THAT = re.compile(
    r"(?:^|(?<=[.;!] ))not (?P<what>(?:the |our )?[\w-]+(?: [\w-]+){0,2}), (?=(?:that|it|this|which)(?:['’]s| is| was| gets?)(?: (?:exactly|just|basically|really|literally|only|already|all but))* (?:(?:the|its|our) (?:very )?(?:definition|outcome|answer|result|target)\b|how\b[^.;!?]{3,40}\bdefined\b|(?:measured|known|written|entered|recorded|filled in|decided|set|computed|derived|there|available)\b[^.;!?]{0,25}\b(?:after\w*|later|too late|from (?:it|the)|when|once|only)\b))",
    re.IGNORECASE,
)
"""What is turned down because it tells the outcome: it goes."""
_NO_TOO = re.compile(r"^(no thx|no thanks|no thank you|no|nope|nah) (?=(?:way |far )?too (?:many|much|long|slow|few|big|dear|expensive|costly)\b)", re.IGNORECASE)  # fmt: skip
_ARE_YOU = re.compile(r"^\W*r (?:u|you|ya) ", re.IGNORECASE)
_LISTED = re.compile(r"(?<![\w.,)-])\(?(?P<n>[1-9]|[a-d])\)[ \t]+(?=[^\W\d_]{2})", re.IGNORECASE)
"""What items of a list are counted with."""
_ROLE_OF = re.compile(r"(?<=\w)['’]s (?=(?:the|our|my) (?:target|goal|label|outcome|response|metric|measure|yardstick|score|data|file|table)\b(?! of\b))", re.IGNORECASE)  # fmt: skip
"""What says of a name what it is: "cnt's the target"."""
_WORDS = {
    "tgt": "target", "regr": "regression", "convo": "conversation", "convos": "conversations", "multicls": "multiclass",
    "mclass": "multiclass", "feats": "features", "leaderbd": "leaderboard", "ldrboard": "leaderboard", "xval": "cross validation", "crossval": "cross validation",
    "hparams": "hyperparameters", "champ": "champion", "clfs": "classifiers", "prec": "precision", "grp": "group", "grps": "groups", "exps": "experiments",
    "tscv": "time series cv", "gkf": "group k fold", "groupkfold": "group k fold", "skf": "stratified k fold", "loocv": "leave one out cv", "fcst": "forecast",
    "wut": "what", "wot": "what", "smth": "something", "sumthin": "something", "thx": "thanks", "thnx": "thanks", "tnx": "thanks", "kk": "ok", "outta": "out of", "oki": "ok", "okie": "ok",
}  # fmt: skip
_SHORT = re.compile(rf"{_FREE}(?:{'|'.join(_WORDS)}){_ENDS}", re.IGNORECASE)
_AS_A_KIND = (
    r"(?<=\bas ){0}(?=\s*(?:$|[,;.+]))|(?<=\bkind ){0}|{0}(?= (?:clf|classif\w*|problem|task|kind|target|label|outcome)\b)"
    r"|(?:(?<=^)|(?<=, )|(?<=; )|(?<=\+ )){0}(?=\s*[,;+])|(?<=, ){0}(?=\s*$)"
)
_A_FAMILY = rf"(?:{_KINDS})\b"
_IN_COMPANY: tuple[tuple[str, str], ...] = (
    (r"(?<=[?!.;,] )n(?= (?:what|how|who|why|which|when|where|show|tell|give|gimme|then|can|is|are|did|also|export|compare|explain|promote|run|save)[a-z]{0,2}\b)", "and"),
    (r"bal\.? ?acc\b\.?", "balanced accuracy"),
    (r"avg\.? prec(?:ision)?\b", "average precision"),
    (r"strat\.?(?= (?:k|\d{1,2}|cv|kfold|fold|split))|(?<=fold )strat(?= )", "stratified"),
    (r"(?<=% )ho(?=\s*(?:$|[,;.+]))|ho(?= \d{1,2} ?%)", "holdout"),
    (_AS_A_KIND.format("bin"), "binary"),
    (_AS_A_KIND.format("mc"), "multiclass"),
    (_AS_A_KIND.format("reg"), "regression"),
    (r"multi(?= (?:clf|classif))", "multiclass"),
    (r"(?<=binary )clf|(?<=class )clf|(?<=multiclass )clf", "classification"),
    (r"clf", "classifier"),
    (r"pos(?:itive)? (?:cls|class)(?! of\b)", "positive class"),
    (r"neg(?:ative)? (?:cls|class)(?! of\b)", "negative class"),
    (r"(?<=\bmax )rec|(?<=\bmin )rec(?= ?[\d.<>=])|(?<=\bopt )rec|(?<=(?:mise|mize) )rec|rec(?= ?(?:[<>]=?|≥|≤) ?[\d.])", "recall"),
    (r"(?<!\d )(?<!\bper )(?<!\bin )lb(?! ?/)", "leaderboard"),
    (r"exp(?= (?:dump|export|report|summary|log)\b)|(?<=\bdump )exp|(?<=\bdump the )exp|(?<=\bexport )exp|(?<=\bexport the )exp|exp(?= (?:as|to|in) (?:an? )?(?:md|markdown|json|pdf|csv|html|zip|xlsx|excel)\b)", "experiment"),
    (r"(?<=^)rm(?= \w)|(?<=, )rm(?= \w)|(?<=; )rm(?= \w)", "remove"),
    (rf"lin(?= (?:models?|reg|ones)\b)|lin(?= ?(?:[+,/&]|\bor|\band|\bn) ?{_A_FAMILY})", "linear"),
)  # fmt: skip
"""What is short for one thing only by the words it stands beside: "bin" for a kind of task where a kind is told."""
_COMPANY = tuple((re.compile(rf"{_FREE}(?:{said}){_ENDS}", re.IGNORECASE), plain) for said, plain in _IN_COMPANY)
_CAPITALS = {"DTs": "decision trees", "LRs": "logistic regressions"}
_IN_CAPITALS = re.compile(rf"{_FREE}(?:{'|'.join(_CAPITALS)}){_ENDS}")


_FILE_FIRST = re.compile(
    r"^\W*(?:(?:hi|hello|here|here is|here['’]s|ok|so)[\s,:]+)*(?P<file>https?://\S+?|[\w./\\~-]+\.(?:csv|tsv|parquet|xlsx?|jsonl?|feather|zip|db|sqlite3?))\s*(?:<[-–—=]+|[-–—=]+>?|[,:;.]|→|←)?\s+(?:(?:please|pls|just|and|now|we|i|can you|let['’]?s) )*(?:use|take|load|open|read|try) (?:this|that|it)(?: (?:one|file|table|data|link))?\b",
    re.IGNORECASE,
)
"""A file that is named before it is pointed at: "houses.csv <- use this one"."""
_BOOKED = re.compile(
    rf"\b(?:book|reserve|schedule|pencil in|line up|earmark)(?: me| us| in)?(?= (?:(?:another|a further|about|some|up to|at most) )?(?:half an? |an? |\d|(?:{'|'.join(w for w in NUMBER_WORDS if w.isalpha())}) )[^,.;:!?]{{0,24}}?\b(?:minutes?|mins?|hours?|hrs?|runs?|tries|h|min)\b)",
    re.IGNORECASE,
)
"""Time or runs that are booked are asked for."""
_ONE_IN = re.compile(
    r"\b(?P<n>[1-3]|one|two|three)(?: rows?| cases?)? (?:in|out of)(?: every)? (?P<of>3|4|5|6|8|10|20|three|four|five|six|eight|ten|twenty)\b(?= (?:rows? |cases? |of (?:them|the rows|all) |is |are |be |to be |should be |goes |go |must be |kept )*(?:held|kept|keep|hold|set|put|reserved?|left|aside|back|out|for (?:the )?(?:test\w*|validation|a check|check\w*)|to test|as (?:a )?(?:test|hold))\b)"
    r"|(?<=\b(?:hold|keep|test) )(?:out |back |aside |on |with )?(?P<m>[1-3]|one|two|three) (?:in|out of)(?: every)? (?P<per>3|4|5|6|8|10|20|three|four|five|six|eight|ten|twenty)\b(?! (?:folds?|runs?))",
    re.IGNORECASE,
)
"""A share of the rows told as so many of so many: "1 in 5 held back"."""
_STARS_OF = re.compile(r"(?<![\w.])(?P<n>\d(?:\.5)?|one|two|three|four|five|six|seven|eight|nine|ten) (?P<stars>stars?|points?) (?:out )?of (?P<most>5|10|five|ten)\b(?! [a-z]+ (?:are|is)\b)", re.IGNORECASE)  # fmt: skip
"""A rating with its scale behind it: "four stars of five"."""
_THAT_IS = re.compile(r"\bi\. ?e\.,?(?= )", re.IGNORECASE)
"""An abbreviation whose points end no sentence."""
_MIXED = re.compile(r"(?<![\d.,/\w])(?P<n>\d{1,4}) ?(?P<part>[½¼¾])")
"""A number and a part of one in one sign: "1½ hours"."""

_NUMBER = rf"(?:\d{{1,3}}|{'|'.join(w for w, n in NUMBER_WORDS.items() if w.isalpha() and n >= 2 and n == int(n))})"
_HOW_MANY = re.compile(
    rf"\b(?P<of>of|from|out of|among) (?:(?P<the>the|your|these|those|my|our) )?(?P<n>{_NUMBER})(?: (?P<what>(?:recommend|suggest)(?:ation|ion)s|ideas|options|proposals|runs))?(?=\s*(?:[,.;:!?)]|$|(?:i|we|but|and|with|in|only|please|would|run|go|take)\b))",
    re.IGNORECASE,
)
"""How many there are to choose from, told in passing: "the last two of the five"."""
_NOT_ABOVE = re.compile(
    rf"\bnot (?:a|one|a single) (?P<unit>second|minute|hour|day|run)s? (?:more|longer|later)?(?: ?than| ?above| ?over| ?past| ?beyond) (?:the )?(?P<n>\d+|{WHOLE_NUMBER})\b(?! (?:seconds?|minutes?|hours?|days?|runs?)\b)",
    re.IGNORECASE,
)
_AND_HALF = re.compile(rf"(?<=\b)(?P<n>{_NUMBER}) and half (?=(?:hours?|hrs?|minutes?|days?)\b)", re.IGNORECASE)
_TIMEOUT = re.compile(r"\b(?:timeout|time_limit|max_time|time_budget|max_runtime|max_seconds)(?:_s|_secs?|_seconds)?\s*[=:]\s*(?P<n>\d+)(?![\w.])", re.IGNORECASE)  # fmt: skip
"""A limit as programs write it."""


def _of_all(said: re.Match[str], total: int) -> str:
    """What so many are chosen from, without the number where it is that of all there are."""
    told = said["the"] or said["what"]
    if not told or place_named(said["n"]) != total:
        return said.group()
    return f"{said['of']} {said['the'] or 'the'} {said['what'] or 'list'}"


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
        text = (
            _HOW_MANY.sub(lambda m: _of_all(m, context.recommendations), text) if context.recommendations > 1 else text
        )
        if not context.proposal:
            text = _VOTE.sub(_vote, text)
    text = text if context.proposal else _MIND.sub(_asked_plainly, text)
    text = _TIMEOUT.sub(r"time budget \g<n> seconds", _AND_HALF.sub(r"\g<n> and a half ", text))
    text = _NOT_ABOVE.sub(r"at most \g<n> \g<unit>s", text)
    text = _REC.sub(r"\g<lead>recommend \g<n>", text)
    text = _WRONG_UNDO.sub(lambda m: m["undo"], text)
    text = _forecast_written(text, context)
    if context.running:
        text = _MISERY.sub(lambda m: f"stop {m['what']}", text)
    if context.results or context.models:
        text = _ROW_WHY.sub(lambda m: f"{m['lead']}{m['why']}{m['what']} for {m['who']}?", text)
    if context.recommendations and not context.proposal and _SIGHS.search(text):
        text = _ANYTHING_ELSE.sub(r"\g<lead>anything but \g<kind>", text)
    text = _NOT_THAT.sub(r"drop \g<what>, ", text) if context.columns and not context.proposal else text
    text = _ROLE_OF.sub(" is ", _uncounted(text))
    text = _ARE_YOU.sub("are you ", _IN_PASSING.sub("", text))
    text = _FOLDS.sub(
        unless_named(lambda m: f"{m['n']} {m['fold'] or 'fold'}" if m["n"] else f"{m['of']} fold cv"), text
    )
    text = _MIXED.sub(lambda m: f"{int(m['n']) + NUMBER_WORDS[m['part']]:g}", _THAT_IS.sub("that is", text))
    text = _SPAN.sub(lambda m: f"{m['lead']}{m['n']} {_unit(m['unit'], int(m['n']))}", text)
    text = _ONE_IN.sub(_percent, text)
    text = _FILE_FIRST.sub(r"use \g<file>", text)
    if context.target and not context.proposal:
        text = _BOOKED.sub("give me", text)
    text = _STARS_OF.sub(r"\g<n> out of \g<most>", text)
    text = _IN_FOLDER.sub(lambda m: f"{m['folder'].rstrip('/')}/{m['file']}", text)
    text = _NO_TOO.sub(r"\1, ", text) if context.proposal else text
    text = _MEANT.sub(lambda m: f"{m['lead']}i meant ", text)
    text = _PREDICTION.sub(unless_named(lambda m: "prediction"), _HISTORY.sub(unless_named(lambda m: "history"), text))
    for short, plain in _COMPANY:
        text = short.sub(unless_named(lambda m, plain=plain: plain), text)  # type: ignore[misc]
    text = _IN_CAPITALS.sub(unless_named(lambda m: _CAPITALS[m.group()]), text)
    return _SHORT.sub(unless_named(lambda m: _WORDS[m.group().lower()]), text)


def _percent(said: re.Match[str]) -> str:
    """A share of so many in so many in percent."""
    n, of = (said["n"], said["of"]) if said["n"] else (said["m"], said["per"])
    part, whole = (float(NUMBER_WORDS[f.lower()]) if f.isalpha() else float(f) for f in (n, of))
    return f"{100 * part / whole:.4g} %" if part < whole else said.group()


def _asked_plainly(said: re.Match[str]) -> str:
    """A favour asked for as a plain request, where its verb is one that requests begin with."""
    cut = said["verb"].lower()
    verb = next((v for v in (cut, f"{cut}e", cut[:-1]) if v in IMPERATIVES), None)
    return f"please {verb}" if verb else said.group()


def _forecast_written(text: str, context: Context) -> str:
    """The message with "fc" as a forecast, unless it is a part of the column that the word before it names, too."""
    having = [parts(c) for c in context.columns if "fc" in parts(c)]

    def written(said: re.Match[str]) -> str:
        before = (said["before"] or "").lower()
        return said.group() if any(before in own for own in having) else f"{said['before'] or ''}{said['sep']}forecast"

    return _FC.sub(written, text)


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
