"""One mention means one thing: what rules and reader each made of the same words is kept once.

A suggestion that is to be explained is no run to be explained as well, a place on the list is no row of the data, a
metric that the new goal is measured by asks for no table, and "all three" of three is no number of rows to be shown.
"""
# ruff: noqa: E501 - a pattern broken over lines is harder to read than a long one

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.understanding.context import Context
from assistant.understanding.facts import tagged
from assistant.understanding.merging import Piece, thinned, without_args
from assistant.understanding.placing import BETWEEN, said_at
from assistant.understanding.text.lexicon import PLACES

_ADVISED = re.compile(r"\b(?:recommend\w*|suggest\w*|propos\w*|recs?|reasons?|why|behind|argument|rationale|ideas?)\b", re.IGNORECASE)  # fmt: skip
_SHOWN = re.compile(
    r"\b(?:show|list|see|display|results?|ranking|rank|sort\w*|order\w*|table|leaderboard|scores|compare|give|best|top|who|which|what|how)\b",
    re.IGNORECASE,
)
_ALL_OF = re.compile(r"\b(?:the|all|both|all of the|of the|every one of the)(?: of)? (?:\d+|two|three|four|five|six)\b(?! (?:best|top|highest|strongest|leading))", re.IGNORECASE)  # fmt: skip
_TOP = re.compile(r"\b(?:top|best|first|leading)\b", re.IGNORECASE)


def meant_once(text: str, pieces: Sequence[Piece], context: Context) -> list[Piece]:
    """The pieces without what says of a mention what another one says of it already.

    Args:
        text: the message.
        pieces: what was read, in order.
        context: the moment.
    """
    kept = [p for p in pieces if not _explained_otherwise(text, p, pieces, context) and not _no_row(p, pieces, context)]
    kept = [p for p in kept if not (_looked_at_as_it_comes(p, kept) or _scored_only(text, p, kept))]
    kept = [p for p in kept if not (_why_not(text, p, kept) or _others_shown(p, kept, context))]
    kept = [p for p in kept if not _asked_otherwise(text, p, kept, context)]
    kept = [q for p in kept if (q := _of_one_run(text, p, kept)) is not None]
    kept = [
        q for p in kept if (q := _limited_once(text, p, kept, context)) is not None and not _looked_up(text, p, kept)
    ]
    kept = [_so_many(text, p, kept) for p in kept if not _handed_out_nowhere(text, p, kept)]
    kept = [p for p in kept if len(kept) < 2 or not _only_believed(text, p)]
    kept = _put_to_use(text, kept)
    kept = [p for p in kept if not (p.name == "promote" and _asked_or_judged(text, p))]
    kept = [p for p in kept if len(kept) < 2 or not (_of_one_alone(text, p) or _of_the_past(text, p))]
    kept = [p for p in kept if not (_once_was(text, p, kept) or _help_again(p, kept))]
    kept = [_without_asking(p) for p in kept]
    return _asked_together(text, _with_measured_goal(text, [_without_all(text, p, context) for p in kept]))


_PLANS = frozenset({"propose_runs", "edit_proposal"})


def _limited_once(text: str, piece: Piece, pieces: Sequence[Piece], context: Context) -> Piece | None:
    """The piece without a limit of the whole search that is one of the plan, or of each run, said once."""
    if piece.name not in _PLANS | {"set_budget"}:
        return piece
    planned = [p.args for p in pieces if p.name in _PLANS and piece.name not in _PLANS]
    out = [k for k in ("seconds", "runs") if any(k in a and a[k] == piece.args.get(k) for a in planned)]
    each = [p.args["max_run_s"] for p in pieces if p.name == "constrain" and "max_run_s" in p.args]
    seconds = piece.args.get("seconds")
    if seconds in each and len(_times(text, seconds, context)) == 1:
        out.append("seconds")
    return without_args(piece, *out) if out else piece


_ANSWERED_IN = re.compile(
    r"\b(?:predict\w*|answers?|respon\w*|latency|scor(?:e|es|ing)|inference|per (?:row|case|customer))\b", re.IGNORECASE
)


def _of_one_run(text: str, piece: Piece, pieces: Sequence[Piece]) -> Piece | None:
    """The limits without a time of one answer that is said of one run, and suggestions without kinds ruled out beside them."""
    limits = [p.args for p in pieces if p.name == "constrain"]
    late = piece.args.get("max_latency_ms") if piece.name == "constrain" else None
    if late is not None and any(late == 1000 * a["max_run_s"] for a in limits if "max_run_s" in a):
        return piece if _ANSWERED_IN.search(text) else without_args(piece, "max_latency_ms")
    out = {f for a in limits for f in a.get("families_forbidden", ())}
    return thinned(piece, "families", out) if piece.name == "recommend" and out else piece


def _times(text: str, seconds: object, context: Context) -> list[int]:
    """Where a message says a duration."""
    words, _ = tagged(text, context)
    return [w.start for w in words if w.entity and w.entity.kind == "DUR" and seconds in w.entity.values]


def _looked_up(text: str, piece: Piece, pieces: Sequence[Piece]) -> bool:
    """Whether the past of families was read where suggestions are asked for: "do you have anything with knn?"."""
    families = piece.args.get("families") if piece.name == "history" and set(piece.args) == {"families"} else None
    asked = any(p.name == "recommend" and p.args.get("families") == families for p in pieces)
    return families is not None and asked and not _PAST.search(text)


def _only_believed(text: str, piece: Piece) -> bool:
    """Whether a column was taken to be required of which is only said how much it matters: "the wait is the main thing"."""
    ruled = piece.name == "constrain" and set(piece.args) == {"columns_required"} and len(piece.args["columns_required"]) == 1  # fmt: skip
    return ruled and bool(_THE_MAIN_THING.search(text)) and not _REQUIRES.search(text)


_THE_MAIN_THING = re.compile(
    r"\b(?:is|are|was|were)(?: [a-z]+){0,3} (?:main|most important|decisive|key|biggest|strongest|driving|whole) (?:things?|factors?|drivers?|causes?|points?|reasons?|influences?|story|ones?)\b|\b(?:is|are) (?:what|all that) (?:really )?(?:counts|matters)\b",
    re.IGNORECASE,
)
_REQUIRES = re.compile(
    r"\b(?:must|has to|have to|needs?|keep\w*|required?|requires|always|never|stays?|include\w*|inside|in (?:it|there|the model)|drop\w*|without|use[ds]?|obligatory|mandatory)\b",
    re.IGNORECASE,
)


def _handed_out_nowhere(text: str, piece: Piece, pieces: Sequence[Piece]) -> bool:
    """Whether an export was read of what is no work of ours, or done already: "write to my boss", "I saved it as a.csv"."""
    if piece.name != "export":
        return False
    done = "what" not in piece.args and _HANDED_OUT_BEFORE.search(text)
    if done and any(str(p.args.get("source", "")).endswith(f".{piece.args.get('format')}") for p in pieces):
        return True
    return any(p.name == "out_of_scope" for p in pieces) and (not piece.args or not said_at(text, "export"))


_HANDED_OUT_BEFORE = re.compile(
    r"(?:\b(?:have|has|had|was|were|been|got|is|are)|['’](?:ve|s|d))(?: (?:all|already|just|now|also|then|it|them|everything))* (?:exported|saved|downloaded|written|dumped|stored|extracted|pulled|converted)\b|\b(?:i|we|he|she|they|who|colleague|team)(?: (?:all|already|just|now|also|then))* (?:exported|saved|downloaded|wrote|dumped|stored|extracted|pulled|converted)\b",
    re.IGNORECASE,
)
"""What somebody did to the file that is brought in."""


def _asked_otherwise(text: str, piece: Piece, pieces: Sequence[Piece], context: Context) -> bool:
    """Whether a comparison and a reason are asked for by one question: "why is the first better than the second?"."""
    pair = {"compare": "explain_recommendation", "explain_recommendation": "compare"}.get(piece.name)
    both = [p for p in pieces if p.name == pair]
    if not both or not _WHY_BETTER.search(text) or _COMPARES_OUTRIGHT.search(text):
        return False
    ranks = {r for p in (piece, *both) for r in (p.args.get("rank"), *p.args.get("ranks", ())) if r is not None}
    return len(ranks) == 2 and (piece.name == "compare") is not bool(context.results)


_WHY_BETTER = re.compile(r"\b(?:why|how come)\b[^.?!;]{0,60}\b(?:better|worse|faster|slower|higher|lower|stronger|weaker|cheaper|rather) than\b|\b(?:why|how come)\b[^.?!;]{0,60}\b(?:ahead of|in front of|above|before|over)\b", re.IGNORECASE)  # fmt: skip
_COMPARES_OUTRIGHT = re.compile(r"\b(?:compar\w*|cmp|versus|vs|side by side|contrast\w*|differ\w*)\b", re.IGNORECASE)  # fmt: skip


_NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_FEW = rf"(?P<{{}}>\d{{{{1,2}}}}|{'|'.join(_NUMBERS)})(?:(?: of)? (?:them|those|ideas?|suggestions?|options?|candidates?|ones?|variants?|recommendations?))?"
_IN_ALL = re.compile(
    r"(?<![\w.])" + _FEW.format("n") + r" (?:in (?:total|all)|altogether|overall|all in all|all together)\b"
    r"|\b(?:(?:not|no) more than|at most|max(?:imum)?) " + _FEW.format("m") + r"(?: please)?\s*(?=[.!?;](?!\d)|$)",
    re.IGNORECASE,
)
"""How many suggestions are asked for, said behind what they are to be: "a tree and something linear, 2 in total"."""
_COUNTING = frozenset({"set_budget", "propose_runs", "edit_proposal", "show_results", "set_validation"})


def _so_many(text: str, piece: Piece, pieces: Sequence[Piece]) -> Piece:
    """Suggestions with how many of them are wanted, where nothing else in the message is counted."""
    said = _IN_ALL.search(text) if piece.name == "recommend" and piece.args.get("families") else None
    others = [p for p in pieces if p.name == "recommend" and ("n" in p.args or p.at > piece.at)]
    if said is None or others or any(p.name in _COUNTING or "min_metric" in p.args for p in pieces):
        return piece
    word = (said["n"] or said["m"]).lower()
    n = _NUMBERS.index(word) + 1 if word in _NUMBERS else int(word)
    return replace(piece, args={**piece.args, "n": n}) if 0 < n <= len(_NUMBERS) else piece


_PAST = re.compile(
    r"\b(?:ever|already|before|earlier|past|history|ago|last|previous\w*|tried|used|ran|worked|work|did|was|were|had|been|know|known|learn\w*|experience\w*|so far)\b",
    re.IGNORECASE,
)


_ASKING_FOR = re.compile(r"^(?:(?:and|then|also|please|just)\s+)*(?:tell|show) (?:me|us)\s+(?=how (?:many|much|often|long|old)\b)", re.IGNORECASE)  # fmt: skip


def _without_asking(piece: Piece) -> Piece:
    """A question without the words that only ask for an answer to it."""
    if piece.name != "ask_numbers" or "question" not in piece.args:
        return piece
    at = _ASKING_FOR.match(str(piece.args["question"]))
    if at is None:
        return piece
    return replace(
        piece, at=piece.at + at.end(), args={**piece.args, "question": str(piece.args["question"])[at.end() :]}
    )


_AND_ASKED = re.compile(r"[\s,;]*(?:and|&|plus|also)?[\s,]*", re.IGNORECASE)


def _asked_together(text: str, pieces: list[Piece]) -> list[Piece]:
    """The pieces with two questions of one sentence in its own words: "how many left, and how long had they stayed"."""
    out: list[Piece] = []
    for piece in pieces:
        before = str(out[-1].args.get("question", "")) if out and out[-1].name == "ask_numbers" else ""
        start = out[-1].at if out else 0
        asked = str(piece.args.get("question", "")) if piece.name == "ask_numbers" else ""
        between = text[start + len(before) : piece.at]
        whole = before and asked and text.startswith(before, start) and text.startswith(asked, piece.at)
        if whole and _AND_ASKED.fullmatch(between):
            both = text[start : piece.at + len(asked)]
            out[-1] = replace(out[-1], args={**out[-1].args, "question": both})
        else:
            out.append(piece)
    return out


def part_of_rank(text: str, rank: int) -> str:
    """The part of a message that names a place on the list; "" where none does."""
    names = [str(rank), f"{rank}(?:st|nd|rd|th)", *(w for w, n in PLACES.items() if n == rank)]
    named = re.search(rf"(?<![\w.])#?(?:{'|'.join(names)})(?![\w.]*\w)", text, re.IGNORECASE)
    if named is None:
        return ""
    start = max((m.end() for m in BETWEEN.finditer(text) if m.end() <= named.start()), default=0)
    end = min((m.start() for m in BETWEEN.finditer(text) if m.start() >= named.end()), default=len(text))
    return text[start:end]


def _explained_otherwise(text: str, piece: Piece, pieces: Sequence[Piece], context: Context) -> bool:
    """Whether a place is explained in two ways and this is not the one that the words beside it ask for."""
    pair = {"explain_model": "explain_recommendation", "explain_recommendation": "explain_model"}
    other, rank = pair.get(piece.name), piece.args.get("rank")
    if other is None or not isinstance(rank, int) or "columns" in piece.args:
        return False
    if not any(p.name == other and p.args.get("rank") == rank for p in pieces):
        return False
    advised = bool(_ADVISED.search(part_of_rank(text, rank))) or not context.results
    return (piece.name == "explain_model") is advised


def _no_row(piece: Piece, pieces: Sequence[Piece], context: Context) -> bool:
    """Whether the row of a prediction is a place or a run that something else is about, or a column beside it."""
    if piece.name != "explain_prediction" or "key" not in piece.args:
        return False
    taken = {str(p.args[k]).lower() for p in pieces for k in ("rank", "run") if k in p.args}
    taken |= {w for p in pieces for w in re.findall(r"[\w-]+", str(p.args.get("question", "")).lower())}
    if any(p.name != "explain_prediction" for p in pieces):  # "describe A2"
        taken |= {c.lower() for c in context.columns}
    return str(piece.args["key"]).lower() in taken


def _looked_at_as_it_comes(piece: Piece, pieces: Sequence[Piece]) -> bool:
    """Whether the data that is looked at is what a watched place brings: "a file lands in /in weekly, look at it"."""
    watched = any(p.name == "watch" and p.args.get("source") for p in pieces)
    return watched and piece.name == "look_at_data" and not piece.args


def _scored_only(text: str, piece: Piece, pieces: Sequence[Piece]) -> bool:
    """Whether a file is read as watched that is only to be scored: "it shall look at may.csv and score every row"."""
    source = piece.args.get("source") if piece.name == "watch" else None
    scored = any(p.name == "score_data" and p.args.get("source") == source for p in pieces)
    return source is not None and scored and not _WATCHES.search(text)


_WATCHES = re.compile(
    r"\b(?:watch\w*|monitor\w*|observ\w*|guard\w*|surveil\w*|eye|eyes|alert\w*|warn\w*|notif\w*|look (?:after|out)|whenever|each time|every (?:new |other |single )?(?:file|time|hour|day|night|week|weekend|month|quarter|year|shift|morning|evening|afternoon|minute|\w+day)s?|daily|weekly|nightly|hourly|monthly"
    r"|arriv\w*|comes? in|lands?|shows? up|new (?:files?|rows|data)|from now on|keep\w*|tell me (?:when|if)|drift\w*|folder|directory)\b",
    re.IGNORECASE,
)


def _once_was(text: str, piece: Piece, pieces: Sequence[Piece]) -> bool:
    """Whether a role is only said to be over, beside the one that holds: "no analyst any longer, a data scientist now"."""
    others = [p for p in pieces if p.name == "set_role" and p is not piece]
    if piece.name != "set_role" or not others:
        return False
    end = min((p.at for p in pieces if p.at > piece.at), default=len(text))
    return bool(_OVER.search(text[max(piece.at, 0) : end]))


_OVER = re.compile(
    r"\b(?:not|no|never|used to be|was)\b(?: an?| the| really| just)* (?:data |domain |subject )?(?:analyst|scientist|expert|statistician|mathematician|techie|programmer|developer|engineer)\b",
    re.IGNORECASE,
)


def _help_again(piece: Piece, pieces: Sequence[Piece]) -> bool:
    """Whether help is asked on what was asked about just before: "how do costs work, and how do I set them"."""
    topic = str(piece.args.get("topic", "")).split() if piece.name == "help" else []
    others = [p for p in pieces if p.name == "help" and p is not piece and p.args.get("topic") and p.at <= piece.at]
    return bool(others and topic) and topic[-1] in ("it", "them", "that", "this", "those", "these")


def _why_not(text: str, piece: Piece, pieces: Sequence[Piece]) -> bool:
    """Whether a reason is asked for only by the "why not" of "try them all, why not"."""
    if piece.name != "explain_recommendation" or piece.args or not any(p.name == "propose_runs" for p in pieces):
        return False
    return bool(_WHY_NOT.search(text)) and not _ADVISED.search(_WHY_NOT.sub(" ", text))


_WHY_NOT = re.compile(r"[,;.!-] *(?:well )?why not\b *(?=[?.!,;]*\s*$)|\bwhy not\b *[,?!]", re.IGNORECASE)


def _others_shown(piece: Piece, pieces: Sequence[Piece], context: Context) -> bool:
    """Whether suggestions were read of runs that are shown: "show me the other ones by log loss"."""
    shown = any(p.name == "show_results" and p.args for p in pieces)
    return (
        bool(context.results) and shown and piece.name == "recommend" and not piece.args and not context.recommendations
    )


def _put_to_use(text: str, pieces: list[Piece]) -> list[Piece]:
    """The pieces without praise that only says that a place will do for its post: "three is good enough, tag it"."""
    used = [p for p in pieces if p.name == "promote"]
    praised = [p for p in pieces if p.name == "feedback" and p.args.keys() == {"rank", "sentiment"}]
    if len(used) != 1 or len(praised) != 1 or not _WILL_DO.search(text):
        return pieces
    rank = praised[0].args["rank"]
    if "model" in used[0].args or used[0].args.get("rank", rank) != rank:
        return pieces
    post = replace(used[0], args={"rank": rank, **used[0].args})
    return [post if p is used[0] else p for p in pieces if p is not praised[0]]


_WILL_DO = re.compile(r"\b(?:good enough|(?:will|would) do|okay?|fine)\b", re.IGNORECASE)
_ASKS = re.compile(r"(?:^|[.!;\n]\s+|,\s+)(?:(?:so|and|but|hey|well|ok|now),? )*(?:should|is|are|was|were|has|have|had|does|did|why|who)\b[^.!;?]*\?", re.IGNORECASE)  # fmt: skip
_TOO_BAD = re.compile(
    r"\b(?:is|was|are|were|seems?|looks?)(?:n['’]t| not)?\b[^,;.!?]*\b(?:too|not|nowhere near|hardly)\b|n['’]t (?:good|ready|fit)\b",
    re.IGNORECASE,
)
_PROMOTES = re.compile(r"\b(?:promot\w*|deploy\w*|releas\w*|ship\w*|put|move|make|take|set|push|bring|give|goes|go|use|mark|tag|call)\b", re.IGNORECASE)  # fmt: skip


def asks_of_a_post(text: str) -> bool:
    """Whether a message is a question of what is or should be, which promotes nothing: "should it be in production?"."""
    asked = _ASKS.search(text)
    return asked is not None and not text[asked.end() :].strip() and not text[: asked.start()].strip()


def _asked_or_judged(text: str, piece: Piece) -> bool:
    """Whether a post is only asked about, or what would get it is found too bad for it: "2 is too slow for staging"."""
    model, rank = str(piece.args.get("model", "")).lower(), piece.args.get("rank")
    part = part_of_rank(text, rank) if isinstance(rank, int) else ""
    if any(not model or model in asked.group().lower() for asked in _ASKS.finditer(text)):
        return bool(model) or asks_of_a_post(text)
    return bool(part and _TOO_BAD.search(part) and not _PROMOTES.search(part))


def _of_one_alone(text: str, piece: Piece) -> bool:
    """Whether a comparison has one side, and nothing in the message compares."""
    sides = piece.args.get("models", piece.args.get("ranks"))
    return piece.name == "compare" and sides is not None and len(sides) == 1 and not _COMPARES.search(text)


_COMPARES = re.compile(r"\b(?:compar\w*|cmp|versus|vs|against|side by side|contrast\w*|better|worse)\b", re.IGNORECASE)
_BACK_THEN = re.compile(r"\bback (?:then|when|in (?:the|those)|at the time)\b", re.IGNORECASE)


def _of_the_past(text: str, piece: Piece) -> bool:
    """Whether a way back was read of "who signed it off back then?"."""
    return (
        piece.name == "roll_back"
        and bool(_BACK_THEN.search(text))
        and not said_at(_BACK_THEN.sub("", text), "roll_back")
    )


def _without_all(text: str, piece: Piece, context: Context) -> Piece:
    """A table of "all three" where three runs ended is the whole table."""
    n = piece.args.get("n")
    if piece.name != "show_results" or n is None or n != context.results:
        return piece
    if not _ALL_OF.search(text) or _TOP.search(text.replace("best in", "").replace("best by", "")):
        return piece
    return replace(piece, args={k: v for k, v in piece.args.items() if k != "n"})


def _with_measured_goal(text: str, pieces: list[Piece]) -> list[Piece]:
    """A new goal with the metric beside it, which asks for no table: "predict turbidity from now on, by rmse"."""
    goals = [p for p in pieces if p.name == "set_goal" and "target" in p.args]
    tables = [p for p in pieces if p.name == "show_results" and set(p.args) == {"metric"}]
    if len(goals) != 1 or len(tables) != 1 or _SHOWN.search(text):
        return pieces
    goal = replace(goals[0], args={**tables[0].args, **goals[0].args})
    return [goal if p is goals[0] else p for p in pieces if p is not tables[0]]
