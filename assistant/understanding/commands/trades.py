"""Who somebody says they are by what they do: "I'm a nurse on ward 3", "I value houses for a bank", "we grow wheat".

A trade is told by its name, by work at or for a place of work, or by what is looked after, treated, grown or sold. What
people do with data, models and runs is no trade here.
"""
# ruff: noqa: E501 - a list of words broken over lines is harder to read than a long one

import re

from assistant.understanding.text.lexicon import PROFESSIONS

_MORE_TRADES = (
    "baker", "beekeeper", "brewer", "broker", "carer", "caretaker", "captain", "coach", "conservator", "cook", "dairy farmer", "dietician", "driver", "ecologist", "electrician", "estate agent",
    "firefighter", "fisherman", "forester", "gardener", "gp", "headmaster", "headteacher", "hydrologist", "insurer", "landlord", "lecturer", "librarian", "meteorologist", "midwive", "miller", "miner", "neurologist",
    "obstetrician", "optician", "paediatrician", "paramedic", "pediatrician", "physio", "physiotherapist", "pilot", "planner", "plumber", "policeman", "police officer", "professor of medicine",
    "psychiatrist", "realtor", "sailor", "seismologist", "shopkeeper", "sister", "skipper", "surveyor", "therapist", "trader", "trainer", "translator", "viticulturist", "winegrower", "winemaker", "zookeeper", "zoologist",
)  # fmt: skip
_NAMED = "|".join(sorted((re.escape(n) for n in (*PROFESSIONS, *_MORE_TRADES)), key=len, reverse=True))
_PLACES = (
    r"agency|airline|airport|authority|bakery|bank|brewery|building society|business|charity|chemist|city|clinic|club|college|company|council|dairy|depot|distillery|estate|factory|farm|firm|fleet|gallery|garage|grid operator|"
    r"gym|harbour|hospice|hospital|hotel|insurance|insurer|kindergarten|laboratory|lab|library|mill|mine|ministry|municipality|museum|newspaper|ngo|nursing home|office|orchard|park|pharmacy|plant|police|port|power station|practice|"
    r"prison|publisher|railway|refinery|restaurant|retailer|school|shipyard|shop|station|store|studio|supermarket|surgery|theatre|trust|union|university|utility|vineyard|ward|warehouse|winery|workshop|zoo"
)
_CARED_FOR = (
    r"animals|apples|babies|barley|bees|boats|bridges|bulls|cattle|cars|chickens|children|clients|cows|crops|customers|cyclists|dogs|drivers|elderly|fields|flats|flowers|fruit|goats|grapes|guests|hens|hives|homes|horses|houses|"
    r"insurance|kids|loans|machines|maize|maths|men|mothers|newborns|patients|people|pigs|policies|potatoes|prisoners|pumps|pupils|refugees|residents|rice|roads|salmon|sheep|ships|students|tenants|tomatoes|trains|trees in|trucks|turbines|vines|wells|wheat|wine|women"
)
_WHO = (
    r"(?:i|we)(?: (?:mostly|mainly|only|usually|currently|still|also|just|have to|help to|used to|have been|myself))*"
)
_OWN = r"(?:an?|the|our|my|this|one|two|some|several|\d+)"
_DOES = r"(?:value|appraise|treat|teach|nurse|grow|breed|raise|sell|farm|brew|bake|repair|inspect|insure|audit|underwrite|lend|look after|care for|take care of|drive|fly|sail|cook|counsel|coach|design|produce|supply|ship|rent|rent out|fix|maintain|operate|train|buy|plan|price|set|check|judge|see|work|am responsible|are responsible|am in charge|are in charge)"
_NO_TRADE = (
    r"(?:models?|runs?|tests?|sql|data|tables?|rows?|columns?|experiments?|search|plan|scores?|results?|algorithms?)"
)
_TRADES = (
    re.compile(rf"(?:\bi am|\bwe are|\b(?:i|we) work as|^as|[.,;!] as)(?: by (?:trade|profession))?(?: (?:an?|two|all|both|just|only|the|your|working|trained|retired|young|old|senior|junior|head|chief|simple|local|small)){{1,4}}(?: [\w-]+){{0,2}}? (?P<job>(?:{_NAMED})s?)\b"),
    re.compile(rf"\b{_WHO} {_DOES}(?: (?!{_NO_TRADE}\b)[\w'’-]+){{0,5}}? (?:for|at|in|on|with|from) {_OWN}(?: [\w'’-]+){{0,2}}? (?:{_PLACES})\b"),
    re.compile(rf"\b{_WHO} (?:run|manage|own|lead|head|operate|am in charge of|am responsible for) {_OWN}(?: [\w'’-]+){{0,2}}? (?:{_PLACES})\b"),
    re.compile(rf"\b{_WHO} (?:treat|look after|care for|take care of|teach|nurse|grow|breed|raise|farm|maintain|repair|sell|insure|(?:am|are) (?:responsible for|in charge of)|value|rent out|keep|produce)(?: (?!{_NO_TRADE}\b)[\w'’-]+){{0,3}}? (?:{_CARED_FOR})\b"),
)  # fmt: skip
_ASKED = re.compile(r"(?:\b(?:do|does|did|should|can|could|shall|must|if|when|how|why|what|would|will|suppose|imagine|say)\b[^.;!?]{0,12}|\b(?:not|never)\b\W*)$")  # fmt: skip
"""What stands before words that only suppose or ask it."""


def trade_said(text: str) -> str:
    """The words by which a message says what trade its writer is of; "" where it says none."""
    folded = re.sub(r"\bi'?m\b", "i am", re.sub(r"\bwe're\b", "we are", text.casefold().replace("’", "'")))
    for pattern in _TRADES:
        for match in pattern.finditer(folded):
            if not _ASKED.search(folded[: match.start()]):
                return match.group("job") if "job" in pattern.groupindex else match.group()
    return ""
