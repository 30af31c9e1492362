"""Which column a sentence is about without naming it: "who is going to leave?" is about `Churn` or `Attrition`."""
# ruff: noqa: E501 - a list of words or a pattern broken over lines is harder to read than a long one

import re
from collections.abc import Sequence

from rapidfuzz.distance import OSA

from assistant.understanding.context import Context
from assistant.understanding.names.columns import BARE_VERBS
from assistant.understanding.text.words import bag, parts, stem

EMPTY = bag(
    "the a an of in on at to for and or is are be it that this with by from as not no do does will would can could should what how which who when where why we i you they he she our my your their its"
    " me us them if then than so there here have has had get give make take want need like know tell find predict prediction forecast model models data column columns target goal target's value values"
    " use using thing things one ones out up about into over under each every any some all more less much many per new next number question job aim please learn see look show me anything"
)
"""Words that tell nothing of which column is meant."""
IDENTITY = bag("id ids key no nr uuid code vin serial ref number index name")
"""Parts of the names of columns that tell rows apart."""
DATED = bag("date time ts timestamp day month year week on at hour datetime period")
"""Parts of the names of columns that say when."""
_IDEAS: tuple[tuple[frozenset[str], frozenset[str]], ...] = tuple(
    (frozenset(stem(w) for w in bag(said)), bag(named))
    for said, named in (
        (
            "leave leaves left leaving quit quits quitting cancel cancels cancelled cancelling churn churns churning walk"
            " go stay stays staying lose losing resign resigns unsubscribe depart retain defect terminate switch",
            "churn churned attrition exited exit left leave leaving cancelled canceled retained quit turnover unsubscribed",
        ),
        (
            "default defaults defaulting repay repays repaying bankrupt insolvent pay pays back arrears",
            "default defaulted bad repaid loan_status arrears delinquent delinquency paid bankrupt not_repaid",
        ),
        (
            "die dies dying survive survives surviving death deaths alive drown perish deceased mortality fatality fatal lethal demise",
            "survived survival death died dead deceased mortality alive death_event",
        ),
        (
            "buy buys buying purchase purchases convert converts order orders subscribe subscribes accept accepts sign"
            " respond responds",
            "purchased purchase bought buy buys converted conversion ordered subscribed subscribe response responded"
            " accepted y deposit",
        ),
        ("click clicks clicking", "clicked click clicks ctr"),
        (
            "fraud fraudulent fraudster cheat cheats cheating scam scams fake steal crooked",
            "fraud is_fraud fraudulent isfraud fraud_flag scam",
        ),
        (
            "sick ill disease diabetic diabetes cancer illness malignant benign diagnosis tumour tumor suffer suffers",
            "diagnosis disease has_disease sick diabetes cancer malignant heart_disease outcome class condition num",
        ),
        (
            "fail fails failing break breaks breaking down breakdown malfunction malfunctions defect fault faulty",
            "failure failed machine_failure fails fault breakdown defect defective broken target",
        ),
        (
            "price prices cost costs sell sells worth value priced expensive fetch fetches",
            "price saleprice sale_price selling_price sold_price median_house_value value resale_price medv charges"
            " msrp amount cost",
        ),
        ("earn earns earning salary wage wages income paid", "salary income wage wages pay earnings"),
        ("spam junk", "spam is_spam junk"),
        (
            "late delay delayed delays punctual overdue behind",
            "delay delayed late is_late arr_delay arrival_delay delay_minutes overdue late_delivery",
        ),
        (
            "readmit readmitted readmission return returns back",
            "readmitted readmission readmit readmitted_30d returned",
        ),
        (
            "pass passes passing exam grade grades mark marks score",
            "passed pass grade g3 final_grade exam_score score mark",
        ),
        ("harvest yield yields crop", "yield crop_yield harvest"),
        (
            "demand sell sells selling sales sold need order ordered",
            "sales demand units_sold units sold qty_sold quantity_sold cnt rentals orders volume",
        ),
        ("rent rented rents rental hire bikes", "rentals cnt rented rent count bikes"),
        ("show appointment noshow turn", "no_show noshow no-show showed missed_appointment"),
        ("rain rains raining", "rain raintomorrow rain_tomorrow rainfall precipitation"),
        ("electricity power energy consume consumption load", "load consumption energy kwh power demand usage"),
        ("win wins winning winner", "winner won win result"),
        ("claim claims accident", "claim claimed has_claim claims accident"),
        ("hire hired employ", "hired hire employed"),
        ("admit admitted admission", "admitted admission admit"),
        ("approve approved grant granted", "approved loan_approved loan_status granted approval"),
        ("satisfied happy satisfaction unhappy", "satisfaction satisfied csat rating"),
        ("toxic poisonous edible", "toxic poisonous edible class"),
        ("weigh weighs heavy weight", "weight weight_kg body_weight"),
    )
)
"""What is said of the future, by stems, and how a column that records it may be called."""


def implied_column(words: Sequence[str], columns: Sequence[str]) -> str | None:
    """The one column that records what the words speak of; None where there is none or more than one.

    Args:
        words: the words after "who will" or "predict which customers".
        columns: the columns of the data.
    """
    stems = {stem(w) for w in words}
    if any(sum(w in parts(c) for c in columns) > 1 for w in words if len(w) > 3):
        return None
    hits: list[str] = []
    for said, named in _IDEAS:
        if stems & said:
            hits += [c for c in columns if _called(c, named)]
    unique = list(dict.fromkeys(hits)) or _by_part(stems, columns)
    if len(unique) > 1:
        whole = [c for c in unique if "_".join(parts(c)) in {n for _, names in _IDEAS for n in names}]
        unique = whole or unique
    return unique[0] if len(unique) == 1 else None


_OF_LIFE = bag("survived survival death died dead deceased mortality fatality fatal")
"""Parts of names that say of what they are wherever they stand: `hospital_death`, `died_in_30_days`."""


def _by_part(stems: set[str], columns: Sequence[str]) -> list[str]:
    """The columns with a part that speaks of life and death, where the words do."""
    asked = any(stems & said and "death_event" in named for said, named in _IDEAS)
    return [c for c in columns if set(parts(c)) & _OF_LIFE] if asked else []


def ideas_of(column: str, stems: set[str]) -> int:
    """How many of the ideas that stems of words speak of a column may record, by a part of its name (0 or more)."""
    pieces = set(parts(column)) | {"_".join(parts(column))}
    return sum(1 for said, named in _IDEAS if stems & said and pieces & named)


def fit(column: str, words: Sequence[str], context: Context) -> float:
    """How well words fit a column's name or what it records: 1 for a part of the name, more for several."""
    have = [p for p in parts(column) if p not in EMPTY]
    score = 0.0
    for piece in have:
        best = max((alike(piece, w) for w in words), default=0.0)
        score += best * (0.4 if piece in IDENTITY or piece in DATED else 1.0)
    said = {stem(w) for w in words}
    valued = {stem(v.lower()) for v in context.column_values.get(column, ()) if len(v) > 2}
    return score + 0.9 * ideas_of(column, said) + (0.8 if said & valued else 0.0)


def alike(piece: str, word: str) -> float:
    """How much a word is like a part of a name: 1 for the same word, 0 for another."""
    if word in BARE_VERBS:
        return float(piece == word)
    if stem(piece) == stem(word):
        return 1.0
    if min(len(piece), len(word)) >= 4 and (piece.startswith(word) or word.startswith(piece)):
        return 0.9
    if min(len(piece), len(word)) >= 5 and piece[:4] == word[:4] and abs(len(piece) - len(word)) <= 4:
        return 0.6
    if len(piece) >= 5 and OSA.distance(piece, word) <= 1:
        return 0.9
    short = len(piece) in (3, 4) and len(word) >= len(piece) + 2 and word.startswith(piece)
    return 0.8 if short else 0.0


def spoken_column(words: Sequence[str], columns: Sequence[str]) -> str | None:
    """The one column all of whose words are among these ("left the company" for `Left Company`)."""
    stems = {stem(w) for w in words}
    hits = [c for c in columns if len(parts(c)) > 1 and all(stem(p) in stems for p in parts(c))]
    return hits[0] if len(hits) == 1 else None


def _called(column: str, named: frozenset[str]) -> bool:
    pieces = parts(column)
    joined = "_".join(pieces)
    return (
        joined in named
        or "".join(pieces) in named
        or bool(re.sub(r"_(?:flag|label|yn|value|class)$", "", joined) in named)
    )


_IN_A_ROW = re.compile(
    r"\b(?:is|are|as|=) (?:the|my|our) (?:data|file|table|target|metric|measure|yardstick|score|budget|source|input|training)|(?:^|, |and )\S+ the (?:data|metric|measure|yardstick|score)\b",
    re.IGNORECASE,
)
"""What tells that a message lists what things are, the verb said once or never: "x.csv is the data, y the target"."""


def in_a_row(text: str) -> bool:
    """Whether a message lists what things are: "x.csv is the data, y the target"."""
    return bool(_IN_A_ROW.search(text))
