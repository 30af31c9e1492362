"""How to talk to a person, learned from how they write; what they set themselves always goes before."""
# ruff: noqa: E501 - a pattern or a table of words broken over lines is harder to read than a long one

from __future__ import annotations

import re

from assistant.visit import Visit
from store.records import Conversation, Role, Turn

SOURCE = "how you write: "
_ENOUGH = 3
"""Different words of a trade from which on a person is taken to know it."""
_MESSAGES = 2
"""In so many messages at least: one goal alone may speak of patients and of a boss, whoever wrote it."""
_PATTERNS: dict[Role, re.Pattern[str]] = {
    "data_scientist": re.compile(
        r"\b(hyper-?parameters?|learning[ -]rate|n_estimators|max_depth|regulari[sz]ation|cross[ -]?validation|k-?fold|stratif\w+"
        r"|log[ -]?loss|roc|auc|f1|mcc|brier|rmse|r2|xgboost|lightgbm|catboost|gbms?|svms?|mlps?|overfit\w*|ensembl\w+|stacking"
        r"|one[ -]hot|target[ -]encod\w+|imput\w+|bayesian|hyperband|grid search|calibrat\w+|shap|permutation importance|baseline"
        r"|holdout|folds?|pca|scaler|pipeline|seed)\b",
        re.IGNORECASE,
    ),
    "analyst": re.compile(
        r"\b(sql|select \w+|group by|order by|join|queries|query|dashboards?|kpis?|reports?|reporting|pivot|csv export|per (?:week|month"
        r"|day|person|dataset)|average|median|percentage|how many|views?)\b",
        re.IGNORECASE,
    ),
    "domain_expert": re.compile(
        r"\b(patients?|customers?|clients?|borrowers?|students?|employees?|doctors?|nurses?|clinic\w*|hospital|boss|manager|colleagues"
        r"|sick|ill|healthy|treatment|plain words|no idea what|not technical|simple words"
        r"|our (?:shop|factory|plant|field|business|company)|costs? us|lawsuit|regulat\w+)\b",
        re.IGNORECASE,
    ),
}
_SAID: dict[Role, str] = {
    "data_scientist": "You write like a data scientist, so I give you parameters and figures from here on.",
    "analyst": "You write like an analyst, so I show the SQL behind figures from here on.",
    "domain_expert": "I will keep to plain words and consequences from here on.",
}


def role_of_writing(messages: list[str]) -> tuple[Role, tuple[str, ...]] | None:
    """The role that the words of messages speak for, and those words; None where they do not tell.

    A trade counts from three of its words on, and where it has twice the words of any other; that of a domain expert, whose words
    everybody uses in a goal, from two messages on.
    """
    found = {
        role: tuple(dict.fromkeys(m.group(0).casefold() for text in messages for m in words.finditer(text)))
        for role, words in _PATTERNS.items()
    }
    ordered = sorted(found, key=lambda role: -len(found[role]))
    first, second = found[ordered[0]], found[ordered[1]]
    speaking = sum(1 for text in messages if _PATTERNS[ordered[0]].search(text))
    if ordered[0] == "domain_expert" and speaking < _MESSAGES:
        return None
    if len(first) < _ENOUGH or len(first) < 2 * len(second):
        return None
    return ordered[0], first


def role_of_trade(text: str) -> tuple[Role, tuple[str, ...]] | None:
    """The domain expert's role where a message says what its writer does for a living, and those words."""
    from assistant.understanding.commands.trades import trade_said

    trade = trade_said(text)
    return ("domain_expert", (trade,)) if trade else None


def learn_role(visit: Visit) -> None:
    """Learns the person's role from all they wrote, unless one was ever set or learned, and says so once."""
    from store.records import ProfileFact
    from store.settings import Settings

    if visit.store.find(ProfileFact, person=visit.person, key="role") or Settings.read().role:
        return
    mine = {c.id for c in visit.store.find(Conversation, person=visit.person)}
    said = [t.text for t in visit.store.find(Turn, speaker="person") if t.conversation_id in mine]
    found = role_of_writing(said) or role_of_trade(visit.text)
    if found is None:
        return
    role, words = found
    visit.services.learn(visit.person, "role", role, SOURCE + ", ".join(words[:5]))
    visit.say(f"{_SAID[role]} Say “I am …” to change that.")
