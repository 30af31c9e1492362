"""What is meant by words of models in use: files that are scored as they come, drift that is only told, who put it there."""
# ruff: noqa: E501 - a pattern broken over lines is harder to read than a long one

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.cards import Command
from assistant.understanding.context import Context
from assistant.understanding.merging import Piece, with_ends
from assistant.understanding.placing import BETWEEN, said_at, sentence_around
from assistant.understanding.text.lexicon import place_named
from assistant.understanding.text.words import A_FILE

_COMES = r"(?:come|comes|coming|arrive|arrives|arriving|land|lands|drop|drops|dropped|show up|shows up|turn up|turns up|appear|appears|are added|is added|pile up|pour in|roll in|rolls in|are put|is put|are delivered|is delivered|gets? (?:uploaded|delivered|dropped)|(?:is|are) uploaded)"
_AS_THEY_COME = re.compile(
    rf"\bas (?:they|it|files|rows|new ones|new files|new data|data|these|those) {_COMES}|\b(?:whenever|each time|every time|any ?time|once) (?!you\b|i\b|we\b|it is convenient)[^.;!?]{{0,60}}?\b(?:{_COMES}|new|changes?|updated?)\b"
    rf"|\b(?:what(?:ever)?|everything|anything|every file|each file|every new file|each new file|all files|all)(?: that)? {_COMES}|\b(?:will|shall|should|going to) (?:{_COMES})[^.;!?]{{0,40}}\b(?:every|each|daily|nightly|hourly|weekly|monthly)\b"
    rf"|\b{_COMES}\b[^.;!?]{{0,40}}\b(?:every|each) (?:\w+ )?(?:hour|day|night|week|month|morning|evening|shift|\w+day)\b|\b(?:every|each) (?:\w+ )?(?:hour|day|night|week|month|morning|evening|shift|\w+day)\b[^.;!?]{{0,60}}\b{_COMES}\b|\bcontinuously\b|\bon arrival\b|\bwithout (?:me|us|anyone|anybody) (?:asking|having to ask)\b",
    re.IGNORECASE,
)
"""Words of files that come in again and again."""
_SEEN_WHEN = re.compile(r"\b(?:whenever|each time|every time)\b(?! (?:you|i|we)\b)", re.IGNORECASE)


def _as_files_come(text: str, commands: Sequence[Command]) -> list[Command]:
    """The commands with a folder whose files are scored as they arrive watched, and scored by nothing else."""
    coming = _AS_THEY_COME.search(text) is not None
    places = [str(c.args["source"]) for c in commands if c.name == "watch" and c.args.get("source")]
    scored = [str(c.args.get("source", "")) for c in commands if c.name == "score_data"]
    models = [c.args["model"] for c in commands if c.name == "score_data" and c.args.get("model")]
    out: list[Command] = []
    for command in commands:
        source = str(command.args.get("source", ""))
        if command.name == "score_data" and coming and places and source in ("", *places):
            continue
        if command.name == "watch" and source in scored and A_FILE.search(source) and set(places) - {source}:
            continue  # another place is watched, this file only scored
        if command.name == "check_drift" and source and _SEEN_WHEN.search(text):
            if source in places:
                continue
            command = command.model_copy(update={"name": "watch"})
        elif command.name == "score_data" and coming and source and not A_FILE.search(source):
            command = command.model_copy(update={"name": "watch"})
        elif command.name == "watch" and len(set(places)) > 1 and A_FILE.search(source) and _only_used_on(text, source):
            command = command.model_copy(update={"name": "score_data"})
        if command.name == "watch" and "model" not in command.args and coming and models:
            command = command.model_copy(update={"args": {**command.args, "model": models[0]}})
        out.append(command)
    return out


def _only_used_on(text: str, source: str) -> bool:
    """Whether the part of a message that names a file says to use a model on it, and not to watch it."""
    at = max(text.find(source), 0)
    start = max((m.end() for m in BETWEEN.finditer(text, 0, at)), default=0)
    here = text[start : at + len(source)]
    return bool(re.search(r"\b(?:put|run|use|apply|send|let|try)\b", here, re.IGNORECASE)) and not _WATCHES.search(here)


_WATCHES = re.compile(r"\b(?:watch\w*|monitor\w*|eyes?|guard\w*|look after|observ\w*)\b", re.IGNORECASE)
_TOLD = re.compile(
    r"(?<!\bif )(?<!\bwhether )(?:\b(?:that|this|it)(?:['’]s| is| was) (?:\w+ ){0,3}drift\b|\b(?:drift|drifting) (?:on|in|of|for) [\w.-]+(?: and [\w.-]+)?(?: (?:is|was|comes|came|has|had) |, (?:really|seriously|of course|sure)\b)|\bdrifted (?:because|since|by|due|only|a lot|as|after|again)\b|\bdrifted\s*(?:[.;!]|,? (?:but|so|and)\b))",
    re.IGNORECASE,
)
"""Drift that is told as a fact and not asked about."""
_LOOKS_FOR = re.compile(
    r"\b(?:check\w*|test\w*|look\w*|see|tell|whether|if|any|measur\w*|watch\w*|monitor\w*|report\w*|has|have|did|does|is there|how much|wonder|find|show|psi|alert\w*|warn\w*)\b",
    re.IGNORECASE,
)
_ACTS_ON = frozenset({"retrain", "roll_back", "who_approved", "constrain", "promote", "export", "history", "help"})


def _without_told_drift(text: str, commands: list[Command]) -> list[Command]:
    """The commands without a check of drift that the message tells as the reason of what it asks for."""
    told = _TOLD.search(text)
    others = [c for c in commands if c.name in _ACTS_ON]
    if told is None or not others or sum(c.name == "check_drift" for c in commands) != 1:
        return commands
    start, end = sentence_around(text, *told.span())
    elsewhere = text[:start] + " " + text[end:]
    if _LOOKS_FOR.search(text[start : told.end()]) or _DRIFT_TOO.search(elsewhere):
        return commands
    return [c for c in commands if c.name != "check_drift"]


_DRIFT_TOO = re.compile(r"\b(?:drift\w*|psi)\b", re.IGNORECASE)
_WHO_PUT_IT = re.compile(
    r"\bwho(?:ever)?\b[^,.;?!]{0,50}\b(?:put|puts|promoted|let|moved|released|pushed|made|took|brought|shipped|deployed|set)\b|\b(?:whose|was (?:that|it|this) [\w.-]+['’]s?) (?:decision|idea|call|doing|choice)\b|\bon whose\b",
    re.IGNORECASE,
)
_ORDERED = re.compile(
    r"(?:^|[.;!,:]\s+|\b(?:and|then|but|also|please|now)\s+)(?:please |also |now |just |then )*(?:promote|deploy|release|ship|put|move|make|take|set|push|bring|give|roll|crown|register|tag)\b",
    re.IGNORECASE,
)


def _without_past_post(text: str, commands: list[Command]) -> list[Command]:
    """The commands without a promotion that is only spoken of: "whoever put it into production, I'd like the name"."""
    asked = any(c.name == "who_approved" for c in commands)
    if not asked or not _WHO_PUT_IT.search(text) or _ORDERED.search(text):
        return commands
    return [c for c in commands if c.name != "promote" or "rank" in c.args]


_ON_EACH = frozenset({"retrain", "roll_back", "check_drift", "who_approved"})
_BOTH = re.compile(r"\bboth\b(?! (?:files?|tables?|columns?|runs?|times|days))", re.IGNORECASE)


def _of_both(text: str, pieces: list[Piece], context: Context) -> list[Piece]:
    """The pieces with an act on both models on each of the two that are named, or kept."""
    named = [m for m in context.models if m.lower() in text.lower()]
    two = named if len(named) == 2 else list(context.models) if len(context.models) == 2 and not named else []
    out: list[Piece] = []
    for piece, end in with_ends(text, pieces):
        vague = str(piece.args.get("model", "both")).lower() == "both"
        both = (
            piece.name in _ON_EACH
            and vague
            and len(two) == 2
            and _BOTH.search(text, max(piece.at, 0), max(end, piece.at))
        )
        out += [replace(piece, args={**piece.args, "model": m}) for m in two] if both else [piece]
    return out


_PLACE = re.compile(
    r"(?:\b(?:number|no\.?|nr\.?|rank|run|result)\s*#?|#)(?P<digit>\d{1,2})\b|\bthe (?P<nth>first|second|third|fourth|fifth|sixth|\d(?:st|nd|rd|th))(?! (?:of the|time|row|column|version|day|week|month))\b|\bthe (?P<best>best|winner|top|winning)\b",
    re.IGNORECASE,
)


def _by_place(text: str, piece: Piece, end: int, context: Context) -> Piece:
    """A promotion of the place that its sentence names, where the model is what it stands in for or is called like."""
    model = str(piece.args.get("model", ""))
    if piece.name != "promote" or not context.results or model not in context.models or "rank" in piece.args:
        return piece
    name = re.escape(model)
    against = re.search(
        rf"\b(?:than|beats?|beaten|instead of|in place of|replac\w+|in for|over) (?:the |our )?{name}(?!\w)|{name}(?:['’]s)? (?:aside|out|away|successor|replacement|heir|predecessor)\b",
        text, re.IGNORECASE,
    )  # fmt: skip
    called = re.search(
        rf"\b(?:as|under|for|called|named|name|new|next) (?:the |our )?{name}(?!\w)", text, re.IGNORECASE
    )
    if not (against or called):
        return piece
    start, _ = sentence_around(text, piece.at, max(piece.at, 0))
    places = {_place(m) for m in _PLACE.finditer(text, start, end if end > start else len(text))}
    args = {k: v for k, v in piece.args.items() if v != model} if against else dict(piece.args)
    if len(places) != 1:
        return replace(piece, args=args) if against and re.search(r"\b(?:it|this|that)\b", text[start:]) else piece
    return replace(piece, args={**args, "rank": places.pop()})


def _place(said: re.Match[str]) -> int:
    return 1 if said["best"] else place_named(said["digit"] or said["nth"])


_RUN_ID = re.compile(
    r"\b(?:run|experiment|trial)(?: number| no\.?| nr\.?| id)? ?#?(?P<id>[a-z_-]{0,12}\d[\w-]*)|(?<![\w.-])(?P<hash>(?=[a-f]*\d)(?=\d*[a-f])[0-9a-f]{6,12})(?![\w.-])",
    re.IGNORECASE,
)


def _replayed(text: str, piece: Piece) -> Piece:
    """A repetition of "it" with the one run that the message names before: "run 61 used the old rows. replay it"."""
    if piece.name != "replay" or piece.args:
        return piece
    runs = {m["id"] or m["hash"] for m in _RUN_ID.finditer(text)}
    return replace(piece, args={"run": runs.pop()}) if len(runs) == 1 else piece


def put_to_work(text: str, pieces: Sequence[Piece], context: Context) -> list[Piece]:
    """The pieces with what the message says of models in use read as it is meant.

    Args:
        text: the message.
        pieces: what was read, in order.
        context: the moment.
    """
    out = [_replayed(text, _by_place(text, p, end, context)) for p, end in with_ends(text, pieces)]
    return _of_both(text, out, context) if context.models else out


_TAKES_BACK = re.compile(
    r"\b(?:the|that|this|my|our|last|yesterday['’]s|latest) (?P<what>roll ?back|promotion|retraining|export|import)\b.*\b(?:undo|reverse|take back|revert) (?:it|that|this)\b",
    re.IGNORECASE,
)
_ACT = {
    "rollback": "roll_back",
    "promotion": "promote",
    "retraining": "retrain",
    "export": "export",
    "import": "import_history",
}
"""What an act is called by somebody who wants it undone."""
_A_FIGURE = re.compile(r"\bas (?:a |one )?(?:single |plain )?(?:number|figure)\b", re.IGNORECASE)


def meant_together(text: str, commands: Sequence[Command]) -> tuple[Command, ...]:
    """The commands of a whole message without what one of its halves says that another one takes up.

    Args:
        text: the message.
        commands: what was read in it, in order.
    """
    commands = [c for c in commands if c.name != "who_approved" or c.args or not _OF_A_PLAN.search(text)]
    if len(commands) < 2:
        return tuple(_as_files_come(text, commands))
    out = _without_past_post(text, _without_told_drift(text, _as_files_come(text, commands)))
    names = {c.name for c in out}
    back = _TAKES_BACK.search(text) if "undo" in names else None
    beside = {_ACT[back["what"].lower().replace(" ", "")]} if back else set()
    if "stop" in names and not said_at(text, "status"):
        beside.add("status")
    if "resume" in names and _WHERE_STOOD.search(text):
        beside.add("history")
    if names & {"ask_numbers", "show_results"} and _A_FIGURE.search(text):
        out = [c for c in out if c.name != "set_goal" or c.args != {"kind": "regression"}]
    if "compare" in names:
        out = [c for c in out if c.name != "help" or "difference" not in str(c.args.get("topic", ""))]
    return tuple(c for c in out if c.name not in beside)


_OF_A_PLAN = re.compile(r"\b(?:this|that|the|your) (?:plan|proposal)\b", re.IGNORECASE)
"""What is approved and is no model."""
_WHERE_STOOD = re.compile(r"\bwhere (?:were|was|are|did) (?:we|i)\b", re.IGNORECASE)
