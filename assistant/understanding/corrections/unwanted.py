"""Acts that a person asks not to do: "don't stop", "no need to retrain it". None of them is ever read as the act itself."""
# ruff: noqa: E501 - a pattern broken over lines is harder to read than a long one

import re

from assistant.cards import Option, Question
from assistant.understanding.context import Context
from assistant.understanding.text.grammar import Clause

_NOT = (
    r"(?:(?:please|ok|okay|but|and|so|just|then|now|well|no|yes|hey|oh|wait|for now|also|,|you|we|i|they|it) )*"
    r"(?:(?:do|must|should|shall|will|would|may|can|could|had better|better) not|dont|never|not|no need to|no need for you to|no reason to|without|let us not|refrain from|hold off|abstain from|"
    r"there is no (?:need|reason|point)(?: for you)? (?:to|in)|(?:i|we) (?:do|would|did|will) not (?:want|like|need|wish|ask|tell|mean)(?: (?:you|us|it|anything|them))?(?: to)?|"
    r"(?:i|we) (?:would )?(?:prefer|rather)(?: you)?(?: did)? not(?: to)?|you need not|you do not (?:need|have) to|"
    r"(?:i|we) never (?:said|asked|told you|asked you|meant) to)"
)
_BETWEEN = r"(?: (?:you|ever|please|even|yet|now|to|just|simply|dare|go and|go|be|want|need|have|start|begin))*"
_STEER = r"(?:stop|stopping|pause|pausing|halt|halting|kill|killing|abort|aborting|cancel|cancelling|quit|quitting|end(?! up)|ending|interrupt|interrupting|terminate|terminating|suspend|suspending|freeze|give up|shut down|resume|resuming|unpause)"
_MODEL = r"(?:promote|promoting|deploy|deploying|publish|publishing|release|releasing|retrain|retraining|refit|refitting|roll back|rolling back|revert|undo)"
_MEMORY = r"(?:reset|resetting|delete|deleting|erase|erasing|wipe|wiping|clear|forget)(?= (?:my|the|our|all|any|anything|everything|what)\b)"
_START = r"(?:approve|approving|start|starting|launch|launching|run|running|execute|executing|begin|export|exporting)(?= (?:it|this|that|them|anything|any of|the plan|the proposal|the runs|the experiments?|the first|the model|the results|RANK\d|yet|now|already)\b|$)"
_DENIED = re.compile(rf"^{_NOT}{_BETWEEN} (?P<act>{_STEER}|{_MODEL}|{_MEMORY}|{_START})(?P<rest>(?: \S+)*)$")
_LET_GO_ON = re.compile(
    r"(?:(?:please|ok|okay|but|and|so|just|then|no|well|,|you can|you may|better) )*(?:let|leave|allow) (?:(?:the|run|number) )*(?:(?:RANK|NUM)\d+(?: (?:one|ones|run|runs))?|it|them|that|those|these|everything|all of them|runs?) (?:to )?(?:finish|run|run on|run through|go on|end|continue|complete|alone|be)(?: (?:please|first|then|in peace|undisturbed|for now|to the end))*"
)
"""Who lets a run go on stops nothing."""
_ABOUT_DATA = re.compile(r"(?<!\S)FAM\d|(?<!\S)(?:until|unless|before|longer|GE|LE|at|after)(?!\S)")
_SAID = {"ending": "end", "stopping": "stop", "cancelling": "cancel", "quitting": "quit", "running": "run", "resetting": "reset", "refitting": "refit", "rolling back": "roll back",
         "pausing": "pause", "terminating": "terminate", "promoting": "promote", "releasing": "release", "deleting": "delete", "erasing": "erase", "wiping": "wipe", "approving": "approve",
         "executing": "execute", "resuming": "resume"}  # fmt: skip


def unwanted_act(clause: Clause, context: Context) -> str:
    """The act that a clause asks not to do; "" where it asks something else.

    What says how long or until when ("don't stop before 20 runs"), a skipped run among those running, and a family of
    models are other matters.
    """
    if context.running and _LET_GO_ON.fullmatch(clause.text):
        return "stop"
    match = _DENIED.match(clause.text)
    if match is None or _ABOUT_DATA.search(match.group("rest")):
        return ""
    act = match.group("act")
    ranked = bool(re.search(r"(?<!\S)(?:RANK|NUM)\d", match.group("rest")))
    if ranked and re.fullmatch(_START.split("(?=")[0], act) and (context.running or context.proposal):
        return ""
    return _SAID.get(act, act.removesuffix("ing") if act.endswith("ing") else act)


_COMMAND_OF = {
    **dict.fromkeys(("promote", "deploy", "publish", "release"), "promote"), **dict.fromkeys(("retrain", "refit"), "retrain"),
    **dict.fromkeys(("roll back", "revert"), "roll_back"), "undo": "undo", "pause": "pause", "suspend": "pause", "freeze": "pause",
    **dict.fromkeys(("stop", "halt", "kill", "abort", "cancel", "quit", "end", "interrupt", "terminate", "shut down", "give up"), "stop"),
    **dict.fromkeys(("resume", "unpause"), "resume"), **dict.fromkeys(("start", "launch", "run", "execute", "begin"), "propose_runs"),
    **dict.fromkeys(("reset", "delete", "erase", "wipe", "clear", "forget"), "reset_profile"), "export": "export", "approve": "approve",
}  # fmt: skip


def denied_command(act: str) -> str:
    """The command that an unwanted act would be; "" for none."""
    return _COMMAND_OF.get(act, "")


_GOES_ON = re.compile(
    r"[,;.:–—-]\s*(?:(?:but|and|first|rather|instead|just|please|only|i want to|i['’]d like to|let me|before that),?\s+)+(?:show|see|tell|explain|give|compare|list|look|check|what|how|which|why)\b",
    re.IGNORECASE,
)


def goes_on(text: str) -> bool:
    """Whether something is asked for behind what is not to be done: "don't start that yet, first show me the ward"."""
    return _GOES_ON.search(text) is not None


def not_done(act: str, context: Context) -> Question:
    """Says that it isn't done and asks what shall be."""
    doing = Option(label="see how far it is", says="how is it going?")
    next_one = Option(label="recommend what to try", says="what should I try next?")
    return Question(
        text=f"I will not {act} anything. Is there something to do instead?",
        slot="reading",
        options=(doing if context.running else next_one, Option(label="help", says="help")),
    )
