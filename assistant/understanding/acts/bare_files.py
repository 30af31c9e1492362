"""A file that is only pointed to beside a kept model: "what about june.csv?" may mean three things, so it is asked."""
# ruff: noqa: E501 - a pattern broken over lines is harder to read than a long one

import re

from assistant.cards import Option, Question
from assistant.understanding.context import Context
from assistant.understanding.facts import tagged

_POINTED = re.compile(
    r"(?:(?:and|so|ok|okay|now|well|hm+|but|then|next|also|please|,) )*(?:(?:what_about|how_about|what about|how about|what of|what is with|what is up with|and what of|what do you (?:say|think)(?: (?:to|of|about))?|what can you (?:say|tell)(?: me)?(?: about)?|(?:and )?here (?:is|comes)|here are|there is(?: also)?|i (?:also |now )?(?:have|got)(?: (?:also|now))?|we (?:also |now )?(?:have|got)(?: (?:also|now))?) )?(?:(?:the|my|our|this|that|a|new|newer|next|other|fresh|file|table|data|rows|called|in|of|from|also|,|now) )*SRC\d+(?: (?:too|then|now|next|here|as well|,|file|data))*(?P<asked> \?)?",
)

_SLOT, _ROWS = "file_use", "rows_use"
"""The question what to do with a file, and whether to predict the rows of a table that was given."""
_YES = re.compile(
    r"\W*(?:(?:yes|yep|yeah|yup|sure|of course|certainly|ok|okay|please|do|do (?:it|that|so)|go ahead|gladly|exactly|right|them|by all means|that would be (?:great|nice|good))\W*)+",
    re.IGNORECASE,
)
_ASKS = (
    re.compile(r"\b(?:predict\w*|score|scor\w+|apply|run it|its rows|the rows|first)\b", re.IGNORECASE),
    re.compile(r"\b(?:drift\w*|check\w*|compar\w*|chang\w*|fine|second|the model knows)\b", re.IGNORECASE),
    re.compile(r"\b(?:open|load|table|look at|third|last)\b", re.IGNORECASE),
)
"""Words that choose each of the uses, in the order of their buttons."""
_MOST_WORDS = 8


def chosen_use(text: str, context: Context) -> str:
    """What was offered for a file and is chosen in other words ("check it for drift"), as its button says it; else "".

    Args:
        text: the message.
        context: the moment, with the question that was asked last and its answers.
    """
    slot = context.question_slot
    if slot not in (_SLOT, _ROWS) or len(context.question_options) != len(_ASKS) or len(text.split()) > _MOST_WORDS:
        return ""
    if slot == _ROWS and _YES.fullmatch(text):
        return context.question_options[0]
    if any(w.entity is not None and w.entity.kind in ("SRC", "COL", "FAM") for w in tagged(text, context)[0]):
        return ""
    meant = [o for o, words in zip(context.question_options, _ASKS, strict=True) if words.search(text)]
    return meant[0] if len(meant) == 1 else ""


def which_use(text: str, context: Context) -> Question | None:
    """What to do with a file that a message only points to, where a kept model could score it or be checked with it.

    Args:
        text: the message.
        context: the moment; without a kept model a file can only be opened, and nothing is asked.
    """
    if not context.models or context.proposal or context.question_slot in ("data", "source"):
        return None
    words, _ = tagged(text, context)
    said = " ".join(w.text for w in words)
    match = _POINTED.fullmatch(said)
    sources = [str(v) for w in words if w.entity and w.entity.kind == "SRC" for v in w.entity.values]
    if match is None or len(sources) != 1 or not (match["asked"] or re.match(r"(?:\w+ )*(?:what|how)", said)):
        return None
    source, only = sources[0], context.models[0] if len(context.models) == 1 else ""
    of = f" with {only}" if only else ""
    return Question(
        text=f"What shall I do with {source}: predict its rows, compare it with what the model knows, or open it as a table?",
        slot=_SLOT,
        options=(
            Option(label=f"Predict its rows{of}", says=f"Score {source}{of}"),
            Option(label="Check for drift", says=f"Check {source} for drift"),
            Option(label="Open it as a table", says=f"Open {source}"),
        ),
    )  # fmt: skip
