"""Questions of figures over the rows of the table: "how many rows have age above 60?", "avg fuel by cargo", "nulls in bmi"."""
# ruff: noqa: E501 - a pattern broken over lines is harder to read than a long one

import re

from assistant.understanding.context import Context
from assistant.understanding.text.grammar import Args, Clause, Found, Rule, rules
from assistant.understanding.text.words import Word, stands_in

_OPENING = re.compile(
    r"(?:(?:what|whats|what is|which|how|please|now|so|and|but|ok|then|also|tell me|tell us|give me|give us|show me|show us|i want|i need|i want to know|i wonder|can you|could you|get me|get|find|calculate|calc|compute|determine|say|say me|do you know|by the way|is|are|was|were|the|an|a|our|my|it|its|please tell me|much|high|big|large|low) )*"
)
"""Words before the figure that is asked for."""
_COUNTED = r"(?:(?:on|in|for|at|during|of|from) )?how (?:many|much|often|frequently)|(?:total |overall )?(?:number|numbers|no|nr|n|count|counts|amount) of|# ?(?:of)?|count(?: the| all| how many)?"
_FIGURE = r"(?:overall |total )?(?:average|avg|avrage|averages|mean|median|middle|typical|maximum|max|minimum|min|highest|lowest|largest|smallest|biggest|greatest|oldest|newest|youngest|earliest|latest|longest|shortest|heaviest|lightest|hottest|coldest|sum|total|std|std dev|standard deviation|stdev|variance|most common|most frequent|commonest|share|percentage|percent|pct|fraction|proportion|ratio|correlation|corr|quantile|percentile|nulls?|nans?|missing values)"
_AT_HEAD = re.compile(rf"(?P<counted>{_COUNTED})(?!\S)|(?P<figure>{_FIGURE})(?!\S)")
_RATE = re.compile(r"(?:[^\s]+ ){0,2}(?:[^\s]+ rate|rate of [^\s]+)(?!\S)")
_WHICH = re.compile(
    r"(?:(?:in|on|at|for|during|with|from) )?(?:which|what) (?!column|feature|variable|field|of|is|are|was|were|model)(?:[^\s]+ ){1,4}(?:(?:the|have|has|had|is|are|was|were|with|gives?|shows?|of|a|[^\s]+) ){1,6}(?:most|least|fewest|highest|lowest|largest|smallest|biggest|longest|shortest|greatest|oldest|newest|more often|most often)(?!\S)"
)
_ROWS = r"(?:rows?|records?|entries|lines|cases|observations|samples|measurements|readings|instances|examples)"
_ROWS_WHERE = re.compile(
    rf"(?:all )?(?:the )?{_ROWS} (?:where|with|w|without|having|that have|in which|when|whose|for which|that are|if)(?!\S)"
)
_COMPARED = r"(?:>|<|>=|<=|=|==|!=|GE|LE|over|above|below|under|beyond|exceeds?|exceeding|more than|less than|fewer than|at least|at most|greater than|larger than|higher than|lower than|smaller than|equal to|equals)"
_WITH = re.compile(
    rf"(?:[^\s,]+ ){{1,3}}(?:with|w|where|having|when|if|at) (?:(?:a|an|the|its|their) )?(?:COL\d+|[a-z]+) (?:(?:is|are|was|were|of) )?{_COMPARED} (?:NUM|PCT|DUR)\d+(?!\S)"
)
_LAST = re.compile(
    r"(?:,|-|:)? ?(?:how (?:many|much)(?: (?:on average|in total|are (?:there|these|they)|of (?:them|these|those)|is it|were there))?|avg|average|count|in numbers|on average)(?: \?)?$"
)
_OTHERWISE = re.compile(
    r"(?<!\S)(?:predict\w*|forecast\w*|estimat\w*|guess\w*|foresee|will|would|tomorrow|next (?:week|month|day|year|hour|quarter|season)|target\w*|optimi[sz]\w*|must|should|ought|shall|never|forbid\w*|exclude|drop|ignore|leave|impute\w*|imputation|fill|filled|filling|encod\w*|scal\w*|use|using|used|run|runs|ran|rerun|trial|trials|experiments?|variants?|models?|proposals?|proposed|plans?|approv\w*|declin\w*|decid\w*|decisions?|recommend\w*|suggest\w*|feedback|"
    r"flag|flags|flagged|drift\w*|retrain\w*|promot\w*|alias\w*|deployed|production|champion|conversations?|messages|tokens|compute|computing|cpu|gpu|processor|budget|goal|goals|folds?|cv|validation|split|holdout|metric|metrics|seeds?|datasets|tables|you|your|training|trained|fits|fitted|errors?|importan\w*|influen\w*|matters?|decisive|predictive|informative|crash\w*|timeouts?|monitors?|alerts?|alarms?|explain\w*|compare|versions?|workflows?|workers?|parallel|anyone|anybody|somebody|someone|colleagues?|who|whom|team|kept|saved|registered|rank|test|testing|recall|precision|accuracy|f1|score|scores|"
    r"minutes (?:did|has|have|was|were)|hours (?:did|has|have|was|were|do|does)|seconds|left|remaining|spent|spend|eaten|burn|burned|burnt|take|takes|took|what_if|is the (?:question|point|thing|matter|problem|issue|task|aim)|(?:is|are) (?:what|all|exactly what) (?:i|we|the|my|our|they|matters|counts|interests)|undo|export|save|download|watch|load|open|import)(?!\S)"
)
"""Words of the work itself, or of what is to be done: then no figure of the table is asked for."""
_NOT_NAMED = re.compile(r"(?<!\S)(?:FAM|MET|RANK|STRAT|MODEL|MEM|SRC)\d+(?!\S)")
_IN_THE_TABLE = re.compile(
    rf"(?<!\S)(?:(?:in|of|from|over|across|on) (?:all )?(?:the|my|our|this|that|these|your)? ?(?:whole |entire |present )?(?:data|table|file|sheet|spreadsheet)|(?:have|are|with|where|which) .*(?<!\S){_ROWS}|{_ROWS} (?:where|with|w|having|have|has|that|which|in which|are|were|is|when|lie|fall|exceed|show))(?!\S)"
)
_ONLY_SHAPE = re.compile(
    rf"(?:(?:columns?|features?|variables?|fields?|{_ROWS}|classes|levels|categories|missing values|nulls?|nans?|duplicates|duplicate rows|outliers|gaps|empty cells|distinct values|unique values)(?: (?:and|or|,|columns?|features?|{_ROWS}))*)(?: (?:are|is|there|do|does|we|i|have|has|in|the|it|this|my|our|table|data|file|dataset|here|altogether|in total|has it|got|contain|all|at|all|overall|any|of|per|each|every|column|columns|row) ?)*(?:\?)?$"
)
"""How big the table is, and what is wrong in it: a look at the data."""
_AUX = re.compile(
    r"(?:how (?:much|often|many) )(?:did|do|does|will|would|tomorrow|next (?:week|month|day|year|hour|quarter|season)|can|could|should|shall|more|longer|better|worse|time|of an?)(?!\S)|how (?:much|many) (?:[^\s]+ ){1,2}(?:does|do|can) (?:it|they|he|she|an?|one|such|somebody|someone|people) (?!.*(?:average|usually|typically))"
)


def _asked(found: Found) -> Args | None:
    clause = found.clause
    return {"question": clause.whole} if of_rows(clause, found.context) else None


def of_rows(clause: Clause, context: Context) -> bool:
    """Whether a clause asks for a figure over the rows of the table at hand.

    A bare "how many units per shop" may also name what is to be predicted: it is a figure only once there is a goal, and
    where it is a question or the whole message.

    Args:
        clause: the clause, parts of column names counted as columns.
        context: the moment.
    """
    text = _columns_told(_in_words(clause), context)
    if not context.columns or len(clause.words) > 30 or _OTHERWISE.search(text) or _NOT_NAMED.search(text):
        return False
    if any(stands_in(m, clause.whole) for m in context.models):
        return False
    named = bool(re.search(r"(?<!\S)COL\d+", text) or _COMPARATIVE.search(text))
    in_the_table = bool(_IN_THE_TABLE.search(text))
    alone = text.endswith("?") or (_alone(clause) and not _SUBJECT.search(text))
    bare = text[_end(_OPENING, text) :]
    if not (named or in_the_table) or not (alone or in_the_table) or _AUX.match(bare) or _AUX.match(text):
        return False
    sure = in_the_table or bool(context.target) or bool(_NARROWED.search(text))
    return bool(_headed(text, bare, named, sure) or (sure and _otherwise_asked(text, bare, named)))


def _columns_told(text: str, context: Context) -> str:
    """The clause with common words that the table has a column of made columns where they split: "by plan", "per model"."""
    for column in context.columns:
        if re.fullmatch(r"[^\W\d_]+", column):
            text = re.sub(rf"(?<!\S)(by|per|each|every) {re.escape(column.lower())}(?!\S)", r"\1 COL999", text)
    return text


def _in_words(clause: Clause) -> str:
    """The clause as rules see it, "max" and "n of" at its head still as they were written."""
    for written, read, said in (("max", "LE", "max"), ("min", "GE", "min"), ("n of", "and of", "number of")):
        if clause.whole.lower().startswith(written) and clause.text.startswith(f"{read} "):
            return said + clause.text[len(read) :]
    return clause.text


def _alone(clause: Clause) -> bool:
    """Whether the clause is all that is said, or another request follows it: "what is the mean energy, and export …"."""
    if _ONLY_POLITE.fullmatch(clause.message.replace(clause.whole, " ", 1)):
        return True
    after = clause.message[clause.words[-1].end :] if clause.words else ""
    return bool(re.match(r"\s*[,;]? ?(?:(?:and|n|then|also|plus)\b|\+(?= ))", after))


def _headed(text: str, bare: str, named: bool, sure: bool) -> bool:
    """Whether it begins with the figure: "how many rows have …", "avg fuel by cargo"."""
    for begun in (bare, text):
        head = _AT_HEAD.match(begun)
        if head is None:
            continue
        after = begun[head.end() :].strip()
        if not after or _ONLY_SHAPE.match(after) or _NOT_AFTER.match(after) or _stated(text, after):
            return False
        return sure or (named and head["figure"] is not None and bool(re.match(_OF_A_COLUMN, after)))
    return False


def _otherwise_asked(text: str, bare: str, named: bool) -> bool:
    """Whether it is asked in another form: "the default rate for term 60", "which ward has most falls", "rows with age > 60"."""
    open_to = text.endswith("?") or not re.search(r"(?<!\S)(?:is|are|was|were|as|has|have|means?)(?!\S)", text)
    if _RATE.match(bare):
        return bool(re.match(r"(?:what|whats|how)\b|.*\?$", text))
    if not named:
        return bool(_WHICH.match(text))
    last = _LAST.search(text)
    return bool(
        _WHICH.match(text)
        or (_ROWS_WHERE.match(bare) and open_to)
        or (_WITH.match(bare) and open_to)
        or (last and (text.endswith("?") or "how" in last.group()))
    )


def _stated(text: str, after: str) -> bool:
    """Whether something is stated or set: "max age is 60", "minimum COL 18"."""
    if re.match(r"(?:what|whats|which|how)\b", text) or text.endswith("?"):
        return False
    return bool(_SET.search(after)) and not re.search(r"how many|number|count|share|percent", text)


_COMPARATIVE = re.compile(
    r"(?:^|(?<!\S)(?:how many|number of|share of|percentage of|which) (?:[^\s]+ )*)(?:are |is |were |was )?(?:older|younger|heavier|lighter|taller|thicker|thinner|longer|shorter|wider|deeper|hotter|warmer|colder|cooler) than (?:NUM|PCT|DUR)\d+"
)
_ONLY_POLITE = re.compile(
    r"(?:hi|hello|hey|dear|sextant|there|please|pls|plz|kindly|thanks|thank|you|thx|and|so|ok|okay|then|well|now|also|just|quick|one|question|more|quickly|could|can|would|tell|me|us|good|morning|i|wonder|next|first|\W)*",
    re.IGNORECASE,
)
"""What may stand beside a question without its being part of a story."""
_SUBJECT = re.compile(
    r"(?<!\S)(?:gives?|means|tells?|needs? to|has to|have to|be in|block|delete|(?<!what )(?<!which )is the|(?<!what )(?<!which )are the|known)(?!\S)"
)
"""What is told of a figure, which then is no question."""
_OF_A_COLUMN = r"(?:(?:of|for|the|a|our|value|values) )*(?:[^\s]+ )?COL\d+"
_NARROWED = re.compile(
    rf"(?<!\S)(?:{_COMPARED}|=|between|NUM\d+|PCT\d+|DUR\d+|WHEN\d+|average|avg|mean|median|correlation)(?!\S)"
)
_NOT_AFTER = re.compile(
    r"(?:as|[^\s]+ as (?:the|a|an)|for|on|me|it|that|this|towards?|interest|/|check|[^\s]+ (?:first|last))(?!\S)|.*(?<!\S)each(?!\S).*\?"
)
_SET = re.compile(
    r"(?:^|(?<!where )(?<!which ))COL\d+ (?:is|are|was|=|:|to)(?: [^\s]+)*$|^(?:COL\d+ )?(?:NUM|PCT)\d+$|^(?:NUM|PCT|DUR)"
)


def _end(pattern: re.Pattern[str], text: str) -> int:
    match = pattern.match(text)
    return match.end() if match else 0


_HOW_MANY = re.compile(r"how (?:many|much)(?: (?:of them|of those|are there|in total|on average))?(?: \?)?")
_CONDITION = re.compile(
    rf"(?:(?:with|where|whose|the|their) )*COL\d+ (?:(?:(?:is|are|was|has|have) )*(?:{_COMPARED}|not (?!to)|missing|empty|null|NUM|COL)|(?:is|=|equals) (?!(?:the|my|our|a|an|to|what|not|for|out|in)(?!\S))[^\s]+(?: (?:,|per|by) (?:by |per |the )*COL\d+)?(?: \?)?$)"
)


_END_OF_RUNS = re.compile(
    r"(?:and |so |but |now |please )*(?:which|what|whats|what's)\b.*\b(?:runs?|plans?|experiments?|proposals?|famil(?:y|ies)|variants?)\b.*\b(?:slowest|quickest|fastest|longest|most expensive|cheapest|shortest|most often|least often|costliest)\b.*"
    r"|(?:and |so |but |now |please )*(?:which|what|whats|what's)\b.*\b(?:slowest|quickest|fastest|longest|most expensive|cheapest|shortest|costliest)\b.*\bruns?\b.*",
    re.IGNORECASE | re.DOTALL,
)
_NAMES = re.compile(r"(?:(?:the|columns?|and|please) )*COL\d+(?: columns?)?")
_SHOWN = re.compile(
    r"(?:what (?:do|does)|please|can you|could you|display|show|describe|inspect|have a|take a|look at|how (?:do|does))(?: [^\s]+){0,3} (?:they|them|it|these|those|that|look)(?!\S)"
)
"""What is asked of columns that were just named: "…: what do they look like?"."""
_OF_IT = re.compile(r"(?:what|how (?:much|long|many)|why|when|who) (?:[^\s]+ ){0,2}(?:it|that|they|these)(?!\S)")


def _end_of_runs(found: Found) -> Args | None:
    """Which of what was done took longest, cost most, happened most often."""
    whole = found.clause.whole
    return {"question": whole} if _END_OF_RUNS.fullmatch(whole) and len(found.clause.words) <= 30 else None


def goes_on(first: Clause, second: Clause) -> bool:
    """Whether a question of a figure goes on in the next clause: "parts with a short shot, how many?", "… and age is over 60"."""
    if _NAMES.fullmatch(first.text) and _SHOWN.match(second.text):
        return True
    if _END_OF_RUNS.fullmatch(first.whole) and _OF_IT.match(second.text):
        return True
    if not first.values("COL"):
        return False
    if _HOW_MANY.fullmatch(second.text):
        return not _OTHERWISE.search(first.text)
    begun = first.text[_end(_OPENING, first.text) :]
    asked = _AT_HEAD.match(begun) or _AT_HEAD.match(first.text) or _ROWS_WHERE.match(begun)
    return bool(asked and _CONDITION.match(second.text)) and not _OTHERWISE.search(second.text)


_GOES_ON = re.compile(
    r"(?:split|sort|sorted|order|ordered|group|grouped|broken down|per|how much|how many|why|how long|what for|by) ?\b"
)


_OF_ITS_OWN = re.compile(r"how (?:many|much|long) .*\b(?:runs?|experiments?|models?|proposals?|rows|COL\d+)\b")


def _rejoined(parts: list[list[Word]], clause: Clause) -> list[list[Word]]:
    """A question of numbers with what it is split by, which begins like a request of its own."""
    if len(parts) < 2 or not re.match(
        r"(?:how (?:many|much|often|long)|what|which|count)\b",
        parts[0][0].text + " " + " ".join(w.text for w in parts[0][1:3]),
    ):
        return parts
    counted = re.search(
        r"\b(?:runs?|experiments?|datasets?|people|proposals?|models?|hours|compute|time)\b",
        " ".join(w.text for w in parts[0]),
    )
    second = " ".join(w.text for w in parts[1])
    if not counted or not _GOES_ON.match(second) or _OF_ITS_OWN.match(second):
        return parts
    end = parts[1][-1].end
    return [[w for w in clause.words if parts[0][0].start <= w.start and w.end <= end], *parts[2:]]


def in_one(parts: list[list[Word]], clause: Clause) -> list[list[Word]]:
    """The clauses of a sentence with a question of a figure and what it goes on with put together."""
    return _rejoined(_with_conditions(parts, clause), clause)


def _with_conditions(parts: list[list[Word]], clause: Clause) -> list[list[Word]]:
    for i in range(len(parts) - 1):
        if goes_on(*(Clause(tuple(p), clause.message) for p in parts[i : i + 2])):
            start, end = parts[i][0].start, parts[i + 1][-1].end
            both = [w for w in clause.words if start <= w.start and w.end <= end]
            return _with_conditions([*parts[:i], both, *parts[i + 2 :]], clause)
    return parts


RULES: dict[str, tuple[Rule, ...]] = {
    "ask_numbers": rules("closed", _asked, r".*", order=1, firm=True, loose=True, when=lambda c: bool(c.columns))
    + rules("closed", _end_of_runs, r".*", order=1, firm=True),
}
