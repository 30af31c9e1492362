"""A ban that is lifted: "leave boosting in", "boosting may stay", "put the SVMs back in", "lift the ban on trees".

Such words let a kind of model take part again; they neither ask for it alone nor rule it out.
"""
# ruff: noqa: E501 - a pattern broken over lines is harder to read than a long one

import re
from collections.abc import Sequence

from assistant.cards import Command
from assistant.understanding.context import Context
from assistant.understanding.facts import tagged
from assistant.understanding.text.clauses import clauses
from assistant.understanding.text.grammar import Clause

_LEAD = r"(?:(?:please|ok|okay|yes|no ,|so|and|but|then|now|well|also|actually|after all|,|you|we|i|let us|on second thought|rather|just|can|could|may|should|would|want to|think) )*"
_F = r"(?:(?:the|our|those|these|any|all|all the|a|an) )*FAM\d+(?: (?:models?|ones?|family|families|stuff))?"
_STAYS = r"(?:stay|remain|come back|return|join(?: in)?|take part|be back|be in|stay in|be included|go back in)"
_GOES_ON = r"(?:,? (?:in|again|too|as_well|as well|after all|also|please|then|now|for now|for me|if you like|with me|inside|(?:in|on) (?:the )?(?:race|game|list|running|mix|pool)|among (?:them|the candidates)))*"
_BAN = r"(?:ban|rule|veto|restriction|exclusion|prohibition|block|embargo)"
_OUT = r"(?:left out|kept out|excluded|dropped|ruled out|forbidden|banned|avoided|skipped|removed|off limits|out|taboo)"
_ANYTIME = re.compile(
    _LEAD + r"(?:"
    rf"{_F} (?:may|can|could|might|should|shall|must|is allowed to|are allowed to)(?: (?:well|all|also|happily|of course|certainly|gladly))* {_STAYS}{_GOES_ON}"
    rf"|{_F} (?:may|can|could|might)(?: also)? be (?:used|tried|recommended|considered|suggested)(?: (?:again|after all|too|as_well|please))+"
    rf"|{_F} (?:is|are) (?:(?:back(?: in)?|in again)|(?:allowed|welcome|ok|okay|fine|permitted)(?: (?:again|after all|back|once more))+){_GOES_ON}"
    rf"|{_F} (?:is|are) no (?:longer|more) {_OUT}"
    rf"|(?:lift|remove|drop|cancel|end|forget|undo|take back|abolish|scrap|relax)(?: (?:the|my|that|our|this|your))* {_BAN} (?:on|against|of|for|about) {_F}{_GOES_ON}"
    rf"|(?:unban|re admit|readmit|re allow|reallow|unblock|allow again) {_F}{_GOES_ON}"
    rf"|(?:allow|permit|admit) {_F}(?: (?:again|after all|back in|once more))+{_GOES_ON}"
    rf"|{_F} (?:need|needs|do|does|should|must)(?: not|n t)(?: (?:have|need) to)?(?: be| stay) {_OUT}(?: (?:any more|anymore|after all|any longer))*"
    r")(?: [.!])?"
)
_NOTHING_WAITS = re.compile(
    _LEAD + r"(?:"
    rf"(?:leave|keep|keeping|leaving) {_F} (?:in|inside){_GOES_ON}"
    rf"|let {_F} (?:{_STAYS}|in|back in|be){_GOES_ON}"
    rf"|(?:put|take|bring|let|have|get|include|want|use|add) {_F} (?:back(?: in(?:to it)?)?|in again){_GOES_ON}"
    rf"|(?:bring|take|put|have) back {_F}{_GOES_ON}"
    rf"|(?:may|can) (?:keep|have) {_F}{_GOES_ON}|keep {_F} after all"
    rf"|{_F} (?:back in|in again|back){_GOES_ON}"
    rf"|(?:do not|never|no need to|need not)(?: (?:have|need) to)? (?:leave|keep|rule|throw) {_F} out(?: (?:any more|anymore|after all))*"
    rf"|(?:do not|no need to|need not)(?: (?:have|need) to)? (?:exclude|ban|forbid|rule out|leave out) {_F}(?: (?:any more|anymore|after all))*"
    r")(?: [.!])?"
)
"""Where a plan waits such words may be said of its runs."""
_TAKEN_FOR = frozenset({"recommend", "propose_runs", "help", "undo", "feedback", "correct", "decline"})
"""What a lifted ban is else read as."""


def with_lifted(text: str, commands: Sequence[Command], context: Context) -> tuple[Command, ...]:
    """The commands with kinds of models allowed that the message lets take part again.

    Args:
        text: the message.
        commands: what was read in it.
        context: the moment.
    """
    words, _ = tagged(text, context)
    parts = [Clause(tuple(part), text) for part in clauses(words)]
    lifting = [p for p in parts if _ANYTIME.fullmatch(p.text) or (not context.proposal and _NOTHING_WAITS.fullmatch(p.text))]  # fmt: skip
    back = list(dict.fromkeys(str(f) for p in lifting for f in p.values("FAM")))
    if not back:
        return tuple(commands)
    alone = len(lifting) == len([p for p in parts if re.search(r"\w", p.text)])
    others = [] if alone else [c for one in commands if (c := _without(one, back)) is not None]
    known = {f for c in others if c.name == "constrain" for f in c.args.get("families_allowed") or ()}
    missing = [f for f in back if f not in known]
    if not missing:
        return tuple(others)
    limits = next((c for c in others if c.name == "constrain" and "families_allowed" not in c.args), None)
    lifted = Command(name="constrain", args={**(limits.args if limits else {}), "families_allowed": missing})
    return tuple(lifted if c is limits else c for c in others) if limits else (lifted, *others)


def _without(command: Command, back: Sequence[str]) -> Command | None:
    """The command without what words that lift a ban were taken for; None where nothing is left."""
    if command.name in _TAKEN_FOR and set(command.args) <= {"families"} and set(command.args.get("families") or ()) <= set(back):  # fmt: skip
        return None
    if command.name != "constrain" or "families_forbidden" not in command.args:
        return command
    still = [f for f in command.args["families_forbidden"] if f not in back]
    args = {k: v for k, v in command.args.items() if k != "families_forbidden"} | ({"families_forbidden": still} if still else {})  # fmt: skip
    return command.model_copy(update={"args": args}) if args else None
