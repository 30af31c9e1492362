"""Help, courtesies, and what Sextant doesn't do."""
# ruff: noqa: E501 - a pattern broken over lines is harder to read than a long one

import re

from assistant.understanding.commands.outcomes import OF_WORDS
from assistant.understanding.text.grammar import Args, Found, Meaning, rules
from assistant.understanding.text.words import stands_in

_TOPICS = re.compile(
    r"(?:docs on|docs for|documentation on|documentation for|manual for|help(?: me)?|how do i|how can i|how to|how would i|how does one|explain how to|explain what|explain to me what|tell me what|define|explain|(?:do not|never|cannot) (?:really |quite )?(?:get|got|understand|understood|know|grasp) what|no idea what|not sure what|how does|how do|what means|what does|what is|what are|what do|can you explain|tutorial|guide|instructions|documentation|manual|tell me how to|show me how to|tell me how i can|teach me (?:how to|about)?)(?: (?:with|on|about|for|using|me|to|understand|understanding|in|of|a|an|the|this|explain|get help|mean by|use|(?:you )?(?:mean|meant|understand) by))* (?P<topic>.+?)(?: (?:please|work|works|is|are|mean|means|here|in sextant|again|,|by the way|btw|anyway|exactly|at all))*(?: \?)?$"
)


_DOES = re.compile(r"(?:(?:and|so|but|please|tell me) )*(?:what|how) (?:does|do) (?!you\b|i\b|we\b)")


def _topic(found: Found) -> Args:
    if (
        re.match(
            r"(?:can|could|would|will|please)? ?(?:you )?(?:please )?help(?: me| us)?(?: please| with (?:that|this|it))?(?: \?)?$",
            found.clause.text,
        )
        and found.clause.text != "help"
    ):
        return {"_weak": True}
    match = _TOPICS.search(found.clause.text)
    if match is None:
        return {}
    start, end = match.span("topic")
    raw = found.clause.raw(start, end).strip(" ?.!,")
    raw = (
        re.sub(r" (?:really |actually |even )?do(?: exactly| here| for me)?$", "", raw)
        if _DOES.match(found.clause.text)
        else raw
    )
    raw = re.sub(r"^(?:the )?(?:meaning|definition|sense) (?:of|behind) (?:the )?(?=\S)", "", raw)
    return (
        {}
        if not raw
        or raw.lower().startswith("you ")
        or raw.lower()
        in (
            "i do",
            "get started",
            "getting started",
            "start",
            "me",
            "you",
            "yourself",
            "itself",
            "this",
            "it",
            "here",
            "please",
            "that",
            "?",
        )
        else {"topic": raw}
    )


_HELLO = r"(?:hi|hello|hey|hey there|hi there|hello there|good (?:morning|afternoon|evening|day|night)|greetings|howdy|moin|servus|yo|hallo|bonjour|salut|hola|ciao|guten (?:tag|morgen|abend)|welcome)"
_THANKS = r"(?:(?:many |a thousand |big )?thanks(?: (?:a lot|so much|very much|for (?:your help|the help|everything|that|this|your time|explaining)|a million|again|anyway|that (?:was|is) (?:helpful|useful|all|it)|a bunch))?|thank you(?: (?:so much|very much|for (?:your help|the help|everything|that|this|your time)|again|kindly))?|cheers|thx|ty|merci|danke|gracias|much appreciated|i appreciate (?:it|that|your help)|appreciated|thankyou|tks)"
_BYE = r"(?:prost|cheers|salud|santé|skål|bye|bye bye|goodbye|good bye|see you|see you (?:later|tomorrow|soon)|so long|good night|have a (?:nice|good|great) (?:day|evening|weekend|one|night)|take care|until tomorrow|ttyl|that is all|that is it|that is all for (?:now|today)|i am done|that will be all|talk to you later|see ya)"
_OF_ITSELF = r"(?:(?:are you|is this|am i (?:talking|chatting|speaking) (?:to|with)) (?:(?:actually|really|just|perhaps|an?|some kind of|real|even) )*(?:human|robot|bot|real|ai|there|alive|ok|machine|person|chat ?bot|computer|program|somebody|someone|people|human being)(?: (?:or|and) (?:what|not|(?:an? )?(?:real |just )*(?:human|robot|bot|ai|machine|person|computer|program|chat ?bot|something|somebody)))?|(?:so , )?(?:[a-z]+ or [a-z]+ , )?who (?:do|would) you (?:support|root for|cheer for|back)|(?:what is|do you have) (?:your|a) favou?rite (?:team|club|colou?r|food|animal|season|song|book|city|number))"
"""What is asked of Sextant as if it were a person."""
_QUICK = r"(?:this|that|it) (?:was|went)(?: (?:very|really|so|quite|pretty|surprisingly|super))* (?:quick|fast|swift|prompt|speedy)"
"""Praise of an answer that came soon, which wishes for nothing."""
_CHAT = r"(?:how are you(?: (?:doing|today|feeling|doing today))?|how do you do|what is up|sup|who are you|what is your name||nice to meet you|pleased to meet you|how is life|how is your day|you are (?:great|awesome|funny|the best|nice|amazing|so smart|smart|a genius|wonderful|cool|welcome|sweet|good|helpful)|i love you|lol|haha+|hehe+|wow|ha|cool|nice|ok|okay|great|super|fine|alright|all right|good|perfect|got it|i see|understood|makes sense|interesting|awesome|sounds good|nice one|ah ok|oh|ah|aha|hm+|good to know|fair enough|no problem|no worries|never mind|you rock|well done|good job|nice work|excellent|brilliant|sorry|my bad|oops|test|ping|are you there|who (?:made|built|created) you|do you (?:sleep|dream|have feelings|like me|drink coffee|ever sleep)|happy (?:birthday|new year|friday|monday)|merry christmas|what a day|i am (?:tired|bored|back|happy|hungry|fine|good|here)|long day|just testing|only testing)"
_FILLER = r"(?: ?(?:,|and|sextant|there|again|all|everyone|mate|buddy|friend|dear|my friend|then|for now|now|so|well|man|dude|team|today|very|much|that is|enough|everybody|bot|assistant|:|\)|\(|really|a lot|for your help|guys))*"

_FUNNY = r"(?!.*(?:\b(?:data|table|rows?|columns?|values?|numbers?|file|distributions?|results?|runs?|in)\b|COL\d))(?:(?:hey|so|please|can you|could you|do you|know|have you|you|got|tell me|give me|say|i need|we need|make me laugh with|,) )*(?:(?:something|anything)(?: (?:really|very))? (?:funny|hilarious|amusing)|an? (?:(?:good|bad|little|funny) )?(?:joke|pun|laugh)|jokes?|puns?)(?: (?:about|on|of|with|involving) (?:[^\s,;_?]+ ?){1,4})?(?: (?:lol|haha|please|then|,))*(?: \?)?$"
"""A wish to be made to laugh, also about what one works with."""
_ELSEWHERE = (
    r"(?:(?:can|could|would|will|please|you|we|also|pls|hey|and|then|just|to|let us|i want you|i need you) )*(?:scrape|crawl|web ?scrape|spider)(?: [^\s]+){1,8}$",
    r"(?:(?:can|could|would|will|please|you|also|pls|hey|and|then|just|to|i want you|i need you|help me) )*(?:draft|compose|write|pen|word|type up|formulate)(?: (?:me|us|up|for me))*(?: (?:an?|the|my|our|some|this|that|two|three))(?: (?!COL|FAM|MET|SRC)[^\s,;]+){0,3} (?:letters?|e ?-? ?mails?|mails?|memos?|speech|speeches|poems?|stor(?:y|ies)|songs?|essays?|invitations?|apolog(?:y|ies)|postcards?|press release|newsletters?|flyers?|obituary|toast|sonnets?|novel|job ad|advert\w*|eulogy|cv)(?: (?!(?:model|runs?|COL|MET|FAM|SRC)\b)[^\s]+){0,8}$",
    r"(?:(?:can|could|would|will|please|you|also|pls|hey|and|then|just|to|i want you|i need you) )*(?:reserve|book|hire|rent|charter|hail|call)(?: (?:me|us))? (?:an?|another|two|three|the next) (?!(?:(?:few|small|large|bigger?) )?(?:third|fifth|quarter|half|tenth|part|portion|share|sample|slice|set|hold ?out|test|fold|year|month|week|day|run|slot|gpus?|machines?|model|column|few|bit|name|minutes?|hours?)\b)(?:[a-z]+ ){0,2}(?:van|taxi|cab|car|bus|truck|lorry|table|room|seat|tickets?|plumber|electrician|doctor|dentist|flight|train|boat|hotel|bike|driver|venue|meeting room|court|desk|trip|holiday|appointment|waiter|band)(?: (?!(?:model|runs?|COL|MET|FAM|SRC)\b)[^\s]+){0,8}$",
    r"(?:(?:can|could|would|will|please|you|we|also|pls|hey|and|then|just|for me|to|let us) )*(?:spin up|start|launch|rent|book|buy|boot|provision|fire up|get|set up|order|allocate)(?: (?:me|us|a|an|the|some|more|another|big|bigger|new|[a-z]\d\w*))* (?:\S+ )?(?:instances?|vms?|gpus?|tpus?|ec2|servers?|clusters?|nodes?|cloud (?:machines?|compute|server))(?: (?:machine|box|instance))?(?: (?:on|in|at|from|with|for) [^\s]+)*(?: [^\s]+){0,3}$",
)
"""What is done on other people's pages and machines."""
_FOREIGN = (
    "weather", "python script", "python program", "write a script", "write some code", "write code", "write me a", "write a story", "write a letter", "write an email", "write a function", "write a program", "write a python", "joke", "poem", "recipe", "song", "football", "soccer", "politics", "president", "capital of", "horoscope", "lottery",
    "translate", "essay", "movie", "film", "restaurant", "flight to", "hotel", "stock tip", "bitcoin", "crypto", "news today", "girlfriend", "boyfriend",
    "wikipedia", "love letter", "haiku", "story about", "tell me a story", "riddle", "bedtime", "pizza", "play music", "email to", "homework", "meaning of life",
    "world cup", "super bowl", "world war", "my cat", "my dog", "birthday present", "vacation", "holiday in", "cover letter", "resume for my", "javascript",
    "react app", "fibonacci", "quicksort", "bubble sort", "regex for", "crossword", "sudoku", "chess", "tic tac toe",
    "what time is it", "what day is it", "what is the time", "alarm for", "remind me to", "timer for", "order me", "book me", "book a", "buy me", "cook", "who won the",
    "tallest", "prime minister", "population of", "distance to the", "moon", "shakespeare", "limerick", "rap about", "tweet", "linkedin post", "blog post", "in french", "in german", "in spanish",
    "into french", "into german", "into spanish", "c++", "java program", "bash script", "shell script", "snake game", "play a game", "sing", "draw me a", "paint", "picture of a", "image of a",
    "hack into", "password", "bomb", "virus", "malware", "diagnose my", "my back hurts", "headache", "legal advice", "tax return", "lawsuit", "lunch recipe", "coffee machine", "train to", "bus to", "train ticket",
    "square root", "times table", "solve the equation", "what is 2", "integral of", "derivative of", "reverse a linked list", "linked list", "binary search", "sorting algorithm", "celebrity", "taylor swift", "netflix", "spotify", "instagram", "facebook",
)  # fmt: skip
_FOREIGN_RE = re.compile(
    r"(?<!\w)(?:" + "|".join(re.escape(f) for f in sorted(_FOREIGN, key=len, reverse=True)) + r")(?!\w)"
)


_REQUEST = re.compile(
    r"(?:.*\?$|(?:(?:hi|hello|hey|so|well|and|,|please|sextant|ok|now|can|could|would|will|you|i|we|me|want|need|like|to|us|let|the|a|my|just) )*(?:what|who|when|where|how|why|which|whose|is|are|do|does|did|tell|write|give|show|book|order|buy|sing|play|cook|recommend|suggest|translate|set|remind|solve|explain"
    r"|draw|paint|make|hack|diagnose|help|compose|generate|create|find|calculate|compute|reverse|fix|teach|read|send|post|tweet|wake|call|plan|rap|invent|summarise|summarize|convert|reveal|print|code|program|build|rewrite|correct|review|proofread)\b)"
)


def _foreign(found: Found) -> Args | None:
    """A request about something else altogether; a column or metric in it makes it ours."""
    text = found.clause.whole.lower()
    told = re.match(
        r"(?:hi|hello|hey|so|well|and|,| )*(?:i|we|our|my|it|they|he|she|the|this|one|a|an|each|every|most) ",
        found.clause.text,
    )
    if not _REQUEST.match(text):
        return None
    if told and not re.search(r"\?|\b(?:you|need|want|like|buy)\b", text):
        return None
    if (
        not _FOREIGN_RE.search(text)
        or found.all("COL")
        or found.all("FAM")
        or re.search(r"\b(?:model|models|dataset|runs?|predict|tried|try|trained|history|column|target)\b", text)
        or found.all("MET")
        or found.all("SRC")
    ):
        return None
    return {}


_LIVING = r"(?:sleep|eat|drink|fly|swim|dream|bite|sting|purr|bark|sing|dance|hibernate|breathe|hear|smell|speak|talk|cry|laugh|snore|hunt|migrate|get cold|get married)"
_KIN = r"(?:aunt|uncle|mother|father|mum|mom|dad|sister|brother|wife|husband|son|daughter|grandmother|grandfather|grandma|grandpa|cousin|friend|neighbou?r|girlfriend|boyfriend|niece|nephew)"
_ON_THE_MARKET = r"(?:.* )?(?:what|how) (?:is|are|was|high is) (?:(?:the|our|my|your) )?(?:(?:current|latest|todays?) )?(?:share|stock|gold|bitcoin) (?:prices?|COL)(?: (?:of|for) [a-z]+)? (?:WHEN|today|now|right now|this (?:morning|week)|yesterday)(?: \?)?"
_ANIMAL = r"(?:dog|cat|puppy|kitten|horse|mare|pony|foal|cow|calf|pig|goat|sheep|hen|chickens?|rabbit|hamster|parrot|baby|toddler|child|kids?)"
_OF_THE_WORLD = (
    rf"(?:.* )?(?:should|shall|must|may|can|could|dare) (?:i|we) (?:give|feed|treat|take|bring|vaccinate|wash|let|buy|put|walk) (?:my|our) (?:[a-z]+ )?(?:{_ANIMAL}|{_KIN})(?: [a-z]+){{0,9}} \?",
    rf"(?:{_HELLO} |, |by the way |btw |and |so |one question |tell me )*(?:do|does|can|did) (?!it |they |you |we |i )(?:(?:[a-z]+|COL) ){{1,3}}{_LIVING}(?: [a-z]+){{0,4}} \?",
    rf"(?:.* )?(?:which|what|whether|if|how|when|where|should|must)\b(?: [a-z]+){{0,3}}? my {_KIN} (?:should |ought to |has to |needs to |can |must |would better )?(?:get|take|have|eat|do|see|go|buy|stop|start|drink|marry|try)(?: [a-z]+){{0,3}}(?: \?)?",
)
"""What no table answers: how animals live, and what is best for one's own people."""


def _of_the_world(found: Found) -> Args | None:
    """A question of the world; a kind of model, a metric or a run in it makes it ours."""
    ours = any(found.all(k) for k in ("FAM", "MET", "RANK", "SRC"))
    return None if ours or not found.context.target else {}


_HELP_WITH = (
    r"(?:(?:please|some|i|we|need|want|can|could|you|a|bit|of|little|get|any|hi|hey|ok|so) )*help(?: (?:me|us|please))* (?:with|on|about)(?: the)? "
    r"(?P<what>(?:data |concept )?drift(?: (?:checks?|detection|checking))?|promot(?:ing|ion|ions)|export(?:s|ing)?|validation|cross validation|costs?|budgets?|roles?|undo|imports?|importing|watching|monitoring|retraining|roll ?backs?"
    r"|proposals?|recommendations?|explanations?|fairness|leaks?|leakage|feedback|preferences|profiles?|approvals?|aliases|gates|policies|strategies|metrics|families|commands|history)(?: (?:please|thanks|here|again))*(?: \?)?$"
)
"""Help with a thing that Sextant does, called by its name: no request to do it."""
_A_TERM = r"what(?: exactly)? (?:is|are|does|do) an? (?P<what>champion|challenger|alias|drift (?:check|test|report)|gate|monitor|policy|fold|metric|threshold|ensemble|leak|hyper ?parameter|confusion matrix|confidence interval|roll ?back|promotion|protected (?:column|attribute)|positive class)(?: (?:mean|means|score|exactly|here|anyway|again|really|please|,|by the way|btw|in plain words))*(?: \?)?$"
_TERMS = r"what(?: exactly)? are (?:these |those |all these )?(?P<what>folds|repeats|seeds|champions|challengers|hyper ?parameters|confusion matrices|confidence intervals|thresholds|ensembles|leaks|pipelines|variants|metrics|protected (?:columns|attributes)|black boxes|false (?:alarms|positives|negatives))(?: (?:exactly|again|actually|here|please|then|anyway|for|good for))*(?: \?)?$"
"""What a word in the plural means, with no article: "what are folds"."""
"""What a word means, told from which one it is by its article: "what is a champion", not "what is the champion"."""


MEANINGS = (
    Meaning("small_talk", rules("whole", lambda f: {}, _FUNNY, rf"(?:{_HELLO}|,|sextant|again|everyone|all|dear| )* ?(?:{_HELLO}) (?:to you |to all of you )?from (?:the |our |my |a |an )?(?!.*(?:RANK|FAM|MET|NUM)\d)[^\s,;]+(?: [^\s,;]+){{0,2}}$", order=4, firm=True) + rules("whole", lambda f: {}, rf"(?:{_HELLO}|so|and|but|tell me|by the way|btw|,| )*{_OF_ITSELF}{_FILLER}(?: \?)?$", rf"(?:(?:{_HELLO}|{_THANKS}|{_CHAT}|,) )*{_QUICK}(?:(?: ,)? {_THANKS})?{_FILLER}$", order=3, firm=True) + rules("whole", lambda f: {},
        rf"(?:(?:{_HELLO}|{_THANKS}|{_BYE}|{_CHAT}|(?:yes|no)(?= \w)|please|(?:this|that|it) (?:helps?|helped)(?: (?:me|us|really|very|so))*(?: (?:much|lots))(?=$| (?:,|and|prost|thanks|bye|cheers))|(?:this|that|it) (?:was|is|has been|really|helps?|helped)(?: (?:very|really|so|quite|a|me|lot|all|was|of|for|you|now|helped))*(?: (?:helpful|useful|great|kind|nice|good|kind of you|all|it|me|helps|a great help))?){_FILLER} ?)+$", order=30)
        + rules("whole", lambda f: {}, rf"{_HELLO}{_FILLER} how (?:is|are) (?:it|things|everything|life)(?: (?:going|doing|with you|over there|these days))*{_FILLER}(?: \?)?$", order=29, when=lambda c: not (c.running or c.proposal)), (
        "hello", "thanks a lot", "good morning", "bye", "how are you", "nice to meet you", "you are great", "that's all for today", "have a nice weekend", "who are you", "haha very funny",
    )),
    Meaning("help", rules("closed", lambda f: None if f.raw("what")[:1].isdigit() else {"topic": f.raw("what")}, _HELP_WITH, _A_TERM, _TERMS, order=2, firm=True) + rules("closed", _topic,
        r"what (?:does|do) (?:MET|FAM|STRAT) (?:mean|means|stand for)(?: [^\s]+){0,3}", r"what means (?:[^\s]+ ?){1,4}", r"(?:please |i need |can you |could you |some |get |more |give me |a |any |a little |bit of )*help(?: (?:please|me|with|on|about|using|understanding|for|menu|page|topics))*(?: (?!me (?:choose|find|predict|decide|pick|to predict|to find))[^\s]+){0,6}",
        r"what (?:can|could|do|are|all can|else can|kinds? of things can|things can|exactly can) (?:you|i|sextant|one|we|able)(?: (?:able to|do|ask|say|type|help|here|for|with|me|us|you|to|all|can|actually|offer|know|even|exactly|tell|possible|understand|in|this|sextant|about|it|commands|use|tool))*(?: \?)?$",
        r"(?:how (?:do|can|would|should|does) (?:i|we|one|you)|how to|show me how to|tell me how to|teach me)(?: [^\s]+)*? (?:upload|load|start|use|change|set|approve|stop|export|undo|give|correct|read|add|run|delete|rate|compare|pause|see|tell|state|define|work|import|save|say|write|begin|choose|get|forbid|exclude|promote|ask|edit|connect|share|install|find|reset|teach|specify|switch|limit|enter|replay|deploy|monitor|retrain|schedule|cancel|make|create)(?: [^\s]+)*",
        r"how (?:does|do) (?:this|sextant|it all|it|that|the chat|you|this thing|this tool|this app|everything)(?: (?:tool|app|thing|assistant|chat|all|actually))* work(?: [^\s]+){0,3}", r"(?:what|how|why|which)(?: is| are| does)? (?:the )?(?:difference between a|meaning of|mean by|definition of)(?: [^\s]+)*", r"what (?:is|are|does|do) (?:an? |the )*(?:run|runs|variant|variants|workflow|proposal|goal|goals|experiment|meta model|sextant|interval|intervals|budget|strategy|recommendation|leaderboard|baseline|knowledge store|MET|FAM|STRAT|cross validation|(?:(?:data|concept) )?drift(?: (?:checks?|tests?|reports?))?|holdout|hold out|alias|overfitting|goal card|profile)(?: (?:mean|means|score|exactly|here|stand for|actually|in this|again|for|do|in sextant|in plain words|is|about|supposed to mean|,|by the way|btw|anyway))*(?: \?)?$",
        r"(?:explain|define|what is meant by|what do you mean by|describe what is|can you explain|tell me what|i do not understand|i do not know what|i do not (?:really |quite )?get what|i (?:have )?never (?:really |quite )?(?:got|understood) what|(?:i have )?no idea what|i am not sure what) (?:me )?(?:what )?(?:an? |the |to me |is |are )*(?:run|variant|workflow|proposal|goal|meta model|sextant|interval|intervals|strategy|leaderboard|baseline|MET|FAM|STRAT|cross validation|drift|holdout|hold out|overfitting|alias|goal card|this screen|this page|terms)(?: (?:is|are|means|to me|please|mean|in simple terms|in plain words|again|here|exactly|really|at all))*(?: \?)?$",
        r"(?:what|which|list) (?:all )?(?:the )?commands?(?: [^\s]+){0,4}",
        r"(?:docs|documentation|manual|doc|guide|tutorial) (?:on|for|about|of) (?:[^\s]+ ?){1,5}", r"(?:commands?|usage|instructions|manual|documentation|tutorial|guide|how to use (?:this|it)|show me around|give me a tour|tour|examples|list of commands|what now|i am (?:lost|stuck|new here|new|confused)|what do i do(?: now| next| here)?|i (?:do not|did not) (?:know what to do|understand(?! (?:how|why) (?:you|it|this|that|these|those|the)\b)|get it|know how to start|know where to start|know how this works)|what is (?:this|all this|sextant|possible|this tool|this app|possible here)|is there (?:a |any )*(?:manual|tutorial|documentation|guide|help|list of commands)|where am i|how do i start|how do i begin|getting started|explain yourself|what is (?:a good|the best) way to start|what should i (?:say|type|ask)|give me (?:an |some )?examples?)(?: [^\s]+){0,3}",
        order=24) + rules("closed", lambda f: {"topic": f.raw("topic").strip(" ?.!")} if OF_WORDS.search(f.clause.whole) and sum(stands_in(m, f.clause.whole) for m in f.context.models) < 2 else None, r"(?:(?:and|so|but|also|please|what|is|are|tell me|explain|me) )*(?:the )?differences? between (?P<topic>.+)", order=3, firm=True) + rules("closed", lambda f: {"topic": f.raw("topic")}, r"(?:(?:and|so|but|also|please|tell me|just|,) )*what (?:does|do) (?:(?:the|an?|your|words?|terms?|this|that) )*(?P<topic>(?!it\b|this\b|that\b|these\b|those\b|they\b|you\b|we\b|i\b)[a-z]+(?:ing|ion|ment|ness|ance|ity)) mean(?: (?:here|exactly|actually|then|again|please|,|in (?:this|plain|simple) \w+))*(?: \?)?$", order=23) + rules("closed", lambda f: None if re.search(r"\b(?:model|winner|it|this)\b|RANK", f.clause.text) else _topic(f), r"how (?:does|do) (?:[^\s]+ ){1,4}work(?: [^\s]+){0,3}", order=44), (
        "help", "what can you do", "how do I upload a file", "how does this work", "what is a variant", "I don't know what to do", "explain how proposals work",
        "show me around", "which commands are there", "what does balanced accuracy mean",
    ), fill=_topic, words=frozenset(("help", "tutorial"))),
    Meaning("out_of_scope", rules("closed", lambda f: {}, *_ELSEWHERE, order=1, firm=True) + rules("closed", _of_the_world, _ON_THE_MARKET, order=0, firm=True) + rules("closed", _of_the_world, *_OF_THE_WORLD, order=1, firm=True) + rules("whole", lambda f: {} if re.search(r"</?\s*(?:system|user|assistant|script|admin|im_start)|\[/?inst\]|<\|", f.clause.message, re.I) else None, r".*", order=2) + rules("whole", lambda f: {}, r"(?:system|admin|developer|assistant) ?:.*", r"(?:.* )?(?:ignore|disregard|forget|override|bypass) (?:all |any |the |your |my )*(?:previous|prior|above|earlier|safety|system|own)? ?(?:instructions?|rules|guidelines?|prompts?|system prompt|guardrails|restrictions|limits of yours)(?: .*)?$", order=3) + rules("closed", _foreign, r".+", order=7) + rules("closed", lambda f: {}, r"(?:recommend|suggest|find|give|tell|show|pick|name|do you know|know)(?: me| us)? (?:a|an|some|the|any) (?:good |nice |great |best |cheap |new |interesting |funny )*(?:books?|movies?|films?|restaurants?|podcasts?|novels?|hotels?|laptops?|phones?|wines?|games?|songs?|series|recipes?|holidays?|doctors?|jobs?|gifts?|presents?|bars?|cafes?|jokes?|stor(?:y|ies)|riddles?|poems?|airlines?|cars to buy)(?: [^\s]+)*", r"what (?:is the )?(?:time|date)(?: is it)? (?:in|at) [^\s]+(?: [^\s]+){0,2}", order=6) + rules("closed", lambda f: {}, r"(?:what is |how much is |calculate |compute )NUM (?:times|plus|x|\+|minus|-|\*|/|divided by|multiplied by|squared|to the power of)(?: NUM)?(?: \?)?$", order=7), (
        "what is 17 times 23", "what's the weather like tomorrow", "tell me a joke", "write me a poem about the sea", "who won the football match", "translate this into French",
        "write a python function that sorts a list", "book me a flight to Rome", "what is the capital of Peru", "recommend me a good restaurant", "how do I cook rice",
        "what do you think of the president", "play some music", "what is the meaning of life", "order a pizza", "help me with my tax return", "write an email to my landlord",
        "how tall is the Eiffel tower", "which phone should I buy", "sing a song", "what should I wear today",
    )),
)  # fmt: skip
