"""What was read made consistent: one thing said is one thing meant.

Rules and the trained reader each read a message their own way, so the same words may have been read twice: as a limit
of a run and of the whole search, as an act with and without its particulars, as a goal that stands already.
"""
# ruff: noqa: E501 - a pattern broken over lines is harder to read than a long one

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.understanding.context import Context
from assistant.understanding.goals.one_kept import without_twin
from assistant.understanding.goals.reasons import without_reasons
from assistant.understanding.goals.stated import said_of_columns, stated
from assistant.understanding.goals.wishing import wished, with_wish, without_rule_of_list, without_rule_of_wish
from assistant.understanding.joining.one_rule import ORDERS, named_once, with_one_rule
from assistant.understanding.merging import FACTS, WEAK, Piece, thinned, without_args
from assistant.understanding.slots.things import whole_key
from assistant.understanding.text.grammar import Args
from assistant.understanding.text.lexicon import PLACES, STRATEGIES, place_named, table

_GOAL_SAID = re.compile(
    r"\b(?:predict\w*|forecast\w*|foresee\w*|target|goal|estimat\w*|classif\w*|aim|want to know|anticipat\w*|find out|"
    r"tell apart|work out|figure out|guess\w*|back to)\b",
    re.IGNORECASE,
)
"""Words of a message that states its goal, even where the same goal stands already."""
_UNFORESEEN = re.compile(r"\b(?:not|never|nobody|no one|n['’]t|hardly|without)(?: \w+){0,2}? (?:foresee\w*|foresaw|foreseen|predict\w*|guess\w*|anticipat\w*)\b", re.IGNORECASE)  # fmt: skip
"""What is said of cases that are missed, and states no goal."""
_EACH = re.compile(
    r"\b(?:each|every|any|single|per|a|an|one|no) (?:[a-z]+ )?(?:run|fit|training|model|try|trial|variant)\b", re.I
)
_COMPARED = re.compile(
    r"\b(?:same (?:\w+ )?as|(?:comput|calculat|deriv|determin|estimat)\w* (?:out of|from|of|by|with)|(?:copy|function|proxy|duplicate|twin) (?:of|for)|correlat\w* with|equals?|identical (?:to|with)|made (?:of|from|out of)|follows from)"
    r"(?: (?:the|a|our|my|what|column))* ",
    re.IGNORECASE,
)
_FOR_NOW = re.compile(
    r"\b(?:for now|later|for a (?:while|moment|bit)|temporarily|until|till|pick it up|only paused?)\b", re.I
)
_ONLY_THESE = re.compile(
    r"\b(?:drop|remove|exclude|ignore|omit|skip|avoid|ban|forbid|eliminate|rule out|leave out|discard|throw out|kick out|veto|no|nothing)"
    r"(?: (?:out|me|please))? (?:everything|anything|any|all|every|whatever|things?|models?|families|methods?)(?: (?:models?|families|family|methods?|kinds?|ones?|algorithms?|else|that|which|what)){0,2}"
    r" ?(?:(?:is|are)(?: not|n't)|isn't|aren't|other than|except(?: for)?|but|besides|apart from|aside from|outside(?: of)?|beyond)\b(?! (?:keep|use|allow|leave|take|with|not|do|try)\b)",
    re.IGNORECASE,
)
"""What is kept is named, and all else goes."""
_NOT_THAT_RUN = re.compile(
    r"\bnot (?:(?:the|run|runs|number|no\.?|rank) ?|#)*(?P<n>\d+|first|second|third|fourth|fifth|one|two|three|four|five)\b(?! (?:minutes?|hours?|seconds?|days?|but|runs|of))",
    re.IGNORECASE,
)
_RATHER_THAN = re.compile(
    r"\b(?:rather|sooner|prefer\w*|instead)\b[^.;!?]{0,40}?\bthan (?:(?:the|run|runs|number|no\.?|rank) ?|#)*(?P<n>\d+|first|second|third|fourth|fifth|one|two|three|four|five)\b(?! (?:minutes?|hours?|seconds?|days?|runs|of))",
    re.IGNORECASE,
)
"""A place that another is preferred to: "rather the first than the third"."""
_ALL_BUT_THESE = re.compile(
    r"\b(?:all|everything)(?: of)?(?: \w+)? (?:but|except(?: for)?|apart from|other than|save) (?:the |number )?", re.I
)
_NOT_YET = re.compile(r"\b(?:retrain|refit|train)\w*\b[^.;!?]{0,14}\bnot (?:yet|now|today)\b", re.IGNORECASE)
_STEERED = frozenset({"stop", "pause", "resume", "propose_runs", "edit_proposal"})
_LEFT_PAUSED = re.compile(r"\b(?:leave|keep|let|leaving|keeping)\b[^.;!?]{0,30}\bpaused\b", re.IGNORECASE)
"""What stays as it is: nothing is to be paused."""
_ALL_AWAY = re.compile(
    r"\b(?:take|leave|throw|kick|put|keep|cut) all\b[^.,;!?]{0,20}\b(?:out|away|aside)\b", re.IGNORECASE
)
"""Columns that were named before are to go, and nothing is to be run."""
_NO_LIST = re.compile(
    r"\b(?:recommend|suggest|propose|advise) nothing\b|\bno (?:more |new |further )?(?:recommendations|suggestions)\b",
    re.I,
)
_SCORED = re.compile(
    r"\bscor(?:e|es|ed|ing)\b|\bappl(?:y|ied)\b|\b(?:using|with|by) (?:the |our |its )?(?:\w+ )?model\b", re.I
)
_SAID_SO = re.compile(r"\b(?:i|we)(?: (?:have|had|clearly|already|explicitly))*(?:['’]ve)? (?:said|told you|asked for|wrote|wanted)\b", re.IGNORECASE)  # fmt: skip
"""Who repeats what was said asks for no reasons: "why the net? I said no neural networks"."""
_EXPLAINED = re.compile(r"\b(?:expla\w+|why|how|importan\w+|matters?|drives?|driv\w+|depends?|looks? at|decid\w+|reasons?|interpret\w*|inside)\b", re.IGNORECASE)  # fmt: skip
"""Words that ask what a model rests on: without one, who has its data looked into asks for no explanation."""
_UNSPLIT = re.compile(
    r"\b(?:no|without|(?:do|does|is|are)(?: not|n't) (?:need|want|necessary|required)(?: a| any)?) (?:\w+ ){0,2}?(?:group\w*|time\w*|temporal|chronological)[ -](?:\w+ )?(?:split\w*|validation|folds?)\b"
    r"|\b(?:group\w*|time\w*|temporal|chronological)[ -](?:\w+ )?(?:split\w*|validation|folds?) (?:is |are )?(?:not |un)(?:needed|necessary|required|wanted)\b",
    re.IGNORECASE,
)
"""A way to validate that is said to be none of ours."""
_NOTHING_ELSE = re.compile(
    r"\b(?:nothing|no(?:thing)? other|no others?|none other)(?: else)?(?: \w+)? (?:is |are |being )?(?:allowed|permitted|acceptable|admissible|accepted)\b",
    re.IGNORECASE,
)
_ITS_BOUND = re.compile(
    r"[,;.:] ?(?:and |but )?(?:it|this|that|which|the (?:value|score|figure)) (?:must|should|has to|needs to|may|can)(?: not)? (?:be|stay|come out|end up) (?:at )?(?P<n>\d*\.?\d+) ?(?P<unit>%)? ?or (?:lower|less|below|under|smaller|better|higher|more|above|over|greater)\b",
    re.IGNORECASE,
)
"""A bound of the metric that was named just before."""
_TURNED_INTO = re.compile(
    r"(?P<first>\w+) ?(?:-+>|→|=>) ?(?P<last>\w+)|\b(?P<instead>\w+)(?: search| sampling)? (?:inste?a?d of|rather than|in place of|and not|not|over) (?:the |a )?(?P<of>\w+)",
    re.IGNORECASE,
)
_STRATEGY_NAMES = table(STRATEGIES) | {("random",): "random"}
_ENDS: dict[float, str] = {5: "five", 10: "ten"}
_RULED = ("columns_required", "columns_forbidden")
_BOTH_WAYS = {"stop": "pause"}
_SAID_TWICE = frozenset({"feedback", "ask_numbers", "correct", "what_if", "edit_proposal", *FACTS})
"""Commands that may say less beside one that says more: they are joined elsewhere."""
_RUNS = r"\b{n} (?:(?!as )[a-z]+ )?(?:runs?|tries|trials|attempts?|fits?|experiments?|variants?|models?|times)\b"


def tidied(text: str, pieces: Sequence[Piece], context: Context) -> list[Piece]:
    """The pieces without what says a second time, or contradicts, what another says better.

    Args:
        text: the message.
        pieces: what was read, in the order it stands.
        context: the moment.
    """
    pieces = [_answered_in(p) for p in pieces]
    said = stated(text, without_reasons(text, pieces, context), context)
    pieces = [_only_these(text, p) for p in wished(text, said, context)]
    pieces = [p for piece in pieces if (p := _counted(text, piece, pieces, context)) is not None]
    pieces = _measured([_permitted(text, p) for p in pieces if not _ruled_out(text, p, pieces)], text)
    pieces = [p for p in pieces if p.name != "recommend" or not _NO_LIST.search(text)]
    beside = any(p.name == "compare" for p in pieces) and _HELD_BESIDE.search(text)
    pieces = [p for p in pieces if p.name != "pause"] if beside else pieces
    pieces = [p for piece in pieces if (p := _as_ranked(text, piece, pieces)) is not None]
    pieces = [with_wish(text, _without_allowed(p, pieces), pieces) for p in pieces]
    pieces = without_rule_of_list(text, without_rule_of_wish(text, pieces))
    pieces = _wished_not_measured(text, pieces)
    goals = [p for piece in pieces if (p := _without_standing_goal(text, piece, pieces, context)) is not None]
    limits = [p for piece in goals if (p := _with_one_limit(text, piece, goals)) is not None]
    out = [with_one_rule(text, _with_one_count(text, p), limits) for p in limits]
    out = [p for piece in out if (p := _without_split_column(text, piece, out)) is not None]
    out = [_without_compared(text, p, context) for piece in out if (p := without_twin(text, piece, context))]
    out = [_disbelieved(text, _switched(text, _of_whole_row(text, p))) for p in out]
    return [p for i, p in enumerate(out) if not _said_better(text, p, [*out[:i], *out[i + 1 :]])]


_HELD_BESIDE = re.compile(
    r"\bhold(?:ing)?\b(?![^;!?]*\b(?:paus|freez|suspend|on hold))[^.;!?]{0,60}?\b(?:against|next to|beside|alongside|up to|to the light)\b",
    re.IGNORECASE,
)
"""What is held beside another is compared, and not held up: "hold the first against the third"."""


def _answered_in(piece: Piece) -> Piece:
    """What takes less than a second is one answer, and neither a run nor a search."""
    key = next((k for k in ("max_run_s", "seconds") if 0 < (piece.args.get(k) or 1) < 1), None)
    if key is None or piece.name not in ("constrain", "set_budget"):
        return piece
    others: Args = {k: v for k, v in piece.args.items() if k != key}
    return replace(piece, name="constrain", args={**others, "max_latency_ms": round(1000 * piece.args[key], 3)})


_UNIMPORTANT = re.compile(
    r"(?:\b(?:not|no|nothing|never|little|less|hardly) |n't |nt )[^,.;?!]{0,12}(?:matter|importan|relevan|count|influen|effect|role)|\b(?:matter|count|play|weigh)\w* (?:for )?(?:nothing|little|no|so little)\b",
    re.IGNORECASE,
)
_DISBELIEF = re.compile(
    r"(?:\b(?:not|never|cannot|can not|hard to|hardly|cant)|n't) (?:really |quite |even )?(?:believe(?! in)|true|be true|be right|buy|accept|imagine|understand)\b|\?\?|!\?|\?!|\bdoubt\b|\b(?:strange|surpris\w*|nonsense|impossible|how can|how come|are you sure|you sure|unbelievable)\b",
    re.IGNORECASE,
)
_COUNTS_ERRORS = re.compile(r"\b(?:how many|what share|what percentage)\b.{0,60}\b(?:miss|missed|misses|overlook\w*|false alarms?|wrong)\b", re.IGNORECASE)  # fmt: skip
_SUPPOSES = re.compile(r"\b(?:if|suppos\w*|assum\w*|costs?|worse|times|imagine)\b", re.IGNORECASE)


def _counted(text: str, piece: Piece, pieces: Sequence[Piece], context: Context) -> Piece | None:
    """How many cases are missed "out of 100" is asked of the results: the figure is no cost of errors."""
    if piece.name != "what_if" or not set(piece.args) & {"false_negative", "false_positive"}:
        return piece
    if not _COUNTS_ERRORS.search(text) or _SUPPOSES.search(text):
        return piece
    alone = len(pieces) == 1 and context.results
    return replace(piece, name="show_results", args={}) if alone else None


def _disbelieved(text: str, piece: Piece) -> Piece:
    """A finding that is doubted ("it does not matter?? I don't believe it") is an opinion, and rules nothing out."""
    columns = piece.args.get("columns_forbidden")
    if piece.name != "constrain" or set(piece.args) != {"columns_forbidden"} or not columns or len(columns) != 1:
        return piece
    if ORDERS.search(text) or not (_UNIMPORTANT.search(text) and _DISBELIEF.search(text)):
        return piece
    said = {"about": str(columns[0]), "sentiment": "negative", "reason": text.strip()}
    return replace(piece, name="feedback", args=said)


def _only_these(text: str, piece: Piece) -> Piece:
    """ "Drop everything that is not a tree" allows trees."""
    if "families_forbidden" not in piece.args or "families_allowed" in piece.args or not _ONLY_THESE.search(text):
        return piece
    args: Args = {("families_allowed" if k == "families_forbidden" else k): v for k, v in piece.args.items()}
    return replace(piece, args=args)


def _ruled_out(text: str, piece: Piece, pieces: Sequence[Piece]) -> bool:
    """Whether the words speak against a piece: a table to learn from is not scored, a needless split is not made."""
    if piece.name == "score_data" and not _SCORED.search(text):
        learnt = any(p.name == "use_data" and p.args.get("source") == piece.args.get("source") for p in pieces)
        return learnt and any(p.name == "set_goal" and "target" in p.args for p in pieces)
    if piece.name == "propose_runs" and piece.args == {"all": True} and _ALL_AWAY.search(text):
        return any(p.name == "constrain" for p in pieces)
    if piece.name == "pause" and not piece.args and _LEFT_PAUSED.search(text):
        return any(p.name == "resume" and p.args for p in pieces)
    if piece.name == "explain_recommendation" and not piece.args and _SAID_SO.search(text):
        return any(p.args.get("families_forbidden") for p in pieces)
    if piece.name == "explain_model" and not piece.args.get("columns"):
        checked = any(p.name == "check_drift" and p.args.get("model") == piece.args.get("model") for p in pieces)
        return checked and not _EXPLAINED.search(text)
    if piece.name == "decline" and piece.args.get("reason"):
        return bool(_UNSPLIT.match(text.strip(" .!")))
    return (
        piece.name == "set_validation" and piece.args.get("method") in ("group", "time") and bool(_UNSPLIT.search(text))
    )


def _of_whole_row(text: str, piece: Piece) -> Piece:
    if piece.name != "explain_prediction" or "key" not in piece.args:
        return piece
    return replace(piece, args={**piece.args, "key": whole_key(str(piece.args["key"]), text)})


def _switched(text: str, piece: Piece) -> Piece:
    """ "Grid -> halving" ends with the second."""
    said = _TURNED_INTO.search(text) if "strategy" in piece.args else None
    first, last = (said["first"] or said["of"], said["last"] or said["instead"]) if said else ("", "")
    if not all((name.lower(),) in _STRATEGY_NAMES for name in (first, last)):
        return piece
    return replace(piece, args={**piece.args, "strategy": _STRATEGY_NAMES[last.lower(),]})


def _permitted(text: str, piece: Piece) -> Piece:
    """ "Boosting or forests; nothing else allowed" is a rule, and asks for no list."""
    if piece.name != "recommend" or not piece.args.get("families") or not _NOTHING_ELSE.search(text):
        return piece
    return replace(piece, name="constrain", args={"families_allowed": piece.args["families"]})


_MEASURED = re.compile(r"\b(?:metric|measure\w*|score|scoring|maximi[sz]\w*|optimi[sz]\w*|judge\w*|rank\w*|evaluat\w*|target|goal is|by accuracy|balanced)\b", re.IGNORECASE)  # fmt: skip


def _wished_not_measured(text: str, pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces without the metric that a wish for accuracy was read as, too: "speed is secondary, accuracy comes first"."""
    wish = any(p.name == "prefer" and p.args.get("wish") == "accurate" for p in pieces)
    if not wish or len(re.findall(r"\baccuracy\b", text, re.IGNORECASE)) != 1 or _MEASURED.search(text):
        return list(pieces)
    return [p for p in pieces if p.name != "set_goal" or p.args != {"metric": "accuracy"}]


def _measured(pieces: Sequence[Piece], text: str) -> list[Piece]:
    """ "Use MAPE; it must be 0.15 or lower" bounds the metric as well."""
    said = _ITS_BOUND.search(text)
    named = [p for p in pieces if p.name == "set_goal" and "metric" in p.args and p.at <= (said.start() if said else 0)]
    if said is None or not named or any("min_metric" in p.args for p in pieces):
        return list(pieces)
    value = float(said["n"]) / (100 if said["unit"] else 1)
    return [
        *pieces,
        Piece(said.start(), "constrain", {"min_metric": {"metric": named[-1].args["metric"], "value": value}}),
    ]


def _as_ranked(text: str, piece: Piece, pieces: Sequence[Piece]) -> Piece | None:
    """Runs by their places, without those that are ruled out or spoken of in a question only."""
    if piece.name == "retrain" and _NOT_YET.search(text):
        return None
    ranks = piece.args.get("ranks")
    if piece.name not in _STEERED or not isinstance(ranks, list):
        return piece
    if piece.name in ("propose_runs", "edit_proposal") and _ALL_BUT_THESE.search(text):
        args: Args = {k: v for k, v in piece.args.items() if k != "ranks"}
        return replace(piece, args={**args, "all": True, "exclude_ranks": ranks})
    if piece.name == "propose_runs" and piece.args.get("all") is True:  # "I like 2, but run them all"
        return replace(piece, args={k: v for k, v in piece.args.items() if k != "ranks"})
    set_aside = [*_NOT_THAT_RUN.findall(text), *_RATHER_THAN.findall(text)]
    out = {place_named(n) for n in set_aside}
    if piece.name == "propose_runs" and not RUN_IT_WITH.search(text):
        out |= {
            r
            for p in pieces
            if p.name == "explain_recommendation" and (r := p.args.get("rank")) and _once(r, text, p.at, piece.at)
        }
    fewer = thinned(piece, "ranks", out)
    return fewer if "ranks" in fewer.args else piece


RUN_IT = re.compile(
    r"\b(?:queue|run|start|launch|try|fit|train|test|propose|plan|schedule|prepare|execute|do|kick|set)(?: off| out| up)? (?:it|that one|this one|the same)\b",
    re.IGNORECASE,
)
RUN_IT_WITH = re.compile(
    rf"{RUN_IT.pattern}(?: up)?,? (?:(?:together|along|jointly|in parallel|in one go|at once|at the same time) (?:with|as)|and|plus|alongside)\b(?! (?:then|show|tell|explain|a|an|at|limit|max)\b)",
    re.IGNORECASE,
)
"""A run of what was spoken of just before, with others."""


def _once(rank: int, text: str, asked: int, planned: int) -> bool:
    """Whether a place is named once in a message, or only where it is asked about."""
    words = [str(rank), *(w for w, n in PLACES.items() if n == rank)]
    named = [m.start() for m in re.finditer(rf"\b(?:{'|'.join(words)})\b", text, re.IGNORECASE)]
    return len(named) == 1 or (planned < asked and bool(named) and min(named) >= asked)


def _without_allowed(piece: Piece, pieces: Sequence[Piece]) -> Piece:
    """Nothing is forbidden that the same message allows."""
    allowed = {f for p in pieces for f in p.args.get("families_allowed") or ()}
    return thinned(piece, "families_forbidden", allowed) if piece.name == "constrain" else piece


def _without_standing_goal(text: str, piece: Piece, pieces: Sequence[Piece], context: Context) -> Piece | None:
    """A goal that stands is not stated again by speaking of what is predicted, nor beside what is no work of ours."""
    if piece.name != "set_goal" or "target" not in piece.args:
        return piece
    stands = context.target == piece.args["target"] and not any("kind" in p.args for p in pieces)
    if stands and not _GOAL_SAID.search(_UNFORESEEN.sub(" ", text)):
        return without_args(piece, "target")
    beside = any(p.name == "out_of_scope" for p in pieces)
    return None if beside and set(piece.args) - {WEAK} == {"target"} and not _GOAL_SAID.search(text) else piece


def _with_one_limit(text: str, piece: Piece, pieces: Sequence[Piece]) -> Piece | None:
    """One duration is the limit of one run or of the whole search, not of both."""
    if piece.name != "constrain" or "max_run_s" not in piece.args:
        return piece
    whole = [p for p in pieces if p.name in ("set_budget", "edit_proposal", "propose_runs")]
    twice = any(p.args.get("seconds") == piece.args["max_run_s"] for p in whole)
    return without_args(piece, "max_run_s") if twice and not _EACH.search(text) else piece


def _with_one_count(text: str, piece: Piece) -> Piece:
    """ "Prepare 2 and 3 as runs" names two places and no number of runs."""
    runs, ranks = piece.args.get("runs"), piece.args.get("ranks", [])
    if piece.name not in ("propose_runs", "edit_proposal") or not ranks or not isinstance(runs, int):
        return piece
    said = re.search(_RUNS.format(n=runs), text)
    return piece if said or (runs not in ranks and runs != len(ranks)) else without_args(piece, "runs") or piece


def _without_split_column(text: str, piece: Piece, pieces: Sequence[Piece]) -> Piece | None:
    """A column that is named once, for the split, is neither required nor forbidden by that."""
    split = {str(p.args.get("column", "")) for p in pieces if p.name == "set_validation"} - {""}
    once = {c for c in split if named_once(c, text)}
    if piece.name != "constrain" or not once:
        return piece
    args = {k: [c for c in v if c not in once] if k in _RULED else v for k, v in piece.args.items()}
    args = {k: v for k, v in args.items() if v != []}
    return replace(piece, args=args) if set(args) - {WEAK} else None


def _without_compared(text: str, piece: Piece, context: Context) -> Piece:
    """What leaks is ruled out, and not what it is compared with: the target, or what it is computed from."""
    columns = piece.args.get("columns_forbidden", [])
    if piece.name != "constrain" or not columns:
        return piece
    beside = [m for m in _COMPARED.finditer(text) if any(_begins(text[m.end() :], c) for c in columns)]
    if columns == [context.target] and beside:  # "it" is what was said to be the same as the target
        ahead = [(text[: beside[0].start()].lower().rfind(c.lower()), c) for c in context.columns if c not in columns]
        at, named = max(ahead, default=(-1, ""))
        return replace(piece, args={**piece.args, "columns_forbidden": [named]}) if at >= 0 else piece
    compared = {c for m in beside for c in columns if _begins(text[m.end() :], c)} | {context.target} & set(columns)
    if not compared or len(columns) < 2:
        return piece
    ruled = {c for one in said_of_columns(text, context) if one.role == "columns_forbidden" for c in one.columns}
    kept = [c for c in columns if c in ruled or c not in compared]
    return replace(piece, args={**piece.args, "columns_forbidden": kept}) if kept else piece


def _begins(text: str, column: str) -> bool:
    return re.match(re.escape(column) + r"(?!\w)", text, re.IGNORECASE) is not None


def _said_better(text: str, piece: Piece, others: Sequence[Piece]) -> bool:
    """Whether another piece says the same and more, or a gentler act is meant by the same words."""
    gentler = _BOTH_WAYS.get(piece.name)
    if gentler and any(p.name == gentler and p.args == piece.args for p in others) and _FOR_NOW.search(text):
        return True
    if piece.name == "feedback" and set(piece.args) == {"rating"}:
        return _is_scale(text, piece.args["rating"], others)
    if piece.name in _SAID_TWICE:
        return False
    more = [p.args for p in others if p.name == piece.name and len(p.args) > len(piece.args)]
    return any(all(k in args and args[k] == v for k, v in piece.args.items()) for args in more)


def _is_scale(text: str, rating: float, others: Sequence[Piece]) -> bool:
    """Whether a rating is the end of the scale that another is given on: the five of "four out of five"."""
    rated = any(p.name == "feedback" and "rating" in p.args for p in others)
    return rated and bool(
        re.search(rf"(?:/|\bof|\bfrom) ?(?:{rating:g}|{_ENDS.get(rating, f'{rating:g}')})\b", text, re.IGNORECASE)
    )
