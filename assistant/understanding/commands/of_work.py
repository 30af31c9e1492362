"""What people ask of the work itself: how it is checked, how far off it is, for whom it does worst, what was learned."""
# ruff: noqa: E501 - a pattern broken over lines is harder to read than a long one

import re

from assistant.understanding.commands.turns import columns_of_groups
from assistant.understanding.context import Context
from assistant.understanding.text.grammar import Args, Found, Rule, rules
from assistant.understanding.text.words import stands_in

_OFF = r"(?:off|out|wrong|away|beside (?:it|the mark)|mistaken)"
_ERROR = re.compile(
    rf"\bby how much\b.{{0,60}}\b(?:{_OFF}|miss\w*|err\w*)\b"
    rf"|\bhow (?:far|much|badly|wrong|many [\w ]{{1,20}}?)\b.{{0,40}}\b{_OFF}\b"
    r"|\bhow (?:wrong|inaccurate|imprecise|accurate|exact|precise)\b.{0,30}\b(?:usually|typically|on average|normally)\b"
    r"|\b(?:typical|usual|average|mean|normal|expected)\b.{0,12}\b(?:error|miss|deviation|mistake)s?\b"
    r"|\bhow (?:often|frequently) (?:is|are|was|were|does|do|will|would) (?:it|they|the model|that model|this model|the best(?: one| model| run)?"
    r"|its (?:answers?|predictions?)) (?:be )?(?:wrong|right|mistaken|correct|err|fail)\b"
    r"|\bhow (?:big|large|small) (?:is|are) (?:the|its|your|a typical|the typical|the usual) (?:error|miss|mistake)s?\b",
    re.IGNORECASE,
)
_OF_MANY = re.compile(
    r"\b(?:runs?|experiments?|estimates?|recommendations?|expectations?|your predictions?|time|seconds|minutes|costs?"
    r"|famil(?:y|ies)|per|by (?!how)|each|optimi[sz]e|minimi[sz]e|metric|measure[ds]?|must|should|at most|under|below)\b",
    re.IGNORECASE,
)
"""Words of many runs, of Sextant's own foresight, or of a metric that is wished for: no question for one model's errors."""
_HOW_WELL = re.compile(
    r"\b(?:worst|best|hardest|easiest|weakest|strongest|poorest|least (?:accurate|reliable|well)|most (?:accurate|wrong|"
    r"reliable|errors|mistakes|off))\b"
    r"|\bhow (?:well|good|bad|badly|accurate|far off|wrong)\b|\bwhere (?:is|does|are) (?:it|the model|they)\b"
    r"|\b(?:performance|performs?|accuracy|quality|errors?|mistakes?)\b|\b(?:equally|as) (?:well|good)\b",
    re.IGNORECASE,
)
_ALIKE = re.compile(
    r"\b(?:equally|just as) (?:well|good)\b|\bas (?:well|good) (?:for|in|on|with|across|as)\b", re.IGNORECASE
)
"""Words that compare how well a model does, whether or not there is one yet."""
_COUNTED = re.compile(
    r"\bhow (?:many|often|much)\b|\b(?:average|mean|median|share|percent\w*|number|count|sum|total|highest|lowest"
    r"|fewest|most (?!accurate|wrong|reliable|errors|mistakes|off))",
    re.IGNORECASE,
)
"""Words for a figure of the rows themselves."""
_QUESTION = re.compile(
    r"^\W*(?:(?:and|so|but|ok|now|well|please|can you|could you|tell me|say|show(?: me)?) )*"
    r"(?:which|what|how|where|who|for which|for whom|in which|is|does|do|are)\b|\?\s*$",
    re.IGNORECASE,
)
_LEARNED = re.compile(
    r"\b(?:what|which|anything|something)\b.{0,40}\b(?:learn(?:ed|t|ings?)?|lessons?|take ?aways?|took away|take away)\b"
    r"|\b(?:lessons?|take ?aways?|learnings)\b.{0,30}\b(?:learn(?:ed|t)|here|from (?:this|it|these|the)|so far)\b"
    r"|^\W*(?:(?:the|my|our|any|key|main) )*(?:lessons?|take ?aways?|learnings)\W*$",
    re.IGNORECASE,
)
_NOT_LESSONS = re.compile(
    r"\b(?:forget|erase|delete|wipe|clear|reset|remove|unlearn|drop|discard)\b|\bwhat (?:it|they|you|the models?) (?:may |can |should |must )?learn\b"
    r"|\bwhat (?:it|(?:the|this|that) (?:models?|best|top|winner|first|second|third|fourth|fifth|last)(?: one| model)?) (?:has |had )?learn\w*"
    r"|\b(?:did|has|does) (?:(?:the|run|model|number|no\.?|#) ?)*(?:first|second|third|fourth|fifth|last|best|top|\d+)(?: (?:one|model|run))? learn"
    r"|\b(?:models?|winner|best one|trees?|forests?|networks?|runs?)\b.{0,12}\blearn"
    r"|\b(?:learn\w*|know) (?:about|of|on) (?:me|us|my|our)\b"
    r"|\b(?:learn(?:ed|t)|know)(?: so far| here)? (?:as|to|in|into) (?:an? )?(?:json|csv|pdf|excel|xlsx|markdown|md|html|zip|file|parquet)\b"
    r"|\b(?:export|download|back up|dump|archive|store|save|share|send)(?: (?:me|us|out|all|everything|of|that|to|a|copy))* (?:what|that|everything|all|the)\b",
    re.IGNORECASE,
)
"""What is to be forgotten or handed out, what is known of a person, what a model learned, and the rows that it learns from."""
_CHECKED = (
    r"(?:check|checks|checked|checking|test|tests|tested|testing|verify|verified|validate|validates|validated|evaluate|"
    r"evaluates|evaluated|assess|assessed|judge|judged)"
)
_OTHER_CHECK = re.compile(
    r"\b(?:drift\w*|still|row|rows|file|folder|table|data|record|progress|status|today|later|lately|now and then|again"
    r"|columns?|gates?|promot\w*|live|production|in use)\b|\bhow (?:can|do|should|could|must) (?:i|we|one)\b(?!.*\bknow\b)"
)


def of_error(text: str) -> bool:
    """Whether a question is for the size of a model's errors, not for a figure over many runs."""
    return bool(_ERROR.search(text)) and not _OF_MANY.search(text)


def of_groups(text: str) -> bool:
    """Whether a question that names a column is for how well a model does by it, not for a figure of the rows."""
    return bool(_HOW_WELL.search(text) and _QUESTION.search(text)) and not _COUNTED.search(text)


def of_lessons(text: str) -> bool:
    """Whether a question is for what came out of the work, to be used another time."""
    return bool(_LEARNED.search(text)) and not _NOT_LESSONS.search(text)


def _with_goal(context: Context) -> bool:
    return bool(context.target)


def _with_runs_or_model(context: Context) -> bool:
    return context.results > 0 or bool(context.models)


def _error(found: Found) -> Args | None:
    return {"question": found.clause.whole} if of_error(found.clause.whole) and not found.all("MET") else None


def _groups(found: Found) -> Args | None:
    """One column's groups; where the words are of the columns themselves or of runs, something else is asked."""
    columns = [c for c in found.all("COL") if c != found.context.target]
    columns = columns or columns_of_groups(re.findall(r"[a-z]+", found.clause.whole.lower()), found.context.columns)
    other = re.search(
        r"\b(?:column|columns|feature|variable|important|matters?|runs?|fair|unfair|biased|recommend\w*|FAM\d+|MET\d+|RANK\d+)\b",
        found.clause.text,
    )
    if len(columns) != 1 or other or not of_groups(found.clause.whole):
        return None
    if not found.context.results and not _ALIKE.search(found.clause.text):
        return None  # "which ward has the most" is of the rows
    return {"question": found.clause.whole}


def _lessons(found: Found) -> Args | None:
    if any(stands_in(m, found.clause.whole) for m in found.context.models):  # what a kept model learned is asked of it
        return None
    return {} if of_lessons(found.clause.whole) and not any(found.all(k) for k in ("WHEN", "FAM", "RANK")) else None


def _check(found: Found) -> Args | None:
    if _OTHER_CHECK.search(found.clause.text) or any(found.all(k) for k in ("NUM", "RANK", "COL", "SRC", "WHEN")):
        return None
    return {"topic": "how it is checked"}


def _row(found: Found) -> Args | None:
    """The row whose prediction is asked about, by the number or id as it was said."""
    key = re.search(r"\d[\w-]*|[\"'“”]([^\"'“”]+)", found.raw("key"))
    return {"key": (key[1] or key[0])} if key else None


_LEAD = r"(?:(?:and|so|but|ok|now|well|please|hey|also|then|by the way|can you|could you|tell me|explain|explain to me|say) )*"
_IT = r"(?:(?:you|we|it|they|this|that|these|all|the|your|model|models|result|results|score|scores|runs?|one|be|going to|actually|really|to|being|get|gets) )+"
RULES: dict[str, tuple[Rule, ...]] = {
    "ask_numbers": rules("closed", _error, r".+", order=2, when=_with_goal, firm=True)
    + rules("closed", _groups, r".+", order=3, when=_with_goal, firm=True),
    "explain_prediction": rules(
        "closed", _row,
        rf"{_LEAD}why (?:(?:is|was|did|does|do|for|about|the|this|that|it|get|got|gets|of|have) )*(?:row|record|case|line|entry|patient|customer|client|person) (?:(?:number|no|nr|#|id) )*(?P<key>(?:NUM|RANK|QUOTE)\b)(?: .*)?$",
        order=1, when=_with_runs_or_model, firm=True,
    ),
    "history": rules("closed", _lessons, r".+", order=3, when=_with_goal, firm=True),
    "help": rules(
        "closed", _check,
        rf"{_LEAD}how (?:will|do|would|are|is|did|does|were|was|can|has|have) {_IT}{_CHECKED}(?: [^\s]+){{0,5}}$",
        rf"{_LEAD}how (?:is|are|was|were|do you|did you|does one|will) (?:the |a |this |that |your |these )*(?:scores?|figures?|results?|number) (?:be )?(?:worked out|computed|calculated|measured|obtained|determined|found|made|come about|got)(?: [^\s]+){{0,3}}$",
        rf"{_LEAD}how (?:do|can|will|should) (?:you|we|i) (?:know|be sure|tell|make sure)(?: (?:that|if|whether))? (?:it|this|that|the model) (?:works?|is right|is any good|will work|holds|generali[sz]es|will hold|is not (?:just )?(?:luck|by chance|chance))(?: [^\s]+){{0,6}}$",
        rf"{_LEAD}(?:how does|what is|how do you do|which|what) (?:the |your |kind of |sort of )*(?:validation|checking|testing|evaluation)(?: (?:work|is it|do you use|is used|scheme|strategy|here|done))*(?: \?)?$",
        order=3, when=_with_goal, firm=True,
    ),
}  # fmt: skip
"""Rules of commands that are found elsewhere, tried before those."""
