"""Sentences that set, show or take back what every later promotion must pass: "never promote if women fare worse"."""
# ruff: noqa: E501 - a pattern broken over lines is harder to read than a long one

import re
from collections.abc import Sequence
from typing import Any

from assistant.understanding.text.grammar import Args, pruned
from assistant.understanding.text.words import stands_in

_PROMOTED = r"(?:promot\w+|deploy\w*|releas\w+|ship\w*|publish\w*|roll\w* out|(?:go|goes|going|put|puts|bring|let|take|taken|get|gets)\b[^.;,]{0,40}?\b(?:live|production|use|service)|replac\w+|(?:become|becomes|new|the|as) champion|take\w* (?:the|its|over)[^.;,]{0,20}?\bplace)"
_STANDING = r"(?:never|only|always|from now on|from here on|henceforth|hereafter|in (?:the )?future|no (?:new |other )?(?:model|version|candidate|one|promotion|retrain\w*)|nothing|nobody|every|each|any(?:thing| (?:model|version|candidate))|all|must|may not|must(?:n't| not)|(?:do not|don't|dont) (?:ever )?(?=[^.;]*\b(?:unless|if|when|that|which|anything|any)\b)|as a rule|without exception|at no time|under no circumstances)"
_WORSE = r"(?:fare[sd]?|does?|did|do|is|are|be|gets?|become[s]?|turns? out|perform[s]?|come[s]? off|would be|end[s]? up)\s+(?:\w+ly |any |even )?(?:worse|poorer|disadvantaged|less well)(?:\s+off)?|lose[s]?(?: out)?|suffer[s]?|(?:is|are|be) (?:harmed|hurt)|worsen[s]?"
FIGURE = r"(?P<n>\d*[.,]?\d+)\s*(?P<unit>%|percent(?:age)?(?: points?)?|points?|pp|pts?)?"
"""A limit as gates have it, here and where a promotion is asked for; what it comes to, `limit_said` tells."""
_NUMBER = rf"{FIGURE}(?!\w)"
_BY = rf"\bby\s+(?:(?:any )?more than|over|at least|above)?\s*{_NUMBER}|\b(?:at most|no more than|up to|within|more than)\s+{_NUMBER.replace('<n>', '<m>').replace('<unit>', '<unit2>')}\s*(?:worse|lower|loss)?"
_IT = r"(?:it|they|that|this|the (?:new |old )?(?:one|model|version|candidate|challenger|score)|a (?:new )?(?:one|model|version|candidate)|(?:model|version|candidate)s?|its \w+|he|she)"
_GATE = r"\b(?:promotion |standing |deployment |release |quality )?(?:gates?|gatekeep\w+)\b"
_REVOKE = r"\b(?:revoke|drop|remove|lift|cancel|delete|take\b[^.;]{0,40}\b(?:back|away|off|out)|withdraw|forget|scrap|abolish|open|no longer (?:need|want|use)|get rid of|switch off|turn off)\b"
_KINDS = {
    "max_latency_ms": r"latenc|speed|slow|fast|millisecond|\bms\b",
    "max_size_bytes": r"\bsize|\bmb\b|megabyte|large|memory",
    "demographic_parity": r"demographic|parity",
    "equalized_odds": r"equali[sz]ed|odds",
    "group_difference": r"differ|alike",
    "group_loss": r"group|women|men\b|female|male|worse off|fare|fair",
    "at_least_as_good": r"as good|not worse|no worse|score|in use",
}


def gate_slots(text: str, columns: Sequence[str] = (), models: Sequence[str] = ()) -> Args | None:
    """What a sentence says of standing gates; None where it speaks of something else, {} where it asks which there are.

    Args:
        text: one sentence.
        columns: of the table at hand, for those that the sentence names.
        models: known ones, for the one that it holds for.
    """
    plain = re.sub(r"[’`]", "'", text)
    of_data = any("gate" in c.casefold() for c in columns)
    if re.search(_GATE, plain, re.IGNORECASE) and not of_data:
        about = _about_gates(plain)
        if about is not None:
            return about
    if not re.search(_PROMOTED, plain, re.IGNORECASE) and not re.search(_GATE, plain, re.IGNORECASE):
        return None
    if not re.search(rf"\b{_STANDING}\b", plain, re.IGNORECASE) or plain.rstrip().endswith("?"):
        return None
    return _set(plain, columns, models)


def is_standing(text: str) -> bool:
    """Whether a sentence says what every later promotion must be."""
    promoted = re.search(_PROMOTED, text, re.IGNORECASE)
    return bool(
        promoted and re.search(rf"\b(?:{_STANDING}|(?:do not|don.?t) ever)\b", text, re.IGNORECASE)
    ) and not text.rstrip().endswith("?")


def _about_gates(text: str) -> Args | None:
    """Asking which gates there are, or taking some back; None where the sentence sets one."""
    words = text.casefold()
    if re.search(_REVOKE, words):
        named = [kind for kind, said in _KINDS.items() if re.search(said, words)]
        every = re.search(r"\b(?:all|every|any)\b|\bgates\s*[.!]*$", words)
        return {"revoke": named or (["all"] if every else [])}
    asks = (
        r"^\W*(?:(?:please|and|so) )*(?:which|what|show|list|display|are there|is there|see|tell|give|do we have|who)\b"
    )
    if re.search(asks, words) and not re.search(r"\d", words):
        return {}
    return None


def _set(text: str, columns: Sequence[str], models: Sequence[str]) -> Args | None:
    found = _fair(text) | _groups(text)
    latency = re.search(r"(\d+(?:[.,]\d+)?)\s*(?:ms\b|milliseconds?)", text, re.IGNORECASE)
    size = re.search(r"(\d+(?:[.,]\d+)?)\s*(?:mb\b|megabytes?)", text, re.IGNORECASE)
    if latency and found:  # alone it is a limit like any other
        found["max_latency_ms"] = limit_said(latency.group(1), None)
    if size:
        found["max_size_mb"] = limit_said(size.group(1), None)
    found |= _as_good(text, found)
    if not found or (latency and set(found) == {"max_latency_ms"}):
        return None
    if any(key in found for key in ("group_loss", "group_difference", "demographic_parity", "equalized_odds")):
        found["columns"] = [c for c in columns if stands_in(c, text)]
    named = [m for m in models if stands_in(m, text)]
    return pruned({**found, "model": named[0] if len(named) == 1 else None})


def _fair(text: str) -> dict[str, Any]:
    """Limits of the usual definitions of fairness."""
    found: dict[str, Any] = {}
    for name, said in (("demographic_parity", "demographic parity"), ("equalized_odds", r"equali[sz]ed odds")):
        match = re.search(rf"{said}[^.;\d]{{0,40}}?{_NUMBER}", text, re.IGNORECASE)
        if match:
            found[name] = limit_said(match["n"], match["unit"])
    apart = re.search(
        rf"(?:differ\w*|gap|apart)[^.;\d]{{0,40}}?\b(?:by|of|above|over|than|under|below|within|most)\b[^.;\d]{{0,15}}{_NUMBER}",
        text,
        re.IGNORECASE,
    )
    if apart and not found and re.search(r"\b(?:groups?|between|among)\b", text, re.IGNORECASE):
        found["group_difference"] = limit_said(apart["n"], apart["unit"])
    return found


_WHO = (
    rf"\b(?:if|when|where|unless|once|as soon as|that|which)\b(?P<who>[^.;,]{{1,50}}?)\b(?:{_WORSE})",
    r"\bworse (?:off )?(?:for|to|on|among|in|with) (?P<who>[^.;,\d]{2,40}?)(?=\s+(?:by|than|go|get|may|must|is|should|can|will|into)\b|[.;,!]|$)",
    rf"\b(?P<who>(?:no|any|some|one|a|each|every)\b[^.;,]{{0,12}}\bgroups?\b[^.;,]{{0,20}}?)\b(?:{_WORSE}|(?:may|must|can|should)\b)",
    r"\b(?:harms?|hurts?|disadvantages?|penali[sz]es?|discriminates against) (?P<who>[^.;,\d]{2,40}?)(?=\s+(?:by|than|more)\b|[.;,!]|$)",
)


def _groups(text: str) -> dict[str, Any]:
    """Who must not fare worse, and by how much."""
    for pattern in _WHO:
        match = re.search(pattern, text, re.IGNORECASE)
        if match is None:
            continue
        who = re.sub(
            r"^\W*(?:the |our |results? for |predictions? for |is |are |it is |it's |does )+",
            "",
            match["who"].strip(),
            flags=re.IGNORECASE,
        ).strip()
        if not who or re.fullmatch(_IT, who, re.IGNORECASE):
            continue
        most = _most(text[match.start() :])
        if re.search(
            r"\bthan (?:the )?(?:men|women|others?|rest|everyone|any(?:one)?|average|\w+ (?:groups?|people))\b",
            text,
            re.IGNORECASE,
        ):
            return {"group_difference": most}
        if re.search(r"\bgroups?\b", who, re.IGNORECASE):
            return {"group_loss": most}
        return {"group_loss": most, "group": who}
    return {}


def _as_good(text: str, found: dict[str, Any]) -> dict[str, Any]:
    """Whether it must be as good as the one in use, and how much worse still is."""
    if "group_loss" in found and not re.search(r"\bas good\b|\bbetter\b", text, re.IGNORECASE):
        return {}
    certain = (
        {"certain": True}
        if re.search(
            r"\b(?:certain\w*|clear(?:ly)?|definite(?:ly)?|significant\w*|for sure|beyond (?:chance|doubt)|surely|confiden\w+|whole interval)\b",
            text,
            re.IGNORECASE,
        )
        else {}
    )
    if re.search(
        r"\b(?:at least|just) as good\b|\bas good as\b|(?:\bnot?|n't) (?:any )?worse\b|\b(?:is|are|be|really|clearly|truly) better\b|\bbetter than\b|\bbeats?\b|\boutperform\w*|\bimprov\w+",
        text,
        re.IGNORECASE,
    ):
        return {"at_least_as_good": True, **certain}
    worse = re.search(
        rf"\b{_IT}\b[^.;,]{{0,20}}?(?:{_WORSE}|\b(?:is|are|be)\b(?:[^.;,]|[.,](?=\d)){{0,30}}\bworse)|\b(?:that|which|if)\s+(?:is|are|be)\s+(?:\w+ )?worse|\bworse (?:ones?|models?|versions?|candidates?|than (?:the|what|our|it))",
        text,
        re.IGNORECASE,
    )
    if worse is None:
        return {}
    most = _most(text[worse.start() :])
    return {"at_least_as_good": True, **({"tolerance": most} if most else {}), **certain}


def _most(text: str) -> float:
    """The limit that follows; 0 where none is said."""
    match = re.search(_BY, text, re.IGNORECASE)
    if match is None:
        return 0.0
    return limit_said(match["n"] or match["m"], match["unit"] or match["unit2"])


def limit_said(number: str, unit: str | None) -> float:
    """A number; points and percent are hundredths."""
    value = float(number.replace(",", "."))
    return round(value / 100, 6) if unit else value
