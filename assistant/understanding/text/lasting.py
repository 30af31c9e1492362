"""How long a wish is to hold: for good ("as a rule", "from now on") or for the goal at hand ("this time")."""
# ruff: noqa: E501 - a list of words broken over lines is harder to read than a long one

import re

_OF_GOALS = r"(?:goals?|tasks?|projects?|problems?|questions?|case|study|dataset|data|occasion)"
ALWAYS = re.compile(
    r"\b(?:always|(?:all|any|every|each)(?: (?:of )?the)? (?:following|coming|future|later|next|other|further) (?:ones?|goals?|projects?|tasks?|experiments?|data ?sets?|problems?)|in general|generally|from now on|by default|usually|every time|each time|whenever|for all (?:my|our)|any project|all projects|permanently|forever|in (?:the )?future|(?<!do you )remember|normally|everywhere|across|throughout|for everything|everything (?:that )?(?:i|we)(?: ever)? (?:do|try|build|work on)|(?:in|for|on|with) (?:every|any|each|all)(?: of)?(?: (?:my|our|the))?(?: [a-z]+)? (?:goals?|tasks?|projects?|problems?|analys[ei]s|study|studies|data ?sets?|data|tables?|cases?|experiments?|works?|questions?|jobs?|topics?|i do|we do)|in all(?: that| i| we| this)|henceforth|from (?:today|here|this (?:day|moment|point)|when\d+) on(?:wards?)?|for good(?! (?:measure|reasons?|results?|luck|scores?))|until further notice|going forward"
    r"|(?:as an?|on|a|my|our|the) (?:(?:general|standing|firm|golden|basic|personal|house) )?(?:rule|principle|policy)(?! (?:out|list|set|engine))|(?:rules?|policy|habit|principle) of (?:mine|ours)|every (?:goal|project|dataset|task|time|single)|all (?:my|our|future|the)(?: future)? (?:goals|projects|work|tasks|data\w*|studies|analyses|cases|experiments)|any (?:goal|project|task|study)|all the time|at all times|now and later(?: on)?|now and ever|(?:counts?|holds?|is true|goes|applies) (?:for |in )?(?:ever|good|anything|everything)|and (?:in )?(?:everything|anything|all) else|(?:anything|everything|whatever|all)(?: else)? (?:that )?(?:i|we)(?:['’]ll| will| shall)(?: ever)? (?:ask|want|do|need)|day in|no matter which"
    rf"|not (?:only|just|merely) (?:this time|once|now|today|here|(?:for|in|on) (?:this|the (?:present|current))(?: (?:one|{_OF_GOALS}))?))\b",
    re.IGNORECASE,
)
"""Words of a wish that holds for whatever comes."""
THIS_GOAL = re.compile(
    rf"\b(?:this time|(?:for|in|on|during|with) (?:just |only )?this(?: one)?(?: {_OF_GOALS})?(?: only| once)?|just now|only now|for now|for once|(?:this|the current|the present|the goal at) (?:one )?(?:{_OF_GOALS}|once|hand)|here|just once|only once|today)\b",
    re.IGNORECASE,
)
"""Words of a wish that holds for the goal at hand."""
_BY_ITSELF = re.compile(
    rf"\b(?:this (?:time|once)|(?:for|in|on)(?: just| only)? (?:this|the (?:present|current)) {_OF_GOALS}|just this (?:once|{_OF_GOALS}))\b",
    re.IGNORECASE,
)
"""Words that say so wherever they stand."""
_BEYOND = re.compile(
    r"\b(?:not (?:only|just|merely)|always|from now on|for good|future|later|others?|coming|following|every\w*|ever)\b",
    re.IGNORECASE,
)
"""Words that go beyond the goal that was named."""
_SENTENCES = re.compile(r"[.!?;]\s+\w")


def lasting(said: str) -> str | None:
    """How long a wish holds by its own words: "always", "goal" or None."""
    if _BY_ITSELF.search(said) and not _BEYOND.search(said):
        return "goal"
    return "always" if ALWAYS.search(said) else "goal" if THIS_GOAL.search(said) else None


def lasting_by_all(text: str) -> str | None:
    """How long the one wish of a message holds by words that stand anywhere in it; None where it has several sentences."""
    if _SENTENCES.search(text) or not (_BY_ITSELF.search(text) or ALWAYS.search(text)):
        return None
    return lasting(text)
