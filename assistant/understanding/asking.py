"""Questions instead of guesses: what to ask where a message is vague or could mean several things."""
# ruff: noqa: E501 - a pattern or a list of words broken over lines is harder to read than a long one

import re

from rapidfuzz import fuzz

from assistant.cards import Option, Question
from assistant.understanding.commands import MEANINGS
from assistant.understanding.context import Context, Understanding
from assistant.understanding.corrections.hesitating import asks_for_time
from assistant.understanding.corrections.retracted import found_wanting
from assistant.understanding.names.columns import ColumnBook
from assistant.understanding.names.targets import bare_column, goes_on
from assistant.understanding.reading import Reading
from assistant.understanding.text.lexicon import METRICS, table
from assistant.understanding.text.words import fold

_VAGUE_TIME = re.compile(
    r"\b(?:(?<!off )(?<!wrong )(?<!out )(?<!away )by|before|until|till|til)\s+(?:lunch(?:time)?|noon|tonight|tomorrow|the meeting|my meeting|the (?:end|evening|weekend|morning|afternoon|deadline)|evening|morning|midnight|end of|eod|cob|"
    r"monday|tuesday|wednesday|thursday|friday|saturday|sunday|next|dinner|breakfast|the day|i (?:am|get|come)|\d{1,2}(?::\d\d)?\s*(?:am|pm|o'clock|uhr|h)?\b|this (?:evening|afternoon)|coffee|later|christmas|then)"
    r"|\b(?:finish\w*|be done|done|have it done|ready|complete\w*|(?:have|need|want|see|get) (?:it|them|everything|this|all of it|the results?)(?: all| done| ready| finished)?)\s+(?:before|by|until)\s+(?:the |my |our |i |we |they )?[a-z]{3,}|\bover\s?night\b|\b(?:a few|several|some|few)\s+(?:minutes|mins|hours|seconds|runs|tries)\b|\bover lunch\b|\bduring (?:lunch|the night|my lunch)\b|\bwhile i (?:am at|have|get|grab|sleep)\b|\b(?:a|one) coffee break\b|\bnot too long\b|^\s*(?:tonight|tomorrow|later|soon|next week|this week|today|sometime(?: soon)?|asap)\s*[.!]?\s*$"
)
_NO_LIMIT = re.compile(
    r"\b(?:did|has|have|had|was|were|went|happened|finished|ran)\b[^.;!?]{0,80}\b(?:over\s?night|during the night)\b"
    rf"|\bby (?:{'|'.join(sorted((n for names in METRICS.values() for n in names), key=len, reverse=True))})\b"
    r"|\b(?:tell|warn|show|let) (?:us|me)(?: know)? (?:by|before|until|till) \w+ (?=(?:who|which|whether|if|what|how)\b)"
)
"""A night that is over, a metric that is sorted by, and when something is to be known of the cases."""
_TIMES = ("10 minutes", "30 minutes", "2 hours")
_ONLY_NOT = re.compile(
    r"^\s*(?:no,?\s*)?(?:not|anything but|don't (?:use|optimi[sz]e)|no)\s+(?:the\s+)?(?P<m>[\w\- ]{2,30}?)(?:,? (?:please|pls|thanks))?[.!]*\s*$"
)
_LABELS: dict[str, tuple[str, str]] = {
    "use_data": ("Open a table", "load the file "), "look_at_data": ("Look at the data", "look at the data"), "set_goal": ("Change the goal", "the target is "),
    "set_validation": ("Change how scores are measured", "use 5-fold cross-validation"), "set_budget": ("Set a budget", "use at most 10 minutes"),
    "set_error_costs": ("Say what errors cost", "a missed case costs 10 times a false alarm"), "constrain": ("Forbid or require something", "only interpretable models"),
    "prefer": ("Note a preference", "I prefer simple models"), "recommend": ("Recommend what to try", "what should I try next?"), "what_if": ("See what would change", "what if I had 10 more minutes?"),
    "propose_runs": ("Prepare a plan", "run the first three"), "edit_proposal": ("Change the plan", "only the first two"), "approve": ("Start the plan", "yes"), "decline": ("Turn the plan down", "no"),
    "status": ("See how far the runs are", "how is it going?"), "pause": ("Pause the runs", "pause"), "resume": ("Go on with the runs", "resume"), "stop": ("Stop the runs", "stop the runs"),
    "show_results": ("See the results", "show the results"), "compare": ("Compare runs", "compare the first two"), "explain_recommendation": ("Hear why this is recommended", "why the first one?"),
    "explain_model": ("Explain the model", "explain the best model"), "explain_prediction": ("Explain one prediction", "explain the prediction for row 1"), "feedback": ("Give feedback", "the first one is too slow"),
    "history": ("See what was done before", "what worked on data like this?"), "ask_numbers": ("Ask for figures", "how many runs failed last month?"), "promote": ("Promote a model", "promote the best model to production"),
    "roll_back": ("Roll back a model", "roll back the model"), "who_approved": ("See who approved a model", "who approved the model?"), "check_drift": ("Check for drift", "has the data drifted?"),
    "set_gates": ("Set what promotions must pass", "only promote what is at least as good"), "retrain": ("Retrain a model", "retrain the model"), "watch": ("Watch for new data", "watch the folder "), "score_data": ("Predict for new data", "score the file "), "export": ("Export something", "export the results as csv"),
    "import_history": ("Import past runs", "import past runs"), "replay": ("Repeat a run exactly", "replay the best run"), "show_profile": ("See my profile", "show my profile"),
    "reset_profile": ("Reset my profile", "reset my profile"), "set_role": ("Say who I am", "I am a domain expert"), "undo": ("Undo the last change", "undo that"), "correct": ("Correct what was understood", "no, I meant "),
    "help": ("See what I can do", "help"), "small_talk": ("Just say hello", "hello"), "out_of_scope": ("Something else", "help"),
}  # fmt: skip


_NEITHER_NOR = re.compile(
    r"^\s*(?:(?:well|ok|okay|hm+|oh|so|um+),?\s+)*(?:let me (?:sleep on it|think(?: about (?:it|that|this))?|consider it)|i(?:'ll| will| need to| have to| want to) (?:think about (?:it|that|this)|sleep on it|ask (?:my|the) .*|get back to you.*)"
    r"|(?:make|do) it (?:better|good|nice|right|properly)|improve (?:it|this|that)|fix (?:it|this|that)|do (?:something|your (?:magic|thing|best)|whatever.*|what you (?:want|like).*)|whatever|(?:maybe|perhaps|possibly|not sure|i(?:'m| am) not sure|hm+|it depends|dunno|i don't know)"
    r"|the (?:usual|same)(?: as (?:always|usual))?|same as (?:always|usual|before)|(?:(?:just|exactly|simply|do it|do that|do this|the same|same) )*(?:(?:like|as)(?: (?:we|you|i) did(?: it)?)?|(?:the|in the) (?:same )?way(?: (?:we|you|i) did(?: it| that)?)?(?: as)?) (?:always|usual|before|(?:the )?last (?:time|year|month|week|one|season|quarter))(?:,? (?:please|pls|plz|again|you know|right|ok|okay|thanks|remember|if you (?:can|remember|know)))*|(?:do|try|use|take|run) (?:again )?what (?:you|we|i) (?:did|used|took|tried|had) (?:last time|before|the last time|back then)(?:,? (?:please|again|ok|thanks))*|(?:that|this|the other) (?:one|model|thing)(?:,? (?:please|pls|plz|then|instead))*|change it|(?:(?:can|could|would|will) you )?(?:please )?(?:do|make|try|have) (?:it|this|that) (?:(?:all|a (?:bit|little)|slightly|somewhat|rather|very|quite|totally|completely) )*different(?:ly)?(?: (?:please|then|this time|next time|now))*|more|less|again|other|next time)\s*[.!…]*\s*$"
)
_BIT = r"(?:(?:a (?:bit|little|lot|touch)|much|slightly|somewhat|even|way|far|rather|some) )*"
_MORE_OR_LESS = rf"{_BIT}(?:more|less|fewer)"
_OF_WHAT = r"(?:the )?(?:ones?|bits?|parts?|columns?|fields?|features?|variables?|metrics?|measures?|things?|stuff)"
_POINTS = re.compile(
    rf"^\s*(?:(?:please|ok|okay|so|well|hm+|and|now|somehow|maybe|perhaps|just|can you|could you|would you|i think|i would say),? )*(?:"
    rf"{_MORE_OR_LESS}(?: of (?:this|that|it|these|those|the (?:first|second|same|one|other)))?(?:(?:,? and|,? but|,) {_MORE_OR_LESS}(?: of (?:this|that|it|these|those|the (?:other|second|one|rest)))?)*"
    rf"|do (?:the|your|this|that|my) (?:thing|things|stuff|magic|trick)(?: (?:then|already|for me|there))*"
    rf"|(?:keep|take|use|run|pick|try|drop|want|prefer)(?: only| just)? {_OF_WHAT} (?:in the middle|in between|at the (?:side|edges?|back|front|margin)|over there|down there|up there|from before|we (?:talked|spoke) about)"
    rf"|(?:use|take|try|switch to|go with|prefer|want|drop|keep) the (?:good|better|nice|nicer|right|proper|correct|sensible|usual|bad|other|odd|weird|important) {_OF_WHAT}"
    r"|(?:i (?:want|like|take|mean) )?(?:that|this|the other)(?: one)?(?:,? (?:please|then))*[,.… –-]+(?:(?:oh|ah|no|nope|wait|sorry|actually|hm+|or|rather|better|i mean)[, .…–-]+)+(?:please )?(?:the other|that|this)(?: one)?"
    r"|(?:no,? )?not (?:that|this) (?:one|model|thing|run),? ?(?:but |rather )?the other(?: one| way)?"
    r"|(?:move|take|bring|push|get|carry|put|lift) (?:it|this|that|them|things|everything|the (?:project|matter|thing)) (?:(?:on|up|over) )?to the next (?:stage|level|step|phase|round)"
    r"|do something about (?:the |these |those |all )*[a-z]+(?: [a-z]+)?(?:,? or (?:whatever|something|so|anything)(?: (?:it is|they are|that is|like that|else))?)?"
    r"|(?:(?:i|we)(?: would|'d)? (?:like|want|need)|give me|show me|find me|(?:is )?there(?: is)?) something (?:(?:a (?:bit|little)|much|even|somewhat|clearly|slightly) )?(?:better|nicer)(?: than (?:that|this|now|before|it|what we(?: already)? (?:have|had|got)(?: now| so far| already)?))?"
    r"|(?:sort out|deal with|do something about|see to|fix|handle|take care of|clear up|look after|improve|change) (?:the|that|this) (?:thing|things|stuff|matter|business)(?: (?:with|about|of|around) .{1,40})?"
    r"|(?:i think |for me )?(?:the|your|that) (?:old|previous|former|earlier|other) (?:one|ones|list) (?:was|were|is|are|looked|seemed|worked|did) (?:(?:a bit|a lot|much|way|far|even|somehow|actually|really) )*(?:nicer|better|good|fine|prettier|clearer|ok|okay)(?: (?:for me|to me|in my eyes|somehow))?"
    r"|(?:i|we) (?:liked|loved|preferred|prefer|like) the (?:old|previous|former|earlier|other) ones?(?: (?:more|better|a lot))*"
    r"|(?:i |we )?(?:liked?|loved?|preferr?e?d?|want(?:ed)?)? ?(?:it|that|this|them)? ?(?:was |were |is )?(?:(?:a bit|a lot|much|way|far|even) )*(?:more|better|nicer)? ?the (?:other|old|previous|former) way(?: round| around)?"
    r")(?:,? (?:please|pls|plz|instead|then|now|again|thanks|thx|this time|if (?:you can|possible)))*\s*[.!?…]*\s*$"
    r"|^(?=.{0,80}$).*\byou know (?:which|what|the one|who|the ones)(?: (?:ones?|i mean|i am talking about))?\s*[.!?…]*\s*$"
)
"""Words that only point at something, or say how much without saying of what."""
_SOME_RUNS = re.compile(
    r"^\s*(?:(?:please|ok|okay|so|well|and|now|then|just|can you|could you|would you|let us|let's|i want to|we should),? )*(?:run|start|try|launch|train|fit|do|test|execute) (?:(?:only|just) )?(?:a few|some|several|a couple|one or two|a handful)(?: of (?:them|these|those|the (?:models?|ideas?|suggestions?|recommendations?|options?|variants?)))?(?:,? (?:please|pls|plz|then|now|for now|first|at least))*\s*[.!…]*\s*$"
    r"|^\s*(?:(?:please|ok|okay|so|well|and|now|then|just|can you|could you|would you|let us|let's|i want to|we should|only),? )*(?:run|start|try|launch|train|fit|do|test|execute) (?:(?:only|just) )?(?:the|those|all the) (?:(?:really|most|more) )?(?:important|relevant|necessary|essential|crucial|key|main|interesting|useful|obvious|usual|right|proper|needed) (?:ones?|runs|models|things|suggestions|recommendations|ideas|options)(?:,? (?:please|pls|plz|then|now|for now|first|only))*\s*[.!…]*\s*$"
)
"""Some of the suggestions, and nothing that says which or how many."""
_SOME_COLUMNS = re.compile(
    r"^\s*(?:(?:so|and|but|well|also|note(?: that)?|by the way|btw|hm+|unfortunately|i think|i fear),? )*(?:in )?(?:some|a few|several|certain|many|most|a couple|not all)(?: of)?(?: (?:the|these|those|our|my|your))? (?:columns?|fields?|features?|variables?|inputs?)\b(?!.*\b(?:like|such as|namely|e g|missing|empty|nulls?)\b)[^?:]*$"
)
"""Something that is told of some columns, and nothing that says of which."""
_SOME_TARGET = re.compile(
    r"^\s*(?:(?:hi|hello|hey|please|so|ok|okay|well|can you|could you|i|we|i'd|we'd|would|want|need|like|love|wish|to|have|you|help me|let me|let us|let's),? )*(?:predict|forecast|foresee|estimate)(?:ing)? (?:something|anything|things|stuff|some things?|sth|smth)(?:,? (?:please|pls|for me|for us|here|now|today|with (?:it|this|that|my data|this data|the data)|from (?:it|this|that|my data|this data|the data)))*\s*[.!?…]*\s*$"
)
"""A wish to predict, and nothing that says what."""
_SOMETHING_USEFUL = re.compile(
    r"^\s*(?:(?:hi|hello|hey|please|so|ok|okay|well|can you|could you|i|we|i'd|we'd|would|want|need|like|love|wish|to|have|you|help me|let me|let us|let's|just),? )*(?:find(?: out)?|learn|discover|know|get|understand|work out|figure out|tell me|dig up|extract) (?:something|anything|some things?|things|stuff|sth|smth) (?:(?:really|very|truly|more|new and) )*"
    r"(?:useful|interesting|valuable|helpful|meaningful|clever|smart|exciting|of (?:value|use|interest)|worthwhile|good|new)\b(?: (?:about|from|in|on|out of|for|with|of|here)\b[^.;!?]{0,50})?\s*[.!?…]*\s*$"
)
"""A wish to learn something, and nothing that says what."""
_SOME_METRIC = re.compile(
    r"^\s*(?:(?:please|ok|okay|so|well|hm+|and|now|somehow|i think|i would say),? )*(?:(?:the|my|our|your) (?:metric|measure|score|criterion) (?:should|must|has to|needs to|ought to|could|may|shall) be (?:(?:an?|some) )?(?:(?:more|much|a bit|a little) )*(?:fair|fairer|better|other|different|nicer|suitable|sensible|proper|right|appropriate|honest|meaningful)"
    r"|(?:use|take|choose|pick|give me|(?:i|we) (?:want|need|would like)) (?:an?|some) (?:(?:more|much|a bit|a little) )*(?:fair|fairer|better|other|different|nicer|suitable|sensible|proper|right|appropriate|honest|meaningful|another)(?= (?:metric|measure|score)))(?: (?:one|metric|measure|score))?(?:,? (?:please|pls|instead|then|now))*\s*[.!…]*\s*$"
)
"""Another metric, and nothing that says which."""
_ONE_THAT = re.compile(
    r"\b(?:leave out|drop|exclude|remove|ignore|skip|omit|throw out|take out) the (?P<noun>[a-z]+) (?:that|which|who) (?:(?:always|keeps?|often|usually|constantly|only) )*(?:cause|causing|make|making|give|giving|bring|ha[sv]|is|was|break|breaking|fail|failing|create|creating|produce)[a-z]* [^.;!?]*\b(?:trouble|problems?|mess|errors?|faulty|broken|bad|worst|headaches?|most|all the)\b"
)
"""One of several things that a column tells apart, said in a way that does not tell which."""
_SOME_TIME = re.compile(
    rf"^\s*(?:(?:please|ok|okay|so|well|hm+|and|now|maybe|perhaps|just|give it|use|spend|take|with|in|i want|i would like|we need),? )*(?:{_MORE_OR_LESS} time|(?:(?:make|do|run|finish) (?:it|this|that|them|all) )?(?:in )?(?:half|double|twice) (?:of )?the time|(?:(?:a (?:bit|little|lot)|much|slightly|somewhat) )*longer)(?: than (?:usual|usually|before|now|(?:the )?last (?:time|one|run)|normal|this|that|planned|the others?))?(?:,? (?:please|pls|plz|instead|then|now|thanks|thx|this time|for it|on it))*\s*[.!…]*\s*$"
)
"""More or less time, and nothing that says how much."""
_SOME_AMOUNT = re.compile(
    r"^\s*(?:(?:please|pls|ok|okay|so|well|hm+|and|now|maybe|perhaps|just|give (?:it|this|them|yourself)|let it have|allow|use|spend|take|do|run|try|with|i want|i would like|we need|have),? )*"
    r"(?:(?:a|an|some|any|the) )?(?:(?:really|fairly|quite|very|good) )*(?:decent|reasonable|good|fair|sensible|generous|proper|healthy|suitable|appropriate|adequate|sufficient|modest|normal|right|realistic|plenty|enough|lots?|large|small|bit)"
    r" ?(?:amount|bit|deal|chunk|number|share|slice|count)?(?: of)? (?P<of>time|runs|tries|trials|folds)(?:,? (?:please|pls|plz|then|now|thanks|thx|you know|right|ok|okay|for (?:it|this|that)|on (?:it|this)|to (?:work|think|run|search|do it)))*\s*[.!…]*\s*$"
)
"""An amount that is called decent or reasonable, and nothing that says how much."""
_SIZED = r"(?:bigger|larger|smaller|higher|lower|tighter|wider|more generous|longer|shorter|greater)"
_LIMIT = r"(?:budget|allowance|time limit)"
_SOME_BUDGET = re.compile(
    rf"^\s*(?:(?:please|ok|okay|so|well|hm+|and|now|maybe|perhaps|just|can|could|may|might|would|will|you|we|i|let us|let's|i would like to|i want to),? )*(?:"
    rf"(?:raise|increase|lower|reduce|extend|cut|shrink|stretch|widen|enlarge|loosen|tighten|decrease|change|adjust|up) (?:the |my |our |your )?(?:time |run |total )?(?:budget|allowance|time limit)(?: (?:up|down))?(?: (?:a (?:bit|little|lot|touch)|somewhat|slightly|some(?: more)?|further|a little bit|by (?:a (?:bit|little)|some)))?"
    rf"|(?:(?:i|we|you) )?(?:(?:want|need|would like|have|get|give (?:me|us|it)) )?(?:to have )?(?:an? |the )?{_BIT}{_SIZED} (?:time |run )?{_LIMIT}"
    rf"|(?:make|set) (?:the |my |our )?(?:time |run )?{_LIMIT} {_BIT}{_SIZED}"
    rf"|(?:the |my |our )(?:time |run )?{_LIMIT} (?:may|might|can|could|should|must|has to|ought to) be {_BIT}{_SIZED}"
    rf"|(?:double|halve|half|triple|quadruple|twice) (?:the |my |our )?(?:time |run )?{_LIMIT})(?:,? (?:please|pls|plz|instead|then|now|thanks|thx|this time|for (?:it|this)))*\s*[.!?…]*\s*$"
)
"""More or less of a budget, and nothing that says how much."""
_A_PLACE = r"(?:the |number |no\.? ?|nr\.? ?|#|option |run )*(?:first|second|third|fourth|fifth|last|\d{1,2}(?:st|nd|rd|th)?|one|two|three|four|five)(?: (?:one|run|model|option|variant))?"
_BARE_SIZE = re.compile(
    r"^\s*(?:(?:please|ok|okay|hm+|well|and|now|make it|a (?:bit|little|lot)|much|even|slightly|somewhat),? )*(?:shorter|smaller|bigger|larger|higher|lower|wider|narrower|deeper)(?:,? (?:please|pls|plz|instead|then|now|thanks|thx|this time|than (?:that|this|now|before|it)))*\s*[.!…]*\s*$"
)
"""More or less of something, and nothing that says of what."""
_BARE_LIMIT = re.compile(
    r"^\s*(?:(?:please|ok|okay|and|now|just|can you|could you),? )*(?:set|put|make|change|raise|lower|move|fix) (?:the |a |my |our |your )?(?:limit|cap|maximum|max|threshold|bound) (?:to|at|=|as) (?P<n>\d+)(?: (?:please|now|then|instead))*\s*[.!…]*\s*$"
)
"""A limit by its figure alone."""
_UNSURE = r"(?:i (?:do not|don't) know|i dunno|dunno|not (?:so )?sure|no idea|hm+|maybe|perhaps|possibly|i guess|i think|or so)"
_SOMETHING_WITH = re.compile(
    rf"^\s*(?=.*\b{_UNSURE}\b)(?:(?:{_UNSURE}|well|so|ok|just|but),? )*(?:something|anything|sth|smth|some thing) (?:with|about|around|on|like|from) (?:the |our |my )?[\w -]{{2,30}}?(?:,? {_UNSURE})*\s*[.?!…]*\s*$"
)
"""Something that has to do with a thing, said by someone who is not sure."""
_SOMETHING_ODD = re.compile(
    r"^\s*(?:(?:hm+|well|so|ok|but|and|sorry|i think|i feel|i have the feeling|somehow|to me|for me),? )*(?:that )?(?:something|sth|smth|some ?thing|things?) (?:(?:with|about|in|on|around|here)(?: (?:the|these|those|your|my|our|this|that|here))* ?(?:[a-z]+ ){0,2})?"
    r"(?:(?:just|still|really|does|do|is|are|looks?|seems?|feels?|sounds?|smells?|not) )+(?:(?:a bit|a little|very|rather|quite|so|really|to be|not|somehow|somewhat) )*(?:odd|strange|weird|off|fishy|funny|wrong|right|suspicious|add(?:s)? up|quite right|broken|unusual)(?:,? (?:to me|here|for me|somehow|i think|in my eyes|with (?:it|this|that|them)|i (?:can |just |simply )?(?:feel|sense|know) (?:it|that)|i have (?:a|that|this) feeling))*\s*[.!…]*\s*$"
)
"""A misgiving of something, and nothing that says of what."""
_EITHER_PLACE = re.compile(
    rf"^\s*(?:(?:please|ok|okay|well|hm+|maybe|perhaps|just|so|then|take|run|try|start|do|go with),? )*(?:(?:either )?{_A_PLACE} or {_A_PLACE}|(?:any )?one of (?:the |those |these |them)?(?:first |last |top |best )?(?:two|three|four|both|them)?)"
    r"(?:,| -|;|\.)? ?(?:whichever|whatever|no matter(?: which)?|(?:you|sextant) (?:may )?(?:choose|pick|decide)|your (?:choice|pick|call)|(?:i|we) (?:don't|do not) (?:mind|care)(?: which)?|either (?:one )?(?:is|will be) (?:fine|ok|good)|it (?:doesn't|does not) matter(?: which)?)(?: (?:you like|is better|of them))?\s*[.!…]*\s*$"
)
"""One of two, and nothing that says which."""
_BARE_NOUN = re.compile(
    r"^\s*(?:the|that|this|those|these) (?:dates?|times?|days?|weeks?|months?|years?|hours?|periods?|numbers?|values?|amounts?|sizes?|limits?|groups?|names?)(?: (?:please|then|instead))?\s*[.!…]*\s*$"
)
"""A thing that may be a column, a split or a limit, with nothing said of it."""
_BARE_ANSWER = re.compile(
    r"^\s*(?:yes|no|yep|yeah|nope|yes please|yes yes|no no|nah|ja|nein|oui|non|si|sí)\s*[.!]*\s*$"
)


_POLITE = r"^\W*(?:(?:please|pls|ok|okay|so|well|now|then|and|no|can you|could you|i want to|i would like to|let us|let's|we should)\b[\s,]*)*"
_OPEN_TABLE = re.compile(
    rf"{_POLITE}(?:load|open|use|read|take|import|upload)(?: (?:me|us|in))?(?: (?:the|a|an|my|our|another|new|other|some))* (?:file|table|data ?set|data|csv|spreadsheet)(?: (?:please|from|now))*\W*$"
)
_STATE_GOAL = re.compile(
    rf"{_POLITE}(?:(?:the |my |our )?(?:target|goal|outcome|column to predict) (?:is|should be|shall be)|(?:change|set|state|tell you|define|choose|pick)(?: (?:the|a|an|my|our|another|new))* (?:goal|target)|change what is predicted)(?: (?:please|now))*\W*$"
)
_MEANT = re.compile(rf"{_POLITE}(?:that is|that's|it is|it's)?\s*(?:not what )?i (?:meant|mean|said)\W*$")


def _unfinished(folded: str, context: Context) -> Question | None:
    """What a request begins and does not end asks for: "load the file", "the target is"."""
    if _OPEN_TABLE.match(folded):
        known = tuple(Option(label=d, says=f"use {d}") for d in context.datasets[:4])
        return Question(text="Which table? Give me its path, or attach the file.", slot="source", options=known)
    if _STATE_GOAL.match(folded):
        ask = "What shall be predicted? Say the name of its column."
        first = "" if context.columns else "First a table: give me its path, or attach the file."
        return Question(text=first or ask, slot="source" if first else "target")
    if _MEANT.match(folded):
        return Question(text="What did you mean? Say it in other words.", slot="reading", options=options_for(["undo"]))
    return None


def options_for(names: list[str]) -> tuple[Option, ...]:
    """Readings as buttons: what they show and what pressing them says."""
    return tuple(Option(label=_LABELS[n][0], says=_LABELS[n][1].strip()) for n in names)


def how_to_say(command: str) -> str | None:
    """How one asks for a command, for whoever wonders how; None where there is no command of that name."""
    known = _LABELS.get(command)
    return f"{known[0]}: say “{known[1].strip()}”." if known else None


def vague(text: str, reading: Reading, context: Context) -> Question | None:
    """The question that a vague time ("by lunch") or a metric only ruled out ("not accuracy") calls for."""
    folded = fold(text)
    only_points = any(said.match(folded) for said in (_POINTS, _BARE_SIZE, _EITHER_PLACE))
    only_points |= not reading.commands and any(
        said.match(folded) for said in (_BARE_NOUN, _SOMETHING_WITH, _SOMETHING_ODD)
    )
    if (limit := _BARE_LIMIT.match(folded)) is not None:
        return _of_what(limit["n"])
    if context.proposal and not context.running and asks_for_time(text):
        return _open_question(folded, context)
    if (how_much := _how_much(folded) or _unfinished(folded, context)) is not None:
        return how_much
    if goes_on(text) and (about := bare_column(text, context)) is not None:
        return about
    if _NEITHER_NOR.match(folded) or only_points or (_BARE_ANSWER.match(folded) and not context.proposal):
        return _open_question(folded, context)
    said = {key for command in reading.commands for key in command.args}
    spoken = any(
        c.name in ("history", "ask_numbers", "status", "feedback", "set_validation", "pause", "small_talk", "decline")
        for c in reading.commands
    )
    if (
        "seconds" not in said
        and "runs" not in said
        and not spoken
        and _VAGUE_TIME.search(_NO_LIMIT.sub(" ", folded))
        and len(folded) < 600
    ):
        return _how_much_time("How much time is that? I plan with minutes, not with the clock.")
    if all(c.name == "set_goal" for c in reading.commands) and (match := _ONLY_NOT.match(folded)):
        ruled_out = table(METRICS).get(tuple(match.group("m").replace("-", " ").split()))
        if ruled_out:
            return _which_metric(f"Not {ruled_out.replace('_', ' ')}: which metric instead?", ruled_out, context)
    return _some(text, folded, reading, context) or _which_one(folded, reading, context)


def _some(text: str, folded: str, reading: Reading, context: Context) -> Question | None:
    """Which suggestions, columns or metric are meant, or what shall be predicted, where only "some" are spoken of."""
    if _SOME_METRIC.match(folded):
        return _which_metric("Which metric shall it be?", "", context)
    if context.columns and not context.target and _SOME_TARGET.match(folded):
        return Question(text="What shall be predicted? Say the name of its column.", slot="target")
    if context.columns and not context.target and _SOMETHING_USEFUL.match(folded):
        return Question(text="What would you like to know or predict? Say the name of a column.", slot="target")
    if context.recommendations > 1 and not context.proposal and _SOME_RUNS.match(folded):
        options = (Option(label="The first three", says="run the first three"), Option(label="All", says="run all"))
        return Question(text="Which ones shall I run? Say their numbers, such as “run 1 and 3”.", slot="reading", options=options)  # fmt: skip
    if reading.commands or not _SOME_COLUMNS.match(folded) or any(c in text for c in context.columns):
        return None
    return Question(text="Which columns are these? Say their names.", slot="reading", options=options_for(["look_at_data"]))  # fmt: skip


def _which_metric(text: str, ruled_out: str, context: Context) -> Question:
    """Which metric is meant, with the usual ones as buttons."""
    usual = ("rmse", "mae", "r2") if context.kind in ("regression", "forecast") else _USUAL
    others = [m for m in usual if m != ruled_out][:3]
    return Question(
        text=text, slot="metric",
        options=tuple(Option(label=o.replace("_", " "), says=f"optimise {o.replace('_', ' ')}") for o in others),
    )  # fmt: skip


_USUAL = ("f1", "roc_auc", "recall", "accuracy")


def _which_one(folded: str, reading: Reading, context: Context) -> Question | None:
    """Which of several things is meant, where one is described and a column only tells them apart."""
    said = _ONE_THAT.search(folded)
    words = [said["noun"]] if said else []
    column = ColumnBook(context.columns).expected(words[0]) if words else None
    if column is None or any(c.args != {"columns_forbidden": [column]} for c in reading.commands):
        return None
    return Question(
        text=f"Which {words[0]} is that? I can leave out the whole column {column}, but not rows that are only described.",
        slot="reading",
        options=(Option(label=f"Leave out {column}", says=f"drop the column {column}"), Option(label="Look at it first", says=f"describe {column}")),
    )  # fmt: skip


def _of_what(figure: str) -> Question:
    """What a limit is of, where only its figure is said."""
    units = ("runs", "minutes", "minutes per run")
    options = tuple(Option(label=f"{figure} {unit}", says=f"at most {figure} {unit}") for unit in units)
    return Question(text=f"A limit of {figure} of what?", slot="reading", options=options)


def _how_much(folded: str) -> Question | None:
    """How much time, how many folds or runs, where only more or less of it is said."""
    if (some := _SOME_AMOUNT.match(folded)) is not None and some["of"] == "time":
        return _how_much_time("How much time shall it be?")
    if some is not None or found_wanting(folded):
        return Question(
            text="How many shall it be? Say the number.", slot="reading", options=options_for(["set_budget"])
        )
    if _SOME_TIME.match(folded):
        return _how_much_time("How much time shall it be?")
    if _SOME_BUDGET.match(folded):
        return _how_much_time("How large shall the budget be? Say the time or the number of runs.")
    return None


def _how_much_time(text: str) -> Question:
    return Question(text=text, slot="seconds", options=tuple(Option(label=t, says=f"at most {t}") for t in _TIMES))


def _open_question(folded: str, context: Context) -> Question:
    """What to ask after words that say nothing by themselves: a yes to nothing, "make it better", "let me sleep on it"."""
    if context.proposal:
        return Question(
            text="Take your time: the plan waits. Shall I start it or drop it?",
            slot="reading",
            options=options_for(["approve", "decline"]),
        )
    if _BARE_ANSWER.match(folded):
        text = "Nothing is waiting for a yes or a no. What would you like to do?"
    else:
        text = "What exactly would you like?"
    return Question(text=text, slot="reading", options=options_for(["recommend", "help"]))


_OF_RUNS = frozenset({"stop", "pause", "resume"})
_OF_RESULTS = frozenset({"explain_model", "explain_prediction", "promote", "replay"})
_OF_MODELS = frozenset({"score_data", "check_drift", "retrain", "watch", "roll_back", "who_approved", "set_gates"})
_OF_A_GOAL = frozenset({"propose_runs", "what_if", "explain_recommendation"})


def _can_be_done(command: str, context: Context) -> bool:
    """Whether a button for a command would find something to act on: nothing is stopped where nothing runs."""
    if command in _OF_RUNS:
        return context.running
    if command in _OF_RESULTS:
        return context.results > 0 or bool(context.models)
    if command in _OF_MODELS:
        return bool(context.models)
    return context.target is not None or command not in _OF_A_GOAL


def unsure(text: str, context: Context) -> Understanding:
    """A question with the two likeliest readings by the words alone."""
    if not text.strip():
        return Understanding(
            question=Question(text="What would you like to do?", options=options_for(["recommend", "help"])),
            confidence=0,
            source="none",
        )
    words = fold(text)[:300]
    scored: dict[str, float] = {}
    for meaning in MEANINGS:
        if meaning.examples and meaning.when(context) and _can_be_done(meaning.name, context):
            scored[meaning.name] = max(fuzz.token_set_ratio(words, e.lower()) for e in meaning.examples)
    names = sorted((n for n in scored if n not in ("small_talk", "out_of_scope", "correct")), key=lambda n: -scored[n])[
        :2
    ]
    return Understanding(
        question=closest(names), confidence=0, source="none",
    )  # fmt: skip


def closest(names: list[str]) -> Question:
    """Which of several commands a message means, where that is all that is unclear.

    It alone teaches: "A limit of 5 of what?" or "What would you like to do?" is answered by something new.
    """
    text = "I am not sure what you mean. Which of these comes closest?"
    return Question(text=text, options=options_for(names), slot="reading", teaches=True)
