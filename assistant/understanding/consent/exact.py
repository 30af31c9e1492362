"""A typed yes or no to a plan, by exact rules alone: no likeness, no spelling tolerance, no guess.

A message consents only if nothing is left of it once the agreed words for yes and polite fillers are taken away. Any
other word, be it a condition, a number or a name, makes it something else; only an approval by name ("approved, …") may
be followed by its reason.
"""
# ruff: noqa: E501 - a list of words or a pattern broken over lines is harder to read than a long one

import re
import unicodedata
from typing import Literal

from assistant.understanding.consent.agreeing import AGREES, COURTESY, LIKES, REFUSES

_YES = (
    "yes please do", "yes", "yep", "yeah", "yup", "aye", "ok", "okay", "okey", "sure", "fine", "agreed", "i agree",
    "approve", "approved", "i approve", "confirm", "confirmed", "i confirm", "go", "go for it", "go ahead", "do it",
    "lets go", "let us go", "lets do it", "let us do it", "run it", "run them", "start it", "start them", "launch it",
    "launch them", "launch", "start", "proceed", "make it so", "sounds good", "looks good", "looks good to me", "lgtm",
    "all good", "thats fine", "that is fine", "thats good", "good to go", "you may start", "you can start",
    "please do", "run the plan", "start the plan", "approve it", "approve the plan", "approve the proposal",
    "approve this", "approve that", "i approve it", "i approve the plan", "i approve this plan", "approve this plan",
    "execute", "execute it", "green light", "absolutely", "of course", "certainly", "definitely", "by all means",
    "with pleasure", "perfect", "great", "good", "alright", "all right", "right", "correct", "works for me",
    "im happy with that", "i am happy with that", "happy with that", "thats ok", "that is ok", "its ok", "it is ok",
    "fire away", "kick it off", "run", "go on", "continue", "carry on", "begin", "yes do", "approve plan",
    "run this plan", "start the runs", "launch the runs", "run the runs", "this is approved", "plan approved",
    "its approved", "aprove", "aproved", "aprrove", "approv", "confrim", "procede", "yess", "okk", "lets start", "let us start", "you can begin",
    "you may begin", "begin with it", "start with it", "with it", "do the needful", "go with it", "do that", "do this", "run this", "start this", "go on with it",
    "lets roll", "let us roll", "sounds fine", "looks fine", "looks right", "fine by me", "fine with me", "ok by me", "ok with me", "okay with me", "all right with me", "alright with me", "its ok with me", "its okay with me", "it is ok with me", "it is okay with me", "thats ok with me", "thats okay with me", "i am fine with it", "im fine with it",
    "i am ok with it", "go then", "yes go", "permission granted", "you have my ok", "you have my approval", "start the experiment", "run the experiment",
    "run the proposal", "start the proposal", "launch the plan", "launch the experiment", "start them all", "run them all", "run all of it", "i am agree", "agree", "do your thing", "hit it", "punch it", "be my guest", "go go go", "yea", "roger", "roger that", "aye aye", "sure thing", "you bet", "bring it on",
    "go on then", "lets gooo", "k go", "ship it", "ship the runs", "ack", "make it happen", "off we go", "send it", "it is approved", "start now", "run now", "i accept", "accept", "accepted", "accept it",
    "green light from me", "green light from us", "you have my green light", "you have the green light", "greenlit", "kick off", "kick them off", "crack on", "get cracking", "fire it up", "fire at will",
    "full steam ahead", "full speed ahead", "go right ahead", "knock yourself out", "thumbs up from me", "two thumbs up", "a yes from me", "yes from me", "its a yes", "it is a yes", "thats a yes", "that is a yes", "the answer is yes", "the answers yes", "my answer is yes", "my answers yes",
    "its a go", "it is a go", "thats a go", "you may proceed", "you can proceed", "please proceed", "do proceed", "you may go ahead", "you can go ahead", "feel free to start", "feel free to begin", "feel free to proceed", "feel free to go ahead",
    "start whenever you like", "start whenever you want", "start whenever you are ready", "begin whenever you like", "no objections", "no objection",
    "i have no objections", "i have no objection", "we have no objections", "we have no objection", "ive no objections", "ive no objection", "weve no objections", "there are no objections", "there is no objection", "i see no objection", "i see no objections", "no objections here", "no objections at all", "i have no objections at all",
    "i dont object", "i do not object", "we dont object", "we do not object", "nobody objects", "no one objects", "suits me", "that suits me", "good by me", "good with me", "count me in",
    "let it run", "let them run", "let it rip", "let her rip", "let it roll", "lets do that", "let us do that", "lets do this", "let us do this", "lets get going", "lets get started", "lets get cracking", "let us get going", "let us get started", "let us begin", "lets begin",
    "get going", "get started", "get on with it", "get it going", "get it started", "set it off", "set it going", "consider it approved", "it has my approval", "it has my blessing", "you have my blessing", "you have our blessing", "you have my permission", "you have my consent",
    "i sign it off", "signed off by me", "i am on board", "im on board", "yes to the plan", "yes to this plan", "yes to that plan", "yes to it", "yes to that", "approval granted", "granted", "you are cleared", "cleared to start", "clear to go", "affirmative", "righto", "very well",
    "its fine", "it is fine", "its all fine", "sounds great", "looks great", "sounds perfect", "looks perfect", "ok from me", "ok from my side", "fine from my side", "fine for me", "ok for me", "go ahead with it", "go ahead with that", "go ahead with this", "go ahead with these", "go ahead with those", "go ahead with them",
    "make it start", "start the thing", "start the lot", "run the lot", "run the thing", "launch away", "fire", "launch the lot", "start this one", "off you go", "away you go", "i consent", "consent given", "i give my consent", "i give my approval", "i give the green light", "i give the go ahead", "approved by me", "okay by me", "i say yes", "i say go",
    "engage", "greenlight", "deal", "its a deal", "it is a deal", "yes to all", "yes to all of it", "yes to all of them", "yes to everything", "start away", "begin it", "begin them", "begin now", "go ahead with this one",
    "ja", "ja bitte", "ja gerne", "jawohl", "einverstanden", "genehmigt", "freigegeben", "ich genehmige", "ich bin einverstanden", "los", "los gehts", "los geht s", "leg los", "mach das", "mach es", "passt", "in ordnung", "von mir aus", "starte", "starten", "starte es", "starte den plan", "los mit dem plan", "dann los", "na dann los", "kann losgehen", "gerne",
    "oui", "daccord", "d accord", "japprouve", "j approuve", "approuvé", "on y va", "vas y", "allez y", "allons y", "cest parti", "c est parti", "cest bon", "c est bon", "feu vert", "je valide", "validé", "lance", "lancez", "lance le", "lancez le", "lance le plan", "lancez le plan", "ça marche", "parfait", "bien sûr",
    "sí", "si", "claro", "dale", "adelante", "lánzalo", "lanzalo", "de acuerdo", "apruebo", "lo apruebo", "aprobado", "vale", "venga", "hazlo", "ejecútalo", "vamos", "empieza", "por supuesto", "conforme", "sì", "va bene", "procedi", "approvo",
    "bon allez", "allez", "oya", "oya run am", "run am", "start am", "passt mach it", "with that change i approve", "i approve with that change",
    "yes all of it", "yes to all that", "ok to all of that", "ok to all of it", "okay to all of it", "ok to all that", "yes to all of that", "yes please all of it", "all of it please yes", "ok to everything", "ok to the lot", "yes to the lot", "consider it done",
    "ya", "yah", "yeh", "jup", "jep", "okie", "aight", "ano", "tak", "zgoda", "evet", "tamam", "hai", "igen", "kyllä",
)  # fmt: skip
_YES_ALONE = frozenset(
    {
        "good",
        "great",
        "perfect",
        "right",
        "correct",
        "fine",
        "continue",
        "go on",
        "carry on",
        "looks right",
        "fire",
        "granted",
        "very well",
        "parfait",
        "passt",
        "starte",
        "vale",
        "venga",
        "claro",
        "conforme",
        "suits me",
        "deal",
        "its a deal",
        "it is a deal",
    }
)
"""Words that agree to nothing by themselves: "great" is praise. They may stand beside a yes."""
_PRAISE = (
    "looks sane", "looks reasonable", "looks sensible", "looks ok", "looks okay", "seems fine", "seems ok", "seems good", "seems reasonable", "sounds ok", "sounds sensible", "sounds reasonable", "what you propose is fine", "the plan is fine", "the plan is good", "the plan looks good", "the plan looks fine",
    "plan is good", "plan looks good", "plans good", "good plan", "nice plan", "great plan", "nice", "lovely", "wonderful", "excellent", "brilliant", "fantastic", "awesome", "splendid", "super", "amazing", "no problem", "no worries", "right you are", "sounds like a plan", "good stuff", "well done", "i like it", "like it", "i am happy", "im happy",
    "is good", "is fine", "is ok", "that is great", "thats great", "this is great", "this is fine", "this is good", "thats perfect", "that is perfect", "it looks good", "it looks fine", "everything looks good", "everything is fine", "i have no problem with it", "i have no problem with that", "i have no problem with this", "no problem with it", "no problem with that", "i have nothing against it", "i have nothing against that", "we have nothing against it", "nothing against it", "nothing against that", "nothing speaks against it", "i am not against it", "im not against it", "i am not opposed", "im not opposed",
    "no reason not to", "i see no reason not to", "i see no problem", "i see no problem with it", "i have no complaints", "no complaints", "i have no concerns", "no concerns", "i have no doubts", "no doubts", "i have no further questions", "no further questions", "better", "much better", "thats better", "that is better", "better now", "nothing to add", "i have nothing to add", "we have nothing to add", "nothing more to add", "nothing further to add", "nothing more to say", "nothing else to say", "so be it", "enough said", "enough talk", "enough talking", "that settles it", "it is settled", "its settled", "it is decided", "its decided", "that is decided", "thats decided", "i have no questions", "no questions", "all fine", "all is well", "i have read it", "i read it", "i checked it", "i have checked it", "checked", "gut", "sehr gut", "alles klar", "prima", "super", "bien", "très bien", "muy bien", "genial",
)  # fmt: skip
"""What is said beside a yes and is none by itself."""

_NO = (
    "no", "nope", "nah", "no thanks", "no thank you", "decline", "declined", "i decline", "reject", "rejected",
    "i reject", "cancel", "cancel it", "cancel that", "cancel the plan", "cancel the proposal", "abort", "abort it",
    "dont", "do not", "dont run", "do not run", "dont run it", "do not run it", "dont run that", "do not run that",
    "dont run them", "do not run them", "dont do it", "do not do it", "dont start", "do not start", "dont start it",
    "do not start it", "reject it", "reject that", "reject this", "reject the plan", "reject the proposal",
    "reject this plan", "decline it", "decline that", "decline this", "decline the plan", "decline the proposal",
    "not now", "not yet", "never mind", "nevermind", "forget it", "leave it", "rather not", "id rather not",
    "i would rather not", "id rather not run this",
    "id rather not run it",
    "i would rather not run this", "i would rather not run it", "better not",
    "drop it", "drop the plan", "scrap it", "scrap that", "scrap the plan",
    "not approved", "i do not approve", "i dont approve", "disapprove", "i disapprove", "i disagree", "disagree",
    "no go", "hold off", "discard it", "discard the plan", "discard the proposal", "thumbs down", "no way",
    "not this time", "i do not agree", "i dont agree", "dont approve", "do not approve", "i refuse", "refuse", "nack", "veto", "hard pass", "pass", "no can do", "hell no", "no chance", "not a chance", "not happening", "thats a no", "no dice", "nay",
    "ok no", "okay no", "no good", "not today", "not tonight", "not this week", "not in this form", "not like this", "say no to this plan", "say no to the plan", "i say no", "we say no", "its a no", "it is a no", "a no from me", "no from me", "a no from us",
    "im saying no", "i am saying no", "please do not", "please dont", "i wont approve", "i will not approve", "i wont approve it", "i will not approve it", "i cannot approve it", "i cant approve it", "i cant approve this", "i cannot approve this", "im not signing this", "i am not signing this", "im not willing to sign this", "i am not willing to sign this", "kill the plan", "bin it", "bin the plan", "turned down", "rejected by us", "we decline", "we refuse", "we reject it", "we decline it", "no stop",
    "nein", "nein danke", "abgelehnt", "ich lehne ab", "lieber nicht", "auf keinen fall", "nicht starten", "bitte nicht", "keinesfalls", "non", "non merci", "refusé", "refuse le", "je refuse", "pas question", "rejeté", "surtout pas", "pas maintenant", "no gracias", "rechazado", "lo rechazo", "rechazo", "mejor no", "de ninguna manera", "ni hablar", "ahora no",
    "not doing that", "not doing this", "im not doing that", "i am not doing that", "skip it", "lets not", "let us not", "i pass", "not for me", "i would rather not have this plan", "i would rather not have this", "i would rather not have it", "decline this one", "not this one", "reject this one",
)  # fmt: skip
_FILLERS = (
    "please", "pls", "thanks", "thank you", "thank you very much", "thank you so much", "many thanks", "thanks a lot", "thanks so much", "then", "now", "all", "so", "well", "hi", "hello", "hey", "sextant",
    "hereby", "kindly", "herewith", "gladly", "ah", "oh", "hm", "hmm", "mm", "cool", "super", "and", "dude", "mate", "bro", "man", "thx", "ta", "cheers", "k", "sir", "team", "buddy", "from me", "from us", "from my side", "from our side", "for my part",
    "just", "already", "like that", "like this", "dear", "assistant", "right away", "immediately", "straight away", "at this point", "why not", "that will do", "thatll do", "in that case", "as it stands", "as it is", "as is", "as proposed", "as shown", "as planned", "the way it is", "just as it is", "for this plan", "for the plan", "for this proposal", "for the proposal", "jo", "joa", "indeed", "anyway", "anyhow", "in any case", "all the same", "nevertheless",
    "really", "in gods name", "for gods sake", "for heavens sake", "in heavens name", "with my compliments", "na so", "bon",
    "with the plan", "with this plan", "with that plan", "with the proposal", "with this proposal", "with the runs", "with these runs", "with that", "with this", "with that change", "with this change", "on the plan", "to the plan", "to this plan", "to the proposal",
)  # fmt: skip


AUTHORITY = (
    r"(?:the |my |our |all )?(?:(?!(?:when|if|once|unless|until|after|before|no|not|only|nobody|whether|maybe|as|since|ask|wait|tell|the|my|our|all|until|till|should|did|does|has|have)\b)[a-z]+ )?(?:captain|boss|chief|manager|director|head of [a-z]+|head|lead|supervisor|professor|prof|legal|finance|compliance|security|procurement|marketing|sales|controlling|operations|quality|qa|hr|management|board|council|committee|trustees|council|client|customer"
    r"|owner|sponsor|ceo|cto|cfo|coo|president|chair|chairman|chairwoman|department|head office|everyone|everybody|skipper|partners?|colleagues?|dean|mayor|ministry|foreman|forewoman|leader|surgery|surgeon|consultant|headmaster|headmistress|vicar|vet|commander|inspector|auditors?|regulator|lawyers?|doctors?|union)"
)
"""Who may have a say in a decision, as the words of a plain message name them; never a machine, a file or a program."""
KIN = r"(?:the |my |our )?(?:husband|wife|partner|mother|father|mum|mom|dad|daughter|son|sister|brother|family|neighbou?rs?|friends?|team|crew|funders?|people)"
"""Who has no say in a decision, and may be told of beside one's own."""
_HE_SAYS = rf"{AUTHORITY} (?:says?|said) "
_SPOKEN_FOR = re.compile(rf"(?P<so>{_HE_SAYS}(?:yes|go ahead|go|ok|okay|its ok|it is ok))(?= |$)")
_REFUSED_FOR = re.compile(
    rf"(?:{_HE_SAYS}no|{AUTHORITY} (?:rejects?|rejected|refuses?|refused|declines?|declined|veto(?:es|ed)|(?:does|did|do) not (?:approve|agree)|(?:is|are) against)"
    r"(?: (?:it|this|that|the plan|the proposal|this plan|this proposal))?)(?= |$)"
)
_IN_OFFICE = re.compile(
    r"^as (?:the |a |an )?[a-z]+(?: [a-z]+){0,5} (?=(?:i|we) (?:hereby )?(?:approve|agree|accept|confirm|consent|decline|refuse|reject|disagree)\b)"
)
_FOR_THIS_TABLE = re.compile(
    r"^(approved?) for the (?!(?:\w+ )?(?:other|old|new|next|test|training|validation|first|second|third|last|rest|small|smaller|half|sample|previous)\b)(?:[a-z]+ ){1,2}(?:set|data|dataset|table)$"
)


def _alternation(phrases: tuple[str, ...]) -> str:
    return "|".join(sorted((re.escape(p) for p in phrases), key=len, reverse=True))


_UNOPPOSED = re.compile(
    r"\b(?:no|not|n['’]?t|dont|nothing|never|nobody|hardly|without)\b[\w\s'’]{0,24}?\b(?:object\w*|against|opposed?|problems?|issues?|complaints?|concerns?|worr\w+|doubts?|reservations?|reasons? (?:not|against)|questions?|hesita\w+|idea|clue|opinion|preference|sure|certain)\b",
    re.IGNORECASE,
)
_NO_NO = re.compile(
    r"\b(?:not|n['’]?t|never)\b(?: \w+){0,2}? (?:declin\w+|reject\w*|refuse|turn (?:it|this|that|the plan|what you \w+) down|turn down)\b",
    re.IGNORECASE,
)
_HALT = re.compile(
    r"(?:stop|halt|abort|cancel|quit|terminate|kill|end|break off|call off)(?: (?:it|this|that|them|everything|all|all of it|all of them|the whole thing|now|immediately|right now|at once|there))*"
    r"|call (?:it|this|that|everything|the whole thing) off|no stop|enough|thats enough"
)


def is_unopposed(text: str) -> bool:
    """Whether a message denies what would speak against a plan, or a no to it, or an opinion of it: that is never a no."""
    return bool(_UNOPPOSED.search(text) or _NO_NO.search(text))


def is_halt(text: str) -> bool:
    """Whether a message asks to stop and does not say what: runs, or a plan that waits."""
    words = re.sub(r"\b(?:please|pls|thanks|thank you|ok|okay|hey|oh|wait|sextant)\b", " ", plain(text))
    return bool(_HALT.fullmatch(" ".join(words.split())))


_BY_US = rf"(?:approved|accepted|agreed|signed(?: off)?|cleared|permitted|authori[sz]ed|confirmed|(?:permission|approval|consent) (?:is )?(?:given|granted)|(?:two )?thumbs up|green light|a yes) (?:by|from) (?:both of us|all of us|{AUTHORITY})(?: of [a-z]+)?"
_ONLY_YES = re.compile(rf"(?:(?:{_BY_US}|{AGREES}|{LIKES}|{_alternation(_YES + _FILLERS + _PRAISE)})(?: |$))+")
_ONLY_NO = re.compile(
    rf"(?:(?:{REFUSES}|{_alternation((*_NO, *_FILLERS, 'ok', 'okay', 'sorry', 'but', 'so', 'alas', 'sadly', 'unfortunately', 'im afraid', 'i am afraid', 'on second thought', 'on second thoughts', 'yeah nah', 'after all'))})(?: |$))+"
)
_A_YES = re.compile(rf"\b(?:{_BY_US}|{AGREES}|{_alternation(tuple(y for y in _YES if y not in _YES_ALONE))})\b")
_A_NO = re.compile(rf"\b(?:{REFUSES}|{_alternation(_NO)})\b")


_A_PRAISE = re.compile(rf"\b(?:{LIKES}|{_alternation(_PRAISE)})\b")


def is_praise(text: str) -> bool:
    """Whether words only say that a plan is good, which is no yes by itself."""
    words = plain(text)
    return bool(_ONLY_YES.fullmatch(words) and _A_PRAISE.search(words))


_EXPLICIT = re.compile(
    r"\s*(?:(?:i|we) )?(?:hereby )?(?:(?:approved?|confirm(?:ed)?|accept(?:ed)?|agree(?:d)?)(?: (?:(?:with|to) )?(?:it|this|that|(?:the|this|your) (?:plan|proposal)))?|go ahead|proceed|permission granted|green light)\s*(?:[,;:!.–—]|\s-\s|\bbecause\b|\bsince\b|\bas\b)\s*(?P<why>.+)",
    re.I | re.S,
)
_TURNS = re.compile(
    r"[\n?\d]|^(?:and |so |now )*(?:delete|promote|run|start|begin|deploy|launch|train|export|save|send|show|give|tell|ping|wake|text|mail|email|message|notify|keep|report|remind|inform|alert|warn|call|ring|explain|compare|try|retrain|score|watch|predict|undo|set|switch|optimi[sz]e|exclude|forbid|forget|reset|roll|publish|import|load|what|how|why|who|when|where|which)\b|\b(?:but|if|when|once|after|unless|except|only|without|not|no|never|first|wait|until|till|before|instead|change|drop|add|less|more|fewer|remove|leave|skip|make|use|let|provided|providing|assuming|subject to|condition\w*|depend\w*|in case|whenever|whether|(?:long|soon|far|much|early|late|quickly) as|however|though|although|please|can|could|should|would|must|need|want|"
    r"question|wonder|maybe|perhaps|unsure|worried|concern|red|against|oppos\w*|refus\w*|reject\w*|veto\w*|disagree\w*|hold|stop|pause|cancel|later|tomorrow|meanwhile|meantime|while|half|part|rest|other|others|next|then|also|limit|max|maximum|budget|minutes?|hours?|seconds?|runs?|second|third|fourth|fifth|exception\w*|exclud\w*|(?:apart|aside) from|(?:one|two|three|four|five) of)\b|n't\b|n’t\b",
    re.I,
)
"""Words that may turn an approval into a condition, a change, a doubt or another wish."""


_CODE = re.compile(r"\b(?!(?:TOP|RUN|RANK|NR|NO|MAX|MIN|BEST|FIRST|LAST|LIMIT)-)[A-Z]{2,}-\d{2,}\b")
"""The number of a ticket or a change, which is no figure: "CHG-2231"."""


def approval_with_reason(text: str) -> str | None:
    """Why a plan was approved, in "approved, finance agreed to it": an approval by name, then a plain statement.

    A bare yes with something after it is left to be asked about; so is anything that may be a condition or a change.
    """
    match = _EXPLICIT.fullmatch(text) if len(text) <= 160 and not is_yes(text) else None
    if match is None or _TURNS.search(_CODE.sub(" ", match.group("why"))):
        return None
    why = match.group("why").strip(" .!")
    return why if len(why.split()) > 1 and not COURTESY.match(why) else None


def may_turn(said: str) -> bool:
    """Whether words beside an approval may turn it into a condition, a change, a doubt or another wish."""
    return bool(_TURNS.search(said))


_SMILE = re.compile(r"(?<!\S)[:;=]['-]?[)d]+(?!\S)|[🙂😊😀😃😄😉]")


_PLUS_ONE = re.compile(r"^\s*\+1(?=\s*(?:[,.!;:]\s|[.!]*\s*$))")
"""A vote in favour, where it opens a message and counts nothing; "+1 run" and "+1 on 4" are something else."""


def plain(text: str) -> str:
    """The words of a short message: lower case, no punctuation; "" where a question or anything odd is in it."""
    if len(text) > 80 or "?" in text:
        return ""
    folded = unicodedata.normalize("NFKC", text).casefold().replace("’", "'")
    folded = re.sub(r"(?<=[a-z])'(?=[a-z])", "", folded)
    folded = _PLUS_ONE.sub("yes", _SMILE.sub(" ", folded))
    folded = re.sub(r"\bgr8\b", "great", re.sub(r"\b2(?= (?:me|us|go)\b)", "to", re.sub(r"\bgud\b", "good", folded)))
    if re.search(r"[^\w\s.,!;:\-–—👍]", folded) or re.search(r"\d", folded):
        return ""
    folded = re.sub(r"\b(?:hereby|herewith|kindly|gladly)\b", " ", folded)
    return " ".join(re.sub(r"[^\w\s]", " ", folded.replace("👍", " yes ")).split())


def _said_for(words: str) -> str:
    """The words with what somebody says for others made their own: "the captain says yes" is a yes."""
    words = _SPOKEN_FOR.sub("yes", _REFUSED_FOR.sub("no", words))
    return _FOR_THIS_TABLE.sub(r"\1", _IN_OFFICE.sub("", words))


_LETTERS_YES, _LETTERS_NO = frozenset({"y", "yy", "y please"}), frozenset({"n", "nn", "n thanks"})
"""Letters that are a yes or a no in a terminal, where they are the whole message."""


def is_yes(text: str) -> bool:
    """Whether the message is a yes and nothing but a yes."""
    words = _said_for(plain(text))
    if words in _LETTERS_YES:
        return True
    return bool(words) and bool(_ONLY_YES.fullmatch(words)) and bool(_A_YES.search(words))


def is_no(text: str) -> bool:
    """Whether the message is a no and nothing but a no."""
    words = _said_for(plain(text))
    if words in _LETTERS_NO:
        return True
    return bool(words) and bool(_ONLY_NO.fullmatch(words)) and bool(_A_NO.search(words))


def is_firm(text: str) -> bool:
    """Whether a plain yes names what it does ("approve it", "then start"), rather than being one in passing ("ok")."""
    return is_yes(text) and bool(_FIRM.search(plain(text)))


def is_named(text: str) -> bool:
    """Whether a plain yes is an approval by name, which may be followed by its reason."""
    return is_yes(text) and bool(_NAMED.search(plain(text)))


_NAMED = re.compile(r"\b(?:a+p+r+o+v+e?d?|(?:i|we) (?:approve|agree)|confirm(?:ed)?|accept(?:ed)?|agreed|sign(?:ed)?|authori[sz]ed?|permitted|allowed|(?:consent|permission|approval|blessing|clearance)(?: given)?|(?:my|our) ok(?:ay)?|genehmigt|freigegeben|j ?approuve|approuvé|apruebo|aprobado|permission granted|green light|go ahead|proceed|start it|yes to)\b")  # fmt: skip
_FIRM = re.compile(rf"{_NAMED.pattern}|\b(?:start|run it|run them|launch|begin|los|lance[zr]?|dale|adelante|lánzalo|kick|fire away|engage|let (?:it|them) run|carry (?:it|this|that|out)|crack on|off we go|go|get (?:going|started))\b")  # fmt: skip


def consent(text: str) -> Literal["approve", "decline"] | None:
    """What a message typed at a pending plan decides; None where it isn't plainly one or the other."""
    if is_yes(text) or approval_with_reason(text):
        return "approve"
    return "decline" if is_no(text) else None
