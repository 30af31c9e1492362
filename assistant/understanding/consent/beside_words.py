"""What words beside a yes or a no make of it: conditions, doubts, changes, reasons, and what comes later."""
# ruff: noqa: E501 - a pattern broken over lines is harder to read than a long one

import re

from assistant.understanding.consent.exact import AUTHORITY, KIN

BESIDE = frozenset(
    {"status", "show_results", "help", "show_profile", "export", "history", "ask_numbers", "explain_recommendation", "watch", "prefer", "small_talk", "explain_model", "compare", "look_at_data", "who_approved", "explain_prediction", "check_drift", "set_role"}
)  # fmt: skip
"""What may be asked for in the breath of a yes without making it a yes to something else."""
HOW_TO_AGREE = re.compile(r"\b(?:approv|confirm|consent|agree|say(?:ing)? yes)\w*", re.IGNORECASE)
HEREAFTER = re.compile(r"\b(?:after (?:that|this)|afterwards|hereafter|from then on|next time|in (?:the )?future|for the next)\b", re.IGNORECASE)  # fmt: skip
BEFOREHAND = re.compile(r"^before (?:you|it|that|this|we|they|the runs?) ?(?:start|run|begin|go|launch|do)s?(?: (?:it|that|this|them))?,? ", re.IGNORECASE)  # fmt: skip
"""What sets a change before the yes that follows it; no condition of it."""
BUT = re.compile(r"\b(?:but|though|yet|only)\W*$", re.IGNORECASE)
CONDITION = re.compile(
    r"\b(?:if|unless|until|till|provided|assuming|as long as|as soon as|only(?! (?:because|since)\b)|except|whether|depends?|depending|before|(?<!was )(?<!were )(?<!is )(?<!came )(?<!comes )(?<!ranked )(?<!ranks )first|once(?! (?:more|again))|(?<!since )(?<!because )after(?!(?<=right after)[\s.!]*$)(?!(?<=straight after)[\s.!]*$)(?!(?<=directly after)[\s.!]*$)|wenn|falls|sobald|erst|nur|si\b(?!,)|sauf|à condition|cuando|salvo)\b"
    r"|\bwhen(?! (?:ready|done|finished)[\s.!?]*$)(?! (?:it|they|that|this|everything|all|the (?:runs?|experiments?|search|first))\b.{0,20}\b(?:done|finished|ready|over|through|complete\w*|ends?|finish\w*|changes?|fails?)\b)",
    re.IGNORECASE,
)
DOUBT = re.compile(
    r"\b(?:not|never|no|nothing|don't|dont|maybe|perhaps|possibly|unsure|doubt\w*|hesita\w*|wait|hold|stop|pause|cancel|later|tomorrow|think about|wonder\w*|worr\w+|concern\w*|red|against|oppos\w*|refus\w*|reject\w*|veto\w*|disagree\w*|nobody|none|rather|instead|almost|nearly|question|however|though|although|half|part of|another|(?<!\bthe )mean|meant"
    r"|system|assistant|user|users|admin\w*|instructions?|ignore|override|says?|said|told|claims?|claimed|writes?|wrote|reads|email|mail|quote\w*|prompt|kein\w*|nicht|vielleicht|pas|peut-être|quizás|tal vez)\b|n['’]t\b",
    re.IGNORECASE,
)
LATER = re.compile(
    r",? (?:after (?:that|this|it(?: (?:ran|has run|is done))?)|afterwards|once (?:it|they|that) (?:runs?|is running|are running))(?= ?\??$)",
    re.IGNORECASE,
)
SUPPOSED = re.compile(r"\b(?:would|might|may|could|should)\b", re.IGNORECASE)
"""A doubt in a statement, but only manners in a request."""
MARKED = re.compile(r"^(?:(?:the |my |our )?(?:reason|grounds?|why|rationale|justification|begründung|raison|motivo))\s*(?:is(?: that)?|being|:|=|-|–)\s*", re.IGNORECASE)  # fmt: skip
_ANYBODY = r"(?:my|our|the) (?!(?:[a-z]+ )?(?:system|assistant|admin\w*|users?|documents?|files?|e?mails?|messages?|prompt|instructions?|text|page|report|model|machine|computer|program|script|note|policy|other|others|second|third|fourth|first|last|proposal|plan)\b)[a-z]+(?: [a-z]+)?"
"""Somebody of whom only is told: never a machine, a file or a program, and no consent of anybody's by itself."""
FAVOUR = re.compile(
    rf"^(?:yes )?(?:and )?(?:{AUTHORITY}|{KIN}|{_ANYBODY})(?:['’]s|['’]ve| (?:has|have|had))? (?:finally |now |just |also |all |already |both )*(?:(?:given|gave|gives?) (?:us |me )?(?:his |her |their |its |the |a )*(?:final )?(?:ok|okay|blessing|approval|go ahead|green light|consent|permission|yes|nod)|agrees?|agreed|consents?|consented|accepts?|accepted|permits it|allows it|(?:(?:is|are|was|were) )?(?:very |quite |perfectly )?(?:ok|okay|fine|happy|on board|in favou?r|content|satisfied|for it|all for it)(?: with (?:it|this|that|the plan))?|come round|came round|approves?|approved(?: (?:it|this|that|the plan))?|signed (?:it )?off(?: on (?:it|this))?|on board|cleared it|nodded|okayed it|says? (?:yes|go|ok|okay|fine)|said (?:yes|go|ok|okay|fine)|(?:wants?|likes?|liked|wanted|supports?|backs?|welcomes?) (?:it|this|that|the plan)(?: (?:done|too|started))?|(?:(?:has|have|had|sees?|saw) )?no (?:objections?|problems?|issues?|complaints?|concerns?)(?: to (?:it|this|that)| with (?:it|this|that))?|(?:has|have|had) nothing against (?:it|this|that|the plan))(?: (?:either|too|as well|now|already))?$",
    re.IGNORECASE,
)
BY_THEN = re.compile(r"\b(?:by|for) (?:tomorrow|tonight|then|next week|later)\b", re.IGNORECASE)
"""A time that something is needed by, which puts nothing off."""
BECAUSE = re.compile(r"\b(?:because|since)\s*$", re.IGNORECASE)
HELD = re.compile(
    r"\b(?:if|unless|until|till|whether|depend\w*|maybe|perhaps|possibly|wait|hold on|later|tomorrow|ask|wonder\w*|unsure|not sure|think about|decide|once|as soon as|says?|said|told|system|admin\w*|instructions?|ignore|override|prompt)\b"
    r"|(?:\bnot|\bnever|n['’]t|\bdont) (?:yet|start|run|launch|begin|go|approve|accept)\b",
    re.IGNORECASE,
)
"""What makes words beside a change more than the change: the yes behind them is not said yet."""
MEANING = re.compile(r"\b(?:what|how) (?:does|do|is|are|was)\b.*\b(?:means?|meant)\b(?: by\b)?", re.IGNORECASE)
EXCEPT = re.compile(r"\b(?:except|apart from|aside from|bar|but|save)(?: for)?\b", re.IGNORECASE)
ORDERED = re.compile(
    r"^(?:first |please |just |though |but |only )*(?:only|with|without|take|throw|leave|drop|kick|cut|put|bring|make|set|reduce|remove|strike|cap|limit|swap|switch|change|skip|let|give|use)\b"
    r"|^(?:it|this|that|they|all of it|the (?:runs?|search|whole thing)) (?:must|should|may|shall|can|has to|have to|needs? to)(?: not)? (?:be|take|last|run|end|stop|finish|need|cost|use)\b|^(?:no (?:longer|more)|not (?:longer|more)|at most|max\w*|up to|within)\b",
    re.IGNORECASE,
)
LEFT_OUT = re.compile(
    r"(?:(?:but|and|only|just|so) )*(?:without|minus|except(?: for)?|apart from|aside from|other than|leaving out)\b",
    re.IGNORECASE,
)
"""What begins with what is left out is no reason of a yes."""
THEN_FINE = re.compile(
    r",? (?:it|that|this|everything|(?:the )?(?:rest|plan|proposal|others))(?:['’]s| is| are| looks?| sounds?| seems?| would be| will be)(?: (?:all|quite|really|just|perfectly))* (?:good|fine|ok|okay|alright|all right|great|perfect|right|acceptable|in order)$",
    re.IGNORECASE,
)
"""Praise of a plan without what is left out of it."""
