"""Clauses that are nothing but what one command says: "no linear stuff", "you get 90s", "a holdout will do".

A rule's reading of such a clause stands, whatever the whole message looks like to the trained reader.
"""
# ruff: noqa: E501 - a pattern broken over lines is harder to read than a long one

import re

from assistant.understanding.merging import WEAK, Piece

_NO_SUCH = re.compile(
    r"(?:(?:and|but|also|plus|please|so|just|absolutely) )*(?:no|never|without|avoid)(?: (?:a|any|more|kind|of))* FAM\d+(?: ?(?:and|or|nor|,|no|FAM\d+))*"
    r"(?: (?:models?|stuff|things?|methods?|please|at all|ones?|either|whatsoever|business|this time))*"
    r"|(?:(?:and|but|also|plus|please|so|just|,) )*(?:leave|keep|let) (?:the )?FAM\d+ (?:(?:models?|ones?|methods?) )?(?:alone|aside|away|out|out of (?:it|this))(?: (?:please|this time|completely))*"
)
"""A clause that rules families out and says nothing else: "no linear stuff"."""
_PURSUED = re.compile(
    r"(?:(?:given|within|with|beyond|apart|subject|to|from|that|this|then|and|so|also|please|otherwise|,) )*(?:squeeze|wring|maximi[sz]e|minimi[sz]e|optimi[sz]e|push)\b[^?,]*MET\d+[^?,]*"
    r"|(?:(?!.*\b(?:not|if|what|would|no|without|never)\b).* , (?:(?:and|but|then|so|also) )*(?=(?:with)?in|under|given|beyond|apart))?(?:(?:given|within|in|under|with|beyond|apart|subject|to|from|that|this|then|and|so|also|please|otherwise|,) )*(?:make|get|bring|drive|raise|lower|have|keep) (?:(?:the|our|my) )?MET\d+ (?:up |down )?as (?:high|low|good|large|small|far|big) [^?,]*"
)
"""A clause that says which metric is to be pursued, and nothing else."""
_HIGHEST = re.compile(
    r"(?:(?!.*\b(?:if|what|would|no|without|never|which)\b).* , )?(?:(?:given|within|in|under|with|on|beyond|apart|subject|to|from|that|this|condition|then|and|so|also|please|otherwise|the|,) )*MET\d+(?: (?:should|must|shall|has to|ought to))? (?:is|be|as|comes out)(?: (?:the|then|as))* (?:highest|maximal|maximum|max|best|lowest|minimal|minimum|(?:high|low|good) as possible)(?: (?:possible|please|then|as possible))*"
)
"""A clause that says which metric is to be as good as can be: "on that condition precision is highest"."""
_BY = re.compile(
    r"(?:(?!.*\b(?:show|rank|list|sort|order|compare|results?|best|which|what|how|export|table|see|not|instead_of|no)\b).* [,;:] )?"
    r"(?:(?:and|so|then|please|by|in|with|using|measured|judged|scored|as|in terms of|on|the|metric|is|score|:|,) )*MET\d+(?: (?:please|score|then|as|the|our|metric|thanks))*"
)
"""A clause that is a metric and no more, or ends with one that stands for itself: "…, f1 please"."""
_WILL_DO = re.compile(
    r"(?:(?:and|but|so|then|just|only|please) )*(?:(?:no|not|without) (?:any |a )?(?:[a-z]+ )?(?:cv|cross validation|folds)(?: please)? , )?(?:a |one )?(?:(?:single|simple|plain|random) )*(?:hold ?out|train test split)(?: set| split)? (?:will do|would do|is enough|is fine|suffices|does it|is all (?:i|we) need)(?: for (?:now|me|us|this))?"
)
"""A clause that says how much of a test is enough, and nothing else."""
_SPLIT_BY = re.compile(
    r"(?:(?:and|also|so|then|please|,) )*(?:(?:split|validate|folds?|cv|group)(?: it| the data| everything)? (?:per|by) (?:the )?COL\d+|(?:per|by) (?:the )?COL\d+ (?:splits?|splitting|folds?|cv|cross validation|validation))(?: please)?"
)
"""A clause that says by which column rows are split, and nothing else."""
_GRANTED = re.compile(
    r"(?:(?:and|so|ok|well|but) )*(?:you|it|i|we)(?: (?:all|only|just|now|can|may|will|shall|could))* (?:get|gets|have|has|got|take|takes|use|uses|spend|spends|be given)(?: (?:about|at most|up to|LE|just|only|all of|around|exactly|maximum))*"
    r" (?:DUR\d+|NUM\d+ (?:runs?|tries|trials|attempts))(?: (?:max|maximum|at most|tops|altogether|only|no more|to work with|from me|(?:for|on) (?:it|this|that|everything|the whole thing)|in (?:total|all)))*"
)
"""A clause that says how long or how often, and nothing else: "you get 90s"."""
_BUDGET = re.compile(
    r"(?:(?!.*\b(?:not|if|what|would|no|without|never)\b).* (?:and|with|plus|on|,) )?(?:(?:an?|the|my|our) )*(?:(?:time )?budget(?: (?:of|is|=|:))* (?:LE )?(?:DUR\d+|NUM\d+ (?:runs?|tries|trials))|(?:DUR\d+|NUM\d+ (?:runs?|tries|trials)) (?:of )?(?:time |total )?budget)(?: (?:please|in all|in total|altogether|for (?:all|this|it)))*"
    r"|(?:(?:and|the|but|,) )*(?:in )?(?:total|overall|altogether)(?: (?:time|of|is|=|:|LE|max|maximum|not more than))* DUR\d+"
)
"""A clause that ends with a budget called so: "two quick ones with a 90s budget"."""
_ROW_ENDS = re.compile(
    r"(?!.*\b(?:if|what|how|why|not|no|would|without|never|every|each|last|next|past)\b)(?:(?:please|and|so|then|now|,) )*(?:predict|forecast|estimate|classify|model|target)\b(?: \S+){1,10}? , (?:(?:and|LE|about|max|in|within|you have|budget) )*DUR\d+(?: (?:max|maximum|LE|tops|at most|in (?:all|total)|total|altogether|please|for (?:all|it|everything)))*"
)
"""A row of what is to be done that ends with how long it may take: "forecast sales, 45 min"."""
_FOLLOWED = re.compile(
    r"(?:(?:and|also|so|but|then|because|since) )*(?:(?:the|our|my|every|each|all|an?|any|their) )?(?!you\b|it\b|sextant\b)[a-z]+(?: [a-z]+){0,3} (?:must|has to|have to|had to|needs? to|should|ought to|will have to|wants? to)(?: (?:be able to|still|also|always|really))* (?:understand|follow|read|grasp|comprehend|see through)(?: (?:it|this|that|them|(?:the|every|each) (?:model|result|decision|reasons?|answer)|how it (?:works|decides)|why|what it does))*(?: (?:too|as well|himself|herself|themselves|fully|at once|without a computer))*"
)
"""A clause that says who is to understand it, and nothing else."""
_UNDERSTOOD = re.compile(
    r"(?:(?:and|also|so|but|i|we|want|need|please|give|me|us|only|just) )*(?:something|anything|(?:a )?models?|one) (?:that |which )?(?:an?|the|my|our|every|any|each) (?!model\b|system\b|machine\b|computer\b)[a-z]+(?: [a-z]+)?"
    r" (?:(?:can|could|will|is able to|would be able to) (?:still |actually |easily |really )*(?:read|follow|understand|grasp|comprehend|see through|explain|retrace|defend)|understands|follows|grasps|sees through|can make sense of)(?: (?:please|at once|without help|too))*(?: , [^?]*)?"
)
"""The same, of something that is wanted: "something my boss understands"."""
_SAYS_NOTHING = re.compile(
    r"(?:(?:and|but|also|,) )*(?:\S+ ){1,6}(?:says?|tells?|means?|carr(?:y|ies)|adds?)(?: (?:us|me|you))?(?: (?:absolutely|really|simply))? (?:nothing|no information)(?: (?:at all|here|really|whatsoever|new|about (?:it|anything|this)))*"
)
"""A clause that says of a column that it says nothing."""
_LIST_NOW = re.compile(
    r"(?:(?:and|so|but|then|also|ok|,) )*(?:how|what) (?:does|do|would|will|is|are) (?:(?:the|your|my|our|new|updated) )*(?:list(?: of (?:suggestions|recommendations|ideas|proposals|candidates))?|suggestions|recommendations|proposals)(?: (?:look|looks|be|like|now|then|say|to|changed?|different))*(?: \?)?"
)
"""A question for the list as it is now."""
_TARGET_BY = re.compile(
    r"(?:(?:predict|model|forecast|estimate|so|ok|now|goal|target|is|the|:) )*COL\d+ (?:(?:with|by|on|using|via|in|at|as|metric|measured|scored|the|and|is|,|:) )*MET\d+(?: (?:please|as|the|our|metric|score|thanks))*"
)
"""A clause that is a column and a metric: "RUL with mae please"."""
_DEFINED = re.compile(
    r"(?:(?:and|also|so|but|oh|then|plus|,) )*(?:what (?:is|are|does|do|means)|explain|define|(?:i )?(?:do not|(?:have )?never) (?:really |quite )?(?:get|got|understand|understood|know) what|(?:i have )?no idea what)"
    r" (?:an? |the )?[\w-]+(?: [a-z]+)?(?: (?:is|are|mean|means|stand for|,|by the way|btw|anyway|again|exactly|please|at all))*(?: \?)?"
)
"""A clause that asks what a word means."""

_ALIKE = re.compile(
    r"(?:(?:and|also|so|but|for (?:us|me)|here|well|,) )*(?:(?:both|the two|either|all)(?: (?:of|kinds?|types?|sorts?|ways?|the|these|those|our|two))* (?:mistakes?|errors?|blunders?|failures?|ways? of being wrong|wrong (?:answers?|calls?))"
    r"|(?:(?:an?|one|the) )?(?:missed \w+|misses|miss|false negatives?|false positives?|false alarms?) (?:and|or) (?:(?:an?|one|the) )?(?:missed \w+|misses|miss|false negatives?|false positives?|false alarms?))"
    r" (?:are|is|hurts?|costs?|weighs?|counts?|matters?)(?: (?:us|me|exactly|just|about|equally|really|roughly|pretty much))* (?:the same|alike|equal|equally|as (?:bad|much|dear)|bad|costly|expensive|one to one|NUM\d+ to NUM\d+)(?: (?:much|amount|bad|badly|to (?:us|me)|for (?:us|me)|here))*"
    r"(?: , (?:so|hence|therefore|and|then|thus)\b.*)?"
)
"""A clause that says that both kinds of errors cost the same."""
_AWAY = re.compile(
    r"(?:(?:and|so|then|just|better|therefore|,) )*(?:drop|ban|forbid|exclude|remove|ignore|avoid|skip|kick|leave|take|throw|cut|strike) (?:this|that) (?:column|field|feature|variable)(?: (?:out|away|off|too|then|completely|altogether))*"
    r"|(?:(?:and|so|then|just|better|therefore|please|,) )*(?:drop|exclude|remove|ignore|omit|discard) (?:it|them|both)(?: (?:please|then|completely|altogether|too))*"
)
"""A clause that rules out the column just spoken of: "ban this column"."""

_EACH_AT_MOST = re.compile(
    r"(?!.*\b(?:if|what|how|why|when|took|was|were|did|lasted|needed|ran|not|instead_of|rows?|predictions?|score|scoring|scored|answers?)\b)(?:[^?]* (?:,|;|and|but|with|at) )?(?:(?:and|but|so|also|please|with|just|only|,) )*"
    r"(?:(?:give|cap|limit|keep|let|stop|kill|nothing|anything|everything|whatever|all|each|every|any|no|none|one|ones|single|run|runs|fits?|models?|try|tries|trials?|of|them|these|the|it|that|may|must|should|shall|can|could|is|are|be|go|goes|going|last|take|takes|run|on|for|more|than|a|an|at|most|to|after|max|maximum|up|LE|GE|in) )*"
    r"DUR\d+ (?:(?:max|maximum|at most|tops|LE) )*(?:each|apiece|a piece|individually|(?:per|for (?:each|every|any)|each|every) (?:single )?(?:runs?|fit|model|try|trial|variant)|(?:on|by) (?:its|their) own|(?:by|for|in) (?:itself|themselves))(?: (?:is|are|will|would|should|be|do|plenty|enough|fine|ok|all right|sufficient|max|maximum|tops|at most|please|then|,))*"
)
"""A clause that says how long a single run may take, and nothing else: "90s each is plenty"."""

_WITHOUT = re.compile(
    r"(?!.*\b(?:if|what|how|would|could|why|not|never|no|nobody|nothing|is|are|was|were|does|do)\b)(?:(?:and|but|also|so|please|now|then|i|we|want|to) )*"
    r"(?:predict|forecast|estimate|classify|model|learn) (?:the |our )?COL\d+ (?:, |but |and |please )*(?:without|excluding|ignoring|leaving out|minus) (?:using )?(?:(?:the|our) )?COL\d+(?: (?:and|or|nor|,|the|COL\d+))*(?: (?:please|as (?:an )?inputs?|among the inputs))*"
)
"""A clause that says what is predicted without which columns, and nothing else."""

_FITTED = re.compile(
    r"(?:(?:please|now|then|so|and|also|just|let us|you|can|could|should|go ahead and|,) )*(?:fit|train|run|launch)(?: (?:me|us|it with|with))?(?: (?:an?|the|one|some|both))* (?:FAM|RANK)\d+"
    r"(?: ?(?:and|,|plus|&|as well as|as_well_as|then|also|an?|the|one|models?|both|FAM\d+|RANK\d+))*(?: (?:on (?:it|this|that|the data)|please|now|for (?:me|us|comparison)|too|as_well|as (?:a )?baselines?))*"
)
"""A clause that says which kinds or places are to be run, and nothing else."""
_KEEPS_UP = re.compile(
    r"(?:(?:and|so|then|now|please|let us|i|we|want to|would like to|like to|can|could|you|just|,) )*(?:see|check|find out|test|try|know|look) (?:if|whether) (?:(?:an?|the|some|one|plain|simple|single|even|maybe|perhaps|good old) )*FAM\d+(?: (?:models?|ones?))?"
    r" (?:is|are|does|do|can|could|would|might|will|keeps?|performs?|works?|comes?|gets?|fares?|holds?)(?: (?:it|any|just|as|well|good|better|nearly|almost|about|similar|similarly|close|keep|up|also|do|be|compete|here|too|so|fine|enough|for us|on this|with (?:it|them|that|those|the rest|the best)|than (?:it|that|those|these|them)))*"
)
"""A clause that wants to see how good a kind of model would be."""

_OPAQUE = re.compile(
    r"(?:(?:and|so|but|well|ok|then|for (?:me|us|my part)|,) )*(?:it|this|that|they|the models?|models?) (?:may|can|could|might|is allowed to|are allowed to) (?:(?:well|also|just|now|perfectly well|as well|happily|still) )*be (?:an? )?black box(?:es)?"
    r"(?: (?:after all|too|as well|then|now|for (?:me|us|all i care|this)|as far as (?:i|we) (?:am|are) concerned|again|, (?:i|we) do not mind|if need be|if it (?:helps|must|works)))*"
)
"""A clause that lets a model be a black box, and says nothing else."""
_OPENED = re.compile(
    r"(?:(?:please|first|now|then|next|so|and|ok|let us|you|can|could|,) )*(?:load|open|open up|read in|switch to|load up) (?:(?:the|my|our|file|table|data|dataset|spreadsheet) )*SRC\d+(?: (?:please|first|now|then|for me|instead))*"
)
"""A clause that has a file opened."""

_NOTHING_ELSE = {
    ("use_data", frozenset[str]()): (_OPENED,), ("constrain", frozenset[str]()): (_NO_SUCH,), ("set_error_costs", frozenset[str]()): (_ALIKE,), ("set_validation", frozenset[str]()): (_WILL_DO, _SPLIT_BY),
    ("set_goal", frozenset({"metric"})): (_PURSUED, _HIGHEST, _BY), ("set_goal", frozenset({"target", "metric"})): (_TARGET_BY,),
    ("constrain", frozenset({"interpretable"})): (_FOLLOWED, _UNDERSTOOD, _OPAQUE), ("constrain", frozenset({"max_run_s"})): (_EACH_AT_MOST,), ("constrain", frozenset({"columns_forbidden"})): (_SAYS_NOTHING, _AWAY, _WITHOUT),
    ("recommend", frozenset[str]()): (_LIST_NOW,), ("recommend", frozenset({"families"})): (_KEEPS_UP,), ("propose_runs", frozenset[str]()): (_FITTED,), ("set_budget", frozenset[str]()): (_GRANTED, _BUDGET, _ROW_ENDS), ("help", frozenset({"topic"})): (_DEFINED,),
}  # fmt: skip
"""Clauses that are nothing but what a command with these slots says; those of any slots under none."""


def says_nothing_else(clause: str, piece: Piece) -> bool:
    """Whether a clause, its names replaced by what they are, says a piece and nothing else.

    Args:
        clause: the clause's text as rules see it.
        piece: what a rule read in it.
    """
    said = frozenset(piece.args) - {WEAK}
    whole = _NOTHING_ELSE.get((piece.name, said)) or _NOTHING_ELSE.get((piece.name, frozenset()), ())
    return any(one.fullmatch(clause) for one in whole)
