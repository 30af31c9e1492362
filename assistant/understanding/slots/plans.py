"""What is to be run: ranks, all, exceptions, families, budgets and strategies of a plan that is asked for."""
# ruff: noqa: E501 - a pattern broken over lines is harder to read than a long one

import re

from assistant.understanding.commands.plan import GONE, plan_args, ranks_in
from assistant.understanding.commands.wishes import WISH, WISH_OF
from assistant.understanding.context import Context
from assistant.understanding.slots.spoken import found_in
from assistant.understanding.text.grammar import Args, Clause, Found, pruned

_ENOUGH = 30
"""Ranks above this are more likely numbers of runs or seconds."""
_SPAN = re.compile(r"(?:RANK\d+|(NUM\d+)|one|first) (?:through|thru|to|till|until|-) (NUM\d+|RANK\d+)")
_OUT = r"(?:all_but|except|but not|without|minus|not|drop|skip|strike|ditch|remove|omit|exclude|cancel|ignore|other than|apart from|besides|save for|spare|scratch)"
_OF_KIND = r"(?: the)? FAM\d+(?: (?:one|ones|model|run))?(?: ,)? (?:which|that|it) is(?: (?:the|number|rank|run))*"
"""Its kind before its place: "all but the neural one, which is number 5"."""
_OUT_RE = re.compile(
    rf"(?<!\S)(?:{_OUT}(?: (?!(?:instead|but|rather|only|just)\b)[a-z_]+){{0,5}}?|(?:all_but|except|without|not){_OF_KIND}|(?:cut|bar|barring)(?: (?:the|run|runs|number|numbers))?(?= (?:RANK|NUM)\d+(?! (?:runs?|tries|trials?|folds?)\b))|(?!kick off\b)(?:kick|leave|take|throw|cross|put|cut|get rid)(?: [a-z]+){{0,2}}? (?:out|off|away|aside|of)(?: [a-z]+){{0,3}}?)(?: ,)? ((?:RANK|NUM)\d+)"
)
_COUNTS = r"runs?|tries|trials?|attempts?|fits?|experiments?|evaluations?|evals?|iterations?|configurations?|combinations?|samples?|points?|draws?|rounds?"
_LISTED = re.compile(rf"(?:NUM|RANK)\d+(?: (?:(?:,|and|or|&|\+) )?(?:NUM|RANK)\d+(?! (?:{_COUNTS})\b))*")
_EVERYTHING = re.compile(
    r"(?<!\S)(?:all|everything|every|whole|full|complete|entire|each|the lot|all_but)(?!\S)(?! (?:night|day|time|morning|weekend))"
)


def plan_slots(clause: Clause, context: Context) -> Args | None:
    """Slots of a plan to propose; empty where nothing is said of what to run."""
    found = found_in(clause, context)
    args = plan_args(found)
    text = clause.text
    if args.get("ranks") and args.get("exclude_ranks"):  # one place in place of another
        return _searched(_counted(args, clause), found)
    excluded = list(dict.fromkeys([*_excluded(clause, context), *args.get("exclude_ranks", ())]))
    ranks = [r for r in args.get("ranks", []) or _ranks(clause, context) if r not in excluded]
    if ranks and (not excluded or "ranks" in args):
        args.pop("all", None)
        args["ranks"] = ranks
    elif excluded and not (ranks and re.search(r"\b(?:only|just)\b", text)):
        args.pop("ranks", None)
        args["exclude_ranks"] = excluded
        if _EVERYTHING.search(text):
            args["all"] = True
    if args.get("families") and "all" in args and not excluded:
        args.pop("all")
    return _searched(_counted(args, clause), found)


def edit_slots(clause: Clause, context: Context) -> Args | None:
    """Slots of a change to the plan; None where nothing is said of it."""
    args = plan_slots(clause, context) or {}
    if "exclude_ranks" in args and not re.search(r"(?<!\S)(?:all_but|except|everything|all)(?!\S)", clause.text):
        args.pop("all", None)
    if args.get("strategy") == "recommended" and len(args) > 1 and not re.search(r"strateg|STRAT", clause.text):
        args.pop("strategy")
    return args or None


def _excluded(clause: Clause, context: Context) -> list[int]:
    out: list[int] = []
    for match in _OUT_RE.finditer(clause.text):
        run = _LISTED.match(clause.text, match.start(1))
        out += _numbers(clause, run.span() if run else match.span(1), context)
    for match in GONE.finditer(clause.text):
        out += _numbers(clause, match.span(1), context)
    return list(dict.fromkeys(out))


def _numbers(clause: Clause, span: tuple[int, int], context: Context) -> list[int]:
    total = context.recommendations or context.results
    values = [w for w in clause.covered(*span) if w.entity is not None and w.entity.kind in ("RANK", "NUM")]
    whole = [int(v) for w in values if w.entity for v in w.entity.values if float(v).is_integer()]
    return [v if v > 0 else total + 1 + v for v in whole if v > 0 or total]


def _ranks(clause: Clause, context: Context) -> list[int]:
    """Ranks as such, spans of them, and plain numbers that count nothing."""
    ranks = ranks_in(found_in(clause, context))
    span = re.search(r"(one|first|NUM\d+|RANK\d+) (?:through|thru|to|till|until|-) (NUM\d+|RANK\d+)", clause.text)
    if span:
        low = 1 if span.group(1) in ("one", "first") else next(iter(_numbers(clause, span.span(1), context)), 0)
        high = next(iter(reversed(_numbers(clause, span.span(2), context))), 0)
        if 0 < low < high <= _ENOUGH:
            return list(range(low, high + 1))
    counted = rf"(?<!all )(?<!every )(?<!all the )NUM\d+(?! (?:(?:[a-z]+|STRAT\d+|FAM\d+) ){{0,3}}?(?:{_COUNTS}|cores?|folds?)\b)(?! (?:/|x|\*))"
    plain = [
        n
        for m in re.finditer(counted, clause.text)
        for n in _numbers(clause, m.span(), context)
        if not re.search(
            r"(?:LE|GE|max|most|to|down to|about|budget of|only for|cap of|of|limit) $", clause.text[: m.start()]
        )
    ]
    limit = context.recommendations or context.results or _ENOUGH
    return ranks + [n for n in plain if 1 <= n <= limit and n not in ranks]


def _counted(args: Args, clause: Clause) -> Args:
    counts = re.search(rf"(NUM\d+) (?:[a-z]+ ){{0,2}}?(?:{_COUNTS})(?!\S)", clause.text) or re.search(
        r"(?:LE|max|maximum|maximal|cap of|limit of|capped at|limited to|runs? ,|runs? :|trials? :|budget of|(?:runs?|trials?|tries|attempts?) (?:down )?to) (NUM\d+)(?: (?:max|at most|tops))?$",
        clause.text,
    )
    if counts is None and "strategy" in args:
        counts = re.search(r"(NUM\d+) times(?!\S)(?! (?:more|as|the|faster|per|a)\b)", clause.text)
    if counts and "runs" not in args:
        args["runs"] = int(clause.values("NUM", *counts.span(1))[0])
        args.pop("ranks", None)
    return pruned(args)


def _searched(args: Args, found: Found) -> Args:
    """The strategy where it is told by a word of its own; "by bayes" is not the family then."""
    text = found.clause.whole.lower()
    if "strategy" not in args:
        named = next((s for s, p in _STRATEGY_SAID if re.search(p, text)), None)
        if named is not None and not (named == "recommended" and args.keys() & {"ranks", "all", "families"}):
            args["strategy"] = named
            if named == "bayesian" and "naive_bayes" in args.get("families", []):
                args["families"] = [f for f in args["families"] if f != "naive_bayes"]
    return pruned(args)


_STRATEGY_SAID: tuple[tuple[str, str], ...] = (
    ("bayesian", r"\b(?:by|with|using|via|through) bayes\b|\bbayes(?:ian)? (?:search|tuning|way|style|opt\w*)|\bbayesian(?:ly)?\b"),
    ("hyperband", r"\bhyper ?band\b"),
    ("halving", r"\bhalv(?:ing|e)\b"),
    ("random", r"\b(?:random|dice|(?<!only )(?<!just )(?<!merely )(?<!be )by chance|at random|randomly|haphazard\w*)\b(?! forest)"),
    ("grid", r"\bgrid\b|\bevery combination\b|\ball combinations\b|\bexhaustive\w*"),
    ("recommended", r"\b(?:what|whatever|as|the (?:one|ones|thing|things|way) (?:that )?) ?(?:you|it) (?:recommend|suggest|advise|propose|think)\w*|\bas (?:recommended|suggested|advised|proposed)\b|\byour (?:recommendation|advice|suggestion|way)\b"),
)  # fmt: skip


def run_slots(clause: Clause, context: Context) -> Args:
    """Which runs to pause, resume or stop; none for all."""
    ranks = ranks_in(found_in(clause, context))
    plain = [
        n
        for m in re.finditer(r"NUM\d+(?! (?:minutes?|hours?|seconds?|runs?|of them|more))", clause.text)
        for n in _numbers(clause, m.span(), context)
        if 1 <= n <= 99
    ]
    return pruned({"ranks": ranks + [n for n in plain if n not in ranks]})


def compare_ranks(clause: Clause, context: Context) -> list[int]:
    """The ranks to be compared, "the two leading models" and "first versus last" among them."""
    text = clause.text
    ranks: list[int] = run_slots(clause, context).get("ranks", [])
    if re.search(r"\b(?:two|NUM\d+|both|pair) (?:of )?(?:the |our )?(?:leading|best|top|first|strongest|leaders|highest|front\w*)\b", text):  # fmt: skip
        said = re.search(r"(NUM\d+) (?:of )?(?:the |our )?(?:leading|best|top|first|strongest|leaders|highest)", text)
        count = int(clause.values("NUM", *said.span(1))[0]) if said else 2
        return list(range(1, count + 1)) if 2 <= count <= _ENOUGH else ranks
    total = context.results or context.recommendations
    first = re.search(r"(?<!\S)(?:the )?(?:first|best|winner|leader|top)(?: one)? (?:and|vs|versus|with|against|to|or|,)", text)  # fmt: skip
    if first and 1 not in ranks:
        ranks = [1, *ranks]
    if re.search(r"(?<!\S)(?:last|worst|bottom)(?: one)?(?!\S)", text) and len(ranks) == 1 and total > 1:
        ranks = [*ranks, total] if total not in ranks else ranks
    return ranks


def recommend_slots(clause: Clause, context: Context) -> Args:
    """How many, with which wish, of which families."""
    text = clause.text
    families = clause.values("FAM")
    wish = next(
        (
            WISH_OF[m.group("wish")]
            for m in re.finditer(rf"(?<!\S){WISH}(?!\S)", text)
            if m.group("wish") != "better" and not re.search(r"\b(?:not|less|no|too)\s*$", text[: m.start()])
        ),
        None,
    )
    counted = re.search(
        r"(NUM\d+)(?! (?:runs?|rows|columns|folds|times|classes|minutes|hours|days|weeks|years|percent|cores))"
        r"(?: (?:[a-z_]+|FAM\d+)){0,4}? ?(?:ones?|ideas?|options?|suggestions?|recommendations?|models?|variants?|picks?|candidates?|alternatives?|tips?|things?|proposals?|experiments?|workflows?|pipelines?|configs?|choices?|bets?|FAM\d+|more|others?|please|$)",
        text,
    )
    ones = re.search(r"(?<!\S)(?:(?:one|a) single|just one|only one|exactly one)(?!\S)", text)
    values = clause.values("NUM", *counted.span(1)) if counted else []
    top = clause.values("RANK")
    n = int(values[0]) if values and 1 <= values[0] <= 50 else 1 if ones else None
    if n is None and len(top) > 1 and top == list(range(1, len(top) + 1)):
        n = len(top)
    return pruned({"n": n, "wish": wish, "families": families})
