"""Data in and out: opening and looking at a table, importing history, exporting, watching a place, scoring."""
# ruff: noqa: E501 - a pattern broken over lines is harder to read than a long one

import re

from assistant.understanding.commands.models import elsewhere, model_named, source_in
from assistant.understanding.text.grammar import Args, Found, Meaning, pruned, rules
from assistant.understanding.text.lexicon import EXPORT_WHAT, FORMATS
from assistant.understanding.text.spelling import english
from assistant.understanding.text.words import bag

_NOT_SOURCES = bag(
    "the a an my our this that it them data dataset table file sample another other new old same first second some one here there"
    " csv excel spreadsheet following attached uploaded upload model models all columns column history runs results built in example"
    " different more it's time test training whole raw customer customers default demo any which what is mine ours your these"
)
_WHAT_OF = {name: what for what, names in EXPORT_WHAT.items() for name in names}
_WHAT = "(?P<what>" + "|".join(sorted((re.escape(n) for n in _WHAT_OF), key=len, reverse=True)) + ")"
_FORMAT = "(?P<format>" + "|".join(sorted(FORMATS, key=len, reverse=True)) + ")"


def _source(found: Found) -> Args | None:
    """A file, an address, a quoted name, or the word said for a sample or known table."""
    source = source_in(found) or next(iter(found.all("QUOTE")), None)
    if source is None and "name" in found.match.re.groupindex and found.said("name"):
        source = _plain_name(found)
    return {"source": str(source)} if source is not None else None


def _plain_name(found: Found) -> str | None:
    raw = found.raw("name").strip("?.!,'\" ")
    known = [d for d in found.context.datasets if d.lower() == raw.lower()]
    if known:
        return known[0]
    first = raw.lower().split()[0] if raw else ""
    return None if not raw or first in _NOT_SOURCES or raw.lower() in _NOT_SOURCES or raw == "_" else raw


def _named_source(found: Found) -> Args | None:
    if found.clause.values("FAM") or found.clause.values("MET"):
        return None
    return _source(found)


def _bare_source(found: Found) -> Args | None:
    return _source(found)


def _looked_at(found: Found) -> Args | None:
    if source_in(found):
        return None
    return pruned({"columns": found.all("COL")})


_OF_A_FILE = re.compile(r"\.(?:csv|tsv|parquet|xlsx?|jsonl?|ndjson|feather|arff|zip)\b|\w://", re.IGNORECASE)


def _looked_at_unknown(found: Found) -> Args | None:
    """Columns of a file that the same message opens, by names that are no words: "x.csv, then look at logp and tpsa"."""
    names = [n for n in re.split(r"\s*(?:,|&|\band\b)\s*", found.raw("names")) if n]
    written = [bool(re.search(r"[_\d]|[a-z][A-Z]", n)) for n in names]
    told = found.said("called") or all(w or n.lower() not in english() for w, n in zip(written, names, strict=True))
    told = told or (any(written) and not any(n.lower() in _NOT_SOURCES for n in names))  # "at yearly_km and region"
    return {"columns": names} if told and names and _OF_A_FILE.search(found.clause.message) else None


def formats_in(found: Found) -> re.Match[str] | None:
    """The file format that a clause names."""
    return (
        re.search(rf"(?:as|into) (?:an? |the )?{_FORMAT}(?= (?:file|please|for|and)|$)", found.clause.text)
        or re.search(
            rf"(?:as|to|in|into|a|an|format|the|its|\.|of|for) (?:the |an |a |format |\. )*{_FORMAT}(?!\S)",
            found.clause.text,
        )
        or re.search(rf"^(?:a |the )?{_FORMAT}(?= )", found.clause.text)
        or re.search(rf"{_FORMAT}(?: (?:export|file|format|please|dump))*$", found.clause.text)
    )


def _export(found: Found) -> Args | None:
    said = found.said("what") if "what" in found.match.re.groupindex else None
    vague = re.match(r"(?:(?:i|we) )?(?:need|want|have|like|get|give|make|produce|generate)\b", found.clause.text)
    if (
        vague
        and _WHAT_OF.get(said or "") in ("model", "results")
        and formats_in(found) is None
        and not re.search(r"\b(?:copy|file|export|download|disk)\b", found.clause.text)
    ):
        return None
    if re.search(r"\bmodel (?:that|which|to|for|who)\b", found.clause.text) and not re.search(
        r"model to (?:disk|file|a file)", found.clause.text
    ):
        return None
    if said is None and (beside := re.search(rf"(?<!\S){_WHAT}(?!\S)", found.clause.text)):
        said = beside.group("what")
    if said is None and re.search(r"\b(?:model|winner)\b", found.clause.whole.lower()):
        said = "model"
    formats = formats_in(found)
    args = pruned({"what": _WHAT_OF.get(said or ""), "format": FORMATS[formats.group("format")] if formats else None})
    if not args and not re.match(r"(?:please )?(?:export|download)", found.clause.text):
        return None
    return args


def _model_and_source(found: Found) -> Args:
    referred = elsewhere(found) if re.search(r"\b(?:it|that|this|them)\b", found.clause.text) else None
    return pruned({"source": source_in(found) or _quoted(found), "model": model_named(found) or referred})


def _quoted(found: Found) -> str | None:
    value = next(iter(found.all("QUOTE")), None)
    return None if value is None or value in found.context.models else str(value)


def _score(found: Found) -> Args | None:
    args = _model_and_source(found)
    return (
        args if "source" in args or re.search(r"\b(?:score|apply|predictions?|predict)\b", found.clause.text) else None
    )


def _put_through(found: Found) -> Args | None:
    """A file that a kept model, called by its name behind it, is to predict: "read today.csv through the triage model"."""
    args, at = _model_and_source(found), found.match.group(0).find("SRC")
    through = re.search(r"SRC\d+ (?:\S+ )?(?:through|thru|into|past) (?P<into>.*)", found.clause.text)
    named = through and args.get("model") and str(args["model"]).lower() in through["into"].replace(" ", "_")
    return args if named and at >= 0 and "source" in args else None


def _watched(found: Found) -> Args | None:
    args = _model_and_source(found)
    if "source" not in args:
        place = re.search(
            r"\b(?:folder|directory|bucket|table|place|path|inbox) (?:called |named )?([\w\-./]+)|\b([\w\-./]+) (?:folder|directory|bucket)\b",
            found.clause.whole,
        )
        name = next((g for g in place.groups() if g), None) if place else None
        if name and name.lower() not in _NOT_SOURCES | {"for", "and", "with", "every", "to"}:
            args = {"source": name, **args}
    return args


_LOAD = r"(?:give me|get me|load|open|read|use|take|upload|uploading|import|work with|work on|work off|start with|start from|begin with|switch to|change to|look into|get|fetch|bring in|pull in|analy[sz]e|try|let us use|let us take|let us work with|go with|continue with|grab|ingest|parse|load in|load up|open up|move to|move on to|go to|have a look at|look at)"
_DATA = r"(?:data|dataset|data set|table|file|sample|spreadsheet|sheet|csv|sample table|sample data|sample dataset|example|demo|data file|excel|excel file|csv file|toy dataset|parquet file|example data|example table|workbook|tables)"
_ANY_KIND = r"(?:small|smaller|big|bigger|large|larger|random|quick|simple|good|nice|better|free|public|open|fresh|short|little|tiny|representative|stratified|full|complete|entire|no|some|one|what|which|every|each|your|many|few|more|next|famous|classic|well|interesting|suitable|similar|try|use|load|open|show|give|get|take|see|list)"
"""What says of which kind a sample is and does not name it."""
_DOMAIN = r"(?:(?:the|my|our|this|that|a|an|new|raw|input|whole|of|in|customer|training|all|from|about|file|into) )*"

MEANINGS = (
    Meaning("import_history", rules("closed", lambda f: _source(f) or {},
        r"(?:please )?(?:add|use|get|learn from|feed|fetch|bring)(?: [^\s]+)*? (?:history (?:of|from|in)|past (?:runs|experiments)|old (?:runs|experiments|results)|earlier (?:runs|experiments|results)|previous (?:runs|experiments|results)|mlflow|optuna|openml|wandb)(?: [^\s]+)*",
        r"(?:please )?(?:import|load|read|bring in|pull in|take over|ingest|migrate|copy|merge|transfer|pull|take in)(?: [^\s]+)*? (?:history|past (?:runs|experiments)|old (?:runs|experiments|results)|earlier (?:runs|experiments|results)|previous (?:runs|experiments|results)|mlflow|optuna|openml|runs|experiments|experiment log|experiment logs|tracking|wandb|weights and biases|knowledge|existing runs|existing experiments|results of)(?: [^\s]+)*",
        order=16), ("import my MLflow runs from ./mlruns", "bring in our past experiments from history.csv", "take over the old runs", "learn from the experiments we already did elsewhere"), words=frozenset(("import", "history", "mlflow"))),
    Meaning("score_data", rules("closed", lambda f: args if {"source", "model"} <= (args := _model_and_source(f)).keys() else None,
        r"(?:(?:and|so|then|now|ok|tell me|show me|but|,) )*what (?:does|would|will|do|did) (?:[^\s]+ ){1,5}(?:say|says|think|thinks|predict|predicts|make|expect|forecast|answer|reckon|give|have to say)(?: (?:about|of|for|on|to|in|with|the|my|our|new|file|table|rows|data))* SRC(?: \?)?$",
        order=16, firm=True) + rules("closed", _put_through,
        r"(?:please )?(?:read|send|push|pass|feed|pipe|put|run|pull|throw) (?:[^\s]+ ){0,3}?SRC (?:[^\s]+ )?(?:through|thru|into|past) (?:the |our |my )?[^\s]+(?: [^\s]+){0,4}",
        order=16, firm=True) + rules("closed", _score,
        r"(?:please )?(?:score|apply|make predictions|predictions|generate predictions|get predictions|give me predictions|compute predictions|classify|get me predictions|produce predictions|calculate predictions|batch score|put)(?: [^\s]+)*? (?:SRC|QUOTE)(?: [^\s]+)*",
        r"(?:please )?(?:run|use|put|predict|classify) (?:[^\s]+ )*?(?:model|with|over|on|through|for)(?: [^\s]+)*? SRC(?: [^\s]+)*", r"(?:please )?(?:run|put|predict|classify) (?:[^\s]+ )*?SRC(?: [^\s]+)*? (?:model|through)(?: [^\s]+)*",
        r"(?:please )?(?:score|apply the (?:\w+ |COL )?model|apply (?:it|RANK|\w+|COL|the \w+)|make predictions|generate predictions|run predictions|get predictions|give me predictions|compute predictions)(?: [^\s]+)*? (?:new|file|data|customers|rows|table|on|for|patients|records|batch|these|those|list|today|them|months?|leads|applications|orders|cases)(?: [^\s]+)*",
        r"(?:predict|forecast|classify) (?:for |on |the )*(?:new|these|those|this|fresh|unseen|today|my new|our new|next|tomorrow|all|the new) (?:new |)(?:customers?|rows?|data|patients?|records?|cases?|file|batch|leads|applications?|applicants|table|ones|list)(?: [^\s]+)*",
        order=17), ("score new.csv with the churn model", "apply the model to these customers", "make predictions for tomorrow.parquet", "run the model over the new batch", "give me predictions for the file")),
    Meaning("watch", rules("closed", _watched,
        r"(?:please )?(?:watch|monitor|keep an eye on|keep watch over|keep watch on|observe|keep watching|keep monitoring|supervise|survey|alert me|notify me|tell me when|warn me|set up monitoring|set up a monitor|let me know|look out for|start monitoring|start watching|inform me|ping me|poll|listen to|keep track of)(?: [^\s]+)*? (?:SRC|QUOTE|folder|directory|model|data|drift|drifts|drifted|changes|new files|predictions|file|incoming|bucket|table|production|inputs?|COL)(?: [^\s]+)*",
        r"(?:watch|monitor) (?:it|that|this|\w+|COL)(?: [^\s]+)*",
        order=17), ("watch the folder incoming for new data", "monitor the churn model", "keep an eye on /data/new", "tell me when the data drifts", "set up monitoring for the model", "warn me when the inputs change")),
    Meaning("export", rules("closed", _export,
        rf"(?:please )?(?:(?:i|we) )?(?:export|download|save|share|send|give|get|write|print|convert|dump|store|put|back up|backup|archive|copy|email|hand|produce|generate|want|need|have|turn|make|extract|render)(?: (?:me|us|out|the|this|that|our|my|all|a|an|whole|entire|full|of|best|everything|complete|current|your|latest|report|copy|file|version|final|finished|trained|last|as|to|markdown|excel|csv|pdf|json|html|zip|parquet|onnx|export|with|down|file with|containing|can|winning|RANK|FAM|COL|\w+(?= model)|him|her|down|it))* {_WHAT}(?: [^\s]+)*",
        r"(?:please )?(?:export|download)(?: [^\s]+)*",
        rf"(?:(?:i|we) )?(?:keep|archive|download|save|share|send|write|print|convert|dump|give|have|get|want|need|turn|put|show)(?: [^\s]+){{0,5}} (?:as|to|in|into) (?:a |an |the )*{_FORMAT}(?: [^\s]+){{0,3}}",
        rf"{_WHAT} (?:as|to|in) (?:a |an )?{_FORMAT}(?: [^\s]+){{0,2}}", rf"(?:a |an |the )?{_FORMAT}(?: (?:export|dump|download|version|copy|file))? (?:of|with) (?:the |this |our |my |all )*{_WHAT}(?: [^\s]+){{0,2}}",
        order=16), ("export the conversation as markdown", "download the results", "save the leaderboard to csv", "give me the model as a file", "back up everything you know", "can I have this chat as a PDF"), words=frozenset(("export", "download", "markdown", "conversation"))),
    Meaning("use_data", (
        *rules("open", _source,
            rf"(?:please )?{_LOAD}(?: [^\s,]+){{0,6}}? (?:SRC|QUOTE)(?! (?:as|for|is|to) (?:the |my |our |a )?(?:positive|target|class|label|alias|metric|group))(?: (?:please|file|dataset|table|now|instead|as data|as the data|data|as input|first|for this|from now on|today|as my data|sheet))*",
            rf"{_LOAD} (?:the |my |our |your |a |some |an |me |up |built in |builtin |famous |classic |little |good old |standard |toy )*(?P<name>[^\s,]+(?: [^\s,]+)??) {_DATA}(?: {_DATA})?(?: (?:please|now|instead|for|to|first|again|that|comes|from|sample|as|an|example))*",
            r"(?:my|our|the|here is my|here is our|here is the|here is|this is|here are|i have|we have|i got|we got|the data is in|data is in|data are in|it is in|they are in|it is all in|everything is in|use|data|file|find|i uploaded|i have uploaded|uploaded|attached|i attach|attaching|located at|stored in|lies in|sits in|lies at|is in|is at|live in|lives in|from) (?:[^\s,]+ ){0,4}?SRC(?: (?:file|please|now))?",
            r"(?:in|from|with|on|of|using|via|at|named|called|into|file|table) (?:the |my |our |this |file |table |dataset |data |sheet |attached |a |called |named )*SRC",
            r"(?:load|open|switch to|work with|import|upload|start with) (?:the )?(?:sample |dataset |table |data |file )*(?:called |named )?(?P<name>[a-z][\w.\-]*)$",
            r"(?:use|take|try|get|give me|get me|bring up|let us use|let us take) (?:the |your |our |a )?(?:built in |builtin )?(?:sample|example|demo|toy|dataset|data set)(?: data| table| dataset| data set)? (?:called |named )?(?P<name>(?!again\b|below\b|above\b|instead\b|please\b|now\b|then\b|only\b|first\b|too\b|also\b|sizes?\b|weights?\b|rates?\b|points?\b|means?\b|rows?\b)[a-z][\w.\-]*)$",
            order=62),
        *rules("open", _source, r"^(?P<name>[a-z]\w*[_\d]\w*) (?:as|for) (?:the |my |our |input |training )*(?:data|dataset|data set|table|input)(?= ,|$| and)", order=62, when=lambda c: not c.columns),
        *rules("open", _source, rf"(?:sample|example|demo|built in) {_DATA}?s? ?(?:,|:)? ?(?:say|called|named|for example|for instance|like|such as|e g|eg|namely|maybe|perhaps) (?:the )?(?P<name>[a-z][\w\-]*)", order=61),
        *rules("open", _source, rf"^(?:(?:the|your|that|famous|classic|well known|old) )*(?P<name>(?!{_ANY_KIND}\b)[a-z][\w-]*) (?:sample|sample data|sample table|sample dataset|demo data|example data|toy data|dataset)(?: (?:please|,|now|then|first|thanks|thank you))*$", order=61, when=lambda c: not c.columns),
        *rules("open", _named_source, r"(?:with|on|in|for|from) (?:the |our |my )(?P<name>[a-z][\w\-]*(?: [a-z][\w\-]*)??) (?:sample|dataset|data set|table|sample data)", order=63),
        *rules("late", _bare_source, r"SRC", order=90),
    ), ("load churn.csv", "use the iris sample", "open https://example.org/data.csv", "my data is in sales.parquet", "let's work with the wine data", "switch to the other file, loans.xlsx"), words=frozenset(("load", "open", "upload", "dataset", "sample"))),
    Meaning("look_at_data", rules("closed", _looked_at_unknown,
        r"(?:please )?(?:look at|have a look at|take a look at|show(?: me)?|inspect|describe|plot|examine) (?:the )?(?P<called>(?:columns?|fields?|features?|variables?) )?(?P<names>[a-z][\w.]*(?: ?(?:,|&|and|, and) [a-z][\w.]*){0,5}?)(?: (?:please|first|now|before (?:anything|everything|all)(?: else)?|before (?:we|you|i) [a-z]+(?: anything)?|to (?:begin|start) with))*$",
        order=49, when=lambda c: not c.columns) + rules("closed", _looked_at,
        rf"(?:please )?(?:i |we )?(?:(?:give|show|get|need|want|like|have|take)(?: (?:me|us|to|a|an|the|quick|short|brief|rough|first|some|general|little|see|closer|good|have))* (?:overview|summary|description|look|glance|picture|statistics|stats|impression|report|profile|view|idea|peek|profiling|plot|histogram|distribution) (?:of|on|at|about|over|for|into)|look at|look into|take a look at|have a look at|inspect|describe|explore|profile|show|display|show me|summari[sz]e|check|examine|analy[sz]e|explain|view|see|let me see|tell me about|tell me something about|investigate|go through|overview of|an overview of|quick look at|give me an overview of|get an overview of|preview|scan|eyeball|review|understand|plot|visuali[sz]e|what is in|what do you see in|what do you think of|what can you tell me about|what do you know about|what is wrong with|is there anything wrong with|anything odd in|anything strange in|problems with|issues with|quality of|audit|study|clean check|draw|give me a summary of|a summary of|give me statistics (?:on|for|of|about)|statistics (?:on|for|of|about)|stats (?:on|for|of|about)|print|histogram of|distribution of|distributions of|show me the distribution of|how is|describe me) {_DOMAIN}(?:data|dataset|data set|table|columns?|file|rows|features|variables|values|missing values|duplicates|class balance|outliers|data quality|fields|distribution|distributions|correlations?|types|target|head|statistics|summary statistics|leaks?|leakage)(?: [^\s]+)*",
        r"(?:please )?(?:look at|look into|take a look at|have a look at|inspect|describe|profile|show me|summari[sz]e|examine|tell me about|tell me more about|what does|explore|view|plot|visuali[sz]e|show|draw|what about|what is in|what do you know about|what can you tell me about|overview of|check|more about|details on|histogram of|distribution of|how is|what is|how does|statistics (?:on|for|of|about)|stats (?:on|for|of|about)|investigate|let me see|analy[sz]e) (?:the |a |an |column |columns |of |distribution |histogram |values |variable |feature |in |field )*COL(?: (?:distributed|look like|mean|means|column|columns|distribution|please|look|values|closer|more closely|in (?:the|more) \w+|first|a bit|in detail|histogram|about|contain|spread|and its|for me|for a moment|for a while|for a bit|now|again|quickly|too|as well|\?))*$",
        r"(?:how many|are there|is there|any|what|which|do we have|does it have|does the data have|do i have|does it contain|has it|have we|is the data|are the|what kind of)(?: [^\s]+){0,4} (?:missing values|missing|nulls?|nans?|duplicates|duplicate rows|rows|columns|features|outliers|classes|balanced|imbalanced|unbalanced|leaks?|leakage|data types|dtypes|gaps|in the data|in the table|in this table|in this file|in this data|in my data|in our data|in there|id columns|constant columns|empty cells|correlated|clean|dirty|distinct values|unique values|empty|constant)(?: [^\s]+){0,5}",
        r"(?:is |are |was |were |do you see |see |find |did you (?:see|find|notice) )?(?:there )?(?:anything|something|what)(?: is| looks| was)? (?:weird|odd|strange|suspicious|wrong|unusual|fishy|interesting|special|notable|remarkable|off|noteworthy|problematic|funny)(?: (?:in|with|about|to see in|to note about|going on in|regarding|there in|for))+(?: [^\s]+)*",
        r"(?:what|how)(?: [^\s]+)*? COL(?: [^\s]+){0,3} (?:look like|looks like|distributed|distribution|spread|contain|mean)(?: [^\s]+){0,3}",
        r"(?:is|are|was|were|has|have|does|do) (?:the )?COL (?:very |really |all |mostly |highly |any |a |)*(?:skewed|normal|normally|numeric|numerical|missing|complete|categorical|constant|unique|clean|distributed|correlated|gaps|outliers|text|empty|duplicates|leak|balanced|imbalanced|sparse|integer|continuous)(?: [^\s]+){0,5}",
        r"(?:is|are) (?:the |my |our |this )?(?:data|target|classes|dataset|table|label|outcome|file|it|they)(?: [^\s,]+){0,2} (?:balanced|imbalanced|unbalanced|skewed|clean|complete|sorted|big enough|good enough|usable|large enough|duplicated|ok|consistent|messy|noisy|sparse)(?: [^\s]+){0,3}",
        r"how (?:big|large|clean|good|messy|balanced|imbalanced|dirty|complete|wide|long) (?:is|are) (?:the |my |our |this |it|that )*(?:data|dataset|table|file|target|classes|it|set)?(?: [^\s]+){0,3}", r"what (?:is|are)(?: (?:in|the|there))* (?:columns|features|variables|fields|data about|data like|data types|in it|in there|in the file|in this file|in the table|inside)(?: [^\s]+){0,4}", r"(?:data overview|overview|data summary|data quality|data profile|eda|exploratory (?:data )?analysis|describe|have a look|take a look|look at it|look over it|look it over|look it through|look through it|(?:go|read|glance|skim|run|flick|leaf) (?:over|through) it|(?:go|read|glance|skim|run) it over|(?:cast|throw|run) an eye over it|take a peek|peek|have a look at it|inspect it|describe it|summari[sz]e it|show it|column overview|what does (?:it|the data|the table|the file|my data|our data|this table) (?:look like|contain))(?: [^\s]+){0,3}", r"what do(?:es)? (?:it|the data|the table|my data|we|this table|the file) look like(?: [^\s]+){0,2}", r"what (?:things?|stuff|values?|data|entries|contents?) (?:is|are|do we have|have we|can i find|do i find) (?:there )?(?:in|inside|under) (?:the )?(?:column )?COL(?: \?)?$", r"show me (?:some |a few |the first |a couple of |RANK |NUM )*rows(?: [^\s]+){0,3}",
        order=50), ("look at the data", "describe the columns", "how many missing values are there", "is the data balanced", "tell me about the income column", "what's in this table", "are there outliers", "anything odd in the file"), words=frozenset(("describe", "columns", "missing", "inspect", "summarise", "summarize"))),
)  # fmt: skip

FILLS = {
    "use_data": _source,
    "look_at_data": _looked_at,
    "import_history": _source,
    "export": _export,
    "watch": _watched,
    "score_data": _score,
}
"""Slots of clauses that are only like the examples."""
