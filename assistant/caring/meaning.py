"""Sentences about models in use that read like something else: "is it still fine?" is no question for progress."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from assistant.cards import Command
from assistant.caring.policies import is_condition
from assistant.state import is_running, models_of

if TYPE_CHECKING:
    from assistant.understanding.context import Understanding
    from assistant.visit import Visit

_STILL = re.compile(
    r"\b(?:is|are|does|do|has|have|how)\b.{0,40}\b(?:it|the model|that model|this model|predictions?)\b.{0,30}"
    r"\b(?:still|holding up|healthy|got(?:ten)? worse|degraded|drift\w*)\b",
    re.IGNORECASE,
)
_WHY_WORSE = re.compile(
    r"\b(?:why|what)\b.{0,60}\b(?:worse|degrad\w+|drop(?:ped)?|decline\w*|deteriorat\w+|fell|drift\w*|fall|bad)\b",
    re.IGNORECASE,
)
_RETRAIN = re.compile(r"\b(?:retrain\w*|refit\w*|fit(?:ting)? (?:it )?(?:again|anew))\b", re.IGNORECASE)
_SCHEDULE = re.compile(
    r"\b(?:daily|weekly|monthly|every (?:\d+ )?(?:day|week|month|hour)s?|each (?:day|week|month))\b", re.IGNORECASE
)
_STOP_WATCHING = re.compile(r"\b(?:stop|end|quit|no longer|don.?t) (?:watch|monitor)", re.IGNORECASE)
_WATCH = re.compile(r"^\s*(?:please )?(?:watch|monitor|keep an eye on)\b", re.IGNORECASE)
_ANSWERS = re.compile(
    r"\bhow (?:does|do|did|is|are) .{0,30}\bmodel\b.{0,20}\b(?:answer|respond|react|treat|use|change|behave)\w*\b|"
    r"\b(?:effect|influence|impact) of\b.{0,60}\bmodel\b",
    re.IGNORECASE,
)
FAIR = re.compile(r"\b(?:un)?fair(?:ness|ly)?\b|\bbias(?:ed)?\b|\bdiscriminat\w+", re.IGNORECASE)
_WORSE_ROWS = (
    r"\b(?:missing|gaps|noise|noisy|shifted|unseen|unknown|new categor\w+|corrupt\w*|dirty|bad (?:data|rows|inputs?))\b"
)
ROBUST = re.compile(
    r"\bhow (?:robust|resilient|sturdy|brittle|fragile|sensitive|stable) (?:is|are|would)\b|\brobustness\b|"
    r"\bstress.?test|\b(?:is|are) (?:it|this|that|the|my|our)\b.{0,25}\b(?:robust|brittle|fragile|resilient)\b|"
    r"\b(?:it|model|version|champion|predictions?)\b.{0,12}\b(?:copes?|bears?|deals?|holds? up|stands? up|works?|"
    rf"performs?|reacts?)\b.{{0,40}}{_WORSE_ROWS}|\bwhat happens? (?:if|when|with|under)\b.{{0,40}}{_WORSE_ROWS}",
    re.IGNORECASE,
)
"""Questions about rows that are worse than usual; the rows of a table at hand are another matter."""
_ASKS = re.compile(
    r"^\W*(?:so |and |but |then |tell me |say |check )*"
    r"(?:whether|if|is|are|does|do|did|how|who|what|which|was|were)\b",
    re.IGNORECASE,
)
OF_RECOMMENDER = re.compile(
    r"\b(?:is|are|has|have|how|does|do|did)\b.{0,20}\b(?:the recommender|your (?:own )?(?:recommendations?|predictions|"
    r"estimates|meta.?model)|the meta.?model)\b.{0,20}\b(?:still|got(?:ten)? worse|getting worse|degrad\w+|"
    r"drift\w*|calibrated|hold(?:ing)? up|declin\w+)\b",
    re.IGNORECASE,
)
_TELL = re.compile(
    r"^\W*(?:please |and |also )*(?:tell|warn|alert|notify|ping|e?mail|inform|suggest|propose|remind|let me)\b",
    re.IGNORECASE,
)
_NO_POLICY = re.compile(r"\b(?:stop|no more|revoke|cancel|end)\b.{0,40}\b(?:retrain\w*|polic\w+)", re.IGNORECASE)
_ELSE = frozenset({"status", "ask_numbers", "explain_recommendation", "feedback", "explain_model", "small_talk",
                   "out_of_scope", "show_results", "history", "look_at_data"})  # fmt: skip


_CASE = re.compile(
    r"\b(?:row|case|customer|client|applicant|patient|record|person|loan|user|account|id)\s+"
    r"(?:number |no\.? |id )?#?(?P<key>\w*\d[\w-]*)",
    re.IGNORECASE,
)
_OTHERWISE = re.compile(
    r"\bwhat\b.{0,30}\b(?:would|needs?|must|has|have|had|should|could)\b.{0,30}"
    r"\b(?:change|differ|be different|have been|be otherwise)|\bcounterfactual|"
    r"\b(?:similar|alike|nearest|comparable|most like|resembl\w+)\b|\b(?:shap|shapley)\b",
    re.IGNORECASE,
)


def _one_case(text: str) -> str | None:
    """The row that a question about one case names: what would have had to differ, which cases are like it."""
    case = _CASE.search(text)
    return case.group("key") if case and _OTHERWISE.search(text) else None


def about_models(visit: Visit, text: str, understood: Understanding) -> Understanding:
    """The same, or what is meant where the words are about a model in use."""
    if OF_RECOMMENDER.search(text):
        return understood.model_copy(update={"commands": (Command(name="check_drift"),), "question": None})
    if not models_of(visit.store):
        return understood
    names = {c.name for c in understood.commands}
    key = _one_case(text)
    if key is not None and names <= {*_ELSE, "what_if", "set_goal", "check_drift"}:
        one = Command(name="explain_prediction", args={"key": key})
        return understood.model_copy(update={"commands": (one,), "question": None})
    meant = _answered(visit, names) or _meant(visit, text, names)
    if meant is None:
        return understood
    if meant == "explain_model":
        columns = _columns(visit, text)
        args: dict[str, Any] = {"columns": columns} if columns else {}
        return understood.model_copy(update={"commands": (Command(name=meant, args=args),), "question": None})
    model = next((c.args["model"] for c in understood.commands if isinstance(c.args.get("model"), str)), None)
    known = model if model in models_of(visit.store) else _named(visit, text)
    args = {"model": known} if known else {}
    source = next((c.args["source"] for c in understood.commands if c.args.get("source")), None)
    if source and meant != "retrain":
        args["source"] = source
    return understood.model_copy(update={"commands": (Command(name=meant, args=args),), "question": None})


def _answered(visit: Visit, names: set[str]) -> str | None:
    """The command that asked for a path, where the message is that path."""
    question, last = visit.state.question, visit.state.last_turn
    if question is None or question.slot != "source" or names != {"use_data"} or last is None:
        return None
    asked = [c["name"] for c in last.commands if c["name"] in ("watch", "check_drift", "score_data")]
    return asked[-1] if asked else None


def _columns(visit: Visit, text: str) -> list[str]:
    """Columns of the table at hand that the words name."""
    from store.records import DatasetVersion

    if visit.draft.version_id is None:
        return []
    version = visit.store.get(DatasetVersion, visit.draft.version_id)
    return [c.name for c in version.columns if re.search(rf"(?<!\w){re.escape(c.name)}(?!\w)", text, re.IGNORECASE)]


def _meant(visit: Visit, text: str, names: set[str]) -> str | None:
    if _RETRAIN.search(text) and (_SCHEDULE.search(text) or _NO_POLICY.search(text) or is_condition(text)):
        return "retrain"
    if (
        _TELL.search(text)
        and is_condition(text)
        and names <= {*_ELSE, "check_drift", "watch", "constrain", "set_budget"}
    ):
        return "retrain"
    if _STOP_WATCHING.search(text) or (_WATCH.search(text) and names == {"use_data"}):
        return "watch"
    if _RETRAIN.search(text) and names <= {*_ELSE, "what_if"}:
        return "retrain"
    if FAIR.search(text) and names <= {*_ELSE, "check_drift", *(("constrain",) if _ASKS.search(text) else ())}:
        return "explain_model"
    if ROBUST.search(text) and names <= {*_ELSE, "check_drift", "set_goal", "what_if"} - {"look_at_data"}:
        return "explain_model"
    if _ANSWERS.search(text) and names <= {*_ELSE, "set_goal", "explain_model"} and _columns(visit, text):
        return "explain_model"
    if names and not names <= _ELSE:
        return None
    running = any(is_running(visit.store, e.id) for e in visit.state.experiments)
    if (_STILL.search(text) and not running) or _WHY_WORSE.search(text):
        return "check_drift"
    return None


def _named(visit: Visit, text: str) -> str | None:
    words = text.casefold()
    found = [name for name in models_of(visit.store) if name.casefold() in words]
    return found[0] if len(found) == 1 else None
