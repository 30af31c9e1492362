"""Sentences about kept models that read like something else: a question of fairness is no limit of the goal."""
# ruff: noqa: E501 - a pattern broken over lines is harder to read than a long one

import re

from assistant.understanding.commands.models import elsewhere
from assistant.understanding.commands.outcomes import FILLS, models_in
from assistant.understanding.commands.turns import columns_of_groups
from assistant.understanding.context import Context
from assistant.understanding.text.grammar import Args, Found, Rule, pruned, rules


def _kept(context: Context) -> bool:
    return bool(context.models)


def _has_policies(context: Context) -> bool:
    """Whether a policy can be one of retraining: where a model is kept and no column is about policies."""
    return _kept(context) and not any("polic" in c.casefold() for c in context.columns)


def _there(context: Context) -> bool:
    """Whether there is a model to ask about, kept or measured."""
    return bool(context.models) or context.results > 0


_OTHERWISE = re.compile(
    r"\bwhat\b.{0,40}\b(?:would|needs?|must|has|have|had|should|could|can)\b.{0,40}\b(?:change|changed|differ|differed|different|otherwise)\b|\bcounterfactual|"
    r"\b(?:similar|alike|nearest|closest|comparable|most like|resembl\w+|neighbou?rs?)\b|\b(?:cases?|rows?|ones?|customers?|patients?|people|applicants?|clients?|anyone|somebody|someone|something|anything|records?|examples?)\b.{0,12}\blike\b|\bshap(?:ley)?\b",
    re.IGNORECASE,
)


def _one_case(found: Found) -> Args | None:
    """The row that a question names: what would have had to differ, which past cases are like it."""
    args = FILLS["explain_prediction"](found) if _OTHERWISE.search(found.clause.whole) else None
    return args or None


_FAIR = r"(?:fair|fairly|fairness|unfair|unfairly|bias|biased|biases|unbiased|discriminate|discriminates|discriminating|discriminatory|discrimination)"
_ASKS = r"(?:(?:please |and |so |now |can you |could you |tell me |say |check |test |verify |see |find out |show me |i wonder |i want to know |look )*(?:whether|if|is|are|does|do|did|was|were|how|where|which)|(?:please )?(?:check|measure|show|report|test|assess|audit|evaluate|examine)(?: (?:me|us|the|its|for|on|of|model|models))*)"


_SEE_TO_IT = re.compile(r"(?:please |and |also )*(?:check|verify|see|test|ensure) (?:that|to it)\b", re.IGNORECASE)
"""What is to hold of the models to come, as long as there is none to be looked at."""


def _fair(found: Found) -> Args | None:
    if re.search(
        r"\bfair (?:price|value|deal|rent|wage|share|to say|enough|guess)\b|\b(?:if you|must|should|needs? to)\b",
        found.clause.whole.lower(),
    ):
        return None
    models = models_in(found)
    whole = found.clause.whole
    if re.match(
        r"(?:please )?(?:do not|don['’]?t|never) (?:use|take|look at|consider|include|touch)\b", whole, re.IGNORECASE
    ):
        return None  # it is ruled out for fairness
    if not _there(found.context) and _SEE_TO_IT.match(whole):
        return None
    by_name = [
        c
        for c in found.context.columns
        if re.search(rf"\b(?:by|of|for|across|between|over|among) (?:the )?{re.escape(c)}(?!\w)", whole, re.IGNORECASE)
    ]
    named = dict.fromkeys([*found.all("COL"), *by_name])  # a column called "plan" is no column elsewhere
    columns = [c for c in named if c.lower() not in {m.lower() for m in models}]
    columns = columns or columns_of_groups(re.findall(r"[a-z]+", whole.lower()), found.context.columns)
    return pruned({"model": models[0] if models else None, "columns": columns})


_WORSE_ROWS = r"(?:missing|gaps|noise|noisy|shifted|unseen|unknown|corrupt|corrupted|dirty|disturbed|new categories|bad data|bad rows|bad inputs)"


def of_model(found: Found) -> Args:
    """The model that is named here, else the one that another clause names."""
    models = models_in(found)
    return pruned({"model": models[0] if models else elsewhere(found)})


_DEFINED = re.compile(
    r"(?:(?:and|also|so|but|,) )*(?:what (?:is|are|does|do|means)) (?:an? )?(?:concept |data |model )?(?:drift|drifting)(?: (?:mean|means|is|,|by the way|btw|anyway|again|exactly|actually))*(?: \?)?"
)
"""A question of what the word means."""


def _drifted(found: Found) -> Args | None:
    if found.all("RANK") and not found.all("SRC"):  # of runs beside one another
        return None
    if _DEFINED.fullmatch(found.clause.text):
        return None
    return pruned({**of_model(found), "source": next(iter(found.all("SRC")), None)})


def _labels(found: Found) -> Args | None:
    """Labels that have come for a kept model's rows, in a file."""
    return _drifted(found) if found.all("SRC") else None


def _told_when(found: Found) -> Args | None:
    """To be told of a model once something is so; while runs go on that is about them."""
    return None if found.context.running else of_model(found)


def _scored(found: Found) -> Args:
    return pruned({"source": found.one("SRC"), **of_model(found)})


_FORMS = {
    "onnx": "onnx",
    "docker": "docker",
    "dockerfile": "docker",
    "container": "container",
    "python": "python",
    "wheel": "package",
    "package": "package",
}


def _taken_out(found: Found) -> Args | None:
    """A model in one of the forms that only models have."""
    said = re.findall(r"[a-z]+", found.clause.whole.lower())
    if {"conversation", "chat", "results", "leaderboard", "knowledge", "experiment", "runs", "install", "use"} & set(
        said
    ):
        return None
    form = next((word for word in _FORMS if word in said), None)
    return {"what": "model", "format": _FORMS[form]} if form else None


_COST_WORDS = r"(?:cost|costs|take|bring|gain|need|improve|help|pay off|be worth|require)"

RULES: dict[str, tuple[Rule, ...]] = {
    "explain_prediction": rules("closed", _one_case, r"(?:[^\s]+ )*?[^\s]+(?: [^\s]+)*", order=8, when=_there, firm=True),
    "explain_model": (
        *rules("closed", _fair, rf"{_ASKS}(?: [^\s]+)*? {_FAIR}(?: [^\s]+)*", order=9, when=lambda c: _there(c) or bool(c.target), firm=True, loose=True),
        *rules(
            "closed", of_model,
            r"how (?:robust|resilient|sturdy|brittle|fragile|sensitive) (?:is|are|would)(?: [^\s]+)*",
            r"(?:is|are) (?:it|this|that|the|my|our)(?: [^\s]+){0,3} (?:robust|brittle|fragile|resilient)(?: [^\s]+)*",
            rf"(?:[^\s]+ ){{0,4}}(?:cope|copes|bear|bears|deal|deals|hold up|holds up|stand up|stands up|react|reacts)(?: [^\s]+){{0,4}} {_WORSE_ROWS}(?: [^\s]+)*",
            rf"what happens? (?:if|when|with|under)(?: [^\s]+){{0,5}} {_WORSE_ROWS}(?: [^\s]+)*",
            r"(?:please )?(?:stress ?test|(?:check|test|measure|show) (?:the |its )?robustness)(?: [^\s]+)*",
            order=9, when=_kept, firm=True,
        ),
    ),
    "check_drift": (
        *rules(
            "closed", _drifted,
            r"(?:why|what(?! (?:is|are|does|means)(?: an?| meant by| data| concept)* (?:drift\w*|drop|decline)(?: (?:checks?|tests?|means?|report|alarm))?(?: (?:,|exactly|really|please|anyway|here|mean))*(?: \?)?$)|since when|when)(?: [^\s]+)*? (?:worse|degrade|degraded|degrading|drop|dropped|decline|declined|deteriorate|deteriorated|fell|fall|fallen|drift|drifted|bad (?:lately|in|since|during|last|on)|so bad|gone bad)(?: (?!predicted|row)[^\s]+)*",
            order=10, when=lambda c: _kept(c) and not c.running, firm=True,
        ),
        *rules(
            "closed", _drifted,
            r"(?:is|are|does|do|has|have|how)(?: [^\s]+){0,4}? (?:it|the model|that model|this model|the predictions?)(?: (?!running|going|there)[^\s]+){0,4}? (?:still|holding up|healthy|worse|degraded|drift\w*|aged)(?: (?!running|going|there|busy|working|open)[^\s]+)*",
            order=17, when=lambda c: _kept(c) and not c.running,
        ),
        *rules(
            "closed", _labels,
            r"(?:[^\s]+ )*?(?:labels?|labelled|labeled|true (?:values|outcomes|answers|labels|results|targets)|actuals?|ground truth|truth|real (?:outcomes|values|results|labels|performance)|outcomes)(?: [^\s]+)*? (?:SRC)(?: [^\s]+)*",
            order=10, when=_kept, firm=True,
        ),
        *rules(
            "closed", lambda f: {},
            r"(?:is|are|has|have|how|does|do)(?: [^\s]+){0,2} (?:the recommender|your (?:own )?(?:recommendations?|predictions|estimates|meta model)|the meta model)(?: [^\s]+){0,3} (?:still|worse|degraded?|drift\w*|calibrated|hold(?:ing)? up|declin\w+)(?: [^\s]+)*",
            order=10, firm=True,
        ),
    ),
    "score_data": rules(
        "closed", _scored,
        r"(?:please )?(?:predict|score|forecast|classify|apply (?:it|the model|that model) to|run (?:it|the model|that model) (?:on|over))(?: (?:the|new|my|our|these|this|all|rows|customers|cases|people|data|table|file|everything|values|in|for|of|on|from|with|it|that|model))*? SRC(?: (?:with|using|by) (?:it|the model|that model|my model|our model|[^\s]+ model|[^\s]+))?$",
        order=12, when=_kept, firm=True,
    ),
    "export": rules(
        "closed", _taken_out,
        r"(?:please )?(?:(?:i|we) (?:want|need) )?(?:export|take|package|bundle|wrap|give|hand|get|make|save|write|put|turn|convert|ship|build|generate|produce|create|download|the|our|my)(?: [^\s]+)*? (?:onnx|docker|dockerfile|container|package|wheel)(?: [^\s]+)*",
        order=15, when=_there,
    ),
    "watch": (
      *rules(
        "closed", of_model,
        r"(?:please )?(?:stop|end|quit|no longer) (?:watching|monitoring|watch|monitor|keeping an eye)(?: [^\s]+)*",
        order=1, when=_kept, firm=True,
      ),
      *rules(
        "closed", _told_when,
        r"(?:please |also )*(?:tell|warn|alert|notify|ping|email|mail|inform|remind|let)(?: (?:me|us))?(?: know)?(?: [^\s]+){0,3} (?:when|whenever|once|if|as soon as|should)(?: [^\s]+)*? (?:fall|falls|drop|drops|goes|sinks?|rises?|climbs?|LE|GE|older)(?: [^\s]+)*? (?:NUM|PCT|DUR|WHEN)(?: [^\s]+)*",
        r"(?:please |also |and )*(?:tell|warn|alert|notify|ping|email|mail|inform|let)(?: (?:me|us))?(?: know)? (?:when|whenever|once|if|as soon as|should)(?: (?:it|that|this|the|my|our|model|models|ever|predictions?|quality|performance|they|[^\s]+)){1,4}? (?:(?:gets?|becomes?|turns?|goes|grows?|is getting|does|do|starts? getting) (?:any |much |really |too )*(?:worse|bad)|degrades?|deteriorates?|drifts?|declines?)(?: (?:again|please|over time|any|then|too|with time))*",
        order=6, when=_kept, firm=True,
      ),
    ),
    "retrain": (
        *rules(
            "closed", of_model,
            r"(?:please )?(?:which|what|show|list|display|tell|give|is there|are there|do we have|who)(?: [^\s]+)*? (?:(?:retrain\w*|refit\w*|standing|watching|monitoring)(?: (?:for|of) (?:the )?[^\s]+)? (?:polic(?:y|ies)|schedules?|approvals?)|polic(?:y|ies) (?:is|are|stands?|do we have|have we|holds?|for|of|there))(?: [^\s]+)*",
            r"(?:when|how often)(?: [^\s]+){0,6}? (?:retrain\w*|refit\w*)(?: [^\s]+)*",
            order=1, when=_has_policies, firm=True,
        ),
        *rules(
            "closed", of_model,
            rf"(?:what|how much|how long|how expensive)(?: [^\s]+)*? {_COST_WORDS}(?: [^\s]+)*? (?:retrain\w*|refit\w*|retraining)(?: [^\s]+)*",
            rf"(?:what|how much|how long|how expensive)(?: [^\s]+)*? (?:retrain\w*|refit\w*|retraining)(?: [^\s]+)*? {_COST_WORDS}(?: [^\s]+)*",
            r"(?:is|would|does|will)(?: [^\s]+){0,2} retraining(?: [^\s]+){0,3} (?:worth|help|pay|expensive|long)(?: [^\s]+)*",
            r"(?:please )?(?:suggest|propose|plan|recommend) (?:retraining|a retraining|to retrain|refitting)(?: [^\s]+)*",
            order=5, when=_kept, firm=True,
        ),
    ),
}  # fmt: skip
"""Rules of commands that are found elsewhere, tried before those."""
WORDS: dict[str, frozenset[str]] = {
    "check_drift": frozenset(("recommender", "recommenders", "calibrated", "degraded", "labels", "outcomes")),
    "retrain": frozenset(("retraining", "refitting", "retrained")),
    "explain_model": frozenset(("robust", "robustness", "brittle", "resilient", "biased", "discriminate")),
    "explain_prediction": frozenset(("counterfactual", "neighbours", "neighbors", "shapley")),
}
"""Words of theirs that the speller must know."""
